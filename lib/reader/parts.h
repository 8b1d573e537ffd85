/* Files that are parts of one test. */
#ifndef LMBI_READER_PARTS_H
#define LMBI_READER_PARTS_H

#include "reader/import.h"

/* The order of the files by the clock of their first rows, into `order`; that of `paths` where not
 * all are time series with a clock, or one cannot be opened twice. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_order_parts(const struct lmbi_import *import, const char *const *paths, int32_t count,
                         int32_t *order);

#endif
