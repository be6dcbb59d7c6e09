/* cg_op.c - operators: numbers and times become instructions, the rest calls of the runtime.
 *
 * Integers are checked: a result that does not fit calls csp_fail_overflow, which does not come back. Floats are IEEE, with no
 * liberties: no fast-math, no fused multiply-add.
 */
#include "codegen/cg.h"

/* ---- failing */

/* Calls `which` where `condition` holds; it does not return. */
static void fail_if(Cg *cg, LLVMValueRef condition, RtFn which, const LLVMValueRef *args,
                    unsigned n) {
    LLVMBasicBlockRef bad = cg_new_block(cg, "bad"), good = cg_new_block(cg, "good");
    cg_branch(cg, condition, bad, good);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    rt_call(cg, which, args, n);
    LLVMBuildUnreachable(cg->b);
    LLVMPositionBuilderAtEnd(cg->b, good);
}

static LLVMValueRef place(Cg *cg, Pos pos) { return cg_call_place(cg, pos, NULL, NULL, 0); }

static void overflow_if(Cg *cg, LLVMValueRef condition, const char *op, LLVMValueRef a,
                        LLVMValueRef b, Pos pos) {
    fail_if(cg, condition, RT_FAIL_OVERFLOW,
            (LLVMValueRef[]){place(cg, pos), cg_text(cg, op), a, b}, 4);
}

/* ---- ints */

static LLVMValueRef checked(Cg *cg, const char *name, const char *op, LLVMValueRef a,
                            LLVMValueRef b, Pos pos) {
    LLVMValueRef both = cg_intrinsic(cg, name, cg->i64, (LLVMValueRef[]){a, b}, 2);
    overflow_if(cg, LLVMBuildExtractValue(cg->b, both, 1, ""), op, a, b, pos);
    return LLVMBuildExtractValue(cg->b, both, 0, "");
}

static LLVMValueRef is_zero(Cg *cg, LLVMValueRef v) {
    return LLVMBuildICmp(cg->b, LLVMIntEQ, v, LLVMConstNull(LLVMTypeOf(v)), "");
}

/* Quotient and remainder of the hardware round towards zero; Python's towards minus infinity. */
static LLVMValueRef floor_divide(Cg *cg, TirOp op, LLVMValueRef a, LLVMValueRef b, Pos pos) {
    const char *sign = op == TO_MOD ? "%" : "//";
    const char *message = arena_printf(cg->arena, "integer division or modulo by zero: %%lld %s 0",
                                       op == TO_MOD ? "%%" : "//");
    fail_if(cg, is_zero(cg, b), RT_RAISE, (LLVMValueRef[]){place(cg, pos), cg_text(cg, message), a},
            3);
    LLVMValueRef least = LLVMBuildICmp(cg->b, LLVMIntEQ, a, cg_const_i64(cg, INT64_MIN), "");
    LLVMValueRef minus = LLVMBuildICmp(cg->b, LLVMIntEQ, b, cg_const_i64(cg, -1), "");
    LLVMValueRef odd = LLVMBuildAnd(cg->b, least, minus, "");
    if (op == TO_FLOORDIV)
        overflow_if(cg, odd, sign, a, b, pos);
    else
        b = LLVMBuildSelect(cg->b, odd, cg_const_i64(cg, 1), b, "");
    LLVMValueRef r = LLVMBuildSRem(cg->b, a, b, "");
    LLVMValueRef differs =
        LLVMBuildICmp(cg->b, LLVMIntSLT, LLVMBuildXor(cg->b, r, b, ""), cg_const_i64(cg, 0), "");
    LLVMValueRef adjust = LLVMBuildAnd(cg->b, differs, LLVMBuildNot(cg->b, is_zero(cg, r), ""), "");
    if (op == TO_MOD) {
        LLVMValueRef more = LLVMBuildSelect(cg->b, adjust, b, cg_const_i64(cg, 0), "");
        return LLVMBuildAdd(cg->b, r, more, "");
    }
    LLVMValueRef q = LLVMBuildSDiv(cg->b, a, b, "");
    return LLVMBuildSub(cg->b, q, LLVMBuildZExt(cg->b, adjust, cg->i64, ""), "");
}

