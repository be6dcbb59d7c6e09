/* help.c - the page that --help prints:
 *
 *     Prints the average of each symbol.
 *
 *     usage: vwap [--name value]...
 *
 *     parameters
 *       --trades str        CSV file with columns time, symbol, price, qty (default: trades.csv)
 *     run
 *       --start TIME        ...
 */
#include <stdio.h>
#include <string.h>

#include "engine/engine.h"

#define WIDEST_LEFT 32 /* a longer left column has its text on the next line */

typedef struct row {
    char *left;
    char *right;
} row;

static char *text_chars(csp_text *text) {
    csp_text_add(text, "", 1);
    return text->data; /* handed over: freed with csp_free */
}

static char *param_left(const csp_param *param) {
    csp_text text = {0};
    char *flag = csp_flag_name(param->name);
    csp_text_printf(&text, "--%s", flag);
    if (param->type->kind != CSP_BOOL) csp_text_printf(&text, " %s", param->type->name);
    csp_free(flag);
    return text_chars(&text);
}

static void add_preset(csp_text *text, const csp_param *param) {
    if (!param->preset) {
        csp_text_puts(text, text->size ? " (required)" : "(required)");
        return;
    }
    bool absent =
        param->type->kind == CSP_OPT && !((const char *)param->preset)[param->type->flag_offset];
    csp_text value = {0};
    if (!absent) csp_format(&value, param->type, param->preset, CSP_PLAIN);
    if (value.size > 0)
        csp_text_printf(text, "%s(default: %.*s)", text->size ? " " : "", (int)value.size,
                        value.data);
    csp_text_free(&value);
}

static char *param_right(const csp_param *param) {
    csp_text text = {0};
    csp_text_puts(&text, param->help);
    add_preset(&text, param);
    return text_chars(&text);
}

/* A standard flag; a parameter of main that is one adds its own text and default. */
static row standard_row(const csp_program *program, csp_role role, const char *left,
                        const char *right) {
    csp_text l = {0}, r = {0};
    csp_text_puts(&l, left);
    csp_text_puts(&r, right);
    for (uint32_t i = 0; role != CSP_FLAG && i < program->nparams; i++) {
        const csp_param *param = &program->params[i];
        if (param->role != role) continue;
        if (*param->help) csp_text_printf(&r, "; %s", param->help);
        add_preset(&r, param);
    }
    return (row){text_chars(&l), text_chars(&r)};
}

static size_t left_width(const row *rows, size_t nrows) {
    size_t width = 0;
    for (size_t i = 0; i < nrows; i++) {
        size_t size = strlen(rows[i].left);
        if (size > width && size <= WIDEST_LEFT) width = size;
    }
    return width;
}

static void print_row(const row *r, size_t width) {
    if (!*r->right)
        printf("  %s\n", r->left);
    else if (strlen(r->left) <= width)
        printf("  %-*s  %s\n", (int)width, r->left, r->right);
    else
        printf("  %s\n  %-*s  %s\n", r->left, (int)width, "", r->right);
}

static size_t standard_rows(const csp_program *program, row *rows) {
    size_t n = 0;
    rows[n++] = standard_row(program, CSP_FLAG_START, "--start TIME",
                             "2020-01-01T09:30:00Z, or -1h: from now; else the earliest input");
    rows[n++] = standard_row(program, CSP_FLAG_END, "--end TIME",
                             "a time, or +8h: from the start; inclusive; else when inputs end");
    rows[n++] = standard_row(program, CSP_FLAG_REALTIME, "--realtime",
                             "run on the wall clock, history first");
    if (program->noutputs > 0)
        rows[n++] =
            standard_row(program, CSP_FLAG, "--outputs FILE",
                         "write the outputs to FILE.csv or FILE.jsonl instead of printing them");
    rows[n++] = standard_row(program, CSP_FLAG, "--version", "print the version and leave");
    rows[n++] = standard_row(program, CSP_FLAG, "--help", "print this page and leave");
    return n;
}

void csp_help_print(const csp_program *program) {
    row *rows = csp_alloc((program->nparams + 8) * sizeof *rows);
    size_t nparams = 0;
    for (uint32_t i = 0; i < program->nparams; i++)
        if (program->params[i].role == CSP_FLAG && strcmp(program->params[i].name, "outputs") != 0)
            rows[nparams++] =
                (row){param_left(&program->params[i]), param_right(&program->params[i])};
    size_t nrows = nparams + standard_rows(program, rows + nparams);
    size_t width = left_width(rows, nrows);
    if (*program->doc) printf("%s\n\n", program->doc);
    printf("usage: %s [--name value]...\n\n", program->name);
    if (nparams > 0) printf("parameters\n");
    for (size_t i = 0; i < nparams; i++) print_row(&rows[i], width);
    printf("%srun\n", nparams > 0 ? "\n" : "");
    for (size_t i = nparams; i < nrows; i++) print_row(&rows[i], width);
    for (size_t i = 0; i < nrows; i++) {
        csp_free(rows[i].left);
        csp_free(rows[i].right);
    }
    csp_free(rows);
}
