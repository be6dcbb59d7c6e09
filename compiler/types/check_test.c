/* check_test.c - tests in the language: `test "name", end=3s:`, and what only they may call.
 *
 * The body of a test is that of a graph without parameters. `expect(x, ticks)` is a call of base.csp's adapter
 * expect_ticks; `expect_error(x, "text")` stays as it is, since what it watches runs apart from the rest of the test.
 * Tests of imported modules are left out: they are checked, and run, with their own file.
 */
#include <string.h>

#include "types/checker.h"

bool in_test(const Check *c) {
    for (const Body *body = c->body; body != NULL; body = body->outer)
        if (body->is_test) return true;
    return false;
}

/* ---- the heading */

static TirExpr *option_check(Check *c, Module *module, const AstArg *option, bool is_end) {
    TirExpr *value = constant_check(c, module, module->scope, option->value, NULL);
    const Type *type = value->type;
    if (type->kind == TYPE_ERROR) return NULL;
    if (type->kind == TYPE_DATETIME || (is_end && type->kind == TYPE_TIMEDELTA)) return value;
    diag_error(c->d, option->value->pos, E_BAD_TEST, "%s takes a %s, found %s", option->name,
               is_end ? "duration or a time" : "time", a_type(c, type));
    diag_help(c->d, is_end ? "as in end=3s: the test runs from its start for that long"
                           : "as in start=datetime(2024, 7, 1, 9, 30)");
    return NULL;
}

static void options_check(Check *c, Module *module, const AstDecl *ast, TirTest *test) {
    for (int i = 0; i < ast->options.len; i++) {
        const AstArg *option = &ast->options.items[i];
        bool is_end = strcmp(option->name, "end") == 0;
        TirExpr **to = is_end ? &test->end : &test->start;
        if (!is_end && strcmp(option->name, "start") != 0) {
            diag_error(c->d, option->pos, E_BAD_TEST, "a test has no option '%s'", option->name);
            diag_help(c->d, "its options are start=, when it begins, and end=, when it ends at "
                            "the latest");
            continue;
        }
        for (int j = 0; j < i; j++)
            if (strcmp(ast->options.items[j].name, option->name) == 0)
                diag_error(c->d, option->pos, E_BAD_TEST, "%s is given twice", option->name);
        *to = option_check(c, module, option, is_end);
    }
}

static void name_once(Check *c, const AstDecl *ast) {
    if (ast->title[0] == '\0') diag_error(c->d, ast->name_pos, E_BAD_TEST, "a test needs a name");
    for (int i = 0; i < c->program->tests.len; i++)
        if (strcmp(c->program->tests.items[i]->title, ast->title) == 0) {
            diag_error(c->d, ast->name_pos, E_DECLARED_TWICE, "two tests are called \"%s\"",
                       ast->title);
            diag_note(c->d, c->program->tests.items[i]->pos, "the other is here");
            return;
        }
}

/* ---- the body */

static TirFn *body_check(Check *c, Module *module, const AstDecl *ast) {
    TirFn *fn = ARENA_NEW(c->arena, TirFn);
    *fn = (TirFn){.kind = TF_GRAPH,
                  .name = "test",
                  .qualified = arena_printf(c->arena, "%s.test", module->name),
                  .id = c->next_id++,
                  .pos = ast->name_pos,
                  .result = c->none,
                  .is_test = true};
    VEC_PUSH(c->arena, &c->program->fns, fn);
    Callable *callable = ARENA_NEW(c->arena, Callable);
    *callable = (Callable){.kind = CALLABLE_GRAPH,
                           .name = fn->name,
                           .module = module,
                           .ast = ast,
                           .pos = ast->name_pos,
                           .fn = fn,
                           .result = c->none,
                           .scope = scope_new(c, module->scope, NULL)};
    callable_check(c, callable);
    return fn;
}

void tests_check(Check *c, Module *module) {
    for (int i = 0; i < module->ast->decls.len; i++) {
        const AstDecl *ast = module->ast->decls.items[i];
        if (ast->kind != AST_TEST) continue;
        name_once(c, ast);
        TirTest *test = ARENA_NEW(c->arena, TirTest);
        *test = (TirTest){.title = ast->title, .pos = ast->name_pos};
        options_check(c, module, ast, test);
        test->fn = body_check(c, module, ast);
        VEC_PUSH(c->arena, &c->program->tests, test);
    }
}

/* ---- expect */

/* The arguments by the names of the parameters, in their order; false when one is wrong. */
static bool arguments_sort(Check *c, const AstExpr *ast, const char *name,
                           const char *const *params, int required, int n, const AstExpr **to) {
    for (int i = 0; i < ast->args.len; i++) {
        const AstArg *arg = &ast->args.items[i];
        int at = arg->name == NULL ? i : -1;
        for (int j = 0; j < n && arg->name != NULL; j++)
            if (strcmp(params[j], arg->name) == 0) at = j;
        if (at < 0 || at >= n || arg->stars > 0) {
            diag_error(c->d, arg->pos, E_EXTRA_ARGUMENT,
                       at < 0 && arg->stars == 0 ? "%s has no parameter '%s'"
                                                 : "%s takes no such argument",
                       name, arg->name);
            return false;
        }
        if (to[at] != NULL) {
            diag_error(c->d, arg->pos, E_ARGUMENT_TWICE, "'%s' is given twice", params[at]);
            return false;
        }
        to[at] = arg->value;
    }
    for (int i = 0; i < required; i++)
        if (to[i] == NULL) {
            diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "%s needs an argument '%s'", name,
                       params[i]);
            diag_help(c->d, "%s",
                      required == n ? "write expect_error(x, \"part of the message\")"
                                    : "write expect(x, [(0s, 1.0), (1s, 2.0)])");
            return false;
        }
    return true;
}

