/* bytes_methods.c - the methods that bytes share with str, and bytes as numbers.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Bytes are
 * csp_str whose `chars` is `size`, so the functions of str take them for ASCII text and count bytes; what
 * they make anew is told so.
 */
#include "internal.h"

typedef csp_str *const *bytes_arg;

static void made(csp_str *s) {
    if (s && s->chars != s->size) s->chars = s->size;
}

static void all_made(const csp_type *type, csp_list *l) {
    for (int64_t i = 0; i < csp_list_len(l); ++i) made(*(csp_str **)csp_list_at(type, l, i));
}

void csp_bytes_split(const csp_call *call, csp_list **ret, bytes_arg self, const csp_opt_str *sep,
                     const int64_t *most) {
    csp_str_split(call, ret, self, sep, most);
    all_made(call->ret, *ret);
}

void csp_bytes_rsplit(const csp_call *call, csp_list **ret, bytes_arg self, const csp_opt_str *sep,
                      const int64_t *most) {
    csp_str_rsplit(call, ret, self, sep, most);
    all_made(call->ret, *ret);
}

void csp_bytes_join(const csp_call *call, csp_str **ret, bytes_arg self, csp_list *const *items) {
    csp_str_join(call, ret, self, items);
    made(*ret);
}

void csp_bytes_replace(const csp_call *call, csp_str **ret, bytes_arg self, bytes_arg old,
                       bytes_arg new, const int64_t *count) {
    csp_str_replace(call, ret, self, old, new, count);
    made(*ret);
}

void csp_bytes_partition(const csp_call *call, void *ret, bytes_arg self, bytes_arg sep) {
    csp_str_partition(call, ret, self, sep);
    for (int i = 0; i < 3; ++i) made(((csp_str **)ret)[i]);
}

void csp_bytes_rpartition(const csp_call *call, void *ret, bytes_arg self, bytes_arg sep) {
    csp_str_rpartition(call, ret, self, sep);
    for (int i = 0; i < 3; ++i) made(((csp_str **)ret)[i]);
}

#define TRIMMED(function, of_str)                                                                  \
    void function(const csp_call *call, csp_str **ret, bytes_arg self, const csp_opt_str *chars) { \
        of_str(call, ret, self, chars);                                                            \
        made(*ret);                                                                                \
    }
TRIMMED(csp_bytes_strip, csp_str_strip)
TRIMMED(csp_bytes_lstrip, csp_str_lstrip)
TRIMMED(csp_bytes_rstrip, csp_str_rstrip)
#undef TRIMMED

void csp_bytes_removeprefix(const csp_call *call, csp_str **ret, bytes_arg self, bytes_arg what) {
    csp_str_removeprefix(call, ret, self, what);
    made(*ret);
}

void csp_bytes_removesuffix(const csp_call *call, csp_str **ret, bytes_arg self, bytes_arg what) {
    csp_str_removesuffix(call, ret, self, what);
    made(*ret);
}

/* ASCII letters only. */
static csp_str *recased(const csp_str *s, char first, char last) {
    int64_t n = csp_str_size(s);
    if (n == 0) return NULL;
    csp_str *out = csp_str_make(n);
    for (int64_t i = 0; i < n; ++i) {
        char c = s->data[i];
        out->data[i] = c >= first && c <= last ? (char)(c ^ 0x20) : c;
    }
    return out;
}

void csp_bytes_upper(const csp_call *call, csp_str **ret, bytes_arg self) {
    (void)call;
    *ret = recased(*self, 'a', 'z');
}

void csp_bytes_lower(const csp_call *call, csp_str **ret, bytes_arg self) {
    (void)call;
    *ret = recased(*self, 'A', 'Z');
}

void csp_bytes_hex_by(const csp_call *call, csp_str **ret, bytes_arg self, bytes_arg separator) {
    csp_text t = {0};
    if (csp_str_size(*separator) != 1)
        csp_raise(call, "the separator of hex() is one character, not '%.20s'",
                  csp_str_data(*separator));
    for (int64_t i = 0; i < csp_str_size(*self); ++i) {
        if (i > 0) csp_text_add(&t, csp_str_data(*separator), 1);
        csp_text_printf(&t, "%02x", (unsigned char)(*self)->data[i]);
    }
    *ret = csp_text_str(&t);
}

