/* What can be said of the lithium reservoir from capacities and N/P alone. */
#ifndef LMBI_ESTIMATE_BOUNDS_H
#define LMBI_ESTIMATE_BOUNDS_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

extern const struct lmbi_quantity lmbi_estimate_results[];
extern const int32_t lmbi_estimate_result_count;

/* The survivor bound, the exact mean after exhaustion, and why there is no more. */
void lmbi_bound_reservoir(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f);

#endif
