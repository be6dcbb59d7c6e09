/* values.c - see values.h.
 *
 * Blocks are in a ring around `all`, the one global of the compiler: csp_alloc has no argument to carry it, and the
 * library it serves is the runtime's.
 */
#include "support/values.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "csp/value.h"

typedef struct Block {
    struct Block *next, *previous;
} Block;

static Block all = {&all, &all};
static int64_t made, freed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *insert(Block *block) {
    if (block == NULL) {
        fprintf(stderr, "cspc: out of memory\n");
        exit(3);
    }
    pthread_mutex_lock(&lock);
    made++;
    block->next = all.next;
    block->previous = &all;
    all.next->previous = block;
    all.next = block;
    pthread_mutex_unlock(&lock);
    return block + 1;
}

static Block *take_out(void *p) {
    Block *block = (Block *)p - 1;
    pthread_mutex_lock(&lock);
    freed++;
    block->previous->next = block->next;
    block->next->previous = block->previous;
    pthread_mutex_unlock(&lock);
    return block;
}

void *csp_alloc(size_t size) { return insert(malloc(sizeof(Block) + size)); }

void *csp_realloc(void *p, size_t size) {
    if (p == NULL) return csp_alloc(size);
    return insert(realloc(take_out(p), sizeof(Block) + size));
}

void csp_free(void *p) {
    if (p != NULL) free(take_out(p));
}

int64_t csp_alloc_count(void) { return made; }
int64_t csp_alloc_live(void) { return made - freed; }

void values_free_all(void) {
    while (all.next != &all) free(take_out(all.next + 1));
}
