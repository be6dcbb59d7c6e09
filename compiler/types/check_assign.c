/* check_assign.c - assignment: names, unpacking, and what may be changed in place through a path.
 *
 *     book[p].qty -= 1      a path: a variable, then fields, items and optional values that are set
 *
 * A path begins at a local variable, at state, or at `self`. A method that changes something
 * through self is called on paths only.
 */
#include <string.h>

#include "types/checker.h"

void bind_name(Check *c, const char *name, TirVar *var) {
    Scope *scope = c->body->scope;
    Symbol *symbol = scope_find(scope, name);
    if (symbol == NULL) symbol = scope_add(c, scope, name, var->pos);
    symbol->var = var;
    symbol->body = c->body;
}

/* ---- paths */

/* Items that can be changed where they stand. A row of a two-dimensional array is a copy. */
static bool has_places(const Type *type) {
    return type->kind == TYPE_LIST || type->kind == TYPE_DICT || type->kind == TYPE_ARRAY;
}

bool is_path(const TirExpr *value) {
    switch (value->kind) {
    case TE_VAR: return true;
    case TE_FIELD:
    case TE_UNWRAP:
    case TE_ITEM: return is_path(value->a);
    case TE_DOWNCAST: return !value->flag && is_path(value->a);
    case TE_INDEX: return has_places(value->a->type) && is_path(value->a);
    default: return false;
    }
}

TirVar *path_root(const TirExpr *value) {
    while (value->kind == TE_FIELD || value->kind == TE_UNWRAP || value->kind == TE_ITEM ||
           value->kind == TE_INDEX || value->kind == TE_DOWNCAST)
        value = value->a;
    return value->kind == TE_VAR ? value->var : NULL;
}

static const char *copy_help(Check *c, const TirVar *var) {
    return arena_printf(c->arena, "copy it first: changed = %s, and change the copy", var->name);
}

static const char *root_problem(Check *c, const TirVar *var, const char **help) {
    switch (var->kind) {
    case TV_GLOBAL:
        *help = copy_help(c, var);
        return arena_printf(c->arena, "'%s' is a constant", var->name);
    case TV_INPUT:
        *help = copy_help(c, var);
        return arena_printf(c->arena, "the input '%s' is read-only", var->name);
    case TV_ALARM:
        *help = copy_help(c, var);
        return arena_printf(c->arena, "the value of the alarm '%s' is read-only", var->name);
    case TV_STATE:
        return c->body->node == NULL
                   ? arena_printf(c->arena, "state '%s' is changed only in the node itself",
                                  var->name)
                   : NULL;
    case TV_PARAM:
        if (var == c->body->self || var->is_mut) return NULL;
        *help = c->body->place == IN_NODE ? "what a node keeps is in its `state:` section"
                                          : copy_help(c, var);
        return arena_printf(c->arena, "the parameter '%s' is read-only", var->name);
    default: break;
    }
    if (var->fn != c->body->fn)
        return arena_printf(c->arena, "'%s' belongs to the enclosing function", var->name);
    if (((const Variable *)var)->is_loop) {
        *help = copy_help(c, var);
        return arena_printf(c->arena, "the loop variable '%s' is a copy of the item", var->name);
    }
    return NULL;
}

const char *path_problem(Check *c, const TirExpr *path, const char **help) {
    for (const TirExpr *e = path;; e = e->a) {
        switch (e->kind) {
        case TE_VAR: return root_problem(c, e->var, help);
        case TE_FIELD:
        case TE_UNWRAP:
        case TE_DOWNCAST:
        case TE_ITEM: continue;
        case TE_INDEX:
            if (has_places(e->a->type) && e->type->kind != TYPE_ARRAY) continue;
            if (e->a->type->kind == TYPE_LIST || e->a->type->kind == TYPE_DICT) continue;
            if (e->a->type->kind == TYPE_ARRAY) {
                *help = "write both indices in one pair of brackets: m[i, j]";
                return "a row of an array is a copy";
            }
            return arena_printf(c->arena, "a value of type %s can't be changed in place",
                                e->a->type->name);
        default:
            if (e->type->kind == TYPE_JSON) {
                *help = "build a struct or a dict, and write it with json.dumps(x) or json.of(x)";
                return "a json value stays as it is";
            }
            *help = "give the value a name first: x = ..., and change x";
            return "this value has no name";
        }
    }
}

