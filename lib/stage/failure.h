/* How a cell fails, apart from the stage it is in. */
#ifndef LMBI_STAGE_FAILURE_H
#define LMBI_STAGE_FAILURE_H

#include "ce/knowledge.h"
#include "stage/step.h"

/* Values of LMB_RESULT_FAILURE_MODE. */
enum {
    LMBI_FAILS_NOT = 0,
    LMBI_FAILS_LI_EXHAUSTION = 1,
    LMBI_FAILS_DRY_OUT = 2,
    LMBI_FAILS_CATHODE = 3,
    LMBI_FAILS_SOFT_SHORT = 4,
    LMBI_FAILS_UNDECIDED = 5
};

/* What the evidence is taken from: readings of the whole record. */
struct lmbi_witness {
    /* count 0: not in the record */
    const struct lmbi_trace *fade, *ce, *voltage, *rest_discharged, *rest_charged;
    const struct lmbi_knowledge *known;
};

/* What a lasting step of CE is. LMBI_FAILS_DRY_OUT: the polarization's doing. `has_begun`: at a
 * step before this one polarization took capacity. */
int32_t lmbi_explain_step(const struct lmbi_witness *w, const struct lmbi_step *step,
                          int has_begun);
/* Whether a step that is polarization's doing shows that it costs capacity from there on. */
int lmbi_costs_capacity(const struct lmbi_witness *w, const struct lmbi_step *step);

/* What a loss of capacity without such a step is; LMBI_FAILS_NOT above 80 % of the capacity. */
int32_t lmbi_explain_fade(const struct lmbi_witness *w);

#endif
