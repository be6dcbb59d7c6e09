/* check_convert.c - what fits where a type is expected, and the conversions that make it fit.
 *
 * int becomes float, T becomes T?, a scalar becomes an edge, a delayed its edge. Literals take the
 * type that is expected of them item by item, so `[1, 2]` is a [float] where one is wanted; a list
 * in a variable is not converted.
 */
#include <string.h>

#include "types/checker.h"

bool has_unknown(const Check *c, const Type *type) {
    if (!type->has_vars) return false;
    if (type == c->unknown) return true;
    if (type->elem != NULL && has_unknown(c, type->elem)) return true;
    if (type->key != NULL && has_unknown(c, type->key)) return true;
    for (int i = 0; i < type->nargs; i++)
        if (has_unknown(c, type->args[i])) return true;
    return false;
}

/* ---- what two types have in common */

static const Type *join_items(Check *c, const Type *a, const Type *b) {
    if (a->nargs != b->nargs) return NULL;
    const Type **items = ARENA_ARRAY(c->arena, const Type *, a->nargs + 1);
    for (int i = 0; i < a->nargs; i++) {
        items[i] = join(c, a->args[i], b->args[i]);
        if (items[i] == NULL) return NULL;
    }
    return type_tuple(c->types, items, a->nargs);
}

static const Type *join_series(Check *c, const Type *a, const Type *b) {
    const Type *x = a->kind == TYPE_TS || a->kind == TYPE_DELAYED ? a->elem : a;
    const Type *y = b->kind == TYPE_TS || b->kind == TYPE_DELAYED ? b->elem : b;
    if (x->has_edges || y->has_edges) return NULL;
    if (x->kind == TYPE_ANY || y->kind == TYPE_ANY)
        return a->kind == TYPE_TS && b->kind == TYPE_TS ? type_of1(c->types, TYPE_TS, c->any)
                                                        : NULL;
    const Type *elem = join(c, x, y);
    return elem == NULL ? NULL : type_of1(c->types, TYPE_TS, elem);
}

/* The nearest struct that both derive from. */
static const Type *join_structs(Check *c, const Type *a, const Type *b) {
    for (; a != NULL; a = type_base(c->types, a))
        if (type_derives(c->types, b, a) >= 0) return a;
    return NULL;
}

const Type *join(Check *c, const Type *a, const Type *b) {
    if (a == b || b->kind == TYPE_ERROR || b == c->unknown) return a;
    if (a->kind == TYPE_ERROR || a == c->unknown) return b;
    if (type_is_number(a) && type_is_number(b)) return c->real;
    if (a->kind == TYPE_NONE) return b->has_edges ? NULL : type_of1(c->types, TYPE_OPT, b);
    if (b->kind == TYPE_NONE) return a->has_edges ? NULL : type_of1(c->types, TYPE_OPT, a);
    if (a->kind == TYPE_OPT || b->kind == TYPE_OPT) {
        const Type *elem =
            join(c, a->kind == TYPE_OPT ? a->elem : a, b->kind == TYPE_OPT ? b->elem : b);
        return elem == NULL ? NULL : type_of1(c->types, TYPE_OPT, elem);
    }
    if (a->kind == TYPE_TS || b->kind == TYPE_TS || a->kind == TYPE_DELAYED ||
        b->kind == TYPE_DELAYED)
        return join_series(c, a, b);
    if (a->kind != b->kind) return NULL;
    if (a->kind == TYPE_STRUCT) return join_structs(c, a, b);
    if (a->kind == TYPE_TUPLE) return join_items(c, a, b);
    if (a->kind == TYPE_LIST || a->kind == TYPE_SET) {
        const Type *elem = join(c, a->elem, b->elem);
        return elem == NULL ? NULL : type_of1(c->types, a->kind, elem);
    }
    if (a->kind == TYPE_DICT) {
        const Type *key = join(c, a->key, b->key), *elem = join(c, a->elem, b->elem);
        return key == NULL || elem == NULL ? NULL : type_dict(c->types, key, elem);
    }
    return NULL;
}

/* ---- does it fit? */

