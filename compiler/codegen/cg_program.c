/* cg_program.c - what stands around the regions: init, start, stop, fini, the tables of program.h, and main. */
#include <string.h>

#include "codegen/cg.h"

enum { STEPS_A_FUNCTION = 100 };

/* ---- functions that do something for each node, in pieces */

static Body *stage_begin(Cg *cg, LLVMValueRef function, const char *name) {
    const TirFn *graph = cg->graph->main;
    Body *body = cg_body_begin(cg, function, graph == NULL ? (Pos){0} : graph->pos, name);
    body->chunk = -1;
    body->engine = LLVMGetParam(function, 0);
    body->state = LLVMGetParam(function, 1);
    return body;
}

static void stage_end(Cg *cg) {
    cg_body_end(cg);
    LLVMBuildRetVoid(cg->b);
    cg_body_finish(cg);
}

typedef struct Stage {
    const char *name;
    LLVMTypeRef type;
    LLVMValueRef whole;     /* calls the pieces */
    LLVMBuilderRef builder; /* in it */
    int steps;              /* in the open piece; 0: none is open */
} Stage;

static Stage stage_open(Cg *cg, const char *name) {
    Stage stage = {.name = name};
    stage.type = LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr}, 2, false);
    stage.whole = cg_add_function(cg, name, stage.type);
    stage.builder = LLVMCreateBuilderInContext(cg->context);
    LLVMPositionBuilderAtEnd(stage.builder,
                             LLVMAppendBasicBlockInContext(cg->context, stage.whole, "entry"));
    return stage;
}

/* The builder stands in a piece with room for one more step. */
static void stage_step(Cg *cg, Stage *stage) {
    if (stage->steps == STEPS_A_FUNCTION) {
        stage_end(cg);
        stage->steps = 0;
    }
    if (stage->steps++ > 0) return;
    const char *name = arena_printf(cg->arena, "%s.part", stage->name);
    LLVMValueRef piece = cg_add_function(cg, name, stage->type);
    LLVMValueRef args[] = {LLVMGetParam(stage->whole, 0), LLVMGetParam(stage->whole, 1)};
    LLVMBuildCall2(stage->builder, stage->type, piece, args, 2, "");
    stage_begin(cg, piece, name);
}

static LLVMValueRef stage_close(Cg *cg, Stage *stage) {
    if (stage->steps > 0) stage_end(cg);
    LLVMBuildRetVoid(stage->builder);
    LLVMDisposeBuilder(stage->builder);
    return stage->whole;
}

/* ---- init */

static void bind_free_variables(Cg *cg, const GBinding *bindings, int n) {
    for (int i = 0; i < n; i++)
        map_put_ptr(&cg->body->vars, bindings[i].var, cg_bound_address(cg, &bindings[i].scalar));
}

/* One expression in a function of its own: it has its own variables. */
static LLVMValueRef expression_function(Cg *cg, const char *name, const TirExpr *expr, Subst subst,
                                        const GBinding *bindings, int n, uint32_t to) {
    LLVMTypeRef type = LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr}, 2, false);
    LLVMValueRef function = cg_add_function(cg, name, type);
    Body *body = stage_begin(cg, function, name);
    body->subst = subst;
    cg_debug_at(cg, expr->pos);
    bind_free_variables(cg, bindings, n);
    Val val = cg_gen(cg, expr);
    if (cg_class_of(val.type) != CLASS_NONE) cg_put(cg, val, cg_state_const(cg, to));
    cg_temps_release(cg, 0);
    stage_end(cg);
    return function;
}

static void call_stage(Cg *cg, const Stage *stage, LLVMValueRef function) {
    LLVMValueRef args[] = {cg->body->engine, cg->body->state};
    LLVMBuildCall2(cg->b, stage->type, function, args, 2, "");
}

static void init_starts(Cg *cg, Stage *stage) {
    for (int i = 0; i < cg->graph->starts.len; i++) {
        const GStart *start = &cg->graph->starts.items[i];
        if (start->param != NULL || start->is_key) continue; /* the runtime has put it there */
        if (start->is_outer) continue;
        if (start->snapped != NULL) {
            stage_step(cg, stage);
            cg_init_snap(cg, i);
            continue;
        }
        LLVMValueRef function =
            expression_function(cg, "scalar", start->expr, start->subst, start->bindings.items,
                                start->bindings.len, cg->start_offsets[i]);
        stage_step(cg, stage);
        call_stage(cg, stage, function);
    }
}

