/* list.c - lists: growing, sharing, and the slice bounds that all sequences use.
 *
 *   csp_list   | refs | len | cap | head | popped (head) | live (len) | spare |
 *
 * `pop(0)` only moves head; the room in front is taken back when the list would have to grow. An
 * empty list is NULL until something is put into it, and may be an object with len 0 after.
 */
#include "internal.h"

csp_list *csp_list_make(const csp_type *type, int64_t cap) {
    csp_list *l = csp_alloc(sizeof *l + (size_t)cap * type->elem->size);
    l->refs = 1;
    l->len = 0;
    l->cap = cap;
    l->head = 0;
    return l;
}

void csp_list_drop(const csp_type *type, csp_list *l) {
    if (!csp_unref(l)) return;
    if (!type->elem->plain)
        for (int64_t i = 0; i < l->len; ++i) csp_release(type->elem, csp_list_at(type, l, i));
    csp_free(l);
}

/* A list of its own with room for `cap` items, in place of the shared *self. */
static void separate(const csp_type *type, csp_list **self, int64_t cap) {
    csp_list *from = *self;
    csp_list *l = csp_list_make(type, cap);
    l->len = from->len;
    if (l->len > 0) memcpy(l->data, csp_list_at(type, from, 0), (size_t)l->len * type->elem->size);
    if (!type->elem->plain)
        for (int64_t i = 0; i < l->len; ++i) csp_retain(type->elem, csp_list_at(type, l, i));
    csp_list_drop(type, from);
    *self = l;
}

void csp_list_unshare(const csp_type *type, csp_list **self) {
    if (!*self || !csp_shared((*self)->refs)) return;
    separate(type, self, (*self)->len);
}

static void move_to_front(const csp_type *type, csp_list *l) {
    if (l->head == 0) return;
    memmove(l->data, csp_list_at(type, l, 0), (size_t)l->len * type->elem->size);
    l->head = 0;
}

/* Room for `cap` items, head not counted; *self is unshared afterwards. */
static void make_room(const csp_type *type, csp_list **self, int64_t cap) {
    csp_list *l = *self;
    if (!l) {
        *self = csp_list_make(type, cap);
        return;
    }
    if (csp_shared(l->refs)) {
        separate(type, self, cap > l->len ? cap : l->len);
        return;
    }
    if (l->cap - l->head >= cap) return;
    /* Moving costs len steps and must have been paid for by as many pops: a queue that is full before that gets the room in
     * which it will be, once, and allocates no more. */
    bool paid = l->head >= l->len;
    move_to_front(type, l);
    if (l->cap >= cap && !paid) cap = 2 * l->len + 1;
    if (l->cap >= cap) return;
    *self = csp_realloc(l, sizeof *l + (size_t)cap * type->elem->size);
    (*self)->cap = cap;
}

void csp_list_reserve(const csp_type *type, csp_list **self, int64_t cap) {
    if (cap > 0) make_room(type, self, cap);
}

void *csp_list_grow(const csp_type *type, csp_list **self) {
    csp_list *l = *self;
    if (!l || csp_shared(l->refs) || l->head + l->len == l->cap) {
        int64_t len = csp_list_len(l);
        make_room(type, self, len < 4 ? 4 : len + len / 2);
        l = *self;
    }
    return csp_list_at(type, l, l->len++);
}

void csp_list_push(const csp_type *type, csp_list **self, const void *item) {
    /* The item may stand in this very list, which growing can move. */
    csp_list *l = *self;
    if (l && l->head + l->len == l->cap && !csp_shared(l->refs)) {
        const char *from = item;
        if (from >= l->data && from < l->data + (size_t)l->cap * type->elem->size) {
            int64_t index = (from - (char *)csp_list_at(type, l, 0)) / type->elem->size;
            void *room = csp_list_grow(type, self);
            csp_copy(type->elem, room, csp_list_at(type, *self, index));
            return;
        }
    }
    csp_copy(type->elem, csp_list_grow(type, self), item);
}

/* ---- slices */

static int64_t clamp(int64_t at, int64_t len, int64_t low, int64_t high) {
    if (at < 0) at += len;
    return at < low ? low : at > high ? high : at;
}

int64_t csp_slice_bounds(const csp_call *call, int64_t len, const csp_opt_int *start,
                         const csp_opt_int *stop, const csp_opt_int *step, int64_t *first,
                         int64_t *stride) {
    int64_t by = step->set ? step->value : 1;
    if (by == 0) csp_raise(call, "slice step is zero");
    if (by == INT64_MIN) by = INT64_MIN + 1; /* so that it can be negated */
    int64_t low = by < 0 ? -1 : 0, high = by < 0 ? len - 1 : len;
    int64_t from = start->set ? clamp(start->value, len, low, high) : by < 0 ? high : 0;
    int64_t to = stop->set ? clamp(stop->value, len, low, high) : by < 0 ? -1 : len;
    *first = from;
    *stride = by;
    if (by > 0) return from < to ? (to - from - 1) / by + 1 : 0;
    return from > to ? (from - to - 1) / -by + 1 : 0;
}
