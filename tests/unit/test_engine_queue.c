/* test_engine_queue.c - alarms, the merge of pulls and the bitmap of regions, each against a plain
 * model. */
#include "test_engine.h"

/* Its static functions are tested; the archive's copy is then not linked. */
#include "engine/cycle.c"

static uint64_t random_state = 88172645463325252u;
static uint64_t random_next(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* ---- queue */

enum { NSOURCES = 7, MOST = 4000 };

typedef struct model_alarm {
    int64_t time;
    uint64_t order, handle;
    uint32_t source;
    int64_t value;
    bool pending;
} model_alarm;

static model_alarm model[MOST];
static int nmodel;

static const model_alarm *model_first(uint32_t source, int64_t time) {
    const model_alarm *first = NULL;
    for (int i = 0; i < nmodel; i++) {
        const model_alarm *a = &model[i];
        if (!a->pending || a->source != source || a->time != time) continue;
        if (!first || a->order < first->order) first = a;
    }
    return first;
}

static bool model_earliest(int64_t *time) {
    bool any = false;
    for (int i = 0; i < nmodel; i++) {
        if (!model[i].pending || (any && model[i].time >= *time)) continue;
        *time = model[i].time;
        any = true;
    }
    return any;
}

/* One call of csp_queue_take must give each source's first alarm at that time, and nothing else. */
static void check_take(csp_queue *queue, int64_t time, int64_t *slots) {
    uint32_t taken[NSOURCES];
    uint32_t n = csp_queue_take(queue, time, (char *)slots, taken), expected = 0;
    for (uint32_t s = 0; s < NSOURCES; s++) expected += model_first(s, time) != NULL;
    cr_assert_eq(n, expected);
    for (uint32_t i = 0; i < n; i++) {
        const model_alarm *first = model_first(taken[i], time);
        cr_assert_not_null(first);
        cr_assert_eq(slots[taken[i]], first->value);
        model[first - model].pending = false;
    }
}

Test(queue, follows_a_model) {
    csp_source sources[NSOURCES];
    int64_t slots[NSOURCES] = {0}, now = 0;
    uint64_t order = 0;
    csp_queue queue;
    for (uint32_t i = 0; i < NSOURCES; i++)
        sources[i] = (csp_source){.value_offset = 8 * i, .type = &test_int};
    csp_queue_init(&queue, sources, NSOURCES);
    for (int step = 0; step < 20000; step++) {
        uint64_t what = random_next() % 10;
        if (what < 4 && nmodel < MOST) {
            model_alarm *a = &model[nmodel++];
            *a = (model_alarm){.time = now + (int64_t)(random_next() % 5),
                               .order = order++,
                               .source = (uint32_t)(random_next() % NSOURCES),
                               .value = (int64_t)random_next(),
                               .pending = true};
            int64_t value = a->value;
            a->handle = csp_queue_add(&queue, a->source, a->time, &value, what == 0, 0);
        } else if (what < 6 && nmodel > 0) {
            model_alarm *a = &model[random_next() % (uint64_t)nmodel];
            cr_assert_eq(csp_queue_cancel(&queue, a->handle), a->pending);
            a->pending = false;
        } else if (what < 8 && nmodel > 0) {
            model_alarm *a = &model[random_next() % (uint64_t)nmodel];
            int64_t time = now + (int64_t)(random_next() % 5);
            bool moved = csp_queue_move(&queue, a->handle, time);
            cr_assert_eq(moved, a->pending);
            if (moved) a->time = time, a->order = order++;
        } else {
            int64_t time, expected;
            bool any = csp_queue_peek(&queue, &time);
            cr_assert_eq(any, model_earliest(&expected));
            if (!any) continue;
            cr_assert_eq(time, expected);
            now = time;
            check_take(&queue, time, slots);
        }
    }
    csp_queue_free(&queue);
}

Test(queue, owns_payloads) {
    int64_t before = csp_alloc_live();
    csp_source source = {.type = &test_str};
    csp_queue queue;
    csp_str *slot = NULL;
    uint32_t taken[1];
    csp_queue_init(&queue, &source, 1);
    for (int i = 0; i < 10; i++) {
        csp_str *text = csp_str_new("text", 4);
        uint64_t handle = csp_queue_add(&queue, 0, i, &text, i % 2 == 0, 0);
        csp_release(&test_str, &text);
        if (i % 3 == 0) csp_queue_cancel(&queue, handle);
    }
    csp_queue_take(&queue, 1, (char *)&slot, taken);
    cr_expect_str_eq(csp_str_data(slot), "text");
    csp_release(&test_str, &slot);
    csp_queue_free(&queue);
    cr_expect_eq(csp_alloc_live(), before);
}

Test(queue, many_at_one_time_stay_cheap) {
    enum { N = 200000 };
    csp_source source = {.type = &test_int};
    csp_queue queue;
    int64_t slot = 0;
    uint32_t taken[1];
    csp_queue_init(&queue, &source, 1);
    for (int64_t i = 0; i < N; i++) csp_queue_add(&queue, 0, 5, &i, false, 0);
    for (int64_t i = 0; i < N; i++) {
        cr_assert_eq(csp_queue_take(&queue, 5, (char *)&slot, taken), 1);
        cr_assert_eq(slot, i);
    }
    cr_expect_eq(queue.foreground, 0);
    csp_queue_free(&queue);
}

Test(queue, steady_state_allocates_nothing) {
    csp_source source = {.type = &test_trade_type};
    csp_queue queue;
    test_trade trade = {0}, slot = {0};
    uint32_t taken[1];
    csp_queue_init(&queue, &source, 1);
    int64_t before = 0;
    for (int64_t i = 0; i < 1000; i++) {
        if (i == 10) before = csp_alloc_count();
        csp_queue_add(&queue, 0, i, &trade, false, CSP_BACKGROUND);
        csp_queue_take(&queue, i, (char *)&slot, taken);
    }
    cr_expect_eq(csp_alloc_count(), before);
    csp_queue_free(&queue);
}

/* ---- merge */

Test(merge, takes_every_pull_once_in_time_order) {
    for (uint32_t npulls = 1; npulls < 20; npulls++) {
        csp_source source = {.type = &test_int};
        csp_pull *pulls = csp_alloc(npulls * sizeof *pulls);
        csp_merge merge = {0};
        for (uint32_t i = 0; i < npulls; i++) {
            pulls[i] = (csp_pull){.source = &source, .time = (int64_t)(random_next() % 4)};
            pulls[i].value = csp_alloc(8);
        }
        csp_merge_init(&merge, pulls, npulls);
        int64_t time, last = -1;
        uint32_t seen = 0;
        while (csp_merge_peek(&merge, &time)) {
            cr_assert_geq(time, last);
            last = time;
            csp_pull *pull = csp_merge_take(&merge, time);
            cr_assert_not_null(pull);
            cr_assert_eq(pull->time, time);
            pull->ended = ++seen > 3 * npulls;
            if (!pull->ended) pull->time += 1 + (int64_t)(random_next() % 3);
            csp_merge_update(&merge, pull);
        }
        for (uint32_t i = 0; i < npulls; i++) cr_assert(pulls[i].ended);
        csp_merge_free(&merge);
    }
}

/* ---- pending regions */

static bool pop(csp_pending *pending, uint32_t *region) {
    size_t at;
    if (!lowest_word(pending, &at)) return false;
    uint64_t *word = &pending->levels[0][at];
    *region = (uint32_t)(at * 64 + (size_t)__builtin_ctzll(*word));
    *word &= *word - 1;
    if (!*word) clear_word(pending, at);
    return true;
}

Test(pending, runs_in_ascending_order) {
    static const uint32_t sizes[] = {0, 1, 63, 64, 65, 4096, 4097, 300000};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        csp_pending pending = {0};
        uint32_t region, n = sizes[k], runs = 0;
        bool *marked = calloc(n + 1, 1);
        csp_pending_init(&pending, n);
        cr_assert_not(pop(&pending, &region));
        uint32_t expected = 0;
        for (int i = 0; n > 0 && i < 500; i++) {
            uint32_t r = (uint32_t)(random_next() % n);
            expected += !marked[r];
            marked[r] = true;
            csp_pending_add(&pending, r);
        }
        int64_t last = -1;
        while (pop(&pending, &region)) {
            cr_assert_gt((int64_t)region, last);
            cr_assert(marked[region]);
            last = region;
            runs++;
            uint32_t later = region + 1 + (uint32_t)(random_next() % 100);
            if (later >= n || runs > 2000) continue;
            expected += !marked[later];
            marked[later] = true;
            csp_pending_add(&pending, later);
        }
        cr_assert_eq(runs, expected);
        csp_pending_free(&pending);
        free(marked);
    }
}
