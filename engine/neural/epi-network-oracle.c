/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neural/epi-network-oracle.h"

#include "neural/epi-layer-plan.h"

#include <glib.h>

typedef struct {
  EpiSampledOracle base;
  EpiNetwork *network;
  EpiBatches *batches;
  EpiLoss loss;
  uint64_t seed;
} NetworkOracle;

static EpiStatus
evaluate (EpiSampledOracle *base, uint64_t k, const EpiBuffer *x,
          EpiBuffer *gradient, double *value)
{
  NetworkOracle *self = (NetworkOracle *)base;
  EpiBuffer *theta = epi_network_theta (self->network);
  EpiBuffer *own = epi_network_gradient (self->network);
  const EpiBuffer *X, *T;

  if (x != theta)
    EPI_TRY (epi_device_map (EPI_MAP_COPY, 0, x, NULL, theta));
  EPI_TRY (epi_batches_take (self->batches, k, &X, &T));
  EPI_TRY (epi_network_gradient_at (self->network, self->loss, X, T,
                                    epi_batches_size (self->batches),
                                    self->seed, k, value));
  if (gradient == own)
    return EPI_OK;
  return epi_device_map (EPI_MAP_COPY, 0, own, NULL, gradient);
}

static void
oracle_free (EpiSampledOracle *base)
{
  g_free (base);
}

EpiStatus
epi_network_oracle_new (EpiNetwork *network, EpiBatches *batches, EpiLoss loss,
                        uint64_t seed, EpiSampledOracle **out)
{
  NetworkOracle *self = g_new0 (NetworkOracle, 1);

  self->base = (EpiSampledOracle){.n = epi_network_n (network),
                                  .batches = epi_batches_per_epoch (batches),
                                  .device = epi_network_device (network),
                                  .element = epi_network_element (network),
                                  .evaluate = evaluate,
                                  .free = oracle_free};
  self->network = network;
  self->batches = batches;
  self->loss = loss;
  self->seed = seed;
  *out = &self->base;
  return EPI_OK;
}
