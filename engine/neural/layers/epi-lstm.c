/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LSTM: N cells whose state passes from step to step almost unchanged.
 *
 *     zₜ = W xₜ + U hₜ₋₁ + b            (4N: input, forget, output gate, g)
 *     i, f, o = σ(z),  g = tanh z
 *     cₜ = f ⊙ cₜ₋₁ + i ⊙ g,  hₜ = o ⊙ tanh cₜ,   c₀ = h₀ = 0
 *
 *     backward in time:
 *       1. ḡₜ := ḡₜ + Uᵀ z̄ₜ₊₁;  z̄ₜ and c̄ₜ₋₁ from ḡₜ and c̄ₜ (the cell)
 *       2. ∂f/∂W = Σ z̄ₜ xₜᵀ,  ∂f/∂U = Σ z̄ₜ hₜ₋₁ᵀ,  ∂f/∂b = Σ z̄ₜ,
 *          ∂f/∂xₜ = Wᵀ z̄ₜ
 *
 * The forget gate's b starts at one (Gers, Schmidhuber, Cummins 2000).
 * Hochreiter & Schmidhuber 1997.  work: gates, c, z̄, c̄.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
lstm_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  size_t inputs = epi_shape_size (&self->in), steps = self->in.steps, units;

  if (!epi_plan_count (*words, false, &units))
    return epi_plan_refuse_word (self, *words, trouble);
  self->out = (EpiShape){units, 1, 1, steps, 0};
  epi_plan_parameter (self, "weight", 4 * units, inputs, inputs, units);
  epi_plan_parameter (self, "recurrent", 4 * units, units, units, units);
  epi_plan_parameter (self, "bias", 4 * units, 1, 0, 0);
  epi_plan_work (self, 4 * units, steps);
  epi_plan_work (self, units, steps);
  epi_plan_work (self, 4 * units, steps);
  epi_plan_work (self, units, 1);
  self->operations =
      8 * (double)units * (double)(inputs + units) * (double)steps;
  return epi_plan_end (self, words + 1, trouble);
}

static void
lstm_initialise (const EpiNetLayer *self, size_t p, double *values)
{
  size_t units = self->out.channels;

  for (size_t i = units; p == 2 && i < 2 * units; i++)
    values[i] = 1;
}

static EpiStatus
lstm_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *W = &pass->theta[0], *U = &pass->theta[1], *b = &pass->theta[2];
  EpiBuffer *gates = &pass->work[0], *cells = &pass->work[1];
  EpiBuffer H_before, C_before;

  EPI_TRY (epi_device_gemm (false, false, 1, W, pass->X, 0, gates));
  EPI_TRY (epi_device_activate (EPI_ACTIVATION_IDENTITY, b, gates, gates));
  for (size_t t = 0; t < self->in.steps; t++) {
    EpiBuffer Z = epi_buffer_at_step (gates, t, pass->batch);
    EpiBuffer C = epi_buffer_at_step (cells, t, pass->batch);
    EpiBuffer H = epi_buffer_at_step (pass->Y, t, pass->batch);
    if (t > 0)
      EPI_TRY (epi_device_gemm (false, false, 1, U, &H_before, 1, &Z));
    EPI_TRY (epi_device_lstm_cell (t > 0 ? &C_before : NULL, &Z, &C, &H));
    H_before = H, C_before = C;
  }
  return EPI_OK;
}

/* 1. */
static EpiStatus
back_through_time (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *U = &pass->theta[1], *gates = &pass->work[0];
  EpiBuffer *cells = &pass->work[1], *dZ = &pass->work[2];
  EpiBuffer *dC = &pass->work[3], after;

  EPI_TRY (epi_device_fill (0, dC));
  for (size_t t = self->in.steps; t-- > 0;) {
    EpiBuffer Z = epi_buffer_at_step (gates, t, pass->batch);
    EpiBuffer C = epi_buffer_at_step (cells, t, pass->batch);
    EpiBuffer G = epi_buffer_at_step (pass->G, t, pass->batch);
    EpiBuffer now = epi_buffer_at_step (dZ, t, pass->batch);
    EpiBuffer C_before =
        epi_buffer_at_step (cells, t > 0 ? t - 1 : 0, pass->batch);
    if (t + 1 < self->in.steps)
      EPI_TRY (epi_device_gemm (true, false, 1, U, &after, 1, &G));
    EPI_TRY (epi_device_lstm_cell_back (t > 0 ? &C_before : NULL, &Z, &C, &G,
                                        dC, &now));
    after = now;
  }
  return EPI_OK;
}

static EpiStatus
lstm_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *W = &pass->theta[0], *dZ = &pass->work[2];
  EpiBuffer *dW = &pass->gradient[0], *db = &pass->gradient[2];

  EPI_TRY (back_through_time (self, pass));                       /* 1. */
  EPI_TRY (epi_device_gemm (false, true, 1, dZ, pass->X, 0, dW)); /* 2. */
  EPI_TRY (epi_pass_recurrent_gradient (self, pass, dZ, &pass->gradient[1]));
  EPI_TRY (epi_device_row_sums (1, dZ, 0, db));
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_gemm (true, false, 1, W, dZ, 0, pass->dX);
}

const EpiLayerClass epi_layer_lstm = {.name = "lstm",
                                      .usage = "lstm N",
                                      .size = sizeof (EpiNetLayer),
                                      .plan = lstm_plan,
                                      .initialise = lstm_initialise,
                                      .forward = lstm_forward,
                                      .backward = lstm_backward};
