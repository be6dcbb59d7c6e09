/* print.c - the console: csp's print, Python's print in nodes, and main's outputs.
 *
 * All of it goes through stdio's stdout, which user code in C may print to as well, with a large
 * buffer unless somebody watches on a terminal. It is flushed at exit, before errors, and in real
 * time after each cycle.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/engine.h"

const csp_type csp_type_str = {
    .kind = CSP_STR, .size = sizeof(csp_str *), .align = _Alignof(csp_str *), .name = "str"};

static pthread_once_t console_once = PTHREAD_ONCE_INIT;

static void console_buffer(void) {
    /* Belongs to stdout, which the process has one of, until exit. */
    static char buffer[1 << 16];
    if (isatty(STDOUT_FILENO)) return;
    fflush(stdout);
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
}

void csp_console_init(void) { pthread_once(&console_once, console_buffer); }

bool csp_console_flush(void) { return fflush(stdout) == 0 && !ferror(stdout); }

static void print_line(csp_run *run, const char *tag, size_t size, const csp_type *type,
                       const void *value) {
    csp_text *line = &run->line;
    line->size = 0;
    csp_format_datetime(line, run->head.now);
    csp_text_add(line, " ", 1);
    csp_text_add(line, tag, size);
    csp_text_add(line, ":", 1);
    csp_format(line, type, value, CSP_PLAIN);
    csp_text_add(line, "\n", 1);
    fwrite(line->data, 1, line->size, stdout);
}

void csp_print_tick(csp_engine *engine, const csp_str *tag, const csp_type *type,
                    const void *value) {
    print_line(csp_run_of(engine), csp_str_data(tag), (size_t)csp_str_size(tag), type, value);
}

void csp_print_line(const csp_str *text) {
    flockfile(stdout);
    fwrite(csp_str_data(text), 1, (size_t)csp_str_size(text), stdout);
    putc_unlocked('\n', stdout);
    funlockfile(stdout);
}

void csp_output_tick(csp_engine *engine, uint32_t index, const void *value) {
    csp_run *run = csp_run_of(engine);
    const csp_output *output = &run->program->outputs[index];
    if (run->rows.format != CSP_ROWS_NONE)
        csp_rows_set(&run->rows, index, value);
    else
        print_line(run, output->name, strlen(output->name), output->type, value);
}
