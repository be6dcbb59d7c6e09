/* decode.c - from a tree to a value by its type; see decode.h. */
#include "adapters/json/decode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "csp/json.h"

/* The way from the root, for messages: a chain on the stack. */
typedef struct place {
    const struct place *outer;
    const char
        *key; /* NULL: `index` of an array. A key that begins with / is a pointer of its own */
    size_t index;
} place;

typedef struct decoder {
    int64_t unit;
    csp_text *why;
} decoder;

/* ---- messages */

static void put_key(csp_text *to, const char *key) {
    if (*key == '/') {
        csp_text_puts(to, key);
        return;
    }
    csp_text_puts(to, "/");
    for (; *key; key++) {
        if (*key == '~' || *key == '/')
            csp_text_puts(to, *key == '~' ? "~0" : "~1");
        else
            csp_text_add(to, key, 1);
    }
}

static void put_place(csp_text *to, const place *p) {
    if (!p) return;
    put_place(to, p->outer);
    if (p->key)
        put_key(to, p->key);
    else
        csp_text_printf(to, "/%zu", p->index);
}

/* `/bids/3: `; nothing at the root */
static void put_prefix(const decoder *d, const place *p) {
    if (!p) return;
    put_place(d->why, p);
    csp_text_puts(d->why, ": ");
}

static bool wrong(const decoder *d, const place *p, const char *expected, const json_t *from) {
    put_prefix(d, p);
    csp_text_printf(d->why, "expected %s, got ", expected);
    csp_json_describe(d->why, from);
    return false;
}

/* ---- scalars */

static bool read_int(const decoder *d, const json_t *from, int64_t *to, const char *expected,
                     const place *p) {
    double x = json_is_real(from) ? json_real_value(from) : NAN;
    if (json_is_integer(from))
        *to = json_integer_value(from);
    else if (x == floor(x) && fabs(x) < 0x1p63)
        *to = (int64_t)x;
    else
        return wrong(d, p, expected, from);
    return true;
}

/* What is written as text: by csp_parse. */
static bool read_text(const decoder *d, const csp_type *type, const char *text, size_t size,
                      const json_t *from, void *to, const place *p) {
    csp_text expected = {0};
    bool good = csp_parse(type, text, size, to, &expected);
    if (!good) {
        csp_text_add(&expected, "", 1);
        wrong(d, p, expected.data, from);
    }
    csp_text_free(&expected);
    return good;
}

/* 1577836800.25 units: by its decimals, as multiplying would show how floats are rounded. */
static bool scale_decimal(double x, int64_t unit, int64_t *to) {
    static const csp_type type = {
        .kind = CSP_FLOAT, .plain = 1, .size = sizeof x, .align = 8, .name = "float"};
    csp_text text = {0};
    csp_format(&text, &type, &x, CSP_PLAIN);
    csp_text_add(&text, "", 1);
    const char *point = strchr(text.data, '.');
    long double whole = (long double)trunc(x) * unit, part = 0;
    if (point && !strchr(text.data, 'e')) part = strtold(point, NULL) * unit;
    csp_text_free(&text);
    long double sum = whole + (x < 0 ? -part : part);
    if (fabsl(sum) >= 0x1p63L) return false;
    *to = (int64_t)llroundl(sum);
    return true;
}

/* Text, or a number of units: since 1970, since midnight, or long. */
static bool read_moment(const decoder *d, const csp_type *type, const json_t *from, int64_t *to,
                        const place *p) {
    if (json_is_string(from))
        return read_text(d, type, json_string_value(from), json_string_length(from), from, to, p);
    bool counts = type->kind != CSP_DATE && json_is_number(from);
    if (!counts || d->unit == 0) {
        static const char *const texts[] = {[CSP_DATETIME] = "a time such as 2020-01-01T09:30:00Z",
                                            [CSP_TIMEDELTA] = "a duration such as 250ms",
                                            [CSP_DATE] = "a date such as 2020-01-31",
                                            [CSP_TIME] = "a time of day such as 09:30:00"};
        wrong(d, p, texts[type->kind], from);
        if (counts) csp_text_puts(d->why, " (for a number say of what, as in unit=1ms)");
        return false;
    }
    if (json_is_integer(from) ? !__builtin_mul_overflow(json_integer_value(from), d->unit, to)
                              : scale_decimal(json_real_value(from), d->unit, to))
        return true;
    return wrong(d, p, "a time between the years 1678 and 2261", from);
}

