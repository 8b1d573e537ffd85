/* The conditional laws of doc/model.md, section 6, over random cells: when the lithium is gone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "life.h"

enum { SETS = 400, CYCLES = 400 };
static const uint64_t seed = 1868;

static void set_is(int i) { describe("set %d of seed %llu", i, (unsigned long long)seed); }

/* R_k / P = nu - (c - l)(1 - c^k) / (1 - c) */
static double drained(double nu, double l, double c, double k)
{
    long double lost = c == 1 ? (long double)k : (1 - powl(c, k)) / (1 - (long double)c);
    return (double)(nu - ((long double)c - l) * lost);
}

/* k_ex = ln(1 - nu (1 - c) / (c - l)) / ln c; infinite where nu >= (c - l) / (1 - c). */
static double exhaustion(double nu, double l, double c)
{
    if (c == 1) return nu / (1 - l);
    if (nu >= (c - l) / (1 - c)) return INFINITY;
    return log(1 - nu * (1 - c) / (c - l)) / log(c);
}

/* The first Li-limited cycle is floor(k_ex) + 1. */
static void check_exhaustion(const struct life *l, double k_ex)
{
    int64_t k = first_limited(l);
    if (k_ex < (double)l->cycles) assert_close((double)k, floor(k_ex) + 1, 0, 0);
    else assert_true(k > l->cycles);
}

static void constant_ces_have_a_closed_form(void **state)
{
    (void)state;
    struct random r = {seed};
    int exhausted = 0, endless = 0;
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        double nu = log_uniform(&r, 0.05, 3), loss = log_uniform(&r, 1e-3, 0.05);
        double c = choose(&r, 4) ? 1 - loss * log_uniform(&r, 0.01, 0.99) : 1;
        lmb_cell *cell = plain_cell(nu, 1 - loss, c);
        struct life l = live(cell, CYCLES);
        double k_ex = exhaustion(nu, 1 - loss, c);
        check_exhaustion(&l, k_ex);
        for (int64_t k = 1; k < first_limited(&l); k++)
            assert_close(l.reservoir[k - 1] / l.capacity, drained(nu, 1 - loss, c, (double)k), 0,
                         1e-12 * (1 + nu));
        exhausted += k_ex < CYCLES;
        endless += isinf(k_ex);
        end(&l);
        lmb_cell_free(cell);
    }
    printf("# %d exhausted, %d never\n", exhausted, endless);
    assert_true(exhausted > SETS / 4 && endless > SETS / 20);
}

/* Without the tolerance of step 7 rounding would give 200. */
static void exact_exhaustion_is_one_cycle_later(void **state)
{
    (void)state;
    lmb_cell *cell = plain_cell(1, 0.995, 1);
    struct life l = live(cell, CYCLES);
    assert_int_equal(first_limited(&l), 201);
    assert_close((double)(first_limited(&l) - 1) / 1, 1 / (1 - 0.995), 1e-12, 0); /* life / nu */
    end(&l);
    lmb_cell_free(cell);
}

static void linear_law_has_a_closed_form(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        double nu = uniform(&r, 0.1, 2), lam0 = log_uniform(&r, 1e-3, 0.03);
        double a = log_uniform(&r, 1e-6, 1e-4), half = lam0 - a / 2;
        lmb_cell *cell = plain_cell(nu, 1 - lam0, 1);
        set(cell, LMB_PARAM_CE_LI_LAW, LINEAR);
        set(cell, LMB_PARAM_CE_LI_SLOPE, a);
        struct life l = live(cell, CYCLES);
        check_exhaustion(&l, (-half + sqrt(half * half + 2 * a * nu)) / a);
        end(&l);
        lmb_cell_free(cell);
    }
}

static void exponential_law_has_a_closed_form(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        double nu = uniform(&r, 0.1, 2), lam0 = log_uniform(&r, 1e-3, 0.01);
        double gamma = uniform(&r, 1.001, 1.02);
        lmb_cell *cell = plain_cell(nu, 1 - lam0, 1);
        set(cell, LMB_PARAM_CE_LI_LAW, EXPONENTIAL);
        set(cell, LMB_PARAM_CE_LI_GROWTH, gamma);
        struct life l = live(cell, CYCLES);
        check_exhaustion(&l, log(1 + (gamma - 1) * nu / lam0) / log(gamma));
        end(&l);
        lmb_cell_free(cell);
    }
}

/* Stage 2 with constant Q: lam grows by 1 + kappa lam0 Q a cycle. */
static void inactive_lithium_accelerates_geometrically(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        double lam0 = log_uniform(&r, 1e-3, 0.01), kappa = uniform(&r, 0.1, 1);
        lmb_cell *cell = plain_cell(1e3, 1 - lam0, 1);
        set(cell, LMB_PARAM_CE_LI_LAW, SELF_ACCELERATING);
        set(cell, LMB_PARAM_INACTIVE_SENSITIVITY, kappa);
        set(cell, LMB_PARAM_CE_LI_MIN, 0);
        struct life l = live(cell, CYCLES);
        for (int64_t k = 1; k < CYCLES; k++) {
            double lam = 1 - l.ce_li[k - 1], next = 1 - l.ce_li[k];
            if (k == 1) assert_close(lam, lam0, 1e-12, 0);
            if (lam > lam0 * (1 + 1e-9) && next < 1)
                assert_close(next / lam, 1 + kappa * lam0 * 4, 0, 1e-10);
        }
        end(&l);
        lmb_cell_free(cell);
    }
}

static void exhausted_cell_shows_ce_li(void **state)
{
    (void)state;
    struct random r = {seed};
    int64_t seen = 0;
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        lmb_cell *cell = any_law_cell(&r, uniform(&r, 0.1, 1.5));
        struct life l = live(cell, CYCLES);
        for (int64_t k = first_limited(&l) + 1; k <= CYCLES; k++, seen++)
            assert_close(l.ce_cell[k - 1], l.charge[k - 1] > 0 ? l.ce_li[k - 1] : NAN, 1e-12, 0);
        end(&l);
        lmb_cell_free(cell);
    }
    assert_true(seen > 10 * SETS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_ces_have_a_closed_form),
        cmocka_unit_test(exact_exhaustion_is_one_cycle_later),
        cmocka_unit_test(linear_law_has_a_closed_form),
        cmocka_unit_test(exponential_law_has_a_closed_form),
        cmocka_unit_test(inactive_lithium_accelerates_geometrically),
        cmocka_unit_test(exhausted_cell_shows_ce_li),
    };
    printf("# %d sets of seed %llu in each law\n", SETS, (unsigned long long)seed);
    return cmocka_run_group_tests_name("exhaustion", tests, NULL, NULL);
}
