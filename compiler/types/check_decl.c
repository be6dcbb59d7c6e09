/* check_decl.c - declarations: type parameters, signatures of defs, nodes, graphs and adapters,
 * constants, imports. */
#include <string.h>

#include "types/checker.h"

Body body_for_constants(Module *module, Scope *scope) {
    return (Body){.place = IN_CONST, .module = module, .scope = scope, .top = scope};
}

/* ---- type parameters */

static Bound bound_resolve(Check *c, const AstExpr *ast) {
    if (ast == NULL) return BOUND_NONE;
    for (Bound bound = BOUND_NUMBER; bound <= BOUND_STRUCT && ast->kind == AST_NAME; bound++)
        if (strcmp(bound_name(bound), ast->name) == 0) return bound;
    diag_error(c->d, ast->pos, E_BOUND, "the bounds are number, ordered, hashable and struct");
    return BOUND_NONE;
}

const TypeVar *const *type_params_declare(Check *c, const AstDecl *ast, Scope *scope,
                                          const TypeVar *const *first, int nfirst, int *n) {
    const TypeVar **vars =
        ARENA_ARRAY(c->arena, const TypeVar *, nfirst + ast->type_params.len + 1);
    for (int i = 0; i < nfirst; i++) vars[i] = first[i];
    *n = nfirst;
    for (int i = 0; i < ast->type_params.len; i++) {
        const AstTypeParam *each = &ast->type_params.items[i];
        TypeVar *var = ARENA_NEW(c->arena, TypeVar);
        *var = (TypeVar){each->name, bound_resolve(c, each->bound), *n};
        if (scope_find(scope, each->name) != NULL)
            diag_error(c->d, each->pos, E_DECLARED_TWICE, "type parameter '%s' is declared twice",
                       each->name);
        Symbol *symbol = scope_add(c, scope, each->name, each->pos);
        symbol->type = type_var(c->types, var);
        vars[(*n)++] = var;
    }
    return vars;
}

/* ---- parameters */

static bool is_series_parameter(const Type *type) {
    if (type->kind == TYPE_OPT) return type->elem->kind == TYPE_TS;
    return type->kind == TYPE_TS || type->kind == TYPE_DYNAMIC ||
           ((type->kind == TYPE_LIST || type->kind == TYPE_DICT) && type->elem->kind == TYPE_TS);
}

/* Instances are declared at top level only: there they need no variables from outside. */
static bool union_allowed(Check *c, const Callable *callable, const AstParam *ast) {
    const AstDecl *decl = callable->ast;
    if (callable->kind == CALLABLE_ADAPTER || decl->is_builtin || decl->is_extern) {
        diag_error(c->d, ast->type->pos, E_UNION,
                   "a function in C has parameters of one type each");
        return false;
    }
    if (callable->owner == NULL && callable->scope->outer == callable->module->scope) return true;
    unsupported(c, ast->type->pos,
                "a parameter of several types in a method or a nested function is");
    return false;
}

static const Type *parameter_type(Check *c, const Callable *callable, const AstParam *ast,
                                  const Type *self) {
    if (ast->type == NULL) {
        if (self != NULL && strcmp(ast->name, "self") == 0) return self;
        diag_error(c->d, ast->pos, E_BAD_PARAMETER, "parameter '%s' needs a type", ast->name);
        diag_help(c->d, "write %s: float, or whatever it is", ast->name);
        return c->error;
    }
    if (is_union(ast->type))
        return union_allowed(c, callable, ast) ? union_resolve(c, ast->type) : c->error;
    const Type *type = type_resolve(c, ast->type);
    if (type->kind == TYPE_NONE) {
        diag_error(c->d, ast->type->pos, E_BAD_PARAMETER, "a parameter can't be None");
        return c->error;
    }
    if (callable->kind == CALLABLE_DEF && type->has_edges) {
        diag_error(c->d, ast->type->pos, E_BAD_PARAMETER,
                   "a def takes values, not series: found %s", type->name);
        if (type->kind == TYPE_TS)
            diag_help(c->d, "write %s: called with a series, the def is lifted over its values",
                      type->elem->name);
        else
            diag_help(c->d, "what wires series is a graph");
        return c->error;
    }
    if (callable->kind == CALLABLE_NODE && type->has_edges && !is_series_parameter(type)) {
        diag_error(c->d, ast->type->pos, E_BAD_PARAMETER,
                   "a node takes series ts[T], baskets [ts[T]] or {K: ts[T]}, and values: found %s",
                   type->name);
        return c->error;
    }
    return type;
}

