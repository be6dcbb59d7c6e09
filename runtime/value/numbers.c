/* numbers.c - arithmetic that is not one instruction: integer division, powers, rounding,
 * conversions from numbers and text.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Integers are
 * checked: what does not fit raises with both operands. Floats follow IEEE 754 except that `//` and
 * `%` by zero raise.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

#define FITS_INT(x) ((x) >= -0x1p63 && (x) < 0x1p63)

/* One operand of a failed operation, by the letter of its type: int, datetime, timedelta. */
static void operand_text(char letter, int64_t value, char out[64]) {
    csp_text t = {0};
    if (letter == 'd')
        csp_format_datetime(&t, value);
    else if (letter == 't')
        csp_format_timedelta(&t, value);
    else
        csp_text_printf(&t, "%" PRId64, value);
    snprintf(out, 64, "%.*s", (int)t.size, t.data);
    csp_text_free(&t);
}

/* `op` is the operator; two letters before it tell the types of the operands where they are times; "neg" is unary. */
void csp_fail_overflow(const csp_call *call, const char *op, int64_t a, int64_t b) {
    if (strcmp(op, "neg") == 0) csp_raise(call, "-(%" PRId64 ") overflows int", b);
    bool times = *op >= 'a' && *op <= 'z';
    char x[64], y[64];
    operand_text(times ? op[0] : 'i', a, x);
    operand_text(times ? op[1] : 'i', b, y);
    if (!times) csp_raise(call, "%s %s %s overflows int", x, op, y);
    csp_raise(call, "%s %s %s is out of range: %s", x, op + 2, y,
              op[0] == 'd' && op[1] == 't' ? "datetimes are from 1677-09-21 to 2262-04-11"
                                           : "a timedelta holds up to 292 years");
}

void csp_fail_span_zero(const csp_call *call, const char *op, int64_t span) {
    char shown[64];
    operand_text('t', span, shown);
    csp_raise(call, "division by zero: the duration %s %s 0", shown, op);
}

void csp_fail_shift(const csp_call *call, int64_t count) {
    csp_raise(call, "a shift by %" PRId64 " places: it must be 0 to 63", count);
}

void csp_fail_index(const csp_call *call, int64_t index, int64_t length) {
    csp_raise(call, "index %" PRId64 " out of range for a list of %" PRId64, index, length);
}

/* ---- operators */

void csp_op_int_floordiv(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b) {
    if (*b == 0)
        csp_raise(call, "integer division or modulo by zero: %" PRId64 " // %" PRId64, *a, *b);
    if (*b == -1 && *a == INT64_MIN) csp_fail_overflow(call, "//", *a, *b);
    *ret = csp_floor_div(*a, *b);
}

void csp_op_int_mod(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b) {
    if (*b == 0)
        csp_raise(call, "integer division or modulo by zero: %" PRId64 " %% %" PRId64, *a, *b);
    *ret = *b == -1 ? 0 : csp_floor_mod(*a, *b);
}

void csp_op_int_pow(const csp_call *call, int64_t *ret, const int64_t *base,
                    const int64_t *exponent) {
    if (*exponent < 0)
        csp_raise(call, "negative exponent of an int: %" PRId64 " ** %" PRId64, *base, *exponent);
    int64_t result = 1, square = *base;
    bool overflow = false;
    for (int64_t n = *exponent; n > 0; n >>= 1) {
        if (n & 1) overflow |= __builtin_mul_overflow(result, square, &result);
        /* the last square is not used and may overflow */
        if (n > 1 && __builtin_mul_overflow(square, square, &square)) overflow = true;
        if (overflow) csp_fail_overflow(call, "**", *base, *exponent);
    }
    *ret = result;
}

/* The remainder has the sign of b, also when it is zero. */
static double float_mod(double a, double b) {
    double r = fmod(a, b);
    if (r == 0) return copysign(0, b);
    return (r < 0) != (b < 0) ? r + b : r;
}

