/* How values print, and how they are read from text. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "test_value.h"

/* What repr prints reads back as the same float, and no shorter number of digits does. */
Test(value_text, float_repr) {
    const struct {
        double x;
        const char *expected;
    } cases[] = {{0.0, "0.0"},
                 {-0.0, "-0.0"},
                 {1.0, "1.0"},
                 {0.1, "0.1"},
                 {1e15, "1000000000000000.0"},
                 {1e16, "1e+16"},
                 {1e-4, "0.0001"},
                 {1e-5, "1e-05"},
                 {5e-324, "5e-324"},
                 {1e22, "1e+22"},
                 {100.01, "100.01"},
                 {2.5e-7, "2.5e-07"},
                 {NAN, "nan"},
                 {INFINITY, "inf"},
                 {-INFINITY, "-inf"},
                 {0x1p-1022, "2.2250738585072014e-308"},
                 {9007199254740993.0, "9007199254740992.0"},
                 {0x1p-44, "5.684341886080802e-14"},
                 {123456789.125, "123456789.125"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        prints(&t_float, &cases[i].x, CSP_PLAIN, cases[i].expected);
    int64_t state = 3;
    for (int i = 0; i < 100000; ++i) {
        int64_t bits;
        double x;
        csp_random_next(NULL, &bits, &state);
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x)) continue;
        csp_text t = {0};
        csp_format(&t, &t_float, &x, CSP_PLAIN);
        csp_text_add(&t, "", 1);
        if (strtod(t.data, NULL) != x) cr_assert(false, "%s is not %.17g", t.data, x);
        size_t digits = 0;
        for (const char *p = t.data; *p && *p != 'e'; ++p)
            digits += *p >= (digits ? 0x30 : 0x31) && *p <= 0x39; /* from the first that counts */
        char shorter[40];
        snprintf(shorter, sizeof shorter, "%.*e", digits > 17 ? 15 : (int)digits - 2, x);
        bool padded = t.size > 2 && strcmp(t.data + t.size - 3, ".0") == 0;
        if (!padded && digits > 2 && digits <= 17 && x >= 0x1p-1022 && strtod(shorter, NULL) == x)
            cr_assert(false, "%s is shorter than %s", shorter, t.data);
        csp_text_free(&t);
    }
}

Test(value_text, printing) {
    int64_t live = csp_alloc_live();
    csp_str *a = text("a"), *b = text("b'c"), *odd = text("\n\t\\\x01é\xc2\x85");
    csp_list *strs = NULL, *lists = NULL;
    csp_list_push(&t_strs, &strs, &a);
    csp_list_push(&t_strs, &strs, &b);
    csp_list_push(&t_lists, &lists, &strs);
    trade t = {.symbol = b, .price = 100.01, .size = {0, 0}, .flags = strs};
    struct {
        int64_t n;
        csp_str *s;
    } pair = {1, a};
    int64_t red = 1, unknown = 9, minutes = 90 * CSP_SECOND, days = 26 * 3600 * CSP_SECOND,
            less = -CSP_SECOND;
    int64_t day = csp_days_from_civil(2020, 1, 2), clock = 86399 * CSP_SECOND + 400000000;
    int64_t moment = day * 86400 * CSP_SECOND + 3 * 3600 * CSP_SECOND;
    csp_opt_int none = {0, 0};
    prints(&t_strs, &strs, CSP_PLAIN, "['a', \"b'c\"]");
    prints(&t_lists, &lists, CSP_PLAIN, "[['a', \"b'c\"]]");
    prints(&t_trade, &t, CSP_PLAIN,
           "Trade( symbol=b'c, price=100.01, size=<unset>, flags=[a, b'c] )");
    t.size = (csp_opt_int){200, 1};
    prints(&t_trade, &t, CSP_QUOTED, "Trade( symbol=b'c, price=100.01, size=200, flags=[a, b'c] )");
    prints(&t_pair, &pair, CSP_PLAIN, "(1, 'a')");
    prints(&t_str, &odd, CSP_QUOTED, "'\\n\\t\\\\\\x01é\\x85'");
    prints(&t_bytes, &odd, CSP_PLAIN, "b'\\n\\t\\\\\\x01\\xc3\\xa9\\xc2\\x85'");
    prints(&t_color, &red, CSP_QUOTED, "Color.RED");
    prints(&t_color, &unknown, CSP_PLAIN, "9");
    prints(&t_opt_int, &none, CSP_PLAIN, "<unset>");
    prints(&t_timedelta, &minutes, CSP_PLAIN, "0:01:30");
    prints(&t_timedelta, &days, CSP_PLAIN, "1 day, 2:00:00");
    prints(&t_timedelta, &less, CSP_PLAIN, "-1 day, 23:59:59");
    prints(&t_date, &day, CSP_PLAIN, "2020-01-02");
    prints(&t_time, &clock, CSP_PLAIN, "23:59:59.400000");
    prints(&t_datetime, &moment, CSP_PLAIN, "2020-01-02 03:00:00");
    prints(&t_datetime, &(int64_t){moment + 500000000}, CSP_PLAIN, "2020-01-02 03:00:00.500000");
    prints(&t_datetime, &(int64_t){moment + 5}, CSP_PLAIN, "2020-01-02 03:00:00.000000005");
    csp_str *shown;
    csp_str_of(CALL(&t_str, &t_opt_int), &shown, &none);
    cr_expect_str_eq(csp_str_data(shown), "None");
    csp_release(&t_str, &shown);
    csp_array *zeros;
    csp_array_zeros(CALL(&t_array, &t_int), &zeros, &(int64_t){3});
    prints(&t_array, &zeros, CSP_PLAIN, "[0.0, 0.0, 0.0]");
    csp_release(&t_array, &zeros);
    csp_release(&t_lists, &lists);
    csp_release(&t_strs, &strs);
    csp_release(&t_str, &a);
    csp_release(&t_str, &b);
    csp_release(&t_str, &odd);
    cr_expect_eq(csp_alloc_live(), live);
}

