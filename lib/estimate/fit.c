#include "estimate/fit.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"
#include "estimate/ridge.h"

enum { ROUNDS = 3 };

double lmbi_fit_prior_cost(const struct lmbi_fit *fit, const double *u)
{
    double sum = 0;
    for (int32_t i = 0; i < fit->count; i++) {
        double off = (u[i] - fit->unknown[i].prior) / fit->unknown[i].prior_sd;
        sum += off * off;
    }
    return sum;
}

void lmbi_fit_try(const struct lmbi_fit *fit, const struct lmbi_observed *o,
                  const struct lmbi_subject *s, struct lmbi_course *course,
                  double u[][LMBI_MOST_UNKNOWNS], int32_t count, double *residual)
{
    struct lmbi_guess g[LMBI_LANES];
    for (int32_t i = 0; i < count; i++) {
        g[i] = fit->best;
        lmbi_guess_set(&g[i], fit->unknown, fit->count, u[i]);
    }
    lmbi_course_run(course, o, s, g, count, residual);
}

/* Take the noise of each channel from its residuals; returns the largest factor. */
static double reweight(struct lmbi_observed *o, const struct lmbi_descent *w, struct lmbi_fit *fit)
{
    double most = 1;
    int64_t n = 0;
    for (int c = 0; c < LMBI_CHANNELS; c++) {
        fit->scatter[c] = LMBI_NAN;
        if (o->count[c] == 0) continue;
        double squares = lmbi_dot(w->residual + n, w->residual + n, o->count[c]);
        double freedom = lmbi_max((double)o->count[c] - 3, 1);
        double factor = lmbi_sqrt(squares / freedom);
        factor = lmbi_max(factor, o->floor[c] / o->sigma[c]);
        most = lmbi_max(most, lmbi_max(factor, 1 / factor));
        o->sigma[c] *= factor;
        fit->scatter[c] = o->sigma[c];
        n += o->count[c];
    }
    return most;
}

static void conclude_fit(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    int32_t n = fit->count;
    lmbi_take_stock(w, fit);
    lmbi_linearize(w, fit);
    for (int32_t i = 0; i < n; i++)
        fit->of_ce_li[i] = w->jacobian[(i + 1) * w->rows - LMBI_SINGLES + LMBI_OF_CE_LI];
    fit->reservoir_known = w->observed->reservoir_known;
    fit->reduced = lmbi_dot(w->residual, w->residual, w->rows) /
                   lmbi_max((double)(w->rows - LMBI_SINGLES - n), 1);
    if (!lmbi_invert(w->hessian, n, fit->covariance)) fit->state = LMBI_FIT_STALLED;
}

/* Like the sum of squares, but a reading that is far off counts 100 at most. */
static double rough_cost(const struct lmbi_descent *w, const struct lmbi_fit *fit, int lane)
{
    const double *residual = w->trial + lane * w->rows;
    double sum = 0;
    for (int64_t k = 0; k < w->rows; k++) {
        double square = residual[k] * residual[k];
        sum += square < LMBI_MAX ? square / (1 + square / 100) : 100;
    }
    return sum + lmbi_fit_prior_cost(fit, w->u[lane]);
}

static int32_t free_index(const struct lmbi_fit *fit, int32_t id)
{
    for (int32_t i = 0; i < fit->free_count; i++)
        if (fit->unknown[i].id == id) return i;
    return -1;
}

int32_t lmbi_onset_index(const struct lmbi_fit *fit)
{
    if (fit->best.parameters.ce_li_law != LMBI_SELF_ACCELERATING) return -1;
    return free_index(fit, LMB_PARAM_INACTIVE_ONSET);
}

/* Where the start is far off, take the best of a grid in the losses of both electrodes: a model
 * that dies early shows no way back. A lane to each value of one, a turn to each of the other. */
