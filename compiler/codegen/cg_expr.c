/* cg_expr.c - expressions -> values. Each kind of typed.h has its case in cg_gen(), the entry. */
#include <string.h>

#include "codegen/cg.h"

/* ---- walking */

typedef struct Walk {
    ExprVisit *visit;
    void *data;
} Walk;

static void walk_step(void *data, TirExpr *child) {
    const Walk *walk = data;
    cg_walk_expr(child, walk->visit, walk->data);
}

void cg_walk_expr(const TirExpr *e, ExprVisit *visit, void *data) {
    Walk walk = {visit, data};
    visit(e, data);
    walk_children(e, walk_step, &walk);
}

void cg_walk_stmts(const TirStmts *stmts, ExprVisit *visit, void *data) {
    Walk walk = {visit, data};
    walk_statements(stmts, walk_step, &walk);
}

static void note_effect(const TirExpr *e, void *data) {
    bool *found = data;
    if (e->kind == TE_LET) *found = true;
    if ((e->kind != TE_CALL && e->kind != TE_CALL_BUILTIN) || e->fn == NULL) return;
    for (int i = 0; i < e->fn->params.len; i++)
        if (e->fn->params.items[i]->is_mut) *found = true;
}

bool cg_has_effects(const TirExpr *e) {
    bool found = false;
    if (e != NULL && e->kind != TE_CONST && e->kind != TE_VAR) cg_walk_expr(e, note_effect, &found);
    return found;
}

/* ---- variables */

LLVMValueRef cg_var_address(Cg *cg, const TirVar *var) {
    for (int i = cg->body->items.len - 1; i >= 0; i--)
        if (cg->body->items.items[i].var == var) return cg->body->items.items[i].address;
    LLVMValueRef address = map_get_ptr(&cg->body->vars, var);
    if (address != NULL) return address;
    if (var->kind == TV_GLOBAL) return cg_global_address(cg, var);
    if (var->kind == TV_LOCAL) return cg_local_slot(cg, var);
    if (var->kind == TV_INPUT && cg->body->inputs != NULL) {
        const Series *series = &cg->body->inputs[var->index];
        if (series->value != NULL) return series->value;
        if (series->table == NULL) return cg_absent(cg, cg_typ(cg, series->type));
    }
    internal_error("codegen", var->pos, "%s is not bound here", var->name);
}

Val cg_gen_var(Cg *cg, const TirVar *var) {
    return cg_val_at(cg, cg_typ(cg, var->type), cg_var_address(cg, var));
}

Val cg_gen_stable(Cg *cg, const TirExpr *e, bool stable) {
    Val val = cg_gen(cg, e);
    return stable ? cg_own(cg, val) : val;
}

/* ---- branches */

static LLVMValueRef gen_short_circuit(Cg *cg, const TirExpr *e) {
    Body *body = cg->body;
    bool is_and = e->kind == TE_AND;
    LLVMValueRef a = cg_gen_bool(cg, e->a);
    LLVMBasicBlockRef from = LLVMGetInsertBlock(cg->b), more = cg_new_block(cg, "more"),
                      done = cg_new_block(cg, "done");
    cg_branch(cg, a, is_and ? more : done, is_and ? done : more);
    LLVMPositionBuilderAtEnd(cg->b, more);
    int arm = body->arm;
    body->arm = ++body->arms;
    LLVMValueRef b = cg_gen_bool(cg, e->b);
    body->arm = arm;
    LLVMBasicBlockRef last = LLVMGetInsertBlock(cg->b);
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMValueRef phi = LLVMBuildPhi(cg->b, cg->i1, "");
    LLVMAddIncoming(phi, (LLVMValueRef[]){cg_const_i1(cg, !is_and), b},
                    (LLVMBasicBlockRef[]){from, last}, 2);
    return phi;
}

