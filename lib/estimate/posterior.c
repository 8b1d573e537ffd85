#include "estimate/posterior.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"

/* Draws are spread wider than the fit's normal, so that the weights stay bounded. */
static const double spread = 1.15;

/* The discharge of the reference cycle as the model has it. */
static double reference_of(const struct lmbi_course *c, const struct lmbi_observed *o,
                           double reference_cycle)
{
    const double *cycle = lmbi_column(o->report, LMB_COLUMN_CYCLE);
    int64_t row = 0;
    while (row + 1 < o->rows && cycle[row] < reference_cycle) row++;
    double q = c->channel[LMBI_OF_CAPACITY][row];
    return o->by_discharge ? q : q * c->channel[LMBI_OF_CE][row];
}

/* Log of the record's density over the draw's. */
static double draw_fate(struct lmbi_fate *fate, const struct lmbi_fit *fit,
                        const struct lmbi_observed *o, const struct lmbi_subject *s,
                        struct lmbi_course *course, double *z, double *residual)
{
    double u[LMBI_MOST_UNKNOWNS], squares = 0;
    int32_t n = fit->count;
    for (int32_t i = 0; i < n; i++) squares += z[i] * z[i], z[i] *= spread;
    lmbi_cholesky_solve_upper(fit->root, n, z);
    for (int32_t i = 0; i < n; i++) u[i] = fit->u[i] + z[i];
    double cost = lmbi_fit_cost(fit, o, s, course, u, residual);
    fate->guess = fit->best;
    lmbi_guess_set(&fate->guess, fit->unknown, n, u);
    fate->parameters = course->parameters;
    fate->rates = course->rates;
    fate->state = course->end;
    memcpy(fate->onset, course->onset, sizeof fate->onset);
    return (fit->cost - cost + squares) / 2;
}

/* Systematic resampling in place: draws that count double fill the places of those that do not
 * count. */
static void resample(struct lmbi_fate *fate, int32_t count)
{
    double sum = 0, at = 0.5;
    for (int32_t i = 0; i < count; i++) sum += fate[i].weight;
    for (int32_t i = 0; i < count; i++) { /* weight becomes the number of copies */
        double copies = 0, end = fate[i].weight * (double)count / sum;
        for (; at <= end; at++) copies++;
        at -= end;
        fate[i].weight = copies;
    }
    int32_t many = 0;
    for (int32_t i = 0; i < count; i++) {
        if (fate[i].weight > 0) continue;
        while (many < count && fate[many].weight < 2) many++;
        if (many == count) break;
        fate[many].weight--;
        fate[i] = fate[many];
        fate[i].weight = 1;
    }
}

int32_t lmbi_draw_fates(struct lmbi_fate *fate, int32_t count, const struct lmbi_fit *fit,
                        const struct lmbi_observed *o, const struct lmbi_subject *s,
                        double reference_cycle)
{
    struct lmbi_course course;
    struct lmbi_sequence sequence;
    double *residual = lmbi_new(&o->memory, (uint64_t)lmbi_residual_count(o), sizeof *residual);
    int32_t status = lmbi_course_new(&course, o);
    if (!residual) status = LMB_ERROR_MEMORY;
    lmbi_sequence_init(&sequence, fit->count, s->known.seed);
    double most = -LMBI_MAX;
    for (int32_t i = 0; i < count && !status; i++) {
        double z[LMBI_MOST_DIMENSIONS];
        lmbi_sequence_draw(&sequence, i, z);
        double log_weight = draw_fate(&fate[i], fit, o, s, &course, z, residual);
        fate[i].weight = log_weight == log_weight ? log_weight : -LMBI_MAX;
        fate[i].reference = reference_of(&course, o, reference_cycle);
        most = lmbi_max(most, fate[i].weight);
    }
    /* A weight beyond e^3 of the middle would be one draw's word against all the others'. */
    for (int32_t i = 0; i < count && !status; i++)
        fate[i].weight = lmbi_exp(lmbi_min(fate[i].weight, lmbi_min(most, 3)) - lmbi_min(most, 3));
    if (!status) resample(fate, count);
    lmbi_course_free(&course, o);
    lmbi_free(&o->memory, residual);
    return status;
}