static void formats(const csp_type *type, const void *value, const char *spec,
                    const char *expected) {
    csp_text t = {0};
    csp_format_spec(CALL(&t_str, type), &t, type, value, spec);
    csp_text_add(&t, "", 1);
    cr_expect_str_eq(t.data, expected, "'%s' for %s, not '%s'", t.data, spec, expected);
    csp_text_free(&t);
}

Test(value_text, format_spec) {
    int64_t live = csp_alloc_live();
    const struct {
        double x;
        const char *spec, *expected;
    } floats[] = {{1.005, ".2f", "1.00"},
                  {2.5, ".0f", "2"},
                  {1234567.891, ",.2f", "1,234,567.89"},
                  {0.5, "%", "50.000000%"},
                  {0.25, ".1%", "25.0%"},
                  {1e10, "g", "1e+10"},
                  {1234.5, "010.1f", "00001234.5"},
                  {-3.0, "+.1f", "-3.0"},
                  {3.0, "+.1f", "+3.0"},
                  {1e16, "", "1e+16"},
                  {1.5, ".3", "1.5"},
                  {123456.0, ".3", "1.23e+05"},
                  {100.0, ".3", "1e+02"},
                  {-0.001, "z.1f", "0.0"},
                  {NAN, "06.1f", "000nan"},
                  {1.5, "*^9", "***1.5***"},
                  {1234.0, "015,.1f", "0,000,001,234.0"}};
    const struct {
        int64_t x;
        const char *spec, *expected;
    } whole[] = {
        {255, "#x", "0xff"},   {255, "08b", "11111111"}, {1234567, ",", "1,234,567"},
        {-42, "06", "-00042"}, {255, "#06X", "0X00FF"},  {65, "c", "A"},
        {7, ".2f", "7.00"},    {48879, "_x", "beef"},    {INT64_MIN, "d", "-9223372036854775808"},
        {5, "<4", "5   "},     {5, "^5", "  5  "}};
    for (size_t i = 0; i < sizeof floats / sizeof floats[0]; ++i)
        formats(&t_float, &floats[i].x, floats[i].spec, floats[i].expected);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; ++i)
        formats(&t_int, &whole[i].x, whole[i].spec, whole[i].expected);
    csp_str *s = text("héllo");
    formats(&t_str, &s, "7", "héllo  ");
    formats(&t_str, &s, ">7.3", "    hél");
    formats(&t_str, &s, "é^9", "ééhélloéé");
    formats(&t_datetime, &(int64_t){0}, "%d/%m/%y %H:%M", "01/01/70 00:00");
    formats(&t_color, &(int64_t){2}, ">12", "  Color.BLUE");
    csp_text t = {0};
    RAISES("invalid format 'd' for a value of type str",
           csp_format_spec(NULL, &t, &t_str, &s, "d"));
    RAISES("invalid format '.2q' for a value of type float",
           csp_format_spec(NULL, &t, &t_float, &(double){1}, ".2q"));
    csp_release(&t_str, &s);
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_text, parsing) {
    const struct {
        const csp_type *type;
        const char *text, *expected; /* printed quoted; NULL: refused */
    } cases[] = {
        {&t_int, "-42", "-42"},
        {&t_int, "9223372036854775807", "9223372036854775807"},
        {&t_int, "9223372036854775808", NULL},
        {&t_int, "1.5", NULL},
        {&t_int, "", NULL},
        {&t_float, "1e-3", "0.001"},
        {&t_float, "-12.50", "-12.5"},
        {&t_float, "nan", "nan"},
        {&t_float, "1.5x", NULL},
        {&t_bool, "true", "True"},
        {&t_bool, "0", "False"},
        {&t_bool, "maybe", NULL},
        {&t_str, "a, b", "'a, b'"},
        {&t_color, "RED", "Color.RED"},
        {&t_color, "Color.BLUE", "Color.BLUE"},
        {&t_color, "GREEN", NULL},
        {&t_opt_int, "", "<unset>"},
        {&t_opt_int, "3", "3"},
        {&t_opt_int, "x", NULL},
        {&t_ints, "[1, 2,]", "[1, 2]"},
        {&t_ints, "1,2", "[1, 2]"},
        {&t_ints, "", "[]"},
        {&t_ints, "[1", NULL},
        {&t_strs, "[\"A\",'b\\n']", "['A', 'b\\n']"},
        {&t_strs, "A, B", "['A', 'B']"},
        {&t_set, "{1, 2, 1}", "{1, 2}"},
        {&t_dict, "{1: 2, 3: 4}", "{1: 2, 3: 4}"},
        {&t_dict, "{1 2}", NULL},
        {&t_book, "{\"k\": [\"v\", \"w\"]}", "{'k': ['v', 'w']}"},
        {&t_pair, "(1, 'a')", "(1, 'a')"},
        {&t_array, "[1, 2.5]", "[1.0, 2.5]"},
        {&t_trade, "{\"symbol\": \"A\", \"px\": 1.5}",
         "Trade( symbol=A, price=1.5, size=<unset>, flags=[] )"},
        {&t_trade, "Trade(A, 2, size=7)", "Trade( symbol=A, price=2.0, size=7, flags=[] )"},
        {&t_trade, "Trade(A)", NULL},
        {&t_timedelta, "1h30min", "1:30:00"},
        {&t_timedelta, "-250ms", "-1 day, 23:59:59.750000"},
        {&t_timedelta, "2.5s", "0:00:02.500000"},
        {&t_timedelta, "0:01:30", "0:01:30"},
        {&t_timedelta, "1 day, 2:00:00", "1 day, 2:00:00"},
        {&t_timedelta, "5m", NULL},
        {&t_time, "09:30", "09:30:00"},
        {&t_date, "2024-02-29", "2024-02-29"},
        {&t_date, "2023-02-29", NULL},
    };
    int64_t live = csp_alloc_live();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        _Alignas(16) char value[64];
        csp_text why = {0};
        bool good = csp_parse(cases[i].type, cases[i].text, strlen(cases[i].text), value, &why);
        cr_expect_eq(good, cases[i].expected != NULL, "'%s' as %s", cases[i].text,
                     cases[i].type->name);
        cr_expect(good || why.size > 0, "says what was expected");
        if (good) prints(cases[i].type, value, CSP_QUOTED, cases[i].expected);
        csp_release(cases[i].type, value);
        csp_text_free(&why);
    }
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_text, str_methods) {
    int64_t live = csp_alloc_live();
    csp_str *s = text(" héllo wörld "), *sep = text("l"), *got;
    const csp_call *call = CALL(&t_str, &t_str);
    csp_str_title(call, &got, &s);
    prints(&t_str, &got, CSP_QUOTED, "' Héllo Wörld '");
    csp_release(&t_str, &got);
    csp_op_index_str(call, &got, &s, &(int64_t){-4});
    prints(&t_str, &got, CSP_QUOTED, "'r'");
    csp_release(&t_str, &got);
    csp_op_slice_str(call, &got, &s, &(csp_opt_int){1, 1}, &(csp_opt_int){6, 1},
                     &(csp_opt_int){0, 0});
    prints(&t_str, &got, CSP_QUOTED, "'héllo'");
    csp_release(&t_str, &got);
    csp_list *parts;
    csp_str_split(CALL(&t_strs, &t_str), &parts, &s, &(csp_opt_str){0}, &(int64_t){-1});
    prints(&t_strs, &parts, CSP_QUOTED, "['héllo', 'wörld']");
    csp_str_join(CALL(&t_str, &t_str, &t_strs), &got, &sep, &parts);
    prints(&t_str, &got, CSP_QUOTED, "'héllolwörld'");
    csp_release(&t_str, &got);
    csp_release(&t_strs, &parts);
    int64_t at;
    csp_str_find(call, &at, &s, &sep, &(int64_t){5}, &(csp_opt_int){0});
    cr_expect_eq(at, 10);
    RAISES("index 99 out of range for a str of 13",
           csp_op_index_str(call, &got, &s, &(int64_t){99}));
    csp_str *bad = csp_bytes_new("a\xff", 2);
    RAISES("not UTF-8: byte 0xff at position 1", csp_bytes_decode(call, &got, &bad));
    csp_release(&t_str, &bad);
    csp_release(&t_str, &s);
    csp_release(&t_str, &sep);
    cr_expect_eq(csp_alloc_live(), live);
}
