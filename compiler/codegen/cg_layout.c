/* cg_layout.c - the state block: which bytes belong to whom, and what need not be there.
 *
 *   | start-time scalars | per node: scalars not known while compiling, state, alarms | edges: value, stamp |
 *
 * An edge is local, and has no bytes here, when the function that writes it also holds all its readers, and each of them reads it only
 * in cycles in which it ticked. An edge whose readers all read it so, but stand elsewhere, fades: the last of them releases it.
 */
#include <stdlib.h>
#include <string.h>

#include "codegen/cg.h"

enum { CHUNK_NODES = 48 }; /* functions stay small: LLVM's passes are not linear */

uint32_t cg_state_alloc(Cg *cg, uint32_t size, uint32_t align) {
    uint32_t at = (cg->state_size + align - 1) / align * align;
    if (at > UINT32_MAX - size)
        internal_error("codegen", (Pos){0}, "the state of the program exceeds 4 GB");
    cg->state_size = at + size;
    return at;
}

static uint32_t alloc_value(Cg *cg, const csp_type *type) {
    uint32_t at = cg_state_alloc(cg, type->size, type->align);
    if (!type->plain) VEC_PUSH(cg->arena, &cg->finis, ((Fini){at, type}));
    return at;
}

Slot *cg_edge_slot(Cg *cg, const GEdge *edge) { return &cg->slots[edge->id]; }

/* ---- when do edges tick? */

static const GEdge *rep_of(Cg *cg, const GEdge *edge) {
    const GEdge *rep = cg_edge_slot(cg, edge)->rep;
    return rep != NULL ? rep : edge;
}

/* The edge whose ticks are the only ones that make the node run; NULL when there are several. */
static const GEdge *only_trigger(Cg *cg, const GNode *node) {
    const GEdge *only = NULL;
    if (node->kind == GN_NODE &&
        (node->node->alarms.len > 0 || cg_node_info(cg, node->node)->dynamic))
        return NULL;
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *input = &node->inputs.items[i];
        if (input->passive || input->edges.len == 0) continue;
        if (input->shape != GSHAPE_SINGLE) return NULL;
        const GEdge *rep = rep_of(cg, input->edges.items[0]);
        if (only != NULL && only != rep) return NULL;
        only = rep;
    }
    return only;
}

bool cg_reads_on_tick(Cg *cg, const GNode *reader, const GEdge *edge) {
    for (int i = 0; i < reader->inputs.len; i++) {
        const GInput *input = &reader->inputs.items[i];
        if (input->shape == GSHAPE_SINGLE) continue;
        for (int j = 0; j < input->edges.len; j++)
            if (input->edges.items[j] == edge) return false;
    }
    if (reader->kind == GN_SELECT) return true;
    if (reader->kind == GN_NODE && (reader->node->stop.len > 0 || reader->node->is_extern))
        return false;
    return only_trigger(cg, reader) == rep_of(cg, edge);
}

bool cg_ticks_always(Cg *cg, const GNode *node, int input) {
    const GEdge *edge = cg_input_edge(&node->inputs.items[input]), *only = only_trigger(cg, node);
    return edge != NULL && only != NULL && only == rep_of(cg, edge);
}

static void find_reps(Cg *cg) {
    for (int i = 0; i < cg->graph->nodes.len; i++) {
        const GNode *node = cg->graph->nodes.items[i];
        if (node->kind != GN_LIFT || node->optional) continue;
        cg_edge_slot(cg, node->outputs.items[0].edges.items[0])->rep = only_trigger(cg, node);
    }
}

/* ---- chunks: the functions that run nodes */

static bool has_dynamic(const GNode *node) {
    for (int i = 0; i < node->inputs.len; i++)
        if (node->inputs.items[i].shape == GSHAPE_DYNAMIC) return true;
    for (int i = 0; i < node->outputs.len; i++)
        if (node->outputs.items[i].shape == GSHAPE_DYNAMIC) return true;
    return node->kind == GN_DYNAMIC_SINK;
}

