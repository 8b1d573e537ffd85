/* A table with one row for each cycle. */
#ifndef LMBI_READER_CYCLES_TABLE_H
#define LMBI_READER_CYCLES_TABLE_H

#include "reader/evidence.h"

struct lmbi_cycles_reading {
    const struct lmbi_known_columns *known;
    struct lmbi_remarks *remarks;
    struct lmbi_table *table;
    int64_t most_rows, most_cycles;
    int64_t rows, missing, skipped, restarts;
    int64_t null;          /* of the missing; -1: text knows none */
    double number, offset; /* of the last cycle; added to the file's numbers */
};

/* Rows of one file. */
struct lmbi_table_rows {
    struct lmbi_cycles_reading *r;
    const struct lmbi_input *in;
    const struct lmbi_layout *layout;
    int32_t wanted[LMBI_USES], usual_fields;
    double value[LMBI_USES];
    struct lmbi_field field[LMBI_USES];
    int32_t cycle; /* its use; -1: there is none */
};

/* Make the columns of the layout, which is settled. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_table_rows_begin(struct lmbi_table_rows *t, const struct lmbi_evidence *evidence,
                              struct lmbi_message *m);
/* A value of use `i` was read, as lmbi_value_of() says. LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_take_value(struct lmbi_table_rows *t, const struct lmbi_line *line, int32_t i,
                        int32_t kind, struct lmbi_message *m);
/* All values of a row were read. LMB_OK, LMB_ERROR_FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_keep_row(struct lmbi_table_rows *t, const struct lmbi_line *line, int32_t first,
                      struct lmbi_message *m);

/* Read the rows of a file, which stands at its begin.
 * LMB_OK, LMB_ERROR_FORMAT, or what lmbi_input_line() gives. */
int32_t lmbi_cycles_file(struct lmbi_cycles_reading *r, struct lmbi_input *in,
                         struct lmbi_layout *layout, struct lmbi_message *m);
void lmbi_cycles_end(struct lmbi_cycles_reading *r);

#endif