static const TirVar *changed_root(Check *c, const TirExpr *path) {
    const TirVar *root = path_root(path);
    if (root != NULL && root == c->body->self && c->body->fn != NULL)
        map_put_ptr(&c->mutating, c->body->fn, c->body->fn);
    return root;
}

void path_changed(Check *c, const TirExpr *path) {
    const TirVar *root = changed_root(c, path);
    if (root != NULL) facts_kill(c, root, path);
}

/* By a call, in place. */
void value_changed(Check *c, const TirExpr *path) {
    const TirVar *root = changed_root(c, path);
    if (root != NULL) facts_kill_inside(c, root, path);
}

/* ---- q = book[p]; q.qty -= 1: the copy is changed, and nobody reads it */

void change_noted(const TirExpr *path, Pos pos) {
    TirVar *root = path_root(path);
    if (root == NULL || (root->kind != TV_LOCAL && root->kind != TV_STATE) || path->kind == TE_VAR) return;
    Variable *var = (Variable *)root;
    if (var->changes++ == 0) var->change_pos = pos;
}

void lost_changes_report(Check *c, const TirVars *locals) {
    for (int i = 0; i < locals->len; i++) {
        const Variable *var = (const Variable *)locals->items[i];
        if (var->is_temp || var->copied == NULL || var->has_other_value || var->changes == 0 ||
            var->reads != var->changes)
            continue;
        const char *from = source_text(c, var->copied->pos);
        diag_error(c->d, var->change_pos, E_LOST_CHANGE,
                   "this changes '%s', a copy that is never read", var->tir.name);
        diag_note(c->d, var->copied->pos, "it is copied here");
        if (from != NULL)
            diag_help(c->d, "to change the original, write %s in place of %s", from, var->tir.name);
    }
}

static void copy_noted(Variable *var, const TirExpr *value, bool is_loop) {
    if (!is_loop && value->kind != TE_VAR && is_path(value) && var->copied == NULL)
        var->copied = value;
    else
        var->has_other_value = true;
}

/* x.f or x[i] as a target; writing a field does not read it. */
static TirExpr *path_target(Check *c, const AstExpr *ast) {
    if (ast->kind == AST_INDEX) {
        TirExpr *base = expr_check(c, ast->left);
        TirExpr *e = index_check(c, base, ast);
        if (is_region(e)) return e;
        if (e->kind == TE_MEMBER || e->kind == TE_SLICE || e->kind == TE_LIFT) {
            diag_error(c->d, ast->pos, E_NOT_A_PATH,
                       e->kind == TE_SLICE ? "a slice of %s can't be assigned to"
                                           : "this can't be assigned to",
                       a_type(c, base->type));
            return poison(c, ast->pos);
        }
        return e;
    }
    TirExpr *base = module_of(c, ast->left) != NULL ? NULL : expr_check(c, ast->left);
    if (base == NULL) {
        diag_error(c->d, ast->pos, E_READ_ONLY, "names of a module can't be assigned to");
        return poison(c, ast->pos);
    }
    int index = field_index(base->type, ast->name);
    if (index < 0) { /* says what is wrong */
        TirExpr *e = member_check(c, ast);
        if (e->type->kind == TYPE_TS && in_graph(c)) {
            diag_error(c->d, ast->pos, E_NOT_A_PATH,
                       "a series can't be assigned to: it carries what its node gives");
            diag_help(c->d, "make another series of it, as in %s.fromts(...) or with a node",
                      series_value(c, base->type)->name);
        } else if (e->type->kind != TYPE_ERROR)
            diag_error(c->d, ast->pos, E_NOT_A_PATH, "this can't be assigned to");
        return poison(c, ast->pos);
    }
    TirExpr *e = tir(c, TE_FIELD, type_field(c->types, base->type, index), ast->pos);
    e->a = base;
    e->index = index;
    return e;
}

