/* list_parts.c - parts of lists as wholes: assigned and deleted slices, unpacking, searching from a place.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). The checker makes these calls of
 * `xs[a:b] = ys`, `del xs[a:b]` and `a, *rest = xs`.
 */
#include "internal.h"

typedef csp_list *const *list_arg;

/* Items [from, from + n) of the list become those of `with`. */
static void replace_range(const csp_type *type, csp_list **self, int64_t from, int64_t n,
                          const csp_list *with) {
    int64_t len = csp_list_len(*self), more = csp_list_len(with);
    csp_list *out = NULL;
    csp_list_reserve(type, &out, len - n + more);
    for (int64_t i = 0; i < from; ++i)
        csp_copy(type->elem, csp_list_grow(type, &out), csp_list_at(type, *self, i));
    for (int64_t i = 0; i < more; ++i)
        csp_copy(type->elem, csp_list_grow(type, &out), csp_list_at(type, with, i));
    for (int64_t i = from + n; i < len; ++i)
        csp_copy(type->elem, csp_list_grow(type, &out), csp_list_at(type, *self, i));
    csp_move(type, self, &out);
}

void csp_list_put(const csp_call *call, csp_list **self, const csp_opt_int *start,
                  const csp_opt_int *stop, const csp_opt_int *step, list_arg items) {
    const csp_type *type = call->args[0];
    int64_t from, by, more = csp_list_len(*items);
    int64_t n = csp_slice_bounds(call, csp_list_len(*self), start, stop, step, &from, &by);
    if (by != 1 && n != more)
        csp_raise(call, "%lld items assigned to a slice of %lld items with step %lld",
                  (long long)more, (long long)n, (long long)by);
    csp_list *with = *items; /* one more owner: `xs[:] = xs` must not read what it writes */
    csp_ref(with);
    if (n != more) {
        replace_range(type, self, from, n, with);
    } else if (n > 0) {
        csp_list_unshare(type, self);
        for (int64_t i = 0; i < n; ++i)
            csp_assign(type->elem, csp_list_at(type, *self, from + i * by),
                       csp_list_at(type, with, i));
    }
    csp_list_drop(type, with);
}

void csp_list_delete(const csp_call *call, csp_list **self, const csp_opt_int *start,
                     const csp_opt_int *stop, const csp_opt_int *step) {
    const csp_type *type = call->args[0];
    int64_t from, by, len = csp_list_len(*self);
    int64_t n = csp_slice_bounds(call, len, start, stop, step, &from, &by);
    if (n == 0) return;
    if (by < 0) {
        from += (n - 1) * by;
        by = -by;
    }
    csp_list_unshare(type, self);
    csp_list *l = *self;
    int64_t kept = from;
    for (int64_t i = from; i < len; ++i) {
        bool goes = (i - from) % by == 0 && (i - from) / by < n;
        if (goes)
            csp_release(type->elem, csp_list_at(type, l, i));
        else
            memmove(csp_list_at(type, l, kept++), csp_list_at(type, l, i), type->elem->size);
    }
    l->len = len - n;
    if (l->len == 0) l->head = 0;
}

/* As many items as there are names, or at least as many when one name has a star. */
void csp_unpack_check(const csp_call *call, list_arg items, const int64_t *names,
                      const uint8_t *starred) {
    int64_t n = csp_list_len(*items);
    if (*starred ? n >= *names : n == *names) return;
    csp_raise(call, "%lld values for %s%lld names", (long long)n, *starred ? "at least " : "",
              (long long)*names);
}

/* The first equal item in [start, stop). */
void csp_list_index_in(const csp_call *call, int64_t *ret, list_arg self, const void *item,
                       const int64_t *start, const csp_opt_int *stop) {
    const csp_type *type = call->args[0];
    int64_t n = csp_list_len(*self), from = *start, to = stop->set ? stop->value : n;
    if (from < 0) from = from + n < 0 ? 0 : from + n;
    if (to < 0) to += n;
    if (to > n) to = n;
    for (int64_t i = from; i < to; ++i)
        if (csp_equal(type->elem, csp_list_at(type, *self, i), item)) {
            *ret = i;
            return;
        }
    csp_text t = {0};
    csp_text_shown(&t, type->elem, item);
    char shown[128];
    memcpy(shown, t.data, t.size + 1 < sizeof shown ? t.size + 1 : sizeof shown);
    csp_text_free(&t);
    csp_raise(call, "%s is not among items %lld to %lld of the list", shown, (long long)from,
              (long long)to);
}

void csp_bytes_list(const csp_call *call, csp_list **ret, csp_str *const *data) {
    *ret = NULL;
    for (int64_t i = 0; i < csp_str_size(*data); ++i) {
        int64_t byte = (unsigned char)(*data)->data[i];
        csp_list_push(call->ret, ret, &byte);
    }
}
