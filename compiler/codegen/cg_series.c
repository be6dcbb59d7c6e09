/* cg_series.c - what a node's body may ask of its series, alarms and outputs.
 *
 * A series of its own is three values: address, ticked, valid. A basket is a constant table of its members:
 *
 *   | n | - | keys: csp_list * | index: address of a dict key -> position | member 0 | member 1 | ...
 *   member: | offset of value | offset of stamp | first region to mark | how many | offset of record | what it keeps |
 *
 * Offsets are those in the state block. In the copy of a dynamic subgraph a basket may have members from outside: then the third
 * number of an input's member says where they count from (csp_table_base). A dynamic basket is an object of the runtime.
 */
#include <string.h>

#include "codegen/cg.h"

/* ---- the engine */

LLVMValueRef cg_engine_field(Cg *cg, unsigned offset) {
    if (cg->body->engine == NULL)
        internal_error("codegen", (Pos){0}, "engine time outside of a node");
    return LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, cg->body->engine, offset), "");
}

static LLVMValueRef cycle(Cg *cg) { return cg_engine_field(cg, RT_ENGINE_CYCLE); }

LLVMValueRef cg_state_at(Cg *cg, LLVMValueRef offset32) {
    LLVMValueRef offset = LLVMBuildZExt(cg->b, offset32, cg->i64, "");
    return LLVMBuildInBoundsGEP2(cg->b, cg->i8, cg->body->state, &offset, 1, "");
}

void cg_raise_if(Cg *cg, LLVMValueRef condition, const char *message, Pos pos) {
    LLVMBasicBlockRef bad = cg_new_block(cg, "bad"), good = cg_new_block(cg, "good");
    cg_branch(cg, condition, bad, good);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    RT_CALL(cg, RT_RAISE, cg_call_place(cg, pos, NULL, NULL, 0), cg_text(cg, "%s"),
            cg_text(cg, message));
    LLVMBuildUnreachable(cg->b);
    LLVMPositionBuilderAtEnd(cg->b, good);
}

/* format: with one %s, for the key. */
static void raise_key_if(Cg *cg, LLVMValueRef condition, const char *format, const Type *type,
                         LLVMValueRef key, Pos pos) {
    LLVMBasicBlockRef bad = cg_new_block(cg, "bad"), good = cg_new_block(cg, "good");
    cg_branch(cg, condition, bad, good);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    RT_CALL(cg, RT_FAIL_KEY, cg_call_place(cg, pos, NULL, NULL, 0), cg_text(cg, format),
            cg_desc(cg, type), key);
    LLVMBuildUnreachable(cg->b);
    LLVMPositionBuilderAtEnd(cg->b, good);
}

/* ---- baskets */

static LLVMValueRef table_field(Cg *cg, LLVMTypeRef type, LLVMValueRef table, uint64_t offset) {
    return LLVMBuildLoad2(cg->b, type, cg_at_offset(cg, table, offset), "");
}

/* Field of member `at` (i64): an offset in the state block, or a number. */
LLVMValueRef cg_member_field(Cg *cg, LLVMValueRef table, LLVMValueRef at, uint64_t field) {
    LLVMValueRef bytes = LLVMBuildMul(cg->b, at, cg_const_i64(cg, MEMBER_SIZE), "");
    LLVMValueRef address = LLVMBuildInBoundsGEP2(
        cg->b, cg->i8, cg_at_offset(cg, table, TABLE_MEMBERS + field), &bytes, 1, "");
    return LLVMBuildLoad2(cg->b, cg->i32, address, "");
}

LLVMValueRef cg_member_address(Cg *cg, const Series *series, LLVMValueRef at, uint64_t field) {
    LLVMValueRef offset = cg_member_field(cg, series->table, at, field);
    if (!series->mixed) return cg_state_at(cg, offset);
    LLVMValueRef base = RT_CALL(cg, RT_TABLE_BASE, cg->body->state,
                                cg_member_field(cg, series->table, at, MEMBER_PENDS));
    offset = LLVMBuildZExt(cg->b, offset, cg->i64, "");
    return LLVMBuildInBoundsGEP2(cg->b, cg->i8, base, &offset, 1, "");
}

