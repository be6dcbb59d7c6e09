/* elaborate.c - runs main while compiling: typed program -> flat graph. See elaborate.h and
 * interp.h.
 */
#include "wiring/elaborate.h"

#include <string.h>

#include "wiring/interp.h"
#include "wiring/reach.h"

/* ---- struct fields: the descriptors carry the defaults */

static void preset_fields(Interp *in, const Type *type, const csp_type *layout) {
    const TirStruct *decl = type->strct;
    const Subst *subst = subst_make(in, decl->tvars, type->args, type->nargs);
    csp_field *fields =
        (csp_field *)layout->fields; /* the table's own: only the elaborator fills this in */
    for (int i = 0; i < decl->fields.len; i++) {
        if (decl->fields.items[i].preset == NULL) continue;
        uint32_t size = fields[i].type->size;
        void *value = arena_alloc(in->arena, size == 0 ? 1 : size);
        eval_alone(in, decl->fields.items[i].preset, subst, value);
        fields[i].preset = value;
    }
}

static void prepare(Interp *in, const Type *type) {
    while (in->prepared.len <= (int)type->id) VEC_PUSH(in->arena, &in->prepared, false);
    in->prepared.items[type->id] = true;
    if (type->elem != NULL && type->elem->kind != TYPE_ANY && type->kind != TYPE_FN)
        (void)layout_of(in, type->elem);
    if (type->key != NULL) (void)layout_of(in, type->key);
    if (type->kind == TYPE_TUPLE || type->kind == TYPE_RECORD)
        for (int i = 0; i < type->nargs; i++) (void)layout_of(in, type->args[i]);
    if (type->kind != TYPE_STRUCT) return;
    for (int i = 0; i < type->strct->fields.len; i++)
        (void)layout_of(in, type_field(in->types, type, i));
    preset_fields(in, type, type->layout);
}

const csp_type *layout_of(Interp *in, const Type *type) {
    const csp_type *layout = type_layout(in->types, type);
    if ((int)type->id >= in->prepared.len || !in->prepared.items[type->id]) prepare(in, type);
    return layout;
}

/* ---- top-level constants */

enum { GLOBAL_OPEN = 1, GLOBAL_FAILED, GLOBAL_DONE };

typedef struct Global {
    int state;
    void *value;
} Global;

typedef struct GlobalRun {
    const TirVar *var;
    Global *global;
} GlobalRun;

/* -D NAME=VALUE */
static void parse_value(Interp *in, const TirVar *var, void *to) {
    csp_text why = {0};
    const csp_type *layout = layout_of(in, var->type);
    if (!csp_parse(layout, var->value_text, strlen(var->value_text), to, &why))
        interp_fail(in, var->pos, 417, "-D %s=%s: expected %.*s", var->name, var->value_text,
                    (int)why.size, why.data == NULL ? "" : why.data);
    csp_text_free(&why);
}

static void evaluate_global(Interp *in, Frame *f, void *data) {
    (void)f;
    GlobalRun *run = data;
    in->statement = run->var->pos;
    if (run->var->value_text != NULL)
        parse_value(in, run->var, run->global->value);
    else
        eval_alone(in, run->var->init, &in->no_subst, run->global->value);
}

const void *global_value(Interp *in, const TirVar *var, Pos use) {
    Global *global = map_get_ptr(&in->globals, var);
    if (global == NULL) {
        global = ARENA_NEW(in->arena, Global);
        map_put_ptr(&in->globals, var, global);
        global->state = GLOBAL_OPEN;
        uint32_t size = layout_of(in, var->type)->size;
        global->value = arena_alloc(in->arena, size == 0 ? 1 : size);
        GlobalRun run = {var, global};
        bool done = interp_guarded(in, evaluate_global, NULL, &run);
        global->state = done ? GLOBAL_DONE : GLOBAL_FAILED;
        if (done) map_put_ptr(&in->graph->root->globals, var, global->value);
    } else if (global->state == GLOBAL_OPEN) {
        interp_fail(in, use, 418, "the constant %s is defined by itself", var->name);
    }
    if (global->state == GLOBAL_FAILED) interp_abandon(in);
    return global->value;
}

