/* serve.c - http.serve(port, x): the latest value of x, for whoever asks on http://127.0.0.1:PORT/,
 * whatever the path.
 *
 * libmicrohttpd answers on a thread of its own. The engine's thread makes one response of each tick
 * and swaps it in under the lock; responses count their users, so one that is still being sent
 * outlives the swap. Until the first tick the answer is 503. An archive of its own (libcsp_httpd),
 * so that programs which only poll need no libmicrohttpd.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "csp/adapter.h"

#define IDLE_SECONDS 30u /* a client that says nothing for so long is hung up on */

typedef struct server {
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock;
    struct MHD_Response *latest; /* under the lock; NULL until x has ticked */
} server;

/* ---- answers; on the daemon's thread */

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned status,
                                   const char *text) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    if (!response) return MHD_NO;
    enum MHD_Result result =
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain");
    if (result == MHD_YES) result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request) {
    (void)url, (void)version, (void)upload, (void)upload_size, (void)request;
    server *s = self;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET and HEAD only\n");
    pthread_mutex_lock(&s->lock);
    bool ready = s->latest != NULL;
    enum MHD_Result result =
        ready ? MHD_queue_response(connection, MHD_HTTP_OK, s->latest) : MHD_NO;
    pthread_mutex_unlock(&s->lock);
    return ready ? result
                 : answer_text(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "nothing to serve yet\n");
}

/* ---- the adapter; on the engine's thread */

/* Its thread leaves the signals to the engine's. */
static struct MHD_Daemon *start_daemon(uint16_t port, server *s) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    errno = 0;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD, port, NULL, NULL, answer, s, MHD_OPTION_SOCK_ADDR,
        &address, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_END);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = error;
    return daemon;
}

static csp_status serve_open(csp_context *context, void **self) {
    int64_t port = csp_context_int(context, "port");
    if (port < 1 || port > 65535) {
        csp_fail(context, "http.serve: a port is a number from 1 to 65535, not %lld",
                 (long long)port);
        return CSP_ERROR;
    }
    server *s = csp_alloc(sizeof *s);
    *s = (server){0};
    pthread_mutex_init(&s->lock, NULL);
    s->daemon = start_daemon((uint16_t)port, s);
    if (!s->daemon) {
        csp_fail(context, "http.serve: cannot listen on 127.0.0.1:%lld: %s", (long long)port,
                 errno ? strerror(errno) : "the server does not start");
        pthread_mutex_destroy(&s->lock);
        csp_free(s);
        return CSP_ERROR;
    }
    *self = s;
    return CSP_OK;
}

static struct MHD_Response *response_of(const csp_str *bytes) {
    struct MHD_Response *response = MHD_create_response_from_buffer(
        (size_t)csp_str_size(bytes), (void *)(uintptr_t)csp_str_data(bytes), MHD_RESPMEM_MUST_COPY);
    if (response && MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                            "application/octet-stream") != MHD_YES) {
        MHD_destroy_response(response);
        return NULL;
    }
    return response;
}

static csp_status serve_tick(csp_context *context, void *self, int64_t now, const void *value) {
    (void)now;
    server *s = self;
    struct MHD_Response *response = response_of(*(csp_str *const *)value);
    if (!response) {
        csp_fail(context, "http.serve: cannot make a response: out of memory");
        return CSP_ERROR;
    }
    pthread_mutex_lock(&s->lock);
    struct MHD_Response *old = s->latest;
    s->latest = response;
    pthread_mutex_unlock(&s->lock);
    if (old) MHD_destroy_response(old);
    return CSP_OK;
}

static void serve_close(csp_context *context, void *self) {
    (void)context;
    server *s = self;
    MHD_stop_daemon(s->daemon);
    if (s->latest) MHD_destroy_response(s->latest);
    pthread_mutex_destroy(&s->lock);
    csp_free(s);
}

extern const csp_adapter csp_http_serve;
const csp_adapter csp_http_serve = {.abi = CSP_PROGRAM_ABI,
                                    .kind = CSP_SINK,
                                    .open = serve_open,
                                    .write = serve_tick,
                                    .close = serve_close};