_Noreturn static void raise_zero(const csp_call *call, const char *what, const char *op, double a,
                                 double b) {
    char x[CSP_FLOAT_TEXT], y[CSP_FLOAT_TEXT];
    csp_float_repr(a, x);
    csp_float_repr(b, y);
    csp_raise(call, "%s by zero: %s %s %s", what, x, op, y);
}

void csp_op_float_mod(const csp_call *call, double *ret, const double *a, const double *b) {
    if (*b == 0) raise_zero(call, "float modulo", "%", *a, *b);
    *ret = float_mod(*a, *b);
}

/* CPython's: from the remainder, so that `a // b * b + a % b` stays close to a. */
static double float_floordiv(double a, double b) {
    double r = fmod(a, b), q = (a - r) / b;
    if (r != 0 && (r < 0) != (b < 0)) q -= 1;
    if (q == 0) return copysign(0, a / b);
    double whole = floor(q);
    return q - whole > 0.5 ? whole + 1 : whole;
}

void csp_op_float_floordiv(const csp_call *call, double *ret, const double *a, const double *b) {
    if (*b == 0) raise_zero(call, "float floor division", "//", *a, *b);
    *ret = float_floordiv(*a, *b);
}

void csp_op_float_pow(const csp_call *call, double *ret, const double *a, const double *b) {
    (void)call;
    *ret = pow(*a, *b);
}

void csp_divmod_int(const csp_call *call, void *ret, const int64_t *a, const int64_t *b) {
    int64_t *pair = ret; /* (int, int) */
    csp_op_int_floordiv(call, &pair[0], a, b);
    csp_op_int_mod(call, &pair[1], a, b);
}

void csp_divmod_float(const csp_call *call, void *ret, const double *a, const double *b) {
    double *pair = ret; /* (float, float) */
    csp_op_float_floordiv(call, &pair[0], a, b);
    csp_op_float_mod(call, &pair[1], a, b);
}

/* ---- rounding */

/* Also of timedelta. */
void csp_abs_int(const csp_call *call, int64_t *ret, const int64_t *x) {
    if (*x == INT64_MIN) csp_raise(call, "abs(%" PRId64 ") overflows int", *x);
    *ret = *x < 0 ? -*x : *x;
}

void csp_abs_float(const csp_call *call, double *ret, const double *x) {
    (void)call;
    *ret = fabs(*x);
}

/* A whole float as an int. */
static int64_t whole(const csp_call *call, double x, double original) {
    if (FITS_INT(x)) return (int64_t)x;
    char text[CSP_FLOAT_TEXT];
    csp_float_repr(original, text);
    csp_raise(call, "float %s does not fit an int", text);
}

void csp_round_float(const csp_call *call, int64_t *ret, const double *x) {
    *ret = whole(call, rint(*x), *x);
}

/* floor, ceil, trunc */
void csp_floor_float(const csp_call *call, int64_t *ret, const double *x) {
    *ret = whole(call, floor(*x), *x);
}

void csp_ceil_float(const csp_call *call, int64_t *ret, const double *x) {
    *ret = whole(call, ceil(*x), *x);
}

void csp_int_of_float(const csp_call *call, int64_t *ret, const double *x) {
    *ret = whole(call, trunc(*x), *x);
}

/* Also int(int), round(int), floor(int). */
void csp_int_same(const csp_call *call, int64_t *ret, const int64_t *x) {
    (void)call;
    *ret = *x;
}

/* The decimal digits of a float are exact in printf, so the text is rounded correctly. */
static double round_fraction(double x, int64_t digits) {
    if (digits > 323) return x; /* as far as floats go */
    char text[700];
    int size = snprintf(text, sizeof text, "%.*f", (int)digits, x);
    return size > 0 && (size_t)size < sizeof text ? strtod(text, NULL) : x;
}

/* Adds one to the decimal digits text[0, size); there is room for the carry in text[0]. */
static void increment(char *text, int64_t size) {
    int64_t i = size - 1;
    while (text[i] == '9') text[i--] = '0';
    ++text[i];
}

