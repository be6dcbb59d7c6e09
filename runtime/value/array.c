/* array.c - dense numeric arrays: making, operators, indexing.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). An array is
 * row-major; a one-dimensional one has one column. Reductions (mean, quantile, ...) stand in
 * array_stats.c.
 */
#include <math.h>
#include <stdio.h>

#include "internal.h"

typedef csp_array *const *array_arg;

static int64_t array_len(const csp_array *a) { return a ? a->len : 0; }

csp_array *csp_array_new(int64_t rows, int64_t columns) {
    int64_t n = rows * columns;
    csp_array *a = csp_alloc(sizeof *a + (size_t)n * sizeof a->data[0]);
    a->refs = 1;
    a->len = n;
    a->shape[0] = rows;
    a->shape[1] = columns;
    memset(a->data, 0, (size_t)n * sizeof a->data[0]);
    return a;
}

/* ---- making */

void csp_array_of_floats(const csp_call *call, csp_array **ret, csp_list *const *items) {
    int64_t n = csp_list_len(*items);
    *ret = n > 0 ? csp_array_new(n, 1) : NULL;
    if (n > 0)
        memcpy((*ret)->data, csp_list_at(call->args[0], *items, 0), (size_t)n * sizeof(double));
}

void csp_array_of_ints(const csp_call *call, csp_array **ret, csp_list *const *items) {
    int64_t n = csp_list_len(*items);
    *ret = n > 0 ? csp_array_new(n, 1) : NULL;
    for (int64_t i = 0; i < n; ++i)
        (*ret)->data[i] = (double)*(int64_t *)csp_list_at(call->args[0], *items, i);
}

void csp_array_of_bools(const csp_call *call, csp_array **ret, csp_list *const *items) {
    int64_t n = csp_list_len(*items);
    *ret = n > 0 ? csp_array_new(n, 1) : NULL;
    for (int64_t i = 0; i < n; ++i)
        (*ret)->data[i] = *(uint8_t *)csp_list_at(call->args[0], *items, i);
}

/* Rows of equal length. */
void csp_array_of_rows(const csp_call *call, csp_array **ret, csp_list *const *rows) {
    const csp_type *type = call->args[0];
    int64_t n = csp_list_len(*rows);
    *ret = NULL;
    if (n == 0) return;
    int64_t columns = csp_list_len(*(csp_list **)csp_list_at(type, *rows, 0));
    for (int64_t i = 1; i < n; ++i) {
        int64_t len = csp_list_len(*(csp_list **)csp_list_at(type, *rows, i));
        if (len != columns)
            csp_raise(call,
                      "rows of an array must have one length: row 0 has %lld, row %lld has %lld",
                      (long long)columns, (long long)i, (long long)len);
    }
    *ret = csp_array_new(n, columns);
    for (int64_t i = 0; i < n && columns > 0; ++i) {
        const csp_list *row = *(csp_list **)csp_list_at(type, *rows, i);
        memcpy((*ret)->data + i * columns, csp_list_at(type->elem, row, 0),
               (size_t)columns * sizeof(double));
    }
}

static csp_array *filled(const csp_call *call, int64_t rows, int64_t columns, double value) {
    int64_t n;
    if (rows < 0 || columns < 0 || __builtin_mul_overflow(rows, columns, &n) ||
        n > INT64_C(1) << 40)
        csp_raise(call, "an array cannot have the shape (%lld, %lld)", (long long)rows,
                  (long long)columns);
    csp_array *a = csp_array_new(rows, columns);
    for (int64_t i = 0; value != 0 && i < n; ++i) a->data[i] = value;
    return a;
}

void csp_array_zeros(const csp_call *call, csp_array **ret, const int64_t *n) {
    *ret = filled(call, *n, 1, 0);
}

void csp_array_zeros2(const csp_call *call, csp_array **ret, const int64_t *rows,
                      const int64_t *columns) {
    *ret = filled(call, *rows, *columns, 0);
}

void csp_array_ones(const csp_call *call, csp_array **ret, const int64_t *n) {
    *ret = filled(call, *n, 1, 1);
}

void csp_array_full(const csp_call *call, csp_array **ret, const int64_t *n, const double *value) {
    *ret = filled(call, *n, 1, *value);
}

void csp_array_tolist(const csp_call *call, csp_list **ret, array_arg self) {
    int64_t n = array_len(*self);
    *ret = NULL;
    if (n == 0) return;
    csp_list *l = csp_list_make(call->ret, n);
    l->len = n;
    memcpy(l->data, (*self)->data, (size_t)n * sizeof(double));
    *ret = l;
}

/* ---- element by element */

typedef enum operation { ADD, SUB, MUL, DIV, POW } operation;

static double apply(operation op, double a, double b) {
    switch (op) {
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case DIV: return a / b;
    case POW: return pow(a, b);
    }
    return 0;
}

