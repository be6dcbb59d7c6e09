/* time_more.c - datetime, date, time and timedelta: changed copies, calendars, other zones, rounding.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). All times are
 * nanoseconds of UTC.
 */
#include <inttypes.h>
#include <stdio.h>

#include "internal.h"

typedef const int64_t *int_arg;
typedef const csp_opt_int *opt_arg;

/* ---- replace */

static int64_t either(opt_arg given, int64_t value) { return given->set ? given->value : value; }

void csp_datetime_replace(const csp_call *call, int64_t *ret, int_arg self, opt_arg year,
                          opt_arg month, opt_arg day, opt_arg hour, opt_arg minute, opt_arg second,
                          opt_arg us) {
    csp_moment m = csp_moment_of(*self);
    int64_t y = either(year, m.year), mo = either(month, m.month), d = either(day, m.day);
    int64_t h = either(hour, m.hour), mi = either(minute, m.minute), s = either(second, m.second);
    int64_t micro = either(us, m.nanosecond / 1000);
    csp_datetime_new(call, ret, &y, &mo, &d, &h, &mi, &s, &micro);
    if (!us->set) *ret += m.nanosecond % 1000;
}

void csp_date_replace(const csp_call *call, int64_t *ret, int_arg self, opt_arg year, opt_arg month,
                      opt_arg day) {
    int64_t y;
    int mo, d;
    csp_civil_from_days(*self, &y, &mo, &d);
    int64_t to_month = either(month, mo), to_day = either(day, d), to_year = either(year, y);
    csp_date_new(call, ret, &to_year, &to_month, &to_day);
}

void csp_time_replace(const csp_call *call, int64_t *ret, int_arg self, opt_arg hour,
                      opt_arg minute, opt_arg second, opt_arg us) {
    csp_moment m = csp_moment_of(*self);
    int64_t h = either(hour, m.hour), mi = either(minute, m.minute), s = either(second, m.second);
    int64_t micro = either(us, m.nanosecond / 1000);
    csp_time_new(call, ret, &h, &mi, &s, &micro);
    if (!us->set) *ret += m.nanosecond % 1000;
}

/* ---- calendars */

/* ISO 8601: the week of the year's first Thursday is week 1. */
void csp_date_isocalendar(const csp_call *call, void *ret, int_arg self) {
    (void)call;
    int64_t *out = ret; /* (year, week, weekday) */
    int64_t weekday = csp_floor_mod(*self + 3, 7), thursday = *self - weekday + 3, year;
    int month, day;
    csp_civil_from_days(thursday, &year, &month, &day);
    out[0] = year;
    out[1] = (thursday - csp_days_from_civil(year, 1, 1)) / 7 + 1;
    out[2] = weekday + 1;
}

void csp_datetime_isocalendar(const csp_call *call, void *ret, int_arg self) {
    int64_t days = csp_floor_div(*self, CSP_DAY);
    csp_date_isocalendar(call, ret, &days);
}

#define ORDINAL_OF_1970 719163

void csp_date_toordinal(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = *self + ORDINAL_OF_1970;
}

void csp_datetime_toordinal(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_div(*self, CSP_DAY) + ORDINAL_OF_1970;
}

void csp_date_fromordinal(const csp_call *call, int64_t *ret, int_arg ordinal) {
    if (*ordinal < 1 || *ordinal > 3652059)
        csp_raise(call, "day %" PRId64 " is none of the years 1 to 9999", *ordinal);
    *ret = *ordinal - ORDINAL_OF_1970;
}

void csp_date_isoweekday(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    *ret = csp_floor_mod(*self + 3, 7) + 1;
}

void csp_date_yearday(const csp_call *call, int64_t *ret, int_arg self) {
    (void)call;
    int64_t year;
    int month, day;
    csp_civil_from_days(*self, &year, &month, &day);
    *ret = *self - csp_days_from_civil(year, 1, 1) + 1;
}

/* ---- text */

/* Fractions are cut off, as Python does. */
void csp_datetime_isoformat_as(const csp_call *call, csp_str **ret, int_arg self,
                               csp_str *const *sep, csp_str *const *timespec) {
    csp_moment m = csp_moment_of(*self);
    const char *spec = csp_str_data(*timespec);
    csp_text t = {0};
    csp_format_date(&t, m.days);
    csp_text_add(&t, csp_str_data(*sep), (size_t)csp_str_size(*sep));
    if (strcmp(spec, "auto") == 0)
        csp_format_time(&t, csp_floor_mod(*self, CSP_DAY));
    else if (strcmp(spec, "hours") == 0)
        csp_text_printf(&t, "%02d", m.hour);
    else if (strcmp(spec, "minutes") == 0)
        csp_text_printf(&t, "%02d:%02d", m.hour, m.minute);
    else if (strcmp(spec, "seconds") == 0)
        csp_text_printf(&t, "%02d:%02d:%02d", m.hour, m.minute, m.second);
    else if (strcmp(spec, "milliseconds") == 0)
        csp_text_printf(&t, "%02d:%02d:%02d.%03d", m.hour, m.minute, m.second,
                        m.nanosecond / 1000000);
    else if (strcmp(spec, "microseconds") == 0)
        csp_text_printf(&t, "%02d:%02d:%02d.%06d", m.hour, m.minute, m.second, m.nanosecond / 1000);
    else if (strcmp(spec, "nanoseconds") == 0)
        csp_text_printf(&t, "%02d:%02d:%02d.%09d", m.hour, m.minute, m.second, m.nanosecond);
    else {
        csp_text_free(&t);
        csp_raise(call,
                  "'%.40s' is no timespec: auto, hours, minutes, seconds, milliseconds, "
                  "microseconds, nanoseconds",
                  spec);
    }
    *ret = csp_text_str(&t);
}

