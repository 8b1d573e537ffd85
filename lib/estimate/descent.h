/* Downhill in the sum of squares: Levenberg and Marquardt, eight steps at a time. */
#ifndef LMBI_ESTIMATE_DESCENT_H
#define LMBI_ESTIMATE_DESCENT_H

#include "estimate/fit.h"
#include "estimate/sensitivity.h"

/* Where a fit stands, and its scratch. */
struct lmbi_descent {
    const struct lmbi_observed *observed;
    const struct lmbi_subject *subject;
    struct lmbi_course course;
    struct lmbi_sensitivity sensitivity;
    int64_t rows;                             /* residuals */
    double *residual, *trial, *jacobian;      /* trial: of each lane */
    double u[LMBI_LANES][LMBI_MOST_UNKNOWNS]; /* to be tried */
    double hessian[LMBI_MOST_UNKNOWNS * LMBI_MOST_UNKNOWNS], gradient[LMBI_MOST_UNKNOWNS];
    double other[LMBI_MOST_UNKNOWNS]; /* where the sum of squares is least as well */
    int has_other;
};

/* Live the record with the first `count` of w->u, a lane each. */
void lmbi_descent_try(struct lmbi_descent *w, const struct lmbi_fit *fit, int32_t count);
/* The sum of squares and the residuals of fit->u. */
void lmbi_take_stock(struct lmbi_descent *w, struct lmbi_fit *fit);
/* Normal equations at fit->u, whose residuals are there. */
void lmbi_linearize(struct lmbi_descent *w, const struct lmbi_fit *fit);
void lmbi_accept_step(struct lmbi_fit *fit, const double *u, double cost);
/* From fit->u on until there is no progress; fit->state says how it ended. */
void lmbi_descend(struct lmbi_descent *w, struct lmbi_fit *fit);
double lmbi_dot(const double *a, const double *b, int64_t count);

#endif
