/* decode.c - structs from CSV rows.
 *
 * Empty cells: the field's default if it has one, None for T?, "" for str; anything else is an
 * error, as is a cell that its type cannot read:
 *
 *     trades.csv:7: column "qty": expected a whole number, got "ten"
 */
#include <string.h>

#include "adapters/csv/decode.h"

static const char *key_of(const csp_field *field) { return field->key ? field->key : field->name; }

static bool is_text(const csp_type *type) {
    return type->kind == CSP_STR || type->kind == CSP_BYTES;
}

/* ---- header */

static void add_line(const csp_csv_reader *reader, csp_text *why) {
    csp_text_printf(why, "%s:%lld: ", reader->path, (long long)reader->line);
}

static bool find_column(const csp_csv_table_reader *table, const char *key, size_t *column,
                        csp_text *why) {
    const csp_csv_reader *r = &table->reader;
    size_t size = strlen(key);
    *column = CSP_CSV_MISSING;
    for (size_t i = 0; i < r->ncells; i++) {
        if (r->cells[i].size != size || memcmp(csp_csv_text(r, i), key, size) != 0) continue;
        if (*column != CSP_CSV_MISSING) {
            add_line(r, why);
            csp_text_printf(why, "there are two columns \"%s\"", key);
            return false;
        }
        *column = i;
    }
    return true;
}

static bool no_column(const csp_csv_table_reader *table, const char *key, csp_text *why) {
    add_line(&table->reader, why);
    csp_text_printf(why, "no column \"%s\"; the columns are %.*s", key, (int)table->header.size,
                    table->header.data ? table->header.data : "");
    return false;
}

static void keep_header(csp_csv_table_reader *table) {
    const csp_csv_reader *r = &table->reader;
    table->ncolumns = r->ncells;
    for (size_t i = 0; i < r->ncells; i++) {
        if (i > 0) csp_text_puts(&table->header, ", ");
        csp_text_add(&table->header, csp_csv_text(r, i), r->cells[i].size);
    }
}

static bool map_fields(csp_csv_table_reader *table, csp_text *why) {
    for (uint32_t i = 0; i < table->type->nfields; i++) {
        const csp_field *field = &table->type->fields[i];
        if (!find_column(table, key_of(field), &table->columns[i], why)) return false;
        bool needed = !field->preset && field->type->kind != CSP_OPT;
        if (table->columns[i] == CSP_CSV_MISSING && needed)
            return no_column(table, key_of(field), why);
    }
    if (!table->time_name) return true;
    if (!find_column(table, table->time_name, &table->time_column, why)) return false;
    return table->time_column != CSP_CSV_MISSING || no_column(table, table->time_name, why);
}

static bool read_header(csp_csv_table_reader *table, csp_text *why) {
    csp_csv_result result = csp_csv_next(&table->reader, why);
    if (result == CSP_CSV_END)
        csp_text_printf(why, "%s is empty: a line with the column names is missing",
                        table->reader.path);
    if (result != CSP_CSV_ROW) return false;
    keep_header(table);
    return map_fields(table, why);
}

bool csp_csv_table_open(csp_csv_table_reader *table, const csp_type *type, const char *path,
                        const char *time, csp_text *why) {
    *table = (csp_csv_table_reader){.type = type, .time_column = CSP_CSV_MISSING};
    table->columns = csp_alloc((type->nfields + 1) * sizeof *table->columns);
    if (time) {
        size_t size = strlen(time) + 1;
        table->time_name = csp_alloc(size);
        memcpy(table->time_name, time, size);
    }
    return csp_csv_open(&table->reader, path, why) && read_header(table, why);
}

void csp_csv_table_close(csp_csv_table_reader *table) {
    csp_csv_close(&table->reader);
    csp_free(table->columns);
    csp_free(table->time_name);
    csp_text_free(&table->header);
}

/* ---- rows */

static bool bad_cell(const csp_csv_table_reader *table, const char *column, size_t cell,
                     const char *expected, size_t size, csp_text *why) {
    const csp_csv_reader *r = &table->reader;
    size_t shown = r->cells[cell].size < 80 ? r->cells[cell].size : 80;
    add_line(r, why);
    csp_text_printf(why, "column \"%s\": expected %.*s, got \"%.*s\"", column, (int)size, expected,
                    (int)shown, csp_csv_text(r, cell));
    return false;
}

static bool parse_cell(const csp_csv_table_reader *table, const csp_field *field, size_t cell,
                       void *to, csp_text *why) {
    const csp_type *type = field->type->kind == CSP_OPT ? field->type->elem : field->type;
    csp_text expected = {0};
    bool good = csp_parse(type, csp_csv_text(&table->reader, cell), table->reader.cells[cell].size,
                          to, &expected);
    if (!good)
        bad_cell(table, key_of(field), cell, expected.data ? expected.data : "", expected.size,
                 why);
    else if (field->type->kind == CSP_OPT)
        ((char *)to)[field->type->flag_offset] = 1;
    csp_text_free(&expected);
    return good;
}

static bool decode_field(const csp_csv_table_reader *table, uint32_t index, char *value,
                         csp_text *why) {
    const csp_field *field = &table->type->fields[index];
    size_t cell = table->columns[index];
    void *to = value + field->offset;
    bool empty = cell == CSP_CSV_MISSING || table->reader.cells[cell].size == 0;
    if (!empty) return parse_cell(table, field, cell, to, why);
    if (field->preset) {
        csp_copy(field->type, to, field->preset);
        return true;
    }
    if (field->type->kind == CSP_OPT || is_text(field->type)) return true; /* zero: None, "" */
    return parse_cell(table, field, cell, to, why); /* says what was expected */
}

static bool decode_time(const csp_csv_table_reader *table, int64_t *time, csp_text *why) {
    static const char expected[] = "a time such as 2020-01-01T09:30:00Z";
    size_t cell = table->time_column;
    return csp_parse_datetime(csp_csv_text(&table->reader, cell), table->reader.cells[cell].size,
                              time) ||
           bad_cell(table, table->time_name, cell, expected, sizeof expected - 1, why);
}

static bool decode_row(const csp_csv_table_reader *table, int64_t *time, void *value,
                       csp_text *why) {
    const csp_csv_reader *r = &table->reader;
    if (r->ncells != table->ncolumns) {
        add_line(r, why);
        csp_text_printf(why, "%zu cells, but %zu columns in the header", r->ncells,
                        table->ncolumns);
        return false;
    }
    if (table->time_name && !decode_time(table, time, why)) return false;
    for (uint32_t i = 0; i < table->type->nfields; i++)
        if (!decode_field(table, i, value, why)) return false;
    return true;
}

csp_csv_result csp_csv_table_next(csp_csv_table_reader *table, int64_t *time, void *value,
                                  csp_text *why) {
    csp_csv_result result = csp_csv_next(&table->reader, why);
    if (result != CSP_CSV_ROW) return result;
    return decode_row(table, time, value, why) ? CSP_CSV_ROW : CSP_CSV_BAD_ROW;
}