static void copy_scalar(Cg *cg, const GScalar *scalar, uint32_t to) {
    if (cg_captures_start(scalar)) {
        cg_build_function(cg, scalar, cg_state_const(cg, to));
        return;
    }
    cg_put(cg, cg_val_at(cg, scalar->type, cg_scalar_address(cg, scalar)), cg_state_const(cg, to));
}

static void init_scalars(Cg *cg, Stage *stage, const GNode *node) {
    const Instance *instance = &cg->instances[node->id];
    const Shape *shape = instance->shape;
    if (shape != NULL && instance->scalars == NULL) {
        stage_step(cg, stage);
        for (int i = 0; i < shape->nscalars; i++)
            copy_scalar(cg, cg_node_scalar(node, i),
                        instance->scalars_at + shape->scalar_offsets[i]);
    }
    if (instance->arg_offsets == NULL) return;
    stage_step(cg, stage);
    for (int i = 0; i < node->scalars.len; i++)
        copy_scalar(cg, &node->scalars.items[i], instance->arg_offsets[i]);
    if (node->guard.type != NULL) copy_scalar(cg, &node->guard, instance->guard_at);
}

static void name_node(Cg *cg, const GNode *node) {
    LLVMBuildStore(cg->b, cg_const_i32(cg, (uint32_t)(cg->first_node + node->id)),
                   cg_at_offset(cg, cg->body->engine, RT_ENGINE_NODE));
}

typedef VEC(const GNode *) Nodes;

static bool has_step(const Shape *shape, Step step) {
    if (shape == NULL) return false;
    return (step == STEP_INIT    ? shape->init
            : step == STEP_START ? shape->start
                                 : shape->stop) != NULL;
}

/* That step of all nodes that run from tables. */
static void call_tables(Cg *cg, Stage *stage, Step step) {
    Nodes nodes = {0};
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        const Instance *instance = &cg->instances[node->id];
        if (instance->in_table && has_step(instance->shape, step))
            VEC_PUSH(cg->arena, &nodes, node);
    }
    if (nodes.len == 0) return;
    stage_step(cg, stage);
    cg_call_table(cg, nodes.items, nodes.len, step);
}

static LLVMValueRef write_init(Cg *cg) {
    Stage stage = stage_open(cg, "init");
    if (cg->outside == NULL)
        LLVMBuildCall2(stage.builder, cg->built_type, cg->build_constants, NULL, 0, "");
    if (cg->baskets.len > 0) {
        stage_step(cg, &stage);
        cg_init_baskets(cg);
    }
    init_starts(cg, &stage);
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        init_scalars(cg, &stage, node);
        if (node->kind != GN_DYNAMIC) continue;
        stage_step(cg, &stage);
        cg_new_dynamic(cg, node);
    }
    return stage_close(cg, &stage);
}

/* ---- start and stop */

static LLVMValueRef print_function(Cg *cg, const GNode *node) {
    return expression_function(cg, "print", node->expr, node->subst, node->bindings.items,
                               node->bindings.len, 0);
}

static void branch_if_skipped(Cg *cg, const GNode *node, LLVMBasicBlockRef to) {
    LLVMBasicBlockRef here = cg_new_block(cg, "fresh");
    cg_branch(cg, cg_not_skipped(cg, cg_const_i32(cg, (uint32_t)node->id)), here, to);
    LLVMPositionBuilderAtEnd(cg->b, here);
}

/* A branch of a select that was not chosen is never started. */
static void guarded_call(Cg *cg, const GNode *node, LLVMValueRef function) {
    LLVMBasicBlockRef go = cg_new_block(cg, "go"), done = cg_new_block(cg, "done");
    if (cg_is_kept(cg)) branch_if_skipped(cg, node, done);
    if (node->guard.type != NULL)
        cg_branch(cg, cg_load(cg, node->guard.type, cg_scalar_address(cg, &node->guard)), go, done);
    else
        LLVMBuildBr(cg->b, go);
    LLVMPositionBuilderAtEnd(cg->b, go);
    name_node(cg, node);
    if (node->kind == GN_PRINT)
        LLVMBuildCall2(cg->b, LLVMGlobalGetValueType(function), function,
                       (LLVMValueRef[]){cg->body->engine, cg->body->state}, 2, "");
    else
        cg_call_shape(cg, node, function, false);
    cg_enter_block(cg, done);
}

