/* adapter.h - sources and sinks in C: the one header an adapter needs.
 *
 * `adapter read[T: struct](path: str, time: str = "time") -> ts[T] = "csp_csv_read"` in a .csp file
 * declares an adapter; the C side defines `const csp_adapter csp_csv_read`. An input adapter
 * declares `-> ts[T]`, an output adapter a series parameter and no result.
 *
 * Pull adapters hand out events in time order when asked, and drive history. Push adapters hand
 * over events from threads of their own, and drive live runs. A function that fails calls csp_fail
 * with a message that names file and line, url and status, or topic, partition and offset, and
 * returns CSP_ERROR, which stops the run with that message. One that can go on calls csp_report.
 */
#ifndef CSP_ADAPTER_H
#define CSP_ADAPTER_H

#include "csp/program.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum csp_status {
    CSP_OK,
    CSP_END,  /* pull: there are no more events */
    CSP_ERROR /* csp_fail said why */
} csp_status;

/* What the engine gives one instance of an adapter; valid from open to close. */
typedef struct csp_context csp_context;

typedef enum csp_adapter_kind { CSP_PULL, CSP_PUSH, CSP_SINK } csp_adapter_kind;

struct csp_adapter {
    uint32_t abi; /* CSP_PROGRAM_ABI */
    csp_adapter_kind kind;
    /* Before start(). *self is handed to the other functions. */
    csp_status (*open)(csp_context *context, void **self);
    /* Pull: the next event; *value (of csp_context_type, zeroed) becomes the engine's. Times before
     * the engine's start are dropped by the engine; times that decrease stop the run with an error
     * that names both. */
    csp_status (*next)(csp_context *context, void *self, int64_t *time, void *value);
    /* Push: begin to deliver; returns at once. */
    csp_status (*start)(csp_context *context, void *self);
    /* Push: stop delivering; no csp_push after it returns. */
    void (*stop)(csp_context *context, void *self);
    /* Sink: a tick of its series at `now`; *value is borrowed. */
    csp_status (*write)(csp_context *context, void *self, int64_t now, const void *value);
    void (*close)(csp_context *context, void *self);
};

/* The scalar argument of that name, as declared in .csp; borrowed. The name must be one of the
 * declaration's. */
const void *csp_context_arg(const csp_context *context, const char *name);
static inline const csp_str *csp_context_str(const csp_context *context, const char *name) {
    return *(csp_str *const *)csp_context_arg(context, name);
}
static inline int64_t csp_context_int(const csp_context *context, const char *name) {
    return *(const int64_t *)csp_context_arg(context, name);
}
/* Is there an argument of that name? */
bool csp_context_has(const csp_context *context, const char *name);
const csp_type *csp_context_arg_type(const csp_context *context, const char *name);
/* Type of the values of the series. */
const csp_type *csp_context_type(const csp_context *context);
/* The engine's start; in open() and the first next() CSP_NO_TIME if the inputs decide it. */
int64_t csp_context_start(const csp_context *context);
int64_t csp_context_end(const csp_context *context);
bool csp_context_realtime(const csp_context *context);

/* Sets the message of the CSP_ERROR that the caller is about to return. Any thread. */
void csp_fail(csp_context *context, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line on standard error, `<program>: warning: <node path>: message`; the run goes on. Any
 * thread. */
void csp_report(csp_context *context, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Push: hands over one event, any thread. `time` is CSP_NO_TIME for "now", or the event's own time
 * when it lies in the past (history). *value is moved: it must be shared with nothing else
 * (csp_detach) and is zeroed. */
void csp_push(csp_context *context, int64_t time, void *value);
/* Push: no more events will come. */
void csp_push_end(csp_context *context);

#ifdef __cplusplus
}
#endif

#endif
