/* builtin_table.c - see builtin_table.h.
 *
 * gen/builtin_table.inc has a line X(csp_str_title) for each symbol of a `builtin def` in stdlib/,
 * sorted by name (in the order of strcmp): the Makefile makes it. The functions are linked into the
 * compiler with the runtime's value library.
 */
#include "wiring/builtin_table.h"

#include <stddef.h>
#include <string.h>

/* Strong references: they are what pulls the functions out of the archive. */
#define X(symbol) extern BuiltinCode symbol;
#include "gen/builtin_table.inc"
#undef X

static const struct Builtin {
    const char *symbol;
    BuiltinCode *code;
} builtins[] = {
#define X(symbol) {#symbol, symbol},
#include "gen/builtin_table.inc"
#undef X
};

BuiltinCode *builtin_find(const char *symbol) {
    size_t low = 0, high = sizeof builtins / sizeof builtins[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(symbol, builtins[middle].symbol);
        if (order == 0) return builtins[middle].code;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
