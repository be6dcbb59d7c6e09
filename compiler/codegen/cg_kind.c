/* cg_kind.c - structs that derive from others: casts, and calls of methods that are redefined.
 *
 *   | tag | base fields | own fields |          a derived struct
 *   | tag | base fields | room ...........|     its base: as large as the largest that derives from it
 *
 * A base's value and that of what it is begin in the same way, so a cast down is the same address.
 */
#include "codegen/cg.h"

/* ---- casts */

static Val gen_upcast(Cg *cg, const TirExpr *e) {
    Val val = cg_gen(cg, e->a);
    const Type *type = cg_typ(cg, e->type);
    const csp_type *from = cg_layout(cg, val.type);
    LLVMValueRef slot = cg_new_temp(cg, type);
    if (cg_is_plain(cg, type)) cg_zero_bytes(cg, slot, cg_layout(cg, type)->size);
    cg_put(cg, val, slot);
    LLVMValueRef tag = LLVMBuildLoad2(cg->b, cg->i64, slot, "tag");
    LLVMValueRef own = LLVMBuildICmp(cg->b, LLVMIntEQ, tag, cg_const_i64(cg, 0), "");
    LLVMBuildStore(cg->b, LLVMBuildSelect(cg->b, own, cg_const_i64(cg, from->tag), tag, ""), slot);
    return cg_temp_val(cg, type, slot);
}

/* Its tag is that of `wanted` or of one that derives from it. */
static LLVMValueRef is_kind(Cg *cg, Val val, const Type *wanted) {
    const csp_type *layout = cg_layout(cg, wanted);
    if (layout->tag == 0) return cg_const_i1(cg, false); /* nothing is taken for its base */
    LLVMValueRef tag = LLVMBuildLoad2(cg->b, cg->i64, val.v, "tag");
    LLVMValueRef found = LLVMBuildICmp(cg->b, LLVMIntEQ, tag, cg_const_i64(cg, layout->tag), "");
    for (uint32_t i = 0; i < layout->nkinds; i++) {
        LLVMValueRef one =
            LLVMBuildICmp(cg->b, LLVMIntEQ, tag, cg_const_i64(cg, layout->kinds[i]->tag), "");
        found = LLVMBuildOr(cg->b, found, one, "");
    }
    return found;
}

static Val gen_downcast(Cg *cg, const TirExpr *e) {
    Val val = cg_gen(cg, e->a);
    const Type *type = cg_typ(cg, e->type);
    if (e->flag) {
        LLVMBasicBlockRef wrong = cg_new_block(cg, "wrong"), right = cg_new_block(cg, "right");
        cg_branch(cg, is_kind(cg, val, type), right, wrong);
        LLVMPositionBuilderAtEnd(cg->b, wrong);
        cg_debug_at(cg, e->pos);
        RT_CALL(cg, RT_FAIL_KIND, cg_call_place(cg, e->pos, NULL, NULL, 0), cg_desc(cg, val.type),
                val.v, cg_desc(cg, type));
        LLVMBuildUnreachable(cg->b);
        LLVMPositionBuilderAtEnd(cg->b, right);
    }
    return cg_val_at(cg, type, val.v);
}

Val cg_gen_kind(Cg *cg, const TirExpr *e) {
    if (e->kind == TE_UPCAST) return gen_upcast(cg, e);
    if (e->kind == TE_DOWNCAST) return gen_downcast(cg, e);
    Val val = cg_gen(cg, e->a);
    return cg_scalar(cg_typ(cg, e->type), is_kind(cg, val, cg_typ(cg, e->targs[0])));
}

/* ---- methods that are redefined */

static unsigned self_index(Cg *cg, const TirFn *fn, const Subst *subst) {
    const Type *result = type_subst(cg->types, fn->result, subst);
    return cg_class_of(result) == CLASS_MEMORY; /* its address comes first */
}

/* All have one signature: self by address, the rest as the base's. */
static void call_through(Cg *cg, LLVMBuilderRef b, LLVMValueRef dispatcher, LLVMValueRef function,
                         LLVMTypeRef type) {
    unsigned n = LLVMCountParams(dispatcher);
    LLVMValueRef *args = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (unsigned i = 0; i < n; i++) args[i] = LLVMGetParam(dispatcher, i);
    LLVMValueRef v = LLVMBuildCall2(b, type, function, args, n, "");
    if (LLVMGetReturnType(type) == cg->none)
        LLVMBuildRetVoid(b);
    else
        LLVMBuildRet(b, v);
}

static LLVMValueRef write_dispatcher(Cg *cg, const TirFn *fn, const Subst *subst, LLVMValueRef base,
                                     LLVMTypeRef type) {
    LLVMValueRef f = cg_add_function(cg, arena_printf(cg->arena, "%s.any", fn->qualified), type);
    LLVMBuilderRef b = LLVMCreateBuilderInContext(cg->context);
    LLVMPositionBuilderAtEnd(b, LLVMAppendBasicBlockInContext(cg->context, f, "entry"));
    LLVMValueRef self = LLVMGetParam(f, self_index(cg, fn, subst));
    LLVMValueRef tag = LLVMBuildLoad2(b, cg->i64, self, "tag");
    LLVMBasicBlockRef rest = LLVMAppendBasicBlockInContext(cg->context, f, "rest");
    Types kinds = type_kinds(cg->types, type_subst(cg->types, fn->params.items[0]->type, subst));
    LLVMValueRef choice = LLVMBuildSwitch(b, tag, rest, (unsigned)kinds.len);
    for (int i = 0; i < kinds.len; i++) {
        const Type *kind = kinds.items[i];
        const TirFn *method = method_of_kind(fn, kind);
        if (method == fn) continue;
        Subst its = {method->tvars, kind->args, kind->nargs};
        LLVMTypeRef ignored;
        LLVMBasicBlockRef block = LLVMAppendBasicBlockInContext(cg->context, f, kind->name);
        LLVMAddCase(choice, cg_const_i64(cg, kind->strct->tag), block);
        LLVMPositionBuilderAtEnd(b, block);
        call_through(cg, b, f, cg_fn_instance(cg, method, &its, &ignored), type);
    }
    LLVMPositionBuilderAtEnd(b, rest);
    call_through(cg, b, f, base, type);
    LLVMDisposeBuilder(b);
    return f;
}

LLVMValueRef cg_method_instance(Cg *cg, const TirFn *fn, const Subst *subst, LLVMTypeRef *type) {
    LLVMValueRef base = cg_fn_instance(cg, fn, subst, type);
    if (fn->overrides.len == 0) return base;
    const Type *self = type_subst(cg->types, fn->params.items[0]->type, subst);
    if (!type_is_tagged(self)) return base;
    LLVMValueRef known = map_get_ptr(&cg->dispatchers, base);
    if (known != NULL) return known;
    known = write_dispatcher(cg, fn, subst, base, *type);
    map_put_ptr(&cg->dispatchers, base, known);
    return known;
}
