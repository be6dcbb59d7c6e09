/* cg_region.c - regions: the nodes of one source signature, in dependency order, as straight-line code.
 *
 *   void region(engine, state)            of more than 150 nodes: calls its chunks
 *
 *   for each node:   if (ticked of its active inputs and alarms) {
 *                        bits = run(...)
 *                        for each output whose bit is set: stamp it, mark the regions that read it
 *                    }
 *
 * "Did x tick" of an edge made in the same function is a local flag, which LLVM turns into control flow; of another one
 * a comparison of its stamp with the cycle.
 */
#include "codegen/cg.h"

/* ---- edges, as seen from here */

LLVMValueRef cg_state_const(Cg *cg, uint32_t offset) {
    return cg_at_offset(cg, cg->body->state, offset);
}

static bool made_here(Cg *cg, const Slot *slot) {
    return cg->body->chunk >= 0 && slot->chunk == cg->body->chunk && slot->flag != NULL;
}

/* A member of a basket that this very function makes: its stamp changes on the way. */
static bool is_member_here(Cg *cg, const Slot *slot) {
    const GNode *from = slot->edge->from;
    return from->outputs.items[slot->edge->output].shape != GSHAPE_SINGLE &&
           cg->instances[from->id].chunk == cg->body->chunk;
}

LLVMValueRef cg_edge_value(Cg *cg, const GEdge *edge) {
    const Slot *slot = cg_edge_slot(cg, edge);
    if (!slot->local) return cg_slot_at(cg, slot, slot->value);
    if (!made_here(cg, slot))
        internal_error("codegen", edge->from->pos, "a local edge is read from elsewhere");
    return slot->stack;
}

static LLVMValueRef load_stamp(Cg *cg, const Slot *slot) {
    return LLVMBuildLoad2(cg->b, cg->i64, cg_slot_at(cg, slot, slot->stamp), "");
}

/* The stamp of an edge made elsewhere does not change while a region runs: it is loaded once, on entry. */
static void load_outer(Cg *cg, Slot *slot) {
    if (slot->outer_of == cg->body) return;
    LLVMBuilderRef saved = cg->b;
    cg->b = cg->body->entry;
    slot->outer_of = cg->body;
    LLVMValueRef stamp = load_stamp(cg, slot);
    slot->outer_ticked = LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, cg->body->cycle, "");
    slot->outer_valid = LLVMBuildICmp(cg->b, LLVMIntNE, stamp, cg_const_i64(cg, 0), "");
    cg->b = saved;
}

LLVMValueRef cg_edge_ticked(Cg *cg, const GEdge *edge) {
    Slot *slot = cg_edge_slot(cg, edge);
    if (made_here(cg, slot)) return LLVMBuildLoad2(cg->b, cg->i1, slot->flag, "");
    if (is_member_here(cg, slot))
        return LLVMBuildICmp(cg->b, LLVMIntEQ, load_stamp(cg, slot), cg->body->cycle, "");
    load_outer(cg, slot);
    return slot->outer_ticked;
}

LLVMValueRef cg_edge_valid(Cg *cg, const GEdge *edge) {
    Slot *slot = cg_edge_slot(cg, edge);
    if (slot->local) return cg_edge_ticked(cg, edge);
    if (made_here(cg, slot) || cg->body->chunk < 0 || is_member_here(cg, slot))
        return LLVMBuildICmp(cg->b, LLVMIntNE, load_stamp(cg, slot), cg_const_i64(cg, 0), "");
    load_outer(cg, slot);
    return slot->outer_valid;
}

LLVMValueRef cg_scalar_address(Cg *cg, const GScalar *scalar) {
    if (scalar->value != NULL)
        return cg_const_address(cg, cg_layout(cg, scalar->type), scalar->value);
    int start = scalar->start, depth = 0;
    const Part *part = &cg->part;
    for (; part->graph->starts.items[start].is_outer; part = part->outside, depth++)
        start = part->graph->starts.items[start].outer;
    return cg_at_offset(cg, cg_base(cg, depth, false), part->start_offsets[start]);
}

