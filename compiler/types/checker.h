/* checker.h - what the files of the checker share: its state, symbols, scopes, the function being
 * checked.
 *
 *     check.c          entry: modules are loaded, declared, resolved, then bodies are checked
 *     scope.c          names: symbols, scopes, "did you mean"
 *     check_type.c     type expressions
 *     check_struct.c   structs, enums
 *     check_kind.c     structs that derive from others: overriding, casts, isinstance
 *     check_decl.c     signatures of defs, nodes, graphs, adapters; constants
 *     check_body.c     bodies of functions and nodes, lambdas; which methods change self
 *     check_convert.c  what fits where; conversions
 *     check_function.c functions as values: names, literals of lambdas
 *     check_generic.c  type parameters: unification, bounds
 *     check_match.c    which overload a call means
 *     check_union.c    parameters of several types
 *     check_call.c     calls
 *     check_special.c  calls with rules of their own: print, constructors, feedback, ...
 *     check_formula.c  expr(formula, x=x): a constant text that is an expression
 *     check_dynamic.c  dynamic subgraphs and baskets
 *     check_node.c     what only nodes have: ticked, output, alarms, baskets
 *     check_history.c  the past of inputs: value_at, times_at, buffering
 *     check_expr.c     expressions
 *     check_name.c     names and members as values
 *     check_op.c       operators on values
 *     check_lift.c     operators and calls on series
 *     check_literal.c  constants, literals, comprehensions
 *     check_stmt.c     statements
 *     check_assert.c   what a failed assert says
 *     check_assign.c   assignment, paths
 *     check_spread.c   iterables as lists, stars, unpacking, assigned slices
 *     check_habit.c    what users of Python, numpy and csp try first
 *     check_flow.c     definite assignment, narrowing
 *     check_test.c     tests: their options, expect, expect_error
 */
#ifndef TYPES_CHECKER_H
#define TYPES_CHECKER_H

#include "proto/proto.h"
#include "types/check.h"
#include "types/codes.h"

typedef struct Check Check;
typedef struct Module Module;
typedef struct Body Body;

/* ---- what can be called */

typedef enum CallableKind {
    CALLABLE_DEF,
    CALLABLE_GRAPH,
    CALLABLE_NODE,
    CALLABLE_ADAPTER
} CallableKind;

typedef struct Parameter {
    const char *name;
    const Type *type;
    const AstExpr *preset; /* default or NULL */
    TirVar *var;
    Pos pos;
    bool has_preset;
    bool is_mut;
} Parameter;

typedef struct Callable {
    CallableKind kind;
    const char *name;
    Module *module;
    const AstDecl *ast;
    Pos pos;
    TirFn *fn;
    TirNode *node;
    TirAdapter *adapter;
    const TypeVar *const *tvars;
    int ntvars;
    VEC(Parameter) params;
    const Type *result;
    bool is_method;           /* parameter 0 is self */
    bool is_property;         /* read without parentheses */
    struct StructInfo *owner; /* of a struct's or enum's method, else NULL */
    const Type *self_type;
    struct Scope *scope; /* its type parameters; outer: where it is declared */
    bool is_template;    /* has parameters of several types; what is called is an instance */
    bool is_wrong;       /* a template with errors: reported once */
    struct Callable *template; /* of an instance */
    VEC(struct Callable *) instances;
} Callable;
typedef VEC(Callable *) Callables;

/* ---- names */

typedef enum Progress { NOT_STARTED, IN_PROGRESS, DONE } Progress;

/* A struct or an enum of the program. */
typedef struct StructInfo {
    const AstDecl *ast;
    Module *module;
    TirStruct *strct; /* one of the two */
    TirEnum *enm;
    const Type *type; /* with its own type parameters as arguments */
    Progress progress;
    struct StructInfo *base;
    struct Scope *scope; /* type parameters */
    Callables methods;
} StructInfo;

/* One name may stand for a type and for functions at once (`datetime`). */
typedef struct Symbol {
    const char *name;
    Pos pos;
    Module *owner; /* where it is declared, NULL for locals */
    Body *body;    /* of a variable: the function that it belongs to */
    TirVar *var;
    Callables callables;
    StructInfo *info;        /* struct or enum */
    const Type *type;        /* alias or type parameter */
    const AstDecl *alias;    /* not resolved yet: `type X = ...` */
    const AstDecl *constant; /* of a TV_GLOBAL */
    Progress progress;
    Module *module; /* import */
    bool is_hidden; /* an import is not seen by those who import the importer */
} Symbol;

