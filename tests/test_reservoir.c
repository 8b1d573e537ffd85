/* The lithium left: measured, or reckoned with a CE_Li from outside; identities and limits. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "life.h"

static lmb_report *analyze(const lmb_dataset *dataset, const lmb_cell *cell)
{
    lmb_report *report = NULL;
    assert_ok(lmb_analyze(dataset, cell, &report, NULL, 0));
    return report;
}

struct estimate {
    double value, lower, upper;
};

static struct estimate estimate_of(const lmb_report *report, int32_t id)
{
    struct estimate e;
    assert_ok(lmb_report_value(report, id, &e.value, &e.lower, &e.upper, NULL));
    return e;
}

static void assert_reason(const lmb_report *report, int32_t id, const char *reason)
{
    describe("%s", lmb_quantity_name(id));
    assert_true(isnan(report_value(report, id)));
    assert_string_equal(lmb_reason_name(report_reason(report, id)), reason);
}

/* N and the capacity known, no cycler error: what an identity needs. */
static lmb_cell *known_cell(double np_ratio)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, np_ratio);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 0);
    set(cell, LMB_PARAM_CATHODE_CAPACITY, 4);
    set(cell, LMB_PARAM_ELECTRODE_AREA, 1000);
    return cell;
}

/* 1 - sum (1 - CE_Li) Q_ch / sum Q_ch of the model itself over cycles 1 to n. */
static double true_mean(const lmb_dataset *truth, int64_t n)
{
    double *charge = column_of(truth, LMB_COLUMN_CHARGE_CAPACITY), lost = 0, charged = 0;
    double *ce_li = column_of(truth, LMB_COLUMN_CE_LI);
    for (int64_t k = 0; k < n; k++) {
        lost += (1 - ce_li[k]) * charge[k];
        charged += charge[k];
    }
    free(charge);
    free(ce_li);
    return 1 - lost / charged;
}

static double at(const lmb_dataset *truth, int32_t id, int64_t cycle)
{
    double *column = column_of(truth, id), value = column[cycle - 1];
    free(column);
    return value;
}

static void exhausted_cells_give_their_mean_exactly(void **state)
{
    (void)state;
    for (int law = 0; law < 4; law++) {
        lmb_cell *cell = known_cell(0.8);
        set(cell, LMB_PARAM_CE_LI_LAW, law);
        set(cell, LMB_PARAM_CE_LI_SLOPE, 2e-5);
        set(cell, LMB_PARAM_CE_LI_GROWTH, 1.003);
        lmb_dataset *truth = simulate(cell, 400);
        double *limited = column_of(truth, LMB_COLUMN_LI_LIMITED);
        int64_t first = 1;
        while (first < 400 && limited[first - 1] == 0) first++;
        free(limited);
        lmb_report *report = analyze(truth, cell);
        describe("law %d", law);
        assert_true(first < 390);
        assert_close(report_value(report, LMB_RESULT_EXHAUSTION_CYCLE), (double)first, 0, 0);
        assert_close(report_value(report, LMB_RESULT_CE_LI_MEAN), true_mean(truth, first), 0, 1e-9);
        assert_close(report_value(report, LMB_RESULT_CE_LI_SOURCE), 0, 0, 0);
        lmb_report_free(report);
        lmb_dataset_free(truth);
        lmb_cell_free(cell);
    }
}

/* Whoever knows that nothing was left says so: a residual of 0 after the first cycle that lithium
 * limits, whether the record shows its step or not. */
static void cells_known_to_be_exhausted_give_their_mean_exactly(void **state)
{
    (void)state;
    int cells = 0;
    for (uint64_t seed = 1; cells < 50; seed++) {
        struct random random = {seed}, *r = &random;
        double np = uniform(r, 0.3, 2.5);
        lmb_cell *cell = any_law_cell(r, np), *knows = known_cell(np);
        set(cell, LMB_PARAM_CATHODE_CAPACITY, 4);
        set(cell, LMB_PARAM_ELECTRODE_AREA, 1000);
        lmb_dataset *truth = simulate(cell, 800);
        double *limited = column_of(truth, LMB_COLUMN_LI_LIMITED);
        int64_t first = 1;
        while (first < 800 && limited[first - 1] == 0) first++;
        free(limited);
        if (first > 30 && first < 800) {
            cells++;
            set(knows, LMB_PARAM_RESIDUAL_LI, 0);
            set(knows, LMB_PARAM_RESIDUAL_LI_SD, 0);
            set(knows, LMB_PARAM_RESIDUAL_CYCLE, (double)first);
            lmb_report *report = analyze(truth, knows);
            describe("seed %d, cycle %d", (int)seed, (int)first);
            assert_close(report_value(report, LMB_RESULT_CE_LI_MEAN), true_mean(truth, first), 0,
                         1e-9);
            lmb_report_free(report);
        }
        lmb_dataset_free(truth);
        lmb_cell_free(knows);
        lmb_cell_free(cell);
    }
}

