/* check_pattern.c - match: each pattern becomes one condition that binds names on the way (TE_LET), the cases a chain of ifs.
 *
 *     case 1 | 2          value == 1 or value == 2
 *     case Dog(name=n)    value is a Dog and (let n = value.name in True)
 *     case (0, y)         value[0] == 0 and (let y = value[1] in True)
 *
 * The value is evaluated once, into a temporary; what a case tells about it is known of the variable that was matched, too.
 */
#include <string.h>

#include "types/forms.h"

/* What a pattern says beside its condition. */
typedef struct Pattern {
    bool always;          /* it matches whatever comes */
    VEC(AstExpr *) names; /* that it binds */
    bool *covered; /* by member of the enum that is matched, or NULL: those that match for sure */
} Pattern;

static TirExpr *pattern_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p);

static TirExpr *both(Check *c, TirExpr *a, TirExpr *b) {
    if (a == NULL || a->type->kind == TYPE_ERROR) return a == NULL ? b : a;
    if (b->type->kind == TYPE_ERROR) return b;
    TirExpr *e = tir(c, TE_AND, c->boolean, b->pos);
    e->a = a;
    e->b = b;
    return e;
}

/* ---- names */

static bool is_wildcard(const AstExpr *pattern) {
    return pattern->kind == AST_NAME && strcmp(pattern->name, "_") == 0;
}

/* A name is new here: what looks like a comparison with something that exists is none. */
static bool refuse_capture(Check *c, const AstExpr *ast) {
    const Symbol *symbol = name_lookup(c, ast->name);
    if (symbol == NULL || (symbol->var == NULL && symbol->callables.len > 0) ||
        (symbol->owner != NULL && symbol->owner->is_library))
        return false;
    if (symbol->var != NULL && symbol->var->kind == TV_LOCAL && symbol->body == c->body)
        return false;
    diag_error(c->d, ast->pos, E_MATCH, "'%s' exists already: a name in a case is a new variable",
               ast->name);
    if (symbol->info != NULL && symbol->info->strct != NULL)
        diag_help(c->d, "what is one of them: case %s():", ast->name);
    else
        diag_help(c->d, "what equals it: case x if x == %s:", ast->name);
    return true;
}

/* A name of an earlier case that has no value here may have another type in this one. */
static void forget_other(Check *c, const char *name, const Type *type, Pos pos) {
    const Symbol *symbol = scope_find(c->body->top, name);
    if (symbol == NULL || symbol->var == NULL || symbol->var->kind != TV_LOCAL) return;
    if (!((const Variable *)symbol->var)->is_pattern || symbol->var->type == type ||
        flow_is_assigned(&c->body->flow, symbol->var))
        return;
    bind_name(c, name, local_new(c, name, type, pos));
}

static TirExpr *bind(Check *c, const TirExpr *value, const char *name, Pos pos) {
    TirExpr *here = ARENA_NEW(c->arena, TirExpr);
    *here = *value;
    here->pos = pos;
    forget_other(c, name, value->type, pos);
    TirExpr *e = let_name(c, name, pos, here);
    if (e->type->kind == TYPE_ERROR) return e;
    ((Variable *)e->var)->is_pattern = true;
    e->type = c->boolean;
    e->b = const_bool(c, true, pos);
    return e;
}

static TirExpr *capture_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p) {
    p->always = is_wildcard(ast);
    if (p->always) return const_bool(c, true, ast->pos);
    if (refuse_capture(c, ast)) return poison(c, ast->pos);
    for (int i = 0; i < p->names.len; i++)
        if (p->names.items[i]->name == ast->name) {
            diag_error(c->d, ast->pos, E_MATCH, "'%s' stands in this case twice", ast->name);
            return poison(c, ast->pos);
        }
    VEC_PUSH(c->arena, &p->names, (AstExpr *)ast);
    p->always = true;
    return bind(c, value, ast->name, ast->pos);
}

static bool binds(const Pattern *p, const char *name) {
    for (int i = 0; i < p->names.len; i++)
        if (p->names.items[i]->name == name) return true;
    return false;
}

