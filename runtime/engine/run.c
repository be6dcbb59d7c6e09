/* run.c - the life of a run:
 *
 *     flags -> init -> adapters open, first events -> start time -> start
 *           -> cycles
 *           -> stop -> adapters close -> fini
 *
 * History and real time are one loop with two clocks. In history the next cycle is at the earliest
 * time of what is due; in real time too, but not before the wall clock gets there, and events of
 * other threads join in.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/engine.h"

/* ---- before the first cycle */

void csp_run_open_outputs(csp_run *run) {
    run->rows.path = run->options.outputs;
    if (run->rows.path && !csp_rows_open(&run->rows, run->program))
        csp_raise(NULL, "--outputs: cannot write %s: %s", run->rows.path, strerror(errno));
}

static csp_pull pull_new(csp_context *context, const csp_source *source) {
    csp_pull pull = {.context = context, .source = source, .time = CSP_NO_TIME};
    pull.value = csp_alloc(source->type->size + 1);
    memset(pull.value, 0, source->type->size + 1);
    return pull;
}

/* In the order of the bindings, since ties tick in it. Those of the merge go on: a swap has left them. */
void csp_run_open_pulls(csp_run *run) {
    const csp_program *program = run->program;
    csp_merge old = run->merge;
    run->merge = (csp_merge){0};
    uint32_t npulls = 0;
    csp_pull *pulls = csp_alloc((program->nbindings + 1) * sizeof *pulls);
    run->merge.pulls = pulls;
    for (uint32_t i = 0; i < program->nbindings; i++) {
        csp_context *context = run->contexts[i];
        if (!context->opened || context->binding->adapter->kind != CSP_PULL) continue;
        const csp_source *source = &program->sources[context->source];
        uint32_t at = 0;
        while (at < old.npulls && old.pulls[at].context != context) at++;
        pulls[npulls] = at < old.npulls ? old.pulls[at] : pull_new(context, source);
        pulls[npulls].source = source;
        run->merge.npulls = ++npulls;
    }
    old.npulls = 0;
    csp_merge_free(&old);
    for (uint32_t i = 0; i < npulls; i++)
        if (pulls[i].time == CSP_NO_TIME && !pulls[i].ended) csp_pull_next(run, &pulls[i]);
    csp_merge_init(&run->merge, pulls, npulls);
}

static _Noreturn void raise_no_time_left(csp_run *run) {
    csp_text *text = &run->line; /* the run's, so that nothing is left behind */
    text->size = 0;
    csp_text_puts(text, "the first input event, at ");
    csp_format_datetime(text, run->options.start);
    csp_text_puts(text, ", is after --end, ");
    csp_format_datetime(text, run->options.end);
    csp_raise(NULL, "%.*s", (int)text->size, text->data);
}

/* A run that was given no start begins at the earliest input event, or at 1970 when nothing has a
 * time of its own. */
static void resolve_times(csp_run *run) {
    csp_options *options = &run->options;
    int64_t earliest;
    if (options->start == CSP_NO_TIME)
        options->start = csp_merge_peek(&run->merge, &earliest) ? earliest : 0;
    if (options->end_relative &&
        __builtin_add_overflow(options->start, options->end, &options->end))
        csp_raise(NULL, "--end: the time is out of range");
    run->head.node = CSP_NO_NODE;
    if (options->end < options->start) raise_no_time_left(run);
    run->head.start = run->head.now = options->start;
    run->head.end = options->end;
}

