#include "estimate/bounds.h"

#include <stddef.h>

#include "base/number.h"

static const char *const capacity_source_names[] = {"cell", "reference_cycle", NULL};

#define RESULT(ID, name, unit, text)                                                               \
    {                                                                                              \
        LMB_RESULT_##ID, LMB_FLAG_MAY_BE_NAN, name, unit, text, LMBI_NAN, -LMBI_INFINITY,          \
            LMBI_INFINITY, NULL                                                                    \
    }

const struct lmbi_quantity lmbi_estimate_results[] = {
    RESULT(CAPACITY, "capacity", "Ah", "P: the capacity that N/P refers to"),
    {LMB_RESULT_CAPACITY_SOURCE, LMB_FLAG_ENUMERATED, "capacity_source", "",
     "Where P comes from: cathode_capacity and electrode_area of the cell, or the reference cycle",
     LMBI_NAN, 0, 1, capacity_source_names},
    RESULT(INITIAL_LI, "initial_li", "Ah", "N: lithium of the anode at the start, N/P x P"),
    RESULT(CE_LI_LOWER_BOUND, "ce_li_lower_bound", "1",
           "Survivor bound on the mean CE_Li: 1 - [N + sum(Q_ch - Q_dis)] / sum Q_ch"),
    RESULT(CE_LI_MEAN, "ce_li_mean", "1",
           "Mean CE_Li to exhaustion, weighted by charge: exact once the reservoir is empty"),
    RESULT(REMAINING_LI, "remaining_li", "Ah", "R: active lithium on the anode after the record"),
    RESULT(P_EXHAUSTED, "p_exhausted", "1", "Probability that the reservoir is empty"),
    RESULT(EXHAUSTION_CYCLE, "exhaustion_cycle", "1",
           "Cycle in which the reservoir runs empty, forecast"),
};
const int32_t lmbi_estimate_result_count =
    sizeof lmbi_estimate_results / sizeof lmbi_estimate_results[0];
