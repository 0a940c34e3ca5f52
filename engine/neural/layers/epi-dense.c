/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dense: every output from every input.
 *
 *     Z = W X + b 1ᵀ,  Y = f(Z)
 *     Ḡ := Ḡ ⊙ f'(Z),  ∂f/∂W = Ḡ Xᵀ,  ∂f/∂b = Ḡ 1,  ∂f/∂X = Wᵀ Ḡ
 *
 * W (N, inputs).  An image comes in as the column that it is; a sequence, step
 * by step.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
dense_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  size_t inputs = epi_shape_size (&self->in), units;

  if (!epi_plan_count (*words, false, &units))
    return epi_plan_refuse_word (self, *words, trouble);
  words++;
  self->out = (EpiShape){units, 1, 1, self->in.steps, 0};
  epi_plan_parameter (self, "weight", units, inputs, inputs, units);
  epi_plan_parameter (self, "bias", units, 1, 0, 0);
  self->operations =
      2 * (double)units * (double)inputs * (double)self->in.steps;
  EPI_TRY (epi_plan_activation (self, &words, trouble));
  return epi_plan_end (self, words, trouble);
}

static EpiStatus
dense_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *W = &pass->theta[0], *b = &pass->theta[1];

  EPI_TRY (epi_device_gemm (false, false, 1, W, pass->X, 0,
                            epi_pass_z (self, pass)));
  return epi_pass_activate (self, pass, b);
}

static EpiStatus
dense_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer *W = &pass->theta[0];
  EpiBuffer *dW = &pass->gradient[0], *db = &pass->gradient[1];

  EPI_TRY (epi_pass_activate_back (self, pass, db));
  EPI_TRY (epi_device_gemm (false, true, 1, pass->G, pass->X, 0, dW));
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_gemm (true, false, 1, W, pass->G, 0, pass->dX);
}

const EpiLayerClass epi_layer_dense = {.name = "dense",
                                       .usage = "dense N [ACTIVATION]",
                                       .size = sizeof (EpiNetLayer),
                                       .plan = dense_plan,
                                       .forward = dense_forward,
                                       .backward = dense_backward};
