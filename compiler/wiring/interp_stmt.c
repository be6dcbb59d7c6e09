/* interp_stmt.c - statements of graphs, and of defs that run while compiling. See interp.h.
 *
 * In a graph body every statement runs under a guard of its own, so that one mistake does not hide
 * the next.
 */
#include <inttypes.h>
#include <string.h>

#include "csp/builtins.h"
#include "wiring/interp.h"

/* ---- failing */

void interp_abandon(Interp *in) {
    in->reported = true;
    csp_raise(NULL, "abandoned");
}

enum { CALLS_SHOWN = 4 };

void interp_note_calls(Interp *in) {
    int shown = 0;
    Pos last = {0};
    for (const Frame *f = in->frame; f != NULL && f->caller != NULL && shown < CALLS_SHOWN;
         f = f->caller) {
        if (f->fn == NULL || f->fn->kind == TF_LAMBDA) continue;
        bool again =
            f->call.file == last.file && f->call.line == last.line && f->call.column == last.column;
        last = f->call;
        if (again) continue; /* a function that calls itself */
        diag_note(in->diagnostics, f->call, "%s is called from here", f->fn->name);
        shown++;
    }
}

/* What the library refuses is wrong where the program calls it; NULL: the failure is the program's. */
static const Pos *library_call_of(const Interp *in, Pos pos) {
    if (pos.file == NULL || !pos.file->is_library) return NULL;
    for (const Frame *f = in->frame; f != NULL && f->caller != NULL; f = f->caller)
        if (f->call.file != NULL && !f->call.file->is_library) return &f->call;
    return NULL;
}

void interp_fail(Interp *in, Pos pos, int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *message = arena_vprintf(in->arena, format, args);
    va_end(args);
    diag_error(in->diagnostics, pos, code, "%s", message);
    interp_note_calls(in);
    interp_abandon(in);
}

/* Told once: whatever would run next fails in silence. */
void interp_out_of_steps(Interp *in, Pos pos) {
    if (in->steps > in->max_steps + 1) interp_abandon(in);
    diag_error(in->diagnostics, pos, 470, "wiring the graph takes more than %" PRId64 " steps",
               in->max_steps);
    diag_help(in->diagnostics,
              "a loop or a recursion may never end; cspc --steps=%" PRId64 " allows more",
              in->max_steps * 10);
    interp_note_calls(in);
    interp_abandon(in);
}

/* What the value library raised, where it was called. */
static void report(Interp *in, const csp_trap *trap) {
    if (in->reported) {
        in->reported = false;
        return;
    }
    if (in->caught != NULL) {
        const char *text = csp_str_data(trap->message);
        if (*in->caught == NULL) *in->caught = arena_copy(in->arena, text, strlen(text));
        return;
    }
    if (test_takes_failure(in, csp_str_data(trap->message),
                           trap->where == NULL ? in->statement
                                               : ((const CallSite *)trap->where)->pos))
        return;
    Pos pos = trap->where == NULL ? in->statement : ((const CallSite *)trap->where)->pos;
    const Pos *call = library_call_of(in, pos);
    if (call != NULL) {
        diag_error(in->diagnostics, *call, 450, "%s", csp_str_data(trap->message));
        return;
    }
    diag_error(in->diagnostics, pos, 401, "while compiling: %s", csp_str_data(trap->message));
    interp_note_calls(in);
}

bool interp_guarded(Interp *in, void (*body)(Interp *in, Frame *f, void *data), Frame *f,
                    void *data) {
    StackMark mark = stack_mark(in);
    Frame *frame = in->frame;
    Pos statement = in->statement;
    GScalar guard = in->guard;
    Level *level = in->level;
    int depth = in->depth;
    csp_trap trap;
    csp_trap_push(&trap);
    bool done = setjmp(trap.jump) == 0;
    if (done)
        body(in, f, data);
    else
        report(in, &trap);
    csp_trap_pop(&trap);
    in->statement = statement;
    if (!done) {
        stack_reset(in, mark);
        in->frame = frame;
        in->depth = depth;
        in->guard = guard;
        in->level = level;
        in->graph = level->graph;
    }
    return done;
}

/* ---- assignable paths */

