/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-gaussian.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"
#include "estimate/epi-covariance.h"

#include <math.h>
#include <string.h>

#define LOG_2PI 1.8378770664093453
#define ROUNDING 1e-14 /* what sums of products may be off by */

/* Takes over sigma's lower triangle. */
static EpiStatus
factor (EpiGaussian *out)
{
  EpiStatus status = epi_cholesky (&out->L);

  if (status != EPI_OK)
    return status;
  out->log_det = 0;
  for (size_t j = 0; j < out->p; j++) {
    out->log_det += 2 * log (*epi_matrix_at (&out->L, j, j));
    for (size_t i = 0; i < j; i++)
      *epi_matrix_at (&out->L, i, j) = 0;
  }
  return EPI_OK;
}

static EpiStatus
allocate (size_t p, EpiGaussian *out)
{
  *out = (EpiGaussian){.p = p, .mean = epi_new0 (double, p)};
  if (out->mean == NULL)
    return EPI_NO_MEMORY;
  return epi_matrix_new (p, p, &out->L);
}

static EpiStatus
finish (EpiStatus status, EpiGaussian *out)
{
  if (status == EPI_OK && !epi_is_finite (out->mean, out->p))
    status = EPI_NOT_FINITE;
  if (status == EPI_OK)
    status = factor (out);
  if (status != EPI_OK)
    epi_gaussian_clear (out);
  return status;
}

EpiStatus
epi_gaussian_new (const double *mean, const EpiMatrix *sigma, EpiGaussian *out)
{
  size_t p = sigma->rows;
  EpiStatus status = allocate (p, out);

  if (status != EPI_OK)
    return finish (status, out);
  memcpy (out->mean, mean, p * sizeof *mean);
  for (size_t j = 0; j < p; j++)
    for (size_t i = 0; i < p; i++)
      *epi_matrix_at (&out->L, i, j) =
          *epi_matrix_at (sigma, i > j ? i : j, i > j ? j : i);
  return finish (EPI_OK, out);
}

/* Whether what the columns before leave of some variance is rounding: S (p,p)
 * as it was, and its factor. */
static bool
is_flat (const EpiGaussian *gaussian, const double *variance)
{
  for (size_t j = 0; j < gaussian->p; j++) {
    double left = *epi_matrix_at (&gaussian->L, j, j);
    if (left * left <= ROUNDING * variance[j] ||
        left <= ROUNDING * fabs (gaussian->mean[j]))
      return true;
  }
  return false;
}

EpiStatus
epi_gaussian_fit (const EpiMatrix *X, EpiGaussian *out)
{
  double *variance = epi_new (double, X->cols);
  EpiStatus status = allocate (X->cols, out);

  if (status == EPI_OK && variance == NULL)
    status = EPI_NO_MEMORY;
  if (status == EPI_OK)
    status = epi_covariance (X, out->mean, &out->L);
  for (size_t j = 0; j < X->cols && status == EPI_OK; j++)
    variance[j] = *epi_matrix_at (&out->L, j, j);
  status = finish (status, out);
  if (status == EPI_OK && is_flat (out, variance)) {
    epi_gaussian_clear (out);
    status = EPI_NOT_POSITIVE_DEFINITE;
  }
  epi_free (variance);
  return status;
}

void
epi_gaussian_clear (EpiGaussian *gaussian)
{
  epi_free (gaussian->mean);
  epi_matrix_clear (&gaussian->L);
  *gaussian = (EpiGaussian){0};
}

/* y := L⁻¹ y. */
static void
solve_lower (const EpiGaussian *gaussian, double *y)
{
  for (size_t j = 0; j < gaussian->p; j++) {
    y[j] /= *epi_matrix_at (&gaussian->L, j, j);
    for (size_t i = j + 1; i < gaussian->p; i++)
      y[i] -= *epi_matrix_at (&gaussian->L, i, j) * y[j];
  }
}

