/* The review's knowledge, row by row as knowledge pages list it, against the public functions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

static int32_t find(const char *name)
{
    int32_t id = lmb_knowledge_find(name);
    if (!id) fail_msg("there is no entry %s", name);
    return id;
}

/* The standing of a link, 0 without one. */
static int32_t standing_of(int32_t from, int32_t relation, int32_t to)
{
    int32_t f, r, t, standing;
    for (int32_t i = 0; lmb_knowledge_link(i, &f, &r, &t, &standing, NULL) == LMB_OK; i++)
        if (f == from && r == relation && t == to) return standing;
    return 0;
}

/* Take the next word off a list. */
static int take_word(const char **list, char *word)
{
    int used = 0;
    if (sscanf(*list, " %39s%n", word, &used) != 1) return 0;
    *list += used;
    return 1;
}

struct row {
    const char *from;
    int32_t relation;
    const char *to;
    int32_t standing; /* 0: stated or inferred */
};

static void check_rows(const struct row *rows, int count)
{
    char from[40], to[40];
    for (int i = 0; i < count; i++)
        for (const char *sources = rows[i].from; take_word(&sources, from);)
            for (const char *ends = rows[i].to; take_word(&ends, to);) {
                describe("%s to %s", from, to);
                int32_t standing = standing_of(find(from), rows[i].relation, find(to));
                assert_true(standing != 0);
                if (rows[i].standing) assert_int_equal(standing, rows[i].standing);
            }
}

#define CHECK(rows) check_rows(rows, (int)(sizeof rows / sizeof rows[0]))

static void entries_are_complete(void **state)
{
    (void)state;
    int32_t count = 0, last = 0;
    for (int32_t id; (id = lmb_knowledge_at(count)) != 0; count++) {
        assert_true(id > last);
        assert_int_equal(lmb_knowledge_kind(id), id / 100);
        assert_int_equal(find(lmb_knowledge_name(id)), id);
        assert_true(strlen(lmb_knowledge_text(id)) >= 8);
        last = id;
    }
    assert_true(count > 140);
}

static void labels_are_those_of_the_review(void **state)
{
    (void)state;
    for (int i = 1; i <= 28; i++) {
        char name[8];
        snprintf(name, sizeof name, i <= 14 ? "%d" : "%c", i <= 14 ? i : 'A' + i - 15);
        assert_int_equal(find(name), 100 * LMB_ENTRY_LABEL + i);
    }
    assert_int_equal(lmb_knowledge_find("15"), 0);
    assert_int_equal(lmb_knowledge_find("O"), 0);
}

static void components_are_inferred(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"1 2 3 4 5 7 A D E F G", LMB_LINK_BELONGS_TO, "cathode", LMB_STANDING_INFERRED},
        {"9 10 13 14 H I J K", LMB_LINK_BELONGS_TO, "anode", LMB_STANDING_INFERRED},
        {"6 8 11 12 B L", LMB_LINK_BELONGS_TO, "electrolyte", LMB_STANDING_INFERRED},
        {"C M", LMB_LINK_BELONGS_TO, "separator", LMB_STANDING_INFERRED},
    };
    int32_t relation, from, with = 0;
    CHECK(rows);
    for (int32_t i = 0; lmb_knowledge_link(i, &from, &relation, NULL, NULL, NULL) == LMB_OK; i++) {
        with += relation == LMB_LINK_BELONGS_TO;
        assert_false(relation == LMB_LINK_BELONGS_TO && from == find("N"));
    }
    assert_int_equal(with, 27);
}

