/* check_dynamic.c - baskets whose keys come and go, and the subgraphs that come and go with them.
 *
 *     dynamic(basket, lambda key, own: follow(key, own, snap(y), z))
 *
 * The lambda is checked as a graph body of its own: `key` is a scalar that is known when a copy
 * starts, `own` the member of the basket, what it captures are series and scalars from outside.
 */
#include <string.h>

#include "types/checker.h"

void dynamic_type_refuse(Check *c, const AstExpr *ast, const Type *key, const Type *elem) {
    if (elem->kind == TYPE_TS && (elem->elem->kind == TYPE_ANY || key->elem->kind == TYPE_ANY)) {
        diag_error(c->d, ast->pos, E_DYNAMIC_TYPE,
                   "the keys and values of a dynamic basket have types of their own, not any");
        return;
    }
    diag_error(c->d, ast->items.items[1]->pos, E_DYNAMIC_TYPE,
               "the members of a dynamic basket are series: found %s", elem->name);
    if (!elem->has_edges) diag_help(c->d, "write {%s: ts[%s]}", key->name, elem->name);
}

/* ---- dynamic(basket, subgraph) */

static void refuse_trigger(Check *c, const TirExpr *basket) {
    const Type *type = basket->type;
    diag_error(c->d, basket->pos, E_DYNAMIC,
               "dynamic follows the keys of a dynamic basket {ts[K]: ts[T]}, found %s",
               type->name);
    if (type->kind == TYPE_DICT && type->has_edges)
        diag_help(c->d, "the keys of this basket are known while compiling: loop over its items");
    else if (type->kind == TYPE_TS)
        diag_help(c->d, "dynamic_demultiplex(x, key) makes one of a series");
}

/* Its parameters: the key, and the member unless nobody asks for it. */
static TirExpr *subgraph_argument(Check *c, const AstExpr *ast, const Type *basket) {
    const Type *params[] = {basket->key, basket->elem};
    if (ast->kind == AST_LAMBDA) {
        int n = ast->params.len;
        if (n == 1 || n == 2) return subgraph_check(c, ast, params, n);
        diag_error(c->d, ast->pos, E_DYNAMIC,
                   "the lambda of dynamic has one or two parameters: the key, and its series");
        diag_help(c->d, "write lambda key, own: ...");
        return poison(c, ast->pos);
    }
    Callables *functions = function_named(c, ast);
    if (functions != NULL) {
        int n = functions->items[0]->params.len == 1 ? 1 : 2;
        return subgraph_wrap(c, functions, ast->name, params, n, ast->pos);
    }
    TirExpr *value = value_check(c, ast);
    const Type *type = value->type;
    if (type->kind == TYPE_ERROR) return value;
    bool fitting = type->kind == TYPE_FN && (type->nargs == 1 || type->nargs == 2);
    for (int i = 0; fitting && i < type->nargs; i++) fitting = type->args[i] == params[i];
    if (fitting) return value;
    diag_error(c->d, ast->pos, E_DYNAMIC,
               "dynamic copies a graph of a key and its series: (%s, %s) -> ..., found %s",
               params[0]->name, params[1]->name, type->name);
    return poison(c, ast->pos);
}

/* What comes out of the copies under their keys. NULL: reported. */
static const Type *outputs_of(Check *c, const Type *key, const Type *result, Pos pos) {
    if (result->kind == TYPE_NONE || result->kind == TYPE_ERROR) return result;
    if (result->kind == TYPE_TS || result->kind == TYPE_DELAYED)
        return type_dynamic(c->types, key, result->elem);
    if (result->kind == TYPE_RECORD) {
        const Type **types = ARENA_ARRAY(c->arena, const Type *, result->nargs + 1);
        for (int i = 0; i < result->nargs; i++) {
            types[i] = outputs_of(c, key, result->args[i], pos);
            if (types[i] == NULL) return NULL;
        }
        return type_record(c->types, result->names, types, result->nargs);
    }
    diag_error(c->d, pos, E_DYNAMIC, "the outputs of a dynamic subgraph are series, found %s",
               result->name);
    if (!result->has_edges)
        diag_help(c->d, "const(...) makes a series of a value");
    else if (result->kind == TYPE_LIST || result->kind == TYPE_DICT)
        diag_help(c->d, "give its members names of their own, or make one series of them");
    return NULL;
}

