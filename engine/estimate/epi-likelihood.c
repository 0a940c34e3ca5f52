/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-likelihood.h"

#include "core/epi-alloc.h"
#include "core/epi-matrix.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define LOG_2PI 1.8378770664093453
#define ARMIJO 0.1
#define SMALLEST 1e-9 /* σ, of the spread */
#define MOST_HALVINGS 60

typedef struct {
  EpiMethod base; /* x is (μ, τ) */
  const double *data;
  size_t n;
  double nu, spread;
  double point[2], gradient[2];
  double decrement, step;
} Likelihood;

/* ---- The function ---- */

/* log p (z = 0) for σ = 1. */
static double
peak (double nu)
{
  if (isinf (nu))
    return -0.5 * LOG_2PI;
  return lgamma ((nu + 1) / 2) - lgamma (nu / 2) - 0.5 * log (nu * M_PI);
}

double
epi_likelihood_value (const double *x, size_t n, double nu, double mu,
                      double tau, double *gradient, double *hessian)
{
  double sigma = exp (tau), sum = 0, g[2] = {0}, h[3] = {0};

  for (size_t i = 0; i < n; i++) {
    double z = (x[i] - mu) / sigma, w = 1, s = 1;
    if (isinf (nu))
      sum -= z * z / 2;
    else {
      sum -= (nu + 1) / 2 * log1p (z * z / nu);
      w = (nu + 1) / (nu + z * z);
      s = w * (nu - z * z) / (nu + z * z);
    }
    g[0] += w * z / sigma;
    g[1] += w * z * z - 1;
    h[0] -= s / (sigma * sigma);
    h[1] -= (s + w) * z / sigma;
    h[2] -= (s + w) * z * z;
  }
  if (gradient != NULL)
    memcpy (gradient, g, sizeof g);
  if (hessian != NULL)
    memcpy (hessian, h, sizeof h);
  return sum + (double)n * (peak (nu) - tau);
}

/* ---- 2. ---- */

/* In units in which both coordinates are of one size: μ/σ and τ. */
static void
direction (const double g[2], const double h[3], double sigma, double d[2])
{
  double a = -h[0] * sigma * sigma, b = -h[1] * sigma, c = -h[2];
  double u = g[0] * sigma, v = g[1];
  double mean = (a + c) / 2, radius = hypot ((a - c) / 2, b);
  double least = mean - radius,
         largest = fmax (fabs (mean + radius), fabs (least));
  double shift = least > 1e-10 * largest ? 0 : largest / 10 - least;

  a += shift;
  c += shift;
  double det = a * c - b * b;
  d[0] = sigma * (c * u - b * v) / det;
  d[1] = (a * v - b * u) / det;
}

static EpiStatus
likelihood_step (EpiMethod *method)
{
  Likelihood *self = (Likelihood *)method;
  double h[3], d[2], *x = method->x, t = 1, ahead = 0;
  double here = epi_likelihood_value (self->data, self->n, self->nu, x[0], x[1],
                                      self->gradient, h); /* 1 */

  direction (self->gradient, h, exp (x[1]), d); /* 2 */
  double slope = self->gradient[0] * d[0] + self->gradient[1] * d[1];
  self->decrement = slope / 2;
  double noise = 4 * DBL_EPSILON * (double)self->n * (1 + fabs (here));
  for (int halvings = 0; halvings < MOST_HALVINGS; halvings++, t /= 2) { /* 3 */
    ahead = epi_likelihood_value (self->data, self->n, self->nu,
                                  x[0] + t * d[0], x[1] + t * d[1], NULL, NULL);
    if (ahead >= here + ARMIJO * t * slope - noise)
      break;
  }
  self->step = t;
  x[0] += t * d[0];
  x[1] += t * d[1];
  method->f = -ahead;
  if (self->decrement <= noise) /* 4 */
    return EPI_CONVERGED;
  return exp (x[1]) < SMALLEST * self->spread ? EPI_UNBOUNDED : EPI_RUNNING;
}

/* ---- Frames, states ---- */

static void
likelihood_record (const EpiMethod *method, EpiFrame *frame)
{
  const Likelihood *self = (const Likelihood *)method;
  double g[2];

  epi_likelihood_value (self->data, self->n, self->nu, method->x[0],
                        method->x[1], g, NULL);
  epi_frame_add_scalar (frame, "log_likelihood", -method->f);
  epi_frame_add_scalar (frame, "mu", method->x[0]);
  epi_frame_add_scalar (frame, "sigma", exp (method->x[1]));
  epi_frame_add_vector (frame, "gradient", g, 2);
  if (method->k == 0)
    return;
  epi_frame_add_scalar (frame, "decrement", self->decrement);
  epi_frame_add_scalar (frame, "step_length", self->step);
}

static size_t
likelihood_state_size (const EpiMethod *method)
{
  return 4 * sizeof (double);
}

static EpiStatus
likelihood_save_state (const EpiMethod *method, void *state)
{
  const Likelihood *self = (const Likelihood *)method;
  double all[4] = {method->x[0], method->x[1], self->decrement, self->step};

  memcpy (state, all, sizeof all);
  return EPI_OK;
}

static void
likelihood_restore_state (EpiMethod *method, const void *state)
{
  Likelihood *self = (Likelihood *)method;
  double all[4];

  memcpy (all, state, sizeof all);
  method->x[0] = all[0];
  method->x[1] = all[1];
  self->decrement = all[2];
  self->step = all[3];
}

static void
likelihood_free (EpiMethod *method)
{
  epi_free (method);
}

static const EpiMethodClass likelihood_class = {
    .name = "Newton's method",
    .step = likelihood_step,
    .record = likelihood_record,
    .state_size = likelihood_state_size,
    .save_state = likelihood_save_state,
    .restore_state = likelihood_restore_state,
    .free = likelihood_free,
};

EpiStatus
epi_likelihood_new (const double *x, size_t n,
                    const EpiLikelihoodOptions *options, EpiMethod **out)
{
  double low = INFINITY, high = -INFINITY;

  *out = NULL;
  if (!epi_is_finite (x, n) || !isfinite (options->mu) ||
      !(options->sigma > 0) || !isfinite (options->sigma))
    return EPI_NOT_FINITE;
  for (size_t i = 0; i < n; i++) {
    low = fmin (low, x[i]);
    high = fmax (high, x[i]);
  }
  if (!(high > low))
    return EPI_SINGULAR;
  Likelihood *self = epi_new0 (Likelihood, 1);
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base = (EpiMethod){.klass = &likelihood_class,
                           .status = EPI_RUNNING,
                           .n = 2,
                           .x = self->point};
  self->data = x;
  self->n = n;
  self->nu = options->nu;
  self->spread = high - low;
  self->point[0] = options->mu;
  self->point[1] = log (options->sigma);
  self->base.f = -epi_likelihood_value (x, n, options->nu, self->point[0],
                                        self->point[1], NULL, NULL);
  *out = &self->base;
  return EPI_OK;
}