static void parameter_refuse(Check *c, const AstParam *ast, const AstDecl *decl) {
    if (ast->is_mut && !decl->is_builtin) {
        diag_error(c->d, ast->pos, E_BAD_PARAMETER, "a parameter can't be changed in place");
        diag_help(c->d, "return what changed");
    }
    if (ast->stars > 0) unsupported(c, ast->pos, "'*' before a parameter is");
    if (ast->is_const && decl->kind != AST_GRAPH)
        diag_error(c->d, ast->pos, E_BAD_PARAMETER, "const is for parameters of the main graph");
}

static void parameters_declare(Check *c, Callable *callable, const AstDecl *ast, const Type *self,
                               const Type *const *choice) {
    for (int i = 0; i < ast->params.len; i++) {
        const AstParam *each = &ast->params.items[i];
        parameter_refuse(c, each, ast);
        Parameter p = {.name = each->name,
                       .type = choice != NULL && choice[i] != NULL
                                   ? choice[i]
                                   : parameter_type(c, callable, each, i == 0 ? self : NULL),
                       .preset = each->preset,
                       .pos = each->pos,
                       .has_preset = each->preset != NULL,
                       .is_mut = each->is_mut};
        for (int j = 0; j < i; j++)
            if (strcmp(callable->params.items[j].name, each->name) == 0)
                diag_error(c->d, each->pos, E_BAD_PARAMETER, "two parameters are called '%s'",
                           each->name);
        bool is_input = (callable->kind == CALLABLE_NODE || callable->kind == CALLABLE_ADAPTER) &&
                        is_series_parameter(p.type);
        Variable *var =
            variable_new(c, is_input ? TV_INPUT : TV_PARAM, each->name, p.type, each->pos);
        var->tir.is_mut = each->is_mut;
        var->tir.is_const = each->is_const;
        var->tir.fn = callable->fn;
        var->type_pos = each->pos;
        var->is_union = choice != NULL && choice[i] != NULL;
        p.var = &var->tir;
        VEC_PUSH(c->arena, &callable->params, p);
        callable->is_template |= p.type->kind == TYPE_UNION;
        if (p.type->kind == TYPE_NONE) continue; /* it is not there */
        if (callable->fn != NULL) {
            var->tir.index = callable->fn->params.len;
            VEC_PUSH(c->arena, &callable->fn->params, p.var);
        } else if (callable->node != NULL) {
            TirVars *of_kind = is_input ? &callable->node->inputs : &callable->node->scalars;
            var->tir.index = of_kind->len;
            VEC_PUSH(c->arena, of_kind, p.var);
            VEC_PUSH(c->arena, &callable->node->params, p.var);
        } else {
            int index = 0;
            for (int j = 0; j < callable->adapter->params.len; j++)
                index += callable->adapter->params.items[j]->kind == p.var->kind;
            var->tir.index = index;
            VEC_PUSH(c->arena, &callable->adapter->params, p.var);
        }
    }
}

/* On builtins, `link` says how they are used: "property" (no parentheses), "start" (never while compiling); or names the
 * libraries that they stand in. */
static bool has_link(const AstDecl *ast, const char *name) {
    for (int i = 0; i < ast->links.len; i++)
        if (strcmp(ast->links.items[i], name) == 0) return true;
    return false;
}

/* The other links are libraries. */
static void libraries_set(Check *c, TirFn *fn, const AstDecl *ast) {
    const char **libraries = ARENA_ARRAY(c->arena, const char *, ast->links.len + 1);
    for (int i = 0; i < ast->links.len; i++) {
        const char *link = ast->links.items[i];
        if (strcmp(link, "property") != 0 && strcmp(link, "start") != 0)
            libraries[fn->nlinks++] = link;
    }
    fn->links = libraries;
}

