#include "inventory/parameters.h"

#include <stddef.h>

#include "base/number.h"

static const char *const law_names[] = {"constant",          "linear", "exponential",
                                        "self_accelerating", "table",  NULL};
static const char *const order_names[] = {"plated_first", "bulk_first", "mixed", NULL};

#define INF LMBI_INFINITY
#define OPEN LMB_FLAG_LOWER_OPEN
#define BELOW LMB_FLAG_UPPER_OPEN
#define CHOICE LMB_FLAG_ENUMERATED

/* Symbols, equations and sections are those of doc/model.md. */
const struct lmbi_quantity lmbi_parameter_rows[LMBI_PARAMETERS] = {
    {LMB_PARAM_CATHODE_CAPACITY, OPEN, "cathode_capacity", "mAh/cm2",
     LMBI_TEXT("P: areal capacity of the cathode"), 4, 0, INF, NULL},
    {LMB_PARAM_ELECTRODE_AREA, OPEN, "electrode_area", "cm2",
     LMBI_TEXT("Area of the electrodes, all layers: areal amounts x area / 1000 are Ah"), 1000, 0,
     INF, NULL},
    {LMB_PARAM_NP_RATIO, 0, "np_ratio", "1",
     LMBI_TEXT(
         "nu: lithium of the anode foil over P, without what is plated from the cathode (Deng "
         "et al. 2026, eq. 1)"),
     1.5, 0, INF, NULL},
    {LMB_PARAM_FIRST_CYCLE_CE, OPEN | BELOW, "first_cycle_ce", "1",
     LMBI_TEXT("ice: what the cathode takes back in the first cycle; above 1 it is over-lithiated"),
     1, 0, 2, NULL},
    {LMB_PARAM_CE_LI_LAW, CHOICE, "ce_li_law", "",
     LMBI_TEXT("How CE_Li changes with cycling (Deng et al. 2026, Fig. 2d)"), 3, 0, 4, law_names},
    {LMB_PARAM_STRIP_ORDER, CHOICE, "strip_order", "",
     LMBI_TEXT("Which lithium is stripped first on discharge: changes origins, never totals"), 0, 0,
     2, order_names},
    {LMB_PARAM_CE_LI, 0, "ce_li", "1",
     LMBI_TEXT("1 - lam0: CE of plating and stripping lithium at the start"), 0.9955, 0, 1, NULL},
    {LMB_PARAM_CE_LI_MIN, 0, "ce_li_min", "1",
     LMBI_TEXT("Floor of CE_Li under the self-accelerating law"), 0.8, 0, 1, NULL},
    {LMB_PARAM_CE_LI_SLOPE, 0, "ce_li_slope", "1/cycle",
     LMBI_TEXT("a: rise of lam per cycle under the linear law"), 0, 0, INF, NULL},
    {LMB_PARAM_CE_LI_GROWTH, OPEN, "ce_li_growth", "1",
     LMBI_TEXT("gamma: factor of lam per cycle under the exponential law"), 1, 0, INF, NULL},
    {LMB_PARAM_INACTIVE_ONSET, 0, "inactive_onset", "mAh/cm2",
     LMBI_TEXT("W_on: inactive lithium from which on it spoils plating: stage 2"), 1.5, 0, INF,
     NULL},
    {LMB_PARAM_INACTIVE_SENSITIVITY, 0, "inactive_sensitivity", "cm2/mAh",
     LMBI_TEXT("kappa: relative rise of lam per inactive lithium beyond the onset"), 0.45, 0, INF,
     NULL},
    {LMB_PARAM_DEAD_FRACTION, 0, "dead_fraction", "1",
     LMBI_TEXT("f_dead: share of the loss that stays metallic and is cut off; the rest is SEI"),
     0.7, 0, 1, NULL},
    {LMB_PARAM_FOIL_LOSS, 0, "foil_loss", "1/cycle",
     LMBI_TEXT("c_foil: share of the reservoir lost per cycle by pits and corrosion of the bulk"),
     0, 0, 1, NULL},
    {LMB_PARAM_DEAD_RECOVERY, 0, "dead_recovery", "1/cycle",
     LMBI_TEXT("r: share of the dead lithium that is reconnected per cycle"), 0, 0, 1, NULL},
    {LMB_PARAM_CE_CATHODE, OPEN, "ce_cathode", "1",
     LMBI_TEXT("1 - lam_site: CE of the cathode at low polarization (Deng et al. 2026: 0.9998)"),
     0.9998, 0, 1, NULL},
    {LMB_PARAM_CE_CATHODE_MIN, OPEN, "ce_cathode_min", "1",
     LMBI_TEXT("1 - lam_site_max: floor of the cathode's CE"), 0.98, 0, 1, NULL},
    {LMB_PARAM_CATHODE_TRAPPING, BELOW, "cathode_trapping", "1",
     LMBI_TEXT("lam_trap: share of a discharge trapped in the cathode for good"), 0, 0, 1, NULL},
    {LMB_PARAM_CATHODE_OXIDATION, BELOW, "cathode_oxidation", "1",
     LMBI_TEXT("lam_ox: electrolyte oxidation, charge without lithium, per charge"), 0, 0, 1, NULL},
    {LMB_PARAM_FADE_ONSET, 0, "fade_onset", "V",
     LMBI_TEXT("eta_on: charge polarization from which on the cathode fades faster: stage 3"),
     0.115, 0, INF, NULL},
    {LMB_PARAM_FADE_SENSITIVITY, 0, "fade_sensitivity", "1/V",
     LMBI_TEXT("beta: relative rise of the cathode's loss per volt beyond the onset"), 220, 0, INF,
     NULL},
    {LMB_PARAM_CHARGE_CURRENT, OPEN, "charge_current", "mA/cm2",
     LMBI_TEXT("J_ch: areal current of charge"), 1.5, 0, INF, NULL},
    {LMB_PARAM_DISCHARGE_CURRENT, OPEN, "discharge_current", "mA/cm2",
     LMBI_TEXT("J_dis: areal current of discharge"), 1.5, 0, INF, NULL},
    {LMB_PARAM_RESISTANCE, 0, "resistance", "ohm cm2",
     LMBI_TEXT("R0: area resistance of the fresh cell"), 40, 0, INF, NULL},
    {LMB_PARAM_DEAD_LAYER_RESISTIVITY, 0, "dead_layer_resistivity", "ohm cm2/um",
     LMBI_TEXT("rho_d: resistance of the wetted dead layer per thickness"), 0.9, 0, INF, NULL},
    {LMB_PARAM_WETTING_EXPONENT, 0, "wetting_exponent", "1",
     LMBI_TEXT("m: power with which the dead layer's resistance rises as it dries"), 2, 0, INF,
     NULL},
    {LMB_PARAM_POLARIZATION_TOLERANCE, 0, "polarization_tolerance", "V",
     LMBI_TEXT("eta_tol: discharge polarization from which on utilization falls"), 0.15, 0, INF,
     NULL},
    {LMB_PARAM_UTILIZATION_SLOPE, 0, "utilization_slope", "1/V",
     LMBI_TEXT("s_u: utilization lost per volt beyond the tolerance"), 1, 0, INF, NULL},
    {LMB_PARAM_UTILIZATION_MIN, OPEN, "utilization_min", "1",
     LMBI_TEXT("u_min: floor of the utilization"), 0.02, 0, 1, NULL},
    {LMB_PARAM_DEAD_LAYER_POROSITY, BELOW, "dead_layer_porosity", "1",
     LMBI_TEXT("phi: porosity of the layer of inactive lithium"), 0.55, 0, 1, NULL},
    {LMB_PARAM_SEI_THICKNESS, 0, "sei_thickness", "um/(mAh/cm2)",
     LMBI_TEXT("v_S: solid thickness of SEI and corroded lithium"), 7, 0, INF, NULL},
    {LMB_PARAM_ELECTROLYTE, 0, "electrolyte", "uL/cm2", LMBI_TEXT("V_el: electrolyte at the start"),
     10, 0, INF, NULL},
    {LMB_PARAM_ELECTROLYTE_HELD, 0, "electrolyte_held", "uL/cm2",
     LMBI_TEXT("V_held: electrolyte that separator and cathode keep"), 3, 0, INF, NULL},
    {LMB_PARAM_ELECTROLYTE_PER_SEI, 0, "electrolyte_per_sei", "uL/mAh",
     LMBI_TEXT("e_sei: electrolyte used per lithium that turns into SEI or corrodes"), 1.2, 0, INF,
     NULL},
    {LMB_PARAM_ELECTROLYTE_PER_CHARGE, 0, "electrolyte_per_charge", "uL/mAh",
     LMBI_TEXT("e_ox: electrolyte used per charge by oxidation"), 0, 0, INF, NULL},
    {LMB_PARAM_MEAN_VOLTAGE, 0, "mean_voltage", "V",
     LMBI_TEXT("V0: mean voltage without polarization"), 3.6, -INF, INF, NULL},
    {LMB_PARAM_VOLTAGE_FADE, 0, "voltage_fade", "V/cycle",
     LMBI_TEXT("v_f: fall of the mean voltage per cycle (Li-rich cathodes)"), 0, -INF, INF, NULL},
    {LMB_PARAM_REST_CHARGED, 0, "rest_charged", "h",
     LMBI_TEXT("tau_c: rest after charge, in every cycle"), 0, 0, INF, NULL},
    {LMB_PARAM_REST_DISCHARGED, 0, "rest_discharged", "h",
     LMBI_TEXT("tau_d: rest after discharge, in every cycle"), 0, 0, INF, NULL},
    {LMB_PARAM_PARABOLIC_CORROSION, 0, "parabolic_corrosion", "mAh/cm2/h^0.5",
     LMBI_TEXT("k_par: calendar loss that slows with the root of time"), 0, 0, INF, NULL},
    {LMB_PARAM_GALVANIC_CORROSION, 0, "galvanic_corrosion", "mAh/cm2/h",
     LMBI_TEXT("k_gal: calendar loss that goes on with time"), 0, 0, INF, NULL},
    {LMB_PARAM_REFERENCE_CATHODE_CAPACITY, OPEN, "reference_cathode_capacity", "mAh/cm2",
     LMBI_TEXT("P_ref: areal capacity at which ce_li holds"), 4, 0, INF, NULL},
    {LMB_PARAM_AREAL_EXPONENT, 0, "areal_exponent", "1",
     LMBI_TEXT("a_P: power of the loss in P / P_ref; 0 is off"), 0, -INF, INF, NULL},
    {LMB_PARAM_REFERENCE_CHARGE_CURRENT, OPEN, "reference_charge_current", "mA/cm2",
     LMBI_TEXT("J_ch,ref: charge current at which ce_li holds"), 1.5, 0, INF, NULL},
    {LMB_PARAM_CHARGE_RATE_EXPONENT, 0, "charge_rate_exponent", "1",
     LMBI_TEXT("a_ch: power of the loss in J_ch / J_ch,ref; 0 is off"), 0, -INF, INF, NULL},
    {LMB_PARAM_REFERENCE_DISCHARGE_CURRENT, OPEN, "reference_discharge_current", "mA/cm2",
     LMBI_TEXT("J_dis,ref: discharge current at which ce_li holds"), 1.5, 0, INF, NULL},
    {LMB_PARAM_DISCHARGE_RATE_EXPONENT, 0, "discharge_rate_exponent", "1",
     LMBI_TEXT("a_dis: power of the loss in J_dis / J_dis,ref; 0 is off"), 0, -INF, INF, NULL},
    {LMB_PARAM_STACK_PRESSURE, OPEN, "stack_pressure", "kPa", LMBI_TEXT("p: pressure on the stack"),
     100, 0, INF, NULL},
    {LMB_PARAM_REFERENCE_STACK_PRESSURE, OPEN, "reference_stack_pressure", "kPa",
     LMBI_TEXT("p_ref: pressure at which ce_li holds"), 100, 0, INF, NULL},
    {LMB_PARAM_PRESSURE_EXPONENT, 0, "pressure_exponent", "1",
     LMBI_TEXT("a_p: the loss falls with (p / p_ref)^-a_p; 0 is off"), 0, -INF, INF, NULL},
    {LMB_PARAM_TEMPERATURE, OPEN, "temperature", "K", LMBI_TEXT("Temp: temperature of the cell"),
     298.15, 0, INF, NULL},
    {LMB_PARAM_REFERENCE_TEMPERATURE, OPEN, "reference_temperature", "K",
     LMBI_TEXT("Temp_ref: temperature at which ce_li and the corrosion rates hold"), 298.15, 0, INF,
     NULL},
    {LMB_PARAM_ACTIVATION_ENERGY, 0, "activation_energy", "J/mol",
     LMBI_TEXT("Ea: of the loss per plating; 0 is off"), 0, -INF, INF, NULL},
    {LMB_PARAM_CORROSION_ACTIVATION_ENERGY, 0, "corrosion_activation_energy", "J/mol",
     LMBI_TEXT("Ea_corr: of corrosion at rest; 0 is off"), 0, -INF, INF, NULL},
};

void lmbi_parameters_init(struct lmbi_parameters *p)
{
    for (int i = 0; i < LMBI_PARAMETERS; i++)
        *lmbi_parameter(p, lmbi_parameter_rows[i].id) = lmbi_parameter_rows[i].fallback;
}

double *lmbi_parameter(struct lmbi_parameters *p, int32_t id)
{
    int32_t first = LMB_PARAM_CATHODE_CAPACITY;
    return id >= first && id < first + LMBI_PARAMETERS ? (double *)p + (id - first) : NULL;
}