static void a_residual_gives_the_mean_before_exhaustion(void **state)
{
    (void)state;
    lmb_cell *cell = known_cell(1.5);
    lmb_dataset *truth = simulate(cell, 150);
    set(cell, LMB_PARAM_RESIDUAL_LI, at(truth, LMB_COLUMN_RESERVOIR, 100));
    set(cell, LMB_PARAM_RESIDUAL_CYCLE, 100);
    set(cell, LMB_PARAM_RESIDUAL_LI_SD, 0.04);
    lmb_report *report = analyze(truth, cell);
    struct estimate mean = estimate_of(report, LMB_RESULT_CE_LI_MEAN);
    assert_close(mean.value, true_mean(truth, 100), 0, 1e-12);
    double charged = 0, *charge = column_of(truth, LMB_COLUMN_CHARGE_CAPACITY);
    for (int k = 0; k < 100; k++) charged += charge[k];
    free(charge);
    assert_close((mean.upper - mean.lower) / 2, 1.6448536 * 0.04 / charged, 1e-3, 0);
    assert_reason(report, LMB_RESULT_REMAINING_LI, "residual_earlier");
    lmb_report_free(report);

    set(cell, LMB_PARAM_RESIDUAL_CYCLE, 151);
    report = analyze(truth, cell);
    assert_reason(report, LMB_RESULT_CE_LI_MEAN, "residual_outside");
    lmb_report_free(report);

    set(cell, LMB_PARAM_RESIDUAL_LI, 2.5);
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_RESIDUAL_CYCLE)); /* the last */
    report = analyze(truth, cell);
    struct estimate left = estimate_of(report, LMB_RESULT_REMAINING_LI);
    assert_close(left.value, 2.5, 1e-14, 0);
    assert_close((left.upper - left.lower) / 2, 1.6448536 * 0.04, 1e-6, 0);
    assert_close(report_value(report, LMB_RESULT_P_EXHAUSTED), 0, 0, 1e-300);
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* Half of the interval in standard errors of a normal. */
static double sd_of(const lmb_report *report, int32_t id)
{
    struct estimate e = estimate_of(report, id);
    return (e.upper - e.lower) / 2 / 1.6448536269514722;
}

static void titration_has_an_error(lmb_cell *cell, const lmb_dataset *truth)
{
    double dead_sd = 0.01, sei_sd = 0.02;
    set(cell, LMB_PARAM_TITRATED_DEAD_LI_SD, dead_sd);
    lmb_report *report = analyze(truth, cell); /* one of two does not make an interval */
    assert_true(isnan(estimate_of(report, LMB_RESULT_CE_LI_MEAN).lower));
    lmb_report_free(report);
    set(cell, LMB_PARAM_TITRATED_SEI_LI_SD, sei_sd);
    report = analyze(truth, cell);
    double inactive = report_value(report, LMB_RESULT_INACTIVE_LI);
    double share = report_value(report, LMB_RESULT_INACTIVE_DEAD_FRACTION);
    double charged = inactive / (1 - report_value(report, LMB_RESULT_CE_LI_MEAN));
    double sd = hypot(dead_sd, sei_sd);
    assert_close(sd_of(report, LMB_RESULT_INACTIVE_LI), sd, 1e-9, 0);
    assert_close(sd_of(report, LMB_RESULT_CE_LI_MEAN), sd / charged, 1e-9, 0);
    assert_close(sd_of(report, LMB_RESULT_INACTIVE_DEAD_FRACTION),
                 hypot((1 - share) * dead_sd, share * sei_sd) / inactive, 1e-9, 0);
    lmb_report_free(report);
    set(cell, LMB_PARAM_NP_RATIO, 1.5); /* the balance carries it as well */
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.01);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 0);
    report = analyze(truth, cell);
    assert_close(sd_of(report, LMB_RESULT_REMAINING_LI), hypot(sd, 0.04), 1e-6, 0);
    lmb_report_free(report);
    set(cell, LMB_PARAM_TITRATED_DEAD_LI_SD, 100 * inactive); /* a share stays one */
    report = analyze(truth, cell);
    struct estimate whole = estimate_of(report, LMB_RESULT_INACTIVE_DEAD_FRACTION);
    assert_close(whole.lower, 0, 0, 0);
    assert_close(whole.upper, 1, 0, 0);
    lmb_report_free(report);
}

