/* Read the record of a cycler and say what it tells of the lithium left.
 *
 *     build/examples/analyze examples/data/simulated_lmb.csv 1.5
 *
 * The second argument is N/P: lithium of the foil over capacity of the cathode. It is the one
 * thing the record cannot tell; leave it out and everything that needs it says so. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lmb/lmb.h>

/* A result with its 90 % interval, or the reason why there is none. */
static void print_result(const lmb_report *report, int32_t id)
{
    double value, lower, upper;
    int32_t reason;
    if (lmb_report_value(report, id, &value, &lower, &upper, &reason) != LMB_OK) return;
    printf("%-22s ", lmb_quantity_name(id));
    if (isnan(value)) {
        printf("not known: %s\n", lmb_reason_text(reason));
        return;
    }
    const char *name = lmb_quantity_value_name(id, (int32_t)value);
    if (name) printf("%s", name); /* an enumerated value has a name */
    else printf("%.6g", value);
    if (!name && strcmp(lmb_quantity_unit(id), "1") != 0) printf(" %s", lmb_quantity_unit(id));
    if (!isnan(lower)) printf("  (90 %%: %.6g to %.6g)", lower, upper);
    printf("\n");
}

static void print_report(const lmb_report *report)
{
    static const int32_t results[] = {
        LMB_RESULT_CYCLES,
        LMB_RESULT_EXCLUDED_CYCLES,
        LMB_RESULT_CE_CELL,
        LMB_RESULT_CAPACITY_RETENTION,
        LMB_RESULT_STAGE,
        LMB_RESULT_ONSET_STAGE_2,
        LMB_RESULT_ONSET_STAGE_3,
        LMB_RESULT_ONSET_STAGE_4,
        LMB_RESULT_FAILURE_MODE,
        LMB_RESULT_CE_LI_LOWER_BOUND,
        LMB_RESULT_CE_LI_MEAN,
        LMB_RESULT_REMAINING_LI,
        LMB_RESULT_EXHAUSTION_CYCLE,
        LMB_RESULT_NORMALIZED_CYCLE_LIFE,
    };
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++)
        print_result(report, results[i]);
    const char *text;
    for (int32_t i = 0; lmb_report_warning(report, i, NULL, &text) != 0; i++)
        printf("warning: %s\n", text);
}

/* Read, analyze, print; a status, and the reason of a failure on stderr. */
static int32_t run(lmb_dataset *record, lmb_cell *cell, const char *path, const char *np_ratio)
{
    if (np_ratio && lmb_cell_set(cell, LMB_PARAM_NP_RATIO, strtod(np_ratio, NULL)) != LMB_OK) {
        fprintf(stderr, "%s\n", lmb_cell_message(cell));
        return LMB_ERROR_RANGE;
    }
    int32_t status = lmb_dataset_read_files(record, &path, 1);
    if (status != LMB_OK) {
        fprintf(stderr, "%s\n", lmb_dataset_message(record));
        return status;
    }
    lmb_report *report = NULL;
    char message[200] = "";
    status = lmb_analyze(record, cell, &report, message, sizeof message);
    if (status == LMB_OK) print_report(report);
    else fprintf(stderr, "%s\n", message);
    lmb_report_free(report);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: analyze FILE [N/P]\n");
        return 2;
    }
    lmb_dataset *record = NULL;
    lmb_cell *cell = NULL;
    int32_t status = lmb_dataset_new(NULL, NULL, &record);
    if (status == LMB_OK) status = lmb_cell_new(NULL, NULL, &cell);
    if (status == LMB_OK) status = run(record, cell, argv[1], argc > 2 ? argv[2] : NULL);
    lmb_cell_free(cell);
    lmb_dataset_free(record);
    return status == LMB_OK ? 0 : 1;
}
