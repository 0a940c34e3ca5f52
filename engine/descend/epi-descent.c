/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-descent.h"

#include "core/epi-alloc.h"
#include "core/epi-vector.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#define EPI_DESCENT_GROWTH 1e10

typedef struct {
  EpiMethod base;
  EpiDescentKind kind;
  const EpiOracle *oracle;
  double step, momentum, tolerance;
  double last_step;         /* the α that the last step took */
  double scale, gradient0;  /* the size of f and ‖∇f‖ at x⁰ */
  double *gradient;         /* (n) at x */
  double *v;                /* (n) the last move */
  double *trial, *at_trial; /* (n), (n) workspace: a point, its gradient */
} Descent;

static double
norm (const double *x, size_t n)
{
  return sqrt (epi_dot (x, x, n));
}

/* d/dα f(x - α ∇f(x)) */
static double
slope (Descent *self, double alpha)
{
  size_t n = self->base.n;

  for (size_t i = 0; i < n; i++)
    self->trial[i] = self->base.x[i] - alpha * self->gradient[i];
  self->oracle->value (self->oracle, self->trial, self->at_trial);
  return -epi_dot (self->gradient, self->at_trial, n);
}

/* The root of the slope: bracketed by doubling, then by the Illinois rule. */
static double
search_line (Descent *self, double alpha)
{
  double low = 0, at_low = slope (self, 0), high = alpha;
  double at_high = slope (self, high);

  for (int i = 0; i < 200 && at_high < 0; i++) {
    low = high, at_low = at_high;
    at_high = slope (self, high *= 2);
  }
  for (int i = 0; i < 100 && at_high > 0 && high - low > 1e-15 * high; i++) {
    double middle = (low * at_high - high * at_low) / (at_high - at_low);
    double at_middle = slope (self, middle);
    if (at_middle < 0) {
      low = middle, at_low = at_middle;
      at_high /= 2; /* the end that stays counts for less */
    } else {
      high = middle, at_high = at_middle;
      at_low /= 2;
    }
  }
  return at_high == 0 ? high : (low + high) / 2;
}

/* The α that minimizes f(x - α∇f(x)); for a quadratic gᵀg / gᵀ∇²f g. */
static double
exact_step (Descent *self)
{
  const EpiOracle *oracle = self->oracle;
  const double *g = self->gradient;
  size_t n = self->base.n;

  oracle->hessian_vector (oracle, self->base.x, g, self->at_trial);
  double along = epi_dot (g, g, n), curvature = epi_dot (g, self->at_trial, n);
  if (oracle->quadratic)
    return along / curvature;
  double first = curvature > 0 ? along / curvature : 1 / oracle->lipschitz;
  return search_line (self, isfinite (first) && first > 0 ? first : 1);
}

/* v := the move of this step. */
static void
find_move (Descent *self)
{
  const double *g = self->gradient;
  size_t n = self->base.n;
  double alpha = self->step, beta = self->momentum;

  switch (self->kind) {
  case EPI_DESCENT_EXACT:
    alpha = exact_step (self);
    beta = 0;
    break;
  case EPI_DESCENT_HEAVY_BALL:
    break;
  case EPI_DESCENT_NESTEROV:
    for (size_t i = 0; i < n; i++)
      self->trial[i] = self->base.x[i] + beta * self->v[i];
    self->oracle->value (self->oracle, self->trial, self->at_trial);
    g = self->at_trial;
    break;
  default:
    beta = 0;
  }
  for (size_t i = 0; i < n; i++)
    self->v[i] = beta * self->v[i] - alpha * g[i];
  self->last_step = alpha;
}

static bool
stationary (const Descent *self)
{
  double size = norm (self->gradient, self->base.n);
  return size <= self->tolerance * self->gradient0 ||
         size <= self->oracle->noise;
}

static EpiStatus
descent_step (EpiMethod *base)
{
  Descent *self = (Descent *)base;

  if (!stationary (self)) {
    find_move (self);
    for (size_t i = 0; i < base->n; i++)
      base->x[i] += self->v[i];
    base->f = self->oracle->value (self->oracle, base->x, self->gradient);
  }
  if (!isfinite (base->f) || fabs (base->f) > EPI_DESCENT_GROWTH * self->scale)
    return EPI_DIVERGED;
  return stationary (self) ? EPI_CONVERGED : EPI_RUNNING;
}

static void
descent_record (const EpiMethod *base, EpiFrame *frame)
{
  const Descent *self = (const Descent *)base;
  const EpiOracle *oracle = self->oracle;

  if (oracle->rows > 0)
    epi_frame_add_matrix (frame, "theta", base->x, oracle->rows,
                          base->n / oracle->rows);
  else
    epi_frame_add_vector (frame, "theta", base->x, base->n);
  epi_frame_add_vector (frame, "gradient", self->gradient, base->n);
  epi_frame_add_scalar (frame, "gradient_norm", norm (self->gradient, base->n));
  epi_frame_add_scalar (frame, "step",
                        self->kind == EPI_DESCENT_EXACT ? self->last_step
                                                        : self->step);
  if (self->kind == EPI_DESCENT_HEAVY_BALL ||
      self->kind == EPI_DESCENT_NESTEROV)
    epi_frame_add_scalar (frame, "momentum", self->momentum);
  epi_frame_add_scalar (frame, "lipschitz", oracle->lipschitz);
  epi_frame_add_scalar (frame, "convexity", oracle->convexity);
  epi_frame_add_scalar (
      frame, "step_limit",
      epi_descent_step_limit (self->kind, oracle, self->momentum));
  epi_frame_add_scalar (
      frame, "contraction",
      epi_descent_contraction (self->kind, oracle, self->step, self->momentum));
}

