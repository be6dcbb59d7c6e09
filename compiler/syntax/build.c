/* build.c - makes the nodes of expressions and statements for grammar.y, see build.h. Declarations
 * are in declare.c. */
#include "syntax/build.h"

#include <string.h>

#include "grammar.h"
#include "support/sb.h"
#include "syntax/literal.h"

Pos span(Pos from, Pos to) {
    from.end_line = to.end_line;
    from.end_column = to.end_column;
    return from;
}

/* ---- expressions */

AstExpr *expr_new(Syntax *s, AstExprKind kind, Pos pos) {
    AstExpr *expr = ARENA_NEW(s->arena, AstExpr);
    expr->kind = kind;
    expr->pos = pos;
    return expr;
}

AstExpr *expr_name(Syntax *s, const Token *token) {
    AstExpr *expr = expr_new(s, AST_NAME, token->pos);
    expr->name = token->name;
    return expr;
}

AstExpr *expr_literal(Syntax *s, const Token *token) {
    AstExprKind kind = token->kind == T_INT     ? AST_INT
                       : token->kind == T_FLOAT ? AST_FLOAT
                                                : AST_DURATION;
    AstExpr *expr = expr_new(s, kind, token->pos);
    expr->integer = token->integer;
    expr->real = token->real;
    return expr;
}

AstExpr *expr_string(Syntax *s, const Token *token) {
    AstExprKind kind = token->kind == T_STRING  ? AST_STR
                       : token->kind == T_BYTES ? AST_BYTES
                                                : AST_FSTRING;
    AstExpr *expr = expr_new(s, kind, token->pos);
    expr->text = token->text;
    expr->size = token->text_size;
    if (kind == AST_FSTRING) fstring_parse(s, token, expr);
    return expr;
}

static void append_text(Syntax *s, AstExpr *expr, const char *text, size_t size) {
    Sb joined;
    sb_init(&joined, s->arena);
    sb_add(&joined, expr->text, expr->size);
    sb_add(&joined, text, size);
    expr->text = joined.data;
    expr->size = joined.size;
}

AstExpr *expr_join(Syntax *s, AstExpr *left, const Token *token) {
    left->pos = span(left->pos, token->pos);
    if ((left->kind == AST_BYTES) != (token->kind == T_BYTES)) {
        diag_error(s->diagnostics, token->pos, 115, "bytes and str literals can't be joined");
        return left;
    }
    if (left->kind != AST_FSTRING && token->kind != T_FSTRING) {
        append_text(s, left, token->text, token->text_size);
        return left;
    }
    if (left->kind == AST_STR) {
        left->kind = AST_FSTRING;
        if (left->size > 0)
            PUSH(s, &left->parts, ((AstFPart){.text = left->text, .size = left->size, .spec = ""}));
    }
    if (token->kind == T_FSTRING)
        fstring_parse(s, token, left);
    else
        PUSH(s, &left->parts,
             ((AstFPart){.text = token->text, .size = token->text_size, .spec = ""}));
    return left;
}

AstExpr *expr_items(Syntax *s, AstExprKind kind, AstExprs *items, Pos pos) {
    AstExpr *expr = expr_new(s, kind, pos);
    expr->items = *items;
    return expr;
}

AstExpr *expr_star(Syntax *s, AstExpr *inner, Pos pos) {
    AstExpr *expr = expr_new(s, AST_STAR, pos);
    expr->left = inner;
    return expr;
}

AstExpr *expr_parens(AstExpr *inner) {
    inner->parenthesized = true;
    return inner;
}

AstExpr *expr_unary(Syntax *s, AstOp op, AstExpr *operand, Pos pos) {
    bool is_least =
        operand->kind == AST_INT && operand->integer == INT64_MIN && !operand->parenthesized;
    if (op == OP_NEG && is_least) { /* negative already, see literal.c */
        operand->pos = pos;
        return operand;
    }
    AstExpr *expr = expr_new(s, AST_UNARY, pos);
    expr->op = op;
    expr->left = operand;
    return expr;
}

static AstExpr *two_sided(Syntax *s, AstExprKind kind, AstOp op, AstExpr *left, AstExpr *right,
                          Pos pos) {
    AstExpr *expr = expr_new(s, kind, pos);
    expr->op = op;
    expr->left = left;
    expr->right = right;
    return expr;
}

