/* pattern.h - which files a pattern such as rec/nyct_%Y%m%dT%H%M%SZ.pb names, and at what times. */
#ifndef CSP_FILES_PATTERN_H
#define CSP_FILES_PATTERN_H

#include "csp/value.h"

typedef struct csp_file {
    char *path;   /* owned */
    int64_t time; /* from its name; its modification time where the pattern has no time fields */
} csp_file;

typedef struct csp_file_set {
    csp_file *files; /* by time, then path */
    size_t len, cap;
} csp_file_set;

/* Does the pattern hold % fields, so that names give times? */
bool csp_pattern_timed(const char *pattern);
/* False with `why` when a folder is missing, nothing matches, or a name holds an impossible date.
 */
bool csp_pattern_find(const char *pattern, csp_file_set *set, csp_text *why);
void csp_file_set_free(csp_file_set *set);

#endif
