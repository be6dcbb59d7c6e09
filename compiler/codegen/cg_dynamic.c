/* cg_dynamic.c - dynamic baskets, and the graphs that dynamics copy.
 *
 * Each copied graph is a part of its own: laid out and written as the program is, with a state block that begins with two
 * pointers (CSP_COPY_HEADER): the state of the graph around, and the attached member of the basket. What a copy reads from
 * outside is found through them; nothing is copied in.
 */
#include "codegen/cg.h"

/* ---- parts */

void cg_part_enter(Cg *cg, Part *part) {
    if (cg->current != NULL) *cg->current = cg->part;
    cg->part = *part;
    cg->current = part;
}

void cg_parts_make(Cg *cg, const Regions *regions, Part *outside) {
    Part *part = ARENA_NEW(cg->arena, Part);
    part->regions = regions;
    part->graph = regions->graph;
    part->outside = outside;
    if (cg->parts.len > 0) {
        const Part *last = cg->parts.items[cg->parts.len - 1];
        part->first_node = last->first_node + last->graph->nodes.len;
    }
    VEC_PUSH(cg->arena, &cg->parts, part);
    for (int i = 0; i < regions->copied.len; i++)
        cg_parts_make(cg, regions->copied.items[i], part);
}

static const Part *part_of(const Cg *cg, const GraphIR *graph) {
    for (int i = 0; i < cg->parts.len; i++)
        if (cg->parts.items[i]->graph == graph) return cg->parts.items[i];
    internal_error("codegen", (Pos){0}, "a copied graph is missing");
}

/* ---- series from outside */

void cg_bind_outer(Cg *cg, const GEdge *edge) {
    Slot *slot = cg_edge_slot(cg, edge);
    const GNode *owner = cg->graph->owner;
    int index = edge->from->index;
    const GEdge *from = owner->inputs.items[index].edges.items[0];
    slot->outer = true;
    if (index == 0) {
        slot->member = true;
        slot->value = csp_member_value(cg_layout(cg, from->type->key));
        slot->stamp = offsetof(csp_member, stamp);
        slot->record = slot->keeps == KEEP_HISTORY
                           ? csp_member_history(cg_layout(cg, from->type->key), cg_layout(cg, edge->type))
                           : (uint32_t)offsetof(csp_member, count);
        return;
    }
    const Slot *there = &cg->outside->slots[from->id];
    slot->depth = there->depth + 1;
    slot->member = there->member;
    slot->value = there->value;
    slot->stamp = there->stamp;
    slot->record = there->record;
}

static bool reads_edge(const GInput *input, const GEdge *edge) {
    for (int i = 0; i < input->edges.len; i++)
        if (input->edges.items[i] == edge) return true;
    return false;
}

/* What the copies ask the edge of this input to keep. */
Keep cg_copies_ask(Cg *cg, const GNode *dynamic, int input) {
    Keep most = KEEP_NOTHING;
    for (int i = 0; i < dynamic->copied->nodes.len; i++) {
        const GNode *outer = dynamic->copied->nodes.items[i];
        if (outer->kind != GN_OUTER || outer->index != input) continue;
        const GEdge *edge = outer->outputs.items[0].edges.items[0];
        for (int r = 0; r < edge->readers.len; r++) {
            const GNode *reader = edge->readers.items[r];
            for (int k = 0; k < reader->inputs.len; k++) {
                if (!reads_edge(&reader->inputs.items[k], edge)) continue;
                Keep keep = reader->kind == GN_DYNAMIC ? cg_copies_ask(cg, reader, k)
                                                       : cg_asks_edge(cg, reader, k);
                if (keep > most) most = keep;
            }
        }
    }
    return most;
}

static LLVMValueRef load_base(Cg *cg, int depth, bool member) {
    LLVMValueRef base = cg->body->state;
    for (int i = 0; i < depth; i++)
        base = LLVMBuildLoad2(cg->b, cg->ptr, cg_at_offset(cg, base, CSP_COPY_OUTER), "");
    if (member)
        base = LLVMBuildLoad2(cg->b, cg->ptr, cg_at_offset(cg, base, CSP_COPY_MEMBER), "");
    return base;
}

/* The state `depth` graphs around, or the member attached there. It does not change while the copy lives: loaded once, on entry. */
LLVMValueRef cg_base(Cg *cg, int depth, bool member) {
    Body *body = cg->body;
    if (depth == 0 && !member) return body->state;
    for (int i = 0; i < body->bases.len; i++)
        if (body->bases.items[i].depth == depth && body->bases.items[i].member == member)
            return body->bases.items[i].address;
    LLVMBuilderRef saved = cg->b;
    cg->b = body->entry;
    LLVMValueRef address = load_base(cg, depth, member);
    cg->b = saved;
    VEC_PUSH(cg->arena, &body->bases, ((Base){depth, member, address}));
    return address;
}

LLVMValueRef cg_slot_at(Cg *cg, const Slot *slot, uint32_t offset) {
    return cg_at_offset(cg, cg_base(cg, slot->depth, slot->member), offset);
}

/* ---- dynamic baskets */

LLVMValueRef cg_basket_object(Cg *cg, const GEdge *edge) {
    const Slot *slot = cg_edge_slot(cg, edge);
    return LLVMBuildLoad2(cg->b, cg->ptr, cg_slot_at(cg, slot, slot->value), "");
}

LLVMValueRef cg_basket_now(Cg *cg, LLVMValueRef basket, unsigned field) {
    LLVMValueRef stamp = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, basket, field), "");
    return LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, cg_engine_field(cg, RT_ENGINE_CYCLE), "");
}

