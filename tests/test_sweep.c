/* The trade between energy and life, and a cell's place in the benchmark tiers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static double get(const lmb_cell *cell, int32_t id)
{
    double value = NAN;
    assert_ok(lmb_cell_get(cell, id, &value));
    return value;
}

static lmb_dataset *sweep(const lmb_cell *cell, const double *np, int nps, const double *p, int ps,
                          const double *ec, int ecs, int64_t cycles)
{
    lmb_dataset *points = NULL;
    char message[200] = "";
    if (lmb_cell_sweep(cell, np, nps, p, ps, ec, ecs, cycles, &points, message, sizeof message))
        fail_msg("%s", message);
    return points;
}

static const double np[] = {0.5, 1, 2}, capacity[] = {3, 5}, lean[] = {1.5, 2, 3, 5};

/* Each row is what the same cell says when it is built and stepped by hand. */
static void points_are_cells(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *points = sweep(cell, np, 3, capacity, 2, lean, 4, 3000);
    assert_int_equal(lmb_dataset_cycles(points), 24);
    double *life = column_of(points, LMB_COLUMN_CYCLE_LIFE);
    double *normalized = column_of(points, LMB_COLUMN_NORMALIZED_CYCLE_LIFE);
    double *energy = column_of(points, LMB_COLUMN_SPECIFIC_ENERGY);
    double *density = column_of(points, LMB_COLUMN_ENERGY_DENSITY);
    double *mode = column_of(points, LMB_COLUMN_FAILURE_MODE);
    double *grid = column_of(points, LMB_COLUMN_ELECTROLYTE_TO_CAPACITY);
    for (int row = 0; row < 24; row++) {
        describe("row %d", row);
        lmb_cell *one = new_cell();
        set(one, LMB_PARAM_NP_RATIO, np[row / 8]);
        set(one, LMB_PARAM_CATHODE_CAPACITY, capacity[row / 4 % 2]);
        set(one, LMB_PARAM_ELECTROLYTE_TO_CAPACITY, lean[row % 4]);
        assert_close(grid[row], lean[row % 4], 0, 0);
        assert_same_bits(energy[row], get(one, LMB_DERIVED_SPECIFIC_ENERGY));
        assert_same_bits(density[row], get(one, LMB_DERIVED_ENERGY_DENSITY));
        double first = 0, now = 0, limited = 0, last = 0;
        for (int k = 1; k <= 3000; k++) {
            assert_ok(lmb_cell_step(one));
            now = get(one, LMB_COLUMN_DISCHARGE_CAPACITY);
            limited = get(one, LMB_COLUMN_LI_LIMITED);
            if (k == 1) first = now;
            if (limited == 1 || now < 0.8 * first) break;
            last = k;
        }
        assert_close(life[row], last, 0, 0);
        const char *name = lmb_quantity_value_name(LMB_COLUMN_FAILURE_MODE, (int32_t)mode[row]);
        assert_string_equal(name, limited == 1 ? "li_exhaustion"
                                  : get(one, LMB_COLUMN_WETTED_FRACTION) < 1
                                      ? "electrolyte_dry_out"
                                      : "cathode_degradation");
        if (limited == 1) assert_close(normalized[row], last / np[row / 8], 1e-15, 0);
        lmb_cell_free(one);
    }
    assert_close(get(cell, LMB_PARAM_NP_RATIO), 1.5, 0, 0); /* the cell stays as it is */
    free(life), free(normalized), free(energy), free(density), free(mode), free(grid);
    lmb_dataset_free(points);
    lmb_cell_free(cell);
}

/* Constant CE_Li, nothing else: 1 / (1 - CE_Li) whatever N/P, while energy falls with N/P. */
static void normalized_life_is_the_inverse_of_the_loss(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_CE_LI_LAW, 0);
    set(cell, LMB_PARAM_CE_LI, 0.99);
    set(cell, LMB_PARAM_CE_CATHODE, 1);
    set(cell, LMB_PARAM_FADE_SENSITIVITY, 0);
    set(cell, LMB_PARAM_UTILIZATION_SLOPE, 0);
    lmb_dataset *points = sweep(cell, np, 3, NULL, 0, NULL, 0, 1000);
    double *normalized = column_of(points, LMB_COLUMN_NORMALIZED_CYCLE_LIFE);
    double *energy = column_of(points, LMB_COLUMN_SPECIFIC_ENERGY);
    for (int i = 0; i < 3; i++) assert_close(normalized[i], 100, 1e-12, 0);
    assert_true(energy[0] > energy[1] && energy[1] > energy[2]);
    free(normalized), free(energy);
    lmb_dataset_free(points);
    lmb_cell_free(cell);
}

