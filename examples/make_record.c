/* Make examples/data/simulated_lmb.csv: the default cell, as a good cycler would record it.
 *
 *     build/examples/make_record > examples/data/simulated_lmb.csv
 *
 * Noise of the reading: 3e-4 on CE, 5e-4 on the capacity of a cycle (both halves), 0.5 mV on the
 * mean voltages. The discharge of cycle 120 was interrupted, so the charge after it is short, too.
 * Only measured columns are written: what the model knows of the lithium stays hidden. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <lmb/lmb.h>

enum { CYCLES = 300, INTERRUPTED = 120 };
static const double ce_noise = 3e-4, capacity_noise = 5e-4, voltage_noise = 5e-4;
static const double interruption = 0.94;

/* The sum of twelve uniform numbers less 6: normal enough, and the same on every machine. */
static double noise(uint64_t *seed)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        *seed = *seed * 6364136223846793005U + 1442695040888963407U;
        sum += (double)(*seed >> 11) * 0x1p-53;
    }
    return sum;
}

static void get(const lmb_dataset *life, int32_t id, double *values)
{
    if (lmb_dataset_get_column(life, id, values, CYCLES, 1) != LMB_OK) exit(1);
}

static void write_record(const lmb_dataset *life)
{
    double charge[CYCLES], discharge[CYCLES], charge_energy[CYCLES], discharge_energy[CYCLES];
    get(life, LMB_COLUMN_CHARGE_CAPACITY, charge);
    get(life, LMB_COLUMN_DISCHARGE_CAPACITY, discharge);
    get(life, LMB_COLUMN_CHARGE_ENERGY, charge_energy);
    get(life, LMB_COLUMN_DISCHARGE_ENERGY, discharge_energy);

    uint64_t seed = 2026;
    printf("cycle,charge_capacity,discharge_capacity,charge_energy,discharge_energy\n");
    for (int k = 0; k < CYCLES; k++) {
        double up = charge_energy[k] / charge[k] + voltage_noise * noise(&seed);
        double down = discharge_energy[k] / discharge[k] + voltage_noise * noise(&seed);
        double jitter = 1 + capacity_noise * noise(&seed);
        double q_charge = charge[k] * jitter;
        double q_discharge = discharge[k] * jitter * (1 + ce_noise * noise(&seed));
        if (k + 1 == INTERRUPTED) q_discharge *= interruption;
        if (k == INTERRUPTED) q_charge *= interruption;
        printf("%d,%.6f,%.6f,%.6f,%.6f\n", k + 1, q_charge, q_discharge, q_charge * up,
               q_discharge * down);
    }
}

int main(void)
{
    lmb_cell *cell = NULL;
    lmb_dataset *life = NULL;
    if (lmb_cell_new(NULL, NULL, &cell) != LMB_OK) return 1;
    int32_t status = lmb_cell_simulate(cell, CYCLES, &life, NULL, 0);
    if (status == LMB_OK) write_record(life);
    lmb_dataset_free(life);
    lmb_cell_free(cell);
    return status == LMB_OK ? 0 : 1;
}
