/* test.c - runs of tests: expects as sinks, errors that are expected; see csp/test.h.
 *
 * An expect that fails shows what ticked beside what should have, by time:
 *
 *          1s  17.5
 *     -    2s  18.0
 *     +    2s  18.25
 *     +    3s  19.0
 *     - expected, + got
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "csp/test.h"
#include "engine/engine.h"

/* ---- reports */

static void report(csp_run *run, const char *file, int line, int column, const char *message,
                   const char *lines) {
    csp_test_report it = {file ? file : "", line, column, message, lines};
    run->test_failed = true;
    run->test->report(run->test->data, &it);
}

static void report_at(csp_run *run, uint32_t node, const char *message, csp_text *lines) {
    const csp_node_info *info = &run->program->nodes[node];
    csp_text_add(lines, "", 1);
    report(run, info->file, info->line, info->column, message, lines->data);
}

/* A time after the start as one would write it: 90s, 1.5s, 250ms, 2h. */
static void add_delay(csp_text *text, int64_t ns) {
    static const struct {
        const char *name;
        int64_t ns;
        bool whole; /* only whole numbers of it */
    } units[] = {{"d", 86400 * CSP_SECOND, true}, {"h", 3600 * CSP_SECOND, true},
                 {"min", 60 * CSP_SECOND, true},  {"s", CSP_SECOND, false},
                 {"ms", 1000000, false},          {"us", 1000, false}};
    uint64_t size = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
    if (ns < 0) csp_text_puts(text, "-");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        uint64_t unit = (uint64_t)units[i].ns;
        if (size < unit || (units[i].whole && size % unit != 0)) continue;
        csp_text_printf(text, "%llu", (unsigned long long)(size / unit));
        uint64_t rest = size % unit;
        if (rest > 0) csp_text_puts(text, ".");
        for (; rest > 0; rest %= unit) {
            rest *= 10;
            csp_text_printf(text, "%llu", (unsigned long long)(rest / unit));
        }
        csp_text_puts(text, units[i].name);
        return;
    }
    csp_text_printf(text, size == 0 ? "0s" : "%lluns", (unsigned long long)size);
}

/* ---- errors of the run */

static const char *what_failed(const csp_run *run) {
    return run->head.node < run->program->nnodes ? run->program->nodes[run->head.node].path : NULL;
}

static void add_where(csp_run *run, csp_text *text) {
    const char *path = what_failed(run);
    if (!path) return;
    csp_text_printf(text, "in %s", path);
    if (run->head.now != CSP_NO_TIME) {
        csp_text_puts(text, " at ");
        add_delay(text, run->head.now - run->head.start);
    }
    csp_text_puts(text, "\n");
}

void csp_test_error(csp_run *run, csp_trap *trap) {
    const char *message = csp_str_data(trap->message), *wanted = run->test->error;
    bool first = !run->test_stopped;
    run->test_stopped = true;
    run->test_stopped_at = run->head.now;
    const csp_node_info *node =
        run->head.node < run->program->nnodes ? &run->program->nodes[run->head.node] : NULL;
    const csp_call *where = trap->where && trap->where->file ? trap->where : NULL;
    csp_text text = {0}, lines = {0};
    if (!wanted) {
        csp_text_printf(&text, "error: %s", message);
        add_where(run, &lines);
        csp_text_add(&text, "", 1);
        csp_text_add(&lines, "", 1);
        report(run,
               where  ? where->file
               : node ? node->file
                      : "",
               where  ? where->line
               : node ? node->line
                      : 0,
               where  ? where->column
               : node ? node->column
                      : 0,
               text.data, lines.data);
    } else if (first && !strstr(message, wanted)) {
        csp_text_printf(&text, "another error; expected one with \"%s\"", wanted);
        csp_text_printf(&lines, "got: %s\n", message);
        if (where)
            csp_text_printf(&lines, "from %s:%d:%d\n", where->file, where->line, where->column);
        add_where(run, &lines);
        csp_text_add(&text, "", 1);
        csp_text_add(&lines, "", 1);
        report(run, "", 0, 0, text.data, lines.data);
    }
    csp_text_free(&text);
    csp_text_free(&lines);
    csp_release(&csp_type_str, &trap->message);
}

