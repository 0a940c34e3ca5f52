/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "estimate/epi-kl-draws.h"

#include "core/epi-alloc.h"
#include "estimate/epi-running-mean.h"

#include <string.h>

typedef struct { /* what changes from step to step */
  EpiRunningMean mean;
  EpiRandom random;
} State;

typedef struct {
  EpiMethod base; /* x: the estimate */
  const EpiDensityMixture *p, *q;
  EpiKlDrawsOptions options;
  double estimate;
  State now;
  double *batch; /* (b) */
} Draws;

static EpiStatus
draws_step (EpiMethod *base)
{
  Draws *self = (Draws *)base;
  bool excluded = false;

  for (size_t i = 0; i < self->options.batch; i++) { /* 1 */
    double x = epi_density_mixture_sample (self->p, &self->now.random);
    double y = epi_density_mixture_log (self->p, x) -
               epi_density_mixture_log (self->q, x);
    self->batch[i] = x;
    excluded |= isinf (y);
    if (!isinf (y)) /* 2 */
      epi_running_mean_add (&self->now.mean, y);
  }
  self->estimate = base->f = self->now.mean.mean;
  if (excluded) /* 3 */
    return EPI_UNBOUNDED;
  return epi_running_mean_error (&self->now.mean) <= self->options.tolerance
             ? EPI_CONVERGED
             : EPI_RUNNING;
}

static void
draws_record (const EpiMethod *base, EpiFrame *frame)
{
  const Draws *self = (const Draws *)base;

  epi_frame_add_scalar (frame, "draws", self->now.mean.n);
  if (base->k == 0)
    return;
  epi_frame_add_vector (frame, "batch", self->batch, self->options.batch);
  if (self->now.mean.n < 2 || base->status == EPI_UNBOUNDED)
    return;
  epi_frame_add_scalar (frame, "estimate", self->estimate);
  epi_frame_add_scalar (frame, "standard_error",
                        epi_running_mean_error (&self->now.mean));
}

static size_t
draws_state_size (const EpiMethod *base)
{
  const Draws *self = (const Draws *)base;
  return sizeof (State) + self->options.batch * sizeof (double);
}

static EpiStatus
draws_save_state (const EpiMethod *base, void *state)
{
  const Draws *self = (const Draws *)base;

  memcpy (state, &self->now, sizeof self->now);
  memcpy ((char *)state + sizeof self->now, self->batch,
          self->options.batch * sizeof (double));
  return EPI_OK;
}

static void
draws_restore_state (EpiMethod *base, const void *state)
{
  Draws *self = (Draws *)base;

  memcpy (&self->now, state, sizeof self->now);
  memcpy (self->batch, (const char *)state + sizeof self->now,
          self->options.batch * sizeof (double));
  self->estimate = self->now.mean.mean;
}

static void
draws_free (EpiMethod *base)
{
  epi_free (((Draws *)base)->batch);
  epi_free (base);
}

static const EpiMethodClass draws_class = {
    .name = "Monte Carlo",
    .step = draws_step,
    .record = draws_record,
    .state_size = draws_state_size,
    .save_state = draws_save_state,
    .restore_state = draws_restore_state,
    .free = draws_free,
};

EpiStatus
epi_kl_draws_new (const EpiDensityMixture *p, const EpiDensityMixture *q,
                  const EpiKlDrawsOptions *options, EpiMethod **out)
{
  Draws *self = epi_new0 (Draws, 1);

  *out = NULL;
  if (self == NULL)
    return EPI_NO_MEMORY;
  self->base = (EpiMethod){.klass = &draws_class,
                           .status = EPI_RUNNING,
                           .n = 1,
                           .x = &self->estimate};
  self->p = p;
  self->q = q;
  self->options = *options;
  self->now.random = epi_random (options->seed, options->stream);
  self->batch = epi_new0 (double, options->batch);
  if (self->batch == NULL) {
    epi_free (self);
    return EPI_NO_MEMORY;
  }
  *out = &self->base;
  return EPI_OK;
}
