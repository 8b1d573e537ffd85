/* The conditional laws of doc/model.md, section 6, over random cells: whose lithium is where. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "life.h"

enum { SETS = 400, CYCLES = 400 };
static const uint64_t seed = 1867;

static void set_is(int i) { describe("set %d of seed %llu", i, (unsigned long long)seed); }

static void anode_free_retention_is_the_product_of_ce_li(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        lmb_cell *cell = any_law_cell(&r, 0);
        struct life l = live(cell, CYCLES);
        double product = 1;
        for (int64_t k = 0; k < CYCLES; k++) {
            product *= l.ce_li[k];
            assert_close(l.discharge[k] / l.capacity, product, 0, 1e-12);
        }
        end(&l);
        lmb_cell_free(cell);
    }
}

static void lithium_ion_follows_the_lower_ce(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        double loss = log_uniform(&r, 1e-5, 1e-2), cathode_loss = loss * uniform(&r, 1.01, 5);
        lmb_cell *cell = plain_cell(0, 1 - loss, 1 - cathode_loss);
        struct life l = live(cell, CYCLES);
        for (int64_t k = 0; k < CYCLES; k++) {
            assert_close(l.discharge[k] / l.capacity, pow(1 - cathode_loss, (double)k + 1), 0,
                         1e-12);
            assert_true(l.reservoir[k] > (k > 0 ? l.reservoir[k - 1] : 0));
        }
        end(&l);
        lmb_cell_free(cell);
    }
}

static void lossless_plating_never_drains(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        lmb_cell *cell = plain_cell(uniform(&r, 0, 3), 1, 1 - log_uniform(&r, 1e-6, 0.1));
        struct life l = live(cell, CYCLES);
        double scale = l.capacity * 4;
        for (int64_t k = 1; k < CYCLES; k++)
            assert_true(l.reservoir[k] >= l.reservoir[k - 1] - 1e-12 * scale);
        end(&l);
        lmb_cell_free(cell);
    }
}

static void vast_reservoir_shows_the_cathode(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        lmb_cell *cell = any_law_cell(&r, 1e6);
        struct life l = live(cell, CYCLES);
        for (int64_t k = 0; k < CYCLES; k++) {
            assert_close(l.ce_cell[k], l.ce_cathode[k], 0, 1e-12);
            assert_true(l.limited[k] == 0);
        }
        end(&l);
        lmb_cell_free(cell);
    }
}

/* Every LMB carries the anode-free cell inside it. */
static void anode_free_twin_is_hidden_in_every_cell(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        lmb_cell *cell = any_law_cell(&r, uniform(&r, 0, 3));
        struct life l = live(cell, CYCLES);
        lmb_dataset *dataset = simulate(cell, CYCLES);
        double *twin = column_of(dataset, LMB_COLUMN_CATHODE_LI_FROM_CATHODE), product = 1;
        for (int64_t k = 0; k < CYCLES; k++) {
            product *= l.ce_li[k];
            assert_close(twin[k] / l.capacity, product, 0, 1e-12);
        }
        free(twin);
        lmb_dataset_free(dataset);
        end(&l);
        lmb_cell_free(cell);
    }
}

/* Always: Q_dis(n) / Q_ch(1) = prod CE x prod s. Without trapping and oxidation every s is 1. */
static void books_close(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        lmb_cell *cell = any_law_cell(&r, uniform(&r, 0, 2));
        int slips = choose(&r, 2);
        if (slips) set(cell, LMB_PARAM_CATHODE_TRAPPING, log_uniform(&r, 1e-5, 1e-3));
        if (slips) set(cell, LMB_PARAM_CATHODE_OXIDATION, log_uniform(&r, 1e-5, 1e-3));
        struct life l = live(cell, CYCLES);
        double of_ce = 1, of_slippage = 1;
        for (int64_t k = 0; k < CYCLES; k++) {
            if (k > 0) of_slippage *= l.charge[k] / l.discharge[k - 1];
            of_ce *= l.ce_cell[k];
            assert_close(of_ce * of_slippage, l.discharge[k] / l.charge[0], 1e-12, 0);
            if (!slips) assert_close(of_ce, l.discharge[k] / l.charge[0], 1e-12, 0);
        }
        if (slips) assert_true(fabs(of_slippage - 1) > 1e-6);
        end(&l);
        lmb_cell_free(cell);
    }
}

/* N_eff = N + l Q_ch1 - P: what the cathode cannot take back joins the reservoir. */
static void first_charge_surplus_joins_the_reservoir(void **state)
{
    (void)state;
    struct random r = {seed};
    for (int i = 0; i < SETS; i++) {
        set_is(i);
        double nu = uniform(&r, 0.5, 2), ce_li = uniform(&r, 0.97, 1);
        double ice = uniform(&r, 0.7, 0.95);
        lmb_cell *cell = plain_cell(nu, ce_li, 0.9996);
        set(cell, LMB_PARAM_FIRST_CYCLE_CE, ice);
        struct life l = live(cell, 1);
        assert_close(l.reservoir[0] / l.capacity, nu + ce_li / ice - 1, 0, 1e-12);
        assert_close(l.ce_cell[0], ice, 1e-12, 0);
        end(&l);
        lmb_cell_free(cell);
    }
}

/* Deng et al. 2026 round: 37 %, 96 %, "about 80 %" and 75 %. */
static void numbers_of_the_review(void **state)
{
    (void)state;
    static const struct {
        double ce, cycles, exact;
    } review[] = {
        {0.995, 200, 0.367}, {0.9998, 200, 0.961}, {0.999, 200, 0.819}, {0.9995, 500, 0.779}};
    for (int i = 0; i < 4; i++) {
        int64_t n = (int64_t)review[i].cycles;
        lmb_cell *anode_free = plain_cell(0, review[i].ce, 1);
        lmb_cell *cathode = plain_cell(1e6, 1, review[i].ce);
        struct life a = live(anode_free, n), c = live(cathode, n);
        double exact = pow(review[i].ce, review[i].cycles);
        assert_close(exact, review[i].exact, 0, 5e-4);
        assert_close(a.discharge[n - 1] / a.capacity, exact, 1e-12, 0);
        assert_close(c.discharge[n - 1] / c.capacity, exact, 1e-12, 0);
        end(&a);
        end(&c);
        lmb_cell_free(anode_free);
        lmb_cell_free(cathode);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anode_free_retention_is_the_product_of_ce_li),
        cmocka_unit_test(lithium_ion_follows_the_lower_ce),
        cmocka_unit_test(lossless_plating_never_drains),
        cmocka_unit_test(vast_reservoir_shows_the_cathode),
        cmocka_unit_test(anode_free_twin_is_hidden_in_every_cell),
        cmocka_unit_test(books_close),
        cmocka_unit_test(first_charge_surplus_joins_the_reservoir),
        cmocka_unit_test(numbers_of_the_review),
    };
    printf("# %d sets of seed %llu in each law\n", SETS, (unsigned long long)seed);
    return cmocka_run_group_tests_name("properties", tests, NULL, NULL);
}
