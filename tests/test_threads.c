/* Eight threads at once give the bits of one: each with handles of its own, all with one cell that
 * is only read. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { THREADS = 8, CYCLES = 300 };

struct work {
    const lmb_cell *cell;           /* shared */
    const lmb_dataset *record;      /* shared */
    void *simulated, *found, *read; /* saved tables */
    uint64_t simulated_size, found_size, read_size;
    double ce_li;   /* fitted */
    int32_t status; /* the first that is not LMB_OK */
};

static void keep(struct work *w, int32_t status)
{
    if (w->status == LMB_OK) w->status = status;
}

static void *save(struct work *w, const lmb_dataset *dataset, uint64_t *size)
{
    keep(w, lmb_dataset_save(dataset, NULL, 0, size));
    void *bytes = malloc(*size ? *size : 1);
    if (bytes) keep(w, lmb_dataset_save(dataset, bytes, *size, NULL));
    return bytes;
}

/* cmocka's assertions belong to the thread of the test: here statuses are kept. */
static void *work_through(void *data)
{
    struct work *w = data;
    lmb_dataset *simulated = NULL, *read = NULL;
    lmb_report *found = NULL, *fitted = NULL;
    const int32_t free_parameters[] = {LMB_PARAM_CE_LI, LMB_PARAM_CE_CATHODE};
    keep(w, lmb_cell_simulate(w->cell, CYCLES, &simulated, NULL, 0));
    keep(w, lmb_analyze(w->record, w->cell, &found, NULL, 0));
    keep(w, lmb_fit(w->record, w->cell, free_parameters, 2, &fitted, NULL, 0));
    keep(w, lmb_report_parameter(fitted, 0, NULL, &w->ce_li, NULL, NULL, NULL, NULL));
    const char *paths[] = {LMB_TEST_DATA "/formats/bdf_preferred.bdf.csv"};
    keep(w, lmb_dataset_new(NULL, NULL, &read));
    keep(w, lmb_dataset_read_files(read, paths, 1));
    w->simulated = save(w, simulated, &w->simulated_size);
    w->found = save(w, lmb_report_table(found), &w->found_size);
    w->read = save(w, read, &w->read_size);
    lmb_dataset_free(simulated);
    lmb_dataset_free(read);
    lmb_report_free(found);
    lmb_report_free(fitted);
    return NULL;
}

static void check_same(const struct work *w, const struct work *alone)
{
    assert_ok(w->status);
    assert_int_equal(w->simulated_size, alone->simulated_size);
    assert_memory_equal(w->simulated, alone->simulated, w->simulated_size);
    assert_int_equal(w->found_size, alone->found_size);
    assert_memory_equal(w->found, alone->found, w->found_size);
    assert_int_equal(w->read_size, alone->read_size);
    assert_memory_equal(w->read, alone->read, w->read_size);
    assert_same_bits(w->ce_li, alone->ce_li);
}

static void forget(struct work *w)
{
    free(w->simulated);
    free(w->found);
    free(w->read);
}

static void eight_threads_give_the_bits_of_one(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *truth = simulate(cell, CYCLES);
    lmb_dataset *record = measure(truth, (struct noise){3e-4, 5e-4, 5e-4}, 11);
    struct work alone = {.cell = cell, .record = record}, together[THREADS];
    pthread_t thread[THREADS];
    work_through(&alone);
    assert_ok(alone.status);
    assert_true(alone.found_size > 1000 && alone.read_size > 100);
    for (int i = 0; i < THREADS; i++) {
        together[i] = (struct work){.cell = cell, .record = record};
        assert_int_equal(pthread_create(&thread[i], NULL, work_through, &together[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < THREADS; i++) {
        check_same(&together[i], &alone);
        forget(&together[i]);
    }
    forget(&alone);
    lmb_dataset_free(record);
    lmb_dataset_free(truth);
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(eight_threads_give_the_bits_of_one)};
    return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
