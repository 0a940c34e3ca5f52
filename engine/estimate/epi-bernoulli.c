/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-bernoulli.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define ARMIJO 0.1
#define MOST_HALVINGS 60

typedef struct {
  EpiMethod base; /* x is π */
  double ones, zeros;
  double pi, decrement, step;
} Bernoulli;

/* x log y, 0 where x = 0. */
static double
x_log_y (double x, double y)
{
  return x == 0 ? 0 : x * log (y);
}

double
epi_bernoulli_value (double ones, double zeros, double pi)
{
  return x_log_y (ones, pi) + x_log_y (zeros, 1 - pi);
}

/* x/y, 0 where x = 0: what is not there has no slope. */
static double
share (double x, double y)
{
  return x == 0 ? 0 : x / y;
}

static double
slope (const Bernoulli *self, double pi)
{
  return share (self->ones, pi) - share (self->zeros, 1 - pi);
}

static double
curvature (const Bernoulli *self, double pi)
{
  return -share (self->ones, pi * pi) -
         share (self->zeros, (1 - pi) * (1 - pi));
}

static EpiStatus
bernoulli_step (EpiMethod *method)
{
  Bernoulli *self = (Bernoulli *)method;
  double here = epi_bernoulli_value (self->ones, self->zeros, self->pi);
  double g = slope (self, self->pi),
         d = -g / curvature (self, self->pi); /* 1 */
  double noise = 4 * DBL_EPSILON * (1 + fabs (here)), ahead = here, t = 1, to;

  self->decrement = g * d / 2;
  for (int halvings = 0;; halvings++, t /= 2) { /* 2 */
    to = CLAMP (self->pi + t * d, 0, 1);
    ahead = epi_bernoulli_value (self->ones, self->zeros, to);
    if (ahead >= here + ARMIJO * g * (to - self->pi) - noise ||
        halvings == MOST_HALVINGS)
      break;
  }
  self->step = t;
  self->pi = to;
  method->f = -ahead;
  bool at_border =
      (to == 1 && slope (self, to) >= 0) || (to == 0 && slope (self, to) <= 0);
  return self->decrement <= noise || at_border ? EPI_CONVERGED
                                               : EPI_RUNNING; /* 3 */
}

/* ---- Frames, states ---- */

static void
bernoulli_record (const EpiMethod *method, EpiFrame *frame)
{
  const Bernoulli *self = (const Bernoulli *)method;
  double g = slope (self, self->pi);

  epi_frame_add_scalar (frame, "log_likelihood", -method->f);
  epi_frame_add_scalar (frame, "pi", self->pi);
  epi_frame_add_vector (frame, "gradient", &g, 1);
  if (method->k == 0)
    return;
  epi_frame_add_scalar (frame, "decrement", self->decrement);
  epi_frame_add_scalar (frame, "step_length", self->step);
}

static size_t
bernoulli_state_size (const EpiMethod *method)
{
  return 3 * sizeof (double);
}

static EpiStatus
bernoulli_save_state (const EpiMethod *method, void *state)
{
  const Bernoulli *self = (const Bernoulli *)method;
  double all[3] = {self->pi, self->decrement, self->step};

  memcpy (state, all, sizeof all);
  return EPI_OK;
}

static void
bernoulli_restore_state (EpiMethod *method, const void *state)
{
  Bernoulli *self = (Bernoulli *)method;
  double all[3];

  memcpy (all, state, sizeof all);
  self->pi = all[0];
  self->decrement = all[1];
  self->step = all[2];
}

static void
bernoulli_free (EpiMethod *method)
{
  g_free (method);
}

static const EpiMethodClass bernoulli_class = {
    .name = "Newton's method",
    .step = bernoulli_step,
    .record = bernoulli_record,
    .state_size = bernoulli_state_size,
    .save_state = bernoulli_save_state,
    .restore_state = bernoulli_restore_state,
    .free = bernoulli_free,
};

EpiStatus
epi_bernoulli_new (double ones, double zeros, double pi, EpiMethod **out)
{
  *out = NULL;
  if (!isfinite (ones) || !isfinite (zeros) || !(ones >= 0 && zeros >= 0) ||
      !(pi > 0 && pi < 1))
    return EPI_NOT_FINITE;
  if (ones + zeros == 0)
    return EPI_SINGULAR;
  Bernoulli *self = g_new0 (Bernoulli, 1);
  self->base = (EpiMethod){
      .klass = &bernoulli_class, .status = EPI_RUNNING, .n = 1, .x = &self->pi};
  self->ones = ones;
  self->zeros = zeros;
  self->pi = pi;
  self->base.f = -epi_bernoulli_value (ones, zeros, pi);
  *out = &self->base;
  return EPI_OK;
}
