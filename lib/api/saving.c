#include "api/handles.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

/* The fields of these are written one after the other: their layout is the format. */
_Static_assert(sizeof(struct lmbi_state) == 17 * 8, "the saved state");
_Static_assert(LMBI_TURN_COLUMNS == 25, "the saved turn");

/* Saved bytes are little-endian: a word of four letters, a format number, then the fields one
 * after the other. Parameters and columns carry their ids, so later versions can add some. */

enum { FORMAT_NUMBER = 1 };

/* Writes count on past the end, so that one pass tells the size. */
struct writer {
    unsigned char *bytes;
    uint64_t size, used;
};

static void write_word(struct writer *w, uint64_t word, int count)
{
    for (int i = 0; i < count; i++, w->used++)
        if (w->bytes && w->used < w->size) w->bytes[w->used] = (unsigned char)(word >> (8 * i));
}

static void write_double(struct writer *w, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    write_word(w, bits, 8);
}

struct source_bytes {
    const unsigned char *bytes;
    uint64_t size, used;
    int failed;
};

static uint64_t read_word(struct source_bytes *r, int count)
{
    uint64_t word = 0;
    if (r->failed || r->size - r->used < (uint64_t)count) {
        r->failed = 1;
        return 0;
    }
    for (int i = 0; i < count; i++) word |= (uint64_t)r->bytes[r->used++] << (8 * i);
    return word;
}

static int32_t read_int(struct source_bytes *r) { return (int32_t)(uint32_t)read_word(r, 4); }

