#include "command_line.h"

#include <stdlib.h>

static void key(const char *name) { printf("\"%s\": ", name); }

static void number(double value) { print_number(stdout, value, "null"); }

/* A value with its 90 % interval; null where it is not known. */
static void interval(struct result r)
{
    if (r.value != r.value) {
        fputs("null", stdout);
        return;
    }
    fputs("{\"value\": ", stdout);
    number(r.value);
    fputs(", \"lower\": ", stdout);
    number(r.lower);
    fputs(", \"upper\": ", stdout);
    number(r.upper);
    putchar('}');
}

static void estimate(const lmb_report *report, int32_t id) { interval(result_of(report, id)); }

static void estimate_of(const lmb_report *report, const char *name, int32_t id, const char *after)
{
    key(name);
    estimate(report, id);
    fputs(after, stdout);
}

static void value_of(const lmb_report *report, const char *name, int32_t id, const char *after)
{
    key(name);
    number(result_of(report, id).value);
    fputs(after, stdout);
}

static void name_of(const lmb_report *report, const char *name, int32_t id, const char *after)
{
    key(name);
    const char *text = result_name(report, id);
    if (text) print_string(stdout, text);
    else fputs("null", stdout);
    fputs(after, stdout);
}

void print_parameters(const lmb_cell *cell)
{
    const char *between = "";
    fputs("  \"parameters_set\": {", stdout);
    for (int32_t i = 0, id; (id = lmb_quantity_at(i)) != 0; i++) {
        double value;
        if (!lmb_cell_is_set(cell, id)) continue;
        lmb_cell_get(cell, id, &value);
        fputs(between, stdout);
        key(lmb_quantity_name(id));
        const char *name = value == value ? lmb_quantity_value_name(id, (int32_t)value) : NULL;
        if (name) print_string(stdout, name);
        else number(value);
        between = ", ";
    }
    puts("},");
}

static void source(const struct options *o, const lmb_report *report)
{
    fputs("  \"source\": {\"files\": [", stdout);
    for (int32_t i = 0; i < o->file_count; i++) {
        if (i) fputs(", ", stdout);
        print_string(stdout, o->files[i]);
    }
    fputs("], ", stdout);
    name_of(report, "kind", LMB_RESULT_SOURCE_KIND, ", ");
    name_of(report, "dialect", LMB_RESULT_SOURCE_DIALECT, ", ");
    value_of(report, "rows", LMB_RESULT_SOURCE_ROWS, ", ");
    value_of(report, "cycles", LMB_RESULT_CYCLES, ", ");
    value_of(report, "excluded", LMB_RESULT_EXCLUDED_CYCLES, ", ");
    value_of(report, "first_cycle", LMB_RESULT_FIRST_CYCLE, ", ");
    value_of(report, "last_cycle", LMB_RESULT_LAST_CYCLE, "},\n");
}

static int excluded(const lmb_report *report)
{
    const lmb_dataset *table = lmb_report_table(report);
    int64_t rows = lmb_dataset_cycles(table);
    double *cycle = malloc(2 * (size_t)rows * sizeof *cycle), *why;
    const char *between = "";
    if (!cycle) return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    why = cycle + rows;
    lmb_dataset_get_column(table, LMB_COLUMN_CYCLE, cycle, rows, 1);
    lmb_dataset_get_column(table, LMB_COLUMN_EXCLUDED, why, rows, 1);
    fputs("  \"excluded\": [", stdout);
    for (int64_t i = 0; i < rows; i++) {
        if (why[i] == LMB_EXCLUDED_NO) continue;
        printf("%s{\"cycle\": ", between);
        number(cycle[i]);
        printf(", \"reason\": \"%s\"}",
               lmb_quantity_value_name(LMB_COLUMN_EXCLUDED, (int32_t)why[i]));
        between = ", ";
    }
    puts("],");
    free(cycle);
    return EXIT_FINE;
}

