/* has.c - the has_x methods of messages, written as typed trees. Called by build.c.
 *
 *   def has_x(self) -> bool:
 *       return self..x or self.x != <default of x>
 *
 * The hidden field `.x` is set by the decoder when x was given but as its default (csp/proto.h).
 * For a default of nan the comparison is `self.x == self.x`.
 */
#include <math.h>

#include "proto/build.h"

static TirExpr *expr(const ProtoContext *ctx, TirExprKind kind, TypeKind type) {
    TirExpr *e = ARENA_NEW(ctx->arena, TirExpr);
    e->kind = kind;
    e->type = type_basic(ctx->types, type);
    e->pos = ctx->pos;
    return e;
}

static TirExpr *self_field(const ProtoContext *ctx, const TirStruct *strct, TirVar *self,
                           int index) {
    TirExpr *var = expr(ctx, TE_VAR, TYPE_NONE);
    var->type = self->type;
    var->var = self;
    TirExpr *e = expr(ctx, TE_FIELD, TYPE_NONE);
    e->type = strct->fields.items[index].type;
    e->a = var;
    e->index = index;
    return e;
}

static TirExpr *differs(const ProtoContext *ctx, const TirStruct *strct, TirVar *self, int index) {
    TirExpr *preset = strct->fields.items[index].preset;
    bool is_nan = preset->type->kind == TYPE_FLOAT && isnan(*(const double *)preset->value);
    TirExpr *e = expr(ctx, TE_BINARY, TYPE_BOOL);
    e->op = is_nan ? TO_EQ : TO_NE;
    e->a = self_field(ctx, strct, self, index);
    e->b = is_nan ? self_field(ctx, strct, self, index) : preset;
    return e;
}

TirFn *proto_has_method(const ProtoContext *ctx, TirStruct *strct, const Type *self, int index,
                        int flag, int id) {
    TirFn *fn = ARENA_NEW(ctx->arena, TirFn);
    fn->kind = TF_DEF;
    fn->name =
        intern_str(ctx->names, arena_printf(ctx->arena, "has_%s", strct->fields.items[index].name));
    fn->qualified = arena_printf(ctx->arena, "%s.%s", strct->qualified, fn->name);
    fn->id = id;
    fn->pos = ctx->pos;
    fn->result = type_basic(ctx->types, TYPE_BOOL);

    TirVar *param = ARENA_NEW(ctx->arena, TirVar);
    *param = (TirVar){.kind = TV_PARAM,
                      .name = intern_str(ctx->names, "self"),
                      .type = self,
                      .pos = ctx->pos,
                      .fn = fn};
    VEC_PUSH(ctx->arena, &fn->params, param);

    TirExpr *either = expr(ctx, TE_OR, TYPE_BOOL);
    either->a = self_field(ctx, strct, param, flag);
    either->b = differs(ctx, strct, param, index);
    TirStmt *result = ARENA_NEW(ctx->arena, TirStmt);
    result->kind = TS_RETURN;
    result->pos = ctx->pos;
    result->value = either;
    VEC_PUSH(ctx->arena, &fn->body, result);
    return fn;
}
