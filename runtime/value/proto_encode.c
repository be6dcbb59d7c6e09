/* proto_encode.c - struct values written in protobuf's wire format, by the tables of csp/proto.h.
 *
 * Called by `serialize`. Fields go out in the order of their numbers. A message inside is written
 * behind one byte kept for its size; when the size needs more bytes, the message moves.
 */
#include "proto_internal.h"

typedef struct encoder {
    csp_text *out;
    csp_text *why;
    const char *message, *field; /* what is written now, for errors */
} encoder;

static void put_varint(csp_text *out, uint64_t n) {
    char bytes[10];
    size_t size = 0;
    while (n >= 0x80) {
        bytes[size++] = (char)(n | 0x80);
        n >>= 7;
    }
    bytes[size++] = (char)n;
    csp_text_add(out, bytes, size);
}

static void put_tag(csp_text *out, uint32_t number, csp_wire wire) {
    put_varint(out, (uint64_t)number << 3 | wire);
}

static void put_fixed(csp_text *out, uint64_t n, int size) {
    char bytes[8];
    for (int i = 0; i < size; ++i) bytes[i] = (char)(n >> (8 * i));
    csp_text_add(out, bytes, (size_t)size);
}

/* Something of a size that is known when it is written: begin_len, the content, end_len(what
 * begin_len gave). */
static size_t begin_len(csp_text *out) {
    csp_text_add(out, "", 1);
    return out->size;
}

static void end_len(csp_text *out, size_t start) {
    size_t size = out->size - start;
    size_t extra = 0;
    for (size_t rest = size; rest >= 0x80; rest >>= 7) ++extra;
    csp_text_add(out, "\0\0\0\0\0\0\0\0\0", extra);
    memmove(out->data + start + extra, out->data + start, size);
    char *at = out->data + start - 1;
    for (; size >= 0x80; size >>= 7) *at++ = (char)(size | 0x80);
    *at = (char)size;
}

static bool out_of_range(const encoder *e, int64_t n, const char *kind) {
    csp_text_printf(e->why, "%lld does not fit the %s of %s.%s", (long long)n, kind, e->message,
                    e->field);
    return false;
}

/* False, and the reason, when this int is beyond what the field can hold. */
static bool fits(const encoder *e, unsigned kind, int64_t n) {
    switch ((csp_proto_kind)kind) {
    case CSP_PROTO_INT32:
    case CSP_PROTO_SINT32:
    case CSP_PROTO_SFIXED32:
    case CSP_PROTO_ENUM: return (n >= INT32_MIN && n <= INT32_MAX) || out_of_range(e, n, "32 bits");
    case CSP_PROTO_UINT32:
    case CSP_PROTO_FIXED32:
        return (n >= 0 && n <= UINT32_MAX) || out_of_range(e, n, "32 unsigned bits");
    case CSP_PROTO_UINT64:
    case CSP_PROTO_FIXED64: return n >= 0 || out_of_range(e, n, "64 unsigned bits");
    default: return true;
    }
}