static void titration_splits_and_closes_the_balance(void **state)
{
    (void)state;
    lmb_cell *cell = known_cell(1.5);
    lmb_dataset *truth = simulate(cell, 120);
    double dead = at(truth, LMB_COLUMN_DEAD_LI, 120), sei = at(truth, LMB_COLUMN_SEI_LI, 120);
    set(cell, LMB_PARAM_TITRATED_DEAD_LI, dead);
    set(cell, LMB_PARAM_TITRATED_SEI_LI, sei);
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_NP_RATIO));
    lmb_report *report = analyze(truth, cell); /* the mass form does not need it */
    assert_reason(report, LMB_RESULT_REMAINING_LI, "np_missing");
    assert_close(report_value(report, LMB_RESULT_CE_LI_MEAN), true_mean(truth, 120), 0, 1e-12);
    assert_close(at(lmb_report_table(report), LMB_COLUMN_RETENTION_TWIN, 120),
                 pow(true_mean(truth, 120), 120), 1e-12, 0);
    assert_close(report_value(report, LMB_RESULT_CE_LI_SOURCE), 2, 0, 0);
    assert_close(report_value(report, LMB_RESULT_INACTIVE_DEAD_FRACTION), 0.7, 1e-12, 0);
    assert_close(report_value(report, LMB_RESULT_INACTIVE_LI), dead + sei, 1e-14, 0);
    assert_true(isnan(estimate_of(report, LMB_RESULT_CE_LI_MEAN).lower)); /* no error was stated */
    lmb_report_free(report);

    set(cell, LMB_PARAM_NP_RATIO, 1.5); /* what is not inactive is left */
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.1);
    report = analyze(truth, cell);
    struct estimate left = estimate_of(report, LMB_RESULT_REMAINING_LI);
    assert_close(left.value, at(truth, LMB_COLUMN_RESERVOIR, 120), 1e-9, 0);
    assert_close((left.upper - left.lower) / 2, 1.6448536 * 0.4, 1e-6, 0);
    lmb_report_free(report);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0);

    set(cell, LMB_PARAM_RESIDUAL_LI, at(truth, LMB_COLUMN_RESERVOIR, 120));
    report = analyze(truth, cell);
    assert_close(report_value(report, LMB_RESULT_UNACCOUNTED_LI), 0, 0, 1e-12);
    assert_close(report_value(report, LMB_RESULT_CE_LI_SOURCE), 1, 0, 0);
    lmb_report_free(report);
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_RESIDUAL_LI));
    titration_has_an_error(cell, truth);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* The two parameters of the law, told from outside the cell after its death. */
static void decline_is_told_in_retrospect(void **state)
{
    (void)state;
    lmb_cell *cell = known_cell(1);
    set(cell, LMB_PARAM_CE_LI_LAW, EXPONENTIAL);
    set(cell, LMB_PARAM_CE_LI, 0.995);
    set(cell, LMB_PARAM_CE_LI_GROWTH, 1.005);
    lmb_dataset *truth = simulate(cell, 200);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.02);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 1e-4);
    lmb_report *report = analyze(truth, cell);
    struct estimate start = estimate_of(report, LMB_RESULT_DECLINE_CE_LI);
    struct estimate growth = estimate_of(report, LMB_RESULT_DECLINE_GROWTH);
    assert_close(start.value, 0.995, 0, 1e-6);
    assert_close(growth.value, 1.005, 0, 1e-6);
    assert_true(start.lower < 0.995 && start.upper > 0.995 && start.upper - start.lower < 2e-3);
    assert_true(growth.lower < 1.005 && growth.upper > 1.005 && growth.upper < 1.01);
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* Constant CEs, so that closed forms hold: N/P 1, CE_Li 0.995, CE_cathode 0.9998. */
static lmb_dataset *plain_life(lmb_cell **knows, int64_t cycles)
{
    lmb_cell *cell = plain_cell(1, 0.995, 0.9998);
    lmb_dataset *truth = simulate(cell, cycles);
    lmb_cell_free(cell);
    *knows = known_cell(1);
    set(*knows, LMB_PARAM_OUTSIDE_CE_LI, 0.995);
    set(*knows, LMB_PARAM_OUTSIDE_CE_LI_SD, 0);
    return truth;
}