typedef struct Scope {
    Map names; /* interned name -> Symbol */
    struct Scope *outer;
    Body *body; /* NULL: of a module or declaration */
} Scope;

struct Module {
    const char *name;
    const char *path; /* of the file */
    AstModule *ast;
    Scope *scope;
    bool is_loading;
    bool is_library;
    bool is_failed; /* could not be imported: what is asked of it is an echo of that error */
};

/* ---- the function being checked */

typedef enum Place { IN_CONST, IN_DEF, IN_NODE, IN_GRAPH } Place;

enum {
    MAX_STEPS = 8,
    MAX_DEPTH = 900,    /* of nesting */
    MAX_CHAIN = 250000, /* operators, comparisons, `elif`s or cases in a row: the phases below
                           recurse on them, on a stack that is large enough (support/stack.h) */
};

/* "this path is set", or "is a Dog": root.field.field. A list that is never changed, only extended or rebuilt. */
typedef struct Fact {
    const TirVar *root;
    const Type *kind; /* what the struct there is; NULL: set */
    int nsteps;
    int steps[MAX_STEPS];
    const struct Fact *next;
} Fact;

/* What holds at a point of the body. */
typedef struct Flow {
    bool is_dead; /* never reached */
    uint64_t
        *assigned; /* bits by TirVar.index of locals; outputs of graphs in a word of their own */
    int words;
    uint64_t outputs;
    const Fact *facts;
} Flow;

typedef struct Loop {
    Flow exits; /* merged flows of its breaks */
    bool has_break;
    bool may_leave; /* by return, raise or assert */
    struct Loop *outer;
} Loop;

/* Made by the checker wherever a TirVar is made: the first member is the contract's. */
typedef struct Variable {
    TirVar tir;
    bool is_loop; /* over a container: changed through is refused */
    bool is_temp;
    bool is_pattern; /* bound by a case */
    bool is_union; /* a parameter of several types, in an instance */
    Pos type_pos; /* where its type comes from */
    bool is_annotated;
    /* Is it a copy that is changed and then forgotten? check_assign.c */
    const TirExpr *copied; /* the path that it was assigned; NULL: none, or other values, too */
    bool has_other_value;
    int reads, changes;
    Pos change_pos;
    bool is_plain;     /* assigned by a statement of its own, not by a loop or with others: warn.c */
    bool is_scheduled; /* an alarm */
} Variable;

struct Body {
    Place place;
    Module *module;
    Scope *top;   /* of the function: where its variables live */
    Scope *scope; /* innermost: a comprehension's, or top */
    TirFn *fn;
    TirNode *node;
    const Callable *callable; /* NULL in lambdas and constants */
    Body *outer;
    TirVars *locals;
    const Type *result; /* NULL: to be inferred (lambdas) */
    Pos result_pos;
    Flow flow;
    Loop *loop;
    TirStmts *block; /* where statements go */
    bool in_start, in_stop, in_state;
    bool is_test;
    bool is_subgraph; /* a lambda that dynamic() copies: it may have no result */
    bool may_fail;
    TirVar *self;
    const AstExpr *target; /* what is being assigned, or NULL */
};

/* Where an expectation comes from, for the note below an error. */
typedef struct Want {
    const Type *type;
    Pos pos;            /* file NULL: no note */
    const char *reason; /* "the parameter is declared here" */
} Want;

/* A call of a method that may turn out to change its self. */
typedef struct SelfCall {
    TirFn *caller, *callee; /* caller: when the receiver is a path from its own self, else NULL */
    const char *problem, *help; /* why the receiver can't be changed, or NULL */
    const char *name;
    Pos pos;
    bool needs_change; /* the statement `x.f()` ignores a result: right only if f changes x */
} SelfCall;

/* A type argument at a call: what is observed of the parameter is observed of the type. */
typedef struct Binding {
    const TypeVar *var;
    const Type *type;
} Binding;

typedef struct UnknownName {
    const char *name;
    const Callable *callable;
} UnknownName;

