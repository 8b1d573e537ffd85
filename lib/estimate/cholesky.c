#include "estimate/cholesky.h"

#include "base/number.h"

int lmbi_cholesky(double *a, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j <= i; j++) {
            double sum = a[i * n + j];
            for (int32_t k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
            if (i == j && !(sum > 0 && lmbi_is_finite(sum))) return 0;
            a[i * n + j] = i == j ? lmbi_sqrt(sum) : sum / a[j * n + j];
        }
    return 1;
}

static void solve_upper(const double *l, int32_t n, double *x)
{
    for (int32_t i = n - 1; i >= 0; i--) {
        for (int32_t k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
        x[i] /= l[i * n + i];
    }
}

void lmbi_cholesky_solve_lower(const double *l, int32_t n, double *x)
{
    for (int32_t i = 0; i < n; i++) {
        for (int32_t k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
        x[i] /= l[i * n + i];
    }
}

void lmbi_cholesky_solve(const double *l, int32_t n, double *x)
{
    lmbi_cholesky_solve_lower(l, n, x);
    solve_upper(l, n, x);
}

int lmbi_invert(double *a, int32_t n, double *inverse)
{
    if (!lmbi_cholesky(a, n)) return 0;
    for (int32_t j = 0; j < n; j++) {
        for (int32_t i = 0; i < n; i++) inverse[j * n + i] = i == j;
        lmbi_cholesky_solve(a, n, inverse + j * n);
    }
    return 1;
}
