#include "design/parameters.h"

#include <stddef.h>

#include "base/number.h"

static const char *const material_names[] = {"not_stated", "ncm", "li_rich", NULL};

#define INF LMBI_INFINITY
#define OPEN LMB_FLAG_LOWER_OPEN
#define BELOW LMB_FLAG_UPPER_OPEN
#define ASK LMB_FLAG_MAY_BE_NAN
#define CELLMODELS "default of the worked example in M. J. Lacey's cellmodels notebooks"

/* Rules and the example's numbers: doc/design.md. */
const struct lmbi_quantity lmbi_design_rows[LMBI_DESIGN_PARAMETERS] = {
    {LMB_PARAM_CATHODE_SPECIFIC_CAPACITY, OPEN, "cathode_specific_capacity", "mAh/g",
     LMBI_TEXT("Capacity of the active material at full utilization; ") CELLMODELS " (NMC811)", 195,
     0, INF, NULL},
    {LMB_PARAM_CATHODE_ACTIVE_FRACTION, OPEN, "cathode_active_fraction", "1",
     LMBI_TEXT("Active material in the cathode coating, by mass; ") CELLMODELS, 0.95, 0, 1, NULL},
    {LMB_PARAM_CATHODE_DENSITY, OPEN, "cathode_density", "g/cm3",
     LMBI_TEXT("Compacted density of the cathode coating; ") CELLMODELS, 3.5, 0, INF, NULL},
    {LMB_PARAM_CAPACITY_UTILIZATION, OPEN, "capacity_utilization", "1",
     LMBI_TEXT("Share of P that the cell delivers at its rated current: energy and E/C count it; ")
         CELLMODELS,
     0.93, 0, 1, NULL},
    {LMB_PARAM_ALUMINIUM_THICKNESS, 0, "aluminium_thickness", "um",
     LMBI_TEXT("Cathode foil; ") CELLMODELS, 14, 0, INF, NULL},
    {LMB_PARAM_COPPER_THICKNESS, 0, "copper_thickness", "um",
     LMBI_TEXT("Anode foil under the lithium, 0 for none; ") CELLMODELS, 8, 0, INF, NULL},
    {LMB_PARAM_SEPARATOR_THICKNESS, 0, "separator_thickness", "um",
     LMBI_TEXT("One separator; ") CELLMODELS, 12, 0, INF, NULL},
    {LMB_PARAM_SEPARATOR_DENSITY, 0, "separator_density", "g/cm3",
     LMBI_TEXT("One separator, dry, pores counted in; ") CELLMODELS, 1.18, 0, INF, NULL},
    {LMB_PARAM_ELECTROLYTE_TO_CAPACITY, 0, "electrolyte_to_capacity", "g/Ah",
     LMBI_TEXT("E/C: electrolyte per utilized capacity; when set, `electrolyte` follows; ")
         CELLMODELS,
     1.7 * 1.2326, 0, INF, NULL},
    {LMB_PARAM_ELECTROLYTE_DENSITY, OPEN, "electrolyte_density", "g/mL",
     LMBI_TEXT("Of the electrolyte; ") CELLMODELS, 1.2326, 0, INF, NULL},
    {LMB_PARAM_ELECTRODE_HEIGHT, OPEN, "electrode_height", "cm",
     LMBI_TEXT("Along the tabs; with width or layers set, `electrode_area` follows; ") CELLMODELS,
     30, 0, INF, NULL},
    {LMB_PARAM_ELECTRODE_WIDTH, OPEN, "electrode_width", "cm",
     LMBI_TEXT("Across the tabs; see electrode_height; ") CELLMODELS, 10, 0, INF, NULL},
    {LMB_PARAM_LAYER_COUNT, OPEN, "layer_count", "1",
     LMBI_TEXT("Cathodes coated on both sides; see electrode_height; ") CELLMODELS, 35, 0, INF,
     NULL},
    {LMB_PARAM_EXTRA_ANODES, 0, "extra_anodes", "1",
     LMBI_TEXT("Anodes more than cathodes; ") CELLMODELS, 1, 0, INF, NULL},
    {LMB_PARAM_POUCH_THICKNESS, 0, "pouch_thickness", "um",
     LMBI_TEXT("Laminated foil of the pouch; ") CELLMODELS, 113, 0, INF, NULL},
    {LMB_PARAM_POUCH_DENSITY, 0, "pouch_density", "g/cm3",
     LMBI_TEXT("Laminated foil of the pouch; ") CELLMODELS, 1.8, 0, INF, NULL},
    {LMB_PARAM_POUCH_CLEARANCE, 0, "pouch_clearance", "cm",
     LMBI_TEXT("How much higher and wider than the electrodes the pouch is; ") CELLMODELS, 1, 0,
     INF, NULL},
    {LMB_PARAM_TAB_HEIGHT, 0, "tab_height", "cm",
     LMBI_TEXT("Tab outside of the pouch; ") CELLMODELS, 2, 0, INF, NULL},
    {LMB_PARAM_TAB_WIDTH, 0, "tab_width", "cm", LMBI_TEXT("One tab; ") CELLMODELS, 5, 0, INF, NULL},
    {LMB_PARAM_TAB_THICKNESS, 0, "tab_thickness", "cm",
     LMBI_TEXT("One tab: one is aluminium, one nickel; ") CELLMODELS, 0.05, 0, INF, NULL},
    {LMB_PARAM_EXTRA_MASS, 0, "extra_mass", "g",
     LMBI_TEXT("Tape, welds, what else there is; ") CELLMODELS, 10, 0, INF, NULL},
    {LMB_PARAM_CATHODE_MATERIAL, LMB_FLAG_ENUMERATED, "cathode_material", "",
     LMBI_TEXT("Cathode, for the benchmark tiers: layered NCM, or Li-rich layered oxide (Deng et "
               "al. 2026, "
               "Fig. 1c)"),
     0, 0, 2, material_names},
    {LMB_PARAM_CHARGE_VOLTAGE, ASK | OPEN, "charge_voltage", "V",
     LMBI_TEXT("Upper voltage of the charge, for the benchmark tiers (Deng et al. 2026, Fig. 1c)"),
     LMBI_NAN, 0, INF, NULL},
};