static void what_leads_to_what(void **state)
{
    (void)state;
    enum { LEADS = LMB_LINK_LEADS_TO, SHOWS = LMB_LINK_SHOWS, SAID = LMB_STANDING_STATED };
    static const struct row rows[] = {
        {"oxygen_redox", LEADS, "1", SAID},
        {"over_delithiation", LEADS, "1 7", SAID},
        {"trapped_oxygen", LEADS, "2", SAID},
        {"3", SHOWS, "voltage_decay", SAID},
        {"lattice_distortion", LEADS, "A 4", SAID},
        {"4", LEADS, "B", SAID},
        {"B", LEADS, "C", SAID},
        {"oxygen_release", LEADS, "5", SAID},
        {"delithiated_surface high_potential D", LEADS, "6", SAID},
        {"E", LEADS, "7", SAID},
        {"A", LEADS, "F", SAID},
        {"F", LEADS, "G", SAID},
        {"diffusion_mismatch", LEADS, "8", SAID},
        {"8", LEADS, "9", SAID},
        {"9", LEADS, "10 13 L", SAID},
        {"10", LEADS, "12", SAID},
        {"11", LEADS, "H I", SAID},
        {"I", LEADS, "12 J", SAID},
        {"5", LEADS, "11", SAID},
        {"13", LEADS, "K", SAID},
        {"sei_buckling", LEADS, "14", SAID},
        {"14 bulk_stripping", LEADS, "J", SAID},
        {"plating_efficiency", LMB_LINK_LOWERS, "J K", SAID},
        {"K", SHOWS, "swelling ohmic_polarization concentration_polarization", SAID},
        {"6 12", LEADS, "L", SAID},
        {"L", SHOWS, "concentration_polarization", SAID},
        {"K", LEADS, "M", SAID},
        {"L M", LEADS, "N", SAID},
    };
    CHECK(rows);
}

static void what_drives_which_label(void **state)
{
    (void)state;
    enum { RAISES = LMB_LINK_RAISES, LOWERS = LMB_LINK_LOWERS, SAID = LMB_STANDING_STATED };
    static const struct row rows[] = {
        {"cathode_capacity", RAISES, "D 2 4", SAID},
        {"cathode_capacity", RAISES, "1", LMB_STANDING_DOUBTFUL},
        {"cathode_density", RAISES, "A B D E 1 2 3 4 5 7", SAID},
        {"fabrication_defects", RAISES, "E F G", SAID},
        {"fabrication_defects", RAISES, "I", LMB_STANDING_DOUBTFUL},
        {"areal_plating_capacity", RAISES, "J K 8 9 11 12 13", SAID},
        {"sei_rupture", RAISES, "I J 9 10 12", SAID},
        {"np_ratio", LOWERS, "J", SAID},
        {"np_ratio", RAISES, "I K 12 14 L M", 0},
        {"electrolyte_to_capacity", LOWERS, "D E G L 6", SAID},
        {"electrolyte_to_capacity", LOWERS, "L 8", SAID},
        {"electrode_size", RAISES, "A B D 1 2 3 4 5 7", SAID},
        {"electrode_size", RAISES, "I J L 8 9 10 13 14", SAID},
        {"stack_pressure", LOWERS, "9 K swelling", SAID},
        {"stack_pressure", RAISES, "plating_efficiency lithium_creep edge_fields", SAID},
        {"layer_count", RAISES, "cell_resistance", SAID},
        {"A C L M N 6 7 8 12", LMB_LINK_SHOWS, "cell_resistance", SAID},
        {"cell_resistance", LMB_LINK_SHOWS, "constant_voltage_time", SAID},
    };
    CHECK(rows);
}

static void every_doubtful_print_says_why(void **state)
{
    (void)state;
    int32_t standing, doubtful = 0;
    const char *text;
    for (int32_t i = 0; lmb_knowledge_link(i, NULL, NULL, NULL, &standing, &text) == LMB_OK; i++) {
        assert_in_range(standing, LMB_STANDING_STATED, LMB_STANDING_DOUBTFUL);
        if (standing != LMB_STANDING_DOUBTFUL) continue;
        assert_non_null(strstr(text, "rinted I"));
        doubtful++;
    }
    assert_int_equal(doubtful, 2);
}

static int32_t path_length(const char *from, const char *to)
{
    int32_t count = 0;
    return lmb_knowledge_path(find(from), find(to), NULL, 0, &count) ? 0 : count;
}

/* Box 1: each driver on the left reaches something on the right, and all on the right is reached.
 */
static void drivers_reach_what_shows(void **state)
{
    (void)state;
    static const char *const left[] = {"charge_voltage", "electrolyte_to_capacity",
                                       "cathode_capacity", "electrode_size", "np_ratio"};
    static const char *const right[] = {"gas_evolution",    "cell_resistance",
                                        "cathode_failure",  "concentration_polarization",
                                        "anode_exhaustion", "swelling"};
    for (int d = 0; d < 5; d++) {
        assert_int_equal(lmb_knowledge_kind(find(left[d])), LMB_ENTRY_PARAMETER);
        int reached = 0;
        for (int o = 0; o < 6; o++) reached += path_length(left[d], right[o]) > 1;
        describe("%s", left[d]);
        assert_true(reached >= 2);
    }
    for (int o = 0; o < 6; o++) {
        assert_int_equal(lmb_knowledge_kind(find(right[o])), LMB_ENTRY_OBSERVABLE);
        assert_true(path_length("cathode_capacity", right[o]) > 1);
    }
}

