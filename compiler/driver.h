/* driver.h - the phases, called in order; the one place that knows them all. */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdbool.h>

#include <llvm-c/Orc.h>

#include "emit/emit.h"
#include "regions/cut.h"
#include "types/check.h"

typedef enum Emit {
    EMIT_EXE,
    EMIT_TOKENS,
    EMIT_AST,
    EMIT_TYPES,
    EMIT_HEADER,
    EMIT_GRAPH,
    EMIT_REGIONS,
    EMIT_LLVM,
    EMIT_ASM,
    EMIT_OBJ
} Emit;

/* What the command line asks for. Strings are borrowed from argv. */
typedef struct DriverOptions {
    const char *input;             /* the .csp file; "-": standard input */
    const char *output;            /* -o, or NULL: by the input's name and what is emitted */
    const char *diagram;           /* --graph, or NULL */
    const char *entry;             /* the graph to start with */
    Emit emit;
    bool watch;                    /* and again whenever a file of the program changes: watch.c */
    uint64_t foreign;              /* watch: a hash of the C files */
    bool run;                      /* cspc run: compile in memory and start at once */
    bool check;                    /* cspc check: wire everything, tests too, and make nothing */
    bool test;                     /* cspc test */
    bool json;                     /* diagnostics as JSON lines */
    const char *stdin_name;        /* what messages call the input `-` */
    int opt_level;
    bool debug;
    int64_t steps;                 /* how many wiring may take */
    bool warn_unused;              /* say which nodes nobody reads */
    VEC(Define) defines;
    VEC(const char *) c_files;     /* compiled by the C compiler and linked in */
    VEC(const char *) link_flags;  /* -lNAME, -LDIR */
    VEC(char *) run_args;          /* cspc run FILE -- these */
    const char *home;              /* folder with runtime and library: .../lib/cspc */
} DriverOptions;

/* One compilation under way. */
typedef struct Driver {
    Arena *arena;
    DriverOptions *options;
    Diagnostics *diagnostics;
} Driver;

/* ---- the parts, for those who put them together in another order (testing/) */

/* Up to the types; NULL when there were errors, or nothing more was asked for: then *status is 0. */
TirProgram *driver_front(Driver *driver, const char *path, int *status);
/* From the graph to a module ready for use in memory or in a file; NULL on failure, with an error reported. */
/* From the file to its graph; NULL after errors, with the exit status. */
GraphIR *driver_graph(Driver *driver, int *status);
LLVMModuleRef driver_module(Driver *driver, const GraphIR *graph, LLVMContextRef context,
                            LLVMTargetMachineRef *target);
/* The C files and libraries of the command line as one shared library; NULL without any. False on failure, with an
 * error reported. The caller removes the file. */
bool driver_shared(Driver *driver, const TirProgram *program, const char **path);
/* Reports C symbols that loading did not find, by what it said; false: it is about something else. */
bool driver_blame(Driver *driver, const TirProgram *program, const char *why);
/* Of the adapters that the graph uses, and of the builtins that the module calls, each once. */
Texts driver_libraries(Arena *arena, const GraphIR *graph, LLVMModuleRef module);
/* What the program is called with: its name, then what stood behind `--`. NULL-terminated. */
char **driver_run_args(Driver *driver, int *argc);
void driver_print(const Driver *driver, const Diagnostics *diagnostics);

/* ---- commands */

/* cspc check: each file up to its graph, and that of each of its tests. The exit status. */
int driver_check(Arena *arena, DriverOptions *options, const Texts *files);

/* cspc run --watch (watch.c). */
int driver_watch(Arena *arena, DriverOptions *options);

/* The exit status: 0, 1 after errors in the program, or that of the program itself for `cspc run`. */
int driver_compile(Arena *arena, DriverOptions *options);

#endif
