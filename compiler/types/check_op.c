/* check_op.c - operators on values: which types they take, and what they give. */
#include <string.h>

#include "types/checker.h"

static const char *const op_texts[] = {
    [TO_ADD] = "+",  [TO_SUB] = "-",    [TO_MUL] = "*",    [TO_DIV] = "/",   [TO_FLOORDIV] = "//",
    [TO_MOD] = "%",  [TO_POW] = "**",   [TO_BITAND] = "&", [TO_BITOR] = "|", [TO_BITXOR] = "^",
    [TO_SHL] = "<<", [TO_SHR] = ">>",   [TO_EQ] = "==",    [TO_NE] = "!=",   [TO_LT] = "<",
    [TO_LE] = "<=",  [TO_GT] = ">",     [TO_GE] = ">=",    [TO_IN] = "in",   [TO_NOT_IN] = "not in",
    [TO_NEG] = "-",  [TO_INVERT] = "~", [TO_NOT] = "not"};

const char *op_text(TirOp op) { return op_texts[op]; }

bool op_of_ast(AstOp ast, TirOp *op) {
    static const int table[] = {[OP_ADD] = TO_ADD + 1,
                                [OP_SUB] = TO_SUB + 1,
                                [OP_MUL] = TO_MUL + 1,
                                [OP_DIV] = TO_DIV + 1,
                                [OP_FLOORDIV] = TO_FLOORDIV + 1,
                                [OP_MOD] = TO_MOD + 1,
                                [OP_POW] = TO_POW + 1,
                                [OP_BITAND] = TO_BITAND + 1,
                                [OP_BITOR] = TO_BITOR + 1,
                                [OP_BITXOR] = TO_BITXOR + 1,
                                [OP_SHL] = TO_SHL + 1,
                                [OP_SHR] = TO_SHR + 1,
                                [OP_EQ] = TO_EQ + 1,
                                [OP_NE] = TO_NE + 1,
                                [OP_LT] = TO_LT + 1,
                                [OP_LE] = TO_LE + 1,
                                [OP_GT] = TO_GT + 1,
                                [OP_GE] = TO_GE + 1,
                                [OP_IN] = TO_IN + 1,
                                [OP_NOT_IN] = TO_NOT_IN + 1,
                                [OP_NEG] = TO_NEG + 1,
                                [OP_INVERT] = TO_INVERT + 1,
                                [OP_NOT] = TO_NOT + 1};
    if ((size_t)ast >= sizeof table / sizeof table[0] || table[ast] == 0) return false;
    *op = (TirOp)(table[ast] - 1);
    return true;
}

/* ---- what goes wrong */

void refuse_optional(Check *c, const TirExpr *value, const char *use) {
    const char *text = source_text(c, value->pos);
    diag_error(c->d, value->pos, E_OPTIONAL, "this may be None: %s of %s", use,
               a_type(c, value->type));
    bool is_get = value->kind == TE_CALL_BUILTIN && text != NULL &&
                  strcmp(value->fn->name, "get") == 0 && value->args.len == 2 &&
                  value->args.items[0]->type->kind == TYPE_DICT;
    if (is_get && text[strlen(text) - 1] == ')')
        diag_help(c->d, "say what a missing key counts as: %.*s, ...)", (int)strlen(text) - 1,
                  text);
    else if (text != NULL)
        diag_help(c->d, "test `%s is not None` first", text);
}

static void variable_help(Check *c, const Type *type) {
    diag_help(c->d, "%s may be any type here: give it a bound, as in [%s: number] or [%s: ordered]",
              type->name, type->name, type->name);
}

/* side == "BUY", side == 1 */
static void enum_operator_help(Check *c, const TirExpr *a, const TirExpr *b) {
    const TirExpr *side = a->type->kind == TYPE_ENUM ? a : b, *other = side == a ? b : a;
    const TirEnum *decl = side->type->enm;
    const char *member = decl->items.items[0].name, *text = source_text(c, side->pos);
    const char *quoted = source_text(c, other->pos);
    for (int i = 0; quoted != NULL && i < decl->items.len; i++)
        if (strlen(quoted) == strlen(decl->items.items[i].name) + 2 &&
            strncmp(quoted + 1, decl->items.items[i].name, strlen(quoted) - 2) == 0)
            member = decl->items.items[i].name;
    if (other->type->kind == TYPE_INT)
        diag_help(c->d, "compare with a member, %s.%s, or compare the number: %s.value", decl->name,
                  member, text == NULL ? "x" : text);
    else
        diag_help(c->d, "compare with a member: %s.%s", decl->name, member);
}

