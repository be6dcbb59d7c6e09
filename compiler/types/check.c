/* check.c - the checker's entry: modules, main, and the order of the work.
 *
 *   load        the main file, what it imports, and builtins and base, which every module sees
 *   declare     names of every module, those it imports first
 *   sign        structs and enums, then the types of defs, nodes, graphs and adapters
 *   constants   of the top level, defaults of fields
 *   bodies      of everything
 *   settle      which methods change self, which fields are read
 */
#include "types/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "syntax/parse.h"
#include "types/checker.h"

/* ---- modules */

static const char *folder_of(Check *c, const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? "."
                         : arena_copy(c->arena, path, (size_t)(slash - path) + (slash == path));
}

static const char *in_folder(Check *c, const char *folder, const char *file) {
    return strcmp(folder, ".") == 0 ? file : arena_printf(c->arena, "%s/%s", folder, file);
}

/* Beside the importing file, beside the main file, then in the standard library; NULL when in none.
 */
static const char *module_path(Check *c, const Module *importer, const char *name,
                               bool *is_library) {
    char *file = arena_printf(c->arena, "%s.csp", name);
    for (char *p = file; *p != '\0' && strcmp(p, ".csp") != 0; p++)
        if (*p == '.') *p = '/';
    const char *folder = importer == NULL ? NULL : folder_of(c, importer->path);
    const char *beside = folder == NULL ? NULL : in_folder(c, folder, file);
    *is_library = importer != NULL && importer->is_library;
    if (beside != NULL && access(beside, R_OK) == 0) return beside;
    const char *main = importer == NULL || *is_library
                           ? NULL
                           : in_folder(c, folder_of(c, c->loading.items[0]->path), file);
    if (main != NULL && access(main, R_OK) == 0) return main;
    *is_library = true;
    const char *library = c->options->stdlib == NULL
                              ? NULL
                              : arena_printf(c->arena, "%s/%s", c->options->stdlib, file);
    return library != NULL && access(library, R_OK) == 0 ? library : NULL;
}

static Module *module_new(Check *c, AstModule *ast, const char *path, bool is_library,
                          Scope *outer) {
    Module *module = ARENA_NEW(c->arena, Module);
    module->name = ast->name;
    module->path = path;
    module->ast = ast;
    module->scope = scope_new(c, outer, NULL);
    module->is_library = is_library;
    return module;
}

static void module_finish(Check *c, Module *module) {
    module->is_loading = true;
    module_declare(c, module);
    module->is_loading = false;
    VEC_PUSH(c->arena, &c->modules, module);
}

