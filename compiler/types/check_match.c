/* check_match.c - which function a call means: arguments to parameters, inference of type
 * parameters, overloads.
 *
 * Overloads are told apart by how many arguments there are, their names and their types. The one
 * that needs the fewest conversions is called; among equals the one declared first. A def may be
 * lifted: then it sees the values of the series.
 */
#include <string.h>

#include "support/sb.h"
#include "types/checker.h"

typedef enum Problem { NO_PROBLEM, TOO_MANY, UNKNOWN_KEYWORD, GIVEN_TWICE, NOT_GIVEN } Problem;

typedef struct Trouble {
    Problem problem;
    int argument, parameter;
} Trouble;

static bool is_hidden_parameter(const Parameter *parameter) { return parameter->name[0] == '.'; }

/* Arguments to parameters, by position, then by name. */
static Trouble slots_fill(Check *c, const Callable *callable, const Call *call, Match *m) {
    int n = callable->params.len, next = 0;
    m->slots = ARENA_ARRAY(c->arena, int, n + 1);
    for (int i = 0; i < n; i++) m->slots[i] = -1;
    for (int i = 0; i < call->args.len; i++) {
        const Argument *arg = &call->args.items[i];
        int at = -1;
        if (arg->name == NULL) {
            while (next < n && is_hidden_parameter(&callable->params.items[next])) next++;
            if (next >= n) return (Trouble){TOO_MANY, i, n};
            at = next++;
        } else {
            for (int j = 0; j < n; j++)
                if (strcmp(callable->params.items[j].name, arg->name) == 0) at = j;
            if (at < 0) return (Trouble){UNKNOWN_KEYWORD, i, 0};
        }
        if (m->slots[at] >= 0) return (Trouble){GIVEN_TWICE, i, at};
        m->slots[at] = i;
    }
    for (int i = 0; i < n; i++)
        if (m->slots[i] < 0 && !callable->params.items[i].has_preset)
            return (Trouble){NOT_GIVEN, 0, i};
    return (Trouble){NO_PROBLEM, 0, 0};
}

bool is_open(const Infer *infer, const Type *type) {
    if (!type->has_vars) return false;
    if (type->kind == TYPE_VAR)
        for (int i = 0; i < infer->n; i++)
            if (infer->vars[i] == type->var && infer->args[i] == NULL) return true;
    if (type->elem != NULL && is_open(infer, type->elem)) return true;
    if (type->key != NULL && is_open(infer, type->key)) return true;
    for (int i = 0; i < type->nargs; i++)
        if (is_open(infer, type->args[i])) return true;
    return false;
}

static void infer_begin(Check *c, const Callable *callable, const Call *call, Match *m) {
    m->infer.vars = callable->tvars;
    m->infer.n = callable->ntvars;
    m->infer.args = ARENA_ARRAY(c->arena, const Type *, callable->ntvars + 1);
    int skip = callable->owner != NULL && callable->owner->strct != NULL
                   ? callable->owner->strct->ntvars
                   : 0;
    if (call->ntargs > callable->ntvars - skip) skip = 0;
    for (int i = 0; i < call->ntargs && i + skip < callable->ntvars; i++)
        m->infer.args[i + skip] = call->targs[i];
    m->infer.may_bind_series = callable->fn != NULL && callable->fn->is_builtin && !m->is_lifted;
}

/* How the call sees an argument: a lifted one by its values, an iterable as a list where the library
 * takes one. */
static const Type *seen(Check *c, const Match *m, const Parameter *parameter, const Argument *arg) {
    const Type *type = m->is_lifted ? series_value(c, arg->value->type) : arg->value->type;
    const Type *list = takes_iterable(m->callable, parameter) ? listed_type(c, type) : NULL;
    return list != NULL ? list : type;
}

/* The same as an expression: a lifted one as the `leaf` that stands for its value. */
const TirExpr *argument_seen(Check *c, const Match *m, const Argument *arg, TirExpr *leaf) {
    if (!m->is_lifted || !is_series(arg->value->type)) return arg->value;
    *leaf = (TirExpr){.kind = TE_LEAF, .type = series_value(c, arg->value->type)};
    return leaf;
}

