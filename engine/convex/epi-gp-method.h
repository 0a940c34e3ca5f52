/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Geometric programs by a primal-dual interior-point method.
 *
 * The program in its conic form (epi-gp-form.h: minimize cᵀx subject to
 * Gx + p = h, p ∈ K; dual: Gᵀd + c = 0, d ∈ K*) is embedded in a homogeneous
 * one, which always has a solution:
 *
 *     Gᵀd + cτ = 0,   p + Gx - hτ = 0,   κ + cᵀx + hᵀd = 0
 *     p ∈ K, d ∈ K*, τ, κ ≥ 0
 *
 * τ > 0 gives an optimum (x, d)/τ; κ > 0 gives a ray that shows the program
 * infeasible (hᵀd < 0) or its logarithm unbounded (cᵀx < 0).  From x = 0,
 * p = d = the central point, τ = κ = 1, one step is
 *
 *     1. H         of p and d, with Hp = d and H p̃ = d̃ (epi-exp-cone.h);
 *                  factor GᵀHG
 *     2. predict   the direction to zero residuals and μ = 0:
 *                  HΔp + Δd = -d,  κΔτ + τΔκ = -τκ
 *                  and the longest step αₐ ≤ 1 along it
 *     3. centre    γ = (1 - αₐ)² min (1 - αₐ, ¼)
 *     4. correct   the direction to (1 - γ) × the residuals:
 *                  HΔp + Δd = -d - γμF'(p) + ½F'''(p)[Δpₐ, F''(p)⁻¹Δdₐ],
 *                  κΔτ + τΔκ = -τκ + γμ - ΔτₐΔκₐ
 *     5. step      the longest α ≤ 1 that stays in the cones and in the
 *                  neighbourhood 3/F'(p)ᵀF*'(d) ≥ βμ of the central path
 *     6. judge     u = x/τ and δ = -d₃/τ as the certificate does
 *
 * Dahl & Andersen, A primal-dual interior-point algorithm for nonsymmetric
 * exponential-cone optimization, Math. Program. 194 (2022), algorithm 1; the
 * embedding: Goldman & Tucker 1956, Ye, Todd & Mizuno 1994.
 *
 * After an unbounded ray the steps go on with c = 0 until there is a feasible
 * point, or a ray that shows that there is none.
 *
 * A flag (epi_method_watch()) is asked in and after 1., and after 2. and 4.; the
 * longest piece is the factorization of epi-rank-one-sum.h.
 *
 * Ends as EPI_CONVERGED; EPI_INFEASIBLE; EPI_UNBOUNDED; EPI_NUMERICAL when
 * nothing improves any more (the answer is then the best point met).
 *
 * Records "objective" F₀(u) (a logarithm), "posynomial_objective" f₀ = exp F₀,
 * "dual_objective" (a logarithm), "gap", "primal_residual", "dual_residual"
 * (epi-certificate.h), "mu", "tau", "kappa", "step_length", "centring",
 * "delta" (T).  x is u.
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-gp.h"

typedef struct {
  double tolerance; /* of the measures of epi-certificate.h; 0: 1e-9 */
} EpiGpOptions;

/* options may be NULL.  Borrows gp, which must outlive the method.
 * EPI_NO_MEMORY; EPI_UNSUPPORTED when the objective has no term. */
EpiStatus epi_gp_method_new (const EpiGp *gp, const EpiGpOptions *options,
                             EpiMethod **out);

/* out (of epi_gp_answer_new()) := the point that the method stands at. */
void epi_gp_method_answer (const EpiMethod *method, EpiGpAnswer *out);

/* What a step costs: numbers in the cones, entries of the sparse factor, and
 * the floating-point operations of one factorization; the same in every step.
 */
typedef struct {
  double numbers, entries, operations;
} EpiGpCost;

EpiGpCost epi_gp_method_cost (const EpiMethod *method);
