/* check_literal.c - constants, f-strings, list and dict literals, comprehensions. */
#include <string.h>

#include "types/checker.h"

TirExpr *tir(Check *c, TirExprKind kind, const Type *type, Pos pos) {
    TirExpr *e = ARENA_NEW(c->arena, TirExpr);
    e->kind = kind;
    e->type = type;
    e->pos = pos;
    return e;
}

TirExpr *poison(Check *c, Pos pos) { return tir(c, TE_NONE, c->error, pos); }

/* ---- constants, in run-time layout */

static TirExpr *constant(Check *c, const Type *type, const void *bytes, size_t size, Pos pos) {
    TirExpr *e = tir(c, TE_CONST, type, pos);
    void *value = arena_alloc(c->arena, size);
    memcpy(value, bytes, size);
    e->value = value;
    return e;
}

TirExpr *const_of(Check *c, const Type *type, int64_t value, Pos pos) {
    return constant(c, type, &value, sizeof value, pos);
}

TirExpr *const_int(Check *c, int64_t value, Pos pos) { return const_of(c, c->integer, value, pos); }

TirExpr *const_float(Check *c, double value, Pos pos) {
    return constant(c, c->real, &value, sizeof value, pos);
}

TirExpr *const_bool(Check *c, bool value, Pos pos) {
    uint8_t byte = value ? 1 : 0;
    return constant(c, c->boolean, &byte, sizeof byte, pos);
}

