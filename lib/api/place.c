#include "api/handles.h"

#include <stddef.h>
#include <string.h>

/* What is placed begins where any type may: at a multiple of this. */
enum { STEP = 16 };

static uint64_t whole_steps(uint64_t size) { return (size + STEP - 1) / STEP * STEP; }

/* LMB_OK with where the first step begins, NULL where the size alone was asked for. */
static int32_t first_step(void *memory, uint64_t size, uint64_t room, uint64_t *needed,
                          unsigned char **at)
{
    room += STEP - 1; /* the memory may begin anywhere */
    if (needed) *needed = room;
    *at = memory;
    if (!memory) return LMB_OK;
    if (size < room || room > SIZE_MAX) return LMB_ERROR_SIZE;
    *at += (STEP - (uintptr_t)memory % STEP) % STEP;
    return LMB_OK;
}

static int is_nonsense(const void *memory, const uint64_t *needed, const void *handle)
{
    return memory ? handle == NULL : needed == NULL;
}

int32_t lmb_cell_place(void *memory, uint64_t size, uint64_t *needed, lmb_cell **cell)
{
    unsigned char *at;
    if (is_nonsense(memory, needed, cell)) return LMB_ERROR_ARGUMENT;
    int32_t status = first_step(memory, size, whole_steps(sizeof **cell), needed, &at);
    if (status || !at) return status;
    *cell = (lmb_cell *)(void *)at;
    lmbi_cell_init(*cell, lmbi_memory_of(NULL, NULL), lmbi_no_memory());
    return LMB_OK;
}

/* The columns in `ids` and that of cycles, 1 for each; how many there are. */
static int32_t columns_of(const int32_t *ids, int32_t count, uint8_t wanted[LMBI_COLUMN_SLOTS])
{
    int32_t columns = 0;
    memset(wanted, 0, LMBI_COLUMN_SLOTS);
    wanted[LMB_COLUMN_CYCLE - LMBI_FIRST_COLUMN] = 1;
    for (int32_t i = 0; i < count; i++) wanted[ids[i] - LMBI_FIRST_COLUMN] = 1;
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) columns += wanted[i];
    return columns;
}

static int32_t check_reserve(int64_t cycles, const int32_t *ids, int32_t count)
{
    if (cycles < 0 || count < 0 || (count > 0 && !ids)) return LMB_ERROR_ARGUMENT;
    for (int32_t i = 0; i < count; i++)
        if (!lmbi_column_of(ids[i])) return LMB_ERROR_UNKNOWN;
    return cycles > LMBI_MAX_CYCLES ? LMB_ERROR_LIMIT : LMB_OK;
}

/* Columns and the caller's words behind one another: the room for `cycles` cycles. */
static void lay_out(struct lmbi_table *t, int64_t cycles, const uint8_t *wanted, unsigned char *at)
{
    for (int i = 0; i < LMBI_COLUMN_SLOTS; i++) {
        if (!wanted[i]) continue;
        t->column[i] = (double *)(void *)at;
        at += whole_steps((uint64_t)cycles * sizeof(double));
    }
    t->word = memset(at, LMB_EXCLUDE_AUTO, (size_t)cycles);
    t->capacity = cycles;
}

int32_t lmb_dataset_place(void *memory, uint64_t size, uint64_t *needed, int64_t cycles,
                          const int32_t *ids, int32_t id_count, lmb_dataset **dataset)
{
    unsigned char *at;
    uint8_t wanted[LMBI_COLUMN_SLOTS];
    if (is_nonsense(memory, needed, dataset)) return LMB_ERROR_ARGUMENT;
    int32_t status = check_reserve(cycles, ids, id_count);
    if (status) return status;
    uint64_t columns = (uint64_t)columns_of(ids, id_count, wanted);
    uint64_t handle = whole_steps(sizeof **dataset), rows = (uint64_t)cycles;
    uint64_t room = handle + columns * whole_steps(rows * sizeof(double)) + whole_steps(rows);
    status = first_step(memory, size, room, needed, &at);
    if (status || !at) return status;
    *dataset = (lmb_dataset *)(void *)at;
    lmbi_dataset_init(*dataset, lmbi_memory_of(NULL, NULL), lmbi_no_memory());
    lay_out(&(*dataset)->table, cycles, wanted, at + handle);
    return LMB_OK;
}
