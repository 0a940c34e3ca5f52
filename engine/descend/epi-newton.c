/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-newton.h"

#include "compute/epi-linalg.h"
#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

#define EPI_NEWTON_ALPHA 1e-4
#define EPI_NEWTON_SHIFT 1e-8 /* of max |∇²f| */
#define EPI_NEWTON_HALVINGS 60
#define EPI_NEWTON_SHIFTS 40

typedef struct {    /* what a state keeps besides x and ∇f */
  double tau;       /* of the last step that needed one */
  double shift;     /* of the last step: tau, or 0 */
  double decrement; /* λ²/2 */
  double t, work;
} Now;

typedef struct {
  EpiMethod base;
  const EpiOracle *oracle;
  Now now;
  double *gradient;         /* (n) at x */
  double *dx;               /* (n) */
  double *trial, *at_trial; /* (n), (n) a point, its gradient */
  EpiMatrix H, L;           /* (n,n) ∇²f; the factor */
} Newton;

/* L := the factor of H + tau I; whether there is one. */
static bool
try_factor (Newton *self, double tau)
{
  size_t n = self->base.n;

  for (size_t j = 0; j < n; j++) {
    memcpy (epi_matrix_col (&self->L, j), epi_matrix_col (&self->H, j),
            n * sizeof (double));
    *epi_matrix_at (&self->L, j, j) += tau;
    if (!(*epi_matrix_at (&self->L, j, j) > 0))
      return false; /* no need to look further */
  }
  self->now.work += (double)(n * n * n) / 3;
  return epi_cholesky (&self->L) == EPI_OK;
}

/* 1. */
static EpiStatus
factor (Newton *self)
{
  size_t n = self->base.n;

  self->oracle->hessian (self->oracle, self->base.x, self->H.data);
  self->now.work += self->oracle->hessian_work;
  if (!epi_is_finite (self->H.data, n * n))
    return EPI_DIVERGED;
  self->now.shift = 0;
  if (try_factor (self, 0))
    return EPI_OK;
  double least = EPI_NEWTON_SHIFT * epi_max_abs (self->H.data, n * n);
  double tau = fmax (self->now.tau / 4, least);
  for (int i = 0; i < EPI_NEWTON_SHIFTS && tau > 0; i++, tau *= 4)
    if (try_factor (self, tau)) {
      self->now.tau = self->now.shift = tau;
      return EPI_OK;
    }
  return EPI_NUMERICAL;
}

/* 2. */
static EpiStatus
find_direction (Newton *self)
{
  size_t n = self->base.n;
  EpiMatrix dx = epi_matrix_view (self->dx, n, 1, n);
  double slope = 0;

  for (size_t i = 0; i < n; i++)
    self->dx[i] = -self->gradient[i];
  self->now.work += 2 * (double)(n * n);
  if (epi_cholesky_solve (&self->L, &dx) != EPI_OK ||
      !epi_is_finite (self->dx, n))
    return EPI_NUMERICAL;
  for (size_t i = 0; i < n; i++)
    slope -= self->gradient[i] * self->dx[i];
  self->now.decrement = slope / 2;
  return EPI_OK;
}

static bool
is_small (const Newton *self)
{
  return self->now.decrement <=
         EPI_NEWTON_TOLERANCE * fmax (1, fabs (self->base.f));
}

/* 3, 4. */
static EpiStatus
search_line (Newton *self)
{
  size_t n = self->base.n;
  Now *now = &self->now;

  now->t = 1;
  for (int i = 0; i < EPI_NEWTON_HALVINGS; i++, now->t /= 2) {
    for (size_t j = 0; j < n; j++)
      self->trial[j] = self->base.x[j] + now->t * self->dx[j];
    double f = self->oracle->value (self->oracle, self->trial, self->at_trial);
    now->work += self->oracle->value_work + 2 * (double)n;
    if (f <= self->base.f - 2 * EPI_NEWTON_ALPHA * now->t * now->decrement ||
        (is_small (self) && isfinite (f))) {
      self->base.f = f;
      memcpy (self->base.x, self->trial, n * sizeof (double));
      memcpy (self->gradient, self->at_trial, n * sizeof (double));
      return EPI_OK;
    }
  }
  return EPI_NUMERICAL;
}

