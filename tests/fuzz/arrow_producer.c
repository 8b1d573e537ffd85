#include "arrow_producer.h"

#include <string.h>

static const char *const names[] = {
    "discharge_capacity",
    "cycle",
    "charge_capacity",
    "Test Time / s",
    "Current / A",
    "Voltage / V",
    "Cycle Count / 1",
    "Step",
    "State",
    "temperature",
    "Temperature / degC",
    "discharge_energy",
    "Date_Time",
    "Capacity(mAh)",
    "I/mA",
    "Step Time (s)",
    "duration",
    "note",
    "excluded",
    "stage",
    "电流",
    "",
    "\xFF\xFE",
    "charge_energy",
    "Unix Time / s",
    "test_time",
    "a name so long that no message can hold it: 0123456789012345678901234567890123456789 (A)",
};
static const char *const formats[] = {
    "g",
    "f",
    "e",
    "l",
    "L",
    "i",
    "I",
    "s",
    "S",
    "c",
    "C",
    "b",
    "n",
    "u",
    "U",
    "vu",
    "tdD",
    "tdm",
    "tts",
    "ttm",
    "ttu",
    "ttn",
    "tss:",
    "tsm:UTC",
    "tsu:",
    "tsn:Europe/Berlin",
    "tDs",
    "tDm",
    "tDu",
    "tDn",
    "d:9,2",
    "d:38,-3",
    "d:76,9,256",
    "d:9,2,32",
    "d:18,4,64",
    "d:38,30",
    "z",
    "+s",
    "+l",
    "",
    "gg",
    "d:",
    "d:99999999999,0",
    "d:3,2,8",
    "ts",
    "w:8",
    "vz",
    "+r",
    "tsx:",
    "d:5,99999",
};
enum { NAMES = sizeof names / sizeof *names, FORMATS = sizeof formats / sizeof *formats };

/* What cannot be read any more: touching it is a crash. */
static void *const gone = (void *)(uintptr_t)0x5A5A5A5A5A50;

/* ---- schemas ---- */

static void drop_child_schema(struct ArrowSchema *schema)
{
    struct maker *m = schema->private_data;
    REQUIRE(m->releasing); /* only the base is released by the consumer */
    if (schema->dictionary && schema->dictionary->release)
        schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
    schema->release = NULL;
    m->alive--;
}

static void drop_schema(struct ArrowSchema *schema)
{
    struct maker *m = schema->private_data;
    m->releasing++;
    for (int i = 0; i < m->columns && schema->children; i++) {
        struct ArrowSchema *child = schema->children[i];
        if (child && child->release) child->release(child);
        free(child);
    }
    m->releasing--;
    free(schema->children);
    schema->release = NULL;
    m->alive--;
}

static struct ArrowSchema *child_schema(struct maker *m, const struct plan_column *c)
{
    struct ArrowSchema *schema = make_block(sizeof *schema);
    *schema = (struct ArrowSchema){.format = c->format,
                                   .name = c->name,
                                   .flags = 2,
                                   .release = drop_child_schema,
                                   .private_data = m};
    if (c->entry) schema->dictionary = child_schema(m, &(struct plan_column){NULL, c->entry, NULL});
    m->alive++;
    return schema;
}

static void lose_schema(struct ArrowSchema *schema)
{
    struct maker *m = schema->private_data;
    m->releasing++;
    schema->release(schema);
    m->releasing--;
    schema->format = schema->name = gone;
    schema->dictionary = NULL;
}

static void spoil_schema(struct maker *m, struct ArrowSchema *schema)
{
    struct ArrowSchema *last = m->columns > 0 ? schema->children[m->columns - 1] : NULL;
    switch (m->schema_wrong) {
    case 1: schema->format = NULL; break;
    case 2: schema->format = "g"; break;
    case 3: schema->format = "+s:"; break;
    case 4: schema->n_children = -1; break;
    case 5: schema->n_children = 0; break;
    case 6: schema->n_children = INT64_MIN; break;
    case 7:
        schema->name = NULL;
        schema->flags = INT64_MIN;
        break; /* as may be */
    case 8:
        if (last) last->name = NULL;
        break;
    case 9:
        if (last) last->format = NULL;
        break;
    case 10:
        if (last) lose_schema(last);
        break;
    case 11:
        if (last && last->dictionary && last->dictionary->release) lose_schema(last->dictionary);
        break;
    case 12:
        if (last && last->dictionary) last->dictionary->format = NULL;
        break;
    case 13:
        if (last && last->dictionary)
            last->dictionary->dictionary = child_schema(m, &(struct plan_column){NULL, "g", NULL});
        break;
    default: break;
    }
}

