/* check_body.c - bodies of functions: defs, graphs, nested ones, lambdas; and what is known only
 * when all are checked: which methods change their self, which fields are read. */
#include <string.h>

#include "types/checker.h"

/* ---- variables */

Variable *variable_new(Check *c, TirVarKind kind, const char *name, const Type *type, Pos pos) {
    Variable *var = ARENA_NEW(c->arena, Variable);
    var->tir.kind = kind;
    var->tir.name = name;
    var->tir.type = type;
    var->tir.pos = pos;
    var->type_pos = pos;
    return var;
}

TirVar *local_new(Check *c, const char *name, const Type *type, Pos pos) {
    Variable *var = variable_new(c, TV_LOCAL, name, type, pos);
    var->tir.fn = c->body->fn;
    if (c->body->locals != NULL) {
        var->tir.index = c->body->locals->len;
        VEC_PUSH(c->arena, c->body->locals, &var->tir);
    }
    return &var->tir;
}

TirVar *temp_new(Check *c, const Type *type, Pos pos) {
    TirVar *var = local_new(c, "temp", type, pos);
    ((Variable *)var)->is_temp = true;
    return var;
}

/* ---- functions */

static void parameters_bind(Check *c, const TirFn *fn) {
    for (int i = 0; i < fn->params.len; i++)
        bind_name(c, fn->params.items[i]->name, fn->params.items[i]);
}

static void end_check(Check *c, const Callable *callable) {
    const Type *result = c->body->result;
    if (c->body->flow.is_dead || result->kind == TYPE_NONE || result->kind == TYPE_ERROR) return;
    if (result->kind == TYPE_RECORD) {
        for (int i = 0; i < result->nargs; i++)
            if ((c->body->flow.outputs >> (i & 63) & 1) == 0)
                diag_error(c->d, callable->ast->outputs.items[i].pos, E_OUTPUT_MISSING,
                           "graph '%s' does not give its output '%s' on every way", callable->name,
                           result->names[i]);
        return;
    }
    diag_error(c->d, callable->pos, E_NO_RETURN, "'%s' does not return %s on every way through it",
               callable->name, a_type(c, result));
    diag_note(c->d, callable->ast->outputs.items[0].pos, "the result is declared here");
    diag_help(c->d, "end it with a return for what no branch took");
}

static void function_check(Check *c, Callable *callable, Body *enclosing) {
    TirFn *fn = callable->fn;
    const AstDecl *ast = callable->ast;
    Body body = {.place = callable->kind == CALLABLE_GRAPH ? IN_GRAPH : IN_DEF,
                 .module = callable->module,
                 .fn = fn,
                 .callable = callable,
                 .outer = enclosing,
                 .locals = &fn->locals,
                 .result = fn->result,
                 .result_pos = ast->pos,
                 .is_test = ast->kind == AST_TEST};
    if (ast->outputs.len > 0) body.result_pos = ast->outputs.items[0].pos;
    Body *outer = c->body;
    c->body = &body;
    VEC_PUSH(c->arena, &c->checked, callable);
    body.scope = body.top = scope_new(c, callable->scope, &body);
    if (callable->is_method) body.self = fn->params.items[0];
    parameters_bind(c, fn);
    absent_bind(c, callable);
    shadow_assigned_params(c, &ast->body, &fn->body);
    block_check(c, &ast->body, &fn->body);
    end_check(c, callable);
    lost_changes_report(c, &fn->locals);
    fn->may_fail = body.may_fail;
    c->body = outer;
}

static void presets_check(Check *c, Callable *callable) {
    for (int i = 0; i < callable->params.len; i++) {
        Parameter *p = &callable->params.items[i];
        if (p->preset == NULL || ((const Variable *)p->var)->is_union) continue;
        if (p->type->kind == TYPE_UNION) {
            union_preset_check(c, callable, p);
            continue;
        }
        if (p->preset->kind == AST_NONE && p->type->kind != TYPE_OPT &&
            p->type->kind != TYPE_ERROR) {
            diag_error(c->d, p->preset->pos, E_MISMATCH, "the default None needs an optional type");
            diag_help(c->d, "write %s: %s? = None", p->name, p->type->name);
            p->type = p->var->type = c->error; /* what follows from it is an echo */
            continue;
        }
        Want want = {p->type, p->pos, "the parameter is declared here"};
        p->var->init = constant_check(c, callable->module, callable->scope, p->preset, &want);
    }
}

