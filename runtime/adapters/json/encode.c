/* encode.c - from a value to a tree; see decode.h. What JSON has no type for is written as it prints. */
#include <math.h>
#include <string.h>

#include "adapters/json/decode.h"

static json_t *text_of(const char *text, size_t size) {
    json_t *tree = json_stringn(text, size);
    return tree ? tree : json_stringn_nocheck(text, size); /* not UTF-8: as it is */
}

static json_t *printed(const csp_type *type, const void *value) {
    csp_text text = {0};
    csp_format(&text, type, value, CSP_PLAIN);
    json_t *tree = text_of(text.data ? text.data : "", text.size);
    csp_text_free(&text);
    return tree;
}

/* 2020-01-01T09:30:00Z */
static json_t *moment(int64_t ns) {
    csp_text text = {0};
    csp_format_datetime(&text, ns);
    char *space = memchr(text.data, ' ', text.size);
    if (space) *space = 'T';
    csp_text_puts(&text, "Z");
    json_t *tree = text_of(text.data, text.size);
    csp_text_free(&text);
    return tree;
}

static json_t *enum_item(const csp_type *type, int64_t value) {
    for (uint32_t i = 0; i < type->nitems; i++)
        if (type->items[i].value == value) return json_string_nocheck(type->items[i].name);
    return json_integer(value); /* a number from outside that has no name */
}

/* JSON has no nan and no infinity. */
static json_t *number(double x) { return isfinite(x) ? json_real(x) : json_null(); }

static json_t *encode_list(const csp_type *type, const csp_list *list) {
    json_t *tree = json_array();
    for (int64_t i = 0; i < csp_list_len(list); i++)
        json_array_append_new(tree, csp_json_encode(type->elem, csp_list_at(type, list, i)));
    return tree;
}

static json_t *encode_set(const csp_type *type, const csp_dict *set) {
    json_t *tree = json_array();
    int64_t at = 0;
    void *item;
    while (csp_dict_next(type, set, &at, &item, NULL))
        json_array_append_new(tree, csp_json_encode(type->elem, item));
    return tree;
}

static json_t *encode_dict(const csp_type *type, const csp_dict *dict) {
    json_t *tree = json_object();
    int64_t at = 0;
    void *key, *value;
    while (csp_dict_next(type, dict, &at, &key, &value)) {
        csp_text name = {0};
        csp_format(&name, type->key, key, CSP_PLAIN);
        csp_text_add(&name, "", 1);
        json_object_set_new_nocheck(tree, name.data, csp_json_encode(type->elem, value));
        csp_text_free(&name);
    }
    return tree;
}

static json_t *encode_array(const csp_type *type, const csp_array *array) {
    json_t *tree = json_array(), *row = tree;
    int64_t n = array ? array->len : 0, columns = array ? array->shape[1] : 1;
    for (int64_t i = 0; i < n; i++) {
        if (type->dims == 2 && i % columns == 0) json_array_append_new(tree, row = json_array());
        json_array_append_new(row, number(array->data[i]));
    }
    return tree;
}

/* Puts the value where the pointer leads, through objects that are made as needed. */
static void put_at(json_t *object, const char *pointer, json_t *value) {
    for (;;) {
        size_t size = strcspn(pointer + 1, "/");
        char *name = csp_json_token(pointer + 1, size);
        pointer += 1 + size;
        json_t *inner = *pointer ? json_object_get(object, name) : value;
        if (!json_is_object(inner) && *pointer) inner = NULL;
        if (!inner) inner = json_object();
        if (inner != json_object_get(object, name))
            json_object_set_new_nocheck(object, name, inner);
        csp_free(name);
        if (!*pointer) return;
        object = inner;
    }
}

static json_t *encode_struct(const csp_type *static_type, const char *value) {
    const csp_type *type = csp_kind_of(static_type, value);
    json_t *tree = json_object();
    for (uint32_t i = 0; i < type->nfields; i++) {
        const csp_field *field = &type->fields[i];
        const char *key = field->key ? field->key : field->name;
        json_t *member = csp_json_encode(field->type, value + field->offset);
        if (*key == '/')
            put_at(tree, key, member);
        else
            json_object_set_new_nocheck(tree, key, member);
    }
    return tree;
}

static json_t *encode_tuple(const csp_type *type, const char *value) {
    json_t *tree = json_array();
    for (uint32_t i = 0; i < type->nfields; i++)
        json_array_append_new(
            tree, csp_json_encode(type->fields[i].type, value + type->fields[i].offset));
    return tree;
}

json_t *csp_json_encode(const csp_type *type, const void *value) {
    const char *bytes = value;
    switch ((csp_kind)type->kind) {
    case CSP_NONE: return json_null();
    case CSP_BOOL: return json_boolean(*(const uint8_t *)value);
    case CSP_INT: return json_integer(*(const int64_t *)value);
    case CSP_FLOAT: return number(*(const double *)value);
    case CSP_STR:
    case CSP_BYTES: {
        const csp_str *s = *(csp_str *const *)value;
        return text_of(csp_str_data(s), (size_t)csp_str_size(s));
    }
    case CSP_OPT:
        return bytes[type->flag_offset] ? csp_json_encode(type->elem, value) : json_null();
    case CSP_STRUCT: return encode_struct(type, value);
    case CSP_TUPLE: return encode_tuple(type, value);
    case CSP_LIST: return encode_list(type, *(csp_list *const *)value);
    case CSP_DICT: return encode_dict(type, *(csp_dict *const *)value);
    case CSP_SET: return encode_set(type, *(csp_dict *const *)value);
    case CSP_ARRAY: return encode_array(type, *(csp_array *const *)value);
    case CSP_DATETIME: return moment(*(const int64_t *)value);
    case CSP_ENUM: return enum_item(type, *(const int64_t *)value);
    case CSP_JSON: return json_incref(csp_json_tree(*(csp_json *const *)value));
    default: return printed(type, value);
    }
}
