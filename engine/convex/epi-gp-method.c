/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-gp-embedding.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define EPI_GP_TOLERANCE 1e-9
#define EPI_GP_PATIENCE 15 /* steps without anything better */

static EpiGpMethod *
upcast (const EpiMethod *base)
{
  return (EpiGpMethod *)base;
}

/* 5. */
static void
take (EpiGpMethod *self, double alpha)
{
  EpiGpPoint *at = &self->at;
  const EpiGpPoint *step = &self->step;
  for (size_t i = 0; i < self->form.N; i++)
    at->x[i] += alpha * step->x[i];
  for (size_t i = 0; i < self->form.m; i++) {
    at->p[i] += alpha * step->p[i];
    at->d[i] += alpha * step->d[i];
  }
  at->tau = self->now.tau += alpha * step->tau;
  at->kappa = self->now.kappa += alpha * step->kappa;
}

static void
start (EpiGpMethod *self)
{
  EpiGpPoint *at = &self->at;
  memset (at->x, 0, self->form.N * sizeof (double));
  for (size_t i = 0; i < self->form.m; i++)
    at->p[i] = at->d[i] =
        i < 3 * self->form.cones ? epi_exp_cone_centre[i % 3] : 1;
  at->tau = at->kappa = self->now.tau = self->now.kappa = 1;
  self->now.best = INFINITY;
  self->now.stalled = 0;
}

/* The certificate rounds in another order. */
static double
enough (const EpiGpMethod *self)
{
  return self->tolerance / 2;
}

/* Whether u of x is a direction in which log f₀ → -∞; keeps it then. */
static bool
is_ray (EpiGpMethod *self, const double *x)
{
  double *ray = self->trial.x; /* free at the time */
  if (self->now.feasibility ||
      !(epi_gp_judge_unbounded (&self->judge, x, ray) <= enough (self)))
    return false;
  memcpy (self->ray, ray, self->form.n * sizeof (double));
  return true;
}

/* A ray is there: is u a feasible point, or does the search for one begin? */
static EpiStatus
seek_feasible_point (EpiGpMethod *self)
{
  if (self->now.measures.primal_residual <= enough (self))
    return EPI_UNBOUNDED;
  self->now.feasibility = true;
  start (self);
  return EPI_RUNNING;
}

/* 6. */
static EpiStatus
judge (EpiGpMethod *self)
{
  EpiGpNow *now = &self->now;
  size_t n = self->form.n;

  for (size_t j = 0; j < n; j++)
    self->base.x[j] = self->at.x[j] / now->tau;
  epi_gp_judge_measure (&self->judge, self->base.x, self->at.d, &now->measures);
  self->base.f = now->measures.objective;
  bool ill = now->tau < now->kappa;
  if (ill &&
      epi_gp_judge_infeasible (&self->judge, self->at.d) <= enough (self))
    return EPI_INFEASIBLE;
  if (now->feasibility)
    return now->measures.primal_residual <= enough (self) ? EPI_UNBOUNDED
                                                          : EPI_RUNNING;
  if (ill && is_ray (self, self->at.x))
    return seek_feasible_point (self);
  double worst = epi_gp_judge_worst (&now->measures);
  now->stalled = worst < 0.9 * now->best ? 0 : now->stalled + 1;
  if (worst < now->best) {
    now->best = worst;
    memcpy (self->best_u, self->base.x, n * sizeof (double));
    epi_gp_judge_delta (&self->judge, self->at.d, 1, self->best_delta);
  }
  return worst <= enough (self) ? EPI_CONVERGED : EPI_RUNNING;
}

/* status, or that the flag is up. */
static EpiStatus
ask (const EpiGpMethod *self, EpiStatus status)
{
  return status == EPI_OK && epi_cancel_is_raised (self->cancel)
             ? EPI_INTERRUPTED
             : status;
}

