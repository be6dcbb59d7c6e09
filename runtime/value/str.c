/* str.c - strings and bytes: making, sharing, comparing, indexing; and the text buffer they are
 * built in.
 *
 * The methods that .csp code calls stand in str_methods.c and bytes.c; here is what they and the
 * rest of the runtime use.
 *
 *   csp_str   | refs | size | chars | bytes ... | NUL |      chars == size: all ASCII, indexing is
 * O(1)
 */
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

/* ---- making */

csp_str *csp_str_make(int64_t size) {
    csp_str *s = csp_alloc(sizeof *s + (size_t)size + 1);
    s->refs = 1;
    s->size = size;
    s->chars = size;
    s->data[size] = '\0';
    return s;
}

/* Code points are the bytes that don't continue one; eight at a time while all are ASCII. */
static int64_t count_chars(const char *data, int64_t size) {
    int64_t at = 0;
    for (; at + 8 <= size; at += 8) {
        uint64_t word;
        memcpy(&word, data + at, 8);
        if (word & UINT64_C(0x8080808080808080)) break;
    }
    int64_t chars = at;
    for (; at < size; ++at) chars += ((unsigned char)data[at] & 0xC0) != 0x80;
    return chars;
}

csp_str *csp_str_new(const char *data, size_t size) {
    if (size == 0) return NULL;
    csp_str *s = csp_str_make((int64_t)size);
    memcpy(s->data, data, size);
    s->chars = count_chars(s->data, s->size);
    return s;
}

csp_str *csp_bytes_new(const void *data, size_t size) {
    if (size == 0) return NULL;
    csp_str *s = csp_str_make((int64_t)size);
    memcpy(s->data, data, size);
    return s;
}

csp_str *csp_str_add(const csp_str *a, const csp_str *b) {
    int64_t na = csp_str_size(a), nb = csp_str_size(b);
    if (na + nb == 0) return NULL;
    csp_str *s = csp_str_make(na + nb);
    memcpy(s->data, csp_str_data(a), (size_t)na);
    memcpy(s->data + na, csp_str_data(b), (size_t)nb);
    s->chars = csp_str_chars(a) + csp_str_chars(b);
    return s;
}

void csp_str_drop(csp_str *s) {
    if (csp_unref(s)) csp_free(s);
}

/* ---- comparing; by bytes, which for UTF-8 is by code points */

bool csp_str_same(const csp_str *a, const csp_str *b) {
    int64_t n = csp_str_size(a);
    return a == b ||
           (n == csp_str_size(b) && memcmp(csp_str_data(a), csp_str_data(b), (size_t)n) == 0);
}

int csp_str_order(const csp_str *a, const csp_str *b) {
    int64_t na = csp_str_size(a), nb = csp_str_size(b);
    int c = memcmp(csp_str_data(a), csp_str_data(b), (size_t)(na < nb ? na : nb));
    return c != 0 ? c : (na > nb) - (na < nb);
}

/* ---- code points */

int64_t csp_str_offset(const csp_str *s, int64_t index) {
    if (csp_str_ascii(s)) return index;
    int64_t at = 0;
    while (index > 0 && at < s->size) {
        ++at;
        while (at < s->size && ((unsigned char)s->data[at] & 0xC0) == 0x80) ++at;
        --index;
    }
    return at;
}

csp_str *csp_str_part(csp_str *s, int64_t index, int64_t len) {
    if (len <= 0) return NULL;
    if (len == csp_str_chars(s)) return csp_str_share(s);
    int64_t from = csp_str_offset(s, index);
    if (csp_str_ascii(s)) return csp_bytes_new(s->data + from, (size_t)len);
    int64_t to = from;
    while (len-- > 0) {
        ++to;
        while (to < s->size && ((unsigned char)s->data[to] & 0xC0) == 0x80) ++to;
    }
    return csp_str_new(s->data + from, (size_t)(to - from));
}

int64_t csp_bytes_find(const char *text, int64_t size, const char *what, int64_t what_size,
                       int64_t from) {
    if (from > size) return -1;
    if (what_size == 0) return from;
    const char *found = memmem(text + from, (size_t)(size - from), what, (size_t)what_size);
    return found ? found - text : -1;
}

/* ---- text */

void csp_text_reserve(csp_text *t, size_t more) {
    if (t->cap - t->size >= more) return;
    size_t cap = t->cap ? t->cap * 2 : 64;
    while (cap - t->size < more) cap *= 2;
    t->data = csp_realloc(t->data, cap);
    t->cap = cap;
}

void csp_text_add(csp_text *t, const char *bytes, size_t size) {
    if (size == 0) return;
    csp_text_reserve(t, size);
    memcpy(t->data + t->size, bytes, size);
    t->size += size;
}

void csp_text_puts(csp_text *t, const char *s) { csp_text_add(t, s, strlen(s)); }

void csp_text_printf(csp_text *t, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size > 0) {
        csp_text_reserve(t, (size_t)size + 1);
        vsnprintf(t->data + t->size, (size_t)size + 1, format, again);
        t->size += (size_t)size;
    }
    va_end(again);
}

void csp_text_fill(csp_text *t, const char *fill, int fill_size, int64_t count) {
    for (; count > 0; --count) csp_text_add(t, fill, (size_t)fill_size);
}

void csp_text_code(csp_text *t, uint32_t code) {
    /* What csp_utf8_next made of a byte that is not UTF-8 becomes that byte again. */
    char out[4] = {(char)(code - 0xDC00u)};
    bool raw = code >= 0xDC80u && code <= 0xDCFFu;
    csp_text_add(t, out, raw ? 1 : (size_t)csp_utf8_put(out, code));
}

csp_str *csp_text_str(csp_text *t) {
    csp_str *s = csp_str_new(t->data, t->size);
    csp_text_free(t);
    return s;
}

void csp_text_free(csp_text *t) {
    csp_free(t->data);
    *t = (csp_text){0};
}
