/* build.c - messages and enums of all files of one import as structs and enums. Called by
 * proto_import.
 *
 *   1. pool: every message and enum by its full name (`.package.Outer.Inner`), extensions at the
 * message they extend
 *   2. a TirStruct or TirEnum for each, named without the package, so that types can refer to each
 * other
 *   3. the fields of each struct:  declared fields, extensions | hidden presence flags
 *
 * Entries of maps are messages in the descriptions, and pool members here, but get no struct.
 */
#include "proto/build.h"

#include <stdlib.h>
#include <string.h>

typedef struct Message {
    const char *full;
    const char *dotted;
    const DescMessage *desc;
    VEC(const DescField *) fields; /* declared ones, then extensions */
    int declared;                  /* how many of them are no extensions */
    TirStruct *strct;              /* NULL: the entry of a map */
    const Type *type;
    int visited; /* mark of the last walk over the pool that came by */
} Message;

typedef struct Enum {
    TirEnum *decl;
    const Type *type;
} Enum;

typedef struct Pool {
    const ProtoContext *ctx;
    ProtoModule *module;
    VEC(Message *) messages;
    VEC(const DescField *) extensions;
    Map message_of, enum_of; /* by interned full name */
    const char *package;     /* of the file that is entered now: `.transit_realtime` or "" */
    bool strip;              /* its names go without the package */
    int walk;
    int next_method;
} Pool;

/* ---- 1 and 2: the pool */

static const char *full_name(const Pool *p, const char *scope, const char *name) {
    return intern_str(p->ctx->names, arena_printf(p->ctx->arena, "%s.%s", scope, name));
}

static const char *dotted_name(const Pool *p, const char *full) {
    return intern_str(p->ctx->names,
                      full + 1 + (p->strip && p->package[0] != '\0' ? strlen(p->package) : 0));
}

static void declare(Pool *p, const char *dotted, TirStruct *strct, TirEnum *enm) {
    if (proto_find(p->module, dotted) != NULL)
        diag_error(p->ctx->diagnostics, p->ctx->pos, 505,
                   "two protobuf files of this import declare `%s`, in different packages", dotted);
    ProtoDecl decl = {dotted, strct, enm};
    VEC_PUSH(p->ctx->arena, &p->module->decls, decl);
}

static void add_enum(Pool *p, const char *scope, const DescEnum *desc) {
    Arena *arena = p->ctx->arena;
    Enum *enm = ARENA_NEW(arena, Enum);
    const char *full = full_name(p, scope, desc->name);
    enm->decl = ARENA_NEW(arena, TirEnum);
    enm->decl->name = dotted_name(p, full);
    enm->decl->qualified = full + 1;
    enm->decl->pos = p->ctx->pos;
    for (int i = 0; i < desc->values.len; i++)
        VEC_PUSH(arena, &enm->decl->items, desc->values.items[i]);
    enm->type = type_enum(p->ctx->types, enm->decl);
    map_put_ptr(&p->enum_of, full, enm);
    declare(p, enm->decl->name, NULL, enm->decl);
}

static void add_struct(Pool *p, Message *m) {
    TirStruct *strct = ARENA_NEW(p->ctx->arena, TirStruct);
    strct->name = m->dotted;
    strct->qualified = m->full + 1;
    strct->pos = p->ctx->pos;
    strct->proto = ARENA_NEW(p->ctx->arena, ProtoMessage);
    strct->proto->strct = strct;
    m->strct = strct;
    m->type = type_struct(p->ctx->types, strct, NULL, 0);
    declare(p, m->dotted, strct, NULL);
}

static void add_extensions(Pool *p, const DescFields *extensions) {
    for (int i = 0; i < extensions->len; i++)
        VEC_PUSH(p->ctx->arena, &p->extensions, &extensions->items[i]);
}

