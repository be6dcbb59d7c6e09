/* datetime.c - the calendar: dates from days and back, how times print, and how their text is read.
 *
 * The calendar is the proleptic Gregorian one; times are nanoseconds of UTC without leap seconds.
 * strftime and strptime stand in strftime.c, the methods that .csp code calls in time_methods.c.
 */
#include <inttypes.h>

#include "internal.h"

/* ---- calendar: eras of 400 years that begin on March 1st, so that the leap day is the last of its
 * year */

#define ERA_DAYS 146097
#define EPOCH_DAYS 719468 /* from 0000-03-01 to 1970-01-01 */

int64_t csp_days_from_civil(int64_t year, int month, int day) {
    year -= month <= 2;
    int64_t era = csp_floor_div(year, 400);
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

void csp_civil_from_days(int64_t days, int64_t *year, int *month, int *day) {
    days += EPOCH_DAYS;
    int64_t era = csp_floor_div(days, ERA_DAYS);
    int64_t of_era = days - era * ERA_DAYS;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153; /* March is 0 */
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = y + era * 400 + (*month <= 2);
}

static bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

bool csp_valid_date(int64_t year, int64_t month, int64_t day) {
    static const char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12) return false;
    return day >= 1 && day <= lengths[month - 1] + (month == 2 && is_leap(year));
}

csp_moment csp_moment_of(int64_t ns) {
    csp_moment m = {.days = csp_floor_div(ns, CSP_DAY)};
    int64_t rest = csp_floor_mod(ns, CSP_DAY);
    csp_civil_from_days(m.days, &m.year, &m.month, &m.day);
    m.hour = (int)(rest / CSP_HOUR);
    m.minute = (int)(rest / CSP_MINUTE % 60);
    m.second = (int)(rest / CSP_SECOND % 60);
    m.nanosecond = (int)(rest % CSP_SECOND);
    m.weekday = (int)csp_floor_mod(m.days + 3, 7); /* 1970-01-01 was a Thursday */
    m.yearday = (int)(m.days - csp_days_from_civil(m.year, 1, 1)) + 1;
    return m;
}

/* ---- printing */

/* No fraction when it is zero, 6 digits, 9 when nanoseconds are there. */
static void put_fraction(csp_text *t, int64_t ns) {
    if (ns == 0) return;
    if (ns % 1000 == 0)
        csp_text_printf(t, ".%06d", (int)(ns / 1000));
    else
        csp_text_printf(t, ".%09d", (int)ns);
}

void csp_format_date(csp_text *t, int64_t days) {
    int64_t year;
    int month, day;
    csp_civil_from_days(days, &year, &month, &day);
    csp_text_printf(t, "%04" PRId64 "-%02d-%02d", year, month, day);
}

void csp_format_time(csp_text *t, int64_t ns) {
    csp_text_printf(t, "%02d:%02d:%02d", (int)(ns / CSP_HOUR), (int)(ns / CSP_MINUTE % 60),
                    (int)(ns / CSP_SECOND % 60));
    put_fraction(t, ns % CSP_SECOND);
}

void csp_format_datetime(csp_text *t, int64_t ns) {
    csp_format_date(t, csp_floor_div(ns, CSP_DAY));
    csp_text_add(t, " ", 1);
    csp_format_time(t, csp_floor_mod(ns, CSP_DAY));
}

void csp_format_timedelta(csp_text *t, int64_t ns) {
    int64_t days = csp_floor_div(ns, CSP_DAY), rest = csp_floor_mod(ns, CSP_DAY);
    if (days != 0)
        csp_text_printf(t, "%" PRId64 " day%s, ", days, days == 1 || days == -1 ? "" : "s");
    csp_text_printf(t, "%d:%02d:%02d", (int)(rest / CSP_HOUR), (int)(rest / CSP_MINUTE % 60),
                    (int)(rest / CSP_SECOND % 60));
    put_fraction(t, rest % CSP_SECOND);
}

/* ---- reading */

typedef struct reader {
    const char *at;
    const char *end;
} reader;

