/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-mixture-stationarity.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define LOG_2PI 1.8378770664093454835606594728112L

typedef struct {       /* of one component */
  long double top;     /* log wₖ N(μₖ; μₖ, Σₖ) */
  long double *L;      /* (d,d) factor of Σₖ */
  long double total;   /* nₖ */
  long double *first;  /* (d) Σ r L⁻¹(x - μₖ) */
  long double *second; /* (d,d) Σ r L⁻¹(x - μₖ)(x - μₖ)ᵀL⁻ᵀ */
} Part;

typedef struct {
  size_t d, K;
  const double *means;
  Part *parts;          /* (K) */
  long double *z;       /* (d,K) L⁻¹(x - μₖ) */
  long double *log_p;   /* (K) */
  long double *numbers; /* all the arrays above */
} Work;

/* NaN where one of them is. */
static double
larger (double a, double b)
{
  return isnan (a) || a > b ? a : b;
}

/* w > 0 and Σ wₖ = 1, but for the rounding of sums over so many rows. */
static bool
are_weights (const double *w, size_t K, size_t rows)
{
  long double sum = 0;

  for (size_t k = 0; k < K; k++) {
    if (!(w[k] > 0))
      return false;
    sum += w[k];
  }
  return fabsl (sum - 1) <= 4 * DBL_EPSILON * (long double)(rows + K);
}

/* But for rounding. */
static bool
is_symmetric (const double *S, size_t d)
{
  for (size_t j = 0; j < d; j++)
    for (size_t i = j + 1; i < d; i++) {
      double size = sqrt (S[i + i * d]) * sqrt (S[j + j * d]);
      if (!(fabs (S[i + j * d] - S[j + i * d]) <= 8 * DBL_EPSILON * size))
        return false;
    }
  return true;
}

/* L := the factor; false when a pivot is not above the rounding of its own
 * entry. */
static bool
factor (const double *S, size_t d, long double *L, long double *log_det)
{
  *log_det = 0;
  for (size_t j = 0; j < d; j++) {
    long double pivot = S[j + j * d];
    for (size_t l = 0; l < j; l++)
      pivot -= L[j + l * d] * L[j + l * d];
    if (!(pivot > DBL_EPSILON * S[j + j * d]))
      return false;
    *log_det += logl (pivot);
    L[j + j * d] = sqrtl (pivot);
    for (size_t i = j + 1; i < d; i++) {
      long double sum = S[i + j * d];
      for (size_t l = 0; l < j; l++)
        sum -= L[i + l * d] * L[j + l * d];
      L[i + j * d] = sum / L[j + j * d];
    }
  }
  return true;
}

/* z of every component at row i, and log wₖ N. */
static void
look_at (Work *work, const EpiMatrix *X, size_t i)
{
  size_t d = work->d;

  for (size_t k = 0; k < work->K; k++) {
    const long double *L = work->parts[k].L;
    long double *z = work->z + k * d, square = 0;
    for (size_t a = 0; a < d; a++) {
      z[a] = (long double)*epi_matrix_at (X, i, a) - work->means[a + k * d];
      for (size_t l = 0; l < a; l++)
        z[a] -= L[a + l * d] * z[l];
      z[a] /= L[a + a * d];
      square += z[a] * z[a];
    }
    work->log_p[k] = work->parts[k].top - square / 2;
  }
}

static void
add (Work *work, size_t k, long double share)
{
  Part *part = &work->parts[k];
  const long double *z = work->z + k * work->d;

  part->total += share;
  for (size_t a = 0; a < work->d; a++) {
    part->first[a] += share * z[a];
    for (size_t b = 0; b < work->d; b++)
      part->second[a + b * work->d] += share * z[a] * z[b];
  }
}