/* A static string object: its negative count says that nobody frees it. */
static TirExpr *text_constant(Check *c, const Type *type, const char *text, size_t size, Pos pos) {
    csp_str *s = NULL;
    if (size > 0) {
        s = arena_alloc(c->arena, sizeof(csp_str) + size + 1);
        s->refs = -1;
        s->size = (int64_t)size;
        memcpy(s->data, text, size);
        for (size_t i = 0; i < size; i++)
            s->chars += type->kind == TYPE_BYTES || ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return constant(c, type, &s, sizeof s, pos);
}

TirExpr *const_str(Check *c, const char *text, size_t size, Pos pos) {
    return text_constant(c, c->str, text, size, pos);
}

bool const_int_value(const TirExpr *value, int64_t *number) {
    if (value->kind != TE_CONST || value->type->kind != TYPE_INT) return false;
    *number = *(const int64_t *)value->value;
    return true;
}

/* Side as a list of its members. */
TirExpr *enum_items(Check *c, const Type *type, Pos pos) {
    TirExpr *list = tir(c, TE_LIST, type_of1(c->types, TYPE_LIST, type), pos);
    for (int i = 0; i < type->enm->items.len; i++)
        VEC_PUSH(c->arena, &list->args, const_of(c, type, type->enm->items.items[i].value, pos));
    return list;
}

/* ---- f-strings */

static void text_part(Check *c, TirExpr *e, const char *text, size_t size) {
    TirFPart part = {.text = text, .size = size, .spec = ""};
    VEC_PUSH(c->arena, &e->parts, part);
}

static void spec_verify(Check *c, const TirExpr *value, const char *spec) {
    size_t n = strlen(spec);
    if (n == 0 || value->type->kind == TYPE_ERROR) return;
    char last = spec[n - 1];
    TypeKind kind = value->type->kind;
    const char *wrong = NULL;
    if (strchr("feEgGF%", last) != NULL && kind != TYPE_FLOAT && kind != TYPE_INT &&
        kind != TYPE_VAR)
        wrong = "a number";
    if (strchr("dxXobc", last) != NULL && kind != TYPE_INT && kind != TYPE_VAR &&
        kind != TYPE_ENUM && kind != TYPE_BOOL)
        wrong = "an int";
    if (last == 's' && kind != TYPE_STR && kind != TYPE_VAR && kind != TYPE_ENUM) wrong = "a str";
    if (kind == TYPE_DATETIME || kind == TYPE_DATE || kind == TYPE_TIME || kind == TYPE_TIMEDELTA ||
        wrong == NULL)
        return;
    diag_error(c->d, value->pos, E_FORMAT, "the format '%s' is for %s, found %s", spec, wrong,
               value->type->name);
}

/* `{x!r:>8}`: the specification is that of the text. */
static TirExpr *converted_parts(Check *c, TirExpr *fstring) {
    for (int i = 0; i < fstring->parts.len; i++) {
        TirFPart *part = &fstring->parts.items[i];
        if (part->conversion == '\0' || *part->spec == '\0') continue;
        const char *name = part->conversion == 'r' ? "repr" : "str";
        part->value = library_call(c, name, &part->value, 1, NULL, 0, part->value->pos);
        part->conversion = '\0';
        spec_verify(c, part->value, part->spec);
    }
    return fstring;
}

/* {x:{w}.{p}f} is the text of format(x, f"{w}.{p}f"). */
static TirExpr *computed_format(Check *c, const AstFPart *part, TirExpr *value, TirExpr **lift,
                                Pos pos) {
    if (value->type->kind == TYPE_ERROR) return value;
    if (part->conversion != 0)
        value = library_call(c, part->conversion == 'r' ? "repr" : "str", &value, 1, NULL, 0,
                             value->pos);
    TirExpr *spec = fstring_check(c, part->computed);
    if (is_series(spec->type)) {
        if (*lift == NULL) *lift = lift_new(c, pos);
        spec = lift_leaf(c, *lift, spec);
    }
    if (spec->type->kind == TYPE_ERROR) return spec;
    TirExpr *args[] = {value, spec};
    return library_call(c, "format", args, 2, NULL, 0, value->pos);
}

TirExpr *fstring_check(Check *c, const AstExpr *ast) {
    TirExpr *e = tir(c, TE_FSTRING, c->str, ast->pos);
    TirExpr *lift = NULL;
    bool bad = false;
    c->body->may_fail = true;
    for (int i = 0; i < ast->parts.len; i++) {
        const AstFPart *part = &ast->parts.items[i];
        if (part->value == NULL) {
            text_part(c, e, part->text, part->size);
            continue;
        }
        TirExpr *value = value_check(c, part->value);
        if (part->debug != NULL) text_part(c, e, part->debug, strlen(part->debug));
        bad |= value->type->kind == TYPE_ERROR || refuse_wiring(c, value);
        if (holds_function(value->type)) {
            diag_error(c->d, value->pos, E_NOT_A_VALUE, "a function can't be printed");
            bad = true;
        }
        if (value->type->kind == TYPE_RECORD || value->type->kind == TYPE_FEEDBACK) continue;
        if (is_series(value->type)) {
            if (lift == NULL) lift = lift_new(c, ast->pos);
            value = lift_leaf(c, lift, value);
            bad |= value->type->kind == TYPE_ERROR;
        }
        const char *spec = part->spec == NULL ? "" : part->spec;
        if (part->computed != NULL) {
            value = computed_format(c, part, value, &lift, ast->pos);
            bad |= value->type->kind == TYPE_ERROR;
        }
        bool is_text = part->conversion != 0 && *spec != '\0'; /* the spec is of the text */
        if (!is_text) spec_verify(c, value, spec);
        observe(c, value->type);
        bool is_debug =
            part->debug != NULL && *spec == '\0' && part->conversion == 0 && part->computed == NULL;
        char conversion = part->computed != NULL               ? '\0'
                          : is_text || part->conversion == 'r' ? part->conversion
                          : is_debug                           ? 'r'
                                                               : '\0';
        TirFPart done = {.value = value, .spec = spec, .conversion = conversion};
        VEC_PUSH(c->arena, &e->parts, done);
    }
    if (bad) return poison(c, ast->pos);
    if (lift == NULL) return converted_parts(c, e);
    for (int i = 0; i < e->parts.len; i++) { /* scalars are computed once, not at each tick */
        TirFPart *part = &e->parts.items[i];
        if (part->value != NULL && part->value->kind != TE_LEAF)
            part->value = lift_leaf(c, lift, part->value);
    }
    return lift_finish(c, lift, converted_parts(c, e));
}

/* ---- list, set and tuple literals */

static void misfit_item(Check *c, const TirExpr *first, const TirExpr *item, const char *what) {
    diag_error(c->d, item->pos, E_MIXED, "%s of one %s have one type: found %s after %s", what,
               strcmp(what, "items") == 0 ? "list" : "dict", item->type->name, first->type->name);
    diag_note(c->d, first->pos, "the first is %s", a_type(c, first->type));
    if (item->type->kind != TYPE_NONE)
        diag_help(c->d, "values of several types go together in a tuple or a struct");
}

/* The common type of every step-th item; items are converted to it. Error: reported. */
static const Type *items_join(Check *c, TirExprs *items, int from, int step, const char *what) {
    const Type *type = c->unknown;
    for (int i = from; i < items->len; i += step) {
        const TirExpr *item = items->items[i];
        if (item->type->kind == TYPE_ERROR) return c->error;
        const Type *both = join(c, type, item->type);
        if (both == NULL) {
            misfit_item(c, items->items[from], item, what);
            return c->error;
        }
        type = both;
    }
    for (int i = from; i < items->len; i += step) {
        if (fits(c, items->items[i], type) < 0) {
            misfit_item(c, items->items[from], items->items[i], what);
            return c->error;
        }
        items->items[i] = convert_to(c, items->items[i], type);
    }
    return type;
}

TirExpr *list_check(Check *c, const AstExpr *ast) {
    bool is_set = ast->kind == AST_SET;
    TirExpr *spread = spread_list(c, ast);
    if (spread != NULL) return spread;
    TirExpr *e = tir(c, is_set ? TE_SET : TE_LIST, c->error, ast->pos);
    const Type *hint = literal_hint(c, TYPE_LIST);
    if (hint != NULL) hint = hint->elem;
    for (int i = 0; i < ast->items.len; i++)
        VEC_PUSH(c->arena, &e->args, item_check(c, ast->items.items[i], &hint));
    const Type *elem = items_join(c, &e->args, 0, 1, "items");
    if (elem->kind == TYPE_ERROR) return poison(c, ast->pos);
    if (is_set && !bound_holds(c, elem, BOUND_HASHABLE)) {
        diag_error(c->d, ast->pos, E_BAD_TYPE, "%s can't be in a set", elem->name);
        return poison(c, ast->pos);
    }
    if (is_set) observe(c, elem);
    e->type = type_of1(c->types, is_set ? TYPE_SET : TYPE_LIST, elem);
    return e;
}

TirExpr *dict_check(Check *c, const AstExpr *ast) {
    TirExpr *e = tir(c, TE_DICT, c->error, ast->pos);
    const Type *hint = literal_hint(c, TYPE_DICT);
    if (hint != NULL) hint = hint->elem;
    for (int i = 0; i + 1 < ast->items.len; i += 2) {
        if (ast->items.items[i] == NULL) return spread_dict(c, ast);
        VEC_PUSH(c->arena, &e->args, value_check(c, ast->items.items[i]));
        VEC_PUSH(c->arena, &e->args, item_check(c, ast->items.items[i + 1], &hint));
    }
    if (e->args.len == 0) {
        e->type = type_dict(c->types, c->unknown, c->unknown);
        return e;
    }
    const Type *key = items_join(c, &e->args, 0, 2, "keys"),
               *elem = items_join(c, &e->args, 1, 2, "values");
    if (key->kind == TYPE_ERROR || elem->kind == TYPE_ERROR) return poison(c, ast->pos);
    if (!bound_holds(c, key, BOUND_HASHABLE)) {
        diag_error(c->d, e->args.items[0]->pos, E_BAD_TYPE, "%s can't be the key of a dict",
                   key->name);
        return poison(c, ast->pos);
    }
    observe(c, key);
    e->type = type_dict(c->types, key, elem);
    return e;
}

/* ---- iteration */

const Type *item_type(Check *c, TirExpr *iterable) {
    const Type *type = iterable->type;
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_SET: return type->elem;
    case TYPE_DICT: return type->key;
    case TYPE_STR: return c->str;
    case TYPE_BYTES: return c->integer;
    case TYPE_ARRAY:
        if (type->dims == 1) return type->elem;
        break;
    case TYPE_TUPLE: {
        const Type *item = c->unknown;
        for (int i = 0; i < type->nargs && item != NULL; i++) item = join(c, item, type->args[i]);
        if (item != NULL && item != c->unknown) return item;
        break;
    }
    case TYPE_ERROR: return c->error;
    case TYPE_OPT: refuse_optional(c, iterable, "a loop over the items"); return c->error;
    case TYPE_TS:
    case TYPE_DELAYED:
        diag_error(c->d, iterable->pos, E_SERIES,
                   "a series can't be looped over while the graph is wired");
        diag_help(c->d, "loop over each of its values in a def or a node, or take the items apart "
                        "with unroll(x)");
        return c->error;
    case TYPE_INT:
        diag_error(c->d, iterable->pos, E_NOT_ITERABLE, "an int can't be looped over");
        diag_help(c->d, "write range(%s)",
                  source_text(c, iterable->pos) == NULL ? "n" : source_text(c, iterable->pos));
        return c->error;
    default: break;
    }
    if (refuse_wiring(c, iterable)) return c->error;
    diag_error(c->d, iterable->pos, E_NOT_ITERABLE, "a value of type %s can't be looped over",
               type->name);
    return c->error;
}

