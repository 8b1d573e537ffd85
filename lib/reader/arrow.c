#include "reader/arrow.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "reader/arrow_reading.h"
#include "reader/clock.h"

enum { ROWS_AHEAD = 4096, ROWS_BETWEEN = 1 << 16 };

static const char arrow_name[] = "Arrow";

/* ---- what the columns are ---- */

static int32_t names_to_layout(struct lmbi_arrow_reading *a, struct lmbi_message *m)
{
    const struct ArrowSchema *schema = a->rows.schema;
    struct lmbi_import *import = a->r->import;
    int32_t count = (int32_t)schema->n_children;
    struct lmbi_field *field = lmbi_new(&import->memory, (uint64_t)count, sizeof *field);
    if (!field) return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for its columns", arrow_name);
    for (int32_t i = 0; i < count; i++) {
        const char *name = schema->children[i]->name;
        field[i] = lmbi_trimmed(name, name + strlen(name));
    }
    int32_t status = lmbi_layout_of_names(&import->memory, &import->known, &import->maps, field,
                                          count, &a->r->layout);
    lmbi_free(&import->memory, field);
    if (status) return lmbi_fail(m, status, "%s: no memory for its columns", arrow_name);
    return lmbi_check_names(&import->known, &import->maps, arrow_name, &a->r->layout, m);
}

/* A column that is read must have its name alone. */
static int32_t check_alone(const struct lmbi_arrow_reading *a, const struct lmbi_use *use,
                           struct lmbi_message *m)
{
    const struct ArrowSchema *schema = a->rows.schema;
    for (int64_t i = 0; i < schema->n_children; i++)
        if (i != use->field &&
            strcmp(schema->children[i]->name, schema->children[use->field]->name) == 0)
            return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: two columns are called '%s'", arrow_name,
                             use->heading);
    return LMB_OK;
}

/* Seconds have their unit with them. */
static int32_t take_time(const struct lmbi_arrow_reading *a, struct lmbi_use *use,
                         struct lmbi_message *m)
{
    if (!lmbi_arrow_is_time(&a->rows.column[use->field])) return LMB_OK;
    if (!lmbi_is_time(use->role))
        return lmbi_fail(m, LMB_ERROR_FORMAT, "%s: column '%s' holds times, not %s", arrow_name,
                         use->heading, lmbi_role_name(&a->r->import->known, use->role));
    use->form = LMBI_FORM_CLOCK;
    use->unit = lmbi_role_unit(&a->r->import->known, use->role);
    use->scale = (struct lmbi_scale){use->scale.multiply < 0 ? -1 : 1, 1, 0};
    return LMB_OK;
}

static int32_t find_columns(struct lmbi_arrow_reading *a, struct lmbi_message *m)
{
    struct lmbi_reading *r = a->r;
    int32_t status = names_to_layout(a, m);
    for (int32_t i = 0; i < r->layout.uses && !status; i++) {
        struct lmbi_use *use = &r->layout.use[i];
        status = check_alone(a, use, m);
        if (!status) status = lmbi_arrow_use(&a->rows, use->field, m);
        if (!status) status = take_time(a, use, m);
    }
    if (status) return status;
    r->per_cycle = r->layout.per_cycle;
    r->dialect = r->layout.dialect;
    r->files = 1;
    lmbi_remark(&r->remarks, "file", "%s: %s of %d column%p", arrow_name,
                r->per_cycle ? "a table of cycles" : "a time series", a->rows.schema->n_children);
    lmbi_tell_uses(r);
    return LMB_OK;
}

/* ---- what their first rows tell ---- */

static void look_at_cell(struct lmbi_arrow_reading *a, struct lmbi_evidence *e, int32_t i,
                         const struct lmbi_cell *cell, struct lmbi_row_look *row)
{
    struct lmbi_use *use = &a->r->layout.use[i];
    struct lmbi_field text = {cell->text, cell->end};
    int32_t is_text = cell->kind == LMBI_CELL_TEXT, kind;
    double value;
    if (cell->kind == LMBI_CELL_NULL) return;
    if (use->role == LMBI_ROLE_STATE) {
        if (is_text) row->state = lmbi_state_of(text);
        return;
    }
    if (lmbi_is_time(use->role) && is_text) lmbi_evidence_time(e, use, text);
    else if (lmbi_is_time(use->role) && use->form == LMBI_FORM_UNKNOWN)
        use->form = LMBI_FORM_NUMBER;
    kind = is_text ? lmbi_value_of(use, text, &value) : lmbi_number_of(use, cell->number, &value);
    if (kind != LMBI_VALUE_OK) return;
    double printed = is_text ? lmbi_printed_step(text)
                             : lmbi_arrow_printed(&a->rows.column[use->field], cell->number);
    lmbi_evidence_value(e, &a->r->layout, i, value, printed, row);
}