static Module *module_loaded(const Check *c, const char *path) {
    for (int i = 0; i < c->modules.len; i++)
        if (strcmp(c->modules.items[i]->path, path) == 0) return c->modules.items[i];
    for (int i = 0; i < c->loading.len; i++)
        if (strcmp(c->loading.items[i]->path, path) == 0) return c->loading.items[i];
    return NULL;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static Module *module_read(Check *c, const char *path, bool is_library, Scope *outer) {
    SourceFile *file = source_load(c->arena, path);
    if (file == NULL) return NULL;
    file->is_library = is_library;
    /* What messages say must not depend on where cspc is installed. */
    if (is_library) file->path = arena_printf(c->arena, "stdlib/%s", base_name(path));
    Module *module = module_new(c, parse(c->arena, c->names, c->d, file), path, is_library, outer);
    VEC_PUSH(c->arena, &c->loading, module);
    module_finish(c, module);
    c->loading.len--;
    return module;
}

/* Where it is missing, it would be found beside the file that imports it. */
static void depends_on_module(Check *c, const Module *importer, const char *name, const char *path) {
    if (path == NULL && importer != NULL) {
        char *file = arena_printf(c->arena, "%s.csp", name);
        for (char *p = file; *p != '\0' && strcmp(p, ".csp") != 0; p++)
            if (*p == '.') *p = '/';
        path = in_folder(c, folder_of(c, importer->path), file);
    }
    if (path != NULL) diag_depends(c->d, path);
}

Module *module_import(Check *c, Module *importer, const AstDecl *ast) {
    bool is_library = false;
    static const char *const later[] = {"stats", "basketlib", "sql", "window"};
    const char *path = module_path(c, importer, ast->path, &is_library);
    depends_on_module(c, importer, ast->path, path);
    if (path == NULL) {
        for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
            if (strcmp(later[i], ast->path) == 0) {
                unsupported(c, ast->pos, arena_printf(c->arena, "the module %s is", ast->path));
                return NULL;
            }
        diag_error(c->d, ast->pos, E_NO_MODULE,
                   "no module '%s': it is neither beside this file nor in the standard library",
                   ast->path);
        habit_module(c, ast->path);
        return NULL;
    }
    Module *module = module_loaded(c, path);
    if (module == NULL) module = module_read(c, path, is_library, c->core);
    if (module == NULL) {
        diag_error(c->d, ast->pos, E_NO_MODULE, "can't read %s: %s", path, strerror(errno));
    } else if (module->is_loading) {
        diag_error(c->d, ast->pos, E_IMPORT_CYCLE, "module '%s' imports itself", ast->path);
        if (module == importer) {
            diag_help(c->d, "a file beside the program is found before the standard library's: "
                            "give this one another name");
            return NULL;
        }
        for (int i = 0; i < c->loading.len; i++)
            diag_help(c->d, "%s imports %s", c->loading.items[i]->name,
                      i + 1 < c->loading.len ? c->loading.items[i + 1]->name : ast->path);
        return NULL;
    }
    return module;
}

/* builtins, then base: each a scope around the next; modules stand inside of both. */
static void core_load(Check *c) {
    static const char *const names[] = {"builtins", "base"};
    for (size_t i = 0; i < 2; i++) {
        bool is_library = true;
        const char *path = module_path(c, NULL, names[i], &is_library);
        Module *module = path == NULL ? NULL : module_read(c, path, true, c->core);
        if (module == NULL) {
            diag_error(c->d, (Pos){0}, E_NO_MODULE,
                       "the standard library has no %s.csp (looked for in %s)", names[i],
                       c->options->stdlib == NULL ? "no folder" : c->options->stdlib);
            continue;
        }
        c->core = module->scope;
        if (i == 0)
            c->builtins = module;
        else
            c->base = module;
    }
}

/* ---- import proto */

static void proto_methods(Check *c, StructInfo *info) {
    for (int i = 0; i < info->strct->methods.len; i++) {
        TirFn *fn = info->strct->methods.items[i];
        Callable *callable = ARENA_NEW(c->arena, Callable);
        *callable = (Callable){.kind = CALLABLE_DEF,
                               .name = named(c, fn->name),
                               .module = info->module,
                               .pos = fn->pos,
                               .fn = fn,
                               .result = fn->result,
                               .is_method = true,
                               .owner = info,
                               .self_type = info->type,
                               .scope = info->scope};
        for (int j = 0; j < fn->params.len; j++) {
            TirVar *var = fn->params.items[j];
            Parameter p = {.name = var->name, .type = var->type, .var = var, .pos = var->pos};
            VEC_PUSH(c->arena, &callable->params, p);
        }
        VEC_PUSH(c->arena, &info->methods, callable);
    }
}

static void proto_symbol(Check *c, Module *module, const ProtoDecl *decl) {
    StructInfo *info = ARENA_NEW(c->arena, StructInfo);
    info->module = module;
    info->strct = decl->strct;
    info->enm = decl->enm;
    info->progress = DONE;
    info->scope = scope_new(c, module->scope, NULL);
    info->type = decl->strct != NULL ? type_struct(c->types, decl->strct, NULL, 0)
                                     : type_enum(c->types, decl->enm);
    infos_register(c, info);
    Symbol *symbol = scope_add(c, module->scope, named(c, decl->name), (Pos){0});
    symbol->info = info;
    symbol->owner = module;
    if (info->strct != NULL) proto_methods(c, info);
}

void proto_import_check(Check *c, Module *module, const AstDecl *ast) {
    ProtoModule *proto = NULL;
    const char *name = ast->alias != NULL ? ast->alias : "proto";
    bool good = proto_import(c->arena, c->names, c->types, c->d, ast->pos,
                             folder_of(c, module->path), ast->names.items, ast->names.len, &proto);
    Module *made = ARENA_NEW(c->arena, Module);
    made->name = name;
    made->path = name;
    made->scope = scope_new(c, NULL, NULL);
    made->is_failed = !good;
    for (int i = 0; good && i < proto->decls.len; i++)
        proto_symbol(c, made, &proto->decls.items[i]);
    if (good) VEC_PUSH(c->arena, &c->protos, proto);
    Symbol *symbol = scope_add(c, module->scope, named(c, name), ast->pos);
    symbol->module = made;
    symbol->owner = module;
    symbol->is_hidden = true;
}

/* ---- main */

/* The text after `name:` at the beginning of a line of the docstring. */
static const char *help_of(Check *c, const char *doc, const char *name) {
    size_t size = strlen(name);
    for (const char *line = doc; line != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        const char *text = line + strspn(line, " ");
        if (strncmp(text, name, size) == 0 && text[size] == ':') {
            text += size + 1;
            text += strspn(text, " ");
            return arena_copy(c->arena, text, end == NULL ? strlen(text) : (size_t)(end - text));
        }
        line = end == NULL ? NULL : end + 1;
    }
    return NULL;
}

static const char *program_doc(Check *c, const AstModule *module, const TirFn *main) {
    const char *first = module->doc == NULL ? "" : module->doc,
               *second = main == NULL || main->doc == NULL ? "" : main->doc;
    if (*second == '\0') return first;
    char *kept = arena_printf(c->arena, "%s%s%s", first, *first == '\0' ? "" : "\n\n", second);
    char *to = kept + strlen(first);
    for (const char *line = to;
         *line != '\0';) { /* lines that explain a parameter are shown with its flag */
        const char *end = strchr(line, '\n');
        size_t size = end == NULL ? strlen(line) : (size_t)(end - line) + 1;
        bool explains = false;
        const char *text = line + strspn(line, " \n");
        for (int i = 0; i < main->params.len; i++) {
            size_t n = strlen(main->params.items[i]->name);
            explains |= strncmp(text, main->params.items[i]->name, n) == 0 && text[n] == ':' &&
                        text < line + size;
        }
        if (!explains) {
            memmove(to, line, size);
            to += size;
        }
        line += size;
    }
    while (to > kept && (to[-1] == '\n' || to[-1] == ' ')) to--;
    *to = '\0';
    return kept;
}

static bool may_be_flag(const Type *type) { return type->kind == TYPE_ERROR || type_is_plain(type); }

static void main_params(Check *c, TirFn *main) {
    for (int i = 0; i < main->params.len; i++) {
        TirVar *param = main->params.items[i];
        const Type *type = param->type;
        param->help = help_of(c, main->doc, param->name);
        if (type->has_edges)
            diag_error(c->d, param->pos, E_BAD_MAIN,
                       "the parameters of '%s' are flags of the program: '%s' can't be %s",
                       main->name, param->name, a_type(c, type));
        else if (!param->is_const && !may_be_flag(type) && type->kind != TYPE_LIST)
            diag_error(c->d, param->pos, E_BAD_MAIN,
                       "'%s' can't be a flag of the program: its type is %s", param->name,
                       type->name);
        else if (param->is_const && param->init == NULL) {
            bool given = false;
            for (int j = 0; j < c->options->ndefines; j++)
                given |= strcmp(c->options->defines[j].name, param->name) == 0;
            if (!given) {
                diag_error(c->d, param->pos, E_BAD_MAIN, "the constant '%s' has no value",
                           param->name);
                diag_help(c->d, "give it a default, or a value with -D %s=...", param->name);
            }
        }
        for (int j = 0; j < c->options->ndefines; j++)
            if (param->is_const && strcmp(c->options->defines[j].name, param->name) == 0) {
                param->value_text = c->options->defines[j].value;
                c->options->defines[j].used = true;
            }
    }
}

void main_find(Check *c, Module *module) {
    const char *entry = c->options->entry == NULL ? "main" : c->options->entry;
    const Symbol *symbol = scope_find(module->scope, named(c, entry));
    TirFn *main = NULL;
    for (int i = 0; symbol != NULL && i < symbol->callables.len; i++)
        if (symbol->callables.items[i]->kind == CALLABLE_GRAPH)
            main = symbol->callables.items[i]->fn;
    c->program->main = main;
    if (main == NULL) {
        if (c->options->library) return;
        if (diag_error_count(c->d) > 0) return; /* it may be what could not be understood */
        Pos pos = symbol == NULL ? (Pos){.file = module->ast->file} : symbol->pos;
        diag_error(c->d, pos, E_NO_MAIN,
                   symbol == NULL ? "there is no graph '%s'" : "'%s' is not a graph", entry);
        diag_help(c->d, "a program begins with `graph main():`; --entry names another");
        return;
    }
    if (main->ntvars > 0)
        diag_error(c->d, main->pos, E_BAD_MAIN, "the graph '%s' can't have type parameters", entry);
    main_params(c, main);
}

/* ---- the work, in order */

static void basics_set(Check *c) {
    c->error = type_basic(c->types, TYPE_ERROR);
    c->none = type_basic(c->types, TYPE_NONE);
    c->boolean = type_basic(c->types, TYPE_BOOL);
    c->integer = type_basic(c->types, TYPE_INT);
    c->real = type_basic(c->types, TYPE_FLOAT);
    c->str = type_basic(c->types, TYPE_STR);
    c->bytes = type_basic(c->types, TYPE_BYTES);
    c->json = type_basic(c->types, TYPE_JSON);
    c->datetime = type_basic(c->types, TYPE_DATETIME);
    c->timedelta = type_basic(c->types, TYPE_TIMEDELTA);
    c->date = type_basic(c->types, TYPE_DATE);
    c->time = type_basic(c->types, TYPE_TIME);
    c->any = type_basic(c->types, TYPE_ANY);
    c->handle = type_basic(c->types, TYPE_HANDLE);
    static const TypeVar unknown = {"?", BOUND_NONE, 0};
    c->unknown = type_var(c->types, &unknown);
}

static Check *check_new(Arena *arena, Interner *names, Diagnostics *diagnostics,
                        CheckOptions *options) {
    Check *c = ARENA_NEW(arena, Check);
    c->arena = arena;
    c->names = names;
    c->d = diagnostics;
    c->options = options;
    c->types = type_table_new(arena);
    c->program = ARENA_NEW(arena, TirProgram);
    c->program->types = c->types;
    Map *const maps[] = {&c->infos, &c->methods, &c->observed_types, &c->mutating};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) map_init(maps[i], arena);
    basics_set(c);
    return c;
}

