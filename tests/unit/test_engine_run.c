/* test_engine_run.c - whole runs of programs written by hand: the order and times of cycles, ends,
 * errors, outputs. */
#include "test_engine.h"

#define SECOND CSP_SECOND

/* One state serves all programs: two alarms of text, one number, and what regions want to remember.
 */
typedef struct state {
    csp_str *a;
    uint64_t a_stamp;
    csp_str *b;
    uint64_t b_stamp;
    double x;
    uint64_t x_stamp;
    uint64_t handle;
    int64_t count;
} state;

TEST_TEXT(text_a, "a");
TEST_TEXT(text_b, "b");
TEST_TEXT(text_c, "c");
TEST_TEXT(tag_a, "A");
TEST_TEXT(tag_b, "B");
TEST_TEXT(tag_x, "x");

static const uint32_t region_0[] = {0}, region_1[] = {1}, region_0_1[] = {0, 1};
static const csp_node_info nodes[] = {{"main/first", "app.csp", 3, 5},
                                      {"main/second", "app.csp", 7, 9}};

static const csp_source sources[] = {
    {offsetof(state, a), offsetof(state, a_stamp), &test_str, region_0, 1, 0, false, 0, false},
    {offsetof(state, b), offsetof(state, b_stamp), &test_str, region_1, 1, 1, false, 0, false},
    {offsetof(state, x), offsetof(state, x_stamp), &test_float, region_0_1, 2, 0, false, 0, false}};

static void print_a(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag_a, &test_str, &((state *)s)->a);
}
static void print_b(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag_b, &test_str, &((state *)s)->b);
}

static void fini(csp_engine *engine, char *s) {
    (void)engine;
    csp_release(&test_str, &((state *)s)->a);
    csp_release(&test_str, &((state *)s)->b);
}

static void stop_prints(csp_engine *engine, char *s) {
    static csp_str *tag;
    (void)s;
    tag = tag_x;
    csp_print_tick(engine, tag, &test_int, &(int64_t){0});
}

static csp_program program(const csp_region *regions,
                           void (*start)(csp_engine *engine, char *state)) {
    csp_program p = test_program();
    p.state_size = sizeof(state);
    p.sources = sources;
    p.nsources = 3;
    p.nodes = nodes;
    p.nnodes = 2;
    p.regions = regions;
    p.nregions = 2;
    p.start = start;
    p.fini = fini;
    return p;
}

static const csp_region two_prints[] = {{print_a}, {print_b}};

/* ---- alarms */

static void at_one_time(csp_engine *engine, char *s) {
    (void)s;
    csp_schedule(engine, 0, SECOND, &text_a, 0);
    csp_schedule(engine, 0, SECOND, &text_b, 0);
    csp_schedule(engine, 1, SECOND, &text_c, 0);
    csp_schedule(engine, 0, 0, &text_c, 0);
}

Test(run, alarms_of_one_source_run_one_a_cycle) {
    csp_program p = program(two_prints, at_one_time);
    test_expect(test_run(&p, "--start", "2020-01-01", NULL), 0,
                "2020-01-01 00:00:00 A:c\n"
                "2020-01-01 00:00:01 A:a\n"
                "2020-01-01 00:00:01 B:c\n"
                "2020-01-01 00:00:01 A:b\n",
                "");
}

static void deferred(csp_engine *engine, char *s) {
    csp_schedule(engine, 0, SECOND, &text_a, 0);
    ((state *)s)->handle = csp_schedule(engine, 0, SECOND, &text_b, 0);
    csp_schedule(engine, 0, SECOND, &text_c, 0);
}
static void cancel_deferred(csp_engine *engine, char *s) {
    print_a(engine, s);
    csp_cancel(engine, ((state *)s)->handle);
}
static void move_deferred(csp_engine *engine, char *s) {
    print_a(engine, s);
    if (((state *)s)->count++ == 0)
        ((state *)s)->handle = csp_reschedule(NULL, engine, ((state *)s)->handle, 2 * SECOND);
}

