/* cg_debug.c - line tables, so that gdb, perf and valgrind speak of `vwap.csp:12`. DWARF 4. */
#include <string.h>

#include "codegen/cg.h"

enum { DWARF_VERSION = 4 };

static LLVMMetadataRef debug_file(Cg *cg, const SourceFile *file) {
    LLVMMetadataRef known = map_get_ptr(&cg->di_files, file);
    if (known != NULL) return known;
    const char *path = file == NULL ? "<none>" : file->path;
    const char *slash = strrchr(path, '/');
    const char *folder = slash == NULL ? "." : arena_copy(cg->arena, path, (size_t)(slash - path));
    const char *name = slash == NULL ? path : slash + 1;
    LLVMMetadataRef made =
        LLVMDIBuilderCreateFile(cg->di, name, strlen(name), folder, strlen(folder));
    if (file != NULL) map_put_ptr(&cg->di_files, file, made);
    return made;
}

static void add_flag(Cg *cg, const char *name, unsigned value) {
    LLVMAddModuleFlag(cg->module, LLVMModuleFlagBehaviorWarning, name, strlen(name),
                      LLVMValueAsMetadata(cg_const_i32(cg, value)));
}

void cg_debug_begin(Cg *cg) {
    cg->di = LLVMCreateDIBuilder(cg->module);
    add_flag(cg, "Debug Info Version", LLVMDebugMetadataVersion());
    add_flag(cg, "Dwarf Version", DWARF_VERSION);
    const TirFn *main_graph = cg->graph->main;
    const char *producer = arena_printf(cg->arena, "cspc %s", cg->options->version);
    LLVMDWARFEmissionKind kind =
        cg->options->debug ? LLVMDWARFEmissionFull : LLVMDWARFEmissionLineTablesOnly;
    cg->unit = LLVMDIBuilderCreateCompileUnit(
        cg->di, LLVMDWARFSourceLanguageC99,
        debug_file(cg, main_graph == NULL ? NULL : main_graph->pos.file), producer,
        strlen(producer), cg->options->opt_level > 0, "", 0, 0, "", 0, kind, 0, true, false, "", 0,
        "", 0);
}

void cg_debug_end(Cg *cg) {
    LLVMDIBuilderFinalize(cg->di);
    LLVMDisposeDIBuilder(cg->di);
}

void cg_debug_function(Cg *cg, Body *body, const char *name, Pos pos) {
    LLVMMetadataRef file = debug_file(cg, pos.file);
    LLVMMetadataRef type = LLVMDIBuilderCreateSubroutineType(cg->di, file, NULL, 0, LLVMDIFlagZero);
    unsigned line = pos.line > 0 ? (unsigned)pos.line : 1;
    body->scope =
        LLVMDIBuilderCreateFunction(cg->di, cg->unit, name, strlen(name), "", 0, file, line, type,
                                    true, true, line, LLVMDIFlagZero, cg->options->opt_level > 0);
    body->file = pos.file;
    LLVMSetSubprogram(body->llvm, body->scope);
}

/* Code of another file inside a function (a node's call in a region) stands in a block of that file. */
static LLVMMetadataRef scope_for(Cg *cg, const SourceFile *file) {
    Body *body = cg->body;
    if (file == NULL || file == body->file) return body->scope;
    uint64_t key = hash_mix((uint64_t)(uintptr_t)body->scope, (uint64_t)(uintptr_t)file);
    LLVMMetadataRef block = map_get(&cg->di_blocks, key);
    if (block != NULL) return block;
    block = LLVMDIBuilderCreateLexicalBlockFile(cg->di, body->scope, debug_file(cg, file), 0);
    map_put(&cg->di_blocks, key, block);
    return block;
}

void cg_debug_at(Cg *cg, Pos pos) {
    if (cg->body == NULL || cg->body->scope == NULL) return;
    unsigned line = pos.line > 0 ? (unsigned)pos.line : 0,
             column = pos.column > 0 ? (unsigned)pos.column : 0;
    LLVMMetadataRef location =
        LLVMDIBuilderCreateDebugLocation(cg->context, line, column, scope_for(cg, pos.file), NULL);
    LLVMSetCurrentDebugLocation2(cg->b, location);
    LLVMSetCurrentDebugLocation2(cg->body->entry, location);
}
