/* proto_decode.c - protobuf's wire format read straight into struct memory, by the tables of
 * csp/proto.h.
 *
 * Called by `parse`, `try_parse` and `decode`. One loop over the fields of a message
 * (decode_fields) that calls itself for messages inside. What is half read is a valid value at any
 * time, so a failure just releases the outermost struct.
 *
 *   message = { tag value }      tag = varint of (number << 3 | wire type)
 *   varint: 7 bits a byte, low ones first, at most 10 bytes; LEN: varint size, then the bytes
 */
#include "proto_internal.h"

/* Where in the message a value stands, for errors; `index` is -1 outside of lists. */
typedef struct place {
    const struct place *outer; /* NULL at the top, which has no name itself */
    const char *name;
    int64_t index;
} place;

/* What is left of one message (or packed list). */
typedef struct cursor {
    const uint8_t *at, *end;
} cursor;

typedef struct decoder {
    const uint8_t *start;
    csp_text *why;
    int depth; /* of messages and groups around what is read now */
} decoder;

/* ---- errors */

static void add_path(csp_text *t, const place *p) {
    if (!p->name) return;
    add_path(t, p->outer);
    if (p->outer->name) csp_text_puts(t, ".");
    csp_text_puts(t, p->name);
    if (p->index >= 0) csp_text_printf(t, "[%lld]", (long long)p->index);
}

/* "WHAT at byte N in PATH"; false, for the caller to return. */
static bool fail(const decoder *d, const place *p, const uint8_t *at, const char *what) {
    csp_text_printf(d->why, "%s at byte %lld", what, (long long)(at - d->start));
    if (p->name) {
        csp_text_puts(d->why, " in ");
        add_path(d->why, p);
    }
    return false;
}

/* ---- the parts of the format */

static bool long_varint(const decoder *d, cursor *c, uint64_t *out, const place *p) {
    uint64_t value = 0;
    for (int i = 0; i < 10; ++i) {
        if (c->at + i == c->end) return fail(d, p, c->end, "truncated");
        uint8_t byte = c->at[i];
        if (i == 9 && byte > 1) break;
        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            c->at += i + 1;
            *out = value;
            return true;
        }
    }
    return fail(d, p, c->at, "number longer than 64 bits");
}

static inline bool read_varint(const decoder *d, cursor *c, uint64_t *out, const place *p) {
    if (c->at < c->end && *c->at < 0x80) {
        *out = *c->at++;
        return true;
    }
    return long_varint(d, c, out, p);
}

/* Little-endian, 4 or 8 bytes. */
static bool read_fixed(const decoder *d, cursor *c, int size, uint64_t *out, const place *p) {
    if (c->end - c->at < size) return fail(d, p, c->end, "truncated");
    uint64_t value = 0;
    for (int i = 0; i < size; ++i) value |= (uint64_t)c->at[i] << (8 * i);
    c->at += size;
    *out = value;
    return true;
}

static bool read_len(const decoder *d, cursor *c, cursor *inside, const place *p) {
    uint64_t size;
    if (!read_varint(d, c, &size, p)) return false;
    if (size > (uint64_t)(c->end - c->at)) return fail(d, p, c->end, "truncated");
    inside->at = c->at;
    inside->end = c->at + size;
    c->at = inside->end;
    return true;
}

static bool read_tag(const decoder *d, cursor *c, uint32_t *number, csp_wire *wire,
                     const place *p) {
    const uint8_t *start = c->at;
    uint64_t tag;
    if (!read_varint(d, c, &tag, p)) return false;
    if (tag > UINT32_MAX) return fail(d, p, start, "field number out of range");
    *number = (uint32_t)tag >> 3;
    *wire = (csp_wire)(tag & 7);
    if (*number == 0) return fail(d, p, start, "field number 0");
    if ((tag & 7) > CSP_WIRE_32) return fail(d, p, start, "unknown wire type");
    return true;
}

static bool enter(decoder *d, const cursor *c, const place *p) {
    if (++d->depth > CSP_PROTO_DEPTH)
        return fail(d, p, c->at, "messages nested more than 100 deep");
    return true;
}

static bool skip_value(decoder *d, cursor *c, uint32_t number, csp_wire wire, const place *p);

