#include "stage/hinge.h"

#include "base/number.h"

enum { MOST_LEVELS = 2, MOST_PIECES = 2 * MOST_LEVELS };

/* The slope as a sum of even ones, the widest first: their widths, and how much each takes of it.
 * Those of the bell have the least squared distance from log(1 + exp(u / s)), width 2 pi s. */
static const struct {
    int levels;
    double width[MOST_LEVELS], share[MOST_LEVELS];
} shapes[LMBI_HINGES] = {{1, {1, 0}, {1, 0}}, {2, {1.53673, 0.60209}, {0.31050, 0.68950}}};

/* From u = t - tau on, up to the next piece, the hinge is q0 + q1 u + q2 u^2. */
struct piece {
    double from, q[3];
};

/* Inside an even one of width w it is (u + w/2)^2 / 2w, behind it u. */
static int pieces_of(struct lmbi_hinge hinge, struct piece *piece)
{
    double q0 = 0, q1 = 0, q2 = 0;
    int levels = shapes[hinge.shape].levels;
    if (!(hinge.width > 0)) {
        piece[0] = (struct piece){0, {0, 1, 0}};
        return 1;
    }
    for (int k = 0; k < 2 * levels; k++) {
        int level = k < levels ? k : 2 * levels - 1 - k;
        double w = hinge.width * shapes[hinge.shape].width[level];
        double share = shapes[hinge.shape].share[level], sign = k < levels ? share : -share;
        q0 += sign * w / 8, q1 += share / 2, q2 += sign / (2 * w);
        piece[k] = (struct piece){k < levels ? -w / 2 : w / 2, {q0, q1, q2}};
    }
    piece[2 * levels - 1] = (struct piece){piece[2 * levels - 1].from, {0, 1, 0}};
    return 2 * levels;
}

int32_t lmbi_hinge_open(struct lmbi_hinge_sums *s, const struct lmbi_trace *trace,
                        const struct lmbi_memory *memory)
{
    uint64_t count = (uint64_t)trace->count;
    double first = trace->cycle[0] - trace->moment;
    double last = trace->cycle[trace->count - 1] - trace->moment;
    *s = (struct lmbi_hinge_sums){.trace = trace};
    s->center = 0.5 * (first + last);
    s->scale = 0.5 * (last - first);
    s->sum = lmbi_new(memory, count + 1, sizeof *s->sum);
    s->first = lmbi_new(memory, count + 1, sizeof *s->first);
    s->t = lmbi_new(memory, count, 4 * sizeof *s->t);
    if (!s->sum || !s->first || !s->t) return LMB_ERROR_MEMORY;
    s->w = s->t + count;
    s->residual = s->w + count;
    s->size = s->residual + count;
    for (int64_t i = 0; i < trace->count; i++) {
        s->t[i] = (trace->cycle[i] - trace->moment - s->center) / s->scale;
        s->w[i] = trace->w[i];
    }
    return LMB_OK;
}

void lmbi_hinge_clear(struct lmbi_hinge_sums *s, const struct lmbi_memory *memory)
{
    lmbi_free(memory, s->t);
    lmbi_free(memory, s->first);
    lmbi_free(memory, s->sum);
}

static int64_t part_about(const struct lmbi_hinge_sums *s, double t)
{
    double count = (double)s->trace->count;
    return (int64_t)lmbi_clip((t + 1) / 2 * count, 0, count - 1);
}

