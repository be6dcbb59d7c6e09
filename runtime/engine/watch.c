/* watch.c - runs one after the other, of programs that the compiler offers from its own thread; see
 * csp/watch.h. swap.c puts one in the place of another while it runs.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "engine/engine.h"

struct csp_watch {
    pthread_mutex_t lock;
    const csp_program *program; /* offered and not taken; under `lock`, as is */
    char *what;
    atomic_bool ready;
    bool left;       /* an error left memory behind */
    csp_inbox inbox; /* its descriptor alone: runs wait on a duplicate of it */
};

csp_watch *csp_watch_new(void) {
    csp_watch *watch = calloc(1, sizeof *watch);
    if (!watch || !csp_inbox_init(&watch->inbox)) {
        free(watch);
        return NULL;
    }
    pthread_mutex_init(&watch->lock, NULL);
    return watch;
}

void csp_watch_free(csp_watch *watch) {
    csp_inbox_free(&watch->inbox);
    pthread_mutex_destroy(&watch->lock);
    free(watch->what);
    free(watch);
}

bool csp_watch_ready(const csp_watch *watch) {
    return atomic_load_explicit(&watch->ready, memory_order_relaxed);
}

void csp_watch_left(csp_watch *watch) { watch->left = true; }

int csp_watch_wake(const csp_watch *watch) { return watch->inbox.wake; }

void csp_watch_offer(csp_watch *watch, const csp_program *program, const char *what) {
    uint64_t one = 1;
    pthread_mutex_lock(&watch->lock);
    free(watch->what);
    watch->program = program;
    watch->what = strdup(what);
    atomic_store(&watch->ready, true);
    pthread_mutex_unlock(&watch->lock);
    while (write(watch->inbox.wake, &one, sizeof one) < 0 && errno == EINTR) continue;
}

const csp_program *csp_watch_take(csp_watch *watch, char **what) {
    pthread_mutex_lock(&watch->lock);
    const csp_program *program = watch->program;
    *what = watch->what;
    watch->program = NULL;
    watch->what = NULL;
    atomic_store(&watch->ready, false);
    pthread_mutex_unlock(&watch->lock);
    return program;
}

void csp_watch_say(const char *format, ...) {
    char clock[16] = "", text[1024];
    time_t now = time(NULL);
    struct tm parts;
    if (localtime_r(&now, &parts)) strftime(clock, sizeof clock, "%H:%M:%S", &parts);
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fflush(stdout);
    fprintf(stderr, "cspc: %s %s\n", clock, text); /* one call: lines of threads don't mix */
}

/* The next program to start from the beginning; NULL: a signal came. */
static const csp_program *next_program(csp_watch *watch, bool first) {
    const csp_program *program = NULL;
    while (!program && !csp_signalled()) {
        char *what;
        program = csp_watch_take(watch, &what);
        if (program && !first)
            csp_watch_say("%s: from the beginning", what ? what : "the program has changed");
        free(what);
        if (!program) csp_wait(&watch->inbox, INT64_MAX);
    }
    return program;
}

int csp_watch_run(csp_watch *watch, int argc, char **argv, bool *abandoned) {
    const csp_program *program;
    int64_t live = csp_alloc_live();
    int status = 0;
    csp_signals_hold();
    for (bool first = true; (program = next_program(watch, first)); first = false) {
        bool left;
        status = csp_run_watched(program, watch, argc, argv, &left);
        watch->left = watch->left || left;
        if (csp_signalled()) break;
        status = 0;
        csp_watch_say("the run has ended; it starts again when something changes");
    }
    csp_signals_release();
    *abandoned = watch->left;
    return watch->left ? status : csp_leaks_check(live, status);
}
