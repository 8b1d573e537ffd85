/* A program of somebody else, built against the library in every way that it is handed on: C and
 * C++, a cell simulated and read again. Prints the cycle of exhaustion and the bound on CE_Li. */
#ifdef LMB_AMALGAMATION
#include "lmb.h"
#else
#include <lmb/lmb.h>
#endif
#include <stdio.h>

int main(void)
{
    lmb_cell *cell = NULL;
    lmb_dataset *record = NULL;
    lmb_report *report = NULL;
    double onset = 0, bound = 0;
    int32_t status = lmb_cell_new(NULL, NULL, &cell);
    if (!status) status = lmb_cell_set(cell, LMB_PARAM_NP_RATIO, 1.5);
    if (!status) status = lmb_cell_simulate(cell, 300, &record, NULL, 0);
    if (!status) status = lmb_analyze(record, cell, &report, NULL, 0);
    if (!status)
        status = lmb_report_value(report, LMB_RESULT_ONSET_STAGE_4, &onset, NULL, NULL, NULL);
    if (!status)
        status = lmb_report_value(report, LMB_RESULT_CE_LI_LOWER_BOUND, &bound, NULL, NULL, NULL);
    printf("liblmb %s, %s: stage 4 at cycle %.17g, CE_Li at least %.17g\n", lmb_version_string(),
           lmb_status_name(status), onset, bound);
    lmb_report_free(report);
    lmb_dataset_free(record);
    lmb_cell_free(cell);
    return status != LMB_OK;
}
