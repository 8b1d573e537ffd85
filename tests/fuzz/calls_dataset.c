#include <string.h>

#include "calls.h"

static void append(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    const int32_t *ids = take_ids(w);
    const double *values = take_values(w);
    int32_t count = take_choice(&w->s, 6) - 1;
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_append(dataset, ids, values, count);
    end_call(w, status,
             ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY,
                   LMB_ERROR_STATE),
             NULL, dataset);
}

/* The caller's arrays are as long as they say; lengths that no array has must be refused. */
static void set_column(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    static const int32_t usual[] = {LMB_COLUMN_DISCHARGE_CAPACITY, LMB_COLUMN_CHARGE_CAPACITY,
                                    LMB_COLUMN_MEAN_DISCHARGE_VOLTAGE, LMB_COLUMN_CYCLE};
    int which = take_choice(&w->s, 8);
    int32_t id = which < 4 ? usual[which] : take_id(w);
    const double *values = take_values(w);
    int64_t count = take_count(w, VALUES), stride = take_count(w, 1);
    if (take_choice(&w->s, 2)) count = lmb_dataset_cycles(dataset);
    if (count > VALUES && count < 10000001) return;
    if (count == 10000001 || stride > 1) stride = count < 2 ? stride : 0;
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_set_column(dataset, id, values, count, stride);
    end_call(w, status,
             ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY,
                   LMB_ERROR_STATE),
             NULL, dataset);
}

static void get_column(struct world *w)
{
    const lmb_dataset *dataset = take_dataset(w);
    if (take_choice(&w->s, 3) == 0) dataset = lmb_report_table(take_report(w));
    int32_t id = take_id(w);
    int64_t cycles = lmb_dataset_cycles(dataset), count = take_count(w, VALUES);
    if (take_choice(&w->s, 2)) count = cycles;
    double *values = malloc((size_t)(count > 0 && count <= cycles ? count : 1) * sizeof *values);
    REQUIRE(values);
    int64_t stride = count < 2 ? take_count(w, 1) : take_choice(&w->s, 2);
    begin_call(w, NULL, NULL);
    int32_t status = lmb_dataset_get_column(dataset, id, values, count, stride);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_MISSING, LMB_ERROR_SIZE), NULL, NULL);
    free(values);
}

static void reserve(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    const int32_t *ids = take_ids(w);
    int64_t cycles = take_count(w, VALUES);
    int32_t count = take_choice(&w->s, 6) - 1;
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_reserve(dataset, cycles, ids, count);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY), NULL, dataset);
}

static void exclude(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    int64_t row = take_count(w, VALUES);
    int32_t word = take_choice(&w->s, 5) - 1;
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_exclude(dataset, row, word);
    end_call(w, status, ALLOW(LMB_ERROR_RANGE, LMB_ERROR_MEMORY), NULL, dataset);
}

/* A chunk of samples: arrays of their own size each, so that a sanitizer sees a read beyond. */
static void feed(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    int64_t count = take_count(w, VALUES);
    double *array[5] = {NULL};
    uint8_t missing = take_byte(&w->s);
    for (int i = 0; i < 5; i++) {
        const double *values = take_values(w);
        if (missing >> i & 1 || !values) continue;
        size_t size = (count > 0 && count <= VALUES ? (size_t)count : 1) * sizeof *values;
        array[i] = malloc(size);
        REQUIRE(array[i]);
        memcpy(array[i], values, size);
    }
    if (count > VALUES) array[0] = (free(array[0]), NULL); /* no array is as long as that */
    begin_call(w, NULL, dataset);
    int32_t status =
        lmb_dataset_feed(dataset, count, array[0], array[1], array[2], array[3], array[4]);
    end_call(w, status, ALLOW(LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY, LMB_ERROR_STATE),
             NULL, dataset);
    for (int i = 0; i < 5; i++) free(array[i]);
}

static void feed_end(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_feed_end(dataset);
    end_call(w, status, ALLOW(LMB_ERROR_STATE, LMB_ERROR_MEMORY), NULL, dataset);
}

