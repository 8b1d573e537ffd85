/* Numbers that have the same bits on every platform: no libm, no contraction. */
#ifndef LMBI_BASE_NUMBER_H
#define LMBI_BASE_NUMBER_H

#include <float.h>
#include <stdint.h>

/* 1 evaluates floats as doubles: there are none here. i386 needs -msse2 -mfpmath=sse. */
#if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 1
#error "doubles must be evaluated as doubles: the library promises the same bits everywhere"
#endif
#ifdef __FAST_MATH__
#error "-ffast-math breaks NaN and the order of sums"
#endif

#define LMBI_MAX DBL_MAX
#define LMBI_INFINITY ((double)__builtin_inf())
/* The one quiet NaN that the library writes. */
#define LMBI_NAN ((double)__builtin_nan(""))

static inline int lmbi_is_finite(double x) { return x - x == 0; }
/* x, NaN where it is not finite. */
static inline double lmbi_finite(double x) { return lmbi_is_finite(x) ? x : LMBI_NAN; }
static inline double lmbi_abs(double x) { return __builtin_fabs(x); }
/* Correctly rounded everywhere; one instruction with -fno-math-errno. */
static inline double lmbi_sqrt(double x) { return __builtin_sqrt(x); }
static inline double lmbi_min(double a, double b) { return a < b ? a : b; }
static inline double lmbi_max(double a, double b) { return a > b ? a : b; }
static inline double lmbi_clip(double x, double lower, double upper)
{
    return x < lower ? lower : x > upper ? upper : x;
}
/* a / b, NaN where b is 0. */
static inline double lmbi_ratio(double a, double b) { return b == 0 ? LMBI_NAN : a / b; }

/* Within 1 ulp of the exact value; NaN, infinities and the ends of the range as C has them. */
double lmbi_exp(double x);
double lmbi_log(double x);
/* x > 0, or x == 0 with y >= 0; NaN for negative x. */
double lmbi_pow(double x, double y);

/* A double-double: the exact sum of two doubles, |low| <= ulp(high) / 2. */
struct lmbi_pair {
    double high, low;
};

/* Powers of one finite base x >= 0, with the bits of lmbi_pow(), for less than half its time. */
struct lmbi_pair lmbi_log_pair(double x);
double lmbi_power(struct lmbi_pair log_x, double y);

/* The standard normal: the probability below x, and the x below which probability p lies. */
double lmbi_normal_cdf(double x);
double lmbi_normal_quantile(double p);

#endif
