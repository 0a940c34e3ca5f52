/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Elman's recurrent layer, N units that see their own last answer.
 *
 *     hₜ = tanh (W xₜ + U hₜ₋₁ + b),  h₀ = 0,  t = 1 … T
 *
 *     backward in time, from ḡₜ = ∂f/∂hₜ as it comes from above:
 *       1. ḡₜ := ḡₜ + Uᵀ z̄ₜ₊₁,  z̄ₜ = ḡₜ ⊙ (1 - hₜ²)
 *       2. ∂f/∂W = Σ z̄ₜ xₜᵀ,  ∂f/∂U = Σ z̄ₜ hₜ₋₁ᵀ,  ∂f/∂b = Σ z̄ₜ,
 *          ∂f/∂xₜ = Wᵀ z̄ₜ
 *
 * Elman 1990; Goodfellow, Bengio, Courville, Deep Learning, §10.2.2.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
elman_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  size_t inputs = epi_shape_size (&self->in), units;

  if (!epi_plan_count (*words, false, &units))
    return epi_plan_refuse_word (self, *words, trouble);
  self->out = (EpiShape){units, 1, 1, self->in.steps, 0};
  epi_plan_parameter (self, "weight", units, inputs, inputs, units);
  epi_plan_parameter (self, "recurrent", units, units, units, units);
  epi_plan_parameter (self, "bias", units, 1, 0, 0);
  self->operations =
      2 * (double)units * (double)(inputs + units) * (double)self->in.steps;
  return epi_plan_end (self, words + 1, trouble);
}

static EpiStatus
elman_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *W = &pass->theta[0], *U = &pass->theta[1], *b = &pass->theta[2];
  EpiBuffer before;

  EPI_TRY (epi_device_gemm (false, false, 1, W, pass->X, 0, pass->Y));
  for (size_t t = 0; t < self->in.steps; t++) {
    EpiBuffer now = epi_buffer_at_step (pass->Y, t, pass->batch);
    if (t > 0)
      EPI_TRY (epi_device_gemm (false, false, 1, U, &before, 1, &now));
    EPI_TRY (epi_device_activate (EPI_ACTIVATION_TANH, b, &now, &now));
    before = now;
  }
  return EPI_OK;
}

static EpiStatus
elman_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *W = &pass->theta[0], *U = &pass->theta[1];
  EpiBuffer *dW = &pass->gradient[0], *db = &pass->gradient[2];
  EpiBuffer after;

  for (size_t t = self->in.steps; t-- > 0;) { /* 1. */
    EpiBuffer H = epi_buffer_at_step (pass->Y, t, pass->batch);
    EpiBuffer G = epi_buffer_at_step (pass->G, t, pass->batch);
    if (t + 1 < self->in.steps)
      EPI_TRY (epi_device_gemm (true, false, 1, U, &after, 1, &G));
    EPI_TRY (epi_device_activate_back (EPI_ACTIVATION_TANH, &H, &H, &G, &G));
    after = G;
  }
  EPI_TRY (epi_device_gemm (false, true, 1, pass->G, pass->X, 0, dW)); /* 2. */
  EPI_TRY (
      epi_pass_recurrent_gradient (self, pass, pass->G, &pass->gradient[1]));
  EPI_TRY (epi_device_row_sums (1, pass->G, 0, db));
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_gemm (true, false, 1, W, pass->G, 0, pass->dX);
}

const EpiLayerClass epi_layer_elman = {.name = "elman",
                                       .usage = "elman N",
                                       .size = sizeof (EpiNetLayer),
                                       .plan = elman_plan,
                                       .forward = elman_forward,
                                       .backward = elman_backward};
