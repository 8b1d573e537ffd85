#include "table/arrow_export.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

/* What a stream holds: names are those of the registry, values a copy. */
struct exported {
    struct lmbi_memory memory;
    int64_t columns, rows;
    const char *name[LMBI_COLUMN_SLOTS], *unit[LMBI_COLUMN_SLOTS];
    double *values[LMBI_COLUMN_SLOTS];
    int32_t given; /* the chunk was handed out */
};

/* The blocks of a schema or an array, children included, in one. */
struct block {
    struct lmbi_memory memory;
};

enum { NO_MEMORY = 12 }; /* ENOMEM */

static const char unit_key[] = "unit";

static void release_exported(struct exported *e)
{
    struct lmbi_memory memory = e->memory;
    for (int64_t i = 0; i < e->columns; i++) lmbi_free(&memory, e->values[i]);
    lmbi_free(&memory, e);
}

/* ---- the schema ---- */

static void release_schema(struct ArrowSchema *schema)
{
    struct block *block = schema->private_data;
    struct lmbi_memory memory = block->memory;
    for (int64_t i = 0; i < schema->n_children; i++) {
        struct ArrowSchema *child = schema->children[i];
        if (child->release) child->release(child);
    }
    lmbi_free(&memory, block);
    schema->release = NULL;
}

/* A child lies within its parent's block, but what it needs when it is moved out has its own. */
static void release_child_schema(struct ArrowSchema *schema)
{
    struct block *block = schema->private_data;
    struct lmbi_memory memory = block->memory;
    lmbi_free(&memory, block);
    schema->release = NULL;
}

/* "unit" and the unit, as Arrow lays out metadata: a count, then texts behind their lengths. */
static size_t write_metadata(const char *unit, char *out)
{
    const int32_t count = 1, key = sizeof unit_key - 1, value = (int32_t)strlen(unit);
    if (out) {
        memcpy(out, &count, 4);
        memcpy(out + 4, &key, 4);
        memcpy(out + 8, unit_key, (size_t)key);
        memcpy(out + 8 + key, &value, 4);
        memcpy(out + 12 + key, unit, (size_t)value);
    }
    return 12 + (size_t)key + (size_t)value;
}

static int32_t make_child_schema(const struct exported *e, int64_t column,
                                 struct ArrowSchema *child)
{
    size_t metadata = write_metadata(e->unit[column], NULL);
    struct block *block = lmbi_new(&e->memory, 1, sizeof *block + metadata);
    if (!block) return LMB_ERROR_MEMORY;
    block->memory = e->memory;
    write_metadata(e->unit[column], (char *)(block + 1));
    *child = (struct ArrowSchema){.format = "g",
                                  .name = e->name[column],
                                  .metadata = (char *)(block + 1),
                                  .flags = ARROW_FLAG_NULLABLE,
                                  .release = release_child_schema,
                                  .private_data = block};
    return LMB_OK;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const struct exported *e = stream->private_data;
    size_t each = sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema *);
    struct block *block = lmbi_new(&e->memory, 1, sizeof *block + (size_t)e->columns * each);
    if (!block) return NO_MEMORY;
    block->memory = e->memory;
    struct ArrowSchema *child = (struct ArrowSchema *)(block + 1);
    struct ArrowSchema **children = (struct ArrowSchema **)(child + e->columns);
    struct ArrowSchema made = {.format = "+s",
                               .name = "",
                               .n_children = e->columns,
                               .children = children,
                               .release = release_schema,
                               .private_data = block};
    for (int64_t i = 0; i < e->columns; i++) children[i] = &child[i];
    for (int64_t i = 0; i < e->columns; i++)
        if (make_child_schema(e, i, &child[i])) {
            release_schema(&made);
            return NO_MEMORY;
        }
    *out = made;
    return 0;
}

/* ---- the chunk ---- */

static void release_array(struct ArrowArray *array)
{
    struct block *block = array->private_data;
    struct lmbi_memory memory = block->memory;
    for (int64_t i = 0; i < array->n_children; i++) {
        struct ArrowArray *child = array->children[i];
        if (child->release) child->release(child);
    }
    lmbi_free(&memory, block);
    array->release = NULL;
}

/* Of a column: its own block, and the values. */
struct column_block {
    struct lmbi_memory memory;
    const void *buffers[2];
    double *values;
};