static EpiStatus
step (EpiMethod *base)
{
  EpiGpMethod *self = upcast (base);
  EpiGpForm *form = &self->form;
  double centring = 0;

  epi_gp_find_residuals (self);
  EpiStatus status =
      epi_gp_form_factor (form, self->at.p, self->at.d, self->cancel); /* 1. */
  if (status == EPI_OK)
    status = ask (self, epi_gp_find_tau_x (self));
  if (status == EPI_OK && is_ray (self, self->tau_x)) /* GᵀHG is singular */
    return seek_feasible_point (self);
  if (status == EPI_OK)
    status = ask (self, epi_gp_predict (self)); /* 2. */
  if (status == EPI_OK) {
    double left = 1 - epi_gp_longest_step (self, &self->affine);
    centring = left * left * fmin (left, 0.25);           /* 3. */
    status = ask (self, epi_gp_correct (self, centring)); /* 4. */
  }
  if (status != EPI_OK)
    return status == EPI_NO_MEMORY || status == EPI_INTERRUPTED ? status
                                                                : EPI_NUMERICAL;
  self->now.centring = centring;
  self->now.step_length = epi_gp_longest_step (self, &self->step); /* 5. */
  if (self->now.step_length == 0)
    return EPI_NUMERICAL;
  take (self, self->now.step_length);
  status = judge (self); /* 6. */
  return status == EPI_RUNNING && self->now.stalled > EPI_GP_PATIENCE
             ? EPI_NUMERICAL
             : status;
}

static void
record (const EpiMethod *base, EpiFrame *frame)
{
  const EpiGpMethod *self = upcast (base);
  const EpiGpNow *now = &self->now;
  double *delta = epi_frame_add_vector (frame, "delta", NULL, self->gp->terms);

  if (delta != NULL)
    epi_gp_judge_delta (&self->judge, self->at.d, 1, delta);
  epi_frame_add_scalar (frame, "posynomial_objective", exp (base->f));
  epi_frame_add_scalar (frame, "dual_objective", now->measures.dual_objective);
  epi_frame_add_scalar (frame, "gap", now->measures.gap);
  epi_frame_add_scalar (frame, "primal_residual",
                        now->measures.primal_residual);
  epi_frame_add_scalar (frame, "dual_residual", now->measures.dual_residual);
  epi_frame_add_scalar (frame, "mu", epi_gp_mu (self, &self->at));
  epi_frame_add_scalar (frame, "tau", now->tau);
  epi_frame_add_scalar (frame, "kappa", now->kappa);
  epi_frame_add_scalar (frame, "step_length", now->step_length);
  epi_frame_add_scalar (frame, "centring", now->centring);
}

void
epi_gp_method_answer (const EpiMethod *method, EpiGpAnswer *out)
{
  const EpiGpMethod *self = upcast (method);
  size_t n = self->form.n;

  out->status = method->status;
  memset (out->direction, 0, n * sizeof (double));
  memcpy (out->u, method->x, n * sizeof (double));
  epi_gp_judge_delta (&self->judge, self->at.d, 1, out->delta);
  if (method->status == EPI_INFEASIBLE)
    epi_gp_judge_delta (&self->judge, self->at.d, 0, out->delta);
  else if (method->status == EPI_UNBOUNDED)
    memcpy (out->direction, self->ray, n * sizeof (double));
  else if (method->status != EPI_CONVERGED && isfinite (self->now.best)) {
    memcpy (out->u, self->best_u, n * sizeof (double));
    memcpy (out->delta, self->best_delta, self->gp->terms * sizeof (double));
  }
}

EpiGpCost
epi_gp_method_cost (const EpiMethod *method)
{
  const EpiGpForm *form = &upcast (method)->form;
  EpiGpCost cost = {.numbers = (double)form->m};

  epi_rank_one_sum_cost (form->system, &cost.entries, &cost.operations);
  return cost;
}

static size_t
state_size (const EpiMethod *base)
{
  return sizeof (EpiGpNow) + upcast (base)->state_length * sizeof (double);
}

