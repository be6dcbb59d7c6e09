/* cg_node.c - node bodies and lifted expressions: one function for all instances of one shape.
 *
 *   i32 run(engine, state, inst, scalars, source, inputs..., outputs...)     bit i: output i ticked
 *
 *   inst      the instance's state variables and alarms          scalars   its scalar arguments
 *   source    number of its first alarm                          state     the state block, for baskets
 *   input     single: address, ticked, valid (and record); basket: its table; nothing when not given
 *   output    single: address; basket: its table
 *
 * start:, stop: and the initialisers of state: are functions of the same type.
 */
#include <string.h>

#include "codegen/cg.h"

enum { PARAM_ENGINE, PARAM_STATE, PARAM_INST, PARAM_SCALARS, PARAM_SOURCE, PARAM_FIXED };

const GEdge *cg_input_edge(const GInput *input) {
    return input->shape == GSHAPE_SINGLE && input->edges.len > 0 ? input->edges.items[0] : NULL;
}

/* ---- what a declaration does */

static void note_uses(const TirExpr *e, void *data) {
    const NodeInfo *info = data;
    if (e->kind == TE_SET_ACTIVE) info->switched[e->var->index] = true;
    if (e->kind == TE_SET_ACTIVE && e->a->kind == TE_MEMBER_REF)
        info->by_member[e->var->index] = true;
    bool past = e->kind == TE_PAST || e->kind == TE_KEEP;
    if (!past && e->kind != TE_NUM_TICKS && e->kind != TE_TIME_OF) return;
    const TirVar *input = e->a->kind == TE_MEMBER_REF ? e->a->a->var : e->a->var;
    if (past)
        info->kept[input->index] = true;
    else
        info->counted[input->index] = true;
}

/* How often each output may tick in one run; in a loop: often. */
static void count_outputs(const TirStmts *stmts, int weight, int *counts) {
    for (int i = 0; i < stmts->len; i++) {
        const TirStmt *s = stmts->items[i];
        if (s->kind == TS_OUTPUT) counts[s->index] += weight;
        if (s->kind == TS_RETURN && s->value != NULL) counts[0] += weight;
        int inner = s->kind == TS_FOR || s->kind == TS_WHILE ? 2 : weight;
        count_outputs(&s->body, inner, counts);
        count_outputs(&s->orelse, weight, counts);
    }
}

const NodeInfo *cg_node_info(Cg *cg, const TirNode *node) {
    NodeInfo *info = map_get_ptr(&cg->infos, node);
    if (info != NULL) return info;
    info = ARENA_NEW(cg->arena, NodeInfo);
    map_put_ptr(&cg->infos, node, info);
    info->switched = ARENA_ARRAY(cg->arena, bool, node->inputs.len + 1);
    info->by_member = ARENA_ARRAY(cg->arena, bool, node->inputs.len + 1);
    info->counted = ARENA_ARRAY(cg->arena, bool, node->inputs.len + 1);
    info->kept = ARENA_ARRAY(cg->arena, bool, node->inputs.len + 1);
    info->checked = ARENA_ARRAY(cg->arena, bool, node->outputs.len + 1);
    const TirStmts *parts[] = {&node->start, &node->body, &node->stop};
    for (int i = 0; i < 3; i++) cg_walk_stmts(parts[i], note_uses, info);
    for (int i = 0; i < node->inputs.len; i++)
        if (node->is_extern) info->switched[i] = true; /* what C code does is not known */
    for (int i = 0; i < node->inputs.len; i++) {
        if (i < node->passive.len && node->passive.items[i])
            info->switched[i] = false; /* for good */
        info->dynamic = info->dynamic || info->switched[i];
    }
    int *counts = ARENA_ARRAY(cg->arena, int, node->outputs.len + 1);
    count_outputs(&node->body, 1, counts);
    for (int i = 0; i < node->outputs.len; i++) info->checked[i] = counts[i] > 1;
    return info;
}

/* ---- scalars */