static void flush_table(Cg *cg, Stage *stage, Nodes *nodes, Step step) {
    if (nodes->len == 0) return;
    stage_step(cg, stage);
    cg_call_table(cg, nodes->items, nodes->len, step);
    *nodes = (Nodes){0};
}

/* The state: sections. They may ask for the time, so they run when the start of the run is known, before any start: block. */
static void init_states(Cg *cg, Stage *stage) {
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        const Shape *shape = cg->instances[node->id].shape;
        if (shape == NULL || shape->init == NULL || cg->instances[node->id].in_table) continue;
        stage_step(cg, stage);
        LLVMBasicBlockRef done = cg_new_block(cg, "initialised");
        if (cg_is_kept(cg)) branch_if_skipped(cg, node, done);
        name_node(cg, node);
        cg_call_shape(cg, node, shape->init, false);
        cg_enter_block(cg, done);
    }
    call_tables(cg, stage, STEP_INIT);
}

/* In the order of the nodes; those that stand together in tables go together. */
static LLVMValueRef write_blocks(Cg *cg, const char *name, Step step) {
    Stage stage = stage_open(cg, name);
    Nodes nodes = {0};
    if (step == STEP_START) init_states(cg, &stage);
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        const Instance *instance = &cg->instances[node->id];
        bool prints = node->kind == GN_PRINT && step == STEP_START;
        if (node->kind == GN_DYNAMIC && step == STEP_STOP) {
            flush_table(cg, &stage, &nodes, step);
            stage_step(cg, &stage);
            cg_call_dynamic(cg, node, RT_DYNAMIC_STOP);
        }
        if (!prints && !has_step(instance->shape, step)) continue;
        if (instance->in_table) {
            VEC_PUSH(cg->arena, &nodes, node);
            continue;
        }
        flush_table(cg, &stage, &nodes, step);
        LLVMValueRef function = prints               ? print_function(cg, node)
                                : step == STEP_START ? instance->shape->start
                                                     : instance->shape->stop;
        stage_step(cg, &stage);
        guarded_call(cg, node, function);
    }
    flush_table(cg, &stage, &nodes, step);
    return stage_close(cg, &stage);
}

/* ---- constants that code must fill; written last, when all are known */

static void write_constants(Cg *cg) {
    Body *body = cg_body_begin(cg, cg->build_constants, (Pos){0}, "constants");
    body->chunk = -1;
    for (int i = 0; i < cg->built.len; i++) /* grows while keys and values are written */
        cg_build_value(cg, cg->built.items[i].type, cg->built.items[i].value,
                       cg->built.items[i].global);
    stage_end(cg);
    body = cg_body_begin(cg, cg->drop_constants, (Pos){0}, "constants");
    body->chunk = -1;
    for (int i = 0; i < cg->built.len; i++)
        RT_CALL(cg, RT_RELEASE, cg_descriptor(cg, cg->built.items[i].type),
                cg->built.items[i].global);
    stage_end(cg);
}

/* ---- fini: a loop over a table of what the state block owns */

static LLVMValueRef fini_table(Cg *cg) {
    LLVMValueRef *rows = ARENA_ARRAY(cg->arena, LLVMValueRef, cg->finis.len + 1);
    LLVMTypeRef row_type =
        LLVMStructTypeInContext(cg->context, (LLVMTypeRef[]){cg->i64, cg->ptr}, 2, true);
    for (int i = 0; i < cg->finis.len; i++) {
        LLVMValueRef parts[] = {cg_const_i64(cg, cg->finis.items[i].offset),
                                cg_descriptor(cg, cg->finis.items[i].type)};
        rows[i] = LLVMConstStructInContext(cg->context, parts, 2, true);
    }
    return cg_global(cg, "owned", LLVMConstArray2(row_type, rows, (uint64_t)cg->finis.len));
}

