/* check_node.c - what only nodes have: questions about inputs, alarms, outputs, baskets as inputs;
 * and the node as a whole. */
#include <string.h>

#include "types/checker.h"

typedef TirExpr *NodeWord(Check *c, const AstExpr *ast);

TirVar *input_of(const TirExpr *value) {
    if (value->kind == TE_UNWRAP || value->kind == TE_DOWNCAST) return input_of(value->a);
    if (value->kind != TE_VAR || value->var == NULL) return NULL;
    return value->var->kind == TV_INPUT || value->var->kind == TV_ALARM ? value->var : NULL;
}

static bool is_basket(const Type *type) {
    return type->kind == TYPE_DYNAMIC ||
           ((type->kind == TYPE_LIST || type->kind == TYPE_DICT) && type->elem->kind == TYPE_TS);
}

/* ---- naming inputs */

static TirExpr *refuse_input(Check *c, const AstExpr *ast, const char *word) {
    bool alarms = strcmp(word, "ticked") == 0 && c->body->node->alarms.len > 0;
    diag_error(c->d, ast->pos, E_INPUT, "%s asks about an input%s by its name", word,
               alarms ? " or an alarm" : "");
    const char *names = NULL;
    for (int i = 0; i < c->body->node->inputs.len; i++)
        names = names == NULL
                    ? c->body->node->inputs.items[i]->name
                    : arena_printf(c->arena, "%s, %s", names, c->body->node->inputs.items[i]->name);
    if (names != NULL)
        diag_help(c->d, c->body->node->inputs.len == 1 ? "the input is %s" : "the inputs are %s",
                  names);
    return NULL;
}

/* An input or alarm: a TE_VAR, not read. NULL: reported. */
TirExpr *input_reference(Check *c, const AstExpr *ast, const char *word, bool takes_alarms) {
    if (ast->kind != AST_NAME) return refuse_input(c, ast, word);
    const Symbol *symbol = name_lookup(c, ast->name);
    if (symbol == NULL) {
        unknown_name(c, ast->pos, ast->name);
        return NULL;
    }
    TirVar *var = symbol->var;
    if (var == NULL || (var->kind != TV_INPUT && (var->kind != TV_ALARM || !takes_alarms)))
        return refuse_input(c, ast, word);
    const Type *type = var->type->kind == TYPE_OPT ? var->type->elem : var->type;
    TirExpr *e = tir(c, TE_VAR, type->kind == TYPE_TS ? type->elem : type, ast->pos);
    e->var = var;
    return e;
}

static TirExpr *member_reference(Check *c, const AstExpr *ast, const char *word) {
    TirExpr *basket = input_reference(c, ast->left, word, false);
    if (basket == NULL) return NULL;
    if (ast->items.len != 1) return refuse_input(c, ast, word);
    if (!is_basket(basket->type)) {
        diag_error(c->d, ast->pos, E_INPUT, "'%s' is one series, it has no members",
                   basket->var->name);
        diag_help(c->d, "write %s(%s)", word, basket->var->name);
        return NULL;
    }
    Want want = {.type = basket->type->kind == TYPE_LIST ? c->integer : basket->type->key};
    TirExpr *e = tir(c, TE_MEMBER_REF, basket->type->elem->elem, ast->pos);
    e->a = basket;
    VEC_PUSH(c->arena, &e->args, expr_check_want(c, ast->items.items[0], &want));
    return e;
}

TirExpr *series_reference(Check *c, const AstExpr *ast, const char *word) {
    return ast->kind == AST_INDEX ? member_reference(c, ast, word)
                                  : input_reference(c, ast, word, false);
}

