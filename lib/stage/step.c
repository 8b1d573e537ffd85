#include "stage/step.h"

#include <stddef.h>

#include "base/number.h"

enum {
    SPAN = 30,   /* readings of a level on either side: short enough for a line */
    LASTING = 7, /* readings behind the step: outliers come in runs of up to 6 */
    NEAR = 8,    /* readings about the best candidate that the belief weighs */
    ABRUPT = 3   /* readings on either side that must show the step */
};

/* A step is of the size of 1 - CE_Li: some 1 %. The best CE_Li reported is 0.9990 (Deng et al.
 * 2026): half that loss is the least that is called. */
static const double usual_drop = 0.01, least_drop = 0.0005;
/* A cell whose CE is on the way back, half of it within so many cycles, is not exhausted. */
static const double recovery = 50;
/* Evidence from which on a further step is taken to be there: a hundredfold. */
static const double shows_another = 4.6;

struct prefix {
    double n, w, x, xx, y, xy, yy;
};

/* A weighted line over some readings. */
struct level {
    double n, w, x, y, sxx, slope, rest;
};

struct rows {
    const struct lmbi_trace *trace;
    struct prefix *sum; /* of the readings before each */
    double *lowest;     /* the lowest 1 - CE that a run from here on comes back to */
    double *gain;       /* log Bayes factor of a step at each; below -1e300: refused */
    int64_t found[LMBI_MOST_STEPS];
    int32_t steps; /* found so far */
};

/* The readings from `from` to before `to` that lines about reading i may take. */
struct reach {
    int64_t from, to;
};

static void add_up(struct rows *r)
{
    const struct lmbi_trace *t = r->trace;
    struct prefix p = {0, 0, 0, 0, 0, 0, 0};
    for (int64_t i = 0; i < t->count; i++) {
        double w = t->w[i], x = t->x[i] - t->x[0], y = t->y[i] - t->y[0];
        r->sum[i] = p;
        p.n++, p.w += w, p.x += w * x, p.xx += w * x * x;
        p.y += w * y, p.xy += w * x * y, p.yy += w * y * y;
    }
    r->sum[t->count] = p;
}

static struct level level_of(const struct rows *r, int64_t from, int64_t to)
{
    const struct prefix *a = &r->sum[from], *b = &r->sum[to];
    struct level l = {.n = b->n - a->n, .w = b->w - a->w};
    l.x = (b->x - a->x) / l.w;
    l.y = (b->y - a->y) / l.w;
    double sxy = b->xy - a->xy - l.w * l.x * l.y, syy = b->yy - a->yy - l.w * l.y * l.y;
    l.sxx = b->xx - a->xx - l.w * l.x * l.x;
    l.slope = sxy / l.sxx;
    l.rest = lmbi_max(0, syy - sxy * l.slope);
    return l;
}

static double level_at(const struct level *l, double x) { return l->y + l->slope * (x - l->x); }

static double mean_of(const struct rows *r, int64_t from, int64_t to)
{
    return (r->sum[to].y - r->sum[from].y) / (r->sum[to].w - r->sum[from].w);
}

/* From the end: the lowest mean of LASTING readings, as high as noise lets it be. */
static void find_lowest(struct rows *r)
{
    int64_t count = r->trace->count;
    double lowest = LMBI_INFINITY;
    for (int64_t i = count; i >= 0; i--) {
        if (i + LASTING <= count) {
            double w = r->sum[i + LASTING].w - r->sum[i].w;
            double noise = 2 * r->trace->sigma / lmbi_sqrt(w);
            lowest = lmbi_min(lowest, mean_of(r, i, i + LASTING) + noise);
        }
        r->lowest[i] = lowest;
    }
}

/* Line before, line behind, and the reading between them free: on its way if Li ran out within
 * that cycle. */
struct candidate {
    struct level before, after;
    double x, low, high, noise; /* noise: variance of one reading, misfit included */
};

static struct candidate candidate_at(const struct rows *r, int64_t i, int64_t from, int64_t to)
{
    struct candidate c = {level_of(r, from, i), level_of(r, i + 1, to), 0, 0, 0, 0};
    double sigma = r->trace->sigma;
    c.x = r->trace->x[i] - r->trace->x[0];
    c.low = level_at(&c.before, c.x);
    c.high = level_at(&c.after, c.x);
    c.noise =
        lmbi_max(sigma * sigma, (c.before.rest + c.after.rest) / (c.before.n + c.after.n - 4));
    return c;
}