static LLVMValueRef write_fini(Cg *cg) {
    LLVMTypeRef type = LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr}, 2, false);
    LLVMValueRef function = cg_add_function(cg, "fini", type), table = fini_table(cg);
    stage_begin(cg, function, "fini");
    cg_free_dynamics(cg);
    LLVMValueRef at = cg_new_slot(cg, 8, false);
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    LLVMBasicBlockRef head = cg_new_block(cg, "head"), each = cg_new_block(cg, "each"),
                      done = cg_new_block(cg, "done");
    cg_enter_block(cg, head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, cg_const_i64(cg, cg->finis.len), ""), each,
              done);
    LLVMPositionBuilderAtEnd(cg->b, each);
    LLVMValueRef bytes = LLVMBuildMul(cg->b, i, cg_const_i64(cg, 16), "");
    LLVMValueRef row = LLVMBuildInBoundsGEP2(cg->b, cg->i8, table, &bytes, 1, "");
    LLVMValueRef offset = LLVMBuildLoad2(cg->b, cg->i64, row, "");
    LLVMValueRef address = LLVMBuildInBoundsGEP2(cg->b, cg->i8, cg->body->state, &offset, 1, "");
    RT_CALL(cg, RT_RELEASE, LLVMBuildLoad2(cg->b, cg->ptr, cg_at_offset(cg, row, 8), ""), address);
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, i, cg_const_i64(cg, 1), ""), at);
    LLVMBuildBr(cg->b, head);
    cg_enter_block(cg, done);
    if (cg->nhistories > 0)
        RT_CALL(cg, RT_HISTORY_FREE, cg_state_const(cg, cg->histories_at),
                cg_const_i64(cg, cg->nhistories));
    if (cg->outside == NULL)
        LLVMBuildCall2(cg->b, cg->built_type, cg->drop_constants, NULL, 0, "");
    stage_end(cg);
    return function;
}

/* ---- tables: rows in the layout of program.h */

typedef struct Row {
    LLVMValueRef parts[64];
    unsigned n;
    size_t at;
} Row;

static void row_put(Cg *cg, Row *row, size_t offset, size_t size, LLVMValueRef value) {
    if (offset > row->at)
        row->parts[row->n++] = LLVMConstNull(cg_bytes_type(cg, (uint32_t)(offset - row->at)));
    row->parts[row->n++] = value;
    row->at = offset + size;
}

#define PUT(row, type, field, value)                                                               \
    row_put(cg, (row), offsetof(type, field), sizeof(((type *)0)->field), (value))

static LLVMValueRef row_end(Cg *cg, Row *row, size_t size) {
    if (size > row->at)
        row->parts[row->n++] = LLVMConstNull(cg_bytes_type(cg, (uint32_t)(size - row->at)));
    return LLVMConstStructInContext(cg->context, row->parts, row->n, true);
}

typedef VEC(LLVMValueRef) Rows;

static LLVMValueRef rows_table(Cg *cg, const char *name, const Rows *rows) {
    if (rows->len == 0) return cg_const_ptr_null(cg);
    LLVMTypeRef type = LLVMTypeOf(rows->items[0]);
    return cg_global(cg, name, LLVMConstArray2(type, rows->items, (uint64_t)rows->len));
}

static LLVMValueRef numbers_table(Cg *cg, const uint32_t *numbers, uint32_t n) {
    LLVMValueRef *items = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (uint32_t i = 0; i < n; i++) items[i] = cg_const_i32(cg, numbers[i]);
    return cg_global(cg, "regions", LLVMConstArray2(cg->i32, items, n));
}

