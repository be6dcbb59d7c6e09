/* json.c - diagnostics as JSON lines, for editors; docs/reference/compiler.md describes the fields. */
#include <string.h>

#include "source/diagnostics.h"

static void text_put(const char *text, FILE *to) {
    fputc('"', to);
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte == '"' || byte == '\\')
            fprintf(to, "\\%c", byte);
        else if (byte < ' ')
            fprintf(to, "\\u%04x", byte);
        else
            fputc(byte, to);
    }
    fputc('"', to);
}

/* The column in UTF-16 units of a byte column, both from 1. */
static int utf16_column(const SourceFile *file, int line, int column) {
    const char *text = file->text, *end = file->text + file->size;
    for (int i = 1; i < line && text < end; i++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        text = newline == NULL ? end : newline + 1;
    }
    int units = 1;
    for (int i = 0; i < column - 1 && text + i < end; i++) {
        unsigned char byte = (unsigned char)text[i];
        units += (byte & 0xC0) != 0x80; /* the first byte of a character */
        units += (byte & 0xF8) == 0xF0; /* of one outside of the basic plane: two units */
    }
    return units;
}

static void place_put(Pos pos, FILE *to) {
    if (pos.file == NULL) {
        fputs("\"file\":null", to);
        return;
    }
    fputs("\"file\":", to);
    text_put(pos.file->path, to);
    if (pos.line < 1) return;
    fprintf(to, ",\"line\":%d,\"column\":%d,\"end_line\":%d,\"end_column\":%d", pos.line,
            pos.column, pos.end_line, pos.end_column);
    if (pos.file->text == NULL) return;
    fprintf(to, ",\"utf16_column\":%d,\"utf16_end_column\":%d",
            utf16_column(pos.file, pos.line, pos.column),
            utf16_column(pos.file, pos.end_line, pos.end_column));
}

static void notes_put(const Diagnostic *diagnostic, FILE *to) {
    const char *between = "";
    fputs(",\"notes\":[", to);
    for (int i = 0; i < diagnostic->remarks.len; i++) {
        const Remark *each = &diagnostic->remarks.items[i];
        if (each->kind != REMARK_NOTE) continue;
        fprintf(to, "%s{", between);
        place_put(each->pos, to);
        fputs(",\"message\":", to);
        text_put(each->text, to);
        fputc('}', to);
        between = ",";
    }
    fputs("]", to);
}

static void helps_put(const Diagnostic *diagnostic, FILE *to) {
    const char *between = "";
    fputs(",\"help\":[", to);
    for (int i = 0; i < diagnostic->remarks.len; i++) {
        const Remark *each = &diagnostic->remarks.items[i];
        if (each->kind == REMARK_NOTE) continue;
        fputs(between, to);
        text_put(each->text, to);
        between = ",";
    }
    fputs("]", to);
}

static void diagnostic_put(const Diagnostic *diagnostic, FILE *to) {
    static const char *const names[] = {"error", "warning", "failure"};
    char code[8];
    diag_code_text(diagnostic, code);
    fputc('{', to);
    place_put(diagnostic->pos, to);
    fprintf(to, ",\"severity\":\"%s\",\"code\":", names[diagnostic->severity]);
    if (diagnostic->code == 0)
        fputs("null", to);
    else
        text_put(code, to);
    fputs(",\"message\":", to);
    text_put(diagnostic->text, to);
    notes_put(diagnostic, to);
    helps_put(diagnostic, to);
    fputs("}\n", to);
}

void diag_print_json(const Diagnostics *d, FILE *to) {
    int n;
    Diagnostic **sorted = diag_sorted(d, &n);
    for (int i = 0; i < n; i++) diagnostic_put(sorted[i], to);
}
