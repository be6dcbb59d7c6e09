/* descriptor.h - what protoc says of .proto files: a FileDescriptorSet, read into plain structs
 * (private to compiler/proto).
 *
 * Source: google/protobuf/descriptor.proto, whose names and numbers these are.
 */
#ifndef PROTO_DESCRIPTOR_H
#define PROTO_DESCRIPTOR_H

#include <stdbool.h>

#include "csp/value.h"
#include "support/vec.h"

/* FieldDescriptorProto.Type */
typedef enum DescType {
    DESC_DOUBLE = 1,
    DESC_FLOAT,
    DESC_INT64,
    DESC_UINT64,
    DESC_INT32,
    DESC_FIXED64,
    DESC_FIXED32,
    DESC_BOOL,
    DESC_STRING,
    DESC_GROUP,
    DESC_MESSAGE,
    DESC_BYTES,
    DESC_UINT32,
    DESC_ENUM,
    DESC_SFIXED32,
    DESC_SFIXED64,
    DESC_SINT32,
    DESC_SINT64
} DescType;

typedef struct DescField {
    const char *name;
    const char *type_name; /* message, group, enum: `.package.Message`; else NULL */
    const char *extendee;  /* extensions: the message extended; else NULL */
    const char *preset;    /* default_value as text, or NULL */
    uint32_t number;
    int type;  /* DescType */
    int oneof; /* index, or -1 */
    bool repeated;
    bool proto3;            /* of the file that declares it */
    bool explicit_optional; /* proto3's `optional` */
    bool packed, packed_given;
} DescField;
typedef VEC(DescField) DescFields;

typedef struct DescEnum {
    const char *name;
    VEC(csp_enum_item) values;
} DescEnum;
typedef VEC(DescEnum *) DescEnums;

typedef struct DescMessage DescMessage;
typedef VEC(DescMessage *) DescMessages;
struct DescMessage {
    const char *name;
    DescFields fields;
    DescFields extensions; /* declared inside, of whatever message */
    DescMessages nested;
    DescEnums enums;
    bool map_entry;
};

typedef struct DescFile {
    const char *name;    /* relative to protoc's -I */
    const char *package; /* "" without */
    const char *syntax;  /* "proto2" or "proto3"; "editions" */
    DescMessages messages;
    DescEnums enums;
    DescFields extensions;
} DescFile;
typedef VEC(DescFile) DescFiles;

/* False when the bytes are no FileDescriptorSet. Names are interned. */
bool descriptor_read(Arena *arena, Interner *names, const char *data, size_t size, DescFiles *out);

#endif
