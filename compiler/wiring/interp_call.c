/* interp_call.c - frames, calls of functions and graphs, calls of the value library. See interp.h.
 */
#include <string.h>

#include "wiring/builtin_table.h"
#include "wiring/interp.h"

/* ---- the stack of temporaries and frames */

struct Chunk {
    Chunk *next;
    size_t cap;
    _Alignas(16) char data[];
};

enum { CHUNK_SIZE = 1 << 20 };

static Chunk *chunk_new(Interp *in, size_t size) {
    size_t cap = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    Chunk *chunk = arena_alloc(in->arena, sizeof *chunk + cap);
    chunk->cap = cap;
    return chunk;
}

void *stack_alloc(Interp *in, size_t size) {
    size = (size + 15) & ~(size_t)15;
    if (in->stack.chunk == NULL) in->stack.chunk = chunk_new(in, size);
    if (in->stack.used + size > in->stack.chunk->cap) {
        Chunk *next = in->stack.chunk->next;
        if (next == NULL || next->cap < size) {
            Chunk *fresh = chunk_new(in, size);
            fresh->next = next;
            in->stack.chunk->next = next = fresh;
        }
        in->stack = (StackMark){next, 0};
    }
    void *memory = in->stack.chunk->data + in->stack.used;
    in->stack.used += size;
    return memory;
}

/* ---- canonical substitutions */

typedef struct SubstEntry {
    Subst subst;
    struct SubstEntry *next;
} SubstEntry;

static bool subst_is(const Subst *s, const TypeVar *const *vars, const Type *const *args, int n) {
    if (s->n != n) return false;
    for (int i = 0; i < n; i++)
        if (s->args[i] != args[i] || s->vars[i] != vars[i]) return false;
    return true;
}

const Subst *subst_make(Interp *in, const TypeVar *const *vars, const Type *const *args, int n) {
    if (n == 0) return &in->no_subst;
    uint64_t hash = 0x5u;
    for (int i = 0; i < n; i++)
        hash = hash_mix(hash_mix(hash, (uint64_t)(uintptr_t)vars[i]), args[i]->id);
    SubstEntry *first = map_get(&in->substs, hash);
    for (SubstEntry *e = first; e != NULL; e = e->next)
        if (subst_is(&e->subst, vars, args, n)) return &e->subst;
    SubstEntry *entry = ARENA_NEW(in->arena, SubstEntry);
    const Type **copy = ARENA_ARRAY(in->arena, const Type *, n);
    memcpy(copy, args, sizeof *copy * (size_t)n);
    entry->subst = (Subst){vars, copy, n};
    entry->next = first;
    map_put(&in->substs, hash, entry);
    return &entry->subst;
}

const Subst *subst_of_call(Interp *in, const Frame *f, const TypeVar *const *vars, int n,
                           const TirExpr *call) {
    if (n == 0) return &in->no_subst;
    StackMark mark = stack_mark(in);
    const Type **args = stack_alloc(in, sizeof *args * (size_t)n);
    for (int i = 0; i < n; i++) {
        if (i >= call->ntargs || call->targs[i] == NULL)
            internal_error("wiring", call->pos, "type argument %d of this call is missing", i);
        args[i] = concrete(in, f, call->targs[i]);
    }
    const Subst *subst = subst_make(in, vars, args, n);
    stack_reset(in, mark);
    return subst;
}

/* A function without type parameters of its own that speaks of some is nested in a generic one: it
 * has the caller's. */
const Subst *subst_of_fn(Interp *in, const Frame *f, const TirFn *fn, const TirExpr *call) {
    if (fn->ntvars > 0) return subst_of_call(in, f, fn->tvars, fn->ntvars, call);
    return f->subst->n > 0 && fn_has_vars(&in->walker, fn) ? f->subst : &in->no_subst;
}

const Subst *subst_of_kind(Interp *in, const TirFn *method, const Type *kind) {
    return subst_make(in, method->tvars, kind->args, kind->nargs);
}

/* ---- plans: where the variables stand */

typedef struct PlanEntry {
    const void *owner;
    const Subst *subst;
    Plan plan;
    struct PlanEntry *next;
} PlanEntry;