void csp_test_end(csp_run *run) {
    if (!run->test->error || run->test_stopped) return;
    csp_text text = {0};
    csp_text_printf(&text, "no error; expected one with \"%s\"", run->test->error);
    csp_text_add(&text, "", 1);
    report(run, "", 0, 0, text.data, "");
    csp_text_free(&text);
}

/* ---- are two values equal, floats within a tolerance? nan equals nan: it is what was expected. */

static bool nearly(const csp_type *type, const void *a, const void *b, double tolerance);

static bool floats_nearly(const double *a, const double *b, int64_t n, double tolerance) {
    for (int64_t i = 0; i < n; i++) {
        bool same = a[i] == b[i] || (isnan(a[i]) && isnan(b[i]));
        if (!same && !(fabs(a[i] - b[i]) <= tolerance)) return false;
    }
    return true;
}

static bool lists_nearly(const csp_type *type, const csp_list *a, const csp_list *b,
                         double tolerance) {
    if (csp_list_len(a) != csp_list_len(b)) return false;
    for (int64_t i = 0; i < csp_list_len(a); i++)
        if (!nearly(type->elem, csp_list_at(type, a, i), csp_list_at(type, b, i), tolerance))
            return false;
    return true;
}

static bool dicts_nearly(const csp_type *type, const csp_dict *a, const csp_dict *b,
                         double tolerance) {
    if (csp_dict_len(a) != csp_dict_len(b)) return false;
    int64_t at = 0;
    void *key, *value;
    while (csp_dict_next(type, a, &at, &key, &value)) {
        const void *other = csp_dict_find(type, b, key);
        if (!other || !nearly(type->elem, value, other, tolerance)) return false;
    }
    return true;
}

static bool arrays_nearly(const csp_array *a, const csp_array *b, double tolerance) {
    if (!a || !b) return (a ? a->len : 0) == (b ? b->len : 0);
    return a->len == b->len && a->shape[0] == b->shape[0] && a->shape[1] == b->shape[1] &&
           floats_nearly(a->data, b->data, a->len, tolerance);
}

static bool fields_nearly(const csp_type *type, const char *a, const char *b, double tolerance) {
    if (csp_kind_of(type, a) != csp_kind_of(type, b)) return false;
    type = csp_kind_of(type, a);
    for (uint32_t i = 0; i < type->nfields; i++) {
        const csp_field *field = &type->fields[i];
        if (!nearly(field->type, a + field->offset, b + field->offset, tolerance)) return false;
    }
    return true;
}

static bool nearly(const csp_type *type, const void *a, const void *b, double tolerance) {
    switch (type->kind) {
    case CSP_FLOAT: return floats_nearly(a, b, 1, tolerance);
    case CSP_STRUCT:
    case CSP_TUPLE: return fields_nearly(type, a, b, tolerance);
    case CSP_LIST:
        return lists_nearly(type, *(csp_list *const *)a, *(csp_list *const *)b, tolerance);
    case CSP_DICT:
        return dicts_nearly(type, *(csp_dict *const *)a, *(csp_dict *const *)b, tolerance);
    case CSP_ARRAY:
        return type->elem->kind == CSP_FLOAT
                   ? arrays_nearly(*(csp_array *const *)a, *(csp_array *const *)b, tolerance)
                   : csp_equal(type, a, b);
    case CSP_OPT: {
        bool set = ((const uint8_t *)a)[type->flag_offset],
             other = ((const uint8_t *)b)[type->flag_offset];
        return set == other && (!set || nearly(type->elem, a, b, tolerance));
    }
    default: return csp_equal(type, a, b);
    }
}

/* ---- an expect: a sink that keeps what ticked */

