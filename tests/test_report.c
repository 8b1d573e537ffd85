/* What a report says of a record, and where it must not say anything. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"

static const char *mode_of(const lmb_report *report)
{
    double mode = report_value(report, LMB_RESULT_FAILURE_MODE);
    return isnan(mode) ? "?" : lmb_quantity_value_name(LMB_RESULT_FAILURE_MODE, (int32_t)mode);
}

/* A record with the noise of a good cycler: the capacity fades, the voltage falls, CE steps. */
struct story {
    double first_cycle;
    int cycles, step_at;              /* the row where CE becomes ce_after; 0: none */
    double fade, ce, ce_after, drift; /* drift: of the voltage, V a cycle */
};

static lmb_dataset *record_of(const struct story *s)
{
    static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                  LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
    struct random r = {11};
    lmb_dataset *dataset = new_dataset();
    double capacity = 4;
    for (int k = 0; k < s->cycles; k++, capacity *= 1 - s->fade) {
        double ce = s->step_at > 0 && k >= s->step_at ? s->ce_after : s->ce;
        double charge = capacity * (1 + 2e-4 * normal(&r));
        double row[] = {s->first_cycle + k, charge, charge * ce * (1 + 1e-4 * normal(&r)),
                        3.6 - s->drift * k + 2e-4 * normal(&r)};
        assert_ok(lmb_dataset_append(dataset, ids, row, 4));
    }
    return dataset;
}

/* ---- CE ---------------------------------------------------------------------------------- */

