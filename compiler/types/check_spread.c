/* check_spread.c - values taken apart and put together: what a builtin takes for a list, `*` and `**`
 * in literals, unpacking, and assignment to slices and other parts of a value.
 *
 *     sorted("cab")  sum({1, 2})     any iterable, where a function of the library takes a list
 *     [*a, b]  {**d, "k": 1}         become a + [b] and d | {"k": 1}
 *     a, *rest, b = xs               become items and a slice of xs, after a check of its length
 *     xs[1:3] = ys  m[:, 0] += 1     become calls of the library with xs and m by reference
 */
#include <string.h>

#include "types/checker.h"

/* ---- iterables as lists */

static const Type *tuple_item_type(Check *c, const Type *type) {
    const Type *item = c->unknown;
    for (int i = 0; i < type->nargs && item != NULL; i++) item = join(c, item, type->args[i]);
    return item == c->unknown ? NULL : item;
}

const Type *listed_type(Check *c, const Type *type) {
    const Type *item = NULL;
    switch (type->kind) {
    case TYPE_SET: item = type->elem; break;
    case TYPE_DICT: item = type->key; break;
    case TYPE_STR: item = c->str; break;
    case TYPE_BYTES: item = c->integer; break;
    case TYPE_ARRAY:
        item = type->dims == 1 ? type->elem : type_array(c->types, type->elem, type->dims - 1);
        break;
    case TYPE_TUPLE: item = tuple_item_type(c, type); break;
    default: break;
    }
    return item == NULL || item == c->unknown || item->has_edges
               ? NULL
               : type_of1(c->types, TYPE_LIST, item);
}

/* The items of a tuple as a list: they are read from a temporary, each converted to the type of all. */
static TirExpr *tuple_listed(Check *c, TirExpr *tuple, const Type *list) {
    TirExpr *e = tir(c, TE_LIST, list, tuple->pos);
    if (tuple->kind == TE_TUPLE) {
        for (int i = 0; i < tuple->args.len; i++)
            VEC_PUSH(c->arena, &e->args, convert_to(c, tuple->args.items[i], list->elem));
        return e;
    }
    TirVar *whole = temp_new(c, tuple->type, tuple->pos);
    for (int i = 0; i < tuple->type->nargs; i++) {
        TirExpr *from = tir(c, TE_VAR, tuple->type, tuple->pos);
        from->var = whole;
        TirExpr *item = tir(c, TE_ITEM, tuple->type->args[i], tuple->pos);
        item->a = from;
        item->index = i;
        VEC_PUSH(c->arena, &e->args, convert_to(c, item, list->elem));
    }
    TirExpr *let = tir(c, TE_LET, list, tuple->pos);
    let->var = whole;
    let->a = tuple;
    let->b = e;
    return let;
}

/* [x for x in value], the items converted. */
static TirExpr *items_listed(Check *c, TirExpr *value, const Type *item, const Type *elem) {
    TirExpr *e = tir(c, TE_COMPREHENSION, type_of1(c->types, TYPE_LIST, elem), value->pos);
    e->comp = ARENA_NEW(c->arena, TirComp);
    e->comp->kind = 'l';
    TirClause clause = {.iterable = value, .item = temp_new(c, item, value->pos)};
    TirExpr *read = tir(c, TE_VAR, item, value->pos);
    read->var = clause.item;
    e->comp->value = convert_to(c, read, elem);
    VEC_PUSH(c->arena, &e->comp->clauses, clause);
    return e;
}

TirExpr *listed(Check *c, TirExpr *value) {
    const Type *list = listed_type(c, value->type);
    if (list == NULL) return value;
    if (value->type->kind == TYPE_TUPLE) return tuple_listed(c, value, list);
    if (value->type->kind == TYPE_BYTES)
        return library_call(c, "list", &value, 1, NULL, 0, value->pos);
    if (value->type->kind == TYPE_ARRAY && value->type->dims == 2)
        return library_call(c, "array_rows", &value, 1, NULL, 0, value->pos);
    return items_listed(c, value, list->elem, list->elem);
}

TirExpr *loop_source(Check *c, TirExpr *iterable) {
    const Type *type = iterable->type;
    bool goes_as_list = type->kind == TYPE_BYTES || (type->kind == TYPE_ARRAY && type->dims == 2) ||
                        (type->kind == TYPE_TUPLE && listed_type(c, type) != NULL);
    return goes_as_list ? listed(c, iterable) : iterable;
}

