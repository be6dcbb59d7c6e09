/* cycle.c - one engine cycle.
 *
 *   1. every source with an event due gets its value and its stamp, and marks the regions that
 *      read it pending
 *   2. pending regions run, the lowest number first; each marks those that read its edges, which
 *      have higher numbers
 *   3. what nobody reads later is released, and the pull adapters that ticked read their next event
 *
 * Pending regions are bits in a tree of words, a bit of a level saying that the word below is not
 * zero:
 *
 *     level 1            [ 0 0 1 ... 0 1 ]                  one word for 64 words below
 *                            |         |
 *     level 0   [......] [......] [.1..1.] ... [1.....]     one bit a region
 *
 * The lowest bit is found by one find-first-set a level, so a cycle costs in proportion to the
 * regions that run, whatever the size of the graph. The last level is a single word.
 */
#include <string.h>

#include "csp/history.h"
#include "engine/engine.h"

/* ---- pending regions */

void csp_pending_init(csp_pending *pending, uint32_t nregions) {
    size_t words = nregions;
    pending->nlevels = 0;
    do {
        words = (words + 63) / 64;
        size_t size = (words ? words : 1) * sizeof(uint64_t);
        pending->levels[pending->nlevels] = csp_alloc(size);
        memset(pending->levels[pending->nlevels++], 0, size);
    } while (words > 1);
}

void csp_pending_free(csp_pending *pending) {
    while (pending->nlevels > 0) csp_free(pending->levels[--pending->nlevels]);
}

void csp_pending_add(csp_pending *pending, uint32_t region) {
    size_t at = region;
    for (uint32_t level = 0; level < pending->nlevels; level++, at /= 64) {
        uint64_t *word = &pending->levels[level][at / 64], old = *word;
        *word = old | UINT64_C(1) << at % 64;
        if (old) return;
    }
}

void csp_pend(csp_engine *engine, uint32_t region) {
    csp_pending_add(csp_run_of(engine)->marks, region);
}

/* The word of level 0 that holds the lowest pending region; false when none is pending. */
static bool lowest_word(const csp_pending *pending, size_t *word) {
    size_t at = 0;
    if (!pending->levels[pending->nlevels - 1][0]) return false;
    for (uint32_t level = pending->nlevels - 1; level > 0; level--)
        at = at * 64 + (size_t)__builtin_ctzll(pending->levels[level][at]);
    *word = at;
    return true;
}

/* Word `at` of level 0 has become zero. */
static void clear_word(csp_pending *pending, size_t at) {
    for (uint32_t level = 1; level < pending->nlevels; level++, at /= 64)
        if (pending->levels[level][at / 64] &= ~(UINT64_C(1) << at % 64)) return;
}

bool csp_regions_run(csp_run *run, csp_pending *pending, const csp_region *regions, char *state,
                     uint32_t limit) {
    size_t at;
    while (lowest_word(pending, &at)) {
        uint64_t *word = &pending->levels[0][at];
        while (*word) { /* regions of this word mark others in it */
            size_t region = at * 64 + (size_t)__builtin_ctzll(*word);
            if (region >= limit) return true;
            *word &= *word - 1;
            /* An empty word forgets its bit above first, so that a mark set by the region renews
             * it. */
            if (!*word) clear_word(pending, at);
            regions[region].run(&run->head, state);
        }
    }
    return false;
}

/* ---- sources */

static void tick_source(csp_run *run, uint32_t index) {
    const csp_lane *lane = &run->queue.lanes[index];
    const csp_source *source = lane->source;
    if (lane->copy) {
        csp_copy_tick(lane->copy, source, run->head.cycle);
        return;
    }
    memcpy(run->state + source->stamp_offset, &run->head.cycle, sizeof run->head.cycle);
    if (source->record_offset != 0)
        csp_edge_tick(&run->head, run->state + source->record_offset,
                      source->keeps ? source->type : NULL, run->state + source->value_offset);
    for (uint32_t i = 0; i < source->nregions; i++)
        csp_pending_add(&run->pending, source->regions[i]);
}

static uint32_t take_pulls(csp_run *run, int64_t time, uint32_t *taken) {
    csp_pull *pull;
    run->nread = 0;
    while ((pull = csp_merge_take(&run->merge, time))) {
        csp_move(pull->source->type, run->state + pull->source->value_offset, pull->value);
        taken[run->nread] = (uint32_t)(pull->source - run->program->sources);
        run->read[run->nread++] = pull;
    }
    return run->nread;
}

static _Noreturn void raise_disorder(csp_context *context, int64_t time, int64_t last) {
    csp_text text = {0};
    csp_text_puts(&text, "events out of time order: ");
    csp_format_datetime(&text, time);
    csp_text_puts(&text, " after ");
    csp_format_datetime(&text, last);
    csp_fail(context, "%.*s", (int)text.size, text.data);
    csp_text_free(&text);
    csp_context_raise(context);
}

