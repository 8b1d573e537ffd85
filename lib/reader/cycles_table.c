#include "reader/cycles_table.h"

#include <string.h>

#include "base/number.h"
#include "reader/series.h"

static int32_t no_room(const struct lmbi_input *in, struct lmbi_message *m)
{
    return lmbi_fail(m, LMB_ERROR_MEMORY, "%s: no memory for a table", in->name);
}

/* An enumerated column may name its values. */
static int32_t is_value_name(const struct lmbi_quantity *q, struct lmbi_field f, double *value)
{
    size_t length = (size_t)(f.end - f.text);
    for (int32_t i = 0; i < lmbi_value_names(q); i++) {
        const char *name = q->value_names[i];
        if (strlen(name) != length || memcmp(name, f.text, length) != 0) continue;
        *value = i;
        return 1;
    }
    return 0;
}

int32_t lmbi_take_value(struct lmbi_table_rows *t, const struct lmbi_line *line, int32_t i,
                        int32_t kind, struct lmbi_message *m)
{
    const struct lmbi_use *use = &t->layout->use[i];
    const struct lmbi_quantity *q = t->r->known->row[use->role - LMBI_FIRST_COLUMN];
    if (kind != LMBI_VALUE_OK && is_value_name(q, t->field[i], &t->value[i])) kind = LMBI_VALUE_OK;
    if (kind == LMBI_VALUE_TEXT)
        return lmbi_field_fails(t->in, line, use, t->field[i], "is not a number", m);
    t->r->missing += kind == LMBI_VALUE_MISSING;
    if (kind != LMBI_VALUE_MISSING && !lmbi_in_bounds(q, t->value[i]))
        return lmbi_field_fails(t->in, line, use, t->field[i], "is out of range", m);
    return LMB_OK;
}

static int32_t read_values(struct lmbi_table_rows *t, const struct lmbi_line *line,
                           struct lmbi_message *m)
{
    const struct lmbi_layout *l = t->layout;
    lmbi_pick(line, l->delimiter, t->wanted, l->uses, t->field);
    for (int32_t i = 0; i < l->uses; i++) {
        int32_t kind = lmbi_value_of(&l->use[i], t->field[i], &t->value[i]);
        int32_t status = lmbi_take_value(t, line, i, kind, m);
        if (status) return status;
    }
    return LMB_OK;
}

/* A table that was counted on from a record, or simulated, may have more than a record has. */
static int32_t is_row_number(double x)
{
    return x >= 0 && x <= LMBI_MOST_CYCLE && x == (double)(int64_t)x;
}

/* The number of the row's cycle: the file's, which must rise; counted on over files. */
static int32_t number_row(struct lmbi_table_rows *t, const struct lmbi_line *line, int32_t first,
                          struct lmbi_message *m)
{
    struct lmbi_cycles_reading *r = t->r;
    if (t->cycle < 0) {
        r->number++;
        return LMB_OK;
    }
    const struct lmbi_use *use = &t->layout->use[t->cycle];
    struct lmbi_field field = t->field[t->cycle];
    double source = t->value[t->cycle];
    if (!is_row_number(source))
        return lmbi_field_fails(t->in, line, use, field, "is not a cycle number", m);
    int again = first && r->table->rows > 0 && source + r->offset <= r->number;
    if (again && (source > 1 || lmbi_column(r->table, LMB_COLUMN_CYCLE)[0] > 1))
        return lmbi_field_fails(t->in, line, use, field,
                                "comes before the files before: name the files in their order", m);
    if (again) {
        r->offset = r->number + (source < 1 ? 1 - source : 0);
        r->restarts++;
    }
    if (r->table->rows > 0 && source + r->offset <= r->number)
        return lmbi_field_fails(t->in, line, use, field,
                                "does not exceed the cycle before: not one row for each cycle", m);
    r->number = source + r->offset;
    if (is_row_number(r->number)) return LMB_OK;
    return lmbi_field_fails(t->in, line, use, field, "is not a cycle number", m);
}

int32_t lmbi_keep_row(struct lmbi_table_rows *t, const struct lmbi_line *line, int32_t first,
                      struct lmbi_message *m)
{
    struct lmbi_cycles_reading *r = t->r;
    if (r->rows++ >= r->most_rows)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "%s: %s %d: more than %d row%p", t->in->name,
                         lmbi_line_word(t->in), line->number, r->most_rows);
    if (t->cycle >= 0 && t->value[t->cycle] != t->value[t->cycle]) {
        r->skipped++;
        return LMB_OK;
    }
    int32_t status = number_row(t, line, first, m);
    if (status) return status;
    if (r->table->rows >= r->most_cycles)
        return lmbi_fail(m, LMB_ERROR_LIMIT, "%s: %s %d: more than %d cycle%p", t->in->name,
                         lmbi_line_word(t->in), line->number, r->most_cycles);
    if (lmbi_table_add_row(r->table)) return no_room(t->in, m);
    int64_t row = r->table->rows - 1;
    for (int32_t i = 0; i < t->layout->uses; i++)
        lmbi_column(r->table, t->layout->use[i].role)[row] = t->value[i];
    double *source = lmbi_column(r->table, LMB_COLUMN_SOURCE_CYCLE);
    if (source && t->cycle >= 0 && source[row] != source[row]) source[row] = t->value[t->cycle];
    lmbi_column(r->table, LMB_COLUMN_CYCLE)[row] = r->number;
    return LMB_OK;
}

