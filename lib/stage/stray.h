/* Readings that stray from the fit of a hinge. */
#ifndef LMBI_STAGE_STRAY_H
#define LMBI_STAGE_STRAY_H

#include "stage/hinge.h"

enum { LMBI_LONGEST_RUN = 6 }; /* of outliers */

/* How the residuals of neighbours hang together: their correlation. */
double lmbi_hinge_memory(const struct lmbi_hinge_sums *s);
/* Weigh with 0 the readings that are far from the fit whose residuals these are, alone or in runs,
 * and with their own weight all others. More of them in a row are a misfit, and stay. Returns how
 * many are out. */
int64_t lmbi_hinge_drop(struct lmbi_hinge_sums *s);

#endif