static void books(const lmb_report *report)
{
    fputs("  \"books\": {", stdout);
    value_of(report, "reference_cycle", LMB_RESULT_REFERENCE_CYCLE, ",\n            ");
    for (int32_t id = LMB_RESULT_CE_CELL; id <= LMB_RESULT_CE_RESOLUTION; id++)
        estimate_of(report, lmb_quantity_name(id), id,
                    id < LMB_RESULT_CE_RESOLUTION ? ",\n            " : "},\n");
}

static void mechanisms_of(const lmb_report *report)
{
    const char *names[LABELS];
    int count = fitting_labels(report, names, LABELS);
    key("mechanisms");
    for (int i = 0; i < count; i++) printf("%s\"%s\"", i ? ", " : "[", names[i]);
    fputs(count ? "],\n  " : "[],\n  ", stdout);
}

static void stages_model(const lmb_report *report)
{
    if (!result_name(report, LMB_RESULT_FIT_STATE)) {
        fputs("  \"stages_model\": null,\n", stdout);
        return;
    }
    fputs("  \"stages_model\": [", stdout);
    for (int32_t stage = 2; stage <= 4; stage++) {
        int32_t onset = LMB_RESULT_MODEL_ONSET_STAGE_2 + stage - 2;
        struct result r = result_of(report, onset);
        printf("%s{\"stage\": %d, \"detected\": %s, ", stage > 2 ? ",\n                   " : "",
               (int)stage, r.value == r.value ? "true" : "false");
        estimate_of(report, "onset", onset, ", \"evidence\": null, \"channel\": \"cell_model\", ");
        key("reason");
        print_string(stdout, r.reason);
        putchar('}');
    }
    fputs("],\n", stdout);
}

/* How long the cell lived and what charge it passed before a stage: for stage 4 that is its life.
 */
static void time_of_stage(const lmb_report *report, int32_t stage)
{
    value_of(report, "hours",
             stage == 4 ? LMB_RESULT_LIFE_HOURS : LMB_RESULT_HOURS_STAGE_2 + stage - 2, ", ");
    value_of(report, "throughput_ah",
             stage == 4 ? LMB_RESULT_LIFE_THROUGHPUT : LMB_RESULT_THROUGHPUT_STAGE_2 + stage - 2,
             ", ");
}

static void stages(const lmb_report *report)
{
    fputs("  \"stages\": [", stdout);
    for (int32_t stage = 2; stage <= 4; stage++) {
        int32_t onset = LMB_RESULT_ONSET_STAGE_2 + stage - 2;
        struct result r = result_of(report, onset);
        printf("%s{\"stage\": %d, \"detected\": %s, ", stage > 2 ? ",\n             " : "",
               (int)stage, r.value == r.value ? "true" : "false");
        estimate_of(report, "onset", onset, ", ");
        time_of_stage(report, stage);
        value_of(report, "evidence", LMB_RESULT_EVIDENCE_STAGE_2 + stage - 2, ", ");
        name_of(report, "channel", LMB_RESULT_CHANNEL_STAGE_2 + stage - 2, ", ");
        key("reason");
        print_string(stdout, r.reason);
        putchar('}');
    }
    fputs("],\n", stdout);
    stages_model(report);
    fputs("  ", stdout);
    value_of(report, "stage", LMB_RESULT_STAGE, ",\n  ");
    name_of(report, "failure_mode", LMB_RESULT_FAILURE_MODE, ",\n  ");
    mechanisms_of(report);
    estimate_of(report, "normalized_cycle_life", LMB_RESULT_NORMALIZED_CYCLE_LIFE, ",\n  ");
    value_of(report, "life_hours", LMB_RESULT_LIFE_HOURS, ",\n  ");
    value_of(report, "life_throughput_ah", LMB_RESULT_LIFE_THROUGHPUT, ",\n");
}

/* Half widths of 90 %, in cycles: what each source of error makes of the exhaustion cycle alone. */
static void error_terms(const lmb_report *report)
{
    fputs("\"error_terms\": {", stdout);
    for (int32_t id = LMB_RESULT_ERROR_NP_RATIO; id <= LMB_RESULT_ERROR_DECLINE; id++)
        value_of(report, lmb_quantity_name(id) + 6, id,
                 id < LMB_RESULT_ERROR_DECLINE ? ", " : "}, ");
}

