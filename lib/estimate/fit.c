#include "estimate/fit.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"
#include "inventory/cycle.h"

enum { MOST_ITERATIONS = 80, ROUNDS = 3 };

/* Scratch of one fit. */
struct work {
    const struct lmbi_observed *observed;
    const struct lmbi_subject *subject;
    struct lmbi_course course;
    int64_t rows; /* residuals */
    double *residual, *moved[2], *jacobian;
    double hessian[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS], gradient[LMBI_MOST_UNKNOWNS];
};

/* Offsets and factors beside the model: its course stays. */
static int is_beside(int32_t id)
{
    return id < 0 || id == LMB_PARAM_ELECTRODE_AREA || id == LMB_PARAM_MEAN_VOLTAGE;
}

static double prior_cost(const struct lmbi_fit *fit, const double *u)
{
    double sum = 0;
    for (int32_t i = 0; i < fit->count; i++) {
        double off = (u[i] - fit->unknown[i].prior) / fit->unknown[i].prior_sd;
        sum += off * off;
    }
    return sum;
}

double lmbi_fit_cost(const struct lmbi_fit *fit, const struct lmbi_observed *o,
                     const struct lmbi_subject *s, struct lmbi_course *course, const double *u,
                     double *residual)
{
    struct lmbi_guess g = fit->best;
    lmbi_guess_set(&g, fit->unknown, fit->count, u);
    lmbi_course_run(course, o, s, &g);
    return lmbi_residuals(o, course, &g, residual) + prior_cost(fit, u);
}

/* d residual / d u[i] by central differences: the truncation is some 1e-8 of it. */
static void differentiate(struct work *w, const struct lmbi_fit *fit, int32_t i, double *column)
{
    double u[LMBI_MOST_UNKNOWNS], h = 1e-4 * fit->unknown[i].prior_sd / 3;
    memcpy(u, fit->u, sizeof u);
    for (int side = 0; side < 2; side++) {
        struct lmbi_guess g = fit->best;
        u[i] = fit->u[i] + (side ? h : -h);
        lmbi_guess_set(&g, fit->unknown, fit->count, u);
        if (!is_beside(fit->unknown[i].id)) lmbi_course_run(&w->course, w->observed, w->subject, &g);
        lmbi_residuals(w->observed, &w->course, &g, w->moved[side]);
    }
    for (int64_t k = 0; k < w->rows; k++) {
        double slope = (w->moved[1][k] - w->moved[0][k]) / (2 * h);
        column[k] = lmbi_is_finite(slope) ? slope : 0;
    }
}

