/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Kullback–Leibler divergence by Monte Carlo, a batch of draws a step.
 *
 *     D(p‖q) = E y,   y = log p(x) - log q(x),  x drawn from p
 *
 *   1. draw      x¹ … xᵇ from p, and their y
 *   2. average   the mean of all y so far, and its standard error s
 *   3. judge     converged when s ≤ tolerance; unbounded when some q(x) was 0:
 *                p has mass where q has none, and the divergence is infinite
 *
 * The estimate is off by more than 2s about once in twenty times.  A single y
 * may well be negative; only the mean of all of them is not, in the end.
 * Robert & Casella, Monte Carlo Statistical Methods, 2nd ed., 3.2.
 *
 * Frames have "estimate" and "standard_error" (from two draws on), "draws" and
 * "batch" (b), the draws of the last step.
 */
#pragma once

#include "core/epi-method.h"
#include "estimate/epi-density-mixture.h"

typedef struct {
  size_t batch;          /* b ≥ 1 */
  double tolerance;      /* of s, in nats; 0: never enough */
  uint64_t seed, stream; /* of the draws */
} EpiKlDrawsOptions;

/* p and q are borrowed, with all that they point to.  EPI_NO_MEMORY. */
EpiStatus epi_kl_draws_new (const EpiDensityMixture *p,
                            const EpiDensityMixture *q,
                            const EpiKlDrawsOptions *options, EpiMethod **out);
