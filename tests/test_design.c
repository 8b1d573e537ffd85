/* From a design to masses and energy, the inverse, and the one cell that both models share. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static double get(const lmb_cell *cell, int32_t id)
{
    double value = NAN;
    assert_ok(lmb_cell_get(cell, id, &value));
    return value;
}

/* The worked example of M. J. Lacey's cellmodels notebooks; the rest are defaults. */
static lmb_cell *worked_example(void)
{
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_CATHODE_CAPACITY, 3.3);
    set(cell, LMB_PARAM_NP_RATIO, 10.32 / 3.3);
    set(cell, LMB_PARAM_MEAN_VOLTAGE, 3.86);
    set(cell, LMB_PARAM_LAYER_COUNT, 35);
    set(cell, LMB_PARAM_ELECTROLYTE_TO_CAPACITY, 1.7 * 1.2326);
    return cell;
}

static void the_worked_example_is_met(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    assert_close(get(cell, LMB_DERIVED_ENERGY), 248.8, 0, 0.05);
    assert_close(get(cell, LMB_DERIVED_MASS), 746.27, 0, 0.005);
    assert_close(get(cell, LMB_DERIVED_SPECIFIC_ENERGY), 333.36, 0, 0.005);
    assert_close(get(cell, LMB_DERIVED_ENERGY_DENSITY), 760.6, 0, 0.05);
    assert_close(get(cell, LMB_DERIVED_FOIL_THICKNESS), 50, 0, 0.05);
    assert_close(get(cell, LMB_DERIVED_UTILIZED_CAPACITY), 64.449, 1e-12, 0);
    lmb_cell_free(cell);
}

/* By hand: 70 faces of 300 cm2 and 72 foils. */
static void each_mass_is_its_rule(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    const struct {
        int32_t id;
        double mass;
    } rule[] = {
        {LMB_DERIVED_MASS_CATHODE, 70 * 300 * 3.3 / 195 / 0.95},
        {LMB_DERIVED_MASS_ALUMINIUM, 35 * 300 * 14e-4 * 2.70},
        {LMB_DERIVED_MASS_LITHIUM, 72 * 300 * 10.32 / 3861.885},
        {LMB_DERIVED_MASS_COPPER, 36 * 300 * 8e-4 * 8.96},
        {LMB_DERIVED_MASS_SEPARATOR, 70 * 300 * 12e-4 * 1.18},
        {LMB_DERIVED_MASS_ELECTROLYTE, 64.449 * 1.7 * 1.2326},
        {LMB_DERIVED_MASS_POUCH, 2 * 31 * 11 * 113e-4 * 1.8},
        {LMB_DERIVED_MASS_TABS, 3 * 5 * 0.05 * (2.70 + 8.9)},
        {LMB_DERIVED_MASS_EXTRA, 10},
    };
    double sum = 0;
    for (int i = 0; i < 9; i++) {
        describe("%s", lmb_quantity_name(rule[i].id));
        assert_close(get(cell, rule[i].id), rule[i].mass, 1e-7, 0);
        sum += get(cell, rule[i].id);
    }
    assert_close(get(cell, LMB_DERIVED_MASS), sum, 1e-14, 0);
    set(cell, LMB_PARAM_COPPER_THICKNESS, 0);
    assert_close(get(cell, LMB_DERIVED_MASS_COPPER), 0, 0, 0);
    lmb_cell_free(cell);
}

static void capacity_is_the_cathodes_for_any_np(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    static const double np[] = {0, 0.4, 0.999, 1, 3};
    for (int i = 0; i < 5; i++) {
        set(cell, LMB_PARAM_NP_RATIO, np[i]);
        assert_close(get(cell, LMB_DERIVED_CAPACITY), 69.3, 1e-12, 0);
        assert_close(get(cell, LMB_DERIVED_ENERGY), 248.77314, 1e-9, 0);
    }
    lmb_cell_free(cell);
}

