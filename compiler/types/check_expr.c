/* check_expr.c - expressions: dispatch, conditions, comparisons, indexing. */
#include <string.h>

#include "types/checker.h"

/* ---- conditions; in graphs they may be series */

TirExpr *condition_check(Check *c, const AstExpr *ast) {
    TirExpr *value = expr_check(c, ast);
    if (in_graph(c) && is_series(value->type) && value->type->elem->kind == TYPE_BOOL &&
        value->type->kind != TYPE_LIST && value->type->kind != TYPE_DICT)
        return edge_of(c, value);
    const Type *type = value->type;
    if (type->kind == TYPE_BOOL || type->kind == TYPE_ERROR) return value;
    return not_bool(c, ast, type);
}

static TirExpr *logic(Check *c, TirExprKind kind, TirExpr *a, TirExpr *b, Pos pos) {
    if (a->type->kind == TYPE_ERROR || b->type->kind == TYPE_ERROR) return poison(c, pos);
    TirExpr *e = tir(c, kind, c->boolean, pos);
    if (!a->type->has_edges && !b->type->has_edges) {
        e->a = a;
        e->b = b;
        return e;
    }
    TirExpr *lift = lift_new(c, pos);
    e->a = lift_leaf(c, lift, a);
    e->b = lift_leaf(c, lift, b);
    return lift_finish(c, lift, e);
}

/* a and b and c ... is a left spine: walked without recursion. */
static TirExpr *bool_check(Check *c, const AstExpr *ast) {
    VEC(const AstExpr *) spine = {0};
    const AstExpr *first = ast;
    for (; first->kind == AST_BOOL && first->op == ast->op; first = first->left)
        VEC_PUSH(c->arena, &spine, first);
    if (spine.len > MAX_CHAIN) {
        too_long(c, ast->pos, "operators");
        return poison(c, ast->pos);
    }
    const Fact *facts = c->body->flow.facts;
    bool is_and = ast->op == OP_AND;
    TirExpr *e = NULL, *last = NULL;
    for (int i = spine.len; i >= 0; i--) {
        const AstExpr *operand = i == spine.len ? first : spine.items[i]->right;
        int known = union_test(c, operand);
        if (known >= 0 && (known == 1) == is_and) continue;
        if (last != NULL) facts_add(c, last, is_and); /* of those before it they are known */
        TirExpr *right =
            known >= 0 ? const_bool(c, !is_and, operand->pos) : condition_check(c, operand);
        last = right;
        e = e == NULL ? right : logic(c, is_and ? TE_AND : TE_OR, e, right, spine.items[i]->pos);
        if (known >= 0) break; /* it decides: the rest may not fit the types */
    }
    c->body->flow.facts = facts;
    return e != NULL ? e : const_bool(c, is_and, ast->pos);
}

static TirExpr *unary_check(Check *c, const AstExpr *ast) {
    if (ast->op == OP_NOT) {
        TirExpr *value = expr_check(c, ast->left);
        return op_unary(c, TO_NOT, value, ast->pos);
    }
    TirExpr *value = value_check(c, ast->left);
    if (ast->op == OP_POS) {
        const Type *type = series_value(c, value->type);
        if (type->kind == TYPE_ERROR || type_is_number(type) || type->kind == TYPE_TIMEDELTA)
            return value;
        diag_error(c->d, ast->pos, E_OPERATOR, "'+' is not defined for %s", value->type->name);
        return poison(c, ast->pos);
    }
    TirOp op;
    if (!op_of_ast(ast->op, &op)) return poison(c, ast->pos);
    return op_unary(c, op, value, ast->pos);
}

