/* layout.c - the tables by which the runtime reads and writes messages, made from ProtoMessage and
 * the struct's layout.
 *
 * Called by type_layout for each struct of a message; its tables are plain data, which the code
 * generator copies into the executable as they are.
 */
#include <string.h>

#include "proto/proto.h"

/* Field numbers below are found by index; a message with higher ones is searched. */
#define DENSE_NUMBERS 256u

static bool any_read(const TirStruct *strct) {
    for (int i = 0; i < strct->fields.len; i++)
        if (strct->fields.items[i].is_read) return true;
    return false;
}

static bool is_read(const TirStruct *strct, const ProtoField *f) {
    return strct->fields.items[f->index].is_read ||
           (f->flag >= 0 && strct->fields.items[f->flag].is_read);
}

/* A member of a oneof that comes later unsets those that are read, so they stay together. */
static bool is_wanted(const ProtoMessage *m, const ProtoField *f) {
    if (f->oneof == 0) return is_read(m->strct, f);
    for (int i = 0; i < m->fields.len; i++)
        if (m->fields.items[i].oneof == f->oneof && is_read(m->strct, &m->fields.items[i]))
            return true;
    return false;
}

static csp_proto_field table_field(const ProtoField *f, const csp_type *layout) {
    const csp_field *field = &layout->fields[f->index];
    return (csp_proto_field){.number = f->number,
                             .kind = (uint8_t)f->kind,
                             .key_kind = (uint8_t)f->key_kind,
                             .shape = (uint8_t)f->shape,
                             .packed = f->packed,
                             .index = (uint32_t)f->index,
                             .offset = field->offset,
                             .flag = f->flag < 0 ? 0 : layout->fields[f->flag].offset,
                             .oneof = (uint32_t)f->oneof,
                             .type = field->type};
}

/* Fills the room that was made for all fields, with the wanted ones. */
static void table_fill(const ProtoMessage *m, bool prune) {
    csp_proto_message *table = m->table;
    csp_proto_field *fields =
        (csp_proto_field *)table->fields; /* ours to write until codegen reads them */
    uint16_t *dense = (uint16_t *)table->dense;
    table->nfields = 0;
    memset(dense, 0, sizeof *dense * table->ndense);
    for (int i = 0; i < m->fields.len; i++) {
        const ProtoField *f = &m->fields.items[i];
        if (prune && !is_wanted(m, f)) continue;
        fields[table->nfields++] = table_field(f, m->layout);
        if (f->number < table->ndense) dense[f->number] = (uint16_t)table->nfields;
    }
}

static uint32_t dense_size(const ProtoMessage *m) {
    uint32_t size = 0;
    for (int i = 0; i < m->fields.len; i++)
        if (m->fields.items[i].number < DENSE_NUMBERS) size = m->fields.items[i].number + 1;
    return size;
}

static bool all_zero(const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        if (at[i] != 0) return false;
    return true;
}

static void presets_set(Arena *arena, const TirStruct *strct, const csp_type *layout,
                        csp_proto_message *table) {
    csp_field *fields = (csp_field *)layout->fields; /* of the layout that is being made */
    uint32_t *defaults = ARENA_ARRAY(arena, uint32_t, strct->fields.len + 1);
    for (int i = 0; i < strct->fields.len; i++) {
        const TirExpr *preset = strct->fields.items[i].preset;
        if (preset == NULL || preset->kind != TE_CONST) continue;
        fields[i].preset = preset->value;
        if (!all_zero(preset->value, fields[i].type->size))
            defaults[table->ndefaults++] = (uint32_t)i;
    }
    table->defaults = defaults;
}

const csp_proto_message *proto_layout(Arena *arena, const TirStruct *strct,
                                      const csp_type *layout) {
    ProtoMessage *m = strct->proto;
    csp_proto_message *table = ARENA_NEW(arena, csp_proto_message);
    m->table = table;
    m->layout = layout;
    table->fields = ARENA_ARRAY(arena, csp_proto_field, m->fields.len + 1);
    table->ndense = dense_size(m);
    table->dense = ARENA_ARRAY(arena, uint16_t, table->ndense + 1);
    presets_set(arena, strct, layout, table);
    table_fill(m, false);
    return table;
}

void proto_mark_has(const TirStruct *strct, const TirFn *method) {
    const ProtoMessage *m = strct->proto;
    for (int i = 0; i < m->has.len; i++) {
        if (m->has.items[i].method != method) continue;
        const ProtoField *f = &m->fields.items[m->has.items[i].field];
        strct->fields.items[f->index].is_read = true;
        strct->fields.items[f->flag].is_read = true;
    }
}

void proto_mark_all(const Type *type) {
    if (type->elem != NULL) proto_mark_all(type->elem);
    for (int i = 0; i < type->nargs; i++) proto_mark_all(type->args[i]);
    if (type->kind != TYPE_STRUCT) return;
    for (int i = 0; i < type->strct->fields.len; i++) {
        TirField *field = &type->strct->fields.items[i];
        field->is_read = true;
        if (type->strct->proto != NULL)
            proto_mark_all(field->type); /* messages never contain themselves */
    }
}

void proto_prune(const ProtoModule *module) {
    for (int i = 0; i < module->decls.len; i++) {
        const TirStruct *strct = module->decls.items[i].strct;
        if (strct != NULL && strct->proto->table != NULL) table_fill(strct->proto, any_read(strct));
    }
}
