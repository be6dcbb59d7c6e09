/* array_ops.c - operators of arrays, element by element, with numpy's broadcasting.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h), one function for each operator: the types
 * in the call tell which side is an array, of what, and of how many dimensions. A scalar, and a side with one row or
 * one column, is repeated. Ints are checked as everywhere, and `//` and `%` by zero raise.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "internal.h"

/* In the order of the language's operators (TirOp). */
typedef enum array_op {
    ADD,
    SUB,
    MUL,
    DIV,
    FLOORDIV,
    MOD,
    POW,
    BITAND,
    BITOR,
    BITXOR,
    SHL,
    SHR,
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE
} array_op;

/* One operand: cells with the steps between columns and rows. */
typedef struct side {
    csp_kind kind;
    const csp_cell *cells;
    csp_cell scalar;
    csp_cell *widened; /* freed when done */
    int64_t rows, columns, row_step, column_step;
} side;

static void side_open(side *s, const csp_type *type, const void *value) {
    *s = (side){.kind = (csp_kind)type->kind, .rows = 1, .columns = 1};
    if (type->kind != CSP_ARRAY) {
        memcpy(&s->scalar, value, type->size);
        s->cells = &s->scalar;
        return;
    }
    const csp_array *a = *(csp_array *const *)value;
    s->kind = (csp_kind)type->elem->kind;
    s->cells = a ? csp_cells_of(a) : NULL;
    s->rows = type->dims == 2 ? (a ? a->shape[0] : 0) : 1;
    s->columns = a ? (type->dims == 2 ? a->shape[1] : a->len) : 0;
}

/* The shapes as Python prints tuples. */
_Noreturn static void raise_shapes(const csp_call *call, const side *a, const side *b) {
    char text[2][64];
    const side *both[2] = {a, b};
    for (int i = 0; i < 2; ++i)
        if (call->args[i]->dims == 2)
            snprintf(text[i], sizeof text[i], "(%lld, %lld)", (long long)both[i]->rows,
                     (long long)both[i]->columns);
        else
            snprintf(text[i], sizeof text[i], "(%lld,)", (long long)both[i]->columns);
    csp_raise(call, "the shapes of the arrays differ: %s and %s", text[0], text[1]);
}

static bool fits_shape(side *s, int64_t rows, int64_t columns) {
    s->column_step = s->columns == 1 && columns != 1 ? 0 : 1;
    s->row_step = s->rows == 1 && rows != 1 ? 0 : s->columns;
    return (s->rows == rows || s->rows == 1) && (s->columns == columns || s->columns == 1);
}

/* Its cells as floats. */
static void widen(side *s) {
    if (s->kind == CSP_FLOAT) return;
    int64_t n = s->rows * s->columns;
    csp_cell *to = csp_alloc((size_t)(n > 0 ? n : 1) * sizeof *to);
    for (int64_t i = 0; i < n; ++i)
        to[i].real = s->kind == CSP_BOOL ? (double)s->cells[i].truth : (double)s->cells[i].integer;
    s->cells = s->widened = to;
    s->kind = CSP_FLOAT;
}

static void widen_bools(side *s) {
    if (s->kind != CSP_BOOL) return;
    int64_t n = s->rows * s->columns;
    csp_cell *to = csp_alloc((size_t)(n > 0 ? n : 1) * sizeof *to);
    for (int64_t i = 0; i < n; ++i) to[i].integer = s->cells[i].truth;
    s->cells = s->widened = to;
    s->kind = CSP_INT;
}

/* One row: out[i] = a[i * as] op b[i * bs] */
typedef struct row {
    const csp_call *call;
    csp_cell *out;
    const csp_cell *a, *b;
    int64_t n, as, bs;
} row;

#define EACH(member, type, expression)                                                             \
    for (int64_t i = 0; i < r->n; ++i) {                                                           \
        type x = r->a[i * r->as].member, y = r->b[i * r->bs].member;                               \
        expression;                                                                                \
    }                                                                                              \
    break
#define FLOATS(expression) EACH(real, double, r->out[i].real = (expression))
#define INTS(expression) EACH(integer, int64_t, r->out[i].integer = (expression))
#define CHECKED(builtin, text)                                                                     \
    EACH(integer, int64_t,                                                                         \
         if (builtin(x, y, &r->out[i].integer)) csp_fail_overflow(r->call, text, x, y))

