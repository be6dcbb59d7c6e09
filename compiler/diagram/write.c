/* write.c - puts a diagram into a file, through Graphviz where it has to be laid out; see diagram.h. */
#include "diagram/diagram.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/process.h"

static const char *ending(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot != NULL ? dot + 1 : "";
}

static bool write_text(Arena *arena, const char *path, const Sb *text, const char **why) {
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(text->data, 1, text->size, file) != text->size ||
        fclose(file) != 0) {
        *why = arena_printf(arena, "cannot write %s: %s", path, strerror(errno));
        return false;
    }
    return true;
}

/* Lays out with `dot -Tformat -o path`, the text on its standard input. */
static bool lay_out(Arena *arena, const char *format, const char *path, const Sb *text,
                    const char **why) {
    FILE *input = tmpfile();
    if (input == NULL || fwrite(text->data, 1, text->size, input) != text->size ||
        fflush(input) != 0) {
        *why = arena_printf(arena, "cannot write a temporary file: %s", strerror(errno));
        if (input != NULL) fclose(input);
        return false;
    }
    rewind(input);
    char *argv[] = {"dot", arena_printf(arena, "-T%s", format), "-o",
                    arena_printf(arena, "%s", path), NULL};
    pid_t child;
    int failed = process_start(argv, fileno(input), STDIN_FILENO, &child);
    fclose(input);
    if (failed != 0) {
        *why = arena_printf(
            arena, "cannot run Graphviz's dot (%s): install graphviz, or write a .dot file",
            strerror(failed));
        return false;
    }
    if (process_wait(child) == 0) return true;
    *why = arena_printf(arena, "Graphviz's dot failed to write %s", path);
    return false;
}

bool diagram_write(Arena *arena, const GraphIR *graph, const char *path, const char **why) {
    const char *format = ending(path);
    bool laid_out = strcmp(format, "svg") == 0 || strcmp(format, "png") == 0;
    if (!laid_out && strcmp(format, "dot") != 0) {
        *why = arena_printf(arena, "a diagram ends in .dot, .svg or .png, not `%s`", path);
        return false;
    }
    Sb text;
    sb_init(&text, arena);
    diagram_dot(graph, &text);
    return laid_out ? lay_out(arena, format, path, &text, why)
                    : write_text(arena, path, &text, why);
}