struct Check {
    Arena *arena;
    Interner *names;
    Diagnostics *d;
    TypeTable *types;
    TirProgram *program;
    CheckOptions *options;
    VEC(Module *) modules; /* in order of dependence */
    VEC(Module *) loading; /* from the main file to the one that is read */
    Module *base, *builtins;
    Map infos;   /* TirStruct or TirEnum -> StructInfo */
    Map methods; /* receiver and name -> Symbol of builtin methods */
    VEC(const char *) method_names;
    VEC(const char *) method_receivers; /* parallel to method_names */
    Body *body;
    const Type *literal_hint; /* check_function.c */
    int depth;
    int chain; /* `elif`s that are open */
    bool was_too_deep; /* reported: once is enough */
    int next_id;
    Scope *core; /* the names of base and builtins */
    const Type *error, *none, *boolean, *integer, *real, *str, *bytes, *datetime, *timedelta, *date,
        *time, *any, *handle, *json, *unknown;
    VEC(SelfCall) self_calls;
    VEC(Binding) bindings;
    Map observed_types;
    Map mutating;            /* TirFn -> itself: methods that assign through self */
    VEC(Callable *) pending; /* bodies to check */
    VEC(Callable *) checked; /* those that were, nested ones too */
    VEC(StructInfo *) structs;
    VEC(Symbol *) constants;
    VEC(ProtoModule *) protos;
    VEC(UnknownName) unknowns;   /* reported */
    VEC(const Type *) observing; /* to be marked by observations_settle */
};

/* ---- scope.c */
Scope *scope_new(Check *c, Scope *outer, Body *body);
Symbol *scope_find(const Scope *scope, const char *name); /* this scope only */
Symbol *scope_lookup(const Scope *scope, const char *name);
Symbol *scope_add(Check *c, Scope *scope, const char *name, Pos pos); /* finds or makes */
Symbol *name_lookup(Check *c, const char *name);
const char *name_suggest(Check *c, const char *name); /* the nearest name in scope, or NULL */
void unknown_name(Check *c, Pos pos, const char *name);
const char *member_suggest(Check *c, const Type *type, const char *name);
const char *receiver_name(const Type *type); /* "str", "list", ... or NULL */
Symbol *method_find(Check *c, const char *receiver, const char *name);
Symbol *method_add(Check *c, const char *receiver, const char *name, Pos pos);
const char *source_text(Check *c, Pos pos); /* of a short span on one line, or NULL */
const char *named(Check *c, const char *text); /* interned */

/* ---- check_habit.c: help for what is spelt otherwise elsewhere; false: it knows none */
bool refuse_pairs(Check *c, const AstExpr *target,
                  const TirExpr *iterable); /* check_literal.c: for k, v in a dict */
bool habit_module(Check *c, const char *name);
bool habit_name(Check *c, const char *name);
bool habit_member(Check *c, const Type *type, const AstExpr *member, bool is_series);
bool habit_static(Check *c, const char *receiver, const char *name); /* datetime.now() */
bool habit_of_module(Check *c, const char *module, const char *name);
bool refuse_prefix(Check *c, const AstExpr *member); /* csp.ticked: reports it */

/* ---- check_type.c */
const Type *type_resolve(Check *c, const AstExpr *ast);
const Type *value_type_resolve(Check *c, const AstExpr *ast, const char *what); /* refuses series */
const Type *type_try(Check *c,
                     const AstExpr *ast); /* NULL when it names no type; reports nothing then */
bool type_name_known(Check *c, const char *name);
void type_arguments_resolve(Check *c, const AstExprs *items, const Type ***args, int *n);

/* ---- check_extern.c */
void extern_check(Check *c, const Callable *callable);
void extern_alarm_add(Check *c, TirNode *node);

/* ---- check_struct.c, check_decl.c */
void struct_resolve(Check *c, StructInfo *info);
void struct_methods_declare(Check *c, StructInfo *info);
void struct_presets_check(Check *c, StructInfo *info);
StructInfo *struct_info(Check *c, const Type *type);
void infos_register(Check *c, StructInfo *info);
void module_declare(Check *c, Module *module);                         /* names */
void module_signatures(Check *c, Module *module);                      /* types of what they name */
Module *module_import(Check *c, Module *importer, const AstDecl *ast); /* check.c */
void main_find(Check *c, Module *module);
Body body_for_constants(Module *module, Scope *scope);
void callable_receive(Check *c, Symbol *symbol, Callable *callable);
void proto_import_check(Check *c, Module *module, const AstDecl *ast);
StructInfo *info_new(Check *c, Module *module, const AstDecl *ast, const char *name);
Callable *callable_declare(Check *c, Module *module, Scope *outer, const AstDecl *ast,
                           StructInfo *owner, const Type *self);
