/* proto.h - protobuf messages as values: the tables that map wire fields to struct fields, and what
 * reads and writes by them.
 *
 * The compiler makes one csp_proto_message for each message type that a program uses
 * (compiler/proto) and hangs it on the struct's csp_type. Decoding goes straight from the bytes
 * into the struct's memory; fields without an entry in the table are skipped unread. A message maps
 * to a struct so:
 *
 *   message, group          T?                 int32 ... sfixed64    int (64-bit unsigned above
 * 2^63-1: an error) repeated                [T]                float, double         float map<K,
 * V>               {K: V}             enum                  enum (unknown numbers are kept) string,
 * bytes           str, bytes         bool                  bool
 *
 * A scalar that knows whether it was set has a hidden bool beside it, whose field name begins with
 * a dot. It is true only when the field was set to its default: the field is present if that flag
 * is set or if the value is not the default. So a message built in the language and the same
 * message from the wire are equal.
 */
#ifndef CSP_PROTO_H
#define CSP_PROTO_H

#include "csp/value.h"

/* How one value is encoded, by protobuf's names. */
typedef enum csp_proto_kind {
    CSP_PROTO_BOOL,
    CSP_PROTO_INT32,
    CSP_PROTO_INT64,
    CSP_PROTO_UINT32,
    CSP_PROTO_UINT64,
    CSP_PROTO_SINT32,
    CSP_PROTO_SINT64,
    CSP_PROTO_FIXED32,
    CSP_PROTO_FIXED64,
    CSP_PROTO_SFIXED32,
    CSP_PROTO_SFIXED64,
    CSP_PROTO_FLOAT,
    CSP_PROTO_DOUBLE,
    CSP_PROTO_ENUM,
    CSP_PROTO_STRING,
    CSP_PROTO_BYTES,
    CSP_PROTO_MESSAGE,
    CSP_PROTO_GROUP
} csp_proto_kind;

typedef enum csp_proto_shape { CSP_PROTO_ONE, CSP_PROTO_LIST, CSP_PROTO_MAP } csp_proto_shape;

typedef struct csp_proto_field {
    uint32_t number;
    uint8_t kind;         /* a csp_proto_kind; map: of the values */
    uint8_t key_kind;     /* map: of the keys */
    uint8_t shape;        /* a csp_proto_shape */
    uint8_t packed;       /* list: written packed (both forms are read) */
    uint32_t index;       /* of the struct's field */
    uint32_t offset;      /* of that field */
    uint32_t flag;        /* offset of the hidden presence flag; 0: none */
    uint32_t oneof;       /* fields with the same number exclude each other; 0: none */
    const csp_type *type; /* of the struct's field; a message's own table is type->elem->proto */
} csp_proto_field;

typedef struct csp_proto_message {
    uint32_t nfields;
    uint32_t ndense; /* numbers below are looked up in `dense`, others by bisection */
    uint32_t ndefaults;
    const csp_proto_field *fields; /* by ascending number */
    const uint16_t *dense;         /* by number: 1 + index into fields; 0: no such field */
    const uint32_t *defaults;      /* struct fields whose default (csp_field.preset) is not zero */
} csp_proto_message;

/* How deep messages and groups may nest, unknown ones included. */
#define CSP_PROTO_DEPTH 100

/* Decodes a message of this struct type into `*to`, which holds no value before. On failure `*to`
 * is zero and `why` tells: "truncated at byte 1234 in entity[3].trip_update". A missing required
 * field is not an error. */
bool csp_proto_decode(const csp_type *type, const void *data, size_t size, void *to, csp_text *why);

/* Appends the encoded message, fields in the order of their numbers. Fails on an int that its field
 * cannot hold; then `out` is as before and `why` tells which. */
bool csp_proto_encode(const csp_type *type, const void *value, csp_text *out, csp_text *why);

/* ---- library functions (call ABI, value.h); T is a protobuf struct */

/* T.parse(data: bytes) -> T; raises when the data is not a T. */
void csp_proto_parse(const csp_call *call, void *ret, csp_str *const *data);
/* T.try_parse(data: bytes) -> T?; None when the data is not a T. */
void csp_proto_try_parse(const csp_call *call, void *ret, csp_str *const *data);
/* T.serialize(self) -> bytes; raises as csp_proto_encode fails. */
void csp_proto_serialize(const csp_call *call, csp_str **ret, const void *value);
/* decode_message[T](data: bytes, mut why: str) -> T?; on failure None, and `why` tells. Else `why` is empty. */
void csp_decode_message(const csp_call *call, void *ret, csp_str *const *data, csp_str **why);
/* is_message[T](nothing: T?) -> bool: is T a protobuf message? */
void csp_is_message(const csp_call *call, uint8_t *ret, const void *nothing);

#endif
