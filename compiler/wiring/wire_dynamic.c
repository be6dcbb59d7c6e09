/* wire_dynamic.c - dynamic(basket, lambda key, own: ...): the body of the lambda is run once, and what
 * it wires is a graph of its own, to be copied at run time. See interp.h.
 *
 * Series and scalars from outside that the body uses are imported: a GN_OUTER in the copied graph
 * stands for an input of its GN_DYNAMIC, a GStart with is_outer for a start of the graph around.
 * Where several graphs are around, each passes them on to the next.
 */
#include <string.h>

#include "wiring/interp.h"

enum { DYNAMIC_DEPTH = 100 }; /* the engine recurses on it */

void level_open(Interp *in, Level *level, GraphIR *graph) {
    *level = (Level){.graph = graph};
    map_init(&level->shares, in->arena);
    map_init(&level->start_keys, in->arena);
    map_init(&level->snaps, in->arena);
    in->level = level;
    in->graph = graph;
}

/* ---- what comes in from outside */

/* The graphs from the one around which `owner` lies to the one that is wired, outermost first. */
static int path_inwards(Interp *in, const GraphIR *owner, GraphIR **path) {
    int n = 0;
    for (GraphIR *g = in->graph; g != owner; g = g->outside) {
        if (g == NULL) return -1;
        path[n++] = g;
    }
    for (int i = 0; i < n / 2; i++) {
        GraphIR *swap = path[i];
        path[i] = path[n - 1 - i];
        path[n - 1 - i] = swap;
    }
    return n;
}

static GEdge *outer_new(Interp *in, GraphIR *graph, int index, const Type *type, const char *path,
                        Pos pos) {
    GNode *node = ARENA_NEW(in->arena, GNode);
    node->kind = GN_OUTER;
    node->graph = graph;
    node->index = index;
    node->name = "outer";
    node->path = path;
    node->cluster = graph->owner->cluster;
    node->pos = pos;
    node->wiring = graph->nodes.len;
    VEC_PUSH(in->arena, &graph->nodes, node);
    output_single(in, node, type);
    if (type->kind == TYPE_DYNAMIC) node->outputs.items[0].shape = GSHAPE_DYNAMIC;
    GEdge *edge = node->outputs.items[0].edges.items[0];
    edge->graph = graph;
    return edge;
}

static GEdge *import_edge(Interp *in, GraphIR *graph, GEdge *edge, Pos pos) {
    GEdge *known = map_get_ptr(&graph->imports, edge);
    if (known != NULL) return known;
    GInput input = input_single(in, edge);
    if (edge->type->kind == TYPE_DYNAMIC) input.shape = GSHAPE_DYNAMIC;
    VEC_PUSH(in->arena, &graph->owner->inputs, input);
    const char *path = edge->from != NULL ? edge->from->path : graph->owner->path;
    known = outer_new(in, graph, graph->owner->inputs.len - 1, edge->type, path, pos);
    map_put_ptr(&graph->imports, edge, known);
    return known;
}

GEdge *edge_here(Interp *in, GEdge *edge, Pos pos) {
    if (edge->graph == in->graph) return edge;
    GraphIR *path[DYNAMIC_DEPTH + 1];
    int n = path_inwards(in, edge->graph, path);
    if (n < 0)
        interp_fail(in, pos, 435,
                    "this series belongs to the copies of a dynamic subgraph: only what the "
                    "subgraph returns comes out of it");
    for (int i = 0; i < n; i++) edge = import_edge(in, path[i], edge, pos);
    return edge;
}

static int import_start(Interp *in, GraphIR *graph, int start, const Type *type) {
    for (int i = 0; i < graph->starts.len; i++)
        if (graph->starts.items[i].is_outer && graph->starts.items[i].outer == start) return i;
    GStart outer = {.is_outer = true, .outer = start, .type = type};
    VEC_PUSH(in->arena, &graph->starts, outer);
    return graph->starts.len - 1;
}

GScalar start_here(Interp *in, GraphIR *owner, const Type *type, int start) {
    GraphIR *path[DYNAMIC_DEPTH + 1];
    int n = path_inwards(in, owner, path);
    for (int i = 0; i < n; i++) start = import_start(in, path[i], start, type);
    return (GScalar){type, NULL, start};
}

/* ---- snap(x) */

static int snap_start(Interp *in, GEdge *edge, Pos pos) {
    GraphIR *graph = in->graph;
    for (int i = 0; i < graph->starts.len; i++)
        if (graph->starts.items[i].snapped == edge) return i;
    GStart start = {.snapped = edge, .type = edge->type, .pos = pos};
    VEC_PUSH(in->arena, &graph->starts, start);
    return graph->starts.len - 1;
}

GScalar snap_scalar(Interp *in, Frame *f, const TirExpr *expr) {
    if (in->graph->owner == NULL) {
        diag_error(in->diagnostics, expr->pos, 430,
                   "snap takes the value that a series has when a copy of a dynamic subgraph "
                   "starts: there is no such subgraph around this");
        diag_help(in->diagnostics, "sample(trigger, x) gives the value at later times");
        interp_note_calls(in);
        interp_abandon(in);
    }
    GEdge *edge = NULL;
    eval(in, f, expr->a, &edge);
    if (edge == NULL) interp_fail(in, expr->pos, 411, "this edge is used before it is there");
    edge = edge_here(in, edge, expr->pos);
    if (edge->from == NULL || edge->from->kind != GN_OUTER) {
        diag_error(in->diagnostics, expr->pos, 431,
                   "snap takes the value of a series from outside of the subgraph: this one "
                   "begins with the copy, and has none yet");
        diag_help(in->diagnostics, "make it a variable outside of the lambda, and snap that");
        interp_note_calls(in);
        interp_abandon(in);
    }
    return (GScalar){edge->type, NULL, snap_start(in, edge, expr->pos)};
}