Callable *callable_declare_as(Check *c, Module *module, Scope *outer, const AstDecl *ast,
                              StructInfo *owner, const Type *self,
                              const Type *const *choice); /* an instance of a template */
void constant_resolve(Check *c, Symbol *symbol);
const TypeVar *const *type_params_declare(Check *c, const AstDecl *ast, Scope *scope,
                                          const TypeVar *const *first, int nfirst, int *n);
TirExpr *constant_check(Check *c, Module *module, Scope *scope, const AstExpr *ast,
                        const Want *want);

/* ---- check_kind.c */
void overrides_link(Check *c); /* methods that redefine one of a base */
void families_check(Check *c); /* no struct that is taken for its base holds that base */
TirExpr *kind_upcast(Check *c, TirExpr *value, const Type *base);
TirExpr *kind_test(Check *c, TirExpr *value, const Type *derived, Pos pos);
bool kind_may_be(Check *c, const Type *have, const Type *wanted, Pos pos); /* reports when not */
TirExpr *kind_downcast(Check *c, TirExpr *value, const Type *derived, bool is_checked);
/* isinstance(value, T): value is of a struct type, or may be None, or a series of them */
TirExpr *kind_isinstance(Check *c, TirExpr *value, const AstExpr *ast);
/* dynamic_cast[T](x), static_cast[T](x); NULL: neither */
TirExpr *kind_call(Check *c, const AstExpr *ast, const char *name, const AstExprs *brackets);

/* ---- check_function.c */
bool holds_function(const Type *type); /* is one, or a list, dict, tuple of them */
/* A value of which this type is expected: lambdas in a literal take theirs from it. */
TirExpr *hinted_check(Check *c, const AstExpr *ast, const Type *hint);
/* What is expected of the literal that is checked now, if it is of this kind (TYPE_FN: of any); asked once. */
const Type *literal_hint(Check *c, TypeKind kind);
TirExpr *item_check(Check *c, const AstExpr *ast,
                    const Type **hint); /* may tell the hint for those behind */
TirExpr *function_value(Check *c, const Callables *functions, const char *name, Pos pos);

/* ---- check_body.c */
void callable_check(Check *c, Callable *callable);
void absent_bind(Check *c, const Callable *callable);
TirExpr *lambda_check(Check *c, const AstExpr *ast, const Type *const *params, int n,
                      const Type *result);
TirExpr *subgraph_check(Check *c, const AstExpr *ast, const Type *const *params,
                        int n); /* a lambda that wires; it may have no result */
TirExpr *subgraph_wrap(Check *c, const Callables *functions, const char *name,
                       const Type *const *params, int n, Pos pos);
TirExpr *function_wrap(Check *c, const Callables *functions, const char *name,
                       const Type *const *params, int n, Pos pos);
void nested_declare(Check *c, const AstStmt *stmt);
void mutations_settle(Check *c);

/* check_warn.c */
void warnings_check(Check *c);
Variable *variable_new(Check *c, TirVarKind kind, const char *name, const Type *type, Pos pos);
TirVar *local_new(Check *c, const char *name, const Type *type, Pos pos); /* in the current body */
TirVar *temp_new(Check *c, const Type *type, Pos pos);
void observe(Check *c, const Type *type); /* its fields are read as a whole */
void observations_settle(Check *c);

/* ---- check_convert.c */
int fits(Check *c, const TirExpr *value,
         const Type *want); /* -1: not; else how many conversions it takes */
int type_fits(Check *c, const Type *have, const Type *want);
TirExpr *convert(Check *c, TirExpr *value, const Want *want); /* reports when it doesn't fit */
TirExpr *convert_to(Check *c, TirExpr *value, const Type *want);
const Type *join(Check *c, const Type *a, const Type *b); /* NULL: nothing in common */
bool has_unknown(const Check *c, const Type *type);
TirExpr *not_bool(Check *c, const AstExpr *ast, const Type *type); /* reports it; poison */
TirExpr *boolean_check(Check *c, const AstExpr *ast); /* a condition */
const char *a_type(Check *c, const Type *type);       /* "an int", "a float" */
void annotation_help(Check *c, const char *name,
                     const Type *type); /* how to write the type of an empty literal or None */
