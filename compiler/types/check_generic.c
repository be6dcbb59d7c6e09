/* check_generic.c - type parameters: what they stand for at a call, and what their bounds allow. */
#include "types/checker.h"

const char *bound_name(Bound bound) {
    static const char *const names[] = {"", "number", "ordered", "hashable", "struct"};
    return names[bound];
}

const char *bound_text(Bound bound) {
    static const char *const texts[] = {"any", "a number", "ordered", "hashable", "a struct"};
    return texts[bound];
}

static bool all_hold(Check *c, const Type *type, Bound bound) {
    for (int i = 0; i < type->nargs; i++)
        if (!bound_holds(c, type->args[i], bound)) return false;
    return true;
}

static bool is_hashable(Check *c, const Type *type) {
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_SET:
    case TYPE_ARRAY:
    case TYPE_JSON:
    case TYPE_FN: return false;
    case TYPE_OPT: return is_hashable(c, type->elem);
    case TYPE_TUPLE: return all_hold(c, type, BOUND_HASHABLE);
    case TYPE_STRUCT:
        for (int i = 0; i < type->strct->fields.len; i++) {
            const Type *field = type_field(c->types, type, i);
            if (field != type && !is_hashable(c, field)) return false;
        }
        return true;
    case TYPE_VAR:
        return type->var->bound == BOUND_HASHABLE || type->var->bound == BOUND_NUMBER ||
               type == c->unknown;
    default: return !type->has_edges;
    }
}

static bool is_ordered(Check *c, const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_FLOAT:
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_DATETIME:
    case TYPE_TIMEDELTA:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_ENUM: return true;
    case TYPE_LIST: return is_ordered(c, type->elem);
    case TYPE_TUPLE: return all_hold(c, type, BOUND_ORDERED);
    case TYPE_VAR:
        return type->var->bound == BOUND_ORDERED || type->var->bound == BOUND_NUMBER ||
               type == c->unknown;
    default: return false;
    }
}

bool bound_holds(Check *c, const Type *type, Bound bound) {
    if (type->kind == TYPE_ERROR || bound == BOUND_NONE) return true;
    switch (bound) {
    case BOUND_NUMBER:
        return type_is_number(type) || (type->kind == TYPE_VAR && type->var->bound == BOUND_NUMBER);
    case BOUND_ORDERED: return is_ordered(c, type);
    case BOUND_HASHABLE: return is_hashable(c, type);
    default:
        return type->kind == TYPE_STRUCT ||
               (type->kind == TYPE_VAR && type->var->bound == BOUND_STRUCT);
    }
}

const Type *infer_subst(Check *c, const Infer *infer, const Type *type) {
    return type_subst(c->types, type, &(Subst){infer->vars, infer->args, infer->n});
}

static bool bind(Check *c, Infer *infer, const Type *var, const Type *have) {
    for (int i = 0; i < infer->n; i++) {
        if (infer->vars[i] != var->var) continue;
        if (have->kind == TYPE_ERROR) return true;
        if (have->kind == TYPE_DELAYED && !infer->may_bind_series) have = have->elem;
        if (have->kind == TYPE_TS && !infer->may_bind_series) have = have->elem;
        if (have->kind == TYPE_ANY) return false;
        if (infer->args[i] == NULL) {
            infer->args[i] = have;
            return true;
        }
        const Type *both = join(c, infer->args[i], have);
        if (both == NULL) return false;
        infer->args[i] = both;
        return true;
    }
    return var == have || have->kind == TYPE_ERROR;
}

static bool unify_all(Check *c, Infer *infer, const Type *pattern, const Type *have) {
    if (pattern->nargs != have->nargs) return false;
    for (int i = 0; i < pattern->nargs; i++)
        if (!unify(c, infer, pattern->args[i], have->args[i])) return false;
    return true;
}

/* Finds what the callee's type parameters stand for so that `have` may become a `pattern`; whether
 * it really fits is asked of fits() once all are known. */
bool unify(Check *c, Infer *infer, const Type *pattern, const Type *have) {
    if (!pattern->has_vars || have->kind == TYPE_ERROR) return true;
    if (have == c->unknown) return true;
    if (pattern->kind == TYPE_VAR) {
        if (have->kind == TYPE_NONE) return true;
        return bind(c, infer, pattern, have);
    }
    if (pattern->kind == TYPE_TS) {
        if (have->kind == TYPE_TS || have->kind == TYPE_DELAYED)
            return unify(c, infer, pattern->elem, have->elem);
        if (have->has_edges) return false;
        return unify(c, infer, pattern->elem, have);
    }
    if (pattern->kind == TYPE_OPT) {
        if (have->kind == TYPE_NONE) return true;
        return unify(c, infer, pattern->elem, have->kind == TYPE_OPT ? have->elem : have);
    }
    if (pattern->kind != have->kind) return false;
    if (pattern->kind == TYPE_STRUCT) /* a derived one is taken for its base */
        while (pattern->strct != have->strct && have->strct->base != NULL)
            have = type_base(c->types, have);
    switch (pattern->kind) {
    case TYPE_DICT:
    case TYPE_DYNAMIC:
        return unify(c, infer, pattern->key, have->key) &&
               unify(c, infer, pattern->elem, have->elem);
    case TYPE_STRUCT: return pattern->strct == have->strct && unify_all(c, infer, pattern, have);
    case TYPE_TUPLE: return unify_all(c, infer, pattern, have);
    case TYPE_FN:
        return unify_all(c, infer, pattern, have) && unify(c, infer, pattern->elem, have->elem);
    case TYPE_ARRAY:
        return pattern->dims == have->dims && unify(c, infer, pattern->elem, have->elem);
    default: return unify(c, infer, pattern->elem, have->elem);
    }
}