static TirExpr *ask(Check *c, const AstExpr *ast, TirExprKind kind, const char *word) {
    TirExpr *e = tir(c, kind, c->boolean, ast->pos);
    if (ast->args.len == 0) {
        diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "%s needs an input: %s(x)", word, word);
        return poison(c, ast->pos);
    }
    for (int i = 0; i < ast->args.len; i++) {
        const AstExpr *each = ast->args.items[i].value;
        TirExpr *input = each->kind == AST_INDEX    ? member_reference(c, each, word)
                         : each->kind == AST_MEMBER && strcmp(each->name, "shape") == 0
                             ? shape_reference(c, each, word)
                                                    : input_reference(c, each, word, true);
        if (input == NULL) return poison(c, ast->pos);
        if (kind == TE_VALID && input->kind == TE_VAR && input->var->kind == TV_ALARM) {
            diag_error(c->d, each->pos, E_ALARM,
                       "valid asks about inputs; an alarm is asked about with ticked(%s)",
                       input->var->name);
            return poison(c, ast->pos);
        }
        VEC_PUSH(c->arena, &e->args, input);
    }
    return e;
}

static bool takes(Check *c, const AstExpr *ast, const char *word, int n, const char *form) {
    bool plain = ast->args.len == n;
    for (int i = 0; i < ast->args.len; i++)
        plain &= ast->args.items[i].name == NULL && ast->args.items[i].stars == 0;
    if (!plain)
        diag_error(c->d, ast->pos, ast->args.len < n ? E_MISSING_ARGUMENT : E_EXTRA_ARGUMENT,
                   "%s is called as %s", word, form);
    return plain;
}

/* ---- the words */

static TirExpr *word_ticked(Check *c, const AstExpr *ast) {
    return ask(c, ast, TE_TICKED, "ticked");
}

static TirExpr *word_valid(Check *c, const AstExpr *ast) { return ask(c, ast, TE_VALID, "valid"); }

static TirExpr *plain(Check *c, const AstExpr *ast, TirExprKind kind, const Type *type) {
    char *form = arena_printf(c->arena, "%s()", ast->left->name);
    return takes(c, ast, ast->left->name, 0, form) ? tir(c, kind, type, ast->pos)
                                                   : poison(c, ast->pos);
}

static TirExpr *word_now(Check *c, const AstExpr *ast) {
    return plain(c, ast, TE_NOW, c->datetime);
}

static TirExpr *word_start(Check *c, const AstExpr *ast) {
    return plain(c, ast, TE_ENGINE_START, c->datetime);
}

static TirExpr *word_end(Check *c, const AstExpr *ast) {
    return plain(c, ast, TE_ENGINE_END, c->datetime);
}

/* stop_engine(dynamic=True) ends only the copy of a dynamic subgraph that it is called in. */
static TirExpr *word_stop(Check *c, const AstExpr *ast) {
    TirExpr *e = tir(c, TE_STOP_ENGINE, c->none, ast->pos);
    if (ast->args.len == 0) return e;
    const AstArg *arg = &ast->args.items[0];
    if (ast->args.len > 1 || arg->stars > 0 ||
        (arg->name != NULL && strcmp(arg->name, "dynamic") != 0)) {
        diag_error(c->d, ast->pos, E_EXTRA_ARGUMENT,
                   "stop_engine is called as stop_engine() or stop_engine(dynamic=True)");
        return poison(c, ast->pos);
    }
    Want want = {.type = c->boolean};
    e->a = expr_check_want(c, arg->value, &want);
    return e->a->type->kind == TYPE_ERROR ? e->a : e;
}

static TirVar *alarm_named(Check *c, const AstExpr *ast) {
    const Symbol *symbol = ast->kind == AST_NAME ? name_lookup(c, ast->name) : NULL;
    if (symbol != NULL && symbol->var != NULL && symbol->var->kind == TV_ALARM) return symbol->var;
    diag_error(c->d, ast->pos, E_ALARM, "an alarm is expected here");
    if (c->body->node->alarms.len == 0)
        diag_help(c->d, "declare it: alarms:, and below it a line such as `due: bool`");
    else
        diag_help(c->d, "the first alarm declared here is '%s'",
                  c->body->node->alarms.items[0]->name);
    return NULL;
}

