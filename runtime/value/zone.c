/* zone.c - time zones, from the system's database: `t.local("America/New_York")`.
 *
 * Reads TZif files (RFC 9636), their 64-bit part: a table of moments at which the offset from UTC
 * changed, and behind it the rule for the time after the last of them, such as
 * `EST5EDT,M3.2.0,M11.1.0`. Each thread keeps the few files that it read last, as they are, and
 * looks times up in their bytes:
 *
 *   | header 44, 32-bit part (skipped) | header 44 | timecnt x int64 | timecnt x type | typecnt x
 * {int32 offset, dst, name} | ... | \n rule \n |
 */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

#define MAX_FILE 8192
#define KEPT 4
#define HEADER 44

typedef struct zone {
    char name[64]; /* "" when free */
    int size;
    unsigned char file[MAX_FILE];
} zone;

typedef struct table {
    const unsigned char *times;
    const unsigned char *kinds; /* of each time: a row of types */
    const unsigned char *types; /* rows of 6 bytes */
    int64_t count;
    int64_t ntypes;
    const char *rule; /* up to the last newline; "" without */
    const char *rule_end;
} table;

static int64_t big_endian(const unsigned char *p, int size) {
    uint64_t n = p[0] & 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < size; ++i) n = n << 8 | p[i];
    return (int64_t)n;
}

/* Only names below the database's folder. */
static bool is_zone_name(const char *name) {
    size_t n = strlen(name);
    if (n == 0 || n >= sizeof((zone *)0)->name || name[0] == '/') return false;
    if (strstr(name, "..")) return false;
    for (; *name; ++name)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/", *name))
            return false;
    return true;
}

static bool load(zone *z, const char *name) {
    const char *folder = getenv("TZDIR");
    char path[512];
    snprintf(path, sizeof path, "%.400s/%s", folder ? folder : "/usr/share/zoneinfo", name);
    z->name[0] = '\0';
    FILE *f = fopen(path, "rb");
    if (!f) return false;
    z->size = (int)fread(z->file, 1, sizeof z->file, f);
    bool whole = z->size < MAX_FILE && !ferror(f);
    fclose(f);
    if (!whole || z->size < HEADER || memcmp(z->file, "TZif", 4) != 0 || z->file[4] < '2')
        return false;
    snprintf(z->name, sizeof z->name, "%s", name);
    return true;
}

static const zone *find_zone(const char *name) {
    static _Thread_local zone kept[KEPT];
    static _Thread_local int oldest;
    for (int i = 0; i < KEPT; ++i)
        if (strcmp(kept[i].name, name) == 0) return &kept[i];
    zone *z = &kept[oldest];
    if (!load(z, name)) return NULL;
    oldest = (oldest + 1) % KEPT;
    return z;
}

/* Bytes behind the header at p, when times have this size. */
static int64_t body_size(const unsigned char *p, int time_size) {
    int64_t isutcnt = big_endian(p + 20, 4), isstdcnt = big_endian(p + 24, 4);
    int64_t leapcnt = big_endian(p + 28, 4), timecnt = big_endian(p + 32, 4);
    int64_t typecnt = big_endian(p + 36, 4), charcnt = big_endian(p + 40, 4);
    if (isutcnt < 0 || isstdcnt < 0 || leapcnt < 0 || timecnt < 0 || typecnt < 0 || charcnt < 0)
        return INT32_MAX;
    return timecnt * (time_size + 1) + typecnt * 6 + charcnt + leapcnt * (time_size + 4) +
           isstdcnt + isutcnt;
}

static bool open_table(const zone *z, table *t) {
    const unsigned char *p = z->file, *end = z->file + z->size;
    int64_t skip = HEADER + body_size(p, 4);
    if (skip + HEADER > z->size) return false;
    p += skip;
    int64_t size = body_size(p, 8);
    if (p + HEADER + size > end) return false;
    t->count = big_endian(p + 32, 4);
    t->ntypes = big_endian(p + 36, 4);
    t->times = p + HEADER;
    t->kinds = t->times + 8 * t->count;
    t->types = t->kinds + t->count;
    const char *rule = (const char *)p + HEADER + size;
    t->rule = t->rule_end = rule;
    if (rule < (const char *)end && *rule == '\n') {
        const char *stop = memchr(rule + 1, '\n', (size_t)((const char *)end - rule - 1));
        if (stop) {
            t->rule = rule + 1;
            t->rule_end = stop;
        }
    }
    return t->ntypes > 0;
}

/* ---- the rule: std offset [dst [offset] , start [/time] , end [/time]] */

