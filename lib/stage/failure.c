#include "stage/failure.h"

#include "base/number.h"
#include "stage/polarization.h"

/* Polarization ends the discharge early: it takes a fraction of the capacity per volt, by the cell
 * model `utilization_slope`, 1 / V. A loss below the lower bound is taken for polarization's
 * doing, one above the upper bound is not. */
static const double least_per_volt = 0.1, likely_per_volt = 1.5, most_per_volt = 3;

/* Without a voltage channel a smaller step of CE is not told from dry-out. */
static const double telling_drop = 0.002;
/* Plating loses more late in life than on average: an exhausted anode must have lost its N/P, so
 * a loss far below the mean that this takes is not CE_Li's. */
static const double least_of_mean = 0.7;
static const double end_of_life = 0.8;
static const double before = 12, behind = 8, about_end = 20; /* cycles that lines span */

/* Behind the cycle of the step, which may be half on its way. */
static double behind_of(const struct lmbi_step *step) { return step->cycle + 1; }

struct change {
    double size, error; /* 2 sigma */
    struct lmbi_trend before, after;
};

static struct change change_at(const struct lmbi_trace *t, const struct lmbi_step *step)
{
    struct change c;
    double from = step->cycle + t->moment, to = behind_of(step) + t->moment;
    c.before = lmbi_trace_trend(t, from - before, from - 0.5);
    c.after = lmbi_trace_trend(t, to - 0.5, to + behind);
    c.size = c.after.slope - c.before.slope;
    c.error = 2 * lmbi_sqrt(c.before.slope_sd * c.before.slope_sd +
                            c.after.slope_sd * c.after.slope_sd);
    return c;
}

/* 1 if the capacity falls by what CE lacks, -1 if it does not, 0 if that is not to be told. */
static int follows_through(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    struct change fade = change_at(w->fade, step), ce = change_at(w->ce, step);
    double lost = ce.before.level * fade.before.level - ce.after.level * fade.after.level;
    if (fade.size + fade.error < 0.5 * lost) return -1;
    return fade.size - fade.error > 0.5 * lost;
}

/* The mean 1 - CE_Li that takes all of N/P until the step, in the capacity's own units. */
static double loss_that_exhausts(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    const struct lmbi_trace *t = w->fade;
    double passed = step->cycle, left = 1;
    for (int64_t i = 0; i < t->count && t->cycle[i] - t->moment < step->cycle; i++) {
        passed = t->x[i] - 1;
        left = -t->y[i];
    }
    return (w->np_ratio + 1 - left) / passed;
}

/* Whether the level behind the step can be that of CE_Li: 0 too good, 1 can be or not known. */
static int is_low_enough(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    if (!(w->np_ratio > 0)) return 1;
    struct change ce = change_at(w->ce, step);
    return ce.after.level > least_of_mean * loss_that_exhausts(w, step);
}

/* 1 if polarization grew before the step and took nothing: then it does not take this, either,
 * unless the step is no more than what its growth begins to take. */
static int is_harmless(const struct lmbi_witness *w, const struct lmbi_step *step,
                       const struct change *volts)
{
    struct change ce = change_at(w->ce, step);
    if (step->drop < likely_per_volt * (volts->after.slope + 2 * volts->after.slope_sd)) return 0;
    return ce.before.level < least_per_volt * (volts->before.slope - 2 * volts->before.slope_sd);
}

/* What polarization takes at most from the cycle on where its growth begins to take capacity. */
static double growth_that_begins(const struct change *volts)
{
    double growth = 0.5 * (volts->before.slope + volts->after.slope);
    return likely_per_volt * (growth + 2 * volts->after.slope_sd);
}

/* Polarization may grow ever faster, so that its growth changes over the cycles about any step: is
 * there a step that this leaves, larger than where polarization only begins to take capacity? */
static int is_beyond_polarization(const struct lmbi_witness *w, const struct lmbi_step *step,
                                  const struct change *volts)
{
    struct lmbi_unexplained left =
        lmbi_weigh_polarization(w->fade, w->voltage, step, most_per_volt);
    return left.drop > 0.5 * step->drop && left.drop > 3 * left.sd &&
           step->drop > growth_that_begins(volts);
}

