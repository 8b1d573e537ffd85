/* A table with one row for each cycle. */
#ifndef LMBI_READER_CYCLES_TABLE_H
#define LMBI_READER_CYCLES_TABLE_H

#include "reader/remarks.h"
#include "reader/values.h"

struct lmbi_cycles_reading {
    const struct lmbi_known_columns *known;
    struct lmbi_remarks *remarks;
    struct lmbi_table *table;
    int64_t most_rows, most_cycles;
    int64_t rows, missing, skipped, restarts;
    double number, offset; /* of the last cycle; added to the file's numbers */
};

/* Read the rows of a file, which stands at its begin.
 * LMB_OK, LMB_ERROR_FORMAT, or what lmbi_input_line() gives. */
int32_t lmbi_cycles_file(struct lmbi_cycles_reading *r, struct lmbi_input *in,
                         struct lmbi_layout *layout, struct lmbi_message *m);
void lmbi_cycles_end(struct lmbi_cycles_reading *r);

#endif
