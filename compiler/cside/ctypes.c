/* ctypes.c - the types of a program as C has them; see cside.h.
 *
 *     Trade                struct Trade, with its fields where the program has them
 *     Side (an enum)       int64_t, and a macro for each member
 *     int?, (int, str)     struct opt_int, struct tuple_int_str
 *     [Trade]              csp_list *, and list_Trade_at for its items
 *
 * What csp/value.h needs to make or change a list, dict or set is its descriptor: type_of_list_Trade.
 */
#include <ctype.h>
#include <string.h>

#include "cside/cside.h"

void ctypes_init(CTypes *c, Arena *arena, TypeTable *types) {
    *c = (CTypes){.arena = arena, .types = types};
    map_init(&c->names, arena);
    map_init(&c->taken, arena);
    map_init(&c->descriptors, arena);
    sb_init(&c->text, arena);
    sb_init(&c->tables, arena);
}

bool ctypes_by_address(const Type *type) {
    return type->kind == TYPE_STRUCT || type->kind == TYPE_OPT || type->kind == TYPE_TUPLE ||
           type->kind == TYPE_FN;
}

const char *ctypes_identifier(Arena *arena, const char *name) {
    static const char *const words[] = {
        "auto",    "break",    "case",     "char",      "const",    "continue",     "default",
        "do",      "double",   "else",     "enum",      "extern",   "float",        "for",
        "goto",    "if",       "inline",   "int",       "long",     "register",     "restrict",
        "return",  "short",    "signed",   "sizeof",    "static",   "struct",       "switch",
        "typedef", "union",    "unsigned", "void",      "volatile", "while",        "bool",
        "true",    "false",    "and",      "or",        "not",      "xor",          "catch",
        "class",   "delete",   "explicit", "export",    "friend",   "mutable",      "namespace",
        "new",     "operator", "private",  "protected", "public",   "template",     "this",
        "throw",   "try",      "typeid",   "typename",  "using",    "virtual",      "asm",
        "typeof",  "alignas",  "alignof",  "constexpr", "nullptr",  "thread_local", "wchar_t"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0) return arena_printf(arena, "%s_", name);
    return name;
}

/* ---- names */

static const char *short_name(CTypes *c, const Type *type);

static const char *short_names(CTypes *c, const char *first, const Type *const *types, int n) {
    for (int i = 0; i < n; i++)
        first = arena_printf(c->arena, "%s_%s", first, short_name(c, types[i]));
    return first;
}

static const char *declared_name(CTypes *c, const Type *type) {
    const char *name = type->kind == TYPE_ENUM
                           ? type->enm->name
                           : short_names(c, type->strct->name, type->args, type->nargs);
    const char *qualified = type->kind == TYPE_ENUM ? type->enm->qualified : type->strct->qualified;
    name = ctypes_identifier(c->arena, name);
    const Type *owner = map_get(&c->taken, hash_bytes(name, strlen(name)));
    if (owner == NULL || owner == type) return name;
    char *other = arena_printf(c->arena, "%s", short_names(c, qualified, type->args, type->nargs));
    for (char *p = other; *p != '\0'; p++)
        if (!isalnum((unsigned char)*p)) *p = '_';
    return other;
}

/* A part of a C name. */
static const char *short_name(CTypes *c, const Type *type) {
    switch (type->kind) {
    case TYPE_ENUM:
    case TYPE_STRUCT: {
        const char *name = declared_name(c, type);
        map_put(&c->taken, hash_bytes(name, strlen(name)), (void *)(uintptr_t)type);
        return name;
    }
    case TYPE_OPT: return short_names(c, "opt", &type->elem, 1);
    case TYPE_LIST: return short_names(c, "list", &type->elem, 1);
    case TYPE_SET: return short_names(c, "set", &type->elem, 1);
    case TYPE_ARRAY:
        return arena_printf(c->arena, "array%d_%s", type->dims, short_name(c, type->elem));
    case TYPE_DICT: return short_names(c, short_names(c, "dict", &type->key, 1), &type->elem, 1);
    case TYPE_TUPLE: return short_names(c, "tuple", type->args, type->nargs);
    case TYPE_FN: return "function";
    default: return type->name;
    }
}

/* ---- structs */

static const Type *field_type(CTypes *c, const Type *type, int i) {
    return type->kind == TYPE_STRUCT ? type_field(c->types, type, i) : type->args[i];
}

static const char *field_name(CTypes *c, const Type *type, int i) {
    return type->kind == TYPE_STRUCT
               ? ctypes_identifier(c->arena, type->strct->fields.items[i].name)
               : arena_printf(c->arena, "item%d", i);
}

static const char *spaced(CTypes *c, const char *name) {
    return name[strlen(name) - 1] == '*' ? name : arena_printf(c->arena, "%s ", name);
}

