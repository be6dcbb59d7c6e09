/* sequences.c - the functions that make lists of lists' items, or sum them up: range, enumerate,
 * zip, reversed, sum, any, all.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h).
 */
#include <math.h>

#include "internal.h"

typedef csp_list *const *list_arg;

/* ---- range */

static void range(const csp_call *call, csp_list **ret, int64_t from, int64_t to, int64_t by) {
    if (by == 0) csp_raise(call, "range() step is zero");
    uint64_t span = by > 0 ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    uint64_t stride = by > 0 ? (uint64_t)by : -(uint64_t)by;
    bool some = by > 0 ? from < to : from > to;
    uint64_t n = some ? (span - 1) / stride + 1 : 0;
    *ret = NULL;
    if (n == 0) return;
    if (n > UINT64_C(1) << 40) csp_raise(call, "range() of %llu items", (unsigned long long)n);
    csp_list *l = csp_list_make(call->ret, (int64_t)n);
    l->len = (int64_t)n;
    for (int64_t i = 0; i < l->len; ++i) *(int64_t *)csp_list_at(call->ret, l, i) = from + i * by;
    *ret = l;
}

void csp_range1(const csp_call *call, csp_list **ret, const int64_t *stop) {
    range(call, ret, 0, *stop, 1);
}

void csp_range2(const csp_call *call, csp_list **ret, const int64_t *start, const int64_t *stop) {
    range(call, ret, *start, *stop, 1);
}

void csp_range3(const csp_call *call, csp_list **ret, const int64_t *start, const int64_t *stop,
                const int64_t *step) {
    range(call, ret, *start, *stop, *step);
}

/* ---- lists of tuples */

void csp_enumerate(const csp_call *call, csp_list **ret, list_arg items, const int64_t *start) {
    const csp_type *type = call->args[0], *pair = call->ret->elem;
    *ret = NULL;
    csp_list_reserve(call->ret, ret, csp_list_len(*items));
    for (int64_t i = 0; i < csp_list_len(*items); ++i) {
        char *to = csp_list_grow(call->ret, ret);
        memset(to, 0, pair->size);
        *(int64_t *)(void *)(to + pair->fields[0].offset) = *start + i;
        csp_copy(type->elem, to + pair->fields[1].offset, csp_list_at(type, *items, i));
    }
}

static void zip(const csp_call *call, csp_list **ret, const list_arg *lists, uint32_t n) {
    const csp_type *row = call->ret->elem;
    int64_t len = INT64_MAX;
    for (uint32_t k = 0; k < n; ++k)
        if (csp_list_len(*lists[k]) < len) len = csp_list_len(*lists[k]);
    *ret = NULL;
    csp_list_reserve(call->ret, ret, len);
    for (int64_t i = 0; i < len; ++i) {
        char *to = csp_list_grow(call->ret, ret);
        memset(to, 0, row->size);
        for (uint32_t k = 0; k < n; ++k)
            csp_copy(row->fields[k].type, to + row->fields[k].offset,
                     csp_list_at(call->args[k], *lists[k], i));
    }
}

void csp_zip2(const csp_call *call, csp_list **ret, list_arg a, list_arg b) {
    zip(call, ret, (const list_arg[]){a, b}, 2);
}

void csp_zip3(const csp_call *call, csp_list **ret, list_arg a, list_arg b, list_arg c) {
    zip(call, ret, (const list_arg[]){a, b, c}, 3);
}

void csp_zip4(const csp_call *call, csp_list **ret, list_arg a, list_arg b, list_arg c,
              list_arg d) {
    zip(call, ret, (const list_arg[]){a, b, c, d}, 4);
}

void csp_reversed(const csp_call *call, csp_list **ret, list_arg items) {
    *ret = NULL;
    csp_list_reserve(call->ret, ret, csp_list_len(*items));
    for (int64_t i = csp_list_len(*items) - 1; i >= 0; --i)
        csp_copy(call->ret->elem, csp_list_grow(call->ret, ret), csp_list_at(call->ret, *items, i));
}

/* ---- any and all */

void csp_any(const csp_call *call, uint8_t *ret, list_arg items) {
    *ret = 0;
    for (int64_t i = 0; i < csp_list_len(*items); ++i)
        *ret |= *(uint8_t *)csp_list_at(call->args[0], *items, i);
}

void csp_all(const csp_call *call, uint8_t *ret, list_arg items) {
    *ret = 1;
    for (int64_t i = 0; i < csp_list_len(*items); ++i)
        *ret &= *(uint8_t *)csp_list_at(call->args[0], *items, i);
}

/* ---- sums; the second argument is where they start */

void csp_sum_int(const csp_call *call, int64_t *ret, list_arg items, const int64_t *start) {
    int64_t total = *start;
    for (int64_t i = 0; i < csp_list_len(*items); ++i) {
        int64_t x = *(int64_t *)csp_list_at(call->args[0], *items, i), before = total;
        if (__builtin_add_overflow(before, x, &total)) csp_fail_overflow(call, "+", before, x);
    }
    *ret = total;
}

void csp_sum_timedelta(const csp_call *call, int64_t *ret, list_arg items, const int64_t *start) {
    csp_sum_int(call, ret, items, start);
}

void csp_sum_bool(const csp_call *call, int64_t *ret, list_arg items, const int64_t *start) {
    *ret = *start;
    for (int64_t i = 0; i < csp_list_len(*items); ++i)
        *ret += *(uint8_t *)csp_list_at(call->args[0], *items, i);
}

/* Neumaier's compensated sum, as CPython 3.12. */
void csp_sum_float(const csp_call *call, double *ret, list_arg items, const double *start) {
    double total = *start, lost = 0;
    for (int64_t i = 0; i < csp_list_len(*items); ++i) {
        double x = *(double *)csp_list_at(call->args[0], *items, i), t = total + x;
        if (fabs(total) >= fabs(x))
            lost += (total - t) + x;
        else
            lost += (x - t) + total;
        total = t;
    }
    /* An infinite or overflowed sum must not become nan. */
    *ret = lost != 0 && isfinite(lost) ? total + lost : total;
}
