/* str_case.c - the methods of str that make changed copies: case, replacing, padding, encoding.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h).
 */
#include "internal.h"

typedef csp_str *const *str_arg;

/* ---- case */

typedef enum case_rule { UPPER, LOWER, SWAP, TITLE, CAPITALIZE } case_rule;

/* `starts`: no cased character stands directly before this one (TITLE), or it is the first
 * (CAPITALIZE). */
static uint32_t changed(uint32_t c, case_rule rule, bool starts) {
    switch (rule) {
    case UPPER: return csp_to_upper(c);
    case LOWER: return csp_to_lower(c);
    case SWAP: return csp_is_upper(c) ? csp_to_lower(c) : csp_to_upper(c);
    case TITLE:
    case CAPITALIZE: return starts ? csp_to_upper(c) : csp_to_lower(c);
    }
    return c;
}

static csp_str *recased(const csp_str *s, case_rule rule) {
    csp_text t = {0};
    int64_t at = 0, size = csp_str_size(s);
    csp_text_reserve(&t, (size_t)size + 1);
    bool starts = true;
    while (at < size) {
        uint32_t c = csp_utf8_next(s->data, size, &at);
        csp_text_code(&t, changed(c, rule, starts));
        starts = rule == TITLE && !csp_is_upper(c) && !csp_is_lower(c);
    }
    return csp_text_str(&t);
}

void csp_str_upper(const csp_call *call, csp_str **ret, str_arg self) {
    (void)call;
    *ret = recased(*self, UPPER);
}

void csp_str_lower(const csp_call *call, csp_str **ret, str_arg self) {
    (void)call;
    *ret = recased(*self, LOWER);
}

void csp_str_swapcase(const csp_call *call, csp_str **ret, str_arg self) {
    (void)call;
    *ret = recased(*self, SWAP);
}

void csp_str_title(const csp_call *call, csp_str **ret, str_arg self) {
    (void)call;
    *ret = recased(*self, TITLE);
}

void csp_str_capitalize(const csp_call *call, csp_str **ret, str_arg self) {
    (void)call;
    *ret = recased(*self, CAPITALIZE);
}

/* ---- replacing */

/* An empty `old` stands before each character and at the end. */
static csp_str *interleaved(const csp_str *s, const csp_str *new, int64_t most) {
    csp_text t = {0};
    int64_t at = 0, size = csp_str_size(s);
    for (;;) {
        if (most-- != 0)
            csp_text_add(&t, csp_str_data(new), (size_t)csp_str_size(new));
        else
            most = 0;
        if (at >= size) break;
        int64_t from = at;
        csp_utf8_next(s->data, size, &at);
        csp_text_add(&t, s->data + from, (size_t)(at - from));
    }
    return csp_text_str(&t);
}

void csp_str_replace(const csp_call *call, csp_str **ret, str_arg self, str_arg old, str_arg new,
                     const int64_t *count) {
    (void)call;
    csp_str *s = *self;
    int64_t size = csp_str_size(s), n = csp_str_size(*old), most = *count, from = 0;
    if (n == 0) {
        *ret = interleaved(s, *new, most);
        return;
    }
    int64_t at = csp_bytes_find(csp_str_data(s), size, csp_str_data(*old), n, 0);
    if (at < 0 || most == 0) {
        *ret = csp_str_share(s);
        return;
    }
    csp_text t = {0};
    while (at >= 0 && most-- != 0) {
        csp_text_add(&t, s->data + from, (size_t)(at - from));
        csp_text_add(&t, csp_str_data(*new), (size_t)csp_str_size(*new));
        from = at + n;
        at = csp_bytes_find(s->data, size, (*old)->data, n, from);
    }
    csp_text_add(&t, s->data + from, (size_t)(size - from));
    *ret = csp_text_str(&t);
}

/* ---- padding */

