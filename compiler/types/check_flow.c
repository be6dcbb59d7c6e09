/* check_flow.c - what holds at a point of a body: which variables are assigned, which optional
 * paths are known to be set.
 *
 * A fact is a path (root variable and field numbers). Facts come from conditions, and from
 * assigning a value that is set; changing a path drops the facts about everything under it.
 */
#include <string.h>

#include "types/checker.h"

/* ---- definite assignment */

void flow_assign(Check *c, Flow *flow, const TirVar *var) {
    int word = var->index / 64;
    if (word >= flow->words) {
        int words = word * 2 + 1;
        uint64_t *bits = ARENA_ARRAY(c->arena, uint64_t, words);
        if (flow->words > 0) memcpy(bits, flow->assigned, sizeof *bits * (size_t)flow->words);
        flow->assigned = bits;
        flow->words = words;
    }
    flow->assigned[word] |= UINT64_C(1) << (var->index % 64);
}

bool flow_is_assigned(const Flow *flow, const TirVar *var) {
    int word = var->index / 64;
    return flow->is_dead ||
           (word < flow->words && (flow->assigned[word] >> (var->index % 64) & 1) != 0);
}

Flow flow_copy(Check *c, const Flow *flow) {
    Flow copy = *flow;
    if (flow->words > 0) {
        copy.assigned = ARENA_ARRAY(c->arena, uint64_t, flow->words);
        memcpy(copy.assigned, flow->assigned, sizeof *copy.assigned * (size_t)flow->words);
    }
    return copy;
}

static bool fact_equal(const Fact *a, const Fact *b) {
    return a->root == b->root && a->kind == b->kind && a->nsteps == b->nsteps &&
           memcmp(a->steps, b->steps, sizeof(int) * (size_t)a->nsteps) == 0;
}

static bool fact_in(const Fact *list, const Fact *fact) {
    for (; list != NULL; list = list->next)
        if (fact_equal(list, fact)) return true;
    return false;
}

static const Fact *fact_push(Check *c, const Fact *list, const Fact *fact) {
    Fact *copy = ARENA_NEW(c->arena, Fact);
    *copy = *fact;
    copy->next = list;
    return copy;
}

static const Fact *facts_common(Check *c, const Fact *a, const Fact *b) {
    if (a == b) return a;
    const Fact *common = NULL;
    for (; a != NULL; a = a->next)
        if (fact_in(b, a)) common = fact_push(c, common, a);
    return common;
}

/* Where two ways meet only what holds on both does. */
void flow_merge(Check *c, Flow *into, const Flow *other) {
    if (other->is_dead) return;
    if (into->is_dead) {
        *into = flow_copy(c, other);
        return;
    }
    for (int i = 0; i < into->words; i++)
        into->assigned[i] &= i < other->words ? other->assigned[i] : 0;
    into->outputs &= other->outputs;
    into->facts = facts_common(c, into->facts, other->facts);
}

/* ---- facts */

/* The path that an expression names; false when it names none that facts follow. */
static bool fact_of(const TirExpr *e, Fact *fact) {
    switch (e->kind) {
    case TE_VAR: *fact = (Fact){.root = e->var}; return true;
    case TE_UNWRAP:
    case TE_DOWNCAST: return fact_of(e->a, fact);
    case TE_FIELD:
    case TE_ITEM:
        if (!fact_of(e->a, fact) || fact->nsteps == MAX_STEPS) return false;
        fact->steps[fact->nsteps++] = e->index;
        return true;
    default: return false;
    }
}

void facts_add_set(Check *c, const TirExpr *path) {
    Fact fact = {0};
    Flow *flow = &c->body->flow;
    if (fact_of(path, &fact) && !fact_in(flow->facts, &fact))
        flow->facts = fact_push(c, flow->facts, &fact);
}

bool fact_known(Check *c, const TirExpr *path) {
    Fact fact = {0};
    if (c->body == NULL || !fact_of(path, &fact)) return false;
    for (const Body *body = c->body; body != NULL; body = body->outer)
        if (fact_in(body->flow.facts, &fact)) return true;
    return false;
}

