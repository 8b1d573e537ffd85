#include "command_line.h"

#include <stdlib.h>
#include <string.h>

static double value_of(const lmb_report *report, int32_t id) { return result_of(report, id).value; }

static void say_count(FILE *out, double count, const char *what)
{
    fprintf(out, "%.0f %s%s", count, what, count == 1 ? "" : "s");
}

static void say_source(FILE *out, const struct options *o, const lmb_report *report)
{
    fprintf(out, "Read: ");
    for (int32_t i = 0; i < o->file_count; i++) fprintf(out, "%s%s", i ? ", " : "", o->files[i]);
    const char *kind = result_name(report, LMB_RESULT_SOURCE_KIND);
    int series = kind && strcmp(kind, "time_series") == 0;
    fprintf(out, ": %s, ", series ? "a time series" : "a table of cycles");
    say_count(out, value_of(report, LMB_RESULT_SOURCE_ROWS), "row");
    fputs(", ", out);
    say_count(out, value_of(report, LMB_RESULT_CYCLES), "cycle");
    fprintf(out, ", %.0f to %.0f.\n", value_of(report, LMB_RESULT_FIRST_CYCLE),
            value_of(report, LMB_RESULT_LAST_CYCLE));
}

/* Where later files count from 1 again, they were taken as the continuation. */
static void say_joined(FILE *out, const lmb_dataset *dataset)
{
    const char *topic, *text;
    for (int32_t i = 0; lmb_dataset_remark(dataset, i, &topic, &text) == LMB_OK; i++)
        if (strcmp(topic, "cycle") == 0 && strstr(text, "again")) fprintf(out, "Mind: %s.\n", text);
}

/* "outlier 117, 140-142": the cycles of one reason as ranges, the first few of them. */
static void say_excluded_for(FILE *out, const double *cycle, const double *why, int64_t rows,
                             int32_t reason)
{
    int ranges = 0, more = 0;
    for (int64_t i = 0; i < rows; i++) {
        if ((int32_t)why[i] != reason) continue;
        int64_t end = i;
        while (end + 1 < rows && (int32_t)why[end + 1] == reason) end++;
        if (ranges == 0)
            fprintf(out, "  %s:", lmb_quantity_value_name(LMB_COLUMN_EXCLUDED, reason));
        if (ranges++ < 12) {
            fprintf(out, "%s %.0f", ranges > 1 ? "," : "", cycle[i]);
            if (end > i) fprintf(out, "-%.0f", cycle[end]);
        } else {
            more++;
        }
        i = end;
    }
    if (more) fprintf(out, ", and %d more", more);
    if (ranges) fputs("\n", out);
}

/* What nobody said is assumed, and said here. */
static void say_cell(FILE *out, const lmb_cell *cell)
{
    double kind;
    lmb_cell_get(cell, LMB_PARAM_CELL_CONFIGURATION, &kind);
    fprintf(out, "Taken as: %s%s.\n",
            lmb_quantity_value_name(LMB_PARAM_CELL_CONFIGURATION, (int32_t)kind),
            lmb_cell_is_set(cell, LMB_PARAM_CELL_CONFIGURATION)
                ? ""
                : " (assumed: --set cell_configuration=..)");
}

static void say_how_many_excluded(FILE *out, double count)
{
    if (count == 0) {
        fputs("Left out: nothing.\n", out);
        return;
    }
    fputs("Left out of means and change points (", out);
    say_count(out, count, "cycle");
    fputs("; every sum has all):\n", out);
}

static int say_excluded(FILE *out, const lmb_report *report)
{
    const lmb_dataset *table = lmb_report_table(report);
    int64_t rows = lmb_dataset_cycles(table);
    double *cycle = malloc(2 * (size_t)rows * sizeof *cycle), *why;
    if (!cycle) return fail(EXIT_BAD_INPUT, "not enough memory", NULL);
    why = cycle + rows;
    lmb_dataset_get_column(table, LMB_COLUMN_CYCLE, cycle, rows, 1);
    lmb_dataset_get_column(table, LMB_COLUMN_EXCLUDED, why, rows, 1);
    say_how_many_excluded(out, value_of(report, LMB_RESULT_EXCLUDED_CYCLES));
    for (int32_t reason = LMB_EXCLUDED_FORMATION; reason <= LMB_EXCLUDED_CALLER; reason++)
        say_excluded_for(out, cycle, why, rows, reason);
    free(cycle);
    return EXIT_FINE;
}

/* A number that rounds to zero has no sign. */
static void say_number(FILE *out, double value, int decimals)
{
    char text[400];
    snprintf(text, sizeof text, "%.*f", decimals, value);
    fputs(text[strspn(text, "-0.")] == '\0' && text[0] == '-' ? text + 1 : text, out);
}

void say_interval(FILE *out, struct result r, int decimals, double scale)
{
    int from = r.lower == r.lower, to = r.upper == r.upper;
    say_number(out, scale * r.value, decimals);
    if (!from && !to) return;
    fputs(from ? " (" : " (up to ", out);
    if (from) say_number(out, scale * r.lower, decimals);
    if (from) fputs(to ? " to " : " or more", out);
    if (to) say_number(out, scale * r.upper, decimals);
    fputs(")", out);
}

