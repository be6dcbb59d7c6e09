/* check_call.c - calls: what is called, its arguments, and the typed call that comes of it. */
#include <string.h>

#include "types/checker.h"

/* ---- arguments */

void argument_push(Check *c, Call *call, const char *name, TirExpr *value) {
    Argument arg = {.name = name, .pos = value->pos, .value = value, .type = value->type};
    VEC_PUSH(c->arena, &call->args, arg);
}

/* A def or graph by name, where a function is wanted. */
Callables *function_named(Check *c, const AstExpr *ast) {
    Symbol *symbol = NULL;
    if (ast->kind == AST_NAME)
        symbol = name_lookup(c, ast->name);
    else if (ast->kind == AST_MEMBER && module_of(c, ast->left) != NULL)
        symbol = scope_find(module_of(c, ast->left)->scope, ast->name);
    else if (ast->kind == AST_MEMBER && ast->left->kind == AST_NAME &&
             type_name_known(c, ast->left->name)) { /* str.lower */
        const Symbol *type = name_lookup(c, ast->left->name);
        if (type == NULL || type->var == NULL) symbol = method_find(c, ast->left->name, ast->name);
    }
    if (symbol == NULL || symbol->var != NULL || symbol->callables.len == 0) return NULL;
    return symbol->callables.items[0]->kind == CALLABLE_ADAPTER ? NULL : &symbol->callables;
}

/* False when an argument is wrong; all are checked. */
bool arguments_check(Check *c, const AstExpr *ast, Call *call) {
    bool good = true;
    for (int i = 0; i < ast->args.len; i++) {
        const AstArg *each = &ast->args.items[i];
        if (each->stars > 0) {
            unsupported(c, each->pos,
                        each->stars == 1 ? "'*' before an argument is"
                                         : "'**' before an argument of a function is");
            good = false;
            continue;
        }
        Argument arg = {.name = each->name,
                        .pos = each->name != NULL ? each->pos : each->value->pos,
                        .ast = each->value};
        if (each->value->kind != AST_LAMBDA) arg.functions = function_named(c, each->value);
        if (each->value->kind != AST_LAMBDA && arg.functions == NULL) {
            arg.value = value_check(c, each->value);
            arg.type = arg.value->type;
            good &= arg.type->kind != TYPE_ERROR;
        }
        VEC_PUSH(c->arena, &call->args, arg);
    }
    return good;
}

/* ---- finishing a call */

/* Builtins that move items about without looking into them: what is stored is not read. */
static bool looks_inside(const char *name) {
    static const char *const movers[] = {"append",       "insert",      "pop",
                                         "extend",       "clear",       "copy",
                                         "get",          "values",      "keys",
                                         "items",        "setdefault",  "update",
                                         "popitem",      "reverse",     "len",
                                         "zip",          "enumerate",   "reversed",
                                         "list",         "proto_parse", "proto_try_parse",
                                         "decode_message", "is_message", "json_try_decode", "table", "range",
                                         "sorted_by"};
    for (size_t i = 0; i < sizeof movers / sizeof movers[0]; i++)
        if (strcmp(movers[i], name) == 0) return false;
    return true;
}

static void bindings_note(Check *c, const Match *m) {
    for (int i = 0; i < m->infer.n; i++) {
        Binding binding = {m->infer.vars[i], m->infer.args[i]};
        if (binding.type != NULL) VEC_PUSH(c->arena, &c->bindings, binding);
    }
}

/* Lambdas and functions by name, once their parameter types are known; their results may tell more.
 */
static TirExpr *function_argument(Check *c, Match *m, const Parameter *p, const Argument *arg) {
    const Type *type = function_wanted(c, m, p);
    if (type == NULL) {
        TirExpr *value = function_value(c, arg->functions, arg->ast->name, arg->pos);
        if (value->type->kind != TYPE_ERROR) unify(c, &m->infer, p->type, value->type);
        return value;
    }
    const Type **params = ARENA_ARRAY(c->arena, const Type *, type->nargs + 1);
    for (int i = 0; i < type->nargs; i++) {
        params[i] = infer_subst(c, &m->infer, type->args[i]);
        if (is_open(&m->infer, params[i])) {
            diag_error(
                c->d, arg->pos, E_INFER,
                "the type of this function's parameter can't be told from the other arguments");
            return poison(c, arg->pos);
        }
    }
    const Type *result = infer_subst(c, &m->infer, type->elem);
    TirExpr *value =
        arg->functions != NULL
            ? function_wrap(c, arg->functions, arg->ast->name, params, type->nargs, arg->pos)
            : lambda_check(c, arg->ast, params, type->nargs,
                           is_open(&m->infer, result) ? NULL : result);
    if (value->type->kind == TYPE_ERROR) return value;
    if (!unify(c, &m->infer, type, value->type)) {
        Want want = {infer_subst(c, &m->infer, type), p->pos, "the parameter is declared here"};
        mismatch(c, value, &want);
        return poison(c, arg->pos);
    }
    return value;
}

