/* array_math.c - functions of arrays by numpy's names: made by rule, changed cell by cell, sorted, multiplied, reduced along an axis.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). What serves floats, ints and bools
 * looks at the element type in the call; sums of ints are checked.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "internal.h"

typedef csp_array *const *array_arg;

static int64_t array_len(const csp_array *a) { return a ? a->len : 0; }

static csp_array *made(int64_t rows, int64_t columns) {
    return rows * columns > 0 ? csp_array_new(rows, columns) : NULL;
}

static csp_array *like(const csp_array *a) { return a ? made(a->shape[0], a->shape[1]) : NULL; }

/* ---- by rule */

static int64_t checked_size(const csp_call *call, const int64_t shape[2]) {
    int64_t n;
    if (shape[0] < 0 || shape[1] < 0 || __builtin_mul_overflow(shape[0], shape[1], &n) ||
        n > INT64_C(1) << 40)
        csp_raise(call, "an array cannot have the shape (%lld, %lld)", (long long)shape[0],
                  (long long)shape[1]);
    return n;
}

void csp_array_full_shape(const csp_call *call, csp_array **ret, const void *shape,
                          const double *value) {
    const int64_t *both = shape; /* (int, int) */
    int64_t n = checked_size(call, both);
    *ret = made(both[0], both[1]);
    for (int64_t i = 0; *ret && i < n; ++i) (*ret)->data[i] = *value;
}

void csp_array_zeros_shape(const csp_call *call, csp_array **ret, const void *shape) {
    csp_array_full_shape(call, ret, shape, &(double){0});
}

void csp_array_ones_shape(const csp_call *call, csp_array **ret, const void *shape) {
    csp_array_full_shape(call, ret, shape, &(double){1});
}

void csp_array_eye(const csp_call *call, csp_array **ret, const int64_t *n) {
    checked_size(call, (int64_t[]){*n, *n});
    *ret = made(*n, *n);
    for (int64_t i = 0; *ret && i < *n; ++i) (*ret)->data[i * *n + i] = 1;
}

void csp_array_arange(const csp_call *call, csp_array **ret, const int64_t *start,
                      const int64_t *stop, const int64_t *step) {
    if (*step == 0) csp_raise(call, "arange: the step is zero");
    int64_t n = *step > 0        ? (*stop > *start ? (*stop - *start - 1) / *step + 1 : 0)
                : *stop < *start ? (*start - *stop - 1) / -*step + 1
                                 : 0;
    checked_size(call, (int64_t[]){n, 1});
    *ret = made(n, 1);
    for (int64_t i = 0; i < n; ++i) csp_cells_of(*ret)[i].integer = *start + i * *step;
}

void csp_array_arange_to(const csp_call *call, csp_array **ret, const int64_t *stop) {
    csp_array_arange(call, ret, &(int64_t){0}, stop, &(int64_t){1});
}

void csp_array_arange_float(const csp_call *call, csp_array **ret, const double *start,
                            const double *stop, const double *step) {
    double count = ceil((*stop - *start) / *step);
    if (*step == 0 || !(fabs(count) < 0x1p40))
        csp_raise(call, "arange: %g to %g by %g", *start, *stop, *step);
    *ret = made(count > 0 ? (int64_t)count : 0, 1);
    double delta = (*start + *step) - *start;
    for (int64_t i = 0; *ret && i < (*ret)->len; ++i) (*ret)->data[i] = *start + (double)i * delta;
}

void csp_array_linspace(const csp_call *call, csp_array **ret, const double *start,
                        const double *stop, const int64_t *n) {
    checked_size(call, (int64_t[]){*n, 1});
    *ret = made(*n, 1);
    double step = *n > 1 ? (*stop - *start) / (double)(*n - 1) : 0;
    for (int64_t i = 0; i < *n; ++i) (*ret)->data[i] = (double)i * step + *start;
    if (*n > 1) (*ret)->data[*n - 1] = *stop;
}

/* ---- cell by cell */

#define MAPPED(name, member, expression)                                                           \
    void name(const csp_call *call, csp_array **ret, array_arg self) {                             \
        (void)call;                                                                                \
        *ret = like(*self);                                                                        \
        for (int64_t i = 0; i < array_len(*self); ++i) {                                           \
            const csp_cell x = csp_cells_of(*self)[i];                                             \
            csp_cells_of(*ret)[i].member = (expression);                                           \
        }                                                                                          \
    }
