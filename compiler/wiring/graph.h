/* graph.h - the flat graph: what running the graph bodies leaves. Read by the graph passes,
 * regions/, codegen/ and diagram/.
 *
 * Types here are concrete: no type variables. Everything is owned by the wiring arena.
 */
#ifndef WIRING_GRAPH_H
#define WIRING_GRAPH_H

#include "types/typed.h"

typedef struct GNode GNode;
typedef struct GEdge GEdge;
typedef struct GraphIR GraphIR;

/* A scalar as the graph sees it: known while compiling, or computed once when the program starts. A
 * known value of TYPE_FN is a csp_fn whose env is a `const GFunction *`. */
typedef struct GScalar {
    const Type *type;
    const void *value; /* known: in run-time layout; else NULL */
    int start;         /* not known: index into GraphIR.starts; else -1 */
} GScalar;

/* A variable that an expression reads, bound to what the elaborator found in it. */
typedef struct GBinding {
    const TirVar *var;
    GScalar scalar;
} GBinding;

/* A function value known while compiling: fn under these types, with its captured variables bound
 * so. */
typedef struct GFunction {
    const TirFn *fn;
    Subst subst;
    VEC(GBinding) bindings;
} GFunction;

/* A start-time scalar: a parameter of main, or an expression over others. Listed in the order of
 * evaluation: all parameters of main that are not const come first, in the order of declaration. */
typedef struct GStart {
    const TirVar *param; /* a parameter of main, or NULL */
    const void *preset;  /* of a parameter: its default, evaluated; NULL: the flag must be given */
    const TirExpr *expr; /* else this, */
    Subst subst;         /* under these types, */
    VEC(GBinding) bindings; /* with its free variables bound so */
    const Type *type;
    Pos pos;
    bool is_key;      /* in a dynamic subgraph: the key of the copy; no expr */
    GEdge *snapped;   /* or the value of this series when the copy starts; no expr */
    bool is_outer;    /* or this start of the graph around, read there; no expr */
    int outer;
} GStart;

/* An edge: one series. type is the value's (T of ts[T]). */
struct GEdge {
    GNode *from;
    int output; /* of from */
    int member; /* index in a basket output, else 0 */
    const Type *type;     /* of the value; a dynamic basket: TYPE_DYNAMIC */
    GraphIR *graph;       /* it belongs to */
    int id;               /* dense after graph_finish */
    VEC(GNode *) readers; /* filled by graph_finish: each node once, in order of id */
    GEdge *bound;         /* of a delayed[T], which has no `from`: what it stands for. Gone after
                             graph_finish */
};

/* GSHAPE_DYNAMIC: one edge that is a dynamic basket. */
typedef enum GShape { GSHAPE_SINGLE, GSHAPE_LIST, GSHAPE_DICT, GSHAPE_DYNAMIC } GShape;

/* What feeds one series parameter (or one leaf of a lift): an edge, or the members of a basket in
 * order. */
typedef struct GInput {
    GShape shape;
    VEC(GEdge *) edges; /* one for a single input; none for an optional input that was not given */
    GScalar keys;       /* GSHAPE_DICT: the keys, a compile-time list [K] as long as edges */
    const Type *type;   /* value type T, of a member */
    bool passive;       /* can never make the node run */
} GInput;

typedef struct GOutput {
    GShape shape;
    VEC(GEdge *) edges; /* one for a single output, else one a member */
    GScalar keys;
    const char *name; /* or NULL */
} GOutput;

