/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-kl-fit.h"

#include "core/epi-alloc.h"
#include "estimate/epi-divergence.h"

#include <math.h>
#include <string.h>

#define LOG_2PI 1.83787706640934548356
#define FARTHEST 9.0     /* of z: beyond lies less than 10⁻¹⁸ */
#define MOST_HALVINGS 10 /* of the step ¼ */
#define ENOUGH 1e-14     /* of E|·|: a change that is none */
#define ARMIJO 0.1
#define DECREMENT 1e-12 /* that is none, in nats */
#define NOISE 1e-14     /* of 1 + |D|: what D can be told to */
#define MOST_BACKTRACKS 60

/* ---- The two functions ---- */

static double
forward (const EpiKlTarget *target, double mu, double tau, double *gradient)
{
  double away = target->mean - mu, precision = exp (-2 * tau);
  double square = (target->variance + away * away) * precision;

  if (gradient != NULL) {
    gradient[0] = -away * precision;
    gradient[1] = 1 - square;
  }
  return tau + LOG_2PI / 2 + square / 2 - target->entropy;
}

typedef struct {
  double log_p, slope, scaled; /* log p, (log p)', σz (log p)' */
} Means;

static double
weight_of (double z)
{
  return exp (-z * z / 2 - LOG_2PI / 2);
}

static void
add_term (const EpiKlTarget *target, double mu, double sigma, double z,
          double weight, Means *sum, double *size)
{
  double x = mu + sigma * z;
  double slope, log_p = epi_density_mixture_log_slope (target->p, x, &slope);

  sum->log_p += weight * log_p;
  sum->slope += weight * slope;
  sum->scaled += weight * sigma * z * slope;
  *size += weight * (fabs (log_p) + fabs (sigma * z * slope));
}

/* z and -z, which weigh the same. */
static void
add_terms (const EpiKlTarget *target, double mu, double sigma, double z,
           Means *sum, double *size)
{
  double weight = weight_of (z);

  add_term (target, mu, sigma, z, weight, sum, size);
  add_term (target, mu, sigma, -z, weight, sum, size);
}

/* E over z, by the trapezoidal rule. */
static Means
expect (const EpiKlTarget *target, double mu, double tau)
{
  Means sum = {0}, last, now = {0};
  double h = 0.25, size = 0, sigma = exp (tau);

  add_term (target, mu, sigma, 0, weight_of (0), &sum, &size);
  for (double z = h; z <= FARTHEST; z += h)
    add_terms (target, mu, sigma, z, &sum, &size);
  now = (Means){h * sum.log_p, h * sum.slope, h * sum.scaled};
  for (int k = 0; k < MOST_HALVINGS; k++) {
    for (double z = h / 2; z <= FARTHEST; z += h)
      add_terms (target, mu, sigma, z, &sum, &size);
    h /= 2;
    last = now;
    now = (Means){h * sum.log_p, h * sum.slope, h * sum.scaled};
    if (fabs (now.log_p - last.log_p) + fabs (now.scaled - last.scaled) +
            sigma * fabs (now.slope - last.slope) <=
        ENOUGH * h * size)
      break;
  }
  return now;
}

static double
reverse (const EpiKlTarget *target, double mu, double tau, double *gradient)
{
  Means mean = expect (target, mu, tau);

  if (gradient != NULL) {
    gradient[0] = -mean.slope;
    gradient[1] = -1 - mean.scaled;
  }
  return -tau - (LOG_2PI + 1) / 2 - mean.log_p;
}

double
epi_kl_fit_value (const EpiKlTarget *target, EpiKlDirection direction,
                  double mu, double tau, double *gradient)
{
  double value = direction == EPI_KL_FORWARD
                     ? forward (target, mu, tau, gradient)
                     : reverse (target, mu, tau, gradient);

  return fabs (value) <= NOISE ? 0 : value;
}

EpiKlTarget
epi_kl_target (const EpiDensityMixture *p)
{
  double error;

  return (EpiKlTarget){.p = p,
                       .mean = epi_density_mixture_mean (p),
                       .variance = epi_density_mixture_variance (p),
                       .entropy = epi_entropy (p, &error)};
}

/* ---- The method ---- */

typedef struct {
  EpiMethod base; /* x is (μ, τ) */
  EpiKlTarget target;
  EpiKlDirection direction;
  double point[2], gradient[2];
  double rate, decrement, step;
} Fit;

static double
value (const Fit *self, const double x[2], double *gradient)
{
  return epi_kl_fit_value (&self->target, self->direction, x[0], x[1],
                           gradient);
}

