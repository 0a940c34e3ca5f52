/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify/epi-logistic-units.h"

#include "core/epi-alloc.h"

#include <math.h>

static void
find_centres (const EpiLogisticProblem *problem, EpiLogisticUnits *units)
{
  const EpiSparse *X = problem->X;
  double *count = units->scale; /* for now */

  for (size_t k = 0; k < epi_sparse_entries (X) && problem->intercept; k++) {
    units->centre[X->row[k]] += X->value[k] / (double)X->cols;
    count[X->row[k]]++;
  }
  for (size_t f = 0; f < X->rows; f++) {
    if (count[f] != (double)X->cols)
      units->centre[f] = 0;
    units->scale[f] = problem->penalty ? 1 : 0;
  }
}

EpiStatus
epi_logistic_change_units (const EpiLogisticProblem *problem,
                           EpiLogisticUnits *units)
{
  EpiStatus status = epi_sparse_copy (problem->X, &units->X);
  EpiSparse *X = &units->X;

  units->centre = epi_new0 (double, problem->X->rows);
  units->scale = epi_new0 (double, problem->X->rows);
  if (status != EPI_OK || units->centre == NULL || units->scale == NULL)
    return EPI_NO_MEMORY;
  units->problem = *problem;
  units->problem.X = X;
  find_centres (problem, units);
  for (size_t k = 0; k < epi_sparse_entries (X); k++) {
    size_t f = (size_t)X->row[k];
    X->value[k] -= units->centre[f];
    if (!problem->penalty)
      units->scale[f] = fmax (units->scale[f], fabs (X->value[k]));
  }
  for (size_t f = 0; f < X->rows; f++)
    if (units->scale[f] == 0)
      units->scale[f] = 1;
  for (size_t k = 0; k < epi_sparse_entries (X); k++)
    X->value[k] /= units->scale[X->row[k]];
  return EPI_OK;
}

void
epi_logistic_change_back (const EpiLogisticUnits *units, double *w)
{
  size_t p = units->X.rows;

  for (size_t f = 0; f < p; f++) {
    w[f] /= units->scale[f];
    if (units->problem.intercept)
      w[p] -= w[f] * units->centre[f];
  }
}

void
epi_logistic_clear_units (EpiLogisticUnits *units)
{
  epi_sparse_clear (&units->X);
  epi_free (units->centre);
  epi_free (units->scale);
}
