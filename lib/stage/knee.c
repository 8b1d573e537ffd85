#include "stage/knee.h"

#include "base/number.h"
#include "stage/hinge.h"

/* Reading k is y = a + b t + c h(t - tau), t its cycle, h a hinge of some width and shape. The
 * least-squares a, b and c of each are closed-form. Noise is marginalized: a fit weighs
 * rest^-(n/2). */
enum {
    WIDTHS = 13,
    COARSE_PLACES = 128,
    FINER_PLACES = 48,
    FINE_PLACES = 64,
    EDGE = 4, /* readings that tau keeps from either end */
    LEAST_READINGS = 20
};

static const double narrowest = 6,
                    wider = 1.4142135623730951;          /* cycles, and from each to the next */
static const double negligible = 12;                     /* in log weight */
static const double far_from_fit = 3.5, most_out = 0.05; /* sigma; share of the readings */

struct knee_search {
    struct lmbi_hinge_sums sums;
    double width[WIDTHS], share[WIDTHS]; /* of the prior */
    double freedom;                      /* readings that are worth one each, less what is fitted */
    double least, factor;
};

/* Log weight of a fit against that of the straight line. */
static double weight_of(const struct knee_search *s, double gain)
{
    double rest = s->sums.rest, floor = 1e-9 * rest + 1e-300;
    return 0.5 * s->freedom * lmbi_quick_log(rest / lmbi_max(floor, rest - gain));
}

/* The gain of a fit that weighs `log` less than one of the gain `best`. */
static double gain_below(const struct knee_search *s, double best, double log)
{
    return s->sums.rest - (s->sums.rest - best) * lmbi_exp(2 * log / s->freedom);
}

static struct lmbi_hinge_fit fit_of(const struct knee_search *s, double tau, int width, int shape)
{
    struct lmbi_hinge hinge = {tau, s->width[width] / s->sums.scale, shape};
    return lmbi_hinge_fit(&s->sums, hinge);
}

/* Whether the slope grows by the factor. */
static int reaches(const struct knee_search *s, const struct lmbi_hinge_fit *fit)
{
    double before = fit->before / s->sums.scale;
    return before + fit->change / s->sums.scale > s->factor * lmbi_max(before, s->least);
}

/* The best hinge of a grid, and the range of tau that weighs anything. */
struct sight {
    double from, to, gain, width; /* the width in cycles */
    struct lmbi_hinge best;
};

static void survey(const struct knee_search *s, struct sight *v, int places, int stride, int hinges)
{
    double gain[COARSE_PLACES], from = v->from, to = v->to, step = (to - from) / (places - 1);
    v->gain = 0;
    for (int i = 0; i < places; i++) {
        double tau = from + i * step;
        gain[i] = 0;
        for (int k = 0; k < WIDTHS * hinges; k += stride) {
            double g = fit_of(s, tau, k % WIDTHS, k / WIDTHS).gain;
            gain[i] = lmbi_max(gain[i], g);
            if (g <= v->gain) continue;
            v->gain = g;
            v->width = s->width[k % WIDTHS];
            v->best = (struct lmbi_hinge){tau, v->width / s->sums.scale, k / WIDTHS};
        }
    }
    int first = 0, last = places - 1;
    double least = gain_below(s, v->gain, negligible);
    while (first < last && gain[first] < least) first++;
    while (last > first && gain[last] < least) last--;
    v->from = lmbi_max(from, from + (first - 1) * step);
    v->to = lmbi_min(to, from + (last + 1) * step);
}

/* How the residuals of neighbours hang together. */
static double memory_of(const struct lmbi_hinge_sums *s)
{
    double last = 0, product = 0, square = 0;
    for (int64_t i = 0; i < s->trace->count; i++) {
        if (!(s->w[i] > 0)) continue;
        product += s->residual[i] * last;
        square += s->residual[i] * s->residual[i];
        last = s->residual[i];
    }
    return square > 0 ? product / square : 0;
}

/* Drop the readings that are far from the best fit; returns how many. */
static int64_t drop_far(struct lmbi_hinge_sums *s)
{
    int64_t out = 0;
    for (int64_t i = 0; i < s->trace->count; i++) {
        double sigma = s->trace->sigma / lmbi_sqrt(s->trace->w[i]);
        if (!(lmbi_abs(s->residual[i]) > far_from_fit * sigma)) continue;
        s->w[i] = 0;
        out++;
    }
    return out;
}

/* None of them has half of the prior. */
static void set_widths(struct knee_search *s)
{
    double width = narrowest;
    s->width[0] = 0;
    s->share[0] = 0.5;
    for (int k = 1; k < WIDTHS; k++, width *= wider) {
        s->width[k] = width;
        s->share[k] = 0.5 / (WIDTHS - 1);
    }
}

