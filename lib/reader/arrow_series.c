#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "reader/arrow_reading.h"
#include "reader/batch.h"

struct lmbi_field lmbi_number_text(double number, char *room, size_t size)
{
    return (struct lmbi_field){room, room + lmbi_format(room, size, "%g", number)};
}

static void read_state_cell(struct lmbi_arrow_reading *a, const struct lmbi_cell *cell)
{
    char room[32];
    struct lmbi_state_reading *state = &a->r->series.state;
    double number = cell->kind == LMBI_CELL_NUMBER ? cell->number : LMBI_NAN;
    if (number == number && number == a->state) return;
    a->state = number;
    if (cell->kind == LMBI_CELL_TEXT) lmbi_read_state(state, lmbi_trimmed(cell->text, cell->end));
    else
        lmbi_read_state(state, number == number ? lmbi_number_text(number, room, sizeof room)
                                                : (struct lmbi_field){room, room});
}

static int32_t read_series_cell(struct lmbi_arrow_reading *a, const struct lmbi_line *line,
                                int32_t i, const struct lmbi_cell *cell, struct lmbi_message *m)
{
    struct lmbi_series *s = &a->r->series;
    const struct lmbi_use *use = &s->layout->use[i];
    char room[32];
    int32_t kind = LMBI_VALUE_MISSING;
    struct lmbi_field text = {NULL, NULL};
    if (use->role == LMBI_ROLE_STATE) {
        read_state_cell(a, cell);
        return LMB_OK;
    }
    *s->target[i] = LMBI_NAN;
    if (cell->kind == LMBI_CELL_TEXT) {
        text = lmbi_trimmed(cell->text, cell->end);
        kind = lmbi_read_field(s, i, text);
    } else if (cell->kind == LMBI_CELL_NUMBER) {
        kind = lmbi_read_number(s, i, cell->number);
    }
    s->missing += kind == LMBI_VALUE_MISSING;
    s->null += cell->kind == LMBI_CELL_NULL;
    if (kind != LMBI_VALUE_TEXT) return LMB_OK;
    if (!text.text) text = lmbi_number_text(cell->number, room, sizeof room);
    return lmbi_field_fails(&a->in, line, use, text, lmbi_why_not(s, i, text), m);
}

/* The clock beside a test time, which is looked at now and then. */
static int32_t read_clock(struct lmbi_arrow_reading *a, int64_t row, double time,
                          struct lmbi_message *m)
{
    struct lmbi_series *s = &a->r->series;
    struct lmbi_cell cell;
    double clock = LMBI_NAN;
    int32_t status = lmbi_arrow_read(&a->rows, s->clock.field, row, &cell, m);
    if (status) return status;
    if (cell.kind == LMBI_CELL_NUMBER) lmbi_number_of(&s->clock, cell.number, &clock);
    if (cell.kind == LMBI_CELL_TEXT)
        lmbi_value_of(&s->clock, lmbi_trimmed(cell.text, cell.end), &clock);
    lmbi_time_check_add(&s->times, time, clock);
    return LMB_OK;
}

static int32_t read_sample(struct lmbi_arrow_reading *a, int64_t row, struct lmbi_message *m)
{
    struct lmbi_series *s = &a->r->series;
    struct lmbi_line line = {.number = a->rows.total + row};
    struct lmbi_cell cell;
    int32_t status = LMB_OK;
    for (int32_t i = 0; i < s->layout->uses && !status; i++) {
        status = lmbi_arrow_read(&a->rows, s->layout->use[i].field, row, &cell, m);
        if (!status) status = read_series_cell(a, &line, i, &cell, m);
    }
    if (!status && lmbi_asks_clock(s, s->rows + 1)) status = read_clock(a, row, s->sample.time, m);
    return status ? status : lmbi_take_sample(s, &a->in, &line, m);
}

/* ---- rows together ---- */

/* Cells that are no plain numbers, one by one; how many rows there are up to one that fails. */
static size_t read_cells(struct lmbi_arrow_reading *a, int32_t i, int64_t row, size_t rows,
                         double *value)
{
    struct lmbi_series *s = &a->r->series;
    struct lmbi_line line = {.number = a->rows.total + row};
    struct lmbi_message unused;
    struct lmbi_cell cell;
    int64_t missing = s->missing, null = s->null; /* are counted where rows are taken */
    size_t k = 0;
    for (; k < rows; k++) {
        if (lmbi_arrow_read(&a->rows, s->layout->use[i].field, row + (int64_t)k, &cell, &unused) ||
            read_series_cell(a, &line, i, &cell, &unused))
            break;
        value[k] = *s->target[i];
    }
    s->missing = missing;
    s->null = null;
    return k;
}

static void note_missing(struct lmbi_arrow_reading *a, int32_t i, int64_t row, size_t k)
{
    struct lmbi_plain *p = a->r->series.plain;
    struct lmbi_message unused;
    struct lmbi_cell cell;
    p->missing[k]++;
    if (lmbi_arrow_read(&a->rows, p->plan.layout->use[i].field, row, &cell, &unused)) return;
    p->null[k] = (uint8_t)(p->null[k] + (cell.kind == LMBI_CELL_NULL));
}

