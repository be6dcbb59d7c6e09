/* swap.c - another program goes on in the place of the one that runs, between two of its cycles.
 *
 *     the new program's parameters and start-time scalars     an error here: the old one goes on
 *     nodes are matched: path and definition
 *     of those that go: adapters stop, stop: blocks run, adapters close
 *     of those that stay: state, alarms, last values, histories and open adapters move
 *     of those that are new: adapters open, state: and start: run, live sources start
 *
 * Values are moved, not copied: their types have the same layout in both programs, which the hashes
 * of the definitions include. The cycle goes on counting, so stamps keep their meaning.
 *
 * An adapter that stays open has its arguments in the state of the program that opened it; they are
 * released when the run ends.
 */

#include <stdlib.h>
#include <string.h>

#include "csp/history.h"
#include "engine/engine.h"

#define NOBODY UINT32_MAX

struct csp_past {
    csp_past *next;
    const csp_program *program;
    char *state;    /* nothing in it is owned but the arguments of these: */
    bool *bindings; /* of the program: their adapters stayed open */
};

/* ---- which nodes are the same? */

typedef struct row {
    uint64_t hash;
    uint32_t order, node;
} row;

typedef struct pair_table {
    uint32_t *old_of; /* by new node; NOBODY: it is new */
    uint32_t *new_of; /* by old node; NOBODY: it goes */
    uint32_t nold, nnew, kept;
} pair_table;