static bool read_enum(const decoder *d, const csp_type *type, const json_t *from, int64_t *to,
                      const place *p) {
    if (json_is_number(from)) return read_int(d, from, to, "a whole number", p);
    if (!json_is_string(from)) return wrong(d, p, type->name, from);
    return read_text(d, type, json_string_value(from), json_string_length(from), from, to, p);
}

static bool read_str(const decoder *d, const csp_type *type, const json_t *from, csp_str **to,
                     const place *p) {
    if (!json_is_string(from)) return wrong(d, p, type->name, from);
    const char *text = json_string_value(from);
    size_t size = json_string_length(from);
    *to = type->kind == CSP_STR ? csp_str_new(text, size) : csp_bytes_new(text, size);
    return true;
}

static bool read_float(const decoder *d, const json_t *from, double *to, const place *p) {
    if (!json_is_number(from)) return wrong(d, p, "float", from);
    *to = json_number_value(from);
    return true;
}

static bool read_bool(const decoder *d, const json_t *from, uint8_t *to, const place *p) {
    if (!json_is_boolean(from)) return wrong(d, p, "bool", from);
    *to = json_is_true(from);
    return true;
}

/* ---- containers. A failure leaves a part in *to: csp_json_decode releases it. */

static bool read_value(const decoder *d, const csp_type *type, const json_t *from, void *to,
                       const place *p);

static bool read_list(const decoder *d, const csp_type *type, const json_t *from, csp_list **to,
                      const place *p) {
    if (!json_is_array(from)) return wrong(d, p, type->name, from);
    size_t n = json_array_size(from);
    if (n > 0) csp_list_reserve(type, to, (int64_t)n);
    for (size_t i = 0; i < n; i++) {
        place at = {p, NULL, i};
        void *item = csp_list_grow(type, to);
        memset(item, 0, type->elem->size);
        if (!read_value(d, type->elem, json_array_get(from, i), item, &at)) return false;
    }
    return true;
}

static bool read_set(const decoder *d, const csp_type *type, const json_t *from, csp_dict **to,
                     const place *p) {
    if (!json_is_array(from)) return wrong(d, p, type->name, from);
    void *item = csp_alloc(type->elem->size + 1);
    bool good = true;
    for (size_t i = 0; good && i < json_array_size(from); i++) {
        place at = {p, NULL, i};
        bool fresh;
        memset(item, 0, type->elem->size);
        good = read_value(d, type->elem, json_array_get(from, i), item, &at);
        if (good) csp_dict_slot(type, to, item, &fresh);
        csp_release(type->elem, item);
    }
    csp_free(item);
    return good;
}

/* Keys are text in JSON: others are read from it. */
static bool read_key(const decoder *d, const csp_type *type, const char *text, void *to,
                     const place *p) {
    csp_text expected = {0};
    bool good = csp_parse(type, text, strlen(text), to, &expected);
    if (!good) {
        put_prefix(d, p);
        csp_text_printf(d->why, "as a key expected %.*s, got ", (int)expected.size, expected.data);
        csp_text_json(d->why, text, strlen(text));
    }
    csp_text_free(&expected);
    return good;
}

static bool read_dict(const decoder *d, const csp_type *type, const json_t *from, csp_dict **to,
                      const place *p) {
    if (!json_is_object(from)) return wrong(d, p, type->name, from);
    json_t *object = (json_t *)(uintptr_t)from; /* iteration asks for one that it may change */
    void *key = csp_alloc(type->key->size + 1);
    bool good = true;
    for (void *at = json_object_iter(object); good && at; at = json_object_iter_next(object, at)) {
        place inner = {p, json_object_iter_key(at), 0};
        bool fresh;
        good = read_key(d, type->key, inner.key, key, p);
        if (!good) break;
        void *slot = csp_dict_slot(type, to, key, &fresh);
        csp_release(type->key, key);
        if (!fresh) csp_release(type->elem, slot);
        good = read_value(d, type->elem, json_object_iter_value(at), slot, &inner);
    }
    csp_free(key);
    return good;
}

static bool read_tuple(const decoder *d, const csp_type *type, const json_t *from, char *to,
                       const place *p) {
    if (!json_is_array(from) || json_array_size(from) != type->nfields)
        return wrong(d, p, type->name, from);
    for (uint32_t i = 0; i < type->nfields; i++) {
        place at = {p, NULL, i};
        const csp_field *field = &type->fields[i];
        if (!read_value(d, field->type, json_array_get(from, i), to + field->offset, &at))
            return false;
    }
    return true;
}

