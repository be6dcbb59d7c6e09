/* wire_lift.c - lifted operations, selects, feedback, delayed edges, print of scalars. See
 * interp.h. */
#include <string.h>

#include "wiring/interp.h"

/* ---- labels of the diagram */

static const char *const op_names[] = {
    [TO_ADD] = "+",  [TO_SUB] = "-",    [TO_MUL] = "*",    [TO_DIV] = "/",   [TO_FLOORDIV] = "//",
    [TO_MOD] = "%",  [TO_POW] = "**",   [TO_BITAND] = "&", [TO_BITOR] = "|", [TO_BITXOR] = "^",
    [TO_SHL] = "<<", [TO_SHR] = ">>",   [TO_EQ] = "==",    [TO_NE] = "!=",   [TO_LT] = "<",
    [TO_LE] = "<=",  [TO_GT] = ">",     [TO_GE] = ">=",    [TO_IN] = "in",   [TO_NOT_IN] = "not in",
    [TO_NEG] = "-",  [TO_INVERT] = "~", [TO_NOT] = "not"};

static const char *lift_label(Interp *in, const TirExpr *e) {
    switch (e->kind) {
    case TE_UNARY:
    case TE_BINARY: return op_names[e->op];
    case TE_AND: return "and";
    case TE_OR: return "or";
    case TE_IF: return "if";
    case TE_LET: return lift_label(in, e->b);
    case TE_FIELD:
        return arena_printf(in->arena, ".%s", e->a->type->strct->fields.items[e->index].name);
    case TE_ITEM:
    case TE_INDEX: return "[]";
    case TE_SLICE: return "[:]";
    case TE_FSTRING: return "f\"...\"";
    case TE_CALL:
    case TE_CALL_BUILTIN: return arena_printf(in->arena, "%s()", e->fn->name);
    case TE_STRUCT:
    case TE_UPCAST:
    case TE_DOWNCAST: return e->type->strct->name;
    case TE_IS_KIND: return "isinstance()";
    case TE_INT_TO_FLOAT: return e->a->kind == TE_LEAF ? "float()" : lift_label(in, e->a);
    case TE_SOME:
    case TE_UNWRAP: return e->a->kind == TE_LEAF ? "?" : lift_label(in, e->a);
    case TE_IS_SOME: return "is not None";
    case TE_LIST: return "[...]";
    case TE_SET:
    case TE_DICT: return "{...}";
    case TE_TUPLE: return "(...)";
    case TE_CALL_VALUE:
    case TE_LAMBDA: return "lambda";
    default: return "lift";
    }
}

/* ---- lifts */

static bool same_input(Interp *in, const GInput *a, const GInput *b) {
    if (a->shape != b->shape || a->edges.len != b->edges.len) return false;
    for (int i = 0; i < a->edges.len; i++)
        if (a->edges.items[i] != b->edges.items[i]) return false;
    return scalar_equal(in, &a->keys, &b->keys);
}

/* One input for each edge, however often the expression reads it. */
static int add_leaf_input(Interp *in, GNode *node, const GInput *input) {
    for (int i = 0; i < node->inputs.len; i++)
        if (same_input(in, &node->inputs.items[i], input)) return i;
    VEC_PUSH(in->arena, &node->inputs, *input);
    return node->inputs.len - 1;
}

static void add_leaf(Interp *in, Frame *f, GNode *node, const TirExpr *leaf) {
    const Type *type = concrete(in, f, leaf->type);
    int at;
    if (type->has_edges) {
        const csp_type *layout = layout_of(in, type);
        StackMark mark = stack_mark(in);
        void *value = stack_alloc(in, layout->size);
        eval(in, f, leaf, value);
        GInput input = wire_input(in, type, value, leaf->pos);
        csp_release(layout, value);
        stack_reset(in, mark);
        at = add_leaf_input(in, node, &input);
    } else {
        GScalar scalar = eval_scalar(in, f, leaf);
        VEC_PUSH(in->arena, &node->scalars, scalar);
        at = -node->scalars.len;
    }
    VEC_PUSH(in->arena, &node->leaf_input, at);
}

/* A lift of nothing but one edge is that edge. */
static bool is_identity(const TirExpr *lift, const GNode *node) {
    return lift->a->kind == TE_LEAF && !lift->flag && node->inputs.len == 1 &&
           node->inputs.items[0].shape == GSHAPE_SINGLE &&
           node->leaf_input.items[lift->a->index] == 0;
}

static void put_edge(void *to, GEdge *const *edge) { memcpy(to, edge, sizeof *edge); }

void wire_lift(Interp *in, Frame *f, const TirExpr *lift, void *to) {
    GNode *node = node_new(in, f, GN_LIFT, lift_label(in, lift->a), lift->pos);
    for (int i = 0; i < lift->args.len; i++) add_leaf(in, f, node, lift->args.items[i]);
    if (is_identity(lift, node)) {
        put_edge(to, &node->inputs.items[0].edges.items[0]);
        return;
    }
    const ExprInfo *info = expr_info(&in->walker, lift->a);
    node->expr = lift->a;
    node->optional = lift->flag;
    node->subst = info->has_vars ? *f->subst : in->no_subst;
    GBindings bindings = bind_free(in, f, &node->expr);
    for (int i = 0; i < bindings.len; i++) VEC_PUSH(in->arena, &node->bindings, bindings.items[i]);
    GNode *shared = share_node(in, node);
    if (shared == node) output_single(in, node, concrete(in, f, lift->type)->elem);
    put_edge(to, &shared->outputs.items[0].edges.items[0]);
}

/* ---- a if condition else b, the condition a scalar */