static void release_column(struct ArrowArray *array)
{
    struct column_block *block = array->private_data;
    struct lmbi_memory memory = block->memory;
    lmbi_free(&memory, block->values);
    lmbi_free(&memory, block);
    array->release = NULL;
}

static int64_t mark_known(const double *values, int64_t rows, uint8_t *bitmap)
{
    int64_t nulls = 0;
    for (int64_t i = 0; i < rows; i++) {
        int32_t known = values[i] == values[i];
        bitmap[i >> 3] |= (uint8_t)(known << (i & 7));
        nulls += !known;
    }
    return nulls;
}

/* The values go over to the array. */
static int32_t make_column(struct exported *e, int64_t column, struct ArrowArray *child)
{
    size_t bitmap = (size_t)(e->rows + 7) / 8;
    struct column_block *block = lmbi_new(&e->memory, 1, sizeof *block + bitmap);
    if (!block) return LMB_ERROR_MEMORY;
    block->memory = e->memory;
    block->values = e->values[column];
    block->buffers[0] = block + 1;
    block->buffers[1] = block->values;
    int64_t nulls = mark_known(block->values, e->rows, (uint8_t *)(block + 1));
    e->values[column] = NULL;
    *child = (struct ArrowArray){.length = e->rows,
                                 .null_count = nulls,
                                 .n_buffers = 2,
                                 .buffers = block->buffers,
                                 .release = release_column,
                                 .private_data = block};
    return LMB_OK;
}

/* On failure the values that went over come back: the chunk can be asked for again. */
static void take_back_columns(struct exported *e, struct ArrowArray *child, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        struct column_block *block = child[i].private_data;
        e->values[i] = block->values;
        block->values = NULL;
        release_column(&child[i]);
    }
}

static int make_chunk(struct exported *e, struct ArrowArray *out)
{
    struct chunk_block {
        struct block head;
        const void *buffers[1];
    } * block;
    size_t each = sizeof(struct ArrowArray) + sizeof(struct ArrowArray *);
    block = lmbi_new(&e->memory, 1, sizeof *block + (size_t)e->columns * each);
    if (!block) return NO_MEMORY;
    block->head.memory = e->memory;
    struct ArrowArray *child = (struct ArrowArray *)(block + 1);
    struct ArrowArray **children = (struct ArrowArray **)(child + e->columns);
    for (int64_t i = 0; i < e->columns; i++) {
        children[i] = &child[i];
        if (make_column(e, i, &child[i]) == LMB_OK) continue;
        take_back_columns(e, child, i);
        lmbi_free(&e->memory, block);
        return NO_MEMORY;
    }
    *out = (struct ArrowArray){.length = e->rows,
                               .n_buffers = 1,
                               .buffers = block->buffers,
                               .n_children = e->columns,
                               .children = children,
                               .release = release_array,
                               .private_data = block};
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct exported *e = stream->private_data;
    if (e->given || e->rows == 0) {
        out->release = NULL;
        return 0;
    }
    int failed = make_chunk(e, out);
    e->given = !failed;
    return failed;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "not enough memory";
}

static void release_stream(struct ArrowArrayStream *stream)
{
    release_exported(stream->private_data);
    stream->release = NULL;
}

int32_t lmbi_arrow_export(const struct lmbi_table *table, const struct lmbi_memory *memory,
                          const struct lmbi_quantity *const known[LMBI_COLUMN_SLOTS],
                          struct ArrowArrayStream *stream)
{
    struct exported *e = lmbi_new(memory, 1, sizeof *e);
    if (!e) return LMB_ERROR_MEMORY;
    e->memory = *memory;
    e->rows = table->rows;
    for (int32_t i = 0; i < LMBI_COLUMN_SLOTS; i++) {
        if (!table->column[i] || !known[i]) continue;
        double *values = lmbi_new(&e->memory, (uint64_t)table->rows, sizeof *values);
        if (!values) {
            release_exported(e);
            return LMB_ERROR_MEMORY;
        }
        memcpy(values, table->column[i], (size_t)table->rows * sizeof *values);
        e->name[e->columns] = known[i]->name;
        e->unit[e->columns] = known[i]->unit;
        e->values[e->columns++] = values;
    }
    *stream = (struct ArrowArrayStream){.get_schema = get_schema,
                                        .get_next = get_next,
                                        .get_last_error = get_last_error,
                                        .release = release_stream,
                                        .private_data = e};
    return LMB_OK;
}
