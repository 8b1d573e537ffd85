/* Saved cells and datasets: the bytes of a good one, with the patches and the cut of the input. */
#include "fuzz.h"

#include <string.h>

enum { CYCLES = 6 };

static void check_cell(const uint8_t *bytes, uint64_t size, struct heap *heap)
{
    static const int32_t allowed[] = {LMB_ERROR_FORMAT, LMB_ERROR_RANGE, LMB_ERROR_MEMORY, LMB_OK};
    lmb_cell *cell = NULL;
    uint64_t again;
    REQUIRE(lmb_cell_new(heap_allocate, heap, &cell) == LMB_OK);
    int32_t status = lmb_cell_restore(cell, bytes, size);
    check_status(status, allowed);
    REQUIRE(lmb_cell_save(cell, NULL, 0, &again) == LMB_OK);
    REQUIRE(status == LMB_OK || lmb_cell_message(cell)[0]);
    for (int i = 0; i < 3; i++) lmb_cell_step(cell);
    lmb_cell_free(cell);
}

static void check_dataset(const uint8_t *bytes, uint64_t size, struct heap *heap)
{
    static const int32_t allowed[] = {LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY, LMB_OK};
    lmb_dataset *dataset = NULL;
    REQUIRE(lmb_dataset_new(heap_allocate, heap, &dataset) == LMB_OK);
    int32_t status = lmb_dataset_restore(dataset, bytes, size);
    check_status(status, allowed);
    if (status == LMB_OK) {
        check_table(dataset, heap);
        check_analysis(dataset, NULL);
    } else {
        check_empty(dataset);
    }
    lmb_dataset_free(dataset);
}

static uint8_t *good_bytes(int of_cell, uint64_t *size, struct heap *heap)
{
    lmb_cell *cell = NULL;
    lmb_dataset *dataset = NULL;
    REQUIRE(lmb_cell_new(heap_allocate, heap, &cell) == LMB_OK);
    REQUIRE(lmb_cell_simulate(cell, CYCLES, &dataset, NULL, 0) == LMB_OK);
    if (of_cell) REQUIRE(lmb_cell_save(cell, NULL, 0, size) == LMB_OK);
    else REQUIRE(lmb_dataset_save(dataset, NULL, 0, size) == LMB_OK);
    uint8_t *bytes = malloc((size_t)*size);
    REQUIRE(bytes);
    if (of_cell) REQUIRE(lmb_cell_save(cell, bytes, *size, NULL) == LMB_OK);
    else REQUIRE(lmb_dataset_save(dataset, bytes, *size, NULL) == LMB_OK);
    lmb_cell_free(cell);
    lmb_dataset_free(dataset);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t length)
{
    struct source s = {input, input + length};
    struct heap heap = {0};
    uint64_t size;
    int of_cell = take_choice(&s, 2), cut = take_choice(&s, 4) == 0;
    uint8_t *bytes = good_bytes(of_cell, &size, &heap);
    uint64_t left = cut ? take_word(&s) % (size + 1) : size;
    while (s.at < s.end) {
        uint32_t at = take_byte(&s);
        at = at << 8 | take_byte(&s);
        if (take_choice(&s, 2)) { /* a whole number or value */
            double value = take_number(&s);
            uint64_t offset = at % (size - sizeof value + 1);
            memcpy(bytes + offset, &value, sizeof value);
        } else {
            bytes[at % size] = take_byte(&s);
        }
    }
    if (of_cell) check_cell(bytes, left, &heap);
    else check_dataset(bytes, left, &heap);
    free(bytes);
    REQUIRE(heap.blocks == 0 && heap.bytes == 0);
    return 0;
}
