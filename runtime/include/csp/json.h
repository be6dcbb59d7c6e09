/* json.h - the functions of values of type `json`, and JSON decoded by the type that is wanted.
 *
 * They stand in libcsp_json, over Jansson (the parser and its tree), which only programs that use JSON link.
 * What a decoded type takes:
 *
 *   bool           true, false                  int, float     numbers (1.0 is an int, too)
 *   str, bytes     strings                      [T], {T}       arrays
 *   {K: V}         objects; keys that are not text are read from it
 *   (A, B)         an array of that length      array[float]   an array of numbers, or of such arrays
 *   enum           its name or its number       json           anything
 *   struct         an object, by the fields' keys; a key that begins with / is a JSON Pointer
 *   datetime ...   text as on the command line, or a number of `unit`s (datetimes since 1970)
 *   T?             null or no key: None
 *
 * A key that is missing, or null, is the field's default; without one that is an error. Keys without a field are
 * skipped. What goes wrong is told with the JSON Pointer of the place: `/bids/3/price: expected float, got "x"`.
 */
#ifndef CSP_JSON_H
#define CSP_JSON_H

#include "csp/value.h"

/* ---- library functions (call ABI, value.h) */

/* parse(text: str) -> json; raises, with line and column, on what is no JSON. The same for bytes. */
void csp_json_parse(const csp_call *call, csp_json **ret, csp_str *const *text);
/* try_parse(text: str) -> json?; None on what is no JSON. */
void csp_json_try_parse(const csp_call *call, void *ret, csp_str *const *text);
/* parse[T](text: str, at: str, unit: timedelta) -> T; raises. The same for bytes. */
void csp_json_parse_as(const csp_call *call, void *ret, csp_str *const *text, csp_str *const *at,
                       const int64_t *unit);
/* try_parse[T](text: str, at: str, unit: timedelta) -> T? */
void csp_json_try_parse_as(const csp_call *call, void *ret, csp_str *const *text,
                           csp_str *const *at, const int64_t *unit);
/* try_decode(text: str, at: str, unit: timedelta, mut why: str) -> T?; on failure None, and `why` tells. Else
 * `why` is empty. */
void csp_json_try_decode(const csp_call *call, void *ret, csp_str *const *text, csp_str *const *at,
                         const int64_t *unit, csp_str **why);
/* dumps(x: T, indent: int) -> str: by the fields' keys; one line where indent is 0. */
void csp_json_dumps(const csp_call *call, csp_str **ret, const void *value, const int64_t *indent);
/* of(x: T) -> json */
void csp_json_of(const csp_call *call, csp_json **ret, const void *value);
/* The value of a constant: text that the compiler wrote. */
void csp_json_build(const csp_call *call, csp_json **ret, csp_str *const *text);

/* json.get[T](self, at: str, unit: timedelta) -> T?; None where there is no T. */
void csp_json_get(const csp_call *call, void *ret, csp_json *const *self, csp_str *const *at,
                  const int64_t *unit);
/* self[key], self[index]: null where there is no such member. */
void csp_json_member(const csp_call *call, csp_json **ret, csp_json *const *self,
                     csp_str *const *key);
void csp_json_item(const csp_call *call, csp_json **ret, csp_json *const *self,
                   const int64_t *index);
void csp_json_is_null(const csp_call *call, uint8_t *ret, csp_json *const *self);
void csp_json_kind(const csp_call *call, csp_str **ret, csp_json *const *self);
void csp_json_length(const csp_call *call, int64_t *ret, csp_json *const *self);
void csp_json_has(const csp_call *call, uint8_t *ret, csp_json *const *self, csp_str *const *key);
void csp_json_keys(const csp_call *call, csp_list **ret, csp_json *const *self);
void csp_json_elements(const csp_call *call, csp_list **ret,
                       csp_json *const *self); /* of an array */
void csp_json_values(const csp_call *call, csp_list **ret, csp_json *const *self);
void csp_json_items(const csp_call *call, csp_list **ret, csp_json *const *self);

#endif
