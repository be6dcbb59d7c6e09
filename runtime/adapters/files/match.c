/* match.c - names against patterns:
 *
 *     %Y four digits    %m %d %H %M %S two digits    %s unix seconds    %% a percent sign
 *     * ? [a-z] [!a-z]  as in a shell                all else stands for itself
 */
#include <ctype.h>
#include <string.h>

#include "adapters/files/match.h"

csp_time_field csp_field_of(char letter) {
    static const char letters[] = "YmdHMSs";
    const char *at = letter ? strchr(letters, letter) : NULL;
    return at ? (csp_time_field)(at - letters) : CSP_NFIELDS;
}

static bool set_field(csp_name_time *time, csp_time_field field, int64_t value) {
    if (time->set[field]) return time->values[field] == value;
    time->set[field] = true;
    time->values[field] = value;
    return true;
}

/* The digits of a field at *name, which moves behind them. */
static bool match_field(csp_time_field field, const char **name, csp_name_time *time) {
    int least = field == CSP_FIELD_YEAR ? 4 : field == CSP_FIELD_UNIX ? 1 : 2;
    int most = field == CSP_FIELD_UNIX ? 10 : least;
    int64_t value = 0;
    int n = 0;
    for (; n < most && isdigit((unsigned char)**name); n++) value = 10 * value + (*(*name)++ - '0');
    return n >= least && set_field(time, field, value);
}

/* `[...]` at *pattern, which moves behind it; false in *closed when it has no end. */
static bool match_set(const char **pattern, char c, bool *closed) {
    const char *p = *pattern + 1;
    bool negated = *p == '!' || *p == '^', found = false;
    if (negated) p++;
    const char *first = p;
    for (; *p && (*p != ']' || p == first); p++) {
        if (p[1] == '-' && p[2] && p[2] != ']') {
            found |= p[0] <= c && c <= p[2];
            p += 2;
        } else {
            found |= *p == c;
        }
    }
    *closed = *p == ']';
    if (*closed) *pattern = p + 1;
    return found != negated;
}

/* One element other than `*`; both sides move behind it. */
static bool match_one(const char **pattern, const char **name, csp_name_time *time) {
    const char *p = *pattern;
    if (*p == '%' && p[1]) {
        csp_time_field field = csp_field_of(p[1]);
        *pattern += 2;
        if (field != CSP_NFIELDS) return match_field(field, name, time);
        return *(*name)++ == p[1];
    }
    if (!**name) return false;
    if (*p == '[') {
        bool closed, found = match_set(pattern, **name, &closed);
        if (closed) {
            ++*name;
            return found;
        }
    }
    ++*pattern;
    return *(*name)++ == *p || *p == '?';
}

bool csp_match(const char *pattern, const char *name, csp_name_time *time) {
    while (*pattern && *pattern != '*')
        if (!match_one(&pattern, &name, time)) return false;
    if (!*pattern) return !*name;
    for (;; name++) {
        csp_name_time rest = *time;
        if (csp_match(pattern + 1, name, &rest)) {
            *time = rest;
            return true;
        }
        if (!*name) return false;
    }
}

static int64_t field_or(const csp_name_time *time, csp_time_field field, int64_t otherwise) {
    return time->set[field] ? time->values[field] : otherwise;
}

static bool valid_day(int64_t year, int64_t month, int64_t day) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (month < 1 || month > 12 || day < 1) return false;
    return day <= days[month - 1] + (leap && month == 2);
}

bool csp_name_time_ns(const csp_name_time *time, int64_t *ns) {
    int64_t seconds = field_or(time, CSP_FIELD_UNIX, 0);
    if (!time->set[CSP_FIELD_UNIX]) {
        int64_t year = field_or(time, CSP_FIELD_YEAR, 1970),
                month = field_or(time, CSP_FIELD_MONTH, 1);
        int64_t day = field_or(time, CSP_FIELD_DAY, 1), hour = field_or(time, CSP_FIELD_HOUR, 0);
        int64_t minute = field_or(time, CSP_FIELD_MINUTE, 0);
        int64_t second = field_or(time, CSP_FIELD_SECOND, 0);
        if (!valid_day(year, month, day) || hour > 23 || minute > 59 || second > 59) return false;
        seconds = csp_days_from_civil(year, (int)month, (int)day) * 86400 + hour * 3600 +
                  minute * 60 + second;
    }
    return !__builtin_mul_overflow(seconds, CSP_SECOND, ns);
}