void cg_init_baskets(Cg *cg) {
    for (int i = 0; i < cg->baskets.len; i++) {
        const Type *type = cg->baskets.items[i].type;
        const Type *index = type_dict(cg->types, type->key, type_basic(cg->types, TYPE_INT));
        LLVMValueRef made = RT_CALL(cg, RT_BASKET_NEW, cg->body->engine, cg_desc(cg, index),
                                    cg_desc(cg, type->elem->elem),
                                    LLVMConstInt(cg->i8, cg->baskets.items[i].keeps, false));
        LLVMBuildStore(cg->b, made, cg_state_const(cg, cg->baskets.items[i].offset));
    }
}

Val cg_dynamic_list(Cg *cg, const TirExpr *e, const Series *series, const Type *type) {
    if (e->basket_op == 'n')
        return cg_scalar(type,
                         LLVMBuildLoad2(cg->b, cg->i64,
                                        cg_at_offset(cg, series->table, RT_BASKET_LEN), ""));
    LLVMValueRef list = cg_new_temp(cg, type);
    RT_CALL(cg, RT_BASKET_LIST, cg->body->engine, series->table,
            cg_const_i32(cg, (uint32_t)e->basket_op), cg_desc(cg, type), list);
    return cg_temp_val(cg, type, list);
}

void cg_dynamic_tick(Cg *cg, const Outlet *outlet, Val key, Val value, Pos pos) {
    RT_CALL(cg, RT_BASKET_TICK, cg->body->engine, cg_call_place(cg, pos, NULL, NULL, 0),
            outlet->table, cg_address_of(cg, key), cg_address_of(cg, value));
}

void cg_remove_key(Cg *cg, const TirExpr *e) {
    RT_CALL(cg, RT_BASKET_REMOVE, cg->body->engine, cg_call_place(cg, e->pos, NULL, NULL, 0),
            cg->body->outlets[e->index].table, cg_address_of(cg, cg_gen(cg, e->a)));
}

/* ---- dynamics */

/* The value that a series from outside has when the copy starts. */
void cg_init_snap(Cg *cg, int start) {
    const GStart *snap = &cg->graph->starts.items[start];
    const Slot *slot = cg_edge_slot(cg, snap->snapped);
    LLVMValueRef stamp =
        LLVMBuildLoad2(cg->b, cg->i64, cg_slot_at(cg, slot, slot->stamp), "");
    LLVMBasicBlockRef bad = cg_new_block(cg, "bad"), good = cg_new_block(cg, "good");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntEQ, stamp, cg_const_i64(cg, 0), ""), bad, good);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    LLVMBuildStore(cg->b, cg_const_i32(cg, (uint32_t)(cg->outside->first_node + cg->graph->owner->id)),
                   cg_at_offset(cg, cg->body->engine, RT_ENGINE_NODE));
    RT_CALL(cg, RT_RAISE, cg_call_place(cg, snap->pos, NULL, NULL, 0), cg_text(cg, "%s"),
            cg_text(cg, "snap: the series has not ticked yet when the copy starts"));
    LLVMBuildUnreachable(cg->b);
    LLVMPositionBuilderAtEnd(cg->b, good);
    cg_put(cg, cg_val_at(cg, snap->type, cg_slot_at(cg, slot, slot->value)),
           cg_state_const(cg, cg->start_offsets[start]));
}

static LLVMValueRef dynamic_slot(Cg *cg, const GNode *node) {
    return cg_state_const(cg, cg->instances[node->id].inst);
}

void cg_new_dynamic(Cg *cg, const GNode *node) {
    LLVMValueRef made = RT_CALL(cg, RT_DYNAMIC_NEW, cg->body->engine,
                                part_of(cg, node->copied)->copied_table, cg->body->state);
    LLVMBuildStore(cg->b, made, dynamic_slot(cg, node));
}

void cg_call_dynamic(Cg *cg, const GNode *node, RtFn which) {
    RT_CALL(cg, which, cg->body->engine,
            LLVMBuildLoad2(cg->b, cg->ptr, dynamic_slot(cg, node), ""));
}

void cg_run_dynamic(Cg *cg, const GNode *node) {
    LLVMValueRef engine = cg->body->engine,
                 dynamic = LLVMBuildLoad2(cg->b, cg->ptr, dynamic_slot(cg, node), "");
    RT_CALL(cg, RT_DYNAMIC_UPDATE, engine, dynamic,
            cg_basket_object(cg, node->inputs.items[0].edges.items[0]));
    for (int i = 1; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        if (in->passive) continue;
        const GEdge *edge = in->edges.items[0];
        LLVMBasicBlockRef tell = cg_new_block(cg, "tell"), done = cg_new_block(cg, "told");
        cg_branch(cg,
                  in->shape == GSHAPE_DYNAMIC
                      ? cg_basket_now(cg, cg_basket_object(cg, edge), RT_BASKET_STAMPED)
                      : cg_edge_ticked(cg, edge),
                  tell, done);
        LLVMPositionBuilderAtEnd(cg->b, tell);
        RT_CALL(cg, RT_DYNAMIC_OUTER, engine, dynamic, cg_const_i32(cg, (uint32_t)i));
        cg_enter_block(cg, done);
    }
    RT_CALL(cg, RT_DYNAMIC_RUN, engine, dynamic);
}

/* Copies before the baskets that they write to. */
void cg_free_dynamics(Cg *cg) {
    for (int i = 0; i < cg->graph->nodes.len; i++)
        if (cg->graph->nodes.items[i]->kind == GN_DYNAMIC)
            cg_call_dynamic(cg, cg->graph->nodes.items[i], RT_DYNAMIC_FREE);
    for (int i = 0; i < cg->baskets.len; i++)
        RT_CALL(cg, RT_BASKET_FREE,
                LLVMBuildLoad2(cg->b, cg->ptr, cg_state_const(cg, cg->baskets.items[i].offset), ""));
}