Test(run, deferred_alarms_can_be_cancelled_and_moved) {
    csp_program p = program((csp_region[]){{cancel_deferred}, {print_b}}, deferred);
    test_expect(test_run(&p, NULL), 0, "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 A:c\n", "");
    p.regions = (csp_region[]){{move_deferred}, {print_b}};
    test_expect(test_run(&p, NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 A:c\n1970-01-01 00:00:03 A:b\n", "");
}

static void fail_to_move(csp_engine *engine, char *s) {
    engine->node = 1;
    csp_reschedule(NULL, engine, ((state *)s)->handle, 0);
}

Test(run, moving_a_spent_alarm_is_an_error) {
    csp_program p = program((csp_region[]){{test_nothing}, {print_b}}, deferred);
    p.stop = fail_to_move;
    test_expect(test_run(&p, NULL), 1, "",
                "app.csp:7:9: error: this alarm is not pending: it has rung or was cancelled\n"
                "    in main/second at 1970-01-01 00:00:01\n");
}

/* ---- feedback: region 0 ticks source 1 in the next cycle of the same time */

static void start_feedback(csp_engine *engine, char *s) {
    (void)s;
    csp_schedule(engine, 0, SECOND, &text_a, 0);
    csp_schedule(engine, 0, 2 * SECOND, &text_b, 0);
}
static void feed_back(csp_engine *engine, char *s) {
    print_a(engine, s);
    csp_schedule(engine, 1, 0, &((state *)s)->a, 0);
}
static void print_cycle(csp_engine *engine, char *s) {
    print_b(engine, s);
    csp_print_tick(engine, tag_x, &test_int, &engine->cycle);
}

Test(run, feedback_ticks_in_the_next_cycle) {
    csp_program p = program((csp_region[]){{feed_back}, {print_cycle}}, start_feedback);
    test_expect(test_run(&p, NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 B:a\n1970-01-01 00:00:01 x:2\n"
                "1970-01-01 00:00:02 A:b\n1970-01-01 00:00:02 B:b\n1970-01-01 00:00:02 x:4\n",
                "");
}

static void pend_1(csp_engine *engine, char *s) {
    print_a(engine, s);
    csp_pend(engine, 1);
}
static void read_a(csp_engine *engine, char *s) {
    const state *st = (const state *)s;
    int64_t now = st->a_stamp == engine->cycle;
    csp_print_tick(engine, tag_x, &test_int, &now);
}

Test(run, regions_pend_others) {
    csp_program p = program((csp_region[]){{pend_1}, {read_a}}, start_feedback);
    test_expect(test_run(&p, "--end", "+1s", NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 x:1\n", "");
}

/* ---- ends */

static void start_timer(csp_engine *engine, char *s) {
    (void)s;
    csp_schedule(engine, 0, SECOND, &text_a, CSP_BACKGROUND);
}
static void beat(csp_engine *engine, char *s) {
    print_a(engine, s);
    csp_schedule(engine, 0, SECOND, &text_a, CSP_BACKGROUND);
}
static void start_timer_and_alarm(csp_engine *engine, char *s) {
    start_timer(engine, s);
    csp_schedule(engine, 1, 2 * SECOND, &text_b, 0);
}

static const csp_region timer_regions[] = {{beat}, {print_b}};

Test(run, timers_keep_nothing_alive) {
    csp_program p = program(timer_regions, start_timer);
    p.stop = stop_prints;
    test_expect(test_run(&p, NULL), 0, "1970-01-01 00:00:00 x:0\n", "");
    p.start = start_timer_and_alarm;
    test_expect(test_run(&p, NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:02 A:a\n1970-01-01 00:00:02 B:b\n"
                "1970-01-01 00:00:02 x:0\n",
                "");
    test_expect(test_run(&p, "--end=3s", NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:02 A:a\n1970-01-01 00:00:02 B:b\n"
                "1970-01-01 00:00:03 A:a\n1970-01-01 00:00:03 x:0\n",
                "");
}

Test(run, only_timers_ask_for_an_end) {
    csp_program p = program(timer_regions, start_timer);
    p.only_timers = true;
    test_expect(
        test_run(&p, NULL), 2, "",
        "error: nothing but timers drives this program, so it would never end: give --end, such "
        "as --end +1h, or --realtime\n");
    test_expect(test_run(&p, "--end", "1970-01-01T00:00:02", NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:02 A:a\n", "");
}

static void stop_at_a(csp_engine *engine, char *s) {
    csp_stop(engine, false);
    print_a(engine, s);
    csp_pend(engine, 1);
}

Test(run, stop_engine_finishes_the_cycle) {
    csp_program p = program((csp_region[]){{stop_at_a}, {read_a}}, deferred);
    p.stop = stop_prints;
    test_expect(test_run(&p, NULL), 0,
                "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 x:1\n1970-01-01 00:00:01 x:0\n", "");
}

/* ---- errors */

static const csp_call call = {.file = "app.csp", .line = 12, .column = 9};

static void fail(csp_engine *engine, char *s) {
    print_a(engine, s);
    engine->node = 1;
    csp_raise(&call, "division by %s", "zero");
}

Test(run, an_error_stops_the_run) {
    csp_program p = program((csp_region[]){{fail}, {print_b}}, deferred);
    p.stop = stop_prints;
    test_expect(
        test_run(&p, NULL), 1, "1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 x:0\n",
        "app.csp:12:9: error: division by zero\n    in main/second at 1970-01-01 00:00:01\n");
}

static void fail_init(csp_engine *engine, char *s) {
    (void)engine, (void)s;
    csp_raise(&call, "no such thing");
}
static void late_alarm(csp_engine *engine, char *s) {
    (void)s;
    engine->node = 0;
    csp_schedule(engine, 0, -SECOND, &text_a, 0);
}

Test(run, errors_before_the_first_cycle) {
    csp_program p = program(two_prints, test_nothing);
    p.init = fail_init;
    p.stop = stop_prints;
    test_expect(test_run(&p, NULL), 1, "", "app.csp:12:9: error: no such thing\n");
    p.init = test_nothing;
    p.start = late_alarm;
    test_expect(test_run(&p, NULL), 1, "",
                "app.csp:3:5: error: an alarm's delay must not be negative, got -1 day, 23:59:59\n"
                "    in main/first at 1970-01-01 00:00:00\n");
}

/* ---- what a cycle leaves behind */

static void check_cleared(csp_engine *engine, char *s) {
    (void)engine;
    cr_expect_null(((state *)s)->b);
}

Test(run, resetting_sources_are_released) {
    csp_source some[3] = {sources[0], sources[1], sources[2]};
    some[1].resets = true;
    csp_program p = program(two_prints, at_one_time);
    p.sources = some;
    p.stop = check_cleared;
    int64_t before = csp_alloc_live();
    test_result r = test_run(&p, NULL);
    cr_expect_eq(r.status, 0);
    free(r.out), free(r.err);
    cr_expect_eq(csp_alloc_live(), before);
}

/* ---- outputs */

static void output_trade(csp_engine *engine, char *s) {
    state *st = (state *)s;
    test_trade trade = {
        .symbol = st->a, .price = 1.5, .qty = 2, .mid = 0.25, .mid_set = st->count++ == 0};
    csp_output_tick(engine, 0, &trade);
}
static void output_number(csp_engine *engine, char *s) {
    double x = 2.0;
    (void)s;
    csp_output_tick(engine, 1, &x);
}
TEST_TEXT(awkward, "a \"b\", c");
static void start_outputs(csp_engine *engine, char *s) {
    (void)s;
    csp_schedule(engine, 0, 1 * SECOND, &text_a, 0);
    csp_schedule(engine, 0, 2 * SECOND, &awkward, 0);
    csp_schedule(engine, 1, 2 * SECOND, &text_a, 0);
    csp_schedule(engine, 1, 3 * SECOND, &text_a, 0);
}

static const csp_output outputs[] = {{"trade", &test_trade_type}, {"number", &test_float}};

static void expect_file(const char *path, const char *content) {
    char *text = test_slurp(path);
    cr_expect_str_eq(text, content);
    free(text);
    unlink(path);
}

Test(run, outputs_are_printed_or_written) {
    csp_program p = program((csp_region[]){{output_trade}, {output_number}}, start_outputs);
    p.outputs = outputs;
    p.noutputs = 1;
    p.regions = (csp_region[]){{output_trade}, {test_nothing}};
    test_expect(
        test_run(&p, NULL), 0,
        "1970-01-01 00:00:01 trade:Trade( symbol=a, price=1.5, qty=2, mid=0.25 )\n"
        "1970-01-01 00:00:02 trade:Trade( symbol=a \"b\", c, price=1.5, qty=2, mid=<unset> )\n",
        "");
    const char *csv = test_file("out.csv", "");
    test_expect(test_run(&p, "--outputs", csv, NULL), 0, "", "");
    expect_file(csv, "time,symbol,price,qty,mid\n"
                     "1970-01-01 00:00:01,a,1.5,2,0.25\n"
                     "1970-01-01 00:00:02,\"a \"\"b\"\", c\",1.5,2,\n");
    p.regions = (csp_region[]){{output_trade}, {output_number}};
    p.noutputs = 2;
    csv = test_file("out.csv", "");
    test_expect(test_run(&p, "--outputs", csv, NULL), 0, "", "");
    expect_file(csv, "time,trade.symbol,trade.price,trade.qty,trade.mid,number\n"
                     "1970-01-01 00:00:01,a,1.5,2,0.25,\n"
                     "1970-01-01 00:00:02,\"a \"\"b\"\", c\",1.5,2,,2.0\n"
                     "1970-01-01 00:00:03,,,,,2.0\n");
}

Test(run, outputs_as_json_lines) {
    csp_program p = program((csp_region[]){{output_trade}, {output_number}}, start_outputs);
    p.outputs = outputs;
    p.noutputs = 2;
    const char *path = test_file("out.jsonl", "");
    test_expect(test_run(&p, "--outputs", path, NULL), 0, "", "");
    expect_file(
        path, "{\"time\": \"1970-01-01 00:00:01\", \"trade.symbol\": \"a\", \"trade.price\": 1.5, "
              "\"trade.qty\": 2, \"trade.mid\": 0.25}\n"
              "{\"time\": \"1970-01-01 00:00:02\", \"trade.symbol\": \"a \\\"b\\\", c\", "
              "\"trade.price\": 1.5, \"trade.qty\": 2, \"trade.mid\": null, \"number\": 2.0}\n"
              "{\"time\": \"1970-01-01 00:00:03\", \"number\": 2.0}\n");
    test_expect(
        test_run(&p, "--outputs", "x.parquet", NULL), 2, "",
        "error: --outputs: x.parquet: only .csv and .jsonl files can be written, others are "
        "not supported yet\n");
    test_expect(test_run(&p, "--outputs", "/nowhere/x.csv", NULL), 1, "",
                "error: --outputs: cannot write /nowhere/x.csv: No such file or directory\n");
}

/* ---- two runs in one process, one inside the other */

static void run_inside(csp_engine *engine, char *s) {
    csp_program inner = program(two_prints, at_one_time);
    bool abandoned;
    char *argv[] = {(char *)"inner", NULL};
    print_a(engine, s);
    cr_expect_eq(csp_run_program(&inner, 1, argv, &abandoned), 0);
    print_a(engine, s);
}

Test(run, runs_nest) {
    csp_program p = program((csp_region[]){{run_inside}, {print_b}}, start_feedback);
    test_expect(test_run(&p, "--start", "2020-01-01", "--end", "+1s", NULL), 0,
                "2020-01-01 00:00:01 A:a\n"
                "1970-01-01 00:00:00 A:c\n1970-01-01 00:00:01 A:a\n1970-01-01 00:00:01 B:c\n"
                "1970-01-01 00:00:01 A:b\n"
                "2020-01-01 00:00:01 A:a\n",
                "");
}