static size_t
descent_state_size (const EpiMethod *base)
{
  return (3 * base->n + 6) * sizeof (double);
}

static EpiStatus
descent_save (const EpiMethod *base, void *state)
{
  const Descent *self = (const Descent *)base;
  double *to = state,
         scalars[6] = {self->step,      self->momentum, self->tolerance,
                       self->last_step, self->scale,    self->gradient0};
  size_t n = base->n;

  memcpy (to, base->x, n * sizeof (double));
  memcpy (to + n, self->v, n * sizeof (double));
  memcpy (to + 2 * n, self->gradient, n * sizeof (double));
  memcpy (to + 3 * n, scalars, sizeof scalars);
  return EPI_OK;
}

static void
descent_restore (EpiMethod *base, const void *state)
{
  Descent *self = (Descent *)base;
  const double *from = state;
  double scalars[6];
  size_t n = base->n;

  memcpy (base->x, from, n * sizeof (double));
  memcpy (self->v, from + n, n * sizeof (double));
  memcpy (self->gradient, from + 2 * n, n * sizeof (double));
  memcpy (scalars, from + 3 * n, sizeof scalars);
  self->step = scalars[0];
  self->momentum = scalars[1];
  self->tolerance = scalars[2];
  self->last_step = scalars[3];
  self->scale = scalars[4];
  self->gradient0 = scalars[5];
}

static EpiStatus
descent_set (EpiMethod *base, const char *name, double value)
{
  Descent *self = (Descent *)base;
  bool moving = self->kind == EPI_DESCENT_HEAVY_BALL ||
                self->kind == EPI_DESCENT_NESTEROV;

  if (strcmp (name, "step") == 0 && self->kind != EPI_DESCENT_EXACT)
    self->step = value;
  else if (strcmp (name, "momentum") == 0 && moving)
    self->momentum = value;
  else if (strcmp (name, "tolerance") == 0)
    self->tolerance = value;
  else
    return EPI_UNSUPPORTED;
  return EPI_OK;
}

static void
descent_free (EpiMethod *base)
{
  Descent *self = (Descent *)base;

  epi_free (base->x);
  epi_free (self->gradient);
  epi_free (self->v);
  epi_free (self->trial);
  epi_free (self->at_trial);
  g_free (self);
}

#define DESCENT_CLASS(kind_name)                                               \
  {                                                                            \
    .name = kind_name, .step = descent_step, .record = descent_record,         \
    .state_size = descent_state_size, .save_state = descent_save,              \
    .restore_state = descent_restore, .set = descent_set,                      \
    .free = descent_free,                                                      \
  }
static const EpiMethodClass classes[EPI_N_DESCENTS] = {
    [EPI_DESCENT_GRADIENT] = DESCENT_CLASS ("gradient descent"),
    [EPI_DESCENT_EXACT] =
        DESCENT_CLASS ("gradient descent with exact line search"),
    [EPI_DESCENT_HEAVY_BALL] = DESCENT_CLASS ("gradient descent with momentum"),
    [EPI_DESCENT_NESTEROV] = DESCENT_CLASS ("Nesterov's accelerated gradient"),
};

EpiStatus
epi_descent_new (EpiDescentKind kind, const EpiOracle *oracle, const double *x0,
                 double step, double momentum, EpiMethod **out)
{
  Descent *self = g_new0 (Descent, 1);
  size_t n = oracle->n;

  *out = NULL;
  assert (kind != EPI_DESCENT_EXACT || oracle->hessian_vector != NULL);
  self->base = (EpiMethod){.klass = &classes[kind],
                           .status = EPI_RUNNING,
                           .n = n,
                           .x = epi_new0 (double, n)};
  self->kind = kind;
  self->oracle = oracle;
  self->step = step;
  self->momentum = momentum;
  self->tolerance = 1e-10;
  self->last_step = NAN;
  self->gradient = epi_new0 (double, n);
  self->v = epi_new0 (double, n);
  self->trial = epi_new0 (double, n);
  self->at_trial = epi_new0 (double, n);
  if (self->base.x == NULL || self->gradient == NULL || self->v == NULL ||
      self->trial == NULL || self->at_trial == NULL) {
    descent_free (&self->base);
    return EPI_NO_MEMORY;
  }
  memcpy (self->base.x, x0, n * sizeof (double));
  self->base.f = oracle->value (oracle, x0, self->gradient);
  self->gradient0 = norm (self->gradient, n);
  self->scale = fabs (self->base.f);
  if (oracle->lipschitz > 0)
    self->scale += self->gradient0 * self->gradient0 / oracle->lipschitz;
  if (!isfinite (self->base.f) || !isfinite (self->gradient0)) {
    descent_free (&self->base);
    return EPI_NOT_FINITE;
  }
  *out = &self->base;
  return EPI_OK;
}
