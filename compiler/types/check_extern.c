/* check_extern.c - what is written in C: extern defs, extern nodes and adapters. That the C side has these very types is
 * for the C compiler to say: cside/.
 */
#include <ctype.h>
#include <string.h>

#include "types/checker.h"

static bool is_c_name(const char *symbol) {
    if (!isalpha((unsigned char)symbol[0]) && symbol[0] != '_') return false;
    for (const char *p = symbol; *p != '\0'; p++)
        if (!isalnum((unsigned char)*p) && *p != '_') return false;
    return true;
}

static bool is_basket(const Type *type) {
    return (type->kind == TYPE_LIST || type->kind == TYPE_DICT) && type->elem->kind == TYPE_TS;
}

static void node_parts_check(Check *c, const Callable *callable) {
    for (int i = 0; i < callable->params.len; i++) {
        const Parameter *p = &callable->params.items[i];
        if (is_basket(p->type))
            unsupported(c, p->pos, "a basket as input of a node in C is");
        else if (p->type->kind == TYPE_FN)
            unsupported(c, p->pos, "a function as parameter of a node in C is");
    }
    for (int i = 0; i < callable->node->outputs.len; i++)
        if (is_basket(callable->node->outputs.items[i].type))
            unsupported(c, callable->ast->outputs.items[i].pos,
                        "a basket as output of a node in C is");
}

void extern_check(Check *c, const Callable *callable) {
    const AstDecl *ast = callable->ast;
    if (ast->symbol != NULL && !is_c_name(ast->symbol)) {
        diag_error(c->d, ast->name_pos, E_C_NAME, "'%s' can't be the name of anything in C",
                   ast->symbol);
        diag_help(c->d, "a name in C has letters, digits and _, and no digit first");
    }
    if (callable->kind == CALLABLE_NODE) node_parts_check(c, callable);
    if (callable->kind == CALLABLE_DEF && ast->type_params.len > 0) {
        diag_error(c->d, ast->type_params.items[0].pos, E_C_GENERIC,
                   "a C function has one type for each parameter: extern def '%s' can't have type "
                   "parameters",
                   callable->name);
        diag_help(c->d, "declare it once for each type, with a C function for each");
    }
}

/* What csp_node_schedule schedules. */
void extern_alarm_add(Check *c, TirNode *node) {
    Variable *var = variable_new(c, TV_ALARM, "alarm", c->integer, node->pos);
    VEC_PUSH(c->arena, &node->alarms, &var->tir);
}
