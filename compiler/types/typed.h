/* typed.h - the typed program: what the checker makes and the phases below read. They never see the syntax tree.
 *
 * Names are resolved to variables and declarations, every expression has its type, conversions are explicit, sugar is gone:
 *  - chained comparisons are TE_AND over TE_LET temporaries; `elif` is a nested TS_IF; augmented assignment is TS_ASSIGN with
 *    `op` set; `match` is a chain of TS_IF over a temporary; comprehensions stay (TE_COMPREHENSION);
 *  - defaults of missing arguments are filled in, arguments stand in the order of the parameters;
 *  - int -> float, T -> T? and scalar -> edge are TE_INT_TO_FLOAT, TE_SOME, TE_CONST_EDGE; reading a narrowed T? is TE_UNWRAP;
 *  - lifting is explicit: TE_LIFT over leaves.
 *
 * Generic bodies are checked once and contain TYPE_VARs: consumers carry a Subst and apply type_subst to every `type` they
 * read. Operations on a value of variable type (`+` on T: number) are resolved by the concrete type.
 *
 * Everything is owned by the types arena.
 */
#ifndef TYPES_TYPED_H
#define TYPES_TYPED_H

#include "types/type.h"

typedef struct TirExpr TirExpr;
typedef struct TirStmt TirStmt;
typedef VEC(TirExpr *) TirExprs;
typedef VEC(TirStmt *) TirStmts;

/* ---- variables */

typedef enum TirVarKind {
    TV_PARAM,  /* of a def, graph, lambda, or a scalar parameter of a node; `self` is parameter 0 of a method */
    TV_LOCAL,  /* of a def, graph, or node body (start:, body and stop: of one node share one namespace) */
    TV_INPUT,  /* a series parameter of a node; type is that of the parameter (ts[T], [ts[T]], {K: ts[T]}, {ts[K]: ts[T]}); in a node, reading
                  the variable with TE_VAR gives the current value: that TE_VAR has type T */
    TV_ALARM,  /* of a node; the variable's type is the value's */
    TV_STATE,  /* of a node; released at the end of the run */
    TV_GLOBAL  /* a top-level constant: evaluated while compiling; `init` */
} TirVarKind;

typedef struct TirVar {
    TirVarKind kind;
    const char *name;
    const Type *type;
    int index;      /* among its kind in its owner: params (inputs and scalars are numbered apart), locals, state, alarms, inputs */
    Pos pos;
    bool is_mut;    /* a `mut` parameter: passed by reference (self of mutating methods, `mut` of builtins) */
    bool is_const;  /* main's `const` parameter: known while compiling */
    struct TirFn *fn; /* PARAM, LOCAL: the function (or lambda) that it belongs to; NULL in nodes */
    TirExpr *init;  /* STATE: initial value. GLOBAL: its value. PARAM: default or NULL */
    const char *help; /* main's parameters: from the docstring, or NULL */
    const char *value_text; /* GLOBAL or const param overridden by -D NAME=VALUE: parse this text as the type; else NULL */
} TirVar;
typedef VEC(TirVar *) TirVars;

/* ---- expressions */

typedef enum TirOp { /* operands have the same type unless said; INT FLOAT are checked / IEEE as language.md says */
    TO_ADD, TO_SUB, TO_MUL, TO_DIV, TO_FLOORDIV, TO_MOD, TO_POW,
    /* numbers: int op int (DIV of ints gives float), float op float; str + str; list + list; datetime +- timedelta, datetime - datetime,
       date - date, timedelta +- timedelta, timedelta * int|float and int|float * timedelta, timedelta / timedelta -> float,
       timedelta / int|float, timedelta // timedelta -> int, timedelta // int, timedelta % timedelta; str * int, list * int;
       set | & - ^ ; dict | ; array (+ - * /) array, array op float, float op array */
    TO_BITAND, TO_BITOR, TO_BITXOR, TO_SHL, TO_SHR, /* ints; bools for & | ^ */
    TO_EQ, TO_NE, TO_LT, TO_LE, TO_GT, TO_GE,       /* two of one type -> bool (T? == T has the right side wrapped) */
    TO_IN, TO_NOT_IN,                               /* item, container (str in str; item in list, dict keys, set, tuple) -> bool */
    TO_NEG, TO_INVERT, TO_NOT                       /* unary: int float timedelta array; int; bool */
} TirOp;

