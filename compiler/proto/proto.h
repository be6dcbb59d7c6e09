/* proto.h - `import proto "a.proto", "b.proto" as name`: protobuf messages and enums as structs and
 * enums of the language.
 *
 *   .proto files -- protoc --> FileDescriptorSet -- descriptor.c --> descriptions -- build.c -->
 * TirStruct, TirEnum layout.c: TirStruct --> csp_proto_message, by which the runtime decodes
 *
 * Called by the checker (import, names) and by type_layout (tables). How messages map to structs:
 * csp/proto.h. Everything is owned by the arena that is given.
 */
#ifndef PROTO_PROTO_H
#define PROTO_PROTO_H

#include "csp/proto.h"
#include "types/typed.h"

/* One field that the program can use: how it stands on the wire, and where in the struct. */
typedef struct ProtoField {
    uint32_t number;
    csp_proto_kind kind, key_kind;
    csp_proto_shape shape;
    bool packed;
    int index; /* into TirStruct.fields */
    int flag;  /* index of the hidden presence field, or -1 */
    int oneof; /* or 0 */
} ProtoField;

/* A has_x method, and the field whose presence it tells. */
typedef struct ProtoHas {
    const TirFn *method;
    int field; /* into ProtoMessage.fields */
} ProtoHas;

/* Behind TirStruct.proto. */
typedef struct ProtoMessage {
    const TirStruct *strct;
    VEC(ProtoField) fields; /* by ascending number */
    VEC(ProtoHas) has;
    VEC(const char *) recursive; /* fields left out: their messages contain this one */
    csp_proto_message *table;    /* cache of proto_layout */
    const csp_type *layout;      /* that it was made for */
} ProtoMessage;

typedef struct ProtoDecl {
    const char *name; /* interned: `TripUpdate.StopTimeUpdate`; with its package when only an
                         imported file declares it */
    TirStruct *strct; /* either this */
    TirEnum *enm;     /* or this */
} ProtoDecl;

typedef struct ProtoModule {
    VEC(ProtoDecl) decls;
} ProtoModule;

/* Runs protoc over the files (relative to `folder`, in which their imports are looked for, too) and
 * makes the module. False after errors, which are reported at `pos`. */
bool proto_import(Arena *arena, Interner *names, TypeTable *types, Diagnostics *d, Pos pos,
                  const char *folder, const char *const *files, int nfiles, ProtoModule **out);

/* The declaration of this dotted name, or NULL. */
const ProtoDecl *proto_find(const ProtoModule *module, const char *name);

/* Why a field that the .proto file has is not in the struct, or NULL when it has no such field at
 * all. */
const char *proto_missing(const TirStruct *strct, const char *field);

/* Fields whose name begins with a dot hold presence flags: no program can name, print or give them.
 */
static inline bool proto_hidden(const TirField *field) { return field->name[0] == '.'; }

/* ---- tables for the runtime */

/* The table for csp_type.proto. type_layout calls it when the fields of `layout` are set; it also
 * sets the defaults that are constants (csp_field.preset). It holds all fields until proto_prune.
 */
const csp_proto_message *proto_layout(Arena *arena, const TirStruct *strct, const csp_type *layout);

/* The call of a has_x method reads its field. */
void proto_mark_has(const TirStruct *strct, const TirFn *method);
/* A value of this type is used whole (printed, compared, serialized): all fields, and those of the
 * messages inside. */
void proto_mark_all(const Type *type);
/* When TirField.is_read is final for the program: takes the unread fields out of the tables, in
 * place. In a struct of which no field is read all stay. */
void proto_prune(const ProtoModule *module);

#endif
