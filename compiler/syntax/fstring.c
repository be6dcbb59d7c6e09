/* fstring.c - takes an f-string apart: text as it is, and expressions that go through lexer and
 * parser again. */
#include <string.h>

#include "grammar.h"
#include "syntax/literal.h"

static void text_part(Syntax *syntax, const Token *token, const char *from, const char *to,
                      StringForm form, AstExpr *into) {
    const char *text = NULL;
    size_t size = 0;
    if (from == to || !escapes_resolve(syntax, token, from, to, form, true, &text, &size)) return;
    VEC_PUSH(syntax->arena, &into->parts, ((AstFPart){.text = text, .size = size, .spec = ""}));
}

static AstExpr *value_parse(Syntax *syntax, const Token *token, const Field *field) {
    Pos pos = pos_inside(syntax, token, field->value, field->value_end);
    const char *first = field->value + strspn(field->value, " \t\r\n");
    if (first >= field->value_end) {
        pos.column--; /* the brace */
        pos.end_line = pos.line;
        pos.end_column = pos.column + 1;
        diag_error(syntax->diagnostics, pos, 114, "empty braces in an f-string");
        diag_help(syntax->diagnostics, "for the characters themselves write {{ and }}");
        return NULL;
    }
    const char *base = syntax->file->text;
    Extent extent = {(size_t)(field->value - base), (size_t)(field->value_end - base), pos.line,
                     pos.column};
    return expression_parse(syntax, extent);
}

static void parts_parse(Syntax *syntax, const Token *token, const char *p, const char *end,
                        AstExpr *into);

static void value_part(Syntax *syntax, const Token *token, const Field *field, AstExpr *into) {
    AstFPart part = {.conversion = field->conversion};
    part.spec = arena_copy(syntax->arena, field->spec, (size_t)(field->spec_end - field->spec));
    if (field->is_computed) {
        part.spec = "";
        part.computed = ARENA_NEW(syntax->arena, AstExpr);
        part.computed->kind = AST_FSTRING;
        part.computed->pos = pos_inside(syntax, token, field->spec, field->spec_end);
        parts_parse(syntax, token, field->spec, field->spec_end, part.computed);
    }
    if (field->debug_end != NULL) {
        part.debug =
            arena_copy(syntax->arena, field->value, (size_t)(field->debug_end - field->value));
        if (part.conversion == '\0' && part.spec[0] == '\0' && part.computed == NULL)
            part.conversion = 'r'; /* as in Python */
    }
    part.value = value_parse(syntax, token, field);
    if (part.value == NULL) { /* keeps the tree whole; the error is told */
        part.value = ARENA_NEW(syntax->arena, AstExpr);
        part.value->kind = AST_NONE;
        part.value->pos = pos_inside(syntax, token, field->value, field->value_end);
    }
    VEC_PUSH(syntax->arena, &into->parts, part);
}

/* Text and fields of a part of the token: of the string, or of a specification that is computed. */
static void parts_parse(Syntax *syntax, const Token *token, const char *p, const char *end,
                        AstExpr *into) {
    const char *text = syntax->file->text + token->start, *from = p;
    StringForm form = string_form(text);
    syntax->fstring_depth++;
    while (p < end) {
        bool twice = p + 1 < end && p[0] == p[1];
        if (*p == '\\' && p + 1 < end && strchr("{}", p[1]) == NULL) {
            p += 2;
        } else if (*p == '{' && !twice) {
            Field field;
            const char *reason, *place;
            text_part(syntax, token, from, p, form, into);
            if (!field_scan(p + 1, text + token->size, form, syntax->fstring_depth, &field, &reason,
                            &place))
                break;
            value_part(syntax, token, &field, into);
            from = p = field.end;
        } else if (*p == '}' && !twice) {
            diag_error(syntax->diagnostics, pos_inside(syntax, token, p, p + 1), 114,
                       "single '}' in an f-string");
            diag_help(syntax->diagnostics, "for the character itself write }}");
            from = ++p;
        } else {
            p += *p == '{' || *p == '}' ? 2 : 1;
        }
    }
    text_part(syntax, token, from, p, form, into);
    syntax->fstring_depth--;
}

void fstring_parse(Syntax *syntax, const Token *token, AstExpr *into) {
    const char *text = syntax->file->text + token->start;
    StringForm form = string_form(text);
    int quotes = form.triple ? 3 : 1;
    parts_parse(syntax, token, text + form.prefix + quotes, text + token->size - quotes, into);
}
