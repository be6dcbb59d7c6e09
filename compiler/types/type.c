/* type.c - the type table: makes each type once, so that equal types are equal pointers;
 * substitution of type parameters.
 *
 * Layouts are in type_layout.c.
 */
#include "types/type.h"

#include <string.h>

#include "support/sb.h"
#include "types/type_table.h"

TypeTable *type_table_new(Arena *arena) {
    TypeTable *t = ARENA_NEW(arena, TypeTable);
    t->arena = arena;
    map_init(&t->buckets, arena);
    return t;
}

/* ---- hash-consing */

static uint64_t type_hash(const Type *type) {
    uint64_t hash = hash_mix(0x9E3779B97F4A7C15u, (uint64_t)type->kind);
    hash = hash_mix(hash, (uint64_t)type->dims);
    hash = hash_mix(hash, type->elem == NULL ? 0 : type->elem->id + 1u);
    hash = hash_mix(hash, type->key == NULL ? 0 : type->key->id + 1u);
    hash = hash_mix(hash, (uint64_t)(uintptr_t)type->strct ^ (uint64_t)(uintptr_t)type->enm);
    hash = hash_mix(hash, (uint64_t)(uintptr_t)type->var);
    for (int i = 0; i < type->nargs; i++) hash = hash_mix(hash, type->args[i]->id + 1u);
    return hash;
}

static bool type_same(const Type *a, const Type *b) {
    if (a->kind != b->kind || a->dims != b->dims || a->elem != b->elem || a->key != b->key ||
        a->strct != b->strct || a->enm != b->enm || a->var != b->var || a->nargs != b->nargs)
        return false;
    for (int i = 0; i < a->nargs; i++) {
        if (a->args[i] != b->args[i]) return false;
        if (a->names != NULL && strcmp(a->names[i], b->names[i]) != 0) return false;
    }
    return true;
}

/* ---- names, as the language writes them */

static void names_put(Sb *sb, const Type *const *items, int n) {
    for (int i = 0; i < n; i++) sb_printf(sb, i == 0 ? "%s" : ", %s", items[i]->name);
}

static void record_put(Sb *sb, const Type *type) {
    sb_puts(sb, "(");
    for (int i = 0; i < type->nargs; i++)
        sb_printf(sb, i == 0 ? "%s: %s" : ", %s: %s", type->names[i], type->args[i]->name);
    sb_puts(sb, ")");
}

static const char *const basic_names[] = {[TYPE_ERROR] = "?",
                                          [TYPE_NONE] = "None",
                                          [TYPE_BOOL] = "bool",
                                          [TYPE_INT] = "int",
                                          [TYPE_FLOAT] = "float",
                                          [TYPE_STR] = "str",
                                          [TYPE_BYTES] = "bytes",
                                          [TYPE_DATETIME] = "datetime",
                                          [TYPE_TIMEDELTA] = "timedelta",
                                          [TYPE_DATE] = "date",
                                          [TYPE_TIME] = "time",
                                          [TYPE_ANY] = "any",
                                          [TYPE_HANDLE] = "alarm_handle",
                                          [TYPE_JSON] = "json",
                                          [TYPE_VAR] = NULL};

