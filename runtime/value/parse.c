/* parse.c - values from text, by type: flags of the executable, CSV cells, JSON strings.
 *
 * A whole text is one value. Containers are written as in the language: `[1, 2]`, `{"a": 1}`, `(1,
 * "a")`; a flag may leave out the brackets of a list. Strings at top level stand for themselves;
 * inside containers they may be quoted.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

#include "internal.h"

typedef struct reader {
    const char *at;
    const char *end;
    csp_text *why; /* what was expected, where reading failed */
} reader;

static bool expected(csp_text *why, const char *what) {
    csp_text_puts(why, what);
    return false;
}

/* ---- scalars */

static bool is_word(const char *text, size_t size, const char *word) {
    return strlen(word) == size && strncasecmp(text, word, size) == 0;
}

static bool parse_bool(const char *text, size_t size, uint8_t *to, csp_text *why) {
    static const char *const words[2][5] = {{"false", "0", "no", "off", "f"},
                                            {"true", "1", "yes", "on", "t"}};
    for (int value = 0; value < 2; ++value)
        for (int i = 0; i < 5; ++i)
            if (is_word(text, size, words[value][i])) {
                *to = (uint8_t)value;
                return true;
            }
    return expected(why, "true or false");
}

static bool parse_int(const char *text, size_t size, int64_t *to, csp_text *why) {
    size_t i = size > 0 && (*text == '-' || *text == '+');
    bool negative = size > 0 && *text == '-', some = false;
    int64_t value = 0;
    for (; i < size; ++i) {
        if (text[i] == '_' && some && i + 1 < size) continue;
        if (!csp_is_digit((unsigned char)text[i])) return expected(why, "a whole number");
        some = true;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, text[i] - '0', &value))
            return expected(why, "a whole number of at most 64 bits");
    }
    if (!some) return expected(why, "a whole number");
    if (!negative && value == INT64_MIN) return expected(why, "a whole number of at most 64 bits");
    *to = negative ? value : -value;
    return true;
}

/* Cells like `12.5` and `-3`: up to 15 digits and 22 decimals are one exact division, which is what
 * strtod would give. */
