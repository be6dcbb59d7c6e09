/* cg_fn.c - functions of the program: defs, lambdas, and what all written functions have in common.
 *
 *   def       RESULT f(T0 a, T1 b, ..., captured addresses)     scalars and counted pointers by value, memory by address,
 *             void f(RESULT *, ...) for a result in memory        `mut` parameters by address
 *   lambda    void f(void *env, void *ret, void *const *args)   csp_fn; env: engine, captured addresses
 *
 * A def is written once for each set of type arguments, when something calls it.
 */
#include <string.h>

#include "codegen/cg.h"

/* ---- a function under construction */

Body *cg_body_begin(Cg *cg, LLVMValueRef llvm, Pos pos, const char *name) {
    Body *body = ARENA_NEW(cg->arena, Body);
    body->outer = cg->body;
    body->outer_block = cg->body == NULL ? NULL : LLVMGetInsertBlock(cg->b);
    body->outer_location = cg->body == NULL ? NULL : LLVMGetCurrentDebugLocation2(cg->b);
    body->llvm = llvm;
    body->chunk = -1;
    map_init(&body->vars, cg->arena);
    map_init(&body->assigned, cg->arena);
    cg->body = body;
    body->entry = LLVMCreateBuilderInContext(cg->context);
    LLVMPositionBuilderAtEnd(body->entry,
                             LLVMAppendBasicBlockInContext(cg->context, llvm, "entry"));
    body->first = LLVMAppendBasicBlockInContext(cg->context, llvm, "body");
    body->exit = LLVMAppendBasicBlockInContext(cg->context, llvm, "exit");
    LLVMPositionBuilderAtEnd(cg->b, body->first);
    cg_debug_function(cg, body, name, pos);
    cg_debug_at(cg, pos);
    return body;
}

void cg_body_end(Cg *cg) {
    Body *body = cg->body;
    cg_jump(cg, body->exit);
    LLVMMoveBasicBlockAfter(body->exit, LLVMGetLastBasicBlock(body->llvm));
    LLVMPositionBuilderAtEnd(cg->b, body->exit);
    for (int i = body->owned_vars.len - 1; i >= 0; i--)
        cg_release_at(cg, body->owned_vars.items[i].type, body->owned_vars.items[i].slot);
}

void cg_body_finish(Cg *cg) {
    Body *body = cg->body;
    LLVMBuildBr(body->entry, body->first);
    LLVMDisposeBuilder(body->entry);
    cg->body = body->outer;
    if (body->outer_block != NULL) {
        LLVMPositionBuilderAtEnd(cg->b, body->outer_block);
        LLVMSetCurrentDebugLocation2(cg->b, body->outer_location);
    } else {
        LLVMSetCurrentDebugLocation2(cg->b, NULL);
    }
}

const Type *cg_typ(Cg *cg, const Type *type) {
    return type_subst(cg->types, type, &cg->body->subst);
}

/* The prefix keeps user's names apart from those that mean something to LLVM (`sqrt`, `malloc`), to the linker (`.text`) or
 * to C code that is linked in. Debuggers show the name of the DISubprogram. */
LLVMValueRef cg_add_function(Cg *cg, const char *name, LLVMTypeRef type) {
    LLVMValueRef f = LLVMAddFunction(cg->module, arena_printf(cg->arena, "csp.%s", name), type);
    LLVMSetLinkage(f, LLVMInternalLinkage);
    return f;
}

LLVMValueRef cg_local_slot(Cg *cg, const TirVar *var) {
    LLVMValueRef slot = map_get_ptr(&cg->body->vars, var);
    if (slot != NULL) return slot;
    const Type *type = cg_typ(cg, var->type);
    bool plain = cg_is_plain(cg, type);
    slot = cg_new_slot(cg, cg_layout(cg, type)->size, true);
    LLVMSetValueName2(slot, var->name, strlen(var->name));
    map_put_ptr(&cg->body->vars, var, slot);
    if (!plain) VEC_PUSH(cg->arena, &cg->body->owned_vars, ((Temp){.slot = slot, .type = type}));
    return slot;
}

/* ---- instances of defs */

