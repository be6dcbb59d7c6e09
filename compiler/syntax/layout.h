/* layout.h - what the files of this folder share: tokens, and the state of one parse.
 *
 *     lexer.l ----> Token[] ----> layout.c ----> grammar.y ----> build.c ----> AstModule
 *     raw tokens,   one array     INDENT, DEDENT,  push parser    tree nodes,
 *     literal.c     a file        keywords that                   what a block
 *     their values                depend on place                 may hold
 *
 * The expressions of f-strings come back through the same way: fstring.c runs lexer and parser on
 * the text between the braces.
 */
#ifndef SYNTAX_LAYOUT_H
#define SYNTAX_LAYOUT_H

#include "syntax/ast.h"

/* Owned by the scratch arena, the values of strings by the tree's. Kinds are those of grammar.y
 * (T_NAME, ':', ...). */
typedef struct Token {
    int kind;
    Pos pos;
    size_t start, size; /* the text in the file */
    const char *name;   /* T_NAME and keywords: interned */
    const char *text;   /* T_STRING, T_BYTES: the value, escapes resolved */
    size_t text_size;
    int64_t integer; /* T_INT; T_DURATION: nanoseconds */
    double real;     /* T_FLOAT */
} Token;
typedef VEC(Token) Tokens;

/* Where pos_inside stopped last: the parts of a string are asked for from left to right. */
typedef struct Place {
    size_t token; /* its start */
    const char *at;
    int line, column;
} Place;

typedef struct Syntax {
    Arena *arena;   /* of the tree */
    Arena *scratch; /* of the tokens: freed after the parse */
    Interner *names;
    Diagnostics *diagnostics;
    const SourceFile *file;
    int fstring_depth;
    Place inside;
    /* results */
    AstModule *module;
    AstExpr *expr; /* when an f-string's expression was parsed */
    /* where the parser is, for its error messages */
    const Token *line, *line_end; /* of the logical line: first token, NEWLINE */
    const Token *current;         /* pushed last; in the line or made up by the layout */
    bool line_failed; /* an error in this logical line was reported: later ones are its echo */
    int echo_column;  /* of a heading that was refused with all that stands under it; 0: none */
    bool echo_all;    /* every line there is an echo, not only what they declare */
    bool told_of_try; /* its except and finally are the same mistake */
} Syntax;

/* A range of the file to read, and the position of its first byte. */
typedef struct Extent {
    size_t start, end;
    int line, column;
} Extent;

enum {
    MAX_BRACKETS = 1000,   /* open at one place */
    MAX_INDENTATION = 100, /* levels */
    MAX_FSTRINGS = 50      /* inside each other */
};

/* lexer.l: the raw tokens of the range, ending with T_END. Newlines count when not
 * `inside_brackets`. */
void tokens_read(Syntax *syntax, Extent extent, bool inside_brackets, Tokens *tokens);

/* layout.c: calls push for each token of the parser, until it returns false. */
typedef bool TokenSink(void *context, const Token *token);
void layout_run(Syntax *syntax, Tokens *tokens, TokenSink *push, void *context);

/* parse.c: one expression, which the syntax error reporter may have made NULL. */
AstExpr *expression_parse(Syntax *syntax, Extent extent);

/* mistake.c: what to say of a token that the grammar does not allow. */
typedef struct Expected {
    bool expression, colon, newline, name, block, equals;
    const char *only; /* the single possibility, or NULL */
} Expected;
void mistake_report(Syntax *syntax, Pos pos, const char *found, Expected expected);

#endif