static int leaf_scalars(const GNode *node) {
    int n = 0;
    for (int i = 0; i < node->leaf_input.len; i++)
        if (node->leaf_input.items[i] < 0 && -node->leaf_input.items[i] > n)
            n = -node->leaf_input.items[i];
    return n;
}

static int scalar_count(const GNode *node) {
    return node->kind == GN_LIFT ? leaf_scalars(node) + node->bindings.len : node->scalars.len;
}

const GScalar *cg_node_scalar(const GNode *node, int i) {
    if (node->kind != GN_LIFT) return &node->scalars.items[i];
    int n = leaf_scalars(node);
    return i < n ? &node->scalars.items[i] : &node->bindings.items[i - n].scalar;
}

static void layout_shape_scalars(Cg *cg, Shape *shape, const GNode *node) {
    int n = shape->nscalars = scalar_count(node);
    shape->scalar_types = ARENA_ARRAY(cg->arena, const Type *, n + 1);
    shape->scalar_offsets = ARENA_ARRAY(cg->arena, uint32_t, n + 1);
    uint32_t at = 0;
    for (int i = 0; i < n; i++) {
        const Type *type = shape->scalar_types[i] = cg_node_scalar(node, i)->type;
        const csp_type *layout = cg_layout(cg, type);
        shape->scalar_offsets[i] = (at + layout->align - 1) / layout->align * layout->align;
        at = shape->scalar_offsets[i] + layout->size;
    }
    shape->scalars_size = at;
}

/* ---- layout of an instance */

static uint32_t inst_alloc(Shape *shape, uint32_t size) {
    uint32_t at = (shape->inst_size + 7) / 8 * 8;
    shape->inst_size = at + size;
    return at;
}

static uint32_t inst_var(Cg *cg, Shape *shape, const TirVar *var) {
    return inst_alloc(shape,
                      cg_layout(cg, type_subst(cg->types, var->type, &shape->model->subst))->size);
}

static void layout_inst(Cg *cg, Shape *shape, const GNode *node) {
    const TirNode *decl = node->node;
    const NodeInfo *info = cg_node_info(cg, decl);
    shape->state_offsets = ARENA_ARRAY(cg->arena, uint32_t, decl->state.len + 1);
    shape->alarm_offsets = ARENA_ARRAY(cg->arena, uint32_t, decl->alarms.len + 1);
    shape->stamp_offsets = ARENA_ARRAY(cg->arena, uint32_t, decl->alarms.len + 1);
    shape->active_offsets = ARENA_ARRAY(cg->arena, uint32_t, decl->inputs.len + 1);
    shape->count_offsets = ARENA_ARRAY(cg->arena, uint32_t, decl->inputs.len + 1);
    shape->by_member = ARENA_ARRAY(cg->arena, bool, decl->inputs.len + 1);
    if (decl->is_extern) (void)inst_alloc(shape, sizeof(void *)); /* runtime/engine/node.c */
    for (int i = 0; i < decl->state.len; i++)
        shape->state_offsets[i] = inst_var(cg, shape, decl->state.items[i]);
    for (int i = 0; i < decl->alarms.len; i++) {
        shape->alarm_offsets[i] = inst_var(cg, shape, decl->alarms.items[i]);
        shape->stamp_offsets[i] = inst_alloc(shape, 8);
    }
    for (int i = 0; i < decl->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        shape->by_member[i] = info->by_member[i] && info->switched[i];
        uint32_t flags = shape->by_member[i] ? (uint32_t)in->edges.len : 1;
        shape->active_offsets[i] = info->switched[i] ? inst_alloc(shape, flags) : UINT32_MAX;
        bool here = info->counted[i] && cg_asks_edge(cg, node, i) == KEEP_NOTHING;
        shape->count_offsets[i] = here ? inst_alloc(shape, 16) : UINT32_MAX;
    }
}

/* ---- shapes */

