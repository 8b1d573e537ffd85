/* The cell model through its handle: bounds, laws, a cell that dies, stepping, saving. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static void refused(lmb_cell *cell, int32_t id, double value)
{
    const char *name = lmb_quantity_name(id);
    double before, after;
    describe("%s = %g", name, value);
    assert_ok(lmb_cell_get(cell, id, &before));
    assert_int_equal(lmb_cell_set(cell, id, value), LMB_ERROR_RANGE);
    assert_non_null(strstr(lmb_cell_message(cell), name));
    assert_ok(lmb_cell_get(cell, id, &after));
    assert_same_bits(before, after);
    assert_int_equal(lmb_cell_is_set(cell, id), 0);
}

/* At a bound: refused where it is open; one step beyond: always. */
static void check_bound(lmb_cell *cell, int32_t id, double bound, double beyond, int open)
{
    if (isinf(bound)) return;
    refused(cell, id, nextafter(bound, beyond));
    refused(cell, id, bound < beyond ? bound + 1 : bound - 1);
    if (open) {
        refused(cell, id, bound);
        return;
    }
    set(cell, id, bound);
    assert_ok(lmb_cell_unset(cell, id));
}

static void bounds_of_every_parameter_hold(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    int parameters = 0;
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        int32_t flags = lmb_quantity_flags(id);
        if (lmb_quantity_kind(id) != LMB_KIND_PARAMETER) continue;
        double lower, upper;
        assert_ok(lmb_quantity_range(id, NULL, &lower, &upper));
        refused(cell, id, INFINITY);
        refused(cell, id, -INFINITY);
        if (!(flags & LMB_FLAG_MAY_BE_NAN)) refused(cell, id, NAN);
        else set(cell, id, NAN), assert_ok(lmb_cell_unset(cell, id));
        check_bound(cell, id, lower, -INFINITY, flags & LMB_FLAG_LOWER_OPEN);
        check_bound(cell, id, upper, INFINITY, flags & LMB_FLAG_UPPER_OPEN);
        parameters++;
    }
    printf("# bounds of %d parameters\n", parameters);
    assert_true(parameters >= 58);
    lmb_cell_free(cell);
}

static void enumerated_parameters_take_their_values_alone(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        int32_t value = 0;
        if (lmb_quantity_kind(id) != LMB_KIND_PARAMETER ||
            !(lmb_quantity_flags(id) & LMB_FLAG_ENUMERATED))
            continue;
        refused(cell, id, 0.5);
        refused(cell, id, -1);
        for (; lmb_quantity_value_name(id, value); value++) set(cell, id, value);
        assert_ok(lmb_cell_unset(cell, id));
        refused(cell, id, value);
    }
    lmb_cell_free(cell);
}

static void a_cell_remembers_what_was_set(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell(), *copy = NULL;
    double value, fallback;
    assert_int_equal(lmb_cell_is_set(cell, LMB_PARAM_NP_RATIO), 0);
    set(cell, LMB_PARAM_NP_RATIO, 2);
    assert_int_equal(lmb_cell_is_set(cell, LMB_PARAM_NP_RATIO), 1);
    assert_ok(lmb_cell_copy(cell, &copy));
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_NP_RATIO));
    assert_ok(lmb_quantity_range(LMB_PARAM_NP_RATIO, &fallback, NULL, NULL));
    assert_ok(lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &value));
    assert_close(value, fallback, 0, 0);
    assert_int_equal(lmb_cell_is_set(cell, LMB_PARAM_NP_RATIO), 0);
    assert_ok(lmb_cell_get(copy, LMB_PARAM_NP_RATIO, &value));
    assert_close(value, 2, 0, 0);
    assert_int_equal(lmb_cell_is_set(copy, LMB_PARAM_NP_RATIO), 1);
    lmb_cell_free(cell);
    lmb_cell_free(copy);
}

