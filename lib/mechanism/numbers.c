#include <stddef.h>

#include "base/number.h"
#include "mechanism/map.h"

#define INF LMBI_INFINITY
#define REVIEW " (Deng et al. 2026)"
#define FIG_1C " (Deng et al. 2026, Fig. 1c)"
#define NIU " (Niu et al. 2021, in Deng et al. 2026)"
#define XU " (Xu et al. 2017, in Deng et al. 2026)"
#define IS(name, value, unit, text)                                                                \
    {                                                                                              \
        name, text, value, value, unit                                                             \
    }
#define WITHIN(name, lower, upper, unit, text)                                                     \
    {                                                                                              \
        name, text, lower, upper, unit                                                             \
    }
#define COUNT(table) (sizeof table / sizeof table[0])
#define CAUTION                                                                                    \
    " Lives of 25 to 75 would mean a mean CE_Li of 0.960 to 0.987, lower than the 0.990 to 0.995 " \
    "that is quoted: most published counts stop before the end of stage 3"

/* Fig. 1c. No record of a published cell is kept here. */
const struct lmbi_entry lmbi_tiers[] = {
    WITHIN("tier_400", 400, 450, "Wh/kg",
           "NCM cathodes; one early Li-rich cell reached 430 Wh/kg" FIG_1C "." CAUTION),
    WITHIN("tier_450", 450, 500, "Wh/kg", "NCM cathodes, the same windows" FIG_1C "." CAUTION),
    WITHIN("tier_500", 500, 600, "Wh/kg",
           "NCM or Li-rich cathodes, high areal capacity, lean electrolyte; a few do better with "
           "lower areal capacity and more layers" FIG_1C),
    WITHIN("tier_600", 600, INF, "Wh/kg",
           "Li-rich cathodes, ultrahigh areal capacity, hardly any excess lithium; a prototype of "
           "700 Wh/kg lasts a few cycles" FIG_1C),
};
const int32_t lmbi_tier_count = COUNT(lmbi_tiers);

