/* interp_expr.c - expressions to values in run-time layout. See interp.h. */
#include <string.h>

#include "csp/builtins.h"
#include "wiring/interp.h"

/* ---- reading variables */

static _Noreturn void shape_needs(Interp *in, const TirExpr *expr) {
    if (in->graph->owner != NULL) {
        diag_error(in->diagnostics, expr->pos, 407,
                   "%s is known only when a copy of the dynamic subgraph starts, but the shape of "
                   "the graph depends on it here",
                   expr->var->name);
        interp_note_calls(in);
        interp_abandon(in);
    }
    diag_error(
        in->diagnostics, expr->pos, 407,
        "%s is known only when the program starts, but the shape of the graph depends on it here",
        expr->var->name);
    diag_help(in->diagnostics, "mark the parameter that it comes from `const`, or use `dynamic`");
    interp_note_calls(in);
    interp_abandon(in);
}

static const void *variable(Interp *in, Frame *f, const TirExpr *expr) {
    const TirVar *var = expr->var;
    if (var->kind == TV_GLOBAL) return global_value(in, var, expr->pos);
    if (var->kind != TV_PARAM && var->kind != TV_LOCAL)
        internal_error("wiring", expr->pos, "%s is read outside of its node", var->name);
    const Slot *slot = slot_of(in, f, var);
    if (slot->poisoned) interp_abandon(in);
    if (slot->start >= 0) shape_needs(in, expr);
    return slot->memory;
}

static const void *field_at(const csp_type *layout, const void *base, int index) {
    return (const char *)base + layout->fields[index].offset;
}

static Ref owned_value(Interp *in, Frame *f, const TirExpr *expr) {
    const csp_type *layout = layout_in(in, f, expr->type);
    void *to = stack_alloc(in, layout->size);
    eval(in, f, expr, to);
    return (Ref){to, layout->plain ? NULL : to, layout};
}

Ref borrow(Interp *in, Frame *f, const TirExpr *expr) {
    switch (expr->kind) {
    case TE_CONST: return (Ref){.value = expr->value};
    case TE_VAR: return (Ref){.value = variable(in, f, expr)};
    case TE_FIELD:
    case TE_ITEM: {
        Ref base = borrow(in, f, expr->a);
        base.value = field_at(layout_in(in, f, expr->a->type), base.value, expr->index);
        return base;
    }
    case TE_DOWNCAST:
        if (!expr->flag) return borrow(in, f, expr->a);
        return owned_value(in, f, expr);
    default: return owned_value(in, f, expr);
    }
}

bool eval_bool(Interp *in, Frame *f, const TirExpr *expr) {
    uint8_t value;
    eval(in, f, expr, &value);
    return value != 0;
}

int64_t eval_int(Interp *in, Frame *f, const TirExpr *expr) {
    int64_t value;
    eval(in, f, expr, &value);
    return value;
}

/* ---- operators */

static void eval_unary(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    apply_unary(in, call_site(in, f, expr), expr->op,
                (Operand){concrete(in, f, expr->a->type), a.value}, to);
    ref_done(&a);
    stack_reset(in, mark);
}

static void eval_binary(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    Ref b = borrow(in, f, expr->b);
    apply_binary(in, call_site(in, f, expr), expr->op,
                 (Operand){concrete(in, f, expr->a->type), a.value},
                 (Operand){concrete(in, f, expr->b->type), b.value}, to);
    ref_done(&a);
    ref_done(&b);
    stack_reset(in, mark);
}

/* ---- T? */

/* snap(x) where its value would be needed while compiling. */
static _Noreturn void snap_needs(Interp *in, Frame *f, const TirExpr *expr) {
    (void)snap_scalar(in, f, expr); /* is it in its place? */
    diag_error(in->diagnostics, expr->pos, 407,
               "what snap gives is known only when the copy starts, but the shape of the graph "
               "depends on it here");
    interp_note_calls(in);
    interp_abandon(in);
}

static void eval_some(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const csp_type *layout = layout_in(in, f, expr->type);
    memset(to, 0, layout->size);
    eval(in, f, expr->a, to);
    ((uint8_t *)to)[layout->flag_offset] = 1;
}

static void eval_is_some(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    *(uint8_t *)to = ((const uint8_t *)a.value)[layout_in(in, f, expr->a->type)->flag_offset];
    ref_done(&a);
    stack_reset(in, mark);
}

/* ---- structs taken for their base, and back */

static void eval_upcast(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    memset(to, 0, layout_in(in, f, expr->type)->size);
    eval(in, f, expr->a, to);
    int64_t *tag = to;
    if (*tag == 0) *tag = layout_in(in, f, expr->a->type)->tag;
}

