/* diagram.h - the flat graph as a picture: `cspc FILE --graph OUT.{dot,svg,png}`.
 *
 * Nodes bear their name and scalar arguments, edges their types; sources (blue), nodes (white) and sinks (orange) are
 * told apart by shape and colour; graph calls are clusters that nest as graphs call each other.
 */
#ifndef DIAGRAM_DIAGRAM_H
#define DIAGRAM_DIAGRAM_H

#include "support/sb.h"
#include "wiring/graph.h"

/* Graphviz source. */
void diagram_dot(const GraphIR *graph, Sb *out);
/* Writes by the path's ending: .dot as it is, .svg and .png laid out by Graphviz's `dot`. On failure false, and *why says it. */
bool diagram_write(Arena *arena, const GraphIR *graph, const char *path, const char **why);

#endif
