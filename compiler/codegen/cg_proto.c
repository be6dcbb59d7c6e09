/* cg_proto.c - the tables by which the runtime reads and writes protobuf messages (csp/proto.h), as constants. */
#include "codegen/cg.h"
#include "csp/proto.h"

static LLVMValueRef byte(Cg *cg, unsigned value) { return LLVMConstInt(cg->i8, value, false); }

static LLVMValueRef field_row(Cg *cg, const csp_proto_field *f) {
    LLVMValueRef parts[] = {cg_const_i32(cg, f->number), byte(cg, f->kind),
                            byte(cg, f->key_kind),       byte(cg, f->shape),
                            byte(cg, f->packed),         cg_const_i32(cg, f->index),
                            cg_const_i32(cg, f->offset), cg_const_i32(cg, f->flag),
                            cg_const_i32(cg, f->oneof),  cg_descriptor(cg, f->type)};
    _Static_assert(offsetof(csp_proto_field, type) == 24, "the row has no gaps");
    return LLVMConstStructInContext(cg->context, parts, sizeof parts / sizeof parts[0], true);
}

static LLVMValueRef numbers(Cg *cg, const void *items, LLVMTypeRef type, uint32_t n) {
    LLVMValueRef *values = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (uint32_t i = 0; i < n; i++)
        values[i] = LLVMConstInt(
            type, type == cg->i16 ? ((const uint16_t *)items)[i] : ((const uint32_t *)items)[i], 0);
    return cg_global(cg, "numbers", LLVMConstArray2(type, values, n));
}

LLVMValueRef cg_proto_table(Cg *cg, const csp_type *type) {
    const csp_proto_message *m = type->proto;
    if (m == NULL) return cg_const_ptr_null(cg);
    LLVMValueRef *rows = ARENA_ARRAY(cg->arena, LLVMValueRef, m->nfields + 1);
    for (uint32_t i = 0; i < m->nfields; i++) rows[i] = field_row(cg, &m->fields[i]);
    LLVMValueRef fields = cg_const_ptr_null(cg);
    if (m->nfields > 0)
        fields = cg_global(cg, "fields", LLVMConstArray2(LLVMTypeOf(rows[0]), rows, m->nfields));
    LLVMValueRef parts[] = {cg_const_i32(cg, m->nfields),
                            cg_const_i32(cg, m->ndense),
                            cg_const_i32(cg, m->ndefaults),
                            cg_const_i32(cg, 0),
                            fields,
                            numbers(cg, m->dense, cg->i16, m->ndense),
                            numbers(cg, m->defaults, cg->i32, m->ndefaults)};
    _Static_assert(offsetof(csp_proto_message, fields) == 16, "the row has one gap");
    return cg_global(
        cg, "message",
        LLVMConstStructInContext(cg->context, parts, sizeof parts / sizeof parts[0], true));
}