static TirExpr *preset_value(Check *c, const Match *m, const Parameter *p, Pos pos) {
    const Type *type = infer_subst(c, &m->infer, p->type);
    if (p->preset == NULL) return NULL;
    Want want = {.type = type};
    Callable *callable = m->callable;
    TirExpr *value = constant_check(c, callable->module, callable->scope, p->preset, &want);
    value->pos = pos;
    return value;
}

static bool all_known(Check *c, Match *m, const Call *call) {
    for (int i = 0; i < m->infer.n; i++) {
        if (m->infer.args[i] != NULL && m->infer.args[i] != c->unknown &&
            !has_unknown(c, m->infer.args[i]))
            continue;
        if (m->infer.args[i] != NULL) { /* an empty literal */
            diag_error(c->d, call->pos, E_EMPTY, "the type of an empty literal is not known here");
            diag_help(c->d, "give it a name and a type first: x: [int] = []");
            return false;
        }
        diag_error(c->d, call->pos, E_INFER, "the type %s of %s can't be told from its arguments",
                   m->infer.vars[i]->name, call->name);
        diag_help(c->d, "write it in brackets: %s[...](...)", call->name);
        return false;
    }
    for (int i = 0; i < m->infer.n; i++)
        if (m->callable->kind == CALLABLE_NODE && holds_function(m->infer.args[i])) {
            diag_error(c->d, call->pos, E_FUNCTION_TYPE,
                       "a series carries values, not functions: %s of '%s' would be %s",
                       m->infer.vars[i]->name, call->name, m->infer.args[i]->name);
            return false;
        }
    for (int i = 0; i < m->infer.n; i++)
        if (!bound_holds(c, m->infer.args[i], m->infer.vars[i]->bound)) {
            diag_error(c->d, call->pos, E_BOUND, "%s needs a type %s that is %s, found %s",
                       call->name, m->infer.vars[i]->name, bound_text(m->infer.vars[i]->bound),
                       m->infer.args[i]->name);
            return false;
        }
    return true;
}

static bool place_allows(Check *c, const Callable *callable, const Call *call) {
    if (callable->kind == CALLABLE_DEF || in_graph(c)) return true;
    static const char *const kinds[] = {"def", "graph", "node", "adapter"};
    static const char *const places[] = {"a constant", "a def", "a node", "a graph"};
    diag_error(c->d, call->pos, E_GRAPH_ONLY,
               "the %s '%s' is wired in graphs: it can't be called in %s", kinds[callable->kind],
               call->name, places[c->body->place]);
    bool is_own = callable->pos.file != NULL && !callable->pos.file->is_library;
    if (c->body->place == IN_NODE)
        diag_help(c->d, "wire it in the graph, and give its series to this node as an input");
    else if (c->body->place == IN_DEF && is_own && callable->kind == CALLABLE_NODE)
        diag_help(c->d,
                  "what only computes is a def: `def %s(...)` can be called here, and on series in "
                  "a graph",
                  callable->name);
    return false;
}

static void changed_argument(Check *c, const Callable *callable, const Call *call, TirExpr *value) {
    const char *help = NULL;
    const char *problem = path_problem(c, value, &help);
    if (value->type->kind == TYPE_ERROR) return;
    if (problem != NULL) {
        diag_error(c->d, value->pos, is_path(value) ? E_READ_ONLY : E_NOT_A_PATH,
                   "'%s' changes %s, and %s", call->name,
                   call->has_receiver ? "its receiver" : "this argument", problem);
        if (help != NULL) diag_help(c->d, "%s", help);
        return;
    }
    value_changed(c, value);
    if (callable->result->kind != TYPE_NONE) return;
    TirExpr part = {.kind = TE_FIELD, .a = value};
    change_noted(&part, call->pos);
}

