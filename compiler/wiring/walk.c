/* walk.c - see walk.h. */
#include "wiring/walk.h"

#include <string.h>

/* ---- children */

static void visit_some(TirExpr *child, WalkVisit *visit, void *data) {
    if (child != NULL) visit(data, child);
}

static void visit_all(const TirExprs *list, WalkVisit *visit, void *data) {
    for (int i = 0; i < list->len; i++) visit_some(list->items[i], visit, data);
}

static void comprehension_children(const TirComp *comp, WalkVisit *visit, void *data) {
    for (int i = 0; i < comp->clauses.len; i++) {
        const TirClause *clause = &comp->clauses.items[i];
        visit_some(clause->iterable, visit, data);
        walk_statements(&clause->unpack, visit, data);
        visit_all(&clause->conditions, visit, data);
    }
    visit_some(comp->key, visit, data);
    visit_some(comp->value, visit, data);
}

void walk_children(const TirExpr *expr, WalkVisit *visit, void *data) {
    visit_some(expr->a, visit, data);
    visit_some(expr->b, visit, data);
    visit_some(expr->c, visit, data);
    visit_all(&expr->args, visit, data);
    for (int i = 0; i < expr->parts.len; i++) visit_some(expr->parts.items[i].value, visit, data);
    if (expr->comp != NULL) comprehension_children(expr->comp, visit, data);
}

void walk_statements(const TirStmts *statements, WalkVisit *visit, void *data) {
    for (int i = 0; i < statements->len; i++) {
        const TirStmt *s = statements->items[i];
        visit_some(s->target, visit, data);
        visit_some(s->value, visit, data);
        visit_some(s->key, visit, data);
        visit_some(s->message, visit, data);
        visit_some(s->clause.iterable, visit, data);
        walk_statements(&s->clause.unpack, visit, data);
        walk_statements(&s->body, visit, data);
        walk_statements(&s->orelse, visit, data);
    }
}

void walker_init(Walker *walker, Arena *arena) {
    walker->arena = arena;
    map_init(&walker->infos, arena);
    map_init(&walker->functions, arena);
    map_init(&walker->at_start, arena);
}

/* ---- free and bound variables */

typedef struct Collect {
    Walker *walker;
    ExprInfo *info;
} Collect;

static int var_index(const TirVars *list, const TirVar *var) {
    for (int i = 0; i < list->len; i++)
        if (list->items[i] == var) return i;
    return -1;
}

static void add_var(const Collect *c, TirVars *list, TirVar *var) {
    if (var_index(list, var) < 0) VEC_PUSH(c->walker->arena, list, var);
}

static void note_use(const Collect *c, TirVar *var) {
    if (var->kind == TV_PARAM || var->kind == TV_LOCAL) add_var(c, &c->info->free, var);
}

/* The variable that an assignable path starts from, or NULL. */
static TirVar *path_root(const TirExpr *path) {
    while (path != NULL && path->kind != TE_VAR) path = path->a;
    return path == NULL ? NULL : path->var;
}

static void note_mutation(const Collect *c, const TirExpr *call) {
    for (int i = 0; i < call->args.len && i < call->fn->params.len; i++) {
        if (!call->fn->params.items[i]->is_mut) continue;
        const TirVar *root = path_root(call->args.items[i]);
        if (root != NULL && var_index(&c->info->bound, root) < 0) c->info->mutates = true;
    }
}

static void note_bound(const Collect *c, const TirExpr *expr) {
    if (expr->kind == TE_LET) add_var(c, &c->info->bound, expr->var);
    if (expr->comp == NULL) return;
    for (int i = 0; i < expr->comp->clauses.len; i++) {
        const TirClause *clause = &expr->comp->clauses.items[i];
        add_var(c, &c->info->bound, clause->item);
        for (int k = 0; k < clause->unpack.len; k++) {
            TirVar *root = path_root(clause->unpack.items[k]->target);
            if (root != NULL) add_var(c, &c->info->bound, root);
        }
    }
}