void make_schema(struct maker *m, struct ArrowSchema *schema)
{
    *schema = (struct ArrowSchema){.format = "+s",
                                   .name = "",
                                   .n_children = m->columns,
                                   .release = drop_schema,
                                   .private_data = m};
    if (m->columns > 0)
        schema->children = make_block((size_t)m->columns * sizeof *schema->children);
    for (int i = 0; i < m->columns; i++) schema->children[i] = child_schema(m, &m->column[i]);
    m->alive++;
    spoil_schema(m, schema);
}

/* ---- arrays ---- */

static void drop_buffers(struct ArrowArray *array)
{
    struct owned *o = array->private_data;
    for (int i = 0; i < MOST_BUFFERS; i++) free(o->block[i]);
    free(o->buffers);
    array->release = NULL;
    o->m->alive--;
    free(o);
}

static void drop_child_array(struct ArrowArray *array)
{
    struct owned *o = array->private_data;
    REQUIRE(o->m->releasing);
    if (array->dictionary && array->dictionary->release)
        array->dictionary->release(array->dictionary);
    free(array->dictionary);
    drop_buffers(array);
}

static void drop_array(struct ArrowArray *array)
{
    struct owned *o = array->private_data;
    o->m->releasing++;
    for (int i = 0; i < o->children && array->children; i++) {
        struct ArrowArray *child = array->children[i];
        if (child && child->release) child->release(child);
        free(child);
    }
    o->m->releasing--;
    free(array->children);
    drop_buffers(array);
}

static void lose_array(struct ArrowArray *array)
{
    struct maker *m = ((struct owned *)array->private_data)->m;
    m->releasing++;
    array->release(array);
    m->releasing--;
    memset(array, 0x5A, sizeof *array);
    array->release = NULL;
}

/* The lengths and counts, right or wrong. Where they are wrong a consumer must not read. */
static void spoil_array(struct ArrowArray *a, int wrong)
{
    switch (wrong) {
    case 1: a->length = -1; break;
    case 2: a->offset = -1; break;
    case 3: a->offset = INT64_MAX; break;
    case 4: a->length = INT64_MAX; break;
    case 5: a->offset = a->length = INT64_MAX / 2 + 1; break;
    case 6: a->null_count = INT64_MIN; break;
    case 7: a->null_count = 1; break;
    case 8: a->n_buffers = 0; break;
    case 9: a->n_buffers = -1; break;
    case 10:
        if (a->n_buffers > 1) a->n_buffers = 1;
        break;
    case 11: a->length = a->length / 2; break;
    case 12: a->length = INT64_MIN; break;
    case 13: a->offset = INT64_MIN; break;
    default: break;
    }
}

static struct ArrowArray *bare_array(struct maker *m, const char *format, int64_t length,
                                     int64_t offset)
{
    struct ArrowArray *a = make_block(sizeof *a);
    struct owned *o = make_block(sizeof *o);
    *o = (struct owned){.m = m};
    int count = fill_buffers(&m->s, format, length + offset, o);
    o->buffers = make_block((size_t)count * sizeof *o->buffers);
    for (int i = 0; i < count; i++) o->buffers[i] = o->block[i];
    *a = (struct ArrowArray){.length = length,
                             .offset = offset,
                             .n_buffers = count,
                             .null_count = count > 0 && o->block[0] ? -1 : 0,
                             .buffers = count > 0 ? o->buffers : NULL,
                             .release = drop_child_array,
                             .private_data = o};
    m->alive++;
    return a;
}

