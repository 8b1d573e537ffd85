/* The four stages of a lithium metal cell (Deng et al. 2026, Fig. 2d,e): onsets, failure mode,
 * probabilities by cycle, and the life that ends with stage 3. */
#ifndef LMBI_STAGE_STAGES_H
#define LMBI_STAGE_STAGES_H

#include "base/finding.h"
#include "ce/knowledge.h"
#include "table/table.h"

extern const struct lmbi_quantity lmbi_stage_columns[];
extern const int32_t lmbi_stage_column_count;
extern const struct lmbi_quantity lmbi_stage_results[];
extern const int32_t lmbi_stage_result_count;

/* Values of LMB_RESULT_CHANNEL_STAGE_...: the reading that shows an onset. */
enum {
    LMBI_SHOWN_BY_NONE = 0,
    LMBI_SHOWN_BY_CAPACITY = 1,
    LMBI_SHOWN_BY_CE = 2,
    LMBI_SHOWN_BY_MEAN_VOLTAGE = 3,
    LMBI_SHOWN_BY_ENERGY = 4,
    LMBI_SHOWN_BY_HYSTERESIS = 5
};

/* Add the columns and results of the stages to a table that has its books.
 * LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_detect_stages(struct lmbi_table *report, const struct lmbi_knowledge *known,
                           struct lmbi_findings *f, const struct lmbi_memory *memory);

#endif
