/* The step of CE by which the exhaustion of the lithium metal anode shows. */
#ifndef LMBI_STAGE_STEP_H
#define LMBI_STAGE_STEP_H

#include "stage/belief.h"
#include "stage/trace.h"

struct lmbi_step {
    double cycle; /* the first on the new level, or on its way to it; NaN: no step */
    double drop;  /* of CE there */
};

/* Look for a step that is abrupt, lasts to the end of the record and does not recover, in a trace
 * of 1 - CE. LMB_OK with evidence NaN where the record is too short; LMB_ERROR_MEMORY. */
int32_t lmbi_find_step(const struct lmbi_trace *ce, const struct lmbi_memory *memory,
                       struct lmbi_step *step, struct lmbi_belief *belief);

#endif
