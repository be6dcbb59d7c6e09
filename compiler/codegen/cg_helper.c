/* cg_helper.c - small functions that every module carries: LLVM inlines them where that pays.
 *
 * Each is written when it is first called. They have no line information: they belong to no source line.
 */
#include "codegen/cg.h"

static LLVMBasicBlockRef block_of(Cg *cg, LLVMValueRef function, const char *name) {
    return LLVMAppendBasicBlockInContext(cg->context, function, name);
}

static LLVMValueRef load_at(Cg *cg, LLVMTypeRef type, LLVMValueRef base, uint64_t offset) {
    return LLVMBuildLoad2(cg->b, type, cg_at_offset(cg, base, offset), "");
}

/* The counter of an object stands in its first word; negative: static. */
static void write_keep(Cg *cg, LLVMValueRef f) {
    LLVMBasicBlockRef entry = block_of(cg, f, "entry"), some = block_of(cg, f, "some"),
                      add = block_of(cg, f, "add"), done = block_of(cg, f, "done");
    LLVMPositionBuilderAtEnd(cg->b, entry);
    LLVMValueRef object = LLVMGetParam(f, 0);
    LLVMBuildCondBr(cg->b, LLVMBuildIsNull(cg->b, object, ""), done, some);
    LLVMPositionBuilderAtEnd(cg->b, some);
    LLVMValueRef refs = load_at(cg, cg->i64, object, 0);
    LLVMBuildCondBr(cg->b, LLVMBuildICmp(cg->b, LLVMIntSGT, refs, cg_const_i64(cg, 0), ""), add,
                    done);
    LLVMPositionBuilderAtEnd(cg->b, add);
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, refs, cg_const_i64(cg, 1), ""), object);
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMBuildRetVoid(cg->b);
}

static void write_drop(Cg *cg, LLVMValueRef f) {
    LLVMBasicBlockRef entry = block_of(cg, f, "entry"), some = block_of(cg, f, "some"),
                      more = block_of(cg, f, "more"), last = block_of(cg, f, "last"),
                      less = block_of(cg, f, "less"), gone = block_of(cg, f, "gone"),
                      done = block_of(cg, f, "done");
    LLVMPositionBuilderAtEnd(cg->b, entry);
    LLVMValueRef type = LLVMGetParam(f, 0), slot = LLVMGetParam(f, 1);
    LLVMValueRef object = load_at(cg, cg->ptr, slot, 0);
    LLVMBuildCondBr(cg->b, LLVMBuildIsNull(cg->b, object, ""), done, some);
    LLVMPositionBuilderAtEnd(cg->b, some);
    LLVMValueRef refs = load_at(cg, cg->i64, object, 0);
    LLVMBuildCondBr(cg->b, LLVMBuildICmp(cg->b, LLVMIntEQ, refs, cg_const_i64(cg, 1), ""), last,
                    more);
    LLVMPositionBuilderAtEnd(cg->b, more);
    LLVMBuildCondBr(cg->b, LLVMBuildICmp(cg->b, LLVMIntSGT, refs, cg_const_i64(cg, 0), ""), less,
                    gone);
    LLVMPositionBuilderAtEnd(cg->b, less);
    LLVMBuildStore(cg->b, LLVMBuildSub(cg->b, refs, cg_const_i64(cg, 1), ""), object);
    LLVMBuildBr(cg->b, gone);
    LLVMPositionBuilderAtEnd(cg->b, last);
    RT_CALL(cg, RT_RELEASE, type, slot);
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, gone);
    LLVMBuildStore(cg->b, cg_const_ptr_null(cg), slot);
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMBuildRetVoid(cg->b);
}

