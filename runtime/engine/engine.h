/* engine.h - what the files of engine/ share: the run behind a csp_engine, and the parts it is made
 * of.
 *
 *   run.c      csp_main: flags -> init -> open -> start -> cycles -> stop -> close -> fini
 *   options.c  the command line, help.c its usage page
 *   cycle.c    one cycle: sources dispatched, pending regions run in ascending number
 *   queue.c    alarms, feedback and pushed events by time     merge.c  pull adapters by time
 *   history.c  what edges keep of their ticks
 *   push.c     events from other threads                      clock.c  wall clock, waiting, signals
 *   context.c  what an adapter sees of the run                errors.c how a failed run is told
 *   print.c    the console                                    rows.c   --outputs FILE
 *   test.c     runs of tests
 *   basket.c   dynamic baskets                                dynamic.c copies of subgraphs
 *   watch.c    runs one after the other      swap.c    another program goes on in place of one
 *
 * Nothing here is global but what the process has only one of (standard output, signals): any
 * number of runs may live side by side, each on a thread of its own.
 */
#ifndef CSP_ENGINE_H
#define CSP_ENGINE_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "csp/adapter.h"
#include "csp/dynamic.h"
#include "csp/program.h"
#include "csp/test.h"
#include "csp/trap.h"
#include "csp/watch.h"

#define CSP_NO_NODE UINT32_MAX

typedef struct csp_run csp_run;
typedef struct csp_past csp_past; /* swap.c */

/* ---- queue.c: what is due when. Drawn there. */

typedef struct csp_due {
    int64_t time;
    uint64_t sequence; /* of scheduling: ties run in this order */
    uint32_t index; /* in a lane: the alarm's slot; in the queue: the lane, which is the source */
} csp_due;

typedef struct csp_heap {
    csp_due *items;
    uint32_t len, cap;
} csp_heap;

typedef struct csp_clone csp_clone; /* dynamic.c */

typedef struct csp_lane {
    const csp_source *source;
    csp_clone *copy; /* whose source it is; NULL: the program's */
    csp_heap heap; /* the pending alarms of one source */
    uint32_t at;   /* place of the lane in queue.order; UINT32_MAX: not in it */
    void *spare;   /* payload blocks to use again, linked through their first word */
} csp_lane;

typedef struct csp_slot {
    uint32_t generation; /* of the handle that names it; moves on when the slot is freed */
    uint32_t lane;
    uint32_t at; /* place in its lane's heap; of a free slot: the next free one */
    uint32_t flags;
    void *payload; /* a value of the source's type, owned; NULL: the slot is free */
} csp_slot;

typedef struct csp_queue {
    uint32_t nsources, cap;
    csp_lane *lanes; /* one for each source: those of the program, then those of copies */
    csp_heap order;  /* lanes that hold alarms, by their earliest */
    csp_slot *slots;
    uint32_t nslots, free;
    uint64_t sequence;
    int64_t foreground; /* pending alarms that keep the run alive */
} csp_queue;

void csp_queue_init(csp_queue *queue, const csp_source *sources, uint32_t nsources);
void csp_queue_free(csp_queue *queue);
/* Earliest time; false when empty. */
bool csp_queue_peek(const csp_queue *queue, int64_t *time);
/* Copies *value, or takes it when `move` (it is zeroed). Returns the handle. */
uint64_t csp_queue_add(csp_queue *queue, uint32_t source, int64_t time, void *value, bool move,
                       uint32_t flags);
/* Both return false when the handle names no pending alarm. */
bool csp_queue_move(csp_queue *queue, uint64_t handle, int64_t time);
bool csp_queue_cancel(csp_queue *queue, uint64_t handle);
/* Moves pending alarms to `to`, which is empty: those of source i to source places[i], or away where
 * that is UINT32_MAX. Handles go on naming them. */
void csp_queue_carry(csp_queue *to, csp_queue *from, const uint32_t *places);
/* Takes the first alarm of each lane that is due at `time` into state (or that of the lane's copy),
 * and writes the sources to taken[], which has room for all. The rest of those lanes waits for the
 * next call. */
uint32_t csp_queue_take(csp_queue *queue, int64_t time, char *state, uint32_t *taken);
/* The same for one lane; false: nothing is due. */
bool csp_queue_take_one(csp_queue *queue, uint32_t source, int64_t time, char *state);
/* Lanes for the sources of a copy; the number of the first. */
uint32_t csp_queue_add_lanes(csp_queue *queue, const csp_source *sources, uint32_t n,
                             csp_clone *copy);
