/* cut.c - see cut.h.
 *
 * 1. Signatures. Each source is a number; the signature of a node is the union of those of its
 * active inputs and of its own alarms. Sets are interned, so that equal signatures are one pointer.
 * A set that grows past SIGNATURE_MAX is replaced by a source of its own: the cut is finer there,
 * and the sum of all sets stays linear in the graph.
 * 2. Nodes with the same signature are one region. Along active edges signatures only grow, so
 * without passive edges the regions can't depend on each other in a circle.
 * 3. Passive edges order regions too, without being in signatures, so they can close a circle. The
 * nodes of regions that are on or behind one are split by level: the number of passive edges that
 * lead to a node from nodes of another signature, at most. Along an edge levels never fall, and
 * within a level signatures grow: no circle is left.
 * 4. Regions are numbered in topological order; sinks follow, in the order of wiring.
 */
#include "regions/cut.h"

#include <string.h>

typedef struct Signature {
    int id; /* dense */
    int len;
    const int *sources;     /* ascending */
    struct Signature *next; /* of the same hash */
} Signature;

enum { SIGNATURE_MAX = 512 };

typedef struct Group {
    Region *region;
    int open; /* edges from other groups that are not done yet */
    bool done;
    VEC(int) out; /* groups that depend on this one, repeated as often as edges */
} Group;

typedef struct Cut {
    Arena *arena;
    const GraphIR *graph;
    Map interned; /* hash -> Signature * */
    Map unions;   /* mixed key of two ids -> Signature * */
    int nsources, nsignatures;
    const Signature *empty;
    const Signature **signature; /* by node id */
    int *level;                  /* by node id */
    int *group_of;               /* by node id, -1: none */
    VEC(Group) groups;
    VEC(int) order; /* groups in topological order */
} Cut;

/* ---- signatures */

static const Signature *intern_set(Cut *cut, const int *sources, int n) {
    uint64_t hash = hash_bytes(sources, sizeof *sources * (size_t)n);
    Signature *first = map_get(&cut->interned, hash);
    for (Signature *s = first; s != NULL; s = s->next)
        if (s->len == n && memcmp(s->sources, sources, sizeof *sources * (size_t)n) == 0) return s;
    int *copy = ARENA_ARRAY(cut->arena, int, n == 0 ? 1 : n);
    if (n > 0) memcpy(copy, sources, sizeof *copy * (size_t)n);
    Signature *fresh = ARENA_NEW(cut->arena, Signature);
    *fresh = (Signature){cut->nsignatures++, n, copy, first};
    map_put(&cut->interned, hash, fresh);
    return fresh;
}

static const Signature *new_source(Cut *cut) {
    int source = cut->nsources++;
    return intern_set(cut, &source, 1);
}

/* NULL: the union is larger than SIGNATURE_MAX. */
static const Signature *merge_sets(Cut *cut, const Signature *a, const Signature *b) {
    int merged[SIGNATURE_MAX];
    int i = 0, k = 0, n = 0;
    while (i < a->len || k < b->len) {
        if (n == SIGNATURE_MAX) return NULL;
        if (k == b->len || (i < a->len && a->sources[i] < b->sources[k]))
            merged[n++] = a->sources[i++];
        else if (i == a->len || b->sources[k] < a->sources[i])
            merged[n++] = b->sources[k++];
        else {
            merged[n++] = a->sources[i++];
            k++;
        }
    }
    return intern_set(cut, merged, n);
}

static const Signature *set_union(Cut *cut, const Signature *a, const Signature *b) {
    if (a == b || b->len == 0) return a;
    if (a->len == 0) return b;
    uint64_t key = hash_mix((uint64_t)a->id + 1, (uint64_t)b->id + 1);
    const Signature *known = map_get(&cut->unions, key);
    if (known != NULL) return known;
    const Signature *result = merge_sets(cut, a, b);
    if (result != NULL) map_put(&cut->unions, key, (Signature *)result); /* only read */
    return result;
}

/* A source is known by its ticks alone: it has no body that runs in a cycle. */
static bool is_source(const GNode *node) {
    return node->kind == GN_SOURCE || node->kind == GN_FEEDBACK_OUT || node->kind == GN_OUTER;
}

