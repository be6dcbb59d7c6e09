/* dynamic.c - copies of subgraphs that come and go with the keys of a dynamic basket.
 *
 *     dynamic    copies by index of the member    list in the order of creation    queue: those to run
 *     copy       | csp_clone | output members | state |     pooled by template, with its lanes in the queue
 *
 * The dynamic is one region of the graph around it: when that runs, copies are removed and made, and
 * those that something ticked for run their own regions; their sinks wait for the sink region. While
 * a copy runs it is `run->current`: marking regions and scheduling alarms mean its own.
 *
 * An alarm of a copy wakes it: it joins the queue, and the region of its dynamic is marked, in the
 * copy around it and so on outwards. So a cycle costs what ticks, however many copies there are.
 */
#include <stdlib.h>
#include <string.h>

#include "csp/history.h"
#include "engine/engine.h"

struct csp_clone {
    csp_dynamic *dynamic;
    csp_clone *prev, *next; /* by creation; in the pool: next */
    csp_clone *next_ended;  /* of the run */
    csp_member *member;    /* of the basket that it follows */
    csp_pending pending;
    uint64_t order;
    uint32_t index;        /* of the member */
    uint32_t first_source; /* its lanes */
    uint32_t queued_at; /* where in the queue */
    bool queued;
    bool ending;           /* stop_engine(dynamic=True): gone in the next cycle */
    char *state;
    csp_member *outputs[]; /* of the output baskets; NULL before the first tick */
};

struct csp_dynamic {
    const csp_template *shape;
    csp_run *run;
    char *outer;       /* state of the graph around, */
    csp_clone *outside; /* which is that of this copy, or of the program: NULL */
    csp_clone *first, *last;
    csp_copies by_index; /* index of the member -> copy, or NULL */
    csp_copies queue, sinks, ended;
    uint64_t order;
    bool running; /* from update to run */
    bool begun; /* the keys that were there before it have their copies */
};

static void copies_push(csp_copies *list, csp_clone *copy) {
    if (list->len == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 8;
        list->items = csp_realloc(list->items, list->cap * sizeof *list->items);
    }
    list->items[list->len++] = copy;
}

/* They are sorted before they run: the last one may take its place. */
static void unqueue(csp_copies *queue, const csp_clone *copy) {
    csp_clone *last = queue->items[--queue->len];
    queue->items[copy->queued_at] = last;
    last->queued_at = copy->queued_at;
}

static void copies_drop(csp_copies *list, const csp_clone *copy) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->len; i++)
        if (list->items[i] != copy) list->items[kept++] = list->items[i];
    list->len = kept;
}

/* ---- which copy runs */

static csp_clone *enter(csp_run *run, csp_clone *copy) {
    csp_clone *before = run->current;
    run->current = copy;
    run->marks = copy ? &copy->pending : &run->pending;
    run->first_source = copy ? copy->first_source : 0;
    return before;
}

void csp_copy_wake(csp_clone *copy) {
    while (copy && !copy->queued) {
        csp_dynamic *d = copy->dynamic;
        copy->queued = true;
        copy->queued_at = d->queue.len;
        copies_push(&d->queue, copy);
        if (d->running) return; /* its region does already */
        csp_pending_add(d->outside ? &d->outside->pending : &d->run->pending, d->shape->region);
        copy = d->outside;
    }
}

/* A source of the copy has ticked. */
void csp_copy_tick(csp_clone *copy, const csp_source *source, uint64_t cycle) {
    memcpy(copy->state + source->stamp_offset, &cycle, sizeof cycle);
    if (source->record_offset != 0)
        csp_edge_tick(&copy->dynamic->run->head, copy->state + source->record_offset,
                      source->keeps ? source->type : NULL, copy->state + source->value_offset);
    for (uint32_t i = 0; i < source->nregions; i++)
        csp_pending_add(&copy->pending, source->regions[i]);
    csp_copy_wake(copy);
}

char *csp_copy_state(const csp_clone *copy) { return copy->state; }

/* ---- memory */