static bool plain_arguments(const AstExpr *ast, int n) {
    if (ast->args.len != n) return false;
    for (int i = 0; i < n; i++)
        if (ast->args.items[i].name != NULL || ast->args.items[i].stars > 0) return false;
    return true;
}

TirExpr *dynamic_check(Check *c, const AstExpr *ast) {
    if (!in_graph(c)) {
        diag_error(c->d, ast->pos, E_GRAPH_ONLY, "dynamic wires copies of a graph: it belongs in a graph");
        return poison(c, ast->pos);
    }
    if (!plain_arguments(ast, 2)) {
        diag_error(c->d, ast->pos, E_DYNAMIC,
                   "dynamic is called as dynamic(basket, lambda key, own: ...)");
        if (ast->args.len > 2)
            diag_help(c->d, "what the subgraph needs from outside is named in the lambda: "
                            "lambda key, own: f(key, own, snap(x), y)");
        return poison(c, ast->pos);
    }
    TirExpr *basket = value_check(c, ast->args.items[0].value);
    if (basket->type->kind == TYPE_ERROR) return basket;
    if (basket->type->kind != TYPE_DYNAMIC) {
        refuse_trigger(c, basket);
        return poison(c, ast->pos);
    }
    const AstExpr *graph = ast->args.items[1].value;
    TirExpr *subgraph = subgraph_argument(c, graph, basket->type);
    if (subgraph->type->kind == TYPE_ERROR) return subgraph;
    const Type *type = outputs_of(c, basket->type->key, subgraph->type->elem, graph->pos);
    if (type == NULL) return poison(c, ast->pos);
    TirExpr *e = tir(c, TE_DYNAMIC, type, ast->pos);
    e->a = basket;
    e->b = subgraph;
    return e;
}

/* ---- snap(x) */

TirExpr *snap_check(Check *c, const AstExpr *ast) {
    if (!in_graph(c)) {
        diag_error(c->d, ast->pos, E_SNAP, "snap belongs in the subgraph of a dynamic");
        if (c->body->place == IN_NODE) diag_help(c->d, "a node reads its inputs by name");
        return poison(c, ast->pos);
    }
    if (!plain_arguments(ast, 1)) {
        diag_error(c->d, ast->pos, E_SNAP, "snap takes one series: snap(x)");
        return poison(c, ast->pos);
    }
    TirExpr *series = edge_of(c, value_check(c, ast->args.items[0].value));
    if (series->type->kind == TYPE_ERROR || refuse_wiring(c, series)) return poison(c, ast->pos);
    if (series->type->kind != TYPE_TS || series->type->elem->kind == TYPE_ANY) {
        diag_error(c->d, series->pos, E_SNAP, "snap takes the value of a series, found %s",
                   a_type(c, series->type));
        if (!series->type->has_edges) diag_help(c->d, "a value needs no snap");
        return poison(c, ast->pos);
    }
    TirExpr *e = tir(c, TE_SNAP, series->type->elem, ast->pos);
    e->a = series;
    return e;
}

/* ---- in nodes: x.shape, remove_dynamic_key */

/* The input x of `x.shape`; NULL: reported. */
static TirExpr *shape_of(Check *c, const AstExpr *ast, const char *word) {
    TirExpr *input = input_reference(c, ast->left, word, false);
    if (input == NULL) return NULL;
    if (input->type->kind == TYPE_DYNAMIC) return input;
    diag_error(c->d, ast->pos, E_DYNAMIC_BASKET,
               "only a dynamic basket {ts[K]: ts[T]} has a shape that changes; '%s' is %s",
               input->var->name, a_type(c, input->var->type));
    return NULL;
}

static TirExpr *shape_expr(Check *c, const TirExpr *input, char op, const Type *type, Pos pos) {
    TirExpr *e = tir(c, TE_BASKET, type, pos);
    e->var = input->var;
    e->basket_op = op;
    return e;
}

TirExpr *shape_reference(Check *c, const AstExpr *ast, const char *word) {
    const TirExpr *input = shape_of(c, ast, word);
    return input == NULL ? NULL : shape_expr(c, input, 's', c->boolean, ast->pos);
}

