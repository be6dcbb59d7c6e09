/* string.c - strings of the lexer: where they end, and their values.
 *
 * An f-string ends where its quote comes up outside of all braces; inside of them strings are
 * skipped whole, so they may use the same quote (Python 3.12). Its parts are taken apart in
 * fstring.c.
 */
#include <ctype.h>
#include <string.h>

#include "grammar.h"
#include "support/sb.h"
#include "syntax/literal.h"

StringForm string_form(const char *text) {
    StringForm form = {0};
    for (; isalpha((unsigned char)*text); text++, form.prefix++) {
        int letter = tolower((unsigned char)*text);
        form.raw |= letter == 'r';
        form.bytes |= letter == 'b';
        form.formatted |= letter == 'f';
    }
    form.quote = *text;
    form.triple = text[1] == form.quote && text[2] == form.quote;
    return form;
}

/* ---- extents */

static const char too_deep[] = "f-strings nested too deeply";

static bool fail(const char *what, const char *where, const char **reason, const char **place) {
    *reason = what;
    *place = where;
    return false;
}

static bool at_quote(const char *p, const char *end, StringForm form) {
    if (*p != form.quote) return false;
    return !form.triple || (end - p >= 3 && p[1] == form.quote && p[2] == form.quote);
}

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* A string in an expression: p is at its quote, its prefix stands before. The size from the quote,
 * or -1. */
static long nested_size(const char *p, const char *start, const char *end, int depth,
                        const char **reason, const char **place) {
    const char *prefix = p;
    while (prefix > start && p - prefix < 2 && strchr("rRbBfFuU", prefix[-1]) != NULL) prefix--;
    if (prefix > start && is_word(prefix[-1])) prefix = p;
    long size = string_size(prefix, end, depth + 1, reason, place);
    return size < 0 ? -1 : size - (p - prefix);
}

/* After the expression: `!r`, `:spec`, and the closing brace. */
static bool field_finish(const char *p, const char *end, StringForm form, int depth, Field *field,
                         const char **reason, const char **place) {
    if (p < end && *p == '!') {
        field->conversion = p + 1 < end ? p[1] : '\0';
        if (field->conversion != 'r' && field->conversion != 's')
            return fail("a conversion is !r or !s", p, reason, place);
        p += 2;
        while (p < end && *p == ' ') p++;
    }
    field->spec = field->spec_end = p;
    if (p < end && *p == ':') {
        field->spec = ++p;
        for (; p < end && *p != '}'; p++) {
            if (*p == '{') { /* {x:{n}}: a field of its own */
                Field inner;
                if (depth > MAX_FSTRINGS) return fail(too_deep, p, reason, place);
                if (!field_scan(p + 1, end, form, depth + 1, &inner, reason, place)) return false;
                p = inner.end - 1;
                field->is_computed = true;
                continue;
            }
            if (at_quote(p, end, form) || (*p == '\n' && !form.triple)) break;
        }
        field->spec_end = p;
    }
    if (p >= end || *p != '}') return fail("expected '}' here, in the f-string", p, reason, place);
    field->end = p + 1;
    return true;
}

static const char *skip_spaces(const char *p, const char *end) {
    while (p < end && isspace((unsigned char)*p)) p++;
    return p;
}

/* `=` that ends the expression of {x=}: what follows it is the end, a conversion or a format. */
static bool is_debug(const char *p, const char *end) {
    p = skip_spaces(p + 1, end);
    return p < end && (*p == '}' || *p == ':' || (*p == '!' && p + 1 < end && p[1] != '='));
}

bool field_scan(const char *text, const char *end, StringForm form, int depth, Field *field,
                const char **reason, const char **place) {
    *field = (Field){.value = text};
    int brackets = 0;
    for (const char *p = text; p < end; p++) {
        bool pair = p + 1 < end && p[1] == '=';
        if (*p == '"' || *p == '\'') {
            long size = nested_size(p, text, end, depth, reason, place);
            if (size < 0 && *p == form.quote && !form.triple && *reason != too_deep)
                break; /* it was meant to end the f-string */
            if (size < 0) return false;
            p += size - 1;
        } else if (*p == '(' || *p == '[' || *p == '{') {
            brackets++;
        } else if (brackets > 0 && (*p == ')' || *p == ']' || *p == '}')) {
            brackets--;
        } else if (*p == '#') {
            while (p + 1 < end && p[1] != '\n') p++;
        } else if (brackets > 0) {
            continue;
        } else if (pair && strchr("!<>=", *p) != NULL) {
            p++;
        } else if (*p == '=' && is_debug(p, end)) {
            field->value_end = p;
            field->debug_end = skip_spaces(p + 1, end);
            return field_finish(field->debug_end, end, form, depth, field, reason, place);
        } else if (*p == '!' || *p == ':' || *p == '}') {
            field->value_end = p;
            return field_finish(p, end, form, depth, field, reason, place);
        }
    }
    return fail("'{' in the f-string was never closed", text - 1, reason, place);
}

long string_size(const char *text, const char *end, int depth, const char **reason,
                 const char **place) {
    StringForm form = string_form(text);
    const char *p = text + form.prefix + (form.triple ? 3 : 1);
    if (depth > MAX_FSTRINGS) return fail(too_deep, text, reason, place) - 1;
    while (p < end) {
        if (at_quote(p, end, form)) return (long)(p - text) + (form.triple ? 3 : 1);
        if (*p == '\n' && !form.triple) break;
        if (*p == '\\' && p + 1 < end && !(form.formatted && strchr("{}", p[1]) != NULL)) {
            p += p[1] == '\r' && p + 2 < end && p[2] == '\n' ? 3 : 2;
        } else if (*p == '{' && form.formatted && !(p + 1 < end && p[1] == '{')) {
            Field field;
            if (!field_scan(p + 1, end, form, depth, &field, reason, place)) return -1;
            p = field.end;
        } else {
            p += *p == '{' && form.formatted ? 2 : 1;
        }
    }
    fail(form.triple ? "the string that begins here never ends"
                     : "the string does not end on this line",
         text, reason, place);
    return -1;
}