/* The shapes as Python prints tuples. */
_Noreturn static void raise_shapes(const csp_call *call, const csp_array *a, const csp_array *b) {
    char text[2][64];
    const csp_array *both[2] = {a, b};
    for (int i = 0; i < 2; ++i) {
        long long rows = both[i] ? both[i]->shape[0] : 0, columns = both[i] ? both[i]->shape[1] : 1;
        if (call->args[i]->dims == 2)
            snprintf(text[i], sizeof text[i], "(%lld, %lld)", rows, columns);
        else
            snprintf(text[i], sizeof text[i], "(%lld,)", rows);
    }
    csp_raise(call, "the shapes of the arrays differ: %s and %s", text[0], text[1]);
}

/* A one-dimensional side is repeated for each row of a two-dimensional one with as many columns; an
 * array with one element counts as a scalar. */
static void combine(const csp_call *call, csp_array **ret, const csp_array *a, const csp_array *b,
                    operation op) {
    int64_t na = array_len(a), nb = array_len(b);
    bool a2 = call->args[0]->dims == 2, b2 = call->args[1]->dims == 2;
    bool same = na == nb && a2 == b2 && (na == 0 || a->shape[0] == b->shape[0]);
    bool row = !same && a2 && !b2 && na > 0 && a->shape[1] == nb;
    bool under = !same && b2 && !a2 && nb > 0 && b->shape[1] == na;
    bool one = !same && ((na == 1 && !a2) || (nb == 1 && !b2));
    if (!same && !row && !under && !one) raise_shapes(call, a, b);
    const csp_array *shape = same || row || (one && nb == 1) ? a : b;
    int64_t n = array_len(shape);
    *ret = NULL;
    if (n == 0) return;
    csp_array *out = csp_array_new(shape->shape[0], shape->shape[1]);
    for (int64_t i = 0; i < n; ++i)
        out->data[i] = apply(op, a->data[na == n ? i : i % na], b->data[nb == n ? i : i % nb]);
    *ret = out;
}

static void with_scalar(csp_array **ret, const csp_array *a, double x, operation op,
                        bool scalar_first) {
    *ret = NULL;
    if (array_len(a) == 0) return;
    csp_array *out = csp_array_new(a->shape[0], a->shape[1]);
    for (int64_t i = 0; i < a->len; ++i)
        out->data[i] = scalar_first ? apply(op, x, a->data[i]) : apply(op, a->data[i], x);
    *ret = out;
}

void csp_op_array_add(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    combine(call, ret, *a, *b, ADD);
}

void csp_op_array_sub(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    combine(call, ret, *a, *b, SUB);
}

void csp_op_array_mul(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    combine(call, ret, *a, *b, MUL);
}

void csp_op_array_div(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    combine(call, ret, *a, *b, DIV);
}

void csp_op_array_pow(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    combine(call, ret, *a, *b, POW);
}

void csp_op_array_add_scalar(const csp_call *call, csp_array **ret, array_arg a, const double *x) {
    (void)call;
    with_scalar(ret, *a, *x, ADD, false);
}

void csp_op_array_sub_scalar(const csp_call *call, csp_array **ret, array_arg a, const double *x) {
    (void)call;
    with_scalar(ret, *a, *x, SUB, false);
}

void csp_op_array_mul_scalar(const csp_call *call, csp_array **ret, array_arg a, const double *x) {
    (void)call;
    with_scalar(ret, *a, *x, MUL, false);
}

void csp_op_array_div_scalar(const csp_call *call, csp_array **ret, array_arg a, const double *x) {
    (void)call;
    with_scalar(ret, *a, *x, DIV, false);
}

void csp_op_array_pow_scalar(const csp_call *call, csp_array **ret, array_arg a, const double *x) {
    (void)call;
    with_scalar(ret, *a, *x, POW, false);
}

void csp_op_scalar_add_array(const csp_call *call, csp_array **ret, const double *x, array_arg a) {
    (void)call;
    with_scalar(ret, *a, *x, ADD, true);
}

void csp_op_scalar_sub_array(const csp_call *call, csp_array **ret, const double *x, array_arg a) {
    (void)call;
    with_scalar(ret, *a, *x, SUB, true);
}

void csp_op_scalar_mul_array(const csp_call *call, csp_array **ret, const double *x, array_arg a) {
    (void)call;
    with_scalar(ret, *a, *x, MUL, true);
}

void csp_op_scalar_div_array(const csp_call *call, csp_array **ret, const double *x, array_arg a) {
    (void)call;
    with_scalar(ret, *a, *x, DIV, true);
}

void csp_op_scalar_pow_array(const csp_call *call, csp_array **ret, const double *x, array_arg a) {
    (void)call;
    with_scalar(ret, *a, *x, POW, true);
}

static void mapped(csp_array **ret, const csp_array *a, double f(double)) {
    *ret = NULL;
    if (array_len(a) == 0) return;
    csp_array *out = csp_array_new(a->shape[0], a->shape[1]);
    for (int64_t i = 0; i < a->len; ++i) out->data[i] = f(a->data[i]);
    *ret = out;
}

static double negated(double x) { return -x; }

void csp_op_array_neg(const csp_call *call, csp_array **ret, array_arg a) {
    (void)call;
    mapped(ret, *a, negated);
}

