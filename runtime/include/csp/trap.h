/* trap.h - where csp_raise lands.
 *
 * A computation that may fail runs under a trap: the engine sets one around cycles, the compiler's interpreter
 * one around each evaluation at compile time, `expect_error` one around a run. csp_raise fills the innermost trap
 * of this thread and jumps there. What the abandoned frames owned is not released: the run is over.
 */
#ifndef CSP_TRAP_H
#define CSP_TRAP_H

#include <setjmp.h>

#include "csp/value.h"

typedef struct csp_trap {
    jmp_buf jump;
    struct csp_trap *outer;
    csp_str *message;      /* owned by whoever set the trap */
    const csp_call *where; /* static data of the program; may be NULL */
} csp_trap;

/* Usage: csp_trap t; csp_trap_push(&t); if (setjmp(t.jump) == 0) { ...; } else { failed } csp_trap_pop(&t); */
void csp_trap_push(csp_trap *trap);
void csp_trap_pop(csp_trap *trap);

bool csp_trap_is_set(void); /* csp_raise lands somewhere */

#endif
