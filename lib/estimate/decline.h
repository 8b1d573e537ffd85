/* How CE_Li declined, told after exhaustion. */
#ifndef LMBI_ESTIMATE_DECLINE_H
#define LMBI_ESTIMATE_DECLINE_H

#include "estimate/balance.h"

/* The exponential law lam_k = lam0 gamma^(k-1) through what was lost up to `row`, the first that
 * lithium limits, and the CE just after it, which is CE_Li. */
void lmbi_find_decline(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                       struct lmbi_findings *f, int64_t row);

#endif
