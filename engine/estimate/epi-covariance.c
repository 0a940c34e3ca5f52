/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-covariance.h"

#include <float.h>
#include <math.h>

void
epi_second_moments (const EpiMatrix *X, const double *mean,
                    const double *deviation, EpiMatrix *S)
{
  double n = (double)X->rows;

  for (size_t k = 0; k < X->cols; k++)
    for (size_t j = 0; j <= k; j++) {
      double unit = deviation != NULL ? deviation[j] * deviation[k] : 1;
      double sum = 0;
      for (size_t i = 0; i < X->rows; i++)
        sum += (*epi_matrix_at (X, i, j) - mean[j]) *
               (*epi_matrix_at (X, i, k) - mean[k]);
      *epi_matrix_at (S, j, k) = *epi_matrix_at (S, k, j) = sum / unit / n;
    }
}

EpiStatus
epi_covariance (const EpiMatrix *X, double *mean, EpiMatrix *S)
{
  for (size_t j = 0; j < X->cols; j++) {
    double sum = 0;
    for (size_t i = 0; i < X->rows; i++)
      sum += *epi_matrix_at (X, i, j) / (double)X->rows;
    mean[j] = sum;
  }
  epi_second_moments (X, mean, NULL, S);
  return epi_matrix_is_finite (S) ? EPI_OK : EPI_NOT_FINITE;
}

/* The largest |x| of a column. */
static double
size_of (const EpiMatrix *X, size_t j)
{
  double most = 0;

  for (size_t i = 0; i < X->rows; i++)
    most = fmax (most, fabs (*epi_matrix_at (X, i, j)));
  return most;
}

EpiStatus
epi_correlation (const EpiMatrix *X, double *mean, double *deviation,
                 EpiMatrix *S, size_t *at)
{
  EpiStatus status = epi_covariance (X, mean, S);

  for (size_t j = 0; status == EPI_OK && j < X->cols; j++) {
    deviation[j] = sqrt (*epi_matrix_at (S, j, j));
    if (deviation[j] > 4 * DBL_EPSILON * size_of (X, j))
      continue;
    *at = j;
    status = EPI_NOT_POSITIVE_DEFINITE;
  }
  for (size_t k = 0; status == EPI_OK && k < X->cols; k++)
    for (size_t j = 0; j < X->cols; j++) {
      double *s = epi_matrix_at (S, j, k);
      *s = j == k ? 1 : *s / (deviation[j] * deviation[k]);
    }
  return status;
}