static uint32_t bits_of_float(double d) {
    float f = (float)d;
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

static bool put_number(const encoder *e, unsigned kind, const void *value) {
    uint64_t raw;
    if (kind == CSP_PROTO_BOOL)
        raw = *(const uint8_t *)value;
    else if (kind == CSP_PROTO_FLOAT)
        raw = bits_of_float(*(const double *)value);
    else
        memcpy(&raw, value, sizeof raw);
    if (kind != CSP_PROTO_BOOL && kind != CSP_PROTO_FLOAT && kind != CSP_PROTO_DOUBLE &&
        !fits(e, kind, (int64_t)raw))
        return false;
    if (kind == CSP_PROTO_SINT32 || kind == CSP_PROTO_SINT64)
        raw = (raw << 1) ^ ((raw >> 63) ? UINT64_MAX : 0);
    switch (csp_proto_wire(kind)) {
    case CSP_WIRE_32: put_fixed(e->out, raw, 4); return true;
    case CSP_WIRE_64: put_fixed(e->out, raw, 8); return true;
    default: put_varint(e->out, raw); return true;
    }
}

static bool put_message(const encoder *e, const csp_type *type, const char *value);

/* One value behind its tag. */
static bool put_value(const encoder *e, uint32_t number, unsigned kind, const csp_type *type,
                      const void *value) {
    put_tag(e->out, number, csp_proto_wire(kind));
    if (kind == CSP_PROTO_GROUP) {
        if (!put_message(e, type, value)) return false;
        put_tag(e->out, number, CSP_WIRE_END_GROUP);
        return true;
    }
    if (kind == CSP_PROTO_MESSAGE) {
        size_t start = begin_len(e->out);
        if (!put_message(e, type, value)) return false;
        end_len(e->out, start);
        return true;
    }
    if (kind == CSP_PROTO_STRING || kind == CSP_PROTO_BYTES) {
        const csp_str *s = *(csp_str *const *)value;
        put_varint(e->out, (uint64_t)csp_str_size(s));
        csp_text_add(e->out, csp_str_data(s), (size_t)csp_str_size(s));
        return true;
    }
    return put_number(e, kind, value);
}

static bool put_list(const encoder *e, const csp_proto_field *f, const csp_list *list) {
    int64_t n = csp_list_len(list);
    if (n == 0) return true;
    size_t start = 0;
    if (f->packed) {
        put_tag(e->out, f->number, CSP_WIRE_LEN);
        start = begin_len(e->out);
    }
    for (int64_t i = 0; i < n; ++i) {
        const void *item = csp_list_at(f->type, list, i);
        bool ok = f->packed ? put_number(e, f->kind, item)
                            : put_value(e, f->number, f->kind, f->type->elem, item);
        if (!ok) return false;
    }
    if (f->packed) end_len(e->out, start);
    return true;
}

static bool put_map(const encoder *e, const csp_proto_field *f, const csp_dict *dict) {
    int64_t at = 0;
    void *key, *value;
    while (csp_dict_next(f->type, dict, &at, &key, &value)) {
        put_tag(e->out, f->number, CSP_WIRE_LEN);
        size_t start = begin_len(e->out);
        if (!put_value(e, 1, f->key_kind, f->type->key, key) ||
            !put_value(e, 2, f->kind, f->type->elem, value))
            return false;
        end_len(e->out, start);
    }
    return true;
}

static bool put_one(const encoder *e, const csp_type *type, const char *message,
                    const csp_proto_field *f) {
    const char *value = message + f->offset;
    if (f->type->kind == CSP_OPT)
        return !value[f->type->flag_offset] ||
               put_value(e, f->number, f->kind, f->type->elem, value);
    bool present =
        (f->flag && message[f->flag]) || !csp_proto_is_default(&type->fields[f->index], value);
    return !present || put_value(e, f->number, f->kind, f->type, value);
}

static bool put_message(const encoder *outer, const csp_type *type, const char *value) {
    const csp_proto_message *m = type->proto;
    for (uint32_t i = 0; i < m->nfields; ++i) {
        const csp_proto_field *f = &m->fields[i];
        encoder e = {outer->out, outer->why, type->name, type->fields[f->index].name};
        bool ok = false;
        switch ((csp_proto_shape)f->shape) {
        case CSP_PROTO_ONE: ok = put_one(&e, type, value, f); break;
        case CSP_PROTO_LIST: ok = put_list(&e, f, *(csp_list *const *)(value + f->offset)); break;
        case CSP_PROTO_MAP: ok = put_map(&e, f, *(csp_dict *const *)(value + f->offset)); break;
        }
        if (!ok) return false;
    }
    return true;
}

bool csp_proto_encode(const csp_type *type, const void *value, csp_text *out, csp_text *why) {
    size_t before = out->size;
    encoder e = {out, why, NULL, NULL};
    if (put_message(&e, type, value)) return true;
    out->size = before;
    return false;
}

void csp_proto_serialize(const csp_call *call, csp_str **ret, const void *value) {
    csp_text out = {0}, why = {0};
    if (csp_proto_encode(call->args[0], value, &out, &why)) {
        *ret = out.size > 0 ? csp_bytes_new(out.data, out.size) : NULL;
        csp_text_free(&out);
        csp_text_free(&why);
        return;
    }
    char message[256];
    size_t size = why.size < sizeof message - 1 ? why.size : sizeof message - 1;
    memcpy(message, why.data, size);
    message[size] = '\0';
    csp_text_free(&out);
    csp_text_free(&why);
    csp_raise(call, "%s", message);
}
