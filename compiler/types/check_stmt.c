/* check_stmt.c - statements: blocks, branches, loops, returns; `match` is in check_pattern.c. */
#include <string.h>

#include "types/checker.h"
#include "types/forms.h"

TirStmt *tir_stmt(Check *c, TirStmtKind kind, Pos pos) {
    TirStmt *s = ARENA_NEW(c->arena, TirStmt);
    s->kind = kind;
    s->pos = pos;
    return s;
}

void tir_push(Check *c, TirStmt *stmt) { VEC_PUSH(c->arena, c->body->block, stmt); }

/* ---- if */

/* A condition of a statement: a series has no value while the graph is wired. */
static TirExpr *test_check(Check *c, const AstExpr *ast, const char *word) {
    TirExpr *condition = condition_check(c, ast);
    if (condition->type->kind != TYPE_TS) return condition;
    const char *text = source_text(c, ast->pos);
    if (text == NULL) text = "flag";
    if (strcmp(word, "assert") == 0 && in_test(c)) {
        diag_error(c->d, ast->pos, E_SERIES_CONDITION,
                   "'assert' on a series: a test is wired once, before anything ticks");
        diag_help(c->d, "say what should tick: expect(%s, [(0s, True)])", text);
        return poison(c, ast->pos);
    }
    diag_error(c->d, ast->pos, E_SERIES_CONDITION,
               "'%s' on a series: graphs are wired once, before anything ticks", word);
    if (strcmp(word, "if") == 0) {
        diag_help(c->d, "to choose between values at each tick: a if %s else b", text);
        diag_help(c->d, "to pass on only some ticks: filter(%s, x)", text);
    } else if (strcmp(word, "assert") == 0) {
        diag_help(c->d,
                  "a node asserts at each tick: give it the series, and write the assert there");
    } else {
        diag_help(c->d, "a node runs at each tick, and its `state:` lasts from one to the next");
    }
    return poison(c, ast->pos);
}

/* `elif` is an `if` in the other branch, but no deeper than the first. */
static void orelse_check(Check *c, const AstStmts *orelse, TirStmts *into) {
    bool is_elif = orelse->len == 1 && orelse->items[0]->kind == AST_IF_STMT;
    if (is_elif && c->chain == MAX_CHAIN) {
        too_long(c, orelse->items[0]->pos, "branches");
        return;
    }
    c->chain += is_elif;
    c->depth -= is_elif;
    block_check(c, orelse, into);
    c->depth += is_elif;
    c->chain -= is_elif;
}

static void if_check(Check *c, const AstStmt *ast) {
    int known = union_test(c, ast->condition);
    if (known >= 0) { /* for these types the other branch is not there */
        block_check(c, known == 1 ? &ast->body : &ast->orelse, c->body->block);
        return;
    }
    TirStmt *s = tir_stmt(c, TS_IF, ast->pos);
    TirStmts *outer = c->body->block;
    s->value = test_check(c, ast->condition, "if");
    Flow before = flow_copy(c, &c->body->flow);
    facts_add(c, s->value, true);
    block_check(c, &ast->body, &s->body);
    Flow then = c->body->flow;
    c->body->flow = before;
    facts_add(c, s->value, false);
    orelse_check(c, &ast->orelse, &s->orelse);
    flow_merge(c, &c->body->flow, &then);
    c->body->block = outer;
    tir_push(c, s);
}

/* ---- loops */

static void loop_body(Check *c, const AstStmt *ast, TirStmt *s, Loop *loop) {
    loop->outer = c->body->loop;
    c->body->loop = loop;
    block_check(c, &ast->body, &s->body);
    c->body->loop = loop->outer;
}

static void loop_end(Check *c, const AstStmt *ast, TirStmt *s, Loop *loop, const Flow *after) {
    c->body->flow = *after;
    block_check(c, &ast->orelse, &s->orelse);
    if (loop->has_break) flow_merge(c, &c->body->flow, &loop->exits);
}

static bool is_always(const TirExpr *e) {
    return e->kind == TE_CONST && e->type->kind == TYPE_BOOL && *(const uint8_t *)e->value != 0;
}

