/* format.c - cspc fmt: takes a file apart into logical lines with the comments between them, has format_line.c print
 * each, and checks that the result is the same program.
 */
#include "syntax/format.h"

#include <string.h>

#include "grammar.h"
#include "support/sb.h"
#include "syntax/parse.h"

/* A logical line. */
typedef struct Statement {
    Pieces pieces;
    int depth;      /* blocks around it */
    bool blank;     /* a blank line before it */
    Comments above; /* on lines of their own before it */
} Statement;

typedef struct Format {
    Arena *arena;
    const SourceFile *file;
    Tokens tokens; /* of the parser, INDENT and DEDENT with them */
    VEC(Statement) statements;
    Comments last; /* after the last statement */
    PrintedLines lines;
    int columns[MAX_INDENTATION +
                1]; /* in the source, of the blocks around the statement read last */
} Format;

/* ---- what stands between two tokens */

typedef struct Gap {
    Comment after;  /* in the line of the token before */
    Comments above; /* on lines of their own */
    bool blank;     /* a blank line before the next token */
    bool breaks;    /* a line break */
} Gap;

static int column_at(const char *text, size_t at) {
    size_t start = at;
    while (start > 0 && text[start - 1] != '\n') start--;
    return format_width(text + start, at - start) + 1;
}

static Gap gap_read(const Format *format, size_t from, size_t to) {
    const char *text = format->file->text;
    Gap gap = {0};
    int breaks = from == 0 ? 1 : 0; /* since the last token or comment */
    for (size_t i = from; i < to; i++) {
        if (text[i] == '\n') breaks++, gap.breaks = true;
        if (text[i] != '#') continue;
        const char *end = memchr(text + i, '\n', to - i);
        size_t size = end == NULL ? to - i : (size_t)(end - text) - i;
        Comment comment = {text + i, size, column_at(text, i), 0, breaks > 1};
        if (breaks == 0)
            gap.after = comment;
        else
            VEC_PUSH(format->arena, &gap.above, comment);
        breaks = 0;
        i += size - 1;
    }
    gap.blank = breaks > 1;
    return gap;
}

/* ---- tokens to statements */

static bool is_made_up(const Token *token) {
    return token->kind == T_INDENT || token->kind == T_DEDENT || token->kind == T_NEWLINE ||
           token->kind == T_END;
}

/* Double quotes, where the text holds none. */
static const char *string_text(Arena *arena, const char *text, size_t size) {
    char *copy = arena_copy(arena, text, size);
    size_t prefix = strcspn(copy, "'\"");
    for (size_t i = 0; i < prefix; i++)
        if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] - 'A' + 'a');
    if (copy[prefix] == '"' || strchr(copy, '"') != NULL) return copy;
    bool triple = strncmp(copy + prefix, "'''", 3) == 0 && size >= prefix + 6;
    for (size_t i = 0; i < (triple ? 3u : 1u); i++) copy[prefix + i] = copy[size - 1 - i] = '"';
    return copy;
}

static bool is_string(const Token *token) {
    return token->kind == T_STRING || token->kind == T_FSTRING || token->kind == T_BYTES;
}

static Piece piece_of(const Format *format, const Token *token) {
    Piece piece = {.token = token, .text = format->file->text + token->start, .size = token->size};
    if (is_string(token)) piece.text = string_text(format->arena, piece.text, piece.size);
    return piece;
}

/* The blocks that a comment on a line of its own belongs to, by its column: of those that end before the next
 * statement, none deeper than the comment above it. */
static void set_levels(const Format *format, Comments *comments, int depth_before, int depth) {
    int level = depth_before > depth ? depth_before : depth;
    for (int i = 0; i < comments->len; i++) {
        while (level > depth && format->columns[level] > comments->items[i].column) level--;
        comments->items[i].level = level;
    }
}

static void take_statement(Format *format, const Token *first, const Token *end, Gap *before,
                           int depth_before, int depth) {
    Statement statement = {.depth = depth, .blank = before->blank, .above = before->above};
    set_levels(format, &statement.above, depth_before, depth);
    const Token *last = NULL;
    for (const Token *token = first; token < end; token++) {
        Piece piece = piece_of(format, token);
        if (last != NULL) {
            Gap gap = gap_read(format, last->start + last->size, token->start);
            statement.pieces.items[statement.pieces.len - 1].after = gap.after;
            piece.above = gap.above;
            piece.breaks = gap.breaks;
        }
        VEC_PUSH(format->arena, &statement.pieces, piece);
        last = token;
    }
    format->columns[depth] = first->pos.column;
    VEC_PUSH(format->arena, &format->statements, statement);
}

