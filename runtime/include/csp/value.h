/* value.h - the values of the language as C sees them, and the type descriptors that walk them.
 *
 * Shared by the compiler (whose interpreter runs graph bodies on these very values and whose code
 * generator emits their descriptors) and the runtime. Nothing here knows of engines or graphs.
 *
 * Every type has one fixed-size representation, and all bits zero is a valid value of every type:
 *
 *   bool                  uint8_t              int, enum            int64_t
 *   float                 double               datetime, timedelta  int64_t nanoseconds (UTC / signed)
 *   date                  int64_t days         time                 int64_t nanoseconds since midnight
 *   str, bytes            csp_str *            NULL is the empty one
 *   [T]                   csp_list *           NULL is the empty one
 *   {K: V}, {T}           csp_dict *           NULL is the empty one
 *   array[float]          csp_array *          NULL is the empty one
 *   json                  csp_json *           NULL is null
 *   T?                    the T, then uint8_t `set` at csp_type.flag_offset; zero is None
 *   struct, (A, B)        the fields in declaration order, base fields first, C alignment
 *   struct of a family    where a program takes derived structs for their base: int64_t tag, the fields, and in a base room for the
 *                         largest that derives from it. The tag is that of csp_type; zero: what the type says
 *   (T) -> U              csp_fn (16 bytes)
 *   ts[T] in a graph      void * (the compiler's edge); never seen in an executable
 *
 * Ownership. Heap objects are counted (`refs`, not atomic: a value belongs to one thread); a negative
 * count marks a static object that is never counted or freed. Functions borrow their arguments and
 * return owned values, unless a comment says otherwise. What is written through a mutable reference
 * (`csp_list **self`) is made unique first (copy on write).
 */