static struct ArrowArray *child_array(struct maker *m, const struct plan_column *c, int64_t length)
{
    int wrong = take_byte(&m->s);
    struct ArrowArray *a = bare_array(m, c->format, length, take_byte(&m->s) % 3);
    if (c->entry) a->dictionary = bare_array(m, c->entry, take_byte(&m->s) % 20, 0);
    spoil_array(a, wrong);
    if (wrong == 14) a->buffers = NULL;
    if (wrong == 15) lose_array(a);
    if (!c->entry || !a->release) return a;
    if (wrong == 16) lose_array(a->dictionary);
    if (wrong == 17) lose_array(a->dictionary), free(a->dictionary), a->dictionary = NULL;
    if (wrong > 17 && wrong < 32) spoil_array(a->dictionary, wrong - 17);
    return a;
}

enum { LONG_CHUNK = 5000 }; /* rows: more than are read between two looks at the progress */

void make_array(struct maker *m, struct ArrowArray *array)
{
    struct source *s = &m->s;
    int wrong = take_byte(s), length = take_byte(s), offset = take_byte(s) % 3;
    int rows = length == 255 ? LONG_CHUNK : length % 64;
    int bitmap = take_choice(s, 4) == 1;
    struct owned *o = make_block(sizeof *o);
    *o = (struct owned){.m = m, .children = m->columns, .buffers = make_block(sizeof *o->buffers)};
    if (bitmap) o->block[0] = make_bits(s, rows + offset);
    o->buffers[0] = o->block[0];
    *array = (struct ArrowArray){.length = rows,
                                 .offset = offset,
                                 .n_buffers = 1,
                                 .n_children = m->columns,
                                 .null_count = bitmap ? -1 : 0,
                                 .buffers = o->buffers,
                                 .release = drop_array,
                                 .private_data = o};
    m->alive++;
    if (m->columns > 0) array->children = make_block((size_t)m->columns * sizeof *array->children);
    for (int i = 0; i < m->columns; i++)
        array->children[i] = child_array(m, &m->column[i], rows + offset);
    spoil_array(array, wrong);
    if (wrong == 14) array->buffers = NULL;
    if (wrong == 15) array->n_children = m->columns - 1;
    if (wrong == 16) array->n_children = -1;
}

/* ---- streams ---- */

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct maker *m = stream->private_data;
    if (m->schema_wrong == 14) {
        memset(out, 0x5A, sizeof *out); /* nothing of it is to be looked at */
        return 22;
    }
    make_schema(m, out);
    if (m->schema_wrong == 15) {
        out->release(out);
        memset(out, 0x5A, sizeof *out);
        out->release = NULL;
    }
    return 0;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct maker *m = stream->private_data;
    memset(out, 0x5A, sizeof *out);
    if (++m->next == m->fails_at) return 5;
    out->release = NULL;
    if (m->next <= m->chunks) make_array(m, out);
    return 0;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    return ((struct maker *)stream->private_data)->error;
}

static void drop_stream(struct ArrowArrayStream *stream)
{
    struct maker *m = stream->private_data;
    stream->release = NULL;
    m->alive--;
}

void make_stream(struct maker *m, int without_error, struct ArrowArrayStream *stream)
{
    m->s = m->first;
    m->next = 0;
    m->alive++;
    *stream = (struct ArrowArrayStream){stream_schema, stream_next,
                                        without_error ? NULL : stream_error, drop_stream, m};
}

void plan_producer(struct maker *m, struct source *s)
{
    static const char *const errors[] = {NULL, "", "the disk\nis gone", "\xFF"};
    *m = (struct maker){.schema_wrong = take_byte(s)};
    m->columns = take_byte(s) % (MOST_COLUMNS + 1);
    m->chunks = take_byte(s) % (MOST_CHUNKS + 1);
    m->fails_at = take_byte(s);
    m->error = errors[take_choice(s, 4)];
    for (int i = 0; i < m->columns; i++) {
        struct plan_column *c = &m->column[i];
        c->name = names[take_byte(s) % NAMES];
        c->format = formats[take_byte(s) % FORMATS];
        int coded = take_byte(s);
        c->entry = coded > 0 && coded <= FORMATS ? formats[coded - 1] : NULL;
    }
    m->first = m->s = *s;
}
