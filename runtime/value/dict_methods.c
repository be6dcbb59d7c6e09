/* dict_methods.c - the methods and operators of dict, as stdlib/builtins.csp declares them.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). keys(),
 * values() and items() are lists: what is iterated cannot change under the loop.
 */
#include <stdio.h>

#include "internal.h"

typedef csp_dict *const *dict_arg;

static const csp_type *self_type(const csp_call *call) { return call->args[0]; }

/* What does not fit is cut, as nothing may be left behind. */
void csp_fail_key(const csp_call *call, const char *format, const csp_type *type, const void *key) {
    csp_text t = {0};
    csp_text_shown(&t, type, key);
    char shown[128] = "", message[256];
    memcpy(shown, t.data, t.size < sizeof shown ? t.size : sizeof shown - 1);
    csp_text_free(&t);
    snprintf(message, sizeof message, format, shown);
    csp_raise(call, "%s", message);
}

_Noreturn static void raise_missing(const csp_call *call, const csp_type *type, const void *key) {
    csp_fail_key(call, "key %s not found", csp_dict_key_type(type), key);
}

static void *must_find(const csp_call *call, const csp_type *type, const csp_dict *d,
                       const void *key) {
    void *value = csp_dict_find(type, d, key);
    if (!value) raise_missing(call, type, key);
    return value;
}

void csp_dict_length(const csp_call *call, int64_t *ret, dict_arg self) {
    (void)call;
    *ret = csp_dict_len(*self);
}

void csp_dict_get(const csp_call *call, void *ret, dict_arg self, const void *key,
                  const void *other) {
    const csp_type *type = self_type(call);
    const void *value = csp_dict_find(type, *self, key);
    csp_copy(type->elem, ret, value ? value : other);
}

/* A dict of T? gives a T?, not a T??. */
void csp_dict_get_opt(const csp_call *call, void *ret, dict_arg self, const void *key) {
    const csp_type *type = self_type(call);
    const void *value = csp_dict_find(type, *self, key);
    memset(ret, 0, call->ret->size);
    if (!value) return;
    csp_copy(type->elem, ret, value);
    if (call->ret->size != type->elem->size || type->elem->kind != CSP_OPT)
        *((uint8_t *)ret + call->ret->flag_offset) = 1;
}

void csp_dict_keys(const csp_call *call, csp_list **ret, dict_arg self) {
    *ret = NULL;
    csp_list_reserve(call->ret, ret, csp_dict_len(*self));
    int64_t at = 0;
    void *key;
    while (csp_dict_next(self_type(call), *self, &at, &key, NULL))
        csp_copy(call->ret->elem, csp_list_grow(call->ret, ret), key);
}

void csp_dict_values(const csp_call *call, csp_list **ret, dict_arg self) {
    *ret = NULL;
    csp_list_reserve(call->ret, ret, csp_dict_len(*self));
    int64_t at = 0;
    void *value = NULL;
    while (csp_dict_next(self_type(call), *self, &at, NULL, &value))
        csp_copy(call->ret->elem, csp_list_grow(call->ret, ret), value);
}

static void copy_pair(const csp_type *pair, char *to, const void *key, const void *value) {
    memset(to, 0, pair->size);
    csp_copy(pair->fields[0].type, to + pair->fields[0].offset, key);
    csp_copy(pair->fields[1].type, to + pair->fields[1].offset, value);
}

void csp_dict_items(const csp_call *call, csp_list **ret, dict_arg self) {
    *ret = NULL;
    csp_list_reserve(call->ret, ret, csp_dict_len(*self));
    int64_t at = 0;
    void *key, *value = NULL;
    while (csp_dict_next(self_type(call), *self, &at, &key, &value))
        copy_pair(call->ret->elem, csp_list_grow(call->ret, ret), key, value);
}

/* Moves the value out of the dict. The dict is unshared and has the key. */
static void take(const csp_type *type, void *ret, csp_dict **self, const void *key) {
    void *value = csp_dict_find(type, *self, key);
    memcpy(ret, value, type->elem->size);
    memset(value, 0, type->elem->size);
    csp_dict_delete(type, self, key);
}

void csp_dict_pop(const csp_call *call, void *ret, csp_dict **self, const void *key) {
    const csp_type *type = self_type(call);
    must_find(call, type, *self, key);
    csp_dict_unshare(type, self);
    take(type, ret, self, key);
}

