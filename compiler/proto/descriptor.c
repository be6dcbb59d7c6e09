/* descriptor.c - reads the FileDescriptorSet that protoc wrote. Called by proto_import.
 *
 * One small function for each message of descriptor.proto: a loop over its fields, a switch over
 * their numbers. Fields that tell us nothing (options, services, source positions) are passed over.
 */
#include "proto/descriptor.h"

#include <string.h>

typedef struct Reader {
    Arena *arena;
    Interner *names;
    bool failed;
    bool proto3; /* the file that is read now */
} Reader;

typedef struct Span {
    const unsigned char *at, *end;
} Span;

/* One field: of a varint `value`, of anything with a length `bytes`. */
typedef struct Entry {
    uint32_t number;
    uint64_t value;
    Span bytes;
} Entry;

static uint64_t varint(Reader *r, Span *s) {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && s->at < s->end; shift += 7) {
        unsigned char byte = *s->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
    r->failed = true;
    return 0;
}

static Span take(Reader *r, Span *s, uint64_t size) {
    if (r->failed || size > (uint64_t)(s->end - s->at)) {
        r->failed = true;
        return (Span){s->end, s->end};
    }
    Span part = {s->at, s->at + size};
    s->at = part.end;
    return part;
}

/* False at the end and after a failure. Descriptors have no groups. */
static bool next(Reader *r, Span *s, Entry *entry) {
    if (r->failed || s->at == s->end) return false;
    uint64_t tag = varint(r, s);
    *entry = (Entry){.number = (uint32_t)(tag >> 3)};
    switch (tag & 7) {
    case 0: entry->value = varint(r, s); break;
    case 1: take(r, s, 8); break;
    case 2: entry->bytes = take(r, s, varint(r, s)); break;
    case 5: take(r, s, 4); break;
    default: r->failed = true; break;
    }
    return !r->failed;
}

static const char *text(const Reader *r, Span s) {
    return intern(r->names, (const char *)s.at, (size_t)(s.end - s.at));
}

/* MessageOptions.map_entry = 7, FieldOptions.packed = 2: one bool out of a message of options. */
static bool option(Reader *r, Span s, uint32_t number, bool *given) {
    bool value = false;
    Entry e;
    while (next(r, &s, &e))
        if (e.number == number) {
            value = e.value != 0;
            *given = true;
        }
    return value;
}

static DescField read_field(Reader *r, Span s) {
    DescField f = {.oneof = -1, .proto3 = r->proto3};
    Entry e;
    while (next(r, &s, &e)) {
        switch (e.number) {
        case 1: f.name = text(r, e.bytes); break;
        case 2: f.extendee = text(r, e.bytes); break;
        case 3: f.number = (uint32_t)e.value; break;
        case 4: f.repeated = e.value == 3; break;
        case 5: f.type = (int)e.value; break;
        case 6: f.type_name = text(r, e.bytes); break;
        case 7: f.preset = text(r, e.bytes); break;
        case 8: f.packed = option(r, e.bytes, 2, &f.packed_given); break;
        case 9: f.oneof = (int)e.value; break;
        case 17: f.explicit_optional = e.value != 0; break;
        default: break;
        }
    }
    if (f.name == NULL) r->failed = true;
    return f;
}

static csp_enum_item read_enum_value(Reader *r, Span s) {
    csp_enum_item item = {"", 0};
    Entry e;
    while (next(r, &s, &e)) {
        if (e.number == 1) item.name = text(r, e.bytes);
        if (e.number == 2) item.value = (int32_t)e.value;
    }
    return item;
}

static DescEnum *read_enum(Reader *r, Span s) {
    DescEnum *enm = ARENA_NEW(r->arena, DescEnum);
    Entry e;
    while (next(r, &s, &e)) {
        if (e.number == 1) enm->name = text(r, e.bytes);
        if (e.number == 2) VEC_PUSH(r->arena, &enm->values, read_enum_value(r, e.bytes));
    }
    if (enm->name == NULL) r->failed = true;
    return enm;
}

static DescMessage *read_message(Reader *r, Span s) {
    DescMessage *m = ARENA_NEW(r->arena, DescMessage);
    bool given;
    Entry e;
    while (next(r, &s, &e)) {
        switch (e.number) {
        case 1: m->name = text(r, e.bytes); break;
        case 2: VEC_PUSH(r->arena, &m->fields, read_field(r, e.bytes)); break;
        case 3: VEC_PUSH(r->arena, &m->nested, read_message(r, e.bytes)); break;
        case 4: VEC_PUSH(r->arena, &m->enums, read_enum(r, e.bytes)); break;
        case 6: VEC_PUSH(r->arena, &m->extensions, read_field(r, e.bytes)); break;
        case 7: m->map_entry = option(r, e.bytes, 7, &given); break;
        default: break;
        }
    }
    if (m->name == NULL) r->failed = true;
    return m;
}

/* The syntax comes after the messages but says how to read their fields. */
static const char *read_syntax(Reader *r, Span s) {
    const char *syntax = "proto2";
    Entry e;
    while (next(r, &s, &e))
        if (e.number == 12) syntax = text(r, e.bytes);
    return syntax;
}

static DescFile read_file(Reader *r, Span s) {
    DescFile file = {.name = "", .package = "", .syntax = read_syntax(r, s)};
    r->proto3 = strcmp(file.syntax, "proto3") == 0;
    Entry e;
    while (next(r, &s, &e)) {
        switch (e.number) {
        case 1: file.name = text(r, e.bytes); break;
        case 2: file.package = text(r, e.bytes); break;
        case 4: VEC_PUSH(r->arena, &file.messages, read_message(r, e.bytes)); break;
        case 5: VEC_PUSH(r->arena, &file.enums, read_enum(r, e.bytes)); break;
        case 7: VEC_PUSH(r->arena, &file.extensions, read_field(r, e.bytes)); break;
        default: break;
        }
    }
    return file;
}

bool descriptor_read(Arena *arena, Interner *names, const char *data, size_t size, DescFiles *out) {
    Reader r = {.arena = arena, .names = names};
    Span s = {(const unsigned char *)data, (const unsigned char *)data + size};
    Entry e;
    while (next(&r, &s, &e))
        if (e.number == 1) VEC_PUSH(arena, out, read_file(&r, e.bytes));
    return !r.failed;
}
