/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-symmetric.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#define DIRECT 40 /* up to this order all eigenvalues are as cheap */
#define MAX_VECTORS 90
#define RELATIVE 1e-3
#define ABSOLUTE 1e-5

static double
least_of_all (const EpiMatrix *L, const EpiMatrix *X, EpiSymmetricSpace *space)
{
  double *values = space->work + space->n_work - space->n;
  EpiSymmetricSpace rest = *space;
  size_t n = space->n;
  rest.n_work -= n;
  if (X->data != space->full.data)
    for (size_t j = 0; j < n; j++)
      memcpy (epi_matrix_col (&space->full, j), epi_matrix_col (X, j),
              n * sizeof (double));
  if (L != NULL &&
      LAPACKE_dsygst_work (LAPACK_COL_MAJOR, 1, 'L', (int)n, space->full.data,
                           (int)space->full.ld, L->data, (int)L->ld) != 0)
    return -INFINITY;
  return epi_symmetric_eigen (false, &space->full, values, &rest) == EPI_OK
             ? values[0]
             : -INFINITY;
}

/* The least eigenvalue θ of the tridiagonal matrix (alpha, beta) of order k,
 * the last entry of its unit vector, and the largest modulus. */
static bool
least_ritz (const double *alpha, const double *beta, size_t k, double *theta,
            double *last, double *norm)
{
  double d[MAX_VECTORS], e[MAX_VECTORS], work[2 * MAX_VECTORS];
  double Z[MAX_VECTORS * MAX_VECTORS];
  memcpy (d, alpha, k * sizeof *d);
  memcpy (e, beta, k * sizeof *e);
  if (LAPACKE_dstev_work (LAPACK_COL_MAJOR, 'V', (int)k, d, e, Z, (int)k,
                          work) != 0)
    return false;
  *theta = d[0];
  *last = fabs (Z[k - 1]);
  *norm = fmax (fabs (d[0]), fabs (d[k - 1]));
  return true;
}

/* q (n) := a unit vector with no structure that X could share. */
static void
start_vector (double *q, size_t n)
{
  unsigned state = 12345;
  for (size_t i = 0; i < n; i++) {
    state = state * 1664525u + 1013904223u;
    q[i] = (double)(state >> 8) / (1 << 24) - 0.5;
  }
  cblas_dscal ((int)n, 1 / cblas_dnrm2 ((int)n, q, 1), q, 1);
}

/* y := X q or L⁻¹XL⁻ᵀq, work (n) */
static void
multiply (const EpiMatrix *L, const EpiMatrix *X, const double *q, double *work,
          double *y)
{
  int n = (int)X->rows;
  if (L != NULL) {
    memcpy (work, q, X->rows * sizeof (double));
    cblas_dtrsv (CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, n,
                 L->data, (int)L->ld, work, 1);
    q = work;
  }
  cblas_dsymv (CblasColMajor, CblasLower, n, 1, X->data, (int)X->ld, q, 1, 0, y,
               1);
  if (L != NULL)
    cblas_dtrsv (CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, n,
                 L->data, (int)L->ld, y, 1);
}

double
epi_symmetric_least_eigenvalue (const EpiMatrix *L, const EpiMatrix *X,
                                EpiSymmetricSpace *space)
{
  int n = (int)X->rows;
  double alpha[MAX_VECTORS], beta[MAX_VECTORS], *Q = space->work;
  double *projection = space->work + (size_t)n * (MAX_VECTORS + 1);
  double *work = projection + MAX_VECTORS;
  if (n == 0)
    return INFINITY;
  if (!epi_matrix_is_finite (X))
    return -INFINITY;
  if (n <= DIRECT)
    return least_of_all (L, X, space);

  start_vector (Q, (size_t)n);
  for (int k = 0; k < MAX_VECTORS && k < n; k++) {
    double *q = Q + (size_t)k * (size_t)n, *next = q + n;
    double theta, last, norm;
    multiply (L, X, q, work, next);
    alpha[k] = cblas_ddot (n, q, 1, next, 1);
    for (int twice = 0; twice < 2; twice++) { /* next ⟂ q⁰ … qᵏ */
      cblas_dgemv (CblasColMajor, CblasTrans, n, k + 1, 1, Q, n, next, 1, 0,
                   projection, 1);
      cblas_dgemv (CblasColMajor, CblasNoTrans, n, k + 1, -1, Q, n, projection,
                   1, 1, next, 1);
    }
    beta[k] = cblas_dnrm2 (n, next, 1);
    if (k % 5 == 4 || beta[k] == 0) {
      if (!least_ritz (alpha, beta, (size_t)k + 1, &theta, &last, &norm))
        break;
      double residual = beta[k] * last;
      if (residual <= fmax (RELATIVE * fabs (theta), ABSOLUTE * norm))
        return theta - residual;
    }
    if (beta[k] == 0)
      break;
    cblas_dscal (n, 1 / beta[k], next, 1);
  }
  return least_of_all (L, X, space);
}