static void facts_add_kind(Check *c, const TirExpr *path, const Type *kind) {
    Fact fact = {0};
    Flow *flow = &c->body->flow;
    if (!fact_of(path, &fact)) return;
    fact.kind = kind;
    if (!fact_in(flow->facts, &fact)) flow->facts = fact_push(c, flow->facts, &fact);
}

/* The furthest that the struct at the path is known to be from its type; NULL: no more than that. */
const Type *fact_kind(Check *c, const TirExpr *path) {
    Fact fact = {0};
    const Type *best = NULL;
    int most = 0;
    if (c->body == NULL || !fact_of(path, &fact)) return NULL;
    for (const Body *body = c->body; body != NULL; body = body->outer)
        for (const Fact *f = body->flow.facts; f != NULL; f = f->next) {
            fact.kind = f->kind;
            int steps = f->kind == NULL || !fact_equal(f, &fact)
                            ? 0
                            : type_derives(c->types, f->kind, path->type);
            if (steps <= most) continue;
            most = steps;
            best = f->kind;
        }
    return best;
}

void facts_add(Check *c, const TirExpr *condition, bool sense) {
    switch (condition->kind) {
    case TE_IS_KIND:
        if (sense) facts_add_kind(c, condition->a, condition->targs[0]);
        break;
    case TE_IS_SOME:
        if (sense) facts_add_set(c, condition->a);
        break;
    case TE_UNARY:
        if (condition->op == TO_NOT) facts_add(c, condition->a, !sense);
        break;
    case TE_AND:
    case TE_OR:
        if ((condition->kind == TE_AND) == sense) {
            facts_add(c, condition->a, sense);
            facts_add(c, condition->b, sense);
        }
        break;
    case TE_BINARY: /* x == value: set when the value is */
        if (condition->op == (sense ? TO_EQ : TO_NE) && condition->a->type->kind == TYPE_OPT &&
            condition->b->kind == TE_SOME)
            facts_add_set(c, condition->a);
        break;
    case TE_LET: facts_add(c, condition->b, sense); break;
    default: break;
    }
}

void facts_share(Check *c, const TirVar *copy, const TirExpr *path) {
    Fact prefix = {0};
    if (!fact_of(path, &prefix)) return;
    const Fact *all = c->body->flow.facts;
    for (const Fact *f = all; f != NULL; f = f->next) {
        if (f->root != copy || prefix.nsteps + f->nsteps > MAX_STEPS) continue;
        Fact shared = prefix;
        shared.kind = f->kind;
        for (int i = 0; i < f->nsteps; i++) shared.steps[shared.nsteps++] = f->steps[i];
        if (!fact_in(all, &shared))
            c->body->flow.facts = fact_push(c, c->body->flow.facts, &shared);
    }
}

static bool starts_with(const Fact *fact, const Fact *prefix) {
    return fact->root == prefix->root && fact->nsteps >= prefix->nsteps &&
           memcmp(fact->steps, prefix->steps, sizeof(int) * (size_t)prefix->nsteps) == 0;
}

/* keeps_itself: what is said about the path of the prefix itself stays. */
static void kill_prefix(Check *c, const Fact *prefix, bool keeps_itself) {
    const Fact *kept = NULL;
    bool changed = false;
    for (const Fact *f = c->body->flow.facts; f != NULL; f = f->next) {
        if (starts_with(f, prefix) && !(keeps_itself && f->nsteps == prefix->nsteps))
            changed = true;
        else
            kept = fact_push(c, kept, f);
    }
    if (changed) c->body->flow.facts = kept;
}

/* path NULL: everything under the variable. */
void facts_kill(Check *c, const TirVar *root, const TirExpr *path) {
    Fact prefix = {.root = root};
    const TirExpr *e = path;
    while (e != NULL &&
           !fact_of(e, &prefix)) { /* a step that facts don't follow: all under what is before it */
        prefix = (Fact){.root = root};
        e = e->a;
    }
    if (prefix.root != NULL) kill_prefix(c, &prefix, false);
}

