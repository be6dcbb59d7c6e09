/* generic.c - what every value can do, by its type: copy, release, compare, hash.
 *
 * Generated code does these inline for plain values and calls here for the rest; containers call
 * here for their items. Each function is one switch over csp_kind.
 */
#include "internal.h"

/* A part of a struct or tuple. */
static inline void *part(const csp_field *field, const void *value) {
    return (char *)value + field->offset; /* callers that got a const value only read */
}

/* ---- functions: what they captured */

static csp_env *fn_env(const csp_fn *fn) {
    return fn->env == NULL ? NULL : (csp_env *)((char *)fn->env - offsetof(csp_env, engine));
}

/* The values follow the addresses, which point at them. */
static csp_env *env_moved(const csp_env *from) {
    uint32_t n = from->values == NULL ? 0 : from->values->nfields;
    size_t room = (sizeof *from + n * sizeof(void *) + 15) / 16 * 16;
    csp_env *to = csp_alloc(room + (n == 0 ? 0 : from->values->size));
    *to = (csp_env){1, from->values, from->engine};
    for (uint32_t i = 0; i < n; ++i) {
        const csp_field *field = &from->values->fields[i];
        to->addresses[i] = (char *)to + room + field->offset;
        csp_copy(field->type, to->addresses[i], from->addresses[i]);
    }
    return to;
}

static void fn_keep(csp_fn *fn) {
    csp_env *env = fn_env(fn);
    if (env == NULL) return;
    if (env->refs == CSP_ENV_STACK)
        fn->env = &env_moved(env)->engine;
    else if (env->refs > 0)
        ++env->refs;
}

static void fn_drop(const csp_fn *fn) {
    csp_env *env = fn_env(fn);
    if (env == NULL || env->refs < 0 || --env->refs > 0) return;
    for (uint32_t i = 0; env->values != NULL && i < env->values->nfields; ++i)
        csp_release(env->values->fields[i].type, env->addresses[i]);
    csp_free(env);
}

void csp_retain(const csp_type *type, const void *value) {
    if (type->plain) return;
    switch ((csp_kind)type->kind) {
    case CSP_STR:
    case CSP_BYTES:
    case CSP_LIST:
    case CSP_DICT:
    case CSP_SET:
    case CSP_JSON:
    case CSP_ARRAY: csp_ref(*(void *const *)value); break;
    case CSP_OPT:
        if (csp_opt_is_set(type, value)) csp_retain(type->elem, value);
        break;
    case CSP_STRUCT:
    case CSP_TUPLE:
        type = csp_kind_of(type, value);
        for (uint32_t i = 0; i < type->nfields; ++i)
            csp_retain(type->fields[i].type, part(&type->fields[i], value));
        break;
    case CSP_NONE:
    case CSP_BOOL:
    case CSP_INT:
    case CSP_FLOAT:
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME:
    case CSP_ENUM:
    case CSP_EDGE: break;
    case CSP_FN: fn_keep((csp_fn *)(uintptr_t)value); break;
    }
}

void csp_release(const csp_type *type, void *value) {
    if (!type->plain) {
        switch ((csp_kind)type->kind) {
        case CSP_STR:
        case CSP_BYTES: csp_str_drop(*(csp_str **)value); break;
        case CSP_ARRAY:
            if (csp_unref(*(void **)value)) csp_free(*(void **)value);
            break;
        case CSP_JSON:
            if (csp_unref(*(void **)value)) (*(csp_json **)value)->ops->drop(*(csp_json **)value);
            break;
        case CSP_LIST: csp_list_drop(type, *(csp_list **)value); break;
        case CSP_DICT:
        case CSP_SET: csp_dict_drop(type, *(csp_dict **)value); break;
        case CSP_OPT:
            if (csp_opt_is_set(type, value)) csp_release(type->elem, value);
            break;
        case CSP_STRUCT:
        case CSP_TUPLE: {
            const csp_type *kind = csp_kind_of(type, value);
            for (uint32_t i = 0; i < kind->nfields; ++i)
                csp_release(kind->fields[i].type, part(&kind->fields[i], value));
            break;
        }
        case CSP_NONE:
        case CSP_BOOL:
        case CSP_INT:
        case CSP_FLOAT:
        case CSP_DATETIME:
        case CSP_TIMEDELTA:
        case CSP_DATE:
        case CSP_TIME:
        case CSP_ENUM:
        case CSP_EDGE: break;
        case CSP_FN: fn_drop(value); break;
        }
    }
    memset(value, 0, type->size);
}