static void take_statements(Format *format) {
    const Token *token = format->tokens.items;
    size_t at = strncmp(format->file->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (int depth = 0, depth_before = 0;; depth_before = depth) {
        while (token->kind == T_INDENT || token->kind == T_DEDENT || token->kind == T_NEWLINE)
            depth += (token->kind == T_INDENT) - (token->kind == T_DEDENT), token++;
        Gap gap = gap_read(format, at, token->kind == T_END ? format->file->size : token->start);
        if (format->statements.len > 0) {
            Pieces *before = &format->statements.items[format->statements.len - 1].pieces;
            before->items[before->len - 1].after = gap.after;
        }
        if (token->kind == T_END) {
            set_levels(format, &gap.above, depth_before, 0);
            format->last = gap.above;
            return;
        }
        const Token *end = token;
        while (!is_made_up(end)) end++;
        take_statement(format, token, end, &gap, depth_before, depth);
        at = end[-1].start + end[-1].size;
        token = end;
    }
}

/* ---- blank lines */

static bool is_declaration(const Statement *statement) {
    const Pieces *pieces = &statement->pieces;
    if (pieces->items[pieces->len - 1].token->kind != ':') return false;
    switch (pieces->items[0].token->kind) {
    case T_DEF:
    case T_NODE:
    case T_GRAPH:
    case T_ADAPTER:
    case T_STRUCT:
    case T_ENUM:
    case T_TEST: return true;
    default: return false;
    }
}

static bool is_import(const Statement *statement) {
    int kind = statement->pieces.items[0].token->kind;
    return kind == T_IMPORT || kind == T_FROM;
}

static bool is_docstring(const Statement *statement) {
    return statement->pieces.len == 1 && statement->pieces.items[0].token->kind == T_STRING;
}

static bool continues_if(const Statement *statement) {
    int kind = statement->pieces.items[0].token->kind;
    return kind == T_ELSE || kind == T_ELIF;
}

/* before: the statement before at this depth in the same block, NULL for the first. */
static bool separated_by_blank(const Statement *before, const Statement *statement) {
    if (before == NULL) return false;
    if (is_declaration(before) || is_declaration(statement)) return true;
    if (statement->depth > 0) return false;
    return (is_import(before) && !is_import(statement)) || is_docstring(before);
}

/* Exactly one blank line where the style wants one, none at the start of a block. */
static void set_blank_lines(Statement *statement, const Statement *before, bool opens) {
    Comments *above = &statement->above;
    bool *first = above->len > 0 ? &above->items[0].blank : &statement->blank;
    if (opens) *first = false;
    if (continues_if(statement)) statement->blank = false;
    if (!separated_by_blank(before, statement)) return;
    int from = 0; /* the first comment outside of the block that ends */
    while (from < above->len && above->items[from].level > statement->depth) from++;
    bool after_declaration = is_declaration(before);
    if (from < above->len && after_declaration) above->items[from].blank = true;
    int attached = above->len; /* the comments directly above the statement */
    while (attached > from &&
           !(attached < above->len ? above->items[attached].blank : statement->blank))
        attached--;
    if (attached < above->len)
        above->items[attached].blank = true;
    else
        statement->blank = true;
}

static void set_all_blank_lines(Format *format) {
    const Statement *at_depth[MAX_INDENTATION + 2] = {0};
    int depth = -1;
    for (int i = 0; i < format->statements.len; i++) {
        Statement *statement = &format->statements.items[i];
        bool opens = statement->depth > depth;
        if (opens) at_depth[statement->depth] = NULL;
        set_blank_lines(statement, at_depth[statement->depth], opens);
        depth = statement->depth;
        at_depth[depth] = statement;
    }
}

/* ---- statements to lines */

static void print_blank(Format *format, bool blank) {
    if (blank && format->lines.len > 0) VEC_PUSH(format->arena, &format->lines, (Printed){0});
}

static void print_comment_lines(Format *format, const Comments *comments) {
    for (int i = 0; i < comments->len; i++) {
        const Comment *comment = &comments->items[i];
        print_blank(format, comment->blank);
        const char *text = arena_printf(format->arena, "%*s%s", FORMAT_INDENT * comment->level, "",
                                        format_comment(format->arena, *comment));
        VEC_PUSH(format->arena, &format->lines, ((Printed){.text = text}));
    }
}

/* The lines of a docstring move with its first. */
static void move_docstring(const Format *format, Piece *piece, int by) {
    Sb text;
    sb_init(&text, format->arena);
    const char *line = piece->text, *end = piece->text + piece->size;
    for (bool first = true; line < end; first = false) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        next = next == NULL ? end : next + 1;
        int spaces = first ? 0 : (int)strspn(line, " ");
        bool empty = line[spaces] == '\n' || line[spaces] == '\r';
        int wanted = first || empty ? 0 : spaces + by < 0 ? 0 : spaces + by;
        const char *rest = line + spaces, *stop = next;
        while (stop > rest && !(stop == end) && strchr(" \t\r\n", stop[-1]) != NULL) stop--;
        sb_printf(&text, "%*s%.*s", wanted, "", (int)(stop - rest), rest);
        if (stop != next) sb_puts(&text, "\n");
        line = next;
    }
    piece->text = text.data;
    piece->size = text.size;
}

