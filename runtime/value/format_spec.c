/* format_spec.c - f"{value:spec}": Python's format specification mini-language.
 *
 *     spec: [[fill]align][sign][z][#][0][width][, or _][.precision][type]
 *
 * Called by generated code for f-strings and by the interpreter. Times take strftime formats
 * instead. A spec that Python refuses raises with the spec in the message.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

typedef struct spec {
    const char *text; /* all of it, for messages */
    char fill[4];
    int fill_size;
    bool fill_given;
    char align; /* one of <>=^, ZEROS, or 0 */
    char sign;  /* one of + - blank, or 0 */
    bool no_minus_zero;
    bool alternate;
    int64_t width;
    char grouping; /* , or _ or 0 */
    int precision; /* -1: not given */
    char type;     /* 0: not given */
} spec;

typedef struct number {
    csp_text digits; /* before the point */
    csp_text rest;   /* from the point on: fraction, exponent, percent sign */
    const char *prefix;
    bool negative;
} number;

#define MAX_WIDTH 1000000
#define ZEROS '0' /* `=` by a 0 before the width: strings take it too */

_Noreturn static void bad_spec(const csp_call *call, const char *text, const csp_type *type) {
    csp_raise(call, "invalid format '%.60s' for a value of type %s", text, type->name);
}

static bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

static const char *read_number(const char *p, int64_t *n) {
    for (*n = 0; *p >= '0' && *p <= '9'; ++p)
        if (*n <= MAX_WIDTH) *n = *n * 10 + (*p - '0');
    return p;
}

static const char *read_align(const char *p, spec *s) {
    int64_t after_fill = 0;
    if (*p) csp_utf8_next(p, (int64_t)strlen(p), &after_fill);
    if (*p && is_align(p[after_fill])) {
        s->fill_size = (int)after_fill;
        s->fill_given = true;
        memcpy(s->fill, p, (size_t)after_fill);
        s->align = p[after_fill];
        return p + after_fill + 1;
    }
    if (is_align(*p)) s->align = *p++;
    return p;
}

/* False when the text is no spec at all. */
static bool read_spec(const char *text, spec *s) {
    *s = (spec){.text = text, .fill = " ", .fill_size = 1, .precision = -1};
    const char *p = read_align(text, s);
    if (*p == '+' || *p == '-' || *p == ' ') s->sign = *p++;
    if (*p == 'z') s->no_minus_zero = true, ++p;
    if (*p == '#') s->alternate = true, ++p;
    if (*p == '0') {
        /* fills with zeros unless another fill is given, behind the sign unless aligned */
        if (!s->fill_given) s->fill[0] = '0';
        if (!s->align) s->align = ZEROS;
        ++p;
    }
    p = read_number(p, &s->width);
    if (*p == ',' || *p == '_') s->grouping = *p++;
    if (*p == '.') {
        int64_t n;
        const char *digits = ++p;
        p = read_number(p, &n);
        if (p == digits || n > MAX_WIDTH) return false;
        s->precision = (int)n;
    }
    if (*p) s->type = *p++;
    return *p == '\0' && s->width <= MAX_WIDTH;
}

/* ---- layout */

static int64_t count_chars(const char *data, size_t size) {
    int64_t n = 0;
    for (size_t i = 0; i < size; ++i) n += ((unsigned char)data[i] & 0xC0) != 0x80;
    return n;
}

static void put_aligned(csp_text *t, const spec *s, const char *data, size_t size, char align) {
    int64_t room = s->width - count_chars(data, size);
    if (room < 0) room = 0;
    int64_t left = align == '>' ? room : align == '^' ? room / 2 : 0;
    csp_text_fill(t, s->fill, s->fill_size, left);
    csp_text_add(t, data, size);
    csp_text_fill(t, s->fill, s->fill_size, room - left);
}

/* Puts the separator between groups of `every` digits; with `=0`, the zeros that fill the width are
 * grouped too. */
