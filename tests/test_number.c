/* exp, log, pow and the normal distribution against long double libm. */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "support.h"

enum { POINTS = 200000 };
static const uint64_t seed = 314;

/* Distance to the exact value in units of the last place of a double. */
static double ulps(double value, long double exact)
{
    if (isinf(value) && fabsl(exact) > (long double)DBL_MAX) return 0;
    double nearest = fabs((double)exact);
    double ulp = nextafter(fmax(nearest, DBL_MIN), INFINITY) - fmax(nearest, DBL_MIN);
    return (double)fabsl((value - exact) / ulp);
}

static void exp_is_within_one_ulp(void **state)
{
    (void)state;
    struct random r = {seed};
    double worst = 0;
    for (int i = 0; i < POINTS; i++) {
        double x = choose(&r, 2) ? uniform(&r, -745.5, 710) : uniform(&r, -2, 2);
        worst = fmax(worst, ulps(lmbi_exp(x), expl(x)));
    }
    printf("# exp: %.3f ulp at worst\n", worst);
    assert_true(worst <= 1);
}

static void log_is_within_one_ulp(void **state)
{
    (void)state;
    struct random r = {seed};
    double worst = 0;
    for (int i = 0; i < POINTS; i++) {
        double x = choose(&r, 2) ? exp(uniform(&r, -744, 709)) : uniform(&r, 0.9, 1.1);
        if (x > 0) worst = fmax(worst, ulps(lmbi_log(x), logl(x)));
    }
    printf("# log: %.3f ulp at worst\n", worst);
    assert_true(worst <= 1);
}

static void pow_is_within_one_ulp(void **state)
{
    (void)state;
    struct random r = {seed};
    double worst = 0;
    for (int i = 0; i < POINTS; i++) {
        double x = choose(&r, 2) ? exp(uniform(&r, -300, 300)) : uniform(&r, 0.9, 1.1);
        double y = choose(&r, 2) ? uniform(&r, -4, 4) : uniform(&r, -2000, 2000);
        double z = y * log(x);
        /* where y ln x is small enough for the 64 bits of a long double to hold the result */
        if (fabs(z) < 30) worst = fmax(worst, ulps(lmbi_pow(x, y), powl(x, y)));
    }
    printf("# pow: %.3f ulp at worst\n", worst);
    assert_true(worst <= 1);
}

static void powers_of_one_base_have_the_bits_of_pow(void **state)
{
    (void)state;
    static const double bases[] = {0, 0x1p-1074, 0.5, 1, 1.02, 1e300, LMBI_MAX};
    struct random r = {seed};
    for (int i = 0; i < 10000; i++) {
        double x = i < 700 ? bases[i % 7] : exp(uniform(&r, -1, 1));
        double y = i % 3 ? floor(uniform(&r, 0, 2000)) : 0;
        assert_true(lmbi_power(lmbi_log_pair(x), y) == lmbi_pow(x, y));
    }
}

/* What C says of the ends of the range. */
static void ends_of_the_range(void **state)
{
    (void)state;
    assert_close(lmbi_exp(0), 1, 0, 0);
    assert_close(lmbi_exp(INFINITY), INFINITY, 0, 0);
    assert_close(lmbi_exp(-INFINITY), 0, 0, 0);
    assert_close(lmbi_exp(1e300), INFINITY, 0, 0);
    assert_close(lmbi_exp(-1e300), 0, 0, 0);
    assert_close(lmbi_exp(NAN), NAN, 0, 0);
    assert_close(lmbi_log(1), 0, 0, 0);
    assert_close(lmbi_log(0), -INFINITY, 0, 0);
    assert_close(lmbi_log(INFINITY), INFINITY, 0, 0);
    assert_close(lmbi_log(-1), NAN, 0, 0);
    assert_close(lmbi_log(NAN), NAN, 0, 0);
    assert_close(lmbi_log(0x1p-1074), -1074 * 0.69314718055994531, 1e-15, 0);
    assert_close(lmbi_pow(2, 10), 1024, 0, 0);
    assert_close(lmbi_pow(0.5, 1074), 0x1p-1074, 0, 0);
    assert_close(lmbi_pow(7, 0), 1, 0, 0);
    assert_close(lmbi_pow(NAN, 0), 1, 0, 0);
    assert_close(lmbi_pow(1, NAN), 1, 0, 0);
    assert_close(lmbi_pow(0, 3), 0, 0, 0);
    assert_close(lmbi_pow(0, -3), INFINITY, 0, 0);
    assert_close(lmbi_pow(-2, 2), NAN, 0, 0);
    assert_close(lmbi_pow(2, NAN), NAN, 0, 0);
    assert_close(lmbi_pow(INFINITY, 2), INFINITY, 0, 0);
    assert_close(lmbi_pow(INFINITY, -2), 0, 0, 0);
    assert_close(lmbi_pow(2, INFINITY), INFINITY, 0, 0);
    assert_close(lmbi_pow(0.5, INFINITY), 0, 0, 0);
    assert_close(lmbi_pow(2, -1e9), 0, 0, 0);
    assert_close(lmbi_pow(1e300, 1e300), INFINITY, 0, 0);
}

static void every_nan_is_the_same_quiet_one(void **state)
{
    (void)state;
    double nan = -(INFINITY - INFINITY);
    assert_same_bits(lmbi_exp(nan), LMBI_NAN);
    assert_same_bits(lmbi_log(-1), LMBI_NAN);
    assert_same_bits(lmbi_pow(-1, 0.5), LMBI_NAN);
    assert_same_bits(lmbi_normal_cdf(nan), LMBI_NAN);
    assert_same_bits(lmbi_normal_quantile(2), LMBI_NAN);
    assert_same_bits(lmbi_ratio(1, 0), LMBI_NAN);
}

static void normal_distribution(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < 20000; i++) {
        double x = uniform(&r, -12, 12), p = uniform(&r, 1e-10, 1 - 1e-10);
        describe("x = %.17g, p = %.17g", x, p);
        long double below = erfcl(-x * 0.70710678118654752440L) / 2;
        assert_close(lmbi_normal_cdf(x), (double)below, 1e-12, 0);
        assert_close(lmbi_normal_cdf(x) + lmbi_normal_cdf(-x), 1, 0, 3e-16);
        if (i < 2000) assert_close(lmbi_normal_cdf(lmbi_normal_quantile(p)), p, 1e-12, 0);
    }
    assert_close(lmbi_normal_quantile(0.95), 1.6448536269514722, 1e-14, 0);
    assert_close(lmbi_normal_quantile(0.5), 0, 0, 1e-15);
    assert_close(lmbi_normal_quantile(0), -INFINITY, 0, 0);
    assert_close(lmbi_normal_quantile(1), INFINITY, 0, 0);
    assert_close(lmbi_normal_cdf(-40), 0, 0, 1e-300);
    assert_close(lmbi_normal_cdf(40), 1, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_within_one_ulp),
        cmocka_unit_test(log_is_within_one_ulp),
        cmocka_unit_test(pow_is_within_one_ulp),
        cmocka_unit_test(powers_of_one_base_have_the_bits_of_pow),
        cmocka_unit_test(ends_of_the_range),
        cmocka_unit_test(every_nan_is_the_same_quiet_one),
        cmocka_unit_test(normal_distribution),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
