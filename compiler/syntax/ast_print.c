/* ast_print.c - cspc --emit=ast: the tree as indented s-expressions, each with the position where
 * it begins.
 *
 *     (def clip 3:1
 *       (param x (name float 3:13))
 *       (return 4:5
 *         (call 4:12 (name max 4:12) ...)))
 *
 * A chain `a + b - c` prints as one level, (binary 1:1 a + b - c): the printer's recursion follows
 * nesting, not length.
 */
#include <string.h>

#include "syntax/parse.h"

enum { DEEPEST = 3000 };

typedef struct Printer {
    FILE *to;
    Arena *arena;
    int depth;
} Printer;

static const char *const op_texts[] = {"+",  "-",   "*",  "/",  "//",     "%",  "**",     "@",
                                       "&",  "|",   "^",  "<<", ">>",     "==", "!=",     "<",
                                       "<=", ">",   ">=", "in", "not in", "is", "is not", "and",
                                       "or", "not", "-",  "+",  "~"};

static const char *const expr_names[] = {[AST_NAME] = "name",
                                         [AST_INT] = "int",
                                         [AST_FLOAT] = "float",
                                         [AST_STR] = "str",
                                         [AST_BYTES] = "bytes",
                                         [AST_DURATION] = "duration",
                                         [AST_TRUE] = "true",
                                         [AST_FALSE] = "false",
                                         [AST_NONE] = "none",
                                         [AST_FSTRING] = "fstring",
                                         [AST_TUPLE] = "tuple",
                                         [AST_LIST] = "list",
                                         [AST_SET] = "set",
                                         [AST_DICT] = "dict",
                                         [AST_LISTCOMP] = "listcomp",
                                         [AST_SETCOMP] = "setcomp",
                                         [AST_GENERATOR] = "generator",
                                         [AST_DICTCOMP] = "dictcomp",
                                         [AST_UNARY] = "unary",
                                         [AST_BINARY] = "binary",
                                         [AST_BOOL] = "bool",
                                         [AST_COMPARE] = "compare",
                                         [AST_IF] = "if-else",
                                         [AST_LAMBDA] = "lambda",
                                         [AST_CALL] = "call",
                                         [AST_MEMBER] = "member",
                                         [AST_INDEX] = "index",
                                         [AST_SLICE] = "slice",
                                         [AST_ASSIGN_EXPR] = "walrus",
                                         [AST_STAR] = "star",
                                         [AST_OPT_TYPE] = "optional",
                                         [AST_FN_TYPE] = "fn-type"};

static const char *const stmt_names[] = {
    [AST_EXPR] = "expr",         [AST_ASSIGN] = "assign", [AST_AUGMENT] = "augment",
    [AST_IF_STMT] = "if",        [AST_WHILE] = "while",   [AST_FOR] = "for",
    [AST_MATCH] = "match",       [AST_RETURN] = "return", [AST_BREAK] = "break",
    [AST_CONTINUE] = "continue", [AST_PASS] = "pass",     [AST_ASSERT] = "assert",
    [AST_RAISE] = "raise",       [AST_DEL] = "del",       [AST_DECL] = "declare"};

static const char *const decl_names[] = {[AST_DEF] = "def",
                                         [AST_NODE] = "node",
                                         [AST_GRAPH] = "graph",
                                         [AST_ADAPTER] = "adapter",
                                         [AST_STRUCT] = "struct",
                                         [AST_ENUM] = "enum",
                                         [AST_TYPE] = "type",
                                         [AST_CONST] = "const",
                                         [AST_IMPORT] = "import",
                                         [AST_FROM_IMPORT] = "from",
                                         [AST_IMPORT_PROTO] = "import-proto",
                                         [AST_TEST] = "test"};

static void expr_print(Printer *p, const AstExpr *expr);
static void stmts_print(Printer *p, const char *name, const AstStmts *stmts);
static void decl_print(Printer *p, const AstDecl *decl);

/* ---- pieces */

static void line(Printer *p) {
    fputc('\n', p->to);
    for (int i = 0; i < p->depth; i++) fputs("  ", p->to);
}

static void open(Printer *p, const char *name) {
    line(p);
    fprintf(p->to, "(%s", name);
    p->depth++;
}

