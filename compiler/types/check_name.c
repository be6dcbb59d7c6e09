/* check_name.c - names and members as values: variables, constants, fields, outputs, properties,
 * module members. */
#include <string.h>

#include "types/checker.h"

/* ---- variables */

/* The variables of enclosing functions that a nested one reads are listed in it and in those
 * between. */
void capture(Check *c, TirVar *var, const Body *owner) {
    for (Body *body = c->body; body != NULL && body != owner; body = body->outer) {
        if (body->fn == NULL) continue;
        bool known = false;
        for (int i = 0; i < body->fn->captures.len; i++)
            known |= body->fn->captures.items[i] == var;
        if (!known) VEC_PUSH(c->arena, &body->fn->captures, var);
    }
}

/* A call of a nested function reads what that one reads. */
void captures_of(Check *c, const TirFn *fn) {
    if (fn == NULL || fn->captures.len == 0 || c->body->fn == fn) return;
    for (int i = 0; i < fn->captures.len; i++) {
        TirVar *var = fn->captures.items[i];
        const Body *owner = c->body;
        while (owner != NULL && !(owner->fn == var->fn && (var->fn != NULL || owner->node != NULL)))
            owner = owner->outer;
        if (owner != NULL) capture(c, var, owner);
    }
}

TirExpr *narrowed(Check *c, TirExpr *value) {
    if (value->type->kind == TYPE_STRUCT) {
        const Type *kind = fact_kind(c, value);
        return kind == NULL ? value : kind_downcast(c, value, kind, false);
    }
    if (value->type->kind != TYPE_OPT || !fact_known(c, value)) return value;
    TirExpr *e = tir(c, TE_UNWRAP, value->type->elem, value->pos);
    e->a = value;
    const Type *kind = e->type->kind == TYPE_STRUCT ? fact_kind(c, e) : NULL;
    return kind == NULL ? e : kind_downcast(c, e, kind, false);
}

static const Type *input_type(Check *c, const Type *type) {
    if (type->kind == TYPE_TS) return type->elem;
    if (type->kind == TYPE_OPT && type->elem->kind == TYPE_TS)
        return type_of1(c->types, TYPE_OPT, type->elem->elem);
    return type;
}

/* A def nested in a graph sees its scalars, but not its series. */
static bool refuse_series(Check *c, const TirVar *var, const Body *owner, Pos pos) {
    bool in_def = c->body->place == IN_DEF && c->body->callable != NULL && owner != NULL &&
                  owner->place == IN_GRAPH;
    if (!in_def || (var->type->kind != TYPE_TS && var->type->kind != TYPE_DELAYED)) return false;
    diag_error(c->d, pos, E_SERIES, "'%s' is a series, and a def computes with values", var->name);
    diag_help(c->d,
              "give the def a parameter for it: called with the series, it runs at each tick");
    return true;
}

static bool refuse_unassigned(Check *c, const TirVar *var, const Body *owner, Pos pos) {
    if (var->kind != TV_LOCAL || owner == NULL || flow_is_assigned(&owner->flow, var)) return false;
    diag_error(c->d, pos, E_UNASSIGNED, "'%s' may not have a value yet", var->name);
    diag_note(c->d, var->pos, "it is assigned here, but not on every way that leads to its use");
    return true;
}

TirExpr *variable_read(Check *c, Symbol *symbol, Pos pos) {
    TirVar *var = symbol->var;
    if (var->kind == TV_GLOBAL) constant_resolve(c, symbol);
    if (var->type->kind == TYPE_ERROR) return poison(c, pos);
    if (var->type->kind == TYPE_NONE) return tir(c, TE_NONE, c->none, pos); /* check_union.c */
    if (var->kind != TV_GLOBAL) {
        if (refuse_unassigned(c, var, symbol->body, pos)) return poison(c, pos);
        if (refuse_series(c, var, symbol->body, pos)) return poison(c, pos);
        if (symbol->body != c->body) capture(c, var, symbol->body);
    }
    if ((var->kind == TV_INPUT || var->kind == TV_ALARM) && symbol->body != NULL &&
        symbol->body->in_state) {
        diag_error(c->d, pos, E_INPUT, "'%s' has no value when the state is initialised",
                   var->name);
        diag_help(c->d,
                  "initial values are made of constants and scalar parameters; assign in the body "
                  "with `if ticked(%s):`",
                  var->name);
        return poison(c, pos);
    }
    if (var->kind == TV_LOCAL || var->kind == TV_STATE) ((Variable *)var)->reads++;
    TirExpr *e = tir(c, TE_VAR, var->kind == TV_INPUT ? input_type(c, var->type) : var->type, pos);
    e->var = var;
    return narrowed(c, e);
}