static const char *shape_key(Cg *cg, const GNode *node) {
    Sb key;
    sb_init(&key, cg->arena);
    sb_printf(&key, "%p/%p/%d", (const void *)node->node,
              (const void *)cg_same_lift(cg, node->expr), node->optional);
    for (int i = 0; i < node->subst.n; i++)
        if (node->subst.args[i] != NULL) sb_printf(&key, "/%u", node->subst.args[i]->id);
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        int n = in->shape == GSHAPE_SINGLE && in->edges.len > 0 ? -1 : in->edges.len;
        sb_printf(&key, "|%d,%d,%d,%d,%d,%d", (int)in->shape, n, in->passive,
                  cg_ticks_always(cg, node, i), (int)cg_asks_edge(cg, node, i), cg_is_mixed(cg, in));
    }
    for (int i = 0; i < node->outputs.len; i++)
        sb_printf(&key, ">%d,%d", (int)node->outputs.items[i].shape,
                  node->outputs.items[i].edges.len);
    for (int i = 0; i < node->leaf_input.len; i++)
        sb_printf(&key, "<%d", node->leaf_input.items[i]);
    for (int i = 0; i < scalar_count(node); i++)
        sb_printf(&key, ":%u", cg_node_scalar(node, i)->type->id);
    return key.data;
}

static LLVMTypeRef shape_type(Cg *cg, const GNode *node) {
    LLVMTypeRef *params =
        ARENA_ARRAY(cg->arena, LLVMTypeRef, PARAM_FIXED + 4 * node->inputs.len + node->outputs.len);
    unsigned n = 0;
    for (int i = PARAM_ENGINE; i < PARAM_SOURCE; i++) params[n++] = cg->ptr;
    params[n++] = cg->i32;
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        if (in->shape == GSHAPE_SINGLE && in->edges.len == 0) continue;
        params[n++] = cg->ptr;
        if (in->shape != GSHAPE_SINGLE) continue;
        params[n++] = cg->i1;
        params[n++] = cg->i1;
        if (cg_asks_edge(cg, node, i) != KEEP_NOTHING) params[n++] = cg->ptr;
    }
    for (int i = 0; i < node->outputs.len; i++) params[n++] = cg->ptr;
    return LLVMFunctionType(cg->i32, params, n, false);
}

static bool needs_init(const GNode *node) {
    return node->kind == GN_NODE && node->node->state.len > 0;
}

Shape *cg_shape_of(Cg *cg, const GNode *node) {
    const char *key = shape_key(cg, node);
    uint64_t hash = hash_bytes(key, strlen(key));
    Shape *first = map_get(&cg->shapes, hash);
    for (Shape *s = first; s != NULL; s = s->next)
        if (strcmp(s->key, key) == 0) return s;
    Shape *shape = ARENA_NEW(cg->arena, Shape);
    shape->key = key;
    shape->next = first;
    shape->model = node;
    shape->name = node->kind == GN_NODE ? node->node->qualified : node->name;
    if (shape->name == NULL) shape->name = "lift";
    shape->sole = ARENA_ARRAY(cg->arena, bool, node->inputs.len + 1);
    for (int i = 0; i < node->inputs.len; i++) shape->sole[i] = cg_ticks_always(cg, node, i);
    layout_shape_scalars(cg, shape, node);
    if (node->kind == GN_NODE) layout_inst(cg, shape, node);
    shape->type = shape_type(cg, node);
    shape->run = cg_add_function(cg, shape->name, shape->type);
    const char *name = shape->name;
    if (needs_init(node))
        shape->init = cg_add_function(cg, arena_printf(cg->arena, "%s.init", name), shape->type);
    if (node->kind == GN_NODE && (node->node->start.len > 0 || node->node->is_extern))
        shape->start = cg_add_function(cg, arena_printf(cg->arena, "%s.start", name), shape->type);
    if (node->kind == GN_NODE && (node->node->stop.len > 0 || node->node->is_extern))
        shape->stop = cg_add_function(cg, arena_printf(cg->arena, "%s.stop", name), shape->type);
    map_put(&cg->shapes, hash, shape);
    VEC_PUSH(cg->arena, &cg->all_shapes, shape);
    return shape;
}

