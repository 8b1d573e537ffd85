/* What is said of the lithium left: a bound where N/P is known, the reason where nothing holds,
 * and never a number from hidden columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static const int32_t hard[] = {LMB_RESULT_CE_LI_MEAN, LMB_RESULT_REMAINING_LI,
                               LMB_RESULT_P_EXHAUSTED, LMB_RESULT_EXHAUSTION_CYCLE};

static lmb_report *analyze(const lmb_dataset *dataset, const lmb_cell *cell)
{
    lmb_report *report = NULL;
    assert_ok(lmb_analyze(dataset, cell, &report, NULL, 0));
    return report;
}

/* A record of a cell of 40 cycles: 4 Ah, every cycle loses 0.1 %. */
static lmb_dataset *short_record(double first_cycle)
{
    static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                  LMB_COLUMN_DISCHARGE_CAPACITY};
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    for (int k = 0; k < 40; k++) {
        double charge = 4 * pow(0.999, k);
        double row[] = {first_cycle + k, charge, 0.999 * charge};
        assert_ok(lmb_dataset_append(dataset, ids, row, 3));
    }
    return dataset;
}

static void assert_unknown(const lmb_report *report, int32_t id, const char *reason)
{
    double value, lower, upper;
    int32_t why;
    assert_ok(lmb_report_value(report, id, &value, &lower, &upper, &why));
    describe("%s: %s", lmb_quantity_name(id), lmb_reason_name(why));
    assert_close(value, NAN, 0, 0);
    assert_close(lower, NAN, 0, 0);
    assert_close(upper, NAN, 0, 0);
    assert_string_equal(lmb_reason_name(why), reason);
}

/* 1 - [N + sum(Q_ch - Q_dis)] / sum Q_ch */
static void survivor_bound_is_the_formula(void **state)
{
    (void)state;
    lmb_dataset *dataset = short_record(1);
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 0.5);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0.02);
    set(cell, LMB_PARAM_GAIN_ERROR_SD, 1e-4);
    lmb_report *report = analyze(dataset, cell);
    double charged = 4 * (1 - pow(0.999, 40)) / 0.001, capacity = 4 * 0.999;
    double initial = 0.5 * capacity, value, lower, upper;
    assert_ok(lmb_report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND, &value, &lower, &upper, NULL));
    assert_close(report_value(report, LMB_RESULT_INITIAL_LI), initial, 1e-14, 0);
    assert_close(value, 1 - (initial + 0.001 * charged) / charged, 1e-13, 0);
    double sd = sqrt(pow(0.02 * capacity / charged, 2) + 1e-8);
    assert_close((upper - lower) / 2, 1.6448536 * sd, 1e-3, 0);
    for (int i = 0; i < 3; i++) assert_unknown(report, hard[i], "before_exhaustion");
    assert_unknown(report, hard[3], "no_outside_ce_li");
    assert_true(has_warning(report, "retention_only"));
    assert_true(has_warning(report, "ce_is_cathode"));
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

static void capacity_is_of_the_cell_where_both_were_set(void **state)
{
    (void)state;
    lmb_dataset *dataset = short_record(1);
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 2);
    set(cell, LMB_PARAM_CATHODE_CAPACITY, 5);
    lmb_report *report = analyze(dataset, cell); /* a default area is not knowledge */
    assert_close(report_value(report, LMB_RESULT_CAPACITY), 4 * 0.999, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY_SOURCE), 1, 0, 0);
    lmb_report_free(report);
    set(cell, LMB_PARAM_ELECTRODE_AREA, 900);
    report = analyze(dataset, cell);
    assert_close(report_value(report, LMB_RESULT_CAPACITY), 4.5, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY_SOURCE), 0, 0, 0);
    assert_close(report_value(report, LMB_RESULT_INITIAL_LI), 9, 1e-14, 0);
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

