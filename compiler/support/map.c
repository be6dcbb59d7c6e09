/* map.c - see map.h. Linear probing, at most half full. */
#include "support/map.h"

#include <string.h>

uint64_t hash_mix(uint64_t hash, uint64_t value) {
    hash *= UINT64_C(0x9e3779b97f4a7c15); /* scattered first: two near pointers must not cancel out */
    hash ^= hash >> 32;
    hash ^= value;
    hash ^= hash >> 31;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    return hash ^ (hash >> 29);
}

uint64_t hash_bytes(const void *bytes, size_t size) {
    const unsigned char *p = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < size; i++) hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
    return hash ^ (hash >> 32);
}

void map_init(Map *map, Arena *arena) { *map = (Map){.arena = arena}; }

static struct MapEntry *find(struct MapEntry *entries, int cap, uint64_t key) {
    uint64_t mask = (uint64_t)cap - 1;
    uint64_t at = hash_mix(0, key) & mask;
    while (entries[at].value != NULL && entries[at].key != key) at = (at + 1) & mask;
    return &entries[at];
}

void *map_get(const Map *map, uint64_t key) {
    return map->cap == 0 ? NULL : find(map->entries, map->cap, key)->value;
}

static void grow(Map *map) {
    int cap = map->cap == 0 ? 16 : map->cap * 2;
    struct MapEntry *entries = ARENA_ARRAY(map->arena, struct MapEntry, cap);
    for (int i = 0; i < map->cap; i++)
        if (map->entries[i].value != NULL)
            *find(entries, cap, map->entries[i].key) = map->entries[i];
    map->entries = entries;
    map->cap = cap;
}

void map_put(Map *map, uint64_t key, void *value) {
    if (map->len * 2 >= map->cap) grow(map);
    struct MapEntry *entry = find(map->entries, map->cap, key);
    if (entry->value == NULL) map->len++;
    entry->key = key;
    entry->value = value;
}