static LLVMValueRef member_value(Cg *cg, const Series *series, LLVMValueRef at) {
    return cg_member_address(cg, series, at, MEMBER_VALUE);
}

static LLVMValueRef member_stamp(Cg *cg, const Series *series, LLVMValueRef at) {
    return LLVMBuildLoad2(cg->b, cg->i64, cg_member_address(cg, series, at, MEMBER_STAMP), "");
}

static LLVMValueRef as_bool(Cg *cg, LLVMValueRef byte) {
    return LLVMBuildICmp(cg->b, LLVMIntNE, byte, LLVMConstNull(cg->i8), "");
}

LLVMValueRef cg_any_ticked(Cg *cg, LLVMValueRef table, bool mixed) {
    LLVMValueRef now = cg_engine_field(cg, RT_ENGINE_CYCLE);
    if (mixed) return as_bool(cg, RT_CALL(cg, RT_TABLE_TICKED, table, cg->body->state, now));
    return HELP(cg, HELP_ANY_TICKED, table, cg->body->state, now);
}

LLVMValueRef cg_all_valid(Cg *cg, const Series *series) {
    if (series->mixed)
        return as_bool(cg, RT_CALL(cg, RT_TABLE_VALID, series->table, cg->body->state));
    return HELP(cg, HELP_ALL_VALID, series->table, cg->body->state);
}

static LLVMValueRef key_address(Cg *cg, LLVMValueRef keys, const Type *type, LLVMValueRef at) {
    LLVMValueRef bytes = LLVMBuildMul(cg->b, at, cg_const_i64(cg, cg_layout(cg, type)->size), "");
    return LLVMBuildInBoundsGEP2(cg->b, cg->i8, cg_at_offset(cg, keys, RT_LIST_DATA), &bytes, 1,
                                 "");
}

/* Of the key of a member, in the table. */
static LLVMValueRef member_key(Cg *cg, LLVMValueRef table, const Type *type, LLVMValueRef at) {
    return key_address(cg, table_field(cg, cg->ptr, table, TABLE_KEYS), type, at);
}

/* Position of the member under a key; raises when there is none. */
static LLVMValueRef find_member(Cg *cg, LLVMValueRef table, GShape shape, int n, const char *name,
                                Val key, Pos pos) {
    if (shape == GSHAPE_LIST) {
        LLVMValueRef zero = cg_const_i64(cg, 0), count = cg_const_i64(cg, n);
        LLVMValueRef negative = LLVMBuildICmp(cg->b, LLVMIntSLT, key.v, zero, "");
        LLVMValueRef at =
            LLVMBuildSelect(cg->b, negative, LLVMBuildAdd(cg->b, key.v, count, ""), key.v, "");
        const char *format =
            arena_printf(cg->arena, "basket index out of range: index %%s, %s has %d member%s",
                         name, n, n == 1 ? "" : "s");
        raise_key_if(cg, LLVMBuildICmp(cg->b, LLVMIntUGE, at, count, ""), format, key.type,
                     cg_address_of(cg, key), pos);
        return at;
    }
    const Type *index = type_dict(cg->types, key.type, type_basic(cg->types, TYPE_INT));
    LLVMValueRef dict =
        LLVMBuildLoad2(cg->b, cg->ptr, table_field(cg, cg->ptr, table, TABLE_INDEX), "");
    LLVMValueRef found =
        RT_CALL(cg, RT_DICT_FIND, cg_desc(cg, index), dict, cg_address_of(cg, key));
    raise_key_if(cg, LLVMBuildIsNull(cg->b, found, ""),
                 arena_printf(cg->arena, "%s has no member %%s", name), key.type,
                 cg_address_of(cg, key), pos);
    return LLVMBuildLoad2(cg->b, cg->i64, found, "");
}

const Series *cg_series_of(Cg *cg, const TirExpr *e) {
    if (e->kind == TE_UNWRAP) return cg_series_of(cg, e->a);
    if (e->kind != TE_VAR || e->var->kind != TV_INPUT || cg->body->inputs == NULL)
        internal_error("codegen", e->pos, "not a series of this node");
    return &cg->body->inputs[e->var->index];
}