/* a + b + c ...: likewise. */
static TirExpr *binary_check(Check *c, const AstExpr *ast) {
    VEC(const AstExpr *) spine = {0};
    const AstExpr *first = ast;
    for (; first->kind == AST_BINARY; first = first->left) VEC_PUSH(c->arena, &spine, first);
    if (spine.len > MAX_CHAIN) {
        too_long(c, ast->pos, "operators");
        return poison(c, ast->pos);
    }
    TirExpr *e = value_check(c, first);
    for (int i = spine.len - 1; i >= 0; i--) {
        const AstExpr *each = spine.items[i];
        TirExpr *right = value_check(c, each->right);
        TirOp op;
        if (!op_of_ast(each->op, &op)) { /* a @ b */
            TirExpr *sides[] = {e, right};
            if (e->type->kind == TYPE_ERROR || right->type->kind == TYPE_ERROR)
                return poison(c, ast->pos);
            e = library_call(c, "array_product", sides, 2, NULL, 0, each->pos);
            continue;
        }
        e = op_binary(c, op, e, right, each->pos);
    }
    return e;
}

/* ---- comparison */

static TirExpr *none_test(Check *c, TirExpr *value, bool is_not, Pos pos) {
    if (value->kind == TE_UNWRAP) value = value->a; /* what is known by now may be asked again */
    const Type *type = value->type;
    if (type->kind == TYPE_ERROR) return poison(c, pos);
    if (type->kind == TYPE_JSON) { /* null is None, and nothing to narrow */
        TirExpr *test = library_call(c, "json_is_null", &value, 1, NULL, 0, pos);
        return is_not ? op_unary(c, TO_NOT, test, pos) : test;
    }
    if (type->kind != TYPE_OPT) {
        diag_error(c->d, pos, E_OPERATOR, "this is never None: it is %s", a_type(c, type));
        if (is_series(type) && series_value(c, type)->kind != TYPE_OPT)
            diag_help(c->d, "whether a series has ticked is asked with valid(x), in a node");
        return poison(c, pos);
    }
    TirExpr *e = tir(c, TE_IS_SOME, c->boolean, pos);
    e->a = value;
    return is_not ? e : op_unary(c, TO_NOT, e, pos);
}

static TirExpr *none_check(Check *c, const AstExpr *ast) {
    const AstExpr *left = ast->items.items[0], *right = ast->items.items[1];
    if (left->kind == AST_NONE && right->kind != AST_NONE) {
        const AstExpr *swap = left;
        left = right;
        right = swap;
    }
    TirExpr *value = value_check(c, left);
    if (right->kind != AST_NONE) {
        value_check(c, right);
        diag_error(c->d, ast->pos, E_OPERATOR, "'is' tests for None only");
        diag_help(c->d, "values are compared with ==");
        return poison(c, ast->pos);
    }
    bool is_not = ast->ops.items[0] == OP_IS_NOT;
    if (value->type->kind != TYPE_TS) return none_test(c, value, is_not, ast->pos);
    TirExpr *lift = lift_new(c, ast->pos);
    return lift_finish(c, lift, none_test(c, lift_leaf(c, lift, value), is_not, ast->pos));
}

static bool is_repeatable(const TirExpr *e) {
    return e->kind == TE_CONST || e->kind == TE_VAR || e->kind == TE_LEAF;
}

/* operands[at] becomes a variable; its value is bound to it by let_in, around what reads it. */
static TirExpr *let_new(Check *c, TirExpr **operands, int at) {
    TirExpr *value = operands[at], *let = tir(c, TE_LET, value->type, value->pos);
    let->var = temp_new(c, value->type, value->pos);
    let->a = value;
    operands[at] = tir(c, TE_VAR, value->type, value->pos);
    operands[at]->var = let->var;
    return let;
}

static TirExpr *let_in(TirExpr *let, TirExpr *e, Pos pos) {
    if (let == NULL || e->type->kind == TYPE_ERROR) return e;
    let->type = e->type;
    let->pos = pos;
    let->b = e;
    return let;
}

/* The first operand of a chain comes before the second, which is computed on its own. */
static bool must_come_first(const TirExpr *left, const TirExpr *right) {
    return left->kind == TE_VAR ? right->kind == TE_LET : !is_repeatable(left);
}

