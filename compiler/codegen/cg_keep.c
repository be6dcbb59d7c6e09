/* cg_keep.c - for --watch: the table that says which bytes of the state belong to which node, so that a program that takes the
 * place of this one finds them (csp_keep in program.h, runtime/engine/swap.c).
 *
 * Such programs keep all their edges in the state (cg_layout.c), and start and stop can leave out nodes: a byte for each says so.
 */
#include "codegen/cg.h"
#include "csp/history.h"
#include "wiring/digest.h"

void cg_layout_skips(Cg *cg) {
    if (!cg_is_kept(cg)) return;
    uint32_t nodes = 0;
    for (int i = 0; i < cg->parts.len; i++) nodes += (uint32_t)cg->parts.items[i]->graph->nodes.len;
    cg->skip_at = cg_state_alloc(cg, nodes + 1, 8);
}

LLVMValueRef cg_not_skipped(Cg *cg, LLVMValueRef node) {
    if (!cg_is_kept(cg)) return cg_const_i1(cg, true);
    LLVMValueRef offset = LLVMBuildAdd(cg->b, node, cg_const_i32(cg, cg->skip_at), "");
    LLVMValueRef byte = LLVMBuildLoad2(cg->b, cg->i8, cg_state_at(cg, offset), "");
    return LLVMBuildICmp(cg->b, LLVMIntEQ, byte, LLVMConstNull(cg->i8), "");
}

/* ---- the hash of a node and all that feeds it: of the nodes before it in topological order */

static bool asks_for_history(Cg *cg, const GNode *node) {
    for (int i = 0; i < node->inputs.len; i++)
        if (cg_asks_edge(cg, node, i) == KEEP_HISTORY) return true;
    return false;
}

static uint64_t fed_hash(const GNode *node, uint64_t same, const uint64_t *fed) {
    uint64_t hash = same;
    for (int i = 0; i < node->inputs.len; i++)
        for (int k = 0; k < node->inputs.items[i].edges.len; k++) {
            const GEdge *edge = node->inputs.items[i].edges.items[k];
            hash = hash_mix(hash, fed[edge->from->id]);
            hash = hash_mix(hash, hash_mix((uint64_t)edge->output, (uint64_t)edge->member));
        }
    return hash;
}

/* ---- the tables */

static LLVMValueRef struct_of(Cg *cg, const LLVMValueRef *parts, unsigned n) {
    return LLVMConstStructInContext(cg->context, (LLVMValueRef *)(uintptr_t)parts, n, true);
}

static LLVMValueRef edge_row(Cg *cg, const GEdge *edge) {
    const Slot *slot = cg_edge_slot(cg, edge);
    uint32_t size = slot->keeps == KEEP_HISTORY ? (uint32_t)sizeof(csp_history)
                    : slot->keeps == KEEP_COUNT ? CSP_RECORD_COUNT
                                                : 0;
    const LLVMValueRef parts[] = {cg_desc(cg, edge->type), cg_const_i32(cg, slot->value),
                                  cg_const_i32(cg, slot->stamp), cg_const_i32(cg, slot->record),
                                  cg_const_i32(cg, size)};
    _Static_assert(sizeof(csp_keep_edge) == 24, "edge_row writes its fields");
    return struct_of(cg, parts, 5);
}

static uint32_t source_count(const GNode *node) {
    if (node->kind == GN_NODE) return (uint32_t)node->node->alarms.len;
    return node->kind == GN_SOURCE || node->kind == GN_FEEDBACK_OUT;
}

static LLVMValueRef node_row(Cg *cg, const GNode *node, uint64_t fed, uint64_t same, int edge,
                             int nedges) {
    const Instance *instance = &cg->instances[node->id];
    bool adapter = node->kind == GN_SOURCE || node->kind == GN_SINK;
    const LLVMValueRef parts[] = {
        cg_const_i64(cg, (int64_t)fed),
        cg_const_i64(cg, (int64_t)same),
        cg_const_i32(cg, (uint32_t)node->wiring),
        cg_const_i32(cg, instance->shape == NULL ? 0 : instance->inst),
        cg_const_i32(cg, instance->shape == NULL ? 0 : instance->shape->inst_size),
        cg_const_i32(cg, instance->source),
        cg_const_i32(cg, source_count(node)),
        cg_const_i32(cg, adapter ? instance->binding : UINT32_MAX),
        cg_const_i32(cg, (uint32_t)edge),
        cg_const_i32(cg, (uint32_t)nedges)};
    _Static_assert(sizeof(csp_keep) == 48, "node_row writes its fields");
    return struct_of(cg, parts, 10);
}

typedef VEC(LLVMValueRef) Rows;

static LLVMValueRef table(Cg *cg, const char *name, const Rows *rows) {
    if (rows->len == 0) return cg_const_ptr_null(cg);
    return cg_global(cg, name,
                     LLVMConstArray2(LLVMTypeOf(rows->items[0]), rows->items, (uint64_t)rows->len));
}

/* Dynamic baskets, and what reads them, start anew, as do copies of subgraphs. */
static bool is_dynamic(const GNode *node) {
    bool found = node->kind == GN_DYNAMIC || node->kind == GN_DYNAMIC_SINK;
    for (int i = 0; i < node->inputs.len; i++)
        found = found || node->inputs.items[i].shape == GSHAPE_DYNAMIC;
    for (int i = 0; i < node->outputs.len; i++)
        found = found || node->outputs.items[i].shape == GSHAPE_DYNAMIC;
    return found;
}

/* All zero: they always start anew. */
static void add_copied(Cg *cg, Rows *nodes) {
    for (int i = 1; i < cg->parts.len; i++)
        for (int k = 0; k < cg->parts.items[i]->graph->nodes.len; k++)
            VEC_PUSH(cg->arena, nodes, LLVMConstNull(LLVMTypeOf(nodes->items[0])));
}

static void add_edges(Cg *cg, const GNode *node, Rows *edges) {
    for (int i = 0; i < node->outputs.len; i++)
        for (int k = 0; k < node->outputs.items[i].edges.len; k++)
            VEC_PUSH(cg->arena, edges, edge_row(cg, node->outputs.items[i].edges.items[k]));
}

/* A policy of what is kept of an input stands with the edge, and is set when the reader starts: a node that asks for more than
 * the last tick stays only together with all that feeds it. */
LLVMValueRef cg_keep_table(Cg *cg, LLVMValueRef *edge_table) {
    const GraphIR *graph = cg->graph;
    Rows nodes = {0}, edges = {0};
    *edge_table = cg_const_ptr_null(cg);
    if (!cg->options->watch) return *edge_table;
    Digest *digest = digest_new(cg->arena, graph, cg->options->foreign);
    uint64_t *fed = ARENA_ARRAY(cg->arena, uint64_t, graph->nodes.len + 1);
    for (int i = 0; i < graph->nodes.len; i++) {
        const GNode *node = graph->nodes.items[i];
        bool dynamic = is_dynamic(node);
        uint64_t same = digest_node(digest, node);
        fed[node->id] = fed_hash(node, same, fed);
        if (asks_for_history(cg, node)) same = fed[node->id];
        if (dynamic) same = 0;
        int first = edges.len;
        if (!dynamic) add_edges(cg, node, &edges);
        VEC_PUSH(cg->arena, &nodes,
                 node_row(cg, node, fed[node->id], same, first, edges.len - first));
    }
    if (nodes.len > 0) add_copied(cg, &nodes);
    *edge_table = table(cg, "kept_edges", &edges);
    return table(cg, "kept_nodes", &nodes);
}
