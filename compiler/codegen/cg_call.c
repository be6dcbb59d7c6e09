/* cg_call.c - calls: defs, builtins (csp_call ABI), C functions, function values.
 *
 * Arguments are borrowed. Where a later argument, or the callee through a `mut` argument, may change the variable that an earlier
 * one was read from, the earlier one gets an owner of its own.
 */
#include <string.h>

#include "codegen/cg.h"

/* ---- the call ABI of the runtime */

static LLVMValueRef symbol_function(Cg *cg, const char *symbol, int n, LLVMTypeRef *type) {
    LLVMTypeRef *params = ARENA_ARRAY(cg->arena, LLVMTypeRef, n + 1);
    for (int i = 0; i < n; i++) params[i] = cg->ptr;
    *type = LLVMFunctionType(cg->none, params, (unsigned)n, false);
    LLVMValueRef function = LLVMGetNamedFunction(cg->module, symbol);
    return function != NULL ? function : LLVMAddFunction(cg->module, symbol, *type);
}

/* Calls symbol(place, &result, addresses...). */
static Val call_addresses(Cg *cg, const char *symbol, const Type *ret, const Type *const *types,
                          const LLVMValueRef *addresses, int n, Pos pos) {
    LLVMValueRef *args = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 2);
    int total = 0;
    args[total++] = cg_call_place(cg, pos, ret, types, n);
    bool has_result = cg_class_of(ret) != CLASS_NONE;
    LLVMValueRef slot = has_result ? cg_new_temp(cg, ret) : NULL;
    if (has_result) args[total++] = slot;
    for (int i = 0; i < n; i++) args[total++] = addresses[i];
    LLVMTypeRef type;
    LLVMValueRef function = symbol_function(cg, symbol, total, &type);
    LLVMBuildCall2(cg->b, type, function, args, (unsigned)total, "");
    return has_result ? cg_temp_val(cg, ret, slot) : (Val){ret, NULL, NULL};
}

Val cg_call_symbol(Cg *cg, const char *symbol, const Type *ret, const Val *args, int n, Pos pos) {
    const Type **types = ARENA_ARRAY(cg->arena, const Type *, n + 1);
    LLVMValueRef *addresses = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (int i = 0; i < n; i++) {
        types[i] = args[i].type;
        addresses[i] = cg_address_of(cg, args[i]);
    }
    return call_addresses(cg, symbol, ret, types, addresses, n, pos);
}

/* ---- C functions by value: bool as int8, int64, double, strings and lists as pointers, structs by address */

static Val call_extern(Cg *cg, const TirFn *fn, const Type *ret, const Val *args) {
    int n = fn->params.len;
    LLVMTypeRef *params = ARENA_ARRAY(cg->arena, LLVMTypeRef, n + 1);
    LLVMValueRef *vals = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    int total = 0;
    bool in_memory = cg_class_of(ret) == CLASS_MEMORY, is_bool = ret->kind == TYPE_BOOL;
    LLVMValueRef slot = in_memory ? cg_new_temp(cg, ret) : NULL;
    if (in_memory) {
        params[total] = cg->ptr;
        vals[total++] = slot;
    }
    for (int i = 0; i < n; i++) {
        bool byte = args[i].type->kind == TYPE_BOOL && !fn->params.items[i]->is_mut;
        params[total] = byte ? cg->i8 : LLVMTypeOf(args[i].v);
        vals[total++] = byte ? LLVMBuildZExt(cg->b, args[i].v, cg->i8, "") : args[i].v;
    }
    LLVMTypeRef type = LLVMFunctionType(in_memory ? cg->none
                                        : is_bool ? cg->i8
                                                  : cg_ssa_type(cg, ret),
                                        params, (unsigned)total, false);
    LLVMValueRef function = LLVMGetNamedFunction(cg->module, fn->symbol);
    if (function == NULL) function = LLVMAddFunction(cg->module, fn->symbol, type);
    LLVMValueRef v = LLVMBuildCall2(cg->b, type, function, vals, (unsigned)total, "");
    if (in_memory) return cg_temp_val(cg, ret, slot);
    if (is_bool) v = LLVMBuildICmp(cg->b, LLVMIntNE, v, LLVMConstNull(cg->i8), "");
    if (cg_class_of(ret) != CLASS_HEAP) return cg_scalar(ret, v);
    slot = cg_new_temp(cg, ret);
    cg_store(cg, ret, v, slot);
    return cg_temp_val(cg, ret, slot);
}

/* ---- builtins that are instructions */

static LLVMValueRef field_or_zero(Cg *cg, LLVMValueRef object, uint64_t offset) {
    LLVMBasicBlockRef from = LLVMGetInsertBlock(cg->b), some = cg_new_block(cg, "some"),
                      done = cg_new_block(cg, "done");
    cg_branch(cg, LLVMBuildIsNull(cg->b, object, ""), done, some);
    LLVMPositionBuilderAtEnd(cg->b, some);
    LLVMValueRef there = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, object, offset), "");
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMValueRef phi = LLVMBuildPhi(cg->b, cg->i64, "");
    LLVMAddIncoming(phi, (LLVMValueRef[]){cg_const_i64(cg, 0), there},
                    (LLVMBasicBlockRef[]){from, some}, 2);
    return phi;
}