/* operands[at] op operands[at+1] and ...; what stands between two operators is computed once. */
static TirExpr *chain(Check *c, const AstExpr *ast, TirExpr **operands, int at) {
    bool is_last = at + 1 == ast->ops.len;
    TirExpr *first = NULL, *let = NULL;
    if (!is_last && !is_repeatable(operands[at + 1])) {
        if (at == 0 && must_come_first(operands[0], operands[1])) first = let_new(c, operands, 0);
        let = let_new(c, operands, at + 1);
    }
    TirOp op;
    op_of_ast(ast->ops.items[at], &op);
    Pos pos = ast->ops.len == 1 ? ast->pos : operands[at]->pos;
    TirExpr *e = value_binary(c, op, operands[at], operands[at + 1], pos);
    if (!is_last) {
        TirExpr *rest = chain(c, ast, operands, at + 1);
        if (e->type->kind == TYPE_ERROR || rest->type->kind == TYPE_ERROR)
            return poison(c, ast->pos);
        TirExpr *both = tir(c, TE_AND, c->boolean, ast->pos);
        both->a = e;
        both->b = rest;
        e = both;
    }
    return let_in(first, let_in(let, e, ast->pos), ast->pos);
}

static TirExpr *compare_check(Check *c, const AstExpr *ast) {
    for (int i = 0; i < ast->ops.len; i++)
        if (ast->ops.items[i] == OP_IS || ast->ops.items[i] == OP_IS_NOT) {
            int known = union_test(c, ast);
            if (known >= 0) return const_bool(c, known == 1, ast->pos);
            if (ast->ops.len == 1) return none_check(c, ast);
            diag_error(c->d, ast->pos, E_OPERATOR, "'is' does not stand in a chain of comparisons");
            return poison(c, ast->pos);
        }
    int n = ast->items.len;
    if (n > MAX_CHAIN) {
        too_long(c, ast->pos, "comparisons");
        return poison(c, ast->pos);
    }
    TirExpr **operands = ARENA_ARRAY(c->arena, TirExpr *, n);
    bool has_series = false, bad = false;
    for (int i = 0; i < n; i++) {
        operands[i] =
            ast->ops.items[i == 0 ? 0 : i - 1] == OP_IN ||
                    ast->ops.items[i == 0 ? 0 : i - 1] == OP_NOT_IN
                ? (i == 0 ? value_check(c, ast->items.items[i])
                          : iterable_check(c, ast->items.items[i]))
                : (ast->items.items[i]->kind == AST_NONE ? expr_check(c, ast->items.items[i])
                                                         : value_check(c, ast->items.items[i]));
        bad |= operands[i]->type->kind == TYPE_ERROR;
        has_series |= is_series(operands[i]->type);
    }
    if (bad) return poison(c, ast->pos);
    TirOp op;
    if (n == 2 && op_of_ast(ast->ops.items[0], &op))
        return op_binary(c, op, operands[0], operands[1], ast->pos);
    for (int i = 0; i < n; i++)
        if (refuse_wiring(c, operands[i])) return poison(c, ast->pos);
    if (!has_series) return chain(c, ast, operands, 0);
    TirExpr *lift = lift_new(c, ast->pos);
    for (int i = 0; i < n; i++) operands[i] = lift_leaf(c, lift, operands[i]);
    return lift_finish(c, lift, chain(c, ast, operands, 0));
}

/* ---- a if c else b */

static TirExpr *choice(Check *c, TirExpr *condition, TirExpr *a, TirExpr *b, Pos pos) {
    const Type *type = join(c, a->type, b->type);
    if (type == NULL || fits(c, a, type) < 0 || fits(c, b, type) < 0) {
        diag_error(c->d, pos, E_MIXED, "both sides of a choice have one type: found %s and %s",
                   a->type->name, b->type->name);
        diag_note(c->d, a->pos, "this is %s", a_type(c, a->type));
        diag_note(c->d, b->pos, "this is %s", a_type(c, b->type));
        return poison(c, pos);
    }
    bool selects = type->kind == TYPE_TS;
    TirExpr *e = tir(c, selects ? TE_SELECT : TE_IF, type, pos);
    e->a = condition;
    e->b = convert_to(c, a, type);
    e->c = convert_to(c, b, type);
    return e;
}

