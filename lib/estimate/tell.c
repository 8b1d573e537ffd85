#include <stddef.h>

#include "base/number.h"
#include "estimate/forecast.h"
#include "estimate/terms.h"

/* The shorter a record, the farther from normal is what it tells, and the sooner a draw is lived:
 * as many courses as pass MOST_CYCLES cycles. */
enum { LEAST_COURSES = 32, MOST_COURSES = 128, MOST_CYCLES = 64000 };

/* What becomes of the draws: first cycle that lithium limits, or that ends life; Ah left. */
struct ends {
    int32_t courses, draws;
    double *exhausted, *life, *ended, *left, *onset[3];
};

/* Go on behind the record until lithium and capacity are used up, or the horizon is reached. */
static void live_on(struct lmbi_course *c, int64_t horizon, double capacity_end, double *ended)
{
    const struct lmbi_lanes *l = &c->lanes;
    int32_t going = LMBI_LANES;
    for (int i = 0; i < LMBI_LANES; i++) ended[i] = LMBI_INFINITY;
    while (going > 0 && l->cycles < horizon) {
        lmbi_course_pass(c);
        going = 0;
        for (int i = 0; i < LMBI_LANES; i++) {
            if (l->discharge[i] < capacity_end * c->reference[i] && ended[i] > LMBI_MAX)
                ended[i] = (double)l->cycles;
            going += l->discharge[i] > 0 && (c->limited[i] > LMBI_MAX || ended[i] > LMBI_MAX);
        }
    }
}

/* The first good cycle that the record itself shows below capacity_end; NaN: none. */
static double end_in_record(const struct lmbi_table *t, double capacity_end)
{
    const double *retention = lmbi_column(t, LMB_COLUMN_CAPACITY_RETENTION);
    const double *excluded = lmbi_column(t, LMB_COLUMN_EXCLUDED);
    for (int64_t i = 0; retention && i < t->rows; i++)
        if (excluded[i] == LMB_EXCLUDED_NO && retention[i] < capacity_end)
            return lmbi_column(t, LMB_COLUMN_CYCLE)[i];
    return LMBI_NAN;
}

/* Median and 90 % interval; one without an upper end leaves 10 % below its lower end, not 5. */
static void find_middle(struct lmbi_findings *f, int32_t id, double *values, int32_t count,
                        int32_t without)
{
    lmbi_sort(values, count);
    double value = lmbi_quantile_of(values, count, 0.5);
    double upper = lmbi_limit_of(values, count, 0.95);
    double lower = lmbi_limit_of(values, count, lmbi_is_finite(upper) ? 0.05 : 0.1);
    if (!lmbi_is_finite(value)) lmbi_find_not(f, id, without);
    else lmbi_find_within(f, id, value, lower, upper);
}

/* The parameters by which CE_Li is forecast. */
static int is_of_ce_li(int32_t id)
{
    return (id >= LMB_PARAM_CE_LI && id <= LMB_PARAM_INACTIVE_SENSITIVITY) ||
           id == LMB_PARAM_FOIL_LOSS || id == LMB_PARAM_DEAD_RECOVERY;
}

int lmbi_fit_tells(const struct lmbi_fit *fit, const struct lmbi_subject *s, int law_too)
{
    int known = s->set[LMB_PARAM_CE_LI - LMB_PARAM_CATHODE_CAPACITY] ||
                s->parameters.ce_li_law == LMBI_TABLE;
    for (int32_t i = 0; i < fit->free_count; i++) {
        int32_t id = fit->unknown[i].id;
        int told = lmbi_fit_identifies(fit, i);
        if (id == LMB_PARAM_CE_LI) known = told;
        else if (law_too && is_of_ce_li(id) && !told) return 0;
        if (id == LMB_PARAM_NP_RATIO && !told) return 0;
    }
    return known;
}

