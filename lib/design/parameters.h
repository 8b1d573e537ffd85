/* What a cell is built of, and the constants of the small physics around it. */
#ifndef LMBI_DESIGN_PARAMETERS_H
#define LMBI_DESIGN_PARAMETERS_H

#include "base/quantity.h"

/* In the order of the ids from LMB_PARAM_CATHODE_SPECIFIC_CAPACITY on. Areal capacity, N/P,
 * electrolyte, area and voltage are those of the cell model: one thing has one name. */
struct lmbi_design {
    double cathode_specific_capacity, cathode_active_fraction, cathode_density;
    double capacity_utilization;
    double aluminium_thickness, copper_thickness, separator_thickness, separator_density;
    double electrolyte_to_capacity, electrolyte_density;
    double electrode_height, electrode_width, layer_count, extra_anodes;
    double pouch_thickness, pouch_density, pouch_clearance;
    double tab_height, tab_width, tab_thickness, extra_mass;
    double cathode_material, charge_voltage;
};

/* In the order of the ids from LMB_PARAM_SALT_CONCENTRATION on; NaN: not known. */
struct lmbi_physics {
    double salt_concentration, salt_diffusivity, transference_number;
    double macmullin_number, diffusion_length;
    double storage_time;
    double voltage_slope, cutoff_current, measured_cv_time;
    double lithium_diameter, strength_exponent;
    double separator_shear_modulus, lithium_shear_modulus, shear_ratio_needed, shear_modulus_needed;
    double plated_charge, cycled_charge, cycled_count, stripped_charge;
    double target_cycles, target_retention;
};

enum {
    LMBI_DESIGN_PARAMETERS = sizeof(struct lmbi_design) / sizeof(double),
    LMBI_PHYSICS_PARAMETERS = sizeof(struct lmbi_physics) / sizeof(double)
};

extern const struct lmbi_quantity lmbi_design_rows[LMBI_DESIGN_PARAMETERS];
extern const struct lmbi_quantity lmbi_physics_rows[LMBI_PHYSICS_PARAMETERS];

/* The parameter of this id, or NULL. */
double *lmbi_design_parameter(struct lmbi_design *d, int32_t id);
double *lmbi_physics_parameter(struct lmbi_physics *p, int32_t id);

#endif
