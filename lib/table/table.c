#include "table/table.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

void lmbi_table_init(struct lmbi_table *t, const struct lmbi_memory *memory)
{
    memset(t, 0, sizeof *t);
    t->memory = *memory;
}

void lmbi_table_clear(struct lmbi_table *t)
{
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) lmbi_free(&t->memory, t->column[i]);
    lmbi_free(&t->memory, t->word);
    struct lmbi_memory memory = t->memory;
    lmbi_table_init(t, &memory);
}

void lmbi_table_swap(struct lmbi_table *a, struct lmbi_table *b)
{
    struct lmbi_table keep = *a;
    *a = *b;
    *b = keep;
}

static int32_t grow(struct lmbi_table *t, double **column, int64_t capacity)
{
    double *grown = lmbi_resize(&t->memory, *column, (uint64_t)capacity, sizeof **column);
    if (!grown) return LMB_ERROR_MEMORY;
    *column = grown;
    return LMB_OK;
}

int32_t lmbi_table_reserve(struct lmbi_table *t, int64_t capacity)
{
    if (capacity <= t->capacity) return LMB_OK;
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++)
        if (t->column[i] && grow(t, &t->column[i], capacity)) return LMB_ERROR_MEMORY;
    if (t->word) {
        uint8_t *word = lmbi_resize(&t->memory, t->word, (uint64_t)capacity, sizeof *word);
        if (!word) return LMB_ERROR_MEMORY;
        t->word = word;
    }
    t->capacity = capacity;
    return LMB_OK;
}

int32_t lmbi_table_add_column(struct lmbi_table *t, int32_t id)
{
    double **column = &t->column[id - LMBI_FIRST_COLUMN];
    if (*column) return LMB_OK;
    int64_t capacity = t->capacity > 0 ? t->capacity : 16;
    if (grow(t, column, capacity)) return LMB_ERROR_MEMORY;
    t->capacity = capacity;
    for (int64_t row = 0; row < t->rows; row++) (*column)[row] = LMBI_NAN;
    return LMB_OK;
}

void lmbi_table_drop_column(struct lmbi_table *t, int32_t id)
{
    double **column = &t->column[id - LMBI_FIRST_COLUMN];
    lmbi_free(&t->memory, *column);
    *column = NULL;
}

int64_t lmbi_table_room_for_one(const struct lmbi_table *t)
{
    return t->rows < t->capacity ? t->capacity : t->capacity + t->capacity / 2 + 16;
}

void lmbi_table_extend(struct lmbi_table *t, int64_t rows)
{
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++)
        for (int64_t row = t->rows; t->column[i] && row < rows; row++) t->column[i][row] = LMBI_NAN;
    for (int64_t row = t->rows; t->word && row < rows; row++) t->word[row] = LMB_EXCLUDE_AUTO;
    if (rows > t->rows) t->rows = rows;
}

int32_t lmbi_table_add_row(struct lmbi_table *t)
{
    if (lmbi_table_reserve(t, lmbi_table_room_for_one(t))) return LMB_ERROR_MEMORY;
    lmbi_table_extend(t, t->rows + 1);
    return LMB_OK;
}