static PlanEntry *plan_find(Interp *in, const void *owner, const Subst *subst, uint64_t *hash,
                            PlanEntry **first) {
    *hash = hash_mix((uint64_t)(uintptr_t)owner, (uint64_t)(uintptr_t)subst);
    *first = map_get(&in->plans, *hash);
    for (PlanEntry *e = *first; e != NULL; e = e->next)
        if (e->owner == owner && e->subst == subst) return e;
    return NULL;
}

static void plan_slots(Interp *in, Plan *plan, int nparams, int nlocals) {
    plan->nparams = nparams;
    plan->nslots = nparams + nlocals;
    int n = plan->nslots == 0 ? 1 : plan->nslots;
    plan->types = ARENA_ARRAY(in->arena, const Type *, n);
    plan->layouts = ARENA_ARRAY(in->arena, const csp_type *, n);
    plan->offsets = ARENA_ARRAY(in->arena, uint32_t, n);
}

static void plan_var(Interp *in, Plan *plan, int at, const TirVar *var, const Subst *subst) {
    plan->types[at] = type_subst(in->types, var->type, subst);
}

static void plan_finish(Interp *in, Plan *plan) {
    for (int i = 0; i < plan->nslots; i++) {
        if (plan->types[i] == NULL) plan->types[i] = type_basic(in->types, TYPE_NONE);
        plan->layouts[i] = layout_of(in, plan->types[i]);
        uint32_t align = plan->layouts[i]->align == 0 ? 1 : plan->layouts[i]->align;
        plan->offsets[i] = (plan->size + align - 1) / align * align;
        plan->size = plan->offsets[i] + plan->layouts[i]->size;
    }
}

static const Plan *plan_of_vars(Interp *in, const void *owner, const TirVars *params,
                                const TirVars *locals, const Subst *subst) {
    uint64_t hash;
    PlanEntry *first;
    PlanEntry *found = plan_find(in, owner, subst, &hash, &first);
    if (found != NULL) return &found->plan;
    PlanEntry *entry = ARENA_NEW(in->arena, PlanEntry);
    *entry = (PlanEntry){.owner = owner, .subst = subst, .next = first};
    plan_slots(in, &entry->plan, params->len, locals->len);
    for (int i = 0; i < params->len; i++) plan_var(in, &entry->plan, i, params->items[i], subst);
    for (int i = 0; i < locals->len; i++)
        plan_var(in, &entry->plan, params->len + i, locals->items[i], subst);
    plan_finish(in, &entry->plan);
    map_put(&in->plans, hash, entry);
    return &entry->plan;
}

/* The variables that an expression outside of functions binds itself. */
static const Plan *plan_of_expr(Interp *in, const TirExpr *expr, const Subst *subst,
                                const ExprInfo *info) {
    uint64_t hash;
    PlanEntry *first;
    PlanEntry *found = plan_find(in, expr, subst, &hash, &first);
    if (found != NULL) return &found->plan;
    PlanEntry *entry = ARENA_NEW(in->arena, PlanEntry);
    *entry = (PlanEntry){.owner = expr, .subst = subst, .next = first};
    int n = 0;
    for (int i = 0; i < info->bound.len; i++)
        if (info->bound.items[i]->index >= n) n = info->bound.items[i]->index + 1;
    plan_slots(in, &entry->plan, 0, n);
    for (int i = 0; i < info->bound.len; i++)
        plan_var(in, &entry->plan, info->bound.items[i]->index, info->bound.items[i], subst);
    plan_finish(in, &entry->plan);
    map_put(&in->plans, hash, entry);
    return &entry->plan;
}

/* ---- frames */

/* The path of a deep nest, its middle left out. */
static const char *short_path(Interp *in, const char *path) {
    size_t size = strlen(path);
    if (size <= 120) return path;
    return arena_printf(in->arena, "%.60s ... %s", path, path + size - 40);
}

