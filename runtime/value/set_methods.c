/* set_methods.c - the methods and operators of set, as stdlib/builtins.csp declares them.
 *
 * A set is a csp_dict without values (dict.c). Results keep the order of insertion, those of the
 * left side first.
 */
#include "internal.h"

typedef csp_dict *const *set_arg;

static const csp_type *self_type(const csp_call *call) { return call->args[0]; }

_Noreturn static void raise_missing(const csp_call *call, const csp_type *type, const void *key) {
    csp_text t = {0};
    csp_text_shown(&t, type->elem, key);
    char shown[128];
    memcpy(shown, t.data, t.size + 1 < sizeof shown ? t.size + 1 : sizeof shown);
    csp_text_free(&t);
    csp_raise(call, "%s is not in the set", shown);
}

static void put(const csp_type *type, csp_dict **set, const void *key) {
    if (!csp_dict_find(type, *set, key)) csp_dict_slot(type, set, key, NULL);
}

static void put_all(const csp_type *type, csp_dict **set, csp_dict *other) {
    csp_ref(other);
    int64_t at = 0;
    void *key;
    while (csp_dict_next(type, other, &at, &key, NULL)) put(type, set, key);
    csp_dict_drop(type, other);
}

void csp_op_set_add(const csp_call *call, csp_dict **self, const void *key) {
    put(self_type(call), self, key);
}

void csp_set_discard(const csp_call *call, csp_dict **self, const void *key) {
    csp_dict_delete(self_type(call), self, key);
}

void csp_set_remove(const csp_call *call, csp_dict **self, const void *key) {
    const csp_type *type = self_type(call);
    if (!csp_dict_delete(type, self, key)) raise_missing(call, type, key);
}

/* The item that was put in first. */
void csp_set_pop(const csp_call *call, void *ret, csp_dict **self) {
    const csp_type *type = self_type(call);
    int64_t at = 0;
    void *key = NULL;
    if (!csp_dict_next(type, *self, &at, &key, NULL)) csp_raise(call, "pop from an empty set");
    csp_copy(type->elem, ret, key);
    csp_dict_delete(type, self, ret);
}

void csp_set_update(const csp_call *call, csp_dict **self, set_arg other) {
    put_all(self_type(call), self, *other);
}

void csp_set_update_list(const csp_call *call, csp_dict **self, csp_list *const *items) {
    for (int64_t i = 0; i < csp_list_len(*items); ++i)
        put(self_type(call), self, csp_list_at(call->args[1], *items, i));
}

/* set(list) */
void csp_set_of_list(const csp_call *call, csp_dict **ret, csp_list *const *items) {
    *ret = NULL;
    for (int64_t i = 0; i < csp_list_len(*items); ++i)
        put(call->ret, ret, csp_list_at(call->args[0], *items, i));
}

/* set(dict): its keys */
void csp_set_of_dict(const csp_call *call, csp_dict **ret, csp_dict *const *items) {
    *ret = NULL;
    int64_t at = 0;
    void *key;
    while (csp_dict_next(self_type(call), *items, &at, &key, NULL)) put(call->ret, ret, key);
}

/* set(str): its characters */
void csp_set_of_str(const csp_call *call, csp_dict **ret, csp_str *const *text) {
    *ret = NULL;
    int64_t at = 0, size = csp_str_size(*text);
    while (at < size) {
        int64_t from = at;
        csp_utf8_next((*text)->data, size, &at);
        csp_str *c = csp_str_new((*text)->data + from, (size_t)(at - from));
        put(call->ret, ret, &c);
        csp_str_drop(c);
    }
}

/* list(set); also of the keys of a dict */
void csp_set_list(const csp_call *call, csp_list **ret, set_arg self) {
    *ret = NULL;
    csp_list_reserve(call->ret, ret, csp_dict_len(*self));
    int64_t at = 0;
    void *key;
    while (csp_dict_next(self_type(call), *self, &at, &key, NULL))
        csp_copy(call->ret->elem, csp_list_grow(call->ret, ret), key);
}

/* ---- operators */

/* Puts into *to the items of `from` that are, or are not, in `other`. */
static void put_those(const csp_type *type, csp_dict **to, const csp_dict *from,
                      const csp_dict *other, bool in) {
    int64_t at = 0;
    void *key;
    while (csp_dict_next(type, from, &at, &key, NULL))
        if ((csp_dict_find(type, other, key) != NULL) == in) put(type, to, key);
}

void csp_op_set_or(const csp_call *call, csp_dict **ret, set_arg a, set_arg b) {
    csp_ref(*a);
    *ret = *a;
    put_all(call->ret, ret, *b);
}

void csp_op_set_and(const csp_call *call, csp_dict **ret, set_arg a, set_arg b) {
    *ret = NULL;
    put_those(call->ret, ret, *a, *b, true);
}

void csp_op_set_sub(const csp_call *call, csp_dict **ret, set_arg a, set_arg b) {
    *ret = NULL;
    put_those(call->ret, ret, *a, *b, false);
}

void csp_op_set_xor(const csp_call *call, csp_dict **ret, set_arg a, set_arg b) {
    *ret = NULL;
    put_those(call->ret, ret, *a, *b, false);
    put_those(call->ret, ret, *b, *a, false);
}

static bool within(const csp_type *type, const csp_dict *a, const csp_dict *b) {
    if (csp_dict_len(a) > csp_dict_len(b)) return false;
    int64_t at = 0;
    void *key;
    while (csp_dict_next(type, a, &at, &key, NULL))
        if (!csp_dict_find(type, b, key)) return false;
    return true;
}

/* Also issubset. */
void csp_op_set_le(const csp_call *call, uint8_t *ret, set_arg a, set_arg b) {
    *ret = within(self_type(call), *a, *b);
}

void csp_op_set_lt(const csp_call *call, uint8_t *ret, set_arg a, set_arg b) {
    *ret = csp_dict_len(*a) < csp_dict_len(*b) && within(self_type(call), *a, *b);
}

void csp_set_issuperset(const csp_call *call, uint8_t *ret, set_arg a, set_arg b) {
    *ret = within(self_type(call), *b, *a);
}

void csp_set_isdisjoint(const csp_call *call, uint8_t *ret, set_arg a, set_arg b) {
    int64_t at = 0;
    void *key;
    *ret = true;
    while (*ret && csp_dict_next(self_type(call), *a, &at, &key, NULL))
        *ret = csp_dict_find(self_type(call), *b, key) == NULL;
}

void csp_op_in_set(const csp_call *call, uint8_t *ret, const void *key, set_arg self) {
    *ret = csp_dict_find(call->args[1], *self, key) != NULL;
}
