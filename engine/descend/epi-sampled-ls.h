/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Least squares as a sampled oracle: rows are the data.
 *
 *     f(x) = (1/N) Σᵢ ½ (aᵢᵀx - bᵢ)²,   aᵢ ∈ Rⁿ
 *
 *     batch B    1. residual  r := A_B x - b_B
 *                2. gradient  g := A_Bᵀ r / |B|
 *                3. value     rᵀr / 2|B|
 *
 * The rows stand in an order drawn once, and the batches of an epoch are its
 * pieces of one size: so the mean of their gradients is ∇f, exactly but for
 * rounding.
 */
#pragma once

#include "descend/epi-sampled-oracle.h"

/* A (n, rows), column i is aᵢ; b (rows); both copied.  batch divides rows.
 * EPI_NO_MEMORY; EPI_NOT_FINITE; what the device says. */
EpiStatus epi_sampled_ls_new (const double *A, const double *b, size_t n,
                              size_t rows, size_t batch, uint64_t seed,
                              EpiDevice *device, EpiElement element,
                              EpiSampledOracle **out);
