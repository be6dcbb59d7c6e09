/* program.h - what a compiled program hands to the runtime, and what it may call.
 *
 * cspc emits one constant `csp_program` and a `main` that calls csp_main(&program, argc, argv). All
 * mutable memory of a run is one block, the *state* (program->state_size bytes, zeroed):
 * parameters, start-time scalars, node states, alarms and the last values of edges. `offset`s below
 * count bytes from its start.
 *
 * A run:
 *   flags into the parameters -> init() -> adapters open -> start() -> cycles
 *                             -> stop() -> adapters close -> fini()
 *
 * A cycle: the engine takes all events due at the earliest time, one per source at most (later ones
 * of the same time wait for the next cycle, in order), ++cycle, stores each event's value and stamp
 * in its source's slot, marks the source's regions pending, then runs pending regions in ascending
 * number until none is left. Regions are numbered topologically; a region marks those that read its
 * edges pending with csp_pend, always higher numbers than its own. Sinks are regions too and have
 * the highest numbers, in the order of wiring.
 *
 *   slot of an edge:  | value (its type) | ... | uint64 stamp |
 *
 *   ticked: stamp == engine->cycle      valid: stamp != 0
 */
#ifndef CSP_PROGRAM_H
#define CSP_PROGRAM_H

#include "csp/value.h"

#define CSP_PROGRAM_ABI 1u

