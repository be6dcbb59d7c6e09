/* declare.c - makes the nodes of declarations for grammar.y, see build.h: what a heading's block
 * may hold. */
#include <string.h>

#include "grammar.h"
#include "syntax/build.h"

static AstDecl *decl_new(Syntax *s, AstDeclKind kind, const Token *name, Pos pos) {
    AstDecl *decl = ARENA_NEW(s->arena, AstDecl);
    decl->kind = kind;
    decl->pos = pos;
    decl->name_pos = pos;
    if (name != NULL) {
        decl->name = name->name;
        decl->name_pos = name->pos;
    }
    return decl;
}

const char *token_text(Syntax *s, const Token *token) {
    if (strlen(token->text) != token->text_size)
        diag_error(s->diagnostics, token->pos, 108, "a zero character has no place in this string");
    return intern_str(s->names, token->text);
}

/* The docstring is taken out of the statements. */
static const char *take_doc(AstStmts *stmts) {
    if (stmts->len == 0) return NULL;
    const AstStmt *first = stmts->items[0];
    if (first->kind != AST_EXPR || first->value->kind != AST_STR || first->value->parenthesized)
        return NULL;
    stmts->items++;
    stmts->len--;
    stmts->cap = stmts->len; /* a later push must not write behind the shifted start */
    return first->value->text;
}

/* ---- sections: lines to fields */

static bool is_doc_only(const AstStmts *stmts) {
    return stmts->len == 0 || (stmts->len == 1 && stmts->items[0]->kind == AST_EXPR &&
                               stmts->items[0]->value->kind == AST_STR);
}

/* One line of a section or a struct; `what` the line should have been is said when it is something
 * else. */
static bool field_of(Syntax *s, const AstStmt *stmt, const char *what, AstField *field) {
    bool simple = stmt->kind == AST_ASSIGN && stmt->targets.len == 1 &&
                  stmt->targets.items[0]->kind == AST_NAME;
    if (!simple) {
        diag_error(s->diagnostics, stmt->pos, 140, "expected %s here", what);
        return false;
    }
    const AstExpr *name = stmt->targets.items[0];
    *field = (AstField){name->name, stmt->annotation, stmt->value, NULL, name->pos};
    if (stmt->target != NULL) field->key = stmt->target->text;
    return true;
}

static AstFields alarm_fields(Syntax *s, const Body *lines) {
    AstFields fields = {0};
    AstStmts stmts = body_statements(s, lines);
    for (int i = 0; i < stmts.len; i++) {
        AstField field;
        if (stmts.items[i]->kind == AST_PASS) continue;
        if (!field_of(s, stmts.items[i], "an alarm, `name: type`,", &field)) continue;
        if (field.type == NULL || field.value != NULL) {
            diag_error(s->diagnostics, stmts.items[i]->pos, 140,
                       "an alarm is declared with a type and no value");
            diag_help(s->diagnostics, "write `%s: bool`; schedule_alarm gives it its value",
                      field.name);
            continue;
        }
        PUSH(s, &fields, field);
    }
    return fields;
}

static AstFields state_fields(Syntax *s, const Body *lines) {
    AstFields fields = {0};
    AstStmts stmts = body_statements(s, lines);
    for (int i = 0; i < stmts.len; i++) {
        AstField field;
        if (stmts.items[i]->kind == AST_PASS) continue;
        if (!field_of(s, stmts.items[i], "a state variable, `name = value`,", &field)) continue;
        if (field.value == NULL) {
            diag_error(s->diagnostics, stmts.items[i]->pos, 140,
                       "a state variable needs a first value");
            continue;
        }
        PUSH(s, &fields, field);
    }
    return fields;
}

