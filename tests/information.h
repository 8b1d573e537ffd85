/* What a record can say at best: the Cramer-Rao limit of the generating model. */
#ifndef LMB_TESTS_INFORMATION_H
#define LMB_TESTS_INFORMATION_H

#include "support.h"

/* The least standard deviation, in cycles, that an unbiased estimate of the onset of stage 2
 * (limit[0]) and stage 3 (limit[1]) can have for a record of `cycles` cycles, by one who knows
 * the model but not its parameters; NaN where the onset is not in the record. */
void onset_limits(const lmb_cell *cell, int64_t cycles, struct noise noise, double limit[2]);

#endif
