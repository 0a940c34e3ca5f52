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
 * Doubles cannot prove everything.  Of f(xᵢ) = Σⱼ βⱼ k(xⱼ,xᵢ) + b each term is
 * rounded, and |k(xⱼ,xᵢ)| ≤ √k(xⱼ,xⱼ) √k(xᵢ,xᵢ), so that the last rounding
 * alone, of a kernel that is right up to it, may move it by
 *
 *     δᵢ = u √k(xᵢ,xᵢ) Σⱼ |βⱼ| √k(xⱼ,xⱼ)
 *
 * Where δᵢ ≥ 1 the margin, which is 1, is lost in it; columns of mean 0 and
 * variance 1, for which ‖x‖² is p in the mean, may then be all that is needed.
 * Where Σ Cᵢδᵢ over the examples with ξᵢ > -δᵢ is larger than the gap may be,
 * an optimum may look like none.
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
  double dual_residual; /* max (|Σβ| / (1 + Σ|β|), how far α is out of its box
                         * over C) */
  double tolerance_reached; /* the larger of both */
  const char *missing;      /* static sentence: what is missing, or NULL */
} EpiSvmCertificate;

/* Recomputed from the examples alone: every kernel value anew, sums in long
 * double.  beta (n).  EPI_NO_MEMORY. */
EpiStatus epi_svm_certify (const EpiSvmProblem *problem, const double *beta,
                           double bias, double tolerance,
                           EpiSvmCertificate *out);
