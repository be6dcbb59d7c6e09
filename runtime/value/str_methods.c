/* str_methods.c - searching, splitting and testing: the methods of str, as stdlib/builtins.csp
 * declares them.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Indices are
 * code points. Changing case and padding stand in str_case.c.
 */
#include "internal.h"

typedef csp_str *const *str_arg;

/* ---- searching */

/* The byte range [start, stop) in code points of a search, clamped as Python does; false when it is
 * empty and outside. */
static bool search_range(const csp_str *s, int64_t start, const csp_opt_int *stop, int64_t *from,
                         int64_t *to) {
    int64_t n = csp_str_chars(s);
    int64_t end = stop->set ? stop->value : n;
    if (start < 0) start = start + n < 0 ? 0 : start + n;
    if (end < 0) end = end + n < 0 ? 0 : end + n;
    if (end > n) end = n;
    if (start > end) return false;
    *from = csp_str_offset(s, start);
    *to = csp_str_offset(s, end);
    return true;
}

/* Code points before byte `offset`. */
static int64_t index_of_offset(const csp_str *s, int64_t offset) {
    if (csp_str_ascii(s)) return offset;
    int64_t chars = 0;
    for (int64_t i = 0; i < offset; ++i) chars += ((unsigned char)s->data[i] & 0xC0) != 0x80;
    return chars;
}

static int64_t find_last(const char *text, int64_t from, int64_t to, const csp_str *what) {
    int64_t size = csp_str_size(what);
    for (int64_t at = to - size; at >= from; --at)
        if (memcmp(text + at, csp_str_data(what), (size_t)size) == 0) return at;
    return -1;
}

static int64_t find_in(const csp_str *s, const csp_str *what, int64_t start,
                       const csp_opt_int *stop, bool last) {
    int64_t from, to;
    if (!search_range(s, start, stop, &from, &to)) return -1;
    const char *text = csp_str_data(s);
    int64_t at = last ? find_last(text, from, to, what)
                      : csp_bytes_find(text, to, csp_str_data(what), csp_str_size(what), from);
    return at < 0 ? -1 : index_of_offset(s, at);
}

void csp_str_find(const csp_call *call, int64_t *ret, str_arg self, str_arg what,
                  const int64_t *start, const csp_opt_int *stop) {
    (void)call;
    *ret = find_in(*self, *what, *start, stop, false);
}

void csp_str_rfind(const csp_call *call, int64_t *ret, str_arg self, str_arg what,
                   const int64_t *start, const csp_opt_int *stop) {
    (void)call;
    *ret = find_in(*self, *what, *start, stop, true);
}

_Noreturn static void raise_missing(const csp_call *call, const csp_str *what, const csp_str *s) {
    csp_raise(call, "'%.100s' is not in '%.100s'", csp_str_data(what), csp_str_data(s));
}

void csp_str_index(const csp_call *call, int64_t *ret, str_arg self, str_arg what,
                   const int64_t *start, const csp_opt_int *stop) {
    *ret = find_in(*self, *what, *start, stop, false);
    if (*ret < 0) raise_missing(call, *what, *self);
}

void csp_str_rindex(const csp_call *call, int64_t *ret, str_arg self, str_arg what,
                    const int64_t *start, const csp_opt_int *stop) {
    *ret = find_in(*self, *what, *start, stop, true);
    if (*ret < 0) raise_missing(call, *what, *self);
}

void csp_str_count(const csp_call *call, int64_t *ret, str_arg self, str_arg what) {
    (void)call;
    const csp_str *s = *self;
    int64_t size = csp_str_size(*what);
    if (size == 0) {
        *ret = csp_str_chars(s) + 1;
        return;
    }
    *ret = 0;
    int64_t at = 0;
    while ((at = csp_bytes_find(csp_str_data(s), csp_str_size(s), csp_str_data(*what), size, at)) >=
           0) {
        ++*ret;
        at += size;
    }
}

static bool starts_with(const csp_str *s, const csp_str *what) {
    int64_t n = csp_str_size(what);
    return n <= csp_str_size(s) && memcmp(csp_str_data(s), csp_str_data(what), (size_t)n) == 0;
}

