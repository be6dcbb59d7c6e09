/* check_function.c - functions as values: what is known of their types where they stand in literals, and by name. A stage of
 * the checker; lambdas themselves are check_body.c's.
 */
#include "types/checker.h"

bool holds_function(const Type *type) {
    if (type == NULL || type->kind == TYPE_STRUCT) return false;
    if (type->kind == TYPE_FN || holds_function(type->elem)) return true;
    for (int i = 0; i < type->nargs; i++)
        if (holds_function(type->args[i])) return true;
    return false;
}

/* ---- lambdas in literals: the type that is expected of the whole, or that of the items before, tells theirs */

static bool is_literal(const AstExpr *ast) {
    return ast->kind == AST_LIST || ast->kind == AST_TUPLE || ast->kind == AST_DICT ||
           ast->kind == AST_IF;
}

TirExpr *hinted_check(Check *c, const AstExpr *ast, const Type *hint) {
    if (hint != NULL && hint->kind == TYPE_OPT) hint = hint->elem;
    const Type *outer = c->literal_hint;
    c->literal_hint = is_literal(ast) && holds_function(hint) ? hint : NULL;
    TirExpr *value = value_check(c, ast);
    c->literal_hint = outer;
    return value;
}

const Type *literal_hint(Check *c, TypeKind kind) {
    const Type *hint = c->literal_hint;
    c->literal_hint = NULL;
    return hint != NULL && (kind == TYPE_FN || hint->kind == kind) ? hint : NULL;
}

TirExpr *item_check(Check *c, const AstExpr *ast, const Type **hint) {
    TirExpr *value = *hint == NULL ? value_check(c, ast) : expr_check_hint(c, ast, *hint);
    if (*hint == NULL && holds_function(value->type)) *hint = value->type;
    return value;
}

/* ---- a def, graph or node by name: a function of the parameters that need an argument */

static const Callable *plain_callable(Check *c, const Callables *functions, const char *name,
                                      Pos pos) {
    const Callable *callable = functions->items[0];
    const char *why = NULL;
    if (functions->len > 1)
        why = "it has several forms";
    else if (callable->is_template)
        why = "it has a parameter of several types";
    else if (callable->ntvars > 0)
        why = "it has type parameters";
    for (int i = 0; i < callable->params.len && why == NULL; i++)
        if (callable->params.items[i].is_mut) why = "it changes an argument";
    if (why == NULL) return callable;
    diag_error(c->d, pos, E_FUNCTION_TYPE, "the type of '%s' as a function can't be told: %s", name,
               why);
    diag_help(c->d,
              "say which is meant: f: (A) -> B = %s, or lambda x: %s(x) where its type is known",
              name, name);
    return NULL;
}

TirExpr *function_value(Check *c, const Callables *functions, const char *name, Pos pos) {
    const Callable *callable = plain_callable(c, functions, name, pos);
    if (callable == NULL) return poison(c, pos);
    const Type **params = ARENA_ARRAY(c->arena, const Type *, callable->params.len + 1);
    int n = 0;
    for (int i = 0; i < callable->params.len; i++)
        if (!callable->params.items[i].has_preset) params[n++] = callable->params.items[i].type;
    for (int i = 0; i < n; i++)
        if (params[i]->kind == TYPE_ERROR) return poison(c, pos);
    return function_wrap(c, functions, name, params, n, pos);
}
