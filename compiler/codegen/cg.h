/* cg.h - what the files of the code generator share among themselves.
 *
 *   codegen.c     entry: the module from first to last
 *   cg_types.c    descriptors and constants            cg_value.c   loading, storing, ownership of temporaries
 *   cg_expr.c     expressions                          cg_op.c      operators
 *   cg_call.c     calls                                cg_comp.c    loops over containers, comprehensions
 *   cg_path.c     places assigned in place             cg_stmt.c    statements
 *   cg_kind.c     structs that derive from others
 *   cg_fn.c       defs and lambdas                     cg_layout.c  the state block: who stands where
 *   cg_node.c     node bodies, one function a shape    cg_series.c  ticked, valid, baskets, alarms inside a body
 *   cg_extern.c   nodes in C
 *   cg_past.c     records of edges; num_ticks, value_at and the like
 *   cg_keep.c     what another program may take over while this one runs
 *   cg_region.c   regions, straight-line               cg_table.c   large regions: a loop over rows
 *   cg_dynamic.c  dynamic baskets, the graphs that dynamics copy
 *   cg_program.c  init, start, stop, fini, main, and the tables of program.h
 *   cg_helper.c   small functions written into each module   cg_debug.c   line tables
 *
 * Ownership in generated code. A value is borrowed (it belongs to a variable, a container, a constant) or owned by a temporary:
 * a stack slot that is zeroed on entry and released and zeroed again at the end of its statement. As zero is a value
 * that needs no release, a slot filled on one branch only needs no flag. Variables are released at the one exit of their function.
 */
#ifndef CODEGEN_CG_H
#define CODEGEN_CG_H

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>

#include "codegen/codegen.h"
#include "codegen/runtime_abi.h"
#include "support/map.h"
#include "support/sb.h"
#include "wiring/walk.h"

typedef enum Class {
    CLASS_NONE, /* no value */
    CLASS_SCALAR, /* an SSA value: bool as i1 (i8 in memory), float as double, everything else as i64 */
    CLASS_HEAP,  /* a pointer to a counted object, NULL for the empty one */
    CLASS_MEMORY /* struct, tuple, T?, function: the address of its bytes */
} Class;

typedef struct Val {
    const Type *type; /* without type variables */
    LLVMValueRef v;
    LLVMValueRef slot; /* the temporary that owns it; NULL: borrowed (scalars: always NULL) */
} Val;

typedef struct Temp {
    LLVMValueRef slot;
    const Type *type;
    int arm;    /* the branch in which it was made */
    bool plain; /* nothing to release */
    bool moved; /* its value has gone on every way to here: nothing to release */
} Temp;

/* A stack slot that no temporary uses now. Those of counted values are zero. */
typedef struct FreeSlot {
    LLVMValueRef slot;
    uint32_t size;
    bool plain;
} FreeSlot;

typedef struct Loop {
    struct Loop *outer;
    LLVMBasicBlockRef next, done;
    int temps; /* temporaries older than its body */
} Loop;

typedef struct Item {
    const TirVar *var;
    LLVMValueRef address;
} Item;

/* A series parameter inside a body. */
typedef struct Series {
    GShape shape;
    const Type *type;    /* of the value of a member */
    LLVMValueRef value;  /* address; single only; NULL: not given */
    LLVMValueRef ticked; /* i1 */
    LLVMValueRef valid;  /* i1 */
    LLVMValueRef record; /* single: address of what the edge keeps of its ticks, or NULL */
    LLVMValueRef table;  /* basket: its constant table, see cg_series.c; a dynamic one: its object */
    bool mixed;          /* some members are from outside of the copy */
    int n;       /* members */
} Series;

typedef struct Outlet {
    GShape shape;
    const Type *type;
    const Type *key;
    LLVMValueRef value;  /* single: where the value goes */
    LLVMValueRef ticked; /* single: address of an i1 */
    LLVMValueRef table;
    int n;
    bool checked; /* may be reached twice in a cycle: must be checked */
    const char *name;
} Outlet;

/* Where things from outside of a copy stand; made once a function. */
typedef struct Base {
    int depth;
    bool member;
    LLVMValueRef address;
} Base;

