/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Robust regression by iteratively reweighted least squares.
 *
 *     minimize  Σᵢ wᵢ φ(rᵢ) + λ ‖Dθ‖²,   r = Aθ - b,  φ Huber's or |·|
 *
 *     x⁰: the answer for the squared loss
 *     repeat
 *       1. weights  vᵢ := wᵢ min (1, δ/|rᵢ|)          Huber
 *                   vᵢ := wᵢ / (2 max (|rᵢ|, ε))      absolute
 *       2. solve    θ := argmin Σ vᵢ rᵢ² + λ‖Dθ‖²     (QR, by blocks)
 *       3. dual     yᵢ := 2 vᵢ rᵢ: Aᵀy + 2λD²θ = 0 by stage 2; divided by
 *                   max (1, |yᵢ|/bound) it is feasible
 *       4. stop     if gap = (f - dual)/(1 + |f| + |dual|) ≤ tolerance
 *       5. sharpen  absolute: ε := ε/4 when f fell by less than a tenth of
 *                   f - dual
 *
 * One call of epi_method_step() is one pass, of majorization-minimization, so
 * f never rises (for the absolute loss, its smoothing with ε).  It stops on the
 * gap alone: small moves prove nothing.  Two things make the gap close:
 *
 *   Huber: once no residual crosses ±δ, stage 2 is Newton's step for the
 *   quadratic that f is there; it ends there if none crosses then.
 *   absolute: once the gap is below 10⁻³, or after 40 passes, the steps go from
 *   vertex to vertex (fit/epi-l1-vertex.h) to an exact optimum.  With a ridge
 *   the optimum is no vertex: Newton's steps find the optimum of the smoothing,
 *   the rows with |yᵢ| < wᵢ there are tried as equations in the optimality
 *   conditions, and only then ε shrinks (Madsen & Nielsen 1993).
 *
 * Records "theta", "gap", "dual_objective", "phase" (0 reweighting, 1 Newton or
 * vertices), "epsilon", and up to 8192 rows "dual" (n) and "weights" (n).
 * May be set between steps: "tolerance".
 * Holland & Welsch 1977; Boyd & Vandenberghe 6.1.2 and 6.4; Madsen & Nielsen
 * 1990 (Huber's finite ending).
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-ls.h"

/* problem->loss is Huber or absolute, m = 1; borrows its arrays.  tolerance:
 * 1e-10.  EPI_NO_MEMORY, EPI_NOT_FINITE, EPI_SINGULAR when the columns are
 * dependent and no ridge helps. */
EpiStatus epi_irls_new (const EpiLs *problem, EpiMethod **out);

/* The feasible dual point y (n) of the last step: a hint for the certificate.
 */
const double *epi_irls_dual (const EpiMethod *method);
