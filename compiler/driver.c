/* driver.c - the phases, called in order:
 *
 *     parse -> check -> elaborate -> regions_cut -> codegen -> emit_optimize -> emit_file, link_executable | jit_run
 *
 * Any of them can be the last, by --emit. A phase that reported errors is the last too.
 */
#include "driver.h"

#include <errno.h>
#include <llvm-c/Core.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codegen/codegen.h"
#include "diagram/diagram.h"
#include "emit/emit.h"
#include "support/stack.h"
#include "syntax/parse.h"
#include "wiring/elaborate.h"

enum { STATUS_ERRORS = 1, STATUS_USAGE = 2, LARGE_DIAGRAM = 500 };

typedef struct Driver {
    Arena *arena;
    DriverOptions *options;
    Diagnostics *diagnostics;
} Driver;

static int fail(const char *message) {
    fprintf(stderr, "cspc: %s\n", message);
    return STATUS_ERRORS;
}

/* ---- names of files */

static const char *stem(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return arena_copy(arena, name,
                      dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name));
}

/* -o, or the input's name in the current folder with that ending. */
static const char *output_path(const Driver *driver, const char *ending) {
    if (driver->options->output != NULL) return driver->options->output;
    return arena_printf(driver->arena, "%s%s", stem(driver->arena, driver->options->input), ending);
}

/* A file that is deleted afterwards; NULL, with the reason printed, when there is no room for it. */
static const char *temporary(Arena *arena, const char *ending) {
    const char *folder = getenv("TMPDIR");
    char *path = arena_printf(arena, "%s/cspc-XXXXXX%s",
                              folder != NULL && folder[0] != '\0' ? folder : "/tmp", ending);
    int file = mkstemps(path, (int)strlen(ending));
    if (file < 0) {
        fprintf(stderr, "cspc: cannot make a temporary file %s: %s\n", path, strerror(errno));
        return NULL;
    }
    close(file);
    return path;
}

/* ---- front end */

static bool check_defines(const Driver *driver) {
    bool good = true;
    for (int i = 0; i < driver->options->defines.len; i++) {
        const Define *define = &driver->options->defines.items[i];
        if (define->used) continue;
        fprintf(stderr,
                "cspc: -D %s: the program has no top-level constant and no const parameter of that "
                "name\n",
                define->name);
        good = false;
    }
    return good;
}

static TirProgram *front_end(Driver *driver, Interner *names, AstModule *module) {
    const DriverOptions *options = driver->options;
    CheckOptions check_options = {
        .entry = options->entry,
        .defines = options->defines.items,
        .ndefines = options->defines.len,
        .stdlib = arena_printf(driver->arena, "%s/stdlib", options->home),
        .library = options->emit == EMIT_TYPES,
    };
    return check(driver->arena, names, driver->diagnostics, module, &check_options);
}

/* ---- back end */

/* Libraries of the adapters that the graph uses, each once. */
static Texts used_libraries(Arena *arena, const GraphIR *graph) {
    Texts libraries = {0};
    for (int i = 0; i < graph->nodes.len; i++) {
        const TirAdapter *adapter = graph->nodes.items[i]->adapter;
        for (int j = 0; adapter != NULL && j < adapter->nlinks; j++) {
            bool known = false;
            for (int k = 0; k < libraries.len; k++)
                known = known || strcmp(libraries.items[k], adapter->links[j]) == 0;
            if (!known) VEC_PUSH(arena, &libraries, adapter->links[j]);
        }
    }
    return libraries;
}

static bool write_object(Driver *driver, LLVMModuleRef module, LLVMTargetMachineRef target,
                         const char *path, const char **why) {
    return emit_file(driver->arena, module, target, path, false, why);
}

static bool make_executable(Driver *driver, LLVMModuleRef module, LLVMTargetMachineRef target,
                            const Texts *libraries, const char **why) {
    const DriverOptions *options = driver->options;
    const char *object = temporary(driver->arena, ".o");
    if (object == NULL) {
        *why = "nothing was written";
        return false;
    }
    Texts c_files = {options->c_files.items, options->c_files.len, options->c_files.cap};
    Texts flags = {options->link_flags.items, options->link_flags.len, options->link_flags.cap};
    LinkOptions link = {.object = object,
                        .output = output_path(driver, ""),
                        .home = options->home,
                        .libraries = libraries,
                        .c_files = &c_files,
                        .flags = &flags,
                        .debug = options->debug};
    bool good = write_object(driver, module, target, object, why) &&
                link_executable(driver->arena, &link, why);
    unlink(object);
    return good;
}

static bool write_output(Driver *driver, LLVMModuleRef module, LLVMTargetMachineRef target,
                         const Texts *libraries, const char **why) {
    const char *output = driver->options->output != NULL ? driver->options->output : "-";
    switch (driver->options->emit) {
    case EMIT_LLVM: return emit_ir(driver->arena, module, output, why);
    case EMIT_ASM: return emit_file(driver->arena, module, target, output, true, why);
    case EMIT_OBJ: return write_object(driver, module, target, output_path(driver, ".o"), why);
    default: return make_executable(driver, module, target, libraries, why);
    }
}

