/* sort.c - stable sorting: list.sort, sorted, by value or by key.
 *
 * A bottom-up merge sort over pointers to the keys; items are moved once, at the end. Equal items
 * keep their order, also with reverse=True, as in Python.
 */
#include "internal.h"

typedef csp_list *const *list_arg;

#define RUN 12

static bool after(const csp_type *type, const void *a, const void *b, bool reverse) {
    int c = csp_compare(type, a, b);
    return reverse ? c < 0 : c > 0;
}

static void insertion_sort(const csp_type *type, const void **order, int64_t n, bool reverse) {
    for (int64_t i = 1; i < n; ++i) {
        const void *held = order[i];
        int64_t j = i;
        for (; j > 0 && after(type, order[j - 1], held, reverse); --j) order[j] = order[j - 1];
        order[j] = held;
    }
}

/* Merges order[0, mid) and order[mid, n); `room` holds mid pointers. */
static void merge(const csp_type *type, const void **order, int64_t mid, int64_t n,
                  const void **room, bool reverse) {
    if (!after(type, order[mid - 1], order[mid], reverse)) return; /* in order already */
    memcpy(room, order, (size_t)mid * sizeof *room);
    int64_t a = 0, b = mid, out = 0;
    while (a < mid && b < n)
        order[out++] = after(type, room[a], order[b], reverse) ? order[b++] : room[a++];
    memcpy(order + out, room + a, (size_t)(mid - a) * sizeof *room);
}

void csp_sort_pointers(const csp_type *type, const void **order, int64_t n, bool reverse) {
    for (int64_t at = 0; at < n; at += RUN)
        insertion_sort(type, order + at, n - at < RUN ? n - at : RUN, reverse);
    if (n <= RUN) return;
    const void **room = csp_alloc((size_t)n * sizeof *room);
    for (int64_t width = RUN; width < n; width *= 2)
        for (int64_t at = 0; at + width < n; at += 2 * width) {
            int64_t size = n - at < 2 * width ? n - at : 2 * width;
            merge(type, order + at, width, size, room, reverse);
        }
    csp_free(room);
}

/* The items of `from`, which keeps its own, in the order of their keys. `keys` is a list of
 * key_type, one for each item. */
static csp_list *in_order_of(const csp_type *type, const csp_list *from, const csp_type *keys_type,
                             const csp_list *keys, bool reverse) {
    int64_t n = csp_list_len(from);
    if (n == 0) return NULL;
    const void **order = csp_alloc((size_t)n * sizeof *order);
    for (int64_t i = 0; i < n; ++i) order[i] = csp_list_at(keys_type, keys, i);
    csp_sort_pointers(keys_type->elem, order, n, reverse);
    const char *first = csp_list_at(keys_type, keys, 0);
    csp_list *out = csp_list_make(type, n);
    out->len = n;
    for (int64_t i = 0; i < n; ++i) {
        int64_t at = ((const char *)order[i] - first) / keys_type->elem->size;
        csp_copy(type->elem, csp_list_at(type, out, i), csp_list_at(type, from, at));
    }
    csp_free(order);
    return out;
}

/* The key of each item. */
static csp_list *keys_of(const csp_type *type, const csp_list *items, const csp_type *keys_type,
                         const csp_fn *key) {
    csp_list *keys = NULL;
    csp_list_reserve(keys_type, &keys, csp_list_len(items));
    for (int64_t i = 0; i < csp_list_len(items); ++i) {
        void *arg = csp_list_at(type, items, i);
        key->code(key->env, csp_list_grow(keys_type, &keys), &arg);
    }
    return keys;
}

/* The type of a list of what this function returns. */
static csp_type list_of_results(const csp_type *fn) {
    return (csp_type){
        .kind = CSP_LIST, .size = sizeof(csp_list *), .elem = fn->elem, .name = "[key]"};
}

static csp_list *sorted_by(const csp_type *type, const csp_list *items, const csp_type *fn_type,
                           const csp_fn *key, bool reverse) {
    csp_type keys_type = list_of_results(fn_type);
    csp_list *keys = keys_of(type, items, &keys_type, key);
    csp_list *out = in_order_of(type, items, &keys_type, keys, reverse);
    csp_list_drop(&keys_type, keys);
    return out;
}

void csp_sorted(const csp_call *call, csp_list **ret, list_arg items, const uint8_t *reverse) {
    *ret = in_order_of(call->ret, *items, call->ret, *items, *reverse);
}

void csp_sorted_by(const csp_call *call, csp_list **ret, list_arg items, const csp_fn *key,
                   const uint8_t *reverse) {
    *ret = sorted_by(call->ret, *items, call->args[1], key, *reverse);
}

void csp_list_sort(const csp_call *call, csp_list **self, const uint8_t *reverse) {
    const csp_type *type = call->args[0];
    csp_list *out = in_order_of(type, *self, type, *self, *reverse);
    csp_list_drop(type, *self);
    *self = out;
}

void csp_list_sort_by(const csp_call *call, csp_list **self, const csp_fn *key,
                      const uint8_t *reverse) {
    const csp_type *type = call->args[0];
    csp_list *out = sorted_by(type, *self, call->args[1], key, *reverse);
    csp_list_drop(type, *self);
    *self = out;
}

