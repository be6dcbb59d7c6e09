/* set_more.c - the methods of set that take any iterable, and those that change the set in place.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Where Python takes any iterable the
 * compiler hands over a list.
 */
#include "internal.h"

typedef csp_dict *const *set_arg;
typedef csp_list *const *list_arg;
typedef void set_op(const csp_call *call, csp_dict **ret, set_arg a, set_arg b);

/* a OP set(items) */
static void with_list(const csp_call *call, csp_dict **ret, set_arg a, list_arg items, set_op *op) {
    const csp_type *type = call->args[0], *types[] = {type, type};
    csp_call of = {.ret = type, .args = &call->args[1]}, both = {.ret = type, .args = types};
    csp_dict *b = NULL;
    csp_set_of_list(&of, &b, items);
    op(&both, ret, a, &b);
    csp_release(type, &b);
}

void csp_set_union_list(const csp_call *call, csp_dict **ret, set_arg self, list_arg items) {
    with_list(call, ret, self, items, csp_op_set_or);
}

void csp_set_intersection_list(const csp_call *call, csp_dict **ret, set_arg self, list_arg items) {
    with_list(call, ret, self, items, csp_op_set_and);
}

void csp_set_difference_list(const csp_call *call, csp_dict **ret, set_arg self, list_arg items) {
    with_list(call, ret, self, items, csp_op_set_sub);
}

void csp_set_symmetric_list(const csp_call *call, csp_dict **ret, set_arg self, list_arg items) {
    with_list(call, ret, self, items, csp_op_set_xor);
}

/* ---- in place */

static void changed(const csp_call *call, csp_dict **self, list_arg items, set_op *op) {
    csp_dict *result = NULL;
    with_list(call, &result, self, items, op);
    csp_move(call->args[0], self, &result);
}

void csp_set_intersection_update(const csp_call *call, csp_dict **self, list_arg items) {
    changed(call, self, items, csp_op_set_and);
}

void csp_set_difference_update(const csp_call *call, csp_dict **self, list_arg items) {
    changed(call, self, items, csp_op_set_sub);
}

void csp_set_symmetric_update(const csp_call *call, csp_dict **self, list_arg items) {
    changed(call, self, items, csp_op_set_xor);
}

/* ---- tests against an iterable */

static uint8_t tested(const csp_call *call, set_arg a, list_arg items,
                      void test(const csp_call *call, uint8_t *ret, set_arg a, set_arg b)) {
    const csp_type *type = call->args[0], *types[] = {type, type};
    csp_call of = {.ret = type, .args = &call->args[1]}, both = {.ret = call->ret, .args = types};
    csp_dict *b = NULL;
    uint8_t result;
    csp_set_of_list(&of, &b, items);
    test(&both, &result, a, &b);
    csp_release(type, &b);
    return result;
}

void csp_set_issubset_list(const csp_call *call, uint8_t *ret, set_arg self, list_arg items) {
    *ret = tested(call, self, items, csp_op_set_le);
}

void csp_set_issuperset_list(const csp_call *call, uint8_t *ret, set_arg self, list_arg items) {
    *ret = tested(call, self, items, csp_set_issuperset);
}

void csp_set_isdisjoint_list(const csp_call *call, uint8_t *ret, set_arg self, list_arg items) {
    *ret = tested(call, self, items, csp_set_isdisjoint);
}

/* ---- dicts */

void csp_dict_fromkeys(const csp_call *call, csp_dict **ret, list_arg keys, const void *value) {
    *ret = NULL;
    for (int64_t i = 0; i < csp_list_len(*keys); ++i) {
        bool fresh;
        void *slot = csp_dict_slot(call->ret, ret, csp_list_at(call->args[0], *keys, i), &fresh);
        csp_assign(call->ret->elem, slot, value);
    }
}

void csp_dict_update_pairs(const csp_call *call, csp_dict **self, list_arg pairs) {
    const csp_type *type = call->args[0], *pair = call->args[1]->elem;
    for (int64_t i = 0; i < csp_list_len(*pairs); ++i) {
        bool fresh;
        const char *at = csp_list_at(call->args[1], *pairs, i);
        void *slot = csp_dict_slot(type, self, at + pair->fields[0].offset, &fresh);
        csp_assign(type->elem, slot, at + pair->fields[1].offset);
    }
}