static void type_as_value_help(Check *c, const char *name) {
    if (c->body->place == IN_CONST)
        diag_help(c->d, "a type gets another name with `type`: type Name = %s", name);
    else
        diag_help(c->d, "a function takes types in brackets: f[%s](...)", name);
}

TirExpr *symbol_value(Check *c, Symbol *symbol, Pos pos) {
    if (symbol->var != NULL) return variable_read(c, symbol, pos);
    if (c->body->place == IN_CONST && symbol->callables.len > 0 &&
        type_name_known(c, symbol->name)) { /* Price = float */
        diag_error(c->d, pos, E_NOT_A_VALUE, "'%s' is a type, not a value", symbol->name);
        type_as_value_help(c, symbol->name);
        return poison(c, pos);
    }
    if (symbol->callables.len > 0) {
        return function_value(c, &symbol->callables, symbol->name, pos);
    } else if (symbol->module != NULL) {
        diag_error(c->d, pos, E_NOT_A_VALUE, "'%s' is a module, not a value", symbol->name);
    } else {
        diag_error(c->d, pos, E_NOT_A_VALUE, "'%s' is a type, not a value", symbol->name);
        type_as_value_help(c, symbol->name);
    }
    return poison(c, pos);
}

TirExpr *name_check(Check *c, const AstExpr *ast) {
    Symbol *symbol = name_lookup(c, ast->name);
    if (symbol != NULL) return symbol_value(c, symbol, ast->pos);
    if (refuse_word(c, ast->name, ast->pos)) return poison(c, ast->pos);
    if (strcmp(ast->name, "feedback") == 0 || strcmp(ast->name, "delayed") == 0) {
        diag_error(c->d, ast->pos, E_NOT_A_VALUE, "'%s' is made by a call", ast->name);
        diag_help(c->d, "write %s[float]()", ast->name);
        return poison(c, ast->pos);
    }
    if (type_name_known(c, ast->name))
        diag_error(c->d, ast->pos, E_NOT_A_VALUE, "'%s' is a type, not a value", ast->name);
    else
        unknown_name(c, ast->pos, ast->name);
    return poison(c, ast->pos);
}

/* ---- modules */

Module *module_of(Check *c, const AstExpr *ast) {
    const Symbol *symbol = NULL;
    if (ast->kind == AST_NAME) {
        symbol = name_lookup(c, ast->name);
    } else if (ast->kind == AST_MEMBER) {
        const Module *outer = module_of(c, ast->left);
        symbol = outer == NULL ? NULL : scope_find(outer->scope, ast->name);
        if (symbol != NULL && symbol->is_hidden) return NULL;
    }
    return symbol == NULL ? NULL : symbol->module;
}

static void unknown_member_of_module(Check *c, const Module *module, const AstExpr *ast) {
    if (module->is_failed) return;
    diag_error(c->d, ast->name_pos, E_UNKNOWN_MEMBER, "module %s has no '%s'", module->name,
               ast->name);
    if (habit_of_module(c, module->name, ast->name)) return;
    VEC(const char *) candidates = {0};
    for (int i = 0; i < module->scope->names.cap; i++) {
        const Symbol *each = module->scope->names.entries[i].value;
        if (each != NULL && !each->is_hidden) VEC_PUSH(c->arena, &candidates, each->name);
    }
    const char *nearest = nearest_name(ast->name, candidates.items, candidates.len);
    if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
}