LLVMValueRef cg_member_of(Cg *cg, const TirExpr *e, const Series **series) {
    *series = cg_series_of(cg, e->a);
    return find_member(cg, (*series)->table, (*series)->shape, (*series)->n, e->a->var->name,
                       cg_gen(cg, e->args.items[0]), e->pos);
}

/* Of a dynamic basket, where members are always valid. */
static Val gen_dynamic_member(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    LLVMValueRef address = RT_CALL(cg, RT_BASKET_AT, cg_call_place(cg, e->pos, NULL, NULL, 0),
                                   cg_series_of(cg, e->a)->table,
                                   cg_address_of(cg, cg_gen(cg, e->args.items[0])));
    return cg_val_at(cg, type, address);
}

static LLVMValueRef dynamic_stamp(Cg *cg, const TirExpr *e) {
    return RT_CALL(cg, RT_BASKET_STAMP, cg_series_of(cg, e->a)->table,
                   cg_address_of(cg, cg_gen(cg, e->args.items[0])));
}

static LLVMValueRef reference_stamp(Cg *cg, const TirExpr *e) {
    if (cg_series_of(cg, e->a)->shape == GSHAPE_DYNAMIC) return dynamic_stamp(cg, e);
    const Series *series;
    LLVMValueRef at = cg_member_of(cg, e, &series);
    return member_stamp(cg, series, at);
}

static Val gen_member(Cg *cg, const TirExpr *e) {
    const Series *series;
    if (cg_series_of(cg, e->a)->shape == GSHAPE_DYNAMIC) return gen_dynamic_member(cg, e);
    LLVMValueRef at = cg_member_of(cg, e, &series);
    LLVMValueRef never = LLVMBuildICmp(cg->b, LLVMIntEQ, member_stamp(cg, series, at),
                                       cg_const_i64(cg, 0), "");
    const Type *key = cg_typ(cg, e->args.items[0]->type);
    raise_key_if(cg, never, arena_printf(cg->arena, "%s[%%s] has not ticked yet", e->a->var->name),
                 key, member_key(cg, series->table, key, at), e->pos);
    return cg_val_at(cg, cg_typ(cg, e->type), member_value(cg, series, at));
}

/* ---- ticked and valid */

static LLVMValueRef one_ticked(Cg *cg, const TirExpr *e) {
    if (e->kind == TE_MEMBER_REF)
        return LLVMBuildICmp(cg->b, LLVMIntEQ, reference_stamp(cg, e), cycle(cg), "");
    if (e->kind == TE_BASKET)
        return cg_basket_now(cg, cg->body->inputs[e->var->index].table, RT_BASKET_SHAPED);
    if (e->kind == TE_VAR && e->var->kind == TV_ALARM) return cg->body->alarm_ticked[e->var->index];
    const Series *series = cg_series_of(cg, e);
    if (series->shape == GSHAPE_SINGLE) return series->ticked;
    if (series->shape == GSHAPE_DYNAMIC) return cg_basket_now(cg, series->table, RT_BASKET_TICKED);
    return cg_any_ticked(cg, series->table, series->mixed);
}

static LLVMValueRef one_valid(Cg *cg, const TirExpr *e) {
    if (e->kind == TE_MEMBER_REF)
        return LLVMBuildICmp(cg->b, LLVMIntNE, reference_stamp(cg, e), cg_const_i64(cg, 0), "");
    if (e->kind == TE_BASKET) return cg_const_i1(cg, true);
    if (e->kind == TE_VAR && e->var->kind == TV_ALARM) return cg->body->alarm_valid[e->var->index];
    const Series *series = cg_series_of(cg, e);
    if (series->shape == GSHAPE_SINGLE)
        return LLVMBuildOr(cg->b, series->ticked, series->valid, "");
    if (series->shape == GSHAPE_DYNAMIC) return cg_const_i1(cg, true); /* members are, always */
    return cg_all_valid(cg, series);
}

