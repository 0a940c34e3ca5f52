/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-ls-dual.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static double
weight (const EpiLs *ls, size_t i)
{
  return ls->weights != NULL ? ls->weights[i] : 1;
}

/* The first column that the ridge shrinks; p when there is none. */
static size_t
first_shrunk (const EpiLs *ls)
{
  return ls->ridge > 0 ? ls->n_free : ls->A.cols;
}

/* Aᵀ, and -1 for every g. */
static EpiStatus
fill_rows (const EpiLs *ls, EpiQp *out)
{
  size_t n = ls->A.rows, p = ls->A.cols, shrunk = first_shrunk (ls);
  EpiSparse *A = &out->A;
  size_t k = 0;

  epi_sparse_clear (A);
  EpiStatus status = epi_sparse_new (p, out->cols, n * p + p - shrunk, A);
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < p; j++)
      if (*epi_matrix_at (&ls->A, i, j) != 0) {
        A->row[k] = (int)j;
        A->value[k++] = *epi_matrix_at (&ls->A, i, j);
      }
    A->start[i + 1] = (int)k;
  }
  for (size_t j = shrunk; j < p; j++) {
    A->row[k] = (int)j;
    A->value[k++] = -1;
    A->start[n + j - shrunk + 1] = (int)k;
  }
  return EPI_OK;
}

/* The diagonal 1/(2wᵢ) of y and 1/(2λ) of g. */
static EpiStatus
fill_squares (const EpiLs *ls, EpiQp *out)
{
  size_t n = ls->A.rows, k = 0;

  epi_sparse_clear (&out->Q);
  EpiStatus status = epi_sparse_new (out->cols, out->cols, out->cols, &out->Q);
  if (status != EPI_OK)
    return status;
  for (size_t j = 0; j < out->cols; j++) {
    double w = j < n ? weight (ls, j) : ls->ridge;
    if (w > 0 && (j >= n || ls->loss == EPI_LOSS_HUBER)) {
      out->Q.row[k] = (int)j;
      out->Q.value[k++] = 1 / (2 * w);
    }
    out->Q.start[j + 1] = (int)k;
  }
  return EPI_OK;
}

EpiStatus
epi_ls_dual_program (const EpiLs *ls, EpiQp *out)
{
  size_t n = ls->A.rows, p = ls->A.cols;
  double slope = ls->loss == EPI_LOSS_HUBER ? 2 * ls->huber_delta : 1;

  assert (ls->loss != EPI_LOSS_SQUARED && ls->B.cols == 1);
  EpiStatus status = epi_qp_new (p, n + p - first_shrunk (ls), out);
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < n; i++) {
    out->c[i] = *epi_matrix_at (&ls->B, i, 0);
    out->upper[i] = slope * weight (ls, i);
    out->lower[i] = -out->upper[i];
  }
  for (size_t j = n; j < out->cols; j++)
    out->lower[j] = -INFINITY;
  for (size_t j = 0; j < p; j++)
    out->row_lower[j] = out->row_upper[j] = 0;
  status = fill_rows (ls, out);
  if (status == EPI_OK)
    status = fill_squares (ls, out);
  if (status == EPI_OK)
    status = epi_qp_check (out);
  if (status != EPI_OK)
    epi_qp_clear (out);
  return status;
}

void
epi_ls_from_dual (const EpiLs *ls, const EpiQpAnswer *answer, double *theta,
                  double *y)
{
  if (theta != NULL)
    memcpy (theta, answer->y, ls->A.cols * sizeof *theta);
  if (y != NULL)
    memcpy (y, answer->x, ls->A.rows * sizeof *y);
}
