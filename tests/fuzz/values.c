/* values.c - what reads users' data at run time, under libFuzzer: numbers, times and lists as text, CSV rows, protobuf.
 *
 * The first byte chooses the reader, the rest is its input. What is refused leaves nothing behind; what is accepted prints,
 * and a protobuf message that was decoded encodes again.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "adapters/csv/reader.h"
#include "csp/proto.h"
#include "csp/trap.h"
#include "proto/proto.h"

enum { MAX_TYPES = 16 };

typedef struct Readers {
    const csp_type *types[MAX_TYPES];
    int ntypes;
    const csp_type *message;
} Readers;

static Readers readers; /* made once by LLVMFuzzerInitialize */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char proto[] = "syntax = \"proto2\"; package test; enum E { ZERO = 0; ONE = 1; } "
                            "message M { optional bool a = 1; optional int32 b = 2;"
                            "repeated sint64 c = 3 [packed = true]; optional fixed64 d = 4; "
                            "optional float e = 5; optional string f = 6;"
                            "repeated M g = 7; map<string, M> h = 8; optional bytes i = 9; "
                            "optional E j = 10; oneof k { string l = 11; M m = 12; }"
                            "optional group N = 13 { optional int32 o = 14; } repeated double p = "
                            "15; map<int32, string> q = 16; }";

static const csp_type *make_message(Arena *arena, TypeTable *types) {
    char folder[] = "/tmp/fuzz_values-XXXXXX";
    if (mkdtemp(folder) == NULL) abort();
    const char *path = arena_printf(arena, "%s/test.proto", folder);
    FILE *file = fopen(path, "w");
    fputs(proto, file);
    fclose(file);
    const char *const files[] = {"test.proto"};
    ProtoModule *module;
    Diagnostics *diagnostics = diagnostics_new(arena);
    bool made = proto_import(arena, interner_new(arena), types, diagnostics, (Pos){0}, folder,
                             files, 1, &module);
    diag_print(diagnostics, stderr);
    unlink(path);
    rmdir(folder);
    return made ? type_layout(types, type_struct(types, proto_find(module, "M")->strct, NULL, 0))
                : NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    static const TypeKind kinds[] = {TYPE_INT,      TYPE_FLOAT,     TYPE_BOOL, TYPE_STR,
                                     TYPE_DATETIME, TYPE_TIMEDELTA, TYPE_DATE, TYPE_TIME};
    Arena *arena = arena_new(); /* till the end */
    TypeTable *types = type_table_new(arena);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        readers.types[readers.ntypes++] = type_layout(types, type_basic(types, kinds[i]));
    const Type *real = type_basic(types, TYPE_FLOAT), *str = type_basic(types, TYPE_STR);
    const Type *more[] = {type_of1(types, TYPE_LIST, type_basic(types, TYPE_INT)),
                          type_of1(types, TYPE_LIST, str), type_dict(types, str, real),
                          type_of1(types, TYPE_LIST, type_of1(types, TYPE_LIST, real))};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        readers.types[readers.ntypes++] = type_layout(types, more[i]);
    readers.message = make_message(arena, types);
    return 0;
}

static void print(const csp_type *type, const void *value) {
    csp_text text = {0};
    csp_format(&text, type, value, CSP_PLAIN);
    csp_text_free(&text);
}

static void read_text(const csp_type *type, const char *text, size_t size) {
    void *value = calloc(1, type->size);
    csp_text why = {0};
    if (csp_parse(type, text, size, value, &why)) {
        print(type, value);
        csp_release(type, value);
    }
    csp_text_free(&why);
    free(value);
}

static void read_message(const csp_type *type, const char *bytes, size_t size) {
    void *value = calloc(1, type->size);
    csp_text why = {0}, out = {0};
    if (csp_proto_decode(type, bytes, size, value, &why)) {
        print(type, value);
        if (!csp_proto_encode(type, value, &out, &why)) abort();
    }
    csp_release(type, value);
    csp_text_free(&out);
    csp_text_free(&why);
    free(value);
}

static void read_rows(const char *text, size_t size) {
    int file = memfd_create("rows", 0);
    if (file < 0 || write(file, text, size) != (ssize_t)size) abort();
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    csp_csv_reader reader = {0};
    csp_text why = {0};
    if (csp_csv_open(&reader, path, &why)) {
        size_t sum = 0;
        while (csp_csv_next(&reader, &why) == CSP_CSV_ROW)
            for (size_t i = 0; i < reader.ncells; i++)
                for (size_t k = 0; k < reader.cells[i].size; k++)
                    sum += (unsigned char)csp_csv_text(&reader, i)[k];
        __asm__ volatile("" ::"r"(sum)); /* every byte of every cell was there */
        csp_csv_close(&reader);
    }
    csp_text_free(&why);
    close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    const char *text = (const char *)data + 1;
    int which = data[0] % (readers.ntypes + 2);
    csp_trap trap;
    csp_trap_push(&trap);
    int64_t live = csp_alloc_live();
    if (setjmp(trap.jump) != 0)
        abort(); /* data is refused by a result, not by an error of the program */
    else if (which < readers.ntypes)
        read_text(readers.types[which], text, size - 1);
    else if (which == readers.ntypes)
        read_rows(text, size - 1);
    else if (readers.message != NULL)
        read_message(readers.message, text, size - 1);
    csp_trap_pop(&trap);
    if (csp_alloc_live() != live) abort(); /* a leak */
    return 0;
}