typedef struct FnEntry {
    struct FnEntry *next;
    const TirFn *fn;
    Subst subst;
    LLVMValueRef llvm;
    bool is_code;
} FnEntry;

Subst cg_callee_subst(Cg *cg, const TirFn *fn, const Type *const *targs, int n) {
    const Subst *mine = &cg->body->subst;
    bool inherits = fn->kind == TF_LAMBDA || fn_has_vars(&cg->walker, fn);
    int total = n + (inherits ? mine->n : 0);
    const TypeVar **vars = ARENA_ARRAY(cg->arena, const TypeVar *, total + 1);
    const Type **args = ARENA_ARRAY(cg->arena, const Type *, total + 1);
    for (int i = 0; i < n; i++) {
        vars[i] = fn->tvars[i];
        args[i] = cg_typ(cg, targs[i]);
    }
    for (int i = n; i < total; i++) {
        vars[i] = mine->vars[i - n];
        args[i] = mine->args[i - n];
    }
    return (Subst){vars, args, total};
}

static bool subst_same(const Subst *a, const Subst *b) {
    if (a->n != b->n) return false;
    for (int i = 0; i < a->n; i++)
        if (a->vars[i] != b->vars[i] || a->args[i] != b->args[i]) return false;
    return true;
}

LLVMTypeRef cg_fn_type(Cg *cg, const TirFn *fn, const Subst *subst) {
    LLVMTypeRef *params =
        ARENA_ARRAY(cg->arena, LLVMTypeRef, fn->params.len + fn->captures.len + 1);
    unsigned n = 0;
    const Type *result = type_subst(cg->types, fn->result, subst);
    bool in_memory = cg_class_of(result) == CLASS_MEMORY;
    if (in_memory) params[n++] = cg->ptr;
    for (int i = 0; i < fn->params.len; i++) {
        const TirVar *param = fn->params.items[i];
        params[n++] =
            param->is_mut ? cg->ptr : cg_ssa_type(cg, type_subst(cg->types, param->type, subst));
    }
    for (int i = 0; i < fn->captures.len; i++) params[n++] = cg->ptr;
    return LLVMFunctionType(in_memory ? cg->none : cg_ssa_type(cg, result), params, n, false);
}

static LLVMTypeRef code_type(Cg *cg) {
    return LLVMFunctionType(cg->none, (LLVMTypeRef[]){cg->ptr, cg->ptr, cg->ptr}, 3, false);
}

static LLVMValueRef instance(Cg *cg, const TirFn *fn, const Subst *subst, bool is_code) {
    uint64_t key = hash_mix((uint64_t)(uintptr_t)fn, is_code);
    for (int i = 0; i < subst->n; i++) key = hash_mix(key, subst->args[i]->id);
    FnEntry *first = map_get(&cg->functions, key);
    for (FnEntry *e = first; e != NULL; e = e->next)
        if (e->fn == fn && e->is_code == is_code && subst_same(&e->subst, subst)) return e->llvm;
    FnEntry *e = ARENA_NEW(cg->arena, FnEntry);
    LLVMTypeRef type = is_code ? code_type(cg) : cg_fn_type(cg, fn, subst);
    *e = (FnEntry){first, fn, *subst,
                   cg_add_function(cg, fn->qualified != NULL ? fn->qualified : fn->name, type),
                   is_code};
    map_put(&cg->functions, key, e);
    VEC_PUSH(cg->arena, &cg->jobs, ((Job){fn, *subst, e->llvm, is_code}));
    return e->llvm;
}

LLVMValueRef cg_fn_instance(Cg *cg, const TirFn *fn, const Subst *subst, LLVMTypeRef *type) {
    *type = cg_fn_type(cg, fn, subst);
    return instance(cg, fn, subst, false);
}

/* ---- parameters that the body assigns need a copy of their own */

static const TirVar *path_root(const TirExpr *e) {
    while (e->kind != TE_VAR) {
        if (e->a == NULL) return NULL;
        e = e->a;
    }
    return e->var;
}