/* A method of a struct: whether it changes self is known when all bodies are. */
static void self_call_note(Check *c, const Callable *callable, TirExpr *receiver, Pos pos) {
    SelfCall note = {.callee = callable->fn, .name = callable->name, .pos = pos};
    note.problem = path_problem(c, receiver, &note.help);
    const TirVar *root = path_root(receiver);
    if (root != NULL && root == c->body->self) note.caller = c->body->fn;
    VEC_PUSH(c->arena, &c->self_calls, note);
    if (root != NULL && is_path(receiver)) facts_kill_inside(c, root, receiver);
}

static TirExpr *call_expr(Check *c, const Match *m, const Call *call, const Type *result) {
    const Callable *callable = m->callable;
    TirExprKind kind = TE_CALL;
    if (callable->kind == CALLABLE_GRAPH)
        kind = TE_GRAPH_CALL;
    else if (callable->kind == CALLABLE_NODE)
        kind = TE_NODE_CALL;
    else if (callable->kind == CALLABLE_ADAPTER)
        kind = TE_ADAPTER_CALL;
    else if (callable->fn == NULL)
        kind = TE_STRUCT;
    else if (callable->fn->is_builtin)
        kind = TE_CALL_BUILTIN;
    TirExpr *e = tir(c, kind, result, call->pos);
    e->fn = callable->fn;
    e->node = callable->node;
    e->adapter = callable->adapter;
    if (kind != TE_STRUCT) {
        e->targs = m->infer.args;
        e->ntargs = m->infer.n;
    }
    captures_of(c, callable->fn);
    c->body->may_fail = true;
    return e;
}

static void method_mark(const Callable *callable, const TirExpr *call) {
    if (call->kind != TE_CALL || !callable->is_method || call->args.len == 0 ||
        callable->ast != NULL)
        return;
    const Type *self = callable->self_type;
    if (self != NULL && self->kind == TYPE_STRUCT && self->strct->proto != NULL)
        proto_mark_has(self->strct, callable->fn);
}

static TirExpr *argument_convert(Check *c, Match *m, TirExpr *lift, TirExpr *value,
                                 const Parameter *p) {
    const Type *type = infer_subst(c, &m->infer, p->type);
    Want want = {type, p->pos, arena_printf(c->arena, "'%s' is declared here", p->name)};
    bool as_list = takes_iterable(m->callable, p);
    if (lift == NULL) return convert(c, as_list ? listed(c, value) : value, &want);
    if (is_series(value->type)) {
        value = lift_leaf(c, lift, value);
        return convert(c, as_list ? listed(c, value) : value, &want);
    }
    if (as_list) value = listed(c, value);
    value = convert(c, value, &want);
    return value->type->kind == TYPE_ERROR || value->type->kind == TYPE_FN
               ? value
               : lift_leaf(c, lift, value);
}

TirExpr *call_finish(Check *c, Call *call, Match *m) {
    Callable *callable = m->callable;
    if (!place_allows(c, callable, call)) return poison(c, call->pos);
    int n = callable->params.len;
    TirExpr **values = ARENA_ARRAY(c->arena, TirExpr *, n + 1);
    for (int i = 0; i < n; i++) { /* lambdas may tell type parameters */
        const Argument *arg = m->slots[i] < 0 ? NULL : &call->args.items[m->slots[i]];
        if (arg == NULL) continue;
        values[i] = arg->value != NULL ? arg->value
                                       : function_argument(c, m, &callable->params.items[i], arg);
        if (values[i]->type->kind == TYPE_ERROR) return values[i];
    }
    for (int i = 0; i < n; i++) /* and so may defaults */
        if (m->slots[i] < 0 && is_open(&m->infer, callable->params.items[i].type) &&
            callable->params.items[i].preset != NULL) {
            TirExpr *value = constant_check(c, callable->module, callable->scope,
                                            callable->params.items[i].preset, NULL);
            if (value->type->kind != TYPE_NONE && !has_unknown(c, value->type))
                unify(c, &m->infer, callable->params.items[i].type, value->type);
        }
    if (!all_known(c, m, call)) return poison(c, call->pos);
    bindings_note(c, m);
    TirExpr *lift = m->is_lifted ? lift_new(c, call->pos) : NULL;
    TirExpr *e = call_expr(c, m, call, infer_subst(c, &m->infer, callable->result));
    bool bad = false, is_builtin = e->kind == TE_CALL_BUILTIN ||
                                   (e->kind == TE_NODE_CALL && callable->node->is_builtin);
    for (int i = 0; i < n; i++) {
        const Parameter *p = &callable->params.items[i];
        if (p->type->kind == TYPE_NONE) continue; /* check_union.c: it is not there */
        TirExpr *value = m->slots[i] < 0 ? preset_value(c, m, p, call->pos)
                                         : argument_convert(c, m, lift, values[i], p);
        if (m->slots[i] >= 0 && p->is_mut) changed_argument(c, callable, call, value);
        bad |= value != NULL && value->type->kind == TYPE_ERROR;
        if (value != NULL && is_builtin && looks_inside(callable->name)) observe(c, value->type);
        VEC_PUSH(c->arena, &e->args, value);
    }
    if (callable->kind == CALLABLE_ADAPTER && callable->result->kind == TYPE_NONE)
        for (int i = 0; i < e->args.len; i++) observe(c, e->args.items[i]->type);
    if (bad) return poison(c, call->pos);
    if (callable->is_method && e->kind == TE_CALL && callable->self_type != NULL)
        self_call_note(c, callable, e->args.items[0], call->pos);
    method_mark(callable, e);
    if (e->kind == TE_CALL_BUILTIN && !m->is_lifted) e = fold_constructor(c, e, callable->name);
    return lift == NULL ? e : lift_finish(c, lift, e);
}