typedef enum TirExprKind {
    /* -- values: in defs, nodes and graphs */
    TE_CONST,      /* value: a literal in run-time layout (bool int float str bytes timedelta datetime ... enum members) */
    TE_VAR,        /* var */
    TE_UNARY,      /* op, a */
    TE_BINARY,     /* op, a, b */
    TE_AND, TE_OR, /* a, b: short-circuit, bools */
    TE_IF,         /* a: condition, b: then, c: else */
    TE_LET,        /* var (a TV_LOCAL) = a in b: binds a temporary */
    TE_INT_TO_FLOAT, /* a; elementwise conversion never happens: containers are typed when built */
    TE_SOME,       /* a: T -> T? */
    TE_NONE,       /* None as a T? */
    TE_IS_SOME,    /* a: T? -> bool  (`is not None`; `is None` is NOT of it) */
    TE_UNWRAP,     /* a: T? -> T, known to be set by narrowing */
    TE_UPCAST,     /* a: a struct, type: one that it derives from: carries it whole (type_kinds) */
    TE_DOWNCAST,   /* a: a struct, type: one that derives from it. Known to be one by narrowing; with flag it is checked */
    TE_IS_KIND,    /* a: a struct; targs[0]: one that derives from it -> bool */
    TE_STRUCT,     /* args: one for each field in order; NULL: the field's default */
    TE_TUPLE,      /* args (TYPE_TUPLE; or TYPE_RECORD in graphs) */
    TE_LIST, TE_SET, /* args */
    TE_DICT,       /* args: keys and values in turn */
    TE_FIELD,      /* a: struct; index */
    TE_ITEM,       /* a: tuple or record; index */
    TE_INDEX,      /* a: str bytes list dict array; args[0] (args[1] for a second dimension): a copy of the item */
    TE_SLICE,      /* a: str bytes list array; args[0..2]: start, stop, step as int?, each may be NULL */
    TE_FSTRING,    /* parts */
    TE_CALL,       /* fn, targs, args: a def, method or extern def; `mut` parameters: the argument is a path (see below) */
    TE_CALL_BUILTIN, /* fn (is_builtin: symbol, csp_call ABI), targs, args; same */
    TE_CALL_VALUE, /* a: a function value; args */
    TE_LAMBDA,     /* fn: a lambda, or a def used as a value (targs) */
    TE_COMPREHENSION, /* comp */
    TE_PRINT,      /* fstring-like: args printed with str(), separated by one space, ending in a newline (inside nodes and defs;
                      of scalars in a graph: printed once at start) */

    /* -- nodes: engine state */
    TE_TICKED,     /* args: TE_VAR of inputs or alarms, or TE_MEMBER_REF: any of them ticked */
    TE_VALID,      /* args, likewise: all of them valid */
    TE_NOW,        /* datetime */
    TE_ENGINE_START, TE_ENGINE_END,
    /* below, a is a TE_VAR of an input, or a TE_MEMBER_REF */
    TE_NUM_TICKS,  /* a: how often it has ticked */
    TE_TIME_OF,    /* a: datetime of its last tick (time_at(x) without index) */
    TE_PAST,       /* a; basket_op says what. Of one tick: 'v' value_at, 't' time_at, 'i' item_at; args: index (int, timedelta or
                      datetime), DuplicatePolicy; b: default or NULL; the type is that of the answer, or T? of it where the default
                      may be None. Of a range: 'V' values_at, 'T' times_at, 'I' items_at; args: start or NULL, its
                      TimeIndexPolicy, end or NULL, its policy */
    TE_KEEP,       /* set_buffering_policy: a (or a whole basket); args: tick_count or NULL, tick_history or NULL */
    TE_MEMBER,     /* a: TE_VAR of a basket input; args[0]: key or index: the member's current value */
    TE_MEMBER_REF, /* the same, not read: inside TE_TICKED, TE_VALID and what asks about the past */
    TE_BASKET,     /* var: a basket input; basket_op: a list made of members in basket order:
                      'k' keys, 'K' tickedkeys, 'V' tickedvalues, 'I' tickeditems, 'l' validkeys, 'w' validvalues, 'j' validitems
                      (keys are ints for list baskets); 'n' its length (int). Of a dynamic basket also
                      '+' added and '-' removed keys of this cycle; 's', inside TE_TICKED only: its shape */
    TE_SCHEDULE,   /* var: the alarm; a: delay; b: value; flag: background -> alarm_handle */
    TE_RESCHEDULE, /* a: handle, b: delay -> handle */
    TE_CANCEL,     /* a: handle */
    TE_SET_ACTIVE, /* var: an input, flag: active or passive; a: the TE_VAR of it, or a TE_MEMBER_REF: that member alone */
    TE_STOP_ENGINE, /* a: a bool (only the copy of a dynamic subgraph), or NULL */
    TE_REMOVE_KEY,  /* index: a dynamic output; a: the key */

    /* -- graphs: wiring; types have edges */
    TE_NODE_CALL,  /* node, targs, args in the order of node->params -> ts[T], basket, record, or NONE for a sink */
    TE_GRAPH_CALL, /* fn (a graph), targs, args */
    TE_ADAPTER_CALL, /* adapter, targs, args -> ts[T] or NONE */
    TE_LIFT,       /* a: an expression over TE_LEAFs; args: the leaves (edges, baskets or scalars); type ts[a->type].
                      If flag: a->type is U? and the edge is ts[U] that ticks only where it is set. */
    TE_LEAF,       /* index into the enclosing TE_LIFT's args; type: the value's (ts[T] -> T, [ts[T]] -> [T], {K: ts[T]} -> {K: T}) */
    TE_SELECT,     /* a: a start-time or compile-time bool; b, c: edges of one type: only the chosen one is started */
    TE_CONST_EDGE, /* a: a scalar where an edge is wanted: ticks once at start */
    TE_FEEDBACK_NEW, TE_DELAYED_NEW, /* type tells T */
    TE_FEEDBACK_OUT, /* a: feedback -> ts[T] */
    TE_BIND,       /* a: feedback or delayed; b: the edge */
    TE_DELAYED_EDGE, /* a: delayed -> ts[T] */
    TE_EXPECT_ERROR, /* in tests: a: what must stop a run (or fail while it is wired), of any type; b: part of the message (str) */
    TE_DYNAMIC, /* a: a dynamic basket {ts[K]: ts[T]}; b: a function (K) or (K, ts[T]) that wires a copy -> NONE, a dynamic
                   basket, or a record of them */
    TE_SNAP     /* a: a series from outside of the copy -> its value when the copy starts */
} TirExprKind;