/* A column into the batch; how many rows there are up to one that has to be read by itself. */
static size_t read_column(struct lmbi_arrow_reading *a, int32_t i, int64_t row, size_t rows)
{
    struct lmbi_plain *p = a->r->series.plain;
    const struct lmbi_use *use = &p->plan.layout->use[i];
    double *value = lmbi_batch_column(&p->batch, (size_t)p->plan.slot[i]);
    size_t odd = 0;
    if (lmbi_arrow_numbers(&a->rows.column[use->field], row, rows, value))
        lmbi_scale_column(&p->plan, use, rows, value);
    else rows = read_cells(a, i, row, rows, value);
    for (size_t k = 0; k < rows; k++) odd += !(lmbi_abs(value[k]) <= LMBI_LARGEST_SAMPLE);
    if (odd > 0) p->batch.special |= 1U << i;
    for (size_t k = 0; k < rows && odd > 0; k++) {
        if (lmbi_abs(value[k]) > LMBI_LARGEST_SAMPLE) return k;
        if (value[k] != value[k]) note_missing(a, i, row + (int64_t)k, k);
    }
    return rows;
}

static size_t read_together(struct lmbi_arrow_reading *a, int64_t row, size_t rows)
{
    struct lmbi_series *s = &a->r->series;
    memset(s->plain->missing, 0, sizeof s->plain->missing);
    memset(s->plain->null, 0, sizeof s->plain->null);
    s->plain->batch.special = 0;
    for (int32_t i = 0; i < s->layout->uses && rows > 0; i++)
        if (s->target[i]) rows = read_column(a, i, row, rows);
    return lmbi_complete_rows(&s->plain->batch, s->plain->plan.kernels, rows);
}

static int32_t look_at_arrow_clocks(struct lmbi_arrow_reading *a, int64_t row, size_t rows,
                                    struct lmbi_message *m)
{
    struct lmbi_series *s = &a->r->series;
    const double *time = lmbi_batch_column(&s->plain->batch, LMBI_SLOT(time));
    int32_t status = LMB_OK;
    if (!s->clock.role) return LMB_OK;
    for (size_t k = lmbi_rows_to_clock(s); k < rows && !status; k += LMBI_CLOCK_ROWS)
        status = read_clock(a, row + (int64_t)k, time[k], m);
    return status;
}

static int32_t take_with_arrow_states(struct lmbi_arrow_reading *a, int64_t row, size_t rows,
                                      struct lmbi_message *m)
{
    struct lmbi_series *s = &a->r->series;
    struct lmbi_cell cell;
    int32_t status = LMB_OK;
    for (size_t k = 0; k < rows && !status; k++) {
        for (int32_t i = 0; i < s->layout->uses && !status; i++) {
            if (s->target[i]) continue;
            status = lmbi_arrow_read(&a->rows, s->wanted[i], row + (int64_t)k, &cell, m);
            if (!status) read_state_cell(a, &cell);
        }
        if (!status) status = lmbi_take_row(s, &a->in, &s->plain->batch, k, m);
    }
    return status;
}

static int32_t take_arrow_batch(struct lmbi_arrow_reading *a, int64_t row, int64_t *taken,
                                struct lmbi_message *m)
{
    struct lmbi_series *s = &a->r->series;
    const struct ArrowArray *chunk = a->rows.now;
    int64_t left = chunk->length - row, most = left < LMBI_BATCH_ROWS ? left : LMBI_BATCH_ROWS;
    int32_t has_nulls = chunk->null_count != 0 && chunk->buffers[0]; /* rows that are null */
    size_t rows = 0;
    if (!has_nulls && s->rows + most <= s->most_rows) rows = read_together(a, row, (size_t)most);
    *taken = (int64_t)rows;
    if (rows < LMBI_FEW_ROWS && *taken < left) s->plain->wait = LMBI_ROWS_APART;
    if (rows == 0) return LMB_OK;
    int32_t status = look_at_arrow_clocks(a, row, rows, m);
    if (status) return status;
    for (size_t k = 0; k < rows; k++) {
        s->missing += s->plain->missing[k];
        s->null += s->plain->null[k];
    }
    a->in.line = a->rows.total + row - 1;
    status = s->plain->states ? take_with_arrow_states(a, row, rows, m)
                              : lmbi_take_rows(s, &a->in, &s->plain->batch, rows, m);
    s->rows += *taken;
    return status;
}

int32_t lmbi_arrow_samples(struct lmbi_arrow_reading *a, int64_t row, int64_t *taken,
                           struct lmbi_message *m)
{
    struct lmbi_plain *p = a->r->series.plain;
    int32_t status = LMB_OK;
    *taken = 0;
    if (p->wait > 0) p->wait--;
    else if (!a->r->series.counting.has.mean_current) status = take_arrow_batch(a, row, taken, m);
    if (status || *taken > 0) return status;
    *taken = 1;
    return read_sample(a, row, m);
}
