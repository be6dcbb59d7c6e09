/* cg_types.c - types and constants in the module: descriptors (csp_type), values known while compiling, csp_call records.
 *
 * A constant is written in run-time layout, as a packed struct of its pieces and the gaps between them; counted objects in it
 * are static (refs -1). Dicts and sets can't be written so, as their tables are the runtime's own: build_value makes code
 * that fills them when the program starts.
 */
#include <string.h>

#include "codegen/cg.h"

/* ---- classes */

Class cg_class_of(const Type *type) {
    switch (type->kind) {
    case TYPE_NONE: return CLASS_NONE;
    case TYPE_BOOL:
    case TYPE_INT:
    case TYPE_FLOAT:
    case TYPE_DATETIME:
    case TYPE_TIMEDELTA:
    case TYPE_DATE:
    case TYPE_TIME:
    case TYPE_ENUM:
    case TYPE_HANDLE: return CLASS_SCALAR;
    case TYPE_STR:
    case TYPE_BYTES:
    case TYPE_LIST:
    case TYPE_DICT:
    case TYPE_SET:
    case TYPE_JSON:
    case TYPE_ARRAY: return CLASS_HEAP;
    case TYPE_STRUCT:
    case TYPE_OPT:
    case TYPE_TUPLE:
    case TYPE_FN:
    case TYPE_RECORD: return CLASS_MEMORY;
    default: internal_error("codegen", (Pos){0}, "a value of type %s", type->name);
    }
}

LLVMTypeRef cg_ssa_type(Cg *cg, const Type *type) {
    switch (cg_class_of(type)) {
    case CLASS_NONE: return cg->none;
    case CLASS_SCALAR:
        return type->kind == TYPE_BOOL ? cg->i1 : type->kind == TYPE_FLOAT ? cg->f64 : cg->i64;
    default: return cg->ptr;
    }
}

LLVMTypeRef cg_bytes_type(Cg *cg, uint32_t size) { return LLVMArrayType2(cg->i8, size); }

const csp_type *cg_layout(Cg *cg, const Type *type) { return type_layout(cg->types, type); }

LLVMValueRef cg_const_i32(Cg *cg, uint32_t value) { return LLVMConstInt(cg->i32, value, false); }
LLVMValueRef cg_const_i64(Cg *cg, int64_t value) {
    return LLVMConstInt(cg->i64, (uint64_t)value, true);
}
LLVMValueRef cg_const_i1(Cg *cg, bool value) { return LLVMConstInt(cg->i1, value, false); }
LLVMValueRef cg_const_ptr_null(Cg *cg) { return LLVMConstNull(cg->ptr); }

static LLVMValueRef const_i8(Cg *cg, unsigned value) { return LLVMConstInt(cg->i8, value, false); }
static LLVMValueRef const_i16(Cg *cg, unsigned value) {
    return LLVMConstInt(cg->i16, value, false);
}

static LLVMValueRef pack(Cg *cg, LLVMValueRef *parts, int n) {
    return LLVMConstStructInContext(cg->context, parts, (unsigned)n, true);
}

LLVMValueRef cg_global(Cg *cg, const char *name, LLVMValueRef init) {
    LLVMValueRef global = LLVMAddGlobal(cg->module, LLVMTypeOf(init), name);
    LLVMSetInitializer(global, init);
    LLVMSetGlobalConstant(global, true);
    LLVMSetLinkage(global, LLVMPrivateLinkage);
    LLVMSetUnnamedAddress(global, LLVMGlobalUnnamedAddr);
    LLVMSetAlignment(global, 16);
    return global;
}

/* ---- text */

typedef struct TextEntry {
    struct TextEntry *next;
    const char *bytes;
    size_t size;
    LLVMValueRef global;
} TextEntry;

static TextEntry *text_entry(Cg *cg, Map *map, const char *bytes, size_t size) {
    uint64_t hash = hash_bytes(bytes, size);
    TextEntry *first = map_get(map, hash);
    for (TextEntry *e = first; e != NULL; e = e->next)
        if (e->size == size && memcmp(e->bytes, bytes, size) == 0) return e;
    TextEntry *e = ARENA_NEW(cg->arena, TextEntry);
    *e = (TextEntry){first, arena_copy(cg->arena, bytes, size), size, NULL};
    map_put(map, hash, e);
    return e;
}

