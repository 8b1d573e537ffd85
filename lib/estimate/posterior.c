#include "estimate/posterior.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"
#include "estimate/sequence.h"

/* Draws are spread wider than their normal, a quarter of them much wider, lest a tail be thinner
 * than the record's (a defensive mixture, Hesterberg 1995). With the logs, as they are never new.
 */
enum { WIDE_LANES = LMBI_LANES / 4, DRAWN_SPREADS = 2 };
static const double spread[DRAWN_SPREADS] = {1.05, 1.4};
static const double log_spread[DRAWN_SPREADS] = {0.04879016416943200, 0.33647223662121293};
static const double log_share[DRAWN_SPREADS] = {-0.28768207245178093, -1.3862943611198906};

/* Logs of the densities of a component's draws, by spread. */
static void log_normals(const struct lmbi_component *p, int32_t n, const double *u,
                        double *log_density)
{
    double z[LMBI_MOST_UNKNOWNS], squares = 0;
    for (int32_t i = 0; i < n; i++) z[i] = u[i] - p->u[i];
    lmbi_cholesky_solve_lower(p->root, n, z);
    for (int32_t i = 0; i < n; i++) squares += z[i] * z[i];
    for (int j = 0; j < DRAWN_SPREADS; j++)
        log_density[j] = p->log_height + log_share[j] - n * log_spread[j] -
                         squares / (2 * spread[j] * spread[j]);
}

/* Log of the density that u is drawn from, beside a factor that all share. */
static double log_density_of(const struct lmbi_fit *fit, const double *u)
{
    double term[LMBI_MOST_COMPONENTS * DRAWN_SPREADS] = {0}, most = -LMBI_MAX, sum = 0;
    for (int32_t k = 0; k < fit->components; k++)
        log_normals(&fit->component[k], fit->count, u, term + k * DRAWN_SPREADS);
    for (int j = 0; j < fit->components * DRAWN_SPREADS; j++) most = lmbi_max(most, term[j]);
    for (int j = 0; j < fit->components * DRAWN_SPREADS; j++) sum += lmbi_exp(term[j] - most);
    return most + lmbi_log(sum);
}

/* The component of a draw that this part of all draws comes before. */
static const struct lmbi_component *component_at(const struct lmbi_fit *fit, double part)
{
    const struct lmbi_component *p = fit->component, *last = p + fit->components - 1;
    for (; p < last && part > p->share; p++) part -= p->share;
    return p;
}

/* The draws of one course, each weighed: log of the record's density over the draw's. */
static void draw_course(struct lmbi_course *c, int64_t first, int64_t draws,
                        const struct lmbi_sequence *sequence, const struct lmbi_fit *fit,
                        const struct lmbi_observed *o, const struct lmbi_subject *s)
{
    double u[LMBI_LANES][LMBI_MOST_UNKNOWNS], z[LMBI_MOST_DIMENSIONS];
    for (int i = 0; i < LMBI_LANES; i++) {
        const struct lmbi_component *p =
            component_at(fit, ((double)(first + i) + 0.5) / (double)draws);
        lmbi_sequence_draw(sequence, first + i, z);
        for (int32_t k = 0; k < fit->count; k++) {
            z[k] *= spread[i < WIDE_LANES];
            u[i][k] = p->u[k];
            for (int32_t j = 0; j <= k; j++) u[i][k] += p->root[k * fit->count + j] * z[j];
        }
    }
    lmbi_fit_try(fit, o, s, c, u, LMBI_LANES, NULL);
    for (int i = 0; i < LMBI_LANES; i++) {
        double cost = c->cost[i] + lmbi_fit_prior_cost(fit, u[i]);
        double weight = (fit->cost - cost) / 2 - log_density_of(fit, u[i]);
        c->weight[i] = weight == weight ? weight : -LMBI_MAX;
    }
}

/* Systematic resampling in place: draws that count double fill the places of those that do not
 * count. */
static void resample(struct lmbi_course *course, int32_t count)
{
    double sum = 0, at = 0.5;
    int32_t draws = count * LMBI_LANES, many = 0;
#define WEIGHT(i) course[(i) / LMBI_LANES].weight[(i) % LMBI_LANES]
    for (int32_t i = 0; i < draws; i++) sum += WEIGHT(i);
    for (int32_t i = 0; i < draws; i++) { /* weight becomes the number of copies */
        double copies = 0, end = WEIGHT(i) * (double)draws / sum;
        for (; at <= end; at++) copies++;
        at -= end;
        WEIGHT(i) = copies;
    }
    for (int32_t i = 0; i < draws; i++) {
        if (WEIGHT(i) > 0) continue;
        while (many < draws && WEIGHT(many) < 2) many++;
        if (many == draws) break;
        WEIGHT(many)--;
        lmbi_course_copy(&course[i / LMBI_LANES], i % LMBI_LANES, &course[many / LMBI_LANES],
                         many % LMBI_LANES);
        WEIGHT(i) = 1;
    }
#undef WEIGHT
}

void lmbi_draw_courses(struct lmbi_course *course, int32_t count, const struct lmbi_fit *fit,
                       const struct lmbi_observed *o, const struct lmbi_subject *s)
{
    struct lmbi_sequence sequence;
    double most = -LMBI_MAX;
    lmbi_sequence_init(&sequence, fit->count, (int64_t)count * LMBI_LANES, s->known.seed);
    for (int32_t b = 0; b < count; b++) {
        draw_course(&course[b], (int64_t)b * LMBI_LANES, (int64_t)count * LMBI_LANES, &sequence,
                    fit, o, s);
        for (int i = 0; i < LMBI_LANES; i++) most = lmbi_max(most, course[b].weight[i]);
    }
    /* A weight beyond e^3 of the fit's would be one draw's word against all the others'. */
    most = lmbi_min(most, 3 - log_density_of(fit, fit->u));
    for (int32_t b = 0; b < count; b++)
        for (int i = 0; i < LMBI_LANES; i++)
            course[b].weight[i] = lmbi_exp(lmbi_min(course[b].weight[i], most) - most);
    resample(course, count);
}
