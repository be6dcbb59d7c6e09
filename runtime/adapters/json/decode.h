/* decode.h - values of the program's types from JSON, and back; csp/json.h says what becomes what. */
#ifndef CSP_JSON_DECODE_H
#define CSP_JSON_DECODE_H

#include "adapters/json/tree.h"

/* Into *to, which holds no value before. On failure *to is zero and `why` tells where and what:
 * `/person/id: expected int, got "x"`. `unit`: nanoseconds of 1 where a time is a number; 0: a time is text. */
bool csp_json_decode(const csp_type *type, const json_t *from, int64_t unit, void *to,
                     csp_text *why);

/* A new reference. A field whose key is a JSON Pointer stands where that leads; times are text. */
json_t *csp_json_encode(const csp_type *type, const void *value);

#endif
