/* Which cycles to leave out of means, noise and change points. */
#ifndef LMBI_CE_EXCLUSION_H
#define LMBI_CE_EXCLUSION_H

#include "base/finding.h"
#include "table/table.h"

/* Robust sigma of one value, by how far values are off the middle of their neighbours, so that a
 * trend does not count; no less than `floor`; NaN with fewer than three such. NaN values are passed
 * over. `scratch` holds `rows` doubles. */
double lmbi_noise(const double *values, int64_t rows, double floor, double *scratch);
/* The median of the values that are not NaN; reorders `values`. */
double lmbi_median(double *values, int64_t count);

/* Fill the column `excluded` with LMB_EXCLUDED_ values, and the noise results from what is left.
 * Needs the columns ce_cell and excluded. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_exclude_cycles(struct lmbi_table *report, struct lmbi_findings *f);

#endif