/* The first unless the second is better, as Python's min and max. */
static LLVMValueRef better(Cg *cg, RtKnown known, LLVMValueRef a, LLVMValueRef b) {
    LLVMValueRef second;
    switch (known) {
    case KNOWN_MIN_INT: second = LLVMBuildICmp(cg->b, LLVMIntSLT, b, a, ""); break;
    case KNOWN_MAX_INT: second = LLVMBuildICmp(cg->b, LLVMIntSGT, b, a, ""); break;
    case KNOWN_MIN_FLOAT: second = LLVMBuildFCmp(cg->b, LLVMRealOLT, b, a, ""); break;
    default: second = LLVMBuildFCmp(cg->b, LLVMRealOGT, b, a, ""); break;
    }
    return LLVMBuildSelect(cg->b, second, b, a, "");
}

/* The value of a builtin that needs no call; NULL when it does. */
static LLVMValueRef inlined(Cg *cg, RtKnown known, const Val *args) {
    LLVMValueRef a = args[0].v;
    switch (known) {
    case KNOWN_SAME: return a;
    case KNOWN_LIST_LEN: return field_or_zero(cg, a, RT_LIST_LEN);
    case KNOWN_STR_LEN: return field_or_zero(cg, a, RT_STR_CHARS);
    case KNOWN_BYTES_LEN: return field_or_zero(cg, a, RT_STR_SIZE);
    case KNOWN_DICT_LEN: return RT_CALL(cg, RT_DICT_LEN, a);
    case KNOWN_FLOAT_OF_INT: return LLVMBuildSIToFP(cg->b, a, cg->f64, "");
    case KNOWN_INT_OF_BOOL: return LLVMBuildZExt(cg->b, a, cg->i64, "");
    case KNOWN_FLOAT_OF_BOOL: return LLVMBuildUIToFP(cg->b, a, cg->f64, "");
    case KNOWN_BOOL_OF_INT: return LLVMBuildICmp(cg->b, LLVMIntNE, a, cg_const_i64(cg, 0), "");
    case KNOWN_ABS_FLOAT: return cg_intrinsic(cg, "llvm.fabs", cg->f64, &a, 1);
    case KNOWN_SQRT: return cg_intrinsic(cg, "llvm.sqrt", cg->f64, &a, 1);
    case KNOWN_ISNAN: return LLVMBuildFCmp(cg->b, LLVMRealUNO, a, a, "");
    case KNOWN_MIN_INT:
    case KNOWN_MAX_INT:
    case KNOWN_MIN_FLOAT:
    case KNOWN_MAX_FLOAT: return better(cg, known, a, args[1].v);
    default: return NULL;
    }
}

/* ---- arguments */

typedef struct Uses {
    const TirVar *var;
    bool found;
} Uses;

static void note_use(const TirExpr *e, void *data) {
    Uses *uses = data;
    if (e->var == uses->var) uses->found = true;
}

static bool reads(const TirExpr *e, const TirVar *var) {
    Uses uses = {var, false};
    cg_walk_expr(e, note_use, &uses);
    return uses.found;
}

static const TirVar *root_of(const TirExpr *path) {
    while (path != NULL && path->kind != TE_VAR) path = path->a;
    return path == NULL ? NULL : path->var;
}

/* Argument i must stay what it is while the later ones are evaluated and the callee runs. */
static bool must_own(const TirExpr *call, int i) {
    const TirVars *params = &call->fn->params;
    for (int j = 0; j < call->args.len; j++) {
        const TirExpr *other = call->args.items[j];
        if (j > i && cg_has_effects(other)) return true;
        if (j != i && j < params->len && params->items[j]->is_mut &&
            reads(call->args.items[i], root_of(other)))
            return true;
    }
    return false;
}

static bool is_mut(const TirExpr *call, int i) { return call->fn->params.items[i]->is_mut; }

/* Values first, then the places of `mut` parameters: evaluating a value may move them. A place is a Val whose v is its address. */
static Val *gen_args(Cg *cg, const TirExpr *call) {
    int n = call->args.len;
    Val *vals = ARENA_ARRAY(cg->arena, Val, n + 1);
    for (int i = 0; i < n; i++)
        if (!is_mut(call, i)) vals[i] = cg_gen_stable(cg, call->args.items[i], must_own(call, i));
    for (int i = 0; i < n; i++) {
        if (!is_mut(call, i)) continue;
        const TirExpr *path = call->args.items[i];
        vals[i] = (Val){cg_typ(cg, path->type), cg_gen_path(cg, path), NULL};
    }
    return vals;
}

static Val call_builtin(Cg *cg, const TirExpr *e, const Type *ret, const Val *vals) {
    int n = e->args.len;
    const Type **types = ARENA_ARRAY(cg->arena, const Type *, n + 1);
    LLVMValueRef *addresses = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (int i = 0; i < n; i++) {
        types[i] = vals[i].type;
        addresses[i] = is_mut(e, i) ? vals[i].v : cg_address_of(cg, vals[i]);
    }
    return call_addresses(cg, e->fn->symbol, ret, types, addresses, n, e->pos);
}

