/* testing.c - the command `cspc test`; see testing.h. */
#include "testing/testing.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STATUS_FAILED = 1 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- what to run */

/* A part of the name, or all of it as a pattern of the shell. */
static bool chosen(const char *filter, const char *title) {
    if (filter == NULL) return true;
    if (strpbrk(filter, "*?[") != NULL) return fnmatch(filter, title, 0) == 0;
    return strstr(title, filter) != NULL;
}

static void add_file(Arena *arena, DriverOptions *options, TestFile *file,
                     const TestOptions *chooser, TestCases *cases, TestTotals *totals) {
    Driver driver = {arena, options, diagnostics_new(arena)};
    int status;
    file->program = driver_front(&driver, file->path, &status);
    if (file->program != NULL && !driver_shared(&driver, file->program, &file->shared))
        file->program = NULL;
    driver_print(&driver, driver.diagnostics);
    totals->broken_files += file->program == NULL;
    for (int i = 0; file->program != NULL && i < file->program->tests.len; i++) {
        TestCase it = {.file = file, .test = file->program->tests.items[i]};
        if (chosen(chooser->filter, it.test->title))
            VEC_PUSH(arena, cases, it);
        else
            totals->left_out++;
    }
}

/* ---- running */

static const char *read_back(Arena *arena, FILE *file) {
    rewind(file);
    const SourceFile *text = source_read(arena, file, "");
    fclose(file);
    return text == NULL ? "" : text->text;
}

static void finish(Arena *arena, TestCase *it, int status) {
    it->seconds = now() - it->seconds;
    it->what = read_back(arena, it->messages);
    it->printed = read_back(arena, it->output);
    it->state = WIFEXITED(status) && WEXITSTATUS(status) == 0 ? TEST_PASSED : TEST_FAILED;
    if (it->what[0] != '\0' || it->state == TEST_PASSED) return;
    if (WIFSIGNALED(status))
        it->what = arena_printf(arena, "the test was ended by signal %d (%s)\n", WTERMSIG(status),
                                strsignal(WTERMSIG(status)));
    else
        it->what =
            arena_printf(arena, "the test ended the process with status %d\n", WEXITSTATUS(status));
}

static bool launch(Arena *arena, DriverOptions *options, TestCase *it) {
    it->messages = tmpfile();
    it->output = tmpfile();
    fflush(NULL);
    it->seconds = now();
    it->pid = it->messages == NULL || it->output == NULL ? -1 : fork();
    if (it->pid == 0) test_child(options, it);
    it->state = it->pid < 0 ? TEST_FAILED : TEST_RUNNING;
    if (it->pid > 0) return true;
    it->what = arena_printf(arena, "cannot start a process for the test: %s\n", strerror(errno));
    it->printed = "";
    return false;
}

static void collect(Arena *arena, TestCases *cases) {
    int status;
    pid_t pid = waitpid(-1, &status, 0);
    for (int i = 0; i < cases->len; i++)
        if (cases->items[i].state == TEST_RUNNING && cases->items[i].pid == pid)
            finish(arena, &cases->items[i], status);
}

static void tell(TestCases *cases, int *told, bool headings) {
    while (*told < cases->len && cases->items[*told].state >= TEST_PASSED) {
        const TestCase *it = &cases->items[*told];
        if (headings && (*told == 0 || cases->items[*told - 1].file != it->file))
            printf("%s%s:\n", *told == 0 ? "" : "\n", it->file->path);
        test_print(it);
        ++*told;
    }
    fflush(stdout);
}

static void run_cases(Arena *arena, DriverOptions *options, int jobs, TestCases *cases,
                      bool headings) {
    int next = 0, running = 0, told = 0;
    while (told < cases->len) {
        if (next < cases->len && running < jobs) {
            running += launch(arena, options, &cases->items[next++]);
        } else {
            collect(arena, cases);
            running--;
        }
        tell(cases, &told, headings);
    }
}

/* ---- the command */

static int nothing_to_run(const TestOptions *options, const TestTotals *totals) {
    if (totals->broken_files > 0) return STATUS_FAILED;
    if (totals->left_out > 0)
        fprintf(stderr, "cspc: no test has \"%s\" in its name\n", options->filter);
    else
        fputs("cspc: there are no tests here\n", stderr);
    return STATUS_FAILED;
}

int testing_run(Arena *arena, DriverOptions *driver, const TestOptions *options,
                const Texts *paths) {
    TestCases cases = {0};
    TestTotals totals = {0};
    TestFile *files = ARENA_ARRAY(arena, TestFile, paths->len);
    for (int i = 0; i < paths->len; i++) {
        files[i] = (TestFile){.path = paths->items[i]};
        add_file(arena, driver, &files[i], options, &cases, &totals);
    }
    run_cases(arena, driver, options->jobs, &cases, paths->len > 1);
    for (int i = 0; i < paths->len; i++)
        if (files[i].shared != NULL) unlink(files[i].shared);
    for (int i = 0; i < cases.len; i++)
        if (cases.items[i].state == TEST_PASSED)
            totals.passed++;
        else
            totals.failed++;
    if (options->junit != NULL && !test_write_junit(options->junit, &cases, files, paths->len)) {
        fprintf(stderr, "cspc: cannot write %s: %s\n", options->junit, strerror(errno));
        return STATUS_FAILED;
    }
    if (cases.len == 0) return nothing_to_run(options, &totals);
    test_print_totals(&totals);
    return totals.failed + totals.broken_files > 0 ? STATUS_FAILED : 0;
}