/* Whichever alternative matches, the same names have values. */
static bool same_names(Check *c, const Pattern *a, const Pattern *b) {
    const Pattern *sides[] = {a, b, a};
    for (int side = 0; side < 2; side++)
        for (int i = 0; i < sides[side]->names.len; i++) {
            const AstExpr *name = sides[side]->names.items[i];
            if (binds(sides[side + 1], name->name)) continue;
            diag_error(c->d, name->pos, E_MATCH,
                       "'%s' has no value where the other alternative matches", name->name);
            return false;
        }
    return true;
}

static TirExpr *alternatives_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p) {
    Pattern a = {.covered = p->covered}, b = {.covered = p->covered};
    TirExpr *left = pattern_check(c, value, ast->left, &a);
    TirExpr *right = pattern_check(c, value, ast->right, &b);
    if (left->type->kind == TYPE_ERROR || right->type->kind == TYPE_ERROR || !same_names(c, &a, &b))
        return poison(c, ast->pos);
    for (int i = 0; i < a.names.len; i++) VEC_PUSH(c->arena, &p->names, a.names.items[i]);
    p->always = a.always || b.always;
    TirExpr *e = tir(c, TE_OR, c->boolean, ast->pos);
    e->a = left;
    e->b = right;
    return e;
}

/* ---- values */

static TirExpr *none_check(Check *c, TirExpr *value, const AstExpr *ast) {
    if (value->type->kind != TYPE_OPT) {
        diag_error(c->d, ast->pos, E_MATCH, "the value is never None: it is %s",
                   a_type(c, value->type));
        return poison(c, ast->pos);
    }
    TirExpr *e = tir(c, TE_IS_SOME, c->boolean, ast->pos);
    e->a = value;
    return value_unary(c, TO_NOT, e, ast->pos);
}

static void cover(const Pattern *p, const TirExpr *item) {
    if (p->covered == NULL || item->kind != TE_CONST || item->type->kind != TYPE_ENUM) return;
    const TirEnum *enm = item->type->enm;
    for (int i = 0; i < enm->items.len; i++)
        if (enm->items.items[i].value == *(const int64_t *)item->value) p->covered[i] = true;
}

static TirExpr *literal_check(Check *c, TirExpr *value, const AstExpr *ast, const Pattern *p) {
    TirExpr *item = value_check(c, ast);
    if (item->type->kind == TYPE_ERROR) return item;
    bool is_constant = item->kind == TE_CONST || (item->kind == TE_VAR && ast->kind == AST_MEMBER &&
                                                  item->var->kind == TV_GLOBAL);
    if (!is_constant) {
        diag_error(c->d, ast->pos, E_MATCH,
                   "a case is a pattern of literals, members of enums, structs, tuples and names");
        diag_help(c->d, "anything else is compared in a guard: case x if x == ...:");
        return poison(c, ast->pos);
    }
    Want want = {value->type, value->pos,
                 arena_printf(c->arena, "this is %s", a_type(c, value->type))};
    item = convert(c, item, &want);
    if (item->type->kind == TYPE_ERROR) return item;
    cover(p, item);
    return value_binary(c, TO_EQ, value, item, ast->pos);
}

/* ---- tuples and lists */

static TirExpr *item_at(Check *c, TirExpr *value, int index, Pos pos) {
    if (value->type->kind == TYPE_TUPLE) {
        TirExpr *e = tir(c, TE_ITEM, value->type->args[index], pos);
        e->a = value;
        e->index = index;
        return e;
    }
    TirExpr *e = tir(c, TE_INDEX, value->type->elem, pos);
    e->a = value;
    VEC_PUSH(c->arena, &e->args, const_int(c, index, pos));
    return e;
}

static TirExpr *items_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p,
                            TirExpr *test) {
    bool always = test == NULL;
    for (int i = 0; i < ast->items.len; i++) {
        const AstExpr *each = ast->items.items[i];
        p->always = false;
        TirExpr *one = pattern_check(c, item_at(c, value, i, each->pos), each, p);
        always &= p->always;
        test = both(c, test, one);
    }
    p->always = always;
    return test == NULL ? const_bool(c, true, ast->pos) : test;
}

