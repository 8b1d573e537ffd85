#include "estimate/posterior.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"
#include "estimate/sequence.h"

/* Draws are spread wider than the fit's normal, a quarter of them much wider: what is far from
 * normal, as an onset that a little less self-acceleration moves far forward, has its tails in
 * them (a defensive mixture, Hesterberg 1995). */
enum { WIDE_LANES = 2, DRAWN_SPREADS = 2 };
static const double spread[DRAWN_SPREADS] = {1.15, 2};
static const double share[DRAWN_SPREADS] = {1 - (double)WIDE_LANES / LMBI_LANES,
                                            (double)WIDE_LANES / LMBI_LANES};

/* Log of the normal density about a place where the fit's cost is least, by spread. */
static void log_normals(const double *at, const double *root, int32_t n, const double *u,
                        double *log_density)
{
    double squares = 0, scale = 0;
    for (int32_t k = 0; k < n; k++) {
        double z = 0;
        for (int32_t i = k; i < n; i++) z += root[i * n + k] * (u[i] - at[i]);
        squares += z * z;
        scale += lmbi_log(root[k * n + k]);
    }
    for (int j = 0; j < DRAWN_SPREADS; j++)
        log_density[j] = lmbi_log(share[j]) + scale - n * lmbi_log(spread[j]) -
                         squares / (2 * spread[j] * spread[j]);
}

/* Log of the density that u is drawn from, beside a factor that all share. */
static double log_density_of(const struct lmbi_fit *fit, const double *u)
{
    double term[2 * DRAWN_SPREADS] = {0}, most = -LMBI_MAX, sum = 0;
    log_normals(fit->u, fit->root, fit->count, u, term);
    if (fit->modes > 1)
        log_normals(fit->other.u, fit->other.root, fit->count, u, term + DRAWN_SPREADS);
    for (int j = 0; j < fit->modes * DRAWN_SPREADS; j++) most = lmbi_max(most, term[j]);
    for (int j = 0; j < fit->modes * DRAWN_SPREADS; j++) sum += lmbi_exp(term[j] - most);
    return most + lmbi_log(sum);
}

/* The draws of one course, each weighed: log of the record's density over the draw's. Every other
 * lane is drawn about the other place, if there is one. */
static void draw_course(struct lmbi_course *c, int64_t first, const struct lmbi_sequence *sequence,
                        const struct lmbi_fit *fit, const struct lmbi_observed *o,
                        const struct lmbi_subject *s)
{
    double u[LMBI_LANES][LMBI_MOST_UNKNOWNS], middle = log_density_of(fit, fit->u);
    for (int i = 0; i < LMBI_LANES; i++) {
        double z[LMBI_MOST_DIMENSIONS];
        int other = fit->modes > 1 && i % 2 == 1;
        const double *at = other ? fit->other.u : fit->u;
        lmbi_sequence_draw(sequence, first + i, z);
        for (int32_t k = 0; k < fit->count; k++) z[k] *= spread[i < WIDE_LANES];
        lmbi_cholesky_solve_upper(other ? fit->other.root : fit->root, fit->count, z);
        for (int32_t k = 0; k < fit->count; k++) u[i][k] = at[k] + z[k];
    }
    lmbi_fit_try(fit, o, s, c, u, LMBI_LANES, NULL);
    for (int i = 0; i < LMBI_LANES; i++) {
        double cost = c->cost[i] + lmbi_fit_prior_cost(fit, u[i]);
        double weight = (fit->cost - cost) / 2 - log_density_of(fit, u[i]) + middle;
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
