/* test_engine.h - what the tests of the engine share: type descriptors, and runs whose output is
 * caught. */
#ifndef TEST_ENGINE_H
#define TEST_ENGINE_H

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/engine.h"

static const csp_type test_bool = {
    .kind = CSP_BOOL, .plain = 1, .size = 1, .align = 1, .name = "bool"};
static const csp_type test_int = {
    .kind = CSP_INT, .plain = 1, .size = 8, .align = 8, .name = "int"};
static const csp_type test_float = {
    .kind = CSP_FLOAT, .plain = 1, .size = 8, .align = 8, .name = "float"};
static const csp_type test_str = {.kind = CSP_STR, .size = 8, .align = 8, .name = "str"};
static const csp_type test_bytes = {.kind = CSP_BYTES, .size = 8, .align = 8, .name = "bytes"};
static const csp_type test_datetime = {
    .kind = CSP_DATETIME, .plain = 1, .size = 8, .align = 8, .name = "datetime"};
static const csp_type test_timedelta = {
    .kind = CSP_TIMEDELTA, .plain = 1, .size = 8, .align = 8, .name = "timedelta"};
static const csp_type test_opt_float = {.kind = CSP_OPT,
                                        .plain = 1,
                                        .size = 16,
                                        .align = 8,
                                        .flag_offset = 8,
                                        .name = "float?",
                                        .elem = &test_float};

typedef struct test_trade {
    csp_str *symbol;
    double price;
    int64_t qty;
    double mid;
    uint8_t mid_set;
} test_trade;

static const csp_field test_trade_fields[] = {
    {.name = "symbol", .type = &test_str, .offset = offsetof(test_trade, symbol)},
    {.name = "price", .type = &test_float, .offset = offsetof(test_trade, price)},
    {.name = "qty", .type = &test_int, .offset = offsetof(test_trade, qty)},
    {.name = "mid", .key = "MID", .type = &test_opt_float, .offset = offsetof(test_trade, mid)}};
static const csp_type test_trade_type = {.kind = CSP_STRUCT,
                                         .size = sizeof(test_trade),
                                         .align = 8,
                                         .name = "Trade",
                                         .nfields = 4,
                                         .fields = test_trade_fields};
static const csp_type test_trades_type = {
    .kind = CSP_LIST, .size = 8, .align = 8, .name = "[Trade]", .elem = &test_trade_type};

/* A string that is never counted. */
#define TEST_TEXT(name, text)                                                                      \
    static struct {                                                                                \
        int64_t refs, size, chars;                                                                 \
        char data[sizeof(text)];                                                                   \
    } name##_object = {-1, sizeof(text) - 1, sizeof(text) - 1, text};                              \
    static csp_str *const name = (csp_str *)&name##_object

static inline void test_nothing(csp_engine *engine, char *state) { (void)engine, (void)state; }

/* A program with nothing in it; `p.start = ...` puts something there. */
static inline csp_program test_program(void) {
    return (csp_program){.abi = CSP_PROGRAM_ABI,
                         .name = "app",
                         .doc = "",
                         .version = "0",
                         .init = test_nothing,
                         .start = test_nothing,
                         .stop = test_nothing,
                         .fini = test_nothing};
}

/* ---- files */

static inline const char *test_file(const char *name, const char *content) {
    static char path[256];
    snprintf(path, sizeof path, "/tmp/csp_test_%d_%s", (int)getpid(), name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fwrite(content, 1, strlen(content), file);
    fclose(file);
    return path;
}

static inline char *test_slurp(const char *path) {
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    char *text = calloc(1, 1 << 16);
    size_t n = fread(text, 1, (1 << 16) - 1, file);
    text[n] = '\0';
    fclose(file);
    return text;
}

/* ---- runs */

/* Under ASan: what is allocated in between is no leak. A run that fails leaves things behind by
 * design. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));
static inline void test_leaks_allowed(bool allowed) {
    if (allowed && __lsan_disable) __lsan_disable();
    if (!allowed && __lsan_enable) __lsan_enable();
}

typedef struct test_result {
    int status;
    char *out, *err;
} test_result;

/* The arguments, NULL at the end, without the program's name. Runs that don't fail must release all
 * they allocate. */
static inline test_result test_run(const csp_program *program, ...) {
    char *argv[32] = {(char *)"app"};
    int argc = 1;
    va_list args;
    va_start(args, program);
    while ((argv[argc] = va_arg(args, char *))) argc++;
    va_end(args);
    char out[64], err[64];
    snprintf(out, sizeof out, "/tmp/csp_test_%d.out", (int)getpid());
    snprintf(err, sizeof err, "/tmp/csp_test_%d.err", (int)getpid());
    fflush(stdout);
    int old_out = dup(1), old_err = dup(2);
    cr_assert_not_null(freopen(out, "w", stdout));
    cr_assert_not_null(freopen(err, "w", stderr));
    bool abandoned;
    int64_t before = csp_alloc_live();
    test_leaks_allowed(true);
    test_result result = {.status = csp_run_program(program, argc, argv, &abandoned)};
    test_leaks_allowed(false);
    int64_t left = csp_alloc_live() - before;
    fflush(stdout);
    fflush(stderr);
    dup2(old_out, 1);
    dup2(old_err, 2);
    close(old_out);
    close(old_err);
    result.out = test_slurp(out);
    result.err = test_slurp(err);
    unlink(out);
    unlink(err);
    cr_expect_eq(abandoned, result.status == 1);
    if (!abandoned) cr_expect_eq(left, 0, "%lld allocations are left", (long long)left);
    return result;
}

static inline void test_expect(test_result r, int status, const char *out, const char *err) {
    cr_expect_eq(r.status, status, "status %d, standard error: %s", r.status, r.err);
    cr_expect_str_eq(r.out, out);
    cr_expect_str_eq(r.err, err);
    free(r.out);
    free(r.err);
}

#endif