void csp_queue_drop(csp_queue *queue, uint32_t source); /* all alarms of a lane */

/* ---- merge.c: the earliest of the pull adapters. */

typedef struct csp_pull {
    csp_context *context;
    const csp_source *source;
    int64_t time; /* of the event in `value`; CSP_NO_TIME before the first one */
    void *value;  /* one event, read ahead */
    bool ended;
} csp_pull;

typedef struct csp_merge {
    csp_pull *pulls;
    int64_t *keys;     /* of the leaves: the time, INT64_MAX for none */
    uint32_t *winners; /* winners[1] is the earliest leaf of all */
    uint32_t npulls, nleaves;
} csp_merge;

void csp_merge_init(csp_merge *merge, csp_pull *pulls, uint32_t npulls); /* takes over `pulls` */
void csp_merge_free(csp_merge *merge);
bool csp_merge_peek(const csp_merge *merge, int64_t *time);
/* The pull that is due at `time`, set aside so that the next call finds another; NULL when there is
 * none. */
csp_pull *csp_merge_take(csp_merge *merge, int64_t time);
/* Puts the pull in its place by its new time. */
void csp_merge_update(csp_merge *merge, const csp_pull *pull);

/* ---- push.c: events from other threads. */

typedef struct csp_pushed {
    struct csp_pushed *next;
    csp_context *context;
    int64_t time;
    bool end;     /* no event: the adapter is done */
    bool dropped; /* a later one has taken its place */
    _Alignas(16) char value[];
} csp_pushed;

typedef struct csp_inbox {
    _Atomic(csp_pushed *) newest;
    int wake; /* eventfd: readable when something came since it was last drained */
} csp_inbox;

bool csp_inbox_init(csp_inbox *inbox);
void csp_inbox_free(csp_inbox *inbox);
void csp_inbox_add(csp_inbox *inbox, csp_pushed *event);
/* Everything that came, oldest first; the caller frees. NULL: nothing did. */
csp_pushed *csp_inbox_drain(csp_inbox *inbox);
void csp_pushed_free(csp_pushed *event);

/* ---- clock.c */

int64_t csp_wall_clock(void);
/* Returns at `until`, when the inbox wakes, or on a signal, whichever is first. */
void csp_wait(csp_inbox *inbox, int64_t until);
void csp_signals_hold(void);    /* SIGINT and SIGTERM set a flag from here on */
void csp_signals_release(void); /* and do as they did before */
bool csp_signalled(void);
/* Blocks both in the calling thread, and so in those that it starts; the mask before goes to *old.
 */
void csp_signals_block(sigset_t *old);

/* ---- context.c */

struct csp_context {
    csp_run *run;
    const csp_program *program; /* that opened it, and */
    char *state;                /* where its arguments stand: stay those when a swap keeps it open */
    const csp_binding *binding; /* of that program */
    uint32_t source, node;      /* in the program that runs now */
    void *self;
    bool opened;
    bool started;       /* push: start() succeeded and stop() was not called */
    bool live;          /* push: started and not at its end */
    bool conflates;     /* push_mode=PushMode.LAST_VALUE */
    csp_pushed *latest; /* conflates: the last event of those that are being taken in */
    pthread_mutex_t lock;
    char *message; /* of csp_fail; under `lock` */
};

/* Is there a push adapter among those that will be opened? */
bool csp_contexts_want_live(const csp_run *run);
/* Opens every binding whose guard allows it. Raises on the first that fails. */
void csp_contexts_open(csp_run *run);
void csp_contexts_start(csp_run *run);
void csp_contexts_stop(csp_run *run);
void csp_contexts_close(csp_run *run);
void csp_contexts_free(csp_run *run);
void csp_context_stop(csp_context *context);
void csp_context_close(csp_context *context);
void csp_context_free(csp_context *context);
/* Raises what the adapter said with csp_fail, as an error at its node. */
_Noreturn void csp_context_raise(csp_context *context);

/* ---- rows.c: --outputs */

typedef enum csp_row_format { CSP_ROWS_NONE, CSP_ROWS_CSV, CSP_ROWS_JSON } csp_row_format;