/* Of a value of unknown form: the number of conversions, -1 when it can't be. */
int type_fits(Check *c, const Type *have, const Type *want) {
    if (have == want || have->kind == TYPE_ERROR || want->kind == TYPE_ERROR) return 0;
    if (have == c->unknown) return 0;
    if (have->kind == TYPE_INT && want->kind == TYPE_FLOAT) return 1;
    if (have->kind == TYPE_STRUCT && want->kind == TYPE_STRUCT)
        return type_derives(c->types, have, want);
    if (want->kind == TYPE_OPT) {
        if (have->kind == TYPE_NONE) return 1;
        if (have->kind == TYPE_OPT) return -1;
        int cost = type_fits(c, have, want->elem);
        return cost < 0 ? -1 : cost + 1;
    }
    return -1;
}

static int series_fits(Check *c, const TirExpr *value, const Type *want) {
    const Type *have = value->type;
    if (have->kind == TYPE_TS || have->kind == TYPE_DELAYED) {
        int delayed = have->kind == TYPE_DELAYED;
        if (want->elem->kind == TYPE_ANY) return delayed;
        int cost = type_fits(c, have->elem, want->elem);
        return cost < 0 ? -1 : cost + delayed;
    }
    if (have->has_edges || have->kind == TYPE_NONE) return -1;
    if (want->elem->kind == TYPE_ANY) return 3;
    int cost = fits(c, value, want->elem);
    return cost < 0 ? -1 : cost + 3;
}

static int items_fit(Check *c, const TirExpr *value, const Type *want) {
    int worst = 0;
    for (int i = 0; i < value->args.len; i++) {
        const Type *each = want->kind == TYPE_TUPLE                ? want->args[i]
                           : want->kind == TYPE_DICT && i % 2 == 0 ? want->key
                                                                   : want->elem;
        int cost = fits(c, value->args.items[i], each);
        if (cost < 0) return -1;
        if (cost > worst) worst = cost;
    }
    return worst;
}

static int both_fit(Check *c, const TirExpr *a, const TirExpr *b, const Type *want) {
    int x = fits(c, a, want), y = fits(c, b, want);
    return x < 0 || y < 0 ? -1 : x > y ? x : y;
}

/* Baskets of delayed edges, or of scalars, where edges are wanted. */
static int basket_fits(Check *c, const Type *have, const Type *want) {
    if (have->kind != want->kind || (have->kind != TYPE_LIST && have->kind != TYPE_DICT)) return -1;
    if (want->elem->kind != TYPE_TS || (have->kind == TYPE_DICT && have->key != want->key))
        return -1;
    if (have->elem->has_edges && have->elem->kind != TYPE_TS && have->elem->kind != TYPE_DELAYED)
        return -1;
    TirExpr item = {.kind = TE_VAR, .type = have->elem};
    int cost = series_fits(c, &item, want->elem);
    return cost < 0 ? -1 : cost + 1;
}

static int literal_fits(Check *c, const TirExpr *value, const Type *want) {
    switch (value->kind) {
    case TE_LIST: return want->kind == TYPE_LIST ? items_fit(c, value, want) : -1;
    case TE_SET: return want->kind == TYPE_SET ? items_fit(c, value, want) : -1;
    case TE_DICT: return want->kind == TYPE_DICT ? items_fit(c, value, want) : -1;
    case TE_TUPLE:
        return want->kind == TYPE_TUPLE && want->nargs == value->args.len
                   ? items_fit(c, value, want)
                   : -1;
    case TE_IF: return both_fit(c, value->b, value->c, want);
    case TE_LET: return fits(c, value->b, want);
    case TE_COMPREHENSION:
        if (value->comp->kind == 'd')
            return want->kind == TYPE_DICT && fits(c, value->comp->key, want->key) >= 0
                       ? fits(c, value->comp->value, want->elem)
                       : -1;
        return want->kind == (value->comp->kind == 'l' ? TYPE_LIST : TYPE_SET)
                   ? fits(c, value->comp->value, want->elem)
                   : -1;
    case TE_BINARY: /* [..] + x: an empty literal beside a typed one was converted; two literals may
                       both be */
        if (value->op == TO_ADD && want->kind == TYPE_LIST)
            return both_fit(c, value->a, value->b, want);
        return -1;
    default: return -1;
    }
}