/* A delay, or a time: then what is left until then. */
static TirExpr *delay_check(Check *c, const AstExpr *ast) {
    TirExpr *value = value_check(c, ast);
    if (value->type->kind == TYPE_DATETIME)
        return value_binary(c, TO_SUB, value, tir(c, TE_NOW, c->datetime, ast->pos), ast->pos);
    Want want = {.type = c->timedelta};
    return convert(c, value, &want);
}

static TirExpr *schedule(Check *c, const AstExpr *ast, bool background) {
    if (!takes(c, ast, ast->left->name, 3,
               arena_printf(c->arena, "%s(alarm, delay, value)", ast->left->name)))
        return poison(c, ast->pos);
    TirVar *alarm = alarm_named(c, ast->args.items[0].value);
    TirExpr *delay = delay_check(c, ast->args.items[1].value);
    if (alarm == NULL) {
        value_check(c, ast->args.items[2].value);
        return poison(c, ast->pos);
    }
    Want want = {alarm->type, alarm->pos,
                 arena_printf(c->arena, "the alarm '%s' is declared here", alarm->name)};
    TirExpr *value = expr_check_want(c, ast->args.items[2].value, &want);
    if (delay->type->kind == TYPE_ERROR || value->type->kind == TYPE_ERROR)
        return poison(c, ast->pos);
    ((Variable *)alarm)->is_scheduled = true;
    TirExpr *e = tir(c, TE_SCHEDULE, c->handle, ast->pos);
    e->var = alarm;
    e->a = delay;
    e->b = value;
    e->flag = background;
    c->body->may_fail = true;
    return e;
}

static TirExpr *word_schedule_alarm(Check *c, const AstExpr *ast) {
    return schedule(c, ast, false);
}

static TirExpr *word_schedule_timer(Check *c, const AstExpr *ast) {
    if (c->body->module->is_library) return schedule(c, ast, true);
    unknown_name(c, ast->left->pos, ast->left->name);
    return poison(c, ast->pos);
}

static TirExpr *handle_check(Check *c, const AstExpr *ast) {
    Want want = {.type = c->handle};
    return expr_check_want(c, ast, &want);
}

/* csp's form names the alarm as well: reschedule_alarm(alarm, handle, delay). */
static TirExpr *word_reschedule(Check *c, const AstExpr *ast) {
    int skip = ast->args.len == 3 ? 1 : 0;
    if (!takes(c, ast, "reschedule_alarm", 2 + skip, "reschedule_alarm(handle, delay)"))
        return poison(c, ast->pos);
    if (skip == 1 && alarm_named(c, ast->args.items[0].value) == NULL) return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_RESCHEDULE, c->handle, ast->pos);
    e->a = handle_check(c, ast->args.items[skip].value);
    e->b = delay_check(c, ast->args.items[skip + 1].value);
    c->body->may_fail = true;
    return e->a->type->kind == TYPE_ERROR || e->b->type->kind == TYPE_ERROR ? poison(c, ast->pos)
                                                                            : e;
}

static TirExpr *word_cancel(Check *c, const AstExpr *ast) {
    int skip = ast->args.len == 2 ? 1 : 0;
    if (!takes(c, ast, "cancel_alarm", 1 + skip, "cancel_alarm(handle)"))
        return poison(c, ast->pos);
    if (skip == 1 && alarm_named(c, ast->args.items[0].value) == NULL) return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_CANCEL, c->none, ast->pos);
    e->a = handle_check(c, ast->args.items[skip].value);
    return e->a->type->kind == TYPE_ERROR ? e->a : e;
}

static TirExpr *set_active(Check *c, const AstExpr *ast, bool active) {
    const char *word = active ? "make_active" : "make_passive";
    if (!takes(c, ast, word, 1, arena_printf(c->arena, "%s(x)", word))) return poison(c, ast->pos);
    TirExpr *input = series_reference(c, ast->args.items[0].value, word);
    if (input == NULL) return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_SET_ACTIVE, c->none, ast->pos);
    e->a = input;
    e->var = input->kind == TE_MEMBER_REF ? input->a->var : input->var;
    e->flag = active;
    return e;
}

