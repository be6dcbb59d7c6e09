/* collect.c - which C symbols a program's own modules declare; see cside.h. */
#include <string.h>

#include "cside/cside.h"

enum { E_TWO_WAYS = 632 };

static bool own(Pos pos) { return pos.file != NULL && !pos.file->is_library; }

/* Declared again in the same way, say in two modules: one is enough. */
static bool known(const CSide *side, const Extern *e, Diagnostics *diagnostics) {
    for (int i = 0; i < side->externs.len; i++) {
        const Extern *other = &side->externs.items[i];
        if (strcmp(other->symbol, e->symbol) != 0) continue;
        if (strcmp(other->declaration, e->declaration) == 0) return true;
        diag_error(diagnostics, e->pos, E_TWO_WAYS,
                   "'%s' is one thing in C, and it is declared in two ways", e->symbol);
        diag_note(diagnostics, other->pos, "the other declaration, as %s", other->word);
        return true;
    }
    return false;
}

static void add(CSide *side, CTypes *types, Extern e, Diagnostics *diagnostics) {
    if (e.symbol == NULL || !own(e.pos)) return;
    e.declaration = header_declaration(types, &e);
    if (!known(side, &e, diagnostics)) VEC_PUSH(side->arena, &side->externs, e);
}

CSide *cside_new(Arena *arena, const TirProgram *program, Diagnostics *diagnostics) {
    CSide *side = ARENA_NEW(arena, CSide);
    *side = (CSide){.arena = arena, .program = program};
    CTypes types;
    ctypes_init(&types, arena, program->types);
    for (int i = 0; i < program->fns.len; i++) {
        const TirFn *fn = program->fns.items[i];
        if (fn->is_extern)
            add(side, &types, (Extern){fn->symbol, "extern def", fn->pos, .fn = fn}, diagnostics);
    }
    for (int i = 0; i < program->nodes.len; i++) {
        const TirNode *node = program->nodes.items[i];
        if (node->is_extern)
            add(side, &types, (Extern){node->symbol, "extern node", node->pos, .node = node},
                diagnostics);
    }
    for (int i = 0; i < program->adapters.len; i++) {
        const TirAdapter *adapter = program->adapters.items[i];
        add(side, &types, (Extern){adapter->symbol, "adapter", adapter->pos, .adapter = adapter},
            diagnostics);
    }
    if (side->externs.len > 0) side->header = header_text(&types, side);
    return side;
}
