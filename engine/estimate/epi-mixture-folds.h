/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How likely a mixture of Gaussians finds what it has not seen: the samples are
 * cut into folds (data/epi-folds.h), and
 *
 *     (1/n) Σᵢ log p(xᵢ; θ of all folds but that of xᵢ)
 *
 * is the mean over all of them, θ by EM (estimate/epi-mixture.h) from the same
 * means each time.  It estimates E log p(x) = -H(p*) - D(p*‖p) of the density
 * p* that the samples come from, so of several models the one with the largest
 * is the least divergent.  Its own samples cannot tell: with every component
 * more their likelihood grows.  Smyth, Model selection for probabilistic
 * clustering using cross-validated likelihood, Statistics and Computing 10
 * (2000).
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-status.h"

#include <stdint.h>

typedef struct {
  size_t K;
  const double *means; /* (d,K) where EM begins */
  size_t folds;        /* 2 ≤ folds ≤ n */
  uint64_t seed;       /* of the cut */
} EpiMixtureFolds;

/* X (n,d), and Z (m,d) of pseudo-data that every fit has seen, NULL: none.
 * EPI_UNBOUNDED: without some fold a component shrinks to nothing, and there is
 * no fit; EPI_NOT_POSITIVE_DEFINITE: the rest of some fold is flat;
 * EPI_UNSUPPORTED: so many folds cannot be cut; EPI_NOT_FINITE, EPI_NO_MEMORY.
 */
EpiStatus epi_mixture_unseen (const EpiMatrix *X, const EpiMatrix *Z,
                              const EpiMixtureFolds *options, double *mean);