/* To tens, hundreds, ...: the whole part has exact digits; half goes to even unless a fraction
 * follows. */
static double round_whole(double x, int64_t places) {
    char text[400] = "0";
    bool more = trunc(x) != x;
    int size = snprintf(text + 1, sizeof text - 1, "%.0f", fabs(trunc(x))) + 1;
    if (places >= size) return copysign(0, x);
    char *cut = text + size - places;
    int c = *cut - '0';
    for (char *p = cut + 1; *p; ++p) more |= *p != '0';
    bool odd = (cut[-1] - '0') & 1;
    bool up = c > 5 || (c == 5 && (more || odd));
    memset(cut, '0', (size_t)places);
    if (up) increment(text, size - places);
    return copysign(strtod(text, NULL), x);
}

void csp_round_digits(const csp_call *call, double *ret, const double *x, const int64_t *digits) {
    (void)call;
    if (!isfinite(*x) || *x == 0)
        *ret = *x;
    else
        *ret = *digits >= 0 ? round_fraction(*x, *digits) : round_whole(*x, -*digits);
}

void csp_round_int_digits(const csp_call *call, int64_t *ret, const int64_t *x,
                          const int64_t *digits) {
    *ret = *x;
    if (*digits >= 0) return;
    *ret = 0;
    if (*digits < -18) return;
    int64_t unit = 1;
    for (int64_t i = 0; i > *digits; --i) unit *= 10;
    int64_t down = csp_floor_div(*x, unit), rest = *x - down * unit;
    if (rest > unit - rest || (rest == unit - rest && (down & 1))) ++down;
    if (__builtin_mul_overflow(down, unit, ret))
        csp_raise(call, "round(%" PRId64 ", %" PRId64 ") overflows int", *x, *digits);
}

/* ---- conversions */

void csp_int_of_bool(const csp_call *call, int64_t *ret, const uint8_t *x) {
    (void)call;
    *ret = *x;
}

void csp_float_of_bool(const csp_call *call, double *ret, const uint8_t *x) {
    (void)call;
    *ret = *x;
}

void csp_float_of_int(const csp_call *call, double *ret, const int64_t *x) {
    (void)call;
    *ret = (double)*x;
}

void csp_float_same(const csp_call *call, double *ret, const double *x) {
    (void)call;
    *ret = *x;
}

void csp_bool_same(const csp_call *call, uint8_t *ret, const uint8_t *x) {
    (void)call;
    *ret = *x;
}

void csp_bool_of_int(const csp_call *call, uint8_t *ret, const int64_t *x) {
    (void)call;
    *ret = *x != 0;
}

void csp_bool_of_float(const csp_call *call, uint8_t *ret, const double *x) {
    (void)call;
    *ret = *x != 0;
}

void csp_bool_of_str(const csp_call *call, uint8_t *ret, csp_str *const *x) {
    (void)call;
    *ret = csp_str_size(*x) > 0;
}

/* The text of a number: without blanks around it and underscores between digits. False when it is
 * none of these. */
static bool clean_number(const csp_str *s, char out[128]) {
    const char *p = csp_str_data(s), *end = p + csp_str_size(s);
    while (p < end && csp_is_space((unsigned char)*p)) ++p;
    while (end > p && csp_is_space((unsigned char)end[-1])) --end;
    size_t n = 0;
    for (; p < end; ++p) {
        if (*p == '_') {
            bool between =
                n > 0 && p + 1 < end && csp_is_digit((unsigned char)p[-1]) && p[1] != '_';
            if (!between) return false;
            continue;
        }
        if (n + 1 >= 128 || *p == '\0') return false;
        out[n++] = *p;
    }
    out[n] = '\0';
    return n > 0;
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 99;
}