int fits(Check *c, const TirExpr *value, const Type *want) {
    const Type *have = value->type;
    if (have == want || have->kind == TYPE_ERROR || want->kind == TYPE_ERROR) return 0;
    if (want->kind == TYPE_TS) return series_fits(c, value, want);
    if (want->kind == TYPE_OPT) {
        if (have->kind == TYPE_NONE) return 1;
        if (have->kind == TYPE_OPT) return literal_fits(c, value, want);
        int cost = fits(c, value, want->elem);
        if (cost >= 0) return cost + 1;
        return value->kind == TE_IF ? literal_fits(c, value, want) : -1;
    }
    int cost = type_fits(c, have, want);
    if (cost >= 0) return cost;
    cost = literal_fits(c, value, want);
    if (cost >= 0) return cost + 1;
    if (has_unknown(c, have) && join(c, have, want) == want) return 1;
    return basket_fits(c, have, want);
}

/* ---- what doesn't */

const char *a_type(Check *c, const Type *type) {
    return arena_printf(c->arena, strchr("aeioAEIO", type->name[0]) != NULL ? "an %s" : "a %s",
                        type->name);
}

void annotation_help(Check *c, const char *name, const Type *type) {
    const char *example = "[float] = []";
    if (type->kind == TYPE_NONE || type->kind == TYPE_OPT)
        example = "float? = None";
    else if (type->kind == TYPE_DICT)
        example = "{str: float} = {}";
    else if (type->kind == TYPE_SET)
        example = "{str} = set()";
    diag_help(c->d, "write it, for example %s: %s", name, example);
}

/* a / b of ints, where an int is wanted. */
static bool quotient_help(Check *c, const TirExpr *value) {
    bool of_ints = value->kind == TE_BINARY && value->op == TO_DIV &&
                   value->a->type->kind == TYPE_INT && value->b->type->kind == TYPE_INT;
    if (!of_ints) return false;
    const char *a = source_text(c, value->a->pos), *b = source_text(c, value->b->pos);
    diag_help(c->d, "'/' gives a float; '//' divides ints and rounds down: %s // %s",
              a == NULL ? "a" : a, b == NULL ? "b" : b);
    return true;
}

/* 3.0 where an int is wanted: written right rather than rounded. */
static void whole_help(Check *c, const TirExpr *value) {
    double number = *(const double *)value->value;
    if (number >= -1e15 && number <= 1e15 && number == (double)(int64_t)number)
        diag_help(c->d, "write %lld", (long long)number);
}