static void note_mut_args(const TirExpr *e, void *data) {
    Body *body = data;
    if ((e->kind != TE_CALL && e->kind != TE_CALL_BUILTIN) || e->fn == NULL) return;
    for (int i = 0; i < e->args.len && i < e->fn->params.len; i++) {
        if (!e->fn->params.items[i]->is_mut) continue;
        const TirVar *root = path_root(e->args.items[i]);
        if (root != NULL) map_put_ptr(&body->assigned, root, body);
    }
}

static void note_assigned(Body *body, const TirStmts *stmts) {
    for (int i = 0; i < stmts->len; i++) {
        const TirStmt *s = stmts->items[i];
        const TirVar *root = s->target == NULL ? NULL : path_root(s->target);
        if (root != NULL) map_put_ptr(&body->assigned, root, body);
        note_assigned(body, &s->clause.unpack);
        note_assigned(body, &s->body);
        note_assigned(body, &s->orelse);
    }
}

void cg_find_assigned(Body *body, const TirStmts *stmts) {
    note_assigned(body, stmts);
    cg_walk_stmts(stmts, note_mut_args, body);
}

static void own_copy(Cg *cg, const TirVar *param, Val val) {
    LLVMValueRef slot = cg_local_slot(cg, param);
    cg_put(cg, val, slot);
}

static void bind_param(Cg *cg, const TirVar *param, LLVMValueRef v) {
    const Type *type = cg_typ(cg, param->type);
    if (param->is_mut) {
        map_put_ptr(&cg->body->vars, param, v);
    } else if (map_get_ptr(&cg->body->assigned, param) != NULL) {
        own_copy(cg, param, (Val){type, v, NULL});
    } else if (cg_class_of(type) == CLASS_MEMORY) {
        map_put_ptr(&cg->body->vars, param, v);
    } else {
        LLVMValueRef slot = cg_new_slot(cg, cg_layout(cg, type)->size, false);
        cg_store(cg, type, v, slot);
        map_put_ptr(&cg->body->vars, param, slot);
    }
}

/* ---- bodies */

static void write_def(Cg *cg, const Job *job) {
    const TirFn *fn = job->fn;
    Body *body = cg_body_begin(cg, job->llvm, fn->pos, fn->name);
    body->subst = job->subst;
    cg_find_assigned(body, &fn->body);
    body->result_type = cg_typ(cg, fn->result);
    Class class = cg_class_of(body->result_type);
    unsigned at = 0;
    if (class == CLASS_MEMORY)
        body->result = LLVMGetParam(job->llvm, at++);
    else if (class != CLASS_NONE)
        body->result = cg_new_slot(cg, cg_layout(cg, body->result_type)->size, true);
    for (int i = 0; i < fn->params.len; i++)
        bind_param(cg, fn->params.items[i], LLVMGetParam(job->llvm, at++));
    for (int i = 0; i < fn->captures.len; i++)
        map_put_ptr(&body->vars, fn->captures.items[i], LLVMGetParam(job->llvm, at++));
    cg_gen_stmts(cg, &fn->body);
    cg_body_end(cg);
    if (class == CLASS_MEMORY || class == CLASS_NONE)
        LLVMBuildRetVoid(cg->b);
    else
        LLVMBuildRet(cg->b, cg_load(cg, body->result_type, body->result));
    cg_body_finish(cg);
}

static LLVMValueRef pointer_at(Cg *cg, LLVMValueRef table, int index) {
    return LLVMBuildLoad2(cg->b, cg->ptr, cg_at_offset(cg, table, 8u * (uint64_t)index), "");
}

static void write_lambda(Cg *cg, const Job *job) {
    const TirFn *fn = job->fn;
    Body *body = cg->body;
    LLVMValueRef env = LLVMGetParam(job->llvm, 0), args = LLVMGetParam(job->llvm, 2);
    cg_find_assigned(body, &fn->body);
    body->engine = pointer_at(cg, env, 0);
    body->result_type = cg_typ(cg, fn->result);
    if (cg_class_of(body->result_type) != CLASS_NONE) body->result = LLVMGetParam(job->llvm, 1);
    for (int i = 0; i < fn->params.len; i++) {
        const TirVar *param = fn->params.items[i];
        LLVMValueRef address = pointer_at(cg, args, i);
        if (map_get_ptr(&body->assigned, param) != NULL)
            own_copy(cg, param, cg_val_at(cg, cg_typ(cg, param->type), address));
        else
            map_put_ptr(&body->vars, param, address);
    }
    for (int i = 0; i < fn->captures.len; i++)
        map_put_ptr(&body->vars, fn->captures.items[i], pointer_at(cg, env, i + 1));
    cg_gen_stmts(cg, &fn->body);
}

