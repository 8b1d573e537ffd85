/* The registry of quantities: complete, in order, and the same as the header. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/finding.h"
#include "support.h"

static void ids_ascend_and_belong_to_their_kind(void **state)
{
    (void)state;
    int32_t last = 0, count = 0;
    for (int32_t id; (id = lmb_quantity_at(count)) != 0; count++) {
        assert_true(id > last);
        assert_int_equal(lmb_quantity_kind(id), id / 1000);
        last = id;
    }
    assert_true(count > 100);
    assert_int_equal(lmb_quantity_at(-1), 0);
    assert_int_equal(lmb_quantity_at(count + 1), 0);
    assert_int_equal(lmb_quantity_at(INT32_MAX), 0);
    printf("# %d quantities\n", count);
}

/* Lower case words joined by underscores. */
static int well_formed(const char *name)
{
    if (!islower((unsigned char)name[0])) return 0;
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

static void names_are_unique_within_their_kind(void **state)
{
    (void)state;
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        const char *name = lmb_quantity_name(id);
        assert_true(well_formed(name));
        assert_int_equal(lmb_quantity_find(lmb_quantity_kind(id), name), id);
    }
    assert_int_equal(lmb_quantity_find(LMB_KIND_PARAMETER, "no_such_name"), 0);
    assert_int_equal(lmb_quantity_find(LMB_KIND_PARAMETER, ""), 0);
    assert_int_equal(lmb_quantity_find(LMB_KIND_PARAMETER, NULL), 0);
    assert_int_equal(lmb_quantity_find(0, "np_ratio"), 0);
    assert_int_equal(lmb_quantity_find(LMB_KIND_COLUMN, "ce_li_law"), 0);
}

static void every_quantity_explains_itself(void **state)
{
    (void)state;
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        int32_t flags = lmb_quantity_flags(id);
        const char *text = lmb_quantity_text(id), *unit = lmb_quantity_unit(id);
        double lower, upper;
        describe("%s", lmb_quantity_name(id));
        assert_true(strlen(text) >= 6);
        assert_null(strchr(text, '\n'));
        assert_non_null(unit);
        assert_int_equal(strlen(unit) == 0, (flags & LMB_FLAG_ENUMERATED) != 0);
        assert_ok(lmb_quantity_range(id, NULL, &lower, &upper));
        assert_true(lower < upper);
        assert_int_equal(lmb_quantity_value_name(id, 0) != NULL,
                         (flags & LMB_FLAG_ENUMERATED) != 0);
    }
}

static void defaults_lie_within_their_bounds(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double value, of_cell;
        assert_ok(lmb_quantity_range(id, &value, NULL, NULL));
        if (lmb_quantity_kind(id) != LMB_KIND_PARAMETER) {
            assert_true(isnan(value));
            continue;
        }
        assert_ok(lmb_cell_get(cell, id, &of_cell));
        assert_same_bits(of_cell, value);
        set(cell, id, value);
        assert_ok(lmb_cell_unset(cell, id)); /* else it may decide on another: area on height */
    }
    lmb_cell_free(cell);
}

/* "LMB_PARAM_NP_RATIO" names the parameter np_ratio: the same word in capitals. */
static int names_agree(const char *constant, const char *name)
{
    const char *word = strchr(constant + 4, '_') + 1;
    for (; *word && *name; word++, name++)
        if (tolower((unsigned char)*word) != *name) return 0;
    return !*word && !*name;
}

/* A word that stands for another in results: the header says what it is of. */
static int is_result(const char *constant) { return strncmp(constant, "LMB_RESULT_", 11) == 0; }

