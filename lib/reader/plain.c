#include "reader/series.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "reader/batch.h"
#include "reader/team.h"

int32_t lmbi_plain_new(struct lmbi_series *s, const struct lmbi_memory *memory)
{
    s->plain = lmbi_new(memory, 1, sizeof *s->plain);
    return s->plain ? LMB_OK : LMB_ERROR_MEMORY;
}

void lmbi_plain_begin(struct lmbi_series *s)
{
    struct lmbi_plain *p = s->plain;
    p->wait = 0;
    p->states = 0;
    p->plan = (struct lmbi_batch_plan){.kernels = lmbi_best_kernels(), .layout = s->layout};
    for (int32_t i = 0; i < s->layout->uses; i++) {
        const double *first = (const double *)(const void *)&s->sample;
        p->plan.slot[i] = s->target[i] ? (int32_t)(s->target[i] - first) : -1;
        p->states |= !s->target[i];
    }
    p->blank = s->sample;
    lmbi_batch_begin(&p->batch, &p->blank);
}

/* Fields that are no plain numbers. Returns how many rows can be read, up to the first that has to
 * be read by itself. */
static size_t read_special(struct lmbi_series *s, struct lmbi_batch *b, size_t rows)
{
    struct lmbi_plain *p = s->plain;
    memset(p->missing, 0, sizeof p->missing);
    for (int32_t i = 0; i < s->layout->uses; i++) {
        if (!(b->special >> i & 1) || !s->target[i]) continue;
        double *value = lmbi_batch_column(b, (size_t)p->plan.slot[i]);
        int32_t plain = lmbi_is_plain(&p->plan, i);
        for (size_t row = 0; row < rows; row++) {
            if (plain && value[row] == value[row]) continue;
            struct lmbi_field field = lmbi_batch_field(b, &p->plan, row, s->wanted[i]);
            int32_t kind = lmbi_read_field(s, i, field);
            if (kind == LMBI_VALUE_TEXT) rows = row;
            p->missing[row] = (uint8_t)(p->missing[row] + (kind == LMBI_VALUE_MISSING));
            value[row] = *s->target[i];
        }
    }
    return rows;
}

size_t lmbi_complete_rows(struct lmbi_batch *b, const struct lmbi_kernels *kernels, size_t rows)
{
    const double *time = lmbi_batch_column(b, LMBI_SLOT(time));
    const double *current = lmbi_batch_column(b, LMBI_SLOT(current));
    const double *cycle = lmbi_batch_column(b, LMBI_SLOT(cycle));
    for (size_t i = 0; i < rows && b->special; i++)
        if (time[i] != time[i] || current[i] != current[i]) rows = i;
    for (size_t i = 0; i < rows; i += kernels->alike(cycle + i, rows - i))
        if (cycle[i] == cycle[i] && !lmbi_is_cycle_number(cycle[i])) return i;
    return rows;
}

static void look_at_clocks(struct lmbi_series *s, struct lmbi_batch *b, size_t rows)
{
    if (!s->clock.role) return;
    for (size_t row = lmbi_rows_to_clock(s); row < rows; row += LMBI_CLOCK_ROWS)
        lmbi_look_at_clock(s, lmbi_batch_field(b, &s->plain->plan, row, s->clock.field),
                           lmbi_batch_column(b, LMBI_SLOT(time))[row]);
}

static int32_t count_row(struct lmbi_series *s, const struct lmbi_input *in,
                         const struct lmbi_sample *sample, size_t row, struct lmbi_message *m)
{
    return lmbi_count_sample(s, in, sample, in->line + 1 + (int64_t)row, m);
}

int32_t lmbi_take_row(struct lmbi_series *s, const struct lmbi_input *in,
                      const struct lmbi_batch *b, size_t row, struct lmbi_message *m)
{
    struct lmbi_sample sample = lmbi_batch_sample(b, row);
    lmbi_place_samples(s, &sample, 1);
    return count_row(s, in, &sample, row, m);
}

/* Rows that go on in time and whose current has its sign. */
static int32_t take_columns(struct lmbi_series *s, const struct lmbi_input *in,
                            struct lmbi_batch *b, size_t rows, struct lmbi_message *m)
{
    for (size_t row = 0; row < rows;) {
        row += lmbi_count_run(&s->counting, b, row, rows);
        if (row == rows) break;
        struct lmbi_sample sample = lmbi_batch_sample(b, row);
        sample.state = s->state.number;
        int32_t status = count_row(s, in, &sample, row++, m);
        if (status) return status;
    }
    return LMB_OK;
}

