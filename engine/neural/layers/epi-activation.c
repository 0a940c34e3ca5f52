/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An activation as a layer of its own: Y = f(X), ∂f/∂X = Ḡ ⊙ f'(X).
 *
 * The same functions may stand behind dense and conv; alone, their factor in
 * the chain rule is seen by itself.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
activation_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  self->activation = (EpiActivation)epi_activation_parse (self->klass->name);
  self->out = self->in;
  return epi_plan_end (self, words, trouble);
}

static EpiStatus
activation_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer X = *pass->X; /* without b it is only read */

  return epi_device_activate (self->activation, NULL, &X, pass->Y);
}

static EpiStatus
activation_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_activate_back (self->activation, pass->X, pass->Y, pass->G,
                                   pass->dX);
}

#define ACTIVATION(word)                                                       \
  const EpiLayerClass epi_layer_##word = {.name = #word,                       \
                                          .usage = #word,                      \
                                          .size = sizeof (EpiNetLayer),        \
                                          .plan = activation_plan,             \
                                          .forward = activation_forward,       \
                                          .backward = activation_backward}

ACTIVATION (identity);
ACTIVATION (tanh);
ACTIVATION (sigmoid);
ACTIVATION (relu);
ACTIVATION (leaky);
ACTIVATION (gelu);
ACTIVATION (softplus);