static void close(Printer *p) {
    fputc(')', p->to);
    p->depth--;
}

static void place(Printer *p, Pos pos) { fprintf(p->to, " %d:%d", pos.line, pos.column); }

static void quoted(Printer *p, const char *text, size_t size) {
    fputs(" \"", p->to);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            fprintf(p->to, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", p->to);
        else if (c < 0x20 || c == 0x7F)
            fprintf(p->to, "\\x%02x", c);
        else
            fputc(c, p->to);
    }
    fputc('"', p->to);
}

static void quoted_text(Printer *p, const char *text) { quoted(p, text, strlen(text)); }

static void named_expr(Printer *p, const char *name, const AstExpr *expr) {
    if (expr == NULL) return;
    open(p, name);
    expr_print(p, expr);
    close(p);
}

/* ---- expressions */

static void float_print(Printer *p, double value) {
    char text[32];
    for (int digits = 15; digits <= 17; digits++) { /* the shortest that reads back as the same */
        double back = 0;
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (sscanf(text, "%lf", &back) == 1 && back >= value && back <= value) break;
    }
    fprintf(p->to, " %s", text);
}

static void params_print(Printer *p, const AstParams *params) {
    for (int i = 0; i < params->len; i++) {
        const AstParam *param = &params->items[i];
        open(p, "param");
        fprintf(p->to, "%s%s %s%s", param->is_const ? " const" : "", param->is_mut ? " mut" : "",
                param->stars > 0 ? "*" : "", param->name);
        place(p, param->pos);
        if (param->type != NULL) expr_print(p, param->type);
        named_expr(p, "default", param->preset);
        close(p);
    }
}

static void clauses_print(Printer *p, const AstExpr *expr) {
    for (int i = 0; i < expr->clauses.len; i++) {
        const AstClause *clause = &expr->clauses.items[i];
        open(p, "for");
        expr_print(p, clause->target);
        expr_print(p, clause->iterable);
        for (int j = 0; j < clause->conditions.len; j++)
            named_expr(p, "when", clause->conditions.items[j]);
        close(p);
    }
}

static void fparts_print(Printer *p, const AstExpr *expr) {
    for (int i = 0; i < expr->parts.len; i++) {
        const AstFPart *part = &expr->parts.items[i];
        if (part->value == NULL) {
            open(p, "text");
            quoted(p, part->text, part->size);
        } else {
            open(p, "value");
            if (part->debug != NULL) quoted_text(p, part->debug);
            if (part->conversion != '\0') fprintf(p->to, " !%c", part->conversion);
            if (part->spec[0] != '\0') fprintf(p->to, " :%s", part->spec);
            expr_print(p, part->value);
        }
        close(p);
    }
}

static bool goes_on(const AstExpr *expr, const AstExpr *left) {
    return left->kind == expr->kind && !left->parenthesized &&
           (expr->kind != AST_BINARY || expr->op != OP_POW);
}

/* The left spine of a chain of operators, as one level. */
static void chain_print(Printer *p, const AstExpr *expr) {
    VEC(const AstExpr *) spine = {0};
    for (const AstExpr *at = expr;; at = at->left) {
        VEC_PUSH(p->arena, &spine, at);
        if (!goes_on(at, at->left)) break;
    }
    expr_print(p, spine.items[spine.len - 1]->left);
    for (int i = spine.len - 1; i >= 0; i--) {
        line(p);
        fputs(op_texts[spine.items[i]->op], p->to);
        expr_print(p, spine.items[i]->right);
    }
}

static void items_print(Printer *p, const AstExpr *expr) {
    for (int i = 0; i < expr->items.len; i++) {
        if (i > 0 && expr->kind == AST_COMPARE) {
            line(p);
            fputs(op_texts[expr->ops.items[i - 1]], p->to);
        }
        if (expr->items.items[i] != NULL) {
            expr_print(p, expr->items.items[i]);
        } else { /* a ** entry of a dict */
            line(p);
            fputs("**", p->to);
        }
    }
}

static void args_print(Printer *p, const AstExpr *expr) {
    for (int i = 0; i < expr->args.len; i++) {
        const AstArg *arg = &expr->args.items[i];
        if (arg->name == NULL && arg->stars == 0) {
            expr_print(p, arg->value);
            continue;
        }
        named_expr(p,
                   arg->name != NULL ? arena_printf(p->arena, "%s=", arg->name)
                   : arg->stars == 1 ? "*"
                                     : "**",
                   arg->value);
    }
}

