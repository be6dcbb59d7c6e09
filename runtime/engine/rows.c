/* rows.c - --outputs FILE: a row for each cycle in which an output of main ticked.
 *
 *     time,average,p90                       one output, a struct: its fields are the columns
 *     time,waits.average,waits.p90,count     several: fields carry the output's name
 *
 * .csv: an empty cell where an output did not tick or an optional is unset. .jsonl: an object a row
 * with the same names; an output that did not tick is left out, an unset optional is null. Cells
 * are formatted as outputs tick, since values are only borrowed until then.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/engine.h"

static bool ends_with(const char *path, const char *ending) {
    size_t size = strlen(path), tail = strlen(ending);
    return size > tail && strcmp(path + size - tail, ending) == 0;
}

csp_row_format csp_rows_format(const char *path) {
    if (ends_with(path, ".csv")) return CSP_ROWS_CSV;
    if (ends_with(path, ".jsonl")) return CSP_ROWS_JSON;
    return CSP_ROWS_NONE;
}

/* ---- CSV */

static void add_csv(csp_text *text, const char *cell, size_t size) {
    bool quote = false;
    for (size_t i = 0; i < size && !quote; i++) quote = strchr(",\"\r\n", cell[i]) != NULL;
    if (!quote) {
        csp_text_add(text, cell, size);
        return;
    }
    csp_text_add(text, "\"", 1);
    for (size_t i = 0; i < size; i++) {
        if (cell[i] == '"') csp_text_add(text, "\"", 1);
        csp_text_add(text, cell + i, 1);
    }
    csp_text_add(text, "\"", 1);
}

static bool is_none(const csp_type *type, const void *value) {
    return type->kind == CSP_OPT && !((const char *)value)[type->flag_offset];
}

static void format_csv(csp_text *text, const csp_type *type, const void *value) {
    if (!is_none(type, value)) csp_format(text, type, value, CSP_PLAIN);
}

/* ---- JSON */

/* Everything that JSON has no type for: as it prints, in quotes. */
static void add_printed(csp_text *text, const csp_type *type, const void *value) {
    csp_text printed = {0};
    csp_format(&printed, type, value, CSP_PLAIN);
    csp_text_json(text, printed.data ? printed.data : "", printed.size);
    csp_text_free(&printed);
}

static void add_fields(csp_text *text, const csp_type *type, const char *value) {
    bool named = type->kind == CSP_STRUCT;
    csp_text_puts(text, named ? "{" : "[");
    for (uint32_t i = 0; i < type->nfields; i++) {
        const csp_field *field = &type->fields[i];
        if (i > 0) csp_text_puts(text, ", ");
        if (named) {
            csp_text_json(text, field->name, strlen(field->name));
            csp_text_puts(text, ": ");
        }
        csp_rows_json(text, field->type, value + field->offset);
    }
    csp_text_puts(text, named ? "}" : "]");
}

static void add_items(csp_text *text, const csp_type *type, const csp_list *list) {
    csp_text_puts(text, "[");
    for (int64_t i = 0; i < csp_list_len(list); i++) {
        if (i > 0) csp_text_puts(text, ", ");
        csp_rows_json(text, type->elem, csp_list_at(type, list, i));
    }
    csp_text_puts(text, "]");
}

static void add_entries(csp_text *text, const csp_type *type, const csp_dict *dict) {
    bool keyed = type->kind == CSP_DICT;
    const csp_type *key_type = keyed ? type->key : type->elem;
    int64_t at = 0;
    void *key, *value = NULL;
    const char *between = "";
    csp_text_puts(text, keyed ? "{" : "[");
    while (csp_dict_next(type, dict, &at, &key, &value)) {
        csp_text_puts(text, between);
        between = ", ";
        if (!keyed) {
            csp_rows_json(text, key_type, key);
            continue;
        }
        add_printed(text, key_type, key);
        csp_text_puts(text, ": ");
        csp_rows_json(text, type->elem, value);
    }
    csp_text_puts(text, keyed ? "}" : "]");
}