bool takes_iterable(const Callable *callable, const Parameter *parameter) {
    return callable->kind == CALLABLE_DEF && callable->module != NULL &&
           callable->module->is_library && parameter->type->kind == TYPE_LIST &&
           !parameter->is_mut && !parameter->type->has_edges;
}

/* ---- [*a, b], {*a, b}, (*t, x) */

static bool has_star(const AstExprs *items) {
    for (int i = 0; i < items->len; i++)
        if (items->items[i] != NULL && items->items[i]->kind == AST_STAR) return true;
    return false;
}

/* What stands behind a star, as a list; poison when it has no items: reported. */
static TirExpr *star_value(Check *c, const AstExpr *star) {
    TirExpr *value = iterable_check(c, star->left);
    if (value->type->kind == TYPE_ERROR) return value;
    if (value->type->kind == TYPE_LIST) return value;
    if (listed_type(c, value->type) != NULL) return listed(c, value);
    if (item_type(c, value)->kind != TYPE_ERROR)
        diag_error(c->d, star->pos, E_SPREAD, "%s can't be spread in a literal",
                   a_type(c, value->type));
    return poison(c, star->pos);
}

/* A list whose items become `elem`. */
static TirExpr *list_as(Check *c, TirExpr *value, const Type *elem) {
    const Type *want = type_of1(c->types, TYPE_LIST, elem);
    if (fits(c, value, want) >= 0) return convert_to(c, value, want);
    return items_listed(c, value, value->type->elem, elem);
}

TirExpr *spread_list(Check *c, const AstExpr *ast) {
    if (!has_star(&ast->items)) return NULL;
    TirExprs parts = {0};
    TirExpr *plain = NULL;
    const Type *elem = c->unknown;
    bool bad = false;
    for (int i = 0; i < ast->items.len; i++) {
        const AstExpr *each = ast->items.items[i];
        bool star = each->kind == AST_STAR;
        TirExpr *value = star ? star_value(c, each) : value_check(c, each);
        if (value->type->kind == TYPE_ERROR) {
            bad = true;
            continue;
        }
        const Type *item = star ? value->type->elem : value->type;
        const Type *both = join(c, elem, item);
        if (both == NULL) {
            diag_error(c->d, each->pos, E_MIXED, "items of one %s have one type: found %s after %s",
                       ast->kind == AST_SET ? "set" : "list", item->name, elem->name);
            bad = true;
            continue;
        }
        elem = both;
        if (!star && plain == NULL) {
            plain = tir(c, TE_LIST, c->error, each->pos);
            VEC_PUSH(c->arena, &parts, plain);
        }
        if (star)
            VEC_PUSH(c->arena, &parts, value);
        else
            VEC_PUSH(c->arena, &plain->args, value);
        if (star) plain = NULL;
    }
    if (bad) return poison(c, ast->pos);
    TirExpr *whole = NULL;
    for (int i = 0; i < parts.len; i++) {
        TirExpr *part = parts.items[i];
        if (part->type->kind == TYPE_ERROR) { /* the plain items */
            part->type = type_of1(c->types, TYPE_LIST, elem);
            for (int j = 0; j < part->args.len; j++)
                part->args.items[j] = convert_to(c, part->args.items[j], elem);
        } else {
            part = list_as(c, part, elem);
        }
        whole = whole == NULL ? part : op_binary(c, TO_ADD, whole, part, ast->pos);
    }
    if (ast->kind != AST_SET || whole->type->kind == TYPE_ERROR) return whole;
    return library_call(c, "set", &whole, 1, NULL, 0, ast->pos);
}

/* ---- (1, 2) + (3,), t[1:]: a tuple of parts of others, which are read from temporaries */

static TirExpr *let_new(Check *c, TirExpr *value) {
    TirExpr *let = tir(c, TE_LET, c->error, value->pos);
    let->var = temp_new(c, value->type, value->pos);
    let->a = value;
    return let;
}

static TirExpr *part_of_let(Check *c, const TirExpr *let, int index) {
    TirExpr *from = tir(c, TE_VAR, let->a->type, let->pos);
    from->var = let->var;
    TirExpr *item = tir(c, TE_ITEM, let->a->type->args[index], let->pos);
    item->a = from;
    item->index = index;
    return item;
}

static TirExpr *tuple_of(Check *c, TirExprs *items, Pos pos) {
    TirExpr *e = tir(c, TE_TUPLE, c->error, pos);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, items->len + 1);
    for (int i = 0; i < items->len; i++) types[i] = items->items[i]->type;
    e->args = *items;
    e->type = type_tuple(c->types, types, items->len);
    return e;
}

