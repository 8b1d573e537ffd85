/* What is not known has its reason; nothing is NaN without one, nor infinite. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"

static lmb_dataset *capacities(int with_charge, int with_discharge, int missing_row)
{
    lmb_dataset *dataset = new_dataset();
    double charge[40], discharge[40];
    for (int k = 0; k < 40; k++) charge[k] = 4 * pow(0.999, k), discharge[k] = 0.999 * charge[k];
    if (missing_row >= 0) discharge[missing_row] = NAN;
    if (with_charge)
        assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, charge, 40, 1));
    if (with_discharge)
        assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, discharge, 40, 1));
    return dataset;
}

static void a_missing_channel_is_the_reason(void **state)
{
    (void)state;
    static const int32_t of_both[] = {
        LMB_RESULT_CE_CELL,           LMB_RESULT_CE_BIAS,           LMB_RESULT_NET_CHARGE,
        LMB_RESULT_CHARGE_THROUGHPUT, LMB_RESULT_PRODUCT_OF_CE,     LMB_RESULT_PRODUCT_OF_SLIPPAGE,
        LMB_RESULT_BOOKS_RESIDUAL,    LMB_RESULT_CE_LI_LOWER_BOUND, LMB_RESULT_REMAINING_LI};
    static const char *const reasons[] = {"no_charge_channel", "no_discharge_channel"};
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1);
    for (int charge = 0; charge < 2; charge++) {
        lmb_dataset *dataset = capacities(charge, !charge, -1);
        lmb_report *report = analyze(dataset, cell);
        for (size_t i = 0; i < sizeof of_both / sizeof of_both[0]; i++)
            assert_reason(report, of_both[i], reasons[charge]);
        if (charge) {
            assert_reason(report, LMB_RESULT_CAPACITY_RETENTION, reasons[1]);
            assert_reason(report, LMB_RESULT_CAPACITY, reasons[1]);
            assert_reason(report, LMB_RESULT_CAPACITY_SOURCE, reasons[1]);
        } else {
            assert_reason(report, LMB_RESULT_ONSET_STAGE_4, reasons[0]);
            assert_known(report, LMB_RESULT_CAPACITY_RETENTION);
            assert_known(report, LMB_RESULT_CAPACITY);
        }
        assert_reason(report, LMB_RESULT_MEAN_VOLTAGE_CHANGE, "no_voltage_channel");
        assert_reason(report, LMB_RESULT_ONSET_STAGE_2, "no_voltage_channel");
        lmb_report_free(report);
        lmb_dataset_free(dataset);
    }
    lmb_cell_free(cell);
}

static void a_missing_value_is_the_reason(void **state)
{
    (void)state;
    static const int32_t products[] = {LMB_RESULT_PRODUCT_OF_CE, LMB_RESULT_PRODUCT_OF_SLIPPAGE,
                                       LMB_RESULT_BOOKS_RESIDUAL};
    lmb_dataset *dataset = capacities(1, 1, 12);
    lmb_report *report = analyze(dataset, NULL);
    for (int i = 0; i < 3; i++) assert_reason(report, products[i], "value_missing");
    assert_known(report, LMB_RESULT_NET_CHARGE);
    assert_known(report, LMB_RESULT_CE_CELL);
    lmb_report_free(report);
    double none[40];
    for (int k = 0; k < 40; k++) none[k] = NAN;
    assert_ok(lmb_dataset_set_column(dataset, LMB_COLUMN_DISCHARGE_CAPACITY, none, 40, 1));
    report = analyze(dataset, NULL);
    assert_reason(report, LMB_RESULT_CE_CELL, "value_missing");
    lmb_report_free(report);
    lmb_dataset_free(dataset);
}

static lmb_dataset *nasty_table(struct random *r)
{
    static const double odd[] = {NAN, 0, -1, 1e308, -1e308, 1.7e308, 1e-308, 5e-324, 1, 4};
    static const int32_t all[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_CAPACITY,
                                  LMB_COLUMN_DISCHARGE_ENERGY,   LMB_COLUMN_CHARGE_ENERGY,
                                  LMB_COLUMN_MAXIMUM_VOLTAGE,    LMB_COLUMN_MEAN_CHARGE_CURRENT,
                                  LMB_COLUMN_DURATION,           LMB_COLUMN_MEAN_CHARGE_VOLTAGE};
    lmb_dataset *dataset = new_dataset();
    int rows = choose(r, 4) ? 1 + choose(r, 80) : 1, count = 1 + choose(r, 8);
    int nasty = choose(r, 12), first = choose(r, 2) * choose(r, 7); /* nasty: of 10 values */
    int32_t ids[9] = {LMB_COLUMN_CYCLE};
    for (int c = 0; c < count; c++) ids[1 + c] = all[(first + c) % 8];
    if (first > 1) ids[1] = all[choose(r, 2)]; /* one capacity at least */
    double cycle = choose(r, 3), capacity = 4;
    for (int k = 0; k < rows; k++, capacity *= 0.998) {
        double row[9] = {cycle};
        for (int c = 1; c <= count; c++) {
            double value =
                choose(r, 10) < nasty ? odd[choose(r, 10)] : capacity * uniform(r, 0.999, 1);
            row[c] = ids[c] == LMB_COLUMN_DURATION ? fabs(value) : value;
        }
        if (lmb_dataset_append(dataset, ids, row, count + 1)) break; /* cycle 0 twice */
        cycle += choose(r, 10) ? 1 : 1 + choose(r, 50);
    }
    return dataset;
}

