/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conjugate priors as pseudo-data: a prior that is the likelihood of samples
 * that nobody has seen,
 *
 *     p(θ) ∝ Πⱼ p_model(zⱼ; θ),     j = 1 … m
 *
 * and therefore a posterior of the same kind, that of samples and pseudo-data
 * together.  Its mode, the MAP estimate, is the maximum of the likelihood of
 * both.
 *
 *     model       θ        pseudo-data          prior
 *     Bernoulli   π        a ones, b zeros      Beta(a + 1, b + 1)
 *     Gaussian    μ, σ²    z₁ … z_m             normal-inverse-gamma
 *                                               (z̄, κ, α, β): κ = m,
 *                                               α = (m-1)/2, β = ½ Σ(zⱼ-z̄)²
 *
 * A mode depends on what the density is a density over.  Here it is over π, and
 * over (μ, τ) with τ = log σ:
 *
 *     log p(μ, τ) = log 2 + α log β - log Γ(α) + ½ log κ/2π
 *                   - (2α+1) τ - (2β + κ(μ-m)²) / 2e^{2τ}
 *
 * and in the plane over μ and (det Σ)^{-3/2} dΣ, which is the same for p = 1.
 * Of μ alone these are densities of Student's, in the plane with k = ν-1
 * degrees of freedom and the matrix V = Ψ/κk:
 *
 *     p(μ) = (1 + (μ-z̄)ᵀV⁻¹(μ-z̄)/k)^{-(k+2)/2} / 2π√det V
 *
 * whose ellipse (μ-z̄)ᵀV⁻¹(μ-z̄) ≤ k ((1-s)^{-2/k} - 1) holds the share s.
 *
 * Without pseudo-data the prior is flat in these; for the Gaussian that is no
 * density, and neither is it with fewer than two different ones (in the plane
 * three that do not lie on one line): improper.
 * DeGroot, Optimal Statistical Decisions (1970), 9.2 and 9.6; Gelman et al.,
 * Bayesian Data Analysis, 3rd ed., 2.4, 3.3 and 3.6.
 */
#pragma once

#include "estimate/epi-density.h"

/* ---- Bernoulli ---- */

typedef struct {
  double alpha, beta; /* > 0 */
} EpiBeta;

/* Of that many ones and zeros, ≥ 0 and not only whole ones. */
EpiBeta epi_beta_of (double ones, double zeros);
EpiBeta epi_beta_update (EpiBeta prior, double ones, double zeros);

/* log p(π), π in [0,1]; -INFINITY where it is 0. */
double epi_beta_log (EpiBeta beta, double pi);

double epi_beta_mean (EpiBeta beta);
double epi_beta_deviation (EpiBeta beta);

/* α, β ≥ 1; NAN where the density is flat and every π is a mode. */
double epi_beta_mode (EpiBeta beta);

/* ---- Gaussian ---- */

typedef struct {
  double mean, kappa; /* m and κ: so many samples' worth about μ */
  double alpha, beta; /* α and β of the inverse gamma of σ² */
} EpiNormalGamma;

/* Of z (n), finite; n may be 0. */
EpiNormalGamma epi_normal_gamma_of (const double *z, size_t n);
EpiNormalGamma epi_normal_gamma_update (EpiNormalGamma prior, const double *x,
                                        size_t n);

/* Whether it is a density: κ, α, β > 0. */
bool epi_normal_gamma_is_proper (const EpiNormalGamma *q);

/* log p(μ, τ), proper. */
double epi_normal_gamma_log (const EpiNormalGamma *q, double mu, double tau);

/* *sigma 0 where β is: a single place. */
void epi_normal_gamma_mode (const EpiNormalGamma *q, double *mu, double *sigma);

/* The density of μ alone, proper: Student's with 2α degrees of freedom. */
EpiDensity epi_normal_gamma_marginal (const EpiNormalGamma *q);

/* ---- Gaussian in the plane ---- */

typedef struct {
  double mean[2], kappa, nu;
  double psi[4]; /* (2,2) */
} EpiNormalWishart;

/* Of z (n,2) column-major, its columns ld apart; finite; n may be 0. */
EpiNormalWishart epi_normal_wishart_of (const double *z, size_t n, size_t ld);

/* Whether it is a density: ν > 1, Ψ ≻ 0. */
bool epi_normal_wishart_is_proper (const EpiNormalWishart *q);

/* log p(μ), proper. */
double epi_normal_wishart_log_mean (const EpiNormalWishart *q,
                                    const double mu[2]);

/* S (2,2) := the matrix of the ellipse {μ: (μ-z̄)ᵀS⁻¹(μ-z̄) ≤ 1} that holds
 * that share, 0 < share < 1, proper. */
void epi_normal_wishart_region (const EpiNormalWishart *q, double share,
                                double S[4]);