static TirExpr *refuse(Check *c, TirOp op, const TirExpr *a, const TirExpr *b, Pos pos) {
    const Type *x = a->type, *y = b->type;
    if (x->kind == TYPE_OPT || y->kind == TYPE_OPT) {
        refuse_optional(c, x->kind == TYPE_OPT ? a : b,
                        arena_printf(c->arena, "'%s'", op_text(op)));
        return poison(c, pos);
    }
    diag_error(c->d, pos, E_OPERATOR, "'%s' is not defined for %s and %s", op_text(op), x->name,
               y->name);
    const TirExpr *other = x->kind == TYPE_STR ? b : a;
    const char *text = source_text(c, other->pos);
    if (op == TO_ADD && (x->kind == TYPE_STR) != (y->kind == TYPE_STR))
        diag_help(c->d, "convert it with str(%s), or write an f-string",
                  text == NULL ? "..." : text);
    else if (op == TO_MUL && (x->kind == TYPE_STR || x->kind == TYPE_LIST) && y->kind == TYPE_FLOAT)
        diag_help(c->d, "it is repeated a whole number of times: int(%s)",
                  text == NULL ? "..." : text);
    else if (op == TO_MOD && x->kind == TYPE_STR)
        diag_help(c->d, "texts are made with f-strings: f\"{x:.2f}\"");
    else if (x->kind == TYPE_ENUM || y->kind == TYPE_ENUM)
        enum_operator_help(c, a, b);
    else if ((op == TO_BITAND || op == TO_BITOR) && x->kind != TYPE_ARRAY && y->kind != TYPE_ARRAY)
        diag_help(c->d, "conditions are joined with `%s`", op == TO_BITAND ? "and" : "or");
    else if ((x->kind == TYPE_DATE && y->kind == TYPE_DATETIME) ||
             (x->kind == TYPE_DATETIME && y->kind == TYPE_DATE))
        diag_help(c->d, "the date of a datetime: %s.date()",
                  x->kind == TYPE_DATETIME
                      ? (source_text(c, a->pos) == NULL ? "t" : source_text(c, a->pos))
                      : (source_text(c, b->pos) == NULL ? "t" : source_text(c, b->pos)));
    else if ((x->kind == TYPE_DATETIME || x->kind == TYPE_TIMEDELTA) && type_is_number(y))
        diag_help(c->d, "a duration has a unit: 5s, 1min, n * 1s");
    else if (x->kind == TYPE_BOOL || y->kind == TYPE_BOOL)
        diag_help(c->d, "a bool is not a number: write int(%s), or use `and`, `or`, `not`",
                  text == NULL ? "..." : text);
    else if ((x->kind == TYPE_VAR && x->var->bound == BOUND_NONE) ||
             (y->kind == TYPE_VAR && y->var->bound == BOUND_NONE))
        variable_help(c, x->kind == TYPE_VAR ? x : y);
    return poison(c, pos);
}

static TirExpr *binary(Check *c, TirOp op, TirExpr *a, TirExpr *b, const Type *type, Pos pos) {
    TirExpr *e = tir(c, TE_BINARY, type, pos);
    e->op = op;
    e->a = a;
    e->b = b;
    if (c->body != NULL) c->body->may_fail = true;
    return e;
}

/* ---- arithmetic */

static TirExpr *numbers(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    if (a->type == b->type) return binary(c, op, a, b, op == TO_DIV ? c->real : a->type, pos);
    return binary(c, op, convert_to(c, a, c->real), convert_to(c, b, c->real), c->real, pos);
}

static TirExpr *sequences(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    if (op == TO_ADD && a->type->kind == b->type->kind) {
        if (a->type->kind != TYPE_LIST) return binary(c, op, a, b, a->type, pos);
        const Type *type = join(c, a->type, b->type);
        if (type == NULL || fits(c, a, type) < 0 || fits(c, b, type) < 0) return NULL;
        return binary(c, op, convert_to(c, a, type), convert_to(c, b, type), type, pos);
    }
    if (op == TO_MUL && b->type->kind == TYPE_INT) return binary(c, op, a, b, a->type, pos);
    return NULL;
}

