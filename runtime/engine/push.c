/* push.c - events from other threads: a lock-free inbox with many writers and one reader, the
 * engine.
 *
 * Writers link their event in front of the newest with compare-and-swap; the engine takes the whole
 * chain with one exchange and turns it round. Nobody ever takes a single event out, so there is no
 * ABA problem and nothing to protect.
 *
 *     newest -> [event 3] -> [event 2] -> [event 1] -> NULL       drained: 1, 2, 3
 *
 * The writer that finds the inbox empty writes to `wake`: the engine, which sleeps on it only after
 * it saw an empty inbox, is woken once for any number of events.
 */
#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "engine/engine.h"

bool csp_inbox_init(csp_inbox *inbox) {
    atomic_init(&inbox->newest, NULL);
    inbox->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return inbox->wake >= 0;
}

void csp_pushed_free(csp_pushed *event) {
    if (!event->end) csp_release(event->context->binding->type, event->value);
    csp_free(event);
}

void csp_inbox_free(csp_inbox *inbox) {
    for (csp_pushed *event = csp_inbox_drain(inbox), *next; event; event = next) {
        next = event->next;
        csp_pushed_free(event);
    }
    if (inbox->wake >= 0) close(inbox->wake);
    inbox->wake = -1;
}

static void wake(const csp_inbox *inbox) {
    uint64_t one = 1;
    ssize_t n;
    do n = write(inbox->wake, &one, sizeof one);
    while (n < 0 && errno == EINTR);
}

void csp_inbox_add(csp_inbox *inbox, csp_pushed *event) {
    csp_pushed *newest = atomic_load_explicit(&inbox->newest, memory_order_relaxed);
    do event->next = newest;
    while (!atomic_compare_exchange_weak_explicit(&inbox->newest, &newest, event,
                                                  memory_order_release, memory_order_relaxed));
    if (!newest) wake(inbox);
}

csp_pushed *csp_inbox_drain(csp_inbox *inbox) {
    if (!atomic_load_explicit(&inbox->newest, memory_order_relaxed)) return NULL;
    csp_pushed *newest = atomic_exchange_explicit(&inbox->newest, NULL, memory_order_acquire);
    csp_pushed *oldest = NULL;
    while (newest) {
        csp_pushed *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    return oldest;
}

static csp_pushed *pushed_new(csp_context *context, int64_t time, size_t size) {
    csp_pushed *event = csp_alloc(sizeof *event + size);
    *event = (csp_pushed){.context = context, .time = time};
    return event;
}

void csp_push(csp_context *context, int64_t time, void *value) {
    size_t size = context->binding->type->size;
    csp_pushed *event = pushed_new(context, time, size);
    memcpy(event->value, value, size);
    memset(value, 0, size);
    csp_inbox_add(&context->run->inbox, event);
}

void csp_push_end(csp_context *context) {
    csp_pushed *event = pushed_new(context, CSP_NO_TIME, 0);
    event->end = true;
    csp_inbox_add(&context->run->inbox, event);
}
