/* runtime_abi.c - declares the runtime's functions in the generated module. */
#include "codegen/runtime_abi.h"

#include <stdbool.h>
#include <string.h>

/* The signature: result first. v void, p pointer, b bool (as a byte), i int32, l int64, d double, . variadic. */
typedef struct RtEntry {
    const char *symbol;
    const char *signature;
    bool fails; /* never returns */
} RtEntry;

static const RtEntry entries[RT_COUNT] = {
    [RT_RETAIN] = {"csp_retain", "vpp", false},
    [RT_RELEASE] = {"csp_release", "vpp", false},
    [RT_COPY] = {"csp_copy", "vppp", false},
    [RT_EQUAL] = {"csp_equal", "bppp", false},
    [RT_COMPARE] = {"csp_compare", "ippp", false},
    [RT_RAISE] = {"csp_raise", "vpp.", true},
    [RT_STR_NEW] = {"csp_str_new", "ppl", false},
    [RT_TEXT_ADD] = {"csp_text_add", "vppl", false},
    [RT_TEXT_STR] = {"csp_text_str", "pp", false},
    [RT_FORMAT] = {"csp_format", "vpppi", false},
    [RT_FORMAT_SPEC] = {"csp_format_spec", "vppppp", false},
    [RT_LIST_GROW] = {"csp_list_grow", "ppp", false},
    [RT_LIST_RESERVE] = {"csp_list_reserve", "vppl", false},
    [RT_DICT_SLOT] = {"csp_dict_slot", "ppppp", false},
    [RT_DICT_FIND] = {"csp_dict_find", "pppp", false},
    [RT_DICT_DELETE] = {"csp_dict_delete", "bppp", false},
    [RT_DICT_NEXT] = {"csp_dict_next", "bppppp", false},
    [RT_DICT_LEN] = {"csp_dict_len", "lp", false},
    [RT_MAIN] = {"csp_main", "ipip", false},
    [RT_PEND] = {"csp_pend", "vpi", false},
    [RT_SCHEDULE] = {"csp_schedule", "lpilpi", false},
    [RT_RESCHEDULE] = {"csp_reschedule", "lppll", false},
    [RT_CANCEL] = {"csp_cancel", "vpl", false},
    [RT_STOP] = {"csp_stop", "vpb", false},
    [RT_PRINT_TICK] = {"csp_print_tick", "vpppp", false},
    [RT_PRINT_LINE] = {"csp_print_line", "vp", false},
    [RT_OUTPUT_TICK] = {"csp_output_tick", "vpip", false},
    [RT_SINK_TICK] = {"csp_sink_tick", "vpip", false},
    [RT_NODE_START] = {"csp_node_run_start", "vp", false},
    [RT_NODE_EXECUTE] = {"csp_node_run_execute", "vp", false},
    [RT_NODE_STOP] = {"csp_node_run_stop", "vp", false},
    [RT_EDGE_TICK] = {"csp_edge_tick", "vpppp", false},
    [RT_HISTORY_KEEP] = {"csp_history_keep", "vppll", false},
    [RT_HISTORY_AT] = {"csp_history_at", "pppppbp", false},
    [RT_HISTORY_RANGE] = {"csp_history_range", "vppppip", false},
    [RT_HISTORY_FREE] = {"csp_history_free", "vpl", false},
    [RT_BASKET_NEW] = {"csp_basket_new", "ppppb", false},
    [RT_BASKET_FREE] = {"csp_basket_free", "vp", false},
    [RT_BASKET_STAMP] = {"csp_basket_stamp", "lpp", false},
    [RT_BASKET_AT] = {"csp_basket_at", "pppp", false},
    [RT_BASKET_TICK] = {"csp_basket_tick", "vppppp", false},
    [RT_BASKET_REMOVE] = {"csp_basket_remove", "vpppp", false},
    [RT_BASKET_LIST] = {"csp_basket_list", "vppipp", false},
    [RT_DYNAMIC_NEW] = {"csp_dynamic_new", "pppp", false},
    [RT_DYNAMIC_STOP] = {"csp_dynamic_stop", "vpp", false},
    [RT_DYNAMIC_FREE] = {"csp_dynamic_free", "vpp", false},
    [RT_DYNAMIC_UPDATE] = {"csp_dynamic_update", "vppp", false},
    [RT_DYNAMIC_OUTER] = {"csp_dynamic_outer", "vppi", false},
    [RT_DYNAMIC_RUN] = {"csp_dynamic_run", "vpp", false},
    [RT_DYNAMIC_SINKS] = {"csp_dynamic_sinks", "vpp", false},
    [RT_COPY_OUTPUT] = {"csp_copy_output", "vpip", false},
    [RT_TABLE_BASE] = {"csp_table_base", "ppi", false},
    [RT_TABLE_TICKED] = {"csp_table_ticked", "bppl", false},
    [RT_TABLE_VALID] = {"csp_table_valid", "bpp", false},
    [RT_FAIL_OVERFLOW] = {"csp_fail_overflow", "vppll", true},
    [RT_FAIL_SPAN_ZERO] = {"csp_fail_span_zero", "vppl", true},
    [RT_FAIL_SHIFT] = {"csp_fail_shift", "vpl", true},
    [RT_FAIL_INDEX] = {"csp_fail_index", "vpll", true},
    [RT_FAIL_DELAY] = {"csp_fail_delay", "vpl", true},
    [RT_FAIL_KEY] = {"csp_fail_key", "vpppp", true},
    [RT_FAIL_KIND] = {"csp_fail_kind", "vpppp", true},
};

