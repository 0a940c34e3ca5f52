/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-barrier-private.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define EPI_BARRIER_CENTRAL 1e-8 /* η²/2 of a central point */
#define EPI_BARRIER_ALPHA 0.1    /* backtracking */
#define EPI_BARRIER_BETA 0.5
#define EPI_BARRIER_REACH 2      /* no step is longer, over the size of z */
#define EPI_BARRIER_FULL 0.25    /* η below which full steps are taken */
#define EPI_BARRIER_ENOUGH 20    /* Newton steps after which … */
#define EPI_BARRIER_ROUGHLY 0.05 /* … is central: rounding, or no centre */
#define EPI_BARRIER_INNER 100    /* Newton steps of one centring at most */
#define EPI_BARRIER_T_MOST 1e18  /* over m */
#define EPI_BARRIER_T_MOST1 1e10 /* the same of phase I: s is 0 */

static EpiBarrier *
upcast (const EpiMethod *base)
{
  return (EpiBarrier *)base;
}

static double
degree (const EpiBarrier *self)
{
  const EpiBarrierOracle *oracle = self->oracle;
  return self->now.phase1 ? oracle->degree1 + 1 : oracle->degree;
}

double
epi_barrier_evaluate (EpiBarrier *self, const double *z, double *g,
                      EpiMatrix *H)
{
  size_t n = self->n;
  if (epi_barrier_is_interrupted (self->oracle))
    return INFINITY;
  double value = self->oracle->klass->evaluate (self->oracle, self->now.phase1,
                                                self->now.t, z, g, H);
  if (!self->now.phase1)
    return value;
  const double R2 = self->radius * self->radius;
  double left = R2 - epi_dot (z, z, n);
  if (!(left > 0))
    return INFINITY;
  for (size_t j = 0; g != NULL && j < n; j++) {
    g[j] += 2 * z[j] / left;
    *epi_matrix_at (H, j, j) += 2 / left;
    for (size_t i = j; i < n; i++)
      *epi_matrix_at (H, i, j) += 4 * z[i] * z[j] / (left * left);
  }
  return value - log (left / R2);
}

/* Multipliers, and what they show. */
static void
judge_multipliers (EpiBarrier *self)
{
  EpiBarrierNow *now = &self->now;
  const EpiBarrierOracleClass *klass = self->oracle->klass;
  now->measures = (EpiBarrierMeasures){NAN, NAN, NAN, NAN, NAN};
  klass->multipliers (self->oracle, now->phase1, now->t, self->z, self->dz,
                      self->w);
  self->unsettled = false;
  if (!now->phase1 && now->decrement < 1)
    klass->measure (self->oracle, self->z, &now->measures);
}

static double
users_sign (const EpiBarrier *self, double objective)
{
  return self->oracle->maximize ? -objective : objective;
}

static void
show (EpiBarrier *self)
{
  EpiBarrierOracle *oracle = self->oracle;
  memcpy (self->base.x, self->z, self->n * sizeof (double));
  self->base.f =
      self->now.phase1
          ? self->z[self->n]
          : users_sign (self, oracle->klass->objective (oracle, self->z));
}

EpiStatus
epi_barrier_look (EpiBarrier *self)
{
  EpiBarrierNow *now = &self->now;
  show (self);
  EpiStatus status = epi_barrier_find_direction (self);
  if (status != EPI_OK)
    return EPI_NUMERICAL;
  double half = now->decrement * now->decrement / 2;
  now->central =
      half <= EPI_BARRIER_CENTRAL ||
      (now->inner >= EPI_BARRIER_ENOUGH && half <= EPI_BARRIER_ROUGHLY);
  judge_multipliers (self);
  return EPI_RUNNING;
}

static EpiStatus
begin_phase2 (EpiBarrier *self)
{
  self->now = (EpiBarrierNow){.t = self->t0, .mu = self->now.mu};
  memcpy (self->feasible, self->z, self->n * sizeof (double));
  return epi_barrier_look (self);
}