/* Straight-line code takes milliseconds a node to compile; in large graphs the large regions are tables. */
static bool is_table(Cg *cg, const Region *region) {
    if (cg->outside != NULL) return false;
    for (int i = 0; i < region->nodes.len; i++)
        if (has_dynamic(region->nodes.items[i])) return false;
    int graph_limit = cg->options->opt_level == 0 ? 500 : cg->options->opt_level < 3 ? 1200 : 10000;
    return region->nodes.len > 64 && cg->graph->nodes.len > graph_limit;
}

static void assign_chunks(Cg *cg) {
    for (int i = 0; i < cg->graph->nodes.len; i++) cg->instances[i].chunk = -1;
    for (int r = 0; r < cg->regions->regions.len; r++) {
        const Region *region = cg->regions->regions.items[r];
        bool table = is_table(cg, region);
        for (int i = 0; i < region->nodes.len; i++) {
            cg->instances[region->nodes.items[i]->id].in_table = table;
            if (table) continue;
            if (i % CHUNK_NODES == 0) cg->nchunks++;
            cg->instances[region->nodes.items[i]->id].chunk = cg->nchunks - 1;
        }
    }
}

/* ---- edges */

static bool has_code(const GNode *node) {
    return node->kind == GN_NODE || node->kind == GN_LIFT || node->kind == GN_SELECT;
}

static bool is_local(Cg *cg, const GEdge *edge) {
    if (cg_is_kept(cg)) return false; /* whoever takes over may read it otherwise */
    const GNode *from = edge->from;
    int chunk = cg->instances[from->id].chunk;
    if (!has_code(from) || chunk < 0 || from->outputs.items[edge->output].shape != GSHAPE_SINGLE)
        return false;
    for (int i = 0; i < edge->readers.len; i++) {
        const GNode *reader = edge->readers.items[i];
        if (cg->instances[reader->id].chunk != chunk || !cg_reads_on_tick(cg, reader, edge))
            return false;
    }
    return true;
}

static bool runs_before(Cg *cg, const GNode *a, const GNode *b) {
    int ra = cg->regions->region_of[a->id], rb = cg->regions->region_of[b->id];
    return ra != rb ? ra < rb : a->id < b->id;
}

static void find_fading(Cg *cg, Slot *slot) {
    const GEdge *edge = slot->edge;
    if (cg_is_kept(cg) || slot->local || edge->readers.len == 0 || cg_is_plain(cg, edge->type)) return;
    const GNode *last = NULL;
    for (int i = 0; i < edge->readers.len; i++) {
        const GNode *reader = edge->readers.items[i];
        if (cg->regions->region_of[reader->id] < 0 || !cg_reads_on_tick(cg, reader, edge)) return;
        if (last == NULL || runs_before(cg, last, reader)) last = reader;
    }
    slot->fades = true;
    slot->last = last;
}

static bool reads_actively(const GNode *reader, const GEdge *edge) {
    for (int i = 0; i < reader->inputs.len; i++) {
        const GInput *input = &reader->inputs.items[i];
        for (int j = 0; j < input->edges.len && !input->passive; j++)
            if (input->edges.items[j] == edge) return true;
    }
    return false;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The regions to mark when it ticks: those that read it actively, but for its own. */
static void find_pends(Cg *cg, Slot *slot) {
    const GEdge *edge = slot->edge;
    int own = cg->regions->region_of[edge->from->id];
    uint32_t *found = ARENA_ARRAY(cg->arena, uint32_t, edge->readers.len + 1);
    size_t n = 0;
    for (int i = 0; i < edge->readers.len; i++) {
        int region = cg->regions->region_of[edge->readers.items[i]->id];
        bool marks = region >= 0 && region != own && reads_actively(edge->readers.items[i], edge);
        if (marks) found[n++] = (uint32_t)region;
    }
    qsort(found, n, sizeof *found, by_number);
    slot->pend_first = (uint32_t)cg->pends.len;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || found[i] != found[i - 1]) VEC_PUSH(cg->arena, &cg->pends, found[i]);
    slot->pend_count = (uint32_t)cg->pends.len - slot->pend_first;
}