void csp_dict_pop_or(const csp_call *call, void *ret, csp_dict **self, const void *key,
                     const void *other) {
    const csp_type *type = self_type(call);
    if (!csp_dict_find(type, *self, key)) {
        csp_copy(type->elem, ret, other);
        return;
    }
    csp_dict_unshare(type, self);
    take(type, ret, self, key);
}

/* The pair that was put in last. */
void csp_dict_popitem(const csp_call *call, void *ret, csp_dict **self) {
    const csp_type *type = self_type(call);
    if (csp_dict_len(*self) == 0) csp_raise(call, "popitem from an empty dict");
    csp_dict_unshare(type, self);
    int64_t at = 0;
    void *key = NULL, *value = NULL;
    while (csp_dict_next(type, *self, &at, &key, &value)) {
    }
    copy_pair(call->ret, ret, key, value);
    csp_dict_delete(type, self, key);
}

void csp_dict_setdefault(const csp_call *call, void *ret, csp_dict **self, const void *key,
                         const void *other) {
    const csp_type *type = self_type(call);
    bool fresh;
    void *value = csp_dict_slot(type, self, key, &fresh);
    if (fresh) csp_copy(type->elem, value, other);
    csp_copy(type->elem, ret, value);
}

static void put_all(const csp_type *type, csp_dict **self, csp_dict *other) {
    /* One more owner: `d.update(d)` must not read what it writes. */
    csp_ref(other);
    int64_t at = 0;
    void *key, *value = NULL;
    while (csp_dict_next(type, other, &at, &key, &value))
        csp_assign(type->elem, csp_dict_slot(type, self, key, NULL), value);
    csp_dict_drop(type, other);
}

void csp_dict_update(const csp_call *call, csp_dict **self, dict_arg other) {
    put_all(self_type(call), self, *other);
}

/* Also of sets. */
void csp_dict_clear(const csp_call *call, csp_dict **self) { csp_release(self_type(call), self); }

/* Also of sets; also `dict(d)` and `set(s)`: values are copied when changed. */
void csp_dict_copy(const csp_call *call, csp_dict **ret, dict_arg self) {
    (void)call;
    csp_ref(*self);
    *ret = *self;
}

/* Also `set()`. */
void csp_dict_new(const csp_call *call, csp_dict **ret) {
    (void)call;
    *ret = NULL;
}

/* dict(list of pairs) */
void csp_dict_of_pairs(const csp_call *call, csp_dict **ret, csp_list *const *pairs) {
    const csp_type *type = call->ret, *list = call->args[0], *pair = list->elem;
    *ret = NULL;
    for (int64_t i = 0; i < csp_list_len(*pairs); ++i) {
        const char *from = csp_list_at(list, *pairs, i);
        void *value = csp_dict_slot(type, ret, from + pair->fields[0].offset, NULL);
        csp_assign(type->elem, value, from + pair->fields[1].offset);
    }
}

/* ---- operators */

void csp_op_index_dict(const csp_call *call, void *ret, dict_arg self, const void *key) {
    const csp_type *type = self_type(call);
    csp_copy(type->elem, ret, must_find(call, type, *self, key));
}

/* The address of the value, for `d[k].f = v`: valid until the dict changes. */
void csp_op_dict_ref(const csp_call *call, void **ret, csp_dict **self, const void *key) {
    const csp_type *type = self_type(call);
    must_find(call, type, *self, key);
    csp_dict_unshare(type, self);
    *ret = csp_dict_find(type, *self, key);
}

void csp_op_dict_put(const csp_call *call, csp_dict **self, const void *key, const void *value) {
    const csp_type *type = self_type(call);
    /* The value may stand in this very dict, which a new key can move. */
    char small[256];
    bool fits = type->elem->size <= sizeof small;
    void *held = fits ? small : csp_alloc(type->elem->size);
    csp_copy(type->elem, held, value);
    csp_move(type->elem, csp_dict_slot(type, self, key, NULL), held);
    if (!fits) csp_free(held);
}

void csp_op_del_dict(const csp_call *call, csp_dict **self, const void *key) {
    const csp_type *type = self_type(call);
    if (!csp_dict_delete(type, self, key)) raise_missing(call, type, key);
}

void csp_op_in_dict(const csp_call *call, uint8_t *ret, const void *key, dict_arg self) {
    *ret = csp_dict_find(call->args[1], *self, key) != NULL;
}

void csp_op_dict_or(const csp_call *call, csp_dict **ret, dict_arg a, dict_arg b) {
    csp_ref(*a);
    *ret = *a;
    put_all(call->ret, ret, *b);
}
