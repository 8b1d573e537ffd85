#include "stage/knee.h"

#include "base/number.h"
#include "stage/hinge.h"
#include "stage/stray.h"

/* Reading k is y = a + b t + c h(t - tau), t its cycle, h a hinge of some width and shape. The
 * least-squares a, b and c of each are closed-form. Noise is marginalized: a fit weighs
 * rest^-(n/2). */
enum {
    WIDTHS = 13,
    COARSE_PLACES = 128,
    FINER_PLACES = 48,
    FINE_PLACES = 64,
    EDGE = 4, /* readings that tau keeps from either end */
    LEAST_READINGS = 20,
    MOST_ROUNDS = 3
};

static const double narrowest = 6,
                    wider = 1.4142135623730951; /* cycles, and from each to the next */
static const double negligible = 12;            /* in log weight */
static const double most_out = 0.15;            /* share of the readings */
static const double costs = 12;                 /* of an outlier: as one that is just not out */

struct knee_search {
    struct lmbi_hinge_sums sums;
    double width[WIDTHS], share[WIDTHS]; /* of the prior */
    double freedom;                      /* readings that are worth one each, less what is fitted */
    double least, factor;
    double left; /* the best fit's sum of squared residuals */
    int is_beside_ce;
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

/* Whether the second line is, where it has to be: as much of the record as the transition takes.
 * The grid tells the width to half of it. */
static int may_be_seen(const struct knee_search *s, const struct sight *v)
{
    double behind = s->sums.scale * (s->sums.t[s->sums.trace->count - 1] - v->best.tau);
    return !s->is_beside_ce || behind > v->width / 2;
}

/* Of all places and widths, even. */
static struct sight look_at_all(struct knee_search *s)
{
    int64_t count = s->sums.trace->count;
    struct sight v = {.from = s->sums.t[EDGE], .to = s->sums.t[count - 1 - EDGE]};
    set_widths(s);
    lmbi_hinge_sum(&s->sums);
    s->freedom = (double)count - 5;
    survey(s, &v, COARSE_PLACES, 4, 1);
    if (!may_be_seen(s, &v)) return v;
    survey(s, &v, FINER_PLACES, 1, 1);
    return v;
}

/* About the best of those, and its residuals. */
static void look_about(struct knee_search *s, struct sight *v)
{
    refine_widths(s, v->width);
    survey(s, v, FINER_PLACES, 2, LMBI_HINGES);
    s->left = lmbi_hinge_take(&s->sums, v->best);
}

/* Whether there may be outliers: the best fit has some, or its residuals hang together, or what is
 * behind the knee may be a run. */
static int may_have_outliers(struct knee_search *s, const struct sight *v)
{
    int64_t count = s->sums.trace->count;
    double behind = s->sums.t[count - 1 - 2 * LMBI_LONGEST_RUN];
    return v->best.tau > behind || lmbi_hinge_memory(&s->sums) > 2 / lmbi_sqrt((double)count) ||
           lmbi_hinge_drop(&s->sums) > 0;
}

/* The readings' residuals from the best fit to their running medians, which pass no run. */
static void look_at_medians(struct knee_search *s)
{
    struct lmbi_hinge_sums *sums = &s->sums;
    const struct lmbi_trace *trace = sums->trace;
    struct lmbi_trace medians = *trace;
    medians.y = sums->size;
    for (int64_t i = 0; i < trace->count; i++) {
        int is_end = i < LMBI_LONGEST_RUN || i >= trace->count - LMBI_LONGEST_RUN;
        sums->w[i] = is_end ? 0 : trace->w[i];
        medians.y[i] = is_end ? trace->y[i] : lmbi_trace_middle(trace, i);
    }
    sums->trace = &medians;
    struct sight v = look_at_all(s);
    lmbi_hinge_take(sums, v.best);
    sums->trace = trace;
    for (int64_t i = 0; i < trace->count; i++) sums->residual[i] += trace->y[i] - medians.y[i];
}

/* With other outliers the best place may be beside what was looked at. */
static void sum_again(struct knee_search *s, struct sight *v)
{
    double range = v->to - v->from, *t = s->sums.t;
    lmbi_hinge_sum(&s->sums);
    v->from = lmbi_max(t[EDGE], v->from - range);
    v->to = lmbi_min(t[s->sums.trace->count - 1 - EDGE], v->to + range);
}

/* Until the same readings are outliers; returns how many. */
static int64_t leave_out_far(struct knee_search *s, struct sight *v)
{
    look_at_medians(s);
    int64_t out = lmbi_hinge_drop(&s->sums), before = out + 1;
    *v = look_at_all(s);
    for (int rounds = 0; rounds < MOST_ROUNDS && out != before; rounds++) {
        look_about(s, v);
        before = out;
        out = lmbi_hinge_drop(&s->sums);
        if (out != before) sum_again(s, v);
    }
    if (out != before) look_about(s, v);
    return out;
}

static void search_knee(struct knee_search *s, struct lmbi_knee *knee, struct lmbi_belief *belief)
{
    int64_t count = s->sums.trace->count, out = 0;
    struct sight v = look_at_all(s);
    if (!may_be_seen(s, &v)) return;
    look_about(s, &v);
    if (may_have_outliers(s, &v)) out = leave_out_far(s, &v);
    if (!may_be_seen(s, &v)) return;
    knee->memory = (double)out > most_out * (double)count ? 1 : lmbi_hinge_memory(&s->sums);
    knee->rest = s->left / (s->sums.trace->sigma * s->sums.trace->sigma) + costs * (double)out;
    s->freedom -= (double)out;
    if (knee->memory > 2 / lmbi_sqrt((double)count) && knee->memory < 1)
        s->freedom *= (1 - knee->memory) / (1 + knee->memory);
    survey(s, &v, FINER_PLACES, 2, LMBI_HINGES);
    believe(s, &v, belief);
    knee->cycle = s->sums.center + s->sums.scale * v.best.tau;
    knee->width = v.width;
    knee->shape = v.best.shape;
}

/* Its outliers say nothing of any other shape either. */
static void leave_out(struct lmbi_trace *fade, const double *w)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < fade->count; i++) {
        if (!(w[i] > 0)) continue;
        fade->cycle[kept] = fade->cycle[i];
        fade->x[kept] = fade->x[i];
        fade->y[kept] = fade->y[i];
        fade->w[kept++] = fade->w[i];
    }
    fade->count = kept;
}

