/* check_type.c - type expressions: `ts[[Trade]]`, `{str: float}`, `int?`, `(A) -> B`, `Window[T]`.
 *
 * Types are written with the grammar of expressions; here they are read as types.
 */
#include <string.h>

#include "types/checker.h"

static const Type *resolve(Check *c, const AstExpr *ast, bool quiet);

static const Type *basic_type(Check *c, const char *name) {
    const struct {
        const char *name;
        const Type *type;
    } table[] = {{"bool", c->boolean},        {"int", c->integer},
                 {"float", c->real},          {"str", c->str},
                 {"bytes", c->bytes},         {"datetime", c->datetime},
                 {"timedelta", c->timedelta}, {"date", c->date},
                 {"time", c->time},           {"any", c->any},
                 {"alarm_handle", c->handle}, {"json", c->json}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strcmp(table[i].name, name) == 0) return table[i].type;
    return NULL;
}

static Scope *scope_here(Check *c) { return c->body->scope; }

static const Type *symbol_type(Check *c, Symbol *symbol, const AstExpr *ast, bool quiet) {
    if (symbol->alias != NULL && symbol->progress != DONE) {
        if (symbol->progress == IN_PROGRESS) {
            diag_error(c->d, ast->pos, E_CYCLE, "the type '%s' is defined by itself", symbol->name);
            return c->error;
        }
        symbol->progress = IN_PROGRESS;
        symbol->type = resolve(c, symbol->alias->fields.items[0].type, false);
        symbol->progress = DONE;
    }
    if (symbol->type != NULL) return symbol->type;
    if (symbol->info == NULL) return NULL;
    const Type *type = symbol->info->type;
    if (type->nargs > 0) {
        if (!quiet) {
            diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS,
                       "%s needs its type %s in brackets: %s[...]", symbol->name,
                       type->nargs == 1 ? "argument" : "arguments", symbol->name);
            diag_note(c->d, symbol->pos, "%s is declared here", symbol->name);
        }
        return c->error;
    }
    return type;
}

bool type_name_known(Check *c, const char *name) {
    if (basic_type(c, name) != NULL || strcmp(name, "array") == 0) return true;
    const Symbol *symbol = scope_lookup(scope_here(c), name);
    return symbol != NULL &&
           (symbol->alias != NULL || symbol->type != NULL || symbol->info != NULL);
}

static const struct {
    const char *name, *help;
} foreign_types[] = {
    {"list", "a list type is written [T]"},
    {"List", "a list type is written [T]"},
    {"dict", "a dict type is written {K: V}"},
    {"Dict", "a dict type is written {K: V}"},
    {"set", "a set type is written {T}"},
    {"tuple", "a tuple type is written (A, B)"},
    {"Optional", "an optional type is written T?"},
    {"Set", "a set type is written {T}"},
    {"Tuple", "a tuple type is written (A, B)"},
    {"Union", "a scalar parameter of several types is written A | B"},
    {"Callable", "a function type is written (A, B) -> C"},
    {"Literal", "an enum lists what is allowed: `enum Side:`"},
    {"ndarray", "an array type is written array[float]"},
    {"DataFrame", "rows are structs: a series of them is ts[Row], a list [Row]"},
    {"void", "what returns nothing has no `->`"},
    {"char", "text is str"},
    {"number", "`number` is a bound of type parameters: def f[T: number](x: T)"},
    {"string", "text is str"},
    {"double", "float has 64 bits"},
    {"boolean", "it is called bool"},
    {"integer", "it is called int"},
    {"object",
     "types are known while compiling; a function may have type parameters: def f[T](x: T)"},
    {"Any", "a function may have type parameters: def f[T](x: T)"},
};

