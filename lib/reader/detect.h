/* What reading takes a column for, as a pure function. */
#ifndef LMBI_READER_DETECT_H
#define LMBI_READER_DETECT_H

#include "reader/headings.h"

struct lmbi_detected {
    const char *role, *unit; /* "" where there is none */
    double factor, offset;
};

/* `evidence` receives why. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_detect(const struct lmbi_memory *memory, const struct lmbi_known_columns *known,
                    const char *const *names, int32_t columns, const char *const *cells,
                    int32_t rows, int32_t column, struct lmbi_detected *found,
                    struct lmbi_message *evidence);

#endif