static void the_loop_closes(void **state)
{
    (void)state;
    enum { IN = LMB_LINK_INVOLVES, SAID = LMB_STANDING_STATED };
    static const struct row rows[] = {
        {"step_1", IN, "K M N 8 9", SAID},       {"step_2", IN, "hotspots", SAID},
        {"step_3", IN, "over_lithiation", SAID}, {"step_4", IN, "1 3 A", SAID},
        {"step_5", IN, "C L 6 12", SAID},
    };
    CHECK(rows);
    for (int i = 1; i <= 6; i++) {
        char from[8], to[8];
        snprintf(from, sizeof from, "step_%d", i);
        snprintf(to, sizeof to, "step_%d", i % 6 + 1);
        assert_int_equal(standing_of(find(from), LMB_LINK_NEXT, find(to)), SAID);
    }
}

static void stages_show_what_the_figure_shows(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"stage_2", LMB_LINK_SHOWS, "ohmic_polarization swelling energy_bend", 0},
        {"stage_3", LMB_LINK_SHOWS, "capacity_knee energy_bend cell_resistance heat", 0},
        {"stage_4", LMB_LINK_SHOWS, "ce_step anode_free_fade", 0},
    };
    static const char *const words[] = {"CE_Li", "CE_cathode", "CE_cell", "capacity", "reservoir"};
    int32_t from, relation;
    CHECK(rows);
    for (int stage = 1; stage <= 4; stage++)
        for (int w = 0; w < (stage < 4 ? 5 : 1); w++) {
            char name[8];
            snprintf(name, sizeof name, "stage_%d", stage);
            assert_non_null(strstr(lmb_knowledge_text(find(name)), words[w]));
        }
    for (int32_t i = 0; lmb_knowledge_link(i, &from, &relation, NULL, NULL, NULL) == LMB_OK; i++)
        assert_false(from == find("stage_1")); /* nothing shows */
    assert_non_null(strstr(lmb_knowledge_text(find("stage_4")), "idealized"));
}

/* A path is made of links, from end to end. */
static void paths_are_chains_of_links(void **state)
{
    (void)state;
    int32_t ids[32], count = 0, before, relation, f, t;
    assert_ok(lmb_knowledge_path(find("oxygen_redox"), find("1"), ids, 32, &count));
    assert_int_equal(count, 2);
    assert_ok(lmb_knowledge_path(find("cathode_capacity"), find("heat"), ids, 32, &count));
    assert_int_equal(ids[0], find("cathode_capacity"));
    assert_int_equal(ids[count - 1], find("heat"));
    for (before = 0; before + 1 < count; before++) {
        int linked = 0;
        for (int32_t i = 0; lmb_knowledge_link(i, &f, &relation, &t, NULL, NULL) == LMB_OK; i++)
            linked |= f == ids[before] && t == ids[before + 1] && relation <= LMB_LINK_SHOWS;
        assert_true(linked);
    }
    assert_int_equal(path_length("heat", "1"), 0);
    assert_int_equal(lmb_knowledge_path(find("8"), find("L"), ids, 2, &count), LMB_ERROR_SIZE);
    assert_int_equal(count, 3);
    assert_ok(lmb_knowledge_path(find("8"), find("8"), ids, 1, &count));
    assert_int_equal(count, 1);
}

