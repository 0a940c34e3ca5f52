/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Softmax: numbers as probabilities, Y = eˣ / Σ eˣ in each column.
 *
 *     ∂f/∂x = y ⊙ (ḡ - yᵀḡ),  since Dφ = diag y - y yᵀ
 *
 * The loss cross-entropy has it built in and takes what comes before.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
softmax_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  self->out = self->in;
  return epi_plan_end (self, words, trouble);
}

static EpiStatus
softmax_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  return epi_device_softmax (pass->X, pass->Y);
}

static EpiStatus
softmax_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_softmax_back (pass->Y, pass->G, pass->dX);
}

const EpiLayerClass epi_layer_softmax = {.name = "softmax",
                                         .usage = "softmax",
                                         .size = sizeof (EpiNetLayer),
                                         .plan = softmax_plan,
                                         .forward = softmax_forward,
                                         .backward = softmax_backward};
