/* wire.c - calls of nodes and adapters become nodes of the graph. See interp.h. */
#include <string.h>

#include "wiring/interp.h"

/* ---- nodes and edges */

GNode *node_new(Interp *in, const Frame *f, GNodeKind kind, const char *name, Pos pos) {
    GNode *node = ARENA_NEW(in->arena, GNode);
    node->kind = kind;
    node->name = name;
    node->path = f->path; /* of the graph until node_add */
    node->cluster = f->cluster;
    node->graph = in->graph;
    node->guard = in->guard;
    node->pos = pos;
    return node;
}

/* How a node is called in a path: operators in parentheses, since one of them is the slash. */
static const char *path_name(Interp *in, const GNode *node) {
    bool is_operator = node->kind == GN_LIFT && strchr("+-*/%<>=!&|^~@", node->name[0]) != NULL;
    return is_operator ? arena_printf(in->arena, "(%s)", node->name) : node->name;
}

void node_add(Interp *in, GNode *node) {
    if (test_drops(in, node)) return;
    node->wiring = in->graph->nodes.len;
    const char *name = path_name(in, node);
    if (in->frame != NULL && in->frame->is_copy) name = arena_printf(in->arena, "%s[{}]", name);
    node->path = path_join(in, node->path, name);
    VEC_PUSH(in->arena, &in->graph->nodes, node);
}

GEdge *edge_new(Interp *in, GNode *from, int output, int member, const Type *type) {
    GEdge *edge = ARENA_NEW(in->arena, GEdge);
    edge->from = from;
    edge->output = output;
    edge->member = member;
    edge->type = type;
    edge->graph = in->graph;
    return edge;
}

void output_single(Interp *in, GNode *node, const Type *type) {
    GOutput output = {.shape = GSHAPE_SINGLE};
    GEdge *edge = edge_new(in, node, node->outputs.len, 0, type);
    VEC_ROOM(in->arena, &output.edges, 1);
    VEC_PUSH(in->arena, &output.edges, edge);
    if (node->outputs.cap == 0) VEC_ROOM(in->arena, &node->outputs, 1);
    VEC_PUSH(in->arena, &node->outputs, output);
}

/* ---- inputs */

/* What a delayed stands for, as far as that is known by now. */
static GEdge *resolved(GEdge *edge) {
    while (edge->from == NULL && edge->bound != NULL) edge = edge->bound;
    return edge;
}

static GEdge *edge_at(Interp *in, const void *value, Pos pos) {
    GEdge *edge = *(GEdge *const *)value;
    if (edge == NULL) interp_fail(in, pos, 411, "this edge is used before it is there");
    return edge_here(in, resolved(edge), pos);
}

GInput input_single(Interp *in, GEdge *edge) {
    GInput input = {.shape = GSHAPE_SINGLE, .type = edge->type};
    VEC_ROOM(in->arena, &input.edges, 1);
    VEC_PUSH(in->arena, &input.edges, edge);
    return input;
}

/* ts[any] takes the type of what is there. */
static const Type *member_type(Interp *in, const Type *series, const GInput *input) {
    if (series->elem->kind != TYPE_ANY) return series->elem;
    return input->edges.len > 0 ? input->edges.items[0]->type : type_basic(in->types, TYPE_NONE);
}

static GInput list_input(Interp *in, const Type *type, const void *value, Pos pos) {
    GInput input = {.shape = GSHAPE_LIST};
    const csp_type *layout = layout_of(in, type);
    const csp_list *list = *(csp_list *const *)value;
    for (int64_t i = 0; i < csp_list_len(list); i++) {
        GEdge *edge = edge_at(in, csp_list_at(layout, list, i), pos);
        VEC_PUSH(in->arena, &input.edges, edge);
    }
    input.type = member_type(in, type->elem, &input);
    return input;
}

