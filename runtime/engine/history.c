/* history.c - the buffers behind value_at, times_at, items_at and their like.
 *
 * An edge whose readers ask for more than its current value has a record in the state block
 * (csp/history.h). Generated code and cycle.c call csp_edge_tick when the edge ticks; node bodies
 * ask by index or by time.
 *
 * Positions count back from the last tick: 0 is the newest. A buffer that keeps a number of ticks
 * is made once; one that keeps a time doubles while its oldest tick is still inside of the window,
 * and then stays: neither allocates in the steady state. Growth is as csp's, so that a tick older
 * than the window is found where csp finds it: until it is overwritten.
 */
#include <string.h>

#include "csp/history.h"
#include "engine/engine.h"

/* ---- the ring */

static int64_t slot_of(const csp_history *h, int64_t back) {
    int64_t at = h->next - 1 - back;
    return at < 0 ? at + h->cap : at;
}

static int64_t time_of(const csp_history *h, int64_t back) { return h->times[slot_of(h, back)]; }

static char *value_of(const csp_history *h, int64_t back) {
    return h->values + (size_t)slot_of(h, back) * h->type->size;
}

/* The ticks move to the front of a larger ring, oldest first. */
static void grow(csp_history *h, int64_t cap) {
    size_t size = h->type->size;
    char *values = csp_alloc((size_t)cap * size);
    int64_t *times = csp_alloc((size_t)cap * sizeof *times);
    for (int64_t i = 0; i < h->len; i++) {
        memcpy(values + (size_t)i * size, value_of(h, h->len - 1 - i), size);
        times[i] = time_of(h, h->len - 1 - i);
    }
    csp_free(h->values);
    csp_free(h->times);
    h->values = values;
    h->times = times;
    h->cap = cap;
    h->next = h->len;
}

static void make_room(csp_history *h, int64_t now) {
    if (h->cap < h->ticks || h->cap == 0) grow(h, h->ticks > 1 ? h->ticks : 1);
    if (h->window == 0 || h->len < h->cap) return;
    if (now - time_of(h, h->len - 1) <= h->window) grow(h, 2 * h->cap);
}

void csp_edge_tick(csp_engine *engine, void *record, const csp_type *type, const void *value) {
    csp_history *h = record;
    h->count++;
    h->time = engine->now;
    if (!type) return; /* a short record */
    h->type = type;
    make_room(h, engine->now);
    if (h->next == h->cap) h->next = 0;
    char *slot = h->values + (size_t)h->next * type->size;
    if (h->len == h->cap) {
        csp_assign(type, slot, value);
    } else {
        csp_copy(type, slot, value);
        h->len++;
    }
    h->times[h->next++] = engine->now;
}

void csp_history_keep(const csp_call *call, csp_history *history, int64_t tick_count,
                      int64_t tick_history) {
    if (tick_count != CSP_NO_POLICY && tick_count < 1)
        csp_raise(call, "tick_count must be at least 1, not %lld", (long long)tick_count);
    if (tick_history != CSP_NO_POLICY && tick_history <= 0)
        csp_raise(call, "tick_history must be positive");
    if (tick_count > history->ticks) history->ticks = tick_count;
    if (tick_history > history->window) history->window = tick_history;
}

void csp_history_free(csp_history *histories, uint64_t n) {
    for (uint64_t k = 0; k < n; k++) {
        csp_history *h = &histories[k];
        for (int64_t i = 0; i < h->len; i++) csp_release(h->type, value_of(h, i));
        csp_free(h->values);
        csp_free(h->times);
    }
}

/* ---- mistakes. Messages are built in the run's own text, so that nothing is left behind. */

static csp_text *message_begin(csp_engine *engine) {
    csp_text *text = &csp_run_of(engine)->line;
    text->size = 0;
    return text;
}

static _Noreturn void raise_text(const csp_call *call, const csp_text *text) {
    csp_raise(call, "%.*s", (int)text->size, text->data);
}

static int64_t kept_ticks(const csp_history *h) { return h->ticks > 1 ? h->ticks : 1; }

static void check_tick(const csp_call *call, const csp_history *h, const char *name, int64_t at) {
    if (at > 0)
        csp_raise(call, "%s: %lld is no index of a tick: 0 is the last one, -1 the one before",
                  name, (long long)at);
    if (at <= -kept_ticks(h))
        csp_raise(call,
                  "tick %lld of %s is asked for, but only the last %lld %s kept: write "
                  "set_buffering_policy(%s, tick_count=%llu) in start:",
                  (long long)at, name, (long long)kept_ticks(h), kept_ticks(h) == 1 ? "is" : "are",
                  name, 1 - (unsigned long long)at);
}