/* return, raise and assert end the loops around them. */
static void loops_left(Check *c) {
    for (Loop *loop = c->body->loop; loop != NULL; loop = loop->outer) loop->may_leave = true;
}

static void refuse_endless(Check *c, Pos pos) {
    diag_error(c->d, pos, E_NEVER_ENDS, "this loop never ends: nothing in it leaves it");
    if (c->body->place == IN_GRAPH)
        diag_help(
            c->d,
            "a graph is wired once, and its nodes then run at each tick: timer(1s) ticks forever");
    else if (c->body->place == IN_NODE)
        diag_help(c->d, "a node runs once for each tick of its inputs, and alarms wake it later: "
                        "schedule_alarm(...)");
    else
        diag_help(c->d, "leave it with break or return");
}

static void while_check(Check *c, const AstStmt *ast) {
    TirStmt *s = tir_stmt(c, TS_WHILE, ast->pos);
    TirStmts *outer = c->body->block;
    Loop loop = {0};
    facts_kill_assigned(c, &ast->body, ast->condition);
    s->value = test_check(c, ast->condition, "while");
    Flow after = flow_copy(c, &c->body->flow);
    after.is_dead |= is_always(s->value);
    facts_add(c, s->value, true);
    loop_body(c, ast, s, &loop);
    if (is_always(s->value) && !loop.has_break && !loop.may_leave) {
        Pos pos = ast->pos;
        refuse_endless(c, (Pos){pos.file, pos.line, pos.column, ast->condition->pos.end_line,
                                ast->condition->pos.end_column});
    }
    loop_end(c, ast, s, &loop, &after);
    if (!loop.has_break) facts_add(c, s->value, false);
    c->body->block = outer;
    tir_push(c, s);
}

static void for_check(Check *c, const AstStmt *ast) {
    TirStmt *s = tir_stmt(c, TS_FOR, ast->pos);
    TirStmts *outer = c->body->block;
    Loop loop = {0};
    s->clause.iterable = loop_source(c, loop_items(c, iterable_check(c, ast->value)));
    const Type *item = item_type(c, s->clause.iterable);
    if (refuse_pairs(c, ast->target, s->clause.iterable)) item = c->error;
    facts_kill_assigned(c, &ast->body, NULL);
    Flow after = flow_copy(c, &c->body->flow);
    s->clause.item = clause_bind(c, ast->target, item, &s->clause.unpack, false);
    loop_body(c, ast, s, &loop);
    loop_end(c, ast, s, &loop, &after);
    c->body->block = outer;
    tir_push(c, s);
}

static void jump_check(Check *c, const AstStmt *ast) {
    bool is_break = ast->kind == AST_BREAK;
    Loop *loop = c->body->loop;
    if (loop == NULL) {
        diag_error(c->d, ast->pos, E_OUTSIDE_LOOP, "'%s' outside of a loop",
                   is_break ? "break" : "continue");
        return;
    }
    if (is_break && !c->body->flow.is_dead) {
        if (loop->has_break)
            flow_merge(c, &loop->exits, &c->body->flow);
        else
            loop->exits = flow_copy(c, &c->body->flow);
        loop->has_break = true;
    }
    tir_push(c, tir_stmt(c, is_break ? TS_BREAK : TS_CONTINUE, ast->pos));
    c->body->flow.is_dead = true;
}

/* ---- return */

