/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-density.h"

#include "core/epi-alloc.h"
#include "estimate/epi-deviance.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOG_2PI 1.83787706640934548356
#define FAR 1e150 /* of z: its square is about to run over */

static const struct {
  const char *name;
  size_t n_params;
  bool discrete;
} families[EPI_N_DENSITIES] = {
    [EPI_DENSITY_GAUSSIAN] = {"gaussian", 2, false},
    [EPI_DENSITY_LAPLACE] = {"laplace", 2, false},
    [EPI_DENSITY_UNIFORM] = {"uniform", 2, false},
    [EPI_DENSITY_STUDENT] = {"student", 3, false},
    [EPI_DENSITY_EXPONENTIAL] = {"exponential", 1, false},
    [EPI_DENSITY_BERNOULLI] = {"bernoulli", 1, true},
    [EPI_DENSITY_POISSON] = {"poisson", 1, true},
};

const char *
epi_density_name (EpiDensityKind kind)
{
  return families[kind].name;
}

size_t
epi_density_n_params (EpiDensityKind kind)
{
  return families[kind].n_params;
}

bool
epi_density_is_discrete (EpiDensityKind kind)
{
  return families[kind].discrete;
}

bool
epi_density_is_valid (const EpiDensity *d)
{
  const double *t = d->theta;

  for (size_t i = 0; i < families[d->kind].n_params; i++)
    if (!isfinite (t[i]))
      return false;
  switch (d->kind) {
  case EPI_DENSITY_GAUSSIAN:
  case EPI_DENSITY_LAPLACE:
  case EPI_DENSITY_UNIFORM:
    return t[1] > 0;
  case EPI_DENSITY_STUDENT:
    return t[1] > 0 && t[2] > 0;
  case EPI_DENSITY_BERNOULLI:
    return t[0] >= 0 && t[0] <= 1;
  default:
    return t[0] > 0;
  }
}

/* ---- log p and its gradient ---- */

/* x log y, 0 where x = 0. */
static double
x_log_y (double x, double y)
{
  return x == 0 ? 0 : x * log (y);
}

double
epi_density_log_top (const EpiDensity *d)
{
  const double *t = d->theta;

  switch (d->kind) {
  case EPI_DENSITY_GAUSSIAN:
    return -log (t[1]) - LOG_2PI / 2;
  case EPI_DENSITY_LAPLACE:
  case EPI_DENSITY_UNIFORM:
    return -log (2 * t[1]);
  case EPI_DENSITY_STUDENT:
    return epi_log_gamma_ratio (t[2] / 2) - log (t[2] / 2) / 2 - LOG_2PI / 2 -
           log (t[1]);
  case EPI_DENSITY_EXPONENTIAL:
    return log (t[0]);
  default: /* counts: x is in their logarithms */
    return 0;
  }
}

double
epi_density_log_shape (const EpiDensity *d, double x)
{
  const double *t = d->theta;
  double z = (x - t[0]) / t[1];

  switch (d->kind) {
  case EPI_DENSITY_GAUSSIAN:
    return -z * z / 2;
  case EPI_DENSITY_LAPLACE:
    return -fabs (z);
  case EPI_DENSITY_UNIFORM:
    return fabs (z) <= 1 ? 0 : -INFINITY;
  case EPI_DENSITY_STUDENT:
    return -(t[2] + 1) / 2 * epi_log_tail (z, t[2]);
  case EPI_DENSITY_EXPONENTIAL:
    return x >= 0 ? -t[0] * x : -INFINITY;
  case EPI_DENSITY_BERNOULLI:
    return x == 0 || x == 1 ? x_log_y (x, t[0]) + x_log_y (1 - x, 1 - t[0])
                            : -INFINITY;
  default: /* poisson */
    return x >= 0 && x == floor (x) && isfinite (x) ? epi_log_poisson (x, t[0])
                                                    : -INFINITY;
  }
}

double
epi_density_log (const EpiDensity *d, double x)
{
  return epi_density_log_top (d) + epi_density_log_shape (d, x);
}

/* By μ, σ and ν.  With w = z²/(ν+z²) that by ν is
 *
 *     ½ (ψ((ν+1)/2) - ψ(ν/2) - 1/ν + log (1-w) + w + w/ν)
 *
 * where ψ's difference begins with 1/ν, and log (1-w) with -w. */