static void unknown_type(Check *c, Pos pos, const char *name) {
    diag_error(c->d, pos, E_UNKNOWN_TYPE, "unknown type '%s'", name);
    for (size_t i = 0; i < sizeof foreign_types / sizeof foreign_types[0]; i++)
        if (strcmp(foreign_types[i].name, name) == 0) {
            diag_help(c->d, "%s", foreign_types[i].help);
            return;
        }
    if (name[0] >= 'A' && name[0] <= 'Z' && name[1] == '\0') {
        diag_help(
            c->d,
            "a type parameter is declared behind the name of what it belongs to: def f[%s](x: %s)",
            name, name);
        return;
    }
    VEC(const char *) candidates = {0};
    static const char *const basics[] = {"bool",     "int",       "float",        "str",  "bytes",
                                         "datetime", "timedelta", "date",         "time", "array",
                                         "ts",       "any",       "alarm_handle", "json"};
    for (size_t i = 0; i < sizeof basics / sizeof basics[0]; i++)
        VEC_PUSH(c->arena, &candidates, basics[i]);
    const char *nearest = nearest_name(name, candidates.items, candidates.len);
    if (nearest == NULL) {
        nearest = name_suggest(c, name);
        if (nearest != NULL && !type_name_known(c, named(c, nearest))) nearest = NULL;
    }
    if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
}

/* `Price = float` was reported where it stands. */
static bool is_wrong_constant(Check *c, Symbol *symbol) {
    if (symbol->progress == IN_PROGRESS) return false;
    constant_resolve(c, symbol);
    return symbol->var->type->kind == TYPE_ERROR;
}

static const Type *name_resolve(Check *c, const AstExpr *ast, bool quiet) {
    Symbol *symbol = scope_lookup(scope_here(c), ast->name);
    const Type *type = symbol == NULL ? NULL : symbol_type(c, symbol, ast, quiet);
    if (type != NULL) return type;
    type = basic_type(c, ast->name);
    if (type != NULL) return type;
    if (quiet) return NULL;
    if (strcmp(ast->name, "ts") == 0 || strcmp(ast->name, "array") == 0) {
        diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS, "%s needs the type of its values: %s[float]",
                   ast->name, ast->name);
    } else if (symbol != NULL && symbol->constant != NULL && is_wrong_constant(c, symbol)) {
        return c->error; /* an echo */
    } else if (symbol != NULL && (symbol->owner == NULL || !symbol->owner->is_library)) {
        diag_error(c->d, ast->pos, E_NOT_A_TYPE, "'%s' is not a type", ast->name);
        diag_note(c->d, symbol->pos, "%s is declared here", ast->name);
    } else {
        unknown_type(c, ast->pos, ast->name);
    }
    return c->error;
}

static const Type *member_resolve(Check *c, const AstExpr *ast, bool quiet) {
    Module *module = NULL;
    const char *name = dotted_name(c, ast, &module);
    Symbol *symbol = name == NULL ? NULL : scope_find(module->scope, named(c, name));
    const Type *type =
        symbol == NULL || symbol->is_hidden ? NULL : symbol_type(c, symbol, ast, quiet);
    if (type != NULL) return type;
    if (module != NULL && module->is_failed) return c->error;
    if (quiet) return NULL;
    if (module == NULL) {
        diag_error(c->d, ast->pos, E_NOT_A_TYPE, "this is not a type");
    } else {
        diag_error(c->d, ast->name_pos, E_UNKNOWN_TYPE, "module %s has no type '%s'", module->name,
                   name);
    }
    return c->error;
}

static const Type *element(Check *c, const AstExpr *ast, bool quiet) {
    const Type *type = resolve(c, ast, quiet);
    if (type != NULL && type->kind == TYPE_ANY && !quiet) {
        diag_error(c->d, ast->pos, E_BAD_TYPE, "'any' stands only in ts[any]");
        diag_help(c->d, "a function for values of every type has a type parameter: def f[T](x: T)");
        return c->error;
    }
    return type;
}

