/* What can be said of the lithium reservoir, from a bound to a value, and why there is no more. */
#ifndef LMBI_ESTIMATE_BOUNDS_H
#define LMBI_ESTIMATE_BOUNDS_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

extern const struct lmbi_quantity lmbi_estimate_columns[];
extern const int32_t lmbi_estimate_column_count;
extern const struct lmbi_quantity lmbi_estimate_results[];
extern const int32_t lmbi_estimate_result_count;

/* Values of LMB_RESULT_CE_LI_SOURCE: what the mean CE_Li rests on. */
enum {
    LMBI_FROM_EXHAUSTION = 0,
    LMBI_FROM_RESIDUAL = 1,
    LMBI_FROM_TITRATION = 2,
    LMBI_FROM_PROTOCOL = 3,
    LMBI_FROM_LI_CU_CYCLES = 4,
    LMBI_FROM_POOL = 5
};

/* The survivor bound, the mean where it is exact, and what knowledge from outside adds. Adds the
 * columns of the reservoir. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_bound_reservoir(struct lmbi_table *report, const struct lmbi_knowledge *known,
                             struct lmbi_findings *f);

#endif
