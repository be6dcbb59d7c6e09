/* check_lift.c - operations on series: where a value is wanted and an edge is given, the operation
 * is lifted.
 *
 *     (bid + ask) / 2    TE_LIFT(args: [TE_LIFT(args: [bid, ask], a: LEAF 0 + LEAF 1)], a: LEAF 0
 * / 2.0)
 *
 * Each operation is one lift; which of them end up in one step of the engine is decided later.
 */
#include "types/checker.h"

bool in_graph(const Check *c) { return c->body != NULL && c->body->place == IN_GRAPH; }

static bool is_edge(const Type *type) {
    return type->kind == TYPE_TS || type->kind == TYPE_DELAYED;
}

bool is_series(const Type *type) {
    return is_edge(type) ||
           ((type->kind == TYPE_LIST || type->kind == TYPE_DICT) && is_edge(type->elem));
}

const Type *series_value(Check *c, const Type *type) {
    if (is_edge(type)) return type->elem;
    if (type->kind == TYPE_DYNAMIC) return type_dict(c->types, type->key, type->elem->elem);
    if (!is_series(type)) return type;
    const Type *elem = type->elem->elem;
    return type->kind == TYPE_LIST ? type_of1(c->types, TYPE_LIST, elem)
                                   : type_dict(c->types, type->key, elem);
}

TirExpr *edge_of(Check *c, TirExpr *value) {
    if (value->type->kind != TYPE_DELAYED) return value;
    TirExpr *e =
        tir(c, TE_DELAYED_EDGE, type_of1(c->types, TYPE_TS, value->type->elem), value->pos);
    e->a = value;
    return e;
}

bool refuse_wiring(Check *c, const TirExpr *value) {
    const Type *type = value->type;
    if (type->kind != TYPE_FEEDBACK && type->kind != TYPE_RECORD) return false;
    const char *text = source_text(c, value->pos);
    if (type->kind == TYPE_FEEDBACK) {
        diag_error(c->d, value->pos, E_SERIES, "a feedback is not a series itself");
        diag_help(c->d, "read it with %s.out()", text == NULL ? "..." : text);
        return true;
    }
    diag_error(c->d, value->pos, E_SERIES, "this has several outputs: %s", type->name);
    if (type->nargs > 0)
        diag_help(c->d, "choose one, as in %s.%s", text == NULL ? "..." : text, type->names[0]);
    return true;
}

/* ---- making a lift */

TirExpr *lift_new(Check *c, Pos pos) { return tir(c, TE_LIFT, c->error, pos); }

/* Constants stand in the lifted expression themselves. */
static bool is_inline(const TirExpr *value) {
    switch (value->kind) {
    case TE_CONST:
    case TE_LAMBDA:
    case TE_NONE: return true;
    case TE_LIST:
    case TE_SET:
    case TE_DICT:
    case TE_TUPLE:
        for (int i = 0; i < value->args.len; i++)
            if (!is_inline(value->args.items[i])) return false;
        return true;
    default: return false;
    }
}

TirExpr *lift_leaf(Check *c, TirExpr *lift, TirExpr *operand) {
    if (operand->type->kind == TYPE_ERROR || is_inline(operand)) return operand;
    operand = edge_of(c, operand);
    const Type *type = operand->type;
    if (is_series(type) && type->kind != TYPE_TS && type->elem->kind == TYPE_DELAYED) {
        const Type *edge = type_of1(c->types, TYPE_TS, type->elem->elem);
        operand = convert_to(c, operand,
                             type->kind == TYPE_LIST ? type_of1(c->types, TYPE_LIST, edge)
                                                     : type_dict(c->types, type->key, edge));
    }
    const Type *value = series_value(c, operand->type);
    if (value->kind == TYPE_ANY || (value->elem != NULL && value->elem->kind == TYPE_ANY)) {
        diag_error(c->d, operand->pos, E_SERIES, "the values of a ts[any] can't be read");
        diag_help(c->d, "only ticked, valid, num_ticks and time_at ask about it, in nodes");
        return poison(c, operand->pos);
    }
    TirExpr *leaf = tir(c, TE_LEAF, value, operand->pos);
    leaf->index = lift->args.len;
    VEC_PUSH(c->arena, &lift->args, operand);
    return leaf;
}

TirExpr *lift_finish(Check *c, TirExpr *lift, TirExpr *value) {
    if (value->type->kind == TYPE_ERROR) return value;
    if (value->type->kind == TYPE_NONE) {
        diag_error(c->d, lift->pos, E_SERIES,
                   "this gives no result, so it can't be done to a series");
        diag_help(c->d, "effects at each tick belong in a node");
        return poison(c, lift->pos);
    }
    lift->a = value;
    lift->type = type_of1(c->types, TYPE_TS, value->type);
    return lift;
}

/* ---- operators */

/* What lists and dicts of edges do as lists and dicts, while the graph is wired. */
static TirExpr *basket_binary(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    const Type *x = a->type, *y = b->type;
    bool adds = op == TO_ADD && x->kind == TYPE_LIST && y->kind == TYPE_LIST;
    bool repeats = op == TO_MUL && x->kind == TYPE_LIST && y->kind == TYPE_INT;
    bool merges = op == TO_BITOR && x->kind == TYPE_DICT && y->kind == TYPE_DICT;
    bool finds = (op == TO_IN || op == TO_NOT_IN) && y->kind == TYPE_DICT && !x->has_edges;
    if (!adds && !repeats && !merges && !finds) return NULL;
    return value_binary(c, op, a, b, pos);
}

TirExpr *op_binary(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    if (!a->type->has_edges && !b->type->has_edges) return value_binary(c, op, a, b, pos);
    TirExpr *wired = basket_binary(c, op, a, b, pos);
    if (wired != NULL) return wired;
    if (refuse_wiring(c, a) || refuse_wiring(c, b)) return poison(c, pos);
    if (!is_series(a->type) && !is_series(b->type)) return value_binary(c, op, a, b, pos);
    TirExpr *lift = lift_new(c, pos);
    TirExpr *left = lift_leaf(c, lift, a), *right = lift_leaf(c, lift, b);
    return lift_finish(c, lift, value_binary(c, op, left, right, pos));
}

TirExpr *op_unary(Check *c, TirOp op, TirExpr *a, Pos pos) {
    if (!a->type->has_edges) return value_unary(c, op, a, pos);
    if (refuse_wiring(c, a)) return poison(c, pos);
    if (!is_series(a->type)) return value_unary(c, op, a, pos);
    TirExpr *lift = lift_new(c, pos);
    return lift_finish(c, lift, value_unary(c, op, lift_leaf(c, lift, a), pos));
}
