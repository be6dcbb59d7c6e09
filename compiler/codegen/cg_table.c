/* cg_table.c - large regions: a loop over rows instead of straight-line code.
 *
 * Straight-line code is the fastest, but its compilation takes milliseconds a node. Where a graph is large, the big regions are
 * tables: each node is a row of constants, and each shape a few step functions that read it.
 *
 *   row:  | run | init | start | stop | scalars | node | inst | scalars at | source | guard | - |  input ... | output ...
 *   input:  | value | stamp | record | - | type to release after the node ran, or NULL |    basket: | table | - | - |
 *   output: | value | stamp | first region to mark | how many | record | - | type |        basket: | table | ...
 *           record 0: nothing is kept of its ticks; type NULL: only their number
 */
#include "codegen/cg.h"

enum {
    ROW_STEPS = 0, /* by Step */
    ROW_SCALARS = 32,
    ROW_NODE = 40,
    ROW_INST = 44,
    ROW_SCALARS_AT = 48,
    ROW_SOURCE = 52,
    ROW_GUARD = 56,
    ROW_INPUTS = 64,
    INPUT_SIZE = 24,
    OUTPUT_SIZE = 32
};

static LLVMTypeRef step_type(Cg *cg) {
    return LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr, cg->ptr}, 3, false);
}

/* ---- step functions */

typedef struct Reader {
    Cg *cg;
    LLVMValueRef row;
    const GNode *model;
} Reader;

static LLVMValueRef number(const Reader *r, uint64_t offset) {
    return LLVMBuildLoad2(r->cg->b, r->cg->i32, cg_at_offset(r->cg, r->row, offset), "");
}

static LLVMValueRef pointer(const Reader *r, uint64_t offset) {
    return LLVMBuildLoad2(r->cg->b, r->cg->ptr, cg_at_offset(r->cg, r->row, offset), "");
}

static uint64_t input_at(int i) { return ROW_INPUTS + (uint64_t)i * INPUT_SIZE; }

static uint64_t output_at(const GNode *model, int i) {
    return input_at(model->inputs.len) + (uint64_t)i * OUTPUT_SIZE;
}

static LLVMValueRef state_of(const Reader *r, uint64_t offset) {
    return cg_state_at(r->cg, number(r, offset));
}

typedef struct Flags {
    LLVMValueRef ticked, valid;
} Flags;

static Flags single_flags(const Reader *r, int i, bool running) {
    Cg *cg = r->cg;
    LLVMValueRef stamp = LLVMBuildLoad2(cg->b, cg->i64, state_of(r, input_at(i) + 4), "");
    Flags flags = {cg_const_i1(cg, false),
                   LLVMBuildICmp(cg->b, LLVMIntNE, stamp, cg_const_i64(cg, 0), "")};
    if (running) flags.ticked = LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, cg->body->cycle, "");
    return flags;
}

static LLVMValueRef must_run(const Reader *r, const Shape *shape, const Flags *flags) {
    Cg *cg = r->cg;
    LLVMValueRef any = cg_const_i1(cg, false);
    for (int i = 0; i < r->model->inputs.len; i++) {
        const GInput *in = &r->model->inputs.items[i];
        if (in->passive || in->edges.len == 0) continue;
        LLVMValueRef table = in->shape == GSHAPE_SINGLE ? NULL : pointer(r, input_at(i));
        LLVMValueRef ticked = cg_active(cg, shape, i, cg->body->inst, table, flags[i].ticked);
        any = LLVMBuildOr(cg->b, any, ticked, "");
    }
    int alarms = r->model->kind == GN_NODE ? r->model->node->alarms.len : 0;
    for (int i = 0; i < alarms; i++) {
        LLVMValueRef address = cg_at_offset(cg, cg->body->inst, shape->stamp_offsets[i]);
        LLVMValueRef stamp = LLVMBuildLoad2(cg->b, cg->i64, address, "");
        any = LLVMBuildOr(cg->b, any, LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, cg->body->cycle, ""),
                          "");
    }
    return any;
}

