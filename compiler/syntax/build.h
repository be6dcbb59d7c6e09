/* build.h - what the actions of grammar.y call: they make nodes, and check what the grammar alone
 * does not.
 *
 * Every indented block is parsed by the same productions, whatever its heading (so a mistake in a
 * heading does not make its lines mistakes too). What a block may hold is checked here, when its
 * heading takes it.
 */
#ifndef SYNTAX_BUILD_H
#define SYNTAX_BUILD_H

#include "syntax/layout.h"

typedef VEC(AstArg) Args;
typedef VEC(AstClause) Clauses;
typedef VEC(AstOutput) Outputs;
typedef VEC(AstTypeParam) TypeParams;

/* The lines of a block. An assignment with `as "KEY"` holds the key in stmt->target until it
 * becomes a field. */
typedef struct Body {
    AstStmts stmts;
    VEC(AstCase) cases;
    AstFields alarms, state;
    AstStmts start, stop;
    bool has_alarms, has_state, has_start, has_stop;
    Pos section, key; /* of the first one; file NULL without */
} Body;

/* name[T](params) -> outputs */
typedef struct Signature {
    const Token *receiver, *name;
    TypeParams *type_params;
    AstParams *params;
    Outputs *outputs;
    Pos pos;
} Signature;

/* if ... elif ...: the first, and the one that takes the next elif or else. */
typedef struct IfChain {
    AstStmt *first, *last;
} IfChain;

Pos span(Pos from, Pos to);
#define NEW_LIST(syntax, type) ((type *)arena_alloc((syntax)->arena, sizeof(type)))
/* The items of one list become those of another, of the same item type. */
#define MOVE_LIST(to, from)                                                                        \
    ((to)->items = (from)->items, (to)->len = (from)->len, (to)->cap = (from)->cap)
#define PUSH(syntax, list, item) VEC_PUSH((syntax)->arena, (list), (item))

/* expressions */
AstExpr *expr_new(Syntax *s, AstExprKind kind, Pos pos);
AstExpr *expr_name(Syntax *s, const Token *token);
AstExpr *expr_literal(Syntax *s, const Token *token); /* numbers and durations */
AstExpr *expr_string(Syntax *s, const Token *token);
AstExpr *expr_join(Syntax *s, AstExpr *left, const Token *token); /* adjacent literals */
AstExpr *expr_items(Syntax *s, AstExprKind kind, AstExprs *items, Pos pos);
AstExpr *expr_star(Syntax *s, AstExpr *inner, Pos pos);
AstExpr *expr_parens(AstExpr *inner);
AstExpr *expr_unary(Syntax *s, AstOp op, AstExpr *operand, Pos pos);
AstExpr *expr_binary(Syntax *s, AstOp op, AstExpr *left, AstExpr *right, Pos pos);
AstExpr *expr_bool(Syntax *s, AstOp op, AstExpr *left, AstExpr *right, Pos pos);
AstExpr *expr_compare(Syntax *s, AstExpr *left, AstOp op, AstExpr *right, Pos pos);
void expr_compare_more(Syntax *s, AstExpr *chain, AstOp op, AstExpr *right, Pos pos);
AstExpr *expr_if(Syntax *s, AstExpr *then, AstExpr *condition, AstExpr *otherwise, Pos pos);
AstExpr *expr_comprehension(Syntax *s, AstExprKind kind, AstExpr *first, AstExpr *second,
                            Clauses *clauses, Pos pos);
AstExpr *expr_lambda(Syntax *s, AstParams *params, AstExpr *body, Pos pos);
AstExpr *expr_call(Syntax *s, AstExpr *callee, Args *args, Pos pos);
AstExpr *expr_member(Syntax *s, AstExpr *left, const Token *name, Pos pos);
AstExpr *expr_index(Syntax *s, AstExpr *left, AstExprs *items, Pos pos);
AstExpr *expr_slice(Syntax *s, AstExpr *start, AstExpr *stop, AstExpr *step, Pos pos);
AstExpr *expr_walrus(Syntax *s, const Token *name, AstExpr *value, Pos pos);
AstExpr *expr_optional(Syntax *s, AstExpr *type, Pos pos);
AstExpr *expr_fn_type(Syntax *s, AstExpr *params, AstExpr *result, Pos pos);
void clause_add(Syntax *s, Clauses *clauses, AstExpr *target, AstExpr *iterable);
void arg_add(Syntax *s, Args *args, AstArg arg);

/* statements */
AstStmt *stmt_new(Syntax *s, AstStmtKind kind, Pos pos);
AstStmt *stmt_value(Syntax *s, AstStmtKind kind, AstExpr *value, Pos pos);
AstStmt *stmt_assign(Syntax *s, AstExpr *target, AstExpr *value, Pos pos);
void stmt_assign_more(Syntax *s, AstStmt *stmt, AstExpr *value, Pos pos);
AstStmt *stmt_annotated(Syntax *s, AstExpr *target, AstExpr *type, AstExpr *value, const Token *key,
                        Pos pos);
AstStmt *stmt_augment(Syntax *s, AstExpr *target, AstOp op, AstExpr *value, Pos pos);
AstStmt *stmt_del(Syntax *s, AstExpr *targets, Pos pos);
AstStmt *stmt_branch(Syntax *s, AstStmtKind kind, AstExpr *condition, Body *body, Pos pos);
AstStmt *stmt_for(Syntax *s, AstExpr *target, AstExpr *iterable, Body *body, Pos pos);
AstStmt *stmt_match(Syntax *s, AstExpr *value, Body *body, Pos pos);
AstStmt *stmt_decl(Syntax *s, AstDecl *decl);
void else_add(Syntax *s, AstStmt *stmt, Body *body);

/* blocks */
void body_add(Syntax *s, Body *body, AstStmt *stmt);
void body_section(Syntax *s, Body *body, const Token *section, Body *lines);
AstStmts body_statements(Syntax *s, const Body *body);
void body_case(Syntax *s, Body *body, AstExpr *pattern, const Token *alias, AstExpr *guard,
               Body *lines, Pos pos);

/* declarations */
void param_add(Syntax *s, AstParams *params, AstParam param);
AstDecl *decl_function(Syntax *s, AstDeclKind kind, Signature *signature, Body *body, Pos pos);
AstDecl *decl_c(Syntax *s, AstDeclKind kind, Signature *signature, const Token *symbol,
                bool is_builtin, Pos pos);
AstDecl *decl_struct(Syntax *s, const Token *name, TypeParams *type_params, AstExpr *base,
                     Body *body, Pos pos);
AstDecl *decl_enum(Syntax *s, const Token *name, Body *body, Pos pos);
AstDecl *decl_type(Syntax *s, const Token *name, TypeParams *type_params, AstExpr *type, Pos pos);
AstDecl *decl_test(Syntax *s, const Token *title, Args *options, Body *body, Pos pos);
AstDecl *decl_import(Syntax *s, AstDeclKind kind, const char *path, const Token *alias, Pos pos,
                     Pos name_pos);
AstDecl *decl_from(Syntax *s, const char *path, AstDecl *names, Pos pos, Pos name_pos);
AstDecl *decl_proto(AstDecl *decl, const Token *alias, Pos pos);
void import_name(Syntax *s, AstDecl *decl, const Token *name, const Token *alias);
const char *token_text(Syntax *s, const Token *token); /* of a string: its value as a name */
AstModule *module_build(Syntax *s, Body *body);

#endif