typedef struct csp_column {
    char *name;
    const csp_type *type;
    uint32_t offset; /* of the value from the output's */
    csp_text cell;   /* of this cycle */
    bool ticked;
} csp_column;

typedef struct csp_rows {
    csp_row_format format;
    const char *path; /* borrowed from argv */
    void *file;       /* FILE */
    csp_column *columns;
    uint32_t *first; /* output i has the columns first[i] .. first[i + 1] - 1 */
    uint32_t ncolumns, noutputs;
    bool pending; /* an output ticked in this cycle */
    csp_text line;
} csp_rows;

csp_row_format csp_rows_format(const char *path);               /* by its ending */
bool csp_rows_open(csp_rows *rows, const csp_program *program); /* false: errno says why */
void csp_rows_set(csp_rows *rows, uint32_t output, const void *value);
void csp_rows_end_cycle(csp_rows *rows, int64_t now);
bool csp_rows_close(csp_rows *rows); /* false: a write failed; errno says why */
/* The JSON text of a value. */
void csp_rows_json(csp_text *text, const csp_type *type, const void *value);

/* ---- options.c, help.c */

typedef struct csp_options {
    bool realtime;
    bool
        realtime_given; /* by a flag, or by a parameter of the program: live sources don't decide then */
    bool end_relative;   /* `end` counts from the start, not yet known */
    int64_t start;       /* CSP_NO_TIME: the earliest input's */
    int64_t end;         /* INT64_MAX: none */
    const char *outputs; /* path, or NULL */
} csp_options;

/* Parses the flags into *options and the program's parameters in `state`. True: run. Otherwise
 * *status is the exit status
 * (--help, --version, mistakes). */
bool csp_options_parse(const csp_program *program, int argc, char **argv, char *state,
                       csp_options *options, int *status);
void csp_help_print(const csp_program *program);
/* The flag of a parameter: its name with dashes. Caller frees. */
char *csp_flag_name(const char *name);

/* ---- cycle.c */

#define CSP_LEVELS 6 /* 64^6 regions and more than an index can name */

typedef struct csp_pending {
    uint64_t *levels[CSP_LEVELS]; /* drawn in cycle.c */
    uint32_t nlevels;
} csp_pending;

void csp_pending_init(csp_pending *pending, uint32_t nregions);
void csp_pending_free(csp_pending *pending);
void csp_pending_add(csp_pending *pending, uint32_t region);
/* Runs pending regions below `limit`, the lowest first; true: others are left. */
bool csp_regions_run(csp_run *run, csp_pending *pending, const csp_region *regions, char *state,
                     uint32_t limit);
/* Of copies that come and go: lanes, alarms that are due now, those left when it goes. */
uint32_t csp_run_add_sources(csp_run *run, const csp_source *sources, uint32_t n, csp_clone *copy);
void csp_run_take_due(csp_run *run, uint32_t first, uint32_t n);
void csp_run_drop_alarms(csp_run *run, uint32_t first, uint32_t n);
/* All events due at `time`, and everything that follows from them in this cycle. */
void csp_cycle(csp_run *run, int64_t time);
/* Reads the next event of a pull, past those before the start. Raises on errors and on times that
 * decrease. */
void csp_pull_next(csp_run *run, csp_pull *pull);

/* ---- basket.c, dynamic.c */

typedef struct csp_copies {
    csp_clone **items;
    uint32_t len, cap;
} csp_copies;

struct basket;

/* Like csp_basket_tick and csp_basket_remove, for a member in hand, without their checks. */
csp_member *csp_basket_make(csp_basket *basket, const void *key);
void csp_member_tick(csp_basket *basket, csp_member *member, const void *value);
void csp_basket_drop(csp_basket *basket, csp_member *member);
/* Members that ticked, came and went in this cycle; borrowed until the next change. */
csp_member *const *csp_basket_changed(csp_basket *basket, uint32_t *n);
csp_member *const *csp_basket_fresh(csp_basket *basket, uint32_t *n);
csp_member *const *csp_basket_gone(csp_basket *basket, uint32_t *n);
csp_member *csp_basket_next(csp_basket *basket, int64_t *at); /* all, from *at = 0; NULL: no more */
void csp_baskets_end_cycle(csp_run *run);

