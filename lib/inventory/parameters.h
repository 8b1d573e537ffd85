/* The parameters of the cell model, section by section as the equations use them. */
#ifndef LMBI_INVENTORY_PARAMETERS_H
#define LMBI_INVENTORY_PARAMETERS_H

#include "base/quantity.h"

/* Values of `ce_li_law` and `strip_order`. */
enum { LMBI_CONSTANT, LMBI_LINEAR, LMBI_EXPONENTIAL, LMBI_SELF_ACCELERATING, LMBI_TABLE };
enum { LMBI_PLATED_FIRST, LMBI_BULK_FIRST, LMBI_MIXED };

/* In the order of the ids from LMB_PARAM_CATHODE_CAPACITY on: lmbi_parameter() counts on it. */
struct lmbi_parameters {
    double cathode_capacity, electrode_area, np_ratio, first_cycle_ce;
    double ce_li_law, strip_order;
    double ce_li, ce_li_min, ce_li_slope, ce_li_growth;
    double inactive_onset, inactive_sensitivity, dead_fraction, foil_loss, dead_recovery;
    double ce_cathode, ce_cathode_min, cathode_trapping, cathode_oxidation;
    double fade_onset, fade_sensitivity;
    double charge_current, discharge_current;
    double resistance, dead_layer_resistivity, wetting_exponent;
    double polarization_tolerance, utilization_slope, utilization_min;
    double dead_layer_porosity, sei_thickness;
    double electrolyte, electrolyte_held, electrolyte_per_sei, electrolyte_per_charge;
    double mean_voltage, voltage_fade;
    double rest_charged, rest_discharged, parabolic_corrosion, galvanic_corrosion;
    double reference_cathode_capacity, areal_exponent;
    double reference_charge_current, charge_rate_exponent;
    double reference_discharge_current, discharge_rate_exponent;
    double stack_pressure, reference_stack_pressure, pressure_exponent;
    double temperature, reference_temperature, activation_energy, corrosion_activation_energy;
};

enum { LMBI_PARAMETERS = sizeof(struct lmbi_parameters) / sizeof(double) };

extern const struct lmbi_quantity lmbi_parameter_rows[LMBI_PARAMETERS];

/* Every parameter at its default. */
void lmbi_parameters_init(struct lmbi_parameters *p);
/* The parameter of this id, or NULL. */
double *lmbi_parameter(struct lmbi_parameters *p, int32_t id);

#endif