static void name_put(Sb *sb, const Type *type) {
    switch (type->kind) {
    case TYPE_ENUM: sb_puts(sb, type->enm->name); break;
    case TYPE_VAR: sb_puts(sb, type->var->name); break;
    case TYPE_STRUCT:
        sb_puts(sb, type->strct->name);
        if (type->nargs == 0) break;
        sb_puts(sb, "[");
        names_put(sb, type->args, type->nargs);
        sb_puts(sb, "]");
        break;
    case TYPE_OPT:
        sb_printf(sb, type->elem->kind == TYPE_FN ? "(%s)?" : "%s?", type->elem->name);
        break;
    case TYPE_LIST: sb_printf(sb, "[%s]", type->elem->name); break;
    case TYPE_SET: sb_printf(sb, "{%s}", type->elem->name); break;
    case TYPE_DICT: sb_printf(sb, "{%s: %s}", type->key->name, type->elem->name); break;
    case TYPE_DYNAMIC: sb_printf(sb, "{ts[%s]: %s}", type->key->name, type->elem->name); break;
    case TYPE_TS: sb_printf(sb, "ts[%s]", type->elem->name); break;
    case TYPE_FEEDBACK: sb_printf(sb, "feedback[%s]", type->elem->name); break;
    case TYPE_DELAYED: sb_printf(sb, "delayed[%s]", type->elem->name); break;
    case TYPE_ARRAY:
        sb_printf(sb, type->dims == 1 ? "array[%s]" : "array[%s, %d]", type->elem->name,
                  type->dims);
        break;
    case TYPE_TUPLE:
        sb_puts(sb, "(");
        names_put(sb, type->args, type->nargs);
        sb_puts(sb, type->nargs == 1 ? ",)" : ")");
        break;
    case TYPE_FN:
        sb_puts(sb, "(");
        names_put(sb, type->args, type->nargs);
        sb_printf(sb, ") -> %s", type->elem->name);
        break;
    case TYPE_RECORD: record_put(sb, type); break;
    case TYPE_UNION:
        for (int i = 0; i < type->nargs; i++)
            sb_printf(sb, i == 0 ? "%s" : " | %s", type->args[i]->name);
        break;
    default: sb_puts(sb, basic_names[type->kind]); break;
    }
}

static bool is_edge_kind(TypeKind kind) {
    return kind == TYPE_TS || kind == TYPE_DYNAMIC || kind == TYPE_RECORD || kind == TYPE_FEEDBACK || kind == TYPE_DELAYED;
}

static void traits_set(Type *type) {
    type->has_vars = type->kind == TYPE_VAR || (type->elem != NULL && type->elem->has_vars) ||
                     (type->key != NULL && type->key->has_vars);
    type->has_edges = is_edge_kind(type->kind) || (type->elem != NULL && type->elem->has_edges) ||
                      (type->key != NULL && type->key->has_edges);
    for (int i = 0; i < type->nargs; i++) {
        type->has_vars |= type->args[i]->has_vars;
        type->has_edges |= type->args[i]->has_edges;
    }
}

static const Type *cons(TypeTable *t, const Type *wanted) {
    uint64_t hash = type_hash(wanted);
    TypeBucket *first = map_get(&t->buckets, hash);
    for (TypeBucket *b = first; b != NULL; b = b->next)
        if (type_same(&b->type, wanted)) return &b->type;
    TypeBucket *fresh = ARENA_NEW(t->arena, TypeBucket);
    fresh->type = *wanted;
    fresh->next = first;
    Type *type = &fresh->type;
    if (wanted->nargs > 0) {
        const Type **args = ARENA_ARRAY(t->arena, const Type *, wanted->nargs);
        memcpy(args, wanted->args, sizeof *args * (size_t)wanted->nargs);
        type->args = args;
    }
    if (wanted->names != NULL && wanted->nargs > 0) {
        const char **names = ARENA_ARRAY(t->arena, const char *, wanted->nargs);
        memcpy(names, wanted->names, sizeof *names * (size_t)wanted->nargs);
        type->names = names;
    }
    type->id = t->count++;
    traits_set(type);
    Sb sb;
    sb_init(&sb, t->arena);
    name_put(&sb, type);
    type->name = sb.data;
    map_put(&t->buckets, hash, fresh);
    return type;
}

/* ---- constructors */

const Type *type_basic(TypeTable *t, TypeKind kind) { return cons(t, &(Type){.kind = kind}); }

const Type *type_enum(TypeTable *t, struct TirEnum *decl) {
    return cons(t, &(Type){.kind = TYPE_ENUM, .enm = decl});
}

const Type *type_struct(TypeTable *t, struct TirStruct *decl, const Type *const *args, int nargs) {
    return cons(t, &(Type){.kind = TYPE_STRUCT, .strct = decl, .args = args, .nargs = nargs});
}