/* α ≤ 1 by backtracking; 0 when there is none.  trial := z + α dz. */
static double
search (EpiBarrier *self)
{
  size_t N = epi_barrier_unknowns (self);
  double eta = self->now.decrement, first = 1;
  if (eta > EPI_BARRIER_FULL) {
    double size = 1, length = 0;
    for (size_t i = 0; i < N; i++) {
      size = fmax (size, fabs (self->z[i]));
      length = fmax (length, fabs (self->dz[i]));
    }
    first = fmin (1, EPI_BARRIER_REACH * size / length);
  }
  double before = epi_barrier_evaluate (self, self->z, NULL, NULL);
  for (double alpha = first; alpha > 1e-16 * first; alpha *= EPI_BARRIER_BETA) {
    for (size_t i = 0; i < N; i++)
      self->trial[i] = self->z[i] + alpha * self->dz[i];
    double after = epi_barrier_evaluate (self, self->trial, NULL, NULL);
    if (isfinite (after) &&
        (eta <= EPI_BARRIER_FULL ||
         after <= before - EPI_BARRIER_ALPHA * alpha * eta * eta))
      return alpha;
  }
  return 0;
}

static EpiStatus
judge_phase1 (EpiBarrier *self)
{
  EpiBarrierNow *now = &self->now;
  now->phase1 = false;
  if (isfinite (epi_barrier_evaluate (self, self->z, NULL, NULL)))
    return begin_phase2 (self);
  now->phase1 = true;
  if (now->decrement < 1 &&
      self->oracle->klass->infeasible (self->oracle) <= self->tolerance / 2)
    return EPI_INFEASIBLE;
  return EPI_RUNNING;
}

static bool
is_shown (const EpiBarrier *self)
{
  const EpiBarrierMeasures *measures = &self->now.measures;
  double enough = self->tolerance / 2; /* the certificate rounds otherwise */
  return measures->gap <= enough && measures->primal_residual <= enough &&
         measures->dual_residual <= enough;
}

static bool
is_ray (EpiBarrier *self, const double *d)
{
  return self->oracle->klass->unbounded (self->oracle, d, self->ray) <=
         self->tolerance / 2;
}

static EpiStatus
judge (EpiBarrier *self)
{
  EpiBarrierNow *now = &self->now;
  if (now->phase1) {
    EpiStatus status = judge_phase1 (self);
    if (status != EPI_RUNNING || !now->phase1)
      return status;
  } else if (now->central && is_shown (self)) {
    return EPI_CONVERGED;
  } else if (now->decrement >= 1 &&
             (is_ray (self, self->dz) || is_ray (self, self->z))) {
    return EPI_UNBOUNDED;
  }
  bool over = now->inner >= EPI_BARRIER_INNER && !now->central;
  double most = now->phase1 ? EPI_BARRIER_T_MOST1 : EPI_BARRIER_T_MOST;
  bool exhausted =
      now->central && (now->t > most * fmax (degree (self), 1) ||
                       (degree (self) == 0 && now->inner >= EPI_BARRIER_INNER));
  return over || exhausted ? EPI_NUMERICAL : EPI_RUNNING;
}

/* The oracle's multipliers follow from z, dz and w. */
static void
find_multipliers (EpiBarrier *self)
{
  if (self->now.contradiction)
    return;
  self->H.rows = self->H.cols = self->H.ld = epi_barrier_unknowns (self);
  epi_barrier_evaluate (self, self->z, self->g, &self->H);
  if (self->oracle->interrupted)
    return;
  self->oracle->klass->multipliers (self->oracle, self->now.phase1, self->now.t,
                                    self->z, self->dz, self->w);
  self->unsettled = false;
}

static EpiStatus
iterate (EpiBarrier *self)
{
  EpiBarrierNow *now = &self->now;

  if (now->contradiction)
    return EPI_INFEASIBLE;
  if (now->central && degree (self) > 0) { /* outer */
    now->t *= now->mu;
    now->outer++;
    now->inner = 0;
    if (epi_barrier_find_direction (self) != EPI_OK)
      return EPI_NUMERICAL;
  }
  now->step_length = search (self); /* inner */
  now->inner++;
  if (now->step_length == 0) {
    if (now->decrement * now->decrement / 2 > EPI_BARRIER_ROUGHLY)
      return EPI_NUMERICAL;
    now->central = true;     /* as far as rounding lets it */
    find_multipliers (self); /* at z still, but t may have grown */
    return judge (self);
  }
  memcpy (self->z, self->trial, epi_barrier_unknowns (self) * sizeof (double));
  EpiStatus status = epi_barrier_look (self);
  return status == EPI_RUNNING ? judge (self) : status;
}

