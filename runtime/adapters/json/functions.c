/* functions.c - the functions of csp/json.h: module json, methods of json, what `decode` is made of. */
#include <stdio.h>
#include <string.h>

#include "adapters/json/decode.h"
#include "csp/json.h"

/* Raises with what `why` holds, which is freed first: nobody comes back. */
static _Noreturn void raise_why(const csp_call *call, const char *what, csp_text *why) {
    char message[1024];
    size_t size = why->size < sizeof message - 1 ? why->size : sizeof message - 1;
    memcpy(message, why->data, size);
    message[size] = '\0';
    csp_text_free(why);
    csp_raise(call, "%s: %s", what, message);
}

static json_t *load(const csp_str *text, csp_text *why) {
    return csp_json_load(csp_str_data(text), (size_t)csp_str_size(text), false, why);
}

/* ---- text to values */

void csp_json_parse(const csp_call *call, csp_json **ret, csp_str *const *text) {
    csp_text why = {0};
    json_t *tree = load(*text, &why);
    if (!tree) raise_why(call, "not JSON", &why);
    *ret = csp_json_wrap(tree);
}

void csp_json_build(const csp_call *call, csp_json **ret, csp_str *const *text) {
    csp_json_parse(call, ret, text);
}

void csp_json_try_parse(const csp_call *call, void *ret, csp_str *const *text) {
    csp_text why = {0};
    memset(ret, 0, call->ret->size);
    json_t *tree = load(*text, &why);
    csp_text_free(&why);
    if (!tree) return;
    *(csp_json **)ret = csp_json_wrap(tree);
    ((uint8_t *)ret)[call->ret->flag_offset] = 1;
}

/* What stands at the pointer, as a value of the type. */
static bool decode_at(const csp_type *type, const json_t *tree, const char *at, int64_t unit,
                      void *to, csp_text *why) {
    const json_t *part = csp_json_find(tree, at);
    if (part) {
        size_t from = why->size;
        csp_text inner = {0};
        bool good = csp_json_decode(type, part, unit, to, &inner);
        if (!good) {
            csp_text_puts(why, at);
            if (why->size > from && inner.size > 0 && *inner.data != '/') csp_text_puts(why, ": ");
            csp_text_add(why, inner.data, inner.size);
        }
        csp_text_free(&inner);
        return good;
    }
    if (*at && *at != '/')
        csp_text_printf(why, "at=\"%s\" is no JSON Pointer: it begins with a slash", at);
    else
        csp_text_printf(why, "there is nothing at %s", at);
    return false;
}

static bool decode_text(const csp_type *type, const csp_str *text, const csp_str *at, int64_t unit,
                        void *to, csp_text *why) {
    json_t *tree = load(text, why);
    if (!tree) return false;
    bool good = decode_at(type, tree, csp_str_data(at), unit, to, why);
    json_decref(tree);
    return good;
}

void csp_json_parse_as(const csp_call *call, void *ret, csp_str *const *text, csp_str *const *at,
                       const int64_t *unit) {
    csp_text why = {0};
    if (decode_text(call->ret, *text, *at, *unit, ret, &why)) return;
    char what[160];
    snprintf(what, sizeof what, "not JSON of %s", call->ret->name);
    raise_why(call, what, &why);
}

static void try_decode(const csp_call *call, void *ret, const csp_str *text, const csp_str *at,
                       int64_t unit, csp_text *why) {
    memset(ret, 0, call->ret->size);
    if (decode_text(call->ret->elem, text, at, unit, ret, why))
        ((uint8_t *)ret)[call->ret->flag_offset] = 1;
}

void csp_json_try_parse_as(const csp_call *call, void *ret, csp_str *const *text,
                           csp_str *const *at, const int64_t *unit) {
    csp_text why = {0};
    try_decode(call, ret, *text, *at, *unit, &why);
    csp_text_free(&why);
}

void csp_json_try_decode(const csp_call *call, void *ret, csp_str *const *text, csp_str *const *at,
                         const int64_t *unit, csp_str **why) {
    csp_text what = {0};
    try_decode(call, ret, *text, *at, *unit, &what);
    csp_release(call->args[3], why);
    if (what.size > 0) *why = csp_str_new(what.data, what.size);
    csp_text_free(&what);
}

/* ---- values to text */

void csp_json_dumps(const csp_call *call, csp_str **ret, const void *value, const int64_t *indent) {
    csp_text text = {0};
    json_t *tree = csp_json_encode(call->args[0], value);
    csp_json_write(&text, tree, *indent < 0 ? 0 : *indent > 16 ? 16 : (int)*indent);
    json_decref(tree);
    *ret = csp_text_str(&text);
}

void csp_json_of(const csp_call *call, csp_json **ret, const void *value) {
    *ret = csp_json_wrap(csp_json_encode(call->args[0], value));
}

/* ---- methods */

void csp_json_get(const csp_call *call, void *ret, csp_json *const *self, csp_str *const *at,
                  const int64_t *unit) {
    csp_text why = {0};
    const json_t *part = csp_json_find(csp_json_tree(*self), csp_str_data(*at));
    memset(ret, 0, call->ret->size);
    if (part && (!json_is_null(part) || call->ret->elem->kind == CSP_JSON) &&
        csp_json_decode(call->ret->elem, part, *unit, ret, &why))
        ((uint8_t *)ret)[call->ret->flag_offset] = 1;
    csp_text_free(&why);
}

