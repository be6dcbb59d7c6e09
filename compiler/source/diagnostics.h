/* diagnostics.h - inside of diagnostics.c and json.c: what was reported. */
#ifndef SOURCE_DIAGNOSTICS_H
#define SOURCE_DIAGNOSTICS_H

#include "source/source.h"
#include "support/vec.h"

/* What stands below a message: a note has a position and an excerpt, a help and plain lines don't. */
typedef struct Remark {
    enum { REMARK_NOTE, REMARK_HELP, REMARK_LINES } kind;
    Pos pos;
    const char *text;
} Remark;

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_FAILURE } Severity;

typedef struct Diagnostic {
    Severity severity;
    int code; /* 0: a failure has none */
    Pos pos;
    int file_order; /* files count in the order in which they first gave a diagnostic */
    int order;      /* of reporting: keeps the sort stable */
    const char *text;
    VEC(Remark) remarks;
} Diagnostic;

struct Diagnostics {
    Arena *arena;
    VEC(Diagnostic *) list;
    VEC(const SourceFile *) files;
    Diagnostic *last; /* what notes and helps belong to; a repeated diagnostic is not in the list */
    VEC(const char *) depends; /* files */
    int errors, failures;
};

/* By file and position; n is set. In the arena. */
Diagnostic **diag_sorted(const Diagnostics *d, int *n);

/* "E0301", "W0711": 6 bytes. */
void diag_code_text(const Diagnostic *diagnostic, char text[8]);

#endif
