/* Where the posterior of a fit lies. */
#ifndef LMBI_ESTIMATE_RIDGE_H
#define LMBI_ESTIMATE_RIDGE_H

#include "estimate/descent.h"

/* Find fit->component[]. The fit is at rest, its covariance known; it stays where it is. */
void lmbi_find_components(struct lmbi_descent *w, struct lmbi_fit *fit);

#endif
