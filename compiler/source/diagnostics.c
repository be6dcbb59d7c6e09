/* diagnostics.c - collects what is wrong with a program and prints it as drawn in source.h. */
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "support/vec.h"

/* One line of text and its excerpt: the message itself or a note to it; a help has no position. */
typedef struct Remark {
    enum { REMARK_NOTE, REMARK_HELP } kind;
    Pos pos;
    const char *text;
} Remark;

typedef struct Diagnostic {
    bool is_warning;
    int code;
    Pos pos;
    int file_order; /* files count in the order in which they first gave a diagnostic */
    int order;      /* of reporting: keeps the sort stable */
    const char *text;
    VEC(Remark) remarks;
} Diagnostic;

struct Diagnostics {
    Arena *arena;
    VEC(Diagnostic *) list;
    VEC(const SourceFile *) files;
    Diagnostic *last; /* what notes and helps belong to; a repeated diagnostic is not in the list */
    int errors;
};

Diagnostics *diagnostics_new(Arena *arena) {
    Diagnostics *d = ARENA_NEW(arena, Diagnostics);
    d->arena = arena;
    return d;
}

int diag_error_count(const Diagnostics *d) { return d->errors; }

/* ---- reporting */

static int file_order(Diagnostics *d, const SourceFile *file) {
    for (int i = 0; i < d->files.len; i++)
        if (d->files.items[i] == file) return i;
    VEC_PUSH(d->arena, &d->files, file);
    return d->files.len - 1;
}

static bool is_repeated(const Diagnostics *d, const Diagnostic *fresh) {
    for (int i = d->list.len - 1; i >= 0; i--) {
        const Diagnostic *old = d->list.items[i];
        if (old->pos.line == fresh->pos.line && old->pos.column == fresh->pos.column &&
            old->code == fresh->code && old->pos.file == fresh->pos.file &&
            strcmp(old->text, fresh->text) == 0)
            return true;
    }
    return false;
}

static void report(Diagnostics *d, bool is_warning, Pos pos, int code, const char *format,
                   va_list args) {
    Diagnostic *fresh = ARENA_NEW(d->arena, Diagnostic);
    fresh->is_warning = is_warning;
    fresh->code = code;
    fresh->pos = pos;
    fresh->text = arena_vprintf(d->arena, format, args);
    d->last = fresh;
    if (is_repeated(d, fresh)) return;
    fresh->file_order = file_order(d, pos.file);
    fresh->order = d->list.len;
    VEC_PUSH(d->arena, &d->list, fresh);
    if (!is_warning) d->errors++;
}

void diag_error(Diagnostics *d, Pos pos, int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(d, false, pos, code, format, args);
    va_end(args);
}

void diag_warning(Diagnostics *d, Pos pos, int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(d, true, pos, code, format, args);
    va_end(args);
}

static void remark(Diagnostics *d, Remark fresh) {
    if (d->last != NULL) VEC_PUSH(d->arena, &d->last->remarks, fresh);
}

void diag_note(Diagnostics *d, Pos pos, const char *format, ...) {
    va_list args;
    va_start(args, format);
    remark(d, (Remark){REMARK_NOTE, pos, arena_vprintf(d->arena, format, args)});
    va_end(args);
}

void diag_help(Diagnostics *d, const char *format, ...) {
    va_list args;
    va_start(args, format);
    remark(d, (Remark){.kind = REMARK_HELP, .text = arena_vprintf(d->arena, format, args)});
    va_end(args);
}

/* ---- printing */

/* What is shown of a line: all of it, or for a very long one what is around the column. */
typedef struct Excerpt {
    const char *text; /* of the whole line */
    int from, to;     /* shown are the bytes from..to of it */
} Excerpt;

enum { WIDEST_EXCERPT = 200, BEFORE_CARET = 80 };

static bool is_continuation(char byte) { return ((unsigned char)byte & 0xC0) == 0x80; }

