/* child.c - the process of one test; see testing.h.
 *
 * A test runs once for its expects, and once for each expect_error, since an error ends a run: TestWiring.
 */
#include <llvm-c/Core.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codegen/codegen.h"
#include "testing/testing.h"
#include "wiring/elaborate.h"

typedef struct Child {
    Driver driver;
    const TirProgram *program;
    const GraphIR *graph;
    const TestWiring *wiring;
} Child;

/* ---- where a report of the runtime stands in the sources: it knows line and column only */

static const SourceFile *file_named(const Child *child, const char *path) {
    const TirProgram *program = child->program;
    for (int i = 0; i < program->fns.len; i++) {
        const SourceFile *file = program->fns.items[i]->pos.file;
        if (file != NULL && strcmp(file->path, path) == 0) return file;
    }
    for (int i = 0; i < program->nodes.len; i++) {
        const SourceFile *file = program->nodes.items[i]->pos.file;
        if (file != NULL && strcmp(file->path, path) == 0) return file;
    }
    return NULL;
}

static Pos place_of(const Child *child, const csp_test_report *report) {
    if (report->file[0] == '\0')
        return child->wiring->message != NULL ? child->wiring->pos : child->wiring->test->pos;
    for (int i = 0; i < child->graph->nodes.len; i++) {
        Pos pos = child->graph->nodes.items[i]->pos;
        if (pos.line == report->line && pos.column == report->column && pos.file != NULL &&
            strcmp(pos.file->path, report->file) == 0)
            return pos;
    }
    return (Pos){file_named(child, report->file), report->line, report->column, report->line,
                 report->column + 1};
}

static void take_report(void *data, const csp_test_report *report) {
    const Child *child = data;
    diag_failure(child->driver.diagnostics, place_of(child, report), "%s", report->message);
    if (report->lines[0] != '\0') diag_lines(child->driver.diagnostics, report->lines);
}

/* ---- one run */

static void run_graph(Child *child, const char *shared) {
    Driver *driver = &child->driver;
    LLVMOrcThreadSafeContextRef context = LLVMOrcCreateNewThreadSafeContext();
    LLVMTargetMachineRef target;
    LLVMModuleRef module =
        driver_module(driver, child->graph, LLVMOrcThreadSafeContextGetContext(context), &target);
    if (module == NULL) return;
    Texts libraries = driver_libraries(driver->arena, child->graph, module);
    csp_test test = {.error = child->wiring->message,
                     .start = child->wiring->start,
                     .end = child->wiring->end,
                     .report = take_report,
                     .data = child};
    const char *why;
    bool good;
    if (!jit_test(driver->arena, context, module, driver->options->home, &libraries, shared, &test,
                  &good, &why) &&
        !driver_blame(driver, child->program, why))
        diag_error(driver->diagnostics, child->wiring->test->pos, 604, "%s", why);
    LLVMDisposeTargetMachine(target);
    LLVMOrcDisposeThreadSafeContext(context);
}

static void run_all(Child *child, const TestCase *it) {
    Diagnostics *diagnostics = child->driver.diagnostics;
    for (int run = 0, nruns = 1; run < nruns; run++) {
        TestWiring wiring = {.test = it->test, .run = run};
        child->wiring = &wiring;
        child->graph = elaborate_test(child->driver.arena, child->program, &wiring, diagnostics,
                                      child->driver.options->steps);
        if (diag_error_count(diagnostics) > 0) return;
        nruns = wiring.nruns;
        if (!wiring.settled && child->graph->nodes.len > 0) run_graph(child, it->file->shared);
    }
}

void test_child(DriverOptions *options, const TestCase *it) {
    dup2(fileno(it->output), STDOUT_FILENO);
    dup2(fileno(it->output), STDERR_FILENO);
    Arena *arena = arena_new();
    Child child = {.driver = {arena, options, diagnostics_new(arena)},
                   .program = it->file->program};
    run_all(&child, it);
    const Diagnostics *d = child.driver.diagnostics;
    diag_print(d, it->messages);
    fflush(NULL);
    _exit(diag_error_count(d) + diag_failure_count(d) > 0);
}
