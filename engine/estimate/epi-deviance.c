/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-deviance.h"

#include <math.h>

#define FAR 30.0   /* from there on the series are exact to rounding */
#define TALL 1e150 /* of z: its square is about to run over */
#define LOG_2PI 1.83787706640934548356

/* With v = (x-y)/(x+y) it is (x-y) v + 2x (v³/3 + v⁵/5 + …). */
static double
deviance_nearby (double x, double y)
{
  double v = (x - y) / (x + y), sum = (x - y) * v, last = NAN;
  double power = 2 * x * v;

  for (int j = 3; sum != last; j += 2) {
    last = sum;
    power *= v * v;
    sum += power / j;
  }
  return sum;
}

double
epi_deviance (double x, double y)
{
  if (x == 0 || y == 0)
    return x == 0 ? y : INFINITY;
  return fabs (x - y) < 0.1 * (x + y) ? deviance_nearby (x, y)
                                      : x * log (x / y) + y - x;
}

static double
log_gamma (double x)
{
  int sign;
  return lgamma_r (x, &sign);
}

double
epi_log_gamma_ratio (double a)
{
  double y = 1 / a, z = y * y;

  if (a < FAR)
    return log_gamma (a + 0.5) - log_gamma (a);
  return log (a) / 2 -
         y / 8 * (1 - z / 24 * (1 - z * 3 / 10 * (1 - z * 85 / 112)));
}

/* ψ = (log Γ)', x > 0: up to 16 by ψ(x) = ψ(x+1) - 1/x, then the asymptotic
 * series.  Abramowitz & Stegun 6.3.5, 6.3.18. */
static double
digamma (double x)
{
  double sum = 0;

  for (; x < 16; x++)
    sum -= 1 / x;
  double y = 1 / (x * x);
  return sum + log (x) - 1 / (2 * x) -
         y * (1. / 12 -
              y * (1. / 120 - y * (1. / 252 - y * (1. / 240 - y / 132))));
}

double
epi_digamma_less (double a)
{
  double y = 1 / a, z = y * y;

  if (a < FAR)
    return digamma (a + 0.5) - digamma (a) - y / 2;
  return z / 8 * (1 - z / 8 * (1 - z / 2 * (1 - z * 17 / 16)));
}

/* log x! - ((x+½) log x - x + ½ log 2π), x ≥ FAR. */
static double
stirling_rest (double x)
{
  double y = 1 / x, z = y * y;

  return y * (1. / 12 - z * (1. / 360 - z * (1. / 1260 - z * (1. / 1680))));
}

double
epi_log_poisson (double x, double mean)
{
  if (x < FAR)
    return (x == 0 ? 0 : x * log (mean)) - mean - log_gamma (x + 1);
  return -epi_deviance (x, mean) - (LOG_2PI + log (x)) / 2 - stirling_rest (x);
}

double
epi_log_tail (double z, double nu)
{
  return fabs (z) < TALL ? log1p (z * z / nu) : 2 * log (fabs (z)) - log (nu);
}

double
epi_log_less_slope (double w)
{
  double power = w, sum = 0, last = NAN;

  if (w > 0.1)
    return -log1p (-w) - w;
  for (int j = 2; sum != last; j++) {
    last = sum;
    power *= w;
    sum += power / j;
  }
  return sum;
}