/* As far as SPAN; where a step that was found before ends one line, the other is no longer. */
static struct reach reach_of(const struct rows *r, int64_t i)
{
    int64_t count = r->trace->count, before = SPAN, behind = SPAN;
    for (int32_t k = 0; k < r->steps; k++) {
        int64_t away = r->found[k] - i;
        if (away <= 0 && -away - 1 < before) before = -away - 1;
        if (away > 0 && away - 1 < behind) behind = away - 1;
    }
    int64_t least = before < behind ? before : behind;
    if (least < SPAN) before = behind = least;
    return (struct reach){i > before ? i - before : 0,
                          i + 1 + behind < count ? i + 1 + behind : count};
}

static int is_lasting(const struct rows *r, int64_t i, const struct candidate *c)
{
    double drop = c->high - c->low, slope_sd = lmbi_sqrt(c->noise / c->after.sxx);
    if (r->lowest[i + 1] < c->low + drop / 2) return 0;
    return c->after.slope > -2 * slope_sd || -c->after.slope * recovery < drop / 2;
}

/* How much higher the mean of `span` readings behind is than that of as many before, beyond what
 * both lines rise on the way. */
static double rise_over(const struct rows *r, int64_t i, int64_t span, const struct candidate *c)
{
    const double *x = r->trace->x;
    double slope = lmbi_max(0, 0.5 * (c->before.slope + c->after.slope));
    double apart = 0.5 * (x[i + span] + x[i + 1] - x[i - 1] - x[i - span]);
    return mean_of(r, i + 1, i + 1 + span) - mean_of(r, i - span, i) - slope * apart;
}

/* The step is there at once, not by way of lines that were drawn beyond a bend. */
static int is_abrupt(const struct rows *r, int64_t i, const struct candidate *c)
{
    double half = (c->high - c->low) / 2;
    double noise = r->trace->sigma * lmbi_sqrt(2 / (ABRUPT * r->trace->w[i]));
    return rise_over(r, i, LASTING, c) > half && rise_over(r, i, ABRUPT, c) > half - 2 * noise;
}

/* Log Bayes factor of a step against none, its size half-normal about the usual. */
static double gain_at(const struct rows *r, int64_t i)
{
    struct reach span = reach_of(r, i);
    if (i - span.from < LASTING || span.to - i - 1 < LASTING) return -LMBI_MAX;
    struct candidate c = candidate_at(r, i, span.from, span.to);
    double drop = c.high - c.low, before = c.x - c.before.x, after = c.x - c.after.x;
    if (!(drop > least_drop) || !is_lasting(r, i, &c) || !is_abrupt(r, i, &c)) return -LMBI_MAX;
    double v = c.noise * (1 / c.before.w + before * before / c.before.sxx + 1 / c.after.w +
                          after * after / c.after.sxx);
    double share = usual_drop * usual_drop / (v + usual_drop * usual_drop);
    return drop * drop / v * share / 2 + lmbi_quick_log(2 * lmbi_sqrt(1 - share + 1e-300));
}

/* The first cycle on the new level, from the best candidate's neighbours on the same readings. */
static void place_step(const struct rows *r, int64_t best, struct reach span,
                       struct lmbi_belief *belief)
{
    const struct lmbi_trace *t = r->trace;
    int64_t from = span.from, to = span.to;
    int64_t first = best - NEAR > from + ABRUPT ? best - NEAR : from + ABRUPT;
    int64_t last = best + NEAR < to - ABRUPT ? best + NEAR : to - ABRUPT;
    double least = LMBI_INFINITY, noise = 0;
    for (int64_t i = first; i < last; i++) {
        struct candidate c = candidate_at(r, i, from, to);
        if (c.before.rest + c.after.rest >= least) continue;
        least = c.before.rest + c.after.rest;
        noise = c.noise;
    }
    lmbi_belief_init(belief, t->cycle[first - 1], t->cycle[last - 1]);
    for (int64_t i = first; i < last; i++) {
        struct candidate c = candidate_at(r, i, from, to);
        double sd = lmbi_sqrt(noise / t->w[i]), y = t->y[i] - t->y[0], width = c.high - c.low;
        double part = lmbi_normal_cdf((y - c.low) / sd) - lmbi_normal_cdf((y - c.high) / sd);
        double mass = lmbi_quick_exp((least - c.before.rest - c.after.rest) / (2 * noise));
        mass *= (t->cycle[i] - t->cycle[i - 1]) * lmbi_max(part, 1e-12) /
                lmbi_max(lmbi_abs(width), 1e-9 * sd);
        lmbi_belief_add(belief, t->cycle[i - 1], t->cycle[i], mass);
    }
    lmbi_belief_close(belief);
}

