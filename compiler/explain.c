/* explain.c - see explain.h. The pages are docs/errors/E0301.md and so on, one for each line of source/codes.def; in the
 * terminal, code stands indented instead of fenced.
 */
#include "explain.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_UNKNOWN = 1, STATUS_USAGE = 2 };

const char EXPLAIN_HELP[] = "usage: cspc explain CODE...\n"
                            "       cspc explain --list\n"
                            "\n"
                            "Prints what an error or warning means, an example that gives it, and "
                            "how to mend it. The code is what\n"
                            "stands in brackets at the end of the message: E0301, or 301. --list "
                            "prints the titles of all codes.\n";

typedef struct Title {
    int number;
    const char *title;
} Title;

static const Title titles[] = {
#define CODE(number, title) {number, title},
#include "source/codes.def"
#undef CODE
};
enum { NTITLES = sizeof titles / sizeof titles[0] };

/* The page of a code; *letter is that of its name. NULL: it can't be read. */
static FILE *page_open(const char *home, int number, char *letter) {
    for (const char *l = "EW"; *l != '\0'; l++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/errors/%c%04d.md", home, *l, number);
        FILE *page = fopen(path, "r");
        *letter = *l;
        if (page != NULL) return page;
    }
    return NULL;
}

static void list(const char *home) {
    for (int i = 0; i < NTITLES; i++) {
        char letter;
        FILE *page = page_open(home, titles[i].number, &letter);
        if (page != NULL) fclose(page);
        printf("%c%04d  %s\n", letter, titles[i].number, titles[i].title);
    }
}

/* E0301, e301, 301; -1: none of these. */
static int number_of(const char *text) {
    if (strchr("eEwW", text[0]) != NULL && text[0] != '\0') text++;
    if (text[0] == '\0') return -1;
    for (const char *c = text; *c != '\0'; c++)
        if (!isdigit((unsigned char)*c)) return -1;
    return strlen(text) > 4 ? -1 : atoi(text);
}

static void print_page(FILE *page) {
    char line[1024];
    bool in_code = false;
    while (fgets(line, sizeof line, page) != NULL) {
        if (strncmp(line, "```", 3) == 0)
            in_code = !in_code;
        else if (in_code && line[0] != '\n')
            printf("    %s", line);
        else
            fputs(strncmp(line, "# ", 2) == 0 ? line + 2 : line, stdout);
    }
}

static int explain_one(const char *home, const char *text) {
    int number = number_of(text);
    const Title *title = NULL;
    for (int i = 0; i < NTITLES; i++)
        if (titles[i].number == number) title = &titles[i];
    if (title == NULL) {
        fprintf(stderr, "cspc: there is no error %s; `cspc explain --list` lists them\n", text);
        return STATUS_UNKNOWN;
    }
    char letter;
    FILE *page = page_open(home, number, &letter);
    if (page == NULL) {
        fprintf(stderr, "cspc: the page of %04d (%s) is not in %s/errors\n", number, title->title,
                home);
        return STATUS_UNKNOWN;
    }
    print_page(page);
    fclose(page);
    return 0;
}

int explain(const char *home, int argc, char **argv) {
    if (argc < 1) {
        fputs(EXPLAIN_HELP, stderr);
        return STATUS_USAGE;
    }
    if (strcmp(argv[0], "--list") == 0) return list(home), 0;
    int worst = 0;
    for (int i = 0; i < argc; i++) {
        if (i > 0) puts("");
        int status = explain_one(home, argv[i]);
        if (status > worst) worst = status;
    }
    return worst;
}
