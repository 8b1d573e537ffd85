/* When a smooth acceleration began, by marginal likelihood over its shapes and places. */
#ifndef LMBI_STAGE_ONSET_H
#define LMBI_STAGE_ONSET_H

#include "stage/belief.h"
#include "stage/trace.h"

/* A level reading bends (its rate rises); a rate reading of the same change is its derivative. */
struct lmbi_onset_question {
    const struct lmbi_trace *level;
    const struct lmbi_trace *rate; /* NULL: none; only the cycles of `level` are used */
    double factor; /* the onset is where the rate exceeds `factor` x the rate before, */
    double least;  /* which counts as this at least */
};

/* `rest`, unless NULL: of the best fit to all readings, the sum of squared residuals over the noise
 * variance. LMB_OK with evidence NaN where the record is too short; LMB_ERROR_MEMORY. */
int32_t lmbi_find_onset(const struct lmbi_onset_question *q, const struct lmbi_memory *memory,
                        struct lmbi_belief *belief, double *rest);

#endif
