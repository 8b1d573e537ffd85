#include "api/fit.h"

#include <stddef.h>

#include "base/number.h"
#include "estimate/posterior.h"

struct lmbi_subject lmbi_subject_of(const struct lmb_cell *cell)
{
    struct lmbi_subject s = {cell->parameters,       lmbi_knowledge_of(cell), cell->set,
                             lmbi_area_is_set(cell), cell->ce_li_table,       cell->ce_li_count};
    if (s.known.cell_configuration != LMBI_LITHIUM_METAL) s.parameters.np_ratio = 0;
    return s;
}

struct lmbi_progress lmbi_progress_of(const struct lmb_dataset *dataset)
{
    return (struct lmbi_progress){dataset->import.progress, dataset->import.progress_user, 0, 0, 0};
}

/* The law of CE_Li and the cathode's CE, as far as they were not set. */
static int32_t default_free(const struct lmb_cell *cell, int32_t *free)
{
    static const int32_t of_law[5][3] = {
        {LMB_PARAM_CE_LI, 0, 0},
        {LMB_PARAM_CE_LI, LMB_PARAM_CE_LI_SLOPE, 0},
        {LMB_PARAM_CE_LI, LMB_PARAM_CE_LI_GROWTH, 0},
        {LMB_PARAM_CE_LI, LMB_PARAM_INACTIVE_ONSET, LMB_PARAM_INACTIVE_SENSITIVITY},
        {0, 0, 0},
    };
    const int32_t *law = of_law[(int)cell->parameters.ce_li_law];
    int32_t count = 0;
    for (int i = 0; i < 3; i++)
        if (law[i] && !lmb_cell_is_set(cell, law[i])) free[count++] = law[i];
    if (!lmb_cell_is_set(cell, LMB_PARAM_CE_CATHODE)) free[count++] = LMB_PARAM_CE_CATHODE;
    return count;
}

static int32_t check_free(const int32_t *free, int32_t count, struct lmbi_message *m)
{
    for (int32_t i = 0; i < count; i++) {
        struct lmbi_parameters p;
        const struct lmbi_quantity *row = lmbi_quantity_of(free[i]);
        if (!lmbi_parameter(&p, free[i]) || (row->flags & LMB_FLAG_ENUMERATED))
            return lmbi_fail(m, LMB_ERROR_UNKNOWN, "fit: %s is no parameter that can be fitted",
                             row ? row->name : "this id");
        for (int32_t j = 0; j < i; j++)
            if (free[j] == free[i])
                return lmbi_fail(m, LMB_ERROR_ARGUMENT, "fit: %s comes twice", row->name);
    }
    return LMB_OK;
}

static int32_t check_fitted(const struct lmb_cell *cell, struct lmbi_message *m)
{
    int configuration = (int)cell->known.cell_configuration;
    if (configuration > LMBI_LITHIUM_ION)
        return lmbi_fail(m, LMB_ERROR_ARGUMENT, "fit: the cell model is not of a cell %s",
                         lmb_quantity_value_name(LMB_PARAM_CELL_CONFIGURATION, configuration));
    if (cell->parameters.ce_li_law == LMBI_TABLE && cell->ce_li_count == 0)
        return lmbi_fail(m, LMB_ERROR_MISSING, "ce_li_law: table, but there is no ce_li table");
    return LMB_OK;
}

/* What the fit tells as well already needs no other measurement. */
static void drop_settled(struct lmbi_findings *f)
{
    const struct lmbi_estimate *left = &f->result[LMB_RESULT_REMAINING_LI - LMBI_FIRST_RESULT];
    double half = (left->upper - left->lower) / 2;
    for (int32_t id = LMB_RESULT_SETTLE_STRIP; id <= LMB_RESULT_SETTLE_GAIN; id++)
        if (lmbi_found(f, id) >= half) lmbi_find_not(f, id, LMBI_NOT_COMPUTED);
}

/* The onsets of the two readings: outside each other's intervals? */
static void compare_readings(struct lmbi_findings *f)
{
    for (int k = 0; k < 3; k++) {
        const struct lmbi_estimate *shape =
            &f->result[LMB_RESULT_ONSET_STAGE_2 + k - LMBI_FIRST_RESULT];
        const struct lmbi_estimate *model =
            &f->result[LMB_RESULT_MODEL_ONSET_STAGE_2 + k - LMBI_FIRST_RESULT];
        if (shape->lower > model->upper + 1 || model->lower > shape->upper + 1)
            lmbi_warn(f, LMBI_WARN_READINGS_DISAGREE);
    }
}

/* Voltages tell CE_Li only by way of the dead layer's resistance. */
static void warn_of_defaults(struct lmb_report *r)
{
    const struct lmbi_fit *fit = r->fit;
    int told = lmb_cell_is_set(r->cell, LMB_PARAM_DEAD_LAYER_RESISTIVITY), ce_li = 0;
    for (int32_t i = 0; i < fit->free_count; i++) {
        told |= fit->unknown[i].id == LMB_PARAM_DEAD_LAYER_RESISTIVITY;
        ce_li |= fit->unknown[i].id == LMB_PARAM_CE_LI;
    }
    if (ce_li && !told) lmbi_warn(&r->findings, LMBI_WARN_FIT_RESTS_ON_DEFAULTS);
}