TirExpr *call_resolve(Check *c, const Callables *candidates, Call *call) {
    Match best = {0};
    if (call->ntargs > 0) { /* written type arguments choose among overloads, too */
        Callables fitting = {0};
        for (int i = 0; i < candidates->len; i++)
            if (candidates->items[i]->ntvars == call->ntargs)
                VEC_PUSH(c->arena, &fitting, candidates->items[i]);
        if (fitting.len == 0) {
            diag_error(c->d, call->pos, E_TYPE_ARGUMENTS, "%s does not take %d type argument%s",
                       call->name, call->ntargs, call->ntargs == 1 ? "" : "s");
            diag_help(c->d, "it is declared as %s", signature_text(c, candidates->items[0]));
            return poison(c, call->pos);
        }
        return match_best(c, &fitting, call, &best) ? call_finish(c, call, &best)
                                                    : poison(c, call->pos);
    }
    return match_best(c, candidates, call, &best) ? call_finish(c, call, &best)
                                                  : poison(c, call->pos);
}

TirExpr *library_call(Check *c, const char *name, TirExpr *const *args, int n,
                      const Type *const *targs, int ntargs, Pos pos) {
    Symbol *symbol = c->core == NULL ? NULL : scope_lookup(c->core, named(c, name));
    if (symbol == NULL || symbol->callables.len == 0) {
        unsupported(c, pos, arena_printf(c->arena, "%s is", name));
        return poison(c, pos);
    }
    Call call = {.name = name, .pos = pos, .name_pos = pos, .targs = targs, .ntargs = ntargs};
    for (int i = 0; i < n; i++) argument_push(c, &call, NULL, args[i]);
    return call_resolve(c, &symbol->callables, &call);
}

/* ---- function values */