static void value_print(Printer *p, const AstExpr *expr) {
    switch (expr->kind) {
    case AST_NAME: fprintf(p->to, " %s", expr->name); break;
    case AST_INT:
    case AST_DURATION: fprintf(p->to, " %lld", (long long)expr->integer); break;
    case AST_FLOAT: float_print(p, expr->real); break;
    case AST_STR:
    case AST_BYTES: quoted(p, expr->text, expr->size); break;
    case AST_MEMBER: fprintf(p->to, " .%s", expr->name); break;
    case AST_ASSIGN_EXPR: fprintf(p->to, " %s", expr->name); break;
    case AST_UNARY: fprintf(p->to, " %s", op_texts[expr->op]); break;
    default: break;
    }
}

static void children_print(Printer *p, const AstExpr *expr) {
    params_print(p, &expr->params);
    switch (expr->kind) {
    case AST_BINARY:
    case AST_BOOL: chain_print(p, expr); break;
    case AST_SLICE:
        named_expr(p, "from", expr->left);
        named_expr(p, "to", expr->right);
        named_expr(p, "step", expr->third);
        break;
    case AST_IF:
        expr_print(p, expr->left);
        named_expr(p, "when", expr->condition);
        expr_print(p, expr->right);
        break;
    case AST_FN_TYPE:
        items_print(p, expr);
        named_expr(p, "->", expr->left);
        break;
    default:
        if (expr->left != NULL) expr_print(p, expr->left);
        items_print(p, expr);
        break;
    }
    args_print(p, expr);
    fparts_print(p, expr);
    clauses_print(p, expr);
}

static void expr_print(Printer *p, const AstExpr *expr) {
    open(p, expr_names[expr->kind]);
    value_print(p, expr);
    place(p, expr->pos);
    fprintf(p->to, "-%d:%d", expr->pos.end_line, expr->pos.end_column);
    if (expr->parenthesized) fputs(" parenthesized", p->to);
    if (p->depth < DEEPEST)
        children_print(p, expr);
    else
        fputs(" ...", p->to);
    close(p);
}

/* ---- statements */

static void cases_print(Printer *p, const AstStmt *stmt) {
    for (int i = 0; i < stmt->cases.len; i++) {
        const AstCase *one = &stmt->cases.items[i];
        open(p, "case");
        place(p, one->pos);
        expr_print(p, one->pattern);
        if (one->name != NULL) fprintf(p->to, " as %s", one->name);
        named_expr(p, "when", one->guard);
        stmts_print(p, "body", &one->body);
        close(p);
    }
}

static void stmt_head_print(Printer *p, const AstStmt *stmt) {
    place(p, stmt->pos);
    if (stmt->kind == AST_AUGMENT) fprintf(p->to, " %s=", op_texts[stmt->op]);
    for (int i = 0; i < stmt->targets.len; i++) named_expr(p, "target", stmt->targets.items[i]);
    named_expr(p, "target", stmt->target);
    named_expr(p, "type", stmt->annotation);
    if (stmt->condition != NULL) expr_print(p, stmt->condition);
    if (stmt->value != NULL) expr_print(p, stmt->value);
    if (stmt->decl != NULL) decl_print(p, stmt->decl);
    cases_print(p, stmt);
    stmts_print(p, "body", &stmt->body);
}

static bool is_elif(const AstStmt *stmt) {
    return stmt->kind == AST_IF_STMT && stmt->orelse.len == 1 &&
           stmt->orelse.items[0]->kind == AST_IF_STMT;
}

/* An elif prints behind its if: a long chain is no deeper than a short one. */
static void stmt_print(Printer *p, const AstStmt *stmt) {
    open(p, stmt_names[stmt->kind]);
    if (p->depth >= DEEPEST) {
        fputs(" ...", p->to);
    } else {
        stmt_head_print(p, stmt);
        for (; is_elif(stmt); stmt = stmt->orelse.items[0]) {
            open(p, "elif");
            stmt_head_print(p, stmt->orelse.items[0]);
            close(p);
        }
        stmts_print(p, "else", &stmt->orelse);
    }
    close(p);
}