void mismatch(Check *c, const TirExpr *value, const Want *want);

/* ---- check_generic.c */
typedef struct Infer {
    const TypeVar *const *vars;
    const Type **args; /* NULL: not known */
    int n;
    bool may_bind_series;
} Infer;
bool unify(Check *c, Infer *infer, const Type *pattern, const Type *have);
bool bound_holds(Check *c, const Type *type, Bound bound);
const char *bound_name(Bound bound);
const char *bound_text(Bound bound); /* "a number" */
const Type *infer_subst(Check *c, const Infer *infer, const Type *type);

/* ---- check_match.c, check_call.c, check_special.c */
typedef struct Argument {
    const char *name; /* keyword or NULL */
    Pos pos;
    const AstExpr *ast;
    TirExpr *value;   /* NULL: a lambda or the name of a function, checked when its type is known */
    const Type *type; /* of the value as the call sees it: lifted calls see the value types */
    Callables *functions; /* a function by name */
} Argument;

typedef struct Call {
    const char *name; /* of the callee, for messages */
    Pos pos, name_pos;
    VEC(Argument) args; /* a method's receiver is argument 0 */
    bool has_receiver;
    const Type *const *targs;
    int ntargs;
} Call;

/* A callable against a call: which argument goes to which parameter. */
typedef struct Match {
    Callable *callable;
    int *slots; /* for each parameter the index of an argument, or -1 */
    Infer infer;
    int cost;
    bool is_lifted;
} Match;

bool match_best(Check *c, const Callables *candidates, Call *call,
                Match *best); /* reports when none fits */
const TirExpr *argument_seen(Check *c, const Match *m, const Argument *arg, TirExpr *leaf);
const Type *
function_wanted(Check *c, const Match *m,
                const Parameter *parameter); /* NULL: it takes none, or of unknown type */
bool match_types(Check *c, const Call *call, Match *m); /* do the types of the arguments fit? */
bool is_open(const Infer *infer,
             const Type *type); /* holds a type parameter that is not known yet */
TirExpr *call_check(Check *c, const AstExpr *ast);
TirExpr *call_finish(Check *c, Call *call, Match *match);
TirExpr *call_resolve(Check *c, const Callables *candidates, Call *call);
bool arguments_check(Check *c, const AstExpr *ast, Call *call);
Callables *function_named(Check *c, const AstExpr *ast); /* a def or graph by name, or NULL */
TirExpr *library_call(Check *c, const char *name, TirExpr *const *args, int n,
                      const Type *const *targs, int ntargs, Pos pos);
void argument_push(Check *c, Call *call, const char *name, TirExpr *value);
TirExpr *method_call(Check *c, TirExpr *receiver, const AstExpr *ast, const Type *const *targs,
                     int ntargs, bool *found);
TirExpr *print_check(Check *c, const AstExpr *ast);
TirExpr *struct_construct(Check *c, StructInfo *info, const Type *const *targs, int ntargs,
                          const AstExpr *ast);
TirExpr *enum_construct(Check *c, StructInfo *info, const AstExpr *ast);
TirExpr *static_call(Check *c, const AstExpr *ast, const char *receiver, const char *name);
TirExpr *struct_static(Check *c, StructInfo *info, const Type *const *targs, int ntargs,
                       const AstExpr *ast);
TirExpr *wiring_new(Check *c, const AstExpr *ast, const char *name,
                    const AstExprs *targs); /* feedback[T](), delayed[T]() */
TirExpr *enum_member(Check *c, TirExpr *value, const char *name, Pos pos); /* .name .value */
TirExpr *value_call(Check *c, TirExpr *callee, const AstExpr *ast);
TirExpr *formula_check(Check *c, const AstExpr *ast); /* expr(formula, x=x, ...): check_formula.c */
bool refuse_word(Check *c, const char *name,
                 Pos pos); /* words of the design that are not supported yet */
TirExpr *series_method(Check *c, TirExpr *receiver,
                       const AstExpr *ast); /* .out() .bind(); NULL: not one */
