/* jit.c - a module run in this process, through ORC; see emit.h.
 *
 * The runtime comes as a shared library, loaded for everybody in the process to see, so that the module finds it by
 * name; the copy of its value library that the compiler itself is linked with is not exported and stays apart.
 */
#include <dlfcn.h>
#include <llvm-c/Core.h>
#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>
#include <stdint.h>
#include <stdio.h>

#include "emit/emit.h"

static bool load(Arena *arena, const char *path, const char **why) {
    /* Stays loaded: the process ends with the program. */
    if (dlopen(path, RTLD_NOW | RTLD_GLOBAL) != NULL) return true;
    *why = arena_printf(arena, "cannot load %s: %s", path, dlerror());
    return false;
}

/* lib<name>.so of ours, or of the system (where our library that needs it has loaded it already). */
static bool load_library(Arena *arena, const char *home, const char *name, const char **why) {
    const char *own = arena_printf(arena, "%s/lib%s.so", home, name);
    FILE *file = fopen(own, "r");
    if (file == NULL) return true;
    fclose(file);
    return load(arena, own, why);
}

static bool failed(Arena *arena, LLVMErrorRef error, const char *doing, const char **why) {
    if (error == NULL) return false;
    char *message = LLVMGetErrorMessage(error);
    *why = arena_printf(arena, "%s: %s", doing, message);
    LLVMDisposeErrorMessage(message);
    return true;
}

static bool search_process(Arena *arena, LLVMOrcLLJITRef jit, const char **why) {
    LLVMOrcDefinitionGeneratorRef generator;
    if (failed(arena,
               LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
                   &generator, LLVMOrcLLJITGetGlobalPrefix(jit), NULL, NULL),
               "ORC cannot search this process", why))
        return false;
    LLVMOrcJITDylibAddGenerator(LLVMOrcLLJITGetMainJITDylib(jit), generator);
    return true;
}

/* Its own C files come first: another version of them may be in the process already. */
static bool search_shared(Arena *arena, LLVMOrcLLJITRef jit, const char *shared, const char **why) {
    if (shared == NULL) return true;
    if (dlopen(shared, RTLD_NOW | RTLD_LOCAL) == NULL) { /* ORC opens it lazily: what is missing would end the process */
        *why = arena_printf(arena, "cannot load the C files: %s", dlerror());
        return false;
    }
    LLVMOrcDefinitionGeneratorRef generator;
    if (failed(arena,
               LLVMOrcCreateDynamicLibrarySearchGeneratorForPath(
                   &generator, shared, LLVMOrcLLJITGetGlobalPrefix(jit), NULL, NULL),
               "ORC cannot load the C files", why))
        return false;
    LLVMOrcJITDylibAddGenerator(LLVMOrcLLJITGetMainJITDylib(jit), generator);
    return true;
}

static bool add_module(Arena *arena, LLVMOrcLLJITRef jit, LLVMModuleRef module,
                       LLVMOrcThreadSafeContextRef context, const char **why) {
    LLVMOrcThreadSafeModuleRef safe = LLVMOrcCreateNewThreadSafeModule(module, context);
    return !failed(arena, LLVMOrcLLJITAddLLVMIRModule(jit, LLVMOrcLLJITGetMainJITDylib(jit), safe),
                   "ORC cannot take the program", why);
}

/* What ORC says of its own accord, such as which symbols it did not find. */
typedef struct Told {
    Arena *arena;
    const char *text;
} Told;

static void take_error(void *context, LLVMErrorRef error) {
    Told *told = context;
    char *message = LLVMGetErrorMessage(error);
    told->text =
        arena_printf(told->arena, "%s%s%s", told->text, told->text[0] == '\0' ? "" : "; ", message);
    LLVMDisposeErrorMessage(message);
}

static Told *listen(Arena *arena, LLVMOrcLLJITRef jit) {
    Told *told = ARENA_NEW(arena, Told);
    *told = (Told){arena, ""};
    LLVMOrcExecutionSessionSetErrorReporter(LLVMOrcLLJITGetExecutionSession(jit), take_error, told);
    return told;
}