LLVMValueRef cg_text(Cg *cg, const char *text) {
    TextEntry *e = text_entry(cg, &cg->strings, text, strlen(text));
    if (e->global == NULL) {
        e->global =
            cg_global(cg, "text", LLVMConstStringInContext2(cg->context, text, e->size, false));
        LLVMSetAlignment(e->global, 1);
    }
    return e->global;
}

static LLVMValueRef text_or_null(Cg *cg, const char *text) {
    return text == NULL ? cg_const_ptr_null(cg) : cg_text(cg, text);
}

/* ---- descriptors */

static LLVMValueRef fields_table(Cg *cg, const csp_type *type) {
    if (type->nfields == 0) return cg_const_ptr_null(cg);
    LLVMValueRef *rows = ARENA_ARRAY(cg->arena, LLVMValueRef, type->nfields);
    for (uint32_t i = 0; i < type->nfields; i++) {
        const csp_field *field = &type->fields[i];
        bool known = field->preset != NULL && !cg_has_dict(field->type, field->preset);
        LLVMValueRef preset = cg_const_ptr_null(cg);
        if (known) preset = cg_const_address(cg, field->type, field->preset);
        LLVMValueRef parts[] = {text_or_null(cg, field->name),
                                text_or_null(cg, field->key),
                                cg_descriptor(cg, field->type),
                                cg_const_i32(cg, field->offset),
                                cg_const_i32(cg, 0),
                                preset};
        rows[i] = pack(cg, parts, 6);
    }
    return cg_global(cg, "fields", LLVMConstArray2(LLVMTypeOf(rows[0]), rows, type->nfields));
}

static LLVMValueRef items_table(Cg *cg, const csp_type *type) {
    if (type->nitems == 0) return cg_const_ptr_null(cg);
    LLVMValueRef *rows = ARENA_ARRAY(cg->arena, LLVMValueRef, type->nitems);
    for (uint32_t i = 0; i < type->nitems; i++) {
        LLVMValueRef parts[] = {cg_text(cg, type->items[i].name),
                                cg_const_i64(cg, type->items[i].value)};
        rows[i] = pack(cg, parts, 2);
    }
    return cg_global(cg, "items", LLVMConstArray2(LLVMTypeOf(rows[0]), rows, type->nitems));
}

static LLVMValueRef kinds_table(Cg *cg, const csp_type *type) {
    if (type->nkinds == 0) return cg_const_ptr_null(cg);
    LLVMValueRef *rows = ARENA_ARRAY(cg->arena, LLVMValueRef, type->nkinds);
    for (uint32_t i = 0; i < type->nkinds; i++) rows[i] = cg_descriptor(cg, type->kinds[i]);
    return cg_global(cg, "kinds", LLVMConstArray2(cg->ptr, rows, type->nkinds));
}

LLVMValueRef cg_descriptor(Cg *cg, const csp_type *type) {
    if (type == NULL) return cg_const_ptr_null(cg);
    LLVMValueRef global = map_get_ptr(&cg->descriptors, type);
    if (global != NULL) return global;
    LLVMTypeRef members[] = {cg->i8,  cg->i8,  cg->i16, cg->i32, cg->i32, cg->i32,
                             cg->ptr, cg->ptr, cg->ptr, cg->i32, cg->i32, cg->ptr,
                             cg->ptr, cg->ptr, cg->ptr, cg->i32, cg->i32};
    enum { MEMBERS = sizeof members / sizeof members[0] };
    LLVMTypeRef shape = LLVMStructTypeInContext(cg->context, members, MEMBERS, true);
    global = LLVMAddGlobal(cg->module, shape, arena_printf(cg->arena, "type.%s", type->name));
    map_put_ptr(&cg->descriptors, type, global); /* before its parts: a type may contain itself */
    LLVMValueRef parts[] = {const_i8(cg, type->kind),       const_i8(cg, type->plain),
                            const_i16(cg, type->dims),      cg_const_i32(cg, type->size),
                            cg_const_i32(cg, type->align),  cg_const_i32(cg, type->flag_offset),
                            cg_text(cg, type->name),        cg_descriptor(cg, type->elem),
                            cg_descriptor(cg, type->key),   cg_const_i32(cg, type->nfields),
                            cg_const_i32(cg, type->nitems), fields_table(cg, type),
                            items_table(cg, type),          cg_proto_table(cg, type),
                            kinds_table(cg, type),          cg_const_i32(cg, type->nkinds),
                            cg_const_i32(cg, type->tag)};
    LLVMSetInitializer(global, pack(cg, parts, MEMBERS));
    LLVMSetGlobalConstant(global, true);
    LLVMSetLinkage(global, LLVMPrivateLinkage);
    LLVMSetAlignment(global, 16);
    return global;
}