/* ---- results */

static const Type *record_of(Check *c, const AstDecl *ast) {
    const char **names = ARENA_ARRAY(c->arena, const char *, ast->outputs.len + 1);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, ast->outputs.len + 1);
    for (int i = 0; i < ast->outputs.len; i++) {
        names[i] = ast->outputs.items[i].name;
        types[i] = type_resolve(c, ast->outputs.items[i].type);
        for (int j = 0; j < i; j++)
            if (names[j] == names[i])
                diag_error(c->d, ast->outputs.items[i].pos, E_BAD_OUTPUTS,
                           "two outputs are called '%s'", names[i]);
        if (types[i]->kind != TYPE_ERROR && !types[i]->has_edges) {
            diag_error(c->d, ast->outputs.items[i].pos, E_BAD_OUTPUTS,
                       "an output is a series: found %s", types[i]->name);
            diag_help(c->d, "write %s: ts[%s]", names[i], types[i]->name);
            types[i] = c->error;
        }
    }
    int most =
        ast->kind == AST_NODE ? 32 : 64; /* those of a node that ticked are the bits of an i32 */
    if (ast->outputs.len > most)
        unsupported(c, ast->name_pos, arena_printf(c->arena, "more than %d outputs are", most));
    for (int i = 0; i < ast->outputs.len; i++)
        if (types[i]->kind == TYPE_ERROR) return c->error;
    return type_record(c->types, names, types, ast->outputs.len);
}

static const Type *result_resolve(Check *c, const Callable *callable, const AstDecl *ast) {
    if (ast->outputs.len == 0) return c->none;
    const AstOutput *first = &ast->outputs.items[0];
    if (first->name != NULL && callable->kind == CALLABLE_DEF) {
        diag_error(c->d, first->pos, E_BAD_OUTPUTS, "a def has one result: its type follows ->");
        diag_help(c->d, "several values are a tuple or a struct");
        return c->error;
    }
    if (first->name != NULL) return record_of(c, ast);
    const Type *type = type_resolve(c, first->type);
    if (type->kind == TYPE_ERROR) return type;
    if (callable->kind == CALLABLE_DEF && type->has_edges) {
        diag_error(c->d, first->type->pos, E_BAD_OUTPUTS,
                   "a def gives a value, not a series: found %s", type->name);
        diag_help(c->d,
                  type->kind == TYPE_TS
                      ? "write %s; what wires series is a graph, what runs at each tick is a node"
                      : "what wires series is a graph, what runs at each tick is a node",
                  type->kind == TYPE_TS ? type->elem->name : "");
        return c->error;
    }
    if ((callable->kind == CALLABLE_NODE || callable->kind == CALLABLE_ADAPTER) &&
        !is_series_parameter(type)) {
        diag_error(c->d, first->type->pos, E_BAD_OUTPUTS, "%s gives a series: found %s",
                   callable->kind == CALLABLE_NODE ? "a node" : "an adapter", type->name);
        if (!type->has_edges) diag_help(c->d, "write ts[%s]", type->name);
        return c->error;
    }
    return type;
}

static void outputs_declare(Check *c, Callable *callable, const AstDecl *ast) {
    const Type *result = callable->result;
    if (callable->node != NULL)
        for (int i = 0; i < ast->outputs.len; i++) {
            TirOutput output = {.name = ast->outputs.items[i].name,
                                .type = result->kind == TYPE_RECORD ? result->args[i] : result};
            VEC_PUSH(c->arena, &callable->node->outputs, output);
        }
    if (callable->fn != NULL) {
        callable->fn->result = result;
        if (result->kind == TYPE_RECORD) {
            callable->fn->output_names = result->names;
            callable->fn->noutputs = result->nargs;
        }
    }
    if (callable->adapter != NULL) callable->adapter->result = result;
}

/* ---- callables */

