/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-symmetric-small.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

/* Columns of a panel, of which epi_symmetric_gemm() computes what is on and
 * under the diagonal. */
#define PANEL 160

/* A matrix with at most n²/SPARSE entries counts as sparse. */
#define SPARSE 12

/* ---- Packed and full ------------------------------------------------------
 */

void
epi_symmetric_unpack (const double *x, EpiMatrix *X)
{
  size_t n = X->rows;
  for (size_t j = 0; j < n; j++) {
    double *column = epi_matrix_col (X, j);
    column[j] = *x++;
    for (size_t i = j + 1; i < n; i++)
      column[i] = *x++ * M_SQRT1_2;
  }
  epi_symmetric_mirror (X);
}

void
epi_symmetric_pack (const EpiMatrix *X, double *x)
{
  size_t n = X->rows;
  for (size_t j = 0; j < n; j++) {
    const double *column = epi_matrix_col (X, j);
    *x++ = column[j];
    for (size_t i = j + 1; i < n; i++)
      *x++ = column[i] * M_SQRT2;
  }
}

/* By tiles: a walk along the rows of a large matrix misses the cache. */
void
epi_symmetric_mirror (EpiMatrix *X)
{
  const size_t tile = 32;
  size_t n = X->rows;
  for (size_t j0 = 0; j0 < n; j0 += tile)
    for (size_t i0 = j0; i0 < n; i0 += tile)
      for (size_t j = j0; j < n && j < j0 + tile; j++)
        for (size_t i = i0 > j ? i0 : j + 1; i < n && i < i0 + tile; i++)
          *epi_matrix_at (X, j, i) = *epi_matrix_at (X, i, j);
}

/* ---- Workspace ------------------------------------------------------------
 */

EpiStatus
epi_symmetric_space_new (size_t n, EpiSymmetricSpace *out)
{
  /* dsyevd wants 1 + 6n + 2n² and 3 + 5n, dgesdd 4n² + 7n (and lets itself be
   * given more for its blocks) and 8n. */
  *out = (EpiSymmetricSpace){
      .n = n, .n_work = 4 * n * n + 64 * n + 64, .n_iwork = 8 * n + 8};
  out->work = epi_new (double, out->n_work);
  out->iwork = epi_new (int, out->n_iwork);
  if (out->work != NULL && out->iwork != NULL &&
      epi_matrix_new (n, n, &out->full) == EPI_OK &&
      epi_matrix_new (n, n, &out->product) == EPI_OK &&
      epi_matrix_new (n, n, &out->other) == EPI_OK)
    return EPI_OK;
  epi_symmetric_space_clear (out);
  return EPI_NO_MEMORY;
}

void
epi_symmetric_space_clear (EpiSymmetricSpace *space)
{
  epi_matrix_clear (&space->full);
  epi_matrix_clear (&space->product);
  epi_matrix_clear (&space->other);
  epi_free (space->work);
  epi_free (space->iwork);
  *space = (EpiSymmetricSpace){0};
}

/* ---- Products -------------------------------------------------------------
 */

EpiStatus
epi_symmetric_gemm (bool transpose_a, bool transpose_b, const EpiMatrix *A,
                    const EpiMatrix *B, EpiMatrix *C)
{
  size_t n = C->rows, k = transpose_a ? A->rows : A->cols;
  EpiStatus status = EPI_OK;
  for (size_t j = 0; j < n && status == EPI_OK; j += PANEL) {
    size_t width = n - j < PANEL ? n - j : PANEL;
    EpiMatrix a = transpose_a
                      ? epi_matrix_view (epi_matrix_col (A, j), k, n - j, A->ld)
                      : epi_matrix_view (A->data + j, n - j, k, A->ld);
    EpiMatrix b =
        transpose_b ? epi_matrix_view (B->data + j, width, k, B->ld)
                    : epi_matrix_view (epi_matrix_col (B, j), k, width, B->ld);
    EpiMatrix c =
        epi_matrix_view (epi_matrix_at (C, j, j), n - j, width, C->ld);
    status = epi_gemm_unchecked (transpose_a, transpose_b, 1, &a, &b, 0, &c);
  }
  return status;
}

static size_t
count_entries (const double *x, size_t n)
{
  size_t length = n * (n + 1) / 2, count = 0;
  for (size_t i = 0; i < length; i++)
    count += x[i] != 0;
  return count;
}

static bool
is_zero (const double *x, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (x[i] != 0)
      return false;
  return true;
}