static LLVMValueRef gen_test(Cg *cg, const TirExpr *e) {
    bool any = e->kind == TE_TICKED;
    LLVMValueRef result = cg_const_i1(cg, !any);
    for (int i = 0; i < e->args.len; i++) {
        LLVMValueRef each =
            any ? one_ticked(cg, e->args.items[i]) : one_valid(cg, e->args.items[i]);
        result = any ? LLVMBuildOr(cg->b, result, each, "") : LLVMBuildAnd(cg->b, result, each, "");
    }
    return result;
}

/* Stands for an optional input that was not given, in branches that are never entered. */
LLVMValueRef cg_absent(Cg *cg, const Type *type) {
    return cg_new_slot(cg, cg_layout(cg, type)->size, true);
}

/* An input that a lambda captured: its address. NULL: it has not ticked, or (optional) was not given. */
static void check_captured(Cg *cg, const TirExpr *e, LLVMValueRef address) {
    cg_raise_if(cg, LLVMBuildIsNull(cg->b, address, ""),
                arena_printf(cg->arena, "%s has not ticked yet", e->var->name), e->pos);
}

/* The address of the current value of an input or alarm. The check goes away where a test covers the read. */
static LLVMValueRef current_address(Cg *cg, const TirExpr *e, const Type *type) {
    const TirVar *var = e->var;
    LLVMValueRef address = map_get_ptr(&cg->body->vars, var);
    if (address != NULL && var->kind == TV_INPUT) {
        check_captured(cg, e, address);
        return address;
    }
    if (var->kind == TV_ALARM) {
        if (cg->body->shape == NULL) return address;
    } else {
        const Series *series = cg_series_of(cg, e);
        if (series->shape != GSHAPE_SINGLE)
            internal_error("codegen", e->pos, "the basket %s as a value is not supported yet",
                           var->name);
        if (series->value == NULL) return cg_absent(cg, type);
        address = series->value;
    }
    LLVMValueRef never = LLVMBuildNot(cg->b, one_valid(cg, e), "");
    const char *format =
        var->kind == TV_ALARM ? "the alarm %s has not rung yet" : "%s has not ticked yet";
    cg_raise_if(cg, never, arena_printf(cg->arena, format, var->name), e->pos);
    return address;
}

/* ---- optional inputs: whether they were given is known while compiling, except in lambdas */

bool cg_is_optional_input(const TirExpr *e) {
    return e->kind == TE_VAR && e->var->kind == TV_INPUT && e->var->type->kind == TYPE_OPT &&
           e->var->type->elem->has_edges;
}

LLVMValueRef cg_input_given(Cg *cg, const TirExpr *e) {
    LLVMValueRef captured = map_get_ptr(&cg->body->vars, e->var);
    if (captured != NULL)
        return LLVMBuildNot(cg->b, LLVMBuildIsNull(cg->b, captured, ""), "");
    const Series *series = cg_series_of(cg, e);
    return cg_const_i1(cg, series->value != NULL || series->table != NULL);
}

Val cg_given_value(Cg *cg, const TirExpr *e, const Type *type) {
    return cg_val_at(cg, type, current_address(cg, e, type));
}

/* The same as a T?. */
static Val gen_optional(Cg *cg, const TirExpr *e, const Type *type) {
    LLVMValueRef slot = cg_new_temp(cg, type);
    LLVMBasicBlockRef some = cg_new_block(cg, "some"), done = cg_new_block(cg, "done");
    cg_zero_bytes(cg, slot, cg_layout(cg, type)->size);
    cg_branch(cg, cg_input_given(cg, e), some, done);
    LLVMPositionBuilderAtEnd(cg->b, some);
    cg_put(cg, cg_given_value(cg, e, type->elem), slot);
    LLVMBuildStore(cg->b, LLVMConstInt(cg->i8, 1, false),
                   cg_at_offset(cg, slot, cg_layout(cg, type)->flag_offset));
    cg_enter_block(cg, done);
    return cg_temp_val(cg, type, slot);
}

static Val gen_current(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    return cg_is_optional_input(e) ? gen_optional(cg, e, type) : cg_given_value(cg, e, type);
}