static Frame *frame_open(Interp *in, const TirFn *fn, const Plan *plan, const Subst *subst,
                         Frame *outer, Pos pos) {
    count_step(in, &pos);
    if (++in->depth > INTERP_DEPTH) {
        const char *path = in->frame == NULL ? "main" : short_path(in, in->frame->path);
        interp_fail(in, pos, 403, "calls nest more than %d deep while compiling: %s", INTERP_DEPTH,
                    path);
    }
    Frame *f = stack_alloc(in, sizeof *f);
    *f = (Frame){.fn = fn, .plan = plan, .subst = subst, .outer = outer, .graph = in->graph};
    f->path = in->frame == NULL ? "main" : in->frame->path;
    f->cluster = in->frame == NULL ? 0 : in->frame->cluster;
    f->caller = in->frame;
    f->call = pos;
    f->slots = stack_alloc(in, sizeof *f->slots * (size_t)plan->nslots);
    char *memory = stack_alloc(in, plan->size);
    memset(memory, 0, plan->size);
    for (int i = 0; i < plan->nslots; i++)
        f->slots[i] = (Slot){.memory = memory + plan->offsets[i], .start = -1};
    in->frame = f;
    return f;
}

Frame *frame_push(Interp *in, const TirFn *fn, const Subst *subst, Frame *outer, Pos call) {
    const Plan *plan = plan_of_vars(in, fn, &fn->params, &fn->locals, subst);
    Frame *f = frame_open(in, fn, plan, subst, outer, call);
    f->result_type = type_subst(in->types, fn->result, subst);
    return f;
}

Frame *frame_push_node(Interp *in, const TirNode *node, const Subst *subst, Pos call) {
    const Plan *plan = plan_of_vars(in, node, &node->scalars, &node->locals, subst);
    return frame_open(in, NULL, plan, subst, NULL, call);
}

void frame_pop(Interp *in, Frame *f) {
    for (int i = 0; i < f->plan->nslots; i++)
        if (!f->slots[i].borrowed && !f->plan->layouts[i]->plain)
            csp_release(f->plan->layouts[i], f->slots[i].memory);
    in->depth--;
    in->frame = f->caller;
}

Frame *frame_of(Interp *in, Frame *f, const TirVar *var) {
    for (Frame *at = f; at != NULL; at = at->outer)
        if (at->fn == var->fn) return at;
    (void)in;
    internal_error("wiring", var->pos, "the variable %s is read where it does not exist",
                   var->name);
}

int slot_index(const Frame *owner, const TirVar *var) {
    int at = var->kind == TV_PARAM ? var->index : owner->plan->nparams + var->index;
    if (at >= owner->plan->nslots)
        internal_error("wiring", var->pos, "the variable %s has no place", var->name);
    return at;
}

Slot *slot_of(Interp *in, Frame *f, const TirVar *var) {
    Frame *owner = frame_of(in, f, var);
    return &owner->slots[slot_index(owner, var)];
}

void eval_alone(Interp *in, const TirExpr *expr, const Subst *subst, void *to) {
    const ExprInfo *info = expr_info(&in->walker, expr);
    const TirFn *fn = info->bound.len > 0 ? info->bound.items[0]->fn : NULL;
    StackMark mark = stack_mark(in);
    Frame *f = frame_open(in, fn, plan_of_expr(in, expr, subst, info), subst, NULL, expr->pos);
    eval(in, f, expr, to);
    frame_pop(in, f);
    stack_reset(in, mark);
}

/* ---- calls of functions and graphs */

static bool fn_wires(const TirFn *fn) {
    if (fn->kind != TF_LAMBDA) return fn->kind == TF_GRAPH;
    if (fn->result != NULL && fn->result->has_edges) return true;
    for (int i = 0; i < fn->params.len; i++)
        if (fn->params.items[i]->type->has_edges) return true;
    return false;
}

const char *path_join(Interp *in, const char *path, const char *name) {
    size_t first = strlen(path), second = strlen(name);
    char *joined = arena_alloc(in->arena, first + second + 2);
    memcpy(joined, path, first);
    joined[first] = '/';
    memcpy(joined + first + 1, name, second + 1);
    return joined;
}

/* Deep recursion would make paths whose sum is quadratic. */
static const char *longer_path(Interp *in, const char *path, const char *name) {
    static const char cut[] = "/...";
    size_t size = strlen(path);
    if (size < 400) return path_join(in, path, name);
    if (strcmp(path + size - (sizeof cut - 1), cut) == 0) return path;
    return arena_printf(in->arena, "%s%s", path, cut);
}