Symbol *member_symbol(Check *c, const AstExpr *ast) {
    const Module *module = module_of(c, ast->left);
    if (module == NULL) return NULL;
    Symbol *symbol = scope_find(module->scope, ast->name);
    if (symbol != NULL && !symbol->is_hidden) return symbol;
    unknown_member_of_module(c, module, ast);
    return NULL;
}

/* ---- structs and enums by name */

const char *dotted_name(Check *c, const AstExpr *ast, Module **module) {
    *module = module_of(c, ast);
    if (*module != NULL) return "";
    if (ast->kind != AST_MEMBER) return NULL;
    const char *left = dotted_name(c, ast->left, module);
    if (left == NULL) return NULL;
    return *left == '\0' ? ast->name : arena_printf(c->arena, "%s.%s", left, ast->name);
}

StructInfo *info_named(Check *c, const AstExpr *ast, const Type ***targs, int *n) {
    *targs = NULL;
    *n = 0;
    if (ast->kind == AST_INDEX) {
        const Type **none;
        int zero;
        StructInfo *info = info_named(c, ast->left, &none, &zero);
        if (info == NULL || info->strct == NULL || info->strct->ntvars == 0) return NULL;
        type_arguments_resolve(c, &ast->items, targs, n);
        return info;
    }
    Symbol *symbol = NULL;
    if (ast->kind == AST_NAME) {
        symbol = name_lookup(c, ast->name);
    } else if (ast->kind == AST_MEMBER) {
        Module *module = NULL;
        const char *name = dotted_name(c, ast, &module);
        if (name != NULL) symbol = scope_find(module->scope, named(c, name));
    }
    if (symbol == NULL || symbol->var != NULL) return NULL;
    StructInfo *info = symbol->info;
    if (info == NULL &&
        (symbol->alias != NULL || symbol->type != NULL)) { /* type Row = Window[int] */
        const Type *type = type_try(c, ast);
        if (type != NULL && (type->kind == TYPE_STRUCT || type->kind == TYPE_ENUM)) {
            info = struct_info(c, type);
            if (type->nargs > 0) {
                *targs = (const Type **)type->args;
                *n = type->nargs;
            }
        }
    }
    if (info != NULL) struct_resolve(c, info);
    return info;
}

static void members_help(Check *c, const TirEnum *decl) {
    const char *text = decl->items.items[0].name;
    for (int i = 1; i < decl->items.len; i++)
        text = arena_printf(c->arena, "%s, %s", text, decl->items.items[i].name);
    diag_help(c->d, "its members are %s", text);
}

static TirExpr *enum_constant(Check *c, const StructInfo *info, const AstExpr *ast) {
    const TirEnum *decl = info->enm;
    VEC(const char *) candidates = {0};
    for (int i = 0; i < decl->items.len; i++) {
        if (strcmp(decl->items.items[i].name, ast->name) == 0)
            return const_of(c, info->type, decl->items.items[i].value, ast->pos);
        VEC_PUSH(c->arena, &candidates, decl->items.items[i].name);
    }
    diag_error(c->d, ast->name_pos, E_UNKNOWN_MEMBER, "enum %s has no member '%s'", decl->name,
               ast->name);
    const char *nearest = nearest_name(ast->name, candidates.items, candidates.len);
    if (nearest != NULL)
        diag_help(c->d, "did you mean '%s.%s'?", decl->name, nearest);
    else if (candidates.len > 0 && candidates.len <= 6)
        members_help(c, decl);
    diag_note(c->d, decl->pos, "%s is declared here", decl->name);
    return poison(c, ast->pos);
}

/* ---- members of values */

int field_index(const Type *type, const char *name) {
    if (type->kind != TYPE_STRUCT) return -1;
    for (int i = 0; i < type->strct->fields.len; i++)
        if (strcmp(type->strct->fields.items[i].name, name) == 0) return i;
    return -1;
}

TirExpr *field_read(Check *c, TirExpr *base, int index, Pos pos) {
    base->type->strct->fields.items[index].is_read = true;
    TirExpr *e = tir(c, TE_FIELD, type_field(c->types, base->type, index), pos);
    e->a = base;
    e->index = index;
    return e;
}