static void suggest_conversion(Check *c, const TirExpr *value, const Type *want) {
    const Type *have = value->type;
    const char *text = source_text(c, value->pos);
    if (text == NULL) text = "...";
    if (have->kind == TYPE_OPT && want->kind == TYPE_UNION)
        diag_help(c->d, "which of the types it is must be known while compiling");
    else if (have->kind == TYPE_OPT && type_fits(c, have->elem, want) >= 0)
        diag_help(c->d, "it may be None: test `%s is not None` first", text);
    else if (want->kind == TYPE_INT && have->kind == TYPE_FLOAT && quotient_help(c, value))
        return;
    else if (want->kind == TYPE_INT && have->kind == TYPE_FLOAT && value->kind == TE_CONST)
        whole_help(c, value);
    else if (want->kind == TYPE_INT && have->kind == TYPE_FLOAT)
        diag_help(c->d, "round it with int(%s), floor(%s) or round(%s)", text, text, text);
    else if (want->kind == TYPE_JSON && !have->has_edges)
        diag_help(c->d, "make one of it: json.of(%s)", text);
    else if (have->kind == TYPE_JSON && !want->has_edges && want->kind != TYPE_STR)
        diag_help(c->d, "its shape is not known: %s.get[%s]() is %s?", text, want->name,
                  want->name);
    else if (value->kind == TE_CONST && have->kind == TYPE_STR &&
             (want->kind == TYPE_DATETIME || want->kind == TYPE_DATE || want->kind == TYPE_TIME))
        diag_help(c->d,
                  want->kind == TYPE_DATETIME ? "write datetime(%s)"
                                              : "write %2$s.fromisoformat(%1$s)",
                  text, want->name);
    else if (want->kind == TYPE_ENUM && (have->kind == TYPE_STR || have->kind == TYPE_INT))
        diag_help(c->d, "its members are written %s.%s and so on", want->name,
                  want->enm->items.items[0].name);
    else if (value->kind == TE_CONST && want->kind != TYPE_TIMEDELTA)
        return; /* a literal is rather written right */
    else if ((want->kind == TYPE_FLOAT || want->kind == TYPE_INT) && have->kind == TYPE_STR)
        diag_help(c->d, "convert it with %s(%s)", want->name, text);
    else if (want->kind == TYPE_STR && have->kind != TYPE_NONE && !have->has_edges)
        diag_help(c->d, "convert it with str(%s)", text);
    else if (want->kind == TYPE_TIMEDELTA && type_is_number(have))
        diag_help(c->d,
                  value->kind == TE_CONST ? "a duration has a unit: %ss"
                                          : "a duration has a unit: %s * 1s",
                  text);
    else if (want->kind == TYPE_BOOL && type_is_number(have))
        diag_help(c->d, "compare it: %s != 0", text);
    else if (have->kind == TYPE_DICT && want->kind == TYPE_SET && has_unknown(c, have))
        diag_help(c->d, "an empty set is written set()");
    else if (have->kind == TYPE_FEEDBACK && want->kind == TYPE_TS)
        diag_help(c->d, "a feedback is read with %s.out()", text);
    else if (have->kind == TYPE_RECORD && want->kind == TYPE_TS && have->nargs > 0)
        diag_help(c->d, "it has several outputs: choose one, as in %s.%s", text, have->names[0]);
    else if (type_derives(c->types, want, have) > 0)
        diag_help(c->d, "where it is one: `if isinstance(%s, %s):`, or static_cast[%s](%s)", text,
                  want->name, want->name, text);
    else if (have->kind == TYPE_LIST && want->kind == TYPE_LIST &&
             type_derives(c->types, have->elem, want->elem) > 0)
        diag_help(c->d, "a list of them is made anew: [each for each in %s]", text);
    else if (have->kind == TYPE_STRUCT && have->strct->base != NULL &&
             !type_told_by_base(have->strct))
        diag_help(c->d,
                  "%s has type parameters that its base does not have: it is not taken for it",
                  have->strct->name);
    else if (have->has_edges && !want->has_edges && c->body != NULL && c->body->place == IN_GRAPH)
        diag_help(
            c->d,
            "a series has no value while the graph is wired; what needs one is a node or a def");
}

void mismatch(Check *c, const TirExpr *value, const Want *want) {
    if (value->type->kind == TYPE_ERROR || want->type->kind == TYPE_ERROR) return;
    if (has_unknown(c, value->type) && value->type != c->unknown &&
        want->type->kind != value->type->kind)
        diag_error(c->d, value->pos, E_MISMATCH, "expected %s, found an empty %s", want->type->name,
                   value->type->kind == TYPE_DICT  ? "dict"
                   : value->type->kind == TYPE_SET ? "set"
                                                   : "list");
    else
        diag_error(c->d, value->pos, E_MISMATCH, "expected %s, found %s", want->type->name,
                   value->type->name);
    if (want->pos.file != NULL && want->reason != NULL)
        diag_note(c->d, want->pos, "%s", want->reason);
    suggest_conversion(c, value, want->type);
}

/* ---- conversion */

static TirExpr *wrap(Check *c, TirExprKind kind, TirExpr *value, const Type *type) {
    TirExpr *e = tir(c, kind, type, value->pos);
    e->a = value;
    return e;
}

static TirExpr *to_float(Check *c, TirExpr *value) {
    int64_t number;
    if (value->type == c->integer && const_int_value(value, &number))
        return const_float(c, (double)number, value->pos);
    return wrap(c, TE_INT_TO_FLOAT, value, c->real);
}

