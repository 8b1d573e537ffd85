#include "reader/series.h"

#include "base/number.h"
#include "reader/clock.h"
#include "reader/kernels.h"

enum {
    PLAIN_ROWS = 128,
    PLAIN_USES = 24,
    PLAIN_BYTES = 1 << 16,
    FEW_ROWS = 8, /* so few in a batch: the next LINES_APART lines are read one by one */
    LINES_APART = 64,
    DOUBLES = sizeof(struct lmbi_sample) / sizeof(double)
};
_Static_assert(sizeof(struct lmbi_sample) == DOUBLES * sizeof(double), "a stride of doubles");

/* Rows that look alike, in a batch: where their fields end, and their samples. */
struct lmbi_plain {
    const struct lmbi_kernels *kernels;
    const char *text; /* the line end in front of the first row */
    struct lmbi_marks marks;
    uint32_t longest; /* line that is allowed */
    struct lmbi_sample sample[PLAIN_ROWS];
    uint32_t special; /* uses with fields that are no plain numbers, a bit each */
    int32_t wait; /* lines to be read one by one */
};

int32_t lmbi_plain_new(struct lmbi_series *s, const struct lmbi_memory *memory)
{
    s->plain = lmbi_new(memory, 1, sizeof *s->plain);
    if (!s->plain) return LMB_ERROR_MEMORY;
    s->plain->kernels = lmbi_best_kernels();
    return LMB_OK;
}

/* The rows of the next batch, with one line end and as many delimiters as usual; 0: the next line
 * is another one. */
static size_t find_rows(const struct lmbi_series *s, struct lmbi_plain *p,
                        const struct lmbi_input *in)
{
    const char *first = in->buffer ? in->buffer : in->first;
    if (in->at - first < LMBI_NUMBER_ROOM || in->at[-1] != '\n') return 0;
    struct lmbi_marks *marks = &p->marks;
    p->text = in->at - 1;
    size_t size = (size_t)(in->end - p->text), rows = 0, fields = (size_t)s->usual_fields;
    p->kernels->index(p->text, size < PLAIN_BYTES ? size : PLAIN_BYTES, s->layout->delimiter, marks);
    for (; rows < PLAIN_ROWS && rows + 1 < marks->lines; rows++) {
        const uint32_t *at = marks->at + rows * fields;
        if (marks->line[rows + 1] != (rows + 1) * fields) break;
        if (p->text[at[0] + 1] == '[' || at[fields] - at[0] > p->longest) break;
        if (at[fields] - at[0] < 3) break; /* empty */
    }
    return rows;
}

static int32_t is_plain(const struct lmbi_series *s, int32_t i)
{
    const struct lmbi_use *use = &s->layout->use[i];
    return s->target[i] && use->form <= LMBI_FORM_NUMBER && !use->comma;
}

/* Numbers to values of samples; NaN for those that have to be looked at. Returns how many. */
static size_t scale_column(const struct lmbi_use *use, const double *number, size_t rows,
                           double *value)
{
    const struct lmbi_scale *scale = &use->scale;
    double least = use->role == LMB_COLUMN_TEMPERATURE ? 0 : -LMBI_INFINITY;
    int32_t same = scale->multiply == 1 && scale->divide == 1;
    size_t special = 0;
    for (size_t i = 0; i < rows; i++) {
        double scaled = same ? number[i] + scale->add : lmbi_scaled(scale, number[i]);
        value[i * DOUBLES] = number[i] == -9999 || scaled < least ? LMBI_NAN : scaled;
        special += !(scaled >= least) || number[i] == -9999;
    }
    return special;
}

/* Where a use puts its value in a sample of the batch. */
static double *slot_of(const struct lmbi_series *s, struct lmbi_sample *sample, int32_t i)
{
    return (double *)(void *)sample + (s->target[i] - (double *)(void *)&s->sample);
}

static void read_plain_columns(struct lmbi_series *s, struct lmbi_plain *p, size_t rows)
{
    double number[PLAIN_ROWS];
    p->special = 0;
    for (int32_t i = 0; i < s->layout->uses; i++) {
        if (!is_plain(s, i)) {
            p->special |= 1U << i;
            continue;
        }
        p->kernels->numbers(p->text, p->marks.at + s->wanted[i], (size_t)s->usual_fields, rows,
                            number);
        if (scale_column(&s->layout->use[i], number, rows, slot_of(s, p->sample, i)))
            p->special |= 1U << i;
    }
}

