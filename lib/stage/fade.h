/* Stage 3, read from the capacity: a bend, with CE as its slope, or a knee between two lines. */
#ifndef LMBI_STAGE_FADE_H
#define LMBI_STAGE_FADE_H

#include "stage/belief.h"
#include "stage/trace.h"

enum { LMBI_BEND_READINGS = 192 }; /* a smooth bend needs no more */

struct lmbi_fade_question {
    const struct lmbi_table *report;
    struct lmbi_trace *fade; /* cut before `end`, a cycle; thinned, and outliers may leave it */
    const struct lmbi_trace *rate; /* NULL: none, or not the slope of the capacity */
    int jumps;                     /* that were taken out of `fade` */
    double end;
};

/* LMB_OK with evidence NaN where the record is too short; LMB_ERROR_MEMORY. */
int32_t lmbi_find_stage_3(const struct lmbi_fade_question *q, const struct lmbi_memory *memory,
                          struct lmbi_belief *belief);

#endif
