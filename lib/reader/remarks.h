/* What a reading decided, with its evidence: one line each. */
#ifndef LMBI_READER_REMARKS_H
#define LMBI_READER_REMARKS_H

#include <stdint.h>

#include "base/memory.h"

struct lmbi_remark {
    char *topic, *text; /* one block */
};

struct lmbi_remarks {
    struct lmbi_memory memory;
    struct lmbi_remark *entry;
    int32_t count, capacity;
    int32_t status; /* LMB_ERROR_MEMORY once a remark was lost */
    lmb_log_fn log; /* NULL: nobody listens */
    void *user;
};

/* Add a remark; the format is that of lmbi_format(). */
void lmbi_remark(struct lmbi_remarks *r, const char *topic, const char *format, ...);
/* How many values are missing, `null` of them by Arrow's bitmaps (-1: text has none), and rows that
 * were left out for want of `what`. */
void lmbi_tell_missing(struct lmbi_remarks *r, int64_t missing, int64_t null, int64_t rows,
                       const char *what);
/* How CE pairs charge and discharge where cycles begin with a charge (1), with a discharge (-1),
 * or do not tell (0): what is invested comes first. */
void lmbi_tell_pairing(struct lmbi_remarks *r, int32_t begins);
void lmbi_remarks_clear(struct lmbi_remarks *r);

#endif
