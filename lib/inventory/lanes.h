/* Several cells side by side: the cycle of cycle.h in totals alone, since origins change none. Each
 * step is a loop over lanes, which compilers turn into vector instructions; the bits of a lane do
 * not depend on its neighbours. Against lmbi_pass: to 1e-12. */
#ifndef LMBI_INVENTORY_LANES_H
#define LMBI_INVENTORY_LANES_H

#include <stddef.h>

#include "inventory/cycle.h"

enum { LMBI_LANES = 8 };

typedef double lmbi_lane[LMBI_LANES];

struct lmbi_lanes {
    int64_t cycles;      /* done so far; the same in all lanes, like the law and its table */
    int32_t law, square; /* square: every wetting_exponent is 2 */
    const double *ce_li_table;
    int64_t ce_li_count;
    /* Of each cell, by the order of struct lmbi_parameters. */
    lmbi_lane parameter[LMBI_PARAMETERS];
    lmbi_lane lam0, corroded_charged, corroded_discharged, growth;
    /* State: totals; `inactive`: S and K together. */
    lmbi_lane cathode, reservoir, dead, inactive, host, electrolyte, utilization;
    /* Of the last cycle; `limited`: 1 or 0. */
    lmbi_lane charge, discharge, lam, eta_ch, eta_dis, thickness, ce_cathode, limited;
};

/* The row of a parameter by its field: LMBI_OF(l, ce_li)[lane]. */
#define LMBI_OF(lanes, field)                                                                      \
    ((lanes)->parameter[offsetof(struct lmbi_parameters, field) / sizeof(double)])

/* A cell into a lane, its state left as it is. */
void lmbi_lanes_set(struct lmbi_lanes *l, int lane, const struct lmbi_parameters *p,
                    const struct lmbi_rates *rates);
struct lmbi_parameters lmbi_lanes_get(const struct lmbi_lanes *l, int lane);
/* All lanes fresh. */
void lmbi_lanes_start(struct lmbi_lanes *l);
/* One cycle of each. */
void lmbi_lanes_pass(struct lmbi_lanes *l);

#endif