TirExpr *tuples_joined(Check *c, TirExpr *a, TirExpr *b, Pos pos) {
    TirExpr *first = let_new(c, a), *second = let_new(c, b);
    TirExprs items = {0};
    for (int i = 0; i < a->type->nargs; i++) VEC_PUSH(c->arena, &items, part_of_let(c, first, i));
    for (int i = 0; i < b->type->nargs; i++) VEC_PUSH(c->arena, &items, part_of_let(c, second, i));
    first->b = second;
    second->b = tuple_of(c, &items, pos);
    first->type = second->type = second->b->type;
    return first;
}

/* A bound that is a literal, wrapped as an int? or not; the preset without. */
static bool literal_bound(const TirExpr *bound, int64_t *value, bool *given) {
    *given = bound != NULL;
    if (bound == NULL) return true;
    return const_int_value(bound->kind == TE_SOME ? bound->a : bound, value);
}

TirExpr *tuple_slice(Check *c, TirExpr *tuple, TirExpr *const *bounds, Pos pos) {
    int64_t values[3] = {0, 0, 1}, n = tuple->type->nargs;
    bool given[3];
    for (int i = 0; i < 3; i++)
        if (!literal_bound(bounds[i], &values[i], &given[i]) || (i == 2 && values[2] == 0)) {
            diag_error(c->d, bounds[i]->pos, E_INDEX,
                       "the bounds of a tuple's slice are literals, so that its type is known");
            return poison(c, pos);
        }
    int64_t by = values[2], low = by < 0 ? -1 : 0, high = by < 0 ? n - 1 : n, ends[2];
    for (int i = 0; i < 2; i++) {
        int64_t at = values[i] < 0 ? values[i] + n : values[i];
        ends[i] = at < low ? low : at > high ? high : at;
        if (!given[i]) ends[i] = (i == 0) == (by > 0) ? (by > 0 ? 0 : -1) : high;
    }
    TirExpr *let = let_new(c, tuple);
    TirExprs items = {0};
    for (int64_t i = ends[0]; by > 0 ? i < ends[1] : i > ends[1]; i += by)
        VEC_PUSH(c->arena, &items, part_of_let(c, let, (int)i));
    let->b = tuple_of(c, &items, pos);
    let->type = let->b->type;
    return let;
}

TirExpr *spread_tuple(Check *c, const AstExpr *ast) {
    if (!has_star(&ast->items)) return NULL;
    TirExpr *e = tir(c, TE_TUPLE, c->error, ast->pos), *outer = e, *inner = NULL;
    VEC(const Type *) types = {0};
    bool bad = false;
    for (int i = 0; i < ast->items.len; i++) {
        const AstExpr *each = ast->items.items[i];
        TirExpr *value = value_check(c, each->kind == AST_STAR ? each->left : each);
        bad |= value->type->kind == TYPE_ERROR;
        if (each->kind != AST_STAR) {
            VEC_PUSH(c->arena, &e->args, value);
            VEC_PUSH(c->arena, &types, value->type);
            continue;
        }
        if (value->type->kind != TYPE_TUPLE) {
            if (value->type->kind != TYPE_ERROR) {
                diag_error(c->d, each->pos, E_SPREAD,
                           "only a tuple can be spread in a tuple, found %s", value->type->name);
                diag_help(c->d, "how many items a tuple has is known while compiling; "
                                "[*x, ...] makes a list");
            }
            bad = true;
            continue;
        }
        TirVar *whole = temp_new(c, value->type, value->pos);
        TirExpr *let = tir(c, TE_LET, c->error, value->pos);
        let->var = whole;
        let->a = value;
        let->b = e;
        if (inner == NULL)
            outer = let;
        else
            inner->b = let;
        inner = let;
        for (int j = 0; j < value->type->nargs; j++) {
            TirExpr *from = tir(c, TE_VAR, value->type, value->pos);
            from->var = whole;
            TirExpr *item = tir(c, TE_ITEM, value->type->args[j], value->pos);
            item->a = from;
            item->index = j;
            VEC_PUSH(c->arena, &e->args, item);
            VEC_PUSH(c->arena, &types, item->type);
        }
    }
    if (bad) return poison(c, ast->pos);
    e->type = type_tuple(c->types, types.items, types.len);
    for (TirExpr *at = outer; at != e; at = at->b) at->type = e->type;
    return outer;
}

