/* Books kept of small records made by hand: every figure here can be checked with a pencil. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static const int32_t ids[] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                              LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_ENERGY,
                              LMB_COLUMN_DISCHARGE_ENERGY};

/* The first `columns` of cycle, charge, discharge, charge energy, discharge energy. */
static lmb_dataset *table_of(const double (*rows)[5], int count, int columns)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    for (int i = 0; i < count; i++) assert_ok(lmb_dataset_append(dataset, ids, rows[i], columns));
    return dataset;
}

static lmb_report *analyze(const lmb_dataset *dataset, const lmb_cell *cell)
{
    lmb_report *report = NULL;
    char message[200] = "";
    assert_ok(lmb_analyze(dataset, cell, &report, message, sizeof message));
    assert_int_equal(report_cycles(report), lmb_dataset_cycles(dataset));
    return report;
}

static void check_column(const lmb_report *report, int32_t id, const double *expected)
{
    describe("column %s", lmb_quantity_name(id));
    double *column = report_column(report, id);
    for (int64_t i = 0; i < report_cycles(report); i++)
        assert_close(column[i], expected[i], 1e-14, 1e-15);
    free(column);
}

static void per_cycle_books(void **state)
{
    (void)state;
    static const double rows[][5] = {
        {1, 2.0, 1.9, 8.0, 7.0}, {2, 1.9, 1.8, 7.6, 6.3}, {3, 1.7, 1.7, 6.8, 5.95}};
    lmb_dataset *dataset = table_of(rows, 3, 5);
    lmb_report *report = analyze(dataset, NULL);
    check_column(report, LMB_COLUMN_CE_CELL, (double[]){0.95, 1.8 / 1.9, 1});
    check_column(report, LMB_COLUMN_ENERGY_EFFICIENCY, (double[]){0.875, 6.3 / 7.6, 0.875});
    check_column(report, LMB_COLUMN_MEAN_CHARGE_VOLTAGE, (double[]){4, 4, 4});
    check_column(report, LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE, (double[]){7 / 1.9, 3.5, 3.5});
    check_column(report, LMB_COLUMN_HYSTERESIS, (double[]){4 - 7 / 1.9, 0.5, 0.5});
    check_column(report, LMB_COLUMN_SLIPPAGE, (double[]){1, 1.7 / 1.8, NAN});
    check_column(report, LMB_COLUMN_CHARGE_THROUGHPUT, (double[]){2, 3.9, 5.6});
    check_column(report, LMB_COLUMN_NET_CHARGE, (double[]){0.1, 0.2, 0.2});
    check_column(report, LMB_COLUMN_CAPACITY_RETENTION, (double[]){1, 1.8 / 1.9, 1.7 / 1.9});
    check_column(report, LMB_COLUMN_ENERGY_RETENTION, (double[]){1, 0.9, 0.85});
    check_column(report, LMB_COLUMN_EXCLUDED, (double[]){0, 0, 0});
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

static void sums_and_changes(void **state)
{
    (void)state;
    static const double rows[][5] = {
        {1, 2.0, 1.9, 8.0, 7.0}, {2, 1.9, 1.8, 7.6, 6.3}, {3, 1.7, 1.7, 6.8, 5.95}};
    lmb_dataset *dataset = table_of(rows, 3, 5);
    lmb_report *report = analyze(dataset, NULL);
    assert_close(report_value(report, LMB_RESULT_CYCLES), 3, 0, 0);
    assert_close(report_value(report, LMB_RESULT_EXCLUDED_CYCLES), 0, 0, 0);
    assert_close(report_value(report, LMB_RESULT_REFERENCE_CYCLE), 1, 0, 0);
    assert_close(report_value(report, LMB_RESULT_CHARGE_THROUGHPUT), 5.6, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_NET_CHARGE), 0.2, 1e-13, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY_RETENTION), 1.7 / 1.9, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_ENERGY_RETENTION), 0.85, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_MEAN_VOLTAGE_CHANGE), 3.5 - 7 / 1.9, 1e-13, 0);
    assert_close(report_value(report, LMB_RESULT_CE_CELL), (0.95 + 1.8 / 1.9 + 1) / 3, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_PRODUCT_OF_CE), 0.95 * (1.8 / 1.9), 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_PRODUCT_OF_SLIPPAGE), 1.7 / 1.8, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_BOOKS_RESIDUAL), 0, 0, 1e-14);
    assert_true(has_warning(report, "short_record"));
    assert_true(has_warning(report, "np_missing"));
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

