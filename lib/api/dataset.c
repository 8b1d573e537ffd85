#include "api/handles.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

void lmbi_dataset_init(struct lmb_dataset *d, struct lmbi_memory memory, struct lmbi_memory own)
{
    memset(d, 0, sizeof *d);
    d->memory = memory;
    lmbi_table_init(&d->table, &own);
    lmbi_import_init(&d->import, &own);
}

int32_t lmb_dataset_new(lmb_allocate_fn allocate, void *user, lmb_dataset **dataset)
{
    if (!dataset) return LMB_ERROR_ARGUMENT;
    struct lmbi_memory memory = lmbi_memory_of(allocate, user);
    struct lmb_dataset *made = lmbi_new(&memory, 1, sizeof *made);
    if (!made) return LMB_ERROR_MEMORY;
    lmbi_dataset_init(made, memory, memory);
    *dataset = made;
    return LMB_OK;
}

void lmb_dataset_free(lmb_dataset *dataset)
{
    if (!dataset) return;
    struct lmbi_memory own = dataset->table.memory;
    lmbi_table_clear(&dataset->table);
    lmbi_import_clear(&dataset->import);
    lmbi_free(&own, dataset);
}

const char *lmb_dataset_message(const lmb_dataset *dataset)
{
    return dataset ? dataset->message.text : "";
}

int64_t lmb_dataset_cycles(const lmb_dataset *dataset) { return dataset ? dataset->table.rows : 0; }

int32_t lmb_dataset_has_column(const lmb_dataset *dataset, int32_t id)
{
    return dataset && lmbi_column_of(id) && lmbi_column(&dataset->table, id) != NULL;
}

int32_t lmbi_bad_argument(struct lmb_dataset *d, const char *what)
{
    return d ? lmbi_fail(&d->message, LMB_ERROR_ARGUMENT, "%s", what) : LMB_ERROR_ARGUMENT;
}

static int32_t check_columns(struct lmb_dataset *d, const int32_t *ids, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (!lmbi_column_of(ids[i]))
            return lmbi_fail(&d->message, LMB_ERROR_UNKNOWN, "%d is not the id of a column",
                             (int64_t)ids[i]);
    return LMB_OK;
}

int32_t lmbi_check_not_fed(struct lmb_dataset *d)
{
    if (!d->import.feed) return LMB_OK;
    return lmbi_fail(&d->message, LMB_ERROR_STATE, "samples are being fed: end that first");
}

static int32_t check_cycles(struct lmb_dataset *d, int64_t cycles)
{
    int64_t limit = lmbi_import_limit(&d->import, LMB_LIMIT_CYCLES);
    if (cycles <= limit) return LMB_OK;
    return lmbi_fail(&d->message, LMB_ERROR_LIMIT, "%d cycles pass the limit of %d", cycles, limit);
}

/* Room for `cycles` cycles of the columns in `ids` and the cycle column; all of it, or nothing. */
static int32_t make_room(struct lmb_dataset *d, int64_t cycles, const int32_t *ids, int32_t count)
{
    struct lmbi_table *t = &d->table;
    int64_t capacity = t->capacity;
    uint8_t there[LMBI_COLUMN_SLOTS];
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) there[i] = t->column[i] != NULL;
    int32_t status = lmbi_table_reserve(t, cycles);
    if (!status) status = lmbi_table_add_column(t, LMB_COLUMN_CYCLE);
    for (int32_t i = 0; i < count && !status; i++) status = lmbi_table_add_column(t, ids[i]);
    if (!status) return LMB_OK;
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++)
        if (!there[i]) lmbi_table_drop_column(t, LMBI_FIRST_COLUMN + i);
    if (capacity == 0) t->capacity = 0; /* no column holds what was asked for */
    return lmbi_fail(&d->message, status, "not enough memory for %d cycle%p", cycles);
}

int32_t lmb_dataset_reserve(lmb_dataset *dataset, int64_t cycles, const int32_t *ids,
                            int32_t id_count)
{
    if (!dataset || cycles < 0 || id_count < 0 || (id_count > 0 && !ids))
        return lmbi_bad_argument(dataset, "reserve: a negative count, or no ids");
    int32_t status = check_columns(dataset, ids, id_count);
    if (!status) status = check_cycles(dataset, cycles);
    return status ? status : make_room(dataset, cycles, ids, id_count);
}

static double last_cycle(const struct lmbi_table *t)
{
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    return t->rows > 0 && cycle ? cycle[t->rows - 1] : 0;
}

/* A value may be missing; one beyond its bounds is nonsense, and so is a cycle that goes back. */
static int32_t check_cycle_value(struct lmb_dataset *d, int32_t id, double value, double last)
{
    if (id == LMB_COLUMN_CYCLE) {
        int32_t follows = value > last || (value == 0 && d->table.rows == 0);
        if (follows && value >= 0 && value <= LMBI_MOST_CYCLE) return LMB_OK;
        return lmbi_fail(&d->message, LMB_ERROR_RANGE, "cycle: %g does not follow %g", value, last);
    }
    return value == value ? lmbi_check_value(&d->message, lmbi_column_of(id), value) : LMB_OK;
}

