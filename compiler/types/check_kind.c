/* check_kind.c - structs that derive from others: which method a redefined one is, casts to and from a base, isinstance.
 *
 * A derived struct is taken for its base wherever one is wanted (TE_UPCAST), and keeps what it is: then the family is tagged
 * (type_is_tagged), which costs 8 bytes a value and room for the largest. A program in which that never happens pays nothing.
 */
#include <string.h>

#include "types/checker.h"

/* ---- overriding */

/* The base's parameter types as the derived struct sees them. */
static const Type *seen_from(Check *c, const StructInfo *info, const StructInfo *base,
                             const Type *type) {
    const Type *at = info->type;
    while (at->strct != base->strct) at = type_base(c->types, at);
    return type_subst(c->types, type, &(Subst){base->strct->tvars, at->args, at->nargs});
}

static bool same_parameters(Check *c, const StructInfo *info, const Callable *method,
                            const StructInfo *base, const Callable *other) {
    if (method->params.len != other->params.len) return false;
    for (int i = 1; i < method->params.len; i++) {
        const Type *mine = method->params.items[i].type;
        const Type *theirs = seen_from(c, info, base, other->params.items[i].type);
        if (mine != theirs && mine->kind != TYPE_ERROR && theirs->kind != TYPE_ERROR) return false;
    }
    return true;
}

static void refuse_override(Check *c, const Callable *method, const StructInfo *base,
                            const Callable *other, const char *what) {
    diag_error(c->d, method->pos, E_OVERRIDE, "'%s' has %s than the one of %s, which it redefines",
               method->name, what, base->strct->name);
    diag_note(c->d, other->pos, "that one is declared here");
    diag_help(c->d, "where %s is wanted a %s may be given: both are called in the same way",
              a_type(c, base->type), method->owner->strct->name);
}

/* Where the struct and one above it have a method of this name. */
static void override_link(Check *c, const StructInfo *info, Callable *method,
                          const StructInfo *base) {
    const Callable *named_so = NULL;
    bool is_own = false;
    for (int i = 0; i < info->ast->methods.len; i++)
        is_own |= info->ast->methods.items[i] == method->ast;
    for (int i = 0; i < base->methods.len; i++) {
        const Callable *other = base->methods.items[i];
        if (other->name != method->name || other->ast == method->ast) continue;
        named_so = other;
        if (!same_parameters(c, info, method, base, other)) continue;
        if (is_own && method->result != seen_from(c, info, base, other->result) &&
            method->result->kind != TYPE_ERROR && other->result->kind != TYPE_ERROR) {
            refuse_override(c, method, base, other, "another result");
            return;
        }
        VEC_PUSH(c->arena, &other->fn->overrides, ((TirOverride){info->strct, method->fn}));
        return;
    }
    if (named_so != NULL && is_own && base == info->base)
        refuse_override(c, method, base, named_so, "other parameters");
}

void overrides_link(Check *c) {
    for (int i = 0; i < c->structs.len; i++) {
        const StructInfo *info = c->structs.items[i];
        for (const StructInfo *base = info->base; base != NULL; base = base->base)
            for (int k = 0; k < info->methods.len; k++)
                override_link(c, info, info->methods.items[k], base);
    }
}

/* ---- room for the largest that derives from it: none of them may hold the base itself */

typedef struct Holding {
    Check *c;
    Map states; /* Type -> OPEN or CLOSED */
    bool reported;
} Holding;

static const char OPEN, CLOSED; /* only their addresses count */

static void hold(Holding *h, const Type *type, const TirField *field) {
    if (type->kind == TYPE_OPT) {
        hold(h, type->elem, field);
        return;
    }
    for (int i = 0; type->kind == TYPE_TUPLE && i < type->nargs; i++) hold(h, type->args[i], field);
    if (type->kind != TYPE_STRUCT || h->reported) return;
    const char *state = map_get_ptr(&h->states, type);
    if (state == &CLOSED) return;
    if (state == &OPEN) {
        if (field == NULL) return;
        h->reported = true;
        diag_error(h->c->d, field->pos, E_CONTAINS_ITSELF,
                   "this field may hold the very struct that it belongs to: %s has room for all "
                   "that derive from it",
                   a_type(h->c, type));
        diag_help(h->c->d, "a list may hold it: %s: [%s]", field->name, type->name);
        return;
    }
    map_put_ptr(&h->states, type, (void *)&OPEN);
    const VEC(TirField) *fields = (const void *)&type->strct->fields;
    for (int i = 0; i < fields->len; i++)
        hold(h, type_field(h->c->types, type, i), &fields->items[i]);
    Types kinds = {0};
    if (type_is_tagged(type)) kinds = type_kinds(h->c->types, type);
    for (int i = 0; i < kinds.len; i++) hold(h, kinds.items[i], NULL);
    map_put_ptr(&h->states, type, (void *)&CLOSED);
}

