/* values.c - see values.h.
 *
 * Blocks are in a ring around `all`, the one global of the compiler: csp_alloc has no argument to carry it, and the
 * library it serves is the runtime's.
 */
#include "support/values.h"

#include <jansson.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "csp/trap.h"

#define VALUES_LIMIT ((size_t)2 << 30)

typedef struct Block {
    struct Block *next, *previous;
    size_t size;
    _Alignas(16) char data[];
} Block;

/* For the message of a failure, and what still runs after it. */
#define ROOM_TO_FAIL ((size_t)1 << 20)

static Block all = {&all, &all, 0};
static int64_t made, freed;
static size_t bytes, limit = VALUES_LIMIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *insert(Block *block, size_t size) {
    if (block == NULL) {
        fprintf(stderr, "cspc: out of memory\n");
        exit(3);
    }
    pthread_mutex_lock(&lock);
    made++;
    block->size = size;
    bytes += size;
    block->next = all.next;
    block->previous = &all;
    all.next->previous = block;
    all.next = block;
    pthread_mutex_unlock(&lock);
    return block->data;
}

static Block *take_out(void *p) {
    Block *block = (Block *)((char *)p - offsetof(Block, data));
    pthread_mutex_lock(&lock);
    freed++;
    bytes -= block->size;
    block->previous->next = block->next;
    block->next->previous = block->previous;
    pthread_mutex_unlock(&lock);
    return block;
}

/* Before anything is changed: what a failed statement leaves behind stays whole. */
static void check_limit(size_t size) {
    if (size <= limit && bytes <= limit - size) return;
    if (!csp_trap_is_set()) return;
    if (limit < bytes + ROOM_TO_FAIL) limit = bytes + ROOM_TO_FAIL;
    csp_raise(NULL, "out of memory: its values take too much");
}

void *csp_alloc(size_t size) {
    check_limit(size);
    return insert(malloc(sizeof(Block) + size), size);
}

void *csp_realloc(void *p, size_t size) {
    if (p == NULL) return csp_alloc(size);
    check_limit(size);
    return insert(realloc(take_out(p), sizeof(Block) + size), size);
}

void csp_free(void *p) {
    if (p != NULL) free(take_out(p));
}

int64_t csp_alloc_count(void) { return made; }
int64_t csp_alloc_live(void) { return made - freed; }

void values_free_all(void) {
    while (all.next != &all) free(take_out(all.next->data));
    limit = VALUES_LIMIT;
}

/* What a value of type json is made of goes when the other values go. */
__attribute__((constructor)) static void adopt_json(void) {
    json_set_alloc_funcs(csp_alloc, csp_free);
}