static void layout_edges(Cg *cg) {
    for (int i = 0; i < cg->graph->edges.len; i++) {
        const GEdge *edge = cg->graph->edges.items[i];
        Slot *slot = &cg->slots[edge->id];
        if (edge->from->kind == GN_OUTER) {
            find_pends(cg, slot);
            cg_bind_outer(cg, edge);
            continue;
        }
        if (edge->type->kind == TYPE_DYNAMIC) {
            find_pends(cg, slot);
            slot->value = cg_state_alloc(cg, 8, 8);
            VEC_PUSH(cg->arena, &cg->baskets, ((BasketSlot){slot->value, edge->type, slot->keeps_members}));
            continue;
        }
        slot->local = is_local(cg, edge);
        find_fading(cg, slot);
        find_pends(cg, slot);
        if (slot->keeps != KEEP_NOTHING) slot->local = false;
        if (slot->local) continue;
        slot->value = alloc_value(cg, cg_layout(cg, edge->type));
        slot->stamp = cg_state_alloc(cg, 8, 8);
    }
}

/* ---- nodes */

/* Constants known while compiling stand in the program's read-only data; when one is not known, all go to the state block. */
static void layout_scalars(Cg *cg, const GNode *node, Instance *instance) {
    const Shape *shape = instance->shape;
    bool known = true;
    for (int i = 0; i < shape->nscalars; i++) {
        const GScalar *scalar = cg_node_scalar(node, i);
        known = known && !cg_captures_start(scalar);
        known = known && scalar->value != NULL &&
                !cg_has_dict(cg_layout(cg, scalar->type), scalar->value);
    }
    if (!known) {
        instance->scalars_at = cg_state_alloc(cg, shape->scalars_size, 8);
        for (int i = 0; i < shape->nscalars; i++) {
            const csp_type *type = cg_layout(cg, shape->scalar_types[i]);
            Fini fini = {instance->scalars_at + shape->scalar_offsets[i], type};
            if (!type->plain) VEC_PUSH(cg->arena, &cg->finis, fini);
        }
        return;
    }
    LLVMValueRef *parts = ARENA_ARRAY(cg->arena, LLVMValueRef, 2 * shape->nscalars + 1);
    int n = 0;
    uint32_t at = 0;
    for (int i = 0; i < shape->nscalars; i++) {
        const GScalar *scalar = cg_node_scalar(node, i);
        const csp_type *type = cg_layout(cg, scalar->type);
        if (shape->scalar_offsets[i] > at)
            parts[n++] = LLVMConstNull(cg_bytes_type(cg, shape->scalar_offsets[i] - at));
        parts[n++] = cg_const_value(cg, type, scalar->value);
        at = shape->scalar_offsets[i] + type->size;
    }
    instance->scalars =
        cg_global(cg, "scalars", LLVMConstStructInContext(cg->context, parts, (unsigned)n, true));
}

static void layout_instance(Cg *cg, const GNode *node, Instance *instance) {
    Shape *shape = cg_shape_of(cg, node);
    instance->shape = shape;
    shape->instances++;
    layout_scalars(cg, node, instance);
    instance->inst = cg_state_alloc(cg, shape->inst_size, 8);
    if (node->kind != GN_NODE) return;
    instance->source = cg->nsources;
    cg->nsources += (uint32_t)node->node->alarms.len;
    for (int i = 0; i < node->node->state.len; i++) {
        const csp_type *type =
            cg_layout(cg, type_subst(cg->types, node->node->state.items[i]->type, &node->subst));
        Fini fini = {instance->inst + shape->state_offsets[i], type};
        if (!type->plain) VEC_PUSH(cg->arena, &cg->finis, fini);
    }
    for (int i = 0; i < node->node->alarms.len; i++) {
        const csp_type *type =
            cg_layout(cg, type_subst(cg->types, node->node->alarms.items[i]->type, &node->subst));
        Fini fini = {instance->inst + shape->alarm_offsets[i], type};
        if (!type->plain) VEC_PUSH(cg->arena, &cg->finis, fini);
    }
}

