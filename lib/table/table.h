/* A table of cycles: columns of doubles by quantity id, all of one length. */
#ifndef LMBI_TABLE_TABLE_H
#define LMBI_TABLE_TABLE_H

#include <stdint.h>

#include "base/memory.h"
#include "base/quantity.h"
#include "base/status.h"

enum {
    LMBI_FIRST_COLUMN = 2000, /* the ids of columns: 2000 to 2199 */
    LMBI_COLUMN_SLOTS = 200,
    LMBI_MAX_CYCLES = 10000000
};

/* Cycle numbers up to here are exact. */
#define LMBI_MOST_CYCLE 9e15

/* What inference may read of the record's origin. */
struct lmbi_source {
    int32_t kind;    /* values of LMB_RESULT_SOURCE_KIND: LMBI_PER_CYCLE, ... */
    int32_t dialect; /* values of LMB_RESULT_SOURCE_DIALECT: LMBI_GENERIC, ... */
    int64_t rows;    /* rows read: samples of a time series, cycles of a per-cycle table */
    int32_t begins;  /* cycles begin with a charge: 1, with a discharge: -1, not told: 0 */
};

enum { LMBI_PER_CYCLE = 0, LMBI_TIME_SERIES = 1, LMBI_SIMULATED = 2 };
enum { LMBI_GENERIC = 0, LMBI_BDF = 1, LMBI_LMB = 2 };

struct lmbi_table {
    struct lmbi_memory memory;
    int64_t rows, capacity;
    double *column[LMBI_COLUMN_SLOTS];    /* NULL: no such column */
    double resolution[LMBI_COLUMN_SLOTS]; /* smallest step the record can show; 0: not known */
    uint8_t *word;                        /* LMB_EXCLUDE_ by row; NULL: the caller said nothing */
    struct lmbi_source source;
};

extern const struct lmbi_quantity lmbi_measured_columns[];
extern const int32_t lmbi_measured_column_count;

void lmbi_table_init(struct lmbi_table *t, const struct lmbi_memory *memory);
void lmbi_table_clear(struct lmbi_table *t); /* frees everything; stays usable, empty */
/* Trade contents: how a fully built table replaces the old one at the very end. */
void lmbi_table_swap(struct lmbi_table *a, struct lmbi_table *b);

/* The column, or NULL. */
static inline double *lmbi_column(const struct lmbi_table *t, int32_t id)
{
    return t->column[id - LMBI_FIRST_COLUMN];
}
/* Room for `capacity` rows in every column there is. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_table_reserve(struct lmbi_table *t, int64_t capacity);
/* Make the column (NaN in every row) if it is not there. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_table_add_column(struct lmbi_table *t, int32_t id);
void lmbi_table_drop_column(struct lmbi_table *t, int32_t id);
/* The capacity with room for one more row: grows by half when full. */
int64_t lmbi_table_room_for_one(const struct lmbi_table *t);
/* Rows of NaN up to `rows`, for which there must be room. */
void lmbi_table_extend(struct lmbi_table *t, int64_t rows);
/* One more row of NaN. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_table_add_row(struct lmbi_table *t);

#endif