static bool is_kind(Interp *in, Frame *f, const TirExpr *value, const void *at,
                    const Type *wanted) {
    const csp_type *kind = csp_kind_of(layout_in(in, f, value->type), at);
    const csp_type *of = layout_in(in, f, wanted);
    bool found = kind == of;
    for (uint32_t i = 0; i < of->nkinds; i++) found = found || kind == of->kinds[i];
    return found;
}

static void eval_is_kind(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    *(uint8_t *)to = is_kind(in, f, expr->a, a.value, expr->targs[0]);
    ref_done(&a);
    stack_reset(in, mark);
}

static void eval_downcast(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    if (!is_kind(in, f, expr->a, a.value, expr->type))
        csp_fail_kind(&call_site(in, f, expr)->call, layout_in(in, f, expr->a->type), a.value,
                      layout_in(in, f, expr->type));
    csp_copy(layout_in(in, f, expr->type), to, a.value);
    ref_done(&a);
    stack_reset(in, mark);
}

/* Copies a part of a value that is borrowed. */
static void eval_part(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    const void *part = a.value;
    if (expr->kind != TE_UNWRAP)
        part = field_at(layout_in(in, f, expr->a->type), a.value, expr->index);
    csp_copy(layout_in(in, f, expr->type), to, part);
    ref_done(&a);
    stack_reset(in, mark);
}

/* ---- composed values */

static void eval_struct(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const Type *type = concrete(in, f, expr->type);
    const csp_type *layout = layout_of(in, type);
    memset(to, 0, layout->size);
    for (int i = 0; i < (int)layout->nfields; i++) {
        void *at = (char *)to + layout->fields[i].offset;
        const TirExpr *arg = i < expr->args.len ? expr->args.items[i] : NULL;
        if (arg != NULL)
            eval(in, f, arg, at);
        else if (layout->fields[i].preset != NULL)
            csp_copy(layout->fields[i].type, at, layout->fields[i].preset);
    }
}

static void eval_tuple(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const csp_type *layout = layout_in(in, f, expr->type);
    memset(to, 0, layout->size);
    for (int i = 0; i < expr->args.len; i++)
        eval(in, f, expr->args.items[i], (char *)to + layout->fields[i].offset);
}

static void eval_list(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const csp_type *layout = layout_in(in, f, expr->type);
    csp_list *list = NULL;
    if (expr->args.len > 0) csp_list_reserve(layout, &list, expr->args.len);
    StackMark mark = stack_mark(in);
    void *item = stack_alloc(in, layout->elem->size);
    for (int i = 0; i < expr->args.len; i++) {
        eval(in, f, expr->args.items[i], item);
        memcpy(csp_list_grow(layout, &list), item, layout->elem->size);
    }
    stack_reset(in, mark);
    memcpy(to, &list, sizeof list);
}

static void eval_set(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const csp_type *layout = layout_in(in, f, expr->type);
    csp_dict *set = NULL;
    for (int i = 0; i < expr->args.len; i++) {
        StackMark mark = stack_mark(in);
        Ref item = borrow(in, f, expr->args.items[i]);
        bool fresh;
        csp_dict_slot(layout, &set, item.value, &fresh);
        ref_done(&item);
        stack_reset(in, mark);
    }
    memcpy(to, &set, sizeof set);
}

static void eval_dict(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const csp_type *layout = layout_in(in, f, expr->type);
    csp_dict *dict = NULL;
    for (int i = 0; i + 1 < expr->args.len; i += 2) {
        StackMark mark = stack_mark(in);
        Ref key = borrow(in, f, expr->args.items[i]);
        Ref value = borrow(in, f, expr->args.items[i + 1]);
        bool fresh;
        csp_assign(layout->elem, csp_dict_slot(layout, &dict, key.value, &fresh), value.value);
        ref_done(&key);
        ref_done(&value);
        stack_reset(in, mark);
    }
    memcpy(to, &dict, sizeof dict);
}

/* ---- print in a def that runs while compiling: to the compiler's standard error */

static void print_now(Interp *in, Frame *f, const TirExpr *expr) {
    csp_text text = {0};
    for (int i = 0; i < expr->args.len; i++) {
        StackMark mark = stack_mark(in);
        if (i > 0) csp_text_puts(&text, " ");
        Ref value = borrow(in, f, expr->args.items[i]);
        csp_format(&text, layout_in(in, f, expr->args.items[i]->type), value.value, CSP_PLAIN);
        ref_done(&value);
        stack_reset(in, mark);
    }
    fprintf(stderr, "%.*s\n", (int)text.size, text.data == NULL ? "" : text.data);
    csp_text_free(&text);
}

