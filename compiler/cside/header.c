/* header.c - the header of --emit=header: what C must define, and what it defines it with; see cside.h. */
#include <ctype.h>
#include <string.h>

#include "cside/cside.h"

static const char *spaced(Arena *arena, const char *name) {
    return name[strlen(name) - 1] == '*' ? name : arena_printf(arena, "%s ", name);
}

/* ---- functions */

static bool is_pointer(const char *name) { return name[strlen(name) - 1] == '*'; }

static const char *parameter(CTypes *c, const TirVar *var) {
    const char *type = ctypes_name(c, var->type), *name = ctypes_identifier(c->arena, var->name);
    if (ctypes_by_address(var->type)) return arena_printf(c->arena, "const %s *%s", type, name);
    return arena_printf(c->arena, "%s%s%s", is_pointer(type) ? "const " : "",
                        spaced(c->arena, type), name);
}

static const char *function(CTypes *c, const TirFn *fn) {
    const char *result = ctypes_name(c, fn->result);
    bool by_address = ctypes_by_address(fn->result);
    Sb to;
    sb_init(&to, c->arena);
    sb_printf(&to, "%s%s(", by_address ? "void " : spaced(c->arena, result), fn->symbol);
    if (by_address) sb_printf(&to, "%s *result", result);
    for (int i = 0; i < fn->params.len; i++)
        sb_printf(&to, "%s%s", i > 0 || by_address ? ", " : "", parameter(c, fn->params.items[i]));
    sb_puts(&to, fn->params.len == 0 && !by_address ? "void);\n" : ");\n");
    return to.data;
}

/* ---- nodes and adapters */

static const char *value_name(CTypes *c, const Type *type) {
    if (type->kind == TYPE_OPT && type->elem->kind == TYPE_TS) type = type->elem;
    return ctypes_name(c, type->kind == TYPE_TS ? type->elem : type);
}

static void numbers(CTypes *c, Sb *to, const char *symbol, const char *what, const TirVars *vars) {
    for (int i = 0; i < vars->len; i++)
        sb_printf(to, "    %s_%s_%s = %d, /* %s */\n", symbol, what, vars->items[i]->name, i,
                  value_name(c, vars->items[i]->type));
}

static const char *node(CTypes *c, const TirNode *node) {
    Sb to;
    sb_init(&to, c->arena);
    numbers(c, &to, node->symbol, "in", &node->inputs);
    numbers(c, &to, node->symbol, "arg", &node->scalars);
    for (int i = 0; i < node->outputs.len; i++) {
        const TirOutput *output = &node->outputs.items[i];
        sb_printf(&to, "    %s_out%s%s = %d, /* %s */\n", node->symbol,
                  output->name == NULL ? "" : "_", output->name == NULL ? "" : output->name, i,
                  value_name(c, output->type));
    }
    const char *rows = to.size == 0 ? "" : arena_printf(c->arena, "enum {\n%s};\n", to.data);
    return arena_printf(c->arena, "%sextern const csp_node_code %s;\n", rows, node->symbol);
}

static const char *adapter(CTypes *c, const TirAdapter *adapter) {
    Sb to;
    sb_init(&to, c->arena);
    for (int i = 0; i < adapter->params.len; i++) {
        const TirVar *var = adapter->params.items[i];
        const char *type = value_name(c, var->type);
        sb_printf(&to, "/* %s: %s */\n",
                  var->kind == TV_INPUT ? "the series"
                                        : arena_printf(c->arena, "\"%s\"", var->name),
                  type);
    }
    if (adapter->result->kind == TYPE_TS)
        sb_printf(&to, "/* value: %s */\n", value_name(c, adapter->result));
    sb_printf(&to, "extern const csp_adapter %s;\n", adapter->symbol);
    return to.data;
}

const char *header_declaration(CTypes *c, const Extern *e) {
    if (e->fn != NULL) return function(c, e->fn);
    return e->node != NULL ? node(c, e->node) : adapter(c, e->adapter);
}

/* ---- comments */

static void comment(Sb *to, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '/' && i > 0 && text[i - 1] == '*') sb_puts(to, " ");
        sb_add(to, text + i, 1);
    }
}

static size_t line_size(const char *line) {
    size_t size = strcspn(line, "\n");
    while (size > 0 && isspace((unsigned char)line[size - 1])) size--;
    return size;
}

/* The comment lines above the declaration, and its first line. */
static void describe(Sb *to, const Extern *e) {
    const SourceFile *file = e->pos.file;
    int first = e->pos.line;
    while (first > 1 && source_line(file, first - 1)[0] == '#') first--;
    sb_puts(to, "\n/* ");
    for (int i = first; i < e->pos.line; i++) {
        const char *line = source_line(file, i) + 1;
        if (*line == ' ') line++;
        comment(to, line, line_size(line));
        sb_puts(to, "\n * ");
    }
    const char *line = source_line(file, e->pos.line);
    comment(to, line, line_size(line));
    sb_puts(to, " */\n");
}

/* ---- the whole */

static const char *stem(Arena *arena, const char *path, bool guard) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t size = strcspn(name, ".");
    char *copy = arena_copy(arena, name, size);
    for (char *p = copy; guard && *p != '\0'; p++)
        *p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_';
    return copy;
}

const char *header_text(CTypes *c, const CSide *side) {
    const char *path = side->program->file->path, *guard = stem(c->arena, path, true);
    Sb to;
    sb_init(&to, c->arena);
    sb_printf(
        &to,
        "/* %s.h - what %s.csp expects of its C side. Written by cspc --emit=header: don't change "
        "it. */\n"
        "#ifndef CSP_OF_%s_H\n#define CSP_OF_%s_H\n\n#include \"csp/adapter.h\"\n#include "
        "\"csp/node.h\"\n\n#define CSP_UNUSED __attribute__((unused))\n#ifdef __cplusplus\n"
        "#define CSP_STATIC_ASSERT static_assert\nextern \"C\" {\n#else\n"
        "#define CSP_STATIC_ASSERT _Static_assert\n#endif\n",
        stem(c->arena, path, false), stem(c->arena, path, false), guard, guard);
    sb_puts(&to, c->text.data);
    if (c->tables.size > 0)
        sb_printf(&to, "\n/* Descriptors, for the functions of csp/value.h. */\n%s",
                  c->tables.data);
    for (int i = 0; i < side->externs.len; i++) {
        describe(&to, &side->externs.items[i]);
        sb_puts(&to, side->externs.items[i].declaration);
    }
    sb_puts(&to, "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
    return to.data;
}