static void *list_item(Interp *in, Frame *f, const TirExpr *path, csp_list **list,
                       const void *index) {
    void *at;
    csp_op_list_ref(&call_site(in, f, path)->call, &at, list, index);
    return at;
}

static void *dict_item(Interp *in, Frame *f, const TirExpr *path, csp_dict **dict, const void *key,
                       bool create) {
    void *at;
    if (create) {
        const csp_type *layout = layout_in(in, f, path->a->type);
        bool fresh;
        csp_dict_unshare(layout, dict);
        return csp_dict_slot(layout, dict, key, &fresh);
    }
    csp_op_dict_ref(&call_site(in, f, path)->call, &at, dict, key);
    return at;
}

/* `c[i]` or `c[row, column]`: writing the item that is there checks the index and makes the array its owner's alone. */
static void *array_address(Interp *in, Frame *f, const TirExpr *path) {
    const csp_call *call = &call_site(in, f, path)->call;
    int64_t row, column = 0;
    eval(in, f, path->args.items[0], &row);
    bool is_flat = path->args.len == 1;
    if (!is_flat) eval(in, f, path->args.items[1], &column);
    csp_array **base = path_address(in, f, path->a, false);
    double item = 0; /* room for any element */
    if (is_flat) {
        csp_op_index_array1(call, &item, base, &row);
        csp_op_array_put1(call, base, &row, &item);
    } else {
        csp_op_index_array2(call, &item, base, &row, &column);
        csp_op_array_put2(call, base, &row, &column, &item);
    }
    csp_array *array = *base;
    if (row < 0) row += array->shape[0];
    if (column < 0) column += array->shape[1];
    return &array->data[is_flat ? row : row * array->shape[1] + column];
}

/* The key first: evaluating it must not move what the address points into. */
static void *index_address(Interp *in, Frame *f, const TirExpr *path, bool create) {
    const Type *type = concrete(in, f, path->a->type);
    if (type->kind == TYPE_ARRAY) return array_address(in, f, path);
    Ref key = borrow(in, f, path->args.items[0]);
    void *base = path_address(in, f, path->a, false);
    void *at = type->kind == TYPE_LIST ? list_item(in, f, path, base, key.value)
                                       : dict_item(in, f, path, base, key.value, create);
    ref_done(&key);
    return at;
}

static _Noreturn void start_is_fixed(Interp *in, const TirExpr *path) {
    diag_error(
        in->diagnostics, path->pos, 407,
        "%s is known only when the program starts: the graph can't change it while compiling",
        path->var->name);
    diag_help(
        in->diagnostics,
        "mark the parameter that it comes from `const`, or assign a new value to a new variable");
    interp_note_calls(in);
    interp_abandon(in);
}

static void *variable_address(Interp *in, Frame *f, const TirExpr *path) {
    Slot *slot = slot_of(in, f, path->var);
    if (slot->poisoned) interp_abandon(in);
    if (slot->start >= 0) start_is_fixed(in, path);
    return slot->memory;
}

/* Temporaries stay until the caller's mark: what is returned never stands in them. */
void *path_address(Interp *in, Frame *f, const TirExpr *path, bool create) {
    switch (path->kind) {
    case TE_VAR: return variable_address(in, f, path);
    case TE_FIELD:
    case TE_ITEM: {
        char *base = path_address(in, f, path->a, false);
        return base + layout_in(in, f, path->a->type)->fields[path->index].offset;
    }
    case TE_UNWRAP:
    case TE_DOWNCAST: return path_address(in, f, path->a, false);
    case TE_INDEX: return index_address(in, f, path, create);
    default: internal_error("wiring", path->pos, "not an assignable path");
    }
}

/* ---- assignment */

static void put_start(Slot *slot, int start, const csp_type *layout) {
    csp_release(layout, slot->memory);
    slot->start = start;
    slot->poisoned = false;
}

void assign_slot(Interp *in, Frame *f, const TirVar *var, const TirExpr *value) {
    Frame *owner = frame_of(in, f, var);
    int at = slot_index(owner, var);
    const csp_type *layout = owner->plan->layouts[at];
    Slot *slot = &owner->slots[at];
    if (owner->wires && !owner->plan->types[at]->has_edges && is_start(in, f, value)) {
        put_start(slot, eval_scalar(in, f, value).start, layout);
        return;
    }
    StackMark mark = stack_mark(in);
    void *memory = stack_alloc(in, layout->size);
    eval(in, f, value, memory);
    csp_release(layout, slot->memory);
    memcpy(slot->memory, memory, layout->size);
    slot->start = -1;
    slot->poisoned = false;
    stack_reset(in, mark);
}