static GInput dict_input(Interp *in, const Type *type, const void *value, Pos pos) {
    GInput input = {.shape = GSHAPE_DICT};
    const csp_type *layout = layout_of(in, type);
    const Type *keys_type = type_of1(in->types, TYPE_LIST, type->key);
    const csp_type *keys_layout = layout_of(in, keys_type);
    csp_list **keys = arena_alloc(in->arena, sizeof *keys);
    int64_t at = 0;
    void *key, *edge_place;
    while (csp_dict_next(layout, *(csp_dict *const *)value, &at, &key, &edge_place)) {
        csp_list_push(keys_layout, keys, key);
        GEdge *edge = edge_at(in, edge_place, pos);
        VEC_PUSH(in->arena, &input.edges, edge);
    }
    input.keys = (GScalar){keys_type, keys, -1};
    input.type = member_type(in, type->elem, &input);
    return input;
}

static const Type *value_type(const Type *type) {
    return type->kind == TYPE_TS || type->kind == TYPE_DELAYED || type->kind == TYPE_FEEDBACK
               ? type->elem
               : type;
}

GInput wire_input(Interp *in, const Type *type, const void *value, Pos pos) {
    switch (type->kind) {
    case TYPE_TS:
    case TYPE_DELAYED:
    case TYPE_FEEDBACK: return input_single(in, edge_at(in, value, pos));
    case TYPE_DYNAMIC: {
        GInput input = input_single(in, edge_at(in, value, pos));
        input.shape = GSHAPE_DYNAMIC;
        return input;
    }
    case TYPE_LIST: return list_input(in, type, value, pos);
    case TYPE_DICT: return dict_input(in, type, value, pos);
    case TYPE_OPT:
        if (((const uint8_t *)value)[layout_of(in, type)->flag_offset] != 0)
            return wire_input(in, type->elem, value, pos);
        return (GInput){.shape = type->elem->kind == TYPE_LIST   ? GSHAPE_LIST
                                 : type->elem->kind == TYPE_DICT ? GSHAPE_DICT
                                                                 : GSHAPE_SINGLE,
                        .type = value_type(type->elem)};
    default: internal_error("wiring", pos, "a value of type %s is no series", type->name);
    }
}

static GInput input_argument(Interp *in, Frame *f, const TirExpr *arg) {
    const Type *type = concrete(in, f, arg->type);
    const csp_type *layout = layout_of(in, type);
    StackMark mark = stack_mark(in);
    void *value = stack_alloc(in, layout->size);
    eval(in, f, arg, value);
    GInput input = wire_input(in, type, value, arg->pos);
    csp_release(layout, value);
    stack_reset(in, mark);
    return input;
}

/* ---- outputs */

static void basket_output(Interp *in, GNode *node, const char *name, GShape shape, int64_t n,
                          GScalar keys, const Type *type) {
    GOutput output = {.shape = shape, .keys = keys, .name = name};
    VEC_ROOM(in->arena, &output.edges, (int)n);
    for (int i = 0; i < n; i++) {
        GEdge *edge = edge_new(in, node, node->outputs.len, i, type);
        VEC_PUSH(in->arena, &output.edges, edge);
    }
    VEC_PUSH(in->arena, &node->outputs, output);
}

/* The variables of a shape are the node's scalar arguments. */
static Frame *shape_frame(Interp *in, const GNode *node, const TirExpr *shape, const Subst *subst) {
    const ExprInfo *info = expr_info(&in->walker, shape);
    for (int i = 0; i < info->free.len; i++) {
        const TirVar *var = info->free.items[i];
        if (var->kind != TV_PARAM || node->scalars.items[var->index].value != NULL) continue;
        diag_error(in->diagnostics, node->pos, 407,
                   "the outputs of %s depend on %s, which is known only when the program starts",
                   node->name, var->name);
        diag_help(in->diagnostics,
                  "mark the parameter that it comes from `const`, or use `dynamic`");
        interp_note_calls(in);
        interp_abandon(in);
    }
    Frame *f = frame_push_node(in, node->node, subst, node->pos);
    for (int i = 0; i < node->scalars.len; i++) {
        const GScalar *scalar = &node->scalars.items[i];
        f->slots[i].borrowed = true;
        f->slots[i].start = scalar->start;
        if (scalar->value != NULL) f->slots[i].memory = (void *)scalar->value; /* only read */
    }
    return f;
}

