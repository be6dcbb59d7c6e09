/* runtime_abi.h - the runtime as generated code sees it: its functions, and the offsets in its structs.
 *
 * runtime_abi.c is the only file of the compiler that names symbols of the runtime.
 */
#ifndef CODEGEN_RUNTIME_ABI_H
#define CODEGEN_RUNTIME_ABI_H

#include <llvm-c/Core.h>
#include <stddef.h>

#include "csp/history.h"
#include "csp/program.h"

typedef enum RtFn {
    RT_RETAIN,
    RT_RELEASE,
    RT_COPY,
    RT_EQUAL,
    RT_COMPARE,
    RT_RAISE,
    RT_STR_NEW,
    RT_TEXT_ADD,
    RT_TEXT_STR,
    RT_FORMAT,
    RT_FORMAT_SPEC,
    RT_LIST_GROW,
    RT_LIST_RESERVE,
    RT_DICT_SLOT,
    RT_DICT_FIND,
    RT_DICT_DELETE,
    RT_DICT_NEXT,
    RT_DICT_LEN,
    RT_MAIN,
    RT_PEND,
    RT_SCHEDULE,
    RT_RESCHEDULE,
    RT_CANCEL,
    RT_STOP,
    RT_PRINT_TICK,
    RT_PRINT_LINE,
    RT_OUTPUT_TICK,
    RT_SINK_TICK,
    RT_NODE_START,
    RT_NODE_EXECUTE,
    RT_NODE_STOP,
    RT_EDGE_TICK,
    RT_HISTORY_KEEP,
    RT_HISTORY_AT,
    RT_HISTORY_RANGE,
    RT_HISTORY_FREE,
    RT_FAIL_OVERFLOW,
    RT_FAIL_SPAN_ZERO,
    RT_FAIL_SHIFT,
    RT_FAIL_INDEX,
    RT_FAIL_KEY,
    RT_FAIL_DELAY,
    RT_FAIL_KIND,
    RT_COUNT
} RtFn;

/* The function, declared in the module when it is first asked for; *type gets its type. */
LLVMValueRef rt_function(LLVMModuleRef module, RtFn which, LLVMTypeRef *type);

/* Operators of the call ABI (builtins.h). */
typedef enum RtOp {
    OP_STR_ADD,
    OP_STR_MUL,
    OP_STR_INDEX,
    OP_STR_SLICE,
    OP_STR_IN,
    OP_BYTES_INDEX,
    OP_BYTES_SLICE,
    OP_BYTES_IN,
    OP_BYTES_IN_INT,
    OP_SPAN_FLOORDIV,
    OP_SPAN_MOD,
    OP_LIST_ADD,
    OP_LIST_MUL,
    OP_LIST_REF,
    OP_LIST_SLICE,
    OP_LIST_IN,
    OP_LIST_DEL,
    OP_DICT_INDEX,
    OP_DICT_REF,
    OP_DICT_PUT,
    OP_DICT_DEL,
    OP_DICT_IN,
    OP_DICT_OR,
    OP_SET_OR,
    OP_SET_AND,
    OP_SET_SUB,
    OP_SET_XOR,
    OP_SET_LE,
    OP_SET_LT,
    OP_SET_IN,
    OP_ARRAY_ADD, /* in the order of TirOp */
    OP_ARRAY_SUB,
    OP_ARRAY_MUL,
    OP_ARRAY_DIV,
    OP_ARRAY_FLOORDIV,
    OP_ARRAY_MOD,
    OP_ARRAY_POW,
    OP_ARRAY_BITAND,
    OP_ARRAY_BITOR,
    OP_ARRAY_BITXOR,
    OP_ARRAY_SHL,
    OP_ARRAY_SHR,
    OP_ARRAY_EQ,
    OP_ARRAY_NE,
    OP_ARRAY_LT,
    OP_ARRAY_LE,
    OP_ARRAY_GT,
    OP_ARRAY_GE,
    OP_ARRAY_INVERT,
    OP_ARRAY_NEG,
    OP_ARRAY_INDEX,
    OP_ARRAY_INDEX2,
    OP_ARRAY_ROW,
    OP_ARRAY_PUT,
    OP_ARRAY_PUT2,
    OP_ARRAY_SLICE,
    OP_INT_FLOORDIV,
    OP_INT_MOD,
    OP_INT_POW,
    OP_FLOAT_FLOORDIV,
    OP_FLOAT_MOD,
    OP_FLOAT_POW,
    OP_DATE_ADD,
    OP_DATE_SUB,
    OP_DATE_DIFF,
    OP_COUNT
} RtOp;
const char *rt_op(RtOp op); /* its symbol */

/* Builtins that become instructions, or that loops go over without making a list. */
typedef enum RtKnown {
    KNOWN_NOT,
    KNOWN_SAME, /* the argument itself */
    KNOWN_LIST_LEN,
    KNOWN_STR_LEN,
    KNOWN_BYTES_LEN,
    KNOWN_DICT_LEN,
    KNOWN_LIST_APPEND,
    KNOWN_RANGE1,
    KNOWN_RANGE2,
    KNOWN_RANGE3,
    KNOWN_FLOAT_OF_INT,
    KNOWN_INT_OF_BOOL,
    KNOWN_FLOAT_OF_BOOL,
    KNOWN_BOOL_OF_INT,
    KNOWN_ABS_FLOAT,
    KNOWN_SQRT,
    KNOWN_ISNAN,
    KNOWN_STR_OF,
    KNOWN_MIN_INT,
    KNOWN_MAX_INT,
    KNOWN_MIN_FLOAT,
    KNOWN_MAX_FLOAT,
    KNOWN_PRINT_TICK,
    KNOWN_OUTPUT_TICK
} RtKnown;
RtKnown rt_known(const char *symbol);

enum {
    RT_ENGINE_NOW = offsetof(csp_engine, now),
    RT_ENGINE_CYCLE = offsetof(csp_engine, cycle),
    RT_ENGINE_START = offsetof(csp_engine, start),
    RT_ENGINE_END = offsetof(csp_engine, end),
    RT_ENGINE_NODE = offsetof(csp_engine, node),
    RT_STR_SIZE = offsetof(csp_str, size),
    RT_STR_CHARS = offsetof(csp_str, chars),
    RT_STR_DATA = offsetof(csp_str, data),
    RT_LIST_LEN = offsetof(csp_list, len),
    RT_LIST_CAP = offsetof(csp_list, cap),
    RT_LIST_HEAD = offsetof(csp_list, head),
    RT_LIST_DATA = offsetof(csp_list, data),
    RT_ARRAY_LEN = offsetof(csp_array, len),
    RT_ARRAY_SHAPE = offsetof(csp_array, shape),
    RT_ARRAY_DATA = offsetof(csp_array, data),
    RT_TEXT_SIZE = sizeof(csp_text)
};

#endif