static bool target_changes(Check *c, TirExpr *target) {
    if (target->type->kind == TYPE_ERROR) return false;
    if (is_region(target)) return target_changes(c, region_base(target));
    const char *help = NULL;
    const char *problem = path_problem(c, target, &help);
    if (problem == NULL) {
        path_changed(c, target);
        return true;
    }
    diag_error(c->d, target->pos, is_path(target) ? E_READ_ONLY : E_NOT_A_PATH,
               "this can't be changed: %s", problem);
    if (help != NULL) diag_help(c->d, "%s", help);
    return false;
}

/* ---- assigning to a name */

static void push_assign(Check *c, TirExpr *target, TirExpr *value, Pos pos) {
    TirStmt *s = tir_stmt(c, TS_ASSIGN, pos);
    s->target = target;
    s->value = value;
    tir_push(c, s);
}

static TirExpr *var_expr(Check *c, TirVar *var, Pos pos) {
    TirExpr *e = tir(c, TE_VAR, var->type, pos);
    e->var = var;
    return e;
}

/* The type of a new variable; error when it can't be told: reported. */
static const Type *first_type(Check *c, const char *name, const TirExpr *value) {
    const Type *type = value->type;
    if (type->kind == TYPE_ERROR) return type;
    if (type->kind == TYPE_NONE) {
        diag_error(c->d, value->pos, E_EMPTY, "the type of '%s' can't be told from None", name);
        annotation_help(c, name, type);
        return c->error;
    }
    if (has_unknown(c, type)) {
        diag_error(c->d, value->pos, E_EMPTY,
                   "the type of '%s' can't be told from an empty literal", name);
        annotation_help(c, name, type);
        return c->error;
    }
    return type;
}

static Symbol *local_declare(Check *c, const char *name, Pos pos, const Type *type,
                             bool is_annotated) {
    Variable *var = (Variable *)local_new(c, name, type, pos);
    var->is_annotated = is_annotated;
    Symbol *symbol = scope_add(c, c->body->top, name, pos);
    symbol->var = &var->tir;
    symbol->body = c->body;
    return symbol;
}

static bool refuse_name(Check *c, const Symbol *symbol, Pos pos) {
    const TirVar *var = symbol->var;
    if (var == NULL) {
        diag_error(c->d, pos, E_DECLARED_TWICE, "'%s' is a function here", symbol->name);
        return true;
    }
    if (var->kind == TV_LOCAL || var->kind == TV_STATE) return false;
    const char *what = var->kind == TV_INPUT   ? "an input"
                       : var->kind == TV_ALARM ? "an alarm"
                                               : "a parameter";
    if (var == c->body->self) {
        diag_error(c->d, pos, E_READ_ONLY, "self can't be replaced");
        diag_help(c->d, "its fields can be assigned: self.x = ...");
        return true;
    }
    diag_error(c->d, pos, E_READ_ONLY, "'%s' is %s of the node, and read-only", var->name, what);
    diag_help(c->d, "keep what changes in state:, or choose another name");
    return true;
}

