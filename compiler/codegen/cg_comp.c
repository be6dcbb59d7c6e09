/* cg_comp.c - loops over containers, and comprehensions.
 *
 * A loop holds what it goes over: changing the variable inside does not change the loop. Its variable is the container's own
 * item, in place, unless a statement assigns it; characters, rows and numbers of a range get a slot.
 */
#include <string.h>

#include "codegen/cg.h"

typedef struct Walked {
    const TirClause *clause;
    Loop *loop;
    LoopBody *body;
    void *data;
    LLVMBasicBlockRef head, next;
    LLVMBasicBlockRef over; /* where exhaustion goes */
} Walked;

/* ---- the part that all loops share */

static void loop_open(Cg *cg, Walked *w) {
    w->head = cg_new_block(cg, "head");
    w->next = cg_new_block(cg, "next");
    w->loop->next = w->next;
    w->loop->outer = cg->body->loop;
    cg->body->loop = w->loop;
}

/* Runs the body for one item: by address, or as a value that the variable gets. */
static void loop_item(Cg *cg, Walked *w, LLVMValueRef address, const Val *val) {
    Body *body = cg->body;
    int arm = body->arm, mark = cg_temps_mark(cg), items = body->items.len;
    body->arm = ++body->arms;
    w->loop->temps = mark;
    const TirVar *var = w->clause->item;
    const Type *type = cg_typ(cg, var->type);
    bool in_place = address != NULL && cg_class_of(type) != CLASS_SCALAR &&
                    map_get_ptr(&body->assigned, var) == NULL;
    if (in_place)
        VEC_PUSH(cg->arena, &body->items, ((Item){var, address}));
    else
        cg_assign(cg, val != NULL ? *val : cg_val_at(cg, type, address), cg_local_slot(cg, var));
    cg_gen_stmts(cg, &w->clause->unpack);
    w->body(cg, w->data);
    cg_temps_release(cg, mark);
    body->items.len = items;
    body->arm = arm;
    cg_jump(cg, w->next);
    LLVMMoveBasicBlockAfter(w->next, LLVMGetInsertBlock(cg->b));
    LLVMPositionBuilderAtEnd(cg->b, w->next);
}

static void loop_close(Cg *cg, Walked *w) {
    cg->body->loop = w->loop->outer;
    LLVMMoveBasicBlockAfter(w->over, LLVMGetInsertBlock(cg->b));
    LLVMPositionBuilderAtEnd(cg->b, w->over);
}

/* ---- counted loops: position in [0, n) */

typedef LLVMValueRef ItemAt(Cg *cg, Val all, LLVMValueRef at); /* address */

static void counted(Cg *cg, Walked *w, Val all, LLVMValueRef n, ItemAt *item_at) {
    LLVMValueRef at = cg_new_slot(cg, 8, false);
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    loop_open(cg, w);
    cg_enter_block(cg, w->head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    LLVMBasicBlockRef body = cg_new_block(cg, "item");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, n, ""), body, w->over);
    LLVMPositionBuilderAtEnd(cg->b, body);
    loop_item(cg, w, item_at(cg, all, i), NULL);
    LLVMValueRef old = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, old, cg_const_i64(cg, 1), ""), at);
    cg_jump(cg, w->head);
    loop_close(cg, w);
}

static LLVMValueRef length_of(Cg *cg, LLVMValueRef object, uint64_t offset) {
    LLVMBasicBlockRef from = LLVMGetInsertBlock(cg->b), some = cg_new_block(cg, "some"),
                      done = cg_new_block(cg, "done");
    cg_branch(cg, LLVMBuildIsNull(cg->b, object, ""), done, some);
    LLVMPositionBuilderAtEnd(cg->b, some);
    LLVMValueRef there = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, object, offset), "");
    LLVMBuildBr(cg->b, done);
    LLVMPositionBuilderAtEnd(cg->b, done);
    LLVMValueRef phi = LLVMBuildPhi(cg->b, cg->i64, "");
    LLVMAddIncoming(phi, (LLVMValueRef[]){cg_const_i64(cg, 0), there},
                    (LLVMBasicBlockRef[]){from, some}, 2);
    return phi;
}

static LLVMValueRef index_bytes(Cg *cg, LLVMValueRef base, LLVMValueRef at, uint32_t size) {
    LLVMValueRef bytes = LLVMBuildMul(cg->b, at, cg_const_i64(cg, size), "");
    return LLVMBuildInBoundsGEP2(cg->b, cg->i8, base, &bytes, 1, "");
}

