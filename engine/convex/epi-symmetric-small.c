/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Matrices of a few rows, where calling a library costs more than the work: a
 * program has hundreds of such blocks (one a point of an ellipsoid).
 */
#include "convex/epi-symmetric-small.h"

#include <float.h>
#include <math.h>

#define N EPI_SYMMETRIC_SMALL
#define MOST_SWEEPS 30

/* C (n,n) := A op(B); a step from column to column, and row to row of op(B). */
static void
multiply (size_t n, const double *A, size_t lda, const double *B, size_t row,
          size_t col, double *C)
{
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++) {
      double sum = 0;
      for (size_t k = 0; k < n; k++)
        sum += A[i + k * lda] * B[k * row + j * col];
      C[i + j * n] = sum;
    }
}

EpiStatus
epi_symmetric_congruence_small (bool transpose, const EpiMatrix *B, double *x)
{
  double full[N * N], product[N * N], result[N * N];
  size_t n = B->rows, ld = B->ld;
  EpiMatrix X = epi_matrix_view (full, n, n, n);
  EpiMatrix R = epi_matrix_view (result, n, n, n);

  epi_symmetric_unpack (x, &X);
  /* With X symmetric: (BᵀX) B from X B, or (B X) Bᵀ. */
  if (transpose) {
    multiply (n, full, n, B->data, 1, ld, product);
    for (size_t j = 0; j < n; j++)
      for (size_t i = j; i < n; i++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++)
          sum += B->data[k + i * ld] * product[k + j * n];
        result[i + j * n] = sum;
      }
  } else {
    multiply (n, B->data, ld, full, 1, n, product);
    multiply (n, product, n, B->data, ld, 1, result);
  }
  epi_symmetric_pack (&R, x);
  return epi_is_finite (x, n * (n + 1) / 2) ? EPI_OK : EPI_NOT_FINITE;
}

/* One rotation that makes entry (p,q) of the full A (n,n) zero; V follows when
 * it is not NULL. */
static void
rotate (size_t n, double *A, double *V, size_t p, size_t q)
{
  double apq = A[p + q * n];
  if (apq == 0)
    return;
  double theta = (A[q + q * n] - A[p + p * n]) / (2 * apq);
  double t = copysign (1 / (fabs (theta) + sqrt (1 + theta * theta)), theta);
  double c = 1 / sqrt (1 + t * t), s = t * c;
  for (size_t k = 0; k < n; k++) {
    double kp = A[k + p * n], kq = A[k + q * n];
    A[k + p * n] = c * kp - s * kq;
    A[k + q * n] = s * kp + c * kq;
  }
  for (size_t k = 0; k < n; k++) {
    double pk = A[p + k * n], qk = A[q + k * n];
    A[p + k * n] = c * pk - s * qk;
    A[q + k * n] = s * pk + c * qk;
  }
  for (size_t k = 0; V != NULL && k < n; k++) {
    double kp = V[k + p * n], kq = V[k + q * n];
    V[k + p * n] = c * kp - s * kq;
    V[k + q * n] = s * kp + c * kq;
  }
}

static double
off_diagonal (size_t n, const double *A)
{
  double sum = 0;
  for (size_t j = 0; j < n; j++)
    for (size_t i = j + 1; i < n; i++)
      sum += A[i + j * n] * A[i + j * n];
  return sum;
}

/* Cyclic Jacobi.  Golub & Van Loan, Matrix Computations, 8.5. */
EpiStatus
epi_symmetric_eigen_small (bool vectors, EpiMatrix *X, double *values)
{
  double A[N * N] = {0}, V[N * N] = {0}, norm = 0;
  size_t n = X->rows;

  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++)
      A[i + j * n] = A[j + i * n] = *epi_matrix_at (X, i, j);
  if (!epi_is_finite (A, n * n))
    return EPI_NOT_FINITE;
  for (size_t j = 0; j < n; j++) {
    V[j + j * n] = 1;
    for (size_t i = 0; i < n; i++)
      norm += A[i + j * n] * A[i + j * n];
  }
  for (int sweep = 0; sweep < MOST_SWEEPS &&
                      off_diagonal (n, A) > DBL_EPSILON * DBL_EPSILON * norm;
       sweep++)
    for (size_t p = 0; p < n; p++)
      for (size_t q = p + 1; q < n; q++)
        rotate (n, A, vectors ? V : NULL, p, q);

  for (size_t j = 0; j < n; j++) { /* by ascending values */
    size_t least = j;
    for (size_t k = j + 1; k < n; k++)
      if (A[k + k * n] < A[least + least * n])
        least = k;
    values[j] = A[least + least * n];
    A[least + least * n] = A[j + j * n];
    for (size_t i = 0; vectors && i < n; i++) {
      *epi_matrix_at (X, i, j) = V[i + least * n];
      V[i + least * n] = V[i + j * n];
    }
  }
  return epi_is_finite (values, n) ? EPI_OK : EPI_NUMERICAL;
}
