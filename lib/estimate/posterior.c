#include "estimate/posterior.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"
#include "estimate/sequence.h"

/* Draws are spread wider than the fit's normal, so that the weights stay bounded. */
static const double spread = 1.15;

/* The draws of one course, each weighed: log of the record's density over the draw's. */
static void draw_course(struct lmbi_course *c, int64_t first, const struct lmbi_sequence *sequence,
                        const struct lmbi_fit *fit, const struct lmbi_observed *o,
                        const struct lmbi_subject *s)
{
    double u[LMBI_LANES][LMBI_MOST_UNKNOWNS], squares[LMBI_LANES];
    for (int i = 0; i < LMBI_LANES; i++) {
        double z[LMBI_MOST_DIMENSIONS];
        lmbi_sequence_draw(sequence, first + i, z);
        squares[i] = 0;
        for (int32_t k = 0; k < fit->count; k++) squares[i] += z[k] * z[k], z[k] *= spread;
        lmbi_cholesky_solve_upper(fit->root, fit->count, z);
        for (int32_t k = 0; k < fit->count; k++) u[i][k] = fit->u[k] + z[k];
    }
    lmbi_fit_try(fit, o, s, c, u, LMBI_LANES, NULL);
    for (int i = 0; i < LMBI_LANES; i++) {
        double cost = c->cost[i] + lmbi_fit_prior_cost(fit, u[i]);
        double weight = (fit->cost - cost + squares[i]) / 2;
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
        draw_course(&course[b], (int64_t)b * LMBI_LANES, &sequence, fit, o, s);
        for (int i = 0; i < LMBI_LANES; i++) most = lmbi_max(most, course[b].weight[i]);
    }
    /* A weight beyond e^3 of the middle would be one draw's word against all the others'. */
    most = lmbi_min(most, 3);
    for (int32_t b = 0; b < count; b++)
        for (int i = 0; i < LMBI_LANES; i++)
            course[b].weight[i] = lmbi_exp(lmbi_min(course[b].weight[i], most) - most);
    resample(course, count);
}
