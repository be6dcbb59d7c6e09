/* type_table.h - inside of the type table, shared by type.c and type_layout.c. */
#ifndef TYPES_TYPE_TABLE_H
#define TYPES_TYPE_TABLE_H

#include "types/typed.h"

typedef struct TypeBucket {
    Type type;
    struct TypeBucket *next; /* another type of the same hash */
} TypeBucket;

struct TypeTable {
    Arena *arena;
    Map buckets; /* hash -> TypeBucket */
    uint32_t count;
};

#endif
