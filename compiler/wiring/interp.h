/* interp.h - inside of the elaborator: the interpreter of typed expressions and what it shares with
 * the wiring.
 *
 * Values are in run-time layout (csp/value.h): an edge is a GEdge * of kind CSP_EDGE, so baskets
 * are lists and dicts of edges and the value library works on them. Functions that take `void *to`
 * write an owned value to memory that holds none.
 *
 *   elaborate.c   globals, main, presets            interp_call.c   frames, plans, calls, builtins
 *   start.c       start-time scalars                interp_expr.c   expressions -> values
 *   wire.c        node and adapter calls            interp_ops.c    operators
 *   wire_test.c   asserts and expect_errors of tests
 *   wire_dynamic.c  copies of subgraphs
 *   wire_lift.c   lifts, selects, feedback          interp_stmt.c   statements, assignable paths
 *   function.c      functions in scalars
 *   share.c       equal nodes are one               interp_iter.c   loops and comprehensions
 *
 * A failure (csp_raise of the value library, interp_fail) jumps to the guard of the innermost
 * statement of a graph body; the variables which that statement would have set are poisoned, and
 * reading one fails in silence: one mistake gives one diagnostic.
 */
#ifndef WIRING_INTERP_H
#define WIRING_INTERP_H

#include "csp/trap.h"
#include "wiring/elaborate.h"
#include "wiring/graph.h"
#include "wiring/walk.h"

typedef struct Interp Interp;
typedef struct Frame Frame;

/* One variable. */
typedef struct Slot {
    void *memory;  /* in run-time layout; zero before the first assignment */
    int start;     /* index of the start-time scalar that it holds; -1: known */
    bool poisoned; /* its assignment failed */
    bool borrowed; /* memory belongs to the caller: a `mut` parameter */
} Slot;

/* Where the variables of a function stand under one substitution. */
typedef struct Plan {
    int nparams, nslots;
    const Type **types;
    const csp_type **layouts;
    uint32_t *offsets;
    uint32_t size;
} Plan;

struct Frame {
    const TirFn *fn; /* whose variables these are; NULL: of a node (shapes) or of a constant */
    const Plan *plan;
    const Subst *subst; /* canonical: equal ones are one pointer */
    Slot *slots;
    Frame *outer; /* where captured variables are found */
    Frame *caller;
    Pos call;   /* where it was called */
    GraphIR *graph;  /* that its edges and starts belong to */
    bool is_copy;    /* the body that a dynamic copies */
    bool wires; /* a graph body: start-time scalars are allowed, statements are guarded */
    int cluster;
    const char *path;
    const Type *result_type;
    void *result;
    bool *set; /* which outputs of the result are there */
    int nset;
    bool failed; /* a statement that sets the result failed */
};

/* A delayed edge and where it was made. */
typedef struct Delayed {
    GEdge *edge;
    Pos pos;
} Delayed;

/* The constant first argument of library calls, with the position for diagnostics behind it. */
typedef struct CallSite {
    csp_call call;
    Pos pos;
} CallSite;

/* Memory of temporaries and frames: given back in reverse order. */
typedef struct Chunk Chunk;
typedef struct StackMark {
    Chunk *chunk;
    size_t used;
} StackMark;

/* What goes with the graph that is being wired. */
typedef struct Level {
    GraphIR *graph;
    Map shares;     /* hash -> Shared * */
    Map start_keys; /* hash -> StartKey * */
    Map snaps;      /* start index -> the TirVar that stands for it */
} Level;