static csp_json *share(json_t *tree) { return tree ? csp_json_wrap(json_incref(tree)) : NULL; }

void csp_json_member(const csp_call *call, csp_json **ret, csp_json *const *self,
                     csp_str *const *key) {
    (void)call;
    *ret = share(
        json_object_getn(csp_json_tree(*self), csp_str_data(*key), (size_t)csp_str_size(*key)));
}

void csp_json_item(const csp_call *call, csp_json **ret, csp_json *const *self,
                   const int64_t *index) {
    (void)call;
    const json_t *tree = csp_json_tree(*self);
    int64_t n = (int64_t)json_array_size(tree), at = *index < 0 ? *index + n : *index;
    *ret = at < 0 || at >= n ? NULL : share(json_array_get(tree, (size_t)at));
}

void csp_json_is_null(const csp_call *call, uint8_t *ret, csp_json *const *self) {
    (void)call;
    *ret = *self == NULL;
}

void csp_json_kind(const csp_call *call, csp_str **ret, csp_json *const *self) {
    static const char *const names[] = {
        [JSON_OBJECT] = "dict", [JSON_ARRAY] = "list", [JSON_STRING] = "str",
        [JSON_INTEGER] = "int", [JSON_REAL] = "float", [JSON_TRUE] = "bool",
        [JSON_FALSE] = "bool",  [JSON_NULL] = "null"};
    (void)call;
    const char *name = names[json_typeof(csp_json_tree(*self))];
    *ret = csp_str_new(name, strlen(name));
}

/* Why a function of containers can't be had of this one. */
static _Noreturn void refuse(const csp_call *call, const json_t *tree, const char *what) {
    csp_text text = {0};
    csp_json_describe(&text, tree);
    csp_text_add(&text, "", 1);
    raise_why(call, what, &text);
}

void csp_json_length(const csp_call *call, int64_t *ret, csp_json *const *self) {
    const json_t *tree = csp_json_tree(*self);
    if (json_is_object(tree))
        *ret = (int64_t)json_object_size(tree);
    else if (json_is_array(tree))
        *ret = (int64_t)json_array_size(tree);
    else
        refuse(call, tree, "len() is of a JSON object or array, not of");
}

void csp_json_has(const csp_call *call, uint8_t *ret, csp_json *const *self, csp_str *const *key) {
    (void)call;
    *ret = json_object_getn(csp_json_tree(*self), csp_str_data(*key), (size_t)csp_str_size(*key)) !=
           NULL;
}

/* The objects of Jansson are iterated by a pointer that may change them. */
#define EACH_MEMBER(tree, at)                                                                      \
    for (void *at = json_object_iter(tree); at; at = json_object_iter_next(tree, at))

static csp_str *key_at(void *at) {
    const char *key = json_object_iter_key(at);
    return csp_str_new(key, strlen(key));
}

void csp_json_keys(const csp_call *call, csp_list **ret, csp_json *const *self) {
    json_t *tree = csp_json_tree(*self);
    *ret = NULL;
    if (!json_is_object(tree)) refuse(call, tree, "keys() is of a JSON object, not of");
    EACH_MEMBER(tree, at) * (csp_str **)csp_list_grow(call->ret, ret) = key_at(at);
}

void csp_json_values(const csp_call *call, csp_list **ret, csp_json *const *self) {
    json_t *tree = csp_json_tree(*self);
    *ret = NULL;
    if (json_is_array(tree)) {
        for (size_t i = 0; i < json_array_size(tree); i++)
            *(csp_json **)csp_list_grow(call->ret, ret) = share(json_array_get(tree, i));
    } else if (json_is_object(tree)) {
        EACH_MEMBER(tree, at)
        *(csp_json **)csp_list_grow(call->ret, ret) = share(json_object_iter_value(at));
    } else {
        refuse(call, tree, "the values are of a JSON object or array, not of");
    }
}

/* for x in self: */
void csp_json_elements(const csp_call *call, csp_list **ret, csp_json *const *self) {
    const json_t *tree = csp_json_tree(*self);
    if (json_is_object(tree))
        csp_raise(call, "a JSON object is looped over by its keys(), values() or items()");
    if (!json_is_array(tree)) refuse(call, tree, "a loop is over a JSON array, not over");
    csp_json_values(call, ret, self);
}

/* [(str, json)] */
void csp_json_items(const csp_call *call, csp_list **ret, csp_json *const *self) {
    json_t *tree = csp_json_tree(*self);
    const csp_type *pair = call->ret->elem;
    *ret = NULL;
    if (!json_is_object(tree)) refuse(call, tree, "items() is of a JSON object, not of");
    EACH_MEMBER(tree, at) {
        char *item = csp_list_grow(call->ret, ret);
        memset(item, 0, pair->size);
        *(csp_str **)(item + pair->fields[0].offset) = key_at(at);
        *(csp_json **)(item + pair->fields[1].offset) = share(json_object_iter_value(at));
    }
}