/* T := B X for an X with few entries: column by column. */
static void
times_sparse (const EpiMatrix *B, const double *x, EpiMatrix *T)
{
  size_t n = T->rows;
  memset (T->data, 0, n * n * sizeof *T->data);
  for (size_t j = 0; j < n; j++)
    for (size_t i = j; i < n; i++, x++) {
      if (*x == 0)
        continue;
      double value = i == j ? *x : *x * M_SQRT1_2;
      cblas_daxpy ((int)n, value, epi_matrix_col (B, i), 1,
                   epi_matrix_col (T, j), 1);
      if (i != j)
        cblas_daxpy ((int)n, value, epi_matrix_col (B, j), 1,
                     epi_matrix_col (T, i), 1);
    }
}

EpiStatus
epi_symmetric_times (const EpiMatrix *B, const double *x, EpiMatrix *X,
                     EpiMatrix *T)
{
  size_t n = B->rows;
  if (count_entries (x, n) <= n * n / SPARSE) {
    times_sparse (B, x, T);
    return EPI_OK;
  }
  epi_symmetric_unpack (x, X);
  return epi_gemm_unchecked (false, false, 1, B, X, 0, T);
}

EpiStatus
epi_symmetric_congruence (bool transpose, const EpiMatrix *B, double *x,
                          EpiSymmetricSpace *space)
{
  EpiMatrix *X = &space->full, *T = &space->product;
  EpiStatus status;
  size_t n = space->n;
  if (n <= EPI_SYMMETRIC_SMALL)
    return epi_symmetric_congruence_small (transpose, B, x);
  if (is_zero (x, n * (n + 1) / 2))
    return EPI_OK;
  if (transpose) {
    epi_symmetric_unpack (x, X);
    status = epi_gemm_unchecked (false, false, 1, X, B, 0, T);
  } else
    status = epi_symmetric_times (B, x, X, T);
  if (status == EPI_OK)
    status = transpose ? epi_symmetric_gemm (true, false, B, T, X)
                       : epi_symmetric_gemm (false, true, T, B, X);
  epi_symmetric_pack (X, x);
  return status;
}

EpiStatus
epi_symmetric_jordan (const double *u, const double *v, double *out,
                      EpiSymmetricSpace *space)
{
  EpiMatrix *U = &space->full, *V = &space->other, *T = &space->product;
  EpiStatus status;
  size_t n = space->n;
  epi_symmetric_unpack (v, V);
  if (u == v)
    status = epi_syrk (1, V, 0, T);
  else {
    status = epi_symmetric_times (V, u, U, T);
    for (size_t j = 0; j < n; j++)
      for (size_t i = j; i < n; i++)
        *epi_matrix_at (T, i, j) =
            (*epi_matrix_at (T, i, j) + *epi_matrix_at (T, j, i)) / 2;
  }
  epi_symmetric_pack (T, out);
  return status;
}

/* ---- Eigenvalues ----------------------------------------------------------
 */

static bool
lower_is_finite (const EpiMatrix *X)
{
  for (size_t j = 0; j < X->cols; j++)
    if (!epi_is_finite (epi_matrix_at (X, j, j), X->rows - j))
      return false;
  return true;
}

EpiStatus
epi_symmetric_eigen (bool vectors, EpiMatrix *X, double *values,
                     EpiSymmetricSpace *space)
{
  int n = (int)X->rows;
  if (n <= EPI_SYMMETRIC_SMALL)
    return epi_symmetric_eigen_small (vectors, X, values);
  if (!lower_is_finite (X))
    return EPI_NOT_FINITE;
  int info = LAPACKE_dsyevd_work (LAPACK_COL_MAJOR, vectors ? 'V' : 'N', 'L', n,
                                  X->data, (int)X->ld, values, space->work,
                                  (int)space->n_work, space->iwork,
                                  (int)space->n_iwork);
  bool finite =
      epi_is_finite (values, X->rows) && (!vectors || epi_matrix_is_finite (X));
  return info == 0 && finite ? EPI_OK : EPI_NUMERICAL;
}

EpiStatus
epi_symmetric_svd (EpiMatrix *X, double *values, EpiMatrix *V,
                   EpiSymmetricSpace *space)
{
  int n = (int)X->rows;
  double unused;
  if (!epi_matrix_is_finite (X))
    return EPI_NOT_FINITE;
  if (n == 0)
    return EPI_OK;
  /* 'O': U in the place of X, Vᵀ in V. */
  int info = LAPACKE_dgesdd_work (
      LAPACK_COL_MAJOR, 'O', n, n, X->data, (int)X->ld, values, &unused, n,
      V->data, (int)V->ld, space->work, (int)space->n_work, space->iwork);
  bool finite = epi_is_finite (values, X->rows) && epi_matrix_is_finite (V);
  return info == 0 && finite ? EPI_OK : EPI_NUMERICAL;
}