/* A function that is being written. */
typedef struct Body {
    struct Body *outer; /* the one that was interrupted */
    LLVMBasicBlockRef outer_block;
    LLVMMetadataRef outer_location;
    LLVMValueRef llvm;
    LLVMBuilderRef entry; /* writes at the end of the entry block: stack slots */
    LLVMBasicBlockRef first, exit;
    LLVMMetadataRef scope; /* DISubprogram */
    const SourceFile *file;
    Subst subst;
    Map vars;             /* TirVar -> LLVMValueRef, its address */
    VEC(Temp) owned_vars; /* released at the exit */
    VEC(Temp) temps;
    VEC(FreeSlot) free_slots;
    int arm, arms;
    Loop *loop;
    LLVMValueRef result; /* address for the result, or NULL */
    const Type *result_type;
    Map assigned;    /* variables that statements change */
    VEC(Item) items; /* loop variables that are the container's own items */
    /* in nodes */
    const struct Shape *shape;
    LLVMValueRef engine, state, inst, source;
    LLVMValueRef cycle; /* of the engine, i64 */
    int chunk;          /* regions: which one; -1 elsewhere */
    bool running;       /* false: at start and stop, when nothing ticks */
    VEC(Base) bases;    /* states around this one, attached members */
    Series *inputs;
    Outlet *outlets;
    int noutlets;
    LLVMValueRef *alarm_ticked, *alarm_valid; /* i1, by alarm */
    Val *leaves;                              /* of a lift */
} Body;

/* A member of a basket in its table: offsets in the state block, the regions to mark. */
enum { TABLE_N = 0, TABLE_KEYS = 8, TABLE_INDEX = 16, TABLE_MEMBERS = 24 };
enum {
    MEMBER_VALUE = 0,
    MEMBER_STAMP = 4,
    MEMBER_PENDS = 8, /* first, how many */
    MEMBER_RECORD = 16,
    MEMBER_KEEPS = 20,
    MEMBER_SIZE = 24
};

/* What is kept of the ticks of an edge: runtime/include/csp/history.h. */
typedef enum Keep { KEEP_NOTHING, KEEP_COUNT, KEEP_HISTORY } Keep;

typedef enum Step { STEP_RUN, STEP_INIT, STEP_START, STEP_STOP, STEP_COUNT } Step;

/* What instances of one node (or lifted expression) with the same types and the same kind of inputs share. */
typedef struct Shape {
    const char *key;
    struct Shape *next;
    const GNode *model; /* the first of them */
    const char *name;
    int nscalars;
    const Type **scalar_types; /* GN_LIFT: leaf scalars, then bindings */
    uint32_t *scalar_offsets;
    uint32_t scalars_size;
    uint32_t inst_size; /* bytes of state of an instance */
    uint32_t *state_offsets, *alarm_offsets, *stamp_offsets;
    uint32_t *
        active_offsets; /* by input: a byte that is 1 while make_passive holds; UINT32_MAX without */
    bool *by_member;    /* by input: a byte for each member of the basket stands there */
    uint32_t *
        count_offsets; /* by input: how often it ticked and when last, 16 bytes; UINT32_MAX without */
    bool *sole;        /* by input: ticks whenever the body runs */
    int instances;
    LLVMTypeRef type;
    LLVMValueRef steps[STEP_COUNT];      /* cg_table.c: the same for a row */
    LLVMValueRef run, start, stop, init; /* NULL: nothing to do */
} Shape;

/* What the body of a node does with its inputs and outputs; made once a declaration. */
typedef struct NodeInfo {
    bool dynamic;   /* some input may become active or passive while running */
    bool *switched; /* by input: that one */
    bool *by_member; /* by input: a member of it alone may become active or passive */
    bool *counted;   /* by input: num_ticks or the time of the last tick is asked for */
    bool *kept;      /* by input: its ticks before the last one are asked for */
    bool *checked;  /* by output: may be reached twice in one run of the body */
} NodeInfo;

typedef struct Instance {
    Shape *shape;
    uint32_t binding;      /* adapters: their number, */
    uint32_t *arg_offsets; /* where their arguments stand, */
    uint32_t guard_at;     /* and a copy of the guard */
    uint32_t inst;
    uint32_t source;      /* of its first alarm (or of its feedback, adapter) */
    LLVMValueRef scalars; /* constant; NULL: in the state block at */
    uint32_t scalars_at;
    int chunk; /* which function runs it; -1: none */
    LLVMValueRef *in_tables, *out_tables;
    bool in_table; /* runs from a table: */
    LLVMValueRef row;
} Instance;

