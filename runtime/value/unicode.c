/* unicode.c - code points of UTF-8 text: reading, writing, and what Python calls a space, a letter,
 * upper case.
 *
 * Used by the methods of str and by quoted printing. Beyond ASCII the C library's UTF-8 tables
 * answer, one code point at a time: no mapping changes the number of code points ("ß".upper() stays
 * "ß").
 */
#include <locale.h>
#include <stdatomic.h>
#include <wctype.h>

#include "internal.h"

/* The tables, opened once for the process and never closed. */
static locale_t utf8_tables(void) {
    static _Atomic(locale_t) opened;
    locale_t tables = atomic_load(&opened);
    if (tables) return tables;
    locale_t fresh = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!fresh) fresh = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
    if (!atomic_compare_exchange_strong(&opened, &tables, fresh)) {
        freelocale(fresh);
        return tables;
    }
    return fresh;
}

/* Bytes of the sequence that this one begins; 0 when it begins none. */
static int sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

uint32_t csp_utf8_next(const char *data, int64_t size, int64_t *at) {
    unsigned char lead = (unsigned char)data[*at];
    int length = sequence_length(lead);
    if (length == 1) {
        ++*at;
        return lead;
    }
    uint32_t code = length == 2 ? lead & 0x1Fu : length == 3 ? lead & 0x0Fu : lead & 0x07u;
    bool good = length != 0 && *at + length <= size;
    for (int i = 1; good && i < length; ++i) {
        unsigned char next = (unsigned char)data[*at + i];
        good = (next & 0xC0) == 0x80;
        code = code << 6 | (next & 0x3Fu);
    }
    if (!good) {
        ++*at;
        return 0xDC00u + lead;
    }
    *at += length;
    return code;
}

int csp_utf8_put(char out[4], uint32_t code) {
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

bool csp_is_space(uint32_t c) {
    if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool csp_is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

bool csp_is_upper(uint32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z';
    return iswupper_l((wint_t)c, utf8_tables()) != 0;
}

bool csp_is_lower(uint32_t c) {
    if (c < 0x80) return c >= 'a' && c <= 'z';
    return iswlower_l((wint_t)c, utf8_tables()) != 0;
}

bool csp_is_alpha(uint32_t c) {
    if (c < 0x80) return csp_is_upper(c) || csp_is_lower(c);
    return iswalpha_l((wint_t)c, utf8_tables()) != 0;
}

/* Invisible marks and private use, which repr escapes. */
static bool is_format(uint32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE000 && c <= 0xF8FF);
}

bool csp_is_printable(uint32_t c) {
    if (c < 0x80) return c >= ' ' && c < 0x7F;
    return !csp_is_space(c) && !is_format(c) && iswprint_l((wint_t)c, utf8_tables()) != 0;
}

uint32_t csp_to_upper(uint32_t c) {
    if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
    return (uint32_t)towupper_l((wint_t)c, utf8_tables());
}

uint32_t csp_to_lower(uint32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    return (uint32_t)towlower_l((wint_t)c, utf8_tables());
}