static void find_reservoir_of_fit(struct lmbi_findings *f, struct ends *e,
                                  const struct lmbi_fit *fit, const struct lmbi_observed *o,
                                  const struct lmbi_subject *s)
{
    int seen = o->exhausted == o->exhausted;
    int outside = o->ce_li == o->ce_li; /* then that has its say where the fit has none */
    if (!fit->reservoir_known || seen) return;
    if (lmbi_fit_tells(fit, s, 0)) {
        double empty = 0;
        for (int32_t i = 0; i < e->draws; i++) empty += !(e->left[i] > 0);
        lmbi_find(f, LMB_RESULT_P_EXHAUSTED, empty / e->draws);
        find_middle(f, LMB_RESULT_REMAINING_LI, e->left, e->draws, LMBI_NOT_IDENTIFIABLE);
    } else if (!outside) {
        lmbi_find_not(f, LMB_RESULT_REMAINING_LI, LMBI_NOT_IDENTIFIABLE);
        lmbi_find_not(f, LMB_RESULT_P_EXHAUSTED, LMBI_NOT_IDENTIFIABLE);
    }
    if (lmbi_fit_tells(fit, s, 1)) {
        int32_t why = LMBI_NEVER_EXHAUSTED;
        find_middle(f, LMB_RESULT_EXHAUSTION_CYCLE, e->exhausted, e->draws, why);
        find_middle(f, LMB_RESULT_NORMALIZED_CYCLE_LIFE, e->life, e->draws, why);
    } else if (!outside) {
        lmbi_find_not(f, LMB_RESULT_EXHAUSTION_CYCLE, LMBI_NOT_IDENTIFIABLE);
    }
}

/* Draw by draw, and on behind the record. */
static void live_draws(struct lmbi_course *course, const struct lmbi_observed *o,
                       const struct lmbi_subject *s, struct ends *e)
{
    for (int32_t b = 0; b < e->courses; b++) {
        struct lmbi_course *c = &course[b];
        if (lmbi_progress_add(o->progress, (uint64_t)o->last_cycle)) return;
        for (int i = 0; i < LMBI_LANES; i++) {
            int32_t k = b * LMBI_LANES + i;
            e->left[k] = c->lanes.reservoir[i] * c->area[i] / 1000;
            for (int n = 0; n < 3; n++) e->onset[n][k] = c->onset[n][i];
        }
        live_on(c, lmbi_horizon(o), s->known.capacity_end, e->ended + b * LMBI_LANES);
        for (int i = 0; i < LMBI_LANES; i++) {
            int32_t k = b * LMBI_LANES + i;
            e->exhausted[k] = c->limited[i];
            e->life[k] = (c->limited[i] - 1) / LMBI_OF(&c->lanes, np_ratio)[i];
        }
    }
}

/* Where a stage begins between cycles, and its first cycle. */
static void find_onset(struct lmbi_findings *f, int k, double *crossing, int32_t draws)
{
    find_middle(f, LMB_RESULT_MODEL_CROSSING_STAGE_2 + k, crossing, draws, LMBI_NOT_DETECTED);
    for (int32_t i = 0; i < draws; i++)
        if (crossing[i] < 1e15) crossing[i] = (double)(int64_t)crossing[i] + 1;
    find_middle(f, LMB_RESULT_MODEL_ONSET_STAGE_2 + k, crossing, draws, LMBI_NOT_DETECTED);
}

static void tell_ends(struct lmbi_findings *f, const struct lmbi_fit *fit,
                      const struct lmbi_observed *o, const struct lmbi_subject *s, struct ends *e)
{
    find_reservoir_of_fit(f, e, fit, o, s);
    double ended = end_in_record(o->report, s->known.capacity_end);
    if (ended == ended) lmbi_find(f, LMB_RESULT_CAPACITY_END_CYCLE, ended);
    else if (lmbi_fit_tells(fit, s, 1))
        find_middle(f, LMB_RESULT_CAPACITY_END_CYCLE, e->ended, e->draws, LMBI_NEVER_EXHAUSTED);
    else lmbi_find_not(f, LMB_RESULT_CAPACITY_END_CYCLE, LMBI_NOT_IDENTIFIABLE);
    for (int k = 0; k < 3; k++) find_onset(f, k, e->onset[k], e->draws);
}

static int32_t tell_draws(struct lmbi_findings *f, const struct lmbi_fit *fit,
                          const struct lmbi_observed *o, const struct lmbi_subject *s)
{
    struct ends e = {.courses = (int32_t)lmbi_clip(MOST_CYCLES / (double)o->last_cycle,
                                                   LEAST_COURSES, MOST_COURSES)};
    e.draws = e.courses * LMBI_LANES;
    struct lmbi_course *course = lmbi_new(&o->memory, (uint64_t)e.courses, sizeof *course);
    double *block = lmbi_new(&o->memory, (uint64_t)e.draws, 7 * sizeof *block);
    int32_t status = course && block ? LMB_OK : LMB_ERROR_MEMORY;
    if (!status) {
        double **array[] = {&e.exhausted, &e.life,     &e.ended,   &e.left,
                            &e.onset[0],  &e.onset[1], &e.onset[2]};
        for (int k = 0; k < 7; k++) *array[k] = block + k * e.draws;
        lmbi_draw_courses(course, e.courses, fit, o, s);
        live_draws(course, o, s, &e);
        if (lmbi_is_cancelled(o->progress)) status = LMB_ERROR_CANCELLED;
        if (!status) tell_ends(f, fit, o, s, &e);
        if (!status && fit->reservoir_known && !(o->exhausted == o->exhausted) &&
            lmbi_fit_tells(fit, s, 1))
            status = lmbi_find_terms_of_fit(f, fit, o, s);
    }
    lmbi_free(&o->memory, block);
    lmbi_free(&o->memory, course);
    return status;
}