static struct lmbi_field field_of_row(const struct lmbi_series *s, const struct lmbi_plain *p,
                                      size_t row, int32_t field)
{
    const uint32_t *at = p->marks.at + row * (size_t)s->usual_fields + (size_t)field;
    const char *end = p->text + at[1];
    if (*end == '\n' && end[-1] == '\r') end--;
    return lmbi_trimmed(p->text + at[0] + 1, end);
}

/* Fields of a row that are no plain numbers. Returns how many of them are missing values; -1: the
 * row has to be read by itself. */
static int32_t read_special(struct lmbi_series *s, struct lmbi_plain *p, size_t row)
{
    int32_t missing = 0;
    for (int32_t i = 0; i < s->layout->uses; i++) {
        if (!(p->special >> i & 1)) continue;
        double *value = s->target[i] ? slot_of(s, &p->sample[row], i) : NULL;
        if (is_plain(s, i) && *value == *value) continue;
        int32_t kind = lmbi_read_field(s, i, field_of_row(s, p, row, s->wanted[i]));
        if (kind == LMBI_VALUE_TEXT) return -1;
        missing += kind == LMBI_VALUE_MISSING;
        if (value) *value = *s->target[i];
    }
    return missing;
}

/* The rows, from the first on, whose values are settled: placed in the test. */
static size_t settle_rows(struct lmbi_series *s, struct lmbi_plain *p, size_t rows)
{
    size_t row = 0, placed = 0;
    if (s->rows + (int64_t)rows > s->most_rows) return 0;
    for (; row < rows; row++) {
        struct lmbi_sample *b = &p->sample[row];
        int32_t missing = p->special ? read_special(s, p, row) : 0;
        if (missing < 0) break;
        if (b->time != b->time || b->current != b->current) break;
        if (b->cycle == b->cycle && !lmbi_is_cycle_number(b->cycle)) break;
        s->missing += missing;
        if (lmbi_asks_clock(s, s->rows + (int64_t)row + 1))
            lmbi_look_at_clock(s, field_of_row(s, p, row, s->clock.field), b->time);
        if (p->special) lmbi_place_samples(s, b, 1), placed++; /* by the state of this row */
    }
    lmbi_place_samples(s, p->sample + placed, row - placed);
    return row;
}

static int32_t count_rows(struct lmbi_series *s, struct lmbi_plain *p, struct lmbi_input *in,
                          size_t rows, struct lmbi_message *m)
{
    for (size_t row = 0; row < rows; row++) {
        row += (size_t)lmbi_count_run(&s->counting, &p->sample[row], (int64_t)(rows - row));
        if (row == rows) break;
        int64_t line = in->line + 1 + (int64_t)row;
        int32_t status = lmbi_count_sample(s, in, &p->sample[row], line, m);
        if (status) return status;
    }
    if (rows == 0) return LMB_OK;
    uint32_t end = p->marks.at[rows * (size_t)s->usual_fields];
    s->rows += (int64_t)rows;
    in->line += (int64_t)rows;
    in->offset += end;
    in->at = p->text + end + 1;
    return LMB_OK;
}

void lmbi_plain_begin(struct lmbi_series *s)
{
    s->plain->wait = 0;
    for (size_t row = 0; row < PLAIN_ROWS; row++) s->plain->sample[row] = s->sample;
}

/* Batches serve where a usual row holds every field that is looked at. */
static int32_t can_batch(const struct lmbi_series *s)
{
    int32_t uses = s->layout->uses;
    if (s->layout->levels > 0 || uses > PLAIN_USES || s->aside) return 0;
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
    p->longest = in->longest < PLAIN_BYTES ? (uint32_t)in->longest + 1 : PLAIN_BYTES;
    size_t taken;
    do {
        size_t rows = find_rows(s, p, in);
        read_plain_columns(s, p, rows);
        taken = settle_rows(s, p, rows);
        int32_t status = count_rows(s, p, in, taken, m);
        if (status) return status;
    } while (taken >= FEW_ROWS);
    if (in->end - in->at > PLAIN_BYTES) p->wait = LINES_APART;
    return LMB_OK;
}