static bool names_input(Check *c, const AstExpr *ast) {
    const Symbol *symbol = ast->kind == AST_NAME ? name_lookup(c, ast->name) : NULL;
    return symbol != NULL && symbol->var != NULL && symbol->var->kind == TV_INPUT;
}

static bool is_shape(Check *c, const AstExpr *ast) {
    if (ast->kind != AST_MEMBER || strcmp(ast->name, "shape") != 0 || !names_input(c, ast->left))
        return false;
    const Type *type = name_lookup(c, ast->left->name)->var->type;
    return type->kind == TYPE_DYNAMIC; /* a struct may have a field of that name */
}

TirExpr *shape_member(Check *c, const AstExpr *ast) {
    bool bare = is_shape(c, ast);
    if (!bare && (ast->kind != AST_MEMBER || !is_shape(c, ast->left))) return NULL;
    const AstExpr *input = bare ? ast->left : ast->left->left;
    bool added = !bare && strcmp(ast->name, "added") == 0;
    if (!added && (bare || strcmp(ast->name, "removed") != 0)) {
        diag_error(c->d, ast->pos, E_DYNAMIC_BASKET,
                   "the shape of a dynamic basket is asked about: ticked(%s.shape), "
                   "%s.shape.added, %s.shape.removed",
                   input->name, input->name, input->name);
        return poison(c, ast->pos);
    }
    const TirExpr *basket = shape_of(c, ast->left, ast->name);
    if (basket == NULL) return poison(c, ast->pos);
    const Type *keys = type_of1(c->types, TYPE_LIST, basket->type->key);
    return shape_expr(c, basket, added ? '+' : '-', keys, ast->pos);
}

/* The dynamic output of remove_dynamic_key; -1: reported. */
static int dynamic_output(Check *c, const AstExpr *ast) {
    const TirNode *node = c->body->node;
    if (ast->args.len == 2) {
        const AstExpr *name = ast->args.items[0].value;
        int index = name->kind == AST_NAME ? output_index(c, name->name) : -1;
        if (index >= 0 && node->outputs.items[index].type->kind == TYPE_DYNAMIC) return index;
        if (index < 0)
            unknown_output(c, name->pos, name->kind == AST_NAME ? name->name : "...");
        else
            diag_error(c->d, name->pos, E_DYNAMIC_BASKET, "the output '%s' is no dynamic basket",
                       name->name);
        return -1;
    }
    int only = -1, n = 0;
    for (int i = 0; i < node->outputs.len; i++)
        if (node->outputs.items[i].type->kind == TYPE_DYNAMIC) {
            only = i;
            n++;
        }
    if (n == 1) return only;
    if (n == 0) {
        diag_error(c->d, ast->pos, E_DYNAMIC_BASKET, "node '%s' has no dynamic output", node->name);
        diag_help(c->d, "declare it in the heading: -> {ts[str]: ts[float]}");
        return -1;
    }
    diag_error(c->d, ast->pos, E_DYNAMIC_BASKET, "node '%s' has %d dynamic outputs: which one?",
               node->name, n);
    diag_help(c->d, "name it: remove_dynamic_key(%s, key)", node->outputs.items[only].name);
    return -1;
}

TirExpr *remove_key_check(Check *c, const AstExpr *ast) {
    if (!plain_arguments(ast, 1) && !plain_arguments(ast, 2)) {
        diag_error(c->d, ast->pos, ast->args.len == 0 ? E_MISSING_ARGUMENT : E_EXTRA_ARGUMENT,
                   "remove_dynamic_key is called as remove_dynamic_key(key), or (output, key)");
        return poison(c, ast->pos);
    }
    if (c->body->in_start || c->body->in_stop) {
        diag_error(c->d, ast->pos, E_DYNAMIC_BASKET, "%s: gives no outputs, and removes none",
                   c->body->in_start ? "start" : "stop");
        return poison(c, ast->pos);
    }
    int index = dynamic_output(c, ast);
    if (index < 0) return poison(c, ast->pos);
    Want want = {c->body->node->outputs.items[index].type->key, c->body->result_pos,
                 "the outputs are declared here"};
    TirExpr *e = tir(c, TE_REMOVE_KEY, c->none, ast->pos);
    e->index = index;
    e->a = expr_check_want(c, ast->args.items[ast->args.len - 1].value, &want);
    c->body->may_fail = true;
    return e->a->type->kind == TYPE_ERROR ? e->a : e;
}
