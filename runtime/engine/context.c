/* context.c - what one use of an adapter sees of its run: arguments, times, where to say what went
 * wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

/* ---- life: open, start, stop, close */

static const char *node_path(const csp_context *context) {
    const csp_program *program = context->program;
    uint32_t node = context->binding->node;
    return node < program->nnodes ? program->nodes[node].path : "adapter";
}

static bool wanted(const csp_run *run, const csp_binding *binding) {
    return binding->guard_offset == UINT32_MAX || run->state[binding->guard_offset];
}

bool csp_contexts_want_live(const csp_run *run) {
    for (uint32_t i = 0; i < run->program->nbindings; i++) {
        const csp_binding *binding = &run->program->bindings[i];
        if (binding->adapter->kind == CSP_PUSH && wanted(run, binding)) return true;
    }
    return false;
}

static void check_usable(csp_context *context) {
    const csp_adapter *adapter = context->binding->adapter;
    if (adapter->abi != CSP_PROGRAM_ABI) {
        csp_fail(context, "the adapter was built for ABI %u, this program has %u", adapter->abi,
                 CSP_PROGRAM_ABI);
        csp_context_raise(context);
    }
    if (adapter->kind == CSP_PUSH && !context->run->realtime) {
        csp_fail(context,
                 "delivers live data, which a historical run has no place for: use --realtime");
        csp_context_raise(context);
    }
}

/* base.csp's PushMode, where the adapter has a parameter of that name. */
enum { PUSH_LAST_VALUE = 1, PUSH_BURST = 3 };

static void take_push_mode(csp_context *context) {
    if (context->binding->adapter->kind != CSP_PUSH || !csp_context_has(context, "push_mode"))
        return;
    if (csp_context_arg_type(context, "push_mode")->kind != CSP_ENUM) return;
    int64_t mode = csp_context_int(context, "push_mode");
    context->conflates = mode == PUSH_LAST_VALUE;
    if (mode != PUSH_BURST) return;
    csp_fail(context,
             "PushMode.BURST is not supported yet: events tick one by one, or the last of them");
    csp_context_raise(context);
}

static void open_binding(csp_context *context) {
    check_usable(context);
    context->run->head.node = context->node;
    take_push_mode(context);
    const csp_adapter *adapter = context->binding->adapter;
    if (adapter->open && adapter->open(context, &context->self) != CSP_OK)
        csp_context_raise(context);
    context->opened = true;
}

void csp_contexts_open(csp_run *run) {
    const csp_program *program = run->program;
    csp_context **old = run->contexts; /* those that a swap has kept open, in their new places */
    if (!old) run->contexts = csp_alloc((program->nbindings + 1) * sizeof *run->contexts);
    for (uint32_t i = 0; i < program->nbindings; i++) {
        if (old && run->contexts[i]) continue;
        csp_context *context = run->contexts[i] = csp_alloc(sizeof *context);
        *context = (csp_context){.run = run,
                                 .program = program,
                                 .state = run->state,
                                 .binding = &program->bindings[i],
                                 .source = program->bindings[i].source,
                                 .node = program->bindings[i].node};
        pthread_mutex_init(&context->lock, NULL);
    }
    for (uint32_t i = 0; i < program->nbindings; i++)
        if (!run->contexts[i]->opened && wanted(run, &program->bindings[i]))
            open_binding(run->contexts[i]);
}

void csp_contexts_start(csp_run *run) {
    for (uint32_t i = 0; i < run->program->nbindings; i++) {
        csp_context *context = run->contexts[i];
        const csp_adapter *adapter = context->binding->adapter;
        if (!context->opened || context->started || adapter->kind != CSP_PUSH) continue;
        run->head.node = context->node;
        /* Counted first: its thread may deliver, and end, before start() returns. */
        context->live = true;
        run->nlive++;
        if (adapter->start(context, context->self) != CSP_OK) csp_context_raise(context);
        context->started = true;
    }
}

