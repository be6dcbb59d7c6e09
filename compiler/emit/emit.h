/* emit.h - an LLVM module to text, an object file, an executable, or into this process.
 *
 * optimize.c runs the passes, object.c writes files, link.c calls the system's C compiler as linker, jit.c runs in memory.
 * Functions that fail return false (or -1) and set *why, which lives in the arena.
 */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

#include <llvm-c/LLJIT.h>
#include <llvm-c/Orc.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Types.h>
#include <stdbool.h>

#include "csp/test.h"
#include "support/vec.h"

typedef VEC(const char *) Texts;

/* For this machine's kind, baseline CPU, position independent. NULL on failure. */
LLVMTargetMachineRef emit_target(Arena *arena, int opt_level, const char **why);

/* Runs the passes of -O<opt_level>; all but main and the program's table become internal first. */
bool emit_optimize(Arena *arena, LLVMModuleRef module, LLVMTargetMachineRef target, int opt_level,
                   const char **why);

bool emit_ir(Arena *arena, LLVMModuleRef module, const char *path,
             const char **why); /* path "-": standard output */
bool emit_file(Arena *arena, LLVMModuleRef module, LLVMTargetMachineRef target, const char *path,
               bool assembly, const char **why);

typedef struct LinkOptions {
    const char *object; /* of the program */
    const char *output;
    const char *home;       /* folder with libcsprt.a, include/ and the adapters' archives */
    const Texts *libraries; /* adapters' libraries: "csp_http", "curl" */
    const Texts *c_files;   /* objects and archives */
    const Texts *flags;     /* -lNAME -LDIR of the command line */
    bool debug;
    const char **messages; /* set to what the C compiler or the linker wrote */
} LinkOptions;

/* One C file to the object `output`, by `cc` (or $CC), as if it included `header` first (NULL: none). */
bool compile_c(Arena *arena, const LinkOptions *options, const char *source, const char *header,
               const char **why);
/* Is the header, C by itself, at peace with what the C compiler knows of the standard library? */
bool check_header(Arena *arena, const LinkOptions *options, const char *header, const char **why);
/* Links the program. */
bool link_executable(Arena *arena, const LinkOptions *options, const char **why);
/* The C files as a shared library at `output`, for jit_run. */
bool link_shared(Arena *arena, const LinkOptions *options, const char **why);

/* Runs the module's main(argc, argv) in this process and returns its status, -1 on failure. Takes over the module, which must
 * be made in LLVMOrcThreadSafeContextGetContext(context). Libraries are loaded from `home` or the system; `shared` is
 * link_shared's output or NULL. */
int jit_run(Arena *arena, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
            const char *home, const Texts *libraries, const char *shared, int argc, char **argv,
            const char **why);

/* A program in this process that stays there until it is closed: csp_the_program of the module. NULL on failure. */
typedef struct JitProgram {
    LLVMOrcLLJITRef jit;
    const void *program; /* csp_program */
} JitProgram;
bool jit_open(Arena *arena, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
              const char *home, const Texts *libraries, const char *shared, JitProgram *program,
              const char **why);
void jit_close(JitProgram *program);
/* A function of the runtime library; NULL on failure. */
void *jit_runtime(Arena *arena, const char *home, const char *name, const char **why);

/* The same for the run of a test: *good says whether it went well. False on failure. */
bool jit_test(Arena *arena, LLVMOrcThreadSafeContextRef context, LLVMModuleRef module,
              const char *home, const Texts *libraries, const char *shared, const csp_test *test,
              bool *good, const char **why);

#endif
