/* Steps of CE: by one the exhaustion of the lithium metal anode shows. */
#ifndef LMBI_STAGE_STEP_H
#define LMBI_STAGE_STEP_H

#include "stage/belief.h"
#include "stage/trace.h"

enum { LMBI_MOST_STEPS = 4 };

struct lmbi_step {
    double cycle;      /* the first on the new level, or on its way to it */
    double drop;       /* of CE there */
    double first, end; /* cycles: no other step from `first` to before `end` */
    struct lmbi_belief belief;
};

/* Look for steps that are abrupt, last to the end of the record and do not recover, in a trace of
 * 1 - CE; the clearest first, the others only where they show. The first has the evidence for a
 * step at all, NaN where the record is too short. Returns how many there are, or -1 without
 * memory. */
int32_t lmbi_find_steps(const struct lmbi_trace *ce, const struct lmbi_memory *memory,
                        struct lmbi_step steps[LMBI_MOST_STEPS]);

#endif
