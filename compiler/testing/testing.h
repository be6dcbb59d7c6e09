/* testing.h - `cspc test`: the tests of files, each in a process of its own.
 *
 *     testing.c   the command: files are checked, tests chosen, run side by side, told in the order of the files
 *     child.c     what the process of one test does: wire, compile, run in memory
 *     report.c    how results are printed
 *     junit.c     and written as JUnit XML
 */
#ifndef TESTING_TESTING_H
#define TESTING_TESTING_H

#include "driver.h"

typedef struct TestOptions {
    const char *filter; /* only tests with this in their name; NULL: all */
    const char *junit;  /* where to write the JUnit XML, or NULL */
    int jobs;           /* processes at a time */
} TestOptions;

/* The exit status: 0 when there were tests and all passed. */
int testing_run(Arena *arena, DriverOptions *driver, const TestOptions *options,
                const Texts *files);

/* ---- between its files */

typedef struct TestFile {
    const char *path;
    const TirProgram *program; /* NULL: it has errors, which are printed */
    const char *shared;        /* the C files of the command line as a library, or NULL */
} TestFile;

typedef enum TestState { TEST_WAITING, TEST_RUNNING, TEST_PASSED, TEST_FAILED } TestState;

typedef struct TestCase {
    const TestFile *file;
    const TirTest *test;
    TestState state;
    int pid;
    FILE *messages, *output; /* what the child found wrong; what the test printed */
    const char *what;        /* afterwards: both as texts in the arena */
    const char *printed;
    double seconds;
} TestCase;

typedef VEC(TestCase) TestCases;

typedef struct TestTotals {
    int passed, failed, left_out, broken_files;
} TestTotals;

/* The whole life of the process of one test. */
_Noreturn void test_child(DriverOptions *options, const TestCase *it);

void test_print(const TestCase *it);
void test_print_totals(const TestTotals *totals);
/* False with errno set when the file can't be written. */
bool test_write_junit(const char *path, const TestCases *cases, const TestFile *files, int nfiles);

#endif
