/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-density-mixture.h"

#include <math.h>

#define ROUNDING 1e-12 /* of the sum of the weights */

bool
epi_density_mixture_is_valid (const EpiDensityMixture *p)
{
  double sum = 0;

  for (size_t k = 0; k < p->n; k++) {
    if (!(p->weights[k] >= 0))
      return false;
    sum += p->weights[k];
    if (p->weights[k] > 0 && (!epi_density_is_valid (&p->parts[k]) ||
                              epi_density_is_discrete (p->parts[k].kind)))
      return false;
  }
  return fabs (sum - 1) <= ROUNDING * (double)p->n;
}

static double
log_term (const EpiDensityMixture *p, size_t k, double x)
{
  return p->weights[k] > 0
             ? log (p->weights[k]) + epi_density_log (&p->parts[k], x)
             : -INFINITY;
}

static double
largest_term (const EpiDensityMixture *p, double x)
{
  double most = -INFINITY;

  for (size_t k = 0; k < p->n; k++)
    most = fmax (most, log_term (p, k, x));
  return most;
}

double
epi_density_mixture_log (const EpiDensityMixture *p, double x)
{
  double most = largest_term (p, x), sum = 0;

  if (isinf (most))
    return most;
  for (size_t k = 0; k < p->n; k++)
    sum += exp (log_term (p, k, x) - most);
  return most + log (sum);
}

/* (log pₖ)'(x): of a location, the slope is that by μ with the other sign. */
static double
part_slope (const EpiDensity *part, double x)
{
  double gradient[EPI_DENSITY_MOST_PARAMS];

  if (part->kind != EPI_DENSITY_GAUSSIAN && part->kind != EPI_DENSITY_STUDENT)
    return NAN;
  epi_density_gradient (part, x, gradient);
  return -gradient[0];
}

double
epi_density_mixture_slope (const EpiDensityMixture *p, double x)
{
  double most = largest_term (p, x), sum = 0, slope = 0;

  for (size_t k = 0; k < p->n; k++) {
    if (p->weights[k] == 0)
      continue;
    double share = exp (log_term (p, k, x) - most);
    sum += share;
    slope += share * part_slope (&p->parts[k], x);
  }
  return slope / sum;
}

double
epi_density_mixture_mean (const EpiDensityMixture *p)
{
  double mean = 0;

  for (size_t k = 0; k < p->n; k++)
    if (p->weights[k] > 0)
      mean += p->weights[k] * epi_density_mean (&p->parts[k]);
  return mean;
}

double
epi_density_mixture_variance (const EpiDensityMixture *p)
{
  double mean = epi_density_mixture_mean (p), variance = 0;

  for (size_t k = 0; k < p->n; k++) {
    if (p->weights[k] == 0)
      continue;
    double away = epi_density_mean (&p->parts[k]) - mean;
    variance +=
        p->weights[k] * (epi_density_variance (&p->parts[k]) + away * away);
  }
  return variance;
}

double
epi_density_mixture_sample (const EpiDensityMixture *p, EpiRandom *random)
{
  double u = epi_random_uniform (random);
  size_t chosen = 0;

  for (size_t k = 0; k < p->n; k++) {
    if (p->weights[k] == 0)
      continue;
    chosen = k;
    if (u < p->weights[k])
      break;
    u -= p->weights[k];
  }
  return epi_density_sample (&p->parts[chosen], random);
}
