/* tree.c - see tree.h. Recursion is bounded by Jansson's limit on nesting, 2,048 levels. */
#include "adapters/json/tree.h"

#include <string.h>

typedef struct box {
    csp_json head;
    json_t *tree;
} box;

/* ---- equality: as Python's ==, so 1 == 1.0, and the order of keys does not count */

static bool same(const json_t *a, const json_t *b);

static bool same_arrays(const json_t *a, const json_t *b) {
    size_t n = json_array_size(a);
    if (n != json_array_size(b)) return false;
    for (size_t i = 0; i < n; i++)
        if (!same(json_array_get(a, i), json_array_get(b, i))) return false;
    return true;
}

/* Iteration asks for a tree that it may change; this one does not. */
static json_t *unlocked(const json_t *tree) { return (json_t *)(uintptr_t)tree; }

static bool same_objects(const json_t *a, const json_t *b) {
    if (json_object_size(a) != json_object_size(b)) return false;
    for (void *at = json_object_iter(unlocked(a)); at;
         at = json_object_iter_next(unlocked(a), at)) {
        const json_t *other = json_object_get(b, json_object_iter_key(at));
        if (!other || !same(json_object_iter_value(at), other)) return false;
    }
    return true;
}

static bool same_texts(const json_t *a, const json_t *b) {
    size_t n = json_string_length(a);
    return n == json_string_length(b) && memcmp(json_string_value(a), json_string_value(b), n) == 0;
}

static bool same_numbers(const json_t *a, const json_t *b) {
    if (json_is_integer(a) && json_is_integer(b))
        return json_integer_value(a) == json_integer_value(b);
    return json_number_value(a) == json_number_value(b);
}

static bool same(const json_t *a, const json_t *b) {
    if (json_is_number(a) && json_is_number(b)) return same_numbers(a, b);
    if (json_typeof(a) != json_typeof(b)) return false;
    switch (json_typeof(a)) {
    case JSON_ARRAY: return same_arrays(a, b);
    case JSON_OBJECT: return same_objects(a, b);
    case JSON_STRING: return same_texts(a, b);
    default: return true; /* true, false, null: one of each */
    }
}

/* ---- hashing: equal values hash equally */

static uint64_t mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * UINT64_C(0xd6e8feb86659fd93);
    return hash ^ hash >> 32;
}

static uint64_t hash_text(uint64_t hash, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) hash = mix(hash, (unsigned char)text[i]);
    return hash;
}

static uint64_t hash_number(double x) {
    uint64_t bits;
    if (x == 0) x = 0; /* drops the sign */
    memcpy(&bits, &x, sizeof bits);
    return mix(11, bits);
}

static uint64_t hash_tree(const json_t *tree) {
    uint64_t hash = (uint64_t)json_typeof(tree) + 1;
    switch (json_typeof(tree)) {
    case JSON_STRING: return hash_text(hash, json_string_value(tree), json_string_length(tree));
    case JSON_INTEGER:
    case JSON_REAL: return hash_number(json_number_value(tree));
    case JSON_ARRAY:
        for (size_t i = 0; i < json_array_size(tree); i++)
            hash = mix(hash, hash_tree(json_array_get(tree, i)));
        return hash;
    case JSON_OBJECT:
        for (void *at = json_object_iter(unlocked(tree)); at;
             at = json_object_iter_next(unlocked(tree), at)) {
            const char *key = json_object_iter_key(at);
            hash += hash_text(hash_tree(json_object_iter_value(at)), key, strlen(key));
        }
        return hash;
    default: return hash;
    }
}

/* ---- text */

static void write_line(csp_text *to, int indent, int depth) {
    if (indent == 0) return;
    csp_text_puts(to, "\n");
    for (int i = 0; i < indent * depth; i++) csp_text_puts(to, " ");
}

static void write_real(csp_text *to, double value) {
    static const csp_type type = {
        .kind = CSP_FLOAT, .plain = 1, .size = sizeof(double), .align = 8, .name = "float"};
    csp_format(to, &type, &value, CSP_PLAIN);
}

static void write_tree(csp_text *to, const json_t *tree, int indent, int depth);

static const char *between(bool first, int indent) { return first ? "" : indent > 0 ? "," : ", "; }

static void write_array(csp_text *to, const json_t *tree, int indent, int depth) {
    size_t n = json_array_size(tree);
    csp_text_puts(to, "[");
    for (size_t i = 0; i < n; i++) {
        csp_text_puts(to, between(i == 0, indent));
        write_line(to, indent, depth + 1);
        write_tree(to, json_array_get(tree, i), indent, depth + 1);
    }
    if (n > 0) write_line(to, indent, depth);
    csp_text_puts(to, "]");
}

static void write_object(csp_text *to, const json_t *tree, int indent, int depth) {
    bool first = true;
    csp_text_puts(to, "{");
    for (void *at = json_object_iter(unlocked(tree)); at;
         at = json_object_iter_next(unlocked(tree), at)) {
        const char *key = json_object_iter_key(at);
        csp_text_puts(to, between(first, indent));
        write_line(to, indent, depth + 1);
        csp_text_json(to, key, strlen(key));
        csp_text_puts(to, ": ");
        write_tree(to, json_object_iter_value(at), indent, depth + 1);
        first = false;
    }
    if (!first) write_line(to, indent, depth);
    csp_text_puts(to, "}");
}

