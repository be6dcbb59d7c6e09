/* list_methods.c - the methods of list, as stdlib/builtins.csp declares them.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Methods that
 * change the list get a pointer to it and make it unshared first; what fails is checked before
 * anything changes.
 */
#include "internal.h"

typedef csp_list *const *list_arg;

static const csp_type *self_type(const csp_call *call) { return call->args[0]; }

void csp_list_length(const csp_call *call, int64_t *ret, list_arg self) {
    (void)call;
    *ret = csp_list_len(*self);
}

void csp_list_append(const csp_call *call, csp_list **self, const void *item) {
    csp_list_push(self_type(call), self, item);
}

void csp_list_extend(const csp_call *call, csp_list **self, list_arg other) {
    const csp_type *type = self_type(call);
    /* One more owner: `xs.extend(xs)` must not read what it writes. */
    csp_list *from = *other;
    int64_t n = csp_list_len(from);
    if (n == 0) return;
    csp_ref(from);
    int64_t len = csp_list_len(*self), usual = len + len / 2;
    csp_list_reserve(type, self, len + n > usual ? len + n : usual);
    for (int64_t i = 0; i < n; ++i)
        csp_copy(type->elem, csp_list_grow(type, self), csp_list_at(type, from, i));
    csp_list_drop(type, from);
}

void csp_list_insert(const csp_call *call, csp_list **self, const int64_t *index,
                     const void *item) {
    const csp_type *type = self_type(call);
    int64_t len = csp_list_len(*self), at = *index;
    if (at < 0) at = at + len < 0 ? 0 : at + len;
    csp_list_push(type, self, item);
    if (at >= len) return;
    /* The new item stands last; turn it round to its place. */
    size_t size = type->elem->size;
    char small[256];
    char *held = size <= sizeof small ? small : csp_alloc(size);
    memcpy(held, csp_list_at(type, *self, len), size);
    memmove(csp_list_at(type, *self, at + 1), csp_list_at(type, *self, at),
            (size_t)(len - at) * size);
    memcpy(csp_list_at(type, *self, at), held, size);
    if (held != small) csp_free(held);
}

/* Closes the gap that item `at` left; its value has been moved out. */
static void close_gap(const csp_type *type, csp_list *l, int64_t at) {
    if (at == 0) {
        ++l->head;
    } else {
        memmove(csp_list_at(type, l, at), csp_list_at(type, l, at + 1),
                (size_t)(l->len - at - 1) * type->elem->size);
    }
    --l->len;
    if (l->len == 0) l->head = 0;
}

void csp_list_pop(const csp_call *call, void *ret, csp_list **self, const int64_t *index) {
    const csp_type *type = self_type(call);
    int64_t at = *index, len = csp_list_len(*self);
    if (len == 0) csp_raise(call, "pop from an empty list");
    if (!csp_wrap_index(&at, len))
        csp_raise(call, "pop index %lld out of range for a list of %lld", (long long)*index,
                  (long long)len);
    csp_list_unshare(type, self);
    memcpy(ret, csp_list_at(type, *self, at), type->elem->size);
    close_gap(type, *self, at);
}

void csp_op_del_list(const csp_call *call, csp_list **self, const int64_t *index) {
    const csp_type *type = self_type(call);
    int64_t at = *index, len = csp_list_len(*self);
    if (!csp_wrap_index(&at, len))
        csp_raise(call, "index %lld out of range for a list of %lld", (long long)*index,
                  (long long)len);
    csp_list_unshare(type, self);
    csp_release(type->elem, csp_list_at(type, *self, at));
    close_gap(type, *self, at);
}

/* Index of the first equal item, or -1. */
static int64_t position(const csp_type *type, const csp_list *l, const void *item) {
    for (int64_t i = 0; i < csp_list_len(l); ++i)
        if (csp_equal(type->elem, csp_list_at(type, l, i), item)) return i;
    return -1;
}

_Noreturn static void raise_not_in_list(const csp_call *call, const csp_type *type,
                                        const void *item) {
    csp_text t = {0};
    csp_text_shown(&t, type->elem, item);
    char shown[128];
    memcpy(shown, t.data, t.size + 1 < sizeof shown ? t.size + 1 : sizeof shown);
    csp_text_free(&t);
    csp_raise(call, "%s is not in the list", shown);
}

void csp_list_index(const csp_call *call, int64_t *ret, list_arg self, const void *item) {
    *ret = position(self_type(call), *self, item);
    if (*ret < 0) raise_not_in_list(call, self_type(call), item);
}

void csp_list_remove(const csp_call *call, csp_list **self, const void *item) {
    const csp_type *type = self_type(call);
    int64_t at = position(type, *self, item);
    if (at < 0) raise_not_in_list(call, type, item);
    csp_list_unshare(type, self);
    csp_release(type->elem, csp_list_at(type, *self, at));
    close_gap(type, *self, at);
}

