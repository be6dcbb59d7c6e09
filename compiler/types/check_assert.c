/* check_assert.c - what a failed `assert` without a message says: its condition, and the values in it.
 *
 *     assertion failed: x < limit (x = 7, limit = 5)
 *
 * Called from check_stmt.c. Shown are variables and their fields of simple types, where reading them once more is sure to
 * succeed: inputs on the right of `and`, `or` and `if` may not have ticked.
 */
#include <string.h>

#include "types/checker.h"

enum { MOST_SHOWN = 6 };

typedef struct Shown {
    Check *c;
    TirExpr *message;
    const char *names[MOST_SHOWN];
    int n;
} Shown;

/* `order.price`; NULL when it is no plain path of a variable. */
static const char *path_text(Shown *shown, const TirExpr *e, bool is_sure) {
    if (e->kind == TE_VAR) {
        const TirVar *var = e->var;
        bool temporary = var->kind == TV_LOCAL && ((const Variable *)var)->is_temp;
        bool series = var->kind == TV_INPUT || var->kind == TV_ALARM;
        if (temporary || var->kind == TV_GLOBAL || (series && !is_sure)) return NULL;
        return var->type->kind == TYPE_OPT && series ? NULL : var->name;
    }
    if (e->kind != TE_FIELD || e->a->type->kind != TYPE_STRUCT) return NULL;
    const char *base = path_text(shown, e->a, is_sure);
    if (base == NULL) return NULL;
    return arena_printf(shown->c->arena, "%s.%s", base,
                        e->a->type->strct->fields.items[e->index].name);
}

static void add_text(Shown *shown, const char *text) {
    TirFPart part = {.text = text, .size = strlen(text)};
    VEC_PUSH(shown->c->arena, &shown->message->parts, part);
}

static void show(Shown *shown, TirExpr *e, bool is_sure) {
    const char *name = type_is_plain(e->type) ? path_text(shown, e, is_sure) : NULL;
    if (name == NULL || shown->n == MOST_SHOWN) return;
    for (int i = 0; i < shown->n; i++)
        if (strcmp(shown->names[i], name) == 0) return;
    add_text(shown, arena_printf(shown->c->arena, "%s%s = ", shown->n == 0 ? " (" : ", ", name));
    TirFPart part = {.value = e, .spec = "", .conversion = 'r'};
    VEC_PUSH(shown->c->arena, &shown->message->parts, part);
    shown->names[shown->n++] = name;
}

/* Looks into operators and arguments; what loops or binds names of its own is left alone. */
static void collect(Shown *shown, TirExpr *e, bool is_sure) {
    if (e == NULL) return;
    switch (e->kind) {
    case TE_VAR:
    case TE_FIELD: show(shown, e, is_sure); return;
    case TE_AND:
    case TE_OR:
        collect(shown, e->a, is_sure);
        collect(shown, e->b, false);
        return;
    case TE_UNARY:
    case TE_BINARY:
    case TE_INT_TO_FLOAT:
    case TE_SOME:
    case TE_IS_SOME:
    case TE_UNWRAP:
    case TE_INDEX:
    case TE_CALL:
    case TE_CALL_BUILTIN: break;
    default: return;
    }
    collect(shown, e->a, is_sure);
    collect(shown, e->b, is_sure);
    for (int i = 0; i < e->args.len; i++) collect(shown, e->args.items[i], is_sure);
}

/* NULL: there is nothing to show but the condition. */
TirExpr *assert_message(Check *c, TirExpr *condition, const char *text) {
    if (c->body->place != IN_DEF && c->body->place != IN_NODE) return NULL;
    Shown shown = {.c = c, .message = tir(c, TE_FSTRING, c->str, condition->pos)};
    add_text(&shown, arena_printf(c->arena, "assertion failed%s%s", *text == 0 ? "" : ": ", text));
    collect(&shown, condition, true);
    if (shown.n == 0) return NULL;
    add_text(&shown, ")");
    return shown.message;
}
