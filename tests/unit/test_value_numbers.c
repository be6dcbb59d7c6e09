/* Checked integers, rounding, sums, arrays; times, their text, and time zones. */
#include <math.h>

#include "test_value.h"

Test(value_numbers, integers) {
    const csp_call *call = CALL(&t_int, &t_int, &t_int);
    const struct {
        int64_t a, b, quotient, rest;
    } cases[] = {{7, 2, 3, 1},    {-7, 2, -4, 1}, {7, -2, -4, -1},
                 {-7, -2, 3, -1}, {6, 3, 2, 0},   {-6, 3, -2, 0}};
    int64_t got;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        csp_op_int_floordiv(call, &got, &cases[i].a, &cases[i].b);
        cr_expect_eq(got, cases[i].quotient);
        csp_op_int_mod(call, &got, &cases[i].a, &cases[i].b);
        cr_expect_eq(got, cases[i].rest);
    }
    csp_op_int_pow(call, &got, &(int64_t){-2}, &(int64_t){63});
    cr_expect_eq(got, INT64_MIN);
    RAISES("integer division or modulo by zero: 7 // 0",
           csp_op_int_floordiv(call, &got, &(int64_t){7}, &(int64_t){0}));
    RAISES("2 ** 63 overflows int", csp_op_int_pow(call, &got, &(int64_t){2}, &(int64_t){63}));
    RAISES("negative exponent of an int: 2 ** -1",
           csp_op_int_pow(call, &got, &(int64_t){2}, &(int64_t){-1}));
    RAISES("9223372036854775807 + 1 overflows int", csp_fail_overflow(call, "+", INT64_MAX, 1));
    RAISES("float nan does not fit an int", csp_int_of_float(call, &got, &(double){NAN}));
    csp_str *word = text("x1");
    RAISES("invalid literal for int() with base 10: 'x1'", csp_int_of_str(call, &got, &word));
    csp_release(&t_str, &word);
}

Test(value_numbers, floats) {
    const csp_call *call = CALL(&t_float, &t_float, &t_float);
    const struct {
        double x;
        int64_t digits;
        double expected;
    } rounds[] = {{2.675, 2, 2.67},       {0.5, 0, 0},        {1.5, 0, 2},
                  {13.48575, 4, 13.4857}, {1234.5, -2, 1200}, {15, -1, 20},
                  {25, -1, 20},           {-0.4, 0, -0.0},    {95, -2, 100}};
    double got;
    for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; ++i) {
        csp_round_digits(call, &got, &rounds[i].x, &rounds[i].digits);
        cr_expect_eq(got, rounds[i].expected, "round(%g, %d)", rounds[i].x, (int)rounds[i].digits);
    }
    csp_op_float_mod(call, &got, &(double){-7.5}, &(double){2});
    cr_expect_eq(got, 0.5);
    csp_op_float_floordiv(call, &got, &(double){-7.5}, &(double){2});
    cr_expect_eq(got, -4);
    RAISES("float modulo by zero: 7.0 % 0.0",
           csp_op_float_mod(call, &got, &(double){7}, &(double){0}));
    csp_list *tenths = NULL;
    for (int i = 0; i < 10; ++i) csp_list_push(&t_floats, &tenths, &(double){0.1});
    csp_sum_float(CALL(&t_float, &t_floats, &t_float), &got, &tenths, &(double){0});
    cr_expect_eq(got, 1.0);
    csp_release(&t_floats, &tenths);
    csp_max_float(call, &got, &(double){NAN}, &(double){1});
    cr_expect(isnan(got));
    csp_max_float(call, &got, &(double){1}, &(double){NAN});
    cr_expect_eq(got, 1);
}

Test(value_numbers, arrays) {
    int64_t live = csp_alloc_live();
    csp_list *xs = NULL;
    for (int i = 0; i < 5; ++i) csp_list_push(&t_floats, &xs, &(double){i * i});
    csp_array *a, *b;
    csp_array_of_floats(CALL(&t_array, &t_floats), &a, &xs);
    const csp_call *two = CALL(&t_array, &t_array, &t_array);
    csp_op_array_add(two, &b, &a, &a);
    prints(&t_array, &b, CSP_PLAIN, "[0.0, 2.0, 8.0, 18.0, 32.0]");
    csp_release(&t_array, &b);
    csp_op_array_sub(CALL(&t_array, &t_float, &t_array), &b, &(double){1}, &a);
    prints(&t_array, &b, CSP_PLAIN, "[1.0, 0.0, -3.0, -8.0, -15.0]");
    double got;
    csp_array_quantile(CALL(&t_float, &t_array), &got, &a, &(double){0.9});
    cr_expect_eq(got, 13.200000000000001); /* as numpy */
    csp_array_std(CALL(&t_float, &t_array), &got, &a, &(int64_t){0});
    cr_expect_float_eq(got, 5.89915248150105, 1e-14);
    csp_array *copy;
    csp_copy(&t_array, &copy, &a);
    csp_op_array_put1(CALL(NULL, &t_array), &copy, &(int64_t){-1}, &(double){7});
    cr_expect_eq(a->data[4], 16);
    cr_expect_eq(copy->data[4], 7);
    csp_release(&t_array, &copy);
    csp_op_slice_array(CALL(&t_array, &t_array), &copy, &a, &(csp_opt_int){1, 1},
                       &(csp_opt_int){3, 1}, &(csp_opt_int){0});
    RAISES("the shapes of the arrays differ: (5,) and (2,)", csp_op_array_mul(two, &b, &a, &copy));
    RAISES("index 5 out of range for an array of 5",
           csp_op_index_array1(CALL(&t_float, &t_array), &got, &a, &(int64_t){5}));
    csp_release(&t_array, &a);
    csp_release(&t_array, &b);
    csp_release(&t_array, &copy);
    csp_release(&t_floats, &xs);
    cr_expect_eq(csp_alloc_live(), live);
}