static TirExpr *word_passive(Check *c, const AstExpr *ast) { return set_active(c, ast, false); }

static TirExpr *word_active(Check *c, const AstExpr *ast) { return set_active(c, ast, true); }

static TirExpr *word_output(Check *c, const AstExpr *ast) {
    diag_error(c->d, ast->pos, E_OUTPUT, "output(...) is a statement of its own");
    return poison(c, ast->pos);
}

static const struct {
    const char *name;
    NodeWord *check;
} words[] = {{"ticked", word_ticked},
             {"valid", word_valid},
             {"now", word_now},
             {"engine_start_time", word_start},
             {"engine_end_time", word_end},
             {"stop_engine", word_stop},
             {"num_ticks", word_num_ticks},
             {"time_at", word_time_at},
             {"schedule_alarm", word_schedule_alarm},
             {"schedule_timer", word_schedule_timer},
             {"reschedule_alarm", word_reschedule},
             {"cancel_alarm", word_cancel},
             {"make_passive", word_passive},
             {"make_active", word_active},
             {"output", word_output},
             {"set_buffering_policy", word_buffering},
             {"value_at", word_value_at},
             {"item_at", word_item_at},
             {"values_at", word_values_at},
             {"times_at", word_times_at},
             {"items_at", word_items_at},
             {"remove_dynamic_key", remove_key_check}};
enum { WORDS = sizeof words / sizeof words[0] };

bool is_node_word(const char *name) {
    for (int i = 0; i < WORDS; i++)
        if (strcmp(words[i].name, name) == 0) return true;
    return false;
}

/* Initial values are made before anything ticks; the time is known. */
static bool refuse_in_state(Check *c, const AstExpr *ast, const char *name) {
    static const char *const known[] = {"now", "engine_start_time", "engine_end_time"};
    if (!c->body->in_state) return false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i], name) == 0) return false;
    diag_error(c->d, ast->pos, E_SECTION, "%s(...) can't be asked when the state is initialised",
               name);
    diag_help(c->d, "initial values are made of constants and scalar parameters");
    return true;
}

TirExpr *node_call(Check *c, const AstExpr *ast, const char *name) {
    if (refuse_in_state(c, ast, name)) return poison(c, ast->pos);
    for (int i = 0; i < WORDS; i++)
        if (strcmp(words[i].name, name) == 0) return words[i].check(c, ast);
    return poison(c, ast->pos);
}

/* ---- baskets as inputs */

static const struct {
    const char *name;
    char op;
} basket_ops[] = {{"keys", 'k'},        {"tickedkeys", 'K'}, {"tickedvalues", 'V'},
                  {"tickeditems", 'I'}, {"validkeys", 'l'},  {"validvalues", 'w'},
                  {"validitems", 'j'}};

TirExpr *basket_method(Check *c, TirExpr *basket, const AstExpr *ast) {
    TirVar *input = input_of(basket);
    if (input == NULL || !is_basket(basket->type)) return NULL;
    const Type *key = basket->type->kind == TYPE_LIST ? c->integer : basket->type->key;
    const Type *value = basket->type->elem->elem;
    for (size_t i = 0; i < sizeof basket_ops / sizeof basket_ops[0]; i++) {
        if (strcmp(basket_ops[i].name, ast->left->name) != 0) continue;
        char op = basket_ops[i].op;
        if (!takes(c, ast, ast->left->name, 0, arena_printf(c->arena, "x.%s()", ast->left->name)))
            return poison(c, ast->pos);
        const Type *item = op == 'V' || op == 'w' ? value : key;
        if (op == 'I' || op == 'j') item = type_tuple(c->types, (const Type *[]){key, value}, 2);
        TirExpr *e = tir(c, TE_BASKET, type_of1(c->types, TYPE_LIST, item), ast->pos);
        e->var = input;
        e->basket_op = op;
        return e;
    }
    diag_error(c->d, ast->left->name_pos, E_BASKET, "a basket has no method '%s'", ast->left->name);
    if (strcmp(ast->left->name, "values") == 0 || strcmp(ast->left->name, "items") == 0)
        diag_help(c->d, "some members may not have ticked yet: write .valid%s() or .ticked%s()",
                  ast->left->name, ast->left->name);
    return poison(c, ast->pos);
}

