#include "base/number.h"
#include "estimate/fit.h"

static void add_unknown(struct lmbi_fit *fit, int32_t id, int32_t scale, double start, double sd)
{
    for (int32_t i = 0; i < fit->count; i++) {
        if (fit->unknown[i].id != id) continue;
        if (id == LMB_PARAM_NP_RATIO) fit->unknown[i].prior_sd = lmbi_min(sd, 3);
        if (id != LMB_PARAM_NP_RATIO) fit->u[i] = fit->unknown[i].start = start;
        return;
    }
    fit->u[fit->count] = start;
    fit->unknown[fit->count++] = (struct lmbi_unknown){id, scale, start, start, sd};
}

enum { FIRST_READINGS = 5 }; /* before any start has gone far astray */

/* The mean of what the model leaves over at first, or of what was measured over it: where a level
 * starts. */
static double mean_rest(const struct lmbi_observed *o, const double *residual, int channel,
                        int as_ratio)
{
    double sum = 0, count = 0;
    for (int ch = 0; ch < channel; ch++) residual += o->count[ch];
    for (int64_t i = 0; i < o->count[channel] && i < FIRST_READINGS; i++) {
        double value = o->value[channel][i];
        double rest = residual[i] * o->sigma[channel] * (channel == LMBI_OF_CAPACITY ? value : 1);
        if (as_ratio) rest = value / (value - rest);
        if (lmbi_is_finite(rest)) sum += rest, count++;
    }
    return count > 0 ? sum / count : as_ratio ? 1 : 0;
}

static int is_free(const struct lmbi_fit *fit, int32_t id)
{
    for (int32_t i = 0; i < fit->free_count; i++)
        if (fit->unknown[i].id == id) return 1;
    return 0;
}

int lmbi_knows_reservoir(const struct lmbi_fit *fit, const struct lmbi_subject *s)
{
    int set = s->set[LMB_PARAM_NP_RATIO - LMB_PARAM_CATHODE_CAPACITY];
    return (set || is_free(fit, LMB_PARAM_NP_RATIO)) && s->parameters.np_ratio > 0;
}

void lmbi_add_nuisances(struct lmbi_fit *fit, struct lmbi_observed *o, const struct lmbi_subject *s,
                        const double *residual)
{
    const uint8_t *set = s->set - LMB_PARAM_CATHODE_CAPACITY;
    double np = s->parameters.np_ratio, np_sd = s->known.np_ratio_sd;
    int resistance_free = is_free(fit, LMB_PARAM_RESISTANCE);
    if (np_sd != np_sd) np_sd = 0.05 * np;
    if (set[LMB_PARAM_NP_RATIO] && np > 0 && np_sd > 0)
        add_unknown(fit, LMB_PARAM_NP_RATIO, LMBI_LOG, lmbi_log(np), np_sd / np);
    if (!s->area_set) {
        double area = 1000 * mean_rest(o, residual, LMBI_OF_CAPACITY, 1);
        add_unknown(fit, LMB_PARAM_ELECTRODE_AREA, LMBI_LOG, lmbi_log(lmbi_max(area, 1e-9)), 3);
    }
    double down = mean_rest(o, residual, LMBI_OF_DISCHARGE_VOLTAGE, 0);
    double up = mean_rest(o, residual, LMBI_OF_CHARGE_VOLTAGE, 0);
    if (o->count[LMBI_OF_DISCHARGE_VOLTAGE] == 0) down = up;
    int volts = o->count[LMBI_OF_DISCHARGE_VOLTAGE] + o->count[LMBI_OF_CHARGE_VOLTAGE] > 0;
    if (volts && !set[LMB_PARAM_MEAN_VOLTAGE])
        add_unknown(fit, LMB_PARAM_MEAN_VOLTAGE, LMBI_AS_IS, down, 3);
    if (o->count[LMBI_OF_CHARGE_VOLTAGE] > 0 && o->count[LMBI_OF_DISCHARGE_VOLTAGE] > 0 &&
        !resistance_free && !set[LMB_PARAM_RESISTANCE])
        add_unknown(fit, LMBI_CHARGE_VOLTAGE_OFFSET, LMBI_AS_IS, up - down, 3);
    if (o->count[LMBI_OF_THICKNESS] > 0)
        add_unknown(fit, LMBI_THICKNESS_OFFSET, LMBI_AS_IS,
                    mean_rest(o, residual, LMBI_OF_THICKNESS, 0), 1e5);
    if (o->count[LMBI_OF_CE] > 0 && s->known.gain_error_sd > 0)
        add_unknown(fit, LMBI_GAIN, LMBI_AS_IS, 0, s->known.gain_error_sd);
}
