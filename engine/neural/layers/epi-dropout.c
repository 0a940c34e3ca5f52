/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dropout: in training each number is zero with probability RATE and divided
 * by 1 - RATE else, so that its mean stays; afterwards nothing is dropped.
 * Srivastava et al. 2014, with the scale moved to training.
 */
#include "neural/epi-layer-plan.h"

#include "core/epi-number.h"

typedef struct {
  EpiNetLayer base;
  double rate;
} Dropout;

static EpiStatus
dropout_plan (EpiNetLayer *base, char *const *words, char **trouble)
{
  Dropout *self = (Dropout *)base;

  if (*words == NULL || !epi_number_parse (*words, &self->rate) ||
      !(self->rate >= 0 && self->rate < 1))
    return epi_plan_refuse_word (base, *words, trouble);
  base->out = base->in;
  return epi_plan_end (base, words + 1, trouble);
}

/* The mask that was drawn for this batch, over X. */
static EpiStatus
drop (const EpiNetLayer *base, const EpiPass *pass, const EpiBuffer *X,
      EpiBuffer *Y)
{
  double rate = ((const Dropout *)base)->rate;

  return pass->training
             ? epi_device_dropout (rate, pass->seed, pass->draw, X, Y)
             : epi_device_map (EPI_MAP_COPY, 0, X, NULL, Y);
}

static EpiStatus
dropout_forward (const EpiNetLayer *base, const EpiPass *pass)
{
  return drop (base, pass, pass->X, pass->Y);
}

static EpiStatus
dropout_backward (const EpiNetLayer *base, const EpiPass *pass)
{
  return pass->dX != NULL ? drop (base, pass, pass->G, pass->dX) : EPI_OK;
}

const EpiLayerClass epi_layer_dropout = {.name = "dropout",
                                         .usage = "dropout RATE, 0 ≤ RATE < 1",
                                         .size = sizeof (Dropout),
                                         .plan = dropout_plan,
                                         .forward = dropout_forward,
                                         .backward = dropout_backward};