static bool skip_group(decoder *d, cursor *c, uint32_t group, const place *p) {
    if (!enter(d, c, p)) return false;
    for (;;) {
        const uint8_t *start = c->at;
        uint32_t number;
        csp_wire wire;
        if (!read_tag(d, c, &number, &wire, p)) return false;
        if (wire == CSP_WIRE_END_GROUP) {
            --d->depth;
            return number == group || fail(d, p, start, "end of another group");
        }
        if (!skip_value(d, c, number, wire, p)) return false;
    }
}

/* Behind the tag of a field that nobody reads. */
static bool skip_value(decoder *d, cursor *c, uint32_t number, csp_wire wire, const place *p) {
    uint64_t ignored;
    cursor inside;
    switch (wire) {
    case CSP_WIRE_VARINT: return read_varint(d, c, &ignored, p);
    case CSP_WIRE_64: return read_fixed(d, c, 8, &ignored, p);
    case CSP_WIRE_LEN: return read_len(d, c, &inside, p);
    case CSP_WIRE_START_GROUP: return skip_group(d, c, number, p);
    case CSP_WIRE_32: return read_fixed(d, c, 4, &ignored, p);
    case CSP_WIRE_END_GROUP: break; /* the caller's own end, never skipped */
    }
    return fail(d, p, c->at, "unknown wire type");
}

/* ---- scalars */

static int64_t unzigzag(uint64_t n) { return (int64_t)((n >> 1) ^ (~(n & 1) + 1)); }

static double float_of_bits(uint32_t bits) {
    float f;
    memcpy(&f, &bits, sizeof f);
    return (double)f;
}

/* The value of a number's wire bits; false when it is beyond the language's int. */
static bool store_number(unsigned kind, uint64_t raw, void *to) {
    switch ((csp_proto_kind)kind) {
    case CSP_PROTO_BOOL: *(uint8_t *)to = raw != 0; return true;
    case CSP_PROTO_FLOAT: *(double *)to = float_of_bits((uint32_t)raw); return true;
    case CSP_PROTO_DOUBLE: memcpy(to, &raw, sizeof raw); return true;
    case CSP_PROTO_INT32:
    case CSP_PROTO_ENUM:
    case CSP_PROTO_SFIXED32: *(int64_t *)to = (int32_t)(uint32_t)raw; return true;
    case CSP_PROTO_UINT32:
    case CSP_PROTO_FIXED32: *(int64_t *)to = (int64_t)(uint32_t)raw; return true;
    case CSP_PROTO_SINT32: *(int64_t *)to = unzigzag((uint32_t)raw); return true;
    case CSP_PROTO_SINT64: *(int64_t *)to = unzigzag(raw); return true;
    case CSP_PROTO_UINT64:
    case CSP_PROTO_FIXED64:
        if (raw > INT64_MAX) return false;
        *(int64_t *)to = (int64_t)raw;
        return true;
    case CSP_PROTO_INT64:
    case CSP_PROTO_SFIXED64: *(int64_t *)to = (int64_t)raw; return true;
    case CSP_PROTO_STRING:
    case CSP_PROTO_BYTES:
    case CSP_PROTO_MESSAGE:
    case CSP_PROTO_GROUP: break;
    }
    return false;
}

static bool read_number(const decoder *d, cursor *c, unsigned kind, void *to, const place *p) {
    const uint8_t *start = c->at;
    uint64_t raw;
    bool ok;
    switch (csp_proto_wire(kind)) {
    case CSP_WIRE_32: ok = read_fixed(d, c, 4, &raw, p); break;
    case CSP_WIRE_64: ok = read_fixed(d, c, 8, &raw, p); break;
    default: ok = read_varint(d, c, &raw, p); break;
    }
    if (!ok) return false;
    return store_number(kind, raw, to) || fail(d, p, start, "number above 2^63-1");
}