static void eval_print(Interp *in, Frame *f, const TirExpr *expr) {
    if (f->wires)
        wire_print(in, f, expr);
    else
        print_now(in, f, expr);
}

/* A branch known while compiling: TE_IF over edges has only these. */
static void eval_if(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    eval(in, f, eval_bool(in, f, expr->a) ? expr->b : expr->c, to);
}

static void eval_let(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    assign_slot(in, f, expr->var, expr->a);
    eval(in, f, expr->b, to);
}

static void eval_int_to_float(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    double value = (double)eval_int(in, f, expr->a);
    memcpy(to, &value, sizeof value);
}

static void copy_borrowed(Interp *in, Frame *f, const TirExpr *expr, const void *value, void *to) {
    csp_copy(layout_in(in, f, expr->type), to, value);
}

static _Noreturn void engine_only(const TirExpr *expr) {
    internal_error("wiring", expr->pos, "an expression of a node's body (%d) was met while wiring",
                   (int)expr->kind);
}

void eval(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    switch (expr->kind) {
    case TE_CONST: copy_borrowed(in, f, expr, expr->value, to); break;
    case TE_VAR: copy_borrowed(in, f, expr, variable(in, f, expr), to); break;
    case TE_UNARY: eval_unary(in, f, expr, to); break;
    case TE_BINARY: eval_binary(in, f, expr, to); break;
    case TE_AND: *(uint8_t *)to = eval_bool(in, f, expr->a) && eval_bool(in, f, expr->b); break;
    case TE_OR: *(uint8_t *)to = eval_bool(in, f, expr->a) || eval_bool(in, f, expr->b); break;
    case TE_IF: eval_if(in, f, expr, to); break;
    case TE_LET: eval_let(in, f, expr, to); break;
    case TE_INT_TO_FLOAT: eval_int_to_float(in, f, expr, to); break;
    case TE_SOME: eval_some(in, f, expr, to); break;
    case TE_NONE: memset(to, 0, layout_in(in, f, expr->type)->size); break;
    case TE_IS_SOME: eval_is_some(in, f, expr, to); break;
    case TE_UPCAST: eval_upcast(in, f, expr, to); break;
    case TE_DOWNCAST: eval_downcast(in, f, expr, to); break;
    case TE_IS_KIND: eval_is_kind(in, f, expr, to); break;
    case TE_UNWRAP:
    case TE_FIELD:
    case TE_ITEM: eval_part(in, f, expr, to); break;
    case TE_STRUCT: eval_struct(in, f, expr, to); break;
    case TE_TUPLE: eval_tuple(in, f, expr, to); break;
    case TE_LIST: eval_list(in, f, expr, to); break;
    case TE_SET: eval_set(in, f, expr, to); break;
    case TE_DICT: eval_dict(in, f, expr, to); break;
    case TE_INDEX: apply_index(in, f, expr, to); break;
    case TE_SLICE: apply_slice(in, f, expr, to); break;
    case TE_FSTRING: format_parts(in, f, expr, to); break;
    case TE_CALL:
    case TE_GRAPH_CALL: call_function(in, f, expr, to); break;
    case TE_CALL_BUILTIN: call_builtin(in, f, expr, to); break;
    case TE_CALL_VALUE: call_value(in, f, expr, to); break;
    case TE_LAMBDA: make_closure(in, f, expr, to); break;
    case TE_COMPREHENSION: eval_comprehension(in, f, expr, to); break;
    case TE_PRINT: eval_print(in, f, expr); break;
    case TE_NODE_CALL: wire_node(in, f, expr, to); break;
    case TE_ADAPTER_CALL: wire_adapter(in, f, expr, to); break;
    case TE_LIFT: wire_lift(in, f, expr, to); break;
    case TE_SELECT: wire_select(in, f, expr, to); break;
    case TE_CONST_EDGE: wire_const(in, f, expr, to); break;
    case TE_FEEDBACK_NEW: wire_feedback(in, f, expr, to); break;
    case TE_DELAYED_NEW: wire_delayed(in, f, expr, to); break;
    case TE_FEEDBACK_OUT: eval(in, f, expr->a, to); break; /* a feedback is its source end's edge */
    case TE_BIND: wire_bind(in, f, expr); break;
    case TE_DYNAMIC: wire_dynamic(in, f, expr, to); break;
    case TE_DELAYED_EDGE: wire_delayed_edge(in, f, expr, to); break;
    case TE_EXPECT_ERROR: wire_expect_error(in, f, expr); break;
    case TE_SNAP: snap_needs(in, f, expr);
    default: engine_only(expr);
    }
}
