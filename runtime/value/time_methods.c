/* time_methods.c - the constructors, properties and methods of datetime, timedelta, date and time.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). All times are
 * nanoseconds of UTC; a datetime made by local() reads as the wall clock of that zone.
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "internal.h"

typedef const int64_t *int_arg;

/* ---- constructors */

static int64_t checked_day(const csp_call *call, int64_t year, int64_t month, int64_t day) {
    if (!csp_valid_date(year, month, day))
        csp_raise(call, "no such date: %04" PRId64 "-%02" PRId64 "-%02" PRId64, year, month, day);
    return csp_days_from_civil(year, (int)month, (int)day);
}

static int64_t checked_clock(const csp_call *call, int64_t hour, int64_t minute, int64_t second,
                             int64_t us) {
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || us < 0 ||
        us > 999999)
        csp_raise(call,
                  "no such time: %02" PRId64 ":%02" PRId64 ":%02" PRId64 " and %" PRId64
                  " microseconds",
                  hour, minute, second, us);
    return hour * CSP_HOUR + minute * CSP_MINUTE + second * CSP_SECOND + us * 1000;
}

/* Nanoseconds of this day and time of day; what 64 bits hold is 1677 to 2262. */
static int64_t joined(const csp_call *call, int64_t days, int64_t clock) {
    int64_t ns;
    if (__builtin_mul_overflow(days, CSP_DAY, &ns) || __builtin_add_overflow(ns, clock, &ns)) {
        int64_t year;
        int month, day;
        csp_civil_from_days(days, &year, &month, &day);
        csp_raise(call,
                  "%04" PRId64
                  "-%02d-%02d is out of range: datetimes are from 1677-09-22 to 2262-04-11",
                  year, month, day);
    }
    return ns;
}

void csp_datetime_new(const csp_call *call, int64_t *ret, int_arg year, int_arg month, int_arg day,
                      int_arg hour, int_arg minute, int_arg second, int_arg us) {
    int64_t days = checked_day(call, *year, *month, *day);
    *ret = joined(call, days, checked_clock(call, *hour, *minute, *second, *us));
}

void csp_datetime_of_text(const csp_call *call, int64_t *ret, csp_str *const *text) {
    if (!csp_parse_datetime(csp_str_data(*text), (size_t)csp_str_size(*text), ret))
        csp_raise(call, "'%.100s' is not a time such as 2020-01-01T09:30:00Z", csp_str_data(*text));
}

void csp_datetime_strptime(const csp_call *call, int64_t *ret, csp_str *const *text,
                           csp_str *const *format) {
    if (!csp_strptime(csp_str_data(*text), (size_t)csp_str_size(*text), csp_str_data(*format),
                      (size_t)csp_str_size(*format), ret))
        csp_raise(call, "'%.100s' does not match the format '%.100s'", csp_str_data(*text),
                  csp_str_data(*format));
}

void csp_datetime_combine(const csp_call *call, int64_t *ret, int_arg date, int_arg time) {
    *ret = joined(call, *date, *time);
}

void csp_datetime_of_seconds(const csp_call *call, int64_t *ret, int_arg seconds) {
    if (__builtin_mul_overflow(*seconds, CSP_SECOND, ret))
        csp_raise(call, "fromtimestamp(%" PRId64 ") is out of range", *seconds);
}

/* x units in nanoseconds, half to even; false when it does not fit. */
static bool scaled(double x, int64_t unit, int64_t *ns) {
    double whole = trunc(x), part = (x - whole) * (double)unit;
    if (!(fabs(whole) < 0x1p63)) return false;
    return !__builtin_mul_overflow((int64_t)whole, unit, ns) &&
           !__builtin_add_overflow(*ns, (int64_t)rint(part), ns);
}

void csp_datetime_of_float(const csp_call *call, int64_t *ret, const double *seconds) {
    /* A float of seconds has microseconds to give: as Python, rounded to them. */
    if (!scaled(*seconds, 1000000, ret) || __builtin_mul_overflow(*ret, 1000, ret))
        csp_raise(call, "fromtimestamp(%.17g) is out of range", *seconds);
}

