/* Design a lithium metal cell for 600 Wh/kg: every input printed, then what comes of it.
 *
 *     build/examples/design
 *
 * The window is the one in which the review (Deng et al. 2026, Fig. 1c) finds such cells: areal
 * capacity above 8 mAh/cm2, N/P near or below 1, E/C below 1.5 g/Ah, a Li-rich cathode. The light
 * inactive parts are this example's own choice. */
#include <stdio.h>
#include <string.h>

#include <lmb/lmb.h>

static const struct {
    int32_t id;
    double value;
} chosen[] = {
    {LMB_PARAM_CATHODE_CAPACITY, 10},
    {LMB_PARAM_NP_RATIO, 0.8},
    {LMB_PARAM_MEAN_VOLTAGE, 3.45},
    {LMB_PARAM_CATHODE_SPECIFIC_CAPACITY, 300},
    {LMB_PARAM_CATHODE_ACTIVE_FRACTION, 0.97},
    {LMB_PARAM_CATHODE_DENSITY, 3.3},
    {LMB_PARAM_CAPACITY_UTILIZATION, 1},
    {LMB_PARAM_ELECTROLYTE_TO_CAPACITY, 1.3},
    {LMB_PARAM_ALUMINIUM_THICKNESS, 9},
    {LMB_PARAM_COPPER_THICKNESS, 4.5},
    {LMB_PARAM_SEPARATOR_THICKNESS, 9},
    {LMB_PARAM_LAYER_COUNT, 20},
    {LMB_PARAM_POUCH_THICKNESS, 86},
    {LMB_PARAM_EXTRA_MASS, 2},
    {LMB_PARAM_CATHODE_MATERIAL, 2},
    {LMB_PARAM_CHARGE_VOLTAGE, 4.8},
};

static void print_quantity(const lmb_cell *cell, int32_t id, const char *after)
{
    double value;
    lmb_cell_get(cell, id, &value);
    const char *unit = lmb_quantity_unit(id);
    const char *name = value == value ? lmb_quantity_value_name(id, (int32_t)value) : NULL;
    printf("  %-26s ", lmb_quantity_name(id));
    if (name) printf("%10s%s\n", name, after);
    else printf("%10.5g %s%s\n", value, strcmp(unit, "1") == 0 ? "" : unit, after);
}

/* The quantities with ids from `first` to `last`. */
static void print_range(const lmb_cell *cell, int32_t first, int32_t last)
{
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (id >= first && id <= last)
            print_quantity(cell, id, lmb_cell_is_set(cell, id) ? "" : "  (default)");
    }
}

int main(void)
{
    lmb_cell *cell = NULL;
    char message[200];
    if (lmb_cell_new(NULL, NULL, &cell)) return 1;
    for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++)
        if (lmb_cell_set(cell, chosen[i].id, chosen[i].value)) {
            fprintf(stderr, "%s\n", lmb_cell_message(cell));
            return 1;
        }

    puts("Inputs");
    print_quantity(cell, LMB_PARAM_CATHODE_CAPACITY, "");
    print_quantity(cell, LMB_PARAM_NP_RATIO, "");
    print_quantity(cell, LMB_PARAM_MEAN_VOLTAGE, "");
    print_range(cell, LMB_PARAM_CATHODE_SPECIFIC_CAPACITY, LMB_PARAM_CHARGE_VOLTAGE);
    puts("What follows");
    print_quantity(cell, LMB_DERIVED_CAPACITY, "");
    print_quantity(cell, LMB_DERIVED_FOIL_THICKNESS, "");
    for (int32_t id = LMB_DERIVED_UTILIZED_CAPACITY; id <= LMB_DERIVED_MASS_EXTRA; id++)
        print_quantity(cell, id, "");

    double capacity;
    if (lmb_cell_solve(cell, LMB_PARAM_CATHODE_CAPACITY, 600, &capacity, message, sizeof message))
        puts(message);
    else printf("600 Wh/kg would need an areal capacity of %.3f mAh/cm2\n", capacity);
    lmb_cell_free(cell);
    return 0;
}
