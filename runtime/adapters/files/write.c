/* write.c - files.write(pattern, x): each tick of x as a file of its own, named by the engine's
 * time in UTC.
 *
 *     "rec/%Y%m%dT%H%M%SZ.pb"  ->  rec/20230529T180306Z.pb
 *
 * The fields are those that files.read understands. Folders are made as they are needed. A file
 * appears whole or not at all: it is written under another name beside its place, then renamed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "adapters/files/match.h"
#include "adapters/files/pattern.h"
#include "csp/adapter.h"

typedef struct writer {
    const char *pattern; /* borrowed: the argument */
    bool timed;          /* the names tell times: one must not come twice */
    char *last;          /* path of the tick before, or NULL */
} writer;

/* ---- names */

static bool check_pattern(csp_context *context, const char *pattern) {
    if (!*pattern) {
        csp_fail(context, "files.write: the name pattern is empty");
        return false;
    }
    for (const char *c = strchr(pattern, '%'); c; c = strchr(c + 2, '%')) {
        if (c[1] == '%' || csp_field_of(c[1]) != CSP_NFIELDS) continue;
        csp_fail(context,
                 "files.write: %s: unknown field %%%.1s; there are %%Y %%m %%d %%H %%M %%S %%s",
                 pattern, c + 1);
        return false;
    }
    return true;
}

static void add_field(csp_text *path, char letter, int64_t seconds, const struct tm *utc) {
    switch (csp_field_of(letter)) {
    case CSP_FIELD_YEAR: csp_text_printf(path, "%04d", utc->tm_year + 1900); break;
    case CSP_FIELD_MONTH: csp_text_printf(path, "%02d", utc->tm_mon + 1); break;
    case CSP_FIELD_DAY: csp_text_printf(path, "%02d", utc->tm_mday); break;
    case CSP_FIELD_HOUR: csp_text_printf(path, "%02d", utc->tm_hour); break;
    case CSP_FIELD_MINUTE: csp_text_printf(path, "%02d", utc->tm_min); break;
    case CSP_FIELD_SECOND: csp_text_printf(path, "%02d", utc->tm_sec); break;
    case CSP_FIELD_UNIX: csp_text_printf(path, "%lld", (long long)seconds); break;
    case CSP_NFIELDS: csp_text_add(path, "%", 1); break;
    }
}

/* The path for this time; the caller frees it with csp_free. */
static char *path_at(const char *pattern, int64_t now) {
    int64_t seconds = now / CSP_SECOND - (now % CSP_SECOND < 0);
    time_t moment = seconds;
    struct tm utc;
    gmtime_r(&moment, &utc);
    csp_text path = {0};
    for (const char *c = pattern; *c; c++) {
        if (*c == '%')
            add_field(&path, *++c, seconds, &utc);
        else
            csp_text_add(&path, c, 1);
    }
    csp_text_add(&path, "", 1);
    return path.data;
}

/* ---- files */

/* Makes the folders above the path; *path is changed meanwhile. */
static bool make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) return false;
    }
    return true;
}

static bool write_whole(const char *path, const csp_str *bytes) {
    FILE *file = fopen(path, "we");
    if (!file) return false;
    size_t size = (size_t)csp_str_size(bytes);
    bool written = fwrite(csp_str_data(bytes), 1, size, file) == size;
    int error = errno;
    if (fclose(file) != 0) return false;
    errno = error;
    return written;
}

static bool replace(char *path, const csp_str *bytes) {
    csp_text hidden = {0};
    csp_text_printf(&hidden, "%s.part", path);
    csp_text_add(&hidden, "", 1);
    bool good =
        make_folders(path) && write_whole(hidden.data, bytes) && rename(hidden.data, path) == 0;
    int error = errno;
    if (!good) remove(hidden.data);
    csp_text_free(&hidden);
    errno = error;
    return good;
}

/* ---- the adapter */

static csp_status write_open(csp_context *context, void **self) {
    const char *pattern = csp_str_data(csp_context_str(context, "path"));
    if (!check_pattern(context, pattern)) return CSP_ERROR;
    writer *w = csp_alloc(sizeof *w);
    *w = (writer){.pattern = pattern, .timed = csp_pattern_timed(pattern)};
    *self = w;
    return CSP_OK;
}

static csp_status write_tick(csp_context *context, void *self, int64_t now, const void *value) {
    writer *w = self;
    char *path = path_at(w->pattern, now);
    bool again = w->timed && w->last && strcmp(path, w->last) == 0;
    if (again)
        csp_fail(context,
                 "files.write: two ticks have the same name, %s; the pattern is too coarse", path);
    else if (!replace(path, *(csp_str *const *)value))
        csp_fail(context, "files.write: cannot write %s: %s", path, strerror(errno));
    else {
        csp_free(w->last);
        w->last = path;
        return CSP_OK;
    }
    csp_free(path);
    return CSP_ERROR;
}

static void write_close(csp_context *context, void *self) {
    (void)context;
    writer *w = self;
    csp_free(w->last);
    csp_free(w);
}

extern const csp_adapter csp_files_write;
const csp_adapter csp_files_write = {.abi = CSP_PROGRAM_ABI,
                                     .kind = CSP_SINK,
                                     .open = write_open,
                                     .write = write_tick,
                                     .close = write_close};