#ifdef __cplusplus
extern "C" {
#endif

/* The engine. Generated code reads these leading fields by offset (codegen/runtime_abi.c knows
 * them); the rest is the engine's own (engine/engine.h). */
typedef struct csp_engine {
    int64_t now;    /* time of this cycle, ns */
    uint64_t cycle; /* 1 in the first cycle, 0 in start() */
    int64_t start;  /* engine start time */
    int64_t end;    /* engine end time, INT64_MAX without one */
    uint32_t node;  /* the node that runs, for error messages: generated code stores it before what
                       may fail */
    uint32_t reserved;
} csp_engine;

typedef struct csp_adapter csp_adapter; /* adapter.h */

typedef struct csp_node_info {
    const char *path; /* main/vwap; in a dynamic subgraph main/follow[{}]/vwap: the key stands there */
    const char *file;
    int32_t line;
    int32_t column;
} csp_node_info;

/* What can start a cycle: an alarm, a feedback edge, an input adapter. */
typedef struct csp_source {
    uint32_t value_offset;
    uint32_t stamp_offset;
    const csp_type *type;
    const uint32_t *regions; /* that read it actively */
    uint32_t nregions;
    uint32_t node; /* index into nodes */
    bool resets;   /* release and zero the value after its cycle (nobody reads it later) */
    uint32_t record_offset; /* a csp_history of its edge, or as much of it as counts; 0: none */
    bool keeps;             /* the whole of it */
} csp_source;

typedef struct csp_region {
    void (*run)(csp_engine *engine, char *state);
} csp_region;

typedef struct csp_arg {
    const char *name;
    const csp_type *type;
    uint32_t offset;
} csp_arg;

/* One use of an adapter in the graph. */
typedef struct csp_binding {
    const csp_adapter *adapter;
    uint32_t source;      /* input: its index in sources */
    uint32_t node;        /* index into nodes */
    const csp_type *type; /* of the series it reads or writes */
    const csp_arg *args;  /* the scalar arguments, in declaration order */
    uint32_t nargs;
    uint32_t guard_offset; /* a bool: opened only where it is true; UINT32_MAX without */
} csp_binding;

typedef enum csp_role { CSP_FLAG, CSP_FLAG_START, CSP_FLAG_END, CSP_FLAG_REALTIME } csp_role;

/* A parameter of main: a flag of the executable. */
typedef struct csp_param {
    const char *name;
    const char *help; /* from the docstring; "" without */
    const csp_type *type;
    uint32_t offset;
    csp_role role;
    const void *preset; /* default value of that type, or NULL: the flag must be given */
} csp_param;

/* A series returned by main. */
typedef struct csp_output {
    const char *name;
    const csp_type *type;
} csp_output;

/* For a program that may take the place of another while it runs (cspc run --watch; watch.h): what
 * belongs to a node. */
typedef struct csp_keep {
    uint64_t fed;  /* hash of its path and definition and those of all that feeds it, */
    uint64_t same; /* of its own alone; 0: it always starts anew */
    uint32_t order; /* of wiring */
    uint32_t inst, inst_size; /* its bytes in the state */
    uint32_t source, nsources;
    uint32_t binding; /* an adapter: its index; UINT32_MAX: none */
    uint32_t edge, nedges; /* its outputs, in keep_edges */
} csp_keep;

typedef struct csp_keep_edge {
    const csp_type *type;
    uint32_t value, stamp;
    uint32_t record, record_size; /* what it keeps of its ticks; 0: nothing */
} csp_keep_edge;

typedef struct csp_program {
    uint32_t abi; /* CSP_PROGRAM_ABI */
    uint32_t state_size;
    const char *name;    /* of the source file, without folder and ending */
    const char *doc;     /* docstring of the file and of main, "" without */
    const char *version; /* of cspc */
    const csp_param *params;
    const csp_source *sources;
    const csp_region *regions;
    const csp_binding *bindings;
    const csp_output *outputs;
    const csp_node_info *nodes;
    uint32_t nparams, nsources, nregions, nbindings, noutputs, nnodes;
    uint32_t ntemplates; /* of dynamic subgraphs: dynamic.h */
    uint32_t skip_offset; /* a byte for each node: start() and stop() leave out those where it is 1 */
    const csp_keep *keep; /* one for each node; NULL: compiled without --watch */
    const csp_keep_edge *keep_edges;
    bool only_timers; /* nothing but endless timers drives it: a historical run asks for --end */
    /* Start-time scalars: before adapters open and the start of the run is known. */
    void (*init)(csp_engine *engine, char *state);
    /* start: the state: sections, then the start: blocks; stop: the stop: blocks; in dependency order. */
    void (*start)(csp_engine *engine, char *state);
    void (*stop)(csp_engine *engine, char *state);
    /* Releases everything that state holds; not called after an error. */
    void (*fini)(csp_engine *engine, char *state);
} csp_program;

/* Runs the program as its command line says; the exit status of the process. */
int csp_main(const csp_program *program, int argc, char **argv);

/* ---- called by generated code */

/* The region runs in this cycle. */
void csp_pend(csp_engine *engine, uint32_t region);

/* Ticks source `source` `delay` ns from now with a copy of *value (0: the next cycle at this time).
 * A negative delay raises. CSP_BACKGROUND (timers): keeps no run alive that has no end time.
 * Returns a handle, never 0. */
#define CSP_BACKGROUND 1u
uint64_t csp_schedule(csp_engine *engine, uint32_t source, int64_t delay, const void *value,
                      uint32_t flags);
/* Moves a pending alarm to `delay` from now and returns its handle; raises when it has ticked or
 * was cancelled. */
uint64_t csp_reschedule(const csp_call *call, csp_engine *engine, uint64_t handle, int64_t delay);
CSP_NORETURN void csp_fail_delay(const csp_call *call, int64_t delay); /* it is negative */
void csp_cancel(csp_engine *engine, uint64_t handle);
/* Finish this cycle, then end as --end would; copy_only: just the copy of a dynamic subgraph that runs, if one does. */
void csp_stop(csp_engine *engine, bool copy_only);

/* csp's print: `2022-01-01 00:00:00.500000 tag:value` */
void csp_print_tick(csp_engine *engine, const csp_str *tag, const csp_type *type,
                    const void *value);
/* A warning on standard error: `board: warning: 2022-01-01 00:00:00 decode: truncated` */
void csp_warn_tick(csp_engine *engine, const csp_str *tag, const csp_type *type, const void *value);
/* Python's print inside a node: the text and a newline, to the same stream. */
void csp_print_line(const csp_str *text);
/* A tick of main's output `index`: printed, or kept for this cycle's row of --outputs. */
void csp_output_tick(csp_engine *engine, uint32_t index, const void *value);
/* A tick of the series that binding `index` (an output adapter) writes. */
void csp_sink_tick(csp_engine *engine, uint32_t index, const void *value);

#ifdef __cplusplus
}
#endif

#endif