/* ---- writing: parameters */

static unsigned bind_inputs(Cg *cg, const Shape *shape, bool running) {
    Body *body = cg->body;
    const GNode *node = shape->model;
    unsigned at = PARAM_FIXED;
    body->inputs = ARENA_ARRAY(cg->arena, Series, node->inputs.len + 1);
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        Series *series = &body->inputs[i];
        series->shape = in->shape;
        series->type = in->type;
        series->n = in->edges.len;
        series->mixed = cg_is_mixed(cg, in);
        series->ticked = series->valid = cg_const_i1(cg, false);
        if (in->shape != GSHAPE_SINGLE) {
            series->table = LLVMGetParam(body->llvm, at++);
        } else if (in->edges.len > 0) {
            series->value = LLVMGetParam(body->llvm, at);
            bool sole = shape->sole[i] && running;
            series->ticked = sole ? cg_const_i1(cg, true) : LLVMGetParam(body->llvm, at + 1);
            series->valid = sole ? cg_const_i1(cg, true) : LLVMGetParam(body->llvm, at + 2);
            at += 3;
            if (cg_asks_edge(cg, node, i) != KEEP_NOTHING)
                series->record = LLVMGetParam(body->llvm, at++);
        }
    }
    return at;
}

static void bind_outputs(Cg *cg, const Shape *shape, unsigned at) {
    Body *body = cg->body;
    const GNode *node = shape->model;
    const NodeInfo *info = node->kind == GN_NODE ? cg_node_info(cg, node->node) : NULL;
    body->outlets = ARENA_ARRAY(cg->arena, Outlet, node->outputs.len + 1);
    body->noutlets = node->outputs.len;
    for (int i = 0; i < node->outputs.len; i++) {
        const GOutput *out = &node->outputs.items[i];
        Outlet *outlet = &body->outlets[i];
        outlet->shape = out->shape;
        outlet->name = out->name;
        outlet->n = out->edges.len;
        outlet->type = out->edges.len > 0 ? out->edges.items[0]->type : NULL;
        if (out->shape == GSHAPE_DYNAMIC) outlet->type = outlet->type->elem->elem;
        outlet->checked = info != NULL && info->checked[i];
        LLVMValueRef param = LLVMGetParam(body->llvm, at++);
        if (out->shape != GSHAPE_SINGLE) {
            outlet->table = param;
            continue;
        }
        outlet->value = param;
        outlet->ticked = cg_new_slot(cg, 1, false);
        LLVMBuildStore(cg->b, cg_const_i1(cg, false), outlet->ticked);
    }
}

static void bind_variables(Cg *cg, const Shape *shape) {
    Body *body = cg->body;
    const TirNode *decl = shape->model->node;
    for (int i = 0; i < decl->state.len; i++)
        map_put_ptr(&body->vars, decl->state.items[i],
                    cg_at_offset(cg, body->inst, shape->state_offsets[i]));
    body->alarm_ticked = ARENA_ARRAY(cg->arena, LLVMValueRef, decl->alarms.len + 1);
    body->alarm_valid = ARENA_ARRAY(cg->arena, LLVMValueRef, decl->alarms.len + 1);
    for (int i = 0; i < decl->alarms.len; i++) {
        map_put_ptr(&body->vars, decl->alarms.items[i],
                    cg_at_offset(cg, body->inst, shape->alarm_offsets[i]));
        LLVMValueRef stamp = LLVMBuildLoad2(
            cg->b, cg->i64, cg_at_offset(cg, body->inst, shape->stamp_offsets[i]), "");
        LLVMValueRef valid = LLVMBuildICmp(cg->b, LLVMIntNE, stamp, cg_const_i64(cg, 0), "");
        LLVMValueRef now = LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, body->cycle, "");
        body->alarm_ticked[i] =
            body->running ? LLVMBuildAnd(cg->b, valid, now, "") : cg_const_i1(cg, false);
        body->alarm_valid[i] = valid;
    }
}