/* What a lambda keeps of an input: its address, or NULL as above. */
LLVMValueRef cg_captured_input(Cg *cg, const TirVar *var) {
    LLVMValueRef captured = map_get_ptr(&cg->body->vars, var);
    if (captured != NULL) return captured;
    const Series *series = &cg->body->inputs[var->index];
    if (series->value == NULL) return cg_const_ptr_null(cg);
    if (var->type->kind == TYPE_OPT) return series->value;
    LLVMValueRef valid = LLVMBuildOr(cg->b, series->ticked, series->valid, "");
    return LLVMBuildSelect(cg->b, valid, series->value, cg_const_ptr_null(cg), "");
}

/* ---- lists of members: keys(), tickedvalues(), validitems() ... */

static void add_member(Cg *cg, const TirExpr *e, const Series *series, const Type *type,
                       LLVMValueRef list, LLVMValueRef at) {
    const Type *item = type->elem;
    LLVMValueRef keys = table_field(cg, cg->ptr, series->table, TABLE_KEYS);
    LLVMValueRef room = RT_CALL(cg, RT_LIST_GROW, cg_desc(cg, type), list);
    char op = e->basket_op;
    if (op == 'V' || op == 'w') {
        cg_put(cg, cg_val_at(cg, item, member_value(cg, series, at)), room);
    } else if (op == 'K' || op == 'l') {
        cg_put(cg, cg_val_at(cg, item, key_address(cg, keys, item, at)), room);
    } else {
        const csp_type *layout = cg_layout(cg, item);
        cg_zero_bytes(cg, room, layout->size);
        cg_put(cg, cg_val_at(cg, item->args[0], key_address(cg, keys, item->args[0], at)), room);
        cg_put(cg, cg_val_at(cg, item->args[1], member_value(cg, series, at)),
               cg_at_offset(cg, room, layout->fields[1].offset));
    }
}

static Val gen_members(Cg *cg, const TirExpr *e, const Series *series, const Type *type) {
    bool ticked = e->basket_op == 'K' || e->basket_op == 'V' || e->basket_op == 'I';
    LLVMValueRef list = cg_new_temp(cg, type), at = cg_new_slot(cg, 8, false);
    LLVMBasicBlockRef head = cg_new_block(cg, "head"), look = cg_new_block(cg, "look"),
                      take = cg_new_block(cg, "take"), next = cg_new_block(cg, "next"),
                      done = cg_new_block(cg, "done");
    cg_zero_bytes(cg, list, 8);
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    LLVMValueRef now = ticked ? cycle(cg) : cg_const_i64(cg, 0);
    cg_enter_block(cg, head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, cg_const_i64(cg, series->n), ""), look, done);
    LLVMPositionBuilderAtEnd(cg->b, look);
    LLVMValueRef stamp = member_stamp(cg, series, i);
    cg_branch(cg, LLVMBuildICmp(cg->b, ticked ? LLVMIntEQ : LLVMIntNE, stamp, now, ""), take, next);
    LLVMPositionBuilderAtEnd(cg->b, take);
    add_member(cg, e, series, type, list, i);
    LLVMBuildBr(cg->b, next);
    LLVMPositionBuilderAtEnd(cg->b, next);
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, i, cg_const_i64(cg, 1), ""), at);
    LLVMBuildBr(cg->b, head);
    LLVMPositionBuilderAtEnd(cg->b, done);
    return cg_temp_val(cg, type, list);
}

static Val gen_basket(Cg *cg, const TirExpr *e) {
    const Series *series = &cg->body->inputs[e->var->index];
    const Type *type = cg_typ(cg, e->type);
    if (series->shape == GSHAPE_DYNAMIC) return cg_dynamic_list(cg, e, series, type);
    if (e->basket_op == 'n') return cg_scalar(type, cg_const_i64(cg, series->n));
    if (e->basket_op == 'k')
        return (Val){type, table_field(cg, cg->ptr, series->table, TABLE_KEYS), NULL};
    return gen_members(cg, e, series, type);
}

