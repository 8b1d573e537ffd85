#include "reader/arrow_rows.h"

#include <stddef.h>
#include <string.h>

static int32_t wrong_input(const struct lmbi_arrow_rows *r, const char *what,
                           struct lmbi_message *m)
{
    return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: %s", r->name, what);
}

static int32_t wrong_column(const struct lmbi_arrow_rows *r, int32_t field, int64_t row,
                            const char *what, struct lmbi_message *m)
{
    char name[64];
    const char *text = r->schema->children[field]->name;
    lmbi_quote(name, sizeof name, text, text + strlen(text));
    return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: row %d, column '%s': %s", r->name, row, name, what);
}

static int32_t producer_fails(const struct lmbi_arrow_rows *r, int code, struct lmbi_message *m)
{
    struct ArrowArrayStream *s = r->stream;
    const char *why = s->get_last_error ? s->get_last_error(s) : NULL;
    char text[256];
    if (!why) why = "it does not say why";
    lmbi_quote(text, sizeof text, why, why + strlen(why));
    return lmbi_fail(m, LMB_ERROR_FILE, "%s: the producer failed with error %d: %s", r->name,
                     (int64_t)code, text);
}

static int32_t check_schema(const struct lmbi_arrow_rows *r, int64_t most, struct lmbi_message *m)
{
    const struct ArrowSchema *s = r->schema;
    if (!s->format || strcmp(s->format, "+s") != 0)
        return wrong_input(r, "is no table: its type is not a struct of columns", m);
    if (s->n_children < 1 || !s->children) return wrong_input(r, "has no columns", m);
    if (s->n_children > most)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "%s: %d columns pass the limit of %d", r->name,
                         s->n_children, most);
    for (int64_t i = 0; i < s->n_children; i++) {
        const struct ArrowSchema *child = s->children[i];
        if (!child || !child->release || !child->name || !child->format)
            return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: column %d has no name or no type", r->name,
                             i + 1);
    }
    return LMB_OK;
}

int32_t lmbi_arrow_open(struct lmbi_arrow_rows *r, int64_t most_columns, struct lmbi_message *m)
{
    if (r->stream) {
        int code = r->stream->get_schema(r->stream, &r->given);
        if (code) {
            memset(&r->given, 0, sizeof r->given);
            return producer_fails(r, code, m);
        }
        if (!r->given.release) return wrong_input(r, "its schema is released", m);
        r->schema = &r->given;
    }
    int32_t status = check_schema(r, most_columns, m);
    if (status) return status;
    r->column = lmbi_new(&r->memory, (uint64_t)r->schema->n_children, sizeof *r->column);
    r->used = lmbi_new(&r->memory, (uint64_t)r->schema->n_children, 1);
    if (r->column && r->used) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for its columns", r->name);
}

int32_t lmbi_arrow_use(struct lmbi_arrow_rows *r, int32_t field, struct lmbi_message *m)
{
    const struct ArrowSchema *schema = r->schema->children[field];
    r->used[field] = 1;
    if (lmbi_arrow_column_of(&r->column[field], schema)) return LMB_OK;
    char name[64], type[32];
    lmbi_quote(name, sizeof name, schema->name, schema->name + strlen(schema->name));
    lmbi_quote(type, sizeof type, schema->format, schema->format + strlen(schema->format));
    return lmbi_fail(m, LMB_ERROR_FORMAT,
                     "%s: column '%s': values of Arrow's type '%s' are not read", r->name, name,
                     type);
}

static const char *wrong_chunk(const struct lmbi_arrow_rows *r, const struct ArrowArray *a)
{
    if (a->n_children != r->schema->n_children) return "has another number of columns";
    if (a->length < 0 || a->offset < 0 || a->null_count < -1) return "has a negative length";
    if (a->length > INT64_MAX / 8 - a->offset || a->length > INT64_MAX / 8 - r->total)
        return "is longer than all bounds";
    if (a->n_buffers != 1 || !a->buffers) return "has another number of buffers than a struct";
    if (a->null_count > 0 && !a->buffers[0]) return "has nulls, but no bitmap of them";
    return a->children ? NULL : "has no columns";
}

