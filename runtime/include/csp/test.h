/* test.h - one run of a test (`test "name":` in the language), as `cspc test` starts it.
 *
 * A test is a program of its own. Its expects are sinks: each keeps what its series ticked and compares that, when the run
 * is over, with what it was told. What is wrong goes to `report`, in the order of wiring.
 */
#ifndef CSP_TEST_H
#define CSP_TEST_H

#include "csp/program.h"

typedef struct csp_test_report {
    const char *file; /* "": nowhere in particular */
    int line, column;
    const char *message;
    const char *lines; /* what to show below it, a line each; "" without */
} csp_test_report;

typedef struct csp_test {
    const char *error;  /* part of the message of the error that must end the run; NULL: none may */
    int64_t start, end; /* ns; end INT64_MAX: until the inputs are exhausted */
    void (*report)(void *data, const csp_test_report *report); /* texts are borrowed */
    void *data;
} csp_test;

/* In simulation, whatever the sources are. False when something was reported. */
bool csp_test_run(const csp_program *program, const csp_test *test);

#endif