AstExpr *expr_binary(Syntax *s, AstOp op, AstExpr *left, AstExpr *right, Pos pos) {
    return two_sided(s, AST_BINARY, op, left, right, pos);
}

AstExpr *expr_bool(Syntax *s, AstOp op, AstExpr *left, AstExpr *right, Pos pos) {
    return two_sided(s, AST_BOOL, op, left, right, pos);
}

AstExpr *expr_compare(Syntax *s, AstExpr *left, AstOp op, AstExpr *right, Pos pos) {
    AstExpr *chain = expr_new(s, AST_COMPARE, pos);
    PUSH(s, &chain->items, left);
    expr_compare_more(s, chain, op, right, pos);
    return chain;
}

void expr_compare_more(Syntax *s, AstExpr *chain, AstOp op, AstExpr *right, Pos pos) {
    PUSH(s, &chain->ops, op);
    PUSH(s, &chain->items, right);
    chain->pos = pos;
}

AstExpr *expr_if(Syntax *s, AstExpr *then, AstExpr *condition, AstExpr *otherwise, Pos pos) {
    AstExpr *expr = two_sided(s, AST_IF, OP_ADD, then, otherwise, pos);
    expr->condition = condition;
    return expr;
}

AstExpr *expr_comprehension(Syntax *s, AstExprKind kind, AstExpr *first, AstExpr *second,
                            Clauses *clauses, Pos pos) {
    AstExpr *expr = expr_new(s, kind, pos);
    PUSH(s, &expr->items, first);
    if (second != NULL) PUSH(s, &expr->items, second);
    MOVE_LIST(&expr->clauses, clauses);
    return expr;
}

AstExpr *expr_lambda(Syntax *s, AstParams *params, AstExpr *body, Pos pos) {
    AstExpr *expr = expr_new(s, AST_LAMBDA, pos);
    expr->params = *params;
    expr->left = body;
    return expr;
}

AstExpr *expr_call(Syntax *s, AstExpr *callee, Args *args, Pos pos) {
    AstExpr *expr = expr_new(s, AST_CALL, pos);
    expr->left = callee;
    MOVE_LIST(&expr->args, args);
    return expr;
}

AstExpr *expr_member(Syntax *s, AstExpr *left, const Token *name, Pos pos) {
    AstExpr *expr = expr_new(s, AST_MEMBER, pos);
    expr->left = left;
    expr->name = name->name;
    expr->name_pos = name->pos;
    return expr;
}

AstExpr *expr_index(Syntax *s, AstExpr *left, AstExprs *items, Pos pos) {
    AstExpr *expr = expr_items(s, AST_INDEX, items, pos);
    expr->left = left;
    return expr;
}

AstExpr *expr_slice(Syntax *s, AstExpr *start, AstExpr *stop, AstExpr *step, Pos pos) {
    AstExpr *expr = two_sided(s, AST_SLICE, OP_ADD, start, stop, pos);
    expr->third = step;
    return expr;
}

AstExpr *expr_walrus(Syntax *s, const Token *name, AstExpr *value, Pos pos) {
    AstExpr *expr = expr_new(s, AST_ASSIGN_EXPR, pos);
    expr->name = name->name;
    expr->name_pos = name->pos;
    expr->left = value;
    return expr;
}

AstExpr *expr_optional(Syntax *s, AstExpr *type, Pos pos) {
    AstExpr *expr = expr_new(s, AST_OPT_TYPE, pos);
    expr->left = type;
    return expr;
}

/* (A, B) -> C takes two; (A) -> C and ((A, B)) -> C one. */
AstExpr *expr_fn_type(Syntax *s, AstExpr *params, AstExpr *result, Pos pos) {
    AstExpr *expr = expr_new(s, AST_FN_TYPE, pos);
    if (params->kind == AST_TUPLE && !params->parenthesized)
        expr->items = params->items;
    else
        PUSH(s, &expr->items, params);
    expr->left = result->kind == AST_NONE ? NULL : result;
    return expr;
}