static TirExpr *tuple_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p) {
    if (value->type->kind == TYPE_TUPLE && value->type->nargs == ast->items.len)
        return items_check(c, value, ast, p, NULL);
    if (value->type->kind == TYPE_TUPLE)
        diag_error(c->d, ast->pos, E_MATCH, "this pattern has %d items, the value has %d: %s",
                   ast->items.len, value->type->nargs, value->type->name);
    else
        diag_error(c->d, ast->pos, E_MATCH, "the value is no tuple: it is %s",
                   a_type(c, value->type));
    return poison(c, ast->pos);
}

static TirExpr *list_pattern_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p) {
    if (value->type->kind != TYPE_LIST) {
        diag_error(c->d, ast->pos, E_MATCH, "the value is no list: it is %s",
                   a_type(c, value->type));
        return poison(c, ast->pos);
    }
    TirExpr *length = library_call(c, "len", &value, 1, NULL, 0, ast->pos);
    TirExpr *test =
        value_binary(c, TO_EQ, length, const_int(c, ast->items.len, ast->pos), ast->pos);
    return items_check(c, value, ast, p, test);
}

/* ---- structs */

static int field_meant(Check *c, const Type *type, const AstArg *arg, int position) {
    if (arg->stars > 0) {
        diag_error(c->d, arg->pos, E_MATCH, "a pattern has no '%s'", arg->stars == 1 ? "*" : "**");
        return -1;
    }
    if (arg->name == NULL) {
        if (position < type->strct->fields.len) return position;
        diag_error(c->d, arg->value->pos, E_MATCH, "nothing is left for this: %s has %d field%s",
                   type->name, type->strct->fields.len, type->strct->fields.len == 1 ? "" : "s");
        return -1;
    }
    int index = field_index(type, arg->name);
    if (index >= 0) return index;
    diag_error(c->d, arg->pos, E_UNKNOWN_MEMBER, "%s has no field '%s'", type->name, arg->name);
    const char *nearest = member_suggest(c, type, arg->name);
    if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
    return -1;
}

static TirExpr *fields_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p,
                             TirExpr *test) {
    bool always = test == NULL, failed = false;
    for (int i = 0; i < ast->args.len; i++) {
        const AstArg *arg = &ast->args.items[i];
        int index = field_meant(c, value->type, arg, i);
        if (index < 0) {
            failed = true;
            continue;
        }
        p->always = false;
        TirExpr *field = narrowed(c, field_read(c, value, index, arg->value->pos));
        test = both(c, test, pattern_check(c, field, arg->value, p));
        always &= p->always;
    }
    p->always = always;
    if (failed) return poison(c, ast->pos);
    return test == NULL ? const_bool(c, true, ast->pos) : test;
}

/* The type that a pattern names; generic ones without arguments take those of the value. */
static const Type *pattern_type(Check *c, const TirExpr *value, const AstExpr *ast) {
    const Type **targs;
    int n;
    const StructInfo *info = info_named(c, ast, &targs, &n);
    const Type *have = value->type;
    if (info != NULL && n == 0 && info->strct != NULL && info->strct->ntvars > 0 &&
        have->kind == TYPE_STRUCT) {
        if (have->strct == info->strct) return have;
        if (!have->has_vars) {
            Types kinds = type_kinds(c->types, have);
            for (int i = 0; i < kinds.len; i++)
                if (kinds.items[i]->strct == info->strct) return kinds.items[i];
        }
    }
    return type_resolve(c, ast);
}

static TirExpr *struct_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p) {
    const Type *wanted = pattern_type(c, value, ast->left);
    TirExpr *test = NULL;
    if (!kind_may_be(c, value->type, wanted, ast->left->pos)) return poison(c, ast->pos);
    if (type_derives(c->types, value->type, wanted) < 0) {
        test = kind_test(c, value, wanted, ast->pos);
        value = kind_downcast(c, value, wanted, false);
    }
    return fields_check(c, value, ast, p, test);
}

/* ---- any pattern */

/* What is inside of a T? is looked at where it is set. */
static TirExpr *unwrapped(Check *c, TirExpr **value, Pos pos) {
    if ((*value)->type->kind != TYPE_OPT) return NULL;
    TirExpr *set = tir(c, TE_IS_SOME, c->boolean, pos);
    set->a = *value;
    TirExpr *inner = tir(c, TE_UNWRAP, (*value)->type->elem, pos);
    inner->a = *value;
    *value = inner;
    return set;
}

