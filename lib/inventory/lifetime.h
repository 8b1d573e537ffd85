/* How long the model's cell lives, and what ends it. */
#ifndef LMBI_INVENTORY_LIFETIME_H
#define LMBI_INVENTORY_LIFETIME_H

#include "inventory/laws.h"

/* The first values of the result failure_mode. */
enum { LMBI_LIVES, LMBI_ENDS_EXHAUSTED, LMBI_ENDS_DRY, LMBI_ENDS_BY_CATHODE };

struct lmbi_lifetime {
    double cycle_life; /* last cycle before it ends; NaN: it outlives the cycles asked for */
    double normalized; /* last cycle of stage 3 over N/P; NaN: not reached, or N/P 0 */
    double failure_mode;
};

/* A cell ends where lithium limits it first (it had a foil), or below 80 % of its first capacity.
 * It is followed to the end of stage 3, but over `cycles` at most. */
struct lmbi_lifetime lmbi_lifetime_of(const struct lmbi_parameters *p,
                                      const struct lmbi_rates *rates, int64_t cycles);

#endif