/* A def as a value: unpacks the arguments and calls it. */
static void write_thunk(Cg *cg, const Job *job) {
    const TirFn *fn = job->fn;
    Val *vals = ARENA_ARRAY(cg->arena, Val, fn->params.len + 1);
    LLVMValueRef *captures = ARENA_ARRAY(cg->arena, LLVMValueRef, fn->captures.len + 1);
    LLVMValueRef env = LLVMGetParam(job->llvm, 0), args = LLVMGetParam(job->llvm, 2);
    for (int i = 0; i < fn->params.len; i++)
        vals[i] = cg_val_at(cg, cg_typ(cg, fn->params.items[i]->type), pointer_at(cg, args, i));
    for (int i = 0; i < fn->captures.len; i++) captures[i] = pointer_at(cg, env, i + 1);
    Val result = cg_call_fn(cg, fn, &job->subst, vals, captures, fn->pos);
    if (cg_class_of(result.type) != CLASS_NONE) cg_put(cg, result, LLVMGetParam(job->llvm, 1));
    cg_temps_release(cg, 0);
}

static void write_code(Cg *cg, const Job *job) {
    Body *body = cg_body_begin(cg, job->llvm, job->fn->pos, job->fn->name);
    body->subst = job->subst;
    if (job->fn->kind == TF_LAMBDA)
        write_lambda(cg, job);
    else
        write_thunk(cg, job);
    cg_body_end(cg);
    LLVMBuildRetVoid(cg->b);
    cg_body_finish(cg);
}

void cg_write_jobs(Cg *cg) {
    for (int i = 0; i < cg->jobs.len; i++) {
        Job job = cg->jobs.items[i]; /* the array grows while it is written */
        if (job.is_code)
            write_code(cg, &job);
        else
            write_def(cg, &job);
    }
    cg->jobs.len = 0;
}

/* ---- function values */

/* What `env` of a function value has before it. */
enum { ENV_HEAD = offsetof(csp_env, engine) };

/* The descriptor of what it captures: a tuple. */
static LLVMValueRef captured_values(Cg *cg, const TirFn *fn, const Subst *subst) {
    int n = fn->captures.len;
    if (n == 0) return cg_const_ptr_null(cg);
    const Type **types = ARENA_ARRAY(cg->arena, const Type *, n);
    for (int i = 0; i < n; i++) {
        const TirVar *var = fn->captures.items[i];
        const Type *type = var->kind == TV_INPUT ? var->type->elem : var->type;
        types[i] = type_subst(cg->types, type, subst);
    }
    return cg_desc(cg, type_tuple(cg->types, types, n));
}

Val cg_gen_lambda(Cg *cg, const TirExpr *e) {
    const TirFn *fn = e->fn;
    Subst subst = cg_callee_subst(cg, fn, e->targs, e->ntargs);
    LLVMValueRef code = instance(cg, fn, &subst, true);
    LLVMValueRef whole = cg_new_slot(cg, ENV_HEAD + 8u * (uint32_t)(fn->captures.len + 1), false);
    LLVMBuildStore(cg->b, cg_const_i64(cg, CSP_ENV_STACK), whole);
    LLVMBuildStore(cg->b, captured_values(cg, fn, &subst),
                   cg_at_offset(cg, whole, offsetof(csp_env, values)));
    LLVMValueRef env = cg_at_offset(cg, whole, ENV_HEAD);
    LLVMBuildStore(cg->b, cg->body->engine == NULL ? cg_const_ptr_null(cg) : cg->body->engine, env);
    for (int i = 0; i < fn->captures.len; i++) {
        const TirVar *var = fn->captures.items[i];
        LLVMValueRef address =
            var->kind == TV_INPUT ? cg_captured_input(cg, var) : cg_var_address(cg, var);
        LLVMBuildStore(cg->b, address, cg_at_offset(cg, env, 8u * (uint64_t)(i + 1)));
    }
    const Type *type = cg_typ(cg, e->type);
    LLVMValueRef slot = cg_scratch(cg, type);
    LLVMBuildStore(cg->b, code, slot);
    LLVMBuildStore(cg->b, env, cg_at_offset(cg, slot, offsetof(csp_fn, env)));
    return (Val){type, slot, NULL};
}

