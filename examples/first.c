/* The shortest use: a record in, what it says of the lithium out.
 *
 *     build/examples/first examples/data/simulated_lmb.csv */
#include <math.h>
#include <stdio.h>

#include <lmb/lmb.h>

/* Read and analyze; the caller frees the report. */
static int32_t analyze(const char *path, lmb_report **report)
{
    lmb_cell *cell = NULL;      /* what is known of the cell beside its record */
    lmb_dataset *record = NULL; /* a table of cycles */
    char message[256] = "not enough memory";

    int32_t status = lmb_cell_new(NULL, NULL, &cell);
    if (status == LMB_OK) status = lmb_cell_set(cell, LMB_PARAM_NP_RATIO, 1.5);
    if (status == LMB_OK) status = lmb_dataset_new(NULL, NULL, &record);
    if (status == LMB_OK) {
        status = lmb_dataset_read_files(record, &path, 1);
        if (status != LMB_OK) snprintf(message, sizeof message, "%s", lmb_dataset_message(record));
    }
    if (status == LMB_OK) status = lmb_analyze(record, cell, report, message, sizeof message);
    if (status != LMB_OK) fprintf(stderr, "%s\n", message);
    lmb_dataset_free(record); /* the report stays valid */
    lmb_cell_free(cell);
    return status;
}

int main(int argc, char **argv)
{
    lmb_report *report = NULL;
    if (argc != 2 || analyze(argv[1], &report) != LMB_OK) return 1;

    double onset, lower, upper, left;
    int32_t reason;
    lmb_report_value(report, LMB_RESULT_ONSET_STAGE_3, &onset, &lower, &upper, NULL);
    printf("stage 3 from cycle %.0f (90 %%: %.0f to %.0f)\n", onset, lower, upper);

    lmb_report_value(report, LMB_RESULT_REMAINING_LI, &left, NULL, NULL, &reason);
    if (isnan(left)) printf("lithium left: not known, %s\n", lmb_reason_text(reason));
    else printf("lithium left: %.3f %s\n", left, lmb_quantity_unit(LMB_RESULT_REMAINING_LI));
    lmb_report_free(report);
    return 0;
}