void body_section(Syntax *s, Body *body, const Token *section, Body *lines) {
    bool *written = section->kind == T_ALARMS  ? &body->has_alarms
                    : section->kind == T_STATE ? &body->has_state
                    : section->kind == T_START ? &body->has_start
                                               : &body->has_stop;
    if (*written)
        diag_error(s->diagnostics, section->pos, 139, "a second '%s:' section", section->name);
    else if (!is_doc_only(&body->stmts))
        diag_error(s->diagnostics, section->pos, 139, "the section '%s:' must come before the body",
                   section->name);
    *written = true;
    if (body->section.file == NULL) body->section = section->pos;
    switch (section->kind) {
    case T_ALARMS: body->alarms = alarm_fields(s, lines); break;
    case T_STATE: body->state = state_fields(s, lines); break;
    case T_START: body->start = body_statements(s, lines); break;
    default: body->stop = body_statements(s, lines); break;
    }
}

/* ---- def, node, graph, adapter */

void param_add(Syntax *s, AstParams *params, AstParam param) {
    const AstParam *last = params->len == 0 ? NULL : &params->items[params->len - 1];
    for (int i = 0; i < params->len; i++)
        if (params->items[i].name == param.name)
            diag_error(s->diagnostics, param.pos, 141, "a second parameter '%s'", param.name);
    if (last != NULL && last->preset != NULL && param.preset == NULL && param.stars == 0)
        diag_error(s->diagnostics, param.pos, 141,
                   "parameter '%s' without default after one with a default", param.name);
    PUSH(s, params, param);
}

static void check_params(Syntax *s, const AstDecl *decl) {
    if (s->echo_column > 0) return; /* under a heading that was refused */
    for (int i = 0; i < decl->params.len; i++) {
        const AstParam *param = &decl->params.items[i];
        bool is_self = i == 0 && strcmp(param->name, "self") == 0;
        if (param->type == NULL && !is_self) {
            diag_error(s->diagnostics, param->pos, 141, "parameter '%s' needs a type", param->name);
            diag_help(s->diagnostics, "write `%s: int`, or whatever it is", param->name);
        }
        if (param->stars > 0 && !decl->is_builtin)
            diag_error(s->diagnostics, param->pos, 141,
                       "parameters with '*' are not supported yet");
        if (param->is_mut && !decl->is_builtin)
            diag_error(s->diagnostics, param->pos, 141, "'mut' is for builtin declarations only");
    }
}

static AstDecl *decl_signed(Syntax *s, AstDeclKind kind, const Signature *signature, Pos pos) {
    AstDecl *decl = decl_new(s, kind, signature->name, pos);
    if (signature->receiver != NULL) decl->receiver = signature->receiver->name;
    decl->params = *signature->params;
    MOVE_LIST(&decl->type_params, signature->type_params);
    MOVE_LIST(&decl->outputs, signature->outputs);
    return decl;
}

static void refuse_receiver(Syntax *s, const Signature *signature) {
    if (signature->receiver == NULL) return;
    diag_error(s->diagnostics, signature->receiver->pos, 145,
               "only a builtin def names the type it belongs to");
    diag_help(s->diagnostics, "a method is a def inside of its struct");
}

AstDecl *decl_function(Syntax *s, AstDeclKind kind, Signature *signature, Body *body, Pos pos) {
    AstDecl *decl = decl_signed(s, kind, signature, pos);
    refuse_receiver(s, signature);
    check_params(s, decl);
    if (kind == AST_NODE) body->section.file = NULL; /* they are at home here */
    decl->body = body_statements(s, body);
    decl->doc = take_doc(&decl->body);
    decl->alarms = body->alarms;
    decl->state = body->state;
    decl->start = body->start;
    decl->stop = body->stop;
    decl->has_alarms = body->has_alarms;
    decl->has_state = body->has_state;
    decl->has_start = body->has_start;
    decl->has_stop = body->has_stop;
    return decl;
}

AstDecl *decl_c(Syntax *s, AstDeclKind kind, Signature *signature, const Token *symbol,
                bool is_builtin, Pos pos) {
    AstDecl *decl = decl_signed(s, kind, signature, pos);
    decl->is_builtin = is_builtin;
    decl->is_extern = !is_builtin;
    if (!is_builtin) refuse_receiver(s, signature);
    check_params(s, decl);
    if (symbol != NULL) {
        decl->symbol = token_text(s, symbol);
    } else if (!is_builtin && !(kind == AST_ADAPTER && s->file->is_library)) { /* declared ahead */
        diag_error(s->diagnostics, pos, 145, "the name of the C function is missing");
        diag_help(s->diagnostics, "end the declaration with `= \"%s\"`", decl->name);
    }
    return decl;
}

