/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-qp.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <math.h>
#include <stdlib.h>

EpiStatus
epi_qp_new (size_t rows, size_t cols, EpiQp *out)
{
  *out = (EpiQp){
      .rows = rows,
      .cols = cols,
      .c = epi_new0 (double, cols),
      .row_lower = epi_new (double, rows),
      .row_upper = epi_new (double, rows),
      .lower = epi_new0 (double, cols),
      .upper = epi_new (double, cols),
  };
  if (out->c == NULL || out->row_lower == NULL || out->row_upper == NULL ||
      out->lower == NULL || out->upper == NULL ||
      epi_sparse_new (cols, cols, 0, &out->Q) != EPI_OK ||
      epi_sparse_new (rows, cols, 0, &out->A) != EPI_OK) {
    epi_qp_clear (out);
    return EPI_NO_MEMORY;
  }
  for (size_t i = 0; i < rows; i++) {
    out->row_lower[i] = -INFINITY;
    out->row_upper[i] = INFINITY;
  }
  for (size_t j = 0; j < cols; j++)
    out->upper[j] = INFINITY;
  return EPI_OK;
}

static void
free_names (char **names, size_t n)
{
  for (size_t i = 0; names != NULL && i < n; i++)
    free (names[i]);
  free (names);
}

void
epi_qp_clear (EpiQp *qp)
{
  epi_free (qp->c);
  epi_free (qp->row_lower);
  epi_free (qp->row_upper);
  epi_free (qp->lower);
  epi_free (qp->upper);
  epi_sparse_clear (&qp->Q);
  epi_sparse_clear (&qp->A);
  free (qp->name);
  free (qp->objective_name);
  free_names (qp->row_names, qp->rows);
  free_names (qp->col_names, qp->cols);
  *qp = (EpiQp){0};
}

static bool
are_bounds (const double *lower, const double *upper, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!(lower[i] < INFINITY) || !(upper[i] > -INFINITY))
      return false; /* NaN too */
  return true;
}

EpiStatus
epi_qp_check (const EpiQp *qp)
{
  bool good = isfinite (qp->c0) && epi_is_finite (qp->c, qp->cols) &&
              epi_sparse_is_finite (&qp->Q) && epi_sparse_is_finite (&qp->A) &&
              are_bounds (qp->row_lower, qp->row_upper, qp->rows) &&
              are_bounds (qp->lower, qp->upper, qp->cols);
  return good ? EPI_OK : EPI_NOT_FINITE;
}

double
epi_qp_objective (const EpiQp *qp, const double *x)
{
  double linear = 0, quadratic = 0;
  for (size_t j = 0; j < qp->cols; j++) {
    linear += qp->c[j] * x[j];
    for (int k = qp->Q.start[j]; k < qp->Q.start[j + 1]; k++) {
      size_t i = (size_t)qp->Q.row[k];
      quadratic += (i == j ? 0.5 : 1.0) * qp->Q.value[k] * x[i] * x[j];
    }
  }
  return qp->c0 + linear + quadratic;
}

static double
bound_value (const double *multiplier, const double *lower, const double *upper,
             size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    double bound = multiplier[i] > 0 ? lower[i] : upper[i];
    if (multiplier[i] != 0 && isfinite (bound))
      sum += multiplier[i] * bound;
  }
  return sum;
}

double
epi_qp_bound_value (const EpiQp *qp, const double *y, const double *z)
{
  return bound_value (y, qp->row_lower, qp->row_upper, qp->rows) +
         bound_value (z, qp->lower, qp->upper, qp->cols);
}

EpiStatus
epi_qp_answer_new (const EpiQp *qp, EpiQpAnswer *out)
{
  *out = (EpiQpAnswer){
      .status = EPI_FAILED,
      .x = epi_new0 (double, qp->cols),
      .y = epi_new0 (double, qp->rows),
      .z = epi_new0 (double, qp->cols),
      .point = epi_new0 (double, qp->cols),
  };
  if (out->x != NULL && out->y != NULL && out->z != NULL && out->point != NULL)
    return EPI_OK;
  epi_qp_answer_clear (out);
  return EPI_NO_MEMORY;
}

void
epi_qp_answer_clear (EpiQpAnswer *answer)
{
  epi_free (answer->x);
  epi_free (answer->y);
  epi_free (answer->z);
  epi_free (answer->point);
  *answer = (EpiQpAnswer){0};
}
