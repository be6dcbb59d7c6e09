/* arena.h - memory of a phase: allocated piece by piece, freed all at once.
 *
 * Every phase of the compiler has one arena, owned by the driver. What is in it lives until arena_free.
 */
#ifndef SUPPORT_ARENA_H
#define SUPPORT_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
void arena_free(Arena *arena);
void *arena_alloc(Arena *arena, size_t size); /* zeroed, 16-byte aligned; never NULL */
char *arena_copy(Arena *arena, const char *bytes, size_t size); /* NUL-terminated copy */
char *arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(Arena *arena, const char *format, va_list args);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))

/* Equal names are equal pointers: one table for a compilation. */
typedef struct Interner Interner;
Interner *interner_new(Arena *arena);
const char *intern(Interner *table, const char *bytes, size_t size);
const char *intern_str(Interner *table, const char *text);

#endif
