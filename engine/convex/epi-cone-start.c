/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the cone method begins, and what ends it there. */
#include "convex/epi-cone-method-private.h"

#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

#define LACK 1e-8      /* of a right-hand side, that is more than rounding */
#define LACK_STEPS 100 /* of conjugate gradients */
#define ROUNDING 1e-14 /* of the largest entry of a ray */

/* Into the interior: x + (1 - its least eigenvalue) e when it is outside. */
static void
shift_inside (EpiConeMethod *self, double *x)
{
  double least = epi_cones_min_eigenvalue (self->cones, x);
  if (least < 1e-8)
    epi_add (x, 1 - least, self->e, self->g);
}

/* d := KKT⁻¹ of (-c, b, h), of which the first or the others may be left out.
 */
static EpiStatus
solve_start (EpiConeMethod *self, bool with_cost, bool with_rhs)
{
  const EpiKktRhs bz = {.plain = with_rhs ? self->program.h : NULL};
  EpiConePoint *d = &self->d;
  for (size_t j = 0; j < self->n; j++)
    d->x[j] = with_cost ? -self->program.c[j] : 0;
  for (size_t i = 0; i < self->p; i++)
    d->y[i] = with_rhs ? self->program.b[i] : 0;
  return self->kkt->klass->solve_scaled (self->kkt, self->cones, &bz, d->x,
                                         d->y, d->z);
}

/* to.x += factor (Px + Aᵀy + Gᵀz), to.y += factor Ax of d; or their transpose:
 * to.x += factor (Px + Aᵀy), to.y, to.z += factor (Ax, Gx). */
static void
add_rows (EpiConeMethod *self, double factor, const EpiConePoint *d,
          EpiConePoint *to)
{
  const EpiConeProgram *program = &self->program;
  epi_sparse_add_symmetric (&program->P, factor, d->x, to->x);
  epi_sparse_add_product_t (&program->A, factor, d->y, to->x);
  epi_sparse_add_product_t (&program->G, factor, d->z, to->x);
  epi_sparse_add_product (&program->A, factor, d->x, to->y);
}

static void
add_rows_t (EpiConeMethod *self, double factor, const EpiConePoint *d,
            EpiConePoint *to)
{
  const EpiConeProgram *program = &self->program;
  epi_sparse_add_symmetric (&program->P, factor, d->x, to->x);
  epi_sparse_add_product_t (&program->A, factor, d->y, to->x);
  epi_sparse_add_product (&program->A, factor, d->x, to->y);
  epi_sparse_add_product (&program->G, factor, d->x, to->z);
}

static bool
is_lack (const EpiConeMethod *self, const EpiConePoint *lack)
{
  return epi_max_abs (lack->x, self->n) >
             LACK * epi_max_abs (self->program.c, self->n) ||
         epi_max_abs (lack->y, self->p) >
             LACK * epi_max_abs (self->program.b, self->p);
}

/* to := (-c,b,0,0) */
static void
set_cost_and_rhs (EpiConeMethod *self, EpiConePoint *to)
{
  memset (to->x, 0, epi_cone_point_length (self) * sizeof (double));
  for (size_t j = 0; j < self->n; j++)
    to->x[j] = -self->program.c[j];
  memcpy (to->y, self->program.b, self->p * sizeof (double));
}

/* lack := what of (-c,b) the rows of rx and ry do not reach: what the starting
 * point leaves of it, less the rest by conjugate gradients on the normal
 * equations (Björck, Numerical Methods for Least Squares Problems, 1996,
 * alg. 7.4.1). */
static void
find_lack (EpiConeMethod *self, EpiConePoint *lack)
{
  EpiConePoint *d = &self->d, *g = &self->previous, *image = &self->residual;
  size_t seen = self->n + self->p, all = epi_cone_point_length (self);
  double last = 0;

  set_cost_and_rhs (self, lack);
  add_rows (self, -1, &self->now, lack);
  if (!(epi_max_abs (lack->x, seen) <=
        fmax (epi_max_abs (self->program.c, self->n),
              epi_max_abs (self->program.b, self->p))))
    set_cost_and_rhs (self, lack); /* the starting point is all rounding */
  memset (d->x, 0, all * sizeof (double));
  for (size_t k = 0; k < LACK_STEPS && is_lack (self, lack); k++) {
    memset (g->x, 0, all * sizeof (double));
    add_rows_t (self, 1, lack, g);
    double square = epi_dot (g->x, g->x, all);
    epi_add_scaled (d->x, g->x, last > 0 ? square / last : 0, d->x, all);
    memset (image->x, 0, all * sizeof (double));
    add_rows (self, 1, d, image);
    double length = epi_dot (image->x, image->x, seen);
    if (!(length > 0))
      return;
    epi_add (lack->x, -square / length, image->x, seen);
    last = square;
  }
}

/* to := from, without what is rounding of its largest entry. */
static void
copy_large (double *to, const double *from, size_t n)
{
  double most = epi_max_abs (from, n);
  for (size_t i = 0; i < n; i++)
    to[i] = fabs (from[i]) > ROUNDING * most ? from[i] : 0;
}