void name_assign(Check *c, const char *name, Pos pos, TirExpr *value, const Type *annotation,
                 bool is_loop) {
    Symbol *symbol = scope_find(c->body->top, name);
    if (symbol != NULL && refuse_name(c, symbol, pos)) return;
    if (symbol == NULL)
        symbol = local_declare(c, name, pos,
                               annotation != NULL ? annotation : first_type(c, name, value),
                               annotation != NULL);
    Variable *var = (Variable *)symbol->var;
    if (annotation != NULL && annotation != var->tir.type && var->tir.type->kind != TYPE_ERROR) {
        diag_error(c->d, pos, E_MISMATCH, "'%s' is %s already", name, a_type(c, var->tir.type));
        diag_note(c->d, var->type_pos, "because of this");
        return;
    }
    const Type *given = value->type;
    Want want = {
        var->tir.type, var->type_pos,
        arena_printf(c->arena, "'%s' is %s because of this", name, a_type(c, var->tir.type))};
    int before = diag_error_count(c->d);
    value = convert(c, value, &want);
    if (diag_error_count(c->d) > before && want.type->kind == TYPE_INT &&
        given->kind == TYPE_FLOAT && !var->is_annotated)
        diag_help(c->d, "to make it a float from the beginning, write 0.0 instead of 0");
    var->is_loop = is_loop;
    facts_kill(c, &var->tir, NULL);
    TirExpr *target = var_expr(c, &var->tir, pos);
    if (var->tir.type->kind == TYPE_OPT && given->kind != TYPE_OPT && given->kind != TYPE_NONE &&
        given->kind != TYPE_ERROR)
        facts_add_set(c, target);
    if (var->tir.kind == TV_LOCAL) flow_assign(c, &c->body->flow, &var->tir);
    copy_noted(var, value, is_loop);
    push_assign(c, target, value, pos);
}

/* ---- unpacking */

static TirExpr *copied(Check *c, TirExpr *value) {
    TirVar *temp = temp_new(c, value->type, value->pos);
    flow_assign(c, &c->body->flow, temp);
    push_assign(c, var_expr(c, temp, value->pos), value, value->pos);
    return var_expr(c, temp, value->pos);
}

static TirExpr *in_temp(Check *c, TirExpr *value) {
    return value->kind == TE_VAR ? value : copied(c, value);
}

/* Each target gets its part: of a list, or of a tuple with a star among the targets. */
static void unpack_list(Check *c, const AstExpr *target, TirExpr *value, bool is_loop) {
    if (!unpack_begin(c, target, value)) {
        for (int i = 0; i < target->items.len; i++) {
            const AstExpr *each = target->items.items[i];
            target_assign(c, each->kind == AST_STAR ? each->left : each, poison(c, target->pos),
                          false);
        }
        return;
    }
    for (int i = 0; i < target->items.len; i++) {
        const AstExpr *each = target->items.items[i];
        target_assign(c, each->kind == AST_STAR ? each->left : each,
                      unpack_part(c, target, value, i), is_loop);
    }
}

static void unpack_items(Check *c, const AstExpr *target, TirExpr *value, bool is_loop) {
    const Type *type = value->type;
    for (int i = 0; i < target->items.len; i++) {
        TirExpr *item = tir(c, TE_ITEM, type->args[i], target->items.items[i]->pos);
        item->a = value;
        item->index = i;
        target_assign(c, target->items.items[i], item, is_loop);
    }
}

static void poison_targets(Check *c, const AstExpr *target) {
    for (int i = 0; i < target->items.len; i++) {
        const AstExpr *each = target->items.items[i];
        target_assign(c, each->kind == AST_STAR ? each->left : each, poison(c, target->pos), false);
    }
}

/* a, b = b, a: all values first, then all targets. */
static void unpack_literal(Check *c, const AstExpr *target, const TirExpr *value) {
    TirExprs temps = {0};
    for (int i = 0; i < value->args.len; i++) {
        TirExpr *item = value->args.items[i];
        bool keeps =
            has_unknown(c, item->type) || item->type->kind == TYPE_NONE || item->kind == TE_CONST;
        if (!keeps) {
            TirVar *temp = temp_new(c, item->type, item->pos);
            flow_assign(c, &c->body->flow, temp);
            push_assign(c, var_expr(c, temp, item->pos), item, item->pos);
            item = var_expr(c, temp, item->pos);
        }
        VEC_PUSH(c->arena, &temps, item);
    }
    for (int i = 0; i < target->items.len; i++)
        target_assign(c, target->items.items[i], temps.items[i], false);
}