static LLVMValueRef shift(Cg *cg, TirOp op, LLVMValueRef a, LLVMValueRef by, Pos pos) {
    LLVMValueRef wide = LLVMBuildICmp(cg->b, LLVMIntUGT, by, cg_const_i64(cg, 63), "");
    if (op == TO_SHR) {
        LLVMValueRef negative = LLVMBuildICmp(cg->b, LLVMIntSLT, by, cg_const_i64(cg, 0), "");
        fail_if(cg, negative, RT_FAIL_SHIFT, (LLVMValueRef[]){place(cg, pos), by}, 2);
        return LLVMBuildAShr(cg->b, a, LLVMBuildSelect(cg->b, wide, cg_const_i64(cg, 63), by, ""),
                             "");
    }
    fail_if(cg, wide, RT_FAIL_SHIFT, (LLVMValueRef[]){place(cg, pos), by}, 2);
    LLVMValueRef shifted = LLVMBuildShl(cg->b, a, by, "");
    LLVMValueRef back = LLVMBuildAShr(cg->b, shifted, by, "");
    overflow_if(cg, LLVMBuildICmp(cg->b, LLVMIntNE, back, a, ""), "<<", a, by, pos);
    return shifted;
}

static LLVMValueRef to_float(Cg *cg, LLVMValueRef v) {
    return LLVMBuildSIToFP(cg->b, v, cg->f64, "");
}

static Val int_binary(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos) {
    LLVMValueRef v;
    switch (op) {
    case TO_ADD: v = checked(cg, "llvm.sadd.with.overflow", "+", a.v, b.v, pos); break;
    case TO_SUB: v = checked(cg, "llvm.ssub.with.overflow", "-", a.v, b.v, pos); break;
    case TO_MUL: v = checked(cg, "llvm.smul.with.overflow", "*", a.v, b.v, pos); break;
    case TO_DIV: v = LLVMBuildFDiv(cg->b, to_float(cg, a.v), to_float(cg, b.v), ""); break;
    case TO_FLOORDIV:
    case TO_MOD: v = floor_divide(cg, op, a.v, b.v, pos); break;
    case TO_POW: return cg_call_symbol(cg, rt_op(OP_INT_POW), type, (Val[]){a, b}, 2, pos);
    case TO_BITAND: v = LLVMBuildAnd(cg->b, a.v, b.v, ""); break;
    case TO_BITOR: v = LLVMBuildOr(cg->b, a.v, b.v, ""); break;
    case TO_BITXOR: v = LLVMBuildXor(cg->b, a.v, b.v, ""); break;
    default: v = shift(cg, op, a.v, b.v, pos); break;
    }
    return cg_scalar(type, v);
}

/* ---- floats */

static Val float_binary(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos) {
    switch (op) {
    case TO_ADD: return cg_scalar(type, LLVMBuildFAdd(cg->b, a.v, b.v, ""));
    case TO_SUB: return cg_scalar(type, LLVMBuildFSub(cg->b, a.v, b.v, ""));
    case TO_MUL: return cg_scalar(type, LLVMBuildFMul(cg->b, a.v, b.v, ""));
    case TO_DIV: return cg_scalar(type, LLVMBuildFDiv(cg->b, a.v, b.v, ""));
    case TO_FLOORDIV:
        return cg_call_symbol(cg, rt_op(OP_FLOAT_FLOORDIV), type, (Val[]){a, b}, 2, pos);
    case TO_MOD: return cg_call_symbol(cg, rt_op(OP_FLOAT_MOD), type, (Val[]){a, b}, 2, pos);
    default: return cg_call_symbol(cg, rt_op(OP_FLOAT_POW), type, (Val[]){a, b}, 2, pos);
    }
}

/* ---- times: ints of nanoseconds */

