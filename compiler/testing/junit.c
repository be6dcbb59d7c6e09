/* junit.c - results of tests as JUnit XML, as CI servers read it: a testsuite a file, a testcase a test. */
#include <string.h>

#include "testing/testing.h"

/* Text of elements and attributes. Control characters have no place in XML 1.0. */
static void text_put(const char *text, size_t size, FILE *to) {
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        switch (c) {
        case '&': fputs("&amp;", to); break;
        case '<': fputs("&lt;", to); break;
        case '>': fputs("&gt;", to); break;
        case '"': fputs("&quot;", to); break;
        default: fputc(c < ' ' && c != '\n' && c != '\t' ? '?' : c, to);
        }
    }
}

static void attribute_put(const char *name, const char *text, FILE *to) {
    fprintf(to, " %s=\"", name);
    text_put(text, strcspn(text, "\n"), to);
    fputc('"', to);
}

static void case_put(const TestCase *it, FILE *to) {
    fputs("    <testcase", to);
    attribute_put("classname", it->file->path, to);
    attribute_put("name", it->test->title, to);
    attribute_put("file", it->file->path, to);
    fprintf(to, " line=\"%d\" time=\"%.3f\"", it->test->pos.line, it->seconds);
    if (it->state == TEST_PASSED && it->printed[0] == '\0') {
        fputs("/>\n", to);
        return;
    }
    fputs(">\n", to);
    if (it->state == TEST_FAILED) {
        fputs("      <failure", to);
        attribute_put("message", it->what, to);
        fputc('>', to);
        text_put(it->what, strlen(it->what), to);
        fputs("</failure>\n", to);
    }
    if (it->printed[0] != '\0') {
        fputs("      <system-out>", to);
        text_put(it->printed, strlen(it->printed), to);
        fputs("</system-out>\n", to);
    }
    fputs("    </testcase>\n", to);
}

static void file_put(const TestFile *file, const TestCases *cases, FILE *to) {
    int n = 0, failed = 0;
    double seconds = 0;
    for (int i = 0; i < cases->len; i++) {
        if (cases->items[i].file != file) continue;
        n++;
        failed += cases->items[i].state == TEST_FAILED;
        seconds += cases->items[i].seconds;
    }
    fputs("  <testsuite", to);
    attribute_put("name", file->path, to);
    fprintf(to, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"0\" time=\"%.3f\">\n", n,
            failed, file->program == NULL, seconds);
    for (int i = 0; i < cases->len; i++)
        if (cases->items[i].file == file) case_put(&cases->items[i], to);
    fputs("  </testsuite>\n", to);
}

bool test_write_junit(const char *path, const TestCases *cases, const TestFile *files, int nfiles) {
    FILE *to = fopen(path, "w");
    if (to == NULL) return false;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", to);
    for (int i = 0; i < nfiles; i++) file_put(&files[i], cases, to);
    fputs("</testsuites>\n", to);
    bool good = ferror(to) == 0;
    return fclose(to) == 0 && good;
}