/* Is member `index` active? */
static LLVMValueRef is_active(Cg *cg, LLVMValueRef flags, LLVMValueRef index) {
    LLVMValueRef at = LLVMBuildInBoundsGEP2(cg->b, cg->i8, flags, &index, 1, "");
    LLVMValueRef passive = LLVMBuildLoad2(cg->b, cg->i8, at, "");
    return LLVMBuildICmp(cg->b, LLVMIntEQ, passive, LLVMConstNull(cg->i8), "");
}

static LLVMValueRef member_stamp(Cg *cg, LLVMValueRef table, LLVMValueRef state,
                                 LLVMValueRef index) {
    LLVMValueRef at = LLVMBuildMul(cg->b, index, cg_const_i64(cg, MEMBER_SIZE), "");
    LLVMValueRef member = LLVMBuildInBoundsGEP2(
        cg->b, cg->i8, cg_at_offset(cg, table, TABLE_MEMBERS + MEMBER_STAMP), &at, 1, "");
    LLVMValueRef offset = LLVMBuildLoad2(cg->b, cg->i32, member, "");
    offset = LLVMBuildZExt(cg->b, offset, cg->i64, "");
    LLVMValueRef address = LLVMBuildInBoundsGEP2(cg->b, cg->i8, state, &offset, 1, "");
    return LLVMBuildLoad2(cg->b, cg->i64, address, "");
}

/* Looks for the first member whose stamp equals (any ticked, or ticked and active) or is zero (all valid: found means not all). */
static void write_scan(Cg *cg, LLVMValueRef f, Helper which) {
    bool any = which != HELP_ALL_VALID;
    LLVMBasicBlockRef entry = block_of(cg, f, "entry"), head = block_of(cg, f, "head"),
                      look = block_of(cg, f, "look"), found = block_of(cg, f, "found"),
                      next = block_of(cg, f, "next"), none = block_of(cg, f, "none");
    LLVMPositionBuilderAtEnd(cg->b, entry);
    LLVMValueRef table = LLVMGetParam(f, 0), state = LLVMGetParam(f, 1);
    LLVMValueRef wanted = any ? LLVMGetParam(f, 2) : cg_const_i64(cg, 0);
    LLVMValueRef n = LLVMBuildZExt(cg->b, load_at(cg, cg->i32, table, TABLE_N), cg->i64, "");
    LLVMBuildBr(cg->b, head);
    LLVMPositionBuilderAtEnd(cg->b, head);
    LLVMValueRef i = LLVMBuildPhi(cg->b, cg->i64, "i");
    LLVMBuildCondBr(cg->b, LLVMBuildICmp(cg->b, LLVMIntULT, i, n, ""), look, none);
    LLVMPositionBuilderAtEnd(cg->b, look);
    LLVMValueRef stamp = member_stamp(cg, table, state, i);
    LLVMValueRef good = LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, wanted, "");
    if (which == HELP_ANY_ACTIVE)
        good = LLVMBuildAnd(cg->b, good, is_active(cg, LLVMGetParam(f, 3), i), "");
    LLVMBuildCondBr(cg->b, good, found, next);
    LLVMPositionBuilderAtEnd(cg->b, next);
    LLVMValueRef after = LLVMBuildAdd(cg->b, i, cg_const_i64(cg, 1), "");
    LLVMBuildBr(cg->b, head);
    LLVMValueRef values[] = {cg_const_i64(cg, 0), after};
    LLVMBasicBlockRef froms[] = {entry, next};
    LLVMAddIncoming(i, values, froms, 2);
    LLVMPositionBuilderAtEnd(cg->b, found);
    LLVMBuildRet(cg->b, cg_const_i1(cg, any));
    LLVMPositionBuilderAtEnd(cg->b, none);
    LLVMBuildRet(cg->b, cg_const_i1(cg, !any));
}