void csp_timedelta_new(const csp_call *call, int64_t *ret, const double *days,
                       const double *seconds, const double *microseconds,
                       const double *milliseconds, const double *minutes, const double *hours,
                       const double *weeks) {
    const struct {
        double value;
        int64_t unit;
    } parts[] = {{*days, CSP_DAY},         {*seconds, CSP_SECOND}, {*microseconds, 1000},
                 {*milliseconds, 1000000}, {*minutes, CSP_MINUTE}, {*hours, CSP_HOUR},
                 {*weeks, 7 * CSP_DAY}};
    *ret = 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; ++i) {
        int64_t ns;
        if (!scaled(parts[i].value, parts[i].unit, &ns) || __builtin_add_overflow(*ret, ns, ret))
            csp_raise(call, "timedelta is out of range: it holds up to 292 years");
    }
}

void csp_date_new(const csp_call *call, int64_t *ret, int_arg year, int_arg month, int_arg day) {
    *ret = checked_day(call, *year, *month, *day);
}

void csp_date_of_text(const csp_call *call, int64_t *ret, csp_str *const *text) {
    if (!csp_parse_date(csp_str_data(*text), (size_t)csp_str_size(*text), ret))
        csp_raise(call, "'%.100s' is not a date such as 2020-01-31", csp_str_data(*text));
}

void csp_time_new(const csp_call *call, int64_t *ret, int_arg hour, int_arg minute, int_arg second,
                  int_arg us) {
    *ret = checked_clock(call, *hour, *minute, *second, *us);
}

void csp_time_of_text(const csp_call *call, int64_t *ret, csp_str *const *text) {
    if (!csp_parse_time(csp_str_data(*text), (size_t)csp_str_size(*text), ret))
        csp_raise(call, "'%.100s' is not a time of day such as 09:30:00", csp_str_data(*text));
}

/* ---- properties; those of the clock serve datetime and time, those of the calendar datetime */

#define PROPERTY(function, expression)                                                             \
    void function(const csp_call *call, int64_t *ret, int_arg self) {                              \
        (void)call;                                                                                \
        csp_moment m = csp_moment_of(*self);                                                       \
        *ret = expression;                                                                         \
    }
PROPERTY(csp_datetime_year, m.year)
PROPERTY(csp_datetime_month, m.month)
PROPERTY(csp_datetime_day, m.day)
PROPERTY(csp_datetime_hour, m.hour)
PROPERTY(csp_datetime_minute, m.minute)
PROPERTY(csp_datetime_second, m.second)
PROPERTY(csp_datetime_microsecond, m.nanosecond / 1000)
PROPERTY(csp_datetime_nanosecond, m.nanosecond % 1000)
PROPERTY(csp_datetime_weekday, m.weekday)
PROPERTY(csp_datetime_isoweekday, m.weekday + 1)
PROPERTY(csp_datetime_yearday, m.yearday)
PROPERTY(csp_datetime_date, m.days)
#undef PROPERTY

void csp_datetime_time(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_mod(*self, CSP_DAY);
}

#define DATE_PROPERTY(function, expression)                                                        \
    void function(const csp_call *call, int64_t *ret, int_arg self) {                              \
        (void)call;                                                                                \
        int64_t year;                                                                              \
        int month, day;                                                                            \
        csp_civil_from_days(*self, &year, &month, &day);                                           \
        *ret = expression;                                                                         \
    }
DATE_PROPERTY(csp_date_year, year)
DATE_PROPERTY(csp_date_month, month)
DATE_PROPERTY(csp_date_day, day)
#undef DATE_PROPERTY

void csp_date_weekday(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_mod(*self + 3, 7);
}

void csp_timedelta_days(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_div(*self, CSP_DAY);
}

void csp_timedelta_seconds(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_mod(*self, CSP_DAY) / CSP_SECOND;
}

void csp_timedelta_microseconds(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_mod(*self, CSP_SECOND) / 1000;
}

void csp_timedelta_nanoseconds(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_mod(*self, 1000);
}

/* ---- methods */

