/* The cell model fitted to a record: bounded least squares by Levenberg and Marquardt. */
#ifndef LMBI_ESTIMATE_FIT_H
#define LMBI_ESTIMATE_FIT_H

#include "estimate/observed.h"

/* Values of LMB_RESULT_FIT_STATE. */
enum { LMBI_FIT_CONVERGED = 0, LMBI_FIT_STALLED = 1, LMBI_FIT_ITERATIONS = 2 };

enum { LMBI_MOST_COMPONENTS = 14 };

/* A normal about u, with its share of the draws. */
struct lmbi_component {
    double share, u[LMBI_MOST_UNKNOWNS];
    double root[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS]; /* L of its covariance, L L^T */
    double log_height; /* of its density, times its share; beside a factor that all have */
};

struct lmbi_fit {
    struct lmbi_unknown unknown[LMBI_MOST_UNKNOWNS];
    int32_t count, free_count; /* the first `free_count` are those that were asked for */
    double u[LMBI_MOST_UNKNOWNS];
    double covariance[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS]; /* of u */
    double of_ce_li[LMBI_MOST_UNKNOWNS]; /* d residual / du of the CE_Li from outside */
    struct lmbi_component component[LMBI_MOST_COMPONENTS]; /* together they cover the posterior */
    int32_t components;
    struct lmbi_guess best;
    int32_t reservoir_known;       /* of the record: exhaustion tells something */
    double cost, reduced;          /* sum of squared residuals and priors; per degree of freedom */
    double scatter[LMBI_CHANNELS]; /* of the residuals, in the channel's unit; NaN: no channel */
    int32_t state, iterations;
};

/* Vary the `free_count` parameters of `unknown`, and beside them what the record cannot know.
 * LMB_OK (see `state`), LMB_ERROR_MEMORY, LMB_ERROR_CANCELLED. */
int32_t lmbi_fit_run(struct lmbi_fit *fit, struct lmbi_observed *o, const struct lmbi_subject *s);
/* N is known or asked for: exhaustion and thickness tell something. */
int lmbi_knows_reservoir(const struct lmbi_fit *fit, const struct lmbi_subject *s);
/* Vary beside them the levels that the model cannot know, unless they were set: capacity,
 * voltages, thickness; the gain error; N/P within its standard error. */
void lmbi_add_nuisances(struct lmbi_fit *fit, struct lmbi_observed *o, const struct lmbi_subject *s,
                        const double *residual);
/* Live the record with each u, a lane each; `residual` as in lmbi_course_run. */
void lmbi_fit_try(const struct lmbi_fit *fit, const struct lmbi_observed *o,
                  const struct lmbi_subject *s, struct lmbi_course *course,
                  double u[][LMBI_MOST_UNKNOWNS], int32_t count, double *residual);
/* The index of the onset of self-acceleration; -1: the fit has none, or it was not asked for. */
int32_t lmbi_onset_index(const struct lmbi_fit *fit);
/* What the priors add to the sum of squares. */
double lmbi_fit_prior_cost(const struct lmbi_fit *fit, const double *u);
/* 1 if the parameter is told, by the record or by what was known before: its error is well below
 * that of the weak prior, and below a factor of 2.3 either way (90 %). */
int lmbi_fit_identifies(const struct lmbi_fit *fit, int32_t index);

#endif
