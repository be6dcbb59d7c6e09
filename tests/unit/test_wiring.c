/* test_wiring.c - elaboration: small programs, and the flat graph and the regions that come of them.
 *
 * Run from the root of the project: the standard library is read from stdlib/.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "regions/cut.h"
#include "syntax/parse.h"
#include "types/check.h"
#include "wiring/elaborate.h"

typedef struct Wired {
    Arena *arena;
    Diagnostics *diagnostics;
    GraphIR *graph; /* NULL after errors */
} Wired;

static Wired wire_with(const char *text, Define *defines, int ndefines) {
    Wired w = {.arena = arena_new()};
    w.diagnostics = diagnostics_new(w.arena);
    Interner *names = interner_new(w.arena);
    SourceFile *file = arena_alloc(w.arena, sizeof *file);
    *file = (SourceFile){.path = "test.csp", .text = text, .size = strlen(text)};
    AstModule *module = parse(w.arena, names, w.diagnostics, file);
    CheckOptions options = {.entry = "main", .defines = defines, .ndefines = ndefines, .stdlib = "stdlib"};
    TirProgram *program = check(w.arena, names, w.diagnostics, module, &options);
    if (diag_error_count(w.diagnostics) == 0) w.graph = elaborate(w.arena, program, w.diagnostics);
    return w;
}

static Wired wire(const char *text) { return wire_with(text, NULL, 0); }

/* What `print` writes, to be freed. */
static char *captured(void (*print)(const void *what, FILE *to), const void *what) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    print(what, to);
    fclose(to);
    return text;
}

static void put_graph(const void *graph, FILE *to) { graph_print(graph, to); }
static void put_regions(const void *regions, FILE *to) { regions_print(regions, to); }
static void put_diagnostics(const void *diagnostics, FILE *to) { diag_print(diagnostics, to); }

static void expect_graph(const char *text, const char *expected) {
    Wired w = wire(text);
    char *errors = captured(put_diagnostics, w.diagnostics);
    cr_assert_not_null(w.graph, "%s", errors);
    char *found = captured(put_graph, w.graph);
    cr_assert_str_eq(found, expected);
    free(found);
    free(errors);
    arena_free(w.arena);
}

/* Each of `lines` (a NULL at the end) stands in the diagnostics. */
static void expect_errors(const char *text, int n, const char *const *lines) {
    Wired w = wire(text);
    char *errors = captured(put_diagnostics, w.diagnostics);
    cr_assert_null(w.graph);
    cr_expect_eq(diag_error_count(w.diagnostics), n, "%s", errors);
    for (int i = 0; lines[i] != NULL; i++)
        cr_expect(strstr(errors, lines[i]) != NULL, "no '%s' in\n%s", lines[i], errors);
    free(errors);
    arena_free(w.arena);
}

#define ERRORS(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(wiring, equal_calls_are_one_node) {
    expect_graph("graph main():\n"
                 "    x = const(1)\n"
                 "    y = const(2)\n"
                 "    print(\"a\", x + y)\n"
                 "    print(\"b\", x + y)\n",
                 "");
}
