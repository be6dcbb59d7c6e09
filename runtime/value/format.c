/* format.c - how values print: print, str(), containers, structs.
 *
 * Called by the engine's print, by f-strings without a spec, and for error messages. Two styles:
 * plain at top level and in fields of structs, quoted inside containers. A list that is a field of
 * a struct prints its strings bare, as csp does.
 */
#include <inttypes.h>

#include "internal.h"

/* ---- strings as Python's repr */

static char quote_for(const csp_str *s) {
    bool single = memchr(csp_str_data(s), '\'', (size_t)csp_str_size(s)) != NULL;
    bool both = single && memchr(csp_str_data(s), '"', (size_t)csp_str_size(s)) != NULL;
    return single && !both ? '"' : '\'';
}

/* The escapes that strings and bytes share; false when c is none of them. */
static bool put_escape(csp_text *t, uint32_t c, char quote) {
    switch (c) {
    case '\n': csp_text_puts(t, "\\n"); return true;
    case '\r': csp_text_puts(t, "\\r"); return true;
    case '\t': csp_text_puts(t, "\\t"); return true;
    case '\\': csp_text_puts(t, "\\\\"); return true;
    default:
        if (c != (uint32_t)quote) return false;
        csp_text_add(t, "\\", 1);
        csp_text_add(t, &quote, 1);
        return true;
    }
}