static void a_sweep_without_axes_is_the_cell(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *points = sweep(cell, NULL, 0, NULL, 0, NULL, 0, 1000);
    double life, normalized, mode;
    assert_int_equal(lmb_dataset_cycles(points), 1);
    assert_ok(lmb_dataset_get_column(points, LMB_COLUMN_CYCLE_LIFE, &life, 1, 1));
    assert_ok(lmb_dataset_get_column(points, LMB_COLUMN_NORMALIZED_CYCLE_LIFE, &normalized, 1, 1));
    assert_ok(lmb_dataset_get_column(points, LMB_COLUMN_FAILURE_MODE, &mode, 1, 1));
    assert_close(life, 237, 0, 0);
    assert_close(normalized, 158, 0, 0);
    lmb_dataset_free(points);
    points = sweep(cell, NULL, 0, NULL, 0, NULL, 0, 100);
    assert_ok(lmb_dataset_get_column(points, LMB_COLUMN_CYCLE_LIFE, &life, 1, 1));
    assert_ok(lmb_dataset_get_column(points, LMB_COLUMN_FAILURE_MODE, &mode, 1, 1));
    assert_true(isnan(life));
    assert_string_equal(lmb_quantity_value_name(LMB_COLUMN_FAILURE_MODE, (int32_t)mode), "none");
    lmb_dataset_free(points);
    lmb_cell_free(cell);
}