/* x = x op value as an expression, for start-time scalars; the same one each time, so that equal
 * ones are found. */
static const TirExpr *augmented(Interp *in, const TirStmt *s) {
    TirExpr *expr = map_get_ptr(&in->augmented, s);
    if (expr != NULL) return expr;
    expr = ARENA_NEW(in->arena, TirExpr);
    expr->kind = TE_BINARY;
    expr->op = s->op;
    expr->a = s->target;
    expr->b = s->value;
    expr->type = s->target->type;
    expr->pos = s->pos;
    map_put_ptr(&in->augmented, s, expr);
    return expr;
}

static void augment(Interp *in, Frame *f, const TirStmt *s) {
    const TirExpr *whole = augmented(in, s);
    if (s->target->kind == TE_VAR && f->wires && !whole->type->has_edges &&
        is_start(in, f, whole)) {
        assign_slot(in, f, s->target->var, whole);
        return;
    }
    const Type *type = concrete(in, f, s->target->type);
    const csp_type *layout = layout_of(in, type);
    const CallSite *site = call_site(in, f, whole);
    StackMark mark = stack_mark(in);
    Ref value = borrow(in, f, s->value);
    void *at = path_address(in, f, s->target, false);
    if (type->kind == TYPE_LIST && s->op == TO_ADD) {
        csp_list_extend(&site->call, at,
                        value.value); /* in place: `out += [x]` costs what it adds */
    } else {
        void *result = stack_alloc(in, layout->size);
        apply_binary(in, site, s->op, (Operand){type, at},
                     (Operand){concrete(in, f, s->value->type), value.value}, result);
        csp_move(layout, at, result);
    }
    ref_done(&value);
    stack_reset(in, mark);
}

static void run_assign(Interp *in, Frame *f, const TirStmt *s) {
    if (s->has_op) {
        augment(in, f, s);
    } else if (s->target->kind == TE_VAR) {
        assign_slot(in, f, s->target->var, s->value);
    } else {
        const csp_type *layout = layout_in(in, f, s->target->type);
        StackMark mark = stack_mark(in);
        void *value = stack_alloc(in, layout->size);
        eval(in, f, s->value, value);
        csp_move(layout, path_address(in, f, s->target, true), value);
        stack_reset(in, mark);
    }
}

static void run_delete(Interp *in, Frame *f, const TirStmt *s) {
    const TirExpr *path = s->target;
    StackMark mark = stack_mark(in);
    Ref key = borrow(in, f, path->args.items[0]);
    void *base = path_address(in, f, path->a, false);
    const csp_call *call = &call_site(in, f, path)->call;
    if (concrete(in, f, path->a->type)->kind == TYPE_LIST)
        csp_op_del_list(call, base, key.value);
    else
        csp_op_del_dict(call, base, key.value);
    ref_done(&key);
    stack_reset(in, mark);
}

/* ---- results */

static void set_output(Interp *in, Frame *f, const TirStmt *s, int index, void *to) {
    if (f->wires && f->set[index])
        interp_fail(in, s->pos, 409, "this output of %s is set twice", f->fn->name);
    eval(in, f, s->value, to);
    f->set[index] = true;
}

/* output(name=x): one of several */
static void run_output(Interp *in, Frame *f, const TirStmt *s) {
    if (f->result_type->kind != TYPE_RECORD) {
        set_output(in, f, s, 0, f->result);
        return;
    }
    const csp_type *layout = layout_of(in, f->result_type);
    set_output(in, f, s, s->index, (char *)f->result + layout->fields[s->index].offset);
}

static void run_return(Interp *in, Frame *f, const TirStmt *s) {
    if (s->value == NULL) return;
    if (f->result_type->kind == TYPE_NONE) {
        eval(in, f, s->value, NULL); /* lambda: ... -> a graph without outputs */
        return;
    }
    eval(in, f, s->value, f->result);
    memset(f->set, true, (size_t)f->nset);
}

/* ---- assert, raise */