TirVar *snap_var(Interp *in, const GScalar *scalar) {
    Map *snaps = &in->level->snaps;
    TirVar *var = map_get(snaps, (uint64_t)scalar->start + 1);
    if (var != NULL) return var;
    var = ARENA_NEW(in->arena, TirVar);
    *var = (TirVar){.kind = TV_LOCAL, .name = "snap", .type = scalar->type};
    map_put(snaps, (uint64_t)scalar->start + 1, var);
    return var;
}

/* ---- dynamic */

static GraphIR *copied_new(Interp *in, GNode *owner) {
    GraphIR *around = in->graph;
    if (around->depth == DYNAMIC_DEPTH)
        interp_fail(in, owner->pos, 434, "dynamic subgraphs nest more than %d deep",
                    DYNAMIC_DEPTH);
    GraphIR *graph = ARENA_NEW(in->arena, GraphIR);
    graph->program = around->program;
    graph->main = around->main;
    graph->root = around->root;
    graph->outside = around;
    graph->owner = owner;
    graph->depth = around->depth + 1;
    map_init(&graph->imports, in->arena);
    owner->copied = graph;
    VEC_PUSH(in->arena, &around->templates, graph);
    return graph;
}

static void copy_output(Interp *in, const Type *type, GEdge *edge, const char *name, Pos pos) {
    GNode *owner = in->graph->owner;
    if (edge == NULL) interp_fail(in, pos, 411, "this edge is used before it is there");
    GInput input = wire_input(in, type, &edge, pos);
    GNode *node = node_new(in, in->frame, GN_COPY_OUT, name == NULL ? "output" : name, pos);
    node->index = owner->outputs.len;
    VEC_PUSH(in->arena, &node->inputs, input);
    node_add(in, node);
    GOutput output = {.shape = GSHAPE_DYNAMIC, .name = name};
    const Type *basket = type_dynamic(in->types, owner->inputs.items[0].edges.items[0]->type->key,
                                      input.edges.items[0]->type);
    GEdge *out = edge_new(in, owner, owner->outputs.len, 0, basket);
    out->graph = owner->graph;
    VEC_PUSH(in->arena, &output.edges, out);
    VEC_PUSH(in->arena, &owner->outputs, output);
}

static void copy_outputs(Interp *in, const Type *type, const void *value, Pos pos) {
    if (type->kind == TYPE_NONE) return;
    if (type->kind != TYPE_RECORD) {
        copy_output(in, type, *(GEdge *const *)value, NULL, pos);
        return;
    }
    const csp_type *layout = layout_of(in, type);
    for (int i = 0; i < type->nargs; i++)
        copy_output(in, type->args[i],
                    *(GEdge *const *)((const char *)value + layout->fields[i].offset),
                    type->names[i], pos);
}

static void wire_copied(Interp *in, GNode *owner, const csp_fn *fn, Pos pos) {
    GraphIR *graph = in->graph;
    const Type *basket = owner->inputs.items[0].edges.items[0]->type, *result = fn_result(fn);
    GStart start = {.is_key = true, .type = basket->key, .pos = pos};
    VEC_PUSH(in->arena, &graph->starts, start);
    GEdge *own = outer_new(in, graph, 0, basket->elem->elem, owner->path, pos);
    const csp_type *layout = layout_of(in, result);
    StackMark mark = stack_mark(in);
    void *value = stack_alloc(in, layout->size + 1);
    memset(value, 0, layout->size + 1);
    call_copied(in, fn, (GScalar){basket->key, NULL, 0}, own, pos, value);
    copy_outputs(in, result, value, pos);
    stack_reset(in, mark);
}

static void outputs_value(Interp *in, const GNode *owner, const Type *type, void *to) {
    if (type->kind == TYPE_NONE) return;
    const csp_type *layout = layout_of(in, type);
    for (int i = 0; i < owner->outputs.len; i++)
        memcpy((char *)to + (type->kind == TYPE_RECORD ? layout->fields[i].offset : 0),
               &owner->outputs.items[i].edges.items[0], sizeof(GEdge *));
}

/* Where the copies' sinks run: at the place of the dynamic in the order of wiring. */
static void sink_new(Interp *in, Frame *f, GNode *owner) {
    GNode *node = node_new(in, f, GN_DYNAMIC_SINK, "dynamic", owner->pos);
    node->partner = owner;
    owner->partner = node;
    node->is_sink = true;
    node_add(in, node);
}

void wire_dynamic(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    GEdge *basket = NULL;
    csp_fn fn;
    eval(in, f, expr->a, &basket);
    eval(in, f, expr->b, &fn);
    GNode *owner = node_new(in, f, GN_DYNAMIC, "dynamic", expr->pos);
    GInput input = wire_input(in, concrete(in, f, expr->a->type), &basket, expr->a->pos);
    VEC_PUSH(in->arena, &owner->inputs, input);
    node_add(in, owner);
    sink_new(in, f, owner);
    Level level, *outside = in->level;
    GScalar guard = in->guard;
    level_open(in, &level, copied_new(in, owner));
    in->guard = (GScalar){0};
    wire_copied(in, owner, &fn, expr->pos);
    in->level = outside;
    in->graph = outside->graph;
    in->guard = guard;
    outputs_value(in, owner, concrete(in, f, expr->type), to);
}