/* A graph call is a cluster of the diagram and a step of the path; lambdas are neither. */
static void enter_graph(Interp *in, Frame *f, const TirFn *fn) {
    f->wires = true;
    if (fn->kind != TF_GRAPH) return;
    GCluster cluster = {fn->name, f->cluster};
    GraphIR *root = in->graph->root;
    f->cluster = root->clusters.len;
    VEC_PUSH(in->arena, &root->clusters, cluster);
    bool copied = f->caller != NULL && f->caller->is_copy;
    f->path = longer_path(in, f->path,
                          copied ? arena_printf(in->arena, "%s[{}]", fn->name) : fn->name);
}

static void bind_argument(Interp *in, Frame *caller, Frame *f, int at, const TirExpr *arg) {
    const TirVar *param = f->fn->params.items[at];
    Slot *slot = &f->slots[at];
    if (param->is_mut) {
        slot->memory = path_address(in, caller, arg, false);
        slot->borrowed = true;
        return;
    }
    if (f->wires && !f->plan->types[at]->has_edges && is_start(in, caller, arg))
        slot->start = eval_scalar(in, caller, arg).start;
    else
        eval(in, caller, arg, slot->memory);
}

static int result_count(const Type *result) {
    return result->kind == TYPE_NONE ? 0 : result->kind == TYPE_RECORD ? result->nargs : 1;
}

/* Runs the body of a pushed frame whose parameters are bound; the result goes to `to`. */
static void run_frame(Interp *in, Frame *f, const TirFn *fn, Pos call, void *to) {
    f->result = to;
    f->nset = result_count(f->result_type);
    f->set = stack_alloc(in, (size_t)f->nset);
    memset(f->set, 0, (size_t)f->nset);
    run_statements(in, f, &fn->body);
    for (int i = 0; i < f->nset; i++) {
        if (f->set[i]) continue;
        if (f->failed) interp_abandon(in);
        if (f->result_type->kind == TYPE_RECORD)
            interp_fail(in, call, 404, "%s ends without its output %s", fn->name,
                        f->result_type->names[i]);
        interp_fail(in, call, 404, "%s ends without a result", fn->name);
    }
}

/* Binds the arguments, evaluated in the caller f, and runs the callee. References last: what
 * evaluating the other arguments does must not move what they point at. `self`: the receiver, where it is
 * evaluated already; it moves. */
static void run_call(Interp *in, Frame *f, Frame *callee, const TirExpr *call, const void *self,
                     void *to) {
    const TirFn *fn = callee->fn;
    if (fn_wires(fn)) enter_graph(in, callee, fn);
    in->frame = f;
    if (self != NULL) memcpy(callee->slots[0].memory, self, callee->plan->layouts[0]->size);
    for (int i = self != NULL; i < fn->params.len; i++)
        if (!fn->params.items[i]->is_mut) bind_argument(in, f, callee, i, call->args.items[i]);
    for (int i = self != NULL; i < fn->params.len; i++)
        if (fn->params.items[i]->is_mut) bind_argument(in, f, callee, i, call->args.items[i]);
    in->frame = callee;
    run_frame(in, callee, fn, call->pos, to);
    frame_pop(in, callee);
}

/* Which method the receiver has: *fn and *subst become its. Returns the receiver where it had to be evaluated for that: owned,
 * for run_call; NULL where it is a place that the method changes. */
static void *method_choose(Interp *in, Frame *f, const TirExpr *call, const TirFn **fn,
                           const Subst **subst) {
    const TirVar *param = (*fn)->params.items[0];
    const Type *type = type_subst(in->types, param->type, *subst);
    const csp_type *layout = layout_of(in, type);
    void *self = param->is_mut ? NULL : stack_alloc(in, layout->size);
    if (self != NULL) eval(in, f, call->args.items[0], self);
    const void *at = self != NULL ? self : path_address(in, f, call->args.items[0], false);
    const csp_type *kind = csp_kind_of(layout, at);
    Types kinds = type_kinds(in->types, type);
    for (int i = 0; kind != layout && i < kinds.len; i++) {
        if (layout_of(in, kinds.items[i]) != kind) continue;
        *fn = method_of_kind(*fn, kinds.items[i]);
        if (*fn != call->fn) *subst = subst_of_kind(in, *fn, kinds.items[i]);
    }
    return self;
}

