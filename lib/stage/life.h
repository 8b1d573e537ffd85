/* The life that ends with stage 3, and when the stages began in hours and throughput. */
#ifndef LMBI_STAGE_LIFE_H
#define LMBI_STAGE_LIFE_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

/* From the onsets in the findings, or the reasons why there are none. */
void lmbi_find_life(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                    struct lmbi_findings *f);

#endif
