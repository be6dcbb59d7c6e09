/* diagnostics.c - collects what is wrong with a program and prints it as drawn in source.h. */
#include "source/diagnostics.h"

#include <stdlib.h>
#include <string.h>

Diagnostics *diagnostics_new(Arena *arena) {
    Diagnostics *d = ARENA_NEW(arena, Diagnostics);
    d->arena = arena;
    return d;
}

void diag_depends(Diagnostics *d, const char *path) {
    for (int i = 0; i < d->depends.len; i++)
        if (strcmp(d->depends.items[i], path) == 0) return;
    VEC_PUSH(d->arena, &d->depends, arena_copy(d->arena, path, strlen(path)));
}

const char *const *diag_dependencies(const Diagnostics *d, int *n) {
    *n = d->depends.len;
    return d->depends.items;
}

int diag_error_count(const Diagnostics *d) { return d->errors; }
int diag_failure_count(const Diagnostics *d) { return d->failures; }

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

static void report(Diagnostics *d, Severity severity, Pos pos, int code, const char *format,
                   va_list args) {
    Diagnostic *fresh = ARENA_NEW(d->arena, Diagnostic);
    fresh->severity = severity;
    fresh->code = code;
    fresh->pos = pos;
    fresh->text = arena_vprintf(d->arena, format, args);
    d->last = fresh;
    if (is_repeated(d, fresh)) return;
    fresh->file_order = file_order(d, pos.file);
    fresh->order = d->list.len;
    VEC_PUSH(d->arena, &d->list, fresh);
    d->errors += severity == SEVERITY_ERROR;
    d->failures += severity == SEVERITY_FAILURE;
}

void diag_error(Diagnostics *d, Pos pos, int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(d, SEVERITY_ERROR, pos, code, format, args);
    va_end(args);
}

void diag_warning(Diagnostics *d, Pos pos, int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(d, SEVERITY_WARNING, pos, code, format, args);
    va_end(args);
}

void diag_failure(Diagnostics *d, Pos pos, const char *format, ...) {
    va_list args;
    va_start(args, format);
    report(d, SEVERITY_FAILURE, pos, 0, format, args);
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

void diag_lines(Diagnostics *d, const char *text) {
    remark(d, (Remark){.kind = REMARK_LINES, .text = arena_copy(d->arena, text, strlen(text))});
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
    const char *text = source_line(file, line), *end = file->text + file->size;
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

void diag_code_text(const Diagnostic *diagnostic, char text[8]) {
    snprintf(text, 8, "%c%04d", diagnostic->severity == SEVERITY_WARNING ? 'W' : 'E',
             diagnostic->code % 10000);
}

static void heading_print(const Diagnostic *diagnostic, FILE *to) {
    char code[8];
    if (diagnostic->pos.file == NULL && diagnostic->code >= 600 && diagnostic->code < 700)
        fputs("cspc: ", to); /* no place in a program: files and tools */
    place_print(diagnostic->pos, to);
    diag_code_text(diagnostic, code);
    if (diagnostic->severity == SEVERITY_FAILURE)
        fprintf(to, "%s\n", diagnostic->text);
    else
        fprintf(to, "%s: %s [%s]\n", diagnostic->severity == SEVERITY_WARNING ? "warning" : "error",
                diagnostic->text, code);
}

static void lines_print(const char *text, FILE *to) {
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        fprintf(to, "        %.*s\n", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

static void diagnostic_print(const Diagnostic *diagnostic, FILE *to) {
    heading_print(diagnostic, to);
    excerpt_print(diagnostic->pos, to);
    for (int i = 0; i < diagnostic->remarks.len; i++) {
        const Remark *each = &diagnostic->remarks.items[i];
        if (each->kind == REMARK_HELP) {
            fprintf(to, "   help: %s\n", each->text);
        } else if (each->kind == REMARK_LINES) {
            lines_print(each->text, to);
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

Diagnostic **diag_sorted(const Diagnostics *d, int *n) {
    *n = d->list.len;
    if (*n == 0) return NULL;
    Diagnostic **sorted = ARENA_ARRAY(d->arena, Diagnostic *, *n);
    memcpy(sorted, d->list.items, (size_t)*n * sizeof *sorted);
    qsort(sorted, (size_t)*n, sizeof *sorted, by_position);
    return sorted;
}

void diag_print(const Diagnostics *d, FILE *to) {
    int n;
    Diagnostic **sorted = diag_sorted(d, &n);
    for (int i = 0; i < n; i++) diagnostic_print(sorted[i], to);
}