static void float_row(const row *r, array_op op) {
    switch (op) {
    case ADD: FLOATS(x + y);
    case SUB: FLOATS(x - y);
    case MUL: FLOATS(x * y);
    case DIV: FLOATS(x / y);
    case POW: FLOATS(pow(x, y));
    case FLOORDIV: EACH(real, double, csp_op_float_floordiv(r->call, &r->out[i].real, &x, &y));
    case MOD: EACH(real, double, csp_op_float_mod(r->call, &r->out[i].real, &x, &y));
    case EQ: EACH(real, double, r->out[i].truth = x == y);
    case NE: EACH(real, double, r->out[i].truth = x != y);
    case LT: EACH(real, double, r->out[i].truth = x < y);
    case LE: EACH(real, double, r->out[i].truth = x <= y);
    case GT: EACH(real, double, r->out[i].truth = x > y);
    case GE: EACH(real, double, r->out[i].truth = x >= y);
    default: break;
    }
}

static void check_shift(const csp_call *call, int64_t x, int64_t by, bool left) {
    if (by < 0 || (left && by > 63)) csp_fail_shift(call, by);
    if (left && x << by >> by != x) csp_fail_overflow(call, "<<", x, by);
}

static void int_row(const row *r, array_op op) {
    switch (op) {
    case ADD: CHECKED(__builtin_add_overflow, "+");
    case SUB: CHECKED(__builtin_sub_overflow, "-");
    case MUL: CHECKED(__builtin_mul_overflow, "*");
    case FLOORDIV: EACH(integer, int64_t, csp_op_int_floordiv(r->call, &r->out[i].integer, &x, &y));
    case MOD: EACH(integer, int64_t, csp_op_int_mod(r->call, &r->out[i].integer, &x, &y));
    case POW: EACH(integer, int64_t, csp_op_int_pow(r->call, &r->out[i].integer, &x, &y));
    case BITAND: INTS(x & y);
    case BITOR: INTS(x | y);
    case BITXOR: INTS(x ^ y);
    case SHL: EACH(integer, int64_t, check_shift(r->call, x, y, true); r->out[i].integer = x << y);
    case SHR:
        EACH(integer, int64_t, check_shift(r->call, x, y, false);
             r->out[i].integer = x >> (y > 63 ? 63 : y));
    case EQ: EACH(integer, int64_t, r->out[i].truth = x == y);
    case NE: EACH(integer, int64_t, r->out[i].truth = x != y);
    case LT: EACH(integer, int64_t, r->out[i].truth = x < y);
    case LE: EACH(integer, int64_t, r->out[i].truth = x <= y);
    case GT: EACH(integer, int64_t, r->out[i].truth = x > y);
    case GE: EACH(integer, int64_t, r->out[i].truth = x >= y);
    default: break;
    }
}

static void combine(const csp_call *call, csp_array **ret, const void *left, const void *right,
                    array_op op) {
    side a, b;
    side_open(&a, call->args[0], left);
    side_open(&b, call->args[1], right);
    int64_t rows = a.rows == 1 ? b.rows : a.rows, columns = a.columns == 1 ? b.columns : a.columns;
    if (!fits_shape(&a, rows, columns) || !fits_shape(&b, rows, columns))
        raise_shapes(call, &a, &b);
    *ret = NULL;
    if (rows * columns == 0) return;
    bool floats = a.kind == CSP_FLOAT || b.kind == CSP_FLOAT || op == DIV;
    bool two = call->ret->dims == 2;
    csp_array *out = csp_array_new(two ? rows : columns, two ? columns : 1);
    *ret = out;
    /* what raises leaves `out` in *ret, which belongs to the caller then; widened cells are few and
     * freed by nobody: so they are made last and checks come first in the loops of ints only */
    if (floats) {
        widen(&a);
        widen(&b);
    } else {
        widen_bools(&a);
        widen_bools(&b);
    }
    for (int64_t i = 0; i < rows; ++i) {
        row r = {call,
                 csp_cells_of(out) + i * columns,
                 a.cells + i * a.row_step,
                 b.cells + i * b.row_step,
                 columns,
                 a.column_step,
                 b.column_step};
        if (floats)
            float_row(&r, op);
        else
            int_row(&r, op);
    }
    csp_free(a.widened);
    csp_free(b.widened);
}

#define OPERATOR(name, op)                                                                         \
    void csp_op_array_##name(const csp_call *call, csp_array **ret, const void *a,                 \
                             const void *b) {                                                      \
        combine(call, ret, a, b, op);                                                              \
    }
OPERATOR(add, ADD)
OPERATOR(sub, SUB)
OPERATOR(mul, MUL)
OPERATOR(div, DIV)
OPERATOR(floordiv, FLOORDIV)
OPERATOR(mod, MOD)
OPERATOR(pow, POW)
OPERATOR(bitand, BITAND)
OPERATOR(bitor, BITOR)
OPERATOR(bitxor, BITXOR)
OPERATOR(shl, SHL)
OPERATOR(shr, SHR)
OPERATOR(eq, EQ)
OPERATOR(ne, NE)
OPERATOR(lt, LT)
OPERATOR(le, LE)
OPERATOR(gt, GT)
OPERATOR(ge, GE)
#undef OPERATOR