LLVMValueRef cg_call_place(Cg *cg, Pos pos, const Type *ret, const Type *const *args, int n) {
    LLVMValueRef *types = ARENA_ARRAY(cg->arena, LLVMValueRef, n + 1);
    for (int i = 0; i < n; i++) types[i] = cg_desc(cg, args[i]);
    LLVMValueRef table = cg_const_ptr_null(cg);
    if (n > 0) table = cg_global(cg, "args", LLVMConstArray2(cg->ptr, types, (uint64_t)n));
    LLVMValueRef parts[] = {cg_text(cg, pos.file == NULL ? "" : pos.file->path),
                            cg_const_i32(cg, (uint32_t)pos.line),
                            cg_const_i32(cg, (uint32_t)pos.column),
                            ret == NULL ? cg_const_ptr_null(cg) : cg_desc(cg, ret), table};
    return cg_global(cg, "place", pack(cg, parts, 5));
}

/* ---- constants */

bool cg_has_dict(const csp_type *type, const void *value) {
    const char *bytes = value;
    switch ((csp_kind)type->kind) {
    case CSP_DICT:
    case CSP_SET:
    case CSP_JSON: return *(void *const *)value != NULL;
    case CSP_OPT: return bytes[type->flag_offset] != 0 && cg_has_dict(type->elem, value);
    case CSP_STRUCT:
    case CSP_TUPLE:
        type = csp_kind_of(type, value);
        for (uint32_t i = 0; i < type->nfields; i++)
            if (cg_has_dict(type->fields[i].type, bytes + type->fields[i].offset)) return true;
        return false;
    case CSP_LIST: {
        const csp_list *list = *(csp_list *const *)value;
        if (type->elem->plain) return false;
        for (int64_t i = 0; i < csp_list_len(list); i++)
            if (cg_has_dict(type->elem, csp_list_at(type, list, i))) return true;
        return false;
    }
    default: return false;
    }
}

static LLVMValueRef static_str(Cg *cg, const csp_str *s) {
    if (s == NULL || s->size == 0) return cg_const_ptr_null(cg);
    TextEntry *e = text_entry(cg, &cg->constants, (const char *)s + offsetof(csp_str, size),
                              offsetof(csp_str, data) - offsetof(csp_str, size) + (size_t)s->size);
    if (e->global == NULL) {
        LLVMValueRef parts[] = {
            cg_const_i64(cg, -1), cg_const_i64(cg, s->size), cg_const_i64(cg, s->chars),
            LLVMConstStringInContext2(cg->context, s->data, (size_t)s->size, false)};
        e->global = cg_global(cg, "str", pack(cg, parts, 4));
    }
    return e->global;
}

LLVMValueRef cg_const_string(Cg *cg, const char *text, size_t size) {
    if (size == 0) return cg_const_ptr_null(cg);
    csp_str *s = arena_alloc(cg->arena, sizeof *s + size + 1);
    memcpy(s->data, text, size);
    s->size = (int64_t)size;
    for (size_t i = 0; i < size; i++)
        if (((unsigned char)text[i] & 0xC0u) != 0x80u) s->chars++;
    return static_str(cg, s);
}

static LLVMValueRef static_list(Cg *cg, const csp_type *type, const csp_list *list) {
    int64_t n = csp_list_len(list);
    if (n == 0) return cg_const_ptr_null(cg);
    LLVMValueRef *items = ARENA_ARRAY(cg->arena, LLVMValueRef, n);
    bool same = true;
    for (int64_t i = 0; i < n; i++) {
        items[i] = cg_const_value(cg, type->elem, csp_list_at(type, list, i));
        same = same && LLVMTypeOf(items[i]) == LLVMTypeOf(items[0]);
    }
    LLVMValueRef data =
        same ? LLVMConstArray2(LLVMTypeOf(items[0]), items, (uint64_t)n) : pack(cg, items, (int)n);
    LLVMValueRef parts[] = {cg_const_i64(cg, -1), cg_const_i64(cg, n), cg_const_i64(cg, n),
                            cg_const_i64(cg, 0), data};
    return cg_global(cg, "list", pack(cg, parts, 5));
}