/* Literal text, or a value with a format specification. */
typedef struct TirFPart {
    const char *text; /* NULL for a value */
    size_t size;
    TirExpr *value;
    const char *spec; /* "" without */
    char conversion;  /* 'r' or 0 */
} TirFPart;

/* for vars in iterable if conditions. The item is bound to `item`; a tuple target is unpacked by `unpack` statements. */
typedef struct TirClause {
    TirVar *item;       /* TV_LOCAL */
    TirExpr *iterable;  /* list, dict (its keys), set, str, tuple of equal types, array; or TE_RANGE-like call giving [int] */
    TirStmts unpack;    /* assignments from `item`, run before the conditions */
    TirExprs conditions;
} TirClause;

typedef struct TirComp {
    char kind; /* 'l' list, 's' set, 'd' dict */
    TirExpr *key, *value; /* key: dict only */
    VEC(TirClause) clauses;
} TirComp;

struct TirExpr {
    TirExprKind kind;
    TirOp op;
    char basket_op;
    bool flag;
    int index;
    const Type *type;
    Pos pos;
    TirExpr *a, *b, *c;
    TirExprs args;
    TirVar *var;
    const void *value; /* TE_CONST: type_layout(type)->size bytes; heap objects in it are static (refs < 0) */
    struct TirFn *fn;
    struct TirNode *node;
    struct TirAdapter *adapter;
    const Type *const *targs; /* one for each type parameter of the callee; may contain the caller's TYPE_VARs */
    int ntargs;
    VEC(TirFPart) parts;
    TirComp *comp;
};