static int warned_of(const lmb_report *report, const char *name)
{
    const char *other;
    for (int32_t i = 0; lmb_report_warning(report, i, &other, NULL) != 0; i++)
        if (strcmp(other, name) == 0) return 1;
    return 0;
}

/* The number on the cycler's screen is the one that is misread: what it is, and is not. */
static const char *meaning_of_ce(const lmb_cell *cell, const lmb_report *report)
{
    static const char *const of_cell[] = {
        "While lithium is left on the anode it is the CE of the cathode; the record does not tell.",
        "Without a reservoir it is CE_Li, unless the cathode takes back less.",
        "It is the lower of the CEs of both electrodes.",
        "It is CE_Li on copper, stripped over plated; that of another cell differs.",
        "It is that of the working electrode, charge over discharge.",
        "In a symmetric cell it says nothing of CE_Li."};
    double kind, np;
    lmb_cell_get(cell, LMB_PARAM_CELL_CONFIGURATION, &kind);
    lmb_cell_get(cell, LMB_PARAM_NP_RATIO, &np);
    double onset = value_of(report, LMB_RESULT_ONSET_STAGE_4);
    if (warned_of(report, "ce_is_cathode"))
        return "It is the CE of the cathode: it says nothing of the loss at the anode.";
    if (onset < value_of(report, LMB_RESULT_LAST_CYCLE))
        return "With the reservoir empty it is CE_Li.";
    if (kind == 0 && np == 0 && lmb_cell_is_set(cell, LMB_PARAM_NP_RATIO)) kind = 1;
    return of_cell[(int)kind];
}

/* Begin the line of a value that is known. */
static int say_known(FILE *out, const char *what, struct result r, int decimals, double scale)
{
    if (r.value != r.value) return 0;
    fprintf(out, "  %-18s  ", what);
    say_interval(out, r, decimals, scale);
    return 1;
}

static void say_changes(FILE *out, const lmb_report *report)
{
    double reference = value_of(report, LMB_RESULT_REFERENCE_CYCLE);
    if (say_known(out, "capacity retention", result_of(report, LMB_RESULT_CAPACITY_RETENTION), 2,
                  100))
        fprintf(out, " %% of cycle %.0f\n", reference);
    if (say_known(out, "energy retention", result_of(report, LMB_RESULT_ENERGY_RETENTION), 2, 100))
        fprintf(out, " %% of cycle %.0f\n", reference);
    if (say_known(out, "voltage change", result_of(report, LMB_RESULT_MEAN_VOLTAGE_CHANGE), 1,
                  1000))
        fprintf(out, " mV since cycle %.0f, mean of the discharge\n", reference);
}

static void say_books(FILE *out, const lmb_cell *cell, const lmb_report *report)
{
    double onset = value_of(report, LMB_RESULT_ONSET_STAGE_4);
    double last = value_of(report, LMB_RESULT_LAST_CYCLE);
    fputs("\nBooks (90 % intervals in parentheses)\n", out);
    say_changes(out, report);
    if (say_known(out, "CE shown", result_of(report, LMB_RESULT_CE_CELL), 5, 1)) {
        fprintf(out, ", mean of the last good cycles%s\n", onset < last ? " since exhaustion" : "");
        fprintf(out, "                      %s\n", meaning_of_ce(cell, report));
    }
    if (say_known(out, "gain mismatch", result_of(report, LMB_RESULT_CE_BIAS), 3, 100))
        fputs(" %, from what the next charge takes back\n", out);
}

static const char *stage_meaning(int stage)
{
    switch (stage) {
    case 2: return "CE_Li begins to fall";
    case 3: return "the cathode's fade speeds up";
    case 4: return "the lithium reservoir is used up";
    default: return "stable";
    }
}

static void say_stage(FILE *out, const lmb_report *report, int stage)
{
    struct result onset = result_of(report, LMB_RESULT_ONSET_STAGE_2 + stage - 2);
    fprintf(out, "  stage %d (%s): ", stage, stage_meaning(stage));
    if (onset.value != onset.value) {
        fprintf(out, "no onset. %s\n", onset.reason);
        return;
    }
    const char *channel = result_name(report, LMB_RESULT_CHANNEL_STAGE_2 + stage - 2);
    fputs("from cycle ", out);
    say_interval(out, onset, 0, 1);
    double hours =
        value_of(report, stage == 4 ? LMB_RESULT_LIFE_HOURS : LMB_RESULT_HOURS_STAGE_2 + stage - 2);
    double passed = value_of(report, stage == 4 ? LMB_RESULT_LIFE_THROUGHPUT
                                                : LMB_RESULT_THROUGHPUT_STAGE_2 + stage - 2);
    if (hours == hours) fprintf(out, ", %.4g h", hours);
    if (passed == passed) fprintf(out, ", %.4g Ah", passed);
    fprintf(out, ", seen in %s\n", channel ? channel : "?");
}