/* An edge. Local ones live in a stack slot of the one function that writes and reads them. */
typedef struct Slot {
    const GEdge *edge;
    const GEdge *rep; /* ticks exactly when that edge does */
    bool local;
    bool fades;        /* nobody reads the value after the cycle in which it ticked */
    Keep keeps;
    bool keeps_members; /* of a dynamic basket: its members have histories */
    uint32_t record;   /* where; 0: nowhere */
    const GNode *last; /* of a fading one: the reader that releases it */
    uint32_t value, stamp;
    uint32_t pend_first, pend_count; /* in cg->pends: regions to mark */
    LLVMValueRef stack, flag;        /* in the function that is being written, valid for chunk */
    int chunk;
    bool outer;  /* of a GN_OUTER: stands in the state `depth` graphs around, */
    bool member; /* or in the member attached there */
    int depth;
    const struct Body *outer_of; /* the function in which these two hold: */
    LLVMValueRef outer_ticked, outer_valid;
} Slot;

typedef struct Job { /* a def or lambda to be written */
    const TirFn *fn;
    Subst subst;
    LLVMValueRef llvm;
    bool is_code; /* csp_fn code */
} Job;

typedef struct Fini {
    uint32_t offset;
    const csp_type *type;
} Fini;

typedef struct Built { /* a constant with a dict inside: filled when the program starts */
    LLVMValueRef global;
    const csp_type *type;
    const void *value;
} Built;

typedef struct BasketSlot { /* the object of a dynamic basket */
    uint32_t offset;
    const Type *type;
    bool keeps; /* its members have histories */
} BasketSlot;

/* A graph and its state block: the program's, or one that a dynamic copies. */
#define PART_FIELDS                                                                                \
    const Regions *regions;                                                                        \
    const GraphIR *graph;                                                                          \
    struct Part *outside; /* of a copied graph: the one around */                                  \
    uint32_t state_size;                                                                           \
    uint32_t *start_offsets;                                                                       \
    Instance *instances; /* by node id */                                                          \
    Slot *slots;         /* by edge id */                                                          \
    VEC(Fini) finis;                                                                               \
    VEC(BasketSlot) baskets;                                                                       \
    uint32_t nsources, nbindings, noutputs;                                                        \
    uint32_t histories_at, nhistories; /* records of KEEP_HISTORY, one after the other */          \
    bool keeps;                        /* some edge keeps something */                             \
    int first_node;            /* number of its node 0 among those of all parts */                 \
    LLVMValueRef copied_table /* the csp_template */
typedef struct Part {
    PART_FIELDS;
} Part;

typedef struct Cg {
    Arena *arena;
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMBuilderRef b;
    union { /* the part that is being laid out or written: cg_part_enter */
        Part part;
        struct {
            PART_FIELDS;
        };
    };
    Part *current;
    VEC(Part *) parts; /* the program's first, each before those inside of it */
    TypeTable *types;
    Walker walker;
    const CodegenOptions *options;
    Body *body;
    LLVMTypeRef none, i1, i8, i16, i32, i64, f64, ptr;
    Map dispatchers; /* a method's function -> the one that looks at its receiver */
    Map same, same_as; /* cg_same.c: description -> lifted expression, expression -> the first like it */
    Map descriptors, constants, strings, functions, shapes, globals, helpers, infos, indexes;
    VEC(Shape *) all_shapes;
    VEC(Job) jobs;
    VEC(Built) built;
    LLVMTypeRef built_type;
    LLVMValueRef build_constants, drop_constants;
    VEC(uint32_t) pends;
    LLVMValueRef pend_table;
    uint32_t skip_at; /* with --watch: a byte for each node, 1 at start and stop of one that is left out */
    int nchunks;
    /* debug */
    LLVMDIBuilderRef di;
    LLVMMetadataRef unit;
    Map di_files, di_blocks;
} Cg;