/* The item moves into the list where it is a temporary. */
static Val append(Cg *cg, const TirExpr *e, const Type *ret, const Val *vals) {
    (void)e;
    LLVMValueRef room = RT_CALL(cg, RT_LIST_GROW, cg_desc(cg, vals[0].type), vals[0].v);
    cg_put(cg, vals[1], room);
    return (Val){ret, NULL, NULL};
}

/* ---- calls */

Val cg_call_fn(Cg *cg, const TirFn *fn, const Subst *subst, const Val *args,
               const LLVMValueRef *captures, Pos pos) {
    const Type *ret = type_subst(cg->types, fn->result, subst);
    if (fn->is_builtin) return cg_call_symbol(cg, fn->symbol, ret, args, fn->params.len, pos);
    if (fn->is_extern) return call_extern(cg, fn, ret, args);
    LLVMTypeRef type;
    LLVMValueRef function = cg_method_instance(cg, fn, subst, &type);
    LLVMValueRef *vals =
        ARENA_ARRAY(cg->arena, LLVMValueRef, fn->params.len + fn->captures.len + 1);
    unsigned n = 0;
    Class class = cg_class_of(ret);
    LLVMValueRef slot = class == CLASS_MEMORY || class == CLASS_HEAP ? cg_new_temp(cg, ret) : NULL;
    if (class == CLASS_MEMORY) vals[n++] = slot;
    for (int i = 0; i < fn->params.len; i++) vals[n++] = args[i].v;
    for (int i = 0; i < fn->captures.len; i++) vals[n++] = captures[i];
    LLVMValueRef v = LLVMBuildCall2(cg->b, type, function, vals, n, "");
    if (class == CLASS_HEAP) cg_store(cg, ret, v, slot);
    if (slot != NULL) return cg_temp_val(cg, ret, slot);
    return (Val){ret, class == CLASS_NONE ? NULL : v, NULL};
}

static Val call_def(Cg *cg, const TirExpr *e) {
    const TirFn *fn = e->fn;
    Val *vals = gen_args(cg, e);
    Subst subst = cg_callee_subst(cg, fn, e->targs, e->ntargs);
    LLVMValueRef *captures = ARENA_ARRAY(cg->arena, LLVMValueRef, fn->captures.len + 1);
    for (int i = 0; i < fn->captures.len; i++)
        captures[i] = cg_var_address(cg, fn->captures.items[i]);
    cg_debug_at(cg, e->pos);
    return cg_call_fn(cg, fn, &subst, vals, captures, e->pos);
}

static Val call_value(Cg *cg, const TirExpr *e) {
    int n = e->args.len;
    Val function = cg_gen(cg, e->a);
    Val *vals = ARENA_ARRAY(cg->arena, Val, n + 1);
    for (int i = 0; i < n; i++) {
        bool later = false;
        for (int j = i + 1; j < n; j++) later = later || cg_has_effects(e->args.items[j]);
        vals[i] = cg_gen_stable(cg, e->args.items[i], later);
    }
    LLVMValueRef table = cg_new_slot(cg, 8u * (uint32_t)(n + 1), false);
    for (int i = 0; i < n; i++)
        LLVMBuildStore(cg->b, cg_address_of(cg, vals[i]),
                       cg_at_offset(cg, table, 8u * (uint64_t)i));
    const Type *ret = cg_typ(cg, e->type);
    bool has_result = cg_class_of(ret) != CLASS_NONE;
    LLVMValueRef slot = has_result ? cg_new_temp(cg, ret) : cg_const_ptr_null(cg);
    LLVMValueRef code = LLVMBuildLoad2(cg->b, cg->ptr, function.v, "");
    LLVMValueRef env =
        LLVMBuildLoad2(cg->b, cg->ptr, cg_at_offset(cg, function.v, offsetof(csp_fn, env)), "");
    LLVMTypeRef type =
        LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr, cg->ptr}, 3, false);
    LLVMBuildCall2(cg->b, type, code, (LLVMValueRef[]){env, slot, table}, 3, "");
    return has_result ? cg_temp_val(cg, ret, slot) : (Val){ret, NULL, NULL};
}

Val cg_gen_call(Cg *cg, const TirExpr *e) {
    if (e->kind == TE_CALL_VALUE) return call_value(cg, e);
    if (e->kind == TE_CALL && !e->fn->is_builtin) return call_def(cg, e);
    const Type *ret = cg_typ(cg, e->type);
    Val *vals = gen_args(cg, e);
    cg_debug_at(cg, e->pos);
    RtKnown known = rt_known(e->fn->symbol);
    if (known == KNOWN_LIST_APPEND) return append(cg, e, ret, vals);
    LLVMValueRef v = known == KNOWN_NOT || e->args.len == 0 ? NULL : inlined(cg, known, vals);
    return v != NULL ? cg_scalar(ret, v) : call_builtin(cg, e, ret, vals);
}
