/* proto_internal.h - what reading and writing protobuf share: wire types and the test for a field's
 * default. */
#ifndef CSP_PROTO_INTERNAL_H
#define CSP_PROTO_INTERNAL_H

#include <string.h>

#include "csp/proto.h"

/* The low three bits of a tag; 6 and 7 do not exist. */
typedef enum csp_wire {
    CSP_WIRE_VARINT,
    CSP_WIRE_64,
    CSP_WIRE_LEN,
    CSP_WIRE_START_GROUP,
    CSP_WIRE_END_GROUP,
    CSP_WIRE_32
} csp_wire;

static inline csp_wire csp_proto_wire(unsigned kind) {
    switch ((csp_proto_kind)kind) {
    case CSP_PROTO_FIXED32:
    case CSP_PROTO_SFIXED32:
    case CSP_PROTO_FLOAT: return CSP_WIRE_32;
    case CSP_PROTO_FIXED64:
    case CSP_PROTO_SFIXED64:
    case CSP_PROTO_DOUBLE: return CSP_WIRE_64;
    case CSP_PROTO_STRING:
    case CSP_PROTO_BYTES:
    case CSP_PROTO_MESSAGE: return CSP_WIRE_LEN;
    case CSP_PROTO_GROUP: return CSP_WIRE_START_GROUP;
    case CSP_PROTO_BOOL:
    case CSP_PROTO_INT32:
    case CSP_PROTO_INT64:
    case CSP_PROTO_UINT32:
    case CSP_PROTO_UINT64:
    case CSP_PROTO_SINT32:
    case CSP_PROTO_SINT64:
    case CSP_PROTO_ENUM: break;
    }
    return CSP_WIRE_VARINT;
}

static inline bool csp_proto_same_float(double a, double b) { return a == b || (a != a && b != b); }

/* The scalar at `value` is the field's default. Without a preset that is zero. */
static inline bool csp_proto_is_default(const csp_field *field, const void *value) {
    static const int64_t zero = 0;
    const void *preset = field->preset ? field->preset : &zero;
    switch ((csp_kind)field->type->kind) {
    case CSP_BOOL: return *(const uint8_t *)value == *(const uint8_t *)preset;
    case CSP_FLOAT:
        return csp_proto_same_float(*(const double *)value,
                                    field->preset ? *(const double *)preset : 0.0);
    case CSP_STR:
    case CSP_BYTES: {
        const csp_str *a = *(csp_str *const *)value;
        const csp_str *b = field->preset ? *(csp_str *const *)preset : NULL;
        return csp_str_size(a) == csp_str_size(b) &&
               memcmp(csp_str_data(a), csp_str_data(b), (size_t)csp_str_size(a)) == 0;
    }
    default: return *(const int64_t *)value == *(const int64_t *)preset;
    }
}

#endif
