/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rays in the user's units.
 *
 * Farkas: y from a row of B⁻¹ (dual) or the prices of phase 1 (primal), and
 * z = -Aᵀy.  Every multiplier whose bound is absent is set to 0, which leaves
 * a residual of rounding's size; then (y,z) is divided by its value.
 *
 * Recession: the direction in which nothing stopped x, divided by -cᵀd.
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

void
epi_simplex_recession (const EpiSimplex *s, EpiQpAnswer *out)
{
  const EpiQp *qp = s->qp;
  double slope = 0;

  for (size_t j = 0; j < qp->cols; j++) {
    double d = s->ray[j] * s->lp.scale[j];
    out->point[j] = s->base.x[j];
    out->x[j] = d;
    slope += s->lp.sign * qp->c[j] * d;
  }
  for (size_t j = 0; j < qp->cols; j++)
    out->x[j] /= fabs (slope);
}