static void target_new(Check *c, Callable *callable, const AstDecl *ast, const char *qualified) {
    if (callable->kind == CALLABLE_NODE) {
        TirNode *node = ARENA_NEW(c->arena, TirNode);
        *node = (TirNode){.name = ast->name,
                          .qualified = qualified,
                          .id = c->next_id++,
                          .pos = ast->name_pos,
                          .tvars = callable->tvars,
                          .ntvars = callable->ntvars,
                          .is_builtin = ast->is_builtin,
                          .is_extern = ast->is_extern,
                          .symbol = ast->symbol,
                          .links = ast->links.items,
                          .nlinks = ast->links.len};
        callable->node = node;
    } else if (callable->kind == CALLABLE_ADAPTER) {
        TirAdapter *adapter = ARENA_NEW(c->arena, TirAdapter);
        *adapter = (TirAdapter){.name = ast->name,
                                .qualified = qualified,
                                .pos = ast->name_pos,
                                .tvars = callable->tvars,
                                .ntvars = callable->ntvars,
                                .symbol = ast->symbol,
                                .links = ast->links.items,
                                .nlinks = ast->links.len};
        callable->adapter = adapter;
    } else {
        TirFn *fn = ARENA_NEW(c->arena, TirFn);
        *fn = (TirFn){.kind = callable->kind == CALLABLE_GRAPH ? TF_GRAPH : TF_DEF,
                      .name = ast->name,
                      .qualified = qualified,
                      .id = c->next_id++,
                      .pos = ast->name_pos,
                      .tvars = callable->tvars,
                      .ntvars = callable->ntvars,
                      .is_builtin = ast->is_builtin,
                      .is_extern = ast->is_extern,
                      .symbol = ast->symbol,
                      .doc = ast->doc,
                      .at_start = ast->is_extern || has_link(ast, "start"),
                      .may_fail = ast->is_builtin || ast->is_extern};
        libraries_set(c, fn, ast);
        callable->fn = fn;
    }
}

/* What the phases below get: not templates. */
static void target_publish(Check *c, const Callable *callable) {
    if (callable->is_template) return;
    if (callable->node != NULL) VEC_PUSH(c->arena, &c->program->nodes, callable->node);
    if (callable->fn != NULL) VEC_PUSH(c->arena, &c->program->fns, callable->fn);
    if (callable->adapter != NULL) VEC_PUSH(c->arena, &c->program->adapters, callable->adapter);
}

Callable *callable_declare_as(Check *c, Module *module, Scope *outer, const AstDecl *ast,
                              StructInfo *owner, const Type *self, const Type *const *choice) {
    Callable *callable = ARENA_NEW(c->arena, Callable);
    callable->kind = ast->kind == AST_NODE      ? CALLABLE_NODE
                     : ast->kind == AST_GRAPH   ? CALLABLE_GRAPH
                     : ast->kind == AST_ADAPTER ? CALLABLE_ADAPTER
                                                : CALLABLE_DEF;
    callable->name = ast->name;
    callable->module = module;
    callable->ast = ast;
    callable->pos = ast->name_pos;
    callable->owner = owner;
    callable->self_type = self;
    callable->scope = scope_new(c, outer, NULL);
    callable->is_method = ast->params.len > 0 && strcmp(ast->params.items[0].name, "self") == 0 &&
                          (owner != NULL || ast->receiver != NULL);
    callable->is_property = ast->receiver != NULL && has_link(ast, "property");
    Body body = body_for_constants(module, callable->scope);
    Body *saved = c->body;
    body.outer = NULL;
    c->body = &body;
    const TirStruct *strct = owner == NULL ? NULL : owner->strct;
    callable->tvars =
        type_params_declare(c, ast, callable->scope, strct == NULL ? NULL : strct->tvars,
                            strct == NULL ? 0 : strct->ntvars, &callable->ntvars);
    const char *first = ast->receiver != NULL ? ast->receiver
                        : owner != NULL       ? owner->type->name
                                              : module->name;
    target_new(c, callable, ast, arena_printf(c->arena, "%s.%s", first, ast->name));
    parameters_declare(c, callable, ast, self, choice);
    callable->result = result_resolve(c, callable, ast);
    outputs_declare(c, callable, ast);
    target_publish(c, callable);
    c->body = saved;
    return callable;
}

