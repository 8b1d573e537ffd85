/* Reading files, bytes and samples into a table of cycles. */
#ifndef LMBI_READER_IMPORT_H
#define LMBI_READER_IMPORT_H

#include "reader/layout.h"
#include "reader/remarks.h"

enum { LMBI_LIMITS = 5 };

struct lmbi_feed;

/* What a dataset knows of its reading. */
struct lmbi_import {
    struct lmbi_memory memory;
    struct lmbi_known_columns known; /* set by the api before maps and reads */
    struct lmbi_maps maps;
    int64_t limit[LMBI_LIMITS]; /* by LMB_LIMIT_, from 1 */
    lmb_progress_fn progress;
    void *progress_user;
    struct lmbi_remarks remarks; /* of the last reading; their log listens to the next */
    int32_t files;               /* that were read */
    struct lmbi_feed *feed;      /* samples that come in; NULL: none do */
};

void lmbi_import_init(struct lmbi_import *import, const struct lmbi_memory *memory);
void lmbi_import_clear(struct lmbi_import *import);

/* The limit, 0 for an unknown one. */
int64_t lmbi_import_limit(const struct lmbi_import *import, int32_t limit);
/* LMB_OK, LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE. */
int32_t lmbi_import_set_limit(struct lmbi_import *import, int32_t limit, int64_t value,
                              struct lmbi_message *m);
/* LMB_OK, LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT. */
int32_t lmbi_import_map(struct lmbi_import *import, const char *column, const char *heading,
                        struct lmbi_message *m);

/* Read into `table`, which is empty; it and the remarks change only if all goes well. */
int32_t lmbi_read_files(struct lmbi_import *import, const char *const *paths, int32_t count,
                        struct lmbi_table *table, struct lmbi_message *m);
int32_t lmbi_read_bytes(struct lmbi_import *import, const char *name, const void *bytes,
                        uint64_t size, struct lmbi_table *table, struct lmbi_message *m);

/* Raw samples, see lmb_dataset_feed(). The first chunk finds `table` empty. */
int32_t lmbi_feed(struct lmbi_import *import, int64_t count, const double *time,
                  const double *current, const double *voltage, const double *cycle,
                  const double *step, struct lmbi_table *table, struct lmbi_message *m);
int32_t lmbi_feed_end(struct lmbi_import *import, struct lmbi_table *table, struct lmbi_message *m);
/* End without a last cycle. */
void lmbi_feed_clear(struct lmbi_import *import);

#endif
