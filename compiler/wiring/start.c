/* start.c - scalars that are known only when the program starts: parameters of main that are not
 * const, and what is computed from them. See interp.h.
 *
 * The largest scalar expression in which such a variable occurs is left to the program as a whole:
 * a GStart, with what is known of its variables bound. Equal ones are one.
 */
#include <string.h>

#include "wiring/interp.h"

/* ---- which are they */

bool var_is_start(Interp *in, Frame *f, const TirVar *var) {
    const Slot *slot = slot_of(in, f, var);
    if (slot->start >= 0) return true;
    return var->type->kind == TYPE_FN && !slot->poisoned && function_is_start(slot->memory);
}

bool is_start(Interp *in, Frame *f, const TirExpr *expr) {
    if (expr->kind == TE_CONST || expr->kind == TE_LAMBDA) return false;
    if (expr->kind == TE_VAR)
        return (expr->var->kind == TV_PARAM || expr->var->kind == TV_LOCAL) &&
               slot_of(in, f, expr->var)->start >= 0;
    const ExprInfo *info = expr_info(&in->walker, expr);
    if (info->at_start) return true;
    for (int i = 0; i < info->free.len; i++)
        if (var_is_start(in, f, info->free.items[i])) return true;
    return false;
}

/* ---- equality */

static bool function_equal(Interp *in, const GFunction *a, const GFunction *b) {
    if (a->fn != b->fn || a->subst.n != b->subst.n || a->bindings.len != b->bindings.len)
        return false;
    for (int i = 0; i < a->subst.n; i++)
        if (a->subst.args[i] != b->subst.args[i]) return false;
    for (int i = 0; i < a->bindings.len; i++)
        if (!scalar_equal(in, &a->bindings.items[i].scalar, &b->bindings.items[i].scalar))
            return false;
    return true;
}

static const GFunction *function_of(const GScalar *s) { return ((const csp_fn *)s->value)->env; }

bool scalar_equal(Interp *in, const GScalar *a, const GScalar *b) {
    if (a->type != b->type) return false;
    if (a->type == NULL) return true;
    if (a->value == NULL || b->value == NULL) return a->value == b->value && a->start == b->start;
    if (a->value == b->value) return true;
    if (a->type->kind == TYPE_FN) return function_equal(in, function_of(a), function_of(b));
    if (a->type->kind == TYPE_FLOAT) return memcmp(a->value, b->value, sizeof(double)) == 0;
    return csp_equal(layout_of(in, a->type), a->value, b->value);
}

uint64_t scalar_hash(Interp *in, const GScalar *s) {
    if (s->type == NULL) return 0;
    if (s->value == NULL) return hash_mix(1, (uint64_t)s->start);
    if (s->type->kind == TYPE_FN) return hash_mix(2, (uint64_t)(uintptr_t)function_of(s)->fn);
    return hash_mix(s->type->id, csp_hash(layout_of(in, s->type), s->value));
}

/* ---- known scalars */

GScalar known_scalar(Interp *in, const Type *type, const void *value) {
    const csp_type *layout = layout_of(in, type);
    void *copy = arena_alloc(in->arena, layout->size == 0 ? 1 : layout->size);
    csp_copy(layout, copy, value);
    functions_settle(in, layout, copy);
    return (GScalar){type, copy, -1};
}

GScalar slot_scalar(Interp *in, Frame *f, const TirVar *var) {
    const Frame *owner = frame_of(in, f, var);
    int at = slot_index(owner, var);
    const Slot *slot = &owner->slots[at];
    if (slot->poisoned) interp_abandon(in);
    if (slot->start >= 0)
        return start_here(in, owner->graph, owner->plan->types[at], slot->start);
    return known_scalar(in, owner->plan->types[at], slot->memory);
}

/* ---- bindings. What an expression reads of edges, such as len(basket), is known: those parts are
 * replaced by their values. */

typedef struct Folding {
    Interp *in;
    Frame *f;
    const ExprInfo *whole;
    GBindings snaps; /* variables that stand for what snap(x) gives */
} Folding;

static bool contains_var(const TirVars *list, const TirVar *var) {
    for (int i = 0; i < list->len; i++)
        if (list->items[i] == var) return true;
    return false;
}

static bool var_has_edges(Interp *in, Frame *f, const TirVar *var) {
    return concrete(in, frame_of(in, f, var), var->type)->has_edges;
}

static bool reads_edges(Interp *in, Frame *f, const ExprInfo *info) {
    for (int i = 0; i < info->free.len; i++)
        if (var_has_edges(in, f, info->free.items[i])) return true;
    return false;
}

static bool foldable(Folding *fold, const TirExpr *expr, const ExprInfo *info) {
    if (expr->type->has_edges || expr->type->kind == TYPE_NONE) return false; /* no value, such as print */
    if (info->mutates || is_start(fold->in, fold->f, expr)) return false;
    for (int i = 0; i < info->free.len; i++)
        if (contains_var(&fold->whole->bound, info->free.items[i])) return false;
    return true;
}

