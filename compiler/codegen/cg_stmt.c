/* cg_stmt.c - statements. Temporaries live until the end of theirs. */
#include "codegen/cg.h"

static void gen_stmt(Cg *cg, const TirStmt *s);

static void in_arm(Cg *cg, const TirStmts *stmts) {
    int arm = cg->body->arm;
    cg->body->arm = ++cg->body->arms;
    cg_gen_stmts(cg, stmts);
    cg->body->arm = arm;
}

/* Nothing can follow; what stands there all the same goes to a block that nobody enters. */
static void leave(Cg *cg, LLVMBasicBlockRef to) {
    LLVMBuildBr(cg->b, to);
    LLVMPositionBuilderAtEnd(cg->b, cg_new_block(cg, "dead"));
}

static LLVMValueRef condition(Cg *cg, const TirExpr *e) {
    int mark = cg_temps_mark(cg);
    LLVMValueRef v = cg_gen_bool(cg, e);
    cg_temps_release(cg, mark);
    return v;
}

static void gen_if_stmt(Cg *cg, const TirStmt *s) {
    LLVMBasicBlockRef yes = cg_new_block(cg, "then"), no = cg_new_block(cg, "else"),
                      done = cg_new_block(cg, "endif");
    cg_branch(cg, condition(cg, s->value), yes, no);
    LLVMPositionBuilderAtEnd(cg->b, yes);
    in_arm(cg, &s->body);
    cg_jump(cg, done);
    LLVMMoveBasicBlockAfter(no, LLVMGetInsertBlock(cg->b));
    LLVMPositionBuilderAtEnd(cg->b, no);
    in_arm(cg, &s->orelse);
    cg_enter_block(cg, done);
}

static void gen_while(Cg *cg, const TirStmt *s) {
    Body *body = cg->body;
    LLVMBasicBlockRef head = cg_new_block(cg, "while"), go = cg_new_block(cg, "do"),
                      over = cg_new_block(cg, "over");
    Loop loop = {body->loop, head, cg_new_block(cg, "done"), cg_temps_mark(cg)};
    cg_enter_block(cg, head);
    cg_branch(cg, condition(cg, s->value), go, over);
    LLVMPositionBuilderAtEnd(cg->b, go);
    body->loop = &loop;
    in_arm(cg, &s->body);
    body->loop = loop.outer;
    cg_jump(cg, head);
    LLVMPositionBuilderAtEnd(cg->b, over);
    in_arm(cg, &s->orelse);
    cg_enter_block(cg, loop.done);
}

static void for_body(Cg *cg, void *data) {
    const TirStmts *stmts = data;
    cg_gen_stmts(cg, stmts);
}

static void gen_for(Cg *cg, const TirStmt *s) {
    int mark = cg_temps_mark(cg);
    Loop loop = {.done = cg_new_block(cg, "done")};
    cg_gen_loop(cg, &s->clause, &loop, for_body, (void *)(uintptr_t)&s->body);
    in_arm(cg, &s->orelse);
    cg_enter_block(cg, loop.done);
    cg_temps_release(cg, mark);
}

static void gen_return(Cg *cg, const TirStmt *s) {
    Body *body = cg->body;
    if (s->value != NULL && body->outlets != NULL) {
        cg_output_value(cg, 0, cg_gen(cg, s->value), s->pos);
    } else if (s->value != NULL) {
        Val val = cg_gen(cg, s->value);
        if (body->result != NULL) cg_put(cg, val, body->result);
    }
    cg_temps_emit_release(cg, 0);
    leave(cg, body->exit);
}

/* Raises with a message of the program, or with a fixed text. */
static void gen_raise(Cg *cg, const TirExpr *message, const char *text, Pos pos) {
    LLVMValueRef place = cg_call_place(cg, pos, NULL, NULL, 0), format = cg_text(cg, "%s");
    if (message == NULL) {
        RT_CALL(cg, RT_RAISE, place, format, cg_text(cg, text));
    } else {
        Val val = cg_gen(cg, message);
        LLVMValueRef empty = cg_text(cg, ""), null = LLVMBuildIsNull(cg->b, val.v, "");
        LLVMValueRef data =
            LLVMBuildSelect(cg->b, null, empty, cg_at_offset(cg, val.v, RT_STR_DATA), "");
        RT_CALL(cg, RT_RAISE, place, format, data);
    }
    LLVMBuildUnreachable(cg->b);
}

static void gen_assert(Cg *cg, const TirStmt *s) {
    LLVMBasicBlockRef good = cg_new_block(cg, "good"), bad = cg_new_block(cg, "bad");
    cg_branch(cg, condition(cg, s->value), good, bad);
    LLVMPositionBuilderAtEnd(cg->b, bad);
    int mark = cg_temps_mark(cg), arm = cg->body->arm;
    cg->body->arm = ++cg->body->arms;
    const char *text = s->text == NULL ? "assertion failed"
                                       : arena_printf(cg->arena, "assertion failed: %s", s->text);
    gen_raise(cg, s->message, text, s->pos);
    cg->body->arm = arm;
    LLVMMoveBasicBlockAfter(good, LLVMGetInsertBlock(cg->b));
    LLVMPositionBuilderAtEnd(cg->b, good);
    for (int i = mark; i < cg->body->temps.len; i++)
        cg->body->temps.items[i].moved = true; /* never reached */
    cg_temps_release(cg, mark);
}

static void gen_jump(Cg *cg, bool is_break) {
    Loop *loop = cg->body->loop;
    cg_temps_emit_release(cg, loop->temps);
    leave(cg, is_break ? loop->done : loop->next);
}

static void gen_stmt(Cg *cg, const TirStmt *s) {
    cg_debug_at(cg, s->pos);
    int mark = cg_temps_mark(cg);
    switch (s->kind) {
    case TS_EXPR: cg_gen(cg, s->value); break;
    case TS_ASSIGN: cg_gen_assign(cg, s); break;
    case TS_IF: gen_if_stmt(cg, s); return;
    case TS_WHILE: gen_while(cg, s); return;
    case TS_FOR: gen_for(cg, s); return;
    case TS_RETURN: gen_return(cg, s); break;
    case TS_OUTPUT: cg_gen_output(cg, s); break;
    case TS_BREAK: gen_jump(cg, true); break;
    case TS_CONTINUE: gen_jump(cg, false); break;
    case TS_ASSERT: gen_assert(cg, s); return;
    case TS_RAISE:
        gen_raise(cg, s->message, "raised", s->pos);
        LLVMPositionBuilderAtEnd(cg->b, cg_new_block(cg, "dead"));
        for (int i = mark; i < cg->body->temps.len; i++) cg->body->temps.items[i].moved = true;
        break;
    case TS_DEL: cg_gen_delete(cg, s); break;
    }
    cg_temps_release(cg, mark);
}

void cg_gen_stmts(Cg *cg, const TirStmts *stmts) {
    for (int i = 0; i < stmts->len; i++) gen_stmt(cg, stmts->items[i]);
}
