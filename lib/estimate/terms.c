#include "estimate/terms.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

/* d exhaustion / du of unknowns from `first` on, two lanes each. */
static void slope_of_end(struct lmbi_course *c, const struct lmbi_fit *fit,
                         const struct lmbi_observed *o, const struct lmbi_subject *s, int32_t first,
                         double *slope)
{
    double u[LMBI_LANES][LMBI_MOST_UNKNOWNS], h[LMBI_LANES / 2];
    int32_t count = fit->count - first < LMBI_LANES / 2 ? fit->count - first : LMBI_LANES / 2;
    for (int32_t i = 0; i < count; i++) {
        int32_t at = first + i;
        h[i] = 1e-3 * lmbi_sqrt(fit->covariance[at * fit->count + at]);
        for (int side = 0; side < 2; side++) {
            memcpy(u[2 * i + side], fit->u, sizeof fit->u);
            u[2 * i + side][at] += side ? h[i] : -h[i];
        }
    }
    lmbi_fit_try(fit, o, s, c, u, 2 * count, NULL);
    for (int going = 1; going && c->lanes.cycles < lmbi_horizon(o);) {
        lmbi_course_pass(c);
        going = 0;
        for (int i = 0; i < 2 * count; i++) going |= c->limited[i] > LMBI_MAX;
    }
    for (int32_t i = 0; i < count; i++)
        slope[first + i] = c->limited[2 * i] <= LMBI_MAX && c->limited[2 * i + 1] <= LMBI_MAX
                               ? (c->exhausted[2 * i + 1] - c->exhausted[2 * i]) / (2 * h[i])
                               : LMBI_NAN;
}

int32_t lmbi_find_terms_of_fit(struct lmbi_findings *f, const struct lmbi_fit *fit,
                               const struct lmbi_observed *o, const struct lmbi_subject *s)
{
    double slope[LMBI_MOST_UNKNOWNS], all = 0, of_ce_li = 0, square[LMBI_TERMS] = {0},
                                      sd[LMBI_TERMS];
    int32_t n = fit->count;
    struct lmbi_course *course = lmbi_new(&o->memory, 1, sizeof *course);
    if (!course) return LMB_ERROR_MEMORY;
    for (int32_t i = 0; i < n; i += LMBI_LANES / 2) slope_of_end(course, fit, o, s, i, slope);
    lmbi_free(&o->memory, course);
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
