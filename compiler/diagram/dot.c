/* dot.c - the graph as Graphviz source; see diagram.h. */
#include "diagram/diagram.h"

#include <string.h>

#define LONGEST_ARGUMENT 32 /* characters of an argument's value that a label shows */

/* ---- text inside HTML-like labels */

static void add_escaped(Sb *out, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '&': sb_puts(out, "&amp;"); break;
        case '<': sb_puts(out, "&lt;"); break;
        case '>': sb_puts(out, "&gt;"); break;
        case '"': sb_puts(out, "&quot;"); break;
        case '\n': sb_puts(out, " "); break;
        default: sb_add(out, &text[i], 1);
        }
    }
}

/* At most LONGEST_ARGUMENT bytes, never cutting a UTF-8 sequence. */
static void add_shortened(Sb *out, const char *text, size_t size) {
    if (size <= LONGEST_ARGUMENT) {
        add_escaped(out, text, size);
        return;
    }
    size_t cut = LONGEST_ARGUMENT - 1;
    while (cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80) cut--;
    add_escaped(out, text, cut);
    sb_puts(out, "…");
}

/* The text that `pos` spans, when it is on one line. */
static void add_source_text(Sb *out, Pos pos) {
    if (pos.file == NULL || pos.line != pos.end_line || pos.end_column <= pos.column) {
        sb_puts(out, "…");
        return;
    }
    const char *line = pos.file->text;
    for (int n = 1; n < pos.line && line != NULL; n++) {
        line = strchr(line, '\n');
        if (line != NULL) line++;
    }
    if (line != NULL)
        add_shortened(out, line + pos.column - 1, (size_t)(pos.end_column - pos.column));
}

static void add_scalar(const GraphIR *graph, Sb *out, const GScalar *scalar) {
    if (scalar->value == NULL) { /* known when the program starts: say where from */
        const GStart *start = &graph->starts.items[scalar->start];
        if (start->param != NULL)
            sb_printf(out, "--%s", start->param->name);
        else
            add_source_text(out, start->pos);
        return;
    }
    if (scalar->type->kind == TYPE_FN || scalar->type->has_edges) {
        sb_puts(out, "…");
        return;
    }
    csp_text text = {0};
    csp_format(&text, type_layout(graph->program->types, scalar->type), scalar->value, CSP_QUOTED);
    add_shortened(out, text.data != NULL ? text.data : "", text.size);
    csp_text_free(&text);
}

/* ---- nodes */

static const char *scalar_name(const GNode *node, int index) {
    if (node->kind == GN_NODE) return node->node->scalars.items[index]->name;
    if (node->kind == GN_SOURCE || node->kind == GN_SINK) {
        for (int i = 0; i < node->adapter->params.len; i++) {
            const TirVar *param = node->adapter->params.items[i];
            if (param->kind != TV_INPUT && index-- == 0) return param->name;
        }
    }
    return NULL;
}

static bool is_source(const GNode *node) {
    return node->kind == GN_SOURCE || (node->inputs.len == 0 && node->outputs.len > 0);
}

static void add_style(const GNode *node, Sb *out) {
    if (is_source(node))
        sb_puts(out, "shape=cds, margin=\"0.2,0.12\", style=filled, fillcolor=\"#dbeafe\", "
                     "color=\"#2563eb\"");
    else if (node->is_sink)
        sb_puts(out, "shape=box, style=\"filled,bold\", fillcolor=\"#ffedd5\", color=\"#ea580c\"");
    else
        sb_puts(out,
                "shape=box, style=\"filled,rounded\", fillcolor=\"#ffffff\", color=\"#475569\"");
}

static const char *node_name(const GNode *node) {
    switch (node->kind) {
    case GN_FEEDBACK_OUT: return "feedback";
    case GN_FEEDBACK_IN: return "to feedback";
    case GN_SELECT: return "if … else";
    case GN_PRINT: return "print";
    default: break;
    }
    if (node->kind == GN_SOURCE || node->kind == GN_SINK) return node->adapter->qualified;
    return node->name != NULL ? node->name : "?";
}