const Type *function_wanted(Check *c, const Match *m, const Parameter *parameter) {
    const Type *type = parameter->type;
    if (type->kind == TYPE_VAR) type = infer_subst(c, &m->infer, type);
    if (type->kind == TYPE_OPT) type = type->elem;
    return type->kind == TYPE_FN ? type : NULL;
}

static bool argument_unifies(Check *c, Match *m, const Parameter *parameter, const Argument *arg) {
    if (arg->value == NULL) {
        const Type *wanted = function_wanted(c, m, parameter);
        if (wanted == NULL)
            return arg->functions != NULL && parameter->type->kind == TYPE_VAR &&
                   is_open(&m->infer, parameter->type);
        return arg->functions != NULL || arg->ast->params.len == wanted->nargs;
    }
    const Type *have = seen(c, m, parameter, arg);
    TirExpr leaf;
    int cost;
    if (parameter->type->kind == TYPE_UNION)
        return union_choice(c, parameter->type, argument_seen(c, m, arg, &leaf), &cost) != NULL;
    if (have->has_edges && parameter->type->kind == TYPE_VAR && is_open(&m->infer, parameter->type))
        return false;
    if (have->has_edges && m->infer.may_bind_series && parameter->type->kind == TYPE_OPT)
        return false;
    return unify(c, &m->infer, parameter->type, have);
}

static int argument_cost(Check *c, const Match *m, const Parameter *parameter,
                         const Argument *arg) {
    if (arg->value == NULL) return 0;
    const Type *want = infer_subst(c, &m->infer, parameter->type);
    int cost = 0;
    if (is_open(&m->infer, want)) return 0;
    TirExpr leaf = {.kind = TE_LEAF, .type = seen(c, m, parameter, arg)};
    if (leaf.type->kind == TYPE_LIST && takes_iterable(m->callable, parameter) &&
        series_value(c, arg->value->type)->kind != TYPE_LIST) {
        cost = fits(c, &leaf, want);
        return cost < 0 ? -1 : cost + 10;
    }
    const TirExpr *value = argument_seen(c, m, arg, &leaf);
    if (want->kind != TYPE_UNION) return fits(c, value, want);
    return union_choice(c, want, value, &cost) == NULL ? -1 : cost;
}

static bool bounds_hold(Check *c, const Match *m) {
    for (int i = 0; i < m->infer.n; i++)
        if (m->infer.args[i] != NULL && m->infer.args[i] != c->unknown &&
            !bound_holds(c, m->infer.args[i], m->infer.vars[i]->bound))
            return false;
    return true;
}

bool match_types(Check *c, const Call *call, Match *m) {
    const Callable *callable = m->callable;
    infer_begin(c, callable, call, m);
    for (int i = 0; i < callable->params.len; i++)
        if (m->slots[i] >= 0 &&
            !argument_unifies(c, m, &callable->params.items[i], &call->args.items[m->slots[i]]))
            return false;
    if (!bounds_hold(c, m)) return false;
    m->cost = 0;
    for (int i = 0; i < callable->params.len; i++) {
        if (m->slots[i] < 0) continue;
        int cost = argument_cost(c, m, &callable->params.items[i], &call->args.items[m->slots[i]]);
        if (cost < 0) return false;
        m->cost += cost;
    }
    return true;
}

static bool may_lift(Check *c, const Callable *callable, const Call *call) {
    if (!in_graph(c) || callable->kind != CALLABLE_DEF) return false;
    bool found = false;
    for (int i = 0; i < call->args.len; i++) {
        const TirExpr *value = call->args.items[i].value;
        if (value == NULL) continue;
        if (value->type->has_edges && !is_series(value->type)) return false;
        found |= is_series(value->type);
    }
    for (int i = 0; i < callable->params.len; i++) found &= !callable->params.items[i].is_mut;
    return found;
}

/* ---- messages */

enum { PARAMETERS_SHOWN = 6 }; /* of a longer list only those that are needed or given */