typedef enum GNodeKind {
    GN_NODE,         /* a node of the program or library: node, targs */
    GN_LIFT,         /* a lifted operation: expr over TE_LEAFs; leaf i is inputs[leaf_input[i]] or
                        scalars[-1 - leaf_input[i]]. Runs when any input ticks and all are valid
                        (every member of a basket). `optional`: ticks where set. */
    GN_SOURCE,       /* an input adapter: adapter, scalars are its arguments */
    GN_SINK,         /* an output adapter: inputs[0] */
    GN_FEEDBACK_OUT, /* the source end of a feedback: no inputs, one output */
    GN_FEEDBACK_IN,  /* the other: inputs[0]; when it ticks, `partner`'s output ticks in the next
                        cycle at the same time */
    GN_OUTPUT,       /* a series that main returns: inputs[0], name */
    GN_SELECT,       /* scalars[0] bool: passes inputs[0] where true, inputs[1] where false */
    GN_PRINT, /* print of start-time scalars in a graph, once at start: expr (TE_PRINT), bindings. No
                inputs */
    GN_DYNAMIC,      /* copies of `copied`, one for each key of inputs[0]; the other inputs are the
                        series from outside that the copies read. One dynamic output for each output
                        of a copy */
    GN_DYNAMIC_SINK, /* (the dynamic's partner; NULL when they have none) runs the sinks of the copies of `partner`. No inputs */
    GN_OUTER,        /* in `copied`: inputs[index] of the GN_DYNAMIC around; 0: the attached member */
    GN_COPY_OUT      /* in `copied`: inputs[0] is output `index` of the copy */
} GNodeKind;

struct GNode {
    GNodeKind kind;
    int id;     /* dense after graph_finish, in topological order (rank, then wiring) */
    int wiring; /* order of creation */
    int rank;   /* 0 for sources; 1 + the largest rank of its inputs */
    const TirNode *node;
    const TirAdapter *adapter;
    const TirExpr *expr;
    Subst subst; /* type parameters of node, adapter or of the body that expr stands in */
    VEC(GBinding) bindings; /* GN_LIFT, GN_PRINT: free variables of expr */
    VEC(int) leaf_input;
    bool optional;
    VEC(GInput) inputs; /* GN_NODE: as node->inputs */
    VEC(GScalar)
    scalars; /* GN_NODE: as node->scalars; adapters: as adapter->params without the series */
    VEC(GOutput) outputs;
    GNode *partner;
    GraphIR *graph; /* it belongs to */
    GraphIR *copied;
    int index;
    GScalar
        guard; /* type NULL: always; else a bool: started only where true (a branch of a select) */
    const char *name; /* label: `vwap`, `+`, `.price`; GN_OUTPUT: the output's name */
    const char *path; /* main/follow[AAPL]/vwap */
    int cluster;      /* index into GraphIR.clusters: the graph call that wired it */
    Pos pos;          /* of the call */
    bool is_sink;     /* no outputs: runs last, in order of wiring */
};

/* A graph call: nests as graphs call each other. clusters[0] is main. */
typedef struct GCluster {
    const char *name;
    int parent; /* -1 for main */
} GCluster;

/* The program's graph, or what a GN_DYNAMIC copies: a graph of its own, with starts of its own. */
struct GraphIR {
    VEC(GNode *) nodes; /* after graph_finish in order of id; sinks last in order of wiring */
    VEC(GEdge *) edges;
    VEC(GNode *) pruned; /* nodes that graph_finish took out, in order of wiring */
    VEC(GStart) starts;
    VEC(GCluster) clusters;
    const TirFn *main;
    const TirProgram *program;
    bool only_timers; /* nothing drives it but library timers and constants */
    Map globals;      /* TirVar * -> value in run-time layout: see graph_global */
    GraphIR *root;    /* the program's: clusters and globals are there */
    GraphIR *outside; /* of `copied`: the graph around */
    GNode *owner;     /* and the GN_DYNAMIC */
    int depth;        /* how many graphs are around it */
    int index;        /* of `copied`: among those of the program */
    VEC(GraphIR *) templates; /* copied by nodes of this graph, in order of wiring */
    int ntemplates;           /* of the root: all that there are */
    Map imports;              /* while wiring: edges and starts of the graph around -> ours */
};

/* The value of a top-level constant that code of the graph (node bodies, lifts, start expressions,
 * the defs they call) reads. */
static inline const void *graph_global(const GraphIR *graph, const TirVar *var) {
    return map_get_ptr(&graph->root->globals, var);
}

/* Removes nodes with outputs that nobody reads (transitively; nodes without outputs stay), reports
 * cycles (the path, and the edge to put feedback on), computes ranks, ids and readers. False when
 * an error was reported. */
bool graph_finish(Arena *arena, GraphIR *graph, Diagnostics *diagnostics);

/* --warn-unused: a warning for each pruned node that the program itself (not the library) wired. */
void graph_warn_unused(const GraphIR *graph, Diagnostics *diagnostics);

void graph_print(const GraphIR *graph, FILE *to); /* --emit=graph */

#endif
