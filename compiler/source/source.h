/* source.h - source files, positions in them, and the diagnostics of a compilation.
 *
 * A diagnostic prints as
 *
 *     vwap.csp:12:9: error: expected float, found str [E0301]
 *        12 |     total = trade.symbol
 *           |             ^^^^^^^^^^^^
 *     vwap.csp:8:5: note: total is a float because of this
 *         8 |     total = 0.0
 *           |     ^^^^^
 *        help: convert it with float(trade.symbol)
 *
 * N mistakes give N diagnostics, printed once in order of file and position; the driver stops after the
 * phase in which the first error was found. Codes are stable and never reused (source/codes.def).
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stdio.h>

#include "support/arena.h"

typedef struct SourceFile {
    const char *path; /* as the user gave it, or as found by import */
    const char *text; /* NUL-terminated */
    size_t size;
    const size_t *lines; /* where each begins; NULL: not indexed (a text that source_load didn't read) */
    int nlines;
    bool is_library;  /* from stdlib: may use `builtin` */
} SourceFile;

/* A span of one file. Lines and columns count from 1; columns are bytes; `end` is exclusive. */
typedef struct Pos {
    const SourceFile *file; /* NULL: nowhere in particular */
    int line, column;
    int end_line, end_column;
} Pos;

typedef struct Diagnostics Diagnostics;

Diagnostics *diagnostics_new(Arena *arena);
/* Reads a file whole; NULL when it can't be read (errno says why). */
SourceFile *source_load(Arena *arena, const char *path);
/* The rest of a stream as a file of that name. */
SourceFile *source_read(Arena *arena, FILE *stream, const char *name);

/* The text of a short span on one line, or NULL. */
const char *pos_text(Arena *arena, Pos pos);
const char *pos_text_within(Arena *arena, Pos pos, int most); /* of at most that many bytes */

/* The text of a line (from 1) and what follows it; its end when there are not so many. */
const char *source_line(const SourceFile *file, int line);

/* code: a number of codes.def, printed as E0301 (warnings W0301). The texts are copied. */
void diag_error(Diagnostics *d, Pos pos, int code, const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_warning(Diagnostics *d, Pos pos, int code, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Belong to the error or warning reported last. */
void diag_note(Diagnostics *d, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_help(Diagnostics *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A test that failed, no mistake of the program: printed without a code, not counted as an error. */
void diag_failure(Diagnostics *d, Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Lines below the error, warning or failure reported last, as they are. */
void diag_lines(Diagnostics *d, const char *text);
int diag_failure_count(const Diagnostics *d);

/* The compilation has read this file, or would have if it were there: what it says depends on it. */
void diag_depends(Diagnostics *d, const char *path);
const char *const *diag_dependencies(const Diagnostics *d, int *n);

int diag_error_count(const Diagnostics *d);
void diag_print(const Diagnostics *d, FILE *to); /* sorted by position, equal ones once */

/* The same as JSON, an object a line, for editors: docs/reference/compiler.md describes it. */
void diag_print_json(const Diagnostics *d, FILE *to);

/* The candidate nearest to `name` by edit distance, when near enough to be meant; else NULL. */
const char *nearest_name(const char *name, const char *const *candidates, int n);

/* "internal error: <phase>: <position>: message", asks for a report, exits with status 70. */
_Noreturn void internal_error(const char *phase, Pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