static void bad_sweeps_are_refused(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    lmb_dataset *points = NULL;
    const double bad[] = {1, -1};
    char message[200] = "";
    assert_int_equal(
        lmb_cell_sweep(NULL, NULL, 0, NULL, 0, NULL, 0, 10, &points, message, sizeof message),
        LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_sweep(cell, NULL, 0, NULL, 0, NULL, 0, 10, NULL, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_sweep(cell, NULL, 3, NULL, 0, NULL, 0, 10, &points, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_sweep(cell, bad, -1, NULL, 0, NULL, 0, 10, &points, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_sweep(cell, bad, 2, NULL, 0, NULL, 0, 10, &points, message, 200),
                     LMB_ERROR_RANGE);
    assert_non_null(strstr(message, "np_ratio"));
    assert_int_equal(lmb_cell_sweep(cell, NULL, 0, NULL, 0, NULL, 0, 0, &points, NULL, 0),
                     LMB_ERROR_RANGE);
    assert_int_equal(lmb_cell_sweep(cell, np, 4000, capacity, 4000, NULL, 0, 1, &points, NULL, 0),
                     LMB_ERROR_LIMIT);
    set(cell, LMB_PARAM_ELECTROLYTE, 8);
    assert_int_equal(lmb_cell_sweep(cell, NULL, 0, NULL, 0, lean, 4, 10, &points, message, 200),
                     LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(message, "electrolyte"));
    set(cell, LMB_PARAM_CE_LI_LAW, 4);
    assert_int_equal(lmb_cell_sweep(cell, NULL, 0, NULL, 0, NULL, 0, 10, &points, NULL, 0),
                     LMB_ERROR_MISSING);
    assert_null(points);
    lmb_cell_free(cell);
}

static void no_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    for (int64_t fail_at = 1;; fail_at++) {
        struct counter counter = {0, 0, 0, 0};
        lmb_cell *cell;
        lmb_dataset *points = NULL;
        lmb_report *report = NULL;
        assert_ok(lmb_cell_new(counting_allocate, &counter, &cell));
        int64_t before = counter.requests;
        counter.fail_at = before + fail_at;
        int32_t status = lmb_cell_sweep(cell, np, 3, NULL, 0, NULL, 0, 5, &points, NULL, 0);
        if (!status) status = lmb_audit(cell, &report, NULL, 0);
        lmb_report_free(report);
        lmb_dataset_free(points);
        lmb_cell_free(cell);
        assert_int_equal(counter.blocks, 0);
        if (status == LMB_OK) {
            assert_true(fail_at > 5);
            break;
        }
        assert_int_equal(status, LMB_ERROR_MEMORY);
    }
}

/* ---- tiers ---- */

static const char *word(const lmb_cell *cell, int32_t id)
{
    return lmb_quantity_value_name(id, (int32_t)get(cell, id));
}

static lmb_cell *at_energy(double wh_per_kg)
{
    lmb_cell *cell = new_cell();
    double voltage;
    set(cell, LMB_PARAM_LAYER_COUNT, 35);
    assert_ok(lmb_cell_solve(cell, LMB_PARAM_MEAN_VOLTAGE, wh_per_kg, &voltage, NULL, 0));
    set(cell, LMB_PARAM_MEAN_VOLTAGE, voltage);
    return cell;
}

static void tiers_follow_the_energy(void **state)
{
    (void)state;
    static const double energy[] = {399, 401, 449, 451, 499, 501, 599, 601};
    static const char *const tier[] = {"below_400", "tier_400", "tier_400", "tier_450",
                                       "tier_450",  "tier_500", "tier_500", "tier_600"};
    for (int i = 0; i < 8; i++) {
        lmb_cell *cell = at_energy(energy[i]);
        assert_string_equal(word(cell, LMB_DERIVED_TIER), tier[i]);
        lmb_cell_free(cell);
    }
}

static void windows_are_judged_one_by_one(void **state)
{
    (void)state;
    lmb_cell *cell = at_energy(420);
    assert_string_equal(word(cell, LMB_DERIVED_TIER_CATHODE), "not_known");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_VOLTAGE), "not_known");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_AREAL_CAPACITY), "inside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_NP_RATIO), "inside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_ELECTROLYTE), "no_window");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_CYCLE_LIFE), "not_known");
    set(cell, LMB_PARAM_CATHODE_MATERIAL, 2);
    set(cell, LMB_PARAM_CHARGE_VOLTAGE, 4.8);
    set(cell, LMB_PARAM_REPORTED_CYCLES, 300);
    assert_string_equal(word(cell, LMB_DERIVED_TIER_CATHODE), "outside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_VOLTAGE), "outside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_CYCLE_LIFE), "outside"); /* 200, better */
    assert_close(get(cell, LMB_DERIVED_NORMALIZED_CYCLES), 200, 1e-14, 0);
    assert_close(get(cell, LMB_DERIVED_IMPLIED_CE_LI), 0.995, 1e-14, 0);
    set(cell, LMB_PARAM_REPORTED_CYCLES, 37.5); /* 25 and 75 would mean 0.960 and 0.987 */
    assert_close(get(cell, LMB_DERIVED_IMPLIED_CE_LI), 0.96, 1e-14, 0);
    set(cell, LMB_PARAM_REPORTED_CYCLES, 112.5);
    assert_close(get(cell, LMB_DERIVED_IMPLIED_CE_LI), 0.987, 0, 5e-4);
    set(cell, LMB_PARAM_REPORTED_CYCLES, 90);
    assert_string_equal(word(cell, LMB_DERIVED_TIER_CYCLE_LIFE), "inside");
    lmb_cell_free(cell);

    cell = at_energy(520);
    set(cell, LMB_PARAM_CHARGE_VOLTAGE, 4.6);
    set(cell, LMB_PARAM_CATHODE_MATERIAL, 1);
    assert_string_equal(word(cell, LMB_DERIVED_TIER_VOLTAGE), "outside"); /* NCM up to 4.4 V */
    set(cell, LMB_PARAM_CATHODE_MATERIAL, 2);
    assert_string_equal(word(cell, LMB_DERIVED_TIER_VOLTAGE), "inside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_AREAL_CAPACITY), "outside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_ELECTROLYTE), "outside");
    assert_string_equal(word(cell, LMB_DERIVED_TIER_NP_RATIO), "no_window");
    lmb_cell_free(cell);
}

/* Hardly any cathode under a given electrolyte: E/C is beyond all doubles. */
static void what_overflows_is_not_given(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_ELECTROLYTE, 10);
    static const double hardly_any[] = {1e-310, 5};
    lmb_dataset *points = sweep(cell, NULL, 0, hardly_any, 2, NULL, 0, 10);
    double *grid = column_of(points, LMB_COLUMN_ELECTROLYTE_TO_CAPACITY);
    assert_true(isnan(grid[0]));
    assert_true(grid[1] > 0 && grid[1] < 10);
    free(grid);
    lmb_dataset_free(points);
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_cells),
        cmocka_unit_test(normalized_life_is_the_inverse_of_the_loss),
        cmocka_unit_test(a_sweep_without_axes_is_the_cell),
        cmocka_unit_test(bad_sweeps_are_refused),
        cmocka_unit_test(what_overflows_is_not_given),
        cmocka_unit_test(no_memory_leaves_nothing_behind),
        cmocka_unit_test(tiers_follow_the_energy),
        cmocka_unit_test(windows_are_judged_one_by_one),
    };
    return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