/* ---- outputs */

static bool is_graph_body(const Check *c) { return c->body->place == IN_GRAPH; }

int output_index(const Check *c, const char *name) {
    if (is_graph_body(c)) {
        const Type *record = c->body->result;
        for (int i = 0; record != NULL && record->kind == TYPE_RECORD && i < record->nargs; i++)
            if (strcmp(record->names[i], name) == 0) return i;
        return -1;
    }
    for (int i = 0; i < c->body->node->outputs.len; i++)
        if (c->body->node->outputs.items[i].name != NULL &&
            strcmp(c->body->node->outputs.items[i].name, name) == 0)
            return i;
    return -1;
}

static int output_count(const Check *c) {
    if (!is_graph_body(c)) return c->body->node->outputs.len;
    const Type *record = c->body->result;
    return record != NULL && record->kind == TYPE_RECORD ? record->nargs : 0;
}

static const char *output_name(const Check *c, int i) {
    return is_graph_body(c) ? c->body->result->names[i] : c->body->node->outputs.items[i].name;
}

/* What an output takes: in graphs the edge, in nodes the value. */
static const Type *output_type(Check *c, int index) {
    if (is_graph_body(c)) return c->body->result->args[index];
    return series_value(c, c->body->node->outputs.items[index].type);
}

static const char *names_text(Check *c, const char *const *names, int n) {
    const char *text = names[0];
    for (int i = 1; i < n; i++) text = arena_printf(c->arena, "%s, %s", text, names[i]);
    return text;
}

void unknown_output(Check *c, Pos pos, const char *name) {
    diag_error(c->d, pos, E_OUTPUT, "there is no output '%s'", name);
    VEC(const char *) names = {0};
    for (int i = 0; i < output_count(c); i++)
        if (output_name(c, i) != NULL) VEC_PUSH(c->arena, &names, output_name(c, i));
    const char *nearest = names.len == 0 ? NULL : nearest_name(name, names.items, names.len);
    if (nearest != NULL)
        diag_help(c->d, "did you mean '%s'?", nearest);
    else if (names.len > 0)
        diag_help(c->d, names.len == 1 ? "the output is %s" : "the outputs are %s",
                  names_text(c, names.items, names.len));
}

/* What a node outputs; a list basket takes a dict by index, too. */
TirExpr *output_value(Check *c, const AstExpr *ast, int index, const Want *want) {
    const Type *basket = c->body->node->outputs.items[index].type;
    TirExpr *value = expr_check_hint(c, ast, want->type);
    Want by_index = *want;
    if (basket->kind == TYPE_LIST && is_basket(basket) && value->type->kind == TYPE_DICT)
        by_index.type = type_dict(c->types, c->integer, basket->elem->elem);
    return convert(c, value, &by_index);
}

static void output_push(Check *c, int index, const AstExpr *ast, TirExpr *key, Pos pos) {
    const Type *type = output_type(c, index);
    if (key != NULL) type = type->elem;
    Want want = {type, c->body->result_pos, "the outputs are declared here"};
    TirStmt *s = tir_stmt(c, TS_OUTPUT, pos);
    s->index = index;
    s->key = key;
    s->value = is_graph_body(c) || key != NULL ? expr_check_want(c, ast, &want)
                                               : output_value(c, ast, index, &want);
    if (is_graph_body(c)) c->body->flow.outputs |= UINT64_C(1) << (index & 63);
    else c->body->node->outputs.items[index].is_ticked = true;
    tir_push(c, s);
}

