/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-divergence.h"

#include <math.h>

#define HALF_PI 1.57079632679489661923
#define FARTHEST 6.5    /* of t: beyond, the weights are below 10⁻³⁰⁰ */
#define MOST_HALVINGS 9 /* of the step 1 */
#define ENOUGH 1e-14    /* a change that is none */

/* ---- Closed forms ---- */

static double
log_ratio_term (double x, double y) /* x log (x/y) */
{
  return x == 0 ? 0 : y == 0 ? INFINITY : x * log (x / y);
}

double
epi_kl_closed (const EpiDensity *p, const EpiDensity *q)
{
  const double *s = p->theta, *t = q->theta;

  if (p->kind != q->kind)
    return NAN;
  switch (p->kind) {
  case EPI_DENSITY_GAUSSIAN: {
    double ratio = s[1] / t[1], shift = (s[0] - t[0]) / t[1];
    return (ratio * ratio + shift * shift - 1) / 2 - log (ratio);
  }
  case EPI_DENSITY_LAPLACE: {
    double shift = fabs (s[0] - t[0]);
    return log (t[1] / s[1]) + shift / t[1] - 1 +
           s[1] / t[1] * exp (-shift / s[1]);
  }
  case EPI_DENSITY_EXPONENTIAL:
    return log (s[0] / t[0]) + t[0] / s[0] - 1;
  case EPI_DENSITY_BERNOULLI:
    return log_ratio_term (s[0], t[0]) + log_ratio_term (1 - s[0], 1 - t[0]);
  case EPI_DENSITY_POISSON:
    return log_ratio_term (s[0], t[0]) + t[0] - s[0];
  default:
    return NAN;
  }
}

/* ---- Quadrature ---- */

typedef struct {
  double (*f) (double x, void *data);
  void *data;
  double a, b; /* a is finite, or both are not */
  double sign; /* -1: the piece is mirrored, from -b */
} Piece;

/* f at x(t) times x'(t): x = a + exp (π/2 sinh t) up to infinity, tanh between
 * ends, sinh (π/2 sinh t) over the line. */
static double
weighted (const Piece *piece, double t)
{
  double s = HALF_PI * sinh (t), ds = HALF_PI * cosh (t), x, dx;

  if (isinf (piece->a)) {
    x = sinh (s);
    dx = cosh (s) * ds;
  } else if (isinf (piece->b)) {
    x = piece->a + exp (s);
    dx = exp (s) * ds;
  } else { /* from the nearer end, so that it is met exactly */
    double width = piece->b - piece->a, share = 1 / (1 + exp (2 * fabs (s)));
    x = s < 0 ? piece->a + width * share : piece->b - width * share;
    dx = 2 * width * share * (1 - share) * ds;
  }
  double value =
      dx > 0 && isfinite (x) ? piece->f (piece->sign * x, piece->data) : 0;
  return value == 0 ? 0 : value * dx;
}

static double
integrate_piece (const Piece *piece, double *error)
{
  double h = 1, sum = weighted (piece, 0), last = NAN, now = sum;

  for (double t = h; t <= FARTHEST; t += h)
    sum += weighted (piece, t) + weighted (piece, -t);
  now = sum;
  for (int k = 0; k < MOST_HALVINGS; k++) {
    h /= 2;
    for (double t = h; t <= FARTHEST; t += 2 * h)
      sum += weighted (piece, t) + weighted (piece, -t);
    last = now;
    now = h * sum;
    if (k > 2 && fabs (now - last) <= ENOUGH * fabs (now))
      break;
  }
  *error += fabs (now - last);
  return now;
}

double
epi_integrate (double (*f) (double x, void *data), void *data, double a,
               double b, double *error)
{
  Piece piece = {f, data, a, b, 1};

  *error = 0;
  if (isinf (a) && isfinite (b))
    piece = (Piece){f, data, -b, INFINITY, -1};
  return integrate_piece (&piece, error);
}

typedef struct {
  const EpiDensity *p, *q;
} Pair;

static double
integrand (double x, void *data)
{
  const Pair *pair = data;
  double log_p = epi_density_log (pair->p, x);
  double log_q = epi_density_log (pair->q, x);

  return log_p < -740 ? 0 : exp (log_p) * (log_p - log_q);
}

/* Of counts: up from 0, until far beyond the mean the terms are nothing. */
static double
sum_counts (const Pair *pair)
{
  double mean = epi_density_mean (pair->p), sum = 0;

  for (double x = 0;; x++) {
    double term = integrand (x, (void *)pair);
    sum += term;
    if (pair->p->kind == EPI_DENSITY_BERNOULLI
            ? x == 1
            : x > mean + 10 && fabs (term) < 1e-18 * fabs (sum))
      return sum;
    if (isinf (sum) || epi_density_log (pair->p, x) < -740)
      if (x > mean)
        return sum;
  }
}

static bool
is_one_sided (const EpiDensity *d)
{
  return d->kind == EPI_DENSITY_EXPONENTIAL;
}

double
epi_kl_quadrature (const EpiDensity *p, const EpiDensity *q, double *error)
{
  Pair pair = {p, q};
  double more, sum;

  *error = 0;
  if (epi_density_is_discrete (p->kind) != epi_density_is_discrete (q->kind))
    return NAN;
  if (epi_density_is_discrete (p->kind))
    return sum_counts (&pair);
  if (is_one_sided (q) && !is_one_sided (p))
    return INFINITY;
  /* Kinks and middles, where the pieces meet. */
  double low = is_one_sided (p) ? 0 : fmin (p->theta[0], q->theta[0]);
  double high = is_one_sided (p)
                    ? (is_one_sided (q) ? 0 : fmax (q->theta[0], 0))
                    : fmax (p->theta[0], q->theta[0]);
  sum = is_one_sided (p)
            ? 0
            : epi_integrate (integrand, &pair, -INFINITY, low, error);
  if (high > low) {
    sum += epi_integrate (integrand, &pair, low, high, &more);
    *error += more;
  }
  sum += epi_integrate (integrand, &pair, high, INFINITY, &more);
  *error += more;
  return sum;
}

/* ---- Monte Carlo ---- */

/* Mean and squares by Welford's recurrence. */
double
epi_kl_monte_carlo (const EpiDensity *p, const EpiDensity *q, size_t n,
                    EpiRandom *random, double *standard_error)
{
  double mean = 0, squares = 0;

  for (size_t i = 1; i <= n; i++) {
    double x = epi_density_sample (p, random);
    double value = epi_density_log (p, x) - epi_density_log (q, x);
    double away = value - mean;
    mean += away / (double)i;
    squares += away * (value - mean);
  }
  *standard_error = sqrt (squares / (double)(n - 1) / (double)n);
  return mean;
}
