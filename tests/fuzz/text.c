/* Files of cyclers and tables of cycles: eight bytes of options, then the text of one file, or of
 * two where an option cuts it. Read as it is, with loops of a lower level, and from a file; all
 * must come to the same. */
#include "fuzz.h"

#include <string.h>

#include "reader/kernels.h"

enum { OPTIONS = 8 };

/* The loops that a reading takes: the linker puts this in the place of the library's own. */
static int32_t level;
const struct lmbi_kernels *__wrap_lmbi_best_kernels(void);
const struct lmbi_kernels *__wrap_lmbi_best_kernels(void) { return lmbi_kernels_of(level); }

static void set_options(lmb_dataset *dataset, const uint8_t *option)
{
    static const char *const maps[][2] = {
        {"cycle", "#1"},
        {"discharge_capacity", "#2:mAh"},
        {"current", "-Current(A)"},
        {"voltage", "#3:mV"},
        {"test_time", "#1:h"},
        {"step", "#99"},
        {"temperature", "nope"},
        {"charge_capacity", "#2"},
    };
    for (int i = 0; i < 8; i++)
        if (option[1] >> i & 1 && option[0] & 1)
            REQUIRE(lmb_dataset_map(dataset, maps[i][0], maps[i][1]) == LMB_OK);
    for (int32_t limit = 1; limit <= 4; limit++)
        if (option[2] >> limit & 1)
            REQUIRE(lmb_dataset_set_limit(dataset, limit, 1 + option[3]) == LMB_OK);
}

static int32_t read_once(const uint8_t *option, const char *text, size_t size, struct heap *heap,
                         lmb_dataset **made)
{
    static const int32_t allowed[] = {LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY, LMB_OK};
    REQUIRE(lmb_dataset_new(heap_allocate, heap, made) == LMB_OK);
    set_options(*made, option);
    int64_t blocks = heap->blocks;
    if (option[0] & 2) heap->fail_at = heap->requests + 1 + option[5];
    int32_t status = lmb_dataset_read_bytes(*made, "f", text, size);
    int failing = heap->fail_at > 0;
    heap->fail_at = 0;
    check_status(status, allowed);
    REQUIRE(status != LMB_ERROR_MEMORY || failing);
    if (status == LMB_OK) return status;
    const char *message = lmb_dataset_message(*made);
    REQUIRE(message[0] && !strchr(message, '\n'));
    check_empty(*made);
    REQUIRE(heap->blocks == blocks);
    return status;
}

/* Files, of which the second begins at `cut`: LMB_ERROR_FILE is no answer here. */
static void read_files(const uint8_t *option, const char *text, size_t size, size_t cut,
                       struct heap *heap)
{
    static const int32_t allowed[] = {LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_OK};
    FILE *file[2] = {tmpfile(), tmpfile()};
    char path[2][40];
    const char *paths[2] = {path[0], path[1]};
    lmb_dataset *dataset = NULL;
    for (int i = 0; i < 2; i++) {
        REQUIRE(file[i]);
        snprintf(path[i], sizeof path[i], "/dev/fd/%d", fileno(file[i]));
        fwrite(text + (i ? cut : 0), 1, i ? size - cut : cut, file[i]);
        rewind(file[i]);
    }
    REQUIRE(lmb_dataset_new(heap_allocate, heap, &dataset) == LMB_OK);
    set_options(dataset, option);
    int32_t status = lmb_dataset_read_files(dataset, paths, cut < size ? 2 : 1);
    check_status(status, allowed);
    if (status == LMB_OK) check_table(dataset, heap);
    else check_empty(dataset);
    lmb_dataset_free(dataset);
    fclose(file[0]);
    fclose(file[1]);
}

static void check_same(const lmb_dataset *a, const lmb_dataset *b)
{
    uint64_t size[2];
    REQUIRE(lmb_dataset_save(a, NULL, 0, &size[0]) == LMB_OK);
    REQUIRE(lmb_dataset_save(b, NULL, 0, &size[1]) == LMB_OK);
    REQUIRE(size[0] == size[1]);
    char *bytes[2] = {malloc((size_t)size[0]), malloc((size_t)size[0])};
    REQUIRE(bytes[0] && bytes[1]);
    REQUIRE(lmb_dataset_save(a, bytes[0], size[0], NULL) == LMB_OK);
    REQUIRE(lmb_dataset_save(b, bytes[1], size[0], NULL) == LMB_OK);
    REQUIRE(memcmp(bytes[0], bytes[1], (size_t)size[0]) == 0);
    free(bytes[0]);
    free(bytes[1]);
    const char *topic[2], *text[2];
    for (int32_t i = 0;; i++) {
        int32_t ends = lmb_dataset_remark(a, i, &topic[0], &text[0]);
        REQUIRE(lmb_dataset_remark(b, i, &topic[1], &text[1]) == ends);
        if (ends) return;
        REQUIRE(strcmp(topic[0], topic[1]) == 0 && strcmp(text[0], text[1]) == 0);
    }
}

static void analyze_with(const lmb_dataset *dataset, uint8_t option, struct heap *heap)
{
    lmb_cell *cell = NULL;
    REQUIRE(lmb_cell_new(heap_allocate, heap, &cell) == LMB_OK);
    REQUIRE(lmb_cell_set(cell, LMB_PARAM_CELL_CONFIGURATION, option % 6) == LMB_OK);
    if (option & 64) lmb_cell_set(cell, LMB_PARAM_NP_RATIO, option & 32 ? 0 : 1.5);
    check_analysis(dataset, option & 128 ? cell : NULL);
    lmb_cell_free(cell);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < OPTIONS || size > 200000) return 0;
    struct heap heap = {0};
    const char *text = (const char *)bytes + OPTIONS;
    size -= OPTIONS;
    lmb_dataset *first = NULL, *second = NULL;
    level = LMBI_KERNEL_LEVELS - 1;
    int32_t status = read_once(bytes, text, size, &heap, &first);
    level = bytes[0] >> 3 & 1;
    REQUIRE(read_once(bytes, text, size, &heap, &second) == status);
    level = LMBI_KERNEL_LEVELS - 1;
    if (status != LMB_OK) {
        REQUIRE(strcmp(lmb_dataset_message(first), lmb_dataset_message(second)) == 0);
    } else {
        REQUIRE(lmb_dataset_cycles(first) > 0);
        check_same(first, second);
        check_table(first, &heap);
        analyze_with(first, bytes[6], &heap);
    }
    lmb_dataset_free(first);
    lmb_dataset_free(second);
    if (bytes[0] & 4) read_files(bytes, text, size, size * bytes[7] / 255, &heap);
    REQUIRE(heap.blocks == 0 && heap.bytes == 0);
    return 0;
}