static void stmts_print(Printer *p, const char *name, const AstStmts *stmts) {
    if (stmts->len == 0) return;
    open(p, name);
    for (int i = 0; i < stmts->len; i++) stmt_print(p, stmts->items[i]);
    close(p);
}

/* ---- declarations */

static void fields_print(Printer *p, const char *name, const AstFields *fields) {
    for (int i = 0; i < fields->len; i++) {
        const AstField *field = &fields->items[i];
        open(p, name);
        fprintf(p->to, " %s", field->name);
        place(p, field->pos);
        if (field->key != NULL) quoted_text(p, field->key);
        named_expr(p, "type", field->type);
        named_expr(p, "value", field->value);
        close(p);
    }
}

static void names_print(Printer *p, const AstDecl *decl) {
    for (int i = 0; i < decl->names.len; i++) {
        open(p, "name");
        quoted_text(p, decl->names.items[i]);
        if (i < decl->aliases.len && decl->aliases.items[i] != NULL)
            fprintf(p->to, " as %s", decl->aliases.items[i]);
        close(p);
    }
    for (int i = 0; i < decl->links.len; i++) {
        open(p, "link");
        quoted_text(p, decl->links.items[i]);
        close(p);
    }
}

static void decl_head_print(Printer *p, const AstDecl *decl) {
    if (decl->receiver != NULL)
        fprintf(p->to, " %s.%s", decl->receiver, decl->name);
    else if (decl->name != NULL)
        fprintf(p->to, " %s", decl->name);
    place(p, decl->pos);
    if (decl->is_extern) fputs(" extern", p->to);
    if (decl->is_builtin) fputs(" builtin", p->to);
    if (decl->path != NULL) quoted_text(p, decl->path);
    if (decl->title != NULL) quoted_text(p, decl->title);
    if (decl->symbol != NULL) quoted_text(p, decl->symbol);
    if (decl->alias != NULL) fprintf(p->to, " as %s", decl->alias);
    if (decl->doc != NULL) {
        open(p, "doc");
        quoted_text(p, decl->doc);
        close(p);
    }
}

static void decl_signature_print(Printer *p, const AstDecl *decl) {
    for (int i = 0; i < decl->type_params.len; i++) {
        open(p, "type-param");
        fprintf(p->to, " %s", decl->type_params.items[i].name);
        if (decl->type_params.items[i].bound != NULL)
            expr_print(p, decl->type_params.items[i].bound);
        close(p);
    }
    params_print(p, &decl->params);
    for (int i = 0; i < decl->outputs.len; i++) {
        const AstOutput *output = &decl->outputs.items[i];
        open(p, "output");
        if (output->name != NULL) fprintf(p->to, " %s", output->name);
        expr_print(p, output->type);
        named_expr(p, "of", output->shape);
        close(p);
    }
    for (int i = 0; i < decl->options.len; i++)
        named_expr(p, decl->options.items[i].name, decl->options.items[i].value);
}

static void decl_print(Printer *p, const AstDecl *decl) {
    open(p, decl_names[decl->kind]);
    decl_head_print(p, decl);
    names_print(p, decl);
    decl_signature_print(p, decl);
    named_expr(p, "base", decl->base);
    fields_print(p, "field", &decl->fields);
    for (int i = 0; i < decl->methods.len; i++) decl_print(p, decl->methods.items[i]);
    fields_print(p, "alarm", &decl->alarms);
    fields_print(p, "state", &decl->state);
    stmts_print(p, "start", &decl->start);
    stmts_print(p, "stop", &decl->stop);
    stmts_print(p, "body", &decl->body);
    if (decl->stmt != NULL) stmt_print(p, decl->stmt);
    close(p);
}

void ast_print(const AstModule *module, FILE *to) {
    Printer p = {to, arena_new(), 1};
    fprintf(to, "(module %s", module->name);
    if (module->doc != NULL) {
        open(&p, "doc");
        quoted_text(&p, module->doc);
        close(&p);
    }
    for (int i = 0; i < module->decls.len; i++) decl_print(&p, module->decls.items[i]);
    fputs(")\n", to);
    arena_free(p.arena);
}
