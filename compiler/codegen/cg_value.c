/* cg_value.c - loading, storing, and who owns a value: the rules that cg.h states, in one place. */
#include <string.h>

#include "codegen/cg.h"

/* ---- addresses and bits */

LLVMValueRef cg_at_offset(Cg *cg, LLVMValueRef base, uint64_t offset) {
    if (offset == 0) return base;
    LLVMValueRef index = LLVMConstInt(cg->i64, offset, false);
    return LLVMBuildInBoundsGEP2(cg->b, cg->i8, base, &index, 1, "");
}

LLVMValueRef cg_load(Cg *cg, const Type *type, LLVMValueRef address) {
    switch (cg_class_of(type)) {
    case CLASS_NONE: return NULL;
    case CLASS_MEMORY: return address;
    default: break;
    }
    if (type->kind != TYPE_BOOL) return LLVMBuildLoad2(cg->b, cg_ssa_type(cg, type), address, "");
    LLVMValueRef byte = LLVMBuildLoad2(cg->b, cg->i8, address, "");
    return LLVMBuildICmp(cg->b, LLVMIntNE, byte, LLVMConstNull(cg->i8), "");
}

void cg_store(Cg *cg, const Type *type, LLVMValueRef v, LLVMValueRef address) {
    switch (cg_class_of(type)) {
    case CLASS_NONE: return;
    case CLASS_MEMORY: cg_copy_bytes(cg, address, v, cg_layout(cg, type)->size); return;
    default: break;
    }
    if (type->kind == TYPE_BOOL) v = LLVMBuildZExt(cg->b, v, cg->i8, "");
    LLVMBuildStore(cg->b, v, address);
}

Val cg_val_at(Cg *cg, const Type *type, LLVMValueRef address) {
    return (Val){type, cg_load(cg, type, address), NULL};
}

Val cg_scalar(const Type *type, LLVMValueRef v) { return (Val){type, v, NULL}; }

void cg_zero_bytes(Cg *cg, LLVMValueRef address, uint32_t size) {
    if (size == 0) return;
    if (size == 8)
        LLVMBuildStore(cg->b, LLVMConstNull(cg->i64), address);
    else
        LLVMBuildMemSet(cg->b, address, LLVMConstNull(cg->i8), cg_const_i64(cg, size),
                        size < 8 ? 1 : 8);
}

void cg_copy_bytes(Cg *cg, LLVMValueRef to, LLVMValueRef from, uint32_t size) {
    unsigned align = size < 8 ? 1 : 8;
    if (size > 0) LLVMBuildMemMove(cg->b, to, align, from, align, cg_const_i64(cg, size));
}

/* ---- blocks */

LLVMBasicBlockRef cg_new_block(Cg *cg, const char *name) {
    return LLVMAppendBasicBlockInContext(cg->context, cg->body->llvm, name);
}

void cg_enter_block(Cg *cg, LLVMBasicBlockRef block) {
    cg_jump(cg, block);
    LLVMMoveBasicBlockAfter(block, LLVMGetInsertBlock(cg->b));
    LLVMPositionBuilderAtEnd(cg->b, block);
}

void cg_jump(Cg *cg, LLVMBasicBlockRef to) {
    if (LLVMGetBasicBlockTerminator(LLVMGetInsertBlock(cg->b)) == NULL) LLVMBuildBr(cg->b, to);
}

void cg_branch(Cg *cg, LLVMValueRef condition, LLVMBasicBlockRef yes, LLVMBasicBlockRef no) {
    LLVMBuildCondBr(cg->b, condition, yes, no);
}

/* ---- calls */

LLVMValueRef rt_call(Cg *cg, RtFn which, const LLVMValueRef *args, unsigned n) {
    LLVMTypeRef type;
    LLVMValueRef function = rt_function(cg->module, which, &type);
    return LLVMBuildCall2(cg->b, type, function, (LLVMValueRef *)(uintptr_t)args, n, "");
}

LLVMValueRef cg_intrinsic(Cg *cg, const char *name, LLVMTypeRef type, const LLVMValueRef *args,
                          unsigned n) {
    unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
    LLVMValueRef function = LLVMGetIntrinsicDeclaration(cg->module, id, &type, 1);
    return LLVMBuildCall2(cg->b, LLVMIntrinsicGetType(cg->context, id, &type, 1), function,
                          (LLVMValueRef *)(uintptr_t)args, n, "");
}

/* ---- stack slots */

LLVMValueRef cg_new_slot(Cg *cg, uint32_t size, bool zero) {
    LLVMBuilderRef b = cg->b;
    cg->b = cg->body->entry;
    uint32_t room = size < 8 ? 8 : size;
    LLVMValueRef slot = LLVMBuildAlloca(cg->b, cg_bytes_type(cg, room), "");
    LLVMSetAlignment(slot, 8);
    if (zero) cg_zero_bytes(cg, slot, room);
    cg->b = b;
    return slot;
}

static LLVMValueRef slot_for(Cg *cg, const Type *type, bool plain) {
    uint32_t size = cg_layout(cg, type)->size;
    Body *body = cg->body;
    for (int i = 0; i < body->free_slots.len; i++) {
        FreeSlot *each = &body->free_slots.items[i];
        if (each->size != size || each->plain != plain) continue;
        LLVMValueRef slot = each->slot;
        *each = body->free_slots.items[--body->free_slots.len];
        return slot;
    }
    return cg_new_slot(cg, size, !plain);
}

static LLVMValueRef make_temp(Cg *cg, const Type *type, bool plain) {
    LLVMValueRef slot = slot_for(cg, type, plain);
    VEC_PUSH(cg->arena, &cg->body->temps, ((Temp){slot, type, cg->body->arm, plain, false}));
    return slot;
}