void families_check(Check *c) {
    for (int i = 0; i < c->structs.len; i++) {
        const StructInfo *info = c->structs.items[i];
        if (info->strct == NULL || !info->strct->is_carried) continue;
        Holding h = {.c = c};
        map_init(&h.states, c->arena);
        hold(&h, info->type, NULL);
    }
}

/* ---- casts */

TirExpr *kind_upcast(Check *c, TirExpr *value, const Type *base) {
    TirStruct *root = base->strct;
    while (root->base != NULL) root = root->base;
    root->is_carried = true;
    TirExpr *e = tir(c, TE_UPCAST, base, value->pos);
    e->a = value;
    return e;
}

TirExpr *kind_downcast(Check *c, TirExpr *value, const Type *derived, bool is_checked) {
    TirExpr *e = tir(c, TE_DOWNCAST, derived, value->pos);
    e->a = value;
    e->flag = is_checked;
    if (is_checked) c->body->may_fail = true;
    return e;
}

TirExpr *kind_test(Check *c, TirExpr *value, const Type *derived, Pos pos) {
    if (type_derives(c->types, value->type, derived) >= 0) return const_bool(c, true, pos);
    TirExpr *e = tir(c, TE_IS_KIND, c->boolean, pos);
    const Type **targs = ARENA_ARRAY(c->arena, const Type *, 1);
    targs[0] = derived;
    e->a = value;
    e->targs = targs;
    e->ntargs = 1;
    return e;
}

/* Is it worth asking whether a value of this type is one of `wanted`? Reports when not. */
bool kind_may_be(Check *c, const Type *have, const Type *wanted, Pos pos) {
    if (have->kind == TYPE_ERROR || wanted->kind == TYPE_ERROR) return false;
    if (wanted->kind != TYPE_STRUCT) {
        diag_error(c->d, pos, E_KIND, "only structs derive from one another: found %s",
                   wanted->name);
        return false;
    }
    if (have->kind != TYPE_STRUCT) {
        diag_error(c->d, pos, E_KIND, "%s is never %s", a_type(c, have), a_type(c, wanted));
        if (have->kind == TYPE_OPT) diag_help(c->d, "test it with `is not None` first");
        return false;
    }
    if (type_derives(c->types, wanted, have) >= 0 || type_derives(c->types, have, wanted) >= 0)
        return true;
    diag_error(c->d, pos, E_KIND, "%s is never %s: neither derives from the other", a_type(c, have),
               a_type(c, wanted));
    diag_note(c->d, wanted->strct->pos, "%s is declared here", wanted->name);
    return false;
}

/* value where it is one of `derived`, else None. */
static TirExpr *try_kind(Check *c, TirExpr *value, const Type *derived, Pos pos) {
    const Type *type = type_of1(c->types, TYPE_OPT, derived);
    if (type_derives(c->types, value->type, derived) >= 0) return convert_to(c, value, type);
    TirVar *temp = NULL;
    TirExpr *read = value;
    if (value->kind != TE_VAR && value->kind != TE_LEAF) { /* evaluated once */
        temp = temp_new(c, value->type, pos);
        read = tir(c, TE_VAR, value->type, pos);
        read->var = temp;
    }
    TirExpr *some = tir(c, TE_SOME, type, pos);
    some->a = kind_downcast(c, read, derived, false);
    TirExpr *choice = tir(c, TE_IF, type, pos);
    choice->a = kind_test(c, read, derived, pos);
    choice->b = some;
    choice->c = tir(c, TE_NONE, type, pos);
    if (temp == NULL) return choice;
    TirExpr *let = tir(c, TE_LET, type, pos);
    let->var = temp;
    let->a = value;
    let->b = choice;
    return let;
}

static TirExpr *cast_value(Check *c, TirExpr *value, const Type *wanted, bool is_static, Pos pos) {
    if (!is_static) return try_kind(c, value, wanted, pos);
    if (type_derives(c->types, value->type, wanted) >= 0) return convert_to(c, value, wanted);
    TirExpr *e = kind_downcast(c, value, wanted, true);
    e->pos = pos;
    return e;
}