static void write_pend(Cg *cg, LLVMValueRef f) {
    LLVMBasicBlockRef entry = block_of(cg, f, "entry"), head = block_of(cg, f, "head"),
                      mark = block_of(cg, f, "mark"), done = block_of(cg, f, "done");
    LLVMPositionBuilderAtEnd(cg->b, entry);
    LLVMValueRef engine = LLVMGetParam(f, 0), first = LLVMGetParam(f, 1), n = LLVMGetParam(f, 2);
    LLVMBuildBr(cg->b, head);
    LLVMPositionBuilderAtEnd(cg->b, head);
    LLVMValueRef i = LLVMBuildPhi(cg->b, cg->i32, "i");
    LLVMBuildCondBr(cg->b, LLVMBuildICmp(cg->b, LLVMIntULT, i, n, ""), mark, done);
    LLVMPositionBuilderAtEnd(cg->b, mark);
    LLVMValueRef at = LLVMBuildZExt(cg->b, LLVMBuildAdd(cg->b, first, i, ""), cg->i64, "");
    LLVMValueRef address = LLVMBuildInBoundsGEP2(cg->b, cg->i32, cg->pend_table, &at, 1, "");
    RT_CALL(cg, RT_PEND, engine, LLVMBuildLoad2(cg->b, cg->i32, address, ""));
    LLVMValueRef after = LLVMBuildAdd(cg->b, i, cg_const_i32(cg, 1), "");
    LLVMBuildBr(cg->b, head);
    LLVMValueRef values[] = {cg_const_i32(cg, 0), after};
    LLVMBasicBlockRef froms[] = {entry, mark};
    LLVMAddIncoming(i, values, froms, 2);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMBuildRetVoid(cg->b);
}

static LLVMTypeRef helper_type(Cg *cg, Helper which) {
    LLVMTypeRef p = cg->ptr;
    switch (which) {
    case HELP_KEEP: return LLVMFunctionType(cg->none, &p, 1, false);
    case HELP_DROP: return LLVMFunctionType(cg->none, (LLVMTypeRef[]){p, p}, 2, false);
    case HELP_ANY_TICKED: return LLVMFunctionType(cg->i1, (LLVMTypeRef[]){p, p, cg->i64}, 3, false);
    case HELP_ANY_ACTIVE:
        return LLVMFunctionType(cg->i1, (LLVMTypeRef[]){p, p, cg->i64, p}, 4, false);
    case HELP_ALL_VALID: return LLVMFunctionType(cg->i1, (LLVMTypeRef[]){p, p}, 2, false);
    default: return LLVMFunctionType(cg->none, (LLVMTypeRef[]){p, cg->i32, cg->i32}, 3, false);
    }
}

static LLVMValueRef helper(Cg *cg, Helper which, LLVMTypeRef type) {
    static const char *const names[] = {"value.drop",        "value.keep",
                                        "basket.any_ticked", "basket.any_active",
                                        "basket.all_valid",  "pend"};
    LLVMValueRef f = map_get(&cg->helpers, (uint64_t)which);
    if (f != NULL) return f;
    f = LLVMAddFunction(cg->module, names[which], type);
    LLVMSetLinkage(f, LLVMInternalLinkage);
    map_put(&cg->helpers, (uint64_t)which, f);
    LLVMBuilderRef saved = cg->b;
    cg->b = LLVMCreateBuilderInContext(cg->context);
    switch (which) {
    case HELP_KEEP: write_keep(cg, f); break;
    case HELP_DROP: write_drop(cg, f); break;
    case HELP_ANY_TICKED:
    case HELP_ANY_ACTIVE:
    case HELP_ALL_VALID: write_scan(cg, f, which); break;
    default: write_pend(cg, f); break;
    }
    LLVMDisposeBuilder(cg->b);
    cg->b = saved;
    return f;
}

LLVMValueRef cg_help(Cg *cg, Helper which, const LLVMValueRef *args, unsigned n) {
    LLVMTypeRef type = helper_type(cg, which);
    return LLVMBuildCall2(cg->b, type, helper(cg, which, type), (LLVMValueRef *)(uintptr_t)args, n,
                          "");
}
