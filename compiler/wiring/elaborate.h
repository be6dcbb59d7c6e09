/* elaborate.h - runs the graph bodies while compiling: typed program -> flat graph.
 *
 * elaborate.c walks main's body with an interpreter (interp_*.c) over run-time values
 * (csp/value.h); node, graph and adapter calls wire the graph; equal calls of nodes with outputs
 * and of input adapters are one node.
 */
#ifndef WIRING_ELABORATE_H
#define WIRING_ELABORATE_H

#include "wiring/graph.h"

/* Statements, calls and rounds of loops that wiring may take, unless --steps says otherwise: about ten seconds. */
#define ELABORATE_STEPS INT64_C(100000000)

/* NULL when errors were reported. */
GraphIR *elaborate(Arena *arena, const TirProgram *program, Diagnostics *diagnostics,
                   int64_t steps);

/* A test is wired once for each of its runs: run 0 is its body without what its expect_errors watch, run n is what the
 * n-th of them watches, alone, since a run ends with its first error. Asserts are evaluated, and failures reported (as
 * such, not as errors), while run 0 is wired. */
enum { TEST_RUN_ALL = -1 /* cspc check: everything at once, to find mistakes; no assert is evaluated */ };

typedef struct TestWiring {
    const TirTest *test;
    int run;             /* which of them */
    int nruns;           /* set: 1 + the number of expect_errors */
    int64_t start, end;  /* set: ns; end INT64_MAX: until the inputs are exhausted */
    const char *message; /* set in runs after 0: what the error must say, */
    Pos pos;             /* and the expect_error */
    bool settled;        /* set: it failed already while it was wired, there is nothing to run */
} TestWiring;

/* NULL when errors were reported. */
GraphIR *elaborate_test(Arena *arena, const TirProgram *program, TestWiring *test,
                        Diagnostics *diagnostics, int64_t steps);

#endif
