#include "reader/batch.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "reader/clock.h"

void lmbi_batch_begin(struct lmbi_batch *b, const struct lmbi_sample *blank)
{
    const char *from = (const char *)blank;
    for (size_t slot = 0; slot < LMBI_SLOTS; slot++)
        for (size_t row = 0; row <= LMBI_BATCH_ROWS; row++)
            memcpy(&b->value[slot][row], from + slot * sizeof(double), sizeof(double));
}

int32_t lmbi_is_plain(const struct lmbi_batch_plan *plan, int32_t use)
{
    const struct lmbi_use *u = &plan->layout->use[use];
    return plan->slot[use] >= 0 && u->form <= LMBI_FORM_NUMBER && !u->comma;
}

/* The rows with one line end and as many delimiters as usual. */
static size_t find_rows(struct lmbi_batch *b, const struct lmbi_batch_plan *plan, size_t stop,
                        size_t size)
{
    struct lmbi_marks *marks = &b->marks;
    size_t rows = 0, fields = plan->fields;
    plan->kernels->index(b->text, size < LMBI_BATCH_BYTES ? size : LMBI_BATCH_BYTES,
                         plan->layout->delimiter, marks);
    b->stopped = 0;
    for (; rows < LMBI_BATCH_ROWS && rows + 1 < marks->lines; rows++) {
        const uint32_t *at = marks->at + rows * fields;
        if ((b->stopped = at[0] >= stop)) break;
        if (marks->line[rows + 1] != (rows + 1) * fields) break;
        if (b->text[at[0] + 1] == '[' || at[fields] - at[0] > plan->longest) break;
        if (at[fields] - at[0] < 3) break; /* empty */
    }
    return rows;
}

size_t lmbi_scale_column(const struct lmbi_batch_plan *plan, const struct lmbi_use *use,
                         size_t rows, double *value)
{
    double lowest = use->role == LMB_COLUMN_TEMPERATURE ? 0 : -LMBI_INFINITY;
    return plan->kernels->scale(&use->scale, lowest, rows, value);
}

static void read_plain_columns(struct lmbi_batch *b, const struct lmbi_batch_plan *plan)
{
    const struct lmbi_layout *l = plan->layout;
    b->special = 0;
    for (int32_t i = 0; i < l->uses; i++) {
        if (!lmbi_is_plain(plan, i)) {
            b->special |= 1U << i;
            continue;
        }
        double *value = lmbi_batch_column(b, (size_t)plan->slot[i]);
        plan->kernels->numbers(b->text, b->marks.at + l->use[i].field, plan->fields, b->rows,
                               value);
        if (lmbi_scale_column(plan, &l->use[i], b->rows, value)) b->special |= 1U << i;
    }
}

void lmbi_batch_read(struct lmbi_batch *b, const struct lmbi_batch_plan *plan, const char *text,
                     const char *stop, const char *end)
{
    b->text = text;
    b->rows = find_rows(b, plan, (size_t)(stop - text), (size_t)(end - text));
    read_plain_columns(b, plan);
}

struct lmbi_field lmbi_batch_field(const struct lmbi_batch *b, const struct lmbi_batch_plan *plan,
                                   size_t row, int32_t field)
{
    const uint32_t *at = b->marks.at + row * plan->fields + (size_t)field;
    const char *end = b->text + at[1];
    if (*end == '\n' && end[-1] == '\r') end--;
    return lmbi_trimmed(b->text + at[0] + 1, end);
}

struct lmbi_sample lmbi_batch_sample(const struct lmbi_batch *b, size_t row)
{
    struct lmbi_sample sample;
    for (size_t slot = 0; slot < LMBI_SLOTS; slot++)
        memcpy((char *)&sample + slot * sizeof(double), &b->value[slot][1 + row], sizeof(double));
    return sample;
}