/* ---- parameters of main */

static void known_param(Interp *in, Frame *f, const TirVar *param, Slot *slot) {
    (void)f;
    if (param->value_text != NULL) {
        parse_value(in, param, slot->memory);
    } else if (param->init != NULL) {
        eval_alone(in, param->init, &in->no_subst, slot->memory);
    } else {
        diag_error(in->diagnostics, param->pos, 419, "the const parameter %s has no value",
                   param->name);
        diag_help(in->diagnostics, "give it a default, or compile with -D %s=VALUE", param->name);
        interp_abandon(in);
    }
}

typedef struct ParamRun {
    const TirVar *param;
    Slot *slot;
    void *preset;
} ParamRun;

static void preset_param(Interp *in, Frame *f, void *data) {
    (void)f;
    const ParamRun *run = data;
    in->statement = run->param->pos;
    if (run->param->is_const)
        known_param(in, f, run->param, run->slot);
    else if (run->preset != NULL)
        eval_alone(in, run->param->init, &in->no_subst, run->preset);
}

static void bind_param(Interp *in, Frame *f, int at) {
    const TirVar *param = f->fn->params.items[at];
    Slot *slot = &f->slots[at];
    const csp_type *layout = f->plan->layouts[at];
    if (param->type->has_edges) {
        diag_error(in->diagnostics, param->pos, 420,
                   "%s can't have a series as parameter: nobody could give it one", f->fn->name);
        slot->poisoned = true;
        return;
    }
    ParamRun run = {param, slot, NULL};
    if (!param->is_const && param->init != NULL) run.preset = arena_alloc(in->arena, layout->size);
    if (!interp_guarded(in, preset_param, f, &run)) slot->poisoned = true;
    if (param->is_const) return;
    slot->start = in->graph->starts.len;
    GStart start = {.param = param, .preset = run.preset, .type = param->type, .pos = param->pos};
    VEC_PUSH(in->arena, &in->graph->starts, start);
}

/* ---- what main returns */

static void return_value(Interp *in, const char *name, const Type *type, const void *value,
                         Pos pos) {
    if (type->kind == TYPE_RECORD) {
        const csp_type *layout = layout_of(in, type);
        for (int i = 0; i < type->nargs; i++)
            return_value(in, type->names[i], type->args[i],
                         (const char *)value + layout->fields[i].offset, pos);
        return;
    }
    if (type->kind == TYPE_NONE) return;
    if (type->kind == TYPE_DYNAMIC) {
        diag_error(in->diagnostics, pos, 436,
                   "main can't return a dynamic basket: the outputs of a program are known while "
                   "compiling");
        diag_help(in->diagnostics, "dynamic_collect(x) makes one series of it");
        interp_abandon(in);
    }
    GInput input = wire_input(in, type, value, pos);
    if (input.shape == GSHAPE_SINGLE) {
        wire_output(in, name, input.edges.items[0], pos);
        return;
    }
    for (int i = 0; i < input.edges.len; i++) {
        csp_text text = {0};
        if (input.shape == GSHAPE_LIST)
            csp_text_printf(&text, "%d", i);
        else {
            const csp_type *keys = layout_of(in, input.keys.type);
            csp_format(&text, keys->elem,
                       csp_list_at(keys, *(csp_list *const *)input.keys.value, i), CSP_PLAIN);
        }
        const char *each = arena_printf(in->arena, "%s[%.*s]", name, (int)text.size, text.data);
        csp_text_free(&text);
        wire_output(in, each, input.edges.items[i], pos);
    }
}

