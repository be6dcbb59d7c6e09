/* test_value.h - type descriptors and small helpers for the tests of the value library. */
#ifndef TEST_VALUE_H
#define TEST_VALUE_H

#include <criterion/criterion.h>
#include <string.h>

#include "csp/builtins.h"
#include "csp/trap.h"

#define SCALAR(NAME, KIND, SIZE, TEXT)                                                             \
    static const csp_type NAME = {.kind = KIND,                                                    \
                                  .plain = KIND != CSP_STR && KIND != CSP_BYTES,                   \
                                  .size = SIZE,                                                    \
                                  .align = SIZE,                                                   \
                                  .name = TEXT}
#define CONTAINER(NAME, KIND, ELEM, TEXT)                                                          \
    static const csp_type NAME = {.kind = KIND, .size = 8, .align = 8, .elem = &ELEM, .name = TEXT}

#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-function"

SCALAR(t_bool, CSP_BOOL, 1, "bool");
SCALAR(t_int, CSP_INT, 8, "int");
SCALAR(t_float, CSP_FLOAT, 8, "float");
SCALAR(t_str, CSP_STR, 8, "str");
SCALAR(t_bytes, CSP_BYTES, 8, "bytes");
SCALAR(t_datetime, CSP_DATETIME, 8, "datetime");
SCALAR(t_timedelta, CSP_TIMEDELTA, 8, "timedelta");
SCALAR(t_date, CSP_DATE, 8, "date");
SCALAR(t_time, CSP_TIME, 8, "time");
CONTAINER(t_ints, CSP_LIST, t_int, "[int]");
CONTAINER(t_floats, CSP_LIST, t_float, "[float]");
CONTAINER(t_strs, CSP_LIST, t_str, "[str]");
CONTAINER(t_lists, CSP_LIST, t_strs, "[[str]]");
CONTAINER(t_set, CSP_SET, t_int, "{int}");
CONTAINER(t_names, CSP_SET, t_str, "{str}");

static const csp_type t_array = {
    .kind = CSP_ARRAY, .dims = 1, .size = 8, .align = 8, .elem = &t_float, .name = "array[float]"};
static const csp_type t_dict = {.kind = CSP_DICT,
                                .size = 8,
                                .align = 8,
                                .flag_offset = 8,
                                .key = &t_int,
                                .elem = &t_int,
                                .name = "{int: int}"};
static const csp_type t_book = {.kind = CSP_DICT,
                                .size = 8,
                                .align = 8,
                                .flag_offset = 8,
                                .key = &t_str,
                                .elem = &t_strs,
                                .name = "{str: [str]}"};
static const csp_type t_opt_int = {.kind = CSP_OPT,
                                   .plain = 1,
                                   .size = 16,
                                   .align = 8,
                                   .flag_offset = 8,
                                   .elem = &t_int,
                                   .name = "int?"};
static const csp_enum_item colors[] = {{"RED", 1}, {"BLUE", 2}};
static const csp_type t_color = {.kind = CSP_ENUM,
                                 .plain = 1,
                                 .size = 8,
                                 .align = 8,
                                 .name = "Color",
                                 .nitems = 2,
                                 .items = colors};

typedef struct trade {
    csp_str *symbol;
    double price;
    csp_opt_int size;
    csp_list *flags;
} trade;

static const csp_field trade_fields[] = {
    {.name = "symbol", .type = &t_str, .offset = offsetof(trade, symbol)},
    {.name = "price", .key = "px", .type = &t_float, .offset = offsetof(trade, price)},
    {.name = "size", .type = &t_opt_int, .offset = offsetof(trade, size)},
    {.name = "flags",
     .type = &t_strs,
     .offset = offsetof(trade, flags),
     .preset = &(csp_list *){NULL}},
};
static const csp_type t_trade = {.kind = CSP_STRUCT,
                                 .size = sizeof(trade),
                                 .align = 8,
                                 .name = "Trade",
                                 .nfields = 4,
                                 .fields = trade_fields};

static const csp_field pair_fields[] = {{.type = &t_int, .offset = 0},
                                        {.type = &t_str, .offset = 8}};
static const csp_type t_pair = {.kind = CSP_TUPLE,
                                .size = 16,
                                .align = 8,
                                .name = "(int, str)",
                                .nfields = 2,
                                .fields = pair_fields};

/* A call with these types of result and arguments. */
#define CALL(RET, ...)                                                                             \
    (&(csp_call){.file = "test.csp",                                                               \
                 .line = 1,                                                                        \
                 .column = 1,                                                                      \
                 .ret = (RET),                                                                     \
                 .args = (const csp_type *const[]){__VA_ARGS__}})

static csp_str *text(const char *s) { return csp_str_new(s, strlen(s)); }

static csp_list *ints(const int64_t *items, int64_t n) {
    csp_list *l = NULL;
    for (int64_t i = 0; i < n; ++i) csp_list_push(&t_ints, &l, &items[i]);
    return l;
}

/* The value prints as `expected`. */
static void prints(const csp_type *type, const void *value, csp_style style, const char *expected) {
    csp_text t = {0};
    csp_format(&t, type, value, style);
    csp_text_add(&t, "", 1);
    cr_expect_str_eq(t.data, expected);
    csp_text_free(&t);
}

/* Runs a statement that must raise this message. */
#define RAISES(EXPECTED, STATEMENT)                                                                \
    do {                                                                                           \
        csp_trap trap_;                                                                            \
        csp_trap_push(&trap_);                                                                     \
        if (setjmp(trap_.jump) == 0) {                                                             \
            STATEMENT;                                                                             \
            cr_expect(false, "no error from %s", #STATEMENT);                                      \
        } else {                                                                                   \
            cr_expect_str_eq(csp_str_data(trap_.message), EXPECTED);                               \
            csp_release(&t_str, &trap_.message);                                                   \
        }                                                                                          \
        csp_trap_pop(&trap_);                                                                      \
    } while (0)

#endif