int32_t lmb_dataset_append(lmb_dataset *dataset, const int32_t *ids, const double *values,
                           int32_t count)
{
    if (!dataset || count < 0 || (count > 0 && (!ids || !values)))
        return lmbi_bad_argument(dataset, "append: a negative count, or no ids or values");
    struct lmbi_table *t = &dataset->table;
    double last = last_cycle(t), cycle = last + 1;
    int32_t status = check_columns(dataset, ids, count);
    if (!status) status = lmbi_check_not_fed(dataset);
    if (!status) status = check_cycles(dataset, t->rows + 1);
    for (int32_t i = 0; i < count && !status; i++) {
        if (ids[i] == LMB_COLUMN_CYCLE) cycle = values[i];
        status = check_cycle_value(dataset, ids[i], values[i], last);
    }
    if (!status) status = check_cycle_value(dataset, LMB_COLUMN_CYCLE, cycle, last);
    if (!status) status = make_room(dataset, lmbi_table_room_for_one(t), ids, count);
    if (status) return status;
    lmbi_table_add_row(t);
    int64_t row = t->rows - 1;
    for (int32_t i = 0; i < count; i++)
        lmbi_column(t, ids[i])[row] = values[i] == values[i] ? values[i] : LMBI_NAN;
    lmbi_column(t, LMB_COLUMN_CYCLE)[row] = cycle;
    t->source.rows = t->rows;
    return LMB_OK;
}

static int32_t check_column(struct lmb_dataset *d, int32_t id, const double *values, int64_t count,
                            int64_t stride)
{
    int32_t status = check_columns(d, &id, 1);
    if (!status) status = lmbi_check_not_fed(d);
    if (!status) status = check_cycles(d, count);
    if (!status && d->table.rows > 0 && count != d->table.rows)
        status =
            lmbi_fail(&d->message, LMB_ERROR_ARGUMENT, "%s: %d value%p for a dataset of %d cycle%p",
                      lmb_quantity_name(id), count, d->table.rows);
    double last = -1;
    for (int64_t i = 0; i < count && !status; i++) {
        status = check_cycle_value(d, id, values[i * stride], last);
        last = values[i * stride];
    }
    return status;
}

int32_t lmb_dataset_set_column(lmb_dataset *dataset, int32_t id, const double *values,
                               int64_t count, int64_t stride)
{
    if (!dataset || !values || count < 1 || stride < 1)
        return lmbi_bad_argument(dataset, "set a column: no values, or a stride below 1");
    int32_t status = check_column(dataset, id, values, count, stride);
    if (!status) status = make_room(dataset, count, &id, 1);
    if (status) return status;
    struct lmbi_table *t = &dataset->table;
    int64_t before = t->rows;
    lmbi_table_extend(t, count);
    for (int64_t i = before; i < count; i++) lmbi_column(t, LMB_COLUMN_CYCLE)[i] = (double)(i + 1);
    for (int64_t i = 0; i < count; i++) {
        double value = values[i * stride];
        lmbi_column(t, id)[i] = value == value ? value : LMBI_NAN;
    }
    t->source.rows = count;
    return LMB_OK;
}

int32_t lmb_dataset_get_column(const lmb_dataset *dataset, int32_t id, double *values,
                               int64_t count, int64_t stride)
{
    if (!dataset || !values || count < 0 || stride < 1) return LMB_ERROR_ARGUMENT;
    if (!lmbi_column_of(id)) return LMB_ERROR_UNKNOWN;
    const double *column = lmbi_column(&dataset->table, id);
    if (!column) return LMB_ERROR_MISSING;
    if (count > dataset->table.rows) return LMB_ERROR_SIZE;
    for (int64_t i = 0; i < count; i++) values[i * stride] = column[i];
    return LMB_OK;
}

int32_t lmb_dataset_exclude(lmb_dataset *dataset, int64_t row, int32_t word)
{
    if (!dataset || word < LMB_EXCLUDE_AUTO || word > LMB_EXCLUDE_NO)
        return lmbi_bad_argument(dataset, "exclude: the word is none of LMB_EXCLUDE_");
    struct lmbi_table *t = &dataset->table;
    if (row < 0 || row >= t->rows)
        return lmbi_fail(&dataset->message, LMB_ERROR_RANGE, "row %d is outside [0, %d]", row,
                         t->rows - 1);
    if (!t->word) t->word = lmbi_new(&t->memory, (uint64_t)t->capacity, 1);
    if (!t->word)
        return lmbi_fail(&dataset->message, LMB_ERROR_MEMORY, "not enough memory to exclude");
    t->word[row] = (uint8_t)word;
    return LMB_OK;
}
