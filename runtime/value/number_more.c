/* number_more.c - what numbers do less often: powers modulo, empty constructors, truth of containers.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h).
 */
#include <inttypes.h>

#include "internal.h"

/* (0 of the modulus has no power; a negative modulus gives a result of its sign, as `%` does.) */
static int64_t times_modulo(int64_t a, int64_t b, int64_t m) {
    return (int64_t)((__int128)a * b % m);
}

/* The inverse of a modulo m > 1, or 0 when there is none. */
static int64_t inverse(int64_t a, int64_t m) {
    __int128 r = m, next_r = a, t = 0, next_t = 1;
    while (next_r != 0) {
        __int128 q = r / next_r, held = r - q * next_r;
        r = next_r;
        next_r = held;
        held = t - q * next_t;
        t = next_t;
        next_t = held;
    }
    return r != 1 ? 0 : (int64_t)(t < 0 ? t + m : t);
}

void csp_pow_modulo(const csp_call *call, int64_t *ret, const int64_t *base,
                    const int64_t *exponent, const int64_t *modulus) {
    int64_t m = *modulus;
    if (m == 0)
        csp_raise(call, "pow(%" PRId64 ", %" PRId64 ", 0): the modulus is zero", *base, *exponent);
    if (m == INT64_MIN) csp_raise(call, "%" PRId64 " as a modulus overflows int", m);
    int64_t size = m < 0 ? -m : m, square = csp_floor_mod(*base, size), result = 1 % size;
    uint64_t n = *exponent < 0 ? -(uint64_t)*exponent : (uint64_t)*exponent;
    if (*exponent < 0 && size > 1) {
        square = inverse(square, size);
        if (square == 0)
            csp_raise(call, "%" PRId64 " has no inverse modulo %" PRId64, *base, *modulus);
    }
    for (; n > 0; n >>= 1) {
        if (n & 1) result = times_modulo(result, square, size);
        square = times_modulo(square, square, size);
    }
    *ret = m < 0 && result != 0 ? result + m : result;
}

void csp_int_zero(const csp_call *call, int64_t *ret) {
    (void)call;
    *ret = 0;
}

void csp_float_zero(const csp_call *call, double *ret) {
    (void)call;
    *ret = 0;
}

void csp_bool_false(const csp_call *call, uint8_t *ret) {
    (void)call;
    *ret = 0;
}

void csp_str_empty(const csp_call *call, csp_str **ret) {
    (void)call;
    *ret = NULL;
}

void csp_bool_of_list(const csp_call *call, uint8_t *ret, csp_list *const *x) {
    (void)call;
    *ret = csp_list_len(*x) > 0;
}

void csp_bool_of_dict(const csp_call *call, uint8_t *ret, csp_dict *const *x) {
    (void)call;
    *ret = csp_dict_len(*x) > 0;
}
