/* literal.c - numbers and durations of the lexer: exact values or a reason why not. Strings are in
 * string.c. */
#include "syntax/literal.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grammar.h"

/* The token's text without underscores, in the arena. */
static char *plain_digits(Syntax *syntax, const Token *token) {
    char *plain = arena_alloc(syntax->arena, token->size + 1);
    const char *text = syntax->file->text + token->start;
    size_t len = 0;
    for (size_t i = 0; i < token->size; i++)
        if (text[i] != '_') plain[len++] = text[i];
    return plain;
}

static void refuse(Token *token) { token->kind = T_ERROR; }

/* `-9223372036854775808` is written with a number that is one too large: it is let through after a
   minus, as the negative number, and the negation is dropped by build.c. */
static void integer_read(Syntax *syntax, Token *token, const char *digits, int base,
                         bool after_minus) {
    errno = 0;
    unsigned long long value = strtoull(digits, NULL, base);
    unsigned long long most = (unsigned long long)INT64_MAX;
    token->kind = T_INT;
    if (errno == 0 && value <= most) {
        token->integer = (int64_t)value;
    } else if (errno == 0 && after_minus && value == most + 1) {
        token->integer = INT64_MIN;
    } else {
        diag_error(syntax->diagnostics, token->pos, 109,
                   "integer out of range: int holds -2**63 to 2**63 - 1");
        diag_help(syntax->diagnostics,
                  "a float holds larger numbers, less exactly: write it with '.0'");
        refuse(token);
    }
}

void number_read(Syntax *syntax, Token *token, bool after_minus) {
    const char *digits = plain_digits(syntax, token);
    char mark = (char)tolower((unsigned char)digits[1]);
    if (digits[0] == '0' && mark == 'x') {
        integer_read(syntax, token, digits + 2, 16, after_minus);
    } else if (digits[0] == '0' && mark == 'o') {
        integer_read(syntax, token, digits + 2, 8, after_minus);
    } else if (digits[0] == '0' && mark == 'b') {
        integer_read(syntax, token, digits + 2, 2, after_minus);
    } else if (strpbrk(digits, ".eE") != NULL) {
        token->kind = T_FLOAT;
        token->real = strtod(digits, NULL);
    } else if (digits[0] == '0' && digits[strspn(digits, "0")] != '\0') {
        diag_error(syntax->diagnostics, token->pos, 109, "a number must not begin with 0");
        diag_help(syntax->diagnostics, "write %s, or 0o%s for an octal number",
                  digits + strspn(digits, "0"), digits + strspn(digits, "0"));
        refuse(token);
    } else {
        integer_read(syntax, token, digits, 10, after_minus);
    }
}

/* ---- durations */

static const struct {
    const char *name;
    int64_t nanoseconds;
} units[] = {{"ns", 1},
             {"us", 1000},
             {"ms", 1000000},
             {"s", 1000000000},
             {"min", INT64_C(60000000000)},
             {"h", INT64_C(3600000000000)},
             {"d", INT64_C(86400000000000)}};
enum { UNITS = sizeof units / sizeof units[0] };

static int64_t unit_size(const char *name) {
    for (int i = 0; i < UNITS; i++)
        if (strcmp(units[i].name, name) == 0) return units[i].nanoseconds;
    return 0;
}

/* The fraction of a unit that these decimal digits mean; false when it is not a whole number of
   nanoseconds. No unit has more than 16 factors of 2 or 5, so more digits than 18 are never exact.
 */
static bool fraction_read(const char *digits, int len, int64_t unit, int64_t *nanoseconds) {
    while (len > 0 && digits[len - 1] == '0') len--;
    if (len > 18) return false;
    int64_t numerator = 0, denominator = 1;
    for (int i = 0; i < len; i++) {
        numerator = numerator * 10 + (digits[i] - '0');
        denominator *= 10;
    }
    __extension__ __int128 product = (__int128)numerator * unit;
    *nanoseconds = (int64_t)(product / denominator);
    return product % denominator == 0;
}

