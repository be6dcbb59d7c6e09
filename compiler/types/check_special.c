/* check_special.c - calls with rules of their own: constructors, print, feedback and delayed,
 * members of enums. */
#include <string.h>

#include "types/checker.h"
#include "types/forms.h"

void unsupported(Check *c, Pos pos, const char *what) {
    diag_error(c->d, pos, E_UNSUPPORTED, "%s not supported yet", what);
}

void too_deep(Check *c, Pos pos) {
    if (c->was_too_deep) return;
    c->was_too_deep = true;
    diag_error(c->d, pos, E_TOO_DEEP, "this is nested too deeply");
    diag_help(c->d, "give parts of it names, or make them functions of their own");
}

void too_long(Check *c, Pos pos, const char *of_what) {
    diag_error(c->d, pos, E_TOO_DEEP, "more than %d %s in a row", MAX_CHAIN, of_what);
    diag_help(c->d, "give parts of it names, or make them functions of their own");
}

bool refuse_word(Check *c, const char *name, Pos pos) {
    static const char *const words[] = {"add_graph_output",
                                        "burst",
                                        "cast",
                                        "sync",
                                        "TimeIndexPolicy",
                                        "DuplicatePolicy"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0) {
            unsupported(c, pos, arena_printf(c->arena, "'%s' is", name));
            return true;
        }
    return false;
}

/* ---- enums: stored as ints, so these conversions copy the number */

static TirExpr *same_number(Check *c, TirExpr *value, const char *name, const Type *result,
                            Pos pos) {
    TirFn *fn = ARENA_NEW(c->arena, TirFn);
    *fn = (TirFn){.kind = TF_DEF,
                  .name = name,
                  .qualified = name,
                  .id = c->next_id++,
                  .pos = pos,
                  .result = result,
                  .is_builtin = true,
                  .symbol = "csp_int_same"};
    Variable *param = variable_new(c, TV_PARAM, "value", value->type, pos);
    param->tir.fn = fn;
    VEC_PUSH(c->arena, &fn->params, &param->tir);
    TirExpr *e = tir(c, TE_CALL_BUILTIN, result, pos);
    e->fn = fn;
    VEC_PUSH(c->arena, &e->args, value);
    return e;
}

TirExpr *enum_member(Check *c, TirExpr *value, const char *name, Pos pos) {
    if (strcmp(name, "value") == 0) return same_number(c, value, "enum.value", c->integer, pos);
    if (strcmp(name, "name") != 0) return NULL;
    const Type *bound =
        type_of1(c->types, TYPE_OPT, c->integer); /* `Side.BUY` without its first letters */
    TirExpr *e = tir(c, TE_SLICE, c->str, pos);
    e->a = library_call(c, "str", &value, 1, NULL, 0, pos);
    VEC_PUSH(c->arena, &e->args,
             convert_to(c, const_int(c, (int64_t)strlen(value->type->enm->name) + 1, pos), bound));
    VEC_PUSH(c->arena, &e->args, NULL);
    VEC_PUSH(c->arena, &e->args, NULL);
    return e->a->type->kind == TYPE_ERROR ? e->a : e;
}

TirExpr *enum_construct(Check *c, StructInfo *info, const AstExpr *ast) {
    Call call = {.name = info->enm->name, .pos = ast->pos};
    if (!arguments_check(c, ast, &call)) return poison(c, ast->pos);
    if (call.args.len != 1 || call.args.items[0].value == NULL || call.args.items[0].name != NULL) {
        diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "%s(...) takes one number", info->enm->name);
        return poison(c, ast->pos);
    }
    TirExpr *value = call.args.items[0].value;
    TirExpr *lift = is_series(value->type) ? lift_new(c, ast->pos) : NULL;
    if (lift != NULL) value = lift_leaf(c, lift, value);
    Want want = {.type = c->integer};
    value = convert(c, value, &want);
    if (value->type->kind == TYPE_ERROR) return value;
    int64_t number;
    if (const_int_value(value, &number)) {
        for (int i = 0; i < info->enm->items.len; i++)
            if (info->enm->items.items[i].value == number)
                return const_of(c, info->type, number, ast->pos);
        diag_error(c->d, ast->pos, E_BAD_CONSTANT, "%s has no member of value %lld",
                   info->enm->name, (long long)number);
        return poison(c, ast->pos);
    }
    TirExpr *e = same_number(c, value, info->enm->name, info->type, ast->pos);
    return lift == NULL ? e : lift_finish(c, lift, e);
}

