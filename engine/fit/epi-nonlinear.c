/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fit/epi-nonlinear.h"

#include "core/epi-alloc.h"
#include "fit/epi-linearized.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define EPI_LM_COSINE 1e-13
#define EPI_LM_COARSE 1e-13 /* a promised fall that f cannot show */
#define EPI_LM_RECORD 8192
#define EPI_GN_HALVINGS 40

typedef struct { /* the scalars of a saved state */
  double radius, lambda, cosine, step_norm, ratio, last_norm;
  size_t accepted, polishing, has_radius;
} Scalars;

typedef struct {
  EpiMethod base;
  EpiNonlinearKind kind;
  const EpiResiduals *residuals;
  size_t n_rows, n;
  Scalars now;
  double *r, *r_trial; /* (n_rows) */
  double *S;           /* (n) */
  EpiMatrix J;         /* (n_rows, n) at x */
  double *d, *trial;   /* (n) */
  EpiLinearized model; /* of J S⁻¹ and r */
} Nonlinear;

static double
norm (const double *x, size_t n)
{
  double largest = 0, sum = 0;

  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, fabs (x[i]));
  if (largest == 0 || !isfinite (largest))
    return largest;
  for (size_t i = 0; i < n; i++)
    sum += (x[i] / largest) * (x[i] / largest);
  return largest * sqrt (sum);
}

/* Σ rᵢ², summed in long double: the falls of f near the end are small. */
static double
sum_of_squares (const double *r, size_t n)
{
  long double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += (long double)r[i] * r[i];
  return (double)sum;
}

static double
scaled_norm (const Nonlinear *self, const double *x)
{
  double sum = 0;

  for (size_t j = 0; j < self->n; j++)
    sum = hypot (sum, self->S[j] * x[j]);
  return sum;
}

/* 1. S and the largest cosine, of J and r as they stand. */
static void
rescale (Nonlinear *self)
{
  double length = norm (self->r, self->n_rows);

  self->now.cosine = 0;
  for (size_t j = 0; j < self->n; j++) {
    const double *column = epi_matrix_col (&self->J, j);
    double size = norm (column, self->n_rows);
    long double sum = 0;
    for (size_t i = 0; i < self->n_rows; i++)
      sum += (long double)column[i] * self->r[i];
    if (size > 0 && length > 0)
      self->now.cosine =
          fmax (self->now.cosine, fabs ((double)(sum / size)) / length);
    self->S[j] = fmax (self->S[j], size);
    if (self->S[j] == 0)
      self->S[j] = 1;
  }
}

/* 3. d and ‖S d‖; returns how much ‖r + J d‖² falls. */
static double
make_step (Nonlinear *self, double lambda)
{
  double fall = epi_linearized_step (&self->model, self->S, lambda, self->d);

  self->now.step_norm = scaled_norm (self, self->d);
  return fall;
}

/* f at x + t d, INFINITY where r is not finite. */
static double
try_step (Nonlinear *self, double t)
{
  for (size_t j = 0; j < self->n; j++)
    self->trial[j] = self->base.x[j] + t * self->d[j];
  if (!self->residuals->eval (self->residuals, self->trial, self->r_trial,
                              NULL))
    return INFINITY;
  return sum_of_squares (self->r_trial, self->n_rows);
}

/* x := the trial point, with r and J there; false where J is not finite. */
static bool
accept (Nonlinear *self, double f)
{
  if (!self->residuals->eval (self->residuals, self->trial, self->r_trial,
                              &self->model.work))
    return false;
  memcpy (self->base.x, self->trial, self->n * sizeof (double));
  memcpy (self->r, self->r_trial, self->n_rows * sizeof (double));
  for (size_t j = 0; j < self->n; j++)
    memcpy (epi_matrix_col (&self->J, j), epi_matrix_col (&self->model.work, j),
            self->n_rows * sizeof (double));
  self->base.f = f;
  self->now.accepted = true;
  rescale (self);
  return true;
}