static csp_str *message_of(Interp *in, Frame *f, const TirExpr *message) {
    csp_str *text = NULL;
    if (message != NULL) eval(in, f, message, &text);
    return text;
}

static void run_assert(Interp *in, Frame *f, const TirStmt *s) {
    if (f->fn != NULL && f->fn->is_test) {
        test_assert(in, f, s);
        return;
    }
    if (eval_bool(in, f, s->value)) return;
    const csp_str *text = message_of(in, f, s->message);
    const char *condition = s->text == NULL ? "" : s->text;
    const CallSite *site = call_site(in, f, s->value);
    if (s->message == NULL) csp_raise(&site->call, "assertion failed: %s", condition);
    csp_raise(&site->call, "%s", csp_str_data(text));
}

static void run_raise(Interp *in, Frame *f, const TirStmt *s) {
    const csp_str *text = message_of(in, f, s->message);
    csp_raise(&call_site(in, f, s->message)->call, "%s", csp_str_data(text));
}

/* ---- loops: after an error in a graph's loop the rest of it is left out */

static bool failed_since(const Interp *in, const Frame *f, int errors) {
    return f->wires && diag_error_count(in->diagnostics) > errors;
}

static Flow run_for(Interp *in, Frame *f, const TirStmt *s) {
    StackMark mark = stack_mark(in);
    int errors = diag_error_count(in->diagnostics);
    Iter *it = iter_open(in, f, s->clause.iterable);
    Flow flow = FLOW_NEXT;
    for (;;) {
        bool more;
        bind_item(in, f, &s->clause, it, &more);
        if (!more) break;
        flow = run_statements(in, f, &s->body);
        if (flow == FLOW_BREAK || flow == FLOW_RETURN) break;
        flow = FLOW_NEXT;
        if (failed_since(in, f, errors)) interp_abandon(in);
    }
    iter_close(it);
    stack_reset(in, mark);
    if (flow == FLOW_RETURN) return flow;
    return flow == FLOW_BREAK ? FLOW_NEXT : run_statements(in, f, &s->orelse);
}

static Flow run_while(Interp *in, Frame *f, const TirStmt *s) {
    int errors = diag_error_count(in->diagnostics);
    while (eval_bool(in, f, s->value)) {
        count_step(in, &s->pos);
        Flow flow = run_statements(in, f, &s->body);
        if (flow == FLOW_RETURN) return flow;
        if (flow == FLOW_BREAK) return FLOW_NEXT;
        if (failed_since(in, f, errors)) interp_abandon(in);
    }
    return run_statements(in, f, &s->orelse);
}

/* ---- statements */

static void run_expr(Interp *in, Frame *f, const TirStmt *s) {
    StackMark mark = stack_mark(in);
    const TirExpr *e = s->value;
    const csp_type *layout = layout_in(in, f, e->type);
    if (f->wires && !e->type->has_edges && e->type->kind != TYPE_NONE && is_start(in, f, e)) {
        (void)eval_scalar(in, f, e);
        return;
    }
    void *value = stack_alloc(in, layout->size);
    eval(in, f, e, value);
    csp_release(layout, value);
    stack_reset(in, mark);
}

/* `if live:` on a start-time bool: both branches are wired, each under its guard. What a branch
 * assigned or bound would have two values, so branches only wire: sinks, prints, graphs of them. */
static bool only_wires(Interp *in, const TirStmts *body) {
    for (int i = 0; i < body->len; i++) {
        const TirStmt *s = body->items[i];
        if (s->kind == TS_IF && only_wires(in, &s->body) && only_wires(in, &s->orelse)) continue;
        if (s->kind != TS_EXPR || expr_info(&in->walker, s->value)->mutates) return false;
        TirExprKind kind = s->value->kind;
        if (kind != TE_NODE_CALL && kind != TE_ADAPTER_CALL && kind != TE_GRAPH_CALL &&
            kind != TE_PRINT)
            return false;
    }
    return true;
}

static void run_branch(Interp *in, Frame *f, const TirStmts *body, GScalar condition, bool negated,
                       Pos pos) {
    GScalar outer = in->guard;
    in->guard = guard_and(in, condition, negated, pos);
    (void)run_statements(in, f, body);
    in->guard = outer;
}