/* 0x, 0o, 0b in front; base 0 takes the base from it. */
static const char *skip_prefix(const char *p, int64_t *base) {
    int64_t found = 0;
    if (p[0] == '0' && (p[1] | 32) == 'x') found = 16;
    if (p[0] == '0' && (p[1] | 32) == 'o') found = 8;
    if (p[0] == '0' && (p[1] | 32) == 'b') found = 2;
    if (*base == 0) *base = found ? found : 10;
    return found == *base && found ? p + 2 : p;
}

static void int_of_text(const csp_call *call, int64_t *ret, const csp_str *s, int64_t base) {
    if (base != 0 && (base < 2 || base > 36))
        csp_raise(call, "int() base must be 2 to 36 or 0, not %" PRId64, base);
    char text[128];
    bool good = clean_number(s, text), negative = false, overflow = false;
    int64_t value = 0;
    if (good) {
        const char *p = text;
        negative = *p == '-';
        if (*p == '-' || *p == '+') ++p;
        p = skip_prefix(p, &base);
        good = *p != '\0';
        for (; *p && good; ++p) {
            int64_t digit = digit_value(*p);
            good = digit < base;
            overflow = overflow || __builtin_mul_overflow(value, base, &value) ||
                       __builtin_sub_overflow(value, digit, &value);
        }
    }
    if (!good)
        csp_raise(call, "invalid literal for int() with base %" PRId64 ": '%.100s'", base,
                  csp_str_data(s));
    if (overflow || (!negative && value == INT64_MIN))
        csp_raise(call, "int('%.100s') overflows int", csp_str_data(s));
    *ret = negative ? value : -value;
}

void csp_int_of_str(const csp_call *call, int64_t *ret, csp_str *const *s) {
    int_of_text(call, ret, *s, 10);
}

void csp_int_of_str_base(const csp_call *call, int64_t *ret, csp_str *const *s,
                         const int64_t *base) {
    int_of_text(call, ret, *s, *base);
}

/* Decimal, inf, infinity, nan; no hexadecimal. */
static bool float_of_text(const csp_str *s, double *x) {
    char text[128], *end;
    if (!clean_number(s, text) || strpbrk(text, "xX(")) return false;
    *x = strtod(text, &end);
    return *end == '\0';
}

void csp_float_of_str(const csp_call *call, double *ret, csp_str *const *s) {
    if (!float_of_text(*s, ret))
        csp_raise(call, "could not convert string to float: '%.100s'", csp_str_data(*s));
}

/* ---- methods */

void csp_int_bit_length(const csp_call *call, int64_t *ret, const int64_t *x) {
    (void)call;
    uint64_t size = *x < 0 ? -(uint64_t)*x : (uint64_t)*x;
    *ret = size ? 64 - __builtin_clzll(size) : 0;
}

void csp_int_bit_count(const csp_call *call, int64_t *ret, const int64_t *x) {
    (void)call;
    *ret = __builtin_popcountll(*x < 0 ? -(uint64_t)*x : (uint64_t)*x);
}

void csp_float_is_integer(const csp_call *call, uint8_t *ret, const double *x) {
    (void)call;
    *ret = isfinite(*x) && floor(*x) == *x;
}

static csp_str *in_base(int64_t x, const char *prefix, unsigned bits) {
    char text[72];
    char *p = text + sizeof text;
    uint64_t size = x < 0 ? -(uint64_t)x : (uint64_t)x;
    do {
        *--p = "0123456789abcdef"[size & ((1u << bits) - 1)];
        size >>= bits;
    } while (size > 0);
    *--p = prefix[1];
    *--p = prefix[0];
    if (x < 0) *--p = '-';
    return csp_str_new(p, (size_t)(text + sizeof text - p));
}

void csp_hex(const csp_call *call, csp_str **ret, const int64_t *x) {
    (void)call;
    *ret = in_base(*x, "0x", 4);
}

void csp_oct(const csp_call *call, csp_str **ret, const int64_t *x) {
    (void)call;
    *ret = in_base(*x, "0o", 3);
}

void csp_bin(const csp_call *call, csp_str **ret, const int64_t *x) {
    (void)call;
    *ret = in_base(*x, "0b", 1);
}
