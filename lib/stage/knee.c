#include "stage/knee.h"

#include "base/number.h"

/* Reading k is y = a + b t + c h(t - tau), t its cycle, h a hinge whose slope goes from 0 to 1
 * evenly over a transition of width w about tau: 0, then (t - tau + w/2)^2 / 2w, then t - tau.
 * In sums of powers of t over the readings up to each, the least-squares c of every tau and w is
 * closed-form. Noise is marginalized: a fit weighs rest^-(n/2). */
enum {
    WIDTHS = 13,
    COARSE_PLACES = 128,
    FINER_PLACES = 48,
    FINE_PLACES = 128,
    EDGE = 4, /* readings that tau keeps from either end */
    LEAST_READINGS = 20
};

static const double narrowest = 6,
                    wider = 1.4142135623730951; /* cycles, and from each to the next */
static const double negligible = 12;            /* in log weight */
/* Where the lines meet depends on the shape of the transition, by so much of its width. */
static const double shape_matters = 0.0015;
static const double far_from_fit = 3.5, most_out = 0.05; /* sigma; share of the readings */

struct powers {
    double w, t, tt, t3, t4, r, tr, ttr;
};

struct hinge_search {
    const struct lmbi_trace *trace;
    struct powers *sum; /* over the readings before each */
    double *t, *w, *residual;
    double width[WIDTHS], share[WIDTHS]; /* of the prior */
    double center, scale;                /* t = (cycle - center) / scale, from -1 to 1 */
    double mean, spread;                 /* of t: the weighted mean, sum of w (t - mean)^2 */
    double slope, rest;                  /* of the straight line, per t */
    double freedom;                      /* readings that are worth one each, less what is fitted */
    double least, factor;
};

/* The line, then its residuals. */
static void fit_straight(struct hinge_search *s)
{
    const struct lmbi_trace *trace = s->trace;
    double w = 0, t = 0, y = 0, ty = 0;
    for (int64_t i = 0; i < trace->count; i++) {
        s->t[i] = (trace->cycle[i] - trace->moment - s->center) / s->scale;
        w += s->w[i], t += s->w[i] * s->t[i];
        y += s->w[i] * (trace->y[i] - trace->y[0]);
    }
    s->mean = t / w;
    y /= w;
    s->spread = s->rest = 0;
    for (int64_t i = 0; i < trace->count; i++) {
        double u = s->t[i] - s->mean;
        s->spread += s->w[i] * u * u;
        ty += s->w[i] * u * (trace->y[i] - trace->y[0] - y);
    }
    s->slope = ty / s->spread;
    for (int64_t i = 0; i < trace->count; i++) {
        s->residual[i] = trace->y[i] - trace->y[0] - y - s->slope * (s->t[i] - s->mean);
        s->rest += s->w[i] * s->residual[i] * s->residual[i];
    }
}

static void add_powers(struct hinge_search *s)
{
    struct powers p = {0, 0, 0, 0, 0, 0, 0, 0};
    for (int64_t i = 0; i < s->trace->count; i++) {
        double w = s->w[i], t = s->t[i], r = s->residual[i];
        s->sum[i] = p;
        p.w += w, p.t += w * t, p.tt += w * t * t, p.t3 += w * t * t * t;
        p.t4 += w * t * t * t * t, p.r += w * r, p.tr += w * t * r, p.ttr += w * t * t * r;
    }
    s->sum[s->trace->count] = p;
}

static int64_t first_beyond(const struct hinge_search *s, double t)
{
    int64_t lower = 0, upper = s->trace->count;
    while (lower < upper) {
        int64_t middle = (lower + upper) / 2;
        if (s->t[middle] > t)
            upper = middle;
        else
            lower = middle + 1;
    }
    return lower;
}

static struct powers between(const struct hinge_search *s, int64_t from, int64_t to)
{
    const struct powers *a = &s->sum[from], *b = &s->sum[to];
    return (struct powers){b->w - a->w,   b->t - a->t, b->tt - a->tt, b->t3 - a->t3,
                           b->t4 - a->t4, b->r - a->r, b->tr - a->tr, b->ttr - a->ttr};
}

/* One fit: how much of the line's rest it takes, and whether the slope grows by the factor. */
struct hinge {
    double gain;
    int reaches;
};