/* True unless the row has a guard and that is false. */
static LLVMValueRef guard_open(const Reader *r) {
    Cg *cg = r->cg;
    LLVMBasicBlockRef from = LLVMGetInsertBlock(cg->b), look = cg_new_block(cg, "guard"),
                      done = cg_new_block(cg, "guarded");
    LLVMValueRef offset = number(r, ROW_GUARD);
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntEQ, offset, cg_const_i32(cg, UINT32_MAX), ""), done,
              look);
    LLVMPositionBuilderAtEnd(cg->b, look);
    LLVMValueRef byte = LLVMBuildLoad2(cg->b, cg->i8, cg_state_at(cg, offset), "");
    LLVMValueRef open = LLVMBuildICmp(cg->b, LLVMIntNE, byte, LLVMConstNull(cg->i8), "");
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMValueRef phi = LLVMBuildPhi(cg->b, cg->i1, "");
    LLVMAddIncoming(phi, (LLVMValueRef[]){cg_const_i1(cg, true), open},
                    (LLVMBasicBlockRef[]){from, look}, 2);
    return phi;
}

static LLVMValueRef call_body(const Reader *r, const Shape *shape, LLVMValueRef function,
                              const Flags *flags) {
    Cg *cg = r->cg;
    const GNode *model = r->model;
    LLVMValueRef *args =
        ARENA_ARRAY(cg->arena, LLVMValueRef, 5 + 4 * model->inputs.len + model->outputs.len);
    unsigned n = 0;
    LLVMValueRef scalars = pointer(r, ROW_SCALARS), at = state_of(r, ROW_SCALARS_AT);
    args[n++] = cg->body->engine;
    args[n++] = cg->body->state;
    args[n++] = cg->body->inst;
    args[n++] = LLVMBuildSelect(cg->b, LLVMBuildIsNull(cg->b, scalars, ""), at, scalars, "");
    args[n++] = number(r, ROW_SOURCE);
    for (int i = 0; i < model->inputs.len; i++) {
        const GInput *in = &model->inputs.items[i];
        if (in->shape != GSHAPE_SINGLE) {
            args[n++] = pointer(r, input_at(i));
        } else if (in->edges.len > 0) {
            args[n++] = state_of(r, input_at(i));
            args[n++] = flags[i].ticked;
            args[n++] = flags[i].valid;
            if (cg_asks_edge(cg, model, i) != KEEP_NOTHING)
                args[n++] = state_of(r, input_at(i) + 8);
        }
    }
    for (int i = 0; i < model->outputs.len; i++) {
        bool single = model->outputs.items[i].shape == GSHAPE_SINGLE;
        args[n++] = single ? state_of(r, output_at(model, i)) : pointer(r, output_at(model, i));
    }
    return LLVMBuildCall2(cg->b, shape->type, function, args, n, "");
}

static void tick_outputs(const Reader *r, LLVMValueRef bits) {
    Cg *cg = r->cg;
    for (int i = 0; i < r->model->outputs.len; i++) {
        if (r->model->outputs.items[i].shape != GSHAPE_SINGLE) continue;
        uint64_t at = output_at(r->model, i);
        LLVMBasicBlockRef tick = cg_new_block(cg, "tick"), done = cg_new_block(cg, "ticked");
        LLVMValueRef bit = LLVMBuildLShr(cg->b, bits, cg_const_i32(cg, (uint32_t)i), "");
        cg_branch(cg, LLVMBuildTrunc(cg->b, bit, cg->i1, ""), tick, done);
        LLVMPositionBuilderAtEnd(cg->b, tick);
        LLVMBuildStore(cg->b, cg->body->cycle, state_of(r, at + 4));
        HELP(cg, HELP_PEND, cg->body->engine, number(r, at + 8), number(r, at + 12));
        cg_record_tick_row(cg, number(r, at + 16), pointer(r, at + 24), state_of(r, at));
        cg_enter_block(cg, done);
    }
}

