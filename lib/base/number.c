#include "base/number.h"

#include <string.h>

#include "base/number_tables.h"

/* Rounding to nearest and no contraction make what follows exact or correct to 2^-100. */

static struct lmbi_pair two_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (struct lmbi_pair){s, (a - (s - t)) + (b - t)};
}

static struct lmbi_pair quick_sum(double a, double b) /* |a| >= |b| */
{
    double s = a + b;
    return (struct lmbi_pair){s, b - (s - a)};
}

static struct lmbi_pair split(double a)
{
    double t = 134217729.0 * a, high = t - (t - a); /* 2^27 + 1 */
    return (struct lmbi_pair){high, a - high};
}

static struct lmbi_pair two_product(double a, double b)
{
    double p = a * b;
    struct lmbi_pair x = split(a), y = split(b);
    return (struct lmbi_pair){p, ((x.high * y.high - p) + x.high * y.low + x.low * y.high) +
                                     x.low * y.low};
}

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
    if (e < -1022)
        return x * power_of_two(e + 1022 < -1022 ? -1022 : e + 1022) * power_of_two(-1022);
    return x * power_of_two(e);
}

/* exp of a pair: with x = k ln2 / 32 + r, |r| <= ln2 / 64, exp(x) = 2^(k / 32) exp(r), the first by
 * table, the second by its Taylor series. k times the high part of ln2 / 32 is exact. */
static double exp_pair(struct lmbi_pair x)
{
    if (x.high > 709.79) return LMBI_INFINITY;
    if (x.high < -745.2) return 0;
    static const struct lmbi_pair step = {0x1.62e42fefap-6, 0x1.cf79abc9e3b3ap-45};
    int k = (int)(x.high * 46.166241308446828 + (x.high < 0 ? -0.5 : 0.5)), j = k & 31;
    struct lmbi_pair r = two_sum(x.high - k * step.high, x.low - k * step.low);
    double tail = 1.0 / 5040;
    tail = 1.0 / 720 + r.high * tail;
    tail = 1.0 / 120 + r.high * tail;
    tail = 1.0 / 24 + r.high * tail;
    tail = 1.0 / 6 + r.high * tail;
    tail = 0.5 + r.high * tail;
    double rest = r.high + (r.high * r.high * tail + r.low); /* exp(r) - 1 */
    double value = root_of_two[j].high + (root_of_two[j].low + root_of_two[j].high * rest);
    return scale(value, (k - j) / 32);
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

/* With x = 2^e m and c near m, log x = e ln2 + log c + log(1 + r), r = m / c - 1, |r| < 1 / 88. The
 * first three parts and r^2 / 2 are pairs; e times the high part of ln2 is exact. */
static struct lmbi_pair log_pair(double x)
{
    static const struct lmbi_pair ln2 = {0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45};
    int e;
    double m = mantissa(x, &e);
    int i = (int)(64 * m + 0.5) - FIRST_MIDDLE;
    struct lmbi_pair r = two_product(m, middle[i].inverse), log_c = middle[i].logarithm;
    r = quick_sum(r.high - 1, r.low);
    struct lmbi_pair square = two_product(r.high, r.high);
    double tail = -1.0 / 10;
    tail = 1.0 / 9 + r.high * tail;
    tail = -1.0 / 8 + r.high * tail;
    tail = 1.0 / 7 + r.high * tail;
    tail = -1.0 / 6 + r.high * tail;
    tail = 1.0 / 5 + r.high * tail;
    tail = -1.0 / 4 + r.high * tail;
    tail = 1.0 / 3 + r.high * tail;
    tail *= r.high * square.high;
    struct lmbi_pair a = two_sum(e * ln2.high, log_c.high), b = two_sum(a.high, r.high),
                     c = two_sum(b.high, -0.5 * square.high);
    double low = e * ln2.low + log_c.low + (r.low - r.high * r.low - 0.5 * square.low);
    return quick_sum(c.high, tail + (a.low + b.low + c.low + low));
}

double lmbi_exp(double x)
{
    if (x != x) return LMBI_NAN;
    return exp_pair((struct lmbi_pair){x, 0});
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

struct lmbi_pair lmbi_log_pair(double x)
{
    return x > 0 ? log_pair(x) : (struct lmbi_pair){-LMBI_INFINITY, 0};
}

double lmbi_power(struct lmbi_pair log_x, double y)
{
    if (y == 0) return 1;
    struct lmbi_pair z = two_product(log_x.high, y);
    return exp_pair((struct lmbi_pair){z.high, z.low + log_x.low * y});
}

double lmbi_pow(double x, double y)
{
    if (y == 0 || x == 1) return 1;
    if (x != x || y != y || x < 0) return LMBI_NAN;
    if (x == 0) return y < 0 ? LMBI_INFINITY : 0;
    if (x > LMBI_MAX) return y < 0 ? 0 : x;
    if (lmbi_abs(y) > 1e300) return (x > 1) == (y > 0) ? LMBI_INFINITY : 0;
    return lmbi_power(log_pair(x), y);
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
    static const double a[] = {-39.69683028665376, 220.9460984245205,  -275.9285104469687,
                               138.3577518672690,  -30.66479806614716, 2.506628277459239};
    static const double b[] = {-54.47609879822406, 161.5858368580409, -155.6989798598866,
                               66.80131188771972, -13.28068155288572};
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
