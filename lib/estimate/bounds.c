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
        lmbi_find_not(f, LMB_RESULT_CAPACITY, LMBI_TOO_SHORT);
        lmbi_find_not(f, LMB_RESULT_CAPACITY_SOURCE, LMBI_TOO_SHORT);
    }
}

/* Standard error of N in Ah: N/P is known to 5 % unless said otherwise. */
static double initial_li_sd(const struct lmbi_knowledge *known, double capacity)
{
    double sd = known->np_ratio_sd;
    return (sd == sd ? sd : 0.05 * known->np_ratio) * capacity;
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
    if (!lmbi_column(t, LMB_COLUMN_CHARGE_THROUGHPUT)) return LMBI_NO_CHARGE_CHANNEL;
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
    double sd_initial = initial_li_sd(known, lmbi_found(f, LMB_RESULT_CAPACITY));
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
                     noise == noise ? 1.645 * noise * lmbi_found(f, LMB_RESULT_CAPACITY) : 0);
    lmbi_find(f, LMB_RESULT_P_EXHAUSTED, lmbi_column(t, LMB_COLUMN_P_STAGE_4)[t->rows - 1]);
    lmbi_find_within(f, LMB_RESULT_EXHAUSTION_CYCLE, onset, life->lower, life->upper);
}

static void warn_of_reading(const struct lmbi_knowledge *known, struct lmbi_findings *f)
{
    int exhausted = lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_LI_EXHAUSTION;
    if (known->cell_configuration != LMBI_LITHIUM_METAL) return;
    if (known->np_ratio != known->np_ratio) lmbi_warn(f, LMBI_WARN_NP_MISSING);
    if (known->np_ratio == 0) lmbi_warn(f, LMBI_WARN_NP_ZERO_LIFE_UNDEFINED);
    if (known->np_ratio > 3) lmbi_warn(f, LMBI_WARN_EXCESS_LITHIUM_HIDES_LOSS);
    if (known->np_ratio == 0 || exhausted) return;
    double ce = lmbi_found(f, LMB_RESULT_CE_CELL);
    if (ce == ce) lmbi_warn(f, LMBI_WARN_CE_IS_CATHODE);
    if (lmbi_found(f, LMB_RESULT_CAPACITY_RETENTION) > 0.8) lmbi_warn(f, LMBI_WARN_RETENTION_ONLY);
}

void lmbi_bound_reservoir(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f)
{
    static const int32_t unknown[] = {LMB_RESULT_CE_LI_MEAN, LMB_RESULT_REMAINING_LI,
                                      LMB_RESULT_P_EXHAUSTED, LMB_RESULT_EXHAUSTION_CYCLE};
    find_capacity(report, known, f);
    warn_of_reading(known, f);
    int32_t why = obstacle(report, known, f);
    if (why != LMBI_KNOWN) {
        lmbi_find_not(f, LMB_RESULT_INITIAL_LI, why);
        lmbi_find_not(f, LMB_RESULT_CE_LI_LOWER_BOUND, why);
        for (int i = 0; i < 4; i++) lmbi_find_not(f, unknown[i], why);
        return;
    }
    double capacity = lmbi_found(f, LMB_RESULT_CAPACITY);
    lmbi_find_sd(f, LMB_RESULT_INITIAL_LI, known->np_ratio * capacity,
                 initial_li_sd(known, capacity));
    find_mean_ce_li(report, known, f, LMB_RESULT_CE_LI_LOWER_BOUND, report->rows - 1);
    if (lmbi_found(f, LMB_RESULT_FAILURE_MODE) == LMBI_FAILS_LI_EXHAUSTION &&
        lmbi_is_finite(lmbi_found(f, LMB_RESULT_ONSET_STAGE_4))) {
        find_exhausted(report, known, f);
        return;
    }
    for (int i = 0; i < 4; i++) lmbi_find_not(f, unknown[i], LMBI_BEFORE_EXHAUSTION);
    lmbi_find_not(f, LMB_RESULT_EXHAUSTION_CYCLE, LMBI_NO_FORECAST);
}
