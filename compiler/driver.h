/* driver.h - the phases, called in order; the one place that knows them all. */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdbool.h>

#include "types/check.h"

typedef enum Emit {
    EMIT_EXE,
    EMIT_TOKENS,
    EMIT_AST,
    EMIT_TYPES,
    EMIT_GRAPH,
    EMIT_REGIONS,
    EMIT_LLVM,
    EMIT_ASM,
    EMIT_OBJ
} Emit;

/* What the command line asks for. Strings are borrowed from argv. */
typedef struct DriverOptions {
    const char *input;             /* the .csp file */
    const char *output;            /* -o, or NULL: by the input's name and what is emitted */
    const char *diagram;           /* --graph, or NULL */
    const char *entry;             /* the graph to start with */
    Emit emit;
    bool run;                      /* cspc run: compile in memory and start at once */
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

/* The exit status: 0, 1 after errors in the program, or that of the program itself for `cspc run`. */
int driver_compile(Arena *arena, DriverOptions *options);

#endif
