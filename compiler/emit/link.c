/* link.c - the system's C compiler as compiler of C files and as linker; see emit.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emit/emit.h"
#include "source/source.h"
#include "support/process.h"

typedef VEC(char *) Words;

static void add(Arena *arena, Words *words, const char *word) {
    VEC_PUSH(arena, words, arena_printf(arena, "%s", word));
}

static void add_all(Arena *arena, Words *words, const Texts *texts) {
    for (int i = 0; i < texts->len; i++) add(arena, words, texts->items[i]);
}

/* What it wrote to standard error. */
static const char *read_messages(Arena *arena, FILE *file) {
    rewind(file);
    const SourceFile *text = source_read(arena, file, "");
    return text == NULL ? "" : text->text;
}

/* *messages: what it has to say. */
static bool run(Arena *arena, Words *words, const char **messages, const char **why) {
    VEC_PUSH(arena, words, NULL);
    pid_t child;
    *messages = "";
    FILE *file = tmpfile();
    if (file == NULL) {
        *why = arena_printf(arena, "cannot make a temporary file: %s", strerror(errno));
        return false;
    }
    int failed = process_start(words->items, fileno(file), STDERR_FILENO, &child);
    bool good = failed == 0 && process_wait(child) == 0;
    *messages = read_messages(arena, file);
    fclose(file);
    if (failed != 0) {
        *why = arena_printf(arena,
                            "cannot run the C compiler `%s` (%s): install gcc or clang, or set CC",
                            words->items[0], strerror(failed));
        return false;
    }
    if (!good) *why = arena_printf(arena, "`%s` failed; its messages are above", words->items[0]);
    return good;
}

/* $CC may hold flags: CC="ccache gcc". */
static void add_compiler(Arena *arena, Words *words, const LinkOptions *options) {
    const char *cc = getenv("CC");
    char *rest = arena_printf(arena, "%s", cc != NULL && cc[0] != '\0' ? cc : "cc"), *save = NULL;
    for (char *word = strtok_r(rest, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save))
        add(arena, words, word);
    add(arena, words, arena_printf(arena, "-I%s/include", options->home));
    add(arena, words, "-O2");
    add(arena, words, "-ffp-contract=off");
    if (options->debug) add(arena, words, "-g");
#if defined(__SANITIZE_ADDRESS__)
    /* A sanitized compiler brings a sanitized runtime. */
    add(arena, words, "-fsanitize=address,undefined");
#endif
}

/* Our own libraries are archives beside the runtime (the shared ones there serve `cspc run`): an executable stands alone. */
static void add_library(Arena *arena, Words *words, const char *home, const char *name) {
    const char *archive = arena_printf(arena, "%s/lib%s.a", home, name);
    add(arena, words, access(archive, R_OK) == 0 ? archive : arena_printf(arena, "-l%s", name));
}

bool link_executable(Arena *arena, const LinkOptions *options, const char **why) {
    Words words = {0};
    add_compiler(arena, &words, options);
    add(arena, &words, "-o");
    add(arena, &words, options->output);
    add(arena, &words, options->object);
    add_all(arena, &words, options->c_files);
    add(arena, &words, arena_printf(arena, "-L%s", options->home));
    for (int i = 0; i < options->libraries->len; i++)
        add_library(arena, &words, options->home, options->libraries->items[i]);
    add(arena, &words, arena_printf(arena, "%s/libcsprt.a", options->home));
    add_all(arena, &words, options->flags);
    add(arena, &words, "-Wl,--gc-sections");
    add(arena, &words, "-lm");
    add(arena, &words, "-lpthread");
    return run(arena, &words, options->messages, why);
}

bool link_shared(Arena *arena, const LinkOptions *options, const char **why) {
    Words words = {0};
    add_compiler(arena, &words, options);
    add(arena, &words, "-shared");
    add(arena, &words, "-Wl,-Bsymbolic"); /* apart from another version in the same process */
    add(arena, &words, "-fPIC");
    add(arena, &words, "-o");
    add(arena, &words, options->output);
    add_all(arena, &words, options->c_files);
    add_all(arena, &words, options->flags);
    return run(arena, &words, options->messages, why);
}

bool compile_c(Arena *arena, const LinkOptions *options, const char *source, const char *header,
               const char **why) {
    Words words = {0};
    add_compiler(arena, &words, options);
    add(arena, &words, "-fPIC");
    if (header != NULL) {
        add(arena, &words, "-include");
        add(arena, &words, header);
    }
    add(arena, &words, "-c");
    add(arena, &words, "-o");
    add(arena, &words, options->output);
    add(arena, &words, source);
    return run(arena, &words, options->messages, why);
}

bool check_header(Arena *arena, const LinkOptions *options, const char *header, const char **why) {
    Words words = {0};
    add_compiler(arena, &words, options);
    add(arena, &words, "-fsyntax-only");
    add(arena, &words, "-Wno-unknown-warning-option"); /* clang has the next one by another name */
    add(arena, &words, "-Werror=builtin-declaration-mismatch");
    add(arena, &words, "-x");
    add(arena, &words, "c");
    add(arena, &words, header);
    return run(arena, &words, options->messages, why);
}