static bool ends_with(const csp_str *s, const csp_str *what) {
    int64_t n = csp_str_size(what), size = csp_str_size(s);
    return n <= size && memcmp(csp_str_data(s) + size - n, csp_str_data(what), (size_t)n) == 0;
}

void csp_str_startswith(const csp_call *call, uint8_t *ret, str_arg self, str_arg what) {
    (void)call;
    *ret = starts_with(*self, *what);
}

void csp_str_endswith(const csp_call *call, uint8_t *ret, str_arg self, str_arg what) {
    (void)call;
    *ret = ends_with(*self, *what);
}

static bool any_fits(const csp_list *list, const csp_type *type, const csp_str *s,
                     bool fits(const csp_str *, const csp_str *)) {
    for (int64_t i = 0; i < csp_list_len(list); ++i)
        if (fits(s, *(csp_str **)csp_list_at(type, list, i))) return true;
    return false;
}

void csp_str_startswith_any(const csp_call *call, uint8_t *ret, str_arg self,
                            csp_list *const *what) {
    *ret = any_fits(*what, call->args[1], *self, starts_with);
}

void csp_str_endswith_any(const csp_call *call, uint8_t *ret, str_arg self, csp_list *const *what) {
    *ret = any_fits(*what, call->args[1], *self, ends_with);
}

/* ---- cutting the ends off */

static csp_str *bytes_part(csp_str *s, int64_t from, int64_t to) {
    if (from == 0 && to == csp_str_size(s)) return csp_str_share(s);
    return to > from ? csp_str_new(s->data + from, (size_t)(to - from)) : NULL;
}

void csp_str_removeprefix(const csp_call *call, csp_str **ret, str_arg self, str_arg what) {
    (void)call;
    int64_t from = starts_with(*self, *what) ? csp_str_size(*what) : 0;
    *ret = bytes_part(*self, from, csp_str_size(*self));
}

void csp_str_removesuffix(const csp_call *call, csp_str **ret, str_arg self, str_arg what) {
    (void)call;
    int64_t cut = ends_with(*self, *what) ? csp_str_size(*what) : 0;
    *ret = bytes_part(*self, 0, csp_str_size(*self) - cut);
}

static bool in_set(uint32_t c, const csp_opt_str *chars) {
    if (!chars->set) return csp_is_space(c);
    int64_t at = 0;
    while (at < csp_str_size(chars->value))
        if (csp_utf8_next(chars->value->data, chars->value->size, &at) == c) return true;
    return false;
}

/* Start of the code point that ends at `at`. */
static int64_t step_back(const char *data, int64_t at) {
    --at;
    while (at > 0 && ((unsigned char)data[at] & 0xC0) == 0x80) --at;
    return at;
}

static csp_str *strip(csp_str *s, const csp_opt_str *chars, bool left, bool right) {
    int64_t from = 0, to = csp_str_size(s);
    const char *data = csp_str_data(s);
    while (left && from < to) {
        int64_t next = from;
        if (!in_set(csp_utf8_next(data, to, &next), chars)) break;
        from = next;
    }
    while (right && to > from) {
        int64_t last = step_back(data, to), at = last;
        if (!in_set(csp_utf8_next(data, to, &at), chars)) break;
        to = last;
    }
    return bytes_part(s, from, to);
}

void csp_str_strip(const csp_call *call, csp_str **ret, str_arg self, const csp_opt_str *chars) {
    (void)call;
    *ret = strip(*self, chars, true, true);
}

void csp_str_lstrip(const csp_call *call, csp_str **ret, str_arg self, const csp_opt_str *chars) {
    (void)call;
    *ret = strip(*self, chars, true, false);
}

void csp_str_rstrip(const csp_call *call, csp_str **ret, str_arg self, const csp_opt_str *chars) {
    (void)call;
    *ret = strip(*self, chars, false, true);
}

/* ---- splitting and joining */

static void push_part(const csp_type *type, csp_list **list, csp_str *s, int64_t from, int64_t to) {
    *(csp_str **)csp_list_grow(type, list) = bytes_part(s, from, to);
}

