/* codegen.c - entry of the code generator: the graph, cut into regions, becomes one LLVM module.
 *
 * layout first, as everything else is offsets; then regions, the shapes that they call, the functions that those call, and the
 * tables last. An invalid module is a mistake of this compiler: it is verified always.
 */
#include <llvm-c/Analysis.h>
#include <llvm-c/Core.h>
#include <string.h>

#include "codegen/cg.h"

static void init_types(Cg *cg) {
    cg->none = LLVMVoidTypeInContext(cg->context);
    cg->i1 = LLVMInt1TypeInContext(cg->context);
    cg->i8 = LLVMInt8TypeInContext(cg->context);
    cg->i16 = LLVMInt16TypeInContext(cg->context);
    cg->i32 = LLVMInt32TypeInContext(cg->context);
    cg->i64 = LLVMInt64TypeInContext(cg->context);
    cg->f64 = LLVMDoubleTypeInContext(cg->context);
    cg->ptr = LLVMPointerTypeInContext(cg->context, 0);
}

static void init_maps(Cg *cg) {
    Map *maps[] = {&cg->descriptors, &cg->constants,   &cg->strings,  &cg->functions,
                   &cg->shapes,      &cg->globals,     &cg->helpers,  &cg->infos,
                   &cg->indexes,     &cg->dispatchers, &cg->di_files, &cg->di_blocks,
                   &cg->same,        &cg->same_as};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) map_init(maps[i], cg->arena);
}

/* The regions to mark, by the numbers that slots and baskets hold; known after the layout. */
static void make_pend_table(Cg *cg) {
    LLVMValueRef *items = ARENA_ARRAY(cg->arena, LLVMValueRef, cg->pends.len + 1);
    for (int i = 0; i < cg->pends.len; i++) items[i] = cg_const_i32(cg, cg->pends.items[i]);
    cg->pend_table =
        cg_global(cg, "pends", LLVMConstArray2(cg->i32, items, (uint64_t)cg->pends.len));
}

/* The time that LLVM takes grows faster than a function does: very long functions, and those of very large programs
 * (written by machines), are compiled as with -O0. */
enum { LONG_FUNCTION = 20000, MANY_FUNCTIONS = 2500 };

static bool is_long(LLVMValueRef function) {
    int n = 0;
    for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block != NULL;
         block = LLVMGetNextBasicBlock(block))
        for (LLVMValueRef each = LLVMGetFirstInstruction(block); each != NULL;
             each = LLVMGetNextInstruction(each))
            if (++n > LONG_FUNCTION) return true;
    return false;
}

static void add_attribute(Cg *cg, LLVMValueRef function, const char *name) {
    unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
    LLVMAddAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(cg->context, kind, 0));
}

static void limit_effort(Cg *cg) {
    int bodies = 0;
    for (LLVMValueRef f = LLVMGetFirstFunction(cg->module); f != NULL; f = LLVMGetNextFunction(f))
        bodies += LLVMCountBasicBlocks(f) > 0;
    for (LLVMValueRef f = LLVMGetFirstFunction(cg->module); f != NULL; f = LLVMGetNextFunction(f)) {
        if (LLVMCountBasicBlocks(f) == 0 || (bodies <= MANY_FUNCTIONS && !is_long(f))) continue;
        add_attribute(cg, f, "optnone");
        add_attribute(cg, f, "noinline");
    }
}

static void verify(Cg *cg) {
    char *message = NULL;
    if (LLVMVerifyModule(cg->module, LLVMReturnStatusAction, &message))
        internal_error("codegen", (Pos){0}, "the module is invalid: %s", message);
    LLVMDisposeMessage(message);
}

LLVMModuleRef codegen(Arena *arena, LLVMContextRef context, const Regions *regions,
                      const CodegenOptions *options) {
    Cg *cg = ARENA_NEW(arena, Cg);
    cg->arena = arena;
    cg->context = context;
    cg->types = regions->graph->program->types;
    cg->options = options;
    const char *name = regions->graph->program->name;
    cg->module = LLVMModuleCreateWithNameInContext(name == NULL ? "program" : name, context);
    /* What all our targets share: loads get their natural alignment. emit/ sets the exact one. */
    LLVMSetDataLayout(cg->module, "e-i64:64-f64:64-n8:16:32:64-S128");
    cg->b = LLVMCreateBuilderInContext(context);
    walker_init(&cg->walker, arena);
    init_types(cg);
    init_maps(cg);
    cg_parts_make(cg, regions, NULL);
    cg_part_enter(cg, cg->parts.items[0]);
    cg_debug_begin(cg);
    for (int i = 0; i < cg->parts.len; i++) {
        cg_part_enter(cg, cg->parts.items[i]);
        cg_layout_state(cg);
    }
    make_pend_table(cg);
    cg_write_program(cg);
    cg_debug_end(cg);
    LLVMDisposeBuilder(cg->b);
    limit_effort(cg);
    verify(cg);
    return cg->module;
}
