#include "base/finding.h"

#include "base/number.h"

static const struct lmbi_word reasons[] = {
    {LMBI_KNOWN, "none", "The value is known."},
    {LMBI_NOT_COMPUTED, "not_computed", "This report does not compute it."},
    {LMBI_NP_MISSING, "np_missing", "N/P was not given, so the lithium at the start is not known."},
    {LMBI_NP_ZERO, "np_zero", "It is undefined for N/P 0: there is no reservoir to use up."},
    {LMBI_BEFORE_EXHAUSTION, "before_exhaustion",
     "Before exhaustion, capacities are the same for very different reservoirs: "
     "only a bound holds."},
    {LMBI_STARTS_LATE, "starts_late",
     "The record does not start at cycle 1, so what was lost before is not known."},
    {LMBI_NO_CHARGE_CHANNEL, "no_charge_channel", "The record has no charge capacity."},
    {LMBI_NO_VOLTAGE_CHANNEL, "no_voltage_channel",
     "The record has no mean voltage and no energy."},
    {LMBI_SYMMETRIC, "symmetric_cell",
     "A symmetric cell has two reservoirs and hides soft shorts: it cannot give CE_Li."},
    {LMBI_NOT_FOR_THIS_CELL, "not_for_this_cell", "It has no meaning for this kind of cell."},
    {LMBI_NO_DISCHARGE_CHANNEL, "no_discharge_channel", "The record has no discharge capacity."},
    {LMBI_NEEDS_A_VALUE, "value_missing", "A value that it needs is missing from the record."},
    {LMBI_NO_ENERGY_CHANNEL, "no_energy_channel", "The record has no energies."},
    {LMBI_NO_NUMBER, "no_number", "The values of the record give no finite number for it."},
    {LMBI_TOO_SHORT, "too_short", "The record has too few usable cycles."},
    {LMBI_NOT_DETECTED, "not_detected", "The record shows no sign of it."},
    {LMBI_STAGE_3_GOES_ON, "stage_3_goes_on", "Stage 3 has not ended in this record."},
    {LMBI_NO_RESERVOIR, "no_reservoir", "This kind of cell has no lithium reservoir."},
    {LMBI_NO_DURATION, "no_duration", "The record has no durations."},
    {LMBI_UNDECIDED, "undecided", "The evidence does not tell exhaustion from another failure."},
    {LMBI_BELOW_RESOLUTION, "below_resolution",
     "The steps of the recorded values are too coarse for it."},
    {LMBI_NO_FORECAST, "no_outside_ce_li",
     "Capacities alone carry no forecast: it needs CE_Li from outside or a fitted model."},
    {LMBI_NOT_STATED, "not_stated", "What it follows from is not stated."},
    {LMBI_NO_OUTSIDE_SD, "no_outside_ce_li_sd",
     "outside_ce_li came without its standard error outside_ce_li_sd (0 is allowed)."},
    {LMBI_RESIDUAL_OUTSIDE, "residual_outside",
     "The record has no cycle residual_cycle, after which the anode was measured."},
    {LMBI_RESIDUAL_EARLIER, "residual_earlier",
     "The anode was measured before the record ends; what was lost since needs outside_ce_li."},
    {LMBI_NEVER_EXHAUSTED, "never_exhausted",
     "By these numbers the reservoir does not run empty within the horizon."},
    {LMBI_NOT_IDENTIFIABLE, "not_identifiable",
     "The record does not identify the fitted parameters that it rests on."},
    {LMBI_NOT_CONVERGED, "not_converged", "The fit did not converge."},
    {LMBI_NO_FIT, "no_fit", "It needs a fit of the cell model."},
    {LMBI_TOO_FEW_CELLS, "too_few_cells", "Too few cells show it: the others only bound it."},
    {LMBI_CONTRADICTED, "contradicted",
     "By the balance no lithium is left, but the record does not show it: "
     "N/P, CE_Li or the gain is wrong."},
};

