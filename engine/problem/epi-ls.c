/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-ls.h"

#include <assert.h>
#include <math.h>

#define EPI_LS_BLOCK 1024

void
epi_ls_residual (const EpiLs *problem, const EpiMatrix *theta, size_t output,
                 size_t begin, size_t rows, double *r)
{
  const double *b = epi_matrix_col (&problem->B, output) + begin;

  assert (begin + rows <= problem->A.rows);
  for (size_t i = 0; i < rows; i++)
    r[i] = -b[i];
  for (size_t j = 0; j < problem->A.cols; j++) {
    const double *a = epi_matrix_col (&problem->A, j) + begin;
    double t = *epi_matrix_at (theta, j, output);
    for (size_t i = 0; i < rows; i++)
      r[i] += a[i] * t;
  }
}

double
epi_ls_loss (const EpiLs *problem, double r)
{
  double delta = problem->huber_delta, size = fabs (r);

  switch (problem->loss) {
  case EPI_LOSS_ABSOLUTE:
    return size;
  case EPI_LOSS_HUBER:
    return size <= delta ? r * r : delta * (2 * size - delta);
  default:
    return r * r;
  }
}

double
epi_ls_ridge (const EpiLs *problem, const EpiMatrix *theta)
{
  double sum = 0;

  for (size_t output = 0; output < theta->cols; output++)
    for (size_t j = problem->n_free; j < theta->rows; j++) {
      double t = *epi_matrix_at (theta, j, output);
      sum += t * t;
    }
  return problem->ridge * sum;
}

double
epi_ls_objective (const EpiLs *problem, const EpiMatrix *theta)
{
  size_t n = problem->A.rows;
  const double *w = problem->weights;
  long double sum = 0;
  double r[EPI_LS_BLOCK];

  assert (theta->rows == problem->A.cols && theta->cols == problem->B.cols);
  for (size_t output = 0; output < theta->cols; output++)
    for (size_t begin = 0; begin < n; begin += EPI_LS_BLOCK) {
      size_t rows = n - begin < EPI_LS_BLOCK ? n - begin : EPI_LS_BLOCK;
      double block = 0;
      epi_ls_residual (problem, theta, output, begin, rows, r);
      for (size_t i = 0; i < rows; i++)
        block += (w != NULL ? w[begin + i] : 1) * epi_ls_loss (problem, r[i]);
      sum += block;
    }
  return (double)sum + epi_ls_ridge (problem, theta);
}
