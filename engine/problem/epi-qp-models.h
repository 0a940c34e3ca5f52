/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Convex quadratic programs that lessons and users ask for by name.
 *
 * Least squares within bounds (nonnegative, in a box):
 *
 *     minimize    ‖r‖²
 *     subject to  A x - r = b,   lower ≤ x ≤ upper
 *
 * in the variables (x, r), so that AᵀA, whose condition is the square, is never
 * formed.  The multipliers of the rows are -2r and the reduced costs of x are
 * the gradient 2Aᵀr.  Lawson & Hanson, Solving Least Squares Problems (1974),
 * chapter 23.
 *
 * Portfolio of n assets with mean returns μ and covariance Σ:
 *
 *     minimize    xᵀΣx - γ μᵀx
 *     subject to  1ᵀx = 1,   lower ≤ x ≤ upper
 *
 * from the least risk at γ = 0 along the efficient frontier; x ≥ 0 forbids
 * short sales.  Markowitz (1952); Boyd & Vandenberghe 4.4.1.
 */
#pragma once

#include "core/epi-matrix.h"
#include "problem/epi-qp.h"

/* A (m,n), b (m); lower, upper (n) or NULL: none.  Variables x (n), r (m).
 * EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_qp_least_squares (const EpiMatrix *A, const double *b,
                                const double *lower, const double *upper,
                                EpiQp *out);

/* sigma (n,n) symmetric, of which the lower triangle is read; mu (n);
 * gamma ≥ 0; lower, upper (n) or NULL: 0 and none.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE. */
EpiStatus epi_qp_portfolio (const EpiMatrix *sigma, const double *mu,
                            double gamma, const double *lower,
                            const double *upper, EpiQp *out);
