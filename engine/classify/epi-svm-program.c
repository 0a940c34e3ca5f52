/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-svm-program.h"

#include "classify/epi-gram.h"
#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <glib.h>
#include <lapacke.h>
#include <string.h>

/* ---- Features ---- */

/* K (n,n). */
static EpiStatus
kernel_matrix (const EpiSvmProblem *problem, EpiMatrix *K)
{
  size_t n = problem->X->cols, which[EPI_GRAM_BLOCK];
  double *rows = epi_new (double, n *EPI_GRAM_BLOCK);
  EpiGram *gram = NULL;
  EpiStatus status = rows == NULL
                         ? EPI_NO_MEMORY
                         : epi_gram_new (problem->X, &problem->kernel, &gram);

  for (size_t j = 0; j < n && status == EPI_OK; j += EPI_GRAM_BLOCK) {
    size_t m = MIN (n - j, EPI_GRAM_BLOCK);
    for (size_t k = 0; k < m; k++)
      which[k] = j + k;
    status = epi_gram_rows (gram, which, m, rows);
    if (status == EPI_OK)
      memcpy (epi_matrix_col (K, j), rows, n * m * sizeof *rows);
  }
  epi_gram_free (gram);
  epi_free (rows);
  return status;
}

/* Φ (n,r) with K = ΦΦᵀ: Pᵀ K P = L Lᵀ, so row piv[i] of Φ is row i of L. */
static EpiStatus
factor_features (EpiMatrix *K, EpiMatrix *features)
{
  lapack_int n = (lapack_int)K->rows, rank = 0;
  lapack_int *pivot = epi_new (lapack_int, K->rows);

  if (pivot == NULL)
    return EPI_NO_MEMORY;
  EpiStatus status = EPI_NOT_FINITE;
  if (epi_matrix_is_finite (K) &&
      LAPACKE_dpstrf (LAPACK_COL_MAJOR, 'L', n, K->data, n, pivot, &rank, -1) >=
          0)
    status = epi_matrix_new (K->rows, (size_t)rank, features);
  for (size_t j = 0; j < (size_t)rank && status == EPI_OK; j++)
    for (size_t i = j; i < K->rows; i++)
      *epi_matrix_at (features, (size_t)pivot[i] - 1, j) =
          *epi_matrix_at (K, i, j);
  epi_free (pivot);
  return status;
}

/* Φᵀ (r,n), a column an example. */
static EpiStatus
make_features (const EpiSvmProblem *problem, EpiSparse *out)
{
  EpiMatrix K = {0}, features = {0};

  if (problem->kernel.kind == EPI_KERNEL_LINEAR)
    return epi_sparse_copy (problem->X, out);
  EpiStatus status = epi_matrix_new (problem->X->cols, problem->X->cols, &K);
  if (status == EPI_OK)
    status = kernel_matrix (problem, &K);
  if (status == EPI_OK)
    status = factor_features (&K, &features);
  if (status == EPI_OK)
    status = epi_sparse_new (features.cols, features.rows,
                             features.rows * features.cols, out);
  for (size_t i = 0, k = 0; i < features.rows && status == EPI_OK; i++) {
    for (size_t j = 0; j < features.cols; j++)
      if (*epi_matrix_at (&features, i, j) != 0) {
        out->row[k] = (int)j;
        out->value[k++] = *epi_matrix_at (&features, i, j);
      }
    out->start[i + 1] = (int)k;
  }
  epi_matrix_clear (&K);
  epi_matrix_clear (&features);
  return status;
}

/* ---- The program ---- */

/* A = (diag(y) Φ, y, I), from F = Φᵀ. */
static EpiStatus
make_rows (const EpiSvmProblem *problem, const EpiSparse *F, EpiSparse *A)
{
  size_t n = F->cols, r = F->rows, k = 0;
  size_t entries = epi_sparse_entries (F) + 2 * n;
  EpiTriplet *triplets = epi_new (EpiTriplet, entries);

  if (triplets == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < n; i++) {
    double y = problem->y[i];
    for (int e = F->start[i]; e < F->start[i + 1]; e++)
      triplets[k++] = (EpiTriplet){(int)i, F->row[e], y * F->value[e]};
    triplets[k++] = (EpiTriplet){(int)i, (int)r, y};
    triplets[k++] = (EpiTriplet){(int)i, (int)(r + 1 + i), 1};
  }
  EpiStatus status = epi_sparse_from_triplets (n, r + 1 + n, triplets, k, A);
  epi_free (triplets);
  return status;
}

static EpiStatus
fill (const EpiSvmProblem *problem, const EpiSparse *F, EpiQp *qp)
{
  size_t n = F->cols, r = F->rows;

  epi_sparse_clear (&qp->A);
  epi_sparse_clear (&qp->Q);
  EpiStatus status = make_rows (problem, F, &qp->A);
  if (status == EPI_OK)
    status = epi_sparse_new (qp->cols, qp->cols, r, &qp->Q);
  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < qp->cols; j++) {
    if (j < r) {
      qp->Q.row[j] = (int)j;
      qp->Q.value[j] = 1;
    }
    qp->Q.start[j + 1] = (int)MIN (j + 1, r);
    qp->lower[j] = j <= r ? -INFINITY : 0;
    qp->c[j] = j <= r ? 0 : problem->C[j - r - 1];
  }
  for (size_t i = 0; i < n; i++)
    qp->row_lower[i] = 1;
  return epi_qp_check (qp);
}

EpiStatus
epi_svm_program (const EpiSvmProblem *problem, EpiQp *out)
{
  EpiSparse F = {0};
  EpiStatus status = make_features (problem, &F);

  *out = (EpiQp){0};
  if (status == EPI_OK)
    status = epi_qp_new (F.cols, F.rows + 1 + F.cols, out);
  if (status == EPI_OK)
    status = fill (problem, &F, out);
  epi_sparse_clear (&F);
  if (status != EPI_OK)
    epi_qp_clear (out);
  return status;
}

void
epi_svm_from_program (const EpiSvmProblem *problem, const EpiQp *qp,
                      const double *x, const double *y, double *beta,
                      double *bias)
{
  size_t n = problem->X->cols;

  for (size_t i = 0; i < n; i++)
    beta[i] = problem->y[i] * CLAMP (y[i], 0, problem->C[i]);
  *bias = x[qp->cols - n - 1];
}
