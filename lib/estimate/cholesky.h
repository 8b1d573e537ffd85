/* Small symmetric systems, row by row in n x n arrays. */
#ifndef LMBI_ESTIMATE_CHOLESKY_H
#define LMBI_ESTIMATE_CHOLESKY_H

#include <stdint.h>

/* a = L L^T in place, L below and on the diagonal; 0 where a is not positive definite. */
int lmbi_cholesky(double *a, int32_t n);
/* Solve L L^T x = b in place. */
void lmbi_cholesky_solve(const double *l, int32_t n, double *x);
/* Solve L x = b in place. */
void lmbi_cholesky_solve_lower(const double *l, int32_t n, double *x);
/* The inverse of a, which becomes L; 0 where it is not positive definite. */
int lmbi_invert(double *a, int32_t n, double *inverse);

#endif
