/* One reading of a table that comes through Arrow's interfaces. */
#ifndef LMBI_READER_ARROW_READING_H
#define LMBI_READER_ARROW_READING_H

#include "reader/arrow_rows.h"
#include "reader/reading.h"

/* What is read, and where it goes. */
struct lmbi_arrow_reading {
    struct lmbi_reading *r;
    struct lmbi_arrow_rows rows;
    struct lmbi_input in; /* for its name in messages */
    struct lmbi_table_rows *table_rows;
    double state; /* the last number that a state was; NaN: it was none */
};

/* A number where a text is asked for. */
struct lmbi_field lmbi_number_text(double number, char *room, size_t size);

/* Read rows of this chunk from `row` on, as many as go together: *taken, at least one.
 * LMB_OK, LMB_ERROR_FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_arrow_samples(struct lmbi_arrow_reading *a, int64_t row, int64_t *taken,
                           struct lmbi_message *m);

#endif