void arg_add(Syntax *s, Args *args, AstArg arg) {
    bool named = false, mapped = false;
    for (int i = 0; i < args->len; i++) {
        named |= args->items[i].name != NULL;
        mapped |= args->items[i].stars == 2;
    }
    if (arg.name == NULL && arg.stars == 0 && (named || mapped))
        diag_error(s->diagnostics, arg.pos, 142, "a positional argument must not follow %s",
                   named ? "one with a name" : "'**'");
    PUSH(s, args, arg);
}

/* ---- targets */

static const char *untargetable(const AstExpr *expr) {
    switch (expr->kind) {
    case AST_NAME:
    case AST_MEMBER:
    case AST_INDEX:
    case AST_TUPLE:
    case AST_LIST: return NULL;
    case AST_CALL: return "a call";
    case AST_TRUE:
    case AST_FALSE:
    case AST_NONE: return "a constant";
    case AST_INT:
    case AST_FLOAT:
    case AST_STR:
    case AST_BYTES:
    case AST_DURATION:
    case AST_FSTRING: return "a literal";
    case AST_COMPARE: return "a comparison";
    case AST_UNARY:
    case AST_BINARY:
    case AST_BOOL: return "an operation";
    case AST_LAMBDA: return "a lambda";
    case AST_IF: return "a conditional expression";
    case AST_LISTCOMP:
    case AST_SETCOMP:
    case AST_DICTCOMP:
    case AST_GENERATOR: return "a comprehension";
    case AST_SET: return "a set";
    case AST_DICT: return "a dict";
    case AST_SLICE: return "a slice";
    case AST_ASSIGN_EXPR: return "an assignment";
    case AST_STAR: return "a starred name alone: write *rest,";
    case AST_OPT_TYPE:
    case AST_FN_TYPE: return "a type";
    }
    return "this";
}

static void check_target(Syntax *s, const AstExpr *expr, const char *verb) {
    const char *what = untargetable(expr);
    if (what != NULL && !s->line_failed) {
        diag_error(s->diagnostics, expr->pos, 134, "can't %s %s", verb, what);
        if (expr->kind == AST_COMPARE) diag_help(s->diagnostics, "an assignment has a single '='");
    }
    if (expr->kind != AST_TUPLE && expr->kind != AST_LIST) return;
    const AstExpr *starred = NULL;
    for (int i = 0; i < expr->items.len; i++) {
        const AstExpr *item = expr->items.items[i];
        if (item->kind == AST_STAR && starred != NULL && !s->line_failed)
            diag_error(s->diagnostics, item->pos, 134, "only one target may have a star");
        if (item->kind == AST_STAR) starred = item;
        check_target(s, item->kind == AST_STAR ? item->left : item, verb);
    }
}

void clause_add(Syntax *s, Clauses *clauses, AstExpr *target, AstExpr *iterable) {
    check_target(s, target, "assign to");
    PUSH(s, clauses, ((AstClause){.target = target, .iterable = iterable}));
}

/* ---- statements */

AstStmt *stmt_new(Syntax *s, AstStmtKind kind, Pos pos) {
    AstStmt *stmt = ARENA_NEW(s->arena, AstStmt);
    stmt->kind = kind;
    stmt->pos = pos;
    return stmt;
}

AstStmt *stmt_value(Syntax *s, AstStmtKind kind, AstExpr *value, Pos pos) {
    AstStmt *stmt = stmt_new(s, kind, pos);
    stmt->value = value;
    return stmt;
}

AstStmt *stmt_assign(Syntax *s, AstExpr *target, AstExpr *value, Pos pos) {
    AstStmt *stmt = stmt_value(s, AST_ASSIGN, value, pos);
    check_target(s, target, "assign to");
    PUSH(s, &stmt->targets, target);
    return stmt;
}

/* a = b = c: what was the value is one more target. */
void stmt_assign_more(Syntax *s, AstStmt *stmt, AstExpr *value, Pos pos) {
    check_target(s, stmt->value, "assign to");
    PUSH(s, &stmt->targets, stmt->value);
    stmt->value = value;
    stmt->pos = pos;
}

AstStmt *stmt_annotated(Syntax *s, AstExpr *target, AstExpr *type, AstExpr *value, const Token *key,
                        Pos pos) {
    AstStmt *stmt = stmt_value(s, AST_ASSIGN, value, pos);
    stmt->annotation = type;
    PUSH(s, &stmt->targets, target);
    if (key != NULL) stmt->target = expr_string(s, key);
    if (target->kind != AST_NAME) {
        diag_error(s->diagnostics, target->pos, 134, "only a name can be given a type");
    }
    return stmt;
}

