/* type_layout.c - types to run-time descriptors: size, alignment, offsets of fields.
 *
 *   T?      | T ... | set |      flag_offset = sizeof T      size rounded up to the alignment of T
 *   struct  | field 0 | field 1 | ...                        C rules, base fields first
 *           | tag | field 0 | ...  | room |            where derived structs are taken for their base: type_is_tagged
 *   dict    payload of an entry: | key | value |             flag_offset = where the value stands
 *
 * A struct may contain itself inside a list, dict or set: its descriptor is known before its size
 * is, and those need the pointer only.
 */
#include <string.h>

#include "proto/proto.h"
#include "types/type_table.h"

static const struct {
    uint8_t kind;
    bool plain;
    uint32_t size, align;
} basics[] = {
    [TYPE_NONE] = {CSP_NONE, true, 0, 1},         [TYPE_BOOL] = {CSP_BOOL, true, 1, 1},
    [TYPE_INT] = {CSP_INT, true, 8, 8},           [TYPE_FLOAT] = {CSP_FLOAT, true, 8, 8},
    [TYPE_STR] = {CSP_STR, false, 8, 8},          [TYPE_BYTES] = {CSP_BYTES, false, 8, 8},
    [TYPE_DATETIME] = {CSP_DATETIME, true, 8, 8}, [TYPE_TIMEDELTA] = {CSP_TIMEDELTA, true, 8, 8},
    [TYPE_DATE] = {CSP_DATE, true, 8, 8},         [TYPE_TIME] = {CSP_TIME, true, 8, 8},
    [TYPE_ENUM] = {CSP_ENUM, true, 8, 8},         [TYPE_LIST] = {CSP_LIST, false, 8, 8},
    [TYPE_DICT] = {CSP_DICT, false, 8, 8},        [TYPE_SET] = {CSP_SET, false, 8, 8},
    [TYPE_ARRAY] = {CSP_ARRAY, false, 8, 8},      [TYPE_FN] = {CSP_FN, false, 16, 8},
    [TYPE_JSON] = {CSP_JSON, false, 8, 8},
    [TYPE_DYNAMIC] = {CSP_EDGE, true, 8, 8},
    [TYPE_TS] = {CSP_EDGE, true, 8, 8},           [TYPE_FEEDBACK] = {CSP_EDGE, true, 8, 8},
    [TYPE_DELAYED] = {CSP_EDGE, true, 8, 8},      [TYPE_HANDLE] = {CSP_INT, true, 8, 8},
    [TYPE_STRUCT] = {CSP_STRUCT, true, 0, 1},     [TYPE_TUPLE] = {CSP_TUPLE, true, 0, 1},
    [TYPE_RECORD] = {CSP_TUPLE, true, 0, 1},      [TYPE_OPT] = {CSP_OPT, true, 0, 1},
    [TYPE_VAR] = {CSP_NONE, true, 0, 1}};

static uint32_t round_up(uint32_t size, uint32_t align) {
    return (size + align - 1) / align * align;
}

/* The structs that a value of this one may be. */
static void kinds_layout(TypeTable *t, const Type *type, csp_type *layout) {
    Types kinds = type_kinds(t, type);
    const csp_type **each = ARENA_ARRAY(t->arena, const csp_type *, kinds.len + 1);
    for (int i = 0; i < kinds.len; i++) {
        each[i] = type_layout(t, kinds.items[i]);
        if (each[i]->size > layout->size) layout->size = each[i]->size;
        layout->plain = layout->plain && each[i]->plain;
    }
    layout->kinds = each;
    layout->nkinds = (uint32_t)kinds.len;
}

static void fields_layout(TypeTable *t, const Type *type, csp_type *layout) {
    bool is_struct = type->kind == TYPE_STRUCT;
    int n = is_struct ? type->strct->fields.len : type->nargs;
    csp_field *fields = ARENA_ARRAY(t->arena, csp_field, n == 0 ? 1 : n);
    uint32_t size = 0, align = 1;
    uint8_t plain = 1;
    if (is_struct && type_is_tagged(type)) {
        layout->tag = type->strct->tag;
        size = align = sizeof(int64_t);
    }
    for (int i = 0; i < n; i++) {
        const csp_type *each = type_layout(t, is_struct ? type_field(t, type, i) : type->args[i]);
        if (is_struct) {
            fields[i].name = type->strct->fields.items[i].name;
            fields[i].key = type->strct->fields.items[i].key;
        } else if (type->names != NULL) {
            fields[i].name = type->names[i];
        }
        fields[i].type = each;
        fields[i].offset = round_up(size, each->align);
        size = fields[i].offset + each->size;
        if (each->align > align) align = each->align;
        plain = plain && each->plain;
    }
    layout->fields = fields;
    layout->nfields = (uint32_t)n;
    layout->size = round_up(size, align);
    layout->align = align;
    layout->plain = plain;
    if (layout->tag != 0) kinds_layout(t, type, layout);
}

static void optional_layout(TypeTable *t, const Type *type, csp_type *layout) {
    const csp_type *elem = type_layout(t, type->elem);
    layout->elem = elem;
    layout->flag_offset = elem->size;
    layout->align = elem->align;
    layout->size = round_up(elem->size + 1, elem->align);
    layout->plain = elem->plain;
}

/* A value whose struct is still being laid out holds this very dict, hence a pointer: its alignment
 * will be 8. */
static uint32_t align_of(const Type *type, const csp_type *layout) {
    return type->kind == TYPE_STRUCT && type->strct->layout_open ? 8 : layout->align;
}

const csp_type *type_layout(TypeTable *t, const Type *type) {
    if (type->layout != NULL) return type->layout;
    if (type->kind == TYPE_ERROR || type->kind == TYPE_ANY)
        internal_error("types", (Pos){0}, "a layout of the type %s was asked for", type->name);
    csp_type *layout = ARENA_NEW(t->arena, csp_type);
    ((Type *)type)->layout = layout; /* types are the table's own; only this cache changes */
    layout->kind = basics[type->kind].kind;
    layout->plain = basics[type->kind].plain;
    layout->size = basics[type->kind].size;
    layout->align = basics[type->kind].align;
    layout->dims = (uint16_t)type->dims;
    layout->name = type->name;
    switch (type->kind) {
    case TYPE_ENUM:
        layout->items = type->enm->items.items;
        layout->nitems = (uint32_t)type->enm->items.len;
        break;
    case TYPE_STRUCT:
        type->strct->layout_open = true;
        fields_layout(t, type, layout);
        type->strct->layout_open = false;
        if (type->strct->proto != NULL) layout->proto = proto_layout(t->arena, type->strct, layout);
        break;
    case TYPE_TUPLE:
    case TYPE_RECORD: fields_layout(t, type, layout); break;
    case TYPE_OPT: optional_layout(t, type, layout); break;
    case TYPE_FN: /* the result: what sorted(key=) sorts by */
    case TYPE_LIST:
    case TYPE_SET:
    case TYPE_ARRAY: layout->elem = type_layout(t, type->elem); break;
    case TYPE_DICT:
        layout->key = type_layout(t, type->key);
        layout->elem = type_layout(t, type->elem);
        layout->flag_offset = round_up(layout->key->size, align_of(type->elem, layout->elem));
        break;
    default: break;
    }
    return layout;
}
