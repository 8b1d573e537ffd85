#include "stage/onset.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "stage/bend.h"

enum {
    FEWEST = 20, /* readings */
    MOST_LOOKS = 10
};

/* Evidence from which on a change is taken to be there: a hundredfold. */
static const double shows = 4.6;
/* Behind the change, look no farther than where the rate is so many times what it was. */
static const double far_rate = 5;

/* What all fits of one look say together. */
struct weighing {
    const struct lmbi_sweep *level;
    const struct lmbi_bend_fit *fits;
    const struct lmbi_onset_question *question;
    double rest;   /* of the best fit */
    double misfit; /* of the best fit: mean square over noise, at least 1, for noise with memory
                    * more */
    double memory; /* correlation of its neighbouring residuals */
    double best;   /* its log likelihood ratio against the line */
    int64_t best_place;
    int best_bend;
    double reached, not_reached, places;
    double by_growth[LMBI_GROWTHS];
};

/* What a look leaves for the next. */
struct glance {
    double memory, rest;
    int64_t place, far;  /* of the best change point, and of where the rate is far */
    int lowest, highest; /* of the growths that matter */
};

struct onset_search {
    const struct lmbi_onset_question *question;
    struct lmbi_bend_fit *fits;
    double *residual;
    double growth[LMBI_GROWTHS], share; /* what of the prior over growths these cover */
    struct lmbi_belief *belief;
};

static double gain_of(const struct lmbi_bend_fit *f)
{
    return f->along > 0 && f->across > 0 ? f->along * f->along / f->across : 0;
}

/* Where the rate is `factor` times the rate before. That counts as its own error at least: from a
 * level that is flat within noise it is where the rate could be told from none. */
static double place_of_rate(const struct weighing *g, int64_t i, int bend, double factor)
{
    const struct lmbi_bend_fit *f = &g->fits[i * LMBI_BENDS + bend];
    const struct lmbi_trace *t = g->level->trace;
    double c = f->along / f->across, before = g->level->slope - c * f->lean;
    double sd = 3.4641016 * t->sigma / ((t->x[i] - t->x[0]) * lmbi_sqrt((double)i));
    double counts = lmbi_max(before, lmbi_max(sd, g->question->least));
    double growth = g->level->growth[bend % LMBI_GROWTHS];
    return t->x[i] + lmbi_bend_delay(bend, growth, c, factor * counts - before);
}

/* To either side of an onset, what it moves by while the change point goes half way to the next: a
 * whole cycle is the truth, and a smooth bend's onset moves less than its change point. */
static double reach_about(const struct weighing *g, int64_t i, int bend, double place, double onset)
{
    double factor = g->question->factor;
    double above = lmbi_abs(place_of_rate(g, i - 1, bend, factor) - onset);
    double below = lmbi_abs(place_of_rate(g, i + 1, bend, factor) - onset);
    double moved = lmbi_max(above, below) / 2;
    return moved == moved ? lmbi_clip(moved, lmbi_min(0.5, place / 2), place / 2) : place / 2;
}

/* `place`: how many cycles of change points this one stands for. */
static void weigh_fit(struct weighing *g, int64_t i, int bend, double place,
                      struct lmbi_belief *belief)
{
    const double *x = g->level->trace->x;
    double half = gain_of(&g->fits[i * LMBI_BENDS + bend]) / (2 * g->misfit) - g->best;
    if (half < -10) return;
    double onset = place_of_rate(g, i, bend, g->question->factor);
    double mass = place * lmbi_quick_exp(half);
    g->by_growth[bend % LMBI_GROWTHS] += mass;
    if (onset < x[g->level->trace->count - 1]) {
        g->reached += mass;
        double reach = reach_about(g, i, bend, place, onset);
        lmbi_belief_add(belief, onset - reach, onset + reach, mass);
    } else {
        g->not_reached += mass;
    }
}

static void find_best(struct weighing *g)
{
    const struct lmbi_trace *t = g->level->trace;
    g->best_place = t->count / 2;
    for (int64_t i = LMBI_BEND_MARGIN; i < t->count - LMBI_BEND_MARGIN; i++) {
        g->places += (t->x[i + 1] - t->x[i - 1]) / 2;
        for (int b = 0; b < LMBI_BENDS; b++) {
            double gain = gain_of(&g->fits[i * LMBI_BENDS + b]);
            if (gain <= g->best) continue;
            g->best = gain;
            g->best_place = i;
            g->best_bend = b;
        }
    }
}

