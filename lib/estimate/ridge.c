#include "estimate/ridge.h"

#include <string.h>

#include "base/number.h"
#include "estimate/cholesky.h"

/* An earlier onset of self-acceleration goes with a weaker one, along a bent ridge that one normal
 * about its top misses. So the ridge is walked both ways, and each step has a normal of its own, as
 * in nested Laplace approximations (Rue et al. 2009). */
enum { STEPS = (LMBI_MOST_COMPONENTS - 2) / 2 };                /* either way */
static const double longest_width = 0.5, step_in_widths = 1.25; /* of ln onset */
static const double deepest = 7;        /* below the top, of the sum of squares */
static const double least_share = 0.03; /* of the draws, beside what Laplace gives */

/* A normal about the fit as it stands, as wide as its covariance, but unknown `at` only `width`,
 * the others with it; -1: none. Its share, by Laplace's approximation, is a logarithm so far. */
static void add_component(struct lmbi_fit *fit, const double *covariance, int32_t at, double width)
{
    struct lmbi_component *p = &fit->component[fit->components];
    int32_t n = fit->count;
    memcpy(p->u, fit->u, sizeof p->u);
    memcpy(p->root, covariance, sizeof p->root);
    for (int32_t i = 0; i < n && at >= 0; i++)
        for (int32_t j = 0; j < n; j++) {
            double by = covariance[i * n + at] / covariance[at * n + at];
            p->root[i * n + j] +=
                by * covariance[j * n + at] * (width * width / covariance[at * n + at] - 1);
        }
    if (!lmbi_cholesky(p->root, n)) return;
    p->log_height = 0;
    for (int32_t i = 0; i < n; i++) p->log_height -= lmbi_log(p->root[i * n + i]);
    p->share = -fit->cost / 2 - p->log_height;
    fit->components++;
}

static double width_of(const double *covariance, int32_t n, int32_t at)
{
    return at < 0 ? 0 : lmbi_min(lmbi_sqrt(covariance[at * n + at]), longest_width);
}

/* To where the others are best while unknown `at` stays, and the cost there, by a Newton step. */
static void let_others_follow(struct lmbi_descent *w, struct lmbi_fit *fit, int32_t at)
{
    double root[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS], step[LMBI_MOST_UNKNOWNS];
    double cost = fit->cost, u[LMBI_MOST_UNKNOWNS];
    int32_t n = fit->count;
    memcpy(root, w->hessian, sizeof root);
    for (int32_t i = 0; i < n; i++) {
        step[i] = i == at ? 0 : -w->gradient[i];
        if (i != at) root[i * n + at] = root[at * n + i] = 0;
    }
    if (!lmbi_cholesky(root, n)) return;
    lmbi_cholesky_solve(root, n, step);
    for (int32_t i = 0; i < n; i++) {
        u[i] = fit->u[i] + step[i];
        cost += w->gradient[i] * step[i];
    }
    lmbi_accept_step(fit, u, cost);
}

static void walk_ridge(struct lmbi_descent *w, struct lmbi_fit *fit, int32_t at, int way)
{
    double covariance[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS], u[LMBI_MOST_UNKNOWNS];
    double top = fit->cost;
    int32_t n = fit->count;
    memcpy(covariance, fit->covariance, sizeof covariance);
    for (int k = 0; k < STEPS && fit->cost < top + deepest; k++) {
        double by = way * step_in_widths * width_of(covariance, n, at);
        for (int32_t i = 0; i < n; i++)
            u[i] = fit->u[i] + by * covariance[i * n + at] / covariance[at * n + at];
        lmbi_accept_step(fit, u, top);
        lmbi_take_stock(w, fit);
        if (!(fit->cost < LMBI_MAX)) return;
        lmbi_linearize(w, fit);
        let_others_follow(w, fit, at);
        if (!lmbi_is_finite(fit->cost) || !lmbi_invert(w->hessian, n, covariance)) return;
        fit->cost = lmbi_max(fit->cost, top);
        add_component(fit, covariance, at, width_of(covariance, n, at));
    }
}

static void share_out(struct lmbi_fit *fit)
{
    double most = -LMBI_MAX, sum = 0;
    for (int32_t k = 0; k < fit->components; k++) most = lmbi_max(most, fit->component[k].share);
    for (int32_t k = 0; k < fit->components; k++)
        sum += fit->component[k].share = lmbi_exp(fit->component[k].share - most);
    for (int32_t k = 0; k < fit->components; k++) {
        struct lmbi_component *p = &fit->component[k];
        p->share = (p->share / sum + least_share) / (1 + least_share * fit->components);
        p->log_height += lmbi_log(p->share);
    }
}

/* Where the sum of squares is least as well. */
static void add_other(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    double covariance[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS];
    lmbi_accept_step(fit, w->other, fit->cost);
    lmbi_take_stock(w, fit);
    lmbi_linearize(w, fit);
    if (lmbi_invert(w->hessian, fit->count, covariance)) add_component(fit, covariance, -1, 0);
}

void lmbi_find_components(struct lmbi_descent *w, struct lmbi_fit *fit)
{
    double top[LMBI_MOST_UNKNOWNS], cost = fit->cost;
    int32_t at = lmbi_onset_index(fit);
    memcpy(top, fit->u, sizeof top);
    fit->components = 0;
    add_component(fit, fit->covariance, at, width_of(fit->covariance, fit->count, at));
    for (int way = -1; at >= 0 && way <= 1; way += 2) {
        walk_ridge(w, fit, at, way);
        lmbi_accept_step(fit, top, cost);
    }
    if (w->has_other) add_other(w, fit);
    lmbi_accept_step(fit, top, cost);
    share_out(fit);
    if (fit->components == 0) fit->state = LMBI_FIT_STALLED;
}
