/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-cone-method-private.h"

#include <math.h>
#include <string.h>

#define TO_BOUNDARY 0.99
#define TO_BOUNDARY_LEAST 0.9
#define PREDICTOR_ACCURACY 1e-12
#define MAX_CENTRING 0.3
/* Correctors: how many, how much longer a step they are made for, the least
 * part of that to be won, and how far from σμ a product may be. */
#define CORRECTORS 2
#define LONGER 0.3
#define WORTH 0.1
#define SPREAD 10
/* What a refined direction may lack, of the residuals. */
#define SMALL 1e-4
/* What the change with τ may lack, of its slope. */
#define ROUGH 1e-3

static double
dot (const double *x, const double *y, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}

/* to := from + factor d */
static void
add (double *to, const double *from, double factor, const double *d, size_t n)
{
  for (size_t i = 0; i < n; i++)
    to[i] = from[i] + factor * d[i];
}

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
  return dot (self->program.c, d->x, self->n) +
         dot (self->program.b, d->y, self->p) + dot (self->h, d->z, self->g) +
         2 * dot (self->Px, d->x, self->n) / self->now.tau;
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
  return -(sum + dot (delta->x, P_delta, self->n)) / tau / tau;
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
  double xPx = dot (now->x, self->Px, self->n) / now->tau / now->tau;
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

/* W⁻ᵀh, (x₂,y₂,Wz₂) and the slope of the latter. */
static EpiStatus
solve_with_tau (EpiConeMethod *self)
{
  memcpy (self->h, self->program.h, self->g * sizeof (double));
  epi_cones_apply (self->cones, EPI_W_INV_T, self->h);
  self->rough = INFINITY;
  return self->refine != NULL ? solve_for_change (self, &self->with_tau)
                              : solve_directly (self, &self->with_tau);
}

/* d.s := W⁻ᵀΔs = c - WΔz and, with semidefinite cones, Δs = -ηrz + Δτ h - GΔx:
 * where W mixes large and small numbers, WᵀW⁻ᵀΔs would leave its rounding in
 * rz. */
static void
find_s (EpiConeMethod *self, double eta)
{
  const double *h = self->program.h, *rz = self->residual.z;
  EpiConePoint *d = &self->d;
  if (self->refine != NULL) {
    for (size_t i = 0; i < self->g; i++)
      self->plain_s[i] = -eta * rz[i] + d->tau * h[i];
    epi_sparse_add_product (&self->program.G, -1, d->x, self->plain_s);
  }
  epi_cones_find_s (self->cones, self->target, d->z, self->plain_s, d->s);
}

/* d := the direction for (-eta r, target, target_tau); its s and z are W⁻ᵀΔs
 * and WΔz.  unscaled: -W⁻¹target, or NULL. */
static EpiStatus
find_direction (EpiConeMethod *self, double eta, const double *unscaled)
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
  add (d->x, d->x, d->tau, w->x, self->n);
  add (d->y, d->y, d->tau, w->y, self->p);
  add (d->z, d->z, d->tau, w->z, self->g);
  find_s (self, eta);
  return isfinite (d->tau) && isfinite (d->kappa) ? EPI_OK : EPI_NOT_FINITE;
}

/* The step to the boundary along d. */
static double
max_step (EpiConeMethod *self)
{
  const EpiConePoint *now = &self->now, *d = &self->d;
  double step = epi_cones_max_steps (self->cones, d->s, d->z);
  if (d->tau < 0)
    step = fmin (step, -now->tau / d->tau);
  if (d->kappa < 0)
    step = fmin (step, -now->kappa / d->kappa);
  return step;
}

/* 0.99 of the step to the boundary; with semidefinite cones, where that is
 * short of 1, nearer to 0.9: the next step can go the farther. */
static double
step_to_boundary (EpiConeMethod *self)
{
  double most = max_step (self);
  double part = self->refine == NULL ? 1 : fmin (1, most);
  return (TO_BOUNDARY_LEAST + (TO_BOUNDARY - TO_BOUNDARY_LEAST) * part) * most;
}

/* Towards s ∘ z = 0, τκ = 0 and r = 0. */
static EpiStatus
predict (EpiConeMethod *self)
{
  const double *lambda = epi_cones_lambda (self->cones);
  for (size_t i = 0; i < self->g; i++)
    self->target[i] = -lambda[i];
  self->target_tau = -self->now.tau * self->now.kappa;
  self->kkt->accuracy = PREDICTOR_ACCURACY;
  EpiStatus status = find_direction (self, 1, self->now.z); /* Wz = λ */
  self->kkt->accuracy = 0;
  return status;
}

/* d again, until what is left of the rows of rx and ry is small beside them, or
 * beside what the tolerance allows. */
