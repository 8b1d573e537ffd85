#include "api/handles.h"

#include <stddef.h>

int32_t lmb_audit(const lmb_cell *cell, lmb_report **report, char *message, uint64_t message_size)
{
    struct lmbi_message m = {""};
    struct lmb_report *made = NULL;
    int32_t status = LMB_OK;
    if (!cell || !report) {
        status = lmbi_fail(&m, LMB_ERROR_ARGUMENT, "audit: cell or report is NULL");
    } else if (lmbi_report_new(&cell->memory, &made)) {
        status = lmbi_fail(&m, LMB_ERROR_MEMORY, "audit: not enough memory");
    }
    if (status) {
        lmbi_hand_over(&m, message, message_size);
        return status;
    }
    struct lmbi_knowledge known = lmbi_knowledge_of(cell);
    lmbi_audit(&cell->claim, &known, &made->findings);
    *report = made;
    return LMB_OK;
}
