/* queue.c - alarms, feedback edges and pushed events, ordered by time.
 *
 * A lane is the heap of one source's alarms; `order` is a heap of the lanes that hold any, keyed by
 * their first. A cycle takes each lane out of `order` at most once, so that several due alarms of
 * one source run in as many cycles, in order, without being moved in the meantime: a thousand of
 * them at one time cost a thousand log n, not a million.
 *
 *     order    lane 2     lane 0     lane 5      a heap of lanes; key: (time, sequence) of the
 *                |          |          |         lane's first alarm
 *     lanes    9:30:00    9:30:01    9:45:00     heaps of alarms, same key; an entry names a slot
 *              9:30:00    9:31:00
 *              9:30:07
 *
 *     slots    | generation, lane, at, payload | generation, lane, at, payload | ...
 *
 * Slots stay where they are: a handle is generation << 32 | slot + 1. `at` follows the alarm
 * through its heap, so cancel and reschedule are O(log n).
 *
 * Payloads are blocks of the source's type, kept for the next alarm of that source: a steady state
 * allocates nothing.
 */
#include <string.h>

#include "engine/engine.h"

#define NOWHERE UINT32_MAX

static bool before(const csp_due *a, const csp_due *b) {
    return a->time != b->time ? a->time < b->time : a->sequence < b->sequence;
}

/* ---- heaps. `order` and the lanes differ only in what keeps the place of a moved item. */

static uint32_t *place(csp_queue *queue, const csp_heap *heap, uint32_t index) {
    return heap == &queue->order ? &queue->lanes[index].at : &queue->slots[index].at;
}

static void put(csp_queue *queue, csp_heap *heap, uint32_t at, const csp_due *item) {
    heap->items[at] = *item;
    *place(queue, heap, item->index) = at;
}