static bool is_shown(const Callable *callable, const Match *m, int at) {
    const Parameter *p = &callable->params.items[at];
    if (is_hidden_parameter(p) || (callable->is_method && at == 0)) return false;
    return m == NULL || callable->params.len <= PARAMETERS_SHOWN || !p->has_preset ||
           m->slots[at] >= 0;
}

static const char *signature_of(Check *c, const Callable *callable, const Match *m) {
    Sb sb;
    sb_init(&sb, c->arena);
    sb_puts(&sb, callable->name);
    for (int i = 0; i < callable->ntvars && callable->owner == NULL; i++) {
        sb_printf(&sb, "%s%s", i == 0 ? "[" : ", ", callable->tvars[i]->name);
        if (callable->tvars[i]->bound != BOUND_NONE)
            sb_printf(&sb, ": %s", bound_name(callable->tvars[i]->bound));
    }
    if (callable->ntvars > 0 && callable->owner == NULL) sb_puts(&sb, "]");
    sb_puts(&sb, "(");
    bool first = true, left_out = false;
    for (int i = 0; i < callable->params.len; i++) {
        const Parameter *p = &callable->params.items[i];
        left_out |= m != NULL && !is_shown(callable, m, i) && is_shown(callable, NULL, i);
        if (!is_shown(callable, m, i)) continue;
        sb_printf(&sb, "%s%s: %s%s", first ? "" : ", ", p->name, p->type->name,
                  p->has_preset ? " = ..." : "");
        first = false;
    }
    sb_puts(&sb, left_out ? ", ...)" : ")");
    if (callable->result->kind != TYPE_NONE && callable->fn != NULL)
        sb_printf(&sb, " -> %s", callable->result->name);
    return sb.data;
}

const char *signature_text(Check *c, const Callable *callable) {
    return signature_of(c, callable, NULL);
}

/* What matters of a signature to this call. */
static const char *signature_for(Check *c, const Callable *callable, const Call *call) {
    Match m = {0};
    slots_fill(c, callable, call, &m);
    return signature_of(c, callable, &m);
}

static void note_declaration(Check *c, const Callable *callable, const Call *call) {
    if (callable->pos.file == NULL || callable->pos.file->is_library)
        diag_help(c->d, "it is declared as %s", signature_for(c, callable, call));
    else
        diag_note(c->d, callable->pos, "%s is declared here", callable->name);
}

static void trouble_report(Check *c, const Callable *callable, const Call *call, Trouble trouble) {
    const Argument *arg = call->args.len > 0 ? &call->args.items[trouble.argument] : NULL;
    int takes = callable->params.len - (callable->is_method ? 1 : 0);
    switch (trouble.problem) {
    case TOO_MANY: {
        int given = call->args.len - (call->has_receiver ? 1 : 0);
        diag_error(c->d, arg->pos, E_EXTRA_ARGUMENT,
                   takes == 0 ? "%s takes no arguments" : "%s takes %d argument%s, found %d",
                   call->name, takes, takes == 1 ? "" : "s", given);
        break;
    }
    case UNKNOWN_KEYWORD: {
        diag_error(c->d, arg->pos, E_EXTRA_ARGUMENT, "%s has no parameter '%s'", call->name,
                   arg->name);
        VEC(const char *) names = {0};
        for (int i = 0; i < callable->params.len; i++)
            VEC_PUSH(c->arena, &names, callable->params.items[i].name);
        const char *nearest =
            names.len == 0 ? NULL : nearest_name(arg->name, names.items, names.len);
        if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
        break;
    }
    case GIVEN_TWICE:
        diag_error(c->d, arg->pos, E_ARGUMENT_TWICE, "%s gets '%s' twice", call->name,
                   callable->params.items[trouble.parameter].name);
        break;
    default: {
        const Parameter *p = &callable->params.items[trouble.parameter];
        diag_error(c->d, call->pos, E_MISSING_ARGUMENT, "%s is missing its argument '%s: %s'",
                   call->name, p->name, p->type->name);
        break;
    }
    }
    note_declaration(c, callable, call);
}

