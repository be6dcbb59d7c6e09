/* cg_path.c - assignable paths: the address of what a statement changes in place.
 *
 * On the way every shared container is made unique, so that other owners keep what they had. The value is evaluated
 * before the address: evaluating it may move things.
 */
#include "codegen/cg.h"

static LLVMValueRef call_ref(Cg *cg, RtOp op, const Type *container, LLVMValueRef self, Val key,
                             Pos pos) {
    const Type *types[] = {container, key.type};
    LLVMValueRef out = cg_new_slot(cg, 8, false);
    LLVMTypeRef params[] = {cg->ptr, cg->ptr, cg->ptr, cg->ptr};
    LLVMTypeRef type = LLVMFunctionType(cg->none, params, 4, false);
    LLVMValueRef function = LLVMGetNamedFunction(cg->module, rt_op(op));
    if (function == NULL) function = LLVMAddFunction(cg->module, rt_op(op), type);
    LLVMValueRef args[] = {cg_call_place(cg, pos, NULL, types, 2), out, self,
                           cg_address_of(cg, key)};
    LLVMBuildCall2(cg->b, type, function, args, 4, "");
    return LLVMBuildLoad2(cg->b, cg->ptr, out, "");
}

static LLVMValueRef item_address(Cg *cg, const TirExpr *e) {
    const Type *container = cg_typ(cg, e->a->type);
    Val key = cg_gen(cg, e->args.items[0]);
    LLVMValueRef self = cg_gen_path(cg, e->a);
    if (container->kind == TYPE_LIST)
        return call_ref(cg, OP_LIST_REF, container, self, key, e->pos);
    if (container->kind == TYPE_DICT)
        return call_ref(cg, OP_DICT_REF, container, self, key, e->pos);
    internal_error("codegen", e->pos, "an item of %s is not assignable", container->name);
}

LLVMValueRef cg_gen_path(Cg *cg, const TirExpr *e) {
    switch (e->kind) {
    case TE_VAR: return cg_var_address(cg, e->var);
    case TE_FIELD:
    case TE_ITEM: {
        const csp_type *layout = cg_layout(cg, cg_typ(cg, e->a->type));
        return cg_at_offset(cg, cg_gen_path(cg, e->a), layout->fields[e->index].offset);
    }
    case TE_UNWRAP:
    case TE_DOWNCAST: return cg_gen_path(cg, e->a);
    case TE_INDEX: return item_address(cg, e);
    default: internal_error("codegen", e->pos, "not an assignable path");
    }
}

/* ---- assignment */

static void call_put(Cg *cg, RtOp op, const Type *container, LLVMValueRef self, const Val *args,
                     int n, Pos pos) {
    const Type *types[4] = {container};
    LLVMTypeRef params[5] = {cg->ptr, cg->ptr};
    LLVMValueRef values[5] = {NULL, self};
    for (int i = 0; i < n; i++) {
        types[i + 1] = args[i].type;
        params[i + 2] = cg->ptr;
        values[i + 2] = cg_address_of(cg, args[i]);
    }
    values[0] = cg_call_place(cg, pos, NULL, types, n + 1);
    unsigned total = (unsigned)n + 2;
    LLVMTypeRef type = LLVMFunctionType(cg->none, params, total, false);
    LLVMValueRef function = LLVMGetNamedFunction(cg->module, rt_op(op));
    if (function == NULL) function = LLVMAddFunction(cg->module, rt_op(op), type);
    LLVMBuildCall2(cg->b, type, function, values, total, "");
}

/* The last step of an assignment to `d[k]` makes the key. */
static void put_item(Cg *cg, const TirExpr *target, Val val) {
    const Type *container = cg_typ(cg, target->a->type);
    Val args[3];
    int n = 0;
    for (int i = 0; i < target->args.len && i < 2; i++)
        args[n++] = cg_gen(cg, target->args.items[i]);
    args[n++] = val;
    LLVMValueRef self = cg_gen_path(cg, target->a);
    if (container->kind == TYPE_DICT)
        call_put(cg, OP_DICT_PUT, container, self, args, n, target->pos);
    else if (container->kind == TYPE_ARRAY)
        call_put(cg, n == 3 ? OP_ARRAY_PUT2 : OP_ARRAY_PUT, container, self, args, n, target->pos);
    else
        cg_assign(cg, val, call_ref(cg, OP_LIST_REF, container, self, args[0], target->pos));
}

static bool is_put(Cg *cg, const TirExpr *target) {
    return target->kind == TE_INDEX && (cg_typ(cg, target->a->type)->kind != TYPE_LIST);
}

static void assign_with_op(Cg *cg, const TirStmt *s) {
    const Type *type = cg_typ(cg, s->target->type);
    if (cg_has_effects(s->value) ||
        cg_typ(cg, s->target->kind == TE_INDEX ? s->target->a->type : type)->kind == TYPE_ARRAY) {
        Val old = cg_own(cg, cg_gen(cg, s->target)); /* as it was before the value is computed */
        Val result = cg_gen_binary(cg, s->op, type, old, cg_gen(cg, s->value), s->pos);
        if (is_put(cg, s->target))
            put_item(cg, s->target, result);
        else
            cg_assign(cg, result, cg_gen_path(cg, s->target));
        return;
    }
    Val by = cg_gen(cg, s->value);
    LLVMValueRef address = cg_gen_path(cg, s->target);
    cg_debug_at(cg, s->pos);
    cg_assign(cg, cg_gen_binary(cg, s->op, type, cg_val_at(cg, type, address), by, s->pos),
              address);
}

void cg_gen_assign(Cg *cg, const TirStmt *s) {
    if (s->has_op) {
        assign_with_op(cg, s);
        return;
    }
    Val val = cg_gen(cg, s->value);
    cg_debug_at(cg, s->pos);
    if (is_put(cg, s->target)) {
        put_item(cg, s->target, val);
        return;
    }
    if (s->target->kind != TE_VAR)
        val = cg_own(cg, val); /* the way to the target may unshare what it was borrowed from */
    cg_assign(cg, val, cg_gen_path(cg, s->target));
}

void cg_gen_delete(Cg *cg, const TirStmt *s) {
    const Type *container = cg_typ(cg, s->target->a->type);
    Val key = cg_gen(cg, s->target->args.items[0]);
    LLVMValueRef self = cg_gen_path(cg, s->target->a);
    call_put(cg, container->kind == TYPE_LIST ? OP_LIST_DEL : OP_DICT_DEL, container, self, &key, 1,
             s->pos);
}