/* A call changes the value at the path: an optional that was known to be set stays so, what is inside may not. */
void facts_kill_inside(Check *c, const TirVar *root, const TirExpr *path) {
    Fact prefix = {0};
    if (path->kind == TE_UNWRAP && fact_of(path, &prefix))
        kill_prefix(c, &prefix, true);
    else
        facts_kill(c, root, path);
}

/* ---- what a loop changes is not known when it begins */

static void walk_expr(const AstExpr *e, AstVisit *visit, void *context) {
    while (e != NULL) {
        visit(context, NULL, e);
        walk_expr(e->right, visit, context);
        walk_expr(e->third, visit, context);
        walk_expr(e->condition, visit, context);
        for (int i = 0; i < e->items.len; i++) walk_expr(e->items.items[i], visit, context);
        for (int i = 0; i < e->args.len; i++) walk_expr(e->args.items[i].value, visit, context);
        for (int i = 0; i < e->parts.len; i++) {
            walk_expr(e->parts.items[i].value, visit, context);
            walk_expr(e->parts.items[i].computed, visit, context);
        }
        for (int i = 0; i < e->clauses.len; i++) {
            walk_expr(e->clauses.items[i].iterable, visit, context);
            for (int j = 0; j < e->clauses.items[i].conditions.len; j++)
                walk_expr(e->clauses.items[i].conditions.items[j], visit, context);
        }
        e = e->left;
    }
}

static void walk_stmt(const AstStmt *s, AstVisit *visit, void *context) {
    visit(context, s, NULL);
    for (int i = 0; i < s->targets.len; i++) walk_expr(s->targets.items[i], visit, context);
    walk_expr(s->target, visit, context);
    walk_expr(s->value, visit, context);
    walk_expr(s->condition, visit, context);
    ast_walk(&s->body, NULL, visit, context);
    ast_walk(&s->orelse, NULL, visit, context);
    for (int i = 0; i < s->cases.len; i++) {
        walk_expr(s->cases.items[i].guard, visit, context);
        ast_walk(&s->cases.items[i].body, NULL, visit, context);
    }
}

/* Every statement and expression, without those of nested declarations. */
void ast_walk(const AstStmts *stmts, const AstExpr *expr, AstVisit *visit, void *context) {
    if (stmts != NULL)
        for (int i = 0; i < stmts->len; i++) walk_stmt(stmts->items[i], visit, context);
    if (expr != NULL) walk_expr(expr, visit, context);
}

static void kill_name(Check *c, const AstExpr *path, bool by_call) {
    while (path != NULL &&
           (path->kind == AST_MEMBER || path->kind == AST_INDEX || path->kind == AST_STAR))
        path = path->left;
    if (path == NULL) return;
    for (int i = 0; i < path->items.len && (path->kind == AST_TUPLE || path->kind == AST_LIST); i++)
        kill_name(c, path->items.items[i], by_call);
    if (path->kind != AST_NAME) return;
    const Symbol *symbol = name_lookup(c, path->name);
    if (symbol == NULL || symbol->var == NULL) return;
    const Fact prefix = {.root = symbol->var};
    kill_prefix(c, &prefix, by_call); /* a method can't unset the variable itself */
}

static void kill_visit(void *context, const AstStmt *stmt, const AstExpr *expr) {
    Check *c = context;
    if (stmt != NULL) {
        for (int i = 0; i < stmt->targets.len; i++) kill_name(c, stmt->targets.items[i], false);
        kill_name(c, stmt->target, false);
    } else if (expr->kind == AST_CALL) {
        if (expr->left->kind == AST_MEMBER) kill_name(c, expr->left, true);
        for (int i = 0; i < expr->args.len; i++)
            if (expr->args.items[i].value->kind == AST_MEMBER)
                kill_name(c, expr->args.items[i].value, true);
    } else if (expr->kind == AST_ASSIGN_EXPR) {
        const Symbol *symbol = name_lookup(c, expr->name);
        if (symbol != NULL && symbol->var != NULL) facts_kill(c, symbol->var, NULL);
    }
}

void facts_kill_assigned(Check *c, const AstStmts *stmts, const AstExpr *condition) {
    ast_walk(stmts, condition, kill_visit, c);
}