/* 4. Δ from the ratio of the falls, as MINPACK does. */
static void
change_radius (Nonlinear *self, double f, double promised)
{
  double before = self->base.f, fall = before - f;
  double length = self->now.step_norm;

  if (self->now.ratio <= 0.25) {
    /* The least of the parabola through f, its slope and f at x + d. */
    double slope = -(promised + self->now.lambda * length * length) / 2;
    double shrink = fall >= 0 ? 0.5 : slope / (2 * slope + fall);
    if (!(shrink >= 0.1))
      shrink = 0.1;
    self->now.radius = shrink * fmin (self->now.radius, length / 0.1);
    self->now.lambda /= shrink;
  } else if (self->now.lambda == 0 || self->now.ratio >= 0.75) {
    self->now.radius = 2 * length;
    self->now.lambda /= 2;
  }
}

/* Where f cannot judge: full steps while they become shorter. */
static EpiStatus
polish (Nonlinear *self)
{
  double length = self->now.step_norm;

  if (self->now.polishing && !(length < 0.9 * self->now.last_norm))
    return EPI_CONVERGED;
  double f = try_step (self, 1);
  if (!(f <= self->base.f * (1 + 1e-10)) || !accept (self, f))
    return EPI_CONVERGED;
  self->now.polishing = true;
  self->now.last_norm = length;
  return self->now.cosine <= EPI_LM_COSINE ||
                 length <= 4 * DBL_EPSILON * scaled_norm (self, self->base.x)
             ? EPI_CONVERGED
             : EPI_RUNNING;
}

static EpiStatus
levenberg_step (Nonlinear *self)
{
  double promised = make_step (self, 0), reach;

  if (promised <= EPI_LM_COARSE * self->base.f)
    return polish (self);
  self->now.polishing = false;
  self->now.lambda =
      epi_linearized_lambda (&self->model, self->now.radius, self->now.lambda);
  promised = make_step (self, self->now.lambda);
  reach = scaled_norm (self, self->base.x);
  if (!self->now.has_radius)
    self->now.radius = fmin (self->now.radius, self->now.step_norm);
  self->now.has_radius = true;
  double f = try_step (self, 1);
  self->now.ratio = (self->base.f - f) / promised;
  if (!isfinite (f)) { /* outside the domain of the model */
    self->now.ratio = -1;
    self->now.radius = self->now.step_norm / 10;
    self->now.lambda *= 10;
  } else {
    change_radius (self, f, promised);
    if (self->now.ratio >= 1e-4 && !accept (self, f))
      self->now.radius /= 10;
  }
  if (self->now.accepted && self->now.cosine <= EPI_LM_COSINE)
    return EPI_CONVERGED;
  return self->now.radius <= 4 * DBL_EPSILON * reach ? EPI_CONVERGED
                                                     : EPI_RUNNING;
}

static EpiStatus
gauss_newton_step (Nonlinear *self)
{
  double promised = make_step (self, 0), t = 1, f = INFINITY;

  if (promised <= EPI_LM_COARSE * self->base.f)
    return polish (self);
  self->now.polishing = false;
  for (int i = 0; i < EPI_GN_HALVINGS; i++, t /= 2) {
    f = try_step (self, t);
    if (f <= self->base.f - 1e-4 * t * promised && accept (self, f))
      break;
  }
  self->now.ratio = (self->base.f - f) / promised;
  if (!self->now.accepted)
    return EPI_NUMERICAL; /* J⁺r is no descent within rounding */
  return self->now.cosine <= EPI_LM_COSINE ? EPI_CONVERGED : EPI_RUNNING;
}

static EpiStatus
nonlinear_step (EpiMethod *base)
{
  Nonlinear *self = (Nonlinear *)base;

  self->now.accepted = false;
  if (base->f == 0 || self->now.cosine <= EPI_LM_COSINE)
    return EPI_CONVERGED;
  EpiStatus status =
      epi_linearized_factor (&self->model, &self->J, self->S, self->r);
  if (status != EPI_OK)
    return status;
  return self->kind == EPI_GAUSS_NEWTON ? gauss_newton_step (self)
                                        : levenberg_step (self);
}

static void
nonlinear_record (const EpiMethod *base, EpiFrame *frame)
{
  const Nonlinear *self = (const Nonlinear *)base;

  epi_frame_add_vector (frame, "theta", base->x, base->n);
  if (self->kind == EPI_LEVENBERG_MARQUARDT) {
    epi_frame_add_scalar (frame, "lambda", self->now.lambda);
    epi_frame_add_scalar (frame, "radius", self->now.radius);
  }
  epi_frame_add_scalar (frame, "accepted", (double)self->now.accepted);
  epi_frame_add_scalar (frame, "cosine", self->now.cosine);
  epi_frame_add_scalar (frame, "step_norm", self->now.step_norm);
  epi_frame_add_scalar (frame, "ratio", self->now.ratio);
  if (self->n_rows <= EPI_LM_RECORD)
    epi_frame_add_vector (frame, "residuals", self->r, self->n_rows);
}