static bool is_sequence(const Type *type) {
    return type->kind == TYPE_STR || type->kind == TYPE_BYTES || type->kind == TYPE_LIST;
}

/* datetime, date and timedelta; NULL when there is no such operation. */
static TirExpr *times(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    TypeKind x = a->type->kind, y = b->type->kind;
    if (x == TYPE_DATETIME && y == TYPE_TIMEDELTA && (op == TO_ADD || op == TO_SUB))
        return binary(c, op, a, b, c->datetime, pos);
    if (x == TYPE_TIMEDELTA && y == TYPE_DATETIME && op == TO_ADD)
        return binary(c, op, b, a, c->datetime, pos);
    if (x == TYPE_DATE && y == TYPE_TIMEDELTA && (op == TO_ADD || op == TO_SUB))
        return binary(c, op, a, b, c->date, pos);
    if (x == y && (x == TYPE_DATETIME || x == TYPE_DATE) && op == TO_SUB)
        return binary(c, op, a, b, c->timedelta, pos);
    if (x == TYPE_TIMEDELTA && y == TYPE_TIMEDELTA) {
        if (op == TO_ADD || op == TO_SUB || op == TO_MOD)
            return binary(c, op, a, b, c->timedelta, pos);
        if (op == TO_DIV) return binary(c, op, a, b, c->real, pos);
        if (op == TO_FLOORDIV) return binary(c, op, a, b, c->integer, pos);
        return NULL;
    }
    if (op == TO_MUL && x == TYPE_TIMEDELTA && type_is_number(b->type))
        return binary(c, op, a, b, c->timedelta, pos);
    if (op == TO_MUL && type_is_number(a->type) && y == TYPE_TIMEDELTA)
        return binary(c, op, a, b, c->timedelta, pos);
    if (op == TO_DIV && x == TYPE_TIMEDELTA && type_is_number(b->type))
        return binary(c, op, a, b, c->timedelta, pos);
    if (op == TO_FLOORDIV && x == TYPE_TIMEDELTA && y == TYPE_INT)
        return binary(c, op, a, b, c->timedelta, pos);
    return NULL;
}

/* What is in an array, or the scalar beside one. */
static const Type *cell_type(const Type *type) {
    return type->kind == TYPE_ARRAY ? type->elem : type;
}

static bool is_cell(const Type *type) {
    return type_is_number(type) || type->kind == TYPE_BOOL ||
           (type->kind == TYPE_VAR && type->var->bound == BOUND_NUMBER);
}

/* Element by element; ints beside floats become floats, and there is no arithmetic of bools. */
static TirExpr *arrays(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    const Type *x = cell_type(a->type), *y = cell_type(b->type), *cell = NULL;
    if (!is_cell(x) || !is_cell(y) || (x != y && (x->kind == TYPE_VAR || y->kind == TYPE_VAR)))
        return NULL;
    bool bits = op >= TO_BITAND && op <= TO_BITXOR, shifts = op == TO_SHL || op == TO_SHR;
    if (op >= TO_EQ)
        cell = c->boolean;
    else if (bits)
        cell = x == y && x->kind != TYPE_FLOAT ? x : NULL;
    else if (shifts)
        cell = x == y && x->kind == TYPE_INT ? x : NULL;
    else if (x->kind != TYPE_BOOL && y->kind != TYPE_BOOL)
        cell = op == TO_DIV || x != y ? c->real : x;
    if (cell == NULL || (op >= TO_EQ && (x->kind == TYPE_BOOL) != (y->kind == TYPE_BOOL)))
        return NULL;
    int dims = 1;
    if (a->type->kind == TYPE_ARRAY && a->type->dims > dims) dims = a->type->dims;
    if (b->type->kind == TYPE_ARRAY && b->type->dims > dims) dims = b->type->dims;
    return binary(c, op, a, b, type_array(c->types, cell, dims), pos);
}

