/* type.h - the types of the language. Hash-consed: equal types are equal pointers.
 *
 * Owned by the TypeTable's arena, which lives as long as the compilation.
 */
#ifndef TYPES_TYPE_H
#define TYPES_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "csp/value.h"
#include "source/source.h"
#include "support/map.h"
#include "support/vec.h"

typedef enum TypeKind {
    TYPE_ERROR, /* poison: an error was reported; goes with everything, so one mistake gives one diagnostic */
    TYPE_NONE, /* of functions without result, and of the literal None before it meets a T? */
    TYPE_BOOL,
    TYPE_INT,
    TYPE_FLOAT,
    TYPE_STR,
    TYPE_BYTES,
    TYPE_DATETIME,
    TYPE_TIMEDELTA,
    TYPE_DATE,
    TYPE_TIME,
    TYPE_ENUM,     /* decl */
    TYPE_STRUCT,   /* decl, args: type arguments */
    TYPE_OPT,      /* elem */
    TYPE_LIST,     /* elem; a list basket when elem is TYPE_TS */
    TYPE_DICT,     /* key, elem; a dict basket when elem is TYPE_TS */
    TYPE_DYNAMIC,  /* key, elem (a TYPE_TS): {ts[K]: ts[T]}, a basket whose keys come and go. One edge */
    TYPE_SET,      /* elem */
    TYPE_TUPLE,    /* args */
    TYPE_ARRAY,    /* elem (float), dims */
    TYPE_JSON,     /* a value of unknown shape */
    TYPE_FN,       /* args: parameter types, elem: result */
    TYPE_TS,       /* elem; elem TYPE_ANY in ts[any] */
    TYPE_ANY,      /* only inside ts[any] */
    TYPE_RECORD,   /* named outputs of a node or graph: names, args */
    TYPE_FEEDBACK, /* feedback[T]() : elem */
    TYPE_DELAYED,  /* delayed[T]() : elem; usable as ts[elem] */
    TYPE_HANDLE,   /* alarm_handle; an int64 */
    TYPE_VAR,      /* a declared type parameter: var */
    TYPE_UNION     /* args: of a parameter of several types; in the checker only: check_union.c */
} TypeKind;

typedef enum Bound { BOUND_NONE, BOUND_NUMBER, BOUND_ORDERED, BOUND_HASHABLE, BOUND_STRUCT } Bound;

typedef struct TypeVar {
    const char *name;
    Bound bound;
    int index; /* in its declaration's type parameters */
} TypeVar;

typedef struct Type Type;
typedef VEC(const Type *) Types;

struct Type {
    TypeKind kind;
    bool has_vars;  /* a TYPE_VAR inside */
    bool has_edges; /* a TYPE_TS, TYPE_DYNAMIC, TYPE_RECORD, TYPE_FEEDBACK or TYPE_DELAYED inside: exists in graphs only */
    int dims;
    uint32_t id;    /* dense, from 0 */
    const Type *elem, *key;
    int nargs;
    const Type *const *args;
    const char *const *names;  /* TYPE_RECORD */
    struct TirStruct *strct;   /* TYPE_STRUCT */
    struct TirEnum *enm;       /* TYPE_ENUM */
    const TypeVar *var;
    const char *name;          /* as written: `{str: [int]}`; never NULL */
    const csp_type *layout;    /* cache of type_layout */
};

typedef struct TypeTable TypeTable;
TypeTable *type_table_new(Arena *arena);

const Type *type_basic(TypeTable *t, TypeKind kind); /* those without operands */
const Type *type_enum(TypeTable *t, struct TirEnum *decl);
const Type *type_struct(TypeTable *t, struct TirStruct *decl, const Type *const *args, int nargs);
const Type *type_of1(TypeTable *t, TypeKind kind, const Type *elem); /* OPT LIST SET TS FEEDBACK DELAYED */
const Type *type_dict(TypeTable *t, const Type *key, const Type *elem);
const Type *type_dynamic(TypeTable *t, const Type *key, const Type *value); /* {ts[key]: ts[value]} */
const Type *type_tuple(TypeTable *t, const Type *const *items, int n);
const Type *type_array(TypeTable *t, const Type *elem, int dims);
const Type *type_fn(TypeTable *t, const Type *const *params, int n, const Type *result);
const Type *type_record(TypeTable *t, const char *const *names, const Type *const *items, int n);
const Type *type_var(TypeTable *t, const TypeVar *var);
const Type *type_union(TypeTable *t, const Type *const *items, int n);

/* The type with each type parameter replaced: args[i] for the TypeVar of index i among the `vars` of one declaration. A NULL
 * `args` returns the type itself. */
typedef struct Subst {
    const TypeVar *const *vars;
    const Type *const *args;
    int n;
} Subst;
const Type *type_subst(TypeTable *t, const Type *type, const Subst *subst);

/* Field i's type in a (generic) struct type. */
const Type *type_field(TypeTable *t, const Type *strct, int index);

/* The struct type that this one derives from, or NULL. */
const Type *type_base(TypeTable *t, const Type *strct);
/* Are all type parameters of the struct, which has a base, found in the arguments of the base? Else it is not taken for the base: which
 * it is could not be told. */
bool type_told_by_base(const struct TirStruct *decl);
/* How many steps `base` is above `strct`; 0: the same; -1: it is not, or is not taken for it. */
int type_derives(TypeTable *t, const Type *strct, const Type *base);
/* Do values of the struct say which of their family they are? Where a derived struct is taken for its base somewhere in the
 * program, those of the whole family do: then the base has room for the largest. */
bool type_is_tagged(const Type *strct);
/* The struct types that derive from this one, directly or not; type has no vars. Those whose arguments the base's don't tell are
 * left out. Owned by the table. */
Types type_kinds(TypeTable *t, const Type *strct);

/* The run-time descriptor: size, offsets, fields. Built once per type, in the table's arena; type must have no vars.
 * TYPE_TS, FEEDBACK, DELAYED are 8-byte CSP_EDGE; TYPE_RECORD is laid out as a tuple. Struct field presets are filled in by the
 * elaborator (tir.h: TirField.preset). */
const csp_type *type_layout(TypeTable *t, const Type *type);

static inline bool type_is_number(const Type *t) { return t->kind == TYPE_INT || t->kind == TYPE_FLOAT; }

/* A number, text, time or enum member, or None in its place: no container, no struct. */
bool type_is_plain(const Type *type);

#endif