Callable *callable_declare(Check *c, Module *module, Scope *outer, const AstDecl *ast,
                           StructInfo *owner, const Type *self) {
    int before = diag_error_count(c->d);
    Callable *callable = callable_declare_as(c, module, outer, ast, owner, self, NULL);
    callable->is_wrong = callable->is_template && diag_error_count(c->d) > before;
    return callable;
}

/* Overloads differ in their parameters. */
static bool same_parameters(const Callable *a, const Callable *b) {
    if (a->params.len != b->params.len) return false;
    for (int i = 0; i < a->params.len; i++)
        if (a->params.items[i].type != b->params.items[i].type ||
            a->params.items[i].type->kind == TYPE_ERROR)
            return false;
    return true;
}

void callable_receive(Check *c, Symbol *symbol, Callable *callable) {
    for (int i = 0; i < symbol->callables.len; i++)
        if (same_parameters(symbol->callables.items[i], callable)) {
            diag_error(c->d, callable->pos, E_DECLARED_TWICE,
                       "'%s' is declared twice with the same parameters", callable->name);
            diag_note(c->d, symbol->callables.items[i]->pos, "the other is here");
            return;
        }
    VEC_PUSH(c->arena, &symbol->callables, callable);
}

/* ---- constants */

TirExpr *constant_check(Check *c, Module *module, Scope *scope, const AstExpr *ast,
                        const Want *want) {
    TirFn *fn = ARENA_NEW(c->arena, TirFn);
    *fn = (TirFn){.kind = TF_DEF,
                  .name = "constant",
                  .qualified = arena_printf(c->arena, "%s.constant", module->name),
                  .id = c->next_id++,
                  .pos = ast->pos};
    Body body = body_for_constants(module, scope);
    TirStmts none = {0};
    body.fn = fn;
    body.locals = &fn->locals;
    body.block = &none;
    Body *outer = c->body;
    c->body = &body;
    body.scope = body.top = scope_new(c, scope, &body);
    TirExpr *value = expr_check_hint(c, ast, want == NULL ? NULL : want->type);
    if (want != NULL) value = convert(c, value, want);
    c->body = outer;
    if (fn->locals.len == 0 || value->type->kind == TYPE_ERROR) return value;
    TirStmt *result =
        tir_stmt(c, TS_RETURN, ast->pos); /* it has variables: they need a function to live in */
    result->value = value;
    VEC_PUSH(c->arena, &fn->body, result);
    fn->result = value->type;
    fn->may_fail = true;
    VEC_PUSH(c->arena, &c->program->fns, fn);
    TirExpr *call = tir(c, TE_CALL, value->type, ast->pos);
    call->fn = fn;
    return call;
}

void constant_resolve(Check *c, Symbol *symbol) {
    if (symbol->progress == DONE || symbol->constant == NULL) return;
    const AstStmt *stmt = symbol->constant->stmt;
    if (symbol->progress == IN_PROGRESS) {
        diag_error(c->d, symbol->pos, E_CYCLE, "the constant '%s' is defined by itself",
                   symbol->name);
        return;
    }
    symbol->progress = IN_PROGRESS;
    Body body = body_for_constants(symbol->owner, symbol->owner->scope);
    Body *outer = c->body;
    c->body = &body;
    const Type *type =
        stmt->annotation == NULL ? NULL : value_type_resolve(c, stmt->annotation, "a constant");
    c->body = outer;
    Want want = {type, type == NULL ? (Pos){0} : stmt->annotation->pos,
                 "its type is declared here"};
    TirExpr *value = stmt->value == NULL ? poison(c, symbol->pos)
                                         : constant_check(c, symbol->owner, symbol->owner->scope,
                                                          stmt->value, type == NULL ? NULL : &want);
    if (stmt->value == NULL)
        diag_error(c->d, symbol->pos, E_BAD_CONSTANT, "the constant '%s' has no value",
                   symbol->name);
    if (value->type->kind == TYPE_NONE ||
        (value->type->kind != TYPE_ERROR && has_unknown(c, value->type))) {
        diag_error(c->d, value->pos, E_EMPTY, "the type of '%s' can't be told from this value",
                   symbol->name);
        annotation_help(c, symbol->name, value->type);
        value = poison(c, value->pos);
    }
    symbol->var->type = type != NULL ? type : value->type;
    symbol->var->init = value;
    symbol->progress = DONE;
}