/* y := L⁻ᵀ y. */
static void
solve_upper (const EpiGaussian *gaussian, double *y)
{
  for (size_t j = gaussian->p; j-- > 0;) {
    for (size_t i = j + 1; i < gaussian->p; i++)
      y[j] -= *epi_matrix_at (&gaussian->L, i, j) * y[i];
    y[j] /= *epi_matrix_at (&gaussian->L, j, j);
  }
}

double
epi_gaussian_log (const EpiGaussian *gaussian, const double *x, double *scratch)
{
  double square = 0;

  for (size_t j = 0; j < gaussian->p; j++)
    scratch[j] = x[j] - gaussian->mean[j];
  solve_lower (gaussian, scratch);
  for (size_t j = 0; j < gaussian->p; j++)
    square += scratch[j] * scratch[j];
  return -0.5 * (square + gaussian->log_det + (double)gaussian->p * LOG_2PI);
}

double
epi_gaussian_log_likelihood (const EpiGaussian *gaussian, const EpiMatrix *X)
{
  double *row = epi_new (double, 2 * gaussian->p), sum = 0;

  if (row == NULL)
    return NAN;
  for (size_t i = 0; i < X->rows; i++) {
    for (size_t j = 0; j < gaussian->p; j++)
      row[j] = *epi_matrix_at (X, i, j);
    sum += epi_gaussian_log (gaussian, row, row + gaussian->p);
  }
  epi_free (row);
  return sum;
}

/* out := Σ⁻¹. */
static void
invert (const EpiGaussian *gaussian, EpiMatrix *out)
{
  for (size_t j = 0; j < gaussian->p; j++) {
    double *column = epi_matrix_col (out, j);
    memset (column, 0, gaussian->p * sizeof *column);
    column[j] = 1;
    solve_lower (gaussian, column);
    solve_upper (gaussian, column);
  }
}

EpiStatus
epi_gaussian_gradient (const EpiGaussian *gaussian, const double *x,
                       double *by_mean, EpiMatrix *by_sigma)
{
  size_t p = gaussian->p;
  double *v = epi_new (double, p); /* Σ⁻¹(x-μ) */

  if (v == NULL)
    return EPI_NO_MEMORY;
  for (size_t j = 0; j < p; j++)
    v[j] = x[j] - gaussian->mean[j];
  solve_lower (gaussian, v);
  solve_upper (gaussian, v);
  if (by_mean != NULL)
    memcpy (by_mean, v, p * sizeof *v);
  if (by_sigma != NULL) {
    invert (gaussian, by_sigma);
    for (size_t j = 0; j < p; j++)
      for (size_t i = 0; i < p; i++)
        *epi_matrix_at (by_sigma, i, j) =
            0.5 * (v[i] * v[j] - *epi_matrix_at (by_sigma, i, j));
  }
  epi_free (v);
  return EPI_OK;
}

void
epi_gaussian_sample (const EpiGaussian *gaussian, EpiRandom *random, double *x)
{
  memcpy (x, gaussian->mean, gaussian->p * sizeof *x);
  for (size_t j = 0; j < gaussian->p; j++) {
    double z = epi_random_normal (random);
    for (size_t i = j; i < gaussian->p; i++)
      x[i] += *epi_matrix_at (&gaussian->L, i, j) * z;
  }
}

double
epi_gaussian_divergence (const EpiGaussian *p, const EpiGaussian *q)
{
  size_t n = p->p;
  double *v = epi_new (double, n), sum = q->log_det - p->log_det - (double)n;

  if (v == NULL)
    return NAN;
  /* tr Σq⁻¹Σp = ‖Lq⁻¹Lp‖², a column at a time. */
  for (size_t j = 0; j < n; j++) {
    memcpy (v, epi_matrix_col (&p->L, j), n * sizeof *v);
    solve_lower (q, v);
    for (size_t i = 0; i < n; i++)
      sum += v[i] * v[i];
  }
  for (size_t i = 0; i < n; i++)
    v[i] = q->mean[i] - p->mean[i];
  solve_lower (q, v);
  for (size_t i = 0; i < n; i++)
    sum += v[i] * v[i];
  epi_free (v);
  return fmax (0.5 * sum, 0); /* below it is rounding */
}