/* The series that is watched; NULL when it is none. */
static TirExpr *watched(Check *c, const AstExpr *ast) {
    TirExpr *x = value_check(c, ast);
    if (x->type->kind == TYPE_ERROR || refuse_wiring(c, x)) return NULL;
    x = edge_of(c, x);
    if (x->type->kind == TYPE_TS && x->type->elem->kind != TYPE_ANY) return x;
    diag_error(c->d, ast->pos, E_EXPECT, "expect watches one series, found %s", a_type(c, x->type));
    const char *text = ast->kind == AST_NAME ? ast->name : "x";
    if (!x->type->has_edges)
        diag_help(c->d, "a value is checked with: assert %s == ...", text);
    else if (x->type->kind == TYPE_LIST || x->type->kind == TYPE_DICT)
        diag_help(c->d, "watch the members of a basket one by one: expect(%s[...], ...)", text);
    return NULL;
}

static bool has_datetimes(const Type *type) {
    return type->kind == TYPE_LIST && type->elem->kind == TYPE_TUPLE && type->elem->nargs > 0 &&
           type->elem->args[0]->kind == TYPE_DATETIME;
}

static TirExpr *ticks_check(Check *c, const AstExpr *ast, const TirExpr *x) {
    const Type *pair[] = {c->timedelta, x->type->elem};
    const Type *list = type_of1(c->types, TYPE_LIST, type_tuple(c->types, pair, 2));
    TirExpr *ticks = expr_check_hint(c, ast, list);
    if (has_datetimes(ticks->type)) {
        pair[0] = c->datetime;
        list = type_of1(c->types, TYPE_LIST, type_tuple(c->types, pair, 2));
    }
    Want want = {list, x->pos, arena_printf(c->arena, "the series is %s", a_type(c, x->type))};
    return convert(c, ticks, &want);
}

static TirExpr *expect_ticks(Check *c, const AstExpr *ast) {
    static const char *const params[] = {"x", "ticks", "tolerance"};
    const AstExpr *args[3] = {NULL};
    if (!arguments_sort(c, ast, "expect", params, 2, 3, args)) return poison(c, ast->pos);
    TirExpr *x = watched(c, args[0]);
    if (x == NULL) {
        (void)expr_check(c, args[1]);
        return poison(c, ast->pos);
    }
    TirExpr *ticks = ticks_check(c, args[1], x);
    Want number = {.type = c->real};
    TirExpr *tolerance =
        args[2] == NULL ? const_float(c, 0.0, ast->pos) : expr_check_want(c, args[2], &number);
    if (ticks->type->kind == TYPE_ERROR || tolerance->type->kind == TYPE_ERROR)
        return poison(c, ast->pos);
    TirExpr *all[] = {x, ticks, tolerance};
    bool absolute = has_datetimes(ticks->type);
    return library_call(c, absolute ? "expect_ticks_at" : "expect_ticks", all, 3, &x->type->elem, 1,
                        ast->pos);
}

static TirExpr *expect_error(Check *c, const AstExpr *ast) {
    static const char *const params[] = {"x", "message"};
    const AstExpr *args[2] = {NULL};
    if (!arguments_sort(c, ast, "expect_error", params, 2, 2, args)) return poison(c, ast->pos);
    TirExpr *x = expr_check(c, args[0]);
    Want text = {.type = c->str};
    TirExpr *message = expr_check_want(c, args[1], &text);
    if (x->type->kind == TYPE_ERROR || message->type->kind == TYPE_ERROR)
        return poison(c, ast->pos);
    if (has_unknown(c, x->type) || x->type->kind == TYPE_FEEDBACK) {
        diag_error(c->d, args[0]->pos, E_EXPECT,
                   "expect_error watches what may fail: a series or a call");
        return poison(c, ast->pos);
    }
    TirExpr *e = tir(c, TE_EXPECT_ERROR, c->none, ast->pos);
    e->a = edge_of(c, x);
    e->b = message;
    c->body->may_fail = true;
    return e;
}

TirExpr *expect_check(Check *c, const AstExpr *ast, const char *name) {
    if (!in_test(c) || !in_graph(c)) {
        diag_error(c->d, ast->left->pos, E_TEST_ONLY, "%s belongs in a test", name);
        diag_help(c->d, in_test(c) ? "a def works on values: check those with assert"
                                   : "write it under a heading: test \"what it does\":");
        Call ignored = {0};
        arguments_check(c, ast, &ignored);
        return poison(c, ast->pos);
    }
    return strcmp(name, "expect") == 0 ? expect_ticks(c, ast) : expect_error(c, ast);
}
