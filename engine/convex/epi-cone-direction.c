/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directions of the cone method: its change with τ, and any other. */
#include "convex/epi-cone-method-private.h"

#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

/* What the change with τ may lack, of its slope. */
#define ROUGH 1e-3

static EpiStatus
solve (EpiConeMethod *self, const EpiKktRhs *bz, EpiConePoint *to)
{
  return self->kkt->klass->solve_scaled (self->kkt, self->cones, bz, to->x,
                                         to->y, to->z);
}

/* The change of rt with (x,y,z): cᵀx + bᵀy + hᵀz + 2 (Px̄)ᵀx / τ. */
static double
slope (const EpiConeMethod *self, const EpiConePoint *d)
{
  return epi_dot (self->program.c, d->x, self->n) +
         epi_dot (self->program.b, d->y, self->p) +
         epi_dot (self->h, d->z, self->g) +
         2 * epi_dot (self->Px, d->x, self->n) / self->now.tau;
}

/* Improves a solution d for (-eta r, …) where rounding shows in Δτ. */
static EpiStatus
refine_rough (EpiConeMethod *self, double eta, EpiConePoint *d)
{
  const EpiConePoint *r = &self->residual, *b = &self->previous;
  for (size_t j = 0; j < self->n; j++)
    b->x[j] = -eta * r->x[j];
  for (size_t i = 0; i < self->p; i++)
    b->y[i] = -eta * r->y[i];
  return epi_kkt_refine (self->refine, self->kkt, self->cones, b->x, b->y,
                         self->rough, d->x, d->y, d->z);
}

/* The slope of (x₂,y₂,Wz₂) less κ/τ and xᵀPx/τ², in two ways: by its
 * definition; and, when (x₂,y₂,Wz₂) solves its system,
 *
 *     -‖λ + Wδz‖²/τ² - δxᵀPδx/τ² - κ/τ,  λ + Wδz = W⁻ᵀ (Gδx + rz - s)
 */
static double
slope_by_definition (const EpiConeMethod *self, const EpiConePoint *delta)
{
  const EpiConePoint *now = &self->now;
  return (self->rt - 2 * now->kappa + slope (self, delta)) / now->tau;
}

static double
slope_by_squares (EpiConeMethod *self, const EpiConePoint *delta)
{
  const double *lambda = epi_cones_lambda (self->cones);
  double tau = self->now.tau, sum = tau * self->now.kappa;
  double *P_delta = self->previous.x;
  memset (P_delta, 0, self->n * sizeof (double));
  epi_sparse_add_symmetric (&self->program.P, 1, delta->x, P_delta);
  double *v = self->previous.s, *z = self->previous.z;
  for (size_t i = 0; i < self->g; i++) {
    v[i] = self->residual.z[i] - self->now.s[i];
    z[i] = lambda[i] + delta->z[i];
  }
  epi_sparse_add_product (&self->program.G, 1, delta->x, v);
  sum += epi_cones_square (self->cones, v, z);
  return -(sum + epi_dot (delta->x, P_delta, self->n)) / tau / tau;
}

/* slope_with_tau.  Where the two ways differ, solutions are too rough for Δτ:
 * this one is refined, and so will those be that it is combined with. */
static EpiStatus
find_slope_with_tau (EpiConeMethod *self, EpiConePoint *delta)
{
  const EpiConePoint *now = &self->now;
  double squares, length = 0;

  self->slope_with_tau = slope_by_definition (self, delta);
  squares = slope_by_squares (self, delta);
  if (fabs (self->slope_with_tau - squares) <= ROUGH * fabs (squares))
    return EPI_OK;
  for (size_t j = 0; j < self->n; j++)
    length += fabs (now->x[j]);
  self->rough = ROUGH * fabs (squares) * now->tau / length;
  EpiStatus status = refine_rough (self, 1, delta);
  self->slope_with_tau = slope_by_squares (self, delta);
  return status;
}

/* (x₂,y₂,Wz₂) := KKT⁻¹ (-c, b, W⁻ᵀh), by a solver that is exact. */
static EpiStatus
solve_directly (EpiConeMethod *self, EpiConePoint *w)
{
  const EpiKktRhs bz = {.plain = self->program.h};
  const EpiConePoint *now = &self->now;
  double xPx = epi_dot (now->x, self->Px, self->n) / now->tau / now->tau;
  for (size_t j = 0; j < self->n; j++)
    w->x[j] = -self->program.c[j];
  memcpy (w->y, self->program.b, self->p * sizeof (double));
  EpiStatus status = solve (self, &bz, w);
  self->slope_with_tau = slope (self, w) - now->kappa / now->tau - xPx;
  return status;
}

