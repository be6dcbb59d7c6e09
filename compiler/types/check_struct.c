/* check_struct.c - structs and enums: fields, bases, members, methods. */
#include <string.h>

#include "types/checker.h"

StructInfo *struct_info(Check *c, const Type *type) {
    if (type->kind == TYPE_STRUCT) return map_get_ptr(&c->infos, type->strct);
    if (type->kind == TYPE_ENUM) return map_get_ptr(&c->infos, type->enm);
    return NULL;
}

void infos_register(Check *c, StructInfo *info) {
    map_put_ptr(&c->infos, info->strct != NULL ? (void *)info->strct : (void *)info->enm, info);
    VEC_PUSH(c->arena, &c->structs, info);
}

StructInfo *info_new(Check *c, Module *module, const AstDecl *ast, const char *name) {
    StructInfo *info = ARENA_NEW(c->arena, StructInfo);
    info->ast = ast;
    info->module = module;
    info->scope = scope_new(c, module->scope, NULL);
    const char *qualified = arena_printf(c->arena, "%s.%s", module->name, name);
    if (ast->kind == AST_ENUM) {
        info->enm = ARENA_NEW(c->arena, TirEnum);
        info->enm->name = name;
        info->enm->qualified = qualified;
        info->enm->pos = ast->name_pos;
        info->type = type_enum(c->types, info->enm);
    } else {
        info->strct = ARENA_NEW(c->arena, TirStruct);
        info->strct->name = name;
        info->strct->qualified = qualified;
        info->strct->pos = ast->name_pos;
        info->strct->tag = (uint32_t)c->structs.len + 1;
        info->strct->tvars =
            type_params_declare(c, ast, info->scope, NULL, 0, &info->strct->ntvars);
        const Type **args = ARENA_ARRAY(c->arena, const Type *, info->strct->ntvars + 1);
        for (int i = 0; i < info->strct->ntvars; i++)
            args[i] = type_var(c->types, info->strct->tvars[i]);
        info->type = type_struct(c->types, info->strct, args, info->strct->ntvars);
    }
    infos_register(c, info);
    return info;
}

/* ---- enums */

static bool item_value(Check *c, const AstField *field, int64_t *value) {
    const AstExpr *e = field->value;
    bool negative = e->kind == AST_UNARY && e->op == OP_NEG;
    if (negative) e = e->left;
    if (e->kind != AST_INT) {
        diag_error(c->d, e->pos, E_BAD_ENUM, "the value of a member is an int literal");
        return false;
    }
    *value = negative ? -e->integer : e->integer;
    return true;
}

static void enum_resolve(Check *c, StructInfo *info) {
    int64_t next = 1;
    TirEnum *enm = info->enm;
    if (info->ast->fields.len == 0)
        diag_error(c->d, info->ast->name_pos, E_BAD_ENUM, "enum %s has no members", enm->name);
    for (int i = 0; i < info->ast->fields.len; i++) {
        const AstField *field = &info->ast->fields.items[i];
        if (field->value != NULL && !item_value(c, field, &next)) continue;
        bool twice = false;
        for (int j = 0; j < enm->items.len; j++) {
            if (strcmp(enm->items.items[j].name, field->name) == 0) {
                diag_error(c->d, field->pos, E_BAD_ENUM, "%s has two members '%s'", enm->name,
                           field->name);
                twice = true;
            } else if (enm->items.items[j].value == next) {
                diag_error(c->d, field->pos, E_BAD_ENUM, "'%s' has the same value as '%s': %lld",
                           field->name, enm->items.items[j].name, (long long)next);
                twice = true;
            }
        }
        csp_enum_item item = {field->name, next++};
        if (!twice) VEC_PUSH(c->arena, &enm->items, item);
    }
}

/* ---- structs */

/* A struct inside itself would have no end; inside a list, dict or set it may be. */
static bool contains_open(Check *c, const Type *type) {
    if (type->kind == TYPE_OPT) return contains_open(c, type->elem);
    if (type->kind == TYPE_TUPLE)
        for (int i = 0; i < type->nargs; i++)
            if (contains_open(c, type->args[i])) return true;
    StructInfo *info = type->kind == TYPE_STRUCT ? struct_info(c, type) : NULL;
    if (info == NULL) return false;
    if (info->progress == IN_PROGRESS) return true;
    struct_resolve(c, info);
    return false;
}

static void field_add(Check *c, StructInfo *info, const AstField *ast) {
    TirField field = {.name = ast->name, .key = ast->key, .pos = ast->pos, .type = c->error};
    if (ast->type == NULL)
        diag_error(c->d, ast->pos, E_BAD_STRUCT, "field '%s' needs a type", ast->name);
    else
        field.type = value_type_resolve(c, ast->type, "a struct");
    for (int i = 0; i < info->strct->fields.len; i++)
        if (strcmp(info->strct->fields.items[i].name, ast->name) == 0) {
            diag_error(c->d, ast->pos, E_BAD_STRUCT, "%s has two fields '%s'", info->strct->name,
                       ast->name);
            diag_note(c->d, info->strct->fields.items[i].pos, "the other is here");
            return;
        }
    if (holds_function(field.type)) {
        unsupported(c, ast->pos, "a function in a struct is");
        diag_help(c->d,
                  "a method is called by the struct; several functions stand in a tuple or a dict");
        field.type = c->error;
    }
    if (contains_open(c, field.type)) {
        diag_error(c->d, ast->pos, E_CONTAINS_ITSELF, "struct %s contains itself",
                   info->strct->name);
        diag_help(c->d, "a list may hold more of them: %s: [%s]", ast->name,
                  field.type->kind == TYPE_OPT ? field.type->elem->name : field.type->name);
        field.type = c->error;
    }
    VEC_PUSH(c->arena, &info->strct->fields, field);
}