/* ---- cg_types.c */
Class cg_class_of(const Type *type);
LLVMTypeRef cg_ssa_type(Cg *cg, const Type *type);
LLVMTypeRef cg_bytes_type(Cg *cg, uint32_t size);
const csp_type *cg_layout(Cg *cg, const Type *type);
static inline bool cg_is_plain(Cg *cg, const Type *type) { return cg_layout(cg, type)->plain; }
LLVMValueRef cg_const_i32(Cg *cg, uint32_t value);
LLVMValueRef cg_const_i64(Cg *cg, int64_t value);
LLVMValueRef cg_const_i1(Cg *cg, bool value);
LLVMValueRef cg_const_ptr_null(Cg *cg);
LLVMValueRef cg_text(Cg *cg, const char *text);                      /* NUL-terminated */
LLVMValueRef cg_global(Cg *cg, const char *name, LLVMValueRef init); /* private constant */
LLVMValueRef cg_descriptor(Cg *cg, const csp_type *type);
static inline LLVMValueRef cg_desc(Cg *cg, const Type *type) {
    return cg_descriptor(cg, cg_layout(cg, type));
}
bool cg_has_dict(const csp_type *type, const void *value);
LLVMValueRef cg_const_value(Cg *cg, const csp_type *type,
                            const void *value); /* initialiser; no dicts inside */
LLVMValueRef cg_const_address(Cg *cg, const csp_type *type,
                              const void *value); /* of a constant that holds it */
LLVMValueRef cg_const_string(Cg *cg, const char *text, size_t size); /* csp_str * */
LLVMValueRef cg_proto_table(Cg *cg, const csp_type *type); /* cg_proto.c: csp_type.proto */
void cg_build_value(Cg *cg, const csp_type *type, const void *value,
                    LLVMValueRef to); /* code; `to` is zero */
LLVMValueRef cg_call_place(Cg *cg, Pos pos, const Type *ret, const Type *const *args,
                           int n); /* csp_call */
LLVMValueRef cg_global_address(Cg *cg, const TirVar *var);

/* ---- cg_value.c */
LLVMValueRef cg_at_offset(Cg *cg, LLVMValueRef base, uint64_t offset);
LLVMValueRef cg_load(Cg *cg, const Type *type,
                     LLVMValueRef address); /* SSA value; MEMORY: the address itself */
void cg_store(Cg *cg, const Type *type, LLVMValueRef v, LLVMValueRef address); /* bits only */
Val cg_val_at(Cg *cg, const Type *type, LLVMValueRef address);                 /* borrowed */
Val cg_scalar(const Type *type, LLVMValueRef v);
LLVMValueRef cg_new_slot(Cg *cg, uint32_t size, bool zero); /* for the whole function */
LLVMValueRef cg_new_temp(Cg *cg,
                         const Type *type); /* zeroed when counted; till the end of the statement */
LLVMValueRef cg_scratch(Cg *cg, const Type *type); /* garbage in it; never released */
Val cg_temp_val(Cg *cg, const Type *type,
                LLVMValueRef slot);          /* owned by slot, which has been filled */
LLVMValueRef cg_address_of(Cg *cg, Val val); /* of memory that holds it; read only */
Val cg_own(Cg *cg, Val val);
void cg_put(Cg *cg, Val val, LLVMValueRef to);                      /* `to` holds no value before */
void cg_assign(Cg *cg, Val val, LLVMValueRef to);                   /* releases what it held */
void cg_release_at(Cg *cg, const Type *type, LLVMValueRef address); /* and zeroes */
void cg_retain_at(Cg *cg, const Type *type, LLVMValueRef address);
int cg_temps_mark(Cg *cg);
void cg_temps_release(Cg *cg, int mark);      /* the end of a statement */
void cg_temps_emit_release(Cg *cg, int mark); /* code only: a jump leaves the statement */
void cg_zero_bytes(Cg *cg, LLVMValueRef address, uint32_t size);
void cg_copy_bytes(Cg *cg, LLVMValueRef to, LLVMValueRef from, uint32_t size);
LLVMBasicBlockRef cg_new_block(Cg *cg, const char *name);
void cg_enter_block(Cg *cg, LLVMBasicBlockRef block);
void cg_jump(Cg *cg, LLVMBasicBlockRef to); /* unless the block has ended */
void cg_branch(Cg *cg, LLVMValueRef condition, LLVMBasicBlockRef yes, LLVMBasicBlockRef no);
LLVMValueRef rt_call(Cg *cg, RtFn which, const LLVMValueRef *args, unsigned n);
#define RT_CALL(cg, which, ...)                                                                    \
    rt_call((cg), (which), (const LLVMValueRef[]){__VA_ARGS__},                                    \
            (unsigned)(sizeof((const LLVMValueRef[]){__VA_ARGS__}) / sizeof(LLVMValueRef)))
LLVMValueRef cg_intrinsic(Cg *cg, const char *name, LLVMTypeRef type, const LLVMValueRef *args,
                          unsigned n);