static bool targs_have_vars(const TirExpr *expr) {
    for (int i = 0; i < expr->ntargs; i++)
        if (expr->targs[i] != NULL && expr->targs[i]->has_vars) return true;
    return false;
}

static void collect(void *data, TirExpr *expr) {
    const Collect *c = data;
    note_bound(c, expr); /* before the children, which read them */
    if (expr->kind == TE_VAR) note_use(c, expr->var);
    if (expr->kind == TE_SNAP) c->info->snaps = c->info->at_start = true;
    if (expr->fn != NULL)
        for (int i = 0; i < expr->fn->captures.len; i++) note_use(c, expr->fn->captures.items[i]);
    if (expr->kind == TE_CALL || expr->kind == TE_CALL_BUILTIN) note_mutation(c, expr);
    if (expr->fn != NULL && expr->kind != TE_GRAPH_CALL && fn_at_start(c->walker, expr->fn))
        c->info->at_start = true;
    if ((expr->type != NULL && expr->type->has_vars) || targs_have_vars(expr))
        c->info->has_vars = true;
    if (expr->fn != NULL && expr->fn->ntvars == 0 && !expr->fn->is_builtin &&
        fn_has_vars(c->walker, expr->fn))
        c->info->has_vars = true;
    walk_children(expr, collect, data);
}

static void remove_bound(ExprInfo *info) {
    int kept = 0;
    for (int i = 0; i < info->free.len; i++)
        if (var_index(&info->bound, info->free.items[i]) < 0)
            info->free.items[kept++] = info->free.items[i];
    info->free.len = kept;
}

const ExprInfo *expr_info(Walker *walker, const TirExpr *expr) {
    ExprInfo *info = map_get_ptr(&walker->infos, expr);
    if (info != NULL) return info;
    info = ARENA_NEW(walker->arena, ExprInfo);
    map_put_ptr(&walker->infos, expr, info);
    Collect c = {walker, info};
    collect(
        &c,
        (TirExpr *)expr); /* visitors take what they may change elsewhere; this one only reads */
    remove_bound(info);
    return info;
}

typedef struct FnTraits {
    bool has_vars;
} FnTraits;

typedef struct StartSearch {
    Walker *walker;
    bool found;
} StartSearch;

static void find_start(void *data, TirExpr *expr) {
    StartSearch *search = data;
    if (expr->fn != NULL && expr->kind != TE_GRAPH_CALL)
        search->found = search->found || fn_at_start(search->walker, expr->fn);
    if (!search->found) walk_children(expr, find_start, data);
}

bool fn_at_start(Walker *walker, const TirFn *fn) {
    if (fn->is_builtin || fn->is_extern) return fn->at_start;
    static const char NO, YES; /* what the map holds: only their addresses count */
    const char *known = map_get_ptr(&walker->at_start, fn);
    if (known != NULL) return known == &YES;
    map_put_ptr(&walker->at_start, fn, (void *)&NO); /* while its body is searched: it may call itself */
    StartSearch search = {walker, false};
    walk_statements(&fn->body, find_start, &search);
    if (search.found) map_put_ptr(&walker->at_start, fn, (void *)&YES);
    return search.found;
}

static void find_vars(void *data, TirExpr *expr) {
    Collect *c = data;
    if ((expr->type != NULL && expr->type->has_vars) || targs_have_vars(expr))
        c->info->has_vars = true;
    if (!c->info->has_vars) walk_children(expr, find_vars, data);
}

bool fn_has_vars(Walker *walker, const TirFn *fn) {
    FnTraits *traits = map_get_ptr(&walker->functions, fn);
    if (traits != NULL) return traits->has_vars;
    traits = ARENA_NEW(walker->arena, FnTraits);
    map_put_ptr(&walker->functions, fn, traits);
    ExprInfo info = {0};
    Collect c = {walker, &info};
    for (int i = 0; i < fn->params.len; i++) info.has_vars |= fn->params.items[i]->type->has_vars;
    for (int i = 0; i < fn->locals.len; i++) info.has_vars |= fn->locals.items[i]->type->has_vars;
    if (!info.has_vars) walk_statements(&fn->body, find_vars, &c);
    traits->has_vars = info.has_vars;
    return traits->has_vars;
}