/* {"a": 1, **d}: the pairs in order, later ones win. */
TirExpr *spread_dict(Check *c, const AstExpr *ast) {
    TirExpr *whole = NULL;
    for (int i = 0; i + 1 < ast->items.len;) {
        TirExpr *part;
        if (ast->items.items[i] == NULL) {
            part = value_check(c, ast->items.items[i + 1]);
            if (part->type->kind != TYPE_DICT && part->type->kind != TYPE_ERROR) {
                diag_error(c->d, part->pos, E_SPREAD, "'**' in a dict takes a dict, found %s",
                           part->type->name);
                part = poison(c, part->pos);
            }
            i += 2;
        } else {
            AstExpr pairs = *ast;
            pairs.items.items = NULL;
            pairs.items.len = pairs.items.cap = 0;
            for (; i + 1 < ast->items.len && ast->items.items[i] != NULL; i += 2) {
                VEC_PUSH(c->arena, &pairs.items, ast->items.items[i]);
                VEC_PUSH(c->arena, &pairs.items, ast->items.items[i + 1]);
            }
            part = dict_check(c, &pairs);
        }
        if (part->type->kind == TYPE_ERROR) return part;
        whole = whole == NULL ? part : op_binary(c, TO_BITOR, whole, part, ast->pos);
        if (whole->type->kind == TYPE_ERROR) return whole;
    }
    return whole;
}

/* ---- a, *rest, b = xs */

static int star_index(const AstExpr *target) {
    for (int i = 0; i < target->items.len; i++)
        if (target->items.items[i]->kind == AST_STAR) return i;
    return -1;
}

bool unpacks_list(const AstExpr *target, const Type *type) {
    return type->kind == TYPE_LIST || (star_index(target) >= 0 && type->kind == TYPE_TUPLE);
}

/* Whether a list has as many items as there are names is known when it is there. */
static void length_checked(Check *c, const AstExpr *target, TirExpr *value, int star) {
    int n = target->items.len - (star >= 0);
    TirExpr *args[] = {value, const_int(c, n, target->pos), const_bool(c, star >= 0, target->pos)};
    TirStmt *s = tir_stmt(c, TS_EXPR, target->pos);
    s->value = library_call(c, "unpack_check", args, 3, NULL, 0, target->pos);
    tir_push(c, s);
}

bool unpack_begin(Check *c, const AstExpr *target, TirExpr *value) {
    int star = star_index(target), n = target->items.len;
    if (value->type->kind == TYPE_LIST) {
        length_checked(c, target, value, star);
        return true;
    }
    if (value->type->nargs >= n - 1) return true;
    diag_error(c->d, target->pos, E_UNPACK, "%d names, one with a star, for the %d value%s of %s",
               n, value->type->nargs, value->type->nargs == 1 ? "" : "s", value->type->name);
    return false;
}

static TirExpr *rest_of_tuple(Check *c, TirExpr *value, int from, int n, Pos pos) {
    TirExpr *e = tir(c, TE_LIST, c->error, pos);
    const Type *elem = c->unknown;
    for (int i = 0; i < n; i++) {
        TirExpr *item = tir(c, TE_ITEM, value->type->args[from + i], pos);
        item->a = value;
        item->index = from + i;
        const Type *both = join(c, elem, item->type);
        if (both == NULL) {
            diag_error(c->d, pos, E_MIXED,
                       "these items have several types, and a list one: found %s after %s",
                       item->type->name, elem->name);
            return poison(c, pos);
        }
        elem = both;
        VEC_PUSH(c->arena, &e->args, item);
    }
    for (int i = 0; i < n; i++) e->args.items[i] = convert_to(c, e->args.items[i], elem);
    e->type = type_of1(c->types, TYPE_LIST, elem);
    return e;
}

TirExpr *unpack_part(Check *c, const AstExpr *target, TirExpr *value, int i) {
    const Type *type = value->type;
    Pos pos = target->items.items[i]->pos;
    int star = star_index(target), n = target->items.len;
    if (type->kind == TYPE_TUPLE) {
        int rest = type->nargs - (n - 1);
        if (i == star) return rest_of_tuple(c, value, i, rest, pos);
        TirExpr *item = tir(c, TE_ITEM, c->error, pos);
        item->index = star < 0 || i < star ? i : i + rest - 1;
        item->type = type->args[item->index];
        item->a = value;
        return item;
    }
    if (i == star) {
        const Type *bound = type_of1(c->types, TYPE_OPT, c->integer);
        TirExpr *slice = tir(c, TE_SLICE, type, pos);
        slice->a = value;
        int after = n - 1 - i;
        VEC_PUSH(c->arena, &slice->args, convert_to(c, const_int(c, i, pos), bound));
        VEC_PUSH(c->arena, &slice->args,
                 after == 0 ? NULL : convert_to(c, const_int(c, -after, pos), bound));
        VEC_PUSH(c->arena, &slice->args, NULL);
        return slice;
    }
    TirExpr *item = tir(c, TE_INDEX, type->elem, pos);
    item->a = value;
    VEC_PUSH(c->arena, &item->args, const_int(c, star < 0 || i < star ? i : i - n, pos));
    return item;
}