static void keys_once(Interp *in, const GNode *node, GScalar keys) {
    const csp_type *layout = layout_of(in, keys.type);
    const csp_list *list = *(csp_list *const *)keys.value;
    const Type *set_type = type_of1(in->types, TYPE_SET, keys.type->elem);
    csp_dict *seen = NULL;
    for (int64_t i = 0; i < csp_list_len(list); i++) {
        bool fresh;
        csp_dict_slot(layout_of(in, set_type), &seen, csp_list_at(layout, list, i), &fresh);
        if (fresh) continue;
        csp_text text = {0};
        csp_format(&text, layout->elem, csp_list_at(layout, list, i), CSP_QUOTED);
        interp_fail(in, node->pos, 412, "%s would have two outputs for the key %.*s", node->name,
                    (int)text.size, text.data);
    }
    csp_release(layout_of(in, set_type), &seen);
}

static void shaped_output(Interp *in, GNode *node, const TirOutput *output, const Type *type,
                          const Subst *subst) {
    StackMark mark = stack_mark(in);
    Frame *f = shape_frame(in, node, output->shape, subst);
    GScalar shape = eval_scalar(in, f, output->shape);
    frame_pop(in, f);
    stack_reset(in, mark);
    const Type *member = type->elem->elem;
    if (type->kind == TYPE_DICT) {
        keys_once(in, node, shape);
        int64_t n = csp_list_len(*(csp_list *const *)shape.value);
        basket_output(in, node, output->name, GSHAPE_DICT, n, shape, member);
        return;
    }
    int64_t n = shape.type->kind == TYPE_LIST ? csp_list_len(*(csp_list *const *)shape.value)
                                              : *(const int64_t *)shape.value;
    if (n < 0 || n > INT32_MAX)
        interp_fail(in, node->pos, 412, "%s can't have %lld outputs", node->name, (long long)n);
    basket_output(in, node, output->name, GSHAPE_LIST, n, (GScalar){.start = -1}, member);
}

static void add_output(Interp *in, GNode *node, const TirOutput *output, const Subst *subst) {
    const Type *type = type_subst(in->types, output->type, subst);
    if (type->kind == TYPE_TS) {
        output_single(in, node, type->elem);
        node->outputs.items[node->outputs.len - 1].name = output->name;
    } else if (type->kind == TYPE_DYNAMIC) {
        output_single(in, node, type);
        node->outputs.items[node->outputs.len - 1].name = output->name;
        node->outputs.items[node->outputs.len - 1].shape = GSHAPE_DYNAMIC;
    } else if (output->shape_of != NULL) {
        const GInput *like = &node->inputs.items[output->shape_of->index];
        basket_output(in, node, output->name, like->shape, like->edges.len, like->keys,
                      type->elem->elem);
    } else {
        shaped_output(in, node, output, type, subst);
    }
}

/* ---- results: edges as values */

static void list_value(Interp *in, const GOutput *output, const Type *type, void *to) {
    const csp_type *layout = layout_of(in, type);
    csp_list *list = NULL;
    for (int i = 0; i < output->edges.len; i++)
        csp_list_push(layout, &list, &output->edges.items[i]);
    memcpy(to, &list, sizeof list);
}