/* ---- when does a node run? */

LLVMValueRef cg_active(Cg *cg, const Shape *shape, int input, LLVMValueRef inst, LLVMValueRef table,
                       LLVMValueRef ticked) {
    LLVMValueRef state = cg->body->state, cycle = cg->body->cycle, flags = NULL;
    if (shape != NULL && shape->active_offsets != NULL &&
        shape->active_offsets[input] != UINT32_MAX)
        flags = cg_at_offset(cg, inst, shape->active_offsets[input]);
    if (flags != NULL && shape->by_member[input])
        return HELP(cg, HELP_ANY_ACTIVE, table, state, cycle, flags);
    if (table != NULL) ticked = HELP(cg, HELP_ANY_TICKED, table, state, cycle);
    if (flags == NULL) return ticked;
    LLVMValueRef passive = LLVMBuildLoad2(cg->b, cg->i8, flags, "");
    LLVMValueRef active = LLVMBuildICmp(cg->b, LLVMIntEQ, passive, LLVMConstNull(cg->i8), "");
    return LLVMBuildAnd(cg->b, ticked, active, "");
}

static LLVMValueRef input_ticked(Cg *cg, const GNode *node, int i) {
    const Instance *instance = &cg->instances[node->id];
    const GInput *in = &node->inputs.items[i];
    LLVMValueRef inst = cg_state_const(cg, instance->inst);
    if (in->shape == GSHAPE_DYNAMIC)
        return cg_active(cg, instance->shape, i, inst, NULL,
                         cg_basket_now(cg, cg_basket_object(cg, in->edges.items[0]),
                                       RT_BASKET_STAMPED));
    if (cg_is_mixed(cg, in))
        return cg_active(cg, instance->shape, i, inst, NULL,
                         cg_any_ticked(cg, instance->in_tables[i], true));
    if (in->shape != GSHAPE_SINGLE)
        return cg_active(cg, instance->shape, i, inst, instance->in_tables[i], NULL);
    return cg_active(cg, instance->shape, i, inst, NULL, cg_edge_ticked(cg, in->edges.items[0]));
}

static LLVMValueRef node_ticked(Cg *cg, const GNode *node) {
    const Instance *instance = &cg->instances[node->id];
    bool always = node->kind == GN_DYNAMIC || node->kind == GN_DYNAMIC_SINK;
    LLVMValueRef any = cg_const_i1(cg, always);
    for (int i = 0; i < node->inputs.len && !always; i++) {
        const GInput *in = &node->inputs.items[i];
        if (in->passive || in->edges.len == 0) continue;
        any = LLVMBuildOr(cg->b, any, input_ticked(cg, node, i), "");
    }
    int alarms = node->kind == GN_NODE && !node->node->is_builtin ? node->node->alarms.len : 0;
    for (int i = 0; i < alarms; i++) {
        LLVMValueRef address =
            cg_state_const(cg, instance->inst + instance->shape->stamp_offsets[i]);
        LLVMValueRef stamp = LLVMBuildLoad2(cg->b, cg->i64, address, "");
        any = LLVMBuildOr(cg->b, any, LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, cg->body->cycle, ""),
                          "");
    }
    if (node->guard.type != NULL)
        any = LLVMBuildAnd(cg->b, any,
                           cg_load(cg, node->guard.type, cg_scalar_address(cg, &node->guard)), "");
    return any;
}

/* ---- outputs */

static void mark_regions(Cg *cg, const Slot *slot) {
    LLVMValueRef engine = cg->body->engine;
    if (slot->pend_count > 3) {
        HELP(cg, HELP_PEND, engine, cg_const_i32(cg, slot->pend_first),
             cg_const_i32(cg, slot->pend_count));
        return;
    }
    for (uint32_t i = 0; i < slot->pend_count; i++)
        RT_CALL(cg, RT_PEND, engine, cg_const_i32(cg, cg->pends.items[slot->pend_first + i]));
}

