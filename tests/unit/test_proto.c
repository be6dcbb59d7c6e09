/* test_proto.c - protobuf: imported files become structs, and bytes become their values. */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "csp/trap.h"
#include "proto/proto.h"

/* ---- an import of one file, given as text */

typedef struct world {
    Arena *arena;
    Interner *names;
    TypeTable *types;
    Diagnostics *diagnostics;
    ProtoModule *module;
} world;

static world world_new(void) {
    world w = {.arena = arena_new()};
    w.names = interner_new(w.arena);
    w.types = type_table_new(w.arena);
    w.diagnostics = diagnostics_new(w.arena);
    return w;
}

static bool import(world *w, const char *text) {
    char folder[] = "/tmp/test_proto-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    char *path = arena_printf(w->arena, "%s/test.proto", folder);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
    const char *const files[] = {"test.proto"};
    bool ok = proto_import(w->arena, w->names, w->types, w->diagnostics, (Pos){0}, folder, files, 1,
                           &w->module);
    unlink(path);
    rmdir(folder);
    return ok;
}

static const csp_type *type_named(const world *w, const char *name) {
    const ProtoDecl *decl = proto_find(w->module, name);
    cr_assert_not_null(decl, "%s", name);
    return type_layout(w->types, type_struct(w->types, decl->strct, NULL, 0));
}

static const TirStruct *struct_named(const world *w, const char *name) {
    return proto_find(w->module, name)->strct;
}

static char *errors(const world *w) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    diag_print(w->diagnostics, to);
    fclose(to);
    return text;
}

/* ---- decoding: bytes as string literals, values as they print */

static char *cut(csp_text *t) {
    csp_text_add(t, "", 1);
    return t->data;
}

static void expect_value(const csp_type *type, const char *bytes, size_t size, const char *wanted) {
    int64_t live = csp_alloc_live();
    char *value = calloc(1, type->size);
    csp_text text = {0};
    if (csp_proto_decode(type, bytes, size, value, &text))
        csp_format(&text, type, value, CSP_PLAIN);
    cr_expect_str_eq(cut(&text), wanted);
    csp_text_free(&text);
    csp_release(type, value);
    free(value);
    cr_expect_eq(csp_alloc_live(), live, "leaked by %s", wanted);
}
#define VALUE(type, bytes, wanted) expect_value(type, bytes, sizeof(bytes) - 1, wanted)
/* A failure prints as its reason. */
#define FAILS VALUE

/* Decoded and encoded again. */
static void expect_again(const csp_type *type, const char *bytes, size_t size, const char *wanted,
                         size_t wanted_size) {
    char *value = calloc(1, type->size);
    csp_text out = {0}, why = {0};
    cr_assert(csp_proto_decode(type, bytes, size, value, &why), "%s", cut(&why));
    cr_assert(csp_proto_encode(type, value, &out, &why));
    cr_expect_eq(out.size, wanted_size);
    cr_expect(out.size == wanted_size &&
              (out.size == 0 || memcmp(out.data, wanted, wanted_size) == 0));
    csp_text_free(&out);
    csp_release(type, value);
    free(value);
}
#define AGAIN(type, bytes) expect_again(type, bytes, sizeof(bytes) - 1, bytes, sizeof(bytes) - 1)
#define ENCODES(type, bytes, wanted)                                                               \
    expect_again(type, bytes, sizeof(bytes) - 1, wanted, sizeof(wanted) - 1)

#define PROTO2 "syntax = \"proto2\"; package test;\n"
#define PROTO3 "syntax = \"proto3\"; package test;\n"