/* The length of the UTF-8 sequence at `s`, of which `left` bytes are there; 0 when it is none. */
static int utf8_length(const uint8_t *s, int64_t left) {
    int n = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    if (n == 0 || n > left) return 0;
    for (int i = 1; i < n; ++i)
        if ((s[i] & 0xc0) != 0x80) return 0;
    bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool surrogate = s[0] == 0xed && s[1] > 0x9f;
    bool beyond = s[0] == 0xf4 && s[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : n;
}

/* The first byte that is not UTF-8, or NULL. */
static const uint8_t *utf8_fault(const uint8_t *s, const uint8_t *end) {
    while (s < end) {
        uint64_t word;
        if (end - s >= 8) {
            memcpy(&word, s, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                s += 8;
                continue;
            }
        }
        if (*s < 0x80) {
            ++s;
            continue;
        }
        int n = utf8_length(s, end - s);
        if (n == 0) return s;
        s += n;
    }
    return NULL;
}

/* A string or bytes; NULL when empty. */
static bool read_text(const decoder *d, cursor *c, unsigned kind, csp_str **to, const place *p) {
    cursor inside;
    if (!read_len(d, c, &inside, p)) return false;
    size_t size = (size_t)(inside.end - inside.at);
    *to = NULL;
    if (kind == CSP_PROTO_BYTES) {
        if (size > 0) *to = csp_bytes_new(inside.at, size);
        return true;
    }
    const uint8_t *fault = utf8_fault(inside.at, inside.end);
    if (fault) return fail(d, p, fault, "invalid UTF-8");
    if (size > 0) *to = csp_str_new((const char *)inside.at, size);
    return true;
}

static bool is_text(unsigned kind) { return kind == CSP_PROTO_STRING || kind == CSP_PROTO_BYTES; }
static bool is_message(unsigned kind) {
    return kind == CSP_PROTO_MESSAGE || kind == CSP_PROTO_GROUP;
}

/* ---- messages */

static bool decode_fields(decoder *d, const csp_type *type, char *to, cursor *c, uint32_t group,
                          const place *p);

/* A message in which nothing is set. */
static void start_message(const csp_type *type, void *to) {
    memset(to, 0, type->size);
    const csp_proto_message *m = type->proto;
    for (uint32_t i = 0; i < m->ndefaults; ++i) {
        const csp_field *f = &type->fields[m->defaults[i]];
        csp_copy(f->type, (char *)to + f->offset, f->preset);
    }
}

/* Merges the message or group behind a tag into `to`, which is one already. */
static bool read_message(decoder *d, cursor *c, const csp_proto_field *f, const csp_type *type,
                         void *to, const place *p) {
    if (!enter(d, c, p)) return false;
    if (f->kind == CSP_PROTO_GROUP) {
        if (!decode_fields(d, type, to, c, f->number, p)) return false;
    } else {
        cursor inside;
        if (!read_len(d, c, &inside, p)) return false;
        if (!decode_fields(d, type, to, &inside, 0, p)) return false;
    }
    --d->depth;
    return true;
}

/* Any single value into zeroed memory (a message: started). */
static bool read_value(decoder *d, cursor *c, const csp_proto_field *f, unsigned kind,
                       const csp_type *type, void *to, const place *p) {
    if (is_message(kind)) return read_message(d, c, f, type, to, p);
    if (is_text(kind)) return read_text(d, c, kind, to, p);
    return read_number(d, c, kind, to, p);
}

/* The other members of this field's oneof go back to what they are when not set. */
static void clear_oneof(const csp_type *type, char *to, const csp_proto_field *chosen) {
    const csp_proto_message *m = type->proto;
    for (uint32_t i = 0; i < m->nfields; ++i) {
        const csp_proto_field *f = &m->fields[i];
        if (f->oneof != chosen->oneof || f == chosen) continue;
        csp_release(f->type, to + f->offset);
        if (f->flag) to[f->flag] = 0;
        const void *preset = type->fields[f->index].preset;
        if (preset && f->type->kind != CSP_OPT) csp_copy(f->type, to + f->offset, preset);
    }
}

static bool read_one(decoder *d, cursor *c, const csp_type *type, char *to,
                     const csp_proto_field *f, const place *p) {
    char *value = to + f->offset;
    if (f->oneof) clear_oneof(type, to, f);
    if (is_message(f->kind)) {
        char *set = value + f->type->flag_offset;
        if (!*set) {
            start_message(f->type->elem, value);
            *set = 1;
        }
        return read_message(d, c, f, f->type->elem, value, p);
    }
    if (is_text(f->kind)) {
        csp_str *text;
        if (!read_text(d, c, f->kind, &text, p)) return false;
        csp_release(f->type, value);
        *(csp_str **)value = text;
    } else if (!read_number(d, c, f->kind, value, p)) {
        return false;
    }
    if (f->flag) to[f->flag] = csp_proto_is_default(&type->fields[f->index], value);
    return true;
}

static bool read_packed(const decoder *d, cursor *c, const csp_proto_field *f, csp_list **list,
                        place *p) {
    cursor inside;
    if (!read_len(d, c, &inside, p)) return false;
    while (inside.at < inside.end) {
        p->index = csp_list_len(*list);
        union {
            int64_t i;
            double d;
            uint8_t b;
        } value;
        if (!read_number(d, &inside, f->kind, &value, p)) return false;
        memcpy(csp_list_grow(f->type, list), &value, f->type->elem->size);
    }
    return true;
}

static bool read_item(decoder *d, cursor *c, const csp_proto_field *f, csp_list **list, place *p) {
    p->index = csp_list_len(*list);
    void *item = csp_list_grow(f->type, list);
    if (is_message(f->kind))
        start_message(f->type->elem, item);
    else
        memset(item, 0, f->type->elem->size);
    return read_value(d, c, f, f->kind, f->type->elem, item, p);
}

/* The fields of a map's entry: 1 is the key, 2 the value; missing ones are zero. */
static bool read_entry_fields(decoder *d, cursor *c, const csp_proto_field *f, void *key,
                              void *value, const place *p) {
    const csp_type *key_type = f->type->key, *value_type = f->type->elem;
    while (c->at < c->end) {
        uint32_t number;
        csp_wire wire;
        const uint8_t *start = c->at;
        if (!read_tag(d, c, &number, &wire, p)) return false;
        if (wire == CSP_WIRE_END_GROUP) return fail(d, p, start, "end of another group");
        bool ok;
        if (number == 1 && wire == csp_proto_wire(f->key_kind)) {
            csp_release(key_type, key);
            ok = read_value(d, c, f, f->key_kind, key_type, key, p);
        } else if (number == 2 && wire == csp_proto_wire(f->kind)) {
            if (!is_message(f->kind)) csp_release(value_type, value);
            ok = read_value(d, c, f, f->kind, value_type, value, p);
        } else {
            ok = skip_value(d, c, number, wire, p);
        }
        if (!ok) return false;
    }
    return true;
}

static bool read_entry(decoder *d, cursor *c, const csp_proto_field *f, csp_dict **dict,
                       const place *p) {
    cursor inside;
    if (!enter(d, c, p) || !read_len(d, c, &inside, p)) return false;
    const csp_type *elem = f->type->elem;
    int64_t key = 0; /* as large as any key: int, bool or str */
    _Alignas(16) char small[256];
    char *value = elem->size <= sizeof small ? small : csp_alloc(elem->size);
    if (is_message(f->kind))
        start_message(elem, value);
    else
        memset(value, 0, elem->size);

    bool ok = read_entry_fields(d, &inside, f, &key, value, p);
    if (ok)
        csp_move(elem, csp_dict_slot(f->type, dict, &key, &(bool){false}), value);
    else
        csp_release(elem, value);
    csp_release(f->type->key, &key);
    if (value != small) csp_free(value);
    --d->depth;
    return ok;
}

static bool read_field(decoder *d, cursor *c, const csp_type *type, char *to,
                       const csp_proto_field *f, csp_wire wire, const place *outer) {
    place p = {outer, type->fields[f->index].name, -1};
    switch ((csp_proto_shape)f->shape) {
    case CSP_PROTO_ONE: return read_one(d, c, type, to, f, &p);
    case CSP_PROTO_MAP: return read_entry(d, c, f, (csp_dict **)(to + f->offset), &p);
    case CSP_PROTO_LIST: break;
    }
    csp_list **list = (csp_list **)(to + f->offset);
    if (wire == CSP_WIRE_LEN && csp_proto_wire(f->kind) != CSP_WIRE_LEN)
        return read_packed(d, c, f, list, &p);
    return read_item(d, c, f, list, &p);
}

static const csp_proto_field *find_field(const csp_proto_message *m, uint32_t number) {
    if (number < m->ndense) {
        uint16_t i = m->dense[number];
        return i ? &m->fields[i - 1] : NULL;
    }
    uint32_t low = 0, high = m->nfields;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (m->fields[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m->nfields && m->fields[low].number == number ? &m->fields[low] : NULL;
}

/* A field on the wire in a form that its declaration doesn't have counts as unknown, as protobuf
 * says. */
static bool form_fits(const csp_proto_field *f, csp_wire wire) {
    if (f->shape == CSP_PROTO_MAP) return wire == CSP_WIRE_LEN;
    csp_wire own = csp_proto_wire(f->kind);
    if (wire == own) return true;
    return f->shape == CSP_PROTO_LIST && wire == CSP_WIRE_LEN && own != CSP_WIRE_START_GROUP;
}

/* Up to the end of `c`, or, when `group` is not 0, to the end tag of that group. */
static bool decode_fields(decoder *d, const csp_type *type, char *to, cursor *c, uint32_t group,
                          const place *p) {
    const csp_proto_message *m = type->proto;
    while (c->at < c->end) {
        const uint8_t *start = c->at;
        uint32_t number;
        csp_wire wire;
        if (!read_tag(d, c, &number, &wire, p)) return false;
        if (wire == CSP_WIRE_END_GROUP)
            return (group != 0 && number == group) || fail(d, p, start, "end of another group");
        const csp_proto_field *f = find_field(m, number);
        bool ok = f && form_fits(f, wire) ? read_field(d, c, type, to, f, wire, p)
                                          : skip_value(d, c, number, wire, p);
        if (!ok) return false;
    }
    return group == 0 || fail(d, p, c->end, "truncated");
}

bool csp_proto_decode(const csp_type *type, const void *data, size_t size, void *to,
                      csp_text *why) {
    static const uint8_t nothing[1];
    const uint8_t *start = size > 0 ? data : nothing;
    decoder d = {start, why, 0};
    cursor c = {start, start + size};
    place top = {NULL, NULL, -1};
    start_message(type, to);
    if (decode_fields(&d, type, to, &c, 0, &top)) return true;
    csp_release(type, to);
    return false;
}

/* ---- library functions */

static bool decode_bytes(const csp_type *type, const csp_str *data, void *to, csp_text *why) {
    return csp_proto_decode(type, csp_str_data(data), (size_t)csp_str_size(data), to, why);
}

void csp_proto_parse(const csp_call *call, void *ret, csp_str *const *data) {
    csp_text why = {0};
    if (decode_bytes(call->ret, *data, ret, &why)) return;
    char message[1024]; /* the text is freed before the frames are abandoned */
    size_t size = why.size < sizeof message - 1 ? why.size : sizeof message - 1;
    memcpy(message, why.data, size);
    message[size] = '\0';
    csp_text_free(&why);
    csp_raise(call, "not a %s: %s", call->ret->name, message);
}

/* A T? from the outcome of decoding; the flag's byte and the padding are zero on failure. */
static bool decode_optional(const csp_type *type, const csp_str *data, void *ret, csp_text *why) {
    memset(ret, 0, type->size);
    if (!decode_bytes(type->elem, data, ret, why)) return false;
    ((uint8_t *)ret)[type->flag_offset] = 1;
    return true;
}

void csp_proto_try_parse(const csp_call *call, void *ret, csp_str *const *data) {
    csp_text why = {0};
    decode_optional(call->ret, *data, ret, &why);
    csp_text_free(&why);
}

void csp_is_message(const csp_call *call, uint8_t *ret, const void *nothing) {
    (void)nothing;
    *ret = call->args[0]->elem->proto != NULL;
}

void csp_decode_message(const csp_call *call, void *ret, csp_str *const *data, csp_str **why) {
    csp_text text = {0};
    decode_optional(call->ret, *data, ret, &text);
    csp_release(call->args[1], why);
    if (text.size > 0) *why = csp_str_new(text.data, text.size);
    csp_text_free(&text);
}