/* Whether what the starting point lacks is a ray; then it stands there, and the
 * method has ended. */
static bool
ends_at_once (EpiConeMethod *self, const EpiConePoint *lack)
{
  EpiConePoint *now = &self->now;
  double tolerance = self->options.tolerance;

  now->tau = now->kappa = 1;
  if (epi_max_abs (lack->y, self->p) >
      LACK * epi_max_abs (self->program.b, self->p)) {
    memset (now->x, 0, epi_cone_point_length (self) * sizeof (double));
    copy_large (now->y, lack->y, self->p);
    for (size_t i = 0; i < self->p; i++)
      now->y[i] = -now->y[i];
    epi_cone_measure (self);
    if (self->measures.infeasible <= tolerance)
      self->base.status = EPI_INFEASIBLE;
  }
  if (self->base.status == EPI_RUNNING &&
      epi_max_abs (lack->x, self->n) >
          LACK * epi_max_abs (self->program.c, self->n)) {
    memset (now->x, 0, epi_cone_point_length (self) * sizeof (double));
    copy_large (now->x, lack->x, self->n);
    epi_cone_measure (self);
    if (self->measures.unbounded <= tolerance &&
        self->measures.curvature <= tolerance)
      self->base.status = EPI_UNBOUNDED;
  }
  return self->base.status != EPI_RUNNING;
}

/* From x₀ with Ax₀ = b: s = h - Gx₀ > 0 and sᵢzᵢ = μ, with z of the size of c.
 * As ry = rz = 0 at τ = 1, they stay so.  false: x₀ is no such point. */
static bool
begin_inside (EpiConeMethod *self)
{
  const EpiConeProgram *program = &self->program;
  EpiConePoint *now = &self->now, *to = &self->previous;
  double mu = 0, cost = epi_max_abs (program->c, self->n);

  if (self->options.x0 == NULL || self->mixes || self->g == 0)
    return false;
  memset (to->x, 0, epi_cone_point_length (self) * sizeof (double));
  memcpy (to->x, self->options.x0, self->n * sizeof (double));
  epi_cone_scaling_apply (&self->scaling, to->x, NULL, NULL, NULL);
  for (size_t i = 0; i < self->p; i++)
    to->y[i] = -program->b[i];
  epi_sparse_add_product (&program->A, 1, to->x, to->y);
  if (epi_max_abs (to->y, self->p) >
      LACK * (1 + epi_max_abs (program->b, self->p)))
    return false;
  memset (to->y, 0, self->p * sizeof (double));
  memcpy (to->s, program->h, self->g * sizeof (double));
  epi_sparse_add_product (&program->G, -1, to->x, to->s);
  for (size_t i = 0; i < self->g; i++) {
    if (!(to->s[i] > LACK * (1 + fabs (program->h[i]))))
      return false;
    mu += (cost > 0 ? cost : 1) * to->s[i] / (double)self->g;
  }
  for (size_t i = 0; i < self->g; i++)
    to->z[i] = mu / to->s[i];
  to->tau = 1;
  to->kappa = mu;
  epi_cone_point_copy (self, now, to);
  return true;
}

/* With W = I: (x,s) of the least ‖s‖ with Ax = b, Gx + s = h; (y,z) of the
 * least ‖z‖ with Aᵀy + Gᵀz + c = 0; where there is a P, of both at once.  The
 * KKT matrix is singular where x may move with Px = 0, Ax = 0, Gx = 0 or y with
 * Aᵀy = 0.  No solution then reaches the part of c or b that lies there, and
 * that part is a ray. */
EpiStatus
epi_cone_start (EpiConeMethod *self)
{
  EpiConePoint *now = &self->now, *d = &self->d, *lack = &self->with_tau;
  bool quadratic = epi_sparse_entries (&self->program.P) > 0;

  epi_cones_identity (self->cones, self->e);
  EpiStatus status = epi_cones_scale (self->cones, self->e, self->e);
  if (status == EPI_OK)
    status = self->kkt->klass->factor (self->kkt, self->cones);
  if (status == EPI_OK)
    status = solve_start (self, quadratic, true);
  if (status != EPI_OK)
    return status;
  memcpy (now->x, d->x, self->n * sizeof (double));
  for (size_t i = 0; i < self->g; i++)
    now->s[i] = -d->z[i];
  if (!quadratic)
    status = solve_start (self, true, false);
  if (status != EPI_OK)
    return status;
  memcpy (now->y, d->y, self->p * sizeof (double));
  memcpy (now->z, d->z, self->g * sizeof (double));
  find_lack (self, lack);
  self->best_error = self->best_ray = self->best_mu = INFINITY;
  epi_cone_point_copy (self, &self->best, now);
  if (!ends_at_once (self, lack)) {
    epi_cone_point_copy (self, now, &self->best);
    shift_inside (self, now->s);
    shift_inside (self, now->z);
    now->tau = now->kappa = 1;
    begin_inside (self);
    epi_cone_measure (self);
    epi_cone_point_copy (self, &self->best, now);
  }
  epi_cone_publish (self);
  return EPI_OK;
}
