/* presets.c - defaults of protobuf fields as constants of the typed program. Called by build.c.
 *
 * protoc gives a proto2 default as text: a number, `inf`, `nan`, `true`, the name of an enum's
 * value, the string itself, or bytes with C escapes.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "proto/build.h"

TirExpr *proto_const(const ProtoContext *ctx, const Type *type, const void *value, size_t size) {
    TirExpr *e = ARENA_NEW(ctx->arena, TirExpr);
    e->kind = TE_CONST;
    e->type = type;
    e->pos = ctx->pos;
    void *copy = arena_alloc(ctx->arena, size);
    memcpy(copy, value, size);
    e->value = copy;
    return e;
}

/* A static object: never counted, never freed. */
static csp_str *static_str(Arena *arena, const char *data, size_t size, bool is_text) {
    if (size == 0) return NULL;
    csp_str *s = arena_alloc(arena, sizeof *s + size + 1);
    s->refs = -1;
    s->size = (int64_t)size;
    memcpy(s->data, data, size);
    for (size_t i = 0; i < size; i++)
        if (!is_text || (data[i] & 0xc0) != 0x80) s->chars++;
    return s;
}

static int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

/* Up to `most` digits of this base; moves *at behind them. */
static char escaped_number(const char **at, int base, int most) {
    int value = 0;
    for (int i = 0; i < most && digit_of(**at) < base; i++)
        value = value * base + digit_of(*(*at)++);
    return (char)value;
}

/* The bytes behind C escapes, as protoc writes them; returns how many. */
static size_t unescape(const char *from, char *to) {
    static const char letters[] = "n\nr\rt\ta\ab\bf\fv\v";
    char *start = to;
    while (*from != '\0') {
        if (*from != '\\') {
            *to++ = *from++;
            continue;
        }
        from++;
        const char *letter = *from == '\0' ? NULL : strchr(letters, *from);
        if (*from == 'x') {
            from++;
            *to++ = escaped_number(&from, 16, 2);
        } else if (*from >= '0' && *from <= '7') {
            *to++ = escaped_number(&from, 8, 3);
        } else if (letter != NULL && (letter - letters) % 2 == 0) {
            *to++ = letter[1];
            from++;
        } else if (*from != '\0') {
            *to++ = *from++;
        }
    }
    return (size_t)(to - start);
}

static csp_str *text_value(const ProtoContext *ctx, const Type *type, const char *text) {
    if (type->kind == TYPE_STR) return static_str(ctx->arena, text, strlen(text), true);
    char *bytes = arena_alloc(ctx->arena, strlen(text) + 1);
    return static_str(ctx->arena, bytes, unescape(text, bytes), false);
}

/* Without a default an enum is its first value. */
static int64_t enum_value(const TirEnum *enm, const char *text) {
    for (int i = 0; text != NULL && i < enm->items.len; i++)
        if (strcmp(enm->items.items[i].name, text) == 0) return enm->items.items[i].value;
    return enm->items.len > 0 ? enm->items.items[0].value : 0;
}

static TirExpr *int_preset(const ProtoContext *ctx, const DescField *field, const Type *type,
                           const char *text) {
    errno = 0;
    int64_t value = text == NULL ? 0 : strtoll(text, NULL, 10);
    if (errno == 0) return proto_const(ctx, type, &value, sizeof value);
    diag_error(ctx->diagnostics, ctx->pos, 506,
               "the default of the protobuf field `%s`, %s, is above the largest int", field->name,
               text);
    return NULL;
}

TirExpr *proto_preset(const ProtoContext *ctx, const DescField *field, const Type *type,
                      const char *text) {
    switch (type->kind) {
    case TYPE_BOOL: {
        uint8_t value = text != NULL && strcmp(text, "true") == 0;
        return proto_const(ctx, type, &value, sizeof value);
    }
    case TYPE_FLOAT: {
        double value = text == NULL ? 0.0 : strtod(text, NULL);
        if (field->type == DESC_FLOAT) value = (double)(float)value;
        return proto_const(ctx, type, &value, sizeof value);
    }
    case TYPE_STR:
    case TYPE_BYTES: {
        csp_str *value = text == NULL ? NULL : text_value(ctx, type, text);
        return proto_const(ctx, type, &value, sizeof value);
    }
    case TYPE_ENUM: {
        int64_t value = enum_value(type->enm, text);
        return proto_const(ctx, type, &value, sizeof value);
    }
    default: return int_preset(ctx, field, type, text);
    }
}
