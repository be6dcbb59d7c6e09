/* object.c - a module as LLVM text, assembly or an object file; see emit.h. */
#include <llvm-c/Core.h>
#include <stdio.h>
#include <string.h>

#include "emit/emit.h"

bool emit_ir(Arena *arena, LLVMModuleRef module, const char *path, const char **why) {
    if (strcmp(path, "-") == 0) {
        char *text = LLVMPrintModuleToString(module);
        fputs(text, stdout);
        LLVMDisposeMessage(text);
        return true;
    }
    char *message = NULL;
    if (!LLVMPrintModuleToFile(module, path, &message)) return true;
    *why = arena_printf(arena, "cannot write %s: %s", path, message);
    LLVMDisposeMessage(message);
    return false;
}

static bool print_assembly(Arena *arena, LLVMModuleRef module, LLVMTargetMachineRef target,
                           const char **why) {
    LLVMMemoryBufferRef buffer;
    char *message = NULL;
    if (LLVMTargetMachineEmitToMemoryBuffer(target, module, LLVMAssemblyFile, &message, &buffer)) {
        *why = arena_printf(arena, "cannot make assembly: %s", message);
        LLVMDisposeMessage(message);
        return false;
    }
    fwrite(LLVMGetBufferStart(buffer), 1, LLVMGetBufferSize(buffer), stdout);
    LLVMDisposeMemoryBuffer(buffer);
    return true;
}

bool emit_file(Arena *arena, LLVMModuleRef module, LLVMTargetMachineRef target, const char *path,
               bool assembly, const char **why) {
    if (assembly && strcmp(path, "-") == 0) return print_assembly(arena, module, target, why);
    char *message = NULL;
    LLVMCodeGenFileType type = assembly ? LLVMAssemblyFile : LLVMObjectFile;
    if (!LLVMTargetMachineEmitToFile(target, module, (char *)path, type, &message)) return true;
    *why = arena_printf(arena, "cannot write %s: %s", path, message);
    LLVMDisposeMessage(message);
    return false;
}
