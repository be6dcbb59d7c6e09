/* ast.h - the syntax tree: what the parser makes and the checker reads. It knows nothing of types.
 *
 * Names are interned (equal names are equal pointers). Everything is owned by the syntax arena.
 * Types are written with the expression grammar (`ts[[Trade]]`, `{str: float}`, `int?`, `(A) -> B`) and are Ast
 * expressions too: the checker reads them as types where a type is wanted, so `csv.read[Trade](path)` needs no lookahead.
 */
#ifndef SYNTAX_AST_H
#define SYNTAX_AST_H

#include <stdint.h>

#include "source/source.h"
#include "support/vec.h"

typedef struct AstExpr AstExpr;
typedef struct AstStmt AstStmt;
typedef struct AstDecl AstDecl;

typedef VEC(AstExpr *) AstExprs;
typedef VEC(AstStmt *) AstStmts;
typedef VEC(AstDecl *) AstDecls;
typedef VEC(const char *) AstNames;

typedef enum AstOp {
    OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_FLOORDIV, OP_MOD, OP_POW, OP_MATMUL,
    OP_BITAND, OP_BITOR, OP_BITXOR, OP_SHL, OP_SHR,
    OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE, OP_IN, OP_NOT_IN, OP_IS, OP_IS_NOT,
    OP_AND, OP_OR, OP_NOT, OP_NEG, OP_POS, OP_INVERT
} AstOp;

typedef enum AstExprKind {
    AST_NAME,     /* name */
    AST_INT,      /* integer (an out-of-range literal is a lexer error) */
    AST_FLOAT,    /* real */
    AST_STR,      /* text, size (escapes resolved; adjacent literals joined) */
    AST_BYTES,    /* text, size */
    AST_DURATION, /* integer: nanoseconds */
    AST_TRUE,
    AST_FALSE,
    AST_NONE,
    AST_FSTRING, /* parts */
    AST_TUPLE,
    AST_LIST,
    AST_SET,  /* items; `()` is the empty tuple */
    AST_DICT, /* items: keys and values in turn; a `**x` entry is key NULL and value x */
    AST_LISTCOMP,
    AST_SETCOMP,
    AST_GENERATOR,   /* items[0]; clauses */
    AST_DICTCOMP,    /* items[0] key, items[1] value; clauses */
    AST_UNARY,       /* op: OP_NOT OP_NEG OP_POS OP_INVERT; left */
    AST_BINARY,      /* op; left, right (arithmetic and bits) */
    AST_BOOL,        /* op: OP_AND OP_OR; left, right */
    AST_COMPARE,     /* items (n+1 operands), ops (n): a chain */
    AST_IF,          /* condition, left (then), right (else) */
    AST_LAMBDA,      /* params, left (body) */
    AST_CALL,        /* left (callee), args */
    AST_MEMBER,      /* left, name */
    AST_INDEX,       /* left, items (one or more; slices allowed) */
    AST_SLICE,       /* left, right, third: start, stop, step; each may be NULL */
    AST_ASSIGN_EXPR, /* name, left: `name := left` */
    AST_STAR,        /* left: `*left` in a list, set or tuple, or among targets */
    AST_OPT_TYPE,    /* left: `T?` */
    AST_FN_TYPE      /* items (parameter types), left (result type or NULL for `-> None`) */
} AstExprKind;

/* One argument of a call: `x`, `name=x`, `*x` (stars 1), `**x` (stars 2). */
typedef struct AstArg {
    const char *name; /* NULL when positional */
    AstExpr *value;
    int stars;
    Pos pos;
} AstArg;

/* Literal text, or {value!conversion:spec}. */
typedef struct AstFPart {
    const char *text; /* NULL for an expression part */
    size_t size;
    AstExpr *value;
    char conversion;           /* 'r', 's' or 0 */
    const char *spec;          /* "" without */
    AstExpr *
        computed; /* {x:{w}.{p}f}: the specification as an AST_FSTRING; spec is "" then; else NULL */
    const char *debug;         /* `{x=}`: the text `x=`, else NULL */
} AstFPart;

/* for target in iterable if c1 if c2 */
typedef struct AstClause {
    AstExpr *target;
    AstExpr *iterable;
    AstExprs conditions;
} AstClause;

typedef struct AstParam {
    const char *name;
    AstExpr *type;    /* NULL in lambdas and for `self` */
    AstExpr *preset;  /* default or NULL */
    bool is_const;    /* `const n: int = 3` */
    bool is_mut;      /* `mut self: [T]`, in builtin declarations only */
    int stars;        /* `*args`, in builtin declarations only */
    Pos pos;
} AstParam;
typedef VEC(AstParam) AstParams;

