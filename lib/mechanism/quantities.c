#include <stddef.h>

#include "base/number.h"
#include "mechanism/tiers.h"

static const char *const tier_names[] = {"below_400", "tier_400", "tier_450",
                                         "tier_500",  "tier_600", NULL};
static const char *const verdict_names[] = {"no_window", "not_known", "inside", "outside", NULL};

#define VERDICT(ID, name, text)                                                                    \
    {                                                                                              \
        LMB_DERIVED_##ID, LMB_FLAG_ENUMERATED, name, "", LMBI_TEXT(text), LMBI_NAN, 0, 3,          \
            verdict_names                                                                          \
    }

const struct lmbi_quantity lmbi_tier_rows[LMBI_VERDICTS] = {
    {LMB_DERIVED_TIER, LMB_FLAG_ENUMERATED, "tier", "",
     LMBI_TEXT(
         "Benchmark tier of the specific energy: from 400, 450, 500 or 600 Wh/kg on (Deng et al. "
         "2026, Fig. 1c)"),
     LMBI_NAN, 0, 4, tier_names},
    VERDICT(TIER_CATHODE, "tier_cathode", "cathode_material against the tier's cathodes"),
    VERDICT(TIER_VOLTAGE, "tier_voltage", "charge_voltage against the tier's window"),
    VERDICT(TIER_AREAL_CAPACITY, "tier_areal_capacity",
            "cathode_capacity against the tier's window"),
    VERDICT(TIER_NP_RATIO, "tier_np_ratio", "np_ratio against the tier's window"),
    VERDICT(TIER_ELECTROLYTE, "tier_electrolyte",
            "electrolyte_per_capacity against the tier's window"),
    VERDICT(TIER_CYCLE_LIFE, "tier_cycle_life",
            "reported_cycles over np_ratio against the lives in the tier, most of which do not "
            "count to the end of stage 3"),
    {LMB_DERIVED_NORMALIZED_CYCLES, LMB_FLAG_MAY_BE_NAN, "normalized_cycles", "1",
     LMBI_TEXT(
         "reported_cycles over np_ratio: a normalized cycle life if counted to the end of stage 3 "
         "(Deng "
         "et al. 2026, eq. 1)"),
     LMBI_NAN, 0, LMBI_INFINITY, NULL},
    {LMB_DERIVED_IMPLIED_CE_LI, LMB_FLAG_MAY_BE_NAN, "implied_ce_li", "1",
     LMBI_TEXT("1 - 1 / normalized_cycles: the mean CE_Li that such a life would mean, with a "
               "cathode that "
               "loses nothing"),
     LMBI_NAN, -LMBI_INFINITY, 1, NULL},
};
