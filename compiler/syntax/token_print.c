/* token_print.c - cspc --emit=tokens: what the parser is given, a token a line. */
#include "grammar.h"
#include "syntax/layout.h"
#include "syntax/parse.h"

static const char *kind_name(const Token *token) {
    switch (token->kind) {
    case T_END: return "end";
    case T_NEWLINE: return "newline";
    case T_INDENT: return "indent";
    case T_DEDENT: return "dedent";
    case T_ERROR: return "error";
    case T_NAME: return "name";
    case T_INT: return "int";
    case T_FLOAT: return "float";
    case T_DURATION: return "duration";
    case T_STRING: return "str";
    case T_BYTES: return "bytes";
    case T_FSTRING: return "fstring";
    default: return token->name != NULL || token->kind == T_PASS ? "keyword" : "operator";
    }
}

typedef struct Output {
    const SourceFile *file;
    FILE *to;
} Output;

static bool token_print(void *context, const Token *token) {
    const Output *output = context;
    fprintf(output->to, "%d:%d-%d:%d %s", token->pos.line, token->pos.column, token->pos.end_line,
            token->pos.end_column, kind_name(token));
    if (token->size > 0 && token->kind != T_NEWLINE && token->kind != T_ERROR)
        fprintf(output->to, " %.*s", (int)token->size, output->file->text + token->start);
    if (token->kind == T_DURATION) fprintf(output->to, " = %lldns", (long long)token->integer);
    fputc('\n', output->to);
    return true;
}

void tokens_print(const SourceFile *file, FILE *to) {
    Arena *arena = arena_new();
    Syntax syntax = {.arena = arena,
                     .scratch = arena,
                     .names = interner_new(arena),
                     .diagnostics = diagnostics_new(arena),
                     .file = file};
    Tokens tokens = {0};
    Output output = {file, to};
    tokens_read(&syntax, (Extent){0, file->size, 1, 1}, false, &tokens);
    layout_run(&syntax, &tokens, token_print, &output);
    diag_print(syntax.diagnostics, to);
    arena_free(arena);
}
