/* sb.c - see sb.h. */
#include "support/sb.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void sb_init(Sb *sb, Arena *arena) {
    *sb = (Sb){.arena = arena, .cap = 256};
    sb->data = arena_alloc(arena, sb->cap);
}

static void reserve(Sb *sb, size_t more) {
    if (sb->size + more + 1 <= sb->cap) return;
    while (sb->size + more + 1 > sb->cap) sb->cap *= 2;
    char *wider = arena_alloc(sb->arena, sb->cap);
    memcpy(wider, sb->data, sb->size);
    sb->data = wider;
}

void sb_add(Sb *sb, const char *bytes, size_t size) {
    reserve(sb, size);
    memcpy(sb->data + sb->size, bytes, size);
    sb->size += size;
    sb->data[sb->size] = '\0';
}

void sb_puts(Sb *sb, const char *text) { sb_add(sb, text, strlen(text)); }

void sb_printf(Sb *sb, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    reserve(sb, (size_t)size);
    vsnprintf(sb->data + sb->size, (size_t)size + 1, format, again);
    va_end(again);
    sb->size += (size_t)size;
}