TirExpr *loop_items(Check *c, TirExpr *iterable) {
    if (iterable->type->kind != TYPE_JSON) return iterable;
    return library_call(c, "json_elements", &iterable, 1, NULL, 0, iterable->pos);
}

TirExpr *iterable_check(Check *c, const AstExpr *ast) {
    if (ast->kind == AST_NAME || ast->kind == AST_MEMBER) {
        const Symbol *symbol = ast->kind == AST_NAME             ? name_lookup(c, ast->name)
                               : module_of(c, ast->left) != NULL ? member_symbol(c, ast)
                                                                 : NULL;
        if (symbol != NULL && symbol->info != NULL && symbol->info->enm != NULL &&
            symbol->var == NULL) {
            struct_resolve(c, symbol->info);
            return enum_items(c, symbol->info->type, ast->pos);
        }
    }
    TirExpr *value = value_check(c, ast);
    const TirVar *input = input_of(value);
    if (input != NULL && input->kind == TV_INPUT &&
        (input->type->kind == TYPE_LIST || input->type->kind == TYPE_DICT ||
         input->type->kind == TYPE_DYNAMIC)) {
        diag_error(c->d, ast->pos, E_BASKET, "a basket is looped over by what is wanted of it");
        diag_help(c->d, "write %s.tickeditems(), %s.validvalues() or %s.keys()", input->name,
                  input->name, input->name);
        return poison(c, ast->pos);
    }
    return value;
}