static csp_clone *copy_alloc(csp_dynamic *d) {
    const csp_template *t = d->shape;
    csp_clone **pool = &d->run->pools[t->index], *copy = *pool;
    if (copy) {
        *pool = copy->next;
        memset(copy->outputs, 0, t->noutputs * sizeof copy->outputs[0]);
    } else {
        size_t head = (sizeof *copy + t->noutputs * sizeof copy->outputs[0] + 15) & ~(size_t)15;
        copy = csp_alloc(head + t->state_size);
        memset(copy, 0, head);
        copy->state = (char *)copy + head;
        csp_pending_init(&copy->pending, t->nregions);
        copy->first_source = csp_run_add_sources(d->run, t->sources, t->nsources, copy);
    }
    memset(copy->state, 0, t->state_size);
    copy->dynamic = d;
    copy->queued = copy->ending = false;
    return copy;
}

void csp_pools_free(csp_run *run) {
    for (uint32_t i = 0; i < run->program->ntemplates; i++)
        for (csp_clone *copy = run->pools[i], *next; copy; copy = next) {
            next = copy->next;
            csp_pending_free(&copy->pending);
            csp_free(copy);
        }
    csp_free(run->pools);
}

/* ---- a copy comes */

static void set_index(csp_dynamic *d, uint32_t index, csp_clone *copy) {
    while (d->by_index.len <= index) copies_push(&d->by_index, NULL);
    d->by_index.items[index] = copy;
}

static void mark_outer(csp_clone *copy, const csp_outer *outer) {
    for (uint32_t i = 0; i < outer->nregions; i++)
        csp_pending_add(&copy->pending, outer->regions[i]);
    if (outer->nregions > 0) csp_copy_wake(copy);
}

static void link_copy(csp_dynamic *d, csp_clone *copy) {
    copy->order = d->order++;
    copy->prev = d->last;
    copy->next = NULL;
    if (d->last)
        d->last->next = copy;
    else
        d->first = copy;
    d->last = copy;
}

static void copy_start(csp_dynamic *d, csp_member *member) {
    const csp_template *t = d->shape;
    csp_run *run = d->run;
    csp_clone *copy = copy_alloc(d);
    copy->member = member;
    copy->index = member->index;
    memcpy(copy->state + CSP_COPY_OUTER, &d->outer, sizeof d->outer);
    memcpy(copy->state + CSP_COPY_MEMBER, &member, sizeof member);
    if (t->key_offset != UINT32_MAX)
        csp_copy(t->key, copy->state + t->key_offset, csp_member_key(member));
    link_copy(d, copy);
    set_index(d, copy->index, copy);
    csp_clone *before = enter(run, copy);
    t->init(&run->head, copy->state);
    t->start(&run->head, copy->state);
    enter(run, before);
    csp_run_take_due(run, copy->first_source, t->nsources); /* what start: scheduled for now */
    if (member->stamp == run->head.cycle) mark_outer(copy, &t->outers[0]);
    csp_copy_wake(copy);
}

/* ---- a copy goes */

static csp_basket *output_basket(const csp_dynamic *d, uint32_t i) {
    csp_basket *basket;
    memcpy(&basket, d->outer + d->shape->outputs[i], sizeof basket);
    return basket;
}

static void clear_pending(csp_clone *copy) {
    for (uint32_t level = 0; level < copy->pending.nlevels; level++) {
        size_t words = copy->dynamic->shape->nregions;
        for (uint32_t i = 0; i <= level; i++) words = (words + 63) / 64;
        memset(copy->pending.levels[level], 0, (words ? words : 1) * sizeof(uint64_t));
    }
}

/* It may be on the run's list still: its stop: block said so, or it goes with a copy around it. */
static void unlink_ended(csp_run *run, const csp_clone *copy) {
    csp_clone **at = &run->ended;
    while (*at != NULL && *at != copy) at = &(*at)->next_ended;
    if (*at != NULL) *at = copy->next_ended;
}

static void unlink_copy(csp_dynamic *d, csp_clone *copy) {
    if (copy->prev)
        copy->prev->next = copy->next;
    else
        d->first = copy->next;
    if (copy->next)
        copy->next->prev = copy->prev;
    else
        d->last = copy->prev;
    if (copy->queued) unqueue(&d->queue, copy);
    if (copy->ending) {
        copies_drop(&d->ended, copy);
        unlink_ended(d->run, copy);
    }
}

