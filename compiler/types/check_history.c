/* check_history.c - what nodes ask of an input's past: set_buffering_policy, value_at, time_at,
 * item_at, values_at, times_at, items_at, num_ticks. Called from check_node.c.
 *
 * Parameters, defaults and policies are csp's. An index is an int (0 is the last tick), a timedelta
 * before now, or a datetime; which one is known here, by its type.
 */
#include <string.h>

#include "types/checker.h"

/* ---- arguments by name */

enum { MAX_PARAMETERS = 5 };

typedef struct Form {
    const char *word;
    const char *names[MAX_PARAMETERS]; /* the first one is the input */
    int n;
} Form;

typedef struct Given {
    const AstExpr *values[MAX_PARAMETERS]; /* NULL: not given */
} Given;

static int parameter_named(const Form *form, const char *name) {
    for (int i = 0; i < form->n; i++)
        if (strcmp(form->names[i], name) == 0) return i;
    return -1;
}

static bool refuse_argument(Check *c, const AstArg *arg, const Form *form, int index) {
    Pos pos = arg->name != NULL ? arg->pos : arg->value->pos;
    if (arg->stars != 0) {
        diag_error(c->d, pos, E_EXTRA_ARGUMENT, "%s takes no * arguments", form->word);
    } else if (index < 0 && arg->name != NULL) {
        diag_error(c->d, pos, E_EXTRA_ARGUMENT, "%s has no parameter '%s'", form->word, arg->name);
        const char *nearest = nearest_name(arg->name, form->names + 1, form->n - 1);
        if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
    } else if (index >= form->n) {
        diag_error(c->d, pos, E_EXTRA_ARGUMENT, "%s takes at most %d arguments", form->word,
                   form->n);
    } else {
        diag_error(c->d, pos, E_ARGUMENT_TWICE, "'%s' is given twice", form->names[index]);
    }
    return false;
}

/* False: reported. */
static bool arguments_bind(Check *c, const AstExpr *ast, const Form *form, Given *given) {
    for (int i = 0; i < ast->args.len; i++) {
        const AstArg *arg = &ast->args.items[i];
        int index = arg->name == NULL ? i : parameter_named(form, arg->name);
        if (arg->stars != 0 || index < 0 || index >= form->n || given->values[index] != NULL)
            return refuse_argument(c, arg, form, index);
        given->values[index] = arg->value;
    }
    if (given->values[0] != NULL) return true;
    diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "%s needs an input: %s(x)", form->word,
               form->word);
    return false;
}

/* ---- the input */

static bool is_basket(const Type *type) {
    return (type->kind == TYPE_LIST || type->kind == TYPE_DICT) && type->elem->kind == TYPE_TS;
}

/* One series: an input of its own, or a member of a basket. */
static TirExpr *series_named(Check *c, const AstExpr *ast, const char *word) {
    TirExpr *input = series_reference(c, ast, word);
    if (input == NULL || !is_basket(input->type)) return input;
    diag_error(c->d, ast->pos, E_HISTORY, "%s asks about one series, and %s is a basket", word,
               input->var->name);
    diag_help(c->d, "name a member: %s(%s[%s])", word, input->var->name,
              input->type->kind == TYPE_DICT ? "key" : "0");
    return NULL;
}

/* ---- indices */

/* Of an int, duration or enum known here. */
static bool known_number(const TirExpr *value, int64_t *number) {
    if (value->kind != TE_CONST) return false;
    memcpy(number, value->value, sizeof *number);
    return true;
}

static bool is_none(const AstExpr *ast) { return ast == NULL || ast->kind == AST_NONE; }

static TirExpr *index_value(Check *c, const AstExpr *ast, const char *word) {
    TirExpr *value = value_check(c, ast);
    TypeKind kind = value->type->kind;
    if (kind == TYPE_INT || kind == TYPE_TIMEDELTA || kind == TYPE_DATETIME || kind == TYPE_ERROR)
        return value;
    diag_error(c->d, ast->pos, E_HISTORY,
               "an index of %s is an int, a timedelta or a datetime; this is %s", word,
               a_type(c, value->type));
    diag_help(c->d, "0 is the last tick, -1 the one before, -5s what was current five seconds ago");
    return poison(c, ast->pos);
}

/* 0 is the last tick and now: what is asked for lies before. */
static bool is_ahead(Check *c, const TirExpr *value, const char *word) {
    int64_t number;
    if (value->type->kind == TYPE_DATETIME || !known_number(value, &number) || number <= 0)
        return false;
    if (value->type->kind == TYPE_INT)
        diag_error(c->d, value->pos, E_HISTORY,
                   "%s counts back from the last tick, 0, with negative numbers", word);
    else
        diag_error(c->d, value->pos, E_HISTORY, "%s looks back from now, with negative durations",
                   word);
    diag_help(c->d, "write -%s", source_text(c, value->pos));
    return true;
}

