#include <stddef.h>

#include "api/fit.h"
#include "base/number.h"
#include "estimate/forecast.h"

static int is_condition(int32_t id)
{
    static const int32_t ids[] = {LMB_PARAM_NP_RATIO,          LMB_PARAM_CHARGE_CURRENT,
                                  LMB_PARAM_DISCHARGE_CURRENT, LMB_PARAM_REST_CHARGED,
                                  LMB_PARAM_REST_DISCHARGED,   LMB_PARAM_STACK_PRESSURE,
                                  LMB_PARAM_TEMPERATURE};
    for (int i = 0; i < 7; i++)
        if (ids[i] == id) return 1;
    return 0;
}

/* What of the conditions is set and other than in the cell that was fitted. */
static int32_t read_conditions(struct lmbi_conditions *c, const struct lmb_cell *fitted,
                               const struct lmb_cell *conditions, struct lmbi_message *m)
{
    c->count = 0;
    for (int32_t i = 0, id; conditions && (id = lmb_quantity_at(i)) != 0; i++) {
        if (!lmb_cell_is_set(conditions, id)) continue;
        double value = *lmbi_cell_value(conditions, id), was = *lmbi_cell_value(fitted, id);
        if (value == was || (value != value && was != was)) continue;
        if (!is_condition(id))
            return lmbi_fail(m, LMB_ERROR_RANGE, "conditions: a forecast cannot change %s",
                             lmb_quantity_name(id));
        c->id[c->count] = id;
        c->value[c->count++] = value;
    }
    return LMB_OK;
}

int32_t lmbi_observe_fitted(struct lmbi_observed *o, const struct lmb_report *report,
                            const struct lmbi_subject *s)
{
    int32_t status = lmbi_observe(o, &report->dataset->table, &report->findings, s);
    o->reservoir_known = report->fit->reservoir_known;
    for (int i = 0; i < LMBI_CHANNELS; i++)
        if (o->count[i] > 0) o->sigma[i] = report->fit->scatter[i];
    return status;
}

static int32_t check_fit(const struct lmb_report *r, const struct lmbi_subject *s,
                         struct lmbi_message *m)
{
    if (!r->fit) return lmbi_fail(m, LMB_ERROR_MISSING, "forecast: the report is not of a fit");
    if (r->fit->state != LMBI_FIT_CONVERGED)
        return lmbi_fail(m, LMB_ERROR_MISSING, "forecast: the fit did not converge");
    if (!r->fit->reservoir_known && s->parameters.np_ratio > 0)
        return lmbi_fail(m, LMB_ERROR_MISSING,
                         "forecast: np_ratio was not set, so when lithium runs out is not known");
    if (!lmbi_fit_tells(r->fit, s, 0))
        return lmbi_fail(m, LMB_ERROR_MISSING, "forecast: the record does not identify ce_li");
    return LMB_OK;
}

static int32_t forecast(const struct lmb_report *r, const struct lmb_cell *conditions,
                        int64_t cycles, lmb_dataset *made, struct lmbi_message *m)
{
    struct lmbi_conditions c;
    int32_t status = read_conditions(&c, r->cell, conditions, m);
    if (status) return status;
    struct lmbi_subject s = lmbi_subject_of(r->cell);
    struct lmbi_observed o;
    struct lmbi_progress progress = lmbi_progress_of(r->dataset);
    status = lmbi_observe_fitted(&o, r, &s);
    o.progress = &progress;
    if (!status) status = lmbi_forecast(&made->table, cycles, r->fit, &o, &s, &c);
    lmbi_observed_clear(&o);
    return status;
}

int32_t lmb_forecast(const lmb_report *report, const lmb_cell *conditions, int64_t cycles,
                     lmb_dataset **dataset, char *message, uint64_t message_size)
{
    struct lmbi_message m = {""};
    lmb_dataset *made = NULL;
    int32_t status = LMB_OK;
    if (!report || !dataset)
        status = lmbi_fail(&m, LMB_ERROR_ARGUMENT, "forecast: report or dataset is NULL");
    else if (cycles < 1 || cycles > LMBI_MAX_CYCLES)
        status = lmbi_fail(&m, LMB_ERROR_RANGE, "cycles: %d is outside [1, %d]", cycles,
                           (int64_t)LMBI_MAX_CYCLES);
    if (!status && report->fit) {
        struct lmbi_subject s = lmbi_subject_of(report->cell);
        status = check_fit(report, &s, &m);
    } else if (!status) {
        status = lmbi_fail(&m, LMB_ERROR_MISSING, "forecast: the report is not of a fit");
    }
    if (!status) status = lmb_dataset_new(report->memory.allocate, report->memory.user, &made);
    if (!status) status = forecast(report, conditions, cycles, made, &m);
    if (status == LMB_ERROR_MEMORY) lmbi_fail(&m, status, "forecast: not enough memory");
    if (status == LMB_ERROR_CANCELLED) lmbi_fail(&m, status, "forecast: cancelled");
    if (status) {
        lmbi_hand_over(&m, message, message_size);
        lmb_dataset_free(made);
        return status;
    }
    *dataset = made;
    return LMB_OK;
}
