#include "stage/bend.h"

#include "base/number.h"
#include "stage/belief.h"

/* f(x + d) = stretch f(x) + lean x + lift, and what f is just behind tau. */
struct shift {
    double d, stretch[LMBI_BENDS], lean[LMBI_BENDS], lift[LMBI_BENDS], start[LMBI_BENDS];
};

/* Sums over the readings behind tau, weights included, x from tau. Residuals r are the readings
 * without the part that a + b k explains. */
struct sums {
    double n, x, xx, r, xr;
    double f[LMBI_BENDS], xf[LMBI_BENDS], ff[LMBI_BENDS], fr[LMBI_BENDS];
    struct shift shift;
};

/* Sum of w residual^2 of a line against the cycle number. */
static double rest_by_cycle(const struct lmbi_trace *t)
{
    double w = 0, c = 0, y = 0, cc = 0, cy = 0, yy = 0;
    for (int64_t i = 0; i < t->count; i++) {
        double dc = t->cycle[i] - t->cycle[0], dy = t->y[i] - t->y[0], weight = t->w[i];
        w += weight, c += weight * dc, y += weight * dy;
        cc += weight * dc * dc, cy += weight * dc * dy, yy += weight * dy * dy;
    }
    double covariance = cy - c * y / w;
    return lmbi_max(0, yy - y * y / w - covariance * covariance / (cc - c * c / w));
}

static void fit_line(struct lmbi_sweep *s)
{
    const struct lmbi_trace *t = s->trace;
    double x = 0, y = 0, xy = 0;
    s->w = s->spread = s->rest = 0;
    for (int64_t i = 0; i < t->count; i++)
        s->w += t->w[i], x += t->w[i] * t->x[i], y += t->w[i] * t->y[i];
    s->center = x / s->w;
    y /= s->w;
    for (int64_t i = 0; i < t->count; i++) {
        double dx = t->x[i] - s->center;
        s->spread += t->w[i] * dx * dx;
        xy += t->w[i] * dx * (t->y[i] - y);
    }
    s->slope = s->is_rate ? 0 : xy / s->spread;
    for (int64_t i = 0; i < t->count; i++) {
        s->residual[i] = t->y[i] - y - s->slope * (t->x[i] - s->center);
        s->rest += t->w[i] * s->residual[i] * s->residual[i];
    }
    s->rest_by_cycle = rest_by_cycle(t);
}

/* (exp(g d) - 1 - g d) / g^2 without cancellation. */
static double bend_of(double g, double d)
{
    double z = g * d;
    if (z > 0.5) return (lmbi_quick_exp(z) - 1 - z) / (g * g);
    double rest = 1 + z * (1.0 / 7) * (1 + z * (1.0 / 8) * (1 + z * (1.0 / 9)));
    rest = 1 + z * (1.0 / 4) * (1 + z * (1.0 / 5) * (1 + z * (1.0 / 6) * rest));
    return d * d * 0.5 * (1 + z * (1.0 / 3) * rest);
}

static void set_shift(struct shift *shift, const struct lmbi_sweep *s, double d)
{
    if (d == shift->d) return;
    shift->d = d;
    for (int i = 0, k = LMBI_GROWTHS; i < LMBI_GROWTHS; i++, k++) {
        double twice = bend_of(s->growth[i], d), once = d + s->growth[i] * twice;
        shift->stretch[i] = shift->stretch[k] = 1 + s->growth[i] * once;
        shift->lean[i] = s->is_rate ? 0 : once;
        shift->lift[i] = s->is_rate ? once : twice;
        shift->lean[k] = 0;
        shift->lift[k] = s->is_rate ? 0 : once;
        shift->start[i] = 0;
        shift->start[k] = s->is_rate;
    }
}