AstStmt *stmt_augment(Syntax *s, AstExpr *target, AstOp op, AstExpr *value, Pos pos) {
    AstStmt *stmt = stmt_value(s, AST_AUGMENT, value, pos);
    stmt->op = op;
    PUSH(s, &stmt->targets, target);
    bool several = target->kind == AST_TUPLE || target->kind == AST_LIST;
    if (several)
        diag_error(s->diagnostics, target->pos, 134, "can't change several targets at once");
    else
        check_target(s, target, "assign to");
    return stmt;
}

AstStmt *stmt_del(Syntax *s, AstExpr *targets, Pos pos) {
    AstStmt *stmt = stmt_new(s, AST_DEL, pos);
    check_target(s, targets, "delete");
    if (targets->kind == AST_TUPLE)
        stmt->targets = targets->items;
    else
        PUSH(s, &stmt->targets, targets);
    return stmt;
}

/* ---- statements with blocks */

/* Of a block that is a list of statements: no section, no field key, no declaration of the top
 * level. */
AstStmts body_statements(Syntax *s, const Body *body) {
    if (body->section.file != NULL)
        diag_error(s->diagnostics, body->section, 139,
                   "only a node has sections: alarms, state, start, stop");
    if (body->section.file != NULL)
        diag_help(s->diagnostics,
                  "what lasts from tick to tick is in a node: `node name(x: ts[int]) -> ts[int]:`");
    if (body->key.file != NULL)
        diag_error(s->diagnostics, body->key, 140, "only a field of a struct has a key after 'as'");
    for (int i = 0; i < body->stmts.len; i++) {
        const AstStmt *stmt = body->stmts.items[i];
        if (stmt->kind != AST_DECL || stmt->decl->kind == AST_DEF || stmt->decl->kind == AST_GRAPH)
            continue;
        diag_error(s->diagnostics, stmt->pos, 137,
                   "this declaration belongs at the top level of the file");
    }
    return body->stmts;
}

AstStmt *stmt_branch(Syntax *s, AstStmtKind kind, AstExpr *condition, Body *body, Pos pos) {
    AstStmt *stmt = stmt_new(s, kind, pos);
    stmt->condition = condition;
    stmt->body = body_statements(s, body);
    return stmt;
}

AstStmt *stmt_for(Syntax *s, AstExpr *target, AstExpr *iterable, Body *body, Pos pos) {
    AstStmt *stmt = stmt_value(s, AST_FOR, iterable, pos);
    check_target(s, target, "assign to");
    stmt->target = target;
    stmt->body = body_statements(s, body);
    return stmt;
}

AstStmt *stmt_match(Syntax *s, AstExpr *value, Body *body, Pos pos) {
    AstStmt *stmt = stmt_value(s, AST_MATCH, value, pos);
    MOVE_LIST(&stmt->cases, &body->cases);
    if (body->stmts.len > 0)
        diag_error(s->diagnostics, body->stmts.items[0]->pos, 146,
                   "a match holds only cases: `case pattern:`");
    return stmt;
}

AstStmt *stmt_decl(Syntax *s, AstDecl *decl) {
    AstStmt *stmt = stmt_new(s, AST_DECL, decl->pos);
    stmt->decl = decl;
    return stmt;
}

void else_add(Syntax *s, AstStmt *stmt, Body *body) { stmt->orelse = body_statements(s, body); }

void body_add(Syntax *s, Body *body, AstStmt *stmt) {
    if (stmt->kind == AST_ASSIGN && stmt->target != NULL && body->key.file == NULL)
        body->key = stmt->target->pos;
    PUSH(s, &body->stmts, stmt);
}

void body_case(Syntax *s, Body *body, AstExpr *pattern, const Token *alias, AstExpr *guard,
               Body *lines, Pos pos) {
    AstCase one = {.pattern = pattern, .guard = guard, .pos = pos};
    one.body = body_statements(s, lines);
    if (alias != NULL) {
        one.name = alias->name;
        one.name_pos = alias->pos;
    }
    PUSH(s, &body->cases, one);
}