/* A leaf of a lift that is a basket: all members, which are valid, as one list or dict. */
Val cg_basket_value(Cg *cg, const Series *series, const Type *type) {
    LLVMValueRef slot = cg_new_temp(cg, type), at = cg_new_slot(cg, 8, false),
                 desc = cg_desc(cg, type);
    LLVMBasicBlockRef head = cg_new_block(cg, "head"), take = cg_new_block(cg, "take"),
                      done = cg_new_block(cg, "done");
    cg_zero_bytes(cg, slot, 8);
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    cg_enter_block(cg, head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, cg_const_i64(cg, series->n), ""), take, done);
    LLVMPositionBuilderAtEnd(cg->b, take);
    LLVMValueRef room;
    if (type->kind == TYPE_LIST) {
        room = RT_CALL(cg, RT_LIST_GROW, desc, slot);
    } else {
        LLVMValueRef keys = table_field(cg, cg->ptr, series->table, TABLE_KEYS);
        room = RT_CALL(cg, RT_DICT_SLOT, desc, slot, key_address(cg, keys, type->key, i),
                       cg_const_ptr_null(cg));
    }
    cg_put(cg, cg_val_at(cg, type->elem, member_value(cg, series, i)), room);
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, i, cg_const_i64(cg, 1), ""), at);
    LLVMBuildBr(cg->b, head);
    LLVMPositionBuilderAtEnd(cg->b, done);
    return cg_temp_val(cg, type, slot);
}

Val cg_leaf_value(Cg *cg, const TirExpr *e) {
    if (cg->body->leaves == NULL)
        internal_error("codegen", e->pos, "a series inside a lambda is not supported yet");
    return cg->body->leaves[e->index];
}

/* ---- alarms */

static void check_delay(Cg *cg, LLVMValueRef delay, Pos pos) {
    LLVMBasicBlockRef bad = cg_new_block(cg, "bad"), good = cg_new_block(cg, "good");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, delay, cg_const_i64(cg, 0), ""), bad, good);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    RT_CALL(cg, RT_FAIL_DELAY, cg_call_place(cg, pos, NULL, NULL, 0), delay);
    LLVMBuildUnreachable(cg->b);
    LLVMPositionBuilderAtEnd(cg->b, good);
}

static Val gen_schedule(Cg *cg, const TirExpr *e) {
    Body *body = cg->body;
    Val delay = cg_gen(cg, e->a), value = cg_gen(cg, e->b);
    check_delay(cg, delay.v, e->pos);
    LLVMValueRef source =
        LLVMBuildAdd(cg->b, body->source, cg_const_i32(cg, (uint32_t)e->var->index), "");
    LLVMValueRef flags = cg_const_i32(cg, e->flag ? CSP_BACKGROUND : 0);
    return cg_scalar(cg_typ(cg, e->type), RT_CALL(cg, RT_SCHEDULE, body->engine, source, delay.v,
                                                  cg_address_of(cg, value), flags));
}

/* All members of a basket whose members have flags of their own. */
static void set_members(Cg *cg, LLVMValueRef flags, const Series *series, LLVMValueRef value) {
    LLVMBuildMemSet(cg->b, flags, value, cg_const_i64(cg, series->n), 1);
}

void cg_set_active(Cg *cg, const TirExpr *e) {
    const Shape *shape = cg->body->shape;
    uint32_t offset = shape->active_offsets[e->var->index];
    if (offset == UINT32_MAX) return; /* passive for good */
    LLVMValueRef flags = cg_at_offset(cg, cg->body->inst, offset);
    LLVMValueRef value = LLVMConstInt(cg->i8, e->flag ? 0 : 1, false);
    const Series *series = &cg->body->inputs[e->var->index];
    if (e->a->kind == TE_MEMBER_REF) {
        LLVMValueRef at = cg_member_of(cg, e->a, &series);
        flags = LLVMBuildInBoundsGEP2(cg->b, cg->i8, flags, &at, 1, "");
    } else if (shape->by_member[e->var->index]) {
        set_members(cg, flags, series, value);
        return;
    }
    LLVMBuildStore(cg->b, value, flags);
}