static TirExpr *pattern_check(Check *c, TirExpr *value, const AstExpr *ast, Pattern *p) {
    if (ast->kind == AST_NAME) return capture_check(c, value, ast, p);
    if (ast->kind == AST_BINARY && ast->op == OP_BITOR) return alternatives_check(c, value, ast, p);
    if (ast->kind == AST_NONE) return none_check(c, value, ast);
    bool is_call = ast->kind == AST_CALL;
    if (!is_call && ast->kind != AST_TUPLE && ast->kind != AST_LIST)
        return literal_check(c, value, ast, p);
    TirExpr *set = unwrapped(c, &value, ast->pos);
    TirExpr *test = is_call                  ? struct_check(c, value, ast, p)
                    : ast->kind == AST_TUPLE ? tuple_check(c, value, ast, p)
                                             : list_pattern_check(c, value, ast, p);
    if (set == NULL) return test;
    p->always = false;
    return both(c, set, test);
}

/* ---- cases */

typedef struct MatchStmt {
    const AstStmt *ast;
    TirExpr *value;   /* the temporary */
    TirExpr *subject; /* what was matched */
    bool *covered;    /* members of the enum that have a case without guard */
} MatchStmt;

/* No case fits although all members are listed: a number from outside that the enum does not have. */
static void unmatched_raise(Check *c, const TirExpr *value, Pos pos) {
    TirStmt *s = tir_stmt(c, TS_RAISE, pos);
    TirExpr *text = tir(c, TE_FSTRING, c->str, pos);
    TirFPart before = {.text = "no case for ", .size = 12, .spec = ""},
             shown = {.value = (TirExpr *)value, .spec = ""};
    VEC_PUSH(c->arena, &text->parts, before);
    VEC_PUSH(c->arena, &text->parts, shown);
    s->message = text;
    tir_push(c, s);
    c->body->flow.is_dead = true;
}

static void cases_end(Check *c, const MatchStmt *m) {
    if (m->covered == NULL) return;
    const TirEnum *enm = m->value->type->enm;
    const char *missing = NULL;
    for (int i = 0; i < enm->items.len; i++) {
        if (m->covered[i]) continue;
        const char *name = enm->items.items[i].name;
        missing = missing == NULL ? arena_printf(c->arena, "%s.%s", enm->name, name)
                                  : arena_printf(c->arena, "%s, %s.%s", missing, enm->name, name);
    }
    if (missing == NULL) {
        unmatched_raise(c, m->value, m->ast->pos);
        return;
    }
    diag_warning(c->d, m->ast->pos, W_MATCH, "no case for %s", missing);
    diag_help(c->d, "where nothing is to be done for them: `case _:` and pass");
}

static void case_check(Check *c, const MatchStmt *m, int at);

/* Nothing is left for the cases below. */
static void last_case(Check *c, const MatchStmt *m, int at, TirExpr *test) {
    TirStmts *outer = c->body->block;
    if (at + 1 < m->ast->cases.len)
        diag_error(c->d, m->ast->cases.items[at + 1].pos, E_MATCH,
                   "this case is never reached: the one before it matches everything");
    if (test->kind != TE_CONST) { /* it binds names */
        TirStmt *s = tir_stmt(c, TS_IF, m->ast->cases.items[at].pos);
        s->value = test;
        tir_push(c, s);
        block_check(c, &m->ast->cases.items[at].body, &s->body);
    } else {
        TirStmts body = {0};
        block_check(c, &m->ast->cases.items[at].body, &body);
        for (int i = 0; i < body.len; i++) VEC_PUSH(c->arena, outer, body.items[i]);
    }
    c->body->block = outer;
}

static void case_facts(Check *c, const MatchStmt *m, const TirExpr *test, bool sense) {
    facts_add(c, test, sense);
    facts_share(c, m->value->var, m->subject);
}

static TirExpr *guard_check(Check *c, const MatchStmt *m, TirExpr *test, const AstExpr *guard) {
    const Fact *facts = c->body->flow.facts;
    case_facts(c, m, test, true);
    test = both(c, test, boolean_check(c, guard));
    c->body->flow.facts = facts;
    return test;
}

