/* internal.h - what the files of runtime/value share among themselves.
 *
 * Not installed: other parts of the runtime use csp/value.h only.
 */
#ifndef CSP_VALUE_INTERNAL_H
#define CSP_VALUE_INTERNAL_H

#include <string.h>

#include "csp/builtins.h"
#include "csp/value.h"

/* A T? holds a value. */
static inline bool csp_opt_is_set(const csp_type *type, const void *value) {
    return *((const uint8_t *)value + type->flag_offset) != 0;
}

/* ---- counting */

static inline bool csp_shared(int64_t refs) {
    return refs != 1;
} /* static objects are shared by all */

/* The object behind a str, list, dict or array counts its owners in its first word. */
static inline void csp_ref(void *object) {
    int64_t *refs = object;
    if (refs && *refs > 0) ++*refs;
}

/* True when the last owner has gone: the caller frees. */
static inline bool csp_unref(void *object) {
    int64_t *refs = object;
    return refs && *refs > 0 && --*refs == 0;
}

/* ---- strings (str.c) */

csp_str *csp_str_make(int64_t size); /* room for `size` bytes, NUL set, chars == size; not for 0 */
csp_str *csp_str_add(const csp_str *a, const csp_str *b);
static inline csp_str *csp_str_share(csp_str *s) {
    csp_ref(s);
    return s;
}
void csp_str_drop(csp_str *s);
bool csp_str_same(const csp_str *a, const csp_str *b);
int csp_str_order(const csp_str *a, const csp_str *b);
static inline int64_t csp_str_chars(const csp_str *s) { return s ? s->chars : 0; }
static inline bool csp_str_ascii(const csp_str *s) { return !s || s->chars == s->size; }
/* Byte offset of code point `index`, 0 <= index <= chars. */
int64_t csp_str_offset(const csp_str *s, int64_t index);
/* Offset of `what` in text at or after `from`, or -1. */
int64_t csp_bytes_find(const char *text, int64_t size, const char *what, int64_t what_size,
                       int64_t from);
/* The `len` code points from `index`. */
csp_str *csp_str_part(csp_str *s, int64_t index, int64_t len);

/* ---- code points (unicode.c) */

/* Reads the code point at data[*at] and moves *at behind it; a byte that starts none reads as
 * itself + 0xDC00. */
uint32_t csp_utf8_next(const char *data, int64_t size, int64_t *at);
int csp_utf8_put(char out[4], uint32_t code); /* bytes written */
bool csp_is_space(uint32_t c);
bool csp_is_alpha(uint32_t c);
bool csp_is_digit(uint32_t c);
bool csp_is_upper(uint32_t c);
bool csp_is_lower(uint32_t c);
bool csp_is_printable(uint32_t c);
uint32_t csp_to_upper(uint32_t c);
uint32_t csp_to_lower(uint32_t c);

/* ---- lists */

/* What Python does to an index: negative ones count from the end. False when it is outside. */
static inline bool csp_wrap_index(int64_t *index, int64_t len) {
    if (*index < 0) *index += len;
    return *index >= 0 && *index < len;
}

/* The bounds of a slice as Python's slice.indices(len); the number of items it takes. */
int64_t csp_slice_bounds(const csp_call *call, int64_t len, const csp_opt_int *start,
                         const csp_opt_int *stop, const csp_opt_int *step, int64_t *first,
                         int64_t *stride);
csp_list *csp_list_make(const csp_type *type, int64_t cap); /* not for 0 */
void csp_list_drop(const csp_type *type, csp_list *l);
/* Sorts `order`, pointers to keys of this type, stably. */
void csp_sort_pointers(const csp_type *type, const void **order, int64_t n, bool reverse);

/* ---- arrays: cells of eight bytes, whatever the element */

typedef union csp_cell {
    double real;
    int64_t integer;
    uint8_t truth; /* the first byte: an item's address is that of its cell */
} csp_cell;

static inline csp_cell *csp_cells_of(const csp_array *a) { return (csp_cell *)(uintptr_t)a->data; }
void csp_array_unshare(csp_array **self);

/* ---- dicts */

void csp_dict_drop(const csp_type *type, csp_dict *d);
csp_dict *csp_dict_detach(const csp_type *type, const csp_dict *d);
bool csp_dict_same(const csp_type *type, const csp_dict *a, const csp_dict *b);
static inline const csp_type *csp_dict_key_type(const csp_type *type) {
    return type->kind == CSP_SET ? type->elem : type->key;
}

/* ---- text */

#define CSP_FLOAT_TEXT 32
/* Python's repr of a float; the number of bytes, NUL not counted. */
int csp_float_repr(double x, char out[CSP_FLOAT_TEXT]);
void csp_text_float(csp_text *t, double x);
void csp_text_quoted(csp_text *t, const csp_str *s);
void csp_text_bytes(csp_text *t, const csp_str *s);
void csp_text_fill(csp_text *t, const char *fill, int fill_size, int64_t count);
void csp_text_code(csp_text *t, uint32_t code);
void csp_text_reserve(csp_text *t, size_t more);
/* The text of a value for an error message: quoted, cut when long. The caller frees t. */
const char *csp_text_shown(csp_text *t, const csp_type *type, const void *value);

/* ---- time */

#define CSP_MINUTE (60 * CSP_SECOND)
#define CSP_HOUR (60 * CSP_MINUTE)
#define CSP_DAY (24 * CSP_HOUR)

static inline int64_t csp_floor_div(int64_t a, int64_t b) {
    int64_t q = a / b;
    return (a % b != 0 && (a < 0) != (b < 0)) ? q - 1 : q;
}
static inline int64_t csp_floor_mod(int64_t a, int64_t b) {
    int64_t r = a % b;
    return (r != 0 && (r < 0) != (b < 0)) ? r + b : r;
}

/* A datetime taken apart. */
typedef struct csp_moment {
    int64_t days; /* since 1970-01-01 */
    int64_t year;
    int month, day, hour, minute, second;
    int nanosecond;
    int weekday; /* Monday is 0 */
    int yearday; /* January 1st is 1 */
} csp_moment;

csp_moment csp_moment_of(int64_t ns);
bool csp_valid_date(int64_t year, int64_t month, int64_t day);
void csp_format_date(csp_text *t, int64_t days);
void csp_format_time(csp_text *t, int64_t ns);
/* False at a directive that does not exist; *bad points at it. */
bool csp_strftime(csp_text *t, const csp_moment *m, const char *format, size_t size,
                  const char **bad);
bool csp_strptime(const char *text, size_t size, const char *format, size_t format_size,
                  int64_t *ns);
bool csp_parse_date(const char *text, size_t size, int64_t *days);
bool csp_parse_time(const char *text, size_t size, int64_t *ns);
/* Offset from UTC, in seconds, of this zone at that time; false when there is no such zone. */
bool csp_zone_offset(const char *zone, int64_t ns, int64_t *seconds);

#endif