static void release_inputs(const Reader *r) {
    Cg *cg = r->cg;
    for (int i = 0; i < r->model->inputs.len; i++) {
        const GInput *in = &r->model->inputs.items[i];
        if (cg_input_edge(in) == NULL || (in->type->kind != TYPE_ANY && cg_is_plain(cg, in->type)))
            continue;
        LLVMBasicBlockRef drop = cg_new_block(cg, "drop"), done = cg_new_block(cg, "dropped");
        LLVMValueRef type = pointer(r, input_at(i) + 16);
        cg_branch(cg, LLVMBuildIsNull(cg->b, type, ""), done, drop);
        LLVMPositionBuilderAtEnd(cg->b, drop);
        RT_CALL(cg, RT_RELEASE, type, state_of(r, input_at(i)));
        cg_enter_block(cg, done);
    }
}

static void write_step(Cg *cg, const Shape *shape, LLVMValueRef step, LLVMValueRef function,
                       bool running) {
    const GNode *model = shape->model;
    Body *body = cg_body_begin(cg, step, model->pos, shape->name);
    body->engine = LLVMGetParam(step, 0);
    body->state = LLVMGetParam(step, 1);
    Reader r = {cg, LLVMGetParam(step, 2), model};
    body->inst = state_of(&r, ROW_INST);
    body->cycle = cg_engine_field(cg, RT_ENGINE_CYCLE);
    Flags *flags = ARENA_ARRAY(cg->arena, Flags, model->inputs.len + 1);
    for (int i = 0; i < model->inputs.len; i++)
        if (cg_input_edge(&model->inputs.items[i]) != NULL) flags[i] = single_flags(&r, i, running);
    LLVMBasicBlockRef run = cg_new_block(cg, "run");
    LLVMValueRef go =
        running ? must_run(&r, shape, flags) : cg_not_skipped(cg, number(&r, ROW_NODE));
    cg_branch(cg, LLVMBuildAnd(cg->b, go, guard_open(&r), ""), run, body->exit);
    LLVMPositionBuilderAtEnd(cg->b, run);
    LLVMBuildStore(cg->b, number(&r, ROW_NODE), cg_at_offset(cg, body->engine, RT_ENGINE_NODE));
    LLVMValueRef bits = call_body(&r, shape, function, flags);
    if (running) {
        tick_outputs(&r, bits);
        release_inputs(&r);
    }
    cg_body_end(cg);
    LLVMBuildRetVoid(cg->b);
    cg_body_finish(cg);
}

/* ---- rows */

static LLVMValueRef step_of(Cg *cg, Shape *shape, Step which) {
    LLVMValueRef functions[] = {shape->run, shape->init, shape->start, shape->stop};
    if (functions[which] == NULL) return cg_const_ptr_null(cg);
    if (shape->steps[which] == NULL) {
        shape->steps[which] =
            cg_add_function(cg, arena_printf(cg->arena, "%s.step", shape->name), step_type(cg));
        write_step(cg, shape, shape->steps[which], functions[which], which == STEP_RUN);
    }
    return shape->steps[which];
}

static void put_input(Cg *cg, const GNode *node, int i, LLVMValueRef *parts, int *n) {
    const GInput *in = &node->inputs.items[i];
    const GEdge *edge = cg_input_edge(in);
    if (in->shape != GSHAPE_SINGLE) {
        parts[(*n)++] = cg->instances[node->id].in_tables[i];
        for (int k = 0; k < 4; k++) parts[(*n)++] = cg_const_i32(cg, 0);
        return;
    }
    const Slot *slot = edge == NULL ? NULL : cg_edge_slot(cg, edge);
    parts[(*n)++] = cg_const_i32(cg, slot == NULL ? 0 : slot->value);
    parts[(*n)++] = cg_const_i32(cg, slot == NULL ? 0 : slot->stamp);
    parts[(*n)++] = cg_const_i32(cg, slot == NULL ? 0 : slot->record);
    parts[(*n)++] = cg_const_i32(cg, 0);
    bool source =
        edge != NULL && (edge->from->kind == GN_SOURCE || edge->from->kind == GN_FEEDBACK_OUT);
    bool drops = slot != NULL && slot->fades && slot->last == node && !source;
    parts[(*n)++] = drops ? cg_desc(cg, edge->type) : cg_const_ptr_null(cg);
}

