/* blame.c - what the C compiler and the linker say, as diagnostics; see cside.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cside/cside.h"

enum { E_C_ERROR = 630, E_NO_SYMBOL = 631 };

static bool is_part(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Is the symbol a word of this text? */
static bool mentions(const char *text, const char *symbol) {
    size_t size = strlen(symbol);
    for (const char *at = text; (at = strstr(at, symbol)) != NULL; at++)
        if ((at == text || !is_part(at[-1])) && !is_part(at[size])) return true;
    return false;
}

static const Extern *mentioned(const CSide *side, const char *text) {
    for (int i = 0; i < side->externs.len; i++)
        if (mentions(text, side->externs.items[i].symbol)) return &side->externs.items[i];
    return NULL;
}

/* ---- the C compiler: `file:line:column: error: message` */

typedef struct Message {
    const char *file;
    int line, column;
    const char *text;
} Message;

/* gcc's quotes are typographic in some locales; it names the flag that made an error of a warning. */
static const char *plain_text(Arena *arena, const char *text) {
    Sb to;
    sb_init(&to, arena);
    for (const char *end = strstr(text, " [-W"); *text != '\0' && text != end; text++) {
        if (*text == ' ' && text[1] == ' ') continue;
        bool quote = strncmp(text, "\xe2\x80\x98", 3) == 0 || strncmp(text, "\xe2\x80\x99", 3) == 0;
        sb_add(&to, quote ? "'" : text, 1);
        if (quote) text += 2;
    }
    return to.data;
}

static bool parse_message(Arena *arena, const char *line, Message *message) {
    const char *error = strstr(line, ": error: "), *fatal = strstr(line, ": fatal error: ");
    if (error == NULL) error = fatal;
    if (error == NULL) return false;
    const char *colon = memchr(line, ':', (size_t)(error - line) + 1);
    message->file = arena_copy(arena, line, (size_t)(colon - line));
    char *end = NULL;
    message->line = colon < error ? (int)strtol(colon + 1, &end, 10) : 0;
    message->column = end != NULL && *end == ':' ? (int)strtol(end + 1, NULL, 10) : 1;
    message->text = plain_text(arena, strstr(error + 2, ": ") + 2);
    return message->line > 0;
}

/* The word at the place, in the C file. */
static Pos place_in(Arena *arena, const Message *message) {
    const SourceFile *file = source_load(arena, message->file);
    if (file == NULL) return (Pos){0};
    const char *line = source_line(file, message->line);
    int end = message->column;
    size_t size = strcspn(line, "\n");
    while ((size_t)end <= size && is_part(line[end - 1])) end++;
    if (end == message->column) end++;
    return (Pos){file, message->line, message->column, message->line, end};
}

static const char *prototype(Arena *arena, const Extern *e) {
    const char *last = e->declaration;
    for (const char *p = last; *p != '\0'; p++)
        if (*p == '\n' && p[1] != '\0') last = p + 1;
    return arena_copy(arena, last, strcspn(last, "\n"));
}

static void tell(const CSide *side, const Message *message, const char *header,
                 Diagnostics *diagnostics) {
    const Extern *e = mentioned(side, message->text);
    bool in_header = header != NULL && strcmp(message->file, header) == 0;
    Pos pos = in_header ? (e != NULL ? e->pos : (Pos){0}) : place_in(side->arena, message);
    diag_error(diagnostics, pos, E_C_ERROR, "%s", message->text);
    if (e == NULL) return;
    if (!in_header) diag_note(diagnostics, e->pos, "the %s is declared here", e->word);
    diag_help(diagnostics, "for this declaration C has: %s", prototype(side->arena, e));
}

int cside_blame_compiler(const CSide *side, const char *messages, const char *header,
                         Diagnostics *diagnostics) {
    int told = 0;
    for (const char *line = messages; *line != '\0';
         line += strcspn(line, "\n"), line += *line != '\0') {
        Message message;
        const char *text = arena_copy(side->arena, line, strcspn(line, "\n"));
        if (!parse_message(side->arena, text, &message)) continue;
        tell(side, &message, header, diagnostics);
        told++;
    }
    return told;
}

/* ---- the linker */

static const char *what_is(const Extern *e) {
    return e->fn != NULL ? "C function" : e->node != NULL ? "node in C" : "adapter in C";
}

static const char *file_stem(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    return arena_printf(arena, "%s", name);
}

static bool is_missing(const char *messages, const char *symbol) {
    for (const char *at = messages; (at = strstr(at, symbol)) != NULL; at++) {
        const char *line = at;
        while (line > messages && line[-1] != '\n') line--;
        size_t size = strcspn(line, "\n");
        char *copy = strndup(line, size);
        if (copy == NULL) return false;
        bool found =
            (strstr(copy, "undefined") != NULL || strstr(copy, "Symbols not found") != NULL ||
             strstr(copy, "not found") != NULL) &&
            mentions(copy, symbol);
        free(copy);
        if (found) return true;
    }
    return false;
}

int cside_blame_linker(const CSide *side, const char *messages, Diagnostics *diagnostics) {
    int told = 0;
    for (int i = 0; i < side->externs.len; i++) {
        const Extern *e = &side->externs.items[i];
        if (!is_missing(messages, e->symbol)) continue;
        diag_error(diagnostics, e->pos, E_NO_SYMBOL, "no %s '%s' was found", what_is(e), e->symbol);
        if (told++ == 0)
            diag_help(diagnostics, "give its file or library on the command line: cspc %s %s.c",
                      file_stem(side->arena, side->program->file->path), e->symbol);
    }
    return told;
}
