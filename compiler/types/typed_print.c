/* typed_print.c - the typed program as text (--emit=types): declarations of the program's own
 * files, every expression in a form close to the language; what the checker added is written as a
 * call: some(x), unwrap(x), const(x), lift(...). */
#include <inttypes.h>
#include <string.h>

#include "types/checker.h"

typedef struct Printer {
    FILE *to;
    const TirProgram *program;
    int depth;
} Printer;

static void expr_print(Printer *p, const TirExpr *e);

static void indent(const Printer *p) { fprintf(p->to, "%*s", p->depth * 4, ""); }

static void exprs_print(Printer *p, const TirExprs *list) {
    for (int i = 0; i < list->len; i++) {
        if (i > 0) fputs(", ", p->to);
        if (list->items[i] == NULL)
            fputs("default", p->to);
        else
            expr_print(p, list->items[i]);
    }
}

static void call_print(Printer *p, const char *name, const TirExpr *e) {
    fputs(name, p->to);
    if (e->ntargs > 0) {
        for (int i = 0; i < e->ntargs; i++)
            fprintf(p->to, "%s%s", i == 0 ? "[" : ", ", e->targs[i]->name);
        fputs("]", p->to);
    }
    fputs("(", p->to);
    exprs_print(p, &e->args);
    fputs(")", p->to);
}

static void wrapped(Printer *p, const char *name, const TirExpr *a) {
    fprintf(p->to, "%s(", name);
    expr_print(p, a);
    fputs(")", p->to);
}

static void quoted(Printer *p, const char *text, size_t size) {
    fputc('"', p->to);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"' || text[i] == '\\') fputc('\\', p->to);
        if (text[i] == '\n')
            fputs("\\n", p->to);
        else
            fputc(text[i], p->to);
    }
    fputc('"', p->to);
}

static void enum_print(Printer *p, const TirEnum *enm, int64_t value) {
    for (int i = 0; i < enm->items.len; i++)
        if (enm->items.items[i].value == value) {
            fprintf(p->to, "%s.%s", enm->name, enm->items.items[i].name);
            return;
        }
    fprintf(p->to, "%s(%" PRId64 ")", enm->name, value);
}

static void time_print(Printer *p, const Type *type, int64_t value) {
    csp_text text = {0};
    if (type->kind == TYPE_DATETIME)
        csp_format_datetime(&text, value);
    else
        csp_format_timedelta(&text, value);
    fprintf(p->to, "%s(%.*s)", type->name, (int)text.size, text.data == NULL ? "" : text.data);
    csp_text_free(&text);
}

static void const_print(Printer *p, const TirExpr *e) {
    switch (e->type->kind) {
    case TYPE_BOOL: fputs(*(const uint8_t *)e->value != 0 ? "True" : "False", p->to); break;
    case TYPE_FLOAT: {
        char digits[32];
        snprintf(digits, sizeof digits, "%.17g", *(const double *)e->value);
        fprintf(p->to, strpbrk(digits, ".eni") == NULL ? "%s.0" : "%s", digits);
        break;
    }
    case TYPE_STR:
    case TYPE_BYTES: {
        const csp_str *s = *(csp_str *const *)e->value;
        if (e->type->kind == TYPE_BYTES) fputc('b', p->to);
        quoted(p, csp_str_data(s), (size_t)csp_str_size(s));
        break;
    }
    case TYPE_ENUM: enum_print(p, e->type->enm, *(const int64_t *)e->value); break;
    case TYPE_DATETIME:
    case TYPE_TIMEDELTA: time_print(p, e->type, *(const int64_t *)e->value); break;
    default: fprintf(p->to, "%" PRId64, *(const int64_t *)e->value); break;
    }
}

static void fstring_print(Printer *p, const TirExpr *e) {
    fputs("f(", p->to);
    for (int i = 0; i < e->parts.len; i++) {
        const TirFPart *part = &e->parts.items[i];
        if (i > 0) fputs(", ", p->to);
        if (part->value == NULL) {
            quoted(p, part->text, part->size);
            continue;
        }
        expr_print(p, part->value);
        if (part->conversion != 0) fprintf(p->to, "!%c", part->conversion);
        if (*part->spec != '\0') fprintf(p->to, ":%s", part->spec);
    }
    fputs(")", p->to);
}