static void add_float(csp_text *text, double value) {
    static const csp_type type = {
        .kind = CSP_FLOAT, .plain = 1, .size = sizeof(double), .align = 8, .name = "float"};
    if (isfinite(value))
        csp_format(text, &type, &value, CSP_PLAIN);
    else
        csp_text_puts(text, "null");
}

static void add_array(csp_text *text, const csp_type *type, const csp_array *array) {
    int64_t len = array ? array->len : 0,
            columns = array && type->dims == 2 ? array->shape[1] : len;
    bool nested = type->dims == 2;
    csp_text_puts(text, "[");
    for (int64_t i = 0; i < len; i++) {
        if (i > 0) csp_text_puts(text, nested && i % columns == 0 ? "], " : ", ");
        if (nested && i % columns == 0) csp_text_puts(text, "[");
        csp_rows_json(text, type->elem, &array->data[i]);
    }
    csp_text_puts(text, nested && len > 0 ? "]]" : "]");
}

void csp_rows_json(csp_text *text, const csp_type *type, const void *value) {
    switch ((csp_kind)type->kind) {
    case CSP_NONE: csp_text_puts(text, "null"); break;
    case CSP_BOOL: csp_text_puts(text, *(const uint8_t *)value ? "true" : "false"); break;
    case CSP_INT: csp_text_printf(text, "%lld", (long long)*(const int64_t *)value); break;
    case CSP_FLOAT: add_float(text, *(const double *)value); break;
    case CSP_OPT:
        if (is_none(type, value))
            csp_text_puts(text, "null");
        else
            csp_rows_json(text, type->elem, value);
        break;
    case CSP_STRUCT:
    case CSP_TUPLE: add_fields(text, type, value); break;
    case CSP_LIST: add_items(text, type, *(csp_list *const *)value); break;
    case CSP_DICT:
    case CSP_SET: add_entries(text, type, *(csp_dict *const *)value); break;
    case CSP_JSON: csp_format(text, type, value, CSP_PLAIN); break; /* prints as JSON */
    case CSP_ARRAY: add_array(text, type, *(csp_array *const *)value); break;
    case CSP_STR: {
        const csp_str *s = *(csp_str *const *)value;
        csp_text_json(text, csp_str_data(s), (size_t)csp_str_size(s));
        break;
    }
    case CSP_BYTES:
    case CSP_DATETIME:
    case CSP_TIMEDELTA:
    case CSP_DATE:
    case CSP_TIME:
    case CSP_ENUM:
    case CSP_FN:
    case CSP_EDGE: add_printed(text, type, value); break;
    }
}

/* ---- columns */

static char *column_name(const csp_program *program, const csp_output *output,
                         const csp_field *field) {
    csp_text name = {0};
    if (!field || program->noutputs > 1) csp_text_puts(&name, output->name);
    if (field && program->noutputs > 1) csp_text_puts(&name, ".");
    if (field) csp_text_puts(&name, field->name);
    csp_text_add(&name, "", 1);
    return name.data;
}

static void add_columns(csp_rows *rows, const csp_program *program, const csp_output *output) {
    if (output->type->kind != CSP_STRUCT) {
        rows->columns[rows->ncolumns++] =
            (csp_column){.name = column_name(program, output, NULL), .type = output->type};
        return;
    }
    for (uint32_t i = 0; i < output->type->nfields; i++) {
        const csp_field *field = &output->type->fields[i];
        rows->columns[rows->ncolumns++] = (csp_column){.name = column_name(program, output, field),
                                                       .type = field->type,
                                                       .offset = field->offset};
    }
}