void call_function(Interp *in, Frame *f, const TirExpr *call, void *to) {
    const TirFn *fn = call->fn;
    if (fn->is_extern)
        interp_fail(in, call->pos, 405, "the C function %s can't be called while compiling",
                    fn->name);
    StackMark mark = stack_mark(in);
    const Subst *subst = subst_of_fn(in, f, fn, call);
    const void *self = NULL;
    if (call->kind == TE_CALL && fn->overrides.len > 0)
        self = method_choose(in, f, call, &fn, &subst);
    run_call(in, f, frame_push(in, fn, subst, f, call->pos), call, self, to);
    stack_reset(in, mark);
}

/* ---- function values */

typedef struct Closure {
    int64_t refs;           /* those of a csp_env: CSP_ENV_STATIC, */
    const csp_type *values; /* and NULL */
    GFunction function;     /* GScalar.value's csp_fn points at it */
    const Subst *subst;
    Interp *in;
    Frame *creator;
    const TirExpr *lambda;
    const GraphIR *bound; /* whose starts the bindings name; NULL: none yet */
} Closure;

/* Called by the value library: the key of sorted(). */
static Closure *closure_of(const void *env) {
    return (Closure *)((char *)(uintptr_t)env - offsetof(Closure, function));
}

static void closure_code(void *env, void *ret, void *const *args) {
    Closure *c = closure_of(env);
    Interp *in = c->in;
    const TirFn *fn = c->function.fn;
    StackMark mark = stack_mark(in);
    Frame *f = frame_push(in, fn, c->subst, c->creator, c->lambda->pos);
    for (int i = 0; i < fn->params.len; i++)
        csp_copy(f->plan->layouts[i], f->slots[i].memory, args[i]);
    run_frame(in, f, fn, c->lambda->pos, ret);
    frame_pop(in, f);
    stack_reset(in, mark);
}

/* The frames that a function value reads, with what it captured as it is now: it may outlive them. */
static Frame *frames_kept(Interp *in, Frame *f, const TirVars *captures) {
    if (f == NULL) return NULL;
    Frame *kept = ARENA_NEW(in->arena, Frame);
    *kept = *f;
    kept->outer = frames_kept(in, f->outer, captures);
    kept->slots = ARENA_ARRAY(in->arena, Slot, f->plan->nslots + 1);
    for (int i = 0; i < captures->len; i++) {
        const TirVar *var = captures->items[i];
        if (var->fn != f->fn || var->kind == TV_GLOBAL) continue;
        int at = slot_index(f, var);
        const csp_type *layout = f->plan->layouts[at];
        kept->slots[at] = f->slots[at];
        kept->slots[at].memory = arena_alloc(in->arena, layout->size == 0 ? 1 : layout->size);
        csp_copy(layout, kept->slots[at].memory, f->slots[at].memory);
    }
    return kept;
}

void make_closure(Interp *in, Frame *f, const TirExpr *lambda, void *to) {
    Closure *c = ARENA_NEW(in->arena, Closure);
    c->refs = CSP_ENV_STATIC;
    c->function.fn = lambda->fn;
    c->subst = subst_of_fn(in, f, lambda->fn, lambda);
    c->function.subst = *c->subst;
    c->in = in;
    c->creator = frames_kept(in, f, &lambda->fn->captures);
    c->lambda = lambda;
    csp_fn value = {closure_code, &c->function};
    memcpy(to, &value, sizeof value);
}

bool function_is_start(const csp_fn *value) {
    if (value->env == NULL) return false;
    const Closure *c = closure_of(value->env);
    const TirVars *captures = &c->function.fn->captures;
    for (int i = 0; i < captures->len; i++)
        if (var_is_start(c->in, c->creator, captures->items[i])) return true;
    return false;
}

