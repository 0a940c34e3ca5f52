/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian of any dimension p, with the factor of its covariance.
 *
 *     log p(x) = -½ (x-μ)ᵀΣ⁻¹(x-μ) - ½ log det Σ - (p/2) log 2π
 *
 *     ∂/∂μ = Σ⁻¹(x-μ)     ∂/∂Σ = ½ (Σ⁻¹(x-μ)(x-μ)ᵀΣ⁻¹ - Σ⁻¹)
 *
 *     D(p‖q) = ½ (tr Σq⁻¹Σp + (μq-μp)ᵀΣq⁻¹(μq-μp) - p + log det Σq/det Σp)
 *
 * The likelihood of a sample is largest at its mean and at S = (1/n) Σᵢ
 * (xᵢ-x̄)(xᵢ-x̄)ᵀ, where S is positive definite; else it has no bound.  All
 * through Cholesky's Σ = LLᵀ.  Mardia, Kent & Bibby, Multivariate Analysis
 * (1979), 3.2 and 4.2; Cover & Thomas 8.5 for D.
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-random.h"

typedef struct {
  size_t p;
  double *mean;   /* (p) */
  EpiMatrix L;    /* (p,p) lower triangle of Σ = LLᵀ; above it zeros */
  double log_det; /* log det Σ */
} EpiGaussian;

/* mean (p) and sigma (p,p), of which the lower triangle is read, are copied.
 * EPI_NOT_POSITIVE_DEFINITE; EPI_NOT_FINITE; EPI_NO_MEMORY. */
EpiStatus epi_gaussian_new (const double *mean, const EpiMatrix *sigma,
                            EpiGaussian *out);

/* The maximum of the likelihood of the rows of X (n,p).
 * EPI_NOT_POSITIVE_DEFINITE: the rows lie in a plane, the likelihood has no
 * bound. */
EpiStatus epi_gaussian_fit (const EpiMatrix *X, EpiGaussian *out);

void epi_gaussian_clear (EpiGaussian *gaussian); /* fine on a zeroed one */

/* log p(x), x (p); scratch (p). */
double epi_gaussian_log (const EpiGaussian *gaussian, const double *x,
                         double *scratch);

/* Σ log p of the rows of X (n,p).  NAN when there is no memory. */
double epi_gaussian_log_likelihood (const EpiGaussian *gaussian,
                                    const EpiMatrix *X);

/* ∂ log p(x) by the mean (p) and by Σ (p,p), either may be NULL.
 * EPI_NO_MEMORY. */
EpiStatus epi_gaussian_gradient (const EpiGaussian *gaussian, const double *x,
                                 double *by_mean, EpiMatrix *by_sigma);

/* x (p) := μ + Lz, z standard normal. */
void epi_gaussian_sample (const EpiGaussian *gaussian, EpiRandom *random,
                          double *x);

/* D(p‖q) ≥ 0, of one dimension; 0 only where they are the same.  NAN when there
 * is no memory. */
double epi_gaussian_divergence (const EpiGaussian *p, const EpiGaussian *q);