TirExpr *folded_value(Interp *in, Frame *f, const TirExpr *expr) {
    TirExpr *result = ARENA_NEW(in->arena, TirExpr);
    result->kind = TE_CONST;
    result->type = concrete(in, f, expr->type);
    result->pos = expr->pos;
    void *value = arena_alloc(in->arena, layout_of(in, result->type)->size);
    eval(in, f, expr, value);
    result->value = value;
    return result;
}

static TirExpr *fold_edges(Folding *fold, TirExpr *expr);

static void fold_children(Folding *fold, TirExpr *copy, const TirExpr *expr) {
    Arena *arena = fold->in->arena;
    if (copy->a != NULL) copy->a = fold_edges(fold, copy->a);
    if (copy->b != NULL) copy->b = fold_edges(fold, copy->b);
    if (copy->c != NULL) copy->c = fold_edges(fold, copy->c);
    copy->args = (TirExprs){0};
    for (int i = 0; i < expr->args.len; i++) {
        TirExpr *arg = expr->args.items[i];
        VEC_PUSH(arena, &copy->args, arg == NULL ? NULL : fold_edges(fold, arg));
    }
    memset(&copy->parts, 0, sizeof copy->parts);
    for (int i = 0; i < expr->parts.len; i++) {
        TirFPart part = expr->parts.items[i];
        if (part.value != NULL) part.value = fold_edges(fold, part.value);
        VEC_PUSH(arena, &copy->parts, part);
    }
}

/* A snap is a start of its own; the expression around it reads that. */
static TirExpr *snapped_value(Folding *fold, const TirExpr *expr) {
    GBinding binding = {NULL, snap_scalar(fold->in, fold->f, expr)};
    TirExpr *read = ARENA_NEW(fold->in->arena, TirExpr);
    read->kind = TE_VAR;
    read->var = snap_var(fold->in, &binding.scalar);
    read->type = binding.scalar.type;
    read->pos = expr->pos;
    binding.var = read->var;
    VEC_PUSH(fold->in->arena, &fold->snaps, binding);
    return read;
}

static TirExpr *fold_edges(Folding *fold, TirExpr *expr) {
    const ExprInfo *info = expr_info(&fold->in->walker, expr);
    if (!info->snaps && !reads_edges(fold->in, fold->f, info)) return expr;
    if (expr->kind == TE_SNAP) return snapped_value(fold, expr);
    if (foldable(fold, expr, info)) return folded_value(fold->in, fold->f, expr);
    if (expr->kind == TE_VAR || expr->kind == TE_COMPREHENSION || expr->kind == TE_LAMBDA)
        interp_fail(fold->in, expr->pos, 410,
                    "edges and values that are known only when the program starts in one "
                    "expression are not supported "
                    "yet: assign what is computed from the edges to a variable first");
    TirExpr *copy = ARENA_NEW(fold->in->arena, TirExpr);
    *copy = *expr;
    fold_children(fold, copy, expr);
    return copy;
}

static const GBinding *find_binding(const GBindings *list, const TirVar *var) {
    for (int i = 0; i < list->len; i++)
        if (list->items[i].var == var) return &list->items[i];
    return NULL;
}

GBindings bind_free(Interp *in, Frame *f, const TirExpr **expr) {
    const ExprInfo *info = expr_info(&in->walker, *expr);
    Folding fold = {.in = in, .f = f, .whole = info};
    if (info->snaps || (info->free.len > 0 && reads_edges(in, f, info))) {
        *expr = fold_edges(&fold, (TirExpr *)*expr); /* copies what it changes */
        info = expr_info(&in->walker, *expr);
    }
    GBindings bindings = {0};
    for (int i = 0; i < info->free.len; i++) {
        const GBinding *snap = find_binding(&fold.snaps, info->free.items[i]);
        GBinding binding = {info->free.items[i], snap != NULL ? snap->scalar : slot_scalar(in, f, info->free.items[i])};
        VEC_PUSH(in->arena, &bindings, binding);
    }
    return bindings;
}

/* ---- start expressions */

typedef struct StartKey {
    int index;
    struct StartKey *next;
} StartKey;

static bool start_is(Interp *in, const GStart *s, const TirExpr *expr, const Subst *subst,
                     const GBinding *bindings, int n) {
    if (s->expr == NULL) return false;
    if (s->bindings.len != n || s->type != type_subst(in->types, expr->type, subst)) return false;
    for (int i = 0; i < n; i++)
        if (!scalar_equal(in, &s->bindings.items[i].scalar, &bindings[i].scalar)) return false;
    SameScope scope = {in->types,
                       &in->walker,
                       &s->subst,
                       subst,
                       expr_info(&in->walker, s->expr),
                       expr_info(&in->walker, expr)};
    return expr_same(&scope, s->expr, expr);
}