static TirExpr *arithmetic(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    const Type *x = a->type, *y = b->type;
    if (type_is_number(x) && type_is_number(y)) return numbers(c, op, a, b, pos);
    if (x->kind == TYPE_ARRAY || y->kind == TYPE_ARRAY) return arrays(c, op, a, b, pos);
    if (op == TO_ADD && x->kind == TYPE_TUPLE && y->kind == TYPE_TUPLE)
        return tuples_joined(c, a, b, pos);
    if (is_sequence(x)) return sequences(c, op, a, b, pos);
    if (op == TO_MUL && is_sequence(y) && x->kind == TYPE_INT) return binary(c, op, b, a, y, pos);
    if (x->kind == TYPE_SET && op == TO_SUB) {
        const Type *type = join(c, x, y);
        return type == NULL || fits(c, a, type) < 0 || fits(c, b, type) < 0
                   ? NULL
                   : binary(c, op, convert_to(c, a, type), convert_to(c, b, type), type, pos);
    }
    if (x == y && x->kind == TYPE_VAR && x->var->bound == BOUND_NUMBER)
        return binary(c, op, a, b, op == TO_DIV ? c->real : x, pos);
    return times(c, op, a, b, pos);
}

static TirExpr *bits(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    const Type *x = a->type, *y = b->type;
    bool shifts = op == TO_SHL || op == TO_SHR;
    if (x->kind == TYPE_ARRAY || y->kind == TYPE_ARRAY) return arrays(c, op, a, b, pos);
    if (x == y && x->kind == TYPE_INT) return binary(c, op, a, b, x, pos);
    if (x == y && x->kind == TYPE_BOOL && !shifts) return binary(c, op, a, b, x, pos);
    bool joins = (x->kind == TYPE_SET && !shifts) || (x->kind == TYPE_DICT && op == TO_BITOR);
    if (!joins || x->kind != y->kind) return NULL;
    const Type *type = join(c, x, y);
    if (type == NULL || fits(c, a, type) < 0 || fits(c, b, type) < 0) return NULL;
    return binary(c, op, convert_to(c, a, type), convert_to(c, b, type), type, pos);
}

/* ---- comparison */

static TirExpr *comparison(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    if (a->type->kind == TYPE_ARRAY || b->type->kind == TYPE_ARRAY) return arrays(c, op, a, b, pos);
    const Type *type = join(c, a->type, b->type);
    if (type == NULL || has_unknown(c, type) || fits(c, a, type) < 0 || fits(c, b, type) < 0) {
        if (type != NULL && has_unknown(c, type)) {
            diag_error(c->d, pos, E_EMPTY, "two empty literals have no type to compare");
            return poison(c, pos);
        }
        return NULL;
    }
    if (a->type->kind == TYPE_NONE || b->type->kind == TYPE_NONE) {
        const TirExpr *other = a->type->kind == TYPE_NONE ? b : a;
        const char *text = source_text(c, other->pos);
        diag_error(c->d, pos, E_OPERATOR, "None is compared with `is`");
        diag_help(c->d, "write %s %s None", text == NULL ? "..." : text,
                  op == TO_NE ? "is not" : "is");
        return poison(c, pos);
    }
    bool equality = op == TO_EQ || op == TO_NE;
    if (!equality && type->kind != TYPE_SET && !bound_holds(c, type, BOUND_ORDERED)) return NULL;
    if (type->kind == TYPE_FN || type->has_edges) return NULL;
    observe(c, type);
    return binary(c, op, convert_to(c, a, type), convert_to(c, b, type), c->boolean, pos);
}