static const Type *returned_type(Check *c, Pos pos, bool has_value) {
    const Body *body = c->body;
    if (body->is_test) {
        if (has_value) diag_error(c->d, pos, E_RETURN, "a test returns nothing");
        return has_value ? NULL : body->result;
    }
    if (body->place != IN_NODE) {
        if (body->result->kind == TYPE_NONE && has_value) {
            diag_error(c->d, pos, E_RETURN, "'%s' is declared without a result", body->fn->name);
            diag_note(c->d, body->result_pos, "write -> and its type here");
            return NULL;
        }
        return body->result;
    }
    const TirNode *node = body->node;
    if (!has_value) return c->none;
    if (body->in_start || body->in_stop) {
        diag_error(c->d, pos, E_RETURN, "%s: gives no values", body->in_start ? "start" : "stop");
        if (body->in_start)
            diag_help(c->d,
                      "schedule an alarm with a delay of 0s, and return its value in the body");
        return NULL;
    }
    if (node->outputs.len == 0) {
        diag_error(c->d, pos, E_RETURN, "node '%s' has no outputs", node->name);
        diag_help(c->d, "declare one in the heading: -> ts[float]");
        return NULL;
    }
    if (node->outputs.len > 1) {
        diag_error(c->d, pos, E_RETURN, "node '%s' has %d outputs: which one?", node->name,
                   node->outputs.len);
        diag_help(c->d, "write output(%s=...), for each that should tick",
                  node->outputs.items[0].name);
        return NULL;
    }
    return series_value(c, node->outputs.items[0].type);
}

/* return x, y for output(a=x, b=y) */
static void outputs_help(Check *c, const AstExpr *value, const Type *record) {
    if (value->kind != AST_TUPLE || value->items.len != record->nargs) return;
    const char *text = NULL;
    for (int i = 0; i < record->nargs; i++) {
        const char *each = source_text(c, value->items.items[i]->pos);
        const char *pair =
            arena_printf(c->arena, "%s=%s", record->names[i], each == NULL ? "..." : each);
        text = text == NULL ? pair : arena_printf(c->arena, "%s, %s", text, pair);
    }
    diag_help(c->d, "write output(%s)", text);
}

/* `return g(x)`, where g has the same outputs. */
static bool outputs_passed(Check *c, const AstStmt *ast, bool has_value) {
    const Type *record = c->body->result;
    if (!has_value || c->body->place == IN_NODE || record->kind != TYPE_RECORD) return false;
    TirExpr *value = expr_check(c, ast->value);
    if (value->type != record && value->type->kind != TYPE_ERROR) {
        if (value->type->kind == TYPE_RECORD)
            diag_error(c->d, ast->pos, E_RETURN,
                       "this has other outputs than '%s', which gives %s: found %s",
                       c->body->fn->name, record->name, value->type->name);
        else
            diag_error(c->d, ast->pos, E_RETURN,
                       "a graph with named outputs gives them with output(%s=...)",
                       record->names[0]);
        outputs_help(c, ast->value, record);
        c->body->flow.is_dead = true;
        return true;
    }
    TirStmt *s = tir_stmt(c, TS_RETURN, ast->pos);
    s->value = value;
    tir_push(c, s);
    c->body->flow.is_dead = true;
    return true;
}

static void return_check(Check *c, const AstStmt *ast) {
    loops_left(c);
    TirStmt *s = tir_stmt(c, TS_RETURN, ast->pos);
    bool has_value = ast->value != NULL && ast->value->kind != AST_NONE;
    if (outputs_passed(c, ast, has_value)) return;
    const Type *type =
        returned_type(c, ast->pos,
                      has_value || (ast->value != NULL && c->body->place != IN_NODE &&
                                    c->body->result->kind != TYPE_NONE));
    if (ast->value != NULL && type != NULL && type->kind != TYPE_NONE) {
        Want want = {type, c->body->result_pos, "the result is declared here"};
        s->value = c->body->place == IN_NODE ? output_value(c, ast->value, 0, &want)
                                             : expr_check_want(c, ast->value, &want);
        if (c->body->place == IN_NODE) c->body->node->outputs.items[0].is_ticked = true;
    } else if (ast->value != NULL && type == NULL) {
        expr_check(c, ast->value);
    } else if (ast->value != NULL && ast->value->kind == AST_NONE) {
        s->value = NULL;
    } else if (type != NULL && type->kind != TYPE_NONE && type->kind != TYPE_RECORD &&
               c->body->place != IN_NODE) {
        diag_error(c->d, ast->pos, E_RETURN, "'%s' returns %s: a value is missing here",
                   c->body->fn->name, a_type(c, type));
    }
    if (c->body->result->kind == TYPE_RECORD && !c->body->flow.is_dead && !has_value) {
        for (int i = 0; i < c->body->result->nargs; i++)
            if ((c->body->flow.outputs >> (i & 63) & 1) == 0)
                diag_error(c->d, ast->pos, E_OUTPUT_MISSING, "output '%s' has no series yet",
                           c->body->result->names[i]);
    }
    tir_push(c, s);
    c->body->flow.is_dead = true;
}

