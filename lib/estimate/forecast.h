/* The posterior of a fit, lived on cycle by cycle. */
#ifndef LMBI_ESTIMATE_FORECAST_H
#define LMBI_ESTIMATE_FORECAST_H

#include "estimate/posterior.h"

/* Conditions of the future: ids and values of parameters; N/P holds from the start. */
struct lmbi_conditions {
    int32_t count, id[8];
    double value[8];
};

/* Fill the columns of a forecast for `cycles` cycles behind the record. LMB_OK, LMB_ERROR_MEMORY,
 * LMB_ERROR_CANCELLED. */
int32_t lmbi_forecast(struct lmbi_table *out, int64_t cycles, const struct lmbi_fit *fit,
                      const struct lmbi_observed *o, const struct lmbi_subject *s,
                      const struct lmbi_conditions *conditions);
/* 1 if the fit tells enough to go on from: CE_Li is fitted or set, and the record tells it; with
 * `law_too` the parameters of its decline as well. */
int lmbi_fit_tells(const struct lmbi_fit *fit, const struct lmbi_subject *s, int law_too);

#endif
