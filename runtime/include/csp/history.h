/* history.h - what an edge keeps of its ticks: how many, when the last was, and the last ones
 * themselves where a node asks for them.
 *
 * Generated code holds the records of all such edges in one block of the state; a record belongs to
 * its edge, so several readers share it and the largest policy wins. The first two fields stand
 * alone for edges of which nobody reads more (a record of CSP_RECORD_COUNT bytes).
 */
#ifndef CSP_HISTORY_H
#define CSP_HISTORY_H

#include "csp/value.h"

struct csp_engine;

/* All bits zero: no tick yet, no policy. The ring, oldest tick first:
 *
 *     times    | 9:33 |  -   | 9:30 | 9:31 |        cap 4, len 3, next 1
 *     values   |  d   |  -   |  b   |  c   |
 */
typedef struct csp_history {
    int64_t count;        /* ticks since the start */
    int64_t time;         /* of the last one */
    const csp_type *type; /* of the values; known from the first tick on */
    char *values;         /* owned, as are the values that are not overwritten yet */
    int64_t *times;       /* owned */
    int64_t cap, len, next;
    int64_t ticks;  /* policies; 0: none. So many ticks are kept, */
    int64_t window; /* and those of so many nanoseconds */
} csp_history;

#define CSP_RECORD_COUNT 16u

/* The edge ticked: its record counts, and keeps the value where type is not NULL. */
void csp_edge_tick(struct csp_engine *engine, void *record, const csp_type *type,
                   const void *value);

#define CSP_NO_POLICY INT64_MIN
/* set_buffering_policy; CSP_NO_POLICY: not given. */
void csp_history_keep(const csp_call *call, csp_history *history, int64_t tick_count,
                      int64_t tick_history);

/* What an index is. */
typedef enum csp_index_kind {
    CSP_AT_END,   /* None: from the oldest, up to the newest */
    CSP_AT_TICK,  /* 0 is the last tick, -1 the one before */
    CSP_AT_DELTA, /* before now: -5s */
    CSP_AT_TIME   /* a datetime */
} csp_index_kind;

enum { CSP_LAST_VALUE = 1, CSP_FIRST_VALUE = 2 };                   /* DuplicatePolicy */
enum { CSP_INCLUSIVE = 1, CSP_EXCLUSIVE = 2, CSP_EXTRAPOLATE = 3 }; /* TimeIndexPolicy */

/* An index or a range, as generated code passes it. */
typedef struct csp_range {
    int64_t kind, at, policy; /* or the start of a range; policy: DuplicatePolicy for one tick */
    int64_t end_kind, end, end_policy;
    const char *name; /* of the input, for messages */
} csp_range;

/* The address of the value at an index, borrowed until the edge ticks, and its time. NULL: there is
 * none, which raises unless `quiet`. */
const void *csp_history_at(const csp_call *call, struct csp_engine *engine,
                           const csp_history *history, const csp_range *range, bool quiet,
                           int64_t *time);

typedef enum csp_part { CSP_VALUES, CSP_TIMES, CSP_ITEMS } csp_part;
/* The ticks of a range, oldest first, into *ret, whose type is call->ret: an array[float] or list of
 * values, a list of times, or a tuple of times and values. */
void csp_history_range(const csp_call *call, struct csp_engine *engine, const csp_history *history,
                       const csp_range *range, uint32_t part, void *ret);

void csp_history_free(csp_history *histories, uint64_t n);

#endif
