/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-conjugate.h"

#include <float.h>
#include <math.h>

#define LOG_2PI 1.83787706640934548356

static double
log_gamma (double x)
{
  int sign;
  return lgamma_r (x, &sign);
}

/* x log y, 0 where x = 0. */
static double
x_log_y (double x, double y)
{
  return x == 0 ? 0 : x * log (y);
}

/* ---- Bernoulli ---- */

EpiBeta
epi_beta_of (double ones, double zeros)
{
  return (EpiBeta){ones + 1, zeros + 1};
}

EpiBeta
epi_beta_update (EpiBeta prior, double ones, double zeros)
{
  return (EpiBeta){prior.alpha + ones, prior.beta + zeros};
}

double
epi_beta_log (EpiBeta b, double pi)
{
  if (!(pi >= 0 && pi <= 1))
    return -INFINITY;
  return x_log_y (b.alpha - 1, pi) + x_log_y (b.beta - 1, 1 - pi) +
         log_gamma (b.alpha + b.beta) - log_gamma (b.alpha) -
         log_gamma (b.beta);
}

double
epi_beta_mean (EpiBeta b)
{
  return b.alpha / (b.alpha + b.beta);
}

double
epi_beta_deviation (EpiBeta b)
{
  double n = b.alpha + b.beta;
  return sqrt (b.alpha * b.beta / (n + 1)) / n;
}

double
epi_beta_mode (EpiBeta b)
{
  double n = b.alpha + b.beta - 2;
  return n > 0 ? (b.alpha - 1) / n : NAN;
}

/* ---- Gaussian ---- */

/* Their mean, and Σ(xᵢ-x̄)²: two passes, so that nothing cancels. */
static double
spread_about_mean (const double *x, size_t n, double *mean)
{
  double square = 0;

  *mean = 0;
  for (size_t i = 0; i < n; i++)
    *mean += x[i] / (double)n;
  for (size_t i = 0; i < n; i++)
    square += (x[i] - *mean) * (x[i] - *mean);
  return square;
}

EpiNormalGamma
epi_normal_gamma_of (const double *z, size_t n)
{
  double mean, square = spread_about_mean (z, n, &mean);

  return (EpiNormalGamma){mean, (double)n, ((double)n - 1) / 2, square / 2};
}

EpiNormalGamma
epi_normal_gamma_update (EpiNormalGamma q, const double *x, size_t n)
{
  double mean, square = spread_about_mean (x, n, &mean), m = (double)n;
  double both = q.kappa + m, apart = mean - q.mean;

  if (both == 0)
    return q;
  return (EpiNormalGamma){
      (q.kappa * q.mean + m * mean) / both, both, q.alpha + m / 2,
      q.beta + square / 2 + q.kappa * m / both * apart * apart / 2};
}

bool
epi_normal_gamma_is_proper (const EpiNormalGamma *q)
{
  return q->kappa > 0 && q->alpha > 0 && q->beta > 0;
}

double
epi_normal_gamma_log (const EpiNormalGamma *q, double mu, double tau)
{
  double reach = hypot (sqrt (2 * q->beta), sqrt (q->kappa) * (mu - q->mean));
  double z = reach * exp (-tau); /* no ∞ - ∞ however far away */

  return M_LN2 + q->alpha * log (q->beta) - log_gamma (q->alpha) +
         (log (q->kappa) - LOG_2PI) / 2 - (2 * q->alpha + 1) * tau - z * z / 2;
}

void
epi_normal_gamma_mode (const EpiNormalGamma *q, double *mu, double *sigma)
{
  *mu = q->mean;
  *sigma = sqrt (2 * q->beta / (2 * q->alpha + 1));
}

EpiDensity
epi_normal_gamma_marginal (const EpiNormalGamma *q)
{
  return (EpiDensity){
      EPI_DENSITY_STUDENT,
      {q->mean, sqrt (q->beta / (q->alpha * q->kappa)), 2 * q->alpha}};
}

/* ---- Gaussian in the plane ---- */

EpiNormalWishart
epi_normal_wishart_of (const double *z, size_t n, size_t ld)
{
  EpiNormalWishart q = {.kappa = (double)n, .nu = (double)n - 1};

  q.psi[0] = spread_about_mean (z, n, &q.mean[0]);
  q.psi[3] = spread_about_mean (z + ld, n, &q.mean[1]);
  for (size_t i = 0; i < n; i++)
    q.psi[1] += (z[i] - q.mean[0]) * (z[i + ld] - q.mean[1]);
  q.psi[2] = q.psi[1];
  return q;
}

static double
determinant (const double A[4])
{
  return A[0] * A[3] - A[1] * A[2];
}

bool
epi_normal_wishart_is_proper (const EpiNormalWishart *q)
{
  return q->nu > 1 &&
         determinant (q->psi) > 8 * DBL_EPSILON * q->psi[0] * q->psi[3];
}

double
epi_normal_wishart_log_mean (const EpiNormalWishart *q, const double mu[2])
{
  double k = q->nu - 1, scale = 1 / (q->kappa * k);
  double a = mu[0] - q->mean[0], b = mu[1] - q->mean[1];
  double det = determinant (q->psi); /* of Ψ; that of V is scale² as much */
  double square =
      (q->psi[3] * a * a - 2 * q->psi[1] * a * b + q->psi[0] * b * b) /
      (det * scale);

  return -(k + 2) / 2 * log1p (square / k) - LOG_2PI -
         log (det * scale * scale) / 2;
}

void
epi_normal_wishart_region (const EpiNormalWishart *q, double share, double S[4])
{
  double k = q->nu - 1;
  double reach = k * expm1 (-2 / k * log1p (-share));

  for (int i = 0; i < 4; i++)
    S[i] = q->psi[i] / (q->kappa * k) * reach;
}