static void exact_knowledge_gives_exact_answers(void **state)
{
    (void)state;
    lmb_cell *cell;
    lmb_dataset *truth = plain_life(&cell, 80), *whole;
    lmb_report *report = analyze(truth, cell);
    struct estimate left = estimate_of(report, LMB_RESULT_REMAINING_LI);
    assert_close(left.value, at(truth, LMB_COLUMN_RESERVOIR, 80), 1e-10, 0);
    assert_true(left.upper - left.lower < 1e-6); /* noise of the simulation is its rounding */
    assert_close(report_value(report, LMB_RESULT_P_EXHAUSTED), 0, 0, 1e-300);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
    whole = plain_life(&cell, 400);
    double *limited = column_of(whole, LMB_COLUMN_LI_LIMITED);
    int64_t first = 1;
    while (limited[first - 1] == 0) first++;
    struct estimate end = estimate_of(report, LMB_RESULT_EXHAUSTION_CYCLE);
    assert_close(end.value, (double)first, 0, 0);
    assert_close(end.upper, end.lower, 0, 0);
    assert_close(report_value(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE), (double)first - 1, 0, 0);
    double *estimate = report_column(report, LMB_COLUMN_RESERVOIR_ESTIMATE);
    double *twin = report_column(report, LMB_COLUMN_RETENTION_TWIN);
    double *reservoir = column_of(whole, LMB_COLUMN_RESERVOIR);
    for (int k = 0; k < 80; k++) {
        assert_close(estimate[k], reservoir[k], 1e-10, 0);
        assert_close(twin[k], pow(0.995, k + 1), 1e-12, 0);
    }
    assert_true(has_warning(report, "transferred_ce_li"));
    free(estimate);
    free(twin);
    free(reservoir);
    free(limited);
    lmb_report_free(report);
    lmb_dataset_free(whole);
    lmb_cell_free(cell);
}

/* Constant CEs, CE_cathode 0.9998: k_ex of doc/model.md, section 6. */
static double life_of(double np_ratio, double l)
{
    double c = 0.9998;
    return log(1 - np_ratio * (1 - c) / (c - l)) / log(c);
}

/* Half a life and 50,000 draws of N, gain and CE_Li, each of its own: what the intervals of the
 * exhaustion cycle and the normalized life leave on either side. */
static void intervals_of_the_end_are_those_of_many_draws(void **state)
{
    (void)state;
    enum { CYCLES = 100, DRAWS = 50000 };
    lmb_cell *cell;
    lmb_dataset *truth = plain_life(&cell, CYCLES);
    double charged = 0, *charge = column_of(truth, LMB_COLUMN_CHARGE_CAPACITY), tails[4] = {0};
    for (int k = 0; k < CYCLES; k++) charged += charge[k];
    double left = at(truth, LMB_COLUMN_RESERVOIR, CYCLES), last = charge[CYCLES - 1];
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.03);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 2e-4);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, 3e-4);
    lmb_report *report = analyze(truth, cell);
    struct estimate end = estimate_of(report, LMB_RESULT_EXHAUSTION_CYCLE);
    struct estimate life = estimate_of(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE);
    struct random random = {11};
    for (int i = 0; i < DRAWS; i++) {
        double np = 1 + 0.03 * normal(&random), gain = 2e-4 * normal(&random);
        double l = 0.995 + 3e-4 * normal(&random), c = 0.9998 - gain;
        double r = left + 4 * (np - 1) + (gain + l - 0.995) * charged, q = last;
        int cycles = CYCLES + 1; /* the first that lithium limits */
        for (; r >= (c - l) * q && cycles < 5000; cycles++) r -= (c - l) * q, q *= c;
        tails[0] += cycles < end.lower;
        tails[1] += cycles > end.upper;
        tails[2] += (cycles - 1) / np < life.lower;
        tails[3] += (cycles - 1) / np > life.upper;
    }
    for (int i = 0; i < 4; i++) {
        describe("tail %d", i);
        assert_close(tails[i] / DRAWS, 0.05, 0, 0.006);
    }
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
    free(charge);
}