static void comprehension_print(Printer *p, const TirExpr *e) {
    const TirComp *comp = e->comp;
    fputs(comp->kind == 'l' ? "[" : "{", p->to);
    if (comp->key != NULL) {
        expr_print(p, comp->key);
        fputs(": ", p->to);
    }
    expr_print(p, comp->value);
    for (int i = 0; i < comp->clauses.len; i++) {
        const TirClause *clause = &comp->clauses.items[i];
        fprintf(p->to, " for %s#%d", clause->item->name, clause->item->index);
        for (int j = 0; j < clause->unpack.len; j++) {
            fputs(j == 0 ? " as (" : ", ", p->to);
            expr_print(p, clause->unpack.items[j]->target);
        }
        fputs(clause->unpack.len > 0 ? ") in " : " in ", p->to);
        expr_print(p, clause->iterable);
        for (int j = 0; j < clause->conditions.len; j++) {
            fputs(" if ", p->to);
            expr_print(p, clause->conditions.items[j]);
        }
    }
    fputs(comp->kind == 'l' ? "]" : "}", p->to);
}

static void binary_print(Printer *p, const TirExpr *e, const char *op) {
    fputs("(", p->to);
    expr_print(p, e->a);
    fprintf(p->to, " %s ", op);
    expr_print(p, e->b);
    fputs(")", p->to);
}

static void choice_print(Printer *p, const TirExpr *e, const char *word) {
    fprintf(p->to, "%s(", word);
    expr_print(p, e->a);
    fputs(", ", p->to);
    expr_print(p, e->b);
    fputs(", ", p->to);
    expr_print(p, e->c);
    fputs(")", p->to);
}

static void lambda_print(Printer *p, const TirExpr *e) {
    fputs("(lambda", p->to);
    for (int i = 0; i < e->fn->params.len; i++)
        fprintf(p->to, "%s %s: %s", i == 0 ? "" : ",", e->fn->params.items[i]->name,
                e->fn->params.items[i]->type->name);
    fputs(": ", p->to);
    if (e->fn->body.len == 1 && e->fn->body.items[0]->value != NULL)
        expr_print(p, e->fn->body.items[0]->value);
    fputs(")", p->to);
}

static void items_print(Printer *p, const TirExpr *e, const char *open, const char *close) {
    fputs(open, p->to);
    exprs_print(p, &e->args);
    fputs(close, p->to);
}

static void dict_print(Printer *p, const TirExpr *e) {
    fputs("{", p->to);
    for (int i = 0; i < e->args.len; i++) {
        fputs(i == 0 ? "" : i % 2 == 0 ? ", " : ": ", p->to);
        expr_print(p, e->args.items[i]);
    }
    fputs("}", p->to);
}

static const char *item_name(const TirExpr *e) {
    if (e->kind == TE_FIELD) return e->a->type->strct->fields.items[e->index].name;
    return e->a->type->kind == TYPE_RECORD ? e->a->type->names[e->index] : NULL;
}

static void access_print(Printer *p, const TirExpr *e) {
    expr_print(p, e->a);
    if (e->kind == TE_INDEX || e->kind == TE_MEMBER || e->kind == TE_MEMBER_REF ||
        e->kind == TE_SLICE) {
        items_print(p, e, e->kind == TE_SLICE ? "[slice: " : "[", "]");
        return;
    }
    if (item_name(e) != NULL)
        fprintf(p->to, ".%s", item_name(e));
    else
        fprintf(p->to, ".%d", e->index);
}

static void scheduling_print(Printer *p, const TirExpr *e) {
    const char *name = e->kind == TE_SCHEDULE     ? (e->flag ? "schedule_timer" : "schedule_alarm")
                       : e->kind == TE_RESCHEDULE ? "reschedule_alarm"
                                                  : "cancel_alarm";
    fprintf(p->to, "%s(", name);
    if (e->var != NULL) fprintf(p->to, "%s, ", e->var->name);
    expr_print(p, e->a);
    if (e->b != NULL) {
        fputs(", ", p->to);
        expr_print(p, e->b);
    }
    fputs(")", p->to);
}

static void lift_print(Printer *p, const TirExpr *e) {
    fputs(e->flag ? "lift?(" : "lift(", p->to);
    expr_print(p, e->a);
    fputs("; ", p->to);
    exprs_print(p, &e->args);
    fputs(")", p->to);
}