static void group_digits(csp_text *digits, char separator, int every, int64_t width) {
    int64_t n = (int64_t)digits->size;
    while (n + (n - 1) / every < width) ++n;
    csp_text out = {0};
    for (int64_t i = n; i > 0; --i) {
        int64_t at = (int64_t)digits->size - i;
        csp_text_add(&out, at < 0 ? "0" : &digits->data[at], 1);
        if (i > 1 && (i - 1) % every == 0) csp_text_add(&out, &separator, 1);
    }
    csp_text_free(digits);
    *digits = out;
}

/* Sign, prefix, digits and rest, grouped and aligned; frees the number. */
static void put_number(csp_text *t, const spec *s, number *n, int every) {
    char head[4] = "";
    if (n->negative)
        strcat(head, "-");
    else if (s->sign == '+' || s->sign == ' ')
        strncat(head, &s->sign, 1);
    strcat(head, n->prefix);
    bool inside = s->align == '=' || s->align == ZEROS;
    bool zeros = inside && s->fill[0] == '0' && s->fill_size == 1;
    int64_t room = s->width - (int64_t)(strlen(head) + n->rest.size);
    if (s->grouping) group_digits(&n->digits, s->grouping, every, zeros ? room : 0);

    csp_text all = {0};
    csp_text_puts(&all, head);
    if (inside) csp_text_fill(&all, s->fill, s->fill_size, room - (int64_t)n->digits.size);
    csp_text_add(&all, n->digits.data, n->digits.size);
    csp_text_add(&all, n->rest.data, n->rest.size);
    put_aligned(t, s, all.data, all.size, s->align ? s->align : '>');
    csp_text_free(&all);
    csp_text_free(&n->digits);
    csp_text_free(&n->rest);
}

/* ---- whole numbers */

static void put_base(csp_text *t, uint64_t value, unsigned base, bool capitals) {
    char text[65];
    char *p = text + sizeof text;
    do {
        unsigned digit = (unsigned)(value % base);
        *--p = (char)(digit < 10 ? '0' + digit : (capitals ? 'A' : 'a') + digit - 10);
        value /= base;
    } while (value > 0);
    csp_text_add(t, p, (size_t)(text + sizeof text - p));
}

/* b, o, x, X; 10 for the others */
static unsigned base_of(char type) {
    switch (type) {
    case 'b': return 2;
    case 'o': return 8;
    case 'x':
    case 'X': return 16;
    default: return 10;
    }
}

static const char *prefix_of(char type) {
    switch (type) {
    case 'b': return "0b";
    case 'o': return "0o";
    case 'x': return "0x";
    case 'X': return "0X";
    default: return "";
    }
}

static void put_int(csp_text *t, const spec *s, int64_t value) {
    number n = {.prefix = s->alternate ? prefix_of(s->type) : "", .negative = value < 0};
    uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
    unsigned base = base_of(s->type);
    put_base(&n.digits, size, base, s->type == 'X');
    put_number(t, s, &n, base == 10 ? 3 : 4);
}

static void put_char(const csp_call *call, csp_text *t, const spec *s, const csp_type *type,
                     int64_t value) {
    if (value < 0 || value > 0x10FFFF || s->sign || s->grouping || s->precision >= 0)
        bad_spec(call, s->text, type);
    char out[4];
    put_aligned(t, s, out, (size_t)csp_utf8_put(out, (uint32_t)value), s->align ? s->align : '<');
}

/* ---- floats */

/* Removes zeros at the end of the fraction of `1.500e+05`, and the point when nothing follows it.
 */
static void trim_fraction(csp_text *t) {
    char *end = memchr(t->data, 'e', t->size), *last = end;
    if (!memchr(t->data, '.', t->size)) return;
    while (last[-1] == '0') --last;
    if (last[-1] == '.') --last;
    size_t tail = (size_t)(t->data + t->size - end);
    memmove(last, end, tail);
    t->size = (size_t)(last - t->data) + tail;
}

