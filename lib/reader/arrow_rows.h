/* Rows that come through Arrow's C interfaces: chunk by chunk, some of them looked at ahead. */
#ifndef LMBI_READER_ARROW_ROWS_H
#define LMBI_READER_ARROW_ROWS_H

#include "reader/import.h"
#include "table/arrow_column.h"

/* A stream, or one array with its schema. The caller owns what is passed in; what a stream gives
 * is released here. */
struct lmbi_arrow_rows {
    struct lmbi_memory memory;
    const char *name;
    struct ArrowArrayStream *stream;  /* NULL: one array */
    struct ArrowArray *only;          /* NULL behind it, too */
    const struct ArrowSchema *schema; /* of either */
    struct ArrowSchema given;         /* by the stream */
    struct lmbi_arrow_column *column; /* by field */
    uint8_t *used;                    /* by field: the column is read */

    struct ArrowArray *chunk; /* that were given and not released */
    int32_t chunks, room, at; /* the next one is at `at` */
    int32_t ended, keeps;     /* no more are given; chunks are kept, to be read once more */
    struct ArrowArray *now;   /* the chunk that is read; NULL: none, or behind the last */
    int64_t total;            /* rows before it */
};

/* Take the schema. LMB_OK, LMB_ERROR_FILE (the producer failed), _FORMAT, _LIMIT, _MEMORY. */
int32_t lmbi_arrow_open(struct lmbi_arrow_rows *rows, int64_t most_columns, struct lmbi_message *m);
/* Read the column of this field. LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_arrow_use(struct lmbi_arrow_rows *rows, int32_t field, struct lmbi_message *m);
/* Go to the next chunk. LMB_OK, LMB_ERROR_FILE, _FORMAT, _MEMORY. */
int32_t lmbi_arrow_chunk(struct lmbi_arrow_rows *rows, struct lmbi_message *m);
/* The cell of a field in a row of this chunk. LMB_OK, LMB_ERROR_FORMAT. */
int32_t lmbi_arrow_read(struct lmbi_arrow_rows *rows, int32_t field, int64_t row,
                        struct lmbi_cell *cell, struct lmbi_message *m);
/* Back to the first chunk; from now on they are released when they were read. */
void lmbi_arrow_rewind(struct lmbi_arrow_rows *rows);
/* Release what is still there. What was passed in stays its caller's. */
void lmbi_arrow_close(struct lmbi_arrow_rows *rows);

#endif
