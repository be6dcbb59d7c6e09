/* sb.h - a string builder; what it holds is a NUL-terminated string at any time. */
#ifndef SUPPORT_SB_H
#define SUPPORT_SB_H

#include <stddef.h>

#include "support/arena.h"

typedef struct Sb {
    Arena *arena;
    char *data; /* never NULL after sb_init */
    size_t size, cap;
} Sb;

void sb_init(Sb *sb, Arena *arena);
void sb_add(Sb *sb, const char *bytes, size_t size);
void sb_puts(Sb *sb, const char *text);
void sb_printf(Sb *sb, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