LLVMValueRef cg_new_temp(Cg *cg, const Type *type) {
    return make_temp(cg, type, cg_is_plain(cg, type));
}

LLVMValueRef cg_scratch(Cg *cg, const Type *type) { return make_temp(cg, type, true); }

Val cg_temp_val(Cg *cg, const Type *type, LLVMValueRef slot) {
    Class class = cg_class_of(type);
    LLVMValueRef v = cg_load(cg, type, slot);
    return (Val){type, v, class == CLASS_HEAP || class == CLASS_MEMORY ? slot : NULL};
}

LLVMValueRef cg_address_of(Cg *cg, Val val) {
    Class class = cg_class_of(val.type);
    if (class == CLASS_MEMORY) return val.v;
    if (val.slot != NULL) return val.slot;
    LLVMValueRef slot = cg_scratch(cg, val.type);
    cg_store(cg, val.type, val.v, slot);
    return slot;
}

/* ---- ownership */

void cg_release_at(Cg *cg, const Type *type, LLVMValueRef address) {
    if (cg_is_plain(cg, type)) return;
    if (cg_class_of(type) == CLASS_HEAP)
        HELP(cg, HELP_DROP, cg_desc(cg, type), address);
    else
        RT_CALL(cg, RT_RELEASE, cg_desc(cg, type), address);
}

void cg_retain_at(Cg *cg, const Type *type, LLVMValueRef address) {
    if (cg_is_plain(cg, type)) return;
    if (cg_class_of(type) == CLASS_HEAP) {
        HELP(cg, HELP_KEEP, LLVMBuildLoad2(cg->b, cg->ptr, address, ""));
        return;
    }
    if (type->kind == TYPE_STRUCT || type->kind == TYPE_TUPLE) { /* of texts mostly: inline */
        const csp_type *layout = cg_layout(cg, type);
        bool struct_type = type->kind == TYPE_STRUCT;
        int n = struct_type ? type->strct->fields.len : type->nargs;
        int counted = 0;
        bool simple = layout->nkinds == 0;
        for (int i = 0; i < n; i++) {
            const Type *field = struct_type ? type_field(cg->types, type, i) : type->args[i];
            if (cg_is_plain(cg, field)) continue;
            counted++;
            simple = simple && cg_class_of(field) == CLASS_HEAP;
        }
        if (simple && counted <= 4) {
            for (int i = 0; i < n; i++) {
                const Type *field = struct_type ? type_field(cg->types, type, i) : type->args[i];
                cg_retain_at(cg, field, cg_at_offset(cg, address, layout->fields[i].offset));
            }
            return;
        }
    }
    RT_CALL(cg, RT_RETAIN, cg_desc(cg, type), address);
}

/* The temporary no longer owns: its slot becomes zero, and where no branch lies between, is forgotten. */
static void give_up(Cg *cg, Val val) {
    if (cg_is_plain(cg, val.type)) return;
    cg_zero_bytes(cg, val.slot, cg_layout(cg, val.type)->size);
    Body *body = cg->body;
    for (int i = body->temps.len - 1; i >= 0; i--) {
        Temp *temp = &body->temps.items[i];
        if (temp->slot != val.slot) continue;
        if (temp->arm == body->arm) temp->moved = true;
        return;
    }
}

void cg_put(Cg *cg, Val val, LLVMValueRef to) {
    cg_store(cg, val.type, val.v, to);
    if (val.slot != NULL)
        give_up(cg, val);
    else
        cg_retain_at(cg, val.type, to);
}

/* The old value goes last: the new one may be a part of it. */
void cg_assign(Cg *cg, Val val, LLVMValueRef to) {
    if (cg_is_plain(cg, val.type)) {
        cg_store(cg, val.type, val.v, to);
        return;
    }
    uint32_t size = cg_layout(cg, val.type)->size;
    LLVMValueRef old = cg_new_temp(cg, val.type);
    if (val.slot == NULL) val = cg_own(cg, val);
    cg_copy_bytes(cg, old, to, size);
    cg_copy_bytes(cg, to, val.slot, size);
    give_up(cg, val);
    cg_release_at(cg, val.type, old);
    for (int i = cg->body->temps.len - 1; i >= 0; i--)
        if (cg->body->temps.items[i].slot == old) cg->body->temps.items[i].moved = true;
}

Val cg_own(Cg *cg, Val val) {
    Class class = cg_class_of(val.type);
    if (val.slot != NULL || class == CLASS_SCALAR || class == CLASS_NONE) return val;
    LLVMValueRef slot = cg_new_temp(cg, val.type);
    cg_store(cg, val.type, val.v, slot);
    cg_retain_at(cg, val.type, slot);
    return cg_temp_val(cg, val.type, slot);
}

/* ---- the end of a statement */

int cg_temps_mark(Cg *cg) { return cg->body->temps.len; }

void cg_temps_emit_release(Cg *cg, int mark) {
    for (int i = cg->body->temps.len - 1; i >= mark; i--) {
        Temp *temp = &cg->body->temps.items[i];
        if (!temp->plain && !temp->moved) cg_release_at(cg, temp->type, temp->slot);
    }
}

void cg_temps_release(Cg *cg, int mark) {
    Body *body = cg->body;
    cg_temps_emit_release(cg, mark);
    for (int i = mark; i < body->temps.len; i++) {
        Temp *temp = &body->temps.items[i];
        FreeSlot slot = {temp->slot, cg_layout(cg, temp->type)->size, temp->plain};
        VEC_PUSH(cg->arena, &body->free_slots, slot);
    }
    body->temps.len = mark;
}
