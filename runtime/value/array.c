/* array.c - dense numeric arrays: making, operators, indexing.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). An array is
 * row-major; a one-dimensional one has one column. Reductions (mean, quantile, ...) stand in
 * array_stats.c.
 */
#include <math.h>

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
        csp_cells_of(*ret)[i].integer = *(int64_t *)csp_list_at(call->args[0], *items, i);
}

void csp_array_of_bools(const csp_call *call, csp_array **ret, csp_list *const *items) {
    int64_t n = csp_list_len(*items);
    *ret = n > 0 ? csp_array_new(n, 1) : NULL;
    for (int64_t i = 0; i < n; ++i)
        csp_cells_of(*ret)[i].truth = *(uint8_t *)csp_list_at(call->args[0], *items, i);
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

/* As `[[1, 2], [3]]`, of lists of lists. */
void csp_array_tolist2(const csp_call *call, csp_list **ret, array_arg self) {
    const csp_array *a = *self;
    const csp_type *row = call->ret->elem;
    *ret = NULL;
    for (int64_t i = 0; a && i < a->shape[0]; ++i) {
        csp_list *items = NULL;
        for (int64_t j = 0; j < a->shape[1]; ++j)
            memcpy(csp_list_grow(row, &items), &a->data[i * a->shape[1] + j], row->elem->size);
        *(csp_list **)csp_list_grow(call->ret, ret) = items;
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
    size_t size = call->ret->elem->size;
    for (; l->len < n; ++l->len)
        memcpy(l->data + (size_t)l->len * size, &(*self)->data[l->len], size);
    *ret = l;
}

/* ---- element by element: the operators of two sides stand in array_ops.c */

static void mapped(csp_array **ret, const csp_array *a, double f(double)) {
    *ret = NULL;
    if (array_len(a) == 0) return;
    csp_array *out = csp_array_new(a->shape[0], a->shape[1]);
    for (int64_t i = 0; i < a->len; ++i) out->data[i] = f(a->data[i]);
    *ret = out;
}

static double negated(double x) { return -x; }

void csp_op_array_neg(const csp_call *call, csp_array **ret, array_arg a) {
    if (call->args[0]->elem->kind == CSP_FLOAT) {
        mapped(ret, *a, negated);
        return;
    }
    *ret = array_len(*a) > 0 ? csp_array_new((*a)->shape[0], (*a)->shape[1]) : NULL;
    for (int64_t i = 0; i < array_len(*a); ++i) {
        int64_t x = csp_cells_of(*a)[i].integer;
        if (x == INT64_MIN) csp_fail_overflow(call, "neg", 0, x);
        csp_cells_of(*ret)[i].integer = -x;
    }
}

void csp_array_abs_int(const csp_call *call, csp_array **ret, array_arg a) {
    *ret = array_len(*a) > 0 ? csp_array_new((*a)->shape[0], (*a)->shape[1]) : NULL;
    for (int64_t i = 0; i < array_len(*a); ++i)
        csp_abs_int(call, &csp_cells_of(*ret)[i].integer, &csp_cells_of(*a)[i].integer);
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

void csp_op_index_array1(const csp_call *call, void *ret, array_arg self, const int64_t *index) {
    int64_t at = checked_index(call, *index, array_len(*self));
    memcpy(ret, &(*self)->data[at], call->args[0]->elem->size);
}

static double *cell(const csp_call *call, csp_array *a, int64_t row, int64_t column) {
    int64_t r = checked_index(call, row, a ? a->shape[0] : 0);
    return &a->data[r * a->shape[1] + checked_index(call, column, a->shape[1])];
}

void csp_op_index_array2(const csp_call *call, void *ret, array_arg self, const int64_t *row,
                         const int64_t *column) {
    memcpy(ret, cell(call, *self, *row, *column), call->args[0]->elem->size);
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

void csp_op_array_put1(const csp_call *call, csp_array **self, const int64_t *index,
                       const void *value) {
    int64_t at = checked_index(call, *index, array_len(*self));
    csp_array_unshare(self);
    memcpy(&(*self)->data[at], value, call->args[0]->elem->size);
}

void csp_op_array_put2(const csp_call *call, csp_array **self, const int64_t *row,
                       const int64_t *column, const void *value) {
    cell(call, *self, *row, *column);
    csp_array_unshare(self);
    memcpy(cell(call, *self, *row, *column), value, call->args[0]->elem->size);
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

/* (rows,) or (rows, columns) */
void csp_array_shape(const csp_call *call, void *ret, array_arg self) {
    int64_t *out = ret;
    out[0] = *self ? (*self)->shape[0] : 0;
    if (call->args[0]->dims == 2) out[1] = *self ? (*self)->shape[1] : 0;
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