/* Where every error is 0, and where N/P alone has one. */
static void nothing_settles_what_is_known(void **state)
{
    (void)state;
    lmb_cell *cell;
    lmb_dataset *truth = plain_life(&cell, 50);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 0);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, 0);
    for (int foil = 0; foil < 2; foil++) {
        set(cell, LMB_PARAM_NP_RATIO_SD, 0.03 * foil);
        lmb_report *report = analyze(truth, cell);
        assert_true(isnan(report_value(report, LMB_RESULT_SETTLE_ANODE_FREE)));
        assert_true(isnan(report_value(report, LMB_RESULT_SETTLE_GAIN)));
        assert_int_equal(!isnan(report_value(report, LMB_RESULT_SETTLE_STRIP)), foil);
        assert_int_equal(!isnan(report_value(report, LMB_RESULT_SETTLE_FOIL)), foil);
        lmb_report_free(report);
    }
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* var = s_N^2 + (s_l sum Q)^2 + (s_gain sum Q)^2, far from exhaustion. */
static void every_error_is_propagated(void **state)
{
    (void)state;
    lmb_cell *cell;
    lmb_dataset *truth = plain_life(&cell, 50);
    double charged = 0, *charge = column_of(truth, LMB_COLUMN_CHARGE_CAPACITY);
    for (int k = 0; k < 50; k++) charged += charge[k];
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.03);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 1e-4);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, 2e-4);
    lmb_report *report = analyze(truth, cell);
    struct estimate left = estimate_of(report, LMB_RESULT_REMAINING_LI);
    double sd = sqrt(0.12 * 0.12 + charged * charged * 5e-8);
    assert_close((left.upper - left.lower) / 2, 1.6448536 * sd, 1e-5, 0);
    assert_close((left.upper + left.lower) / 2, left.value, 1e-12, 0);
    assert_true(report_value(report, LMB_RESULT_SETTLE_FOIL) < 1.645 * sd);
    assert_true(report_value(report, LMB_RESULT_SETTLE_STRIP) <
                report_value(report, LMB_RESULT_SETTLE_FOIL));
    struct estimate end = estimate_of(report, LMB_RESULT_EXHAUSTION_CYCLE);
    double z = 1.6448536, total = 0;
    static const int32_t terms[] = {LMB_RESULT_ERROR_NP_RATIO, LMB_RESULT_ERROR_CE_LI,
                                    LMB_RESULT_ERROR_GAIN, LMB_RESULT_ERROR_NOISE};
    const double expected[] = {z * (life_of(1.03, 0.995) - life_of(0.97, 0.995)) / 2,
                               z * (life_of(1, 0.9952) - life_of(1, 0.9948)) / 2};
    for (int i = 0; i < 4; i++) {
        double term = report_value(report, terms[i]);
        if (i < 2) assert_close(term, expected[i], 0.01, 0);
        total += term * term;
    }
    assert_close(sqrt(total), (end.upper - end.lower) / 2, 0.1, 0);
    assert_reason(report, LMB_RESULT_ERROR_DECLINE, "not_identifiable");
    free(charge);
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* A cell that the balance calls empty but that lives: the interval starts at 0, not below. */
static void survival_conditions_the_interval(void **state)
{
    (void)state;
    lmb_cell *cell;
    lmb_dataset *truth = plain_life(&cell, 190);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI, 0.9942);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, 5e-4);
    lmb_report *report = analyze(truth, cell);
    struct estimate left = estimate_of(report, LMB_RESULT_REMAINING_LI);
    double p = report_value(report, LMB_RESULT_P_EXHAUSTED);
    assert_true(p > 0.5 && p < 1);
    assert_close(left.lower, 0, 0, 0);
    assert_true(left.lower < left.value && left.value < left.upper);
    assert_true(report_value(report, LMB_RESULT_EXHAUSTION_CYCLE) > 190);
    lmb_report_free(report);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, 0); /* a contradiction: nothing is left, and it lives */
    report = analyze(truth, cell);
    assert_close(report_value(report, LMB_RESULT_P_EXHAUSTED), 1, 0, 1e-12);
    assert_close(report_value(report, LMB_RESULT_REMAINING_LI), 0, 0, 1e-2);
    assert_reason(report, LMB_RESULT_EXHAUSTION_CYCLE, "contradicted");
    assert_reason(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE, "contradicted");
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