/* slot: of its edge; alarms have none. */
static void add_source(Cg *cg, Rows *rows, const GNode *node, uint32_t value, uint32_t stamp,
                       const Type *type, const uint32_t *regions, uint32_t n, const Slot *slot) {
    Row row = {.n = 0};
    PUT(&row, csp_source, value_offset, cg_const_i32(cg, value));
    PUT(&row, csp_source, stamp_offset, cg_const_i32(cg, stamp));
    PUT(&row, csp_source, type, cg_desc(cg, type));
    PUT(&row, csp_source, regions, numbers_table(cg, regions, n));
    PUT(&row, csp_source, nregions, cg_const_i32(cg, n));
    PUT(&row, csp_source, node, cg_const_i32(cg, (uint32_t)(cg->first_node + node->id)));
    PUT(&row, csp_source, resets, LLVMConstInt(cg->i8, slot != NULL && slot->fades, false));
    PUT(&row, csp_source, record_offset, cg_const_i32(cg, slot == NULL ? 0 : slot->record));
    PUT(&row, csp_source, keeps,
        LLVMConstInt(cg->i8, slot != NULL && slot->keeps == KEEP_HISTORY, false));
    VEC_PUSH(cg->arena, rows, row_end(cg, &row, sizeof(csp_source)));
}

static void add_alarms(Cg *cg, Rows *rows, const GNode *node) {
    const Instance *instance = &cg->instances[node->id];
    int region = cg->regions->region_of[node->id];
    uint32_t regions[] = {(uint32_t)region};
    for (int i = 0; i < node->node->alarms.len; i++) {
        const Type *type = type_subst(cg->types, node->node->alarms.items[i]->type, &node->subst);
        add_source(cg, rows, node, instance->inst + instance->shape->alarm_offsets[i],
                   instance->inst + instance->shape->stamp_offsets[i], type, regions,
                   region >= 0 ? 1 : 0, NULL);
    }
}

/* In the order in which layout_state numbered them. */
static LLVMValueRef sources_table(Cg *cg) {
    Rows rows = {0};
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        if (node->kind == GN_NODE && !node->node->is_builtin) add_alarms(cg, &rows, node);
        if (node->kind != GN_SOURCE && node->kind != GN_FEEDBACK_OUT) continue;
        const GEdge *edge = node->outputs.items[0].edges.items[0];
        const Slot *slot = cg_edge_slot(cg, edge);
        const uint32_t *regions = slot->pend_count == 0 ? NULL : cg->pends.items + slot->pend_first;
        add_source(cg, &rows, node, slot->value, slot->stamp, edge->type, regions, slot->pend_count,
                   slot);
    }
    return rows_table(cg, "sources", &rows);
}

static LLVMValueRef args_table(Cg *cg, const GNode *node) {
    Rows rows = {0};
    int at = 0;
    for (int i = 0; i < node->adapter->params.len; i++) {
        const TirVar *param = node->adapter->params.items[i];
        if (param->kind == TV_INPUT) continue;
        Row row = {.n = 0};
        PUT(&row, csp_arg, name, cg_text(cg, param->name));
        PUT(&row, csp_arg, type, cg_desc(cg, node->scalars.items[at].type));
        PUT(&row, csp_arg, offset, cg_const_i32(cg, cg->instances[node->id].arg_offsets[at]));
        VEC_PUSH(cg->arena, &rows, row_end(cg, &row, sizeof(csp_arg)));
        at++;
    }
    return rows_table(cg, "args", &rows);
}

static LLVMValueRef adapter_symbol(Cg *cg, const char *symbol) {
    LLVMValueRef known = LLVMGetNamedGlobal(cg->module, symbol);
    return known != NULL ? known : LLVMAddGlobal(cg->module, cg->i8, symbol);
}

static LLVMValueRef bindings_table(Cg *cg) {
    Rows rows = {0};
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        if (node->kind != GN_SOURCE && node->kind != GN_SINK) continue;
        const Instance *instance = &cg->instances[node->id];
        bool source = node->kind == GN_SOURCE;
        const GEdge *edge =
            source ? node->outputs.items[0].edges.items[0] : cg_input_edge(&node->inputs.items[0]);
        Row row = {.n = 0};
        PUT(&row, csp_binding, adapter, adapter_symbol(cg, node->adapter->symbol));
        PUT(&row, csp_binding, source, cg_const_i32(cg, instance->source));
        PUT(&row, csp_binding, node, cg_const_i32(cg, (uint32_t)node->id));
        PUT(&row, csp_binding, type, cg_desc(cg, edge->type));
        PUT(&row, csp_binding, args, args_table(cg, node));
        PUT(&row, csp_binding, nargs, cg_const_i32(cg, (uint32_t)node->scalars.len));
        PUT(&row, csp_binding, guard_offset,
            cg_const_i32(cg, node->guard.type == NULL ? UINT32_MAX : instance->guard_at));
        VEC_PUSH(cg->arena, &rows, row_end(cg, &row, sizeof(csp_binding)));
    }
    return rows_table(cg, "bindings", &rows);
}