/* ---- struct, enum, type */

/* Methods out of the lines of a struct or enum; true when the line was one. */
static bool take_method(Syntax *s, AstDecl *decl, const AstStmt *stmt) {
    if (stmt->kind == AST_PASS) return true;
    if (stmt->kind != AST_DECL) return false;
    if (stmt->decl->kind == AST_DEF)
        PUSH(s, &decl->methods, stmt->decl);
    else
        diag_error(s->diagnostics, stmt->pos, 137, "only a def may stand inside of this");
    return true;
}

static void refuse_sections(Syntax *s, const Body *body) {
    if (body->section.file != NULL)
        diag_error(s->diagnostics, body->section, 139,
                   "only a node has sections: alarms, state, start, stop");
}

AstDecl *decl_struct(Syntax *s, const Token *name, TypeParams *type_params, AstExpr *base,
                     Body *body, Pos pos) {
    AstDecl *decl = decl_new(s, AST_STRUCT, name, pos);
    decl->base = base;
    MOVE_LIST(&decl->type_params, type_params);
    refuse_sections(s, body);
    decl->doc = take_doc(&body->stmts);
    for (int i = 0; i < body->stmts.len; i++) {
        const AstStmt *stmt = body->stmts.items[i];
        AstField field;
        if (take_method(s, decl, stmt) || !field_of(s, stmt, "a field, `name: type`,", &field))
            continue;
        if (field.type == NULL) {
            diag_error(s->diagnostics, stmt->pos, 140, "a field needs a type");
            diag_help(s->diagnostics, "write `%s: type = value`", field.name);
            continue;
        }
        PUSH(s, &decl->fields, field);
    }
    return decl;
}

AstDecl *decl_enum(Syntax *s, const Token *name, Body *body, Pos pos) {
    AstDecl *decl = decl_new(s, AST_ENUM, name, pos);
    refuse_sections(s, body);
    decl->doc = take_doc(&body->stmts);
    for (int i = 0; i < body->stmts.len; i++) {
        const AstStmt *stmt = body->stmts.items[i];
        AstField field = {0};
        if (take_method(s, decl, stmt)) continue;
        if (stmt->kind == AST_EXPR && stmt->value->kind == AST_NAME) {
            field.name = stmt->value->name;
            field.pos = stmt->pos;
        } else if (!field_of(s, stmt, "a member, `NAME` or `NAME = number`, on a line of its own,",
                             &field)) {
            continue;
        } else if (field.type != NULL) {
            diag_error(s->diagnostics, stmt->pos, 140, "a member of an enum has no type");
            continue;
        }
        PUSH(s, &decl->fields, field);
    }
    return decl;
}

AstDecl *decl_type(Syntax *s, const Token *name, TypeParams *type_params, AstExpr *type, Pos pos) {
    AstDecl *decl = decl_new(s, AST_TYPE, name, pos);
    MOVE_LIST(&decl->type_params, type_params);
    PUSH(s, &decl->fields, ((AstField){.name = name->name, .type = type, .pos = name->pos}));
    return decl;
}

AstDecl *decl_test(Syntax *s, const Token *title, Args *options, Body *body, Pos pos) {
    AstDecl *decl = decl_new(s, AST_TEST, NULL, pos);
    decl->name_pos = title->pos;
    decl->title = token_text(s, title);
    MOVE_LIST(&decl->options, options);
    decl->body = body_statements(s, body);
    decl->doc = take_doc(&decl->body);
    return decl;
}

/* ---- imports */

AstDecl *decl_import(Syntax *s, AstDeclKind kind, const char *path, const Token *alias, Pos pos,
                     Pos name_pos) {
    AstDecl *decl = decl_new(s, kind, NULL, pos);
    decl->name_pos = name_pos;
    decl->path = path;
    decl->alias = alias == NULL ? NULL : alias->name;
    return decl;
}

