/* finish.c - graph passes after elaboration: delayed edges resolved, unread nodes pruned, cycles
 * reported, ranks and ids given.
 *
 * No pass recurses on the graph: graphs may be of any depth.
 */
#include <string.h>

#include "support/sb.h"
#include "wiring/graph.h"

typedef struct Finish {
    Arena *arena;
    GraphIR *graph;
    Diagnostics *diagnostics;
    Map delayed; /* mixed key of reader and edge -> the reader: read through a delayed edge */
} Finish;

typedef VEC(GNode *) Nodes;

#define EACH_INPUT_EDGE(node, input, k)                                                            \
    for (int input = 0; input < (node)->inputs.len; input++)                                       \
        for (int k = 0; k < (node)->inputs.items[input].edges.len; k++)

static GEdge *input_edge(const GNode *node, int input, int k) {
    return node->inputs.items[input].edges.items[k];
}

static uint64_t pair_key(const void *a, const void *b) {
    return hash_mix((uint64_t)(uintptr_t)a, (uint64_t)(uintptr_t)b);
}

/* ---- delayed edges. Those never bound were reported by the elaborator. */

static void resolve_delayed(Finish *fin, const GraphIR *graph) {
    for (int n = 0; n < graph->nodes.len; n++) {
        GNode *node = graph->nodes.items[n];
        EACH_INPUT_EDGE(node, i, k) {
            GEdge **edge = &node->inputs.items[i].edges.items[k];
            if ((*edge)->from != NULL) continue;
            while ((*edge)->from == NULL) *edge = (*edge)->bound;
            map_put(&fin->delayed, pair_key(node, *edge), node);
        }
    }
    for (int i = 0; i < graph->templates.len; i++) resolve_delayed(fin, graph->templates.items[i]);
}

/* ---- pruning: what no node without outputs needs */

enum { UNSEEN = 0, LIVE = 1 };

static void mark(Finish *fin, Nodes *stack, GNode *node) {
    if (node->rank == LIVE) return;
    node->rank = LIVE;
    VEC_PUSH(fin->arena, stack, node);
}

/* Of a dynamic, the one output that is asked for lives in the copies. */
static void mark_edge(Finish *fin, Nodes *stack, const GEdge *edge) {
    mark(fin, stack, edge->from);
    if (edge->from->kind != GN_DYNAMIC) return;
    const GraphIR *copied = edge->from->copied;
    for (int i = 0; i < copied->nodes.len; i++) {
        GNode *node = copied->nodes.items[i];
        if (node->kind == GN_COPY_OUT && node->index == edge->output) mark(fin, stack, node);
    }
}

static void mark_snaps(Finish *fin, Nodes *stack, const GraphIR *copied) {
    for (int i = 0; i < copied->starts.len; i++)
        if (copied->starts.items[i].snapped != NULL)
            mark_edge(fin, stack, copied->starts.items[i].snapped);
}

static void mark_sinks(Finish *fin, Nodes *stack, const GraphIR *graph) {
    for (int i = 0; i < graph->nodes.len; i++) {
        GNode *node = graph->nodes.items[i];
        if (node->is_sink && node->kind != GN_DYNAMIC_SINK) mark(fin, stack, node);
    }
    for (int i = 0; i < graph->templates.len; i++) mark_sinks(fin, stack, graph->templates.items[i]);
}

static void mark_needs(Finish *fin, Nodes *stack, const GNode *node) {
    GNode *owner = node->graph->owner;
    if (owner != NULL) mark(fin, stack, owner);
    if (node->kind == GN_FEEDBACK_OUT && node->partner != NULL) mark(fin, stack, node->partner);
    if (node->kind == GN_OUTER) {
        mark_edge(fin, stack, input_edge(owner, node->index, 0));
    } else if (node->kind == GN_DYNAMIC) { /* its other inputs as far as the copies need them */
        mark_edge(fin, stack, input_edge(node, 0, 0));
        mark_snaps(fin, stack, node->copied);
    } else {
        EACH_INPUT_EDGE(node, i, k) mark_edge(fin, stack, input_edge(node, i, k));
    }
}

