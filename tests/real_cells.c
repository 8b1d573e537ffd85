/* Real cells of the shared folder: prints the tables of doc/stages.md, and fails where a main fact
 * of theirs is not as it should be. Exit 77 where the folder is not there. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { SKIP = 77, MOST_CELLS = 100 };

static int wrong;

static void expect(int fact, const char *what)
{
    if (fact) return;
    printf("NOT SO: %s\n", what);
    wrong++;
}

static lmb_dataset *read_record(const char *const *paths, int count, const char *const *maps)
{
    lmb_dataset *dataset = NULL;
    assert_ok(lmb_dataset_new(NULL, NULL, &dataset));
    for (int i = 0; maps && maps[i]; i += 2)
        assert_ok(lmb_dataset_map(dataset, maps[i], maps[i + 1]));
    int32_t status = lmb_dataset_read_files(dataset, paths, count);
    if (status) printf("%s: %s\n", paths[0], lmb_dataset_message(dataset));
    expect(status == LMB_OK, "a record is read");
    return dataset;
}

static lmb_report *analyze(const lmb_dataset *dataset, int32_t configuration)
{
    lmb_cell *known = new_cell();
    lmb_report *report = NULL;
    set(known, LMB_PARAM_CELL_CONFIGURATION, configuration);
    assert_ok(lmb_analyze(dataset, known, &report, NULL, 0));
    lmb_cell_free(known);
    return report;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    return count > 0 ? values[count / 2] : NAN;
}

/* Lithium-ion cells, discharge capacity alone, no headings: knees. */
static int print_knees(const char *set)
{
    static const char *const maps[] = {"cycle", "#1", "discharge_capacity", "#2", NULL};
    double onset[MOST_CELLS], width[MOST_CELLS], life[MOST_CELLS];
    int cells = 0, found = 0, exhausted = 0;
    for (int i = 1; i <= MOST_CELLS; i++) {
        char name[200];
        snprintf(name, sizeof name,
                 "data/VNemani14__UQ_ML_Tutorial/Case_study_1/Dataset/discharge_capacity/%s/"
                 "cell%d.csv",
                 set, i);
        const char *path = shared_path(name);
        if (!path) continue;
        lmb_dataset *record = read_record(&path, 1, maps);
        lmb_report *report = analyze(record, 2);
        double value, lower, upper;
        assert_ok(lmb_report_value(report, LMB_RESULT_ONSET_STAGE_3, &value, &lower, &upper, NULL));
        exhausted += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_4));
        life[cells++] = report_value(report, LMB_RESULT_LAST_CYCLE);
        if (!isnan(value)) onset[found] = value, width[found++] = upper - lower;
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    if (cells == 0) return 0;
    printf("| %s | %d | %d | %.0f | %.0f | %.1f | %d |\n", set, cells, found,
           median_of(life, cells), median_of(onset, found), median_of(width, found), exhausted);
    expect(found >= cells * 9 / 10, "nine of ten LFP cells show a knee");
    expect(exhausted == 0, "no lithium-ion cell is exhausted of lithium metal");
    return cells;
}

/* A field of a comma-separated line whose strings have no commas. */
static const char *field(const char *line, int number)
{
    while (number-- > 0 && line) {
        line = strchr(line, ',');
        if (line) line++;
    }
    return line;
}

/* Anode-free cells, one a line of capacities; zeros behind the last one: not measured. */
static int print_anode_free(void)
{
    enum { CYCLES = 23 };
    const char *path = shared_path("data/AmanchukwuLab__AL-anode-free/in-house_label_data.csv");
    char *text = path ? read_whole(path, NULL) : NULL;
    if (!text) return 0;
    int cells = 0, named = 0, first = -1;
    double ce[MOST_CELLS];
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (first < 0) {
            for (first = 0; strncmp(field(line, first), "norm_capacity_1,", 16) != 0;) first++;
            continue;
        }
        double capacity[CYCLES];
        int64_t count = CYCLES;
        for (int i = 0; i < count; i++) capacity[i] = strtod(field(line, first + i), NULL);
        while (count > 0 && !(capacity[count - 1] > 0)) count--;
        if (count == 0 || cells == MOST_CELLS) continue;
        lmb_dataset *record = NULL;
        assert_ok(lmb_dataset_new(NULL, NULL, &record));
        assert_ok(
            lmb_dataset_set_column(record, LMB_COLUMN_DISCHARGE_CAPACITY, capacity, count, 1));
        lmb_report *report = analyze(record, 1);
        named += !isnan(report_value(report, LMB_RESULT_ONSET_STAGE_4));
        double *ratio = report_column(report, LMB_COLUMN_CE_CELL);
        for (int64_t k = 1; k < count; k++)
            if (capacity[k - 1] > 0 && capacity[k] > 0)
                expect(fabs(ratio[k] - capacity[k] / capacity[k - 1]) < 1e-12,
                       "CE_Li of an anode-free cell is Q(n+1)/Q(n)");
        ce[cells++] = median_of(ratio + 1, (int)count - 1);
        free(ratio);
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    free(text);
    printf("\n%d anode-free cells: CE_Li = Q(n+1)/Q(n), median of the cells' medians %.3f; stage 4 "
           "in %d.\n",
           cells, median_of(ce, cells), named);
    expect(named == 0, "an anode-free cell has no stage 4");
    return cells;
}

/* One lithium-ion cell on an old cycler over its life: noise grows, no verdict of exhaustion. */
static int print_old_cycler(void)
{
    static const char *const parts[] = {"8_17_10",  "8_18_10", "8_19_10",
                                        "10_05_10", "1_28_11", "2_2_11"};
    int records = 0;
    for (int i = 0; i < 6; i++) {
        char name[100];
        snprintf(name, sizeof name, "data/nicolet5__DiffCapAnalyzer/CS2_33_%s.csv", parts[i]);
        const char *path = shared_path(name);
        if (!path) continue;
        if (records++ == 0)
            printf("\n| record of CS2_33 | cycles | last capacity, Ah | CE noise | stage 4 |\n"
                   "|---|---|---|---|---|\n");
        lmb_dataset *record = read_record(&path, 1, NULL);
        lmb_report *report = analyze(record, 0);
        double *q = report_column(report, LMB_COLUMN_DISCHARGE_CAPACITY);
        int32_t cycles = (int32_t)report_cycles(report);
        double onset = report_value(report, LMB_RESULT_ONSET_STAGE_4);
        double noise = report_value(report, LMB_RESULT_CE_NOISE);
        printf("| %s | %d | %.3f | ", parts[i], cycles, q[cycles > 1 ? cycles - 2 : 0]);
        if (isnan(noise)) printf("- | ");
        else printf("%.1e | ", noise);
        printf("%s |\n", isnan(onset) ? "no" : "yes");
        expect(isnan(onset), "an old cell's noise is not exhaustion");
        free(q);
        lmb_report_free(report);
        lmb_dataset_free(record);
    }
    return records;
}

int main(void)
{
    static const char *const sets[] = {"train", "test1", "test2", "test3"};
    int cells = 0;
    printf("| LFP cells | cells | with a knee | last cycle | knee | width of its interval | "
           "stage 4 |\n|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < 4; i++) cells += print_knees(sets[i]);
    int anode_free = print_anode_free(), records = print_old_cycler();
    if (cells + anode_free + records == 0) return SKIP;
    return wrong ? 1 : 0;
}