typedef struct tick {
    int64_t time; /* after the start */
    const void *value;
} tick;

typedef struct ticks {
    tick *items;
    size_t len, cap;
} ticks;

typedef struct expectation {
    ticks want, got; /* the values of `want` belong to the argument, those of `got` are owned */
    double tolerance;
} expectation;

static void ticks_add(ticks *list, int64_t time, const void *value) {
    if (list->len == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 8;
        list->items = csp_realloc(list->items, list->cap * sizeof *list->items);
    }
    list->items[list->len++] = (tick){time, value};
}

static csp_status expect_open(csp_context *context, void **self) {
    expectation *e = csp_alloc(sizeof *e);
    *e = (expectation){.tolerance = *(const double *)csp_context_arg(context, "tolerance")};
    *self = e;
    return CSP_OK;
}

static csp_status expect_write(csp_context *context, void *self, int64_t now, const void *value) {
    const csp_type *type = csp_context_type(context);
    void *copy = csp_alloc(type->size + 1);
    csp_copy(type, copy, value);
    ticks_add(&((expectation *)self)->got, now - csp_context_start(context), copy);
    return CSP_OK;
}

/* The argument: [(timedelta, T)] or [(datetime, T)]. False: the times decrease, at item *bad. */
static bool read_wanted(const csp_context *context, ticks *want, size_t *bad) {
    const csp_type *type = csp_context_arg_type(context, "ticks"), *pair = type->elem;
    const csp_list *list = *(csp_list *const *)csp_context_arg(context, "ticks");
    int64_t zero = pair->fields[0].type->kind == CSP_DATETIME ? csp_context_start(context) : 0;
    for (int64_t i = 0; i < csp_list_len(list); i++) {
        const char *item = csp_list_at(type, list, i);
        int64_t time;
        memcpy(&time, item + pair->fields[0].offset, sizeof time);
        ticks_add(want, time - zero, item + pair->fields[1].offset);
        *bad = want->len - 1;
        if (i > 0 && want->items[i].time < want->items[i - 1].time) return false;
    }
    return true;
}

/* ---- the difference, by time */

enum { CONTEXT = 2, MOST_LINES = 40 };

typedef struct row {
    char sign;
    const tick *tick, *other; /* other: what stood in its place */
} row;

typedef struct rows {
    row *items;
    size_t len, cap, differing;
} rows;

static void rows_add(rows *list, char sign, const tick *one, const tick *other) {
    if (list->len == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 16;
        list->items = csp_realloc(list->items, list->cap * sizeof *list->items);
    }
    list->items[list->len++] = (row){sign, one, other};
    list->differing += sign != ' ';
}

static rows compare(const csp_type *type, const expectation *e) {
    rows list = {0};
    size_t i = 0, k = 0;
    while (i < e->want.len || k < e->got.len) {
        const tick *want = i < e->want.len ? &e->want.items[i] : NULL,
                   *got = k < e->got.len ? &e->got.items[k] : NULL;
        bool together = want && got && want->time == got->time;
        if (together && nearly(type, want->value, got->value, e->tolerance)) {
            rows_add(&list, ' ', got, NULL);
        } else if (together) {
            rows_add(&list, '-', want, NULL);
            rows_add(&list, '+', got, want);
        } else if (!got || (want && want->time < got->time)) {
            rows_add(&list, '-', want, NULL);
        } else {
            rows_add(&list, '+', got, NULL);
        }
        i += want && (together || !got || want->time < got->time);
        k += got && (together || !want || got->time < want->time);
    }
    return list;
}

static bool near_difference(const rows *list, size_t at) {
    size_t from = at < CONTEXT ? 0 : at - CONTEXT, to = at + CONTEXT;
    for (size_t i = from; i <= to && i < list->len; i++)
        if (list->items[i].sign != ' ') return true;
    return false;
}

