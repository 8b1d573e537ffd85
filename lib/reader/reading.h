/* One reading, of files, bytes or Arrow, until it has gone well. */
#ifndef LMBI_READER_READING_H
#define LMBI_READER_READING_H

#include "reader/cycles_table.h"
#include "reader/import.h"
#include "reader/series.h"

struct lmbi_reading {
    struct lmbi_import *import;
    char name[256]; /* of what is read, as it stands in messages */
    struct lmbi_table table;
    struct lmbi_remarks remarks;
    struct lmbi_progress progress;
    struct lmbi_layout layout;
    struct lmbi_series series;
    struct lmbi_cycles_reading cycles;
    struct lmbi_team *team; /* NULL: one thread reads */
    int32_t files, per_cycle, dialect;
};

/* NULL if there is no memory. */
struct lmbi_reading *lmbi_reading_begin(struct lmbi_import *import);
/* A remark for each column that the layout uses. */
void lmbi_tell_uses(struct lmbi_reading *r);
/* All went well so far: complete the table and hand it over with the remarks.
 * LMB_OK, LMB_ERROR_FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_reading_conclude(struct lmbi_reading *r, const char *name, struct lmbi_table *table,
                              struct lmbi_message *m);
void lmbi_reading_end(struct lmbi_reading *r);

#endif
