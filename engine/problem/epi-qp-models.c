/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-qp-models.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>

static void
append (EpiSparse *to, size_t *k, size_t row, double value)
{
  if (value != 0) {
    to->row[*k] = (int)row;
    to->value[(*k)++] = value;
  }
}

static void
set_bounds (EpiQp *qp, size_t n, const double *lower, double without,
            const double *upper)
{
  for (size_t j = 0; j < n; j++) {
    qp->lower[j] = lower != NULL ? lower[j] : without;
    qp->upper[j] = upper != NULL ? upper[j] : INFINITY;
  }
}

/* Replaces Q and A by room for entries. */
static EpiStatus
make_room (EpiQp *qp, size_t q_entries, size_t a_entries)
{
  epi_sparse_clear (&qp->Q);
  epi_sparse_clear (&qp->A);
  EpiStatus status = epi_sparse_new (qp->cols, qp->cols, q_entries, &qp->Q);
  return status != EPI_OK
             ? status
             : epi_sparse_new (qp->rows, qp->cols, a_entries, &qp->A);
}

/* status, with out cleared unless it is EPI_OK and the numbers are finite. */
static EpiStatus
finish (EpiStatus status, EpiQp *out)
{
  if (status == EPI_OK)
    status = epi_qp_check (out);
  if (status != EPI_OK)
    epi_qp_clear (out);
  return status;
}

EpiStatus
epi_qp_least_squares (const EpiMatrix *A, const double *b, const double *lower,
                      const double *upper, EpiQp *out)
{
  size_t m = A->rows, n = A->cols, q = 0, a = 0;
  EpiStatus status = epi_qp_new (m, n + m, out);

  if (status == EPI_OK)
    status = make_room (out, m, m * n + m);
  if (status != EPI_OK)
    return finish (status, out);
  for (size_t j = 0; j < n; j++) {
    for (size_t i = 0; i < m; i++)
      append (&out->A, &a, i, *epi_matrix_at (A, i, j));
    out->A.start[j + 1] = (int)a;
  }
  for (size_t i = 0; i < m; i++) {
    append (&out->A, &a, i, -1);
    append (&out->Q, &q, n + i, 2);
    out->A.start[n + i + 1] = (int)a;
    out->Q.start[n + i + 1] = (int)q;
    out->lower[n + i] = -INFINITY;
    out->row_lower[i] = out->row_upper[i] = b[i];
  }
  set_bounds (out, n, lower, -INFINITY, upper);
  return finish (EPI_OK, out);
}

EpiStatus
epi_qp_portfolio (const EpiMatrix *sigma, const double *mu, double gamma,
                  const double *lower, const double *upper, EpiQp *out)
{
  size_t n = sigma->cols, q = 0, a = 0;
  EpiStatus status = epi_qp_new (1, n, out);

  assert (sigma->rows == n);
  if (status == EPI_OK)
    status = make_room (out, n * (n + 1) / 2, n);
  if (status != EPI_OK)
    return finish (status, out);
  for (size_t j = 0; j < n; j++) {
    for (size_t i = j; i < n; i++)
      append (&out->Q, &q, i, 2 * *epi_matrix_at (sigma, i, j));
    append (&out->A, &a, 0, 1);
    out->Q.start[j + 1] = (int)q;
    out->A.start[j + 1] = (int)a;
    out->c[j] = -gamma * mu[j];
  }
  out->row_lower[0] = out->row_upper[0] = 1;
  set_bounds (out, n, lower, 0, upper);
  return finish (EPI_OK, out);
}
