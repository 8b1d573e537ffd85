/* Calls of the whole API in any order, with arguments that a careless caller might give. */
#ifndef LMB_TESTS_CALLS_H
#define LMB_TESTS_CALLS_H

#include "fuzz.h"

enum { SLOTS = 2, VALUES = 64, BYTES = 1 << 18, MESSAGE = 80, CALLS = 60 };

struct world {
    struct source s;
    struct heap heap;
    lmb_cell *cell[SLOTS];
    lmb_dataset *dataset[SLOTS];
    lmb_report *report[SLOTS];
    int work; /* how much more may be asked for */
    double values[VALUES];
    int32_t ids[VALUES];
    uint8_t before[BYTES];
    uint64_t before_size;
    char message[MESSAGE];
    int64_t blocks;
    void *block[CALLS]; /* where handles may be placed */
    int taken, placed;  /* blocks; 1: there was a handle that can get no memory */
    int patience;       /* calls of a progress callback until it cancels; 0: it does not */
    int cancelled;      /* it did, in this call */
};

/* Arguments. A handle may be NULL. */
lmb_cell *take_cell(struct world *w);
lmb_dataset *take_dataset(struct world *w);
lmb_report *take_report(struct world *w);
int32_t take_id(struct world *w);
/* 0 to `most`, or what makes no sense: below 0, or far beyond every limit. */
int64_t take_count(struct world *w, int most);
/* VALUES numbers, or NULL. */
const double *take_values(struct world *w);
const int32_t *take_ids(struct world *w);
/* A buffer for a message, its size in *size; or NULL. */
char *take_message(struct world *w, uint64_t *size);
/* Nothing behind the end of what take_message() gave; on failure one line. */
void check_message(struct world *w, int32_t status, const char *message, uint64_t size);
/* 1 while there is work left of what takes time. */
int may_work(struct world *w, int work);

/* Around a call: one of its requests for memory may fail, and on failure the handle, if there is
 * one, is as it was before. */
void begin_call(struct world *w, const lmb_cell *cell, const lmb_dataset *dataset);
void end_call(struct world *w, int32_t status, const int32_t *allowed, const lmb_cell *cell,
              const lmb_dataset *dataset);
#define ALLOW(...)                                                                                 \
    (const int32_t[]) { LMB_ERROR_ARGUMENT, __VA_ARGS__, LMB_OK }

typedef void call(struct world *w);
extern call *const cell_calls[], *const dataset_calls[], *const report_calls[],
                                                             *const place_calls[];
extern const int cell_call_count, dataset_call_count, report_call_count, place_call_count;

#endif
