/* csv.c - csv.read (a pull adapter) and csv.table (a function, while compiling or at start) over
 * decode.c. */
#include <string.h>

#include "adapters/csv/decode.h"
#include "adapters/text/policy.h"
#include "csp/adapter.h"

/* ---- csv.read */

typedef struct csv_source {
    csp_csv_table_reader table;
    csp_policy policy;
} csv_source;

static csp_status fail(csp_context *context, csp_text *why) {
    csp_fail(context, "%.*s", (int)why->size, why->data);
    csp_text_free(why);
    return CSP_ERROR;
}

static csp_status csv_open(csp_context *context, void **self) {
    csv_source *source = csp_alloc(sizeof *source);
    csp_text why = {0};
    *self = source;
    if (!csp_policy_open(&source->policy, context)) {
        csp_free(source);
        return CSP_ERROR;
    }
    bool good = csp_csv_table_open(&source->table, csp_context_type(context),
                                   csp_str_data(csp_context_str(context, "path")),
                                   csp_str_data(csp_context_str(context, "time")), &why);
    if (good) return CSP_OK;
    csp_csv_table_close(&source->table);
    csp_free(source);
    return fail(context, &why);
}

static csp_status csv_next(csp_context *context, void *self, int64_t *time, void *value) {
    csv_source *source = self;
    for (;;) {
        csp_text why = {0};
        switch (csp_csv_table_next(&source->table, time, value, &why)) {
        case CSP_CSV_ROW: return CSP_OK;
        case CSP_CSV_END: return CSP_END;
        case CSP_CSV_ERROR: return fail(context, &why);
        case CSP_CSV_BAD_ROW: break;
        }
        csp_release(csp_context_type(context), value); /* the cells before the bad one */
        if (!csp_policy_bad(&source->policy, context, &why)) return CSP_ERROR;
    }
}

static void csv_close(csp_context *context, void *self) {
    csv_source *source = self;
    csp_policy_close(&source->policy, context, "row");
    csp_csv_table_close(&source->table);
    csp_free(source);
}

extern const csp_adapter csp_csv_read;
const csp_adapter csp_csv_read = {.abi = CSP_PROGRAM_ABI,
                                  .kind = CSP_PULL,
                                  .open = csv_open,
                                  .next = csv_next,
                                  .close = csv_close};

/* ---- csv.table[T](path) -> [T] */

/* Raises with what `why` holds; what the reader owns is closed first. */
static _Noreturn void raise_table(const csp_call *call, csp_csv_table_reader *table,
                                  csp_text *why) {
    csp_csv_table_close(table);
    csp_raise(call, "%.*s", (int)why->size, why->data);
}

void csp_csv_table(const csp_call *call, csp_list **ret, csp_str *const *path);
void csp_csv_table(const csp_call *call, csp_list **ret, csp_str *const *path) {
    const csp_type *row = call->ret->elem;
    csp_csv_table_reader table;
    csp_text why = {0};
    *ret = NULL;
    if (!csp_csv_table_open(&table, row, csp_str_data(*path), NULL, &why))
        raise_table(call, &table, &why);
    void *value = csp_alloc(row->size);
    csp_csv_result result;
    memset(value, 0, row->size);
    while ((result = csp_csv_table_next(&table, NULL, value, &why)) == CSP_CSV_ROW) {
        memcpy(csp_list_grow(call->ret, ret), value, row->size);
        memset(value, 0, row->size);
    }
    csp_release(row, value);
    csp_free(value);
    if (result != CSP_CSV_END) raise_table(call, &table, &why);
    csp_csv_table_close(&table);
}