static void dict_value(Interp *in, const GOutput *output, const Type *type, void *to) {
    const csp_type *layout = layout_of(in, type);
    const csp_type *keys_layout = layout_of(in, output->keys.type);
    const csp_list *keys = *(csp_list *const *)output->keys.value;
    csp_dict *dict = NULL;
    for (int i = 0; i < output->edges.len; i++) {
        bool fresh;
        void *place = csp_dict_slot(layout, &dict, csp_list_at(keys_layout, keys, i), &fresh);
        memcpy(place, &output->edges.items[i], sizeof(GEdge *));
    }
    memcpy(to, &dict, sizeof dict);
}

static void output_value(Interp *in, const GOutput *output, const Type *type, void *to) {
    if (output->shape == GSHAPE_LIST)
        list_value(in, output, type, to);
    else if (output->shape == GSHAPE_DICT)
        dict_value(in, output, type, to);
    else
        memcpy(to, &output->edges.items[0], sizeof(GEdge *));
}

static void result_value(Interp *in, const GNode *node, const Type *type, void *to) {
    if (type->kind == TYPE_NONE || node->outputs.len == 0) return;
    if (type->kind != TYPE_RECORD) {
        output_value(in, &node->outputs.items[0], type, to);
        return;
    }
    const csp_type *layout = layout_of(in, type);
    for (int i = 0; i < node->outputs.len; i++)
        output_value(in, &node->outputs.items[i], type->args[i],
                     (char *)to + layout->fields[i].offset);
}

/* ---- node calls */

static void add_input(Interp *in, Frame *f, GNode *node, const TirExpr *arg) {
    GInput input = input_argument(in, f, arg);
    int at = node->inputs.len;
    input.passive = at < node->node->passive.len && node->node->passive.items[at];
    VEC_PUSH(in->arena, &node->inputs, input);
}

static void add_arguments(Interp *in, Frame *f, GNode *node, const TirVars *params,
                          const TirExpr *call) {
    for (int i = 0; i < params->len; i++) {
        const TirExpr *arg = call->args.items[i];
        if (params->items[i]->kind == TV_INPUT) {
            add_input(in, f, node, arg);
        } else {
            GScalar scalar = eval_scalar(in, f, arg);
            VEC_PUSH(in->arena, &node->scalars, scalar);
        }
    }
}

void wire_output(Interp *in, const char *name, GEdge *edge, Pos pos) {
    if (in->graph->owner != NULL) {
        diag_error(in->diagnostics, pos, 433,
                   "an output of the program can't come from the copies of a dynamic subgraph");
        diag_help(in->diagnostics,
                  "return the series from the subgraph, and give what comes out of dynamic to "
                  "dynamic_collect");
        interp_note_calls(in);
        interp_abandon(in);
    }
    GNode *node = node_new(in, in->frame, GN_OUTPUT, name, pos);
    GInput input = input_single(in, resolved(edge));
    VEC_PUSH(in->arena, &node->inputs, input);
    node->is_sink = true;
    node_add(in, node);
}

/* add_graph_output(name, x) is one more output of main. */
static void named_output(Interp *in, const GNode *node) {
    if (node->scalars.len == 0 || node->scalars.items[0].value == NULL)
        interp_fail(in, node->pos, 407, "the name of an output must be known while compiling");
    const csp_str *name = *(csp_str *const *)node->scalars.items[0].value;
    const char *copy = arena_copy(in->arena, csp_str_data(name), (size_t)csp_str_size(name));
    wire_output(in, copy, node->inputs.items[0].edges.items[0], node->pos);
}

static GNode *finish_node(Interp *in, GNode *node, const Subst *subst) {
    const TirNode *decl = node->node;
    node->is_sink = decl->outputs.len == 0;
    if (node->is_sink) {
        node_add(in, node);
        return node;
    }
    GNode *shared = share_node(in, node);
    if (shared != node) return shared;
    VEC_ROOM(in->arena, &node->outputs, decl->outputs.len);
    for (int i = 0; i < decl->outputs.len; i++)
        add_output(in, node, &decl->outputs.items[i], subst);
    return node;
}

