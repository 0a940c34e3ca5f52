/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gradient descent and its momentum variants.
 *
 *     minimize f(x),   f : Rⁿ → R differentiable
 *
 *     gradient descent    x := x - α ∇f(x)
 *     exact line search   the same, α minimizes f(x - α ∇f(x))
 *     heavy ball          v := β v - α ∇f(x),  x := x + v
 *     Nesterov            y := x + β v,  v := y - α ∇f(y) - x,  x := x + v
 *
 * One call of epi_method_step() is one line.  On a quadratic with
 * μI ⪯ ∇²f ⪯ LI the steps that converge, and the factor by which the error
 * shrinks in the long run, are known:
 *
 *     gradient descent    α < 2/L           max (|1-αμ|, |1-αL|)
 *     exact line search                     (κ-1)/(κ+1) each step, κ = L/μ
 *     heavy ball          α < 2(1+β)/L      largest root of
 *                                           z² - (1+β-αλ) z + β,  λ = μ, L
 *     Nesterov            α < 2(1+β)/((1+2β)L)   largest root of
 *                                           z² - (1+β)(1-αλ) z + β(1-αλ)
 *
 * Converged: ‖∇f(x)‖ ≤ tolerance ‖∇f(x⁰)‖, or at the oracle's noise.
 * Diverged: |f| above 10¹⁰ (|f(x⁰)| + ‖∇f(x⁰)‖²/L), where no method that
 * converges gets, or not finite.
 *
 * Records "theta" (n, or the oracle's matrix), "gradient" (n), "gradient_norm",
 * "step", "momentum" where there is one, "lipschitz", "convexity",
 * "step_limit", "contraction" (NAN what is not known).  May be set between
 * steps: "step", "momentum", "tolerance". Boyd & Vandenberghe 9.3; Nesterov,
 * Lectures on Convex Optimization, 2.2; Polyak 1964; Lessard, Recht, Packard
 * 2016, table 1.
 */
#pragma once

#include "core/epi-method.h"
#include "descend/epi-oracle.h"

typedef enum {
  EPI_DESCENT_GRADIENT,
  EPI_DESCENT_EXACT,
  EPI_DESCENT_HEAVY_BALL,
  EPI_DESCENT_NESTEROV,
  EPI_N_DESCENTS
} EpiDescentKind;

/* Starts from x0 (n), copied.  step > 0 (ignored by exact line search),
 * 0 ≤ momentum < 1 (ignored where there is none), tolerance 1e-10.  Borrows
 * oracle, which must outlive the method; exact line search needs its
 * hessian_vector.  EPI_NO_MEMORY; EPI_NOT_FINITE when f(x0) is not. */
EpiStatus epi_descent_new (EpiDescentKind kind, const EpiOracle *oracle,
                           const double *x0, double step, double momentum,
                           EpiMethod **out);

/* The step from which on the method diverges on a quadratic; NAN when L is
 * not known. */
double epi_descent_step_limit (EpiDescentKind kind, const EpiOracle *oracle,
                               double momentum);

/* The factor of the header's table; NAN when μ or L is not known. */
double epi_descent_contraction (EpiDescentKind kind, const EpiOracle *oracle,
                                double step, double momentum);

/* The step and momentum that make that factor least: 2/(L+μ), and Polyak's
 * and Nesterov's.  With μ = 0: 1/L and momentum 0.9. */
void epi_descent_best (EpiDescentKind kind, const EpiOracle *oracle,
                       double *step, double *momentum);
