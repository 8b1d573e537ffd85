/* Tables that come through Arrow's C interfaces. */
#ifndef LMBI_READER_ARROW_H
#define LMBI_READER_ARROW_H

#include <lmb/arrow.h>

#include "reader/import.h"

/* Read a stream, or with `stream` NULL an array and its schema, as lmbi_read_files() does. All
 * stay the caller's. */
int32_t lmbi_read_arrow(struct lmbi_import *import, struct ArrowArrayStream *stream,
                        const struct ArrowSchema *schema, struct ArrowArray *array,
                        struct lmbi_table *table, struct lmbi_message *m);

#endif
