/* A cell and the derivatives of its totals by up to LMBI_LANES unknowns u, a lane each, carried
 * from cycle to cycle beside the cycle of cycle.h: exact but for rounding. Where a bound is active,
 * the derivative is that of the bound. */
#ifndef LMBI_INVENTORY_TANGENTS_H
#define LMBI_INVENTORY_TANGENTS_H

#include "inventory/cycle.h"
#include "inventory/lanes.h"

/* d / du, row by row; the names are those of struct lmbi_lanes. */
struct lmbi_slopes {
    lmbi_lane parameter[LMBI_PARAMETERS];
    lmbi_lane lam0, corroded_charged, corroded_discharged;
    lmbi_lane cathode, reservoir, dead, inactive, host, electrolyte, utilization;
    lmbi_lane charge, discharge, lam, eta_ch, eta_dis, thickness, ce_cathode;
};

struct lmbi_tangents {
    struct lmbi_parameters parameters;
    struct lmbi_rates rates;
    struct lmbi_state state;
    struct lmbi_passage passage; /* of the last cycle */
    struct lmbi_slopes d;
};

/* A fresh cell; `direction`: d parameters / du of each lane. */
void lmbi_tangents_start(struct lmbi_tangents *t, const struct lmbi_parameters *p,
                         const struct lmbi_rates *rates,
                         const struct lmbi_parameters direction[LMBI_LANES]);
/* One cycle. */
void lmbi_tangents_pass(struct lmbi_tangents *t);

#endif
