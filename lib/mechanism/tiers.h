/* Where a cell stands in the review's benchmark tiers (Deng et al. 2026, Fig. 1c). */
#ifndef LMBI_MECHANISM_TIERS_H
#define LMBI_MECHANISM_TIERS_H

#include "base/quantity.h"

/* What the tiers ask of a cell; NaN: not known. */
struct lmbi_place {
    double specific_energy, material, voltage, areal_capacity, np_ratio, electrolyte;
    double normalized_cycles;
};

/* In the order of the ids from LMB_DERIVED_TIER on: values of the quantities' names. */
struct lmbi_verdicts {
    double tier, cathode, voltage, areal_capacity, np_ratio, electrolyte, cycle_life;
    double normalized_cycles, implied_ce_li; /* of the cycles reported */
};

enum { LMBI_VERDICTS = sizeof(struct lmbi_verdicts) / sizeof(double) };

extern const struct lmbi_quantity lmbi_tier_rows[LMBI_VERDICTS];

void lmbi_place_in_tiers(const struct lmbi_place *place, struct lmbi_verdicts *verdicts);

#endif
