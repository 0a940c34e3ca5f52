/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-gp-method.h"

#include "convex/epi-exp-cone.h"
#include "convex/epi-gp-form.h"
#include "convex/epi-gp-judge.h"
#include "core/epi-alloc.h"

#include <math.h>
#include <string.h>

#define EPI_GP_TOLERANCE 1e-9
#define EPI_GP_BETA 1e-6   /* the neighbourhood of the central path */
#define EPI_GP_SHORTEN 0.9 /* of a step that leaves it */
#define EPI_GP_TO_BOUNDARY 0.99
#define EPI_GP_SHORTEST 1e-8 /* a step below it is none */
#define EPI_GP_REPAIRS 2
#define EPI_GP_PATIENCE 15 /* steps without anything better */

/* A point of the embedding, or a direction: x (N), p (m), d (m). */
typedef struct {
  double *x, *p, *d;
  double tau, kappa;
} Point;

typedef struct { /* what a state keeps beside the arrays */
  double tau, kappa, step_length, centring, best;
  EpiGpMeasures measures;
  int stalled;
  bool feasibility; /* c = 0: a ray is there, a feasible point is wanted */
} Now;

typedef struct {
  EpiMethod base; /* base.x: u (n), in state */
  const EpiGp *gp;
  double tolerance;
  EpiGpForm form;
  EpiGpJudge judge;
  double *state; /* u, x, p, d, best u, best δ, ray */
  size_t state_length;
  Now now;
  Point at, affine, step, trial;
  double *best_u, *best_delta, *ray; /* (n), (T), (n); in state */
  double *h, *Hh;                    /* (m) */
  double *residual_d, *residual_p;   /* (N), (m) */
  double residual_g, mu;
  double *q;     /* (m) HΔp + Δd = q */
  double *tau_x; /* (N) the part of Δx that Δτ brings */
  double *work;  /* (m) */
  double *buffers;
} EpiGpMethod;

static EpiGpMethod *
upcast (const EpiMethod *base)
{
  return (EpiGpMethod *)base;
}

