/* What the books say of the record as a whole. */
#ifndef LMBI_CE_SUMMARY_H
#define LMBI_CE_SUMMARY_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

/* Results and warnings of the books; `reference` is the row of the reference cycle, -1 if none. */
void lmbi_sum_up(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                 int64_t reference, struct lmbi_findings *f);

/* Mean of the CE shown in the last good cycles from cycle `from` on, 20 at most; returns how many.
 */
int64_t lmbi_find_ce(const struct lmbi_table *report, double from, struct lmbi_findings *f);
/* Standard error of sum(Q_ch - Q_dis) up to `row`: the gain error, the noise of each cycle, and
 * what was filled in for missing cycles, by its own size. */
double lmbi_net_charge_sd(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                          const struct lmbi_findings *f, int64_t row);
/* The variance that one row adds to it, the gain error left out. */
double lmbi_net_charge_step(const struct lmbi_table *report, const struct lmbi_findings *f,
                            int64_t row);
/* The cycler's gain error, or the mismatch that shows if that is larger: it may be gain, or charge
 * without lithium, so it is not corrected for. */
double lmbi_gain_sd(const struct lmbi_knowledge *known, const struct lmbi_findings *f);

#endif
