/* errors.c - how a failed run is told:
 *
 *     vwap.csp:12:16: error: division by zero
 *         in main/follow[AAPL]/vwap at 2020-01-01 00:00:05
 *
 * The place is that of the failing expression where the generated code knows it, else the node's;
 * the time is left out before there is one (start-time scalars, adapters that don't open).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/engine.h"

static void add_place(csp_text *text, const csp_trap *trap, const csp_node_info *node) {
    if (trap->where && trap->where->file)
        csp_text_printf(text, "%s:%d:%d: ", trap->where->file, trap->where->line,
                        trap->where->column);
    else if (node && node->file)
        csp_text_printf(text, "%s:%d:%d: ", node->file, node->line, node->column);
}

/* `{}` in brackets stands for the key of the copy of a dynamic subgraph. */
static void add_path(csp_text *text, const csp_run *run, const char *path) {
    uint32_t depth = csp_copy_depth(run->current);
    for (uint32_t level = 0; level < depth; level++) {
        const char *mark = strstr(path, "[{}]");
        if (!mark) break;
        csp_text_add(text, path, (size_t)(mark + 1 - path));
        csp_copy_key(run->current, level, text);
        path = mark + 3;
    }
    csp_text_puts(text, path);
}

void csp_error_print(csp_run *run, csp_trap *trap) {
    const csp_program *program = run->program;
    const csp_node_info *node =
        run->head.node < program->nnodes ? &program->nodes[run->head.node] : NULL;
    csp_text text = {0};
    add_place(&text, trap, node);
    csp_text_printf(&text, "error: %s\n", csp_str_data(trap->message));
    if (node && node->path) {
        csp_text_puts(&text, "    in ");
        add_path(&text, run, node->path);
        if (run->head.now != CSP_NO_TIME) {
            csp_text_puts(&text, " at ");
            csp_format_datetime(&text, run->head.now);
        }
        csp_text_puts(&text, "\n");
    }
    csp_console_flush();
    fwrite(text.data, 1, text.size, stderr);
    csp_text_free(&text);
    csp_release(&csp_type_str, &trap->message);
}
