/* digest.c - see digest.h: walks over the typed program that mix everything that counts into a hash.
 */
#include "wiring/digest.h"

#include <string.h>

struct Digest {
    Arena *arena;
    const GraphIR *graph;
    TypeTable *types;
    uint64_t foreign;
    Map known; /* declarations and types -> Known */
};

typedef struct Known {
    uint64_t hash;
} Known;

static uint64_t expr_digest(Digest *d, const TirExpr *e);
static uint64_t stmts_digest(Digest *d, const TirStmts *stmts);
static uint64_t type_digest(Digest *d, const Type *type);

static uint64_t text_hash(const char *text) {
    return text == NULL ? 0 : hash_bytes(text, strlen(text)) | 1;
}

static void add(uint64_t *hash, uint64_t value) { *hash = hash_mix(*hash, value); }
static void add_text(uint64_t *hash, const char *text) { add(hash, text_hash(text)); }

/* ---- types: name and layout */

static uint64_t struct_digest(Digest *d, const Type *type) {
    const TirStruct *decl = type->strct;
    uint64_t hash = text_hash(decl->qualified);
    for (int i = 0; i < decl->fields.len; i++) {
        const TirField *field = &decl->fields.items[i];
        add_text(&hash, field->name);
        add_text(&hash, field->key);
        add(&hash, type->has_vars ? text_hash(field->type->name)
                                  : type_digest(d, type_field(d->types, type, i)));
        if (field->preset != NULL) add(&hash, expr_digest(d, field->preset));
    }
    if (type->has_vars) return hash;
    const csp_type *layout = type_layout(d->types, type);
    add(&hash, layout->size);
    if (!type_is_tagged(type)) return hash;
    add(&hash, decl->tag);
    Types kinds = type_kinds(d->types, type);
    for (int i = 0; i < kinds.len; i++) add(&hash, type_digest(d, kinds.items[i]));
    return hash;
}

static uint64_t enum_digest(const TirEnum *decl) {
    uint64_t hash = text_hash(decl->qualified);
    for (int i = 0; i < decl->items.len; i++) {
        add_text(&hash, decl->items.items[i].name);
        add(&hash, (uint64_t)decl->items.items[i].value);
    }
    return hash;
}

static uint64_t type_digest(Digest *d, const Type *type) {
    if (type == NULL) return 1;
    Known *known = map_get_ptr(&d->known, type);
    if (known != NULL) return known->hash;
    known = ARENA_NEW(d->arena, Known);
    known->hash = text_hash(type->name); /* what contains itself, inside of itself */
    map_put_ptr(&d->known, type, known);
    uint64_t hash = hash_mix(text_hash(type->name), (uint64_t)type->kind);
    if (type->kind == TYPE_STRUCT) add(&hash, struct_digest(d, type));
    if (type->kind == TYPE_ENUM) add(&hash, enum_digest(type->enm));
    if (type->elem != NULL) add(&hash, type_digest(d, type->elem));
    if (type->key != NULL) add(&hash, type_digest(d, type->key));
    for (int i = 0; i < type->nargs; i++) add(&hash, type_digest(d, type->args[i]));
    return known->hash = hash;
}

static void add_types(Digest *d, uint64_t *hash, const Type *const *types, int n) {
    add(hash, (uint64_t)n);
    for (int i = 0; i < n; i++) add(hash, type_digest(d, types[i]));
}

static void add_subst(Digest *d, uint64_t *hash, const Subst *subst) {
    if (subst->args != NULL) add_types(d, hash, subst->args, subst->n);
}

/* ---- declarations */

static uint64_t global_digest(Digest *d, const TirVar *var) {
    const void *value = graph_global(d->graph, var);
    uint64_t hash = type_digest(d, var->type);
    if (value != NULL && !var->type->has_vars && var->type->kind != TYPE_FN)
        add(&hash, csp_hash(type_layout(d->types, var->type), value));
    else if (var->init != NULL)
        add(&hash, expr_digest(d, var->init));
    return hash;
}

static uint64_t var_digest(Digest *d, const TirVar *var) {
    uint64_t hash = hash_mix((uint64_t)var->kind, (uint64_t)var->index);
    add_text(&hash, var->name);
    add(&hash, var->kind == TV_GLOBAL ? global_digest(d, var) : type_digest(d, var->type));
    return hash;
}

static void add_vars(Digest *d, uint64_t *hash, const TirVars *vars) {
    add(hash, (uint64_t)vars->len);
    for (int i = 0; i < vars->len; i++) {
        add(hash, var_digest(d, vars->items[i]));
        if (vars->items[i]->kind == TV_STATE && vars->items[i]->init != NULL)
            add(hash, expr_digest(d, vars->items[i]->init));
    }
}

static bool is_library(Pos pos) { return pos.file != NULL && pos.file->is_library; }