/* To the nearest nanosecond, halves to even. */
static LLVMValueRef rounded(Cg *cg, LLVMValueRef x, Pos pos) {
    LLVMValueRef whole = cg_intrinsic(cg, "llvm.nearbyint", cg->f64, &x, 1);
    LLVMValueRef low =
        LLVMBuildFCmp(cg->b, LLVMRealULT, whole, LLVMConstReal(cg->f64, -0x1p63), "");
    LLVMValueRef high =
        LLVMBuildFCmp(cg->b, LLVMRealUGE, whole, LLVMConstReal(cg->f64, 0x1p63), "");
    fail_if(cg, LLVMBuildOr(cg->b, low, high, ""), RT_RAISE,
            (LLVMValueRef[]){place(cg, pos), cg_text(cg, "duration out of range")}, 2);
    return LLVMBuildFPToSI(cg->b, whole, cg->i64, "");
}

static LLVMValueRef magnitude(Cg *cg, LLVMValueRef v) {
    return cg_intrinsic(cg, "llvm.abs", cg->i64, (LLVMValueRef[]){v, cg_const_i1(cg, false)}, 2);
}

/* timedelta / int, to the nearest nanosecond, halves to even. */
static LLVMValueRef span_over_int(Cg *cg, LLVMValueRef a, LLVMValueRef b, Pos pos) {
    fail_if(cg, is_zero(cg, b), RT_FAIL_SPAN_ZERO,
            (LLVMValueRef[]){place(cg, pos), cg_text(cg, "/"), a}, 3);
    LLVMValueRef least = LLVMBuildICmp(cg->b, LLVMIntEQ, a, cg_const_i64(cg, INT64_MIN), "");
    LLVMValueRef minus = LLVMBuildICmp(cg->b, LLVMIntEQ, b, cg_const_i64(cg, -1), "");
    overflow_if(cg, LLVMBuildAnd(cg->b, least, minus, ""), "ti/", a, b, pos);
    LLVMValueRef q = LLVMBuildSDiv(cg->b, a, b, ""),
                 rest = magnitude(cg, LLVMBuildSRem(cg->b, a, b, ""));
    LLVMValueRef other = LLVMBuildSub(cg->b, magnitude(cg, b), rest, "");
    LLVMValueRef more = LLVMBuildICmp(cg->b, LLVMIntUGT, rest, other, "");
    LLVMValueRef half = LLVMBuildICmp(cg->b, LLVMIntEQ, rest, other, "");
    LLVMValueRef odd = LLVMBuildTrunc(cg->b, q, cg->i1, "");
    LLVMValueRef up = LLVMBuildOr(cg->b, more, LLVMBuildAnd(cg->b, half, odd, ""), "");
    LLVMValueRef negative =
        LLVMBuildICmp(cg->b, LLVMIntSLT, LLVMBuildXor(cg->b, a, b, ""), cg_const_i64(cg, 0), "");
    LLVMValueRef step =
        LLVMBuildSelect(cg->b, negative, cg_const_i64(cg, -1), cg_const_i64(cg, 1), "");
    return LLVMBuildAdd(cg->b, q, LLVMBuildSelect(cg->b, up, step, cg_const_i64(cg, 0), ""), "");
}

static Val span_by_number(Cg *cg, TirOp op, const Type *type, Val span, Val by, Pos pos) {
    bool is_int = by.type->kind == TYPE_INT;
    if (op == TO_MUL && is_int)
        return cg_scalar(type, checked(cg, "llvm.smul.with.overflow", "ti*", span.v, by.v, pos));
    if (op == TO_MUL)
        return cg_scalar(type,
                         rounded(cg, LLVMBuildFMul(cg->b, to_float(cg, span.v), by.v, ""), pos));
    if (op == TO_DIV && is_int) return cg_scalar(type, span_over_int(cg, span.v, by.v, pos));
    if (op == TO_DIV)
        return cg_scalar(type,
                         rounded(cg, LLVMBuildFDiv(cg->b, to_float(cg, span.v), by.v, ""), pos));
    fail_if(cg, is_zero(cg, by.v), RT_FAIL_SPAN_ZERO,
            (LLVMValueRef[]){place(cg, pos), cg_text(cg, "//"), span.v}, 3);
    return cg_scalar(type, floor_divide(cg, op, span.v, by.v, pos));
}