static EpiStatus
step (EpiMethod *base)
{
  Newton *self = (Newton *)base;
  EpiStatus status = factor (self); /* 1. */

  if (status == EPI_OK)
    status = find_direction (self); /* 2. */
  if (status != EPI_OK)
    return status;
  bool last =
      is_small (self) &&
      self->now.shift <=
          EPI_NEWTON_SHIFT * epi_max_abs (self->H.data, base->n * base->n);
  status = search_line (self); /* 3, 4. */
  if (status != EPI_OK)
    return status;
  return last ? EPI_CONVERGED : EPI_RUNNING; /* 5. */
}

static void
record (const EpiMethod *base, EpiFrame *frame)
{
  const Newton *self = (const Newton *)base;

  epi_frame_add_scalar (frame, "gradient_norm",
                        epi_max_abs (self->gradient, base->n));
  epi_frame_add_scalar (frame, "decrement", self->now.decrement);
  epi_frame_add_scalar (frame, "shift", self->now.shift);
  epi_frame_add_scalar (frame, "step_length", self->now.t);
}

static size_t
state_size (const EpiMethod *base)
{
  return sizeof (Now) + 2 * base->n * sizeof (double);
}

static EpiStatus
save_state (const EpiMethod *base, void *state)
{
  const Newton *self = (const Newton *)base;
  double *numbers = (double *)((char *)state + sizeof (Now));

  memcpy (state, &self->now, sizeof (Now));
  memcpy (numbers, base->x, base->n * sizeof (double));
  memcpy (numbers + base->n, self->gradient, base->n * sizeof (double));
  return EPI_OK;
}

static void
restore_state (EpiMethod *base, const void *state)
{
  Newton *self = (Newton *)base;
  const double *numbers = (const double *)((const char *)state + sizeof (Now));

  memcpy (&self->now, state, sizeof (Now));
  memcpy (base->x, numbers, base->n * sizeof (double));
  memcpy (self->gradient, numbers + base->n, base->n * sizeof (double));
}

static void
method_free (EpiMethod *base)
{
  Newton *self = (Newton *)base;

  epi_free (base->x); /* all the vectors */
  epi_matrix_clear (&self->H);
  epi_matrix_clear (&self->L);
  epi_free (self);
}

static const EpiMethodClass klass = {
    .name = "Newton's method",
    .step = step,
    .record = record,
    .state_size = state_size,
    .save_state = save_state,
    .restore_state = restore_state,
    .free = method_free,
};

void
epi_newton_restart (EpiMethod *base, const double *x0)
{
  Newton *self = (Newton *)base;

  memcpy (base->x, x0, base->n * sizeof (double));
  base->f = self->oracle->value (self->oracle, base->x, self->gradient);
  base->k = 0;
  base->status = isfinite (base->f) && epi_is_finite (self->gradient, base->n)
                     ? EPI_RUNNING
                     : EPI_DIVERGED;
  self->now = (Now){.decrement = NAN, .work = self->oracle->value_work};
}

double
epi_newton_work (const EpiMethod *base)
{
  return ((const Newton *)base)->now.work;
}

EpiStatus
epi_newton_new (const EpiOracle *oracle, const double *x0, EpiMethod **out)
{
  size_t n = oracle->n;
  Newton *self = epi_new0 (Newton, 1);

  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base = (EpiMethod){.klass = &klass, .n = n};
  self->oracle = oracle;
  double *vectors = self->base.x = epi_new0 (double, 5 * n);
  EpiStatus status = vectors != NULL ? EPI_OK : EPI_NO_MEMORY;
  if (oracle->hessian == NULL)
    status = EPI_UNSUPPORTED;
  if (status == EPI_OK)
    status = epi_matrix_new (n, n, &self->H);
  if (status == EPI_OK)
    status = epi_matrix_new (n, n, &self->L);
  if (status != EPI_OK) {
    method_free (&self->base);
    return status;
  }
  self->gradient = vectors + n;
  self->dx = vectors + 2 * n;
  self->trial = vectors + 3 * n;
  self->at_trial = vectors + 4 * n;
  epi_newton_restart (&self->base, x0);
  if (self->base.status != EPI_RUNNING) {
    method_free (&self->base);
    return EPI_NOT_FINITE;
  }
  *out = &self->base;
  return EPI_OK;
}
