/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem/epi-ls-certificate-private.h"

#include "core/epi-alloc.h"

#include <assert.h>
#include <math.h>

long double
epi_ls_check_residual (const EpiLs *problem, const EpiMatrix *theta,
                       size_t output, size_t i)
{
  long double sum = -(long double)*epi_matrix_at (&problem->B, i, output);

  for (size_t j = 0; j < problem->A.cols; j++)
    sum += (long double)*epi_matrix_at (&problem->A, i, j) *
           *epi_matrix_at (theta, j, output);
  return sum;
}

typedef struct {        /* of one output, by one pass over the rows */
  long double *g;       /* (p) Mᵀs */
  long double *length;  /* (p) of M's columns */
  long double ss;       /* ‖s‖² */
  long double rounding; /* ε */
} Gradient;

static void
find_gradient (const EpiLs *problem, const EpiMatrix *theta, size_t output,
               Gradient *at)
{
  size_t p = problem->A.cols;
  long double bb = 0;

  at->ss = 0;
  for (size_t j = 0; j < p; j++) {
    bool shrunk = problem->ridge > 0 && j >= problem->n_free;
    long double t = *epi_matrix_at (theta, j, output);
    at->g[j] = shrunk ? problem->ridge * t : 0;
    at->length[j] = shrunk ? problem->ridge : 0;
    at->ss += shrunk ? problem->ridge * t * t : 0;
  }
  for (size_t i = 0; i < problem->A.rows; i++) {
    long double w = epi_ls_check_weight (problem, i);
    long double r = epi_ls_check_residual (problem, theta, output, i);
    long double b = *epi_matrix_at (&problem->B, i, output);
    at->ss += w * r * r;
    bb += w * b * b;
    for (size_t j = 0; j < p; j++) {
      long double a = *epi_matrix_at (&problem->A, i, j);
      at->g[j] += w * a * r;
      at->length[j] += w * a * a;
    }
  }
  long double N = sqrtl (bb);
  for (size_t j = 0; j < p; j++) {
    at->length[j] = sqrtl (at->length[j]);
    N += at->length[j] * fabsl (*epi_matrix_at (theta, j, output));
  }
  at->rounding = epi_ls_rounding (problem->A.rows, p, (double)N);
}

static double
stationarity_of (const Gradient *at, size_t p)
{
  long double s = sqrtl (at->ss), cosine = 0;

  if (s <= at->rounding)
    return 0;
  for (size_t j = 0; j < p; j++) {
    long double left = fabsl (at->g[j]) - at->rounding * at->length[j];
    if (left > 0 && left > cosine * at->length[j] * s)
      cosine = left / (at->length[j] * s);
  }
  return (double)cosine;
}

/* ‖P s‖ = ‖(vᵢᵀ g'/σᵢ)ᵢ‖, g' of the scaled columns. */
static long double
projection (const Gradient *at, const EpiLsSpectrum *spectrum)
{
  long double sum = 0;

  for (size_t i = 0; i < spectrum->V.cols; i++) {
    long double along = 0;
    if (spectrum->sigma[i] == 0)
      continue;
    for (size_t j = 0; j < spectrum->V.rows; j++)
      along +=
          *epi_matrix_at (&spectrum->V, j, i) * at->g[j] / spectrum->length[j];
    along /= spectrum->sigma[i];
    sum += along * along;
  }
  return sqrtl (sum);
}

static void
add_output (const Gradient *at, const EpiLsSpectrum *spectrum,
            EpiLsCertificate *certificate)
{
  size_t p = spectrum->V.cols;
  long double span = projection (at, spectrum), gap = 0;

  if (sqrtl (at->ss) > at->rounding && span > at->rounding)
    gap = (span - at->rounding) * (span - at->rounding) / at->ss;
  certificate->stationarity =
      fmax (certificate->stationarity, stationarity_of (at, p));
  certificate->gap = fmax (certificate->gap, (double)gap);
  certificate->dual -= (double)(span * span);
}

static EpiStatus
certify_squared (const EpiLs *problem, const EpiLsSpectrum *spectrum,
                 const EpiMatrix *theta, EpiLsCertificate *certificate)
{
  size_t p = problem->A.cols;
  Gradient at = {.g = epi_new (long double, 2 * p)};

  if (at.g == NULL)
    return EPI_NO_MEMORY;
  at.length = at.g + p;
  certificate->stationarity = certificate->gap = 0;
  certificate->dual = certificate->primal;
  for (size_t output = 0; output < theta->cols; output++) {
    find_gradient (problem, theta, output, &at);
    add_output (&at, spectrum, certificate);
  }
  epi_free (at.g);
  if (!(certificate->stationarity <= certificate->tolerance))
    certificate->missing = "the gradient is not zero";
  else if (!(certificate->gap <= certificate->tolerance))
    certificate->missing = "the residual still leans on the columns";
  return EPI_OK;
}

EpiStatus
epi_ls_certify_known (const EpiLs *problem, const EpiLsSpectrum *spectrum,
                      const EpiMatrix *theta, const double *dual_hint,
                      double tolerance, EpiLsCertificate *certificate)
{
  EpiStatus status;

  assert (theta->rows == problem->A.cols && theta->cols == problem->B.cols);
  *certificate = (EpiLsCertificate){.primal = NAN,
                                    .dual = NAN,
                                    .gap = NAN,
                                    .stationarity = NAN,
                                    .dual_residual = NAN,
                                    .rank = spectrum->rank,
                                    .condition = spectrum->condition,
                                    .tolerance = tolerance,
                                    .status = EPI_FAILED};
  if (!epi_matrix_is_finite (theta) || !epi_matrix_is_finite (&problem->B)) {
    certificate->missing = "the answer or the data are not finite";
    return EPI_NOT_FINITE;
  }
  certificate->primal = epi_ls_objective (problem, theta);
  if (problem->loss == EPI_LOSS_SQUARED)
    status = certify_squared (problem, spectrum, theta, certificate);
  else
    status = epi_ls_certify_robust (problem, theta, dual_hint, certificate);
  if (status == EPI_OK)
    certificate->status =
        certificate->missing == NULL ? EPI_OPTIMAL : EPI_RUNNING;
  return status;
}

EpiStatus
epi_ls_certify (const EpiLs *problem, const EpiMatrix *theta,
                const double *dual_hint, double tolerance,
                EpiLsCertificate *certificate)
{
  EpiLsSpectrum spectrum = {0};
  EpiStatus status = epi_ls_spectrum (problem, NULL, &spectrum);

  if (status == EPI_OK) {
    status = epi_ls_certify_known (problem, &spectrum, theta, dual_hint,
                                   tolerance, certificate);
    epi_ls_spectrum_clear (&spectrum);
    return status;
  }
  *certificate = (EpiLsCertificate){.primal = NAN,
                                    .dual = NAN,
                                    .gap = NAN,
                                    .stationarity = NAN,
                                    .dual_residual = NAN,
                                    .condition = NAN,
                                    .tolerance = tolerance,
                                    .status = EPI_FAILED,
                                    .missing = "the data are not finite"};
  if (status == EPI_NO_MEMORY)
    certificate->missing = "there is not enough memory";
  return status;
}
