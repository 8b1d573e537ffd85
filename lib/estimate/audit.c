#include "estimate/audit.h"

#include <stddef.h>

#include "base/number.h"

static const char *const end_names[] = {"not_stated",    "end_of_stage_3", "retention",
                                        "end_of_report", "dry_out",        NULL};

#define INF LMBI_INFINITY
#define ASK LMB_FLAG_MAY_BE_NAN

const struct lmbi_quantity lmbi_claim_rows[LMBI_CLAIMS] = {
    {LMB_PARAM_REPORTED_CYCLES, ASK | LMB_FLAG_LOWER_OPEN, "reported_cycles", "1",
     LMBI_TEXT("Cycles that a report counts, for lmb_audit()"), LMBI_NAN, 0, INF, NULL},
    {LMB_PARAM_REPORTED_RETENTION, ASK | LMB_FLAG_LOWER_OPEN, "reported_retention", "1",
     LMBI_TEXT("Capacity retention that it states after them"), LMBI_NAN, 0, 1, NULL},
    {LMB_PARAM_REPORTED_CE, ASK | LMB_FLAG_LOWER_OPEN, "reported_ce", "1",
     LMBI_TEXT("Mean CE that it shows"), LMBI_NAN, 0, 1.05, NULL},
    {LMB_PARAM_REPORTED_END, LMB_FLAG_ENUMERATED, "reported_end", "",
     LMBI_TEXT("What ended its count: the reservoir (end of stage 3), a retention such as 80 %, "
               "the report "
               "itself, or dry-out"),
     0, 0, 4, end_names},
};

double *lmbi_claim_parameter(struct lmbi_claim *claim, int32_t id)
{
    int32_t first = LMB_PARAM_REPORTED_CYCLES;
    return id >= first && id < first + LMBI_CLAIMS ? (double *)claim + (id - first) : NULL;
}

/* Why nothing is said of the reservoir, or LMBI_KNOWN. */
static int32_t obstacle_of(const struct lmbi_claim *claim, const struct lmbi_knowledge *known)
{
    int configuration = (int)known->cell_configuration;
    if (configuration == LMBI_SYMMETRIC_CELL) return LMBI_SYMMETRIC;
    if (configuration != LMBI_LITHIUM_METAL && configuration != LMBI_ANODE_FREE)
        return LMBI_NO_RESERVOIR;
    if (known->np_ratio != known->np_ratio) return LMBI_NP_MISSING;
    return claim->reported_cycles == claim->reported_cycles ? LMBI_KNOWN : LMBI_NOT_STATED;
}

/* In units of the capacity P: the foil held N/P, the cathode gave off 1 - r on balance at most,
 * and each of the n charges passed r at least (capacity that does not rise again). So
 * CE_Li >= 1 - (N/P + 1 - r) / (n r). At the end of stage 3 all of it is spent, and the mean lies
 * between that and 1 - N/P / n; a straight fade from 1 to r gives the value between. More lithium
 * than n charges could lose bounds nothing, and contradicts a count to the end of stage 3. */
static void bound_ce_li(const struct lmbi_claim *claim, const struct lmbi_knowledge *known,
                        struct lmbi_findings *f)
{
    double n = claim->reported_cycles, r = claim->reported_retention, np = known->np_ratio;
    double bound = 1 - (np + 1 - r) / (n * r), mean = 1 - (np + 1 - r) / (n * (1 + r) / 2);
    lmbi_find_not(f, LMB_RESULT_CE_LI_LOWER_BOUND, r == r ? LMBI_NO_NUMBER : LMBI_NOT_STATED);
    lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, r == r ? LMBI_BEFORE_EXHAUSTION : LMBI_NOT_STATED);
    if (bound > 0)
        lmbi_find_sd(f, LMB_RESULT_CE_LI_LOWER_BOUND, bound, lmbi_np_sd(known) / (n * r));
    if (claim->reported_end != LMBI_END_STAGE_3 || np == 0) return;
    if (mean > 0) lmbi_find_within(f, LMB_RESULT_CE_LI_MEAN, mean, bound, 1 - np / n);
    else if (r == r) lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, LMBI_NO_NUMBER);
}

/* Eq. 1 of the review, for a count to the end of stage 3 alone. */
static void normalize(const struct lmbi_claim *claim, const struct lmbi_knowledge *known,
                      struct lmbi_findings *f)
{
    double np = known->np_ratio, n = claim->reported_cycles;
    int32_t id = LMB_RESULT_NORMALIZED_CYCLE_LIFE;
    if (np == 0) lmbi_find_not(f, id, LMBI_NP_ZERO);
    else if (claim->reported_end != LMBI_END_STAGE_3) lmbi_find_not(f, id, LMBI_STAGE_3_GOES_ON);
    else lmbi_find_sd(f, id, n / np, n / np * lmbi_np_sd(known) / np);
}

static void warn_of_claim(const struct lmbi_claim *claim, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f)
{
    int configuration = (int)known->cell_configuration;
    int ce_shown = claim->reported_ce == claim->reported_ce;
    if (configuration == LMBI_SYMMETRIC_CELL) lmbi_warn(f, LMBI_WARN_SYMMETRIC_CELL);
    if (configuration == LMBI_LITHIUM_COPPER && ce_shown) lmbi_warn(f, LMBI_WARN_TRANSFERRED_CE_LI);
    if (known->np_ratio == 0) lmbi_warn(f, LMBI_WARN_NP_ZERO_LIFE_UNDEFINED);
    if (configuration != LMBI_LITHIUM_METAL) return;
    if (known->np_ratio != known->np_ratio) lmbi_warn(f, LMBI_WARN_NP_MISSING);
    if (known->np_ratio > 3) lmbi_warn(f, LMBI_WARN_EXCESS_LITHIUM_HIDES_LOSS);
    if (known->np_ratio == 0) return;
    if (ce_shown) lmbi_warn(f, LMBI_WARN_CE_IS_CATHODE);
    if (claim->reported_end == LMBI_END_STAGE_3) return;
    if (claim->reported_retention == claim->reported_retention)
        lmbi_warn(f, LMBI_WARN_RETENTION_ONLY);
    if (claim->reported_cycles == claim->reported_cycles)
        lmbi_warn(f, LMBI_WARN_COUNTS_NOT_TO_END_OF_STAGE_3);
}

static void take_over(struct lmbi_findings *f, int32_t id, double stated)
{
    if (stated == stated) lmbi_find(f, id, stated);
    else lmbi_find_not(f, id, LMBI_NOT_STATED);
}

void lmbi_audit(const struct lmbi_claim *claim, const struct lmbi_knowledge *known,
                struct lmbi_findings *f)
{
    int32_t why = obstacle_of(claim, known);
    lmbi_findings_init(f);
    take_over(f, LMB_RESULT_CYCLES, claim->reported_cycles);
    take_over(f, LMB_RESULT_CAPACITY_RETENTION, claim->reported_retention);
    take_over(f, LMB_RESULT_CE_CELL, claim->reported_ce);
    warn_of_claim(claim, known, f);
    if (why == LMBI_KNOWN) {
        normalize(claim, known, f);
        bound_ce_li(claim, known, f);
        return;
    }
    lmbi_find_not(f, LMB_RESULT_NORMALIZED_CYCLE_LIFE, why);
    lmbi_find_not(f, LMB_RESULT_CE_LI_LOWER_BOUND, why);
    lmbi_find_not(f, LMB_RESULT_CE_LI_MEAN, why);
}