int32_t lmbi_table_rows_begin(struct lmbi_table_rows *t, const struct lmbi_evidence *e,
                              struct lmbi_message *m)
{
    struct lmbi_table *table = t->r->table;
    t->cycle = -1;
    for (int32_t i = 0; i < t->layout->uses; i++) {
        int32_t role = t->layout->use[i].role;
        t->wanted[i] = t->layout->use[i].field;
        if (role == LMB_COLUMN_CYCLE) t->cycle = i;
        if (lmbi_table_add_column(table, role)) return no_room(t->in, m);
        double *resolution = &table->resolution[role - LMBI_FIRST_COLUMN];
        *resolution = lmbi_max(*resolution, e->step[i]);
    }
    int32_t own = t->layout->dialect == LMBI_LMB;
    if (lmbi_table_add_column(table, LMB_COLUMN_CYCLE) ||
        (!own && t->cycle >= 0 && lmbi_table_add_column(table, LMB_COLUMN_SOURCE_CYCLE)))
        return no_room(t->in, m);
    return LMB_OK;
}

/* The last line of a table that still grows may be cut short. */
static int32_t row_is_cut(struct lmbi_table_rows *t, const struct lmbi_line *line, int32_t fields)
{
    struct lmbi_message unused;
    int64_t missing = t->r->missing;
    int32_t cut = fields < t->usual_fields || read_values(t, line, &unused) != LMB_OK;
    t->r->missing = missing;
    return cut;
}

static int32_t read_table(struct lmbi_table_rows *t, struct lmbi_input *in, struct lmbi_message *m)
{
    struct lmbi_line line;
    int32_t first = 1;
    for (;;) {
        int32_t status = lmbi_input_line(in, &line, m);
        if (status || !line.text) return status;
        if (line.number < t->layout->first_line || line.text == line.end) continue;
        int32_t fields = lmbi_split(&line, t->layout->delimiter, NULL, 0);
        if (!line.closed && t->usual_fields > 0 && row_is_cut(t, &line, fields)) {
            lmbi_remark(t->r->remarks, "file", "%s: line %d is cut short and left out", in->name,
                        line.number);
            return LMB_OK;
        }
        if (t->usual_fields == 0) t->usual_fields = fields;
        status = read_values(t, &line, m);
        if (!status) status = lmbi_keep_row(t, &line, first, m);
        if (status) return status;
        first = 0;
    }
}

int32_t lmbi_cycles_file(struct lmbi_cycles_reading *r, struct lmbi_input *in,
                         struct lmbi_layout *layout, struct lmbi_message *m)
{
    struct lmbi_evidence *evidence = lmbi_new(&in->memory, 1, sizeof *evidence);
    struct lmbi_table_rows *t = lmbi_new(&in->memory, 1, sizeof *t);
    int32_t status = evidence && t ? LMB_OK : no_room(in, m);
    int64_t before = r->table->rows;
    if (!status) {
        *t = (struct lmbi_table_rows){.r = r, .in = in, .layout = layout};
        status = lmbi_settle_layout(in, layout, evidence, r->remarks, m);
    }
    if (!status) status = lmbi_table_rows_begin(t, evidence, m);
    if (!status) status = read_table(t, in, m);
    if (!status && r->table->rows == before)
        status = lmbi_fail(m, LMB_ERROR_FORMAT, "%s: no rows with a cycle", in->name);
    lmbi_free(&in->memory, evidence);
    lmbi_free(&in->memory, t);
    return status;
}

void lmbi_cycles_end(struct lmbi_cycles_reading *r)
{
    const double *number = lmbi_column(r->table, LMB_COLUMN_CYCLE);
    lmbi_remark(r->remarks, "cycle", "%d cycle%p, %g to %g, one row each", r->table->rows,
                number[0], number[r->table->rows - 1]);
    if (r->restarts > 0)
        lmbi_remark(r->remarks, "cycle", "cycle numbers start again with %d file%p: counted on",
                    r->restarts);
    lmbi_tell_missing(r->remarks, r->missing, r->null, r->skipped, "a cycle number");
    lmbi_tell_pairing(r->remarks, 0);
    r->table->source.kind = LMBI_PER_CYCLE;
    r->table->source.rows = r->rows;
}