/* Adapters start threads: those leave the signals to this one. */
void csp_run_start_adapters(csp_run *run) {
    sigset_t old;
    csp_signals_block(&old);
    csp_contexts_start(run);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* A live source was chosen (`http.poll(url) if live else files.read(path)`): the run is live, unless the
 * program has a say of its own by a parameter named realtime, or --no-realtime was given. */
static void go_live(csp_run *run) {
    csp_options *options = &run->options;
    if (run->realtime || options->realtime_given || !csp_contexts_want_live(run)) return;
    run->realtime = options->realtime = true;
    if (options->start == CSP_NO_TIME) options->start = run->head.start = csp_wall_clock();
}

static void begin(csp_run *run) {
    run->head.node = CSP_NO_NODE;
    run->program->init(&run->head, run->state);
    go_live(run);
    csp_run_open_outputs(run);
    csp_contexts_open(run);
    csp_run_open_pulls(run);
    resolve_times(run);
    run->program->start(&run->head, run->state);
    run->running = true;
    csp_run_start_adapters(run);
}

/* ---- cycles */

/* An event of another thread gets its engine time: its own if that is history still to come, else
 * the wall clock. */
static void accept(csp_run *run, csp_pushed *event) {
    csp_context *context = event->context;
    int64_t time = event->time, wall = csp_wall_clock();
    if (event->end) {
        if (context->live) run->nlive--;
        context->live = false;
    } else if (time == CSP_NO_TIME || (time >= run->head.start && time >= run->resumed)) {
        if (time == CSP_NO_TIME || time > wall) time = wall;
        if (time < run->head.now) time = run->head.now;
        csp_queue_add(&run->queue, context->source, time, event->value, true, 0);
    }
    csp_pushed_free(event);
}

/* What came since the last cycle: of a source that conflates, the last event stands for all. Events with a time of their own are
 * history, and stay. */
static void conflate(csp_pushed *events) {
    for (csp_pushed *event = events; event; event = event->next)
        if (event->context->conflates) event->context->latest = NULL;
    for (csp_pushed *event = events; event; event = event->next) {
        csp_context *context = event->context;
        if (!context->conflates || event->end || event->time != CSP_NO_TIME) continue;
        if (context->latest) context->latest->dropped = true;
        context->latest = event;
    }
}

void csp_run_accept_pushed(csp_run *run) {
    csp_pushed *events = csp_inbox_drain(&run->inbox);
    conflate(events);
    for (csp_pushed *event = events, *next; event; event = next) {
        next = event->next;
        if (event->dropped)
            csp_pushed_free(event);
        else
            accept(run, event);
    }
}

/* Earliest time of what is due; INT64_MAX when nothing is. */
static int64_t next_due(const csp_run *run) {
    int64_t alarm = INT64_MAX, event = INT64_MAX;
    if (run->again) return run->head.now;
    csp_queue_peek(&run->queue, &alarm);
    csp_merge_peek(&run->merge, &event);
    return alarm < event ? alarm : event;
}

/* Is there anything to go on for until `due`, the next event? Background alarms go on to an --end,
 * but without one only as long as others live; those at the time of the last event still belong to
 * it. */
static bool alive(const csp_run *run, int64_t due) {
    int64_t event;
    if (run->queue.foreground > 0 || run->nlive > 0 || csp_merge_peek(&run->merge, &event))
        return true;
    if (due == INT64_MAX) return false;
    bool endless = run->program->only_timers || run->head.end != INT64_MAX;
    return endless || due <= run->head.now;
}

/* Between two cycles: is it to go on? */
static bool goes_on(const csp_run *run) {
    return !run->stopping && !csp_signalled() && !(run->watch && csp_watch_ready(run->watch));
}

static void run_history(csp_run *run) {
    while (goes_on(run)) {
        int64_t due = next_due(run);
        if (due > run->head.end || !alive(run, due)) return;
        csp_cycle(run, due);
    }
}

static void run_realtime(csp_run *run) {
    while (goes_on(run)) {
        csp_run_accept_pushed(run);
        int64_t due = next_due(run), wall = csp_wall_clock();
        if (!alive(run, due)) return;
        if (due <= wall && due <= run->head.end) {
            csp_cycle(run, due);
            if (wall - due < CSP_SECOND)
                csp_console_flush(); /* not in between while history is replayed */
        } else if (wall > run->head.end) {
            return;
        } else {
            csp_console_flush();
            csp_wait(&run->inbox, due <= run->head.end ? due : run->head.end + 1);
        }
    }
}

static void run_cycles(csp_run *run) {
    if (run->realtime) {
        csp_console_flush();
        run_realtime(run);
    } else {
        run_history(run);
    }
}

static void live(csp_run *run) {
    begin(run);
    run_cycles(run);
    while (run->watch && csp_watch_ready(run->watch) && !run->stopping && !csp_signalled()) {
        csp_swap(run);
        run_cycles(run);
    }
}

/* ---- after the last cycle */

static void stop_nodes(csp_run *run) {
    run->current = NULL; /* an error may have come from a copy */
    run->marks = &run->pending;
    run->program->stop(&run->head, run->state);
}

static void stop_adapters(csp_run *run) { csp_contexts_stop(run); }

static void close_adapters(csp_run *run) { csp_contexts_close(run); }

/* Runs one step under a trap of its own: what fails is told, and the next step is still taken. */
static void guarded(csp_run *run, void (*step)(csp_run *run)) {
    csp_trap trap;
    csp_trap_push(&trap);
    if (setjmp(trap.jump) == 0) {
        step(run);
    } else {
        run->failed = true;
        if (run->test)
            csp_test_error(run, &trap);
        else
            csp_error_print(run, &trap);
    }
    csp_trap_pop(&trap);
}

static void finish_outputs(csp_run *run) {
    const char *path = run->rows.path;
    csp_rows_end_cycle(&run->rows, run->head.now);
    run->head.node = CSP_NO_NODE;
    if (!csp_rows_close(&run->rows))
        csp_raise(NULL, "--outputs: cannot write %s: %s", path, strerror(errno));
}

static void flush_console(csp_run *run) {
    run->head.node = CSP_NO_NODE;
    if (!csp_console_flush())
        csp_raise(NULL, "cannot write to standard output: %s", strerror(errno));
}

static void end(csp_run *run) {
    guarded(run, stop_adapters);
    if (run->running) guarded(run, stop_nodes);
    guarded(run, flush_console);
    guarded(run, finish_outputs);
    guarded(run, close_adapters);
}

/* ---- the whole run */

static bool run_init(csp_run *run, const csp_program *program) {
    memset(run, 0, sizeof *run);
    run->program = program;
    run->resumed = INT64_MIN;
    run->head = (csp_engine){
        .now = CSP_NO_TIME, .start = CSP_NO_TIME, .end = INT64_MAX, .node = CSP_NO_NODE};
    run->state = csp_alloc(program->state_size + 1);
    memset(run->state, 0, program->state_size + 1);
    run->marks = &run->pending;
    run->pools = csp_alloc((program->ntemplates + 1) * sizeof *run->pools);
    memset(run->pools, 0, (program->ntemplates + 1) * sizeof *run->pools);
    run->read = csp_alloc((program->nbindings + 1) * sizeof *run->read);
    csp_pending_init(&run->pending, program->nregions);
    csp_queue_init(&run->queue, program->sources, program->nsources);
    return csp_inbox_init(&run->inbox);
}

static void run_free(csp_run *run) {
    csp_inbox_free(&run->inbox);
    csp_merge_free(&run->merge);
    csp_queue_free(&run->queue);
    csp_pending_free(&run->pending);
    csp_pools_free(run);
    csp_text_free(&run->line);
    csp_contexts_free(run);
    csp_past_free(run, false);
    csp_free(run->taken);
    csp_free(run->read);
    csp_free(run->state);
}

static void release_params(csp_run *run) {
    for (uint32_t i = 0; i < run->program->nparams; i++)
        csp_release(run->program->params[i].type, run->state + run->program->params[i].offset);
}

static int run_program(csp_run *run) {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    csp_signals_hold();
    guarded(run, live);
    pthread_sigmask(SIG_SETMASK, &mask, NULL); /* an adapter that failed to start left it */
    end(run);
    csp_signals_release();
    if (!run->failed) run->program->fini(&run->head, run->state);
    csp_past_free(run, !run->failed);
    return run->failed ? 1 : 0;
}

int csp_run_program(const csp_program *program, int argc, char **argv, bool *abandoned) {
    return csp_run_watched(program, NULL, argc, argv, abandoned);
}

/* A program that comes wakes the run as a pushed event does. */
static void attach(csp_run *run, csp_watch *watch, int argc, char **argv) {
    run->watch = watch;
    run->argc = argc;
    run->argv = argv;
    if (watch) dup3(csp_watch_wake(watch), run->inbox.wake, O_CLOEXEC);
}

int csp_run_watched(const csp_program *program, csp_watch *watch, int argc, char **argv,
                    bool *abandoned) {
    *abandoned = false;
    if (program->abi != CSP_PROGRAM_ABI) {
        fprintf(stderr, "error: %s was compiled for runtime ABI %u, this one has %u\n",
                program->name, program->abi, CSP_PROGRAM_ABI);
        return 1;
    }
    csp_run run;
    int status = 1;
    csp_console_init();
    if (!run_init(&run, program)) {
        fprintf(stderr, "error: cannot make an event descriptor: %s\n", strerror(errno));
    } else if (csp_options_parse(program, argc, argv, run.state, &run.options, &status)) {
        attach(&run, watch, argc, argv);
        run.realtime = run.options.realtime;
        run.head.start = run.options.start;
        if (!run.options.end_relative) run.head.end = run.options.end;
        status = run_program(&run);
        *abandoned = run.failed;
    } else {
        release_params(&run);
    }
    run_free(&run);
    return status;
}

bool csp_test_run(const csp_program *program, const csp_test *test) {
    csp_run run;
    csp_console_init();
    if (!run_init(&run, program)) {
        csp_test_report no_memory = {.file = "", .message = strerror(errno), .lines = ""};
        test->report(test->data, &no_memory);
        return false;
    }
    run.test = test;
    run.options = (csp_options){.realtime_given = true, .start = test->start, .end = test->end};
    run.head.start = test->start;
    run.head.end = test->end;
    run_program(&run);
    csp_test_end(&run);
    bool good = !run.test_failed;
    run_free(&run);
    return good;
}

int csp_leaks_check(int64_t live_before, int status) {
    int64_t left = csp_alloc_live() - live_before;
    if (left == 0 || getenv("CSP_CHECK_LEAKS") == NULL) return status;
    fprintf(stderr,
            "internal error: runtime: %" PRId64
            " allocations were never released; please report this\n",
            left);
    return 70;
}

int csp_main(const csp_program *program, int argc, char **argv) {
    bool abandoned;
    int64_t live = csp_alloc_live();
    int status = csp_run_program(program, argc, argv, &abandoned);
    if (abandoned) {
        /* What the abandoned frames owned was not released: leave without a leak check. */
        fflush(NULL);
        _exit(status);
    }
    return csp_leaks_check(live, status);
}