static LLVMValueRef list_at(Cg *cg, Val all, LLVMValueRef at) {
    LLVMValueRef head = LLVMBuildLoad2(cg->b, cg->i64, cg_at_offset(cg, all.v, RT_LIST_HEAD), "");
    return index_bytes(cg, cg_at_offset(cg, all.v, RT_LIST_DATA), LLVMBuildAdd(cg->b, head, at, ""),
                       cg_layout(cg, all.type->elem)->size);
}

static LLVMValueRef tuple_at(Cg *cg, Val all, LLVMValueRef at) {
    return index_bytes(cg, all.v, at, cg_layout(cg, all.type->args[0])->size);
}

static LLVMValueRef array_at(Cg *cg, Val all, LLVMValueRef at) {
    return index_bytes(cg, cg_at_offset(cg, all.v, RT_ARRAY_DATA), at, 8);
}

/* ---- ranges: without a list */

static void loop_range(Cg *cg, Walked *w, LLVMValueRef from, LLVMValueRef to, int64_t step) {
    const Type *type = type_basic(cg->types, TYPE_INT);
    LLVMValueRef at = cg_new_slot(cg, 8, false);
    LLVMBuildStore(cg->b, from, at);
    loop_open(cg, w);
    cg_enter_block(cg, w->head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    LLVMBasicBlockRef body = cg_new_block(cg, "item");
    cg_branch(cg, LLVMBuildICmp(cg->b, step > 0 ? LLVMIntSLT : LLVMIntSGT, i, to, ""), body,
              w->over);
    LLVMPositionBuilderAtEnd(cg->b, body);
    Val val = cg_scalar(type, i);
    loop_item(cg, w, NULL, &val);
    LLVMValueRef args[] = {LLVMBuildLoad2(cg->b, cg->i64, at, ""), cg_const_i64(cg, step)};
    LLVMBuildStore(cg->b, cg_intrinsic(cg, "llvm.sadd.sat", cg->i64, args, 2), at);
    cg_jump(cg, w->head);
    loop_close(cg, w);
}

static bool try_range(Cg *cg, Walked *w) {
    const TirExpr *e = w->clause->iterable;
    if (e->kind != TE_CALL_BUILTIN && !(e->kind == TE_CALL && e->fn->is_builtin)) return false;
    RtKnown known = rt_known(e->fn->symbol);
    if (known == KNOWN_RANGE1) {
        loop_range(cg, w, cg_const_i64(cg, 0), cg_gen(cg, e->args.items[0]).v, 1);
        return true;
    }
    if (known != KNOWN_RANGE2 && known != KNOWN_RANGE3) return false;
    int64_t step = 1;
    if (known == KNOWN_RANGE3) {
        if (e->args.items[2]->kind != TE_CONST) return false;
        memcpy(&step, e->args.items[2]->value, sizeof step);
        if (step == 0) return false; /* the runtime says so */
    }
    LLVMValueRef from = cg_gen(cg, e->args.items[0]).v;
    loop_range(cg, w, from, cg_gen(cg, e->args.items[1]).v, step);
    return true;
}

/* ---- dicts, sets, text, rows */

/* Key and value side by side, as the loop's item: bits only, the dict stays their owner. */
static LLVMValueRef pair_at(Cg *cg, const Type *type, LLVMValueRef slot, LLVMValueRef key,
                            LLVMValueRef value) {
    const csp_type *pair = cg_layout(cg, type);
    cg_copy_bytes(cg, cg_at_offset(cg, slot, (uint64_t)pair->fields[0].offset), key,
                  pair->fields[0].type->size);
    cg_copy_bytes(cg, cg_at_offset(cg, slot, (uint64_t)pair->fields[1].offset), value,
                  pair->fields[1].type->size);
    return slot;
}

static void loop_dict(Cg *cg, Walked *w, Val all, RtKnown part) {
    LLVMValueRef at = cg_new_slot(cg, 8, false), key = cg_new_slot(cg, 8, false),
                 value = cg_new_slot(cg, 8, false), pair = NULL;
    if (part == KNOWN_DICT_ITEMS)
        pair = cg_new_slot(cg, cg_layout(cg, cg_typ(cg, w->clause->item->type))->size, true);
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    loop_open(cg, w);
    cg_enter_block(cg, w->head);
    LLVMValueRef more = RT_CALL(cg, RT_DICT_NEXT, cg_desc(cg, all.type), all.v, at, key, value);
    LLVMBasicBlockRef body = cg_new_block(cg, "item");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntNE, more, LLVMConstNull(cg->i8), ""), body, w->over);
    LLVMPositionBuilderAtEnd(cg->b, body);
    LLVMValueRef address =
        LLVMBuildLoad2(cg->b, cg->ptr, part == KNOWN_DICT_VALUES ? value : key, "");
    if (pair)
        address = pair_at(cg, cg_typ(cg, w->clause->item->type), pair, address,
                          LLVMBuildLoad2(cg->b, cg->ptr, value, ""));
    loop_item(cg, w, address, NULL);
    cg_jump(cg, w->head);
    loop_close(cg, w);
}

