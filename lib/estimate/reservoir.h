/* The lithium left: measured, or from a CE_Li known from outside. */
#ifndef LMBI_ESTIMATE_RESERVOIR_H
#define LMBI_ESTIMATE_RESERVOIR_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

/* For a record whose N is known and not 0. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_find_reservoir(struct lmbi_table *report, const struct lmbi_knowledge *known,
                            struct lmbi_findings *f);
/* For one without N: mean CE_Li from titrated masses alone. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_find_by_mass(struct lmbi_table *report, const struct lmbi_knowledge *known,
                          struct lmbi_findings *f);

#endif