/* for key, value in d */
bool refuse_pairs(Check *c, const AstExpr *target, const TirExpr *iterable) {
    const Type *type = iterable->type;
    if (target->kind != AST_TUPLE || type->kind != TYPE_DICT || type->key->kind == TYPE_TUPLE ||
        type->key->kind == TYPE_ERROR)
        return false;
    const char *text = source_text(c, iterable->pos);
    diag_error(c->d, iterable->pos, E_UNPACK, "a loop over a dict gives its keys: each is %s",
               a_type(c, type->key));
    diag_help(c->d, "keys and values together: %s.items()", text == NULL ? "d" : text);
    return true;
}

/* Binds the item of a loop; names in a comprehension are its own, those of a `for` the function's.
 */
TirVar *clause_bind(Check *c, const AstExpr *target, const Type *item, TirStmts *unpack,
                    bool is_comprehension) {
    if (is_comprehension && target->kind == AST_NAME) {
        Variable *var = (Variable *)local_new(c, target->name, item, target->pos);
        var->is_loop = true;
        flow_assign(c, &c->body->flow, &var->tir);
        bind_name(c, target->name, &var->tir);
        return &var->tir;
    }
    if (target->kind == AST_NAME) {
        Symbol *symbol = scope_find(c->body->top, target->name);
        if (symbol == NULL) {
            Variable *var = (Variable *)local_new(c, target->name, item, target->pos);
            symbol = scope_add(c, c->body->top, target->name, target->pos);
            symbol->var = &var->tir;
            symbol->body = c->body;
        }
        if (symbol->var != NULL && symbol->var->kind == TV_LOCAL && symbol->var->type == item) {
            ((Variable *)symbol->var)->is_loop = true;
            facts_kill(c, symbol->var, NULL);
            flow_assign(c, &c->body->flow, symbol->var);
            return symbol->var;
        }
    }
    TirVar *temp = temp_new(c, item, target->pos);
    flow_assign(c, &c->body->flow, temp);
    TirExpr *value = tir(c, TE_VAR, item, target->pos);
    value->var = temp;
    TirStmts *saved = c->body->block;
    c->body->block = unpack;
    bool as_list = unpacks_list(target, item) && item->kind != TYPE_ERROR;
    if (is_comprehension && as_list) {
        bool good = unpack_begin(c, target, value);
        for (int i = 0; i < target->items.len; i++) {
            const AstExpr *each = target->items.items[i];
            if (each->kind == AST_STAR) each = each->left;
            TirStmts more = {0};
            TirStmt *s = tir_stmt(c, TS_ASSIGN, target->pos);
            s->value = good ? unpack_part(c, target, value, i) : poison(c, each->pos);
            TirVar *var = clause_bind(c, each, s->value->type, &more, true);
            s->target = tir(c, TE_VAR, s->value->type, each->pos);
            s->target->var = var;
            tir_push(c, s);
            for (int j = 0; j < more.len; j++) tir_push(c, more.items[j]);
        }
    } else if (is_comprehension) {
        if (item->kind == TYPE_TUPLE && item->nargs != target->items.len)
            diag_error(c->d, target->pos, E_UNPACK, "%d names for the %d values of %s",
                       target->items.len, item->nargs, item->name);
        else if (item->kind != TYPE_TUPLE && item->kind != TYPE_ERROR)
            diag_error(c->d, target->pos, E_UNPACK, "only tuples can be unpacked, found %s",
                       item->name);
        for (int i = 0; i < target->items.len; i++) {
            const Type *each =
                item->kind == TYPE_TUPLE && i < item->nargs ? item->args[i] : c->error;
            TirStmts more = {0};
            TirVar *var = clause_bind(c, target->items.items[i], each, &more, true);
            TirStmt *s = tir_stmt(c, TS_ASSIGN, target->pos);
            s->target = tir(c, TE_VAR, each, target->items.items[i]->pos);
            s->target->var = var;
            s->value = tir(c, TE_ITEM, each, target->items.items[i]->pos);
            s->value->a = value;
            s->value->index = i;
            tir_push(c, s);
            for (int j = 0; j < more.len; j++) tir_push(c, more.items[j]);
        }
    } else {
        target_assign(c, target, value, true);
    }
    c->body->block = saved;
    return temp;
}

