/* check_collect.c - several series made one: structs of series (fromts, collectts) and the text of a graph's outputs.
 *
 * All of it is wired from nodes of base.csp. What is read twice gets a name first (TE_LET): wiring it twice could print twice.
 */
#include <string.h>

#include "types/forms.h"

/* ---- series that are used more than once */

typedef struct Named {
    VEC(TirVar *) vars;
    VEC(TirExpr *) values;
} Named;

static TirExpr *once(Check *c, Named *named, TirExpr *value) {
    if (value->kind == TE_VAR) return value;
    TirVar *temp = temp_new(c, value->type, value->pos);
    VEC_PUSH(c->arena, &named->vars, temp);
    VEC_PUSH(c->arena, &named->values, value);
    TirExpr *read = tir(c, TE_VAR, value->type, value->pos);
    read->var = temp;
    return read;
}

static TirExpr *wrap_named(Check *c, const Named *named, TirExpr *e) {
    if (e->type->kind == TYPE_ERROR) return e;
    for (int i = named->vars.len - 1; i >= 0; i--) {
        TirExpr *let = tir(c, TE_LET, e->type, e->pos);
        let->var = named->vars.items[i];
        let->a = named->values.items[i];
        let->b = e;
        e = let;
    }
    return e;
}

/* ---- the arguments: fields by name */

static bool is_edge(const Type *type) {
    return type->kind == TYPE_TS || type->kind == TYPE_DELAYED;
}

static int field_of(const StructInfo *info, const Argument *arg) {
    return arg->name == NULL ? -1 : field_index(info->type, arg->name);
}

/* A series that ticks when any of them does. */
static TirExpr *pulse_of(Check *c, const Call *call, Pos pos) {
    TirExpr *pulse = NULL;
    for (int i = 0; i < call->args.len; i++) {
        TirExpr *value = call->args.items[i].value;
        if (value == NULL || !is_edge(value->type)) continue;
        TirExpr *pair[] = {pulse, edge_of(c, value)};
        pulse = pulse == NULL ? pair[1] : library_call(c, "either_ticks", pair, 2, NULL, 0, pos);
    }
    return pulse;
}

/* ---- fromts */

static bool has_preset(const TirField *field) {
    return field->preset != NULL || field->type->kind == TYPE_OPT;
}

/* fromts waits for the fields without default only: the others have theirs until their series ticks. True when none waits. */
static bool presets_until_ticked(Check *c, const StructInfo *info, Call *call) {
    bool waits = false, any = false;
    for (int i = 0; i < call->args.len; i++) {
        Argument *arg = &call->args.items[i];
        int index = field_of(info, arg);
        if (arg->value == NULL || index < 0 || !is_edge(arg->value->type)) continue;
        const TirField *field = &info->strct->fields.items[index];
        const Type *edge = type_of1(c->types, TYPE_TS, field->type);
        any = true;
        if (field->preset == NULL || field->type->has_vars || fits(c, arg->value, edge) < 0) {
            waits = true;
            continue;
        }
        TirExpr *both[] = {convert_to(c, arg->value, edge), field->preset};
        arg->value = library_call(c, "default", both, 2, &field->type, 1, arg->pos);
        arg->type = arg->value->type;
    }
    return any && !waits;
}

/* The first argument without a name, or `trigger=` where no field is called so. */
static TirExpr *trigger_take(const StructInfo *info, Call *call) {
    for (int i = 0; i < call->args.len; i++) {
        Argument *arg = &call->args.items[i];
        bool is_trigger = arg->name == NULL ? i == 0
                                            : strcmp(arg->name, "trigger") == 0 &&
                                                  field_index(info->type, "trigger") < 0;
        if (!is_trigger || arg->value == NULL) continue;
        TirExpr *trigger = arg->value;
        for (int k = i; k + 1 < call->args.len; k++) call->args.items[k] = call->args.items[k + 1];
        call->args.len--;
        return trigger;
    }
    return NULL;
}

TirExpr *fromts_finish(Check *c, StructInfo *info, Call *call, const Callables *constructor) {
    Named named = {0};
    TirExpr *trigger = trigger_take(info, call);
    for (int i = 0; i < call->args.len; i++) {
        Argument *arg = &call->args.items[i];
        if (arg->name == NULL) {
            diag_error(c->d, arg->pos, E_EXTRA_ARGUMENT,
                       "fromts takes fields by name, and before them only the trigger");
            return poison(c, call->pos);
        }
        if (arg->value != NULL && is_edge(arg->value->type))
            arg->value = once(c, &named, arg->value);
    }
    if (trigger != NULL && !is_edge(trigger->type)) {
        diag_error(c->d, trigger->pos, E_SERIES, "the trigger is a series, found %s",
                   trigger->type->name);
        diag_help(c->d, "the fields are given by name: %s.fromts(%s=...)", info->strct->name,
                  info->strct->fields.len > 0 ? info->strct->fields.items[0].name : "field");
        return poison(c, call->pos);
    }
    TirExpr *pulse = trigger != NULL ? edge_of(c, trigger) : pulse_of(c, call, call->pos);
    bool ticks_alone = presets_until_ticked(c, info, call);
    TirExpr *e = call_resolve(c, constructor, call);
    if (e->type->kind == TYPE_ERROR || !is_edge(e->type)) return e;
    if (trigger != NULL || ticks_alone) { /* the defaults alone make none */
        TirExpr *both[] = {pulse, e};
        e = library_call(c, "sample", both, 2, NULL, 0, call->pos);
    }
    return wrap_named(c, &named, e);
}

