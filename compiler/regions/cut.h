/* cut.h - cuts the graph into regions: nodes with the same source signature run together.
 *
 * The source signature of a node is the set of sources (alarms, feedback ends, input adapters) that
 * can make it run. Regions are numbered topologically; each sink is a region of its own, numbered
 * after all others in the order of wiring.
 */
#ifndef REGIONS_CUT_H
#define REGIONS_CUT_H

#include "wiring/graph.h"

typedef struct Region {
    int id;
    VEC(const GNode *) nodes; /* in order of id */
    bool is_sink;
} Region;

typedef struct Regions Regions;
struct Regions {
    const GraphIR *graph;
    VEC(Region *) regions; /* in order of id */
    int *
        region_of; /* by node id; -1 for nodes that never run in a cycle (sources without a body) */
    VEC(Regions *) copied; /* those of the graph's templates, in their order */
};

Regions *regions_cut(Arena *arena, const GraphIR *graph);
void regions_print(const Regions *regions, FILE *to); /* --emit=regions */

#endif
