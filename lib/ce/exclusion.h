/* Which cycles to leave out of means, noise and change points. */
#ifndef LMBI_CE_EXCLUSION_H
#define LMBI_CE_EXCLUSION_H

#include "base/finding.h"
#include "table/table.h"

/* Robust sigma of one value: 1.4826 / sqrt(2) x the median step between neighbours; `floor` where
 * that is less; NaN with fewer than three steps. `scratch` holds `rows` doubles. */
double lmbi_step_sigma(const double *values, int64_t rows, double floor, double *scratch);
/* The median of the values that are not NaN; reorders `values`. */
double lmbi_median(double *values, int64_t count);

/* Fill the column `excluded` with LMB_EXCLUDED_ values, and the noise results from what is left.
 * Needs the columns ce_cell and excluded. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_exclude_cycles(struct lmbi_table *report, struct lmbi_findings *f);

#endif
