#include "stage/stages.h"

#include <stddef.h>

#include "base/number.h"
#include "stage/fade.h"
#include "stage/failure.h"
#include "stage/jump.h"
#include "stage/life.h"
#include "stage/onset.h"
#include "stage/step.h"

/* By definition: where plating loses 1.05 times what it lost at first. */
static const double factor_of_stage_2 = 1.05;
/* Steps of a record, in capacities and V, that hide the stage: as large as what must be seen. */
static const double least_step = 5e-4, least_volts = 5e-3, least_capacity = 2e-3;
/* Two runs of outliers in a row look like a step that the capacity does not follow: a soft short
 * takes evidence of ten thousandfold. */
static const double names_short = 9.2;
/* What was read, and what it says of stages 2, 3 and 4. */
struct stage_reading {
    struct lmbi_trace fade, rate, voltage, hysteresis, rest_discharged, rest_charged;
    int32_t has_charge;
    int32_t missing; /* the channel without which there is no CE, as a reason */
    struct lmbi_step step[LMBI_MOST_STEPS]; /* of CE, the clearest first */
    int32_t steps, jumps;
    struct lmbi_belief belief[3];
    int32_t channel[3], reason[3]; /* the reason if there is no onset */
    int32_t failure;
    double end; /* of what is read for stages 2 and 3 */
};

static int is_shown(const struct lmbi_belief *b) { return lmbi_belief_began(b) > 0.5; }

/* A record that cannot show it says nothing by not showing it. */
static int32_t not_detected_in(const struct lmbi_trace *t, double least)
{
    return t->step > least ? LMBI_BELOW_RESOLUTION : LMBI_NOT_DETECTED;
}

static void clear_reading(struct stage_reading *r)
{
    lmbi_trace_clear(&r->rest_charged);
    lmbi_trace_clear(&r->rest_discharged);
    lmbi_trace_clear(&r->hysteresis);
    lmbi_trace_clear(&r->voltage);
    lmbi_trace_clear(&r->rate);
    lmbi_trace_clear(&r->fade);
}

/* Without a charge channel the rate is the fall of the discharge capacity from cycle to cycle. */
static int32_t read_traces(struct stage_reading *r, const struct lmbi_table *report)
{
    int charge = lmbi_column(report, LMB_COLUMN_CHARGE_CAPACITY) != NULL;
    int discharge = lmbi_column(report, LMB_COLUMN_DISCHARGE_CAPACITY) != NULL;
    r->has_charge = charge && discharge && lmbi_column(report, LMB_COLUMN_CE_CELL) != NULL;
    r->missing = discharge ? LMBI_NO_CHARGE_CHANNEL : LMBI_NO_DISCHARGE_CHANNEL;
    int32_t rate = r->has_charge ? LMBI_READ_CE : LMBI_READ_RATIO;
    if (lmbi_trace_read(&r->fade, report, LMBI_READ_FADE) ||
        lmbi_trace_read(&r->rate, report, rate) ||
        lmbi_trace_read(&r->voltage, report, LMBI_READ_VOLTAGE) ||
        lmbi_trace_read(&r->hysteresis, report, LMBI_READ_HYSTERESIS) ||
        lmbi_trace_read(&r->rest_discharged, report, LMBI_READ_REST_DISCHARGED) ||
        lmbi_trace_read(&r->rest_charged, report, LMBI_READ_REST_CHARGED))
        return LMB_ERROR_MEMORY;
    struct lmbi_trace *const levels[] = {&r->fade, &r->voltage, &r->hysteresis};
    r->jumps = lmbi_remove_jumps(levels, 3);
    return LMB_OK;
}

/* Keep what lies before stage 4: stages 2 and 3 began there. */
static void cut_traces(struct stage_reading *r)
{
    struct lmbi_trace *traces[] = {&r->rate, &r->voltage, &r->hysteresis};
    lmbi_trace_cut(&r->fade, r->end);
    for (int i = 0; i < 3; i++) {
        lmbi_trace_cut(traces[i], r->end);
        lmbi_trace_thin(traces[i], LMBI_BEND_READINGS);
    }
}

/* The first step behind `cycle`; -1 if there is none. */
static int32_t next_step(const struct stage_reading *r, double cycle)
{
    int32_t next = -1;
    for (int32_t i = 0; i < r->steps; i++)
        if (r->step[i].cycle > cycle && (next < 0 || r->step[i].cycle < r->step[next].cycle))
            next = i;
    return next;
}