static void write_tree(csp_text *to, const json_t *tree, int indent, int depth) {
    switch (json_typeof(tree)) {
    case JSON_OBJECT: write_object(to, tree, indent, depth); break;
    case JSON_ARRAY: write_array(to, tree, indent, depth); break;
    case JSON_STRING: csp_text_json(to, json_string_value(tree), json_string_length(tree)); break;
    case JSON_INTEGER: csp_text_printf(to, "%lld", (long long)json_integer_value(tree)); break;
    case JSON_REAL: write_real(to, json_real_value(tree)); break;
    case JSON_TRUE: csp_text_puts(to, "true"); break;
    case JSON_FALSE: csp_text_puts(to, "false"); break;
    case JSON_NULL: csp_text_puts(to, "null"); break;
    }
}

void csp_json_write(csp_text *to, const json_t *tree, int indent) {
    write_tree(to, tree, indent, 0);
}

#define SHOWN 60

void csp_json_describe(csp_text *to, const json_t *tree) {
    if (json_is_object(tree)) {
        csp_text_puts(to, json_object_size(tree) == 0 ? "an empty object" : "an object");
    } else if (json_is_array(tree)) {
        csp_text_puts(to, json_array_size(tree) == 0 ? "an empty array" : "an array");
    } else {
        size_t from = to->size;
        csp_json_write(to, tree, 0);
        if (to->size - from <= SHOWN) return;
        to->size = from + SHOWN;
        while (((unsigned char)to->data[to->size] & 0xC0) == 0x80)
            to->size--; /* not within a character */
        csp_text_puts(to, "...");
    }
}

/* ---- boxes */

static void box_drop(csp_json *json) {
    json_decref(((box *)json)->tree);
    csp_free(json);
}

static bool box_equal(const csp_json *a, const csp_json *b) {
    return same(csp_json_tree(a), csp_json_tree(b));
}

static uint64_t box_hash(const csp_json *json) { return hash_tree(csp_json_tree(json)); }

static void box_text(csp_text *to, const csp_json *json) {
    csp_json_write(to, csp_json_tree(json), 0);
}

static csp_json *box_detach(const csp_json *json) {
    return csp_json_wrap(json_deep_copy(csp_json_tree(json)));
}

static const csp_json_ops ops = {
    .drop = box_drop, .equal = box_equal, .hash = box_hash, .text = box_text, .detach = box_detach};

csp_json *csp_json_wrap(json_t *tree) {
    if (json_is_null(tree)) return NULL;
    box *b = csp_alloc(sizeof *b);
    *b = (box){{.refs = 1, .ops = &ops}, tree};
    return &b->head;
}

json_t *csp_json_tree(const csp_json *json) {
    return json ? ((const box *)json)->tree : json_null();
}

/* ---- parsing */

json_t *csp_json_load(const char *text, size_t size, bool is_line, csp_text *why) {
    json_error_t error;
    json_t *tree = json_loadb(text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (tree) return tree;
    if (!is_line) csp_text_printf(why, "%d:", error.line < 1 ? 1 : error.line);
    const char *end = strstr(error.text, "end of file");
    int shown = end ? (int)(end - error.text) : (int)strlen(error.text);
    csp_text_printf(why, "%d: %.*s%s", error.column < 1 ? 1 : error.column, shown, error.text,
                    !end      ? ""
                    : is_line ? "the end of the line"
                              : "the end");
    return NULL;
}

/* ---- JSON Pointers */

static json_t *array_step(const json_t *from, const char *name, size_t size) {
    size_t index = 0;
    if (size == 0 || size > 9) return NULL;
    for (size_t i = 0; i < size; i++) {
        if (name[i] < '0' || name[i] > '9') return NULL;
        index = 10 * index + (size_t)(name[i] - '0');
    }
    return json_array_get(from, index);
}

char *csp_json_token(const char *name, size_t size) {
    char *plain = csp_alloc(size + 1);
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        bool escape = name[i] == '~' && i + 1 < size && (name[i + 1] == '0' || name[i + 1] == '1');
        plain[n++] = !escape ? name[i] : name[i + 1] == '0' ? '~' : '/';
        i += escape;
    }
    plain[n] = '\0';
    return plain;
}

/* One reference token; ~1 stands for a slash in it, ~0 for a tilde. */
static json_t *step(const json_t *from, const char *name, size_t size) {
    if (json_is_array(from)) return array_step(from, name, size);
    if (!memchr(name, '~', size)) return json_object_getn(from, name, size);
    char *plain = csp_json_token(name, size);
    json_t *found = json_object_get(from, plain);
    csp_free(plain);
    return found;
}

json_t *csp_json_find(const json_t *root, const char *pointer) {
    json_t *at = unlocked(root);
    while (at && *pointer == '/') {
        size_t size = strcspn(pointer + 1, "/");
        at = step(at, pointer + 1, size);
        pointer += 1 + size;
    }
    return *pointer ? NULL : at;
}