/* The inputs of a dynamic that are still read in the copies. */
static void drop_inputs(GNode *owner) {
    int kept = 1;
    const GraphIR *copied = owner->copied;
    for (int i = 1; i < owner->inputs.len; i++)
        for (int n = 0; n < copied->nodes.len; n++) {
            GNode *node = copied->nodes.items[n];
            if (node->kind != GN_OUTER || node->index != i) continue;
            owner->inputs.items[kept] = owner->inputs.items[i];
            node->index = kept++;
            break;
        }
    owner->inputs.len = kept;
}

/* Inner graphs first. True when a node without outputs is left, here or in a copy. */
static bool sweep(Finish *fin, GraphIR *graph) {
    int kept = 0, templates = 0;
    bool sinks = false;
    for (int i = 0; i < graph->templates.len; i++) {
        GraphIR *copied = graph->templates.items[i];
        if (copied->owner->rank != LIVE) continue;
        if (sweep(fin, copied))
            copied->owner->partner->rank = LIVE;
        else
            copied->owner->partner = NULL;
        drop_inputs(copied->owner);
        graph->templates.items[templates++] = copied;
    }
    graph->templates.len = templates;
    for (int i = 0; i < graph->nodes.len; i++) {
        GNode *node = graph->nodes.items[i];
        sinks |= node->is_sink && node->rank == LIVE;
        if (node->rank == LIVE)
            graph->nodes.items[kept++] = node;
        else if (node->kind != GN_DYNAMIC_SINK && node->kind != GN_OUTER &&
                 node->kind != GN_COPY_OUT)
            VEC_PUSH(fin->arena, &graph->root->pruned, node);
    }
    graph->nodes.len = kept;
    return sinks;
}

static void prune(Finish *fin) {
    Nodes stack = {0};
    mark_sinks(fin, &stack, fin->graph);
    while (stack.len > 0) {
        const GNode *node = stack.items[--stack.len];
        mark_needs(fin, &stack, node);
    }
    sweep(fin, fin->graph);
}

void graph_warn_unused(const GraphIR *graph, Diagnostics *diagnostics) {
    for (int i = 0; i < graph->pruned.len; i++) {
        const GNode *node = graph->pruned.items[i];
        if (node->pos.file == NULL || node->pos.file->is_library) continue;
        diag_warning(diagnostics, node->pos, 731,
                     "%s is left out: nothing that the program shows or writes depends on it",
                     node->path);
    }
}

/* ---- readers: each node once */

static void add_reader(Finish *fin, GEdge *edge, GNode *node) {
    if (edge->readers.len > 0 && edge->readers.items[edge->readers.len - 1] == node) return;
    VEC_PUSH(fin->arena, &edge->readers, node);
}

static void find_readers(Finish *fin) {
    for (int n = 0; n < fin->graph->nodes.len; n++) {
        GNode *node = fin->graph->nodes.items[n];
        EACH_INPUT_EDGE(node, i, k) add_reader(fin, input_edge(node, i, k), node);
    }
}

/* ---- ranks, by counting down the inputs that are still open. `id` counts meanwhile. */

static void count_inputs(const Finish *fin) {
    for (int n = 0; n < fin->graph->nodes.len; n++) {
        GNode *node = fin->graph->nodes.items[n];
        node->rank = 0;
        node->id = 0;
    }
    for (int n = 0; n < fin->graph->nodes.len; n++) {
        GNode *node = fin->graph->nodes.items[n];
        for (int o = 0; o < node->outputs.len; o++)
            for (int m = 0; m < node->outputs.items[o].edges.len; m++) {
                const GEdge *edge = node->outputs.items[o].edges.items[m];
                for (int r = 0; r < edge->readers.len; r++) edge->readers.items[r]->id++;
            }
    }
}

static void release_readers(Finish *fin, const GNode *node, Nodes *ready) {
    for (int o = 0; o < node->outputs.len; o++)
        for (int m = 0; m < node->outputs.items[o].edges.len; m++) {
            const GEdge *edge = node->outputs.items[o].edges.items[m];
            for (int r = 0; r < edge->readers.len; r++) {
                GNode *reader = edge->readers.items[r];
                if (reader->rank <= node->rank) reader->rank = node->rank + 1;
                if (--reader->id == 0) VEC_PUSH(fin->arena, ready, reader);
            }
        }
}