static const Signature *signature_of(Cut *cut, const GNode *node) {
    /* A dynamic runs when one of its copies has something to do, too. */
    bool copies = node->kind == GN_DYNAMIC || node->kind == GN_DYNAMIC_SINK;
    if (is_source(node) || copies) return new_source(cut);
    bool alarms = node->kind == GN_NODE && node->node->alarms.len > 0;
    const Signature *result = alarms ? new_source(cut) : cut->empty;
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *input = &node->inputs.items[i];
        for (int k = 0; k < input->edges.len && !input->passive; k++) {
            result = set_union(cut, result, cut->signature[input->edges.items[k]->from->id]);
            if (result == NULL)
                return new_source(cut); /* too large: runs when any of them ticks, alone */
        }
    }
    return result;
}

/* ---- groups */

static bool has_region(const Cut *cut, const GNode *node) {
    return !is_source(node) && !node->is_sink && cut->signature[node->id]->len > 0;
}

static int group_new(Cut *cut) {
    Group group = {.region = ARENA_NEW(cut->arena, Region)};
    VEC_PUSH(cut->arena, &cut->groups, group);
    return cut->groups.len - 1;
}

/* One group for each key, made in order of the first node. */
static int group_for(Cut *cut, Map *by_key, uint64_t key) {
    int *group = map_get(by_key, key);
    if (group == NULL) {
        group = ARENA_NEW(cut->arena, int);
        *group = group_new(cut);
        map_put(by_key, key, group);
    }
    return *group;
}

static void group_by_signature(Cut *cut) {
    Map by_key;
    map_init(&by_key, cut->arena);
    for (int i = 0; i < cut->graph->nodes.len; i++) {
        const GNode *node = cut->graph->nodes.items[i];
        cut->group_of[i] =
            has_region(cut, node) ? group_for(cut, &by_key, (uint64_t)cut->signature[i]->id) : -1;
    }
}

/* The edges between groups, active or not, among nodes of groups that are not done. */
static void link_groups(Cut *cut) {
    for (int i = 0; i < cut->graph->nodes.len; i++) {
        int to = cut->group_of[i];
        if (to < 0 || cut->groups.items[to].done) continue;
        const GNode *node = cut->graph->nodes.items[i];
        for (int in = 0; in < node->inputs.len; in++)
            for (int k = 0; k < node->inputs.items[in].edges.len; k++) {
                int from = cut->group_of[node->inputs.items[in].edges.items[k]->from->id];
                if (from < 0 || from == to || cut->groups.items[from].done) continue;
                VEC_PUSH(cut->arena, &cut->groups.items[from].out, to);
                cut->groups.items[to].open++;
            }
    }
}

/* Takes groups that wait for no other. */
static void order_groups(Cut *cut, int first) {
    VEC(int) ready = {0};
    for (int g = first; g < cut->groups.len; g++)
        if (cut->groups.items[g].open == 0) VEC_PUSH(cut->arena, &ready, g);
    for (int at = 0; at < ready.len; at++) {
        Group *group = &cut->groups.items[ready.items[at]];
        group->done = true;
        VEC_PUSH(cut->arena, &cut->order, ready.items[at]);
        for (int i = 0; i < group->out.len; i++)
            if (--cut->groups.items[group->out.items[i]].open == 0)
                VEC_PUSH(cut->arena, &ready, group->out.items[i]);
    }
}

/* ---- splitting what passive edges tie into circles */

static void find_level(Cut *cut, const GNode *node) {
    int level = 0;
    for (int i = 0; i < node->inputs.len; i++)
        for (int k = 0; k < node->inputs.items[i].edges.len; k++) {
            int from = node->inputs.items[i].edges.items[k]->from->id;
            bool crosses =
                node->inputs.items[i].passive && cut->signature[from] != cut->signature[node->id];
            int least = cut->level[from] + (crosses ? 1 : 0);
            if (least > level) level = least;
        }
    cut->level[node->id] = level;
}

