/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sparse polynomials as data.
 *
 *     f(x) = c₀ + Σₜ cₜ Πⱼ xⱼ^aₜⱼ + s Σᵢ xᵢᵖ,   p even, s > 0
 *
 * The last sum makes f large far from 0, so that it has a minimum.  A dense
 * polynomial of degree d in n variables has C(n + d, d) coefficients; of a
 * sparse one only the T terms at hand are stored and evaluated, in
 * O(T · factors a term + n p).
 */
#pragma once

#include "core/epi-status.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {       /* owns everything */
  size_t variables;    /* (n) */
  size_t terms;        /* (T) */
  size_t degree;       /* largest of a term and p */
  size_t power;        /* p */
  double scale;        /* s */
  double constant;     /* c₀ */
  double *coefficient; /* (T) */
  int *start;     /* (T + 1) factors of term t: start[t] … start[t+1]-1 */
  int *variable;  /* (factors) ascending in a term */
  int *exponent;  /* (factors) aₜⱼ ≥ 1 */
  double *powers; /* (n, degree + 1) workspace: xⱼᵏ at [j (degree + 1) + k]*/
} EpiPolynomial;

/* A sparse random polynomial of degree d in n variables with T terms, and with
 * p = d or, for odd d, d + 1, s = 0.01:
 *
 *   term t  of a degree uniform in 1 … d (the first one: d), in up to 4
 *           variables; cₜ = normal · s · 2^(p - its degree), so that at |xᵢ| =
 * 2 every term weighs about as much as one of the last sum bound   where d = p,
 * the terms of degree d are made smaller until Σₜ |cₜ| aₜⱼ/d ≤ s/2 for every j
 *
 * By the inequality of the means Π |xⱼ|^aⱼ ≤ Σ (aⱼ/d) |xⱼ|ᵈ the terms of degree
 * p take at most half of the last sum, so f(x) ≥ (s/2) Σ xᵢᵖ - (lower powers):
 * its sublevel sets are bounded and it has a minimum.  d ≥ 2, n ≥ 1, T ≥ 1.
 * EPI_NO_MEMORY. */
EpiStatus epi_polynomial_random_new (uint64_t seed, size_t n, size_t d,
                                     size_t terms, EpiPolynomial *out);

/* One of whose minimum is known, 0 at the point planted (n):
 *
 *     f(x) = s Σᵢ (q(xᵢ) - q(x*ᵢ))² + Σₜ wₜ (mₜ(x) - mₜ(x*))²,   wₜ > 0
 *
 * with q(y) = y^(p/2) + y and monomials mₜ in up to 3 variables of degree up to
 * ⌊d/2⌋, multiplied out into about T terms (at least 4n + 2).  A sum of squares
 * that vanishes at x*: nothing is below, which is a proof that no search has.
 * Signs changed in pairs leave many mₜ as they are, so there are other local
 * minima in plenty.  planted (n) gets x*, 1 ≤ |x*ᵢ| ≤ 1.5.  As above, but
 * d ≥ 4. */
EpiStatus epi_polynomial_planted_new (uint64_t seed, size_t n, size_t d,
                                      size_t terms, double *planted,
                                      EpiPolynomial *out);

/* Fine on a zeroed polynomial. */
void epi_polynomial_clear (EpiPolynomial *polynomial);

/* f(x); fills gradient (n) when it is not NULL.  Uses the workspace. */
double epi_polynomial_value (const EpiPolynomial *polynomial, const double *x,
                             double *gradient);

/* H (n,n), column-major, both triangles: ∇²f(x).  Uses the workspace. */
void epi_polynomial_hessian (const EpiPolynomial *polynomial, const double *x,
                             double *H);

/* Multiplications and additions of one value with gradient, of one Hessian. */
double epi_polynomial_value_work (const EpiPolynomial *polynomial);
double epi_polynomial_hessian_work (const EpiPolynomial *polynomial);

/* C(n + d, d): the coefficients of a dense polynomial; exact below 2⁵³. */
double epi_polynomial_dense_terms (size_t n, size_t d);