static EpiStatus
save_state (const EpiMethod *base, void *state)
{
  const EpiGpMethod *self = upcast (base);
  memcpy (state, &self->now, sizeof (EpiGpNow));
  memcpy ((char *)state + sizeof (EpiGpNow), self->state,
          self->state_length * sizeof (double));
  return EPI_OK;
}

static void
restore_state (EpiMethod *base, const void *state)
{
  EpiGpMethod *self = upcast (base);
  memcpy (&self->now, state, sizeof (EpiGpNow));
  memcpy (self->state, (const char *)state + sizeof (EpiGpNow),
          self->state_length * sizeof (double));
  self->at.tau = self->now.tau;
  self->at.kappa = self->now.kappa;
}

static void
watch (EpiMethod *base, const EpiCancel *cancel)
{
  upcast (base)->cancel = cancel;
}

static void
method_free (EpiMethod *base)
{
  EpiGpMethod *self = upcast (base);
  epi_gp_form_clear (&self->form);
  epi_gp_judge_clear (&self->judge);
  epi_free (self->state);
  epi_free (self->buffers);
  epi_free (self);
}

static const EpiMethodClass klass = {
    .name = "primal-dual interior point",
    .step = step,
    .record = record,
    .state_size = state_size,
    .save_state = save_state,
    .restore_state = restore_state,
    .watch = watch,
    .free = method_free,
};

/* One allocation for what a state keeps, one for the rest. */
static EpiStatus
allocate (EpiGpMethod *self)
{
  size_t n = self->form.n, N = self->form.N, m = self->form.m,
         T = self->gp->terms;
  double **kept[] = {&self->base.x, &self->at.x,       &self->at.p, &self->at.d,
                     &self->best_u, &self->best_delta, &self->ray};
  size_t kept_lengths[] = {n, N, m, m, n, T, n};
  double **used[] = {
      &self->affine.x,   &self->affine.p, &self->affine.d, &self->step.x,
      &self->step.p,     &self->step.d,   &self->trial.x,  &self->trial.p,
      &self->trial.d,    &self->h,        &self->Hh,       &self->residual_d,
      &self->residual_p, &self->q,        &self->tau_x,    &self->work};
  size_t used_lengths[] = {N, m, m, N, m, m, N, m, m, m, m, N, m, m, N, m};
  size_t length = 0;

  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
    self->state_length += kept_lengths[i];
  for (size_t i = 0; i < sizeof used / sizeof *used; i++)
    length += used_lengths[i];
  self->state = epi_new0 (double, self->state_length);
  self->buffers = epi_new0 (double, length);
  if (self->state == NULL || self->buffers == NULL)
    return EPI_NO_MEMORY;
  double *next = self->state;
  for (size_t i = 0; i < sizeof kept / sizeof *kept; next += kept_lengths[i++])
    *kept[i] = next;
  next = self->buffers;
  for (size_t i = 0; i < sizeof used / sizeof *used; next += used_lengths[i++])
    *used[i] = next;
  return EPI_OK;
}

EpiStatus
epi_gp_method_new (const EpiGp *gp, const EpiGpOptions *options,
                   EpiMethod **out)
{
  EpiGpMethod *self = epi_new0 (EpiGpMethod, 1);
  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base =
      (EpiMethod){.klass = &klass, .status = EPI_RUNNING, .n = gp->variables};
  self->gp = gp;
  self->tolerance = options != NULL && options->tolerance > 0
                        ? options->tolerance
                        : EPI_GP_TOLERANCE;
  EpiStatus status = epi_gp_form_new (gp, &self->form);
  if (status == EPI_OK)
    status = epi_gp_judge_new (&self->form, &self->judge);
  if (status == EPI_OK)
    status = allocate (self);
  if (status != EPI_OK) {
    method_free (&self->base);
    return status;
  }
  epi_gp_form_h (&self->form, self->h);
  start (self);
  judge (self);
  *out = &self->base;
  return EPI_OK;
}
