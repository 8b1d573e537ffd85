/* What follows from a CE_Li that is known from outside, with its standard error. */
#ifndef LMBI_ESTIMATE_OUTSIDE_H
#define LMBI_ESTIMATE_OUTSIDE_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "estimate/draws.h"
#include "table/table.h"

/* The row behind which the reservoir was measured, and what was found, Ah; row -1: it was not. */
struct lmbi_anchor {
    int64_t row;
    double left, sd;
};

/* The reservoir of each cycle as known after it, what is left at the end, when it runs out, and
 * the normalized life; rows from `exhausted` on are empty (-1: none).
 * LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_reckon_from_outside(struct lmbi_table *report, const struct lmbi_knowledge *known,
                                 struct lmbi_findings *f, const struct lmbi_anchor *anchor,
                                 int64_t exhausted);
/* By how much each measurement would narrow what is left. */
void lmbi_find_settling(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                        struct lmbi_findings *f);

#endif
