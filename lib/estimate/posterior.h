/* What a fit implies: draws of its posterior, and what they say of the record. */
#ifndef LMBI_ESTIMATE_POSTERIOR_H
#define LMBI_ESTIMATE_POSTERIOR_H

#include "estimate/draws.h"
#include "estimate/fit.h"

/* A draw that was kept: its parameters and the state behind the record. Areal. */
struct lmbi_fate {
    struct lmbi_guess guess;
    struct lmbi_parameters parameters; /* as run: area 1000, V0 0 */
    struct lmbi_rates rates;
    struct lmbi_state state;
    double onset[3], weight, reference; /* discharge capacity of the reference cycle */
};

/* Fill `count` fates with draws of equal weight: more are drawn about the fit than their share,
 * weighed by the record, and resampled. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_draw_fates(struct lmbi_fate *fate, int32_t count, const struct lmbi_fit *fit,
                        const struct lmbi_observed *o, const struct lmbi_subject *s,
                        double reference_cycle);

/* Results and columns of a fitted report. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_tell_fit(struct lmbi_table *report, struct lmbi_findings *f,
                      const struct lmbi_fit *fit, const struct lmbi_observed *o,
                      const struct lmbi_subject *s);

#endif
