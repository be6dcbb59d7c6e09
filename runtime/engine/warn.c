/* warn.c - what library nodes tell the user of a running program without stopping it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* ---- log(level, tag, x) */

/* A name or a number, as Python's logging has them; WARNING when CSP_LOG_LEVEL is not set, or is neither. */
void csp_log_level(const csp_call *call, int64_t *ret);
void csp_log_level(const csp_call *call, int64_t *ret) {
    static const struct {
        const char *name;
        int64_t level;
    } levels[] = {{"DEBUG", 10}, {"INFO", 20}, {"WARNING", 30}, {"ERROR", 40}, {"CRITICAL", 50}};
    const char *wanted = getenv("CSP_LOG_LEVEL");
    (void)call;
    *ret = 30;
    if (!wanted) return;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcasecmp(levels[i].name, wanted) == 0) *ret = levels[i].level;
    char *end;
    long number = strtol(wanted, &end, 10);
    if (end != wanted && !*end) *ret = number;
}

void csp_log_line(const csp_call *call, csp_str *const *text);
void csp_log_line(const csp_call *call, csp_str *const *text) {
    (void)call;
    csp_console_flush(); /* in its place among what was printed before */
    fprintf(stderr, "%s\n", csp_str_data(*text));
}
