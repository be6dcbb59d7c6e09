/* codegen.h - regions and node bodies -> one LLVM module.
 *
 * The module defines `csp_the_program` (program.h) and `main`, and calls the runtime through the symbols of
 * runtime_abi.c alone.
 */
#ifndef CODEGEN_CODEGEN_H
#define CODEGEN_CODEGEN_H

#include <llvm-c/Types.h>

#include "regions/cut.h"

typedef struct CodegenOptions {
    int opt_level;       /* 0..3 */
    bool debug;          /* full debug info (-g); line tables are always there */
    bool watch;          /* another program may take its place while it runs: csp/watch.h */
    uint64_t foreign;    /* watch: a hash of the C code that it is linked with */
    const char *version; /* of cspc, for --version of the executable */
} CodegenOptions;

/* The module belongs to the context; the caller disposes both. Always verifies the module (an invalid one is an internal error). */
LLVMModuleRef codegen(Arena *arena, LLVMContextRef context, const Regions *regions,
                      const CodegenOptions *options);

#endif
