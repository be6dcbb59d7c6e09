/* str_ops.c - the operators of str: `+ * [] [:] in`, which the code generator calls by name.
 */
#include "internal.h"

typedef csp_str *const *str_arg;

/* Also of bytes. */
void csp_op_str_add(const csp_call *call, csp_str **ret, str_arg a, str_arg b) {
    (void)call;
    if (csp_str_size(*b) == 0)
        *ret = csp_str_share(*a);
    else if (csp_str_size(*a) == 0)
        *ret = csp_str_share(*b);
    else
        *ret = csp_str_add(*a, *b);
}

/* Also of bytes. */
void csp_op_str_mul(const csp_call *call, csp_str **ret, str_arg self, const int64_t *times) {
    int64_t n = csp_str_size(*self), total;
    *ret = NULL;
    if (n == 0 || *times <= 0) return;
    if (__builtin_mul_overflow(n, *times, &total) || total > INT64_MAX / 4)
        csp_raise(call, "string too long: %lld times %lld bytes", (long long)*times, (long long)n);
    csp_str *s = csp_str_make(total);
    for (int64_t at = 0; at < total; at += n) memcpy(s->data + at, (*self)->data, (size_t)n);
    s->chars = (*self)->chars * *times;
    *ret = s;
}

void csp_op_index_str(const csp_call *call, csp_str **ret, str_arg self, const int64_t *index) {
    int64_t i = *index, n = csp_str_chars(*self);
    if (!csp_wrap_index(&i, n))
        csp_raise(call, "index %lld out of range for a str of %lld", (long long)*index,
                  (long long)n);
    *ret = csp_str_part(*self, i, 1);
}

static csp_str *stepped(const csp_str *s, int64_t from, int64_t by, int64_t n) {
    csp_text t = {0};
    for (int64_t i = 0; i < n; ++i) {
        int64_t at = csp_str_offset(s, from + i * by), end = at;
        csp_utf8_next(s->data, s->size, &end);
        csp_text_add(&t, s->data + at, (size_t)(end - at));
    }
    return csp_text_str(&t);
}

void csp_op_slice_str(const csp_call *call, csp_str **ret, str_arg self, const csp_opt_int *start,
                      const csp_opt_int *stop, const csp_opt_int *step) {
    int64_t from, by;
    int64_t n = csp_slice_bounds(call, csp_str_chars(*self), start, stop, step, &from, &by);
    *ret = by == 1 ? csp_str_part(*self, from, n) : stepped(*self, from, by, n);
}

void csp_op_in_str(const csp_call *call, uint8_t *ret, str_arg what, str_arg self) {
    (void)call;
    *ret = csp_bytes_find(csp_str_data(*self), csp_str_size(*self), csp_str_data(*what),
                          csp_str_size(*what), 0) >= 0;
}