TirExpr *value_call(Check *c, TirExpr *callee, const AstExpr *ast) {
    const Type *type = callee->type;
    Call call = {.name = "this function", .pos = ast->pos};
    bool good = arguments_check(c, ast, &call);
    if (type->kind == TYPE_ERROR) return callee;
    if (type->kind != TYPE_FN) {
        if (type->kind == TYPE_OPT)
            refuse_optional(c, callee, "a call");
        else
            diag_error(c->d, ast->left->pos, E_NOT_CALLABLE, "a value of type %s can't be called",
                       type->name);
        return poison(c, ast->pos);
    }
    if (!good) return poison(c, ast->pos);
    if (call.args.len != type->nargs) {
        diag_error(c->d, ast->pos, E_MISSING_ARGUMENT,
                   "this function takes %d argument%s, found %d", type->nargs,
                   type->nargs == 1 ? "" : "s", call.args.len);
        return poison(c, ast->pos);
    }
    TirExpr *e = tir(c, TE_CALL_VALUE, type->elem, ast->pos);
    e->a = callee;
    bool lifts = false, bad = false;
    for (int i = 0; i < type->nargs; i++)
        lifts |= call.args.items[i].value != NULL && is_series(call.args.items[i].value->type) &&
                 !type->args[i]->has_edges;
    TirExpr *lift = lifts ? lift_new(c, ast->pos) : NULL;
    if (lift != NULL && callee->kind != TE_VAR) e->a = lift_leaf(c, lift, callee);
    for (int i = 0; i < type->nargs; i++) {
        const Argument *arg = &call.args.items[i];
        if (arg->name != NULL)
            diag_error(c->d, arg->pos, E_EXTRA_ARGUMENT,
                       "the parameters of a function value have no names");
        TirExpr *value =
            arg->value != NULL ? arg->value : expr_check_hint(c, arg->ast, type->args[i]);
        Want want = {.type = type->args[i]};
        if (lift != NULL && value->type->kind != TYPE_ERROR) value = lift_leaf(c, lift, value);
        value = convert(c, value, &want);
        bad |= value->type->kind == TYPE_ERROR || arg->name != NULL;
        VEC_PUSH(c->arena, &e->args, value);
    }
    c->body->may_fail = true;
    if (bad) return poison(c, ast->pos);
    return lift == NULL ? e : lift_finish(c, lift, e);
}

/* ---- methods */

static TirExpr *candidates_call(Check *c, const Callables *candidates, TirExpr *receiver,
                                const AstExpr *ast, const char *name, const Type *const *targs,
                                int ntargs) {
    const AstExpr *callee = ast->left->kind == AST_INDEX ? ast->left->left : ast->left;
    Call call = {.name = name,
                 .pos = ast->pos,
                 .name_pos = callee->name_pos,
                 .targs = targs,
                 .ntargs = ntargs,
                 .has_receiver = receiver != NULL};
    if (receiver != NULL) argument_push(c, &call, NULL, receiver);
    if (!arguments_check(c, ast, &call)) return poison(c, ast->pos);
    return call_resolve(c, candidates, &call);
}

static void no_method(Check *c, const Type *type, const AstExpr *member, bool is_series) {
    if (field_index(type, member->name) >= 0) {
        diag_error(c->d, member->pos, E_NOT_CALLABLE, "'%s' is a field of %s, not a method",
                   member->name, type->name);
        return;
    }
    diag_error(c->d, member->name_pos, E_UNKNOWN_MEMBER, "%s has no method '%s'", type->name,
               member->name);
    if (habit_member(c, type, member, is_series)) return;
    const char *nearest = member_suggest(c, type, member->name);
    if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
}

TirExpr *method_call(Check *c, TirExpr *receiver, const AstExpr *ast, const Type *const *targs,
                     int ntargs, bool *found) {
    const AstExpr *member = ast->left->kind == AST_INDEX ? ast->left->left : ast->left;
    const Type *type = receiver->type;
    *found = true;
    if (type->kind == TYPE_ERROR) {
        Call ignored = {0};
        arguments_check(c, ast, &ignored);
        return receiver;
    }
    TirExpr *wiring = series_method(c, receiver, ast);
    if (wiring == NULL && c->body->place == IN_NODE) wiring = basket_method(c, receiver, ast);
    if (wiring != NULL) return wiring;
    if (type->kind == TYPE_TS || type->kind == TYPE_DELAYED) type = type->elem;
    TirExpr *converted = type->kind == TYPE_ARRAY ? array_astype(c, receiver, ast) : NULL;
    if (converted != NULL) return converted;
    if (type->kind == TYPE_OPT) {
        refuse_optional(c, receiver, arena_printf(c->arena, "'.%s'", member->name));
        return poison(c, ast->pos);
    }
    Callables candidates = {0};
    const StructInfo *info = struct_info(c, type);
    for (int i = 0; info != NULL && i < info->methods.len; i++)
        if (info->methods.items[i]->name == member->name)
            VEC_PUSH(c->arena, &candidates, info->methods.items[i]);
    const Symbol *builtin = method_find(c, receiver_name(type), member->name);
    for (int i = 0; builtin != NULL && i < builtin->callables.len; i++) {
        const Callable *each = builtin->callables.items[i];
        if (each->is_property) {
            diag_error(c->d, ast->pos, E_NOT_CALLABLE, "'%s' is read without parentheses",
                       member->name);
            return poison(c, ast->pos);
        }
        if (each->is_method) VEC_PUSH(c->arena, &candidates, builtin->callables.items[i]);
    }
    if (type->kind == TYPE_STRUCT && type->strct->proto != NULL &&
        strcmp(member->name, "serialize") == 0) {
        observe(c, type);
        TirExpr *args[] = {receiver};
        return library_call(c, "proto_serialize", args, 1, NULL, 0, ast->pos);
    }
    if (candidates.len > 0)
        return candidates_call(c, &candidates, receiver, ast, member->name, targs, ntargs);
    int field = type->kind == TYPE_STRUCT ? field_index(type, member->name) : -1;
    if (field >= 0 && type_field(c->types, type, field)->kind == TYPE_FN) {
        *found = false;
        return NULL;
    }
    if (!refuse_wiring(c, receiver))
        no_method(c, type, member, input_of(receiver) != NULL || is_series(receiver->type));
    Call ignored = {0};
    arguments_check(c, ast, &ignored);
    return poison(c, ast->pos);
}

