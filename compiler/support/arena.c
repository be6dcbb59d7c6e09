/* arena.c - see arena.h. Blocks are chained; a large request gets a block of its own. */
#include "support/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/map.h"
#include "support/vec.h"

#define BLOCK_SIZE ((size_t)64 * 1024)

typedef struct Block {
    struct Block *next;
    size_t used, size;
    _Alignas(16) char data[];
} Block;

struct Arena {
    Block *blocks; /* the newest first: allocations come from it */
};

static void out_of_memory(size_t size) {
    fprintf(stderr, "cspc: out of memory (asked for %zu bytes)\n", size);
    exit(3);
}

static Block *block_new(size_t size) {
    Block *block = calloc(1, sizeof(Block) + size);
    if (block == NULL) out_of_memory(size);
    block->size = size;
    return block;
}

Arena *arena_new(void) {
    Arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) out_of_memory(sizeof *arena);
    arena->blocks = block_new(BLOCK_SIZE);
    return arena;
}

void arena_free(Arena *arena) {
    if (arena == NULL) return;
    for (Block *block = arena->blocks; block != NULL;) {
        Block *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

void *arena_alloc(Arena *arena, size_t size) {
    size = (size + 15) & ~(size_t)15;
    Block *block = arena->blocks;
    if (block->used + size > block->size) {
        if (size > BLOCK_SIZE / 4) { /* behind the newest, which keeps its room */
            Block *own = block_new(size);
            own->used = size;
            own->next = block->next;
            block->next = own;
            return own->data;
        }
        Block *fresh = block_new(BLOCK_SIZE);
        fresh->next = block;
        arena->blocks = block = fresh;
    }
    void *result = block->data + block->used;
    block->used += size;
    return result;
}

char *arena_copy(Arena *arena, const char *bytes, size_t size) {
    char *copy = arena_alloc(arena, size + 1);
    if (size > 0) memcpy(copy, bytes, size);
    return copy;
}

char *arena_vprintf(Arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(Arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void vec_grow(Arena *arena, void **items, int *cap, size_t item_size) {
    int wider = *cap == 0 ? 8 : *cap * 2;
    void *fresh = arena_alloc(arena, item_size * (size_t)wider);
    if (*cap > 0) memcpy(fresh, *items, item_size * (size_t)*cap);
    *items = fresh;
    *cap = wider;
}

/* ---- interning: open addressing over the texts */

struct Interner {
    Arena *arena;
    const char **texts; /* NULL: free */
    size_t len, cap;
};

Interner *interner_new(Arena *arena) {
    Interner *table = ARENA_NEW(arena, Interner);
    table->arena = arena;
    table->cap = 1024;
    table->texts = ARENA_ARRAY(arena, const char *, table->cap);
    return table;
}

static const char **find(const Interner *table, const char *bytes, size_t size) {
    size_t at = (size_t)hash_bytes(bytes, size) & (table->cap - 1);
    for (; table->texts[at] != NULL; at = (at + 1) & (table->cap - 1)) {
        const char *text = table->texts[at];
        if (strncmp(text, bytes, size) == 0 && text[size] == '\0') break;
    }
    return &table->texts[at];
}

static void grow(Interner *table) {
    const char **old = table->texts;
    size_t old_cap = table->cap;
    table->cap *= 2;
    table->texts = ARENA_ARRAY(table->arena, const char *, table->cap);
    for (size_t i = 0; i < old_cap; i++)
        if (old[i] != NULL) *find(table, old[i], strlen(old[i])) = old[i];
}

const char *intern(Interner *table, const char *bytes, size_t size) {
    const char **place = find(table, bytes, size);
    if (*place != NULL) return *place;
    const char *text = *place = arena_copy(table->arena, bytes, size);
    if (++table->len * 2 > table->cap) grow(table);
    return text;
}

const char *intern_str(Interner *table, const char *text) {
    return intern(table, text, strlen(text));
}