static int32_t fit_report(struct lmb_report *r, const int32_t *free, int32_t count,
                          struct lmbi_message *m)
{
    struct lmbi_observed o;
    struct lmbi_subject s = lmbi_subject_of(r->cell);
    struct lmbi_progress progress = lmbi_progress_of(r->dataset);
    r->fit = lmbi_new(&r->memory, 1, sizeof *r->fit);
    if (!r->fit) return LMB_ERROR_MEMORY;
    for (int32_t i = 0; i < count; i++)
        r->fit->unknown[i] =
            lmbi_unknown_of(lmbi_quantity_of(free[i]), *lmbi_parameter(&s.parameters, free[i]));
    r->fit->free_count = count;
    int32_t status = lmbi_observe(&o, &r->dataset->table, &r->findings, &s);
    if (!status && o.count[LMBI_OF_CAPACITY] < 3)
        status = lmbi_fail(m, LMB_ERROR_MISSING, "fit: too few usable cycles");
    o.progress = &progress;
    if (!status) status = lmbi_fit_run(r->fit, &o, &s);
    if (!status) status = lmbi_tell_fit(&r->dataset->table, &r->findings, r->fit, &o, &s);
    lmbi_observed_clear(&o);
    if (!status && progress.cancelled) status = LMB_ERROR_CANCELLED;
    if (status) return status;
    drop_settled(&r->findings);
    compare_readings(&r->findings);
    warn_of_defaults(r);
    return LMB_OK;
}

int32_t lmb_fit(const lmb_dataset *dataset, const lmb_cell *cell, const int32_t *free,
                int32_t free_count, lmb_report **report, char *message, uint64_t message_size)
{
    struct lmbi_message m = {""};
    int32_t chosen[LMBI_MOST_FREE], status = LMB_OK;
    lmb_report *made = NULL;
    lmb_cell *start = NULL;
    if (!dataset || !report || free_count < 0 || (free_count > 0 && !free))
        status = lmbi_fail(&m, LMB_ERROR_ARGUMENT, "fit: dataset, report or free is NULL");
    else if (free_count > LMBI_MOST_FREE)
        status = lmbi_fail(&m, LMB_ERROR_LIMIT, "fit: %d parameters are more than %d",
                           (int64_t)free_count, (int64_t)LMBI_MOST_FREE);
    if (!status) status = check_free(free, free_count, &m);
    if (!status)
        status = cell ? lmb_cell_copy(cell, &start)
                      : lmb_cell_new(dataset->memory.allocate, dataset->memory.user, &start);
    if (!status) lmb_cell_reset(start);
    if (!status) status = check_fitted(start, &m);
    for (int32_t i = 0; free && i < free_count && !status; i++) chosen[i] = free[i];
    if (!status && !free) free_count = default_free(start, chosen);
    if (!status) status = lmb_analyze(dataset, cell, &made, m.text, sizeof m.text);
    if (!status) {
        made->cell = start;
        made->dataset->import.progress = dataset->import.progress;
        made->dataset->import.progress_user = dataset->import.progress_user;
        start = NULL;
        status = fit_report(made, chosen, free_count, &m);
    }
    lmb_cell_free(start);
    if (status == LMB_ERROR_MEMORY) lmbi_fail(&m, status, "fit: not enough memory");
    if (status == LMB_ERROR_CANCELLED) lmbi_fail(&m, status, "fit: cancelled");
    if (status) {
        lmbi_hand_over(&m, message, message_size);
        lmb_report_free(made);
        return status;
    }
    *report = made;
    return LMB_OK;
}

/* The unknown of a public index: parameters only. */
static int32_t unknown_at(const struct lmb_report *r, int32_t index)
{
    for (int32_t i = 0; r->fit && i < r->fit->count && index >= 0; i++)
        if (r->fit->unknown[i].id > 0 && index-- == 0) return i;
    return -1;
}

/* Of the parameters up to this one with it. */
static void covariances(const struct lmb_report *r, int32_t index, double *covariance)
{
    const struct lmbi_fit *fit = r->fit;
    int32_t a = unknown_at(r, index);
    for (int32_t j = 0; j <= index; j++) {
        int32_t b = unknown_at(r, j);
        double both = fit->covariance[a * fit->count + b] *
                      lmbi_scale_slope(fit->unknown[a].scale, fit->u[a]) *
                      lmbi_scale_slope(fit->unknown[b].scale, fit->u[b]);
        covariance[j] = fit->state == LMBI_FIT_CONVERGED ? both : LMBI_NAN;
    }
}

int32_t lmb_report_parameter(const lmb_report *report, int32_t index, int32_t *id, double *value,
                             double *lower, double *upper, int32_t *identified, double *covariance)
{
    if (!report) return LMB_ERROR_ARGUMENT;
    int32_t i = unknown_at(report, index);
    if (i < 0) return LMB_ERROR_MISSING;
    const struct lmbi_fit *fit = report->fit;
    int32_t scale = fit->unknown[i].scale;
    double half = LMBI_Z90 * lmbi_sqrt(fit->covariance[i * fit->count + i]);
    int converged = fit->state == LMBI_FIT_CONVERGED;
    if (id) *id = fit->unknown[i].id;
    if (value) *value = lmbi_from_scale(scale, fit->u[i]);
    if (lower) *lower = converged ? lmbi_from_scale(scale, fit->u[i] - half) : LMBI_NAN;
    if (upper) *upper = converged ? lmbi_from_scale(scale, fit->u[i] + half) : LMBI_NAN;
    if (identified) *identified = converged && lmbi_fit_identifies(fit, i);
    if (covariance) covariances(report, index, covariance);
    return LMB_OK;
}