static TirExpr *if_check(Check *c, const AstExpr *ast) {
    int known = union_test(c, ast->condition);
    if (known >= 0) return value_check(c, known == 1 ? ast->left : ast->right);
    const Type *hint = literal_hint(c, TYPE_FN);
    TirExpr *condition = condition_check(c, ast->condition);
    const Fact *facts = c->body->flow.facts;
    facts_add(c, condition, true);
    TirExpr *a = item_check(c, ast->left, &hint);
    c->body->flow.facts = facts;
    facts_add(c, condition, false);
    TirExpr *b = item_check(c, ast->right, &hint);
    c->body->flow.facts = facts;
    if (condition->type->kind == TYPE_ERROR || a->type->kind == TYPE_ERROR ||
        b->type->kind == TYPE_ERROR)
        return poison(c, ast->pos);
    if (condition->type->kind != TYPE_TS) return choice(c, condition, a, b, ast->pos);
    if (refuse_wiring(c, a) || refuse_wiring(c, b)) return poison(c, ast->pos);
    TirExpr *lift = lift_new(c, ast->pos);
    TirExpr *test = lift_leaf(c, lift, condition);
    a = lift_leaf(c, lift, a);
    b = lift_leaf(c, lift, b);
    if (a->type->kind == TYPE_ERROR || b->type->kind == TYPE_ERROR) return poison(c, ast->pos);
    return lift_finish(c, lift, choice(c, test, a, b, ast->pos));
}

/* ---- x[i], x[a:b] */

TirExpr *slice_bound(Check *c, const AstExpr *ast) {
    if (ast == NULL) return NULL;
    TirExpr *value = value_check(c, ast);
    if (is_series(value->type)) return value;
    Want want = {.type = c->integer};
    value = convert(c, value, &want);
    return value->type->kind == TYPE_ERROR
               ? value
               : convert_to(c, value, type_of1(c->types, TYPE_OPT, c->integer));
}

/* x[-1] of a series is a wish for its past. */
static void refuse_index(Check *c, const TirExpr *base, Pos pos, const char *how) {
    const char *text = source_text(c, base->pos);
    if (text == NULL) text = "x";
    diag_error(c->d, pos, E_INDEX, "a value of type %s can't be %s", base->type->name, how);
    if (base->type->kind == TYPE_STRUCT || base->type->kind == TYPE_RECORD)
        diag_help(c->d, "its %s are read by name: %s.%s",
                  base->type->kind == TYPE_STRUCT ? "fields" : "outputs", text,
                  base->type->kind == TYPE_STRUCT && base->type->strct->fields.len > 0
                      ? base->type->strct->fields.items[0].name
                  : base->type->kind == TYPE_RECORD ? base->type->names[0]
                                                    : "name");
    else if (input_of(base) != NULL && strcmp(how, "sliced") == 0)
        diag_help(c->d,
                  "the past of a series: values_at(%s, -2, 0) are its last three, after "
                  "set_buffering_policy in `start:`",
                  text);
    else if (input_of(base) != NULL)
        diag_help(c->d,
                  "the past of a series: value_at(%s, -1), after set_buffering_policy in `start:`",
                  text);
    else if (base->kind == TE_LEAF)
        diag_help(c->d,
                  "the past of a series: delay(%s, 1) is its value a tick ago; stats has windows; "
                  "a node keeps more",
                  text);
}

TirExpr *slice_value(Check *c, TirExpr *base, TirExpr *const *bounds, Pos pos) {
    const Type *type = base->type;
    if (type->kind == TYPE_TUPLE) return tuple_slice(c, base, bounds, pos);
    bool good = type->kind == TYPE_STR || type->kind == TYPE_BYTES || type->kind == TYPE_LIST ||
                type->kind == TYPE_ARRAY;
    if (!good) {
        if (type->kind == TYPE_OPT)
            refuse_optional(c, base, "a slice");
        else
            refuse_index(c, base, pos, "sliced");
        return poison(c, pos);
    }
    TirExpr *e = tir(c, TE_SLICE, type, pos);
    e->a = base;
    for (int i = 0; i < 3; i++) {
        TirExpr *bound = bounds[i];
        if (bound != NULL && bound->type->kind == TYPE_INT)
            bound = convert_to(c, bound, type_of1(c->types, TYPE_OPT, c->integer));
        VEC_PUSH(c->arena, &e->args, bound);
    }
    c->body->may_fail = true;
    return e;
}