void csp_copy(const csp_type *type, void *to, const void *from) {
    memcpy(to, from, type->size);
    csp_retain(type, to);
}

/* Retains before it releases: `to` and `from` may be parts of one another. */
void csp_assign(const csp_type *type, void *to, const void *from) {
    if (to == from) return;
    if (type->plain) {
        memcpy(to, from, type->size);
        return;
    }
    char small[256];
    char *old = type->size <= sizeof small ? small : csp_alloc(type->size);
    memcpy(old, to, type->size);
    csp_copy(type, to, from);
    csp_release(type, old);
    if (old != small) csp_free(old);
}

void csp_move(const csp_type *type, void *to, void *from) {
    if (to == from) return;
    csp_release(type, to);
    memcpy(to, from, type->size);
    memset(from, 0, type->size);
}

/* ---- equality */

static bool list_equal(const csp_type *type, const csp_list *a, const csp_list *b) {
    int64_t n = csp_list_len(a);
    if (n != csp_list_len(b)) return false;
    if (a == b && type->elem->kind != CSP_FLOAT) return true;
    for (int64_t i = 0; i < n; ++i)
        if (!csp_equal(type->elem, csp_list_at(type, a, i), csp_list_at(type, b, i))) return false;
    return true;
}

static bool array_equal(const csp_type *elem, const csp_array *a, const csp_array *b) {
    int64_t n = a ? a->len : 0;
    if (n != (b ? b->len : 0)) return false;
    if (n == 0) return true;
    if (a->shape[0] != b->shape[0]) return false;
    for (int64_t i = 0; i < n; ++i)
        if (!csp_equal(elem, &a->data[i], &b->data[i])) return false;
    return true;
}

static bool json_same(const csp_json *a, const csp_json *b) {
    if (a == b) return true;
    return a && b && a->ops->equal(a, b);
}

bool csp_equal(const csp_type *type, const void *a, const void *b) {
    switch ((csp_kind)type->kind) {
    case CSP_NONE:
    case CSP_EDGE: return true;
    case CSP_FN: return memcmp(a, b, sizeof(csp_fn)) == 0;
    case CSP_BOOL: return *(const uint8_t *)a == *(const uint8_t *)b;
    case CSP_INT:
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME:
    case CSP_ENUM: return *(const int64_t *)a == *(const int64_t *)b;
    case CSP_FLOAT: return *(const double *)a == *(const double *)b;
    case CSP_STR:
    case CSP_BYTES: return csp_str_same(*(csp_str *const *)a, *(csp_str *const *)b);
    case CSP_LIST: return list_equal(type, *(csp_list *const *)a, *(csp_list *const *)b);
    case CSP_DICT:
    case CSP_SET: return csp_dict_same(type, *(csp_dict *const *)a, *(csp_dict *const *)b);
    case CSP_JSON: return json_same(*(csp_json *const *)a, *(csp_json *const *)b);
    case CSP_ARRAY: return array_equal(type->elem, *(csp_array *const *)a, *(csp_array *const *)b);
    case CSP_OPT:
        if (csp_opt_is_set(type, a) != csp_opt_is_set(type, b)) return false;
        return !csp_opt_is_set(type, a) || csp_equal(type->elem, a, b);
    case CSP_STRUCT:
    case CSP_TUPLE:
        if (csp_kind_of(type, a) != csp_kind_of(type, b)) return false;
        type = csp_kind_of(type, a);
        for (uint32_t i = 0; i < type->nfields; ++i) {
            const csp_field *f = &type->fields[i];
            if (!csp_equal(f->type, part(f, a), part(f, b))) return false;
        }
        return true;
    }
    return false;
}

/* ---- order: None before values, shorter before longer; a nan is neither less nor greater */