static void unpack(Check *c, const AstExpr *target, TirExpr *value, bool is_loop) {
    const Type *type = value->type;
    int n = target->items.len;
    bool series = type->kind == TYPE_TS && type->elem->kind == TYPE_TUPLE;
    if (series) type = type->elem;
    if (!series && type->kind != TYPE_TUPLE && listed_type(c, type) != NULL) {
        value = listed(c, value);
        type = value->type;
    }
    if (!series && unpacks_list(target, type)) {
        unpack_list(c, target, in_temp(c, value), is_loop);
        return;
    }
    if (type->kind != TYPE_TUPLE && type->kind != TYPE_RECORD) {
        if (type->kind != TYPE_ERROR)
            diag_error(c->d, value->pos, E_UNPACK, "%s can't be unpacked", a_type(c, type));
        poison_targets(c, target);
        return;
    }
    if (type->nargs != n) {
        diag_error(c->d, target->pos, E_UNPACK, "%d names for the %d values of %s", n, type->nargs,
                   type->name);
        poison_targets(c, target);
        return;
    }
    if (value->kind == TE_TUPLE) {
        unpack_literal(c, target, value);
        return;
    }
    value = in_temp(c, value);
    if (!series) {
        unpack_items(c, target, value, is_loop);
        return;
    }
    for (int i = 0; i < n; i++) {
        TirExpr *lift = lift_new(c, value->pos);
        TirExpr *item = tir(c, TE_ITEM, type->args[i], value->pos);
        item->a = lift_leaf(c, lift, value);
        item->index = i;
        target_assign(c, target->items.items[i], lift_finish(c, lift, item), is_loop);
    }
}

static void path_assign(Check *c, const AstExpr *ast, TirExpr *value) {
    TirExpr *target = path_target(c, ast);
    if (target->type->kind == TYPE_ERROR) return;
    if (!target_changes(c, target)) return;
    if (is_region(target)) {
        region_assign(c, target, value, ast->pos);
        return;
    }
    change_noted(target, ast->pos);
    bool given = value->type->kind != TYPE_OPT && value->type->kind != TYPE_NONE &&
                 value->type->kind != TYPE_ERROR;
    Want want = {.type = target->type};
    if (target->kind == TE_FIELD) {
        const TirField *field = &target->a->type->strct->fields.items[target->index];
        want.pos = field->pos;
        want.reason = arena_printf(c->arena, "the field '%s' is declared here", field->name);
    }
    value = convert(c, value, &want);
    if (target->type->kind == TYPE_OPT && given) facts_add_set(c, target);
    push_assign(c, target, value, ast->pos);
}

void target_assign(Check *c, const AstExpr *target, TirExpr *value, bool is_loop) {
    switch (target->kind) {
    case AST_NAME: name_assign(c, target->name, target->pos, value, NULL, is_loop); break;
    case AST_TUPLE:
    case AST_LIST: unpack(c, target, value, is_loop); break;
    case AST_MEMBER:
    case AST_INDEX: path_assign(c, target, value); break;
    default: diag_error(c->d, target->pos, E_NOT_A_PATH, "this can't be assigned to"); break;
    }
}

/* ---- statements */

static void plain_assigned(Check *c, const char *name) {
    const Symbol *symbol = scope_find(c->body->top, name);
    if (symbol != NULL && symbol->var != NULL) ((Variable *)symbol->var)->is_plain = true;
}