/* Counted results go to a temporary that owns them on either way. */
static Val gen_if(Cg *cg, const TirExpr *e) {
    Body *body = cg->body;
    const Type *type = cg_typ(cg, e->type);
    LLVMBasicBlockRef blocks[] = {cg_new_block(cg, "then"), cg_new_block(cg, "else")},
                      done = cg_new_block(cg, "done");
    const TirExpr *arms[] = {e->b, e->c};
    LLVMValueRef values[2];
    bool is_scalar = cg_class_of(type) == CLASS_SCALAR;
    cg_branch(cg, cg_gen_bool(cg, e->a), blocks[0], blocks[1]);
    LLVMValueRef slot = is_scalar ? NULL : cg_new_temp(cg, type);
    int arm = body->arm;
    for (int i = 0; i < 2; i++) {
        LLVMPositionBuilderAtEnd(cg->b, blocks[i]);
        body->arm = ++body->arms;
        Val val = cg_gen(cg, arms[i]);
        if (is_scalar)
            values[i] = val.v;
        else
            cg_put(cg, val, slot);
        blocks[i] = LLVMGetInsertBlock(cg->b);
        LLVMBuildBr(cg->b, done);
    }
    body->arm = arm;
    LLVMPositionBuilderAtEnd(cg->b, done);
    if (!is_scalar) return cg_temp_val(cg, type, slot);
    LLVMValueRef phi = LLVMBuildPhi(cg->b, cg_ssa_type(cg, type), "");
    LLVMAddIncoming(phi, values, blocks, 2);
    return cg_scalar(type, phi);
}

static Val gen_let(Cg *cg, const TirExpr *e) {
    cg_assign(cg, cg_gen(cg, e->a), cg_local_slot(cg, e->var));
    return cg_gen(cg, e->b);
}

/* ---- values made of parts */

static Val gen_const(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    const csp_type *layout = cg_layout(cg, type);
    switch (cg_class_of(type)) {
    case CLASS_SCALAR:
        if (type->kind == TYPE_BOOL)
            return cg_scalar(type, cg_const_i1(cg, *(const uint8_t *)e->value != 0));
        return cg_scalar(type, cg_const_value(cg, layout, e->value));
    case CLASS_HEAP:
        if (!cg_has_dict(layout, e->value))
            return (Val){type, cg_const_value(cg, layout, e->value), NULL};
        return cg_val_at(cg, type, cg_const_address(cg, layout, e->value));
    case CLASS_MEMORY: return (Val){type, cg_const_address(cg, layout, e->value), NULL};
    default: return (Val){type, NULL, NULL};
    }
}

static Val gen_some(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    Val inner = cg_gen(cg, e->a);
    LLVMValueRef slot = cg_new_temp(cg, type);
    cg_put(cg, inner, slot);
    LLVMBuildStore(cg->b, LLVMConstInt(cg->i8, 1, false),
                   cg_at_offset(cg, slot, cg_layout(cg, type)->flag_offset));
    return cg_temp_val(cg, type, slot);
}

static Val gen_none(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    if (type->kind == TYPE_NONE) return (Val){type, NULL, NULL};
    LLVMValueRef slot = cg_scratch(cg, type);
    cg_zero_bytes(cg, slot, cg_layout(cg, type)->size);
    return (Val){type, slot, NULL};
}

static LLVMValueRef is_some(Cg *cg, Val val) {
    LLVMValueRef flag = LLVMBuildLoad2(
        cg->b, cg->i8, cg_at_offset(cg, val.v, cg_layout(cg, val.type)->flag_offset), "");
    return LLVMBuildICmp(cg->b, LLVMIntNE, flag, LLVMConstNull(cg->i8), "");
}

/* A field's default stands under the type arguments of the struct. */
static Val gen_preset(Cg *cg, const Type *type, int index) {
    Subst saved = cg->body->subst;
    cg->body->subst = (Subst){type->strct->tvars, type->args, type->nargs};
    Val val = cg_gen(cg, type->strct->fields.items[index].preset);
    cg->body->subst = saved;
    return val;
}

static Val gen_parts(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    const csp_type *layout = cg_layout(cg, type);
    LLVMValueRef slot = cg_new_temp(cg, type);
    if (layout->tag != 0) LLVMBuildStore(cg->b, cg_const_i64(cg, layout->tag), slot);
    for (int i = 0; i < e->args.len; i++) {
        const TirExpr *arg = e->args.items[i];
        Val val = arg != NULL ? cg_gen(cg, arg) : gen_preset(cg, type, i);
        cg_put(cg, val, cg_at_offset(cg, slot, layout->fields[i].offset));
    }
    return cg_temp_val(cg, type, slot);
}

/* Constants only, and no dict among them: the list itself is a constant, however long. */
static bool is_const_list(const TirExpr *e, const csp_type *item) {
    for (int i = 0; i < e->args.len; i++)
        if (e->args.items[i]->kind != TE_CONST || cg_has_dict(item, e->args.items[i]->value))
            return false;
    return e->args.len > 0;
}

