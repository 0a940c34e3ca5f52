/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cone method makes of its present point, and how it ends. */
#include "convex/epi-cone-method-private.h"

#include <math.h>
#include <string.h>

#define PATIENCE 12 /* steps without getting anywhere */
#define NO_GAP 1e-24
#define CIRCLES 1e-5
#define NEAR 1e-6 /* an error from which the end is in sight */
/* From which order on a cone is direct, and the step after which none is: they
 * have come too near to the boundary. */
#define DIRECT_ORDER 100
#define SHORT 0.2

/* Cone j in the direct form costs less by far, and is as good until S and Z
 * are nearly singular. */
static bool
suits_direct (const EpiConeMethod *self, size_t j)
{
  const EpiKktClass *klass = self->kkt->klass;
  return klass->suits_direct != NULL &&
         self->program.cones[j].order >= DIRECT_ORDER &&
         klass->suits_direct (self->kkt, j);
}

static bool
goes_direct (const EpiConeMethod *self)
{
  bool any = false;
  for (size_t j = 0; !self->firm && j < self->program.n_cones; j++)
    any = any || suits_direct (self, j);
  return any;
}

static bool
can_be_firmer (const EpiConeMethod *self)
{
  return !self->firm &&
         (self->kkt->klass->set_firm != NULL || goes_direct (self));
}

void
epi_cone_set_firm (EpiConeMethod *self, bool firm)
{
  self->firm = firm;
  if (self->kkt->klass->set_firm != NULL)
    self->kkt->klass->set_firm (self->kkt, firm);
  for (size_t j = 0; j < self->program.n_cones; j++)
    if (suits_direct (self, j))
      epi_cones_set_direct (self->cones, j, !firm);
}

/* d := KKT⁻¹ (bx, by, 0) with W = I. */
static EpiStatus
solve_plain (EpiConeMethod *self, const double *bx, const double *by)
{
  const EpiKktRhs zero = {NULL};
  EpiConePoint *d = &self->d;
  memset (d->x, 0, self->n * sizeof (double));
  memset (d->y, 0, self->p * sizeof (double));
  for (size_t j = 0; bx != NULL && j < self->n; j++)
    d->x[j] = -bx[j];
  for (size_t i = 0; by != NULL && i < self->p; i++)
    d->y[i] = -by[i];
  return self->kkt->klass->solve_scaled (self->kkt, self->cones, &zero, d->x,
                                         d->y, d->z);
}

/* to += d */
static void
add (double *to, const double *d, size_t n)
{
  for (size_t i = 0; i < n; i++)
    to[i] += d[i];
}

/* The nearest point to now with r = 0, where there is no P.  The residuals of
 * the last steps are rounding errors of W, which the present W cannot mend; the
 * distance, and what the point may lie outside of the cone by, are of their
 * size. */
static EpiStatus
find_nearest (EpiConeMethod *self)
{
  EpiConePoint *now = &self->now, *d = &self->d, *r = &self->residual;
  EpiStatus status = epi_cones_scale (self->cones, self->e, self->e);
  if (status == EPI_OK)
    status = self->kkt->klass->factor (self->kkt, self->cones);
  if (status == EPI_OK)
    status = solve_plain (self, r->x, NULL);
  if (status != EPI_OK)
    return status;
  add (now->y, d->y, self->p);
  add (now->z, d->z, self->g);
  status = solve_plain (self, NULL, r->y);
  if (status != EPI_OK)
    return status;
  add (now->x, d->x, self->n);
  for (size_t i = 0; i < self->g; i++)
    now->s[i] -= r->z[i] + d->z[i];
  return EPI_OK;
}

/* now := the nearest point with r = 0, if that is better.  Not interrupted: now
 * is another already. */
static void
project (EpiConeMethod *self)
{
  double before = epi_cone_error (&self->measures);
  if (epi_sparse_entries (&self->program.P) > 0)
    return;
  epi_cone_watch_parts (self, NULL);
  EpiStatus status = find_nearest (self);
  epi_cone_watch_parts (self, self->cancel);
  epi_cone_measure (self);
  if (status == EPI_OK && epi_cone_error (&self->measures) < before)
    return;
  epi_cone_point_copy (self, &self->now, &self->best);
  epi_cone_measure (self);
}

EpiStatus
epi_cone_give_up (EpiConeMethod *self)
{
  bool last = !can_be_firmer (self);
  epi_cone_point_copy (self, &self->now, &self->best);
  epi_cone_measure (self);
  if (last && self->refine != NULL && epi_cone_error (&self->measures) <= NEAR)
    project (self);
  epi_cone_publish (self);
  if (epi_cone_error (&self->measures) <= self->options.tolerance)
    return EPI_CONVERGED;
  if (last)
    return EPI_NUMERICAL;
  epi_cone_set_firm (self, true);
  self->best_k = self->base.k;
  return EPI_RUNNING;
}

/* Whether value is the least so far; remembers when it was so by the part
 * `worth`. */
static bool
is_better (EpiConeMethod *self, double value, double worth, double *best)
{
  if (!(value < *best))
    return false;
  if (value < (1 - worth) * *best)
    self->best_k = self->base.k;
  *best = value;
  return true;
}

EpiStatus
epi_cone_judge (EpiConeMethod *self)
{
  const EpiConeMeasures *m = &self->measures;
  double tolerance = self->options.tolerance;
  double error = fmax (epi_cone_error (m), m->shift / 10);

  if (error <= tolerance)
    return EPI_CONVERGED;
  if (self->now.kappa > self->now.tau) {
    if (m->infeasible <= tolerance)
      return EPI_INFEASIBLE;
    if (m->unbounded <= tolerance && m->curvature <= sqrt (tolerance))
      return EPI_UNBOUNDED;
  }
  if (self->alpha < SHORT && goes_direct (self))
    epi_cone_set_firm (self, true);
  double near = self->refine != NULL ? CIRCLES : NEAR;
  if (self->best_error > near) { /* a smaller μ alone is no progress there */
    is_better (self, fmin (m->infeasible, m->unbounded), 0.1, &self->best_ray);
    is_better (self, fmax (self->mu, NO_GAP), 0.1, &self->best_mu);
  }
  /* small errors that fall by little go round in circles */
  double worth = self->refine != NULL && error < CIRCLES ? 0.5 : 0.1;
  if (is_better (self, error, worth, &self->best_error))
    epi_cone_point_copy (self, &self->best, &self->now);
  return self->base.k > self->best_k + PATIENCE ? epi_cone_give_up (self)
                                                : EPI_RUNNING;
}
