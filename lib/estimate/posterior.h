/* What a fit implies: draws of its posterior, and what they say of the record. */
#ifndef LMBI_ESTIMATE_POSTERIOR_H
#define LMBI_ESTIMATE_POSTERIOR_H

#include "estimate/draws.h"
#include "estimate/fit.h"

/* Fill `count` courses (a draw in each lane) with draws of equal weight: drawn about the fit,
 * weighed by the record, and resampled. */
void lmbi_draw_courses(struct lmbi_course *course, int32_t count, const struct lmbi_fit *fit,
                       const struct lmbi_observed *o, const struct lmbi_subject *s);

/* Results and columns of a fitted report. LMB_OK, LMB_ERROR_MEMORY, LMB_ERROR_CANCELLED. */
int32_t lmbi_tell_fit(struct lmbi_table *report, struct lmbi_findings *f,
                      const struct lmbi_fit *fit, const struct lmbi_observed *o,
                      const struct lmbi_subject *s);

#endif