/* The first step that is Li exhaustion, else the clearest: what it is, and which. */
static int32_t explain_steps(const struct stage_reading *r, const struct lmbi_witness *w,
                             int32_t *which)
{
    int32_t clearest = LMBI_FAILS_UNDECIDED, has_begun = 0;
    *which = 0;
    for (int32_t i = next_step(r, -LMBI_INFINITY); i >= 0; i = next_step(r, r->step[i].cycle)) {
        int32_t cause = lmbi_explain_step(w, &r->step[i], has_begun);
        if (cause == LMBI_FAILS_LI_EXHAUSTION) {
            *which = i;
            return cause;
        }
        has_begun |= cause == LMBI_FAILS_DRY_OUT && lmbi_costs_capacity(w, &r->step[i]);
        if (i == 0) clearest = cause;
    }
    return clearest;
}

/* Stage 4 is a step of CE that is Li exhaustion and nothing else. */
static int32_t read_stage_4(struct stage_reading *r, const struct lmbi_knowledge *known,
                            const struct lmbi_memory *memory)
{
    struct lmbi_belief *belief = &r->belief[2];
    struct lmbi_trace none = {.count = 0};
    struct lmbi_witness w = {&r->fade,         r->has_charge ? &r->rate : &none,
                             &r->voltage,      &r->rest_discharged,
                             &r->rest_charged, known};
    r->steps = lmbi_find_steps(&r->rate, memory, r->step);
    if (r->steps < 0) return LMB_ERROR_MEMORY;
    int32_t cause = LMBI_FAILS_NOT, which = 0;
    if (r->steps > 0 && is_shown(&r->step[0].belief)) cause = explain_steps(r, &w, &which);
    *belief = r->step[which].belief;
    if (cause == LMBI_FAILS_SOFT_SHORT && belief->evidence < names_short) cause = LMBI_FAILS_NOT;
    int polarization = cause == LMBI_FAILS_NOT || cause == LMBI_FAILS_DRY_OUT;
    r->failure = polarization ? lmbi_explain_fade(&w) : cause;
    r->channel[2] = LMBI_SHOWN_BY_CE;
    if (!r->has_charge) r->reason[2] = r->missing;
    else if (belief->evidence != belief->evidence) r->reason[2] = LMBI_TOO_SHORT;
    else if (cause == LMBI_FAILS_UNDECIDED) r->reason[2] = LMBI_UNDECIDED;
    else if (cause != LMBI_FAILS_LI_EXHAUSTION)
        r->reason[2] = not_detected_in(&r->rate, least_step);
    /* Where polarization makes the step, stage 3 begins; any other belongs to a time after it. */
    r->end = polarization ? LMBI_INFINITY : r->step[which].cycle;
    return LMB_OK;
}

/* Cells without a reservoir have none to exhaust, whatever their CE does. Where N/P was not given
 * the cell may be one of them, and there both electrodes lose capacity in the same way. */
static void refuse_without_reservoir(struct stage_reading *r, const struct lmbi_knowledge *known)
{
    double cell = known->cell_configuration;
    if (!(known->np_ratio > 0) && r->failure == LMBI_FAILS_CATHODE)
        r->failure = LMBI_FAILS_UNDECIDED;
    if (cell == LMBI_ANODE_FREE || known->np_ratio == 0) r->reason[2] = LMBI_NP_ZERO;
    else if (cell == LMBI_LITHIUM_ION) r->reason[2] = LMBI_NO_RESERVOIR, r->end = LMBI_INFINITY;
    else return;
    if (r->failure == LMBI_FAILS_LI_EXHAUSTION) r->failure = LMBI_FAILS_UNDECIDED;
}

/* Whether CE is the slope of the capacity: side reactions of a lithium-ion cell take charge without
 * any capacity, and give some back. */
static int has_slope(const struct stage_reading *r)
{
    return r->has_charge && r->reason[2] != LMBI_NO_RESERVOIR;
}

/* Stage 3 bends the capacity; CE is the slope of it. */
static int32_t read_stage_3(struct stage_reading *r, const struct lmbi_table *report,
                            const struct lmbi_memory *memory)
{
    struct lmbi_fade_question q = {report, &r->fade, has_slope(r) ? &r->rate : NULL, r->jumps,
                                   r->end};
    r->channel[1] = LMBI_SHOWN_BY_CAPACITY;
    return lmbi_find_stage_3(&q, memory, &r->belief[1]);
}

