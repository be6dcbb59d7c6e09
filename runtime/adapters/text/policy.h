/* policy.h - on_error="stop" | "skip" | "report" of the adapters that decode: what becomes of a record that is not what
 * was expected. Either way, what was read before it has ticked.
 *
 *   stop    the run ends with the error        report   each is a warning on standard error
 *   skip    they are counted, and told once, at the end
 */
#ifndef CSP_TEXT_POLICY_H
#define CSP_TEXT_POLICY_H

#include "csp/adapter.h"

typedef enum csp_on_error {
    CSP_ON_ERROR_STOP,
    CSP_ON_ERROR_SKIP,
    CSP_ON_ERROR_REPORT
} csp_on_error;

typedef struct csp_policy {
    csp_on_error on_error;
    int64_t skipped;
    csp_str *first; /* why the first of them was */
} csp_policy;

/* From the adapter's argument `on_error`; false after csp_fail. */
bool csp_policy_open(csp_policy *policy, csp_context *context);
/* A bad record: true when the adapter goes on with the next, false after csp_fail. Empties `why`. */
bool csp_policy_bad(csp_policy *policy, csp_context *context, csp_text *why);
/* At the end of the input or of the run, whichever comes first; `what`: "row", "line". */
void csp_policy_close(csp_policy *policy, csp_context *context, const char *what);

#endif
