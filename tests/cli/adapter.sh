#!/usr/bin/env bash
# Adapters of one's own in C, as docs/writing-adapters.md says: one that is pulled, one that pushes, and a sink.
. "$ROOT/tests/lib.sh"

cat >mine.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "csp/adapter.h"

typedef struct steps {
    int64_t next, count;
} steps;

static csp_status steps_open(csp_context *context, void **self) {
    steps *s = malloc(sizeof *s);
    *s = (steps){0, csp_context_int(context, "count")};
    *self = s;
    return CSP_OK;
}

static csp_status steps_next(csp_context *context, void *self, int64_t *time, void *value) {
    steps *s = self;
    if (s->next == s->count) return CSP_END;
    if (s->next == 3) {
        csp_fail(context, "steps: there is no step 3");
        return CSP_ERROR;
    }
    *time = ++s->next * CSP_SECOND;
    *(double *)value = (double)s->next / 2;
    return CSP_OK;
}

static void steps_close(csp_context *context, void *self) {
    (void)context;
    free(self);
}

const csp_adapter my_steps = {CSP_PROGRAM_ABI, CSP_PULL, .open = steps_open, .next = steps_next, .close = steps_close};

static void *deliver(void *context) {
    for (int64_t i = 1; i <= 3; i++) csp_push(context, CSP_NO_TIME, &(int64_t){i});
    csp_push_end(context);
    return NULL;
}

static csp_status live_start(csp_context *context, void *self) {
    (void)self;
    pthread_t thread;
    if (pthread_create(&thread, NULL, deliver, context) != 0) return CSP_ERROR;
    pthread_detach(thread);
    return CSP_OK;
}

/* All at once, and from before the first cycle: what becomes of them is the engine's. */
static csp_status flood_start(csp_context *context, void *self) {
    (void)self;
    for (int64_t i = 1; i <= 1000; i++) csp_push(context, CSP_NO_TIME, &(int64_t){i});
    csp_push_end(context);
    return CSP_OK;
}

const csp_adapter my_flood = {CSP_PROGRAM_ABI, CSP_PUSH, .start = flood_start};

const csp_adapter my_live = {CSP_PROGRAM_ABI, CSP_PUSH, .start = live_start};

static csp_status save(csp_context *context, void *self, int64_t now, const void *value) {
    (void)self;
    printf("%s at %lld: %g\n", csp_str_data(csp_context_str(context, "label")), (long long)(now / CSP_SECOND),
           *(const double *)value);
    return CSP_OK;
}

const csp_adapter my_save = {CSP_PROGRAM_ABI, CSP_SINK, .write = save};
C

cat >mine.csp <<'CSP'
adapter steps(count: int) -> ts[float] = "my_steps"
adapter live() -> ts[int] = "my_live"
adapter flood(push_mode: PushMode = PushMode.NON_COLLAPSING) -> ts[int] = "my_flood"
adapter save(label: str, x: ts[float]) = "my_save"

graph main(count: int = 2):
    save("saved", steps(count) * 10.0)

graph flooded(const mode: PushMode = PushMode.NON_COLLAPSING):
    x = flood(push_mode=mode)
    print("n", f"{count(x)} {accum(x)}")

graph pushed():
    x = live()
    print("sum", count(x))
    stop_engine(filter(x == 3, x))
CSP

cspc mine.csp mine.c -o mine
run 0 ./mine
same out <<'TEXT'
saved at 1: 5
saved at 2: 10
TEXT
run 1 ./mine --count 5
same out <<'TEXT'
saved at 1: 5
saved at 2: 10
saved at 3: 15
TEXT
same err <<'TEXT'
mine.csp:7:19: error: steps: there is no step 3
    in main/steps at 1970-01-01 00:00:03
TEXT

cspc mine.csp mine.c --entry pushed -o pushed
run 0 ./pushed
[ "$(sed 's/.* //' out | tail -1)" = "sum:3" ] || fail "three pushed events are not three ticks"

cspc mine.csp mine.c --entry flooded -o flooded
run 0 ./flooded
[ "$(sed 's/.* n://' out | tail -1)" = "1000 500500" ] || fail "a thousand pushed events are not a thousand ticks"
cspc mine.csp mine.c --entry flooded -D mode=LAST_VALUE -o flooded
run 0 ./flooded
[ "$(sed 's/.* n://' out)" = "1 1000" ] || fail "LAST_VALUE does not keep the last"
cspc mine.csp mine.c --entry flooded -D mode=BURST -o flooded
run 1 ./flooded
has err "PushMode.BURST is not supported yet"
