/* explain.h - `cspc explain E0301`: the page of a diagnostic, from the folder of pages beside the library. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

extern const char EXPLAIN_HELP[];

/* argv: the codes. The exit status. */
int explain(const char *home, int argc, char **argv);

#endif
