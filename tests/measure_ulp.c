/* The errors of exp, log and pow in units of the last place, against MPFR:
 *
 *   measure_ulp POINTS [SEED]   exit 1 where one is above 1 ulp
 *
 * The points: all over the range of the result, subnormal ones too; near 1; near the edges.
 * MPFR is asked at the first 10^5 points; behind them only where a long double of 64 bits or more,
 * as x87 has it, says that the error may be the worst yet. At the points where both are asked
 * they must agree to MARGIN. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "base/number.h"

enum { PRECISION = 120, UNSCREENED = 100000 };
static const double MARGIN = 0.01; /* of an ulp: expl, logl and powl are wrong by 0.001 at most */

static uint64_t state;
static bool screening;
static mpfr_t a, b, exact, error;

static double uniform(double lower, double upper)
{
    uint64_t z = state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return lower + (upper - lower) * ((double)((z ^ (z >> 31)) >> 11) * 0x1p-53);
}

/* Any positive double: every exponent alike, subnormal numbers among them. */
static double any_positive(void) { return ldexp(uniform(1, 2), (int)uniform(-1075, 1024)); }

static double near_one(void) { return 1 + ldexp(uniform(-1, 1), (int)uniform(-53, 0)); }

/* The exponent of a unit in the last place at a value > 0. */
static int place_of(long double value) { return value < 0x1p-1022L ? -1074 : ilogbl(value) - 52; }

/* |value - exact| in units of the last place at the exact value. What rounds to infinity or to
 * zero may be that. */
static double ulps(double value)
{
    double nearest = fabs(mpfr_get_d(exact, MPFR_RNDN));
    double toward_zero = fabs(mpfr_get_d(exact, MPFR_RNDZ));
    if (isinf(nearest) || isinf(value))
        return fabs(value) == nearest || (isinf(value) && toward_zero == LMBI_MAX) ? 0.5 : INFINITY;
    mpfr_sub_d(error, exact, value, MPFR_RNDN);
    mpfr_mul_2si(error, error, -place_of(toward_zero), MPFR_RNDN);
    return fabs(mpfr_get_d(error, MPFR_RNDN));
}

struct worst {
    const char *name;
    double ulps, x, y;
    double apart; /* the most that MPFR and long double differed by, in ulps */
    int64_t points, asked;
};

/* The error by a reference in long double; NaN where that cannot tell. */
static double ulps_by(long double reference, double value)
{
    if (LDBL_MANT_DIG < 64) return NAN;
    if (isinf(value)) return reference > 0x1p1025L ? 0.5 : NAN;
    return (double)ldexpl(fabsl(reference - (long double)value), -place_of(fabsl(reference)));
}

/* Whether the error is surely below the worst so far. */
static bool is_clear(struct worst *w, double screened)
{
    w->points++;
    return screening && screened < w->ulps - MARGIN;
}

/* The error at a point by MPFR, whose result is in `exact`. */
static void note(struct worst *w, double x, double y, double value, double screened)
{
    double off = ulps(value);
    w->asked++;
    if (fabs(screened - off) > w->apart) w->apart = fabs(screened - off);
    if (off <= w->ulps) return;
    w->ulps = off;
    w->x = x;
    w->y = y;
}

static void exp_at(struct worst *w, double x)
{
    double value = lmbi_exp(x), screened = ulps_by(expl((long double)x), value);
    if (is_clear(w, screened)) return;
    mpfr_set_d(a, x, MPFR_RNDN);
    mpfr_exp(exact, a, MPFR_RNDN);
    note(w, x, 0, value, screened);
}

static void log_at(struct worst *w, double x)
{
    double value = lmbi_log(x), screened = ulps_by(logl((long double)x), value);
    if (is_clear(w, screened)) return;
    mpfr_set_d(a, x, MPFR_RNDN);
    mpfr_log(exact, a, MPFR_RNDN);
    note(w, x, 0, value, screened);
}

static void pow_at(struct worst *w, double x, double y)
{
    double value = lmbi_pow(x, y);
    double screened = ulps_by(powl((long double)x, (long double)y), value);
    if (is_clear(w, screened)) return;
    mpfr_set_d(a, x, MPFR_RNDN);
    mpfr_set_d(b, y, MPFR_RNDN);
    mpfr_pow(exact, a, b, MPFR_RNDN);
    note(w, x, y, value, screened);
}

static void random_point(struct worst *exp_, struct worst *log_, struct worst *pow_, int64_t i)
{
    double x = i % 2 ? any_positive() : near_one();
    exp_at(exp_, i % 3 == 0   ? uniform(-745.2, 709.8)
                 : i % 3 == 1 ? uniform(-2, 2)
                              : ldexp(uniform(-1, 1), (int)uniform(-60, 10)));
    if (x > 0) log_at(log_, x);
    /* the exponent of the result all over the range, or a small power */
    if (x > 0 && x != 1)
        pow_at(pow_, x, i % 3 ? uniform(-745.2, 709.8) / log(x) : uniform(-20, 20));
}

static void edges(struct worst *exp_, struct worst *log_, struct worst *pow_)
{
    static const double at[] = {0x1p-1074,
                                0x1p-1022,
                                0x1.fffffffffffffp-1023,
                                1e-300,
                                0.5,
                                0x1.fffffffffffffp-1,
                                1,
                                0x1.0000000000001p+0,
                                1.4142135623730951,
                                2,
                                10,
                                1e300,
                                LMBI_MAX};
    static const double ends[] = {709.782712893384,
                                  709.7827128933841,
                                  -708.3964185322641,
                                  -745.1332191019411,
                                  -745.1332191019412,
                                  0x1p-1074,
                                  -0.0,
                                  1e-20};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) exp_at(exp_, ends[i]);
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        log_at(log_, at[i]);
        for (size_t j = 0; j < sizeof at / sizeof at[0]; j++) {
            pow_at(pow_, at[i], at[j]);
            pow_at(pow_, at[i], -at[j]);
        }
    }
}

int main(int argc, char **argv)
{
    int64_t points = argc > 1 ? atoll(argv[1]) : 100000;
    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    struct worst worst[] = {{.name = "exp"}, {.name = "log"}, {.name = "pow"}};
    mpfr_inits2(PRECISION, a, b, exact, error, (mpfr_ptr)0);
    edges(&worst[0], &worst[1], &worst[2]);
    for (int64_t i = 0; i < points; i++) {
        screening = i >= UNSCREENED;
        random_point(&worst[0], &worst[1], &worst[2], i);
    }
    int bad = 0;
    for (const struct worst *w = worst; w < worst + 3; w++) {
        printf("%s: %.4f ulp at worst, at %a %a; %lld points, MPFR asked at %lld, %.5f ulp apart\n",
               w->name, w->ulps, w->x, w->y, (long long)w->points, (long long)w->asked, w->apart);
        bad |= !(w->ulps <= 1 && w->apart <= MARGIN);
    }
    mpfr_clears(a, b, exact, error, (mpfr_ptr)0);
    mpfr_free_cache();
    return bad;
}
