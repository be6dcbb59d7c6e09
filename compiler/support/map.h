/* map.h - a hash map from pointers (interned names, types, declarations) or 64-bit keys to pointers, in an arena. */
#ifndef SUPPORT_MAP_H
#define SUPPORT_MAP_H

#include <stdint.h>

#include "support/arena.h"

typedef struct Map {
    Arena *arena; /* where it grows */
    struct MapEntry {
        uint64_t key;
        void *value;
    } *entries; /* a power of two of them; value NULL: free */
    int len, cap;
} Map;

void map_init(Map *map, Arena *arena);
void *map_get(const Map *map, uint64_t key);       /* NULL when absent */
void map_put(Map *map, uint64_t key, void *value); /* value must not be NULL */
static inline void *map_get_ptr(const Map *map, const void *key) {
    return map_get(map, (uint64_t)(uintptr_t)key);
}
static inline void map_put_ptr(Map *map, const void *key, void *value) {
    map_put(map, (uint64_t)(uintptr_t)key, value);
}

/* Mixing for composed keys. */
uint64_t hash_mix(uint64_t hash, uint64_t value);
uint64_t hash_bytes(const void *bytes, size_t size);

#endif
