/* check.h - names resolved, every expression typed: syntax trees -> typed program. */
#ifndef TYPES_CHECK_H
#define TYPES_CHECK_H

#include "syntax/ast.h"
#include "types/typed.h"

/* One -D NAME=VALUE. */
typedef struct Define {
    const char *name;
    const char *value;
    bool used; /* set by check: naming nothing is an error of the driver */
} Define;

typedef struct CheckOptions {
    const char *entry;         /* name of the main graph */
    Define *defines;
    int ndefines;
    const char *stdlib;        /* folder of the standard library */
    bool library;              /* no entry needed */
} CheckOptions;

/* Loads imported modules (beside the importing file, then in the standard library) through parse(). Never NULL; errors go to diagnostics. */
TirProgram *check(Arena *arena, Interner *names, Diagnostics *diagnostics, AstModule *module, CheckOptions *options);

#endif
