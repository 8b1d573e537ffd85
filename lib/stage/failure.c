#include "stage/failure.h"

#include "base/number.h"
#include "stage/polarization.h"

/* Polarization ends the discharge early: it takes a fraction of the capacity per volt, by the cell
 * model `utilization_slope`, 1 / V. A loss below the lower bound is taken for polarization's
 * doing, one above the upper bound is not. */
static const double least_per_volt = 0.75, likely_per_volt = 1.5, most_per_volt = 2;
/* Of a step at which it does cost capacity; one that costs less is of a layer that goes dry while
 * the discharge still ends where it did. */
static const double costs_per_volt = 0.4;

/* Without a voltage channel a smaller step of CE is not told from dry-out. */
static const double telling_drop = 0.002;
/* Plating loses more late in life than on average: an exhausted anode must have lost its N/P, so
 * a loss far below the mean that this takes is not CE_Li's. */
static const double least_of_mean = 0.7;
/* Against an outside CE_Li: sigma by which CE is too good for it; of the lithium that there was,
 * the standard error with which what is left still says something. */
static const double too_good = 2.5, sharp = 0.12;
static const double sudden = 3; /* sigma by which the capacity bends beyond polarization */
static const double end_of_life = 0.8;
/* 1 / V. A fade without a step is polarization's below the first of what grows, not above the
 * other. */
static const double fade_per_volt = 3, far_per_volt = 9;
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
    double first = lmbi_max(from - before, step->first + t->moment);
    double end = lmbi_min(to + behind, step->end + t->moment - 0.5);
    c.before = lmbi_trace_trend(t, first, from - 0.5);
    c.after = lmbi_trace_trend(t, to - 0.5, end);
    c.size = c.after.slope - c.before.slope;
    c.error =
        2 * lmbi_sqrt(c.before.slope_sd * c.before.slope_sd + c.after.slope_sd * c.after.slope_sd);
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

/* The balance of lithium to the step, in the capacity's own units. */
struct ledger {
    double had;    /* N/P and what the cathode has lost; NaN: N/P is not known */
    double passed; /* charge */
    double had_sd; /* what N/P and the gain are uncertain by */
};

static struct ledger ledger_to(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    const struct lmbi_trace *t = w->fade;
    double passed = step->cycle, left = 1;
    for (int64_t i = 0; i < t->count && t->cycle[i] - t->moment < step->cycle; i++) {
        passed = t->x[i] - 1;
        left = -t->y[i];
    }
    double np_sd = lmbi_np_sd(w->known), gain = w->known->gain_error_sd * passed;
    return (struct ledger){w->known->np_ratio + 1 - left, passed,
                           lmbi_sqrt(np_sd * np_sd + gain * gain)};
}

/* Whether the level behind the step can be that of CE_Li: 0 too good, 1 can be or not known. */
static int is_low_enough(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    const struct lmbi_knowledge *k = w->known;
    double loss = change_at(w->ce, step).after.level;
    double sd =
        lmbi_sqrt(k->outside_ce_li_sd * k->outside_ce_li_sd + k->gain_error_sd * k->gain_error_sd);
    if (loss < 1 - k->outside_ce_li - too_good * sd) return 0;
    if (!(k->np_ratio > 0)) return 1;
    struct ledger l = ledger_to(w, step);
    return loss > least_of_mean * l.had / l.passed;
}

/* 1 if N/P and an outside CE_Li say, sharply enough, that the step is where the lithium ends, and
 * the level behind it is that of CE_Li or worse. */
static int agrees_with_outside(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    const struct lmbi_knowledge *k = w->known;
    if (!(k->np_ratio > 0) || !(k->outside_ce_li_sd >= 0)) return 0;
    struct ledger l = ledger_to(w, step);
    double of_ce = k->outside_ce_li_sd * l.passed;
    double sd = lmbi_sqrt(l.had_sd * l.had_sd + of_ce * of_ce);
    double left = l.had - (1 - k->outside_ce_li) * l.passed;
    return lmbi_abs(left) < 2 * sd && sd < sharp * l.had && is_low_enough(w, step);
}

