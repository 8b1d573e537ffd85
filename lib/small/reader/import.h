/* In place of reader/import.h in a build without the reader (-Dreader=false): nothing is read. */
#ifndef LMBI_READER_IMPORT_H
#define LMBI_READER_IMPORT_H

#include <stddef.h>

#include "table/table.h"

struct lmbi_import {
    void *feed; /* always NULL */
};

static inline void lmbi_import_init(struct lmbi_import *import, const struct lmbi_memory *memory)
{
    (void)memory;
    import->feed = NULL;
}

static inline void lmbi_import_clear(struct lmbi_import *import) { (void)import; }

static inline int64_t lmbi_import_limit(const struct lmbi_import *import, int32_t limit)
{
    (void)import;
    return limit == LMB_LIMIT_CYCLES ? LMBI_MAX_CYCLES : 0;
}

#endif
