/* cside.h - what a program expects of its C side: extern defs, extern nodes and adapters of its own modules.
 *
 *   collect.c  which they are; that one name in C is declared in one way only
 *   ctypes.c   types as C has them: structs, enums, descriptors, with assertions about their layout
 *   header.c   the header of --emit=header, with which the C files of the command line are compiled
 *   blame.c    what the C compiler and the linker say, told at the declarations that it is about
 *
 * Everything is owned by the arena.
 */
#ifndef CSIDE_CSIDE_H
#define CSIDE_CSIDE_H

#include "support/sb.h"
#include "types/typed.h"

typedef struct Extern {
    const char *symbol;
    const char *word; /* "extern def", "extern node", "adapter" */
    Pos pos;
    const TirFn *fn; /* one of these three */
    const TirNode *node;
    const TirAdapter *adapter;
    const char *declaration; /* in C */
} Extern;

typedef struct CSide {
    Arena *arena;
    const TirProgram *program;
    VEC(Extern) externs; /* each symbol once, in the order of the declarations */
    const char *header;  /* NULL: it expects nothing */
} CSide;

/* Reports names in C that are declared in two ways: then the header is not to be used. */
CSide *cside_new(Arena *arena, const TirProgram *program, Diagnostics *diagnostics);

/* Turns messages of the C compiler into diagnostics: each error in its C file, with a note at the declaration that it is about.
 * `header`: the file that holds side->header. How many. */
int cside_blame_compiler(const CSide *side, const char *messages, const char *header,
                         Diagnostics *diagnostics);
/* The same for names that the linker or the loader did not find, at their declarations. */
int cside_blame_linker(const CSide *side, const char *messages, Diagnostics *diagnostics);

/* ---- inside: ctypes.c */

/* Types in C, and the text that defines them. */
typedef struct CTypes {
    Arena *arena;
    TypeTable *types;
    Map names; /* type -> its name, without `*` and const */
    Map taken; /* hash of a name -> the type that has it */
    Map descriptors; /* type -> name of its csp_type; an empty one while it is made, or where it can't be */
    Sb text;         /* definitions so far */
    Sb tables; /* descriptors so far */
} CTypes;

void ctypes_init(CTypes *c, Arena *arena, TypeTable *types);
/* "double", "csp_str *", "Trade": defines it when needed. */
const char *ctypes_name(CTypes *c, const Type *type);
/* Is a value handed over by address? */
bool ctypes_by_address(const Type *type);
/* A name that is none of C's or C++'s own words. */
const char *ctypes_identifier(Arena *arena, const char *name);

/* ---- inside: header.c */
const char *header_declaration(CTypes *c, const Extern *e);
const char *header_text(CTypes *c, const CSide *side);

#endif
