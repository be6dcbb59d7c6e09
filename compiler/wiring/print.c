/* print.c - the graph as text: --emit=graph, and what the tests compare.
 *
 *     start 0: mean: timedelta = 0:00:02
 *     0  rank 0  const  main/const  value=1 -> e0 int
 *     3  rank 1  +  main/+  (e0, e1) -> e3 int
 */
#include "wiring/graph.h"

static void put_value(const Type *type, const void *value, FILE *to) {
    csp_text text = {0};
    csp_format(&text, type->layout, value, CSP_QUOTED);
    bool is_long = text.size > 60;
    fprintf(to, "%.*s%s", is_long ? 60 : (int)text.size, text.data == NULL ? "" : text.data,
            is_long ? "..." : "");
    csp_text_free(&text);
}

static void put_scalar(const GScalar *s, FILE *to) {
    if (s->value == NULL)
        fprintf(to, "start %d", s->start);
    else if (s->type->kind == TYPE_FN)
        fputs("fn", to);
    else
        put_value(s->type, s->value, to);
}

static void put_bindings(const GBinding *bindings, int n, FILE *to) {
    for (int i = 0; i < n; i++) {
        fprintf(to, "%s%s=", i == 0 ? " with " : ", ", bindings[i].var->name);
        put_scalar(&bindings[i].scalar, to);
    }
}

static const char *start_name(const GStart *s) {
    if (s->param != NULL) return s->param->name;
    return s->is_key ? "key" : s->snapped != NULL ? "snap" : s->is_outer ? "outer" : "expression";
}

static void put_start(const GStart *s, int index, FILE *to) {
    fprintf(to, "start %d: %s: %s", index, start_name(s),
            s->type->name);
    if (s->preset != NULL) {
        fputs(" = ", to);
        put_value(s->type, s->preset, to);
    }
    put_bindings(s->bindings.items, s->bindings.len, to);
    fputc('\n', to);
}

static void put_input(const GInput *input, FILE *to) {
    if (input->passive) fputs("passive ", to);
    if (input->shape == GSHAPE_SINGLE || input->shape == GSHAPE_DYNAMIC) {
        if (input->edges.len == 0)
            fputs("none", to);
        else
            fprintf(to, "e%d", input->edges.items[0]->id);
        return;
    }
    fputc(input->shape == GSHAPE_LIST ? '[' : '{', to);
    for (int i = 0; i < input->edges.len; i++)
        fprintf(to, "%se%d", i == 0 ? "" : " ", input->edges.items[i]->id);
    fputc(input->shape == GSHAPE_LIST ? ']' : '}', to);
}

static void put_inputs(const GNode *node, FILE *to) {
    if (node->inputs.len == 0) return;
    fputs("  (", to);
    for (int i = 0; i < node->inputs.len; i++) {
        if (i > 0) fputs(", ", to);
        put_input(&node->inputs.items[i], to);
    }
    fputc(')', to);
}

static const char *scalar_name(const GNode *node, int i) {
    if (node->kind == GN_NODE) return node->node->scalars.items[i]->name;
    if (node->kind == GN_SELECT) return "condition";
    return NULL;
}

static void put_scalars(const GNode *node, FILE *to) {
    for (int i = 0; i < node->scalars.len; i++) {
        const char *name = scalar_name(node, i);
        fprintf(to, "  %s%s", name == NULL ? "" : name, name == NULL ? "" : "=");
        put_scalar(&node->scalars.items[i], to);
    }
}

static void put_output(const GOutput *output, FILE *to) {
    if (output->name != NULL) fprintf(to, "%s: ", output->name);
    if (output->edges.len == 0) {
        fputs("none", to);
        return;
    }
    const GEdge *first = output->edges.items[0], *last = output->edges.items[output->edges.len - 1];
    if (output->shape == GSHAPE_SINGLE || output->shape == GSHAPE_DYNAMIC)
        fprintf(to, "e%d", first->id);
    else
        fprintf(to, output->shape == GSHAPE_LIST ? "[e%d..e%d]" : "{e%d..e%d}", first->id,
                last->id);
    fprintf(to, " %s", first->type->name);
}

static void put_node(const GNode *node, FILE *to) {
    fprintf(to, "%d  rank %d  %s  %s", node->id, node->rank, node->name, node->path);
    put_inputs(node, to);
    put_scalars(node, to);
    put_bindings(node->bindings.items, node->bindings.len, to);
    if (node->guard.type != NULL) {
        fputs("  if ", to);
        put_scalar(&node->guard, to);
    }
    for (int i = 0; i < node->outputs.len; i++) {
        fputs(i == 0 ? " -> " : ", ", to);
        put_output(&node->outputs.items[i], to);
    }
    fputc('\n', to);
}

void graph_print(const GraphIR *graph, FILE *to) {
    for (int i = 0; i < graph->starts.len; i++) put_start(&graph->starts.items[i], i, to);
    for (int i = 0; i < graph->nodes.len; i++) put_node(graph->nodes.items[i], to);
    if (graph->only_timers) fputs("only timers\n", to);
    for (int i = 0; i < graph->templates.len; i++) {
        fprintf(to, "copied by %s:\n", graph->templates.items[i]->owner->path);
        graph_print(graph->templates.items[i], to);
    }
}