static void numbers_are_the_reviews(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double lower, upper;
    } rows[] = {
        {"ce_li_today", 0, 0.995},
        {"ce_li_today_extreme", 0, 0.99},
        {"ce_li_best", 0.999, 0.999},
        {"ce_li_target", 0.9995, 1},
        {"target_cycles", 500, 500},
        {"target_retention", 0.75, 0.75},
        {"ce_cathode_normal", 0.9998, 0.9998},
        {"charge_rate", 0.1, 0.2},
        {"discharge_rate", 0.2, 0.5},
        {"softening_rate", 10, INFINITY},
        {"layer_example_energy", 350, 350},
        {"layer_example_capacity", 2, 2},
        {"layer_example_start", 20, 20},
        {"layer_example_end", 70, 70},
        {"layer_example_cycles", 600, 600},
        {"thick_foil", 50, 50},
        {"thick_foil_life", 450, 450},
        {"thin_foil", 20, 20},
        {"thin_foil_life", 600, 600},
        {"strength_fine", 105, 105},
        {"strength_fine_diameter", 1.39, 1.39},
        {"strength_coarse", 0, 20},
        {"strength_coarse_diameter", 9.45, 9.45},
        {"strength_exponent_two_points", -0.865, -0.865},
        {"strength_exponent_source", -0.68, -0.68},
        {"shear_modulus_needed", 7, INFINITY},
        {"shear_ratio_needed", 1.8, 1.8},
        {"lithium_shear_modulus", 2.8, 3.9},
        {"cluster_size", 5, 8},
        {"electrolyte_limit_ncm", 4.6, 4.6},
        {"electrolyte_limit_li_rich", 4.8, 4.8},
        {"runaway_temperature", 1000, INFINITY},
        {"runaway_capacity", 100, INFINITY},
        {"parabolic_corrosion", 0.005, 0.005},
        {"tier_400", 400, 450},
        {"tier_450", 450, 500},
        {"tier_500", 500, 600},
        {"tier_600", 600, INFINITY},
        {"normalized_life_usual", 25, 75},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double lower = NAN, upper = NAN;
        const char *unit = NULL;
        describe("%s", rows[i].name);
        assert_ok(lmb_knowledge_number(find(rows[i].name), &lower, &upper, &unit));
        assert_true(lower == rows[i].lower && upper == rows[i].upper);
        assert_true(strlen(unit) > 0);
    }
    assert_int_equal(lmb_knowledge_number(find("K"), NULL, NULL, NULL), LMB_ERROR_MISSING);
}

static void every_number_names_its_source(void **state)
{
    (void)state;
    for (int32_t i = 0, id; (id = lmb_knowledge_at(i)) != 0; i++) {
        if (lmb_knowledge_number(id, NULL, NULL, NULL)) continue;
        describe("%s", lmb_knowledge_name(id));
        assert_non_null(strstr(lmb_knowledge_text(id), " et al. 20"));
    }
}

static void tiers_carry_their_windows(void **state)
{
    (void)state;
    static const struct {
        const char *tier, *window;
        double lower, upper;
    } rows[] = {
        {"tier_400", "tier_400_voltage", 4.2, 4.3},
        {"tier_400", "tier_400_areal_capacity", 0, 6},
        {"tier_400", "tier_400_np_ratio", 1.5, 2.5},
        {"tier_400", "tier_400_cycle_life", 0, 100},
        {"tier_450", "tier_450_voltage", 4.2, 4.3},
        {"tier_450", "tier_450_areal_capacity", 0, 6},
        {"tier_450", "tier_450_np_ratio", 1.5, 2.5},
        {"tier_450", "tier_450_cycle_life", 0, 100},
        {"tier_500", "tier_500_voltage_ncm", 0, 4.4},
        {"tier_500", "tier_500_voltage_li_rich", 0, 4.8},
        {"tier_500", "tier_500_areal_capacity", 6, INFINITY},
        {"tier_500", "tier_500_electrolyte", 0, 1.5},
        {"tier_600", "tier_600_areal_capacity", 8, INFINITY},
        {"tier_600", "tier_600_np_ratio", 0, 1},
        {"tier_600", "tier_600_cycle_life", 0, 75},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double lower, upper;
        describe("%s", rows[i].window);
        assert_ok(lmb_knowledge_number(find(rows[i].window), &lower, &upper, NULL));
        assert_true(lower == rows[i].lower && upper == rows[i].upper);
        assert_int_equal(standing_of(find(rows[i].tier), LMB_LINK_WINDOW, find(rows[i].window)),
                         LMB_STANDING_STATED);
    }
    for (int i = 0; i < 2; i++)
        assert_non_null(strstr(lmb_knowledge_text(find(i ? "tier_400" : "tier_450")),
                               "before the end of stage 3"));
}