/* ---- assert, raise */

static TirExpr *message_check(Check *c, const AstExpr *ast) {
    TirExpr *value = value_check(c, ast);
    if (value->type->kind == TYPE_STR || value->type->kind == TYPE_ERROR) return value;
    if (value->type->has_edges) {
        diag_error(c->d, ast->pos, E_SERIES, "a message is a text, found %s", value->type->name);
        return poison(c, ast->pos);
    }
    TirExpr *text = tir(c, TE_FSTRING, c->str, ast->pos);
    TirFPart part = {.value = value, .spec = ""};
    VEC_PUSH(c->arena, &text->parts, part);
    observe(c, value->type);
    return text;
}

static void assert_check(Check *c, const AstStmt *ast) {
    loops_left(c);
    TirStmt *s = tir_stmt(c, TS_ASSERT, ast->pos);
    if (ast->condition->kind == AST_TUPLE && ast->condition->items.len == 2 && ast->value == NULL) {
        diag_error(c->d, ast->condition->pos, E_CONDITION,
                   "assert is no function: this is a tuple, not a condition");
        const char *test = source_text(c, ast->condition->items.items[0]->pos);
        const char *text = source_text(c, ast->condition->items.items[1]->pos);
        diag_help(c->d, "write assert %s, %s", test == NULL ? "condition" : test,
                  text == NULL ? "message" : text);
        return;
    }
    s->value = test_check(c, ast->condition, "assert");
    const Fact *facts = c->body->flow.facts;
    facts_add(c, s->value, false);
    if (ast->value != NULL) s->message = message_check(c, ast->value);
    c->body->flow.facts = facts;
    s->text = pos_text_within(c->arena, ast->condition->pos, 200);
    if (s->text == NULL) s->text = "";
    if (ast->value == NULL) s->message = assert_message(c, s->value, s->text);
    facts_add(c, s->value, true);
    c->body->may_fail = true;
    tir_push(c, s);
}

static void raise_check(Check *c, const AstStmt *ast) {
    loops_left(c);
    TirStmt *s = tir_stmt(c, TS_RAISE, ast->pos);
    const AstExpr *call = ast->value;
    if (call != NULL && call->kind == AST_CALL && call->left->kind == AST_NAME &&
        name_lookup(c, call->left->name) == NULL) {
        diag_error(c->d, ast->pos, E_MISMATCH,
                   "raise takes the message: there are no exception types");
        if (call->args.len == 1 && source_text(c, call->args.items[0].value->pos) != NULL)
            diag_help(c->d, "write raise %s", source_text(c, call->args.items[0].value->pos));
    } else if (call == NULL) {
        diag_error(c->d, ast->pos, E_MISSING_ARGUMENT, "raise takes a message");
    } else {
        s->message = message_check(c, call);
        tir_push(c, s);
    }
    c->body->may_fail = true;
    c->body->flow.is_dead = true;
}

/* ---- expressions as statements */

static bool has_mut(const TirFn *fn) {
    for (int i = 0; fn != NULL && i < fn->params.len; i++)
        if (fn->params.items[i]->is_mut) return true;
    return false;
}

