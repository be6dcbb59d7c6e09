/* poll.c - http.poll(url, every, timeout) -> ts[bytes]: fetches a page on a steady schedule, on a
 * thread of its own.
 *
 * The first request goes out at once, the n-th n * every later; one that takes longer than `every`
 * is followed by the next slot that is still to come. Every good answer ticks, also one equal to
 * the last: whoever wants changes only has drop_dups, and whoever wants a sign of life has it. What
 * fails is reported and polling goes on:
 *
 *     transit: warning: main/trains/http.poll: https://example.org/feed: attempt 7: status 503
 *
 * The same failure again within a minute is counted and told with the next report. Requests go
 * through a multi handle, whose wait can be woken: stopping takes milliseconds whatever the server
 * does.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "csp/adapter.h"

#define MOST_BYTES ((size_t)64 << 20)
#define REPORT_AGAIN (60 * CSP_SECOND)

typedef struct poller {
    csp_context *context;
    char *url;
    int64_t every, timeout;
    CURL *curl;
    CURLM *multi;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake; /* on the monotonic clock */
    atomic_bool stopping;
    /* Of the thread alone: */
    csp_text body;
    bool too_large;
    int64_t attempt;
    long last_failure; /* see `report` */
    int64_t last_report;
    int64_t untold; /* repeats of last_failure since */
    char reason[CURL_ERROR_SIZE];
} poller;

/* ---- one request */

static size_t on_data(char *data, size_t size, size_t count, void *arg) {
    poller *p = arg;
    size_t bytes = size * count;
    p->too_large = bytes > MOST_BYTES - p->body.size;
    if (p->too_large) return 0;
    csp_text_add(&p->body, data, bytes);
    return bytes;
}

static long milliseconds(int64_t ns) {
    int64_t ms = ns / 1000000;
    return ms < 1 ? 1 : ms > 3600 * 1000 ? 3600 * 1000 : (long)ms;
}

static void set_options(poller *p) {
    CURL *c = p->curl;
    curl_easy_setopt(c, CURLOPT_URL, p->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, milliseconds(p->timeout));
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(p->timeout));
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, 10L);
    curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(c, CURLOPT_USERAGENT, "cspc");
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, p->reason);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, p);
}

static int64_t monotonic(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * CSP_SECOND + t.tv_nsec;
}

/* What kinds of failure are the same: curl's codes (texts may hold times), HTTP statuses, and an
 * empty answer. */
enum { FAILED_STATUS = 1000, FAILED_EMPTY = 10000 };

/* Reports, or counts what was reported within the last minute. */
static void report(poller *p, long failure, const char *text) {
    int64_t now = monotonic();
    if (failure == p->last_failure && now - p->last_report < REPORT_AGAIN) {
        p->untold++;
        return;
    }
    if (p->untold > 0)
        csp_report(p->context,
                   "%s: attempt %lld: %s (after %lld more failures like the last one told)", p->url,
                   (long long)p->attempt, text, (long long)p->untold);
    else
        csp_report(p->context, "%s: attempt %lld: %s", p->url, (long long)p->attempt, text);
    p->untold = 0;
    p->last_report = now;
    p->last_failure = failure;
}

static void report_transfer(poller *p, CURLcode code) {
    if (p->too_large)
        report(p, code, "the answer is larger than 64 MB");
    else
        report(p, code, p->reason[0] ? p->reason : curl_easy_strerror(code));
}

static void report_status(poller *p, long status) {
    char text[32];
    snprintf(text, sizeof text, "status %ld", status);
    report(p, FAILED_STATUS + status, text);
}

static void deliver(poller *p) {
    csp_str *value = csp_bytes_new(p->body.data, p->body.size);
    csp_push(p->context, CSP_NO_TIME, &value);
}

/* One transfer, given up when the run stops. */
static CURLcode transfer(poller *p) {
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    int running = 1, left;
    curl_multi_add_handle(p->multi, p->curl);
    while (running && !atomic_load(&p->stopping)) {
        if (curl_multi_perform(p->multi, &running) != CURLM_OK) break;
        if (running) curl_multi_poll(p->multi, NULL, 0, 1000, NULL);
    }
    for (CURLMsg *m; (m = curl_multi_info_read(p->multi, &left));)
        if (m->msg == CURLMSG_DONE) code = m->data.result;
    curl_multi_remove_handle(p->multi, p->curl);
    return code;
}

