/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Flatten: an image as the vector that its column is already.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
flatten_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  self->out = (EpiShape){epi_shape_size (&self->in), 1, 1, self->in.steps, 0};
  return epi_plan_end (self, words, trouble);
}

static EpiStatus
flatten_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  return epi_device_map (EPI_MAP_COPY, 0, pass->X, NULL, pass->Y);
}

static EpiStatus
flatten_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_map (EPI_MAP_COPY, 0, pass->G, NULL, pass->dX);
}

const EpiLayerClass epi_layer_flatten = {.name = "flatten",
                                         .usage = "flatten",
                                         .size = sizeof (EpiNetLayer),
                                         .plan = flatten_plan,
                                         .forward = flatten_forward,
                                         .backward = flatten_backward};
