/* Nodes in C that the tests declare: tests/lang/extern_node*.csp. */
#include "csp/node.h"

/* extern node smooth[T: number](x: ts[T], k: float) -> ts[float] = "my_smooth" */
struct smooth {
    double mean;
    bool begun;
};

static void smooth_execute(csp_node *node, void *state) {
    struct smooth *s = state;
    double x = csp_node_type(node, 0)->kind == CSP_INT ? (double)csp_node_int(node, 0)
                                                       : csp_node_float(node, 0);
    double k = csp_node_arg_float(node, 0);
    s->mean = s->begun ? s->mean + k * (x - s->mean) : x;
    s->begun = true;
    csp_node_output_float(node, 0, s->mean);
}

const csp_node_code my_smooth = {CSP_PROGRAM_ABI, sizeof(struct smooth), NULL, smooth_execute,
                                 NULL};

/* extern node hold[T](x: ts[T], trigger: ts[bool]) -> (now: ts[T], before: ts[T], n: ts[int]) =
 * "my_hold": x is passive */
struct hold {
    void *value;
    int64_t n;
};

static void hold_start(csp_node *node, void *state) {
    struct hold *s = state;
    const csp_type *type = csp_node_type(node, 0);
    s->value = csp_alloc(type->size);
    for (uint32_t i = 0; i < type->size; i++) ((char *)s->value)[i] = 0;
    csp_node_make_passive(node, 0);
}

static void hold_execute(csp_node *node, void *state) {
    struct hold *s = state;
    csp_node_output_int(node, 2, ++s->n);
    if (!csp_node_valid(node, 0)) return;
    if (s->n > 1) csp_node_output(node, 1, s->value);
    csp_assign(csp_node_type(node, 0), s->value, csp_node_value(node, 0));
    csp_node_output(node, 0, csp_node_value(node, 0));
}

static void hold_stop(csp_node *node, void *state) {
    struct hold *s = state;
    csp_release(csp_node_type(node, 0), s->value);
    csp_free(s->value);
}

const csp_node_code my_hold = {CSP_PROGRAM_ABI, sizeof(struct hold), hold_start, hold_execute,
                               hold_stop};

/* extern node echoes(x: ts[int], times: int, step: timedelta) -> ts[int] = "my_echoes": each tick
 * again, `times` times */
static void echoes_execute(csp_node *node, void *state) {
    (void)state;
    int64_t what;
    int64_t times = csp_node_arg_int(node, 0), step = csp_node_arg_int(node, 1);
    if (csp_node_rings(node, &what)) csp_node_output_int(node, 0, what);
    if (!csp_node_ticked(node, 0)) return;
    for (int64_t i = 1; i <= times; i++)
        csp_node_schedule(node, i * step, csp_node_int(node, 0) * 100 + i);
    uint64_t handle = csp_node_schedule(node, 0, -1);
    csp_node_cancel(node, handle);
}

const csp_node_code my_echoes = {CSP_PROGRAM_ABI, 0, NULL, echoes_execute, NULL};

/* extern node words(x: ts[str]) -> ts[[str]] = "my_words": all so far, as one list that is moved */
static void words_execute(csp_node *node, void *state) {
    csp_list **all = state, *copy = NULL;
    const csp_type *type = csp_node_output_type(node, 0);
    csp_list_push(type, all, csp_node_value(node, 0));
    csp_copy(type, &copy, all);
    csp_node_output_move(node, 0, &copy);
}

static void words_stop(csp_node *node, void *state) {
    csp_release(csp_node_output_type(node, 0), state);
}

const csp_node_code my_words = {CSP_PROGRAM_ABI, sizeof(csp_list *), NULL, words_execute,
                                words_stop};

/* extern node checked(x: ts[int], limit: int, twice: bool) -> ts[int] = "my_checked" */
static void checked_execute(csp_node *node, void *state) {
    (void)state;
    int64_t x = csp_node_int(node, 0), limit = csp_node_arg_int(node, 0);
    if (x >= limit)
        csp_node_fail(node, "%lld is too much, the limit is %lld", (long long)x, (long long)limit);
    csp_node_output_int(node, 0, x);
    if (*(const uint8_t *)csp_node_arg(node, 1) != 0) csp_node_output_int(node, 0, x);
}

const csp_node_code my_checked = {CSP_PROGRAM_ABI, 0, NULL, checked_execute, NULL};

/* extern node count_down(n: int) -> ts[int] = "my_count_down": a source, which stops the run */
static void down_start(csp_node *node, void *state) {
    (void)state;
    csp_node_schedule(node, 0, csp_node_arg_int(node, 0));
}

static void down_execute(csp_node *node, void *state) {
    (void)state;
    int64_t n = 0;
    csp_node_rings(node, &n);
    csp_node_output_int(node, 0, n);
    if (n > 0)
        csp_node_schedule(node, CSP_SECOND, n - 1);
    else
        csp_node_stop_engine(node);
}

const csp_node_code my_count_down = {CSP_PROGRAM_ABI, 0, down_start, down_execute, NULL};