/* ---- cg_helper.c: internal functions of the module */
typedef enum Helper {
    HELP_DROP,       /* (type, slot): releases a counted pointer */
    HELP_KEEP,       /* (object): one more owner */
    HELP_ANY_TICKED, /* (table, state, cycle) -> i1: any member of a basket */
    HELP_ANY_ACTIVE, /* (table, state, cycle, passive bytes) -> i1: any whose byte is 0 */
    HELP_ALL_VALID,  /* (table, state) -> i1 */
    HELP_PEND,       /* (engine, first, count): marks regions */
    HELP_COUNT
} Helper;
LLVMValueRef cg_help(Cg *cg, Helper which, const LLVMValueRef *args, unsigned n);
#define HELP(cg, which, ...)                                                                       \
    cg_help((cg), (which), (const LLVMValueRef[]){__VA_ARGS__},                                    \
            (unsigned)(sizeof((const LLVMValueRef[]){__VA_ARGS__}) / sizeof(LLVMValueRef)))

/* ---- cg_fn.c */
Body *cg_body_begin(Cg *cg, LLVMValueRef llvm, Pos pos, const char *name);
void cg_body_end(
    Cg *cg); /* the builder stands in the exit block, and writes the return; then body_finish */
void cg_body_finish(Cg *cg);
const Type *cg_typ(Cg *cg, const Type *type); /* with the body's type arguments */
LLVMValueRef cg_local_slot(Cg *cg, const TirVar *var);
LLVMValueRef cg_add_function(Cg *cg, const char *name, LLVMTypeRef type);
LLVMValueRef cg_fn_instance(Cg *cg, const TirFn *fn, const Subst *subst, LLVMTypeRef *type);

/* ---- cg_kind.c: structs that derive from others */
/* cg_fn_instance, but of a method that is redefined: a function that looks at its receiver and calls the right one. */
LLVMValueRef cg_method_instance(Cg *cg, const TirFn *fn, const Subst *subst, LLVMTypeRef *type);
Val cg_gen_kind(Cg *cg, const TirExpr *e); /* TE_UPCAST, TE_DOWNCAST, TE_IS_KIND */

/* ---- cg_fn.c, again */
LLVMTypeRef cg_fn_type(Cg *cg, const TirFn *fn, const Subst *subst);
Subst cg_callee_subst(Cg *cg, const TirFn *fn, const Type *const *targs, int n);
void cg_find_assigned(Body *body, const TirStmts *stmts); /* fills body->assigned */
Val cg_gen_lambda(Cg *cg, const TirExpr *e);
LLVMValueRef cg_const_function(Cg *cg, const csp_fn *value); /* of a known scalar */
bool cg_captures_start(
    const GScalar *scalar); /* a function over scalars that are known at start only */
/* Of a variable that is bound: a function that captured what is known at start is made in the state block. */
LLVMValueRef cg_bound_address(Cg *cg, const GScalar *scalar);
void cg_build_function(Cg *cg, const GScalar *scalar, LLVMValueRef to);
void cg_write_jobs(Cg *cg);

/* ---- cg_expr.c, cg_op.c, cg_call.c, cg_comp.c, cg_path.c, cg_stmt.c, cg_series.c */
Val cg_gen(Cg *cg, const TirExpr *e);
LLVMValueRef cg_gen_bool(Cg *cg, const TirExpr *e);
Val cg_gen_stable(Cg *cg, const TirExpr *e,
                  bool stable); /* stable: later code may change variables */
LLVMValueRef
cg_gen_text(Cg *cg, const TirExpr *e); /* TE_FSTRING and TE_PRINT: an owned string in a temporary */
Val cg_gen_var(Cg *cg, const TirVar *var);
Val cg_gen_binary(Cg *cg, TirOp op, const Type *type, Val a, Val b, Pos pos);
Val cg_gen_unary(Cg *cg, TirOp op, const Type *type, Val a, Pos pos);
Val cg_gen_index(Cg *cg, const TirExpr *e);
Val cg_gen_slice(Cg *cg, const TirExpr *e);
Val cg_gen_call(Cg *cg, const TirExpr *e);
Val cg_call_fn(Cg *cg, const TirFn *fn, const Subst *subst, const Val *args,
               const LLVMValueRef *captures, Pos pos);