static void let_print(Printer *p, const TirExpr *e) {
    fprintf(p->to, "(let %s#%d = ", e->var->name, e->var->index);
    expr_print(p, e->a);
    fputs(" in ", p->to);
    expr_print(p, e->b);
    fputs(")", p->to);
}

static void var_print(const Printer *p, const TirVar *var) {
    fputs(var->name, p->to);
    if (var->kind == TV_LOCAL) fprintf(p->to, "#%d", var->index);
}

static void graph_print_expr(Printer *p, const TirExpr *e) {
    switch (e->kind) {
    case TE_NODE_CALL: call_print(p, e->node->qualified, e); break;
    case TE_GRAPH_CALL: call_print(p, e->fn->qualified, e); break;
    case TE_ADAPTER_CALL: call_print(p, e->adapter->qualified, e); break;
    case TE_LIFT: lift_print(p, e); break;
    case TE_LEAF: fprintf(p->to, "$%d", e->index); break;
    case TE_SELECT: choice_print(p, e, "select"); break;
    case TE_CONST_EDGE: wrapped(p, "const", e->a); break;
    case TE_FEEDBACK_NEW:
    case TE_DELAYED_NEW: fprintf(p->to, "%s()", e->type->name); break;
    case TE_FEEDBACK_OUT: wrapped(p, "out", e->a); break;
    case TE_DELAYED_EDGE: wrapped(p, "edge", e->a); break;
    case TE_EXPECT_ERROR: wrapped(p, "expect_error", e->a); break;
    case TE_BIND: binary_print(p, e, "<-"); break;
    case TE_DYNAMIC: binary_print(p, e, "dynamic"); break;
    case TE_SNAP: wrapped(p, "snap", e->a); break;
    default: fputs("?", p->to); break;
    }
}

static void past_print(Printer *p, const TirExpr *e) {
    if (e->kind == TE_KEEP)
        fputs("set_buffering_policy(", p->to);
    else
        fprintf(p->to, "past(%c: ", e->basket_op);
    expr_print(p, e->a);
    items_print(p, e, ", ", "");
    if (e->b != NULL) {
        fputs(", default: ", p->to);
        expr_print(p, e->b);
    }
    fputs(")", p->to);
}

static void node_print_expr(Printer *p, const TirExpr *e) {
    switch (e->kind) {
    case TE_TICKED: items_print(p, e, "ticked(", ")"); break;
    case TE_VALID: items_print(p, e, "valid(", ")"); break;
    case TE_NOW: fputs("now()", p->to); break;
    case TE_ENGINE_START: fputs("engine_start_time()", p->to); break;
    case TE_ENGINE_END: fputs("engine_end_time()", p->to); break;
    case TE_NUM_TICKS: wrapped(p, "num_ticks", e->a); break;
    case TE_TIME_OF: wrapped(p, "time_at", e->a); break;
    case TE_PAST:
    case TE_KEEP: past_print(p, e); break;
    case TE_BASKET: fprintf(p->to, "basket(%s, '%c')", e->var->name, e->basket_op); break;
    case TE_SCHEDULE:
    case TE_RESCHEDULE:
    case TE_CANCEL: scheduling_print(p, e); break;
    case TE_STOP_ENGINE:
        if (e->a != NULL)
            wrapped(p, "stop_engine", e->a);
        else
            fputs("stop_engine()", p->to);
        break;
    case TE_REMOVE_KEY: wrapped(p, "remove_dynamic_key", e->a); break;
    case TE_SET_ACTIVE: wrapped(p, e->flag ? "make_active" : "make_passive", e->a); break;
    default: graph_print_expr(p, e); break;
    }
}