static void copy_free(csp_dynamic *d, csp_clone *copy) {
    const csp_template *t = d->shape;
    csp_run *run = d->run;
    csp_clone *before = enter(run, copy);
    t->fini(&run->head, copy->state);
    enter(run, before);
    csp_run_drop_alarms(run, copy->first_source, t->nsources);
    clear_pending(copy);
    unlink_copy(d, copy);
    d->by_index.items[copy->index] = NULL;
    copy->next = run->pools[t->index];
    run->pools[t->index] = copy;
}

static void copy_stop(csp_dynamic *d, csp_clone *copy) {
    csp_clone *before = enter(d->run, copy);
    d->shape->stop(&d->run->head, copy->state);
    enter(d->run, before);
}

static void copy_remove(csp_dynamic *d, csp_clone *copy) {
    copy_stop(d, copy);
    for (uint32_t i = 0; i < d->shape->noutputs; i++)
        if (copy->outputs[i]) csp_basket_drop(output_basket(d, i), copy->outputs[i]);
    copy_free(d, copy);
}

/* ---- the dynamic */

csp_dynamic *csp_dynamic_new(csp_engine *engine, const csp_template *shape, char *outer) {
    csp_run *run = csp_run_of(engine);
    csp_dynamic *d = csp_alloc(sizeof *d);
    *d = (csp_dynamic){.shape = shape, .run = run, .outer = outer, .outside = run->current};
    if (d->outside) csp_pend(engine, shape->region); /* its basket may have keys already */
    return d;
}

void csp_dynamic_stop(csp_engine *engine, csp_dynamic *d) {
    (void)engine;
    for (csp_clone *copy = d->first; copy; copy = copy->next) copy_stop(d, copy);
}

void csp_dynamic_free(csp_engine *engine, csp_dynamic *d) {
    (void)engine;
    if (!d) return;
    while (d->first) copy_free(d, d->first);
    csp_free(d->by_index.items);
    csp_free(d->queue.items);
    csp_free(d->sinks.items);
    csp_free(d->ended.items);
    csp_free(d);
}

static void remove_ended(csp_dynamic *d) {
    uint32_t n = d->ended.len;
    d->ended.len = 0; /* none is looked for in it: those that end have no time to end others here */
    for (uint32_t i = 0; i < n; i++) copy_remove(d, d->ended.items[i]);
}

static void remove_gone(csp_dynamic *d, csp_basket *basket) {
    uint32_t n;
    csp_member *const *gone = csp_basket_gone(basket, &n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t index = gone[i]->index;
        csp_clone *copy = index < d->by_index.len ? d->by_index.items[index] : NULL;
        if (copy && copy->member == gone[i]) copy_remove(d, copy);
    }
}

static void tick_members(csp_dynamic *d, csp_basket *basket) {
    uint32_t n;
    csp_member *const *changed = csp_basket_changed(basket, &n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t index = changed[i]->index;
        csp_clone *copy = index < d->by_index.len ? d->by_index.items[index] : NULL;
        if (copy) mark_outer(copy, &d->shape->outers[0]);
    }
}

static void start_fresh(csp_dynamic *d, csp_basket *basket) {
    uint32_t n;
    csp_member *const *fresh = csp_basket_fresh(basket, &n);
    for (uint32_t i = 0; i < n; i++) copy_start(d, fresh[i]);
}

static void start_all(csp_dynamic *d, csp_basket *basket) {
    int64_t at = 0;
    csp_member *member;
    d->begun = true;
    while ((member = csp_basket_next(basket, &at))) copy_start(d, member);
}

void csp_dynamic_update(csp_engine *engine, csp_dynamic *d, csp_basket *basket) {
    d->running = true;
    remove_ended(d);
    if (!d->begun) {
        start_all(d, basket);
    } else if (basket->stamp == engine->cycle) {
        remove_gone(d, basket);
        tick_members(d, basket);
        start_fresh(d, basket);
    }
}

void csp_dynamic_outer(csp_engine *engine, csp_dynamic *d, uint32_t outer) {
    (void)engine;
    for (csp_clone *copy = d->first; copy; copy = copy->next)
        mark_outer(copy, &d->shape->outers[outer]);
}

