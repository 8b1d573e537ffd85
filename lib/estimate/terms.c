#include "estimate/terms.h"

#include <stddef.h>

#include "base/number.h"
#include "estimate/sensitivity.h"

/* d exhaustion / du of all unknowns; NaN where there is none in sight. */
static void slopes_of_end(struct lmbi_sensitivity *w, const struct lmbi_fit *fit,
                          const struct lmbi_observed *o, const struct lmbi_subject *s,
                          double *slope)
{
    for (int32_t first = 0; first < fit->count; first += LMBI_LANES) {
        int32_t count = fit->count - first < LMBI_LANES ? fit->count - first : LMBI_LANES;
        lmbi_sensitivity_run(w, o, s, &fit->best, fit->unknown + first, fit->u + first, count,
                             NULL);
        while (w->limited > LMBI_MAX && w->cell.state.cycles < lmbi_horizon(o))
            lmbi_sensitivity_pass(w);
        for (int32_t i = 0; i < count; i++)
            slope[first + i] = w->limited <= LMBI_MAX ? w->dexhausted[i] : LMBI_NAN;
    }
}

int32_t lmbi_find_terms_of_fit(struct lmbi_findings *f, const struct lmbi_fit *fit,
                               const struct lmbi_observed *o, const struct lmbi_subject *s)
{
    double slope[LMBI_MOST_UNKNOWNS], all = 0, of_ce_li = 0, square[LMBI_TERMS] = {0},
                                      sd[LMBI_TERMS];
    int32_t n = fit->count;
    struct lmbi_sensitivity *w = lmbi_new(&o->memory, 1, sizeof *w);
    if (!w) return LMB_ERROR_MEMORY;
    slopes_of_end(w, fit, o, s, slope);
    lmbi_free(&o->memory, w);
    for (int32_t i = 0; i < n; i++) {
        const struct lmbi_unknown *k = &fit->unknown[i];
        double moved = 0;
        for (int32_t j = 0; j < n; j++) moved += fit->covariance[i * n + j] * slope[j];
        int source = k->id == LMBI_GAIN                                    ? LMBI_BY_GAIN
                     : k->id == LMB_PARAM_NP_RATIO && i >= fit->free_count ? LMBI_BY_NP
                                                                           : LMBI_BY_DECLINE;
        square[source] += moved / k->prior_sd * (moved / k->prior_sd);
        of_ce_li += fit->of_ce_li[i] * moved;
        all += slope[i] * moved;
    }
    square[LMBI_BY_CE_LI] = of_ce_li * of_ce_li;
    square[LMBI_BY_NOISE] = lmbi_max(0, all - square[LMBI_BY_NP] - square[LMBI_BY_CE_LI] -
                                            square[LMBI_BY_GAIN] - square[LMBI_BY_DECLINE]);
    for (int i = 0; i < LMBI_TERMS; i++) sd[i] = all == all ? lmbi_sqrt(square[i]) : LMBI_NAN;
    if (!(o->ce_li == o->ce_li)) sd[LMBI_BY_CE_LI] = LMBI_NAN;
    lmbi_find_terms(f, sd);
    return LMB_OK;
}