static void base_resolve(Check *c, StructInfo *info) {
    if (info->ast->base == NULL) return;
    const Type *type = type_resolve(c, info->ast->base);
    if (type->kind == TYPE_ERROR) return;
    StructInfo *base = struct_info(c, type);
    if (base == NULL || base->strct == NULL) {
        diag_error(c->d, info->ast->base->pos, E_BAD_STRUCT,
                   "the base of a struct is a struct, found %s", type->name);
        return;
    }
    if (base->progress == IN_PROGRESS) {
        diag_error(c->d, info->ast->base->pos, E_CYCLE, "struct %s is its own base",
                   info->strct->name);
        return;
    }
    if (base->strct->proto != NULL) {
        diag_error(c->d, info->ast->base->pos, E_BAD_STRUCT,
                   "%s is a message of protobuf: nothing derives from it", type->name);
        diag_help(c->d, "a struct may have a field of it");
        return;
    }
    struct_resolve(c, base);
    info->base = base;
    info->strct->base = base->strct;
    info->strct->base_type = type;
    VEC_PUSH(c->arena, &base->strct->children, info->strct);
    for (int i = 0; i < base->strct->fields.len; i++) {
        TirField field = base->strct->fields.items[i];
        field.type = type_field(c->types, type, i);
        VEC_PUSH(c->arena, &info->strct->fields, field);
    }
}

void struct_resolve(Check *c, StructInfo *info) {
    if (info->progress != NOT_STARTED) return;
    info->progress = IN_PROGRESS;
    Body body = body_for_constants(info->module, info->scope);
    Body *outer = c->body;
    c->body = &body;
    if (info->enm != NULL) {
        enum_resolve(c, info);
    } else {
        base_resolve(c, info);
        for (int i = 0; i < info->ast->fields.len; i++)
            field_add(c, info, &info->ast->fields.items[i]);
    }
    info->progress = DONE;
    c->body = outer;
}

/* ---- methods */

static void method_declare(Check *c, StructInfo *info, Module *module, Scope *scope,
                           const AstDecl *ast) {
    const AstParam *self = ast->params.len > 0 ? &ast->params.items[0] : NULL;
    if (ast->kind != AST_DEF) {
        diag_error(c->d, ast->name_pos, E_BAD_METHOD, "only a def can be a method");
        return;
    }
    if (self == NULL || strcmp(self->name, "self") != 0) {
        diag_error(c->d, ast->name_pos, E_BAD_METHOD, "the first parameter of a method is self");
        return;
    }
    if (info->strct != NULL && field_index(info->type, ast->name) >= 0) {
        diag_error(c->d, ast->name_pos, E_BAD_METHOD, "%s has a field '%s', too", info->type->name,
                   ast->name);
        return;
    }
    Callable *callable = callable_declare(c, module, scope, ast, info, info->type);
    VEC_PUSH(c->arena, &info->methods, callable);
    VEC_PUSH(c->arena, &c->pending, callable);
    if (info->strct != NULL)
        VEC_PUSH(c->arena, &info->strct->methods, callable->fn);
    else
        VEC_PUSH(c->arena, &info->enm->methods, callable->fn);
}

static bool is_overridden(const StructInfo *info, const char *name) {
    for (int i = 0; i < info->ast->methods.len; i++)
        if (info->ast->methods.items[i]->name == name) return true;
    return false;
}

/* What the type parameters of a base mean in a struct that derives from it; around them the module of the base. */
static Scope *base_scope(Check *c, const StructInfo *info, const StructInfo *base) {
    Scope *scope = scope_new(c, base->module->scope, NULL);
    const Type *type = info->type;
    while (type->strct != base->strct) type = type_base(c->types, type);
    for (int i = 0; i < type->nargs; i++)
        scope_add(c, scope, named(c, base->strct->tvars[i]->name), base->strct->pos)->type =
            type->args[i];
    return scope;
}

/* Methods of the base are checked again for the struct, whose self they then have. */
void struct_methods_declare(Check *c, StructInfo *info) {
    if (info->ast == NULL) return;
    for (const StructInfo *base = info->base; base != NULL; base = base->base) {
        for (int i = 0; i < base->ast->methods.len; i++) {
            const AstDecl *ast = base->ast->methods.items[i];
            bool known = is_overridden(info, ast->name);
            for (const StructInfo *between = info->base; between != base; between = between->base)
                known |= is_overridden(between, ast->name);
            if (!known) method_declare(c, info, base->module, base_scope(c, info, base), ast);
        }
    }
    for (int i = 0; i < info->ast->methods.len; i++)
        method_declare(c, info, info->module, info->scope, info->ast->methods.items[i]);
}

void struct_presets_check(Check *c, StructInfo *info) {
    if (info->strct == NULL || info->ast == NULL) return;
    for (int i = 0; i < info->strct->fields.len; i++) {
        TirField *field = &info->strct->fields.items[i];
        const AstField *ast = NULL;
        const StructInfo *owner = info;
        for (const StructInfo *from = info; from != NULL && ast == NULL; from = from->base)
            for (int j = 0; j < from->ast->fields.len; j++)
                if (from->ast->fields.items[j].name == field->name) {
                    ast = &from->ast->fields.items[j];
                    owner = from;
                }
        if (ast != NULL && ast->value != NULL) {
            Want want = {field->type, field->pos, "the field is declared here"};
            Scope *scope = owner == info ? info->scope : base_scope(c, info, owner);
            field->preset = constant_check(c, owner->module, scope, ast->value, &want);
        } else if (field->type->kind == TYPE_OPT) {
            field->preset = tir(c, TE_NONE, field->type, field->pos);
        }
    }
}