/* The ageing model cycles the cell that the design builds. */
static void design_and_model_share_area_and_electrolyte(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    assert_close(get(cell, LMB_PARAM_ELECTRODE_AREA), 21000, 0, 0);
    assert_close(get(cell, LMB_PARAM_ELECTROLYTE), 1.7 * 3.3 * 0.93, 1e-14, 0);
    lmb_dataset *life = simulate(cell, 1);
    double charge;
    assert_ok(lmb_dataset_get_column(life, LMB_COLUMN_CHARGE_CAPACITY, &charge, 1, 1));
    assert_close(charge, 69.3, 1e-12, 0);
    lmb_dataset_free(life);

    set(cell, LMB_PARAM_CATHODE_CAPACITY, 6.6);
    assert_close(get(cell, LMB_PARAM_ELECTROLYTE), 1.7 * 6.6 * 0.93, 1e-14, 0);
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_LAYER_COUNT));
    assert_close(get(cell, LMB_PARAM_ELECTRODE_AREA), 1000, 0, 0);
    assert_ok(lmb_cell_unset(cell, LMB_PARAM_ELECTROLYTE_TO_CAPACITY));
    assert_close(get(cell, LMB_PARAM_ELECTROLYTE), 10, 0, 0);
    assert_close(get(cell, LMB_DERIVED_ELECTROLYTE_PER_CAPACITY), 10 * 1.2326 / 6.6 / 0.93, 1e-14,
                 0);
    lmb_cell_free(cell);
}

/* A leaner electrolyte makes the cell lighter, and lets it dry out sooner. */
static void one_change_moves_energy_and_life(void **state)
{
    (void)state;
    double energy[2], wet[2];
    for (int i = 0; i < 2; i++) {
        lmb_cell *cell = worked_example();
        set(cell, LMB_PARAM_ELECTROLYTE_TO_CAPACITY, i ? 1.5 : 3);
        energy[i] = get(cell, LMB_DERIVED_SPECIFIC_ENERGY);
        for (int k = 0; k < 200; k++) assert_ok(lmb_cell_step(cell));
        wet[i] = get(cell, LMB_COLUMN_WETTED_FRACTION);
        lmb_cell_free(cell);
    }
    assert_true(energy[1] > energy[0] + 10);
    assert_true(wet[1] < wet[0]);
}

static void what_follows_is_not_set_as_well(void **state)
{
    (void)state;
    static const int32_t pair[][2] = {
        {LMB_PARAM_ELECTRODE_HEIGHT, LMB_PARAM_ELECTRODE_AREA},
        {LMB_PARAM_ELECTRODE_WIDTH, LMB_PARAM_ELECTRODE_AREA},
        {LMB_PARAM_LAYER_COUNT, LMB_PARAM_ELECTRODE_AREA},
        {LMB_PARAM_ELECTROLYTE_TO_CAPACITY, LMB_PARAM_ELECTROLYTE},
    };
    for (int i = 0; i < 8; i++) {
        int32_t first = pair[i / 2][i % 2], second = pair[i / 2][1 - i % 2];
        lmb_cell *cell = new_cell();
        set(cell, first, 2);
        double before = get(cell, second);
        assert_int_equal(lmb_cell_set(cell, second, 3), LMB_ERROR_ARGUMENT);
        assert_non_null(strstr(lmb_cell_message(cell), lmb_quantity_name(first)));
        assert_close(get(cell, second), before, 0, 0);
        assert_false(lmb_cell_is_set(cell, second));
        assert_ok(lmb_cell_unset(cell, first));
        set(cell, second, 3);
        lmb_cell_free(cell);
    }
}

