#include "reader/series.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

void lmbi_swap_columns(struct lmbi_table *a, int32_t id, struct lmbi_table *b, int32_t other)
{
    double **x = &a->column[id - LMBI_FIRST_COLUMN], **y = &b->column[other - LMBI_FIRST_COLUMN];
    double *keep = *x;
    *x = *y;
    *y = keep;
}

/* 1: the voltage's jumps go with the sign of the current; -1: all against it; 0: they do not
 * tell. */
static int32_t jumps_say(const struct lmbi_counting_notes *n)
{
    if (n->jumps_agree >= 4 && 20 * n->jumps_disagree <= n->jumps_agree) return 1;
    return n->jumps_disagree >= 4 && 20 * n->jumps_agree <= n->jumps_disagree ? -1 : 0;
}

static void turn_current(struct lmbi_series *s)
{
    static const int32_t ids[][2] = {
        {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY},
        {LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY},
        {LMB_COLUMN_MEAN_CHARGE_CURRENT, LMB_COLUMN_MEAN_DISCHARGE_CURRENT},
        {LMB_COLUMN_REST_VOLTAGE_CHARGED, LMB_COLUMN_REST_VOLTAGE_DISCHARGED}};
    struct lmbi_table *t = s->counting.table, *both = &s->counting.reported[LMBI_BY_RISE];
    for (size_t i = 0; i < 4; i++) lmbi_swap_columns(t, ids[i][0], t, ids[i][1]);
    for (size_t i = 0; i < 2; i++) lmbi_swap_columns(both, ids[i][0], both, ids[i][1]);
    for (int i = 0; i < LMBI_COUNTERS; i++)
        s->counting.counter[i].follows = -s->counting.counter[i].follows;
    lmbi_table_drop_column(t, LMB_COLUMN_CONSTANT_VOLTAGE_TIME);
    lmbi_table_drop_column(t, LMB_COLUMN_CONSTANT_VOLTAGE_SHARE);
    t->source.begins = -t->source.begins;
}

/* Nearly all cycles that hold both begin with the same. */
static int32_t direction_at_begin(const struct lmbi_counting_notes *n)
{
    if (n->begin_charge > 4 * n->begin_discharge) return 1;
    return n->begin_discharge > 4 * n->begin_charge ? -1 : 0;
}

static void settle_sign(struct lmbi_series *s)
{
    const struct lmbi_counting_notes *n = &s->counting.notes;
    int32_t jumps = jumps_say(n);
    const char *rule = "as written: > 0 charges";
    if (s->current_mapped) {
        rule = "as the map says";
    } else if (s->sign == LMBI_SIGN_TURNED) {
        rule = "turned: > 0 stands in states of discharge, < 0 in states of charge";
    } else if (s->sign == LMBI_SIGN_BY_STATE) {
        rule = "unsigned in the file, taken from the state";
    } else if (s->sign == LMBI_SIGN_OPEN && jumps < 0) {
        rule = "turned: all jumps of the voltage say that > 0 discharges";
        turn_current(s);
    } else if (jumps < 0) {
        rule = "as written and as the states say, against the jumps of the voltage";
    }
    lmbi_remark(s->remarks, "sign", "current %s (voltage jumps at rests: %d with it, %d against)",
                rule, n->jumps_agree, n->jumps_disagree);
}

/* Weights of what was taken one way and written the other. */
static int32_t is_divided(const struct lmbi_series *s)
{
    const struct lmbi_sign_check *c = &s->signs;
    double all =
        c->charge_positive + c->charge_negative + c->discharge_positive + c->discharge_negative;
    double wrong = s->sign == LMBI_SIGN_BY_STATE     ? c->charge_negative + c->discharge_negative
                   : s->sign == LMBI_SIGN_TURNED     ? c->charge_positive + c->discharge_negative
                   : s->sign == LMBI_SIGN_AS_WRITTEN ? c->charge_negative + c->discharge_positive
                                                     : 0;
    return !s->current_mapped && wrong > 0.05 * all;
}

static int32_t check_early_decisions(struct lmbi_series *s, const char *name,
                                     struct lmbi_message *m)
{
    double factor = lmbi_time_factor(&s->times);
    if (is_divided(s))
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: the sign of the current contradicts the states that told it at "
                         "first; map current to its heading, or to \"-\" and its heading",
                         name);
    if (2 * s->large_voltages > s->voltages)
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: most voltages are above 100 V; map voltage to its heading with :mV",
                         name);
    if (factor != 0 && factor != 1)
        return lmbi_fail(m, LMB_ERROR_FORMAT,
                         "%s: the test time runs %g times as fast as the wall clock; map "
                         "test_time to its heading with :s, :min, :h, :ms, :us or :ns",
                         name, 1 / factor);
    return LMB_OK;
}

static double at_row(const struct lmbi_table *t, int32_t id, int64_t row)
{
    const double *column = lmbi_column(t, id);
    return column ? column[row] : LMBI_NAN;
}