static void limits_have_their_reasons(void **state)
{
    (void)state;
    lmb_cell *cell;
    lmb_dataset *truth = plain_life(&cell, 100);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, NAN);
    lmb_report *report = analyze(truth, cell);
    assert_reason(report, LMB_RESULT_REMAINING_LI, "no_outside_ce_li_sd");
    assert_int_equal(
        lmb_dataset_has_column(lmb_report_table(report), LMB_COLUMN_RESERVOIR_ESTIMATE), 0);
    lmb_report_free(report);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI_SD, 1e-4);
    set(cell, LMB_PARAM_OUTSIDE_CE_LI, 1);
    report = analyze(truth, cell);
    assert_reason(report, LMB_RESULT_EXHAUSTION_CYCLE, "never_exhausted");
    lmb_report_free(report);
    set(cell, LMB_PARAM_NP_RATIO, 0);
    report = analyze(truth, cell);
    assert_reason(report, LMB_RESULT_REMAINING_LI, "np_zero");
    assert_reason(report, LMB_RESULT_EXHAUSTION_CYCLE, "np_zero");
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* Histories of CE_Li that leave very different reservoirs and the same capacities. */
static void histories_with_the_same_capacities_get_the_same_answer(void **state)
{
    (void)state;
    static const double end_of[] = {0.9995, 0.9975, 0.9935};
    lmb_report *report[3];
    double left[3];
    for (int i = 0; i < 3; i++) {
        lmb_cell *cell = plain_cell(1, 0.999, 0.9998), *knows = known_cell(1);
        double table[150];
        for (int k = 0; k < 150; k++) table[k] = 0.9985 + (end_of[i] - 0.9985) * k / 149;
        assert_ok(lmb_cell_set_ce_li_table(cell, table, 150));
        set(cell, LMB_PARAM_CE_LI_LAW, TABLE);
        lmb_dataset *truth = simulate(cell, 150);
        left[i] = at(truth, LMB_COLUMN_RESERVOIR, 150);
        report[i] = analyze(truth, knows);
        lmb_dataset_free(truth);
        lmb_cell_free(cell);
        lmb_cell_free(knows);
    }
    assert_true(left[0] > 1.5 * left[2]);
    for (int i = 1; i < 3; i++) {
        assert_close(report_value(report[i], LMB_RESULT_CE_LI_LOWER_BOUND),
                     report_value(report[0], LMB_RESULT_CE_LI_LOWER_BOUND), 1e-13, 0);
        for (int32_t id = LMB_RESULT_CE_LI_MEAN; id <= LMB_RESULT_EXHAUSTION_CYCLE; id++) {
            assert_true(isnan(report_value(report[i], id)));
            assert_int_equal(report_reason(report[i], id), report_reason(report[0], id));
        }
    }
    for (int i = 0; i < 3; i++) lmb_report_free(report[i]);
}

/* Plate 5, ten times strip and plate 1, strip all, at CE 0.99; before it one plain cycle. */
static lmb_dataset *li_cu_record(int protocol)
{
    static const int32_t ids[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_CAPACITY};
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_ok(lmb_dataset_append(dataset, ids, (double[]){5, 4.7}, 2));
    for (int k = 0; k < (protocol ? 10 : 30); k++)
        assert_ok(lmb_dataset_append(
            dataset, ids, (double[]){protocol && k == 0 ? 5 : 1, protocol ? 1 : 0.99}, 2));
    if (protocol) /* 15 plated, 14 recovered so far: 1 % of what is plated is lost */
        assert_ok(lmb_dataset_append(dataset, ids, (double[]){1, 15 * 0.99 - 10}, 2));
    return dataset;
}

