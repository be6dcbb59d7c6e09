/* alloc.c - the one door for memory of executables and of the compiler's values.
 *
 * Called by everything in the runtime. Never returns NULL: when memory is out the process says so
 * and ends. The counters are shared by all threads, since a value may be freed by another thread
 * than made it.
 *
 * CSP_FAIL_ALLOC=n in the environment makes the n-th allocation fail, to prove that every such path
 * ends cleanly.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "csp/value.h"

static _Atomic int64_t made;
static _Atomic int64_t freed;

#define NOT_READ INT64_C(-1)
static _Atomic int64_t fail_at = NOT_READ; /* 0: never */

_Noreturn static void out_of_memory(size_t size) {
    fprintf(stderr, "error: out of memory (%zu bytes)\n", size);
    fflush(stdout);
    _Exit(1);
}

static int64_t read_fail_at(void) {
    const char *text = getenv("CSP_FAIL_ALLOC");
    int64_t n = text ? strtoll(text, NULL, 10) : 0;
    if (n < 0) n = 0;
    atomic_store_explicit(&fail_at, n, memory_order_relaxed);
    return n;
}

/* One more allocation of `size` bytes; ends the process when it is the one to fail. */
static void count_one(size_t size) {
    int64_t number = atomic_fetch_add_explicit(&made, 1, memory_order_relaxed) + 1;
    int64_t failing = atomic_load_explicit(&fail_at, memory_order_relaxed);
    if (failing == NOT_READ) failing = read_fail_at();
    if (failing != 0 && number == failing) out_of_memory(size);
}

void *csp_alloc(size_t size) {
    count_one(size);
    void *p = malloc(size ? size : 1);
    if (!p) out_of_memory(size);
    return p;
}

/* A block that moves stays one allocation: it counts as made and freed once more. */
void *csp_realloc(void *p, size_t size) {
    count_one(size);
    void *moved = realloc(p, size ? size : 1);
    if (!moved) out_of_memory(size);
    if (p) atomic_fetch_add_explicit(&freed, 1, memory_order_relaxed);
    return moved;
}

void csp_free(void *p) {
    if (!p) return;
    atomic_fetch_add_explicit(&freed, 1, memory_order_relaxed);
    free(p);
}

int64_t csp_alloc_count(void) { return atomic_load_explicit(&made, memory_order_relaxed); }

int64_t csp_alloc_live(void) {
    return atomic_load_explicit(&made, memory_order_relaxed) -
           atomic_load_explicit(&freed, memory_order_relaxed);
}