/* The step about the best candidate; that moves to its place. */
static struct lmbi_step describe_step(const struct rows *r, int64_t *best)
{
    const double *cycle = r->trace->cycle;
    struct reach span = reach_of(r, *best);
    struct lmbi_step step = {.first = -LMBI_INFINITY, .end = LMBI_INFINITY};
    place_step(r, *best, span, &step.belief);
    step.cycle = lmbi_belief_quantile(&step.belief, 0.5);
    while (*best > span.from + ABRUPT && cycle[*best - 1] >= step.cycle) --*best;
    while (*best + 1 + ABRUPT < span.to && cycle[*best] < step.cycle) ++*best;
    struct candidate c = candidate_at(r, *best, span.from, span.to);
    step.drop = c.high - c.low;
    return step;
}

/* The best of all candidates, and the log Bayes factor for a step at any of them. */
static int64_t find_clearest(const struct rows *r, double *evidence)
{
    int64_t first = LASTING, last = r->trace->count - LASTING, best = first;
    double sum = 0;
    for (int64_t i = first; i < last; i++)
        if (r->gain[i] > r->gain[best]) best = i;
    double top = lmbi_max(r->gain[best], -20);
    for (int64_t i = first; i < last; i++) sum += lmbi_quick_exp(r->gain[i] - top);
    *evidence = top + lmbi_log(lmbi_max(sum, 1e-9) / (double)(last - first));
    return best;
}

/* Weigh the candidates whose lines reach as far as reading `about`. */
static void weigh_about(struct rows *r, int64_t about, int64_t reach)
{
    int64_t last = r->trace->count - LASTING;
    int64_t from = about - reach > LASTING ? about - reach : LASTING;
    for (int64_t i = from; i < last && i <= about + reach; i++) r->gain[i] = gain_at(r, i);
}

static void keep_apart(struct lmbi_step *a, struct lmbi_step *b)
{
    if (a->cycle > b->cycle) {
        keep_apart(b, a);
        return;
    }
    a->end = lmbi_min(a->end, b->cycle);
    b->first = lmbi_max(b->first, a->cycle + 1);
}

static void find_steps_in(struct rows *r, struct lmbi_step steps[LMBI_MOST_STEPS])
{
    add_up(r);
    find_lowest(r);
    weigh_about(r, 0, r->trace->count);
    while (r->steps < LMBI_MOST_STEPS) {
        double evidence;
        int64_t best = find_clearest(r, &evidence);
        struct lmbi_step *step = &steps[r->steps];
        if (r->steps == 0) step->belief.evidence = evidence;
        if (!(r->gain[best] > -LMBI_MAX) || (r->steps > 0 && !(evidence > shows_another))) break;
        *step = describe_step(r, &best);
        step->belief.evidence = evidence;
        for (int32_t k = 0; k < r->steps; k++) keep_apart(step, &steps[k]);
        r->found[r->steps++] = best;
        weigh_about(r, best, SPAN + 1);
    }
}

int32_t lmbi_find_steps(const struct lmbi_trace *ce, const struct lmbi_memory *memory,
                        struct lmbi_step steps[LMBI_MOST_STEPS])
{
    int64_t count = ce->count;
    lmbi_belief_init(&steps[0].belief, 0, 1);
    if (count < 3 * LASTING) return 0;
    struct prefix *sum = lmbi_new(memory, (uint64_t)count + 1, sizeof *sum);
    double *lowest = lmbi_new(memory, (uint64_t)count + 1, 2 * sizeof *lowest);
    struct rows r = {.trace = ce, .sum = sum, .lowest = lowest};
    if (sum && lowest) {
        r.gain = lowest + count + 1;
        find_steps_in(&r, steps);
    }
    lmbi_free(memory, lowest);
    lmbi_free(memory, sum);
    return sum && lowest ? r.steps : -1;
}
