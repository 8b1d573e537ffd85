/* Whether polarization explains that the capacity begins to fall faster. */
#ifndef LMBI_STAGE_POLARIZATION_H
#define LMBI_STAGE_POLARIZATION_H

#include "stage/step.h"

/* What of a step of CE the polarization leaves unexplained, from the capacity about it. */
struct lmbi_unexplained {
    double drop, sd; /* of the loss per cycle; NaN where the record does not tell */
};

struct lmbi_unexplained lmbi_weigh_polarization(const struct lmbi_trace *fade,
                                                const struct lmbi_trace *voltage,
                                                const struct lmbi_step *step, double most_per_volt);

#endif