/* The operands of + and - by their types: see csp_fail_overflow. */
static Val time_sum(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos) {
    char letters[2] = {a.type->kind == TYPE_TIMEDELTA ? 't' : 'd',
                       b.type->kind == TYPE_TIMEDELTA ? 't' : 'd'};
    const char *text =
        arena_printf(cg->arena, "%c%c%s", letters[0], letters[1], op == TO_ADD ? "+" : "-");
    const char *name = op == TO_ADD ? "llvm.sadd.with.overflow" : "llvm.ssub.with.overflow";
    return cg_scalar(type, checked(cg, name, text, a.v, b.v, pos));
}

static Val time_binary(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos) {
    bool span_a = a.type->kind == TYPE_TIMEDELTA, span_b = b.type->kind == TYPE_TIMEDELTA;
    if (b.type->kind == TYPE_DATE && span_a) return time_binary(cg, op, type, b, a, pos);
    if (a.type->kind == TYPE_DATE) {
        RtOp which = !span_b ? OP_DATE_DIFF : op == TO_ADD ? OP_DATE_ADD : OP_DATE_SUB;
        return cg_call_symbol(cg, rt_op(which), type, (Val[]){a, b}, 2, pos);
    }
    if (span_a && type_is_number(b.type)) return span_by_number(cg, op, type, a, b, pos);
    if (span_b && type_is_number(a.type)) return span_by_number(cg, op, type, b, a, pos);
    if (span_a && span_b && (op == TO_FLOORDIV || op == TO_MOD))
        return cg_call_symbol(cg, rt_op(op == TO_MOD ? OP_SPAN_MOD : OP_SPAN_FLOORDIV), type,
                              (Val[]){a, b}, 2, pos);
    if (op == TO_ADD || op == TO_SUB) return time_sum(cg, op, type, a, b, pos);
    return int_binary(cg, op, type, a, b, pos);
}

/* ---- comparisons */

static LLVMValueRef compare_scalars(Cg *cg, TirOp op, Val a, Val b) {
    static const LLVMIntPredicate signed_ints[] = {LLVMIntEQ,  LLVMIntNE,  LLVMIntSLT,
                                                   LLVMIntSLE, LLVMIntSGT, LLVMIntSGE};
    static const LLVMIntPredicate bools[] = {LLVMIntEQ,  LLVMIntNE,  LLVMIntULT,
                                             LLVMIntULE, LLVMIntUGT, LLVMIntUGE};
    static const LLVMRealPredicate floats[] = {LLVMRealOEQ, LLVMRealUNE, LLVMRealOLT,
                                               LLVMRealOLE, LLVMRealOGT, LLVMRealOGE};
    int at = (int)op - TO_EQ;
    if (a.type->kind == TYPE_FLOAT) return LLVMBuildFCmp(cg->b, floats[at], a.v, b.v, "");
    return LLVMBuildICmp(cg->b, a.type->kind == TYPE_BOOL ? bools[at] : signed_ints[at], a.v, b.v,
                         "");
}

static LLVMValueRef equal_values(Cg *cg, Val a, Val b) {
    if (cg_class_of(a.type) == CLASS_SCALAR) return compare_scalars(cg, TO_EQ, a, b);
    LLVMValueRef byte =
        RT_CALL(cg, RT_EQUAL, cg_desc(cg, a.type), cg_address_of(cg, a), cg_address_of(cg, b));
    return LLVMBuildICmp(cg->b, LLVMIntNE, byte, LLVMConstNull(cg->i8), "");
}