/* What anyone may have said of a cell, the odd ones, too. */
static lmb_cell *any_cell(struct random *r)
{
    static const double ratios[] = {0, 1e-300, 0.5, 2, 1e300};
    lmb_cell *cell = new_cell();
    int configuration = choose(r, 6);
    set(cell, LMB_PARAM_CELL_CONFIGURATION, configuration);
    if (choose(r, 2)) set(cell, LMB_PARAM_NP_RATIO, configuration == 1 ? 0 : ratios[choose(r, 5)]);
    if (choose(r, 4) == 0) set(cell, LMB_PARAM_NP_RATIO_SD, 1e300);
    if (choose(r, 4) == 0) {
        set(cell, LMB_PARAM_CATHODE_CAPACITY, 1e-3);
        set(cell, LMB_PARAM_ELECTRODE_AREA, 1e6);
    }
    return cell;
}

static void assert_result(const lmb_report *report, int32_t id)
{
    double value, lower, upper;
    int32_t reason;
    assert_ok(lmb_report_value(report, id, &value, &lower, &upper, &reason));
    if (isnan(value) != (reason != 0) || isinf(value) || isinf(lower) || isinf(upper) ||
        lower > value || value > upper)
        print_message("# %s: %g (%g to %g), %s\n", lmb_quantity_name(id), value, lower, upper,
                      lmb_reason_name(reason));
    assert_true(isnan(value) == (reason != 0));
    assert_non_null(lmb_reason_text(reason));
    assert_true(!isinf(value) && !isinf(lower) && !isinf(upper));
    assert_true(!(lower > value) && !(value > upper)); /* one end may be missing */
    assert_true(!isnan(value) || (isnan(lower) && isnan(upper)));
}

static void assert_probabilities(const lmb_report *report)
{
    for (int32_t id = LMB_COLUMN_P_STAGE_1; id <= LMB_COLUMN_P_STAGE_4; id++) {
        double *p = report_column(report, id);
        for (int64_t k = 0; k < report_cycles(report); k++)
            assert_true(isnan(p[k]) || (p[k] >= 0 && p[k] <= 1));
        free(p);
    }
}

static void every_result_is_a_number_or_a_reason(void **state)
{
    (void)state;
    struct random r = {2026};
    for (int i = 0; i < 1500; i++) {
        lmb_dataset *dataset = nasty_table(&r);
        lmb_cell *cell = any_cell(&r);
        lmb_report *report = analyze(dataset, cell);
        for (int32_t at = 0, id; (id = lmb_quantity_at(at)) != 0; at++)
            if (lmb_quantity_kind(id) == LMB_KIND_RESULT) assert_result(report, id);
        assert_probabilities(report);
        lmb_report_free(report);
        lmb_cell_free(cell);
        lmb_dataset_free(dataset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_channel_is_the_reason),
        cmocka_unit_test(a_missing_value_is_the_reason),
        cmocka_unit_test(every_result_is_a_number_or_a_reason),
    };
    return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
