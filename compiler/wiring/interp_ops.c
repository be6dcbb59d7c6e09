/* interp_ops.c - operators on values while compiling: what language.md says of run time holds here
 * too. See interp.h.
 *
 * Numbers and times are computed here; text, containers and arrays by the value library.
 */
#include <math.h>
#include <string.h>

#include "csp/builtins.h"
#include "wiring/interp.h"

typedef __int128 Wide;

static int64_t as_int(Operand a) { return *(const int64_t *)a.value; }
static double as_float(Operand a) { return *(const double *)a.value; }

static void put_int(void *to, int64_t value) { memcpy(to, &value, sizeof value); }
static void put_float(void *to, double value) { memcpy(to, &value, sizeof value); }
static void put_bool(void *to, bool value) { *(uint8_t *)to = value; }

static _Noreturn void no_operator(const CallSite *site, const Type *type) {
    internal_error("wiring", site->pos, "no such operator on %s", type->name);
}

/* ---- int */

static void put_wide(const CallSite *site, const char *op, int64_t a, int64_t b, Wide value,
                     void *to) {
    if (value > INT64_MAX || value < INT64_MIN) csp_fail_overflow(&site->call, op, a, b);
    put_int(to, (int64_t)value);
}

static void int_shift(const CallSite *site, TirOp op, int64_t a, int64_t by, void *to) {
    if (by < 0 || (by > 63 && op == TO_SHL)) csp_fail_shift(&site->call, by);
    if (op == TO_SHR)
        put_int(to, a >> (by > 63 ? 63 : by));
    else
        put_wide(site, "<<", a, by, (Wide)a * ((Wide)1 << by), to);
}

static void int_binary(const CallSite *site, TirOp op, int64_t a, int64_t b, void *to) {
    switch (op) {
    case TO_ADD: put_wide(site, "+", a, b, (Wide)a + b, to); break;
    case TO_SUB: put_wide(site, "-", a, b, (Wide)a - b, to); break;
    case TO_MUL: put_wide(site, "*", a, b, (Wide)a * b, to); break;
    case TO_DIV: put_float(to, (double)a / (double)b); break;
    case TO_FLOORDIV: csp_op_int_floordiv(&site->call, to, &a, &b); break;
    case TO_MOD: csp_op_int_mod(&site->call, to, &a, &b); break;
    case TO_POW: csp_op_int_pow(&site->call, to, &a, &b); break;
    case TO_BITAND: put_int(to, a & b); break;
    case TO_BITOR: put_int(to, a | b); break;
    case TO_BITXOR: put_int(to, a ^ b); break;
    case TO_SHL:
    case TO_SHR: int_shift(site, op, a, b, to); break;
    default: internal_error("wiring", site->pos, "no such operator on int");
    }
}

/* ---- float */

static void float_binary(const CallSite *site, TirOp op, double a, double b, void *to) {
    switch (op) {
    case TO_ADD: put_float(to, a + b); break;
    case TO_SUB: put_float(to, a - b); break;
    case TO_MUL: put_float(to, a * b); break;
    case TO_DIV: put_float(to, a / b); break;
    case TO_FLOORDIV: csp_op_float_floordiv(&site->call, to, &a, &b); break;
    case TO_MOD: csp_op_float_mod(&site->call, to, &a, &b); break;
    case TO_POW: csp_op_float_pow(&site->call, to, &a, &b); break;
    default: internal_error("wiring", site->pos, "no such operator on float");
    }
}

/* ---- times */

static void put_rounded(const CallSite *site, void *to, double value) {
    double whole = nearbyint(value);
    if (!(whole >= -0x1p63 && whole < 0x1p63)) csp_raise(&site->call, "duration out of range");
    put_int(to, (int64_t)whole);
}

/* To the nearest nanosecond, halves to even, as Python does with microseconds. */
static void span_over_int(const CallSite *site, int64_t span, int64_t n, void *to) {
    if (n == 0) csp_fail_span_zero(&site->call, "/", span);
    Wide whole = (Wide)span / n, rest = (Wide)span % n;
    Wide twice = 2 * (rest < 0 ? -rest : rest), unit = n < 0 ? -(Wide)n : n;
    if (twice > unit || (twice == unit && whole % 2 != 0)) whole += (span < 0) != (n < 0) ? -1 : 1;
    put_wide(site, "ti/", span, n, whole, to);
}