void csp_pull_next(csp_run *run, csp_pull *pull) {
    csp_context *context = pull->context;
    for (;;) {
        int64_t time = CSP_NO_TIME;
        csp_status status =
            context->binding->adapter->next(context, context->self, &time, pull->value);
        if (status == CSP_ERROR) csp_context_raise(context);
        pull->ended = status == CSP_END;
        if (pull->ended) return;
        if (time < pull->time) raise_disorder(context, time, pull->time);
        pull->time = time;
        if (time >= run->head.start && time >= run->resumed) return;
        csp_release(pull->source->type, pull->value); /* before the start: dropped */
    }
}

static void read_pulls(csp_run *run) {
    for (uint32_t i = 0; i < run->nread; i++) {
        csp_pull_next(run, run->read[i]);
        csp_merge_update(&run->merge, run->read[i]);
    }
}

static void release_sources(csp_run *run) {
    for (uint32_t i = 0; i < run->ntaken; i++) {
        const csp_lane *lane = &run->queue.lanes[run->taken[i]];
        char *state = lane->copy ? csp_copy_state(lane->copy) : run->state;
        if (lane->source->resets) csp_release(lane->source->type, state + lane->source->value_offset);
    }
}

/* ---- sources of copies */

/* A source ticks once in a cycle; where a copy goes and its memory comes again, twice. */
static void reserve_taken(csp_run *run, uint32_t n) {
    if (n <= run->taken_cap) return;
    while (run->taken_cap < n) run->taken_cap = run->taken_cap ? 2 * run->taken_cap : 16;
    run->taken = csp_realloc(run->taken, run->taken_cap * sizeof *run->taken);
}

uint32_t csp_run_add_sources(csp_run *run, const csp_source *sources, uint32_t n, csp_clone *copy) {
    return csp_queue_add_lanes(&run->queue, sources, n, copy);
}

void csp_run_take_due(csp_run *run, uint32_t first, uint32_t n) {
    for (uint32_t lane = first; lane < first + n; lane++) {
        if (!csp_queue_take_one(&run->queue, lane, run->head.now, run->state)) continue;
        reserve_taken(run, run->ntaken + 1);
        run->taken[run->ntaken++] = lane;
        tick_source(run, lane);
    }
}

void csp_run_drop_alarms(csp_run *run, uint32_t first, uint32_t n) {
    for (uint32_t lane = first; lane < first + n; lane++) csp_queue_drop(&run->queue, lane);
}

/* ---- the cycle */

void csp_cycle(csp_run *run, int64_t time) {
    run->head.now = time;
    run->head.cycle++;
    run->head.node = CSP_NO_NODE;
    run->again = false;
    reserve_taken(run, run->queue.nsources + run->program->nbindings);
    run->ntaken = csp_queue_take(&run->queue, time, run->state, run->taken);
    run->ntaken += take_pulls(run, time, run->taken + run->ntaken);
    for (uint32_t i = 0; i < run->ntaken; i++) tick_source(run, run->taken[i]);
    csp_regions_run(run, &run->pending, run->program->regions, run->state, UINT32_MAX);
    csp_rows_end_cycle(&run->rows, time);
    release_sources(run);
    if (run->changed_baskets) csp_baskets_end_cycle(run);
    run->again = csp_copies_end_cycle(run);
    if (!run->stopping) read_pulls(run);
}

/* ---- alarms, as nodes call them */

void csp_fail_delay(const csp_call *call, int64_t delay) {
    csp_text text = {0};
    char shown[64] = "";
    csp_format_timedelta(&text, delay);
    memcpy(shown, text.data, text.size < sizeof shown ? text.size : sizeof shown - 1);
    csp_text_free(&text); /* nothing is left behind */
    csp_raise(call, "an alarm's delay must not be negative, got %s", shown);
}

static int64_t due_time(const csp_call *call, csp_run *run, int64_t delay) {
    int64_t time;
    if (delay < 0) csp_fail_delay(call, delay);
    if (__builtin_add_overflow(run->head.now, delay, &time) || time == INT64_MAX)
        csp_raise(call, "the alarm's time is too far in the future");
    return time;
}

uint64_t csp_schedule(csp_engine *engine, uint32_t source, int64_t delay, const void *value,
                      uint32_t flags) {
    csp_run *run = csp_run_of(engine);
    /* Only moved values are written to, and this one is copied. */
    return csp_queue_add(&run->queue, run->first_source + source, due_time(NULL, run, delay),
                         (void *)(uintptr_t)value, false, flags);
}

uint64_t csp_reschedule(const csp_call *call, csp_engine *engine, uint64_t handle, int64_t delay) {
    csp_run *run = csp_run_of(engine);
    if (!csp_queue_move(&run->queue, handle, due_time(call, run, delay)))
        csp_raise(call, "this alarm is not pending: it has rung or was cancelled");
    return handle;
}

void csp_cancel(csp_engine *engine, uint64_t handle) {
    csp_queue_cancel(&csp_run_of(engine)->queue, handle);
}

void csp_stop(csp_engine *engine, bool copy_only) {
    csp_run *run = csp_run_of(engine);
    if (copy_only && run->current)
        csp_copy_end(run->current);
    else
        run->stopping = true;
}
