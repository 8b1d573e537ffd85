#include "base/number.h"

#include <string.h>

/* A double-double: the exact sum of two doubles, |low| <= ulp(high) / 2. Rounding to nearest and
 * no contraction make the operations below exact or correct to 2^-100. */
struct pair {
    double high, low;
};

static struct pair two_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (struct pair){s, (a - (s - t)) + (b - t)};
}

static struct pair quick_sum(double a, double b) /* |a| >= |b| */
{
    double s = a + b;
    return (struct pair){s, b - (s - a)};
}

static struct pair split(double a)
{
    double t = 134217729.0 * a, high = t - (t - a); /* 2^27 + 1 */
    return (struct pair){high, a - high};
}

static struct pair two_product(double a, double b)
{
    double p = a * b;
    struct pair x = split(a), y = split(b);
    return (struct pair){
        p, ((x.high * y.high - p) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

static struct pair add(struct pair a, struct pair b)
{
    struct pair s = two_sum(a.high, b.high);
    return quick_sum(s.high, s.low + a.low + b.low);
}

static struct pair multiply(struct pair a, struct pair b)
{
    struct pair p = two_product(a.high, b.high);
    return quick_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static struct pair divide(struct pair a, struct pair b)
{
    double q = a.high / b.high;
    struct pair r = two_product(q, b.high);
    double rest = ((a.high - r.high) - r.low) + a.low - q * b.low;
    return quick_sum(q, rest / b.high);
}

static const struct pair ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

static double power_of_two(int e) /* -1022 <= e <= 1023 */
{
    uint64_t bits = (uint64_t)(e + 1023) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double scale(double x, int e) /* x 2^e with one rounding, also into the subnormals */
{
    if (e > 1023) return x * power_of_two(e - 1023) * power_of_two(1023);
    if (e < -1022) return x * power_of_two(e + 1022 < -1022 ? -1022 : e + 1022) * power_of_two(-1022);
    return x * power_of_two(e);
}

/* 1 / n of odd n from 11 down to 3 */
static const struct pair reciprocals[] = {
    {0x1.745d1745d1746p-4, -0x1.745d1745d1746p-59},
    {0x1.c71c71c71c71cp-4, 0x1.c71c71c71c71cp-58},
    {0x1.2492492492492p-3, 0x1.2492492492492p-57},
    {0x1.999999999999ap-3, -0x1.999999999999ap-57},
    {0x1.5555555555555p-2, 0x1.5555555555555p-56},
};

/* 1 / n! of n from 5 down to 1 */
static const struct pair over_factorial[] = {
    {0x1.1111111111111p-7, 0x1.1111111111111p-63},
    {0x1.5555555555555p-5, 0x1.5555555555555p-59},
    {0x1.5555555555555p-3, 0x1.5555555555555p-57},
    {0x1.0000000000000p-1, 0x0.0p+0},
    {0x1.0000000000000p+0, 0x0.0p+0},
};

/* exp of a pair: 2^k exp(r), |r| <= ln2 / 2, exp(r) = exp(r / 16)^16 by its Taylor series, whose
 * high terms are too small to need a pair. */
static double exp_pair(struct pair x)
{
    if (x.high > 709.79) return LMBI_INFINITY;
    if (x.high < -745.2) return 0;
    int k = (int)(x.high * 1.4426950408889634 + (x.high < 0 ? -0.5 : 0.5));
    struct pair r = add(x, multiply(ln2, (struct pair){-k, 0}));
    r.high /= 16;
    r.low /= 16;
    double tail = 0;
    for (int n = 13; n > 5; n--) tail = (tail + 1) * r.high / n;
    struct pair sum = quick_sum(over_factorial[0].high, over_factorial[0].low +
                                                             over_factorial[0].high * tail);
    for (int i = 1; i < 5; i++) sum = add(multiply(sum, r), over_factorial[i]);
    sum = multiply(sum, r); /* exp(r) - 1, squared without losing the small part */
    for (int i = 0; i < 4; i++)
        sum = add((struct pair){2 * sum.high, 2 * sum.low}, multiply(sum, sum));
    sum = add(sum, (struct pair){1, 0});
    return scale(sum.high + sum.low, k);
}

/* x = 2^e m, m in [sqrt(1/2), sqrt(2)), for x > 0; returns m. */
static double mantissa(double x, int *e)
{
    *e = 0;
    if (x < 0x1p-1022) x *= 0x1p54, *e = -54;
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    *e += (int)(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFFU) | 0x3FF0000000000000U;
    double m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.4142135623730951) m /= 2, ++*e;
    return m;
}

/* log m = 2 atanh((m - 1) / (m + 1)), as a pair. */
static struct pair log_pair(double x)
{
    int e;
    double m = mantissa(x, &e);
    struct pair f = divide((struct pair){m - 1, 0}, two_sum(m, 1));
    struct pair f2 = multiply(f, f);
    double tail = 0; /* terms too small to need a pair; f2 <= 0.0295: past n = 37 below 2^-90 */
    for (int n = 37; n > 11; n -= 2) tail = (tail + 1.0 / n) * f2.high;
    struct pair sum = multiply(add((struct pair){tail, 0}, reciprocals[0]), f2);
    for (int i = 1; i < 5; i++) sum = multiply(add(sum, reciprocals[i]), f2);
    sum = add(multiply(sum, f), f);
    sum.high *= 2;
    sum.low *= 2;
    return add(multiply(ln2, (struct pair){e, 0}), sum);
}

double lmbi_exp(double x)
{
    if (x != x) return LMBI_NAN;
    return exp_pair((struct pair){x, 0});
}

/* With g = m - 1 and s = g / (2 + g): log m = g - (g^2 / 2 - s (g^2 / 2 + R)), where
 * R = 2 s^2 / 3 + 2 s^4 / 5 + ..; the small terms are summed before the large one. */
double lmbi_log(double x)
{
    if (x != x || x < 0) return LMBI_NAN;
    if (x == 0) return -LMBI_INFINITY;
    if (x > LMBI_MAX) return x;
    int e;
    double g = mantissa(x, &e) - 1, s = g / (2 + g), z = s * s, r = 0, half = 0.5 * g * g;
    for (int n = 25; n >= 3; n -= 2) r = (r + 2.0 / n) * z;
    double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33; /* ln 2; e x high is exact */
    return e * high + (g - (half - (s * (half + r) + e * low)));
}

double lmbi_pow(double x, double y)
{
    if (y == 0 || x == 1) return 1;
    if (x != x || y != y || x < 0) return LMBI_NAN;
    if (x == 0) return y < 0 ? LMBI_INFINITY : 0;
    if (x > LMBI_MAX) return y < 0 ? 0 : x;
    if (lmbi_abs(y) > 1e300) return (x > 1) == (y > 0) ? LMBI_INFINITY : 0;
    return exp_pair(multiply(log_pair(x), (struct pair){y, 0}));
}

/* erfc(z) exp(z^2), z >= 2, by the continued fraction of Laplace from its tail. */
static double scaled_erfc(double z)
{
    double f = z;
    for (int k = 120; k >= 1; k--) f = z + k / 2.0 / f;
    return 0.56418958354775629 / f; /* 1 / sqrt(pi) */
}

double lmbi_normal_cdf(double x)
{
    if (x != x) return LMBI_NAN;
    double z = lmbi_abs(x) * 0.70710678118654752, tail;
    if (z > 27) {
        tail = 0;
    } else if (z >= 2) {
        tail = scaled_erfc(z) * lmbi_exp(-z * z) / 2;
    } else { /* erf(z) = 2 z / sqrt(pi) exp(-z^2) sum (2 z^2)^n / (1 3 5 ... (2n+1)) */
        double term = 1, sum = 1;
        for (int n = 1; term > 1e-17 * sum; n++) sum += term *= 2 * z * z / (2 * n + 1);
        tail = 0.5 - 0.56418958354775629 * z * sum * lmbi_exp(-z * z);
    }
    return x < 0 ? tail : 1 - tail;
}

/* Acklam's rational approximation for p <= 1/2, good to 1e-9. */
static double rough_quantile(double p)
{
    static const double a[] = {-39.69683028665376, 220.9460984245205, -275.9285104469687,
                               138.3577518672690,  -30.66479806614716, 2.506628277459239};
    static const double b[] = {-54.47609879822406, 161.5858368580409, -155.6989798598866,
                               66.80131188771972,  -13.28068155288572};
    static const double c[] = {-0.007784894002430293, -0.3223964580411365, -2.400758277161838,
                               -2.549732539343734,    4.374664141464968,   2.938163982698783};
    static const double d[] = {0.007784695709041462, 0.3224671290700398, 2.445134137142996,
                               3.754408661907416};
    double q = p < 0.02425 ? lmbi_sqrt(-2 * lmbi_log(p)) : p - 0.5, r = q * q;
    if (p < 0.02425)
        return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
               ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
           (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
}

double lmbi_normal_quantile(double p)
{
    if (p != p || p < 0 || p > 1) return LMBI_NAN;
    if (p == 0 || p == 1) return p == 0 ? -LMBI_INFINITY : LMBI_INFINITY;
    if (p > 0.5) return -lmbi_normal_quantile(1 - p);
    double x = rough_quantile(p);
    if (p < 1e-300) return x;
    /* A step of Halley's method makes it as good as the probability itself. */
    double off = (lmbi_normal_cdf(x) - p) * 2.5066282746310005 * lmbi_exp(x * x / 2);
    return x - off / (1 + x * off / 2);
}