static csp_role role_of(const TirVar *param) {
    static const struct {
        const char *name;
        csp_role role;
    } roles[] = {{"start", CSP_FLAG_START}, {"end", CSP_FLAG_END}, {"realtime", CSP_FLAG_REALTIME}};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(roles[i].name, param->name) == 0) return roles[i].role;
    return CSP_FLAG;
}

static LLVMValueRef params_table(Cg *cg, uint32_t *count) {
    Rows rows = {0};
    for (int i = 0; i < cg->graph->starts.len; i++) {
        const GStart *start = &cg->graph->starts.items[i];
        if (start->param == NULL) continue;
        LLVMValueRef preset = cg_const_ptr_null(cg);
        if (start->preset != NULL)
            preset = cg_const_address(cg, cg_layout(cg, start->type), start->preset);
        Row row = {.n = 0};
        PUT(&row, csp_param, name, cg_text(cg, start->param->name));
        PUT(&row, csp_param, help,
            cg_text(cg, start->param->help == NULL ? "" : start->param->help));
        PUT(&row, csp_param, type, cg_desc(cg, start->type));
        PUT(&row, csp_param, offset, cg_const_i32(cg, cg->start_offsets[i]));
        PUT(&row, csp_param, role, cg_const_i32(cg, role_of(start->param)));
        PUT(&row, csp_param, preset, preset);
        VEC_PUSH(cg->arena, &rows, row_end(cg, &row, sizeof(csp_param)));
    }
    *count = (uint32_t)rows.len;
    return rows_table(cg, "params", &rows);
}

static LLVMValueRef outputs_table(Cg *cg) {
    Rows rows = {0};
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        if (node->kind != GN_OUTPUT) continue;
        Row row = {.n = 0};
        PUT(&row, csp_output, name, cg_text(cg, node->name));
        PUT(&row, csp_output, type, cg_desc(cg, cg_input_edge(&node->inputs.items[0])->type));
        VEC_PUSH(cg->arena, &rows, row_end(cg, &row, sizeof(csp_output)));
    }
    return rows_table(cg, "outputs", &rows);
}

static void add_node_infos(Cg *cg, Rows *rows, const GraphIR *graph) {
    for (int i = 0; i < graph->nodes.len; i++) {
        const GNode *node = graph->nodes.items[i];
        Row row = {.n = 0};
        PUT(&row, csp_node_info, path, cg_text(cg, node->path == NULL ? "main" : node->path));
        PUT(&row, csp_node_info, file,
            cg_text(cg, node->pos.file == NULL ? "" : node->pos.file->path));
        PUT(&row, csp_node_info, line, cg_const_i32(cg, (uint32_t)node->pos.line));
        PUT(&row, csp_node_info, column, cg_const_i32(cg, (uint32_t)node->pos.column));
        VEC_PUSH(cg->arena, rows, row_end(cg, &row, sizeof(csp_node_info)));
    }
}

static LLVMValueRef nodes_table(Cg *cg, int *count) {
    Rows rows = {0};
    for (int i = 0; i < cg->parts.len; i++)
        add_node_infos(cg, &rows, cg->parts.items[i]->graph);
    *count = rows.len;
    return rows_table(cg, "nodes", &rows);
}

static LLVMValueRef regions_table(Cg *cg, LLVMValueRef *runs) {
    if (cg->regions->regions.len == 0) return cg_const_ptr_null(cg);
    return cg_global(cg, "region_table",
                     LLVMConstArray2(cg->ptr, runs, (uint64_t)cg->regions->regions.len));
}

/* ---- graphs that dynamics copy */

