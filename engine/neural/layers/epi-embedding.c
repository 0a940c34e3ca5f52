/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Embedding: character v becomes column v of W (N, characters).
 *
 * ∂f/∂W(:,v) is the sum of what arrives at the places where v stood.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
embedding_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  size_t units, characters = self->in.classes;

  if (!epi_plan_count (*words, false, &units))
    return epi_plan_refuse_word (self, *words, trouble);
  if (characters == 0)
    return epi_plan_refuse (trouble,
                            "it takes characters, and numbers come in");
  self->out = (EpiShape){units, 1, 1, self->in.steps, 0};
  epi_plan_parameter (self, "weight", units, characters, 1, units);
  return epi_plan_end (self, words + 1, trouble);
}

static EpiStatus
embedding_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  return epi_device_gather (&pass->theta[0], pass->X, pass->Y);
}

static EpiStatus
embedding_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  return epi_device_gather_back (pass->X, pass->G, 0, &pass->gradient[0]);
}

const EpiLayerClass epi_layer_embedding = {.name = "embedding",
                                           .usage = "embedding N",
                                           .size = sizeof (EpiNetLayer),
                                           .indices = true,
                                           .plan = embedding_plan,
                                           .forward = embedding_forward,
                                           .backward = embedding_backward};