static void poll_once(poller *p) {
    long status = 0;
    p->attempt++;
    p->body.size = 0;
    p->too_large = false;
    p->reason[0] = '\0';
    CURLcode code = transfer(p);
    if (atomic_load(&p->stopping)) return;
    curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK)
        report_transfer(p, code);
    else if (status >= 400)
        report_status(p, status);
    else if (p->body.size == 0)
        report(p, FAILED_EMPTY, "the answer is empty");
    else
        deliver(p);
}

/* ---- the thread */

static void sleep_until(poller *p, int64_t time) {
    struct timespec until = {.tv_sec = time / CSP_SECOND, .tv_nsec = time % CSP_SECOND};
    int result = 0;
    pthread_mutex_lock(&p->lock);
    while (!atomic_load(&p->stopping) && result == 0)
        result = pthread_cond_timedwait(&p->wake, &p->lock, &until);
    pthread_mutex_unlock(&p->lock);
}

static void *poll_thread(void *arg) {
    poller *p = arg;
    sigset_t pipe; /* a server that hangs up is an error of one request */
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    int64_t due = monotonic();
    while (!atomic_load(&p->stopping)) {
        poll_once(p);
        int64_t now = monotonic();
        due += p->every;
        if (due < now) due += (now - due + p->every - 1) / p->every * p->every;
        sleep_until(p, due);
    }
    return NULL;
}

/* ---- the adapter */

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static void curl_start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

static char *copy_text(const char *text) {
    size_t size = strlen(text) + 1;
    return memcpy(csp_alloc(size), text, size);
}

static void init_wake(poller *p) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void poll_close(csp_context *context, void *self) {
    poller *p = self;
    (void)context;
    if (p->curl) curl_easy_cleanup(p->curl);
    if (p->multi) curl_multi_cleanup(p->multi);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    csp_text_free(&p->body);
    csp_free(p->url);
    csp_free(p);
}

static csp_status poll_open(csp_context *context, void **self) {
    int64_t every = csp_context_int(context, "every"),
            timeout = csp_context_int(context, "timeout");
    if (every <= 0 || timeout <= 0) {
        csp_fail(context, "%s must be longer than 0s", every <= 0 ? "every" : "timeout");
        return CSP_ERROR;
    }
    pthread_once(&curl_once, curl_start);
    poller *p = csp_alloc(sizeof *p);
    memset(p, 0, sizeof *p);
    p->context = context;
    p->every = every;
    p->timeout = timeout;
    p->url = copy_text(csp_str_data(csp_context_str(context, "url")));
    init_wake(p);
    p->curl = curl_easy_init();
    p->multi = curl_multi_init();
    if (!p->curl || !p->multi) {
        csp_fail(context, "%s: libcurl does not start", p->url);
        poll_close(context, p);
        return CSP_ERROR;
    }
    set_options(p);
    *self = p;
    return CSP_OK;
}

static csp_status poll_start(csp_context *context, void *self) {
    poller *p = self;
    int error = pthread_create(&p->thread, NULL, poll_thread, p);
    if (error == 0) return CSP_OK;
    csp_fail(context, "%s: no thread to poll on: %s", p->url, strerror(error));
    return CSP_ERROR;
}

static void poll_stop(csp_context *context, void *self) {
    poller *p = self;
    (void)context;
    pthread_mutex_lock(&p->lock);
    atomic_store(&p->stopping, true);
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    curl_multi_wakeup(p->multi);
    pthread_join(p->thread, NULL);
}

extern const csp_adapter csp_http_poll;
const csp_adapter csp_http_poll = {.abi = CSP_PROGRAM_ABI,
                                   .kind = CSP_PUSH,
                                   .open = poll_open,
                                   .start = poll_start,
                                   .stop = poll_stop,
                                   .close = poll_close};