void csp_text_quoted(csp_text *t, const csp_str *s) {
    char quote = quote_for(s);
    int64_t at = 0, size = csp_str_size(s);
    csp_text_add(t, &quote, 1);
    while (at < size) {
        int64_t from = at;
        uint32_t c = csp_utf8_next(s->data, size, &at);
        if (put_escape(t, c, quote)) continue;
        if (csp_is_printable(c))
            csp_text_add(t, s->data + from, (size_t)(at - from));
        else if (c < 0x100)
            csp_text_printf(t, "\\x%02x", c);
        else
            csp_text_printf(t, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
    csp_text_add(t, &quote, 1);
}

void csp_text_json(csp_text *text, const char *data, size_t size) {
    csp_text_add(text, "\"", 1);
    size_t from = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)data[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        csp_text_add(text, data + from, i - from);
        from = i + 1;
        const char *known = c == '\n'   ? "\\n"
                            : c == '\r' ? "\\r"
                            : c == '\t' ? "\\t"
                            : c == '\b' ? "\\b"
                            : c == '\f' ? "\\f"
                                        : NULL;
        if (known)
            csp_text_puts(text, known);
        else if (c >= 0x20)
            csp_text_printf(text, "\\%c", c);
        else
            csp_text_printf(text, "\\u%04x", c);
    }
    csp_text_add(text, data + from, size - from);
    csp_text_add(text, "\"", 1);
}

void csp_text_bytes(csp_text *t, const csp_str *s) {
    char quote = quote_for(s);
    csp_text_add(t, "b", 1);
    csp_text_add(t, &quote, 1);
    for (int64_t i = 0; i < csp_str_size(s); ++i) {
        unsigned char c = (unsigned char)s->data[i];
        if (put_escape(t, c, quote)) continue;
        if (c >= ' ' && c < 0x7F)
            csp_text_add(t, &s->data[i], 1);
        else
            csp_text_printf(t, "\\x%02x", c);
    }
    csp_text_add(t, &quote, 1);
}

/* ---- composites */

static void put_enum(csp_text *t, const csp_type *type, int64_t value) {
    for (uint32_t i = 0; i < type->nitems; ++i)
        if (type->items[i].value == value) {
            csp_text_printf(t, "%s.%s", type->name, type->items[i].name);
            return;
        }
    csp_text_printf(t, "%" PRId64, value); /* from outside: unknown here */
}

static void put_list(csp_text *t, const csp_type *type, const csp_list *l, csp_style items) {
    csp_text_add(t, "[", 1);
    for (int64_t i = 0; i < csp_list_len(l); ++i) {
        if (i > 0) csp_text_add(t, ", ", 2);
        csp_format(t, type->elem, csp_list_at(type, l, i), items);
    }
    csp_text_add(t, "]", 1);
}

/* `Trade( price=100.01, size=200 )` */
static void put_struct(csp_text *t, const csp_type *type, const char *value) {
    type = csp_kind_of(type, value);
    csp_text_puts(t, type->name);
    csp_text_puts(t, "( ");
    for (uint32_t i = 0; i < type->nfields; ++i) {
        const csp_field *f = &type->fields[i];
        if (f->name[0] == '.') break; /* a message's presence flags come last: csp/proto.h */
        if (i > 0) csp_text_add(t, ", ", 2);
        csp_text_puts(t, f->name);
        csp_text_add(t, "=", 1);
        if (f->type->kind == CSP_LIST)
            put_list(t, f->type, *(csp_list *const *)(const void *)(value + f->offset), CSP_PLAIN);
        else
            csp_format(t, f->type, value + f->offset, CSP_PLAIN);
    }
    csp_text_puts(t, " )");
}

static void put_tuple(csp_text *t, const csp_type *type, const char *value) {
    csp_text_add(t, "(", 1);
    for (uint32_t i = 0; i < type->nfields; ++i) {
        if (i > 0) csp_text_add(t, ", ", 2);
        csp_format(t, type->fields[i].type, value + type->fields[i].offset, CSP_QUOTED);
    }
    csp_text_puts(t, type->nfields == 1 ? ",)" : ")");
}

static void put_dict(csp_text *t, const csp_type *type, const csp_dict *d) {
    if (type->kind == CSP_SET && csp_dict_len(d) == 0) {
        csp_text_puts(t, "set()");
        return;
    }
    int64_t at = 0;
    void *key, *value = NULL;
    const char *between = "{";
    while (csp_dict_next(type, d, &at, &key, &value)) {
        csp_text_puts(t, between);
        between = ", ";
        csp_format(t, csp_dict_key_type(type), key, CSP_QUOTED);
        if (type->kind == CSP_SET) continue;
        csp_text_add(t, ": ", 2);
        csp_format(t, type->elem, value, CSP_QUOTED);
    }
    csp_text_puts(t, csp_dict_len(d) == 0 ? "{}" : "}");
}

static void put_row(csp_text *t, const csp_type *elem, const double *row, int64_t n) {
    csp_text_add(t, "[", 1);
    for (int64_t i = 0; i < n; ++i) {
        if (i > 0) csp_text_add(t, ", ", 2);
        csp_format(t, elem, &row[i], CSP_PLAIN);
    }
    csp_text_add(t, "]", 1);
}

/* As nested lists. */
static void put_array(csp_text *t, const csp_type *type, const csp_array *a) {
    if (type->dims != 2) {
        put_row(t, type->elem, a ? a->data : NULL, a ? a->len : 0);
        return;
    }
    csp_text_add(t, "[", 1);
    for (int64_t i = 0; a && i < a->shape[0]; ++i) {
        if (i > 0) csp_text_add(t, ", ", 2);
        put_row(t, type->elem, a->data + i * a->shape[1], a->shape[1]);
    }
    csp_text_add(t, "]", 1);
}

void csp_format(csp_text *t, const csp_type *type, const void *value, csp_style style) {
    switch ((csp_kind)type->kind) {
    case CSP_NONE: csp_text_puts(t, "None"); break;
    case CSP_BOOL: csp_text_puts(t, *(const uint8_t *)value ? "True" : "False"); break;
    case CSP_INT: csp_text_printf(t, "%" PRId64, *(const int64_t *)value); break;
    case CSP_FLOAT: csp_text_float(t, *(const double *)value); break;
    case CSP_STR: {
        const csp_str *s = *(csp_str *const *)value;
        if (style == CSP_QUOTED)
            csp_text_quoted(t, s);
        else
            csp_text_add(t, csp_str_data(s), (size_t)csp_str_size(s));
        break;
    }
    case CSP_BYTES: csp_text_bytes(t, *(csp_str *const *)value); break;
    case CSP_DATETIME: csp_format_datetime(t, *(const int64_t *)value); break;
    case CSP_TIMEDELTA: csp_format_timedelta(t, *(const int64_t *)value); break;
    case CSP_DATE: csp_format_date(t, *(const int64_t *)value); break;
    case CSP_TIME: csp_format_time(t, *(const int64_t *)value); break;
    case CSP_ENUM: put_enum(t, type, *(const int64_t *)value); break;
    case CSP_STRUCT: put_struct(t, type, value); break;
    case CSP_TUPLE: put_tuple(t, type, value); break;
    case CSP_OPT:
        if (csp_opt_is_set(type, value))
            csp_format(t, type->elem, value, style);
        else
            csp_text_puts(t, "<unset>");
        break;
    case CSP_LIST: put_list(t, type, *(csp_list *const *)value, CSP_QUOTED); break;
    case CSP_DICT:
    case CSP_SET: put_dict(t, type, *(csp_dict *const *)value); break;
    case CSP_JSON: {
        const csp_json *json = *(csp_json *const *)value;
        if (json)
            json->ops->text(t, json);
        else
            csp_text_puts(t, "null");
        break;
    }
    case CSP_ARRAY: put_array(t, type, *(csp_array *const *)value); break;
    case CSP_FN:
    case CSP_EDGE: csp_text_printf(t, "<%s>", type->name); break;
    }
}

#define SHOWN 100

const char *csp_text_shown(csp_text *t, const csp_type *type, const void *value) {
    csp_format(t, type, value, CSP_QUOTED);
    if (t->size > SHOWN) {
        t->size = SHOWN;
        while (t->size > 0 && ((unsigned char)t->data[t->size] & 0xC0) == 0x80)
            --t->size; /* not within a character */
        csp_text_puts(t, "...");
    }
    csp_text_add(t, "", 1);
    --t->size;
    return t->data;
}

void csp_fail_kind(const csp_call *call, const csp_type *type, const void *value,
                   const csp_type *wanted) {
    csp_text shown = {0};
    csp_raise(call, "this is no %s: %s", wanted->name, csp_text_shown(&shown, type, value));
}

/* ---- str() and repr() */

static bool is_none(const csp_type *type, const void *value) {
    return type->kind == CSP_OPT && !csp_opt_is_set(type, value);
}

void csp_str_of(const csp_call *call, csp_str **ret, const void *value) {
    const csp_type *type = call->args[0];
    if (type->kind == CSP_STR) {
        *ret = csp_str_share(*(csp_str *const *)value);
        return;
    }
    csp_text t = {0};
    if (is_none(type, value))
        csp_text_puts(&t, "None");
    else
        csp_format(&t, type, value, CSP_PLAIN);
    *ret = csp_text_str(&t);
}

void csp_repr(const csp_call *call, csp_str **ret, const void *value) {
    csp_text t = {0};
    if (is_none(call->args[0], value))
        csp_text_puts(&t, "None");
    else
        csp_format(&t, call->args[0], value, CSP_QUOTED);
    *ret = csp_text_str(&t);
}

/* format(value, spec), and f"{value:{spec}}" */
void csp_format_value(const csp_call *call, csp_str **ret, const void *value,
                      csp_str *const *spec) {
    csp_text t = {0};
    if (csp_str_size(*spec) == 0)
        csp_format(&t, call->args[0], value, CSP_PLAIN);
    else
        csp_format_spec(call, &t, call->args[0], value, csp_str_data(*spec));
    *ret = csp_text_str(&t);
}
