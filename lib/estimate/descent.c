#include "estimate/descent.h"

#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"

enum { MOST_ITERATIONS = 120, DAMPED_STEPS = LMBI_LANES - 2 };

void lmbi_descent_try(struct lmbi_descent *w, const struct lmbi_fit *fit, int32_t count)
{
    lmbi_fit_try(fit, w->observed, w->subject, &w->course, w->u, count, w->trial);
}

void lmbi_take_stock(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    memcpy(w->u[0], fit->u, sizeof w->u[0]);
    lmbi_descent_try(w, fit, 1);
    fit->cost = w->course.cost[0] + lmbi_fit_prior_cost(fit, fit->u);
    memcpy(w->residual, w->trial, (size_t)w->rows * sizeof *w->residual);
}

double lmbi_dot(const double *a, const double *b, int64_t count)
{
    double sum[4] = {0, 0, 0, 0};
    int64_t k = 0;
    for (; k + 4 <= count; k += 4)
        for (int64_t j = 0; j < 4; j++) sum[j] += a[k + j] * b[k + j];
    for (; k < count; k++) sum[0] += a[k] * b[k];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

void lmbi_linearize(struct lmbi_descent *w, const struct lmbi_fit *fit)
{
    int32_t n = fit->count;
    for (int32_t i = 0; i < n; i += LMBI_LANES)
        lmbi_sensitivity_run(&w->sensitivity, w->observed, w->subject, &fit->best, fit->unknown + i,
                             fit->u + i, n - i < LMBI_LANES ? n - i : LMBI_LANES,
                             w->jacobian + i * w->rows);
    for (int32_t i = 0; i < n; i++) {
        double precision = 1 / (fit->unknown[i].prior_sd * fit->unknown[i].prior_sd);
        const double *a = w->jacobian + i * w->rows;
        for (int32_t j = 0; j <= i; j++) {
            double sum = lmbi_dot(a, w->jacobian + j * w->rows, w->rows);
            w->hessian[i * n + j] = w->hessian[j * n + i] = sum + (i == j ? precision : 0);
        }
        w->gradient[i] =
            lmbi_dot(a, w->residual, w->rows) + (fit->u[i] - fit->unknown[i].prior) * precision;
    }
}

/* An e-fold at most; what enters linearly as far as it likes. */
static double longest_step(const struct lmbi_unknown *k)
{
    return k->scale != LMBI_AS_IS ? 1 : k->id < 0 ? LMBI_INFINITY : k->prior_sd / 3;
}

/* The step from here, damped; 0 where there is none. */
static int find_step(const struct lmbi_descent *w, const struct lmbi_fit *fit, double damping,
                     double *step)
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
static double decrement(const struct lmbi_descent *w, const struct lmbi_fit *fit)
{
    double step[LMBI_MOST_UNKNOWNS], sum = 0;
    if (!find_step(w, fit, 0, step)) return LMBI_INFINITY;
    for (int32_t i = 0; i < fit->count; i++) sum -= step[i] * w->gradient[i];
    return sum;
}

void lmbi_accept_step(struct lmbi_fit *fit, const double *u, double cost)
{
    memcpy(fit->u, u, (size_t)fit->count * sizeof *u);
    fit->cost = cost;
    lmbi_guess_set(&fit->best, fit->unknown, fit->count, fit->u);
}

/* A step to each lane, ever more damped or cut ever shorter: a damped one does not turn off from
 * where a reservoir runs empty, a short one stops before it. */
static int32_t choose_steps(struct lmbi_descent *w, const struct lmbi_fit *fit, double damping,
                            double *damped)
{
    static const double share[] = {1, 0.2, 0.02}; /* of the first */
    int32_t count = 0;
    for (int i = 0; i < DAMPED_STEPS; i++, damping *= 8) {
        double step[LMBI_MOST_UNKNOWNS];
        if (!find_step(w, fit, damping, step)) continue;
        for (int cut = 0; cut < (i == 0 ? 3 : 1); cut++, count++) {
            for (int32_t k = 0; k < fit->count; k++)
                w->u[count][k] = fit->u[k] + share[cut] * step[k];
            damped[count] = damping;
        }
    }
    return count;
}

/* Of some steps the lowest, if it is downhill, or more damped ones still; 0: none is. */
static int go_downhill(struct lmbi_descent *w, struct lmbi_fit *fit, double *damping)
{
    for (; *damping < 1e9; *damping *= 262144) {
        double damped[LMBI_LANES], cost = fit->cost;
        int32_t count = choose_steps(w, fit, *damping, damped), best = -1;
        if (count > 0) lmbi_descent_try(w, fit, count);
        for (int32_t i = 0; i < count; i++) {
            double its = w->course.cost[i] + lmbi_fit_prior_cost(fit, w->u[i]);
            if (its < cost) cost = its, best = i;
        }
        if (best < 0) continue;
        memcpy(w->residual, w->trial + best * w->rows, (size_t)w->rows * sizeof *w->residual);
        lmbi_accept_step(fit, w->u[best], cost);
        *damping = lmbi_max(damped[best] / 10, 1e-9);
        return 1;
    }
    return 0;
}

/* Less than this off the sum of squares is no progress: a tenth of a standard error at first, half
 * of one where a parameter that the record does not tell creeps along its valley. */
static double least_gain(const struct lmbi_fit *fit) { return fit->iterations < 20 ? 0.01 : 0.25; }

void lmbi_descend(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    double damping = 1e-3;
    lmbi_take_stock(w, fit);
    for (fit->state = LMBI_FIT_ITERATIONS; fit->iterations < MOST_ITERATIONS; fit->iterations++) {
        lmbi_linearize(w, fit);
        double before = fit->cost;
        if (decrement(w, fit) < 1e-3) fit->state = LMBI_FIT_CONVERGED;
        else if (!go_downhill(w, fit, &damping)) fit->state = LMBI_FIT_STALLED;
        else if (before - fit->cost > least_gain(fit)) continue;
        else fit->state = LMBI_FIT_CONVERGED;
        return;
    }
}
