/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood of location and scale by Newton's method.
 *
 *     maximize  ℓ(μ, τ) = Σᵢ log p(xᵢ; μ, σ),   τ = log σ
 *
 * for the Gaussian and for Student's with a given ν.  With z = (x-μ)/σ,
 * w = (ν+1)/(ν+z²) and s = w (ν-z²)/(ν+z²), both 1 for the Gaussian,
 *
 *     ∂ℓ/∂μ = Σ wz/σ          ∂²ℓ/∂μ²  = -Σ s/σ²
 *     ∂ℓ/∂τ = Σ (wz² - 1)     ∂²ℓ/∂μ∂τ = -Σ (s+w) z/σ
 *                             ∂²ℓ/∂τ²  = -Σ (s+w) z²
 *
 *   1. g, H at (μ, τ)
 *   2. d = (λI - H)⁻¹ g, λ = 0 where -H is positive definite, else as much as
 *      makes its least eigenvalue a tenth of its largest
 *   3. step t = 1, ½, ¼, … until ℓ grows by a tenth of t gᵀd at least (Armijo)
 *   4. converged when the decrement gᵀd/2 is below what ℓ can be told from
 *
 * Unbounded when σ falls below 1e-9 of the spread of the data: where points
 * coincide the likelihood may grow without end.  Boyd & Vandenberghe 7.1, 9.5;
 * Lange, Little & Taylor, JASA 84 (1989) for Student's.
 *
 * The method's x is (μ, τ), its f is -ℓ.  Frames have "log_likelihood", "mu",
 * "sigma", "gradient" (2), "decrement" and "step_length".
 */
#pragma once

#include "core/epi-method.h"

typedef struct {
  double nu;        /* of Student's, > 0; INFINITY: the Gaussian */
  double mu, sigma; /* where it begins; sigma > 0 */
} EpiLikelihoodOptions;

/* x (n), n ≥ 1, is borrowed.  EPI_NO_MEMORY; EPI_NOT_FINITE; EPI_SINGULAR: all
 * xᵢ are the same, and there is no maximum. */
EpiStatus epi_likelihood_new (const double *x, size_t n,
                              const EpiLikelihoodOptions *options,
                              EpiMethod **out);

/* ℓ at (mu, tau); gradient (2) and hessian (3: μμ, μτ, ττ) may be NULL. */
double epi_likelihood_value (const double *x, size_t n, double nu, double mu,
                             double tau, double *gradient, double *hessian);