static TirExpr *cast_check(Check *c, const AstExpr *ast, const char *name,
                           const AstExprs *brackets) {
    Call call = {.name = name, .pos = ast->pos};
    const Type **targs = NULL;
    int n = 0;
    bool good = arguments_check(c, ast, &call);
    if (brackets != NULL) type_arguments_resolve(c, brackets, &targs, &n);
    if (n != 1 || call.args.len != 1 || call.args.items[0].value == NULL) {
        diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS,
                   "%s takes a struct in brackets, and what may be one: %s[Dog](animal)", name,
                   name);
        return poison(c, ast->pos);
    }
    if (!good) return poison(c, ast->pos);
    TirExpr *value = call.args.items[0].value;
    bool is_edge = value->type->kind == TYPE_TS || value->type->kind == TYPE_DELAYED;
    if (value->type->has_edges && !is_edge && refuse_wiring(c, value)) return poison(c, ast->pos);
    if (!kind_may_be(c, is_edge ? series_value(c, value->type) : value->type, targs[0], value->pos))
        return poison(c, ast->pos);
    bool is_static = strcmp(name, "static_cast") == 0;
    if (!is_edge) return cast_value(c, value, targs[0], is_static, ast->pos);
    TirExpr *lift = lift_new(c, ast->pos);
    TirExpr *leaf = lift_leaf(c, lift, value);
    TirExpr *e = lift_finish(c, lift, cast_value(c, leaf, targs[0], is_static, ast->pos));
    if (is_static || e->kind != TE_LIFT) return e;
    e->flag = true; /* ticks only where it is one */
    e->type = type_of1(c->types, TYPE_TS, targs[0]);
    return e;
}

/* ---- isinstance(x, Dog), isinstance(x, (Dog, Cat)) */

static TirExpr *any_kind(Check *c, TirExpr *value, const AstExpr *kinds, Pos pos) {
    int n = kinds->kind == AST_TUPLE ? kinds->items.len : 1;
    TirExpr *test = NULL;
    for (int i = 0; i < n; i++) {
        const AstExpr *each = kinds->kind == AST_TUPLE ? kinds->items.items[i] : kinds;
        const Type *wanted = type_resolve(c, each);
        if (!kind_may_be(c, value->type, wanted, each->pos)) return poison(c, pos);
        TirExpr *one = kind_test(c, value, wanted, pos);
        if (test == NULL) {
            test = one;
            continue;
        }
        TirExpr *either = tir(c, TE_OR, c->boolean, pos);
        either->a = test;
        either->b = one;
        test = either;
    }
    return test == NULL ? const_bool(c, false, pos) : test;
}

/* None is no struct at all. */
static TirExpr *isinstance_optional(Check *c, TirExpr *value, const AstExpr *ast) {
    TirVar *temp = NULL;
    TirExpr *read = value;
    if (!is_path(value)) {
        temp = temp_new(c, value->type, value->pos);
        read = tir(c, TE_VAR, value->type, value->pos);
        read->var = temp;
    }
    TirExpr *set = tir(c, TE_IS_SOME, c->boolean, ast->pos);
    set->a = read;
    TirExpr *unwrapped = tir(c, TE_UNWRAP, value->type->elem, value->pos);
    unwrapped->a = read;
    TirExpr *both = tir(c, TE_AND, c->boolean, ast->pos);
    both->a = set;
    both->b = any_kind(c, unwrapped, ast->args.items[1].value, ast->pos);
    if (both->b->type->kind == TYPE_ERROR) return both->b;
    if (temp == NULL) return both;
    TirExpr *let = tir(c, TE_LET, c->boolean, ast->pos);
    let->var = temp;
    let->a = value;
    let->b = both;
    return let;
}

TirExpr *kind_isinstance(Check *c, TirExpr *value, const AstExpr *ast) {
    const AstExpr *kinds = ast->args.items[1].value;
    if (value->type->kind == TYPE_OPT) return isinstance_optional(c, value, ast);
    if (value->kind == TE_DOWNCAST && !value->flag)
        value = value->a; /* what is known may be asked */
    if (value->type->kind != TYPE_TS && value->type->kind != TYPE_DELAYED)
        return any_kind(c, value, kinds, ast->pos);
    TirExpr *lift = lift_new(c, ast->pos);
    TirExpr *leaf = lift_leaf(c, lift, value);
    return lift_finish(c, lift, any_kind(c, leaf, kinds, ast->pos));
}

TirExpr *kind_call(Check *c, const AstExpr *ast, const char *name, const AstExprs *brackets) {
    if (strcmp(name, "dynamic_cast") == 0 || strcmp(name, "static_cast") == 0)
        return cast_check(c, ast, name, brackets);
    return NULL;
}
