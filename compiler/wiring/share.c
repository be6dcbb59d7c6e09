/* share.c - equal nodes are one: the same node called twice with the same arguments, two lifts that
 * are written alike, two equal input adapters. See interp.h.
 */
#include "wiring/interp.h"

typedef struct Shared {
    GNode *node;
    struct Shared *next;
} Shared;

/* ---- hash */

static uint64_t subst_hash(uint64_t hash, const Subst *s) {
    for (int i = 0; i < s->n; i++) hash = hash_mix(hash, s->args[i]->id);
    return hash;
}

static uint64_t inputs_hash(Interp *in, uint64_t hash, const GNode *node) {
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *input = &node->inputs.items[i];
        hash = hash_mix(hash, (uint64_t)input->edges.len);
        for (int k = 0; k < input->edges.len; k++)
            hash = hash_mix(hash, (uint64_t)(uintptr_t)input->edges.items[k]);
        hash = hash_mix(hash, scalar_hash(in, &input->keys));
    }
    return hash;
}

static uint64_t node_hash(Interp *in, const GNode *node) {
    uint64_t hash = hash_mix((uint64_t)node->kind, (uint64_t)(uintptr_t)node->node);
    hash = hash_mix(hash, (uint64_t)(uintptr_t)node->adapter);
    if (node->expr != NULL)
        hash = hash_mix(hash, expr_hash(node->expr));
    else
        hash = subst_hash(hash, &node->subst);
    hash = inputs_hash(in, hash, node);
    for (int i = 0; i < node->scalars.len; i++)
        hash = hash_mix(hash, scalar_hash(in, &node->scalars.items[i]));
    for (int i = 0; i < node->bindings.len; i++)
        hash = hash_mix(hash, scalar_hash(in, &node->bindings.items[i].scalar));
    return hash;
}

/* ---- equality */

static bool input_equal(Interp *in, const GInput *a, const GInput *b) {
    if (a->shape != b->shape || a->edges.len != b->edges.len || a->type != b->type) return false;
    for (int i = 0; i < a->edges.len; i++)
        if (a->edges.items[i] != b->edges.items[i]) return false;
    return scalar_equal(in, &a->keys, &b->keys);
}

static bool inputs_equal(Interp *in, const GNode *a, const GNode *b) {
    if (a->inputs.len != b->inputs.len) return false;
    for (int i = 0; i < a->inputs.len; i++)
        if (!input_equal(in, &a->inputs.items[i], &b->inputs.items[i])) return false;
    return true;
}

static bool scalars_equal(Interp *in, const GNode *a, const GNode *b) {
    if (a->scalars.len != b->scalars.len || a->bindings.len != b->bindings.len) return false;
    for (int i = 0; i < a->scalars.len; i++)
        if (!scalar_equal(in, &a->scalars.items[i], &b->scalars.items[i])) return false;
    for (int i = 0; i < a->bindings.len; i++)
        if (!scalar_equal(in, &a->bindings.items[i].scalar, &b->bindings.items[i].scalar))
            return false;
    return true;
}

static bool subst_equal(const Subst *a, const Subst *b) {
    if (a->n != b->n) return false;
    for (int i = 0; i < a->n; i++)
        if (a->args[i] != b->args[i]) return false;
    return true;
}

static bool bodies_equal(Interp *in, const GNode *a, const GNode *b) {
    if (a->expr == NULL || b->expr == NULL)
        return a->expr == b->expr && subst_equal(&a->subst, &b->subst);
    if (a->optional != b->optional || a->leaf_input.len != b->leaf_input.len) return false;
    for (int i = 0; i < a->leaf_input.len; i++)
        if (a->leaf_input.items[i] != b->leaf_input.items[i]) return false;
    const Subst *subst = subst_equal(&a->subst, &b->subst) ? &a->subst : &b->subst;
    SameScope scope = {in->types,
                       &in->walker,
                       &a->subst,
                       subst,
                       expr_info(&in->walker, a->expr),
                       expr_info(&in->walker, b->expr)};
    return expr_same(&scope, a->expr, b->expr);
}

/* One that always runs serves a guarded branch too. */
static bool guard_serves(Interp *in, const GNode *there, const GNode *wanted) {
    return there->guard.type == NULL || scalar_equal(in, &there->guard, &wanted->guard);
}

static bool node_equal(Interp *in, const GNode *there, const GNode *wanted) {
    return there->kind == wanted->kind && there->node == wanted->node &&
           there->adapter == wanted->adapter && guard_serves(in, there, wanted) &&
           inputs_equal(in, there, wanted) && scalars_equal(in, there, wanted) &&
           bodies_equal(in, there, wanted);
}

GNode *share_node(Interp *in, GNode *node) {
    uint64_t hash = node_hash(in, node);
    Shared *first = map_get(&in->level->shares, hash);
    for (Shared *s = first; s != NULL; s = s->next)
        if (node_equal(in, s->node, node)) return s->node;
    Shared *entry = ARENA_NEW(in->arena, Shared);
    *entry = (Shared){node, first};
    map_put(&in->level->shares, hash, entry);
    node_add(in, node);
    return node;
}