static void struct_define(CTypes *c, const Type *type, const char *name) {
    map_put_ptr(&c->names, type, (void *)(uintptr_t)name); /* it may hold lists of itself */
    const csp_type *layout = type_layout(c->types, type);
    uint32_t n = layout->nfields, end = 0;
    Sb body, checks;
    sb_init(&body, c->arena);
    sb_init(&checks, c->arena);
    if (layout->tag != 0) {
        sb_puts(&body, "    int64_t kind_; /* which struct of the family it is */\n");
        end = 8;
    }
    for (uint32_t i = 0; i < n; i++) {
        const char *field = field_name(c, type, (int)i);
        sb_printf(&body, "    %s%s;\n", spaced(c, ctypes_name(c, field_type(c, type, (int)i))),
                  field);
        sb_printf(&checks, "CSP_STATIC_ASSERT(offsetof(%s, %s) == %u, \"%s.%s\");\n", name, field,
                  layout->fields[i].offset, name, field);
        end = layout->fields[i].offset + layout->fields[i].type->size;
    }
    if (n == 0 && end == 0) sb_puts(&body, "    char nothing_[0];\n");
    if (layout->nkinds > 0 &&
        (end + layout->align - 1) / layout->align * layout->align < layout->size)
        sb_printf(&body, "    char room_[%u]; /* for the fields of those that derive from it */\n",
                  layout->size - end);
    sb_printf(&c->text, "\n/* %s */\ntypedef struct %s {\n%s} %s;\n%s", type->name, name, body.data,
              name, checks.data);
    if (n > 0 || end > 0)
        sb_printf(&c->text, "CSP_STATIC_ASSERT(sizeof(%s) == %u, \"%s\");\n", name, layout->size,
                  name);
}

static void optional_define(CTypes *c, const Type *type, const char *name) {
    const csp_type *layout = type_layout(c->types, type);
    const char *elem = spaced(c, ctypes_name(c, type->elem));
    sb_printf(
        &c->text,
        "\n/* %s */\ntypedef struct %s {\n    %svalue;\n    uint8_t set; /* 0: None */\n} %s;\n"
        "CSP_STATIC_ASSERT(offsetof(%s, set) == %u && sizeof(%s) == %u, \"%s\");\n",
        type->name, name, elem, name, name, layout->flag_offset, name, layout->size, name);
}

static void enum_define(CTypes *c, const Type *type, const char *name) {
    sb_printf(&c->text, "\n/* %s */\ntypedef int64_t %s;\n", type->name, name);
    for (int i = 0; i < type->enm->items.len; i++)
        sb_printf(&c->text, "#define %s_%s ((%s)INT64_C(%lld))\n", name,
                  type->enm->items.items[i].name, name, (long long)type->enm->items.items[i].value);
}

/* ---- descriptors */

static const char *descriptor(CTypes *c, const Type *type);

static const char *kind_word(const csp_type *layout) {
    static const char *const words[] = {
        "CSP_NONE",     "CSP_BOOL",      "CSP_INT",  "CSP_FLOAT", "CSP_STR",   "CSP_BYTES",
        "CSP_DATETIME", "CSP_TIMEDELTA", "CSP_DATE", "CSP_TIME",  "CSP_ENUM",  "CSP_STRUCT",
        "CSP_OPT",      "CSP_LIST",      "CSP_DICT", "CSP_SET",   "CSP_TUPLE", "CSP_ARRAY",
        "CSP_JSON",     "CSP_FN",        "CSP_EDGE"};
    return words[layout->kind];
}

static bool describe_fields(CTypes *c, const Type *type, const char *name) {
    const csp_type *layout = type_layout(c->types, type);
    Sb rows;
    sb_init(&rows, c->arena);
    for (uint32_t i = 0; i < layout->nfields; i++) {
        const csp_field *field = &layout->fields[i];
        const char *each = descriptor(c, field_type(c, type, (int)i));
        if (each == NULL) return false;
        const char *field_text =
            field->name == NULL ? "NULL" : arena_printf(c->arena, "\"%s\"", field->name);
        sb_printf(&rows, "    {%s, NULL, &%s, %u, NULL},\n", field_text, each, field->offset);
    }
    sb_printf(&c->tables, "CSP_UNUSED static const csp_field fields_%s[] = {\n%s};\n", name,
              rows.data);
    return true;
}

static void describe_items(CTypes *c, const csp_type *layout, const char *name) {
    sb_printf(&c->tables, "CSP_UNUSED static const csp_enum_item items_%s[] = {\n", name);
    for (uint32_t i = 0; i < layout->nitems; i++)
        sb_printf(&c->tables, "    {\"%s\", INT64_C(%lld)},\n", layout->items[i].name,
                  (long long)layout->items[i].value);
    sb_puts(&c->tables, "};\n");
}