int32_t lmbi_take_rows(struct lmbi_series *s, const struct lmbi_input *in, struct lmbi_batch *b,
                       size_t rows, struct lmbi_message *m)
{
    if (lmbi_place_columns(s, b, rows)) return take_columns(s, in, b, rows, m);
    int32_t status = LMB_OK;
    for (size_t row = 0; row < rows && !status; row++) status = lmbi_take_row(s, in, b, row, m);
    return status;
}

static int32_t take_with_states(struct lmbi_series *s, const struct lmbi_input *in,
                                const struct lmbi_batch *b, size_t rows, struct lmbi_message *m)
{
    int32_t status = LMB_OK;
    for (size_t row = 0; row < rows && !status; row++) {
        for (int32_t i = 0; i < s->layout->uses; i++)
            if (!s->target[i])
                lmbi_read_state(&s->state, lmbi_batch_field(b, &s->plain->plan, row, s->wanted[i]));
        status = lmbi_take_row(s, in, b, row, m);
    }
    return status;
}

static int32_t take_batch(struct lmbi_series *s, struct lmbi_batch *b, struct lmbi_input *in,
                          size_t *taken, struct lmbi_message *m)
{
    size_t rows = b->rows;
    if (s->rows + (int64_t)rows > s->most_rows) rows = 0;
    if (b->special && rows > 0) rows = read_special(s, b, rows);
    *taken = rows = lmbi_complete_rows(b, s->plain->plan.kernels, rows);
    if (rows == 0) return LMB_OK;
    for (size_t row = 0; row < rows && b->special; row++) s->missing += s->plain->missing[row];
    look_at_clocks(s, b, rows);
    int32_t status =
        s->plain->states ? take_with_states(s, in, b, rows, m) : lmbi_take_rows(s, in, b, rows, m);
    const char *end = lmbi_batch_end(b, &s->plain->plan, rows);
    s->rows += (int64_t)rows;
    in->line += (int64_t)rows;
    in->offset += (uint64_t)(end - in->at);
    in->at = end;
    return status;
}

/* What is in sight can be read in batches. */
static int32_t can_begin(const struct lmbi_input *in)
{
    return in->at - in->first >= LMBI_NUMBER_ROOM && in->at[-1] == '\n';
}

/* The shape of the rows is known. */
static void set_out(struct lmbi_series *s, struct lmbi_input *in)
{
    struct lmbi_plain *p = s->plain;
    struct lmbi_batch_plan *plan = &p->plan;
    plan->fields = (size_t)s->usual_fields;
    plan->longest = in->longest < LMBI_BATCH_BYTES ? (uint32_t)in->longest + 1 : LMBI_BATCH_BYTES;
    lmbi_input_read_ahead(in, plan, &p->blank);
}

static struct lmbi_batch *next_batch(struct lmbi_plain *p, const struct lmbi_input *in)
{
    const char *stop = NULL, *text = in->at - 1;
    struct lmbi_batch *b = in->ahead ? lmbi_team_batch(in->team, text, &stop) : NULL;
    if (b) return b;
    lmbi_batch_read(&p->batch, &p->plan, text, stop ? stop : in->end, in->end);
    return &p->batch;
}

/* Batches serve where a usual row holds every field that is looked at. */
static int32_t can_batch(const struct lmbi_series *s)
{
    int32_t uses = s->layout->uses;
    if (s->layout->levels > 0 || s->counting.has.mean_current || uses > LMBI_BATCH_USES || s->aside)
        return 0;
    return s->wanted[uses - 1] < s->usual_fields &&
           (!s->clock.role || s->clock.field < s->usual_fields);
}

int32_t lmbi_plain_rows(struct lmbi_series *s, struct lmbi_input *in, struct lmbi_message *m)
{
    struct lmbi_plain *p = s->plain;
    if (!can_batch(s)) return LMB_OK;
    if (p->wait > 0) {
        p->wait--;
        return LMB_OK;
    }
    if (p->plan.fields == 0) set_out(s, in);
    size_t taken;
    struct lmbi_batch *b;
    do {
        if (!can_begin(in)) break;
        b = next_batch(p, in);
        int32_t status = take_batch(s, b, in, &taken, m);
        if (status) return status;
    } while (taken >= LMBI_FEW_ROWS || (taken == b->rows && b->stopped));
    if (in->end - in->at > LMBI_BATCH_BYTES) p->wait = LMBI_ROWS_APART;
    return LMB_OK;
}