static void bind_scalars(Cg *cg, const Shape *shape, LLVMValueRef scalars) {
    const GNode *node = shape->model;
    int leaves = node->kind == GN_LIFT ? leaf_scalars(node) : 0;
    for (int i = leaves; i < shape->nscalars; i++) {
        const TirVar *var = node->kind == GN_LIFT ? node->bindings.items[i - leaves].var
                                                  : node->node->scalars.items[i];
        LLVMValueRef address = cg_at_offset(cg, scalars, shape->scalar_offsets[i]);
        if (map_get_ptr(&cg->body->assigned, var) == NULL)
            map_put_ptr(&cg->body->vars, var, address);
        else
            cg_put(cg, cg_val_at(cg, shape->scalar_types[i], address), cg_local_slot(cg, var));
    }
}

static Body *shape_begin(Cg *cg, const Shape *shape, LLVMValueRef function, bool running) {
    const GNode *node = shape->model;
    Pos pos = node->kind == GN_NODE ? node->node->pos : node->expr->pos;
    Body *body = cg_body_begin(cg, function, pos, shape->name);
    body->subst = node->subst;
    body->shape = shape;
    body->running = running;
    body->engine = LLVMGetParam(function, PARAM_ENGINE);
    body->state = LLVMGetParam(function, PARAM_STATE);
    body->inst = LLVMGetParam(function, PARAM_INST);
    body->source = LLVMGetParam(function, PARAM_SOURCE);
    body->cycle = cg_engine_field(cg, RT_ENGINE_CYCLE);
    if (node->kind == GN_NODE) {
        cg_find_assigned(body, &node->node->start);
        cg_find_assigned(body, &node->node->body);
        cg_find_assigned(body, &node->node->stop);
    }
    unsigned at = bind_inputs(cg, shape, running);
    bind_outputs(cg, shape, at);
    if (node->kind == GN_NODE) bind_variables(cg, shape);
    bind_scalars(cg, shape, LLVMGetParam(function, PARAM_SCALARS));
    return body;
}

static void shape_end(Cg *cg) {
    Body *body = cg->body;
    cg_body_end(cg);
    LLVMValueRef mask = cg_const_i32(cg, 0);
    for (int i = 0; i < body->noutlets; i++) {
        if (body->outlets[i].ticked == NULL) continue;
        LLVMValueRef bit = LLVMBuildZExt(
            cg->b, LLVMBuildLoad2(cg->b, cg->i1, body->outlets[i].ticked, ""), cg->i32, "");
        mask = LLVMBuildOr(cg->b, mask, LLVMBuildShl(cg->b, bit, cg_const_i32(cg, (uint32_t)i), ""),
                           "");
    }
    LLVMBuildRet(cg->b, mask);
    cg_body_finish(cg);
}

/* ---- writing: bodies */

/* How often an input ticked, and when last. */
static void count_ticks(Cg *cg, const Shape *shape) {
    Body *body = cg->body;
    for (int i = 0; i < shape->model->inputs.len; i++) {
        if (shape->count_offsets[i] == UINT32_MAX || body->inputs[i].shape != GSHAPE_SINGLE)
            continue;
        LLVMBasicBlockRef add = cg_new_block(cg, "count"), done = cg_new_block(cg, "counted");
        cg_branch(cg, body->inputs[i].ticked, add, done);
        LLVMPositionBuilderAtEnd(cg->b, add);
        LLVMValueRef at = cg_at_offset(cg, body->inst, shape->count_offsets[i]);
        LLVMValueRef more =
            LLVMBuildAdd(cg->b, LLVMBuildLoad2(cg->b, cg->i64, at, ""), cg_const_i64(cg, 1), "");
        LLVMBuildStore(cg->b, more, at);
        LLVMBuildStore(cg->b, cg_engine_field(cg, RT_ENGINE_NOW), cg_at_offset(cg, at, 8));
        cg_enter_block(cg, done);
    }
}

