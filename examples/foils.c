/* Why a thinner foil can live longer: an illustration, not a fit.
 *
 *     build/examples/foils
 *
 * One cell design lived 600 cycles with a lithium foil of 20 um and 450 with one of 50 um (Niu et
 * al. 2021, quoted by the review, Deng et al. 2026). Here the model takes this path: a thick foil
 * corrodes more, its dead layer asks for more electrolyte than there is, and the cell dries out
 * with most of its lithium unused. The parameters were chosen to show that; they were not measured.
 */
#include <stdio.h>
#include <stdlib.h>

#include <lmb/lmb.h>

enum { CYCLES = 600 };

static const struct {
    int32_t id;
    double value;
} shared[] = {
    {LMB_PARAM_CE_LI_LAW, 0}, /* constant */
    {LMB_PARAM_CE_LI, 0.9987},
    {LMB_PARAM_FOIL_LOSS, 0.0006},
    {LMB_PARAM_CE_CATHODE, 0.99965},
    {LMB_PARAM_FADE_SENSITIVITY, 0},
    {LMB_PARAM_CHARGE_CURRENT, 1.2},
    {LMB_PARAM_DISCHARGE_CURRENT, 1.2},
    {LMB_PARAM_DEAD_LAYER_RESISTIVITY, 0.6},
    {LMB_PARAM_DEAD_LAYER_POROSITY, 0.68},
    {LMB_PARAM_ELECTROLYTE, 7.4},
    {LMB_PARAM_POLARIZATION_TOLERANCE, 0.12},
};

static void must(int32_t status, const char *message)
{
    if (status == LMB_OK) return;
    fprintf(stderr, "%s: %s\n", lmb_status_name(status), message);
    exit(1);
}

/* N/P such that the foil is this thick. */
static lmb_cell *cell_with_foil(double um)
{
    lmb_cell *cell;
    double of_np_1;
    must(lmb_cell_new(NULL, NULL, &cell), "cell");
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        must(lmb_cell_set(cell, shared[i].id, shared[i].value), lmb_cell_message(cell));
    must(lmb_cell_set(cell, LMB_PARAM_NP_RATIO, 1), lmb_cell_message(cell));
    lmb_cell_get(cell, LMB_DERIVED_FOIL_THICKNESS, &of_np_1);
    must(lmb_cell_set(cell, LMB_PARAM_NP_RATIO, um / of_np_1), lmb_cell_message(cell));
    return cell;
}

static void print_life(double um)
{
    double capacity[CYCLES], reservoir[CYCLES], wet[CYCLES], anode[CYCLES], np;
    char message[200] = "";
    lmb_cell *cell = cell_with_foil(um);
    lmb_dataset *life;
    must(lmb_cell_simulate(cell, CYCLES, &life, message, sizeof message), message);
    lmb_dataset_get_column(life, LMB_COLUMN_DISCHARGE_CAPACITY, capacity, CYCLES, 1);
    lmb_dataset_get_column(life, LMB_COLUMN_RESERVOIR, reservoir, CYCLES, 1);
    lmb_dataset_get_column(life, LMB_COLUMN_WETTED_FRACTION, wet, CYCLES, 1);
    lmb_dataset_get_column(life, LMB_COLUMN_ANODE_THICKNESS, anode, CYCLES, 1);
    lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &np);

    printf("\nfoil of %.0f um, N/P %.2f\n", um, np);
    printf("cycle  capacity/%%  foil left/%%  wetted/%%  anode/um\n");
    static const int at[] = {1, 150, 300, 450, 453, 600};
    for (int i = 0; i < 6; i++) {
        int k = at[i] - 1;
        printf("%5d  %10.1f  %11.1f  %8.1f  %8.1f\n", at[i], 100 * capacity[k] / capacity[0],
               100 * reservoir[k] / (4 * np), 100 * wet[k], anode[k]);
    }
    lmb_dataset_free(life);
    lmb_cell_free(cell);
}

int main(void)
{
    puts("An illustration by the inventory model, not a fit to any cell.");
    print_life(20);
    print_life(50);
    return 0;
}
