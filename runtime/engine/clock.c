/* clock.c - the wall clock, waiting for it, and the signals that end a run.
 *
 * SIGINT and SIGTERM end a run as --end would; a second one kills, because the first puts the
 * default action back. Signals belong to the process, so their flag does too: it ends every run
 * that the process holds.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/engine.h"

static atomic_int signalled;

static struct {
    pthread_mutex_t lock;
    int runs;                              /* that hold the signals */
    struct sigaction interrupt, terminate; /* before the first of them */
} signals = {.lock = PTHREAD_MUTEX_INITIALIZER};

int64_t csp_wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * CSP_SECOND + t.tv_nsec;
}

/* wall_clock() of the library. */
void csp_wall_time(const csp_call *call, int64_t *ret);
void csp_wall_time(const csp_call *call, int64_t *ret) {
    (void)call;
    *ret = csp_wall_clock();
}

static void on_signal(int number) {
    (void)number;
    atomic_store(&signalled, 1);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

void csp_signals_hold(void) {
    pthread_mutex_lock(&signals.lock);
    if (signals.runs++ == 0) {
        atomic_store(&signalled, 0);
        struct sigaction action = {.sa_handler = on_signal};
        sigemptyset(&action.sa_mask);
        sigaction(SIGINT, &action, &signals.interrupt);
        sigaction(SIGTERM, &action, &signals.terminate);
    }
    pthread_mutex_unlock(&signals.lock);
}

void csp_signals_release(void) {
    pthread_mutex_lock(&signals.lock);
    if (--signals.runs == 0) {
        sigaction(SIGINT, &signals.interrupt, NULL);
        sigaction(SIGTERM, &signals.terminate, NULL);
    }
    pthread_mutex_unlock(&signals.lock);
}

bool csp_signalled(void) { return atomic_load_explicit(&signalled, memory_order_relaxed) != 0; }

void csp_signals_block(sigset_t *old) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, old);
}

/* Time until `until`, at most a second: the wall clock may be set meanwhile, or a signal may have
 * met a thread of an adapter. Callers look again. */
static struct timespec wait_time(int64_t until) {
    int64_t now = csp_wall_clock();
    int64_t left = until <= now ? 0 : until > now + CSP_SECOND ? CSP_SECOND : until - now;
    return (struct timespec){.tv_sec = left / CSP_SECOND, .tv_nsec = left % CSP_SECOND};
}

void csp_wait(csp_inbox *inbox, int64_t until) {
    /* Blocked from the look at the flag until ppoll lets them in: a signal between the two is not
     * missed. */
    sigset_t old;
    csp_signals_block(&old);
    if (!csp_signalled()) {
        struct timespec left = wait_time(until);
        struct pollfd fd = {.fd = inbox->wake, .events = POLLIN};
        if (ppoll(&fd, 1, &left, &old) > 0) {
            uint64_t count;
            while (read(inbox->wake, &count, sizeof count) < 0 && errno == EINTR) continue;
        }
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}