/* What programs call print. */
static bool is_print(const TirNode *decl) {
    return decl->is_builtin && strcmp(decl->symbol, "csp_print_tick") == 0;
}

void wire_node(Interp *in, Frame *f, const TirExpr *call, void *to) {
    const TirNode *decl = call->node;
    const Subst *subst = subst_of_call(in, f, decl->tvars, decl->ntvars, call);
    GNode *node = node_new(in, f, GN_NODE, is_print(decl) ? "print" : decl->name, call->pos);
    node->node = decl;
    node->subst = *subst;
    VEC_ROOM(in->arena, &node->inputs, decl->inputs.len);
    VEC_ROOM(in->arena, &node->scalars, decl->scalars.len);
    add_arguments(in, f, node, &decl->params, call);
    if (decl->is_builtin && strcmp(decl->symbol, "csp_output_tick") == 0) {
        named_output(in, node);
        return;
    }
    result_value(in, finish_node(in, node, subst), concrete(in, f, call->type), to);
}

/* ---- a scalar where an edge is wanted: base.csp's const(value) */

void wire_const(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const TirNode *decl = in->program->const_node;
    GScalar value = eval_scalar(in, f, expr->a);
    GNode *node = node_new(in, f, GN_NODE, decl->name, expr->pos);
    const Subst *subst = subst_make(in, decl->tvars, &value.type, decl->ntvars);
    node->node = decl;
    node->subst = *subst;
    VEC_PUSH(in->arena, &node->scalars, value);
    for (int i = 1; i < decl->scalars.len; i++) {
        const TirVar *param = decl->scalars.items[i];
        const Type *type = type_subst(in->types, param->type, subst);
        void *preset = arena_alloc(in->arena, layout_of(in, type)->size);
        eval_alone(in, param->init, subst, preset);
        GScalar scalar = {type, preset, -1};
        VEC_PUSH(in->arena, &node->scalars, scalar);
    }
    result_value(in, finish_node(in, node, subst), concrete(in, f, expr->type), to);
}

/* ---- adapter calls */

static void wire_source(Interp *in, GNode *node, const Type *type, void *to) {
    GNode *shared = share_node(in, node);
    if (shared == node) output_single(in, node, type->elem);
    memcpy(to, &shared->outputs.items[0].edges.items[0], sizeof(GEdge *));
}

void wire_adapter(Interp *in, Frame *f, const TirExpr *call, void *to) {
    if (in->graph->owner != NULL) {
        diag_error(in->diagnostics, call->pos, 390,
                   "an adapter in a dynamic subgraph is not supported yet: %s",
                   call->adapter->name);
        diag_help(in->diagnostics, call->type->kind == TYPE_NONE
                                       ? "return the series, and write what dynamic_collect makes "
                                         "of them"
                                       : "call it outside, and name the series in the subgraph");
        interp_note_calls(in);
        interp_abandon(in);
    }
    const TirAdapter *decl = call->adapter;
    const Type *type = concrete(in, f, call->type);
    bool is_source = type->kind == TYPE_TS;
    GNode *node = node_new(in, f, is_source ? GN_SOURCE : GN_SINK, decl->name, call->pos);
    node->adapter = decl;
    node->subst = *subst_of_call(in, f, decl->tvars, decl->ntvars, call);
    for (int i = 0; i < decl->params.len; i++) {
        const TirExpr *arg = call->args.items[i];
        if (decl->params.items[i]->kind == TV_INPUT) {
            GInput input = input_argument(in, f, arg);
            VEC_PUSH(in->arena, &node->inputs, input);
        } else {
            GScalar scalar = eval_scalar(in, f, arg);
            VEC_PUSH(in->arena, &node->scalars, scalar);
        }
    }
    if (is_source) {
        wire_source(in, node, type, to);
        return;
    }
    node->is_sink = true;
    node_add(in, node);
}
