#include "calls.h"

#include <string.h>

lmb_cell *take_cell(struct world *w)
{
    int at = take_choice(&w->s, 16);
    return at == 15 ? NULL : w->cell[at % SLOTS];
}

lmb_dataset *take_dataset(struct world *w)
{
    int at = take_choice(&w->s, 16);
    return at == 15 ? NULL : w->dataset[at % SLOTS];
}

lmb_report *take_report(struct world *w)
{
    int at = take_choice(&w->s, 16);
    return at == 15 ? NULL : w->report[at % SLOTS];
}

int32_t take_id(struct world *w)
{
    static const int32_t odd[] = {0, -1, 1, 999, 1999, 2200, 2199, 4999, INT32_MAX, INT32_MIN};
    uint8_t high = take_byte(&w->s), low = take_byte(&w->s);
    if (high > 250) return odd[low % 10];
    return lmb_quantity_at((high << 8 | low) % 330);
}

int64_t take_count(struct world *w, int most)
{
    static const int64_t odd[] = {-1,       INT64_MIN,       INT64_MAX, INT64_MAX / 8 + 1,
                                  10000001, INT64_C(1) << 33};
    uint8_t byte = take_byte(&w->s);
    return byte < 240 ? byte % (most + 1) : odd[byte % 6];
}

/* Mostly what a record would hold; now and then what hurts. */
const double *take_values(struct world *w)
{
    uint8_t kind = take_byte(&w->s);
    int size = kind / 5;
    double level = take_number(&w->s), step = take_number(&w->s);
    for (int i = 0; i < VALUES; i++) {
        switch (kind % 5) {
        case 0: w->values[i] = level + i; break;
        case 1: w->values[i] = i / 4 % 2 ? -1 : 1; break;
        case 2: w->values[i] = 2 - 1e-4 * i * size; break;
        case 3: w->values[i] = level - (i > size ? step : 0); break;
        default: w->values[i] = take_number(&w->s);
        }
    }
    return kind > 250 ? NULL : w->values;
}

const int32_t *take_ids(struct world *w)
{
    uint8_t kind = take_byte(&w->s);
    for (int i = 0; i < VALUES; i++)
        w->ids[i] = i < 8 ? take_id(w) : LMB_COLUMN_CHARGE_CAPACITY + i;
    if (kind % 4 == 1) w->ids[0] = LMB_COLUMN_DISCHARGE_CAPACITY;
    if (kind % 4 == 2) w->ids[0] = LMB_PARAM_CE_LI_GROWTH, w->ids[1] = LMB_PARAM_CE_LI;
    return kind > 250 ? NULL : w->ids;
}

char *take_message(struct world *w, uint64_t *size)
{
    *size = take_byte(&w->s) % (MESSAGE + 1);
    memset(w->message, 'x', sizeof w->message);
    return *size == 0 && take_choice(&w->s, 2) ? NULL : w->message;
}

void check_message(struct world *w, int32_t status, const char *message, uint64_t size)
{
    if (!message || size == 0) return;
    REQUIRE(size == MESSAGE || w->message[size] == 'x'); /* nothing behind its end */
    if (status) REQUIRE(memchr(message, '\0', (size_t)size) && !strchr(message, '\n'));
}

int may_work(struct world *w, int work) { return (w->work -= work) >= 0; }

static uint64_t save(const lmb_cell *cell, const lmb_dataset *dataset, uint8_t *bytes)
{
    uint64_t size = 0;
    if (cell) REQUIRE(lmb_cell_save(cell, bytes, BYTES, &size) == LMB_OK);
    if (dataset) REQUIRE(lmb_dataset_save(dataset, bytes, BYTES, &size) == LMB_OK);
    return size;
}

void begin_call(struct world *w, const lmb_cell *cell, const lmb_dataset *dataset)
{
    uint8_t fail = take_byte(&w->s);
    w->before_size = save(cell, dataset, w->before);
    w->blocks = w->heap.blocks;
    w->cancelled = 0;
    w->heap.fail_at = fail > 160 ? w->heap.requests + fail - 160 : 0;
}

void end_call(struct world *w, int32_t status, const int32_t *allowed, const lmb_cell *cell,
              const lmb_dataset *dataset)
{
    static uint8_t after[BYTES];
    int failed = w->heap.fail_at > 0 && w->heap.requests >= w->heap.fail_at;
    w->heap.fail_at = 0;
    if (!w->cancelled) check_status(status, allowed);
    else REQUIRE(status == LMB_ERROR_CANCELLED || (failed && status == LMB_ERROR_MEMORY));
    REQUIRE(failed ? status != LMB_OK : status != LMB_ERROR_MEMORY || w->placed);
    if (status == LMB_OK) return;
    REQUIRE(w->heap.blocks == w->blocks);
    uint64_t size = save(cell, dataset, after);
    REQUIRE(size == w->before_size && memcmp(after, w->before, (size_t)size) == 0);
    const char *message = cell ? lmb_cell_message(cell) : lmb_dataset_message(dataset);
    REQUIRE((!cell && !dataset) || status == LMB_ERROR_ARGUMENT ||
            (message[0] && !strchr(message, '\n')));
}

static void call_one(struct world *w)
{
    int which = take_byte(&w->s);
    if (which < 80) cell_calls[which % cell_call_count](w);
    else if (which < 180) dataset_calls[(which - 80) % dataset_call_count](w);
    else if (which < 240) report_calls[(which - 180) % report_call_count](w);
    else place_calls[which % place_call_count](w);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct world w;
    memset(&w, 0, sizeof w);
    w.s = (struct source){bytes, bytes + size};
    w.work = 100;
    for (int i = 0; i < SLOTS; i++) {
        REQUIRE(lmb_cell_new(heap_allocate, &w.heap, &w.cell[i]) == LMB_OK);
        REQUIRE(lmb_dataset_new(heap_allocate, &w.heap, &w.dataset[i]) == LMB_OK);
    }
    for (int i = 0; i < CALLS && w.s.at < w.s.end; i++) call_one(&w);
    for (int i = 0; i < SLOTS; i++) {
        lmb_cell_free(w.cell[i]);
        lmb_dataset_free(w.dataset[i]);
        lmb_report_free(w.report[i]);
    }
    for (int i = 0; i < w.taken; i++) free(w.block[i]);
    REQUIRE(w.heap.blocks == 0 && w.heap.bytes == 0);
    return 0;
}