static LLVMValueRef static_array(Cg *cg, const csp_array *array) {
    if (array == NULL) return cg_const_ptr_null(cg);
    LLVMValueRef *items = ARENA_ARRAY(cg->arena, LLVMValueRef, array->len + 1);
    for (int64_t i = 0; i < array->len; i++) { /* the bits of a cell, whatever it holds */
        int64_t bits;
        memcpy(&bits, &array->data[i], sizeof bits);
        items[i] = cg_const_i64(cg, bits);
    }
    LLVMValueRef parts[] = {cg_const_i64(cg, -1), cg_const_i64(cg, array->len),
                            cg_const_i64(cg, array->shape[0]), cg_const_i64(cg, array->shape[1]),
                            LLVMConstArray2(cg->i64, items, (uint64_t)array->len)};
    return cg_global(cg, "array", pack(cg, parts, 5));
}

/* Pieces of a struct with the gaps between them. */
typedef struct Pieces {
    LLVMValueRef *items;
    int n;
    uint32_t at;
} Pieces;

static void piece_gap(Cg *cg, Pieces *p, uint32_t to) {
    if (to > p->at) p->items[p->n++] = LLVMConstNull(cg_bytes_type(cg, to - p->at));
    p->at = to;
}

static void piece_add(Cg *cg, Pieces *p, const csp_type *type, const void *value, uint32_t offset) {
    if (type->size == 0) return;
    piece_gap(cg, p, offset);
    p->items[p->n++] = cg_const_value(cg, type, value);
    p->at = offset + type->size;
}

static LLVMValueRef static_fields(Cg *cg, const csp_type *type, const char *bytes) {
    const csp_type *kind = csp_kind_of(type, bytes);
    Pieces p = {ARENA_ARRAY(cg->arena, LLVMValueRef, kind->nfields * 2 + 3), 0, 0};
    if (type->tag != 0) {
        p.items[p.n++] = cg_const_i64(cg, kind->tag);
        p.at = sizeof(int64_t);
    }
    for (uint32_t i = 0; i < kind->nfields; i++)
        piece_add(cg, &p, kind->fields[i].type, bytes + kind->fields[i].offset,
                  kind->fields[i].offset);
    piece_gap(cg, &p, type->size);
    return pack(cg, p.items, p.n);
}

static LLVMValueRef static_optional(Cg *cg, const csp_type *type, const char *bytes) {
    if (bytes[type->flag_offset] == 0) return LLVMConstNull(cg_bytes_type(cg, type->size));
    LLVMValueRef items[4];
    Pieces p = {items, 0, 0};
    piece_add(cg, &p, type->elem, bytes, 0);
    piece_gap(cg, &p, type->flag_offset);
    items[p.n++] = const_i8(cg, 1);
    p.at++;
    piece_gap(cg, &p, type->size);
    return pack(cg, items, p.n);
}

/* NaNs keep their bits: LLVMConstReal would not. */
static LLVMValueRef static_float(Cg *cg, double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return LLVMConstBitCast(LLVMConstInt(cg->i64, bits, false), cg->f64);
}

LLVMValueRef cg_const_value(Cg *cg, const csp_type *type, const void *value) {
    switch ((csp_kind)type->kind) {
    case CSP_BOOL: return const_i8(cg, *(const uint8_t *)value != 0);
    case CSP_FLOAT: return static_float(cg, *(const double *)value);
    case CSP_STR:
    case CSP_BYTES: return static_str(cg, *(csp_str *const *)value);
    case CSP_LIST: return static_list(cg, type, *(csp_list *const *)value);
    case CSP_DICT:
    case CSP_SET:
    case CSP_JSON: return cg_const_ptr_null(cg); /* empty: has_dict was asked */
    case CSP_ARRAY: return static_array(cg, *(csp_array *const *)value);
    case CSP_STRUCT:
    case CSP_TUPLE: return static_fields(cg, type, value);
    case CSP_OPT: return static_optional(cg, type, value);
    case CSP_NONE: return LLVMConstNull(cg_bytes_type(cg, 0));
    case CSP_FN: return cg_const_function(cg, value);
    case CSP_EDGE:
        internal_error("codegen", (Pos){0}, "a constant of type %s is not supported yet",
                       type->name);
    default: return cg_const_i64(cg, *(const int64_t *)value);
    }
}