static void li_cu_gives_ce_li_to_another_cell(void **state)
{
    (void)state;
    for (int protocol = 0; protocol < 2; protocol++) {
        lmb_cell *li_cu = new_cell(), *other;
        set(li_cu, LMB_PARAM_CELL_CONFIGURATION, 3);
        lmb_dataset *record = li_cu_record(protocol), *truth = plain_life(&other, 50);
        lmb_report *report = analyze(record, li_cu);
        struct estimate ce = estimate_of(report, LMB_RESULT_CE_LI_MEAN);
        assert_close(ce.value, 0.99, 0, protocol ? 1e-12 : 1e-3);
        assert_true(ce.upper - ce.lower >= 2 * 1.64 * 2e-4); /* the gain error at least */
        assert_close(report_value(report, LMB_RESULT_CE_LI_SOURCE), protocol ? 3 : 4, 0, 0);
        if (protocol) assert_close(report_value(report, LMB_RESULT_PROTOCOL_CYCLES), 10, 0, 0);
        assert_ok(lmb_cell_take_ce_li(other, report));
        double l, sd;
        assert_ok(lmb_cell_get(other, LMB_PARAM_OUTSIDE_CE_LI, &l));
        assert_ok(lmb_cell_get(other, LMB_PARAM_OUTSIDE_CE_LI_SD, &sd));
        assert_close(l, ce.value, 0, 0);
        assert_close(sd, (ce.upper - ce.lower) / 2 / 1.6448536269514722, 1e-14, 0);
        lmb_report *of_other = analyze(truth, other);
        assert_true(report_value(of_other, LMB_RESULT_REMAINING_LI) > 0);
        assert_int_equal(lmb_cell_take_ce_li(other, of_other), LMB_ERROR_MISSING);
        lmb_report_free(of_other);
        lmb_report_free(report);
        lmb_dataset_free(record);
        lmb_dataset_free(truth);
        lmb_cell_free(li_cu);
        lmb_cell_free(other);
    }
}

/* A time series as a cycler writes it: mA at 5 s for `hours`, the voltage at its end `last`. */
static void write_step(FILE *file, double *time, double current, double hours, double volts,
                       double last)
{
    int64_t samples = (int64_t)(hours * 720 + 0.5);
    for (int64_t i = 0; i <= samples; i++)
        fprintf(file, "%.0f,%.6f,%.4f\n", *time + 5 * (double)i, i == samples ? last : volts,
                current);
    *time += 5 * (double)samples;
}

/* Plate 5 mAh, ten times strip and plate 1 mAh, strip to 1 V, rests between: CE 0.992. */
static lmb_dataset *read_li_cu_series(int conditioned)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    double time = 0;
    fprintf(file, "time/s,voltage/V,current/mA\n");
    if (conditioned) { /* a cycle that readies the copper */
        write_step(file, &time, -0.5, 10, -0.03, -0.03);
        write_step(file, &time, 0.5, 9.6, 0.03, 1);
    }
    write_step(file, &time, -0.5, 10, -0.03, -0.03);
    for (int k = 0; k < 10; k++) {
        write_step(file, &time, 0, 0.1, 0, 0);
        write_step(file, &time, 0.5, 2, 0.03, 0.03);
        write_step(file, &time, 0, 0.1, 0, 0);
        write_step(file, &time, -0.5, 2, -0.03, -0.03);
    }
    write_step(file, &time, 0.5, 2 * (15 * 0.992 - 10), 0.03, 1);
    fclose(file);
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    int32_t status = lmb_dataset_read_bytes(dataset, "li_cu.csv", text, size);
    describe("%s", lmb_dataset_message(dataset));
    assert_ok(status);
    free(text);
    return dataset;
}

static void the_protocol_is_found_in_a_time_series(void **state)
{
    (void)state;
    for (int conditioned = 0; conditioned < 2; conditioned++) {
        lmb_cell *li_cu = new_cell();
        set(li_cu, LMB_PARAM_CELL_CONFIGURATION, 3);
        lmb_dataset *record = read_li_cu_series(conditioned);
        lmb_report *report = analyze(record, li_cu);
        struct estimate ce = estimate_of(report, LMB_RESULT_CE_LI_MEAN);
        describe("conditioned %d", conditioned);
        assert_close(report_value(report, LMB_RESULT_CE_LI_SOURCE), 3, 0, 0);
        assert_close(report_value(report, LMB_RESULT_PROTOCOL_CYCLES), 10, 0, 0);
        assert_close(ce.value, 0.992, 0, 1e-4); /* borders of steps: 1 of 720 samples an hour */
        assert_true(ce.lower < 0.992 && 0.992 < ce.upper && ce.upper - ce.lower < 2e-3);
        lmb_report_free(report);
        lmb_dataset_free(record);
        lmb_cell_free(li_cu);
    }
}

