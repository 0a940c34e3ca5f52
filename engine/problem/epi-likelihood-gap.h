/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a likelihood is from the largest there is.
 *
 *     ℓ* - ℓ(θ) = n D(p̂ ‖ p_θ) ≥ 0,   = 0 only where p_θ = p̂
 *
 * with p̂ the member of the family that has the moments of the sample: for a
 * Gaussian its mean x̄ and covariance S = (1/n) Σ (x-x̄)(x-x̄)ᵀ, for a Bernoulli
 * its share of ones.  D is the Kullback–Leibler divergence, of closed form in
 * both families:
 *
 *     2 D = tr Σ⁻¹S + (μ-x̄)ᵀΣ⁻¹(μ-x̄) - p - log det Σ⁻¹S
 *     D = π̂ log π̂/π + (1-π̂) log (1-π̂)/(1-π)
 *
 * So a gap of 0 proves the global maximum, from sample and θ alone; sums in
 * long double.  Wainwright & Jordan, Graphical Models, Exponential Families,
 * and Variational Inference (2008), 3.6 and 5.2.
 */
#pragma once

#include "core/epi-matrix.h"

typedef struct {
  double value; /* ℓ(θ) */
  double best;  /* ℓ* */
  double gap;   /* ℓ* - ℓ(θ), computed as n D */
} EpiLikelihoodGap;

/* X (n,p), n ≥ 1, mean (p), sigma (p,p).  EPI_UNBOUNDED: S has no inverse, and
 * the likelihood no bound; EPI_NOT_POSITIVE_DEFINITE of sigma;
 * EPI_NOT_FINITE. */
EpiStatus epi_likelihood_gap_gaussian (const EpiMatrix *X, const double *mean,
                                       const EpiMatrix *sigma,
                                       EpiLikelihoodGap *out);

/* ones, zeros ≥ 0, not both 0; 0 ≤ pi ≤ 1.  EPI_NOT_FINITE where π excludes
 * what was seen. */
EpiStatus epi_likelihood_gap_bernoulli (double ones, double zeros, double pi,
                                        EpiLikelihoodGap *out);