/* output(name[k], v) */
static bool member_output(Check *c, const AstExpr *ast) {
    if (ast->args.len != 2 || ast->args.items[0].name != NULL || ast->args.items[1].name != NULL)
        return false;
    const AstExpr *target = ast->args.items[0].value;
    if (!is_graph_body(c) && output_count(c) == 1 &&
        is_basket(c->body->node->outputs.items[0].type) &&
        (target->kind != AST_INDEX || target->left->kind != AST_NAME ||
         output_index(c, target->left->name) < 0)) {
        const Type *basket = output_type(c, 0); /* output(k, v) of the only one */
        Want only = {.type = basket->kind == TYPE_DICT ? basket->key : c->integer};
        output_push(c, 0, ast->args.items[1].value, expr_check_want(c, target, &only), ast->pos);
        return true;
    }
    if (target->kind != AST_INDEX || target->left->kind != AST_NAME || target->items.len != 1)
        return false;
    int index = output_index(c, target->left->name);
    if (index < 0 || is_graph_body(c)) {
        unknown_output(c, target->left->pos, target->left->name);
        return true;
    }
    const Type *type = output_type(c, index);
    if (!is_basket(c->body->node->outputs.items[index].type)) {
        diag_error(c->d, target->pos, E_OUTPUT, "the output '%s' is not a basket",
                   target->left->name);
        return true;
    }
    Want want = {.type = type->kind == TYPE_DICT ? type->key : c->integer};
    output_push(c, index, ast->args.items[1].value,
                expr_check_want(c, target->items.items[0], &want), ast->pos);
    return true;
}

static void no_outputs(Check *c, Pos pos) {
    if (c->body->is_test) {
        diag_error(c->d, pos, E_OUTPUT, "a test has no outputs");
        diag_help(c->d, "say what should tick: expect(x, [(0s, 1.0)])");
    } else if (is_graph_body(c)) {
        diag_error(c->d, pos, E_OUTPUT, "output(...) is for graphs with named outputs");
        diag_help(c->d, c->body->result->kind == TYPE_NONE
                            ? "name them in the heading: -> (a: ts[int], b: ts[int])"
                            : "the one result of a graph is returned: return x");
    } else {
        diag_error(c->d, pos, E_OUTPUT, "node '%s' has no outputs", c->body->node->name);
        diag_help(c->d, "declare them in the heading: -> ts[float]");
    }
}

/* False when the statement is none. */
bool output_statement(Check *c, const AstExpr *ast) {
    if (ast->kind != AST_CALL || ast->left->kind != AST_NAME ||
        strcmp(ast->left->name, "output") != 0)
        return false;
    if (c->body->place != IN_NODE && c->body->place != IN_GRAPH) return false;
    const Symbol *symbol = name_lookup(c, ast->left->name);
    if (symbol != NULL && (symbol->owner == NULL || !symbol->owner->is_library)) return false;
    int n = output_count(c);
    bool echo =
        is_graph_body(c) && c->body->result->kind == TYPE_ERROR; /* the heading was wrong already */
    if (n == 0) {
        Call ignored = {0};
        if (!echo) no_outputs(c, ast->pos);
        if (is_graph_body(c) && c->body->result->kind != TYPE_NONE) c->body->flow.is_dead = true;
        arguments_check(c, ast, &ignored);
        return true;
    }
    if (member_output(c, ast)) return true;
    if (ast->args.len == 0) diag_error(c->d, ast->pos, E_OUTPUT, "output(...) without a value");
    for (int i = 0; i < ast->args.len; i++) {
        const AstArg *arg = &ast->args.items[i];
        int index = arg->name == NULL ? 0 : output_index(c, arg->name);
        if (arg->name == NULL && (n > 1 || ast->args.len > 1)) {
            diag_error(c->d, arg->value->pos, E_OUTPUT,
                       n > 1 ? "which output? There are %d" : "there is %d output", n);
            if (output_name(c, 0) != NULL)
                diag_help(c->d, "name it: output(%s=...)", output_name(c, 0));
            return true;
        }
        if (index < 0)
            unknown_output(c, arg->pos, arg->name);
        else
            output_push(c, index, arg->value, NULL, ast->pos);
    }
    return true;
}

