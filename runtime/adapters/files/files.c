/* files.c - recordings: a file is an event, its bytes the value.
 *
 * files.read(path) takes the times from names by the pattern's fields (UTC), or with time="mtime"
 * from the files' modification times. files.glob and files.load are functions, for programs that
 * take the times from the content. A file is read when its turn comes; files of one time tick in
 * consecutive cycles, by name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/files/pattern.h"
#include "adapters/text/load.h"
#include "csp/adapter.h"

typedef struct files_reader {
    csp_file_set set;
    size_t at;
} files_reader;

static csp_status fail(csp_context *context, csp_text *why) {
    csp_fail(context, "%.*s", (int)why->size, why->data);
    csp_text_free(why);
    return CSP_ERROR;
}

/* Names or modification times: the pattern and `time` must agree on one. */
static bool check_time(csp_context *context, const char *pattern) {
    const char *time =
        csp_context_has(context, "time") ? csp_str_data(csp_context_str(context, "time")) : "";
    bool by_name = csp_pattern_timed(pattern);
    if (*time && strcmp(time, "mtime") != 0)
        csp_fail(context, "%s: time must be \"mtime\" or left out, got \"%s\"", pattern, time);
    else if (by_name && *time)
        csp_fail(context, "%s has its times in the names: leave time=\"mtime\" out", pattern);
    else if (!by_name && !*time)
        csp_fail(context,
                 "%s has no time in it, such as %%Y%%m%%dT%%H%%M%%SZ or %%s: give one, or "
                 "time=\"mtime\"",
                 pattern);
    else
        return true;
    return false;
}

static csp_status files_open(csp_context *context, void **self) {
    const char *pattern = csp_str_data(csp_context_str(context, "path"));
    csp_text why = {0};
    if (!check_time(context, pattern)) return CSP_ERROR;
    files_reader *reader = csp_alloc(sizeof *reader);
    *reader = (files_reader){0};
    *self = reader;
    if (csp_pattern_find(pattern, &reader->set, &why)) return CSP_OK;
    csp_file_set_free(&reader->set);
    csp_free(reader);
    return fail(context, &why);
}

static csp_status files_next(csp_context *context, void *self, int64_t *time, void *value) {
    files_reader *reader = self;
    csp_text text = {0};
    if (reader->at == reader->set.len) return CSP_END;
    const csp_file *file = &reader->set.files[reader->at++];
    if (!csp_load_file(file->path, &text)) {
        csp_fail(context, "cannot read %s: %s", file->path, strerror(errno));
        csp_text_free(&text);
        return CSP_ERROR;
    }
    *time = file->time;
    *(csp_str **)value = csp_bytes_new(text.data, text.size);
    csp_text_free(&text);
    return CSP_OK;
}

static void files_close(csp_context *context, void *self) {
    files_reader *reader = self;
    (void)context;
    csp_file_set_free(&reader->set);
    csp_free(reader);
}

extern const csp_adapter csp_files_read;
const csp_adapter csp_files_read = {.abi = CSP_PROGRAM_ABI,
                                    .kind = CSP_PULL,
                                    .open = files_open,
                                    .next = files_next,
                                    .close = files_close};

/* ---- files.glob(pattern) -> [str], files.load(path) -> bytes */

static int by_path(const void *a, const void *b) {
    return strcmp(((const csp_file *)a)->path, ((const csp_file *)b)->path);
}

/* Sorted: by the times in the names, or by path. */
void csp_files_glob(const csp_call *call, csp_list **ret, csp_str *const *pattern);
void csp_files_glob(const csp_call *call, csp_list **ret, csp_str *const *pattern) {
    csp_file_set set;
    csp_text why = {0};
    *ret = NULL;
    if (!csp_pattern_find(csp_str_data(*pattern), &set, &why)) {
        csp_file_set_free(&set);
        csp_raise(call, "%.*s", (int)why.size, why.data);
    }
    if (!csp_pattern_timed(csp_str_data(*pattern)))
        qsort(set.files, set.len, sizeof *set.files, by_path);
    for (size_t i = 0; i < set.len; i++) {
        csp_str *path = csp_str_new(set.files[i].path, strlen(set.files[i].path));
        memcpy(csp_list_grow(call->ret, ret), &path, sizeof path);
    }
    csp_file_set_free(&set);
}

void csp_files_load(const csp_call *call, csp_str **ret, csp_str *const *path);
void csp_files_load(const csp_call *call, csp_str **ret, csp_str *const *path) {
    csp_text text = {0};
    if (!csp_load_file(csp_str_data(*path), &text))
        csp_raise(call, "cannot read %s: %s", csp_str_data(*path), strerror(errno));
    *ret = csp_bytes_new(text.data, text.size);
    csp_text_free(&text);
}