/* The columns that are read look at this chunk. */
static int32_t look_at_chunk(struct lmbi_arrow_rows *r, const struct ArrowArray *a,
                             struct lmbi_message *m)
{
    const char *wrong = wrong_chunk(r, a);
    if (wrong)
        return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: row %d: a chunk %s", r->name, r->total, wrong);
    for (int32_t i = 0; i < (int32_t)r->schema->n_children; i++) {
        if (!r->used[i]) continue;
        wrong = lmbi_arrow_look_at(&r->column[i], a->children[i], a->offset, a->length);
        if (wrong) return wrong_column(r, i, r->total, wrong, m);
    }
    return LMB_OK;
}

static int32_t room_for_chunk(struct lmbi_arrow_rows *r)
{
    if (r->chunks < r->room) return LMB_OK;
    int32_t room = 2 * r->room + 4;
    struct ArrowArray *grown = lmbi_resize(&r->memory, r->chunk, (uint64_t)room, sizeof *grown);
    if (!grown) return LMB_ERROR_MEMORY;
    r->chunk = grown;
    r->room = room;
    return LMB_OK;
}

/* One more chunk; none if the end is reached. */
static int32_t fetch_chunk(struct lmbi_arrow_rows *r, struct lmbi_message *m)
{
    if (room_for_chunk(r))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a chunk", r->name);
    struct ArrowArray *next = &r->chunk[r->chunks];
    memset(next, 0, sizeof *next);
    if (r->stream) {
        int code = r->stream->get_next(r->stream, next);
        if (code) return producer_fails(r, code, m);
        r->ended = !next->release;
    } else {
        r->ended = !r->only;
        if (r->only) *next = *r->only; /* the caller's: never released here */
        r->only = NULL;
    }
    r->chunks += !r->ended;
    return LMB_OK;
}

static void release_chunk(const struct lmbi_arrow_rows *r, struct ArrowArray *chunk)
{
    if (r->stream && chunk->release) chunk->release(chunk);
    chunk->release = NULL;
}

int32_t lmbi_arrow_chunk(struct lmbi_arrow_rows *r, struct lmbi_message *m)
{
    if (r->now) {
        r->total += r->now->length;
        if (!r->keeps) release_chunk(r, r->now);
        r->now = NULL;
    }
    if (r->at == r->chunks) {
        if (!r->keeps) r->at = r->chunks = 0;
        int32_t status = r->ended ? LMB_OK : fetch_chunk(r, m);
        if (status || r->ended) return status;
    }
    r->now = &r->chunk[r->at++];
    return look_at_chunk(r, r->now, m);
}

int32_t lmbi_arrow_read(struct lmbi_arrow_rows *r, int32_t field, int64_t row,
                        struct lmbi_cell *cell, struct lmbi_message *m)
{
    cell->kind = LMBI_CELL_NULL;
    if (!lmbi_arrow_bit(r->now->null_count ? r->now->buffers[0] : NULL, r->now->offset + row))
        return LMB_OK; /* the row itself is null */
    const char *wrong = lmbi_arrow_cell(&r->column[field], row, cell);
    return wrong ? wrong_column(r, field, r->total + row, wrong, m) : LMB_OK;
}

void lmbi_arrow_rewind(struct lmbi_arrow_rows *r)
{
    r->now = NULL;
    r->at = r->keeps = 0;
    r->total = 0;
}

void lmbi_arrow_close(struct lmbi_arrow_rows *r)
{
    for (int32_t i = 0; i < r->chunks; i++) release_chunk(r, &r->chunk[i]);
    lmbi_free(&r->memory, r->chunk);
    lmbi_free(&r->memory, r->column);
    lmbi_free(&r->memory, r->used);
    if (r->given.release) r->given.release(&r->given);
}
