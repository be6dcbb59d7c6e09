/* check_union.c - parameters of several types: `interval: int | timedelta | None = None`.
 *
 * Which of its types a parameter has is known at each call, so a function with such parameters is a
 * template: for each choice of types that calls make, an instance of it is declared and its body
 * checked. The phases below see instances only; in one, a parameter whose choice is None does not
 * exist, and reading it is the literal None.
 *
 *     graph hold(x: ts[int], for: int | timedelta)      hold(x, 3)    -> hold(x, for: int)
 *                                                       hold(x, 5s)   -> hold(x, for: timedelta)
 *
 * Inside, `isinstance(for, timedelta)` and `for is None` are known while checking. Only the branch
 * that a choice takes is checked for it: the others may need not fit its types.
 */
#include <string.h>

#include "types/checker.h"

enum { MAX_CHOICES = 64 }; /* of a function of the program: more are checked only where called */

/* ---- the types themselves */

static bool alternatives_of(Check *c, const AstExpr *ast, Types *types) {
    if (ast->kind == AST_BINARY && ast->op == OP_BITOR)
        return alternatives_of(c, ast->left, types) && alternatives_of(c, ast->right, types);
    const Type *type = type_resolve(c, ast);
    if (type->kind == TYPE_ERROR) return false;
    if (type->has_edges || type->has_vars || type->kind == TYPE_OPT || type->kind == TYPE_FN) {
        diag_error(c->d, ast->pos, E_UNION, "%s can't be one of several types of a parameter",
                   type->name);
        diag_help(c->d, type->kind == TYPE_OPT
                            ? "write None as one of them"
                            : "declare the function twice: calls choose by the types of their "
                              "arguments");
        return false;
    }
    for (int i = 0; i < types->len; i++)
        if (types->items[i] == type) {
            diag_error(c->d, ast->pos, E_UNION, "%s stands here twice", type->name);
            return false;
        }
    VEC_PUSH(c->arena, types, type);
    return true;
}

bool is_union(const AstExpr *ast) { return ast->kind == AST_BINARY && ast->op == OP_BITOR; }

const Type *union_resolve(Check *c, const AstExpr *ast) {
    Types types = {0};
    if (!alternatives_of(c, ast, &types)) return c->error;
    return type_union(c->types, types.items, types.len);
}

/* The alternative that the value is, or becomes with the fewest conversions; NULL: none. */
const Type *union_choice(Check *c, const Type *type, const TirExpr *value, int *cost) {
    const Type *best = NULL;
    for (int i = 0; i < type->nargs; i++) {
        int each = fits(c, value, type->args[i]);
        if (each < 0 || (best != NULL && each >= *cost)) continue;
        best = type->args[i];
        *cost = each;
    }
    return best;
}

static const Type *preset_choice(Check *c, const Callable *callable, const Parameter *p) {
    if (p->preset->kind == AST_NONE) return c->none;
    int cost = 0;
    const TirExpr *value = constant_check(c, callable->module, callable->scope, p->preset, NULL);
    return value->type->kind == TYPE_ERROR ? NULL : union_choice(c, p->type, value, &cost);
}

/* Of the template itself: a default is of one of the types. */
void union_preset_check(Check *c, const Callable *callable, const Parameter *p) {
    const Type *type = preset_choice(c, callable, p);
    for (int i = 0; type != NULL && i < p->type->nargs; i++)
        if (p->type->args[i] == type) return;
    if (p->preset->kind == AST_NONE) {
        diag_error(c->d, p->preset->pos, E_MISMATCH, "the default None is none of its types");
        diag_help(c->d, "write %s: %s | None = None", p->name, p->type->name);
    } else {
        Want want = {p->type, p->pos, "the parameter is declared here"};
        constant_check(c, callable->module, callable->scope, p->preset, &want);
    }
}

/* ---- instances */

static Callable *instance_of(Check *c, Callable *template, const Type *const *choice) {
    int n = template->params.len;
    for (int i = 0; i < template->instances.len; i++) {
        Callable *each = template->instances.items[i];
        bool same = true;
        for (int j = 0; j < n && same; j++)
            same = choice[j] == NULL || each->params.items[j].type == choice[j];
        if (same) return each;
    }
    const Type **copy = ARENA_ARRAY(c->arena, const Type *, n + 1);
    for (int i = 0; i < n; i++) copy[i] = choice[i];
    Callable *instance = callable_declare_as(c, template->module, template->scope->outer,
                                             template->ast, NULL, NULL, copy);
    instance->template = template;
    VEC_PUSH(c->arena, &template->instances, instance);
    VEC_PUSH(c->arena, &c->pending, instance);
    return instance;
}

/* The instance that a call means; NULL: its template is wrong, which is reported. */
Callable *union_instance(Check *c, const Match *m, const Call *call) {
    Callable *template = m->callable;
    if (template->is_wrong) return NULL;
    const Type **choice = ARENA_ARRAY(c->arena, const Type *, template->params.len + 1);
    for (int i = 0; i < template->params.len; i++) {
        const Parameter *p = &template->params.items[i];
        int cost = 0;
        TirExpr leaf;
        if (p->type->kind != TYPE_UNION) continue;
        const Argument *arg = m->slots[i] < 0 ? NULL : &call->args.items[m->slots[i]];
        choice[i] = arg == NULL ? preset_choice(c, template, p)
                                : union_choice(c, p->type, argument_seen(c, m, arg, &leaf), &cost);
        if (choice[i] == NULL) return NULL;
    }
    return instance_of(c, template, choice);
}