/* The reason for everything that needs N, with the parameter `id` set to `value`. */
static void check_reason(double first_cycle, int32_t id, double value, const char *reason)
{
    lmb_dataset *dataset = short_record(first_cycle);
    lmb_cell *cell = new_cell();
    set(cell, id, value);
    if (id != LMB_PARAM_NP_RATIO && id != LMB_PARAM_GAIN_ERROR_SD) set(cell, LMB_PARAM_NP_RATIO, 1);
    lmb_report *report = analyze(dataset, cell);
    assert_unknown(report, LMB_RESULT_CE_LI_LOWER_BOUND, reason);
    assert_unknown(report, LMB_RESULT_INITIAL_LI, reason);
    for (int i = 0; i < 4; i++) assert_unknown(report, hard[i], reason);
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

static void what_is_not_known_has_its_reason(void **state)
{
    (void)state;
    check_reason(1, LMB_PARAM_GAIN_ERROR_SD, 1e-4, "np_missing");
    check_reason(5, LMB_PARAM_NP_RATIO, 1, "starts_late");
    check_reason(1, LMB_PARAM_CELL_CONFIGURATION, 5, "symmetric_cell");
    check_reason(1, LMB_PARAM_CELL_CONFIGURATION, 2, "no_reservoir");
}

static void warnings_of_the_reservoir(void **state)
{
    (void)state;
    lmb_dataset *dataset = short_record(1);
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 0);
    lmb_report *report = analyze(dataset, cell);
    assert_true(has_warning(report, "np_zero_life_undefined"));
    assert_false(has_warning(report, "np_missing"));
    assert_unknown(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE, "np_zero");
    lmb_report_free(report);
    set(cell, LMB_PARAM_NP_RATIO, 5);
    report = analyze(dataset, cell);
    assert_true(has_warning(report, "excess_lithium_hides_loss"));
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

/* The columns that inference may read, out of a simulated table. */
static lmb_dataset *measured_part(const lmb_dataset *truth)
{
    lmb_dataset *part = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &part));
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (!lmb_dataset_has_column(truth, id) || !(lmb_quantity_flags(id) & LMB_FLAG_MEASURED))
            continue;
        double *column = column_of(truth, id);
        assert_ok(lmb_dataset_set_column(part, id, column, lmb_dataset_cycles(truth), 1));
        free(column);
    }
    assert_int_equal(lmb_dataset_has_column(part, LMB_COLUMN_RESERVOIR), 0);
    return part;
}

static void compare_columns(const lmb_report *a, const lmb_report *b)
{
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        int there = lmb_dataset_has_column(lmb_report_table(a), id);
        assert_int_equal(there, lmb_dataset_has_column(lmb_report_table(b), id));
        if (!there) continue;
        double *x = report_column(a, id), *y = report_column(b, id);
        assert_memory_equal(x, y, (size_t)report_cycles(a) * sizeof *x);
        free(x);
        free(y);
    }
}

static void compare_results(const lmb_report *a, const lmb_report *b)
{
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        int32_t why[2];
        double x[3], y[3];
        if (lmb_quantity_kind(id) != LMB_KIND_RESULT || id == LMB_RESULT_SOURCE_KIND ||
            id == LMB_RESULT_SOURCE_DIALECT)
            continue;
        assert_ok(lmb_report_value(a, id, &x[0], &x[1], &x[2], &why[0]));
        assert_ok(lmb_report_value(b, id, &y[0], &y[1], &y[2], &why[1]));
        describe("%s", lmb_quantity_name(id));
        assert_memory_equal(x, y, sizeof x);
        assert_int_equal(why[0], why[1]);
    }
    for (int32_t i = 0; i < 32; i++)
        assert_int_equal(lmb_report_warning(a, i, NULL, NULL),
                         lmb_report_warning(b, i, NULL, NULL));
}