static TirExpr *index_of(Check *c, const AstExpr *ast, const char *word) {
    TirExpr *value = index_value(c, ast, word);
    return is_ahead(c, value, word) ? poison(c, ast->pos) : value;
}

/* ---- policies: enums of base.csp */

static const Type *policy_type(Check *c, const char *name) {
    return scope_lookup(c->core, named(c, name))->info->type;
}

/* What is not given is the first of the enum. */
static TirExpr *policy_value(Check *c, const AstExpr *ast, const char *name, Pos pos) {
    const Type *type = policy_type(c, name);
    if (ast == NULL) return const_of(c, type, 1, pos);
    Want want = {.type = type};
    return expr_check_want(c, ast, &want);
}

/* ---- one tick */

static const Type *item_of(Check *c, const Type *value) {
    return type_tuple(c->types, (const Type *[]){c->datetime, value}, 2);
}

static const Type *part_type(Check *c, const TirExpr *input, char op) {
    if (op == 't') return c->datetime;
    return op == 'i' ? item_of(c, input->type) : input->type;
}

/* The default decides whether the answer may be None. */
static TirExpr *default_check(Check *c, const AstExpr *ast, const Type **type) {
    TirExpr *value = expr_check_hint(c, ast, *type);
    TypeKind kind = value->type->kind;
    if ((kind == TYPE_NONE || kind == TYPE_OPT) && (*type)->kind != TYPE_OPT)
        *type = type_of1(c->types, TYPE_OPT, *type);
    Want want = {.type = *type};
    return convert(c, value, &want);
}

static bool has_values(Check *c, const TirExpr *input, char op, const AstExpr *ast) {
    if (input->type->kind != TYPE_ANY || op == 't' || op == 'T') return true;
    diag_error(c->d, ast->pos, E_HISTORY,
               "ts[any] has ticks and times, but no values that %s could give", ast->left->name);
    diag_help(c->d, "a node with a type parameter takes every series, too: node f[T](x: ts[T])");
    return false;
}

static TirExpr *tick_check(Check *c, const AstExpr *ast, char op) {
    const Form form = {ast->left->name, {"x", "index_or_time", "duplicate_policy", "default"}, 4};
    Given given = {0};
    if (!arguments_bind(c, ast, &form, &given)) return poison(c, ast->pos);
    TirExpr *input = series_named(c, given.values[0], form.word);
    if (input == NULL || !has_values(c, input, op, ast)) return poison(c, ast->pos);
    c->body->may_fail = true;
    if (op == 't' && ast->args.len == 1) {
        TirExpr *e = tir(c, TE_TIME_OF, c->datetime, ast->pos);
        e->a = input;
        return e;
    }
    TirExpr *at = given.values[1] == NULL ? const_int(c, 0, ast->pos)
                                          : index_of(c, given.values[1], form.word);
    TirExpr *policy = policy_value(c, given.values[2], "DuplicatePolicy", ast->pos);
    const Type *type = part_type(c, input, op);
    TirExpr *preset = given.values[3] == NULL ? NULL : default_check(c, given.values[3], &type);
    if (at->type->kind == TYPE_ERROR || policy->type->kind == TYPE_ERROR ||
        (preset != NULL && preset->type->kind == TYPE_ERROR))
        return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_PAST, type, ast->pos);
    e->a = input;
    e->b = preset;
    e->basket_op = op;
    VEC_PUSH(c->arena, &e->args, at);
    VEC_PUSH(c->arena, &e->args, policy);
    return e;
}

TirExpr *word_value_at(Check *c, const AstExpr *ast) { return tick_check(c, ast, 'v'); }
TirExpr *word_time_at(Check *c, const AstExpr *ast) { return tick_check(c, ast, 't'); }
TirExpr *word_item_at(Check *c, const AstExpr *ast) { return tick_check(c, ast, 'i'); }

/* ---- ranges */

/* Floats come as an array, everything else as a list. */
static const Type *values_type(Check *c, const Type *value) {
    return value->kind == TYPE_FLOAT ? type_array(c->types, value, 1)
                                     : type_of1(c->types, TYPE_LIST, value);
}

static const Type *range_type(Check *c, const TirExpr *input, char op) {
    const Type *times = type_of1(c->types, TYPE_LIST, c->datetime);
    if (op == 'T') return times;
    const Type *values = values_type(c, input->type);
    return op == 'V' ? values : type_tuple(c->types, (const Type *[]){times, values}, 2);
}

static bool same_kind(Check *c, const TirExpr *start, const TirExpr *end) {
    if (start == NULL || end == NULL || start->type == end->type) return true;
    diag_error(c->d, end->pos, E_HISTORY, "the range starts at %s and ends at %s",
               a_type(c, start->type), a_type(c, end->type));
    diag_help(c->d, "both ends are ints, or both timedeltas, or both datetimes");
    return false;
}

