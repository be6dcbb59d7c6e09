/* test_engine_options.c - the command line of an executable. */
#include "test_engine.h"

typedef struct state {
    int64_t count;
    csp_str *path;
    uint8_t live;
    int64_t start, end;
    uint8_t realtime;
} state;

TEST_TEXT(default_path, "trades.csv");
static const int64_t three = 3, year_2020 = INT64_C(1577836800) * CSP_SECOND,
                     minute = 60 * CSP_SECOND;
static const uint8_t no = 0;

enum { COUNT, PATH, LIVE, START, END, REALTIME, NPARAMS };
static const csp_param all_params[NPARAMS] = {
    {"count", "how many", &test_int, offsetof(state, count), CSP_FLAG, &three},
    {"file_path", "where from", &test_str, offsetof(state, path), CSP_FLAG, &default_path},
    {"live", "", &test_bool, offsetof(state, live), CSP_FLAG, &no},
    {"start", "", &test_datetime, offsetof(state, start), CSP_FLAG_START, &year_2020},
    {"end", "", &test_timedelta, offsetof(state, end), CSP_FLAG_END, &minute},
    {"realtime", "", &test_bool, offsetof(state, realtime), CSP_FLAG_REALTIME, &no}};

static void show(csp_engine *engine, char *s) {
    const state *st = (const state *)s;
    printf("%lld %s %d | %lld %lld %d | %lld %lld\n", (long long)st->count, csp_str_data(st->path),
           st->live, (long long)(st->start / CSP_SECOND), (long long)(st->end / CSP_SECOND),
           st->realtime, (long long)(engine->start / CSP_SECOND),
           engine->end == INT64_MAX ? -1LL : (long long)(engine->end / CSP_SECOND));
}
static void fini(csp_engine *engine, char *s) {
    (void)engine;
    csp_release(&test_str, &((state *)s)->path);
}

static const csp_program program = {.abi = CSP_PROGRAM_ABI,
                                    .name = "app",
                                    .doc = "",
                                    .version = "0",
                                    .state_size = sizeof(state),
                                    .params = all_params,
                                    .nparams = NPARAMS,
                                    .init = test_nothing,
                                    .start = show,
                                    .stop = test_nothing,
                                    .fini = fini};

static csp_program with_params(const csp_param *params, uint32_t n) {
    csp_program p = program;
    p.params = params;
    p.nparams = n;
    return p;
}

Test(options, presets_and_flags) {
    test_expect(test_run(&program, NULL), 0,
                "3 trades.csv 0 | 1577836800 60 0 | 1577836800 1577836860\n", "");
    test_expect(test_run(&program, "--count", "-7", "--file-path=a b", "--live", NULL), 0,
                "-7 a b 1 | 1577836800 60 0 | 1577836800 1577836860\n", "");
    test_expect(test_run(&program, "--file_path", "x", "--live=true", "--no-live", NULL), 0,
                "3 x 0 | 1577836800 60 0 | 1577836800 1577836860\n", "");
}

Test(options, start_and_end) {
    test_expect(test_run(&program, "--start", "1970-01-02", "--end", "+1h", NULL), 0,
                "3 trades.csv 0 | 86400 3600 0 | 86400 90000\n", "");
    test_expect(
        test_run(&program, "--start=1970-01-01T00:00:10Z", "--end=1970-01-01T00:01:00Z", NULL), 0,
        "3 trades.csv 0 | 10 50 0 | 10 60\n", "");
    csp_param params[] = {all_params[END]};
    csp_program p = with_params(params, 1);
    test_expect(test_run(&p, NULL), 0, "0  0 | 0 60 0 | 0 60\n", "");
    test_expect(test_run(&p, "--end", "1970-01-01T00:01:00Z", NULL), 2, "",
                "error: --end: as a time it needs --start beside it\n");
    params[0].type = &test_datetime;
    params[0].preset = &year_2020;
    test_expect(test_run(&p, NULL), 0, "0  0 | 0 1577836800 0 | 0 1577836800\n", "");
    test_expect(test_run(&p, "--end", "8h", "--start", "1970-01-02", NULL), 0,
                "0  0 | 0 115200 0 | 86400 115200\n", "");
    test_expect(test_run(&p, "--end", "1999-01-01", "--start", "2000-01-01", NULL), 2, "",
                "error: --end lies before --start\n");
}

Test(options, realtime_is_a_parameter_too) {
    test_result r = test_run(&program, "--realtime", "--start", "-1h", "--end", "+1s", NULL);
    cr_expect_eq(r.status, 0);
    cr_expect_not_null(strstr(r.out, " 1 1 | "), "%s", r.out);
    free(r.out), free(r.err);
}

Test(options, mistakes) {
    test_expect(test_run(&program, "--cuont", "3", NULL), 2, "",
                "error: unknown flag --cuont; did you mean --count?\n"
                "error: unexpected argument \"3\"; values are given as --name value\n");
    test_expect(test_run(&program, "--zzzzzz", NULL), 2, "",
                "error: unknown flag --zzzzzz; --help lists them\n");
    test_expect(
        test_run(&program, "--count=abc", "--live=maybe", "--start=soon", NULL), 2, "",
        "error: --count: expected a whole number, got \"abc\"\n"
        "error: --live: expected true or false, got \"maybe\"\n"
        "error: --start: expected a time such as 2020-01-01T09:30:00Z, or a duration such as "
        "+8h, got \"soon\"\n");
    test_expect(test_run(&program, "--count", NULL), 2, "", "error: --count: a value is missing\n");
    test_expect(test_run(&program, "--profile", NULL), 2, "",
                "error: --profile: not supported yet\n");
    test_expect(test_run(&program, "--outputs=x.csv", NULL), 2, "",
                "error: --outputs: this program has no outputs to write\n");
    test_expect(test_run(&program, "--no-count", NULL), 2, "",
                "error: unknown flag --no-count; --help lists them\n");
}

Test(options, required) {
    csp_param params[] = {all_params[COUNT], all_params[START]};
    params[0].preset = params[1].preset = NULL;
    csp_program p = with_params(params, 2);
    test_expect(test_run(&p, NULL), 2, "",
                "error: --count int is required: how many\nerror: --start datetime is required\n");
    test_expect(test_run(&p, "--count", "1", "--start", "1970-01-02", NULL), 0,
                "1  0 | 86400 0 0 | 86400 -1\n", "");
}

Test(options, pages) {
    csp_program p = program;
    p.doc = "Does things.";
    test_expect(test_run(&p, "--nonsense", "--version", NULL), 0, "app (cspc 0)\n", "");
    test_expect(
        test_run(&p, "--help", NULL), 0,
        "Does things.\n\n"
        "usage: app [--name value]...\n\n"
        "parameters\n"
        "  --count int      how many (default: 3)\n"
        "  --file-path str  where from (default: trades.csv)\n"
        "  --live           (default: False)\n"
        "\n"
        "run\n"
        "  --start TIME     2020-01-01T09:30:00Z, or -1h: from now; else the earliest input "
        "(default: 2020-01-01 00:00:00)\n"
        "  --end TIME       a time, or +8h: from the start; inclusive; else when inputs end "
        "(default: 0:01:00)\n"
        "  --realtime       run on the wall clock, history first (default: False)\n"
        "  --version        print the version and leave\n"
        "  --help           print this page and leave\n",
        "");
}
