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

#endif
