/* How much stack the calls of a controller take: each runs on a painted stack of its own, less what
 * an empty call took. Prints bytes by name; tests/stages/small.sh holds them below what
 * doc/embedding.md says. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmb/lmb.h>

enum { SIZE = 1 << 20, PAINT = 0xA5, CYCLES = 1000, UNPAINTED = 256 };

static const int32_t measured[] = {LMB_COLUMN_CHARGE_CAPACITY, LMB_COLUMN_DISCHARGE_CAPACITY,
                                   LMB_COLUMN_CHARGE_ENERGY, LMB_COLUMN_DISCHARGE_ENERGY};

struct handles {
    lmb_cell *cell, *known;
    lmb_dataset *life, *alone, *appended; /* alone: discharge capacity, nothing else */
};

static void check(int32_t status)
{
    if (status == LMB_OK) return;
    fprintf(stderr, "stack: %s\n", lmb_status_name(status));
    exit(1);
}

static void step(struct handles *h)
{
    for (int i = 0; i < CYCLES; i++) check(lmb_cell_step(h->cell));
}

static void append(struct handles *h)
{
    static const double values[] = {4, 3.99, 15, 14};
    for (int i = 0; i < CYCLES; i++) check(lmb_dataset_append(h->appended, measured, values, 4));
}

static void analyze_record(const lmb_dataset *record, const lmb_cell *known)
{
    lmb_report *report;
    check(lmb_analyze(record, known, &report, NULL, 0));
    lmb_report_free(report);
}

static void analyze(struct handles *h) { analyze_record(h->life, h->known); }

static void analyze_alone(struct handles *h) { analyze_record(h->alone, h->known); }

struct run {
    void (*call)(struct handles *h);
    struct handles *handles;
    unsigned char *stack;
    size_t taken;
};

/* Paint what lies below this frame, call, and look how far down the paint is gone. */
static void *paint_and_call(void *user)
{
    struct run *run = user;
    unsigned char here = 0;
    volatile uintptr_t at = (uintptr_t)&here;
    size_t below = at - (uintptr_t)run->stack, untouched = 0;
    memset(run->stack, PAINT, below - UNPAINTED);
    run->call(run->handles);
    while (untouched < below && run->stack[untouched] == PAINT) untouched++;
    run->taken = below - untouched;
    return NULL;
}

/* Bytes of stack that a call takes, UNPAINTED if it takes less. */
static int taken_by(void (*call)(struct handles *h), struct handles *h)
{
    struct run run = {call, h, aligned_alloc(4096, SIZE), 0};
    pthread_attr_t attributes;
    pthread_t thread;
    if (!run.stack || pthread_attr_init(&attributes) ||
        pthread_attr_setstack(&attributes, run.stack, SIZE) ||
        pthread_create(&thread, &attributes, paint_and_call, &run) || pthread_join(thread, NULL))
        exit(1);
    pthread_attr_destroy(&attributes);
    free(run.stack);
    return (int)run.taken;
}

static void make_alone(struct handles *h)
{
    double *capacity = malloc(CYCLES * sizeof *capacity);
    if (!capacity) exit(1);
    check(lmb_dataset_get_column(h->life, LMB_COLUMN_DISCHARGE_CAPACITY, capacity, CYCLES, 1));
    check(lmb_dataset_new(NULL, NULL, &h->alone));
    check(lmb_dataset_set_column(h->alone, LMB_COLUMN_DISCHARGE_CAPACITY, capacity, CYCLES, 1));
    free(capacity);
}

int main(void)
{
    struct handles h;
    check(lmb_cell_new(NULL, NULL, &h.cell));
    check(lmb_cell_new(NULL, NULL, &h.known));
    check(lmb_cell_set(h.known, LMB_PARAM_NP_RATIO, 1.5));
    check(lmb_cell_simulate(h.cell, CYCLES, &h.life, NULL, 0));
    make_alone(&h);
    check(lmb_dataset_new(NULL, NULL, &h.appended));
    check(lmb_dataset_reserve(h.appended, CYCLES, measured, 4));
    printf("step %d\n", taken_by(step, &h));
    printf("append %d\n", taken_by(append, &h));
    printf("analyze %d\n", taken_by(analyze, &h));
    printf("analyze_alone %d\n", taken_by(analyze_alone, &h));
    lmb_dataset_free(h.appended);
    lmb_dataset_free(h.alone);
    lmb_dataset_free(h.life);
    lmb_cell_free(h.known);
    lmb_cell_free(h.cell);
    return 0;
}