const EpiBarrier *
epi_barrier_settled (const EpiMethod *method)
{
  if (upcast (method)->unsettled)
    find_multipliers (upcast (method));
  return upcast (method);
}

/* An interrupted step finds no point with a finite ψ any more, soon ends
 * therefore, and is undone; but for the multipliers, which nobody may ask for
 * before a later step has new ones. */
static EpiStatus
step (EpiMethod *base)
{
  EpiBarrier *self = upcast (base);
  EpiBarrierOracle *oracle = self->oracle;
  size_t size = self->state_length * sizeof (double);
  double f = base->f;

  if (epi_cancel_is_raised (self->cancel))
    return EPI_INTERRUPTED;
  self->before = self->now;
  memcpy (self->state_before, self->state, size);
  oracle->cancel = self->cancel;
  EpiStatus status = iterate (self);
  bool interrupted = oracle->interrupted;
  oracle->cancel = NULL;
  oracle->interrupted = false;
  if (!interrupted)
    return status;
  self->now = self->before;
  memcpy (self->state, self->state_before, size);
  base->f = f;
  self->unsettled = true;
  return EPI_INTERRUPTED;
}

static void
record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiBarrier *self = upcast (base);
  const EpiBarrierNow *now = &self->now;
  epi_frame_add_scalar (frame, "phase", now->phase1 ? 1 : 2);
  epi_frame_add_scalar (frame, "t", now->t);
  epi_frame_add_scalar (frame, "outer", now->outer);
  epi_frame_add_scalar (frame, "inner", now->inner);
  epi_frame_add_scalar (frame, "newton_decrement", now->decrement);
  epi_frame_add_scalar (frame, "step_length", now->step_length);
  epi_frame_add_scalar (frame, "central", now->central);
  epi_frame_add_scalar (frame, "duality_gap", degree (self) / now->t);
  epi_frame_add_scalar (frame, "dual_objective",
                        users_sign (self, now->measures.dual));
  epi_frame_add_scalar (frame, "gap", now->measures.gap);
  epi_frame_add_scalar (frame, "primal_residual",
                        now->measures.primal_residual);
  epi_frame_add_scalar (frame, "dual_residual", now->measures.dual_residual);
}

static size_t
state_size (const EpiMethod *base)
{
  return sizeof (EpiBarrierNow) + upcast (base)->state_length * sizeof (double);
}

static EpiStatus
save_state (const EpiMethod *base, void *state)
{
  const EpiBarrier *self = upcast (base);
  memcpy (state, &self->now, sizeof (EpiBarrierNow));
  memcpy ((char *)state + sizeof (EpiBarrierNow), self->state,
          self->state_length * sizeof (double));
  return EPI_OK;
}

static void
restore_state (EpiMethod *base, const void *state)
{
  EpiBarrier *self = upcast (base);
  memcpy (&self->now, state, sizeof (EpiBarrierNow));
  memcpy (self->state, (const char *)state + sizeof (EpiBarrierNow),
          self->state_length * sizeof (double));
  self->unsettled = true;
}

static void
watch (EpiMethod *base, const EpiCancel *cancel)
{
  upcast (base)->cancel = cancel;
}

static EpiStatus
set (EpiMethod *base, const char *name, double value)
{
  if (strcmp (name, "mu") != 0 || !(value > 1) || !isfinite (value))
    return EPI_UNSUPPORTED;
  upcast (base)->now.mu = value;
  return EPI_OK;
}

const EpiMethodClass epi_barrier_class = {
    .name = "barrier method",
    .step = step,
    .record = record,
    .state_size = state_size,
    .save_state = save_state,
    .restore_state = restore_state,
    .set = set,
    .watch = watch,
    .free = epi_barrier_free,
};