static bool parse_short_float(const char *text, size_t size, double *to) {
    static const double powers[] = {1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    size_t i = size > 0 && *text == '-', digits = 0, decimals = 0;
    bool point = false;
    int64_t value = 0;
    for (; i < size; ++i) {
        if (text[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (!csp_is_digit((unsigned char)text[i]) || ++digits > 15) return false;
        value = value * 10 + (text[i] - '0');
        decimals += point;
    }
    if (digits == 0) return false;
    double x = (double)value / powers[decimals];
    *to = *text == '-' ? -x : x;
    return true;
}

static bool parse_float(const char *text, size_t size, double *to, csp_text *why) {
    if (parse_short_float(text, size, to)) return true;
    char copy[512], *end;
    if (size == 0 || size >= sizeof copy || memchr(text, 'x', size) || memchr(text, 'X', size) ||
        memchr(text, '(', size) || csp_is_space((unsigned char)*text))
        return expected(why, "a number");
    memcpy(copy, text, size);
    copy[size] = '\0';
    *to = strtod(copy, &end);
    return end == copy + size || expected(why, "a number");
}

/* RED, Color.RED or the number */
static bool parse_enum(const csp_type *type, const char *text, size_t size, int64_t *to,
                       csp_text *why) {
    size_t prefix = strlen(type->name);
    const char *name = text;
    size_t length = size;
    if (size > prefix + 1 && memcmp(text, type->name, prefix) == 0 && text[prefix] == '.') {
        name += prefix + 1;
        length -= prefix + 1;
    }
    for (uint32_t i = 0; i < type->nitems; ++i)
        if (strlen(type->items[i].name) == length &&
            memcmp(type->items[i].name, name, length) == 0) {
            *to = type->items[i].value;
            return true;
        }
    csp_text ignored = {0};
    bool number = parse_int(text, size, to, &ignored);
    csp_text_free(&ignored);
    if (number) return true;
    csp_text_puts(why, "one of ");
    for (uint32_t i = 0; i < type->nitems; ++i)
        csp_text_printf(why, "%s%s", i > 0 ? ", " : "", type->items[i].name);
    return false;
}

static bool parse_str(const csp_type *type, const char *text, size_t size, csp_str **to) {
    *to = type->kind == CSP_BYTES ? csp_bytes_new(text, size) : csp_str_new(text, size);
    return true;
}

/* ---- containers */

static bool read_value(reader *r, const csp_type *type, void *to);

static void skip_spaces(reader *r) {
    while (r->at < r->end && csp_is_space((unsigned char)*r->at)) ++r->at;
}

static bool accept(reader *r, char c) {
    skip_spaces(r);
    if (r->at == r->end || *r->at != c) return false;
    ++r->at;
    return true;
}

static bool need(reader *r, char c) {
    if (accept(r, c)) return true;
    csp_text_printf(r->why, "'%c'", c);
    return false;
}

/* Four hexadecimal digits of \u; surrogate pairs become one code point. */
static bool read_hex(reader *r, int digits, uint32_t *code) {
    if (r->end - r->at < digits) return false;
    *code = 0;
    for (int i = 0; i < digits; ++i) {
        char c = *r->at++;
        int d = c >= '0' && c <= '9'                 ? c - '0'
                : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                     : -1;
        if (d < 0) return false;
        *code = *code << 4 | (uint32_t)d;
    }
    return true;
}

static bool read_escape(reader *r, csp_text *t) {
    if (r->at == r->end) return false;
    char c = *r->at++;
    static const char from[] = "nrtbf0", to[] = "\n\r\t\b\f";
    const char *known = strchr(from, c);
    if (known) {
        csp_text_add(t, &to[known - from], 1);
        return true;
    }
    uint32_t code, low;
    if (c == 'x' || c == 'u' || c == 'U') {
        if (!read_hex(r, c == 'x' ? 2 : c == 'u' ? 4 : 8, &code)) return false;
        if (code >= 0xD800 && code < 0xDC00 && r->end - r->at >= 6 && r->at[0] == '\\' &&
            r->at[1] == 'u') {
            r->at += 2;
            if (!read_hex(r, 4, &low)) return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
        csp_text_code(t, code);
        return true;
    }
    csp_text_add(t, &c, 1);
    return true;
}

/* A quoted string, or bare text up to the next separator. The text is the caller's to free. */
static bool read_text(reader *r, csp_text *t) {
    skip_spaces(r);
    if (r->at < r->end && (*r->at == '"' || *r->at == '\'')) {
        char quote = *r->at++;
        while (r->at < r->end && *r->at != quote) {
            if (*r->at != '\\') {
                csp_text_add(t, r->at++, 1);
                continue;
            }
            ++r->at;
            if (!read_escape(r, t)) return expected(r->why, "an escape such as \\n");
        }
        if (r->at == r->end) return expected(r->why, "a closing quote");
        ++r->at;
        return true;
    }
    const char *from = r->at;
    while (r->at < r->end && !strchr(",]}):", *r->at)) ++r->at;
    size_t size = (size_t)(r->at - from);
    while (size > 0 && csp_is_space((unsigned char)from[size - 1])) --size;
    csp_text_add(t, from, size);
    return true;
}

static const char *text_data(const csp_text *t) { return t->data ? t->data : ""; }

/* The times of day and dates have colons of their own: a bare one runs to the next comma or
 * bracket. */
static void widen_time(reader *r, const csp_type *type, csp_text *t) {
    bool has_colons =
        type->kind == CSP_DATETIME || type->kind == CSP_TIMEDELTA || type->kind == CSP_TIME;
    while (has_colons && r->at < r->end && *r->at == ':') {
        const char *from = r->at++;
        while (r->at < r->end && !strchr(",]}):", *r->at)) ++r->at;
        csp_text_add(t, from, (size_t)(r->at - from));
    }
}

static bool read_scalar(reader *r, const csp_type *type, void *to) {
    csp_text t = {0};
    bool bare = false;
    skip_spaces(r);
    if (r->at < r->end) bare = *r->at != '"' && *r->at != '\'';
    bool good = read_text(r, &t);
    if (good && bare) widen_time(r, type, &t);
    good = good && csp_parse(type, text_data(&t), t.size, to, r->why);
    csp_text_free(&t);
    return good;
}

static bool read_items(reader *r, const csp_type *type, csp_list **to, char close) {
    if (close && accept(r, close)) return true;
    for (;;) {
        void *item = csp_list_grow(type, to);
        memset(item, 0, type->elem->size);
        if (!read_value(r, type->elem, item)) return false;
        if (accept(r, ',')) {
            if (close && accept(r, close)) return true; /* a comma may end the list */
            continue;
        }
        return close == '\0' || need(r, close);
    }
}

static bool read_list(reader *r, const csp_type *type, csp_list **to) {
    return accept(r, '[') ? read_items(r, type, to, ']') : expected(r->why, "'['");
}

static bool read_dict(reader *r, const csp_type *type, csp_dict **to) {
    const csp_type *key_type = csp_dict_key_type(type);
    bool brackets = type->kind == CSP_SET && accept(r, '['); /* as JSON writes a set */
    char close = brackets ? ']' : '}';
    if (!brackets && !need(r, '{')) return false;
    if (accept(r, close)) return true;
    char *key = csp_alloc(key_type->size);
    bool good = true, more = true;
    while (good && more) {
        memset(key, 0, key_type->size);
        good = read_value(r, key_type, key);
        void *value = good ? csp_dict_slot(type, to, key, NULL) : NULL;
        csp_release(key_type, key);
        if (good && type->kind == CSP_DICT) {
            csp_release(type->elem, value);
            good = need(r, ':') && read_value(r, type->elem, value);
        }
        more = good && accept(r, ',') && !(r->at < r->end && *r->at == close);
    }
    csp_free(key);
    return good && need(r, close);
}

static bool read_tuple(reader *r, const csp_type *type, char *to) {
    char close = accept(r, '[') ? ']' : ')';
    if (close == ')' && !need(r, '(')) return false;
    for (uint32_t i = 0; i < type->nfields; ++i) {
        if (i > 0 && !need(r, ',')) return false;
        if (!read_value(r, type->fields[i].type, to + type->fields[i].offset)) return false;
    }
    accept(r, ',');
    return need(r, close);
}

static const csp_field *find_field(const csp_type *type, const csp_text *name) {
    for (uint32_t i = 0; i < type->nfields; ++i) {
        const csp_field *f = &type->fields[i];
        const char *names[2] = {f->key ? f->key : f->name, f->name};
        for (int k = 0; k < 2; ++k)
            if (strlen(names[k]) == name->size &&
                memcmp(names[k], text_data(name), name->size) == 0)
                return f;
    }
    return NULL;
}

/* Presets where no value was given; false when a field without one is missing. */
static bool fill_fields(reader *r, const csp_type *type, char *to, const bool *given) {
    for (uint32_t i = 0; i < type->nfields; ++i) {
        const csp_field *f = &type->fields[i];
        if (given[i] || f->type->kind == CSP_OPT) continue;
        if (!f->preset) {
            csp_text_printf(r->why, "a value for the field %s", f->name);
            return false;
        }
        csp_copy(f->type, to + f->offset, f->preset);
    }
    return true;
}

/* `{"price": 1.5}`, or the fields in order: `Trade(1.5, qty=2)`, `(1.5, 2)` */
static bool read_field(reader *r, const csp_type *type, char *to, bool *given, bool braces,
                       uint32_t *next) {
    const char *from = r->at;
    csp_text name = {0};
    const csp_field *f = NULL;
    if (braces) {
        if (!read_text(r, &name) || !need(r, ':')) {
            csp_text_free(&name);
            return false;
        }
    } else {
        skip_spaces(r);
        const char *p = r->at;
        while (p < r->end &&
               (csp_is_alpha((unsigned char)*p) || csp_is_digit((unsigned char)*p) || *p == '_'))
            ++p;
        if (p > r->at && p < r->end && *p == '=') {
            csp_text_add(&name, r->at, (size_t)(p - r->at));
            r->at = p + 1;
        } else {
            r->at = from;
        }
    }
    if (name.size > 0)
        f = find_field(type, &name);
    else if (!braces && *next < type->nfields)
        f = &type->fields[*next];
    csp_text_free(&name);
    if (!f || given[f - type->fields]) {
        csp_text_printf(r->why, "a field of %s", type->name);
        return false;
    }
    *next = (uint32_t)(f - type->fields) + 1;
    given[f - type->fields] = true;
    return read_value(r, f->type, to + f->offset);
}

static bool read_struct(reader *r, const csp_type *type, char *to) {
    skip_spaces(r);
    size_t n = strlen(type->name);
    if ((size_t)(r->end - r->at) > n && memcmp(r->at, type->name, n) == 0) r->at += n;
    bool braces = accept(r, '{');
    char close = braces ? '}' : ')';
    if (!braces && !need(r, '(')) return false;
    bool *given = csp_alloc(type->nfields + 1);
    memset(given, 0, type->nfields + 1);
    uint32_t next = 0;
    bool good = true;
    if (!accept(r, close)) {
        do good = read_field(r, type, to, given, braces, &next);
        while (good && accept(r, ','));
        good = good && need(r, close);
    }
    good = good && fill_fields(r, type, to, given);
    csp_free(given);
    return good;
}

static bool read_array(reader *r, const csp_type *type, csp_array **to) {
    const csp_type row = {
        .kind = CSP_LIST, .size = 8, .align = 8, .name = "a list of numbers", .elem = type->elem};
    const csp_type rows = {
        .kind = CSP_LIST, .size = 8, .align = 8, .name = "a list of rows", .elem = &row};
    const csp_type *list_type = type->dims == 2 ? &rows : &row;
    csp_list *list = NULL;
    bool good = read_list(r, list_type, &list);
    for (int64_t i = 1; good && type->dims == 2 && i < csp_list_len(list); ++i)
        if (csp_list_len(*(csp_list **)csp_list_at(&rows, list, i)) !=
            csp_list_len(*(csp_list **)csp_list_at(&rows, list, 0)))
            good = expected(r->why, "rows of one length");
    if (good) {
        const csp_call call = {.ret = type, .args = &list_type};
        if (type->dims == 2)
            csp_array_of_rows(&call, to, &list);
        else if (type->elem->kind == CSP_FLOAT)
            csp_array_of_floats(&call, to, &list);
        else if (type->elem->kind == CSP_INT)
            csp_array_of_ints(&call, to, &list);
        else
            csp_array_of_bools(&call, to, &list);
    }
    csp_list_drop(list_type, list);
    return good;
}

/* None, null or nothing at all, where another value could stand. */
static bool at_none(reader *r) {
    skip_spaces(r);
    size_t left = (size_t)(r->end - r->at);
    if (left == 0 || strchr(",]})", *r->at)) return true;
    if (left < 4 || (memcmp(r->at, "None", 4) != 0 && memcmp(r->at, "null", 4) != 0)) return false;
    if (left > 4 && !strchr(",]}): ", r->at[4])) return false;
    r->at += 4;
    return true;
}

/* One value, from the reader's place on. *to is zero before; after a failure it holds what was read
 * so far. */
static bool read_value(reader *r, const csp_type *type, void *to) {
    switch ((csp_kind)type->kind) {
    case CSP_LIST: return read_list(r, type, to);
    case CSP_DICT:
    case CSP_SET: return read_dict(r, type, to);
    case CSP_TUPLE: return read_tuple(r, type, to);
    case CSP_STRUCT: return read_struct(r, type, to);
    case CSP_ARRAY: return read_array(r, type, to);
    case CSP_OPT:
        if (at_none(r)) return true;
        *((uint8_t *)to + type->flag_offset) = 1;
        return read_value(r, type->elem, to);
    default: return read_scalar(r, type, to);
    }
}

static bool parse_whole(const csp_type *type, const char *text, size_t size, void *to,
                        csp_text *why) {
    reader r = {text, text + size, why};
    skip_spaces(&r);
    bool bare_list = type->kind == CSP_LIST && (r.at == r.end || *r.at != '[');
    bool good = !bare_list      ? read_value(&r, type, to)
                : r.at == r.end ? true
                                : read_items(&r, type, to, '\0');
    skip_spaces(&r);
    if (good && r.at != r.end) good = expected(why, "nothing behind the value");
    return good;
}

static bool parse_opt(const csp_type *type, const char *text, size_t size, void *to,
                      csp_text *why) {
    if (size == 0 || is_word(text, size, "none") || is_word(text, size, "null")) return true;
    *((uint8_t *)to + type->flag_offset) = 1;
    return csp_parse(type->elem, text, size, to, why);
}

static bool parse_by_kind(const csp_type *type, const char *text, size_t size, void *to,
                          csp_text *why) {
    switch ((csp_kind)type->kind) {
    case CSP_BOOL: return parse_bool(text, size, to, why);
    case CSP_INT: return parse_int(text, size, to, why);
    case CSP_FLOAT: return parse_float(text, size, to, why);
    case CSP_STR:
    case CSP_BYTES: return parse_str(type, text, size, to);
    case CSP_DATETIME:
        return csp_parse_datetime(text, size, to) ||
               expected(why, "a time such as 2020-01-01T09:30:00Z");
    case CSP_TIMEDELTA:
        return csp_parse_timedelta(text, size, to) ||
               expected(why, "a duration such as 250ms, 1h30min or 0:01:30");
    case CSP_DATE:
        return csp_parse_date(text, size, to) || expected(why, "a date such as 2020-01-31");
    case CSP_TIME:
        return csp_parse_time(text, size, to) || expected(why, "a time of day such as 09:30:00");
    case CSP_ENUM: return parse_enum(type, text, size, to, why);
    case CSP_OPT: return parse_opt(type, text, size, to, why);
    case CSP_STRUCT:
    case CSP_LIST:
    case CSP_DICT:
    case CSP_SET:
    case CSP_TUPLE:
    case CSP_ARRAY: return parse_whole(type, text, size, to, why);
    case CSP_NONE:
    case CSP_JSON:
    case CSP_FN:
    case CSP_EDGE: break;
    }
    csp_text_printf(why, "a value of type %s, which has no text", type->name);
    return false;
}

/* *to holds no value before, and is zero after a failure. */
bool csp_parse(const csp_type *type, const char *text, size_t size, void *to, csp_text *why) {
    memset(to, 0, type->size);
    if (parse_by_kind(type, text, size, to, why)) return true;
    csp_release(type, to);
    return false;
}