static void annotated(Check *c, const AstStmt *stmt) {
    const AstExpr *target = stmt->targets.items[0];
    const Type *type = type_resolve(c, stmt->annotation);
    if (target->kind != AST_NAME) {
        diag_error(c->d, target->pos, E_NOT_A_PATH, "only a name takes a type");
        return;
    }
    if (type->has_edges && !in_graph(c)) {
        diag_error(c->d, stmt->annotation->pos, E_BAD_TYPE,
                   "a variable of a %s holds values, not series",
                   c->body->place == IN_NODE ? "node" : "def");
        type = c->error;
    }
    if (stmt->value == NULL) {
        if (scope_find(c->body->top, target->name) != NULL) {
            diag_error(c->d, target->pos, E_DECLARED_TWICE, "'%s' is declared already",
                       target->name);
            return;
        }
        Symbol *symbol = local_declare(c, target->name, target->pos, type, true);
        ((Variable *)symbol->var)->type_pos = stmt->annotation->pos;
        return;
    }
    Want want = {type, stmt->annotation->pos, "its type is declared here"};
    const Type *given;
    TirExpr *value = expr_check_hint(c, stmt->value, type);
    given = value->type;
    value = convert(c, value, &want);
    bool is_new = scope_find(c->body->top, target->name) == NULL;
    name_assign(c, target->name, target->pos, value, type, false);
    plain_assigned(c, target->name);
    const Symbol *symbol = scope_find(c->body->top, target->name);
    if (symbol == NULL || symbol->var == NULL) return;
    if (is_new) ((Variable *)symbol->var)->type_pos = stmt->annotation->pos;
    if (type->kind == TYPE_OPT && given->kind != TYPE_OPT && given->kind != TYPE_NONE &&
        given->kind != TYPE_ERROR)
        facts_add_set(c, var_expr(c, symbol->var, target->pos));
}

static const Type *target_hint(Check *c, const AstExpr *target) {
    const Symbol *symbol = target->kind == AST_NAME ? scope_find(c->body->top, target->name) : NULL;
    return symbol == NULL || symbol->var == NULL ? NULL : symbol->var->type;
}

static void plain_assign(Check *c, const AstExpr *target, TirExpr *value) {
    target_assign(c, target, value, false);
    if (target->kind == AST_NAME) plain_assigned(c, target->name);
}

void assign_check(Check *c, const AstStmt *stmt) {
    if (stmt->annotation != NULL) {
        annotated(c, stmt);
        return;
    }
    const AstExpr *first = stmt->targets.items[0];
    c->body->target = first;
    TirExpr *value = expr_check_hint(c, stmt->value, target_hint(c, first));
    c->body->target = NULL;
    if (stmt->targets.len > 1 && value->type->kind != TYPE_ERROR && !has_unknown(c, value->type) &&
        value->type->kind != TYPE_NONE)
        value = in_temp(c, value);
    for (int i = 0; i < stmt->targets.len; i++)
        plain_assign(c, stmt->targets.items[i], value);
}

/* target op= value */
static void augment_push(Check *c, TirExpr *target, TirExpr *value, TirOp op, const AstStmt *stmt) {
    TirExpr *e = op_binary(c, op, target, value, stmt->pos);
    if (e->type->kind == TYPE_ERROR) return;
    Variable *var = target->kind == TE_VAR ? (Variable *)target->var : NULL;
    if (e->type != target->type && fits(c, e, target->type) < 0) {
        Want want = {.type = target->type};
        if (var != NULL) {
            want.pos = var->type_pos;
            want.reason = arena_printf(c->arena, "'%s' is %s because of this", var->tir.name,
                                       a_type(c, target->type));
        }
        e->pos = stmt->value->pos;
        diag_error(c->d, stmt->pos, E_MISMATCH, "'%s=' makes this %s, but it is %s", op_text(op),
                   a_type(c, e->type), a_type(c, target->type));
        if (want.pos.file != NULL) diag_note(c->d, want.pos, "%s", want.reason);
        if (want.type->kind == TYPE_INT && e->type->kind == TYPE_FLOAT && var != NULL &&
            !var->is_annotated)
            diag_help(c->d, "to make it a float from the beginning, write 0.0 instead of 0");
        return;
    }
    TirStmt *s = tir_stmt(c, TS_ASSIGN, stmt->pos);
    s->target = target;
    s->value = convert_to(c, e, target->type);
    if (e->kind == TE_BINARY && e->a == target && s->value == e) {
        s->has_op = true;
        s->op = op;
        s->value = e->b;
    } else if (target->kind != TE_VAR) {
        unsupported(c, stmt->pos, "this form of augmented assignment is");
        return;
    }
    tir_push(c, s);
}