/* A parameter whose choice is None is none of the function's, and yet has a name. */
void absent_bind(Check *c, const Callable *callable) {
    for (int i = 0; i < callable->params.len; i++)
        if (callable->params.items[i].type->kind == TYPE_NONE)
            bind_name(c, callable->params.items[i].name, callable->params.items[i].var);
}

static void body_check(Check *c, Callable *callable);

/* A mistake in a template is reported for the first choice of types that shows it. */
static void instance_check(Check *c, Callable *callable) {
    int before = diag_error_count(c->d);
    if (callable->template->is_wrong) return;
    body_check(c, callable);
    if (diag_error_count(c->d) == before) return;
    callable->template->is_wrong = true;
    union_note(c, callable);
}

void callable_check(Check *c, Callable *callable) {
    if (callable->template != NULL)
        instance_check(c, callable);
    else
        body_check(c, callable);
}

static void body_check(Check *c, Callable *callable) {
    presets_check(c, callable);
    if (callable->is_template) {
        if (!callable->module->is_library) union_instances_all(c, callable);
        return;
    }
    const AstDecl *ast = callable->ast;
    if (callable->kind == CALLABLE_NODE) {
        VEC_PUSH(c->arena, &c->checked, callable);
        node_check(c, callable);
    } else if (callable->kind != CALLABLE_ADAPTER && !ast->is_builtin && !ast->is_extern)
        function_check(c, callable, NULL);
}

/* A def or graph inside of a body: known from here on. */
void nested_declare(Check *c, const AstStmt *stmt) {
    const AstDecl *ast = stmt->decl;
    if (ast->kind != AST_DEF && ast->kind != AST_GRAPH) {
        diag_error(c->d, ast->name_pos, E_BAD_METHOD,
                   "only defs and graphs are declared inside of others");
        return;
    }
    if (ast->kind == AST_GRAPH && !in_graph(c)) {
        diag_error(c->d, ast->name_pos, E_GRAPH_ONLY,
                   "a graph is declared at top level or in a graph");
        return;
    }
    Callable *callable = callable_declare(c, c->body->module, c->body->scope, ast, NULL, NULL);
    Symbol *symbol = scope_find(c->body->top, ast->name);
    if (symbol != NULL && symbol->var != NULL) {
        diag_error(c->d, ast->name_pos, E_DECLARED_TWICE, "'%s' is a variable here", ast->name);
        return;
    }
    symbol = scope_add(c, c->body->top, ast->name, ast->name_pos);
    callable_receive(c, symbol, callable);
    presets_check(c, callable);
    function_check(c, callable, c->body);
}

/* ---- lambdas */

static TirExpr *lambda_value(Check *c, TirFn *fn, Pos pos) {
    const Type **params = ARENA_ARRAY(c->arena, const Type *, fn->params.len + 1);
    for (int i = 0; i < fn->params.len; i++) params[i] = fn->params.items[i]->type;
    TirExpr *e = tir(c, TE_LAMBDA, type_fn(c->types, params, fn->params.len, fn->result), pos);
    e->fn = fn;
    return e;
}

static TirFn *lambda_new(Check *c, const Type *const *params, int n, const char *const *names,
                         Pos pos) {
    TirFn *fn = ARENA_NEW(c->arena, TirFn);
    *fn = (TirFn){.kind = TF_LAMBDA,
                  .name = "lambda",
                  .qualified = arena_printf(c->arena, "%s.lambda", c->body->module->name),
                  .id = c->next_id++,
                  .pos = pos};
    for (int i = 0; i < n; i++) {
        Variable *var = variable_new(c, TV_PARAM, names[i], params[i], pos);
        var->tir.fn = fn;
        var->tir.index = i;
        VEC_PUSH(c->arena, &fn->params, &var->tir);
    }
    VEC_PUSH(c->arena, &c->program->fns, fn);
    return fn;
}

