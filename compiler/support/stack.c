/* stack.c - see stack.h: a thread whose only purpose is its stack. */
#include "support/stack.h"

#include <pthread.h>
#include <stddef.h>

#define STACK_SIZE ((size_t)4 << 30)
#define SMALLEST_STACK ((size_t)64 << 20) /* where address space is limited */

typedef struct Run {
    void (*work)(void *data);
    void *data;
} Run;

static void *run(void *data) {
    const Run *this = data;
    this->work(this->data);
    return NULL;
}

bool stack_run(void (*work)(void *data), void *data) {
    Run this = {work, data};
    pthread_t thread;
    pthread_attr_t attributes;
    bool started = false;
    pthread_attr_init(&attributes);
    for (size_t size = STACK_SIZE; !started && size >= SMALLEST_STACK; size /= 2)
        started = pthread_attr_setstacksize(&attributes, size) == 0 &&
                  pthread_create(&thread, &attributes, run, &this) == 0;
    pthread_attr_destroy(&attributes);
    if (started) pthread_join(thread, NULL);
    return started;
}