static void drop_first_row(struct lmbi_table *t)
{
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++)
        if (t->column[i])
            memmove(t->column[i], t->column[i] + 1, (size_t)(t->rows - 1) * sizeof(double));
    t->rows--;
}

/* Cyclers that count from 1 may show a cycle 0 while they rest before the first. */
static void drop_leading_rest(struct lmbi_series *s)
{
    struct lmbi_table *t = s->counting.table;
    if (t->rows < 2 || at_row(t, LMB_COLUMN_SOURCE_CYCLE, 0) != 0) return;
    double passed[2];
    for (int row = 0; row < 2; row++)
        passed[row] = at_row(t, LMB_COLUMN_CHARGE_CAPACITY, row) +
                      at_row(t, LMB_COLUMN_DISCHARGE_CAPACITY, row);
    if (passed[0] > 1e-6 * passed[1]) return;
    drop_first_row(t);
    for (int i = 0; i < LMBI_REPORTED && s->counting.has.counters; i++)
        drop_first_row(&s->counting.reported[i]);
    lmbi_remark(s->remarks, "cycle", "cycle 0 is a rest before the first cycle: left out");
}

static void tell_rule(struct lmbi_series *s)
{
    const struct lmbi_counting *c = &s->counting;
    const struct lmbi_counting_notes *n = &c->notes;
    if (c->has.mean_current)
        lmbi_remark(
            s->remarks, "charge",
            "no current is measured: the charge that each row gives passes evenly since the "
            "row before, in energy at the mean of both voltages");
    else
        lmbi_remark(
            s->remarks, "charge",
            "trapezoids of I dt and V I dt within a step (%s), by the sign of I; none across a "
            "border, a gap or a step back in time",
            c->has.step        ? "by its number"
            : c->has.step_time ? "by its time"
                               : "by state and direction of the current");
    if (n->head_charge > 0)
        lmbi_remark(s->remarks, "charge",
                    "%g Ah before the first samples of steps, at those samples' current",
                    n->head_charge / 3600);
    if (n->uncounted > 0)
        lmbi_remark(s->remarks, "charge",
                    "%d step border%p without a common time stamp: at most %g Ah are not in the "
                    "integral",
                    n->apart, n->uncounted / 3600);
    if (n->gaps > 0)
        lmbi_remark(s->remarks, "gap", "%d gap%p not counted, with at most %g Ah", n->gaps,
                    n->gap_charge / 3600);
    if (s->backward > 0)
        lmbi_remark(s->remarks, "time", "the time steps back %d time%p: it is counted on",
                    s->backward);
    if (s->astray > 0)
        lmbi_remark(s->remarks, "time",
                    "%d single row%p among them, behind which the time goes on as before: so it is "
                    "taken",
                    s->astray);
    if (s->starts_again > 0)
        lmbi_remark(s->remarks, "time",
                    "the time starts again with %d file%p or block%p of rows: counted on, in the "
                    "order in which they come",
                    s->starts_again);
    if (n->dt_sum > 3600 * (double)n->dt_count)
        lmbi_remark(s->remarks, "time",
                    "samples under current lie %g h apart on average: is the unit of the time "
                    "right?",
                    n->dt_sum / 3600 / (double)n->dt_count);
    if (s->blocks > 0)
        lmbi_remark(s->remarks, "file", "the headings stand there again %d time%p: the rows go on",
                    s->blocks);
    lmbi_tell_missing(s->remarks, s->missing, s->null, s->skipped, "time or current");
}

static void tell_cycles(struct lmbi_series *s)
{
    const struct lmbi_counting *c = &s->counting;
    const struct lmbi_table *t = c->table;
    lmbi_remark(s->remarks, "cycle", "%d cycle%p, %g to %g, %s", t->rows,
                at_row(t, LMB_COLUMN_CYCLE, 0), at_row(t, LMB_COLUMN_CYCLE, t->rows - 1),
                c->has.cycle ? "by the cycler's number"
                             : "rebuilt: each begins where the current takes its first direction "
                               "again");
    if (c->notes.restarts > 0)
        lmbi_remark(s->remarks, "cycle",
                    "the cycler's number starts again %d time%p: counted on, its own is in "
                    "source_cycle",
                    c->notes.restarts);
    lmbi_tell_pairing(s->remarks, t->source.begins);
}

int32_t lmbi_series_end(struct lmbi_series *s, const char *name, struct lmbi_message *m)
{
    int32_t status = lmbi_counting_end(&s->counting);
    if (status)
        return lmbi_fail(m, status, "%s: no room for the last cycle (limit %d)", name,
                         s->counting.most_cycles);
    status = check_early_decisions(s, name, m);
    if (status) return status;
    drop_leading_rest(s);
    s->counting.table->source.begins = direction_at_begin(&s->counting.notes);
    tell_rule(s);
    settle_sign(s);
    lmbi_choose_amounts(s);
    lmbi_sums_tell(s->sum, s->remarks);
    lmbi_drop_empty_columns(s->counting.table);
    tell_cycles(s);
    s->counting.table->source.kind = LMBI_TIME_SERIES;
    s->counting.table->source.rows = s->rows;
    return LMB_OK;
}
