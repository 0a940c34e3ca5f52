/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known about the descent methods on a quadratic: the table in
 * descend/epi-descent.h. */
#include "descend/epi-descent.h"

#include <math.h>

double
epi_descent_step_limit (EpiDescentKind kind, const EpiOracle *oracle,
                        double momentum)
{
  double L = oracle->lipschitz;

  switch (kind) {
  case EPI_DESCENT_EXACT:
    return INFINITY;
  case EPI_DESCENT_HEAVY_BALL:
    return 2 * (1 + momentum) / L;
  case EPI_DESCENT_NESTEROV:
    return 2 * (1 + momentum) / ((1 + 2 * momentum) * L);
  default:
    return 2 / L;
  }
}

/* The larger modulus of the roots of z² - a z + b. */
static double
largest_root (double a, double b)
{
  double discriminant = a * a - 4 * b;

  return discriminant < 0 ? sqrt (b) : (fabs (a) + sqrt (discriminant)) / 2;
}

/* The factor along an eigenvector of the Hessian with eigenvalue λ. */
static double
factor (EpiDescentKind kind, double lambda, double step, double beta)
{
  double kept = 1 - step * lambda;

  switch (kind) {
  case EPI_DESCENT_HEAVY_BALL:
    return largest_root (kept + beta, beta);
  case EPI_DESCENT_NESTEROV:
    return largest_root ((1 + beta) * kept, beta * kept);
  default:
    return fabs (kept);
  }
}

double
epi_descent_contraction (EpiDescentKind kind, const EpiOracle *oracle,
                         double step, double momentum)
{
  double L = oracle->lipschitz, mu = oracle->convexity;

  if (isnan (L) || isnan (mu))
    return NAN;
  if (kind == EPI_DESCENT_EXACT)
    return (L - mu) / (L + mu);
  return fmax (factor (kind, mu, step, momentum),
               factor (kind, L, step, momentum));
}

void
epi_descent_best (EpiDescentKind kind, const EpiOracle *oracle, double *step,
                  double *momentum)
{
  double L = oracle->lipschitz, mu = oracle->convexity;
  bool convex = mu > 0; /* false for NAN */

  *momentum = 0;
  *step = convex ? 2 / (L + mu) : 1 / L;
  if (kind == EPI_DESCENT_HEAVY_BALL) {
    double sum = sqrt (L) + sqrt (convex ? mu : 0);
    *momentum = convex ? pow ((sqrt (L) - sqrt (mu)) / sum, 2) : 0.9;
    *step = convex ? 4 / (sum * sum) : 1 / L;
  } else if (kind == EPI_DESCENT_NESTEROV) {
    double root = sqrt (3 * L + (convex ? mu : 0));
    *momentum = convex ? (root - 2 * sqrt (mu)) / (root + 2 * sqrt (mu)) : 0.9;
    *step = convex ? 4 / (root * root) : 1 / L;
  }
}
