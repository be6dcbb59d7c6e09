/* cg_same.c - lifted operations that do the same are one function, wherever they were written.
 *
 * Called for the key of a shape (cg_node.c). A sum of a thousand series is a thousand additions: each stands at its own
 * place in the source, which matters only to the errors it may raise. So operations that can't fail are described by a
 * text of their structure, and those with equal texts share the code of the first; others are told apart as written.
 */
#include <string.h>

#include "codegen/cg.h"
#include "support/sb.h"

enum { LONGEST_TEXT = 1000 }; /* large ones are rarely written twice */

typedef struct Same {
    struct Same *next;
    const char *text;
    const TirExpr *expr;
} Same;

static bool describe(Sb *text, const TirExpr *e);

static bool describe_all(Sb *text, const TirExprs *args) {
    for (int i = 0; i < args->len; i++)
        if (args->items[i] == NULL || !describe(text, args->items[i])) return false;
    return true;
}

static bool is_exact(TirOp op, const Type *type) {
    switch (op) {
    case TO_ADD:
    case TO_SUB:
    case TO_MUL:
    case TO_DIV: return type->kind == TYPE_FLOAT;
    case TO_EQ:
    case TO_NE:
    case TO_LT:
    case TO_LE:
    case TO_GT:
    case TO_GE:
        return type->kind == TYPE_FLOAT || type->kind == TYPE_INT || type->kind == TYPE_BOOL;
    case TO_NEG: return type->kind == TYPE_FLOAT;
    case TO_NOT: return true;
    default: return false;
    }
}

static bool describe_constant(Sb *text, const TirExpr *e) {
    if (e->type->kind != TYPE_FLOAT && e->type->kind != TYPE_INT && e->type->kind != TYPE_BOOL)
        return false;
    uint64_t bits = 0;
    memcpy(&bits, e->value, e->type->kind == TYPE_BOOL ? 1 : 8);
    sb_printf(text, "%llx", (unsigned long long)bits);
    return true;
}

/* False: it may fail, or is not worth a description. */
static bool describe(Sb *text, const TirExpr *e) {
    if (text->size > LONGEST_TEXT) return false;
    sb_printf(text, "(%d %u %d ", (int)e->kind, e->type->id, e->index);
    bool good = false;
    switch (e->kind) {
    case TE_LEAF: good = true; break;
    case TE_VAR:
        sb_printf(text, "%p", (const void *)e->var);
        good = true;
        break;
    case TE_CONST: good = describe_constant(text, e); break;
    case TE_UNARY:
    case TE_BINARY: good = is_exact(e->op, e->a->type); break;
    case TE_AND:
    case TE_OR:
    case TE_IF:
    case TE_INT_TO_FLOAT:
    case TE_SOME:
    case TE_NONE:
    case TE_IS_SOME:
    case TE_FIELD:
    case TE_ITEM: good = true; break;
    case TE_CALL:
        good = !e->fn->may_fail && e->ntargs == 0;
        sb_printf(text, "%d", e->fn->id);
        break;
    default: break;
    }
    if (e->kind == TE_UNARY || e->kind == TE_BINARY) sb_printf(text, "%d", (int)e->op);
    const TirExpr *parts[] = {e->a, e->b, e->c};
    for (int i = 0; good && i < 3; i++)
        if (parts[i] != NULL) good = describe(text, parts[i]);
    good = good && describe_all(text, &e->args);
    sb_puts(text, ")");
    return good;
}

static const TirExpr *first_like(Cg *cg, const TirExpr *expr) {
    Sb text;
    sb_init(&text, cg->arena);
    if (!describe(&text, expr)) return expr;
    uint64_t hash = hash_bytes(text.data, text.size);
    Same *list = map_get(&cg->same, hash);
    for (const Same *each = list; each != NULL; each = each->next)
        if (strcmp(each->text, text.data) == 0) return each->expr;
    Same *fresh = ARENA_NEW(cg->arena, Same);
    *fresh = (Same){list, text.data, expr};
    map_put(&cg->same, hash, fresh);
    return expr;
}

const TirExpr *cg_same_lift(Cg *cg, const TirExpr *expr) {
    if (expr == NULL) return NULL;
    const TirExpr *known = map_get_ptr(&cg->same_as, expr);
    if (known != NULL) return known;
    known = first_like(cg, expr);
    map_put_ptr(&cg->same_as, expr, (void *)known);
    return known;
}