static void scan(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    static const double offset[LMBI_LANES] = {0, -3, -2, -1, -0.5, 0.5, 1, 2};
    int32_t a = free_index(fit, LMB_PARAM_CE_LI), b = free_index(fit, LMB_PARAM_CE_CATHODE);
    double start[LMBI_MOST_UNKNOWNS], least = 10 * (double)w->rows;
    memcpy(start, fit->u, sizeof start);
    for (int i = 0; i < (a < 0 ? 1 : LMBI_LANES); i++) {
        for (int j = 0; j < (b < 0 ? 1 : LMBI_LANES); j++) {
            memcpy(w->u[j], start, sizeof start);
            if (a >= 0) w->u[j][a] += offset[i];
            if (b >= 0) w->u[j][b] += offset[j];
        }
        lmbi_descent_try(w, fit, b < 0 ? 1 : LMBI_LANES);
        for (int j = 0; j < (b < 0 ? 1 : LMBI_LANES); j++) {
            double cost = rough_cost(w, fit, j);
            if (i + j == 0 && cost < least) return; /* near enough */
            if (i + j > 0 && !(cost < least)) continue;
            least = cost;
            memcpy(fit->u, w->u[j], sizeof fit->u);
        }
    }
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
}

/* Not at rest, far off, or empty before the end of its record. */
static int is_doubtful(const struct lmbi_descent *w, const struct lmbi_fit *fit)
{
    int64_t end = w->rows - LMBI_SINGLES;
    return fit->state != LMBI_FIT_CONVERGED || fit->cost > 1.15 * (double)w->rows ||
           (w->observed->exhausted != w->observed->exhausted && w->residual[end] > 0);
}

/* To where the fit stood before it tried elsewhere. */
static void go_back(struct lmbi_descent *w, struct lmbi_fit *fit, const double *u, double cost,
                    int32_t state, int32_t iterations)
{
    fit->state = state;
    fit->iterations = iterations;
    lmbi_accept_step(fit, u, cost);
    lmbi_take_stock(w, fit);
}

/* A self-acceleration that starts too strong pins the fit at the end of the record: then start
 * again with hardly any, and keep the better. */
static void try_mild(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    double held[LMBI_MOST_UNKNOWNS], cost = fit->cost;
    int32_t state = fit->state, iterations = fit->iterations;
    int32_t at = free_index(fit, LMB_PARAM_INACTIVE_SENSITIVITY);
    if (at < 0 || !is_doubtful(w, fit)) return;
    memcpy(held, fit->u, sizeof held);
    for (int32_t i = 0; i < fit->count; i++) fit->u[i] = fit->unknown[i].start;
    fit->u[at] -= 3;
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
    scan(w, fit);
    fit->iterations = 0;
    lmbi_descend(w, fit);
    if (fit->cost < cost - 1 || (fit->state == LMBI_FIT_CONVERGED && fit->cost < cost + 1)) return;
    go_back(w, fit, held, cost, state, iterations);
}

/* A cell that lives, fitted as one that has just run dry: there the sum of squares has a dent at
 * each cycle, as noise in the last capacities is met by a cell that fades. Of cells with more
 * lithium take the best, if that is better, and go on from it. */
static void try_more_lithium(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    static const double offset[LMBI_LANES] = {0.1, 0.2, 0.4, 0.8, 1.2, 1.8, 2.7, 4};
    int64_t end = w->rows - LMBI_SINGLES + LMBI_OF_END;
    double least = fit->cost;
    int32_t at = 0, best = -1;
    while (at < fit->count && fit->unknown[at].id != LMB_PARAM_NP_RATIO) at++;
    if (at == fit->count || w->observed->exhausted == w->observed->exhausted ||
        !(w->residual[end] > 0))
        return;
    for (int i = 0; i < LMBI_LANES; i++) {
        memcpy(w->u[i], fit->u, sizeof fit->u);
        w->u[i][at] += offset[i] * fit->unknown[at].prior_sd;
    }
    lmbi_descent_try(w, fit, LMBI_LANES);
    for (int i = 0; i < LMBI_LANES; i++) {
        double cost = w->course.cost[i] + lmbi_fit_prior_cost(fit, w->u[i]);
        if (cost < least) least = cost, best = i;
    }
    if (best < 0) return;
    lmbi_accept_step(fit, w->u[best], least);
    lmbi_descend(w, fit);
}

