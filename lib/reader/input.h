/* A file, a pipe or bytes in memory as lines, read block by block. */
#ifndef LMBI_READER_INPUT_H
#define LMBI_READER_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/progress.h"
#include "base/status.h"

/* Bytes that are read at once: few enough to stay in a core's cache until they are counted. */
enum { LMBI_BLOCK = 1 << 18 };

struct lmbi_batch_plan;
struct lmbi_sample;
struct lmbi_team;

struct lmbi_input {
    struct lmbi_memory memory;
    const char *name; /* in messages */
    int32_t rows;     /* rows of values, no lines of text: only the name is used */
    void *file;       /* FILE *; NULL for bytes in memory */
    int32_t standard; /* stdin, which stays open */
    int32_t encoding; /* of what is not in sight yet; see reader/encoding.h */
    char *buffer;     /* of a file, or of what is decoded */
    size_t capacity;
    char cut[4]; /* a character that the last block began */
    size_t cut_size;
    const char *raw;                /* not decoded yet, of bytes in memory */
    const char *first;              /* that is there to be looked at, in front of `at` */
    const char *at, *end, *last;    /* not read yet: in sight up to `end`, there up to `last` */
    int32_t complete;               /* nothing follows `end` */
    uint64_t offset;                /* of `at`, bytes from the start */
    int64_t line;                   /* the number of the line read last */
    int64_t longest;                /* line allowed, bytes */
    struct lmbi_progress *progress; /* of all inputs, in bytes */
    struct lmbi_team *team;         /* may read ahead; NULL: there is none */
    int32_t ahead;                  /* it does */
};

/* `text` NULL: there are no more, or a row of values. */
struct lmbi_line {
    const char *text, *end;
    int64_t number;  /* from 1 */
    uint64_t offset; /* of `text` */
    int32_t closed;  /* by a line end */
};

static inline const char *lmbi_line_word(const struct lmbi_input *in)
{
    return in->rows ? "row" : "line";
}

/* LMB_OK, LMB_ERROR_FILE. "-" is the standard input. */
int32_t lmbi_input_open(struct lmbi_input *in, const char *path, struct lmbi_message *m);
void lmbi_input_bytes(struct lmbi_input *in, const void *bytes, uint64_t size);
void lmbi_input_close(struct lmbi_input *in);
/* The size of a file; 0 for a pipe and for what cannot be told without opening it. */
uint64_t lmbi_file_size(const char *path);

/* Bring another block in sight. */
int32_t lmbi_input_fill(struct lmbi_input *in, struct lmbi_message *m);
/* Find out the encoding of what is in sight, and see UTF-8 from here on. Offsets then count bytes
 * of UTF-8. LMB_OK, LMB_ERROR_MEMORY. */
int32_t lmbi_input_decode(struct lmbi_input *in, struct lmbi_message *m);
/* Let the team read from here on, if there is one and this is a file of plain text. */
void lmbi_input_read_ahead(struct lmbi_input *in, const struct lmbi_batch_plan *plan,
                           const struct lmbi_sample *blank);
/* The next line. LMB_OK, LMB_ERROR_FILE, _FORMAT, _LIMIT, _MEMORY, _CANCELLED. */
int32_t lmbi_input_line(struct lmbi_input *in, struct lmbi_line *line, struct lmbi_message *m);
/* The same over what is in sight, which is then still there to be read. */
struct lmbi_input lmbi_input_ahead(const struct lmbi_input *in);

/* What stands between two delimiters, without blanks and quotes around it. */
struct lmbi_field {
    const char *text, *end;
};

/* What stands between two delimiters as a field. */
struct lmbi_field lmbi_trimmed(const char *text, const char *end);
/* All fields of a line, the first `most` of them kept. Returns how many there are. */
int32_t lmbi_split(const struct lmbi_line *line, char delimiter, struct lmbi_field *field,
                   int32_t most);
/* The fields of ascending numbers in `wanted`; empty ones where the line is too short. */
void lmbi_pick(const struct lmbi_line *line, char delimiter, const int32_t *wanted, int32_t count,
               struct lmbi_field *field);

#endif
