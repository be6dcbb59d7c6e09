/* bytes.c - the methods and operators of bytes.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Bytes share
 * csp_str with text, but `chars` is always `size`.
 */
#include "internal.h"

typedef csp_str *const *bytes_arg;

void csp_bytes_len(const csp_call *call, int64_t *ret, bytes_arg self) {
    (void)call;
    *ret = csp_str_size(*self);
}

/* Offset of the first byte that is not UTF-8, or -1. Surrogates and overlong forms are not. */
static int64_t first_invalid(const csp_str *s) {
    int64_t at = 0, size = csp_str_size(s);
    while (at < size) {
        int64_t from = at;
        uint32_t c = csp_utf8_next(s->data, size, &at);
        int64_t length = at - from;
        bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
        if ((c >= 0xD800 && c < 0xE000) || overlong || c > 0x10FFFF) return from;
    }
    return -1;
}

void csp_bytes_decode(const csp_call *call, csp_str **ret, bytes_arg self) {
    int64_t bad = first_invalid(*self);
    if (bad >= 0)
        csp_raise(call, "not UTF-8: byte 0x%02x at position %lld",
                  (unsigned char)(*self)->data[bad], (long long)bad);
    *ret = csp_str_new(csp_str_data(*self), (size_t)csp_str_size(*self));
}

void csp_bytes_hex(const csp_call *call, csp_str **ret, bytes_arg self) {
    (void)call;
    static const char digits[] = "0123456789abcdef";
    int64_t n = csp_str_size(*self);
    *ret = NULL;
    if (n == 0) return;
    csp_str *s = csp_str_make(2 * n);
    for (int64_t i = 0; i < n; ++i) {
        unsigned char b = (unsigned char)(*self)->data[i];
        s->data[2 * i] = digits[b >> 4];
        s->data[2 * i + 1] = digits[b & 15];
    }
    *ret = s;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void csp_bytes_fromhex(const csp_call *call, csp_str **ret, bytes_arg text) {
    const char *data = csp_str_data(*text);
    int64_t size = csp_str_size(*text), digits = 0;
    for (int64_t i = 0; i < size; ++i) {
        bool space = csp_is_space((unsigned char)data[i]);
        if (!space && hex_digit(data[i]) < 0)
            csp_raise(call, "not a hexadecimal number at position %lld: '%.100s'", (long long)i,
                      data);
        digits += !space;
    }
    if (digits % 2 != 0) csp_raise(call, "an odd number of hexadecimal digits: '%.100s'", data);
    *ret = NULL;
    if (digits == 0) return;
    csp_str *s = csp_str_make(digits / 2);
    int64_t n = 0;
    for (int64_t i = 0; i < size; ++i) {
        int value = hex_digit(data[i]);
        if (value < 0) continue;
        if (n % 2 == 0)
            s->data[n / 2] = (char)(value << 4);
        else
            s->data[n / 2] = (char)(s->data[n / 2] | value);
        ++n;
    }
    *ret = s;
}

void csp_bytes_find_in(const csp_call *call, int64_t *ret, bytes_arg self, bytes_arg what) {
    (void)call;
    *ret = csp_bytes_find(csp_str_data(*self), csp_str_size(*self), csp_str_data(*what),
                          csp_str_size(*what), 0);
}

void csp_op_index_bytes(const csp_call *call, int64_t *ret, bytes_arg self, const int64_t *index) {
    int64_t i = *index, n = csp_str_size(*self);
    if (!csp_wrap_index(&i, n))
        csp_raise(call, "index %lld out of range for bytes of length %lld", (long long)*index,
                  (long long)n);
    *ret = (unsigned char)(*self)->data[i];
}

void csp_op_slice_bytes(const csp_call *call, csp_str **ret, bytes_arg self,
                        const csp_opt_int *start, const csp_opt_int *stop,
                        const csp_opt_int *step) {
    int64_t from, by, n;
    n = csp_slice_bounds(call, csp_str_size(*self), start, stop, step, &from, &by);
    *ret = NULL;
    if (n == 0) return;
    csp_str *s = csp_str_make(n);
    for (int64_t i = 0; i < n; ++i) s->data[i] = (*self)->data[from + i * by];
    *ret = s;
}

void csp_op_in_bytes(const csp_call *call, uint8_t *ret, bytes_arg what, bytes_arg self) {
    (void)call;
    *ret = csp_bytes_find(csp_str_data(*self), csp_str_size(*self), csp_str_data(*what),
                          csp_str_size(*what), 0) >= 0;
}