int start_index(Interp *in, const TirExpr *expr, const Subst *subst, const GBinding *bindings,
                int n, Pos pos) {
    uint64_t hash = expr_hash(expr);
    for (int i = 0; i < n; i++) hash = hash_mix(hash, scalar_hash(in, &bindings[i].scalar));
    StartKey *first = map_get(&in->level->start_keys, hash);
    for (StartKey *k = first; k != NULL; k = k->next)
        if (start_is(in, &in->graph->starts.items[k->index], expr, subst, bindings, n))
            return k->index;
    GStart start = {.expr = expr,
                    .subst = *subst,
                    .type = type_subst(in->types, expr->type, subst),
                    .pos = pos};
    for (int i = 0; i < n; i++) VEC_PUSH(in->arena, &start.bindings, bindings[i]);
    StartKey *key = ARENA_NEW(in->arena, StartKey);
    *key = (StartKey){in->graph->starts.len, first};
    map_put(&in->level->start_keys, hash, key);
    VEC_PUSH(in->arena, &in->graph->starts, start);
    return key->index;
}

/* Graphs run while compiling: what one gives can't wait for the start. */
static void find_graph_call(void *data, TirExpr *expr) {
    const TirExpr **found = data;
    if (expr->kind == TE_GRAPH_CALL) *found = expr;
    if (*found == NULL) walk_children(expr, find_graph_call, data);
}

static void refuse_graph_call(Interp *in, const TirExpr *expr) {
    const TirExpr *call = NULL;
    find_graph_call(&call, (TirExpr *)expr); /* only read */
    if (call == NULL) return;
    diag_error(in->diagnostics, call->pos, 486,
               "the graph %s gives a value, which can't be computed from what is known only when "
               "the program starts",
               call->fn->name);
    diag_help(in->diagnostics, "make it a def, or mark the parameter of main `const`");
    interp_note_calls(in);
    interp_abandon(in);
}

static GScalar start_scalar(Interp *in, Frame *f, const TirExpr *expr) {
    refuse_graph_call(in, expr);
    const ExprInfo *info = expr_info(&in->walker, expr);
    if (info->mutates) {
        diag_error(
            in->diagnostics, expr->pos, 407,
            "what is known only when the program starts can't go into a container while compiling");
        diag_help(in->diagnostics,
                  "mark the parameter that it comes from `const`, or build the container in one "
                  "expression");
        interp_note_calls(in);
        interp_abandon(in);
    }
    const Type *type = concrete(in, f, expr->type);
    GBindings bindings = bind_free(in, f, &expr);
    const Subst *subst = info->has_vars ? f->subst : &in->no_subst;
    return (GScalar){type, NULL,
                     start_index(in, expr, subst, bindings.items, bindings.len, expr->pos)};
}

GScalar eval_scalar(Interp *in, Frame *f, const TirExpr *expr) {
    if (expr->kind == TE_VAR && expr->var->kind != TV_GLOBAL) return slot_scalar(in, f, expr->var);
    if (expr->kind == TE_SNAP) return snap_scalar(in, f, expr);
    if (is_start(in, f, expr)) return start_scalar(in, f, expr);
    const Type *type = concrete(in, f, expr->type);
    const csp_type *layout = layout_of(in, type);
    if (expr->kind == TE_CONST) return (GScalar){type, expr->value, -1};
    void *value = arena_alloc(in->arena, layout->size == 0 ? 1 : layout->size);
    eval(in, f, expr, value);
    functions_settle(in, layout, value);
    return (GScalar){type, value, -1};
}

/* ---- guards: conditions under which the branches of a select are started */

static TirExpr *guard_operand(Interp *in, GScalar scalar, GBindings *bindings) {
    TirVar *var = ARENA_NEW(in->arena, TirVar);
    *var = (TirVar){.kind = TV_LOCAL, .name = "condition", .type = scalar.type};
    GBinding binding = {var, scalar};
    VEC_PUSH(in->arena, bindings, binding);
    TirExpr *read = ARENA_NEW(in->arena, TirExpr);
    read->kind = TE_VAR;
    read->var = var;
    read->type = scalar.type;
    return read;
}

static TirExpr *bool_expr(Interp *in, TirExprKind kind, const Type *type, TirExpr *a, TirExpr *b) {
    TirExpr *expr = ARENA_NEW(in->arena, TirExpr);
    expr->kind = kind;
    expr->op = kind == TE_UNARY ? TO_NOT : TO_ADD;
    expr->type = type;
    expr->a = a;
    expr->b = b;
    return expr;
}

/* The guard around this place, and the condition (or its opposite). */
GScalar guard_and(Interp *in, GScalar condition, bool negated, Pos pos) {
    if (!negated && in->guard.type == NULL) return condition;
    GBindings bindings = {0};
    TirExpr *expr = guard_operand(in, condition, &bindings);
    if (negated) expr = bool_expr(in, TE_UNARY, condition.type, expr, NULL);
    if (in->guard.type != NULL)
        expr = bool_expr(in, TE_AND, condition.type, guard_operand(in, in->guard, &bindings), expr);
    expr->pos = pos;
    /* The order of expr_info: that in which the expression names them. */
    if (bindings.len == 2) {
        GBinding first = bindings.items[0];
        bindings.items[0] = bindings.items[1];
        bindings.items[1] = first;
    }
    return (GScalar){condition.type, NULL,
                     start_index(in, expr, &in->no_subst, bindings.items, bindings.len, pos)};
}
