/* math.c - the mathematical functions that csp programs use without import, min and max of numbers,
 * and random numbers.
 *
 * Called from generated code and the interpreter in the shape of csp_call (value.h). Outside their
 * domain the functions give nan or inf, as csp's.
 */
#include <math.h>

#include "internal.h"

#define MATH_FUNCTIONS(X)                                                                          \
    X(ln, log)                                                                                     \
    X(log2, log2)                                                                                  \
    X(log10, log10)                                                                                \
    X(exp, exp)                                                                                    \
    X(exp2, exp2)                                                                                  \
    X(sqrt, sqrt)                                                                                  \
    X(sin, sin)                                                                                    \
    X(cos, cos)                                                                                    \
    X(tan, tan)                                                                                    \
    X(arcsin, asin)                                                                                \
    X(arccos, acos)                                                                                \
    X(arctan, atan)                                                                                \
    X(sinh, sinh)                                                                                  \
    X(cosh, cosh)                                                                                  \
    X(tanh, tanh)                                                                                  \
    X(arcsinh, asinh)                                                                              \
    X(arccosh, acosh)                                                                              \
    X(arctanh, atanh)                                                                              \
    X(erf, erf)

#define DEFINE(name, function)                                                                     \
    void csp_math_##name(const csp_call *call, double *ret, const double *x) {                     \
        (void)call;                                                                                \
        *ret = function(*x);                                                                       \
    }
MATH_FUNCTIONS(DEFINE)
#undef DEFINE

void csp_math_arctan2(const csp_call *call, double *ret, const double *y, const double *x) {
    (void)call;
    *ret = atan2(*y, *x);
}

void csp_math_isnan(const csp_call *call, uint8_t *ret, const double *x) {
    (void)call;
    *ret = *x != *x;
}

void csp_math_isinf(const csp_call *call, uint8_t *ret, const double *x) {
    (void)call;
    *ret = isinf(*x) != 0;
}

/* As Python: the first unless the second is better, so `max(nan, 1.0)` is nan and `max(1.0, nan)`
 * is 1.0. */
void csp_min_int(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b) {
    (void)call;
    *ret = *b < *a ? *b : *a;
}

void csp_max_int(const csp_call *call, int64_t *ret, const int64_t *a, const int64_t *b) {
    (void)call;
    *ret = *b > *a ? *b : *a;
}

void csp_min_float(const csp_call *call, double *ret, const double *a, const double *b) {
    (void)call;
    *ret = *b < *a ? *b : *a;
}

void csp_max_float(const csp_call *call, double *ret, const double *a, const double *b) {
    (void)call;
    *ret = *b > *a ? *b : *a;
}

/* ---- random numbers: splitmix64 (Steele, Lea, Flood 2014), whose whole state is one int */

static uint64_t splitmix(int64_t *state) {
    uint64_t z = (uint64_t)*state + UINT64_C(0x9e3779b97f4a7c15);
    *state = (int64_t)z;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* 0 <= *ret < 2**63 */
void csp_random_next(const csp_call *call, int64_t *ret, int64_t *state) {
    (void)call;
    *ret = (int64_t)(splitmix(state) >> 1);
}

/* 0.0 <= *ret < 1.0, with 53 random bits */
void csp_random_uniform(const csp_call *call, double *ret, int64_t *state) {
    (void)call;
    *ret = (double)(splitmix(state) >> 11) * 0x1p-53;
}