static size_t
nonlinear_state_size (const EpiMethod *base)
{
  const Nonlinear *self = (const Nonlinear *)base;

  return sizeof (Scalars) + 2 * self->n * sizeof (double);
}

static EpiStatus
nonlinear_save (const EpiMethod *base, void *state)
{
  const Nonlinear *self = (const Nonlinear *)base;
  size_t size = self->n * sizeof (double);
  char *to = state;

  memcpy (to, &self->now, sizeof (Scalars));
  memcpy (to + sizeof (Scalars), base->x, size);
  memcpy (to + sizeof (Scalars) + size, self->S, size);
  return EPI_OK;
}

/* r and J are functions of x. */
static void
nonlinear_restore (EpiMethod *base, const void *state)
{
  Nonlinear *self = (Nonlinear *)base;
  size_t size = self->n * sizeof (double);
  const char *from = state;

  memcpy (&self->now, from, sizeof (Scalars));
  memcpy (base->x, from + sizeof (Scalars), size);
  memcpy (self->S, from + sizeof (Scalars) + size, size);
  self->residuals->eval (self->residuals, base->x, self->r, &self->J);
}

static void
nonlinear_free (EpiMethod *base)
{
  Nonlinear *self = (Nonlinear *)base;

  epi_free (base->x);
  epi_free (self->r);
  epi_free (self->r_trial);
  epi_free (self->S);
  epi_matrix_clear (&self->J);
  epi_linearized_clear (&self->model);
  epi_free (self->d);
  epi_free (self->trial);
  g_free (self);
}

#define NONLINEAR_CLASS(kind_name)                                             \
  {                                                                            \
    .name = kind_name, .step = nonlinear_step, .record = nonlinear_record,     \
    .state_size = nonlinear_state_size, .save_state = nonlinear_save,          \
    .restore_state = nonlinear_restore, .free = nonlinear_free,                \
  }
static const EpiMethodClass classes[] = {
    [EPI_GAUSS_NEWTON] = NONLINEAR_CLASS ("Gauss-Newton"),
    [EPI_LEVENBERG_MARQUARDT] = NONLINEAR_CLASS ("Levenberg-Marquardt"),
};

static EpiStatus
allocate (Nonlinear *self)
{
  size_t n = self->n, m = self->n_rows;

  self->base.x = epi_new0 (double, n);
  self->r = epi_new0 (double, m);
  self->r_trial = epi_new0 (double, m);
  self->S = epi_new0 (double, n);
  self->d = epi_new0 (double, n);
  self->trial = epi_new0 (double, n);
  if (self->base.x == NULL || self->r == NULL || self->r_trial == NULL ||
      self->S == NULL || self->d == NULL || self->trial == NULL ||
      epi_matrix_new (m, n, &self->J) != EPI_OK)
    return EPI_NO_MEMORY;
  return epi_linearized_init (&self->model, m, n);
}

EpiStatus
epi_nonlinear_new (EpiNonlinearKind kind, const EpiResiduals *residuals,
                   const double *x0, EpiMethod **out)
{
  Nonlinear *self = g_new0 (Nonlinear, 1);

  *out = NULL;
  self->kind = kind;
  self->residuals = residuals;
  self->n = residuals->n;
  self->n_rows = residuals->n_rows;
  self->base.klass = &classes[kind];
  self->base.status = EPI_RUNNING;
  self->base.n = residuals->n;
  EpiStatus status = allocate (self);
  if (status == EPI_OK) {
    memcpy (self->base.x, x0, self->n * sizeof (double));
    if (!residuals->eval (residuals, x0, self->r, &self->J))
      status = EPI_NOT_FINITE;
  }
  if (status != EPI_OK) {
    nonlinear_free (&self->base);
    return status;
  }
  self->base.f = sum_of_squares (self->r, self->n_rows);
  rescale (self);
  double reach = scaled_norm (self, x0);
  self->now.radius = reach > 0 ? reach : 1;
  *out = &self->base;
  return EPI_OK;
}
