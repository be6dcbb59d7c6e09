/* read.c - json.read[T](path, time, unit, on_error): a pull adapter over JSON lines, one object a line, in order of time. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/json/decode.h"
#include "adapters/text/policy.h"
#include "csp/adapter.h"

typedef struct reader {
    char *path, *time;
    int64_t unit;
    FILE *file;
    char *line; /* getline's */
    size_t cap;
    int64_t number; /* of the line, from 1 */
    csp_policy policy;
} reader;

static char *copy_text(const csp_str *text) {
    size_t size = (size_t)csp_str_size(text);
    char *copy = csp_alloc(size + 1);
    memcpy(copy, csp_str_data(text), size);
    copy[size] = '\0';
    return copy;
}

static void close_reader(reader *r) {
    if (r->file) fclose(r->file);
    free(r->line);
    csp_free(r->path);
    csp_free(r->time);
    csp_free(r);
}

static csp_status read_open(csp_context *context, void **self) {
    reader *r = csp_alloc(sizeof *r);
    *r = (reader){.path = copy_text(csp_context_str(context, "path")),
                  .time = copy_text(csp_context_str(context, "time")),
                  .unit = csp_context_int(context, "unit")};
    if (!csp_policy_open(&r->policy, context)) {
        close_reader(r);
        return CSP_ERROR;
    }
    r->file = fopen(r->path, "re");
    if (!r->file) {
        csp_fail(context, "cannot open %s: %s", r->path, strerror(errno));
        close_reader(r);
        return CSP_ERROR;
    }
    *self = r;
    return CSP_OK;
}

/* The object's own time: as the field of a struct would be read. */
static bool read_time(const reader *r, const json_t *tree, int64_t *time, csp_text *why) {
    static const csp_type datetime = {
        .kind = CSP_DATETIME, .plain = 1, .size = 8, .align = 8, .name = "datetime"};
    const csp_field field = {.name = r->time, .type = &datetime};
    const csp_type record = {.kind = CSP_STRUCT,
                             .plain = 1,
                             .size = 8,
                             .align = 8,
                             .name = "JSON lines",
                             .nfields = 1,
                             .fields = &field};
    return csp_json_decode(&record, tree, r->unit, time, why);
}

static bool read_line(const reader *r, const csp_type *type, size_t size, int64_t *time,
                      void *value, csp_text *why) {
    bool has_mark = r->number == 1 && size >= 3 && memcmp(r->line, "\xef\xbb\xbf", 3) == 0;
    json_t *tree = csp_json_load(r->line + 3 * has_mark, size - 3 * has_mark, true, why);
    if (!tree) return false;
    bool good = read_time(r, tree, time, why) && csp_json_decode(type, tree, r->unit, value, why);
    json_decref(tree);
    return good;
}

static bool is_blank(const char *line, size_t size) {
    size_t i = 0;
    while (i < size && strchr(" \t\r\n", line[i])) i++;
    return i == size;
}

static csp_status read_next(csp_context *context, void *self, int64_t *time, void *value) {
    reader *r = self;
    for (;;) {
        ssize_t size = getline(&r->line, &r->cap, r->file);
        if (size < 0) break;
        r->number++;
        if (is_blank(r->line, (size_t)size)) continue;
        while (r->line[size - 1] == '\n' || r->line[size - 1] == '\r') size--;
        csp_text what = {0}, why = {0};
        if (read_line(r, csp_context_type(context), (size_t)size, time, value, &what))
            return CSP_OK;
        bool has_column = what.data[0] >= '0' && what.data[0] <= '9';
        csp_text_printf(&why, "%s:%lld:%s%.*s", r->path, (long long)r->number,
                        has_column ? "" : " ", (int)what.size, what.data);
        csp_text_free(&what);
        if (!csp_policy_bad(&r->policy, context, &why)) return CSP_ERROR;
    }
    if (ferror(r->file)) {
        csp_fail(context, "cannot read %s: %s", r->path, strerror(errno));
        return CSP_ERROR;
    }
    return CSP_END;
}

static void read_close(csp_context *context, void *self) {
    reader *r = self;
    csp_policy_close(&r->policy, context, "line");
    close_reader(r);
}

extern const csp_adapter csp_json_read;
const csp_adapter csp_json_read = {.abi = CSP_PROGRAM_ABI,
                                   .kind = CSP_PULL,
                                   .open = read_open,
                                   .next = read_next,
                                   .close = read_close};
