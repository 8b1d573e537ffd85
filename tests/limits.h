/* What a record can tell at best of a simulated cell whose law is being fitted: Cramer and Rao. */
#ifndef LMB_TESTS_LIMITS_H
#define LMB_TESTS_LIMITS_H

#include "support.h"

/* What is asked of the fitted cell: where stages 2 and 3 begin, and where lithium runs out. */
enum { LIMIT_STAGE_2, LIMIT_STAGE_3, LIMIT_END, LIMITS };

/* Derivatives of a whole life, by what a fit varies unless told otherwise. */
struct limits;
/* `end`: the first cycle that lithium limits; np_sd of N/P, and the gain error. */
struct limits *limits_of(const lmb_cell *cell, int64_t end, struct noise noise, double np_sd,
                         double gain_sd);
/* The truth on the axis of cycles: between the last cycle before and the first one of it. */
double limits_truth(const struct limits *l, int which);
/* The least standard deviation that a record of so many cycles allows. */
double limits_sd(const struct limits *l, int64_t cycles, int which);
void limits_free(struct limits *l);

#endif