static bool policies_fit(Check *c, const TirExpr *start, const TirExpr *end,
                         TirExpr *const *policies) {
    const TirExpr *given = start != NULL ? start : end;
    if (given != NULL && given->type->kind != TYPE_INT) return true;
    for (int i = 0; i < 2; i++) {
        int64_t policy;
        if (!known_number(policies[i], &policy) || policy == 1) continue;
        diag_error(c->d, policies[i]->pos, E_HISTORY,
                   "a range of ticks by index is always INCLUSIVE");
        diag_help(c->d, "the policies are for ranges by timedelta or datetime");
        return false;
    }
    return true;
}

static TirExpr *range_check(Check *c, const AstExpr *ast, char op) {
    const Form form = {
        ast->left->name,
        {"x", "start_index_or_time", "end_index_or_time", "start_index_policy", "end_index_policy"},
        5};
    Given given = {0};
    if (!arguments_bind(c, ast, &form, &given)) return poison(c, ast->pos);
    TirExpr *input = series_named(c, given.values[0], form.word);
    if (input == NULL || !has_values(c, input, op, ast)) return poison(c, ast->pos);
    TirExpr *ends[2], *policies[2];
    bool good = true;
    for (int i = 0; i < 2; i++) {
        ends[i] = is_none(given.values[1 + i]) ? NULL : index_of(c, given.values[1 + i], form.word);
        policies[i] = policy_value(c, given.values[3 + i], "TimeIndexPolicy", ast->pos);
        good = good && policies[i]->type->kind != TYPE_ERROR &&
               (ends[i] == NULL || ends[i]->type->kind != TYPE_ERROR);
    }
    if (!good || !same_kind(c, ends[0], ends[1]) || !policies_fit(c, ends[0], ends[1], policies))
        return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_PAST, range_type(c, input, op), ast->pos);
    e->a = input;
    e->basket_op = op;
    for (int i = 0; i < 2; i++) {
        VEC_PUSH(c->arena, &e->args, ends[i]);
        VEC_PUSH(c->arena, &e->args, policies[i]);
    }
    c->body->may_fail = true;
    return e;
}

TirExpr *word_values_at(Check *c, const AstExpr *ast) { return range_check(c, ast, 'V'); }
TirExpr *word_times_at(Check *c, const AstExpr *ast) { return range_check(c, ast, 'T'); }
TirExpr *word_items_at(Check *c, const AstExpr *ast) { return range_check(c, ast, 'I'); }

/* ---- how much is kept */

static TirExpr *policy_size(Check *c, const AstExpr *ast, const Type *type, const char *name) {
    if (ast == NULL) return NULL;
    Want want = {.type = type};
    TirExpr *value = expr_check_want(c, ast, &want);
    int64_t number;
    if (value->type->kind == TYPE_ERROR || !known_number(value, &number) || number > 0)
        return value;
    diag_error(c->d, ast->pos, E_HISTORY, "%s must be positive", name);
    return poison(c, ast->pos);
}

TirExpr *word_buffering(Check *c, const AstExpr *ast) {
    const Form form = {ast->left->name, {"x", "tick_count", "tick_history"}, 3};
    Given given = {0};
    if (!arguments_bind(c, ast, &form, &given)) return poison(c, ast->pos);
    TirExpr *input = series_reference(c, given.values[0], form.word);
    TirExpr *count = policy_size(c, given.values[1], c->integer, "tick_count");
    TirExpr *history = policy_size(c, given.values[2], c->timedelta, "tick_history");
    if (input == NULL || (count != NULL && count->type->kind == TYPE_ERROR) ||
        (history != NULL && history->type->kind == TYPE_ERROR))
        return poison(c, ast->pos);
    if (count == NULL && history == NULL) {
        diag_error(c->d, ast->pos, E_HISTORY, "set_buffering_policy says how much to keep");
        diag_help(c->d, "write tick_count=10, tick_history=5s, or both");
        return poison(c, ast->pos);
    }
    if (c->body->in_stop) {
        diag_error(c->d, ast->pos, E_HISTORY, "at the end of the run it is too late to keep ticks");
        diag_help(c->d, "call it in start:");
        return poison(c, ast->pos);
    }
    TirExpr *e = tir(c, TE_KEEP, c->none, ast->pos);
    e->a = input;
    VEC_PUSH(c->arena, &e->args, count);
    VEC_PUSH(c->arena, &e->args, history);
    c->body->may_fail = true;
    return e;
}

TirExpr *word_num_ticks(Check *c, const AstExpr *ast) {
    const Form form = {ast->left->name, {"x"}, 1};
    Given given = {0};
    if (!arguments_bind(c, ast, &form, &given)) return poison(c, ast->pos);
    TirExpr *input = series_named(c, given.values[0], form.word);
    if (input == NULL) return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_NUM_TICKS, c->integer, ast->pos);
    e->a = input;
    return e;
}