/* Stack slots of the outputs, before the node runs. */
static void open_outputs(Cg *cg, const GNode *node) {
    for (int i = 0; i < node->outputs.len; i++) {
        const GOutput *out = &node->outputs.items[i];
        if (out->shape != GSHAPE_SINGLE) continue;
        Slot *slot = cg_edge_slot(cg, out->edges.items[0]);
        slot->chunk = cg->body->chunk;
        LLVMBuilderRef saved = cg->b;
        cg->b = cg->body->entry;
        slot->flag = LLVMBuildAlloca(cg->b, cg->i1, "");
        LLVMBuildStore(cg->b, cg_const_i1(cg, false), slot->flag);
        cg->b = saved;
        if (!slot->local) continue;
        const Type *type = out->edges.items[0]->type;
        slot->stack = cg_new_slot(cg, cg_layout(cg, type)->size, !cg_is_plain(cg, type));
        if (!cg_is_plain(cg, type))
            VEC_PUSH(cg->arena, &cg->body->owned_vars, ((Temp){.slot = slot->stack, .type = type}));
    }
}

static void close_output(Cg *cg, const GEdge *edge, LLVMValueRef ticked) {
    const Slot *slot = cg_edge_slot(cg, edge);
    LLVMBuildStore(cg->b, ticked, slot->flag);
    if (slot->local) return;
    LLVMBasicBlockRef stamp = cg_new_block(cg, "tick"), done = cg_new_block(cg, "ticked");
    cg_branch(cg, ticked, stamp, done);
    LLVMPositionBuilderAtEnd(cg->b, stamp);
    LLVMBuildStore(cg->b, cg->body->cycle, cg_state_const(cg, slot->stamp));
    cg_record_tick(cg, slot);
    mark_regions(cg, slot);
    cg_enter_block(cg, done);
}

/* The object knows whether it changed. */
static void close_dynamic(Cg *cg, const GEdge *edge) {
    LLVMBasicBlockRef mark = cg_new_block(cg, "tick"), done = cg_new_block(cg, "ticked");
    cg_branch(cg, cg_basket_now(cg, cg_basket_object(cg, edge), RT_BASKET_STAMPED), mark, done);
    LLVMPositionBuilderAtEnd(cg->b, mark);
    mark_regions(cg, cg_edge_slot(cg, edge));
    cg_enter_block(cg, done);
}

static void close_outputs(Cg *cg, const GNode *node, LLVMValueRef bits) {
    for (int i = 0; i < node->outputs.len; i++) {
        const GOutput *out = &node->outputs.items[i];
        if (out->shape == GSHAPE_DYNAMIC) close_dynamic(cg, out->edges.items[0]);
        if (out->shape != GSHAPE_SINGLE) continue;
        LLVMValueRef bit = LLVMBuildLShr(cg->b, bits, cg_const_i32(cg, (uint32_t)i), "");
        close_output(cg, out->edges.items[0], LLVMBuildTrunc(cg->b, bit, cg->i1, ""));
    }
}

/* Values that nobody reads after this node. */
static void release_faded(Cg *cg, const GNode *node) {
    for (int i = 0; i < node->inputs.len; i++) {
        const GEdge *edge = cg_input_edge(&node->inputs.items[i]);
        if (edge == NULL) continue;
        const Slot *slot = cg_edge_slot(cg, edge);
        bool source = edge->from->kind == GN_SOURCE ||
                      edge->from->kind == GN_FEEDBACK_OUT; /* the engine does */
        if (slot->fades && slot->last == node && !source)
            cg_release_at(cg, edge->type, cg_state_const(cg, slot->value));
    }
}

/* ---- nodes that are a call of the runtime */

static LLVMValueRef loaded_scalar(Cg *cg, const GScalar *scalar) {
    return cg_load(cg, scalar->type, cg_scalar_address(cg, scalar));
}