static int run_in_memory(Driver *driver, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
                         const Texts *libraries, const char **why) {
    DriverOptions *options = driver->options;
    const char *shared = NULL;
    if (options->c_files.len + options->link_flags.len > 0) {
        shared = temporary(driver->arena, ".so");
        Texts c_files = {options->c_files.items, options->c_files.len, options->c_files.cap};
        Texts flags = {options->link_flags.items, options->link_flags.len, options->link_flags.cap};
        LinkOptions link = {.output = shared,
                            .home = options->home,
                            .libraries = libraries,
                            .c_files = &c_files,
                            .flags = &flags,
                            .debug = options->debug};
        if (shared == NULL || !link_shared(driver->arena, &link, why)) return -1;
    }
    VEC(char *) argv = {0};
    VEC_PUSH(driver->arena, &argv,
             arena_printf(driver->arena, "%s", stem(driver->arena, options->input)));
    for (int i = 0; i < options->run_args.len; i++)
        VEC_PUSH(driver->arena, &argv, options->run_args.items[i]);
    int argc = argv.len;
    VEC_PUSH(driver->arena, &argv, NULL);
    int status = jit_run(driver->arena, context, module, options->home, libraries, shared, argc,
                         argv.items, why);
    if (shared != NULL) unlink(shared);
    return status;
}

static int back_end(Driver *driver, const Regions *regions) {
    const DriverOptions *options = driver->options;
    const char *why = "nothing was written";
    LLVMOrcThreadSafeContextRef context = LLVMOrcCreateNewThreadSafeContext();
    CodegenOptions codegen_options = {
        .opt_level = options->opt_level, .debug = options->debug, .version = CSPC_VERSION};
    LLVMModuleRef module = codegen(driver->arena, LLVMOrcThreadSafeContextGetContext(context),
                                   regions, &codegen_options);
    Texts libraries = used_libraries(driver->arena, regions->graph);
    LLVMTargetMachineRef target = emit_target(driver->arena, options->opt_level, &why);
    int status = STATUS_ERRORS;
    bool taken = false;
    if (target != NULL && emit_optimize(driver->arena, module, target, options->opt_level, &why)) {
        if (options->run) {
            taken = true; /* the module is ORC's from here on */
            status = run_in_memory(driver, context, module, &libraries, &why);
            if (status < 0) status = fail(why);
        } else {
            status = write_output(driver, module, target, &libraries, &why) ? 0 : fail(why);
        }
    } else {
        fail(why);
    }
    if (!taken) LLVMDisposeModule(module);
    if (target != NULL) LLVMDisposeTargetMachine(target);
    LLVMOrcDisposeThreadSafeContext(context);
    return status;
}

/* ---- the list of phases */

static int after_graph(Driver *driver, const GraphIR *graph) {
    const DriverOptions *options = driver->options;
    if (options->emit == EMIT_GRAPH) return graph_print(graph, stdout), 0;
    if (options->diagram != NULL) {
        const char *why;
        if (graph->nodes.len > LARGE_DIAGRAM && strstr(options->diagram, ".dot") == NULL)
            fprintf(stderr,
                    "cspc: note: Graphviz may take minutes to lay out %d nodes; a .dot file is "
                    "written at once\n",
                    graph->nodes.len);
        if (!diagram_write(driver->arena, graph, options->diagram, &why)) return fail(why);
        if (options->output == NULL && !options->run && options->emit == EMIT_EXE) return 0;
    }
    Regions *regions = regions_cut(driver->arena, graph);
    if (options->emit == EMIT_REGIONS) return regions_print(regions, stdout), 0;
    return back_end(driver, regions);
}

/* The phases that may find mistakes. NULL: that was all, with this exit status. */
static GraphIR *to_graph(Driver *driver, const SourceFile *file, int *status) {
    const DriverOptions *options = driver->options;
    *status = 0;
    if (options->emit == EMIT_TOKENS) return tokens_print(file, stdout), NULL;
    Interner *names = interner_new(driver->arena);
    AstModule *module = parse(driver->arena, names, driver->diagnostics, file);
    if (options->emit == EMIT_AST) ast_print(module, stdout);
    *status = STATUS_ERRORS;
    if (diag_error_count(driver->diagnostics) > 0) return NULL;
    if (options->emit == EMIT_AST) return *status = 0, NULL;
    TirProgram *program = front_end(driver, names, module);
    if (diag_error_count(driver->diagnostics) > 0) return NULL;
    if (!check_defines(driver)) return *status = STATUS_USAGE, NULL;
    if (options->emit == EMIT_TYPES) return typed_print(program, stdout), *status = 0, NULL;
    GraphIR *graph = elaborate(driver->arena, program, driver->diagnostics, options->steps);
    if (diag_error_count(driver->diagnostics) > 0) return NULL;
    if (options->warn_unused) graph_warn_unused(graph, driver->diagnostics);
    return graph;
}

typedef struct Compilation {
    Arena *arena;
    DriverOptions *options;
    int status;
} Compilation;

static void compile(void *data) {
    Compilation *this = data;
    DriverOptions *options = this->options;
    Driver driver = {this->arena, options, diagnostics_new(this->arena)};
    SourceFile *file = source_load(this->arena, options->input);
    if (file == NULL) {
        fprintf(stderr, "cspc: cannot read %s: %s\n", options->input, strerror(errno));
        this->status = STATUS_ERRORS;
        return;
    }
    GraphIR *graph = to_graph(&driver, file, &this->status);
    diag_print(driver.diagnostics, stderr);
    if (graph != NULL) this->status = after_graph(&driver, graph);
}

int driver_compile(Arena *arena, DriverOptions *options) {
    Compilation this = {arena, options, STATUS_ERRORS};
    if (!stack_run(compile, &this)) return fail("no address space for a stack");
    return this.status;
}