/* NULL for structs that contain themselves in lists, and for families: these come from the program only. */
static const char *describe(CTypes *c, const Type *type) {
    const csp_type *layout = type_layout(c->types, type);
    const char *name = short_name(c, type), *elem = NULL, *key = NULL;
    if (layout->tag != 0 || layout->proto != NULL || type->kind == TYPE_FN) return NULL;
    if (type->elem != NULL && (elem = descriptor(c, type->elem)) == NULL) return NULL;
    if (type->key != NULL && (key = descriptor(c, type->key)) == NULL) return NULL;
    if (layout->nfields > 0 && !describe_fields(c, type, name)) return NULL;
    if (layout->nitems > 0) describe_items(c, layout, name);
    const char *itself = arena_printf(c->arena, "type_of_%s", name);
    sb_printf(&c->tables,
              "CSP_UNUSED static const csp_type %s = {\n    %s, %u, %u, %u, %u, %u, \"%s\", %s%s, "
              "%s%s, %u, %u, %s%s, %s%s, NULL, NULL, 0, 0};\n",
              itself, kind_word(layout), layout->plain, layout->dims, layout->size, layout->align,
              layout->flag_offset, layout->name, elem == NULL ? "" : "&",
              elem == NULL ? "NULL" : elem, key == NULL ? "" : "&", key == NULL ? "NULL" : key,
              layout->nfields, layout->nitems, layout->nfields > 0 ? "fields_" : "",
              layout->nfields > 0 ? name : "NULL", layout->nitems > 0 ? "items_" : "",
              layout->nitems > 0 ? name : "NULL");
    return itself;
}

static const char *descriptor(CTypes *c, const Type *type) {
    const char *known = map_get_ptr(&c->descriptors, type);
    if (known != NULL) return known[0] == '\0' ? NULL : known;
    map_put_ptr(&c->descriptors, type, (void *)(uintptr_t)"");
    const char *made = describe(c, type);
    if (made != NULL) map_put_ptr(&c->descriptors, type, (void *)(uintptr_t)made);
    return made;
}

static void container_define(CTypes *c, const Type *type) {
    const char *name = short_name(c, type), *elem = ctypes_name(c, type->elem);
    if (type->key != NULL) (void)ctypes_name(c, type->key);
    (void)descriptor(c, type);
    if (type->kind != TYPE_LIST) return;
    sb_printf(&c->tables,
              "/* Item i of a %s, borrowed. */\n"
              "CSP_UNUSED static inline %s const *%s_at(const csp_list *list, int64_t i) {\n"
              "    return (%s const *)(const void *)list->data + list->head + i;\n}\n",
              type->name, elem, name, elem);
}

/* ---- entry */

static const char *define(CTypes *c, const Type *type) {
    const char *name;
    switch (type->kind) {
    case TYPE_BOOL: return "uint8_t";
    case TYPE_FLOAT: return "double";
    case TYPE_STR:
    case TYPE_BYTES: return "csp_str *";
    case TYPE_LIST: return "csp_list *";
    case TYPE_DICT:
    case TYPE_SET: return "csp_dict *";
    case TYPE_ARRAY: return "csp_array *";
    case TYPE_JSON: return "csp_json *";
    case TYPE_FN: return "csp_fn";
    case TYPE_NONE: return "void";
    case TYPE_VAR: return type->name;
    case TYPE_ENUM: enum_define(c, type, name = short_name(c, type)); return name;
    case TYPE_OPT: optional_define(c, type, name = short_name(c, type)); return name;
    case TYPE_STRUCT:
    case TYPE_TUPLE: struct_define(c, type, name = short_name(c, type)); return name;
    default: return "int64_t";
    }
}

/* What C code copies, releases or prints needs a descriptor. */
static bool wants_descriptor(const Type *type) {
    return type->kind == TYPE_STRUCT || type->kind == TYPE_TUPLE || type->kind == TYPE_OPT ||
           type->kind == TYPE_STR || type->kind == TYPE_BYTES || type->kind == TYPE_ARRAY;
}

const char *ctypes_name(CTypes *c, const Type *type) {
    const char *known = map_get_ptr(&c->names, type);
    if (known != NULL) return known;
    if (type->has_vars && type->kind != TYPE_VAR) return type->name; /* known where it is used */
    known = define(c, type);
    map_put_ptr(&c->names, type, (void *)(uintptr_t)known);
    if (type->kind == TYPE_LIST || type->kind == TYPE_DICT || type->kind == TYPE_SET)
        container_define(c, type);
    else if (wants_descriptor(type))
        (void)descriptor(c, type);
    return known;
}
