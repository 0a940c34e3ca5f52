/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nonlinear least squares: Gauss-Newton and Levenberg-Marquardt.
 *
 *     minimize f(x) = ‖r(x)‖²
 *
 *     1. linearize    r(x+d) ≈ r + J d;  S := max (S, column lengths of J)
 *     2. factor       J S⁻¹ = Q R,  R = U Σ Vᵀ
 *     3. step         Gauss-Newton: d := -J⁺r, halved until f falls
 *                     Levenberg-Marquardt: d minimizes ‖r + J d‖ with
 *                     ‖S d‖ ≤ Δ, that is (JᵀJ + λS²) d = -Jᵀr; λ ≥ 0 from the
 *                     secular equation ‖S d(λ)‖ = Δ by Newton's method
 *     4. judge        ρ := fall of f / fall of ‖r + J d‖²;  x := x + d unless
 *                     ρ < 10⁻⁴;  Δ shrinks where ρ < ¼, grows where ρ > ¾;
 *                     at first Δ = ‖S x⁰‖: a first guess is right to a factor
 *     5. stop         as below
 *
 * One call of epi_method_step() is one trial step, accepted or not.  The
 * scaling S makes the steps the same whatever the units of x.
 *
 * Converged: every column of J is orthogonal to r, |cos| ≤ 10⁻¹³; or d is
 * rounding, ‖Sd‖ ≤ 4u ‖Sx‖.  Where the fall that the model promises is below
 * 10⁻¹³ f, f is too coarse to judge by: full steps are then taken while each
 * is shorter than nine tenths of the one before, and that is the end too.
 * What converges may be a local minimum: see epi_nonlinear_check().
 *
 * Records "theta" (n), "lambda", "radius", "accepted", "cosine" (the largest),
 * "step_norm" ‖Sd‖, "ratio" ρ, "residuals" (m) up to 8192.
 * Moré, "The Levenberg-Marquardt algorithm", LNM 630 (1978); Dennis & Schnabel
 * 1983, chapter 10; Björck 1996, chapter 9.
 */
#pragma once

#include "core/epi-method.h"
#include "fit/epi-residuals.h"

typedef enum { EPI_GAUSS_NEWTON, EPI_LEVENBERG_MARQUARDT } EpiNonlinearKind;

/* Starts at x0 (n), copied; borrows residuals.  EPI_NO_MEMORY; EPI_NOT_FINITE
 * when r or J is not, at x0. */
EpiStatus epi_nonlinear_new (EpiNonlinearKind kind,
                             const EpiResiduals *residuals, const double *x0,
                             EpiMethod **out);

/* What x is, judged apart from the method that found it.  The gradient is JᵀR
 * anew; the Hessian is that of f with its second derivatives, by central
 * differences of the gradient. */
typedef struct {
  double cosine; /* maxⱼ |Jⱼᵀr| / (‖Jⱼ‖‖r‖); 0 when r is 0 */
  double smallest; /* least eigenvalue of S⁻¹ ∇²f S⁻¹ / 2, which would be at
                    * most 1 without second derivatives */
  size_t rank; /* of J S⁻¹: above 10⁻¹⁰ of the largest singular value */
  bool stationary; /* cosine ≤ 10⁻⁶ */
  bool minimum;    /* and smallest ≥ -10⁻⁶: no direction goes down */
} EpiNonlinearCheck;

/* EPI_NO_MEMORY, EPI_NOT_FINITE. */
EpiStatus epi_nonlinear_check (const EpiResiduals *residuals, const double *x,
                               EpiNonlinearCheck *check);