static LLVMTypeRef letter_type(LLVMContextRef context, char letter) {
    switch (letter) {
    case 'p': return LLVMPointerTypeInContext(context, 0);
    case 'b': return LLVMInt8TypeInContext(context);
    case 'i': return LLVMInt32TypeInContext(context);
    case 'l': return LLVMInt64TypeInContext(context);
    case 'd': return LLVMDoubleTypeInContext(context);
    default: return LLVMVoidTypeInContext(context);
    }
}

static LLVMTypeRef signature_type(LLVMContextRef context, const char *signature) {
    LLVMTypeRef params[8];
    unsigned n = 0;
    bool variadic = false;
    for (const char *at = signature + 1; *at != 0; at++) {
        if (*at == '.')
            variadic = true;
        else
            params[n++] = letter_type(context, *at);
    }
    return LLVMFunctionType(letter_type(context, signature[0]), params, n, variadic);
}

static void add_attribute(LLVMContextRef context, LLVMValueRef function, const char *name) {
    unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
    LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(context, kind, 0));
}

LLVMValueRef rt_function(LLVMModuleRef module, RtFn which, LLVMTypeRef *type) {
    const RtEntry *entry = &entries[which];
    LLVMContextRef context = LLVMGetModuleContext(module);
    *type = signature_type(context, entry->signature);
    LLVMValueRef function = LLVMGetNamedFunction(module, entry->symbol);
    if (function != NULL) return function;
    function = LLVMAddFunction(module, entry->symbol, *type);
    if (entry->fails) {
        add_attribute(context, function, "noreturn");
        add_attribute(context, function, "cold");
    }
    return function;
}