void csp_context_stop(csp_context *context) {
    const csp_adapter *adapter = context->binding->adapter;
    if (context->started && adapter->stop) adapter->stop(context, context->self);
    context->started = false;
}

void csp_context_close(csp_context *context) {
    const csp_adapter *adapter = context->binding->adapter;
    if (context->opened && adapter->close) adapter->close(context, context->self);
    context->opened = false;
}

void csp_context_free(csp_context *context) {
    if (!context) return;
    free(context->message);
    pthread_mutex_destroy(&context->lock);
    csp_free(context);
}

void csp_contexts_stop(csp_run *run) {
    for (uint32_t i = 0; run->contexts && i < run->program->nbindings; i++)
        if (run->contexts[i]) csp_context_stop(run->contexts[i]);
}

void csp_contexts_close(csp_run *run) {
    for (uint32_t i = 0; run->contexts && i < run->program->nbindings; i++)
        if (run->contexts[i]) csp_context_close(run->contexts[i]);
}

void csp_contexts_free(csp_run *run) {
    for (uint32_t i = 0; run->contexts && i < run->program->nbindings; i++)
        csp_context_free(run->contexts[i]);
    csp_free(run->contexts);
    run->contexts = NULL;
}

/* ---- what adapters call */

static const csp_arg *find_arg(const csp_context *context, const char *name) {
    for (uint32_t i = 0; i < context->binding->nargs; i++)
        if (strcmp(context->binding->args[i].name, name) == 0) return &context->binding->args[i];
    return NULL;
}

static const csp_arg *need_arg(const csp_context *context, const char *name) {
    const csp_arg *arg = find_arg(context, name);
    if (!arg)
        csp_raise(NULL, "%s: the adapter's declaration has no parameter `%s`", node_path(context),
                  name);
    return arg;
}

bool csp_context_has(const csp_context *context, const char *name) {
    return find_arg(context, name) != NULL;
}

const void *csp_context_arg(const csp_context *context, const char *name) {
    return context->state + need_arg(context, name)->offset;
}

const csp_type *csp_context_arg_type(const csp_context *context, const char *name) {
    return need_arg(context, name)->type;
}

const csp_type *csp_context_type(const csp_context *context) { return context->binding->type; }
int64_t csp_context_start(const csp_context *context) { return context->run->head.start; }
int64_t csp_context_end(const csp_context *context) { return context->run->head.end; }
bool csp_context_realtime(const csp_context *context) { return context->run->realtime; }

static char *format_message(const char *format, va_list args) {
    char *message = NULL;
    if (vasprintf(&message, format, args) < 0) return NULL;
    return message;
}

void csp_fail(csp_context *context, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *message = format_message(format, args);
    va_end(args);
    pthread_mutex_lock(&context->lock);
    free(context->message);
    context->message = message;
    pthread_mutex_unlock(&context->lock);
}

void csp_report(csp_context *context, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *message = format_message(format, args);
    va_end(args);
    /* One call, so that lines of several threads don't mix. */
    fprintf(stderr, "%s: warning: %s: %s\n", context->program->name, node_path(context),
            message ? message : format);
    free(message);
}

void csp_context_raise(csp_context *context) {
    context->run->head.node = context->node;
    pthread_mutex_lock(&context->lock);
    const char *message = context->message; /* stays the context's: csp_raise does not come back */
    pthread_mutex_unlock(&context->lock);
    csp_raise(NULL, "%s", message ? message : "the adapter failed without saying why");
}

void csp_sink_tick(csp_engine *engine, uint32_t index, const void *value) {
    csp_run *run = csp_run_of(engine);
    csp_context *context = run->contexts[index];
    if (!context->opened) return;
    const csp_adapter *adapter = context->binding->adapter;
    if (adapter->write(context, context->self, engine->now, value) == CSP_ERROR)
        csp_context_raise(context);
}
