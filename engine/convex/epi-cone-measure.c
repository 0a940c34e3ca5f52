/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cone-method-private.h"

#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* 1, or less where all numbers are small. */
static double
unit (double largest)
{
  return largest > 0 && largest < 1 ? largest : 1;
}

EpiStatus
epi_cone_sizes_new (const EpiConeProgram *program, EpiConeSizes *out)
{
  size_t n = program->n, p = program->A.rows, g = program->G.rows;
  double c = epi_max_abs (program->c, n);
  double P = epi_max_abs (program->P.value, epi_sparse_entries (&program->P));
  double h = fmax (epi_max_abs (program->b, p), epi_max_abs (program->h, g));

  *out = (EpiConeSizes){
      .rhs = h,
      .cost = c,
      .rhs_unit = unit (h),
      .cost_unit = unit (fmax (c, P)),
      .column = epi_new0 (double, n),
      .row = epi_new0 (double, p + g),
  };
  if (out->column == NULL || out->row == NULL)
    return EPI_NO_MEMORY;
  epi_sparse_raise (&program->A, out->row, out->column);
  epi_sparse_raise (&program->G, out->row + p, out->column);
  return EPI_OK;
}

void
epi_cone_sizes_clear (EpiConeSizes *sizes)
{
  epi_free (sizes->column);
  epi_free (sizes->row);
  *sizes = (EpiConeSizes){0};
}

/* The largest |rᵢ| scale / weightᵢ, and what rounding may hide of it, each over
 * 1 or, where that is less than 1, over sizeᵢ length: the residual of a ray. */
static double
ray_residual (const double *r, const double *weight, double scale,
              const double *size, double length, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++) {
    double terms = size[i] * length, one = terms > 0 ? fmin (1, terms) : 1;
    double residual = scale * fabs (r[i]) / weight[i] + DBL_EPSILON * terms;
    most = fmax (most, residual / one);
  }
  return most;
}

/* The largest |vᵢ| weightᵢ. */
static double
longest (const double *v, const double *weight, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax (most, fabs (v[i]) * weight[i]);
  return most;
}

/* Aᵀy + Gᵀz in r.x, Ax and Gx + s in r.y and r.z: what is left of a ray of the
 * value -bound or -slope. */
static void
measure_rays (EpiConeMethod *self, double bound, double slope)
{
  const EpiConeScaling *scaling = &self->scaling;
  const EpiConeSizes *sizes = &self->sizes;
  const EpiConePoint *now = &self->now, *r = &self->residual;
  EpiConeMeasures *m = &self->measures;
  double objective = scaling->rhs / scaling->cost;

  m->infeasible = m->unbounded = m->curvature = INFINITY;
  if (bound < 0) {
    double value = -bound * objective;
    double length = fmax (longest (now->y, scaling->row, self->p),
                          longest (now->z, scaling->cone_row, self->g)) /
                    scaling->cost / value;
    m->infeasible =
        ray_residual (r->x, scaling->column, 1 / scaling->cost / value,
                      sizes->column, length, self->n);
  }
  if (slope < 0) {
    double fall = -slope * objective, scale = scaling->rhs / fall;
    double length = longest (now->x, scaling->column, self->n) * scale;
    m->unbounded = fmax (
        ray_residual (r->y, scaling->row, scale, sizes->row, length, self->p),
        ray_residual (r->z, scaling->cone_row, scale, sizes->row + self->p,
                      length, self->g));
    m->curvature = 0;
    for (size_t j = 0; j < self->n; j++)
      m->curvature =
          fmax (m->curvature,
                fabs (self->Px[j]) / scaling->column[j] / scaling->cost / fall);
  }
}

/* The largest |rᵢ| / (unit + min (most, sizeᵢ)), where r and size are scaled
 * by scale / weightᵢ. */
static double
relative_residual (const double *r, const double *size, const double *weight,
                   double scale, double most, double one, size_t n)
{
  double worst = 0;
  for (size_t i = 0; i < n; i++) {
    double factor = scale / weight[i];
    worst = fmax (worst,
                  factor * fabs (r[i]) / (one + fmin (most, factor * size[i])));
  }
  return worst;
}

/* x += |factor d| */
static void
add_magnitude (double *x, double factor, const double *d, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] += fabs (factor * d[i]);
}

/* The residuals of the optimum, relative to what they are the sums of; the
 * workspace `previous` takes those sizes. */
