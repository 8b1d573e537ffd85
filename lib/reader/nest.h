/* Nested tables: rows of cycles, of their steps and of their records in one file, told apart by the
 * empty fields in front. */
#ifndef LMBI_READER_NEST_H
#define LMBI_READER_NEST_H

#include "reader/roles.h"

/* Look for the headings of outer levels above the line of headings that was found. `field` and
 * `trial` are room to work in. LMB_OK, or what lmbi_input_line() gives. */
int32_t lmbi_find_levels(const struct lmbi_input *in, struct lmbi_role_search *roles,
                         struct lmbi_field *field, int32_t most, struct lmbi_layout *trial,
                         struct lmbi_layout *layout, struct lmbi_message *m);
/* The level of a row; that of a record is the number of levels. */
int32_t lmbi_row_level(const struct lmbi_layout *layout, const struct lmbi_line *line);

/* What a row of an outer level says; empty where it says nothing. */
struct lmbi_outer {
    struct lmbi_field cycle, step, state;
};

/* The row of a level; it may go on with the first row of the level below. */
struct lmbi_outer lmbi_read_outer(const struct lmbi_layout *layout, int32_t level,
                                  const struct lmbi_line *line);

#endif