static Flow run_start_if(Interp *in, Frame *f, const TirStmt *s) {
    if (!only_wires(in, &s->body) || !only_wires(in, &s->orelse))
        interp_fail(in, s->value->pos, 413,
                    "other statements than calls under an `if` that is decided when the program "
                    "starts are not supported yet");
    GScalar condition = eval_scalar(in, f, s->value);
    run_branch(in, f, &s->body, condition, false, s->value->pos);
    run_branch(in, f, &s->orelse, condition, true, s->value->pos);
    return FLOW_NEXT;
}

static Flow run_if(Interp *in, Frame *f, const TirStmt *s) {
    if (f->wires && is_start(in, f, s->value)) return run_start_if(in, f, s);
    return run_statements(in, f, eval_bool(in, f, s->value) ? &s->body : &s->orelse);
}

static Flow run_statement(Interp *in, Frame *f, const TirStmt *s) {
    count_step(in, &s->pos);
    switch (s->kind) {
    case TS_EXPR: run_expr(in, f, s); return FLOW_NEXT;
    case TS_ASSIGN: run_assign(in, f, s); return FLOW_NEXT;
    case TS_IF: return run_if(in, f, s);
    case TS_WHILE: return run_while(in, f, s);
    case TS_FOR: return run_for(in, f, s);
    case TS_RETURN: run_return(in, f, s); return FLOW_RETURN;
    case TS_OUTPUT: run_output(in, f, s); return FLOW_NEXT;
    case TS_BREAK: return FLOW_BREAK;
    case TS_CONTINUE: return FLOW_CONTINUE;
    case TS_ASSERT: run_assert(in, f, s); return FLOW_NEXT;
    case TS_RAISE: run_raise(in, f, s); return FLOW_NEXT;
    case TS_DEL: run_delete(in, f, s); return FLOW_NEXT;
    }
    return FLOW_NEXT;
}

/* ---- statements of graphs */

static void poison_var(Interp *in, Frame *f, const TirExpr *path) {
    while (path != NULL && path->kind != TE_VAR) path = path->a;
    if (path == NULL || (path->var->kind != TV_LOCAL && path->var->kind != TV_PARAM)) return;
    slot_of(in, f, path->var)->poisoned = true;
}

typedef struct Poison {
    Interp *in;
    Frame *f;
} Poison;

/* Variables passed by reference: out.append(x) */
static void poison_mutated(void *data, TirExpr *e) {
    Poison *p = data;
    if (e->kind == TE_CALL || e->kind == TE_CALL_BUILTIN)
        for (int i = 0; i < e->args.len && i < e->fn->params.len; i++)
            if (e->fn->params.items[i]->is_mut) poison_var(p->in, p->f, e->args.items[i]);
}

/* What a failed statement would have set can't be used any more. */
static void poison(Interp *in, Frame *f, const TirStmts *body) {
    Poison p = {in, f};
    for (int i = 0; i < body->len; i++) {
        const TirStmt *s = body->items[i];
        if (s->target != NULL) poison_var(in, f, s->target);
        if (s->kind == TS_EXPR) poison_mutated(&p, s->value);
        if (s->kind == TS_RETURN || s->kind == TS_OUTPUT) f->failed = true;
        poison(in, f, &s->body);
        poison(in, f, &s->orelse);
    }
}

typedef struct Step {
    const TirStmt *statement;
    Flow flow;
} Step;

static void step(Interp *in, Frame *f, void *data) {
    Step *s = data;
    in->statement = s->statement->pos;
    s->flow = run_statement(in, f, s->statement);
}

static Flow run_guarded(Interp *in, Frame *f, TirStmt *s) {
    Step one = {s, FLOW_NEXT};
    if (interp_guarded(in, step, f, &one)) return one.flow;
    if (diag_error_count(in->diagnostics) > INTERP_ERRORS && in->depth > 1) interp_abandon(in);
    TirStmts failed = {&s, 1, 1};
    poison(in, f, &failed);
    return s->kind == TS_RETURN ? FLOW_RETURN : FLOW_NEXT;
}

Flow run_statements(Interp *in, Frame *f, const TirStmts *body) {
    for (int i = 0; i < body->len; i++) {
        Flow flow =
            f->wires ? run_guarded(in, f, body->items[i]) : run_statement(in, f, body->items[i]);
        if (flow != FLOW_NEXT) return flow;
    }
    return FLOW_NEXT;
}
