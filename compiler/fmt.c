/* fmt.c - `cspc fmt`: files are rewritten in place, standard input goes to standard output. */
#include "fmt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syntax/format.h"

const char FMT_HELP[] =
    "usage: cspc fmt FILE...            rewrite the files in the one style\n"
    "       cspc fmt -                  standard input to standard output\n"
    "       cspc fmt --check FILE...    name those that are not in it; exit status 1 when there "
    "are any\n";

enum { USAGE_ERROR = 2 };

static bool file_fails(const char *what, const char *path) {
    fprintf(stderr, "cspc: cannot %s %s: %s\n", what, path, strerror(errno));
    return false;
}

/* ---- reading and writing */

static bool fill_file(const char *path, const char *text, size_t size) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) return false;
    bool good = fwrite(text, 1, size, file) == size;
    return (fclose(file) == 0) && good;
}

/* Beside the file first, then in its place: whatever happens, one of the two is whole. */
static bool replace_file(Arena *arena, const char *path, const char *text, size_t size) {
    char *target = realpath(path, NULL); /* a symbolic link stays one */
    struct stat status;
    if (target == NULL || stat(target, &status) != 0) {
        free(target);
        return file_fails("find", path);
    }
    const char *beside = arena_printf(arena, "%s.%ld.fmt", target, (long)getpid());
    bool good = fill_file(beside, text, size) && chmod(beside, status.st_mode & 07777) == 0 &&
                rename(beside, target) == 0;
    if (!good) {
        file_fails("write", path);
        unlink(beside);
    }
    free(target);
    return good;
}

/* ---- one file */

static bool format_one(Arena *arena, const char *path, bool check) {
    bool is_input = strcmp(path, "-") == 0;
    SourceFile *file = is_input ? source_read(arena, stdin, "<stdin>") : source_load(arena, path);
    if (file == NULL) return file_fails("read", path);
    Diagnostics *diagnostics = diagnostics_new(arena);
    size_t size;
    const char *text = format_source(arena, diagnostics, file, &size);
    if (text == NULL) {
        diag_print(diagnostics, stderr);
        return false;
    }
    bool same = size == file->size && memcmp(text, file->text, size) == 0;
    if (check) {
        if (!same) printf("%s\n", file->path);
        return same;
    }
    if (is_input) return fwrite(text, 1, size, stdout) == size;
    return same || replace_file(arena, path, text, size);
}

int fmt_main(int argc, char **argv) {
    bool check = argc > 0 && strcmp(argv[0], "--check") == 0, good = true;
    int first = check ? 1 : 0;
    if (first == argc || (argv[first][0] == '-' && argv[first][1] != '\0')) {
        fputs(FMT_HELP, stderr);
        return USAGE_ERROR;
    }
    for (int i = first; i < argc; i++) {
        Arena *arena = arena_new();
        good = format_one(arena, argv[i], check) && good;
        arena_free(arena);
    }
    return good ? 0 : 1;
}