static Val compare(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos) {
    if (cg_class_of(a.type) == CLASS_SCALAR) return cg_scalar(type, compare_scalars(cg, op, a, b));
    if (op == TO_EQ) return cg_scalar(type, equal_values(cg, a, b));
    if (op == TO_NE) return cg_scalar(type, LLVMBuildNot(cg->b, equal_values(cg, a, b), ""));
    if (a.type->kind == TYPE_SET) {
        bool flip = op == TO_GT || op == TO_GE;
        RtOp which = op == TO_LT || op == TO_GT ? OP_SET_LT : OP_SET_LE;
        return cg_call_symbol(cg, rt_op(which), type, (Val[]){flip ? b : a, flip ? a : b}, 2, pos);
    }
    LLVMValueRef order =
        RT_CALL(cg, RT_COMPARE, cg_desc(cg, a.type), cg_address_of(cg, a), cg_address_of(cg, b));
    static const LLVMIntPredicate tests[] = {LLVMIntEQ,  LLVMIntNE,  LLVMIntSLT,
                                             LLVMIntSLE, LLVMIntSGT, LLVMIntSGE};
    return cg_scalar(type,
                     LLVMBuildICmp(cg->b, tests[(int)op - TO_EQ], order, cg_const_i32(cg, 0), ""));
}

static LLVMValueRef in_tuple(Cg *cg, Val item, Val tuple) {
    const csp_type *layout = cg_layout(cg, tuple.type);
    LLVMValueRef found = cg_const_i1(cg, false);
    for (int i = 0; i < tuple.type->nargs; i++) {
        Val each =
            cg_val_at(cg, tuple.type->args[i], cg_at_offset(cg, tuple.v, layout->fields[i].offset));
        found = LLVMBuildOr(cg->b, found, equal_values(cg, item, each), "");
    }
    return found;
}

static Val contains(Cg *cg, TirOp op, const Type *type, Val item, Val all, Pos pos) {
    static const struct {
        TypeKind kind;
        RtOp op;
    } table[] = {{TYPE_STR, OP_STR_IN},
                 {TYPE_BYTES, OP_BYTES_IN},
                 {TYPE_LIST, OP_LIST_IN},
                 {TYPE_DICT, OP_DICT_IN},
                 {TYPE_SET, OP_SET_IN}};
    LLVMValueRef found = NULL;
    if (all.type->kind == TYPE_TUPLE) found = in_tuple(cg, item, all);
    if (all.type->kind == TYPE_BYTES && item.type->kind == TYPE_INT) {
        found = cg_call_symbol(cg, rt_op(OP_BYTES_IN_INT), type, (Val[]){item, all}, 2, pos).v;
        return cg_scalar(type, op == TO_IN ? found : LLVMBuildNot(cg->b, found, ""));
    }
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].kind == all.type->kind)
            found = cg_call_symbol(cg, rt_op(table[i].op), type, (Val[]){item, all}, 2, pos).v;
    if (found == NULL) internal_error("codegen", pos, "`in` on %s", all.type->name);
    return cg_scalar(type, op == TO_IN ? found : LLVMBuildNot(cg->b, found, ""));
}

/* ---- text and containers */

static RtOp container_op(TirOp op, const Type *a, const Type *b, Pos pos) {
    switch (a->kind) {
    case TYPE_STR:
    case TYPE_BYTES: return op == TO_ADD ? OP_STR_ADD : OP_STR_MUL;
    case TYPE_LIST: return op == TO_ADD ? OP_LIST_ADD : OP_LIST_MUL;
    case TYPE_DICT: return OP_DICT_OR;
    case TYPE_SET:
        return op == TO_BITOR    ? OP_SET_OR
               : op == TO_BITAND ? OP_SET_AND
               : op == TO_SUB    ? OP_SET_SUB
                                 : OP_SET_XOR;
    default: internal_error("codegen", pos, "no operator on %s and %s", a->name, b->name);
    }
}