static bool is_effect(Check *c, const TirExpr *e) {
    switch (e->kind) {
    case TE_PRINT:
    case TE_BIND:
    case TE_SCHEDULE:
    case TE_RESCHEDULE:
    case TE_CANCEL:
    case TE_STOP_ENGINE:
    case TE_REMOVE_KEY:
    case TE_DYNAMIC: /* it may be there for its prints */
    case TE_SET_ACTIVE:
    case TE_KEEP:
    case TE_EXPECT_ERROR:
    case TE_GRAPH_CALL:
    case TE_LET: return true;
    case TE_NODE_CALL:
    case TE_ADAPTER_CALL:
        if (e->type->kind != TYPE_NONE) {
            diag_warning(c->d, e->pos, W_UNUSED_NODE,
                         "the result of this %s is not used: it will not run",
                         e->kind == TE_NODE_CALL ? "node" : "adapter");
        }
        return true;
    case TE_CALL_BUILTIN: return e->type->kind == TYPE_NONE || has_mut(e->fn);
    case TE_CALL_VALUE: return e->type->kind == TYPE_NONE;
    case TE_CALL:
        if (e->type->kind == TYPE_NONE) return true;
        if (c->self_calls.len > 0 && c->self_calls.items[c->self_calls.len - 1].callee == e->fn &&
            e->fn->params.len > 0) {
            c->self_calls.items[c->self_calls.len - 1].needs_change = true;
            return true;
        }
        return false;
    default: return false;
    }
}

static void expression_check(Check *c, const AstStmt *ast) {
    if (ast->value->kind == AST_STR) return; /* a text between the statements: a remark */
    if (output_statement(c, ast->value)) return;
    TirExpr *e = expr_check(c, ast->value);
    if (e->type->kind == TYPE_ERROR) return;
    if (!is_effect(c, e)) {
        diag_error(c->d, ast->pos, E_UNUSED, "unused result: this computes %s and drops it",
                   a_type(c, e->type));
        if (ast->value->kind == AST_COMPARE && ast->value->ops.len == 1 &&
            ast->value->ops.items[0] == OP_EQ)
            diag_help(c->d, "an assignment has one '='");
        else if (e->kind == TE_CALL || e->kind == TE_CALL_BUILTIN)
            diag_help(c->d, "a def only computes: give its result a name, or remove the call");
        return;
    }
    TirStmt *s = tir_stmt(c, TS_EXPR, ast->pos);
    s->value = e;
    tir_push(c, s);
}

/* ---- blocks */

static void statement_check(Check *c, const AstStmt *ast) {
    switch (ast->kind) {
    case AST_EXPR: expression_check(c, ast); break;
    case AST_ASSIGN: assign_check(c, ast); break;
    case AST_AUGMENT: augment_check(c, ast); break;
    case AST_IF_STMT: if_check(c, ast); break;
    case AST_WHILE: while_check(c, ast); break;
    case AST_FOR: for_check(c, ast); break;
    case AST_MATCH: match_check(c, ast); break;
    case AST_RETURN: return_check(c, ast); break;
    case AST_BREAK:
    case AST_CONTINUE: jump_check(c, ast); break;
    case AST_PASS: break;
    case AST_ASSERT: assert_check(c, ast); break;
    case AST_RAISE: raise_check(c, ast); break;
    case AST_DEL: del_check(c, ast); break;
    case AST_DECL: nested_declare(c, ast); break;
    }
}

void block_check(Check *c, const AstStmts *stmts, TirStmts *into) {
    TirStmts *outer = c->body->block;
    bool was_dead = c->body->flow.is_dead, warned = false;
    if (++c->depth > MAX_DEPTH) {
        if (stmts->len > 0) too_deep(c, stmts->items[0]->pos);
        c->depth--;
        return;
    }
    for (int i = 0; i < stmts->len; i++) {
        if (c->body->flow.is_dead && !was_dead && !warned && stmts->items[i]->kind != AST_DECL) {
            diag_warning(c->d, stmts->items[i]->pos, W_UNREACHABLE, "this is never reached");
            warned = true;
        }
        c->body->block = into;
        statement_check(c, stmts->items[i]);
        /* What follows is of other types: `if interval is None: return x`, and below it a number. */
        if (c->body->flow.is_dead && !was_dead && stmts->items[i]->kind == AST_IF_STMT &&
            union_test(c, stmts->items[i]->condition) >= 0)
            break;
    }
    c->body->block = outer;
    c->depth--;
}