static bool find_symbol(Arena *arena, LLVMOrcLLJITRef jit, const char *name,
                        LLVMOrcExecutorAddress *address, const char **why) {
    const Told *told = listen(arena, jit);
    if (!failed(arena, LLVMOrcLLJITLookup(jit, address, name), "ORC cannot link the program", why))
        return true;
    if (told->text[0] != '\0')
        *why = arena_printf(arena, "ORC cannot link the program: %s", told->text);
    return false;
}

/* The module in memory, with what it needs; NULL on failure. */
static LLVMOrcLLJITRef open_module(Arena *arena, LLVMOrcThreadSafeContextRef context,
                                   LLVMModuleRef module, const char *home, const Texts *libraries,
                                   const char *shared, const char **why) {
    if (!load(arena, arena_printf(arena, "%s/libcsprt.so", home), why)) return NULL;
    for (int i = 0; i < libraries->len; i++)
        if (!load_library(arena, home, libraries->items[i], why)) return NULL;
    LLVMOrcLLJITRef jit;
    if (failed(arena, LLVMOrcCreateLLJIT(&jit, NULL), "ORC does not start", why)) return NULL;
    if (search_shared(arena, jit, shared, why) && search_process(arena, jit, why) &&
        add_module(arena, jit, module, context, why))
        return jit;
    LLVMOrcDisposeLLJIT(jit);
    return NULL;
}

int jit_run(Arena *arena, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
            const char *home, const Texts *libraries, const char *shared, int argc, char **argv,
            const char **why) {
    LLVMOrcLLJITRef jit = open_module(arena, context, module, home, libraries, shared, why);
    if (jit == NULL) return -1;
    LLVMOrcExecutorAddress address;
    int status = -1;
    if (find_symbol(arena, jit, "main", &address, why)) {
        int (*program_main)(int, char **) = (int (*)(int, char **))(uintptr_t)address;
        status = program_main(argc, argv);
    }
    LLVMOrcDisposeLLJIT(jit);
    return status;
}

bool jit_test(Arena *arena, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
              const char *home, const Texts *libraries, const char *shared, const csp_test *test,
              bool *good, const char **why) {
    LLVMOrcLLJITRef jit = open_module(arena, context, module, home, libraries, shared, why);
    if (jit == NULL) return false;
    LLVMOrcExecutorAddress program, run;
    bool found = find_symbol(arena, jit, "csp_the_program", &program, why) &&
                 find_symbol(arena, jit, "csp_test_run", &run, why);
    if (found) { /* the runtime's that the program is linked with, not the compiler's own copy */
        bool (*test_run)(const csp_program *, const csp_test *) =
            (bool (*)(const csp_program *, const csp_test *))(uintptr_t)run;
        *good = test_run((const csp_program *)(uintptr_t)program, test);
    }
    LLVMOrcDisposeLLJIT(jit);
    return found;
}

bool jit_open(Arena *arena, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
              const char *home, const Texts *libraries, const char *shared, JitProgram *program,
              const char **why) {
    LLVMOrcExecutorAddress address;
    *program = (JitProgram){.jit = open_module(arena, context, module, home, libraries, shared, why)};
    if (program->jit == NULL) return false;
    if (find_symbol(arena, program->jit, "csp_the_program", &address, why)) {
        program->program = (const void *)(uintptr_t)address;
        return true;
    }
    jit_close(program);
    return false;
}

void jit_close(JitProgram *program) { LLVMOrcDisposeLLJIT(program->jit); }

void *jit_runtime(Arena *arena, const char *home, const char *name, const char **why) {
    const char *path = arena_printf(arena, "%s/libcsprt.so", home);
    void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    void *symbol = library == NULL ? NULL : dlsym(library, name);
    if (symbol == NULL) *why = arena_printf(arena, "cannot load %s: %s", path, dlerror());
    return symbol;
}
