/* A producer of Arrow that is built from a fuzzer's bytes: right, or wrong in one of the ways that
 * a consumer can see. The sizes of its buffers are honest: the interface does not tell them. */
#ifndef LMB_TESTS_ARROW_PRODUCER_H
#define LMB_TESTS_ARROW_PRODUCER_H

#include <lmb/arrow.h>

#include "fuzz.h"

enum { MOST_COLUMNS = 7, MOST_CHUNKS = 4, MOST_BUFFERS = 5 };

struct plan_column {
    const char *name, *format, *entry; /* entry: format of the dictionary; NULL: none */
};

struct maker {
    struct source first, s; /* where the chunks begin; where the next choice is */
    struct plan_column column[MOST_COLUMNS];
    int columns, chunks, next;
    int schema_wrong, fails_at;
    const char *error;    /* what is said of a failure; may be NULL */
    int alive, releasing; /* schemas, arrays and streams; a base is releasing its children */
};

/* What an array holds. */
struct owned {
    struct maker *m;
    void *block[MOST_BUFFERS];
    const void **buffers;
    int children;
};
void *make_block(size_t size);
void *make_bits(struct source *s, int64_t count);
/* The buffers of `count` values of this format; how many there are. */
int fill_buffers(struct source *s, const char *format, int64_t count, struct owned *o);

/* Takes the plan of the columns; the chunks are taken as they are made. */
void plan_producer(struct maker *m, struct source *s);
void make_schema(struct maker *m, struct ArrowSchema *schema);
void make_array(struct maker *m, struct ArrowArray *array);
/* From the first chunk on. */
void make_stream(struct maker *m, int without_error, struct ArrowArrayStream *stream);

#endif