AstDecl *decl_from(Syntax *s, const char *path, AstDecl *names, Pos pos, Pos name_pos) {
    AstDecl *decl = decl_import(s, AST_FROM_IMPORT, path, NULL, pos, name_pos);
    decl->names = names->names;
    MOVE_LIST(&decl->aliases, &names->aliases);
    return decl;
}

AstDecl *decl_proto(AstDecl *decl, const Token *alias, Pos pos) {
    decl->alias = alias == NULL ? NULL : alias->name;
    decl->pos = pos;
    return decl;
}

void import_name(Syntax *s, AstDecl *decl, const Token *name, const Token *alias) {
    PUSH(s, &decl->names, name->name);
    PUSH(s, &decl->aliases, alias == NULL ? NULL : alias->name);
}

/* ---- the file */

static AstDecl *decl_const(Syntax *s, AstStmt *stmt) {
    const AstExpr *target = stmt->targets.items[0];
    if (stmt->targets.len != 1 || target->kind != AST_NAME) {
        diag_error(s->diagnostics, stmt->pos, 138, "a constant is one name: `NAME = value`");
        return NULL;
    }
    if (stmt->value == NULL) {
        diag_error(s->diagnostics, stmt->pos, 138, "a constant needs a value");
        return NULL;
    }
    AstDecl *decl = decl_new(s, AST_CONST, NULL, stmt->pos);
    decl->name = target->name;
    decl->name_pos = target->pos;
    decl->stmt = stmt;
    return decl;
}

/* The stem of the file name: "a/vwap.csp" is the module vwap. */
static const char *module_name(Syntax *s) {
    const char *slash = strrchr(s->file->path, '/');
    const char *stem = slash == NULL ? s->file->path : slash + 1;
    const char *dot = strrchr(stem, '.');
    return intern(s->names, stem, dot == NULL || dot == stem ? strlen(stem) : (size_t)(dot - stem));
}

/* What a program does is in its graphs; how it runs is said on the command line. */
static void top_level_help(Syntax *s, const AstStmt *stmt) {
    const AstExpr *condition = stmt->kind == AST_IF_STMT ? stmt->condition : NULL;
    const AstExpr *callee =
        stmt->kind == AST_EXPR && stmt->value->kind == AST_CALL ? stmt->value->left : NULL;
    bool is_guard = condition != NULL && condition->kind == AST_COMPARE &&
                    condition->items.items[0]->kind == AST_NAME &&
                    strcmp(condition->items.items[0]->name, "__name__") == 0;
    bool is_run = callee != NULL && callee->kind == AST_MEMBER && strcmp(callee->name, "run") == 0;
    bool is_main = callee != NULL && callee->kind == AST_NAME && strcmp(callee->name, "main") == 0;
    if (is_guard || is_main)
        diag_help(s->diagnostics,
                  "the program begins with the graph main by itself: leave this out");
    else if (is_run)
        diag_help(s->diagnostics,
                  "the program is run from the shell: ./program --start 2020-01-01 --end +8h");
    else
        diag_help(s->diagnostics, "what a program does is in a graph: `graph main():`");
}

AstModule *module_build(Syntax *s, Body *body) {
    AstModule *module = ARENA_NEW(s->arena, AstModule);
    module->file = s->file;
    module->name = module_name(s);
    if (body == NULL) return module;
    refuse_sections(s, body);
    if (body->key.file != NULL)
        diag_error(s->diagnostics, body->key, 140, "only a field of a struct has a key after 'as'");
    module->doc = take_doc(&body->stmts);
    for (int i = 0; i < body->stmts.len; i++) {
        AstStmt *stmt = body->stmts.items[i];
        if (stmt->kind == AST_DECL) {
            PUSH(s, &module->decls, stmt->decl);
        } else if (stmt->kind == AST_ASSIGN) {
            AstDecl *decl = decl_const(s, stmt);
            if (decl != NULL) PUSH(s, &module->decls, decl);
        } else if (stmt->kind != AST_PASS) {
            diag_error(s->diagnostics, stmt->pos, 138,
                       "only declarations and constants stand at the top level");
            top_level_help(s, stmt);
        }
    }
    return module;
}
