#include "producer.h"

#include <stdlib.h>
#include <string.h>

struct column values_of(const char *name, const char *format, const void *values, size_t width,
                        int64_t length)
{
    return (struct column){.name = name,
                           .format = format,
                           .length = length,
                           .n_buffers = 2,
                           .buffer = {NULL, values},
                           .size = {0, width * (size_t)length}};
}

struct column doubles(const char *name, const double *values, int64_t length)
{
    return values_of(name, "g", values, sizeof *values, length);
}

struct chunk chunk_of(const struct column *columns, int count)
{
    return (struct chunk){.column = columns, .columns = count, .length = columns[0].length};
}

/* ---- schemas ---- */

static void drop_schema(struct ArrowSchema *schema)
{
    struct producer *p = schema->private_data;
    assert_non_null(schema->release);
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release) schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    free(schema->children);
    if (schema->dictionary) {
        if (schema->dictionary->release) schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    free((void *)(uintptr_t)schema->format);
    free((void *)(uintptr_t)schema->name);
    schema->release = NULL;
    p->alive--;
}

static char *copy_text(const char *text)
{
    if (!text) return NULL;
    size_t size = strlen(text) + 1;
    return memcpy(malloc(size), text, size);
}

static void start_schema(struct producer *p, const char *format, const char *name,
                         struct ArrowSchema *schema)
{
    *schema = (struct ArrowSchema){.format = copy_text(format),
                                   .name = copy_text(name),
                                   .flags = ARROW_FLAG_NULLABLE,
                                   .release = drop_schema,
                                   .private_data = p};
    p->alive++;
}

static void column_schema(struct producer *p, const struct column *c, struct ArrowSchema *schema)
{
    start_schema(p, c->format, c->name, schema);
    if (!c->dictionary) return;
    schema->dictionary = malloc(sizeof *schema->dictionary);
    column_schema(p, c->dictionary, schema->dictionary);
}

void make_schema(struct producer *p, const struct chunk *chunk, struct ArrowSchema *schema)
{
    start_schema(p, "+s", "", schema);
    schema->n_children = chunk->columns;
    schema->children = malloc((size_t)chunk->columns * sizeof *schema->children + 1);
    for (int i = 0; i < chunk->columns; i++) {
        schema->children[i] = malloc(sizeof **schema->children);
        column_schema(p, &chunk->column[i], schema->children[i]);
    }
}

/* ---- arrays ---- */

/* Buffers are blocks of their exact size, so that a sanitizer sees a read beyond. */
static const void *copy_buffer(const struct producer *p, const void *bytes, size_t size)
{
    if (size == 0) return bytes; /* NULL, or what a test puts there */
    char *block = malloc(size + (size_t)p->misaligned);
    memcpy(block + p->misaligned, bytes, size);
    return block + p->misaligned;
}

struct owned {
    struct producer *p;
    const void *buffer[MOST_BUFFERS];
    size_t size[MOST_BUFFERS];
};

static void drop_array(struct ArrowArray *array)
{
    struct owned *o = array->private_data;
    assert_non_null(array->release);
    for (int i = 0; i < MOST_BUFFERS; i++)
        if (o->size[i] > 0) free((char *)(uintptr_t)o->buffer[i] - o->p->misaligned);
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release) array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    free(array->children);
    if (array->dictionary) {
        if (array->dictionary->release) array->dictionary->release(array->dictionary);
        free(array->dictionary);
    }
    array->release = NULL;
    o->p->alive--;
    free(o);
}

static void start_array(struct producer *p, const struct column *c, struct ArrowArray *array)
{
    struct owned *o = calloc(1, sizeof *o);
    o->p = p;
    for (int i = 0; i < MOST_BUFFERS; i++) {
        o->size[i] = c->size[i];
        o->buffer[i] = copy_buffer(p, c->buffer[i], c->size[i]);
    }
    *array = (struct ArrowArray){.length = c->length,
                                 .offset = c->offset,
                                 .null_count = c->null_count,
                                 .n_buffers = c->n_buffers,
                                 .buffers = o->buffer,
                                 .release = drop_array,
                                 .private_data = o};
    p->alive++;
    if (!c->dictionary) return;
    array->dictionary = malloc(sizeof *array->dictionary);
    start_array(p, c->dictionary, array->dictionary);
}

void make_array(struct producer *p, const struct chunk *chunk, struct ArrowArray *array)
{
    struct column own = {.length = chunk->length,
                         .offset = chunk->offset,
                         .null_count = chunk->null_count,
                         .n_buffers = 1,
                         .buffer = {chunk->validity},
                         .size = {chunk->validity_size}};
    start_array(p, &own, array);
    array->n_children = chunk->columns;
    array->children = malloc((size_t)chunk->columns * sizeof *array->children + 1);
    for (int i = 0; i < chunk->columns; i++) {
        array->children[i] = malloc(sizeof **array->children);
        start_array(p, &chunk->column[i], array->children[i]);
    }
}

/* ---- streams ---- */

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct producer *p = stream->private_data;
    if (p->schema_fails) return p->schema_fails;
    make_schema(p, &p->chunk[0], out);
    return 0;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct producer *p = stream->private_data;
    if (p->fails_at == p->next + 1) return 5;
    if (p->next < p->chunks) make_array(p, &p->chunk[p->next++], out);
    else out->release = NULL;
    return 0;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    return ((struct producer *)stream->private_data)->error;
}

static void drop_stream(struct ArrowArrayStream *stream)
{
    struct producer *p = stream->private_data;
    assert_non_null(stream->release);
    stream->release = NULL;
    p->streams_released++;
    p->alive--;
}

void make_stream(struct producer *p, struct ArrowArrayStream *stream)
{
    *stream = (struct ArrowArrayStream){stream_schema, stream_next, stream_error, drop_stream, p};
    p->alive++;
    p->next = 0;
}