static bool accept(reader *r, char c) {
    if (r->at == r->end || *r->at != c) return false;
    ++r->at;
    return true;
}

static bool at_digit(const reader *r) { return r->at < r->end && *r->at >= '0' && *r->at <= '9'; }

/* Exactly this many digits. */
static bool read_digits(reader *r, int count, int64_t *value) {
    *value = 0;
    for (; count > 0; --count) {
        if (!at_digit(r)) return false;
        *value = *value * 10 + (*r->at++ - '0');
    }
    return true;
}

/* Digits behind a point as nanoseconds; those beyond the ninth are cut off. */
static bool read_fraction(reader *r, int64_t *ns) {
    if (!at_digit(r)) return false;
    int64_t unit = CSP_SECOND;
    for (*ns = 0; at_digit(r); ++r->at) {
        unit /= 10;
        *ns += (*r->at - '0') * unit;
    }
    return true;
}

/* 2020-01-31 or 20200131 */
static bool read_date(reader *r, int64_t *days) {
    int64_t year, month, day;
    if (!read_digits(r, 4, &year)) return false;
    bool dashes = accept(r, '-');
    if (!read_digits(r, 2, &month) || (dashes && !accept(r, '-')) || !read_digits(r, 2, &day))
        return false;
    if (!csp_valid_date(year, month, day)) return false;
    *days = csp_days_from_civil(year, (int)month, (int)day);
    return true;
}

/* 09, 09:30, 09:30:15.5, or the same without colons */
static bool read_clock(reader *r, int64_t *ns) {
    int64_t hour, minute = 0, second = 0, fraction = 0;
    if (!read_digits(r, 2, &hour)) return false;
    bool colons = accept(r, ':');
    if (colons || at_digit(r)) {
        if (!read_digits(r, 2, &minute)) return false;
        if (colons ? accept(r, ':') : at_digit(r)) {
            if (!read_digits(r, 2, &second)) return false;
            if ((accept(r, '.') || accept(r, ',')) && !read_fraction(r, &fraction)) return false;
        }
    }
    if (hour > 23 || minute > 59 || second > 59) return false;
    *ns = hour * CSP_HOUR + minute * CSP_MINUTE + second * CSP_SECOND + fraction;
    return true;
}

/* Z, +02:00, -0530, or nothing: UTC */
static bool read_zone(reader *r, int64_t *offset) {
    *offset = 0;
    if (r->at == r->end || accept(r, 'Z') || accept(r, 'z')) return true;
    bool east = accept(r, '+');
    if (!east && !accept(r, '-')) return false;
    if (!read_clock(r, offset)) return false;
    if (!east) *offset = -*offset;
    return true;
}

bool csp_parse_date(const char *text, size_t size, int64_t *days) {
    reader r = {text, text + size};
    return read_date(&r, days) && r.at == r.end;
}

bool csp_parse_time(const char *text, size_t size, int64_t *ns) {
    reader r = {text, text + size};
    return read_clock(&r, ns) && r.at == r.end;
}

bool csp_parse_datetime(const char *text, size_t size, int64_t *ns) {
    reader r = {text, text + size};
    int64_t days, clock = 0, offset = 0;
    if (!read_date(&r, &days)) return false;
    if (accept(&r, 'T') || accept(&r, 't') || accept(&r, ' ')) {
        if (!read_clock(&r, &clock)) return false;
        accept(&r, ' ');
    }
    if (!read_zone(&r, &offset) || r.at != r.end) return false;
    return !__builtin_mul_overflow(days, CSP_DAY, ns) &&
           !__builtin_add_overflow(*ns, clock - offset, ns);
}

/* ---- durations */

static const struct {
    char name[4];
    int64_t ns;
} units[] = {
    {"ns", 1},           {"us", 1000},    {"ms", 1000000}, {"s", CSP_SECOND},
    {"min", CSP_MINUTE}, {"h", CSP_HOUR}, {"d", CSP_DAY},
};