/* A missing value stays missing in its ratios, and is interpolated in the sums. */
static void missing_values_count_in_the_sums(void **state)
{
    (void)state;
    static const double rows[][5] = {
        {1, 2.0, 1.9}, {2, NAN, 1.8}, {3, 1.8, 1.7}, {4, 1.7, 0}, {5, 1.6, 1.5}};
    lmb_dataset *dataset = table_of(rows, 5, 3);
    lmb_report *report = analyze(dataset, NULL);
    check_column(report, LMB_COLUMN_CE_CELL, (double[]){0.95, NAN, 1.7 / 1.8, NAN, 1.5 / 1.6});
    check_column(report, LMB_COLUMN_CHARGE_THROUGHPUT, (double[]){2, 3.9, 5.7, 7.4, 9.0});
    check_column(report, LMB_COLUMN_NET_CHARGE, (double[]){0.1, 0.2, 0.3, 2.0, 2.1});
    check_column(report, LMB_COLUMN_EXCLUDED, (double[]){0, 4, 0, 4, 0});
    assert_close(report_value(report, LMB_RESULT_BOOKS_RESIDUAL), NAN, 0, 0);
    double upper; /* carries the gain error and what was filled in for cycle 2 */
    lmb_report_value(report, LMB_RESULT_NET_CHARGE, NULL, NULL, &upper, NULL);
    double sd = sqrt(pow(2e-4 * 9.0, 2) + pow(0.1, 2));
    assert_close(upper, 2.1 + 1.6448536269514722 * sd, 1e-12, 0);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

/* Cycles that the record skips count as the mean of their neighbours. */
static void skipped_cycles_count_in_the_sums(void **state)
{
    (void)state;
    static const double rows[][5] = {{1, 2.0, 1.9}, {4, 1.4, 1.2}, {5, 1.2, 1.1}};
    lmb_dataset *dataset = table_of(rows, 3, 3);
    lmb_report *report = analyze(dataset, NULL);
    check_column(report, LMB_COLUMN_CHARGE_THROUGHPUT, (double[]){2, 2 + 2 * 1.7 + 1.4, 8});
    check_column(report, LMB_COLUMN_NET_CHARGE, (double[]){0.1, 0.6, 0.7});
    check_column(report, LMB_COLUMN_SLIPPAGE, (double[]){NAN, 1, NAN});
    assert_true(has_warning(report, "irregular_cycles"));
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

/* In Li||Cu the discharge plates and the charge strips: CE = stripped / plated. */
static void lithium_copper_turns_the_pair(void **state)
{
    (void)state;
    static const double rows[][5] = {{1, 0.9, 1.0}, {2, 0.95, 1.0}, {3, 0.98, 1.0}};
    lmb_dataset *dataset = table_of(rows, 3, 3);
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 3);
    lmb_report *report = analyze(dataset, cell);
    check_column(report, LMB_COLUMN_CE_CELL, (double[]){0.9, 0.95, 0.98});
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

/* Anode-free records often hold discharges alone: CE_Li = Q(n + 1) / Q(n). */
static void anode_free_needs_no_charges(void **state)
{
    (void)state;
    lmb_dataset *dataset = NULL;
    lmb_cell *cell = new_cell();
    static const double discharge[] = {2, 1.8, 1.62, 0};
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_ok(lmb_dataset_set_column(dataset, ids[2], discharge, 4, 1));
    set(cell, LMB_PARAM_CELL_CONFIGURATION, 1);
    lmb_report *report = analyze(dataset, cell);
    check_column(report, LMB_COLUMN_CE_CELL, (double[]){NAN, 0.9, 0.9, NAN});
    assert_true(has_warning(report, "no_charge_channel"));
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

static void capacities_are_needed(void **state)
{
    (void)state;
    lmb_dataset *dataset = NULL;
    lmb_report *report = NULL;
    char message[100] = "";
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_int_equal(lmb_analyze(dataset, NULL, &report, message, sizeof message),
                     LMB_ERROR_MISSING);
    assert_non_null(strstr(message, "no cycles"));
    assert_ok(lmb_dataset_append(dataset, ids, (double[]){1}, 1));
    assert_int_equal(lmb_analyze(dataset, NULL, &report, message, 12), LMB_ERROR_MISSING);
    assert_string_equal(message, "analyze: th");
    assert_null(report);
    lmb_dataset_free(dataset);
}

static void reference_is_the_callers_or_the_first_good(void **state)
{
    (void)state;
    static const double rows[][5] = {{1, 2.0, 0.5}, {2, 2.0, 1.9}, {3, 1.9, 1.8}, {4, 1.8, 1.7}};
    lmb_dataset *dataset = table_of(rows, 4, 3);
    lmb_cell *cell = new_cell();
    assert_ok(lmb_dataset_exclude(dataset, 0, LMB_EXCLUDE_YES));
    lmb_report *report = analyze(dataset, cell);
    assert_close(report_value(report, LMB_RESULT_REFERENCE_CYCLE), 2, 0, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY_RETENTION), 1.7 / 1.9, 1e-14, 0);
    lmb_report_free(report);
    set(cell, LMB_PARAM_REFERENCE_CYCLE, 3);
    report = analyze(dataset, cell);
    assert_close(report_value(report, LMB_RESULT_REFERENCE_CYCLE), 3, 0, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY_RETENTION), 1.7 / 1.8, 1e-14, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY), 1.8, 1e-14, 0);
    lmb_report_free(report);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
}