static void derived_quantities_follow_the_parameters(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    double value;
    set(cell, LMB_PARAM_CATHODE_CAPACITY, 5);
    set(cell, LMB_PARAM_ELECTRODE_AREA, 300);
    set(cell, LMB_PARAM_NP_RATIO, 2);
    assert_ok(lmb_cell_get(cell, LMB_DERIVED_CAPACITY, &value));
    assert_close(value, 1.5, 1e-15, 0);
    assert_ok(lmb_cell_get(cell, LMB_DERIVED_INITIAL_LI, &value));
    assert_close(value, 3, 1e-15, 0);
    assert_ok(lmb_cell_get(cell, LMB_DERIVED_FOIL_THICKNESS, &value));
    assert_close(value, 10 * 6.94 / 96485.33212 * 3.6 / 0.534 * 1e4, 1e-14, 0);
    lmb_cell_free(cell);
}

/* Amounts are zeros, ratios NaN, the one quiet NaN. */
static void a_dead_cell_goes_on(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_CE_LI, 0);
    set(cell, LMB_PARAM_CE_LI_MIN, 0);
    set(cell, LMB_PARAM_NP_RATIO, 0);
    lmb_dataset *dataset = simulate(cell, 50);
    static const int32_t zero[] = {
        LMB_COLUMN_CHARGE_CAPACITY,  LMB_COLUMN_DISCHARGE_CAPACITY,      LMB_COLUMN_CHARGE_ENERGY,
        LMB_COLUMN_DISCHARGE_ENERGY, LMB_COLUMN_CATHODE_LI_FROM_CATHODE, LMB_COLUMN_RESERVOIR};
    static const int32_t ratio[] = {LMB_COLUMN_CE_CELL, LMB_COLUMN_CE_LI_APPARENT};
    for (int i = 0; i < 6; i++) {
        double *column = column_of(dataset, zero[i]);
        for (int k = 1; k < 50; k++) assert_close(column[k], 0, 0, 0);
        free(column);
    }
    double quiet;
    assert_ok(lmb_quantity_range(LMB_COLUMN_CYCLE, &quiet, NULL, NULL));
    for (int i = 0; i < 2; i++) {
        double *column = column_of(dataset, ratio[i]);
        assert_close(column[0], 0, 0, 0);
        for (int k = 1; k < 50; k++) assert_same_bits(column[k], quiet);
        free(column);
    }
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
}

/* Section 5, at the first cycle, with libm. */
static void conditions_scale_the_loss(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_CATHODE_CAPACITY, 6);
    set(cell, LMB_PARAM_AREAL_EXPONENT, 0.4);
    set(cell, LMB_PARAM_CHARGE_CURRENT, 2.5);
    set(cell, LMB_PARAM_CHARGE_RATE_EXPONENT, 0.5);
    set(cell, LMB_PARAM_DISCHARGE_CURRENT, 3);
    set(cell, LMB_PARAM_DISCHARGE_RATE_EXPONENT, -0.1);
    set(cell, LMB_PARAM_STACK_PRESSURE, 350);
    set(cell, LMB_PARAM_PRESSURE_EXPONENT, 0.2);
    set(cell, LMB_PARAM_TEMPERATURE, 313.15);
    set(cell, LMB_PARAM_ACTIVATION_ENERGY, 30000);
    double lam = 0.0045 * pow(1.5, 0.4) * pow(2.5 / 1.5, 0.5) * pow(2, -0.1) * pow(3.5, -0.2) *
                 exp(30000 / 8.314462618 * (1 / 298.15 - 1 / 313.15)),
           ce_li;
    assert_ok(lmb_cell_step(cell));
    assert_ok(lmb_cell_get(cell, LMB_COLUMN_CE_LI, &ce_li));
    assert_close(ce_li, 1 - lam, 1e-14, 0);
    assert_ok(lmb_cell_reset(cell));
    set(cell, LMB_PARAM_ACTIVATION_ENERGY, 1e7); /* clipped to [0, 1] */
    assert_ok(lmb_cell_step(cell));
    assert_ok(lmb_cell_get(cell, LMB_COLUMN_CE_LI, &ce_li));
    assert_close(ce_li, 0.8, 1e-15, 0); /* ce_li_min */
    lmb_cell_free(cell);
}