static void
measure_residuals (EpiConeMethod *self)
{
  const EpiConeProgram *program = &self->program;
  const EpiConeScaling *scaling = &self->scaling;
  const EpiConeSizes *sizes = &self->sizes;
  const EpiConePoint *now = &self->now, *r = &self->residual;
  EpiConePoint *size = &self->previous;
  double tau = now->tau, primal = scaling->rhs / tau;

  memset (size->x, 0, epi_cone_point_length (self) * sizeof (double));
  add_magnitude (size->x, 1, self->Px, self->n);
  add_magnitude (size->x, tau, program->c, self->n);
  epi_sparse_add_magnitudes_t (&program->A, now->y, size->x);
  epi_sparse_add_magnitudes_t (&program->G, now->z, size->x);
  add_magnitude (size->y, tau, program->b, self->p);
  epi_sparse_add_magnitudes (&program->A, now->x, size->y);
  add_magnitude (size->z, tau, program->h, self->g);
  epi_sparse_add_magnitudes (&program->G, now->x, size->z);
  self->measures.dual_residual = relative_residual (
      r->x, size->x, scaling->column, 1 / scaling->cost / tau, sizes->cost,
      sizes->cost_unit, self->n);
  self->measures.primal_residual =
      fmax (relative_residual (r->y, size->y, scaling->row, primal, sizes->rhs,
                               sizes->rhs_unit, self->p),
            relative_residual (r->z, size->z, scaling->cone_row, primal,
                               sizes->rhs, sizes->rhs_unit, self->g));
}

/* Objectives and gap; bound = bᵀy + hᵀz, slope = cᵀx. */
static void
measure_gap (EpiConeMethod *self, double bound, double slope, double xPx)
{
  const EpiConePoint *now = &self->now, *r = &self->residual;
  EpiConeMeasures *m = &self->measures;
  double tau = now->tau, objective = self->scaling.rhs / self->scaling.cost;
  double half = objective * xPx / tau / tau / 2;
  double p = half + objective * slope / tau,
         d = -half - objective * bound / tau;
  double products = objective * epi_dot (now->s, now->z, self->g) / tau / tau;
  double by_rows =
      epi_dot (r->y, now->y, self->p) + epi_dot (r->z, now->z, self->g);
  double by_columns = epi_dot (r->x, now->x, self->n);

  m->primal = p + self->options.constant;
  m->dual = d + self->options.constant;
  double size = self->sizes.rhs_unit * self->sizes.cost_unit +
                fmin (fabs (m->primal) + fabs (m->dual), fabs (p) + fabs (d));
  m->gap = fmax (fabs (p - d), products) / size;
  m->shift =
      objective * fmax (fabs (by_rows), fabs (by_columns)) / tau / tau / size;
}

void
epi_cone_measure (EpiConeMethod *self)
{
  const EpiConeProgram *program = &self->program;
  const EpiConePoint *now = &self->now;
  EpiConePoint *r = &self->residual;
  size_t n = self->n, p = self->p, g = self->g;
  double tau = now->tau;

  memset (r->x, 0, epi_cone_point_length (self) * sizeof (double));
  memset (self->Px, 0, n * sizeof (double));
  epi_sparse_add_symmetric (&program->P, 1, now->x, self->Px);
  epi_sparse_add_product_t (&program->A, 1, now->y, r->x);
  epi_sparse_add_product_t (&program->G, 1, now->z, r->x);
  epi_sparse_add_product (&program->A, 1, now->x, r->y);
  epi_sparse_add_product (&program->G, 1, now->x, r->z);
  epi_add (r->z, 1, now->s, g);
  double xPx = epi_dot (now->x, self->Px, n);
  double slope = epi_dot (program->c, now->x, n);
  double bound =
      epi_dot (program->b, now->y, p) + epi_dot (program->h, now->z, g);
  measure_rays (self, bound, slope);

  epi_add (r->x, 1, self->Px, n);
  epi_add (r->x, tau, program->c, n);
  epi_add (r->y, -tau, program->b, p);
  epi_add (r->z, -tau, program->h, g);
  self->rt = xPx / tau + slope + bound + now->kappa;
  self->mu = (epi_dot (now->s, now->z, g) + tau * now->kappa) /
             (double)(epi_cones_degree (self->cones) + 1);
  measure_residuals (self);
  measure_gap (self, bound, slope, xPx);
}