static void write_extern(Cg *cg, Shape *shape) {
    const struct {
        LLVMValueRef function;
        RtFn step;
    } steps[] = {
        {shape->run, RT_NODE_EXECUTE}, {shape->start, RT_NODE_START}, {shape->stop, RT_NODE_STOP}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        shape_begin(cg, shape, steps[i].function, steps[i].step == RT_NODE_EXECUTE);
        cg_gen_extern(cg, shape, steps[i].step, LLVMGetParam(steps[i].function, PARAM_SCALARS));
        shape_end(cg);
    }
}

static void write_node(Cg *cg, Shape *shape) {
    const TirNode *decl = shape->model->node;
    shape_begin(cg, shape, shape->run, true);
    count_ticks(cg, shape);
    cg_gen_stmts(cg, &decl->body);
    shape_end(cg);
    if (shape->start != NULL) {
        shape_begin(cg, shape, shape->start, false);
        cg_gen_stmts(cg, &decl->start);
        shape_end(cg);
    }
    if (shape->stop != NULL) {
        shape_begin(cg, shape, shape->stop, false);
        cg_gen_stmts(cg, &decl->stop);
        shape_end(cg);
    }
    if (shape->init == NULL) return;
    Body *body = shape_begin(cg, shape, shape->init, false);
    for (int i = 0; i < decl->state.len; i++) {
        if (decl->state.items[i]->init == NULL) continue;
        cg_put(cg, cg_gen(cg, decl->state.items[i]->init),
               map_get_ptr(&body->vars, decl->state.items[i]));
        cg_temps_release(cg, 0);
    }
    shape_end(cg);
}

static LLVMValueRef all_valid(Cg *cg, const Shape *shape) {
    LLVMValueRef all = cg_const_i1(cg, true);
    for (int i = 0; i < shape->model->inputs.len; i++) {
        const Series *series = &cg->body->inputs[i];
        LLVMValueRef each = series->shape == GSHAPE_SINGLE
                                ? LLVMBuildOr(cg->b, series->ticked, series->valid, "")
                                : cg_all_valid(cg, series);
        all = LLVMBuildAnd(cg->b, all, each, "");
    }
    return all;
}

static void bind_leaves(Cg *cg, const Shape *shape, LLVMValueRef scalars) {
    const GNode *node = shape->model;
    cg->body->leaves = ARENA_ARRAY(cg->arena, Val, node->leaf_input.len + 1);
    for (int i = 0; i < node->leaf_input.len; i++) {
        int from = node->leaf_input.items[i];
        if (from < 0) {
            int at = -1 - from;
            LLVMValueRef address = cg_at_offset(cg, scalars, shape->scalar_offsets[at]);
            cg->body->leaves[i] = cg_val_at(cg, shape->scalar_types[at], address);
            continue;
        }
        const Series *series = &cg->body->inputs[from];
        const GInput *in = &node->inputs.items[from];
        if (series->shape == GSHAPE_SINGLE)
            cg->body->leaves[i] = cg_val_at(cg, series->type, series->value);
        else
            cg->body->leaves[i] = cg_basket_value(
                cg, series,
                in->shape == GSHAPE_LIST ? type_of1(cg->types, TYPE_LIST, in->type)
                                         : type_dict(cg->types, in->keys.type->elem, in->type));
    }
}

static void output_if_set(Cg *cg, Val val, Pos pos) {
    LLVMBasicBlockRef set = cg_new_block(cg, "set"), done = cg_new_block(cg, "done");
    LLVMValueRef flag = LLVMBuildLoad2(
        cg->b, cg->i8, cg_at_offset(cg, val.v, cg_layout(cg, val.type)->flag_offset), "");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntNE, flag, LLVMConstNull(cg->i8), ""), set, done);
    LLVMPositionBuilderAtEnd(cg->b, set);
    cg_output_value(cg, 0, cg_val_at(cg, val.type->elem, val.v), pos);
    cg_enter_block(cg, done);
}