static void reverse_items(const csp_type *type, csp_list *list) {
    for (int64_t i = 0, j = csp_list_len(list) - 1; i < j; ++i, --j) {
        csp_str **a = csp_list_at(type, list, i), **b = csp_list_at(type, list, j);
        csp_str *held = *a;
        *a = *b;
        *b = held;
    }
}

static void split_spaces(const csp_type *type, csp_list **list, csp_str *s, int64_t most) {
    const char *data = csp_str_data(s);
    int64_t size = csp_str_size(s), at = 0;
    for (;;) {
        int64_t from = at;
        while (at < size && csp_is_space(csp_utf8_next(data, size, &at))) from = at;
        if (from >= size) return;
        if (most-- == 0) { /* what is left, as it is */
            push_part(type, list, s, from, size);
            return;
        }
        int64_t to = at = from;
        while (at < size && !csp_is_space(csp_utf8_next(data, size, &at))) to = at;
        push_part(type, list, s, from, to);
    }
}

static void rsplit_spaces(const csp_type *type, csp_list **list, csp_str *s, int64_t most) {
    const char *data = csp_str_data(s);
    int64_t to = csp_str_size(s);
    for (;;) {
        int64_t at;
        while (to > 0 && (at = step_back(data, to), csp_is_space(csp_utf8_next(data, to, &at))))
            to = step_back(data, to);
        if (to == 0) break;
        if (most-- == 0) {
            push_part(type, list, s, 0, to);
            break;
        }
        int64_t from = to;
        while (from > 0 &&
               (at = step_back(data, from), !csp_is_space(csp_utf8_next(data, to, &at))))
            from = step_back(data, from);
        push_part(type, list, s, from, to);
        to = from;
    }
    reverse_items(type, *list);
}

static void split_by(const csp_type *type, csp_list **list, csp_str *s, const csp_str *sep,
                     int64_t most) {
    int64_t from = 0, size = csp_str_size(s), at;
    while (most-- != 0 &&
           (at = csp_bytes_find(csp_str_data(s), size, sep->data, sep->size, from)) >= 0) {
        push_part(type, list, s, from, at);
        from = at + sep->size;
    }
    push_part(type, list, s, from, size);
}

static void rsplit_by(const csp_type *type, csp_list **list, csp_str *s, const csp_str *sep,
                      int64_t most) {
    int64_t to = csp_str_size(s), at;
    while (most-- != 0 && (at = find_last(csp_str_data(s), 0, to, sep)) >= 0) {
        push_part(type, list, s, at + sep->size, to);
        to = at;
    }
    push_part(type, list, s, 0, to);
    reverse_items(type, *list);
}

static void check_separator(const csp_call *call, const csp_opt_str *sep) {
    if (sep->set && csp_str_size(sep->value) == 0) csp_raise(call, "empty separator");
}

void csp_str_split(const csp_call *call, csp_list **ret, str_arg self, const csp_opt_str *sep,
                   const int64_t *most) {
    check_separator(call, sep);
    *ret = NULL;
    if (sep->set)
        split_by(call->ret, ret, *self, sep->value, *most);
    else
        split_spaces(call->ret, ret, *self, *most);
}

void csp_str_rsplit(const csp_call *call, csp_list **ret, str_arg self, const csp_opt_str *sep,
                    const int64_t *most) {
    check_separator(call, sep);
    *ret = NULL;
    if (sep->set)
        rsplit_by(call->ret, ret, *self, sep->value, *most);
    else
        rsplit_spaces(call->ret, ret, *self, *most);
}

