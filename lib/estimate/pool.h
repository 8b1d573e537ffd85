/* Several cells of one design taken together; those still alive bound what they have not shown. */
#ifndef LMBI_ESTIMATE_POOL_H
#define LMBI_ESTIMATE_POOL_H

#include "base/finding.h"
#include "base/memory.h"

/* One cell's value with its standard error; `censored`: the true value lies above it. */
struct lmbi_replicate {
    double value, sd;
    int32_t censored;
};

/* Mean of the group and spread from cell to cell, the medians with 90 % intervals of a normal
 * population: posterior on a grid, flat in the mean and in the log of the spread. NaN with fewer
 * than two values that are not censored. */
struct lmbi_group {
    struct lmbi_estimate mean, spread;
};
struct lmbi_group lmbi_pool_replicates(const struct lmbi_replicate *r, int32_t count);

/* Results of a group from those of its cells. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_pool_findings(struct lmbi_findings *pooled, const struct lmbi_findings *const *cells,
                           int32_t count, const struct lmbi_memory *memory);

#endif