Val cg_gen_series(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    const Val nothing = {type, NULL, NULL};
    switch (e->kind) {
    case TE_VAR: return gen_current(cg, e);
    case TE_TICKED:
    case TE_VALID: return cg_scalar(type, gen_test(cg, e));
    case TE_NOW: return cg_scalar(type, cg_engine_field(cg, RT_ENGINE_NOW));
    case TE_ENGINE_START: return cg_scalar(type, cg_engine_field(cg, RT_ENGINE_START));
    case TE_ENGINE_END: return cg_scalar(type, cg_engine_field(cg, RT_ENGINE_END));
    case TE_NUM_TICKS:
    case TE_TIME_OF:
    case TE_PAST: return cg_gen_past(cg, e);
    case TE_KEEP: cg_gen_keep(cg, e); return nothing;
    case TE_MEMBER: return gen_member(cg, e);
    case TE_BASKET: return gen_basket(cg, e);
    case TE_SCHEDULE: return gen_schedule(cg, e);
    case TE_RESCHEDULE: {
        LLVMValueRef handle = cg_gen(cg, e->a).v, delay = cg_gen(cg, e->b).v;
        return cg_scalar(type, RT_CALL(cg, RT_RESCHEDULE, cg_call_place(cg, e->pos, NULL, NULL, 0),
                                       cg->body->engine, handle, delay));
    }
    case TE_CANCEL: RT_CALL(cg, RT_CANCEL, cg->body->engine, cg_gen(cg, e->a).v); return nothing;
    case TE_STOP_ENGINE: {
        LLVMValueRef copy = e->a == NULL ? cg_const_i1(cg, false) : cg_gen_bool(cg, e->a);
        RT_CALL(cg, RT_STOP, cg->body->engine, LLVMBuildZExt(cg->b, copy, cg->i8, ""));
        return nothing;
    }
    case TE_REMOVE_KEY: cg_remove_key(cg, e); return nothing;
    case TE_SET_ACTIVE: cg_set_active(cg, e); return nothing;
    default:
        internal_error("codegen", e->pos, "an expression of a graph (kind %d) inside a function",
                       (int)e->kind);
    }
}

/* ---- outputs */

static const char *outlet_name(Cg *cg, const Outlet *outlet) {
    return outlet->name == NULL ? "the output"
                                : arena_printf(cg->arena, "the output %s", outlet->name);
}

static const char *twice(Cg *cg, const Outlet *outlet) {
    return arena_printf(cg->arena, "%s ticks twice in one cycle", outlet_name(cg, outlet));
}

/* key: the type of the keys. */
static void member_tick(Cg *cg, const Outlet *outlet, const Type *key, LLVMValueRef at, Val val,
                        Pos pos) {
    LLVMValueRef stamp = cg_state_at(cg, cg_member_field(cg, outlet->table, at, MEMBER_STAMP)),
                 now = cycle(cg);
    LLVMValueRef old = LLVMBuildLoad2(cg->b, cg->i64, stamp, "");
    raise_key_if(cg, LLVMBuildICmp(cg->b, LLVMIntEQ, old, now, ""),
                 arena_printf(cg->arena, "member %%s of %s ticks twice in one cycle",
                              outlet_name(cg, outlet)),
                 key, member_key(cg, outlet->table, key, at), pos);
    cg_assign(cg, val, cg_state_at(cg, cg_member_field(cg, outlet->table, at, MEMBER_VALUE)));
    LLVMBuildStore(cg->b, now, stamp);
    cg_record_tick_member(cg, outlet, at);
    HELP(cg, HELP_PEND, cg->body->engine, cg_member_field(cg, outlet->table, at, MEMBER_PENDS),
         cg_member_field(cg, outlet->table, at, MEMBER_PENDS + 4));
}

static void key_tick(Cg *cg, const Outlet *outlet, Val key, Val val, Pos pos) {
    if (outlet->shape == GSHAPE_DYNAMIC) {
        cg_dynamic_tick(cg, outlet, key, val, pos);
        return;
    }
    LLVMValueRef at = find_member(cg, outlet->table, outlet->shape, outlet->n,
                                  outlet_name(cg, outlet), key, pos);
    member_tick(cg, outlet, key.type, at, val, pos);
}

