/* str_more.c - methods of str that look at a part of it, test its form, or lay it out anew.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h).
 */
#include <strings.h>

#include "internal.h"

typedef csp_str *const *str_arg;

/* ---- in a part: count, startswith, endswith with bounds */

/* The bytes [*from, *to) of the code points [start, stop); false when start is behind the end. */
static bool part_of(const csp_str *s, int64_t start, const csp_opt_int *stop, int64_t *from,
                    int64_t *to) {
    int64_t n = csp_str_chars(s), end = stop->set ? stop->value : n;
    if (start < 0) start = start + n < 0 ? 0 : start + n;
    if (end < 0) end = end + n < 0 ? 0 : end + n;
    if (end > n) end = n;
    if (start > end) return false;
    *from = csp_str_offset(s, start);
    *to = csp_str_offset(s, end);
    return true;
}

void csp_str_count_in(const csp_call *call, int64_t *ret, str_arg self, str_arg what,
                      const int64_t *start, const csp_opt_int *stop) {
    (void)call;
    int64_t from, to, size = csp_str_size(*what);
    *ret = 0;
    if (!part_of(*self, *start, stop, &from, &to)) return;
    const char *data = csp_str_data(*self);
    if (size == 0) {
        for (int64_t i = from; i < to; ++i) *ret += ((unsigned char)data[i] & 0xC0) != 0x80;
        ++*ret;
        return;
    }
    for (int64_t at = from; (at = csp_bytes_find(data, to, csp_str_data(*what), size, at)) >= 0;
         at += size)
        ++*ret;
}

void csp_str_startswith_in(const csp_call *call, uint8_t *ret, str_arg self, str_arg what,
                           const int64_t *start, const csp_opt_int *stop) {
    (void)call;
    int64_t from, to, n = csp_str_size(*what);
    *ret = part_of(*self, *start, stop, &from, &to) && to - from >= n &&
           memcmp(csp_str_data(*self) + from, csp_str_data(*what), (size_t)n) == 0;
}

void csp_str_endswith_in(const csp_call *call, uint8_t *ret, str_arg self, str_arg what,
                         const int64_t *start, const csp_opt_int *stop) {
    (void)call;
    int64_t from, to, n = csp_str_size(*what);
    *ret = part_of(*self, *start, stop, &from, &to) && to - from >= n &&
           memcmp(csp_str_data(*self) + to - n, csp_str_data(*what), (size_t)n) == 0;
}

/* ---- tests */

void csp_str_isidentifier(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    int64_t at = 0, size = csp_str_size(*self);
    *ret = size > 0;
    while (at < size) {
        bool first = at == 0;
        uint32_t c = csp_utf8_next((*self)->data, size, &at);
        if (!(c == '_' || csp_is_alpha(c) || (!first && csp_is_digit(c)))) *ret = false;
    }
}

void csp_str_isprintable(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    int64_t at = 0, size = csp_str_size(*self);
    *ret = true;
    while (at < size)
        if (!csp_is_printable(csp_utf8_next((*self)->data, size, &at))) *ret = false;
}

void csp_str_istitle(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    int64_t at = 0, size = csp_str_size(*self);
    bool cased = false, some = false;
    *ret = false;
    while (at < size) {
        uint32_t c = csp_utf8_next((*self)->data, size, &at);
        bool upper = csp_is_upper(c), lower = csp_is_lower(c);
        if ((upper && cased) || (lower && !cased)) return;
        cased = upper || lower;
        some = some || cased;
    }
    *ret = some;
}

/* ---- layout */

void csp_str_expandtabs(const csp_call *call, csp_str **ret, str_arg self, const int64_t *tabsize) {
    (void)call;
    csp_text t = {0};
    int64_t at = 0, size = csp_str_size(*self), column = 0;
    while (at < size) {
        uint32_t c = csp_utf8_next((*self)->data, size, &at);
        if (c == '\t') {
            int64_t n = *tabsize > 0 ? *tabsize - column % *tabsize : 0;
            csp_text_fill(&t, " ", 1, n);
            column += n;
            continue;
        }
        csp_text_code(&t, c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
    *ret = csp_text_str(&t);
}

/* ---- encodings by name */

typedef enum encoding { UTF_8, ASCII, LATIN_1 } encoding;

static encoding encoding_named(const csp_call *call, const csp_str *name) {
    static const struct {
        const char *name;
        encoding is;
    } names[] = {{"utf-8", UTF_8},       {"utf8", UTF_8},      {"ascii", ASCII},
                 {"us-ascii", ASCII},    {"latin-1", LATIN_1}, {"latin1", LATIN_1},
                 {"iso-8859-1", LATIN_1}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i)
        if (strcasecmp(csp_str_data(name), names[i].name) == 0) return names[i].is;
    csp_raise(call, "unknown encoding '%.40s': there are utf-8, ascii and latin-1",
              csp_str_data(name));
}

void csp_str_encode_as(const csp_call *call, csp_str **ret, str_arg self, str_arg name) {
    encoding to = encoding_named(call, *name);
    if (to == UTF_8) {
        *ret = csp_str_size(*self) > 0
                   ? csp_bytes_new(csp_str_data(*self), (size_t)csp_str_size(*self))
                   : NULL;
        return;
    }
    csp_text t = {0};
    int64_t at = 0, size = csp_str_size(*self), place = 0;
    for (; at < size; ++place) {
        uint32_t c = csp_utf8_next((*self)->data, size, &at);
        if (c > (to == ASCII ? 0x7Fu : 0xFFu)) {
            csp_text_free(&t);
            csp_raise(call, "%s has no character U+%04X, at position %lld",
                      to == ASCII ? "ascii" : "latin-1", c, (long long)place);
        }
        csp_text_add(&t, &(char){(char)c}, 1);
    }
    *ret = t.size > 0 ? csp_bytes_new(t.data, t.size) : NULL;
    csp_text_free(&t);
}

void csp_bytes_decode_as(const csp_call *call, csp_str **ret, str_arg self, str_arg name) {
    encoding from = encoding_named(call, *name);
    if (from == UTF_8) {
        csp_bytes_decode(call, ret, self);
        return;
    }
    csp_text t = {0};
    for (int64_t i = 0; i < csp_str_size(*self); ++i) {
        unsigned char c = (unsigned char)(*self)->data[i];
        if (from == ASCII && c > 0x7F) {
            csp_text_free(&t);
            csp_raise(call, "not ascii: byte 0x%02x at position %lld", c, (long long)i);
        }
        csp_text_code(&t, c);
    }
    *ret = csp_text_str(&t);
}
