/* wire_test.c - what only tests have: asserts that are checked one by one, expect_error, start and end. See interp.h
 * and TestWiring.
 */
#include <string.h>

#include "wiring/interp.h"

/* Each sink belongs to one run of the test: that of the expect_error in which it is wired, or run 0. What leads
 * to no sink of this run is pruned as anywhere. */
bool test_drops(const Interp *in, const GNode *node) {
    return in->test != NULL && node->is_sink && in->test->run != TEST_RUN_ALL &&
           in->run != in->test->run;
}

bool test_takes_failure(Interp *in, const char *message, Pos pos) {
    TestWiring *t = in->test;
    if (t == NULL || t->run == TEST_RUN_ALL) return false;
    t->settled = true; /* what is missing of the graph would only give more messages */
    if (t->run > 0) return true;
    diag_failure(in->diagnostics, pos, "error: %s", message);
    interp_note_calls(in);
    return true;
}

/* ---- start and end */

typedef struct TimeRun {
    const TirExpr *expr;
    int64_t value;
} TimeRun;

static void evaluate_time(Interp *in, Frame *f, void *data) {
    (void)f;
    TimeRun *run = data;
    in->statement = run->expr->pos;
    eval_alone(in, run->expr, &in->no_subst, &run->value);
}

static int64_t option_value(Interp *in, const TirExpr *expr, int64_t otherwise) {
    TimeRun run = {expr, otherwise};
    if (expr != NULL) (void)interp_guarded(in, evaluate_time, NULL, &run);
    return run.value;
}

void test_times(Interp *in) {
    TestWiring *t = in->test;
    const TirExpr *end = t->test->end;
    t->start = option_value(in, t->test->start, 0);
    t->end = option_value(in, end, INT64_MAX);
    bool too_late = end != NULL && end->type->kind == TYPE_TIMEDELTA &&
                    __builtin_add_overflow(t->start, t->end, &t->end);
    if (too_late || t->end < t->start)
        diag_error(in->diagnostics, end->pos, 456,
                   too_late ? "the end of the test is out of range"
                            : "the test ends before its start");
}

void test_ends(Interp *in) {
    const TestWiring *t = in->test;
    if (!in->graph->only_timers || t->end != INT64_MAX) return;
    diag_error(in->diagnostics, t->test->pos, 455,
               "nothing but timers drives this test: it would never end");
    diag_help(in->diagnostics, "say how long it runs, as in: test \"...\", end=3s:");
}

/* ---- assert */

static void show_operand(Interp *in, Frame *f, const TirExpr *operand) {
    if (operand->kind == TE_INT_TO_FLOAT || operand->kind == TE_SOME) operand = operand->a;
    const char *text = pos_text(in->arena, operand->pos);
    if (operand->kind == TE_CONST || operand->type->has_edges || text == NULL) return;
    csp_text shown = {0};
    Ref ref = borrow(in, f, operand);
    csp_format(&shown, layout_in(in, f, operand->type), ref.value, CSP_QUOTED);
    ref_done(&ref);
    if (shown.size != strlen(text) || memcmp(shown.data, text, shown.size) != 0)
        diag_lines(in->diagnostics, arena_printf(in->arena, "%s is %.*s", text, (int)shown.size,
                                                 shown.data == NULL ? "" : shown.data));
    csp_text_free(&shown);
}

void test_assert(Interp *in, Frame *f, const TirStmt *s) {
    if (in->test->run != 0 || eval_bool(in, f, s->value)) return;
    csp_str *text = NULL;
    if (s->message != NULL) eval(in, f, s->message, &text);
    if (s->message != NULL)
        diag_failure(in->diagnostics, s->pos, "assertion failed: %s", csp_str_data(text));
    else
        diag_failure(in->diagnostics, s->pos, "assertion failed");
    interp_note_calls(in);
    const TirExpr *e = s->value;
    if (e->kind != TE_BINARY || e->op < TO_EQ || e->op > TO_NOT_IN) return;
    show_operand(in, f, e->a);
    show_operand(in, f, e->b);
}

/* ---- expect_error */

static void drain_edge(Interp *in, Frame *f, GEdge *edge, Pos pos) {
    const TirAdapter *decl = in->program->drain_adapter;
    GNode *node = node_new(in, f, GN_SINK, "expect_error", pos);
    node->adapter = decl;
    node->subst = *subst_make(in, decl->tvars, &edge->type, decl->ntvars);
    GInput input = input_single(in, edge);
    VEC_PUSH(in->arena, &node->inputs, input);
    node->is_sink = true;
    node_add(in, node);
}

/* All edges in a value: of a series, a basket, the outputs of a node. */
static void drain(Interp *in, Frame *f, const Type *type, const void *value, Pos pos) {
    if (type->kind == TYPE_RECORD || type->kind == TYPE_TUPLE) {
        const csp_type *layout = layout_of(in, type);
        for (int i = 0; i < type->nargs; i++)
            drain(in, f, type->args[i], (const char *)value + layout->fields[i].offset, pos);
        return;
    }
    if (!type->has_edges) return;
    GInput input = wire_input(in, type, value, pos);
    for (int i = 0; i < input.edges.len; i++) drain_edge(in, f, input.edges.items[i], pos);
}

static void watch(Interp *in, Frame *f, void *data) {
    const TirExpr *expr = data;
    const Type *type = concrete(in, f, expr->a->type);
    const csp_type *layout = layout_of(in, type);
    StackMark mark = stack_mark(in);
    void *value = stack_alloc(in, layout->size);
    in->statement = expr->pos;
    eval(in, f, expr->a, value);
    drain(in, f, type, value, expr->pos);
    csp_release(layout, value);
    stack_reset(in, mark);
}

static const char *wanted_message(Interp *in, Frame *f, const TirExpr *expr) {
    GScalar scalar = eval_scalar(in, f, expr);
    if (scalar.value == NULL)
        interp_fail(in, expr->pos, 407, "this message is known only when the test starts");
    const csp_str *text = *(csp_str *const *)scalar.value;
    return arena_copy(in->arena, csp_str_data(text), (size_t)csp_str_size(text));
}

static void settle(Interp *in, const TirExpr *expr, const char *caught) {
    TestWiring *t = in->test;
    t->settled = true;
    if (caught == NULL) {
        diag_failure(in->diagnostics, expr->pos, "no error; expected one with \"%s\"", t->message);
    } else if (strstr(caught, t->message) == NULL) {
        diag_failure(in->diagnostics, expr->pos, "another error; expected one with \"%s\"",
                     t->message);
        diag_lines(in->diagnostics, arena_printf(in->arena, "got: %s", caught));
    }
}

void wire_expect_error(Interp *in, Frame *f, const TirExpr *expr) {
    TestWiring *t = in->test;
    const char *message = wanted_message(in, f, expr->b), *caught = NULL;
    const char **outer_caught = in->caught;
    int outer_run = in->run;
    in->run = t->nruns++;
    in->caught = &caught;
    (void)interp_guarded(in, watch, f, (void *)expr); /* only read */
    bool mine = in->run == t->run;
    in->caught = outer_caught;
    in->run = outer_run;
    if (!mine) return;
    t->message = message;
    t->pos = expr->pos;
    const Type *type = concrete(in, f, expr->a->type);
    if (caught != NULL || (!type->has_edges && type->kind != TYPE_NONE)) settle(in, expr, caught);
}
