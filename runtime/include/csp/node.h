/* node.h - nodes in C: the one header that a node needs, besides what `cspc --emit=header` writes.
 *
 * `extern node smooth[T: number](x: ts[T], k: float) -> ts[T] = "my_smooth"` in a .csp file declares
 * a node; the C side defines
 *
 *     const csp_node_code my_smooth = {CSP_PROGRAM_ABI, sizeof(struct smooth), start, execute, stop};
 *
 * Each use of the node in a graph has a state of that many bytes of its own: zeroed before start,
 * freed after stop. start runs once before the first cycle, execute in each cycle in which an active
 * input ticks or the alarm rings, stop once after the last cycle. All run on the engine's thread.
 *
 * Inputs, outputs and arguments go by number, in the order of the declaration, each from 0; the
 * generated header names them: my_smooth_in_x, my_smooth_arg_k, my_smooth_out.
 */
#ifndef CSP_NODE_H
#define CSP_NODE_H

#include "csp/program.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csp_node csp_node;

typedef struct csp_node_code {
    uint32_t abi;                               /* CSP_PROGRAM_ABI */
    uint32_t state_size;                        /* bytes */
    void (*start)(csp_node *node, void *state); /* may be NULL */
    void (*execute)(csp_node *node, void *state);
    void (*stop)(csp_node *node, void *state); /* may be NULL; releases what the state owns */
} csp_node_code;

typedef struct csp_node_input {
    const void *value; /* borrowed until the call returns; NULL: there is none */
    uint8_t ticked;    /* in this cycle */
    uint8_t valid;     /* ever */
} csp_node_input;

typedef struct csp_node_outlet {
    void *value; /* the engine's; NULL outside of execute */
    uint8_t ticked;
} csp_node_outlet;

/* What all uses of the node with these types have in common. */
typedef struct csp_node_plan {
    const csp_node_code *code;
    const char *name;
    const csp_arg *inputs; /* offset: of the byte in the instance that says that it is passive */
    const csp_arg *outputs;
    const csp_arg *args; /* offset: in csp_node.args */
    uint32_t ninputs, noutputs, nargs;
} csp_node_plan;

/* One call. Valid until it returns. */
struct csp_node {
    csp_engine *engine;
    const csp_node_plan *plan;
    const csp_node_input *inputs;
    csp_node_outlet *outputs;
    const char *args;
    char *instance;       /* a pointer to the state stands first */
    const int64_t *alarm; /* what the alarm that rings was given; NULL: none rings */
    uint32_t source;      /* of the alarm */
};

/* ---- inputs */

static inline bool csp_node_ticked(const csp_node *node, uint32_t input) {
    return node->inputs[input].ticked != 0;
}
static inline bool csp_node_valid(const csp_node *node, uint32_t input) {
    return node->inputs[input].valid != 0;
}
/* The last value, in the layout of csp/value.h; borrowed, valid inputs only. What is kept beyond the
 * call is copied: csp_assign(csp_node_type(node, input), &state->last, value). */
static inline const void *csp_node_value(const csp_node *node, uint32_t input) {
    return node->inputs[input].value;
}
static inline int64_t csp_node_int(const csp_node *node, uint32_t input) {
    return *(const int64_t *)node->inputs[input].value;
}
static inline double csp_node_float(const csp_node *node, uint32_t input) {
    return *(const double *)node->inputs[input].value;
}
/* Of the values of a series: what a type parameter stands for. */
static inline const csp_type *csp_node_type(const csp_node *node, uint32_t input) {
    return node->plan->inputs[input].type;
}
/* Ticks of a passive input don't make the node run. */
void csp_node_make_passive(csp_node *node, uint32_t input);
void csp_node_make_active(csp_node *node, uint32_t input);

/* ---- arguments: the parameters that are no series */

static inline const void *csp_node_arg(const csp_node *node, uint32_t arg) {
    return node->args + node->plan->args[arg].offset;
}
static inline int64_t csp_node_arg_int(const csp_node *node, uint32_t arg) {
    return *(const int64_t *)csp_node_arg(node, arg);
}
static inline double csp_node_arg_float(const csp_node *node, uint32_t arg) {
    return *(const double *)csp_node_arg(node, arg);
}
static inline const csp_type *csp_node_arg_type(const csp_node *node, uint32_t arg) {
    return node->plan->args[arg].type;
}

/* ---- outputs: in execute only, each once a cycle at most */

/* It ticks with a copy of *value, which is of csp_node_output_type. */
void csp_node_output(csp_node *node, uint32_t output, const void *value);
/* The same with *value itself: it becomes the engine's and is zeroed. */
void csp_node_output_move(csp_node *node, uint32_t output, void *value);
static inline void csp_node_output_int(csp_node *node, uint32_t output, int64_t value) {
    csp_node_output(node, output, &value);
}
static inline void csp_node_output_float(csp_node *node, uint32_t output, double value) {
    csp_node_output(node, output, &value);
}
static inline const csp_type *csp_node_output_type(const csp_node *node, uint32_t output) {
    return node->plan->outputs[output].type;
}

/* ---- time */

static inline int64_t csp_node_now(const csp_node *node) { return node->engine->now; }
/* The alarm rings `delay` ns from now (0: in the next cycle at this time) and says `what`. Any number may be
 * pending; those of one time ring in cycles of their own, in order. In start and execute. */
static inline uint64_t csp_node_schedule(csp_node *node, int64_t delay, int64_t what) {
    return csp_schedule(node->engine, node->source, delay, &what, 0);
}
static inline void csp_node_cancel(csp_node *node, uint64_t handle) {
    csp_cancel(node->engine, handle);
}
/* Does the alarm ring in this cycle? Then *what is what it was given. */
static inline bool csp_node_rings(const csp_node *node, int64_t *what) {
    if (node->alarm != NULL) *what = *node->alarm;
    return node->alarm != NULL;
}
static inline void csp_node_stop_engine(csp_node *node) { csp_stop(node->engine, false); }

/* Stops the run with this message, the node's path and the time. Does not return. */
CSP_NORETURN void csp_node_fail(csp_node *node, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- called by generated code */

void csp_node_run_start(csp_node *node);
void csp_node_run_execute(csp_node *node);
void csp_node_run_stop(csp_node *node);

#ifdef __cplusplus
}
#endif

#endif
