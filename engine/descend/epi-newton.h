/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Newton's method with a line search, for functions that need not be convex.
 *
 *     minimize f(x),   f : Rⁿ → R twice differentiable
 *
 *     repeat
 *       1. factor       ∇²f(x) + τI, with τ = 0 where that is positive
 * definite; else the first of τ, 4τ, 16τ, … that makes it so, from a quarter of
 * the last one on, at least 10⁻⁸ max |∇²f|
 *       2. direction    (∇²f(x) + τI) Δx = -∇f(x),   λ² = -∇f(x)ᵀΔx
 *       3. line search  t := 1; while f(x + tΔx) > f(x) - αtλ²: t := t/2
 *       4. update       x := x + tΔx
 *       5. stop         where λ²/2 ≤ ε max (1, |f|), at a point of positive
 *                       curvature: τ = 0, or the smallest one
 *
 * so what it converges to is a local minimum and no saddle: the gradient is
 * small and ∇²f + 10⁻⁸ max |∇²f| I is positive definite.  When the decrease
 * that is promised, λ²/2, is that small, rounding hides it, and the step is
 * taken as it is.  One call of epi_method_step() is one pass.  Nocedal &
 * Wright, Numerical Optimization (2006), algorithms 3.2 and 3.3; Boyd &
 * Vandenberghe, algorithm 9.5 for the convex case.
 *
 * Ends as EPI_CONVERGED; EPI_NUMERICAL when no t is small enough (a saddle met
 * exactly, or rounding); EPI_DIVERGED.
 *
 * Records "gradient_norm" ‖∇f‖∞, "decrement" λ²/2, "shift" τ, "step_length" t.
 */
#pragma once

#include "core/epi-method.h"
#include "descend/epi-oracle.h"

#define EPI_NEWTON_TOLERANCE 1e-12 /* ε */

/* Copies x0 (n).  Borrows the oracle, which has a Hessian and outlives the
 * method.  EPI_NO_MEMORY; EPI_UNSUPPORTED without a Hessian; EPI_NOT_FINITE
 * when f or its gradient is no number at x0. */
EpiStatus epi_newton_new (const EpiOracle *oracle, const double *x0,
                          EpiMethod **out);

/* From another point, as if it were new; allocates nothing. */
void epi_newton_restart (EpiMethod *method, const double *x0);

/* Floating-point operations since it was made or restarted, as the oracle
 * counts its own. */
double epi_newton_work (const EpiMethod *method);
