#include "estimate/bounds.h"

#include <stddef.h>

#include "base/number.h"
#include "ce/summary.h"
#include "stage/failure.h"

enum { CELL = 0, REFERENCE_CYCLE = 1 }; /* values of `capacity_source` */

static int64_t row_of_cycle(const struct lmbi_table *t, double cycle)
{
    const double *cycles = lmbi_column(t, LMB_COLUMN_CYCLE);
    for (int64_t i = 0; i < t->rows; i++)
        if (cycles[i] >= cycle) return i;
    return -1;
}

/* P: from the cell where it was set, else the discharge capacity of the reference cycle. */
static void find_capacity(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f)
{
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    int64_t row = row_of_cycle(t, lmbi_found(f, LMB_RESULT_REFERENCE_CYCLE));
    if (known->capacity == known->capacity) {
        lmbi_find(f, LMB_RESULT_CAPACITY, known->capacity);
        lmbi_find(f, LMB_RESULT_CAPACITY_SOURCE, CELL);
    } else if (discharge && row >= 0) {
        lmbi_find(f, LMB_RESULT_CAPACITY, discharge[row]);
        lmbi_find(f, LMB_RESULT_CAPACITY_SOURCE, REFERENCE_CYCLE);
    } else {
        int32_t why = discharge ? LMBI_TOO_SHORT : LMBI_NO_DISCHARGE_CHANNEL;
        lmbi_find_not(f, LMB_RESULT_CAPACITY, why);
        lmbi_find_not(f, LMB_RESULT_CAPACITY_SOURCE, why);
    }
}

/* Why nothing can be said of the reservoir, or LMBI_KNOWN. */
static int32_t obstacle(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                        const struct lmbi_findings *f)
{
    int configuration = (int)known->cell_configuration;
    if (configuration == LMBI_SYMMETRIC_CELL) return LMBI_SYMMETRIC;
    if (configuration != LMBI_LITHIUM_METAL && configuration != LMBI_ANODE_FREE)
        return LMBI_NO_RESERVOIR;
    if (known->np_ratio != known->np_ratio) return LMBI_NP_MISSING;
    if (!lmbi_column(t, LMB_COLUMN_CHARGE_CAPACITY)) return LMBI_NO_CHARGE_CHANNEL;
    if (!lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY)) return LMBI_NO_DISCHARGE_CHANNEL;
    if (lmbi_column(t, LMB_COLUMN_CYCLE)[0] > 1) return LMBI_STARTS_LATE;
    double capacity = lmbi_found(f, LMB_RESULT_CAPACITY);
    if (capacity != capacity || !(lmbi_found(f, LMB_RESULT_CHARGE_THROUGHPUT) > 0))
        return LMBI_TOO_SHORT;
    return LMBI_KNOWN;
}

/* Mean CE_Li if N and what left the cathode on balance were all lost up to `row`: a lower bound
 * while lithium is left, exact when none is. 1 - [N + sum(Q_ch - Q_dis)] / sum Q_ch. */
static void find_mean_ce_li(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                            struct lmbi_findings *f, int32_t id, int64_t row)
{
    double initial = lmbi_found(f, LMB_RESULT_INITIAL_LI);
    double charged = lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT)[row];
    double net = lmbi_column(t, LMB_COLUMN_NET_CHARGE)[row];
    double sd_initial = lmbi_np_sd(known) * lmbi_found(f, LMB_RESULT_CAPACITY);
    double sd_net = lmbi_net_charge_sd(t, known, f, row);
    double sd = lmbi_sqrt(sd_initial * sd_initial + sd_net * sd_net) / charged;
    lmbi_find_sd(f, id, 1 - (initial + net) / charged, sd);
}

/* After exhaustion the mean is exact and nothing is left; before it neither is identifiable. */
static void find_exhausted(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                           struct lmbi_findings *f)
{
    double onset = lmbi_found(f, LMB_RESULT_ONSET_STAGE_4);
    double noise = lmbi_found(f, LMB_RESULT_CAPACITY_NOISE);
    const struct lmbi_estimate *life =
        &f->result[LMB_RESULT_ONSET_STAGE_4 - LMBI_FIRST_RESULT];
    int64_t row = row_of_cycle(t, onset);
    find_mean_ce_li(t, known, f, LMB_RESULT_CE_LI_MEAN, row);
    lmbi_find_within(f, LMB_RESULT_REMAINING_LI, 0, 0,
                     noise == noise ? LMBI_Z90 * noise * lmbi_found(f, LMB_RESULT_CAPACITY) : 0);
    lmbi_find(f, LMB_RESULT_P_EXHAUSTED, lmbi_column(t, LMB_COLUMN_P_STAGE_4)[t->rows - 1]);
    lmbi_find_within(f, LMB_RESULT_EXHAUSTION_CYCLE, onset, life->lower, life->upper);
}