static void run_main(Interp *in, Frame *none, void *data) {
    (void)none;
    (void)data;
    const TirFn *fn = in->graph->main;
    GCluster cluster = {fn->name, -1};
    VEC_PUSH(in->arena, &in->graph->clusters, cluster);
    in->statement = fn->pos;
    Frame *f = frame_push(in, fn, &in->no_subst, NULL, fn->pos);
    f->wires = true;
    f->path = fn->name;
    for (int i = 0; i < fn->params.len; i++) bind_param(in, f, i);
    const csp_type *layout = layout_of(in, f->result_type);
    f->result = stack_alloc(in, layout->size + 1);
    memset(f->result, 0, layout->size);
    f->nset = f->result_type->kind == TYPE_RECORD ? f->result_type->nargs : 1;
    f->set = arena_alloc(in->arena, (size_t)f->nset + 1);
    (void)run_statements(in, f, &fn->body);
    if (diag_error_count(in->diagnostics) > 0) return;
    for (int i = 0; i < f->nset && f->result_type->kind != TYPE_NONE; i++)
        if (!f->set[i])
            interp_fail(in, fn->pos, 404, "%s ends without an output that it declares", fn->name);
    return_value(in, "out", f->result_type, f->result, fn->pos);
    frame_pop(in, f);
}

/* ---- edges that lead nowhere */

static void refuse_unbound(const Interp *in, Pos pos, const char *what) {
    diag_error(in->diagnostics, pos, 421, "this %s is never bound", what);
    diag_help(in->diagnostics, "say which series it carries: .bind(x)");
}

static void check_feedback(const Interp *in, const GraphIR *graph) {
    for (int i = 0; i < graph->nodes.len; i++) {
        const GNode *node = graph->nodes.items[i];
        if (node->kind == GN_FEEDBACK_OUT && node->partner == NULL)
            refuse_unbound(in, node->pos, "feedback");
    }
    for (int i = 0; i < graph->templates.len; i++) check_feedback(in, graph->templates.items[i]);
}

static void check_bound(const Interp *in) {
    for (int i = 0; i < in->delayed.len; i++)
        if (in->delayed.items[i].edge->bound == NULL)
            refuse_unbound(in, in->delayed.items[i].pos, "delayed edge");
    check_feedback(in, in->graph);
}

static void reach_all(Interp *in, Frame *f, void *data) {
    (void)f;
    (void)data;
    graph_reach(in);
}

static void elaborate_all(Interp *in) {
    int before = diag_error_count(in->diagnostics);
    if (in->test != NULL) test_times(in);
    bool done = interp_guarded(in, run_main, NULL, NULL);
    if (in->test != NULL && in->test->settled) { /* it failed: there is nothing to run */
        in->ok = diag_error_count(in->diagnostics) == before;
        return;
    }
    if (done && diag_error_count(in->diagnostics) == before) check_bound(in);
    if (diag_error_count(in->diagnostics) == before &&
        graph_finish(in->arena, in->graph, in->diagnostics)) {
        (void)interp_guarded(in, reach_all, NULL, NULL);
        if (in->test != NULL) test_ends(in);
    }
    in->ok = diag_error_count(in->diagnostics) == before;
}

static Interp *interp_new(Arena *arena, const TirProgram *program, const TirFn *main,
                          Diagnostics *diagnostics, int64_t steps) {
    Interp *in = ARENA_NEW(arena, Interp);
    in->arena = arena;
    in->program = program;
    in->types = program->types;
    in->diagnostics = diagnostics;
    in->graph = ARENA_NEW(arena, GraphIR);
    in->graph->program = program;
    in->graph->main = main;
    in->graph->root = in->graph;
    map_init(&in->graph->globals, arena);
    level_open(in, ARENA_NEW(arena, Level), in->graph);
    walker_init(&in->walker, arena);
    Map *maps[] = {&in->plans, &in->substs, &in->sites, &in->augmented, &in->globals};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) map_init(maps[i], arena);
    in->max_steps = steps;
    return in;
}

GraphIR *elaborate(Arena *arena, const TirProgram *program, Diagnostics *diagnostics,
                   int64_t steps) {
    Interp *in = interp_new(arena, program, program->main, diagnostics, steps);
    elaborate_all(in);
    return in->ok ? in->graph : NULL;
}

GraphIR *elaborate_test(Arena *arena, const TirProgram *program, TestWiring *test,
                        Diagnostics *diagnostics, int64_t steps) {
    Interp *in = interp_new(arena, program, test->test->fn, diagnostics, steps);
    in->test = test;
    test->nruns = 1;
    elaborate_all(in);
    return in->ok ? in->graph : NULL;
}