MAPPED(csp_array_isnan, truth, (uint8_t)(isnan(x.real) != 0))
MAPPED(csp_array_isfinite, truth, (uint8_t)(isfinite(x.real) != 0))
MAPPED(csp_array_isinf, truth, (uint8_t)(isinf(x.real) != 0))
MAPPED(csp_array_floor, real, floor(x.real))
MAPPED(csp_array_ceil, real, ceil(x.real))
MAPPED(csp_array_not, truth, (uint8_t)!x.truth)
MAPPED(csp_array_invert, integer, ~x.integer)
MAPPED(csp_array_float_of_int, real, (double)x.integer)
MAPPED(csp_array_float_of_bool, real, (double)x.truth)
MAPPED(csp_array_int_of_bool, integer, x.truth)
#undef MAPPED

void csp_op_array_invert(const csp_call *call, csp_array **ret, array_arg a) {
    if (call->args[0]->elem->kind == CSP_BOOL)
        csp_array_not(call, ret, a);
    else
        csp_array_invert(call, ret, a);
}

void csp_array_int_of_float(const csp_call *call, csp_array **ret, array_arg self) {
    *ret = like(*self);
    for (int64_t i = 0; i < array_len(*self); ++i)
        csp_int_of_float(call, &csp_cells_of(*ret)[i].integer, &(*self)->data[i]);
}

void csp_array_same(const csp_call *call, csp_array **ret, array_arg self) {
    (void)call;
    csp_ref(*self);
    *ret = *self;
}

/* numpy's: scaled, rounded half to even, scaled back. */
void csp_array_round(const csp_call *call, csp_array **ret, array_arg self, const int64_t *digits) {
    (void)call;
    *ret = like(*self);
    double unit = pow(10, fabs((double)*digits));
    for (int64_t i = 0; i < array_len(*self); ++i) {
        double x = (*self)->data[i];
        (*ret)->data[i] = *digits >= 0 ? rint(x * unit) / unit : rint(x / unit) * unit;
    }
}

static bool less(const csp_type *elem, csp_cell a, csp_cell b) {
    return elem->kind == CSP_FLOAT ? a.real < b.real
           : elem->kind == CSP_INT ? a.integer < b.integer
                                   : a.truth < b.truth;
}

void csp_array_clip(const csp_call *call, csp_array **ret, array_arg self, const void *low,
                    const void *high) {
    const csp_type *elem = call->args[0]->elem;
    csp_cell least = {0}, most = {0};
    memcpy(&least, low, elem->size);
    memcpy(&most, high, elem->size);
    *ret = like(*self);
    for (int64_t i = 0; i < array_len(*self); ++i) {
        csp_cell x = csp_cells_of(*self)[i];
        if (less(elem, x, least)) x = least;
        if (less(elem, most, x)) x = most;
        csp_cells_of(*ret)[i] = x;
    }
}

/* minimum and maximum: nan wins. */
static void chosen(const csp_call *call, csp_array **ret, const csp_array *a, const void *b,
                   bool greater) {
    const csp_type *elem = call->args[0]->elem;
    bool arrays = call->args[1]->kind == CSP_ARRAY;
    const csp_array *other = arrays ? *(csp_array *const *)b : NULL;
    csp_cell one = {0};
    if (!arrays) memcpy(&one, b, elem->size);
    if (arrays && array_len(other) != array_len(a))
        csp_raise(call, "the shapes of the arrays differ: (%lld,) and (%lld,)",
                  (long long)array_len(a), (long long)array_len(other));
    *ret = like(a);
    for (int64_t i = 0; i < array_len(a); ++i) {
        csp_cell x = csp_cells_of(a)[i], y = arrays ? csp_cells_of(other)[i] : one;
        bool y_nan = elem->kind == CSP_FLOAT && isnan(y.real);
        bool better = greater ? less(elem, x, y) : less(elem, y, x);
        csp_cells_of(*ret)[i] = better || y_nan ? y : x;
    }
}

void csp_array_minimum(const csp_call *call, csp_array **ret, array_arg a, const void *b) {
    chosen(call, ret, *a, b, false);
}

void csp_array_maximum(const csp_call *call, csp_array **ret, array_arg a, const void *b) {
    chosen(call, ret, *a, b, true);
}

/* ---- along the array */

void csp_array_diff(const csp_call *call, csp_array **ret, array_arg self) {
    int64_t n = array_len(*self);
    *ret = made(n > 0 ? n - 1 : 0, 1);
    for (int64_t i = 0; i + 1 < n; ++i) {
        const csp_cell *x = &csp_cells_of(*self)[i];
        csp_cell *to = &csp_cells_of(*ret)[i];
        if (call->args[0]->elem->kind == CSP_FLOAT)
            to->real = x[1].real - x[0].real;
        else if (__builtin_sub_overflow(x[1].integer, x[0].integer, &to->integer))
            csp_fail_overflow(call, "-", x[1].integer, x[0].integer);
    }
}

void csp_array_cumprod(const csp_call *call, csp_array **ret, array_arg self) {
    (void)call;
    int64_t n = array_len(*self);
    *ret = made(n, 1);
    double total = 1;
    for (int64_t i = 0; i < n; ++i) (*ret)->data[i] = total *= (*self)->data[i];
}