/* ---- numbers */

void csp_bytes_of_list(const csp_call *call, csp_str **ret, csp_list *const *items) {
    int64_t n = csp_list_len(*items);
    for (int64_t i = 0; i < n; ++i) {
        int64_t byte = *(int64_t *)csp_list_at(call->args[0], *items, i);
        if (byte < 0 || byte > 255)
            csp_raise(call, "a byte is 0 to 255, not %lld", (long long)byte);
    }
    *ret = n > 0 ? csp_str_make(n) : NULL;
    for (int64_t i = 0; i < n; ++i)
        (*ret)->data[i] = (char)*(int64_t *)csp_list_at(call->args[0], *items, i);
}

void csp_bytes_zeros(const csp_call *call, csp_str **ret, const int64_t *n) {
    if (*n < 0 || *n > INT64_C(1) << 40) csp_raise(call, "%lld bytes can't be made", (long long)*n);
    *ret = *n > 0 ? csp_str_make(*n) : NULL;
    if (*ret) memset((*ret)->data, 0, (size_t)*n);
}

void csp_op_in_bytes_int(const csp_call *call, uint8_t *ret, const int64_t *byte, bytes_arg self) {
    if (*byte < 0 || *byte > 255) csp_raise(call, "a byte is 0 to 255, not %lld", (long long)*byte);
    int64_t n = csp_str_size(*self);
    *ret = n > 0 && memchr(csp_str_data(*self), (int)*byte, (size_t)n) != NULL;
}

static bool is_big(const csp_call *call, const csp_str *order) {
    bool big = strcmp(csp_str_data(order), "big") == 0;
    if (!big && strcmp(csp_str_data(order), "little") != 0)
        csp_raise(call, "the byte order is \"big\" or \"little\", not \"%.20s\"",
                  csp_str_data(order));
    return big;
}

void csp_int_from_bytes(const csp_call *call, int64_t *ret, bytes_arg data, bytes_arg order,
                        const uint8_t *is_signed) {
    int64_t n = csp_str_size(*data);
    bool big = is_big(call, *order);
    const unsigned char *bytes = (const unsigned char *)csp_str_data(*data);
    bool negative = *is_signed && n > 0 && (bytes[big ? 0 : n - 1] & 0x80) != 0;
    uint64_t value = negative ? UINT64_MAX : 0;
    bool fits = true;
    for (int64_t i = 0; i < n; ++i) { /* the most significant byte first */
        unsigned char byte = bytes[big ? i : n - 1 - i];
        fits = fits && (int64_t)value >= INT64_MIN >> 8 && (int64_t)value <= INT64_MAX >> 8;
        value = value << 8 | byte;
    }
    if (!fits || (!negative && (int64_t)value < 0))
        csp_raise(call, "these %lld bytes make a number that does not fit an int", (long long)n);
    *ret = (int64_t)value;
}

void csp_int_to_bytes(const csp_call *call, csp_str **ret, const int64_t *x, const int64_t *length,
                      bytes_arg order, const uint8_t *is_signed) {
    bool big = is_big(call, *order);
    int64_t n = *length;
    if (n < 0 || n > 1 << 20) csp_raise(call, "%lld bytes can't be made", (long long)n);
    if (*x < 0 && !*is_signed)
        csp_raise(call, "%lld is negative: to_bytes needs signed=True", (long long)*x);
    bool fits = n >= 8;
    if (n < 8 && *is_signed)
        fits = n > 0 && *x >= -(INT64_C(1) << (8 * n - 1)) && *x < INT64_C(1) << (8 * n - 1);
    else if (n < 8)
        fits = *x >> (8 * n) == 0;
    if (!fits)
        csp_raise(call, "%lld does not fit %lld byte%s", (long long)*x, (long long)n,
                  n == 1 ? "" : "s");
    *ret = n > 0 ? csp_str_make(n) : NULL;
    for (int64_t i = 0; i < n; ++i) { /* the least significant first */
        int64_t part = i < 8 ? *x >> (8 * i) : *x < 0 ? -1 : 0;
        (*ret)->data[big ? n - 1 - i : i] = (char)(part & 255);
    }
}
