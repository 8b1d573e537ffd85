/* A controller in a device: it appends each cycle as it ends, asks for a verdict now and then, and
 * allocates nothing in between.
 *
 *     build/examples/controller
 *
 * What is known of the cell and its record stand in memory that is there from the start, and never
 * ask for any. The "device" is a simulated cell that is stepped along; its memory comes from a hook
 * that counts, and no step may ask for some. A verdict takes memory of the C library's, and gives
 * back all of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <lmb/lmb.h>

enum { CYCLES = 300, ASK_EVERY = 50, MEASURED = 5 };

/* What the controller hears of each cycle. */
static const int32_t measured[MEASURED] = {LMB_COLUMN_CYCLE, LMB_COLUMN_CHARGE_CAPACITY,
                                           LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_ENERGY,
                                           LMB_COLUMN_DISCHARGE_ENERGY};

/* The device asks for memory here. */
struct usage {
    int64_t requests, blocks;
};

static void *allocate(void *user, void *block, uint64_t size)
{
    struct usage *usage = user;
    if (size == 0) {
        usage->blocks -= block != NULL;
        free(block);
        return NULL;
    }
    void *made = realloc(block, (size_t)size);
    usage->requests++;
    usage->blocks += made != NULL && block == NULL;
    return made;
}

static void check(int32_t status, const char *what)
{
    if (status == LMB_OK) return;
    fprintf(stderr, "%s: %s\n", what, lmb_status_text(status));
    exit(1);
}

/* One cycle of the device, appended to its record. */
static void pass_cycle(lmb_cell *device, lmb_dataset *record)
{
    double values[MEASURED];
    check(lmb_cell_step(device), "step");
    for (int i = 0; i < MEASURED; i++) check(lmb_cell_get(device, measured[i], &values[i]), "get");
    check(lmb_dataset_append(record, measured, values, MEASURED), "append");
}

static void ask(const lmb_dataset *record, const lmb_cell *known)
{
    lmb_report *report = NULL;
    double stage, bound;
    check(lmb_analyze(record, known, &report, NULL, 0), "analyze");
    check(lmb_report_value(report, LMB_RESULT_STAGE, &stage, NULL, NULL, NULL), "stage");
    check(lmb_report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND, &bound, NULL, NULL, NULL),
          "bound");
    printf("after cycle %3" PRId64 ": stage %.0f, mean CE_Li at least %.4f\n",
           lmb_dataset_cycles(record), stage, bound);
    lmb_report_free(report);
}

/* All that the record and what is known ever need, and how much of it is taken. */
static unsigned char memory[32768];
static uint64_t used;

static void place(lmb_cell **known, lmb_dataset **record)
{
    uint64_t needed;
    check(lmb_cell_place(memory, sizeof memory, &needed, known), "cell");
    used = needed;
    check(lmb_dataset_place(memory + used, sizeof memory - used, &needed, CYCLES, measured,
                            MEASURED, record),
          "dataset");
    used += needed;
}

int main(void)
{
    struct usage usage = {0, 0};
    lmb_cell *device = NULL, *known = NULL;
    lmb_dataset *record = NULL;
    check(lmb_cell_new(allocate, &usage, &device), "cell");
    place(&known, &record);
    check(lmb_cell_set(known, LMB_PARAM_NP_RATIO, 1.5), "np_ratio");

    int64_t while_running = 0;
    for (int k = 1; k <= CYCLES; k++) {
        int64_t before = usage.requests;
        pass_cycle(device, record);
        while_running += usage.requests - before;
        if (k % ASK_EVERY == 0) ask(record, known);
    }

    lmb_dataset_free(record);
    lmb_cell_free(known);
    lmb_cell_free(device);
    printf("allocations in %d steps and appends: %" PRId64 "\n", CYCLES, while_running);
    printf("blocks not given back: %" PRId64 "\n", usage.blocks);
    return while_running == 0 && usage.blocks == 0 ? 0 : 1;
}
