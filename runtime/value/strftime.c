/* strftime.c - times by format: strftime, strptime, and f"{t:%H:%M}".
 *
 * The directives are those of Python; names of days and months are English. `%f` has six digits.
 */
#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

#include "internal.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                   "Friday", "Saturday", "Sunday"};

/* Week of the year when weeks begin on this weekday (Monday is 0); days before the first are in
 * week 0. */
static int week_number(const csp_moment *m, int begins) {
    int since = (m->weekday - begins + 7) % 7;
    return (m->yearday + 6 - since) / 7;
}

/* ISO 8601: week 1 has the year's first Thursday. */
static void iso_week(const csp_moment *m, int64_t *year, int *week) {
    int64_t thursday = m->days - m->weekday + 3;
    csp_moment t = csp_moment_of(thursday * CSP_DAY);
    *year = t.year;
    *week = (t.yearday - 1) / 7 + 1;
}

/* What a directive stands for, or NULL. */
static const char *shorthand(char c) {
    switch (c) {
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'T':
    case 'X': return "%H:%M:%S";
    case 'R': return "%H:%M";
    default: return NULL;
    }
}

static bool put_directive(csp_text *t, const csp_moment *m, char c) {
    int64_t iso_year;
    int iso;
    iso_week(m, &iso_year, &iso);
    int hour12 = m->hour % 12 == 0 ? 12 : m->hour % 12;
    switch (c) {
    case 'Y': csp_text_printf(t, "%04" PRId64, m->year); return true;
    case 'y': csp_text_printf(t, "%02d", (int)csp_floor_mod(m->year, 100)); return true;
    case 'm': csp_text_printf(t, "%02d", m->month); return true;
    case 'd': csp_text_printf(t, "%02d", m->day); return true;
    case 'e': csp_text_printf(t, "%2d", m->day); return true;
    case 'H': csp_text_printf(t, "%02d", m->hour); return true;
    case 'I': csp_text_printf(t, "%02d", hour12); return true;
    case 'M': csp_text_printf(t, "%02d", m->minute); return true;
    case 'S': csp_text_printf(t, "%02d", m->second); return true;
    case 'f': csp_text_printf(t, "%06d", m->nanosecond / 1000); return true;
    case 'p': csp_text_puts(t, m->hour < 12 ? "AM" : "PM"); return true;
    case 'j': csp_text_printf(t, "%03d", m->yearday); return true;
    case 'A': csp_text_puts(t, days[m->weekday]); return true;
    case 'a': csp_text_add(t, days[m->weekday], 3); return true;
    case 'B': csp_text_puts(t, months[m->month - 1]); return true;
    case 'b':
    case 'h': csp_text_add(t, months[m->month - 1], 3); return true;
    case 'u': csp_text_printf(t, "%d", m->weekday + 1); return true;
    case 'w': csp_text_printf(t, "%d", (m->weekday + 1) % 7); return true;
    case 'U': csp_text_printf(t, "%02d", week_number(m, 6)); return true;
    case 'W': csp_text_printf(t, "%02d", week_number(m, 0)); return true;
    case 'V': csp_text_printf(t, "%02d", iso); return true;
    case 'G': csp_text_printf(t, "%04" PRId64, iso_year); return true;
    case 's':
        csp_text_printf(t, "%" PRId64,
                        m->days * 86400 + m->hour * 3600 + m->minute * 60 + m->second);
        return true;
    case 'Z': csp_text_puts(t, "UTC"); return true;
    case 'z': csp_text_puts(t, "+0000"); return true;
    case '%': csp_text_add(t, "%", 1); return true;
    default: return false;
    }
}

bool csp_strftime(csp_text *t, const csp_moment *m, const char *format, size_t size,
                  const char **bad) {
    const char *end = format + size;
    for (const char *p = format; p < end; ++p) {
        if (*p != '%') {
            csp_text_add(t, p, 1);
            continue;
        }
        *bad = p++;
        if (p == end) return false;
        const char *longer = shorthand(*p);
        if (longer ? !csp_strftime(t, m, longer, strlen(longer), bad) : !put_directive(t, m, *p))
            return false;
    }
    return true;
}

/* ---- reading */

typedef struct reading {
    const char *at;
    const char *end;
    int64_t year, month, day, hour, minute, second, nanosecond, offset, epoch;
    bool afternoon, half_day, has_epoch;
} reading;

/* Up to `most` digits. */
static bool read_number(reading *r, int most, int64_t *value) {
    const char *from = r->at;
    for (*value = 0; most > 0 && r->at < r->end && *r->at >= '0' && *r->at <= '9'; --most)
        *value = *value * 10 + (*r->at++ - '0');
    return r->at > from;
}

