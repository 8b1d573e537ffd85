#include "estimate/fit.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"

enum { MOST_ITERATIONS = 120, ROUNDS = 3 };

/* Scratch of one fit. */
struct work {
    const struct lmbi_observed *observed;
    const struct lmbi_subject *subject;
    struct lmbi_course course;
    int64_t rows;                             /* residuals */
    double *residual, *trial, *jacobian;      /* trial: of each lane */
    double u[LMBI_LANES][LMBI_MOST_UNKNOWNS]; /* to be tried */
    double hessian[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS], gradient[LMBI_MOST_UNKNOWNS];
};

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

static void try_lanes(struct work *w, const struct lmbi_fit *fit, int32_t count)
{
    lmbi_fit_try(fit, w->observed, w->subject, &w->course, w->u, count, w->trial);
}

/* The sum of squares and the residuals of fit->u. */
static void take_stock(struct work *w, struct lmbi_fit *fit)
{
    memcpy(w->u[0], fit->u, sizeof w->u[0]);
    try_lanes(w, fit, 1);
    fit->cost = w->course.cost[0] + lmbi_fit_prior_cost(fit, fit->u);
    memcpy(w->residual, w->trial, (size_t)w->rows * sizeof *w->residual);
}

/* d residual / du of unknowns from `first` on, two lanes each, by central differences: the
 * truncation is some 1e-8 of it. */