/* `g`; and the form with a precision and without a type, whose whole numbers keep a `.0` and whose
 * exponents come a digit earlier. */
static void put_general(csp_text *t, double x, int precision, bool keep_point, bool alternate) {
    int digits = precision == 0 ? 1 : precision;
    csp_text e = {0};
    csp_text_printf(&e, alternate ? "%#.*e" : "%.*e", digits - 1, x);
    const char *mark = memchr(e.data, 'e', e.size);
    if (keep_point && strtol(mark + 1, NULL, 10) == digits - 1) {
        if (!alternate) trim_fraction(&e);
        csp_text_add(t, e.data, e.size);
    } else {
        csp_text_printf(t, alternate ? "%#.*g" : "%.*g", digits, x);
        bool whole = !memchr(t->data, '.', t->size) && !memchr(t->data, 'e', t->size);
        if (keep_point && whole) csp_text_puts(t, ".0");
    }
    csp_text_free(&e);
}

/* repr; `#` wants a point in every float. */
static void put_shortest(csp_text *t, double x, bool alternate) {
    char text[CSP_FLOAT_TEXT];
    csp_float_repr(x, text);
    size_t whole = strspn(text, "0123456789");
    csp_text_add(t, text, whole);
    if (alternate && text[whole] == 'e') csp_text_add(t, ".", 1);
    csp_text_puts(t, text + whole);
}

/* The text of a finite x >= 0. */
static void put_digits(csp_text *t, const spec *s, double x) {
    int precision = s->precision < 0 ? 6 : s->precision;
    switch (s->type) {
    case 'e':
    case 'E': csp_text_printf(t, s->alternate ? "%#.*e" : "%.*e", precision, x); break;
    case 'f':
    case 'F': csp_text_printf(t, s->alternate ? "%#.*f" : "%.*f", precision, x); break;
    case '%': csp_text_printf(t, s->alternate ? "%#.*f%%" : "%.*f%%", precision, x * 100); break;
    case '\0':
        if (s->precision < 0) put_shortest(t, x, s->alternate);
        else
            put_general(t, x, precision, true, s->alternate);
        break;
    default: /* g, G, n */ put_general(t, x, precision, false, s->alternate);
    }
}

static bool is_zero_text(const csp_text *t) {
    for (size_t i = 0; i < t->size && t->data[i] != 'e'; ++i)
        if (t->data[i] >= '1' && t->data[i] <= '9') return false;
    return true;
}

static void put_float(csp_text *t, const spec *s, double x) {
    number n = {.prefix = "", .negative = signbit(x) && !isnan(x)};
    csp_text all = {0};
    if (isnan(x))
        csp_text_puts(&all, "nan");
    else if (isinf(x))
        csp_text_puts(&all, "inf");
    else
        put_digits(&all, s, fabs(x));
    if (s->type == '%' && !isfinite(x)) csp_text_puts(&all, "%");
    if (s->no_minus_zero && isfinite(x) && is_zero_text(&all)) n.negative = false;
    if (s->type >= 'A' && s->type <= 'Z')
        for (size_t i = 0; i < all.size; ++i)
            all.data[i] = (char)csp_to_upper((unsigned char)all.data[i]);
    size_t whole = 0;
    while (whole < all.size && csp_is_digit((unsigned char)all.data[whole])) ++whole;
    csp_text_add(&n.digits, all.data, whole);
    csp_text_add(&n.rest, all.data + whole, all.size - whole);
    csp_text_free(&all);
    spec own = *s;
    if (whole == 0) own.grouping = 0; /* inf, nan */
    put_number(t, &own, &n, 3);
}

/* ---- the rest */

