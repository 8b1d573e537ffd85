#include <string.h>

#include "calls.h"

/* A report that was made takes the place of one there is. */
static void keep(struct world *w, int32_t status, lmb_report *made)
{
    REQUIRE((status == LMB_OK) == (made != NULL));
    if (!made) return;
    int at = take_choice(&w->s, SLOTS);
    if (w->report[at]) check_report(w->report[at]); /* and frees it */
    w->report[at] = made;
}

static void analyze(struct world *w)
{
    const lmb_dataset *dataset = take_dataset(w);
    const lmb_cell *cell = take_choice(&w->s, 3) ? take_cell(w) : NULL;
    if (!may_work(w, 10)) return;
    lmb_report *made = NULL;
    uint64_t size;
    char *message = take_message(w, &size);
    begin_call(w, NULL, NULL);
    int32_t status = lmb_analyze(dataset, cell, &made, message, size);
    end_call(w, status, ALLOW(LMB_ERROR_MISSING, LMB_ERROR_RANGE, LMB_ERROR_MEMORY), NULL, NULL);
    check_message(w, status, message, size);
    keep(w, status, made);
}

static void audit(struct world *w)
{
    const lmb_cell *cell = take_cell(w);
    lmb_report *made = NULL;
    begin_call(w, NULL, NULL);
    int32_t status = lmb_audit(cell, &made, NULL, 0);
    end_call(w, status, ALLOW(LMB_ERROR_MEMORY), NULL, NULL);
    keep(w, status, made);
}

static void fit(struct world *w)
{
    const lmb_dataset *dataset = take_dataset(w);
    const lmb_cell *cell = take_choice(&w->s, 3) ? take_cell(w) : NULL;
    int32_t count = take_choice(&w->s, 4);
    const int32_t *ids = take_choice(&w->s, 2) ? take_ids(w) : NULL;
    if (take_choice(&w->s, 16) == 15) count = take_choice(&w->s, 2) ? -1 : INT32_MAX;
    if (!may_work(w, 40)) return;
    lmb_report *made = NULL;
    uint64_t size;
    char *message = take_message(w, &size);
    begin_call(w, NULL, NULL);
    int32_t status = lmb_fit(dataset, cell, ids, count, &made, message, size);
    end_call(w, status,
             ALLOW(LMB_ERROR_UNKNOWN, LMB_ERROR_LIMIT, LMB_ERROR_MISSING, LMB_ERROR_RANGE,
                   LMB_ERROR_MEMORY),
             NULL, NULL);
    check_message(w, status, message, size);
    keep(w, status, made);
}

static void forecast(struct world *w)
{
    const lmb_report *report = take_report(w);
    const lmb_cell *cell = take_choice(&w->s, 3) ? take_cell(w) : NULL;
    int64_t cycles = take_count(w, 12);
    if (!may_work(w, 20)) return;
    lmb_dataset *made = NULL;
    uint64_t size;
    char *message = take_message(w, &size);
    begin_call(w, NULL, NULL);
    int32_t status =
        lmb_forecast(report, cell, cycles == 10000001 ? 1 : cycles, &made, message, size);
    end_call(w, status, ALLOW(LMB_ERROR_RANGE, LMB_ERROR_MISSING, LMB_ERROR_MEMORY), NULL, NULL);
    check_message(w, status, message, size);
    REQUIRE((status == LMB_OK) == (made != NULL));
    if (made) check_table(made, &w->heap);
    lmb_dataset_free(made);
}

static void pool(struct world *w)
{
    const lmb_report *reports[3];
    for (int i = 0; i < 3; i++) reports[i] = take_report(w);
    int32_t count = take_choice(&w->s, 5) - 1;
    if (count > 3) return;
    lmb_report *made = NULL;
    begin_call(w, NULL, NULL);
    int32_t status = lmb_pool(take_choice(&w->s, 8) ? reports : NULL, count, &made);
    end_call(w, status, ALLOW(LMB_ERROR_MEMORY), NULL, NULL);
    keep(w, status, made);
}

static void parameter(struct world *w)
{
    const lmb_report *report = take_report(w);
    int32_t index = (int32_t)take_count(w, 24), id = 0, identified = 0;
    double value, lower, upper, covariance[24];
    int32_t status = lmb_report_parameter(report, index, &id, &value, &lower, &upper, &identified,
                                          index % 2 ? covariance : NULL);
    check_status(status, ALLOW(LMB_ERROR_MISSING));
    REQUIRE((status == LMB_OK) == (lmb_quantity_kind(id) == LMB_KIND_PARAMETER));
    REQUIRE(status != LMB_OK || value - value == 0);
}

static void value(struct world *w)
{
    const lmb_report *report = take_report(w);
    double outputs[3] = {7, 7, 7};
    int32_t reason = -7;
    uint8_t given = take_byte(&w->s);
    int32_t id = take_id(w);
    int32_t status =
        lmb_report_value(report, id, given & 1 ? &outputs[0] : NULL, given & 2 ? &outputs[1] : NULL,
                         given & 4 ? &outputs[2] : NULL, given & 8 ? &reason : NULL);
    check_status(status, ALLOW(LMB_ERROR_UNKNOWN));
    REQUIRE(status == LMB_OK || (outputs[0] == 7 && reason == -7));
}

static void warning(struct world *w)
{
    const char *name = NULL, *text = NULL;
    const lmb_report *report = take_report(w);
    int32_t id = lmb_report_warning(report, (int32_t)take_count(w, 30), &name, &text);
    REQUIRE((id != 0) == (name && text));
}

static void registry(struct world *w)
{
    int32_t id = take_id(w), value = (int32_t)take_count(w, 20);
    double range[3];
    REQUIRE((lmb_quantity_kind(id) != 0) == (lmb_quantity_name(id) != NULL));
    REQUIRE((lmb_quantity_range(id, &range[0], &range[1], NULL) == LMB_OK) ==
            (lmb_quantity_text(id) != NULL));
    lmb_quantity_value_name(id, value);
    lmb_quantity_find(value, take_choice(&w->s, 2) ? "np_ratio" : NULL);
    lmb_reason_text(value);
    REQUIRE(lmb_status_name(id) && lmb_status_text(value));
    lmb_knowledge_at(value);
    lmb_knowledge_kind(value);
    lmb_knowledge_find(take_choice(&w->s, 2) ? "K" : NULL);
}

call *const report_calls[] = {analyze, analyze,   audit, fit,     forecast,
                              pool,    parameter, value, warning, registry};
const int report_call_count = sizeof report_calls / sizeof *report_calls;