static void add_message(Pool *p, const char *scope, const DescMessage *desc) {
    Arena *arena = p->ctx->arena;
    Message *m = ARENA_NEW(arena, Message);
    m->full = full_name(p, scope, desc->name);
    m->dotted = dotted_name(p, m->full);
    m->desc = desc;
    m->declared = desc->fields.len;
    for (int i = 0; i < desc->fields.len; i++) VEC_PUSH(arena, &m->fields, &desc->fields.items[i]);
    VEC_PUSH(arena, &p->messages, m);
    map_put_ptr(&p->message_of, m->full, m);
    if (!desc->map_entry) add_struct(p, m);
    for (int i = 0; i < desc->nested.len; i++) add_message(p, m->full, desc->nested.items[i]);
    for (int i = 0; i < desc->enums.len; i++) add_enum(p, m->full, desc->enums.items[i]);
    add_extensions(p, &desc->extensions);
}

/* protoc writes a name without the "./" that the import may have. */
static bool is_named(const char *name, const char *const *files, int nfiles) {
    for (int i = 0; i < nfiles; i++) {
        const char *file = files[i];
        while (strncmp(file, "./", 2) == 0) file += 2;
        if (strcmp(file, name) == 0) return true;
    }
    return false;
}

static void add_file(Pool *p, const DescFile *file, bool strip) {
    const ProtoContext *ctx = p->ctx;
    if (strcmp(file->syntax, "editions") == 0)
        diag_error(ctx->diagnostics, ctx->pos, 507,
                   "%s: protobuf editions are not supported yet, only proto2 and proto3",
                   file->name);
    p->package = file->package[0] == '\0' ? "" : arena_printf(ctx->arena, ".%s", file->package);
    p->strip = strip;
    for (int i = 0; i < file->messages.len; i++)
        add_message(p, p->package, file->messages.items[i]);
    for (int i = 0; i < file->enums.len; i++) add_enum(p, p->package, file->enums.items[i]);
    add_extensions(p, &file->extensions);
}

static void attach_extensions(Pool *p) {
    for (int i = 0; i < p->extensions.len; i++) {
        const DescField *e = p->extensions.items[i];
        Message *m = map_get_ptr(&p->message_of, e->extendee);
        if (m != NULL) VEC_PUSH(p->ctx->arena, &m->fields, e);
    }
}

/* ---- 3: fields */

static bool is_message(const DescField *f) {
    return f->type == DESC_MESSAGE || f->type == DESC_GROUP;
}

static Message *message_of(const Pool *p, const DescField *f) {
    return is_message(f) ? map_get_ptr(&p->message_of, f->type_name) : NULL;
}

/* A message `wanted` is inside of `from`, at any depth. */
static bool contains(Pool *p, Message *from, const Message *wanted) {
    if (from == wanted) return true;
    if (from->visited == p->walk) return false;
    from->visited = p->walk;
    for (int i = 0; i < from->fields.len; i++) {
        Message *inner = message_of(p, from->fields.items[i]);
        if (inner != NULL && contains(p, inner, wanted)) return true;
    }
    return false;
}

static bool is_recursive(Pool *p, const Message *m, const DescField *f) {
    Message *inner = message_of(p, f);
    p->walk++;
    return inner != NULL && contains(p, inner, m);
}

static const csp_proto_kind kinds[] = {
    [DESC_DOUBLE] = CSP_PROTO_DOUBLE,     [DESC_FLOAT] = CSP_PROTO_FLOAT,
    [DESC_INT64] = CSP_PROTO_INT64,       [DESC_UINT64] = CSP_PROTO_UINT64,
    [DESC_INT32] = CSP_PROTO_INT32,       [DESC_FIXED64] = CSP_PROTO_FIXED64,
    [DESC_FIXED32] = CSP_PROTO_FIXED32,   [DESC_BOOL] = CSP_PROTO_BOOL,
    [DESC_STRING] = CSP_PROTO_STRING,     [DESC_GROUP] = CSP_PROTO_GROUP,
    [DESC_MESSAGE] = CSP_PROTO_MESSAGE,   [DESC_BYTES] = CSP_PROTO_BYTES,
    [DESC_UINT32] = CSP_PROTO_UINT32,     [DESC_ENUM] = CSP_PROTO_ENUM,
    [DESC_SFIXED32] = CSP_PROTO_SFIXED32, [DESC_SFIXED64] = CSP_PROTO_SFIXED64,
    [DESC_SINT32] = CSP_PROTO_SINT32,     [DESC_SINT64] = CSP_PROTO_SINT64};