int32_t lmbi_find_knee(struct lmbi_trace *fade, double factor, double least, int is_beside_ce,
                       const struct lmbi_memory *memory, struct lmbi_knee *knee,
                       struct lmbi_belief *belief)
{
    lmbi_belief_init(belief, 0, 1);
    *knee = (struct lmbi_knee){.memory = 1};
    if (fade->count < LEAST_READINGS) return LMB_OK;
    struct knee_search s = {.factor = factor, .least = least, .is_beside_ce = is_beside_ce};
    int32_t status = lmbi_hinge_open(&s.sums, fade, memory);
    if (!status) search_knee(&s, knee, belief);
    if (!status && !is_beside_ce && knee->memory <= LMBI_MOST_MEMORY) leave_out(fade, s.sums.w);
    lmbi_hinge_clear(&s.sums, memory);
    return status;
}

/* Cycles for each charge passed, about reading i. */
static double cycles_per_charge(const struct lmbi_trace *t, int64_t i)
{
    int64_t from = i > 0 ? i - 1 : 0, to = i + 1 < t->count ? i + 1 : i;
    return (t->cycle[to] - t->cycle[from]) / (t->x[to] - t->x[from]);
}

/* A level and the loss that the knee predicts, fitted to the rate. */
static double rest_of_rate(const struct lmbi_trace *rate, struct lmbi_hinge hinge,
                           struct lmbi_hinge_fit fit)
{
    double w = 0, h = 0, y = 0, hh = 0, hy = 0, yy = 0;
    for (int64_t i = 0; i < rate->count; i++) {
        double at = rate->cycle[i] - rate->moment, r = rate->y[i] - rate->y[0];
        double f = fit.before + fit.change * lmbi_hinge_slope(hinge, at);
        f *= cycles_per_charge(rate, i);
        w += rate->w[i], h += rate->w[i] * f, y += rate->w[i] * r;
        hh += rate->w[i] * f * f, hy += rate->w[i] * f * r, yy += rate->w[i] * r * r;
    }
    double across = hh - h * h / w, along = hy - h * y / w, rest = yy - y * y / w;
    if (along > 0 && across > 1e-12 * hh) rest -= along * along / across;
    return rest / (rate->sigma * rate->sigma) + lmbi_log((double)rate->count);
}

int32_t lmbi_knee_rest(const struct lmbi_trace *fade, const struct lmbi_trace *rate,
                       const struct lmbi_knee *knee, const struct lmbi_memory *memory, double *rest)
{
    struct lmbi_hinge_sums s;
    int32_t status = lmbi_hinge_open(&s, fade, memory);
    if (!status) {
        lmbi_hinge_sum(&s);
        struct lmbi_hinge hinge = {(knee->cycle - s.center) / s.scale, knee->width / s.scale,
                                   knee->shape};
        struct lmbi_hinge_fit fit = lmbi_hinge_fit(&s, hinge);
        fit.before /= s.scale;
        fit.change /= s.scale;
        *rest = lmbi_hinge_take(&s, hinge) / (fade->sigma * fade->sigma);
        hinge = (struct lmbi_hinge){knee->cycle, knee->width, knee->shape};
        if (rate && rate->count > 2) *rest += rest_of_rate(rate, hinge, fit);
    }
    lmbi_hinge_clear(&s, memory);
    return status;
}
