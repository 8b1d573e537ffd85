#include "estimate/bounds.h"

#include <stddef.h>

#include "base/number.h"
#include "ce/protocol.h"
#include "ce/summary.h"
#include "estimate/balance.h"
#include "estimate/reservoir.h"
#include "stage/failure.h"

enum { CELL = 0, REFERENCE_CYCLE = 1 }; /* values of `capacity_source` */

/* P: from the cell where it was set, else the discharge capacity of the reference cycle. */
static void find_capacity(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f)
{
    const double *discharge = lmbi_column(t, LMB_COLUMN_DISCHARGE_CAPACITY);
    int64_t row = lmbi_row_of_cycle(t, lmbi_found(f, LMB_RESULT_REFERENCE_CYCLE));
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

/* Li||Cu: CE of plating and stripping, by the protocol or from cycle to cycle. */
static void find_li_cu(const struct lmbi_table *t, const struct lmbi_knowledge *known,
                       struct lmbi_findings *f)
{
    struct lmbi_li_cu found = lmbi_read_li_cu(t, known, f);
    if (found.ce != found.ce) {
        lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, LMBI_TOO_SHORT);
        return;
    }
    lmbi_find_sd(f, LMB_RESULT_CE_LI_MEAN, found.ce, found.sd);
    lmbi_find(f, LMB_RESULT_CE_LI_SOURCE,
              found.cycles > 0 ? LMBI_FROM_PROTOCOL : LMBI_FROM_LI_CU_CYCLES);
    if (found.cycles > 0) lmbi_find(f, LMB_RESULT_PROTOCOL_CYCLES, (double)found.cycles);
}

int32_t lmbi_bound_reservoir(struct lmbi_table *report, const struct lmbi_knowledge *known,
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
        if (known->cell_configuration == LMBI_LITHIUM_COPPER) find_li_cu(report, known, f);
        return why == LMBI_NP_MISSING ? lmbi_find_by_mass(report, known, f) : LMB_OK;
    }
    struct lmbi_balance now = lmbi_balance_at(report, known, f, report->rows - 1);
    lmbi_find_sd(f, LMB_RESULT_INITIAL_LI, now.initial, now.initial_sd);
    lmbi_find_mean_ce_li(f, LMB_RESULT_CE_LI_LOWER_BOUND, &now, 0, 0);
    if (known->np_ratio == 0) { /* the bound is the CE_Li of such a cell, as long as that governs */
        for (int i = 0; i < 4; i++) lmbi_find_not(f, unknown[i], LMBI_NP_ZERO);
        return lmbi_find_by_mass(report, known, f);
    }
    return lmbi_find_reservoir(report, known, f);
}
