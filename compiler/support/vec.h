/* vec.h - growable arrays in an arena: VEC(T) is { T *items; int len, cap; }.
 *
 *     VEC(int) xs = {0};
 *     VEC_PUSH(arena, &xs, 42);
 *     for (int i = 0; i < xs.len; i++) use(xs.items[i]);
 *
 * Growing leaves the old block in the arena: at most as much again in waste.
 */
#ifndef SUPPORT_VEC_H
#define SUPPORT_VEC_H

#include "support/arena.h"

#define VEC(T)                                                                                     \
    struct {                                                                                       \
        T *items;                                                                                  \
        int len, cap;                                                                              \
    }

#define VEC_PUSH(arena, v, item)                                                                   \
    do {                                                                                           \
        if ((v)->len == (v)->cap)                                                                  \
            vec_grow((arena), (void **)&(v)->items, &(v)->cap, sizeof *(v)->items);                \
        (v)->items[(v)->len++] = (item);                                                           \
    } while (0)

void vec_grow(Arena *arena, void **items, int *cap, size_t item_size);

#endif