static struct hinge hinge_at(const struct hinge_search *s, double tau, double width)
{
    double from = tau - width / 2, to = tau + width / 2;
    int64_t first = first_beyond(s, from), last = width > 0 ? first_beyond(s, to) : first;
    struct powers in = between(s, first, last), out = between(s, last, s->trace->count);
    double h = out.t - tau * out.w, ht = out.tt - tau * out.t, hr = out.tr - tau * out.r;
    double hh = out.tt - 2 * tau * out.t + tau * tau * out.w, f = from;
    if (last > first) {
        double half = 1 / (2 * width);
        h += half * (in.tt - 2 * f * in.t + f * f * in.w);
        ht += half * (in.t3 - 2 * f * in.tt + f * f * in.t);
        hr += half * (in.ttr - 2 * f * in.tr + f * f * in.r);
        hh += half * half *
              (in.t4 - 4 * f * in.t3 + 6 * f * f * in.tt - 4 * f * f * f * in.t +
               f * f * f * f * in.w);
    }
    double moment = ht - s->mean * h, lean = moment / s->spread;
    double across = hh - h * h / s->sum[s->trace->count].w - moment * lean;
    struct hinge fit = {0, 0};
    if (!(hr > 0) || !(across > 1e-12 * hh)) return fit;
    double c = hr / across, before = (s->slope - c * lean) / s->scale;
    fit.gain = c * hr;
    fit.reaches = before + c / s->scale > s->factor * lmbi_max(before, s->least);
    return fit;
}

/* Log weight of a fit against that of the straight line. */
static double weight_of(const struct hinge_search *s, double gain)
{
    double floor = 1e-9 * s->rest + 1e-300;
    return 0.5 * s->freedom * lmbi_quick_log(s->rest / lmbi_max(floor, s->rest - gain));
}

/* The gain of a fit that weighs `log` less than one of the gain `best`. */
static double gain_below(const struct hinge_search *s, double best, double log)
{
    return s->rest - (s->rest - best) * lmbi_exp(2 * log / s->freedom);
}

/* The best tau and width of a grid, and the range of tau that weighs anything. */
struct sight {
    double from, to, gain, tau, width;
};

static void survey(const struct hinge_search *s, struct sight *v, int places, int stride)
{
    double gain[COARSE_PLACES], from = v->from, to = v->to, step = (to - from) / (places - 1);
    v->gain = 0;
    for (int i = 0; i < places; i++) {
        gain[i] = 0;
        for (int k = 0; k < WIDTHS; k += stride) {
            double tau = from + i * step, g = hinge_at(s, tau, s->width[k] / s->scale).gain;
            gain[i] = lmbi_max(gain[i], g);
            if (g > v->gain) v->gain = g, v->tau = tau, v->width = s->width[k];
        }
    }
    int first = 0, last = places - 1;
    double least = gain_below(s, v->gain, negligible);
    while (first < last && gain[first] < least) first++;
    while (last > first && gain[last] < least) last--;
    v->from = lmbi_max(from, from + (first - 1) * step);
    v->to = lmbi_min(to, from + (last + 1) * step);
}

static double bend_by(double u, double width)
{
    return u <= 0 ? 0 : u < width ? u * u / (2 * width) : u - width / 2;
}

/* From the residuals of the line to those of the best hinge. */
static void take_best(struct hinge_search *s, const struct sight *v)
{
    double width = v->width / s->scale, from = v->tau - width / 2;
    double w = 0, h = 0, ht = 0, hh = 0, hr = 0;
    for (int64_t i = 0; i < s->trace->count; i++) {
        double f = bend_by(s->t[i] - from, width);
        w += s->w[i], h += s->w[i] * f, ht += s->w[i] * f * (s->t[i] - s->mean);
        hh += s->w[i] * f * f, hr += s->w[i] * f * s->residual[i];
    }
    double lean = ht / s->spread, c = hr / (hh - h * h / w - ht * lean);
    for (int64_t i = 0; i < s->trace->count; i++)
        s->residual[i] -= c * (bend_by(s->t[i] - from, width) - h / w - lean * (s->t[i] - s->mean));
}

/* How the residuals of neighbours hang together. */
static double memory_of(const struct hinge_search *s)
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
static int64_t drop_far(struct hinge_search *s)
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
static void set_widths(struct hinge_search *s)
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
static void refine_widths(struct hinge_search *s, double best)
{
    if (best <= narrowest) return;
    double width = best / wider, ratio = lmbi_pow(2, 1.0 / (WIDTHS - 1));
    for (int k = 0; k < WIDTHS; k++, width *= ratio) {
        s->width[k] = width;
        s->share[k] = 0.5 / (WIDTHS - 1) * 2 / (WIDTHS - 1);
    }
}