struct Interp {
    Arena *arena;
    const TirProgram *program;
    TypeTable *types;
    Diagnostics *diagnostics;
    GraphIR *graph; /* level->graph */
    Level *level;
    Walker walker;
    StackMark stack; /* its top */
    Subst no_subst;
    Map plans;            /* mixed key -> PlanEntry * */
    Map substs;           /* mixed key -> SubstEntry * */
    Map sites;            /* mixed key of expression and substitution -> CallSite * */
    Map globals;          /* TirVar * -> Global *: constants, those under way included */
    Map augmented;        /* TirStmt * -> the `x op value` of `x op= value` */
    VEC(GFunction *) functions; /* those in containers that the graph takes along */
    VEC(bool) prepared;   /* by type id: its layout has its presets */
    GScalar guard;        /* of the select branch that is being wired; type NULL outside */
    VEC(Delayed) delayed; /* all placeholders, to find those never bound */
    int depth;            /* calls that are open */
    int64_t steps;        /* statements, calls and rounds of loops so far, */
    int64_t max_steps;    /* and how many there may be */
    bool reported;        /* the failure under way has its diagnostic */
    Pos statement;        /* of the graph statement that runs */
    Frame *frame;         /* innermost */
    bool ok;              /* at the end: there were no errors */
    TestWiring *test;     /* of a test, else NULL */
    int run;              /* the run of the test that is being wired: in an expect_error, its number */
    const char **caught;  /* in an expect_error: where the first failure's message goes, else NULL */
};

#define INTERP_DEPTH 10000
#define INTERP_ERRORS 20 /* more end the elaboration */

/* Room for n items in an empty vector: the graph has many small ones. */
#define VEC_ROOM(arena, v, n)                                                                      \
    do {                                                                                           \
        (v)->cap = (n);                                                                            \
        (v)->items = arena_alloc((arena), sizeof *(v)->items * (size_t)((n) == 0 ? 1 : (n)));      \
    } while (0)