static _Noreturn void raise_window(const csp_call *call, csp_engine *engine, const csp_history *h,
                                   const char *name, int64_t delta) {
    csp_text *text = message_begin(engine);
    csp_text_printf(text, "%s of ", name);
    csp_format_timedelta(text, -delta);
    csp_text_puts(text, " ago is asked for, but ");
    if (h->window > 0) {
        csp_text_puts(text, "only the last ");
        csp_format_timedelta(text, h->window);
        csp_text_puts(text, " is kept");
    } else {
        csp_text_puts(text, "nothing is kept by time");
    }
    csp_text_printf(text, ": write set_buffering_policy(%s, tick_history=...) in start:", name);
    raise_text(call, text);
}

/* The time that a timedelta or datetime means. */
static int64_t check_time(const csp_call *call, csp_engine *engine, const csp_history *h,
                          const char *name, int64_t kind, int64_t at) {
    int64_t delta = kind == CSP_AT_DELTA ? at : at - engine->now;
    if (delta > 0) {
        csp_text *text = message_begin(engine);
        csp_text_printf(text, "%s: the time asked for lies ", name);
        csp_format_timedelta(text, delta);
        csp_text_puts(text, " after now");
        raise_text(call, text);
    }
    if (h->window == 0 || -delta > h->window) raise_window(call, engine, h, name, delta);
    return engine->now + delta;
}

static _Noreturn void raise_none(const csp_call *call, csp_engine *engine, const csp_history *h,
                                 const csp_range *range, int64_t time) {
    csp_text *text = message_begin(engine);
    if (h->count == 0) {
        csp_text_printf(text, "%s has not ticked yet", range->name);
    } else if (range->kind == CSP_AT_TICK) {
        csp_text_printf(text, "%s has ticked only %lld time%s: there is no tick %lld", range->name,
                        (long long)h->count, h->count == 1 ? "" : "s", (long long)range->at);
    } else {
        csp_text_printf(text, "%s had no tick at or before ", range->name);
        csp_format_datetime(text, time);
        csp_text_puts(text, "; the oldest that is kept was at ");
        csp_format_datetime(text, time_of(h, h->len - 1));
    }
    raise_text(call, text);
}

/* ---- finding */

/* The newest tick at or before `time`; `first`: of several at exactly that time the first one. -1:
 * none. */
static int64_t find(const csp_history *h, int64_t time, bool first) {
    if (h->len == 0 || time_of(h, h->len - 1) > time) return -1;
    int64_t low = 0, high = h->len - 1; /* the tick at `high` is not after `time` */
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (time_of(h, middle) <= time)
            high = middle;
        else
            low = middle + 1;
    }
    while (first && time_of(h, high) == time && high + 1 < h->len && time_of(h, high + 1) == time)
        high++;
    return high;
}

const void *csp_history_at(const csp_call *call, csp_engine *engine, const csp_history *history,
                           const csp_range *range, bool quiet, int64_t *time) {
    int64_t back, then = 0;
    if (range->kind == CSP_AT_TICK) {
        check_tick(call, history, range->name, range->at);
        back = -range->at < history->len ? -range->at : -1;
    } else {
        then = check_time(call, engine, history, range->name, range->kind, range->at);
        back = find(history, then, range->policy == CSP_FIRST_VALUE);
    }
    if (back < 0) {
        if (!quiet) raise_none(call, engine, history, range, then);
        return NULL;
    }
    *time = time_of(history, back);
    return value_of(history, back);
}

/* ---- ranges */

/* Positions, the older one first; one value more at the end where the range is extrapolated. */
typedef struct Span {
    int64_t from, to;
    int64_t first_time, last_time; /* times are moved to these; CSP_NO_TIME: they stay */
} Span;

static const Span nothing = {-1, 0, CSP_NO_TIME, CSP_NO_TIME};

static int64_t span_len(const Span *span) {
    int64_t n = span->from - span->to + 1;
    return n <= 0 ? 0 : n + (span->last_time != CSP_NO_TIME);
}

static void check_policies(const csp_call *call, const csp_range *range) {
    if (range->policy != CSP_INCLUSIVE || range->end_policy != CSP_INCLUSIVE)
        csp_raise(call, "a range of ticks by index is always INCLUSIVE");
}

static Span span_by_tick(const csp_call *call, const csp_history *h, const csp_range *range) {
    int64_t oldest = h->len - 1, from = oldest, to = 0;
    check_policies(call, range);
    if (range->end_kind == CSP_AT_TICK) {
        check_tick(call, h, range->name, range->end);
        to = -range->end;
    }
    if (range->kind == CSP_AT_TICK) {
        check_tick(call, h, range->name, range->at);
        from = -range->at;
        if (to > from)
            csp_raise(call, "the range of %s ends at %lld, before it starts at %lld", range->name,
                      (long long)range->end, (long long)range->at);
    }
    if (oldest < 0) return nothing;
    return (Span){from < oldest ? from : oldest, to < oldest ? to : oldest, CSP_NO_TIME,
                  CSP_NO_TIME};
}