/* All choices of a function of the program, so that its mistakes show without calls. */
void union_instances_all(Check *c, Callable *template) {
    int n = template->params.len, total = 1;
    for (int i = 0; i < n && total <= MAX_CHOICES; i++)
        if (template->params.items[i].type->kind == TYPE_UNION)
            total *= template->params.items[i].type->nargs;
    if (template->is_wrong || total > MAX_CHOICES) return;
    const Type **choice = ARENA_ARRAY(c->arena, const Type *, n + 1);
    for (int at = 0; at < total; at++) {
        int rest = at;
        for (int i = 0; i < n; i++) {
            const Type *type = template->params.items[i].type;
            if (type->kind != TYPE_UNION) continue;
            choice[i] = type->args[rest % type->nargs];
            rest /= type->nargs;
        }
        instance_of(c, template, choice);
    }
}

/* Below an error in the body of an instance: for which types it is one. */
void union_note(Check *c, const Callable *instance) {
    const char *text = "";
    for (int i = 0; i < instance->params.len; i++)
        if (instance->template->params.items[i].type->kind == TYPE_UNION)
            text =
                arena_printf(c->arena, "%s%s%s: %s", text, *text == '\0' ? "" : ", ",
                             instance->params.items[i].name, instance->params.items[i].type->name);
    diag_note(c->d, instance->pos, "in %s with %s", instance->name, text);
}

/* ---- what is known about them while checking */

static const Variable *union_variable(Check *c, const AstExpr *ast) {
    if (ast->kind != AST_NAME) return NULL;
    const Symbol *symbol = name_lookup(c, ast->name);
    if (symbol == NULL || symbol->var == NULL || symbol->var->kind != TV_PARAM) return NULL;
    const Variable *var = (const Variable *)symbol->var;
    return var->is_union ? var : NULL;
}

static bool is_isinstance(Check *c, const AstExpr *ast) {
    return ast->kind == AST_CALL && ast->left->kind == AST_NAME &&
           strcmp(ast->left->name, "isinstance") == 0 && name_lookup(c, ast->left->name) == NULL;
}

static int isinstance_test(Check *c, const AstExpr *ast) {
    if (ast->args.len != 2) return -1;
    const Variable *var = union_variable(c, ast->args.items[0].value);
    const Type *type = type_try(c, ast->args.items[1].value);
    return var == NULL || type == NULL ? -1 : var->tir.type == type;
}

static int none_test(Check *c, const AstExpr *ast) {
    if (ast->ops.len != 1 || (ast->ops.items[0] != OP_IS && ast->ops.items[0] != OP_IS_NOT))
        return -1;
    const AstExpr *left = ast->items.items[0], *right = ast->items.items[1];
    const Variable *var = union_variable(c, left->kind == AST_NONE ? right : left);
    if (var == NULL || (left->kind != AST_NONE && right->kind != AST_NONE)) return -1;
    return (var->tir.type->kind == TYPE_NONE) == (ast->ops.items[0] == OP_IS);
}

/* 1 or 0: a test of the types of parameters, with this result; -1: not one. */
int union_test(Check *c, const AstExpr *ast) {
    switch (ast->kind) {
    case AST_COMPARE: return none_test(c, ast);
    case AST_CALL: return is_isinstance(c, ast) ? isinstance_test(c, ast) : -1;
    case AST_UNARY: {
        int value = ast->op == OP_NOT ? union_test(c, ast->left) : -1;
        return value < 0 ? -1 : !value;
    }
    case AST_BOOL: {
        int left = union_test(c, ast->left);
        if (left < 0 || left == (ast->op == OP_OR)) return left;
        return union_test(c, ast->right);
    }
    default: return -1;
    }
}

/* isinstance(x, T), where it is no test of a parameter of several types; NULL: some other call. */
TirExpr *isinstance_check(Check *c, const AstExpr *ast) {
    if (!is_isinstance(c, ast)) return NULL;
    int known = union_test(c, ast);
    if (known >= 0) return const_bool(c, known == 1, ast->pos);
    if (ast->args.len != 2) {
        diag_error(c->d, ast->pos, E_ISINSTANCE, "isinstance is called as isinstance(x, T)");
        return poison(c, ast->pos);
    }
    const AstExpr *value = ast->args.items[0].value, *type = ast->args.items[1].value;
    if (union_variable(c, value) != NULL) {
        type_resolve(c, type);
        return poison(c, ast->pos);
    }
    TirExpr *checked = value_check(c, value);
    if (checked->type->kind == TYPE_ERROR || refuse_wiring(c, checked)) return poison(c, ast->pos);
    const Type *shown = series_value(c, checked->type);
    if (shown->kind == TYPE_OPT) shown = shown->elem;
    if (shown->kind == TYPE_STRUCT) return kind_isinstance(c, checked, ast);
    diag_error(c->d, ast->pos, E_ISINSTANCE,
               "isinstance asks about a struct or a parameter of several types; this is always %s",
               a_type(c, checked->type));
    diag_help(c->d, "such a parameter is declared with |: `interval: int | timedelta`");
    return poison(c, ast->pos);
}