/* Bytes of the UTF-8 character that begins with this byte. */
static LLVMValueRef char_size(Cg *cg, LLVMValueRef byte) {
    LLVMValueRef b = LLVMBuildZExt(cg->b, byte, cg->i64, "");
    LLVMValueRef four =
        LLVMBuildSelect(cg->b, LLVMBuildICmp(cg->b, LLVMIntULT, b, cg_const_i64(cg, 0xF0), ""),
                        cg_const_i64(cg, 3), cg_const_i64(cg, 4), "");
    LLVMValueRef two =
        LLVMBuildSelect(cg->b, LLVMBuildICmp(cg->b, LLVMIntULT, b, cg_const_i64(cg, 0xE0), ""),
                        cg_const_i64(cg, 2), four, "");
    return LLVMBuildSelect(cg->b, LLVMBuildICmp(cg->b, LLVMIntULT, b, cg_const_i64(cg, 0x80), ""),
                           cg_const_i64(cg, 1), two, "");
}

static void loop_text(Cg *cg, Walked *w, Val all) {
    LLVMValueRef at = cg_new_slot(cg, 8, false), size = length_of(cg, all.v, RT_STR_SIZE);
    LLVMBuildStore(cg->b, cg_const_i64(cg, 0), at);
    loop_open(cg, w);
    cg_enter_block(cg, w->head);
    LLVMValueRef i = LLVMBuildLoad2(cg->b, cg->i64, at, "");
    LLVMBasicBlockRef body = cg_new_block(cg, "item");
    cg_branch(cg, LLVMBuildICmp(cg->b, LLVMIntSLT, i, size, ""), body, w->over);
    LLVMPositionBuilderAtEnd(cg->b, body);
    LLVMValueRef data = index_bytes(cg, cg_at_offset(cg, all.v, RT_STR_DATA), i, 1);
    LLVMValueRef step = char_size(cg, LLVMBuildLoad2(cg->b, cg->i8, data, ""));
    LLVMValueRef left = LLVMBuildSub(cg->b, size, i, "");
    step = cg_intrinsic(cg, "llvm.smin", cg->i64, (LLVMValueRef[]){step, left}, 2);
    LLVMBuildStore(cg->b, LLVMBuildAdd(cg->b, i, step, ""), at);
    LLVMValueRef slot = cg_new_temp(cg, all.type);
    LLVMBuildStore(cg->b, RT_CALL(cg, RT_STR_NEW, data, step), slot);
    Val val = cg_temp_val(cg, all.type, slot);
    loop_item(cg, w, NULL, &val);
    cg_jump(cg, w->head);
    loop_close(cg, w);
}

/* ---- entry */

/* What no statement can change needs no owner for the time of the loop. */
static bool is_steady(Cg *cg, const TirExpr *e) {
    while (e->kind == TE_FIELD || e->kind == TE_ITEM || e->kind == TE_UNWRAP ||
           (e->kind == TE_DOWNCAST && !e->flag))
        e = e->a;
    if (e->kind == TE_CONST || e->kind == TE_LEAF) return true;
    if (e->kind != TE_VAR) return false;
    TirVarKind kind = e->var->kind;
    if (kind == TV_INPUT || kind == TV_ALARM || kind == TV_GLOBAL) return true;
    return kind == TV_PARAM && !e->var->is_mut && map_get_ptr(&cg->body->assigned, e->var) == NULL;
}