static void table_law_repeats_its_last_value(void **state)
{
    (void)state;
    static const double table[] = {0.99, 0.98, 1, 0.5}, wrong[] = {0.9, 1.01};
    lmb_cell *cell = new_cell();
    lmb_dataset *dataset = NULL;
    char message[100];
    set(cell, LMB_PARAM_CE_LI_LAW, 4);
    assert_int_equal(lmb_cell_simulate(cell, 3, &dataset, message, sizeof message),
                     LMB_ERROR_MISSING);
    assert_non_null(strstr(message, "ce_li_law"));
    assert_int_equal(lmb_cell_step(cell), LMB_ERROR_MISSING);
    assert_int_equal(lmb_cell_set_ce_li_table(cell, wrong, 2), LMB_ERROR_RANGE);
    assert_int_equal(lmb_cell_set_ce_li_table(cell, (double[]){NAN}, 1), LMB_ERROR_RANGE);
    assert_ok(lmb_cell_set_ce_li_table(cell, table, 4));
    set(cell, LMB_PARAM_ACTIVATION_ENERGY, 1e5); /* section 5 does not apply */
    set(cell, LMB_PARAM_TEMPERATURE, 330);
    dataset = simulate(cell, 10);
    double *ce_li = column_of(dataset, LMB_COLUMN_CE_LI);
    for (int k = 0; k < 10; k++) assert_close(ce_li[k], table[k < 3 ? k : 3], 1e-15, 0);
    free(ce_li);
    lmb_dataset_free(dataset);
    assert_ok(lmb_cell_set_ce_li_table(cell, NULL, 0));
    assert_int_equal(lmb_cell_step(cell), LMB_ERROR_MISSING);
    lmb_cell_free(cell);
}

/* A cell with more than the default mechanisms, and a table. */
static lmb_cell *busy_cell(void)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_FIRST_CYCLE_CE, 0.9);
    set(cell, LMB_PARAM_STRIP_ORDER, 2);
    set(cell, LMB_PARAM_FOIL_LOSS, 3e-4);
    set(cell, LMB_PARAM_DEAD_RECOVERY, 1e-3);
    set(cell, LMB_PARAM_CATHODE_TRAPPING, 1e-4);
    set(cell, LMB_PARAM_REST_CHARGED, 2);
    set(cell, LMB_PARAM_PARABOLIC_CORROSION, 2e-3);
    set(cell, LMB_PARAM_REFERENCE_CYCLE, 5);
    assert_ok(lmb_cell_set_ce_li_table(cell, (double[]){0.99, 0.98}, 2));
    return cell;
}

static void check_turn(const lmb_cell *cell, const lmb_dataset *dataset, int64_t k)
{
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double value;
        if (!lmb_dataset_has_column(dataset, id)) continue;
        double *column = column_of(dataset, id);
        assert_ok(lmb_cell_get(cell, id, &value));
        assert_same_bits(value, column[k - 1]);
        free(column);
    }
}

static void stepping_is_simulating(void **state)
{
    (void)state;
    lmb_cell *cell = busy_cell();
    lmb_dataset *dataset = simulate(cell, 300);
    double value;
    assert_ok(lmb_cell_get(cell, LMB_COLUMN_CE_CELL, &value));
    assert_close(value, NAN, 0, 0); /* simulating did not step it */
    for (int k = 1; k <= 300; k++) {
        assert_ok(lmb_cell_step(cell));
        check_turn(cell, dataset, k);
    }
    lmb_dataset_free(dataset);
    lmb_cell_free(cell);
}