TirExpr *fold_constructor(Check *c, TirExpr *call, const char *name);
const char *signature_text(Check *c, const Callable *callable);
void captures_of(Check *c, const TirFn *fn);
void capture(Check *c, TirVar *var, const Body *owner);

/* ---- check_dynamic.c: baskets whose keys come and go, subgraphs that come and go with them */
void dynamic_type_refuse(Check *c, const AstExpr *ast, const Type *key, const Type *elem);
TirExpr *dynamic_check(Check *c, const AstExpr *ast);    /* dynamic(basket, lambda key, own: ...) */
TirExpr *snap_check(Check *c, const AstExpr *ast);       /* snap(x) */
TirExpr *remove_key_check(Check *c, const AstExpr *ast); /* remove_dynamic_key([output,] key) */
TirExpr *shape_reference(Check *c, const AstExpr *ast, const char *word); /* x.shape in ticked() */
TirExpr *shape_member(Check *c, const AstExpr *ast); /* x.shape.added; NULL: it is none */
/* ---- check_union.c */
bool is_union(const AstExpr *ast); /* `A | B` */
const Type *union_resolve(Check *c, const AstExpr *ast);
const Type *union_choice(Check *c, const Type *type, const TirExpr *value, int *cost);
void union_preset_check(Check *c, const Callable *callable, const Parameter *p);
Callable *union_instance(Check *c, const Match *m, const Call *call);
void union_instances_all(Check *c, Callable *template);
void union_note(Check *c, const Callable *instance);
int union_test(Check *c, const AstExpr *ast);
TirExpr *isinstance_check(Check *c, const AstExpr *ast);

/* ---- check_node.c */
TirExpr *input_reference(Check *c, const AstExpr *ast, const char *word,
                         bool takes_alarms); /* a TE_VAR, not read. NULL: reported */
int output_index(const Check *c, const char *name); /* -1: there is none */
void unknown_output(Check *c, Pos pos, const char *name);
bool is_node_word(const char *name);
TirExpr *node_call(Check *c, const AstExpr *ast, const char *name);
TirExpr *basket_method(Check *c, TirExpr *basket, const AstExpr *ast);
TirExpr *output_value(Check *c, const AstExpr *ast, int index, const Want *want);
bool output_statement(Check *c, const AstExpr *ast);
void node_check(Check *c, Callable *callable);
const Type *series_value(Check *c,
                         const Type *type); /* ts[T] -> T, [ts[T]] -> [T], {K: ts[T]} -> {K: T} */
TirVar *input_of(const TirExpr *value);     /* the input or alarm that a TE_VAR reads, or NULL */

/* An input, or a member of a basket input, not read. NULL: reported. */
TirExpr *series_reference(Check *c, const AstExpr *ast, const char *word);

/* ---- check_assert.c */
TirExpr *assert_message(Check *c, TirExpr *condition, const char *text);

/* ---- check_history.c: the words of nodes that ask about the past */
TirExpr *word_num_ticks(Check *c, const AstExpr *ast);
TirExpr *word_buffering(Check *c, const AstExpr *ast);
TirExpr *word_value_at(Check *c, const AstExpr *ast);
TirExpr *word_time_at(Check *c, const AstExpr *ast);
TirExpr *word_item_at(Check *c, const AstExpr *ast);
TirExpr *word_values_at(Check *c, const AstExpr *ast);
TirExpr *word_times_at(Check *c, const AstExpr *ast);
TirExpr *word_items_at(Check *c, const AstExpr *ast);

/* ---- check_expr.c, check_name.c */
TirExpr *expr_check(Check *c, const AstExpr *ast);
TirExpr *expr_check_hint(Check *c, const AstExpr *ast,
                         const Type *hint); /* the hint helps lambdas only */
TirExpr *expr_check_want(Check *c, const AstExpr *ast, const Want *want);
TirExpr *let_name(Check *c, const char *name, Pos pos, TirExpr *value); /* (name := value) */
TirExpr *value_check(Check *c, const AstExpr *ast); /* not a None result, not a bare function */
TirExpr *name_check(Check *c, const AstExpr *ast);
TirExpr *member_check(Check *c, const AstExpr *ast);
TirExpr *field_read(Check *c, TirExpr *base, int index, Pos pos);
int field_index(const Type *type, const char *name);
Symbol *member_symbol(
    Check *c,
    const AstExpr *ast); /* module.name; NULL when the left is no module; reports unknown ones */
