/* Arrow in and out: a producer that is built from the input, read as a stream, and as an array
 * where it is one chunk; what was read goes out and comes back. */
#include "arrow_producer.h"

#include <string.h>

struct option {
    uint8_t flags, fail_at, limits, limit, stop_at;
};
enum { FAILS = 1, LIMITS = 2, CANCELS = 4, WITHOUT_ERROR = 8, MAPS = 16, FULL = 32, ANALYZES = 64 };

static int32_t stop(void *user, uint64_t done, uint64_t total)
{
    (void)total;
    uint8_t *left = user;
    REQUIRE(done < UINT64_C(1) << 40);
    return (*left)-- == 0;
}

static lmb_dataset *new_dataset(struct option *option, struct heap *heap)
{
    lmb_dataset *dataset = NULL;
    REQUIRE(lmb_dataset_new(heap_allocate, heap, &dataset) == LMB_OK);
    for (int32_t limit = 2; limit <= 4 && option->flags & LIMITS; limit++)
        if (option->limits >> limit & 1)
            REQUIRE(lmb_dataset_set_limit(dataset, limit, 1 + option->limit) == LMB_OK);
    if (option->flags & CANCELS)
        REQUIRE(lmb_dataset_set_progress(dataset, stop, &option->stop_at) == LMB_OK);
    if (option->flags & MAPS)
        REQUIRE(lmb_dataset_map(dataset, "discharge_capacity", "#2:mAh") == LMB_OK);
    return dataset;
}

/* What must hold after an import, failed or not; the dataset is freed on failure. */
static void check_import(lmb_dataset *dataset, int32_t status, const struct option *option)
{
    static const int32_t allowed[] = {LMB_ERROR_FILE,   LMB_ERROR_FORMAT,    LMB_ERROR_LIMIT,
                                      LMB_ERROR_MEMORY, LMB_ERROR_CANCELLED, LMB_OK};
    check_status(status, allowed);
    REQUIRE(status != LMB_ERROR_CANCELLED || option->flags & CANCELS);
    REQUIRE(status != LMB_ERROR_LIMIT || option->flags & LIMITS);
    if (status == LMB_OK) {
        REQUIRE(lmb_dataset_cycles(dataset) > 0);
        return;
    }
    const char *message = lmb_dataset_message(dataset);
    REQUIRE(message[0] && !strchr(message, '\n'));
    check_empty(dataset);
}

/* One request for memory fails in reading, the one that the option names. */
static int32_t read_stream(struct maker *m, struct option option, int failing, struct heap *heap,
                           lmb_dataset **made)
{
    struct ArrowArrayStream stream;
    make_stream(m, option.flags & WITHOUT_ERROR, &stream);
    *made = new_dataset(&option, heap);
    int64_t blocks = heap->blocks, fail_at = heap->requests + 1 + option.fail_at;
    if (failing) heap->fail_at = fail_at;
    int32_t status = lmb_dataset_import_arrow(*made, &stream);
    heap->fail_at = 0;
    int failed = failing && heap->requests >= fail_at;
    REQUIRE(failed ? status != LMB_OK : status != LMB_ERROR_MEMORY);
    check_import(*made, status, &option);
    REQUIRE(!stream.release == (status == LMB_OK)); /* released, or still the caller's */
    REQUIRE(m->alive == (status == LMB_OK ? 0 : 1));
    if (status == LMB_OK) return status;
    REQUIRE(heap->blocks == blocks);
    stream.release(&stream);
    return status;
}

static int32_t read_array(struct maker *m, struct option option, struct heap *heap,
                          lmb_dataset **made)
{
    struct ArrowSchema schema, schema_before;
    struct ArrowArray array, array_before;
    m->s = m->first;
    make_schema(m, &schema);
    make_array(m, &array);
    schema_before = schema;
    array_before = array;
    int alive = m->alive;
    *made = new_dataset(&option, heap);
    int32_t status = lmb_dataset_import_arrow_array(*made, &schema, &array);
    check_import(*made, status, &option);
    REQUIRE(status != LMB_ERROR_FILE);
    if (status == LMB_OK) {
        REQUIRE(!schema.release && !array.release && m->alive == 0);
        return status;
    }
    REQUIRE(memcmp(&schema, &schema_before, sizeof schema) == 0);
    REQUIRE(memcmp(&array, &array_before, sizeof array) == 0 && m->alive == alive);
    schema.release(&schema);
    array.release(&array);
    return status;
}