static bool is_time(const Type *type) {
    return type->kind == TYPE_DATETIME || type->kind == TYPE_TIMEDELTA || type->kind == TYPE_DATE ||
           type->kind == TYPE_TIME;
}

Val cg_gen_binary(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos) {
    bool arrays = a.type->kind == TYPE_ARRAY || b.type->kind == TYPE_ARRAY;
    if (arrays && op <= TO_GE)
        return cg_call_symbol(cg, rt_op(OP_ARRAY_ADD + (int)op), type, (Val[]){a, b}, 2, pos);
    if (op >= TO_EQ && op <= TO_GE) return compare(cg, op, type, a, b, pos);
    if (op == TO_IN || op == TO_NOT_IN) return contains(cg, op, type, a, b, pos);
    if (is_time(a.type) || is_time(b.type)) return time_binary(cg, op, type, a, b, pos);
    bool scalars = cg_class_of(a.type) == CLASS_SCALAR && cg_class_of(b.type) == CLASS_SCALAR;
    if (scalars && a.type->kind == TYPE_FLOAT) return float_binary(cg, op, type, a, b, pos);
    if (scalars) return int_binary(cg, op, type, a, b, pos);
    bool flip = a.type->kind == TYPE_INT; /* 3 * "ab" */
    if (flip) return cg_gen_binary(cg, op, type, b, a, pos);
    return cg_call_symbol(cg, rt_op(container_op(op, a.type, b.type, pos)), type, (Val[]){a, b}, 2,
                          pos);
}

Val cg_gen_unary(Cg *cg, TirOp op, const Type *type, Val a, Pos pos) {
    if (op == TO_INVERT && a.type->kind == TYPE_ARRAY)
        return cg_call_symbol(cg, rt_op(OP_ARRAY_INVERT), type, &a, 1, pos);
    if (op == TO_NOT || op == TO_INVERT) return cg_scalar(type, LLVMBuildNot(cg->b, a.v, ""));
    if (a.type->kind == TYPE_FLOAT) return cg_scalar(type, LLVMBuildFNeg(cg->b, a.v, ""));
    if (a.type->kind == TYPE_ARRAY)
        return cg_call_symbol(cg, rt_op(OP_ARRAY_NEG), type, &a, 1, pos);
    return cg_scalar(type, checked(cg, "llvm.ssub.with.overflow",
                                   a.type->kind == TYPE_TIMEDELTA ? "it-" : "neg",
                                   cg_const_i64(cg, 0), a.v, pos));
}

/* ---- items */

/* Address of item `index`, which counts from the end when negative. */
static LLVMValueRef list_item(Cg *cg, Val list, LLVMValueRef index, Pos pos) {
    LLVMBasicBlockRef some = cg_new_block(cg, "some"), checked_block = cg_new_block(cg, "index");
    LLVMBasicBlockRef from = LLVMGetInsertBlock(cg->b);
    cg_branch(cg, LLVMBuildIsNull(cg->b, list.v, ""), checked_block, some);
    LLVMPositionBuilderAtEnd(cg->b, some);
    LLVMValueRef len_there =
        LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, list.v, RT_LIST_LEN), "");
    LLVMBuildBr(cg->b, checked_block);
    LLVMPositionBuilderAtEnd(cg->b, checked_block);
    LLVMValueRef len = LLVMBuildPhi(cg->b, cg->i64, "len");
    LLVMValueRef zero = cg_const_i64(cg, 0);
    LLVMAddIncoming(len, (LLVMValueRef[]){zero, len_there}, (LLVMBasicBlockRef[]){from, some}, 2);
    LLVMValueRef negative = LLVMBuildICmp(cg->b, LLVMIntSLT, index, zero, "");
    LLVMValueRef at =
        LLVMBuildSelect(cg->b, negative, LLVMBuildAdd(cg->b, index, len, ""), index, "");
    LLVMValueRef outside = LLVMBuildICmp(cg->b, LLVMIntUGE, at, len, "");
    fail_if(cg, outside, RT_FAIL_INDEX, (LLVMValueRef[]){place(cg, pos), index, len}, 3);
    LLVMValueRef head = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, list.v, RT_LIST_HEAD), "");
    uint32_t size = cg_layout(cg, list.type->elem)->size;
    LLVMValueRef bytes =
        LLVMBuildMul(cg->b, LLVMBuildAdd(cg->b, head, at, ""), cg_const_i64(cg, size), "");
    return LLVMBuildInBoundsGEP2(cg->b, cg->i8, cg_at_offset(cg, list.v, RT_LIST_DATA), &bytes, 1,
                                 "");
}