static const struct lmbi_word warnings[] = {
    {LMBI_WARN_RETENTION_ONLY, "retention_only",
     "Capacity looks fine, but with excess lithium retention says nothing about the lithium "
     "metal anode."},
    {LMBI_WARN_CE_IS_CATHODE, "ce_is_cathode",
     "The CE shown is that of the cathode, not CE_Li: the anode makes good what plating and "
     "stripping lose."},
    {LMBI_WARN_NP_MISSING, "np_missing",
     "N/P was not given: everything that needs the lithium at the start is left out."},
    {LMBI_WARN_NP_ZERO_LIFE_UNDEFINED, "np_zero_life_undefined",
     "Normalized cycle life is undefined for N/P 0."},
    {LMBI_WARN_SYMMETRIC_CELL, "symmetric_cell",
     "A symmetric cell cannot give CE_Li: it has two reservoirs, and soft shorts pass for "
     "good efficiency."},
    {LMBI_WARN_EXCESS_LITHIUM_HIDES_LOSS, "excess_lithium_hides_loss",
     "With N/P above 3 the cell can lose lithium for very long before anything shows."},
    {LMBI_WARN_BIAS_DOMINATES, "bias_dominates",
     "The cycler's charge/discharge mismatch is as large as what the books show as loss."},
    {LMBI_WARN_SHORT_RECORD, "short_record", "The record is too short for a verdict on stages."},
    {LMBI_WARN_STARTS_LATE, "starts_late",
     "The record does not start at cycle 1: sums over life are incomplete."},
    {LMBI_WARN_NO_ENERGY_CHANNEL, "no_energy_channel",
     "There is no energy or mean voltage: stage 2 cannot show, and a drop of CE is harder to "
     "explain."},
    {LMBI_WARN_NO_CHARGE_CHANNEL, "no_charge_channel",
     "There is no charge capacity: no CE of a cycle, and no exhaustion by its step."},
    {LMBI_WARN_IRREGULAR_CYCLES, "irregular_cycles", "Cycle numbers have gaps."},
    {LMBI_WARN_PARTIAL_DEPTH, "partial_depth",
     "The voltage window changes within the record: the model assumes full extraction."},
    {LMBI_WARN_MIXED_RATES, "mixed_rates",
     "The current changes within the record: capacities at different rates do not compare."},
    {LMBI_WARN_BELOW_RESOLUTION, "below_resolution",
     "The steps of the recorded capacities are coarser than the loss of a cycle."},
    {LMBI_WARN_TRANSFERRED_CE_LI, "transferred_ce_li",
     "A CE_Li measured in another cell differs by loading, rate, pressure and substrate."},
    {LMBI_WARN_COUNTS_NOT_TO_END_OF_STAGE_3, "counts_not_to_end_of_stage_3",
     "The cycle count does not reach the end of stage 3, so it is no normalized cycle life."},
    {LMBI_WARN_FIT_RESTS_ON_DEFAULTS, "fit_rests_on_defaults",
     "The fit takes the resistance of dead lithium at its default: CE_Li read from voltages is as "
     "true as that. Set it or free it: dead_layer_resistivity."},
    {LMBI_WARN_READINGS_DISAGREE, "readings_disagree",
     "The stages of the fitted model and those read without a model lie outside each other's "
     "intervals."},
};

#define COUNT(table) ((int)(sizeof table / sizeof table[0]))

static const struct lmbi_word *word_of(const struct lmbi_word *table, int count, int32_t id)
{
    for (int i = 0; i < count; i++)
        if (table[i].id == id) return &table[i];
    return 0;
}

const char *lmb_reason_name(int32_t reason)
{
    const struct lmbi_word *e = word_of(reasons, COUNT(reasons), reason);
    return e ? e->name : 0;
}

const char *lmb_reason_text(int32_t reason)
{
    const struct lmbi_word *e = word_of(reasons, COUNT(reasons), reason);
    return e ? e->text : 0;
}

const struct lmbi_word *lmbi_warning(int32_t warning)
{
    return word_of(warnings, COUNT(warnings), warning);
}

void lmbi_findings_init(struct lmbi_findings *f)
{
    for (int i = 0; i < LMBI_RESULT_SLOTS; i++)
        f->result[i] = (struct lmbi_estimate){LMBI_NAN, LMBI_NAN, LMBI_NAN, LMBI_NOT_COMPUTED};
    f->warnings = 0;
}

void lmbi_find_within(struct lmbi_findings *f, int32_t id, double value, double lower, double upper)
{
    if (!lmbi_is_finite(value)) {
        lmbi_find_not(f, id, LMBI_NO_NUMBER);
        return;
    }
    if (lower != lower || upper != upper) lower = upper = LMBI_NAN;
    f->result[id - LMBI_FIRST_RESULT] =
        (struct lmbi_estimate){value, lmbi_finite(lower), lmbi_finite(upper), LMBI_KNOWN};
}

void lmbi_find(struct lmbi_findings *f, int32_t id, double value)
{
    lmbi_find_within(f, id, value, LMBI_NAN, LMBI_NAN);
}

void lmbi_find_sd(struct lmbi_findings *f, int32_t id, double value, double sd)
{
    lmbi_find_within(f, id, value, value - LMBI_Z90 * sd, value + LMBI_Z90 * sd);
}

void lmbi_find_not(struct lmbi_findings *f, int32_t id, int32_t reason)
{
    f->result[id - LMBI_FIRST_RESULT] =
        (struct lmbi_estimate){LMBI_NAN, LMBI_NAN, LMBI_NAN, reason};
}

void lmbi_warn(struct lmbi_findings *f, int32_t warning)
{
    for (int32_t i = 0; i < f->warnings; i++)
        if (f->warning[i] == warning) return;
    if (f->warnings < LMBI_WARNINGS) f->warning[f->warnings++] = warning;
}