static void an_area_out_of_bounds_changes_nothing(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    assert_int_equal(lmb_cell_set(cell, LMB_PARAM_ELECTRODE_WIDTH, 1e308), LMB_ERROR_RANGE);
    assert_non_null(strstr(lmb_cell_message(cell), "electrode_area"));
    assert_close(get(cell, LMB_PARAM_ELECTRODE_WIDTH), 10, 0, 0);
    assert_close(get(cell, LMB_PARAM_ELECTRODE_AREA), 21000, 0, 0);
    assert_false(lmb_cell_is_set(cell, LMB_PARAM_ELECTRODE_WIDTH));
    lmb_cell_free(cell);
}

static void a_saved_design_comes_back(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example(), *other = new_cell();
    unsigned char bytes[8192];
    uint64_t size;
    assert_ok(lmb_cell_save(cell, bytes, sizeof bytes, &size));
    assert_true(size <= sizeof bytes);
    assert_ok(lmb_cell_restore(other, bytes, size));
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        int32_t kind = lmb_quantity_kind(id);
        if (kind != LMB_KIND_PARAMETER && kind != LMB_KIND_DERIVED) continue;
        assert_same_bits(get(cell, id), get(other, id));
        assert_int_equal(lmb_cell_is_set(cell, id), lmb_cell_is_set(other, id));
    }
    lmb_cell_free(cell);
    lmb_cell_free(other);
}

/* Whatever the parameters, what is derived is a number or the one quiet NaN. */
static void derived_quantities_are_answered_for_any_cell(void **state)
{
    (void)state;
    struct random r = {7};
    int quantities = 0;
    while (lmb_quantity_at(quantities) != 0) quantities++;
    for (int i = 0; i < 300; i++) {
        lmb_cell *cell = new_cell();
        for (int k = 0; k < 40; k++) {
            int32_t id = lmb_quantity_at(choose(&r, quantities));
            if (lmb_quantity_kind(id) == LMB_KIND_PARAMETER) /* may be refused */
                lmb_cell_set(cell, id, choose(&r, 8) ? log_uniform(&r, 1e-9, 1e9) : 0);
        }
        for (int32_t q = 0, id; (id = lmb_quantity_at(q)) != 0; q++) {
            if (lmb_quantity_kind(id) != LMB_KIND_DERIVED) continue;
            double value = get(cell, id);
            describe("%s of cell %d", lmb_quantity_name(id), i);
            if (isnan(value)) assert_same_bits(value, NAN);
            if (lmb_quantity_flags(id) & LMB_FLAG_ENUMERATED)
                assert_non_null(lmb_quantity_value_name(id, (int32_t)value));
        }
        lmb_cell_free(cell);
    }
}

/* ---- the inverse ---- */

static const int32_t freed[] = {
    LMB_PARAM_CATHODE_CAPACITY,
    LMB_PARAM_NP_RATIO,
    LMB_PARAM_MEAN_VOLTAGE,
    LMB_PARAM_CATHODE_SPECIFIC_CAPACITY,
    LMB_PARAM_CATHODE_ACTIVE_FRACTION,
    LMB_PARAM_CAPACITY_UTILIZATION,
    LMB_PARAM_ALUMINIUM_THICKNESS,
    LMB_PARAM_COPPER_THICKNESS,
    LMB_PARAM_SEPARATOR_THICKNESS,
    LMB_PARAM_ELECTROLYTE_TO_CAPACITY,
    LMB_PARAM_ELECTRODE_HEIGHT,
    LMB_PARAM_ELECTRODE_WIDTH,
    LMB_PARAM_LAYER_COUNT,
    LMB_PARAM_EXTRA_ANODES,
    LMB_PARAM_POUCH_THICKNESS,
    LMB_PARAM_TAB_HEIGHT,
    LMB_PARAM_EXTRA_MASS,
};
enum { FREED = sizeof freed / sizeof freed[0] };