static double
dot (const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* c is the unit vector of τ₀, or zero. */
static double
cost (const EpiGpMethod *self)
{
  return self->now.feasibility ? 0 : 1;
}

static double
mu_of (const EpiGpMethod *self, const Point *at)
{
  return (dot (at->p, at->d, self->form.m) + at->tau * at->kappa) /
         (double)(self->form.degree + 1);
}

static void
find_residuals (EpiGpMethod *self)
{
  const EpiGpForm *form = &self->form;
  const Point *at = &self->at;
  size_t N = form->N, m = form->m;

  memset (self->residual_d, 0, N * sizeof (double));
  epi_gp_form_add_Gt (form, 1, at->d, self->residual_d);
  self->residual_d[form->n] += cost (self) * at->tau;
  for (size_t i = 0; i < m; i++)
    self->residual_p[i] = at->p[i] - self->h[i] * at->tau;
  epi_gp_form_add_G (form, 1, at->x, self->residual_p);
  self->residual_g =
      at->kappa + cost (self) * at->x[form->n] + dot (self->h, at->d, m);
  self->mu = mu_of (self, at);
}

/* What rounding left of GᵀΔd + cΔτ = -(1 - γ) r_d: near the end Δτ x₂ cancels
 * most of x₁.  Moves Δx, and Δp and Δd with it. */
static EpiStatus
repair (EpiGpMethod *self, double left, Point *out)
{
  EpiGpForm *form = &self->form;
  double *move = self->trial.x, *work = self->work;

  for (size_t i = 0; i < form->N; i++)
    move[i] = -left * self->residual_d[i];
  move[form->n] -= cost (self) * out->tau;
  epi_gp_form_add_Gt (form, -1, out->d, move);
  EpiStatus status = epi_gp_form_solve (form, move);
  if (status != EPI_OK)
    return status;
  for (size_t i = 0; i < form->N; i++)
    out->x[i] += move[i];
  memset (work, 0, form->m * sizeof *work);
  epi_gp_form_add_G (form, 1, move, work);
  for (size_t i = 0; i < form->m; i++)
    out->p[i] -= work[i];
  epi_gp_form_H (form, work, work);
  for (size_t i = 0; i < form->m; i++)
    out->d[i] += work[i];
  return EPI_OK;
}

/* The direction with HΔp + Δd = self->q, κΔτ + τΔκ = q_tau, residuals
 * (1 - γ) times what they are.  With Δx = x₁ + Δτ x₂:
 *     GᵀHG x₁ = -(1 - γ) r_d - Gᵀ(q + (1 - γ) H r_p)
 *     GᵀHG x₂ = -c + GᵀHh                                (tau_x)
 *     Δτ (κ/τ + ‖Gx₂ - h‖²_H) = (1 - γ) r_g + q_tau/τ + cᵀx₁
 *                               + hᵀ(q + (1 - γ) H r_p + HGx₁) */
static EpiStatus
find_direction (EpiGpMethod *self, double gamma, double q_tau, Point *out)
{
  EpiGpForm *form = &self->form;
  const Point *at = &self->at;
  size_t N = form->N, m = form->m;
  double *work = self->work, left = 1 - gamma;

  epi_gp_form_H (form, self->residual_p, work);
  for (size_t i = 0; i < m; i++)
    work[i] = self->q[i] + left * work[i];
  for (size_t i = 0; i < N; i++)
    out->x[i] = -left * self->residual_d[i];
  epi_gp_form_add_Gt (form, -1, work, out->x);
  double along_h = dot (self->h, work, m);
  EpiStatus status = epi_gp_form_solve (form, out->x);
  if (status != EPI_OK)
    return status;

  memset (work, 0, m * sizeof *work);
  epi_gp_form_add_G (form, 1, out->x, work);
  along_h += dot (self->Hh, work, m);
  double right = left * self->residual_g + q_tau / at->tau +
                 cost (self) * out->x[form->n] + along_h;
  for (size_t i = 0; i < m; i++)
    work[i] = -self->h[i];
  epi_gp_form_add_G (form, 1, self->tau_x, work);
  out->tau = right / (at->kappa / at->tau + epi_gp_form_square (form, work));

  out->kappa = (q_tau - at->kappa * out->tau) / at->tau;
  for (size_t i = 0; i < N; i++)
    out->x[i] += out->tau * self->tau_x[i];
  for (size_t i = 0; i < m; i++)
    out->p[i] = self->h[i] * out->tau - left * self->residual_p[i];
  epi_gp_form_add_G (form, -1, out->x, out->p);
  epi_gp_form_H (form, out->p, out->d);
  for (size_t i = 0; i < m; i++)
    out->d[i] = self->q[i] - out->d[i];
  for (int i = 0; i < EPI_GP_REPAIRS && status == EPI_OK; i++)
    status = repair (self, left, out);
  return status;
}

/* trial := at + α step; whether it is inside, and near the central path. */
static bool
try_step (EpiGpMethod *self, const Point *step, double alpha)
{
  const EpiGpForm *form = &self->form;
  const Point *at = &self->at;
  Point *trial = &self->trial;
  size_t E3 = 3 * form->cones;

  for (size_t i = 0; i < form->m; i++) {
    trial->p[i] = at->p[i] + alpha * step->p[i];
    trial->d[i] = at->d[i] + alpha * step->d[i];
  }
  trial->tau = at->tau + alpha * step->tau;
  trial->kappa = at->kappa + alpha * step->kappa;
  double least = EPI_GP_BETA * mu_of (self, trial);
  if (!(least > 0 && trial->tau > 0 && trial->tau * trial->kappa >= least))
    return false;
  for (size_t i = E3; i < form->m; i++)
    if (!(trial->p[i] > 0 && trial->p[i] * trial->d[i] >= least))
      return false;
  for (size_t i = 0; i < E3; i += 3)
    if (!(epi_exp_cone_centrality (trial->p + i, trial->d + i) >= least))
      return false;
  return true;
}

/* The largest α ≤ 1 for which the half-lines stay positive. */
static double
longest_on_half_lines (const EpiGpMethod *self, const Point *step)
{
  const Point *at = &self->at;
  double alpha = 1 / EPI_GP_TO_BOUNDARY;
  for (size_t i = 3 * self->form.cones; i < self->form.m; i++) {
    if (step->p[i] < 0)
      alpha = fmin (alpha, -at->p[i] / step->p[i]);
    if (step->d[i] < 0)
      alpha = fmin (alpha, -at->d[i] / step->d[i]);
  }
  if (step->tau < 0)
    alpha = fmin (alpha, -at->tau / step->tau);
  if (step->kappa < 0)
    alpha = fmin (alpha, -at->kappa / step->kappa);
  return EPI_GP_TO_BOUNDARY * alpha;
}

/* Shortens until it may be taken; 0 when no step may. */
static double
longest_step (EpiGpMethod *self, const Point *step)
{
  double alpha = longest_on_half_lines (self, step);
  while (alpha > EPI_GP_SHORTEST && !try_step (self, step, alpha))
    alpha *= EPI_GP_SHORTEN;
  return alpha > EPI_GP_SHORTEST ? alpha : 0;
}

/* 2. */
static EpiStatus
predict (EpiGpMethod *self)
{
  for (size_t i = 0; i < self->form.m; i++)
    self->q[i] = -self->at.d[i];
  return find_direction (self, 0, -self->at.tau * self->at.kappa,
                         &self->affine);
}

/* 4. */
static EpiStatus
correct (EpiGpMethod *self, double gamma)
{
  const Point *at = &self->at, *affine = &self->affine;
  size_t E3 = 3 * self->form.cones;
  double *q = self->q, target = gamma * self->mu;

  for (size_t i = 0; i < E3; i += 3) {
    double shadow[3], third[3];
    epi_exp_cone_shadow (at->p + i, shadow);
    epi_exp_cone_third (at->p + i, affine->p + i, affine->d + i, third);
    for (size_t j = 0; j < 3; j++)
      q[i + j] = -at->d[i + j] + target * shadow[j] + third[j];
  }
  for (size_t i = E3; i < self->form.m; i++)
    q[i] = -at->d[i] + (target - affine->p[i] * affine->d[i]) / at->p[i];
  return find_direction (
      self, gamma, -at->tau * at->kappa + target - affine->tau * affine->kappa,
      &self->step);
}

/* 5. */
static void
take (EpiGpMethod *self, double alpha)
{
  Point *at = &self->at;
  const Point *step = &self->step;
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
  Point *at = &self->at;
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

/* Whether u of x is a direction in which log f₀ → -∞; keeps it. */
static bool
is_ray (EpiGpMethod *self, const double *x)
{
  return !self->now.feasibility &&
         epi_gp_judge_unbounded (&self->judge, x, self->ray) <= enough (self);
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
  Now *now = &self->now;
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

static EpiStatus
step (EpiMethod *base)
{
  EpiGpMethod *self = upcast (base);
  EpiGpForm *form = &self->form;

  find_residuals (self);
  EpiStatus status = epi_gp_form_factor (form, self->at.p, self->at.d); /* 1. */
  if (status != EPI_OK)
    return status == EPI_NO_MEMORY ? status : EPI_NUMERICAL;
  epi_gp_form_H (form, self->h, self->Hh);
  memset (self->tau_x, 0, form->N * sizeof (double));
  self->tau_x[form->n] = -cost (self);
  epi_gp_form_add_Gt (form, 1, self->Hh, self->tau_x);
  status = epi_gp_form_solve (form, self->tau_x);
  if (status == EPI_OK && is_ray (self, self->tau_x)) /* GᵀHG is singular */
    return seek_feasible_point (self);
  if (status == EPI_OK)
    status = predict (self); /* 2. */
  if (status == EPI_OK) {
    double left = 1 - longest_step (self, &self->affine);
    self->now.centring = left * left * fmin (left, 0.25); /* 3. */
    status = correct (self, self->now.centring);          /* 4. */
  }
  if (status != EPI_OK)
    return status == EPI_NO_MEMORY ? status : EPI_NUMERICAL;
  self->now.step_length = longest_step (self, &self->step); /* 5. */
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
  const Now *now = &self->now;
  double *delta = epi_frame_add_vector (frame, "delta", NULL, self->gp->terms);

  if (delta != NULL)
    epi_gp_judge_delta (&self->judge, self->at.d, 1, delta);
  epi_frame_add_scalar (frame, "posynomial_objective", exp (base->f));
  epi_frame_add_scalar (frame, "dual_objective", now->measures.dual_objective);
  epi_frame_add_scalar (frame, "gap", now->measures.gap);
  epi_frame_add_scalar (frame, "primal_residual",
                        now->measures.primal_residual);
  epi_frame_add_scalar (frame, "dual_residual", now->measures.dual_residual);
  epi_frame_add_scalar (frame, "mu", mu_of (self, &self->at));
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

static size_t
state_size (const EpiMethod *base)
{
  return sizeof (Now) + upcast (base)->state_length * sizeof (double);
}

static void
save_state (const EpiMethod *base, void *state)
{
  const EpiGpMethod *self = upcast (base);
  memcpy (state, &self->now, sizeof (Now));
  memcpy ((char *)state + sizeof (Now), self->state,
          self->state_length * sizeof (double));
}

static void
restore_state (EpiMethod *base, const void *state)
{
  EpiGpMethod *self = upcast (base);
  memcpy (&self->now, state, sizeof (Now));
  memcpy (self->state, (const char *)state + sizeof (Now),
          self->state_length * sizeof (double));
  self->at.tau = self->now.tau;
  self->at.kappa = self->now.kappa;
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
