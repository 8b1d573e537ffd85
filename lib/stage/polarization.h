/* How polarization and the loss of capacity grow about a step of CE. */
#ifndef LMBI_STAGE_POLARIZATION_H
#define LMBI_STAGE_POLARIZATION_H

#include "stage/step.h"

/* Of a level, per cycle, or of a rate that is its slope; NaN where the record does not tell. */
struct lmbi_growth {
    double before, after; /* just before and just behind the step */
    double jump, sd;      /* after - before, and its standard error */
};

/* Whatever smooth acceleration there is counts as no jump. */
struct lmbi_growth lmbi_growth_about(const struct lmbi_trace *level, const struct lmbi_step *step);

#endif