static bool is_calm(const TirExpr *e) {
    switch (e->kind) {
    case TE_CONST:
    case TE_VAR: return true;
    case TE_FIELD:
    case TE_ITEM:
    case TE_UNWRAP:
    case TE_DOWNCAST:
    case TE_SOME:
    case TE_UNARY: return is_calm(e->a);
    case TE_NONE: return true;
    case TE_BINARY: return is_calm(e->a) && is_calm(e->b);
    default: return false;
    }
}

/* Does the value assign a variable, which an index of the target may read? */
static void walrus_visit(void *context, const AstStmt *stmt, const AstExpr *expr) {
    bool *found = context;
    if (stmt == NULL && expr->kind == AST_ASSIGN_EXPR) *found = true;
}

static bool assigns(const AstExpr *value) {
    bool found = false;
    ast_walk(NULL, value, walrus_visit, &found);
    return found;
}

/* The indices of a target that is read and written are computed once, before the value. */
static void indices_first(Check *c, TirExpr *target, bool eager) {
    bool call = target->kind == TE_CALL_BUILTIN; /* a part of an array, which is argument 0 */
    if (target->kind == TE_VAR || (target->a == NULL && !call)) return;
    indices_first(c, call ? target->args.items[0] : target->a, eager);
    if (!call && target->kind != TE_INDEX && target->kind != TE_SLICE) return;
    for (int i = call ? 1 : 0; i < target->args.len; i++) {
        TirExpr *arg = target->args.items[i];
        if (arg == NULL || arg->type->has_edges || arg->kind == TE_CONST || arg->kind == TE_NONE)
            continue;
        if (eager)
            target->args.items[i] = copied(c, arg);
        else if (!is_calm(arg))
            target->args.items[i] = in_temp(c, arg);
    }
}

void augment_check(Check *c, const AstStmt *stmt) {
    const AstExpr *ast = stmt->targets.items[0];
    TirOp op;
    TirExpr *target;
    if (ast->kind == AST_NAME) {
        const Symbol *symbol = scope_find(c->body->top, ast->name);
        const Symbol *outer = name_lookup(c, ast->name);
        if (symbol == NULL && outer != NULL && outer->var != NULL) {
            diag_error(c->d, ast->pos, E_READ_ONLY,
                       outer->var->kind == TV_GLOBAL ? "'%s' is a constant"
                                                     : "'%s' belongs to the enclosing function",
                       ast->name);
            value_check(c, stmt->value);
            return;
        }
        if (symbol != NULL && refuse_name(c, symbol, ast->pos)) {
            value_check(c, stmt->value);
            return;
        }
        c->body->target = ast; /* unknown: it would need a first value */
        target = name_check(c, ast);
        c->body->target = NULL;
    } else if (ast->kind == AST_MEMBER || ast->kind == AST_INDEX) {
        target = path_target(c, ast);
        if (target->kind == TE_FIELD)
            target->a->type->strct->fields.items[target->index].is_read = true;
        target = narrowed(c, target);
    } else {
        diag_error(c->d, ast->pos, E_NOT_A_PATH, "this can't be assigned to");
        target = poison(c, ast->pos);
    }
    TirExpr *value = value_check(c, stmt->value);
    if (target->type->kind == TYPE_ERROR || value->type->kind == TYPE_ERROR) return;
    if (ast->kind != AST_NAME) {
        if (!target_changes(c, target)) return;
        if (!is_region(target)) change_noted(target, ast->pos);
        indices_first(c, target, assigns(stmt->value));
    }
    if (!op_of_ast(stmt->op, &op)) {
        unsupported(c, stmt->pos, "this operator is");
        return;
    }
    if (op == TO_ADD && target->type->kind == TYPE_LIST && listed_type(c, value->type) != NULL)
        value = listed(c, value); /* as extend() takes any iterable */
    if (is_region(target)) {
        TirExpr *whole = op_binary(c, op, target, value, stmt->pos);
        if (whole->type->kind != TYPE_ERROR) region_assign(c, target, whole, stmt->pos);
        return;
    }
    augment_push(c, target, value, op, stmt);
}