/* The first position after `start`, -1 when that is after the newest tick. */
static int64_t start_position(const csp_history *h, int64_t start, int64_t policy) {
    int64_t at = find(h, start, policy == CSP_INCLUSIVE);
    if (at < 0) return h->len - 1; /* all are later */
    if (policy == CSP_INCLUSIVE && time_of(h, at) < start) return at - 1;
    if (policy == CSP_EXCLUSIVE) return at - 1;
    return at;
}

static int64_t end_position(const csp_history *h, int64_t end, int64_t policy) {
    int64_t at = find(h, end, policy == CSP_EXCLUSIVE);
    return policy == CSP_EXCLUSIVE && at >= 0 && time_of(h, at) == end ? at + 1 : at;
}

static Span span_by_time(const csp_call *call, csp_engine *engine, const csp_history *h,
                         const csp_range *range) {
    Span span = {h->len - 1, 0, CSP_NO_TIME, CSP_NO_TIME};
    int64_t start = 0, end = 0;
    bool has_start = range->kind != CSP_AT_END, has_end = range->end_kind != CSP_AT_END;
    if (has_start) start = check_time(call, engine, h, range->name, range->kind, range->at);
    if (has_end) end = check_time(call, engine, h, range->name, range->end_kind, range->end);
    if (has_start && has_end && end < start)
        csp_raise(call, "the range of %s ends before it starts", range->name);
    if (has_start) span.from = start_position(h, start, range->policy);
    if (has_end) span.to = end_position(h, end, range->end_policy);
    if (h->len == 0 || span.from < 0 || span.to < 0 || span.to > span.from) return nothing;
    if (!has_start || range->policy != CSP_EXTRAPOLATE) return span;
    if (time_of(h, span.from) < start) span.first_time = start;
    if (has_end && range->end_policy == CSP_EXTRAPOLATE && time_of(h, span.to) < end)
        span.last_time = end;
    return span;
}

/* Position of the i-th of the span. */
static int64_t nth(const Span *span, int64_t i) {
    return span->from - i < span->to ? span->to : span->from - i;
}

static csp_array *array_of(const csp_history *h, const Span *span) {
    int64_t n = span_len(span);
    if (n == 0) return NULL;
    csp_array *array = csp_array_new(n, 1);
    for (int64_t i = 0; i < n; i++)
        memcpy(&array->data[i], value_of(h, nth(span, i)), sizeof array->data[i]);
    return array;
}

static void put_values(const csp_type *type, const csp_history *h, const Span *span, void *ret) {
    csp_list *list = NULL;
    if (type->kind == CSP_ARRAY) {
        csp_array *array = array_of(h, span);
        memcpy(ret, &array, sizeof array);
        return;
    }
    int64_t n = span_len(span);
    if (n > 0) csp_list_reserve(type, &list, n);
    for (int64_t i = 0; i < n; i++) csp_list_push(type, &list, value_of(h, nth(span, i)));
    memcpy(ret, &list, sizeof list);
}

static void put_times(const csp_type *type, const csp_history *h, const Span *span, void *ret) {
    csp_list *list = NULL;
    int64_t n = span_len(span);
    if (n > 0) csp_list_reserve(type, &list, n);
    for (int64_t i = 0; i < n; i++) {
        int64_t time = time_of(h, nth(span, i));
        if (i == 0 && span->first_time != CSP_NO_TIME) time = span->first_time;
        if (i == n - 1 && span->last_time != CSP_NO_TIME) time = span->last_time;
        csp_list_push(type, &list, &time);
    }
    memcpy(ret, &list, sizeof list);
}

void csp_history_range(const csp_call *call, csp_engine *engine, const csp_history *history,
                       const csp_range *range, uint32_t part, void *ret) {
    bool by_time = range->kind >= CSP_AT_DELTA || range->end_kind >= CSP_AT_DELTA;
    Span span =
        by_time ? span_by_time(call, engine, history, range) : span_by_tick(call, history, range);
    const csp_type *type = call->ret;
    if (part == CSP_VALUES) {
        put_values(type, history, &span, ret);
    } else if (part == CSP_TIMES) {
        put_times(type, history, &span, ret);
    } else {
        put_times(type->fields[0].type, history, &span, (char *)ret + type->fields[0].offset);
        put_values(type->fields[1].type, history, &span, (char *)ret + type->fields[1].offset);
    }
}