static const Type *series_resolve(Check *c, const AstExpr *ast, bool quiet) {
    if (ast->items.len != 1) {
        if (!quiet) diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS, "ts takes one type: ts[float]");
        return quiet ? NULL : c->error;
    }
    const Type *elem = resolve(c, ast->items.items[0], quiet);
    if (elem == NULL) return NULL;
    if (elem->has_edges) {
        if (!quiet) {
            diag_error(c->d, ast->pos, E_BAD_TYPE,
                       "a series of series does not exist: %s inside ts[...]", elem->name);
            diag_help(c->d, "several series are a basket: [ts[T]] or {K: ts[T]}");
        }
        return quiet ? NULL : c->error;
    }
    if (holds_function(elem)) {
        if (!quiet) {
            diag_error(c->d, ast->pos, E_FUNCTION_TYPE,
                       "a series carries values, not functions: found %s", elem->name);
            diag_help(c->d, "a function is known when its graph is wired: pass it as a parameter");
        }
        return quiet ? NULL : c->error;
    }
    return type_of1(c->types, TYPE_TS, elem);
}

static const Type *array_resolve(Check *c, const AstExpr *ast, bool quiet) {
    const Type *elem = ast->items.len == 0 ? NULL : element(c, ast->items.items[0], quiet);
    if (elem == NULL) return NULL;
    int64_t dims = 1;
    if (ast->items.len == 2 && ast->items.items[1]->kind == AST_INT)
        dims = ast->items.items[1]->integer;
    if (ast->items.len > 2 || dims < 1 || dims > 2 ||
        (ast->items.len == 2 && ast->items.items[1]->kind != AST_INT)) {
        if (!quiet)
            diag_error(c->d, ast->pos, E_BAD_TYPE, "an array is array[float] or array[float, 2]");
        return quiet ? NULL : c->error;
    }
    bool fits = type_is_number(elem) || elem->kind == TYPE_BOOL || elem->kind == TYPE_VAR;
    if (!fits && elem->kind != TYPE_ERROR) {
        if (!quiet) {
            diag_error(c->d, ast->pos, E_ARRAY, "an array holds floats, ints or bools, not %s",
                       elem->name);
            diag_help(c->d, "other values go in a list: [%s]", elem->name);
        }
        return quiet ? NULL : c->error;
    }
    return type_array(c->types, elem, (int)dims);
}

void type_arguments_resolve(Check *c, const AstExprs *items, const Type ***args, int *n) {
    *n = items->len;
    *args = ARENA_ARRAY(c->arena, const Type *, items->len + 1);
    for (int i = 0; i < items->len; i++) (*args)[i] = element(c, items->items[i], false);
}

static const Type *generic_resolve(Check *c, const AstExpr *ast, Symbol *symbol, bool quiet) {
    StructInfo *info = symbol->info;
    const Type **args = ARENA_ARRAY(c->arena, const Type *, ast->items.len + 1);
    for (int i = 0; i < ast->items.len; i++) {
        args[i] = element(c, ast->items.items[i], quiet);
        if (args[i] == NULL) return NULL;
        if (args[i]->kind == TYPE_ERROR) return c->error;
    }
    int wanted = info->strct == NULL ? 0 : info->strct->ntvars;
    if (ast->items.len != wanted) {
        if (!quiet) {
            diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS,
                       wanted == 0 ? "%s takes no type arguments"
                                   : "%s takes %d type argument%s, found %d",
                       symbol->name, wanted, wanted == 1 ? "" : "s", ast->items.len);
            diag_note(c->d, symbol->pos, "%s is declared here", symbol->name);
        }
        return quiet ? NULL : c->error;
    }
    for (int i = 0; i < wanted; i++) {
        Bound bound = info->strct->tvars[i]->bound;
        if (!quiet && !bound_holds(c, args[i], bound))
            diag_error(c->d, ast->items.items[i]->pos, E_BOUND,
                       "%s needs a type %s that is %s, found %s", symbol->name,
                       info->strct->tvars[i]->name, bound_text(bound), args[i]->name);
    }
    return type_struct(c->types, info->strct, args, wanted);
}