void del_check(Check *c, const AstStmt *stmt) {
    for (int i = 0; i < stmt->targets.len; i++) {
        const AstExpr *ast = stmt->targets.items[i];
        if (ast->kind != AST_INDEX) {
            diag_error(c->d, ast->pos, E_NOT_A_PATH,
                       "del removes an item of a dict or list: del d[k]");
            continue;
        }
        TirExpr *target = path_target(c, ast);
        if (!target_changes(c, target)) continue;
        if (is_region(target)) {
            region_delete(c, target, stmt->pos);
            continue;
        }
        change_noted(target, stmt->pos);
        TirStmt *s = tir_stmt(c, TS_DEL, stmt->pos);
        s->target = target;
        tir_push(c, s);
        c->body->may_fail = true;
    }
}

/* ---- parameters that the body assigns to: a local variable of the same name takes their place */

typedef struct Shadowing {
    Check *c;
    TirStmts *into;
} Shadowing;

static void shadow_name(const Shadowing *s, const char *name, Pos pos) {
    Check *c = s->c;
    Symbol *symbol = scope_find(c->body->top, name);
    if (symbol != NULL && symbol->var != NULL && ((Variable *)symbol->var)->is_union) {
        diag_error(c->d, pos, E_UNION, "a parameter of several types can't be assigned");
        diag_help(c->d, "give the new value a name of its own");
        symbol->var = local_new(c, name, c->error, symbol->pos);
        flow_assign(c, &c->body->flow, symbol->var);
        return;
    }
    if (symbol == NULL || symbol->var == NULL || symbol->var->kind != TV_PARAM ||
        symbol->var == c->body->self || symbol->var->is_mut)
        return;
    TirVar *param = symbol->var;
    Variable *local = (Variable *)local_new(c, param->name, param->type, param->pos);
    local->is_annotated = true;
    local->type_pos = param->pos;
    symbol->var = &local->tir;
    flow_assign(c, &c->body->flow, &local->tir);
    TirStmts *saved = c->body->block;
    c->body->block = s->into;
    push_assign(c, var_expr(c, &local->tir, param->pos), var_expr(c, param, param->pos),
                param->pos);
    c->body->block = saved;
}

static void shadow_target(const Shadowing *s, const AstExpr *target) {
    if (target == NULL) return;
    if (target->kind == AST_STAR) target = target->left;
    if (target->kind == AST_NAME) shadow_name(s, target->name, target->pos);
    if (target->kind == AST_TUPLE || target->kind == AST_LIST)
        for (int i = 0; i < target->items.len; i++) shadow_target(s, target->items.items[i]);
}

static void shadow_visit(void *context, const AstStmt *stmt, const AstExpr *expr) {
    const Shadowing *s = context;
    if (expr != NULL && expr->kind == AST_ASSIGN_EXPR) shadow_name(s, expr->name, expr->pos);
    if (stmt == NULL) return;
    if (stmt->kind == AST_ASSIGN || stmt->kind == AST_AUGMENT)
        for (int i = 0; i < stmt->targets.len; i++) shadow_target(s, stmt->targets.items[i]);
    if (stmt->kind == AST_FOR) shadow_target(s, stmt->target);
}

void shadow_assigned_params(Check *c, const AstStmts *stmts, TirStmts *into) {
    Shadowing s = {c, into};
    ast_walk(stmts, NULL, shadow_visit, &s);
}
