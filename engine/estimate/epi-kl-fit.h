/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian q = N(μ, σ²) of the least divergence from p, either way.
 *
 *     forward   minimize D(p‖q) = -H(p) + τ + ½ log 2π
 *                                 + (v + (m-μ)²) / 2σ²
 *     reverse   minimize D(q‖p) = -τ - ½ log 2πe - E log p(μ+σz)
 *
 * over μ and τ = log σ, with m and v the mean and the variance of p, H(p) its
 * entropy and z standard normal.  Forward, the minimum is where the moments
 * agree, μ = m and σ² = v: q covers all of p (mean seeking).  Reverse, q avoids
 * where p is small and settles in one of its modes (mode seeking), in which
 * depends on where it began.
 *
 *     forward   ∂/∂μ = -(m-μ)/σ²           ∂/∂τ = 1 - (v + (m-μ)²)/σ²
 *     reverse   ∂/∂μ = -E (log p)'(μ+σz)   ∂/∂τ = -1 - E σz (log p)'(μ+σz)
 *
 *   1. gradient  g at (μ, τ)
 *   2. direction d = -F⁻¹g with Fisher's information F = diag (1/σ², 2) of q:
 *                the steepest way when lengths are measured by what they do to
 *                q, not to its parameters
 *   3. step      t = rate, rate/2, … until D falls by a tenth of t|gᵀd| at
 *                least (Armijo)
 *   4. judge     converged when the decrement |gᵀd|/2 is below 1e-12
 *
 * E by the trapezoidal rule over |z| ≤ 9, the step halved until nothing
 * changes.  Bishop, Pattern Recognition and Machine Learning, 10.1.2; Amari,
 * Natural gradient works efficiently in learning, Neural Computation 10 (1998).
 *
 * The method's x is (μ, τ), its f the divergence.  Frames have "mu", "sigma",
 * "gradient" (2) and, after a step, "decrement" and "step_length".
 */
#pragma once

#include "core/epi-method.h"
#include "estimate/epi-density-mixture.h"

typedef enum { EPI_KL_FORWARD, EPI_KL_REVERSE } EpiKlDirection;

typedef struct { /* what of p is needed; p and all it points to is borrowed */
  const EpiDensityMixture *p;
  double mean, variance, entropy; /* m, v, H(p) */
} EpiKlTarget;

EpiKlTarget epi_kl_target (const EpiDensityMixture *p);

/* The divergence at (mu, tau); gradient (2) may be NULL. */
double epi_kl_fit_value (const EpiKlTarget *target, EpiKlDirection direction,
                         double mu, double tau, double *gradient);

typedef struct {
  EpiKlDirection direction;
  double mu, sigma; /* where it begins; sigma > 0 */
  double rate;      /* 0 < rate ≤ 1; "rate" may change between steps */
} EpiKlFitOptions;

/* EPI_NOT_FINITE: sigma or mu is not, or p has no variance; EPI_INFEASIBLE:
 * reverse, and p is 0 somewhere: D(q‖p) is infinite for every q;
 * EPI_UNSUPPORTED: reverse, and p has kinks; EPI_NO_MEMORY. */
EpiStatus epi_kl_fit_new (const EpiKlTarget *target,
                          const EpiKlFitOptions *options, EpiMethod **out);