/* ---- what a call calls */

static TirExpr *symbol_call(Check *c, Symbol *symbol, const AstExpr *ast, const char *name,
                            const AstExprs *brackets) {
    const Type **targs = NULL;
    int ntargs = 0;
    if (brackets != NULL) type_arguments_resolve(c, brackets, &targs, &ntargs);
    for (int i = 0; i < ntargs; i++)
        if (targs[i]->kind == TYPE_ERROR) {
            Call ignored = {0};
            arguments_check(c, ast, &ignored);
            return poison(c, ast->pos);
        }
    if (symbol->info != NULL) {
        struct_resolve(c, symbol->info);
        if (symbol->info->enm != NULL) return enum_construct(c, symbol->info, ast);
        return struct_construct(c, symbol->info, targs, ntargs, ast);
    }
    if (symbol->callables.len > 0)
        return candidates_call(c, &symbol->callables, NULL, ast, name, targs, ntargs);
    return value_call(c, symbol_value(c, symbol, ast->left->pos), ast);
}

static bool is_library_symbol(const Symbol *symbol) {
    return symbol == NULL || (symbol->owner != NULL && symbol->owner->is_library);
}

/* set() and dict() without arguments are empty literals: what is expected of them tells their type.
 */
static TirExpr *empty_literal(Check *c, const AstExpr *ast, const char *name) {
    if (ast->args.len > 0 || ast->left->kind != AST_NAME) return NULL;
    if (strcmp(name, "set") == 0)
        return tir(c, TE_SET, type_of1(c->types, TYPE_SET, c->unknown), ast->pos);
    if (strcmp(name, "dict") == 0)
        return tir(c, TE_DICT, type_dict(c->types, c->unknown, c->unknown), ast->pos);
    if (strcmp(name, "list") == 0)
        return tir(c, TE_LIST, type_of1(c->types, TYPE_LIST, c->unknown), ast->pos);
    return NULL;
}

/* len(x) of a basket input, in a node. */
static TirExpr *basket_length(Check *c, const AstExpr *ast) {
    if (ast->args.len != 1 || ast->args.items[0].value->kind != AST_NAME) return NULL;
    const Symbol *symbol = name_lookup(c, ast->args.items[0].value->name);
    if (symbol == NULL || symbol->var == NULL || symbol->var->kind != TV_INPUT ||
        (symbol->var->type->kind != TYPE_DYNAMIC &&
         (!is_series(symbol->var->type) || symbol->var->type->kind == TYPE_TS)))
        return NULL;
    TirExpr *e = tir(c, TE_BASKET, c->integer, ast->pos);
    e->var = symbol->var;
    e->basket_op = 'n';
    return e;
}

static void refuse_node_word(Check *c, Pos pos, const char *name) {
    diag_error(c->d, pos, E_NODE_ONLY, "%s(...) belongs in a node", name);
    if (c->body->outer != NULL && c->body->outer->place == IN_NODE)
        diag_help(c->d, "a lambda knows nothing of the node around it: ask before, and use the "
                        "answer in it");
    else if (c->body->place == IN_GRAPH && strcmp(name, "ticked") == 0)
        diag_help(c->d, "a graph is wired once, before anything ticks: declare a `node` that asks "
                        "at each tick");
    else if (c->body->place == IN_GRAPH && strcmp(name, "valid") == 0)
        diag_help(c->d, "what is computed of a series waits for its first tick by itself");
    else if (c->body->place == IN_GRAPH && strcmp(name, "now") == 0)
        diag_help(c->d, "the times at which a series ticks: times(x)");
    else if (c->body->place == IN_DEF)
        diag_help(c->d, "a def only computes: give it what it needs as an argument");
}

