/* basket.c - dynamic baskets: members under keys that come and go.
 *
 *     index     dict: key -> member       insertion order is basket order
 *     member    | csp_member | key | value |       stays where it is: copies hold pointers to theirs;
 *                                                then a csp_history where a copy asks for one
 *     changed   the members that ticked in this cycle
 *     fresh     those that came      gone      those that went, released when the cycle ends
 *
 * Costs follow what ticks, comes and goes. Blocks of members that went are used again, with their
 * index numbers, so a steady state allocates nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "csp/history.h"
#include "engine/engine.h"

typedef struct members {
    csp_member **items;
    uint32_t len, cap;
} members;

typedef struct basket {
    csp_basket head; /* first */
    csp_run *run;
    const csp_type *index_type, *key, *value;
    uint32_t value_at, size;
    uint32_t history_at; /* 0: members keep none */
    uint32_t nindexes; /* given out so far */
    csp_dict *index;
    members changed, fresh, gone, spare;
    uint64_t order;
    struct basket *next; /* of the run's list of those that changed in this cycle */
    bool listed;
} basket;

static basket *of(const csp_basket *b) { return (basket *)(uintptr_t)b; }

static void *value_of(const basket *b, csp_member *m) { return (char *)m + b->value_at; }

static void members_push(members *list, csp_member *m) {
    if (list->len == list->cap) {
        list->cap = list->cap ? 2 * list->cap : 8;
        list->items = csp_realloc(list->items, list->cap * sizeof *list->items);
    }
    list->items[list->len++] = m;
}

static void members_drop(members *list, const csp_member *m) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->len; i++)
        if (list->items[i] != m) list->items[kept++] = list->items[i];
    list->len = kept;
}

/* ---- life */

csp_basket *csp_basket_new(csp_engine *engine, const csp_type *index, const csp_type *value,
                           bool keeps) {
    basket *b = csp_alloc(sizeof *b);
    *b = (basket){.run = csp_run_of(engine), .index_type = index, .key = index->key, .value = value};
    b->value_at = csp_member_value(b->key);
    b->size = b->value_at + value->size;
    if (keeps) {
        b->history_at = csp_member_history(b->key, value);
        b->size = b->history_at + (uint32_t)sizeof(csp_history);
    }
    return &b->head;
}

static void *history_of(const basket *b, csp_member *m) { return (char *)m + b->history_at; }

static void member_release(const basket *b, csp_member *m) {
    csp_release(b->key, csp_member_key(m));
    csp_release(b->value, value_of(b, m));
    if (b->history_at > 0) csp_history_free(history_of(b, m), 1);
}

static void member_free(const basket *b, csp_member *m) {
    member_release(b, m);
    csp_free(m);
}

static void unlist(basket *b) {
    basket **at = &b->run->changed_baskets;
    while (*at && *at != b) at = &(*at)->next;
    if (*at) *at = b->next;
}

void csp_basket_free(csp_basket *head) {
    basket *b = of(head);
    if (!b) return;
    if (b->listed) unlist(b);
    int64_t at = 0;
    void *key, *place;
    while (csp_dict_next(b->index_type, b->index, &at, &key, &place))
        member_free(b, *(csp_member **)place);
    for (uint32_t i = 0; i < b->gone.len; i++) member_free(b, b->gone.items[i]);
    for (uint32_t i = 0; i < b->spare.len; i++) csp_free(b->spare.items[i]);
    csp_release(b->index_type, &b->index);
    csp_free(b->changed.items);
    csp_free(b->fresh.items);
    csp_free(b->gone.items);
    csp_free(b->spare.items);
    csp_free(b);
}

/* ---- changes */

static void touch(basket *b) {
    b->head.stamp = b->run->head.cycle;
    if (b->listed) return;
    b->listed = true;
    b->next = b->run->changed_baskets;
    b->run->changed_baskets = b;
}

static void shape_changed(basket *b) {
    b->head.shaped = b->run->head.cycle;
    touch(b);
}

static csp_member *member_new(basket *b, const void *key) {
    csp_member *m;
    uint32_t index;
    if (b->spare.len > 0) {
        m = b->spare.items[--b->spare.len];
        index = m->index;
    } else {
        m = csp_alloc(b->size);
        index = b->nindexes++;
    }
    memset(m, 0, b->size);
    m->index = index;
    m->order = b->order++;
    csp_copy(b->key, csp_member_key(m), key);
    members_push(&b->fresh, m);
    b->head.len++;
    shape_changed(b);
    return m;
}

csp_member *csp_basket_find(const csp_basket *head, const void *key) {
    const basket *b = of(head);
    csp_member **place = csp_dict_find(b->index_type, b->index, key);
    return place ? *place : NULL;
}

uint64_t csp_basket_stamp(const csp_basket *head, const void *key) {
    const csp_member *m = csp_basket_find(head, key);
    return m ? m->stamp : 0;
}

static _Noreturn void raise_key(const basket *b, const csp_call *call, const char *before,
                                const void *key, const char *after) {
    csp_text *text = &b->run->line; /* the run's, so that nothing is left behind */
    text->size = 0;
    csp_format(text, b->key, key, CSP_QUOTED);
    csp_raise(call, "%s%.*s%s", before, (int)text->size, text->data, after);
}

