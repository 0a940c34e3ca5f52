/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-dictionary.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"

#include <string.h>

static bool
is_of_that_kind (const EpiQp *lp)
{
  for (size_t i = 0; i < lp->rows; i++)
    if (lp->row_lower[i] != -INFINITY || !isfinite (lp->row_upper[i]))
      return false;
  for (size_t j = 0; j < lp->cols; j++)
    if (lp->upper[j] != INFINITY ||
        (lp->lower[j] != 0 && lp->lower[j] != -INFINITY))
      return false;
  return epi_sparse_entries (&lp->Q) == 0;
}

/* Which variables are not basic; false: some basic one is twice or none. */
static bool
find_nonbasic (const EpiQp *lp, const double *basis, double *nonbasic)
{
  size_t m = lp->rows, n = lp->cols, found = 0;

  for (size_t v = 0; v < n + m; v++) {
    size_t times = 0;
    for (size_t i = 0; i < m; i++)
      times += basis[i] == (double)v;
    if (times == 0 && found < n)
      nonbasic[found] = (double)v;
    found += times == 0;
  }
  return found == n;
}

/* column (m, zeroed) := column v of [A I]. */
static void
take_column (const EpiQp *lp, size_t v, double *column)
{
  if (v >= lp->cols)
    column[v - lp->cols] = 1;
  else
    for (int k = lp->A.start[v]; k < lp->A.start[v + 1]; k++)
      column[lp->A.row[k]] = lp->A.value[k];
}

static double
cost (const EpiQp *lp, double variable)
{
  return variable < (double)lp->cols ? lp->c[(size_t)variable] : 0;
}

/* X := B⁻¹ [b N]. */
static EpiStatus
solve (const EpiQp *lp, const double *basis, const double *nonbasic,
       EpiMatrix *B, EpiMatrix *X)
{
  size_t m = lp->rows, n = lp->cols;
  int *pivots = epi_new (int, m);

  if (pivots == NULL)
    return EPI_NO_MEMORY;
  for (size_t i = 0; i < m; i++) {
    take_column (lp, (size_t)basis[i], epi_matrix_col (B, i));
    *epi_matrix_at (X, i, 0) = lp->row_upper[i];
  }
  for (size_t j = 0; j < n; j++)
    take_column (lp, (size_t)nonbasic[j], epi_matrix_col (X, j + 1));
  EpiStatus status = epi_lu (B, pivots);
  if (status == EPI_OK)
    status = epi_lu_solve (B, pivots, X);
  epi_free (pivots);
  return status;
}

EpiStatus
epi_dictionary (const EpiQp *lp, const double *basis, double *nonbasic,
                double *D)
{
  size_t m = lp->rows, n = lp->cols;
  EpiMatrix B = {0}, X = {0};

  if (!is_of_that_kind (lp))
    return EPI_UNSUPPORTED;
  if (!find_nonbasic (lp, basis, nonbasic))
    return EPI_SINGULAR;
  EpiStatus status = epi_matrix_new (m, m, &B);
  if (status == EPI_OK)
    status = epi_matrix_new (m, n + 1, &X);
  if (status == EPI_OK && m > 0)
    status = solve (lp, basis, nonbasic, &B, &X);
  for (size_t j = 0; status == EPI_OK && j <= n; j++) {
    double *column = D + j * (m + 1), sign = j == 0 ? 1 : -1;
    double zeta = j == 0 ? lp->c0 : cost (lp, nonbasic[j - 1]);
    for (size_t i = 0; i < m; i++) {
      column[i] = sign * *epi_matrix_at (&X, i, j);
      zeta += cost (lp, basis[i]) * column[i];
    }
    column[m] = zeta;
  }
  epi_matrix_clear (&B);
  epi_matrix_clear (&X);
  return status;
}