static double read_double(struct source_bytes *r)
{
    uint64_t bits = read_word(r, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value == value ? value : LMBI_NAN;
}

static void write_head(struct writer *w, const char *letters)
{
    for (int i = 0; i < 4; i++) write_word(w, (unsigned char)letters[i], 1);
    write_word(w, FORMAT_NUMBER, 4);
}

static int read_head(struct source_bytes *r, const char *letters)
{
    for (int i = 0; i < 4; i++)
        if (read_word(r, 1) != (unsigned char)letters[i]) r->failed = 1;
    return read_int(r) == FORMAT_NUMBER && !r->failed;
}

static int32_t finish(const struct writer *w, uint64_t *needed)
{
    if (needed) *needed = w->used;
    return w->bytes && w->used > w->size ? LMB_ERROR_SIZE : LMB_OK;
}

/* ---- a cell ---- */

enum { STATE_DOUBLES = sizeof(struct lmbi_state) / sizeof(double) };

static int is_parameter(int32_t id) { return lmb_quantity_kind(id) == LMB_KIND_PARAMETER; }

int32_t lmb_cell_save(const lmb_cell *cell, void *bytes, uint64_t size, uint64_t *needed)
{
    if (!cell || (!bytes && !needed)) return LMB_ERROR_ARGUMENT;
    struct writer w = {bytes, size, 0};
    const double *state = (const double *)&cell->state, *turn = (const double *)&cell->turn;
    write_head(&w, "LMBc");
    for (int32_t i = 0; is_parameter(lmb_quantity_at(i)); i++) {
        int32_t id = lmb_quantity_at(i);
        write_word(&w, (uint32_t)id, 4);
        write_word(&w, cell->set[id - LMBI_FIRST_PARAMETER], 1);
        write_double(&w, *lmbi_cell_value(cell, id));
    }
    write_word(&w, 0, 4);
    write_word(&w, (uint64_t)cell->ce_li_count, 8);
    for (int64_t i = 0; i < cell->ce_li_count; i++) write_double(&w, cell->ce_li_table[i]);
    write_word(&w, (uint64_t)cell->state.cycles, 8);
    for (int i = 1; i < STATE_DOUBLES; i++) write_double(&w, state[i]);
    for (int i = 0; i < LMBI_TURN_COLUMNS; i++) write_double(&w, turn[i]);
    return finish(&w, needed);
}

static int32_t read_parameters(struct source_bytes *r, struct lmb_cell *cell)
{
    for (int32_t id = read_int(r); id != 0 && !r->failed; id = read_int(r)) {
        int set = read_word(r, 1) != 0;
        double value = read_double(r);
        if (r->failed || !is_parameter(id)) return LMB_ERROR_FORMAT;
        if (!lmbi_in_bounds(lmbi_quantity_of(id), value)) return LMB_ERROR_RANGE;
        *lmbi_cell_parameter(cell, id) = value;
        cell->set[id - LMBI_FIRST_PARAMETER] = (uint8_t)set;
    }
    return r->failed ? LMB_ERROR_FORMAT : lmbi_follow_design(cell);
}

static int32_t read_ce_li_table(struct source_bytes *r, struct lmb_cell *cell)
{
    uint64_t count = read_word(r, 8);
    if (r->failed || count > (r->size - r->used) / sizeof(double) || count > LMBI_MAX_CYCLES)
        return LMB_ERROR_FORMAT;
    if (count == 0) return LMB_OK;
    double *table = lmbi_new(&cell->own, count, sizeof *table);
    if (!table) return LMB_ERROR_MEMORY;
    cell->ce_li_table = table;
    cell->ce_li_count = (int64_t)count;
    for (uint64_t i = 0; i < count; i++) {
        table[i] = read_double(r);
        if (!(table[i] >= 0 && table[i] <= 1)) return LMB_ERROR_RANGE;
    }
    return LMB_OK;
}

static int32_t read_pools(struct source_bytes *r, struct lmb_cell *cell)
{
    uint64_t cycles = read_word(r, 8);
    double *state = (double *)&cell->state;
    for (int i = 1; i < STATE_DOUBLES; i++) {
        state[i] = read_double(r);
        if (!(state[i] >= 0 && lmbi_is_finite(state[i]))) r->failed = 1;
    }
    for (int i = 0; i < LMBI_TURN_COLUMNS; i++) ((double *)&cell->turn)[i] = read_double(r);
    if (r->failed || r->used != r->size || cycles > INT64_MAX / 2) return LMB_ERROR_FORMAT;
    cell->state.cycles = (int64_t)cycles;
    return LMB_OK;
}

int32_t lmb_cell_restore(lmb_cell *cell, const void *bytes, uint64_t size)
{
    if (!cell || !bytes) return LMB_ERROR_ARGUMENT;
    struct source_bytes r = {bytes, size, 0, 0};
    struct lmb_cell made;
    lmbi_cell_init(&made, cell->memory, cell->own);
    int32_t status = read_head(&r, "LMBc") ? read_parameters(&r, &made) : LMB_ERROR_FORMAT;
    if (!status) status = read_ce_li_table(&r, &made);
    if (!status) status = read_pools(&r, &made);
    lmbi_free(&cell->own, status ? made.ce_li_table : cell->ce_li_table);
    if (!status) *cell = made;
    else if (status == LMB_ERROR_MEMORY)
        lmbi_fail(&cell->message, status, "restore: not enough memory");
    else lmbi_fail(&cell->message, status, "restore: the bytes are not a saved cell");
    return status;
}

/* ---- a dataset ---- */

int32_t lmb_dataset_save(const lmb_dataset *dataset, void *bytes, uint64_t size, uint64_t *needed)
{
    if (!dataset || (!bytes && !needed)) return LMB_ERROR_ARGUMENT;
    const struct lmbi_table *t = &dataset->table;
    struct writer w = {bytes, size, 0};
    write_head(&w, "LMBd");
    write_word(&w, (uint64_t)t->rows, 8);
    write_word(&w, (uint32_t)t->source.kind, 4);
    write_word(&w, (uint32_t)t->source.dialect, 4);
    write_word(&w, (uint64_t)t->source.rows, 8);
    write_word(&w, (uint32_t)t->source.begins, 4);
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) {
        if (!t->column[i]) continue;
        write_word(&w, (uint32_t)(LMBI_FIRST_COLUMN + i), 4);
        write_double(&w, t->resolution[i]);
        for (int64_t row = 0; row < t->rows; row++) write_double(&w, t->column[i][row]);
    }
    write_word(&w, 0, 4);
    write_word(&w, t->word && t->rows > 0, 1);
    for (int64_t row = 0; row < t->rows && t->word; row++) write_word(&w, t->word[row], 1);
    return finish(&w, needed);
}

