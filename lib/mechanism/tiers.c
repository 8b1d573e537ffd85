#include "mechanism/tiers.h"

#include <stddef.h>

#include "base/number.h"
#include "mechanism/map.h"

enum { NO_WINDOW, NOT_KNOWN, INSIDE, OUTSIDE };
enum { TIERS = 4, NCM = 1, LI_RICH = 2 };

/* Names of the windows in the map, by tier; NULL: none. */
struct windows {
    const char *voltage[3]; /* by cathode_material */
    const char *areal_capacity, *np_ratio, *electrolyte, *cycle_life;
    int ncm, li_rich; /* whether the tier has such cathodes */
};

static const struct windows windows[TIERS] = {
    {{"tier_400_voltage", "tier_400_voltage", "tier_400_voltage"},
     "tier_400_areal_capacity",
     "tier_400_np_ratio",
     NULL,
     "tier_400_cycle_life",
     1,
     0},
    {{"tier_450_voltage", "tier_450_voltage", "tier_450_voltage"},
     "tier_450_areal_capacity",
     "tier_450_np_ratio",
     NULL,
     "tier_450_cycle_life",
     1,
     0},
    {{"tier_500_voltage_li_rich", "tier_500_voltage_ncm", "tier_500_voltage_li_rich"},
     "tier_500_areal_capacity",
     NULL,
     "tier_500_electrolyte",
     NULL,
     1,
     1},
    {{NULL, NULL, NULL},
     "tier_600_areal_capacity",
     "tier_600_np_ratio",
     NULL,
     "tier_600_cycle_life",
     0,
     1},
};

static double judge(const char *window, double value)
{
    double lower, upper;
    if (lmb_knowledge_number(lmb_knowledge_find(window), &lower, &upper, NULL)) return NO_WINDOW;
    if (value != value) return NOT_KNOWN;
    return value >= lower && value <= upper ? INSIDE : OUTSIDE;
}

void lmbi_place_in_tiers(const struct lmbi_place *place, struct lmbi_verdicts *v)
{
    int tier = 0, material = (int)place->material;
    *v = (struct lmbi_verdicts){0};
    v->normalized_cycles = place->normalized_cycles;
    v->implied_ce_li = 1 - 1 / place->normalized_cycles;
    while (tier < TIERS && place->specific_energy >= lmbi_tiers[tier].lower) tier++;
    v->tier = tier;
    if (tier == 0) return;
    const struct windows *w = &windows[tier - 1];
    int allowed = material == NCM ? w->ncm : w->li_rich;
    v->cathode = material == 0 ? NOT_KNOWN : allowed ? INSIDE : OUTSIDE;
    v->voltage = judge(w->voltage[material], place->voltage);
    v->areal_capacity = judge(w->areal_capacity, place->areal_capacity);
    v->np_ratio = judge(w->np_ratio, place->np_ratio);
    v->electrolyte = judge(w->electrolyte, place->electrolyte);
    v->cycle_life = judge(w->cycle_life, place->normalized_cycles);
}