static int by_order(const void *a, const void *b) {
    const csp_clone *x = *(csp_clone *const *)a, *y = *(csp_clone *const *)b;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void sort_copies(csp_copies *list) {
    for (uint32_t i = 1; i < list->len; i++)
        if (list->items[i - 1]->order > list->items[i]->order) {
            qsort(list->items, list->len, sizeof(csp_clone *), by_order);
            return;
        }
}

void csp_dynamic_run(csp_engine *engine, csp_dynamic *d) {
    csp_run *run = csp_run_of(engine);
    const csp_template *t = d->shape;
    csp_clone *before = run->current;
    sort_copies(&d->queue);
    for (uint32_t i = 0; i < d->queue.len; i++) {
        csp_clone *copy = d->queue.items[i];
        copy->queued = false;
        enter(run, copy);
        if (csp_regions_run(run, &copy->pending, t->regions, copy->state, t->first_sink))
            copies_push(&d->sinks, copy);
    }
    d->queue.len = 0;
    d->running = false;
    enter(run, before);
    if (d->sinks.len > 0) csp_pend(engine, t->sink_region);
}

void csp_dynamic_sinks(csp_engine *engine, csp_dynamic *d) {
    csp_run *run = csp_run_of(engine);
    csp_clone *before = run->current;
    for (uint32_t i = 0; i < d->sinks.len; i++) {
        csp_clone *copy = d->sinks.items[i];
        enter(run, copy);
        csp_regions_run(run, &copy->pending, d->shape->regions, copy->state, UINT32_MAX);
    }
    d->sinks.len = 0;
    enter(run, before);
}

void csp_copy_output(csp_engine *engine, uint32_t index, const void *value) {
    csp_clone *copy = csp_run_of(engine)->current;
    csp_dynamic *d = copy->dynamic;
    csp_basket *basket = output_basket(d, index);
    if (!copy->outputs[index])
        copy->outputs[index] = csp_basket_make(basket, csp_member_key(copy->member));
    csp_member_tick(basket, copy->outputs[index], value);
}

/* ---- the end of a cycle */

/* stop_engine(dynamic=True): it finishes the cycle, and is gone in the next one, at the same time. */
void csp_copy_end(csp_clone *copy) {
    csp_dynamic *d = copy->dynamic;
    if (copy->ending) return;
    copy->ending = true;
    copies_push(&d->ended, copy);
    copy->next_ended = d->run->ended;
    d->run->ended = copy;
}

bool csp_copies_end_cycle(csp_run *run) {
    bool any = run->ended != NULL;
    for (csp_clone *copy = run->ended; copy; copy = copy->next_ended) {
        csp_dynamic *d = copy->dynamic;
        csp_pending_add(d->outside ? &d->outside->pending : &run->pending, d->shape->region);
        csp_copy_wake(d->outside);
    }
    run->ended = NULL;
    return any;
}

/* ---- the keys of the copy that runs, for its errors: outermost first */

uint32_t csp_copy_depth(const csp_clone *copy) {
    uint32_t depth = 0;
    for (; copy; copy = copy->dynamic->outside) depth++;
    return depth;
}

void csp_copy_key(const csp_clone *copy, uint32_t level, csp_text *text) {
    for (uint32_t depth = csp_copy_depth(copy); depth > level + 1; depth--)
        copy = copy->dynamic->outside;
    csp_format(text, copy->dynamic->shape->key, csp_member_key(copy->member),
               CSP_PLAIN);
}

/* ---- baskets with members from outside */

char *csp_table_base(char *state, uint32_t base) {
    for (uint32_t depth = base & ~CSP_BASE_MEMBER; depth > 0; depth--)
        memcpy(&state, state + CSP_COPY_OUTER, sizeof state);
    if (base & CSP_BASE_MEMBER) memcpy(&state, state + CSP_COPY_MEMBER, sizeof state);
    return state;
}

static uint64_t table_stamp(const char *table, char *state, uint32_t i) {
    uint32_t member[4];
    uint64_t stamp;
    memcpy(member, table + 24 + 24 * (size_t)i, sizeof member);
    memcpy(&stamp, csp_table_base(state, member[2]) + member[1], sizeof stamp);
    return stamp;
}

bool csp_table_ticked(const void *table, char *state, uint64_t cycle) {
    uint32_t n;
    memcpy(&n, table, sizeof n);
    for (uint32_t i = 0; i < n; i++)
        if (table_stamp(table, state, i) == cycle) return true;
    return false;
}

bool csp_table_valid(const void *table, char *state) {
    uint32_t n;
    memcpy(&n, table, sizeof n);
    for (uint32_t i = 0; i < n; i++)
        if (table_stamp(table, state, i) == 0) return false;
    return true;
}
