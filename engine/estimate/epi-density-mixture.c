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
top_of (const EpiDensityMixture *p, size_t k)
{
  return p->weights[k] > 0
             ? log (p->weights[k]) + epi_density_log_top (&p->parts[k])
             : -INFINITY;
}

void
epi_density_mixture_tops (const EpiDensityMixture *p, double *tops)
{
  for (size_t k = 0; k < p->n; k++)
    tops[k] = top_of (p, k);
}

static double
log_term (const EpiDensityMixture *p, size_t k, double x)
{
  double top = p->tops != NULL ? p->tops[k] : top_of (p, k);

  return isinf (top) ? top : top + epi_density_log_shape (&p->parts[k], x);
}

/* The sum of the terms' exponentials, in units of the largest so far. */
double
epi_density_mixture_log (const EpiDensityMixture *p, double x)
{
  double most = -INFINITY, sum = 0;

  for (size_t k = 0; k < p->n; k++) {
    double term = log_term (p, k, x);
    if (term > most) {
      sum = 1 + (isinf (most) ? 0 : sum * exp (most - term));
      most = term;
    } else if (term > -INFINITY)
      sum += exp (term - most);
  }
  return isinf (most) || sum == 1 ? most : most + log (sum);
}

double
epi_density_mixture_value (const EpiDensityMixture *p, double x)
{
  double sum = 0;

  for (size_t k = 0; k < p->n; k++) {
    double term = log_term (p, k, x);
    sum += term > -INFINITY ? exp (term) : 0;
  }
  return sum;
}

/* (log pₖ)'(x): of a location, the slope is that by μ with the other sign. */
static double
part_slope (const EpiDensity *part, double x)
{
  double gradient[EPI_DENSITY_MOST_PARAMS];

  if (part->kind == EPI_DENSITY_GAUSSIAN) /* as there, without that by σ */
    return -((x - part->theta[0]) / part->theta[1] / part->theta[1]);
  if (part->kind != EPI_DENSITY_STUDENT)
    return NAN;
  epi_density_gradient (part, x, gradient);
  return -gradient[0];
}

/* The mean of the parts' slopes, each with its share in p(x). */
double
epi_density_mixture_log_slope (const EpiDensityMixture *p, double x,
                               double *slope)
{
  double most = -INFINITY, sum = 0, slopes = 0;

  for (size_t k = 0; k < p->n; k++) {
    double term = log_term (p, k, x), share = 1;
    if (isinf (term))
      continue;
    if (term > most) {
      double less = isinf (most) ? 0 : exp (most - term);
      sum *= less;
      slopes *= less;
      most = term;
    } else
      share = exp (term - most);
    sum += share;
    slopes += share * part_slope (&p->parts[k], x);
  }
  *slope = slopes / sum;
  return isinf (most) || sum == 1 ? most : most + log (sum);
}

double
epi_density_mixture_slope (const EpiDensityMixture *p, double x)
{
  double slope;

  epi_density_mixture_log_slope (p, x, &slope);
  return slope;
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
