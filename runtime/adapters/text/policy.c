/* policy.c - see policy.h. */
#include "adapters/text/policy.h"

#include <string.h>

bool csp_policy_open(csp_policy *policy, csp_context *context) {
    static const char *const names[] = {"stop", "skip", "report"};
    *policy = (csp_policy){0};
    if (!csp_context_has(context, "on_error")) return true;
    const char *wanted = csp_str_data(csp_context_str(context, "on_error"));
    for (int i = 0; i < 3; i++)
        if (strcmp(names[i], wanted) == 0) {
            policy->on_error = (csp_on_error)i;
            return true;
        }
    csp_fail(context, "on_error is \"stop\", \"skip\" or \"report\", not \"%s\"", wanted);
    return false;
}

bool csp_policy_bad(csp_policy *policy, csp_context *context, csp_text *why) {
    switch (policy->on_error) {
    case CSP_ON_ERROR_STOP: csp_fail(context, "%.*s", (int)why->size, why->data); break;
    case CSP_ON_ERROR_REPORT: csp_report(context, "%.*s", (int)why->size, why->data); break;
    case CSP_ON_ERROR_SKIP:
        if (policy->skipped++ == 0) policy->first = csp_str_new(why->data, why->size);
        break;
    }
    csp_text_free(why);
    return policy->on_error != CSP_ON_ERROR_STOP;
}

void csp_policy_close(csp_policy *policy, csp_context *context, const char *what) {
    static const csp_type str = {.kind = CSP_STR, .size = 8, .align = 8, .name = "str"};
    if (policy->skipped > 0)
        csp_report(context, "%lld %s%s skipped; the first: %s", (long long)policy->skipped, what,
                   policy->skipped == 1 ? "" : "s", csp_str_data(policy->first));
    csp_release(&str, &policy->first);
    policy->skipped = 0;
}