const struct lmbi_quantity lmbi_physics_rows[LMBI_PHYSICS_PARAMETERS] = {
    {LMB_PARAM_SALT_CONCENTRATION, OPEN, "salt_concentration", "mol/L",
     LMBI_TEXT("c0: lithium salt in the electrolyte; default: the usual one"), 1, 0, INF, NULL},
    {LMB_PARAM_SALT_DIFFUSIVITY, OPEN, "salt_diffusivity", "m2/s",
     LMBI_TEXT(
         "D: of the salt in the electrolyte; default: near LiPF6 in carbonates (Valoen and Reimers "
         "2005)"),
     3e-10, 0, INF, NULL},
    {LMB_PARAM_TRANSFERENCE_NUMBER, BELOW, "transference_number", "1",
     LMBI_TEXT("t+: share of the current that lithium ions carry; default: LiPF6 in carbonates "
               "(Valoen and "
               "Reimers 2005)"),
     0.38, 0, 1, NULL},
    {LMB_PARAM_MACMULLIN_NUMBER, 0, "macmullin_number", "1",
     LMBI_TEXT(
         "N_M: how many times the soaked separator resists more than its electrolyte; 1 is no "
         "separator"),
     1, 1, INF, NULL},
    {LMB_PARAM_DIFFUSION_LENGTH, ASK | OPEN, "diffusion_length", "um",
     LMBI_TEXT("L: between the electrodes; not known: one separator"), LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_STORAGE_TIME, 0, "storage_time", "h",
     LMBI_TEXT("Rest that `calendar_loss` is taken over"), 24, 0, INF, NULL},
    {LMB_PARAM_VOLTAGE_SLOPE, ASK | OPEN, "voltage_slope", "V cm2/mAh",
     LMBI_TEXT("s: rise of the open-circuit voltage with charge at the end of charge"), LMBI_NAN, 0,
     INF, NULL},
    {LMB_PARAM_CUTOFF_CURRENT, ASK | OPEN, "cutoff_current", "mA/cm2",
     LMBI_TEXT("Ic: areal current that ends the charge at constant voltage"), LMBI_NAN, 0, INF,
     NULL},
    {LMB_PARAM_MEASURED_CV_TIME, ASK, "measured_cv_time", "s",
     LMBI_TEXT("Time at constant voltage as measured, for `cv_resistance`"), LMBI_NAN, 0, INF,
     NULL},
    {LMB_PARAM_LITHIUM_DIAMETER, OPEN, "lithium_diameter", "um",
     LMBI_TEXT("d: of the lithium that yields; default: the finer one that Deng et al. 2026 quote"),
     1.39, 0, INF, NULL},
    {LMB_PARAM_STRENGTH_EXPONENT, 0, "strength_exponent", "1",
     LMBI_TEXT(
         "Power of the yield strength in d; default: through the two points that Deng et al. 2026 "
         "quote; their source, Xu et al. 2017, has -0.68 at room temperature"),
     -0.865, -INF, INF, NULL},
    {LMB_PARAM_SEPARATOR_SHEAR_MODULUS, ASK, "separator_shear_modulus", "GPa",
     LMBI_TEXT("Shear modulus of separator or interlayer"), LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_LITHIUM_SHEAR_MODULUS, OPEN, "lithium_shear_modulus", "GPa",
     LMBI_TEXT("Shear modulus of lithium: 3.4 or 2.8 in use; 7 over 1.8 is 3.9 (Deng et al. 2026)"),
     3.4, 0, INF, NULL},
    {LMB_PARAM_SHEAR_RATIO_NEEDED, OPEN, "shear_ratio_needed", "1",
     LMBI_TEXT("Shear modulus over that of lithium that stops dendrites (Deng et al. 2026: 1.8)"),
     1.8, 0, INF, NULL},
    {LMB_PARAM_SHEAR_MODULUS_NEEDED, OPEN, "shear_modulus_needed", "GPa",
     LMBI_TEXT("Shear modulus that stops dendrites (Deng et al. 2026: above 7)"), 7, 0, INF, NULL},
    {LMB_PARAM_PLATED_CHARGE, ASK | OPEN, "plated_charge", "mAh/cm2",
     LMBI_TEXT("Q_T: plated first, as reservoir, in a Li||Cu test (Adams et al. 2018)"), LMBI_NAN,
     0, INF, NULL},
    {LMB_PARAM_CYCLED_CHARGE, ASK, "cycled_charge", "mAh/cm2",
     LMBI_TEXT("Q_C: stripped and plated again in each cycle of that test"), LMBI_NAN, 0, INF,
     NULL},
    {LMB_PARAM_CYCLED_COUNT, ASK, "cycled_count", "1", LMBI_TEXT("n: cycles of that test"),
     LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_STRIPPED_CHARGE, ASK, "stripped_charge", "mAh/cm2",
     LMBI_TEXT("Q_S: stripped at the end of that test"), LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_TARGET_CYCLES, OPEN, "target_cycles", "1",
     LMBI_TEXT("Cycles that `ce_li_needed` is for (Deng et al. 2026: 500)"), 500, 0, INF, NULL},
    {LMB_PARAM_TARGET_RETENTION, OPEN | BELOW, "target_retention", "1",
     LMBI_TEXT("Capacity retention that `ce_li_needed` is for (Deng et al. 2026: 0.75)"), 0.75, 0,
     1, NULL},
};

double *lmbi_design_parameter(struct lmbi_design *d, int32_t id)
{
    int32_t first = LMB_PARAM_CATHODE_SPECIFIC_CAPACITY;
    return id >= first && id < first + LMBI_DESIGN_PARAMETERS ? (double *)d + (id - first) : NULL;
}

double *lmbi_physics_parameter(struct lmbi_physics *p, int32_t id)
{
    int32_t first = LMB_PARAM_SALT_CONCENTRATION;
    return id >= first && id < first + LMBI_PHYSICS_PARAMETERS ? (double *)p + (id - first) : NULL;
}