static Val gen_const_list(Cg *cg, const TirExpr *e, const Type *type) {
    const csp_type *layout = cg_layout(cg, type);
    size_t size = layout->elem->size;
    csp_list *list = arena_alloc(cg->arena, sizeof *list + (size_t)e->args.len * size);
    *list = (csp_list){.refs = -1, .len = e->args.len, .cap = e->args.len};
    for (int i = 0; i < e->args.len; i++)
        memcpy(list->data + (size_t)i * size, e->args.items[i]->value, size);
    return (Val){type, cg_const_value(cg, layout, &list), NULL};
}

static Val gen_list(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    if (is_const_list(e, cg_layout(cg, type)->elem)) return gen_const_list(cg, e, type);
    LLVMValueRef slot = cg_new_temp(cg, type), desc = cg_desc(cg, type);
    cg_zero_bytes(cg, slot, 8);
    if (e->args.len > 0) RT_CALL(cg, RT_LIST_RESERVE, desc, slot, cg_const_i64(cg, e->args.len));
    for (int i = 0; i < e->args.len; i++) {
        Val val = cg_gen(cg, e->args.items[i]);
        cg_put(cg, val, RT_CALL(cg, RT_LIST_GROW, desc, slot));
    }
    return cg_temp_val(cg, type, slot);
}

static Val gen_table(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    LLVMValueRef slot = cg_new_temp(cg, type), desc = cg_desc(cg, type);
    int step = e->kind == TE_DICT ? 2 : 1;
    cg_zero_bytes(cg, slot, 8);
    for (int i = 0; i + step <= e->args.len; i += step) {
        bool later = step == 2 && cg_has_effects(e->args.items[i + 1]);
        Val key = cg_gen_stable(cg, e->args.items[i], later);
        if (step == 1) {
            RT_CALL(cg, RT_DICT_SLOT, desc, slot, cg_address_of(cg, key), cg_const_ptr_null(cg));
            continue;
        }
        Val val = cg_gen(cg, e->args.items[i + 1]);
        cg_assign(
            cg, val,
            RT_CALL(cg, RT_DICT_SLOT, desc, slot, cg_address_of(cg, key), cg_const_ptr_null(cg)));
    }
    return cg_temp_val(cg, type, slot);
}

/* A part of a value: borrowed from it. */
static Val gen_field(Cg *cg, const TirExpr *e) {
    Val a = cg_gen(cg, e->a);
    return cg_val_at(cg, cg_typ(cg, e->type),
                     cg_at_offset(cg, a.v, cg_layout(cg, a.type)->fields[e->index].offset));
}

/* ---- text */

static LLVMValueRef text_begin(Cg *cg) {
    LLVMValueRef text = cg_new_slot(cg, RT_TEXT_SIZE, false);
    cg_zero_bytes(cg, text, RT_TEXT_SIZE);
    return text;
}

static void text_literal(Cg *cg, LLVMValueRef text, const char *bytes, size_t size) {
    LLVMValueRef literal =
        cg_global(cg, "text", LLVMConstStringInContext2(cg->context, bytes, size, false));
    LLVMSetAlignment(literal, 1);
    if (size > 0) RT_CALL(cg, RT_TEXT_ADD, text, literal, cg_const_i64(cg, (int64_t)size));
}

static void text_value(Cg *cg, LLVMValueRef text, Val val, csp_style style) {
    RT_CALL(cg, RT_FORMAT, text, cg_desc(cg, val.type), cg_address_of(cg, val),
            cg_const_i32(cg, (uint32_t)style));
}

static LLVMValueRef text_end(Cg *cg, LLVMValueRef text) {
    LLVMValueRef slot = cg_new_temp(cg, type_basic(cg->types, TYPE_STR));
    LLVMBuildStore(cg->b, RT_CALL(cg, RT_TEXT_STR, text), slot);
    return slot;
}

static void text_part(Cg *cg, LLVMValueRef text, const TirFPart *part, Pos pos) {
    if (part->value == NULL) {
        text_literal(cg, text, part->text, part->size);
        return;
    }
    Val val = cg_gen(cg, part->value);
    if (part->spec == NULL || part->spec[0] == 0) {
        text_value(cg, text, val, part->conversion == 'r' ? CSP_QUOTED : CSP_PLAIN);
        return;
    }
    LLVMValueRef place = cg_call_place(cg, pos, NULL, NULL, 0);
    RT_CALL(cg, RT_FORMAT_SPEC, place, text, cg_desc(cg, val.type), cg_address_of(cg, val),
            cg_text(cg, part->spec));
}