/* The ids of the header's quantities, from its text; their count. */
static int32_t read_header(int32_t *ids, int32_t most)
{
    static const char *const prefix[] = {"LMB_PARAM_", "LMB_COLUMN_", "LMB_RESULT_",
                                         "LMB_DERIVED_"};
    char *text = read_whole(LMB_TEST_HEADER, NULL);
    int32_t count = 0;
    assert_non_null(text);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char constant[80];
        int id;
        if (sscanf(line, " %79[A-Z0-9_] = %d", constant, &id) != 2) continue;
        int quantity = 0;
        for (int p = 0; p < 4; p++)
            quantity |= strncmp(constant, prefix[p], strlen(prefix[p])) == 0;
        if (!quantity) continue;
        describe("%s", constant);
        assert_true(count < most);
        ids[count++] = id;
        if (!lmb_quantity_name(id)) fail_msg("%s is not in the registry", constant);
        if (!is_result(constant) && !names_agree(constant, lmb_quantity_name(id)))
            fail_msg("%s is %s in the registry", constant, lmb_quantity_name(id));
    }
    free(text);
    return count;
}

static void header_and_registry_are_the_same(void **state)
{
    (void)state;
    int32_t ids[400], count = read_header(ids, 400);
    assert_int_equal(lmb_quantity_at(count), 0);
    for (int32_t i = 0; i < count; i++) assert_int_equal(ids[i], lmb_quantity_at(i));
}

static void unknown_ids_are_answered(void **state)
{
    (void)state;
    static const int32_t unknown[] = {0, -1, 999, 1999, 5000, INT32_MIN, INT32_MAX};
    for (int i = 0; i < 7; i++) {
        double value = 7;
        assert_null(lmb_quantity_name(unknown[i]));
        assert_null(lmb_quantity_unit(unknown[i]));
        assert_null(lmb_quantity_text(unknown[i]));
        assert_null(lmb_quantity_value_name(unknown[i], 0));
        assert_int_equal(lmb_quantity_kind(unknown[i]), 0);
        assert_int_equal(lmb_quantity_flags(unknown[i]), 0);
        assert_int_equal(lmb_quantity_range(unknown[i], &value, &value, &value), LMB_ERROR_UNKNOWN);
        assert_close(value, 7, 0, 0);
    }
    assert_ok(lmb_quantity_range(LMB_PARAM_CE_LI, NULL, NULL, NULL));
    assert_null(lmb_quantity_value_name(LMB_PARAM_CE_LI_LAW, -1));
    assert_null(lmb_quantity_value_name(LMB_PARAM_CE_LI_LAW, 5));
    assert_string_equal(lmb_quantity_value_name(LMB_PARAM_CE_LI_LAW, 3), "self_accelerating");
}

/* The ids of design pages that tools outside of the project hold to. */
static void warnings_and_reasons_have_names(void **state)
{
    (void)state;
    static const char *const stable[] = {"retention_only",
                                         "ce_is_cathode",
                                         "np_missing",
                                         "np_zero_life_undefined",
                                         "symmetric_cell",
                                         "excess_lithium_hides_loss",
                                         "bias_dominates",
                                         "short_record",
                                         "starts_late",
                                         "no_energy_channel",
                                         "no_charge_channel",
                                         "irregular_cycles",
                                         "partial_depth",
                                         "mixed_rates",
                                         "below_resolution",
                                         "transferred_ce_li",
                                         "counts_not_to_end_of_stage_3",
                                         "fit_rests_on_defaults",
                                         "readings_disagree"};
    for (int32_t i = 0; i < 19; i++) {
        assert_string_equal(lmbi_warning(i + 1)->name, stable[i]);
        assert_true(strlen(lmbi_warning(i + 1)->text) > 20);
    }
    assert_null(lmbi_warning(0));
    assert_null(lmbi_warning(20));
    assert_string_equal(lmb_reason_name(0), "none");
    for (int32_t i = 0; lmb_reason_name(i); i++) assert_true(strlen(lmb_reason_text(i)) > 10);
    assert_null(lmb_reason_name(-1));
    assert_null(lmb_reason_text(1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_ascend_and_belong_to_their_kind),
        cmocka_unit_test(names_are_unique_within_their_kind),
        cmocka_unit_test(every_quantity_explains_itself),
        cmocka_unit_test(defaults_lie_within_their_bounds),
        cmocka_unit_test(header_and_registry_are_the_same),
        cmocka_unit_test(unknown_ids_are_answered),
        cmocka_unit_test(warnings_and_reasons_have_names),
    };
    return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
