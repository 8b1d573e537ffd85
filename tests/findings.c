#include "findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

lmb_report *analyze(const lmb_dataset *dataset, const lmb_cell *cell)
{
    lmb_report *report = NULL;
    char message[200] = "";
    int32_t status = lmb_analyze(dataset, cell, &report, message, sizeof message);
    if (status) print_error("%s\n", message);
    assert_ok(status);
    return report;
}

lmb_dataset *new_dataset(void)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    return dataset;
}

void assert_reason(const lmb_report *report, int32_t id, const char *reason)
{
    describe("%s", lmb_quantity_name(id));
    assert_close(report_value(report, id), NAN, 0, 0);
    const char *why = lmb_reason_name(report_reason(report, id));
    if (strcmp(why, reason) != 0)
        print_message("# %s: %s, not %s\n", lmb_quantity_name(id), why, reason);
    assert_string_equal(why, reason);
}

void assert_known(const lmb_report *report, int32_t id)
{
    double value = report_value(report, id);
    if (isnan(value)) print_message("# %s is not known\n", lmb_quantity_name(id));
    assert_true(value == value);
}

void assert_same_dataset(const lmb_dataset *a, const lmb_dataset *b)
{
    uint64_t size, other;
    assert_ok(lmb_dataset_save(a, NULL, 0, &size));
    assert_ok(lmb_dataset_save(b, NULL, 0, &other));
    assert_int_equal(size, other);
    char *x = malloc((size_t)size), *y = malloc((size_t)size);
    assert_ok(lmb_dataset_save(a, x, size, NULL));
    assert_ok(lmb_dataset_save(b, y, size, NULL));
    assert_memory_equal(x, y, (size_t)size);
    free(x);
    free(y);
}