/* [f(x) for x in value] and {k: f(x) for ...}: wiring of each member of a basket. */
static TirExpr *to_basket(Check *c, TirExpr *value, const Type *want) {
    TirExpr *e = tir(c, TE_COMPREHENSION, want, value->pos);
    e->comp = ARENA_NEW(c->arena, TirComp);
    TirClause clause = {.iterable = value};
    if (want->kind == TYPE_LIST) {
        e->comp->kind = 'l';
        clause.item = temp_new(c, value->type->elem, value->pos);
        TirExpr *item = tir(c, TE_VAR, value->type->elem, value->pos);
        item->var = clause.item;
        e->comp->value = convert_to(c, item, want->elem);
    } else {
        e->comp->kind = 'd';
        TirVar *whole = temp_new(c, value->type, value->pos);
        clause.item = temp_new(c, value->type->key, value->pos);
        TirExpr *dict = tir(c, TE_VAR, value->type, value->pos);
        dict->var = whole;
        clause.iterable = dict;
        TirExpr *key = tir(c, TE_VAR, value->type->key, value->pos);
        key->var = clause.item;
        TirExpr *item = tir(c, TE_INDEX, value->type->elem, value->pos);
        item->a = dict;
        VEC_PUSH(c->arena, &item->args, key);
        e->comp->key = key;
        e->comp->value = convert_to(c, item, want->elem);
        VEC_PUSH(c->arena, &e->comp->clauses, clause);
        TirExpr *let = tir(c, TE_LET, want, value->pos);
        let->var = whole;
        let->a = value;
        let->b = e;
        return let;
    }
    VEC_PUSH(c->arena, &e->comp->clauses, clause);
    return e;
}

static TirExpr *to_series(Check *c, TirExpr *value, const Type *want) {
    if (value->type->kind == TYPE_DELAYED) value = edge_of(c, value);
    if (value->type->kind == TYPE_TS) {
        if (value->type == want || want->elem->kind == TYPE_ANY) return value;
        TirExpr *lift = lift_new(c, value->pos);
        return lift_finish(c, lift, convert_to(c, lift_leaf(c, lift, value), want->elem));
    }
    const Type *elem = want->elem->kind == TYPE_ANY ? value->type : want->elem;
    return wrap(c, TE_CONST_EDGE, convert_to(c, value, elem), type_of1(c->types, TYPE_TS, elem));
}

static TirExpr *literal_convert(Check *c, TirExpr *value, const Type *want) {
    switch (value->kind) {
    case TE_LIST:
    case TE_SET:
    case TE_DICT:
    case TE_TUPLE:
        for (int i = 0; i < value->args.len; i++) {
            const Type *each = want->kind == TYPE_TUPLE                ? want->args[i]
                               : want->kind == TYPE_DICT && i % 2 == 0 ? want->key
                                                                       : want->elem;
            value->args.items[i] = convert_to(c, value->args.items[i], each);
        }
        break;
    case TE_IF:
    case TE_BINARY:
        if (value->kind == TE_BINARY)
            value->a = convert_to(c, value->a, want);
        else
            value->c = convert_to(c, value->c, want);
        value->b = convert_to(c, value->b, want);
        break;
    case TE_LET: value->b = convert_to(c, value->b, want); break;
    case TE_COMPREHENSION:
        if (value->comp->key != NULL) value->comp->key = convert_to(c, value->comp->key, want->key);
        value->comp->value = convert_to(c, value->comp->value, want->elem);
        break;
    default: break;
    }
    value->type = want;
    return value;
}

/* value fits want. */
TirExpr *convert_to(Check *c, TirExpr *value, const Type *want) {
    const Type *have = value->type;
    if (have == want || have->kind == TYPE_ERROR || want->kind == TYPE_ERROR) return value;
    if (want->kind == TYPE_TS) return to_series(c, value, want);
    if (want->kind == TYPE_OPT && have->kind == TYPE_NONE) {
        value->type = want;
        return value;
    }
    if (want->kind == TYPE_OPT && have->kind != TYPE_OPT) {
        if (fits(c, value, want->elem) >= 0)
            return wrap(c, TE_SOME, convert_to(c, value, want->elem), want);
    } else if (have->kind == TYPE_INT && want->kind == TYPE_FLOAT) {
        return to_float(c, value);
    } else if (have->kind == TYPE_STRUCT && type_derives(c->types, have, want) > 0) {
        return kind_upcast(c, value, want);
    }
    if (literal_fits(c, value, want) >= 0) return literal_convert(c, value, want);
    if (basket_fits(c, have, want) >= 0) return to_basket(c, value, want);
    value->type = want;
    return value;
}

