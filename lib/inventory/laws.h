/* CE_Li from cycle to cycle, and the conditions that scale the loss. */
#ifndef LMBI_INVENTORY_LAWS_H
#define LMBI_INVENTORY_LAWS_H

#include <stdint.h>

#include "base/number.h"
#include "inventory/parameters.h"

extern const double lmbi_gas_constant; /* R_gas, J/mol/K */

/* What stays the same over all cycles of one cell. */
struct lmbi_rates {
    double lam0;                                  /* loss per plated charge at the start */
    double corroded_charged, corroded_discharged; /* mAh/cm2 in one rest */
    const double *ce_li_table;                    /* of the law `table` */
    int64_t ce_li_count;
    struct lmbi_pair log_growth; /* of the law `exponential` */
};

/* Lithium corroded in a rest of so many hours, mAh/cm2, under the cell's conditions. */
double lmbi_corrosion(const struct lmbi_parameters *p, double rest);
/* Sections 3.3, 3.9 and 5: lam0 and the corrosion of one rest under the cell's conditions. */
struct lmbi_rates lmbi_rates_of(const struct lmbi_parameters *p, const double *ce_li_table,
                                int64_t ce_li_count);
/* Section 4: lam_k = 1 - CE_Li of cycle k (from 1); `inactive` is W at its start. */
double lmbi_plating_loss(const struct lmbi_parameters *p, const struct lmbi_rates *rates, int64_t k,
                         double inactive);

#endif