static void judge_best(struct weighing *g, double rest, int64_t readings)
{
    const struct lmbi_bend_fit *fit = &g->fits[g->best_place * LMBI_BENDS + g->best_bend];
    g->memory = lmbi_bend_memory(g->level, fit, g->best_place, g->best_bend);
    g->rest = rest - g->best;
    double m = lmbi_clip(g->memory, 0, 0.95);
    g->misfit = (1 + m) / (1 - m) * lmbi_max(1, g->rest / (double)(readings - 5));
    g->best /= 2 * g->misfit;
}

/* Unit-information prior on c, places and bends alike. Against it stand, at the same odds, the
 * straight lines against charge and against cycles, and the bends whose rate does not reach the
 * factor within the record. */
static void weigh(struct weighing *g, double share, int64_t readings, struct lmbi_belief *belief)
{
    const double *x = g->level->trace->x;
    int64_t last = g->level->trace->count - LMBI_BEND_MARGIN;
    int64_t stride = g->best < shows ? 3 : 1; /* what cannot show needs no fine belief */
    for (int64_t i = LMBI_BEND_MARGIN; i < last; i += stride)
        for (int b = 0; b < LMBI_BENDS; b++)
            weigh_fit(g, i, b, (double)stride * (x[i + 1] - x[i - 1]) / 2, belief);
    lmbi_belief_close(belief);
    double prior = share / (g->places * LMBI_BENDS * lmbi_sqrt(1 + (double)readings));
    double sigma = g->level->trace->sigma;
    double line = (g->level->rest - g->level->rest_by_cycle) / (2 * g->misfit * sigma * sigma);
    double straight = lmbi_max(0, line) - g->best;
    double bends = g->not_reached > 0 ? lmbi_log(prior * g->not_reached) : -LMBI_MAX;
    double top = lmbi_max(bends, straight);
    double against = lmbi_exp(straight - top) + lmbi_exp(bends - top);
    belief->evidence = lmbi_log(prior * lmbi_max(g->reached, 1e-20)) - top - lmbi_log(against / 2);
}

static struct glance glance_at(const struct weighing *g)
{
    const struct lmbi_trace *t = g->level->trace;
    struct glance glance = {g->memory, g->rest, g->best_place, t->count, 0, LMBI_GROWTHS - 1};
    double total = g->reached + g->not_reached;
    while (g->by_growth[glance.lowest] < 1e-3 * total) glance.lowest++;
    while (g->by_growth[glance.highest] < 1e-3 * total) glance.highest--;
    if (!(g->best > 0)) return glance;
    double x = place_of_rate(g, g->best_place, g->best_bend, far_rate);
    if (x == t->x[g->best_place]) return glance; /* a sharp knee: all behind it counts */
    for (glance.far = g->best_place; glance.far < t->count && t->x[glance.far] < x;) glance.far++;
    return glance;
}

/* The rate's readings that the level has by its reading `count`. */
static struct lmbi_trace rate_until(const struct lmbi_onset_question *q, double x)
{
    struct lmbi_trace rate = *q->rate;
    while (rate.count > 0 && rate.x[rate.count - 1] > x) rate.count--;
    return rate;
}

/* Weigh all bends on the readings before number `count` of the level. */
static struct glance look(struct onset_search *s, int64_t count)
{
    struct lmbi_trace part = *s->question->level, rate_part = {.count = 0};
    part.count = count;
    struct lmbi_sweep level = {.trace = &part, .growth = s->growth, .residual = s->residual};
    memset(s->fits, 0, (size_t)count * LMBI_BENDS * sizeof *s->fits);
    double rest = 0;
    if (s->question->rate) rate_part = rate_until(s->question, part.x[count - 1]);
    if (rate_part.count >= FEWEST) {
        struct lmbi_sweep rate = level;
        rate.trace = &rate_part;
        rate.is_rate = 1;
        lmbi_sweep_bends(&rate, &part, s->fits);
        rest += rate.rest / (rate_part.sigma * rate_part.sigma);
    }
    lmbi_sweep_bends(&level, &part, s->fits);
    rest += level.rest / (part.sigma * part.sigma);
    struct weighing g = {.level = &level, .fits = s->fits, .question = s->question};
    find_best(&g);
    judge_best(&g, rest, count + rate_part.count);
    lmbi_belief_init(s->belief, part.x[0], part.x[count - 1]);
    weigh(&g, s->share, count + rate_part.count, s->belief);
    return glance_at(&g);
}

