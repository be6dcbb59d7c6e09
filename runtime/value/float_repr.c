/* float_repr.c - floats as Python's repr prints them: the shortest digits that read back as the
 * same float.
 *
 * Used by all printing. Layout: `1.0`, `0.0001`, `1e-05`, `123456789012345.0`, `1e+16`, `-0.0`,
 * `inf`, `nan`.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

/* value = 0.d1d2d3... * 10^point */
typedef struct decimal {
    char digits[24];
    int n;
    int point;
} decimal;

/* Floats with few digits, the common case: x * 10^k is a whole number of at most 15 digits, so no
 * shorter text reads back as x, and dividing it by the exact 10^k does. */
static bool few_digits(double x, decimal *d) {
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    for (int k = 0; k <= 6; ++k) {
        double whole = rint(x * powers[k]);
        if (whole >= 1e15) return false;
        if (whole / powers[k] != x) continue;
        uint64_t n = (uint64_t)whole;
        char text[24];
        int len = 0;
        for (; n > 0; n /= 10) text[len++] = (char)('0' + n % 10);
        for (int i = 0; i < len; ++i) d->digits[i] = text[len - 1 - i];
        d->n = len;
        d->point = len - k;
        return true;
    }
    return false;
}

/* x with this many digits; true when that reads back as x. */
static bool with_digits(double x, int n, decimal *d) {
    char text[40];
    snprintf(text, sizeof text, "%.*e", n - 1, x);
    d->n = 0;
    char *p = text;
    for (; *p != 'e'; ++p)
        if (*p != '.') d->digits[d->n++] = *p;
    d->point = atoi(p + 1) + 1;
    return strtod(text, NULL) == x;
}

/* The decimal after the nearest one may be the only one of n digits that reads back, where x is a
 * power of two and the gap above it is wider than the one below. */
static bool next_decimal(double x, decimal *d) {
    int i = d->n - 1;
    while (i >= 0 && d->digits[i] == '9') d->digits[i--] = '0';
    if (i < 0) return false;
    ++d->digits[i];
    char text[40];
    snprintf(text, sizeof text, "0.%.*se%d", d->n, d->digits, d->point);
    return strtod(text, NULL) == x;
}

/* x is finite and positive. */
static void shortest(double x, decimal *d) {
    if (few_digits(x, d)) return;
    /* Below 2^-1022 floats have fewer digits than 15. */
    for (int n = x < 0x1p-1022 ? 1 : 15; n <= 17; ++n) {
        if (with_digits(x, n, d)) return;
        if (n == 16 && next_decimal(x, d)) return;
    }
}

static char *put_zeros(char *to, int n) {
    for (; n > 0; --n) *to++ = '0';
    return to;
}

/* Where the point goes: Python's rule is an exponent below 1e-4 and from 1e16. */
static char *lay_out(char *to, const decimal *d) {
    const char *digits = d->digits;
    int n = d->n, point = d->point;
    if (point > 16 || point < -3) {
        *to++ = *digits;
        if (n > 1) {
            *to++ = '.';
            memcpy(to, digits + 1, (size_t)(n - 1));
            to += n - 1;
        }
        return to + sprintf(to, "e%+03d", point - 1);
    }
    if (point <= 0) {
        *to++ = '0';
        *to++ = '.';
        to = put_zeros(to, -point);
        memcpy(to, digits, (size_t)n);
        return to + n;
    }
    int whole = n < point ? n : point;
    memcpy(to, digits, (size_t)whole);
    to = put_zeros(to + whole, point - whole);
    *to++ = '.';
    if (n <= point) {
        *to++ = '0';
        return to;
    }
    memcpy(to, digits + point, (size_t)(n - point));
    return to + (n - point);
}

int csp_float_repr(double x, char out[CSP_FLOAT_TEXT]) {
    char *to = out;
    if (isnan(x)) return sprintf(out, "nan");
    if (signbit(x)) *to++ = '-';
    x = fabs(x);
    if (isinf(x)) return (int)(to - out) + sprintf(to, "inf");
    decimal d = {.digits = "0", .n = 1, .point = 1};
    if (x != 0) shortest(x, &d);
    while (d.n > 1 && d.digits[d.n - 1] == '0') --d.n;
    to = lay_out(to, &d);
    *to = '\0';
    return (int)(to - out);
}

void csp_text_float(csp_text *t, double x) {
    csp_text_reserve(t, CSP_FLOAT_TEXT);
    t->size += (size_t)csp_float_repr(x, t->data + t->size);
}
