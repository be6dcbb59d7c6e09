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
#include "cside/cside.h"
#include "diagram/diagram.h"
#include "emit/emit.h"
#include "syntax/parse.h"
#include "wiring/elaborate.h"

enum { STATUS_ERRORS = 1, STATUS_USAGE = 2, LARGE_DIAGRAM = 500 };

/* What goes wrong with files and tools; codes.def. */
enum { E_ADAPTER = 510 };
enum { E_READ = 601, E_WRITE, E_LINK, E_MEMORY, E_DEFINE, E_DIAGRAM, E_HEADER = 633 };

static int fail(const Driver *driver, int code, const char *message) {
    diag_error(driver->diagnostics, (Pos){0}, code, "%s", message);
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

/* A file that is deleted afterwards; NULL, with *why set, when there is no room for it. */
static const char *temporary(Arena *arena, const char *ending, const char **why) {
    const char *folder = getenv("TMPDIR");
    char *path = arena_printf(arena, "%s/cspc-XXXXXX%s",
                              folder != NULL && folder[0] != '\0' ? folder : "/tmp", ending);
    int file = mkstemps(path, (int)strlen(ending));
    if (file < 0) {
        *why = arena_printf(arena, "cannot make a temporary file %s: %s", path, strerror(errno));
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
        diag_error(driver->diagnostics, (Pos){0}, E_DEFINE,
                   "-D %s: the program has no top-level constant and no const parameter of that "
                   "name",
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
        .library = options->emit == EMIT_TYPES || options->emit == EMIT_HEADER || options->check ||
                   options->test,
    };
    return check(driver->arena, names, driver->diagnostics, module, &check_options);
}

/* ---- back end */

static void add_libraries(Arena *arena, Texts *libraries, const char *const *links, int n) {
    for (int i = 0; i < n; i++) {
        bool known = false;
        for (int k = 0; k < libraries->len; k++)
            known = known || strcmp(libraries->items[k], links[i]) == 0;
        if (!known) VEC_PUSH(arena, libraries, links[i]);
    }
}

Texts driver_libraries(Arena *arena, const GraphIR *graph, LLVMModuleRef module) {
    Texts libraries = {0};
    for (int i = 0; i < graph->nodes.len; i++) {
        const TirAdapter *adapter = graph->nodes.items[i]->adapter;
        const TirNode *node = graph->nodes.items[i]->node;
        if (adapter != NULL) add_libraries(arena, &libraries, adapter->links, adapter->nlinks);
        if (node != NULL) add_libraries(arena, &libraries, node->links, node->nlinks);
    }
    for (int i = 0; i < graph->program->fns.len; i++) {
        const TirFn *fn = graph->program->fns.items[i];
        if (fn->nlinks > 0 && LLVMGetNamedFunction(module, fn->symbol) != NULL)
            add_libraries(arena, &libraries, fn->links, fn->nlinks);
    }
    return libraries;
}

static bool write_object(Driver *driver, LLVMModuleRef module, LLVMTargetMachineRef target,
                         const char *path, const char **why) {
    return emit_file(driver->arena, module, target, path, false, why);
}

static LinkOptions link_options(const Driver *driver, const Texts *libraries, const Texts *c_files,
                                const Texts *flags) {
    const DriverOptions *options = driver->options;
    return (LinkOptions){.home = options->home,
                         .libraries = libraries,
                         .c_files = c_files,
                         .flags = flags,
                         .debug = options->debug};
}

static Texts flags_of(const DriverOptions *options) {
    return (Texts){options->link_flags.items, options->link_flags.len, options->link_flags.cap};
}

/* ---- the C side */

/* Files that are removed when the work is done. */
typedef struct CFiles {
    Texts objects; /* and archives: what is linked */
    Texts temporary;
} CFiles;

static const char *keep(Driver *driver, CFiles *files, const char *ending) {
    const char *why, *path = temporary(driver->arena, ending, &why);
    if (path == NULL)
        fail(driver, E_WRITE, why);
    else
        VEC_PUSH(driver->arena, &files->temporary, path);
    return path;
}

static void remove_files(const CFiles *files) {
    for (int i = 0; i < files->temporary.len; i++) unlink(files->temporary.items[i]);
}

static bool ends_with(const char *text, const char *ending) {
    size_t size = strlen(text), end = strlen(ending);
    return size >= end && strcmp(text + size - end, ending) == 0;
}

static bool write_text(const char *path, const char *text) {
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (file == NULL) return false;
    bool good = fputs(text, file) >= 0;
    return (file == stdout ? fflush(file) : fclose(file)) == 0 && good;
}

/* Said in the words of the C compiler where it can't be said better. */
static bool c_failed(Driver *driver, int told, const char *messages, const char *why) {
    if (told > 0) return false;
    fputs(messages, stderr);
    fail(driver, E_LINK, why);
    return false;
}

/* The C files of the command line as objects, compiled with what the program expects of them. */
static bool compile_c_side(Driver *driver, const CSide *side, CFiles *files) {
    const DriverOptions *options = driver->options;
    const char *header = NULL, *why, *messages;
    Texts none = {0};
    bool any = false;
    if (side->header != NULL) {
        if ((header = keep(driver, files, ".h")) == NULL) return false;
        if (!write_text(header, side->header))
            return fail(driver, E_WRITE, "cannot write the header of the C side"), false;
    }
    LinkOptions c = link_options(driver, &none, &none, &none);
    c.messages = &messages;
    for (int i = 0; i < options->c_files.len; i++) {
        const char *path = options->c_files.items[i];
        if (!ends_with(path, ".c")) {
            VEC_PUSH(driver->arena, &files->objects, path);
            continue;
        }
        any = true;
        if ((c.output = keep(driver, files, ".o")) == NULL) return false;
        VEC_PUSH(driver->arena, &files->objects, c.output);
        if (!compile_c(driver->arena, &c, path, header, &why))
            return c_failed(driver,
                            cside_blame_compiler(side, messages, header, driver->diagnostics),
                            messages, why);
        fputs(messages, stderr); /* warnings */
    }
    if (any || header == NULL || check_header(driver->arena, &c, header, &why)) return true;
    return c_failed(driver, cside_blame_compiler(side, messages, header, driver->diagnostics),
                    messages, why);
}

static CSide *c_side(Driver *driver, const TirProgram *program) {
    CSide *side = cside_new(driver->arena, program, driver->diagnostics);
    return diag_error_count(driver->diagnostics) > 0 ? NULL : side;
}

static int link_program(Driver *driver, const CSide *side, const char *object, const CFiles *files,
                        const Texts *libraries) {
    Texts flags = flags_of(driver->options);
    LinkOptions link = link_options(driver, libraries, &files->objects, &flags);
    const char *messages, *why;
    link.object = object;
    link.output = output_path(driver, "");
    link.messages = &messages;
    bool good = link_executable(driver->arena, &link, &why);
    if (good) fputs(messages, stderr);
    if (!good)
        c_failed(driver, cside_blame_linker(side, messages, driver->diagnostics), messages, why);
    return good ? 0 : STATUS_ERRORS;
}

static int make_executable(Driver *driver, const TirProgram *program, LLVMModuleRef module,
                           LLVMTargetMachineRef target, const Texts *libraries) {
    CFiles files = {0};
    const CSide *side = c_side(driver, program);
    const char *why, *object;
    int status = STATUS_ERRORS;
    if (side != NULL && compile_c_side(driver, side, &files) &&
        (object = keep(driver, &files, ".o")) != NULL) {
        if (!write_object(driver, module, target, object, &why))
            status = fail(driver, E_WRITE, why);
        else
            status = link_program(driver, side, object, &files, libraries);
    }
    remove_files(&files);
    return status;
}

static int write_output(Driver *driver, const TirProgram *program, LLVMModuleRef module,
                        LLVMTargetMachineRef target, const Texts *libraries) {
    const char *output = driver->options->output != NULL ? driver->options->output : "-", *why;
    bool good;
    switch (driver->options->emit) {
    case EMIT_LLVM: good = emit_ir(driver->arena, module, output, &why); break;
    case EMIT_ASM: good = emit_file(driver->arena, module, target, output, true, &why); break;
    case EMIT_OBJ:
        good = write_object(driver, module, target, output_path(driver, ".o"), &why);
        break;
    default: return make_executable(driver, program, module, target, libraries);
    }
    return good ? 0 : fail(driver, E_WRITE, why);
}

bool driver_shared(Driver *driver, const TirProgram *program, const char **path) {
    const DriverOptions *options = driver->options;
    const char *why, *messages;
    *path = NULL;
    CFiles files = {0};
    const CSide *side = c_side(driver, program);
    bool good = side != NULL && compile_c_side(driver, side, &files);
    if (good && options->c_files.len + options->link_flags.len > 0) {
        Texts none = {0}, flags = flags_of(options);
        LinkOptions link = link_options(driver, &none, &files.objects, &flags);
        link.messages = &messages;
        *path = link.output = temporary(driver->arena, ".so", &why);
        good = *path != NULL;
        if (!good) fail(driver, E_WRITE, why);
        if (good && !link_shared(driver->arena, &link, &why)) {
            good = c_failed(driver, 0, messages, why);
            unlink(*path);
        }
    }
    remove_files(&files);
    return good;
}

bool driver_blame(Driver *driver, const TirProgram *program, const char *why) {
    Diagnostics *unused = diagnostics_new(driver->arena);
    const CSide *side = cside_new(driver->arena, program, unused);
    return cside_blame_linker(side, why, driver->diagnostics) > 0;
}

char **driver_run_args(Driver *driver, int *argc) {
    const DriverOptions *options = driver->options;
    VEC(char *) argv = {0};
    VEC_PUSH(driver->arena, &argv,
             arena_printf(driver->arena, "%s", stem(driver->arena, options->input)));
    for (int i = 0; i < options->run_args.len; i++)
        VEC_PUSH(driver->arena, &argv, options->run_args.items[i]);
    *argc = argv.len;
    VEC_PUSH(driver->arena, &argv, NULL);
    return argv.items;
}

static int run_in_memory(Driver *driver, const TirProgram *program,
                         LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
                         const Texts *libraries) {
    DriverOptions *options = driver->options;
    const char *shared = NULL, *why;
    if (!driver_shared(driver, program, &shared)) return STATUS_ERRORS;
    int argc;
    char **argv = driver_run_args(driver, &argc);
    int status = jit_run(driver->arena, context, module, options->home, libraries, shared, argc,
                         argv, &why);
    if (shared != NULL) unlink(shared);
    if (status >= 0) return status;
    return driver_blame(driver, program, why) ? STATUS_ERRORS : fail(driver, E_MEMORY, why);
}

/* Adapters that the library only declares: each is told once, at its first use. */
static bool check_adapters(Driver *driver, const GraphIR *graph) {
    VEC(const TirAdapter *) told = {0};
    for (int i = 0; i < graph->nodes.len; i++) {
        const GNode *node = graph->nodes.items[i];
        if (node->adapter == NULL || node->adapter->symbol != NULL) continue;
        bool known = false;
        for (int j = 0; j < told.len; j++)
            known = known || strcmp(told.items[j]->qualified, node->adapter->qualified) == 0;
        if (known) continue;
        VEC_PUSH(driver->arena, &told, node->adapter);
        diag_error(driver->diagnostics, node->pos, E_ADAPTER,
                   "the adapter %s has no implementation in this version",
                   node->adapter->qualified);
        if (told.len == 1)
            diag_help(driver->diagnostics,
                      "what uses it can be checked (cspc check) and drawn (--graph), not run");
    }
    return told.len == 0;
}

LLVMModuleRef driver_module(Driver *driver, const GraphIR *graph, LLVMContextRef context,
                            LLVMTargetMachineRef *target) {
    if (!check_adapters(driver, graph)) return NULL;
    const DriverOptions *options = driver->options;
    const char *why;
    CodegenOptions codegen_options = {
        .opt_level = options->opt_level,
        .debug = options->debug,
        .watch = options->watch,
        .foreign = options->foreign,
        .version = CSPC_VERSION};
    LLVMModuleRef module =
        codegen(driver->arena, context, regions_cut(driver->arena, graph), &codegen_options);
    *target = emit_target(driver->arena, options->opt_level, &why);
    if (*target != NULL && emit_optimize(driver->arena, module, *target, options->opt_level, &why))
        return module;
    fail(driver, E_MEMORY, why);
    LLVMDisposeModule(module);
    if (*target != NULL) LLVMDisposeTargetMachine(*target);
    return NULL;
}

static int back_end(Driver *driver, const GraphIR *graph) {
    LLVMOrcThreadSafeContextRef context = LLVMOrcCreateNewThreadSafeContext();
    LLVMTargetMachineRef target;
    LLVMModuleRef module =
        driver_module(driver, graph, LLVMOrcThreadSafeContextGetContext(context), &target);
    int status = STATUS_ERRORS;
    if (module != NULL) {
        Texts libraries = driver_libraries(driver->arena, graph, module);
        if (driver->options->run) { /* takes the module */
            status = run_in_memory(driver, graph->program, context, module, &libraries);
        } else {
            status = write_output(driver, graph->program, module, target, &libraries);
            LLVMDisposeModule(module);
        }
        LLVMDisposeTargetMachine(target);
    }
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
        if (!diagram_write(driver->arena, graph, options->diagram, &why))
            return fail(driver, E_DIAGRAM, why);
        if (options->output == NULL && !options->run && options->emit == EMIT_EXE) return 0;
    }
    if (options->emit == EMIT_REGIONS)
        return regions_print(regions_cut(driver->arena, graph), stdout), 0;
    return back_end(driver, graph);
}

static SourceFile *load(Driver *driver, const char *path) {
    const char *name = driver->options->stdin_name;
    bool is_stdin = strcmp(path, "-") == 0;
    if (!is_stdin) diag_depends(driver->diagnostics, path);
    SourceFile *file = is_stdin ? source_read(driver->arena, stdin, name != NULL ? name : "<stdin>")
                                : source_load(driver->arena, path);
    if (file == NULL)
        fail(driver, E_READ, arena_printf(driver->arena, "cannot read %s: %s", path, strerror(errno)));
    return file;
}

TirProgram *driver_front(Driver *driver, const char *path, int *status) {
    const DriverOptions *options = driver->options;
    *status = STATUS_ERRORS;
    const SourceFile *file = load(driver, path);
    if (file == NULL) return NULL;
    if (options->emit == EMIT_TOKENS) return *status = 0, tokens_print(file, stdout), NULL;
    Interner *names = interner_new(driver->arena);
    AstModule *module = parse(driver->arena, names, driver->diagnostics, file);
    if (options->emit == EMIT_AST) ast_print(module, stdout);
    if (diag_error_count(driver->diagnostics) > 0) return NULL;
    if (options->emit == EMIT_AST) return *status = 0, NULL;
    TirProgram *program = front_end(driver, names, module);
    if (diag_error_count(driver->diagnostics) > 0) return NULL;
    if (!check_defines(driver)) return *status = STATUS_USAGE, NULL;
    if (options->emit == EMIT_TYPES) return typed_print(program, stdout), *status = 0, NULL;
    *status = 0;
    return program;
}

/* --emit=header: to standard output without -o. */
static int emit_header(Driver *driver) {
    int status;
    const TirProgram *program = driver_front(driver, driver->options->input, &status);
    if (program == NULL) return status;
    const CSide *side = c_side(driver, program);
    if (side == NULL) return STATUS_ERRORS;
    if (side->header == NULL) {
        fail(driver, E_HEADER, "the program's own modules declare nothing in C");
        diag_help(driver->diagnostics, "extern def, extern node and adapter do");
        return STATUS_ERRORS;
    }
    const char *path = driver->options->output != NULL ? driver->options->output : "-";
    if (write_text(path, side->header)) return 0;
    return fail(driver, E_WRITE,
                arena_printf(driver->arena, "cannot write %s: %s", path, strerror(errno)));
}

/* The phases that may find mistakes. NULL: that was all, with this exit status. */
GraphIR *driver_graph(Driver *driver, int *status) {
    const TirProgram *program = driver_front(driver, driver->options->input, status);
    if (program == NULL) return NULL;
    *status = STATUS_ERRORS;
    GraphIR *graph = elaborate(driver->arena, program, driver->diagnostics, driver->options->steps);
    if (diag_error_count(driver->diagnostics) > 0) return NULL;
    if (driver->options->warn_unused) graph_warn_unused(graph, driver->diagnostics);
    return graph;
}

void driver_print(const Driver *driver, const Diagnostics *diagnostics) {
    if (driver->options->json)
        diag_print_json(diagnostics, stderr);
    else
        diag_print(diagnostics, stderr);
}

static int check_file(Driver *driver, const char *path) {
    int status;
    const TirProgram *program = driver_front(driver, path, &status);
    if (program == NULL) return status;
    if (program->main != NULL) {
        const GraphIR *graph = elaborate(driver->arena, program, driver->diagnostics, driver->options->steps);
        if (graph != NULL && driver->options->warn_unused)
            graph_warn_unused(graph, driver->diagnostics);
    }
    for (int i = 0; i < program->tests.len; i++) {
        TestWiring test = {.test = program->tests.items[i], .run = TEST_RUN_ALL};
        (void)elaborate_test(driver->arena, program, &test, driver->diagnostics,
                             driver->options->steps);
    }
    return diag_error_count(driver->diagnostics) > 0 ? STATUS_ERRORS : 0;
}

int driver_check(Arena *arena, DriverOptions *options, const Texts *files) {
    int worst = 0;
    for (int i = 0; i < files->len; i++) {
        Driver driver = {arena, options, diagnostics_new(arena)};
        int status = check_file(&driver, files->items[i]);
        driver_print(&driver, driver.diagnostics);
        if (status > worst) worst = status;
    }
    return worst;
}

int driver_compile(Arena *arena, DriverOptions *options) {
    Driver driver = {arena, options, diagnostics_new(arena)};
    int status;
    if (options->emit == EMIT_HEADER) {
        status = emit_header(&driver);
        driver_print(&driver, driver.diagnostics);
        return status;
    }
    const GraphIR *graph = driver_graph(&driver, &status);
    driver_print(&driver, driver.diagnostics);
    if (graph == NULL) return status;
    driver.diagnostics = diagnostics_new(arena); /* of the phases to come */
    status = after_graph(&driver, graph);
    driver_print(&driver, driver.diagnostics);
    return status;
}