static int32_t look_at_cells(struct lmbi_arrow_reading *a, struct lmbi_evidence *e, int64_t row,
                             struct lmbi_message *m)
{
    struct lmbi_row_look look = {LMBI_NAN, LMBI_NAN, LMBI_NAN, LMBI_STATE_UNKNOWN};
    struct lmbi_cell cell;
    for (int32_t i = 0; i < a->r->layout.uses; i++) {
        int32_t status = lmbi_arrow_read(&a->rows, a->r->layout.use[i].field, row, &cell, m);
        if (status) return status;
        look_at_cell(a, e, i, &cell, &look);
    }
    lmbi_evidence_row(e, &look);
    return LMB_OK;
}

static int32_t look_at_first_rows(struct lmbi_arrow_reading *a, struct lmbi_evidence *e,
                                  struct lmbi_message *m)
{
    lmbi_evidence_begin(e);
    a->rows.keeps = 1;
    while (e->rows < ROWS_AHEAD) {
        int32_t status = lmbi_arrow_chunk(&a->rows, m);
        if (status) return status;
        if (!a->rows.now) break;
        for (int64_t row = 0; row < a->rows.now->length && e->rows < ROWS_AHEAD; row++) {
            status = look_at_cells(a, e, row, m);
            if (status) return status;
        }
    }
    lmbi_arrow_rewind(&a->rows);
    lmbi_settle_by(&a->r->layout, e, &a->r->remarks);
    return LMB_OK;
}

/* ---- rows ---- */

/* Read rows of a chunk from `row` on, *taken of them, at least one. */
typedef int32_t (*row_use)(struct lmbi_arrow_reading *a, int64_t row, int64_t *taken,
                           struct lmbi_message *m);

static int32_t tell_arrow_progress(struct lmbi_arrow_reading *a, int64_t more,
                                   struct lmbi_message *m)
{
    if (!lmbi_progress_add(&a->r->progress, (uint64_t)more)) return LMB_OK;
    return lmbi_fail(m, LMB_ERROR_CANCELLED, "%s: reading was cancelled", arrow_name);
}

static int32_t use_chunk(struct lmbi_arrow_reading *a, row_use use, struct lmbi_message *m)
{
    int64_t length = a->rows.now->length, told = 0, taken = 0;
    for (int64_t row = 0; row < length; row += taken) {
        int32_t status = LMB_OK;
        if (row - told >= ROWS_BETWEEN) {
            status = tell_arrow_progress(a, row - told, m);
            told = row;
        }
        if (!status) status = use(a, row, &taken, m);
        if (status) return status;
    }
    return tell_arrow_progress(a, length - told, m);
}

static int32_t use_rows(struct lmbi_arrow_reading *a, row_use use, struct lmbi_message *m)
{
    for (;;) {
        int32_t status = lmbi_arrow_chunk(&a->rows, m);
        if (!status && a->rows.now) status = use_chunk(a, use, m);
        if (status || !a->rows.now) return status;
    }
}

static int32_t begin_series(struct lmbi_arrow_reading *a, struct lmbi_message *m)
{
    struct lmbi_reading *r = a->r;
    int64_t most = r->import->limit[LMB_LIMIT_CYCLES - 1];
    int32_t status = look_at_first_rows(a, &r->series.evidence, m);
    if (!status) status = lmbi_series_begin(&r->series, &r->layout, arrow_name, &r->table, most, m);
    if (status) return status;
    if (lmbi_plain_new(&r->series, &r->import->memory))
        return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a batch of rows", arrow_name);
    lmbi_plain_begin(&r->series);
    return LMB_OK;
}

static int32_t read_series(struct lmbi_arrow_reading *a, struct lmbi_message *m)
{
    int32_t status = begin_series(a, m);
    if (!status) status = use_rows(a, lmbi_arrow_samples, m);
    if (!status && a->r->series.counting.notes.samples == 0)
        status =
            lmbi_fail(m, LMB_ERROR_FORMAT, "%s: no rows with a time and a current", arrow_name);
    return status;
}

/* ---- a table of cycles ---- */

