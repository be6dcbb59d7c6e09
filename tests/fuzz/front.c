/* front.c - lexer, parser, checker and elaborator under libFuzzer: source text in, no crash, hang or leak out.
 *
 * Mistakes in the program are what the front end is there to find; an internal error, a trap of a sanitizer, or an
 * end of the process is a finding. Built and run by `make fuzz`; tests/fuzz/replay runs it over what was found before.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "regions/cut.h"
#include "support/values.h"
#include "syntax/parse.h"
#include "types/check.h"
#include "wiring/elaborate.h"

enum { STEPS = 20000 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No other program is started, whatever the input imports. */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    return setenv("PATH", "/nonexistent", 1);
}

static void compile(Arena *arena, const SourceFile *file, FILE *sink) {
    const char *stdlib = getenv("CSPC_STDLIB");
    CheckOptions options = {.entry = "main", .stdlib = stdlib == NULL ? "stdlib" : stdlib};
    Diagnostics *diagnostics = diagnostics_new(arena);
    Interner *names = interner_new(arena);
    AstModule *module = parse(arena, names, diagnostics, file);
    ast_print(module, sink);
    if (diag_error_count(diagnostics) == 0) {
        TirProgram *program = check(arena, names, diagnostics, module, &options);
        if (diag_error_count(diagnostics) == 0) {
            typed_print(program, sink);
            GraphIR *graph = elaborate(arena, program, diagnostics, STEPS);
            if (graph != NULL) graph_print(graph, sink);
            if (graph != NULL) regions_print(regions_cut(arena, graph), sink);
        }
    }
    diag_print(diagnostics, sink);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static FILE *sink;
    if (sink == NULL) sink = fopen("/dev/null", "w");
    Arena *arena = arena_new();
    SourceFile file = {.path = "fuzz.csp", .size = size};
    file.text = arena_copy(arena, (const char *)data, size);
    compile(arena, &file, sink);
    values_free_all();
    arena_free(arena);
    return 0;
}