static void split_rest(Cut *cut) {
    Map by_key;
    map_init(&by_key, cut->arena);
    int first = cut->groups.len;
    for (int i = 0; i < cut->graph->nodes.len; i++) find_level(cut, cut->graph->nodes.items[i]);
    for (int i = 0; i < cut->graph->nodes.len; i++) {
        int group = cut->group_of[i];
        if (group < 0 || cut->groups.items[group].done) continue;
        cut->group_of[i] = group_for(
            cut, &by_key, hash_mix((uint64_t)cut->signature[i]->id, (uint64_t)cut->level[i]));
    }
    for (int g = 0; g < first; g++)
        cut->groups.items[g].done = true; /* the unsplit ones are gone */
    link_groups(cut);
    order_groups(cut, first);
}

/* ---- regions */

static void add_sinks(Cut *cut, Regions *regions) {
    for (int i = 0; i < cut->graph->nodes.len; i++) {
        const GNode *node = cut->graph->nodes.items[i];
        if (!node->is_sink || cut->signature[i]->len == 0) continue;
        Region *region = ARENA_NEW(cut->arena, Region);
        region->is_sink = true;
        region->id = regions->regions.len;
        VEC_PUSH(cut->arena, &region->nodes, node);
        VEC_PUSH(cut->arena, &regions->regions, region);
        regions->region_of[i] = region->id;
    }
}

static Regions *number_regions(Cut *cut) {
    Regions *regions = ARENA_NEW(cut->arena, Regions);
    int n = cut->graph->nodes.len;
    regions->graph = cut->graph;
    regions->region_of = ARENA_ARRAY(cut->arena, int, n == 0 ? 1 : n);
    for (int at = 0; at < cut->order.len; at++) {
        Region *region = cut->groups.items[cut->order.items[at]].region;
        region->id = regions->regions.len;
        VEC_PUSH(cut->arena, &regions->regions, region);
    }
    for (int i = 0; i < n; i++) {
        regions->region_of[i] = -1;
        if (cut->group_of[i] < 0) continue;
        Region *region = cut->groups.items[cut->group_of[i]].region;
        VEC_PUSH(cut->arena, &region->nodes, cut->graph->nodes.items[i]);
        regions->region_of[i] = region->id;
    }
    add_sinks(cut, regions);
    return regions;
}

Regions *regions_cut(Arena *arena, const GraphIR *graph) {
    Cut cut = {.arena = arena, .graph = graph};
    int n = graph->nodes.len == 0 ? 1 : graph->nodes.len;
    map_init(&cut.interned, arena);
    map_init(&cut.unions, arena);
    cut.signature = ARENA_ARRAY(arena, const Signature *, n);
    cut.level = ARENA_ARRAY(arena, int, n);
    cut.group_of = ARENA_ARRAY(arena, int, n);
    cut.empty = intern_set(&cut, &n, 0);
    for (int i = 0; i < graph->nodes.len; i++)
        cut.signature[i] = signature_of(&cut, graph->nodes.items[i]);
    group_by_signature(&cut);
    link_groups(&cut);
    order_groups(&cut, 0);
    if (cut.order.len < cut.groups.len) split_rest(&cut);
    Regions *regions = number_regions(&cut);
    for (int i = 0; i < graph->templates.len; i++)
        VEC_PUSH(arena, &regions->copied, regions_cut(arena, graph->templates.items[i]));
    return regions;
}

/* ---- --emit=regions */

void regions_print(const Regions *regions, FILE *to) {
    for (int r = 0; r < regions->regions.len; r++) {
        const Region *region = regions->regions.items[r];
        fprintf(to, "region %d%s:", region->id, region->is_sink ? " sink" : "");
        for (int i = 0; i < region->nodes.len; i++)
            fprintf(to, " %d:%s", region->nodes.items[i]->id, region->nodes.items[i]->name);
        fputc('\n', to);
    }
    for (int i = 0; i < regions->copied.len; i++) {
        fprintf(to, "copied by %s:\n", regions->copied.items[i]->graph->owner->path);
        regions_print(regions->copied.items[i], to);
    }
}
