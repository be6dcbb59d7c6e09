/* proto.c - the import of .proto files: runs protoc, reports what it complains about, hands its
 * output to build.c.
 *
 * Called by the checker for each `import proto`. protoc writes the descriptions to a file of its
 * own under $TMPDIR, which is removed again, and its messages to a pipe.
 */
#include "proto/proto.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/build.h"
#include "support/process.h"
#include "support/sb.h"

/* ---- protoc */

static char **protoc_arguments(const ProtoContext *ctx, const char *folder,
                               const char *const *files, int nfiles, const char *output) {
    Arena *arena = ctx->arena;
    char **args = ARENA_ARRAY(arena, char *, nfiles + 5);
    int n = 0;
    args[n++] = arena_printf(arena, "protoc");
    args[n++] = arena_printf(arena, "--include_imports");
    args[n++] = arena_printf(arena, "--descriptor_set_out=%s", output);
    args[n++] = arena_printf(arena, "-I%s", folder);
    for (int i = 0; i < nfiles; i++) args[n++] = arena_printf(arena, "%s/%s", folder, files[i]);
    return args;
}

static void read_all(int from, Sb *to) {
    char buffer[4096];
    for (;;) {
        ssize_t n = read(from, buffer, sizeof buffer);
        if (n > 0)
            sb_add(to, buffer, (size_t)n);
        else if (n == 0 || errno != EINTR)
            return;
    }
}

/* The exit status of protoc, or -1 when it could not be run, which is reported. */
static int run_protoc(const ProtoContext *ctx, char **args, Sb *messages) {
    int ends[2];
    pid_t child;
    int error = pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
    if (error == 0) {
        error = process_start(args, ends[1], STDERR_FILENO, &child); /* its messages go into the pipe */
        close(ends[1]);
        if (error == 0) read_all(ends[0], messages);
        close(ends[0]);
    }
    if (error == ENOENT) {
        diag_error(ctx->diagnostics, ctx->pos, 501,
                   "`import proto` needs protoc, which is not installed");
        diag_help(ctx->diagnostics, "install the package protobuf-compiler");
        return -1;
    }
    if (error != 0) {
        diag_error(ctx->diagnostics, ctx->pos, 501, "protoc cannot be run: %s", strerror(error));
        return -1;
    }
    int status = process_wait(child);
    return status < 0 ? EXIT_FAILURE : status;
}

/* One diagnostic for each line of protoc: `gtfs.proto:12:3: "Foo" is not defined.` */
static void report(const ProtoContext *ctx, char *messages, bool failed) {
    int reported = 0;
    char *rest = NULL;
    for (char *line = strtok_r(messages, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        if (!failed || strstr(line, ": warning: ") != NULL) {
            diag_warning(ctx->diagnostics, ctx->pos, 503, "protoc: %s", line);
            continue;
        }
        diag_error(ctx->diagnostics, ctx->pos, 502, "protoc: %s", line);
        reported++;
    }
    if (failed && reported == 0)
        diag_error(ctx->diagnostics, ctx->pos, 502, "protoc failed without saying why");
}

/* ---- the import */

static bool files_exist(const ProtoContext *ctx, const char *folder, const char *const *files,
                        int nfiles) {
    bool all = true;
    for (int i = 0; i < nfiles; i++) {
        const char *path = arena_printf(ctx->arena, "%s/%s", folder, files[i]);
        diag_depends(ctx->diagnostics, path);
        if (access(path, R_OK) == 0) continue;
        diag_error(ctx->diagnostics, ctx->pos, 504, "cannot read the protobuf file %s: %s", path,
                   strerror(errno));
        all = false;
    }
    return all;
}

/* An empty file under $TMPDIR; NULL, reported, when there can be none. */
static char *temporary_file(const ProtoContext *ctx) {
    const char *folder = getenv("TMPDIR");
    char *path = arena_printf(ctx->arena, "%s/cspc-XXXXXX",
                              folder != NULL && *folder != '\0' ? folder : "/tmp");
    int file = mkstemp(path);
    if (file < 0) {
        diag_error(ctx->diagnostics, ctx->pos, 504, "cannot make the temporary file %s: %s", path,
                   strerror(errno));
        return NULL;
    }
    close(file);
    return path;
}

/* The description of the files, or NULL after errors. */
static const SourceFile *describe(const ProtoContext *ctx, const char *folder,
                                  const char *const *files, int nfiles) {
    char *path = temporary_file(ctx);
    if (path == NULL) return NULL;
    Sb messages;
    sb_init(&messages, ctx->arena);
    int status = run_protoc(ctx, protoc_arguments(ctx, folder, files, nfiles, path), &messages);
    if (status >= 0) report(ctx, messages.data, status != 0);
    const SourceFile *output = status == 0 ? source_load(ctx->arena, path) : NULL;
    unlink(path);
    if (status == 0 && output == NULL)
        diag_error(ctx->diagnostics, ctx->pos, 504, "cannot read what protoc wrote: %s",
                   strerror(errno));
    return output;
}

bool proto_import(Arena *arena, Interner *names, TypeTable *types, Diagnostics *d, Pos pos,
                  const char *folder, const char *const *files, int nfiles, ProtoModule **out) {
    ProtoContext ctx = {arena, names, types, d, pos};
    int errors = diag_error_count(d);
    *out = NULL;
    if (folder == NULL || *folder == '\0') folder = ".";
    if (!files_exist(&ctx, folder, files, nfiles)) return false;
    const SourceFile *output = describe(&ctx, folder, files, nfiles);
    if (output == NULL) return false;
    DescFiles descriptions = {0};
    if (!descriptor_read(arena, names, output->text, output->size, &descriptions)) {
        diag_error(d, pos, 502, "protoc wrote a description that cannot be read");
        return false;
    }
    *out = proto_build(&ctx, &descriptions, files, nfiles);
    return diag_error_count(d) == errors;
}

/* ---- names */

const ProtoDecl *proto_find(const ProtoModule *module, const char *name) {
    for (int i = 0; i < module->decls.len; i++)
        if (strcmp(module->decls.items[i].name, name) == 0) return &module->decls.items[i];
    return NULL;
}

const char *proto_missing(const TirStruct *strct, const char *field) {
    for (int i = 0; strct->proto != NULL && i < strct->proto->recursive.len; i++)
        if (strcmp(strct->proto->recursive.items[i], field) == 0)
            return "recursive message fields are not supported yet";
    return NULL;
}