/* ---- structs */

/* The constructor as something to call: its parameters are the fields. */
static Callable *constructor(Check *c, StructInfo *info) {
    Callable *callable = ARENA_NEW(c->arena, Callable);
    *callable = (Callable){.kind = CALLABLE_DEF,
                           .name = info->strct->name,
                           .module = info->module,
                           .pos = info->strct->pos,
                           .tvars = info->strct->tvars,
                           .ntvars = info->strct->ntvars,
                           .result = info->type,
                           .scope = info->scope};
    for (int i = 0; i < info->strct->fields.len; i++) {
        const TirField *field = &info->strct->fields.items[i];
        Parameter p = {.name = field->name,
                       .type = field->type,
                       .pos = field->pos,
                       .has_preset = field->preset != NULL || field->type->kind == TYPE_OPT};
        for (const StructInfo *at = info; at != NULL && at->ast != NULL; at = at->base)
            for (int j = 0; j < at->ast->fields.len; j++) /* defaults that are not checked yet */
                if (at->ast->fields.items[j].name == field->name &&
                    at->ast->fields.items[j].value != NULL)
                    p.has_preset = true;
        VEC_PUSH(c->arena, &callable->params, p);
    }
    return callable;
}

/* **order: the fields that both structs have, unless given by name. */
static bool spread(Check *c, StructInfo *info, const AstExpr *ast, const AstArg *arg, Call *call) {
    TirExpr *other = value_check(c, arg->value);
    const Type *type = series_value(c, other->type);
    if (type->kind == TYPE_ERROR) return false;
    if (type->kind != TYPE_STRUCT) {
        diag_error(c->d, arg->value->pos, E_MISMATCH, "'**' takes the fields of a struct, found %s",
                   other->type->name);
        return false;
    }
    for (int i = 0; i < info->strct->fields.len; i++) {
        const char *name = info->strct->fields.items[i].name;
        int index = field_index(type, name);
        bool given = index < 0;
        for (int j = 0; j < ast->args.len; j++) given |= ast->args.items[j].name == name;
        if (given) continue;
        TirExpr *value;
        if (other->type->kind == TYPE_STRUCT) {
            value = field_read(c, other, index, arg->value->pos);
        } else {
            TirExpr *lift = lift_new(c, arg->value->pos);
            value = lift_finish(c, lift,
                                field_read(c, lift_leaf(c, lift, other), index, arg->value->pos));
        }
        argument_push(c, call, name, value);
    }
    return true;
}

static TirExpr *construct(Check *c, StructInfo *info, const Type *const *targs, int ntargs,
                          const AstExpr *ast, const char *word) {
    struct_resolve(c, info);
    Call call = {.name = info->strct->name, .pos = ast->pos, .targs = targs, .ntargs = ntargs};
    bool good = true;
    AstExpr plain = *ast;
    plain.args.items = NULL;
    plain.args.len = plain.args.cap = 0;
    for (int i = 0; i < ast->args.len; i++)
        if (ast->args.items[i].stars != 2) VEC_PUSH(c->arena, &plain.args, ast->args.items[i]);
    good &= arguments_check(c, &plain, &call);
    for (int i = 0; i < ast->args.len; i++)
        if (ast->args.items[i].stars == 2) good &= spread(c, info, ast, &ast->args.items[i], &call);
    if (!good || info->type->kind == TYPE_ERROR) return poison(c, ast->pos);
    Callables candidates = {0};
    VEC_PUSH(c->arena, &candidates, constructor(c, info));
    if (word != NULL && strcmp(word, "fromts") == 0)
        return fromts_finish(c, info, &call, &candidates);
    if (word != NULL) {
        const Type *type =
            ntargs > 0 ? type_struct(c->types, info->strct, targs, ntargs) : info->type;
        return collectts_finish(c, info, type, &call, &candidates);
    }
    return call_resolve(c, &candidates, &call);
}