static void differentiate(struct work *w, const struct lmbi_fit *fit, int32_t first)
{
    int32_t count = fit->count - first < LMBI_LANES / 2 ? fit->count - first : LMBI_LANES / 2;
    double h[LMBI_LANES / 2];
    for (int32_t i = 0; i < count; i++) {
        h[i] = 1e-4 * fit->unknown[first + i].prior_sd / 3;
        for (int side = 0; side < 2; side++) {
            memcpy(w->u[2 * i + side], fit->u, sizeof fit->u);
            w->u[2 * i + side][first + i] += side ? h[i] : -h[i];
        }
    }
    try_lanes(w, fit, 2 * count);
    for (int32_t i = 0; i < count; i++) {
        const double *low = w->trial + 2 * i * w->rows, *high = low + w->rows;
        double *column = w->jacobian + (first + i) * w->rows;
        for (int64_t k = 0; k < w->rows; k++) {
            double slope = (high[k] - low[k]) / (2 * h[i]);
            column[k] = lmbi_is_finite(slope) ? slope : 0;
        }
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

/* Normal equations at fit->u. */
static void linearize(struct work *w, const struct lmbi_fit *fit)
{
    int32_t n = fit->count;
    for (int32_t i = 0; i < n; i += LMBI_LANES / 2) differentiate(w, fit, i);
    for (int32_t i = 0; i < n; i++) {
        double precision = 1 / (fit->unknown[i].prior_sd * fit->unknown[i].prior_sd);
        const double *a = w->jacobian + i * w->rows;
        for (int32_t j = 0; j <= i; j++) {
            double sum = dot(a, w->jacobian + j * w->rows, w->rows);
            w->hessian[i * n + j] = w->hessian[j * n + i] = sum + (i == j ? precision : 0);
        }
        w->gradient[i] =
            dot(a, w->residual, w->rows) + (fit->u[i] - fit->unknown[i].prior) * precision;
    }
}

/* An e-fold at most; what enters linearly as far as it likes. */
static double longest_step(const struct lmbi_unknown *k)
{
    return k->scale != LMBI_AS_IS ? 1 : k->id < 0 ? LMBI_INFINITY : k->prior_sd / 3;
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
        longest = lmbi_max(longest, lmbi_abs(step[i]) / longest_step(&fit->unknown[i]));
    for (int32_t i = 0; i < n; i++) step[i] /= longest;
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

/* A step to each lane, ever more damped or cut ever shorter: a damped one does not turn off from
 * where a reservoir runs empty, a short one stops before it. */
static int32_t choose_steps(struct work *w, const struct lmbi_fit *fit, double damping,
                            double *damped)
{
    static const double more[LMBI_LANES] = {1, 8, 64, 512, 4096, 32768, 1, 1};
    static const double share[LMBI_LANES] = {1, 1, 1, 1, 1, 1, 0.2, 0.02};
    int32_t count = 0;
    for (int i = 0; i < LMBI_LANES; i++) {
        double step[LMBI_MOST_UNKNOWNS];
        if (!find_step(w, fit, damping * more[i], step)) continue;
        for (int32_t k = 0; k < fit->count; k++) w->u[count][k] = fit->u[k] + share[i] * step[k];
        damped[count++] = damping * more[i];
    }
    return count;
}

/* Of some steps the lowest, if it is downhill, or more damped ones still; 0: none is. */
static int go_downhill(struct work *w, struct lmbi_fit *fit, double *damping)
{
    for (; *damping < 1e9; *damping *= 262144) {
        double damped[LMBI_LANES], cost = fit->cost;
        int32_t count = choose_steps(w, fit, *damping, damped), best = -1;
        if (count > 0) try_lanes(w, fit, count);
        for (int32_t i = 0; i < count; i++) {
            double its = w->course.cost[i] + lmbi_fit_prior_cost(fit, w->u[i]);
            if (its < cost) cost = its, best = i;
        }
        if (best < 0) continue;
        memcpy(w->residual, w->trial + best * w->rows, (size_t)w->rows * sizeof *w->residual);
        accept_step(fit, w->u[best], cost);
        *damping = lmbi_max(damped[best] / 10, 1e-9);
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
    take_stock(w, fit);
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
    take_stock(w, fit);
    linearize(w, fit);
    for (int32_t i = 0; i < n; i++)
        fit->of_ce_li[i] = w->jacobian[(i + 1) * w->rows - LMBI_SINGLES + LMBI_OF_CE_LI];
    fit->reservoir_known = w->observed->reservoir_known;
    fit->reduced =
        dot(w->residual, w->residual, w->rows) / lmbi_max((double)(w->rows - LMBI_SINGLES - n), 1);
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
static double rough_cost(const struct work *w, const struct lmbi_fit *fit, int lane)
{
    const double *residual = w->trial + lane * w->rows;
    double sum = 0;
    for (int64_t k = 0; k < w->rows; k++) {
        double square = residual[k] * residual[k];
        sum += square < LMBI_MAX ? square / (1 + square / 100) : 100;
    }
    return sum + lmbi_fit_prior_cost(fit, w->u[lane]);
}

/* Where the start is far off, take the best of a grid in the losses of both electrodes: a model
 * that dies early shows no way back. A lane to each value of one, a turn to each of the other. */
static void scan(struct work *w, struct lmbi_fit *fit)
{
    static const double offset[LMBI_LANES] = {0, -3, -2, -1, -0.5, 0.5, 1, 2};
    int32_t a = -1, b = -1;
    for (int32_t i = 0; i < fit->free_count; i++) {
        if (fit->unknown[i].id == LMB_PARAM_CE_LI) a = i;
        if (fit->unknown[i].id == LMB_PARAM_CE_CATHODE) b = i;
    }
    double start[LMBI_MOST_UNKNOWNS], least = 10 * (double)w->rows;
    memcpy(start, fit->u, sizeof start);
    for (int i = 0; i < (a < 0 ? 1 : LMBI_LANES); i++) {
        for (int j = 0; j < (b < 0 ? 1 : LMBI_LANES); j++) {
            memcpy(w->u[j], start, sizeof start);
            if (a >= 0) w->u[j][a] += offset[i];
            if (b >= 0) w->u[j][b] += offset[j];
        }
        try_lanes(w, fit, b < 0 ? 1 : LMBI_LANES);
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
    int32_t state = fit->state, iterations = fit->iterations, at = -1;
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
    fit->iterations = iterations;
    accept_step(fit, held, cost);
    take_stock(w, fit);
}

static void run_fit(struct lmbi_fit *fit, struct lmbi_observed *o, struct work *w)
{
    struct lmbi_guess bare = fit->best; /* at 1000 cm2, without V0: what is left over shows them */
    bare.parameters.electrode_area = 1000;
    bare.parameters.mean_voltage = 0;
    lmbi_course_run(&w->course, o, w->subject, &bare, 1, w->residual);
    lmbi_add_nuisances(fit, o, w->subject, w->residual);
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