GFunction *closure_function(Interp *in, csp_fn *value) {
    Closure *c = closure_of(value->env);
    if (c->bound == in->graph) return &c->function;
    if (c->bound != NULL) { /* another graph has starts of its own */
        Closure *copy = ARENA_NEW(in->arena, Closure);
        *copy = *c;
        copy->function.bindings.items = NULL;
        copy->function.bindings.len = copy->function.bindings.cap = 0;
        c = copy;
        value->env = &copy->function;
    }
    c->bound = in->graph;
    const TirVars *captures = &c->function.fn->captures;
    for (int i = 0; i < captures->len; i++) {
        GBinding binding = {captures->items[i], slot_scalar(in, c->creator, captures->items[i])};
        VEC_PUSH(in->arena, &c->function.bindings, binding);
    }
    return &c->function;
}

const Type *fn_result(const csp_fn *fn) {
    const Closure *c = closure_of(fn->env);
    return type_subst(c->in->types, c->function.fn->result, c->subst);
}

void call_copied(Interp *in, const csp_fn *value, GScalar key, GEdge *own, Pos pos, void *to) {
    Closure *c = closure_of(value->env);
    const TirFn *fn = c->function.fn;
    Frame *f = frame_push(in, fn, c->subst, c->creator, pos);
    f->wires = f->is_copy = true;
    f->slots[0].start = key.start;
    if (fn->params.len > 1) memcpy(f->slots[1].memory, &own, sizeof own);
    run_frame(in, f, fn, pos, to);
    frame_pop(in, f);
}

/* A builtin used as a value, or one that the library made: only its C code is known. */
static void call_foreign(Interp *in, Frame *f, const TirExpr *call, csp_fn fn, void *to) {
    int n = call->args.len;
    Ref *refs = stack_alloc(in, sizeof *refs * (size_t)n);
    void **args = stack_alloc(in, sizeof *args * (size_t)n);
    for (int i = 0; i < n; i++) {
        refs[i] = borrow(in, f, call->args.items[i]);
        args[i] = (void *)refs[i].value;
    }
    fn.code(fn.env, to, args);
    for (int i = 0; i < n; i++) ref_done(&refs[i]);
}

void call_value(Interp *in, Frame *f, const TirExpr *call, void *to) {
    StackMark mark = stack_mark(in);
    csp_fn fn;
    eval(in, f, call->a, &fn);
    if (fn.code != closure_code) {
        call_foreign(in, f, call, fn, to);
        stack_reset(in, mark);
        return;
    }
    const Closure *c = closure_of(fn.env);
    run_call(in, f, frame_push(in, c->function.fn, c->subst, c->creator, call->pos), call, NULL,
             to);
    stack_reset(in, mark);
}

/* ---- the value library */

const CallSite *call_site(Interp *in, const Frame *f, const TirExpr *expr) {
    uint64_t key = hash_mix((uint64_t)(uintptr_t)expr, (uint64_t)(uintptr_t)f->subst);
    CallSite *site = map_get(&in->sites, key);
    if (site != NULL) return site;
    site = ARENA_NEW(in->arena, CallSite);
    const csp_type **types = ARENA_ARRAY(in->arena, const csp_type *, expr->args.len + 3);
    int n = 0;
    bool operands = expr->kind != TE_CALL_BUILTIN;
    if (operands && expr->a != NULL) types[n++] = layout_in(in, f, expr->a->type);
    if (operands && expr->b != NULL) types[n++] = layout_in(in, f, expr->b->type);
    for (int i = 0; i < expr->args.len; i++)
        if (expr->args.items[i] != NULL) types[n++] = layout_in(in, f, expr->args.items[i]->type);
    site->call = (csp_call){.file = expr->pos.file == NULL ? "" : expr->pos.file->path,
                            .line = expr->pos.line,
                            .column = expr->pos.column,
                            .ret = layout_in(in, f, expr->type),
                            .args = types};
    site->pos = expr->pos;
    map_put(&in->sites, key, site);
    return site;
}