static int32_t read_table_cell(struct lmbi_arrow_reading *a, const struct lmbi_line *line,
                               int32_t i, const struct lmbi_cell *cell, struct lmbi_message *m)
{
    struct lmbi_table_rows *t = a->table_rows;
    const struct lmbi_use *use = &t->layout->use[i];
    char room[32];
    int32_t kind = LMBI_VALUE_MISSING;
    t->value[i] = LMBI_NAN;
    t->field[i] = (struct lmbi_field){NULL, NULL};
    if (cell->kind == LMBI_CELL_TEXT) {
        t->field[i] = lmbi_trimmed(cell->text, cell->end);
        kind = lmbi_value_of(use, t->field[i], &t->value[i]);
    } else if (cell->kind == LMBI_CELL_NUMBER) {
        kind = lmbi_number_of(use, cell->number, &t->value[i]);
    }
    t->r->null += cell->kind == LMBI_CELL_NULL;
    int32_t status = lmbi_take_value(t, line, i, kind, m);
    if (!status || cell->kind != LMBI_CELL_NUMBER) return status;
    t->field[i] = lmbi_number_text(cell->number, room, sizeof room); /* for the message */
    return lmbi_take_value(t, line, i, kind, m);
}

static int32_t use_table_row(struct lmbi_arrow_reading *a, int64_t row, int64_t *taken,
                             struct lmbi_message *m)
{
    struct lmbi_table_rows *t = a->table_rows;
    struct lmbi_line line = {.number = a->rows.total + row};
    struct lmbi_cell cell;
    char room[32];
    *taken = 1;
    for (int32_t i = 0; i < t->layout->uses; i++) {
        int32_t status = lmbi_arrow_read(&a->rows, t->layout->use[i].field, row, &cell, m);
        if (!status) status = read_table_cell(a, &line, i, &cell, m);
        if (status) return status;
    }
    if (t->cycle >= 0) t->field[t->cycle] = lmbi_number_text(t->value[t->cycle], room, sizeof room);
    return lmbi_keep_row(t, &line, row == 0 && a->rows.total == 0, m);
}

static int32_t read_cycles(struct lmbi_arrow_reading *a, struct lmbi_message *m)
{
    struct lmbi_memory *memory = &a->r->import->memory;
    struct lmbi_evidence *evidence = lmbi_new(memory, 1, sizeof *evidence);
    struct lmbi_table_rows *t = lmbi_new(memory, 1, sizeof *t);
    int32_t status = LMB_ERROR_MEMORY;
    if (evidence && t) {
        *t = (struct lmbi_table_rows){.r = &a->r->cycles, .in = &a->in, .layout = &a->r->layout};
        a->table_rows = t;
        status = look_at_first_rows(a, evidence, m);
        if (!status) status = lmbi_table_rows_begin(t, evidence, m);
        if (!status) status = use_rows(a, use_table_row, m);
        if (!status && a->r->table.rows == 0)
            status = lmbi_fail(m, LMB_ERROR_FORMAT, "%s: no rows with a cycle", arrow_name);
    } else {
        lmbi_fail(m, status, "%s: no memory for a table", arrow_name);
    }
    lmbi_free(memory, evidence);
    lmbi_free(memory, t);
    return status;
}

int32_t lmbi_read_arrow(struct lmbi_import *import, struct ArrowArrayStream *stream,
                        const struct ArrowSchema *schema, struct ArrowArray *array,
                        struct lmbi_table *table, struct lmbi_message *m)
{
    struct lmbi_arrow_reading a = {.r = lmbi_reading_begin(import),
                                   .rows = {.memory = import->memory,
                                            .name = arrow_name,
                                            .stream = stream,
                                            .schema = schema,
                                            .only = array},
                                   .in = {.name = arrow_name, .rows = 1},
                                   .state = LMBI_NAN};
    if (!a.r) return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory to read it", arrow_name);
    a.r->series.null = a.r->cycles.null = 0;
    if (!stream && array->length > 0) a.r->progress.total = (uint64_t)array->length;
    int32_t status = lmbi_arrow_open(&a.rows, import->limit[LMB_LIMIT_COLUMNS - 1], m);
    if (!status) status = find_columns(&a, m);
    if (!status) status = a.r->per_cycle ? read_cycles(&a, m) : read_series(&a, m);
    if (!status) status = lmbi_reading_conclude(a.r, arrow_name, table, m);
    lmbi_arrow_close(&a.rows);
    lmbi_reading_end(a.r);
    return status;
}