static int time_width(const rows *list) {
    size_t width = 0;
    csp_text text = {0};
    for (size_t i = 0; i < list->len; i++) {
        text.size = 0;
        add_delay(&text, list->items[i].tick->time);
        if (text.size > width) width = text.size;
    }
    csp_text_free(&text);
    return (int)width;
}

static void add_row(csp_text *text, const csp_type *type, const row *r, int width,
                    double tolerance) {
    csp_text time = {0};
    add_delay(&time, r->tick->time);
    csp_text_printf(text, "%c %*.*s  ", r->sign, width, (int)time.size, time.data);
    csp_text_free(&time);
    csp_format(text, type, r->tick->value, CSP_QUOTED);
    if (r->other && type->kind == CSP_FLOAT && tolerance > 0) {
        double a, b;
        memcpy(&a, r->tick->value, sizeof a);
        memcpy(&b, r->other->value, sizeof b);
        csp_text_printf(text, "    off by %.3g", fabs(a - b));
    }
    csp_text_puts(text, "\n");
}

static void add_rows(csp_text *text, const csp_type *type, const rows *list, double tolerance) {
    int width = time_width(list), shown = 0;
    bool skipped = false;
    for (size_t i = 0; i < list->len && shown < MOST_LINES; i++) {
        if (!near_difference(list, i)) {
            if (!skipped) csp_text_puts(text, "  ...\n");
            skipped = true;
            continue;
        }
        skipped = false;
        add_row(text, type, &list->items[i], width, tolerance);
        shown++;
    }
    if (shown == MOST_LINES) csp_text_puts(text, "  ... and more\n");
    csp_text_puts(text, "- expected, + got");
}

/* After an error only what ticked until then can be wrong: the error is told already. */
static void forget_later(csp_run *run, ticks *want) {
    if (!run->test_stopped) return;
    while (want->len > 0 &&
           want->items[want->len - 1].time + run->head.start >= run->test_stopped_at)
        want->len--;
}

static void expect_check(csp_context *context, expectation *e) {
    csp_run *run = context->run;
    const csp_type *type = csp_context_type(context);
    csp_text text = {0};
    size_t bad = 0;
    if (!read_wanted(context, &e->want, &bad)) {
        csp_text_puts(&text, "expected at ");
        add_delay(&text, e->want.items[bad].time);
        csp_text_puts(&text, ", listed after ");
        add_delay(&text, e->want.items[bad - 1].time);
        report_at(run, context->binding->node, "the expected ticks are not in the order of time",
                  &text);
        csp_text_free(&text);
        return;
    }
    forget_later(run, &e->want);
    rows list = compare(type, e);
    if (list.differing > 0) {
        add_rows(&text, type, &list, e->tolerance);
        report_at(run, context->binding->node,
                  e->want.len == 0  ? "nothing was expected to tick"
                  : e->got.len == 0 ? "nothing ticked"
                                    : "other ticks than expected",
                  &text);
    }
    csp_text_free(&text);
    csp_free(list.items);
}

static void expect_close(csp_context *context, void *self) {
    expectation *e = self;
    const csp_type *type = csp_context_type(context);
    if (context->run->running && context->run->test) expect_check(context, e);
    for (size_t i = 0; i < e->got.len; i++) {
        csp_release(type, (void *)e->got.items[i].value); /* its own copy */
        csp_free((void *)e->got.items[i].value);
    }
    csp_free(e->want.items);
    csp_free(e->got.items);
    csp_free(e);
}

const csp_adapter csp_expect = {.abi = CSP_PROGRAM_ABI,
                                .kind = CSP_SINK,
                                .open = expect_open,
                                .write = expect_write,
                                .close = expect_close};

/* ---- drain: takes ticks, and does nothing with them */

static csp_status drain_write(csp_context *context, void *self, int64_t now, const void *value) {
    (void)context;
    (void)self;
    (void)now;
    (void)value;
    return CSP_OK;
}

const csp_adapter csp_drain = {.abi = CSP_PROGRAM_ABI, .kind = CSP_SINK, .write = drain_write};
