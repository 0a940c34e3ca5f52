/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sampled oracle: a function whose gradient can be had over a part of its
 * data, on a device.
 *
 *     f : Rⁿ → R,   f(x) = (1/N) Σ fᵢ(x)
 *
 * evaluate() gives value and gradient over mini-batch number k: an unbiased
 * sample of f and ∇f.  A function without data has one batch, itself: then
 * stochastic gradient descent is gradient descent.  A network over its samples
 * (neural/epi-network-oracle.h) and a function of two variables
 * (epi_sampled_oracle_of()) are used alike.
 *
 * Point and gradient are buffers of the oracle's device; nothing goes to the
 * host unless value is asked for.
 */
#pragma once

#include "compute/epi-device.h"
#include "descend/epi-oracle.h"

typedef struct EpiSampledOracle EpiSampledOracle;

struct EpiSampledOracle {
  size_t n;
  size_t batches; /* in an epoch; 1: no sampling */
  EpiDevice *device;
  EpiElement element;
  /* gradient (n,1) := that of batch k (≥ 0, of any epoch) at x (n,1); *value :=
   * its mean loss when value is not NULL (a read-back).  Allocates nothing. */
  EpiStatus (*evaluate) (EpiSampledOracle *self, uint64_t k, const EpiBuffer *x,
                         EpiBuffer *gradient, double *value);
  void (*free) (EpiSampledOracle *self);
};

/* Any function as a sampled one with one batch, on the cpu in double.  Borrows
 * function.  EPI_OK. */
EpiStatus epi_sampled_oracle_of (const EpiOracle *function,
                                 EpiSampledOracle **out);

/* Accepts NULL. */
static inline void
epi_sampled_oracle_free (EpiSampledOracle *oracle)
{
  if (oracle != NULL)
    oracle->free (oracle);
}
