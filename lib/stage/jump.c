#include "stage/jump.h"

#include "base/number.h"

enum {
    LEVEL_SPAN = 30, /* readings to either side that a parabola takes */
    LEAST_SPAN = 10,
    RUN_ABOUT = 6,   /* of outliers */
    STEPS_ABOUT = 3, /* steps to either side that a jump must stand out from */
    MOST_JUMPS = 8   /* a record that jumps more often is not one of pauses */
};

static const double stands_out = 3, is_sure = 5, goes_along = 2; /* sigma */

/* A parabola over the readings `from` to before `to`, at cycles u from their middle. */
struct parabola {
    double center, mean, slope, bend, skew, uu, qq, n, rest; /* rest: variance about it */
};

static struct parabola parabola_of(const struct lmbi_trace *t, int64_t from, int64_t to)
{
    struct parabola p = {.n = (double)(to - from)};
    double u3 = 0, u4 = 0, uy = 0, uuy = 0, yy = 0;
    for (int64_t i = from; i < to; i++) p.center += t->cycle[i] / p.n, p.mean += t->y[i] / p.n;
    for (int64_t i = from; i < to; i++) {
        double u = t->cycle[i] - p.center, y = t->y[i] - p.mean;
        p.uu += u * u, u3 += u * u * u, u4 += u * u * u * u, uy += u * y;
        uuy += u * u * y, yy += y * y;
    }
    /* q = u^2 - skew u - uu / n is orthogonal to 1 and u */
    p.skew = u3 / p.uu;
    p.qq = u4 - p.uu * p.uu / p.n - p.skew * u3;
    p.slope = uy / p.uu;
    p.bend = (uuy - p.skew * uy) / p.qq;
    p.rest = (yy - p.slope * uy - p.bend * p.bend * p.qq) / (p.n - 3);
    return p;
}

static double value_of(const struct parabola *p, double cycle, double *variance)
{
    double u = cycle - p->center, q = u * u - p->skew * u - p->uu / p->n;
    *variance = 1 / p->n + u * u / p->uu + q * q / p->qq;
    return p->mean + p->slope * u + p->bend * q;
}

/* Between readings `end` and `begin`: what the parabolas on either side leave, wherever between
 * the two a change of slope lies; and its standard error. */
static double gap_at(const struct lmbi_trace *t, int64_t end, int64_t begin, int64_t span,
                     double *sd)
{
    int64_t from = end + 1 > span ? end + 1 - span : 0;
    int64_t to = begin + span < t->count ? begin + span : t->count;
    *sd = LMBI_INFINITY;
    if (end + 1 - from < LEAST_SPAN || to - begin < LEAST_SPAN) return 0;
    struct parabola before = parabola_of(t, from, end + 1), after = parabola_of(t, begin, to);
    double jump[2], a, b;
    for (int k = 0; k < 2; k++) {
        double cycle = t->cycle[k ? begin : end];
        jump[k] = value_of(&after, cycle, &b) - value_of(&before, cycle, &a);
    }
    double least = t->sigma * t->sigma;
    *sd = lmbi_sqrt(a * lmbi_max(before.rest, least) + b * lmbi_max(after.rest, least));
    if (jump[0] * jump[1] <= 0) return 0;
    return lmbi_abs(jump[0]) < lmbi_abs(jump[1]) ? jump[0] : jump[1];
}

/* From reading i - 1 to i; 0 if it is there no more when one or a run of them to either side is
 * left out. */
static double level_jump_at(const struct lmbi_trace *t, int64_t i, double *sd)
{
    static const int64_t left_out[] = {1, RUN_ABOUT};
    double other, jump = gap_at(t, i - 1, i, LEVEL_SPAN, sd);
    for (int k = 0; k < 4; k++) {
        int64_t before = k % 2 ? 0 : left_out[k / 2], behind = k % 2 ? left_out[k / 2] : 0;
        double gap = gap_at(t, i - 1 - before, i + behind, LEVEL_SPAN, &other);
        if (!(lmbi_abs(jump) / 2 < (jump > 0 ? gap : -gap) + (k < 2 ? 0 : other))) return 0;
    }
    return jump;
}

/* The step to reading i without the mean of the steps about it. */
static double step_at(const struct lmbi_trace *t, int64_t i)
{
    double about = t->y[i + STEPS_ABOUT] - t->y[i - 1 - STEPS_ABOUT], step = t->y[i] - t->y[i - 1];
    return step - (about - step) / (2 * STEPS_ABOUT);
}

/* As large as the widest parabolas say that still fit. */
static void take_jump_out(struct lmbi_trace *t, int64_t i, double jump, double sd)
{
    double wider, wider_sd;
    for (int64_t span = 2 * LEVEL_SPAN; span <= 8 * LEVEL_SPAN; span *= 2) {
        wider = gap_at(t, i - 1, i, span, &wider_sd);
        if (!(wider_sd < sd && lmbi_abs(wider - jump) < 2 * sd)) break;
        jump = wider;
        sd = wider_sd;
    }
    for (; i < t->count; i++) t->y[i] -= jump;
}

/* The same jump in a level where it alone would not show. */
static void follow(struct lmbi_trace *t, double cycle)
{
    int64_t i = 0;
    double sd;
    while (i < t->count && t->cycle[i] - t->moment < cycle) i++;
    if (i <= LEAST_SPAN || i + LEAST_SPAN >= t->count) return;
    double jump = level_jump_at(t, i, &sd);
    if (lmbi_abs(jump) > goes_along * sd) take_jump_out(t, i, jump, sd);
}

int lmbi_remove_jumps(struct lmbi_trace *const *levels, int count)
{
    int jumps = 0;
    for (int k = 0; k < count; k++) {
        struct lmbi_trace *t = levels[k];
        for (int64_t i = LEAST_SPAN + 1; i + LEAST_SPAN < t->count && jumps < MOST_JUMPS; i++) {
            double sd, jump, step = step_at(t, i), noise = 1.5 * t->sigma;
            if (!(-step > stands_out * noise)) continue; /* worse at once may be a failure */
            jump = level_jump_at(t, i, &sd);
            if (!(-jump > is_sure * sd && lmbi_abs(step - jump) < stands_out * noise)) continue;
            take_jump_out(t, i, jump, sd);
            jumps++;
            for (int other = 0; other < count; other++)
                if (other != k) follow(levels[other], t->cycle[i] - t->moment);
        }
    }
    return jumps;
}
