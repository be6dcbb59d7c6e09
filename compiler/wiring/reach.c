/* reach.c - see reach.h. Walks the bodies of nodes, lifts, start expressions, and of the functions
 * that they call. */
#include "wiring/reach.h"

typedef struct Reach {
    Interp *in;
    const Subst *subst;
    Map seen;                     /* mixed key of a function or node and its substitution */
    VEC(const TirFn *) functions; /* to be walked, */
    VEC(const Subst *) substs;    /* each under one of these */
} Reach;

static bool first_time(Reach *r, const void *what, const Subst *subst) {
    uint64_t key = hash_mix((uint64_t)(uintptr_t)what, (uint64_t)(uintptr_t)subst);
    if (map_get(&r->seen, key) != NULL) return false;
    map_put(&r->seen, key, r);
    return true;
}

static void reach_function(Reach *r, const TirFn *fn, const Subst *subst) {
    if (!first_time(r, fn, subst)) return;
    VEC_PUSH(r->in->arena, &r->functions, fn);
    VEC_PUSH(r->in->arena, &r->substs, subst);
}

/* A ts[any] has no value to be described. */
static bool has_any(const Type *type) {
    return type->kind == TYPE_ANY || type->kind == TYPE_ERROR ||
           (type->elem != NULL && has_any(type->elem));
}

static void reach_type(Reach *r, const Type *type) {
    if (type == NULL || has_any(type)) return;
    const Type *actual = type_subst(r->in->types, type, r->subst);
    if (!actual->has_vars) (void)layout_of(r->in, actual);
}

/* A call of a method may turn out to be one of those that redefine it. */
static void reach_overrides(Reach *r, const TirExpr *expr) {
    if (expr->kind != TE_CALL || expr->fn->overrides.len == 0) return;
    Frame f = {.subst = r->subst};
    const Subst *subst = subst_of_fn(r->in, &f, expr->fn, expr);
    const Type *self = type_subst(r->in->types, expr->fn->params.items[0]->type, subst);
    Types kinds = type_kinds(r->in->types, self);
    for (int i = 0; i < kinds.len; i++) {
        const TirFn *fn = method_of_kind(expr->fn, kinds.items[i]);
        if (fn != expr->fn) reach_function(r, fn, subst_of_kind(r->in, fn, kinds.items[i]));
    }
}

static void reach_expr(void *data, TirExpr *expr) {
    Reach *r = data;
    reach_type(r, expr->type);
    if (expr->kind == TE_VAR && expr->var->kind == TV_GLOBAL)
        functions_settle(r->in, layout_of(r->in, expr->var->type),
                         (void *)(uintptr_t)global_value(r->in, expr->var, expr->pos));
    if (expr->fn != NULL) {
        Frame f = {.subst = r->subst};
        reach_function(r, expr->fn, subst_of_fn(r->in, &f, expr->fn, expr));
    }
    reach_overrides(r, expr);
    if (expr->kind == TE_STRUCT)
        for (int i = 0; i < expr->type->strct->fields.len; i++)
            if (i >= expr->args.len || expr->args.items[i] == NULL) {
                TirExpr *preset = expr->type->strct->fields.items[i].preset;
                if (preset != NULL && first_time(r, preset, r->subst)) reach_expr(r, preset);
            }
    walk_children(expr, reach_expr, r);
}

static void reach_body(Reach *r, const TirStmts *body) { walk_statements(body, reach_expr, r); }

static void reach_pending(Reach *r) {
    while (r->functions.len > 0) {
        const TirFn *fn = r->functions.items[--r->functions.len];
        r->subst = r->substs.items[--r->substs.len];
        reach_body(r, &fn->body);
    }
}

static void reach_node(Reach *r, const TirNode *node, const Subst *subst) {
    if (!first_time(r, node, subst)) return;
    r->subst = subst;
    for (int i = 0; i < node->state.len; i++) {
        reach_type(r, node->state.items[i]->type);
        if (node->state.items[i]->init != NULL) reach_expr(r, node->state.items[i]->init);
    }
    for (int i = 0; i < node->alarms.len; i++) reach_type(r, node->alarms.items[i]->type);
    reach_body(r, &node->start);
    reach_body(r, &node->body);
    reach_body(r, &node->stop);
    reach_pending(r);
}

static const Subst *canonical(Reach *r, const Subst *subst) {
    return subst_make(r->in, subst->vars, subst->args, subst->n);
}

static void reach_scalar(Reach *r, const GScalar *scalar);
static void reach_bindings(Reach *r, const GBinding *bindings, int n);

static void reach_kept(Reach *r, const GFunction *function) {
    reach_function(r, function->fn, canonical(r, &function->subst));
    reach_bindings(r, function->bindings.items, function->bindings.len);
}

static void reach_bindings(Reach *r, const GBinding *bindings, int n) {
    for (int i = 0; i < n; i++) reach_scalar(r, &bindings[i].scalar);
}

static void reach_scalar(Reach *r, const GScalar *scalar) {
    if (scalar->type == NULL || scalar->type->kind != TYPE_FN || scalar->value == NULL) return;
    reach_kept(r, ((const csp_fn *)scalar->value)->env);
}

/* The members of a dynamic basket, and how it finds them. */
static void reach_edge(Reach *r, const Type *type) {
    (void)layout_of(r->in, type);
    if (type->kind != TYPE_DYNAMIC) return;
    TypeTable *types = r->in->types;
    (void)layout_of(r->in, type->elem->elem);
    (void)layout_of(r->in, type_dict(types, type->key, type_basic(types, TYPE_INT)));
}

static void reach_graph_node(Reach *r, const GNode *node) {
    for (int i = 0; i < node->scalars.len; i++) reach_scalar(r, &node->scalars.items[i]);
    reach_bindings(r, node->bindings.items, node->bindings.len);
    for (int i = 0; i < node->outputs.len; i++)
        for (int k = 0; k < node->outputs.items[i].edges.len && k < 1; k++)
            reach_edge(r, node->outputs.items[i].edges.items[k]->type);
    const Subst *subst = canonical(r, &node->subst);
    if (node->node != NULL) reach_node(r, node->node, subst);
    r->subst = subst;
    if (node->expr != NULL && first_time(r, node->expr, subst))
        reach_expr(r, (TirExpr *)node->expr); /* only read */
    reach_pending(r);
}

static void reach_graph(Reach *r, const GraphIR *graph) {
    for (int i = 0; i < graph->starts.len; i++) {
        const GStart *start = &graph->starts.items[i];
        (void)layout_of(r->in, start->type);
        r->subst = canonical(r, &start->subst);
        if (start->expr != NULL) reach_expr(r, (TirExpr *)start->expr); /* only read */
        reach_bindings(r, start->bindings.items, start->bindings.len);
        reach_pending(r);
    }
    for (int i = 0; i < graph->nodes.len; i++) reach_graph_node(r, graph->nodes.items[i]);
    for (int i = 0; i < graph->templates.len; i++) reach_graph(r, graph->templates.items[i]);
}

void graph_reach(Interp *in) {
    Reach r = {.in = in, .subst = &in->no_subst};
    map_init(&r.seen, in->arena);
    reach_graph(&r, in->graph);
    for (int i = 0; i < in->functions.len; i++) { /* grows: constants that those read */
        reach_kept(&r, in->functions.items[i]);
        reach_pending(&r);
    }
}