static void expr_print(Printer *p, const TirExpr *e) {
    switch (e->kind) {
    case TE_CONST: const_print(p, e); break;
    case TE_VAR: var_print(p, e->var); break;
    case TE_UNARY: wrapped(p, op_text(e->op), e->a); break;
    case TE_BINARY: binary_print(p, e, op_text(e->op)); break;
    case TE_AND: binary_print(p, e, "and"); break;
    case TE_OR: binary_print(p, e, "or"); break;
    case TE_IF: choice_print(p, e, "if"); break;
    case TE_LET: let_print(p, e); break;
    case TE_INT_TO_FLOAT: wrapped(p, "float", e->a); break;
    case TE_SOME: wrapped(p, "some", e->a); break;
    case TE_NONE: fputs("None", p->to); break;
    case TE_IS_SOME: wrapped(p, "is_some", e->a); break;
    case TE_UNWRAP: wrapped(p, "unwrap", e->a); break;
    case TE_UPCAST:
    case TE_DOWNCAST: wrapped(p, e->type->name, e->a); break;
    case TE_IS_KIND:
        fputs("is_", p->to);
        wrapped(p, e->targs[0]->name, e->a);
        break;
    case TE_STRUCT: call_print(p, e->type->name, e); break;
    case TE_TUPLE: items_print(p, e, "(", ")"); break;
    case TE_LIST: items_print(p, e, "[", "]"); break;
    case TE_SET: items_print(p, e, "{", "}"); break;
    case TE_DICT: dict_print(p, e); break;
    case TE_FIELD:
    case TE_ITEM:
    case TE_INDEX:
    case TE_SLICE:
    case TE_MEMBER:
    case TE_MEMBER_REF: access_print(p, e); break;
    case TE_FSTRING: fstring_print(p, e); break;
    case TE_CALL:
    case TE_CALL_BUILTIN: call_print(p, e->fn->qualified, e); break;
    case TE_CALL_VALUE:
        expr_print(p, e->a);
        items_print(p, e, "(", ")");
        break;
    case TE_LAMBDA: lambda_print(p, e); break;
    case TE_COMPREHENSION: comprehension_print(p, e); break;
    case TE_PRINT: items_print(p, e, "print(", ")"); break;
    default: node_print_expr(p, e); break;
    }
}

/* ---- statements */

static void block_print(Printer *p, const TirStmts *stmts);

static void labelled(Printer *p, const char *word, const TirExpr *e, const char *end) {
    fputs(word, p->to);
    if (e != NULL) {
        fputs(" ", p->to);
        expr_print(p, e);
    }
    fputs(end, p->to);
}

static void branches_print(Printer *p, const TirStmt *s) {
    block_print(p, &s->body);
    if (s->orelse.len == 0) return;
    indent(p);
    fputs("else:\n", p->to);
    block_print(p, &s->orelse);
}

static void for_print(Printer *p, const TirStmt *s) {
    fprintf(p->to, "for %s#%d in ", s->clause.item->name, s->clause.item->index);
    expr_print(p, s->clause.iterable);
    fputs(":\n", p->to);
    block_print(p, &s->clause.unpack);
    branches_print(p, s);
}

static void assign_print(Printer *p, const TirStmt *s) {
    expr_print(p, s->target);
    fprintf(p->to, " %s= ", s->has_op ? op_text(s->op) : "");
    expr_print(p, s->value);
    fprintf(p->to, "    # %s\n", s->target->type->name);
}

static void stmt_print(Printer *p, const TirStmt *s) {
    indent(p);
    switch (s->kind) {
    case TS_EXPR:
        expr_print(p, s->value);
        fputs("\n", p->to);
        break;
    case TS_ASSIGN: assign_print(p, s); break;
    case TS_IF:
        labelled(p, "if", s->value, ":\n");
        branches_print(p, s);
        break;
    case TS_WHILE:
        labelled(p, "while", s->value, ":\n");
        branches_print(p, s);
        break;
    case TS_FOR: for_print(p, s); break;
    case TS_RETURN: labelled(p, "return", s->value, "\n"); break;
    case TS_OUTPUT:
        fprintf(p->to, "output %d", s->index);
        if (s->key != NULL) labelled(p, " key", s->key, "");
        labelled(p, " =", s->value, "\n");
        break;
    case TS_BREAK: fputs("break\n", p->to); break;
    case TS_CONTINUE: fputs("continue\n", p->to); break;
    case TS_ASSERT:
        labelled(p, "assert", s->value, "");
        labelled(p, s->message == NULL ? "" : ",", s->message, "\n");
        break;
    case TS_RAISE: labelled(p, "raise", s->message, "\n"); break;
    case TS_DEL: labelled(p, "del", s->target, "\n"); break;
    }
}

static void block_print(Printer *p, const TirStmts *stmts) {
    p->depth++;
    for (int i = 0; i < stmts->len; i++) stmt_print(p, stmts->items[i]);
    p->depth--;
}

/* ---- declarations */

