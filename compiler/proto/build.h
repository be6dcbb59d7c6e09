/* build.h - from descriptions of .proto files to structs and enums (private to compiler/proto). */
#ifndef PROTO_BUILD_H
#define PROTO_BUILD_H

#include "proto/descriptor.h"
#include "proto/proto.h"

/* What one import works with. */
typedef struct ProtoContext {
    Arena *arena;
    Interner *names;
    TypeTable *types;
    Diagnostics *diagnostics;
    Pos pos; /* of the import */
} ProtoContext;

/* `files` are those named in the import. Errors are reported; the module is then incomplete. */
ProtoModule *proto_build(const ProtoContext *ctx, const DescFiles *descriptions,
                         const char *const *files, int nfiles);

/* presets.c: the default of a field of this type, as a constant; NULL after an error that was
 * reported. `text` is protoc's default_value or NULL. */
TirExpr *proto_preset(const ProtoContext *ctx, const DescField *field, const Type *type,
                      const char *text);
TirExpr *proto_const(const ProtoContext *ctx, const Type *type, const void *value, size_t size);

/* has.c: `has_x(self) -> bool` for the field `index` with presence flag `flag`. */
TirFn *proto_has_method(const ProtoContext *ctx, TirStruct *strct, const Type *self, int index,
                        int flag, int id);

#endif