/* T?? is T?. */
const Type *type_of1(TypeTable *t, TypeKind kind, const Type *elem) {
    if (elem->kind == TYPE_ERROR || (kind == TYPE_OPT && elem->kind == TYPE_OPT)) return elem;
    return cons(t, &(Type){.kind = kind, .elem = elem});
}

const Type *type_dict(TypeTable *t, const Type *key, const Type *elem) {
    if (key->kind == TYPE_ERROR) return key;
    if (elem->kind == TYPE_ERROR) return elem;
    return cons(t, &(Type){.kind = TYPE_DICT, .key = key, .elem = elem});
}

const Type *type_dynamic(TypeTable *t, const Type *key, const Type *value) {
    if (key->kind == TYPE_ERROR) return key;
    if (value->kind == TYPE_ERROR) return value;
    return cons(
        t, &(Type){.kind = TYPE_DYNAMIC, .key = key, .elem = type_of1(t, TYPE_TS, value)});
}

const Type *type_tuple(TypeTable *t, const Type *const *items, int n) {
    for (int i = 0; i < n; i++)
        if (items[i]->kind == TYPE_ERROR) return items[i];
    return cons(t, &(Type){.kind = TYPE_TUPLE, .args = items, .nargs = n});
}

const Type *type_array(TypeTable *t, const Type *elem, int dims) {
    if (elem->kind == TYPE_ERROR) return elem;
    return cons(t, &(Type){.kind = TYPE_ARRAY, .elem = elem, .dims = dims});
}

const Type *type_fn(TypeTable *t, const Type *const *params, int n, const Type *result) {
    return cons(t, &(Type){.kind = TYPE_FN, .args = params, .nargs = n, .elem = result});
}

const Type *type_record(TypeTable *t, const char *const *names, const Type *const *items, int n) {
    return cons(t, &(Type){.kind = TYPE_RECORD, .names = names, .args = items, .nargs = n});
}

const Type *type_var(TypeTable *t, const TypeVar *var) {
    return cons(t, &(Type){.kind = TYPE_VAR, .var = var});
}

const Type *type_union(TypeTable *t, const Type *const *items, int n) {
    return cons(t, &(Type){.kind = TYPE_UNION, .args = items, .nargs = n});
}

/* ---- substitution */

static const Type *const *subst_args(TypeTable *t, const Type *type, const Subst *subst) {
    const Type **args = ARENA_ARRAY(t->arena, const Type *, type->nargs == 0 ? 1 : type->nargs);
    for (int i = 0; i < type->nargs; i++) args[i] = type_subst(t, type->args[i], subst);
    return args;
}

static const Type *subst_var(const Type *type, const Subst *subst) {
    for (int i = 0; i < subst->n; i++)
        if (subst->vars[i] == type->var && subst->args[i] != NULL) return subst->args[i];
    return type;
}

const Type *type_subst(TypeTable *t, const Type *type, const Subst *subst) {
    if (type == NULL || !type->has_vars || subst == NULL || subst->args == NULL || subst->n == 0)
        return type;
    switch (type->kind) {
    case TYPE_VAR: return subst_var(type, subst);
    case TYPE_STRUCT: return type_struct(t, type->strct, subst_args(t, type, subst), type->nargs);
    case TYPE_TUPLE: return type_tuple(t, subst_args(t, type, subst), type->nargs);
    case TYPE_RECORD: return type_record(t, type->names, subst_args(t, type, subst), type->nargs);
    case TYPE_FN:
        return type_fn(t, subst_args(t, type, subst), type->nargs,
                       type_subst(t, type->elem, subst));
    case TYPE_DICT:
        return type_dict(t, type_subst(t, type->key, subst), type_subst(t, type->elem, subst));
    case TYPE_DYNAMIC:
        return type_dynamic(t, type_subst(t, type->key, subst),
                            type_subst(t, type->elem->elem, subst));
    case TYPE_ARRAY: return type_array(t, type_subst(t, type->elem, subst), type->dims);
    default: return type_of1(t, type->kind, type_subst(t, type->elem, subst));
    }
}

