/* Simulate the life of a lithium metal cell and look at what a cycler would not show.
 *
 *     build/examples/simulate
 *
 * The cell has 1.5 times as much lithium in its foil as its cathode gives back and forth. The
 * cycler sees ce_cell: nearly perfect until the foil is used up. The model also knows ce_li, the
 * efficiency of plating and stripping lithium, and how much of the reservoir is left. */
#include <stdio.h>
#include <stdlib.h>

#include <lmb/lmb.h>

enum { CYCLES = 300 };

/* A column of the simulated table, by the id of its quantity. */
static void get(const lmb_dataset *life, int32_t id, double *values)
{
    int32_t status = lmb_dataset_get_column(life, id, values, CYCLES, 1);
    if (status == LMB_OK) return;
    fprintf(stderr, "%s: %s\n", lmb_quantity_name(id), lmb_status_text(status));
    exit(1);
}

static void print_life(const lmb_dataset *life)
{
    double capacity[CYCLES], ce_cell[CYCLES], ce_li[CYCLES], reservoir[CYCLES], stage[CYCLES];
    get(life, LMB_COLUMN_DISCHARGE_CAPACITY, capacity);
    get(life, LMB_COLUMN_CE_CELL, ce_cell);
    get(life, LMB_COLUMN_CE_LI, ce_li);
    get(life, LMB_COLUMN_RESERVOIR, reservoir);
    get(life, LMB_COLUMN_STAGE, stage);

    printf("cycle  capacity/Ah  ce_cell  ce_li   reservoir/Ah  stage\n");
    for (int k = 0; k < CYCLES; k++) {
        int new_stage = k > 0 && stage[k] != stage[k - 1];
        if ((k + 1) % 50 == 0 || k == 0 || new_stage)
            printf("%5d  %11.4f  %.4f   %.4f  %12.4f  %5.0f%s\n", k + 1, capacity[k], ce_cell[k],
                   ce_li[k], reservoir[k], stage[k], new_stage ? "  <- begins" : "");
    }
}

int main(void)
{
    lmb_cell *cell = NULL;
    lmb_dataset *life = NULL;
    char message[200] = "";
    if (lmb_cell_new(NULL, NULL, &cell) != LMB_OK) return 1;

    /* Parameters are quantities with an id; what is not set keeps its default. */
    if (lmb_cell_set(cell, LMB_PARAM_NP_RATIO, 1.5) != LMB_OK ||
        lmb_cell_set(cell, LMB_PARAM_CE_LI, 0.9955) != LMB_OK) {
        fprintf(stderr, "%s\n", lmb_cell_message(cell));
        lmb_cell_free(cell);
        return 1;
    }

    int32_t status = lmb_cell_simulate(cell, CYCLES, &life, message, sizeof message);
    if (status == LMB_OK) print_life(life);
    else fprintf(stderr, "%s\n", message);
    lmb_dataset_free(life);
    lmb_cell_free(cell);
    return status == LMB_OK ? 0 : 1;
}