/* Also timedelta.total_seconds(): a division, so that the result is the nearest float. */
void csp_datetime_timestamp(const csp_call *call, double *ret, int_arg self) {
    (void)call;
    int64_t seconds = *self / CSP_SECOND, rest = *self % CSP_SECOND;
    if (rest == 0)
        *ret = (double)seconds;
    else if (*self % 1000 == 0 && llabs(*self / 1000) < INT64_C(1) << 53)
        *ret = (double)(*self / 1000) / 1e6;
    else
        *ret = (double)((long double)*self / 1e9L);
}

/* The last multiple of `step` since 1970 at or before the time; also of timedelta. */
void csp_datetime_floor(const csp_call *call, int64_t *ret, int_arg self, int_arg step) {
    if (*step <= 0) {
        csp_text t = {0};
        csp_format_timedelta(&t, *step);
        char shown[64] = "";
        memcpy(shown, t.data, t.size < sizeof shown - 1 ? t.size : sizeof shown - 1);
        csp_text_free(&t);
        csp_raise(call, "floor() needs a positive step, not %s", shown);
    }
    if (__builtin_sub_overflow(*self, csp_floor_mod(*self, *step), ret))
        csp_raise(call, "floor() is out of range");
}

void csp_datetime_local(const csp_call *call, int64_t *ret, int_arg self, csp_str *const *zone) {
    int64_t seconds;
    if (!csp_zone_offset(csp_str_data(*zone), *self, &seconds))
        csp_raise(call, "no time zone '%.100s' in this system's database", csp_str_data(*zone));
    if (__builtin_add_overflow(*self, seconds * CSP_SECOND, ret))
        csp_raise(call, "local() is out of range");
}

static csp_str *by_format(const csp_call *call, int64_t ns, const csp_str *format) {
    csp_moment m = csp_moment_of(ns);
    csp_text t = {0};
    const char *bad;
    if (!csp_strftime(&t, &m, csp_str_data(format), (size_t)csp_str_size(format), &bad)) {
        csp_text_free(&t);
        csp_raise(call, "strftime has no directive '%.2s', in '%.100s'", bad, csp_str_data(format));
    }
    return csp_text_str(&t);
}

/* Also of time. */
void csp_datetime_strftime(const csp_call *call, csp_str **ret, int_arg self,
                           csp_str *const *format) {
    *ret = by_format(call, *self, *format);
}

void csp_date_strftime(const csp_call *call, csp_str **ret, int_arg self, csp_str *const *format) {
    *ret = by_format(call, joined(call, *self, 0), *format);
}

void csp_datetime_isoformat(const csp_call *call, csp_str **ret, int_arg self) {
    (void)call;
    csp_text t = {0};
    csp_format_date(&t, csp_floor_div(*self, CSP_DAY));
    csp_text_add(&t, "T", 1);
    csp_format_time(&t, csp_floor_mod(*self, CSP_DAY));
    *ret = csp_text_str(&t);
}

void csp_date_isoformat(const csp_call *call, csp_str **ret, int_arg self) {
    (void)call;
    csp_text t = {0};
    csp_format_date(&t, *self);
    *ret = csp_text_str(&t);
}

void csp_time_isoformat(const csp_call *call, csp_str **ret, int_arg self) {
    (void)call;
    csp_text t = {0};
    csp_format_time(&t, *self);
    *ret = csp_text_str(&t);
}

/* ---- date arithmetic, for the operators */

void csp_op_date_add(const csp_call *call, int64_t *ret, int_arg self, int_arg delta) {
    if (__builtin_add_overflow(*self, csp_floor_div(*delta, CSP_DAY), ret))
        csp_raise(call, "date is out of range");
}

void csp_op_date_sub(const csp_call *call, int64_t *ret, int_arg self, int_arg delta) {
    if (__builtin_sub_overflow(*self, csp_floor_div(*delta, CSP_DAY), ret))
        csp_raise(call, "date is out of range");
}

void csp_op_date_diff(const csp_call *call, int64_t *ret, int_arg a, int_arg b) {
    if (__builtin_sub_overflow(*a, *b, ret) || __builtin_mul_overflow(*ret, CSP_DAY, ret))
        csp_raise(call, "timedelta is out of range: it holds up to 292 years");
}