/* 1 if the capacity, and CE, which is its slope, bend at the step by more than polarization can
 * make them, whatever smooth acceleration either has. */
static int is_sudden(const struct lmbi_growth *fade, const struct lmbi_growth *ce,
                     const struct lmbi_growth *volts)
{
    double of_fade = 1 / (fade->sd * fade->sd), of_ce = 1 / (ce->sd * ce->sd);
    double jump = (of_fade * fade->jump + of_ce * ce->jump) / (of_fade + of_ce);
    double most = most_per_volt * lmbi_max(0, volts->jump), most_sd = most_per_volt * volts->sd;
    return jump - most > sudden * lmbi_sqrt(1 / (of_fade + of_ce) + most_sd * most_sd);
}

/* The drop of CE without what lines over many cycles make of a bend just before the step. */
static double drop_at_once(const struct lmbi_step *step, const struct lmbi_growth *ce)
{
    double most = ce->jump + sudden * ce->sd;
    return most == most ? lmbi_min(step->drop, most) : step->drop;
}

/* Polarization costs capacity at a step where its own growth jumps, or where it begins to: that it
 * does once. Else the step is exhaustion. Once it has begun, an S-shaped loss looks like a step, so
 * a small one must be sudden. */
static int32_t weigh_polarization(const struct lmbi_witness *w, const struct lmbi_step *step,
                                  int has_begun)
{
    struct lmbi_growth volts = lmbi_growth_about(w->voltage, step);
    if (!(volts.jump == volts.jump))
        return step->drop < telling_drop || w->voltage->count > 0 ? LMBI_FAILS_UNDECIDED
                                                                  : LMBI_FAILS_LI_EXHAUSTION;
    struct lmbi_growth ce = lmbi_growth_about(w->ce, step);
    double error = 2 * volts.sd, drop = drop_at_once(step, &ce);
    double begins = (has_begun ? least_per_volt : likely_per_volt) * (volts.after + error);
    double most = lmbi_max(begins, most_per_volt * (volts.jump + error));
    if (drop < likely_per_volt * (volts.jump - error)) return LMBI_FAILS_DRY_OUT;
    if (drop > most) return LMBI_FAILS_LI_EXHAUSTION;
    struct lmbi_growth fade = lmbi_growth_about(w->fade, step);
    if (has_begun && is_sudden(&fade, &ce, &volts)) return LMBI_FAILS_LI_EXHAUSTION;
    return drop < likely_per_volt * volts.before ? LMBI_FAILS_DRY_OUT : LMBI_FAILS_UNDECIDED;
}

int lmbi_costs_capacity(const struct lmbi_witness *w, const struct lmbi_step *step)
{
    struct lmbi_growth volts = lmbi_growth_about(w->voltage, step);
    return step->drop > costs_per_volt * lmbi_max(volts.before, volts.jump);
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

int32_t lmbi_explain_step(const struct lmbi_witness *w, const struct lmbi_step *step, int has_begun)
{
    if (w->ce->count == 0) return LMBI_FAILS_UNDECIDED;
    int follows = follows_through(w, step);
    if (follows < 0) return LMBI_FAILS_SOFT_SHORT;
    if (follows == 0) return LMBI_FAILS_UNDECIDED;
    int32_t cause = weigh_polarization(w, step, has_begun);
    if (cause == LMBI_FAILS_UNDECIDED &&
        (rests_short_of_lithium(w, step) || agrees_with_outside(w, step)))
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
    if (loss < fade_per_volt * (volts.slope - 2 * volts.slope_sd)) return LMBI_FAILS_DRY_OUT;
    return loss > far_per_volt * (volts.slope + 2 * volts.slope_sd) ? LMBI_FAILS_CATHODE
                                                                    : LMBI_FAILS_UNDECIDED;
}