/* ---- the node as a whole */

static void name_bind(Check *c, TirVar *var) { bind_name(c, var->name, var); }

static void alarms_check(Check *c, TirNode *node, const AstDecl *ast) {
    for (int i = 0; i < ast->alarms.len; i++) {
        const AstField *field = &ast->alarms.items[i];
        const Type *type =
            field->type == NULL ? c->error : value_type_resolve(c, field->type, "an alarm");
        Variable *var = variable_new(c, TV_ALARM, field->name, type, field->pos);
        var->tir.index = node->alarms.len;
        if (scope_find(c->body->top, field->name) != NULL)
            diag_error(c->d, field->pos, E_DECLARED_TWICE, "'%s' is declared twice in this node",
                       field->name);
        VEC_PUSH(c->arena, &node->alarms, &var->tir);
        name_bind(c, &var->tir);
    }
}

static void state_check(Check *c, TirNode *node, const AstDecl *ast) {
    c->body->in_state = true;
    for (int i = 0; i < ast->state.len; i++) {
        const AstField *field = &ast->state.items[i];
        const Type *type = field->type == NULL ? NULL : value_type_resolve(c, field->type, "state");
        TirExpr *value = NULL;
        if (field->value == NULL) {
            diag_error(c->d, field->pos, E_SECTION, "state '%s' needs an initial value",
                       field->name);
        } else {
            Want want = {type, field->type == NULL ? (Pos){0} : field->type->pos,
                         "its type is declared here"};
            value = type == NULL ? value_check(c, field->value)
                                 : expr_check_want(c, field->value, &want);
            if (type == NULL && value->type->kind != TYPE_ERROR &&
                (value->type->kind == TYPE_NONE || has_unknown(c, value->type))) {
                diag_error(c->d, field->value->pos, E_EMPTY,
                           "the type of '%s' can't be told from this value", field->name);
                annotation_help(c, field->name, value->type);
                value = poison(c, field->value->pos);
            }
        }
        Variable *var = variable_new(c, TV_STATE, field->name,
                                     type != NULL    ? type
                                     : value != NULL ? value->type
                                                     : c->error,
                                     field->pos);
        var->tir.index = node->state.len;
        var->tir.init = value;
        var->is_annotated = type != NULL;
        var->type_pos = field->type != NULL ? field->type->pos : field->pos;
        if (scope_find(c->body->top, field->name) != NULL)
            diag_error(c->d, field->pos, E_DECLARED_TWICE, "'%s' is declared twice in this node",
                       field->name);
        VEC_PUSH(c->arena, &node->state, &var->tir);
        name_bind(c, &var->tir);
    }
    c->body->in_state = false;
}

typedef struct Activity {
    const char *input;
    bool passive, active;
} Activity;

static void activity_visit(void *context, const AstStmt *stmt, const AstExpr *e) {
    Activity *activity = context;
    (void)stmt;
    if (e == NULL || e->kind != AST_CALL || e->left->kind != AST_NAME || e->args.len != 1) return;
    const AstExpr *input = e->args.items[0].value;
    const AstExpr *name = input->kind == AST_INDEX ? input->left : input;
    if (name->kind == AST_NAME && name->name == activity->input &&
        strcmp(e->left->name, "make_active") == 0)
        activity->active = true;
}

/* Passive for good: made so at the start, without condition, and never made active. */
static bool is_passive(const AstDecl *ast, const char *input) {
    Activity activity = {.input = input};
    for (int i = 0; i < ast->start.len; i++) {
        const AstStmt *s = ast->start.items[i];
        if (s->kind != AST_EXPR || s->value->kind != AST_CALL || s->value->left->kind != AST_NAME)
            continue;
        if (strcmp(s->value->left->name, "make_passive") != 0 || s->value->args.len != 1) continue;
        const AstExpr *arg = s->value->args.items[0].value;
        activity.passive |= arg->kind == AST_NAME && arg->name == input;
    }
    ast_walk(&ast->start, NULL, activity_visit, &activity);
    ast_walk(&ast->body, NULL, activity_visit, &activity);
    ast_walk(&ast->stop, NULL, activity_visit, &activity);
    return activity.passive && !activity.active;
}

