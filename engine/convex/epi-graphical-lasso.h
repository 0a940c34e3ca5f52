/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sparse inverse covariance by the graphical lasso: block coordinate ascent on
 * the dual.
 *
 *     (P)  minimize   tr(SΘ) + ρ Σ_{i≠j} |Θᵢⱼ| + log det Θ⁻¹
 *     (D)  maximize   log det W + n
 *          subject to |Wᵢⱼ - Sᵢⱼ| ≤ ρ,  Wᵢᵢ = Sᵢᵢ
 *
 * At the optimum Θ = W⁻¹.  From W = S with what is off the diagonal drawn
 * towards 0 as far as ρ lets it, a step is one sweep:
 *
 *     for each column j, with W₁₁, w₁₂, s₁₂ the parts of W and S without j
 *       1. regress   β := argmin ½ βᵀW₁₁β - s₁₂ᵀβ + ρ‖β‖₁, the lasso of
 *                    variable j on all others, by coordinate descent
 *       2. column    w₁₂ := W₁₁β, within ρ of s₁₂
 *     then
 *       3. primal    Θ := W⁻¹, with zeros where both regressions have them
 *                    (unless that is not positive definite)
 *       4. judge     gap := p - d ≤ tolerance (1 + |p| + |d|)
 *
 * Every W is feasible and log det W never falls.  Banerjee, El Ghaoui &
 * d'Aspremont, J. Mach. Learn. Res. 9 (2008); Friedman, Hastie & Tibshirani,
 * Sparse inverse covariance estimation with the graphical lasso, Biostatistics
 * 9 (2008); the diagonal is not penalized.
 */
#pragma once

#include "core/epi-method.h"

typedef struct {
  EpiMethod base; /* x (n,n): Θ; f: p */
  double *W;      /* (n,n) */
  double dual;    /* d */
  double gap;     /* relative, as in 4 */
  size_t n_edges; /* pairs i < j with Θᵢⱼ ≠ 0 */
  /* Workspace; not for readers. */
  size_t order; /* n */
  double rho, tolerance;
  double *S, *beta;  /* (n,n); column j of beta: the regression of j */
  double *pull;      /* (n) W₁₁β */
  double *L, *theta; /* (n,n) */
} EpiGraphicalLasso;

/* Copies S (n,n), symmetric and positive semidefinite with a positive diagonal;
 * rho ≥ 0.  EPI_NOT_POSITIVE_DEFINITE when the first W is not: S is singular
 * and ρ = 0, so that the objective has no minimum.  EPI_NOT_FINITE,
 * EPI_NO_MEMORY.
 *
 * The frames have "dual_objective", "gap", "edges", and the matrices "Theta"
 * and "W". */
EpiStatus epi_graphical_lasso_new (size_t n, const double *S, double rho,
                                   double tolerance, EpiMethod **out);
