/* check_warn.c - what is right and yet surely not meant: variables that nobody reads, names that hide others, outputs
 * that never tick, branches that no tick takes. Run once everything is checked, and only when there are no errors: what
 * an error left out would seem unused. The library is not looked at.
 */
#include "types/checker.h"

static bool is_users(Pos pos) { return pos.file != NULL && !pos.file->is_library; }

/* ---- variables */

static bool is_unused(const Variable *var) {
    if (var->is_temp || var->tir.name[0] == '_') return false;
    if (var->tir.kind == TV_LOCAL && !var->is_plain) return false;
    return var->reads == 0 || var->reads == var->changes;
}

static void unused_warn(Check *c, const TirVars *vars) {
    for (int i = 0; i < vars->len; i++) {
        const Variable *var = (const Variable *)vars->items[i];
        if (!is_unused(var)) continue;
        diag_warning(c->d, var->tir.pos, W_UNUSED_VARIABLE, "'%s' is never read", var->tir.name);
        if (var->reads > 0) diag_note(c->d, var->change_pos, "it is only changed, as here");
        diag_help(c->d, "leave it out, or call it '_%s' when that is meant", var->tir.name);
    }
}

/* ---- names */

static const char *what_is(const Symbol *symbol) {
    if (symbol->module != NULL) return "module";
    if (symbol->info != NULL) return symbol->info->strct != NULL ? "struct" : "enum";
    if (symbol->callables.len > 0) {
        switch (symbol->callables.items[0]->kind) {
        case CALLABLE_DEF: return "def";
        case CALLABLE_GRAPH: return "graph";
        case CALLABLE_NODE: return "node";
        case CALLABLE_ADAPTER: return "adapter";
        }
    }
    return symbol->var != NULL ? "constant" : "type";
}

/* What the file itself declares or imports: a name of the library is hidden without a word. */
static void hiding_warn(Check *c, const Module *module, const TirVars *vars) {
    for (int i = 0; i < vars->len; i++) {
        const Variable *var = (const Variable *)vars->items[i];
        const Symbol *symbol = var->is_temp ? NULL : scope_find(module->scope, var->tir.name);
        if (symbol == NULL || (symbol->owner != module && symbol->module == NULL)) continue;
        if (!is_users(symbol->pos) || var->tir.pos.file != symbol->pos.file) continue;
        diag_warning(c->d, var->tir.pos, W_HIDES, "'%s' hides the %s of that name", var->tir.name,
                     what_is(symbol));
        diag_note(c->d, symbol->pos, "it is declared here");
    }
}

/* ---- what never ticks */

static void outputs_warn(Check *c, const Callable *callable) {
    const TirNode *node = callable->node;
    for (int i = 0; i < node->outputs.len; i++) {
        const TirOutput *output = &node->outputs.items[i];
        if (output->is_ticked) continue;
        Pos pos = callable->ast->outputs.items[i].pos;
        if (output->name == NULL) {
            diag_warning(c->d, pos, W_NEVER_OUTPUT, "node '%s' never ticks", node->name);
            diag_help(c->d, "write `return value` or `output(value)` in its body");
        } else {
            diag_warning(c->d, pos, W_NEVER_OUTPUT, "the output '%s' never ticks", output->name);
            diag_help(c->d, "write output(%s=...) in the body", output->name);
        }
    }
}

static void alarms_warn(Check *c, const TirNode *node) {
    for (int i = 0; i < node->alarms.len; i++) {
        const Variable *alarm = (const Variable *)node->alarms.items[i];
        if (alarm->is_scheduled) continue;
        diag_warning(c->d, alarm->tir.pos, W_NEVER_TICKED, "the alarm '%s' is never scheduled",
                     alarm->tir.name);
        diag_help(c->d, "write schedule_alarm(%s, delay, value)", alarm->tir.name);
    }
}

/* The inputs and alarms that are known not to have ticked, from the inside out. */
typedef struct Quiet {
    const TirExpr *asked; /* the TE_TICKED that was false */
    const struct Quiet *outer;
} Quiet;