static uint64_t fn_digest(Digest *d, const TirFn *fn) {
    Known *known = map_get_ptr(&d->known, fn);
    if (known != NULL) return known->hash;
    known = ARENA_NEW(d->arena, Known);
    known->hash = text_hash(fn->qualified); /* of one that calls itself, in its own body */
    map_put_ptr(&d->known, fn, known);
    uint64_t hash = hash_mix(text_hash(fn->qualified), (uint64_t)fn->kind);
    add_text(&hash, fn->symbol);
    if ((fn->is_extern || fn->is_builtin) && !is_library(fn->pos)) add(&hash, d->foreign);
    add_vars(d, &hash, &fn->params);
    add_vars(d, &hash, &fn->captures);
    add(&hash, type_digest(d, fn->result));
    add(&hash, stmts_digest(d, &fn->body));
    for (int i = 0; i < fn->overrides.len; i++) {
        add_text(&hash, fn->overrides.items[i].strct->qualified);
        add(&hash, fn_digest(d, fn->overrides.items[i].fn));
    }
    return known->hash = hash;
}

static uint64_t decl_digest(Digest *d, const TirNode *node) {
    Known *known = map_get_ptr(&d->known, node);
    if (known != NULL) return known->hash;
    uint64_t hash = text_hash(node->qualified);
    add_text(&hash, node->symbol);
    if (node->is_extern && !is_library(node->pos)) add(&hash, d->foreign);
    add_vars(d, &hash, &node->params);
    add_vars(d, &hash, &node->alarms);
    add_vars(d, &hash, &node->state);
    for (int i = 0; i < node->outputs.len; i++) {
        add_text(&hash, node->outputs.items[i].name);
        add(&hash, type_digest(d, node->outputs.items[i].type));
    }
    add(&hash, stmts_digest(d, &node->start));
    add(&hash, stmts_digest(d, &node->body));
    add(&hash, stmts_digest(d, &node->stop));
    known = ARENA_NEW(d->arena, Known);
    known->hash = hash;
    map_put_ptr(&d->known, node, known);
    return hash;
}

/* ---- expressions and statements */

static void add_expr(Digest *d, uint64_t *hash, const TirExpr *e) {
    add(hash, e == NULL ? 2 : expr_digest(d, e));
}

static void add_exprs(Digest *d, uint64_t *hash, const TirExprs *list) {
    add(hash, (uint64_t)list->len);
    for (int i = 0; i < list->len; i++) add_expr(d, hash, list->items[i]);
}

static void add_clause(Digest *d, uint64_t *hash, const TirClause *clause) {
    if (clause->item == NULL) return;
    add(hash, var_digest(d, clause->item));
    add_expr(d, hash, clause->iterable);
    add(hash, stmts_digest(d, &clause->unpack));
    add_exprs(d, hash, &clause->conditions);
}

static void add_parts(Digest *d, uint64_t *hash, const TirExpr *e) {
    for (int i = 0; i < e->parts.len; i++) {
        const TirFPart *part = &e->parts.items[i];
        if (part->text != NULL) add(hash, hash_bytes(part->text, part->size));
        add_expr(d, hash, part->value);
        add_text(hash, part->spec);
        add(hash, (uint64_t)part->conversion);
    }
}

static void add_comprehension(Digest *d, uint64_t *hash, const TirComp *comp) {
    add(hash, (uint64_t)comp->kind);
    add_expr(d, hash, comp->key);
    add_expr(d, hash, comp->value);
    for (int i = 0; i < comp->clauses.len; i++) add_clause(d, hash, &comp->clauses.items[i]);
}

static uint64_t expr_digest(Digest *d, const TirExpr *e) {
    uint64_t hash = hash_mix((uint64_t)e->kind, (uint64_t)e->op);
    add(&hash, hash_mix((uint64_t)e->basket_op, (uint64_t)e->flag));
    add(&hash, (uint64_t)e->index);
    add(&hash, type_digest(d, e->type));
    const TirExpr *parts[] = {e->a, e->b, e->c};
    for (int i = 0; i < 3; i++)
        if (parts[i] != NULL) add(&hash, hash_mix((uint64_t)i, expr_digest(d, parts[i])));
    add_exprs(d, &hash, &e->args);
    if (e->var != NULL) add(&hash, var_digest(d, e->var));
    if (e->kind == TE_CONST && e->value != NULL && !e->type->has_vars)
        add(&hash, csp_hash(type_layout(d->types, e->type), e->value));
    if (e->fn != NULL) add(&hash, fn_digest(d, e->fn));
    if (e->node != NULL) add(&hash, decl_digest(d, e->node));
    if (e->targs != NULL) add_types(d, &hash, e->targs, e->ntargs);
    add_parts(d, &hash, e);
    if (e->comp != NULL) add_comprehension(d, &hash, e->comp);
    return hash;
}