/* One that derives from the struct and has such a field, or NULL. */
static const char *child_with(const TirStruct *strct, const char *name) {
    for (int i = 0; i < strct->children.len; i++) {
        const TirStruct *child = strct->children.items[i];
        for (int k = 0; k < child->fields.len; k++)
            if (strcmp(child->fields.items[k].name, name) == 0) return child->name;
        const char *below = child_with(child, name);
        if (below != NULL) return below;
    }
    return NULL;
}

static void output_missing(Check *c, const TirExpr *base, const AstExpr *ast) {
    const Type *type = base->type;
    const char *text = source_text(c, ast->left->pos), *all = type->names[0];
    diag_error(c->d, ast->name_pos, E_UNKNOWN_MEMBER, "%s has no output '%s'",
               text == NULL ? type->name : text, ast->name);
    for (int i = 1; i < type->nargs; i++)
        all = arena_printf(c->arena, "%s, %s", all, type->names[i]);
    const char *nearest = member_suggest(c, type, ast->name);
    if (nearest != NULL)
        diag_help(c->d, "did you mean '%s'?", nearest);
    else
        diag_help(c->d, "its outputs are %s", all);
}

static void unknown_member(Check *c, const TirExpr *base, const Type *type, const AstExpr *ast) {
    if (type->kind == TYPE_STRUCT && type->strct->proto != NULL) {
        const char *why = proto_missing(type->strct, ast->name);
        if (why != NULL) {
            diag_error(c->d, ast->name_pos, E_PROTO_MISSING, "%s", why);
            return;
        }
    }
    if (type->kind == TYPE_RECORD) {
        output_missing(c, base, ast);
        return;
    }
    diag_error(c->d, ast->name_pos, E_UNKNOWN_MEMBER, "%s has no %s '%s'", type->name,
               type->kind == TYPE_STRUCT ? "field" : "member", ast->name);
    if (habit_member(c, type, ast,
                     input_of(base) != NULL || base->kind == TE_LEAF || is_series(base->type)))
        return;
    const char *nearest = member_suggest(c, type, ast->name);
    const char *kind = type->kind == TYPE_STRUCT ? child_with(type->strct, ast->name) : NULL;
    if (kind != NULL)
        diag_help(c->d, "%s has one: test `isinstance(%s, %s)` first", kind,
                  source_text(c, ast->left->pos) == NULL ? "..." : source_text(c, ast->left->pos),
                  kind);
    else if (nearest != NULL)
        diag_help(c->d, "did you mean '%s'?", nearest);
    if (type->kind == TYPE_STRUCT && type->strct->pos.file != NULL &&
        !type->strct->pos.file->is_library)
        diag_note(c->d, type->strct->pos, "%s is declared here", type->name);
}

static TirExpr *record_member(Check *c, TirExpr *base, const AstExpr *ast) {
    for (int i = 0; i < base->type->nargs; i++) {
        if (strcmp(base->type->names[i], ast->name) != 0) continue;
        TirExpr *e = tir(c, TE_ITEM, base->type->args[i], ast->pos);
        e->a = base;
        e->index = i;
        return e;
    }
    unknown_member(c, base, base->type, ast);
    return poison(c, ast->pos);
}

static TirExpr *property_read(Check *c, TirExpr *base, const AstExpr *ast) {
    const Type *type = series_value(c, base->type);
    Symbol *symbol =
        receiver_name(type) == NULL ? NULL : method_find(c, receiver_name(type), ast->name);
    if (symbol == NULL || symbol->callables.len == 0) return NULL;
    if (!symbol->callables.items[0]->is_property) {
        diag_error(c->d, ast->pos, E_NOT_A_VALUE, "'%s' is a method: call it with .%s(...)",
                   ast->name, ast->name);
        return poison(c, ast->pos);
    }
    Call call = {
        .name = ast->name, .pos = ast->pos, .name_pos = ast->name_pos, .has_receiver = true};
    argument_push(c, &call, NULL, base);
    return call_resolve(c, &symbol->callables, &call);
}