/* Move each parameter, ask for the energy that this gave, and the same value must come back. */
static void the_inverse_finds_each_parameter(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    for (int i = 0; i < FREED; i++) {
        double start = get(cell, freed[i]), found, was = start * 0.93;
        char message[200] = "";
        int was_set = lmb_cell_is_set(cell, freed[i]);
        describe("%s", lmb_quantity_name(freed[i]));
        set(cell, freed[i], was);
        double target = get(cell, LMB_DERIVED_SPECIFIC_ENERGY);
        if (was_set) set(cell, freed[i], start);
        else assert_ok(lmb_cell_unset(cell, freed[i]));
        assert_ok(lmb_cell_solve(cell, freed[i], target, &found, message, sizeof message));
        assert_close(found, was, 1e-8, 0);
        assert_close(get(cell, freed[i]), start, 0, 0);
    }
    lmb_cell_free(cell);
}

/* What the inverse rests on: over its whole range each parameter moves the energy one way. */
static void specific_energy_is_monotone(void **state)
{
    (void)state;
    for (int i = 0; i < FREED; i++) {
        lmb_cell *cell = worked_example();
        double upper, last = NAN, sign = 0;
        lmb_quantity_range(freed[i], NULL, NULL, &upper);
        describe("%s", lmb_quantity_name(freed[i]));
        for (double x = 1e-3; x <= fmin(upper, 1e4); x *= 1.05) {
            set(cell, freed[i], x);
            double change = get(cell, LMB_DERIVED_SPECIFIC_ENERGY) - last;
            last += change;
            if (isnan(last)) last = get(cell, LMB_DERIVED_SPECIFIC_ENERGY);
            if (isnan(change) || change == 0) continue;
            assert_true(sign == 0 || (change > 0) == (sign > 0));
            sign = change;
        }
        assert_true(sign != 0);
        lmb_cell_free(cell);
    }
}

static void the_inverse_says_that_none_does(void **state)
{
    (void)state;
    lmb_cell *cell = worked_example();
    char message[200] = "";
    double value = 7;
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_CATHODE_CAPACITY, 5000, &value, message, 200),
                     LMB_ERROR_MISSING);
    assert_non_null(strstr(message, "no value of cathode_capacity gives 5000 Wh/kg"));
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_NP_RATIO, 450, &value, NULL, 0),
                     LMB_ERROR_MISSING); /* not even without a foil */
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_CE_LI, 300, &value, NULL, 0),
                     LMB_ERROR_MISSING);
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_ELECTROLYTE, 300, &value, message, 200),
                     LMB_ERROR_ARGUMENT);
    assert_non_null(strstr(message, "electrolyte_to_capacity"));
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_CE_LI_LAW, 300, &value, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_NP_RATIO, NAN, &value, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_solve(cell, LMB_DERIVED_MASS, 300, &value, NULL, 0),
                     LMB_ERROR_UNKNOWN);
    assert_int_equal(lmb_cell_solve(NULL, LMB_PARAM_NP_RATIO, 300, &value, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_cell_solve(cell, LMB_PARAM_NP_RATIO, 300, NULL, NULL, 0),
                     LMB_ERROR_ARGUMENT);
    assert_close(value, 7, 0, 0);
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example_is_met),
        cmocka_unit_test(each_mass_is_its_rule),
        cmocka_unit_test(capacity_is_the_cathodes_for_any_np),
        cmocka_unit_test(design_and_model_share_area_and_electrolyte),
        cmocka_unit_test(one_change_moves_energy_and_life),
        cmocka_unit_test(what_follows_is_not_set_as_well),
        cmocka_unit_test(an_area_out_of_bounds_changes_nothing),
        cmocka_unit_test(a_saved_design_comes_back),
        cmocka_unit_test(derived_quantities_are_answered_for_any_cell),
        cmocka_unit_test(the_inverse_finds_each_parameter),
        cmocka_unit_test(specific_energy_is_monotone),
        cmocka_unit_test(the_inverse_says_that_none_does),
    };
    return cmocka_run_group_tests_name("design", tests, NULL, NULL);
}
