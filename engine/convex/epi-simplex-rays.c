/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rays in the user's units.
 *
 * Farkas: y from a row of B⁻¹ (dual) or the prices of phase 1 (primal), and
 * z = -Aᵀy.  Every multiplier whose bound is absent is set to 0, which leaves
 * a residual of rounding's size; then (y,z) is divided by its value.
 *
 * Recession: the direction in which nothing stopped x, divided by -cᵀd; and
 * the point at which phase 2 began, since the last one may be far out.
 */
#include "convex/epi-simplex-private.h"

#include "problem/epi-qp-cone.h"

#include <math.h>
#include <string.h>

static double
without_absent (double multiplier, double lower, double upper)
{
  return (multiplier > 0 && !isfinite (lower)) ||
                 (multiplier < 0 && !isfinite (upper))
             ? 0
             : multiplier;
}

/* y (m), z (n) of value 1.  Returns ‖Aᵀy + z‖∞, INFINITY when the value is
 * not positive. */
static double
farkas (const EpiSimplex *s, double *y, double *z)
{
  const EpiQp *qp = s->qp;
  double residual = 0, size = 0;

  for (size_t i = 0; i < qp->rows; i++) {
    double yi = s->ray[qp->cols + i] / s->lp.scale[qp->cols + i];
    y[i] = without_absent (yi, qp->row_lower[i], qp->row_upper[i]);
    size = fmax (size, fabs (y[i]));
  }
  for (size_t j = 0; j < qp->cols; j++) {
    double sum = -epi_sparse_col_dot (&qp->A, j, y);
    z[j] = without_absent (sum, qp->lower[j], qp->upper[j]);
    residual = fmax (residual, fabs (sum - z[j]));
  }
  double value = epi_qp_bound_value (qp, y, z);
  if (!(value > 1e-12 * size))
    return INFINITY;
  for (size_t i = 0; i < qp->rows; i++)
    y[i] /= value;
  for (size_t j = 0; j < qp->cols; j++)
    z[j] /= value;
  return residual / value;
}

double
epi_simplex_farkas_residual (EpiSimplex *s)
{
  return farkas (s, s->candidate_alpha, s->candidate_ratio);
}

void
epi_simplex_farkas (const EpiSimplex *s, EpiQpAnswer *out)
{
  if (s->state.contradiction)
    epi_qp_contradiction (s->qp, out);
  else
    farkas (s, out->y, out->z);
}

/* d (n), the ray in the user's units, of slope -1.  False when it falls not. */
static bool
recession (const EpiSimplex *s, double *d)
{
  const EpiQp *qp = s->qp;
  double slope = 0;

  for (size_t j = 0; j < qp->cols; j++) {
    d[j] = s->ray[j] * s->lp.scale[j];
    slope += s->lp.sign * qp->c[j] * d[j];
  }
  for (size_t j = 0; j < qp->cols; j++)
    d[j] /= fabs (slope);
  return slope < 0;
}

/* What a direction's component goes towards a bound that there is. */
static double
towards (double d, double lower, double upper)
{
  return fmax (isfinite (lower) ? -d : 0, isfinite (upper) ? d : 0);
}

double
epi_simplex_recession_residual (EpiSimplex *s)
{
  const EpiQp *qp = s->qp;
  double *d = s->candidate_alpha, *Ad = s->candidate_ratio, worst = 0;

  if (!recession (s, d))
    return INFINITY;
  memset (Ad, 0, qp->rows * sizeof *Ad);
  epi_sparse_add_product (&qp->A, 1, d, Ad);
  for (size_t i = 0; i < qp->rows; i++)
    worst = fmax (worst, towards (Ad[i], qp->row_lower[i], qp->row_upper[i]));
  for (size_t j = 0; j < qp->cols; j++)
    worst = fmax (worst, towards (d[j], qp->lower[j], qp->upper[j]));
  return worst;
}

void
epi_simplex_recession (const EpiSimplex *s, EpiQpAnswer *out)
{
  for (size_t j = 0; j < s->qp->cols; j++)
    out->point[j] = s->point[j] * s->lp.scale[j];
  recession (s, out->x);
}
