#include "stage/polarization.h"

#include "base/number.h"

/* About the step a level is y(k) = a + b k + c k^2 + j max(0, k - step): j is by how much its
 * growth jumps there, whatever its smooth acceleration. A rate is the slope of that,
 * y(k) = a + b k + j (k > step). */
enum {
    WIDEST = 24, /* cycles to either side, as long as the parabola fits */
    NARROW = 10,
    FEWEST_BEHIND = 5,
    TERMS = 4
};

static const double parabola_fits = 1.4; /* mean square of the residuals over the noise */

struct window {
    int32_t count, behind;
    double y[2 * WIDEST + 2], term[TERMS][2 * WIDEST + 2];
};

static double product_of(const struct window *w, const double *a, const double *b)
{
    double sum = 0;
    for (int32_t i = 0; i < w->count; i++) sum += a[i] * b[i];
    return sum;
}

static void fill_window(struct window *w, const struct lmbi_trace *t, const struct lmbi_step *step,
                        double width)
{
    int is_rate = t->moment == 0.5; /* CE */
    w->count = w->behind = 0;
    for (int64_t i = 0; i < t->count; i++) {
        double cycle = t->cycle[i] - t->moment, k = cycle - step->cycle;
        if (k < -width || k > width || cycle < step->first || cycle >= step->end) continue;
        if (is_rate && k > -0.75 && k < 0.75) continue; /* on its way */
        int32_t n = w->count++;
        w->behind += k > 0;
        w->y[n] = t->y[i] - t->y[0];
        w->term[0][n] = 1;
        w->term[1][n] = k;
        w->term[2][n] = is_rate ? 0 : k * k;
        w->term[3][n] = is_rate ? k > 0 : lmbi_max(0, k);
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

/* `misfit`: mean square over the noise. */
static struct lmbi_growth fit_growth(const struct lmbi_trace *level, const struct lmbi_step *step,
                                     double width, double *misfit)
{
    struct lmbi_growth g = {LMBI_NAN, LMBI_NAN, LMBI_NAN, LMBI_NAN};
    struct window w;
    double lean[TERMS][TERMS], part[TERMS], noise = level->sigma * level->sigma;
    *misfit = 0;
    fill_window(&w, level, step, width);
    if (w.behind < FEWEST_BEHIND || w.count - w.behind < FEWEST_BEHIND) return g;
    for (int k = 0; k < TERMS; k++) { /* one term after the other, without those before it */
        for (int j = 0; j < k; j++) lean[k][j] = take_out(&w, w.term[j], w.term[k]);
        part[k] = take_out(&w, w.term[k], w.y);
    }
    for (int k = TERMS - 1; k > 0; k--)
        for (int j = 0; j < k; j++) part[j] -= lean[k][j] * part[k];
    *misfit = product_of(&w, w.y, w.y) / (lmbi_max(1, w.count - TERMS) * noise);
    g.before = part[1];
    g.jump = part[3];
    g.after = g.before + g.jump;
    g.sd = lmbi_sqrt(lmbi_max(*misfit, 1) * noise / product_of(&w, w.term[3], w.term[3]));
    return g;
}

struct lmbi_growth lmbi_growth_about(const struct lmbi_trace *level, const struct lmbi_step *step)
{
    double misfit;
    struct lmbi_growth wide = fit_growth(level, step, WIDEST, &misfit);
    return misfit < parabola_fits ? wide : fit_growth(level, step, NARROW, &misfit);
}