static LLVMValueRef outers_table(Cg *cg, const GNode *owner) {
    Rows rows = {0};
    for (int i = 0; i < owner->inputs.len; i++) {
        const Slot *slot = NULL;
        for (int n = 0; n < cg->graph->nodes.len; n++) {
            const GNode *node = cg->graph->nodes.items[n];
            if (node->kind == GN_OUTER && node->index == i)
                slot = cg_edge_slot(cg, node->outputs.items[0].edges.items[0]);
        }
        uint32_t n = slot == NULL ? 0 : slot->pend_count;
        Row row = {.n = 0};
        PUT(&row, csp_outer, regions,
            numbers_table(cg, n == 0 ? NULL : cg->pends.items + slot->pend_first, n));
        PUT(&row, csp_outer, nregions, cg_const_i32(cg, n));
        VEC_PUSH(cg->arena, &rows, row_end(cg, &row, sizeof(csp_outer)));
    }
    return rows_table(cg, "outers", &rows);
}

/* Where the output baskets stand, in the state around. */
static LLVMValueRef copy_outputs_table(Cg *cg, const GNode *owner) {
    uint32_t *offsets = ARENA_ARRAY(cg->arena, uint32_t, owner->outputs.len + 1);
    for (int i = 0; i < owner->outputs.len; i++)
        offsets[i] = cg->outside->slots[owner->outputs.items[i].edges.items[0]->id].value;
    return numbers_table(cg, offsets, (uint32_t)owner->outputs.len);
}

static int first_sink(const Regions *regions) {
    int n = 0;
    while (n < regions->regions.len && !regions->regions.items[n]->is_sink) n++;
    return n;
}

static LLVMValueRef count(Cg *cg, int n) { return cg_const_i32(cg, (uint32_t)n); }

static void write_copied(Cg *cg, Part *part) {
    cg_part_enter(cg, part);
    LLVMValueRef *runs = ARENA_ARRAY(cg->arena, LLVMValueRef, cg->regions->regions.len + 1);
    const GNode *owner = cg->graph->owner;
    const int *around = cg->outside->regions->region_of;
    cg_write_regions(cg, runs);
    LLVMValueRef init = write_init(cg), start = write_blocks(cg, "start", STEP_START),
                 stop = write_blocks(cg, "stop", STEP_STOP), fini = write_fini(cg);
    Row row = {.n = 0};
    PUT(&row, csp_template, state_size, cg_const_i32(cg, cg->state_size));
    PUT(&row, csp_template, index, count(cg, cg->graph->index));
    PUT(&row, csp_template, region, count(cg, around[owner->id]));
    PUT(&row, csp_template, sink_region,
        cg_const_i32(cg, owner->partner == NULL ? UINT32_MAX
                                                : (uint32_t)around[owner->partner->id]));
    PUT(&row, csp_template, key_offset, cg_const_i32(cg, cg->start_offsets[0]));
    PUT(&row, csp_template, nsources, cg_const_i32(cg, cg->nsources));
    PUT(&row, csp_template, nregions, count(cg, cg->regions->regions.len));
    PUT(&row, csp_template, nouters, count(cg, owner->inputs.len));
    PUT(&row, csp_template, noutputs, count(cg, owner->outputs.len));
    PUT(&row, csp_template, first_sink, count(cg, first_sink(cg->regions)));
    PUT(&row, csp_template, key, cg_desc(cg, cg->graph->starts.items[0].type));
    PUT(&row, csp_template, sources, sources_table(cg));
    PUT(&row, csp_template, regions, regions_table(cg, runs));
    PUT(&row, csp_template, outers, outers_table(cg, owner));
    PUT(&row, csp_template, outputs, copy_outputs_table(cg, owner));
    PUT(&row, csp_template, init, init);
    PUT(&row, csp_template, start, start);
    PUT(&row, csp_template, stop, stop);
    PUT(&row, csp_template, fini, fini);
    part->copied_table = cg_global(cg, "template", row_end(cg, &row, sizeof(csp_template)));
    cg->copied_table = part->copied_table;
}

/* ---- the program and main */

