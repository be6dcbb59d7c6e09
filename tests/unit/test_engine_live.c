/* test_engine_live.c - real time: events from threads, alarms on the wall clock, signals. */
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "test_engine.h"

typedef struct state {
    csp_str *text;
    uint64_t text_stamp;
    int64_t alarm;
    uint64_t alarm_stamp;
    int64_t pushed;   /* events seen */
    int64_t last_now; /* cycles must never go back */
} state;

/* ---- an adapter whose threads push numbered texts */

enum { NTHREADS = 4, NEVENTS = 2000 };

typedef struct pusher {
    csp_context *context;
    pthread_t threads[NTHREADS];
    int number[NTHREADS];
    atomic_int left;
} pusher;

static pusher the_pusher;
static bool endless;

static void *push_thread(void *arg) {
    int thread = *(int *)arg;
    for (int i = 0; i < NEVENTS; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "%d %d", thread, i);
        csp_str *value = csp_str_new(text, (size_t)n);
        csp_push(the_pusher.context, CSP_NO_TIME, &value);
        cr_assert_null(value);
    }
    if (atomic_fetch_sub(&the_pusher.left, 1) == 1 && !endless) csp_push_end(the_pusher.context);
    return NULL;
}

static csp_status push_start(csp_context *context, void *self) {
    (void)self;
    the_pusher.context = context;
    atomic_store(&the_pusher.left, NTHREADS);
    for (int i = 0; i < NTHREADS; i++) {
        the_pusher.number[i] = i;
        pthread_create(&the_pusher.threads[i], NULL, push_thread, &the_pusher.number[i]);
    }
    return CSP_OK;
}
static void push_stop(csp_context *context, void *self) {
    (void)context, (void)self;
    for (int i = 0; i < NTHREADS; i++) pthread_join(the_pusher.threads[i], NULL);
}
static const csp_adapter threads_adapter = {
    .abi = CSP_PROGRAM_ABI, .kind = CSP_PUSH, .start = push_start, .stop = push_stop};

/* One that delivers history: times of its own, one of them before the start, then the end. */
static csp_status history_start(csp_context *context, void *self) {
    int64_t start = csp_context_start(context);
    (void)self;
    for (int64_t i = -1; i < 3; i++) {
        csp_str *value = csp_str_new(i < 0 ? "early" : "event", 5);
        csp_push(context, start + i * CSP_SECOND, &value);
    }
    csp_report(context, "%d events", 4);
    csp_push_end(context);
    return CSP_OK;
}
static const csp_adapter history_adapter = {
    .abi = CSP_PROGRAM_ABI, .kind = CSP_PUSH, .start = history_start};

/* ---- the program */

static const uint32_t region[] = {0, 1};
static const csp_source sources[] = {
    {offsetof(state, text), offsetof(state, text_stamp), &test_str, region, 1, 0, true, 0, false},
    {offsetof(state, alarm), offsetof(state, alarm_stamp), &test_int, region + 1, 1, 0, false, 0,
     false}};
static const csp_node_info nodes[] = {{"main/feed", "app.csp", 3, 5}};

static int64_t next_of_thread[NTHREADS];

static void count_text(csp_engine *engine, char *s) {
    state *st = (state *)s;
    int thread = atoi(csp_str_data(st->text));
    cr_assert_eq(atoi(strchr(csp_str_data(st->text), ' ')), next_of_thread[thread]);
    next_of_thread[thread]++;
    st->pushed++;
    cr_assert_geq(engine->now, st->last_now);
    st->last_now = engine->now;
}
static void print_number(csp_engine *engine, char *s) {
    state *st = (state *)s;
    (void)engine;
    printf("alarm %lld\n", (long long)st->alarm);
}
static void print_count(csp_engine *engine, char *s) {
    (void)engine;
    printf("pushed %lld\n", (long long)((state *)s)->pushed);
}
TEST_TEXT(tag, "x");
static void print_text(csp_engine *engine, char *s) {
    csp_print_tick(engine, tag, &test_str, &((state *)s)->text);
}
static void fini(csp_engine *engine, char *s) {
    (void)engine;
    csp_release(&test_str, &((state *)s)->text);
}

static csp_program program(const csp_binding *binding, const csp_region *regions) {
    csp_program p = test_program();
    p.state_size = sizeof(state);
    p.sources = sources;
    p.nsources = 2;
    p.regions = regions;
    p.nregions = 2;
    p.nodes = nodes;
    p.nnodes = 1;
    p.bindings = binding;
    p.nbindings = binding ? 1 : 0;
    p.stop = print_count;
    p.fini = fini;
    return p;
}

static const csp_binding threads_binding = {&threads_adapter, 0, 0, &test_str, NULL, 0, UINT32_MAX};
static const csp_binding history_binding = {&history_adapter, 0, 0, &test_str, NULL, 0, UINT32_MAX};
static const csp_region counting[] = {{count_text}, {print_number}};
static const csp_region printing[] = {{print_text}, {print_number}};