TirExpr *struct_construct(Check *c, StructInfo *info, const Type *const *targs, int ntargs,
                          const AstExpr *ast) {
    return construct(c, info, targs, ntargs, ast, NULL);
}

TirExpr *struct_static(Check *c, StructInfo *info, const Type *const *targs, int ntargs,
                       const AstExpr *ast) {
    const AstExpr *member = ast->left;
    const Type *type = ntargs > 0 ? type_struct(c->types, info->strct, targs, ntargs) : info->type;
    if (strcmp(member->name, "fromts") == 0 || strcmp(member->name, "collectts") == 0) {
        if (in_graph(c)) return construct(c, info, targs, ntargs, ast, member->name);
        diag_error(c->d, ast->pos, E_GRAPH_ONLY, "%s joins series: it belongs in a graph",
                   member->name);
        diag_help(c->d, "values make a struct with %s(...)", info->strct->name);
        return poison(c, ast->pos);
    }
    bool tries = strcmp(member->name, "try_parse") == 0;
    if (info->strct->proto != NULL && (tries || strcmp(member->name, "parse") == 0)) {
        Call call = {.name = member->name, .pos = ast->pos};
        if (!arguments_check(c, ast, &call) || call.args.len != 1 ||
            call.args.items[0].value == NULL) {
            if (call.args.len != 1)
                diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "%s takes the bytes of a message",
                           member->name);
            return poison(c, ast->pos);
        }
        return library_call(c, tries ? "proto_try_parse" : "proto_parse", &call.args.items[0].value,
                            1, &type, 1, ast->pos);
    }
    Call ignored = {0};
    arguments_check(c, ast, &ignored);
    diag_error(c->d, member->name_pos, E_UNKNOWN_MEMBER, "type %s has no function '%s'",
               info->strct->name, member->name);
    for (int i = 0; i < info->methods.len; i++)
        if (info->methods.items[i]->name == member->name)
            diag_help(c->d, "it is a method: call it on a value");
    return poison(c, ast->pos);
}

/* ---- feedback and delayed */

TirExpr *wiring_new(Check *c, const AstExpr *ast, const char *name, const AstExprs *targs) {
    if (!in_graph(c)) {
        diag_error(c->d, ast->pos, E_GRAPH_ONLY, "%s belongs in a graph", name);
        return poison(c, ast->pos);
    }
    if (targs == NULL || targs->len != 1 || ast->args.len > 0) {
        const AstExpr *type = targs == NULL && ast->args.len == 1 ? ast->args.items[0].value : NULL;
        const char *text =
            type == NULL || type_try(c, type) == NULL ? NULL : source_text(c, type->pos);
        diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS,
                   "%s takes the type of its values in brackets, and no arguments", name);
        diag_help(c->d, "write %s[%s]()", name, text == NULL ? "float" : text);
        return poison(c, ast->pos);
    }
    const Type *elem = value_type_resolve(c, targs->items[0], name);
    bool is_feedback = strcmp(name, "feedback") == 0;
    const Type *type = type_of1(c->types, is_feedback ? TYPE_FEEDBACK : TYPE_DELAYED, elem);
    return type->kind == TYPE_ERROR
               ? poison(c, ast->pos)
               : tir(c, is_feedback ? TE_FEEDBACK_NEW : TE_DELAYED_NEW, type, ast->pos);
}