static void write_lift(Cg *cg, Shape *shape) {
    const GNode *node = shape->model;
    Body *body = shape_begin(cg, shape, shape->run, true);
    LLVMBasicBlockRef go = cg_new_block(cg, "go");
    cg_branch(cg, all_valid(cg, shape), go, body->exit);
    LLVMPositionBuilderAtEnd(cg->b, go);
    bind_leaves(cg, shape, LLVMGetParam(body->llvm, PARAM_SCALARS));
    Val val = cg_gen(cg, node->expr);
    if (node->optional)
        output_if_set(cg, val, node->expr->pos);
    else
        cg_output_value(cg, 0, val, node->expr->pos);
    cg_temps_release(cg, 0);
    shape_end(cg);
}

/* Many copies of one body make large graphs slow to compile, and no faster. */
enum { LARGE_GRAPH = 400, MANY_INSTANCES = 16 };

static void keep_shared(Cg *cg, const Shape *shape) {
    if (cg->graph->nodes.len < LARGE_GRAPH || shape->instances < MANY_INSTANCES) return;
    unsigned kind = LLVMGetEnumAttributeKindForName("noinline", strlen("noinline"));
    LLVMAddAttributeAtIndex(shape->run, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(cg->context, kind, 0));
}

void cg_write_shapes(Cg *cg) {
    for (int i = 0; i < cg->all_shapes.len; i++) {
        Shape *shape = cg->all_shapes.items[i];
        keep_shared(cg, shape);
        if (shape->model->kind == GN_LIFT)
            write_lift(cg, shape);
        else if (shape->model->node->is_extern)
            write_extern(cg, shape);
        else
            write_node(cg, shape);
    }
}

/* ---- calling */

LLVMValueRef cg_call_shape(Cg *cg, const GNode *node, LLVMValueRef function, bool running) {
    const Instance *instance = &cg->instances[node->id];
    const Shape *shape = instance->shape;
    Body *body = cg->body;
    LLVMValueRef *args = ARENA_ARRAY(cg->arena, LLVMValueRef,
                                     PARAM_FIXED + 4 * node->inputs.len + node->outputs.len);
    unsigned n = 0;
    args[n++] = body->engine;
    args[n++] = body->state;
    args[n++] = cg_state_const(cg, instance->inst);
    args[n++] =
        instance->scalars != NULL ? instance->scalars : cg_state_const(cg, instance->scalars_at);
    args[n++] = cg_const_i32(cg, instance->source);
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        const GEdge *edge = cg_input_edge(in);
        if (in->shape == GSHAPE_DYNAMIC) {
            args[n++] = cg_basket_object(cg, in->edges.items[0]);
        } else if (in->shape != GSHAPE_SINGLE) {
            args[n++] = instance->in_tables[i];
        } else if (edge != NULL) {
            bool there = running || !cg_edge_slot(cg, edge)->local;
            args[n++] = there ? cg_edge_value(cg, edge) : cg_const_ptr_null(cg);
            bool sole = running && shape->sole[i];
            args[n++] = sole      ? cg_const_i1(cg, true)
                        : running ? cg_edge_ticked(cg, edge)
                                  : cg_const_i1(cg, false);
            args[n++] = sole    ? cg_const_i1(cg, true)
                        : there ? cg_edge_valid(cg, edge)
                                : cg_const_i1(cg, false);
            if (cg_asks_edge(cg, node, i) != KEEP_NOTHING)
                args[n++] = cg_slot_at(cg, cg_edge_slot(cg, edge), cg_edge_slot(cg, edge)->record);
        }
    }
    for (int i = 0; i < node->outputs.len; i++) {
        const GOutput *out = &node->outputs.items[i];
        if (out->shape == GSHAPE_DYNAMIC)
            args[n++] = cg_basket_object(cg, out->edges.items[0]);
        else if (out->shape != GSHAPE_SINGLE)
            args[n++] = instance->out_tables[i];
        else
            args[n++] = running ? cg_edge_value(cg, out->edges.items[0]) : cg_const_ptr_null(cg);
    }
    return LLVMBuildCall2(cg->b, shape->type, function, args, n, "");
}
