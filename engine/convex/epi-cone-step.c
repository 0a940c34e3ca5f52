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

/* to := from + factor d */
static void
add (double *to, const double *from, double factor, const double *d, size_t n)
{
  for (size_t i = 0; i < n; i++)
    to[i] = from[i] + factor * d[i];
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
  EpiStatus status =
      epi_cone_find_direction (self, 1, self->now.z); /* Wz = λ */
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
  epi_cone_find_s (self, eta);
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
  if (epi_cancel_is_raised (self->cancel))
    return EPI_INTERRUPTED;
  self->target_tau += mu - d->tau * d->kappa;
  EpiStatus status = epi_cone_find_direction (self, 1 - self->sigma, NULL);
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

/* status, or that the flag is up. */
static EpiStatus
ask (const EpiConeMethod *self, EpiStatus status)
{
  return status == EPI_OK && epi_cancel_is_raised (self->cancel)
             ? EPI_INTERRUPTED
             : status;
}

/* 5.  Keeps each corrected direction as long as the step grows. */
static EpiStatus
improve (EpiConeMethod *self)
{
  double step = fmin (1, max_step (self));
  for (int k = 0; k < CORRECTORS && step < 0.9; k++) {
    double trial = fmin (1, step + LONGER);
    aim_at_centre (self, trial);
    epi_cone_point_copy (self, &self->previous, &self->d);
    EpiStatus status =
        ask (self, epi_cone_find_direction (self, 1 - self->sigma, NULL));
    if (status == EPI_INTERRUPTED)
      return status;
    double now = status == EPI_OK ? fmin (1, max_step (self)) : 0;
    if (!(now >= step + WORTH * (trial - step))) {
      epi_cone_point_copy (self, &self->d, &self->previous);
      return EPI_OK;
    }
    step = now;
  }
  return EPI_OK;
}

/* now += α d */
static void
move (EpiConeMethod *self)
{
  EpiConePoint *now = &self->now, *d = &self->d;
  if (self->refine != NULL) /* plain_s is known, too */
    memcpy (d->z, epi_kkt_refine_unscaled (self->refine),
            self->g * sizeof (double));
  else
    epi_cones_apply (self->cones, EPI_W_INV, d->z);
  if (self->refine == NULL && self->mixes)
    epi_cone_find_plain_s (self, 1 - self->sigma);
  if (self->mixes)
    memcpy (d->s, self->plain_s, self->g * sizeof (double));
  else
    epi_cones_apply (self->cones, EPI_W_T, d->s);
  add (now->x, now->x, self->alpha, d->x, epi_cone_point_length (self));
  now->tau += self->alpha * d->tau;
  now->kappa += self->alpha * d->kappa;
}

/* d and σ; the point stays where it is. */
static EpiStatus
find_step (EpiConeMethod *self)
{
  const EpiConePoint *now = &self->now;
  EpiStatus status = epi_cones_scale (self->cones, now->s, now->z); /* 1 */
  if (status == EPI_OK)
    status = self->kkt->klass->factor (self->kkt, self->cones);
  if (status == EPI_OK)
    status = ask (self, epi_cone_solve_with_tau (self)); /* 2. (x₂,y₂,z₂) */
  if (status == EPI_OK)
    status = ask (self, predict (self)); /* 3. σ from the step it could take */
  if (status != EPI_OK)
    return status;
  double left = 1 - fmin (1, max_step (self));
  self->sigma = left * left * fmin (MAX_CENTRING, left);

  status = ask (self, correct (self)); /* 4 */
  return status == EPI_OK && self->refine == NULL ? improve (self) : status;
}

EpiStatus
epi_cone_step (EpiMethod *base)
{
  EpiConeMethod *self = (EpiConeMethod *)base;
  double sigma = self->sigma;

  EpiStatus status = find_step (self); /* 1. to 5. */
  if (status == EPI_INTERRUPTED) {
    self->sigma = sigma;
    return status;
  }
  if (status != EPI_OK)
    return epi_cone_give_up (self);

  self->alpha = fmin (1, step_to_boundary (self)); /* 6 */
  move (self);

  epi_cone_measure (self); /* 7 */
  epi_cone_publish (self);
  return epi_cone_judge (self);
}