static const char *const ops[OP_COUNT] = {
    [OP_STR_ADD] = "csp_op_str_add",
    [OP_STR_MUL] = "csp_op_str_mul",
    [OP_STR_INDEX] = "csp_op_index_str",
    [OP_STR_SLICE] = "csp_op_slice_str",
    [OP_STR_IN] = "csp_op_in_str",
    [OP_BYTES_INDEX] = "csp_op_index_bytes",
    [OP_BYTES_SLICE] = "csp_op_slice_bytes",
    [OP_BYTES_IN] = "csp_op_in_bytes",
    [OP_BYTES_IN_INT] = "csp_op_in_bytes_int",
    [OP_SPAN_FLOORDIV] = "csp_op_span_floordiv",
    [OP_SPAN_MOD] = "csp_op_span_mod",
    [OP_LIST_ADD] = "csp_op_list_add",
    [OP_LIST_MUL] = "csp_op_list_mul",
    [OP_LIST_REF] = "csp_op_list_ref",
    [OP_LIST_SLICE] = "csp_op_slice_list",
    [OP_LIST_IN] = "csp_op_in_list",
    [OP_LIST_DEL] = "csp_op_del_list",
    [OP_DICT_INDEX] = "csp_op_index_dict",
    [OP_DICT_REF] = "csp_op_dict_ref",
    [OP_DICT_PUT] = "csp_op_dict_put",
    [OP_DICT_DEL] = "csp_op_del_dict",
    [OP_DICT_IN] = "csp_op_in_dict",
    [OP_DICT_OR] = "csp_op_dict_or",
    [OP_SET_OR] = "csp_op_set_or",
    [OP_SET_AND] = "csp_op_set_and",
    [OP_SET_SUB] = "csp_op_set_sub",
    [OP_SET_XOR] = "csp_op_set_xor",
    [OP_SET_LE] = "csp_op_set_le",
    [OP_SET_LT] = "csp_op_set_lt",
    [OP_SET_IN] = "csp_op_in_set",
    [OP_ARRAY_ADD] = "csp_op_array_add",
    [OP_ARRAY_SUB] = "csp_op_array_sub",
    [OP_ARRAY_MUL] = "csp_op_array_mul",
    [OP_ARRAY_DIV] = "csp_op_array_div",
    [OP_ARRAY_FLOORDIV] = "csp_op_array_floordiv",
    [OP_ARRAY_MOD] = "csp_op_array_mod",
    [OP_ARRAY_POW] = "csp_op_array_pow",
    [OP_ARRAY_BITAND] = "csp_op_array_bitand",
    [OP_ARRAY_BITOR] = "csp_op_array_bitor",
    [OP_ARRAY_BITXOR] = "csp_op_array_bitxor",
    [OP_ARRAY_SHL] = "csp_op_array_shl",
    [OP_ARRAY_SHR] = "csp_op_array_shr",
    [OP_ARRAY_EQ] = "csp_op_array_eq",
    [OP_ARRAY_NE] = "csp_op_array_ne",
    [OP_ARRAY_LT] = "csp_op_array_lt",
    [OP_ARRAY_LE] = "csp_op_array_le",
    [OP_ARRAY_GT] = "csp_op_array_gt",
    [OP_ARRAY_GE] = "csp_op_array_ge",
    [OP_ARRAY_INVERT] = "csp_op_array_invert",
    [OP_ARRAY_NEG] = "csp_op_array_neg",
    [OP_ARRAY_INDEX] = "csp_op_index_array1",
    [OP_ARRAY_INDEX2] = "csp_op_index_array2",
    [OP_ARRAY_ROW] = "csp_op_index_array_row",
    [OP_ARRAY_PUT] = "csp_op_array_put1",
    [OP_ARRAY_PUT2] = "csp_op_array_put2",
    [OP_ARRAY_SLICE] = "csp_op_slice_array",
    [OP_INT_FLOORDIV] = "csp_op_int_floordiv",
    [OP_INT_MOD] = "csp_op_int_mod",
    [OP_INT_POW] = "csp_op_int_pow",
    [OP_FLOAT_FLOORDIV] = "csp_op_float_floordiv",
    [OP_FLOAT_MOD] = "csp_op_float_mod",
    [OP_FLOAT_POW] = "csp_op_float_pow",
    [OP_DATE_ADD] = "csp_op_date_add",
    [OP_DATE_SUB] = "csp_op_date_sub",
    [OP_DATE_DIFF] = "csp_op_date_diff",
};

const char *rt_op(RtOp op) { return ops[op]; }

static const struct {
    const char *symbol;
    RtKnown known;
} known_symbols[] = {
    {"csp_int_same", KNOWN_SAME},           {"csp_float_same", KNOWN_SAME},
    {"csp_bool_same", KNOWN_SAME},          {"csp_list_length", KNOWN_LIST_LEN},
    {"csp_str_len", KNOWN_STR_LEN},         {"csp_bytes_len", KNOWN_BYTES_LEN},
    {"csp_dict_length", KNOWN_DICT_LEN},    {"csp_list_append", KNOWN_LIST_APPEND},
    {"csp_range1", KNOWN_RANGE1},           {"csp_range2", KNOWN_RANGE2},
    {"csp_range3", KNOWN_RANGE3},           {"csp_float_of_int", KNOWN_FLOAT_OF_INT},
    {"csp_int_of_bool", KNOWN_INT_OF_BOOL}, {"csp_float_of_bool", KNOWN_FLOAT_OF_BOOL},
    {"csp_bool_of_int", KNOWN_BOOL_OF_INT}, {"csp_abs_float", KNOWN_ABS_FLOAT},
    {"csp_math_sqrt", KNOWN_SQRT},          {"csp_math_isnan", KNOWN_ISNAN},
    {"csp_str_of", KNOWN_STR_OF},           {"csp_min_int", KNOWN_MIN_INT},
    {"csp_max_int", KNOWN_MAX_INT},         {"csp_min_float", KNOWN_MIN_FLOAT},
    {"csp_max_float", KNOWN_MAX_FLOAT},     {"csp_print_tick", KNOWN_PRINT_TICK},
    {"csp_output_tick", KNOWN_OUTPUT_TICK}, {"csp_dict_keys", KNOWN_DICT_KEYS},
    {"csp_dict_values", KNOWN_DICT_VALUES}, {"csp_dict_items", KNOWN_DICT_ITEMS},
};

RtKnown rt_known(const char *symbol) {
    for (size_t i = 0; i < sizeof known_symbols / sizeof known_symbols[0]; i++)
        if (strcmp(known_symbols[i].symbol, symbol) == 0) return known_symbols[i].known;
    return KNOWN_NOT;
}
