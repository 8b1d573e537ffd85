/* The life that ends with stage 3. */
#ifndef LMBI_STAGE_LIFE_H
#define LMBI_STAGE_LIFE_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

/* From the onset of stage 4 in the findings, or the reason why there is none. */
void lmbi_find_life(const struct lmbi_table *report, const struct lmbi_knowledge *known,
                    struct lmbi_findings *f);

#endif
