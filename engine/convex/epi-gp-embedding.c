/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convex/epi-gp-embedding.h"

#include "core/epi-vector.h"

#include <math.h>
#include <string.h>

#define EPI_GP_BETA 1e-6   /* the neighbourhood of the central path */
#define EPI_GP_SHORTEN 0.9 /* of a step that leaves it */
#define EPI_GP_TO_BOUNDARY 0.99
#define EPI_GP_SHORTEST 1e-8 /* a step below it is none */
#define EPI_GP_REPAIRS 2

double
epi_gp_cost (const EpiGpMethod *self)
{
  return self->now.feasibility ? 0 : 1;
}

double
epi_gp_mu (const EpiGpMethod *self, const EpiGpPoint *at)
{
  return (epi_dot (at->p, at->d, self->form.m) + at->tau * at->kappa) /
         (double)(self->form.degree + 1);
}

void
epi_gp_find_residuals (EpiGpMethod *self)
{
  const EpiGpForm *form = &self->form;
  const EpiGpPoint *at = &self->at;
  size_t N = form->N, m = form->m;

  memset (self->residual_d, 0, N * sizeof (double));
  epi_gp_form_add_Gt (form, 1, at->d, self->residual_d);
  self->residual_d[form->n] += epi_gp_cost (self) * at->tau;
  for (size_t i = 0; i < m; i++)
    self->residual_p[i] = at->p[i] - self->h[i] * at->tau;
  epi_gp_form_add_G (form, 1, at->x, self->residual_p);
  self->residual_g = at->kappa + epi_gp_cost (self) * at->x[form->n] +
                     epi_dot (self->h, at->d, m);
  self->mu = epi_gp_mu (self, at);
}

/* What rounding left of GᵀΔd + cΔτ = -(1 - γ) r_d: near the end Δτ x₂ cancels
 * most of x₁.  Moves Δx, and Δp and Δd with it. */
static EpiStatus
repair (EpiGpMethod *self, double left, EpiGpPoint *out)
{
  EpiGpForm *form = &self->form;
  double *move = self->trial.x, *work = self->work;

  for (size_t i = 0; i < form->N; i++)
    move[i] = -left * self->residual_d[i];
  move[form->n] -= epi_gp_cost (self) * out->tau;
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
find_direction (EpiGpMethod *self, double gamma, double q_tau, EpiGpPoint *out)
{
  EpiGpForm *form = &self->form;
  const EpiGpPoint *at = &self->at;
  size_t N = form->N, m = form->m;
  double *work = self->work, left = 1 - gamma;

  epi_gp_form_H (form, self->residual_p, work);
  for (size_t i = 0; i < m; i++)
    work[i] = self->q[i] + left * work[i];
  for (size_t i = 0; i < N; i++)
    out->x[i] = -left * self->residual_d[i];
  epi_gp_form_add_Gt (form, -1, work, out->x);
  double along_h = epi_dot (self->h, work, m);
  EpiStatus status = epi_gp_form_solve (form, out->x);
  if (status != EPI_OK)
    return status;

  memset (work, 0, m * sizeof *work);
  epi_gp_form_add_G (form, 1, out->x, work);
  along_h += epi_dot (self->Hh, work, m);
  double right = left * self->residual_g + q_tau / at->tau +
                 epi_gp_cost (self) * out->x[form->n] + along_h;
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
try_step (EpiGpMethod *self, const EpiGpPoint *step, double alpha)
{
  const EpiGpForm *form = &self->form;
  const EpiGpPoint *at = &self->at;
  EpiGpPoint *trial = &self->trial;
  size_t E3 = 3 * form->cones;

  for (size_t i = 0; i < form->m; i++) {
    trial->p[i] = at->p[i] + alpha * step->p[i];
    trial->d[i] = at->d[i] + alpha * step->d[i];
  }
  trial->tau = at->tau + alpha * step->tau;
  trial->kappa = at->kappa + alpha * step->kappa;
  double least = EPI_GP_BETA * epi_gp_mu (self, trial);
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
longest_on_half_lines (const EpiGpMethod *self, const EpiGpPoint *step)
{
  const EpiGpPoint *at = &self->at;
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

double
epi_gp_longest_step (EpiGpMethod *self, const EpiGpPoint *step)
{
  double alpha = longest_on_half_lines (self, step);
  while (alpha > EPI_GP_SHORTEST && !try_step (self, step, alpha))
    alpha *= EPI_GP_SHORTEN;
  return alpha > EPI_GP_SHORTEST ? alpha : 0;
}

/* 2. */
EpiStatus
epi_gp_predict (EpiGpMethod *self)
{
  for (size_t i = 0; i < self->form.m; i++)
    self->q[i] = -self->at.d[i];
  return find_direction (self, 0, -self->at.tau * self->at.kappa,
                         &self->affine);
}

/* 4. */
EpiStatus
epi_gp_correct (EpiGpMethod *self, double gamma)
{
  const EpiGpPoint *at = &self->at, *affine = &self->affine;
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

EpiStatus
epi_gp_find_tau_x (EpiGpMethod *self)
{
  const EpiGpForm *form = &self->form;
  epi_gp_form_H (form, self->h, self->Hh);
  memset (self->tau_x, 0, form->N * sizeof (double));
  self->tau_x[form->n] = -epi_gp_cost (self);
  epi_gp_form_add_Gt (form, 1, self->Hh, self->tau_x);
  return epi_gp_form_solve (&self->form, self->tau_x);
}
