/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The barrier method, for figures of the central path.
 *
 *     minimize f₀(x)   subject to  fᵢ(x) ≤ 0, i = 1 … m,   Ax = b
 *
 * The central points x*(t), t > 0, minimize t f₀(x) + φ(x) over Ax = b with
 * the logarithmic barrier φ = -Σ log (-fᵢ(x)).  Each has a dual point,
 * λᵢ = -1/(t fᵢ(x)) and ν = w/t, whose objective is less by exactly m/t.
 *
 *     centre   Newton's method with backtracking:
 *              ⎡H Aᵀ⎤ ⎡Δx⎤   ⎡-g⎤   g, H of t f₀ + φ
 *              ⎣A 0 ⎦ ⎣w ⎦ = ⎣ 0⎦
 *              decrement  η = (ΔxᵀHΔx)^½, central when η²/2 ≤ 10⁻⁸
 *              x := x + αΔx, α = 1, β, β² … until inside and
 *              t f₀ + φ lower by aαη²; full steps where η ≤ ¼
 *     outer    t := μt, from each central point to the next, until m/t is
 *              small enough
 *
 * One epi_method_step() is one Newton step; t grows at the beginning of the
 * step that follows a central point.
 *
 * Phase I, where the starting point is not strictly feasible: the same method
 * on  minimize s  subject to  fᵢ(x) ≤ s, ‖x‖ ≤ R (large; so that central
 * points exist), until all fᵢ(x) < 0; or until the multipliers show that there
 * is no feasible point.  During it "objective" is s.
 *
 * The multipliers that a frame and an answer show have the Newton step taken
 * into account to first order, λᵢ = (1 + Δfᵢ/(-fᵢ)) / (-t fᵢ): they satisfy
 * the dual equations to rounding, not only as far as x is central.
 *
 * For semidefinite programs φ = -log det F(x) and m the order of F; a block
 * with a weight is a part of f₀ and needs no barrier (m may be 0: then it is
 * Newton's method alone).  For geometric ones fᵢ are the log-sum-exp Fᵢ(u).
 *
 * A flag (epi_method_watch()) is asked first, before each evaluation of ψ and
 * within those with derivatives, for every few constraints or for every matrix
 * Fᵢ; the factorizations themselves, of a few hundred variables or of F, are
 * one piece.
 *
 * Boyd & Vandenberghe 10.2, 11.2, 11.3, 11.4.1.
 *
 * Ends as EPI_CONVERGED; EPI_INFEASIBLE with a ray; EPI_UNBOUNDED with a ray;
 * EPI_NUMERICAL when no strictly feasible point was found, no central point
 * exists (an optimal set without bound) or rounding ends it.
 *
 * Records "phase" (1, 2), "t", "outer", "inner" (Newton steps since t grew),
 * "newton_decrement", "step_length", "central" (0, 1), "duality_gap" m/t,
 * "dual_objective", "gap", "primal_residual", "dual_residual" as
 * epi-certificate.h measures them (NAN but where η < 1 in phase II).  Of a
 * geometric program x is u, and objectives are logarithms.  May be set between
 * steps: "mu".
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-gp.h"
#include "problem/epi-qp.h"
#include "problem/epi-sdp.h"

typedef struct {
  double t;         /* of the first centring; 0: 1 */
  double mu;        /* > 1; 0: 10 */
  double tolerance; /* of the measures; 0: 1e-8 */
  const double *x0; /* (n) where to start, copied; NULL: the point of least
                     * norm with Ax = b */
} EpiBarrierOptions;

/* Dense: EPI_UNSUPPORTED for more than a few hundred variables.  options may
 * be NULL.  Borrow the problem, which must outlive the method.  EPI_NO_MEMORY,
 * EPI_NOT_FINITE. */
EpiStatus epi_barrier_qp_new (const EpiQp *qp, const EpiBarrierOptions *options,
                              EpiMethod **out);
EpiStatus epi_barrier_sdp_new (const EpiSdp *sdp,
                               const EpiBarrierOptions *options,
                               EpiMethod **out);
EpiStatus epi_barrier_gp_new (const EpiGp *gp, const EpiBarrierOptions *options,
                              EpiMethod **out);

/* out (of epi_…_answer_new()) := the point that the method stands at, its
 * multipliers, or the ray. */
void epi_barrier_qp_answer (const EpiMethod *method, EpiQpAnswer *out);
void epi_barrier_sdp_answer (const EpiMethod *method, EpiSdpAnswer *out);
void epi_barrier_gp_answer (const EpiMethod *method, EpiGpAnswer *out);
