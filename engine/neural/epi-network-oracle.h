/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A network over its samples as a sampled oracle: what an optimizer asks.
 *
 *     f(θ) = (1/N) Σ loss (φ(xᵢ; θ), tᵢ),  batch k as in neural/epi-batches.h
 *
 * Point and gradient may be the network's own θ and gradient, which costs no
 * copy, or others.
 */
#pragma once

#include "descend/epi-sampled-oracle.h"
#include "neural/epi-batches.h"
#include "neural/epi-network.h"

/* Borrows network and batches.  Dropout draws batch k under (seed, k). */
EpiStatus epi_network_oracle_new (EpiNetwork *network, EpiBatches *batches,
                                  EpiLoss loss, uint64_t seed,
                                  EpiSampledOracle **out);