/* The same by a rough one.  It is (x,y,Wz)/τ and a change δ/τ,
 *
 *     δ = KKT⁻¹ (-rx, -ry, -W⁻ᵀrz + 2λ),
 *
 * which is solved for: near the end that is small, and so are its errors. */
static EpiStatus
solve_for_change (EpiConeMethod *self, EpiConePoint *w)
{
  const EpiConePoint *now = &self->now, *r = &self->residual;
  const double *lambda = epi_cones_lambda (self->cones);
  double *scaled = self->t, *unscaled = self->previous.z, tau = now->tau;

  for (size_t j = 0; j < self->n; j++)
    w->x[j] = -r->x[j];
  for (size_t i = 0; i < self->p; i++)
    w->y[i] = -r->y[i];
  for (size_t i = 0; i < self->g; i++) {
    self->rz[i] = -r->z[i];
    scaled[i] = 2 * lambda[i];
    unscaled[i] = 2 * now->z[i];
  }
  const EpiKktRhs bz = {self->rz, scaled, unscaled};
  EpiStatus status = solve (self, &bz, w);
  if (status == EPI_OK)
    status = find_slope_with_tau (self, w);
  for (size_t j = 0; j < self->n; j++)
    w->x[j] = (now->x[j] + w->x[j]) / tau;
  for (size_t i = 0; i < self->p; i++)
    w->y[i] = (now->y[i] + w->y[i]) / tau;
  for (size_t i = 0; i < self->g; i++)
    w->z[i] = (lambda[i] + w->z[i]) / tau;
  return status;
}

EpiStatus
epi_cone_solve_with_tau (EpiConeMethod *self)
{
  memcpy (self->h, self->program.h, self->g * sizeof (double));
  epi_cones_apply (self->cones, EPI_W_INV_T, self->h);
  self->rough = INFINITY;
  return self->refine != NULL ? solve_for_change (self, &self->with_tau)
                              : solve_directly (self, &self->with_tau);
}

void
epi_cone_find_plain_s (EpiConeMethod *self, double eta)
{
  const double *h = self->program.h, *rz = self->residual.z;
  const EpiConePoint *d = &self->d;
  for (size_t i = 0; i < self->g; i++)
    self->plain_s[i] = -eta * rz[i] + d->tau * h[i];
  epi_sparse_add_product (&self->program.G, -1, d->x, self->plain_s);
}

void
epi_cone_find_s (EpiConeMethod *self, double eta)
{
  const EpiConePoint *d = &self->d;
  if (self->refine != NULL)
    epi_cone_find_plain_s (self, eta);
  epi_cones_find_s (self->cones, self->target, d->z, self->plain_s, d->s);
}

EpiStatus
epi_cone_find_direction (EpiConeMethod *self, double eta,
                         const double *unscaled)
{
  const EpiConePoint *now = &self->now, *r = &self->residual;
  const EpiConePoint *w = &self->with_tau;
  EpiConePoint *d = &self->d;
  double tau = now->tau, kappa = now->kappa, t = self->target_tau;

  for (size_t j = 0; j < self->n; j++)
    d->x[j] = -eta * r->x[j];
  for (size_t i = 0; i < self->p; i++)
    d->y[i] = -eta * r->y[i];
  for (size_t i = 0; i < self->g; i++) {
    self->rz[i] = -eta * r->z[i];
    d->z[i] = -self->target[i];
  }
  const EpiKktRhs bz = {self->rz, d->z, unscaled};
  EpiStatus status = solve (self, &bz, d);
  if (status == EPI_OK && isfinite (self->rough))
    status = refine_rough (self, eta, d);
  if (status != EPI_OK)
    return status;

  d->tau = (-eta * self->rt - t / tau - slope (self, d)) / self->slope_with_tau;
  d->kappa = (t - kappa * d->tau) / tau;
  epi_add (d->x, d->tau, w->x, self->n);
  epi_add (d->y, d->tau, w->y, self->p);
  epi_add (d->z, d->tau, w->z, self->g);
  epi_cone_find_s (self, eta);
  return isfinite (d->tau) && isfinite (d->kappa) ? EPI_OK : EPI_NOT_FINITE;
}