/* Address of the value under a key that must be there. */
static LLVMValueRef dict_item(Cg *cg, Val dict, Val key, Pos pos) {
    LLVMValueRef found =
        RT_CALL(cg, RT_DICT_FIND, cg_desc(cg, dict.type), dict.v, cg_address_of(cg, key));
    LLVMBasicBlockRef bad = cg_new_block(cg, "bad"), good = cg_new_block(cg, "good");
    cg_branch(cg, LLVMBuildIsNull(cg->b, found, ""), bad, good);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    int mark = cg_temps_mark(cg);
    cg_call_symbol(cg, rt_op(OP_DICT_INDEX), dict.type->elem, (Val[]){dict, key}, 2,
                   pos); /* raises */
    for (int i = mark; i < cg->body->temps.len; i++) cg->body->temps.items[i].moved = true;
    LLVMBuildUnreachable(cg->b);
    LLVMPositionBuilderAtEnd(cg->b, good);
    return found;
}

Val cg_gen_index(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    bool later = false;
    for (int i = 0; i < e->args.len; i++) later = later || cg_has_effects(e->args.items[i]);
    Val a = cg_gen_stable(cg, e->a, later);
    Val index = cg_gen(cg, e->args.items[0]);
    switch (a.type->kind) {
    case TYPE_LIST: return cg_val_at(cg, type, list_item(cg, a, index.v, e->pos));
    case TYPE_DICT: return cg_val_at(cg, type, dict_item(cg, a, index, e->pos));
    case TYPE_STR:
        return cg_call_symbol(cg, rt_op(OP_STR_INDEX), type, (Val[]){a, index}, 2, e->pos);
    case TYPE_BYTES:
        return cg_call_symbol(cg, rt_op(OP_BYTES_INDEX), type, (Val[]){a, index}, 2, e->pos);
    case TYPE_ARRAY:
        if (e->args.len == 2)
            return cg_call_symbol(cg, rt_op(OP_ARRAY_INDEX2), type,
                                  (Val[]){a, index, cg_gen(cg, e->args.items[1])}, 3, e->pos);
        return cg_call_symbol(cg, rt_op(a.type->dims == 2 ? OP_ARRAY_ROW : OP_ARRAY_INDEX), type,
                              (Val[]){a, index}, 2, e->pos);
    default: internal_error("codegen", e->pos, "an index on %s", a.type->name);
    }
}

Val cg_gen_slice(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    Val vals[4] = {cg_gen(cg, e->a)};
    const Type *bound = type_of1(cg->types, TYPE_OPT, type_basic(cg->types, TYPE_INT));
    for (int i = 0; i < 3; i++) {
        const TirExpr *arg = i < e->args.len ? e->args.items[i] : NULL;
        if (arg != NULL) {
            vals[i + 1] = cg_gen(cg, arg);
        } else {
            LLVMValueRef none = cg_scratch(cg, bound);
            cg_zero_bytes(cg, none, cg_layout(cg, bound)->size);
            vals[i + 1] = (Val){bound, none, NULL};
        }
    }
    RtOp op = type->kind == TYPE_STR     ? OP_STR_SLICE
              : type->kind == TYPE_BYTES ? OP_BYTES_SLICE
              : type->kind == TYPE_LIST  ? OP_LIST_SLICE
                                         : OP_ARRAY_SLICE;
    return cg_call_symbol(cg, rt_op(op), type, vals, 4, e->pos);
}