static EpiStatus
fit_step (EpiMethod *base)
{
  Fit *self = (Fit *)base;
  double *x = base->x, *g = self->gradient, ahead[2], f = INFINITY, t;
  double sigma2 = exp (2 * x[1]);            /* 1: g is there */
  double d[2] = {-sigma2 * g[0], -g[1] / 2}; /* 2 */
  double next[2];

  self->decrement = -(g[0] * d[0] + g[1] * d[1]) / 2;
  double noise = NOISE * (1 + fabs (base->f));
  t = self->rate;
  for (int i = 0; i < MOST_BACKTRACKS; i++, t /= 2) { /* 3 */
    ahead[0] = x[0] + t * d[0];
    ahead[1] = x[1] + t * d[1];
    f = value (self, ahead, next);
    if (f <= base->f - 2 * ARMIJO * t * self->decrement + noise)
      break;
  }
  self->step = t;
  memcpy (x, ahead, sizeof ahead);
  memcpy (g, next, sizeof next);
  base->f = f;
  return self->decrement <= DECREMENT ? EPI_CONVERGED : EPI_RUNNING; /* 4 */
}

static void
fit_record (const EpiMethod *base, EpiFrame *frame)
{
  const Fit *self = (const Fit *)base;

  epi_frame_add_scalar (frame, "mu", base->x[0]);
  epi_frame_add_scalar (frame, "sigma", exp (base->x[1]));
  epi_frame_add_vector (frame, "gradient", self->gradient, 2);
  if (base->k == 0)
    return;
  epi_frame_add_scalar (frame, "decrement", self->decrement);
  epi_frame_add_scalar (frame, "step_length", self->step);
}

enum { STATE = 7 }; /* numbers */

static size_t
fit_state_size (const EpiMethod *base)
{
  return STATE * sizeof (double);
}

static EpiStatus
fit_save_state (const EpiMethod *base, void *state)
{
  const Fit *self = (const Fit *)base;
  const double all[STATE] = {base->x[0],        base->x[1], self->gradient[0],
                             self->gradient[1], self->rate, self->decrement,
                             self->step};

  memcpy (state, all, sizeof all);
  return EPI_OK;
}

static void
fit_restore_state (EpiMethod *base, const void *state)
{
  Fit *self = (Fit *)base;
  double all[STATE];

  memcpy (all, state, sizeof all);
  memcpy (base->x, all, 2 * sizeof (double));
  memcpy (self->gradient, all + 2, 2 * sizeof (double));
  self->rate = all[4];
  self->decrement = all[5];
  self->step = all[6];
}

static EpiStatus
fit_set (EpiMethod *base, const char *name, double value)
{
  if (strcmp (name, "rate") != 0 || !(value > 0 && value <= 1))
    return EPI_UNSUPPORTED;
  ((Fit *)base)->rate = value;
  return EPI_OK;
}

static void
fit_free (EpiMethod *base)
{
  epi_free (base);
}

static const EpiMethodClass fit_class = {
    .name = "natural gradient",
    .step = fit_step,
    .record = fit_record,
    .state_size = fit_state_size,
    .save_state = fit_save_state,
    .restore_state = fit_restore_state,
    .set = fit_set,
    .free = fit_free,
};

/* ---- Construction ---- */

/* Whether D(q‖p) is finite and smooth. */
static EpiStatus
judge_reverse (const EpiDensityMixture *p)
{
  bool covers = false, smooth = true;

  for (size_t k = 0; k < p->n; k++) {
    EpiDensityKind kind = p->parts[k].kind;
    if (p->weights[k] == 0)
      continue;
    covers |= kind != EPI_DENSITY_UNIFORM && kind != EPI_DENSITY_EXPONENTIAL;
    smooth &= kind == EPI_DENSITY_GAUSSIAN || kind == EPI_DENSITY_STUDENT;
  }
  return !covers ? EPI_INFEASIBLE : !smooth ? EPI_UNSUPPORTED : EPI_OK;
}

EpiStatus
epi_kl_fit_new (const EpiKlTarget *target, const EpiKlFitOptions *options,
                EpiMethod **out)
{
  *out = NULL;
  if (!isfinite (options->mu) || !isfinite (options->sigma) ||
      !(options->sigma > 0) || !isfinite (target->mean) ||
      !isfinite (target->variance) || !isfinite (target->entropy))
    return EPI_NOT_FINITE;
  EpiStatus status =
      options->direction == EPI_KL_REVERSE ? judge_reverse (target->p) : EPI_OK;
  if (status != EPI_OK)
    return status;
  Fit *self = epi_new0 (Fit, 1);
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base = (EpiMethod){
      .klass = &fit_class, .status = EPI_RUNNING, .n = 2, .x = self->point};
  self->target = *target;
  self->direction = options->direction;
  self->rate = options->rate;
  self->point[0] = options->mu;
  self->point[1] = log (options->sigma);
  self->base.f = value (self, self->point, self->gradient);
  *out = &self->base;
  return EPI_OK;
}