static bool ends_line(uint32_t c) {
    return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

void csp_str_splitlines(const csp_call *call, csp_list **ret, str_arg self, const uint8_t *keep) {
    *ret = NULL;
    csp_str *s = *self;
    int64_t size = csp_str_size(s), from = 0, at = 0;
    while (at < size) {
        int64_t end = at;
        uint32_t c = csp_utf8_next(s->data, size, &at);
        if (!ends_line(c)) continue;
        if (c == '\r' && at < size && s->data[at] == '\n') ++at;
        push_part(call->ret, ret, s, from, *keep ? at : end);
        from = at;
    }
    if (from < size) push_part(call->ret, ret, s, from, size);
}

void csp_str_join(const csp_call *call, csp_str **ret, str_arg self, csp_list *const *items) {
    const csp_type *type = call->args[1];
    int64_t n = csp_list_len(*items), size = 0, chars = 0;
    for (int64_t i = 0; i < n; ++i) {
        const csp_str *item = *(csp_str **)csp_list_at(type, *items, i);
        size += csp_str_size(item) + (i > 0 ? csp_str_size(*self) : 0);
        chars += csp_str_chars(item) + (i > 0 ? csp_str_chars(*self) : 0);
    }
    *ret = NULL;
    if (size == 0) return;
    csp_str *s = csp_str_make(size);
    s->chars = chars;
    char *to = s->data;
    for (int64_t i = 0; i < n; ++i) {
        const csp_str *parts[2] = {i > 0 ? *self : NULL, *(csp_str **)csp_list_at(type, *items, i)};
        for (int p = 0; p < 2; ++p) {
            memcpy(to, csp_str_data(parts[p]), (size_t)csp_str_size(parts[p]));
            to += csp_str_size(parts[p]);
        }
    }
    *ret = s;
}

void csp_str_partition(const csp_call *call, void *ret, str_arg self, str_arg sep) {
    check_separator(call, &(csp_opt_str){*sep, 1});
    csp_str *s = *self;
    csp_str **out = ret; /* (str, str, str) */
    int64_t size = csp_str_size(s), n = csp_str_size(*sep);
    int64_t at = csp_bytes_find(csp_str_data(s), size, csp_str_data(*sep), n, 0);
    out[0] = at < 0 ? csp_str_share(s) : bytes_part(s, 0, at);
    out[1] = at < 0 ? NULL : csp_str_share(*sep);
    out[2] = at < 0 ? NULL : bytes_part(s, at + n, size);
}

void csp_str_rpartition(const csp_call *call, void *ret, str_arg self, str_arg sep) {
    check_separator(call, &(csp_opt_str){*sep, 1});
    csp_str *s = *self;
    csp_str **out = ret;
    int64_t size = csp_str_size(s);
    int64_t at = find_last(csp_str_data(s), 0, size, *sep);
    out[0] = at < 0 ? NULL : bytes_part(s, 0, at);
    out[1] = at < 0 ? NULL : csp_str_share(*sep);
    out[2] = at < 0 ? csp_str_share(s) : bytes_part(s, at + csp_str_size(*sep), size);
}

/* ---- tests: true when there is at least one character and all pass */

static bool all_chars(const csp_str *s, bool passes(uint32_t)) {
    int64_t at = 0, size = csp_str_size(s);
    while (at < size)
        if (!passes(csp_utf8_next(s->data, size, &at))) return false;
    return size > 0;
}

static bool is_alnum(uint32_t c) { return csp_is_alpha(c) || csp_is_digit(c); }

void csp_str_isdigit(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = all_chars(*self, csp_is_digit);
}

void csp_str_isalpha(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = all_chars(*self, csp_is_alpha);
}

void csp_str_isalnum(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = all_chars(*self, is_alnum);
}

void csp_str_isspace(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = all_chars(*self, csp_is_space);
}

void csp_str_isascii(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = true;
    for (int64_t i = 0; i < csp_str_size(*self); ++i)
        if ((unsigned char)(*self)->data[i] >= 0x80) *ret = false;
}

/* Has cased characters, and all of them are of this case. */
static bool all_cased(const csp_str *s, bool wanted(uint32_t), bool other(uint32_t)) {
    bool some = false;
    int64_t at = 0, size = csp_str_size(s);
    while (at < size) {
        uint32_t c = csp_utf8_next(s->data, size, &at);
        if (other(c)) return false;
        some = some || wanted(c);
    }
    return some;
}

void csp_str_isupper(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = all_cased(*self, csp_is_upper, csp_is_lower);
}

void csp_str_islower(const csp_call *call, uint8_t *ret, str_arg self) {
    (void)call;
    *ret = all_cased(*self, csp_is_lower, csp_is_upper);
}

void csp_str_len(const csp_call *call, int64_t *ret, str_arg self) {
    (void)call;
    *ret = csp_str_chars(*self);
}