/* The same bits, whether the truth is in the table, left out, or false. */
static void hidden_columns_change_nothing(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, 300), *part = measured_part(truth);
    lmb_report *of_truth = analyze(truth, cell), *of_part = analyze(part, cell);
    compare_results(of_truth, of_part);
    compare_columns(of_truth, of_part);
    double *nonsense = column_of(truth, LMB_COLUMN_CHARGE_CAPACITY);
    assert_ok(lmb_dataset_set_column(truth, LMB_COLUMN_RESERVOIR, nonsense, 300, 1));
    assert_ok(lmb_dataset_set_column(truth, LMB_COLUMN_STAGE, nonsense, 300, 1));
    assert_ok(lmb_dataset_set_column(truth, LMB_COLUMN_CE_CELL, nonsense, 300, 1));
    lmb_report *of_nonsense = analyze(truth, cell);
    compare_results(of_nonsense, of_part);
    compare_columns(of_nonsense, of_part);
    free(nonsense);
    lmb_report_free(of_truth);
    lmb_report_free(of_part);
    lmb_report_free(of_nonsense);
    lmb_dataset_free(truth);
    lmb_dataset_free(part);
    lmb_cell_free(cell);
}

/* Once the reservoir is empty the mean CE_Li is exact: here against the model's own. */
static void mean_ce_li_is_exact_after_exhaustion(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    set(cell, LMB_PARAM_CATHODE_CAPACITY, 4);
    set(cell, LMB_PARAM_ELECTRODE_AREA, 1000);
    lmb_dataset *truth = simulate(cell, 300);
    lmb_report *report = analyze(truth, cell);
    double *charge = column_of(truth, LMB_COLUMN_CHARGE_CAPACITY), lost = 0, charged = 0;
    double *ce_li = column_of(truth, LMB_COLUMN_CE_LI);
    for (int k = 0; k < 238; k++) { /* the first Li-limited cycle is 238 */
        lost += (1 - ce_li[k]) * charge[k];
        charged += charge[k];
    }
    assert_close(report_value(report, LMB_RESULT_CE_LI_MEAN), 1 - lost / charged, 0, 2e-5);
    assert_close(report_value(report, LMB_RESULT_REMAINING_LI), 0, 0, 0);
    assert_close(report_value(report, LMB_RESULT_EXHAUSTION_CYCLE), 238, 0, 1);
    assert_true(report_value(report, LMB_RESULT_P_EXHAUSTED) > 0.95);
    free(charge);
    free(ce_li);
    lmb_report_free(report);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

/* An anode-free cell has no foil: what the default N/P says is not known of it. */
static void an_anode_free_cell_has_no_reservoir(void **state)
{
    (void)state;
    lmb_dataset *dataset = short_record(1);
    lmb_cell *cell = new_cell();
    for (int said = 0; said < 2; said++) {
        set(cell, LMB_PARAM_CELL_CONFIGURATION, 1);
        if (said) set(cell, LMB_PARAM_NP_RATIO, 0);
        lmb_report *report = analyze(dataset, cell);
        assert_close(report_value(report, LMB_RESULT_INITIAL_LI), 0, 0, 0);
        /* 1 - sum(Q_ch - Q_dis) / sum Q_ch */
        assert_close(report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND), 0.999, 1e-13, 0);
        assert_unknown(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE, "np_zero");
        assert_unknown(report, LMB_RESULT_ONSET_STAGE_4, "np_zero");
        for (int i = 0; i < 4; i++) assert_unknown(report, hard[i], "np_zero");
        lmb_report_free(report);
    }
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

static void check_contradiction(const lmb_cell *cell, const char *words)
{
    lmb_dataset *dataset = short_record(1);
    lmb_report *report = NULL;
    char message[200] = "";
    assert_int_equal(lmb_analyze(dataset, cell, &report, message, sizeof message), LMB_ERROR_RANGE);
    assert_null(report);
    assert_non_null(strstr(message, words));
    lmb_dataset_free(dataset);
}

static void contradictions_are_refused(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 1);
    set(cell, LMB_PARAM_NP_RATIO, 0.5);
    check_contradiction(cell, "np_ratio: 0.5");
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_NP_RATIO));
    static const double cycles[] = {0, 41, 3.5};
    for (int i = 0; i < 3; i++) {
        set(cell, LMB_PARAM_REFERENCE_CYCLE, cycles[i]);
        check_contradiction(cell, "reference_cycle: the record has no cycle");
    }
    set(cell, LMB_PARAM_REFERENCE_CYCLE, 40);
    lmb_dataset *dataset = short_record(1);
    lmb_report *report = analyze(dataset, cell);
    assert_close(report_value(report, LMB_RESULT_REFERENCE_CYCLE), 40, 0, 0);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
}