static void say_stages(FILE *out, const lmb_report *report)
{
    double stage = value_of(report, LMB_RESULT_STAGE);
    const char *mode = result_name(report, LMB_RESULT_FAILURE_MODE);
    fputs("\nStages\n", out);
    if (stage != stage) {
        fprintf(out, "  No verdict. %s\n", result_of(report, LMB_RESULT_STAGE).reason);
        return;
    }
    fprintf(out,
            stage > 1 ? "  The cell is in stage %.0f at the end of the record; failure mode: %s.\n"
                      : "  No later stage than %.0f shows in the record; failure mode: %s.\n",
            stage, mode ? mode : "not known");
    for (int s = 2; s <= 4; s++) say_stage(out, report, s);
    struct result life = result_of(report, LMB_RESULT_NORMALIZED_CYCLE_LIFE);
    if (life.value == life.value) {
        fputs("  normalized cycle life: ", out);
        say_interval(out, life, 0, 1);
        fputs(" cycles per N/P\n", out);
    } else {
        fprintf(out, "  normalized cycle life: not known. %s\n", life.reason);
    }
    const char *labels[LABELS];
    int count = fitting_labels(report, labels, LABELS);
    if (count > 0) fprintf(out, "  labels of degradation that fit (see lmb mechanisms):");
    for (int i = 0; i < count; i++) fprintf(out, " %s%s", labels[i], i + 1 < count ? "" : "\n");
}

static void say_result(FILE *out, const lmb_report *report, const char *what, int32_t id,
                       int decimals, const char *unit)
{
    struct result r = result_of(report, id);
    fprintf(out, "  %s: ", what);
    if (r.value == r.value) say_interval(out, r, decimals, 1);
    else fprintf(out, "not known. %s", r.reason);
    fprintf(out, "%s%s\n", r.value == r.value && *unit ? " " : "", r.value == r.value ? unit : "");
}

/* The sources of the error of the exhaustion cycle. */
static void say_error_terms(FILE *out, const lmb_report *report)
{
    static const char *const names[] = {"N/P", "CE_Li", "gain", "noise", "decline"};
    const char *before = "    of its error (90 %), in cycles:";
    for (int i = 0; i < 5; i++) {
        double half = result_of(report, LMB_RESULT_ERROR_NP_RATIO + i).value;
        if (half != half) continue;
        fprintf(out, "%s %s +-%.2g", before, names[i], half);
        before = ",";
    }
    if (*before == ',') fputc('\n', out);
}

static void say_settling(FILE *out, const lmb_report *report, int known)
{
    struct settling s[SETTLINGS];
    int count = settlings_of(report, s);
    for (int i = 0; i < count; i++) {
        if (i == 0) fprintf(out, "  would tell %s: ", known ? "more" : "it");
        else fputs("              and: ", out);
        fprintf(out, "%s, to +-%.3g Ah\n", s[i].measurement, s[i].half);
    }
}

static void say_reservoir(FILE *out, const lmb_report *report)
{
    struct result bound = result_of(report, LMB_RESULT_CE_LI_LOWER_BOUND);
    struct result initial = result_of(report, LMB_RESULT_INITIAL_LI);
    struct result mean = result_of(report, LMB_RESULT_CE_LI_MEAN);
    struct result left = result_of(report, LMB_RESULT_REMAINING_LI);
    fputs("\nLithium reservoir\n", out);
    if (initial.value == initial.value) {
        const char *source = result_name(report, LMB_RESULT_CAPACITY_SOURCE);
        fputs("  at the start: ", out);
        say_interval(out, initial, 4, 1);
        fprintf(out, " Ah, N/P of the capacity %s\n",
                source && strcmp(source, "cell") == 0 ? "that was given"
                                                      : "of the reference cycle");
    }
    if (mean.value == mean.value) {
        fputs("  mean CE_Li: ", out);
        say_interval(out, mean, 5, 1);
        fprintf(out, ", from %s\n", result_name(report, LMB_RESULT_CE_LI_SOURCE));
    } else if (bound.value == bound.value) {
        fputs("  mean CE_Li is at least ", out);
        say_interval(out, bound, 5, 1);
        fputs(": it cannot have lost more than it had\n", out);
    }
    say_result(out, report, "lithium left", LMB_RESULT_REMAINING_LI, 3, "Ah");
    double onset = value_of(report, LMB_RESULT_ONSET_STAGE_4);
    say_result(out, report, onset == onset ? "ran out in cycle" : "runs out in cycle",
               LMB_RESULT_EXHAUSTION_CYCLE, 0, "");
    say_error_terms(out, report);
    say_settling(out, report, left.value == left.value);
}

int print_report_words(FILE *out, const struct options *o, const lmb_report *report)
{
    say_source(out, o, report);
    say_joined(out, o->dataset);
    say_cell(out, o->cell);
    if (say_excluded(out, report)) return EXIT_BAD_INPUT;
    say_books(out, o->cell, report);
    say_stages(out, report);
    say_reservoir(out, report);
    print_fit_words(out, report);
    const char *name, *text;
    for (int32_t i = 0; lmb_report_warning(report, i, &name, &text) != 0; i++)
        fprintf(out, "%s  %s: %s\n", i ? "" : "\nMind\n", name, text);
    return EXIT_FINE;
}