/* ---- structs that derive from one another */

const Type *type_base(TypeTable *t, const Type *strct) {
    const TirStruct *decl = strct->strct;
    if (decl->base_type == NULL) return NULL;
    return type_subst(t, decl->base_type, &(Subst){decl->tvars, strct->args, strct->nargs});
}

static bool speaks_of(const Type *type, const TypeVar *var) {
    if (!type->has_vars) return false;
    if (type->var == var) return true;
    for (int i = 0; i < type->nargs; i++)
        if (speaks_of(type->args[i], var)) return true;
    return (type->elem != NULL && speaks_of(type->elem, var)) ||
           (type->key != NULL && speaks_of(type->key, var));
}

bool type_told_by_base(const TirStruct *decl) {
    for (int i = 0; i < decl->ntvars; i++)
        if (!speaks_of(decl->base_type, decl->tvars[i])) return false;
    return true;
}

int type_derives(TypeTable *t, const Type *strct, const Type *base) {
    if (strct->kind != TYPE_STRUCT || base->kind != TYPE_STRUCT) return -1;
    for (int steps = 0; strct != NULL; strct = type_base(t, strct), steps++) {
        if (strct == base) return steps;
        if (strct->strct->base != NULL && !type_told_by_base(strct->strct)) return -1;
    }
    return -1;
}

bool type_is_tagged(const Type *strct) {
    const TirStruct *root = strct->strct;
    while (root->base != NULL) root = root->base;
    return root->is_carried;
}

/* Binds the variables in `pattern` so that it becomes `have`. */
static bool solve(const Type *pattern, const Type *have, const TirStruct *decl, const Type **args) {
    if (pattern == have) return true;
    if (pattern->kind == TYPE_VAR) {
        for (int i = 0; i < decl->ntvars; i++) {
            if (decl->tvars[i] != pattern->var) continue;
            if (args[i] == NULL) args[i] = have;
            return args[i] == have;
        }
        return false;
    }
    if (!pattern->has_vars || pattern->kind != have->kind || pattern->strct != have->strct ||
        pattern->nargs != have->nargs)
        return false;
    for (int i = 0; i < pattern->nargs; i++)
        if (!solve(pattern->args[i], have->args[i], decl, args)) return false;
    return (pattern->elem == NULL || solve(pattern->elem, have->elem, decl, args)) &&
           (pattern->key == NULL || solve(pattern->key, have->key, decl, args));
}

static void kinds_add(TypeTable *t, const Type *strct, Types *kinds) {
    for (int i = 0; i < strct->strct->children.len; i++) {
        TirStruct *child = strct->strct->children.items[i];
        const Type **args = ARENA_ARRAY(t->arena, const Type *, child->ntvars + 1);
        bool known = solve(child->base_type, strct, child, args);
        for (int k = 0; k < child->ntvars; k++) known = known && args[k] != NULL;
        if (!known) continue;
        const Type *kind = type_struct(t, child, args, child->ntvars);
        VEC_PUSH(t->arena, kinds, kind);
        kinds_add(t, kind, kinds);
    }
}

Types type_kinds(TypeTable *t, const Type *strct) {
    Types kinds = {0};
    kinds_add(t, strct, &kinds);
    return kinds;
}

const Type *type_field(TypeTable *t, const Type *strct, int index) {
    const TirStruct *decl = strct->strct;
    Subst subst = {decl->tvars, strct->args, strct->nargs};
    return type_subst(t, decl->fields.items[index].type, &subst);
}

bool type_is_plain(const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_FLOAT:
    case TYPE_STR:
    case TYPE_DATETIME:
    case TYPE_TIMEDELTA:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_ENUM: return true;
    case TYPE_OPT: return type_is_plain(type->elem);
    default: return false;
    }
}
