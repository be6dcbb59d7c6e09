/* check_formula.c - expr(formula, x=x, y=y): a text that is known when types are checked, read as an expression over the
 * names that the call gives it and what stands at top level.
 *
 * The formula becomes a file of its own, so that what is wrong with it is shown in it, with a note at the call. Its names
 * are temporaries around the expression: let x = ... in let y = ... in formula.
 */
#include <string.h>

#include "syntax/parse.h"
#include "types/checker.h"

typedef struct Formula {
    const char *text; /* NULL: not known */
    size_t size;
} Formula;

/* ---- which text */

static Formula of_literal(const AstExpr *ast) {
    if (ast == NULL || ast->kind != AST_STR) return (Formula){0};
    return (Formula){ast->size == 0 ? "" : ast->text, ast->size};
}

/* A const parameter of main, a top-level constant: -D has the last word. */
static Formula of_name(Check *c, const AstExpr *ast) {
    Symbol *symbol = name_lookup(c, ast->name);
    const TirVar *var = symbol == NULL ? NULL : symbol->var;
    if (var == NULL || (var->kind != TV_GLOBAL && !var->is_const)) return (Formula){0};
    const Callable *callable = c->body->callable;
    const char *entry = c->options->entry == NULL ? "main" : c->options->entry;
    bool is_main = callable != NULL && strcmp(callable->name, entry) == 0;
    if (var->kind == TV_PARAM && !is_main) return (Formula){0};
    for (int i = 0; i < c->options->ndefines; i++)
        if (strcmp(c->options->defines[i].name, ast->name) == 0)
            return (Formula){c->options->defines[i].value, strlen(c->options->defines[i].value)};
    if (var->kind == TV_GLOBAL)
        return symbol->constant == NULL ? (Formula){0} : of_literal(symbol->constant->stmt->value);
    return of_literal(callable->params.items[var->index].preset);
}

static Formula formula_of(Check *c, const AstExpr *ast) {
    Formula formula = {0};
    if (ast->args.len == 0 || ast->args.items[0].name != NULL) {
        diag_error(c->d, ast->pos, E_FORMULA, "expr needs a formula");
        diag_help(c->d, "write expr(\"x + y\", x=x, y=y)");
        return formula;
    }
    const AstExpr *first = ast->args.items[0].value;
    formula = first->kind == AST_NAME ? of_name(c, first) : of_literal(first);
    if (formula.text != NULL) return formula;
    const TirExpr *value = value_check(c, first);
    if (value->type->kind == TYPE_ERROR) return formula;
    if (value->type->kind != TYPE_STR)
        diag_error(c->d, first->pos, E_MISMATCH, "a formula is a str, found %s", value->type->name);
    else {
        diag_error(c->d, first->pos, E_FORMULA, "this formula is not known when types are checked");
        diag_help(c->d, "it is a literal, a constant at top level, or a const parameter of main");
    }
    return formula;
}

/* ---- names */

/* The names of the formula, in a scope outside of which is the module's; the wrapping TE_LETs, innermost last. */
static bool names_bind(Check *c, const AstExpr *ast, Scope *scope, TirExprs *lets) {
    bool good = true;
    for (int i = 1; i < ast->args.len; i++) {
        const AstArg *arg = &ast->args.items[i];
        if (arg->name == NULL) {
            diag_error(c->d, arg->value->pos, E_FORMULA_NAME,
                       "what the formula uses is given by name");
            const char *text = source_text(c, arg->value->pos);
            diag_help(c->d, "write x=%s", text == NULL ? "..." : text);
            good = false;
            continue;
        }
        TirExpr *value = value_check(c, arg->value);
        good &= value->type->kind != TYPE_ERROR;
        Symbol *symbol = scope_add(c, scope, arg->name, arg->pos);
        if (symbol->var != NULL) {
            diag_error(c->d, arg->pos, E_ARGUMENT_TWICE, "'%s' is given twice", arg->name);
            good = false;
            continue;
        }
        TirExpr *let = tir(c, TE_LET, value->type, value->pos);
        let->var = temp_new(c, value->type, value->pos);
        let->a = value;
        symbol->var = let->var;
        symbol->body = c->body;
        flow_assign(c, &c->body->flow, let->var);
        VEC_PUSH(c->arena, lets, let);
    }
    return good;
}

/* ---- the call */

static const SourceFile *formula_file(Check *c, Formula formula) {
    SourceFile *file = ARENA_NEW(c->arena, SourceFile);
    *file = (SourceFile){.path = "formula",
                         .text = arena_copy(c->arena, formula.text, formula.size),
                         .size = formula.size};
    return file;
}

TirExpr *formula_check(Check *c, const AstExpr *ast) {
    if (!in_graph(c)) {
        diag_error(c->d, ast->pos, E_GRAPH_ONLY, "expr is known in graphs only");
        diag_help(c->d, "in a node or def write the expression itself");
        return poison(c, ast->pos);
    }
    Formula formula = formula_of(c, ast);
    Scope *scope = scope_new(c, c->body->module->scope, c->body);
    TirExprs lets = {0};
    bool good = names_bind(c, ast, scope, &lets);
    if (!good || formula.text == NULL) return poison(c, ast->pos);
    int errors = diag_error_count(c->d);
    const AstExpr *parsed = parse_expression(c->arena, c->names, c->d, formula_file(c, formula));
    Scope *outer = c->body->scope;
    c->body->scope = scope;
    TirExpr *e = parsed == NULL ? NULL : value_check(c, parsed);
    c->body->scope = outer;
    if (diag_error_count(c->d) > errors) {
        diag_note(c->d, ast->args.items[0].value->pos, "it is the formula of this call");
        return poison(c, ast->pos);
    }
    if (e == NULL || e->type->kind == TYPE_ERROR) return poison(c, ast->pos);
    for (int i = lets.len - 1; i >= 0; i--) {
        lets.items[i]->b = e;
        lets.items[i]->type = e->type;
        e = lets.items[i];
    }
    return e;
}
