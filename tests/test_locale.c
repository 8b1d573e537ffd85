/* Numbers are read and written the same where the decimal sign is a comma. tests/run.sh makes the
 * locale and demands it; elsewhere the tests are skipped without it. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static int comma_is_here(void)
{
    char text[20];
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) return 0;
    snprintf(text, sizeof text, "%.1f", 1.5);
    return strcmp(text, "1,5") == 0;
}

static void numbers_are_read_with_a_point(void **state)
{
    (void)state;
    static const char text[] = "cycle,charge_capacity,discharge_capacity\n"
                               "1,2.125,2.0625\n2,2.0625,1.5e0\n3,1.5,1.25\n";
    static const double charge[] = {2.125, 2.0625, 1.5}, discharge[] = {2.0625, 1.5, 1.25};
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    assert_ok(lmb_dataset_read_bytes(dataset, "table.csv", text, strlen(text)));
    double *read_charge = column_of(dataset, LMB_COLUMN_CHARGE_CAPACITY);
    double *read_discharge = column_of(dataset, LMB_COLUMN_DISCHARGE_CAPACITY);
    assert_int_equal(lmb_dataset_cycles(dataset), 3);
    for (int i = 0; i < 3; i++) {
        assert_close(read_charge[i], charge[i], 0, 0);
        assert_close(read_discharge[i], discharge[i], 0, 0);
    }
    free(read_charge);
    free(read_discharge);
    lmb_dataset_free(dataset);
}

static void messages_are_written_with_a_point(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    assert_int_equal(lmb_cell_set(cell, LMB_PARAM_CE_LI, 1.25), LMB_ERROR_RANGE);
    assert_non_null(strstr(lmb_cell_message(cell), "1.25"));
    lmb_cell_free(cell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_with_a_point),
        cmocka_unit_test(messages_are_written_with_a_point),
    };
    if (!comma_is_here()) {
        printf("# the locale de_DE.UTF-8 is not installed\n");
        return getenv("LMB_NEEDS_LOCALE") ? 1 : 77;
    }
    return cmocka_run_group_tests_name("locale", tests, NULL, NULL);
}