static bool is_own(const TirProgram *program, Pos pos) {
    return pos.file != NULL && (!pos.file->is_library || program->file->is_library);
}

static void vars_print(Printer *p, const char *word, const TirVars *vars) {
    for (int i = 0; i < vars->len; i++) {
        const TirVar *var = vars->items[i];
        fprintf(p->to, "    %s %s%s#%d: %s", word, var->is_mut ? "mut " : "", var->name, var->index,
                var->type->name);
        if (var->init != NULL) labelled(p, " =", var->init, "");
        fputs("\n", p->to);
    }
}

static void fn_print(Printer *p, const TirFn *fn) {
    static const char *const words[] = {"def", "graph", "lambda"};
    fprintf(p->to, "%s %s", words[fn->kind], fn->qualified);
    for (int i = 0; i < fn->ntvars; i++)
        fprintf(p->to, "%s%s%s", i == 0 ? "[" : ", ", fn->tvars[i]->name,
                i + 1 == fn->ntvars ? "]" : "");
    fprintf(p->to, " -> %s%s:\n", fn->result == NULL ? "?" : fn->result->name,
            fn->may_fail ? " (may fail)" : "");
    vars_print(p, "param", &fn->params);
    vars_print(p, "capture", &fn->captures);
    vars_print(p, "local", &fn->locals);
    block_print(p, &fn->body);
    fputs("\n", p->to);
}

static void section_print(Printer *p, const char *name, const TirStmts *stmts) {
    if (stmts->len == 0) return;
    fprintf(p->to, "    %s:\n", name);
    p->depth++;
    block_print(p, stmts);
    p->depth--;
}

static void node_print(Printer *p, const TirNode *node) {
    fprintf(p->to, "node %s%s:\n", node->qualified, node->may_fail ? " (may fail)" : "");
    vars_print(p, "input", &node->inputs);
    for (int i = 0; i < node->passive.len; i++)
        if (node->passive.items[i]) fprintf(p->to, "    passive %s\n", node->inputs.items[i]->name);
    vars_print(p, "scalar", &node->scalars);
    vars_print(p, "alarm", &node->alarms);
    vars_print(p, "state", &node->state);
    vars_print(p, "local", &node->locals);
    for (int i = 0; i < node->outputs.len; i++) {
        const TirOutput *output = &node->outputs.items[i];
        fprintf(p->to, "    output %d %s: %s", i, output->name == NULL ? "" : output->name,
                output->type->name);
        if (output->shape != NULL) labelled(p, " of", output->shape, "");
        if (output->shape_of != NULL) fprintf(p->to, " of %s", output->shape_of->name);
        fputs("\n", p->to);
    }
    section_print(p, "start", &node->start);
    section_print(p, "body", &node->body);
    section_print(p, "stop", &node->stop);
    fputs("\n", p->to);
}

static void struct_print(Printer *p, const TirStruct *strct) {
    fprintf(p->to, "struct %s:\n", strct->qualified);
    for (int i = 0; i < strct->fields.len; i++) {
        const TirField *field = &strct->fields.items[i];
        fprintf(p->to, "    %s: %s%s", field->name, field->type->name,
                field->is_read ? "" : " (never read)");
        if (field->preset != NULL) labelled(p, " =", field->preset, "");
        if (field->key != NULL) fprintf(p->to, " as \"%s\"", field->key);
        fputs("\n", p->to);
    }
    fputs("\n", p->to);
}

void typed_print(const TirProgram *program, FILE *to) {
    Printer p = {to, program, 0};
    for (int i = 0; i < program->structs.len; i++)
        if (is_own(program, program->structs.items[i]->pos))
            struct_print(&p, program->structs.items[i]);
    for (int i = 0; i < program->globals.len; i++) {
        const TirVar *var = program->globals.items[i];
        if (!is_own(program, var->pos)) continue;
        fprintf(to, "const %s: %s", var->name, var->type->name);
        if (var->init != NULL) labelled(&p, " =", var->init, "\n");
    }
    for (int i = 0; i < program->nodes.len; i++)
        if (is_own(program, program->nodes.items[i]->pos)) node_print(&p, program->nodes.items[i]);
    for (int i = 0; i < program->fns.len; i++)
        if (is_own(program, program->fns.items[i]->pos) && program->fns.items[i]->kind != TF_LAMBDA)
            fn_print(&p, program->fns.items[i]);
}