static void print_statements(Format *format) {
    LineFormat *printer = format_line_new(format->arena, &format->lines);
    for (int i = 0; i < format->statements.len; i++) {
        Statement *statement = &format->statements.items[i];
        int indent = FORMAT_INDENT * statement->depth;
        print_comment_lines(format, &statement->above);
        print_blank(format, statement->blank);
        Piece *first = &statement->pieces.items[0];
        if (is_docstring(statement))
            move_docstring(format, first, indent + 1 - first->token->pos.column);
        format_line(printer, &statement->pieces, indent);
    }
    print_comment_lines(format, &format->last);
}

/* ---- lines to text */

/* Comments of adjacent lines that stood at one column do so again: as far right as there, or as the code needs. */
static int comment_run(PrintedLines *lines, int from) {
    int to = from, column = lines->items[from].comment.column;
    int wanted = column;
    for (; to < lines->len && lines->items[to].comment.text != NULL; to++) {
        const Printed *line = &lines->items[to];
        if (line->comment.column != column) break;
        if (line->width + 3 > wanted) wanted = line->width + 3;
    }
    for (int i = from; i < to; i++) lines->items[i].comment.column = wanted;
    return to;
}

static void align_comments(PrintedLines *lines) {
    for (int i = 0; i < lines->len;)
        i = lines->items[i].comment.text != NULL ? comment_run(lines, i) : i + 1;
}

static void join_lines(const Format *format, Sb *text) {
    for (int i = 0; i < format->lines.len; i++) {
        const Printed *line = &format->lines.items[i];
        if (line->text != NULL) sb_puts(text, line->text);
        if (line->comment.text != NULL)
            sb_printf(text, "%*s%s", line->comment.column - 1 - line->width, "",
                      format_comment(format->arena, line->comment));
        sb_puts(text, "\n");
    }
}

/* ---- the same program? */

static bool keep_token(void *context, const Token *token) {
    Format *format = context;
    VEC_PUSH(format->arena, &format->tokens, *token);
    return true;
}

static void read_tokens(Format *format) {
    Syntax syntax = {.arena = format->arena,
                     .scratch = format->arena,
                     .names = interner_new(format->arena),
                     .diagnostics = diagnostics_new(format->arena),
                     .file = format->file};
    Tokens *tokens = ARENA_NEW(format->arena, Tokens);
    size_t start = strncmp(format->file->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    tokens_read(&syntax, (Extent){start, format->file->size, 1, 1}, false, tokens);
    layout_run(&syntax, tokens, keep_token, format);
}

static bool same_token(const Format *a, const Token *x, const Format *b, const Token *y) {
    if (x->kind != y->kind) return false;
    if (x->kind == T_STRING || x->kind == T_BYTES) {
        bool multiline =
            x->text_size > 0 && memchr(x->text, '\n', x->text_size) != NULL; /* it may have moved */
        return multiline ||
               (x->text_size == y->text_size && memcmp(x->text, y->text, x->text_size) == 0);
    }
    if (x->kind == T_FSTRING || is_made_up(x)) return true;
    return x->size == y->size &&
           memcmp(a->file->text + x->start, b->file->text + y->start, x->size) == 0;
}

static void check_same(const Format *before, const SourceFile *after) {
    Format again = {.arena = before->arena, .file = after};
    read_tokens(&again);
    for (int i = 0; i < before->tokens.len; i++) {
        const Token *token = &before->tokens.items[i];
        if (i >= again.tokens.len || !same_token(before, token, &again, &again.tokens.items[i]))
            internal_error("format", token->pos, "the formatted text would be another program");
    }
}

const char *format_source(Arena *arena, Diagnostics *diagnostics, const SourceFile *file,
                          size_t *size) {
    int errors = diag_error_count(diagnostics);
    parse(arena, interner_new(arena), diagnostics, file);
    if (diag_error_count(diagnostics) > errors) return NULL;
    Format *format = ARENA_NEW(arena, Format);
    format->arena = arena;
    format->file = file;
    read_tokens(format);
    take_statements(format);
    set_all_blank_lines(format);
    print_statements(format);
    align_comments(&format->lines);
    Sb text;
    sb_init(&text, arena);
    join_lines(format, &text);
    SourceFile after = {.path = file->path, .text = text.data, .size = text.size};
    check_same(format, &after);
    *size = text.size;
    return text.data;
}