static int32_t read_columns(struct source_bytes *r, struct lmbi_table *t, int64_t rows)
{
    if (lmbi_table_reserve(t, rows)) return LMB_ERROR_MEMORY;
    t->rows = rows;
    for (int32_t id = read_int(r); id != 0 && !r->failed; id = read_int(r)) {
        if (!lmbi_column_of(id)) return LMB_ERROR_FORMAT;
        if (lmbi_table_add_column(t, id)) return LMB_ERROR_MEMORY;
        double resolution = read_double(r);
        if (!(resolution >= 0 && lmbi_is_finite(resolution))) return LMB_ERROR_FORMAT;
        t->resolution[id - LMBI_FIRST_COLUMN] = resolution;
        for (int64_t row = 0; row < rows; row++) {
            double value = read_double(r);
            if (value == value && !lmbi_in_bounds(lmbi_column_of(id), value))
                return LMB_ERROR_FORMAT;
            lmbi_column(t, id)[row] = value;
        }
    }
    return r->failed ? LMB_ERROR_FORMAT : LMB_OK;
}

static int32_t read_dataset(struct source_bytes *r, int64_t limit, struct lmbi_table *t)
{
    if (!read_head(r, "LMBd")) return LMB_ERROR_FORMAT;
    uint64_t rows = read_word(r, 8);
    struct lmbi_source source;
    source.kind = read_int(r);
    source.dialect = read_int(r);
    source.rows = (int64_t)read_word(r, 8);
    source.begins = read_int(r);
    if (r->failed || rows > LMBI_MAX_CYCLES || rows > r->size - r->used || source.rows < 0 ||
        source.begins < -1 || source.begins > 1 ||
        !lmb_quantity_value_name(LMB_RESULT_SOURCE_KIND, source.kind) ||
        !lmb_quantity_value_name(LMB_RESULT_SOURCE_DIALECT, source.dialect))
        return LMB_ERROR_FORMAT;
    if ((int64_t)rows > limit) return LMB_ERROR_LIMIT;
    int32_t status = read_columns(r, t, (int64_t)rows);
    if (status) return status;
    if (read_word(r, 1) && rows > 0) {
        t->word = lmbi_new(&t->memory, rows, 1);
        if (!t->word) return LMB_ERROR_MEMORY;
        for (uint64_t row = 0; row < rows; row++) {
            t->word[row] = (uint8_t)read_word(r, 1);
            if (t->word[row] > LMB_EXCLUDE_NO) r->failed = 1;
        }
    }
    t->source = source;
    const double *cycle = lmbi_column(t, LMB_COLUMN_CYCLE);
    for (uint64_t row = 0; row < rows; row++)
        if (!cycle || !(cycle[row] >= 0) || (row > 0 && !(cycle[row] > cycle[row - 1])))
            return LMB_ERROR_FORMAT;
    return r->failed || r->used != r->size ? LMB_ERROR_FORMAT : LMB_OK;
}

int32_t lmb_dataset_restore(lmb_dataset *dataset, const void *bytes, uint64_t size)
{
    if (!dataset || !bytes) return LMB_ERROR_ARGUMENT;
    struct source_bytes r = {bytes, size, 0, 0};
    struct lmbi_table table;
    lmbi_table_init(&table, &dataset->table.memory);
    int32_t status = lmbi_check_not_fed(dataset);
    if (status) return status;
    status = read_dataset(&r, lmbi_import_limit(&dataset->import, LMB_LIMIT_CYCLES), &table);
    if (status == LMB_OK) lmbi_table_swap(&dataset->table, &table);
    else lmbi_fail(&dataset->message, status, "restore: the bytes are not a saved dataset");
    lmbi_table_clear(&table);
    return status;
}
