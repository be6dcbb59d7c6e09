/* curve.c - curve([(datetime, T), ...]): a pull adapter over a list that the program holds. */
#include <string.h>

#include "csp/adapter.h"

typedef struct curve {
    const csp_list *points; /* borrowed from the program's state */
    const csp_type *type;   /* of the list */
    int64_t at;
} curve;

static int64_t time_at(const curve *c, int64_t i) {
    int64_t time;
    const char *point = csp_list_at(c->type, c->points, i);
    memcpy(&time, point + c->type->elem->fields[0].offset, sizeof time);
    return time;
}

static csp_status fail_order(csp_context *context, const curve *c, int64_t i) {
    csp_text text = {0};
    csp_text_printf(&text, "points[%lld], at ", (long long)i);
    csp_format_datetime(&text, time_at(c, i));
    csp_text_puts(&text, ", is before the one in front of it, at ");
    csp_format_datetime(&text, time_at(c, i - 1));
    csp_fail(context, "%.*s", (int)text.size, text.data);
    csp_text_free(&text);
    return CSP_ERROR;
}

static csp_status curve_open(csp_context *context, void **self) {
    curve c = {.points = *(csp_list *const *)csp_context_arg(context, "points"),
               .type = csp_context_arg_type(context, "points")};
    for (int64_t i = 1; i < csp_list_len(c.points); i++)
        if (time_at(&c, i) < time_at(&c, i - 1)) return fail_order(context, &c, i);
    *self = csp_alloc(sizeof c);
    memcpy(*self, &c, sizeof c);
    return CSP_OK;
}

static csp_status curve_next(csp_context *context, void *self, int64_t *time, void *value) {
    curve *c = self;
    (void)context;
    if (c->at == csp_list_len(c->points)) return CSP_END;
    const csp_field *field = &c->type->elem->fields[1];
    const char *point = csp_list_at(c->type, c->points, c->at);
    *time = time_at(c, c->at++);
    csp_copy(field->type, value, point + field->offset);
    return CSP_OK;
}

static void curve_close(csp_context *context, void *self) {
    (void)context;
    csp_free(self);
}

extern const csp_adapter csp_curve_at;
const csp_adapter csp_curve_at = {.abi = CSP_PROGRAM_ABI,
                                  .kind = CSP_PULL,
                                  .open = curve_open,
                                  .next = curve_next,
                                  .close = curve_close};