/* Finer, between the neighbours of the best, unless that is none. */
static void refine_widths(struct knee_search *s, double best)
{
    if (best <= narrowest) return;
    double width = best / wider, ratio = lmbi_pow(2, 1.0 / (WIDTHS - 1));
    for (int k = 0; k < WIDTHS; k++, width *= ratio) {
        s->width[k] = width;
        s->share[k] = 0.5 / (WIDTHS - 1) * 2 / (WIDTHS - 1);
    }
}

/* Places evenly over the record, shapes alike, unit-information prior on c; against it the line,
 * and the hinges that do not reach the factor. */
static void believe(const struct knee_search *s, const struct sight *v, struct lmbi_belief *belief)
{
    double reached = 0, not_reached = 0, step = (v->to - v->from) / (FINE_PLACES - 1);
    double best = weight_of(s, v->gain), least = gain_below(s, v->gain, 2 * negligible);
    double first = s->sums.center + s->sums.scale * v->from, cycles = s->sums.scale * step;
    lmbi_belief_init(belief, first - cycles / 2, first + (FINE_PLACES - 0.5) * cycles);
    belief->width = FINE_PLACES * cycles / LMBI_BELIEF_BINS;
    for (int i = 0; i < FINE_PLACES; i++) {
        for (int k = 0; k < WIDTHS * LMBI_HINGES; k++) {
            int width = k % WIDTHS;
            struct lmbi_hinge_fit fit = fit_of(s, v->from + i * step, width, k / WIDTHS);
            if (fit.gain < least) continue;
            double mass = lmbi_quick_exp(weight_of(s, fit.gain) - best) * s->share[width];
            double at = first + i * cycles;
            int reached_here = reaches(s, &fit);
            if (reached_here) lmbi_belief_add(belief, at - cycles / 2, at + cycles / 2, mass);
            *(reached_here ? &reached : &not_reached) += mass / LMBI_HINGES;
        }
    }
    lmbi_belief_close(belief);
    double prior = step / 2 / lmbi_sqrt(1 + s->freedom);
    double line = lmbi_exp(lmbi_max(-700, -best)), other = prior * not_reached;
    belief->evidence = lmbi_log(prior * lmbi_max(reached, 1e-20)) - lmbi_log((line + other) / 2);
}

static struct sight look_for_best(struct knee_search *s)
{
    int64_t count = s->sums.trace->count;
    set_widths(s);
    lmbi_hinge_sum(&s->sums);
    s->freedom = (double)count - 5;
    struct sight v = {.from = s->sums.t[EDGE], .to = s->sums.t[count - 1 - EDGE]};
    survey(s, &v, COARSE_PLACES, 4, 1);
    survey(s, &v, FINER_PLACES, 1, 1);
    refine_widths(s, v.width);
    survey(s, &v, FINER_PLACES, 2, LMBI_HINGES);
    return v;
}

static void search_knee(struct knee_search *s, struct lmbi_knee *knee, struct lmbi_belief *belief)
{
    int64_t count = s->sums.trace->count;
    struct sight v = look_for_best(s);
    lmbi_hinge_take(&s->sums, v.best);
    knee->memory = memory_of(&s->sums);
    int64_t out = drop_far(&s->sums);
    if ((double)out > most_out * (double)count) knee->memory = 1;
    else if (out > 0) v = look_for_best(s);
    s->freedom -= (double)out;
    if (knee->memory > 2 / lmbi_sqrt((double)count) && knee->memory < 1)
        s->freedom *= (1 - knee->memory) / (1 + knee->memory);
    survey(s, &v, FINER_PLACES, 2, LMBI_HINGES);
    believe(s, &v, belief);
    knee->cycle = s->sums.center + s->sums.scale * v.best.tau;
    knee->width = v.width;
    knee->shape = v.best.shape;
}

int32_t lmbi_find_knee(const struct lmbi_trace *fade, double factor, double least,
                       const struct lmbi_memory *memory, struct lmbi_knee *knee,
                       struct lmbi_belief *belief)
{
    lmbi_belief_init(belief, 0, 1);
    *knee = (struct lmbi_knee){.memory = 1};
    if (fade->count < LEAST_READINGS) return LMB_OK;
    struct knee_search s = {.factor = factor, .least = least};
    int32_t status = lmbi_hinge_open(&s.sums, fade, memory);
    if (!status) search_knee(&s, knee, belief);
    lmbi_hinge_clear(&s.sums, memory);
    return status;
}

int32_t lmbi_knee_rest(const struct lmbi_trace *fade, const struct lmbi_knee *knee,
                       const struct lmbi_memory *memory, double *rest)
{
    struct lmbi_hinge_sums s;
    int32_t status = lmbi_hinge_open(&s, fade, memory);
    if (!status) {
        lmbi_hinge_sum(&s);
        struct lmbi_hinge hinge = {(knee->cycle - s.center) / s.scale, knee->width / s.scale,
                                   knee->shape};
        *rest = lmbi_hinge_take(&s, hinge) / (fade->sigma * fade->sigma);
    }
    lmbi_hinge_clear(&s, memory);
    return status;
}