/* Exact decimal arithmetic: 2.5s is 2 s and 5 tenths of one, never a double. */
void duration_read(Syntax *syntax, Token *token) {
    const char *p = plain_digits(syntax, token);
    int64_t unit = unit_size(p + strspn(p, "0123456789."));
    int64_t total = 0, part = 0;
    bool overflow = false, exact = true;
    for (; isdigit((unsigned char)*p); p++)
        overflow = overflow || __builtin_mul_overflow(total, (int64_t)10, &total) ||
                   __builtin_add_overflow(total, (int64_t)(*p - '0'), &total);
    if (*p == '.') exact = fraction_read(p + 1, (int)strspn(p + 1, "0123456789"), unit, &part);
    overflow = overflow || __builtin_mul_overflow(total, unit, &total) ||
               __builtin_add_overflow(total, part, &total);
    token->kind = T_DURATION;
    token->integer = total;
    if (!overflow && exact) return;
    diag_error(syntax->diagnostics, token->pos, 110,
               overflow ? "duration out of range: at most 292 years"
                        : "a duration is a whole number of nanoseconds");
    refuse(token);
}

/* ---- words that begin with a digit and are neither */

/* What `5m`, `5sec`, `2hours` probably mean. */
static const char *unit_meant(const char *name) {
    static const struct {
        const char *name, *meant;
    } others[] = {{"m", "min"},     {"mins", "min"},  {"minute", "min"}, {"minutes", "min"},
                  {"M", "min"},     {"sec", "s"},     {"secs", "s"},     {"second", "s"},
                  {"seconds", "s"}, {"S", "s"},       {"hour", "h"},     {"hours", "h"},
                  {"hr", "h"},      {"hrs", "h"},     {"H", "h"},        {"day", "d"},
                  {"days", "d"},    {"D", "d"},       {"msec", "ms"},    {"millis", "ms"},
                  {"usec", "us"},   {"micros", "us"}, {"nsec", "ns"},    {"nanos", "ns"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(others[i].name, name) == 0) return others[i].meant;
    return NULL;
}

void number_refuse(Syntax *syntax, Token *token) {
    Diagnostics *d = syntax->diagnostics;
    const char *word = arena_copy(syntax->arena, syntax->file->text + token->start, token->size);
    int number = (int)strspn(word, "0123456789_.");
    const char *suffix = word + number;
    const char *unit = unit_meant(suffix);
    refuse(token);
    if (unit != NULL) {
        diag_error(d, token->pos, 110, "unknown unit '%s' of a duration", suffix);
        diag_help(d, "write %.*s%s", number, word, unit);
    } else if (strcmp(suffix, "w") == 0 || strcmp(suffix, "weeks") == 0) {
        diag_error(d, token->pos, 110, "unknown unit '%s' of a duration", suffix);
        diag_help(d, "the longest unit is a day: 7d");
    } else if (strcmp(suffix, "j") == 0 || strcmp(suffix, "J") == 0) {
        diag_error(d, token->pos, 109, "complex numbers are not supported");
    } else if (strchr(word, '_') != NULL && suffix[0] == '\0') {
        diag_error(d, token->pos, 109, "misplaced '_' in the number %s", word);
    } else if (word[0] == '0' && number == 1 && strchr("xXoObB", suffix[0]) != NULL) {
        diag_error(d, token->pos, 109, "bad digits in the number %s", word);
    } else if ((suffix[0] == 'e' || suffix[0] == 'E') && isdigit((unsigned char)suffix[1])) {
        diag_error(d, token->pos, 110, "a duration is written without exponent");
    } else {
        diag_error(d, token->pos, 109, "unexpected '%s' after a number", suffix);
        diag_help(
            d, "a name must not begin with a digit; the units of durations are ns us ms s min h d");
    }
}