static void constants_check(Check *c) {
    for (int i = 0; i < c->constants.len; i++) {
        Symbol *symbol = c->constants.items[i];
        constant_resolve(c, symbol);
        VEC_PUSH(c->arena, &c->program->globals, symbol->var);
    }
    for (int i = 0; i < c->structs.len; i++) {
        struct_presets_check(c, c->structs.items[i]);
        if (c->structs.items[i]->strct != NULL)
            VEC_PUSH(c->arena, &c->program->structs, c->structs.items[i]->strct);
        else
            VEC_PUSH(c->arena, &c->program->enums, c->structs.items[i]->enm);
    }
}

static void defines_apply(Check *c, const Module *module) {
    for (int i = 0; i < c->options->ndefines; i++) {
        Define *define = &c->options->defines[i];
        const Symbol *symbol = scope_find(module->scope, named(c, define->name));
        if (symbol == NULL || symbol->constant == NULL || symbol->owner != module) continue;
        symbol->var->value_text = define->value;
        define->used = true;
    }
}

static TirNode *base_node(Check *c, const char *name) {
    const Symbol *symbol = c->base == NULL ? NULL : scope_find(c->base->scope, named(c, name));
    return symbol == NULL || symbol->callables.len == 0 ? NULL : symbol->callables.items[0]->node;
}

