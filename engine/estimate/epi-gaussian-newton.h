/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Maximum likelihood of a Gaussian of dimension p by Newton's method, in the
 * parameters in which the problem is convex.
 *
 * With Λ = Σ⁻¹ and η = Λμ the log-likelihood of x₁ … xₙ, of mean x̄ and
 * covariance S (by 1/n),
 *
 *     ℓ = n/2 (log det Λ - tr ΛS - (x̄-μ)ᵀΛ(x̄-μ) - p log 2π),   μ = Λ⁻¹η,
 *
 * is concave in (η, Λ), Λ ≻ 0: a Gaussian is an exponential family.  Its
 * Hessian is the covariance of (x, -½xxᵀ) under the model, and Newton's system
 * has a closed solution:
 *
 *   1. δ = x̄ - μ,  D = S + δδᵀ - Σ
 *   2. dΛ = -ΛDΛ,  dη = Λδ + dΛ μ,  decrement n (δᵀΛδ + ½ tr ΛDΛD)/2
 *   3. step t = 1, ½, ¼, … until Λ + t dΛ ≻ 0 and ℓ grows by a tenth of 2t
 *      times the decrement at least (Armijo)
 *   4. converged when the decrement is below what ℓ can be told from
 *
 * Where μ = x̄ and t = 1 this is Λ⁺ = 2Λ - ΛSΛ, Newton's iteration for the
 * inverse of S.  The end is x̄ and S.  Brown, Fundamentals of Statistical
 * Exponential Families (1986), 5; Boyd & Vandenberghe 7.1.1, 9.5; Schulz,
 * ZAMM 13 (1933) for the inverse.
 *
 * The method's x is μ (p), then Σ (p,p); its f is -ℓ.  Frames have
 * "log_likelihood", "mean" (p), "covariance" (p,p), and after a step
 * "decrement" and "step_length".
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-method.h"

/* From X (n,p), of which only the moments are kept; begins at mean (p) and
 * sigma (p,p) positive definite.  EPI_UNBOUNDED: S has no inverse, and the
 * likelihood no bound; EPI_NOT_POSITIVE_DEFINITE of sigma; EPI_NOT_FINITE;
 * EPI_NO_MEMORY. */
EpiStatus epi_gaussian_newton_new (const EpiMatrix *X, const double *mean,
                                   const EpiMatrix *sigma, EpiMethod **out);