/* Arguments of adapters: the runtime finds them in the state block. */
static void layout_args(Cg *cg, const GNode *node, Instance *instance) {
    instance->arg_offsets = ARENA_ARRAY(cg->arena, uint32_t, node->scalars.len + 1);
    for (int i = 0; i < node->scalars.len; i++)
        instance->arg_offsets[i] = alloc_value(cg, cg_layout(cg, node->scalars.items[i].type));
    if (node->guard.type != NULL) instance->guard_at = cg_state_alloc(cg, 1, 1);
}

static void layout_node(Cg *cg, const GNode *node) {
    Instance *instance = &cg->instances[node->id];
    switch (node->kind) {
    case GN_NODE:
        if (!node->node->is_builtin) layout_instance(cg, node, instance);
        break;
    case GN_LIFT: layout_instance(cg, node, instance); break;
    case GN_FEEDBACK_OUT: instance->source = cg->nsources++; break;
    case GN_SOURCE:
    case GN_SINK:
        if (node->kind == GN_SOURCE) instance->source = cg->nsources++;
        instance->binding = cg->nbindings++;
        layout_args(cg, node, instance);
        break;
    case GN_OUTPUT: instance->source = cg->noutputs++; break;
    case GN_DYNAMIC: instance->inst = cg_state_alloc(cg, 8, 8); break;
    default: break;
    }
}

/* ---- baskets */

static LLVMValueRef positions(Cg *cg, int n) {
    const Type *type = type_of1(cg->types, TYPE_LIST, type_basic(cg->types, TYPE_INT));
    csp_list *list = arena_alloc(cg->arena, sizeof *list + 8 * (size_t)n);
    list->refs = -1;
    list->len = list->cap = n;
    for (int64_t i = 0; i < n; i++) memcpy(list->data + 8 * i, &i, sizeof i);
    return cg_const_value(cg, cg_layout(cg, type), &list);
}

/* Address of a dict from key to position, filled at start. */
static LLVMValueRef basket_index(Cg *cg, const GScalar *keys) {
    LLVMValueRef known = map_get_ptr(&cg->indexes, keys->value);
    if (known != NULL) return known;
    const Type *type = type_dict(cg->types, keys->type->elem, type_basic(cg->types, TYPE_INT));
    const csp_type *layout = cg_layout(cg, type), *list_type = cg_layout(cg, keys->type);
    const csp_list *list = *(csp_list *const *)keys->value;
    csp_dict **dict = ARENA_NEW(cg->arena, csp_dict *);
    for (int64_t i = 0; i < csp_list_len(list); i++) {
        bool fresh;
        int64_t *place = csp_dict_slot(layout, dict, csp_list_at(list_type, list, i), &fresh);
        if (fresh) *place = i;
    }
    LLVMValueRef made = cg_const_address(cg, layout, dict);
    map_put_ptr(&cg->indexes, keys->value, made);
    return made;
}

bool cg_is_mixed(Cg *cg, const GInput *input) {
    bool basket = input->shape == GSHAPE_LIST || input->shape == GSHAPE_DICT;
    for (int i = 0; basket && i < input->edges.len; i++)
        if (input->edges.items[i]->from->kind == GN_OUTER) return true;
    (void)cg;
    return false;
}

