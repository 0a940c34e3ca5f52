/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compute/epi-linalg.h"

#include <assert.h>
#include <cblas.h>
#include <lapacke.h>
#include <limits.h>
#include <math.h>

static int
to_int (size_t n)
{
  assert (n <= INT_MAX);
  return (int)n;
}

static int
stride (const EpiMatrix *A) /* BLAS wants ld ≥ 1 also of an empty matrix */
{
  return to_int (A->ld > 0 ? A->ld : 1);
}

/* One triangle of T (n,n), with its diagonal unless it is implied. */
static bool
triangle_is_finite (const EpiMatrix *T, bool lower, bool unit_diagonal)
{
  size_t skip = unit_diagonal ? 1 : 0, n = T->rows;

  for (size_t j = 0; j < n; j++) {
    size_t first = lower ? j + skip : 0;
    size_t last = lower ? n : j + 1 - skip; /* one past */
    if (first < last &&
        !epi_is_finite (epi_matrix_at (T, first, j), last - first))
      return false;
  }
  return true;
}

static bool
has_zero_diagonal (const EpiMatrix *T)
{
  for (size_t i = 0; i < T->rows; i++)
    if (*epi_matrix_at (T, i, i) == 0)
      return true;
  return false;
}

EpiStatus
epi_gemm (bool transpose_a, bool transpose_b, double alpha, const EpiMatrix *A,
          const EpiMatrix *B, double beta, EpiMatrix *C)
{
  size_t k = transpose_a ? A->rows : A->cols;

  assert (C->rows == (transpose_a ? A->cols : A->rows));
  assert (C->cols == (transpose_b ? B->rows : B->cols));
  assert (k == (transpose_b ? B->cols : B->rows));
  if (!isfinite (alpha) || !isfinite (beta) || !epi_matrix_is_finite (A) ||
      !epi_matrix_is_finite (B) || (beta != 0 && !epi_matrix_is_finite (C)))
    return EPI_NOT_FINITE;
  if (C->rows == 0 || C->cols == 0)
    return EPI_OK;
  cblas_dgemm (CblasColMajor, transpose_a ? CblasTrans : CblasNoTrans,
               transpose_b ? CblasTrans : CblasNoTrans, to_int (C->rows),
               to_int (C->cols), to_int (k), alpha, A->data, stride (A),
               B->data, stride (B), beta, C->data, stride (C));
  return EPI_OK;
}

EpiStatus
epi_syrk (double alpha, const EpiMatrix *A, double beta, EpiMatrix *C)
{
  assert (C->rows == A->cols && C->cols == A->cols);
  if (!isfinite (alpha) || !isfinite (beta) || !epi_matrix_is_finite (A) ||
      (beta != 0 && !triangle_is_finite (C, true, false)))
    return EPI_NOT_FINITE;
  if (C->rows == 0)
    return EPI_OK;
  cblas_dsyrk (CblasColMajor, CblasLower, CblasTrans, to_int (A->cols),
               to_int (A->rows), alpha, A->data, stride (A), beta, C->data,
               stride (C));
  return EPI_OK;
}

EpiStatus
epi_cholesky (EpiMatrix *A)
{
  assert (A->rows == A->cols);
  if (!triangle_is_finite (A, true, false))
    return EPI_NOT_FINITE;
  if (A->rows == 0)
    return EPI_OK;
  if (LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, 'L', to_int (A->rows), A->data,
                           stride (A)) != 0)
    return EPI_NOT_POSITIVE_DEFINITE;
  return triangle_is_finite (A, true, false) ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_cholesky_solve (const EpiMatrix *L, EpiMatrix *B)
{
  assert (L->rows == L->cols && B->rows == L->rows);
  if (!triangle_is_finite (L, true, false) || !epi_matrix_is_finite (B))
    return EPI_NOT_FINITE;
  if (B->rows == 0 || B->cols == 0)
    return EPI_OK;
  if (has_zero_diagonal (L))
    return EPI_SINGULAR;
  LAPACKE_dpotrs_work (LAPACK_COL_MAJOR, 'L', to_int (L->rows),
                       to_int (B->cols), L->data, stride (L), B->data,
                       stride (B));
  return epi_matrix_is_finite (B) ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_lu (EpiMatrix *A, int *pivots)
{
  assert (A->rows == A->cols);
  if (!epi_matrix_is_finite (A))
    return EPI_NOT_FINITE;
  if (A->rows == 0)
    return EPI_OK;
  int info =
      LAPACKE_dgetrf_work (LAPACK_COL_MAJOR, to_int (A->rows), to_int (A->cols),
                           A->data, stride (A), pivots);
  for (size_t i = 0; i < A->rows; i++)
    pivots[i]--; /* LAPACK counts from one */
  if (!epi_matrix_is_finite (A))
    return EPI_NOT_FINITE;
  return info > 0 ? EPI_SINGULAR : EPI_OK;
}

static void
swap_rows (EpiMatrix *B, const int *pivots)
{
  for (size_t j = 0; j < B->cols; j++) {
    double *b = epi_matrix_col (B, j);
    for (size_t i = 0; i < B->rows; i++) {
      double b_i = b[i];
      b[i] = b[pivots[i]];
      b[pivots[i]] = b_i;
    }
  }
}

EpiStatus
epi_lu_solve (const EpiMatrix *LU, const int *pivots, EpiMatrix *B)
{
  assert (LU->rows == LU->cols && B->rows == LU->rows);
  if (!epi_matrix_is_finite (LU) || !epi_matrix_is_finite (B))
    return EPI_NOT_FINITE;
  if (has_zero_diagonal (LU))
    return EPI_SINGULAR;
  swap_rows (B, pivots); /* P A x = P b; L y = P b; U x = y */
  EpiStatus status = epi_triangular_solve (true, false, true, LU, B);
  if (status == EPI_OK)
    status = epi_triangular_solve (false, false, false, LU, B);
  return status;
}

EpiStatus
epi_triangular_solve (bool lower, bool transpose, bool unit_diagonal,
                      const EpiMatrix *T, EpiMatrix *B)
{
  assert (T->rows == T->cols && B->rows == T->rows);
  if (!triangle_is_finite (T, lower, unit_diagonal) ||
      !epi_matrix_is_finite (B))
    return EPI_NOT_FINITE;
  if (B->rows == 0 || B->cols == 0)
    return EPI_OK;
  if (!unit_diagonal && has_zero_diagonal (T))
    return EPI_SINGULAR;
  cblas_dtrsm (CblasColMajor, CblasLeft, lower ? CblasLower : CblasUpper,
               transpose ? CblasTrans : CblasNoTrans,
               unit_diagonal ? CblasUnit : CblasNonUnit, to_int (B->rows),
               to_int (B->cols), 1, T->data, stride (T), B->data, stride (B));
  return epi_matrix_is_finite (B) ? EPI_OK : EPI_NOT_FINITE;
}
