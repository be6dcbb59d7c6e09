/* cg_past.c - what edges keep of their ticks, and what bodies ask about it: num_ticks, time_at, value_at, values_at, ...
 *
 * An edge whose readers ask for more than its current value has a record in the state block (runtime/include/csp/history.h), brought
 * up to date when it ticks: its producer writes that code, or cycle.c for sources. A node that runs at every tick of an active
 * input counts its ticks itself, so that the edge may stay in registers.
 */
#include "codegen/cg.h"
#include "csp/history.h"

/* ---- who needs what */

Keep cg_asks_edge(Cg *cg, const GNode *node, int input) {
    const GInput *in = &node->inputs.items[input];
    if (node->kind != GN_NODE || node->node->is_builtin || in->edges.len == 0) return KEEP_NOTHING;
    const NodeInfo *info = cg_node_info(cg, node->node);
    if (info->kept[input]) return KEEP_HISTORY;
    if (!info->counted[input]) return KEEP_NOTHING;
    bool outer = in->edges.items[0]->from->kind == GN_OUTER; /* it ticked before the copy came */
    bool sees_all = !outer && in->shape == GSHAPE_SINGLE && !in->passive && !info->switched[input];
    return sees_all ? KEEP_NOTHING : KEEP_COUNT;
}

static void ask_edges(Cg *cg, const GNode *node) {
    for (int i = 0; i < node->inputs.len; i++) {
        Keep keep = node->kind == GN_DYNAMIC ? cg_copies_ask(cg, node, i)
                                             : cg_asks_edge(cg, node, i);
        const GInput *in = &node->inputs.items[i];
        for (int k = 0; k < in->edges.len && keep != KEEP_NOTHING; k++) {
            Slot *slot = cg_edge_slot(cg, in->edges.items[k]);
            if (in->edges.items[k]->type->kind == TYPE_DYNAMIC)
                slot->keeps_members |= keep == KEEP_HISTORY; /* they count by themselves */
            else if (slot->keeps < keep) slot->keeps = keep;
        }
    }
}

/* Whole histories stand one after the other: fini goes over them. */
void cg_layout_records(Cg *cg) {
    const GraphIR *graph = cg->graph;
    cg_state_alloc(cg, 8, 8); /* offset 0 means none */
    for (int i = 0; i < graph->nodes.len; i++) ask_edges(cg, graph->nodes.items[i]);
    for (int i = 0; i < graph->edges.len; i++) {
        Slot *slot = &cg->slots[graph->edges.items[i]->id];
        if (graph->edges.items[i]->from->kind == GN_OUTER) continue; /* kept there */
        cg->keeps = cg->keeps || slot->keeps != KEEP_NOTHING;
        if (slot->keeps == KEEP_COUNT) slot->record = cg_state_alloc(cg, CSP_RECORD_COUNT, 8);
        if (slot->keeps == KEEP_HISTORY) cg->nhistories++;
    }
    if (cg->nhistories == 0) return;
    cg->histories_at = cg_state_alloc(cg, cg->nhistories * (uint32_t)sizeof(csp_history), 8);
    uint32_t at = cg->histories_at;
    for (int i = 0; i < graph->edges.len; i++) {
        Slot *slot = &cg->slots[graph->edges.items[i]->id];
        if (slot->keeps != KEEP_HISTORY || graph->edges.items[i]->from->kind == GN_OUTER) continue;
        slot->record = at;
        at += (uint32_t)sizeof(csp_history);
    }
}

/* ---- when the edge ticks */

static void count_tick(Cg *cg, LLVMValueRef record) {
    LLVMValueRef count = LLVMBuildLoad2(cg->b, cg->i64, record, "");
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, count, cg_const_i64(cg, 1), ""), record);
    LLVMBuildStore(cg->b, cg_engine_field(cg, RT_ENGINE_NOW), cg_at_offset(cg, record, 8));
}

void cg_record_tick(Cg *cg, const Slot *slot) {
    if (slot->keeps == KEEP_COUNT) count_tick(cg, cg_state_const(cg, slot->record));
    if (slot->keeps == KEEP_HISTORY)
        RT_CALL(cg, RT_EDGE_TICK, cg->body->engine, cg_state_const(cg, slot->record),
                cg_desc(cg, slot->edge->type), cg_state_const(cg, slot->value));
}

/* record: an offset, 0 for none; type: NULL where only ticks are counted. */
void cg_record_tick_row(Cg *cg, LLVMValueRef record, LLVMValueRef type, LLVMValueRef value) {
    if (!cg->keeps) return;
    LLVMBasicBlockRef keep = cg_new_block(cg, "keep"), done = cg_new_block(cg, "kept");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntEQ, record, cg_const_i32(cg, 0), ""), done, keep);
    LLVMPositionBuilderAtEnd(cg->b, keep);
    RT_CALL(cg, RT_EDGE_TICK, cg->body->engine, cg_state_at(cg, record), type, value);
    cg_enter_block(cg, done);
}