static GEdge *branch(Interp *in, Frame *f, const TirExpr *expr, GScalar condition, bool negated) {
    GScalar outer = in->guard;
    in->guard = guard_and(in, condition, negated, expr->pos);
    GEdge *edge = NULL;
    eval(in, f, expr, &edge);
    in->guard = outer;
    return edge;
}

void wire_select(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    if (!is_start(in, f, expr->a)) {
        eval(in, f, eval_bool(in, f, expr->a) ? expr->b : expr->c, to);
        return;
    }
    const Type *type = concrete(in, f, expr->type);
    if (type->kind != TYPE_TS)
        interp_fail(
            in, expr->pos, 413,
            "choosing between values of type %s when the program starts is not supported yet",
            type->name);
    GScalar condition = eval_scalar(in, f, expr->a);
    GEdge *yes = branch(in, f, expr->b, condition, false);
    GEdge *no = branch(in, f, expr->c, condition, true);
    GNode *node = node_new(in, f, GN_SELECT, "select", expr->pos);
    VEC_PUSH(in->arena, &node->scalars, condition);
    GInput inputs[] = {wire_input(in, type, &yes, expr->b->pos),
                       wire_input(in, type, &no, expr->c->pos)};
    VEC_PUSH(in->arena, &node->inputs, inputs[0]);
    VEC_PUSH(in->arena, &node->inputs, inputs[1]);
    GNode *shared = share_node(in, node);
    if (shared == node) output_single(in, node, type->elem);
    put_edge(to, &shared->outputs.items[0].edges.items[0]);
}

/* ---- feedback and delayed */

void wire_feedback(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    GNode *node = node_new(in, f, GN_FEEDBACK_OUT, "feedback", expr->pos);
    output_single(in, node, concrete(in, f, expr->type)->elem);
    node_add(in, node);
    put_edge(to, &node->outputs.items[0].edges.items[0]);
}

void wire_delayed(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    GEdge *edge = edge_new(in, NULL, 0, 0, concrete(in, f, expr->type)->elem);
    Delayed delayed = {edge, expr->pos};
    VEC_PUSH(in->arena, &in->delayed, delayed);
    put_edge(to, &edge);
}

static void bind_feedback(Interp *in, Frame *f, const TirExpr *expr, GEdge *out, const void *edge) {
    if (out->from->partner != NULL) {
        diag_error(in->diagnostics, expr->pos, 414, "this feedback is bound already");
        diag_note(in->diagnostics, out->from->partner->pos, "it is bound here");
        interp_abandon(in);
    }
    GNode *node = node_new(in, f, GN_FEEDBACK_IN, "feedback.bind", expr->pos);
    GInput input = wire_input(in, concrete(in, f, expr->b->type), edge, expr->b->pos);
    VEC_PUSH(in->arena, &node->inputs, input);
    node->partner = out->from;
    out->from->partner = node;
    node_add(in, node);
}

static GEdge *last_delayed(GEdge *edge) {
    while (edge->from == NULL && edge->bound != NULL) edge = edge->bound;
    return edge;
}

static void bind_delayed(Interp *in, const TirExpr *expr, GEdge *delayed, GEdge *edge) {
    if (delayed->bound != NULL)
        interp_fail(in, expr->pos, 414, "this delayed edge is bound already");
    if (last_delayed(edge) == delayed)
        interp_fail(in, expr->pos, 415, "this delayed edge would stand for itself");
    delayed->bound = edge;
}

void wire_bind(Interp *in, Frame *f, const TirExpr *expr) {
    const Type *type = concrete(in, f, expr->a->type);
    GEdge *to = NULL, *edge = NULL;
    eval(in, f, expr->a, &to);
    eval(in, f, expr->b, &edge);
    if (to == NULL || edge == NULL)
        interp_fail(in, expr->pos, 411, "this edge is used before it is there");
    if (to->graph != in->graph)
        interp_fail(in, expr->pos, 432,
                    "this %s lies outside of the dynamic subgraph: a copy can't be bound to it",
                    type->kind == TYPE_FEEDBACK ? "feedback" : "delayed edge");
    edge = edge_here(in, edge, expr->pos);
    if (type->kind == TYPE_FEEDBACK)
        bind_feedback(in, f, expr, to, &edge);
    else
        bind_delayed(in, expr, to, edge);
}

void wire_delayed_edge(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    GEdge *edge = NULL;
    eval(in, f, expr->a, &edge);
    if (edge != NULL) edge = last_delayed(edge);
    put_edge(to, &edge);
}

/* ---- print of scalars: once, at start, in order of wiring. What is known is evaluated here and now, in order, since an argument may
 * change a variable (`rng.random()`). */

static const TirExpr *print_of_known(Interp *in, Frame *f, const TirExpr *expr) {
    TirExpr *copy = ARENA_NEW(in->arena, TirExpr);
    *copy = *expr;
    copy->args = (TirExprs){0};
    for (int i = 0; i < expr->args.len; i++) {
        TirExpr *arg = expr->args.items[i];
        bool later = is_start(in, f, arg);
        if (later && expr_info(&in->walker, arg)->mutates)
            interp_fail(in, arg->pos, 410,
                        "changing a variable with a value that is known only when the program starts is not "
                        "supported yet");
        VEC_PUSH(in->arena, &copy->args, later ? arg : folded_value(in, f, arg));
    }
    return copy;
}

void wire_print(Interp *in, Frame *f, const TirExpr *expr) {
    GNode *node = node_new(in, f, GN_PRINT, "print", expr->pos);
    node->subst = expr_info(&in->walker, expr)->has_vars ? *f->subst : in->no_subst;
    node->expr = print_of_known(in, f, expr);
    GBindings bindings = bind_free(in, f, &node->expr);
    for (int i = 0; i < bindings.len; i++) VEC_PUSH(in->arena, &node->bindings, bindings.items[i]);
    node->is_sink = true;
    node_add(in, node);
}