static TirExpr *slice_check(Check *c, TirExpr *base, const AstExpr *slice, Pos pos) {
    const AstExpr *parts[3] = {slice->left, slice->right, slice->third};
    TirExpr *bounds[3];
    bool lifts = base->type->kind == TYPE_TS || base->type->kind == TYPE_DELAYED;
    for (int i = 0; i < 3; i++) {
        bounds[i] = slice_bound(c, parts[i]);
        if (bounds[i] != NULL && bounds[i]->type->kind == TYPE_ERROR) return poison(c, pos);
        lifts |= bounds[i] != NULL && is_series(bounds[i]->type);
    }
    if (!lifts) return slice_value(c, base, bounds, pos);
    TirExpr *lift = lift_new(c, pos);
    base = lift_leaf(c, lift, base);
    for (int i = 0; i < 3; i++)
        if (bounds[i] != NULL && is_series(bounds[i]->type))
            bounds[i] = lift_leaf(c, lift, bounds[i]);
    return lift_finish(c, lift, slice_value(c, base, bounds, pos));
}

static TirExpr *tuple_item(Check *c, TirExpr *base, const TirExpr *index, Pos pos) {
    int64_t at;
    if (!const_int_value(index, &at)) {
        diag_error(c->d, index->pos, E_INDEX,
                   "the index of a tuple is a literal, so that its type is known");
        return poison(c, pos);
    }
    if (at < 0) at += base->type->nargs;
    if (at < 0 || at >= base->type->nargs) {
        diag_error(c->d, index->pos, E_INDEX, "%s has no item %lld", a_type(c, base->type),
                   (long long)at);
        return poison(c, pos);
    }
    TirExpr *e = tir(c, TE_ITEM, base->type->args[at], pos);
    e->a = base;
    e->index = (int)at;
    return narrowed(c, e);
}

/* A key or an index, as its type says. */
static TirExpr *json_member(Check *c, TirExpr *base, TirExpr *const *indices, int n, Pos pos) {
    const Type *type = indices[0]->type;
    if (n != 1 || (type->kind != TYPE_STR && type->kind != TYPE_INT)) {
        diag_error(c->d, pos, E_INDEX, "json is indexed by one str or int, found %s",
                   n != 1 ? "several indices" : a_type(c, type));
        if (n == 1 && type->kind == TYPE_JSON)
            diag_help(c->d, "say what it is: .get[str]() or .get[int]()");
        return poison(c, pos);
    }
    TirExpr *args[] = {base, indices[0]};
    const char *name = type->kind == TYPE_STR ? "json_member" : "json_item";
    return library_call(c, name, args, 2, NULL, 0, pos);
}