/* An item of a literal that is wrong is pointed at, not the whole literal. */
static TirExpr *find_misfit(Check *c, TirExpr *value, const Want *want, Want *inner) {
    *inner = *want;
    const Type *type = want->type->kind == TYPE_OPT && value->type->kind != TYPE_OPT
                           ? want->type->elem
                           : want->type;
    bool matches =
        (value->kind == TE_LIST && type->kind == TYPE_LIST) ||
        (value->kind == TE_SET && type->kind == TYPE_SET) ||
        (value->kind == TE_DICT && type->kind == TYPE_DICT) ||
        (value->kind == TE_TUPLE && type->kind == TYPE_TUPLE && type->nargs == value->args.len);
    if (value->kind == TE_IF) {
        inner->type = type;
        TirExpr *side = fits(c, value->b, type) < 0 ? value->b : value->c;
        Want next = *inner;
        return find_misfit(c, side, &next, inner);
    }
    if (!matches) return value;
    for (int i = 0; i < value->args.len; i++) {
        const Type *each = type->kind == TYPE_TUPLE                ? type->args[i]
                           : type->kind == TYPE_DICT && i % 2 == 0 ? type->key
                                                                   : type->elem;
        if (fits(c, value->args.items[i], each) >= 0) continue;
        Want next = *want;
        next.type = each;
        return find_misfit(c, value->args.items[i], &next, inner);
    }
    return value;
}

TirExpr *convert(Check *c, TirExpr *value, const Want *want) {
    if (want == NULL) return value;
    if (value->type->kind == TYPE_ERROR || want->type->kind == TYPE_ERROR)
        return poison(c, value->pos);
    if (fits(c, value, want->type) >= 0) return convert_to(c, value, want->type);
    Want inner;
    TirExpr *misfit = find_misfit(c, value, want, &inner);
    mismatch(c, misfit, &inner);
    return poison(c, value->pos);
}

/* ---- conditions */

TirExpr *not_bool(Check *c, const AstExpr *ast, const Type *type) {
    const Type *shown = is_series(type) ? series_value(c, type) : type;
    const char *text = source_text(c, ast->pos);
    if (text == NULL) text = "x";
    if (type->kind == TYPE_TS && type->elem->kind == TYPE_BOOL) {
        diag_error(c->d, ast->pos, E_SERIES_CONDITION,
                   "a condition on a series: graphs are wired once, before anything ticks");
        diag_help(c->d, "to pass on only some ticks: filter(%s, x)", text);
        return poison(c, ast->pos);
    }
    diag_error(c->d, ast->pos, E_CONDITION, "a condition must be bool, found %s", type->name);
    switch (shown->kind) {
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_SET:
        diag_help(c->d, "write len(%s) > 0", text);
        break;
    case TYPE_ARRAY: diag_help(c->d, "write (%s).all() or (%s).any()", text, text); break;
    case TYPE_OPT:
    case TYPE_JSON:
    case TYPE_NONE: diag_help(c->d, "write %s is not None", text); break;
    case TYPE_INT:
    case TYPE_FLOAT: diag_help(c->d, "write %s != 0", text); break;
    case TYPE_TIMEDELTA: diag_help(c->d, "write %s != 0s", text); break;
    default: break;
    }
    return poison(c, ast->pos);
}

TirExpr *boolean_check(Check *c, const AstExpr *ast) {
    TirExpr *value = expr_check(c, ast);
    const Type *type = value->type;
    if (type->kind == TYPE_BOOL || type->kind == TYPE_ERROR) return value;
    return not_bool(c, ast, type);
}