Module *module_of(Check *c, const AstExpr *ast); /* the module that an expression names, or NULL */
/* module.Name, or a nested type of protobuf, gtfs.TripUpdate.StopTimeUpdate: the module and the
 * name in it; NULL: neither. */
const char *dotted_name(Check *c, const AstExpr *ast, Module **module);
TirExpr *symbol_value(Check *c, Symbol *symbol, Pos pos);
TirExpr *variable_read(Check *c, Symbol *symbol, Pos pos);
TirExpr *narrowed(Check *c, TirExpr *value);
TirExpr *index_check(Check *c, TirExpr *base, const AstExpr *ast);
StructInfo *info_named(Check *c, const AstExpr *ast, const Type ***targs,
                       int *n); /* the struct or enum that an expression names */
TirExpr *condition_check(Check *c, const AstExpr *ast); /* bool, or in graphs ts[bool] */

/* ---- check_op.c, check_lift.c */
TirExpr *op_binary(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos);
TirExpr *op_unary(Check *c, TirOp op, TirExpr *a, Pos pos);
TirExpr *value_binary(Check *c, TirOp op, TirExpr *a, TirExpr *b, Pos pos);
TirExpr *value_unary(Check *c, TirOp op, TirExpr *a, Pos pos);
const char *op_text(TirOp op);
bool op_of_ast(AstOp ast, TirOp *op);
bool is_series(const Type *type); /* an edge or a basket */
TirExpr *lift_new(Check *c, Pos pos);
TirExpr *lift_leaf(Check *c, TirExpr *lift, TirExpr *operand);
TirExpr *lift_finish(Check *c, TirExpr *lift, TirExpr *value);
TirExpr *edge_of(Check *c, TirExpr *value); /* delayed -> its edge */
bool refuse_wiring(
    Check *c, const TirExpr *value); /* a record or feedback where a value is wanted: reported */
bool in_graph(const Check *c);
void refuse_optional(Check *c, const TirExpr *value, const char *use);

/* ---- check_literal.c */
TirExpr *tir(Check *c, TirExprKind kind, const Type *type, Pos pos);
TirExpr *poison(Check *c, Pos pos);
TirExpr *const_int(Check *c, int64_t value, Pos pos);
TirExpr *const_float(Check *c, double value, Pos pos);
TirExpr *const_bool(Check *c, bool value, Pos pos);
TirExpr *const_str(Check *c, const char *text, size_t size, Pos pos);
TirExpr *const_of(Check *c, const Type *type, int64_t value, Pos pos); /* of 8-byte types */
bool const_int_value(const TirExpr *value, int64_t *number);
TirExpr *fstring_check(Check *c, const AstExpr *ast);
TirExpr *comprehension_check(Check *c, const AstExpr *ast);
TirExpr *list_check(Check *c, const AstExpr *ast);
TirExpr *dict_check(Check *c, const AstExpr *ast);
const Type *item_type(Check *c, TirExpr *iterable); /* reports when not iterable */
TirExpr *iterable_check(Check *c, const AstExpr *ast);
TirExpr *loop_items(Check *c, TirExpr *iterable); /* what a loop over it goes through */
TirVar *clause_bind(Check *c, const AstExpr *target, const Type *item, TirStmts *unpack,
                    bool is_comprehension);
TirExpr *enum_items(Check *c, const Type *type, Pos pos);

/* ---- check_spread.c */
const Type *listed_type(Check *c,
                        const Type *type); /* [T] of an iterable that is no list, else NULL */