/* Assignable paths (targets of TS_ASSIGN, TS_DEL, arguments of `mut` parameters) are expressions of these kinds only:
 *   TE_VAR (PARAM with is_mut, LOCAL, STATE), TE_FIELD of a path, TE_INDEX of a path (list or dict), TE_UNWRAP and TE_DOWNCAST of a
 * path, TE_ITEM of a path.
 * Evaluating a path gives the address; dict steps inside a path need the key to be there, the last step of an assignment makes it. */

/* ---- statements */

typedef enum TirStmtKind {
    TS_EXPR,    /* value */
    TS_ASSIGN,  /* target (path), value; has_op: target = target op value, the target evaluated once */
    TS_IF,      /* value (bool), body, orelse */
    TS_WHILE,   /* value, body, orelse */
    TS_FOR,     /* clause (conditions empty), body, orelse */
    TS_RETURN,  /* value or NULL; in a node: outputs it (output 0) and leaves */
    TS_OUTPUT,  /* node: output `index` ticks with value; key: basket member (`output(name[k], v)`); without key a whole basket
                   output takes a dict or list value: the members in it tick. graph: output `index` is that edge */
    TS_BREAK, TS_CONTINUE,
    TS_ASSERT,  /* value (bool); message (str) or NULL; text: the condition's source. Without a message of the program it is made
                   here where the condition has values to show: check_assert.c */
    TS_RAISE,   /* message (str) */
    TS_DEL      /* target: TE_INDEX path */
} TirStmtKind;

struct TirStmt {
    TirStmtKind kind;
    TirOp op;
    bool has_op;
    int index;
    Pos pos;
    TirExpr *target, *value, *key, *message;
    const char *text;
    TirClause clause;
    TirStmts body, orelse;
};

/* ---- declarations */

typedef enum TirFnKind { TF_DEF, TF_GRAPH, TF_LAMBDA } TirFnKind;

/* What a method is for one of the structs that derive from its own. */
typedef struct TirOverride {
    struct TirStruct *strct;
    struct TirFn *fn;
} TirOverride;

typedef struct TirFn {
    TirFnKind kind;
    const char *name;       /* lambdas: "lambda" */
    const char *qualified;  /* module.name or Struct.name, for messages and symbols; unique together with `id` */
    int id;
    Pos pos;
    const TypeVar *const *tvars; /* own type parameters; methods of generic structs: the struct's come first */
    int ntvars;
    TirVars params;
    TirVars locals;
    const Type *result;     /* TYPE_NONE without; graphs with named outputs: TYPE_RECORD */
    TirStmts body;          /* lambdas: one TS_RETURN */
    TirVars captures;       /* lambdas and nested defs and graphs: outer variables that the body reads */
    bool is_builtin;        /* C function of the csp_call ABI: symbol */
    bool is_extern;         /* C function by value (scalars) or const pointer: symbol */
    const char *symbol;
    bool at_start;          /* an extern def, or a builtin that belongs to the run, such as reading a recording: never called while compiling */
    bool may_fail;          /* can raise (arithmetic checks, index, assert, builtins...); conservative */
    const char *const *links; /* libraries that a builtin comes from */
    int nlinks;
    const char *doc;
    bool is_test;           /* the body of a test, a graph: its asserts are checked one by one */
    const char *const *output_names; /* graphs with named outputs */
    int noutputs;
    VEC(TirOverride) overrides; /* methods: redefined by those that derive. A call looks at what its receiver is: type_is_tagged */
} TirFn;

typedef struct TirOutput {
    const char *name;     /* NULL for the single unnamed one */
    const Type *type;     /* ts[T], [ts[T]], {K: ts[T]}, {ts[K]: ts[T]} */
    TirExpr *shape;       /* baskets: keys (list) or count (int), over scalar params; or NULL when shape_of is set */
    TirVar *shape_of;     /* the basket input whose shape it has */
    bool is_ticked;       /* somewhere in the body */
} TirOutput;