static void constant_declare(Check *c, Module *module, const AstDecl *ast) {
    for (int i = 0; i < ast->stmt->targets.len; i++) {
        const AstExpr *target = ast->stmt->targets.items[i];
        if (target->kind != AST_NAME) {
            diag_error(c->d, target->pos, E_BAD_CONSTANT, "a constant is a name: NAME = value");
            continue;
        }
        Symbol *symbol = scope_find(module->scope, target->name);
        if (symbol != NULL) {
            diag_error(c->d, target->pos, E_DECLARED_TWICE, "'%s' is declared already",
                       target->name);
            diag_note(c->d, symbol->pos, "the other is here");
            continue;
        }
        symbol = scope_add(c, module->scope, target->name, target->pos);
        symbol->owner = module;
        symbol->constant = ast;
        symbol->var = &variable_new(c, TV_GLOBAL, target->name, c->error, target->pos)->tir;
        VEC_PUSH(c->arena, &c->constants, symbol);
    }
}

/* ---- the names of a module */

static Symbol *declare(Check *c, Module *module, const AstDecl *ast) {
    Symbol *symbol = scope_find(module->scope, ast->name);
    bool is_callable = ast->kind == AST_DEF || ast->kind == AST_NODE || ast->kind == AST_GRAPH ||
                       ast->kind == AST_ADAPTER;
    if (symbol != NULL && !(is_callable && symbol->var == NULL && symbol->info == NULL &&
                            symbol->alias == NULL && symbol->module == NULL)) {
        diag_error(c->d, ast->name_pos, E_DECLARED_TWICE, "'%s' is declared already", ast->name);
        diag_note(c->d, symbol->pos, "the other is here");
        return NULL;
    }
    symbol = scope_add(c, module->scope, ast->name, ast->name_pos);
    symbol->owner = module;
    return symbol;
}

/* import a.b binds `a`, in which `b` is the module. */
static void import_bind(Check *c, Module *module, const AstDecl *ast, Module *imported) {
    Scope *scope = module->scope;
    Pos pos = ast->name_pos.line > 0 ? ast->name_pos : ast->pos;
    const char *name = ast->alias != NULL ? ast->alias : ast->path;
    for (const char *dot = strchr(name, '.'); dot != NULL && ast->alias == NULL;
         dot = strchr(name, '.')) {
        Symbol *outer = scope_add(c, scope, intern(c->names, name, (size_t)(dot - name)), pos);
        outer->is_hidden = scope == module->scope;
        outer->owner = module;
        if (outer->module == NULL) {
            outer->module = ARENA_NEW(c->arena, Module);
            outer->module->name = outer->name;
            outer->module->path = outer->name;
            outer->module->scope = scope_new(c, NULL, NULL);
        }
        scope = outer->module->scope;
        name = dot + 1;
    }
    Symbol *symbol = scope_find(scope, named(c, name));
    if (symbol != NULL && symbol->module == imported) return;
    if (symbol != NULL) {
        diag_error(c->d, pos, E_DECLARED_TWICE, "'%s' is declared already", name);
        return;
    }
    symbol = scope_add(c, scope, named(c, name), pos);
    symbol->module = imported;
    symbol->owner = module;
    symbol->is_hidden = scope == module->scope;
}

