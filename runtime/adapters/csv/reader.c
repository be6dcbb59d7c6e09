/* reader.c - the CSV reader: megabyte reads, cells unquoted in place, nothing copied.
 *
 * A row that runs off the end of the buffer is moved to its front, more is read behind it, and it
 * is scanned again; since quotes are only removed once a row is complete, scanning twice is safe.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "adapters/csv/reader.h"

#define READ_SIZE ((size_t)1 << 20)

static bool fill(csp_csv_reader *r, csp_text *why) {
    if (r->begin > 0) memmove(r->buffer, r->buffer + r->begin, r->end - r->begin);
    r->end -= r->begin;
    r->begin = 0;
    if (r->cap - r->end < READ_SIZE) {
        r->cap = r->end + 2 * READ_SIZE;
        r->buffer = csp_realloc(r->buffer, r->cap);
    }
    ssize_t n;
    do n = read(r->fd, r->buffer + r->end, READ_SIZE);
    while (n < 0 && errno == EINTR);
    if (n < 0) {
        csp_text_printf(why, "cannot read %s: %s", r->path, strerror(errno));
        return false;
    }
    r->at_eof = n == 0;
    r->end += (size_t)n;
    return true;
}

static void skip_mark(csp_csv_reader *r) {
    if (r->end - r->begin >= 3 && memcmp(r->buffer + r->begin, "\xef\xbb\xbf", 3) == 0)
        r->begin += 3;
}

bool csp_csv_open(csp_csv_reader *r, const char *path, csp_text *why) {
    *r = (csp_csv_reader){.line = 1, .next_line = 1};
    r->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0) {
        csp_text_printf(why, "cannot open %s: %s", path, strerror(errno));
        return false;
    }
    size_t size = strlen(path) + 1;
    r->path = csp_alloc(size);
    memcpy(r->path, path, size);
    while (!r->at_eof && r->end < 3)
        if (!fill(r, why)) return false;
    skip_mark(r);
    return true;
}

void csp_csv_close(csp_csv_reader *r) {
    if (r->fd >= 0) close(r->fd);
    csp_free(r->path);
    csp_free(r->buffer);
    csp_free(r->cells);
    *r = (csp_csv_reader){.fd = -1};
}

static void add_cell(csp_csv_reader *r, size_t from, size_t to) {
    if (r->ncells == r->cells_cap) {
        r->cells_cap = r->cells_cap ? 2 * r->cells_cap : 16;
        r->cells = csp_realloc(r->cells, r->cells_cap * sizeof *r->cells);
    }
    r->cells[r->ncells++] = (csp_csv_cell){from, to - from};
}

typedef enum scan { SCAN_ROW, SCAN_SHORT, SCAN_OPEN_QUOTE, SCAN_AFTER_QUOTE } scan;

/* From just behind an opening quote to just behind the closing one. */
static scan scan_quoted(csp_csv_reader *r, size_t *at) {
    size_t i = *at;
    for (;;) {
        const char *quote = memchr(r->buffer + i, '"', r->end - i);
        if (!quote) return r->at_eof ? SCAN_OPEN_QUOTE : SCAN_SHORT;
        i = (size_t)(quote - r->buffer) + 1;
        if (i == r->end && !r->at_eof) return SCAN_SHORT;
        if (i < r->end && r->buffer[i] == '"') {
            i++; /* doubled: a quote of the text */
            continue;
        }
        *at = i;
        return SCAN_ROW;
    }
}

static size_t scan_plain(const csp_csv_reader *r, size_t at) {
    const char *s = r->buffer;
    while (at < r->end && s[at] != ',' && s[at] != '\n') at++;
    return at;
}

/* The end of a plain cell that ends a line leaves the CR of a CRLF out. */
static size_t trim(const csp_csv_reader *r, size_t from, size_t to) {
    bool line_end = to == r->end || r->buffer[to] == '\n';
    return line_end && to > from && r->buffer[to - 1] == '\r' ? to - 1 : to;
}

/* One cell from `*at`; *at is moved to the comma, the line feed or the end behind it. */
static scan scan_cell(csp_csv_reader *r, size_t *at) {
    size_t from = *at;
    if (from < r->end && r->buffer[from] == '"') {
        size_t behind = from + 1;
        scan result = scan_quoted(r, &behind);
        if (result != SCAN_ROW) return result;
        *at = scan_plain(r, behind);
        if (*at == r->end && !r->at_eof) return SCAN_SHORT;
        add_cell(r, from, behind);
        return trim(r, behind, *at) == behind ? SCAN_ROW : SCAN_AFTER_QUOTE;
    }
    *at = scan_plain(r, from);
    if (*at == r->end && !r->at_eof) return SCAN_SHORT;
    add_cell(r, from, trim(r, from, *at));
    return SCAN_ROW;
}

static scan scan_row(csp_csv_reader *r, size_t *next) {
    size_t at = r->begin;
    r->ncells = 0;
    for (;;) {
        scan result = scan_cell(r, &at);
        if (result != SCAN_ROW) return result;
        if (at == r->end || r->buffer[at] == '\n') break;
        at++; /* the comma */
    }
    *next = at < r->end ? at + 1 : at;
    return SCAN_ROW;
}

/* Removes the quotes of a cell that has them. */
static void unquote(csp_csv_reader *r, csp_csv_cell *cell) {
    char *s = r->buffer + cell->at;
    if (cell->size < 2 || *s != '"') return;
    size_t to = 0;
    for (size_t i = 1; i + 1 < cell->size; i++) {
        s[to++] = s[i];
        if (s[i] == '"') i++;
    }
    cell->size = to;
}

static int64_t count_lines(const csp_csv_reader *r, size_t from, size_t to) {
    int64_t lines = 0;
    const char *s = r->buffer + from, *stop = r->buffer + to;
    while ((s = memchr(s, '\n', (size_t)(stop - s)))) s++, lines++;
    return lines;
}

static csp_csv_result scan_failed(const csp_csv_reader *r, scan result, csp_text *why) {
    csp_text_printf(why, "%s:%lld: ", r->path, (long long)r->next_line);
    csp_text_puts(why, result == SCAN_OPEN_QUOTE
                           ? "a quoted cell is not closed before the end of the file"
                           : "text follows the closing quote of a cell");
    return CSP_CSV_ERROR;
}

static bool empty_row(const csp_csv_reader *r) { return r->ncells == 1 && r->cells[0].size == 0; }

csp_csv_result csp_csv_next(csp_csv_reader *r, csp_text *why) {
    for (;;) {
        size_t next = r->begin;
        if (r->at_eof && r->begin == r->end) return CSP_CSV_END;
        scan result = scan_row(r, &next);
        if (result == SCAN_SHORT) {
            if (!fill(r, why)) return CSP_CSV_ERROR;
            continue;
        }
        if (result != SCAN_ROW) return scan_failed(r, result, why);
        r->line = r->next_line;
        r->next_line += count_lines(r, r->begin, next);
        r->begin = next;
        if (empty_row(r)) continue;
        for (size_t i = 0; i < r->ncells; i++) unquote(r, &r->cells[i]);
        return CSP_CSV_ROW;
    }
}
