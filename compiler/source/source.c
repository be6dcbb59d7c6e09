/* source.c - see source.h: reading files, guessing at misspelt names, and the last words of a
 * compiler that is wrong. */
#include "source/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Everything up to the end of the stream, NUL-terminated; NULL on a read error. The caller frees.
 */
static char *read_all(FILE *stream, size_t *size) {
    size_t cap = (size_t)64 * 1024;
    char *text = malloc(cap);
    *size = 0;
    while (text != NULL) {
        *size += fread(text + *size, 1, cap - *size - 1, stream);
        if (*size < cap - 1) break;
        cap *= 2;
        char *wider = realloc(text, cap);
        if (wider == NULL) free(text);
        text = wider;
    }
    if (text != NULL && ferror(stream)) {
        int reason = errno;
        free(text);
        errno = reason;
        return NULL;
    }
    if (text != NULL) text[*size] = '\0';
    return text;
}

/* Messages quote lines: without an index each would read the file from its start. */
static void index_lines(Arena *arena, SourceFile *file) {
    const char *end = file->text + file->size;
    for (const char *p = file->text; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        file->nlines++;
    size_t *lines = ARENA_ARRAY(arena, size_t, ++file->nlines);
    const char *p = file->text;
    for (int i = 1; i < file->nlines; i++) {
        p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
        lines[i] = (size_t)(p - file->text);
    }
    file->lines = lines;
}

const char *source_line(const SourceFile *file, int line) {
    const char *text = file->text, *end = file->text + file->size;
    if (file->lines != NULL)
        return line <= file->nlines ? text + file->lines[line > 0 ? line - 1 : 0] : end;
    for (int i = 1; i < line && text < end; i++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        text = newline == NULL ? end : newline + 1;
    }
    return text;
}

SourceFile *source_read(Arena *arena, FILE *stream, const char *name) {
    size_t size = 0;
    char *text = read_all(stream, &size);
    if (text == NULL) return NULL;
    size_t skip = strncmp(text, byte_order_mark, 3) == 0 ? 3 : 0;
    SourceFile *file = ARENA_NEW(arena, SourceFile);
    file->path = arena_copy(arena, name, strlen(name));
    file->text = arena_copy(arena, text + skip, size - skip);
    file->size = size - skip;
    index_lines(arena, file);
    free(text);
    return file;
}

SourceFile *source_load(Arena *arena, const char *path) {
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) return NULL;
    SourceFile *file = source_read(arena, stream, path);
    int reason = errno;
    fclose(stream);
    errno = reason;
    return file;
}

enum { LONGEST_TEXT = 60 };

const char *pos_text_within(Arena *arena, Pos pos, int most) {
    if (pos.file == NULL || pos.line != pos.end_line || pos.line < 1 ||
        pos.end_column <= pos.column)
        return NULL;
    const char *text = source_line(pos.file, pos.line), *end = pos.file->text + pos.file->size;
    int size = pos.end_column - pos.column;
    if (size > most || end - text < pos.end_column - 1) return NULL;
    if (memchr(text + pos.column - 1, '\n', (size_t)size) != NULL) return NULL;
    return arena_copy(arena, text + pos.column - 1, (size_t)size);
}

const char *pos_text(Arena *arena, Pos pos) {
    return pos_text_within(arena, pos, LONGEST_TEXT);
}

/* ---- nearest_name */

enum { LONGEST_NAME = 64 };

static int min(int a, int b) { return a < b ? a : b; }

/* Edits that turn a into b: insert, remove, replace a letter, or swap two neighbours (optimal
 * string alignment). */
static int edit_distance(const char *a, int a_len, const char *b, int b_len) {
    int rows[3][LONGEST_NAME + 1]; /* of the table, the last three; row i is rows[i % 3] */
    for (int j = 0; j <= b_len; j++) rows[0][j] = j;
    for (int i = 1; i <= a_len; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i - 1) % 3];
        row[0] = i;
        for (int j = 1; j <= b_len; j++) {
            int replaced = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = min(min(above[j], row[j - 1]) + 1, replaced);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = min(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}

const char *nearest_name(const char *name, const char *const *candidates, int n) {
    for (int i = 0; i < n; i++)
        if (strcasecmp(name, candidates[i]) == 0) return candidates[i];
    size_t size = strlen(name);
    if (size > LONGEST_NAME) return NULL;
    int len = (int)size;
    int best = (len < 3 ? 1 : len / 3) + 1; /* one more than what is near enough */
    if (best > len) best = len;             /* to replace every letter is not a misspelling */
    const char *nearest = NULL;
    for (int i = 0; i < n; i++) {
        size_t other = strlen(candidates[i]);
        if (other > LONGEST_NAME || abs((int)other - len) >= best) continue;
        int distance = edit_distance(name, len, candidates[i], (int)other);
        if (distance < best) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}

_Noreturn void internal_error(const char *phase, Pos pos, const char *format, ...) {
    fflush(stdout);
    fprintf(stderr, "internal error: %s: ", phase);
    if (pos.file != NULL) fprintf(stderr, "%s:%d:%d: ", pos.file->path, pos.line, pos.column);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputs("\nThis is a bug in cspc. Please report it, with the program that shows it.\n", stderr);
    exit(70);
}