static lmb_dataset *noisy_record(int64_t cycles, uint64_t seed)
{
    lmb_cell *cell = new_cell();
    lmb_dataset *truth = simulate(cell, cycles);
    lmb_dataset *dataset = measure(truth, (struct noise){3e-4, 5e-4, 5e-4}, seed);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
    return dataset;
}

/* Scale the capacities of one row. */
static void disturb(lmb_dataset *dataset, int64_t row, double charge, double discharge)
{
    int64_t cycles = lmb_dataset_cycles(dataset);
    double factor[] = {charge, discharge};
    for (int i = 0; i < 2; i++) {
        double *column = column_of(dataset, ids[1 + i]);
        column[row] *= factor[i];
        assert_ok(lmb_dataset_set_column(dataset, ids[1 + i], column, cycles, 1));
        free(column);
    }
}

static void exclusions_have_their_reasons(void **state)
{
    (void)state;
    lmb_dataset *dataset = noisy_record(200, 1);
    for (int64_t row = 0; row < 3; row++) disturb(dataset, row, 1, 0.9); /* formation */
    disturb(dataset, 60, 1, 0.97);                                       /* interruption */
    disturb(dataset, 61, 1, 1.02);
    disturb(dataset, 90, 1, 0);
    assert_ok(lmb_dataset_exclude(dataset, 120, LMB_EXCLUDE_YES));
    assert_ok(lmb_dataset_exclude(dataset, 61, LMB_EXCLUDE_NO));
    assert_ok(lmb_dataset_exclude(dataset, 90, LMB_EXCLUDE_NO)); /* missing is not his to say */
    lmb_report *report = analyze(dataset, NULL);
    double expected[200] = {[0] = 1, [1] = 1, [2] = 1, [60] = 3, [90] = 4, [120] = 5};
    check_column(report, LMB_COLUMN_EXCLUDED, expected);
    assert_close(report_value(report, LMB_RESULT_EXCLUDED_CYCLES), 6, 0, 0);
    assert_close(report_value(report, LMB_RESULT_REFERENCE_CYCLE), 4, 0, 0);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

/* Checks at even spacing are diagnostics, not accidents. */
static void periodic_checks_are_diagnostics(void **state)
{
    (void)state;
    lmb_dataset *dataset = noisy_record(160, 2);
    double expected[160] = {0};
    for (int64_t row = 24; row < 160; row += 25) {
        disturb(dataset, row, 1.06, 1.06);
        expected[row] = LMB_EXCLUDED_DIAGNOSTIC;
    }
    lmb_report *report = analyze(dataset, NULL);
    check_column(report, LMB_COLUMN_EXCLUDED, expected);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

/* Excluded cycles moved lithium, too: sums are the same with and without the word. */
static void exclusion_leaves_the_sums_alone(void **state)
{
    (void)state;
    lmb_dataset *dataset = noisy_record(100, 3);
    lmb_report *before = analyze(dataset, NULL);
    for (int64_t row = 10; row < 40; row++)
        assert_ok(lmb_dataset_exclude(dataset, row, LMB_EXCLUDE_YES));
    lmb_report *after = analyze(dataset, NULL);
    assert_close(report_value(after, LMB_RESULT_EXCLUDED_CYCLES), 30, 0, 0);
    static const int32_t sums[] = {LMB_RESULT_CHARGE_THROUGHPUT, LMB_RESULT_NET_CHARGE,
                                   LMB_RESULT_PRODUCT_OF_CE, LMB_RESULT_BOOKS_RESIDUAL};
    for (int i = 0; i < 4; i++)
        assert_same_bits(report_value(after, sums[i]), report_value(before, sums[i]));
    lmb_report_free(before);
    lmb_report_free(after);
    lmb_dataset_free(dataset);
}

static void noise_is_measured(void **state)
{
    (void)state;
    lmb_dataset *dataset = noisy_record(85, 4); /* before stage 2 bends anything */
    lmb_report *report = analyze(dataset, NULL);
    assert_close(report_value(report, LMB_RESULT_CE_NOISE), 3e-4, 0.35, 0);
    assert_close(report_value(report, LMB_RESULT_CAPACITY_NOISE), 5.8e-4, 0.35, 0);
    assert_close(report_value(report, LMB_RESULT_MEAN_VOLTAGE_NOISE), 5e-4, 0.35, 0);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

/* A cycler that counts discharge 0.06 % high: the next charge takes back what the cell really
 * gave, and ce_bias is by how much the CE shown is too high. */
static void gain_mismatch_has_a_sign(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct random r = {9};
        lmb_dataset *dataset = NULL;
        assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
        double capacity = 4, gain = 1 + sign * 6e-4;
        for (int k = 0; k < 100; k++, capacity *= 0.999) {
            double row[] = {k + 1, capacity, 0.999 * capacity * gain * (1 + 1e-5 * normal(&r))};
            assert_ok(lmb_dataset_append(dataset, ids, row, 3));
        }
        lmb_report *report = analyze(dataset, NULL);
        double bias, lower, upper;
        assert_ok(lmb_report_value(report, LMB_RESULT_CE_BIAS, &bias, &lower, &upper, NULL));
        assert_close(bias, sign * 6e-4, 0, 5e-6);
        assert_true(lower < bias && bias < upper && upper - lower < 1e-5);
        assert_close(report_value(report, LMB_RESULT_CE_CELL), 0.999 * gain, 0, 5e-6);
        lmb_report_free(report);
        lmb_dataset_free(dataset);
    }
}

/* 40 cycles of one CE, with a column that has `other` in every `every`-th of them. */
static lmb_report *report_with(double ce, int32_t id, double usual, double other, int every)
{
    lmb_dataset *dataset = NULL;
    double values[40];
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    for (int k = 0; k < 40; k++) {
        double charge = 4 * pow(ce, k), row[] = {k + 1, charge, ce * charge};
        values[k] = k % every == every - 1 ? other : usual;
        assert_ok(lmb_dataset_append(dataset, ids, row, 3));
    }
    assert_ok(lmb_dataset_set_column(dataset, id, values, 40, 1));
    lmb_report *report = analyze(dataset, NULL);
    lmb_dataset_free(dataset);
    return report;
}

static void check_warning(double ce, int32_t id, double usual, double other, int every,
                          const char *warning, int is_warned)
{
    describe("%s, %g and %g", lmb_quantity_name(id), usual, other);
    lmb_report *report = report_with(ce, id, usual, other, every);
    assert_int_equal(has_warning(report, warning), is_warned);
    lmb_report_free(report);
}

/* 2e-4 of gain is 3.3e-4 at 90 %: what CE lacks must exceed it to be a loss. */
static void a_loss_within_the_gain_error_is_warned_of(void **state)
{
    (void)state;
    check_warning(0.9998, LMB_COLUMN_DURATION, 1, 1, 1, "bias_dominates", 1);
    check_warning(0.9996, LMB_COLUMN_DURATION, 1, 1, 1, "bias_dominates", 0);
}

static void windows_and_rates_that_change_are_warned_of(void **state)
{
    (void)state;
    check_warning(0.999, LMB_COLUMN_MAXIMUM_VOLTAGE, 4.3, 4.2, 3, "partial_depth", 1);
    check_warning(0.999, LMB_COLUMN_MAXIMUM_VOLTAGE, 4.3, 4.27, 3, "partial_depth", 0);
    check_warning(0.999, LMB_COLUMN_MAXIMUM_VOLTAGE, 4.3, 4.2, 20, "partial_depth", 0);
    check_warning(0.999, LMB_COLUMN_MINIMUM_VOLTAGE, 3, 3.1, 3, "partial_depth", 1);
    static const int32_t currents[] = {LMB_COLUMN_MEAN_CHARGE_CURRENT,
                                       LMB_COLUMN_MEAN_DISCHARGE_CURRENT};
    for (int i = 0; i < 2; i++) {
        check_warning(0.999, currents[i], 1, 0.5, 2, "mixed_rates", 1);
        check_warning(0.999, currents[i], 1, 0.9, 2, "mixed_rates", 0);
        check_warning(0.999, currents[i], 1, 0.5, 10, "mixed_rates", 0); /* they are left out */
    }
}

/* A few cycles at another current are rate tests or checks, though the capacity is the same. */
static void another_rate_is_a_diagnostic(void **state)
{
    (void)state;
    static const int32_t currents[] = {LMB_COLUMN_MEAN_CHARGE_CURRENT,
                                       LMB_COLUMN_MEAN_DISCHARGE_CURRENT};
    for (int i = 0; i < 2; i++) {
        double expected[40] = {[9] = 2, [19] = 2, [29] = 2, [39] = 2}, none[40] = {0};
        lmb_report *few = report_with(0.999, currents[i], 1, 0.5, 10);
        lmb_report *many = report_with(0.999, currents[i], 1, 0.5, 3);
        check_column(few, LMB_COLUMN_EXCLUDED, expected);
        check_column(many, LMB_COLUMN_EXCLUDED, none);
        lmb_report_free(few);
        lmb_report_free(many);
    }
}

/* The record stopped in the middle of a charge and of a discharge: CE looks good. */
static void an_unfinished_last_cycle_is_left_out(void **state)
{
    (void)state;
    double expected[100] = {[99] = LMB_EXCLUDED_OUTLIER};
    lmb_dataset *dataset = noisy_record(100, 5);
    disturb(dataset, 99, 0.45, 0.45);
    lmb_report *report = analyze(dataset, NULL);
    check_column(report, LMB_COLUMN_EXCLUDED, expected);
    assert_true(report_value(report, LMB_RESULT_CAPACITY_RETENTION) > 0.9);
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

static void sums_beyond_all_numbers_are_not_given(void **state)
{
    (void)state;
    static const double rows[][5] = {{1, 2, 1.7e308}, {2, 2, 1.7e308}, {3, 1.7e308, 2}};
    lmb_dataset *dataset = table_of(rows, 3, 3);
    lmb_report *report = analyze(dataset, NULL);
    double *net = report_column(report, LMB_COLUMN_NET_CHARGE);
    assert_close(net[0], -1.7e308, 0, 0);
    assert_true(isnan(net[1]) && isnan(net[2]));
    free(net);
    assert_true(isnan(report_value(report, LMB_RESULT_NET_CHARGE)));
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(per_cycle_books),
        cmocka_unit_test(sums_and_changes),
        cmocka_unit_test(missing_values_count_in_the_sums),
        cmocka_unit_test(skipped_cycles_count_in_the_sums),
        cmocka_unit_test(sums_beyond_all_numbers_are_not_given),
        cmocka_unit_test(lithium_copper_turns_the_pair),
        cmocka_unit_test(anode_free_needs_no_charges),
        cmocka_unit_test(capacities_are_needed),
        cmocka_unit_test(reference_is_the_callers_or_the_first_good),
        cmocka_unit_test(exclusions_have_their_reasons),
        cmocka_unit_test(periodic_checks_are_diagnostics),
        cmocka_unit_test(exclusion_leaves_the_sums_alone),
        cmocka_unit_test(noise_is_measured),
        cmocka_unit_test(gain_mismatch_has_a_sign),
        cmocka_unit_test(a_loss_within_the_gain_error_is_warned_of),
        cmocka_unit_test(windows_and_rates_that_change_are_warned_of),
        cmocka_unit_test(another_rate_is_a_diagnostic),
        cmocka_unit_test(an_unfinished_last_cycle_is_left_out),
    };
    return cmocka_run_group_tests_name("books", tests, NULL, NULL);
}
