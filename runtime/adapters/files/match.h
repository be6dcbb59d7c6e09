/* match.h - one component of a path against one component of a pattern. */
#ifndef CSP_FILES_MATCH_H
#define CSP_FILES_MATCH_H

#include "csp/value.h"

typedef enum csp_time_field {
    CSP_FIELD_YEAR,
    CSP_FIELD_MONTH,
    CSP_FIELD_DAY,
    CSP_FIELD_HOUR,
    CSP_FIELD_MINUTE,
    CSP_FIELD_SECOND,
    CSP_FIELD_UNIX,
    CSP_NFIELDS
} csp_time_field;

typedef struct csp_name_time {
    int64_t values[CSP_NFIELDS];
    bool set[CSP_NFIELDS];
} csp_name_time;

/* Does the name match? Its time fields join those in *time; a field that is there already must be
 * the same. */
bool csp_match(const char *pattern, const char *name, csp_name_time *time);
/* The field that `%letter` stands for, or CSP_NFIELDS. */
csp_time_field csp_field_of(char letter);
/* False when the fields are no date and time of the calendar. */
bool csp_name_time_ns(const csp_name_time *time, int64_t *ns);

#endif