static const Type *index_resolve(Check *c, const AstExpr *ast, bool quiet) {
    if (ast->left->kind == AST_NAME && strcmp(ast->left->name, "ts") == 0)
        return series_resolve(c, ast, quiet);
    if (ast->left->kind == AST_NAME && strcmp(ast->left->name, "array") == 0)
        return array_resolve(c, ast, quiet);
    Symbol *symbol = NULL;
    if (ast->left->kind == AST_NAME) {
        symbol = scope_lookup(scope_here(c), ast->left->name);
    } else {
        Module *module = NULL;
        const char *name = dotted_name(c, ast->left, &module);
        if (name != NULL) symbol = scope_find(module->scope, named(c, name));
    }
    if (symbol != NULL && symbol->info != NULL) return generic_resolve(c, ast, symbol, quiet);
    if (quiet) return NULL;
    const Type *left = resolve(c, ast->left, false);
    if (left->kind != TYPE_ERROR)
        diag_error(c->d, ast->pos, E_TYPE_ARGUMENTS, "%s takes no type arguments", left->name);
    return c->error;
}

/* The library's min and sorted take sets of what is ordered: those sets exist, so it is hashable,
 * too. */
static bool may_be_key(Check *c, const Type *type) {
    if (bound_holds(c, type, BOUND_HASHABLE)) return true;
    return c->body->module->is_library && type->kind == TYPE_VAR &&
           type->var->bound == BOUND_ORDERED;
}

static const Type *dict_resolve(Check *c, const AstExpr *ast, bool quiet) {
    if (ast->items.len != 2 || ast->items.items[0] == NULL) return NULL;
    const Type *key = element(c, ast->items.items[0], quiet);
    const Type *elem = key == NULL ? NULL : element(c, ast->items.items[1], quiet);
    if (elem == NULL) return NULL;
    const Type *series = key->kind == TYPE_TS ? key : NULL;
    if (series != NULL) {
        key = series->elem;
        if (elem->kind != TYPE_TS || elem->elem->kind == TYPE_ANY || key->kind == TYPE_ANY) {
            if (!quiet && elem->kind != TYPE_ERROR) dynamic_type_refuse(c, ast, series, elem);
            return quiet ? NULL : c->error;
        }
    }
    if (!may_be_key(c, key)) {
        if (!quiet)
            diag_error(c->d, ast->items.items[0]->pos, E_BAD_TYPE, "%s can't be the key of a dict",
                       key->name);
        return quiet ? NULL : c->error;
    }
    if (!quiet) observe(c, key);
    return series != NULL ? type_dynamic(c->types, key, elem->elem) : type_dict(c->types, key, elem);
}

static const Type *set_resolve(Check *c, const AstExpr *ast, bool quiet) {
    if (ast->items.len != 1) return NULL;
    const Type *elem = element(c, ast->items.items[0], quiet);
    if (elem == NULL) return NULL;
    if (elem->has_edges || !may_be_key(c, elem)) {
        if (!quiet) diag_error(c->d, ast->pos, E_BAD_TYPE, "%s can't be in a set", elem->name);
        return quiet ? NULL : c->error;
    }
    if (!quiet) observe(c, elem);
    return type_of1(c->types, TYPE_SET, elem);
}

static const Type *tuple_resolve(Check *c, const AstExpr *ast, bool quiet) {
    const Type **items = ARENA_ARRAY(c->arena, const Type *, ast->items.len + 1);
    for (int i = 0; i < ast->items.len; i++) {
        items[i] = element(c, ast->items.items[i], quiet);
        if (items[i] == NULL) return NULL;
    }
    return type_tuple(c->types, items, ast->items.len);
}