/* The names of a pattern that is wrong: what is said about them below would be an echo. */
static void names_poison(Check *c, const AstExpr *ast) {
    if (ast == NULL || ast->kind == AST_MEMBER) return;
    if (ast->kind == AST_NAME && !is_wildcard(ast) && name_lookup(c, ast->name) == NULL) {
        TirVar *var = local_new(c, ast->name, c->error, ast->pos);
        ((Variable *)var)->is_pattern = true;
        bind_name(c, ast->name, var);
        flow_assign(c, &c->body->flow, var);
    }
    if (ast->kind == AST_BINARY) {
        names_poison(c, ast->left);
        names_poison(c, ast->right);
    }
    for (int i = 0; i < ast->items.len; i++) names_poison(c, ast->items.items[i]);
    for (int i = 0; i < ast->args.len; i++) names_poison(c, ast->args.items[i].value);
}

static TirExpr *case_test(Check *c, const MatchStmt *m, const AstCase *each, Pattern *p) {
    TirExpr *value = narrowed(c, m->value);
    TirExpr *test = pattern_check(c, value, each->pattern, p);
    AstExpr alias = {.kind = AST_NAME, .name = each->name, .pos = each->name_pos};
    if (test->type->kind == TYPE_ERROR) {
        names_poison(c, each->pattern);
        if (each->name != NULL) names_poison(c, &alias);
        return test;
    }
    if (each->name == NULL) return test;
    const Fact *facts = c->body->flow.facts;
    facts_add(c, test, true);
    bool always = p->always;
    test = both(c, test->kind == TE_CONST ? NULL : test,
                capture_check(c, narrowed(c, m->value), &alias, p));
    p->always = always;
    c->body->flow.facts = facts;
    return test;
}

static void case_check(Check *c, const MatchStmt *m, int at) {
    if (at == m->ast->cases.len) {
        cases_end(c, m);
        return;
    }
    const AstCase *each = &m->ast->cases.items[at];
    TirStmts *outer = c->body->block;
    Flow before = flow_copy(c, &c->body->flow);
    Pattern p = {.covered = each->guard == NULL ? m->covered : NULL};
    TirExpr *test = case_test(c, m, each, &p);
    if (p.always && each->guard == NULL) {
        last_case(c, m, at, test);
        return;
    }
    if (each->guard != NULL) test = guard_check(c, m, test, each->guard);
    TirStmt *s = tir_stmt(c, TS_IF, each->pos);
    s->value = test;
    before.facts = c->body->flow.facts; /* names that were bound on the way may have no value */
    case_facts(c, m, test, true);
    block_check(c, &each->body, &s->body);
    Flow then = c->body->flow;
    c->body->flow = before;
    case_facts(c, m, test, false);
    c->body->block = &s->orelse;
    case_check(c, m, at + 1);
    flow_merge(c, &c->body->flow, &then);
    c->body->block = outer;
    tir_push(c, s);
}

void match_check(Check *c, const AstStmt *ast) {
    TirExpr *value = value_check(c, ast->value);
    if (value->type->kind == TYPE_ERROR) return;
    if (value->type->has_edges) {
        diag_error(c->d, ast->value->pos, E_SERIES_CONDITION,
                   "'match' on a series: graphs are wired once, before anything ticks");
        diag_help(c->d, "match its values in a def, and call that on the series");
        return;
    }
    if (has_unknown(c, value->type) || value->type->kind == TYPE_NONE) {
        diag_error(c->d, ast->value->pos, E_MATCH, "the type of this value is not known");
        return;
    }
    if (ast->cases.len > MAX_CHAIN) {
        too_long(c, ast->pos, "cases");
        return;
    }
    TirVar *temp = temp_new(c, value->type, value->pos);
    flow_assign(c, &c->body->flow, temp);
    TirStmt *s = tir_stmt(c, TS_ASSIGN, ast->pos);
    s->target = tir(c, TE_VAR, value->type, value->pos);
    s->target->var = temp;
    s->value = value;
    tir_push(c, s);
    MatchStmt m = {.ast = ast, .value = s->target, .subject = value};
    if (value->type->kind == TYPE_ENUM)
        m.covered = ARENA_ARRAY(c->arena, bool, value->type->enm->items.len + 1);
    case_check(c, &m, 0);
}