LLVMValueRef cg_basket_table(Cg *cg, GShape shape, const GScalar *keys, GEdge *const *edges,
                             int n) {
    enum { FIELDS = MEMBER_SIZE / 4 };
    LLVMValueRef *members = ARENA_ARRAY(cg->arena, LLVMValueRef, FIELDS * n + 1);
    bool mixed = false;
    for (int i = 0; i < n; i++) mixed |= cg_edge_slot(cg, edges[i])->outer;
    for (int i = 0; i < n; i++) {
        const Slot *slot = cg_edge_slot(cg, edges[i]);
        uint32_t base = (uint32_t)slot->depth | (slot->member ? CSP_BASE_MEMBER : 0);
        const uint32_t fields[FIELDS] = {slot->value,      slot->stamp,
                                         mixed ? base : slot->pend_first,
                                         slot->pend_count, slot->record, slot->keeps};
        for (int k = 0; k < FIELDS; k++) members[FIELDS * i + k] = cg_const_i32(cg, fields[k]);
    }
    bool dict = shape == GSHAPE_DICT && n > 0;
    LLVMValueRef key_list =
        dict ? cg_const_value(cg, cg_layout(cg, keys->type), keys->value) : positions(cg, n);
    LLVMValueRef parts[] = {cg_const_i32(cg, (uint32_t)n), cg_const_i32(cg, 0), key_list,
                            dict ? basket_index(cg, keys) : cg_const_ptr_null(cg),
                            LLVMConstArray2(cg->i32, members, (uint64_t)(FIELDS * n))};
    return cg_global(cg, "basket", LLVMConstStructInContext(cg->context, parts, 5, true));
}

static void layout_tables(Cg *cg, const GNode *node) {
    Instance *instance = &cg->instances[node->id];
    instance->in_tables = ARENA_ARRAY(cg->arena, LLVMValueRef, node->inputs.len + 1);
    instance->out_tables = ARENA_ARRAY(cg->arena, LLVMValueRef, node->outputs.len + 1);
    for (int i = 0; i < node->inputs.len; i++) {
        const GInput *in = &node->inputs.items[i];
        if (in->shape == GSHAPE_SINGLE || in->shape == GSHAPE_DYNAMIC) continue;
        instance->in_tables[i] =
            cg_basket_table(cg, in->shape, &in->keys, in->edges.items, in->edges.len);
    }
    for (int i = 0; i < node->outputs.len; i++) {
        const GOutput *out = &node->outputs.items[i];
        if (out->shape == GSHAPE_SINGLE || out->shape == GSHAPE_DYNAMIC) continue;
        instance->out_tables[i] =
            cg_basket_table(cg, out->shape, &out->keys, out->edges.items, out->edges.len);
    }
}

/* ---- entry */

void cg_layout_state(Cg *cg) {
    const GraphIR *graph = cg->graph;
    cg->start_offsets = ARENA_ARRAY(cg->arena, uint32_t, graph->starts.len + 1);
    cg->instances = ARENA_ARRAY(cg->arena, Instance, graph->nodes.len + 1);
    cg->slots = ARENA_ARRAY(cg->arena, Slot, graph->edges.len + 1);
    for (int i = 0; i < graph->edges.len; i++)
        cg->slots[graph->edges.items[i]->id].edge = graph->edges.items[i];
    if (cg->outside != NULL) cg->state_size = CSP_COPY_HEADER;
    for (int i = 0; i < graph->starts.len; i++)
        if (!graph->starts.items[i].is_outer)
            cg->start_offsets[i] = alloc_value(cg, cg_layout(cg, graph->starts.items[i].type));
    cg_layout_skips(cg);
    find_reps(cg);
    assign_chunks(cg);
    for (int i = 0; i < graph->nodes.len; i++) layout_node(cg, graph->nodes.items[i]);
    cg_layout_records(cg);
    layout_edges(cg);
    for (int i = 0; i < graph->nodes.len; i++) layout_tables(cg, graph->nodes.items[i]);
}