/* From none to where one bend spans a thirtieth of the record. */
static void set_growths(struct onset_search *s)
{
    const struct lmbi_trace *t = s->question->level;
    double growth = 0.5 / (t->x[t->count - 1] - t->x[0]);
    s->growth[0] = 0;
    for (int i = 1; i < LMBI_GROWTHS; i++, growth *= 2) s->growth[i] = growth;
    s->share = 1;
}

/* Finer, between the neighbours of the growths that matter. */
static void refine_growths(struct onset_search *s, const struct glance *g)
{
    int from = g->lowest > 0 ? g->lowest - 1 : 0;
    int to = g->highest + 1 < LMBI_GROWTHS ? g->highest + 1 : g->highest;
    double lower = s->growth[from], upper = s->growth[to], steps = LMBI_GROWTHS - 1;
    double ratio = lower > 0 ? lmbi_pow(upper / lower, 1 / steps) : 0;
    s->share *= (double)(to - from + 1) / LMBI_GROWTHS;
    for (int i = 0; i < LMBI_GROWTHS; i++, lower *= ratio)
        s->growth[i] = ratio > 0 ? lower : upper * i / steps;
}

/* What lies far behind the change says little of it, and the record may bend again there: stay
 * near, and nearer while the residuals of the best fit hang together. */
static int64_t closer_end(const struct glance *g, int64_t end)
{
    int64_t behind = end - g->place;
    if (g->memory * lmbi_sqrt((double)end) > 1.5) behind = (int64_t)(0.7 * (double)behind);
    if (behind > g->far - g->place) behind = g->far - g->place;
    if (behind < 3 * LMBI_BEND_MARGIN) behind = 3 * LMBI_BEND_MARGIN;
    return g->place + behind < end ? g->place + behind : end;
}

/* Look at all, then closer and finer, as long as the change shows, until the readings fit and the
 * growths that matter are some of those on the grid. */
static double look_closer(struct onset_search *s)
{
    int64_t end = s->question->level->count;
    struct glance g = look(s, end);
    double rest = g.rest;
    for (int looks = 1; looks < MOST_LOOKS && s->belief->evidence > shows; looks++) {
        int64_t next = closer_end(&g, end);
        if (looks > 1 && next == end && g.highest - g.lowest >= 2) break;
        int64_t before = end;
        end = next;
        refine_growths(s, &g);
        g = look(s, end);
        if (s->belief->evidence > shows) continue;
        look(s, before); /* that was too close */
        break;
    }
    return rest;
}

int32_t lmbi_find_onset(const struct lmbi_onset_question *q, const struct lmbi_memory *memory,
                        struct lmbi_belief *belief, double *rest)
{
    int64_t count = q->level->count, most = count;
    if (q->rate && q->rate->count > most) most = q->rate->count;
    lmbi_belief_init(belief, 0, 1);
    if (count < FEWEST) return LMB_OK;
    struct onset_search s = {.question = q, .belief = belief};
    s.fits = lmbi_resize(memory, NULL, (uint64_t)count, LMBI_BENDS * sizeof *s.fits);
    s.residual = lmbi_resize(memory, NULL, (uint64_t)most, sizeof *s.residual);
    if (s.fits && s.residual) {
        set_growths(&s);
        double left = look_closer(&s);
        if (rest) *rest = left;
        lmbi_belief_rescale(belief, q->level->x, q->level->cycle, count);
    }
    lmbi_free(memory, s.residual);
    lmbi_free(memory, s.fits);
    return s.fits && s.residual ? LMB_OK : LMB_ERROR_MEMORY;
}