TirExpr *series_method(Check *c, TirExpr *receiver, const AstExpr *ast) {
    const char *name = ast->left->name;
    TypeKind kind = receiver->type->kind;
    if (kind != TYPE_FEEDBACK && kind != TYPE_DELAYED) return NULL;
    const Type *edge = type_of1(c->types, TYPE_TS, receiver->type->elem);
    if (kind == TYPE_FEEDBACK && name != NULL && strcmp(name, "out") == 0 && ast->args.len == 0) {
        TirExpr *e = tir(c, TE_FEEDBACK_OUT, edge, ast->pos);
        e->a = receiver;
        return e;
    }
    if (name == NULL || strcmp(name, "bind") != 0) return NULL;
    if (ast->args.len != 1 || ast->args.items[0].name != NULL) {
        diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "bind takes one series");
        return poison(c, ast->pos);
    }
    Want want = {edge, receiver->pos,
                 arena_printf(c->arena, "this is %s", a_type(c, receiver->type))};
    TirExpr *value = convert(c, value_check(c, ast->args.items[0].value), &want);
    if (value->type->kind == TYPE_ERROR) return value;
    TirExpr *e = tir(c, TE_BIND, c->none, ast->pos);
    e->a = receiver;
    e->b = value;
    return e;
}

/* ---- print */

TirExpr *basket_text(Check *c, TirExpr *basket) {
    return library_call(c,
                        basket->type->kind == TYPE_LIST ? "list_basket_text" : "dict_basket_text",
                        &basket, 1, NULL, 0, basket->pos);
}

static TirExpr *print_series(Check *c, const Call *call, Pos pos) {
    if (call->args.len != 2 || call->args.items[0].value->type->has_edges) {
        diag_error(c->d, pos, E_SERIES,
                   "a series is printed with a tag before it: print(\"tag\", x)");
        if (call->args.len > 2)
            diag_help(c->d, "several series go into one text: print(\"tag\", f\"{x} {y}\")");
        return poison(c, pos);
    }
    TirExpr *tag = call->args.items[0].value, *series = call->args.items[1].value;
    if (series->type->kind == TYPE_RECORD) series = record_text(c, series);
    if (refuse_wiring(c, series)) return poison(c, pos);
    if (tag->type->kind != TYPE_STR) tag = library_call(c, "str", &tag, 1, NULL, 0, tag->pos);
    if (series->type->kind == TYPE_LIST || series->type->kind == TYPE_DICT ||
        series->type->kind == TYPE_DYNAMIC)
        series = basket_text(c, series);
    TirExpr *args[] = {tag, series};
    return library_call(c, "print_tick", args, 2, NULL, 0, pos);
}

static void print_keyword(Check *c, const Argument *arg) {
    static const char *const known[] = {"sep", "end", "file", "flush"};
    bool is_known = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        is_known |= strcmp(known[i], arg->name) == 0;
    diag_error(c->d, arg->pos, E_EXTRA_ARGUMENT, "print has no parameter '%s'", arg->name);
    if (strcmp(arg->name, "sep") == 0)
        diag_help(c->d, "what it writes is put together in an f-string: print(f\"{a}, {b}\")");
    else if (is_known)
        diag_help(c->d, "it writes a line to standard output");
}

TirExpr *print_check(Check *c, const AstExpr *ast) {
    Call call = {.name = "print", .pos = ast->pos};
    if (!arguments_check(c, ast, &call)) return poison(c, ast->pos);
    bool has_series = false;
    for (int i = 0; i < call.args.len; i++) {
        const Argument *arg = &call.args.items[i];
        if (arg->name != NULL) {
            print_keyword(c, arg);
            return poison(c, ast->pos);
        }
        if (arg->value == NULL || holds_function(arg->value->type)) {
            diag_error(c->d, arg->pos, E_NOT_A_VALUE, "a function can't be printed");
            if (arg->functions != NULL)
                diag_help(c->d, "call it: %s(...)", arg->functions->items[0]->name);
            return poison(c, ast->pos);
        }
        if (has_unknown(c, arg->value->type)) {
            diag_error(c->d, arg->pos, E_EMPTY, "the type of an empty literal is not known here");
            return poison(c, ast->pos);
        }
        has_series |= arg->value->type->has_edges;
    }
    if (has_series) return print_series(c, &call, ast->pos);
    TirExpr *e = tir(c, TE_PRINT, c->none, ast->pos);
    for (int i = 0; i < call.args.len; i++) {
        TirExpr *value = call.args.items[i].value;
        if (value->type->kind == TYPE_NONE) value = const_str(c, "None", 4, value->pos);
        observe(c, value->type);
        VEC_PUSH(c->arena, &e->args, value);
    }
    c->body->may_fail = true;
    return e;
}

