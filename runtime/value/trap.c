/* trap.c - csp_raise and the traps it lands in.
 *
 * Called by whatever fails while a computation runs: library functions, generated code, adapters.
 * Traps form a stack, one for each thread; the frames between csp_raise and the innermost trap are
 * abandoned without unwinding.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "csp/trap.h"

static _Thread_local csp_trap *innermost;

void csp_trap_push(csp_trap *trap) {
    trap->outer = innermost;
    trap->message = NULL;
    trap->where = NULL;
    innermost = trap;
}

void csp_trap_pop(csp_trap *trap) { innermost = trap->outer; }

bool csp_trap_is_set(void) { return innermost != NULL; }

/* Nothing runs under a trap only if the runtime itself is wrong. */
_Noreturn static void no_trap(const csp_call *call, const char *format, va_list args) {
    fputs("internal error: raised outside of a run: ", stderr);
    vfprintf(stderr, format, args);
    if (call && call->file) fprintf(stderr, " (%s:%d:%d)", call->file, call->line, call->column);
    fputc('\n', stderr);
    abort();
}

void csp_raise(const csp_call *call, const char *format, ...) {
    va_list args;
    va_start(args, format);
    if (!innermost) no_trap(call, format, args);
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);

    char *text = csp_alloc(size > 0 ? (size_t)size + 1 : 1);
    text[0] = '\0';
    if (size > 0) vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    innermost->message = csp_str_new(text, size > 0 ? (size_t)size : 0);
    csp_free(text);
    innermost->where = call;
    longjmp(innermost->jump, 1);
}
