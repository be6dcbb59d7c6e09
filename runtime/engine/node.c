/* node.c - nodes in C: their state, their outputs, and how they fail; see node.h.
 *
 *   instance:  | pointer to the state | alarm: what, stamp | a byte an input: it is passive |
 */
#include "csp/node.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "csp/value.h"

static void *state_of(const csp_node *node) {
    void *state;
    memcpy(&state, node->instance, sizeof state);
    return state;
}

static void set_state(csp_node *node, void *state) { memcpy(node->instance, &state, sizeof state); }

void csp_node_run_start(csp_node *node) {
    const csp_node_code *code = node->plan->code;
    if (code->abi != CSP_PROGRAM_ABI)
        csp_node_fail(node, "the C side of node '%s' was built for ABI %u, this program has %u",
                      node->plan->name, code->abi, CSP_PROGRAM_ABI);
    if (code->state_size > 0) {
        void *state = csp_alloc(code->state_size);
        memset(state, 0, code->state_size);
        set_state(node, state);
    }
    if (code->start != NULL) code->start(node, state_of(node));
}

void csp_node_run_execute(csp_node *node) { node->plan->code->execute(node, state_of(node)); }

void csp_node_run_stop(csp_node *node) {
    void *state = state_of(node);
    if (node->plan->code->stop != NULL) node->plan->code->stop(node, state);
    csp_free(state);
    set_state(node, NULL);
}

/* ---- inputs */

static void set_passive(csp_node *node, uint32_t input, char passive) {
    if (input >= node->plan->ninputs)
        csp_node_fail(node, "node '%s' has no input number %u", node->plan->name, input);
    node->instance[node->plan->inputs[input].offset] = passive;
}

void csp_node_make_passive(csp_node *node, uint32_t input) { set_passive(node, input, 1); }

void csp_node_make_active(csp_node *node, uint32_t input) { set_passive(node, input, 0); }

/* ---- outputs */

static const char *output_name(const csp_node *node, uint32_t output) {
    const char *name = node->plan->outputs[output].name;
    return name != NULL ? name : node->plan->name;
}

static void *open_output(csp_node *node, uint32_t output) {
    if (output >= node->plan->noutputs)
        csp_node_fail(node, "node '%s' has no output number %u", node->plan->name, output);
    csp_node_outlet *outlet = &node->outputs[output];
    if (outlet->value == NULL)
        csp_node_fail(node, "'%s' can tick in execute only, not in start or stop",
                      output_name(node, output));
    if (outlet->ticked)
        csp_node_fail(node, "'%s' ticks twice in one cycle", output_name(node, output));
    outlet->ticked = 1;
    return outlet->value;
}

void csp_node_output(csp_node *node, uint32_t output, const void *value) {
    void *to = open_output(node, output);
    csp_assign(csp_node_output_type(node, output), to, value);
}

void csp_node_output_move(csp_node *node, uint32_t output, void *value) {
    void *to = open_output(node, output);
    csp_move(csp_node_output_type(node, output), to, value);
}

/* ---- failing */

void csp_node_fail(csp_node *node, const char *format, ...) {
    (void)node; /* the engine knows which one runs */
    char message[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    csp_raise(NULL, "%s", message);
}