void cg_record_tick_member(Cg *cg, const Outlet *outlet, LLVMValueRef at) {
    if (!cg->keeps) return;
    LLVMValueRef keeps = cg_member_field(cg, outlet->table, at, MEMBER_KEEPS);
    LLVMValueRef whole = LLVMBuildICmp(cg->b, LLVMIntEQ, keeps, cg_const_i32(cg, KEEP_HISTORY), "");
    LLVMValueRef type =
        LLVMBuildSelect(cg->b, whole, cg_desc(cg, outlet->type), cg_const_ptr_null(cg), "");
    LLVMValueRef value = cg_state_at(cg, cg_member_field(cg, outlet->table, at, MEMBER_VALUE));
    cg_record_tick_row(cg, cg_member_field(cg, outlet->table, at, MEMBER_RECORD), type, value);
}

/* ---- the record of an input, inside a body */

static LLVMValueRef member_record(Cg *cg, const TirExpr *e) {
    const Series *series;
    LLVMValueRef at = cg_member_of(cg, e, &series);
    return cg_member_address(cg, series, at, MEMBER_RECORD);
}

static LLVMValueRef record_of(Cg *cg, const TirExpr *input) {
    if (input->kind == TE_MEMBER_REF) return member_record(cg, input);
    const Series *series = cg_series_of(cg, input);
    if (series->record != NULL) return series->record;
    uint32_t offset = cg->body->shape->count_offsets[input->var->index];
    if (offset != UINT32_MAX) return cg_at_offset(cg, cg->body->inst, offset);
    return cg_new_slot(cg, sizeof(csp_history), true); /* an optional input that was not given */
}

static const char *name_of(Cg *cg, const TirExpr *input) {
    if (input->kind != TE_MEMBER_REF) return input->var->name;
    const TirExpr *key = input->args.items[0];
    if (key->kind == TE_VAR)
        return arena_printf(cg->arena, "%s[%s]", input->a->var->name, key->var->name);
    return arena_printf(cg->arena, "a member of %s", input->a->var->name);
}

/* ---- num_ticks, time_at of the last tick */

static LLVMValueRef last_time(Cg *cg, const TirExpr *e, LLVMValueRef record) {
    LLVMValueRef count = LLVMBuildLoad2(cg->b, cg->i64, record, "");
    LLVMValueRef never = LLVMBuildICmp(cg->b, LLVMIntEQ, count, cg_const_i64(cg, 0), "");
    cg_raise_if(cg, never, arena_printf(cg->arena, "%s has not ticked yet", name_of(cg, e->a)),
                e->pos);
    return LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, record, 8), "");
}

static Val gen_count(Cg *cg, const TirExpr *e) {
    LLVMValueRef record = record_of(cg, e->a);
    LLVMValueRef v = e->kind == TE_TIME_OF ? last_time(cg, e, record)
                                           : LLVMBuildLoad2(cg->b, cg->i64, record, "");
    return cg_scalar(cg_typ(cg, e->type), v);
}

/* ---- indices and ranges: a csp_range on the stack */

static csp_index_kind kind_of(const TirExpr *index) {
    if (index == NULL) return CSP_AT_END;
    return index->type->kind == TYPE_INT         ? CSP_AT_TICK
           : index->type->kind == TYPE_TIMEDELTA ? CSP_AT_DELTA
                                                 : CSP_AT_TIME;
}

static void store_number(Cg *cg, LLVMValueRef range, size_t offset, LLVMValueRef number) {
    LLVMBuildStore(cg->b, number, cg_at_offset(cg, range, offset));
}

static void store_index(Cg *cg, LLVMValueRef range, size_t kind_at, size_t at,
                        const TirExpr *index) {
    store_number(cg, range, kind_at, cg_const_i64(cg, kind_of(index)));
    if (index != NULL) store_number(cg, range, at, cg_gen(cg, index).v);
}

static LLVMValueRef range_of(Cg *cg, const TirExpr *e) {
    LLVMValueRef range = cg_new_slot(cg, sizeof(csp_range), false);
    store_index(cg, range, offsetof(csp_range, kind), offsetof(csp_range, at), e->args.items[0]);
    store_number(cg, range, offsetof(csp_range, policy), cg_gen(cg, e->args.items[1]).v);
    if (e->args.len > 2) {
        store_index(cg, range, offsetof(csp_range, end_kind), offsetof(csp_range, end),
                    e->args.items[2]);
        store_number(cg, range, offsetof(csp_range, end_policy), cg_gen(cg, e->args.items[3]).v);
    }
    store_number(cg, range, offsetof(csp_range, name), cg_text(cg, name_of(cg, e->a)));
    return range;
}

/* ---- value_at, time_at, item_at */

static void put_tick(Cg *cg, const TirExpr *e, const Type *type, LLVMValueRef value,
                     LLVMValueRef time, LLVMValueRef to) {
    if (e->basket_op == 'v') {
        cg_put(cg, cg_val_at(cg, type, value), to);
    } else if (e->basket_op == 't') {
        cg_put(cg, cg_val_at(cg, type, time), to);
    } else {
        const csp_type *layout = cg_layout(cg, type);
        cg_zero_bytes(cg, to, layout->size);
        cg_put(cg, cg_val_at(cg, type->args[0], time), to);
        cg_put(cg, cg_val_at(cg, type->args[1], value),
               cg_at_offset(cg, to, layout->fields[1].offset));
    }
}

