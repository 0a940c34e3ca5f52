/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mixture of Gaussians, by expectation and maximization.
 *
 *     maximize ℓ(θ) = Σᵢ log Σₖ wₖ N(xᵢ; μₖ, Σₖ)        xᵢ ∈ Rᵈ, i = 1 … n
 *                     + Σₖ Σⱼ log wₖ N(zⱼ; μₖ, Σₖ)      zⱼ ∈ Rᵈ, j = 1 … m
 *
 * The second sum is a prior, of which every component has seen the same
 * pseudo-data z and knows that they are its own: Dirichlet(m + 1, …) of the
 * weights, normal-inverse-Wishart of each μₖ, Σₖ (estimate/epi-conjugate.h has
 * its parameters), conjugate once the shares are known.  ℓ is then the
 * logarithm of the posterior but for a constant, and its maximum the MAP
 * estimate; with m = 0 it is that of the likelihood.
 *
 * ℓ is not concave: where the steps end depends on where they begin.  From
 * responsibilities rᵢₖ, the shares that component k has in point i, all of
 * each zⱼ, a step is
 *
 *     1. maximize  nₖ := Σᵢ rᵢₖ + m,  wₖ := nₖ/(n + Km),
 *                  μₖ := (Σᵢ rᵢₖ xᵢ + Σⱼ zⱼ)/nₖ,
 *                  Σₖ := (Σᵢ rᵢₖ (xᵢ-μₖ)(xᵢ-μₖ)ᵀ + Σⱼ (zⱼ-μₖ)(zⱼ-μₖ)ᵀ)/nₖ
 *     2. expect    rᵢₖ := wₖ N(xᵢ; μₖ, Σₖ) / Σⱼ wⱼ N(xᵢ; μⱼ, Σⱼ);  ℓ
 *     3. judge     converged when ℓ rose by no more than
 *                  tolerance (1 + |ℓ|)
 *
 * and ℓ never falls (Dempster, Laird & Rubin, J. R. Stat. Soc. B 39 (1977),
 * theorem 1 and, with a prior, 2.1).  Without one, a component that shrinks to
 * fewer dimensions makes ℓ grow without bound: EPI_UNBOUNDED, and the last θ
 * with a finite ℓ stands.  With z that span Rᵈ, Σₖ ⪰ Ψ/(n+m) after every step,
 * Ψ = Σⱼ (zⱼ-z̄)(zⱼ-z̄)ᵀ ≻ 0, and ℓ is bounded (Fraley & Raftery, Bayesian
 * regularization for normal mixture estimation, J. Classification 24 (2007)).
 * Bishop, Pattern Recognition and Machine Learning, 9.2.2.
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-method.h"

typedef struct {
  EpiMethod base; /* x: w (K), then μ (d,K), then Σ (d,d,K); f: -ℓ/n */
  size_t d, K, n_points;    /* n: samples */
  size_t n_rows;            /* n + m: with the pseudo-data behind them */
  double log_likelihood;    /* ℓ, of both sums */
  double *responsibilities; /* (n+m,K) column-major; 1 of pseudo-data */
  double *log_densities;    /* (n) log Σₖ wₖ N(xᵢ; μₖ, Σₖ) */
  /* Workspace; not for readers. */
  double tolerance;
  double *points;   /* (n+m,d) column-major, and room for 64 more */
  double *floor;    /* (d) a standard deviation that is none */
  double *L, *half; /* (d,d,K) factors, reciprocals on their diagonals;
                       (K) log wₖ - log √((2π)ᵈ det Σₖ) */
  double *last;     /* θ before the step */
  double *z;        /* (64,d) L⁻¹(x - μₖ) of so many points; their x */
} EpiMixture;

/* Copies X (n,d) and Z (m,d), NULL: no prior.  Begins at means (d,K) with equal
 * weights and the covariance of all points, pseudo-data with them.  n, d, K
 * ≥ 1. EPI_NOT_POSITIVE_DEFINITE when these lie in a plane of fewer than d
 * dimensions; EPI_NOT_FINITE, EPI_NO_MEMORY.
 *
 * The frames have "log_likelihood", "weights", "means" (d,K) and "covariances"
 * (d,dK). */
EpiStatus epi_mixture_new (const EpiMatrix *X, const EpiMatrix *Z, size_t K,
                           const double *means, double tolerance,
                           EpiMethod **out);

/* log Σₖ wₖ N(x; μₖ, Σₖ) at the present θ; x (d). */
double epi_mixture_log_density (EpiMixture *self, const double *x);