Test(proto, numbers) {
    world w = world_new();
    cr_assert(import(&w, PROTO2
                     "message M { optional bool a = 1; optional int32 b = 2; optional int64 c = 3;"
                     "optional uint32 d = 4; optional uint64 e = 5; optional sint32 f = 6; "
                     "optional sint64 g = 7;"
                     "optional fixed32 h = 8; optional fixed64 i = 9; optional sfixed32 j = 10;"
                     "optional sfixed64 k = 11; optional float l = 12; optional double m = 13; }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "", "M( a=False, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0, j=0, k=0, l=0.0, m=0.0 )");
    VALUE(m,
          "\x08\x01\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x18\x96\x01\x20\xff\xff\xff\xff\x0f"
          "\x28\x05\x30\x03\x38\x04"
          "\x45\x01\x00\x00\x80\x49\x02\x00\x00\x00\x00\x00\x00\x00\x55\xfe\xff\xff\xff\x59\xfd\xff"
          "\xff\xff\xff\xff\xff\xff"
          "\x65\x00\x00\xc0\x3f\x69\x00\x00\x00\x00\x00\x00\x04\xc0",
          "M( a=True, b=-1, c=150, d=4294967295, e=5, f=-2, g=2, h=2147483649, i=2, j=-2, k=-3, "
          "l=1.5, m=-2.5 )");
    AGAIN(m, "\x08\x01\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x18\x96\x01\x20\xff\xff\xff\xff"
             "\x0f\x28\x05\x30\x03\x38\x04"
             "\x45\x01\x00\x00\x80\x49\x02\x00\x00\x00\x00\x00\x00\x00\x55\xfe\xff\xff\xff\x59\xfd"
             "\xff\xff\xff\xff\xff\xff\xff"
             "\x65\x00\x00\xc0\x3f\x69\x00\x00\x00\x00\x00\x00\x04\xc0");
    FAILS(m, "\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "number above 2^63-1 at byte 1 in e");
    FAILS(m, "\x49\xff\xff\xff\xff\xff\xff\xff\xff", "number above 2^63-1 at byte 1 in i");
    FAILS(m, "\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
          "number longer than 64 bits at byte 1 in c");
    FAILS(m, "\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
          "number longer than 64 bits at byte 1 in c");
    FAILS(m, "\x45\x01\x00", "truncated at byte 3 in h");
    FAILS(m, "\x00\x01", "field number 0 at byte 0");
    FAILS(m, "\x0e", "unknown wire type at byte 0");
    FAILS(m, "\xff\xff\xff\xff\x7f\x01", "field number out of range at byte 0");
    arena_free(w.arena);
}

Test(proto, texts) {
    world w = world_new();
    cr_assert(import(
        &w, PROTO2
        "message M { optional string s = 1; optional bytes b = 2; repeated string r = 3; }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x0a\x03h\xc3\xa9\x12\x02\x00\xff\x1a\x00\x1a\x01x",
          "M( s=hé, b=b'\\x00\\xff', r=[, x] )");
    VALUE(m, "\x0a\x01x\x0a\x02yz", "M( s=yz, b=b'', r=[] )");
    FAILS(m, "\x0a\x02\xc3(", "invalid UTF-8 at byte 2 in s");
    FAILS(m,
          "\x1a\x01x\x1a\x0b"
          "abcdefgh\xed\xa0\x80",
          "invalid UTF-8 at byte 13 in r[1]");
    FAILS(m, "\x0a\x02\xc0\x80", "invalid UTF-8 at byte 2 in s");
    FAILS(m, "\x0a\x05xyz", "truncated at byte 5 in s");
    FAILS(m, "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "truncated at byte 11 in s");
    arena_free(w.arena);
}

Test(proto, presence) {
    world w = world_new();
    cr_assert(import(&w,
                     PROTO2 "message M { optional int32 a = 1; optional int32 b = 2 [default = 7];"
                            "optional double c = 3 [default = nan]; repeated int32 d = 4; }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "", "M( a=0, b=7, c=nan, d=[] )");
    AGAIN(m, "");
    AGAIN(m, "\x08\x00\x10\x07");
    AGAIN(m, "\x10\x00");
    AGAIN(m, "\x19\x00\x00\x00\x00\x00\x00\xf8\x7f");
    ENCODES(m, "\x08\x00\x08\x05", "\x08\x05");

    const TirStruct *strct = struct_named(&w, "M");
    cr_expect_eq(strct->methods.len, 3);
    cr_expect_str_eq(strct->methods.items[1]->name, "has_b");
    cr_expect_str_eq(strct->fields.items[4].name, ".a");
    cr_expect(proto_hidden(&strct->fields.items[4]) && !proto_hidden(&strct->fields.items[3]));
    proto_mark_has(strct, strct->methods.items[1]);
    cr_expect(strct->fields.items[1].is_read && strct->fields.items[5].is_read &&
              !strct->fields.items[0].is_read);

    /* built in the language or read from the wire: equal, unless a default was given */
    char *read = calloc(1, m->size), *built = calloc(1, m->size);
    csp_text why = {0};
    cr_assert(csp_proto_decode(m, "\x08\x05", 2, read, &why));
    cr_assert(csp_proto_decode(m, "", 0, built, &why));
    *(int64_t *)(void *)built = 5;
    cr_expect_eq(memcmp(read, built, m->size), 0);
    free(read);
    free(built);
    arena_free(w.arena);
}

Test(proto, presence_in_proto3) {
    world w = world_new();
    cr_assert(import(&w,
                     PROTO3 "message M { int32 a = 1; optional int32 b = 2; repeated int32 c = 3;"
                            "oneof o { int32 d = 4; } string e = 5; }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x08\x00\x10\x00\x1a\x03\x01\x96\x01\x20\x00", "M( a=0, b=0, c=[1, 150], d=0, e= )");
    ENCODES(m, "\x08\x00\x10\x00\x1a\x03\x01\x96\x01\x20\x00\x2a\x00",
            "\x10\x00\x1a\x03\x01\x96\x01\x20\x00");
    cr_expect_eq(struct_named(&w, "M")->methods.len, 2);
    arena_free(w.arena);
}

Test(proto, messages_merge) {
    world w = world_new();
    cr_assert(import(
        &w, PROTO2
        "message M { optional In in = 1; repeated In list = 2; message In { optional int32 a = 1;"
        "repeated int32 b = 2; optional In2 c = 3; } message In2 { optional string s = 1; } }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "", "M( in=<unset>, list=[] )");
    VALUE(m, "\x0a\x00", "M( in=M.In( a=0, b=[], c=<unset> ), list=[] )");
    VALUE(m,
          "\x0a\x09\x08\x01\x10\x05\x1a\x03\x0a\x01x\x0a\x06\x08\x02\x10\x06\x1a\x00\x12\x02\x08"
          "\x09\x12\x00",
          "M( in=M.In( a=2, b=[5, 6], c=M.In2( s=x ) ), list=[M.In( a=9, b=[], c=<unset> ), M.In( "
          "a=0, b=[], c=<unset> )] )");
    FAILS(m, "\x12\x00\x12\x05\x1a\x03\x0a\x02x", "truncated at byte 9 in list[1].c.s");
    FAILS(m, "\x12\x05\x1a\x03\x0a", "truncated at byte 5 in list[0]");
    arena_free(w.arena);
}

Test(proto, oneof) {
    world w = world_new();
    cr_assert(import(&w, PROTO2 "message M { oneof o { int32 a = 1 [default = 3]; string b = 2; In "
                                "c = 3; } optional int32 d = 4;"
                                "message In { optional int32 x = 1; repeated string y = 2; } }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x08\x05\x12\x01x", "M( a=3, b=x, c=<unset>, d=0 )");
    VALUE(m, "\x1a\x05\x08\x01\x12\x01z\x20\x01\x08\x05", "M( a=5, b=, c=<unset>, d=1 )");
    VALUE(m, "\x12\x01x\x1a\x02\x08\x01", "M( a=3, b=, c=M.In( x=1, y=[] ), d=0 )");
    ENCODES(m, "\x08\x05\x12\x00", "\x12\x00");
    ENCODES(m, "\x12\x00\x08\x03", "\x08\x03");
    arena_free(w.arena);
}

Test(proto, maps) {
    world w = world_new();
    cr_assert(import(
        &w, PROTO2
        "message M { map<string, int32> a = 1; map<int32, In> b = 2; map<bool, string> c = 3;"
        "message In { optional int32 x = 1 [default = 4]; repeated string y = 2; } }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x0a\x05\x0a\x01x\x10\x05\x0a\x05\x10\x06\x0a\x01y\x0a\x05\x0a\x01x\x10\x07",
          "M( a={'x': 7, 'y': 6}, b={}, c={} )");
    VALUE(m, "\x0a\x00\x12\x02\x08\x05\x1a\x00",
          "M( a={'': 0}, b={5: M.In( x=4, y=[] )}, c={False: ''} )");
    AGAIN(m, "\x0a\x05\x0a\x01x\x10\x05\x12\x09\x08\x09\x12\x05\x08\x01\x12\x01z\x1a\x06\x08\x01"
             "\x12\x02no");
    FAILS(m, "\x12\x07\x08\x09\x12\x03\x12\x05z", "truncated at byte 9 in b.y[0]");
    FAILS(m, "\x0a\x02\x0a\x05", "truncated at byte 4 in a");
    FAILS(m, "\x0a\x01\x0c", "end of another group at byte 2 in a");
    arena_free(w.arena);
}

Test(proto, packed) {
    world w = world_new();
    cr_assert(import(&w, PROTO2 "message M { repeated int32 a = 1 [packed = true]; repeated "
                                "fixed32 b = 2; repeated E c = 3;"
                                "repeated bool d = 4; enum E { ONE = 1; TWO = 2; } }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x08\x01\x0a\x03\x02\x96\x01\x08\x04", "M( a=[1, 2, 150, 4], b=[], c=[], d=[] )");
    VALUE(m, "\x12\x08\x01\x00\x00\x00\x02\x00\x00\x00\x15\x03\x00\x00\x00\x22\x02\x01\x00",
          "M( a=[], b=[1, 2, 3], c=[], d=[True, False] )");
    VALUE(m, "\x1a\x03\x01\x02\x09", "M( a=[], b=[], c=[M.E.ONE, M.E.TWO, 9], d=[] )");
    ENCODES(m, "\x08\x01\x08\x02\x12\x04\x07\x00\x00\x00", "\x0a\x02\x01\x02\x15\x07\x00\x00\x00");
    FAILS(m, "\x12\x06\x01\x00\x00\x00\x02\x00", "truncated at byte 8 in b[1]");
    FAILS(m, "\x0a\x02\x01\x80", "truncated at byte 4 in a[1]");
    arena_free(w.arena);
}

Test(proto, groups) {
    world w = world_new();
    cr_assert(import(
        &w, PROTO2
        "message M { optional group One = 1 { optional int32 x = 1; } repeated group Many = 2 {"
        "optional string s = 1; } }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x0b\x08\x05\x0c\x13\x0a\x01z\x14\x13\x14",
          "M( one=M.One( x=5 ), many=[M.Many( s=z ), M.Many( s= )] )");
    AGAIN(m, "\x0b\x08\x05\x0c\x13\x0a\x01z\x14\x13\x14");
    VALUE(m, "\x1b\x08\x01\x23\x24\x2a\x02xx\x1c\x0b\x0c", "M( one=M.One( x=0 ), many=[] )");
    FAILS(m, "\x0b\x08\x05", "truncated at byte 3 in one");
    FAILS(m, "\x0b\x14", "end of another group at byte 1 in one");
    FAILS(m, "\x0c", "end of another group at byte 0");
    FAILS(m, "\x1b\x0c", "end of another group at byte 1");
    FAILS(m, "\x1b\x08\x01", "truncated at byte 3");
    arena_free(w.arena);
}

Test(proto, unknown_fields) {
    world w = world_new();
    cr_assert(import(&w, PROTO2 "message M { optional int32 a = 1; optional string b = 300; }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m,
          "\x10\x96\x01\x1d\x01\x02\x03\x04\x21\x01\x02\x03\x04\x05\x06\x07\x08\x2a\x02zz\x08\x05",
          "M( a=5, b= )");
    VALUE(m, "\x0a\x01x\x0d\x01\x02\x03\x04", "M( a=0, b= )"); /* known, but in another wire type */
    VALUE(m, "\xe2\x12\x01x\xea\x12\x01y\xda\x12\x01y", "M( a=0, b=x )");
    char nested[240];
    memset(nested, 0x1b, sizeof nested);
    memset(nested + 120, 0x1c, 120);
    expect_value(m, nested + 20, 200, "M( a=0, b= )");
    expect_value(m, nested + 19, 202, "messages nested more than 100 deep at byte 101");
    arena_free(w.arena);
}

Test(proto, extensions) {
    world w = world_new();
    cr_assert(import(&w, PROTO2 "message M { optional int32 a = 1; extensions 100 to max; }\n"
                                "extend M { optional X x = 1001; repeated string more = 500000; }\n"
                                "message X { optional bool is_on = 2; extend M { optional int32 "
                                "inner = 100 [default = 2]; } }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "\x08\x01\xca\x3e\x02\x10\x01\x82\x92\xf4\x01\x01z",
          "M( a=1, inner=2, x=X( is_on=True ), more=[z] )");
    AGAIN(m, "\x08\x01\xa0\x06\x02\xca\x3e\x02\x10\x01\x82\x92\xf4\x01\x01z");
    arena_free(w.arena);
}

Test(proto, defaults) {
    world w = world_new();
    cr_assert(import(
        &w, PROTO2
        "message M { optional int32 a = 1 [default = -7]; optional float b = 2 [default = -inf];"
        "optional string c = 3 [default = \"h\\\"é\"]; optional bytes d = 4 [default = "
        "\"\\000\\xff\\n\"];"
        "optional E e = 5 [default = TWO]; optional E f = 6; optional bool g = 7 [default = true];"
        "optional uint64 h = 8 [default = 9223372036854775807]; }\nenum E { NEG = -1; TWO = 2; }"));
    const csp_type *m = type_named(&w, "M");
    VALUE(m, "",
          "M( a=-7, b=-inf, c=h\"é, d=b'\\x00\\xff\\n', e=E.TWO, f=E.NEG, g=True, "
          "h=9223372036854775807 )");
    VALUE(m, "\x08\x00\x1a\x00\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x38\x00",
          "M( a=0, b=-inf, c=, d=b'\\x00\\xff\\n', e=E.NEG, f=E.NEG, g=False, "
          "h=9223372036854775807 )");
    arena_free(w.arena);
}

Test(proto, ints_that_do_not_fit) {
    world w = world_new();
    cr_assert(import(&w, PROTO2 "message M { optional int32 a = 1; optional uint32 b = 2; optional "
                                "uint64 c = 3; optional sint32 d = 4; }"));
    const csp_type *m = type_named(&w, "M");
    static const struct {
        int64_t values[4];
        const char *wanted;
    } cases[] = {{{2147483648}, "2147483648 does not fit the 32 bits of M.a"},
                 {{0, -1}, "-1 does not fit the 32 unsigned bits of M.b"},
                 {{0, 0, -1}, "-1 does not fit the 64 unsigned bits of M.c"},
                 {{0, 0, 0, -2147483649}, "-2147483649 does not fit the 32 bits of M.d"},
                 {{-2147483648, 4294967295, INT64_MAX, 2147483647}, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        csp_text out = {0}, why = {0};
        char *value = calloc(1, m->size);
        memcpy(value, cases[i].values, sizeof cases[i].values);
        cr_expect_eq(csp_proto_encode(m, value, &out, &why), *cases[i].wanted == '\0');
        cr_expect_str_eq(cut(&why), cases[i].wanted);
        csp_text_free(&out);
        csp_text_free(&why);
        free(value);
    }
    arena_free(w.arena);
}

/* ---- damaged data */

#define RICH                                                                                       \
    PROTO2 "message M { optional int32 a = 1; optional string b = 2; repeated In c = 3; "          \
           "map<string, In> d = 4;"                                                                \
           "repeated fixed32 e = 5 [packed = true]; optional group G = 6 { repeated string x = "   \
           "1; optional In y = 2; }"                                                               \
           "oneof o { string f = 7; In h = 8; bytes i = 9; } map<int32, string> j = 10; repeated " \
           "double k = 11;"                                                                        \
           "message In { optional sint64 v = 1; repeated string s = 2; optional float w = 3 "      \
           "[default = 2]; } }"

static const char rich[] =
    "\x08\x96\x01\x12\x06h\xc3\xa9llo\x1a\x07\x08\x03\x12\x03"
    "abc\x1a\x05\x1d\x00\x00\x80?\x22\x0b\x0a\x03key\x12\x04\x08\x01\x12\x00"
    "\x2a\x08\x01\x00\x00\x00\x02\x00\x00\x00\x33\x0a\x02zz\x12\x04\x12\x02yy\x34\x3a\x03one\x42"
    "\x04\x12\x02in"
    "\x4a\x02\xff\x00\x52\x06\x08\x07\x12\x02ok\x59\x00\x00\x00\x00\x00\x00\xf0?";

/* Neither crashes nor leaks, and what it lets through can be written again and read to the same. */
static void try_damaged(const csp_type *type, const char *bytes, size_t size) {
    int64_t live = csp_alloc_live();
    char *value = calloc(1, type->size), *again = calloc(1, type->size);
    char *copy = malloc(size ? size : 1); /* of this size exactly, for the sanitizer */
    memcpy(copy, bytes, size);
    csp_text why = {0}, out = {0}, twice = {0};
    if (csp_proto_decode(type, copy, size, value, &why)) {
        cr_assert(csp_proto_encode(type, value, &out, &why));
        cr_assert(csp_proto_decode(type, out.data, out.size, again, &why));
        cr_assert(csp_proto_encode(type, again, &twice, &why));
        cr_assert(out.size == twice.size &&
                  (out.size == 0 || memcmp(out.data, twice.data, out.size) == 0));
    } else {
        cr_assert(why.size > 0);
    }
    csp_release(type, value);
    csp_release(type, again);
    csp_text_free(&why);
    csp_text_free(&out);
    csp_text_free(&twice);
    free(value);
    free(again);
    free(copy);
    cr_assert_eq(csp_alloc_live(), live);
}

Test(proto, truncation) {
    world w = world_new();
    cr_assert(import(&w, RICH));
    const csp_type *m = type_named(&w, "M");
    for (size_t size = 0; size < sizeof rich; size++) try_damaged(m, rich, size);
    VALUE(m, rich,
          "M( a=150, b=héllo, c=[M.In( v=-2, s=[abc], w=2.0 ), M.In( v=0, s=[], w=1.0 )], "
          "d={'key': M.In( v=-1, s=[], w=2.0 )}, e=[1, 2], g=M.G( x=[zz], y=M.In( v=0, s=[yy], "
          "w=2.0 ) ), f=, h=<unset>, "
          "i=b'\\xff\\x00', j={7: 'ok'}, k=[1.0] )");
    arena_free(w.arena);
}

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

Test(proto, mutations) {
    world w = world_new();
    cr_assert(import(&w, RICH));
    const csp_type *m = type_named(&w, "M");
    uint32_t random = 12345;
    for (int round = 0; round < 100000; round++) {
        char bytes[sizeof rich + 8];
        size_t size = sizeof rich - 1;
        memcpy(bytes, rich, size);
        for (uint32_t n = next_random(&random) % 4 + 1; n > 0; n--) {
            size_t at = next_random(&random) % size;
            switch (next_random(&random) % 3) {
            case 0: bytes[at] = (char)next_random(&random); break;
            case 1: bytes[at] = (char)(bytes[at] ^ (1 << next_random(&random) % 8)); break;
            default: memmove(bytes + at, bytes + at + 1, --size - at); break;
            }
        }
        try_damaged(m, bytes, size);
    }
    arena_free(w.arena);
}

/* ---- imports */

static void expect_refused(const char *text, const char *wanted) {
    world w = world_new();
    cr_expect_not(import(&w, text));
    char *said = errors(&w);
    cr_expect_not_null(strstr(said, wanted), "%s", said);
    free(said);
    arena_free(w.arena);
}

Test(proto, refused_files) {
    expect_refused(PROTO2 "message M { optional Unknown a = 1; }",
                   "error: protoc: test.proto:2:22: \"Unknown\" is not defined. [E0502]");
    expect_refused(PROTO2 "message M { optional uint64 a = 1 [default = 18446744073709551615]; }",
                   "the default of the protobuf field `a`, 18446744073709551615, is above the "
                   "largest int [E0506]");
    expect_refused(PROTO2 "message M { optional int32 a = 1; extensions 100 to 200; } extend M { "
                          "optional int32 a = 100; }",
                   "the protobuf extension `a` of `M` has the name of another field [E0508]");
    world w = world_new();
    const char *const files[] = {"no such.proto"};
    cr_expect_not(proto_import(w.arena, w.names, w.types, w.diagnostics, (Pos){0}, "tests", files,
                               1, &w.module));
    char *said = errors(&w);
    cr_expect_not_null(
        strstr(said, "cannot read the protobuf file tests/no such.proto: No such file"), "%s",
        said);
    free(said);
    arena_free(w.arena);
}

Test(proto, protoc_is_missing) {
    setenv("PATH", "/nowhere", 1);
    expect_refused(PROTO2, "`import proto` needs protoc, which is not installed [E0501]");
}

Test(proto, recursive_messages) {
    world w = world_new();
    cr_assert(import(
        &w, PROTO2
        "message Tree { optional int32 v = 1; repeated Tree kids = 2; optional Other other = 3; }\n"
        "message Other { optional Tree tree = 1; optional Leaf leaf = 2; } message Leaf { optional "
        "int32 x = 1; }"));
    VALUE(type_named(&w, "Tree"), "\x08\x05\x12\x02\x08\x06", "Tree( v=5 )");
    VALUE(type_named(&w, "Other"), "\x0a\x02\x08\x05\x12\x02\x08\x06", "Other( leaf=Leaf( x=6 ) )");
    cr_expect_str_eq(proto_missing(struct_named(&w, "Tree"), "kids"),
                     "recursive message fields are not supported yet");
    cr_expect_not_null(proto_missing(struct_named(&w, "Other"), "tree"));
    cr_expect_null(proto_missing(struct_named(&w, "Tree"), "v"));
    cr_expect_null(proto_missing(struct_named(&w, "Tree"), "nothing"));
    arena_free(w.arena);
}

Test(proto, unread_fields) {
    world w = world_new();
    cr_assert(
        import(&w, PROTO2
               "message M { optional int32 a = 1; optional string b = 2; optional In c = 3;"
               "oneof o { int32 d = 4; string e = 5; } message In { optional int32 x = 1; } }"));
    const csp_type *m = type_named(&w, "M");
    const TirStruct *strct = struct_named(&w, "M");
    strct->fields.items[2].is_read = true;
    strct->fields.items[3].is_read = true;
    proto_prune(w.module);
    VALUE(m, "\x08\x01\x12\x01x\x1a\x02\x08\x05\x20\x06", "M( a=0, b=, c=M.In( x=5 ), d=6, e= )");
    VALUE(m, "\x20\x06\x2a\x01x", "M( a=0, b=, c=<unset>, d=0, e=x )");
    proto_mark_all(type_struct(w.types, proto_find(w.module, "M")->strct, NULL, 0));
    proto_prune(w.module);
    VALUE(m, "\x08\x01\x12\x01x\x20\x06", "M( a=1, b=x, c=<unset>, d=6, e= )");
    arena_free(w.arena);
}

/* ---- library functions */

Test(proto, library_functions) {
    world w = world_new();
    cr_assert(import(&w, PROTO2 "message M { optional int32 a = 1; optional string b = 2; }"));
    const csp_type *m = type_named(&w, "M");
    const Type *type = type_struct(w.types, proto_find(w.module, "M")->strct, NULL, 0);
    const csp_type *optional = type_layout(w.types, type_of1(w.types, TYPE_OPT, type));
    const csp_type *text = type_layout(w.types, type_basic(w.types, TYPE_STR));
    const csp_type *const decode_args[] = {type_layout(w.types, type_basic(w.types, TYPE_BYTES)),
                                           text, text};
    csp_call parse = {.ret = m}, try_parse = {.ret = optional, .args = decode_args},
             serialize = {.args = &m};
    csp_str *good = csp_bytes_new("\x08\x05\x12\x01x", 5), *bad = csp_bytes_new("\x12\x05x", 3);
    csp_str *why = csp_str_new("old", 3), *bytes;
    char *value = calloc(1, optional->size);

    csp_proto_parse(&parse, value, &good);
    cr_expect_eq(*(int64_t *)(void *)value, 5);
    csp_proto_serialize(&serialize, &bytes, value);
    cr_expect(bytes->size == 5 && memcmp(bytes->data, good->data, 5) == 0);
    csp_release(m, value);

    csp_proto_try_parse(&try_parse, value, &bad);
    cr_expect_eq(value[optional->flag_offset], 0);
    csp_decode_message(&try_parse, value, &bad, &why);
    cr_expect_str_eq(csp_str_data(why), "truncated at byte 3 in b");
    csp_decode_message(&try_parse, value, &good, &why);
    cr_expect(value[optional->flag_offset] == 1 && why == NULL);
    csp_release(optional, value);

    csp_trap trap;
    csp_trap_push(&trap);
    if (setjmp(trap.jump) == 0) {
        csp_proto_parse(&parse, value, &bad);
        cr_assert_fail("the data is no message");
    }
    csp_trap_pop(&trap);
    cr_expect_str_eq(csp_str_data(trap.message), "not a M: truncated at byte 3 in b");

    csp_release(text, &trap.message);
    csp_release(decode_args[0], &good);
    csp_release(decode_args[0], &bad);
    csp_release(decode_args[0], &bytes);
    free(value);
    arena_free(w.arena);
}

/* ---- recorded feeds, when they are there */

static char *contents(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    *size = fread(bytes, 1, *size, file);
    fclose(file);
    return bytes;
}

Test(proto, recorded_feeds) {
    glob_t found;
    if (glob("../shared/data/gtfsrt/*/*.pb", 0, NULL, &found) != 0)
        cr_skip_test("no recorded feeds in ../shared/data");
    world w = world_new();
    const char *const files[] = {"gtfs-realtime.proto", "nyct-subway.proto"};
    cr_assert(proto_import(w.arena, w.names, w.types, w.diagnostics, (Pos){0}, "examples/transit",
                           files, 2, &w.module));
    const csp_type *m = type_named(&w, "FeedMessage");
    for (size_t i = 0; i < found.gl_pathc; i++) {
        size_t size;
        char *bytes = contents(found.gl_pathv[i], &size);
        char *value = calloc(1, m->size);
        csp_text why = {0};
        cr_expect(csp_proto_decode(m, bytes, size, value, &why), "%s: %s", found.gl_pathv[i],
                  cut(&why));
        csp_release(m, value);
        csp_text_free(&why);
        if (i % 16 == 0) try_damaged(m, bytes, size);
        free(value);
        free(bytes);
    }
    globfree(&found);
    arena_free(w.arena);
}