static const char *skip_name(const char *p, const char *end) {
    if (p < end && *p == '<') {
        while (p < end && *p != '>') ++p;
        return p < end ? p + 1 : p;
    }
    while (p < end && ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))) ++p;
    return p;
}

static const char *read_int(const char *p, const char *end, int64_t *n) {
    for (*n = 0; p < end && *p >= '0' && *p <= '9'; ++p)
        if (*n < 100000) *n = *n * 10 + (*p - '0');
    return p;
}

/* [+-]h[:m[:s]] in seconds */
static const char *read_clock(const char *p, const char *end, int64_t *seconds) {
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) ++p;
    int64_t n, unit = 3600;
    *seconds = 0;
    for (;;) {
        p = read_int(p, end, &n);
        *seconds += n * unit;
        unit /= 60;
        if (unit == 0 || p >= end || *p != ':') break;
        ++p;
    }
    if (negative) *seconds = -*seconds;
    return p;
}

/* The seconds of 1970-based local time at which `date[/time]` falls in this year. */
static const char *read_change(const char *p, const char *end, int64_t year, int64_t *seconds) {
    int64_t january = csp_days_from_civil(year, 1, 1), day = january, n, time = 7200;
    if (p < end && *p == 'M') {
        int64_t month, week, weekday;
        p = read_int(p + 1, end, &month);
        p = read_int(p < end ? p + 1 : p, end, &week);
        p = read_int(p < end ? p + 1 : p, end, &weekday);
        int64_t first = csp_days_from_civil(year, (int)month, 1);
        int64_t next = month == 12 ? csp_days_from_civil(year + 1, 1, 1)
                                   : csp_days_from_civil(year, (int)month + 1, 1);
        day = first + csp_floor_mod(weekday - (first + 4), 7) + (week - 1) * 7;
        while (day >= next) day -= 7; /* week 5 is the last */
    } else if (p < end && *p == 'J') {
        p = read_int(p + 1, end, &n); /* 1 to 365, February 29th never counted */
        bool leap = csp_valid_date(year, 2, 29);
        day = january + n - 1 + (leap && n >= 60);
    } else {
        p = read_int(p, end, &n); /* 0 to 365 */
        day = january + n;
    }
    if (p < end && *p == '/') p = read_clock(p + 1, end, &time);
    *seconds = day * 86400 + time;
    return p;
}

static bool rule_offset(const char *p, const char *end, int64_t at, int64_t *offset) {
    int64_t standard, summer, begins, ends;
    const char *name_end = skip_name(p, end);
    if (name_end == p) return false;
    p = read_clock(name_end, end, &standard);
    *offset = -standard; /* the rule counts westwards */
    name_end = skip_name(p, end);
    if (name_end == p) return true; /* no summer time */
    summer = standard - 3600;
    p = name_end;
    if (p < end && *p != ',') p = read_clock(p, end, &summer);
    if (p == end || *p != ',') return false;
    csp_moment m = csp_moment_of((at - standard) * CSP_SECOND);
    p = read_change(p + 1, end, m.year, &begins);
    if (p == end || *p != ',') return false;
    read_change(p + 1, end, m.year, &ends);
    begins += standard;
    ends += summer;
    bool in_summer = begins < ends ? at >= begins && at < ends : at >= begins || at < ends;
    if (in_summer) *offset = -summer;
    return true;
}

/* ---- looking up */

static int64_t type_offset(const table *t, int64_t row) {
    return row < t->ntypes ? big_endian(t->types + 6 * row, 4) : 0;
}

/* The first kind that is not summer time rules before the first change. */
static int64_t first_offset(const table *t) {
    for (int64_t row = 0; row < t->ntypes; ++row)
        if (t->types[6 * row + 4] == 0) return type_offset(t, row);
    return type_offset(t, 0);
}

static int64_t table_offset(const table *t, int64_t at) {
    int64_t low = 0, high = t->count; /* the number of changes at or before `at` */
    while (low < high) {
        int64_t mid = (low + high) / 2;
        if (big_endian(t->times + 8 * mid, 8) <= at)
            low = mid + 1;
        else
            high = mid;
    }
    int64_t offset;
    if (low == t->count && t->rule < t->rule_end && rule_offset(t->rule, t->rule_end, at, &offset))
        return offset;
    return low == 0 ? first_offset(t) : type_offset(t, t->kinds[low - 1]);
}

bool csp_zone_offset(const char *name, int64_t ns, int64_t *seconds) {
    *seconds = 0;
    if (strcmp(name, "UTC") == 0) return true;
    if (!is_zone_name(name)) return false;
    const zone *z = find_zone(name);
    table t;
    if (!z || !open_table(z, &t)) return false;
    *seconds = table_offset(&t, csp_floor_div(ns, CSP_SECOND));
    return true;
}
