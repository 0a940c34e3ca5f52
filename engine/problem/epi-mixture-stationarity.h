/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a mixture of Gaussians is stationary: no direction of θ = (w, μ, Σ)
 * in which the log-likelihood, or the log posterior, rises at first order.
 *
 *     ℓ(θ) = Σᵢ log Σₖ wₖ N(xᵢ; μₖ, Σₖ)
 *            + Σₖ Σⱼ log wₖ N(zⱼ; μₖ, Σₖ),      i = 1 … n, j = 1 … m
 *
 * with z pseudo-data of which every component has seen all (m = 0: none).
 * From sample, pseudo-data and θ alone, in long double:
 *
 *     rᵢₖ = wₖ N(xᵢ; μₖ, Σₖ) / p(xᵢ),   nₖ = Σᵢ rᵢₖ + m
 *     weights      |nₖ/(n + Km) - wₖ|
 *     means        ‖Lₖ⁻¹ (x̄ₖ - μₖ)‖      Σₖ = LₖLₖᵀ, x̄ₖ the mean, Sₖ the second
 *     covariances  ‖Lₖ⁻¹ Sₖ Lₖ⁻ᵀ - I‖    moment about μₖ, with shares r of x
 *                                        and 1 of z
 *
 * These are the gradients by wₖ on the simplex, μₖ and Σₖ in units of Fisher's
 * information of component k: a mean that is off by 0.01 of the component's own
 * width counts 0.01.  All three are 0 exactly where ∇ℓ = 0 (Xu & Jordan, On
 * convergence properties of the EM algorithm, Neural Computation 8 (1996)).
 * First order: it tells no summit from a saddle, such as K components that are
 * one, and says nothing of other summits, for ℓ is not concave.
 */
#pragma once

#include "core/epi-matrix.h"

typedef struct {
  double weights, means, covariances; /* the largest over k */
  double stationarity;                /* the largest of the three */
  double value;                       /* ℓ(θ), pseudo-data with it */
} EpiMixtureStationarity;

/* X (n,d), n ≥ 1, Z (m,d) or NULL; weights (K), means (d,K), covariances
 * (d,d,K).  Where it refuses, *out is all NaN.  EPI_FAILED: not wₖ > 0, or
 * Σ wₖ ≠ 1; EPI_NOT_POSITIVE_DEFINITE, or not symmetric: some Σₖ, both but for
 * rounding; EPI_NOT_FINITE, also of what is found: nₖ = 0, ℓ out of range. */
EpiStatus epi_mixture_stationarity (const EpiMatrix *X, const EpiMatrix *Z,
                                    size_t K, const double *weights,
                                    const double *means,
                                    const double *covariances,
                                    EpiMixtureStationarity *out);