LLVMValueRef cg_const_address(Cg *cg, const csp_type *type, const void *value) {
    LLVMValueRef global =
        map_get(&cg->globals, hash_mix((uint64_t)(uintptr_t)value, (uint64_t)(uintptr_t)type));
    if (global != NULL) return global;
    if (cg_has_dict(type, value)) {
        global = cg_global(cg, "built", LLVMConstNull(cg_bytes_type(cg, type->size)));
        LLVMSetGlobalConstant(global, false);
        VEC_PUSH(cg->arena, &cg->built, ((Built){global, type, value}));
    } else {
        global = cg_global(cg, "const", cg_const_value(cg, type, value));
    }
    map_put(&cg->globals, hash_mix((uint64_t)(uintptr_t)value, (uint64_t)(uintptr_t)type), global);
    return global;
}

/* ---- constants with dicts in them: code that fills them */

static void build_entries(Cg *cg, const csp_type *type, const csp_dict *dict, LLVMValueRef to) {
    const csp_type *key_type = type->kind == CSP_SET ? type->elem : type->key;
    int64_t at = 0;
    void *key, *item = NULL;
    while (csp_dict_next(type, dict, &at, &key, &item)) {
        LLVMValueRef slot = RT_CALL(cg, RT_DICT_SLOT, cg_descriptor(cg, type), to,
                                    cg_const_address(cg, key_type, key), cg_const_ptr_null(cg));
        if (type->kind == CSP_DICT) cg_build_value(cg, type->elem, item, slot);
    }
}

static void build_items(Cg *cg, const csp_type *type, const csp_list *list, LLVMValueRef to) {
    for (int64_t i = 0; i < csp_list_len(list); i++) {
        LLVMValueRef item = RT_CALL(cg, RT_LIST_GROW, cg_descriptor(cg, type), to);
        cg_zero_bytes(cg, item, type->elem->size);
        cg_build_value(cg, type->elem, csp_list_at(type, list, i), item);
    }
}

/* From its text: the tree is made by the library that it belongs to. */
static void build_json(Cg *cg, const csp_type *type, const void *value, LLVMValueRef to) {
    csp_text text = {0};
    csp_format(&text, type, value, CSP_PLAIN);
    const Type *str = type_basic(cg->types, TYPE_STR), *json = type_basic(cg->types, TYPE_JSON);
    Val source = {str, cg_const_string(cg, text.data, text.size), NULL};
    csp_text_free(&text);
    cg_put(cg, cg_call_symbol(cg, "csp_json_build", json, &source, 1, (Pos){0}), to);
}

void cg_build_value(Cg *cg, const csp_type *type, const void *value, LLVMValueRef to) {
    const char *bytes = value;
    if (!cg_has_dict(type, value)) {
        cg_copy_bytes(cg, to, cg_global(cg, "const", cg_const_value(cg, type, value)), type->size);
        return;
    }
    switch ((csp_kind)type->kind) {
    case CSP_DICT:
    case CSP_SET: build_entries(cg, type, *(csp_dict *const *)value, to); break;
    case CSP_LIST: build_items(cg, type, *(csp_list *const *)value, to); break;
    case CSP_JSON: build_json(cg, type, value, to); break;
    case CSP_OPT:
        cg_build_value(cg, type->elem, value, to);
        LLVMBuildStore(cg->b, const_i8(cg, 1), cg_at_offset(cg, to, type->flag_offset));
        break;
    default:
        type = csp_kind_of(type, value);
        if (type->tag != 0) LLVMBuildStore(cg->b, cg_const_i64(cg, type->tag), to);
        for (uint32_t i = 0; i < type->nfields; i++)
            cg_build_value(cg, type->fields[i].type, bytes + type->fields[i].offset,
                           cg_at_offset(cg, to, type->fields[i].offset));
    }
}

/* ---- top-level constants */

LLVMValueRef cg_global_address(Cg *cg, const TirVar *var) {
    const void *value = graph_global(cg->graph, var);
    if (value == NULL) internal_error("codegen", var->pos, "%s has no value", var->name);
    return cg_const_address(cg, cg_layout(cg, var->type), value);
}
