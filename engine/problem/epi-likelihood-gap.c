/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-likelihood-gap.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#define LOG_2PI 1.8378770664093454835606594728112L

/* ---- Gaussian ---- */

/* A (p,p) := its factor L below the diagonal and on it; false when a pivot is
 * not above the rounding of its own entry. */
static bool
factor (long double *A, size_t p, long double *log_det)
{
  *log_det = 0;
  for (size_t j = 0; j < p; j++) {
    long double pivot = A[j + j * p], whole = pivot;
    for (size_t l = 0; l < j; l++)
      pivot -= A[j + l * p] * A[j + l * p];
    if (!(pivot > DBL_EPSILON * whole))
      return false;
    *log_det += logl (pivot);
    A[j + j * p] = sqrtl (pivot);
    for (size_t i = j + 1; i < p; i++) {
      for (size_t l = 0; l < j; l++)
        A[i + j * p] -= A[i + l * p] * A[j + l * p];
      A[i + j * p] /= A[j + j * p];
    }
  }
  return true;
}

/* ‖L⁻¹v‖²; v (p) is lost. */
static long double
solved_square (const long double *L, size_t p, long double *v)
{
  long double sum = 0;

  for (size_t i = 0; i < p; i++) {
    for (size_t l = 0; l < i; l++)
      v[i] -= L[i + l * p] * v[l];
    v[i] /= L[i + i * p];
    sum += v[i] * v[i];
  }
  return sum;
}

static void
moments (const EpiMatrix *X, long double *mean, long double *S)
{
  size_t n = X->rows, p = X->cols;

  for (size_t j = 0; j < p; j++) {
    for (size_t i = 0; i < n; i++)
      mean[j] += *epi_matrix_at (X, i, j);
    mean[j] /= (long double)n;
  }
  for (size_t j = 0; j < p; j++)
    for (size_t k = j; k < p; k++) {
      long double sum = 0;
      for (size_t i = 0; i < n; i++)
        sum += (*epi_matrix_at (X, i, j) - mean[j]) *
               (*epi_matrix_at (X, i, k) - mean[k]);
      S[k + j * p] = S[j + k * p] = sum / (long double)n;
    }
}

/* S: moments about x̄, then its factor; L: that of Σ; away: μ - x̄. */
static EpiStatus
compare (long double *S, long double *L, long double *away, long double *v,
         size_t n, size_t p, EpiLikelihoodGap *out)
{
  long double log_det_S, log_det, D = -(long double)p, half = n / 2.0L;

  if (!factor (S, p, &log_det_S))
    return EPI_UNBOUNDED;
  if (!factor (L, p, &log_det))
    return EPI_NOT_POSITIVE_DEFINITE;
  for (size_t j = 0; j < p; j++) { /* tr Σ⁻¹S = ‖L⁻¹Ls‖² */
    for (size_t i = 0; i < p; i++)
      v[i] = i >= j ? S[i + j * p] : 0;
    D += solved_square (L, p, v);
  }
  D += solved_square (L, p, away) + log_det - log_det_S;
  out->gap = (double)(half * D);
  out->best = (double)(-half * (p * LOG_2PI + log_det_S + p));
  out->value = (double)(-half * (p * LOG_2PI + log_det_S + p + D));
  return isfinite (out->value) ? EPI_OK : EPI_NOT_FINITE;
}

EpiStatus
epi_likelihood_gap_gaussian (const EpiMatrix *X, const double *mean,
                             const EpiMatrix *sigma, EpiLikelihoodGap *out)
{
  size_t n = X->rows, p = X->cols;
  long double *S = g_new0 (long double, 2 * p * p + 2 * p);
  long double *L = S + p * p, *away = L + p * p, *v = away + p;

  moments (X, away, S);
  for (size_t j = 0; j < p; j++) {
    away[j] = mean[j] - away[j];
    for (size_t i = 0; i < p; i++)
      L[i + j * p] = *epi_matrix_at (sigma, i, j);
  }
  bool finite = true;
  for (size_t i = 0; i < 2 * p * p + p; i++)
    finite = finite && isfinite (S[i]);
  EpiStatus status =
      finite ? compare (S, L, away, v, n, p, out) : EPI_NOT_FINITE;
  g_free (S);
  return status;
}

/* ---- Bernoulli ---- */

/* x log y, 0 where x = 0. */
static long double
x_log_y (long double x, long double y)
{
  return x == 0 ? 0 : x * logl (y);
}

EpiStatus
epi_likelihood_gap_bernoulli (double ones, double zeros, double pi,
                              EpiLikelihoodGap *out)
{
  long double n = (long double)ones + zeros, p = pi;

  out->value = (double)(x_log_y (ones, p) + x_log_y (zeros, 1 - p));
  out->best = (double)(x_log_y (ones, ones / n) + x_log_y (zeros, zeros / n));
  out->gap = (double)(x_log_y (ones, ones / n / p) +
                      x_log_y (zeros, zeros / n / (1 - p)));
  return isfinite (out->value) && isfinite (out->gap) ? EPI_OK : EPI_NOT_FINITE;
}