static int32_t reason_of(const struct lmbi_findings *f, int32_t id)
{
    return f->result[id - LMBI_FIRST_RESULT].reason;
}

/* Whether the CE shown is surely the cathode's: lithium was there at the start and nothing that
 * happened says that it was used up. */
static int ce_is_cathode(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                         const struct lmbi_findings *f)
{
    double mode = lmbi_found(f, LMB_RESULT_FAILURE_MODE), ce = lmbi_found(f, LMB_RESULT_CE_CELL);
    return known->np_ratio > 0 && ce == ce && lmbi_column(t, LMB_COLUMN_CYCLE)[0] <= 1 &&
           (mode == LMBI_FAILS_NOT || mode == LMBI_FAILS_DRY_OUT || mode == LMBI_FAILS_CATHODE);
}

static void warn_of_reading(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                            struct lmbi_findings *f)
{
    if (known->cell_configuration != LMBI_LITHIUM_METAL) return;
    if (known->np_ratio != known->np_ratio) lmbi_warn(f, LMBI_WARN_NP_MISSING);
    if (known->np_ratio == 0) lmbi_warn(f, LMBI_WARN_NP_ZERO_LIFE_UNDEFINED);
    if (known->np_ratio > 3) lmbi_warn(f, LMBI_WARN_EXCESS_LITHIUM_HIDES_LOSS);
    if (ce_is_cathode(t, known, f)) lmbi_warn(f, LMBI_WARN_CE_IS_CATHODE);
    if (known->np_ratio != 0 && lmbi_found(f, LMB_RESULT_CAPACITY_RETENTION) > 0.8 &&
        lmbi_found(f, LMB_RESULT_FAILURE_MODE) != LMBI_FAILS_LI_EXHAUSTION)
        lmbi_warn(f, LMBI_WARN_RETENTION_ONLY);
    if (reason_of(f, LMB_RESULT_NORMALIZED_CYCLE_LIFE) == LMBI_STAGE_3_GOES_ON)
        lmbi_warn(f, LMBI_WARN_COUNTS_NOT_TO_END_OF_STAGE_3);
}

void lmbi_bound_reservoir(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f)
{
    static const int32_t unknown[] = {LMB_RESULT_CE_LI_MEAN, LMB_RESULT_REMAINING_LI,
                                      LMB_RESULT_P_EXHAUSTED, LMB_RESULT_EXHAUSTION_CYCLE};
    double onset = lmbi_found(f, LMB_RESULT_ONSET_STAGE_4); /* before it, CE was the cathode's */
    if (onset == onset && lmbi_find_ce(report, onset + 1, f) == 0)
        lmbi_find_ce(report, -LMBI_INFINITY, f);
    find_capacity(report, known, f);
    warn_of_reading(report, known, f);
    int32_t why = obstacle(report, known, f);
    if (why != LMBI_KNOWN) {
        lmbi_find_not(f, LMB_RESULT_INITIAL_LI, why);
        lmbi_find_not(f, LMB_RESULT_CE_LI_LOWER_BOUND, why);
        for (int i = 0; i < 4; i++) lmbi_find_not(f, unknown[i], why);
        return;
    }
    double capacity = lmbi_found(f, LMB_RESULT_CAPACITY);
    lmbi_find_sd(f, LMB_RESULT_INITIAL_LI, known->np_ratio * capacity,
                 lmbi_np_sd(known) * capacity);
    find_mean_ce_li(report, known, f, LMB_RESULT_CE_LI_LOWER_BOUND, report->rows - 1);
    if (lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_LI_EXHAUSTION &&
        lmbi_is_finite(lmbi_found(f, LMB_RESULT_ONSET_STAGE_4))) {
        find_exhausted(report, known, f);
        return;
    }
    why = known->np_ratio == 0 ? LMBI_NP_ZERO : LMBI_BEFORE_EXHAUSTION;
    if (lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_UNDECIDED) why = LMBI_UNDECIDED;
    for (int i = 0; i < 4; i++) lmbi_find_not(f, unknown[i], why);
    if (why == LMBI_BEFORE_EXHAUSTION)
        lmbi_find_not(f, LMB_RESULT_EXHAUSTION_CYCLE, LMBI_NO_FORECAST);
}
