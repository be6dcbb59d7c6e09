/* function.c - function values inside of what leaves the elaborator: scalars of nodes and lifts, constants. Each is bound to
 * what it captured, and noted for graph_reach. See interp.h.
 */
#include "wiring/interp.h"

static bool may_hold_function(const csp_type *type) {
    switch ((csp_kind)type->kind) {
    case CSP_FN: return true;
    case CSP_LIST:
    case CSP_DICT:
    case CSP_OPT: return may_hold_function(type->elem);
    case CSP_TUPLE:
        for (uint32_t i = 0; i < type->nfields; i++)
            if (may_hold_function(type->fields[i].type)) return true;
        return false;
    default: return false;
    }
}

static void settle(Interp *in, const csp_type *type, void *value);

static void settle_items(Interp *in, const csp_type *type, void *value) {
    if (type->kind == CSP_LIST) {
        const csp_list *list = *(csp_list *const *)value;
        for (int64_t i = 0; i < csp_list_len(list); i++)
            settle(in, type->elem, csp_list_at(type, list, i));
        return;
    }
    const csp_dict *dict = *(csp_dict *const *)value;
    int64_t at = 0;
    void *key, *item = NULL;
    while (dict != NULL && csp_dict_next(type, dict, &at, &key, &item))
        settle(in, type->elem, item);
}

static void settle_function(Interp *in, csp_fn *fn) {
    if (function_is_start(fn))
        interp_fail(in, in->statement, 485,
                    "a function that captured what is known only when the program starts can't be "
                    "in a container that runs with the graph: pass the function itself");
    VEC_PUSH(in->arena, &in->functions, closure_function(in, fn));
}

static void settle(Interp *in, const csp_type *type, void *value) {
    switch ((csp_kind)type->kind) {
    case CSP_FN: settle_function(in, value); break;
    case CSP_LIST:
    case CSP_DICT: settle_items(in, type, value); break;
    case CSP_OPT:
        if (((const char *)value)[type->flag_offset] != 0) settle(in, type->elem, value);
        break;
    case CSP_TUPLE:
        for (uint32_t i = 0; i < type->nfields; i++)
            settle(in, type->fields[i].type, (char *)value + type->fields[i].offset);
        break;
    default: break;
    }
}

void functions_settle(Interp *in, const csp_type *type, void *value) {
    if (type->kind == CSP_FN)
        (void)closure_function(in, value);
    else if (may_hold_function(type))
        settle(in, type, value);
}