Test(live, every_pushed_event_ticks_once_in_order) {
    csp_program p = program(&threads_binding, counting);
    test_expect(test_run(&p, "--realtime", NULL), 0, "pushed 8000\n", "");
}

Test(live, the_end_comes_on_time) {
    csp_program p = program(&threads_binding, counting);
    endless = true;
    int64_t before = csp_wall_clock();
    test_expect(test_run(&p, "--realtime", "--end", "+500ms", NULL), 0, "pushed 8000\n", "");
    int64_t took = csp_wall_clock() - before;
    cr_expect(took > CSP_SECOND * 4 / 10 && took < 3 * CSP_SECOND, "%lld ns", (long long)took);
}

Test(live, history_of_a_push_adapter_comes_at_its_times) {
    csp_program p = program(&history_binding, printing);
    test_expect(
        test_run(&p, "--realtime", "--start", "2020-01-01", NULL), 0,
        "2020-01-01 00:00:00 x:event\n2020-01-01 00:00:01 x:event\n2020-01-01 00:00:02 x:event\n"
        "pushed 0\n",
        "app: warning: main/feed: 4 events\n");
}

Test(live, history_has_no_place_for_live_data) {
    csp_program p = program(&threads_binding, counting);
    test_expect(
        test_run(&p, "--no-realtime", NULL), 1, "",
        "app.csp:3:5: error: delivers live data, which a historical run has no place for: use "
        "--realtime\n    in main/feed\n");
}

/* ---- alarms on the wall clock */

static int64_t late_by;
static void check_due(csp_engine *engine, char *s) {
    int64_t wall = csp_wall_clock();
    cr_assert_geq(wall, engine->now);
    late_by = wall - engine->now;
    print_number(engine, s);
}
static void start_alarms(csp_engine *engine, char *s) {
    (void)s;
    for (int64_t i = 1; i <= 3; i++) csp_schedule(engine, 1, i * 100000000, &i, 0);
}

Test(live, alarms_wait_for_the_wall_clock) {
    csp_program p = program(NULL, (csp_region[]){{count_text}, {check_due}});
    p.start = start_alarms;
    int64_t before = csp_wall_clock();
    test_expect(test_run(&p, "--realtime", NULL), 0, "alarm 1\nalarm 2\nalarm 3\npushed 0\n", "");
    cr_expect_geq(csp_wall_clock() - before, 300000000);
    cr_expect_lt(late_by, CSP_SECOND);
}

/* ---- signals */

static void start_timer(csp_engine *engine, char *s) {
    int64_t one = 1;
    (void)s;
    csp_schedule(engine, 1, 3600 * CSP_SECOND, &one, CSP_BACKGROUND);
}

static void *send_signal(void *arg) {
    nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
    kill(getpid(), *(int *)arg);
    return NULL;
}

static void run_until_signal(int number) {
    csp_program p = program(NULL, counting);
    pthread_t thread;
    p.start = start_timer;
    p.only_timers = true;
    pthread_create(&thread, NULL, send_signal, &number);
    test_expect(test_run(&p, "--realtime", NULL), 0, "pushed 0\n", "");
    pthread_join(thread, NULL);
}

Test(live, signals_end_a_run_as_end_would, .timeout = 10) {
    run_until_signal(SIGINT);
    run_until_signal(SIGTERM);
}

static void hang(csp_engine *engine, char *s) {
    (void)engine, (void)s;
    raise(SIGINT);
    raise(SIGINT);
}

Test(live, a_second_signal_kills, .timeout = 10) {
    csp_program p = program(NULL, counting);
    p.start = hang;
    pid_t child = fork();
    if (child == 0) {
        bool abandoned;
        char *argv[] = {(char *)"app", NULL};
        _exit(csp_run_program(&p, 1, argv, &abandoned));
    }
    int status;
    waitpid(child, &status, 0);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
}

/* ---- several runs at once, each on a thread */

static void start_beats(csp_engine *engine, char *s) {
    (void)s;
    for (int64_t i = 1; i <= 1000; i++) csp_schedule(engine, 1, i, &i, 0);
}
static void beat(csp_engine *engine, char *s) {
    state *st = (state *)s;
    cr_assert_eq(engine->now, st->alarm);
    st->pushed++;
}
static void check_beats(csp_engine *engine, char *s) {
    (void)engine;
    cr_assert_eq(((state *)s)->pushed, 1000);
}
static void *run_thread(void *arg) {
    csp_program p = program(NULL, (csp_region[]){{count_text}, {beat}});
    bool abandoned;
    char *argv[] = {(char *)"app", NULL};
    (void)arg;
    p.start = start_beats;
    p.stop = check_beats;
    cr_assert_eq(csp_run_program(&p, 1, argv, &abandoned), 0);
    return NULL;
}

Test(live, runs_side_by_side) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, run_thread, NULL);
    for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
}
