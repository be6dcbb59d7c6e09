/* report.c - results of tests as people read them:
 *
 *     ok    a def on values
 *     FAIL  the same def on an edge
 *         prices.csp:32:5: other ticks than expected
 *            32 |     expect(clip(x, 0.0, 1.0), [(0s, 0.0), (1s, 0.5), (2s, 7.0)])
 *               |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 *                 1s  0.5
 *               - 2s  7.0
 *               + 2s  1.0
 *               - expected, + got
 *         it printed:
 *             1970-01-01 00:00:00 x:-1.0
 *     1 passed, 1 failed
 */
#include <string.h>

#include "testing/testing.h"

enum { LINES_SHOWN = 100 };

static void print_lines(const char *text, const char *margin, int limit) {
    int shown = 0;
    for (; *text != '\0' && shown < limit; shown++) {
        size_t size = strcspn(text, "\n");
        printf("%s%.*s\n", margin, (int)size, text);
        text += size + (text[size] == '\n');
    }
    if (*text == '\0') return;
    int more = 0;
    for (const char *c = text; *c != '\0'; c++) more += *c == '\n' || c[1] == '\0';
    printf("%s... and %d more lines\n", margin, more);
}

void test_print(const TestCase *it) {
    printf("%s  %s\n", it->state == TEST_PASSED ? "ok  " : "FAIL", it->test->title);
    if (it->state == TEST_PASSED) return;
    print_lines(it->what, "    ", 1 << 30);
    if (it->printed[0] == '\0') return;
    puts("    it printed:");
    print_lines(it->printed, "        ", LINES_SHOWN);
}

void test_print_totals(const TestTotals *totals) {
    printf("%d passed", totals->passed);
    if (totals->failed > 0) printf(", %d failed", totals->failed);
    if (totals->left_out > 0) printf(", %d left out", totals->left_out);
    if (totals->broken_files > 0)
        printf(", %d file%s with errors", totals->broken_files,
               totals->broken_files == 1 ? "" : "s");
    putchar('\n');
}