/* ---- values */

Pos pos_inside(Syntax *syntax, const Token *token, const char *from, const char *to) {
    Pos pos = token->pos;
    const char *p = syntax->file->text + token->start;
    Place *last = &syntax->inside;
    if (last->token == token->start && last->at >= p && last->at <= from) {
        p = last->at;
        pos.line = last->line;
        pos.column = last->column;
    }
    for (; p < from; p++) {
        pos.column++;
        if (*p == '\n') {
            pos.line++;
            pos.column = 1;
        }
    }
    *last = (Place){token->start, p, pos.line, pos.column};
    pos.end_line = pos.line;
    pos.end_column = pos.column + (int)(to - from);
    return pos;
}

static bool complain(Syntax *syntax, const Token *token, const char *from, const char *to,
                     const char *what) {
    diag_error(syntax->diagnostics, pos_inside(syntax, token, from, to), 108, "%s", what);
    return false;
}

static void utf8_add(Sb *out, uint32_t c) {
    char bytes[4];
    size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size; i-- > 1; c >>= 6) bytes[i] = (char)(0x80 | (c & 0x3F));
    bytes[0] = (char)(marks[size] | c);
    sb_add(out, bytes, size);
}

/* The escapes of one letter, and what they stand for. */
static const char letters[] = "\\'\"abfnrtv", values[] = "\\'\"\a\b\f\n\r\t\v";

static int digit_value(char c) {
    if (isdigit((unsigned char)c)) return c - '0';
    return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : 99;
}

/* \ooo, \xhh, \uxxxx, \Uxxxxxxxx: p is after the backslash. Returns what follows, or NULL. */
static const char *code_read(const char *p, const char *end, StringForm form, uint32_t *code) {
    int base = 16, least = 0, most = 0;
    if (*p == 'x')
        least = most = 2;
    else if (*p == 'u' && !form.bytes)
        least = most = 4;
    else if (*p == 'U' && !form.bytes)
        least = most = 8;
    else if (*p >= '0' && *p <= '7')
        base = 8, least = 1, most = 3;
    else
        return NULL;
    p += base == 16;
    int n = 0;
    for (*code = 0; n < most && p < end && digit_value(*p) < base; n++, p++)
        *code = *code * (uint32_t)base + (uint32_t)digit_value(*p);
    return n < least ? NULL : p;
}

/* p is after the backslash. Returns what follows the escape, or NULL after a mistake, reported. */
static const char *escape_read(Syntax *syntax, const Token *token, const char *p, const char *end,
                               StringForm form, Sb *out) {
    const char *letter = *p == '\0' ? NULL : strchr(letters, *p);
    if (*p == '\n') return p + 1;
    if (*p == '\r' && p[1] == '\n') return p + 2;
    if (letter != NULL) {
        sb_add(out, &values[letter - letters], 1);
        return p + 1;
    }
    uint32_t code = 0;
    const char *after = code_read(p, end, form, &code);
    if (after == NULL) {
        const char *stop = p + 1;
        while (stop < end && ((unsigned char)*stop & 0xC0) == 0x80) stop++;
        bool known = strchr("xuU", *p) != NULL && !(form.bytes && *p != 'x');
        complain(syntax, token, p - 1, stop,
                 known ? "too few hexadecimal digits after this escape"
                       : "unknown escape in a string");
        if (!known)
            diag_help(syntax->diagnostics, "for a backslash write \\\\, or a raw string: r\"...\"");
        return NULL;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || (form.bytes && code > 0xFF)) {
        complain(syntax, token, p - 1, after, "this escape is not the code of a character");
        return NULL;
    }
    if (form.bytes)
        sb_add(out, &(char){(char)code}, 1);
    else
        utf8_add(out, code);
    return after;
}

bool escapes_resolve(Syntax *syntax, const Token *token, const char *from, const char *to,
                     StringForm form, bool braces, const char **text, size_t *size) {
    Sb out;
    sb_init(&out, syntax->arena);
    for (const char *p = from; p < to;) {
        if (*p == '\\' && !form.raw && p + 1 < to) {
            p = escape_read(syntax, token, p + 1, to, form, &out);
            if (p == NULL) return false;
        } else if (*p == '\r' && p + 1 < to && p[1] == '\n') {
            p++; /* a line ends in \n, however the file was written */
        } else if (form.bytes && (unsigned char)*p >= 0x80) {
            diag_error(syntax->diagnostics, pos_inside(syntax, token, p, p + 1), 115,
                       "bytes are written in ASCII and escapes such as \\xff");
            return false;
        } else {
            sb_add(&out, p, 1);
            p += braces && (*p == '{' || *p == '}') ? 2 : 1;
        }
    }
    *text = out.data;
    *size = out.size;
    return true;
}

void string_read(Syntax *syntax, Token *token) {
    const char *text = syntax->file->text + token->start;
    StringForm form = string_form(text);
    token->kind = form.formatted ? T_FSTRING : form.bytes ? T_BYTES : T_STRING;
    if (form.formatted) return;
    int quotes = form.triple ? 3 : 1;
    if (!escapes_resolve(syntax, token, text + form.prefix + quotes, text + token->size - quotes,
                         form, false, &token->text, &token->text_size))
        token->kind = T_ERROR;
}