LLVMValueRef cg_var_address(Cg *cg, const TirVar *var);
Val cg_call_symbol(Cg *cg, const char *symbol, const Type *ret, const Val *args, int n, Pos pos);
Val cg_gen_comprehension(Cg *cg, const TirExpr *e);
typedef void LoopBody(Cg *cg, void *data);
void cg_gen_loop(Cg *cg, const TirClause *clause, Loop *loop, LoopBody *body, void *data);
LLVMValueRef cg_gen_path(Cg *cg, const TirExpr *e);
void cg_gen_assign(Cg *cg, const TirStmt *s);
void cg_gen_delete(Cg *cg, const TirStmt *s);
bool cg_has_effects(const TirExpr *e); /* may change a variable */
void cg_gen_stmts(Cg *cg, const TirStmts *stmts);
Val cg_gen_series(Cg *cg, const TirExpr *e); /* the kinds of expression that read engine state */
LLVMValueRef cg_state_at(Cg *cg, LLVMValueRef offset32);
LLVMValueRef cg_engine_field(Cg *cg, unsigned offset);
void cg_gen_output(Cg *cg, const TirStmt *s);
void cg_output_value(Cg *cg, int index, Val val, Pos pos);
Val cg_leaf_value(Cg *cg, const TirExpr *e);
LLVMValueRef cg_absent(Cg *cg, const Type *type); /* the address of a zero value */
bool cg_is_optional_input(const TirExpr *e);
LLVMValueRef cg_input_given(Cg *cg, const TirExpr *e);           /* i1; e: an optional input */
Val cg_given_value(Cg *cg, const TirExpr *e, const Type *type); /* its value, known to be there */
LLVMValueRef cg_captured_input(Cg *cg, const TirVar *var);
void cg_raise_if(Cg *cg, LLVMValueRef condition, const char *message, Pos pos);
const Series *cg_series_of(Cg *cg, const TirExpr *e);
/* Position of the member that a TE_MEMBER_REF or TE_MEMBER names. */
LLVMValueRef cg_member_of(Cg *cg, const TirExpr *e, const Series **series);
LLVMValueRef cg_member_field(Cg *cg, LLVMValueRef table, LLVMValueRef at, uint64_t field); /* i32 */
LLVMValueRef cg_member_address(Cg *cg, const Series *series, LLVMValueRef at, uint64_t field);
/* Whether ticks of an input make the node run, given that it ticked; table: of a basket. */
LLVMValueRef cg_active(Cg *cg, const Shape *shape, int input, LLVMValueRef inst, LLVMValueRef table,
                       LLVMValueRef ticked);
LLVMValueRef cg_any_ticked(Cg *cg, LLVMValueRef table, bool mixed);
LLVMValueRef cg_all_valid(Cg *cg, const Series *series);
Val cg_basket_value(Cg *cg, const Series *series, const Type *type);
void cg_set_active(Cg *cg, const TirExpr *e);
typedef void ExprVisit(const TirExpr *e, void *data);
void cg_walk_expr(const TirExpr *e, ExprVisit *visit,
                  void *data); /* e and all below, lambdas included */
void cg_walk_stmts(const TirStmts *stmts, ExprVisit *visit, void *data);

/* ---- cg_layout.c, cg_node.c, cg_region.c, cg_program.c */
void cg_layout_state(Cg *cg);
uint32_t cg_state_alloc(Cg *cg, uint32_t size, uint32_t align);
Slot *cg_edge_slot(Cg *cg, const GEdge *edge);
Shape *cg_shape_of(Cg *cg, const GNode *node);
const TirExpr *cg_same_lift(Cg *cg, const TirExpr *expr); /* cg_same.c: the first that does the same */
const NodeInfo *cg_node_info(Cg *cg, const TirNode *node);
const GScalar *cg_node_scalar(const GNode *node, int i); /* GN_LIFT: leaf scalars, then bindings */
LLVMValueRef cg_basket_table(Cg *cg, GShape shape, const GScalar *keys, GEdge *const *edges, int n);
bool cg_is_mixed(Cg *cg, const GInput *input);
bool cg_reads_on_tick(Cg *cg, const GNode *reader, const GEdge *edge);
bool cg_ticks_always(Cg *cg, const GNode *node, int input); /* whenever the node runs */
/* Calls a function of the node's shape in a region function (running) or at start and stop; returns the outputs that ticked, as bits. */
LLVMValueRef cg_call_shape(Cg *cg, const GNode *node, LLVMValueRef function, bool running);
void cg_write_shapes(Cg *cg);
const GEdge *cg_input_edge(const GInput *input); /* of a single one; NULL: not given */
LLVMValueRef cg_edge_value(
    Cg *cg, const GEdge *edge); /* addresses and flags, as seen from the function that is written */