void *csp_basket_at(const csp_call *call, const csp_basket *head, const void *key) {
    csp_member *m = csp_basket_find(head, key);
    if (!m) raise_key(of(head), call, "no member of the basket has the key ", key, "");
    return value_of(of(head), m);
}

void csp_member_tick(csp_basket *head, csp_member *m, const void *value) {
    basket *b = of(head);
    csp_assign(b->value, value_of(b, m), value);
    m->stamp = b->head.ticked = b->run->head.cycle;
    m->count++;
    m->time = b->run->head.now;
    if (b->history_at > 0) csp_edge_tick(&b->run->head, history_of(b, m), b->value, value);
    members_push(&b->changed, m);
    touch(b);
}

csp_member *csp_basket_make(csp_basket *head, const void *key) {
    basket *b = of(head);
    bool fresh;
    csp_member **place = csp_dict_slot(b->index_type, &b->index, key, &fresh);
    if (fresh) *place = member_new(b, key);
    return *place;
}

void csp_basket_tick(csp_engine *engine, const csp_call *call, csp_basket *head, const void *key,
                     const void *value) {
    csp_member *m = csp_basket_make(head, key);
    if (m->stamp == engine->cycle)
        raise_key(of(head), call, "the output ", key, " ticks twice in one cycle");
    csp_member_tick(head, m, value);
}

/* Also where it ticked in this cycle, or even came. */
void csp_basket_drop(csp_basket *head, csp_member *m) {
    basket *b = of(head);
    csp_dict_delete(b->index_type, &b->index, csp_member_key(m));
    b->head.len--;
    if (m->stamp == b->run->head.cycle) { /* or it is in neither list */
        members_drop(&b->changed, m);
        members_drop(&b->fresh, m);
    }
    members_push(&b->gone, m);
    shape_changed(b);
}

void csp_basket_remove(csp_engine *engine, const csp_call *call, csp_basket *head,
                       const void *key) {
    csp_member *m = csp_basket_find(head, key);
    if (!m) raise_key(of(head), call, "no member of the output has the key ", key, "");
    if (m->stamp == engine->cycle)
        raise_key(of(head), call, "the key ", key, " is removed in the cycle in which it ticked");
    csp_basket_drop(head, m);
}

static void end_cycle(basket *b) {
    for (uint32_t i = 0; i < b->gone.len; i++) {
        member_release(b, b->gone.items[i]);
        members_push(&b->spare, b->gone.items[i]);
    }
    b->changed.len = b->fresh.len = b->gone.len = 0;
    b->listed = false;
}

void csp_baskets_end_cycle(csp_run *run) {
    for (basket *b = run->changed_baskets; b; b = b->next) end_cycle(b);
    run->changed_baskets = NULL;
}

/* ---- what is in it */

static int by_order(const void *a, const void *b) {
    const csp_member *x = *(csp_member *const *)a, *y = *(csp_member *const *)b;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void sort_members(members *list) {
    for (uint32_t i = 1; i < list->len; i++)
        if (list->items[i - 1]->order > list->items[i]->order) {
            qsort(list->items, list->len, sizeof *list->items, by_order);
            return;
        }
}

csp_member *const *csp_basket_changed(csp_basket *b, uint32_t *n) {
    *n = of(b)->changed.len;
    return of(b)->changed.items;
}

csp_member *const *csp_basket_fresh(csp_basket *b, uint32_t *n) {
    *n = of(b)->fresh.len;
    return of(b)->fresh.items;
}

csp_member *const *csp_basket_gone(csp_basket *b, uint32_t *n) {
    *n = of(b)->gone.len;
    return of(b)->gone.items;
}

csp_member *csp_basket_next(csp_basket *head, int64_t *at) {
    void *key, *place;
    const basket *b = of(head);
    return csp_dict_next(b->index_type, b->index, at, &key, &place) ? *(csp_member **)place : NULL;
}

static void add_item(const basket *b, uint32_t op, const csp_type *type, csp_list **to,
                     csp_member *m) {
    char *room = csp_list_grow(type, to);
    if (op == 'V' || op == 'w') {
        csp_copy(b->value, room, value_of(b, m));
    } else if (op == 'I' || op == 'j') {
        memset(room, 0, type->elem->size);
        csp_copy(b->key, room + type->elem->fields[0].offset, csp_member_key(m));
        csp_copy(b->value, room + type->elem->fields[1].offset, value_of(b, m));
    } else {
        csp_copy(b->key, room, csp_member_key(m));
    }
}

static void add_items(const basket *b, uint32_t op, const csp_type *type, csp_list **to,
                      const members *list) {
    for (uint32_t i = 0; i < list->len; i++) add_item(b, op, type, to, list->items[i]);
}

void csp_basket_list(csp_engine *engine, const csp_basket *head, uint32_t op, const csp_type *type,
                     csp_list **to) {
    basket *b = of(head);
    *to = NULL;
    (void)engine;
    if (op == 'K' || op == 'V' || op == 'I') {
        sort_members(&b->changed);
        add_items(b, op, type, to, &b->changed);
    } else if (op == '+') {
        add_items(b, op, type, to, &b->fresh);
    } else if (op == '-') {
        add_items(b, op, type, to, &b->gone);
    } else {
        int64_t at = 0;
        csp_member *m;
        while ((m = csp_basket_next(&b->head, &at))) add_item(b, op, type, to, m);
    }
}
