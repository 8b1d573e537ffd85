/* A table of cycles as an Arrow stream. */
#ifndef LMBI_TABLE_ARROW_EXPORT_H
#define LMBI_TABLE_ARROW_EXPORT_H

#include <lmb/arrow.h>

#include "table/table.h"

/* Write a stream of one chunk with a copy of every column, doubles under their names, not known as
 * null. It lives in `memory` until its consumer releases it. `known` are the rows of columns by
 * slot.
 * LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_arrow_export(const struct lmbi_table *table, const struct lmbi_memory *memory,
                          const struct lmbi_quantity *const known[LMBI_COLUMN_SLOTS],
                          struct ArrowArrayStream *stream);

#endif