/* Stage 2 bends polarization: the mean discharge voltage, or the hysteresis if that says more. */
static int32_t read_stage_2(struct stage_reading *r, const struct lmbi_memory *memory)
{
    struct lmbi_onset_question volts = {&r->voltage, NULL, factor_of_stage_2, 0};
    struct lmbi_onset_question both = {&r->hysteresis, NULL, factor_of_stage_2, 0};
    struct lmbi_belief other;
    if (lmbi_find_onset(&volts, memory, &r->belief[0], NULL) ||
        lmbi_find_onset(&both, memory, &other, NULL))
        return LMB_ERROR_MEMORY;
    r->channel[0] = LMBI_SHOWN_BY_MEAN_VOLTAGE;
    if (r->voltage.count == 0 && r->hysteresis.count == 0) r->reason[0] = LMBI_NO_VOLTAGE_CHANNEL;
    double says = other.evidence;
    if (says != says || r->belief[0].evidence >= says) return LMB_OK;
    r->belief[0] = other;
    r->channel[0] = LMBI_SHOWN_BY_HYSTERESIS;
    return LMB_OK;
}

/* Polarization that bends only after stage 3 began is not stage 2: that one was skipped. */
static void keep_order(struct stage_reading *r)
{
    const struct lmbi_belief *second = &r->belief[0], *third = &r->belief[1];
    if (!is_shown(second) || !is_shown(third)) return;
    if (lmbi_belief_quantile(second, 0.05) > lmbi_belief_quantile(third, 0.95))
        r->reason[0] = LMBI_NOT_DETECTED;
}

static double whole_cycle(double x) { return (double)(int64_t)(x + 0.5); }

static void report_stage(const struct stage_reading *r, int stage, struct lmbi_findings *f)
{
    int i = stage - 2;
    int32_t onset = LMB_RESULT_ONSET_STAGE_2 + i, reason = r->reason[i];
    const struct lmbi_belief *b = &r->belief[i];
    if (b->evidence == b->evidence) lmbi_find(f, LMB_RESULT_EVIDENCE_STAGE_2 + i, b->evidence);
    else lmbi_find_not(f, LMB_RESULT_EVIDENCE_STAGE_2 + i, reason ? reason : LMBI_TOO_SHORT);
    if (!reason && b->evidence != b->evidence) reason = LMBI_TOO_SHORT;
    if (!reason && !is_shown(b))
        reason = stage == 2 ? not_detected_in(&r->voltage, least_volts)
                            : not_detected_in(&r->fade, least_capacity);
    lmbi_find(f, LMB_RESULT_CHANNEL_STAGE_2 + i, reason ? LMBI_SHOWN_BY_NONE : r->channel[i]);
    if (reason) {
        lmbi_find_not(f, onset, reason);
        return;
    }
    double value = lmbi_belief_quantile(b, 0.5);
    double lower = lmbi_belief_quantile(b, 0.05), upper = lmbi_belief_quantile(b, 0.95);
    if (stage == 4) /* a cycle either is limited by Li or it is not */
        lmbi_find_within(f, onset, whole_cycle(value), whole_cycle(lower), whole_cycle(upper));
    else lmbi_find_within(f, onset, value, lower, upper);
}

/* P(stage) of each cycle: a later stage implies the ones before it. */
static void fill_probabilities(struct lmbi_table *report, const struct stage_reading *r)
{
    const double *cycle = lmbi_column(report, LMB_COLUMN_CYCLE);
    double began[3];
    for (int i = 0; i < 3; i++) began[i] = r->reason[i] ? 0 : lmbi_belief_began(&r->belief[i]);
    for (int64_t row = 0; row < report->rows; row++) {
        double reached = 0;
        for (int stage = 4; stage >= 2; stage--) {
            double below = lmbi_belief_below(&r->belief[stage - 2], cycle[row] + 0.5);
            double more = lmbi_max(0, began[stage - 2] * below - reached);
            lmbi_column(report, LMB_COLUMN_P_STAGE_1 + stage - 1)[row] = more;
            reached += more;
        }
        lmbi_column(report, LMB_COLUMN_P_STAGE_1)[row] = lmbi_max(0, 1 - reached);
    }
}