static void import_declare(Check *c, Module *module, const AstDecl *ast) {
    Module *imported = module_import(c, module, ast);
    if (imported == NULL) { /* reported: its names are known, and poison */
        imported = ARENA_NEW(c->arena, Module);
        imported->name = imported->path = ast->path;
        imported->scope = scope_new(c, NULL, NULL);
        imported->is_failed = true;
    }
    if (ast->kind == AST_IMPORT) {
        import_bind(c, module, ast, imported);
        return;
    }
    for (int i = 0; i < ast->names.len; i++) {
        const char *name = ast->names.items[i];
        const char *alias =
            i < ast->aliases.len && ast->aliases.items[i] != NULL ? ast->aliases.items[i] : name;
        Symbol *symbol = scope_find(imported->scope, name);
        if (imported->is_failed) {
            symbol = scope_add(c, imported->scope, name, ast->pos);
            symbol->type = c->error;
            symbol->var = &variable_new(c, TV_GLOBAL, name, c->error, ast->pos)->tir;
            symbol->progress = DONE;
        }
        if (symbol == NULL || symbol->is_hidden) {
            diag_error(c->d, ast->pos, E_UNKNOWN_MEMBER, "module %s has no '%s'", imported->name,
                       name);
            habit_of_module(c, imported->name, name);
            continue;
        }
        if (scope_find(module->scope, alias) != NULL)
            diag_error(c->d, ast->pos, E_DECLARED_TWICE, "'%s' is declared already", alias);
        else
            map_put_ptr(&module->scope->names, alias, symbol);
    }
}

void module_declare(Check *c, Module *module) {
    for (int i = 0; i < module->ast->decls.len; i++) {
        const AstDecl *ast = module->ast->decls.items[i];
        if ((ast->is_builtin || ast->receiver != NULL) && !module->is_library) {
            diag_error(c->d, ast->name_pos, E_LIBRARY_ONLY,
                       "builtin declarations belong to the standard library");
            continue;
        }
        Symbol *symbol = NULL;
        switch (ast->kind) {
        case AST_IMPORT:
        case AST_FROM_IMPORT: import_declare(c, module, ast); break;
        case AST_IMPORT_PROTO: proto_import_check(c, module, ast); break;
        case AST_STRUCT:
        case AST_ENUM:
            symbol = declare(c, module, ast);
            if (symbol != NULL) symbol->info = info_new(c, module, ast, ast->name);
            break;
        case AST_TYPE:
            symbol = declare(c, module, ast);
            if (symbol != NULL) symbol->alias = ast;
            break;
        case AST_CONST: constant_declare(c, module, ast); break;
        case AST_TEST: break;
        default:
            if (ast->receiver != NULL)
                method_add(c, ast->receiver, ast->name, ast->name_pos);
            else
                declare(c, module, ast);
            break;
        }
    }
}

/* ---- their types */

static void signature(Check *c, Module *module, const AstDecl *ast) {
    Symbol *symbol = ast->receiver != NULL ? method_find(c, ast->receiver, ast->name)
                                           : scope_find(module->scope, ast->name);
    if (symbol == NULL || symbol->var != NULL || symbol->info != NULL || symbol->module != NULL)
        return;
    Callable *callable = callable_declare(c, module, module->scope, ast, NULL, NULL);
    callable_receive(c, symbol, callable);
    VEC_PUSH(c->arena, &c->pending, callable);
    if (ast->is_extern) extern_check(c, callable);
}

void module_signatures(Check *c, Module *module) {
    Body body = body_for_constants(module, module->scope);
    c->body = &body;
    for (int i = 0; i < c->structs.len; i++)
        if (c->structs.items[i]->module == module) struct_resolve(c, c->structs.items[i]);
    for (int i = 0; i < module->ast->decls.len; i++) {
        const AstDecl *ast = module->ast->decls.items[i];
        if (ast->kind == AST_TYPE)
            type_resolve(c, &(AstExpr){.kind = AST_NAME, .name = ast->name, .pos = ast->name_pos});
        if ((ast->is_builtin || ast->receiver != NULL) && !module->is_library) continue;
        if (ast->kind == AST_DEF || ast->kind == AST_NODE || ast->kind == AST_GRAPH ||
            ast->kind == AST_ADAPTER)
            signature(c, module, ast);
    }
    for (int i = 0; i < c->structs.len; i++)
        if (c->structs.items[i]->module == module) struct_methods_declare(c, c->structs.items[i]);
    c->body = NULL;
}