/* False when nodes are left over: they are on a cycle or behind one, and their id is not 0. */
static bool compute_ranks(Finish *fin) {
    count_inputs(fin);
    Nodes ready = {0};
    for (int n = 0; n < fin->graph->nodes.len; n++)
        if (fin->graph->nodes.items[n]->id == 0)
            VEC_PUSH(fin->arena, &ready, fin->graph->nodes.items[n]);
    for (int at = 0; at < ready.len; at++) release_readers(fin, ready.items[at], &ready);
    return ready.len == fin->graph->nodes.len;
}

/* ---- cycles */

/* A producer of `node` that is left over as well; *edge is what leads there. */
static GNode *open_producer(const GNode *node, GEdge **edge) {
    EACH_INPUT_EDGE(node, i, k) {
        *edge = input_edge(node, i, k);
        if ((*edge)->from->id > 0) return (*edge)->from;
    }
    return NULL;
}

/* Going back from a node that is left over comes round at last. The cycle against the direction of
 * the edges. */
static Nodes find_cycle(Finish *fin, GNode *node) {
    Map seen;
    map_init(&seen, fin->arena);
    GEdge *edge;
    while (map_get_ptr(&seen, node) == NULL) {
        map_put_ptr(&seen, node, node);
        node = open_producer(node, &edge);
    }
    Nodes cycle = {0};
    GNode *first = node;
    do {
        VEC_PUSH(fin->arena, &cycle, node);
        node = open_producer(node, &edge);
    } while (node != first);
    return cycle;
}

static bool through_delayed(const Finish *fin, const GNode *reader) {
    GEdge *edge;
    (void)open_producer(reader, &edge);
    return map_get(&fin->delayed, pair_key(reader, edge)) != NULL;
}

static void report_cycle(const Finish *fin, const Nodes *cycle) {
    int feedback = 0;
    for (int i = 0; i < cycle->len; i++)
        if (through_delayed(fin, cycle->items[i])) feedback = i;
    const GNode *reader = cycle->items[feedback],
                *producer = cycle->items[(feedback + 1) % cycle->len];
    diag_error(fin->diagnostics, reader->pos, 416,
               "the graph has a cycle of %d edge%s: each waits for the one before", cycle->len,
               cycle->len == 1 ? "" : "s");
    for (int i = cycle->len - 1; i >= 0; i--) {
        const GNode *from = cycle->items[(feedback + 1 + i) % cycle->len];
        const GNode *to = cycle->items[(feedback + i) % cycle->len];
        if (cycle->len > 20 && i < cycle->len - 10 && i > 10) continue;
        diag_note(fin->diagnostics, to->pos, "%s -> %s", from->path, to->path);
    }
    diag_help(fin->diagnostics,
              "use feedback[%s]() for the edge from %s to %s: it ticks one cycle later",
              producer->outputs.items[0].edges.items[0]->type->name, producer->path, reader->path);
}

static void report_cycles(Finish *fin) {
    for (int n = 0; n < fin->graph->nodes.len; n++) {
        GNode *node = fin->graph->nodes.items[n];
        if (node->id == 0) continue;
        Nodes cycle = find_cycle(fin, node);
        report_cycle(fin, &cycle);
        return; /* others may be behind this one */
    }
}

/* ---- order: by rank, then wiring; sinks last, by wiring */

static void push_rank(Finish *fin, Nodes **by_rank, int *nranks, GNode *node) {
    if (node->rank >= *nranks) {
        int n = (node->rank + 1) * 2;
        Nodes *more = ARENA_ARRAY(fin->arena, Nodes, n);
        if (*nranks > 0) memcpy(more, *by_rank, sizeof *more * (size_t)*nranks);
        *by_rank = more;
        *nranks = n;
    }
    VEC_PUSH(fin->arena, &(*by_rank)[node->rank], node);
}

