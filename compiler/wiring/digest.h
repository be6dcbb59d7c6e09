/* digest.h - hashes of what nodes do, comparable between two compilations: with them a program that
 * replaces another while it runs (cspc run --watch) finds the nodes that are the same.
 *
 * Two nodes with the same hash have the same typed body, down to the defs that it calls and the
 * layout of its types, and the same arguments. Positions in the source don't count.
 */
#ifndef WIRING_DIGEST_H
#define WIRING_DIGEST_H

#include "wiring/graph.h"

typedef struct Digest Digest;

/* foreign: hash of the C code that the program is linked with; counts where a node calls it. */
Digest *digest_new(Arena *arena, const GraphIR *graph, uint64_t foreign);

/* Of its path and definition. 0: none can be given, the node always starts anew. */
uint64_t digest_node(Digest *digest, const GNode *node);

#endif
