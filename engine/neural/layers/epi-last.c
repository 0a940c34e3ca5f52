/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Last: of a sequence its last step, for one answer at the end.
 */
#include "neural/epi-layer-plan.h"

static EpiStatus
last_plan (EpiNetLayer *self, char *const *words, char **trouble)
{
  self->out = self->in;
  self->out.steps = 1;
  return epi_plan_end (self, words, trouble);
}

static EpiStatus
last_forward (const EpiNetLayer *self, const EpiPass *pass)
{
  EpiBuffer X = epi_buffer_at_step (pass->X, self->in.steps - 1, pass->batch);

  return epi_device_map (EPI_MAP_COPY, 0, &X, NULL, pass->Y);
}

static EpiStatus
last_backward (const EpiNetLayer *self, const EpiPass *pass)
{
  if (pass->dX == NULL)
    return EPI_OK;
  EpiBuffer dX = epi_buffer_at_step (pass->dX, self->in.steps - 1, pass->batch);
  EPI_TRY (epi_device_fill (0, pass->dX));
  return epi_device_map (EPI_MAP_COPY, 0, pass->G, NULL, &dX);
}

const EpiLayerClass epi_layer_last = {.name = "last",
                                      .usage = "last",
                                      .size = sizeof (EpiNetLayer),
                                      .plan = last_plan,
                                      .forward = last_forward,
                                      .backward = last_backward};
