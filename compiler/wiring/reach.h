/* reach.h - what the code of the finished graph needs from compile time: values of constants,
 * defaults in descriptors. */
#ifndef WIRING_REACH_H
#define WIRING_REACH_H

#include "wiring/interp.h"

/* Evaluates every top-level constant that the code of the graph reads (GraphIR.globals), and
 * prepares the descriptors of the types that occur in it. Runs under a guard. */
void graph_reach(Interp *in);

#endif
