/* The model against data/vectors/model.json, which an independent implementation produced. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "support.h"

enum { SCENARIOS = 16, FEWEST_ROWS = 18, COLUMNS = 25 };

static struct json *vectors;

/* A number, or the name of an enumerated value. */
static double parameter_value(int32_t id, const struct json *value)
{
    if (value->kind != JSON_TEXT) return value->number;
    for (int32_t i = 0; lmb_quantity_value_name(id, i); i++)
        if (strcmp(lmb_quantity_value_name(id, i), value->text) == 0) return i;
    fail_msg("%s has no value %s", value->name, value->text);
    return NAN;
}

static lmb_cell *cell_of(const struct json *scenario)
{
    lmb_cell *cell = new_cell();
    const struct json *parameter = json_member(scenario, "parameters")->first;
    for (; parameter; parameter = parameter->next) {
        int32_t id = lmb_quantity_find(LMB_KIND_PARAMETER, parameter->name);
        assert_true(id != 0);
        set(cell, id, parameter_value(id, parameter));
    }
    return cell;
}

static const struct json *scenario_named(const char *name)
{
    const struct json *scenario = json_member(vectors, name);
    assert_non_null(scenario);
    return scenario;
}

static lmb_dataset *simulate_scenario(const struct json *scenario)
{
    lmb_cell *cell = cell_of(scenario);
    lmb_dataset *dataset = simulate(cell, (int64_t)json_member(scenario, "cycles")->number);
    lmb_cell_free(cell);
    return dataset;
}

/* |difference| <= 1e-9 max(|value|, 1e-6 capacity): where the value is zero the file holds
 * rounding residue. */
static void compare_column(const lmb_dataset *dataset, const struct json *rows, const char *name,
                           double capacity)
{
    int32_t id = lmb_quantity_find(LMB_KIND_COLUMN, name);
    assert_true(id != 0);
    double *column = column_of(dataset, id);
    for (const struct json *row = rows->first; row; row = row->next) {
        const struct json *value = json_member(row, name);
        int64_t cycle = (int64_t)json_member(row, "cycle")->number;
        assert_non_null(value);
        assert_true(cycle >= 1 && cycle <= lmb_dataset_cycles(dataset));
        describe("column %s, cycle %d", name, (int)cycle);
        assert_close(column[cycle - 1], value->number, 1e-9, 1e-15 * capacity);
    }
    free(column);
}

/* The first cycle in which the column is at least `least`; NaN if there is none. */
static double first_cycle(const lmb_dataset *dataset, int32_t id, double least)
{
    double *column = column_of(dataset, id), first = NAN;
    for (int64_t k = lmb_dataset_cycles(dataset); k >= 1; k--)
        if (column[k - 1] >= least) first = (double)k;
    free(column);
    return first;
}

static void scenario_holds(void **state)
{
    const struct json *scenario = scenario_named(*state);
    lmb_cell *cell = cell_of(scenario);
    double capacity;
    assert_ok(lmb_cell_get(cell, LMB_DERIVED_CAPACITY, &capacity));
    lmb_cell_free(cell);

    lmb_dataset *dataset = simulate_scenario(scenario);
    const struct json *rows = json_member(scenario, "rows");
    assert_true(json_count(rows) >= FEWEST_ROWS);
    assert_int_equal(json_count(rows->first), COLUMNS);
    for (const struct json *column = rows->first->first; column; column = column->next)
        compare_column(dataset, rows, column->name, capacity);

    describe("first Li-limited cycle");
    assert_close(first_cycle(dataset, LMB_COLUMN_LI_LIMITED, 1),
                 json_member(scenario, "first_li_limited")->number, 0, 0);
    const struct json *onset = json_member(scenario, "stage_onset")->first;
    for (; onset; onset = onset->next) {
        describe("onset of stage %s", onset->name);
        assert_close(first_cycle(dataset, LMB_COLUMN_STAGE, atof(onset->name)), onset->number, 0,
                     0);
    }
    lmb_dataset_free(dataset);
}

/* model.md, section 8: the shape of Fig. 2d,e that the defaults reproduce. */
static void defaults_show_the_figure(void **state)
{
    (void)state;
    lmb_dataset *dataset = simulate_scenario(scenario_named("default"));
    double *ce = column_of(dataset, LMB_COLUMN_CE_CELL);
    static const double onset[] = {92, 166, 238};
    for (int s = 2; s <= 4; s++)
        assert_close(first_cycle(dataset, LMB_COLUMN_STAGE, s), onset[s - 2], 0, 0);
    assert_close(100 * (ce[236] - ce[238]), 1.14, 0, 0.005);
    assert_close((onset[2] - 1) / 1.5, 158, 0, 0); /* normalized cycle life */
    free(ce);
    lmb_dataset_free(dataset);
}

/* model.md, section 7: dry-out ends the cell with the thick foil first. An illustration. */
static void thick_foil_dies_first(void **state)
{
    (void)state;
    lmb_dataset *thin = simulate_scenario(scenario_named("thin_foil"));
    lmb_dataset *thick = simulate_scenario(scenario_named("thick_foil"));
    double *thin_q = column_of(thin, LMB_COLUMN_DISCHARGE_CAPACITY);
    double *thick_q = column_of(thick, LMB_COLUMN_DISCHARGE_CAPACITY);
    double *thickness = column_of(thin, LMB_COLUMN_ANODE_THICKNESS);
    double *left = column_of(thick, LMB_COLUMN_RESERVOIR);
    double foil =
        json_member(json_member(scenario_named("thick_foil"), "parameters"), "np_ratio")->number *
        4;
    assert_close(thin_q[599] / thin_q[0], 0.794, 0, 5e-4);
    assert_close(thickness[599], 69.8, 0, 0.05);
    assert_true(thick_q[452] / thick_q[0] < 0.76);
    assert_close(left[449] / foil, 0.67, 0, 0.005);
    free(thin_q);
    free(thick_q);
    free(thickness);
    free(left);
    lmb_dataset_free(thin);
    lmb_dataset_free(thick);
}

int main(void)
{
    char *text = read_whole(data_path("vectors/model.json"), NULL);
    vectors = text ? json_parse(text) : NULL;
    free(text);
    struct CMUnitTest tests[SCENARIOS + 2];
    int count = 0;
    for (struct json *s = vectors ? vectors->first : NULL; s && count < SCENARIOS; s = s->next)
        tests[count++] = (struct CMUnitTest){s->name, scenario_holds, NULL, NULL, s->name};
    if (count != SCENARIOS) {
        fprintf(stderr, "data/vectors/model.json: %d scenarios, not %d\n", count, SCENARIOS);
        return 1;
    }
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(defaults_show_the_figure);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(thick_foil_dies_first);
    int failed = _cmocka_run_group_tests("vectors", tests, (size_t)count, NULL, NULL);
    json_free(vectors);
    return failed;
}