/* ---- collectts */

static bool may_be_unset(Check *c, const StructInfo *info, const Call *call) {
    for (int i = 0; i < info->strct->fields.len; i++) {
        const TirField *field = &info->strct->fields.items[i];
        if (has_preset(field)) continue;
        const char *name = info->strct->name;
        diag_error(
            c->d, call->pos, E_COLLECT,
            "%s.collectts sets the fields whose series tick: '%s' may be left without a value",
            name, field->name);
        diag_note(c->d, field->pos, "it is declared here");
        diag_help(c->d, "let it be absent, %s: %s?, or give it a default", field->name,
                  field->type->name);
        return false; /* one says it for all */
    }
    return true;
}

static TirExpr *collected(Check *c, const Type *strct, int index, TirExpr *value, TirExpr *pulse) {
    const TirField *field = &strct->strct->fields.items[index];
    const Type *type = type_field(c->types, strct, index);
    if (type->kind == TYPE_OPT && (field->preset == NULL || field->preset->kind == TE_NONE)) {
        TirExpr *edge = convert_to(c, value, type_of1(c->types, TYPE_TS, type->elem));
        TirExpr *args[] = {edge, pulse};
        return library_call(c, "where_ticked", args, 2, NULL, 0, value->pos);
    }
    TirExpr *edge = convert_to(c, value, type_of1(c->types, TYPE_TS, type));
    TirExpr *args[] = {edge, pulse, field->preset};
    return library_call(c, "where_ticked_or", args, 3, NULL, 0, value->pos);
}

TirExpr *collectts_finish(Check *c, StructInfo *info, const Type *type, Call *call,
                          const Callables *constructor) {
    Named named = {0};
    if (!may_be_unset(c, info, call)) return poison(c, call->pos);
    if (type->has_vars) {
        diag_error(c->d, call->pos, E_TYPE_ARGUMENTS,
                   "the type arguments of %s are written here: %s[...].collectts(...)",
                   info->strct->name, info->strct->name);
        return poison(c, call->pos);
    }
    for (int i = 0; i < call->args.len; i++) {
        Argument *arg = &call->args.items[i];
        if (arg->name == NULL || arg->value == NULL || !is_edge(arg->value->type)) {
            diag_error(c->d, arg->pos, E_COLLECT, "collectts takes series, by the names of fields");
            return poison(c, call->pos);
        }
        arg->value = once(c, &named, arg->value);
    }
    if (call->args.len == 0) {
        diag_error(c->d, call->pos, E_COLLECT, "collectts needs a series for one field at least");
        return poison(c, call->pos);
    }
    TirExpr *pulse = once(c, &named, pulse_of(c, call, call->pos));
    for (int i = 0; i < call->args.len; i++) {
        Argument *arg = &call->args.items[i];
        int index = field_of(info, arg);
        if (index < 0) continue; /* the constructor complains */
        const Type *field = type_field(c->types, type, index);
        const Type *elem = field->kind == TYPE_OPT ? field->elem : field;
        if (fits(c, arg->value, type_of1(c->types, TYPE_TS, elem)) < 0) continue;
        arg->value = collected(c, type, index, arg->value, pulse);
        arg->type = arg->value->type;
    }
    return wrap_named(c, &named, call_resolve(c, constructor, call));
}

/* ---- print of several outputs: {'a': 2, 'b': 10} of those that ticked */

TirExpr *record_text(Check *c, TirExpr *record) {
    Named named = {0};
    const Type *type = record->type;
    const Type *text = type_of1(c->types, TYPE_TS, c->str);
    TirExpr *names = tir(c, TE_LIST, type_of1(c->types, TYPE_LIST, c->str), record->pos);
    TirExpr *texts = tir(c, TE_LIST, type_of1(c->types, TYPE_LIST, text), record->pos);
    record = once(c, &named, record);
    for (int i = 0; i < type->nargs; i++) {
        TirExpr *output = tir(c, TE_ITEM, type->args[i], record->pos);
        output->a = record;
        output->index = i;
        TirExpr *shown = type->args[i]->kind == TYPE_TS
                             ? library_call(c, "repr", &output, 1, NULL, 0, record->pos)
                             : basket_text(c, output);
        if (shown->type->kind == TYPE_ERROR) return shown;
        VEC_PUSH(c->arena, &names->args,
                 const_str(c, type->names[i], strlen(type->names[i]), record->pos));
        VEC_PUSH(c->arena, &texts->args, shown);
    }
    TirExpr *args[] = {names, texts};
    return wrap_named(c, &named, library_call(c, "record_text", args, 2, NULL, 0, record->pos));
}