static void
student_gradient (double z, double sigma, double nu, double *gradient)
{
  double square = fmin (z * z, FAR * FAR), w = square / (nu + square);
  double psi = epi_digamma_less (nu / 2);
  double tail = w < 0.9 ? epi_log_less_slope (w) : epi_log_tail (z, nu) - w;

  gradient[0] = (nu + 1) * (fabs (z) < FAR ? z / (nu + square) : 1 / z) / sigma;
  gradient[1] = nu * ((square - 1) / (nu + square)) / sigma;
  gradient[2] = (psi - tail + w / nu) / 2;
}

void
epi_density_gradient (const EpiDensity *d, double x, double *gradient)
{
  const double *t = d->theta;
  double z = (x - t[0]) / t[1];

  switch (d->kind) {
  case EPI_DENSITY_GAUSSIAN:
    gradient[0] = z / t[1];
    gradient[1] = (z * z - 1) / t[1];
    break;
  case EPI_DENSITY_LAPLACE:
    gradient[0] = (z > 0 ? 1 : z < 0 ? -1 : 0) / t[1];
    gradient[1] = (fabs (z) - 1) / t[1];
    break;
  case EPI_DENSITY_UNIFORM:
    gradient[0] = 0;
    gradient[1] = -1 / t[1];
    break;
  case EPI_DENSITY_STUDENT:
    student_gradient (z, t[1], t[2], gradient);
    break;
  case EPI_DENSITY_EXPONENTIAL:
    gradient[0] = 1 / t[0] - x;
    break;
  case EPI_DENSITY_BERNOULLI:
    gradient[0] = x == 0 ? -1 / (1 - t[0]) : 1 / t[0];
    break;
  default: /* poisson */
    gradient[0] = x / t[0] - 1;
  }
}

double
epi_density_mean (const EpiDensity *d)
{
  switch (d->kind) {
  case EPI_DENSITY_STUDENT:
    return d->theta[2] > 1 ? d->theta[0] : NAN;
  case EPI_DENSITY_EXPONENTIAL:
    return 1 / d->theta[0];
  default:
    return d->theta[0];
  }
}

double
epi_density_variance (const EpiDensity *d)
{
  const double *t = d->theta;

  switch (d->kind) {
  case EPI_DENSITY_GAUSSIAN:
    return t[1] * t[1];
  case EPI_DENSITY_LAPLACE:
    return 2 * t[1] * t[1];
  case EPI_DENSITY_UNIFORM:
    return t[1] * t[1] / 3;
  case EPI_DENSITY_STUDENT:
    return t[2] > 2   ? t[1] * t[1] * t[2] / (t[2] - 2)
           : t[2] > 1 ? INFINITY
                      : NAN;
  case EPI_DENSITY_EXPONENTIAL:
    return 1 / (t[0] * t[0]);
  case EPI_DENSITY_BERNOULLI:
    return t[0] * (1 - t[0]);
  default: /* poisson */
    return t[0];
  }
}

/* ---- Samplers ---- */

/* In (0,1): no logarithm of 0. */
static double
open_uniform (EpiRandom *random)
{
  double u;

  do
    u = epi_random_uniform (random);
  while (u <= 0);
  return u;
}

/* Gamma(a) with scale 1: Marsaglia & Tsang, A simple method for generating
 * gamma variables, ACM Trans. Math. Softw. 26 (2000); for a < 1 by a + 1. */
static double
sample_gamma (EpiRandom *random, double a)
{
  if (a < 1)
    return sample_gamma (random, a + 1) * pow (open_uniform (random), 1 / a);
  double d = a - 1. / 3, c = 1 / sqrt (9 * d);
  for (;;) {
    double z = epi_random_normal (random), v = 1 + c * z;
    if (v <= 0)
      continue;
    v = v * v * v;
    if (log (open_uniform (random)) < z * z / 2 + d - d * v + d * log (v))
      return d * v;
  }
}