TirExpr *indexed_value(Check *c, TirExpr *base, TirExpr *const *indices, int n, Pos pos) {
    const Type *type = base->type;
    const Type *item = NULL;
    Want want = {.type = c->integer};
    switch (type->kind) {
    case TYPE_LIST: item = type->elem; break;
    case TYPE_STR: item = c->str; break;
    case TYPE_BYTES: item = c->integer; break;
    case TYPE_ARRAY:
        item = n == type->dims ? type->elem : n == 1 ? type_array(c->types, type->elem, 1) : NULL;
        break;
    case TYPE_DICT:
        item = type->elem;
        want.type = type->key;
        break;
    case TYPE_TUPLE: return n == 1 ? tuple_item(c, base, indices[0], pos) : poison(c, pos);
    case TYPE_JSON: return json_member(c, base, indices, n, pos);
    case TYPE_OPT: refuse_optional(c, base, "an index"); return poison(c, pos);
    case TYPE_ERROR: return poison(c, pos);
    default: break;
    }
    if (item == NULL || (n != 1 && type->kind != TYPE_ARRAY)) {
        if (type->kind == TYPE_ARRAY)
            diag_error(c->d, pos, E_INDEX, "%s takes %d ind%s, found %d", type->name, type->dims,
                       type->dims == 1 ? "ex" : "ices", n);
        else if (item != NULL)
            diag_error(c->d, pos, E_INDEX, "%s takes one index, found %d", type->name, n);
        else if (!refuse_wiring(c, base))
            refuse_index(c, base, pos, "indexed");
        return poison(c, pos);
    }
    TirExpr *e = tir(c, TE_INDEX, item, pos);
    e->a = base;
    for (int i = 0; i < n; i++) {
        TirExpr *index = convert(c, indices[i], &want);
        if (index->type->kind == TYPE_ERROR) return poison(c, pos);
        VEC_PUSH(c->arena, &e->args, index);
    }
    c->body->may_fail = true;
    return e;
}

TirExpr *index_check(Check *c, TirExpr *base, const AstExpr *ast) {
    if (base->type->kind == TYPE_ERROR) return base;
    if (series_value(c, base->type)->kind == TYPE_ARRAY) return array_index(c, base, ast);
    const TirVar *input = input_of(base);
    bool is_basket = input != NULL &&
                     (base->type->kind == TYPE_LIST || base->type->kind == TYPE_DICT ||
                      base->type->kind == TYPE_DYNAMIC) &&
                     base->type->elem->kind == TYPE_TS;
    int n = ast->items.len;
    if (n == 1 && ast->items.items[0]->kind == AST_SLICE) {
        if (is_basket) {
            diag_error(c->d, ast->pos, E_BASKET, "a basket can't be sliced in a node");
            return poison(c, ast->pos);
        }
        return slice_check(c, base, ast->items.items[0], ast->pos);
    }
    TirExpr **indices = ARENA_ARRAY(c->arena, TirExpr *, n + 1);
    bool lifts = base->type->kind == TYPE_TS || base->type->kind == TYPE_DELAYED;
    for (int i = 0; i < n; i++) {
        if (ast->items.items[i]->kind == AST_SLICE) {
            unsupported(c, ast->items.items[i]->pos, "a slice in one of several dimensions is");
            return poison(c, ast->pos);
        }
        indices[i] = value_check(c, ast->items.items[i]);
        if (indices[i]->type->kind == TYPE_ERROR) return poison(c, ast->pos);
        lifts |= is_series(indices[i]->type);
    }
    if (is_basket && c->body->node == NULL) {
        unsupported(c, ast->pos, "a member of a basket in a lambda is");
        return poison(c, ast->pos);
    }
    if (is_basket) {
        TirExpr *e = tir(c, TE_MEMBER, base->type->elem->elem, ast->pos);
        Want want = {.type = base->type->kind == TYPE_LIST ? c->integer : base->type->key};
        e->a = base;
        if (n != 1) return poison(c, ast->pos);
        VEC_PUSH(c->arena, &e->args, convert(c, indices[0], &want));
        c->body->may_fail = true;
        return e->args.items[0]->type->kind == TYPE_ERROR ? poison(c, ast->pos) : e;
    }
    if (!lifts) return indexed_value(c, base, indices, n, ast->pos);
    if (refuse_wiring(c, base)) return poison(c, ast->pos);
    TirExpr *lift = lift_new(c, ast->pos);
    base = lift_leaf(c, lift, base);
    for (int i = 0; i < n; i++) indices[i] = lift_leaf(c, lift, indices[i]);
    if (base->type->kind == TYPE_ERROR) return base;
    return lift_finish(c, lift, indexed_value(c, base, indices, n, ast->pos));
}