/* A cycler whose discharge counts `gain` too much; what it shows is thrice its spec. */
static lmb_dataset *with_gain(const lmb_dataset *truth, double gain)
{
    lmb_dataset *record = measured_part(truth);
    int64_t cycles = lmb_dataset_cycles(truth);
    static const int32_t ids[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_ENERGY};
    for (int i = 0; i < 2; i++) {
        double *column = column_of(truth, ids[i]);
        for (int64_t k = 0; k < cycles; k++) column[k] *= 1 + gain;
        assert_ok(lmb_dataset_set_column(record, ids[i], column, cycles, 1));
        free(column);
    }
    return record;
}

static void check_holds(const lmb_report *report, int32_t id, double truth)
{
    double lower, upper;
    assert_ok(lmb_report_value(report, id, NULL, &lower, &upper, NULL));
    if (!(lower <= truth && truth <= upper))
        print_message("# %s: %.6f is not in %.6f to %.6f\n", lmb_quantity_name(id), truth, lower,
                      upper);
    assert_true(lower <= truth && truth <= upper);
}

static void a_mismatch_that_shows_widens_what_sums_say(void **state)
{
    (void)state;
    static const double gains[] = {6e-4, -6e-4};
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    set(cell, LMB_PARAM_NP_RATIO_SD, 0);
    lmb_dataset *whole = simulate(cell, 300), *start = simulate(cell, 200);
    lmb_report *exact = analyze(start, cell), *exact_whole = analyze(whole, cell);
    for (int i = 0; i < 2; i++) {
        lmb_dataset *long_record = with_gain(whole, gains[i]);
        lmb_dataset *early_record = with_gain(start, gains[i]);
        lmb_report *early = analyze(early_record, cell), *late = analyze(long_record, cell);
        check_holds(early, LMB_RESULT_CE_LI_LOWER_BOUND,
                    report_value(exact, LMB_RESULT_CE_LI_LOWER_BOUND));
        check_holds(early, LMB_RESULT_NET_CHARGE, report_value(exact, LMB_RESULT_NET_CHARGE));
        check_holds(late, LMB_RESULT_CE_LI_MEAN, report_value(exact_whole, LMB_RESULT_CE_LI_MEAN));
        lmb_report_free(early);
        lmb_report_free(late);
        lmb_dataset_free(early_record);
        lmb_dataset_free(long_record);
    }
    lmb_report_free(exact);
    lmb_report_free(exact_whole);
    lmb_dataset_free(whole);
    lmb_dataset_free(start);
    lmb_cell_free(cell);
}

/* A report is of the dataset as it was. */
static void reports_outlive_their_dataset(void **state)
{
    (void)state;
    lmb_dataset *dataset = short_record(1);
    lmb_report *report = analyze(dataset, NULL);
    lmb_dataset_free(dataset);
    assert_int_equal(report_cycles(report), 40);
    assert_close(report_value(report, LMB_RESULT_CYCLES), 40, 0, 0);
    lmb_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survivor_bound_is_the_formula),
        cmocka_unit_test(capacity_is_of_the_cell_where_both_were_set),
        cmocka_unit_test(what_is_not_known_has_its_reason),
        cmocka_unit_test(warnings_of_the_reservoir),
        cmocka_unit_test(hidden_columns_change_nothing),
        cmocka_unit_test(mean_ce_li_is_exact_after_exhaustion),
        cmocka_unit_test(an_anode_free_cell_has_no_reservoir),
        cmocka_unit_test(contradictions_are_refused),
        cmocka_unit_test(a_mismatch_that_shows_widens_what_sums_say),
        cmocka_unit_test(reports_outlive_their_dataset),
    };
    return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