static Excerpt excerpt_find(const SourceFile *file, int line, int column) {
    const char *text = file->text, *end = file->text + file->size;
    for (int i = 1; i < line && text < end; i++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        text = newline == NULL ? end : newline + 1;
    }
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    if (stop == NULL) stop = end;
    if (stop > text && stop[-1] == '\r') stop--;
    Excerpt excerpt = {text, 0, (int)(stop - text)};
    if (excerpt.to <= WIDEST_EXCERPT) return excerpt;
    if (column > WIDEST_EXCERPT - BEFORE_CARET) excerpt.from = column - BEFORE_CARET;
    if (excerpt.from > excerpt.to) excerpt.from = excerpt.to;
    if (excerpt.to > excerpt.from + WIDEST_EXCERPT) excerpt.to = excerpt.from + WIDEST_EXCERPT;
    while (excerpt.from > 0 && is_continuation(text[excerpt.from])) excerpt.from--;
    while (is_continuation(text[excerpt.to])) excerpt.to--;
    return excerpt;
}

/* The carets stand under characters, not bytes; a tab before them is a tab below too. */
static void carets_print(Excerpt excerpt, Pos pos, FILE *to) {
    int first = pos.column - 1;
    int last = pos.end_line > pos.line ? excerpt.to : pos.end_column - 1;
    for (int i = excerpt.from; i < first && i < excerpt.to; i++)
        if (!is_continuation(excerpt.text[i])) fputc(excerpt.text[i] == '\t' ? '\t' : ' ', to);
    int written = 0;
    for (int i = first < excerpt.from ? excerpt.from : first; i < last && i < excerpt.to; i++)
        if (!is_continuation(excerpt.text[i])) written += fputc('^', to) == '^';
    if (written == 0) fputc('^', to);
}

/* Control characters of a file that is no text would change what the terminal does. */
static void text_print(Excerpt excerpt, FILE *to) {
    for (int i = excerpt.from; i < excerpt.to; i++) {
        unsigned char c = (unsigned char)excerpt.text[i];
        fputc((c < ' ' && c != '\t') || c == 0x7f ? '?' : c, to);
    }
}

static void excerpt_print(Pos pos, FILE *to) {
    if (pos.file == NULL || pos.file->text == NULL || pos.line < 1 || pos.column < 1) return;
    Excerpt excerpt = excerpt_find(pos.file, pos.line, pos.column);
    fprintf(to, "%5d | ", pos.line);
    text_print(excerpt, to);
    fputs("\n      | ", to);
    carets_print(excerpt, pos, to);
    fputc('\n', to);
}

static void place_print(Pos pos, FILE *to) {
    if (pos.file == NULL) return;
    if (pos.line < 1)
        fprintf(to, "%s: ", pos.file->path);
    else
        fprintf(to, "%s:%d:%d: ", pos.file->path, pos.line, pos.column);
}

static void diagnostic_print(const Diagnostic *diagnostic, FILE *to) {
    place_print(diagnostic->pos, to);
    fprintf(to, "%s: %s [%c%04d]\n", diagnostic->is_warning ? "warning" : "error", diagnostic->text,
            diagnostic->is_warning ? 'W' : 'E', diagnostic->code);
    excerpt_print(diagnostic->pos, to);
    for (int i = 0; i < diagnostic->remarks.len; i++) {
        const Remark *each = &diagnostic->remarks.items[i];
        if (each->kind == REMARK_HELP) {
            fprintf(to, "   help: %s\n", each->text);
        } else {
            place_print(each->pos, to);
            fprintf(to, "note: %s\n", each->text);
            excerpt_print(each->pos, to);
        }
    }
}

static int by_position(const void *left, const void *right) {
    const Diagnostic *a = *(Diagnostic *const *)left, *b = *(Diagnostic *const *)right;
    if (a->file_order != b->file_order) return a->file_order < b->file_order ? -1 : 1;
    if (a->pos.line != b->pos.line) return a->pos.line < b->pos.line ? -1 : 1;
    if (a->pos.column != b->pos.column) return a->pos.column < b->pos.column ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

void diag_print(const Diagnostics *d, FILE *to) {
    if (d->list.len == 0) return;
    size_t n = (size_t)d->list.len;
    Diagnostic **sorted = ARENA_ARRAY(d->arena, Diagnostic *, n);
    memcpy(sorted, d->list.items, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_position);
    for (size_t i = 0; i < n; i++) diagnostic_print(sorted[i], to);
}