static void put_str(csp_text *t, const spec *s, csp_str *value) {
    int64_t n = csp_str_chars(value);
    if (s->precision >= 0 && s->precision < n) n = s->precision;
    put_aligned(t, s, csp_str_data(value), (size_t)csp_str_offset(value, n),
                s->align ? s->align : '<');
}

static void format_str(const csp_call *call, csp_text *t, const csp_type *type, const char *text,
                       csp_str *value) {
    spec s;
    bool good = read_spec(text, &s) && (s.type == 0 || s.type == 's') && !s.sign && !s.grouping &&
                !s.alternate && !s.no_minus_zero;
    if (s.align == ZEROS) s.align = '<';
    if (!good || s.align == '=') bad_spec(call, text, type);
    put_str(t, &s, value);
}

static void format_int(const csp_call *call, csp_text *t, const csp_type *type, const char *text,
                       int64_t value) {
    spec s;
    if (!read_spec(text, &s)) bad_spec(call, text, type);
    if (s.type == 'c') {
        put_char(call, t, &s, type, value);
        return;
    }
    if (s.type && strchr("eEfFgG%", s.type)) {
        put_float(t, &s, (double)value);
        return;
    }
    bool good = (s.type == 0 || strchr("bdoxXn", s.type)) && s.precision < 0 && !s.no_minus_zero &&
                !(s.grouping == ',' && s.type && s.type != 'd');
    if (!good) bad_spec(call, text, type);
    put_int(t, &s, value);
}

static void format_float(const csp_call *call, csp_text *t, const csp_type *type, const char *text,
                         double value) {
    spec s;
    if (!read_spec(text, &s) || (s.type && !strchr("eEfFgGn%", s.type))) bad_spec(call, text, type);
    put_float(t, &s, value);
}

static void format_moment(const csp_call *call, csp_text *t, const csp_type *type, const char *text,
                          int64_t value) {
    int64_t ns = type->kind == CSP_DATE ? value * CSP_DAY : value;
    csp_moment m = csp_moment_of(ns);
    const char *bad;
    if (!csp_strftime(t, &m, text, strlen(text), &bad)) bad_spec(call, text, type);
}

/* Values without formats of their own are aligned as their text. */
static void format_text(const csp_call *call, csp_text *t, const csp_type *type, const void *value,
                        const char *text) {
    csp_text plain = {0};
    csp_format(&plain, type, value, CSP_PLAIN);
    csp_str *s = csp_text_str(&plain);
    format_str(call, t, type, text, s);
    csp_str_drop(s);
}

void csp_format_spec(const csp_call *call, csp_text *t, const csp_type *type, const void *value,
                     const char *text) {
    if (type->kind == CSP_OPT && csp_opt_is_set(type, value))
        type = type->elem;
    else if (type->kind == CSP_OPT && !*text) {
        csp_text_puts(t, "None");
        return;
    }
    if (!*text) {
        csp_format(t, type, value, CSP_PLAIN);
        return;
    }
    switch ((csp_kind)type->kind) {
    case CSP_BOOL: format_int(call, t, type, text, *(const uint8_t *)value); break;
    case CSP_INT: format_int(call, t, type, text, *(const int64_t *)value); break;
    case CSP_FLOAT: format_float(call, t, type, text, *(const double *)value); break;
    case CSP_STR: format_str(call, t, type, text, *(csp_str *const *)value); break;
    case CSP_DATETIME:
    case CSP_DATE:
    case CSP_TIME: format_moment(call, t, type, text, *(const int64_t *)value); break;
    case CSP_ENUM:
    case CSP_TIMEDELTA:
    case CSP_NONE:
    case CSP_BYTES:
    case CSP_STRUCT:
    case CSP_OPT:
    case CSP_LIST:
    case CSP_DICT:
    case CSP_SET:
    case CSP_TUPLE:
    case CSP_ARRAY:
    case CSP_JSON:
    case CSP_FN:
    case CSP_EDGE: format_text(call, t, type, value, text); break;
    }
}