static void add_node(const GraphIR *graph, const GNode *node, Sb *out, const char *indent) {
    const char *name = node_name(node);
    if (node->kind == GN_NODE && node->node == graph->program->print_node) name = "print";
    sb_printf(out, "%sn%d [", indent, node->id);
    add_style(node, out);
    sb_puts(out, ", label=<<b>");
    add_escaped(out, name, strlen(name));
    sb_puts(out, "</b>");
    for (int i = 0; i < node->scalars.len; i++) {
        sb_puts(out, "<br/><font point-size=\"9\" color=\"#475569\">");
        const char *label = scalar_name(node, i);
        if (label != NULL) sb_printf(out, "%s = ", label);
        add_scalar(graph, out, &node->scalars.items[i]);
        sb_puts(out, "</font>");
    }
    sb_puts(out, ">];\n");
}

/* ---- clusters: children lists first, so that the nesting is written in one walk without recursion on the graph */

typedef VEC(int) Ints;

typedef struct Tree {
    Ints *children; /* by cluster */
    Ints *members;  /* node indices by cluster */
} Tree;

static Tree make_tree(const GraphIR *graph, Arena *arena) {
    Tree tree = {ARENA_ARRAY(arena, Ints, graph->clusters.len),
                 ARENA_ARRAY(arena, Ints, graph->clusters.len)};
    for (int i = 1; i < graph->clusters.len; i++)
        VEC_PUSH(arena, &tree.children[graph->clusters.items[i].parent], i);
    for (int i = 0; i < graph->nodes.len; i++)
        VEC_PUSH(arena, &tree.members[graph->nodes.items[i]->cluster], i);
    return tree;
}

static void open_cluster(const GraphIR *graph, int cluster, Sb *out) {
    if (cluster == 0) return; /* main is the drawing itself */
    sb_printf(out, "  subgraph cluster_%d {\n    label=<<i>", cluster);
    const char *name = graph->clusters.items[cluster].name;
    add_escaped(out, name, strlen(name));
    sb_puts(out,
            "</i>>; style=\"rounded\"; color=\"#94a3b8\"; bgcolor=\"#f8fafc\"; fontsize=11;\n");
}

static void add_clusters(const GraphIR *graph, Sb *out) {
    Arena *arena = out->arena;
    Tree tree = make_tree(graph, arena);
    int *next = ARENA_ARRAY(arena, int, graph->clusters.len);
    bool *opened = ARENA_ARRAY(arena, bool, graph->clusters.len);
    Ints open = {0};
    VEC_PUSH(arena, &open, 0);
    while (open.len > 0) {
        int cluster = open.items[open.len - 1];
        if (!opened[cluster]) {
            opened[cluster] = true;
            open_cluster(graph, cluster, out);
            for (int i = 0; i < tree.members[cluster].len; i++)
                add_node(graph, graph->nodes.items[tree.members[cluster].items[i]], out, "    ");
        }
        if (next[cluster] < tree.children[cluster].len) {
            VEC_PUSH(arena, &open, tree.children[cluster].items[next[cluster]++]);
            continue;
        }
        if (cluster != 0) sb_puts(out, "  }\n");
        open.len--;
    }
}

/* ---- edges */

static void add_edge(const GEdge *edge, const GNode *to, bool passive, Sb *out) {
    sb_printf(out, "  n%d -> n%d [label=\"", edge->from->id, to->id);
    const char *name = edge->from->outputs.items[edge->output].name;
    if (name != NULL) sb_printf(out, "%s: ", name);
    sb_printf(out, "%s\"%s];\n", edge->type->name, passive ? ", style=dashed" : "");
}

static void add_edges(const GraphIR *graph, Sb *out) {
    for (int i = 0; i < graph->nodes.len; i++) {
        const GNode *node = graph->nodes.items[i];
        for (int j = 0; j < node->inputs.len; j++) {
            const GInput *input = &node->inputs.items[j];
            for (int k = 0; k < input->edges.len; k++)
                add_edge(input->edges.items[k], node, input->passive, out);
        }
        if (node->kind == GN_FEEDBACK_IN)
            sb_printf(out, "  n%d -> n%d [style=dotted, constraint=false, label=\"next cycle\"];\n",
                      node->id, node->partner->id);
    }
}

void diagram_dot(const GraphIR *graph, Sb *out) {
    sb_printf(out, "digraph \"%s\" {\n", graph->program->name);
    sb_puts(out,
            "  rankdir=LR; compound=true; nodesep=0.25; ranksep=0.45; fontname=\"Helvetica\";\n"
            "  node [fontname=\"Helvetica\", fontsize=11, margin=\"0.12,0.06\"];\n"
            "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#64748b\", fontcolor=\"#64748b\", "
            "arrowsize=0.7];\n");
    add_clusters(graph, out);
    add_edges(graph, out);
    sb_puts(out, "}\n");
}
