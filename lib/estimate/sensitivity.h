/* The record lived by one guess, and d residual / du: course.c, differentiated line by line. */
#ifndef LMBI_ESTIMATE_SENSITIVITY_H
#define LMBI_ESTIMATE_SENSITIVITY_H

#include "estimate/observed.h"
#include "inventory/tangents.h"

struct lmbi_sensitivity {
    struct lmbi_tangents cell; /* behind the last cycle that was lived */
    double factor[LMBI_CHANNELS];
    lmbi_lane dfactor[LMBI_CHANNELS], doffset[LMBI_CHANNELS];
    double area, limited; /* limited: the first cycle that lithium limits; infinite: none so far */
    double lost, charged, left;
    lmbi_lane darea, dexhausted, dshort_cycles, dlost, dcharged, dleft; /* of those in a course */
};

/* Live the record with `g`, of which `count` unknowns stand at u, a lane each. `column`: NULL, or
 * room for d residual / du, LMBI_LANES columns of lmbi_residual_count(); 0 where there is no
 * unknown, where it is not finite, and when cancelled. */
void lmbi_sensitivity_run(struct lmbi_sensitivity *w, const struct lmbi_observed *o,
                          const struct lmbi_subject *s, const struct lmbi_guess *g,
                          const struct lmbi_unknown *unknown, const double *u, int32_t count,
                          double *column);
/* One cycle behind the record: notes the first that lithium limits. */
void lmbi_sensitivity_pass(struct lmbi_sensitivity *w);

#endif
