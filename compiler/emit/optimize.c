/* optimize.c - target machine and passes; see emit.h. */
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <llvm-c/Error.h>

#include "emit/emit.h"

static LLVMCodeGenOptLevel codegen_level(int opt_level) {
    static const LLVMCodeGenOptLevel levels[] = {LLVMCodeGenLevelNone, LLVMCodeGenLevelLess,
                                                 LLVMCodeGenLevelDefault,
                                                 LLVMCodeGenLevelAggressive};
    return levels[opt_level];
}

LLVMTargetMachineRef emit_target(Arena *arena, int opt_level, const char **why) {
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
    char *triple = LLVMGetDefaultTargetTriple(), *message = NULL;
    LLVMTargetRef target;
    LLVMTargetMachineRef machine = NULL;
    if (LLVMGetTargetFromTriple(triple, &target, &message)) {
        *why = arena_printf(arena, "LLVM has no target for %s: %s", triple, message);
        LLVMDisposeMessage(message);
    } else {
        machine = LLVMCreateTargetMachine(target, triple, "", "", codegen_level(opt_level),
                                          LLVMRelocPIC, LLVMCodeModelDefault);
    }
    LLVMDisposeMessage(triple);
    return machine;
}

bool emit_optimize(Arena *arena, LLVMModuleRef module, LLVMTargetMachineRef target, int opt_level,
                   const char **why) {
    /* Internalise before the passes: what is not called then costs nothing. */
    const char *passes =
        opt_level == 0
            ? "internalize<preserve-gv=main;preserve-gv=csp_the_program>,globaldce,default<O0>"
            : arena_printf(arena,
                           "internalize<preserve-gv=main;preserve-gv=csp_the_program>,globaldce,"
                           "default<O%d>",
                           opt_level);
    LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(target);
    char *triple = LLVMGetTargetMachineTriple(target);
    LLVMSetModuleDataLayout(module, layout);
    LLVMSetTarget(module, triple);
    LLVMDisposeTargetData(layout);
    LLVMDisposeMessage(triple);
    LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
    LLVMErrorRef error = LLVMRunPasses(module, passes, target, options);
    LLVMDisposePassBuilderOptions(options);
    if (error == NULL) return true;
    char *message = LLVMGetErrorMessage(error);
    *why = arena_printf(arena, "LLVM's passes failed: %s", message);
    LLVMDisposeErrorMessage(message);
    return false;
}