/* ---- structural equality */

static bool same_type(const SameScope *s, const Type *a, const Type *b) {
    if (a == b && (a == NULL || !a->has_vars)) return true;
    if (a == NULL || b == NULL) return false;
    return type_subst(s->types, a, s->a) == type_subst(s->types, b, s->b);
}

static bool same_var(const SameScope *s, const TirVar *a, const TirVar *b) {
    if (a == NULL || b == NULL) return a == b;
    int at = var_index(&s->info_a->free, a);
    if (at >= 0) return var_index(&s->info_b->free, b) == at;
    at = var_index(&s->info_a->bound, a);
    if (at >= 0) return var_index(&s->info_b->bound, b) == at;
    return a == b; /* globals */
}

static bool same_some(SameScope *s, const TirExpr *a, const TirExpr *b) {
    return a == NULL || b == NULL ? a == b : expr_same(s, a, b);
}

static bool same_list(SameScope *s, const TirExprs *a, const TirExprs *b) {
    if (a->len != b->len) return false;
    for (int i = 0; i < a->len; i++)
        if (!same_some(s, a->items[i], b->items[i])) return false;
    return true;
}

static bool same_parts(SameScope *s, const TirExpr *a, const TirExpr *b) {
    if (a->parts.len != b->parts.len) return false;
    for (int i = 0; i < a->parts.len; i++) {
        const TirFPart *p = &a->parts.items[i], *q = &b->parts.items[i];
        if ((p->text == NULL) != (q->text == NULL) || p->conversion != q->conversion) return false;
        if (p->text != NULL && (p->size != q->size || memcmp(p->text, q->text, p->size) != 0))
            return false;
        if (p->text == NULL && (strcmp(p->spec, q->spec) != 0 || !expr_same(s, p->value, q->value)))
            return false;
    }
    return true;
}

static bool same_value(const SameScope *s, const TirExpr *a, const TirExpr *b) {
    if (a->value == b->value) return true;
    if (a->value == NULL || b->value == NULL) return false;
    const csp_type *layout = type_layout(s->types, type_subst(s->types, a->type, s->a));
    if (layout->kind == CSP_FLOAT) return memcmp(a->value, b->value, sizeof(double)) == 0;
    return csp_equal(layout, a->value, b->value);
}

static bool same_targs(const SameScope *s, const TirExpr *a, const TirExpr *b) {
    if (a->ntargs != b->ntargs) return false;
    for (int i = 0; i < a->ntargs; i++)
        if (!same_type(s, a->targs[i], b->targs[i])) return false;
    return true;
}

bool expr_same(SameScope *s, const TirExpr *a, const TirExpr *b) {
    if (a == b && s->a == s->b && s->info_a == s->info_b) return true;
    if (a->kind != b->kind || a->op != b->op || a->basket_op != b->basket_op ||
        a->flag != b->flag || a->index != b->index)
        return false;
    /* Comprehensions and functions of their own are the same only where they are one. */
    if (a->comp != b->comp || a->fn != b->fn || a->node != b->node || a->adapter != b->adapter)
        return false;
    return same_type(s, a->type, b->type) && same_var(s, a->var, b->var) && same_value(s, a, b) &&
           same_targs(s, a, b) && same_some(s, a->a, b->a) && same_some(s, a->b, b->b) &&
           same_some(s, a->c, b->c) && same_list(s, &a->args, &b->args) && same_parts(s, a, b);
}

static void hash_child(void *data, TirExpr *child) {
    uint64_t *hash = data;
    *hash = hash_mix(*hash, expr_hash(child));
}

uint64_t expr_hash(const TirExpr *expr) {
    uint64_t hash = hash_mix((uint64_t)expr->kind, (uint64_t)expr->op);
    hash = hash_mix(hash, (uint64_t)(int64_t)expr->index);
    hash = hash_mix(hash, (uint64_t)(uintptr_t)expr->fn);
    walk_children(expr, hash_child, &hash);
    return hash;
}
