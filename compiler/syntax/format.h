/* format.h - cspc fmt: a program in the one style.
 *
 *     tokens of the file        Statement[]               Printed[]                text
 *     and the comments    --->  a logical line each, --->  lines of output,  --->   comments aligned,
 *     between them              comments, blank lines      spaced and broken        checked against the source
 *     format.c                  format.c                   format_line.c            format.c
 *
 * The style: four spaces a level; one space around binary operators and after commas; double quotes where the text
 * holds none; one blank line around declarations with a body and never two; a line break inside brackets stays where
 * it is, and what follows it is aligned with the bracket's first item, or indented by four when the bracket ends its
 * line; lines over 120 columns are broken after a comma or before a word operator. Comments stay with their line.
 */
#ifndef SYNTAX_FORMAT_H
#define SYNTAX_FORMAT_H

#include "syntax/layout.h"

enum { FORMAT_INDENT = 4, FORMAT_WIDTH = 120 };

/* The file in that style; NULL when it does not parse (the reasons are in diagnostics). Formatting the result again
 * gives the same. Owned by the arena. */
const char *format_source(Arena *arena, Diagnostics *diagnostics, const SourceFile *file,
                          size_t *size);

/* ---- between format.c and format_line.c */

typedef struct Comment {
    const char *text; /* from the '#' on; NULL: none */
    size_t size;
    int column; /* in the source */
    int level;  /* of a comment on a line of its own: blocks around it */
    bool blank; /* a blank line before it */
} Comment;
typedef VEC(Comment) Comments;

/* A token of a logical line and what stands around it. */
typedef struct Piece {
    const Token *token;
    const char *text; /* as it is printed */
    size_t size;
    bool breaks;    /* begins a line of output */
    Comments above; /* on lines of their own before it, inside brackets */
    Comment after;  /* at the end of its line */
} Piece;
typedef VEC(Piece) Pieces;

typedef struct Printed {
    const char *text; /* with its indentation; NULL: a blank line */
    int width;        /* of its last line, in code points */
    Comment comment;  /* text NULL: none */
} Printed;
typedef VEC(Printed) PrintedLines;

/* Prints logical lines to `lines`, each at its column (from 0). Sets the breaks that it adds in `pieces`. */
typedef struct LineFormat LineFormat;
LineFormat *format_line_new(Arena *arena, PrintedLines *lines);
void format_line(LineFormat *line, Pieces *pieces, int indent);
/* The text of a comment: a space after its '#'. */
const char *format_comment(Arena *arena, Comment comment);
/* Columns that the text takes from its last line break on. */
int format_width(const char *text, size_t size);

#endif