/* Polarization costs capacity at a step where its own growth jumps, or where it begins to. */
static int32_t weigh_polarization(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    struct change volts = change_at(w->voltage, step);
    double growth = volts.before.slope, error = 2 * volts.before.slope_sd;
    double begins = growth_that_begins(&volts);
    if (!(volts.size == volts.size))
        return step->drop < telling_drop ? LMBI_FAILS_UNDECIDED : LMBI_FAILS_LI_EXHAUSTION;
    if (is_harmless(w, step, &volts)) return LMBI_FAILS_LI_EXHAUSTION;
    if (is_beyond_polarization(w, step, &volts)) return LMBI_FAILS_LI_EXHAUSTION;
    if (step->drop < likely_per_volt * (volts.size - volts.error)) return LMBI_FAILS_DRY_OUT;
    if (step->drop < most_per_volt * (volts.size + volts.error)) return LMBI_FAILS_UNDECIDED;
    if (step->drop > most_per_volt * (growth + error)) return LMBI_FAILS_LI_EXHAUSTION;
    if (w->np_ratio > 0 && step->drop > begins) /* N/P has a word on it, too */
        return LMBI_FAILS_LI_EXHAUSTION;
    return step->drop < likely_per_volt * growth ? LMBI_FAILS_DRY_OUT : LMBI_FAILS_UNDECIDED;
}

/* 1 if the cathode rests at an ever higher voltage after discharge, and not after charge: the
 * discharge ends for want of lithium. */
static int rests_short_of_lithium(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    struct change empty = change_at(w->rest_discharged, step);
    struct change full = change_at(w->rest_charged, step);
    if (!(empty.size > 1.5 * empty.error)) return 0;
    return !(lmbi_abs(full.size) > lmbi_max(full.error, empty.size / 3));
}

int32_t lmbi_explain_step(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    if (w->ce->count == 0) return LMBI_FAILS_UNDECIDED;
    int follows = follows_through(w, step);
    if (follows < 0) return LMBI_FAILS_SOFT_SHORT;
    if (follows == 0) return LMBI_FAILS_UNDECIDED;
    int32_t cause = weigh_polarization(w, step);
    if (cause == LMBI_FAILS_UNDECIDED && rests_short_of_lithium(w, step))
        cause = LMBI_FAILS_LI_EXHAUSTION;
    if (cause != LMBI_FAILS_LI_EXHAUSTION || is_low_enough(w, step)) return cause;
    return step->drop < telling_drop ? LMBI_FAILS_DRY_OUT : LMBI_FAILS_UNDECIDED;
}

/* The last cycle with the capacity that ends life; NaN while the cell has it. */
static double end_of_capacity(const struct lmbi_trace *fade)
{
    int64_t last = fade->count - 1;
    if (last < 0 || -fade->y[last] > end_of_life) return LMBI_NAN;
    while (last > 0 && -fade->y[last] < end_of_life) last--;
    return fade->cycle[last];
}

int32_t lmbi_explain_fade(const struct lmbi_witness *w)
{
    double end = end_of_capacity(w->fade);
    if (end != end) return LMBI_FAILS_NOT;
    struct lmbi_trend fade = lmbi_trace_trend(w->fade, end - about_end, end + about_end);
    struct lmbi_trend volts = lmbi_trace_trend(w->voltage, end - about_end, end + about_end);
    double loss = fade.slope / -fade.level;
    if (volts.slope != volts.slope || !(loss > 0)) return LMBI_FAILS_UNDECIDED;
    if (loss < most_per_volt * (volts.slope - 2 * volts.slope_sd)) return LMBI_FAILS_DRY_OUT;
    return loss > 3 * most_per_volt * (volts.slope + 2 * volts.slope_sd) ? LMBI_FAILS_CATHODE
                                                                         : LMBI_FAILS_UNDECIDED;
}