static int order(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int list_order(const csp_type *type, const csp_list *a, const csp_list *b) {
    int64_t na = csp_list_len(a), nb = csp_list_len(b);
    for (int64_t i = 0; i < na && i < nb; ++i) {
        int c = csp_compare(type->elem, csp_list_at(type, a, i), csp_list_at(type, b, i));
        if (c != 0) return c;
    }
    return order(na, nb);
}

static int dict_order(const csp_type *type, const csp_dict *a, const csp_dict *b) {
    int64_t at = 0, bt = 0;
    void *ka, *va, *kb, *vb;
    while (csp_dict_next(type, a, &at, &ka, &va)) {
        if (!csp_dict_next(type, b, &bt, &kb, &vb)) return 1;
        int c = csp_compare(csp_dict_key_type(type), ka, kb);
        if (c == 0 && type->kind == CSP_DICT) c = csp_compare(type->elem, va, vb);
        if (c != 0) return c;
    }
    return order(csp_dict_len(a), csp_dict_len(b));
}

static int array_order(const csp_type *elem, const csp_array *a, const csp_array *b) {
    int64_t na = a ? a->len : 0, nb = b ? b->len : 0;
    for (int64_t i = 0; i < na && i < nb; ++i) {
        int c = csp_compare(elem, &a->data[i], &b->data[i]);
        if (c != 0) return c;
    }
    return order(na, nb);
}

/* json has no order of its own (the language refuses `<`): by its text. */
static int json_order(const csp_type *type, const void *a, const void *b) {
    csp_text x = {0}, y = {0};
    csp_format(&x, type, a, CSP_PLAIN);
    csp_format(&y, type, b, CSP_PLAIN);
    int c = memcmp(x.data, y.data, x.size < y.size ? x.size : y.size);
    if (c == 0) c = order((int64_t)x.size, (int64_t)y.size);
    csp_text_free(&x);
    csp_text_free(&y);
    return c;
}

int csp_compare(const csp_type *type, const void *a, const void *b) {
    switch ((csp_kind)type->kind) {
    case CSP_NONE:
    case CSP_EDGE:
    case CSP_FN: return 0;
    case CSP_BOOL: return *(const uint8_t *)a - *(const uint8_t *)b;
    case CSP_INT:
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME:
    case CSP_ENUM: return order(*(const int64_t *)a, *(const int64_t *)b);
    case CSP_FLOAT: {
        double x = *(const double *)a, y = *(const double *)b;
        return (x > y) - (x < y);
    }
    case CSP_STR:
    case CSP_BYTES: return csp_str_order(*(csp_str *const *)a, *(csp_str *const *)b);
    case CSP_LIST: return list_order(type, *(csp_list *const *)a, *(csp_list *const *)b);
    case CSP_DICT:
    case CSP_SET: return dict_order(type, *(csp_dict *const *)a, *(csp_dict *const *)b);
    case CSP_JSON: return json_order(type, a, b);
    case CSP_ARRAY: return array_order(type->elem, *(csp_array *const *)a, *(csp_array *const *)b);
    case CSP_OPT: {
        int set = csp_opt_is_set(type, a) - csp_opt_is_set(type, b);
        if (set != 0 || !csp_opt_is_set(type, a)) return set;
        return csp_compare(type->elem, a, b);
    }
    case CSP_STRUCT:
    case CSP_TUPLE:
        if (csp_kind_of(type, a) != csp_kind_of(type, b))
            return order(csp_kind_of(type, a)->tag, csp_kind_of(type, b)->tag);
        type = csp_kind_of(type, a);
        for (uint32_t i = 0; i < type->nfields; ++i) {
            const csp_field *f = &type->fields[i];
            int c = csp_compare(f->type, part(f, a), part(f, b));
            if (c != 0) return c;
        }
        return 0;
    }
    return 0;
}

/* ---- hashing: equal values hash equally (so 0.0 as -0.0, dicts whatever their order) */

static uint64_t mix(uint64_t x) {
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    return x;
}

static uint64_t combine(uint64_t seed, uint64_t h) {
    return mix(seed + UINT64_C(0x9e3779b97f4a7c15) + h);
}

static uint64_t hash_bytes(const char *data, int64_t size) {
    uint64_t h = (uint64_t)size * UINT64_C(0x9e3779b97f4a7c15);
    while (size >= 8) {
        uint64_t word;
        memcpy(&word, data, 8);
        h = mix(h ^ word) + UINT64_C(0x9e3779b97f4a7c15);
        data += 8;
        size -= 8;
    }
    uint64_t word = 0;
    if (size > 0) memcpy(&word, data, (size_t)size);
    return mix(h ^ word);
}

static uint64_t hash_float(double x) {
    if (x == 0) x = 0; /* drops the sign */
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return mix(bits);
}

static uint64_t hash_list(const csp_type *type, const csp_list *l) {
    uint64_t h = 1;
    for (int64_t i = 0; i < csp_list_len(l); ++i)
        h = combine(h, csp_hash(type->elem, csp_list_at(type, l, i)));
    return h;
}

static uint64_t hash_array(const csp_type *elem, const csp_array *a) {
    uint64_t h = 2;
    for (int64_t i = 0; a && i < a->len; ++i) h = combine(h, csp_hash(elem, &a->data[i]));
    return h;
}

static uint64_t hash_dict(const csp_type *type, const csp_dict *d) {
    uint64_t h = 3;
    int64_t at = 0;
    void *key, *value;
    while (csp_dict_next(type, d, &at, &key, &value)) {
        uint64_t entry = csp_hash(csp_dict_key_type(type), key);
        if (type->kind == CSP_DICT) entry = combine(entry, csp_hash(type->elem, value));
        h += mix(entry);
    }
    return h;
}

uint64_t csp_hash(const csp_type *type, const void *value) {
    switch ((csp_kind)type->kind) {
    case CSP_NONE:
    case CSP_EDGE:
    case CSP_FN: return 0;
    case CSP_BOOL: return mix(*(const uint8_t *)value);
    case CSP_INT:
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME:
    case CSP_ENUM: return mix((uint64_t)*(const int64_t *)value);
    case CSP_FLOAT: return hash_float(*(const double *)value);
    case CSP_STR:
    case CSP_BYTES: {
        const csp_str *s = *(csp_str *const *)value;
        return hash_bytes(csp_str_data(s), csp_str_size(s));
    }
    case CSP_LIST: return hash_list(type, *(csp_list *const *)value);
    case CSP_DICT:
    case CSP_SET: return hash_dict(type, *(csp_dict *const *)value);
    case CSP_JSON: {
        const csp_json *json = *(csp_json *const *)value;
        return json ? json->ops->hash(json) : 6;
    }
    case CSP_ARRAY: return hash_array(type->elem, *(csp_array *const *)value);
    case CSP_OPT: return csp_opt_is_set(type, value) ? combine(4, csp_hash(type->elem, value)) : 4;
    case CSP_STRUCT:
    case CSP_TUPLE: {
        uint64_t h = 5;
        type = csp_kind_of(type, value);
        for (uint32_t i = 0; i < type->nfields; ++i)
            h = combine(h, csp_hash(type->fields[i].type, part(&type->fields[i], value)));
        return h;
    }
    }
    return 0;
}

/* ---- deep copies: static objects are read by all threads and stay shared */

static void *detach_array(const csp_array *a) {
    size_t size = sizeof *a + (size_t)a->len * sizeof a->data[0];
    csp_array *copy = csp_alloc(size);
    memcpy(copy, a, size);
    copy->refs = 1;
    return copy;
}

static void *detach_str(const csp_str *s) {
    csp_str *copy = csp_str_make(s->size);
    memcpy(copy->data, s->data, (size_t)s->size);
    copy->chars = s->chars;
    return copy;
}

static void *detach_list(const csp_type *type, const csp_list *l) {
    if (l->len == 0) return NULL;
    csp_list *copy = csp_list_make(type, l->len);
    copy->len = l->len;
    for (int64_t i = 0; i < l->len; ++i)
        csp_detach(type->elem, csp_list_at(type, copy, i), csp_list_at(type, l, i));
    return copy;
}

void csp_detach(const csp_type *type, void *to, const void *from) {
    memcpy(to, from, type->size);
    if (type->plain) return;
    switch ((csp_kind)type->kind) {
    case CSP_STR:
    case CSP_BYTES:
    case CSP_LIST:
    case CSP_DICT:
    case CSP_SET:
    case CSP_JSON:
    case CSP_ARRAY: {
        void *object = *(void *const *)from;
        if (!object || *(int64_t *)object < 0) break;
        if (type->kind == CSP_LIST)
            object = detach_list(type, object);
        else if (type->kind == CSP_ARRAY)
            object = detach_array(object);
        else if (type->kind == CSP_JSON)
            object = ((const csp_json *)object)->ops->detach(object);
        else if (type->kind == CSP_STR || type->kind == CSP_BYTES)
            object = detach_str(object);
        else
            object = csp_dict_detach(type, object);
        memcpy(to, &object, sizeof object);
        break;
    }
    case CSP_OPT:
        if (csp_opt_is_set(type, from)) csp_detach(type->elem, to, from);
        break;
    case CSP_STRUCT:
    case CSP_TUPLE:
        type = csp_kind_of(type, from);
        for (uint32_t i = 0; i < type->nfields; ++i)
            csp_detach(type->fields[i].type, part(&type->fields[i], to),
                       part(&type->fields[i], from));
        break;
    case CSP_NONE:
    case CSP_BOOL:
    case CSP_INT:
    case CSP_FLOAT:
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME:
    case CSP_ENUM:
    case CSP_FN:
    case CSP_EDGE: break;
    }
}