static void order_nodes(Finish *fin) {
    GraphIR *graph = fin->graph;
    Nodes *by_rank = NULL, sinks = {0};
    int nranks = 0, at = 0;
    for (int n = 0; n < graph->nodes.len; n++) {
        GNode *node = graph->nodes.items[n];
        if (node->is_sink)
            VEC_PUSH(fin->arena, &sinks, node);
        else
            push_rank(fin, &by_rank, &nranks, node);
    }
    for (int r = 0; r < nranks; r++)
        for (int n = 0; n < by_rank[r].len; n++) graph->nodes.items[at++] = by_rank[r].items[n];
    for (int n = 0; n < sinks.len; n++) graph->nodes.items[at++] = sinks.items[n];
    for (int n = 0; n < graph->nodes.len; n++) graph->nodes.items[n]->id = n;
}

static void number_edges(Finish *fin) {
    for (int n = 0; n < fin->graph->nodes.len; n++) {
        GNode *node = fin->graph->nodes.items[n];
        for (int o = 0; o < node->outputs.len; o++)
            for (int m = 0; m < node->outputs.items[o].edges.len; m++) {
                GEdge *edge = node->outputs.items[o].edges.items[m];
                edge->id = fin->graph->edges.len;
                edge->readers.len = 0;
                VEC_PUSH(fin->arena, &fin->graph->edges, edge);
            }
    }
    find_readers(fin);
}

/* ---- what drives the graph */

typedef struct Drive {
    bool plain, timer; /* alarms set in start: that keep the run alive, and those that don't */
} Drive;

static void drive_of_expr(Drive *drive, const TirExpr *e) {
    if (e == NULL) return;
    if (e->kind == TE_SCHEDULE) {
        if (e->flag)
            drive->timer = true;
        else
            drive->plain = true;
    }
    drive_of_expr(drive, e->a);
    drive_of_expr(drive, e->b);
    for (int i = 0; i < e->args.len; i++) drive_of_expr(drive, e->args.items[i]);
}

static void drive_of(Drive *drive, const TirStmts *body) {
    for (int i = 0; i < body->len; i++) {
        drive_of_expr(drive, body->items[i]->value);
        drive_of(drive, &body->items[i]->body);
        drive_of(drive, &body->items[i]->orelse);
    }
}

/* Timers of the library schedule themselves in the background; const ticks once. */
static bool only_timers(const GraphIR *graph) {
    bool timers = false;
    for (int n = 0; n < graph->nodes.len; n++) {
        const GNode *node = graph->nodes.items[n];
        if (node->kind == GN_SOURCE) return false;
        if (node->kind != GN_NODE || node->node == graph->program->const_node) continue;
        Drive drive = {0};
        drive_of(&drive, &node->node->start);
        if (drive.plain) return false;
        timers |= drive.timer;
    }
    return timers;
}

/* An input that no copy reads actively can't make the dynamic run. */
static void find_passive(GNode *owner) {
    for (int n = 0; n < owner->copied->nodes.len; n++) {
        const GNode *outer = owner->copied->nodes.items[n];
        if (outer->kind != GN_OUTER || outer->index == 0) continue;
        bool active = false;
        const GEdge *edge = outer->outputs.items[0].edges.items[0];
        for (int r = 0; r < edge->readers.len; r++) {
            const GNode *reader = edge->readers.items[r];
            EACH_INPUT_EDGE(reader, i, k)
                active |= input_edge(reader, i, k) == edge && !reader->inputs.items[i].passive;
        }
        owner->inputs.items[outer->index].passive = !active;
    }
}

/* Inner graphs first. */
static bool finish(Finish *fin, GraphIR *graph) {
    graph->index = graph->root->ntemplates;
    if (graph != graph->root) graph->root->ntemplates++;
    for (int i = 0; i < graph->templates.len; i++) {
        if (!finish(fin, graph->templates.items[i])) return false;
        find_passive(graph->templates.items[i]->owner);
    }
    fin->graph = graph;
    find_readers(fin);
    if (!compute_ranks(fin)) {
        report_cycles(fin);
        return false;
    }
    order_nodes(fin);
    number_edges(fin);
    return true;
}

bool graph_finish(Arena *arena, GraphIR *graph, Diagnostics *diagnostics) {
    Finish fin = {.arena = arena, .graph = graph, .diagnostics = diagnostics};
    map_init(&fin.delayed, arena);
    resolve_delayed(&fin, graph);
    prune(&fin);
    if (!finish(&fin, graph)) return false;
    graph->only_timers = only_timers(graph);
    return true;
}
