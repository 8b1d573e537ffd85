#include "fuzz.h"

#include <math.h>
#include <string.h>

enum { HEAD = 16, MOST_BYTES = 256 << 20 };

/* The size of a block stands before it. */
void *heap_allocate(void *user, void *block, uint64_t size)
{
    struct heap *heap = user;
    uint64_t old = 0;
    char *base = block ? (char *)block - HEAD : NULL, *made = NULL;
    if (base) memcpy(&old, base, sizeof old);
    if (size > 0) {
        int fails = ++heap->requests == heap->fail_at || size > MOST_BYTES ||
                    heap->bytes + (int64_t)size > MOST_BYTES;
        made = fails ? NULL : malloc((size_t)size + HEAD);
        if (!made) return NULL;
        memcpy(made, &size, sizeof size);
        if (base) memcpy(made + HEAD, block, (size_t)(old < size ? old : size));
    }
    heap->blocks += (made != NULL) - (block != NULL);
    heap->bytes += (int64_t)size - (int64_t)old;
    free(base);
    return made ? made + HEAD : NULL;
}

void check_status(int32_t status, const int32_t *allowed)
{
    while (*allowed != LMB_OK && *allowed != status) allowed++;
    if (*allowed != status) fprintf(stderr, "status %s\n", lmb_status_name(status));
    REQUIRE(*allowed == status);
}

void check_empty(const lmb_dataset *dataset)
{
    const char *topic, *text;
    REQUIRE(lmb_dataset_cycles(dataset) == 0);
    REQUIRE(lmb_dataset_remark(dataset, 0, &topic, &text) == LMB_ERROR_MISSING);
    for (int32_t id = 2000; id < 2200; id++) REQUIRE(!lmb_dataset_has_column(dataset, id));
}

static void check_value(double x, int32_t id)
{
    static const uint64_t only = UINT64_C(0x7FF8000000000000);
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (isinf(x) || (isnan(x) && bits != only))
        fprintf(stderr, "%s: %g, bits %llx\n", lmb_quantity_name(id), x, (unsigned long long)bits);
    REQUIRE(!isinf(x));
    REQUIRE(!isnan(x) || bits == only);
}

static void check_columns(const lmb_dataset *dataset)
{
    int64_t cycles = lmb_dataset_cycles(dataset);
    double *column = malloc((size_t)(cycles + 1) * sizeof *column);
    REQUIRE(column);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        if (!lmb_dataset_has_column(dataset, id)) continue;
        REQUIRE(lmb_dataset_get_column(dataset, id, column, cycles, 1) == LMB_OK);
        for (int64_t k = 0; k < cycles; k++) {
            check_value(column[k], id);
            if (id != LMB_COLUMN_CYCLE) continue;
            REQUIRE(column[k] >= 0);
            REQUIRE(k == 0 || column[k] > column[k - 1]);
        }
    }
    free(column);
}

static void *save(const lmb_dataset *dataset, uint64_t *size)
{
    REQUIRE(lmb_dataset_save(dataset, NULL, 0, size) == LMB_OK);
    void *bytes = malloc((size_t)*size);
    REQUIRE(bytes && lmb_dataset_save(dataset, bytes, *size, NULL) == LMB_OK);
    return bytes;
}

void check_table(const lmb_dataset *dataset, struct heap *heap)
{
    check_columns(dataset);
    uint64_t size, again_size;
    lmb_dataset *again = NULL;
    void *bytes = save(dataset, &size), *second;
    REQUIRE(lmb_dataset_new(heap_allocate, heap, &again) == LMB_OK);
    int32_t status = lmb_dataset_restore(again, bytes, size);
    if (status) fprintf(stderr, "%s\n", lmb_dataset_message(again));
    REQUIRE(status == LMB_OK);
    second = save(again, &again_size);
    REQUIRE(again_size == size && memcmp(bytes, second, (size_t)size) == 0);
    lmb_dataset_free(again);
    free(bytes);
    free(second);
}

static void check_result(const lmb_report *report, int32_t id)
{
    double value, lower, upper;
    int32_t reason;
    REQUIRE(lmb_report_value(report, id, &value, &lower, &upper, &reason) == LMB_OK);
    check_value(value, id);
    check_value(lower, id);
    check_value(upper, id);
    REQUIRE(isnan(value) == (reason != 0));
    REQUIRE(lmb_reason_text(reason));
    REQUIRE(!(lower > upper)); /* one of them may be NaN: no end on that side */
}

void check_report(lmb_report *report)
{
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++)
        if (lmb_quantity_kind(id) == LMB_KIND_RESULT) check_result(report, id);
    if (lmb_report_table(report)) check_columns(lmb_report_table(report));
    lmb_report_free(report);
}

void check_analysis(const lmb_dataset *dataset, const lmb_cell *cell)
{
    static const int32_t allowed[] = {LMB_ERROR_MISSING, LMB_ERROR_RANGE, LMB_ERROR_MEMORY, LMB_OK};
    lmb_report *report = NULL;
    char message[512] = "";
    int32_t status = lmb_analyze(dataset, cell, &report, message, sizeof message);
    check_status(status, allowed);
    if (status == LMB_OK) check_report(report);
    else REQUIRE(!report && message[0] && !strchr(message, '\n'));
}