/* ---- comprehensions */

/* A series as what is looped over: the comprehension is lifted. */
static void clause_lift(Check *c, TirExpr **iterable, TirExpr **lift, Pos pos) {
    const Type *type = (*iterable)->type;
    if (!in_graph(c) || (type->kind != TYPE_TS && type->kind != TYPE_DELAYED)) return;
    if (*lift == NULL) *lift = lift_new(c, pos);
    *iterable = lift_leaf(c, *lift, *iterable);
}

static bool clause_check(Check *c, const AstClause *ast, TirClause *clause, TirExpr **lift,
                         Pos pos) {
    clause->iterable = iterable_check(c, ast->iterable);
    clause_lift(c, &clause->iterable, lift, pos);
    clause->iterable = loop_source(c, loop_items(c, clause->iterable));
    const Type *item = item_type(c, clause->iterable);
    if (refuse_pairs(c, ast->target, clause->iterable)) item = c->error;
    c->body->scope = scope_new(c, c->body->scope, c->body);
    clause->item = clause_bind(c, ast->target, item, &clause->unpack, true);
    for (int i = 0; i < ast->conditions.len; i++) {
        TirExpr *condition = boolean_check(c, ast->conditions.items[i]);
        facts_add(c, condition, true);
        VEC_PUSH(c->arena, &clause->conditions, condition);
    }
    return item->kind != TYPE_ERROR;
}

TirExpr *comprehension_check(Check *c, const AstExpr *ast) {
    TirExpr *e = tir(c, TE_COMPREHENSION, c->error, ast->pos);
    e->comp = ARENA_NEW(c->arena, TirComp);
    e->comp->kind = ast->kind == AST_SETCOMP ? 's' : ast->kind == AST_DICTCOMP ? 'd' : 'l';
    TirExpr *lift = NULL;
    Scope *outer = c->body->scope;
    const Fact *facts = c->body->flow.facts;
    bool good = true;
    for (int i = 0; i < ast->clauses.len; i++) {
        TirClause clause = {0};
        good &= clause_check(c, &ast->clauses.items[i], &clause, &lift, ast->pos);
        VEC_PUSH(c->arena, &e->comp->clauses, clause);
    }
    if (ast->kind == AST_DICTCOMP) e->comp->key = value_check(c, ast->items.items[0]);
    e->comp->value = value_check(c, ast->items.items[ast->kind == AST_DICTCOMP ? 1 : 0]);
    c->body->scope = outer;
    c->body->flow.facts = facts;
    const Type *value = e->comp->value->type,
               *key = e->comp->key == NULL ? NULL : e->comp->key->type;
    if (!good || value->kind == TYPE_ERROR || (key != NULL && key->kind == TYPE_ERROR))
        return poison(c, ast->pos);
    if ((e->comp->kind == 's' && !bound_holds(c, value, BOUND_HASHABLE)) ||
        (key != NULL && !bound_holds(c, key, BOUND_HASHABLE))) {
        diag_error(c->d, (key != NULL ? e->comp->key : e->comp->value)->pos, E_BAD_TYPE,
                   key != NULL ? "%s can't be the key of a dict" : "%s can't be in a set",
                   key != NULL ? key->name : value->name);
        return poison(c, ast->pos);
    }
    if (key != NULL || e->comp->kind == 's') observe(c, key != NULL ? key : value);
    if (key != NULL)
        e->type = type_dict(c->types, key, value);
    else
        e->type = type_of1(c->types, e->comp->kind == 's' ? TYPE_SET : TYPE_LIST, value);
    if (lift != NULL && e->type->has_edges) {
        diag_error(c->d, ast->pos, E_SERIES,
                   "this loops over the values of a series, and wires series for each: the graph "
                   "is wired once");
        diag_help(c->d, "compute values only, in a def or a node");
        return poison(c, ast->pos);
    }
    if (lift != NULL) return lift_finish(c, lift, e);
    return e;
}
