/* reader.h - CSV rows from a file, as RFC 4180 has them: quotes, doubled quotes, line breaks inside
 * quotes, LF or CRLF, an optional byte order mark; empty lines are skipped. */
#ifndef CSP_CSV_READER_H
#define CSP_CSV_READER_H

#include "csp/value.h"

typedef struct csp_csv_cell {
    size_t at; /* offset in the buffer */
    size_t size;
} csp_csv_cell;

/* A row is always whole in the buffer:
 *
 *     | done | the next row ... | read, not yet parsed | free |
 *     0      begin                                     end    cap      */
typedef struct csp_csv_reader {
    char *path; /* owned */
    int fd;
    char *buffer;
    size_t begin, end, cap;
    bool at_eof;
    int64_t line;      /* of the row's first line, from 1 */
    int64_t next_line; /* of the next row */
    csp_csv_cell *cells;
    size_t ncells, cells_cap;
} csp_csv_reader;

typedef enum csp_csv_result {
    CSP_CSV_ROW,
    CSP_CSV_END,
    CSP_CSV_BAD_ROW, /* the next may be good: csp_csv_table_next only */
    CSP_CSV_ERROR
} csp_csv_result;

/* All functions append what went wrong to `why`, naming file and line. */
bool csp_csv_open(csp_csv_reader *reader, const char *path, csp_text *why);
void csp_csv_close(csp_csv_reader *reader);
/* The cells of the next row: cells[0 .. ncells-1], valid until the next call. */
csp_csv_result csp_csv_next(csp_csv_reader *reader, csp_text *why);
static inline const char *csp_csv_text(const csp_csv_reader *reader, size_t cell) {
    return reader->buffer + reader->cells[cell].at;
}

#endif