static void reservoir(const lmb_report *report)
{
    fputs("  \"reservoir\": {", stdout);
    name_of(report, "capacity_source", LMB_RESULT_CAPACITY_SOURCE, ", ");
    value_of(report, "capacity", LMB_RESULT_CAPACITY, ", ");
    estimate_of(report, "initial_li", LMB_RESULT_INITIAL_LI, ", ");
    struct result bound = result_of(report, LMB_RESULT_CE_LI_LOWER_BOUND);
    value_of(report, "ce_li_lower_bound", LMB_RESULT_CE_LI_LOWER_BOUND, ", ");
    fputs("\"ce_li_lower_bound_interval\": [", stdout);
    number(bound.lower);
    fputs(", ", stdout);
    number(bound.upper);
    fputs("], ", stdout);
    estimate_of(report, "ce_li_mean", LMB_RESULT_CE_LI_MEAN, ", ");
    name_of(report, "ce_li_source", LMB_RESULT_CE_LI_SOURCE, ",\n                ");
    for (int32_t id = LMB_RESULT_INACTIVE_LI; id <= LMB_RESULT_PROTOCOL_CYCLES; id++)
        estimate_of(report, lmb_quantity_name(id), id, ",\n                ");
    estimate_of(report, "remaining", LMB_RESULT_REMAINING_LI, ", ");
    value_of(report, "p_exhausted", LMB_RESULT_P_EXHAUSTED, ", ");
    key("reason");
    print_string(stdout, result_of(report, LMB_RESULT_REMAINING_LI).reason);
    fputs("},\n  \"forecast\": {", stdout);
    estimate_of(report, "exhaustion_cycle", LMB_RESULT_EXHAUSTION_CYCLE, ", ");
    estimate_of(report, "capacity_end_cycle", LMB_RESULT_CAPACITY_END_CYCLE, ", ");
    error_terms(report);
    key("reason");
    print_string(stdout, result_of(report, LMB_RESULT_EXHAUSTION_CYCLE).reason);
    fputs("},\n", stdout);
}

/* The measurements that would narrow the lithium left, the best first. Where that is not known,
 * their intervals stand about the middle of what is possible, 0 to N + sum(Q_ch - Q_dis). */
static void would_settle(const lmb_report *report)
{
    struct result left = result_of(report, LMB_RESULT_REMAINING_LI);
    int known = left.value == left.value;
    double most = result_of(report, LMB_RESULT_INITIAL_LI).value +
                  result_of(report, LMB_RESULT_NET_CHARGE).value;
    double middle = known ? left.value : most / 2;
    struct settling s[SETTLINGS];
    int count = settlings_of(report, s);
    fputs("  \"would_settle\": [", stdout);
    for (int i = 0; i < count; i++) {
        fputs(i ? ",\n                   {" : "{", stdout);
        key("measurement");
        print_string(stdout, s[i].measurement);
        fputs(", \"narrows\": \"remaining\", \"half_width\": ", stdout);
        number(s[i].half);
        printf(", \"about\": \"%s\", ", known ? "estimate" : "middle_of_possible");
        key("interval_after");
        double lower = middle > s[i].half ? middle - s[i].half : 0;
        interval((struct result){middle, lower, middle + s[i].half, ""});
        putchar('}');
    }
    fputs("],\n", stdout);
}

static void warnings(const lmb_report *report)
{
    fputs("  \"warnings\": [", stdout);
    const char *name, *text;
    for (int32_t i = 0; lmb_report_warning(report, i, &name, &text) != 0; i++) {
        printf("%s{\"id\": \"%s\", \"text\": ", i ? ",\n               " : "", name);
        print_string(stdout, text);
        putchar('}');
    }
    fputs("]\n}\n", stdout);
}

int print_report_json(const struct options *o, const lmb_report *report)
{
    printf("{\n  \"schema\": 1, \"lmb\": \"%s\",\n", lmb_version_string());
    print_parameters(o->cell);
    source(o, report);
    if (excluded(report)) return EXIT_BAD_INPUT;
    books(report);
    stages(report);
    reservoir(report);
    would_settle(report);
    print_fit_json(report);
    warnings(report);
    return EXIT_FINE;
}