/* max(a, b, c, ...) of many, or with a key, is max([a, b, c, ...]). */
static const AstExpr *as_one_list(Check *c, const AstExpr *ast, const char *name) {
    if (strcmp(name, "min") != 0 && strcmp(name, "max") != 0) return ast;
    int several = 0;
    bool named_argument = false, stars = false;
    for (int i = 0; i < ast->args.len; i++) {
        several += ast->args.items[i].name == NULL;
        named_argument |= ast->args.items[i].name != NULL;
        stars |= ast->args.items[i].stars > 0;
    }
    if (stars || several < 2 || (several <= 4 && !named_argument)) return ast;
    AstExpr *list = ARENA_NEW(c->arena, AstExpr), *call = ARENA_NEW(c->arena, AstExpr);
    *list = (AstExpr){.kind = AST_LIST, .pos = ast->args.items[0].value->pos};
    *call = *ast;
    call->args.items = NULL;
    call->args.len = call->args.cap = 0;
    AstArg all = {.value = list, .pos = list->pos};
    VEC_PUSH(c->arena, &call->args, all);
    for (int i = 0; i < ast->args.len; i++) {
        if (ast->args.items[i].name == NULL)
            VEC_PUSH(c->arena, &list->items, ast->args.items[i].value);
        else
            VEC_PUSH(c->arena, &call->args, ast->args.items[i]);
    }
    return call;
}

static TirExpr *name_call(Check *c, const AstExpr *ast, const AstExpr *callee,
                          const AstExprs *brackets) {
    Symbol *symbol = name_lookup(c, callee->name);
    const char *name = callee->name;
    TirExpr *known = symbol == NULL ? isinstance_check(c, ast) : NULL;
    if (known != NULL) return known;
    if (is_library_symbol(symbol) && (symbol == NULL || symbol->var == NULL)) {
        if (c->body->place == IN_NODE && is_node_word(name)) return node_call(c, ast, name);
        if (c->body->place == IN_NODE && strcmp(name, "len") == 0) {
            TirExpr *length = basket_length(c, ast);
            if (length != NULL) return length;
        }
        if (strcmp(name, "print") == 0) return print_check(c, ast);
        if (strcmp(name, "expr") == 0) return formula_check(c, ast);
        if (strcmp(name, "expect") == 0 || strcmp(name, "expect_error") == 0)
            return expect_check(c, ast, name);
        ast = as_one_list(c, ast, name);
        if (symbol == NULL && strcmp(name, "dynamic") == 0) return dynamic_check(c, ast);
        if (symbol == NULL && strcmp(name, "snap") == 0) return snap_check(c, ast);
        if (strcmp(name, "feedback") == 0 || strcmp(name, "delayed") == 0)
            return wiring_new(c, ast, name, brackets);
        TirExpr *kind = symbol == NULL ? kind_call(c, ast, name, brackets) : NULL;
        if (kind != NULL) return kind;
        TirExpr *empty = brackets == NULL ? empty_literal(c, ast, name) : NULL;
        if (empty != NULL) return empty;
    }
    if (symbol != NULL && (symbol->alias != NULL || symbol->type != NULL) &&
        symbol->callables.len == 0) {
        const Type **targs;
        int n;
        StructInfo *info = info_named(c, callee, &targs, &n);
        if (info != NULL && info->strct != NULL) return struct_construct(c, info, targs, n, ast);
    }
    if (symbol != NULL) return symbol_call(c, symbol, ast, name, brackets);
    Call ignored = {0};
    if (refuse_word(c, name, callee->pos)) return poison(c, ast->pos);
    if (type_name_known(c, name))
        diag_error(c->d, callee->pos, E_NOT_CALLABLE, "%s can't be called", name);
    else if (is_node_word(name))
        refuse_node_word(c, callee->pos, name);
    else
        unknown_name(c, callee->pos, name);
    if (is_node_word(name)) return poison(c, ast->pos);
    arguments_check(c, ast, &ignored);
    return poison(c, ast->pos);
}

