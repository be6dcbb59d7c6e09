/* cg_extern.c - nodes in C: run, start and stop of such a shape fill a csp_node (runtime/include/csp/node.h) and hand it to the
 * runtime, which calls the C code.
 */
#include "codegen/cg.h"
#include "csp/node.h"

/* Rows of csp_arg: names and types of inputs, outputs or arguments. */
typedef struct ArgRow {
    const char *name;
    const Type *type;
    uint32_t offset;
} ArgRow;

static LLVMValueRef arg_rows(Cg *cg, const ArgRow *rows, int n) {
    if (n == 0) return cg_const_ptr_null(cg);
    LLVMValueRef *items = ARENA_ARRAY(cg->arena, LLVMValueRef, n);
    for (int i = 0; i < n; i++) {
        LLVMValueRef parts[] = {
            rows[i].name == NULL ? cg_const_ptr_null(cg) : cg_text(cg, rows[i].name),
            cg_desc(cg, rows[i].type), cg_const_i32(cg, rows[i].offset), cg_const_i32(cg, 0)};
        items[i] = LLVMConstStructInContext(cg->context, parts, 4, true);
    }
    return cg_global(cg, "args", LLVMConstArray2(LLVMTypeOf(items[0]), items, (uint64_t)n));
}

static LLVMValueRef input_rows(Cg *cg, const Shape *shape) {
    const GNode *node = shape->model;
    ArgRow *rows = ARENA_ARRAY(cg->arena, ArgRow, node->inputs.len + 1);
    for (int i = 0; i < node->inputs.len; i++)
        rows[i] = (ArgRow){node->node->inputs.items[i]->name, node->inputs.items[i].type,
                           shape->active_offsets[i]};
    return arg_rows(cg, rows, node->inputs.len);
}

static LLVMValueRef output_rows(Cg *cg, const Shape *shape) {
    const GNode *node = shape->model;
    ArgRow *rows = ARENA_ARRAY(cg->arena, ArgRow, node->outputs.len + 1);
    for (int i = 0; i < node->outputs.len; i++)
        rows[i] =
            (ArgRow){node->outputs.items[i].name, node->outputs.items[i].edges.items[0]->type, 0};
    return arg_rows(cg, rows, node->outputs.len);
}

static LLVMValueRef scalar_rows(Cg *cg, const Shape *shape) {
    ArgRow *rows = ARENA_ARRAY(cg->arena, ArgRow, shape->nscalars + 1);
    for (int i = 0; i < shape->nscalars; i++)
        rows[i] = (ArgRow){shape->model->node->scalars.items[i]->name, shape->scalar_types[i],
                           shape->scalar_offsets[i]};
    return arg_rows(cg, rows, shape->nscalars);
}

static LLVMValueRef code_symbol(Cg *cg, const char *symbol) {
    LLVMValueRef known = LLVMGetNamedGlobal(cg->module, symbol);
    return known != NULL ? known : LLVMAddGlobal(cg->module, cg->i8, symbol);
}

static LLVMValueRef plan(Cg *cg, const Shape *shape) {
    const GNode *node = shape->model;
    _Static_assert(sizeof(csp_node_plan) == 56 && sizeof(csp_arg) == 24, "as laid out here");
    LLVMValueRef parts[] = {code_symbol(cg, node->node->symbol),
                            cg_text(cg, node->node->name),
                            input_rows(cg, shape),
                            output_rows(cg, shape),
                            scalar_rows(cg, shape),
                            cg_const_i32(cg, (uint32_t)node->inputs.len),
                            cg_const_i32(cg, (uint32_t)node->outputs.len),
                            cg_const_i32(cg, (uint32_t)shape->nscalars),
                            cg_const_i32(cg, 0)};
    return cg_global(cg, "node_plan", LLVMConstStructInContext(cg->context, parts, 9, true));
}

static LLVMValueRef as_byte(Cg *cg, LLVMValueRef flag) {
    return LLVMBuildZExt(cg->b, flag, cg->i8, "");
}

static LLVMValueRef inputs_here(Cg *cg, const Shape *shape) {
    int n = shape->model->inputs.len;
    LLVMValueRef table =
        cg_new_slot(cg, (uint32_t)sizeof(csp_node_input) * (uint32_t)(n + 1), true);
    for (int i = 0; i < n; i++) {
        const Series *series = &cg->body->inputs[i];
        uint64_t at = (uint64_t)i * sizeof(csp_node_input);
        if (series->value == NULL) continue; /* not given: zeros */
        LLVMBuildStore(cg->b, series->value,
                       cg_at_offset(cg, table, at + offsetof(csp_node_input, value)));
        LLVMBuildStore(cg->b, as_byte(cg, series->ticked),
                       cg_at_offset(cg, table, at + offsetof(csp_node_input, ticked)));
        LLVMValueRef valid = LLVMBuildOr(cg->b, series->valid, series->ticked, "");
        LLVMBuildStore(cg->b, as_byte(cg, valid),
                       cg_at_offset(cg, table, at + offsetof(csp_node_input, valid)));
    }
    return table;
}

static LLVMValueRef outputs_here(Cg *cg) {
    const Body *body = cg->body;
    LLVMValueRef table =
        cg_new_slot(cg, (uint32_t)sizeof(csp_node_outlet) * (uint32_t)(body->noutlets + 1), true);
    for (int i = 0; i < body->noutlets && body->running; i++)
        LLVMBuildStore(cg->b, body->outlets[i].value,
                       cg_at_offset(cg, table, (uint64_t)i * sizeof(csp_node_outlet)));
    return table;
}

/* The address of the alarm's value where it rings, else NULL. */
static LLVMValueRef alarm_here(Cg *cg, const Shape *shape) {
    return LLVMBuildSelect(cg->b, cg->body->alarm_ticked[0],
                           cg_at_offset(cg, cg->body->inst, shape->alarm_offsets[0]),
                           cg_const_ptr_null(cg), "");
}

static void take_ticks(Cg *cg, LLVMValueRef outputs) {
    const Body *body = cg->body;
    for (int i = 0; i < body->noutlets && body->running; i++) {
        uint64_t at = (uint64_t)i * sizeof(csp_node_outlet) + offsetof(csp_node_outlet, ticked);
        LLVMValueRef byte = LLVMBuildLoad2(cg->b, cg->i8, cg_at_offset(cg, outputs, at), "");
        LLVMBuildStore(cg->b, LLVMBuildICmp(cg->b, LLVMIntNE, byte, LLVMConstNull(cg->i8), ""),
                       body->outlets[i].ticked);
    }
}

void cg_gen_extern(Cg *cg, const Shape *shape, RtFn step, LLVMValueRef scalars) {
    const Body *body = cg->body;
    LLVMValueRef call = cg_new_slot(cg, (uint32_t)sizeof(csp_node), false),
                 outputs = outputs_here(cg);
    const struct {
        uint64_t offset;
        LLVMValueRef value;
    } fields[] = {{offsetof(csp_node, engine), body->engine},
                  {offsetof(csp_node, plan), plan(cg, shape)},
                  {offsetof(csp_node, inputs), inputs_here(cg, shape)},
                  {offsetof(csp_node, outputs), outputs},
                  {offsetof(csp_node, args), scalars},
                  {offsetof(csp_node, instance), body->inst},
                  {offsetof(csp_node, alarm), alarm_here(cg, shape)},
                  {offsetof(csp_node, source), body->source}};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        LLVMBuildStore(cg->b, fields[i].value, cg_at_offset(cg, call, fields[i].offset));
    RT_CALL(cg, step, call);
    take_ticks(cg, outputs);
}