static void span_by_number(const CallSite *site, TirOp op, int64_t span, Operand by, void *to) {
    bool is_int = by.type->kind == TYPE_INT;
    if (op == TO_MUL && !is_int)
        put_rounded(site, to, (double)span * as_float(by));
    else if (op == TO_DIV && is_int)
        span_over_int(site, span, as_int(by), to);
    else if (op == TO_DIV)
        put_rounded(site, to, (double)span / as_float(by));
    else if (op == TO_MUL)
        put_wide(site, "ti*", span, as_int(by), (Wide)span * as_int(by), to);
    else if (as_int(by) == 0)
        csp_fail_span_zero(&site->call, "//", span);
    else
        int_binary(site, op, span, as_int(by), to);
}

/* The operands of + and - by their types: see csp_fail_overflow. */
static void time_sum(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    char text[4] = {a.type->kind == TYPE_TIMEDELTA ? 't' : 'd',
                    b.type->kind == TYPE_TIMEDELTA ? 't' : 'd', op == TO_ADD ? '+' : '-', 0};
    Wide x = as_int(a), y = as_int(b);
    put_wide(site, text, as_int(a), as_int(b), op == TO_ADD ? x + y : x - y, to);
}

/* date +- timedelta, date - date. Others count nanoseconds, whatever they mean. */
static void date_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    if (a.type->kind == b.type->kind)
        csp_op_date_diff(&site->call, to, a.value, b.value);
    else if (op == TO_SUB)
        csp_op_date_sub(&site->call, to, a.value, b.value);
    else if (a.type->kind == TYPE_DATE)
        csp_op_date_add(&site->call, to, a.value, b.value);
    else
        csp_op_date_add(&site->call, to, b.value, a.value);
}

static void time_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    if (a.type->kind == TYPE_DATE || b.type->kind == TYPE_DATE)
        date_binary(site, op, a, b, to);
    else if (type_is_number(b.type))
        span_by_number(site, op, as_int(a), b, to);
    else if (type_is_number(a.type))
        span_by_number(site, op, as_int(b), a, to);
    else if (op == TO_ADD || op == TO_SUB)
        time_sum(site, op, a, b, to);
    else if (op == TO_FLOORDIV)
        csp_op_span_floordiv(&site->call, to, a.value, b.value);
    else if (op == TO_MOD)
        csp_op_span_mod(&site->call, to, a.value, b.value);
    else
        int_binary(site, op, as_int(a), as_int(b),
                   to); /* timedelta / timedelta gives a float, as ints do */
}

/* ---- comparisons */

static bool ordered(TirOp op, int order) {
    switch (op) {
    case TO_LT: return order < 0;
    case TO_LE: return order <= 0;
    case TO_GT: return order > 0;
    default: return order >= 0;
    }
}

static bool float_ordered(TirOp op, double a, double b) {
    switch (op) {
    case TO_LT: return a < b;
    case TO_LE: return a <= b;
    case TO_GT: return a > b;
    default: return a >= b;
    }
}

/* Sets are ordered by inclusion. */
static bool set_ordered(const CallSite *site, TirOp op, Operand a, Operand b) {
    csp_dict *const *x = a.value, *const *y = b.value;
    uint8_t result = 0;
    if (op == TO_LT)
        csp_op_set_lt(&site->call, &result, x, y);
    else if (op == TO_LE)
        csp_op_set_le(&site->call, &result, x, y);
    else if (op == TO_GT)
        csp_op_set_lt(&site->call, &result, y, x);
    else
        csp_op_set_le(&site->call, &result, y, x);
    return result != 0;
}

static void compare(Interp *in, const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    const csp_type *layout = layout_of(in, a.type);
    if (op == TO_EQ || op == TO_NE)
        put_bool(to, csp_equal(layout, a.value, b.value) == (op == TO_EQ));
    else if (a.type->kind == TYPE_FLOAT)
        put_bool(to, float_ordered(op, as_float(a), as_float(b)));
    else if (a.type->kind == TYPE_SET)
        put_bool(to, set_ordered(site, op, a, b));
    else
        put_bool(to, ordered(op, csp_compare(layout, a.value, b.value)));
}

static bool in_tuple(Interp *in, Operand item, Operand tuple) {
    const csp_type *layout = layout_of(in, tuple.type);
    for (uint32_t i = 0; i < layout->nfields; i++)
        if (csp_equal(layout_of(in, item.type), item.value,
                      (const char *)tuple.value + layout->fields[i].offset))
            return true;
    return false;
}

