/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pooling: of each S × S window of each channel the largest number, or the
 * mean; windows stand side by side unless the stride says otherwise.
 */
#include "neural/epi-layer-plan.h"

typedef struct {
  EpiNetLayer base;
  EpiWindow window;
} Pool;

extern const EpiLayerClass epi_layer_pool, epi_layer_average;

static EpiPool
kind (const EpiNetLayer *base)
{
  return base->klass == &epi_layer_pool ? EPI_POOL_MAX : EPI_POOL_AVERAGE;
}

static EpiStatus
pool_plan (EpiNetLayer *base, char *const *words, char **trouble)
{
  EpiWindow *w = &((Pool *)base)->window;
  const EpiShape *in = &base->in;
  size_t size;

  if (!epi_plan_count (*words, false, &size))
    return epi_plan_refuse_word (base, *words, trouble);
  *w = (EpiWindow){.channels = in->channels,
                   .width = in->width,
                   .height = in->height,
                   .size_x = size,
                   .size_y = size,
                   .stride = size,
                   .out_channels = in->channels};
  words++;
  EPI_TRY (epi_plan_window (base, w, &words, trouble));
  base->operations = (double)(size * size) *
                     (double)epi_shape_size (&base->out) * (double)in->steps;
  return epi_plan_end (base, words, trouble);
}

static EpiStatus
pool_forward (const EpiNetLayer *base, const EpiPass *pass)
{
  return epi_device_pool (kind (base), &((const Pool *)base)->window, pass->X,
                          pass->Y);
}

static EpiStatus
pool_backward (const EpiNetLayer *base, const EpiPass *pass)
{
  if (pass->dX == NULL)
    return EPI_OK;
  return epi_device_pool_back (kind (base), &((const Pool *)base)->window,
                               pass->X, pass->Y, pass->G, pass->dX);
}

const EpiLayerClass epi_layer_pool = {.name = "pool",
                                      .usage = "pool S [stride S] [pad P]",
                                      .size = sizeof (Pool),
                                      .plan = pool_plan,
                                      .forward = pool_forward,
                                      .backward = pool_backward};

const EpiLayerClass epi_layer_average = {.name = "average",
                                         .usage =
                                             "average S [stride S] [pad P]",
                                         .size = sizeof (Pool),
                                         .plan = pool_plan,
                                         .forward = pool_forward,
                                         .backward = pool_backward};