static bool asks_about(const TirExpr *asked, const TirVar *var) {
    for (int i = 0; i < asked->args.len; i++)
        if (asked->args.items[i]->kind == TE_VAR && asked->args.items[i]->var == var) return true;
    return false;
}

static const Quiet *quiet_find(const Quiet *quiet, const TirExpr *ref) {
    if (ref->kind != TE_VAR) return NULL;
    while (quiet != NULL && !asks_about(quiet->asked, ref->var)) quiet = quiet->outer;
    return quiet;
}

static void condition_warn(Check *c, const TirExpr *condition, const Quiet *quiet) {
    for (; condition->kind == TE_AND; condition = condition->a)
        condition_warn(c, condition->b, quiet);
    if (condition->kind != TE_TICKED) return;
    const Quiet *found = NULL;
    for (int i = 0; i < condition->args.len; i++) {
        found = quiet_find(quiet, condition->args.items[i]);
        if (found == NULL) return;
    }
    if (found == NULL) return;
    diag_warning(c->d, condition->pos, W_NEVER_TICKED, "this is never true here");
    diag_note(c->d, found->asked->pos, "every tick of '%s' is taken here",
              condition->args.items[condition->args.len - 1]->var->name);
}

static bool leaves(const TirStmts *block) {
    if (block->len == 0) return false;
    TirStmtKind last = block->items[block->len - 1]->kind;
    return last == TS_RETURN || last == TS_RAISE;
}

static void branches_warn(Check *c, const TirStmts *block, const Quiet *quiet);

/* An elif is an if alone in the else before it: a chain of any length takes no stack. */
static void if_warn(Check *c, const TirStmt *stmt, const Quiet *quiet) {
    for (;;) {
        condition_warn(c, stmt->value, quiet);
        branches_warn(c, &stmt->body, quiet);
        if (stmt->value->kind == TE_TICKED) {
            Quiet *more = ARENA_NEW(c->arena, Quiet);
            *more = (Quiet){stmt->value, quiet};
            quiet = more;
        }
        if (stmt->orelse.len != 1 || stmt->orelse.items[0]->kind != TS_IF) break;
        stmt = stmt->orelse.items[0];
    }
    branches_warn(c, &stmt->orelse, quiet);
}

static void branches_warn(Check *c, const TirStmts *block, const Quiet *quiet) {
    for (int i = 0; i < block->len; i++) {
        const TirStmt *stmt = block->items[i];
        if (stmt->kind != TS_IF) {
            branches_warn(c, &stmt->body, quiet);
            branches_warn(c, &stmt->orelse, quiet);
            continue;
        }
        if_warn(c, stmt, quiet);
        if (stmt->value->kind != TE_TICKED || !leaves(&stmt->body)) continue;
        Quiet *more = ARENA_NEW(c->arena, Quiet);
        *more = (Quiet){stmt->value, quiet};
        quiet = more;
    }
}

/* ---- everything */

static void callable_warn(Check *c, const Callable *callable) {
    const Module *module = callable->module;
    if (callable->ast->is_extern || callable->ast->is_builtin) return;
    if (callable->kind == CALLABLE_NODE) {
        const TirNode *node = callable->node;
        const TirVars *const all[] = {&node->params, &node->alarms, &node->state, &node->locals};
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) hiding_warn(c, module, all[i]);
        unused_warn(c, &node->state);
        unused_warn(c, &node->locals);
        outputs_warn(c, callable);
        alarms_warn(c, node);
        branches_warn(c, &node->body, NULL);
    } else if (callable->kind != CALLABLE_ADAPTER) {
        hiding_warn(c, module, &callable->fn->params);
        hiding_warn(c, module, &callable->fn->locals);
        unused_warn(c, &callable->fn->locals);
    }
}

void warnings_check(Check *c) {
    if (diag_error_count(c->d) > 0) return;
    for (int i = 0; i < c->checked.len; i++) {
        const Callable *callable = c->checked.items[i];
        if (is_users(callable->pos) && callable->template == NULL) callable_warn(c, callable);
    }
}