static void contains(Interp *in, const CallSite *site, TirOp op, Operand item, Operand all,
                     void *to) {
    uint8_t result = 0;
    switch (all.type->kind) {
    case TYPE_STR: csp_op_in_str(&site->call, &result, item.value, all.value); break;
    case TYPE_BYTES:
        if (item.type->kind == TYPE_INT)
            csp_op_in_bytes_int(&site->call, &result, item.value, all.value);
        else
            csp_op_in_bytes(&site->call, &result, item.value, all.value);
        break;
    case TYPE_LIST: csp_op_in_list(&site->call, &result, item.value, all.value); break;
    case TYPE_DICT: csp_op_in_dict(&site->call, &result, item.value, all.value); break;
    case TYPE_SET: csp_op_in_set(&site->call, &result, item.value, all.value); break;
    case TYPE_TUPLE: result = in_tuple(in, item, all); break;
    default: no_operator(site, all.type);
    }
    put_bool(to, (result != 0) == (op == TO_IN));
}

/* ---- text and containers */

static void text_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    if (op == TO_ADD)
        csp_op_str_add(&site->call, to, a.value, b.value);
    else if (op == TO_MUL)
        csp_op_str_mul(&site->call, to, a.value, b.value);
    else
        no_operator(site, a.type);
}

static void list_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    if (op == TO_ADD)
        csp_op_list_add(&site->call, to, a.value, b.value);
    else if (op == TO_MUL)
        csp_op_list_mul(&site->call, to, a.value, b.value);
    else
        no_operator(site, a.type);
}

static void set_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    switch (op) {
    case TO_BITOR: csp_op_set_or(&site->call, to, a.value, b.value); break;
    case TO_BITAND: csp_op_set_and(&site->call, to, a.value, b.value); break;
    case TO_SUB: csp_op_set_sub(&site->call, to, a.value, b.value); break;
    case TO_BITXOR: csp_op_set_xor(&site->call, to, a.value, b.value); break;
    default: no_operator(site, a.type);
    }
}

/* Element by element; a number goes with every element. */
static void array_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    typedef void Code(const csp_call *call, csp_array **ret, const void *a, const void *b);
    static Code *const codes[] = {[TO_ADD] = csp_op_array_add,
                                  [TO_SUB] = csp_op_array_sub,
                                  [TO_MUL] = csp_op_array_mul,
                                  [TO_DIV] = csp_op_array_div,
                                  [TO_FLOORDIV] = csp_op_array_floordiv,
                                  [TO_MOD] = csp_op_array_mod,
                                  [TO_POW] = csp_op_array_pow,
                                  [TO_BITAND] = csp_op_array_bitand,
                                  [TO_BITOR] = csp_op_array_bitor,
                                  [TO_BITXOR] = csp_op_array_bitxor,
                                  [TO_SHL] = csp_op_array_shl,
                                  [TO_SHR] = csp_op_array_shr,
                                  [TO_EQ] = csp_op_array_eq,
                                  [TO_NE] = csp_op_array_ne,
                                  [TO_LT] = csp_op_array_lt,
                                  [TO_LE] = csp_op_array_le,
                                  [TO_GT] = csp_op_array_gt,
                                  [TO_GE] = csp_op_array_ge};
    codes[op](&site->call, to, a.value, b.value);
}

static void bool_binary(const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    uint8_t x = *(const uint8_t *)a.value, y = *(const uint8_t *)b.value;
    if (op == TO_BITAND)
        put_bool(to, x & y);
    else if (op == TO_BITOR)
        put_bool(to, x | y);
    else if (op == TO_BITXOR)
        put_bool(to, x ^ y);
    else
        no_operator(site, a.type);
}

void apply_binary(Interp *in, const CallSite *site, TirOp op, Operand a, Operand b, void *to) {
    if ((a.type->kind == TYPE_ARRAY || b.type->kind == TYPE_ARRAY) && op <= TO_GE) {
        array_binary(site, op, a, b, to);
        return;
    }
    if (op >= TO_EQ && op <= TO_GE) {
        compare(in, site, op, a, b, to);
        return;
    }
    if (op == TO_IN || op == TO_NOT_IN) {
        contains(in, site, op, a, b, to);
        return;
    }
    if (b.type->kind == TYPE_TIMEDELTA) {
        time_binary(site, op, a, b, to);
        return;
    }
    switch (a.type->kind) {
    case TYPE_BOOL: bool_binary(site, op, a, b, to); break;
    case TYPE_INT:
        if (b.type->kind == TYPE_STR || b.type->kind == TYPE_LIST)
            apply_binary(in, site, op, b, a, to);
        else
            int_binary(site, op, as_int(a), as_int(b), to);
        break;
    case TYPE_FLOAT: float_binary(site, op, as_float(a), as_float(b), to); break;
    case TYPE_STR:
    case TYPE_BYTES: text_binary(site, op, a, b, to); break;
    case TYPE_LIST: list_binary(site, op, a, b, to); break;
    case TYPE_SET: set_binary(site, op, a, b, to); break;
    case TYPE_DICT: csp_op_dict_or(&site->call, to, a.value, b.value); break;
    case TYPE_DATETIME:
    case TYPE_TIMEDELTA:
    case TYPE_DATE:
    case TYPE_TIME: time_binary(site, op, a, b, to); break;
    default: no_operator(site, a.type);
    }
}