/* ---- failing */
_Noreturn void interp_fail(Interp *in, Pos pos, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Notes under the diagnostic reported last: the calls that led here. */
void interp_note_calls(Interp *in);
/* The diagnostic is out already, or was when the variable was poisoned. */
_Noreturn void interp_abandon(Interp *in);
/* Runs `body` under a trap; false when it failed: the diagnostic is out, frames and temporaries are
 * given back. */
bool interp_guarded(Interp *in, void (*body)(Interp *in, Frame *f, void *data), Frame *f,
                    void *data);

/* Whatever can be repeated without end calls this once each time. */
_Noreturn void interp_out_of_steps(Interp *in, Pos pos);
static inline void count_step(Interp *in, const Pos *pos) {
    if (++in->steps > in->max_steps) interp_out_of_steps(in, *pos);
}

/* ---- memory (interp_call.c) */
void *stack_alloc(Interp *in, size_t size);
static inline StackMark stack_mark(const Interp *in) { return in->stack; }
static inline void stack_reset(Interp *in, StackMark mark) {
    if (mark.chunk != NULL) in->stack = mark;
}

/* ---- types */
static inline const Type *concrete(Interp *in, const Frame *f, const Type *type) {
    return type->has_vars ? type_subst(in->types, type, f->subst) : type;
}
/* type_layout with the defaults of struct fields filled in. */
const csp_type *layout_of(Interp *in, const Type *type);
static inline const csp_type *layout_in(Interp *in, const Frame *f, const Type *type) {
    return layout_of(in, concrete(in, f, type));
}
/* The one canonical substitution of these arguments (concrete). */
const Subst *subst_make(Interp *in, const TypeVar *const *vars, const Type *const *args, int n);
/* That of a call: the callee's type parameters bound to targs, read in the caller's frame. */
const Subst *subst_of_call(Interp *in, const Frame *f, const TypeVar *const *vars, int n,
                           const TirExpr *call);
const Subst *subst_of_fn(Interp *in, const Frame *f, const TirFn *fn, const TirExpr *call);

/* That of a method of this struct type. */
const Subst *subst_of_kind(Interp *in, const TirFn *method, const Type *kind);

/* ---- frames and calls (interp_call.c) */
Frame *frame_push(Interp *in, const TirFn *fn, const Subst *subst, Frame *outer, Pos call);
Frame *frame_push_node(Interp *in, const TirNode *node, const Subst *subst, Pos call);
void frame_pop(Interp *in, Frame *f);
Slot *slot_of(Interp *in, Frame *f, const TirVar *var);
Frame *frame_of(Interp *in, Frame *f, const TirVar *var);
int slot_index(const Frame *owner, const TirVar *var);
/* Evaluates an expression that stands outside of functions: a constant, a default. */
void eval_alone(Interp *in, const TirExpr *expr, const Subst *subst, void *to);
void call_function(Interp *in, Frame *f, const TirExpr *call,
                   void *to); /* TE_CALL, TE_GRAPH_CALL */
void call_builtin(Interp *in, Frame *f, const TirExpr *call, void *to);
void call_value(Interp *in, Frame *f, const TirExpr *call, void *to);
void make_closure(Interp *in, Frame *f, const TirExpr *lambda, void *to);
/* Function values in what leaves the elaborator are bound (function.c). */
void functions_settle(Interp *in, const csp_type *type, void *value);
bool function_is_start(const csp_fn *value); /* has captured what is known at start only */
GFunction *closure_function(Interp *in, csp_fn *value); /* with its bindings filled in */
const CallSite *call_site(Interp *in, const Frame *f, const TirExpr *expr);
const void *global_value(Interp *in, const TirVar *var, Pos use);

/* ---- expressions (interp_expr.c) */
void eval(Interp *in, Frame *f, const TirExpr *expr, void *to);
/* A value that is read and given back: borrowed where that is possible. */
typedef struct Ref {
    const void *value;
    void *owned; /* what ref_done releases, or NULL */
    const csp_type *owned_type;
} Ref;
Ref borrow(Interp *in, Frame *f, const TirExpr *expr);
static inline void ref_done(const Ref *ref) {
    if (ref->owned != NULL) csp_release(ref->owned_type, ref->owned);
}
bool eval_bool(Interp *in, Frame *f, const TirExpr *expr);
int64_t eval_int(Interp *in, Frame *f, const TirExpr *expr);

/* ---- operators (interp_ops.c) */
typedef struct Operand {
    const Type *type;
    const void *value;
} Operand;
void apply_unary(Interp *in, const CallSite *site, TirOp op, Operand a, void *to);
void apply_binary(Interp *in, const CallSite *site, TirOp op, Operand a, Operand b, void *to);
void apply_index(Interp *in, Frame *f, const TirExpr *expr, void *to);
void apply_slice(Interp *in, Frame *f, const TirExpr *expr, void *to);
void format_parts(Interp *in, Frame *f, const TirExpr *expr, void *to);

/* ---- statements (interp_stmt.c) */
typedef enum Flow { FLOW_NEXT, FLOW_BREAK, FLOW_CONTINUE, FLOW_RETURN } Flow;
Flow run_statements(Interp *in, Frame *f, const TirStmts *body);
void *path_address(Interp *in, Frame *f, const TirExpr *path, bool create);
/* Puts a value into a local variable: known, an edge, or start-time where the frame wires. */
void assign_slot(Interp *in, Frame *f, const TirVar *var, const TirExpr *value);

/* ---- loops (interp_iter.c) */
typedef struct Iter Iter;
Iter *iter_open(Interp *in, Frame *f, const TirExpr *iterable);
bool iter_next(Interp *in, Iter *it, void *to); /* the next item, owned by the caller */
void iter_close(Iter *it);
void eval_comprehension(Interp *in, Frame *f, const TirExpr *expr, void *to);
void bind_item(Interp *in, Frame *f, const TirClause *clause, Iter *it, bool *more);

/* ---- scalars (start.c) */
bool is_start(Interp *in, Frame *f, const TirExpr *expr);
bool var_is_start(Interp *in, Frame *f, const TirVar *var);
GScalar eval_scalar(Interp *in, Frame *f, const TirExpr *expr);
GScalar slot_scalar(Interp *in, Frame *f, const TirVar *var);
GScalar known_scalar(Interp *in, const Type *type, const void *value); /* a copy in the arena */
/* A start-time expression as it stands, under these bindings. */
int start_index(Interp *in, const TirExpr *expr, const Subst *subst, const GBinding *bindings,
                int n, Pos pos);
typedef VEC(GBinding) GBindings;
/* The free variables of `expr`, bound. What it reads of edges (len of a basket) is folded: *expr
 * may become a copy. */
GBindings bind_free(Interp *in, Frame *f, const TirExpr **expr);
/* The expression evaluated now, as a constant. */
TirExpr *folded_value(Interp *in, Frame *f, const TirExpr *expr);
bool scalar_equal(Interp *in, const GScalar *a, const GScalar *b);
uint64_t scalar_hash(Interp *in, const GScalar *s);
GScalar guard_and(Interp *in, GScalar condition, bool negated, Pos pos);

/* ---- dynamic subgraphs (wire_dynamic.c) */
void level_open(Interp *in, Level *level, GraphIR *graph); /* it is what is wired from here on */
void wire_dynamic(Interp *in, Frame *f, const TirExpr *expr, void *to);
/* The edge as the graph that is being wired sees it: from a graph around it comes in as an input of the copy. */
GEdge *edge_here(Interp *in, GEdge *edge, Pos pos);
GScalar start_here(Interp *in, GraphIR *owner, const Type *type, int start);
GScalar snap_scalar(Interp *in, Frame *f, const TirExpr *expr);
TirVar *snap_var(Interp *in, const GScalar *scalar);
/* Runs the function value with a scalar known at start and, where it has a second parameter, an edge. */
void call_copied(Interp *in, const csp_fn *fn, GScalar key, GEdge *own, Pos pos, void *to);
const Type *fn_result(const csp_fn *fn); /* of a function of the program */

/* ---- wiring (wire.c, wire_lift.c, share.c) */
void wire_node(Interp *in, Frame *f, const TirExpr *call, void *to);
void wire_adapter(Interp *in, Frame *f, const TirExpr *call, void *to);
void wire_lift(Interp *in, Frame *f, const TirExpr *lift, void *to);
void wire_const(Interp *in, Frame *f, const TirExpr *expr, void *to);
void wire_select(Interp *in, Frame *f, const TirExpr *expr, void *to);
void wire_feedback(Interp *in, Frame *f, const TirExpr *expr, void *to);
void wire_delayed(Interp *in, Frame *f, const TirExpr *expr, void *to);
void wire_bind(Interp *in, Frame *f, const TirExpr *expr);
void wire_delayed_edge(Interp *in, Frame *f, const TirExpr *expr, void *to);
void wire_print(Interp *in, Frame *f, const TirExpr *expr);
/* wire_test.c */
void wire_expect_error(Interp *in, Frame *f, const TirExpr *expr);
void test_assert(Interp *in, Frame *f, const TirStmt *s);
/* What failed while a test is wired is a failure of the test: told in run 0. False: this is no test that runs. */
bool test_takes_failure(Interp *in, const char *message, Pos pos);
void test_times(Interp *in); /* the options of the test, */
void test_ends(Interp *in);  /* and: would it ever end? */
bool test_drops(const Interp *in, const GNode *node); /* a sink that belongs to another run */
void wire_output(Interp *in, const char *name, GEdge *edge, Pos pos);
GNode *node_new(Interp *in, const Frame *f, GNodeKind kind, const char *name,
                Pos pos); /* not yet in the graph */
void node_add(Interp *in, GNode *node);
const char *path_join(Interp *in, const char *path, const char *name); /* path/name */
GEdge *edge_new(Interp *in, GNode *from, int output, int member, const Type *type);
void output_single(Interp *in, GNode *node, const Type *type); /* one output ts[type] */
GInput wire_input(Interp *in, const Type *type, const void *value, Pos pos);
GInput input_single(Interp *in, GEdge *edge);
/* The node that equals this one, if there is one; else it becomes the one to be shared and joins
 * the graph. */
GNode *share_node(Interp *in, GNode *node);

#endif
