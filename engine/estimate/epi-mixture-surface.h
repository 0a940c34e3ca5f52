/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log-likelihood of a mixture of Gaussians while means move over a grid,
 * all else as it is.
 *
 *     line    ℓ(a,b) = Σᵢ log (restᵢ + w₁N(xᵢ; a, σ₁²) + w₂N(xᵢ; b, σ₂²))
 *     plane   ℓ(a,b) = Σᵢ log (restᵢ + w₁N(xᵢ; (a,b), Σ₁))
 *
 * with restᵢ the density at xᵢ of the components that stay.  The grid has
 * thousands of places and asks each for n logarithms, which is what would take
 * the time, so
 *
 *   1. tables    line: w₁N(xᵢ; aⱼ, σ₁²) for all i and j;
 *                plane: row b is cut by N(·; (aⱼ,b), Σ₁) = N(b) N(aⱼ | b), and
 *                over equal steps of a the quotients of neighbours N(aⱼ | b)
 *                are a geometric series: two products a place, outwards from
 *                the summit until nothing is left beside restᵢ
 *   2. products  factors are multiplied up, each in units of a constant of its
 *                sample, and the logarithm is taken before the product could
 *                leave the range of a double
 *
 * What stays at xᵢ (on the line, for a row, with component 2 at its b) counts as
 * at least 1e-250 of the largest density that the sample can have: restᵢ plus
 * the summits of what moves, on the line that of component 1 over the grid.
 * Otherwise the values agree with the sum of logarithms to n nx² u (1 + |ℓ|),
 * u = 2⁻⁵²: the series of quotients collects a rounding a step.
 */
#pragma once

#include "core/epi-matrix.h"

typedef struct { /* borrowed */
  size_t d, K;
  const double *weights;     /* (K) */
  const double *means;       /* (d,K) */
  const double *covariances; /* (d,d,K), positive definite */
} EpiMixtureModel;

typedef struct {      /* first, first + step, … */
  double first, step; /* step > 0 */
  size_t n;
} EpiGridLine;

/* values (nx,ny) := ℓ at (a,b), a over x, b over y.  X (n,d), d = 1 with K ≥ 2,
 * or d = 2.  EPI_NO_MEMORY; EPI_NOT_POSITIVE_DEFINITE of a covariance. */
EpiStatus epi_mixture_surface (const EpiMixtureModel *model, const EpiMatrix *X,
                               const EpiGridLine *x, const EpiGridLine *y,
                               double *values);
