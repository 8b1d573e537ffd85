#include "refusal.h"

#include <string.h>

int remarks_of(const lmb_dataset *dataset)
{
    const char *topic, *text;
    int count = 0;
    while (lmb_dataset_remark(dataset, count, &topic, &text) == LMB_OK) count++;
    return count;
}

void check_untouched(lmb_dataset *dataset)
{
    assert_int_equal(lmb_dataset_cycles(dataset), 0);
    assert_int_equal(remarks_of(dataset), 0);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++)
        assert_int_equal(lmb_dataset_has_column(dataset, id), 0);
    for (int32_t limit = LMB_LIMIT_LINE_BYTES; limit <= LMB_LIMIT_CYCLES; limit++)
        assert_ok(lmb_dataset_set_limit(dataset, limit, 1000));
    assert_ok(lmb_dataset_read_bytes(dataset, "good.csv", HEAD ROWS, strlen(HEAD ROWS)));
    assert_int_equal(lmb_dataset_cycles(dataset), 1);
}

void check_refused_by(lmb_dataset *dataset, const char *bytes, size_t size, int32_t expected,
                      const char *words)
{
    int32_t status = lmb_dataset_read_bytes(dataset, "bad.csv", bytes, size);
    const char *message = lmb_dataset_message(dataset);
    describe("%s", message);
    assert_int_equal(status, expected);
    assert_ptr_equal(strstr(message, "bad.csv"), message);
    assert_null(strchr(message, '\n'));
    if (!strstr(message, words)) fail_msg("'%s' does not say '%s'", message, words);
    check_untouched(dataset);
    lmb_dataset_free(dataset);
}

void check_refused(const char *text, int32_t expected, const char *words)
{
    check_refused_by(new_dataset(), text, strlen(text), expected, words);
}

double charge_read(const char *text, const char *remark)
{
    lmb_dataset *dataset = new_dataset();
    double charge;
    assert_ok(lmb_dataset_read_bytes(dataset, "text.csv", text, strlen(text)));
    assert_ok(lmb_dataset_get_column(dataset, LMB_COLUMN_CHARGE_CAPACITY, &charge, 1, 1));
    const char *topic, *said;
    int found = remark == NULL;
    for (int i = 0; lmb_dataset_remark(dataset, i, &topic, &said) == LMB_OK; i++)
        found |= remark && strstr(said, remark) != NULL;
    if (!found) fail_msg("no remark says '%s'", remark);
    lmb_dataset_free(dataset);
    return charge;
}
