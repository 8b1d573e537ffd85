/* A producer of Arrow data that counts what is released, and that can fail. */
#ifndef LMB_TESTS_PRODUCER_H
#define LMB_TESTS_PRODUCER_H

#include <lmb/arrow.h>

#include "support.h"

enum { MOST_BUFFERS = 4 };

/* An array: `length` values behind `offset`; buffers as they are, NULL where size is 0. */
struct column {
    const char *name, *format;
    int64_t length, offset, null_count;
    int n_buffers;
    const void *buffer[MOST_BUFFERS];
    size_t size[MOST_BUFFERS];
    const struct column *dictionary;
};

struct chunk {
    const struct column *column;
    int columns;
    int64_t length, offset, null_count;
    const void *validity;
    size_t validity_size;
};

struct producer {
    const struct chunk *chunk; /* the first tells the schema, also where `chunks` is 0 */
    int chunks;
    int schema_fails, fails_at; /* an error code; the chunk that fails, counted from 1 */
    const char *error;          /* what the producer says of it */
    int misaligned;             /* buffers begin at odd addresses */
    int alive;                  /* schemas, arrays and streams, children counted in */
    int streams_released, next;
};

/* Doubles, or values of any type without nulls, as a column. */
struct column doubles(const char *name, const double *values, int64_t length);
struct column values_of(const char *name, const char *format, const void *values, size_t width,
                        int64_t length);
/* A chunk of whole columns. */
struct chunk chunk_of(const struct column *columns, int count);

void make_schema(struct producer *p, const struct chunk *chunk, struct ArrowSchema *schema);
void make_array(struct producer *p, const struct chunk *chunk, struct ArrowArray *array);
void make_stream(struct producer *p, struct ArrowArrayStream *stream);

#endif