void csp_copy_tick(csp_clone *copy, const csp_source *source, uint64_t cycle);
void csp_copy_wake(csp_clone *copy); /* it runs in this cycle */
char *csp_copy_state(const csp_clone *copy);
void csp_copy_end(csp_clone *copy);
bool csp_copies_end_cycle(csp_run *run); /* true: a cycle at the same time must follow */
void csp_pools_free(csp_run *run);
uint32_t csp_copy_depth(const csp_clone *copy);
/* The key at that level of nesting, 0 the outermost, as text. */
void csp_copy_key(const csp_clone *copy, uint32_t level, csp_text *text);

/* ---- errors.c, print.c */

extern const csp_type csp_type_str; /* to release messages with */

/* Tells what landed in the trap on standard error, after flushing standard output, and releases the
 * message. */
void csp_error_print(csp_run *run, csp_trap *trap);
void csp_console_init(void);
bool csp_console_flush(void); /* false: standard output failed */

/* ---- test.c */

/* What landed in the trap during a test: reported, or expected. Releases the message. */
void csp_test_error(csp_run *run, csp_trap *trap);
void csp_test_end(csp_run *run); /* an expected error that never came */

/* ---- run.c */

struct csp_run {
    csp_engine head; /* first: generated code holds a pointer to it */
    const csp_program *program;
    char *state;
    csp_options options;
    csp_pending pending;
    csp_queue queue;
    csp_merge merge;
    csp_inbox inbox;
    csp_context **contexts; /* one for each binding; may be NULL at a swap */
    csp_rows rows;
    uint32_t *taken; /* sources that ticked in this cycle */
    uint32_t ntaken, taken_cap;
    csp_clone *current;      /* the copy of a dynamic subgraph that runs, or NULL; and its */
    csp_pending *marks;     /* pending regions */
    uint32_t first_source;  /* number of its first source */
    csp_clone **pools;       /* of copies that went, by template */
    csp_clone *ended;        /* that stopped themselves in this cycle */
    struct basket *changed_baskets;
    bool again; /* a cycle at the same time must follow */
    csp_pull **read; /* pulls to advance after this cycle */
    uint32_t nread;
    uint32_t nlive; /* push adapters that may still deliver */
    bool realtime;
    bool stopping;        /* csp_stop was called */
    bool running;         /* start() has returned, so stop() is due */
    bool failed;          /* something raised: frames were abandoned with what they owned */
    csp_text line;        /* of print */
    const csp_test *test; /* NULL: this is no test */
    csp_watch *watch;     /* where other programs to go on with come from, or NULL */
    csp_past *past;       /* those before this one, while adapters that they opened are open */
    int64_t resumed;      /* when this program took over; INT64_MIN: it did not */
    int argc;             /* of the command line */
    char **argv;
    bool test_failed;
    bool test_stopped; /* by an error, */
    int64_t test_stopped_at;
};

static inline csp_run *csp_run_of(csp_engine *engine) { return (csp_run *)engine; }

/* csp_main without the last step: *abandoned says that memory was left behind by an error. */
int csp_run_program(const csp_program *program, int argc, char **argv, bool *abandoned);
/* The same, and another program may take over meanwhile. */
int csp_run_watched(const csp_program *program, csp_watch *watch, int argc, char **argv,
                    bool *abandoned);
/* CSP_CHECK_LEAKS in the environment: a run that left memory behind says so and fails. The suite runs
 * all programs so. */
int csp_leaks_check(int64_t live_before, int status);
/* The parts of a run that another program needs anew. */
void csp_run_open_outputs(csp_run *run);
void csp_run_open_pulls(csp_run *run);
void csp_run_accept_pushed(csp_run *run);
void csp_run_start_adapters(csp_run *run);

/* ---- watch.c, swap.c: cspc run --watch */

/* Has another program come? */
bool csp_watch_ready(const csp_watch *watch);
/* Takes it; *what is freed by the caller. NULL: there is none. */
const csp_program *csp_watch_take(csp_watch *watch, char **what);
void csp_watch_left(csp_watch *watch); /* an error has left memory behind */
int csp_watch_wake(const csp_watch *watch); /* a descriptor that becomes readable when one comes */
/* A line on standard error, with the time of day in front. */
void csp_watch_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Between two cycles: the program that has come goes on in place of the run's. */
void csp_swap(csp_run *run);
void csp_past_free(csp_run *run, bool release); /* release: what their states hold */

#endif
