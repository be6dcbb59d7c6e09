/* literal.h - the values of literals: numbers, durations, strings, and where f-strings end. */
#ifndef SYNTAX_LITERAL_H
#define SYNTAX_LITERAL_H

#include "syntax/layout.h"

/* Each sets the token's kind and value; after a mistake, reported, the kind is T_ERROR. */
void number_read(Syntax *syntax, Token *token, bool after_minus);
void duration_read(Syntax *syntax, Token *token);
/* A word that begins with a digit and is neither. */
void number_refuse(Syntax *syntax, Token *token);

/* r"", b"", f"" and their kin. */
typedef struct StringForm {
    bool raw, bytes, formatted, triple;
    char quote;
    int prefix; /* letters before the quote */
} StringForm;
StringForm string_form(const char *token_text);

/* The size of the string whose prefix begins at `text`, quotes included; -1 when it does not end
   before `end`, with what is wrong in *reason and *place. */
long string_size(const char *text, const char *end, int depth, const char **reason,
                 const char **place);
/* Token: T_STRING, T_BYTES (decoded) or T_FSTRING (left to fstring_parse). */
void string_read(Syntax *syntax, Token *token);
/* Text with escapes to a value; false after a mistake, reported. `braces`: {{ and }} stand for
 * themselves once. */
bool escapes_resolve(Syntax *syntax, const Token *token, const char *from, const char *to,
                     StringForm form, bool braces, const char **text, size_t *size);

/* One {value!conversion:spec} of an f-string; pointers into the file. */
typedef struct Field {
    const char *value, *value_end; /* the expression */
    const char *debug_end;         /* `{x=}`: end of `x=`, else NULL */
    char conversion;               /* or 0 */
    const char *spec, *spec_end;
    bool is_computed; /* the specification holds fields of its own */
    const char *end; /* after the closing brace */
} Field;
/* `text`: after the opening brace. False with *reason and *place. */
bool field_scan(const char *text, const char *end, StringForm form, int depth, Field *field,
                const char **reason, const char **place);

/* fstring.c: the parts of a T_FSTRING appended to `into`. */
void fstring_parse(Syntax *syntax, const Token *token, AstExpr *into);

/* The position of a piece of a token's text. */
Pos pos_inside(Syntax *syntax, const Token *token, const char *from, const char *to);

#endif