static void put_output(Cg *cg, const GNode *node, int i, LLVMValueRef *parts, int *n) {
    const GOutput *out = &node->outputs.items[i];
    if (out->shape != GSHAPE_SINGLE) {
        parts[(*n)++] = cg->instances[node->id].out_tables[i];
        for (int k = 0; k < 4; k++) parts[(*n)++] = cg_const_i32(cg, 0);
        parts[(*n)++] = cg_const_ptr_null(cg);
        return;
    }
    const GEdge *edge = out->edges.items[0];
    const Slot *slot = cg_edge_slot(cg, edge);
    const uint32_t fields[] = {slot->value,      slot->stamp,  slot->pend_first,
                               slot->pend_count, slot->record, 0};
    for (int k = 0; k < 6; k++) parts[(*n)++] = cg_const_i32(cg, fields[k]);
    parts[(*n)++] = slot->keeps == KEEP_HISTORY ? cg_desc(cg, edge->type) : cg_const_ptr_null(cg);
}

static uint32_t guard_offset(Cg *cg, const GNode *node) {
    if (node->guard.type == NULL || node->guard.value != NULL)
        return UINT32_MAX; /* known ones are true */
    return cg->start_offsets[node->guard.start];
}

/* The row of a node with a shape, or with steps of its own. */
static LLVMValueRef make_row(Cg *cg, const GNode *node, LLVMValueRef own_step) {
    Instance *instance = &cg->instances[node->id];
    LLVMValueRef *parts =
        ARENA_ARRAY(cg->arena, LLVMValueRef, 12 + 5 * node->inputs.len + 7 * node->outputs.len);
    int n = 0;
    for (int i = 0; i < STEP_COUNT; i++)
        parts[n++] = own_step == NULL ? step_of(cg, instance->shape, (Step)i)
                     : i == STEP_RUN  ? own_step
                                      : cg_const_ptr_null(cg);
    parts[n++] = instance->scalars == NULL ? cg_const_ptr_null(cg) : instance->scalars;
    const uint32_t numbers[] = {(uint32_t)node->id, instance->inst,         instance->scalars_at,
                                instance->source,   guard_offset(cg, node), 0};
    for (int i = 0; i < 6; i++) parts[n++] = cg_const_i32(cg, numbers[i]);
    if (own_step == NULL) {
        for (int i = 0; i < node->inputs.len; i++) put_input(cg, node, i, parts, &n);
        for (int i = 0; i < node->outputs.len; i++) put_output(cg, node, i, parts, &n);
    }
    return cg_global(cg, "row", LLVMConstStructInContext(cg->context, parts, (unsigned)n, true));
}

/* ---- loops over rows */