void csp_list_count(const csp_call *call, int64_t *ret, list_arg self, const void *item) {
    const csp_type *type = self_type(call);
    *ret = 0;
    for (int64_t i = 0; i < csp_list_len(*self); ++i)
        *ret += csp_equal(type->elem, csp_list_at(type, *self, i), item);
}

void csp_list_clear(const csp_call *call, csp_list **self) {
    csp_list *l = *self;
    if (!l) return;
    if (csp_shared(l->refs)) {
        csp_release(self_type(call), self);
        return;
    }
    /* Keeps its room: a list that is cleared is mostly filled again. */
    const csp_type *type = self_type(call);
    for (int64_t i = 0; !type->elem->plain && i < l->len; ++i)
        csp_release(type->elem, csp_list_at(type, l, i));
    l->len = l->head = 0;
}

/* Also `list(xs)`: values are copied when changed. */
void csp_list_copy(const csp_call *call, csp_list **ret, list_arg self) {
    (void)call;
    csp_ref(*self);
    *ret = *self;
}

void csp_list_reverse(const csp_call *call, csp_list **self) {
    const csp_type *type = self_type(call);
    csp_list_unshare(type, self);
    size_t size = type->elem->size;
    for (int64_t i = 0, j = csp_list_len(*self) - 1; i < j; ++i, --j) {
        char *a = csp_list_at(type, *self, i), *b = csp_list_at(type, *self, j);
        for (size_t k = 0; k < size; ++k) {
            char held = a[k];
            a[k] = b[k];
            b[k] = held;
        }
    }
}

/* ---- operators */

void csp_op_list_add(const csp_call *call, csp_list **ret, list_arg a, list_arg b) {
    const csp_type *type = call->ret;
    int64_t n = csp_list_len(*b);
    csp_ref(*a);
    *ret = *a;
    if (n == 0) return;
    csp_list_reserve(type, ret, csp_list_len(*a) + n);
    for (int64_t i = 0; i < n; ++i)
        csp_copy(type->elem, csp_list_grow(type, ret), csp_list_at(type, *b, i));
}

void csp_op_list_mul(const csp_call *call, csp_list **ret, list_arg self, const int64_t *times) {
    const csp_type *type = call->ret;
    int64_t n = csp_list_len(*self), total;
    *ret = NULL;
    if (n == 0 || *times <= 0) return;
    if (__builtin_mul_overflow(n, *times, &total) || total > (INT64_C(1) << 40))
        csp_raise(call, "list too long: %lld times %lld items", (long long)*times, (long long)n);
    csp_list_reserve(type, ret, total);
    for (int64_t i = 0; i < total; ++i)
        csp_copy(type->elem, csp_list_grow(type, ret), csp_list_at(type, *self, i % n));
}

static void *item_at(const csp_call *call, const csp_type *type, const csp_list *l, int64_t index) {
    int64_t at = index, len = csp_list_len(l);
    if (!csp_wrap_index(&at, len))
        csp_raise(call, "index %lld out of range for a list of %lld", (long long)index,
                  (long long)len);
    return csp_list_at(type, l, at);
}

void csp_op_index_list(const csp_call *call, void *ret, list_arg self, const int64_t *index) {
    const csp_type *type = self_type(call);
    csp_copy(type->elem, ret, item_at(call, type, *self, *index));
}

/* The address of the item, for `xs[i].f = v`: valid until the list changes. */
void csp_op_list_ref(const csp_call *call, void **ret, csp_list **self, const int64_t *index) {
    const csp_type *type = self_type(call);
    item_at(call, type, *self, *index);
    csp_list_unshare(type, self);
    *ret = item_at(call, type, *self, *index);
}

void csp_op_slice_list(const csp_call *call, csp_list **ret, list_arg self,
                       const csp_opt_int *start, const csp_opt_int *stop, const csp_opt_int *step) {
    const csp_type *type = self_type(call);
    int64_t from, by, len = csp_list_len(*self);
    int64_t n = csp_slice_bounds(call, len, start, stop, step, &from, &by);
    *ret = NULL;
    if (n == len && by == 1) {
        csp_ref(*self);
        *ret = *self;
        return;
    }
    csp_list_reserve(type, ret, n);
    for (int64_t i = 0; i < n; ++i)
        csp_copy(type->elem, csp_list_grow(type, ret), csp_list_at(type, *self, from + i * by));
}

void csp_op_in_list(const csp_call *call, uint8_t *ret, const void *item, list_arg self) {
    *ret = position(call->args[1], *self, item) >= 0;
}
