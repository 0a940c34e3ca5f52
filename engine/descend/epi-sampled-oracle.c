/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descend/epi-sampled-oracle.h"

#include "compute/epi-cpu.h"

#include <glib.h>

typedef struct {
  EpiSampledOracle base;
  const EpiOracle *function;
} Whole;

static EpiStatus
whole_evaluate (EpiSampledOracle *base, uint64_t k, const EpiBuffer *x,
                EpiBuffer *gradient, double *value)
{
  const EpiOracle *function = ((Whole *)base)->function;
  double f = function->value (function, x->memory, gradient->memory);

  (void)k; /* one batch: every one is the same */
  if (value != NULL)
    *value = f;
  return EPI_OK;
}

static void
whole_free (EpiSampledOracle *base)
{
  epi_device_unref (base->device);
  g_free (base);
}

EpiStatus
epi_sampled_oracle_of (const EpiOracle *function, EpiSampledOracle **out)
{
  Whole *self = g_new0 (Whole, 1);

  self->base = (EpiSampledOracle){.n = function->n,
                                  .batches = 1,
                                  .device = epi_cpu_device_new (),
                                  .element = EPI_DOUBLE,
                                  .evaluate = whole_evaluate,
                                  .free = whole_free};
  self->function = function;
  *out = &self->base;
  return EPI_OK;
}