/* d.keys(), d.values(), d.items(): without the list. One that is asked for, list(d), is made: then the body may change d in place. */
static bool try_dict(Cg *cg, Walked *w) {
    const TirExpr *e = w->clause->iterable;
    if (e->kind != TE_CALL_BUILTIN && !(e->kind == TE_CALL && e->fn->is_builtin)) return false;
    RtKnown known = rt_known(e->fn->symbol);
    if (known != KNOWN_DICT_KEYS && known != KNOWN_DICT_VALUES && known != KNOWN_DICT_ITEMS)
        return false;
    if (strcmp(e->fn->name, "list") == 0) return false;
    const TirExpr *dict = e->args.items[0];
    Val all = cg_gen(cg, dict);
    loop_dict(cg, w, is_steady(cg, dict) ? all : cg_own(cg, all), known);
    return true;
}

void cg_gen_loop(Cg *cg, const TirClause *clause, Loop *loop, LoopBody *body, void *data) {
    Walked w = {clause, loop, body, data, NULL, NULL, cg_new_block(cg, "over")};
    if (try_range(cg, &w) || try_dict(cg, &w)) return;
    Val all = cg_gen(cg, clause->iterable);
    if (!is_steady(cg, clause->iterable)) all = cg_own(cg, all);
    switch (all.type->kind) {
    case TYPE_LIST: counted(cg, &w, all, length_of(cg, all.v, RT_LIST_LEN), list_at); break;
    case TYPE_TUPLE: counted(cg, &w, all, cg_const_i64(cg, all.type->nargs), tuple_at); break;
    case TYPE_DICT:
    case TYPE_SET: loop_dict(cg, &w, all, KNOWN_DICT_KEYS); break;
    case TYPE_STR: loop_text(cg, &w, all); break;
    case TYPE_ARRAY:
        if (all.type->dims == 1) {
            counted(cg, &w, all, length_of(cg, all.v, RT_ARRAY_LEN), array_at);
            break;
        }
        internal_error("codegen", clause->iterable->pos,
                       "a loop over the rows of an array is not supported yet");
    default: internal_error("codegen", clause->iterable->pos, "a loop over %s", all.type->name);
    }
}

/* ---- comprehensions */

typedef struct Comp {
    const TirComp *comp;
    const Type *type;
    LLVMValueRef slot; /* the container that grows */
    int level;
} Comp;

static void comp_item(Cg *cg, const Comp *c) {
    LLVMValueRef desc = cg_desc(cg, c->type);
    if (c->comp->kind == 'l') {
        Val val = cg_gen(cg, c->comp->value);
        cg_put(cg, val, RT_CALL(cg, RT_LIST_GROW, desc, c->slot));
        return;
    }
    Val key = cg_gen(cg, c->comp->kind == 'd' ? c->comp->key : c->comp->value);
    if (c->comp->kind == 's') {
        RT_CALL(cg, RT_DICT_SLOT, desc, c->slot, cg_address_of(cg, key), cg_const_ptr_null(cg));
        return;
    }
    Val val = cg_gen(cg, c->comp->value);
    cg_assign(
        cg, val,
        RT_CALL(cg, RT_DICT_SLOT, desc, c->slot, cg_address_of(cg, key), cg_const_ptr_null(cg)));
}

static void comp_level(Cg *cg, void *data);

static void comp_next(Cg *cg, Comp *c) {
    if (c->level == c->comp->clauses.len) {
        comp_item(cg, c);
        return;
    }
    Loop loop = {0};
    cg_gen_loop(cg, &c->comp->clauses.items[c->level], &loop, comp_level, c);
}

static void comp_level(Cg *cg, void *data) {
    Comp *c = data;
    const TirClause *clause = &c->comp->clauses.items[c->level];
    Loop *loop = cg->body->loop;
    for (int i = 0; i < clause->conditions.len; i++) {
        LLVMBasicBlockRef yes = cg_new_block(cg, "yes"), no = cg_new_block(cg, "no");
        cg_branch(cg, cg_gen_bool(cg, clause->conditions.items[i]), yes, no);
        LLVMPositionBuilderAtEnd(cg->b, no);
        cg_temps_emit_release(cg, loop->temps);
        LLVMBuildBr(cg->b, loop->next);
        LLVMPositionBuilderAtEnd(cg->b, yes);
        LLVMMoveBasicBlockAfter(no, yes);
    }
    c->level++;
    comp_next(cg, c);
    c->level--;
}

Val cg_gen_comprehension(Cg *cg, const TirExpr *e) {
    const Type *type = cg_typ(cg, e->type);
    Comp c = {e->comp, type, cg_new_temp(cg, type), 0};
    cg_zero_bytes(cg, c.slot, 8);
    comp_next(cg, &c);
    return cg_temp_val(cg, type, c.slot);
}