static void output_list(Cg *cg, const Outlet *outlet, Val list, Pos pos) {
    LLVMValueRef at = cg_new_slot(cg, 8, false);
    LLVMBasicBlockRef some = cg_new_block(cg, "some"), head = cg_new_block(cg, "head"),
                      take = cg_new_block(cg, "take"), done = cg_new_block(cg, "done");
    cg_branch(cg, LLVMBuildIsNull(cg->b, list.v, ""), done, some);
    LLVMPositionBuilderAtEnd(cg->b, some);
    LLVMValueRef len = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, list.v, RT_LIST_LEN), "");
    const Type *number = type_basic(cg->types, TYPE_INT);
    const char *format =
        arena_printf(cg->arena, "%%s values for %s, which has %d member%s", outlet_name(cg, outlet),
                     outlet->n, outlet->n == 1 ? "" : "s");
    raise_key_if(cg, LLVMBuildICmp(cg->b, LLVMIntSGT, len, cg_const_i64(cg, outlet->n), ""), format,
                 number, cg_at_offset(cg, list.v, RT_LIST_LEN), pos);
    LLVMValueRef first = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, list.v, RT_LIST_HEAD), "");
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    cg_enter_block(cg, head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, len, ""), take, done);
    LLVMPositionBuilderAtEnd(cg->b, take);
    LLVMValueRef item = key_address(cg, list.v, outlet->type, LLVMBuildAdd(cg->b, first, i, ""));
    member_tick(cg, outlet, number, i, cg_val_at(cg, outlet->type, item), pos);
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, i, cg_const_i64(cg, 1), ""), at);
    LLVMBuildBr(cg->b, head);
    cg_enter_block(cg, done);
}

static void output_dict(Cg *cg, const Outlet *outlet, Val dict, Pos pos) {
    LLVMValueRef at = cg_new_slot(cg, 8, false), key = cg_new_slot(cg, 8, false),
                 value = cg_new_slot(cg, 8, false);
    LLVMBasicBlockRef head = cg_new_block(cg, "head"), take = cg_new_block(cg, "take"),
                      done = cg_new_block(cg, "done");
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    cg_enter_block(cg, head);
    LLVMValueRef more = RT_CALL(cg, RT_DICT_NEXT, cg_desc(cg, dict.type), dict.v, at, key, value);
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntNE, more, LLVMConstNull(cg->i8), ""), take, done);
    LLVMPositionBuilderAtEnd(cg->b, take);
    Val each = cg_val_at(cg, dict.type->key, LLVMBuildLoad2(cg->b, cg->ptr, key, ""));
    Val item = cg_val_at(cg, outlet->type, LLVMBuildLoad2(cg->b, cg->ptr, value, ""));
    key_tick(cg, outlet, each, item, pos);
    LLVMBuildBr(cg->b, head);
    cg_enter_block(cg, done);
}

void cg_output_value(Cg *cg, int index, Val val, Pos pos) {
    const Outlet *outlet = &cg->body->outlets[index];
    if (outlet->shape != GSHAPE_SINGLE) {
        if (val.type->kind == TYPE_DICT)
            output_dict(cg, outlet, val, pos);
        else
            output_list(cg, outlet, val, pos);
        return;
    }
    if (outlet->checked)
        cg_raise_if(cg, LLVMBuildLoad2(cg->b, cg->i1, outlet->ticked, ""), twice(cg, outlet), pos);
    cg_assign(cg, val, outlet->value);
    LLVMBuildStore(cg->b, cg_const_i1(cg, true), outlet->ticked);
}

static void output_member(Cg *cg, const TirStmt *s, const TirExpr *key_expr, const TirExpr *value) {
    const Outlet *outlet = &cg->body->outlets[s->index];
    Val val = cg_gen_stable(cg, value, cg_has_effects(key_expr));
    key_tick(cg, outlet, cg_gen(cg, key_expr), val, s->pos);
}

void cg_gen_output(Cg *cg, const TirStmt *s) {
    const Outlet *outlet = &cg->body->outlets[s->index];
    if (s->key != NULL) {
        output_member(cg, s, s->key, s->value);
    } else if ((outlet->shape == GSHAPE_DICT || outlet->shape == GSHAPE_DYNAMIC) &&
               s->value->kind == TE_DICT) { /* no dict need be made */
        for (int i = 0; i + 1 < s->value->args.len; i += 2)
            output_member(cg, s, s->value->args.items[i], s->value->args.items[i + 1]);
    } else {
        cg_output_value(cg, s->index, cg_gen(cg, s->value), s->pos);
    }
}