/* One reading more, at x = 0; then tau moves back by shift->d. */
static void extend(struct sums *s, double w, double r)
{
    const struct shift *h = &s->shift;
    double d = h->d;
    s->n += w;
    s->r += w * r;
    for (int i = 0; i < LMBI_BENDS; i++) {
        double e = h->stretch[i], k = h->lean[i], l = h->lift[i], start = h->start[i];
        double f = s->f[i] + w * start, ff = s->ff[i] + w * start * start, xf = s->xf[i];
        double moved = e * f + k * s->x + l * s->n;
        s->ff[i] =
            e * (e * ff + 2 * (k * xf + l * f)) + k * (k * s->xx + 2 * l * s->x) + l * l * s->n;
        s->xf[i] = e * xf + k * s->xx + l * s->x + d * moved;
        s->fr[i] = e * (s->fr[i] + w * start * r) + k * s->xr + l * s->r;
        s->f[i] = moved;
    }
    s->xx += d * (2 * s->x + d * s->n);
    s->x += d * s->n;
    s->xr += d * s->r;
}

/* The least-squares terms of all bends at this tau: f without what a + b k can take of it. */
static void add_fits(const struct lmbi_sweep *s, const struct sums *m, double tau,
                     struct lmbi_bend_fit *fits)
{
    double precision = 1 / (s->trace->sigma * s->trace->sigma);
    for (int i = 0; i < LMBI_BENDS; i++) {
        double across = m->ff[i] - m->f[i] * m->f[i] / s->w;
        if (!s->is_rate) {
            double moment = m->xf[i] + (tau - s->center) * m->f[i];
            fits[i].mean = m->f[i] / s->w;
            fits[i].lean = moment / s->spread;
            across -= moment * fits[i].lean;
        }
        fits[i].along += precision * m->fr[i];
        fits[i].across += precision * across;
    }
}

/* Move tau from `at` back to `next`, with a reading of weight w and residual r at `at`. */
static double step_back(const struct lmbi_sweep *s, struct sums *sums, double at, double next,
                        double w, double r)
{
    set_shift(&sums->shift, s, at - next);
    extend(sums, w, r);
    return next;
}

/* Readings of a rate may lie between the change points. */
void lmbi_sweep_bends(struct lmbi_sweep *s, const struct lmbi_trace *level,
                      struct lmbi_bend_fit *fits)
{
    const struct lmbi_trace *t = s->trace;
    struct sums sums = {.shift = {.d = -1}};
    int64_t k = t->count - 1;
    double at = t->x[k];
    fit_line(s);
    for (int64_t i = level->count - 1; i >= LMBI_BEND_MARGIN; i--) {
        double tau = level->x[i];
        for (; k >= 0 && t->x[k] > tau; k--) {
            if (at > t->x[k]) at = step_back(s, &sums, at, t->x[k], 0, 0);
            double next = k > 0 ? lmbi_max(tau, t->x[k - 1]) : tau;
            at = step_back(s, &sums, at, next, t->w[k], s->residual[k]);
        }
        if (at > tau) at = step_back(s, &sums, at, tau, 0, 0);
        if (i < level->count - LMBI_BEND_MARGIN) add_fits(s, &sums, tau, fits + i * LMBI_BENDS);
    }
}

double lmbi_bend_delay(int bend, double g, double c, double extra)
{
    double ratio = extra / c;
    if (bend >= LMBI_GROWTHS) {
        if (ratio <= 1) return 0;
        return g > 0 ? lmbi_quick_log(ratio) / g : LMBI_INFINITY;
    }
    return g > 0 ? lmbi_quick_log(1 + g * ratio) / g : ratio;
}

double lmbi_bend_memory(const struct lmbi_sweep *s, const struct lmbi_bend_fit *fit, int64_t place,
                        int bend)
{
    const struct lmbi_trace *t = s->trace;
    double c = fit->across > 0 ? fit->along / fit->across : 0, f = 0, last = 0;
    double product = 0, square = 0;
    struct shift h = {.d = -1};
    for (int64_t i = 0; i < t->count; i++) {
        if (i > place) {
            set_shift(&h, s, t->x[i] - t->x[i - 1]);
            f = h.stretch[bend] * f + h.lean[bend] * (t->x[i - 1] - t->x[place]) + h.lift[bend];
        }
        double r = s->residual[i] - c * (f - fit->mean - fit->lean * (t->x[i] - s->center));
        product += r * last;
        square += r * r;
        last = r;
    }
    return square > 0 ? product / square : 0;
}