static void shapes_check(Check *c, TirNode *node, const AstDecl *ast) {
    for (int i = 0; i < node->outputs.len; i++) {
        TirOutput *output = &node->outputs.items[i];
        const AstExpr *shape = ast->outputs.items[i].shape;
        bool basket = is_basket(output->type);
        if (output->type->kind == TYPE_DYNAMIC && shape == NULL) continue;
        if (output->type->kind == TYPE_DYNAMIC) {
            diag_error(c->d, shape->pos, E_BAD_OUTPUTS,
                       "a dynamic basket has no fixed shape: its keys come with its outputs");
            diag_help(c->d, "leave the `of` away");
            continue;
        }
        if (!basket || shape == NULL) {
            if (basket) {
                diag_error(c->d, ast->outputs.items[i].pos, E_BAD_OUTPUTS,
                           "a basket output says which members it has");
                diag_help(c->d,
                          output->type->kind == TYPE_DICT
                              ? "write -> %s of keys, where keys is a parameter"
                              : "write -> %s of n, where n is a parameter",
                          output->type->name);
            } else if (shape != NULL) {
                diag_error(c->d, shape->pos, E_BAD_OUTPUTS,
                           "only baskets have a shape; this output is %s", a_type(c, output->type));
            }
            continue;
        }
        const Symbol *symbol = shape->kind == AST_NAME ? name_lookup(c, shape->name) : NULL;
        if (symbol != NULL && symbol->var != NULL && symbol->var->kind == TV_INPUT &&
            is_basket(symbol->var->type)) {
            output->shape_of = symbol->var;
            continue;
        }
        Want want = {.type = output->type->kind == TYPE_DICT
                                 ? type_of1(c->types, TYPE_LIST, output->type->key)
                                 : c->integer};
        c->body->in_state = true;
        output->shape = expr_check_want(c, shape, &want);
        c->body->in_state = false;
    }
}

static void section_check(Check *c, const AstStmts *stmts, TirStmts *into) {
    c->body->flow = (Flow){0};
    block_check(c, stmts, into);
}

void node_check(Check *c, Callable *callable) {
    TirNode *node = callable->node;
    const AstDecl *ast = callable->ast;
    Body body = {.place = IN_NODE,
                 .module = callable->module,
                 .node = node,
                 .callable = callable,
                 .locals = &node->locals,
                 .result = c->none,
                 .result_pos = ast->pos};
    if (ast->outputs.len > 0) body.result_pos = ast->outputs.items[0].pos;
    Body *outer = c->body;
    c->body = &body;
    body.top = body.scope = scope_new(c, callable->scope, &body);
    for (int i = 0; i < node->params.len; i++) name_bind(c, node->params.items[i]);
    absent_bind(c, callable);
    for (int i = 0; i < node->inputs.len; i++)
        VEC_PUSH(c->arena, &node->passive, is_passive(ast, node->inputs.items[i]->name));
    if (!node->is_extern) shapes_check(c, node, ast);
    alarms_check(c, node, ast);
    state_check(c, node, ast);
    if (!node->is_builtin) {
        body.in_start = true;
        section_check(c, &ast->start, &node->start);
        body.in_start = false;
        section_check(c, &ast->body, &node->body);
        body.in_stop = true;
        section_check(c, &ast->stop, &node->stop);
    }
    lost_changes_report(c, &node->locals);
    if (node->is_extern) extern_alarm_add(c, node);
    node->may_fail = body.may_fail || node->is_extern || node->inputs.len > 0;
    c->body = outer;
}
