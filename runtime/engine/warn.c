/* warn.c - what library nodes tell the user of a running program without stopping it. */
#include <stdio.h>

#include "engine/engine.h"

void csp_warn_tick(csp_engine *engine, const csp_str *tag, const csp_type *type,
                   const void *value) {
    csp_run *run = csp_run_of(engine);
    csp_text line = {0};
    csp_text_printf(&line, "%s: warning: ", run->program->name);
    csp_format_datetime(&line, engine->now);
    csp_text_printf(&line, " %s: ", csp_str_data(tag));
    csp_format(&line, type, value, CSP_PLAIN);
    csp_text_add(&line, "\n", 1);
    fflush(stdout); /* in its place among what was printed before */
    fwrite(line.data, 1, line.size, stderr);
    csp_text_free(&line);
}

/* What is told once, at the end: the run has no time any more. */
void csp_warn(const csp_call *call, csp_str *const *tag, csp_str *const *text);
void csp_warn(const csp_call *call, csp_str *const *tag, csp_str *const *text) {
    (void)call;
    csp_console_flush();
    fprintf(stderr, "warning: %s: %s\n", csp_str_data(*tag), csp_str_data(*text));
}