/* The type of one value of the field. */
static const Type *value_type(const Pool *p, const DescField *f) {
    TypeTable *types = p->ctx->types;
    switch ((DescType)f->type) {
    case DESC_GROUP:
    case DESC_MESSAGE: return message_of(p, f)->type;
    case DESC_ENUM: return ((const Enum *)map_get_ptr(&p->enum_of, f->type_name))->type;
    case DESC_BOOL: return type_basic(types, TYPE_BOOL);
    case DESC_DOUBLE:
    case DESC_FLOAT: return type_basic(types, TYPE_FLOAT);
    case DESC_STRING: return type_basic(types, TYPE_STR);
    case DESC_BYTES: return type_basic(types, TYPE_BYTES);
    default: return type_basic(types, TYPE_INT);
    }
}

static const DescField *entry_field(const Message *entry, uint32_t number) {
    for (int i = 0; i < entry->desc->fields.len; i++)
        if (entry->desc->fields.items[i].number == number) return &entry->desc->fields.items[i];
    internal_error("proto", (Pos){0}, "the map entry %s lacks its field %u", entry->full, number);
}

static TirExpr *empty_value(const Pool *p, TirExprKind kind, const Type *type) {
    TirExpr *e = ARENA_NEW(p->ctx->arena, TirExpr);
    e->kind = kind;
    e->type = type;
    e->pos = p->ctx->pos;
    return e;
}

/* Whether a scalar was given can be told from its default. */
static bool has_presence(const DescField *f) {
    return !f->proto3 || f->oneof >= 0 || f->explicit_optional || f->extendee != NULL;
}

static bool is_packed(const DescField *f) {
    bool can = f->type != DESC_STRING && f->type != DESC_BYTES && !is_message(f);
    return f->repeated && can && (f->packed_given ? f->packed : f->proto3);
}

/* The struct field and how it is encoded; the presence flag comes later. */
static void add_field(Pool *p, Message *m, const DescField *f) {
    const ProtoContext *ctx = p->ctx;
    Message *inner = message_of(p, f);
    TirField field = {.name = f->name, .pos = ctx->pos};
    ProtoField wire = {
        .number = f->number, .kind = kinds[f->type], .index = m->strct->fields.len, .flag = -1};
    if (inner != NULL && inner->desc->map_entry) {
        const DescField *key = entry_field(inner, 1), *value = entry_field(inner, 2);
        wire.shape = CSP_PROTO_MAP;
        wire.key_kind = kinds[key->type];
        wire.kind = kinds[value->type];
        field.type = type_dict(ctx->types, value_type(p, key), value_type(p, value));
        field.preset = empty_value(p, TE_DICT, field.type);
    } else if (f->repeated) {
        wire.shape = CSP_PROTO_LIST;
        wire.packed = is_packed(f);
        field.type = type_of1(ctx->types, TYPE_LIST, value_type(p, f));
        field.preset = empty_value(p, TE_LIST, field.type);
    } else if (is_message(f)) {
        field.type = type_of1(ctx->types, TYPE_OPT, value_type(p, f));
        field.preset = empty_value(p, TE_NONE, field.type);
    } else {
        field.type = value_type(p, f);
        field.preset = proto_preset(ctx, f, field.type, f->preset);
    }
    if (wire.shape == CSP_PROTO_ONE && f->oneof >= 0 && !f->explicit_optional)
        wire.oneof = f->oneof + 1;
    VEC_PUSH(ctx->arena, &m->strct->fields, field);
    VEC_PUSH(ctx->arena, &m->strct->proto->fields, wire);
}

