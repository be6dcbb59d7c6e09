/* stack.h - a stack that is large enough for whatever the phases recurse on.
 *
 * Every recursion of the compiler is bounded by a limit that has an error message: the nesting of expressions, the
 * operators of one, the calls that are open while a graph is wired. The stack is sized for those limits, whatever
 * `ulimit -s` says; memory is only taken for what is used of it.
 */
#ifndef SUPPORT_STACK_H
#define SUPPORT_STACK_H

#include <stdbool.h>

/* Runs `work` to its end on such a stack; false: there is no address space for it. */
bool stack_run(void (*work)(void *data), void *data);

#endif