/* An onset that the record has not come to leaves no trace in it, and no slope leads back: look for
 * one within the record as well. The better is the fit, the other place stays known. */
static void try_earlier_onset(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    double held[LMBI_MOST_UNKNOWNS], cost = fit->cost;
    int32_t iterations = fit->iterations, at = lmbi_onset_index(fit);
    if (at < 0 || fit->state != LMBI_FIT_CONVERGED) return;
    lmbi_take_stock(w, fit);
    double reached = lmbi_log(w->course.lanes.dead[0] + w->course.lanes.inactive[0]);
    if (!(fit->u[at] > reached && reached > -LMBI_MAX)) return;
    memcpy(held, fit->u, sizeof held);
    fit->u[at] = reached - 0.5;
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
    fit->iterations = 0;
    lmbi_descend(w, fit);
    w->has_other = fit->state == LMBI_FIT_CONVERGED && fit->u[at] < reached;
    int better = w->has_other && fit->cost < cost;
    memcpy(w->other, better ? held : fit->u, sizeof held);
    if (!better) go_back(w, fit, held, cost, LMBI_FIT_CONVERGED, iterations);
}

static void run_fit(struct lmbi_fit *fit, struct lmbi_observed *o, struct lmbi_descent *w)
{
    struct lmbi_guess bare = fit->best; /* at 1000 cm2, without V0: what is left over shows them */
    bare.parameters.electrode_area = 1000;
    bare.parameters.mean_voltage = 0;
    o->reservoir_known = lmbi_knows_reservoir(fit, w->subject); /* thickness shows it */
    lmbi_course_run(&w->course, o, w->subject, &bare, 1, w->residual);
    lmbi_add_nuisances(fit, o, w->subject, w->residual);
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
    scan(w, fit);
    lmbi_descend(w, fit);
    try_mild(w, fit);
    try_more_lithium(w, fit);
    try_earlier_onset(w, fit);
    for (int round = 0; round < ROUNDS; round++) {
        if (round > 0) lmbi_descend(w, fit);
        if (fit->state != LMBI_FIT_CONVERGED || reweight(o, w, fit) < 1.02) break;
    }
    conclude_fit(w, fit);
    if (fit->state == LMBI_FIT_CONVERGED) lmbi_find_components(w, fit);
}

int32_t lmbi_fit_run(struct lmbi_fit *fit, struct lmbi_observed *o, const struct lmbi_subject *s)
{
    struct lmbi_descent *w = lmbi_new(&o->memory, 1, sizeof *w);
    if (!w) return LMB_ERROR_MEMORY;
    w->observed = o;
    w->subject = s;
    w->rows = lmbi_residual_count(o);
    enum { COLUMNS = 1 + LMBI_LANES + LMBI_MOST_UNKNOWNS };
    double *block = lmbi_new(&o->memory, (uint64_t)w->rows, COLUMNS * sizeof *block);
    int32_t status = block ? LMB_OK : LMB_ERROR_MEMORY;
    if (!status) {
        w->residual = block;
        w->trial = block + w->rows;
        w->jacobian = w->trial + LMBI_LANES * w->rows;
        fit->best.parameters = s->parameters;
        fit->count = fit->free_count;
        for (int32_t i = 0; i < fit->count; i++) fit->u[i] = fit->unknown[i].start;
        run_fit(fit, o, w);
        if (lmbi_is_cancelled(o->progress)) status = LMB_ERROR_CANCELLED;
    }
    lmbi_free(&o->memory, block);
    lmbi_free(&o->memory, w);
    return status;
}

int lmbi_fit_identifies(const struct lmbi_fit *fit, int32_t index)
{
    const struct lmbi_unknown *k = &fit->unknown[index];
    double sd = lmbi_sqrt(fit->covariance[index * fit->count + index]);
    if (sd > 0.5 && k->scale != LMBI_AS_IS) return 0;
    return sd < 0.5 * k->prior_sd || k->prior_sd < 0.5; /* what was known stays so */
}