static void write_main(Cg *cg, LLVMValueRef program) {
    LLVMTypeRef params[] = {cg->i32, cg->ptr}, type = LLVMFunctionType(cg->i32, params, 2, false),
                callee_type;
    LLVMValueRef function = LLVMAddFunction(cg->module, "main", type);
    LLVMBuilderRef b = LLVMCreateBuilderInContext(cg->context);
    LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(cg->context, function, "entry"));
    LLVMValueRef callee = rt_function(cg->module, RT_MAIN, &callee_type);
    LLVMValueRef args[] = {program, LLVMGetParam(function, 0), LLVMGetParam(function, 1)};
    LLVMBuildRet(b, LLVMBuildCall2(b, callee_type, callee, args, 3, ""));
    LLVMDisposeBuilder(b);
}

void cg_write_program(Cg *cg) {
    cg->built_type = LLVMFunctionType(cg->none, NULL, 0, false);
    cg->build_constants = cg_add_function(cg, "constants.build", cg->built_type);
    cg->drop_constants = cg_add_function(cg, "constants.drop", cg->built_type);
    for (int i = cg->parts.len - 1; i > 0; i--) /* inner ones first */
        write_copied(cg, cg->parts.items[i]);
    cg_part_enter(cg, cg->parts.items[0]);
    LLVMValueRef *runs = ARENA_ARRAY(cg->arena, LLVMValueRef, cg->regions->regions.len + 1);
    cg_write_regions(cg, runs);
    cg_write_shapes(cg);
    LLVMValueRef init = write_init(cg), start = write_blocks(cg, "start", STEP_START),
                 stop = write_blocks(cg, "stop", STEP_STOP), fini = write_fini(cg);
    uint32_t nparams;
    LLVMValueRef params = params_table(cg, &nparams), bindings = bindings_table(cg),
                 outputs = outputs_table(cg);
    cg_write_jobs(cg);
    Row row = {.n = 0};
    const TirProgram *program = cg->graph->program;
    PUT(&row, csp_program, abi, cg_const_i32(cg, CSP_PROGRAM_ABI));
    PUT(&row, csp_program, state_size, cg_const_i32(cg, cg->state_size));
    PUT(&row, csp_program, name, cg_text(cg, program->name == NULL ? "" : program->name));
    PUT(&row, csp_program, doc, cg_text(cg, program->doc == NULL ? "" : program->doc));
    PUT(&row, csp_program, version,
        cg_text(cg, cg->options->version == NULL ? "" : cg->options->version));
    PUT(&row, csp_program, params, params);
    PUT(&row, csp_program, sources, sources_table(cg));
    PUT(&row, csp_program, regions, regions_table(cg, runs));
    PUT(&row, csp_program, bindings, bindings);
    PUT(&row, csp_program, outputs, outputs);
    int nnodes;
    PUT(&row, csp_program, nodes, nodes_table(cg, &nnodes));
    PUT(&row, csp_program, nparams, cg_const_i32(cg, nparams));
    PUT(&row, csp_program, nsources, cg_const_i32(cg, cg->nsources));
    PUT(&row, csp_program, nregions, count(cg, cg->regions->regions.len));
    PUT(&row, csp_program, nbindings, cg_const_i32(cg, cg->nbindings));
    PUT(&row, csp_program, noutputs, cg_const_i32(cg, cg->noutputs));
    PUT(&row, csp_program, nnodes, count(cg, nnodes));
    PUT(&row, csp_program, ntemplates, count(cg, cg->graph->ntemplates));
    LLVMValueRef kept_edges, kept = cg_keep_table(cg, &kept_edges);
    PUT(&row, csp_program, skip_offset, cg_const_i32(cg, cg->skip_at));
    PUT(&row, csp_program, keep, kept);
    PUT(&row, csp_program, keep_edges, kept_edges);
    PUT(&row, csp_program, only_timers, LLVMConstInt(cg->i8, cg->graph->only_timers, false));
    PUT(&row, csp_program, init, init);
    PUT(&row, csp_program, start, start);
    PUT(&row, csp_program, stop, stop);
    PUT(&row, csp_program, fini, fini);
    write_constants(cg);
    LLVMValueRef global = cg_global(cg, "csp_the_program", row_end(cg, &row, sizeof(csp_program)));
    LLVMSetLinkage(global, LLVMExternalLinkage);
    LLVMSetUnnamedAddress(global, LLVMNoUnnamedAddr);
    write_main(cg, global);
}