/* datetime.fromtimestamp(x): the receiver is a builtin type's name. */
TirExpr *static_call(Check *c, const AstExpr *ast, const char *receiver, const char *name) {
    const Symbol *symbol = method_find(c, receiver, name);
    Callables statics = {0};
    for (int i = 0; symbol != NULL && i < symbol->callables.len; i++)
        if (!symbol->callables.items[i]->is_method)
            VEC_PUSH(c->arena, &statics, symbol->callables.items[i]);
    if (statics.len > 0)
        return candidates_call(c, &statics, NULL, ast,
                               arena_printf(c->arena, "%s.%s", receiver, name), NULL, 0);
    Call ignored = {0};
    arguments_check(c, ast, &ignored);
    diag_error(c->d, ast->left->name_pos, E_UNKNOWN_MEMBER, "%s has no function '%s'", receiver,
               name);
    habit_static(c, receiver, name);
    return poison(c, ast->pos);
}

static TirExpr *member_call(Check *c, const AstExpr *ast, const AstExpr *callee,
                            const AstExprs *brackets) {
    const Module *module = module_of(c, callee->left);
    if (module != NULL) {
        Symbol *symbol = member_symbol(c, callee);
        if (symbol != NULL)
            return symbol_call(c, symbol, ast,
                               arena_printf(c->arena, "%s.%s", callee->left->name, callee->name),
                               brackets);
        Call ignored = {0};
        arguments_check(c, ast, &ignored);
        return poison(c, ast->pos);
    }
    const Type **targs = NULL;
    int ntargs = 0;
    if (callee->left->kind == AST_NAME || callee->left->kind == AST_MEMBER ||
        callee->left->kind == AST_INDEX) {
        StructInfo *whole =
            brackets == NULL ? info_named(c, callee, &targs, &ntargs) : NULL; /* gtfs.A.B(...) */
        if (whole != NULL && whole->strct != NULL)
            return struct_construct(c, whole, targs, ntargs, ast);
        StructInfo *info = info_named(c, callee->left, &targs, &ntargs);
        if (info != NULL && info->strct != NULL) return struct_static(c, info, targs, ntargs, ast);
    }
    if (callee->left->kind == AST_NAME) {
        const Symbol *symbol = name_lookup(c, callee->left->name);
        bool is_type = symbol == NULL || (symbol->var == NULL && symbol->callables.len > 0 &&
                                          symbol->owner != NULL && symbol->owner->is_library);
        if (is_type && (type_name_known(c, callee->left->name) ||
                        method_find(c, callee->left->name, callee->name) != NULL))
            return static_call(c, ast, callee->left->name, callee->name);
        if (symbol == NULL && refuse_word(c, callee->left->name, callee->left->pos))
            return poison(c, ast->pos);
    }
    if (refuse_prefix(c, callee)) {
        Call ignored = {0};
        arguments_check(c, ast, &ignored);
        return poison(c, ast->pos);
    }
    TirExpr *receiver = expr_check(c, callee->left);
    if (brackets != NULL) type_arguments_resolve(c, brackets, &targs, &ntargs);
    bool found;
    TirExpr *e = method_call(c, receiver, ast, targs, ntargs, &found);
    if (found) return e;
    return value_call(
        c, field_read(c, receiver, field_index(receiver->type, callee->name), callee->pos), ast);
}

/* f[T](x): are these brackets type arguments? They are when f is a function or a type. */
static bool takes_brackets(Check *c, const AstExpr *ast) {
    const AstExpr *left = ast->left;
    if (left->kind == AST_NAME) {
        const Symbol *symbol = name_lookup(c, left->name);
        return symbol == NULL ? true : symbol->var == NULL;
    }
    if (left->kind != AST_MEMBER) return false;
    if (module_of(c, left->left) != NULL) return true;
    for (int i = 0; i < ast->items.len; i++) /* x.method[T](): an index is no type */
        if (type_try(c, ast->items.items[i]) == NULL) return false;
    return true;
}

TirExpr *call_check(Check *c, const AstExpr *ast) {
    const AstExpr *callee = ast->left;
    const AstExprs *brackets = NULL;
    if (callee->kind == AST_INDEX && takes_brackets(c, callee)) {
        brackets = &callee->items;
        callee = callee->left;
    }
    if (callee->kind == AST_NAME) return name_call(c, ast, callee, brackets);
    if (callee->kind == AST_MEMBER) return member_call(c, ast, callee, brackets);
    return value_call(c, expr_check(c, ast->left), ast);
}
