/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mixture of Gaussians, by expectation and maximization.
 *
 *     maximize ℓ(θ) = Σᵢ log Σₖ wₖ N(xᵢ; μₖ, Σₖ),   xᵢ ∈ Rᵈ, i = 1 … n
 *
 * ℓ is not concave: where the steps end depends on where they begin.  From
 * responsibilities rᵢₖ, the shares that component k has in point i, a step is
 *
 *     1. maximize  nₖ := Σᵢ rᵢₖ,  wₖ := nₖ/n,  μₖ := Σᵢ rᵢₖ xᵢ / nₖ,
 *                  Σₖ := Σᵢ rᵢₖ (xᵢ-μₖ)(xᵢ-μₖ)ᵀ / nₖ
 *     2. expect    rᵢₖ := wₖ N(xᵢ; μₖ, Σₖ) / Σⱼ wⱼ N(xᵢ; μⱼ, Σⱼ);  ℓ
 *     3. judge     converged when ℓ rose by no more than
 *                  tolerance (1 + |ℓ|)
 *
 * and ℓ never falls (Dempster, Laird & Rubin, J. R. Stat. Soc. B 39 (1977),
 * theorem 1).  A component that shrinks to fewer dimensions makes ℓ grow
 * without bound: EPI_UNBOUNDED, and the last θ with a finite ℓ stands.  Bishop,
 * Pattern Recognition and Machine Learning, 9.2.2.
 */
#pragma once

#include "core/epi-matrix.h"
#include "core/epi-method.h"

typedef struct {
  EpiMethod base; /* x: w (K), then μ (d,K), then Σ (d,d,K); f: -ℓ/n */
  size_t d, K, n_points;
  double log_likelihood;    /* ℓ */
  double *responsibilities; /* (n,K) column-major */
  double *log_densities; /* (n) log Σₖ wₖ N(xᵢ; μₖ, Σₖ): ℓ is their sum */
  /* Workspace; not for readers. */
  double tolerance;
  double *points;   /* (n,d) column-major */
  double *floor;    /* (d) a standard deviation that is none */
  double *L, *half; /* (d,d,K) factors, reciprocals on their diagonals;
                       (K) log wₖ - log √((2π)ᵈ det Σₖ) */
  double *last;     /* θ before the step */
  double *z;        /* (d) */
} EpiMixture;

/* Copies X (n,d).  Begins at means (d,K) with equal weights and the covariance
 * of all points.  n, d, K ≥ 1.  EPI_NOT_POSITIVE_DEFINITE when the points lie
 * in a plane of fewer than d dimensions; EPI_NOT_FINITE, EPI_NO_MEMORY.
 *
 * The frames have "log_likelihood", "weights", "means" (d,K) and "covariances"
 * (d,dK). */
EpiStatus epi_mixture_new (const EpiMatrix *X, size_t K, const double *means,
                           double tolerance, EpiMethod **out);

/* log Σₖ wₖ N(x; μₖ, Σₖ) at the present θ; x (d). */
double epi_mixture_log_density (EpiMixture *self, const double *x);