static double *column_of(const lmb_dataset *dataset, int32_t id)
{
    int64_t cycles = lmb_dataset_cycles(dataset);
    double *values = malloc((size_t)cycles * sizeof *values);
    REQUIRE(values && lmb_dataset_get_column(dataset, id, values, cycles, 1) == LMB_OK);
    return values;
}

static void check_same_columns(const lmb_dataset *a, const lmb_dataset *b)
{
    int64_t cycles = lmb_dataset_cycles(a);
    REQUIRE(lmb_dataset_cycles(b) == cycles);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        REQUIRE(lmb_dataset_has_column(a, id) == lmb_dataset_has_column(b, id));
        if (!lmb_dataset_has_column(a, id)) continue;
        double *x = column_of(a, id), *y = column_of(b, id);
        if (memcmp(x, y, (size_t)cycles * sizeof *x) != 0)
            fprintf(stderr, "column %s\n", lmb_quantity_name(id));
        REQUIRE(memcmp(x, y, (size_t)cycles * sizeof *x) == 0);
        free(x);
        free(y);
    }
}

/* One allocation fails on the way; then all goes out and comes back bit for bit. */
static void go_round(const lmb_dataset *dataset, const struct option *option, struct heap *heap)
{
    struct ArrowArrayStream stream;
    lmb_dataset *back = NULL;
    int64_t blocks = heap->blocks;
    heap->fail_at = heap->requests + 1 + option->fail_at % 16;
    int32_t status = lmb_dataset_export_arrow(dataset, &stream);
    heap->fail_at = 0;
    REQUIRE(status == LMB_OK || (status == LMB_ERROR_MEMORY && heap->blocks == blocks));
    if (status) REQUIRE(lmb_dataset_export_arrow(dataset, &stream) == LMB_OK);
    REQUIRE(lmb_dataset_new(heap_allocate, heap, &back) == LMB_OK);
    int64_t exported = heap->blocks;
    heap->fail_at = heap->requests + 1 + option->fail_at;
    status = lmb_dataset_import_arrow(back, &stream);
    heap->fail_at = 0;
    if (status) {
        REQUIRE(stream.release);
        stream.release(&stream);
        REQUIRE(heap->blocks < exported);
        check_empty(back);
        REQUIRE(lmb_dataset_export_arrow(dataset, &stream) == LMB_OK);
        status = lmb_dataset_import_arrow(back, &stream);
    }
    if (status) fprintf(stderr, "%s\n", lmb_dataset_message(back));
    REQUIRE(status == LMB_OK && !stream.release);
    check_same_columns(dataset, back);
    lmb_dataset_free(back);
    REQUIRE(heap->blocks == blocks);
}

/* A dataset that has cycles refuses, and nothing moves. */
static void refuse_when_full(struct maker *m, lmb_dataset *full)
{
    struct ArrowArrayStream stream;
    make_stream(m, 0, &stream);
    int64_t cycles = lmb_dataset_cycles(full);
    REQUIRE(lmb_dataset_import_arrow(full, &stream) == LMB_ERROR_STATE);
    REQUIRE(m->alive == 1 && m->next == 0 && lmb_dataset_cycles(full) == cycles);
    stream.release(&stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct source s = {bytes, bytes + size};
    struct heap heap = {0};
    struct maker m;
    lmb_dataset *dataset = NULL, *other = NULL;
    struct option option;
    option.flags = take_byte(&s);
    option.fail_at = take_byte(&s);
    option.limits = take_byte(&s);
    option.limit = take_byte(&s);
    option.stop_at = take_byte(&s);
    plan_producer(&m, &s);
    if (option.flags & FAILS) {
        read_stream(&m, option, 1, &heap, &dataset);
        lmb_dataset_free(dataset);
        REQUIRE(heap.blocks == 0 && heap.bytes == 0);
    }
    int32_t status = read_stream(&m, option, 0, &heap, &dataset), as_array;
    if (m.chunks == 1 && m.schema_wrong < 14 && (m.fails_at == 0 || m.fails_at > 2)) {
        as_array = read_array(&m, option, &heap, &other);
        REQUIRE(as_array == status);
        if (status == LMB_OK) check_same_columns(dataset, other);
        lmb_dataset_free(other);
    }
    if (status == LMB_OK) {
        check_table(dataset, &heap);
        if (option.flags & FULL) refuse_when_full(&m, dataset);
        go_round(dataset, &option, &heap);
        if (option.flags & ANALYZES) check_analysis(dataset, NULL);
    }
    lmb_dataset_free(dataset);
    REQUIRE(heap.blocks == 0 && heap.bytes == 0);
    return 0;
}