static void run_builtin(Cg *cg, const GNode *node) {
    const GEdge *edge = cg_input_edge(&node->inputs.items[0]);
    if (edge == NULL || node->scalars.len != 1)
        internal_error("codegen", node->pos, "the builtin node %s is not supported yet",
                       node->node->name);
    LLVMTypeRef params[] = {cg->ptr, cg->ptr, cg->ptr, cg->ptr};
    LLVMTypeRef type = LLVMFunctionType(cg->none, params, 4, false);
    LLVMValueRef function = LLVMGetNamedFunction(cg->module, node->node->symbol);
    if (function == NULL) function = LLVMAddFunction(cg->module, node->node->symbol, type);
    LLVMValueRef args[] = {cg->body->engine, loaded_scalar(cg, &node->scalars.items[0]),
                           cg_desc(cg, edge->type), cg_edge_value(cg, edge)};
    LLVMBuildCall2(cg->b, type, function, args, 4, "");
}

static void run_select(Cg *cg, const GNode *node) {
    const GEdge *yes = cg_input_edge(&node->inputs.items[0]),
                *no = cg_input_edge(&node->inputs.items[1]);
    const GEdge *out = node->outputs.items[0].edges.items[0];
    LLVMValueRef chosen = loaded_scalar(cg, &node->scalars.items[0]);
    LLVMValueRef ticked =
        LLVMBuildSelect(cg->b, chosen, cg_edge_ticked(cg, yes), cg_edge_ticked(cg, no), "");
    LLVMValueRef from =
        LLVMBuildSelect(cg->b, chosen, cg_edge_value(cg, yes), cg_edge_value(cg, no), "");
    LLVMBasicBlockRef pass = cg_new_block(cg, "pass"), done = cg_new_block(cg, "passed");
    cg_branch(cg, ticked, pass, done);
    LLVMPositionBuilderAtEnd(cg->b, pass);
    int mark = cg_temps_mark(cg);
    cg_assign(cg, cg_val_at(cg, out->type, from), cg_edge_value(cg, out));
    cg_temps_release(cg, mark);
    cg_enter_block(cg, done);
    close_output(cg, out, ticked);
}

static void run_node(Cg *cg, const GNode *node) {
    const Instance *instance = &cg->instances[node->id];
    LLVMValueRef engine = cg->body->engine;
    const GEdge *edge = node->inputs.len > 0 ? cg_input_edge(&node->inputs.items[0]) : NULL;
    LLVMBuildStore(cg->b, cg_const_i32(cg, (uint32_t)(cg->first_node + node->id)),
                   cg_at_offset(cg, engine, RT_ENGINE_NODE));
    switch (node->kind) {
    case GN_NODE:
        if (node->node->is_builtin) {
            run_builtin(cg, node);
            break;
        }
        close_outputs(cg, node, cg_call_shape(cg, node, instance->shape->run, true));
        break;
    case GN_LIFT:
        close_outputs(cg, node, cg_call_shape(cg, node, instance->shape->run, true));
        break;
    case GN_SINK:
        RT_CALL(cg, RT_SINK_TICK, engine, cg_const_i32(cg, instance->binding),
                cg_edge_value(cg, edge));
        break;
    case GN_OUTPUT:
        RT_CALL(cg, RT_OUTPUT_TICK, engine, cg_const_i32(cg, instance->source),
                cg_edge_value(cg, edge));
        break;
    case GN_FEEDBACK_IN: {
        LLVMValueRef source = cg_const_i32(cg, cg->instances[node->partner->id].source);
        RT_CALL(cg, RT_SCHEDULE, engine, source, cg_const_i64(cg, 0), cg_edge_value(cg, edge),
                cg_const_i32(cg, 0));
        break;
    }
    case GN_SELECT: run_select(cg, node); break;
    case GN_DYNAMIC:
        cg_run_dynamic(cg, node);
        close_outputs(cg, node, cg_const_i32(cg, 0));
        break;
    case GN_DYNAMIC_SINK: cg_call_dynamic(cg, node->partner, RT_DYNAMIC_SINKS); break;
    case GN_COPY_OUT:
        RT_CALL(cg, RT_COPY_OUTPUT, engine, cg_const_i32(cg, (uint32_t)node->index),
                cg_edge_value(cg, edge));
        break;
    default: internal_error("codegen", node->pos, "%s can't run in a cycle", node->path);
    }
    release_faded(cg, node);
}