static const Type *function_resolve(Check *c, const AstExpr *ast, bool quiet) {
    const Type **items = ARENA_ARRAY(c->arena, const Type *, ast->items.len + 1);
    for (int i = 0; i < ast->items.len; i++) {
        items[i] = element(c, ast->items.items[i], quiet);
        if (items[i] == NULL) return NULL;
    }
    const Type *result = ast->left == NULL ? c->none : element(c, ast->left, quiet);
    return result == NULL ? NULL : type_fn(c->types, items, ast->items.len, result);
}

static const Type *optional_resolve(Check *c, const AstExpr *ast, bool quiet) {
    const Type *elem = element(c, ast->left, quiet);
    return elem == NULL ? NULL : type_of1(c->types, TYPE_OPT, elem);
}

static const Type *list_resolve(Check *c, const AstExpr *ast, bool quiet) {
    const Type *elem = ast->items.len == 1 ? element(c, ast->items.items[0], quiet) : NULL;
    return elem == NULL ? NULL : type_of1(c->types, TYPE_LIST, elem);
}

static const Type *resolve(Check *c, const AstExpr *ast, bool quiet) {
    const Type *type = NULL;
    if (++c->depth > MAX_DEPTH) {
        if (!quiet) diag_error(c->d, ast->pos, E_TOO_DEEP, "this type is nested too deeply");
        c->depth--;
        return c->error;
    }
    switch (ast->kind) {
    case AST_NAME: type = name_resolve(c, ast, quiet); break;
    case AST_MEMBER: type = member_resolve(c, ast, quiet); break;
    case AST_INDEX: type = index_resolve(c, ast, quiet); break;
    case AST_LIST: type = list_resolve(c, ast, quiet); break;
    case AST_DICT: type = dict_resolve(c, ast, quiet); break;
    case AST_SET: type = set_resolve(c, ast, quiet); break;
    case AST_TUPLE: type = tuple_resolve(c, ast, quiet); break;
    case AST_OPT_TYPE: type = optional_resolve(c, ast, quiet); break;
    case AST_FN_TYPE: type = function_resolve(c, ast, quiet); break;
    case AST_NONE: type = c->none; break;
    default: break;
    }
    c->depth--;
    if (type != NULL || quiet) return type;
    if (ast->kind == AST_BINARY && ast->op == OP_BITOR) {
        diag_error(c->d, ast->pos, E_UNION, "only a parameter may be of several types");
        diag_help(c->d, "of a def, node or graph, as in `interval: int | timedelta`");
    } else {
        diag_error(c->d, ast->pos, E_BAD_TYPE, "expected a type here");
        if (ast->kind == AST_CALL && ast->left->kind == AST_NAME &&
            strcmp(ast->left->name, "Outputs") == 0)
            diag_help(c->d,
                      "several outputs are named in the heading: -> (low: ts[int], high: ts[int])");
        else if (ast->kind == AST_STR)
            diag_help(c->d, "a type parameter is declared behind the name, and has no quotes: node "
                            "f[T](x: ts[T]) -> ts[T]");
        else
            diag_help(c->d,
                      "types are written float, [T], {K: V}, {T}, (A, B), T?, ts[T], (A) -> B");
    }
    return c->error;
}

const Type *type_resolve(Check *c, const AstExpr *ast) {
    const Type *type = resolve(c, ast, false);
    if (type->kind != TYPE_ANY) return type;
    diag_error(c->d, ast->pos, E_BAD_TYPE, "'any' stands only in ts[any]");
    return c->error;
}

const Type *type_try(Check *c, const AstExpr *ast) {
    const Type *type = resolve(c, ast, true);
    return type == NULL || type->kind == TYPE_ERROR || type->kind == TYPE_ANY ? NULL : type;
}

const Type *value_type_resolve(Check *c, const AstExpr *ast, const char *what) {
    const Type *type = type_resolve(c, ast);
    if (!type->has_edges) return type;
    diag_error(c->d, ast->pos, E_BAD_TYPE, "%s holds values, not series: found %s", what,
               type->name);
    if (type->kind == TYPE_TS) diag_help(c->d, "write %s", type->elem->name);
    return c->error;
}
