#include "estimate/unknowns.h"

#include <stddef.h>

#include "base/number.h"

/* The size of a parameter that may be negative: what is 1 of it. */
static double size_of(int32_t id)
{
    switch (id) {
    case LMB_PARAM_VOLTAGE_FADE: return 1e-3;
    case LMB_PARAM_ACTIVATION_ENERGY:
    case LMB_PARAM_CORROSION_ACTIVATION_ENERGY: return 5e4;
    default: return 1;
    }
}

double lmbi_from_scale(int32_t scale, double u)
{
    double e = lmbi_exp(scale == LMBI_AS_IS ? 0 : lmbi_clip(u, -700, 700));
    return scale == LMBI_AS_IS ? u : scale == LMBI_LOG ? e : e / (1 + e);
}

double lmbi_scale_slope(int32_t scale, double u)
{
    if (scale == LMBI_AS_IS) return 1;
    if (lmbi_abs(u) > 700) return 0;
    double x = lmbi_from_scale(scale, u);
    return scale == LMBI_LOG ? x : x / (1 + lmbi_exp(u));
}

double lmbi_to_scale(int32_t scale, double x)
{
    return scale == LMBI_AS_IS ? x : scale == LMBI_LOG ? lmbi_log(x) : lmbi_log(x / (1 - x));
}

/* One standard deviation of ln x about the start: twentyfold, as a rule; where nothing but a bend
 * in the record tells of it, as of the self-acceleration, a factor of e (of 7 in 95 %). */
static double spread_of(int32_t id)
{
    return id == LMB_PARAM_INACTIVE_ONSET || id == LMB_PARAM_INACTIVE_SENSITIVITY ? 1 : 3;
}

/* A start on a bound is moved off it: there nothing shows which way to go. */
struct lmbi_unknown lmbi_unknown_of(const struct lmbi_quantity *row, double value)
{
    struct lmbi_unknown k = {row->id, LMBI_AS_IS, 0, 0, 3 * size_of(row->id)};
    if (row->lower == 0 && row->upper == 1) k.scale = LMBI_LOGIT;
    else if (row->lower == 0) k.scale = LMBI_LOG;
    if (k.scale != LMBI_AS_IS) {
        double least = 1e-4, most = k.scale == LMBI_LOGIT ? 1 - 1e-6 : LMBI_MAX;
        value = lmbi_clip(value, value > 0 ? lmbi_min(value, least) : least, most);
        k.prior_sd = spread_of(row->id);
    }
    k.start = k.prior = lmbi_to_scale(k.scale, value);
    return k;
}

double *lmbi_guess_value(struct lmbi_guess *g, int32_t id)
{
    switch (id) {
    case LMBI_GAIN: return &g->gain;
    case LMBI_CHARGE_VOLTAGE_OFFSET: return &g->charge_voltage_offset;
    case LMBI_THICKNESS_OFFSET: return &g->thickness_offset;
    default: return lmbi_parameter(&g->parameters, id);
    }
}

void lmbi_guess_set(struct lmbi_guess *g, const struct lmbi_unknown *unknown, int32_t count,
                    const double *u)
{
    for (int32_t i = 0; i < count; i++)
        *lmbi_guess_value(g, unknown[i].id) = lmbi_from_scale(unknown[i].scale, u[i]);
}