typedef const void *Arg;
typedef void Code0(const csp_call *);
typedef void Code1(const csp_call *, Arg);
typedef void Code2(const csp_call *, Arg, Arg);
typedef void Code3(const csp_call *, Arg, Arg, Arg);
typedef void Code4(const csp_call *, Arg, Arg, Arg, Arg);
typedef void Code5(const csp_call *, Arg, Arg, Arg, Arg, Arg);
typedef void Code6(const csp_call *, Arg, Arg, Arg, Arg, Arg, Arg);
typedef void Code7(const csp_call *, Arg, Arg, Arg, Arg, Arg, Arg, Arg);
typedef void Code8(const csp_call *, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg);
typedef void Code9(const csp_call *, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg, Arg);

static void invoke(const TirExpr *call, BuiltinCode *code, const csp_call *c, Arg *p, int n) {
    switch (n) {
    case 0: ((Code0 *)code)(c); break;
    case 1: ((Code1 *)code)(c, p[0]); break;
    case 2: ((Code2 *)code)(c, p[0], p[1]); break;
    case 3: ((Code3 *)code)(c, p[0], p[1], p[2]); break;
    case 4: ((Code4 *)code)(c, p[0], p[1], p[2], p[3]); break;
    case 5: ((Code5 *)code)(c, p[0], p[1], p[2], p[3], p[4]); break;
    case 6: ((Code6 *)code)(c, p[0], p[1], p[2], p[3], p[4], p[5]); break;
    case 7: ((Code7 *)code)(c, p[0], p[1], p[2], p[3], p[4], p[5], p[6]); break;
    case 8: ((Code8 *)code)(c, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]); break;
    case 9: ((Code9 *)code)(c, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8]); break;
    default: internal_error("wiring", call->pos, "%s has too many parameters", call->fn->name);
    }
}

/* Files read while compiling are found beside the source. (Recordings belong to the run: TirFn.at_start.) */
static bool reads_files(const char *symbol) {
    return strcmp(symbol, "csp_csv_table") == 0 || strcmp(symbol, "csp_read_text") == 0;
}

static csp_str *beside_source(Interp *in, const csp_str *path) {
    const SourceFile *file = in->program->main == NULL ? NULL : in->program->main->pos.file;
    const char *slash = file == NULL ? NULL : strrchr(file->path, '/');
    if (slash == NULL || csp_str_size(path) == 0 || csp_str_data(path)[0] == '/') return NULL;
    const char *full = arena_printf(in->arena, "%.*s/%s", (int)(slash - file->path), file->path,
                                    csp_str_data(path));
    return csp_str_new(full, strlen(full));
}

static bool param_is_mut(const TirExpr *call, int i) {
    return i < call->fn->params.len && call->fn->params.items[i]->is_mut;
}

void call_builtin(Interp *in, Frame *f, const TirExpr *call, void *to) {
    const char *symbol = call->fn->symbol;
    BuiltinCode *code = builtin_find(symbol);
    if (code == NULL)
        interp_fail(in, call->pos, 406, "%s can't be called while compiling", call->fn->name);
    const CallSite *site = call_site(in, f, call);
    StackMark mark = stack_mark(in);
    int n = call->args.len, first = site->call.ret->kind == CSP_NONE ? 0 : 1;
    Ref *refs = stack_alloc(in, sizeof *refs * (size_t)n);
    Arg *args = stack_alloc(in, sizeof *args * (size_t)(n + 1));
    args[0] = to;
    for (int i = 0; i < n; i++)
        if (!param_is_mut(call, i)) {
            refs[i] = borrow(in, f, call->args.items[i]);
            args[first + i] = refs[i].value;
        }
    for (int i = 0; i < n;
         i++) /* last: what evaluating the others does must not move what these point at */
        if (param_is_mut(call, i)) {
            refs[i] = (Ref){0};
            args[first + i] = path_address(in, f, call->args.items[i], false);
        }
    csp_str *full =
        n > 0 && reads_files(symbol) ? beside_source(in, *(csp_str *const *)args[first]) : NULL;
    if (full != NULL) args[first] = &full;
    if (n > 0 && reads_files(symbol))
        diag_depends(in->diagnostics, csp_str_data(*(csp_str *const *)args[first]));
    invoke(call, code, &site->call, args, first + n);
    for (int i = 0; i < n; i++) ref_done(&refs[i]);
    stack_reset(in, mark);
}
