/* parse.h - text to syntax tree: lexer.l (raw tokens), layout.c (INDENT and DEDENT), grammar.y (a bison push parser). */
#ifndef SYNTAX_PARSE_H
#define SYNTAX_PARSE_H

#include "syntax/ast.h"

/* Never NULL: after errors, the declarations that were understood. Errors go to `diagnostics`. */
AstModule *parse(Arena *arena, Interner *names, Diagnostics *diagnostics, const SourceFile *file);

/* The text as one expression, as a formula of the user's is; NULL after errors. The file outlives the tree. */
AstExpr *parse_expression(Arena *arena, Interner *names, Diagnostics *diagnostics,
                          const SourceFile *file);

/* --emit=tokens and --emit=ast. */
void tokens_print(const SourceFile *file, FILE *to);
void ast_print(const AstModule *module, FILE *to);

#endif