/* The line, then its residuals. */
static void draw_line(struct lmbi_hinge_sums *s)
{
    const struct lmbi_trace *trace = s->trace;
    double w = 0, t = 0, y = 0, ty = 0;
    for (int64_t i = 0; i < trace->count; i++) {
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

void lmbi_hinge_sum(struct lmbi_hinge_sums *s)
{
    struct lmbi_powers p = {0, 0, 0, 0, 0, 0, 0, 0};
    int64_t parts = 0;
    draw_line(s);
    for (int64_t i = 0; i < s->trace->count; i++) {
        double w = s->w[i], t = s->t[i], r = s->residual[i];
        while (parts <= part_about(s, t)) s->first[parts++] = i;
        s->sum[i] = p;
        p.w += w, p.t += w * t, p.tt += w * t * t, p.t3 += w * t * t * t;
        p.t4 += w * t * t * t * t, p.r += w * r, p.tr += w * t * r, p.ttr += w * t * t * r;
    }
    s->sum[s->trace->count] = p;
    while (parts <= s->trace->count) s->first[parts++] = s->trace->count;
}

static int64_t first_beyond(const struct lmbi_hinge_sums *s, double t)
{
    int64_t part = part_about(s, t), lower = s->first[part], upper = s->first[part + 1];
    while (lower < upper) {
        int64_t middle = (lower + upper) / 2;
        if (s->t[middle] > t) upper = middle;
        else lower = middle + 1;
    }
    return lower;
}

/* Of the readings `from` to before `to`, in powers of u = t - tau. */
static struct lmbi_powers powers_about(const struct lmbi_hinge_sums *s, int64_t from, int64_t to,
                                       double tau)
{
    const struct lmbi_powers *a = &s->sum[from], *b = &s->sum[to];
    double w = b->w - a->w, t = b->t - a->t, tt = b->tt - a->tt, t3 = b->t3 - a->t3;
    double r = b->r - a->r, tr = b->tr - a->tr, square = tau * tau;
    return (struct lmbi_powers){w,
                                t - tau * w,
                                tt - 2 * tau * t + square * w,
                                t3 - 3 * tau * tt + 3 * square * t - square * tau * w,
                                b->t4 - a->t4 - 4 * tau * t3 + 6 * square * tt -
                                    4 * square * tau * t + square * square * w,
                                r,
                                tr - tau * r,
                                b->ttr - a->ttr - 2 * tau * tr + square * r};
}

struct lmbi_hinge_fit lmbi_hinge_fit(const struct lmbi_hinge_sums *s, struct lmbi_hinge hinge)
{
    struct piece piece[MOST_PIECES];
    int count = pieces_of(hinge, piece);
    double h = 0, hu = 0, hr = 0, hh = 0;
    int64_t from = first_beyond(s, hinge.tau + piece[0].from), to;
    for (int k = 0; k < count; k++, from = to) {
        const double *q = piece[k].q;
        to = k + 1 < count ? first_beyond(s, hinge.tau + piece[k + 1].from) : s->trace->count;
        if (from == to) continue;
        struct lmbi_powers p = powers_about(s, from, to, hinge.tau);
        h += q[0] * p.w + q[1] * p.t + q[2] * p.tt;
        hu += q[0] * p.t + q[1] * p.tt + q[2] * p.t3;
        hr += q[0] * p.r + q[1] * p.tr + q[2] * p.ttr;
        hh += q[0] * q[0] * p.w + 2 * q[0] * q[1] * p.t + (q[1] * q[1] + 2 * q[0] * q[2]) * p.tt +
              2 * q[1] * q[2] * p.t3 + q[2] * q[2] * p.t4;
    }
    double moment = hu + (hinge.tau - s->mean) * h, lean = moment / s->spread;
    double across = hh - h * h / s->sum[s->trace->count].w - moment * lean;
    struct lmbi_hinge_fit fit = {0, 0, s->slope};
    if (!(hr > 0) || !(across > 1e-12 * hh)) return fit;
    fit.change = hr / across;
    fit.gain = fit.change * hr;
    fit.before = s->slope - fit.change * lean;
    return fit;
}

static double height_at(const struct piece *piece, int count, double u)
{
    int k = count - 1;
    while (k >= 0 && u < piece[k].from) k--;
    if (k < 0) return 0;
    return piece[k].q[0] + u * (piece[k].q[1] + u * piece[k].q[2]);
}

double lmbi_hinge_slope(struct lmbi_hinge hinge, double t)
{
    struct piece piece[MOST_PIECES];
    int k = pieces_of(hinge, piece) - 1;
    while (k >= 0 && t - hinge.tau < piece[k].from) k--;
    return k < 0 ? 0 : piece[k].q[1] + 2 * piece[k].q[2] * (t - hinge.tau);
}

double lmbi_hinge_take(struct lmbi_hinge_sums *s, struct lmbi_hinge hinge)
{
    struct piece piece[MOST_PIECES];
    int count = pieces_of(hinge, piece);
    double w = 0, h = 0, ht = 0, hh = 0, hr = 0, rest = 0;
    for (int64_t i = 0; i < s->trace->count; i++) {
        double f = height_at(piece, count, s->t[i] - hinge.tau);
        w += s->w[i], h += s->w[i] * f, ht += s->w[i] * f * (s->t[i] - s->mean);
        hh += s->w[i] * f * f, hr += s->w[i] * f * s->residual[i];
    }
    double lean = ht / s->spread, across = hh - h * h / w - ht * lean;
    double c = across > 1e-12 * hh ? hr / across : 0;
    for (int64_t i = 0; i < s->trace->count; i++) {
        double f = height_at(piece, count, s->t[i] - hinge.tau);
        s->residual[i] -= c * (f - h / w - lean * (s->t[i] - s->mean));
        rest += s->w[i] * s->residual[i] * s->residual[i];
    }
    return rest;
}