static double dot(const double *a, const double *b, int64_t count)
{
    double sum[4] = {0, 0, 0, 0};
    int64_t k = 0;
    for (; k + 4 <= count; k += 4)
        for (int64_t j = 0; j < 4; j++) sum[j] += a[k + j] * b[k + j];
    for (; k < count; k++) sum[0] += a[k] * b[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Normal equations at fit->u; parameters of the model first, so that the offsets' differences
 * find its course as it was. */
static void linearize(struct work *w, const struct lmbi_fit *fit)
{
    int32_t n = fit->count;
    for (int32_t i = 0; i < n; i++)
        if (!is_beside(fit->unknown[i].id)) differentiate(w, fit, i, w->jacobian + i * w->rows);
    lmbi_course_run(&w->course, w->observed, w->subject, &fit->best);
    for (int32_t i = 0; i < n; i++)
        if (is_beside(fit->unknown[i].id)) differentiate(w, fit, i, w->jacobian + i * w->rows);
    for (int32_t i = 0; i < n; i++) {
        double precision = 1 / (fit->unknown[i].prior_sd * fit->unknown[i].prior_sd);
        const double *a = w->jacobian + i * w->rows;
        for (int32_t j = 0; j <= i; j++) {
            double sum = dot(a, w->jacobian + j * w->rows, w->rows);
            w->hessian[i * n + j] = w->hessian[j * n + i] = sum + (i == j ? precision : 0);
        }
        w->gradient[i] = dot(a, w->residual, w->rows) +
                         (fit->u[i] - fit->unknown[i].prior) * precision;
    }
}

/* The step from here, damped; 0 where there is none. */
static int find_step(const struct work *w, const struct lmbi_fit *fit, double damping, double *step)
{
    double a[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS], longest = 1;
    int32_t n = fit->count;
    memcpy(a, w->hessian, sizeof a);
    for (int32_t i = 0; i < n; i++) a[i * n + i] *= 1 + damping, step[i] = -w->gradient[i];
    if (!lmbi_cholesky(a, n)) return 0;
    lmbi_cholesky_solve(a, n, step);
    for (int32_t i = 0; i < n; i++)
        longest = lmbi_max(longest, lmbi_abs(step[i]) * 3 / fit->unknown[i].prior_sd);
    for (int32_t i = 0; i < n; i++) step[i] /= longest; /* e-fold at most */
    return 1;
}

/* How much a full step would take off the sum of squares, if residuals were linear. */
static double decrement(const struct work *w, const struct lmbi_fit *fit)
{
    double step[LMBI_MOST_UNKNOWNS], sum = 0;
    if (!find_step(w, fit, 0, step)) return LMBI_INFINITY;
    for (int32_t i = 0; i < fit->count; i++) sum -= step[i] * w->gradient[i];
    return sum;
}

static void accept_step(struct lmbi_fit *fit, const double *u, double cost)
{
    memcpy(fit->u, u, (size_t)fit->count * sizeof *u);
    fit->cost = cost;
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
}

/* Raise the damping until a step is downhill; 0: none is. */
static int go_downhill(struct work *w, struct lmbi_fit *fit, double *damping)
{
    for (; *damping < 1e9; *damping *= 8) {
        double step[LMBI_MOST_UNKNOWNS], u[LMBI_MOST_UNKNOWNS] = {0};
        if (!find_step(w, fit, *damping, step)) continue;
        for (int32_t i = 0; i < fit->count; i++) u[i] = fit->u[i] + step[i];
        double cost = lmbi_fit_cost(fit, w->observed, w->subject, &w->course, u, w->moved[0]);
        if (!(cost < fit->cost)) continue;
        double *held = w->residual;
        w->residual = w->moved[0];
        w->moved[0] = held;
        accept_step(fit, u, cost);
        *damping = lmbi_max(*damping / 10, 1e-9);
        return 1;
    }
    return 0;
}

/* Less than this off the sum of squares is no progress: a tenth of a standard error at first, half
 * of one where a parameter that the record does not tell creeps along its valley. */
static double least_gain(const struct lmbi_fit *fit) { return fit->iterations < 20 ? 0.01 : 0.25; }

static void descend(struct work *w, struct lmbi_fit *fit)
{
    double damping = 1e-3;
    fit->cost = lmbi_fit_cost(fit, w->observed, w->subject, &w->course, fit->u, w->residual);
    for (fit->state = LMBI_FIT_ITERATIONS; fit->iterations < MOST_ITERATIONS; fit->iterations++) {
        linearize(w, fit);
        double before = fit->cost;
        if (decrement(w, fit) < 1e-3) fit->state = LMBI_FIT_CONVERGED;
        else if (!go_downhill(w, fit, &damping)) fit->state = LMBI_FIT_STALLED;
        else if (before - fit->cost > least_gain(fit)) continue;
        else fit->state = LMBI_FIT_CONVERGED;
        return;
    }
}

/* Take the noise of each channel from its residuals; returns the largest factor. */
static double reweight(struct lmbi_observed *o, const struct work *w, struct lmbi_fit *fit)
{
    double most = 1;
    int64_t n = 0;
    for (int c = 0; c < LMBI_CHANNELS; c++) {
        fit->scatter[c] = LMBI_NAN;
        if (o->count[c] == 0) continue;
        double squares = dot(w->residual + n, w->residual + n, o->count[c]);
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

static void conclude_fit(struct work *w, struct lmbi_fit *fit)
{
    int32_t n = fit->count;
    fit->cost = lmbi_fit_cost(fit, w->observed, w->subject, &w->course, fit->u, w->residual);
    linearize(w, fit);
    fit->reservoir_known = w->observed->reservoir_known;
    fit->reduced = dot(w->residual, w->residual, w->rows) /
                   lmbi_max((double)(w->rows - LMBI_SINGLES - n), 1);
    memcpy(fit->root, w->hessian, sizeof fit->root);
    if (!lmbi_cholesky(fit->root, n)) fit->state = LMBI_FIT_STALLED;
    for (int32_t i = 0; i < n && fit->state != LMBI_FIT_STALLED; i++) {
        double column[LMBI_MOST_UNKNOWNS] = {0};
        column[i] = 1;
        lmbi_cholesky_solve(fit->root, n, column);
        for (int32_t j = 0; j < n; j++) fit->covariance[j * n + i] = column[j];
    }
}

/* Like the sum of squares, but a reading that is far off counts 100 at most. */
static double rough_cost(struct work *w, const struct lmbi_fit *fit, const double *u)
{
    double sum = 0;
    lmbi_fit_cost(fit, w->observed, w->subject, &w->course, u, w->residual);
    for (int64_t k = 0; k < w->rows; k++) {
        double square = w->residual[k] * w->residual[k];
        sum += square < LMBI_MAX ? square / (1 + square / 100) : 100;
    }
    return sum + prior_cost(fit, u);
}

/* Where the start is far off, take the best of a grid in the losses of both electrodes: a model
 * that dies early shows no way back. */
static void scan(struct work *w, struct lmbi_fit *fit)
{
    static const double offset[] = {0, -3, -2.25, -1.5, -0.75, 0.75, 1.5, 2.25, 3};
    int32_t a = -1, b = -1;
    for (int32_t i = 0; i < fit->free_count; i++) {
        if (fit->unknown[i].id == LMB_PARAM_CE_LI) a = i;
        if (fit->unknown[i].id == LMB_PARAM_CE_CATHODE) b = i;
    }
    double u[LMBI_MOST_UNKNOWNS], best[LMBI_MOST_UNKNOWNS];
    double least = rough_cost(w, fit, fit->u), far = 10 * (double)w->rows;
    if (least < far) return;
    memcpy(u, fit->u, sizeof u);
    memcpy(best, fit->u, sizeof best);
    for (int i = 0; i < (a < 0 ? 1 : 9); i++)
        for (int j = 0; j < (b < 0 ? 1 : 9); j++) {
            if (a >= 0) u[a] = fit->u[a] + offset[i];
            if (b >= 0) u[b] = fit->u[b] + offset[j];
            double cost = rough_cost(w, fit, u);
            if (!(cost < least)) continue;
            least = cost;
            memcpy(best, u, sizeof best);
        }
    memcpy(fit->u, best, sizeof best);
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
}

/* Not at rest, far off, or empty before the end of its record. */
static int is_doubtful(const struct work *w, const struct lmbi_fit *fit)
{
    int64_t end = w->rows - LMBI_SINGLES;
    return fit->state != LMBI_FIT_CONVERGED || fit->cost > 1.15 * (double)w->rows ||
           (w->observed->exhausted != w->observed->exhausted && w->residual[end] > 0);
}

/* A self-acceleration that starts too strong pins the fit at the end of the record: then start
 * again with hardly any, and keep the better. */
static void try_mild(struct work *w, struct lmbi_fit *fit)
{
    double held[LMBI_MOST_UNKNOWNS], cost = fit->cost;
    int32_t state = fit->state, at = -1;
    for (int32_t i = 0; i < fit->free_count; i++)
        if (fit->unknown[i].id == LMB_PARAM_INACTIVE_SENSITIVITY) at = i;
    if (at < 0 || !is_doubtful(w, fit)) return;
    memcpy(held, fit->u, sizeof held);
    for (int32_t i = 0; i < fit->count; i++) fit->u[i] = fit->unknown[i].start;
    fit->u[at] -= fit->unknown[at].prior_sd;
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
    scan(w, fit);
    fit->iterations = 0;
    descend(w, fit);
    if (fit->cost < cost - 1 || (fit->state == LMBI_FIT_CONVERGED && fit->cost < cost + 1)) return;
    fit->state = state;
    accept_step(fit, held, cost);
    lmbi_fit_cost(fit, w->observed, w->subject, &w->course, fit->u, w->residual);
}

static void run_fit(struct lmbi_fit *fit, struct lmbi_observed *o, struct work *w)
{
    lmbi_course_run(&w->course, o, w->subject, &fit->best);
    lmbi_add_nuisances(fit, o, w->subject, &w->course);
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
    scan(w, fit);
    descend(w, fit);
    try_mild(w, fit);
    for (int round = 0; round < ROUNDS; round++) {
        if (round > 0) descend(w, fit);
        if (fit->state != LMBI_FIT_CONVERGED || reweight(o, w, fit) < 1.02) break;
    }
    conclude_fit(w, fit);
}

int32_t lmbi_fit_run(struct lmbi_fit *fit, struct lmbi_observed *o, const struct lmbi_subject *s)
{
    struct work *w = lmbi_new(&o->memory, 1, sizeof *w);
    if (!w) return LMB_ERROR_MEMORY;
    w->observed = o;
    w->subject = s;
    w->rows = lmbi_residual_count(o);
    int32_t status = lmbi_course_new(&w->course, o);
    double *block = lmbi_new(&o->memory, (uint64_t)w->rows,
                             (3 + LMBI_MOST_UNKNOWNS) * sizeof *block);
    if (!block) status = LMB_ERROR_MEMORY;
    if (!status) {
        w->residual = block;
        w->moved[0] = block + w->rows;
        w->moved[1] = block + 2 * w->rows;
        w->jacobian = block + 3 * w->rows;
        fit->best.parameters = s->parameters;
        fit->count = fit->free_count;
        for (int32_t i = 0; i < fit->count; i++) fit->u[i] = fit->unknown[i].start;
        run_fit(fit, o, w);
    }
    lmbi_free(&o->memory, block);
    lmbi_course_free(&w->course, o);
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
