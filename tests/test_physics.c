/* The small physics around a cell: the numbers of the review and of its sources. */
#include <math.h>

#include "support.h"

static double get(const lmb_cell *cell, int32_t id)
{
    double value = NAN;
    assert_ok(lmb_cell_get(cell, id, &value));
    return value;
}

/* c0 1 mol/L, D 3e-10 m2/s, t+ 0.38: 5.7e4, 2.3e3, 571 s and 15.9, 3.2, 1.6 mAh/cm2. */
static void sands_time_is_met(void **state)
{
    (void)state;
    static const double current[] = {1, 5, 10}, time[] = {5.7e4, 2.3e3, 571},
                        capacity[] = {15.9, 3.2, 1.6};
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_DIFFUSION_LENGTH, 2e4); /* a beaker: the gate is at 0.47 mA/cm2 */
    for (int i = 0; i < 3; i++) {
        set(cell, LMB_PARAM_CHARGE_CURRENT, current[i]);
        assert_close(get(cell, LMB_DERIVED_SAND_TIME), time[i], 0.01, 0);
        assert_close(get(cell, LMB_DERIVED_SAND_CAPACITY), capacity[i], 0, 0.05);
    }
    lmb_cell_free(cell);
}

static void below_the_limiting_current_it_is_infinite(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_SEPARATOR_THICKNESS, 25);
    set(cell, LMB_PARAM_MACMULLIN_NUMBER, 10);
    double limit = get(cell, LMB_DERIVED_LIMITING_CURRENT);
    assert_close(limit, 0.1 * 2 * 96485.33212 * 1000 * 3e-10 / (0.62 * 10 * 25e-6), 1e-12, 0);
    set(cell, LMB_PARAM_CHARGE_CURRENT, limit);
    assert_true(isinf(get(cell, LMB_DERIVED_SAND_TIME)));
    assert_true(isinf(get(cell, LMB_DERIVED_SAND_CAPACITY)));
    set(cell, LMB_PARAM_CHARGE_CURRENT, limit * 1.0001);
    assert_close(get(cell, LMB_DERIVED_SAND_TIME), 571 * pow(10 / limit, 2), 0.01, 0);
    lmb_cell_free(cell);
}

/* 2 to 3 % of 1 mAh/cm2 in a day; twice in four; the same law as a rest of the model. */
static void calendar_loss_follows_its_law(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_PARABOLIC_CORROSION, 0.005);
    double day = get(cell, LMB_DERIVED_CALENDAR_LOSS);
    assert_in_range((int)(1000 * day), 20, 30);
    set(cell, LMB_PARAM_STORAGE_TIME, 96);
    assert_close(get(cell, LMB_DERIVED_CALENDAR_LOSS), 2 * day, 1e-12, 0);
    set(cell, LMB_PARAM_GALVANIC_CORROSION, 0.001);
    assert_close(get(cell, LMB_DERIVED_CALENDAR_LOSS), 2 * day + 0.096, 1e-12, 0);
    set(cell, LMB_PARAM_CORROSION_ACTIVATION_ENERGY, 50000);
    set(cell, LMB_PARAM_TEMPERATURE, 318.15);
    double factor = exp(50000 / 8.314462618 * (1 / 298.15 - 1 / 318.15));
    assert_close(get(cell, LMB_DERIVED_CALENDAR_LOSS), (2 * day + 0.096) * factor, 1e-12, 0);
    double loss = get(cell, LMB_DERIVED_CALENDAR_LOSS) * get(cell, LMB_PARAM_ELECTRODE_AREA) / 1000;
    set(cell, LMB_PARAM_REST_DISCHARGED, 96);
    assert_ok(lmb_cell_step(cell));
    assert_close(get(cell, LMB_COLUMN_CORRODED_LI), loss, 1e-12, 0);
    lmb_cell_free(cell);
}

/* 40 ohm cm2, 0.2 V cm2/mAh, C/2 down to C/20: (40 / 0.2) mAh/A x ln 10 = 0.4605 h. */
static void constant_voltage_time_is_a_resistance_gauge(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    assert_true(isnan(get(cell, LMB_DERIVED_CV_TIME)));
    set(cell, LMB_PARAM_CHARGE_CURRENT, 2);
    set(cell, LMB_PARAM_CUTOFF_CURRENT, 0.2);
    set(cell, LMB_PARAM_VOLTAGE_SLOPE, 0.2);
    assert_close(get(cell, LMB_DERIVED_CV_TIME), 0.2 * log(10) * 3600, 1e-12, 0);
    assert_true(isnan(get(cell, LMB_DERIVED_CV_RESISTANCE)));
    set(cell, LMB_PARAM_MEASURED_CV_TIME, 2 * get(cell, LMB_DERIVED_CV_TIME));
    assert_close(get(cell, LMB_DERIVED_CV_RESISTANCE), 80, 1e-12, 0);
    set(cell, LMB_PARAM_CUTOFF_CURRENT, 3); /* never reached from above */
    assert_true(isnan(get(cell, LMB_DERIVED_CV_TIME)));
    lmb_cell_free(cell);
}