static bool wires(const Type *const *params, int n, const Type *result) {
    bool found = result != NULL && result->has_edges;
    for (int i = 0; i < n; i++) found |= params[i]->has_edges;
    return found;
}

static Body lambda_body(Check *c, TirFn *fn, const Type *const *params, int n, const Type *result) {
    return (Body){.place = (in_graph(c) || c->body->place == IN_CONST) && wires(params, n, result)
                               ? IN_GRAPH
                               : IN_DEF,
                  .module = c->body->module,
                  .fn = fn,
                  .outer = c->body,
                  .locals = &fn->locals};
}

static TirExpr *lambda_end(Check *c, Body *body, TirExpr *value, const Type *result, Pos pos) {
    TirFn *fn = body->fn;
    if (result != NULL) {
        Want want = {.type = result};
        value = convert(c, value, &want);
    } else if (has_unknown(c, value->type) ||
               (value->type->kind == TYPE_NONE && (!body->is_subgraph || value->kind == TE_NONE))) {
        diag_error(c->d, value->pos, E_LAMBDA, "the type of this result can't be told");
        value = poison(c, value->pos);
    }
    c->body = body->outer;
    if (value->type->kind == TYPE_ERROR) return value;
    TirStmt *s = tir_stmt(c, value->type->kind == TYPE_NONE ? TS_EXPR : TS_RETURN, value->pos);
    s->value = value;
    VEC_PUSH(c->arena, &fn->body, s);
    fn->result = value->type;
    fn->may_fail = body->may_fail;
    for (int i = 0; i < fn->captures.len && body->place == IN_DEF; i++)
        if (fn->captures.items[i]->type->has_edges && fn->captures.items[i]->kind != TV_INPUT) {
            diag_error(c->d, pos, E_SERIES, "a lambda on values can't read the series '%s'",
                       fn->captures.items[i]->name);
            return poison(c, pos);
        }
    return lambda_value(c, fn, pos);
}

static TirExpr *lambda_write(Check *c, const AstExpr *ast, const Type *const *params, int n,
                             const Type *result, bool is_subgraph) {
    if (ast->params.len != n) {
        diag_error(c->d, ast->pos, E_LAMBDA,
                   "expected a function of %d parameter%s, found one of %d", n, n == 1 ? "" : "s",
                   ast->params.len);
        return poison(c, ast->pos);
    }
    const char **names = ARENA_ARRAY(c->arena, const char *, n + 1);
    for (int i = 0; i < n; i++) names[i] = ast->params.items[i].name;
    TirFn *fn = lambda_new(c, params, n, names, ast->pos);
    Body body = lambda_body(c, fn, params, n, result);
    if (is_subgraph) body.place = IN_GRAPH;
    body.is_subgraph = is_subgraph;
    body.scope = body.top = scope_new(c, c->body->scope, &body);
    c->body = &body;
    parameters_bind(c, fn);
    TirExpr *value = is_subgraph ? expr_check(c, ast->left) : value_check(c, ast->left);
    return lambda_end(c, &body, value, result, ast->pos);
}

TirExpr *lambda_check(Check *c, const AstExpr *ast, const Type *const *params, int n,
                      const Type *result) {
    return lambda_write(c, ast, params, n, result, false);
}

TirExpr *subgraph_check(Check *c, const AstExpr *ast, const Type *const *params, int n) {
    return lambda_write(c, ast, params, n, NULL, true);
}

/* A def or graph by name where a function is wanted: lambda a, b: name(a, b). */
static TirExpr *wrap(Check *c, const Callables *functions, const char *name,
                     const Type *const *params, int n, bool is_subgraph, Pos pos) {
    const char **names = ARENA_ARRAY(c->arena, const char *, n + 1);
    for (int i = 0; i < n; i++) names[i] = arena_printf(c->arena, "a%d", i);
    TirFn *fn = lambda_new(c, params, n, names, pos);
    Body body = lambda_body(c, fn, params, n, NULL);
    if ((in_graph(c) || c->body->place == IN_CONST) && functions->items[0]->kind != CALLABLE_DEF)
        body.place = IN_GRAPH;
    if (is_subgraph) body.place = IN_GRAPH;
    body.is_subgraph = is_subgraph;
    body.scope = body.top = scope_new(c, c->body->scope, &body);
    c->body = &body;
    Call call = {
        .name = name == NULL ? functions->items[0]->name : name, .pos = pos, .name_pos = pos};
    for (int i = 0; i < n; i++) {
        TirExpr *arg = tir(c, TE_VAR, params[i], pos);
        arg->var = fn->params.items[i];
        argument_push(c, &call, NULL, arg);
    }
    return lambda_end(c, &body, call_resolve(c, functions, &call), NULL, pos);
}