static bool read_row(const decoder *d, const json_t *from, double *to, size_t n, const place *p) {
    if (!json_is_array(from) || json_array_size(from) != n)
        return wrong(d, p, "as many numbers as in the first row", from);
    for (size_t i = 0; i < n; i++) {
        place at = {p, NULL, i};
        if (!read_float(d, json_array_get(from, i), &to[i], &at)) return false;
    }
    return true;
}

static bool read_array(const decoder *d, const csp_type *type, const json_t *from, csp_array **to,
                       const place *p) {
    if (!json_is_array(from)) return wrong(d, p, type->name, from);
    size_t n = json_array_size(from);
    if (n == 0) return true;
    if (type->dims == 1) {
        *to = csp_array_new((int64_t)n, 1);
        return read_row(d, from, (*to)->data, n, p);
    }
    size_t columns = json_array_size(json_array_get(from, 0));
    *to = csp_array_new((int64_t)n, (int64_t)columns);
    for (size_t i = 0; i < n; i++) {
        place at = {p, NULL, i};
        if (!read_row(d, json_array_get(from, i), (*to)->data + i * columns, columns, &at))
            return false;
    }
    return true;
}

/* ---- structs */

static const char *key_of(const csp_field *field) { return field->key ? field->key : field->name; }

static bool read_field(const decoder *d, const csp_field *field, const json_t *from, char *to,
                       const place *p) {
    const char *key = key_of(field);
    place at = {p, key, 0};
    const json_t *value = *key == '/' ? csp_json_find(from, key) : json_object_get(from, key);
    bool optional = field->type->kind == CSP_OPT || field->type->kind == CSP_JSON;
    if (value && !(json_is_null(value) && (field->preset || optional)))
        return read_value(d, field->type, value, to, &at);
    if (field->preset)
        csp_copy(field->type, to, field->preset);
    else if (!optional)
        return put_prefix(d, &at),
               csp_text_puts(d->why, "the key is missing, and the field has no default"), false;
    return true;
}

static bool read_struct(const decoder *d, const csp_type *type, const json_t *from, char *to,
                        const place *p) {
    if (!json_is_object(from)) {
        put_prefix(d, p);
        csp_text_printf(d->why, "expected an object (%s), got ", type->name);
        csp_json_describe(d->why, from);
        return false;
    }
    for (uint32_t i = 0; i < type->nfields; i++)
        if (!read_field(d, &type->fields[i], from, to + type->fields[i].offset, p)) return false;
    return true;
}

/* ---- any value */

static bool read_optional(const decoder *d, const csp_type *type, const json_t *from, char *to,
                          const place *p) {
    if (json_is_null(from)) return true;
    to[type->flag_offset] = 1;
    return read_value(d, type->elem, from, to, p);
}

static bool read_value(const decoder *d, const csp_type *type, const json_t *from, void *to,
                       const place *p) {
    switch ((csp_kind)type->kind) {
    case CSP_BOOL: return read_bool(d, from, to, p);
    case CSP_INT: return read_int(d, from, to, "int", p);
    case CSP_FLOAT: return read_float(d, from, to, p);
    case CSP_STR:
    case CSP_BYTES: return read_str(d, type, from, to, p);
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME: return read_moment(d, type, from, to, p);
    case CSP_ENUM: return read_enum(d, type, from, to, p);
    case CSP_STRUCT: return read_struct(d, type, from, to, p);
    case CSP_OPT: return read_optional(d, type, from, to, p);
    case CSP_LIST: return read_list(d, type, from, to, p);
    case CSP_DICT: return read_dict(d, type, from, to, p);
    case CSP_SET: return read_set(d, type, from, to, p);
    case CSP_TUPLE: return read_tuple(d, type, from, to, p);
    case CSP_ARRAY: return read_array(d, type, from, to, p);
    case CSP_JSON:
        *(csp_json **)to = csp_json_wrap(json_incref((json_t *)(uintptr_t)from));
        return true;
    case CSP_NONE:
    case CSP_FN:
    case CSP_EDGE: break;
    }
    return wrong(d, p, type->name, from);
}

bool csp_json_decode(const csp_type *type, const json_t *from, int64_t unit, void *to,
                     csp_text *why) {
    decoder d = {unit, why};
    memset(to, 0, type->size);
    if (read_value(&d, type, from, to, NULL)) return true;
    csp_release(type, to);
    return false;
}
