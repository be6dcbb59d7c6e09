/* test_engine_history.c - buffers of edges: against a plain model, without allocation in the steady
 * state, and releasing what leaves them. */
#include "csp/history.h"
#include "test_engine.h"

static const csp_type ints_type = {
    .kind = CSP_LIST, .size = 8, .align = 8, .name = "[int]", .elem = &test_int};
static const csp_call ints_call = {.file = "f.csp", .ret = &ints_type};

static uint64_t random_state = 88172645463325252u;
static uint64_t random_next(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static void tick_int(csp_run *run, csp_history *history, int64_t time, int64_t value) {
    run->head.now = time;
    csp_edge_tick(&run->head, history, &test_int, &value);
}

/* Every tick that must be there, by index and by time. */
static void check_past(csp_run *run, const csp_history *h, const int64_t *times, int64_t n) {
    int64_t time;
    for (int64_t back = 0; back < n && back < h->ticks; back++) {
        csp_range range = {.kind = CSP_AT_TICK, .at = -back, .name = "x"};
        const int64_t *v = csp_history_at(NULL, &run->head, h, &range, false, &time);
        cr_assert_eq(*v, n - 1 - back);
        cr_assert_eq(time, times[n - 1 - back]);
    }
    for (int64_t delta = 0; delta <= h->window; delta++) {
        int64_t last = n - 1;
        while (last >= 0 && times[last] > run->head.now - delta) last--;
        if (last < 0 || run->head.now - times[last] > h->window) continue; /* may be overwritten */
        csp_range range = {
            .kind = CSP_AT_DELTA, .at = -delta, .policy = CSP_LAST_VALUE, .name = "x"};
        const int64_t *v = csp_history_at(NULL, &run->head, h, &range, false, &time);
        cr_assert_eq(*v, last);
        range =
            (csp_range){CSP_AT_DELTA, -delta, CSP_INCLUSIVE, CSP_AT_DELTA, 0, CSP_INCLUSIVE, "x"};
        csp_list *values;
        csp_history_range(&ints_call, &run->head, h, &range, CSP_VALUES, &values);
        int64_t count = 0;
        while (count < n && times[n - 1 - count] >= run->head.now - delta) count++;
        cr_assert_eq(csp_list_len(values), count);
        csp_release(&ints_type, &values);
    }
}

Test(history, holds_what_a_model_holds) {
    static csp_run run;
    for (int round = 0; round < 40; round++) {
        csp_history h = {0};
        int64_t times[300], now = 0;
        csp_history_keep(NULL, &h, 1 + (int64_t)(random_next() % 9), CSP_NO_POLICY);
        csp_history_keep(NULL, &h, CSP_NO_POLICY, 1 + (int64_t)(random_next() % 20));
        for (int64_t n = 0; n < 300; n++) {
            now += (int64_t)(random_next() % 4) * (int64_t)(random_next() % (uint64_t)(1 + n / 40));
            times[n] = now;
            tick_int(&run, &h, now, n);
            if (n % 7 == 0) check_past(&run, &h, times, n + 1);
        }
        cr_assert_eq(h.count, 300);
        csp_history_free(&h, 1);
    }
}

Test(history, allocates_nothing_in_the_steady_state) {
    static csp_run run;
    csp_history h[2] = {{0}};
    csp_history_keep(NULL, &h[0], 16, CSP_NO_POLICY);
    csp_history_keep(NULL, &h[1], CSP_NO_POLICY, 1000);
    int64_t before = 0;
    for (int64_t i = 0; i < 100000; i++) {
        if (i == 5000) before = csp_alloc_count();
        tick_int(&run, &h[0], i, i);
        tick_int(&run, &h[1], i, i);
    }
    cr_expect_eq(csp_alloc_count(), before);
    csp_history_free(h, 2);
}

Test(history, releases_what_leaves_it) {
    static csp_run run;
    int64_t live = csp_alloc_live();
    csp_history h = {0};
    csp_history_keep(NULL, &h, 3, CSP_NO_POLICY);
    for (int i = 0; i < 10; i++) {
        char text[8];
        csp_str *value = csp_str_new(text, (size_t)snprintf(text, sizeof text, "n%d", i));
        run.head.now = i;
        csp_edge_tick(&run.head, &h, &test_str, &value);
        csp_release(&test_str, &value);
        int64_t kept = i < 3 ? i + 1 : 3;
        cr_expect_eq(csp_alloc_live() - live, 2 + kept); /* two arrays, and these texts */
    }
    csp_history_free(&h, 1);
    cr_expect_eq(csp_alloc_live(), live);
}

/* A record of which only the count is kept is 16 bytes, and no more is touched. */
Test(history, counts_alone) {
    static csp_run run;
    int64_t record[3] = {0, 0, 7};
    run.head.now = 5;
    csp_edge_tick(&run.head, record, NULL, NULL);
    run.head.now = 9;
    csp_edge_tick(&run.head, record, NULL, NULL);
    cr_expect_eq(record[0], 2);
    cr_expect_eq(record[1], 9);
    cr_expect_eq(record[2], 7);
}
