#include "stage/polarization.h"

#include "base/number.h"

/* Polarization that ends the discharge early takes capacity in proportion to itself, and the loss
 * that it causes at the cathode adds up smoothly. So about the step
 *
 *   fade(k) = a + b k + c k^2 + s volts(k) + d max(0, k - step),   0 <= s <= most_per_volt,
 *
 * and d is what something else takes, cycle by cycle, from the step on. */
enum {
    ABOUT_STEP = 24, /* cycles to either side */
    FEWEST_BEHIND = 5,
    TERMS = 5,
    VOLTS = 3,
    HINGE = 4
};

struct window {
    int32_t count, behind;
    double fade[2 * ABOUT_STEP + 2], term[TERMS][2 * ABOUT_STEP + 2];
};

static double product_of(const struct window *w, const double *a, const double *b)
{
    double sum = 0;
    for (int32_t i = 0; i < w->count; i++) sum += a[i] * b[i];
    return sum;
}

/* The cycles that have both readings. Fade is read at the end of a cycle, one cycle later. */
static void fill_window(struct window *w, const struct lmbi_trace *fade,
                        const struct lmbi_trace *voltage, const struct lmbi_step *step)
{
    int64_t k = 0;
    w->count = w->behind = 0;
    for (int64_t i = 0; i < fade->count; i++) {
        double cycle = fade->cycle[i] - fade->moment, u = (cycle - step->cycle) / ABOUT_STEP;
        if (u < -1 || u > 1) continue;
        while (k < voltage->count && voltage->cycle[k] < cycle) k++;
        if (k == voltage->count) break;
        if (voltage->cycle[k] > cycle) continue;
        int32_t n = w->count++;
        w->behind += u > 0;
        w->fade[n] = fade->y[i] - fade->y[0];
        w->term[0][n] = 1;
        w->term[1][n] = u;
        w->term[2][n] = u * u;
        w->term[VOLTS][n] = voltage->y[k] - voltage->y[0];
        w->term[HINGE][n] = lmbi_max(0, cycle - step->cycle + 0.5);
    }
}

/* Take from `v` what the term explains of it; returns how much. */
static double take_out(const struct window *w, const double *term, double *v)
{
    double square = product_of(w, term, term), part = 0;
    if (square > 0) part = product_of(w, term, v) / square;
    for (int32_t i = 0; i < w->count; i++) v[i] -= part * term[i];
    return part;
}

static void make_orthogonal(struct window *w)
{
    for (int k = 0; k < TERMS; k++) {
        for (int j = 0; j < k; j++) take_out(w, w->term[j], w->term[k]);
        take_out(w, w->term[k], w->fade);
    }
}

struct lmbi_unexplained lmbi_weigh_polarization(const struct lmbi_trace *fade,
                                                const struct lmbi_trace *voltage,
                                                const struct lmbi_step *step, double most_per_volt)
{
    struct lmbi_unexplained none = {LMBI_NAN, LMBI_NAN}, best = none;
    double least = LMBI_INFINITY;
    /* s free, and where that leaves its bounds the better of them */
    for (int fixed = 0; fixed < 3; fixed++) {
        struct window w, raw;
        fill_window(&w, fade, voltage, step);
        if (w.behind < FEWEST_BEHIND || w.count - w.behind < FEWEST_BEHIND + 2) return none;
        raw = w;
        double s = fixed == 2 ? most_per_volt : 0;
        for (int32_t i = 0; i < w.count && fixed; i++) {
            w.fade[i] -= s * w.term[VOLTS][i];
            w.term[VOLTS][i] = 0;
        }
        struct window fit = w;
        make_orthogonal(&fit);
        double square = product_of(&fit, fit.term[HINGE], fit.term[HINGE]);
        double drop = product_of(&fit, fit.term[HINGE], w.fade) / square;
        double rest = product_of(&fit, fit.fade, fit.fade) / lmbi_max(1, w.count - TERMS);
        struct lmbi_unexplained found = {
            drop, lmbi_sqrt(lmbi_max(rest, fade->sigma * fade->sigma) / square)};
        if (!fixed) {
            double volts = product_of(&fit, fit.term[VOLTS], fit.term[VOLTS]);
            double hinge = product_of(&fit, fit.term[VOLTS], raw.term[HINGE]);
            s = (product_of(&fit, fit.term[VOLTS], raw.fade) - drop * hinge) / volts;
            if (s >= 0 && s <= most_per_volt) return found;
        } else if (rest < least) {
            least = rest;
            best = found;
        }
    }
    return best;
}