const struct lmbi_entry lmbi_numbers[] = {
    WITHIN("ce_li_today", 0, 0.995, "1", "CE_Li in lithium metal batteries today" REVIEW),
    WITHIN("ce_li_today_extreme", 0, 0.99, "1", "CE_Li today under extreme conditions" REVIEW),
    IS("ce_li_best", 0.999, "1", "Best mean CE_Li reported: coin cells, mild conditions" REVIEW),
    WITHIN("ce_li_target", 0.9995, 1, "1", "CE_Li that cells of Ah size aim at" REVIEW),
    IS("target_cycles", 500, "1", "Cycles that this CE_Li is for" REVIEW),
    IS("target_retention", 0.75, "1",
       "Retention that this CE_Li is for" REVIEW ". Anode-free, exactly 75 % needs 0.99942, and "
       "only 0.99743 at N/P 1"),
    IS("ce_cathode_normal", 0.9998, "1", "Normal CE of a cathode" REVIEW),
    WITHIN("charge_rate", 0.1, 0.2, "1/h",
           "C-rates of charge in use; with those of discharge 0.1/0.2, 0.1/0.3, 0.2/0.3, "
           "0.2/0.5" REVIEW),
    WITHIN("discharge_rate", 0.2, 0.5, "1/h",
           "C-rates of discharge in use, usually the faster" REVIEW),
    WITHIN("softening_rate", 10, INF, "1/h",
           "C-rate whose heat would soften lithium: not practical" REVIEW),
    IS("layer_example_energy", 350, "Wh/kg", "A 2.0 Ah Li/NCM cell whose anode was measured" NIU),
    IS("layer_example_capacity", 2, "Ah", "The same cell" NIU),
    IS("layer_example_start", 20, "um", "Its anode layer when new" NIU),
    IS("layer_example_end", 70, "um", "Its anode layer after 600 cycles" NIU),
    IS("layer_example_cycles", 600, "1", "Cycles of that cell" NIU),
    IS("thick_foil", 50, "um", "Foil of the shorter life in one cell design" NIU),
    IS("thick_foil_life", 450, "1", "Cycles with the thick foil" NIU),
    IS("thin_foil", 20, "um", "Foil of the longer life in that design" NIU),
    IS("thin_foil_life", 600, "1", "Cycles with the thin foil" NIU),
    IS("strength_fine", 105, "MPa", "Yield strength of lithium 1.39 um across" XU),
    IS("strength_fine_diameter", 1.39, "um", "Diameter of that lithium" XU),
    WITHIN("strength_coarse", 0, 20, "MPa", "Yield strength of lithium 9.45 um across" XU),
    IS("strength_coarse_diameter", 9.45, "um", "Diameter of that lithium" XU),
    IS("strength_exponent_two_points", -0.865, "1", "Power law through the two strengths" XU),
    IS("strength_exponent_source", -0.68, "1",
       "Power law of that paper itself, at room temperature (Xu et al. 2017)"),
    WITHIN("shear_modulus_needed", 7, INF, "GPa", "Shear modulus that stops dendrites" REVIEW),
    IS("shear_ratio_needed", 1.8, "1", "The same over the shear modulus of lithium" REVIEW),
    WITHIN("lithium_shear_modulus", 2.8, 3.9, "GPa",
           "Shear modulus of lithium: 3.9 from the two before (Deng et al. 2026), 3.4 or 2.8 in "
           "other work"),
    WITHIN("cluster_size", 5, 8, "nm", "Size from which on clusters of lithium are ordered" REVIEW),
    IS("electrolyte_limit_ncm", 4.6, "V", "What electrolytes have reached with NCM" REVIEW),
    IS("electrolyte_limit_li_rich", 4.8, "V", "What Li-rich cathodes need" REVIEW),
    WITHIN("runaway_temperature", 1000, INF, "degC",
           "Peak temperature in the runaway of a cycled cell" REVIEW),
    WITHIN("runaway_capacity", 100, INF, "Ah", "Capacity from which on that is a worry" REVIEW),
    IS("parabolic_corrosion", 0.005, "mAh/cm2/h^0.5",
       "Calendar loss of fresh lithium: 2 to 3 % of 1 mAh/cm2 in 24 h (Boyle et al. 2021)"),
    WITHIN("tier_400_voltage", 4.2, 4.3, "V", "Charge voltages at 400 to 450 Wh/kg" FIG_1C),
    WITHIN("tier_400_areal_capacity", 0, 6, "mAh/cm2",
           "Areal capacities at 400 to 450 Wh/kg" FIG_1C),
    WITHIN("tier_400_np_ratio", 1.5, 2.5, "1", "N/P at 400 to 450 Wh/kg" FIG_1C),
    WITHIN("tier_400_cycle_life", 0, 100, "1",
           "Normalized cycle lives at 400 to 450 Wh/kg, mostly 25 to 75" FIG_1C),
    WITHIN("tier_450_voltage", 4.2, 4.3, "V", "Charge voltages at 450 to 500 Wh/kg" FIG_1C),
    WITHIN("tier_450_areal_capacity", 0, 6, "mAh/cm2",
           "Areal capacities at 450 to 500 Wh/kg" FIG_1C),
    WITHIN("tier_450_np_ratio", 1.5, 2.5, "1", "N/P at 450 to 500 Wh/kg" FIG_1C),
    WITHIN("tier_450_cycle_life", 0, 100, "1",
           "Normalized cycle lives at 450 to 500 Wh/kg, mostly 25 to 75" FIG_1C),
    WITHIN("tier_500_voltage_ncm", 0, 4.4, "V", "Charge voltages of NCM above 500 Wh/kg" FIG_1C),
    WITHIN("tier_500_voltage_li_rich", 0, 4.8, "V",
           "Charge voltages of Li-rich above 500 Wh/kg" FIG_1C),
    WITHIN("tier_500_areal_capacity", 6, INF, "mAh/cm2", "Areal capacities above 500 Wh/kg" FIG_1C),
    WITHIN("tier_500_electrolyte", 0, 1.5, "g/Ah", "E/C above 500 Wh/kg" FIG_1C),
    WITHIN("tier_600_areal_capacity", 8, INF, "mAh/cm2",
           "Areal capacities from 600 Wh/kg on" FIG_1C),
    WITHIN("tier_600_np_ratio", 0, 1, "1", "N/P from 600 Wh/kg on: near or below 1" FIG_1C),
    WITHIN("tier_600_cycle_life", 0, 75, "1", "Normalized cycle lives from 600 Wh/kg on" FIG_1C),
    WITHIN("normalized_life_usual", 25, 75, "1", "Where most normalized cycle lives lie" FIG_1C),
};
const int32_t lmbi_number_count = COUNT(lmbi_numbers);