/* void table(engine, state, rows, n, step): calls that step of each row that has it. */
static LLVMValueRef table_function(Cg *cg, LLVMTypeRef *type) {
    LLVMTypeRef params[] = {cg->ptr, cg->ptr, cg->ptr, cg->i64, cg->i64};
    *type = LLVMFunctionType(cg->none, params, 5, false);
    LLVMValueRef f = LLVMGetNamedFunction(cg->module, "csp.(table)");
    if (f != NULL) return f;
    f = cg_add_function(cg, "(table)", *type); /* no name of a program */
    LLVMBuilderRef b = LLVMCreateBuilderInContext(cg->context);
    LLVMBasicBlockRef blocks[6];
    static const char *const names[] = {"entry", "head", "row", "call", "next", "done"};
    for (int i = 0; i < 6; i++) blocks[i] = LLVMAppendBasicBlockInContext(cg->context, f, names[i]);
    LLVMPositionBuilderAtEnd(b, blocks[0]);
    LLVMBuildBr(b, blocks[1]);
    LLVMPositionBuilderAtEnd(b, blocks[1]);
    LLVMValueRef i = LLVMBuildPhi(b, cg->i64, "i");
    LLVMBuildCondBr(b, LLVMBuildICmp(b, LLVMIntULT, i, LLVMGetParam(f, 3), ""), blocks[2],
                    blocks[5]);
    LLVMPositionBuilderAtEnd(b, blocks[2]);
    LLVMValueRef place = LLVMBuildInBoundsGEP2(b, cg->ptr, LLVMGetParam(f, 2), &i, 1, "");
    LLVMValueRef row = LLVMBuildLoad2(b, cg->ptr, place, ""), step = LLVMGetParam(f, 4);
    LLVMValueRef code =
        LLVMBuildLoad2(b, cg->ptr, LLVMBuildInBoundsGEP2(b, cg->ptr, row, &step, 1, ""), "");
    LLVMBuildCondBr(b, LLVMBuildIsNull(b, code, ""), blocks[4], blocks[3]);
    LLVMPositionBuilderAtEnd(b, blocks[3]);
    LLVMValueRef args[] = {LLVMGetParam(f, 0), LLVMGetParam(f, 1), row};
    LLVMBuildCall2(b, step_type(cg), code, args, 3, "");
    LLVMBuildBr(b, blocks[4]);
    LLVMPositionBuilderAtEnd(b, blocks[4]);
    LLVMValueRef more = LLVMBuildAdd(b, i, cg_const_i64(cg, 1), "");
    LLVMBuildBr(b, blocks[1]);
    LLVMAddIncoming(i, (LLVMValueRef[]){cg_const_i64(cg, 0), more},
                    (LLVMBasicBlockRef[]){blocks[0], blocks[4]}, 2);
    LLVMPositionBuilderAtEnd(b, blocks[5]);
    LLVMBuildRetVoid(b);
    LLVMDisposeBuilder(b);
    return f;
}

void cg_call_table(Cg *cg, const GNode *const *nodes, int n, Step step) {
    LLVMValueRef *rows = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (int i = 0; i < n; i++) rows[i] = cg->instances[nodes[i]->id].row;
    LLVMTypeRef type;
    LLVMValueRef function = table_function(cg, &type);
    LLVMValueRef table = cg_global(cg, "rows", LLVMConstArray2(cg->ptr, rows, (uint64_t)n));
    LLVMValueRef args[] = {cg->body->engine, cg->body->state, table, cg_const_i64(cg, n),
                           cg_const_i64(cg, step)};
    LLVMBuildCall2(cg->b, type, function, args, 5, "");
}

LLVMValueRef cg_write_table(Cg *cg, const Region *region, const char *name) {
    for (int i = 0; i < region->nodes.len; i++) {
        const GNode *node = region->nodes.items[i];
        Instance *instance = &cg->instances[node->id];
        LLVMValueRef own = NULL;
        if (instance->shape == NULL) {
            own = cg_add_function(cg, arena_printf(cg->arena, "%s.%d", name, node->id),
                                  step_type(cg));
            cg_write_single(cg, node, own);
        }
        instance->row = make_row(cg, node, own);
    }
    LLVMTypeRef type = LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr}, 2, false);
    LLVMValueRef function = cg_add_function(cg, name, type);
    Body *body = cg_body_begin(cg, function, region->nodes.items[0]->pos, name);
    body->engine = LLVMGetParam(function, 0);
    body->state = LLVMGetParam(function, 1);
    cg_call_table(cg, region->nodes.items, region->nodes.len, STEP_RUN);
    cg_body_end(cg);
    LLVMBuildRetVoid(cg->b);
    cg_body_finish(cg);
    return function;
}
