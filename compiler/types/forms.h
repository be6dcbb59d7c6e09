/* forms.h - forms of the language that have files of their own in the checker, beside those that checker.h lists:
 *
 *     check_pattern.c  match: patterns, cases
 *     check_collect.c  fromts, collectts, the text of several outputs
 */
#ifndef TYPES_FORMS_H
#define TYPES_FORMS_H

#include "types/checker.h"

/* ---- check_pattern.c */
void match_check(Check *c, const AstStmt *ast);

/* ---- check_collect.c; the constructor: as one candidate, whose parameters are the fields */
TirExpr *fromts_finish(Check *c, StructInfo *info, Call *call, const Callables *constructor);
TirExpr *collectts_finish(Check *c, StructInfo *info, const Type *type, Call *call,
                          const Callables *constructor);
TirExpr *record_text(Check *c, TirExpr *record);
TirExpr *basket_text(Check *c, TirExpr *basket); /* check_special.c */

#endif
