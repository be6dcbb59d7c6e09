/* array_stats.c - what reduces an array: sum, mean, var, quantile, argmax, dot.
 *
 * The results are numpy's to the last bit where numpy's order of operations is fixed: sums are
 * pairwise with eight accumulators, quantiles interpolate as numpy's `linear` method. nan among the
 * values gives nan.
 */
#include <math.h>
#include <stdlib.h>

#include "internal.h"

typedef csp_array *const *array_arg;

static int64_t array_len(const csp_array *a) { return a ? a->len : 0; }

/* numpy's pairwise sum: blocks of up to 128 with eight accumulators, halves above. */
static double pairwise_sum(const double *x, int64_t n) {
    if (n < 8) {
        double total = -0.0;
        for (int64_t i = 0; i < n; ++i) total += x[i];
        return total;
    }
    if (n > 128) {
        int64_t half = n / 2;
        half -= half % 8;
        return pairwise_sum(x, half) + pairwise_sum(x + half, n - half);
    }
    double r[8];
    memcpy(r, x, sizeof r);
    int64_t i = 8;
    for (; i < n - n % 8; i += 8)
        for (int k = 0; k < 8; ++k) r[k] += x[i + k];
    double total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i) total += x[i];
    return total;
}

static double array_sum(const csp_array *a) {
    return array_len(a) > 0 ? 0.0 + pairwise_sum(a->data, a->len) : 0.0;
}

void csp_array_sum(const csp_call *call, double *ret, array_arg self) {
    (void)call;
    *ret = array_sum(*self);
}

void csp_array_prod(const csp_call *call, double *ret, array_arg self) {
    (void)call;
    *ret = 1;
    for (int64_t i = 0; i < array_len(*self); ++i) *ret *= (*self)->data[i];
}

void csp_array_mean(const csp_call *call, double *ret, array_arg self) {
    (void)call;
    *ret = array_sum(*self) / (double)array_len(*self);
}

/* Divides by the count less ddof. */
static double variance(const csp_array *a, int64_t ddof) {
    int64_t n = array_len(a);
    if (n == 0 || n - ddof <= 0) return NAN;
    double mean = array_sum(a) / (double)n;
    double *squares = csp_alloc((size_t)n * sizeof *squares);
    for (int64_t i = 0; i < n; ++i) {
        double d = a->data[i] - mean;
        squares[i] = d * d;
    }
    double total = pairwise_sum(squares, n);
    csp_free(squares);
    return total / (double)(n - ddof);
}

void csp_array_var(const csp_call *call, double *ret, array_arg self, const int64_t *ddof) {
    (void)call;
    *ret = variance(*self, *ddof);
}

void csp_array_std(const csp_call *call, double *ret, array_arg self, const int64_t *ddof) {
    (void)call;
    *ret = sqrt(variance(*self, *ddof));
}

/* Index of the least or the greatest; the first nan wins over all. */
static int64_t extreme(const csp_call *call, const csp_array *a, int sign, const char *name) {
    if (array_len(a) == 0) csp_raise(call, "%s of an empty array", name);
    int64_t at = 0;
    for (int64_t i = 0; i < a->len; ++i) {
        if (isnan(a->data[i])) return i;
        if (a->data[i] * sign > a->data[at] * sign) at = i;
    }
    return at;
}

void csp_array_min(const csp_call *call, double *ret, array_arg self) {
    int64_t at = extreme(call, *self, -1, "min");
    *ret = (*self)->data[at];
}

void csp_array_max(const csp_call *call, double *ret, array_arg self) {
    int64_t at = extreme(call, *self, 1, "max");
    *ret = (*self)->data[at];
}

void csp_array_argmin(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = extreme(call, *self, -1, "argmin");
}

void csp_array_argmax(const csp_call *call, int64_t *ret, array_arg self) {
    *ret = extreme(call, *self, 1, "argmax");
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The values in order, to be freed by the caller; NULL when there are none or one is nan. */
static double *sorted_values(const csp_array *a) {
    int64_t n = array_len(a);
    for (int64_t i = 0; i < n; ++i)
        if (isnan(a->data[i])) return NULL;
    if (n == 0) return NULL;
    double *x = csp_alloc((size_t)n * sizeof *x);
    memcpy(x, a->data, (size_t)n * sizeof *x);
    qsort(x, (size_t)n, sizeof *x, ascending);
    return x;
}

void csp_array_quantile(const csp_call *call, double *ret, array_arg self, const double *q) {
    if (!(*q >= 0 && *q <= 1)) csp_raise(call, "quantile must be from 0 to 1, not %g", *q);
    double *x = sorted_values(*self);
    *ret = NAN;
    if (!x) return;
    int64_t n = (*self)->len;
    double place = (double)(n - 1) * *q, below = floor(place), t = place - below;
    double a = x[(int64_t)below], b = x[(int64_t)below + 1 < n ? (int64_t)below + 1 : n - 1];
    double step = b - a;
    *ret = t >= 0.5 ? b - step * (1 - t) : a + step * t;
    csp_free(x);
}

void csp_array_median(const csp_call *call, double *ret, array_arg self) {
    (void)call;
    double *x = sorted_values(*self);
    *ret = NAN;
    if (!x) return;
    int64_t n = (*self)->len;
    *ret = n % 2 == 1 ? x[n / 2] + 0.0 : (x[n / 2 - 1] + x[n / 2]) / 2;
    csp_free(x);
}

void csp_array_dot(const csp_call *call, double *ret, array_arg a, array_arg b) {
    int64_t n = array_len(*a);
    if (n != array_len(*b))
        csp_raise(call, "dot of arrays of different lengths: %lld and %lld", (long long)n,
                  (long long)array_len(*b));
    *ret = 0;
    for (int64_t i = 0; i < n; ++i) *ret += (*a)->data[i] * (*b)->data[i];
}

void csp_array_cumsum(const csp_call *call, csp_array **ret, array_arg self) {
    (void)call;
    int64_t n = array_len(*self);
    *ret = n > 0 ? csp_array_new(n, 1) : NULL;
    double total = 0;
    for (int64_t i = 0; i < n; ++i) {
        total = i == 0 ? (*self)->data[0] : total + (*self)->data[i];
        (*ret)->data[i] = total;
    }
}