static void series_misplaced(Check *c, const Callable *callable, const Parameter *parameter,
                             const Argument *arg) {
    const char *text = source_text(c, arg->pos);
    diag_error(c->d, arg->pos, E_SERIES, "%s '%s' needs a value for this, found the series %s",
               callable->kind == CALLABLE_NODE    ? "node"
               : callable->kind == CALLABLE_GRAPH ? "graph"
                                                  : "adapter",
               callable->name, arg->value->type->name);
    if (text != NULL && callable->kind != CALLABLE_ADAPTER)
        diag_help(
            c->d,
            "a scalar parameter is fixed when the graph starts; declared as %s: %s it follows %s",
            parameter->name, arg->value->type->name, text);
}

static bool mentions(const Type *type, const TypeVar *var) {
    if (type->kind == TYPE_VAR) return type->var == var;
    if (!type->has_vars) return false;
    bool found = (type->elem != NULL && mentions(type->elem, var)) ||
                 (type->key != NULL && mentions(type->key, var));
    for (int i = 0; i < type->nargs; i++) found |= mentions(type->args[i], var);
    return found;
}

/* Which argument before this one made T what it is. */
static void binding_note(Check *c, const Match *m, const Call *call, int at) {
    const Type *wanted = m->callable->params.items[at].type;
    for (int k = 0; k < m->infer.n && wanted->has_vars; k++) {
        const TypeVar *var = m->infer.vars[k];
        if (m->infer.args[k] == NULL || !mentions(wanted, var)) continue;
        for (int i = 0; i < at; i++) {
            if (m->slots[i] < 0 || !mentions(m->callable->params.items[i].type, var)) continue;
            diag_note(c->d, call->args.items[m->slots[i]].pos, "%s is %s because of this",
                      var->name, a_type(c, m->infer.args[k]));
            return;
        }
    }
}

/* One candidate that does not take the types: says which argument, for each that is wrong. */
static void types_report(Check *c, const Call *call, Match *m) {
    const Callable *callable = m->callable;
    infer_begin(c, callable, call, m);
    int before = diag_error_count(c->d);
    for (int i = 0; i < callable->params.len; i++) {
        if (m->slots[i] < 0) continue;
        const Parameter *p = &callable->params.items[i];
        const Argument *arg = &call->args.items[m->slots[i]];
        bool unified = argument_unifies(c, m, p, arg);
        if (unified && argument_cost(c, m, p, arg) >= 0) continue;
        if (arg->value == NULL) {
            if (function_wanted(c, m, p) == NULL)
                diag_error(c->d, arg->pos, E_MISMATCH, "expected %s, found a function",
                           infer_subst(c, &m->infer, p->type)->name);
            else
                diag_error(c->d, arg->pos, E_LAMBDA,
                           "expected a function of %d parameter%s, found one of %d", p->type->nargs,
                           p->type->nargs == 1 ? "" : "s", arg->ast->params.len);
            continue;
        }
        if (refuse_wiring(c, arg->value)) continue;
        bool wants_value =
            !p->type->has_edges && is_series(arg->value->type) && callable->kind != CALLABLE_DEF;
        if (wants_value &&
            fits(c, &(TirExpr){.kind = TE_LEAF, .type = series_value(c, arg->value->type)},
                 infer_subst(c, &m->infer, p->type)) >= 0) {
            series_misplaced(c, callable, p, arg);
            continue;
        }
        const Type *shown = infer_subst(c, &m->infer, p->type);
        TirExpr value = *arg->value;
        if (m->is_lifted) value.type = seen(c, m, p, arg);
        bool is_own = callable->pos.file != NULL && !callable->pos.file->is_library;
        Want want = {shown, is_own ? p->pos : (Pos){0},
                     arena_printf(c->arena, "'%s' is declared here", p->name)};
        mismatch(c, &value, &want);
        binding_note(c, m, call, i);
        if (m->is_lifted && is_series(arg->value->type) && is_own && callable->fn != NULL)
            diag_help(c->d, "%s is called at each tick, with the value of this %s", call->name,
                      arg->value->type->name);
        if (!is_own) diag_help(c->d, "it is declared as %s", signature_for(c, callable, call));
    }
    if (diag_error_count(c->d) > before) return;
    for (int i = 0; i < m->infer.n; i++) {
        const Type *have = m->infer.args[i];
        if (have == NULL || bound_holds(c, have, m->infer.vars[i]->bound)) continue;
        diag_error(c->d, call->pos, E_BOUND, "%s needs a type %s that is %s, found %s", call->name,
                   m->infer.vars[i]->name, bound_text(m->infer.vars[i]->bound), have->name);
        note_declaration(c, callable, call);
    }
}

