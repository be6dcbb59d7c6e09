/* scope.c - names: symbols, scopes, builtin methods, and what a misspelt name may have meant. */
#include <stdlib.h>
#include <string.h>

#include "types/checker.h"

const char *named(Check *c, const char *text) { return intern_str(c->names, text); }

Scope *scope_new(Check *c, Scope *outer, Body *body) {
    Scope *scope = ARENA_NEW(c->arena, Scope);
    map_init(&scope->names, c->arena);
    scope->outer = outer;
    scope->body = body;
    return scope;
}

Symbol *scope_find(const Scope *scope, const char *name) {
    return map_get_ptr(&scope->names, name);
}

Symbol *scope_lookup(const Scope *scope, const char *name) {
    for (; scope != NULL; scope = scope->outer) {
        Symbol *symbol = scope_find(scope, name);
        if (symbol != NULL) return symbol;
    }
    return NULL;
}

Symbol *scope_add(Check *c, Scope *scope, const char *name, Pos pos) {
    Symbol *symbol = scope_find(scope, name);
    if (symbol != NULL) return symbol;
    symbol = ARENA_NEW(c->arena, Symbol);
    symbol->name = name;
    symbol->pos = pos;
    symbol->body = scope->body;
    map_put_ptr(&scope->names, name, symbol);
    return symbol;
}

Symbol *name_lookup(Check *c, const char *name) { return scope_lookup(c->body->scope, name); }

/* ---- builtin methods */

static uint64_t method_key(Check *c, const char *receiver, const char *name) {
    return hash_mix((uint64_t)(uintptr_t)named(c, receiver), (uint64_t)(uintptr_t)named(c, name));
}

Symbol *method_find(Check *c, const char *receiver, const char *name) {
    return receiver == NULL ? NULL : map_get(&c->methods, method_key(c, receiver, name));
}

Symbol *method_add(Check *c, const char *receiver, const char *name, Pos pos) {
    Symbol *symbol = method_find(c, receiver, name);
    if (symbol != NULL) return symbol;
    symbol = ARENA_NEW(c->arena, Symbol);
    symbol->name = name;
    symbol->pos = pos;
    map_put(&c->methods, method_key(c, receiver, name), symbol);
    VEC_PUSH(c->arena, &c->method_names, name);
    VEC_PUSH(c->arena, &c->method_receivers, named(c, receiver));
    return symbol;
}

const char *receiver_name(const Type *type) {
    switch (type->kind) {
    case TYPE_BOOL: return "bool";
    case TYPE_INT: return "int";
    case TYPE_FLOAT: return "float";
    case TYPE_STR: return "str";
    case TYPE_BYTES: return "bytes";
    case TYPE_DATETIME: return "datetime";
    case TYPE_TIMEDELTA: return "timedelta";
    case TYPE_DATE: return "date";
    case TYPE_TIME: return "time";
    case TYPE_LIST: return "list";
    case TYPE_DICT: return "dict";
    case TYPE_SET: return "set";
    case TYPE_ARRAY: return "array";
    case TYPE_JSON: return "json";
    case TYPE_ENUM: return "enum";
    case TYPE_STRUCT: return "struct";
    case TYPE_TUPLE: return "tuple";
    default: return NULL;
    }
}

/* ---- suggestions */

typedef VEC(const char *) Candidates;

static void scope_candidates(Check *c, const Scope *scope, Candidates *into) {
    for (; scope != NULL; scope = scope->outer)
        for (int i = 0; i < scope->names.cap; i++) {
            const Symbol *symbol = scope->names.entries[i].value;
            if (symbol != NULL) VEC_PUSH(c->arena, into, symbol->name);
        }
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted: what is suggested must not depend on addresses. */
static const char *nearest_of(const char *name, Candidates *candidates) {
    if (candidates->len == 0) return NULL;
    qsort(candidates->items, (size_t)candidates->len, sizeof *candidates->items, by_text);
    return nearest_name(name, candidates->items, candidates->len);
}

static const char *const node_words[] = {
    "ticked",       "valid",       "now",          "engine_start_time", "engine_end_time",
    "num_ticks",    "time_at",     "output",       "schedule_alarm",    "reschedule_alarm",
    "cancel_alarm", "stop_engine", "make_passive", "make_active"};

const char *name_suggest(Check *c, const char *name) {
    Candidates candidates = {0};
    scope_candidates(c, c->body != NULL ? c->body->scope : c->core, &candidates);
    if (c->body != NULL && c->body->place == IN_NODE)
        for (size_t i = 0; i < sizeof node_words / sizeof node_words[0]; i++)
            VEC_PUSH(c->arena, &candidates, node_words[i]);
    if (c->body != NULL && c->body->place == IN_GRAPH) {
        VEC_PUSH(c->arena, &candidates, "feedback");
        VEC_PUSH(c->arena, &candidates, "delayed");
    }
    VEC_PUSH(c->arena, &candidates, "print");
    return nearest_of(name, &candidates);
}

/* A name is unknown once in a function: to declare it mends every use. */
static bool is_known_unknown(Check *c, const char *name) {
    const Callable *callable = c->body == NULL ? NULL : c->body->callable;
    for (int i = 0; i < c->unknowns.len; i++)
        if (c->unknowns.items[i].name == name && c->unknowns.items[i].callable == callable)
            return callable != NULL;
    VEC_PUSH(c->arena, &c->unknowns, ((UnknownName){name, callable}));
    return false;
}

void unknown_name(Check *c, Pos pos, const char *name) {
    if (is_known_unknown(c, name)) return;
    diag_error(c->d, pos, E_UNKNOWN_NAME, "unknown name '%s'", name);
    if (habit_name(c, name)) return;
    if (is_node_word(name)) {
        diag_help(c->d, "%s(...) is known in nodes only", name);
        return;
    }
    const char *nearest = name_suggest(c, name);
    if (nearest != NULL) diag_help(c->d, "did you mean '%s'?", nearest);
}

const char *member_suggest(Check *c, const Type *type, const char *name) {
    Candidates candidates = {0};
    if (type->kind == TYPE_STRUCT)
        for (int i = 0; i < type->strct->fields.len; i++)
            VEC_PUSH(c->arena, &candidates, type->strct->fields.items[i].name);
    if (type->kind == TYPE_ENUM) {
        VEC_PUSH(c->arena, &candidates, "name");
        VEC_PUSH(c->arena, &candidates, "value");
    }
    if (type->kind == TYPE_RECORD)
        for (int i = 0; i < type->nargs; i++) VEC_PUSH(c->arena, &candidates, type->names[i]);
    const StructInfo *info = struct_info(c, type);
    if (info != NULL)
        for (int i = 0; i < info->methods.len; i++)
            VEC_PUSH(c->arena, &candidates, info->methods.items[i]->name);
    const char *receiver = receiver_name(type);
    receiver = receiver == NULL ? NULL : named(c, receiver);
    for (int i = 0; i < c->method_names.len; i++)
        if (receiver != NULL && c->method_receivers.items[i] == receiver)
            VEC_PUSH(c->arena, &candidates, c->method_names.items[i]);
    return nearest_of(name, &candidates);
}

/* ---- the source, quoted in messages */

const char *source_text(Check *c, Pos pos) { return pos_text(c->arena, pos); }