/* What an anode-free cell shows is its CE_Li: its bound goes to a cell of the same electrolyte. */
static void an_anode_free_cell_gives_ce_li(void **state)
{
    (void)state;
    lmb_cell *twin = plain_cell(0, 0.995, 0.9998), *other = new_cell();
    lmb_dataset *record = simulate(twin, 60);
    set(twin, LMB_PARAM_CELL_CONFIGURATION, 1);
    lmb_report *report = analyze(record, twin);
    double l, sd;
    assert_ok(lmb_cell_take_ce_li(other, report));
    assert_ok(lmb_cell_get(other, LMB_PARAM_OUTSIDE_CE_LI, &l));
    assert_ok(lmb_cell_get(other, LMB_PARAM_OUTSIDE_CE_LI_SD, &sd));
    assert_close(l, 0.995, 0, 1e-12);
    assert_close(sd, 2e-4, 1e-6, 0); /* the gain error */
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_cell_free(twin);
    lmb_cell_free(other);
}

/* Twelve cells of a lognormal life, those beyond cycle 230 stopped there: the mean of all cells is
 * found, which that of the dead ones alone is not. */
static void survivors_are_censored(void **state)
{
    (void)state;
    struct random random = {8}, *r = &random;
    lmb_report *report[12], *group = NULL;
    double dead = 0, all = 0, log_life = 0;
    int count = 0;
    for (int i = 0; i < 12; i++) {
        double loss = 0.0052 * exp(0.15 * normal(r));
        double life = log(1 - 2e-4 / (loss - 2e-4)) / log(0.9998);
        lmb_cell *cell = plain_cell(1, 1 - loss, 0.9998), *knows = known_cell(1);
        lmb_dataset *record = simulate(cell, 230);
        set(knows, LMB_PARAM_GAIN_ERROR_SD, 1e-5);
        report[i] = analyze(record, knows);
        all += 1 - loss;
        log_life += log(life) / 12;
        if (life < 220) dead += 1 - loss, count++;
        lmb_dataset_free(record);
        lmb_cell_free(cell);
        lmb_cell_free(knows);
    }
    describe("%d of 12 exhausted", count);
    assert_close(count, 6, 0, 3);
    assert_ok(lmb_pool((const lmb_report *const *)report, 12, &group));
    struct estimate mean = estimate_of(group, LMB_RESULT_CE_LI_MEAN);
    struct estimate life = estimate_of(group, LMB_RESULT_EXHAUSTION_CYCLE);
    assert_close(report_value(group, LMB_RESULT_POOL_CELLS), 12, 0, 0);
    assert_true(report_value(group, LMB_RESULT_POOL_EXHAUSTED) >= count - 1);
    assert_true(mean.lower < all / 12 && all / 12 < mean.upper);
    assert_true(fabs(mean.value - all / 12) < fabs(dead / count - all / 12));
    describe("median life %.1f, found %.1f (%.1f to %.1f)", exp(log_life), life.value, life.lower,
             life.upper);
    assert_true(life.lower < exp(log_life) && exp(log_life) < life.upper);
    assert_true(report_value(group, LMB_RESULT_POOL_LIFE_SPREAD) < 0.5);
    lmb_report_free(group);
    assert_int_equal(lmb_pool(NULL, 1, &group), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_pool((const lmb_report *const *)report, 0, &group), LMB_ERROR_ARGUMENT);
    for (int i = 0; i < 12; i++) lmb_report_free(report[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exhausted_cells_give_their_mean_exactly),
        cmocka_unit_test(cells_known_to_be_exhausted_give_their_mean_exactly),
        cmocka_unit_test(a_residual_gives_the_mean_before_exhaustion),
        cmocka_unit_test(titration_splits_and_closes_the_balance),
        cmocka_unit_test(decline_is_told_in_retrospect),
        cmocka_unit_test(exact_knowledge_gives_exact_answers),
        cmocka_unit_test(nothing_settles_what_is_known),
        cmocka_unit_test(every_error_is_propagated),
        cmocka_unit_test(intervals_of_the_end_are_those_of_many_draws),
        cmocka_unit_test(survival_conditions_the_interval),
        cmocka_unit_test(limits_have_their_reasons),
        cmocka_unit_test(histories_with_the_same_capacities_get_the_same_answer),
        cmocka_unit_test(li_cu_gives_ce_li_to_another_cell),
        cmocka_unit_test(the_protocol_is_found_in_a_time_series),
        cmocka_unit_test(an_anode_free_cell_gives_ce_li),
        cmocka_unit_test(survivors_are_censored),
    };
    return cmocka_run_group_tests_name("reservoir", tests, NULL, NULL);
}