static void sift_up(csp_queue *queue, csp_heap *heap, uint32_t at, csp_due item) {
    while (at > 0 && before(&item, &heap->items[(at - 1) / 2])) {
        put(queue, heap, at, &heap->items[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(queue, heap, at, &item);
}

static void sift_down(csp_queue *queue, csp_heap *heap, uint32_t at, csp_due item) {
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= heap->len) break;
        if (child + 1 < heap->len && before(&heap->items[child + 1], &heap->items[child])) child++;
        if (!before(&heap->items[child], &item)) break;
        put(queue, heap, at, &heap->items[child]);
        at = child;
    }
    put(queue, heap, at, &item);
}

/* The item at `at` gets a new key. */
static void sift(csp_queue *queue, csp_heap *heap, uint32_t at, csp_due item) {
    if (at > 0 && before(&item, &heap->items[(at - 1) / 2]))
        sift_up(queue, heap, at, item);
    else
        sift_down(queue, heap, at, item);
}

static void heap_add(csp_queue *queue, csp_heap *heap, csp_due item) {
    if (heap->len == heap->cap) {
        heap->cap = heap->cap ? 2 * heap->cap : 4;
        heap->items = csp_realloc(heap->items, heap->cap * sizeof *heap->items);
    }
    sift_up(queue, heap, heap->len++, item);
}

static void heap_remove(csp_queue *queue, csp_heap *heap, uint32_t at) {
    *place(queue, heap, heap->items[at].index) = NOWHERE;
    csp_due last = heap->items[--heap->len];
    if (at < heap->len) sift(queue, heap, at, last);
}

/* ---- lanes in `order` */

/* The lane's first alarm may have changed: `order` follows. */
static void lane_changed(csp_queue *queue, uint32_t lane) {
    csp_lane *l = &queue->lanes[lane];
    if (l->heap.len == 0) {
        if (l->at != NOWHERE) heap_remove(queue, &queue->order, l->at);
        return;
    }
    csp_due key = {l->heap.items[0].time, l->heap.items[0].sequence, lane};
    if (l->at == NOWHERE)
        heap_add(queue, &queue->order, key);
    else
        sift(queue, &queue->order, l->at, key);
}

/* ---- slots and payloads */

static uint32_t slot_new(csp_queue *queue) {
    if (queue->free == NOWHERE) {
        uint32_t old = queue->nslots;
        queue->nslots = old ? 2 * old : 16;
        queue->slots = csp_realloc(queue->slots, queue->nslots * sizeof *queue->slots);
        for (uint32_t i = queue->nslots; i-- > old;) {
            queue->slots[i] = (csp_slot){.generation = 1, .at = queue->free};
            queue->free = i;
        }
    }
    uint32_t slot = queue->free;
    queue->free = queue->slots[slot].at;
    return slot;
}

static void *payload_new(csp_queue *queue, uint32_t lane) {
    csp_lane *l = &queue->lanes[lane];
    void *block = l->spare;
    if (block) {
        memcpy(&l->spare, block, sizeof(void *));
        return block;
    }
    size_t size = queue->lanes[lane].source->type->size;
    return csp_alloc(size < sizeof(void *) ? sizeof(void *) : size);
}

/* The alarm leaves its lane and its slot; its payload, already released or moved out, becomes
 * spare. */
static void alarm_remove(csp_queue *queue, uint32_t slot) {
    csp_slot *s = &queue->slots[slot];
    csp_lane *lane = &queue->lanes[s->lane];
    heap_remove(queue, &lane->heap, s->at);
    if (!(s->flags & CSP_BACKGROUND)) queue->foreground--;
    memcpy(s->payload, &lane->spare, sizeof(void *));
    lane->spare = s->payload;
    s->payload = NULL;
    s->generation++;
    s->at = queue->free;
    queue->free = slot;
}

static bool find(const csp_queue *queue, uint64_t handle, uint32_t *slot) {
    uint32_t index = (uint32_t)handle - 1;
    if (index >= queue->nslots) return false;
    const csp_slot *s = &queue->slots[index];
    if (!s->payload || s->generation != (uint32_t)(handle >> 32)) return false;
    *slot = index;
    return true;
}

/* ---- the queue */

void csp_queue_init(csp_queue *queue, const csp_source *sources, uint32_t nsources) {
    memset(queue, 0, sizeof *queue);
    queue->free = NOWHERE;
    queue->lanes = csp_alloc((nsources + 1) * sizeof *queue->lanes);
    queue->cap = nsources + 1;
    csp_queue_add_lanes(queue, sources, nsources, NULL);
}

uint32_t csp_queue_add_lanes(csp_queue *queue, const csp_source *sources, uint32_t n,
                             csp_clone *copy) {
    uint32_t first = queue->nsources;
    if (first + n > queue->cap) {
        while (queue->cap < first + n) queue->cap *= 2;
        queue->lanes = csp_realloc(queue->lanes, queue->cap * sizeof *queue->lanes);
    }
    for (uint32_t i = 0; i < n; i++)
        queue->lanes[first + i] = (csp_lane){.source = &sources[i], .copy = copy, .at = NOWHERE};
    queue->nsources = first + n;
    return first;
}

static void lane_free(csp_lane *lane) {
    for (void *block = lane->spare, *next; block; block = next) {
        memcpy(&next, block, sizeof next);
        csp_free(block);
    }
    csp_free(lane->heap.items);
}

void csp_queue_free(csp_queue *queue) {
    for (uint32_t i = 0; i < queue->nslots; i++) {
        csp_slot *s = &queue->slots[i];
        if (!s->payload) continue;
        csp_release(queue->lanes[s->lane].source->type, s->payload);
        csp_free(s->payload);
    }
    for (uint32_t i = 0; i < queue->nsources; i++) lane_free(&queue->lanes[i]);
    csp_free(queue->order.items);
    csp_free(queue->slots);
    csp_free(queue->lanes);
    memset(queue, 0, sizeof *queue);
}

bool csp_queue_peek(const csp_queue *queue, int64_t *time) {
    if (queue->order.len == 0) return false;
    *time = queue->order.items[0].time;
    return true;
}

uint64_t csp_queue_add(csp_queue *queue, uint32_t source, int64_t time, void *value, bool move,
                       uint32_t flags) {
    const csp_type *type = queue->lanes[source].source->type;
    void *payload = payload_new(queue, source);
    if (!move) {
        csp_copy(type, payload, value);
    } else {
        memcpy(payload, value, type->size);
        memset(value, 0, type->size);
    }
    uint32_t slot = slot_new(queue);
    csp_slot *s = &queue->slots[slot];
    s->lane = source;
    s->flags = flags;
    s->payload = payload;
    heap_add(queue, &queue->lanes[source].heap, (csp_due){time, queue->sequence++, slot});
    lane_changed(queue, source);
    if (!(flags & CSP_BACKGROUND)) queue->foreground++;
    return (uint64_t)s->generation << 32 | (slot + 1);
}

bool csp_queue_move(csp_queue *queue, uint64_t handle, int64_t time) {
    uint32_t slot;
    if (!find(queue, handle, &slot)) return false;
    csp_slot *s = &queue->slots[slot];
    sift(queue, &queue->lanes[s->lane].heap, s->at, (csp_due){time, queue->sequence++, slot});
    lane_changed(queue, s->lane);
    return true;
}

bool csp_queue_cancel(csp_queue *queue, uint64_t handle) {
    uint32_t slot;
    if (!find(queue, handle, &slot)) return false;
    uint32_t lane = queue->slots[slot].lane;
    csp_release(queue->lanes[lane].source->type, queue->slots[slot].payload);
    alarm_remove(queue, slot);
    lane_changed(queue, lane);
    return true;
}

/* The lane's first alarm ticks: its value goes to where the source has it. */
static void take_first(csp_queue *queue, uint32_t lane, char *state) {
    const csp_lane *l = &queue->lanes[lane];
    uint32_t slot = l->heap.items[0].index;
    if (l->copy) state = csp_copy_state(l->copy);
    csp_move(l->source->type, state + l->source->value_offset, queue->slots[slot].payload);
    alarm_remove(queue, slot);
}

/* The slots move as they are, since handles name them; the lanes are made anew. */
void csp_queue_carry(csp_queue *to, csp_queue *from, const uint32_t *places) {
    for (uint32_t i = 0; i < from->nslots; i++) {
        const csp_slot *s = &from->slots[i];
        if (s->payload && places[s->lane] == NOWHERE)
            csp_queue_cancel(from, (uint64_t)s->generation << 32 | (i + 1));
    }
    to->slots = from->slots;
    to->nslots = from->nslots;
    to->free = from->free;
    to->sequence = from->sequence;
    to->foreground = from->foreground;
    for (uint32_t i = 0; i < from->nsources; i++) {
        const csp_heap *heap = &from->lanes[i].heap;
        for (uint32_t k = 0; k < heap->len; k++) {
            to->slots[heap->items[k].index].lane = places[i];
            heap_add(to, &to->lanes[places[i]].heap, heap->items[k]);
        }
        if (heap->len > 0) lane_changed(to, places[i]);
    }
    from->slots = NULL;
    from->nslots = 0;
}

uint32_t csp_queue_take(csp_queue *queue, int64_t time, char *state, uint32_t *taken) {
    uint32_t n = 0;
    while (queue->order.len > 0 && queue->order.items[0].time == time) {
        uint32_t lane = queue->order.items[0].index;
        heap_remove(queue, &queue->order, 0);
        take_first(queue, lane, state);
        taken[n++] = lane;
    }
    for (uint32_t i = 0; i < n; i++) lane_changed(queue, taken[i]);
    return n;
}

bool csp_queue_take_one(csp_queue *queue, uint32_t source, int64_t time, char *state) {
    const csp_heap *heap = &queue->lanes[source].heap;
    if (heap->len == 0 || heap->items[0].time > time) return false;
    take_first(queue, source, state);
    lane_changed(queue, source);
    return true;
}

void csp_queue_drop(csp_queue *queue, uint32_t source) {
    const csp_lane *lane = &queue->lanes[source];
    if (lane->heap.len == 0) return;
    while (lane->heap.len > 0) {
        uint32_t slot = lane->heap.items[lane->heap.len - 1].index;
        csp_release(lane->source->type, queue->slots[slot].payload);
        alarm_remove(queue, slot);
    }
    lane_changed(queue, source);
}