typedef struct TirNode {
    const char *name;
    const char *qualified;
    int id;
    Pos pos;
    const TypeVar *const *tvars;
    int ntvars;
    TirVars params;       /* as declared: TV_INPUT and TV_PARAM mixed */
    TirVars inputs;       /* the TV_INPUTs */
    TirVars scalars;      /* the TV_PARAMs */
    TirVars alarms, state, locals;
    VEC(TirOutput) outputs;
    TirStmts start, body, stop;
    bool may_fail;
    bool is_extern;       /* in C: symbol names its csp_node_code. It has one alarm, of ints, and no body */
    bool is_builtin;      /* nodes made by the runtime or by the code generator: symbol names it */
    const char *symbol;   /* e.g. "csp_print_tick", "csp_output_tick": see base.csp */
    const char *const *links; /* extern: libraries that it comes from */
    int nlinks;
    VEC(bool) passive;    /* one for each input: passive from the start (make_passive in start: as a plain statement) and never
                             made active: it can't trigger */
} TirNode;

typedef struct TirAdapter {
    const char *name;
    const char *qualified;
    Pos pos;
    const TypeVar *const *tvars;
    int ntvars;
    TirVars params;       /* TV_PARAM scalars; an output adapter has one TV_INPUT */
    const Type *result;   /* ts[T], or TYPE_NONE for an output adapter */
    const char *symbol;   /* NULL: declared by the library, without code in this version */
    const char *const *links;
    int nlinks;
} TirAdapter;

typedef struct TirField {
    const char *name;
    const Type *type;     /* may contain the struct's type variables */
    const char *key;      /* external name, or NULL */
    TirExpr *preset;      /* default (constant expression) or NULL; a T? without default has preset TE_NONE */
    Pos pos;
    bool is_read;         /* somewhere in the program, or the struct is used as a whole (printed, compared, passed to a builtin) */
} TirField;

typedef struct TirStruct {
    const char *name;
    const char *qualified;
    Pos pos;
    const TypeVar *const *tvars;
    int ntvars;
    struct TirStruct *base;   /* or NULL */
    const Type *base_type;    /* with its type arguments, over tvars; or NULL */
    VEC(struct TirStruct *) children; /* those whose base it is */
    uint32_t tag;             /* its number among all structs, from 1 */
    bool is_carried;          /* of one without base: somewhere a value of it, or of one below, is taken for a base of its type */
    VEC(TirField) fields;     /* base fields first */
    VEC(TirFn *) methods;     /* base methods included unless overridden */
    struct ProtoMessage *proto; /* of a protobuf message, or NULL: proto/proto.h */
    bool layout_open;         /* set while its layout is being made: a struct that contains itself is an error found by the checker */
} TirStruct;

typedef struct TirEnum {
    const char *name;
    const char *qualified;
    Pos pos;
    VEC(csp_enum_item) items;
    VEC(TirFn *) methods;
} TirEnum;

/* test "title", start=..., end=...: of the main file; those of imported modules are left out. */
typedef struct TirTest {
    const char *title;
    Pos pos;         /* of the title */
    TirFn *fn;       /* a graph without parameters and result */
    TirExpr *start;  /* a datetime, or NULL: 1970-01-01 */
    TirExpr *end;    /* a datetime, a timedelta (from the start), or NULL */
} TirTest;

typedef struct TirProgram {
    TypeTable *types;
    TirFn *main;              /* the entry graph, or NULL (a library, by --emit=types) */
    TirNode *print_node;      /* base.csp's node behind print(tag, edge) */
    TirNode *const_node;      /* base.csp's const: behind TE_CONST_EDGE */
    TirAdapter *drain_adapter; /* base.csp's drain: keeps what expect_error watches */
    VEC(struct TirTest *) tests;
    const char *name;         /* stem of the main file */
    const char *doc;          /* docstrings of the file and main */
    VEC(struct TirFn *) fns;  /* every def, graph, method and lambda, library included: for typed_print */
    VEC(struct TirNode *) nodes;
    VEC(struct TirAdapter *) adapters;
    VEC(struct TirStruct *) structs; /* those of the program's modules, library included */
    VEC(struct TirEnum *) enums;
    TirVars globals;
    const SourceFile *file;   /* of the main module */
} TirProgram;

/* What a call of the method runs when its receiver is one of `kind`, a struct type that derives from the method's. */
static inline const TirFn *method_of_kind(const TirFn *fn, const Type *kind) {
    for (int i = 0; i < fn->overrides.len; i++)
        if (fn->overrides.items[i].strct == kind->strct) return fn->overrides.items[i].fn;
    return fn;
}

void typed_print(const TirProgram *program, FILE *to); /* --emit=types */

#endif