static uint64_t stmts_digest(Digest *d, const TirStmts *stmts) {
    uint64_t hash = (uint64_t)stmts->len;
    for (int i = 0; i < stmts->len; i++) {
        const TirStmt *s = stmts->items[i];
        add(&hash, hash_mix((uint64_t)s->kind, (uint64_t)s->op));
        add(&hash, hash_mix((uint64_t)s->has_op, (uint64_t)s->index));
        const TirExpr *parts[] = {s->target, s->value, s->key, s->message};
        for (int k = 0; k < 4; k++) add_expr(d, &hash, parts[k]);
        add_text(&hash, s->text);
        add_clause(d, &hash, &s->clause);
        add(&hash, stmts_digest(d, &s->body));
        add(&hash, stmts_digest(d, &s->orelse));
    }
    return hash;
}

/* ---- nodes of the graph */

static uint64_t scalar_digest(Digest *d, const GScalar *scalar);

static void add_bindings(Digest *d, uint64_t *hash, const GBinding *bindings, int n) {
    for (int i = 0; i < n; i++) {
        add_text(hash, bindings[i].var->name);
        add(hash, scalar_digest(d, &bindings[i].scalar));
    }
}

static uint64_t function_digest(Digest *d, const GFunction *function) {
    uint64_t hash = fn_digest(d, function->fn);
    add_subst(d, &hash, &function->subst);
    add_bindings(d, &hash, function->bindings.items, function->bindings.len);
    return hash;
}

/* Known when the program starts: how it is made. A parameter has the value that the command line gave
 * it, or its default. */
static uint64_t start_digest(Digest *d, const GStart *start) {
    uint64_t hash = type_digest(d, start->type);
    if (start->param != NULL) {
        add_text(&hash, start->param->name);
        if (start->preset != NULL)
            add(&hash, csp_hash(type_layout(d->types, start->type), start->preset));
        return hash;
    }
    if (start->expr != NULL) add(&hash, expr_digest(d, start->expr)); /* else of a copy */
    add_subst(d, &hash, &start->subst);
    add_bindings(d, &hash, start->bindings.items, start->bindings.len);
    return hash;
}

static uint64_t scalar_digest(Digest *d, const GScalar *scalar) {
    if (scalar->type == NULL) return 3;
    uint64_t hash = type_digest(d, scalar->type);
    if (scalar->value == NULL)
        add(&hash, start_digest(d, &d->graph->starts.items[scalar->start]));
    else if (scalar->type->kind == TYPE_FN)
        add(&hash, function_digest(d, ((const csp_fn *)scalar->value)->env));
    else
        add(&hash, csp_hash(type_layout(d->types, scalar->type), scalar->value));
    return hash;
}

static uint64_t adapter_digest(Digest *d, const TirAdapter *adapter) {
    uint64_t hash = text_hash(adapter->qualified);
    add_text(&hash, adapter->symbol);
    if (!is_library(adapter->pos)) add(&hash, d->foreign);
    return hash;
}

static void add_series(Digest *d, uint64_t *hash, GShape shape, const GScalar *keys,
                       const Type *type, int n) {
    add(hash, hash_mix((uint64_t)shape, (uint64_t)n));
    if (shape == GSHAPE_DICT && n > 0) add(hash, scalar_digest(d, keys));
    add(hash, type_digest(d, type));
}

Digest *digest_new(Arena *arena, const GraphIR *graph, uint64_t foreign) {
    Digest *d = ARENA_NEW(arena, Digest);
    *d = (Digest){
        .arena = arena, .graph = graph, .types = graph->program->types, .foreign = foreign};
    map_init(&d->known, arena);
    return d;
}

uint64_t digest_node(Digest *d, const GNode *node) {
    uint64_t hash = hash_mix((uint64_t)node->kind, text_hash(node->path));
    add_text(&hash, node->name);
    if (node->node != NULL) add(&hash, decl_digest(d, node->node));
    if (node->adapter != NULL) add(&hash, adapter_digest(d, node->adapter));
    if (node->expr != NULL) add(&hash, expr_digest(d, node->expr));
    add_subst(d, &hash, &node->subst);
    add_bindings(d, &hash, node->bindings.items, node->bindings.len);
    for (int i = 0; i < node->leaf_input.len; i++) add(&hash, (uint64_t)node->leaf_input.items[i]);
    for (int i = 0; i < node->scalars.len; i++)
        add(&hash, scalar_digest(d, &node->scalars.items[i]));
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        add_series(d, &hash, in->shape, &in->keys, in->type, in->edges.len);
        add(&hash, in->passive);
    }
    for (int i = 0; i < node->outputs.len; i++) {
        const GOutput *out = &node->outputs.items[i];
        const Type *type = out->edges.len > 0 ? out->edges.items[0]->type : NULL;
        add_series(d, &hash, out->shape, &out->keys, type, out->edges.len);
    }
    add(&hash, scalar_digest(d, &node->guard));
    return hash == 0 ? 1 : hash;
}