/* ---- other zones */

static int64_t offset_at(const csp_call *call, const csp_str *zone, int64_t ns) {
    int64_t seconds;
    if (!csp_zone_offset(csp_str_data(zone), ns, &seconds))
        csp_raise(call, "no time zone '%.100s' in this system's database", csp_str_data(zone));
    return seconds * CSP_SECOND;
}

/* The time at which the clocks of the zone show `self`: of two, the first; of none (the hour that is left out), by the
 * offset from before, as Python with fold=0. */
void csp_datetime_utc(const csp_call *call, int64_t *ret, int_arg self, csp_str *const *zone) {
    int64_t low, high;
    if (__builtin_sub_overflow(*self, CSP_DAY, &low) ||
        __builtin_add_overflow(*self, CSP_DAY, &high))
        csp_raise(call, "utc() is out of range");
    int64_t before = offset_at(call, *zone, low), after = offset_at(call, *zone, high);
    int64_t first = *self - before, second = *self - after;
    bool first_shows = offset_at(call, *zone, first) == before;
    bool second_shows = offset_at(call, *zone, second) == after;
    *ret = !first_shows && second_shows ? second : first;
}

/* ---- rounding to a step */

static void check_step(const csp_call *call, const char *name, int64_t step) {
    if (step > 0) return;
    csp_text t = {0};
    csp_format_timedelta(&t, step);
    char shown[64];
    snprintf(shown, sizeof shown, "%.*s", (int)t.size, t.data);
    csp_text_free(&t);
    csp_raise(call, "%s() needs a positive step, not %s", name, shown);
}

/* The first multiple of `step` since 1970 at or after the time; also of timedelta. */
void csp_datetime_ceil(const csp_call *call, int64_t *ret, int_arg self, int_arg step) {
    check_step(call, "ceil", *step);
    int64_t rest = csp_floor_mod(*self, *step);
    if (__builtin_add_overflow(*self, rest == 0 ? 0 : *step - rest, ret))
        csp_raise(call, "ceil() is out of range");
}

/* The nearest multiple; of two equally near the even one. */
void csp_datetime_round(const csp_call *call, int64_t *ret, int_arg self, int_arg step) {
    check_step(call, "round", *step);
    int64_t rest = csp_floor_mod(*self, *step), other = *step - rest;
    bool odd = csp_floor_mod(csp_floor_div(*self, *step), 2) != 0;
    bool up = rest > other || (rest == other && odd);
    if (rest == 0) up = false;
    if (__builtin_add_overflow(*self, up ? other : -rest, ret))
        csp_raise(call, "round() is out of range");
}

/* ---- durations */

void csp_divmod_timedelta(const csp_call *call, void *ret, int_arg a, int_arg b) {
    int64_t *pair = ret; /* (int, timedelta) */
    csp_op_span_floordiv(call, &pair[0], a, b);
    csp_op_span_mod(call, &pair[1], a, b);
}

_Noreturn static void raise_span_zero(const csp_call *call, int64_t a, const char *op) {
    csp_text t = {0};
    csp_format_timedelta(&t, a);
    char shown[64];
    snprintf(shown, sizeof shown, "%.*s", (int)t.size, t.data);
    csp_text_free(&t);
    csp_raise(call, "division by zero: the duration %s %s 0:00:00", shown, op);
}

void csp_op_span_floordiv(const csp_call *call, int64_t *ret, int_arg a, int_arg b) {
    if (*b == 0) raise_span_zero(call, *a, "//");
    if (*b == -1 && *a == INT64_MIN)
        csp_raise(call, "timedelta is out of range: it holds up to 292 years");
    *ret = csp_floor_div(*a, *b);
}

void csp_op_span_mod(const csp_call *call, int64_t *ret, int_arg a, int_arg b) {
    if (*b == 0) raise_span_zero(call, *a, "%");
    *ret = *b == -1 ? 0 : csp_floor_mod(*a, *b);
}

void csp_bool_of_timedelta(const csp_call *call, uint8_t *ret, int_arg self) {
    (void)call;
    *ret = *self != 0;
}