static TirExpr *struct_member(Check *c, TirExpr *base, const AstExpr *ast) {
    int index = field_index(base->type, ast->name);
    if (index >= 0) return field_read(c, base, index, ast->pos);
    const StructInfo *info = struct_info(c, base->type);
    for (int i = 0; info != NULL && i < info->methods.len; i++) {
        if (info->methods.items[i]->name != ast->name) continue;
        diag_error(c->d, ast->pos, E_NOT_A_VALUE, "'%s' is a method: call it with .%s(...)",
                   ast->name, ast->name);
        return poison(c, ast->pos);
    }
    unknown_member(c, base, base->type, ast);
    return poison(c, ast->pos);
}

static TirExpr *series_member(Check *c, TirExpr *base, const AstExpr *ast) {
    const Type *value = series_value(c, base->type);
    TirExpr *property = property_read(c, base, ast);
    if (property != NULL) return property;
    if (value->kind != TYPE_STRUCT && value->kind != TYPE_ENUM) {
        if (value->kind == TYPE_OPT)
            refuse_optional(c, base, arena_printf(c->arena, "'.%s'", ast->name));
        else
            unknown_member(c, base, value, ast);
        return poison(c, ast->pos);
    }
    TirExpr *lift = lift_new(c, ast->pos);
    TirExpr *leaf = lift_leaf(c, lift, base);
    TirExpr *member = value->kind == TYPE_ENUM ? enum_member(c, leaf, ast->name, ast->pos)
                                               : struct_member(c, leaf, ast);
    if (member == NULL) {
        unknown_member(c, base, value, ast);
        return poison(c, ast->pos);
    }
    TirExpr *e = lift_finish(c, lift, member);
    if (e->kind == TE_LIFT &&
        member->type->kind == TYPE_OPT) { /* ticks only where the field is set */
        e->flag = true;
        e->type = type_of1(c->types, TYPE_TS, member->type->elem);
    }
    return e;
}

static TirExpr *value_member(Check *c, TirExpr *base, const AstExpr *ast) {
    const Type *type = base->type;
    if (type->kind == TYPE_ERROR) return poison(c, ast->pos);
    if (type->kind == TYPE_RECORD) return record_member(c, base, ast);
    if (type->kind == TYPE_STRUCT) return narrowed(c, struct_member(c, base, ast));
    if (type->kind == TYPE_TS || type->kind == TYPE_DELAYED) return series_member(c, base, ast);
    if (type->kind == TYPE_OPT) {
        refuse_optional(c, base, arena_printf(c->arena, "'.%s'", ast->name));
        return poison(c, ast->pos);
    }
    TirExpr *e = type->kind == TYPE_ENUM ? enum_member(c, base, ast->name, ast->pos) : NULL;
    if (e == NULL && type->kind == TYPE_FEEDBACK && refuse_wiring(c, base))
        return poison(c, ast->pos);
    if (e == NULL) e = property_read(c, base, ast);
    if (e != NULL) return e;
    unknown_member(c, base, type, ast);
    return poison(c, ast->pos);
}

TirExpr *member_check(Check *c, const AstExpr *ast) {
    TirExpr *shape = c->body->place == IN_NODE ? shape_member(c, ast) : NULL;
    if (shape != NULL) return shape;
    if (module_of(c, ast->left) != NULL) {
        Symbol *symbol = member_symbol(c, ast);
        return symbol == NULL ? poison(c, ast->pos) : symbol_value(c, symbol, ast->pos);
    }
    const Type **targs;
    int n;
    const StructInfo *info = info_named(c, ast->left, &targs, &n);
    if (info != NULL && info->enm != NULL) return enum_constant(c, info, ast);
    if (info != NULL) {
        diag_error(c->d, ast->pos, E_NOT_A_VALUE,
                   "%s is a type: its fields are read from a value of it", info->type->name);
        return poison(c, ast->pos);
    }
    if (ast->left->kind == AST_NAME && name_lookup(c, ast->left->name) == NULL &&
        refuse_word(c, ast->left->name, ast->left->pos))
        return poison(c, ast->pos);
    if (refuse_prefix(c, ast)) return poison(c, ast->pos);
    return value_member(c, expr_check(c, ast->left), ast);
}