static int64_t read_unit(reader *r) {
    const char *from = r->at;
    while (r->at < r->end && *r->at >= 'a' && *r->at <= 'z') ++r->at;
    size_t n = (size_t)(r->at - from);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; ++i)
        if (strlen(units[i].name) == n && memcmp(units[i].name, from, n) == 0) return units[i].ns;
    return 0;
}

/* The part of a unit that decimals say, to the nanosecond; exact, since a unit has at most 14
 * digits. */
static bool read_decimals(reader *r, char digits[19], int *n) {
    if (!at_digit(r)) return false;
    for (*n = 0; at_digit(r); ++r->at)
        if (*n < 18) digits[(*n)++] = *r->at;
    return true;
}

static int64_t of_unit(int64_t unit, const char *digits, int n) {
    int64_t total = 0, rest = unit;
    for (int i = 0; i < n; ++i) {
        /* rest counts down in tenths; what a tenth leaves over is below a nanosecond */
        total += (digits[i] - '0') * (rest / 10);
        rest /= 10;
    }
    return total;
}

/* 1h30min, 2.5s; at least one part */
static bool read_parts(reader *r, int64_t *ns) {
    *ns = 0;
    while (r->at < r->end) {
        int64_t value = 0, part;
        char digits[19];
        int n = 0;
        if (!at_digit(r)) return false;
        for (; at_digit(r); ++r->at)
            if (__builtin_mul_overflow(value, 10, &value) ||
                __builtin_add_overflow(value, *r->at - '0', &value))
                return false;
        if (accept(r, '.') && !read_decimals(r, digits, &n)) return false;
        int64_t unit = read_unit(r);
        if (unit == 0 || __builtin_mul_overflow(value, unit, &part) ||
            __builtin_add_overflow(part, of_unit(unit, digits, n), &part) ||
            __builtin_add_overflow(*ns, part, ns))
            return false;
    }
    return true;
}

/* 0:01:30, 36:00:00.5: as durations print */
static bool read_hours(reader *r, int64_t *ns) {
    int64_t hours = 0, minutes, seconds = 0, fraction = 0;
    if (!at_digit(r)) return false;
    for (; at_digit(r); ++r->at) {
        hours = hours * 10 + (*r->at - '0');
        if (hours > 2562047) return false;
    }
    if (!accept(r, ':') || !read_digits(r, 2, &minutes)) return false;
    if (accept(r, ':')) {
        if (!read_digits(r, 2, &seconds)) return false;
        if (accept(r, '.') && !read_fraction(r, &fraction)) return false;
    }
    if (minutes > 59 || seconds > 59) return false;
    return !__builtin_add_overflow(hours * CSP_HOUR,
                                   minutes * CSP_MINUTE + seconds * CSP_SECOND + fraction, ns);
}

/* `1 day, ` or `-2 days, ` in front of hours */
static bool read_days(reader *r, int64_t *days) {
    reader start = *r;
    bool negative = accept(r, '-');
    int64_t n = 0;
    while (at_digit(r) && n < 1000000) n = n * 10 + (*r->at++ - '0');
    size_t left = (size_t)(r->end - r->at);
    size_t word = left >= 7 && memcmp(r->at, " days, ", 7) == 0  ? 7
                  : left >= 6 && memcmp(r->at, " day, ", 6) == 0 ? 6
                                                                 : 0;
    if (word == 0) {
        *r = start;
        return false;
    }
    r->at += word;
    *days = negative ? -n : n;
    return true;
}

bool csp_parse_timedelta(const char *text, size_t size, int64_t *ns) {
    reader r = {text, text + size};
    int64_t days;
    if (read_days(&r, &days))
        return read_hours(&r, ns) && r.at == r.end &&
               !__builtin_mul_overflow(days, CSP_DAY, &days) &&
               !__builtin_add_overflow(*ns, days, ns);
    bool negative = accept(&r, '-');
    if (!negative) accept(&r, '+');
    if (r.at == r.end) return false;
    bool hours = memchr(r.at, ':', (size_t)(r.end - r.at)) != NULL;
    if (!(hours ? read_hours(&r, ns) : read_parts(&r, ns)) || r.at != r.end) return false;
    if (negative) *ns = -*ns;
    return true;
}