/* ---- unary */

void apply_unary(Interp *in, const CallSite *site, TirOp op, Operand a, void *to) {
    (void)in;
    if (op == TO_NOT)
        put_bool(to, *(const uint8_t *)a.value == 0);
    else if (op == TO_INVERT && a.type->kind == TYPE_ARRAY)
        csp_op_array_invert(&site->call, to, a.value);
    else if (op == TO_INVERT)
        put_int(to, ~as_int(a));
    else if (a.type->kind == TYPE_FLOAT)
        put_float(to, -as_float(a));
    else if (a.type->kind == TYPE_ARRAY)
        csp_op_array_neg(&site->call, to, a.value);
    else
        put_wide(site, a.type->kind == TYPE_TIMEDELTA ? "it-" : "neg", 0, as_int(a),
                 -(Wide)as_int(a), to);
}

/* ---- x[i], x[i:j] */

void apply_index(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const Type *type = concrete(in, f, expr->a->type);
    const CallSite *site = call_site(in, f, expr);
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    Ref index = borrow(in, f, expr->args.items[0]);
    Ref second = expr->args.len > 1 ? borrow(in, f, expr->args.items[1]) : (Ref){0};
    switch (type->kind) {
    case TYPE_STR: csp_op_index_str(&site->call, to, a.value, index.value); break;
    case TYPE_BYTES: csp_op_index_bytes(&site->call, to, a.value, index.value); break;
    case TYPE_LIST: csp_op_index_list(&site->call, to, a.value, index.value); break;
    case TYPE_DICT: csp_op_index_dict(&site->call, to, a.value, index.value); break;
    case TYPE_ARRAY:
        if (second.value != NULL)
            csp_op_index_array2(&site->call, to, a.value, index.value, second.value);
        else
            csp_op_index_array(&site->call, to, a.value, index.value);
        break;
    default: no_operator(site, type);
    }
    ref_done(&a);
    ref_done(&index);
    if (second.value != NULL) ref_done(&second);
    stack_reset(in, mark);
}

void apply_slice(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    const Type *type = concrete(in, f, expr->a->type);
    const CallSite *site = call_site(in, f, expr);
    StackMark mark = stack_mark(in);
    Ref a = borrow(in, f, expr->a);
    csp_opt_int bounds[3] = {{0}, {0}, {0}};
    for (int i = 0; i < expr->args.len && i < 3; i++)
        if (expr->args.items[i] != NULL) eval(in, f, expr->args.items[i], &bounds[i]);
    switch (type->kind) {
    case TYPE_STR:
        csp_op_slice_str(&site->call, to, a.value, &bounds[0], &bounds[1], &bounds[2]);
        break;
    case TYPE_BYTES:
        csp_op_slice_bytes(&site->call, to, a.value, &bounds[0], &bounds[1], &bounds[2]);
        break;
    case TYPE_LIST:
        csp_op_slice_list(&site->call, to, a.value, &bounds[0], &bounds[1], &bounds[2]);
        break;
    case TYPE_ARRAY:
        csp_op_slice_array(&site->call, to, a.value, &bounds[0], &bounds[1], &bounds[2]);
        break;
    default: no_operator(site, type);
    }
    ref_done(&a);
    stack_reset(in, mark);
}

/* ---- f"..." */

static void format_part(Interp *in, Frame *f, const TirExpr *expr, const TirFPart *part,
                        csp_text *text) {
    StackMark mark = stack_mark(in);
    const csp_type *layout = layout_in(in, f, part->value->type);
    Ref value = borrow(in, f, part->value);
    csp_style style = part->conversion == 'r' ? CSP_QUOTED : CSP_PLAIN;
    if (part->spec != NULL && part->spec[0] != '\0')
        csp_format_spec(&call_site(in, f, expr)->call, text, layout, value.value, part->spec);
    else
        csp_format(text, layout, value.value, style);
    ref_done(&value);
    stack_reset(in, mark);
}

void format_parts(Interp *in, Frame *f, const TirExpr *expr, void *to) {
    csp_text text = {0};
    for (int i = 0; i < expr->parts.len; i++) {
        const TirFPart *part = &expr->parts.items[i];
        if (part->text != NULL)
            csp_text_add(&text, part->text, part->size);
        else
            format_part(in, f, expr, part, &text);
    }
    csp_str *s = csp_text_str(&text);
    memcpy(to, &s, sizeof s);
}