static TirExpr *membership(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    const Type *container = b->type;
    const Type *item = NULL;
    switch (container->kind) {
    case TYPE_BYTES: /* of bytes, or one byte */
        item = a->type->kind == TYPE_INT ? c->integer : container;
        break;
    case TYPE_STR: item = container; break;
    case TYPE_LIST:
    case TYPE_SET: item = container->elem; break;
    case TYPE_DICT: item = container->key; break;
    case TYPE_JSON: {
        if (a->type->kind != TYPE_STR) return NULL;
        TirExpr *args[] = {b, a};
        TirExpr *has = library_call(c, "json_has", args, 2, NULL, 0, pos);
        return op == TO_IN ? has : value_unary(c, TO_NOT, has, pos);
    }
    case TYPE_TUPLE:
        for (int i = 0; i < container->nargs; i++) {
            item = item == NULL ? container->args[i] : join(c, item, container->args[i]);
            if (item == NULL) return NULL;
        }
        if (item != NULL && b->kind == TE_TUPLE) { /* a list does as well, and its items convert */
            b->kind = TE_LIST;
            b->type = type_of1(c->types, TYPE_LIST, item);
            for (int i = 0; i < b->args.len; i++)
                b->args.items[i] = convert_to(c, b->args.items[i], item);
        }
        break;
    default: break;
    }
    if (container->kind == TYPE_ARRAY && listed_type(c, container) != NULL && container->dims == 1)
        return membership(c, op, a, listed(c, b), pos);
    if (item == NULL) return NULL;
    if (item == c->unknown) item = a->type;
    observe(c, item);
    if (fits(c, a, item) >= 0) return binary(c, op, convert_to(c, a, item), b, c->boolean, pos);
    const Type *both = join(c, a->type, item); /* 1.5 in [1, 2]: the literal's items convert */
    if (both == NULL || (b->kind != TE_LIST && b->kind != TE_SET)) return NULL;
    const Type *wider = type_of1(c->types, container->kind, both);
    if (fits(c, b, wider) < 0 || fits(c, a, both) < 0) return NULL;
    return binary(c, op, convert_to(c, a, both), convert_to(c, b, wider), c->boolean, pos);
}

TirExpr *value_binary(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos) {
    if (a->type->kind == TYPE_ERROR || b->type->kind == TYPE_ERROR) return poison(c, pos);
    TirExpr *e = NULL;
    switch (op) {
    case TO_ADD:
    case TO_SUB:
    case TO_MUL:
    case TO_DIV:
    case TO_FLOORDIV:
    case TO_MOD:
    case TO_POW: e = arithmetic(c, op, a, b, pos); break;
    case TO_BITAND:
    case TO_BITOR:
    case TO_BITXOR:
    case TO_SHL:
    case TO_SHR: e = bits(c, op, a, b, pos); break;
    case TO_IN:
    case TO_NOT_IN: e = membership(c, op, a, b, pos); break;
    default: e = comparison(c, op, a, b, pos); break;
    }
    return e != NULL ? e : refuse(c, op, a, b, pos);
}

/* ---- unary */

static TirExpr *negated_constant(Check *c, const TirExpr *a, Pos pos) {
    if (a->kind != TE_CONST) return NULL;
    if (a->type->kind == TYPE_FLOAT) return const_float(c, -*(const double *)a->value, pos);
    if (a->type->kind != TYPE_INT && a->type->kind != TYPE_TIMEDELTA) return NULL;
    int64_t number = *(const int64_t *)a->value;
    return number == INT64_MIN ? NULL : const_of(c, a->type, -number, pos);
}

TirExpr *value_unary(Check *c, TirOp op, TirExpr *a, Pos pos) {
    const Type *type = a->type;
    if (type->kind == TYPE_ERROR) return a;
    bool good = false;
    switch (op) {
    case TO_NOT: good = type->kind == TYPE_BOOL; break;
    case TO_INVERT:
        good =
            type->kind == TYPE_INT || (type->kind == TYPE_ARRAY && type->elem->kind != TYPE_FLOAT);
        break;
    default:
        good = type_is_number(type) || type->kind == TYPE_TIMEDELTA ||
               (type->kind == TYPE_ARRAY && type->elem->kind != TYPE_BOOL) ||
               (type->kind == TYPE_VAR && type->var->bound == BOUND_NUMBER);
        break;
    }
    if (!good && type->kind == TYPE_OPT) {
        refuse_optional(c, a, arena_printf(c->arena, "'%s'", op_text(op)));
        return poison(c, pos);
    }
    if (!good) {
        const char *text = source_text(c, a->pos);
        diag_error(c->d, pos, E_OPERATOR, "'%s' is not defined for %s", op_text(op), type->name);
        if (op == TO_NOT && text != NULL &&
            (is_sequence(type) || type->kind == TYPE_DICT || type->kind == TYPE_SET))
            diag_help(c->d, "write len(%s) == 0", text);
        else if (op == TO_NOT && text != NULL && type_is_number(type))
            diag_help(c->d, "write %s == 0", text);
        return poison(c, pos);
    }
    TirExpr *constant = op == TO_NEG ? negated_constant(c, a, pos) : NULL;
    if (constant != NULL) return constant;
    TirExpr *e = tir(c, TE_UNARY, type, pos);
    e->op = op;
    e->a = a;
    c->body->may_fail |= op == TO_NEG;
    return e;
}