static LLVMValueRef bound_constant(Cg *cg, const GFunction *function, const TirVar *var) {
    for (int i = 0; i < function->bindings.len; i++) {
        const GBinding *binding = &function->bindings.items[i];
        if (binding->var != var) continue;
        if (binding->scalar.value == NULL)
            internal_error("codegen", var->pos,
                           "a constant function captures %s, known at start only", var->name);
        return cg_const_address(cg, cg_layout(cg, binding->scalar.type), binding->scalar.value);
    }
    internal_error("codegen", var->pos, "%s is captured but not bound", var->name);
}

bool cg_captures_start(const GScalar *scalar) {
    if (scalar->type->kind != TYPE_FN || scalar->value == NULL) return false;
    const GFunction *function = ((const csp_fn *)scalar->value)->env;
    for (int i = 0; i < function->bindings.len; i++) {
        const GScalar *each = &function->bindings.items[i].scalar;
        if (each->value == NULL || cg_captures_start(each)) return true;
    }
    return false;
}

LLVMValueRef cg_bound_address(Cg *cg, const GScalar *scalar) {
    if (!cg_captures_start(scalar)) return cg_scalar_address(cg, scalar);
    LLVMValueRef at = cg_state_const(cg, cg_state_alloc(cg, sizeof(csp_fn), 8));
    cg_build_function(cg, scalar, at);
    return at;
}

/* Its environment stands in the state block, too. */
void cg_build_function(Cg *cg, const GScalar *scalar, LLVMValueRef to) {
    const GFunction *function = ((const csp_fn *)scalar->value)->env;
    int n = function->fn->captures.len;
    LLVMValueRef whole =
        cg_state_const(cg, cg_state_alloc(cg, ENV_HEAD + 8u * (uint32_t)(n + 1), 8));
    LLVMBuildStore(cg->b, cg_const_i64(cg, CSP_ENV_STATIC), whole);
    LLVMValueRef env = cg_at_offset(cg, whole, ENV_HEAD);
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < function->bindings.len; k++) {
            const GBinding *binding = &function->bindings.items[k];
            if (binding->var != function->fn->captures.items[i]) continue;
            LLVMBuildStore(cg->b, cg_bound_address(cg, &binding->scalar),
                           cg_at_offset(cg, env, 8u * (uint64_t)(i + 1)));
        }
    }
    LLVMBuildStore(cg->b, instance(cg, function->fn, &function->subst, true), to);
    LLVMBuildStore(cg->b, env, cg_at_offset(cg, to, offsetof(csp_fn, env)));
}

LLVMValueRef cg_const_function(Cg *cg, const csp_fn *value) {
    const GFunction *function = value->env;
    int n = function->fn->captures.len;
    LLVMValueRef *env = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 3);
    env[0] = cg_const_i64(cg, CSP_ENV_STATIC);
    env[1] = env[2] = cg_const_ptr_null(cg);
    for (int i = 0; i < n; i++)
        env[i + 3] = bound_constant(cg, function, function->fn->captures.items[i]);
    LLVMValueRef whole =
        cg_global(cg, "env", LLVMConstStructInContext(cg->context, env, (unsigned)n + 3, false));
    LLVMValueRef head = cg_const_i64(cg, ENV_HEAD);
    LLVMValueRef parts[] = {instance(cg, function->fn, &function->subst, true),
                            LLVMConstInBoundsGEP2(cg->i8, whole, &head, 1)};
    return LLVMConstStructInContext(cg->context, parts, 2, true);
}