/* An analyzed dataset and its failure mode lead to labels. */
static void labels_fit_a_failure_mode(void **state)
{
    (void)state;
    lmb_cell *cell = new_cell();
    set(cell, LMB_PARAM_NP_RATIO, 1.5);
    lmb_dataset *life = simulate(cell, 300);
    lmb_report *report;
    assert_ok(lmb_analyze(life, cell, &report, NULL, 0));
    int32_t mode = (int32_t)report_value(report, LMB_RESULT_FAILURE_MODE);
    int32_t failure = find(lmb_quantity_value_name(LMB_RESULT_FAILURE_MODE, mode));
    assert_int_equal(lmb_knowledge_kind(failure), LMB_ENTRY_FAILURE);
    assert_true(standing_of(failure, LMB_LINK_FITS, find("J")) != 0);
    assert_true(standing_of(failure, LMB_LINK_FITS, find("K")) != 0);
    assert_int_equal(standing_of(failure, LMB_LINK_FITS, find("F")), 0);
    for (int32_t i = 1; i <= 4; i++) find(lmb_quantity_value_name(LMB_RESULT_FAILURE_MODE, i));
    lmb_report_free(report);
    lmb_dataset_free(life);
    lmb_cell_free(cell);
}

/* Entries that are meant as parameters of the registry have its names. */
static void parameters_have_the_registrys_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "cathode_capacity", "cathode_density", "np_ratio",       "electrolyte_to_capacity",
        "electrode_height", "electrode_width", "stack_pressure", "layer_count",
        "charge_voltage",   "charge_current",  "temperature"};
    for (int i = 0; i < 11; i++) {
        assert_int_equal(lmb_knowledge_kind(find(names[i])), LMB_ENTRY_PARAMETER);
        assert_true(lmb_quantity_find(LMB_KIND_PARAMETER, names[i]) != 0);
    }
}

static void nonsense_is_answered(void **state)
{
    (void)state;
    static const int32_t unknown[] = {0, -1, 99, 100, 129, 1100, 9999, INT32_MIN, INT32_MAX};
    int32_t count = 7;
    for (int i = 0; i < 9; i++) {
        assert_int_equal(lmb_knowledge_kind(unknown[i]), 0);
        assert_null(lmb_knowledge_name(unknown[i]));
        assert_null(lmb_knowledge_text(unknown[i]));
        assert_int_equal(lmb_knowledge_number(unknown[i], NULL, NULL, NULL), LMB_ERROR_UNKNOWN);
        assert_int_equal(lmb_knowledge_path(unknown[i], 101, NULL, 0, &count), LMB_ERROR_UNKNOWN);
    }
    assert_int_equal(lmb_knowledge_find(NULL), 0);
    assert_int_equal(lmb_knowledge_find(""), 0);
    assert_int_equal(lmb_knowledge_at(-1), 0);
    assert_int_equal(lmb_knowledge_at(INT32_MAX), 0);
    assert_int_equal(lmb_knowledge_link(-1, NULL, NULL, NULL, NULL, NULL), LMB_ERROR_MISSING);
    assert_int_equal(lmb_knowledge_link(9999, NULL, NULL, NULL, NULL, NULL), LMB_ERROR_MISSING);
    assert_int_equal(lmb_knowledge_path(101, 102, NULL, 0, NULL), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_knowledge_path(101, 102, NULL, 5, &count), LMB_ERROR_ARGUMENT);
    assert_int_equal(lmb_knowledge_path(101, 102, NULL, -1, &count), LMB_ERROR_ARGUMENT);
    assert_int_equal(count, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_complete),
        cmocka_unit_test(labels_are_those_of_the_review),
        cmocka_unit_test(components_are_inferred),
        cmocka_unit_test(what_leads_to_what),
        cmocka_unit_test(what_drives_which_label),
        cmocka_unit_test(every_doubtful_print_says_why),
        cmocka_unit_test(drivers_reach_what_shows),
        cmocka_unit_test(the_loop_closes),
        cmocka_unit_test(stages_show_what_the_figure_shows),
        cmocka_unit_test(paths_are_chains_of_links),
        cmocka_unit_test(numbers_are_the_reviews),
        cmocka_unit_test(every_number_names_its_source),
        cmocka_unit_test(tiers_carry_their_windows),
        cmocka_unit_test(labels_fit_a_failure_mode),
        cmocka_unit_test(parameters_have_the_registrys_names),
        cmocka_unit_test(nonsense_is_answered),
    };
    return cmocka_run_group_tests_name("mechanism", tests, NULL, NULL);
}