LLVMValueRef cg_edge_ticked(Cg *cg, const GEdge *edge);
LLVMValueRef cg_edge_valid(Cg *cg, const GEdge *edge);
LLVMValueRef cg_state_const(Cg *cg, uint32_t offset);          /* address in the state block */
LLVMValueRef cg_scalar_address(Cg *cg, const GScalar *scalar); /* in a body that has the state */
void cg_write_regions(Cg *cg, LLVMValueRef *runs);             /* runs: by region id */
void cg_write_program(Cg *cg);

/* ---- cg_extern.c: in a body of an extern node's shape; step: RT_NODE_START, _EXECUTE or _STOP */
void cg_gen_extern(Cg *cg, const Shape *shape, RtFn step, LLVMValueRef scalars);

/* ---- cg_past.c */
Keep cg_asks_edge(Cg *cg, const GNode *node, int input); /* what the node needs the edge to keep */
void cg_layout_records(Cg *cg);
/* Code: the edge ticks. */
void cg_record_tick(Cg *cg, const Slot *slot);
void cg_record_tick_member(Cg *cg, const Outlet *outlet, LLVMValueRef at);
void cg_record_tick_row(Cg *cg, LLVMValueRef record, LLVMValueRef type, LLVMValueRef value);
Val cg_gen_past(Cg *cg, const TirExpr *e);
void cg_gen_keep(Cg *cg, const TirExpr *e);

/* ---- cg_dynamic.c */
void cg_part_enter(Cg *cg, Part *part);
void cg_parts_make(Cg *cg, const Regions *regions, Part *outside); /* and those inside */
void cg_bind_outer(Cg *cg, const GEdge *edge); /* the slot of a GN_OUTER */
Keep cg_copies_ask(Cg *cg, const GNode *dynamic, int input);
LLVMValueRef cg_base(Cg *cg, int depth, bool member);
LLVMValueRef cg_slot_at(Cg *cg, const Slot *slot, uint32_t offset); /* value, stamp or record */
LLVMValueRef cg_basket_object(Cg *cg, const GEdge *edge);
LLVMValueRef cg_basket_now(Cg *cg, LLVMValueRef basket, unsigned field); /* i1: this cycle's */
void cg_init_baskets(Cg *cg);
void cg_init_snap(Cg *cg, int start);
void cg_new_dynamic(Cg *cg, const GNode *node);
void cg_run_dynamic(Cg *cg, const GNode *node);
void cg_call_dynamic(Cg *cg, const GNode *node, RtFn which); /* (engine, dynamic) */
void cg_free_dynamics(Cg *cg);
Val cg_dynamic_list(Cg *cg, const TirExpr *e, const Series *series, const Type *type);
void cg_dynamic_tick(Cg *cg, const Outlet *outlet, Val key, Val value, Pos pos);
void cg_remove_key(Cg *cg, const TirExpr *e);

/* ---- cg_keep.c */
/* The state of this part may be taken over: with --watch, that of the program. Copies of subgraphs always start anew. */
static inline bool cg_is_kept(const Cg *cg) { return cg->options->watch && cg->outside == NULL; }
void cg_layout_skips(Cg *cg);
LLVMValueRef cg_not_skipped(Cg *cg, LLVMValueRef node);                /* i1; node: i32, its number */
LLVMValueRef cg_keep_table(Cg *cg, LLVMValueRef *edge_table);          /* NULL pointers without --watch */

/* ---- cg_table.c */
LLVMValueRef cg_write_table(Cg *cg, const Region *region, const char *name);
void cg_call_table(Cg *cg, const GNode *const *nodes, int n, Step step); /* all have rows */
void cg_write_single(Cg *cg, const GNode *node,
                     LLVMValueRef function); /* cg_region.c: one node as a step */

/* ---- cg_debug.c */
void cg_debug_begin(Cg *cg);
void cg_debug_end(Cg *cg);
void cg_debug_function(Cg *cg, Body *body, const char *name, Pos pos);
void cg_debug_at(Cg *cg, Pos pos);

#endif