Test(value_numbers, times_round_trip) {
    int64_t state = 11;
    for (int i = 0; i < 50000; ++i) {
        int64_t ns, back;
        csp_random_next(NULL, &ns, &state);
        if (i % 2 == 0) ns = -ns;
        if (i % 3 == 0) ns -= ns % 1000000000;
        csp_text t = {0};
        csp_format_datetime(&t, ns);
        bool good = csp_parse_datetime(t.data, t.size, &back) && back == ns;
        if (!good) cr_assert(false, "%.*s", (int)t.size, t.data);
        t.size = 0;
        csp_format_timedelta(&t, ns);
        good = csp_parse_timedelta(t.data, t.size, &back) && back == ns;
        if (!good) cr_assert(false, "%.*s", (int)t.size, t.data);
        csp_text_free(&t);
    }
    for (int64_t days = -1000000; days < 1000000; days += 17) {
        int64_t year;
        int month, day;
        csp_civil_from_days(days, &year, &month, &day);
        if (csp_days_from_civil(year, month, day) != days) cr_assert(false, "day %d", (int)days);
    }
}

Test(value_numbers, time_text) {
    const struct {
        const char *text, *expected;
    } cases[] = {{"2020-01-01T09:30:00Z", "2020-01-01 09:30:00"},
                 {"2020-01-01T09:30:00+02:00", "2020-01-01 07:30:00"},
                 {"2020-01-01 09:30:00.123456789", "2020-01-01 09:30:00.123456789"},
                 {"2020-01-01", "2020-01-01 00:00:00"},
                 {"20240423T120000Z", "2024-04-23 12:00:00"},
                 {"2020-13-01", NULL},
                 {"2020-01-01T25:00", NULL},
                 {"2020-01-01T10:00:00 tomorrow", NULL},
                 {"9999-01-01", NULL},
                 {"", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        int64_t ns;
        bool good = csp_parse_datetime(cases[i].text, strlen(cases[i].text), &ns);
        cr_expect_eq(good, cases[i].expected != NULL, "%s", cases[i].text);
        if (good) prints(&t_datetime, &ns, CSP_PLAIN, cases[i].expected);
    }
    int64_t ns;
    RAISES("no such date: 2023-02-29", csp_date_new(CALL(&t_date, &t_int), &ns, &(int64_t){2023},
                                                    &(int64_t){2}, &(int64_t){29}));
    csp_timedelta_new(CALL(&t_timedelta, &t_float), &ns, &(double){1}, &(double){0.1}, &(double){0},
                      &(double){0}, &(double){0}, &(double){2}, &(double){0});
    prints(&t_timedelta, &ns, CSP_PLAIN, "1 day, 2:00:00.100000");
    csp_datetime_floor(CALL(&t_datetime, &t_datetime), &ns, &(int64_t){-1},
                       &(int64_t){60 * CSP_SECOND});
    cr_expect_eq(ns, -60 * CSP_SECOND);
}

/* Both sides of changes, in the table of the file and under its rule for later years. */
Test(value_numbers, zones) {
    const struct {
        const char *zone, *utc, *local;
    } cases[] = {{"America/New_York", "2024-03-10T06:59:59Z", "2024-03-10 01:59:59"},
                 {"America/New_York", "2024-03-10T07:00:00Z", "2024-03-10 03:00:00"},
                 {"America/New_York", "2024-11-03T05:59:59Z", "2024-11-03 01:59:59"},
                 {"America/New_York", "2024-11-03T06:00:00Z", "2024-11-03 01:00:00"},
                 {"America/New_York", "2060-07-01T12:00:00Z", "2060-07-01 08:00:00"},
                 {"Europe/Berlin", "2050-01-01T12:00:00Z", "2050-01-01 13:00:00"},
                 {"Australia/Sydney", "2050-01-01T12:00:00Z", "2050-01-01 23:00:00"},
                 {"Asia/Kolkata", "2024-01-01T00:00:00Z", "2024-01-01 05:30:00"},
                 {"UTC", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00"}};
    int64_t live = csp_alloc_live(), ns, local;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        csp_str *zone = text(cases[i].zone);
        cr_assert(csp_parse_datetime(cases[i].utc, strlen(cases[i].utc), &ns));
        csp_datetime_local(CALL(&t_datetime, &t_datetime, &t_str), &local, &ns, &zone);
        prints(&t_datetime, &local, CSP_PLAIN, cases[i].local);
        csp_release(&t_str, &zone);
    }
    csp_str *bad = text("../etc/passwd");
    RAISES("no time zone '../etc/passwd' in this system's database",
           csp_datetime_local(CALL(&t_datetime, &t_datetime, &t_str), &local, &ns, &bad));
    csp_release(&t_str, &bad);
    cr_expect_eq(csp_alloc_live(), live);
}