/* ---- times that are written as constants are made, and checked, here */

static bool const_args(const TirExpr *call, int64_t *numbers, int n) {
    if (call->args.len > n) return false;
    for (int i = 0; i < call->args.len; i++)
        if (call->args.items[i] == NULL || !const_int_value(call->args.items[i], &numbers[i]))
            return false;
    return true;
}

static const char *wrong_date(Check *c, const int64_t *n) {
    if (n[0] < 1678 || n[0] > 2261)
        return arena_printf(c->arena, "the year %lld is out of range: 1678 to 2261",
                            (long long)n[0]);
    if (n[1] < 1 || n[1] > 12)
        return arena_printf(c->arena, "there is no month %lld", (long long)n[1]);
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (n[0] % 4 == 0 && n[0] % 100 != 0) || n[0] % 400 == 0;
    int last = days[n[1] - 1] + (leap && n[1] == 2);
    if (n[2] < 1 || n[2] > last)
        return arena_printf(c->arena, "there is no day %lld in month %lld of %lld", (long long)n[2],
                            (long long)n[1], (long long)n[0]);
    return NULL;
}

static const char *wrong_clock(Check *c, const int64_t *n) {
    static const char *const names[] = {"hour", "minute", "second", "microsecond"};
    static const int64_t limits[] = {24, 60, 60, 1000000};
    for (int i = 0; i < 4; i++)
        if (n[i] < 0 || n[i] >= limits[i])
            return arena_printf(c->arena, "there is no %s %lld", names[i], (long long)n[i]);
    return NULL;
}

TirExpr *fold_constructor(Check *c, TirExpr *call, const char *name) {
    bool is_datetime = strcmp(name, "datetime") == 0, is_date = strcmp(name, "date") == 0;
    if ((!is_datetime && !is_date) || call->args.len == 0) return call;
    const TirExpr *first = call->args.items[0];
    if (is_datetime && call->args.len == 1 && first->kind == TE_CONST &&
        first->type->kind == TYPE_STR) {
        const csp_str *text = *(csp_str *const *)first->value;
        int64_t ns = 0;
        if (text != NULL && csp_parse_datetime(text->data, (size_t)text->size, &ns))
            return const_of(c, c->datetime, ns, call->pos);
        diag_error(c->d, first->pos, E_BAD_CONSTANT, "this is not a time");
        diag_help(c->d, "times are written 2020-01-01T09:30:00Z");
        return poison(c, call->pos);
    }
    int64_t n[7] = {0};
    if (call->args.len < 3 || !const_args(call, n, 7)) return call;
    const char *wrong = wrong_date(c, n);
    if (wrong == NULL && is_datetime) wrong = wrong_clock(c, n + 3);
    if (wrong != NULL) {
        diag_error(c->d, call->pos, E_BAD_CONSTANT, "%s", wrong);
        return poison(c, call->pos);
    }
    int64_t day = csp_days_from_civil(n[0], (int)n[1], (int)n[2]);
    if (is_date) return const_of(c, c->date, day, call->pos);
    int64_t seconds = ((day * 24 + n[3]) * 60 + n[4]) * 60 + n[5];
    return const_of(c, c->datetime, seconds * CSP_SECOND + n[6] * 1000, call->pos);
}