static int by_hash(const void *a, const void *b) {
    const row *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Those without a partner, sorted. */
static row *open_rows(const csp_program *program, const uint32_t *partner, bool fed, uint32_t *n) {
    row *rows = csp_alloc((program->nnodes + 1) * sizeof *rows);
    *n = 0;
    for (uint32_t i = 0; i < program->nnodes; i++) {
        const csp_keep *keep = &program->keep[i];
        if (partner[i] != NOBODY || keep->same == 0) continue;
        rows[(*n)++] = (row){fed ? keep->fed : keep->same, keep->order, i};
    }
    qsort(rows, *n, sizeof *rows, by_hash);
    return rows;
}

static uint32_t run_of(const row *rows, uint32_t n, uint32_t at) {
    uint32_t end = at;
    while (end < n && rows[end].hash == rows[at].hash) end++;
    return end - at;
}

/* Several alike, equally fed, are interchangeable. Fed by others, they are told apart by their order
 * only: when their number has changed, nobody can say which is which, and all start anew. */
static void match(const csp_program *old, const csp_program *fresh, pair_table *pairs, bool fed) {
    uint32_t n, m, i = 0, k = 0;
    row *a = open_rows(old, pairs->new_of, fed, &n), *b = open_rows(fresh, pairs->old_of, fed, &m);
    while (i < n && k < m) {
        if (a[i].hash != b[k].hash) {
            if (a[i].hash < b[k].hash)
                i++;
            else
                k++;
            continue;
        }
        uint32_t x = run_of(a, n, i), y = run_of(b, m, k), both = x < y ? x : y;
        for (uint32_t j = 0; j < both && (fed || x == y); j++, pairs->kept++) {
            pairs->new_of[a[i + j].node] = b[k + j].node;
            pairs->old_of[b[k + j].node] = a[i + j].node;
        }
        i += x;
        k += y;
    }
    csp_free(a);
    csp_free(b);
}

static pair_table pairs_new(const csp_program *old, const csp_program *fresh) {
    pair_table pairs = {.nold = old->nnodes, .nnew = fresh->nnodes};
    pairs.new_of = csp_alloc((pairs.nold + 1) * sizeof(uint32_t));
    pairs.old_of = csp_alloc((pairs.nnew + 1) * sizeof(uint32_t));
    memset(pairs.new_of, 0xff, (pairs.nold + 1) * sizeof(uint32_t));
    memset(pairs.old_of, 0xff, (pairs.nnew + 1) * sizeof(uint32_t));
    match(old, fresh, &pairs, true);
    match(old, fresh, &pairs, false);
    return pairs;
}

static void pairs_free(pair_table *pairs) {
    csp_free(pairs->new_of);
    csp_free(pairs->old_of);
}

/* ---- the new program up to its start-time scalars */

typedef struct newcomer {
    const csp_program *program;
    char *state;
    csp_options options;
} newcomer;

static bool init_fresh(csp_run *run, newcomer *fresh) {
    csp_trap trap;
    csp_trap_push(&trap);
    run->head.node = CSP_NO_NODE;
    if (setjmp(trap.jump) == 0) {
        fresh->program->init(&run->head, fresh->state);
        csp_trap_pop(&trap);
        return true;
    }
    csp_trap_pop(&trap);
    csp_error_print(run, &trap);
    csp_watch_left(run->watch); /* what it owned by then */
    return false;
}

static void release_params(const newcomer *fresh) {
    for (uint32_t i = 0; i < fresh->program->nparams; i++)
        csp_release(fresh->program->params[i].type,
                    fresh->state + fresh->program->params[i].offset);
}

static bool prepare(csp_run *run, newcomer *fresh) {
    int status;
    fresh->state = csp_alloc(fresh->program->state_size + 1);
    memset(fresh->state, 0, fresh->program->state_size + 1);
    if (!csp_options_parse(fresh->program, run->argc, run->argv, fresh->state, &fresh->options,
                           &status)) {
        release_params(fresh);
        csp_free(fresh->state);
        return false;
    }
    if (init_fresh(run, fresh)) return true;
    csp_free(fresh->state);
    return false;
}

/* ---- nodes that go */

static bool adapter_stays(const csp_run *run, const pair_table *pairs, uint32_t binding) {
    return pairs->new_of[run->program->bindings[binding].node] != NOBODY;
}

static void stop_gone(csp_run *run, const pair_table *pairs) {
    const csp_program *program = run->program;
    char *skip = run->state + program->skip_offset;
    for (uint32_t i = 0; i < program->nbindings; i++)
        if (!adapter_stays(run, pairs, i)) csp_context_stop(run->contexts[i]);
    csp_run_accept_pushed(run);
    for (uint32_t i = 0; i < pairs->nold; i++) skip[i] = pairs->new_of[i] != NOBODY;
    run->running = false;
    program->stop(&run->head, run->state);
}

/* Closes their adapters; what pull adapters have read ahead goes with them. */
static void close_gone(csp_run *run, const pair_table *pairs) {
    csp_merge *merge = &run->merge;
    uint32_t left = 0;
    for (uint32_t i = 0; i < merge->npulls; i++) {
        csp_pull *pull = &merge->pulls[i];
        if (pairs->new_of[pull->context->node] != NOBODY) {
            merge->pulls[left++] = *pull;
        } else {
            csp_release(pull->source->type, pull->value);
            csp_free(pull->value);
        }
    }
    merge->npulls = left;
    for (uint32_t i = 0; i < run->program->nbindings; i++) {
        if (adapter_stays(run, pairs, i)) continue;
        csp_context_close(run->contexts[i]);
        csp_context_free(run->contexts[i]);
        run->contexts[i] = NULL;
    }
}

/* ---- nodes that stay */

static void move_bytes(char *to, char *from, size_t size) {
    memcpy(to, from, size);
    memset(from, 0, size);
}

static void move_edge(char *to, const csp_keep_edge *new_edge, char *from,
                      const csp_keep_edge *old_edge) {
    move_bytes(to + new_edge->value, from + old_edge->value, new_edge->type->size);
    memcpy(to + new_edge->stamp, from + old_edge->stamp, sizeof(uint64_t));
    if (new_edge->record == 0 || old_edge->record == 0) return;
    if (new_edge->record_size == old_edge->record_size)
        move_bytes(to + new_edge->record, from + old_edge->record, new_edge->record_size);
    else /* one keeps ticks, the other their number: that moves */
        memcpy(to + new_edge->record, from + old_edge->record, CSP_RECORD_COUNT);
}

static void move_node(const newcomer *fresh, const csp_keep *new_keep, csp_run *run,
                      const csp_keep *old_keep, uint32_t *places) {
    move_bytes(fresh->state + new_keep->inst, run->state + old_keep->inst, new_keep->inst_size);
    for (uint32_t i = 0; i < new_keep->nedges; i++)
        move_edge(fresh->state, &fresh->program->keep_edges[new_keep->edge + i], run->state,
                  &run->program->keep_edges[old_keep->edge + i]);
    for (uint32_t i = 0; i < new_keep->nsources; i++)
        places[old_keep->source + i] = new_keep->source + i;
}

static void move_contexts(csp_run *run, const newcomer *fresh, const pair_table *pairs) {
    csp_context **contexts = csp_alloc((fresh->program->nbindings + 1) * sizeof(csp_context *));
    memset(contexts, 0, (fresh->program->nbindings + 1) * sizeof(csp_context *));
    for (uint32_t i = 0; i < fresh->program->nbindings; i++) {
        const csp_binding *binding = &fresh->program->bindings[i];
        uint32_t node = pairs->old_of[binding->node];
        if (node == NOBODY) continue;
        csp_context *context = run->contexts[run->program->keep[node].binding];
        context->source = binding->source;
        context->node = binding->node;
        contexts[i] = context;
    }
    csp_free(run->contexts);
    run->contexts = contexts;
}

/* Where their sources are now, as csp_queue_carry takes it; the caller frees. */
static uint32_t *move_nodes(csp_run *run, const newcomer *fresh, const pair_table *pairs) {
    uint32_t *places = csp_alloc((run->queue.nsources + 1) * sizeof *places);
    char *skip = fresh->state + fresh->program->skip_offset;
    memset(places, 0xff, (run->queue.nsources + 1) * sizeof *places);
    for (uint32_t i = 0; i < pairs->nnew; i++) {
        uint32_t old = pairs->old_of[i];
        skip[i] = old != NOBODY;
        if (old != NOBODY)
            move_node(fresh, &fresh->program->keep[i], run, &run->program->keep[old], places);
    }
    return places;
}

static void move_alarms(csp_run *run, const newcomer *fresh, const uint32_t *places) {
    csp_queue queue;
    csp_queue_init(&queue, fresh->program->sources, fresh->program->nsources);
    csp_queue_carry(&queue, &run->queue, places);
    csp_queue_free(&run->queue);
    run->queue = queue;
}

/* ---- the run, with its new program */

/* An adapter's arguments that stay: they are missing in `state`, so that fini does not release them. */
static void take_args(const csp_binding *binding, char *state) {
    for (uint32_t i = 0; i < binding->nargs; i++)
        memset(state + binding->args[i].offset, 0, binding->args[i].type->size);
}

/* Releases what the old program still owns, the copies of its dynamic subgraphs included. Adapters that
 * stay may look at their arguments at any time, so their state is not touched: a copy of it is. */
static void leave_old(csp_run *run) {
    const csp_program *program = run->program;
    csp_past *past = csp_alloc(sizeof *past);
    *past = (csp_past){.next = run->past, .program = program, .state = run->state};
    past->bindings = csp_alloc(program->nbindings + 1);
    char *copy = csp_alloc(program->state_size + 1);
    bool any = false;
    memcpy(copy, run->state, program->state_size);
    for (uint32_t i = 0; i < program->nbindings; i++) {
        past->bindings[i] = run->contexts[i] && run->contexts[i]->program == program;
        if (past->bindings[i]) take_args(&program->bindings[i], copy);
        any = any || past->bindings[i];
    }
    program->fini(&run->head, copy);
    csp_free(copy);
    run->past = past;
    if (any) return;
    run->past = past->next;
    csp_free(past->bindings);
    csp_free(past->state);
    csp_free(past);
}

static void release_args(const csp_binding *binding, char *state) {
    for (uint32_t i = 0; i < binding->nargs; i++)
        csp_release(binding->args[i].type, state + binding->args[i].offset);
}

void csp_past_free(csp_run *run, bool release) {
    for (csp_past *past = run->past, *next; past; past = next) {
        next = past->next;
        for (uint32_t i = 0; release && i < past->program->nbindings; i++)
            if (past->bindings[i]) release_args(&past->program->bindings[i], past->state);
        csp_free(past->bindings);
        csp_free(past->state);
        csp_free(past);
    }
    run->past = NULL;
}

static void take_options(csp_run *run, const csp_options *options) {
    int64_t end = options->end;
    if (options->end_relative && __builtin_add_overflow(run->head.start, end, &end))
        end = INT64_MAX;
    run->head.end = run->options.end = end;
}

static void put_fresh(csp_run *run, const newcomer *fresh) {
    csp_pools_free(run);
    run->program = fresh->program;
    run->state = fresh->state;
    run->pools = csp_alloc((run->program->ntemplates + 1) * sizeof *run->pools);
    memset(run->pools, 0, (run->program->ntemplates + 1) * sizeof *run->pools);
    run->ended = NULL;
    run->again = false;
    csp_free(run->read);
    run->read = csp_alloc((run->program->nbindings + 1) * sizeof *run->read);
    csp_pending_free(&run->pending);
    csp_pending_init(&run->pending, run->program->nregions);
    take_options(run, &fresh->options);
    run->resumed = run->head.now;
}

static bool same_columns(const csp_type *a, const csp_type *b) {
    bool same = strcmp(a->name, b->name) == 0 && a->nfields == b->nfields && a->kind == b->kind &&
                a->size == b->size;
    for (uint32_t i = 0; same && i < a->nfields; i++)
        same = strcmp(a->fields[i].type->name, b->fields[i].type->name) == 0 &&
               a->fields[i].offset == b->fields[i].offset &&
               (!a->fields[i].name || strcmp(a->fields[i].name, b->fields[i].name) == 0);
    return same;
}

static bool same_outputs(const csp_program *a, const csp_program *b) {
    bool same = a->noutputs == b->noutputs;
    for (uint32_t i = 0; same && i < a->noutputs; i++)
        same = strcmp(a->outputs[i].name, b->outputs[i].name) == 0 &&
               same_columns(a->outputs[i].type, b->outputs[i].type);
    return same;
}

static void start_new(csp_run *run, bool outputs_stay) {
    if (!outputs_stay && run->rows.path) {
        csp_rows_close(&run->rows);
        csp_run_open_outputs(run);
    }
    csp_contexts_open(run);
    csp_run_open_pulls(run);
    run->program->start(&run->head, run->state);
    run->running = true;
    memset(run->state + run->program->skip_offset, 0, run->program->nnodes);
    csp_run_start_adapters(run);
}

static void go_on(csp_run *run, const newcomer *fresh, const char *what) {
    pair_table pairs = pairs_new(run->program, fresh->program);
    bool outputs_stay = same_outputs(run->program, fresh->program);
    csp_watch_say("%s: %u nodes kept, %u new, %u gone", what, pairs.kept, pairs.nnew - pairs.kept,
                  pairs.nold - pairs.kept);
    stop_gone(run, &pairs);
    close_gone(run, &pairs);
    uint32_t *places = move_nodes(run, fresh, &pairs);
    leave_old(run); /* while its queue is there: copies drop their alarms */
    move_alarms(run, fresh, places);
    move_contexts(run, fresh, &pairs);
    csp_free(places);
    pairs_free(&pairs);
    put_fresh(run, fresh);
    start_new(run, outputs_stay);
}

void csp_swap(csp_run *run) {
    char *what;
    newcomer fresh = {.program = csp_watch_take(run->watch, &what)};
    csp_console_flush();
    if (fresh.program && prepare(run, &fresh))
        go_on(run, &fresh, what);
    else if (fresh.program)
        csp_watch_say("%s: it cannot start; the program goes on as it was", what);
    free(what);
}