/* Before exhaustion the CE shown is the cathode's, behind it CE_Li: a mean of both is neither. */
static void ce_is_that_of_the_cycles_since_exhaustion(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *truth = simulate(cell, 248); /* exhausted in cycle 238 */
    lmb_report *report = analyze(truth, cell);
    double *ce_li = column_of(truth, LMB_COLUMN_CE_LI);
    assert_close(report_value(report, LMB_RESULT_ONSET_STAGE_4), 238, 0, 0);
    double ce = report_value(report, LMB_RESULT_CE_CELL);
    assert_true(ce_li[247] < ce_li[238]);
    assert_true(ce > ce_li[247] && ce < ce_li[238]);
    free(ce_li);
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

static void check_cathode(const struct story *s, double np, const char *mode, int is_cathode)
{
    lmb_dataset *dataset = record_of(s);
    lmb_cell *cell = new_cell();
    if (!isnan(np)) set(cell, LMB_PARAM_NP_RATIO, np);
    lmb_report *report = analyze(dataset, cell);
    assert_string_equal(mode_of(report), mode);
    assert_int_equal(has_warning(report, "ce_is_cathode"), is_cathode);
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

/* It is the cathode's where lithium was there at the start and nothing says that it was used up. */
static void ce_is_the_cathodes_only_where_that_is_known(void **state)
{
    (void)state;
    struct story none = {
        .first_cycle = 1, .cycles = 120, .fade = 2e-4, .ce = 0.9998, .drift = 2e-4};
    struct story cathode = {.first_cycle = 1, .cycles = 160, .fade = 2e-3, .ce = 0.998};
    struct story dry = cathode, unclear = cathode, soft = none;
    dry.drift = 2e-3;
    unclear.drift = 3e-4;
    soft.cycles = 200;
    soft.step_at = 120;
    soft.ce_after = 0.988;
    check_cathode(&none, 2, "none", 1);
    check_cathode(&cathode, 2, "cathode_degradation", 1);
    check_cathode(&dry, 2, "electrolyte_dry_out", 1);
    check_cathode(&unclear, 2, "undecided", 0);
    check_cathode(&soft, 2, "soft_short", 0);
    check_cathode(&none, NAN, "none", 0);
    check_cathode(&none, 0, "none", 0);
    none.first_cycle = 0;
    check_cathode(&none, 2, "none", 1);
    none.first_cycle = 2;
    check_cathode(&none, 2, "none", 0);
}

static void ce_is_not_the_cathodes_behind_exhaustion(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *whole = simulate(cell, 300), *start = simulate(cell, 200);
    lmb_report *of_whole = analyze(whole, cell), *of_start = analyze(start, cell);
    assert_string_equal(mode_of(of_whole), "li_exhaustion");
    assert_false(has_warning(of_whole, "ce_is_cathode"));
    assert_true(has_warning(of_start, "ce_is_cathode"));
    lmb_report_free(of_whole);
    lmb_report_free(of_start);
    lmb_dataset_free(whole);
    lmb_dataset_free(start);
    lmb_cell_free(cell);
}

/* Where discharge invests, slippage is not what both electrodes share. */
static void pairs_of_electrodes_need_a_charge_that_invests(void **state)
{
    (void)state;
    static const int32_t ids[] = {LMB_RESULT_CE_BIAS, LMB_RESULT_PRODUCT_OF_CE,
                                  LMB_RESULT_PRODUCT_OF_SLIPPAGE, LMB_RESULT_BOOKS_RESIDUAL};
    struct story s = {.first_cycle = 1, .cycles = 60, .fade = 1e-3, .ce = 0.999};
    lmb_dataset *dataset = record_of(&s);
    lmb_cell *cell = new_cell();
    for (int configuration = 0; configuration < 6; configuration++) {
        set(cell, LMB_PARAM_CELL_CONFIGURATION, configuration);
        lmb_report *report = analyze(dataset, cell);
        for (int i = 0; i < 4; i++) {
            if (configuration < 3) assert_known(report, ids[i]);
            else assert_reason(report, ids[i], "not_for_this_cell");
        }
        lmb_report_free(report);
    }
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

/* ---- stages ------------------------------------------------------------------------------ */

/* Capacity that goes while the voltage stays is the cathode's, unless there is no reservoir, or
 * may be none: nobody gave N/P. */
static void a_fade_without_polarization_is_the_cathodes(void **state)
{
    (void)state;
    struct story s = {.first_cycle = 1, .cycles = 160, .fade = 2e-3, .ce = 0.998};
    lmb_dataset *dataset = record_of(&s);
    lmb_cell *cell = new_cell();
    for (int configuration = 0; configuration < 3; configuration++) {
        set(cell, LMB_PARAM_CELL_CONFIGURATION, configuration);
        lmb_report *report = analyze(dataset, cell);
        assert_string_equal(mode_of(report), "undecided");
        assert_reason(report, LMB_RESULT_ONSET_STAGE_4,
                      configuration == 0   ? "not_detected"
                      : configuration == 1 ? "np_zero"
                                           : "no_reservoir");
        lmb_report_free(report);
    }
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 0);
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_report *report = analyze(dataset, cell);
    assert_string_equal(mode_of(report), "cathode_degradation");
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

/* A rate that grows from cycle `knee` on. */
static double bent(double rate, double growth, int knee, int k)
{
    double past = k > knee ? k - knee : 0;
    return rate * (k + (past > 0 ? (exp(growth * past) - 1 - growth * past) / growth : 0));
}

static lmb_report *report_of_knees(int of_capacity, int of_voltage)
{
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                  LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE};
    struct random r = {3};
    lmb_dataset *dataset = new_dataset();
    for (int k = 0; k < 240; k++) {
        double charge = 4 * exp(-bent(3e-4, 0.02, of_capacity, k));
        double discharge = 4 * exp(-bent(3e-4, 0.02, of_capacity, k + 1));
        double volts = 3.6 - bent(5e-4, 0.03, of_voltage, k) + 1e-4 * normal(&r);
        double row[] = {charge, discharge * (1 + 1e-5 * normal(&r)), volts};
        assert_ok(lmb_dataset_append(dataset, ids, row, 3));
    }
    lmb_report *report = analyze(dataset, NULL);
    lmb_dataset_free(dataset);
    return report;
}

/* Stage 2 comes before stage 3: a bend of the voltage behind that of the capacity is another's. */
static void stage_2_does_not_come_after_stage_3(void **state)
{
    (void)state;
    lmb_report *in_order = report_of_knees(130, 60), *turned = report_of_knees(60, 170);
    assert_close(report_value(in_order, LMB_RESULT_ONSET_STAGE_2), 60, 0, 15);
    assert_known(in_order, LMB_RESULT_ONSET_STAGE_3);
    assert_known(turned, LMB_RESULT_ONSET_STAGE_3);
    assert_true(report_value(turned, LMB_RESULT_EVIDENCE_STAGE_2) > 4.6); /* it does bend */
    assert_reason(turned, LMB_RESULT_ONSET_STAGE_2, "not_detected");
    lmb_report_free(in_order);
    lmb_report_free(turned);
}

/* Some rows of a simulated life, numbered as they were. */
static lmb_dataset *part_of_life(int64_t first, int64_t last)
{
    lmb_cell *cell = new_cell();
    lmb_dataset *life = simulate(cell, last), *part = new_dataset();
    for (int32_t id = LMB_COLUMN_CYCLE; id <= LMB_COLUMN_DISCHARGE_ENERGY; id++) {
        double *column = column_of(life, id);
        assert_ok(lmb_dataset_set_column(part, id, column + first - 1, last - first + 1, 1));
        free(column);
    }
    lmb_dataset_free(life);
    lmb_cell_free(cell);
    return part;
}

/* Stages 2 and 3 are relative to the first rates of a life; stage 4 shows by itself. */
static void a_late_start_hides_onsets(void **state)
{
    (void)state;
    lmb_dataset *late = part_of_life(100, 260), *whole = part_of_life(1, 260);
    lmb_report *of_late = analyze(late, NULL), *of_whole = analyze(whole, NULL);
    for (int32_t id = LMB_RESULT_ONSET_STAGE_2; id <= LMB_RESULT_ONSET_STAGE_3; id++) {
        assert_known(of_whole, id);
        assert_reason(of_late, id, "starts_late");
    }
    assert_close(report_value(of_late, LMB_RESULT_ONSET_STAGE_4), 238, 0, 1);
    assert_reason(of_late, LMB_RESULT_LIFE_THROUGHPUT, "starts_late");
    assert_true(has_warning(of_late, "starts_late"));
    lmb_report_free(of_late);
    lmb_report_free(of_whole);
    lmb_dataset_free(late);
    lmb_dataset_free(whole);
}

/* Nothing could be looked at: that is no stage 1. */
static void check_no_verdict(const lmb_dataset *dataset)
{
    lmb_report *report = analyze(dataset, NULL);
    assert_reason(report, LMB_RESULT_STAGE, "too_short");
    assert_reason(report, LMB_RESULT_FAILURE_MODE, "too_short");
    for (int32_t id = LMB_COLUMN_P_STAGE_1; id <= LMB_COLUMN_P_STAGE_4; id++) {
        double *p = report_column(report, id);
        for (int64_t k = 0; k < report_cycles(report); k++) assert_true(isnan(p[k]));
        free(p);
    }
    lmb_report_free(report);
}

static void records_without_readings_have_no_verdict(void **state)
{
    (void)state;
    static const int32_t ids[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY};
    lmb_dataset *one = new_dataset(), *missing = new_dataset();
    assert_ok(lmb_dataset_append(one, ids, (double[]){4, 3.99}, 2));
    check_no_verdict(one);
    for (int k = 0; k < 60; k++) assert_ok(lmb_dataset_append(missing, ids, (double[]){4, NAN}, 2));
    check_no_verdict(missing);
    lmb_dataset_free(one);
    lmb_dataset_free(missing);
}

/* The report's table is a dataset like any other: all that reads a dataset reads it. */
static void its_table_is_a_dataset(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *simulated = simulate(cell, 40), *back = new_dataset();
    lmb_report *report = analyze(simulated, cell), *again;
    const lmb_dataset *table = lmb_report_table(report);
    assert_int_equal(lmb_dataset_cycles(table), 40);
    assert_int_equal(lmb_dataset_has_column(table, LMB_COLUMN_DISCHARGE_CAPACITY), 1);
    assert_int_equal(lmb_dataset_has_column(table, LMB_COLUMN_P_STAGE_2), 1);
    assert_int_equal(lmb_dataset_has_column(table, LMB_COLUMN_RESERVOIR), 0);
    uint64_t size;
    assert_ok(lmb_dataset_save(table, NULL, 0, &size));
    void *bytes = malloc((size_t)size);
    assert_ok(lmb_dataset_save(table, bytes, size, NULL));
    assert_ok(lmb_dataset_restore(back, bytes, size));
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++)
        assert_int_equal(lmb_dataset_has_column(back, id), lmb_dataset_has_column(table, id));
    again = analyze(table, cell);
    assert_same_bits(report_value(again, LMB_RESULT_CE_LI_LOWER_BOUND),
                     report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND));
    free(bytes);
    lmb_report_free(again);
    lmb_report_free(report);
    lmb_dataset_free(back);
    lmb_dataset_free(simulated);
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_table_is_a_dataset),
        cmocka_unit_test(ce_is_that_of_the_cycles_since_exhaustion),
        cmocka_unit_test(ce_is_the_cathodes_only_where_that_is_known),
        cmocka_unit_test(ce_is_not_the_cathodes_behind_exhaustion),
        cmocka_unit_test(pairs_of_electrodes_need_a_charge_that_invests),
        cmocka_unit_test(a_fade_without_polarization_is_the_cathodes),
        cmocka_unit_test(stage_2_does_not_come_after_stage_3),
        cmocka_unit_test(a_late_start_hides_onsets),
        cmocka_unit_test(records_without_readings_have_no_verdict),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
