/* check_array.c - indices of arrays: items, rows, slices of either dimension, masks, lists of indices.
 *
 *     a[i]  m[i, j]  a[1:3]          stay TE_INDEX and TE_SLICE
 *     m[1:, :2]  m[:, 0]             array_part_block(m, six bounds); a single index is a slice with a step of its own
 *     a[mask]  a[indices]            array_part_mask(a, mask), array_part_take(a, indices)
 */
#include <string.h>

#include "types/checker.h"

static TirExpr *as_bound(Check *c, TirExpr *value, Pos pos) {
    const Type *bound = type_of1(c->types, TYPE_OPT, c->integer);
    return value == NULL ? tir(c, TE_NONE, bound, pos) : convert_to(c, value, bound);
}

/* The three arguments that say what is taken of one dimension. */
static bool dimension(Check *c, const AstExpr *ast, TirExpr **lift, TirExpr **out, bool *single) {
    Want want = {.type = c->integer};
    *single = ast->kind != AST_SLICE;
    if (*single) {
        TirExpr *index = value_check(c, ast);
        if (is_series(index->type)) index = lift_leaf(c, *lift, index);
        index = convert(c, index, &want);
        if (index->type->kind == TYPE_ERROR) return false;
        out[0] = as_bound(c, index, ast->pos);
        out[1] = as_bound(c, NULL, ast->pos);
        out[2] = as_bound(c, const_int(c, INT64_MIN, ast->pos), ast->pos);
        return true;
    }
    const AstExpr *parts[3] = {ast->left, ast->right, ast->third};
    for (int i = 0; i < 3; i++) {
        TirExpr *bound = slice_bound(c, parts[i]);
        if (bound != NULL && bound->type->kind == TYPE_ERROR) return false;
        if (bound != NULL && is_series(bound->type))
            bound = convert(c, lift_leaf(c, *lift, bound), &want);
        out[i] = as_bound(c, bound, ast->pos);
    }
    return true;
}

/* m[rows, columns] with a slice among them */
static TirExpr *block(Check *c, TirExpr *base, const AstExpr *ast, TirExpr **lift) {
    TirExpr *args[7] = {base};
    bool row, column;
    if (!dimension(c, ast->items.items[0], lift, &args[1], &row) ||
        !dimension(c, ast->items.items[1], lift, &args[4], &column))
        return poison(c, ast->pos);
    return library_call(c, row || column ? "array_part_line" : "array_part_block", args, 7, NULL, 0,
                        ast->pos);
}

/* a[x]: an item or a row, or with a mask or indices several. */
static TirExpr *one_index(Check *c, TirExpr *base, TirExpr *index, Pos pos) {
    const Type *type = index->type;
    if (type->kind == TYPE_LIST && (type->elem->kind == TYPE_INT || type->elem->kind == TYPE_BOOL))
        index = library_call(c, "array", &index, 1, NULL, 0, index->pos);
    type = index->type;
    bool mask = type->kind == TYPE_ARRAY && type->elem->kind == TYPE_BOOL;
    bool take = type->kind == TYPE_ARRAY && type->elem->kind == TYPE_INT && type->dims == 1;
    if (!mask && !take) return indexed_value(c, base, &index, 1, pos);
    TirExpr *args[] = {base, index};
    return library_call(c, mask ? "array_part_mask" : "array_part_take", args, 2, NULL, 0, pos);
}

TirExpr *array_index(Check *c, TirExpr *base, const AstExpr *ast) {
    TirExpr *lift = lift_new(c, ast->pos);
    int n = ast->items.len;
    bool slices = false;
    for (int i = 0; i < n; i++) slices |= ast->items.items[i]->kind == AST_SLICE;
    if (is_series(base->type)) base = lift_leaf(c, lift, base);
    if (base->type->kind == TYPE_ERROR) return base;
    TirExpr *e;
    if (n == 2 && slices && base->type->dims == 2) {
        e = block(c, base, ast, &lift);
    } else if (n == 1 && slices) {
        const AstExpr *slice = ast->items.items[0],
                      *parts[3] = {slice->left, slice->right, slice->third};
        TirExpr *bounds[3];
        for (int i = 0; i < 3; i++) {
            bounds[i] = slice_bound(c, parts[i]);
            if (bounds[i] != NULL && bounds[i]->type->kind == TYPE_ERROR) return bounds[i];
            if (bounds[i] != NULL && is_series(bounds[i]->type))
                bounds[i] = lift_leaf(c, lift, bounds[i]);
        }
        e = slice_value(c, base, bounds, ast->pos);
    } else if (slices) {
        diag_error(c->d, ast->pos, E_ARRAY, "%d indices for %s", n, a_type(c, base->type));
        return poison(c, ast->pos);
    } else {
        TirExpr **indices = ARENA_ARRAY(c->arena, TirExpr *, n + 1);
        for (int i = 0; i < n; i++) {
            indices[i] = value_check(c, ast->items.items[i]);
            if (indices[i]->type->kind == TYPE_ERROR) return indices[i];
            if (is_series(indices[i]->type)) indices[i] = lift_leaf(c, lift, indices[i]);
        }
        e = n == 1 ? one_index(c, base, indices[0], ast->pos)
                   : indexed_value(c, base, indices, n, ast->pos);
    }
    return lift->args.len == 0 ? e : lift_finish(c, lift, e);
}

/* a.astype(float): the argument is a type. */
TirExpr *array_astype(Check *c, TirExpr *receiver, const AstExpr *ast) {
    const AstExpr *callee = ast->left;
    if (callee->kind != AST_MEMBER || strcmp(callee->name, "astype") != 0) return NULL;
    const AstExpr *to = ast->args.len == 1 ? ast->args.items[0].value : NULL;
    bool known = to != NULL && to->kind == AST_NAME &&
                 (strcmp(to->name, "float") == 0 || strcmp(to->name, "int") == 0);
    if (!known) {
        diag_error(c->d, ast->pos, E_ARRAY, "astype takes a type: .astype(float) or .astype(int)");
        diag_help(c->d, "for bools compare: a != 0");
        return poison(c, ast->pos);
    }
    return library_call(c, arena_printf(c->arena, "array_astype_%s", to->name), &receiver, 1, NULL,
                        0, ast->pos);
}