static bool read_name(reading *r, const char *const *names, int count, int64_t *which) {
    for (int pass = 0; pass < 2; ++pass) /* the whole name, then its first three letters */
        for (int i = 0; i < count; ++i) {
            size_t n = pass == 0 ? strlen(names[i]) : 3;
            if ((size_t)(r->end - r->at) < n || strncasecmp(r->at, names[i], n) != 0) continue;
            r->at += n;
            *which = i + 1;
            return true;
        }
    return false;
}

static bool read_fraction(reading *r) {
    int64_t unit = CSP_SECOND;
    const char *from = r->at;
    for (r->nanosecond = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9' && unit > 1; ++r->at) {
        unit /= 10;
        r->nanosecond += (*r->at - '0') * unit;
    }
    return r->at > from;
}

/* +0200, +02:00, Z */
static bool read_offset(reading *r) {
    if (r->at < r->end && *r->at == 'Z') {
        ++r->at;
        return true;
    }
    if (r->at == r->end || (*r->at != '+' && *r->at != '-')) return false;
    bool west = *r->at++ == '-';
    int64_t hours, minutes;
    if (!read_number(r, 2, &hours)) return false;
    if (r->at < r->end && *r->at == ':') ++r->at;
    if (!read_number(r, 2, &minutes)) return false;
    r->offset = (hours * 60 + minutes) * CSP_MINUTE;
    if (west) r->offset = -r->offset;
    return true;
}

static bool read_half(reading *r) {
    if (r->end - r->at < 2) return false;
    r->half_day = true;
    r->afternoon = strncasecmp(r->at, "PM", 2) == 0;
    bool good = r->afternoon || strncasecmp(r->at, "AM", 2) == 0;
    r->at += 2;
    return good;
}

static bool read_utc(reading *r) {
    if (r->end - r->at < 3 || (memcmp(r->at, "UTC", 3) != 0 && memcmp(r->at, "GMT", 3) != 0))
        return false;
    r->at += 3;
    return true;
}

static bool read_directive(reading *r, char c) {
    int64_t ignored;
    switch (c) {
    case 'Y': return read_number(r, 4, &r->year);
    case 'y':
        if (!read_number(r, 2, &r->year)) return false;
        r->year += r->year < 69 ? 2000 : 1900;
        return true;
    case 'm': return read_number(r, 2, &r->month);
    case 'd':
    case 'e': return read_number(r, 2, &r->day);
    case 'H':
    case 'I': return read_number(r, 2, &r->hour);
    case 'M': return read_number(r, 2, &r->minute);
    case 'S': return read_number(r, 2, &r->second);
    case 'f': return read_fraction(r);
    case 'p': return read_half(r);
    case 'B':
    case 'b':
    case 'h': return read_name(r, months, 12, &r->month);
    case 'A':
    case 'a': return read_name(r, days, 7, &ignored);
    case 's': r->has_epoch = true; return read_number(r, 12, &r->epoch);
    case 'Z': return read_utc(r);
    case 'z': return read_offset(r);
    case '%':
        if (r->at == r->end || *r->at != '%') return false;
        ++r->at;
        return true;
    default: return false;
    }
}

static bool read_format(reading *r, const char *format, size_t size) {
    const char *end = format + size;
    for (const char *p = format; p < end; ++p) {
        if (*p == '%') {
            if (++p == end) return false;
            const char *longer = shorthand(*p);
            if (longer ? !read_format(r, longer, strlen(longer)) : !read_directive(r, *p))
                return false;
        } else if (*p == ' ') {
            while (r->at < r->end && *r->at == ' ') ++r->at;
        } else if (r->at == r->end || *r->at++ != *p) {
            return false;
        }
    }
    return true;
}

bool csp_strptime(const char *text, size_t size, const char *format, size_t format_size,
                  int64_t *ns) {
    reading r = {.at = text, .end = text + size, .year = 1900, .month = 1, .day = 1};
    if (!read_format(&r, format, format_size) || r.at != r.end) return false;
    if (r.has_epoch)
        return !__builtin_mul_overflow(r.epoch, CSP_SECOND, ns) &&
               !__builtin_add_overflow(*ns, r.nanosecond, ns);
    if (r.half_day && (r.hour < 1 || r.hour > 12)) return false;
    if (r.half_day) r.hour = r.hour % 12 + (r.afternoon ? 12 : 0);
    if (!csp_valid_date(r.year, r.month, r.day)) return false;
    if (r.hour > 23 || r.minute > 59 || r.second > 59) return false;
    int64_t day = csp_days_from_civil(r.year, (int)r.month, (int)r.day);
    int64_t clock =
        r.hour * CSP_HOUR + r.minute * CSP_MINUTE + r.second * CSP_SECOND + r.nanosecond;
    return !__builtin_mul_overflow(day, CSP_DAY, ns) &&
           !__builtin_add_overflow(*ns, clock - r.offset, ns);
}