/* ---- xs[1:3] = ys, m[:, 0] = 1.0, a[a > 1] = 0.0 */

static bool is_array_part(const TirExpr *e) {
    return e->kind == TE_CALL_BUILTIN && strncmp(e->fn->name, "array_part", 10) == 0;
}

bool is_region(const TirExpr *e) {
    if (e->kind == TE_SLICE) return e->a->type->kind == TYPE_LIST || e->a->type->kind == TYPE_ARRAY;
    if (e->kind == TE_INDEX) return e->type->kind == TYPE_ARRAY && e->a->type->kind == TYPE_ARRAY;
    return is_array_part(e);
}

TirExpr *region_base(const TirExpr *e) { return is_array_part(e) ? e->args.items[0] : e->a; }

static TirExpr *none_of(Check *c, Pos pos) {
    return tir(c, TE_NONE, type_of1(c->types, TYPE_OPT, c->integer), pos);
}

/* What says where the region is: the arguments of the call that reads or writes it. */
static void region_indices(Check *c, const TirExpr *e, TirExprs *into) {
    if (e->kind == TE_INDEX) { /* a row */
        VEC_PUSH(c->arena, into, e->args.items[0]);
        return;
    }
    for (int i = is_array_part(e) ? 1 : 0; i < e->args.len; i++) {
        TirExpr *arg = e->args.items[i];
        VEC_PUSH(c->arena, into, arg == NULL ? none_of(c, e->pos) : arg);
    }
}

static const char *region_writer(Check *c, const TirExpr *e) {
    if (e->kind == TE_SLICE) return e->a->type->kind == TYPE_LIST ? "list_put" : "array_put_slice";
    if (e->kind == TE_INDEX) return "array_put_row";
    const char *what = e->fn->name + strlen("array_part");
    return arena_printf(c->arena, "array_put%s", what);
}

static void region_call(Check *c, TirExpr *region, const char *name, TirExpr *value, Pos pos) {
    TirExprs args = {0};
    VEC_PUSH(c->arena, &args, region_base(region));
    region_indices(c, region, &args);
    if (value != NULL) VEC_PUSH(c->arena, &args, value);
    TirStmt *s = tir_stmt(c, TS_EXPR, pos);
    s->value = library_call(c, name, args.items, args.len, NULL, 0, pos);
    if (s->value->type->kind != TYPE_ERROR) tir_push(c, s);
}

/* A value that stands for all items: ints among floats are converted, other types said plainly. */
static TirExpr *region_value(Check *c, const TirExpr *region, TirExpr *value) {
    const Type *base = region_base(region)->type;
    Want want = {.type = base->elem};
    if (base->kind == TYPE_LIST) {
        if (value->type->kind != TYPE_LIST && listed_type(c, value->type) != NULL)
            value = listed(c, value);
        want.type = base;
        return convert(c, value, &want);
    }
    if (value->type->kind == TYPE_LIST && value->kind == TE_LIST && value->args.len > 0)
        value = library_call(c, "array", &value, 1, NULL, 0, value->pos);
    if (value->type->kind != TYPE_ARRAY) return convert(c, value, &want);
    if (value->type->elem == base->elem) return value;
    if (base->elem->kind == TYPE_FLOAT && value->type->elem->kind == TYPE_INT)
        return library_call(c, "array_astype_float", &value, 1, NULL, 0, value->pos);
    want.type = type_array(c->types, base->elem, value->type->dims);
    return convert(c, value, &want);
}

void region_assign(Check *c, TirExpr *region, TirExpr *value, Pos pos) {
    value = region_value(c, region, value);
    if (value->type->kind == TYPE_ERROR) return;
    region_call(c, region, region_writer(c, region), value, pos);
}

void region_delete(Check *c, TirExpr *region, Pos pos) {
    if (region->kind == TE_SLICE && region->a->type->kind == TYPE_LIST) {
        region_call(c, region, "list_delete", NULL, pos);
        return;
    }
    diag_error(c->d, pos, E_NOT_A_PATH, "items of an array can't be deleted: its shape stays");
    diag_help(c->d, "keep what is wanted: a = a[mask]");
}