struct AstExpr {
    AstExprKind kind;
    AstOp op;
    Pos pos;
    AstExpr *left, *right, *third, *condition;
    AstExprs items;
    VEC(AstArg) args;
    VEC(AstOp) ops;
    VEC(AstFPart) parts;
    VEC(AstClause) clauses;
    AstParams params;
    const char *name;
    Pos name_pos;     /* AST_MEMBER: of the name alone */
    const char *text;
    size_t size;
    int64_t integer;
    double real;
    bool parenthesized;
};

typedef enum AstStmtKind {
    AST_EXPR,     /* value */
    AST_ASSIGN,   /* targets (one or more: a = b = value), value; annotation with one target: `x: T = v`; value may
                     be NULL with an annotation: `x: T` */
    AST_AUGMENT,  /* targets[0], op, value */
    AST_IF_STMT,  /* condition, body, orelse (an elif is a single AST_IF_STMT in orelse) */
    AST_WHILE,    /* condition, body, orelse */
    AST_FOR,      /* target, value (iterable), body, orelse */
    AST_MATCH,    /* value, cases */
    AST_RETURN,   /* value or NULL */
    AST_BREAK, AST_CONTINUE, AST_PASS,
    AST_ASSERT,   /* condition, value (message) or NULL */
    AST_RAISE,    /* value */
    AST_DEL,      /* targets */
    AST_DECL      /* decl: nested def or graph */
} AstStmtKind;

typedef struct AstCase {
    AstExpr *pattern; /* AST_NAME `_` for the wildcard; AST_BINARY OP_BITOR for alternatives */
    const char *name; /* `as name`, or NULL */
    Pos name_pos;
    AstExpr *guard;   /* or NULL */
    AstStmts body;
    Pos pos;
} AstCase;

struct AstStmt {
    AstStmtKind kind;
    AstOp op;
    Pos pos;
    AstExprs targets;
    AstExpr *target, *value, *annotation, *condition;
    AstStmts body, orelse;
    VEC(AstCase) cases;
    AstDecl *decl;
};

typedef enum AstDeclKind {
    AST_DEF, AST_NODE, AST_GRAPH, AST_ADAPTER,
    AST_STRUCT, AST_ENUM, AST_TYPE, AST_CONST, /* top-level assignment: stmt */
    AST_IMPORT,       /* import path [as name] */
    AST_FROM_IMPORT,  /* from path import names */
    AST_IMPORT_PROTO, /* import proto "a.proto", "b.proto" as name */
    AST_TEST
} AstDeclKind;

typedef struct AstTypeParam {
    const char *name;
    AstExpr *bound; /* AST_NAME number, ordered, hashable, struct; or NULL */
    Pos pos;
} AstTypeParam;

/* alarms: name: type    state: name[: type] = value    struct: name: type [= value] [as "KEY"]    enum: name [= value] */
typedef struct AstField {
    const char *name;
    AstExpr *type;
    AstExpr *value;
    const char *key;
    Pos pos;
} AstField;
typedef VEC(AstField) AstFields;

/* -> T   -> T of shape   -> (a: T, b: U of shape) */
typedef struct AstOutput {
    const char *name; /* NULL for the single unnamed one */
    AstExpr *type;
    AstExpr *shape;   /* after `of`, or NULL */
    Pos pos;
} AstOutput;

struct AstDecl {
    AstDeclKind kind;
    const char *name;      /* tests: NULL */
    const char *receiver;  /* `builtin def list.append[T](...)`: the builtin type's name; else NULL */
    const char *doc;       /* docstring or NULL */
    Pos pos;               /* of the whole heading */
    Pos name_pos;
    bool is_extern;        /* extern def / extern node; adapters too: symbol */
    bool is_builtin;       /* builtin def / builtin node (library files only) */
    const char *symbol;    /* = "c_name" */
    AstNames links;        /* adapter ... = "sym" link "lib", "lib": libraries to link when used */
    VEC(AstTypeParam) type_params;
    AstParams params;
    VEC(AstOutput) outputs;
    AstFields alarms, state;
    AstStmts start, stop;
    AstStmts body;
    /* struct and enum */
    AstExpr *base;
    AstFields fields;
    AstDecls methods;
    /* type Word = ...: fields[0].type; const: stmt */
    AstStmt *stmt;
    /* imports */
    const char *path;      /* import stats -> "stats"; dotted names keep their dots */
    AstNames names;        /* from x import a, b;  proto files */
    VEC(const char *) aliases; /* one for each name, NULL without `as` */
    const char *alias;     /* import x as alias */
    /* test "name", end=3s: */
    const char *title;
    VEC(AstArg) options;
    bool has_alarms, has_state, has_start, has_stop; /* written, even when empty */
};

typedef struct AstModule {
    const SourceFile *file;
    const char *name; /* interned stem of the file name */
    const char *doc;
    AstDecls decls;   /* in order */
} AstModule;

#endif