static EpiStatus
refine (EpiConeMethod *self, double eta)
{
  const EpiConePoint *r = &self->residual, *b = &self->previous;
  EpiConePoint *d = &self->d;
  double size = 10 * self->options.tolerance * self->now.tau;

  for (size_t j = 0; j < self->n; j++) {
    b->x[j] = -eta * r->x[j] - d->tau * self->program.c[j];
    size = fmax (size, fabs (r->x[j]));
  }
  for (size_t i = 0; i < self->p; i++) {
    b->y[i] = -eta * r->y[i] + d->tau * self->program.b[i];
    size = fmax (size, fabs (r->y[i]));
  }
  EpiStatus status = epi_kkt_refine (self->refine, self->kkt, self->cones, b->x,
                                     b->y, SMALL * size, d->x, d->y, d->z);
  find_s (self, eta);
  return status;
}

/* Towards s ∘ z = σμe, τκ = σμ and r = σr, less the product of the predictor,
 * which d is. */
static EpiStatus
correct (EpiConeMethod *self)
{
  const EpiConePoint *d = &self->d;
  double mu = self->sigma * self->mu;

  epi_cones_complement (self->cones, mu, d->s, d->z, self->target);
  self->target_tau += mu - d->tau * d->kappa;
  EpiStatus status = find_direction (self, 1 - self->sigma, NULL);
  return status == EPI_OK && self->refine != NULL
             ? refine (self, 1 - self->sigma)
             : status;
}

static double
clamp (double theta, double low, double high)
{
  return theta < low ? low : theta > high ? fmax (high, theta - high) : theta;
}

/* target += what the products s ∘ z, over λ, and τκ at the step `trial` along d
 * lack to be within SPREAD of σμ. */
static void
aim_at_centre (EpiConeMethod *self, double trial)
{
  const double *lambda = epi_cones_lambda (self->cones);
  const EpiConePoint *now = &self->now, *d = &self->d;
  double low = self->sigma * self->mu / SPREAD, high = low * SPREAD * SPREAD;
  double *s = self->previous.s, *z = self->previous.z;

  add (s, lambda, trial, d->s, self->g);
  add (z, lambda, trial, d->z, self->g);
  epi_cones_product (self->cones, s, z, self->t);
  memcpy (s, self->t, self->g * sizeof (double));
  epi_cones_clamp (self->cones, low, high, self->t);
  add (self->t, self->t, -1, s, self->g);
  epi_cones_divide_by_lambda (self->cones, self->t);
  add (self->target, self->target, 1, self->t, self->g);
  double product =
      (now->tau + trial * d->tau) * (now->kappa + trial * d->kappa);
  self->target_tau += clamp (product, low, high) - product;
}

/* Keeps each corrected direction as long as the step grows. */
static void
improve (EpiConeMethod *self)
{
  double step = fmin (1, max_step (self));
  for (int k = 0; k < CORRECTORS && step < 0.9; k++) {
    double trial = fmin (1, step + LONGER);
    aim_at_centre (self, trial);
    epi_cone_point_copy (self, &self->previous, &self->d);
    EpiStatus status = find_direction (self, 1 - self->sigma, NULL);
    double now = status == EPI_OK ? fmin (1, max_step (self)) : 0;
    if (!(now >= step + WORTH * (trial - step))) {
      epi_cone_point_copy (self, &self->d, &self->previous);
      return;
    }
    step = now;
  }
}

/* now += α d */
static void
move (EpiConeMethod *self)
{
  EpiConePoint *now = &self->now, *d = &self->d;
  if (self->refine != NULL) {
    memcpy (d->s, self->plain_s, self->g * sizeof (double));
    memcpy (d->z, epi_kkt_refine_unscaled (self->refine),
            self->g * sizeof (double));
  } else {
    epi_cones_apply (self->cones, EPI_W_T, d->s);
    epi_cones_apply (self->cones, EPI_W_INV, d->z);
  }
  add (now->x, now->x, self->alpha, d->x, epi_cone_point_length (self));
  now->tau += self->alpha * d->tau;
  now->kappa += self->alpha * d->kappa;
}

EpiStatus
epi_cone_step (EpiMethod *base)
{
  EpiConeMethod *self = (EpiConeMethod *)base;
  EpiConePoint *now = &self->now;

  if (epi_cones_scale (self->cones, now->s, now->z) != EPI_OK || /* 1 */
      self->kkt->klass->factor (self->kkt, self->cones) != EPI_OK)
    return epi_cone_give_up (self);

  if (solve_with_tau (self) != EPI_OK) /* 2. (x₂,y₂,z₂) */
    return epi_cone_give_up (self);

  if (predict (self) != EPI_OK) /* 3. σ from the step that it could take */
    return epi_cone_give_up (self);
  double left = 1 - fmin (1, max_step (self));
  self->sigma = left * left * fmin (MAX_CENTRING, left);

  if (correct (self) != EPI_OK) /* 4 */
    return epi_cone_give_up (self);
  if (self->refine == NULL)
    improve (self); /* 5 */

  self->alpha = fmin (1, step_to_boundary (self)); /* 6 */
  move (self);

  epi_cone_measure (self); /* 7 */
  epi_cone_publish (self);
  return epi_cone_judge (self);
}