static int field_named(const TirStruct *strct, const char *name) {
    for (int i = 0; i < strct->fields.len; i++)
        if (strcmp(strct->fields.items[i].name, name) == 0) return i;
    return -1;
}

static const DescField *description_of(const Message *m, uint32_t number) {
    for (int i = 0; i < m->fields.len; i++)
        if (m->fields.items[i]->number == number) return m->fields.items[i];
    return NULL;
}

/* The hidden flag of a scalar with presence, and the has_x method that reads it. */
static void add_presence(Pool *p, const Message *m, int number) {
    const ProtoContext *ctx = p->ctx;
    TirStruct *strct = m->strct;
    ProtoField *wire = &strct->proto->fields.items[number];
    if (wire->shape != CSP_PROTO_ONE || wire->kind == CSP_PROTO_MESSAGE ||
        wire->kind == CSP_PROTO_GROUP)
        return;
    if (!has_presence(description_of(m, wire->number)) ||
        strct->fields.items[wire->index].preset == NULL)
        return;

    const char *name = strct->fields.items[wire->index].name;
    const Type *flag = type_basic(ctx->types, TYPE_BOOL);
    TirField hidden = {.name = intern_str(ctx->names, arena_printf(ctx->arena, ".%s", name)),
                       .type = flag,
                       .preset = proto_const(ctx, flag, &(uint8_t){0}, 1),
                       .pos = ctx->pos};
    wire->flag = strct->fields.len;
    VEC_PUSH(ctx->arena, &strct->fields, hidden);
    if (field_named(strct, arena_printf(ctx->arena, "has_%s", name)) >= 0) return;
    ProtoHas has = {
        proto_has_method(ctx, strct, m->type, wire->index, wire->flag, p->next_method++), number};
    VEC_PUSH(ctx->arena, &strct->methods, (TirFn *)has.method);
    VEC_PUSH(ctx->arena, &strct->proto->has, has);
}

static int by_number(const void *a, const void *b) {
    const ProtoField *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static void add_fields(Pool *p, Message *m) {
    const ProtoContext *ctx = p->ctx;
    ProtoMessage *proto = m->strct->proto;
    for (int i = 0; i < m->fields.len; i++) {
        const DescField *f = m->fields.items[i];
        if (is_recursive(p, m, f)) {
            VEC_PUSH(ctx->arena, &proto->recursive, f->name);
        } else if (i >= m->declared && field_named(m->strct, f->name) >= 0) {
            diag_error(ctx->diagnostics, ctx->pos, 508,
                       "the protobuf extension `%s` of `%s` has the name of another field", f->name,
                       m->dotted);
        } else {
            add_field(p, m, f);
        }
    }
    if (proto->fields.len > 1)
        qsort(proto->fields.items, (size_t)proto->fields.len, sizeof(ProtoField), by_number);
    for (int i = 0; i < proto->fields.len; i++) add_presence(p, m, i);
}

ProtoModule *proto_build(const ProtoContext *ctx, const DescFiles *descriptions,
                         const char *const *files, int nfiles) {
    Pool pool = {.ctx = ctx, .module = ARENA_NEW(ctx->arena, ProtoModule)};
    map_init(&pool.message_of, ctx->arena);
    map_init(&pool.enum_of, ctx->arena);
    for (int i = 0; i < descriptions->len; i++) {
        const DescFile *file = &descriptions->items[i];
        add_file(&pool, file, is_named(file->name, files, nfiles));
    }
    attach_extensions(&pool);
    for (int i = 0; i < pool.messages.len; i++)
        if (pool.messages.items[i]->strct != NULL) add_fields(&pool, pool.messages.items[i]);
    return pool.module;
}