TirExpr *function_wrap(Check *c, const Callables *functions, const char *name,
                       const Type *const *params, int n, Pos pos) {
    return wrap(c, functions, name, params, n, false, pos);
}

TirExpr *subgraph_wrap(Check *c, const Callables *functions, const char *name,
                       const Type *const *params, int n, Pos pos) {
    return wrap(c, functions, name, params, n, true, pos);
}

/* ---- which methods change self: those that assign through it, and those that call such a method
 * on a part of it */

static bool mutates(const Check *c, const TirFn *fn) {
    return map_get_ptr(&c->mutating, fn) != NULL;
}

void mutations_settle(Check *c) {
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < c->self_calls.len; i++) {
            const SelfCall *call = &c->self_calls.items[i];
            if (call->caller == NULL || !mutates(c, call->callee) || mutates(c, call->caller))
                continue;
            map_put_ptr(&c->mutating, call->caller, call->caller);
            changed = true;
        }
        for (int i = 0; i < c->program->fns.len; i++) { /* a call may turn out to be one of these */
            TirFn *fn = c->program->fns.items[i];
            for (int j = 0; j < fn->overrides.len && !mutates(c, fn); j++) {
                if (!mutates(c, fn->overrides.items[j].fn)) continue;
                map_put_ptr(&c->mutating, fn, fn);
                changed = true;
            }
        }
    }
    for (int i = 0; i < c->program->fns.len; i++)
        if (mutates(c, c->program->fns.items[i]))
            c->program->fns.items[i]->params.items[0]->is_mut = true;
    for (int i = 0; i < c->self_calls.len; i++) {
        const SelfCall *call = &c->self_calls.items[i];
        bool changes = mutates(c, call->callee);
        if (changes && call->problem != NULL) {
            diag_error(c->d, call->pos, E_NOT_A_PATH, "'%s' changes its receiver, and %s",
                       call->name, call->problem);
            if (call->help != NULL) diag_help(c->d, "%s", call->help);
            diag_note(c->d, call->callee->pos, "%s is declared here", call->name);
        }
        if (!changes && call->needs_change) {
            diag_error(c->d, call->pos, E_UNUSED,
                       "unused result: '%s' only computes, and what it returns is dropped",
                       call->name);
            diag_note(c->d, call->callee->pos, "%s is declared here", call->name);
        }
    }
}

/* ---- which fields are read as a part of the whole: printed, compared, hashed, encoded */

void observe(Check *c, const Type *type) {
    if (type->kind <= TYPE_TIME || map_get_ptr(&c->observed_types, type) != NULL) return;
    map_put_ptr(&c->observed_types, type, (void *)type);
    VEC_PUSH(c->arena, &c->observing, type);
}

static void observe_parts(Check *c, const Type *type) {
    if (type->elem != NULL) observe(c, type->elem);
    if (type->key != NULL) observe(c, type->key);
    for (int i = 0; i < type->nargs; i++) observe(c, type->args[i]);
    if (type->kind == TYPE_VAR)
        for (int i = 0; i < c->bindings.len; i++)
            if (c->bindings.items[i].var == type->var) observe(c, c->bindings.items[i].type);
    if (type->kind != TYPE_STRUCT) return;
    if (type->strct->proto != NULL) proto_mark_all(type);
    for (int i = 0; i < type->strct->fields.len; i++) {
        type->strct->fields.items[i].is_read = true;
        observe(c, type_field(c->types, type, i));
    }
}

void observations_settle(Check *c) {
    for (int i = 0; i < c->observing.len; i++) observe_parts(c, c->observing.items[i]);
    for (int i = 0; i < c->protos.len; i++) proto_prune(c->protos.items[i]);
}