void csp_array_cumsum_int(const csp_call *call, csp_array **ret, array_arg self) {
    int64_t n = array_len(*self), total = 0;
    *ret = made(n, 1);
    for (int64_t i = 0; i < n; ++i) {
        int64_t x = csp_cells_of(*self)[i].integer;
        if (__builtin_add_overflow(total, x, &total)) csp_fail_overflow(call, "+", total, x);
        csp_cells_of(*ret)[i].integer = total;
    }
}

typedef struct ordered_cell {
    csp_cell cell;
    int64_t at;
    csp_kind kind;
} ordered_cell;

/* By value, nan last, then by place: stable. */
static int by_cell(const void *a, const void *b) {
    const ordered_cell *x = a, *y = b;
    if (x->kind == CSP_FLOAT) {
        bool x_nan = isnan(x->cell.real), y_nan = isnan(y->cell.real);
        if (x_nan != y_nan) return x_nan - y_nan;
        if (x->cell.real != y->cell.real && !x_nan) return x->cell.real < y->cell.real ? -1 : 1;
    } else if (x->cell.integer != y->cell.integer) {
        return x->cell.integer < y->cell.integer ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

static ordered_cell *in_order(const csp_array *a, csp_kind kind) {
    int64_t n = array_len(a);
    ordered_cell *cells = csp_alloc((size_t)(n > 0 ? n : 1) * sizeof *cells);
    for (int64_t i = 0; i < n; ++i) cells[i] = (ordered_cell){csp_cells_of(a)[i], i, kind};
    qsort(cells, (size_t)n, sizeof *cells, by_cell);
    return cells;
}

void csp_array_argsort(const csp_call *call, csp_array **ret, array_arg self) {
    ordered_cell *cells = in_order(*self, (csp_kind)call->args[0]->elem->kind);
    *ret = made(array_len(*self), 1);
    for (int64_t i = 0; i < array_len(*self); ++i) csp_cells_of(*ret)[i].integer = cells[i].at;
    csp_free(cells);
}

void csp_array_sorted(const csp_call *call, csp_array **ret, array_arg self) {
    ordered_cell *cells = in_order(*self, (csp_kind)call->args[0]->elem->kind);
    *ret = made(array_len(*self), 1);
    for (int64_t i = 0; i < array_len(*self); ++i) csp_cells_of(*ret)[i] = cells[i].cell;
    csp_free(cells);
}

void csp_array_sort_in_place(const csp_call *call, csp_array **self) {
    ordered_cell *cells = in_order(*self, (csp_kind)call->args[0]->elem->kind);
    if (*self) csp_array_unshare(self);
    for (int64_t i = 0; i < array_len(*self); ++i) csp_cells_of(*self)[i] = cells[i].cell;
    csp_free(cells);
}

/* ---- one value of all */

void csp_array_sum_int(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = 0;
    for (int64_t i = 0; i < array_len(*self); ++i) {
        int64_t x = csp_cells_of(*self)[i].integer, before = *ret;
        if (__builtin_add_overflow(before, x, ret)) csp_fail_overflow(call, "+", before, x);
    }
}

void csp_array_prod_int(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = 1;
    for (int64_t i = 0; i < array_len(*self); ++i) {
        int64_t x = csp_cells_of(*self)[i].integer, before = *ret;
        if (__builtin_mul_overflow(before, x, ret)) csp_fail_overflow(call, "*", before, x);
    }
}

void csp_array_sum_bool(const csp_call *call, int64_t *ret, array_arg self) {
    (void)call;
    *ret = 0;
    for (int64_t i = 0; i < array_len(*self); ++i) *ret += csp_cells_of(*self)[i].truth;
}

void csp_array_mean_int(const csp_call *call, double *ret, array_arg self) {
    (void)call;
    double total = 0;
    for (int64_t i = 0; i < array_len(*self); ++i) total += (double)csp_cells_of(*self)[i].integer;
    *ret = total / (double)array_len(*self);
}

void csp_array_mean_bool(const csp_call *call, double *ret, array_arg self) {
    int64_t n;
    csp_array_sum_bool(call, &n, self);
    *ret = (double)n / (double)array_len(*self);
}

static int64_t extreme(const csp_call *call, const csp_array *a, bool greatest, const char *name) {
    if (array_len(a) == 0) csp_raise(call, "%s of an empty array", name);
    int64_t at = 0;
    for (int64_t i = 1; i < a->len; ++i) {
        int64_t x = csp_cells_of(a)[i].integer, best = csp_cells_of(a)[at].integer;
        if (greatest ? x > best : x < best) at = i;
    }
    return at;
}

void csp_array_min_int(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = csp_cells_of(*self)[extreme(call, *self, false, "min")].integer;
}

void csp_array_max_int(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = csp_cells_of(*self)[extreme(call, *self, true, "max")].integer;
}

void csp_array_argmin_int(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = extreme(call, *self, false, "argmin");
}

void csp_array_argmax_int(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = extreme(call, *self, true, "argmax");
}

void csp_array_any(const csp_call *call, uint8_t *ret, array_arg self) {
    int64_t n;
    csp_array_sum_bool(call, &n, self);
    *ret = n > 0;
}

void csp_array_all(const csp_call *call, uint8_t *ret, array_arg self) {
    int64_t n;
    csp_array_sum_bool(call, &n, self);
    *ret = n == array_len(*self);
}

void csp_array_nonzero(const csp_call *call, csp_array **ret, array_arg self) {
    int64_t n, at = 0;
    csp_array_sum_bool(call, &n, self);
    *ret = made(n, 1);
    for (int64_t i = 0; i < array_len(*self); ++i)
        if (csp_cells_of(*self)[i].truth) csp_cells_of(*ret)[at++].integer = i;
}

/* ---- along an axis of two: 0 goes down the columns, 1 along the rows */

typedef void reduction(const csp_call *call, double *ret, array_arg self, const int64_t *ddof);

static void along(const csp_call *call, csp_array **ret, const csp_array *a, int64_t axis,
                  reduction *reduce, const int64_t *ddof) {
    if (axis < -2 || axis > 1)
        csp_raise(call, "axis %lld of an array of two dimensions", (long long)axis);
    bool down = axis == 0 || axis == -2;
    int64_t rows = a ? a->shape[0] : 0, columns = a ? a->shape[1] : 0;
    int64_t n = down ? columns : rows, m = down ? rows : columns;
    *ret = made(n, 1);
    csp_array *line = made(m, 1);
    for (int64_t i = 0; i < n; ++i) {
        for (int64_t j = 0; j < m; ++j)
            line->data[j] = down ? a->data[j * columns + i] : a->data[i * columns + j];
        reduce(call, &(*ret)->data[i], &line, ddof);
    }
    csp_free(line);
}

#define ALONG(name)                                                                                \
    static void name##_of(const csp_call *call, double *ret, array_arg self,                       \
                          const int64_t *ddof) {                                                   \
        (void)ddof;                                                                                \
        csp_array_##name(call, ret, self);                                                         \
    }                                                                                              \
    void csp_array_##name##_axis(const csp_call *call, csp_array **ret, array_arg self,            \
                                 const int64_t *axis) {                                            \
        along(call, ret, *self, *axis, name##_of, NULL);                                           \
    }
ALONG(sum)
ALONG(mean)
ALONG(min)
ALONG(max)
ALONG(prod)
ALONG(median)
#undef ALONG

void csp_array_std_axis(const csp_call *call, csp_array **ret, array_arg self, const int64_t *axis,
                        const int64_t *ddof) {
    along(call, ret, *self, *axis, csp_array_std, ddof);
}

void csp_array_var_axis(const csp_call *call, csp_array **ret, array_arg self, const int64_t *axis,
                        const int64_t *ddof) {
    along(call, ret, *self, *axis, csp_array_var, ddof);
}

/* ---- products. A side of one dimension is a row on the left, a column on the right. */

static void product(const csp_call *call, csp_array **ret, const csp_array *a, const csp_array *b) {
    bool a_line = call->args[0]->dims == 1, b_line = call->args[1]->dims == 1;
    int64_t rows = a_line ? 1 : (a ? a->shape[0] : 0);
    int64_t inner = a ? (a_line ? a->len : a->shape[1]) : 0, other = b ? b->shape[0] : 0;
    int64_t columns = b_line ? 1 : (b ? b->shape[1] : 0);
    if (inner != other)
        csp_raise(call, "a product of %lld columns and %lld rows", (long long)inner,
                  (long long)other);
    bool two = call->ret->dims == 2;
    *ret = made(two ? rows : rows * columns, two ? columns : 1);
    for (int64_t i = 0; *ret && i < rows; ++i)
        for (int64_t j = 0; j < columns; ++j) {
            double total = 0;
            for (int64_t k = 0; k < inner; ++k)
                total += a->data[i * inner + k] * b->data[k * columns + j];
            (*ret)->data[i * columns + j] = total;
        }
}

void csp_array_product(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    product(call, ret, *a, *b);
}

void csp_array_outer(const csp_call *call, csp_array **ret, array_arg a, array_arg b) {
    (void)call;
    int64_t n = array_len(*a), m = array_len(*b);
    *ret = made(n, m);
    for (int64_t i = 0; *ret && i < n; ++i)
        for (int64_t j = 0; j < m; ++j) (*ret)->data[i * m + j] = (*a)->data[i] * (*b)->data[j];
}