static csp_str *padded(const csp_call *call, csp_str *s, int64_t left, int64_t right,
                       const csp_str *fill) {
    if (csp_str_chars(fill) != 1)
        csp_raise(call, "the fill must be one character: '%.100s'", csp_str_data(fill));
    if (left <= 0 && right <= 0) return csp_str_share(s);
    csp_text t = {0};
    csp_text_fill(&t, fill->data, (int)fill->size, left);
    csp_text_add(&t, csp_str_data(s), (size_t)csp_str_size(s));
    csp_text_fill(&t, fill->data, (int)fill->size, right);
    return csp_text_str(&t);
}

void csp_str_ljust(const csp_call *call, csp_str **ret, str_arg self, const int64_t *width,
                   str_arg fill) {
    *ret = padded(call, *self, 0, *width - csp_str_chars(*self), *fill);
}

void csp_str_rjust(const csp_call *call, csp_str **ret, str_arg self, const int64_t *width,
                   str_arg fill) {
    *ret = padded(call, *self, *width - csp_str_chars(*self), 0, *fill);
}

/* CPython's rounding: the odd blank goes left when the width is odd. */
void csp_str_center(const csp_call *call, csp_str **ret, str_arg self, const int64_t *width,
                    str_arg fill) {
    int64_t room = *width - csp_str_chars(*self);
    int64_t left = room > 0 ? room / 2 + (room & *width & 1) : 0;
    *ret = padded(call, *self, left, room - left, *fill);
}

void csp_str_zfill(const csp_call *call, csp_str **ret, str_arg self, const int64_t *width) {
    (void)call;
    csp_str *s = *self;
    int64_t room = *width - csp_str_chars(s);
    if (room <= 0) {
        *ret = csp_str_share(s);
        return;
    }
    const char *data = csp_str_data(s);
    size_t sign = *data == '-' || *data == '+';
    csp_text t = {0};
    csp_text_add(&t, data, sign);
    csp_text_fill(&t, "0", 1, room);
    csp_text_add(&t, data + sign, (size_t)csp_str_size(s) - sign);
    *ret = csp_text_str(&t);
}

/* ---- bytes and code points */

/* Counted as bytes: a text of ASCII is shared as it is. */
void csp_str_encode(const csp_call *call, csp_str **ret, str_arg self) {
    (void)call;
    *ret = csp_str_ascii(*self) ? csp_str_share(*self)
                                : csp_bytes_new((*self)->data, (size_t)(*self)->size);
}

void csp_str_ord(const csp_call *call, int64_t *ret, str_arg self) {
    if (csp_str_chars(*self) != 1)
        csp_raise(call, "ord() expected one character, not %lld: '%.100s'",
                  (long long)csp_str_chars(*self), csp_str_data(*self));
    int64_t at = 0;
    *ret = csp_utf8_next((*self)->data, (*self)->size, &at);
}

void csp_str_chr(const csp_call *call, csp_str **ret, const int64_t *code) {
    bool surrogate = *code >= 0xD800 && *code < 0xE000;
    if (*code < 0 || *code > 0x10FFFF || surrogate)
        csp_raise(call, "chr() needs a code point from 0 to 0x10ffff, not %lld", (long long)*code);
    char out[4];
    int size = csp_utf8_put(out, (uint32_t)*code);
    *ret = csp_str_new(out, (size_t)size);
}

/* The characters as a list. */
void csp_str_list(const csp_call *call, csp_list **ret, str_arg self) {
    *ret = NULL;
    int64_t at = 0, size = csp_str_size(*self);
    csp_list_reserve(call->ret, ret, csp_str_chars(*self));
    while (at < size) {
        int64_t from = at;
        csp_utf8_next((*self)->data, size, &at);
        csp_str *c = csp_str_new((*self)->data + from, (size_t)(at - from));
        *(csp_str **)csp_list_grow(call->ret, ret) = c;
    }
}

void csp_str_reversed(const csp_call *call, csp_list **ret, str_arg self) {
    csp_str_list(call, ret, self);
    csp_list *l = *ret;
    for (int64_t i = 0, j = csp_list_len(l) - 1; i < j; ++i, --j) {
        csp_str **a = csp_list_at(call->ret, l, i), **b = csp_list_at(call->ret, l, j);
        csp_str *held = *a;
        *a = *b;
        *b = held;
    }
}