static void a_stepped_cell_keeps_its_parameters(void **state)
{
    (void)state;
    lmb_cell *cell = busy_cell();
    double table[] = {0.9};
    assert_ok(lmb_cell_step(cell));
    assert_int_equal(lmb_cell_set(cell, LMB_PARAM_CE_LI, 0.9), LMB_ERROR_STATE);
    assert_non_null(strstr(lmb_cell_message(cell), "ce_li"));
    assert_int_equal(lmb_cell_unset(cell, LMB_PARAM_CE_LI), LMB_ERROR_STATE);
    assert_int_equal(lmb_cell_set_ce_li_table(cell, table, 1), LMB_ERROR_STATE);
    assert_ok(lmb_cell_reset(cell));
    set(cell, LMB_PARAM_CE_LI, 0.9);
    assert_ok(lmb_cell_set_ce_li_table(cell, table, 1));
    lmb_cell_free(cell);
}

static void copies_go_their_own_way(void **state)
{
    (void)state;
    lmb_cell *cell = busy_cell(), *copy = NULL;
    lmb_dataset *dataset = simulate(cell, 60);
    for (int k = 1; k <= 30; k++) assert_ok(lmb_cell_step(cell));
    assert_ok(lmb_cell_copy(cell, &copy));
    assert_ok(lmb_cell_reset(cell));
    check_turn(copy, dataset, 30);
    for (int k = 31; k <= 60; k++) {
        assert_ok(lmb_cell_step(copy));
        check_turn(copy, dataset, k);
    }
    lmb_cell_free(cell);
    lmb_cell_free(copy);
    lmb_dataset_free(dataset);
}

/* Parameters beyond all sense: what overflows is the one NaN, in a table and behind a step. */
static void check_finite(double value, int32_t id)
{
    describe("%s", lmb_quantity_name(id));
    assert_true(!isinf(value));
    if (isnan(value)) assert_same_bits(value, NAN);
}

static void what_overflows_is_not_given(void **state)
{
    (void)state;
    static const double huge[] = {1e3, 1e155, 1e303, 1e306, 1.7e308};
    struct random r = {1867};
    int overflowed = 0;
    for (int i = 0; i < 3000; i++) {
        lmb_cell *cell = new_cell();
        for (int n = 1 + choose(&r, 4); n > 0; n--) {
            int32_t id = LMB_PARAM_CATHODE_CAPACITY + choose(&r, 60);
            int32_t status = lmb_cell_set(cell, id, huge[choose(&r, 5)]);
            assert_true(status == LMB_OK || lmb_cell_message(cell)[0]);
        }
        lmb_dataset *life = simulate(cell, 3);
        for (int k = 0; k < 3; k++) assert_ok(lmb_cell_step(cell));
        for (int32_t at = 0, id; (id = lmb_quantity_at(at)) != 0; at++) {
            double value[3], stepped;
            if (!lmb_dataset_has_column(life, id)) continue;
            assert_ok(lmb_dataset_get_column(life, id, value, 3, 1));
            assert_ok(lmb_cell_get(cell, id, &stepped));
            for (int k = 0; k < 3; k++) check_finite(value[k], id);
            assert_same_bits(value[2], stepped);
            overflowed += isnan(value[2]);
        }
        lmb_dataset_free(life);
        lmb_cell_free(cell);
    }
    printf("# %d values overflowed\n", overflowed);
    assert_true(overflowed > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_of_every_parameter_hold),
        cmocka_unit_test(enumerated_parameters_take_their_values_alone),
        cmocka_unit_test(a_cell_remembers_what_was_set),
        cmocka_unit_test(derived_quantities_follow_the_parameters),
        cmocka_unit_test(a_dead_cell_goes_on),
        cmocka_unit_test(conditions_scale_the_loss),
        cmocka_unit_test(table_law_repeats_its_last_value),
        cmocka_unit_test(stepping_is_simulating),
        cmocka_unit_test(a_stepped_cell_keeps_its_parameters),
        cmocka_unit_test(copies_go_their_own_way),
        cmocka_unit_test(what_overflows_is_not_given),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