static void set_limit(struct world *w)
{
    lmb_dataset *dataset = take_dataset(w);
    int32_t limit = take_choice(&w->s, 7);
    int64_t value = take_count(w, 100);
    if (value > 100) value = -value; /* the limits keep what follows small */
    if (limit == LMB_LIMIT_THREADS) return;
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_set_limit(dataset, limit, value);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_RANGE), NULL, dataset);
}

static void map(struct world *w)
{
    static const char *const columns[] = {"discharge_capacity", "current", "nothing", "", NULL,
                                          "test_time"};
    static const char *const headings[] = {"#1", "", "-I", "#99999999999", ":", NULL, "Q:mAh", "-"};
    lmb_dataset *dataset = take_dataset(w);
    const char *column = columns[take_choice(&w->s, 6)], *heading = headings[take_choice(&w->s, 8)];
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_map(dataset, column, heading);
    end_call(w, status, ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT), NULL, dataset);
}

static void read_text(struct world *w)
{
    static const char text[] = "cycle,charge_capacity,discharge_capacity\n1,2.1,2\n2,2.05,1.99\n"
                               "3,2.0,1.98\n4,2.0,1.97\n5,1.99,x\n";
    lmb_dataset *dataset = take_dataset(w);
    const char *name = take_choice(&w->s, 8) ? "f" : NULL;
    const void *bytes = take_choice(&w->s, 8) ? text : NULL;
    uint64_t size = take_byte(&w->s) % sizeof text;
    begin_call(w, NULL, dataset);
    int32_t status = lmb_dataset_read_bytes(dataset, name, bytes, size);
    end_call(w, status, ALLOW(LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY, LMB_ERROR_STATE),
             NULL, dataset);
}

static void save_and_restore(struct world *w)
{
    static uint8_t bytes[BYTES];
    const lmb_dataset *from = take_dataset(w);
    lmb_dataset *to = take_dataset(w);
    uint64_t needed = 0;
    if (lmb_dataset_save(from, bytes, BYTES, &needed) != LMB_OK) return;
    uint64_t cut = take_choice(&w->s, 4) ? needed : take_word(&w->s) % (needed + 1);
    begin_call(w, NULL, to);
    int32_t status = lmb_dataset_restore(to, bytes, cut);
    end_call(w, status, ALLOW(LMB_ERROR_FORMAT, LMB_ERROR_LIMIT, LMB_ERROR_MEMORY, LMB_ERROR_STATE),
             NULL, to);
    REQUIRE(status != LMB_OK || cut == needed);
}

static void look(struct world *w)
{
    const lmb_dataset *dataset = take_dataset(w);
    const char *topic = NULL, *text = NULL;
    int32_t index = (int32_t)take_count(w, 40);
    int32_t status = lmb_dataset_remark(dataset, index, &topic, &text);
    check_status(status, ALLOW(LMB_ERROR_MISSING));
    REQUIRE((status == LMB_OK) == (topic && text));
    REQUIRE(lmb_dataset_message(dataset) && lmb_dataset_cycles(dataset) >= 0);
    lmb_dataset_has_column(dataset, take_id(w));
    if (dataset) check_table(dataset, &w->heap);
}

/* A new one in the place of the second. */
static void renew(struct world *w)
{
    lmb_dataset *made = NULL;
    begin_call(w, NULL, NULL);
    int32_t status = lmb_dataset_new(heap_allocate, &w->heap, &made);
    end_call(w, status, ALLOW(LMB_ERROR_MEMORY), NULL, NULL);
    REQUIRE((status == LMB_OK) == (made != NULL));
    if (!made) return;
    lmb_dataset_free(w->dataset[1]);
    w->dataset[1] = made;
}

call *const dataset_calls[] = {
    append, append,   set_column, set_column, get_column, reserve,          exclude, feed,
    feed,   feed_end, set_limit,  map,        read_text,  save_and_restore, look,    renew};
const int dataset_call_count = sizeof dataset_calls / sizeof *dataset_calls;