static void write_step(Cg *cg, const GNode *node) {
    cg_debug_at(cg, node->pos);
    open_outputs(cg, node);
    LLVMBasicBlockRef run = cg_new_block(cg, "run"), skip = cg_new_block(cg, "skip");
    cg_branch(cg, node_ticked(cg, node), run, skip);
    LLVMPositionBuilderAtEnd(cg->b, run);
    run_node(cg, node);
    cg_enter_block(cg, skip);
}

/* ---- functions */

static LLVMTypeRef region_type(Cg *cg) {
    return LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr}, 2, false);
}

static LLVMValueRef write_chunk(Cg *cg, const Region *region, int from, int to, const char *name) {
    const GNode *first = region->nodes.items[from];
    LLVMValueRef function = cg_add_function(cg, name, region_type(cg));
    Body *body = cg_body_begin(cg, function, first->pos, name);
    body->chunk = cg->instances[first->id].chunk;
    body->running = true;
    body->engine = LLVMGetParam(function, 0);
    body->state = LLVMGetParam(function, 1);
    LLVMBuilderRef saved = cg->b;
    cg->b = body->entry; /* as are the stamps that are compared with it */
    body->cycle = cg_engine_field(cg, RT_ENGINE_CYCLE);
    cg->b = saved;
    for (int i = from; i < to; i++) write_step(cg, region->nodes.items[i]);
    cg_body_end(cg);
    LLVMBuildRetVoid(cg->b);
    cg_body_finish(cg);
    return function;
}

void cg_write_single(Cg *cg, const GNode *node, LLVMValueRef function) {
    Body *body = cg_body_begin(cg, function, node->pos, node->path);
    body->running = true;
    body->engine = LLVMGetParam(function, 0);
    body->state = LLVMGetParam(function, 1);
    LLVMBuilderRef saved = cg->b;
    cg->b = body->entry;
    body->cycle = cg_engine_field(cg, RT_ENGINE_CYCLE);
    cg->b = saved;
    write_step(cg, node);
    cg_body_end(cg);
    LLVMBuildRetVoid(cg->b);
    cg_body_finish(cg);
}

static LLVMValueRef write_region(Cg *cg, const Region *region) {
    int n = region->nodes.len;
    int last_chunk = n == 0 ? 0 : cg->instances[region->nodes.items[n - 1]->id].chunk;
    int first_chunk = n == 0 ? 0 : cg->instances[region->nodes.items[0]->id].chunk;
    const char *name = arena_printf(cg->arena, "region.%d", region->id);
    if (n > 0 && cg->instances[region->nodes.items[0]->id].in_table)
        return cg_write_table(cg, region, name);
    if (n > 0 && first_chunk == last_chunk) return write_chunk(cg, region, 0, n, name);
    LLVMValueRef function = cg_add_function(cg, name, region_type(cg));
    LLVMBuilderRef b = LLVMCreateBuilderInContext(cg->context);
    LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(cg->context, function, "entry"));
    for (int from = 0; from < n;) {
        int to = from, chunk = cg->instances[region->nodes.items[from]->id].chunk;
        while (to < n && cg->instances[region->nodes.items[to]->id].chunk == chunk) to++;
        LLVMValueRef part =
            write_chunk(cg, region, from, to, arena_printf(cg->arena, "%s.%d", name, from));
        LLVMValueRef args[] = {LLVMGetParam(function, 0), LLVMGetParam(function, 1)};
        LLVMBuildCall2(b, region_type(cg), part, args, 2, "");
        from = to;
    }
    LLVMBuildRetVoid(b);
    LLVMDisposeBuilder(b);
    return function;
}

void cg_write_regions(Cg *cg, LLVMValueRef *runs) {
    for (int i = 0; i < cg->regions->regions.len; i++)
        runs[i] = write_region(cg, cg->regions->regions.items[i]);
}
