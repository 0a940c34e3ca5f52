/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The support vector machine as a convex program, and its certificate.
 *
 *     minimize    ½‖w‖² + Σᵢ Cᵢ ξᵢ
 *     subject to  yᵢ (wᵀφ(xᵢ) + b) ≥ 1 - ξᵢ,  ξᵢ ≥ 0        φ(x)ᵀφ(z) = k(x,z)
 *
 * An answer is (β, b) with w = Σ βᵢ φ(xᵢ): w and b are a primal point with
 * ξᵢ = max (0, 1 - yᵢ f(xᵢ)), and α with αᵢ = yᵢβᵢ is a dual one when
 * 0 ≤ αᵢ ≤ Cᵢ and Σβᵢ = 0:
 *
 *     primal  ½ βᵀKβ + Σ Cᵢ ξᵢ    ≥    dual  yᵀβ - ½ βᵀKβ
 *
 * The gap is computed as what complementary slackness leaves of it, a sum of
 * nonnegative terms (tᵢ = yᵢf(xᵢ) - 1):
 *
 *     primal - dual = Σᵢ (αᵢ max (tᵢ, 0) + (Cᵢ - αᵢ) max (-tᵢ, 0)) - bΣβᵢ
 *
 * Rounding.  With u the unit roundoff and γₖ = ku/(1-ku), a product of two
 * columns of at most m entries is wrong by γₘ‖x‖‖z‖ at most, and a sum through
 * which a term passes with h roundings by γₕ of the sum of moduli (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2002, 3.1 and 4.2).  Then
 * Σⱼ βⱼ k(xⱼ,xᵢ) is wrong by δᵢ at most, with κⱼ = √k(xⱼ,xⱼ):
 *
 *     linear      γ₍ₘ₊ₕ₎ κᵢ Σⱼ|βⱼ|κⱼ
 *     polynomial  the same with γ₍d(m+3)+h₎: m + 2 for γxᵀz + r, of which d are
 *                 multiplied; (γ‖x‖‖z‖ + r)^d ≤ κᵢκⱼ
 *     RBF         (exp (E + γ₍₈₊ₕ₎) - 1) Σⱼ|βⱼ| k(xⱼ,xᵢ): the exponent is wrong
 *                 by E = γ₍ₘ₊₃₎ γ (‖xᵢ‖ + maxⱼ‖xⱼ‖)², of those with βⱼ ≠ 0,
 *                 and exp by four units in its last place
 *
 * RBF of columns with few zeros: ‖x - z‖² is summed up from the differences in
 * all p features, each rounded once.  It is then wrong by γ₍ₚ₊₂₎ of itself and
 * the exponent tᵢⱼ by ε = γ₍ₚ₊₃₎ of itself, however far from 0 the columns are:
 *
 *     δᵢ = Σⱼ|βⱼ|kᵢⱼ (exp (εtᵢⱼ) - 1 + γ₍₈₊ₕ₎),   kᵢⱼ = exp (-tᵢⱼ)
 *
 * k is taken as 0 from t = 700 on.  Up to there exp (εt) - 1, convex, is at
 * most σt with σ = (exp (700ε) - 1)/700; and tk = -k log k is concave in k, so
 * that by Jensen, with B = Σⱼ|βⱼ| and Rᵢ = Σⱼ|βⱼ|kᵢⱼ,
 *
 *     δᵢ ≤ σ Rᵢ log (B/Rᵢ) + γ₍₈₊ₕ₎ Rᵢ
 *
 * and the gap by Σᵢ δᵢ times the steeper slope, αᵢ or Cᵢ - αᵢ, that its term
 * has within δᵢ of tᵢ: nothing for a multiplier that stands where it belongs.
 * (Underflow is left out.)  What stands outside of its box, or is left of Σβᵢ
 * or lost in that sum, γₙΣ|βᵢ|, belongs to no dual point: its share of the gap
 * counts as rounding.  So does the gap times what 1 + |dual|, which it is
 * divided by, may be wrong by: ½ Σ|βᵢ|δᵢ, as the norm in it.  An answer
 * is optimal when gap and rounding together are within the tolerance; where
 * doubles cannot decide that, long doubles do.
 *
 * Where doubles give δᵢ ≥ 1 the margin, which is 1, is lost to them; columns of
 * mean 0 and variance 1, for which ‖x‖² is p in the mean, may then be all that
 * is needed.
 *
 * Schölkopf & Smola, Learning with Kernels (2002), 7.5; Boyd & Vandenberghe
 * 8.6.1.
 */
#pragma once

#include "core/epi-sparse.h"

typedef enum {
  EPI_KERNEL_LINEAR,     /* xᵀz */
  EPI_KERNEL_POLYNOMIAL, /* (γ xᵀz + r)^d */
  EPI_KERNEL_RBF         /* exp (-γ‖x - z‖²), γ = 1/(2σ²) */
} EpiKernelKind;

typedef struct {
  EpiKernelKind kind;
  double gamma; /* > 0; not of linear */
  double coef0; /* r ≥ 0, polynomial */
  int degree;   /* d ≥ 1, polynomial */
} EpiKernelFunction;

typedef struct {      /* borrows all */
  const EpiSparse *X; /* (p, n) an example a column */
  const double *y;    /* (n) +1 or -1 */
  const double *C;    /* (n) > 0 */
  EpiKernelFunction kernel;
} EpiSvmProblem;

typedef struct {
  EpiStatus status;    /* EPI_OPTIMAL when every measure is ≤ tolerance;
                        * else EPI_RUNNING */
  double primal, dual; /* of the form above */
  double gap;          /* (primal - dual) / (1 + |dual|) */
  double rounding; /* |gap - the true one| is at most this, to first order */
  double dual_residual; /* max (|Σβ| / (1 + Σ|β|), how far α is out of its box
                         * over C) */
  double tolerance_reached; /* the larger of |gap| + rounding and that */
  const char *missing;      /* static sentence: what is missing, or NULL */
} EpiSvmCertificate;

/* Recomputed from the examples alone: every kernel value anew, sums in long
 * double.  beta (n).  EPI_NO_MEMORY. */
EpiStatus epi_svm_certify (const EpiSvmProblem *problem, const double *beta,
                           double bias, double tolerance,
                           EpiSvmCertificate *out);