/* The answer as it is, or as a T?. */
static void put_found(Cg *cg, const TirExpr *e, bool wraps, const Type *type, LLVMValueRef value,
                      LLVMValueRef time, LLVMValueRef to) {
    if (!wraps) {
        put_tick(cg, e, type, value, time, to);
        return;
    }
    const csp_type *layout = cg_layout(cg, type);
    cg_zero_bytes(cg, to, layout->size);
    put_tick(cg, e, type->elem, value, time, to);
    LLVMBuildStore(cg->b, LLVMConstInt(cg->i8, 1, false),
                   cg_at_offset(cg, to, layout->flag_offset));
}

static bool is_wrapped(Cg *cg, const TirExpr *e, const Type *type) {
    const Type *plain = cg_typ(cg, e->a->type);
    if (e->basket_op == 't') return type->kind == TYPE_OPT;
    if (e->basket_op == 'i') return type->kind == TYPE_OPT;
    return type != plain;
}

static Val gen_tick(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    LLVMValueRef record = record_of(cg, e->a), range = range_of(cg, e);
    LLVMValueRef time = cg_new_slot(cg, 8, false), slot = cg_new_temp(cg, type);
    LLVMValueRef quiet = LLVMConstInt(cg->i8, e->b != NULL, false);
    LLVMValueRef value = RT_CALL(cg, RT_HISTORY_AT, cg_call_place(cg, e->pos, NULL, NULL, 0),
                                 cg->body->engine, record, range, quiet, time);
    LLVMBasicBlockRef found = cg_new_block(cg, "found"), missing = cg_new_block(cg, "missing"),
                      done = cg_new_block(cg, "done");
    cg_branch(cg, LLVMBuildIsNull(cg->b, value, ""), missing, found);
    int arm = cg->body->arm;
    cg->body->arm = ++cg->body->arms;
    LLVMPositionBuilderAtEnd(cg->b, found);
    put_found(cg, e, is_wrapped(cg, e, type), type, value, time, slot);
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, missing);
    if (e->b == NULL)
        LLVMBuildUnreachable(cg->b);
    else
        cg_put(cg, cg_gen(cg, e->b), slot);
    cg->body->arm = arm;
    cg_enter_block(cg, done);
    return cg_temp_val(cg, type, slot);
}

/* ---- values_at, times_at, items_at */

static Val gen_range(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    csp_part part = e->basket_op == 'V' ? CSP_VALUES : e->basket_op == 'T' ? CSP_TIMES : CSP_ITEMS;
    LLVMValueRef record = record_of(cg, e->a), range = range_of(cg, e);
    LLVMValueRef slot = cg_new_temp(cg, type);
    RT_CALL(cg, RT_HISTORY_RANGE, cg_call_place(cg, e->pos, type, NULL, 0), cg->body->engine,
            record, range, cg_const_i32(cg, part), slot);
    return cg_temp_val(cg, type, slot);
}

Val cg_gen_past(Cg *cg, const TirExpr *e) {
    if (e->kind != TE_PAST) return gen_count(cg, e);
    return e->args.len == 2 ? gen_tick(cg, e) : gen_range(cg, e);
}

/* ---- set_buffering_policy */

typedef struct Policy {
    LLVMValueRef place, count, history;
} Policy;

static void keep(Cg *cg, const Policy *policy, LLVMValueRef record) {
    RT_CALL(cg, RT_HISTORY_KEEP, policy->place, record, policy->count, policy->history);
}

static void keep_members(Cg *cg, const Policy *policy, const Series *series) {
    LLVMValueRef at = cg_new_slot(cg, 8, false);
    LLVMBasicBlockRef head = cg_new_block(cg, "head"), each = cg_new_block(cg, "each"),
                      done = cg_new_block(cg, "done");
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    cg_enter_block(cg, head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, cg_const_i64(cg, series->n), ""), each, done);
    LLVMPositionBuilderAtEnd(cg->b, each);
    keep(cg, policy, cg_state_at(cg, cg_member_field(cg, series->table, i, MEMBER_RECORD)));
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, i, cg_const_i64(cg, 1), ""), at);
    LLVMBuildBr(cg->b, head);
    LLVMPositionBuilderAtEnd(cg->b, done);
}

static LLVMValueRef policy_number(Cg *cg, const TirExpr *e) {
    return e == NULL ? cg_const_i64(cg, CSP_NO_POLICY) : cg_gen(cg, e).v;
}

void cg_gen_keep(Cg *cg, const TirExpr *e) {
    Policy policy = {.place = cg_call_place(cg, e->pos, NULL, NULL, 0)};
    policy.count = policy_number(cg, e->args.items[0]);
    policy.history = policy_number(cg, e->args.items[1]);
    const Series *series = e->a->kind == TE_MEMBER_REF ? NULL : cg_series_of(cg, e->a);
    if (series != NULL && series->table != NULL)
        keep_members(cg, &policy, series);
    else
        keep(cg, &policy, record_of(cg, e->a));
}