static void make_columns(csp_rows *rows, const csp_program *program) {
    uint32_t most = 0;
    for (uint32_t i = 0; i < program->noutputs; i++) most += program->outputs[i].type->nfields + 1;
    rows->noutputs = program->noutputs;
    rows->columns = csp_alloc((most + 1) * sizeof *rows->columns);
    rows->first = csp_alloc((program->noutputs + 1) * sizeof *rows->first);
    for (uint32_t i = 0; i < program->noutputs; i++) {
        rows->first[i] = rows->ncolumns;
        add_columns(rows, program, &program->outputs[i]);
    }
    rows->first[program->noutputs] = rows->ncolumns;
}

bool csp_rows_open(csp_rows *rows, const csp_program *program) {
    rows->format = csp_rows_format(rows->path);
    rows->file = fopen(rows->path, "we");
    if (!rows->file) return false;
    make_columns(rows, program);
    if (rows->format != CSP_ROWS_CSV) return true;
    fputs("time", rows->file);
    for (uint32_t i = 0; i < rows->ncolumns; i++) {
        csp_text cell = {0};
        csp_text_puts(&cell, ",");
        add_csv(&cell, rows->columns[i].name, strlen(rows->columns[i].name));
        fwrite(cell.data, 1, cell.size, rows->file);
        csp_text_free(&cell);
    }
    fputc('\n', rows->file);
    return true;
}

void csp_rows_set(csp_rows *rows, uint32_t output, const void *value) {
    rows->pending = true;
    for (uint32_t i = rows->first[output]; i < rows->first[output + 1]; i++) {
        csp_column *column = &rows->columns[i];
        const char *from = (const char *)value + column->offset;
        column->ticked = true;
        column->cell.size = 0;
        if (rows->format == CSP_ROWS_CSV)
            format_csv(&column->cell, column->type, from);
        else
            csp_rows_json(&column->cell, column->type, from);
    }
}

static void end_csv(csp_rows *rows) {
    for (uint32_t i = 0; i < rows->ncolumns; i++) {
        const csp_column *column = &rows->columns[i];
        csp_text_add(&rows->line, ",", 1);
        if (column->ticked) add_csv(&rows->line, column->cell.data, column->cell.size);
    }
}

static void end_json(csp_rows *rows) {
    for (uint32_t i = 0; i < rows->ncolumns; i++) {
        const csp_column *column = &rows->columns[i];
        if (!column->ticked) continue;
        csp_text_puts(&rows->line, ", ");
        csp_text_json(&rows->line, column->name, strlen(column->name));
        csp_text_puts(&rows->line, ": ");
        csp_text_add(&rows->line, column->cell.data, column->cell.size);
    }
    csp_text_puts(&rows->line, "}");
}

void csp_rows_end_cycle(csp_rows *rows, int64_t now) {
    if (!rows->pending) return;
    csp_text *line = &rows->line;
    line->size = 0;
    csp_text_puts(line, rows->format == CSP_ROWS_JSON ? "{\"time\": \"" : "");
    csp_format_datetime(line, now);
    csp_text_puts(line, rows->format == CSP_ROWS_JSON ? "\"" : "");
    if (rows->format == CSP_ROWS_JSON)
        end_json(rows);
    else
        end_csv(rows);
    csp_text_add(line, "\n", 1);
    fwrite(line->data, 1, line->size, rows->file);
    for (uint32_t i = 0; i < rows->ncolumns; i++) rows->columns[i].ticked = false;
    rows->pending = false;
}

bool csp_rows_close(csp_rows *rows) {
    bool good = true;
    if (rows->file) {
        good = !ferror((FILE *)rows->file);
        good = fclose(rows->file) == 0 && good;
    }
    for (uint32_t i = 0; i < rows->ncolumns; i++) {
        csp_free(rows->columns[i].name);
        csp_text_free(&rows->columns[i].cell);
    }
    csp_free(rows->columns);
    csp_free(rows->first);
    csp_text_free(&rows->line);
    *rows = (csp_rows){.path = rows->path};
    return good;
}
