/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Determinant maximization by a primal-dual path-following method.
 *
 *     minimize   cᵀx + Σₖ wₖ log det Fₖ(x)⁻¹
 *     subject to F(x) ⪰ 0,  Ax = b            (problem/epi-sdp.h)
 *
 * With s = F(x), z = Y and the cone program of problem/epi-sdp-cone.h, optimal
 * is
 *
 *     c + Aᵀy + Gᵀz = 0,  Ax = b,  Gx + s = h,  s ∘ z = w
 *
 * where w is wₖe in block k: the complementarity of a block with a weight ends
 * at the weight, all other at zero.  From an interior point (given, or the one
 * of least norm that is shifted inside),
 *
 *     repeat
 *       1. scale      W, λ with λ = Wz = W⁻ᵀs;  factor the KKT matrix
 *       2. predictor  direction towards r = 0 and s ∘ z = w, which reaches the
 *                     boundary at α;  σ := (1-α)³
 *       3. corrector  direction towards r = σr and s ∘ z = w + σ(μ - w), less
 *                     the product of the predictor's Δs and Δz if σ < 0.7; μ
 *                     is the mean of s ∘ z in a block with a weight, and in all
 *                     blocks without
 *       4. step       x, s and y, z each 0.95 of the way to the boundary, at
 *                     most 1
 *       5. judge      residuals, and the gap
 *                       Σₖ tr FₖYₖ - nₖwₖ - wₖ log det (FₖYₖ/wₖ)
 *
 * When that gets nowhere, steps of epi-cone-method.h on the constraints and cᵀx
 * look for the reason: a ray of infeasibility or of unboundedness.
 *
 * A flag (epi_method_watch()) is asked in 1. to 3. and by the steps of
 * epi-cone-method.h as there.
 *
 * Vandenberghe, Boyd & Wu, SIAM J. Matrix Anal. Appl. 19 (1998), section 6;
 * Toh, Primal-dual path-following algorithms for determinant maximization
 * problems with linear matrix inequalities, Comput. Optim. Appl. 14 (1999).
 *
 * Ends as EPI_CONVERGED, EPI_INFEASIBLE, EPI_UNBOUNDED; EPI_NUMERICAL when no
 * more progress is possible: then the best iterate stands.
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-sdp.h"

typedef struct {
  double tolerance; /* of the residuals, relative to 1 + the largest datum, and
                     * of the gap, relative to 1 + |p| + |d| */
  const double *start; /* (m) or NULL: x⁰ with F(x⁰) ≻ 0 and Ax⁰ = b.  Then
                        * every iterate satisfies the constraints */
} EpiMaxdetOptions;

/* Borrows the program, which must outlive the method.  A program without
 * weights is fine.  EPI_NO_MEMORY, EPI_NOT_FINITE;
 * EPI_NOT_POSITIVE_DEFINITE when F(x⁰) is not.
 *
 * The frames have "dual_objective", "gap", "primal_residual",
 * "dual_residual", "step_length" (the smaller), "centring". */
EpiStatus epi_maxdet_new (const EpiSdp *sdp, const EpiMaxdetOptions *options,
                          EpiMethod **out);

/* The present point with the status that it claims.  An unbounded program is
 * solved once more for the feasible point that it needs. */
void epi_maxdet_answer (const EpiMethod *method, EpiSdpAnswer *out);
