/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-linearized.h"

#include "core/epi-alloc.h"

#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

EpiStatus
epi_linearized_init (EpiLinearized *self, size_t m, size_t n)
{
  double qr = 0, svd = 0;

  *self = (EpiLinearized){.m = m, .n = n};
  LAPACKE_dgeqrf_work (LAPACK_COL_MAJOR, (int)m, (int)n + 1, NULL, (int)m, NULL,
                       &qr, -1);
  LAPACKE_dgesvd_work (LAPACK_COL_MAJOR, 'A', 'A', (int)n, (int)n, NULL, (int)n,
                       NULL, NULL, (int)n, NULL, (int)n, &svd, -1);
  self->n_lapack = (int)fmax (qr, svd);
  self->sigma = epi_new0 (double, n);
  self->z = epi_new0 (double, n);
  self->tau = epi_new0 (double, n + 1);
  self->lapack = epi_new (double, (size_t)self->n_lapack);
  if (self->sigma != NULL && self->z != NULL && self->tau != NULL &&
      self->lapack != NULL &&
      epi_matrix_new (m, n + 1, &self->work) == EPI_OK &&
      epi_matrix_new (n, n, &self->square) == EPI_OK &&
      epi_matrix_new (n, n, &self->U) == EPI_OK &&
      epi_matrix_new (n, n, &self->Vt) == EPI_OK)
    return EPI_OK;
  epi_linearized_clear (self);
  return EPI_NO_MEMORY;
}

void
epi_linearized_clear (EpiLinearized *self)
{
  epi_matrix_clear (&self->work);
  epi_matrix_clear (&self->square);
  epi_matrix_clear (&self->U);
  epi_matrix_clear (&self->Vt);
  epi_free (self->sigma);
  epi_free (self->z);
  epi_free (self->tau);
  epi_free (self->lapack);
  *self = (EpiLinearized){0};
}

EpiStatus
epi_linearized_factor (EpiLinearized *self, const EpiMatrix *J, const double *S,
                       const double *r)
{
  size_t n = self->n, m = self->m, rows = m < n ? m : n;
  int width = (int)n;

  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < m; i++)
      *epi_matrix_at (&self->work, i, j) = *epi_matrix_at (J, i, j) / S[j];
  memcpy (epi_matrix_col (&self->work, n), r, m * sizeof (double));
  if (!epi_matrix_is_finite (&self->work))
    return EPI_NOT_FINITE;
  LAPACKE_dgeqrf_work (LAPACK_COL_MAJOR, (int)m, width + 1, self->work.data,
                       (int)m, self->tau, self->lapack, self->n_lapack);
  for (size_t j = 0; j < n; j++)
    for (size_t i = 0; i < n; i++)
      *epi_matrix_at (&self->square, i, j) =
          i <= j && i < rows ? *epi_matrix_at (&self->work, i, j) : 0;
  if (LAPACKE_dgesvd_work (LAPACK_COL_MAJOR, 'A', 'A', width, width,
                           self->square.data, width, self->sigma, self->U.data,
                           width, self->Vt.data, width, self->lapack,
                           self->n_lapack) != 0)
    return EPI_NUMERICAL;
  for (size_t l = 0; l < n; l++) {
    self->z[l] = 0;
    for (size_t i = 0; i < rows; i++)
      self->z[l] -=
          *epi_matrix_at (&self->U, i, l) * *epi_matrix_at (&self->work, i, n);
  }
  return EPI_OK;
}

/* ‖S d(λ)‖, and its derivative by λ. */
static double
length_at (const EpiLinearized *self, double lambda, double *slope)
{
  double least = self->n * DBL_EPSILON * self->sigma[0], sum = 0, change = 0;

  for (size_t l = 0; l < self->n; l++) {
    double s = self->sigma[l], bottom = s * s + lambda;
    if (s <= least && lambda == 0)
      continue;
    if (bottom == 0)
      continue;
    double part = s * self->z[l] / bottom;
    sum += part * part;
    change -= part * part / bottom;
  }
  *slope = sum > 0 ? change / sqrt (sum) : 0;
  return sqrt (sum);
}

double
epi_linearized_lambda (const EpiLinearized *self, double radius, double last)
{
  double slope, length = length_at (self, 0, &slope);
  double low = 0, high = 0, lambda;

  if (length <= 1.1 * radius)
    return 0;
  for (size_t l = 0; l < self->n; l++)
    high = hypot (high, self->sigma[l] * self->z[l]);
  high /= radius; /* ‖S d(λ)‖ ≤ ‖Σ z‖/λ */
  lambda = fmax (1e-3 * high, last);
  for (int pass = 0; pass < 50; pass++) {
    if (!(lambda > low && lambda < high))
      lambda = fmax (sqrt (low * high), 1e-3 * high);
    length = length_at (self, lambda, &slope);
    if (fabs (length - radius) <= 0.1 * radius)
      break;
    *(length > radius ? &low : &high) = lambda;
    lambda -= (length / radius) * (length - radius) / slope;
  }
  return lambda;
}

double
epi_linearized_step (const EpiLinearized *self, const double *S, double lambda,
                     double *d)
{
  double least = self->n * DBL_EPSILON * self->sigma[0], fall = 0;

  memset (d, 0, self->n * sizeof (double));
  for (size_t l = 0; l < self->n; l++) {
    double s = self->sigma[l];
    if ((s <= least && lambda == 0) || s == 0)
      continue;
    double part = s * self->z[l] / (s * s + lambda);
    fall += part * part * (s * s + 2 * lambda);
    for (size_t j = 0; j < self->n; j++)
      d[j] += *epi_matrix_at (&self->Vt, l, j) * part / S[j];
  }
  return fall;
}