/* A sum of Poisson variables of mean 16 and the rest, each by inversion. */
static double
sample_poisson (EpiRandom *random, double mean)
{
  double count = 0;

  for (; mean > 0; mean -= 16) {
    double limit = exp (-fmin (mean, 16)), product = open_uniform (random);
    for (; product > limit; product *= open_uniform (random))
      count++;
  }
  return count;
}

double
epi_density_sample (const EpiDensity *d, EpiRandom *random)
{
  const double *t = d->theta;
  double u;

  switch (d->kind) {
  case EPI_DENSITY_GAUSSIAN:
    return t[0] + t[1] * epi_random_normal (random);
  case EPI_DENSITY_LAPLACE:
    u = open_uniform (random);
    return t[0] + t[1] * (u < 0.5 ? log (2 * u) : -log (2 * (1 - u)));
  case EPI_DENSITY_UNIFORM:
    return t[0] + t[1] * (2 * epi_random_uniform (random) - 1);
  case EPI_DENSITY_STUDENT:
    u = sample_gamma (random, t[2] / 2) / (t[2] / 2);
    return t[0] + t[1] * epi_random_normal (random) / sqrt (u);
  case EPI_DENSITY_EXPONENTIAL:
    return -log (open_uniform (random)) / t[0];
  case EPI_DENSITY_BERNOULLI:
    return epi_random_uniform (random) < t[0];
  default: /* poisson */
    return sample_poisson (random, t[0]);
  }
}

/* ---- Likelihood ---- */

double
epi_density_log_likelihood (const EpiDensity *d, const double *x, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += epi_density_log (d, x[i]);
  return sum;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static EpiStatus
find_median (const double *x, size_t n, double *median)
{
  double *sorted = epi_new (double, n);

  if (sorted == NULL)
    return EPI_NO_MEMORY;
  memcpy (sorted, x, n * sizeof *x);
  qsort (sorted, n, sizeof *sorted, compare);
  *median = sorted[(n - 1) / 2] / 2 + sorted[n / 2] / 2;
  epi_free (sorted);
  return EPI_OK;
}

/* Mean of |x - c|, or of its square. */
static double
spread (const double *x, size_t n, double c, bool square)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += square ? (x[i] - c) * (x[i] - c) : fabs (x[i] - c);
  return sum / (double)n;
}

/* Some density of the kind. */
static bool
supports (EpiDensityKind kind, double x)
{
  if (kind == EPI_DENSITY_UNIFORM)
    return true;
  const EpiDensity any = {kind, {0.5, 1, 1}};
  return epi_density_log (&any, x) > -INFINITY;
}

EpiStatus
epi_density_fit (EpiDensityKind kind, const double *x, size_t n,
                 EpiDensity *out)
{
  double mean = 0, size = 0, low = INFINITY, high = -INFINITY;
  EpiStatus status = EPI_OK;

  if (kind == EPI_DENSITY_STUDENT)
    return EPI_UNSUPPORTED;
  for (size_t i = 0; i < n; i++) {
    if (!isfinite (x[i]))
      return EPI_NOT_FINITE;
    if (!supports (kind, x[i]))
      return EPI_INFEASIBLE;
    mean += x[i] / (double)n;
    size = fmax (size, fabs (x[i]));
    low = fmin (low, x[i]);
    high = fmax (high, x[i]);
  }
  *out = (EpiDensity){kind, {mean}};
  if (kind == EPI_DENSITY_GAUSSIAN)
    out->theta[1] = sqrt (spread (x, n, mean, true));
  else if (kind == EPI_DENSITY_LAPLACE) {
    status = find_median (x, n, &out->theta[0]);
    out->theta[1] = spread (x, n, out->theta[0], false);
  } else if (kind == EPI_DENSITY_UNIFORM) {
    out->theta[0] = low / 2 + high / 2;
    out->theta[1] = fmax (high - out->theta[0], out->theta[0] - low);
  } else if (kind == EPI_DENSITY_EXPONENTIAL)
    out->theta[0] = 1 / mean;
  if (status != EPI_OK)
    return status;
  if (kind <= EPI_DENSITY_UNIFORM && out->theta[1] <= 4 * DBL_EPSILON * size)
    return EPI_SINGULAR;
  return epi_density_is_valid (out) ? EPI_OK : EPI_SINGULAR;
}