/* 105 MPa at 1.39 um, below 20 MPa at 9.45 um. */
static void strength_falls_with_size(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    assert_close(get(cell, LMB_DERIVED_YIELD_STRENGTH), 105, 1e-12, 0);
    set(cell, LMB_PARAM_LITHIUM_DIAMETER, 9.45);
    assert_close(get(cell, LMB_DERIVED_YIELD_STRENGTH), 20, 0.001, 0);
    set(cell, LMB_PARAM_STRENGTH_EXPONENT, -0.68);
    assert_close(get(cell, LMB_DERIVED_YIELD_STRENGTH), 105 * pow(9.45 / 1.39, -0.68), 1e-12, 0);
    lmb_cell_free(cell);
}

/* The two criteria are apart: 6.5 GPa passes by ratio and fails by the absolute value. */
static void shear_criteria_are_apart(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    assert_true(isnan(get(cell, LMB_DERIVED_SHEAR_RATIO_MARGIN)));
    set(cell, LMB_PARAM_SEPARATOR_SHEAR_MODULUS, 6.5);
    assert_close(get(cell, LMB_DERIVED_SHEAR_RATIO_MARGIN), 6.5 / 3.4 / 1.8, 1e-12, 0);
    assert_true(get(cell, LMB_DERIVED_SHEAR_RATIO_MARGIN) > 1);
    assert_true(get(cell, LMB_DERIVED_SHEAR_MODULUS_MARGIN) < 1);
    set(cell, LMB_PARAM_LITHIUM_SHEAR_MODULUS, 7 / 1.8);
    assert_close(get(cell, LMB_DERIVED_SHEAR_RATIO_MARGIN),
                 get(cell, LMB_DERIVED_SHEAR_MODULUS_MARGIN), 1e-12, 0);
    lmb_cell_free(cell);
}

static void cells_breathe_and_swell(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_LAYER_COUNT, 10);
    double cell_um = 1e4 * get(cell, LMB_DERIVED_CELL_THICKNESS);
    assert_close(get(cell, LMB_DERIVED_BREATHING), 20 * 4 * 4.849 / cell_um, 1e-4, 0);
    assert_close(get(cell, LMB_DERIVED_SWELLING), 0, 0, 0);
    for (int k = 0; k < 100; k++) assert_ok(lmb_cell_step(cell));
    double gained = get(cell, LMB_COLUMN_ANODE_THICKNESS) - get(cell, LMB_DERIVED_FOIL_THICKNESS);
    assert_true(gained > 0);
    assert_close(get(cell, LMB_DERIVED_SWELLING), 20 * gained / cell_um, 1e-12, 0);
    lmb_cell_free(cell);
}

/* Plate 5, ten times 1, strip 4.7: (10 + 4.7) / (10 + 5). */
static void the_reservoir_protocol_is_met(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    assert_true(isnan(get(cell, LMB_DERIVED_PROTOCOL_CE)));
    set(cell, LMB_PARAM_PLATED_CHARGE, 5);
    set(cell, LMB_PARAM_CYCLED_CHARGE, 1);
    set(cell, LMB_PARAM_CYCLED_COUNT, 10);
    set(cell, LMB_PARAM_STRIPPED_CHARGE, 4.7);
    assert_close(get(cell, LMB_DERIVED_PROTOCOL_CE), 0.98, 1e-12, 0);
    lmb_cell_free(cell);
}

/* 75 % after 500 cycles: 0.99942 anode-free, 0.99743 at N/P 1; and the model lives up to it. */
static void ce_li_needed_is_met(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 0);
    assert_close(get(cell, LMB_DERIVED_CE_LI_NEEDED), 0.99942, 0, 5e-6);
    set(cell, LMB_PARAM_NP_RATIO, 1);
    double needed = get(cell, LMB_DERIVED_CE_LI_NEEDED);
    assert_close(needed, 0.99743, 0, 5e-6);
    set(cell, LMB_PARAM_CE_LI_LAW, 0);
    set(cell, LMB_PARAM_CE_LI, needed);
    set(cell, LMB_PARAM_CE_CATHODE, 1);
    set(cell, LMB_PARAM_FADE_SENSITIVITY, 0);
    set(cell, LMB_PARAM_UTILIZATION_SLOPE, 0);
    for (int k = 0; k < 500; k++) assert_ok(lmb_cell_step(cell));
    assert_close(get(cell, LMB_COLUMN_DISCHARGE_CAPACITY) / get(cell, LMB_DERIVED_CAPACITY), 0.75,
                 1e-3, 0);
    assert_ok(lmb_cell_reset(cell));
    set(cell, LMB_PARAM_NP_RATIO, 600); /* the foil pays for every cycle */
    assert_close(get(cell, LMB_DERIVED_CE_LI_NEEDED), 0, 0, 1e-300);
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sands_time_is_met),
        cmocka_unit_test(below_the_limiting_current_it_is_infinite),
        cmocka_unit_test(calendar_loss_follows_its_law),
        cmocka_unit_test(constant_voltage_time_is_a_resistance_gauge),
        cmocka_unit_test(strength_falls_with_size),
        cmocka_unit_test(shear_criteria_are_apart),
        cmocka_unit_test(cells_breathe_and_swell),
        cmocka_unit_test(the_reservoir_protocol_is_met),
        cmocka_unit_test(ce_li_needed_is_met),
    };
    return cmocka_run_group_tests_name("physics", tests, NULL, NULL);
}