static long double
add_samples (Work *work, const EpiMatrix *X)
{
  long double value = 0;

  for (size_t i = 0; i < X->rows; i++) {
    long double most = -INFINITY, sum = 0;
    look_at (work, X, i);
    for (size_t k = 0; k < work->K; k++)
      most = fmaxl (most, work->log_p[k]);
    for (size_t k = 0; k < work->K; k++)
      sum += work->log_p[k] =
          work->log_p[k] == most ? 1 : expl (work->log_p[k] - most);
    for (size_t k = 0; k < work->K; k++)
      add (work, k, work->log_p[k] / sum);
    value += most + logl (sum);
  }
  return value;
}

static long double
add_pseudo (Work *work, const EpiMatrix *Z)
{
  long double value = 0;

  for (size_t j = 0; j < Z->rows; j++) {
    look_at (work, Z, j);
    for (size_t k = 0; k < work->K; k++) {
      add (work, k, 1);
      value += work->log_p[k];
    }
  }
  return value;
}

static void
measure (const Work *work, const double *weights, long double all,
         EpiMixtureStationarity *out)
{
  size_t d = work->d;

  *out = (EpiMixtureStationarity){0};
  for (size_t k = 0; k < work->K; k++) {
    const Part *part = &work->parts[k];
    long double mean = 0, covariance = 0;
    for (size_t a = 0; a < d; a++) {
      long double off = part->first[a] / part->total;
      mean += off * off;
      for (size_t b = 0; b < d; b++) {
        long double more = part->second[a + b * d] / part->total - (a == b);
        covariance += more * more;
      }
    }
    out->weights =
        larger (out->weights, (double)fabsl (part->total / all - weights[k]));
    out->means = larger (out->means, (double)sqrtl (mean));
    out->covariances = larger (out->covariances, (double)sqrtl (covariance));
  }
  out->stationarity =
      larger (out->weights, larger (out->means, out->covariances));
}

static EpiStatus
prepare (Work *work, const double *weights, const double *covariances)
{
  size_t d = work->d, K = work->K, each = 2 * d * d + d;

  work->parts = g_new0 (Part, K);
  work->numbers = g_new0 (long double, K *(each + d + 1));
  work->z = work->numbers + K * each;
  work->log_p = work->z + K * d;
  for (size_t k = 0; k < K; k++) {
    Part *part = &work->parts[k];
    long double log_det;
    part->L = work->numbers + k * each;
    part->second = part->L + d * d;
    part->first = part->second + d * d;
    if (!is_symmetric (covariances + k * d * d, d) ||
        !factor (covariances + k * d * d, d, part->L, &log_det))
      return EPI_NOT_POSITIVE_DEFINITE;
    part->top = logl (weights[k]) - (log_det + (long double)d * LOG_2PI) / 2;
  }
  return EPI_OK;
}

EpiStatus
epi_mixture_stationarity (const EpiMatrix *X, const EpiMatrix *Z, size_t K,
                          const double *weights, const double *means,
                          const double *covariances,
                          EpiMixtureStationarity *out)
{
  size_t d = X->cols, m = Z != NULL ? Z->rows : 0;
  Work work = {.d = d, .K = K, .means = means};
  EpiMixtureStationarity found;

  *out = (EpiMixtureStationarity){NAN, NAN, NAN, NAN, NAN};
  if (!epi_matrix_is_finite (X) || (m > 0 && !epi_matrix_is_finite (Z)) ||
      !epi_is_finite (weights, K) || !epi_is_finite (means, d * K) ||
      !epi_is_finite (covariances, d * d * K))
    return EPI_NOT_FINITE;
  if (!are_weights (weights, K, X->rows + K * m))
    return EPI_FAILED;
  EpiStatus status = prepare (&work, weights, covariances);
  if (status == EPI_OK) {
    long double value = add_samples (&work, X);
    if (m > 0)
      value += add_pseudo (&work, Z);
    measure (&work, weights, (long double)(X->rows + K * m), &found);
    found.value = (double)value;
    if (isfinite (found.stationarity) && isfinite (found.value))
      *out = found;
    else
      status = EPI_NOT_FINITE;
  }
  g_free (work.parts);
  g_free (work.numbers);
  return status;
}
