/* What the error of the exhaustion cycle is made of: independent sources, whose squares add up. */
#ifndef LMBI_ESTIMATE_TERMS_H
#define LMBI_ESTIMATE_TERMS_H

#include "base/finding.h"
#include "estimate/fit.h"

enum { LMBI_BY_NP, LMBI_BY_CE_LI, LMBI_BY_GAIN, LMBI_BY_NOISE, LMBI_BY_DECLINE, LMBI_TERMS };

/* Report standard deviations as half widths of 90 % intervals; NaN: not part of this estimate. */
void lmbi_find_terms(struct lmbi_findings *f, const double sd[LMBI_TERMS]);
/* Of a fit, g its gradient by u, C the covariance: g' C g = sum of g' C I C g over the sources of
 * the information I. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_find_terms_of_fit(struct lmbi_findings *f, const struct lmbi_fit *fit,
                               const struct lmbi_observed *o, const struct lmbi_subject *s);

#endif