LLVMValueRef cg_gen_text(Cg *cg, const TirExpr *e) {
    LLVMValueRef text = text_begin(cg);
    for (int i = 0; i < e->parts.len; i++) text_part(cg, text, &e->parts.items[i], e->pos);
    for (int i = 0; i < e->args.len; i++) {
        if (i > 0) text_literal(cg, text, " ", 1);
        text_value(cg, text, cg_gen(cg, e->args.items[i]), CSP_PLAIN);
    }
    return text_end(cg, text);
}

static Val gen_print(Cg *cg, const TirExpr *e) {
    LLVMValueRef slot = cg_gen_text(cg, e);
    RT_CALL(cg, RT_PRINT_LINE, LLVMBuildLoad2(cg->b, cg->ptr, slot, ""));
    return (Val){type_basic(cg->types, TYPE_NONE), NULL, NULL};
}

/* ---- entry */

static Val gen_operator(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    Val a = cg_gen_stable(cg, e->a, cg_has_effects(e->b));
    if (e->kind == TE_UNARY) return cg_gen_unary(cg, e->op, type, a, e->pos);
    Val b = cg_gen(cg, e->b);
    cg_debug_at(cg, e->pos);
    return cg_gen_binary(cg, e->op, type, a, b, e->pos);
}

static Val gen_is_some(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    if (cg_is_optional_input(e->a)) return cg_scalar(type, cg_input_given(cg, e->a));
    return cg_scalar(type, is_some(cg, cg_gen(cg, e->a)));
}

static Val gen_unwrap(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    if (cg_is_optional_input(e->a)) return cg_given_value(cg, e->a, type);
    return cg_val_at(cg, type, cg_gen(cg, e->a).v);
}

Val cg_gen(Cg *cg, const TirExpr *e) {
    switch (e->kind) {
    case TE_CONST: return gen_const(cg, e);
    case TE_VAR:
        if (e->var->kind == TV_INPUT || e->var->kind == TV_ALARM) return cg_gen_series(cg, e);
        return cg_gen_var(cg, e->var);
    case TE_UNARY:
    case TE_BINARY: return gen_operator(cg, e);
    case TE_AND:
    case TE_OR: return cg_scalar(cg_typ(cg, e->type), gen_short_circuit(cg, e));
    case TE_IF: return gen_if(cg, e);
    case TE_LET: return gen_let(cg, e);
    case TE_INT_TO_FLOAT:
        return cg_scalar(cg_typ(cg, e->type),
                         LLVMBuildSIToFP(cg->b, cg_gen(cg, e->a).v, cg->f64, ""));
    case TE_SOME: return gen_some(cg, e);
    case TE_NONE: return gen_none(cg, e);
    case TE_IS_SOME: return gen_is_some(cg, e);
    case TE_UNWRAP: return gen_unwrap(cg, e);
    case TE_UPCAST:
    case TE_DOWNCAST:
    case TE_IS_KIND: return cg_gen_kind(cg, e);
    case TE_STRUCT:
    case TE_TUPLE: return gen_parts(cg, e);
    case TE_LIST: return gen_list(cg, e);
    case TE_SET:
    case TE_DICT: return gen_table(cg, e);
    case TE_FIELD:
    case TE_ITEM: return gen_field(cg, e);
    case TE_INDEX: return cg_gen_index(cg, e);
    case TE_SLICE: return cg_gen_slice(cg, e);
    case TE_FSTRING: return cg_temp_val(cg, cg_typ(cg, e->type), cg_gen_text(cg, e));
    case TE_CALL:
    case TE_CALL_BUILTIN:
    case TE_CALL_VALUE: return cg_gen_call(cg, e);
    case TE_LAMBDA: return cg_gen_lambda(cg, e);
    case TE_COMPREHENSION: return cg_gen_comprehension(cg, e);
    case TE_PRINT: return gen_print(cg, e);
    case TE_LEAF: return cg_leaf_value(cg, e);
    default: return cg_gen_series(cg, e);
    }
}

LLVMValueRef cg_gen_bool(Cg *cg, const TirExpr *e) { return cg_gen(cg, e).v; }