static const char *types_text(Check *c, const Call *call) {
    Sb sb;
    sb_init(&sb, c->arena);
    for (int i = call->has_receiver ? 1 : 0; i < call->args.len; i++) {
        const Argument *arg = &call->args.items[i];
        if (sb.size > 0) sb_puts(&sb, ", ");
        if (arg->name != NULL) sb_printf(&sb, "%s: ", arg->name);
        sb_puts(&sb, arg->value == NULL                 ? "a function"
                     : has_unknown(c, arg->value->type) ? "an empty literal"
                                                        : arg->value->type->name);
    }
    return sb.data;
}

/* Would the call do if what may be None were set? */
static bool optional_report(Check *c, const Callables *candidates, const Call *call) {
    Call set = *call;
    const TirExpr *first = NULL;
    set.args.items = ARENA_ARRAY(c->arena, Argument, call->args.len + 1);
    for (int i = 0; i < call->args.len; i++) {
        set.args.items[i] = call->args.items[i];
        const TirExpr *value = call->args.items[i].value;
        if (value == NULL || value->type->kind != TYPE_OPT) continue;
        if (first == NULL) first = value;
        set.args.items[i].value = tir(c, TE_UNWRAP, value->type->elem, value->pos);
    }
    for (int i = 0; first != NULL && i < candidates->len; i++) {
        Match m = {.callable = candidates->items[i]};
        if (slots_fill(c, m.callable, &set, &m).problem != NO_PROBLEM || !match_types(c, &set, &m))
            continue;
        if (m.callable->is_template) return false; /* None may be one of its types */
        refuse_optional(c, first, arena_printf(c->arena, "%s(...)", call->name));
        return true;
    }
    return false;
}

/* How many arguments don't fit; some_fit is set when others do. */
static int misfits(Check *c, const Call *call, Match *m, bool *some_fit) {
    int n = 0;
    infer_begin(c, m->callable, call, m);
    for (int i = 0; i < m->callable->params.len; i++) {
        if (m->slots[i] < 0) continue;
        const Parameter *p = &m->callable->params.items[i];
        const Argument *arg = &call->args.items[m->slots[i]];
        if (argument_unifies(c, m, p, arg) && argument_cost(c, m, p, arg) >= 0)
            *some_fit = true;
        else
            n++;
    }
    return n;
}

/* Of several candidates the one that fails in fewer arguments than all others is what was meant. */
static bool nearest_report(Check *c, const Callables *candidates, const Call *call) {
    Match best = {0};
    int least = 0, ties = 0;
    for (int i = 0; i < candidates->len; i++) {
        bool some_fit = false;
        Match m = {.callable = candidates->items[i]};
        if (slots_fill(c, m.callable, call, &m).problem != NO_PROBLEM) continue;
        m.is_lifted = may_lift(c, m.callable, call);
        int n = misfits(c, call, &m, &some_fit);
        if (n == 0 || !some_fit) continue;
        if (best.callable != NULL && n >= least) {
            ties += n == least;
            continue;
        }
        best = m;
        least = n;
        ties = 0;
    }
    if (best.callable == NULL || ties > 0) return false;
    int before = diag_error_count(c->d);
    types_report(c, call, &best);
    return diag_error_count(c->d) > before;
}

/* The same keyword is unknown to all. */
static bool keyword_report(Check *c, const Callables *candidates, const Call *call) {
    Trouble first = {0};
    for (int i = 0; i < candidates->len; i++) {
        Match m = {.callable = candidates->items[i]};
        Trouble each = slots_fill(c, m.callable, call, &m);
        if (each.problem != UNKNOWN_KEYWORD || (i > 0 && each.argument != first.argument))
            return false;
        first = each;
    }
    trouble_report(c, candidates->items[0], call, first);
    return true;
}

