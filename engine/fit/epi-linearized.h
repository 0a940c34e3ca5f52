/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The linearized problem of one step of nonlinear least squares.
 *
 *     minimize ‖r + J d‖  subject to  ‖S d‖ ≤ Δ,   J (m,n), S diagonal
 *
 *     1. J S⁻¹ = Q R,  R = U Σ Vᵀ,  z := -Uᵀ (the top of Qᵀr)
 *     2. d(λ) = S⁻¹ V diag (σ/(σ²+λ)) z solves (JᵀJ + λS²) d = -Jᵀr
 *     3. λ = 0 if ‖S d(0)‖ ≤ 1.1 Δ, else | ‖S d(λ)‖ - Δ | ≤ Δ/10, by Newton's
 *        method on 1/Δ - 1/‖S d(λ)‖, which is nearly linear, kept in a bracket
 *
 * With the singular values at hand every λ costs O(n), and a Jacobian of
 * deficient rank needs no special case: σ ≤ n u σ₁ counts as zero at λ = 0.
 * Moré 1978; Hebden 1973.
 */
#pragma once

#include "core/epi-matrix.h"

typedef struct {
  size_t m, n;
  EpiMatrix work;          /* (m,n+1) of [J S⁻¹, r]; scratch after stage 1 */
  EpiMatrix square, U, Vt; /* (n,n) */
  double *sigma, *z;       /* (n), (n) */
  double *tau, *lapack;
  int n_lapack;
} EpiLinearized;

/* EPI_NO_MEMORY. */
EpiStatus epi_linearized_init (EpiLinearized *self, size_t m, size_t n);
void epi_linearized_clear (EpiLinearized *self); /* fine when zeroed */

/* Stage 1; S (n) > 0, r (m).  EPI_NOT_FINITE, EPI_NUMERICAL.  Allocates
 * nothing. */
EpiStatus epi_linearized_factor (EpiLinearized *self, const EpiMatrix *J,
                                 const double *S, const double *r);

/* Stage 3; last is where the search starts. */
double epi_linearized_lambda (const EpiLinearized *self, double radius,
                              double last);

/* Stage 2: d (n) := d(λ); returns ‖r‖² - ‖r + J d‖² = ‖J d‖² + 2λ‖S d‖². */
double epi_linearized_step (const EpiLinearized *self, const double *S,
                            double lambda, double *d);