/* Side["BUY"] */
static TirExpr *enum_by_name(Check *c, const StructInfo *info, const AstExpr *ast) {
    TirExpr *dict = tir(c, TE_DICT, type_dict(c->types, c->str, info->type), ast->pos);
    for (int i = 0; i < info->enm->items.len; i++) {
        const csp_enum_item *item = &info->enm->items.items[i];
        VEC_PUSH(c->arena, &dict->args, const_str(c, item->name, strlen(item->name), ast->pos));
        VEC_PUSH(c->arena, &dict->args, const_of(c, info->type, item->value, ast->pos));
    }
    return index_check(c, dict, ast);
}

static TirExpr *index_dispatch(Check *c, const AstExpr *ast) {
    const Type **targs;
    int n;
    if (ast->left->kind == AST_NAME || ast->left->kind == AST_MEMBER) {
        const StructInfo *info = info_named(c, ast->left, &targs, &n);
        if (info != NULL && info->enm != NULL) return enum_by_name(c, info, ast);
    }
    return index_check(c, expr_check(c, ast->left), ast);
}

/* ---- the rest */

static TirExpr *tuple_check(Check *c, const AstExpr *ast) {
    TirExpr *spread = spread_tuple(c, ast);
    if (spread != NULL) return spread;
    TirExpr *e = tir(c, TE_TUPLE, c->error, ast->pos);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, ast->items.len + 1);
    const Type *hint = literal_hint(c, TYPE_TUPLE);
    for (int i = 0; i < ast->items.len; i++) {
        const Type *each = hint == NULL || hint->nargs != ast->items.len ? NULL : hint->args[i];
        TirExpr *item = item_check(c, ast->items.items[i], &each);
        types[i] = item->type;
        VEC_PUSH(c->arena, &e->args, item);
    }
    e->type = type_tuple(c->types, types, ast->items.len);
    return e->type->kind == TYPE_ERROR ? poison(c, ast->pos) : e;
}

TirExpr *let_name(Check *c, const char *name, Pos pos, TirExpr *value) {
    TirStmts none = {0};
    TirStmts *saved = c->body->block;
    c->body->block = &none;
    name_assign(c, name, pos, value, NULL, false);
    c->body->block = saved;
    if (none.len != 1 || none.items[0]->target->kind != TE_VAR ||
        none.items[0]->target->var->kind != TV_LOCAL) {
        if (none.len == 1)
            diag_error(c->d, pos, E_READ_ONLY,
                       "inside of an expression only local variables are "
                       "assigned: '%s' is none",
                       name);
        return poison(c, pos);
    }
    TirExpr *e = tir(c, TE_LET, none.items[0]->target->type, pos);
    e->var = none.items[0]->target->var;
    e->a = none.items[0]->value;
    e->b = tir(c, TE_VAR, e->type, pos);
    e->b->var = e->var;
    return e;
}

static TirExpr *walrus_check(Check *c, const AstExpr *ast) {
    TirExpr *value = value_check(c, ast->left);
    if (value->type->kind == TYPE_ERROR) return value;
    return let_name(c, ast->name, ast->pos, value);
}

static TirExpr *text_check(Check *c, const AstExpr *ast) {
    if (ast->kind == AST_STR) return const_str(c, ast->text, ast->size, ast->pos);
    TirExpr *e = const_str(c, ast->text, ast->size, ast->pos);
    e->type = c->bytes;
    if (ast->size > 0) (*(csp_str *const *)e->value)->chars = (int64_t)ast->size;
    return e;
}

