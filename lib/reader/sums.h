/* Columns that the Battery Data Format defines as sums of others: what is cumulative is charge and
 * discharge together, what is net is charge less discharge. */
#ifndef LMBI_READER_SUMS_H
#define LMBI_READER_SUMS_H

#include "reader/layout.h"
#include "reader/remarks.h"

enum { LMBI_SUMS = 3 };

/* Where a counter of this name starts again: LMBI_BORDER_CYCLE, _STEP; _NONE: it does not say. */
int32_t lmbi_border_named(const struct lmbi_use *use);

struct lmbi_sum {
    int32_t sign;                         /* of discharge in it; 0: it is no such column */
    int32_t whole, charge, discharge;     /* counters of a sample */
    double digits;                        /* what the three leave open as they are printed */
    int64_t rows, wrong, with_other_sign; /* of the wrong ones: are the other sum */
    double worst;
    char heading[64];
};

/* Find such columns beside both that they are made of, of the same scope; how many there are.
 * `digit` by counter. */
int32_t lmbi_sums_begin(struct lmbi_sum *sum, struct lmbi_layout *layout, const double *digit);
/* Look at the counters of a sample. */
void lmbi_sums_add(struct lmbi_sum *sum, const double *counter);
void lmbi_sums_tell(const struct lmbi_sum *sum, struct lmbi_remarks *remarks);

#endif