/* The stage at the end of the record: the highest that was reached more likely than not. */
static void report_current(const struct lmbi_table *report, struct lmbi_findings *f)
{
    int64_t last = report->rows - 1;
    double reached = 0;
    int stage = 4;
    for (; stage > 1; stage--) {
        reached += lmbi_column(report, LMB_COLUMN_P_STAGE_1 + stage - 1)[last];
        if (reached > 0.5) break;
    }
    lmbi_find(f, LMB_RESULT_STAGE, stage);
}

static void refuse_all(struct lmbi_findings *f, int32_t reason)
{
    for (int32_t id = LMB_RESULT_STAGE; id <= LMB_RESULT_THROUGHPUT_STAGE_3; id++)
        lmbi_find_not(f, id, reason);
}

static int is_unread(const struct stage_reading *r)
{
    for (int i = 0; i < 3; i++)
        if (r->belief[i].evidence == r->belief[i].evidence) return 0;
    return 1;
}

/* Nothing could be looked at: that is no verdict, not stage 1. */
static void refuse_unread(struct lmbi_table *report, struct lmbi_findings *f)
{
    for (int32_t id = LMB_COLUMN_P_STAGE_1; id <= LMB_COLUMN_P_STAGE_4; id++)
        for (int64_t row = 0; row < report->rows; row++) lmbi_column(report, id)[row] = LMBI_NAN;
    refuse_all(f, LMBI_TOO_SHORT);
}

/* Stages 2 and 3 are relative to the first rates of a life. Where a record misses those, what it
 * shows was reached, but when it began is not known, nor what was reached before. */
static void refuse_late_start(const struct lmbi_table *report, struct lmbi_findings *f)
{
    const double *cycle = lmbi_column(report, LMB_COLUMN_CYCLE);
    double missed = cycle[0] - 1, seen = cycle[report->rows - 1] - cycle[0] + 1;
    if (missed <= 0.05 * seen) return;
    for (int32_t id = LMB_RESULT_ONSET_STAGE_2; id <= LMB_RESULT_ONSET_STAGE_3; id++)
        if (lmbi_is_finite(lmbi_found(f, id))) lmbi_find_not(f, id, LMBI_STARTS_LATE);
    if (lmbi_found(f, LMB_RESULT_STAGE) == 1) lmbi_find_not(f, LMB_RESULT_STAGE, LMBI_STARTS_LATE);
}

static int32_t read_stages(struct lmbi_table *report, const struct lmbi_knowledge *known,
                           struct lmbi_findings *f, struct stage_reading *r,
                           const struct lmbi_memory *memory)
{
    if (read_traces(r, report) || read_stage_4(r, known, memory)) return LMB_ERROR_MEMORY;
    refuse_without_reservoir(r, known);
    cut_traces(r);
    if (read_stage_3(r, report, memory) || read_stage_2(r, memory)) return LMB_ERROR_MEMORY;
    if (is_unread(r)) {
        refuse_unread(report, f);
        return LMB_OK;
    }
    keep_order(r);
    fill_probabilities(report, r);
    for (int stage = 2; stage <= 4; stage++) report_stage(r, stage, f);
    report_current(report, f);
    lmbi_find(f, LMB_RESULT_FAILURE_MODE, r->failure);
    refuse_late_start(report, f);
    lmbi_find_life(report, known, f);
    return LMB_OK;
}

int32_t lmbi_detect_stages(struct lmbi_table *report, const struct lmbi_knowledge *known,
                           struct lmbi_findings *f, const struct lmbi_memory *memory)
{
    double cell = known->cell_configuration;
    for (int32_t id = LMB_COLUMN_P_STAGE_1; id <= LMB_COLUMN_P_STAGE_4; id++)
        if (lmbi_table_add_column(report, id)) return LMB_ERROR_MEMORY;
    if (cell == LMBI_SYMMETRIC_CELL || cell == LMBI_LITHIUM_COPPER || report->rows == 0) {
        refuse_all(f, cell == LMBI_SYMMETRIC_CELL   ? LMBI_SYMMETRIC
                      : cell == LMBI_LITHIUM_COPPER ? LMBI_NOT_FOR_THIS_CELL
                                                    : LMBI_TOO_SHORT);
        return LMB_OK;
    }
    struct stage_reading *r = lmbi_new(memory, 1, sizeof *r);
    if (!r) return LMB_ERROR_MEMORY;
    int32_t status = read_stages(report, known, f, r, memory);
    clear_reading(r);
    lmbi_free(memory, r);
    return status;
}
