/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interior-point method, for every cone.
 *
 *     minimize ½ xᵀPx + cᵀx   subject to  Ax = b,  Gx + s = h,  s ∈ K
 *
 * by a homogeneous embedding: find x, y, s ∈ K, z ∈ K, τ ≥ 0, κ ≥ 0 with
 *
 *     Px + Aᵀy + Gᵀz + cτ = 0                              (rx)
 *     Ax - bτ = 0,  Gx + s - hτ = 0                        (ry, rz)
 *     xᵀPx/τ + cᵀx + bᵀy + hᵀz + κ = 0                     (rt)
 *     s ∘ z = 0,  τκ = 0
 *
 * τ > 0 gives the optimum (x,y,s,z)/τ; τ = 0 < κ a ray: bᵀy + hᵀz < 0 shows
 * that there is no feasible point, cᵀx < 0 that the objective has no bound
 * where there is one.  From an interior point,
 *
 *     repeat
 *       1. scale      W, λ with λ = Wz = W⁻ᵀs;  factor the KKT matrix
 *       2. τ          (x₂,y₂,Wz₂) := KKT⁻¹ (-c,b,W⁻ᵀh): the change with τ;
 *                     with semidefinite cones as a change of (x,y,Wz)/τ
 *       3. predictor  direction towards r = 0 and s ∘ z = 0, which reaches the
 *                     boundary at α;  σ := (1-α)² min (0.3, 1-α)
 *       4. corrector  direction towards r = σr and s ∘ z = σμe, less the
 *                     product of the predictor's Δs and Δz; with semidefinite
 *                     cones refined (epi-kkt-refine.h)
 *       5. centre     at most twice: what the products at a longer step lack
 *                     to be within a factor 10 of σμ is asked for too; kept
 *                     if the step to the boundary grows; without semidefinite
 *                     cones, where it would cost more than it saves
 *       6. step       α := min (1, 0.99 to the boundary); all += α Δ
 *       7. judge      residuals and gap of the point or of the ray
 *
 * When no more progress is possible, the best point stands, with semidefinite
 * cones the nearest to it with r = 0: the last residuals are rounding errors of
 * W there.
 *
 * A semidefinite cone of a large order, in whose rows G has few entries, is
 * direct (epi-cones.h): no R, no eigenvalues.  After a short step, or where
 * that makes no more progress, the method goes on with W.
 *
 * A flag (epi_method_watch()) is asked until the point moves, within 1. to 5.:
 * by the sparse factorization for every supernode and every piece of a wide
 * one, by the Schur complement for every matrix, by the dense factorization for
 * every panel, and for every correction of a solution.  One piece each is what
 * LAPACK and BLAS do to a semidefinite block of order n: the eigenvalues, 9n³
 * operations or more, and products, 2n³; and the start, and the last nearest
 * point.  (On the large ones of the SDPLIB, Netlib and Maros-Mészáros problems
 * that the tests read no piece takes 15 ms of a server's core; with one block of
 * order 600 the longest takes 80.)
 *
 * Nothing here knows which cone it is: that is in epi-cones.h.
 *
 * A direction for the right-hand side (-ηr, d, t) solves
 *
 *     KKT (x₁,y₁,Wz₁) = -η (rx,ry,W⁻ᵀrz) - (0,0,λ\d)
 *     Δτ from rt;  (Δx,Δy,WΔz) = (x₁,y₁,Wz₁) + Δτ (x₂,y₂,Wz₂)
 *     W⁻ᵀΔs = λ\d - WΔz,  Δκ = (t - κΔτ) / τ
 *
 * Mehrotra, SIAM J. Optim. 2 (1992); Gondzio, Multiple centrality corrections,
 * Comput. Optim. Appl. 6 (1996); Andersen & Ye, Math. Program. 84 (1999);
 * Vandenberghe, The CVXOPT linear and quadratic cone program solvers (2010);
 * Goulart & Chen, Clarabel: an interior-point solver for conic programs with
 * quadratic objectives (2024), sections 2-4.
 *
 * Measures, in the units of the program as it was given, those of
 * problem/epi-certificate.h: every entry of (ry,rz)/τ over 1 + the size of what
 * it is the sum of, but at most ‖(b,h)‖∞; of rx/τ likewise, at most ‖c‖∞; the
 * larger of |p - d| and sᵀz/τ² over 1 + |p| + |d|.  Beside those the objective
 * may be moved by the residuals, |yᵀry + zᵀrz|/τ² and |xᵀrx|/τ², by ten times
 * the tolerance.  A ray counts when, with its value made 1, its residual is
 * within the tolerance; Px of a ray goes to zero only as √τ and counts when it
 * is within the root of the tolerance.
 *
 * Where Ax = b contradicts itself, or the objective falls along a direction
 * with Px = 0, Ax = 0, Gx = 0, the KKT matrix is singular and no iterate can
 * say so: the linear algebra of the starting point finds the ray, and the
 * method has ended before its first step.
 *
 * Ends as EPI_CONVERGED, EPI_INFEASIBLE, EPI_UNBOUNDED; EPI_NUMERICAL when no
 * more progress is possible.
 */
#pragma once

#include "core/epi-method.h"
#include "problem/epi-cone-program.h"

typedef struct {
  double tolerance; /* of every measure */
  size_t passes;    /* of equilibration; 0: none */
  double constant;  /* added to both objectives: the gap is relative to them */
  const double *x0; /* (n) where to begin, or NULL; looked at while the method
                     * is made.  Taken when Ax₀ = b, Gx₀ < h and all cones are
                     * orthants: every iterate x/τ then is such a point, too */
} EpiConeOptions;

#define EPI_CONE_OPTIONS_DEFAULT                                               \
  ((EpiConeOptions){.tolerance = 1e-8, .passes = 10, .constant = 0})

/* Copies the program.  EPI_NO_MEMORY; EPI_NOT_FINITE when a number of the
 * program is not; EPI_UNSUPPORTED for a cone without a solver.
 *
 * The frames have "objective", "dual_objective", "gap", "primal_residual",
 * "dual_residual", "step_length", "centring", "tau", "kappa", "mu" and the
 * vectors "x", "y", "s", "z". */
EpiStatus epi_cone_method_new (const EpiConeProgram *program,
                               const EpiConeOptions *options, EpiMethod **out);

/* The present point of the method in the units of the program: (x,y,s,z)/τ,
 * or, when it ended as EPI_INFEASIBLE or EPI_UNBOUNDED, the ray with the value
 * bᵀy + hᵀz = -1 or cᵀx = -1.  x (n), y (p), s, z (dim K); NULL: not wanted. */
void epi_cone_method_point (const EpiMethod *method, double *x, double *y,
                            double *s, double *z);