/* Places evenly over the record, unit-information prior on c; against it the line, and the hinges
 * that do not reach the factor. */
static void believe(const struct hinge_search *s, const struct sight *v, struct lmbi_belief *belief)
{
    double reached = 0, not_reached = 0, step = (v->to - v->from) / (FINE_PLACES - 1);
    double best = weight_of(s, v->gain), least = gain_below(s, v->gain, 2 * negligible);
    double first = s->center + s->scale * v->from, cycles = s->scale * step;
    lmbi_belief_init(belief, first - cycles / 2, first + (FINE_PLACES - 0.5) * cycles);
    belief->width = FINE_PLACES * cycles / LMBI_BELIEF_BINS;
    for (int i = 0; i < FINE_PLACES; i++) {
        for (int k = 0; k < WIDTHS; k++) {
            struct hinge fit = hinge_at(s, v->from + i * step, s->width[k] / s->scale);
            if (fit.gain < least) continue;
            double mass = lmbi_quick_exp(weight_of(s, fit.gain) - best) * s->share[k];
            double at = first + i * cycles;
            double half = cycles / 2 + shape_matters * s->width[k];
            if (fit.reaches) lmbi_belief_add(belief, at - half, at + half, mass);
            *(fit.reaches ? &reached : &not_reached) += mass;
        }
    }
    lmbi_belief_close(belief);
    double prior = step / 2 / lmbi_sqrt(1 + s->freedom);
    double line = lmbi_exp(lmbi_max(-700, -best)), other = prior * not_reached;
    belief->evidence = lmbi_log(prior * lmbi_max(reached, 1e-20)) - lmbi_log((line + other) / 2);
}

static struct sight look_for_best(struct hinge_search *s)
{
    int64_t count = s->trace->count;
    fit_straight(s);
    add_powers(s);
    s->freedom = (double)count - 5;
    struct sight v = {.from = s->t[EDGE], .to = s->t[count - 1 - EDGE]};
    survey(s, &v, COARSE_PLACES, 4);
    survey(s, &v, FINER_PLACES, 1);
    refine_widths(s, v.width);
    survey(s, &v, FINER_PLACES, 1);
    return v;
}

static void search_knee(struct hinge_search *s, struct lmbi_knee *knee, struct lmbi_belief *belief)
{
    int64_t count = s->trace->count;
    for (int64_t i = 0; i < count; i++) s->w[i] = s->trace->w[i];
    set_widths(s);
    struct sight v = look_for_best(s);
    take_best(s, &v);
    knee->memory = memory_of(s);
    int64_t out = drop_far(s);
    if ((double)out > most_out * (double)count)
        knee->memory = 1;
    else if (out > 0)
        set_widths(s), v = look_for_best(s);
    s->freedom -= (double)out;
    if (knee->memory > 2 / lmbi_sqrt((double)count) && knee->memory < 1)
        s->freedom *= (1 - knee->memory) / (1 + knee->memory);
    survey(s, &v, FINER_PLACES, 1);
    believe(s, &v, belief);
    knee->rest = (s->rest - v.gain) / (s->trace->sigma * s->trace->sigma);
}

int32_t lmbi_find_knee(const struct lmbi_trace *fade, double factor, double least,
                       const struct lmbi_memory *memory, struct lmbi_knee *knee,
                       struct lmbi_belief *belief)
{
    int64_t count = fade->count;
    lmbi_belief_init(belief, 0, 1);
    *knee = (struct lmbi_knee){LMBI_INFINITY, 1};
    if (count < LEAST_READINGS) return LMB_OK;
    struct powers *sum = lmbi_new(memory, (uint64_t)count + 1, sizeof *sum);
    double *scratch = lmbi_new(memory, (uint64_t)count, 3 * sizeof *scratch);
    if (sum && scratch) {
        struct hinge_search s = {.trace = fade,
                                 .sum = sum,
                                 .t = scratch,
                                 .w = scratch + count,
                                 .residual = scratch + 2 * count,
                                 .factor = factor,
                                 .least = least};
        double first = fade->cycle[0] - fade->moment, last = fade->cycle[count - 1] - fade->moment;
        s.center = 0.5 * (first + last);
        s.scale = 0.5 * (last - first);
        search_knee(&s, knee, belief);
    }
    lmbi_free(memory, scratch);
    lmbi_free(memory, sum);
    return sum && scratch ? LMB_OK : LMB_ERROR_MEMORY;
}
