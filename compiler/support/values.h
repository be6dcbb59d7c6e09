/* values.h - the compiler's door for the memory of run-time values.
 *
 * The interpreter of graph bodies works on run-time values, whose library allocates by csp_alloc (csp/value.h). In the compiler those
 * functions are defined here instead of in the runtime: values that a phase still holds when the compilation ends, or that an
 * error abandoned, are freed all at once, as an arena's are.
 */
#ifndef SUPPORT_VALUES_H
#define SUPPORT_VALUES_H

/* Frees every value that is still there. */
void values_free_all(void);

#endif