/* What the fit leaves over, in the channel's unit, and the twin of the fitted cell. */
static int32_t add_residuals(struct lmbi_table *report, const struct lmbi_fit *fit,
                             const struct lmbi_observed *o, const struct lmbi_subject *s)
{
    uint64_t rows = (uint64_t)lmbi_residual_count(o);
    struct lmbi_course *course = lmbi_new(&o->memory, 1, sizeof *course);
    double *residual = lmbi_new(&o->memory, rows, LMBI_LANES * sizeof *residual);
    int32_t status = course && residual ? LMB_OK : LMB_ERROR_MEMORY;
    int64_t n = 0;
    if (!status) status = lmbi_table_add_column(report, LMB_COLUMN_RETENTION_TWIN);
    if (!status) {
        course->twin = lmbi_column(report, LMB_COLUMN_RETENTION_TWIN);
        lmbi_course_run(course, o, s, &fit->best, 1, residual);
    }
    for (int c = 0; c < LMBI_CHANNELS && !status; c++) {
        if (o->count[c] == 0) continue;
        status = lmbi_table_add_column(report, LMB_COLUMN_RESIDUAL_CAPACITY + c);
        for (int64_t i = 0; i < o->count[c] && !status; i++) {
            double sigma = o->sigma[c] * (c == LMBI_OF_CAPACITY ? o->value[c][i] : 1);
            lmbi_column(report, LMB_COLUMN_RESIDUAL_CAPACITY + c)[o->row[c][i]] =
                residual[n++] * sigma;
        }
    }
    lmbi_free(&o->memory, residual);
    lmbi_free(&o->memory, course);
    return status;
}

/* A fit that did not converge tells nothing; what came from elsewhere stands. */
static void tell_nothing(struct lmbi_findings *f, const struct lmbi_fit *fit,
                         const struct lmbi_observed *o)
{
    static const int32_t of_draws[] = {LMB_RESULT_REMAINING_LI, LMB_RESULT_P_EXHAUSTED,
                                       LMB_RESULT_EXHAUSTION_CYCLE,
                                       LMB_RESULT_NORMALIZED_CYCLE_LIFE};
    int lives = fit->reservoir_known && o->exhausted != o->exhausted;
    for (int i = 0; lives && i < 4; i++)
        if (!lmbi_is_finite(lmbi_found(f, of_draws[i])))
            lmbi_find_not(f, of_draws[i], LMBI_NOT_CONVERGED);
    for (int32_t id = LMB_RESULT_MODEL_ONSET_STAGE_2; id <= LMB_RESULT_MODEL_CROSSING_STAGE_4; id++)
        lmbi_find_not(f, id, LMBI_NOT_CONVERGED);
}

int32_t lmbi_tell_fit(struct lmbi_table *report, struct lmbi_findings *f,
                      const struct lmbi_fit *fit, const struct lmbi_observed *o,
                      const struct lmbi_subject *s)
{
    lmbi_find(f, LMB_RESULT_FIT_STATE, fit->state);
    lmbi_find(f, LMB_RESULT_FIT_ITERATIONS, fit->iterations);
    lmbi_find(f, LMB_RESULT_FIT_REDUCED, fit->reduced);
    for (int c = 0; c < LMBI_CHANNELS; c++)
        if (o->count[c] > 0) lmbi_find(f, LMB_RESULT_FIT_SCATTER_CAPACITY + c, fit->scatter[c]);
        else lmbi_find_not(f, LMB_RESULT_FIT_SCATTER_CAPACITY + c, LMBI_NOT_DETECTED);
    int32_t status = add_residuals(report, fit, o, s);
    if (status) return status;
    if (fit->state == LMBI_FIT_CONVERGED) return tell_draws(f, fit, o, s);
    tell_nothing(f, fit, o);
    return LMB_OK;
}
