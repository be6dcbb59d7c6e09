/* decode.h - structs from CSV rows: columns are found by the fields' keys in the header. */
#ifndef CSP_CSV_DECODE_H
#define CSP_CSV_DECODE_H

#include "adapters/csv/reader.h"

#define CSP_CSV_MISSING SIZE_MAX

typedef struct csp_csv_table_reader {
    csp_csv_reader reader;
    const csp_type *type; /* of the struct */
    size_t *columns;      /* of each field; CSP_CSV_MISSING where the file has none */
    size_t ncolumns;      /* of the header */
    csp_text header;      /* the column names as one text, for messages */
    size_t time_column;
    char *time_name; /* owned; NULL: no time wanted */
} csp_csv_table_reader;

/* Opens the file and reads its header. `time`: name of a column with each row's time, or NULL. */
bool csp_csv_table_open(csp_csv_table_reader *table, const csp_type *type, const char *path,
                        const char *time, csp_text *why);
void csp_csv_table_close(csp_csv_table_reader *table);
/* The next row, into *value, which holds none before (zeroed) and is owned by the caller
 * afterwards; *time where a time column is wanted. */
csp_csv_result csp_csv_table_next(csp_csv_table_reader *table, int64_t *time, void *value,
                                  csp_text *why);

#endif