static TirExpr *dispatch(Check *c, const AstExpr *ast) {
    switch (ast->kind) {
    case AST_NAME: return name_check(c, ast);
    case AST_INT: return const_int(c, ast->integer, ast->pos);
    case AST_FLOAT: return const_float(c, ast->real, ast->pos);
    case AST_STR:
    case AST_BYTES: return text_check(c, ast);
    case AST_DURATION: return const_of(c, c->timedelta, ast->integer, ast->pos);
    case AST_TRUE: return const_bool(c, true, ast->pos);
    case AST_FALSE: return const_bool(c, false, ast->pos);
    case AST_NONE: return tir(c, TE_NONE, c->none, ast->pos);
    case AST_FSTRING: return fstring_check(c, ast);
    case AST_TUPLE: return tuple_check(c, ast);
    case AST_LIST:
    case AST_SET: return list_check(c, ast);
    case AST_DICT: return dict_check(c, ast);
    case AST_LISTCOMP:
    case AST_SETCOMP:
    case AST_GENERATOR:
    case AST_DICTCOMP: return comprehension_check(c, ast);
    case AST_UNARY: return unary_check(c, ast);
    case AST_BINARY: return binary_check(c, ast);
    case AST_BOOL: return bool_check(c, ast);
    case AST_COMPARE: return compare_check(c, ast);
    case AST_IF: return if_check(c, ast);
    case AST_CALL: return call_check(c, ast);
    case AST_MEMBER: return member_check(c, ast);
    case AST_INDEX: return index_dispatch(c, ast);
    case AST_ASSIGN_EXPR: return walrus_check(c, ast);
    case AST_LAMBDA:
        diag_error(c->d, ast->pos, E_LAMBDA,
                   "the types of this lambda's parameters are not known here");
        diag_help(c->d,
                  "say what it is: f: (float) -> float = lambda x: ..., or write a nested def");
        return poison(c, ast->pos);
    case AST_STAR:
        diag_error(c->d, ast->pos, E_SPREAD, "a star stands in a list, a tuple or a set");
        return poison(c, ast->pos);
    case AST_SLICE:
        diag_error(c->d, ast->pos, E_INDEX, "a slice stands in brackets: x[1:3]");
        return poison(c, ast->pos);
    default:
        diag_error(c->d, ast->pos, E_NOT_A_VALUE, "a type is not a value");
        return poison(c, ast->pos);
    }
}

TirExpr *expr_check(Check *c, const AstExpr *ast) {
    if (++c->depth > MAX_DEPTH) {
        c->depth--;
        too_deep(c, ast->pos);
        return poison(c, ast->pos);
    }
    TirExpr *e = dispatch(c, ast);
    c->depth--;
    return e;
}

TirExpr *value_check(Check *c, const AstExpr *ast) {
    TirExpr *e = expr_check(c, ast);
    if (e->type->kind == TYPE_NONE && e->kind != TE_NONE) {
        diag_error(c->d, ast->pos, E_NO_VALUE, "this has no value: it returns nothing");
        return poison(c, ast->pos);
    }
    if (e->type->kind == TYPE_ANY) {
        diag_error(c->d, ast->pos, E_SERIES, "the values of a ts[any] can't be read");
        diag_help(c->d, "only ticked, valid, num_ticks and time_at ask about it");
        return poison(c, ast->pos);
    }
    const TirVar *input = e->type->has_edges && c->body->place != IN_GRAPH ? input_of(e) : NULL;
    if (input != NULL) {
        diag_error(c->d, ast->pos, E_BASKET,
                   "a basket is not a value: its members are read one by one");
        diag_help(c->d, "write %s[key], %s.tickeditems() or %s.validvalues()", input->name,
                  input->name, input->name);
        return poison(c, ast->pos);
    }
    return e;
}

TirExpr *expr_check_hint(Check *c, const AstExpr *ast, const Type *hint) {
    if (ast->kind == AST_LAMBDA && hint != NULL && hint->kind == TYPE_FN)
        return lambda_check(c, ast, hint->args, hint->nargs, hint->elem);
    if (hint != NULL && hint->kind == TYPE_FN && ast->kind == AST_NAME) {
        const Symbol *symbol = name_lookup(c, ast->name);
        if (symbol != NULL && symbol->var == NULL && symbol->callables.len > 0)
            return function_wrap(c, &symbol->callables, symbol->name, hint->args, hint->nargs,
                                 ast->pos);
    }
    return hinted_check(c, ast, hint);
}

TirExpr *expr_check_want(Check *c, const AstExpr *ast, const Want *want) {
    /* What the lambda should have been has been reported. */
    if (ast->kind == AST_LAMBDA && want->type != NULL && want->type->kind == TYPE_ERROR)
        return poison(c, ast->pos);
    return convert(c, expr_check_hint(c, ast, want->type), want);
}