void csp_array_abs(const csp_call *call, csp_array **ret, array_arg a) {
    (void)call;
    mapped(ret, *a, fabs);
}

void csp_array_sqrt(const csp_call *call, csp_array **ret, array_arg a) {
    (void)call;
    mapped(ret, *a, sqrt);
}

void csp_array_exp(const csp_call *call, csp_array **ret, array_arg a) {
    (void)call;
    mapped(ret, *a, exp);
}

void csp_array_ln(const csp_call *call, csp_array **ret, array_arg a) {
    (void)call;
    mapped(ret, *a, log);
}

/* ---- indexing */

static int64_t checked_index(const csp_call *call, int64_t index, int64_t len) {
    int64_t at = index;
    if (!csp_wrap_index(&at, len))
        csp_raise(call, "index %lld out of range for an array of %lld", (long long)index,
                  (long long)len);
    return at;
}

void csp_op_index_array1(const csp_call *call, double *ret, array_arg self, const int64_t *index) {
    *ret = (*self ? (*self)->data : NULL)[checked_index(call, *index, array_len(*self))];
}

static double *cell(const csp_call *call, csp_array *a, int64_t row, int64_t column) {
    int64_t r = checked_index(call, row, a ? a->shape[0] : 0);
    return &a->data[r * a->shape[1] + checked_index(call, column, a->shape[1])];
}

void csp_op_index_array2(const csp_call *call, double *ret, array_arg self, const int64_t *row,
                         const int64_t *column) {
    *ret = *cell(call, *self, *row, *column);
}

/* A row of a two-dimensional array. */
void csp_op_index_array_row(const csp_call *call, csp_array **ret, array_arg self,
                            const int64_t *row) {
    const csp_array *a = *self;
    int64_t r = checked_index(call, *row, a ? a->shape[0] : 0), n = a->shape[1];
    *ret = NULL;
    if (n == 0) return;
    *ret = csp_array_new(n, 1);
    memcpy((*ret)->data, a->data + r * n, (size_t)n * sizeof(double));
}

/* a[i]: an element of a one-dimensional array, a row of a two-dimensional one. */
void csp_op_index_array(const csp_call *call, void *ret, array_arg self, const int64_t *index) {
    if (call->ret->kind == CSP_ARRAY)
        csp_op_index_array_row(call, ret, self, index);
    else
        csp_op_index_array1(call, ret, self, index);
}

static void unshare(csp_array **self) {
    csp_array *a = *self;
    if (!a || !csp_shared(a->refs)) return;
    csp_array *copy = csp_array_new(a->shape[0], a->shape[1]);
    memcpy(copy->data, a->data, (size_t)a->len * sizeof(double));
    if (csp_unref(a)) csp_free(a);
    *self = copy;
}

void csp_op_array_put1(const csp_call *call, csp_array **self, const int64_t *index,
                       const double *value) {
    int64_t at = checked_index(call, *index, array_len(*self));
    unshare(self);
    (*self)->data[at] = *value;
}

void csp_op_array_put2(const csp_call *call, csp_array **self, const int64_t *row,
                       const int64_t *column, const double *value) {
    cell(call, *self, *row, *column);
    unshare(self);
    *cell(call, *self, *row, *column) = *value;
}

/* Of the items of a one-dimensional array, of the rows of a two-dimensional one. */
void csp_op_slice_array(const csp_call *call, csp_array **ret, array_arg self,
                        const csp_opt_int *start, const csp_opt_int *stop,
                        const csp_opt_int *step) {
    const csp_array *a = *self;
    int64_t from, by, rows = a ? a->shape[0] : 0, columns = a ? a->shape[1] : 1;
    int64_t n = csp_slice_bounds(call, rows, start, stop, step, &from, &by);
    *ret = NULL;
    if (n == 0) return;
    *ret = csp_array_new(n, columns);
    for (int64_t i = 0; i < n; ++i)
        memcpy((*ret)->data + i * columns, a->data + (from + i * by) * columns,
               (size_t)columns * sizeof(double));
}

void csp_array_length(const csp_call *call, int64_t *ret, array_arg self) {
    (void)call;
    *ret = *self ? (*self)->shape[0] : 0;
}

/* [rows] or [rows, columns] */
void csp_array_shape(const csp_call *call, csp_list **ret, array_arg self) {
    bool two = call->args[0]->dims == 2;
    int64_t shape[2] = {*self ? (*self)->shape[0] : 0, *self ? (*self)->shape[1] : 0};
    *ret = NULL;
    for (int i = 0; i < (two ? 2 : 1); ++i) csp_list_push(call->ret, ret, &shape[i]);
}

/* The rows of a two-dimensional array, for loops. */
void csp_array_rows(const csp_call *call, csp_list **ret, array_arg self) {
    const csp_array *a = *self;
    *ret = NULL;
    for (int64_t i = 0; a && i < a->shape[0]; ++i) {
        csp_array *row = NULL;
        csp_op_index_array_row(call, &row, self, &i);
        *(csp_array **)csp_list_grow(call->ret, ret) = row;
    }
}
