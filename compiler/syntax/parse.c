/* parse.c - runs lexer, layout and parser over a file, or over one expression inside an f-string.
 */
#include "syntax/parse.h"

#include <string.h>

#include "grammar.h"
#include "support/sb.h"
#include "syntax/layout.h"

/* ---- the file must be text */

/* The length of the UTF-8 sequence at p, 0 when it is none. */
static int sequence_length(const unsigned char *p, const unsigned char *end) {
    if (p[0] < 0x80) return p[0] != 0;
    int length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || end - p < length) return 0;
    for (int i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    bool too_long = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xED && p[1] >= 0xA0;
    bool too_large = p[0] == 0xF4 && p[1] >= 0x90;
    return too_long || surrogate || too_large ? 0 : length;
}

static bool is_text(Syntax *syntax) {
    const SourceFile *file = syntax->file;
    const unsigned char *p = (const unsigned char *)file->text, *end = p + file->size;
    const unsigned char *line_start = p;
    for (int line = 1; p < end;) {
        int length = sequence_length(p, end);
        if (length == 0) {
            int column = (int)(p - line_start) + 1;
            Pos pos = {file, line, column, line, column + 1};
            diag_error(syntax->diagnostics, pos, 111,
                       *p == 0 ? "zero byte: this is not a text file" : "byte 0x%02x is not UTF-8",
                       *p);
            return false;
        }
        if (*p == '\n') {
            line++;
            line_start = p + 1;
        }
        p += length;
    }
    return true;
}

/* A byte order mark may be left when the text did not come from source_load. */
static Extent whole_file(const SourceFile *file) {
    size_t start = strncmp(file->text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return (Extent){start, file->size, 1, 1};
}

/* ---- feeding the parser */

typedef struct Feed {
    Syntax *syntax;
    syntax_pstate *state;
    bool running; /* false once the parser has accepted or given up */
} Feed;

static bool feed(void *context, const Token *token) {
    Feed *to = context;
    if (!to->running) return false;
    to->syntax->current = token;
    SYNTAX_STYPE value = {.token = token};
    Pos pos = token->pos;
    int kind = token->kind == T_ERROR ? T_SYNTAX_error : token->kind;
    to->running = syntax_push_parse(to->state, kind, &value, &pos, to->syntax) == YYPUSH_MORE;
    return to->running;
}

static Feed feed_open(Syntax *syntax, int start) {
    Feed to = {syntax, syntax_pstate_new(), true};
    if (to.state == NULL) internal_error("syntax", (Pos){0}, "out of memory");
    const Token first = {.kind = start, .pos = {syntax->file, 1, 1, 1, 1}};
    feed(&to, &first);
    return to;
}

AstExpr *expression_parse(Syntax *syntax, Extent extent) {
    Syntax inner = *syntax; /* its lines and errors are its own */
    Tokens tokens = {0};
    tokens_read(&inner, extent, true, &tokens);
    inner.line = tokens.items;
    inner.line_end = &tokens.items[tokens.len - 1];
    inner.line_failed = false;
    for (int i = 0; i < tokens.len; i++) inner.line_failed |= tokens.items[i].kind == T_ERROR;
    inner.expr = NULL;
    Feed to = feed_open(&inner, T_START_EXPR);
    for (int i = 0; i < tokens.len && feed(&to, &tokens.items[i]);) i++;
    syntax_pstate_delete(to.state);
    return inner.expr;
}

AstModule *parse(Arena *arena, Interner *names, Diagnostics *diagnostics, const SourceFile *file) {
    Syntax syntax = {.arena = arena,
                     .scratch = arena_new(),
                     .names = names,
                     .diagnostics = diagnostics,
                     .file = file};
    if (is_text(&syntax)) {
        Tokens tokens = {0};
        tokens_read(&syntax, whole_file(file), false, &tokens);
        Feed to = feed_open(&syntax, T_START_FILE);
        layout_run(&syntax, &tokens, feed, &to);
        syntax_pstate_delete(to.state);
    }
    arena_free(syntax.scratch);
    return syntax.module != NULL ? syntax.module : module_build(&syntax, NULL);
}

AstExpr *parse_expression(Arena *arena, Interner *names, Diagnostics *diagnostics,
                          const SourceFile *file) {
    Syntax syntax = {.arena = arena,
                     .scratch = arena_new(),
                     .names = names,
                     .diagnostics = diagnostics,
                     .file = file};
    AstExpr *expr = is_text(&syntax) ? expression_parse(&syntax, whole_file(file)) : NULL;
    arena_free(syntax.scratch);
    return expr;
}