#ifndef CSP_VALUE_H
#define CSP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CSP_NORETURN [[noreturn]]
#define CSP_ALIGNAS alignas
extern "C" {
#else
#define CSP_NORETURN _Noreturn
#define CSP_ALIGNAS _Alignas
#endif

typedef enum csp_kind {
    CSP_NONE,      /* the type of functions that return nothing; size 0 */
    CSP_BOOL,
    CSP_INT,
    CSP_FLOAT,
    CSP_STR,
    CSP_BYTES,
    CSP_DATETIME,
    CSP_TIMEDELTA,
    CSP_DATE,
    CSP_TIME,
    CSP_ENUM,
    CSP_STRUCT,
    CSP_OPT,
    CSP_LIST,
    CSP_DICT,
    CSP_SET,
    CSP_TUPLE,
    CSP_ARRAY,
    CSP_JSON,
    CSP_FN,
    CSP_EDGE
} csp_kind;

typedef struct csp_type csp_type;
struct csp_text;

typedef struct csp_field {
    const char *name;      /* NULL in a tuple */
    const char *key;       /* external name (`as "KEY"`), or NULL: the name */
    const csp_type *type;
    uint32_t offset;       /* bytes from the start of the struct */
    const void *preset;    /* the default value (of `type`), or NULL when the field must be given */
} csp_field;

typedef struct csp_enum_item {
    const char *name;
    int64_t value;
} csp_enum_item;

/* How protobuf messages map to structs; see proto.h. */
struct csp_proto_message;

struct csp_type {
    uint8_t kind;          /* a csp_kind */
    uint8_t plain;         /* no reference inside: copies by memcpy, needs no release */
    uint16_t dims;         /* array: number of dimensions, 1 or 2 */
    uint32_t size;         /* bytes */
    uint32_t align;
    uint32_t flag_offset;  /* T?: where the `set` byte stands; dict: offset of the value in an entry's payload */
    const char *name;      /* as the language spells it: `{str: [int]}`, `Trade` */
    const csp_type *elem;  /* list, set, array, T?: the element; dict: the value; function: the result */
    const csp_type *key;   /* dict: the key */
    uint32_t nfields;      /* struct, tuple */
    uint32_t nitems;       /* enum */
    const csp_field *fields;
    const csp_enum_item *items;
    const struct csp_proto_message *proto; /* struct of a protobuf message, else NULL */
    const csp_type *const *kinds; /* struct of a family: all that derive from it */
    uint32_t nkinds;
    uint32_t tag;          /* struct of a family: its number; else 0 */
};

/* What a value of the struct type is: it or one that derives from it. */
static inline const csp_type *csp_kind_of(const csp_type *type, const void *value) {
    if (type->nkinds == 0) return type;
    int64_t tag = *(const int64_t *)value;
    for (uint32_t i = 0; i < type->nkinds; ++i)
        if (type->kinds[i]->tag == tag) return type->kinds[i];
    return type;
}

/* ---- heap objects */

/* UTF-8 text or raw bytes, always followed by a NUL that `size` does not count. */
typedef struct csp_str {
    int64_t refs;
    int64_t size;  /* bytes */
    int64_t chars; /* code points; equal to size when all are ASCII (bytes: always equal) */
    char data[];
} csp_str;

/* items: | popped (head) | live (len) | spare |; `pop(0)` moves head, so it is O(1).
 * Item i stands at csp_list_data(l) + (head + i) * item size. */
typedef struct csp_list {
    int64_t refs;
    int64_t len;
    int64_t cap;  /* items that fit behind `data`, head included */
    int64_t head;
    CSP_ALIGNAS(16) char data[];
} csp_list;

typedef struct csp_dict csp_dict; /* dict.c: insertion-ordered open addressing; sets share it */

/* Row-major. `shape[1]` is 1 when one-dimensional. Of floats, ints or bools: each has a cell of eight bytes, a bool in its
 * first one. */
typedef struct csp_array {
    int64_t refs;
    int64_t len; /* product of the shape */
    int64_t shape[2];
    double data[];
} csp_array;

/* A value of unknown shape: never changed once made. What it is made of belongs to the library of the
 * JSON adapters, which a program without JSON does not link: hence the table. */
typedef struct csp_json csp_json;
typedef struct csp_json_ops {
    void (*drop)(csp_json *json); /* the last owner has gone: frees it */
    bool (*equal)(const csp_json *a, const csp_json *b);
    uint64_t (*hash)(const csp_json *json);
    void (*text)(struct csp_text *to, const csp_json *json); /* appends it as JSON */
    csp_json *(*detach)(const csp_json *json);               /* shares nothing with it: for another thread */
} csp_json_ops;
struct csp_json {
    int64_t refs;
    const csp_json_ops *ops;
};

/* A function value: `code(env, ret, args)` where args[i] points at the i-th argument and ret at room
 * for the result, which the caller owns afterwards.
 *
 * What it captured stands in `env`, behind a csp_env. One made for a call lies on the stack and points at the variables
 * themselves; csp_retain, with which every place that keeps it begins, moves it to the heap, with values of its own. */
typedef struct csp_fn {
    void (*code)(void *env, void *ret, void *const *args);
    void *env; /* of a csp_env: &engine */
} csp_fn;

typedef struct csp_env {
    int64_t refs; /* counted; CSP_ENV_STATIC: never released; CSP_ENV_STACK: to be moved */
    const csp_type *values; /* a tuple of what was captured; NULL without */
    void *engine;           /* code that is generated begins to count here: engine, addresses */
    void *addresses[];
} csp_env;

#define CSP_ENV_STATIC (-1)
#define CSP_ENV_STACK INT64_MIN

/* ---- calls from generated code and from the interpreter
 *
 * Every library function that .csp code reaches through a `builtin def` has this shape:
 *
 *     void NAME(const csp_call *call, RESULT *ret, const A *a, const B *b, ...);
 *
 * all values by pointer, `ret` first (a NULL pointer for functions without result), a `mut` parameter as
 * pointer to mutable. `call` is constant, one for each place in the source: it says where the call stands, so that
 * csp_raise can name it, and the full types of result and arguments, so that one C function serves all
 * element types. The result is written uninitialised-safe: `*ret` holds no value before the call. */
typedef struct csp_call {
    const char *file;
    int32_t line;
    int32_t column;
    const csp_type *ret;
    const csp_type *const *args; /* one for each argument */
} csp_call;

/* Stops what is running with this message (printf style): unwinds to the innermost csp_trap (trap.h). */
CSP_NORETURN void csp_raise(const csp_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- the door for memory: never returns NULL; CSP_FAIL_ALLOC=n in the environment fails the n-th */
void *csp_alloc(size_t size);
void *csp_realloc(void *p, size_t size);
void csp_free(void *p);
/* Allocations made, and those not freed yet, since the process began. */
int64_t csp_alloc_count(void);
int64_t csp_alloc_live(void);

/* ---- any value, by its type */
void csp_retain(const csp_type *type, const void *value);            /* one more owner of what it refers to */
void csp_release(const csp_type *type, void *value);                 /* gives up ownership, zeroes *value */
void csp_copy(const csp_type *type, void *to, const void *from);     /* `to` holds no value before; retains */
void csp_assign(const csp_type *type, void *to, const void *from);   /* releases what `to` held; retains */
void csp_move(const csp_type *type, void *to, void *from);           /* releases `to`, takes from, zeroes from */
bool csp_equal(const csp_type *type, const void *a, const void *b);  /* `==`; floats by IEEE */
int csp_compare(const csp_type *type, const void *a, const void *b); /* <0, 0, >0; lexicographic */
uint64_t csp_hash(const csp_type *type, const void *value);
/* A deep copy that shares nothing with `from`: what crosses to another thread. */
void csp_detach(const csp_type *type, void *to, const void *from);

/* ---- text building: a growing buffer; csp_text_str hands it over as an owned string */
typedef struct csp_text {
    char *data;
    size_t size;
    size_t cap;
} csp_text;

void csp_text_add(csp_text *t, const char *bytes, size_t size);
void csp_text_puts(csp_text *t, const char *s);
void csp_text_printf(csp_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
csp_str *csp_text_str(csp_text *t);  /* owned by the caller; the text is empty afterwards */
void csp_text_json(csp_text *t, const char *text, size_t size); /* as JSON writes a string, quotes included */
void csp_text_free(csp_text *t);

/* How a value prints. CSP_PLAIN: as `print` and str() at top level (`abc`, `1.0`, `Trade( price=1.0, qty=2 )`);
 * CSP_QUOTED: as inside a container (strings quoted as Python's repr). semantics.md, "Printing". */
typedef enum csp_style { CSP_PLAIN, CSP_QUOTED } csp_style;
void csp_format(csp_text *t, const csp_type *type, const void *value, csp_style style);
/* As f"{value:spec}"; an invalid spec raises. spec is not NUL-terminated by need but is here. */
void csp_format_spec(const csp_call *call, csp_text *t, const csp_type *type, const void *value, const char *spec);
/* Reads the text of a value: flags of the executable, CSV cells, JSON strings. On failure returns false and
 * appends what was expected to `why` ("a whole number", "a time such as 2020-01-01T09:30:00Z"). */
bool csp_parse(const csp_type *type, const char *text, size_t size, void *to, csp_text *why);

/* ---- strings */
csp_str *csp_str_new(const char *data, size_t size);   /* checks nothing; counts the code points */
csp_str *csp_bytes_new(const void *data, size_t size);
static inline const char *csp_str_data(const csp_str *s) { return s ? s->data : ""; }
static inline int64_t csp_str_size(const csp_str *s) { return s ? s->size : 0; }

/* ---- lists; `type` is the list's type */
static inline int64_t csp_list_len(const csp_list *l) { return l ? l->len : 0; }
/* Item i, borrowed; i must be in 0 .. len-1. */
static inline void *csp_list_at(const csp_type *type, const csp_list *l, int64_t i) {
    return (char *)l->data + (size_t)(l->head + i) * type->elem->size;
}
/* Room for one more item at the end: uninitialised, to be filled by the caller with an owned value. */
void *csp_list_grow(const csp_type *type, csp_list **self);
void csp_list_push(const csp_type *type, csp_list **self, const void *item); /* retains the item */
void csp_list_reserve(const csp_type *type, csp_list **self, int64_t cap);
void csp_list_unshare(const csp_type *type, csp_list **self);                /* alone its owner afterwards */

/* ---- dicts and sets; `type` is the dict's or set's type. Pointers returned are borrowed until the next change. */
int64_t csp_dict_len(const csp_dict *d);
void *csp_dict_find(const csp_type *type, const csp_dict *d, const void *key);      /* the value (set: the key), or NULL */
/* The value's place for this key, made when missing (then zeroed, *fresh set); the key is retained when made. */
void *csp_dict_slot(const csp_type *type, csp_dict **self, const void *key, bool *fresh);
bool csp_dict_delete(const csp_type *type, csp_dict **self, const void *key);
void csp_dict_unshare(const csp_type *type, csp_dict **self);
/* In insertion order: start with *at = 0; false at the end. `value` may be NULL; for sets it is not set. */
bool csp_dict_next(const csp_type *type, const csp_dict *d, int64_t *at, void **key, void **value);

/* ---- arrays */
csp_array *csp_array_new(int64_t rows, int64_t columns); /* zeroed */

/* ---- time */
#define CSP_SECOND INT64_C(1000000000)
#define CSP_NO_TIME INT64_MIN
/* 2020-01-02 03:00:00.500000 as csp prints it: no fraction when zero, 6 digits, 9 when nanoseconds are not zero. */
void csp_format_datetime(csp_text *t, int64_t ns);
void csp_format_timedelta(csp_text *t, int64_t ns);
/* ISO 8601 with date, `T` or space, time, optional fraction and zone; UTC without zone. */
bool csp_parse_datetime(const char *text, size_t size, int64_t *ns);
bool csp_parse_timedelta(const char *text, size_t size, int64_t *ns); /* 250ms, 1h30min, -1h, 0:01:30 */
/* Days since 1970-01-01 of a proleptic Gregorian date, and back. */
int64_t csp_days_from_civil(int64_t year, int month, int day);
void csp_civil_from_days(int64_t days, int64_t *year, int *month, int *day);

#ifdef __cplusplus
}
#endif

#endif
