#include "api/handles.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"

enum { BLOCK = 32 }; /* cycles that are turned into columns together: kinder to the cache */

void lmbi_hand_over(const struct lmbi_message *message, char *buffer, uint64_t size)
{
    if (!buffer || size == 0) return;
    size_t length = strlen(message->text);
    if (length > size - 1) length = (size_t)(size - 1);
    memcpy(buffer, message->text, length);
    buffer[length] = '\0';
}

int32_t lmbi_check_law(const struct lmb_cell *cell, struct lmbi_message *m)
{
    if (cell->parameters.ce_li_law == LMBI_TABLE && cell->ce_li_count == 0)
        return lmbi_fail(m, LMB_ERROR_MISSING, "ce_li_law: table, but there is no ce_li table");
    return LMB_OK;
}

static struct lmbi_rates rates_of(const struct lmb_cell *cell)
{
    return lmbi_rates_of(&cell->parameters, cell->ce_li_table, cell->ce_li_count);
}

static int32_t fill(const struct lmb_cell *cell, int64_t cycles, struct lmbi_table *table)
{
    int32_t status = lmbi_table_reserve(table, cycles);
    double *column[LMBI_TURN_COLUMNS];
    for (int i = 0; i < LMBI_TURN_COLUMNS && !status; i++) {
        status = lmbi_table_add_column(table, lmbi_turn_column[i]);
        column[i] = lmbi_column(table, lmbi_turn_column[i]);
    }
    if (status) return status;

    struct lmbi_state state;
    struct lmbi_rates rates = rates_of(cell);
    lmbi_state_init(&state, &cell->parameters);
    struct lmbi_turn turn[BLOCK];
    for (int64_t k = 0; k < cycles; k += BLOCK) {
        int64_t count = cycles - k < BLOCK ? cycles - k : BLOCK;
        for (int64_t b = 0; b < count; b++) lmbi_cycle(&state, &cell->parameters, &rates, &turn[b]);
        for (int i = 0; i < LMBI_TURN_COLUMNS; i++)
            for (int64_t b = 0; b < count; b++) column[i][k + b] = ((const double *)&turn[b])[i];
    }
    table->rows = cycles;
    table->source = (struct lmbi_source){LMBI_SIMULATED, LMBI_LMB, cycles, 0};
    return LMB_OK;
}

static int32_t simulate(const struct lmb_cell *cell, int64_t cycles, lmb_dataset **dataset,
                        struct lmbi_message *m)
{
    if (cycles < 0 || cycles > LMBI_MAX_CYCLES)
        return lmbi_fail(m, LMB_ERROR_RANGE, "cycles: %d is outside [0, %d]", cycles,
                         (int64_t)LMBI_MAX_CYCLES);
    int32_t status = lmbi_check_law(cell, m);
    if (status) return status;
    lmb_dataset *made;
    status = lmb_dataset_new(cell->memory.allocate, cell->memory.user, &made);
    if (!status) status = fill(cell, cycles, &made->table);
    else made = NULL;
    if (status) {
        lmb_dataset_free(made);
        return lmbi_fail(m, status, "simulate: not enough memory for %d cycle%p", cycles);
    }
    *dataset = made;
    return LMB_OK;
}

int32_t lmb_cell_simulate(const lmb_cell *cell, int64_t cycles, lmb_dataset **dataset,
                          char *message, uint64_t message_size)
{
    struct lmbi_message m = {""};
    int32_t status = cell && dataset
                         ? simulate(cell, cycles, dataset, &m)
                         : lmbi_fail(&m, LMB_ERROR_ARGUMENT, "simulate: cell or dataset is NULL");
    if (status) lmbi_hand_over(&m, message, message_size);
    return status;
}

int32_t lmb_cell_step(lmb_cell *cell)
{
    if (!cell) return LMB_ERROR_ARGUMENT;
    int32_t status = lmbi_check_law(cell, &cell->message);
    if (status) return status;
    struct lmbi_rates rates = rates_of(cell);
    lmbi_cycle(&cell->state, &cell->parameters, &rates, &cell->turn);
    return LMB_OK;
}

int32_t lmb_cell_reset(lmb_cell *cell)
{
    if (!cell) return LMB_ERROR_ARGUMENT;
    lmbi_state_init(&cell->state, &cell->parameters);
    memset(&cell->turn, 0, sizeof cell->turn);
    return LMB_OK;
}