TirExpr *listed(Check *c, TirExpr *value); /* as a list, when it is another iterable */
TirExpr *loop_source(Check *c, TirExpr *iterable); /* what a loop can go over item by item */
bool takes_iterable(const Callable *callable, const Parameter *parameter);
/* Literals with stars; NULL when there is none in them. */
TirExpr *spread_list(Check *c, const AstExpr *ast);
TirExpr *spread_tuple(Check *c, const AstExpr *ast);
TirExpr *spread_dict(Check *c, const AstExpr *ast);
TirExpr *tuples_joined(Check *c, TirExpr *a, TirExpr *b, Pos pos);
/* t[1:]: the bounds are literals, so that the type is known. */
TirExpr *tuple_slice(Check *c, TirExpr *tuple, TirExpr *const *bounds, Pos pos);
/* Unpacking of lists, and with a star: a check pushed to the block, then the value of each target. */
bool unpacks_list(const AstExpr *target, const Type *type);
bool unpack_begin(Check *c, const AstExpr *target, TirExpr *value);
TirExpr *unpack_part(Check *c, const AstExpr *target, TirExpr *value, int i);
/* Slices, rows and other parts of a list or array as targets. */
bool is_region(const TirExpr *e);
TirExpr *region_base(const TirExpr *e);
void region_assign(Check *c, TirExpr *region, TirExpr *value, Pos pos);
void region_delete(Check *c, TirExpr *region, Pos pos);

/* ---- check_array.c */
TirExpr *array_index(Check *c, TirExpr *base,
                     const AstExpr *ast); /* a[i], a[1:], a[mask], m[:, 0] */
TirExpr *array_astype(Check *c, TirExpr *receiver, const AstExpr *ast); /* NULL: another call */
TirExpr *indexed_value(Check *c, TirExpr *base, TirExpr *const *indices, int n, Pos pos);
TirExpr *slice_value(Check *c, TirExpr *base, TirExpr *const *bounds, Pos pos);
TirExpr *slice_bound(Check *c, const AstExpr *ast);

/* ---- check_stmt.c, check_assign.c */
void block_check(Check *c, const AstStmts *stmts, TirStmts *into);
TirStmt *tir_stmt(Check *c, TirStmtKind kind, Pos pos);
void tir_push(Check *c, TirStmt *stmt);
void assign_check(Check *c, const AstStmt *stmt);
void augment_check(Check *c, const AstStmt *stmt);
void del_check(Check *c, const AstStmt *stmt);
void target_assign(Check *c, const AstExpr *target, TirExpr *value, bool is_loop);
void name_assign(Check *c, const char *name, Pos pos, TirExpr *value, const Type *annotation,
                 bool is_loop);
/* Why the path can't be changed, or NULL; help may be set. */
const char *path_problem(Check *c, const TirExpr *path, const char **help);
bool is_path(const TirExpr *value);
TirVar *path_root(const TirExpr *value);
void path_changed(Check *c, const TirExpr *path); /* kills facts, notes changes of self */
void value_changed(Check *c, const TirExpr *path);
void change_noted(const TirExpr *path,
                  Pos pos); /* of a variable through a path, without reading it */
void lost_changes_report(Check *c, const TirVars *locals);
void shadow_assigned_params(Check *c, const AstStmts *stmts, TirStmts *into);
void bind_name(Check *c, const char *name, TirVar *var);

/* ---- check_flow.c */
void flow_assign(Check *c, Flow *flow, const TirVar *var);
bool flow_is_assigned(const Flow *flow, const TirVar *var);
Flow flow_copy(Check *c, const Flow *flow);
void flow_merge(Check *c, Flow *into, const Flow *other);
void facts_add(Check *c, const TirExpr *condition, bool sense);
void facts_add_set(Check *c, const TirExpr *path);
bool fact_known(Check *c, const TirExpr *path);
const Type *fact_kind(Check *c, const TirExpr *path);
void facts_share(Check *c, const TirVar *copy, const TirExpr *path); /* what is known of the copy holds for the path, too */
void facts_kill(Check *c, const TirVar *root, const TirExpr *path);
void facts_kill_inside(Check *c, const TirVar *root, const TirExpr *path);
void facts_kill_assigned(Check *c, const AstStmts *stmts, const AstExpr *condition);
typedef void AstVisit(void *context, const AstStmt *stmt, const AstExpr *expr);
void ast_walk(const AstStmts *stmts, const AstExpr *expr, AstVisit *visit, void *context);

/* ---- check_test.c */
void tests_check(Check *c, Module *module);
bool in_test(const Check *c); /* in the body of a test, or of what is nested in it */
TirExpr *expect_check(Check *c, const AstExpr *ast, const char *name); /* expect, expect_error */

void unsupported(Check *c, Pos pos, const char *what);
void too_deep(Check *c, Pos pos);
void too_long(Check *c, Pos pos, const char *of_what);
#endif