/* curve(float, ...), as in csp: a type among the arguments. */
static bool type_argument_report(Check *c, const Callables *candidates, const Call *call) {
    const Callable *callable = candidates->items[0];
    const Argument *arg = call->args.len > 0 ? &call->args.items[0] : NULL;
    if (callable->ntvars == 0 || call->ntargs > 0 || arg == NULL || arg->value != NULL ||
        arg->ast == NULL)
        return false;
    if (arg->ast->kind != AST_NAME || !type_name_known(c, arg->ast->name)) return false;
    for (int i = 0; i < candidates->len; i++)
        if (candidates->items[i]->params.len > 0 &&
            candidates->items[i]->params.items[0].type->kind == TYPE_FN)
            return false;
    diag_error(c->d, arg->pos, E_TYPE_ARGUMENTS, "the type '%s' is not among the arguments of %s",
               arg->ast->name, call->name);
    diag_help(c->d, "types are given in brackets: %s[%s](%s)", call->name, arg->ast->name,
              call->args.len > 1 ? "..." : "");
    return true;
}

static void overloads_report(Check *c, const Callables *candidates, Call *call) {
    Match only = {0};
    Trouble trouble = {0};
    int fitting = 0;
    if (type_argument_report(c, candidates, call)) return;
    for (int i = 0; i < candidates->len; i++) {
        Match m = {.callable = candidates->items[i]};
        Trouble each = slots_fill(c, m.callable, call, &m);
        if (each.problem == NO_PROBLEM) {
            fitting++;
            only = m;
        } else if (i == 0 || each.problem == NOT_GIVEN) {
            trouble = each;
        }
    }
    if (candidates->len == 1 && fitting == 0) {
        trouble_report(c, candidates->items[0], call, trouble);
        return;
    }
    if (fitting == 1) {
        only.is_lifted = may_lift(c, only.callable, call);
        types_report(c, call, &only);
        return;
    }
    for (int i = 0; i < call->args.len; i++)
        if (call->args.items[i].value != NULL && refuse_wiring(c, call->args.items[i].value))
            return;
    if (optional_report(c, candidates, call) || keyword_report(c, candidates, call) ||
        nearest_report(c, candidates, call))
        return;
    if (call->has_receiver && call->args.len == 1)
        diag_error(c->d, call->pos, E_OVERLOAD, "no form of %s fits %s without arguments",
                   call->name, a_type(c, call->args.items[0].value->type));
    else if (call->args.len == 0)
        diag_error(c->d, call->pos, E_OVERLOAD, "no form of %s goes without arguments", call->name);
    else
        diag_error(c->d, call->pos, E_OVERLOAD, "no form of %s takes (%s)", call->name,
                   types_text(c, call));
    for (int i = 0; i < candidates->len && i < 8; i++)
        diag_help(c->d, "there is %s", signature_for(c, candidates->items[i], call));
}

/* ---- choice */

bool match_best(Check *c, const Callables *candidates, Call *call, Match *best) {
    bool found = false;
    for (int i = 0; i < call->args.len; i++)
        if (call->args.items[i].value != NULL &&
            call->args.items[i].value->type->kind == TYPE_ERROR)
            return false;
    for (int lifted = 0; lifted < 2 && !found; lifted++)
        for (int i = 0; i < candidates->len; i++) {
            Match m = {.callable = candidates->items[i], .is_lifted = lifted == 1};
            if (m.is_lifted && !may_lift(c, m.callable, call)) continue;
            if (slots_fill(c, m.callable, call, &m).problem != NO_PROBLEM ||
                !match_types(c, call, &m))
                continue;
            if (!found || m.cost < best->cost) *best = m;
            found = true;
        }
    if (!found) overloads_report(c, candidates, call);
    if (!found || !best->callable->is_template) return found;
    best->callable = union_instance(c, best, call);
    return best->callable != NULL && match_types(c, call, best);
}