static TirAdapter *base_adapter(Check *c, const char *name) {
    const Symbol *symbol = c->base == NULL ? NULL : scope_find(c->base->scope, named(c, name));
    return symbol == NULL || symbol->callables.len == 0 ? NULL : symbol->callables.items[0]->adapter;
}

static void outputs_observe(Check *c) {
    const TirFn *main = c->program->main;
    if (main == NULL || main->result == NULL) return;
    observe(c, main->result);
}

TirProgram *check(Arena *arena, Interner *names, Diagnostics *diagnostics, AstModule *ast,
                  CheckOptions *options) {
    Check *c = check_new(arena, names, diagnostics, options);
    core_load(c);
    Module *module = module_new(c, ast, ast->file->path, ast->file->is_library, c->core);
    VEC_PUSH(c->arena, &c->loading, module);
    module_finish(c, module);
    for (int i = 0; i < c->modules.len; i++) module_signatures(c, c->modules.items[i]);
    overrides_link(c);
    constants_check(c);
    tests_check(c, module); /* before the bodies: a call may ask for one more to be checked */
    for (int i = 0; i < c->pending.len; i++) callable_check(c, c->pending.items[i]);
    families_check(c);
    mutations_settle(c);
    main_find(c, module);
    defines_apply(c, module);
    outputs_observe(c);
    observations_settle(c);
    warnings_check(c);
    c->program->print_node = base_node(c, "print_tick");
    c->program->const_node = base_node(c, "const");
    c->program->drain_adapter = base_adapter(c, "drain");
    c->program->name = ast->name;
    c->program->doc = program_doc(c, ast, c->program->main);
    c->program->file = ast->file;
    return c->program;
}
