/* walk.h - walks over typed expressions: children, free variables, structural equality.
 *
 * Used by the interpreter (start-time scalars, sharing of lifts) and after it (what the code of the
 * graph reaches).
 */
#ifndef WIRING_WALK_H
#define WIRING_WALK_H

#include "types/typed.h"

/* Calls `visit` on each direct child of an expression; on each expression that stands directly in
 * statements. Bodies of lambdas and of called functions are not children. */
typedef void WalkVisit(void *data, TirExpr *child);
void walk_children(const TirExpr *expr, WalkVisit *visit, void *data);
void walk_statements(const TirStmts *statements, WalkVisit *visit, void *data);

/* What the elaborator asks about an expression before it evaluates it; made once for each. */
typedef struct ExprInfo {
    TirVars free;  /* parameters and locals that it reads and does not bind, captures of called
                      functions included */
    bool mutates;  /* passes a free variable by reference to what changes it */
    bool has_vars; /* a type parameter occurs in it */
    bool at_start; /* calls, itself or through defs, a builtin that belongs to the run */
    bool snaps;    /* snap(x) occurs in it */
    TirVars bound; /* those that it binds: lets, comprehensions */
} ExprInfo;

typedef struct Walker {
    Arena *arena;
    Map infos;     /* TirExpr * -> ExprInfo * */
    Map functions; /* TirFn * -> its FnTraits * */
    Map at_start;  /* TirFn * -> whether fn_at_start, once asked */
} Walker;

void walker_init(Walker *walker, Arena *arena);
const ExprInfo *expr_info(Walker *walker, const TirExpr *expr);
/* A type parameter of an enclosing function occurs in it. */
bool fn_has_vars(Walker *walker, const TirFn *fn);
/* It calls, itself or through defs, a builtin that belongs to the run. */
bool fn_at_start(Walker *walker, const TirFn *fn);

/* Equal trees, up to the names of variables: free variables must stand at the same places in both
 * lists of expr_info().free; types are compared after substitution. */
typedef struct SameScope {
    TypeTable *types;
    Walker *walker;
    const Subst *a, *b;
    const ExprInfo *info_a, *info_b;
} SameScope;
bool expr_same(SameScope *scope, const TirExpr *a, const TirExpr *b);
uint64_t expr_hash(const TirExpr *expr); /* equal for expressions that are the same */

#endif