/* Of a set. */
void csp_sorted_set(const csp_call *call, csp_list **ret, csp_dict *const *items,
                    const uint8_t *reverse) {
    csp_list *list;
    csp_set_list(call, &list, items);
    *ret = in_order_of(call->ret, list, call->ret, list, *reverse);
    csp_list_drop(call->ret, list);
}

/* The keys of a dict. */
void csp_sorted_dict(const csp_call *call, csp_list **ret, csp_dict *const *items,
                     const uint8_t *reverse) {
    csp_sorted_set(call, ret, items, reverse);
}

void csp_sorted_set_by(const csp_call *call, csp_list **ret, csp_dict *const *items,
                       const csp_fn *key, const uint8_t *reverse) {
    csp_list *list;
    csp_set_list(call, &list, items);
    *ret = sorted_by(call->ret, list, call->args[1], key, *reverse);
    csp_list_drop(call->ret, list);
}

/* ---- min and max */

/* Index of the first item that no other is better than; -1 of none. `sign` is 1 for max, -1 for
 * min. */
static int64_t best(const csp_type *type, const csp_list *l, int sign) {
    int64_t at = csp_list_len(l) > 0 ? 0 : -1;
    for (int64_t i = 1; i < csp_list_len(l); ++i)
        if (csp_compare(type->elem, csp_list_at(type, l, i), csp_list_at(type, l, at)) * sign > 0)
            at = i;
    return at;
}

static void best_item(const csp_call *call, void *ret, const csp_list *l, int sign) {
    const csp_type *type = call->args[0];
    int64_t at = best(type, l, sign);
    if (at < 0) csp_raise(call, "%s() of an empty list", sign > 0 ? "max" : "min");
    csp_copy(type->elem, ret, csp_list_at(type, l, at));
}

static void best_or(const csp_call *call, void *ret, const csp_list *l, const void *other,
                    int sign) {
    const csp_type *type = call->args[0];
    int64_t at = best(type, l, sign);
    csp_copy(type->elem, ret, at < 0 ? other : csp_list_at(type, l, at));
}

static void best_by(const csp_call *call, void *ret, const csp_list *l, const csp_fn *key,
                    int sign) {
    const csp_type *type = call->args[0];
    csp_type keys_type = list_of_results(call->args[1]);
    csp_list *keys = keys_of(type, l, &keys_type, key);
    int64_t at = best(&keys_type, keys, sign);
    csp_list_drop(&keys_type, keys);
    if (at < 0) csp_raise(call, "%s() of an empty list", sign > 0 ? "max" : "min");
    csp_copy(type->elem, ret, csp_list_at(type, l, at));
}

static void best_of(const csp_call *call, void *ret, const void *const *items, int n, int sign) {
    const void *found = items[0];
    for (int i = 1; i < n; ++i)
        if (csp_compare(call->ret, items[i], found) * sign > 0) found = items[i];
    csp_copy(call->ret, ret, found);
}

static void best_of_set(const csp_call *call, void *ret, const csp_dict *set, int sign) {
    const csp_type *type = call->args[0];
    int64_t at = 0;
    void *key, *found = NULL;
    while (csp_dict_next(type, set, &at, &key, NULL))
        if (!found || csp_compare(type->elem, key, found) * sign > 0) found = key;
    if (!found) csp_raise(call, "%s() of an empty set", sign > 0 ? "max" : "min");
    csp_copy(type->elem, ret, found);
}

void csp_min_list(const csp_call *call, void *ret, list_arg items) {
    best_item(call, ret, *items, -1);
}
void csp_max_list(const csp_call *call, void *ret, list_arg items) {
    best_item(call, ret, *items, 1);
}

void csp_min_list_or(const csp_call *call, void *ret, list_arg items, const void *other) {
    best_or(call, ret, *items, other, -1);
}

void csp_max_list_or(const csp_call *call, void *ret, list_arg items, const void *other) {
    best_or(call, ret, *items, other, 1);
}

void csp_min_list_by(const csp_call *call, void *ret, list_arg items, const csp_fn *key) {
    best_by(call, ret, *items, key, -1);
}

void csp_max_list_by(const csp_call *call, void *ret, list_arg items, const csp_fn *key) {
    best_by(call, ret, *items, key, 1);
}

void csp_min_set(const csp_call *call, void *ret, csp_dict *const *items) {
    best_of_set(call, ret, *items, -1);
}

void csp_max_set(const csp_call *call, void *ret, csp_dict *const *items) {
    best_of_set(call, ret, *items, 1);
}

void csp_min2(const csp_call *call, void *ret, const void *a, const void *b) {
    best_of(call, ret, (const void *[]){a, b}, 2, -1);
}

void csp_min3(const csp_call *call, void *ret, const void *a, const void *b, const void *c) {
    best_of(call, ret, (const void *[]){a, b, c}, 3, -1);
}

void csp_min4(const csp_call *call, void *ret, const void *a, const void *b, const void *c,
              const void *d) {
    best_of(call, ret, (const void *[]){a, b, c, d}, 4, -1);
}

void csp_max2(const csp_call *call, void *ret, const void *a, const void *b) {
    best_of(call, ret, (const void *[]){a, b}, 2, 1);
}

void csp_max3(const csp_call *call, void *ret, const void *a, const void *b, const void *c) {
    best_of(call, ret, (const void *[]){a, b, c}, 3, 1);
}

void csp_max4(const csp_call *call, void *ret, const void *a, const void *b, const void *c,
              const void *d) {
    best_of(call, ret, (const void *[]){a, b, c, d}, 4, 1);
}
